"""What does each claim say about an incident, and why are claims linked or kept apart?"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo.choice.filters import Filters, View, by_extent, filter_columns, matches
from geo.count.tally import UNDATED, day_numbers, window_days
from geo.count.totals import Totals, figure_of
from geo.evidence.incidents import (
    positions_disagree,
)
from geo.land.areas import LEVEL_COLUMN, PLACINGS, area_key
from geo.land.distances import distance_m
from geo.record.files import Record
from geo.show.picture import incident_name, off_the_map, point_key
from geo.text import words


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


def who_says(claim: Any, lang: str) -> str:
    """Name a claim's source and its id there; a private source is never named."""
    if claim["source_private"]:
        return words.say("source_hidden", lang)
    return claim["source_name"] if claim["source_dataset"] == "press" else f"{claim['source_name']} {claim['source_id']}"


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
    comma = "، " if lang == "ar" else ", "
    facts = {"killed": claim_figure(claim, lang)}
    for key in ("women", "children", "injured"):
        facts[key] = _stated_range(claim, key, lang)
    if pd.notna(claim["deaths_reported_best"]):
        best = claim["deaths_reported_best"]
        bounds = {k: best if pd.isna(claim[f"deaths_reported_{k}"]) else claim[f"deaths_reported_{k}"] for k in ("low", "high")}
        dead = {k: words.number(int(n), lang) for k, n in (bounds | {"best": best}).items()}
        facts["all_dead"] = say("all_dead_one" if len(set(dead.values())) == 1 else "all_dead", lang, **dead)
    when = words.days(claim["date_start"], claim["date_end"], lang)
    facts["when"] = f"{when} ({claim['date_text']})" if claim["date_text"] else when
    name = " ".join(x for x in (claim["place_name"], claim["place_name_ar"]) if x) or say("unnamed", lang)
    facts["where"] = f"{name} ({accuracy_text(claim, lang)})"
    facts["grading"] = say(f"grading_{claim['grading']}", lang)
    if claim["belligerent"]:
        parties = " + ".join(say(f"belligerent_{b}", lang) for b in claim["belligerent"].split("|"))
        role = say(f"role_{claim['belligerent_role']}", lang) if claim["belligerent_role"] else ""
        facts["party"] = f"{parties} ({role})" if role else parties
    facts["sides"] = claim["dyad"]
    answer = say(f"response_{claim['response']}", lang)
    if claim["response_reason"]:
        # a reason the vocabulary does not have stays as the source wrote it
        reasons = [say(f"reason_{r}", lang) if f"reason_{r}" in words.TEXTS else r for r in claim["response_reason"].split("|")]
        answer += f" ({' / '.join(reasons)})"
    if claim["response"] != "not_covered":
        dated = pd.notna(claim["response_date"])
        answer += comma + say(
            "as_of" if dated else "as_read", lang, date=words.day(claim["response_date" if dated else "retrieved_at"], lang)
        )
    facts["response"] = answer
    facts["conceded"] = _stated_range(claim, "conceded", lang)
    if claim["response"] != "not_covered":
        stated = {k: say(f"stated_{claim[c]}", lang) for k, c in (("admitted", "admitted"), ("apologised", "apologised"))}
        facts["stated"] = say("claim_stated", lang, **stated, promised=say(f"stated_{claim['promised_or_paid']}", lang))
    if claim["is_aggregate"]:
        facts["aggregate"] = say("claim_aggregate", lang)
    facts["note"] = claim["remarks"]
    return {key: text for key, text in facts.items() if text}


def _stated_range(claim: dict[str, Any], key: str, lang: str) -> str:
    low, high = (claim[f"{_RANGES[key]}_{end}"] for end in ("min", "max"))
    return "" if pd.isna(low) else words.range_text(low, low if pd.isna(high) else high, pd.isna(high), lang)


def accuracy_text(claim: Any, lang: str) -> str:
    """Write how precisely a claim's place is known, with the radius drawn for it (metres)."""
    text = words.say(f"accuracy_{claim['geolocation_accuracy']}", lang)
    radius = s.DISC_RADIUS_M.get(claim["geolocation_accuracy"])
    if not radius or claim["geolocation_accuracy"] == "near_place":  # its text says how near; no disc is drawn
        return text
    return text + ("، " if lang == "ar" else ", ") + words.say("radius", lang, n=words.number(radius, lang))


_UNLABELLED = ("all_dead", "stated", "aggregate")  # sentences of their own


def fact_label(key: str, lang: str) -> str:
    return "" if key in _UNLABELLED else words.say(f"claim_{key}", lang)


def claim_rows(record: Record, claim: dict[str, Any], lang: str) -> list[tuple[str, str, str]]:
    """Write one claim in full: (label, text, web address or an empty text), its facts first, then where they come from."""
    return [(fact_label(key, lang), text, "") for key, text in claim_facts(claim, lang).items()] + source_rows(record, claim, lang)


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
        "party",
        "sides",
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
        ceiling = pd.Timestamp.max if key == "when" else float("inf")
        spans = [(c[low], ceiling if pd.isna(c[high]) else c[high]) for c in claims if pd.notna(c[low])]
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
    silent = {"grading": "ungraded", "party": "", "response": "not_covered"}
    if key not in silent:
        return ""
    column = "belligerent" if key == "party" else key
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


def neighbours(incidents: pd.DataFrame, row: dict[str, Any], km: float = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the incidents within some km of one (both known to a village or better), nearest first, and those whose dates
    touch its dates elsewhere, each with ``km`` (distance; NaN where a position is missing)."""
    others = incidents[incidents["incident_id"] != row["incident_id"]]
    away = distance_m(row["latitude"], row["longitude"], others["latitude"].to_numpy(), others["longitude"].to_numpy()) / 1000
    precise = (others["radius_m"] <= s.VILLAGE_RADIUS_M) & (others["placing"] == "point")
    mine = pd.notna(row["radius_m"]) and row["radius_m"] <= s.VILLAGE_RADIUS_M and row["placing"] == "point"
    others = others.assign(km=away)
    others["km"] = others["km"].where(precise & mine)
    near = others[others["km"] <= km].sort_values("km")
    touching = (others["date_start"] <= row["date_end"]) & (others["date_end"] >= row["date_start"])
    return near, others[touching & ~others["incident_id"].isin(near["incident_id"])].sort_values("km", na_position="last")


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


# what ``incident_line`` reads
_NAMED = ("incident_id", "place_name", "place_name_ar", "date_start", "date_end", "sources", "grading")
_FIGURES = ("killed_min", "killed_max", "open_ended", "no_figure", "status_unknown", "fighting")
_LISTED = (
    "date_start",
    "date_end",
    "in_city",
    "fighting",
    "killed_min",
    "killed_max",
    "grading",
    "placing",
    "wide_area",
    "latitude",
    "longitude",
)


def is_behind(incidents: pd.DataFrame, view: View, selected: str) -> np.ndarray:
    """Say which incidents of a selection are behind a mark (bool)."""
    kind, _, code = selected.partition(":")
    if kind == "area":
        return (area_key(incidents, view.level) == code).to_numpy(dtype=bool)
    if kind == "point":
        return (point_key(incidents) == code).to_numpy(dtype=bool)
    if kind == "wide":
        return (incidents["wide_area"] == code).to_numpy(dtype=bool)
    if selected == "tray:off_map":
        return off_the_map(incidents, view).to_numpy(dtype=bool)
    return np.ones(len(incidents), dtype=bool)


class Listing:
    """The incidents behind a mark whatever their date, in the order of a list, to be shown a page of a window at a time.

    Only where each stands (piece, row), its days and its placing are kept; a page is fetched when it is asked for.
    """

    def __init__(self, record: Record, filters: Filters, view: View, by: str) -> None:
        self.record, self.undated = record, view.selected == "tray:undated"
        found = [self._behind(0, record.incidents, filters, view)]
        if record.pieces is not None:
            columns = [*_LISTED, *filter_columns(filters, *LEVEL_COLUMN.values())]
            found += [self._behind(piece, frame, filters, view) for piece, frame in record.pieces.scan(columns)]
        mine = pd.concat(found, ignore_index=True)
        late = mine["start"].where(mine["start"] != UNDATED, 2**31 - 1).to_numpy()  # the undated and the unknown stand last
        order = np.lexsort((late,) if by == "date" else (late, -mine["killed"].to_numpy()))
        ordered = mine.iloc[order]
        self.piece, self.row, self.start, self.end = (ordered[c].to_numpy() for c in ("piece", "row", "start", "end"))
        self.placing = ordered["placing"].array
        own = np.flatnonzero(self.piece == 0)
        self._place_of = dict(zip(record.incidents["incident_id"].to_numpy()[self.row[own]], own.tolist(), strict=True))

    def _behind(self, piece: int, every: pd.DataFrame, filters: Filters, view: View) -> pd.DataFrame:
        """Give what is kept of the incidents of one piece that are behind the mark."""
        wanted, apart = by_extent(every, matches(every, filters, self.record.places), filters.extent)
        mine = every[apart if view.selected == "tray:city" else wanted]
        mine = mine[is_behind(mine, view, view.selected)] if view.selected not in ("tray:city", "tray:undated") else mine
        return pd.DataFrame(
            {
                "piece": np.full(len(mine), piece, dtype=np.int32),
                "row": mine.index.to_numpy().astype(np.int32),
                "start": day_numbers(mine["date_start"]),
                "end": day_numbers(mine["date_end"]),
                "killed": mine["killed_max"].fillna(-1).to_numpy(dtype=np.int32),
                "placing": pd.Categorical(mine["placing"], categories=PLACINGS),
            }
        )

    def within(self, window: tuple[date | None, date | None], aside: Collection[str]) -> np.ndarray:
        """Give the places in the list of what a window holds, but for what is set aside (``tally.Window``)."""
        first, last, everything = window_days(window, self.record.span)
        if self.undated:
            here = (self.start == UNDATED) & (not everything)
        else:
            here = (self.start <= last) & (self.end >= first) & (self.start != UNDATED) | everything
        here[[self._place_of[i] for i in aside if i in self._place_of]] = False
        return np.flatnonzero(here)

    def rows(self, at: np.ndarray, window: tuple[date | None, date | None]) -> pd.DataFrame:
        """Give the incidents at some places of the list, with ``certain``."""
        first, last, everything = window_days(window, self.record.span)
        certain = (self.start[at] >= first) & (self.end[at] <= last) | everything | self.undated
        shown = pd.DataFrame({"piece": self.piece[at], "row": self.row[at], "place": np.arange(len(at))})
        parts = []
        for piece, mine in shown.groupby("piece"):
            rows = mine["row"].tolist()
            pieces, own = self.record.pieces, self.record.incidents
            frame = (
                own.loc[rows]
                if pieces is None or piece == 0
                else pieces.rows("incidents", int(piece), rows, own.dtypes, (*_NAMED, *_FIGURES))
            )
            parts.append(frame.set_axis(mine["place"].to_numpy()))
        found = pd.concat(parts).sort_index() if parts else self.record.incidents.iloc[:0]
        return found.assign(certain=certain)


def listing_of(record: Record, filters: Filters, view: View, by: str) -> Listing:
    """Give the list of what is behind the chosen mark, or of everything; made once, however the window moves."""
    anytime = replace(filters, start=None, end=None)
    key = ("list", anytime, view.show, view.level, view.selected, by)
    return record.lately(key, lambda: Listing(record, anytime, view, by))


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
