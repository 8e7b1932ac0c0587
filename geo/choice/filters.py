"""Which incidents does the reader want to see?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from shapely import Polygon, contains_xy

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.window import day_numbers, holds, window_days, window_ends
from geo.evidence.kinds import ATTACK, NOT_STATED
from geo.land.distances import distance_m
from geo.land.places import fold
from geo.territory import here

LISTS = {
    "kind": voc.EVENT_KINDS,
    "source": voc.SOURCES,
    "grading": voc.GRADINGS,
    "belligerent": voc.BELLIGERENTS,
    "response": voc.RESPONSES,
    "infrastructure": voc.INFRASTRUCTURE,
    "daytime": voc.DAYTIMES,
}
COLUMN_OF = {  # column of incidents that holds, as a tuple, what such a filter asks for
    **{name: f"{name}s" for name in ("source", "belligerent", "response", "infrastructure", "daytime")},
    "sides": "named_sides",
}


# Extent: the sides of the line around the city that are told beside it, never inside its sums.
APART = {"countryside": ("city", "unknown", "outside"), "city": ("unknown",), "unknown": (), "outside": (), "both": ()}


@dataclass(frozen=True)
class Filters:
    """One frozen choice. The defaults choose everything about strikes: all claims, fighting included, but no attack on civilians, which
    is never added to strikes: ``kind`` is some of the others, or attacks alone (``sound_kinds``)."""

    start: date | None = None
    end: date | None = None
    extent: str = "both"
    source: tuple[str, ...] = ()
    grading: tuple[str, ...] = ()
    belligerent: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    infrastructure: tuple[str, ...] = ()
    daytime: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()  # as a source names them, or ``kinds.NOT_STATED``
    min_killed: int = 0
    says: str = "any"  # who says so: "any" claim, or "all" that state a figure
    precise: bool = False
    text: str = ""
    near: str = ""  # P-code of a place
    km: int = 10
    shape: tuple[tuple[float, float], ...] = ()  # longitude, latitude
    view: tuple[float, ...] = ()  # west, south, east, north: the frame of a map, in degrees (WGS84)
    fighting: bool = True
    kind: tuple[str, ...] = voc.STRIKES_AND_FIGHTING
    area: str = ""  # P-code of a district, subdistrict or place, or a sector


def sound_kinds(kinds: tuple[str, ...]) -> bool:
    """Say whether kinds may be chosen together: an attack on civilians by a named side stands by itself."""
    return bool(kinds) and (ATTACK not in kinds or kinds == (ATTACK,))


def opening_filters() -> Filters:
    """What the pages open on: the countryside, the campaign until the eve of the assault on the city, harm only, no attacks."""
    first, last = here().campaign
    return Filters(start=first, end=last, extent=here().extents[0], fighting=False)


_NOT_BY_THEMSELVES = {"start", "end", "extent", "km", "says"}  # window and extent have their own controls; the others say more of a filter


def set_filters(filters: Filters) -> dict[str, Any]:
    """Give each filter that is set besides window and extent, with the value the pages open on: setting it takes the filter off."""
    usual = opening_filters()
    names = [f.name for f in fields(Filters) if f.name not in _NOT_BY_THEMSELVES]
    return {name: getattr(usual, name) for name in names if getattr(filters, name) != getattr(usual, name)}


def only_filter(filters: Filters, name: str) -> Filters:
    """Give a choice of everything in which nothing but one filter is set, with what is said about it (kilometres, who says so)."""
    return Filters(**{name: getattr(filters, name)}, km=filters.km, says=filters.says)


def lets_in(one: pd.DataFrame, filters: Filters, span: tuple[date, date], places: pd.DataFrame) -> dict[str, Any]:
    """Give what a choice must change so that it holds an incident (a frame of one row): the name of each filter that leaves it out, with a
    value that does not, and ``start`` and ``end`` of a window wide enough. Empty where the choice holds it."""
    row = one.iloc[0]
    bare = Filters(kind=(ATTACK,) if row["event_kind"] == ATTACK else Filters.kind, km=filters.km, says=filters.says)
    names = [f.name for f in fields(Filters) if f.name not in _NOT_BY_THEMSELVES or f.name == "extent"]
    alone = {name: replace(bare, **{name: getattr(filters, name)}) for name in names}
    changes = {name: getattr(bare, name) for name, only in alone.items() if not part(one, only, places).wanted[0]}
    if len(split_by_window(one, filters, span)[0]):
        return changes
    first, last = window_ends((filters.start, filters.end), span)
    if pd.isna(row["date_start"]):
        return changes | {"start": span[0], "end": span[1]}
    return changes | {"start": min(first, row["date_start"].date()), "end": max(last, row["date_end"].date())}


@dataclass(frozen=True)
class Selection:
    """What a choice leaves: every incident of it is in exactly one of the frames.

    ``incidents`` have a column ``certain`` (False: the date interval only overlaps the window); ``undated`` are left out
    of a window narrower than the data; ``apart`` are those of other sides of the city's line (``side``) that the extent counts apart;
    ``any_time`` are all that match whatever their date (for the histogram). ``names`` are those of areas and places a filter may
    name, by code, English and Arabic; ``aside`` is the number of wholes set aside, ``aside_graded`` of those among them that a
    headline grading is given to.
    """

    incidents: pd.DataFrame
    undated: pd.DataFrame
    apart: pd.DataFrame
    any_time: pd.DataFrame
    names: Mapping[str, tuple[str, str]]
    aside: int = 0
    aside_graded: int = 0


def select(
    incidents: pd.DataFrame,
    filters: Filters,
    span: tuple[date, date],
    places: pd.DataFrame,
    parts: Mapping[str, set[str]] | None = None,
    names: Mapping[str, tuple[str, str]] | None = None,
) -> Selection:
    """Apply a choice to all incidents; ``Record.select`` does it for a record as a whole.

    Parameters
    ----------
    incidents : all of them, with areas assigned.
    span : first and last day of the data; a window that covers it keeps undated incidents.
    places : gazetteer with area_id and point geometry (WGS84).
    parts : incidents that contain others, with these (``links.parts_of``); such a whole is set aside where a part of it
        is selected, so that nobody is counted twice.
    names : code -> name, English and Arabic, of every place and area a filter may name.

    Raises
    ------
    ValueError : ``near`` names no place of the gazetteer.
    """
    held = part(incidents, filters, places)
    wanted, apart = incidents[held.wanted], incidents[held.apart]
    inside, undated = split_by_window(wanted, filters, span)
    ids = set(inside["incident_id"])
    wholes = [whole for whole, members in (parts or {}).items() if whole in ids and members & ids]
    out = inside["incident_id"].isin(wholes)
    graded = int((out & inside["grading"].isin(voc.HEADLINE_GRADINGS)).sum())
    return Selection(inside[~out], undated, split_by_window(apart, filters, span)[0], wanted, names or {}, len(wholes), graded)


class Parts(NamedTuple):
    """Which incidents a choice holds whatever its window (bool), and which it counts apart: those on other sides of the city's line, and
    those it leaves out only for their kind, attacks on civilians by a named side and fighting without civilian dead, or only because
    they state no time of the day."""

    wanted: np.ndarray
    apart: np.ndarray
    attacks: np.ndarray
    fighting: np.ndarray
    untimed: np.ndarray


def part(incidents: pd.DataFrame, filters: Filters, places: pd.DataFrame) -> Parts:
    """Part incidents into those a choice holds, those it counts apart, and the rest; each is in one at most."""
    anytime = _match_but_for_kind(incidents, replace(filters, daytime=()), places)
    match = anytime & _of_daytime(incidents, filters)
    right, plain = of_kind(incidents, filters), incidents["fighting"].to_numpy(dtype=bool) & (not filters.fighting)
    wanted, apart = by_extent(incidents, match & right & ~plain, filters.extent)
    fighting = by_extent(incidents, match & right & plain, filters.extent)[0]
    attacks = match & ~right & (incidents["event_kind"] == ATTACK).to_numpy()
    untimed = by_extent(incidents, anytime & ~match & right & ~plain & _untimed(incidents, filters), filters.extent)[0]
    return Parts(wanted, apart, by_extent(incidents, attacks, filters.extent)[0], fighting, untimed)


def _of_daytime(incidents: pd.DataFrame, filters: Filters) -> np.ndarray:
    return _names_one(incidents["daytimes"], filters.daytime) if filters.daytime else np.ones(len(incidents), dtype=bool)


def _untimed(incidents: pd.DataFrame, filters: Filters) -> np.ndarray:
    return _names_one(incidents["daytimes"], (NOT_STATED,)) if filters.daytime else np.zeros(len(incidents), dtype=bool)


def _names_one(column: pd.Series, wanted: tuple[str, ...]) -> np.ndarray:
    """Say in which rows a tuple of codes holds one of those wanted (bool)."""
    named: np.ndarray = column.map(lambda codes, wanted=set(wanted): not wanted.isdisjoint(codes)).to_numpy(dtype=bool)
    return named


def of_kind(incidents: pd.DataFrame, filters: Filters) -> np.ndarray:
    """Say which incidents are of a chosen kind (bool)."""
    chosen: np.ndarray = incidents["event_kind"].isin(filters.kind or voc.EVENT_KINDS).to_numpy()
    return chosen


def by_extent(incidents: pd.DataFrame, match: np.ndarray, extent: str) -> tuple[np.ndarray, np.ndarray]:
    """Part those that pass the filters (bool) into those of the extent, and those of other sides that are counted apart (``APART``)."""
    side = incidents["side"]
    wanted = match if extent == "both" else match & (side == extent).to_numpy(dtype=bool)
    return wanted, match & side.isin(APART[extent]).to_numpy(dtype=bool)


_ONE = {"kind": "event_kind", "grading": "grading"}  # an incident is of one of each


def facet_counts(choose: Callable[[Filters], Selection], filters: Filters) -> dict[str, dict[str, int]]:
    """Count, for each list filter (sides as the incidents name them, the commonest first), the incidents each of its codes would leave while every other filter stays as it is."""
    counts = {}
    for name in (*LISTS, "sides"):
        found = choose(replace(filters, **{name: ()})).incidents  # type: ignore[arg-type]
        column = found[_ONE[name]] if name in _ONE else found[COLUMN_OF[name]].explode()
        n = column.value_counts()
        counts[name] = {code: int(n.get(code, 0)) for code in LISTS.get(name, (*n.index, *(x for x in filters.sides if x not in n)))}
    return counts


def split_by_window(incidents: pd.DataFrame, filters: Filters, span: tuple[date, date]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give those in the window (with ``certain``), and the undated it leaves out."""
    days = window_days((filters.start, filters.end), span)
    held, certain = holds(day_numbers(incidents["date_start"]), day_numbers(incidents["date_end"]), days)
    undated = incidents["date_start"].isna() & (not days.everything)
    return incidents[held].assign(certain=certain[held]), incidents[undated]


_AREA_CODES = ["adm3_pcode", "adm2_pcode", "sector", "place_pcode"]


def filter_columns(filters: Filters, *more: str) -> list[str]:
    """Name the columns of incidents that ``part`` reads for a choice, besides event_kind, fighting and placing, and more."""
    lists = {column: getattr(filters, name) for name, column in COLUMN_OF.items()} | {"search": fold(filters.text)}
    asked = [column for column, wanted in lists.items() if wanted] + ["radius_m"] * filters.precise
    asked += _AREA_CODES if filters.area else []
    asked += ["said_min", "said_max"] if filters.min_killed else []
    asked += ["latitude", "longitude"] if filters.near or filters.shape or filters.view else []
    return list(dict.fromkeys((*asked, *more)))


def matches(incidents: pd.DataFrame, filters: Filters, places: pd.DataFrame) -> np.ndarray:
    """Say which incidents pass every filter but time and extent; each filter only narrows, in any order."""
    keep: np.ndarray = _match_but_for_kind(incidents, filters, places) & of_kind(incidents, filters)
    if not filters.fighting:
        keep = keep & ~incidents["fighting"].to_numpy(dtype=bool)
    return keep


def _match_but_for_kind(incidents: pd.DataFrame, filters: Filters, places: pd.DataFrame) -> np.ndarray:
    keep = np.ones(len(incidents), dtype=bool)
    for name, column in COLUMN_OF.items():
        if wanted := getattr(filters, name):
            keep &= _names_one(incidents[column], wanted)
    if filters.grading:
        keep &= incidents["grading"].isin(filters.grading).to_numpy()
    if filters.min_killed:
        said = incidents["said_min" if filters.says == "all" else "said_max"]
        keep &= (said >= filters.min_killed).fillna(False).to_numpy(dtype=bool)
    if filters.precise:
        keep &= (incidents["radius_m"] <= s.VILLAGE_RADIUS_M).to_numpy() & (incidents["placing"] == "point").to_numpy()
    if fold(filters.text):
        keep &= incidents["search"].str.contains(fold(filters.text), regex=False).to_numpy(dtype=bool)
    if filters.area:
        codes = incidents[_AREA_CODES]
        keep &= (codes == filters.area).any(axis=1).to_numpy()
    placed = _placed(incidents)
    if filters.near:
        spot = places.loc[places["area_id"] == filters.near, "geometry"]
        if spot.empty:
            raise ValueError(filters.near)
        away = distance_m(spot.iloc[0].y, spot.iloc[0].x, incidents["latitude"].to_numpy(), incidents["longitude"].to_numpy())
        keep &= placed & (away <= filters.km * 1000)
    if filters.shape:
        ring = Polygon(filters.shape)
        keep &= placed & contains_xy(ring, incidents["longitude"].to_numpy(), incidents["latitude"].to_numpy())
    if filters.view:
        keep &= _inside(incidents, filters.view)
    return keep


def _placed(incidents: pd.DataFrame) -> np.ndarray:
    placed: np.ndarray = incidents["placing"].isin(("point", "outside")).to_numpy(dtype=bool)
    return placed


def _inside(incidents: pd.DataFrame, view: tuple[float, ...]) -> np.ndarray:
    west, south, east, north = view
    lat, lon = (incidents[c].to_numpy(dtype=float, na_value=np.nan) for c in ("latitude", "longitude"))
    inside: np.ndarray = _placed(incidents) & (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    return inside


class Lying(NamedTuple):
    """How incidents lie to the frame of a map (bool, each incident in one at most): whole inside it with all they may cover; their position
    inside, but their disc crosses its edge or is not stated; their position outside, but their disc reaches in; without a position."""

    whole: np.ndarray
    edge: np.ndarray
    reaching: np.ndarray
    unplaced: np.ndarray


def lies(incidents: pd.DataFrame, view: tuple[float, ...]) -> Lying:
    """Say how incidents lie to a frame (``Filters.view``), which holds those whose position is inside it: ``whole`` and ``edge``.

    Parameters
    ----------
    incidents : placing, latitude, longitude (WGS84 degrees), radius_m (metres; NA: not stated).
    """
    west, south, east, north = view
    lat, lon, radius = (incidents[c].to_numpy(dtype=float, na_value=np.nan) for c in ("latitude", "longitude", "radius_m"))
    inside, placed = _inside(incidents, view), _placed(incidents)
    gap = np.minimum.reduce(  # to the nearest edge
        [distance_m(lat, lon, lat, edge) for edge in (west, east)] + [distance_m(lat, lon, edge, lon) for edge in (south, north)]
    )
    whole = inside & (gap >= radius)  # not where no radius is stated
    away = distance_m(lat, lon, np.clip(lat, south, north), np.clip(lon, west, east))
    return Lying(whole, inside & ~whole, placed & ~inside & (away <= radius), ~placed)
