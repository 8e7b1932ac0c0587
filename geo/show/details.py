"""What does each claim say about an incident, and why are claims linked or kept apart?"""

from typing import Any

import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.count.tally import Totals
from geo.evidence.incidents import (
    positions_disagree,
)
from geo.evidence.kinds import ATTACK, NOT_STATED
from geo.evidence.times import daytime
from geo.intake.sources.registry import OUTLETS
from geo.land.distances import distance_m
from geo.record.known import Record
from geo.show.accused import accused_in
from geo.show.names import incident_name
from geo.show.sentence import carriers_text, code_name, figure_of, without_text
from geo.text import words
from geo.text.languages import in_parts, is_rtl, listed


def figure(row: Any, lang: str) -> str:
    """Write an incident's killed range as the claims that carry its grading state it, and what others say beside it; dead of unstated
    status are named as such, fighting is named as fighting."""
    if row["fighting"]:
        return words.say("claim_fighting", lang)
    if row["no_figure"] and pd.notna(row["status_unknown"]) and row["status_unknown"]:
        return words.say("unknown_dead", lang, dead=words.count("dead", int(row["status_unknown"]), lang))
    text = words.range_text(row["killed_min"], row["killed_max"], row["open_ended"], lang)
    text = text if row["no_figure"] else words.say("killed", lang, range=text)
    if row["figures_differ"]:
        text = words.say("figure_differs", lang, figure=text)
    if pd.isna(row["others_max"]):
        return text
    others = words.range_text(row["others_min"], row["others_max"], row["others_open"], lang)
    return words.say("figure_others", lang, figure=text, range=others)


def kind_text(row: Any, lang: str) -> str:
    """Write which kinds of event an incident's claims state, and who: the sides where fighting or an attack names them, else the accused."""
    kinds = " + ".join(words.say(f"kind_{k}", lang) for k in row["kinds"])
    who = [code_name("sides", x, lang) for x in row["named_sides"] if x != NOT_STATED]
    accused = [words.say(f"belligerent_{b}", lang) for b in row["belligerents"] if b != "unknown"]
    if who and row["event_kind"] == ATTACK:
        accused = []  # the attacker is the first of the sides
    return in_parts([kinds, *who, *([words.say("accused", lang, names=" + ".join(accused))] if accused else [])], lang)


def incident_line(row: Any, lang: str) -> tuple[str, str]:
    """Write an incident as two short lines for a list: place and figure; date, grading, sources, kind and who."""
    when = words.days(row["date_start"], row["date_end"], lang)
    if not row.get("certain", True):
        when += f" ({words.say('is_possible', lang)})"
    sources = " + ".join(words.say(f"source_{name}", lang) for name in row["sources"])
    second = (when, words.say(f"grading_{row['grading']}", lang), sources, kind_text(row, lang))
    return f"{incident_name(row, lang)} · {figure(row, lang)}", " · ".join(second)


def claim_figure(claim: Any, lang: str) -> str:
    """Write the civilians killed as one claim states them."""
    low, high = claim["civilians_killed_min"], claim["civilians_killed_max"]
    unknown = claim["deaths_status_unknown"]
    text = words.range_text(low, low if pd.isna(high) else high, pd.notna(low) and pd.isna(high), lang)
    if pd.notna(unknown) and unknown > 0:
        more = words.say("unknown_dead", lang, dead=words.count("dead", int(unknown), lang))
        return more if pd.isna(low) else in_parts((text, more), lang)
    return text


def claims_of(record: Record, incident_id: str) -> list[dict[str, Any]]:
    """Give the claims of an incident as plain rows, in the order of the sources."""
    mine = record.claims[record.claims["incident_id"] == incident_id]
    order = mine["source_dataset"].map(voc.SOURCES.index)
    rows: list[dict[str, Any]] = mine.iloc[order.argsort(kind="stable")].to_dict("records")
    return rows


def who_says(claim: Any, lang: str) -> str:
    """Name a claim's source and its id there; a private source is never named."""
    if claim["source_private"]:
        return words.say("source_hidden", lang)
    if claim["source_dataset"] in OUTLETS:
        return str(claim["source_name"])
    key, own = f"source_{claim['source_dataset']}", claim["source_dataset"] == "own"  # an own table is called as its owner calls it
    translated = not own and words.say(key, lang) != words.say(key, voc.LANGUAGES[0])
    return f"{words.say(key, lang) if translated else claim['source_name']} {claim['source_id']}"


_RANGES = {
    "killed": "civilians_killed",
    "women": "women_killed",
    "children": "children_killed",
    "injured": "civilians_injured",
    "conceded": "conceded_killed",
}


def claim_facts(claim: dict[str, Any], lang: str) -> dict[str, str]:
    """Write what one claim states, by subject; what it does not state is not among them, never 0."""
    say = words.say
    facts = {"killed": claim_figure(claim, lang)}
    for key in ("women", "children", "injured"):
        facts[key] = _stated_range(claim, key, lang)
    if pd.notna(claim["deaths_reported_best"]):
        best = claim["deaths_reported_best"]
        bounds = {k: best if pd.isna(claim[f"deaths_reported_{k}"]) else claim[f"deaths_reported_{k}"] for k in ("low", "high")}
        dead = {k: words.number(int(n), lang) for k, n in (bounds | {"best": best}).items()}
        facts["all_dead"] = say("all_dead_one" if len(set(dead.values())) == 1 else "all_dead", lang, **dead)
    when = words.days(claim["date_start"], claim["date_end"], lang)
    own = f"\u2068{claim['date_text']}\u2069" if is_rtl(lang) else claim["date_text"]  # as the source wrote it, in its own direction
    facts["when"] = f"{when} ({own})" if claim["date_text"] else when
    name = " ".join(x for x in (claim["place_name"], claim["place_name_ar"]) if x) or say("unnamed", lang)
    facts["where"] = f"{name} ({accuracy_text(claim, lang)})"
    facts["grading"] = say(f"grading_{claim['grading']}", lang)
    facts |= _what_it_was(claim, lang)
    answer = say(f"response_{claim['response']}", lang)
    if claim["response_reason"]:
        reasons = [own_or_said(f"reason_{r}", r, lang) for r in claim["response_reason"].split("|")]
        answer += f" ({' / '.join(reasons)})"
    if claim["response"] != "not_covered":
        dated = pd.notna(claim["response_date"])
        day = words.day(claim["response_date" if dated else "retrieved_at"], lang)
        answer = listed((answer, say("as_of" if dated else "as_read", lang, date=day)), lang)
    facts["response"] = answer
    facts["conceded"] = _stated_range(claim, "conceded", lang)
    if claim["response"] != "not_covered":
        stated = {k: say(f"stated_{claim[c]}", lang) for k, c in (("admitted", "admitted"), ("apologised", "apologised"))}
        facts["stated"] = say("claim_stated", lang, **stated, promised=say(f"stated_{claim['promised_or_paid']}", lang))
    if claim["is_aggregate"]:
        facts["aggregate"] = say("claim_aggregate", lang)
    facts["note"] = claim["remarks"]
    return {key: text for key, text in facts.items() if text}


def _what_it_was(claim: Any, lang: str) -> dict[str, str]:
    """Write what kind of event one claim states, its sides, whom it accuses, what was hit and at what time."""
    say = words.say
    parties = " + ".join(say(f"belligerent_{b}", lang) for b in claim["belligerent"].split("|") if b)
    role = say(f"role_{claim['belligerent_role']}", lang) if claim["belligerent_role"] else ""
    stated = claim["local_time"]
    when = f"{own_or_said(f'time_{stated}', stated, lang)} ({code_name('daytime', daytime(stated), lang)})" if stated else ""
    return {
        "kind": say(f"kind_{claim['event_kind']}", lang),
        "sides": claim["sides"],
        "party": f"{parties} ({role})" if parties and role else parties,
        "infrastructure": " + ".join(own_or_said(f"infrastructure_{x}", x, lang) for x in claim["infrastructure"].split("|") if x),
        "local_time": when,
    }


def claim_kind_text(claim: Any, lang: str) -> str:
    """Write the same as one line."""
    return " · ".join(text for text in _what_it_was(claim, lang).values() if text)


def own_or_said(key: str, code: str, lang: str) -> str:
    """Write a code of a source by its text; one the vocabulary does not have stays as the source wrote it."""
    return words.say(key, lang) if words.has_text(key) else code


def _stated_range(claim: dict[str, Any], key: str, lang: str) -> str:
    low, high = (claim[f"{_RANGES[key]}_{end}"] for end in ("min", "max"))
    if pd.isna(low) and pd.isna(high):
        return ""
    return words.range_text(low, low if pd.isna(high) else high, pd.isna(high), lang)


def accuracy_text(claim: Any, lang: str) -> str:
    """Write how precisely a claim's place is known, with the radius drawn for it (metres)."""
    text = words.say(f"accuracy_{claim['geolocation_accuracy']}", lang)
    radius = s.DISC_RADIUS_M.get(claim["geolocation_accuracy"])
    if not radius or claim["geolocation_accuracy"] == "near_place":  # its text says how near; no disc is drawn
        return text
    return listed((text, words.say("radius", lang, n=words.number(radius, lang))), lang)


_UNLABELLED = ("all_dead", "stated", "aggregate")  # sentences of their own


def fact_label(key: str, lang: str) -> str:
    return "" if key in _UNLABELLED else words.say(f"claim_{key}", lang)


def claim_rows(record: Record, claim: dict[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """Write one claim in full: (label, text, web address or an empty text), its facts first, then where they come from."""
    facts = [(fact_label(key, lang), text, "") for key, text in claim_facts(claim, lang).items()]
    own = record.answers["claim_id"] == claim["claim_id"]
    if own.any():  # what each of those accused answered stands beside the one line
        mine = accused_in(record.claims[record.claims["claim_id"] == claim["claim_id"]], record.answers[own], lang)
        facts += [(words.say("column_accused", lang), one.line(lang), one.links[0][1] if one.links else "") for one in mine]
    return facts + source_rows(record, claim, lang)


def source_rows(record: Record, claim: dict[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """Write where a claim comes from: (label, text, web address); a private source has neither name nor address."""
    say = words.say
    rows = [
        ("", say("claim_corrected", lang, column=fix.column, was=fix.was, reason=fix.reason), "")
        for fix in record.corrections[record.corrections["claim_id"] == claim["claim_id"]].itertuples(index=False)
    ]
    private = claim["source_private"]
    rows.append((say("claim_source", lang), who_says(claim, lang), "" if private else claim["source_url"]))
    if claim["archive_url"] and not private:
        rows.append(("", say("claim_archive", lang), claim["archive_url"]))
    if claim["strike_report_url"]:
        rows.append(("", say("claim_strike_report", lang), claim["strike_report_url"]))
    rows.append((say("claim_licence", lang), claim["licence"], ""))
    rows.append((say("claim_retrieved", lang), words.day(claim["retrieved_at"], lang), ""))
    return rows


def source_links(claim: dict[str, Any], lang: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Give the addresses of a claim's source, as (text, address), and what to say after them: without an archived copy that none is held, and the
    day it was read. A private source has no address; those of a graphic one are not given here, but behind a click (``claim_rows``)."""
    say = words.say
    read = say("as_read", lang, date=words.day(claim["retrieved_at"], lang))
    if claim["source_private"]:
        return (), read
    if claim["graphic"]:
        return (), listed((say("graphic_below", lang), read), lang)
    named = {"claim_at_source": claim["source_url"], "claim_archive": claim["archive_url"]}
    links = tuple((say(key, lang), url) for key, url in named.items() if url)
    return links, listed([*([] if claim["archive_url"] else [say("no_archive", lang)]), read], lang)


def compare_claims(claims: list[dict[str, Any]], lang: str) -> list[tuple[str, list[str], str]]:
    """Set claims side by side: (subject, one text a claim, verdict), a row a subject that some claim states.

    The verdict is "agree", "meet" (ranges, intervals or discs that overlap), "differ", "one" (only one claim says), or empty where
    texts cannot be held against each other.
    """
    facts = [claim_facts(c, lang) for c in claims]
    keys = [k for k in dict.fromkeys(k for f in facts for k in f) if k not in ("note", "aggregate")]
    order = [
        "killed",
        "women",
        "children",
        "injured",
        "all_dead",
        "when",
        "where",
        "grading",
        "kind",
        "party",
        "sides",
        "infrastructure",
        "local_time",
        "response",
        "conceded",
        "stated",
    ]
    missing = words.say("stated_not_stated", lang)
    own = {"all_dead": "claim_all_dead", "stated": "claim_statements", "women": "column_women", "children": "column_children"}
    label = {key: words.say(text, lang) for key, text in own.items()}
    return [
        (label.get(k) or fact_label(k, lang), [f.get(k, missing) for f in facts], _verdict(k, claims))
        for k in sorted(keys, key=order.index)
    ]


def _verdict(key: str, claims: list[dict[str, Any]]) -> str:
    if key in _RANGES or key == "when":
        low, high = ("date_start", "date_end") if key == "when" else (f"{_RANGES[key]}_min", f"{_RANGES[key]}_max")
        floor, ceiling = (pd.Timestamp.min, pd.Timestamp.max) if key == "when" else (float("-inf"), float("inf"))
        stated = [(c[low], c[high]) for c in claims if pd.notna(c[low]) or pd.notna(c[high])]
        spans = [(floor if pd.isna(a) else a, ceiling if pd.isna(b) else b) for a, b in stated]
        if len(spans) < 2:
            return "one" if spans else ""
        if len(set(spans)) == 1:
            return "agree"
        return "meet" if max(a for a, _ in spans) <= min(b for _, b in spans) else "differ"
    if key == "where":
        placed = pd.DataFrame(claims)[["latitude", "longitude", "geolocation_accuracy"]]
        placed = placed.assign(radius_m=placed["geolocation_accuracy"].map(s.DISC_RADIUS_M))
        n = int((placed["latitude"].notna() & placed["radius_m"].notna()).sum())
        return "" if n < 2 else "differ" if positions_disagree(placed) else "meet"
    silent = {"kind": "not_stated", "grading": "ungraded", "party": "", "response": "not_covered", "infrastructure": "", "local_time": ""}
    if key not in silent:
        return ""
    column = {"party": "belligerent", "kind": "event_kind"}.get(key, key)
    said = [c[column] for c in claims if c[column] != silent[key]]
    return "" if not said else "one" if len(said) == 1 else "agree" if len(set(said)) == 1 else "differ"


def positions_of(claims: list[dict[str, Any]], row: dict[str, Any], lang: str) -> list[list[str]]:
    """Give each claim's position: who, name, coordinates (WGS84 degrees), precision, distance from the position shown."""
    say = words.say
    out = []
    for c in claims:
        placed = pd.notna(c["latitude"])
        away = ""
        if placed and pd.notna(row["latitude"]):
            km = float(distance_m(c["latitude"], c["longitude"], row["latitude"], row["longitude"])) / 1000
            away = (
                say("position_shown", lang)
                if c["claim_id"] == row["position_claim"]
                else say("km_away", lang, km=words.number(round(km, 1), lang))
            )
        spot = f"\u2066{c['latitude']:.5f}, {c['longitude']:.5f}\u2069" if placed else say("no_position", lang)
        name = " ".join(x for x in (c["place_name"], c["place_name_ar"]) if x) or say("unnamed", lang)
        out.append([who_says(c, lang), name, spot, accuracy_text(c, lang), away])
    return out


def dates_of(record: Record, claims: list[dict[str, Any]], incident_id: str, lang: str) -> list[tuple[str, str]]:
    """Give, earliest first, when the event is said to have been, was answered, read, and judged: (date, what)."""
    say = words.say
    found: list[tuple[pd.Timestamp, str, str]] = []
    for c in claims:
        who = who_says(c, lang)
        if pd.notna(c["date_start"]):
            found.append((c["date_start"], words.days(c["date_start"], c["date_end"], lang), say("date_event", lang, who=who)))
        if pd.notna(c["response_date"]):
            answer = say(f"response_{c['response']}", lang)
            found.append((c["response_date"], words.day(c["response_date"], lang), say("date_answer", lang, who=who, answer=answer)))
        found.append((c["retrieved_at"], words.day(c["retrieved_at"], lang), say("date_read", lang, who=who)))
    incident = record.claims.set_index("claim_id")["incident_id"]
    for link in record.links.itertuples(index=False):
        if incident_id in (incident[link.claim_a], incident[link.claim_b]):
            judged = say(
                "date_judged", lang, a=link.claim_a, b=link.claim_b, relation=say(f"relation_{link.relation}", lang), who=link.decided_by
            )
            day = pd.Timestamp(link.decided_on)
            found.append((day, words.day(day, lang), judged))
    return [(day, text) for _, day, text in sorted(found, key=lambda x: x[0])]


def judgements(record: Record, incident_id: str) -> tuple[list[str], list[tuple[str, str, str]]]:
    """Give why an incident's claims are one event, and what it is kept apart from: (incident id, its claim, reason)."""
    incident = record.claims.set_index("claim_id")["incident_id"]
    same, apart = [], []
    for link in record.links.itertuples(index=False):
        a, b = incident[link.claim_a], incident[link.claim_b]
        if link.relation == "same" and a == incident_id:
            same.append(f"{link.claim_a} = {link.claim_b}: {link.reason}")
        elif link.relation != "same" and incident_id in (a, b):
            other_claim, other = (link.claim_b, b) if a == incident_id else (link.claim_a, a)
            apart.append((other, other_claim, link.reason))
    return same, apart


def table_rows(table: pd.DataFrame, lang: str, totals: Totals) -> list[list[str]]:
    """Write the area table with a header, the whole selection after its areas, and last what is left without the incidents that carry a range."""
    say = words.say
    head = [say(f"column_{c}", lang) for c in ("area", "incidents", "if_one", "possible", "headline", "ungraded", "no_figure", "near")]
    whole = (say("list_all", lang), totals.everything, totals.headline, totals.by_grading["ungraded"], totals.spared)
    rows = [(r.name, r.all, r.headline, r.ungraded, r.spared) for r in table.itertuples(index=False)]
    told = [
        [
            name,
            *(str(n) for n in (every.certain, every.certain - spared, every.possible)),
            *(figure_of(x, lang) for x in (top, rest)),
            *(str(n) for n in (every.no_figure, every.near)),
        ]
        for name, every, top, rest, spared in [*rows, whole]
    ]
    without = [
        row_without(totals, g, {"headline": 4, "ungraded": 5}[g], len(head), lang) for g in ("headline", "ungraded") if g in totals.carried
    ]
    return [head, *told, *without]


def row_without(totals: Totals, group: str, at: int, columns: int, lang: str) -> list[str]:
    """Write the row of a table that gives both ends of a grading group without the incidents that carry its range; ``at``: its column."""
    carried = totals.carried[group]
    cells = [words.say("row_without", lang, named=carriers_text(carried, lang)), *["–"] * (columns - 1)]
    cells[at] = without_text(carried, lang)
    return cells
