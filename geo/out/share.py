"""What may leave this machine, and in what form?

Share-safe is the rule unless somebody turns it off on purpose: everything that leaves is made from a record that holds nothing but
what may leave (``shareable``). Places are snapped to a named village or known only to their subdistrict (never moved at random); of a
private row only the columns chosen in ``columns`` are there. Apart from that, rows of sources without an open licence go out as
figures with the address of the incident, and those of sources whose terms forbid it not at all.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View, write_params
from geo.choice.filters import Filters, Selection
from geo.evidence.answers import answers_to, of_claims
from geo.evidence.incidents import read_days, to_incidents
from geo.intake.sources.registry import KEPT_BACK
from geo.land.areas import has_point
from geo.land.places import nearest_place
from geo.out.columns import ANSWERS, COLUMNS, NOTE
from geo.record.joining import search_text
from geo.record.known import Record
from geo.record.remembered import once
from geo.show.chosen import Chosen
from geo.text import words

OPEN_LICENCES = ("CC", "Public domain")  # how an open licence begins
_OF_INCIDENT = ("certain", "place_pcode", "adm3_pcode", "adm2_pcode", "sector", "placing", "side")  # as counted, not as the claim says
_FIGURES = ["date_start", "date_end", "civilians_killed_min", "civilians_killed_max"]  # what tells an event from others


@dataclass(frozen=True)
class Shared:
    """Rows that may go out (``columns.COLUMNS``, a point or nothing as geometry, WGS84), and what was left out: (text id, number).

    ``answers`` are the answers to them, a row an accused (``columns.ANSWERS``; texts and Int64). ``chosen`` is what they were made of: all that may be said of them. ``incidents`` are the ids of that record in
    the order of the rows: for grouping here, never to be written.
    """

    rows: gpd.GeoDataFrame
    left_out: tuple[tuple[str, int], ...]
    incidents: tuple[str, ...]
    chosen: Chosen
    answers: pd.DataFrame

    def told(self, lang: str) -> list[str]:
        """Write what was left out, a line each."""
        return [words.say(f"left_out_{key}", lang, n=words.number(n, lang)) for key, n in self.left_out]


def _on_places(rows: pd.DataFrame, code: pd.Series, area: pd.Series, places: pd.DataFrame) -> pd.DataFrame:
    """Give rows the positions of named places: the one rule by which positions leave, of claims as of incidents.

    A row with the ``code`` of a place gets that place's position, known to its village where it was known more closely; how closely is
    not known where it was not. A row without a code has no position; had it one inside an ``area`` (adm3 P-code), that is what is known.

    Parameters
    ----------
    rows : with latitude, longitude (WGS84 degrees), geolocation_accuracy.
    code, area : texts with the index of the rows, empty where there is none.
    places : gazetteer with area_id and point geometry (WGS84).
    """
    spot = places.set_index("area_id").geometry
    finer = (code != "") & (rows["geolocation_accuracy"].map(s.DISC_RADIUS_M) < s.VILLAGE_RADIUS_M)
    accuracy = rows["geolocation_accuracy"].mask(finer, "village")
    vague = has_point(rows) & (code == "")
    accuracy = accuracy.mask(vague & (area != ""), "subdistrict").mask(vague & (area == ""), "unknown")
    return rows.assign(latitude=code.map(spot.y).astype(float), longitude=code.map(spot.x).astype(float), geolocation_accuracy=accuracy)


def coarsen(incidents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Snap each position to its named place, or drop it where none is near: then only its subdistrict is known.

    Parameters
    ----------
    incidents : with placing, place_pcode, adm3_pcode, latitude, longitude (WGS84 degrees), geolocation_accuracy, radius_m.
    places : gazetteer with area_id and point geometry (WGS84).
    """
    point = incidents["placing"] == "point"
    out = _on_places(incidents, incidents["place_pcode"].where(point, ""), incidents["adm3_pcode"].where(point, ""), places)
    out["radius_m"] = out["geolocation_accuracy"].map(s.DISC_RADIUS_M).astype(float)
    vague = point & out["latitude"].isna()
    out.loc[vague, "placing"] = "area"
    out.loc[vague, "wide_area"] = out.loc[vague, "adm3_pcode"]
    return out


def shareable(record: Record, days: str = "day") -> Record:
    """Give the record as it may be shown to anybody; nobody is counted elsewhere than before. Filters of its words, circles and shapes
    find what leaves, not what stays.

    ``days`` widens the days of private rows to their "week" (Monday to Sunday) or "month".
    """
    return once(record, ("shareable", days), lambda: _reduce(record, days))


def shared_id(record: Record, incident_id: str) -> str:
    """Give the id an incident of a record has in what may leave."""
    return _hidden_ids(record).get(incident_id, incident_id)


def _hidden_ids(record: Record) -> dict[str, str]:
    private = record.claims.loc[record.claims["source_private"], "claim_id"]
    return {claim: f"private-{k}" for k, claim in enumerate(private, 1)}


def _reduce(record: Record, days: str) -> Record:
    hidden = _hidden_ids(record)

    def rename(ids: Iterable[str]) -> list[str]:
        return [hidden.get(x, x) for x in ids]

    claims = _snap(_chosen_cells(record), record)
    _widen(claims, claims["source_private"], days)
    claims["retrieved_at"] = claims["retrieved_at"].fillna(
        claims["retrieved_at"].max()
    )  # an answer is one by some day; of a private row none is told
    claims["claim_id"], claims["incident_id"] = rename(claims["claim_id"]), rename(claims["incident_id"])
    incidents = coarsen(record.incidents, record.places)
    for column in ("incident_id", "position_claim"):
        incidents[column] = rename(incidents[column])
    incidents["claim_ids"] = [tuple(rename(ids)) for ids in incidents["claim_ids"]]
    mine = claims["incident_id"].isin(claims.loc[claims["source_private"], "incident_id"])
    if mine.any():  # what is told of an incident with a private claim is told by the claims as they may leave
        retold = to_incidents(claims[mine]).set_index("incident_id")
        here = incidents["incident_id"].isin(retold.index)
        for column in ("place_name", "place_name_ar", "sources", "named_sides", "infrastructures", "daytimes", "date_start", "date_end"):
            incidents.loc[here, column] = incidents.loc[here, "incident_id"].map(retold[column])
    incidents["search"] = search_text(incidents, claims)
    own = {one.table_sha256 for one in record.imports}
    private = set(record.claims.loc[record.claims["source_private"], "source_dataset"])
    entries = _chosen_answers(record)
    return replace(
        record,
        covered=tuple(r for r in record.covered if r.origin == "input" or r.source not in private),  # days are told of no private file
        claims=claims,
        answers=entries.assign(claim_id=rename(entries["claim_id"])),
        incidents=incidents,
        parts={hidden.get(whole, whole): set(rename(parts)) for whole, parts in record.parts.items()},
        pairs=[(hidden.get(a, a), hidden.get(b, b)) for a, b in record.pairs],
        groups=tuple(tuple(rename(group)) for group in record.groups),
        inputs=tuple(replace(file, name="") if file.table_sha256 in own else file for file in record.inputs),
        **{name: getattr(record, name).iloc[:0] for name in ("links", "waiting", "placed", "corrections")},
        imports=(),
        rows={},
        broken=(),
        notices=(),
        told=None,
    )


_EMPTY: dict[str, Any] = {"datetime64": pd.NaT, "Int64": pd.NA, "float64": np.nan, "bool": False}


def _chosen_cells(record: Record) -> pd.DataFrame:
    """Give the claims with nothing in them but the cells that ``columns.COLUMNS`` names for their row, share-safe."""
    claims = record.claims.copy()
    kinds = {"private": claims["source_private"], "graphic": claims["graphic"], "safe": pd.Series(True, index=claims.index)}
    structure = ("claim_id", "incident_id", "source_dataset", "source_private", "graphic")
    for column in claims.columns.difference(structure):
        kept_back = COLUMNS.get(column, frozenset({"safe"})) & set(kinds)
        if kept_back:
            empty = next((value for kind, value in _EMPTY.items() if str(claims[column].dtype).startswith(kind)), "")
            claims[column] = claims[column].mask(np.logical_or.reduce([kinds[kind] for kind in kept_back]), empty)
    private = claims["source_private"]
    claims["source_dataset"] = claims["source_dataset"].mask(private & ~claims["source_dataset"].isin(KEPT_BACK), "own")
    claims["strike_type"] = claims["strike_type"].where(~private | claims["strike_type"].isin(voc.STRIKE_TYPES), "unknown")
    return claims


def _chosen_answers(record: Record) -> pd.DataFrame:
    """Give the answers with nothing in them but the cells that ``columns.ANSWERS`` names for the row of their claim, share-safe."""
    entries = of_claims(record.answers, set(record.claims["claim_id"]))
    row = record.claims.set_index("claim_id")[["source_private", "graphic"]].reindex(entries["claim_id"]).set_axis(entries.index)
    kinds = {"private": row["source_private"], "graphic": row["graphic"], "safe": pd.Series(True, index=entries.index)}
    days = dict.fromkeys(("first_said", "last_said"), ANSWERS["statement_dates"])
    for column, holds in (ANSWERS | days).items():
        if column in entries and (kept_back := holds & set(kinds)):
            empty = next((value for kind, value in _EMPTY.items() if str(entries[column].dtype).startswith(kind)), "")
            entries[column] = entries[column].mask(np.logical_or.reduce([kinds[kind] for kind in kept_back]).astype(bool), empty)
    return entries


def _snap(claims: pd.DataFrame, record: Record) -> pd.DataFrame:
    """Give each claim the position of the named place next to its own; none where none is near or it had no point. A private claim gets
    the name of that place too."""
    point = has_point(claims)
    spots = gpd.points_from_xy(claims.loc[point, "longitude"], claims.loc[point, "latitude"])
    code = nearest_place(gpd.GeoSeries(spots, index=claims.index[point], crs=s.WGS84), record.places)
    code = code.reindex(claims.index, fill_value="")
    area = claims["incident_id"].map(record.incidents.set_index("incident_id")["adm3_pcode"]).fillna("")
    out = _on_places(claims, code, area, record.places)
    places = record.places.set_index("area_id")
    named = claims["source_private"] & (code != "")
    for column, name in (("place_name", "name_en"), ("place_name_ar", "name_ar")):
        out.loc[named, column] = code[named].map(places[name]).fillna("")
    return out


def _widen(claims: pd.DataFrame, rows: pd.Series, days: str) -> None:
    """Widen, in place, the days of some claims to their week or month."""
    if days == "day" or not rows.any():
        return
    frequency = {"week": "W-SUN", "month": "M"}[days]
    for column, end in (("date_start", "start_time"), ("date_end", "end_time")):
        spans = claims.loc[rows, column].dt.to_period(frequency)
        claims.loc[rows, column] = getattr(spans.dt, end).dt.normalize()
    coarser = ("month", "year", "unknown") if days == "week" else ("year", "unknown")
    kept = claims["date_precision"].isin(coarser) | claims["date_start"].isna()
    claims.loc[rows & ~kept, "date_precision"] = days


def share(record: Record, filters: Filters, safe: bool, days: str = "day", level: str = "subdistrict") -> Shared:
    """Give the claims of a choice as rows that may go out, and say what was left out of them."""
    source = shareable(record, days) if safe else record
    chosen = Chosen(source, filters, level)
    selection, own = chosen.selection, chosen.claims
    dropped = own["source_dataset"].isin(KEPT_BACK)
    rows = own[~dropped].drop(columns=[*_OF_INCIDENT], errors="ignore")
    rows = rows.merge(selection.incidents[["incident_id", *_OF_INCIDENT]], on="incident_id", how="left").set_index(own.index[~dropped])
    closed = ~rows["licence"].str.startswith(OPEN_LICENCES) & ~(rows["source_private"] & safe)
    rows.loc[closed, [column for column, kept_back in COLUMNS.items() if "closed" in kept_back]] = ""
    out = [("closed", int(closed.sum())), *((code, int((own["source_dataset"] == code).sum())) for code in KEPT_BACK)]
    ids = tuple(rows["incident_id"])
    answers = _answers_of(source, own[~dropped], set(rows.loc[closed, "claim_id"]))
    rows = rows.assign(**{name: [of.get(x, "") for x in rows["claim_id"]] for name, of in _in_a_line(answers).items()})
    if safe:
        out = [*_kept_back(record, rows, days), *_strayed(record, filters, selection), *out]
        rows.loc[rows["source_private"], "source_dataset"] = "private"
        rows.loc[rows["source_private"], "retrieved_at"] = pd.NaT
        numbers = {key: f"private-{k}" for k, key in enumerate(own.loc[own["source_private"], "claim_id"], 1)}
        for column in ("claim_id", "incident_id"):
            rows[column], answers[column] = rows[column].replace(numbers), answers[column].replace(numbers)
    tables: dict[str, dict[str, None]] = {}
    for file in record.inputs:  # a file may hold several tables
        tables.setdefault(file.sha256, {})[file.table_sha256] = None
    rows["table_sha256"] = rows["input_sha256"].map({sha: " ".join(own) for sha, own in tables.items()}).fillna("")
    columns = rows[list(COLUMNS)].reset_index(drop=True)
    placed = has_point(columns)
    points = gpd.GeoSeries(gpd.points_from_xy(columns["longitude"], columns["latitude"]), crs=s.WGS84).where(placed, None)
    left_out = tuple((key, n) for key, n in out if n)
    return Shared(gpd.GeoDataFrame(columns, geometry=points, crs=s.WGS84), left_out, ids, chosen, answers)


_LINE = {"accused": "accused", "accused_answers": "assessment", "statement_dates": "statement_dates"}  # of claims: of their answers


def _answers_of(source: Record, claims: pd.DataFrame, closed: set[str]) -> pd.DataFrame:
    """Give the answers to some claims as rows that may go out; of claims without an open licence (``closed``) no text that somebody wrote."""
    every = answers_to(claims, source.answers)
    rows = every.loc[every["assessment"] != "not_covered"].sort_values(["claim_id", "n"])[list(ANSWERS)].reset_index(drop=True)
    texts = [column for column, kept_back in ANSWERS.items() if "closed" in kept_back]
    return rows.assign(**{column: rows[column].mask(rows["claim_id"].isin(closed), "") for column in texts})


def _in_a_line(answers: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give who was accused in each claim, what each answered, and when, parted by "|": ``_LINE`` -> claim_id -> text."""
    groups = answers.groupby("claim_id", sort=False)
    return {name: groups[column].agg("|".join).to_dict() for name, column in _LINE.items()}


def _kept_back(record: Record, rows: pd.DataFrame, days: str) -> list[tuple[str, int]]:
    """Count what share-safe keeps back of some rows, and those that can be told apart all the same."""
    was = record.claims.loc[rows.index]
    had, has, private = was["latitude"].notna(), rows["latitude"].notna(), rows["source_private"]
    notes = [column for column, kept_back in COLUMNS.items() if kept_back == NOTE]
    return [
        ("village", int((had & has).sum())),
        ("subdistrict", int((had & ~has).sum())),
        ("private", int(private.sum())),
        ("telling", count_telling(record, rows[private], days)),
        ("graphic", int((was["graphic"] & ~private).sum())),
        ("notes", int((was[notes] != "").any(axis=1).sum())),
    ]


def count_telling(record: Record, rows: pd.DataFrame, days: str) -> int:
    """Count the rows that alone, among all incidents of the record, have their days and their number of people killed: whoever has
    another list of these events still knows which each of them is."""
    every = record.claims[["incident_id", "date_precision", *_FIGURES]].copy()
    _widen(every, pd.Series(True, index=every.index), days)
    key = pd.MultiIndex.from_frame(every[_FIGURES].astype(object).fillna("").astype(str))
    incidents = pd.Series(every["incident_id"].to_numpy()).groupby(key).nunique()
    known = key[every.index.get_indexer(rows.index)]
    return int((incidents.reindex(known) == 1).sum())


def _strayed(record: Record, filters: Filters, selection: Selection) -> list[tuple[str, int]]:
    """Count the incidents of a choice that fall out of it, or into it, by what may be said of them."""
    hidden = _hidden_ids(record)
    there = {hidden.get(key, key) for key in record.select(filters).incidents["incident_id"]}
    here = set(selection.incidents["incident_id"])
    return [("fell_out", len(there - here)), ("fell_in", len(here - there))]


def choice_of(record: Record, filters: Filters, view: View, **made: str) -> dict[str, str]:
    """Say what a file holds, so that it can be made again: the parameters of the choice, how it was ``made``, and of which data."""
    return {"data": record.fingerprint, **made, **write_params(filters, view)}


def licences(claims: pd.DataFrame, lang: str) -> list[str]:
    """Name each source of some claims with its licence and the day it was read, a line each; private sources are not named."""
    return licence_lines(read_days(claims), lang)


def licence_lines(read: Mapping[str, pd.Timestamp], lang: str) -> list[str]:
    """Name sources with their licences and the day each was read (source -> day), a line each."""
    return [
        words.say(
            "source_line",
            lang,
            name=words.say(f"source_{code}", lang),
            licence=words.say(f"licence_{code}", lang),
            read=words.day(read[code], lang),
        )
        for code in voc.SOURCES
        if code in read
    ]
