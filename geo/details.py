"""What does each claim say about an incident, and why are claims linked or kept apart?"""

from typing import Any

import pandas as pd

from geo import settings as s
from geo import words
from geo.areas import area_key
from geo.files import Record
from geo.filters import Selection, View
from geo.picture import incident_name, off_the_map, point_key
from geo.totals import Totals, figure_of


def figure(row: Any, lang: str) -> str:
    """Write an incident's killed range; dead of unstated status are named as such, fighting is named as fighting."""
    if row["fighting"]:
        return words.say("claim_fighting", lang)
    if row["no_figure"] and pd.notna(row["status_unknown"]) and row["status_unknown"]:
        return words.say("unknown_dead", lang, dead=words.count("dead", int(row["status_unknown"]), lang))
    text = words.range_text(row["killed_min"], row["killed_max"], row["open_ended"], lang)
    return text if row["no_figure"] else words.say("killed", lang, range=text)


def incident_line(row: Any, lang: str) -> tuple[str, str]:
    """Write an incident as two short lines for a list: place and figure; date, grading, sources."""
    when = words.days(row["date_start"], row["date_end"], lang)
    if not row.get("certain", True):
        when += f" ({words.say('is_possible', lang)})"
    sources = " + ".join(words.say(f"source_{name}", lang) for name in row["sources"])
    return f"{incident_name(row, lang)} · {figure(row, lang)}", f"{when} · {words.say('grading_' + row['grading'], lang)} · {sources}"


def claim_figure(claim: Any, lang: str) -> str:
    """Write the civilians killed as one claim states them."""
    low, high = claim["civilians_killed_min"], claim["civilians_killed_max"]
    unknown = claim["deaths_status_unknown"]
    text = words.range_text(low, low if pd.isna(high) else high, pd.notna(low) and pd.isna(high), lang)
    if pd.notna(unknown) and unknown > 0:
        more = words.say("unknown_dead", lang, dead=words.count("dead", int(unknown), lang))
        return more if pd.isna(low) else f"{text}; {more}" if lang == "en" else f"{text}؛ {more}"
    return text


def claims_of(record: Record, incident_id: str) -> list[dict[str, Any]]:
    """Give the claims of an incident as plain rows, in the order of the sources."""
    mine = record.claims[record.claims["incident_id"] == incident_id]
    order = mine["source_dataset"].map(s.SOURCES.index)
    return mine.iloc[order.argsort(kind="stable")].to_dict("records")


def claim_rows(record: Record, claim: dict[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """Write one claim in full: (label, text, web address or an empty text). Unknown stays "not stated", never 0."""
    say = words.say
    stated_range = {
        "claim_injured": ("civilians_injured_min", "civilians_injured_max"),
        "claim_women": ("women_killed_min", "women_killed_max"),
        "claim_children": ("children_killed_min", "children_killed_max"),
        "claim_conceded": ("conceded_killed_min", "conceded_killed_max"),
    }

    def ranged(key: str) -> list[tuple[str, str, str]]:
        low, high = (claim[c] for c in stated_range[key])
        if pd.isna(low):
            return []
        return [(say(key, lang), words.range_text(low, low if pd.isna(high) else high, pd.isna(high), lang), "")]

    rows = [(say("claim_killed", lang), claim_figure(claim, lang), "")]
    rows += ranged("claim_women") + ranged("claim_children") + ranged("claim_injured")
    if pd.notna(claim["deaths_reported_best"]):
        dead = {k: words.number(int(claim[f"deaths_reported_{k}"]), lang) for k in ("low", "high", "best")}
        rows.append(("", say("all_dead", lang, **dead), ""))
    when = words.days(claim["date_start"], claim["date_end"], lang)
    rows.append((say("claim_when", lang), f"{when} ({claim['date_text']})" if claim["date_text"] else when, ""))
    name = " ".join(x for x in (claim["place_name"], claim["place_name_ar"]) if x) or say("unnamed", lang)
    accuracy = say(f"accuracy_{claim['geolocation_accuracy']}", lang)
    radius = s.DISC_RADIUS_M.get(claim["geolocation_accuracy"])
    if radius:
        accuracy += "، " if lang == "ar" else ", "
        accuracy += say("radius", lang, n=words.number(radius, lang))
    rows.append((say("claim_where", lang), f"{name} ({accuracy})", ""))
    rows.append((say("claim_grading", lang), say(f"grading_{claim['grading']}", lang), ""))
    if claim["belligerent"]:
        parties = " + ".join(say(f"belligerent_{b}", lang) for b in claim["belligerent"].split("|"))
        role = say(f"role_{claim['belligerent_role']}", lang) if claim["belligerent_role"] else ""
        rows.append((say("claim_party", lang), f"{parties} ({role})" if role else parties, ""))
    if claim["dyad"]:
        rows.append((say("claim_sides", lang), claim["dyad"], ""))
    answer = say(f"response_{claim['response']}", lang)
    if claim["response_reason"]:
        # a reason the vocabulary does not have stays as the source wrote it
        reasons = [say(f"reason_{r}", lang) if f"reason_{r}" in words.TEXTS else r for r in claim["response_reason"].split("|")]
        answer += f" ({' / '.join(reasons)})"
    if claim["response"] != "not_covered":
        answer += "، " if lang == "ar" else ", "
        dated = pd.notna(claim["response_date"])
        answer += say("as_of" if dated else "as_read", lang, date=words.day(claim["response_date" if dated else "retrieved_at"], lang))
    rows.append((say("claim_response", lang), answer, ""))
    rows += ranged("claim_conceded")
    if claim["response"] != "not_covered":
        stated = {k: say(f"stated_{claim[c]}", lang) for k, c in (("admitted", "admitted"), ("apologised", "apologised"))}
        rows.append(("", say("claim_stated", lang, **stated, promised=say(f"stated_{claim['promised_or_paid']}", lang)), ""))
    if claim["is_aggregate"]:
        rows.append(("", say("claim_aggregate", lang), ""))
    if claim["remarks"]:
        rows.append((say("claim_note", lang), claim["remarks"], ""))
    for fix in record.corrections[record.corrections["claim_id"] == claim["claim_id"]].itertuples(index=False):
        rows.append(("", say("claim_corrected", lang, column=fix.column, was=fix.was, reason=fix.reason), ""))
    rows.append((say("claim_source", lang), f"{claim['source_name']} {claim['source_id']}", claim["source_url"]))
    if claim["strike_report_url"]:
        rows.append(("", say("claim_strike_report", lang), claim["strike_report_url"]))
    rows.append((say("claim_licence", lang), claim["licence"], ""))
    rows.append((say("claim_retrieved", lang), words.day(claim["retrieved_at"], lang), ""))
    return rows


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


def behind(selection: Selection, view: View, selected: str) -> pd.DataFrame:
    """Give the incidents behind a mark: an area, a point, a hatched area or a tray; all of them if nothing is chosen."""
    incidents = selection.incidents
    kind, _, code = selected.partition(":")
    if kind == "area":
        return incidents[(area_key(incidents, view.level) == code).to_numpy()]
    if kind == "point":
        return incidents[(point_key(incidents) == code).to_numpy()]
    if kind == "wide":
        return incidents[(incidents["wide_area"] == code).to_numpy()]
    if selected == "tray:off_map":
        return incidents[off_the_map(incidents, view)]
    if selected == "tray:undated":
        return selection.undated.assign(certain=True)
    if selected == "tray:city":
        return selection.city
    return incidents


def table_rows(table: pd.DataFrame, lang: str, totals: Totals) -> list[list[str]]:
    """Write the area table with a header, and the whole selection as its last row."""
    say = words.say
    head = [say(f"column_{c}", lang) for c in ("area", "incidents", "possible", "headline", "ungraded", "no_figure")]
    whole = (say("list_all", lang), totals.everything, totals.headline, totals.by_grading["ungraded"])
    rows = [(r.name, r.all, r.headline, r.ungraded) for r in table.itertuples(index=False)]
    return [head] + [
        [name, str(every.certain), str(every.possible), figure_of(top, lang), figure_of(rest, lang), str(every.no_figure)]
        for name, every, top, rest in [*rows, whole]
    ]
