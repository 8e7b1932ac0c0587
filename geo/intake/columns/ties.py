"""What ties a row to this territory, and what becomes of a row that nothing ties to it?

A position inside ties it, or one so close that its own precision reaches the land; so does a governorate, district, subdistrict or place
that it names and that is this territory's. A governorate or country of elsewhere refuses it; names and position that contradict each
other are a question; a governorate that is not known here is a question too. What nothing ties is held. Whatever waits is in no count.

The smaller name never overrules the larger: a village called like one of ours, in a row that names another governorate, is there.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from shapely import Geometry, get_coordinates, points, shortest_line

from geo import settings as s
from geo.evidence.alike import Column, Sheet, together
from geo.intake.columns.findings import Findings
from geo.land.distances import distance_m
from geo.land.regions import Named, Regions

SAID = ("here", "elsewhere")  # what a person may say of a name, or of all rows that name nothing
ASKED = {
    "region_unknown": "admin1",
    "country_unknown": "country",
    "not_tied": "admin1",
}  # findings one answer settles for every row, with the column
TIES = (*ASKED, "names_contradict")  # every question whether a row is about this territory
_SURE = json.dumps([{"sure_of_point": "yes"}])


@dataclass(frozen=True)
class Spots:
    """Where the rows lie: degrees (NaN without a position), whether inside the governorate, and whether a position was given that waits
    for a person (``doubtful``); ``shown`` is what the file wrote."""

    lat: np.ndarray
    lon: np.ndarray
    inside: np.ndarray
    doubtful: np.ndarray
    shown: Column
    choices: Callable[[int], str]  # of a row that lies outside


def tie(
    out: Sheet,
    spots: Spots,
    governorate: Geometry,
    regions: Regions,
    places: frozenset[str],
    said: Mapping[str, Mapping[str, str]],
    found: Findings,
) -> None:
    """Say of each row whether it is about this territory: ``refuse`` is set in place where it is not, and what waits is told.

    Parameters
    ----------
    out : texts with admin1, country, adm2_pcode, adm3_pcode, admin2, admin3, place_name, place_name_ar, geolocation_accuracy,
        sure_of_point ("yes" or "no": a person said whether the row is about this territory), refuse.
    said : by column (admin1, country) what a person said a name means ("here", "elsewhere"); the empty text stands for rows that nothing ties.
    """
    names = _Names(out, regions, places, said)
    unsure = ~out["refuse"].filled()
    _refuse(out, unsure & out["sure_of_point"].is_("no"), "said_elsewhere", names.what)
    live = unsure & ~out["sure_of_point"].filled()
    has = ~np.isnan(spots.lat)
    reach, far = _nearness(spots, governorate, out["geolocation_accuracy"])
    near = has & ~spots.inside & reach
    off = has & ~spots.inside & ~near

    elsewhere = live & names.other & ~spots.inside
    _refuse(out, elsewhere & ~names.told_off, "elsewhere", names.what)
    _refuse(out, live & names.told_off, "said_elsewhere", names.what)
    live &= ~elsewhere & ~names.told_off
    against = live & (names.other | names.contrary | (names.both | names.part_other) & ~spots.inside)
    _ask(found, against, "admin1", "names_contradict", names.what)
    live &= ~against
    unknown = live & names.unknown
    _ask(found, unknown & ~names.unknown_country, "admin1", "region_unknown", out["admin1"])
    _ask(found, unknown & names.unknown_country, "country", "country_unknown", out["country"])
    live &= ~unknown
    against = live & np.where(spots.inside, names.place_other & ~names.own, names.place_off)
    _ask(found, against, "place_name", "names_contradict", names.what_place)
    live &= ~against
    gone = live & off & far & ~names.own & ~names.place_own
    _refuse(out, gone, "far_away", names.what)
    live &= ~gone
    where = np.flatnonzero(live & off)
    found.tell(
        where,
        "latitude",
        "person",
        "outside_governorate",
        spots.shown.at(where),
        spots.shown.at(where),
        [spots.choices(int(i)) for i in where],
    )
    where = np.flatnonzero(live & near)
    found.tell(where, "latitude", "warned", "close_outside", spots.shown.at(where), spots.shown.at(where))
    nowhere = live & ~has & ~spots.doubtful
    _hold(out, names, nowhere & ~names.own & ~(names.place_own & ~names.place_other), said.get("admin1", {}).get("", ""), found)
    where = np.flatnonzero(live & names.told_here)
    found.tell(where, "admin1", "fixed", "told_here", out["admin1"].at(where))


def _hold(out: Sheet, names: "_Names", loose: np.ndarray, told: str, found: Findings) -> None:
    """Hold the rows that nothing ties, unless a person said what they are about."""
    where = np.flatnonzero(loose)
    if told == "elsewhere":
        _refuse(out, loose, "said_elsewhere", names.what)
    elif told == "here":
        found.tell(where, "admin1", "fixed", "told_here", names.place_text(where))
    else:
        found.tell(where, "admin1", "held", "not_tied", names.place_text(where), names.what_place.at(where), _SURE)


class _Names:
    """What the names of each row say, as arrays."""

    def __init__(self, out: Sheet, regions: Regions, places: frozenset[str], said: Mapping[str, Mapping[str, str]]) -> None:
        self._out = out
        top, country = (
            out[column].each(partial(_as_told, said=said.get(column, {}), read=read))
            for column, read in (("admin1", regions.governorate), ("country", regions.country))
        )
        parts = [out[column].each(regions.district) for column in ("admin2", "admin3")]
        spoken = [out[column].each(partial(regions.place, places=places)) for column in ("place_name", "place_name_ar")]
        coded = out["adm2_pcode"].filled() | (out["adm3_pcode"].filled() & ~_is(parts[0], "other"))
        silent = _is(top, "", "wide")
        self.told_here = _is(top, "told_here") | _is(country, "told_here")
        self.told_off = _is(top, "told_elsewhere") | _is(country, "told_elsewhere")
        self.own = _is(top, "own") | _is(top, "told_here") | (silent & coded & ~_is(country, "other"))
        within = ~coded & (_is(parts[0], "other") | _is(parts[1], "other"))
        smaller = silent & within
        self.contrary = _is(country, "other") & self.own
        self.other = (_is(top, "other") | _is(country, "other") | smaller) & ~self.contrary
        self.both = _is(top, "both")
        self.part_other = _is(top, "own") & within
        self.unknown_country = _is(country, "unknown")
        self.unknown = _is(top, "unknown") | self.unknown_country
        self.place_own = _is(spoken[0], "own") | _is(spoken[1], "own")
        self.place_other = _is(spoken[0], "other", "both") | _is(spoken[1], "other", "both")
        self.place_off = _is(top, "own") & ~self.place_own & (_is(spoken[0], "other") | _is(spoken[1], "other"))
        self.what = together([top, country, *parts], _first)
        self.what_place = together(spoken, _first)

    def place_text(self, where: np.ndarray) -> np.ndarray:
        """Give the place's name of some rows, in either script."""
        latin, arabic = (self._out[c].at(where) for c in ("place_name", "place_name_ar"))
        names: np.ndarray = np.where(latin != "", latin, arabic)
        return names


def _is(named: Column, *kinds: str) -> np.ndarray:
    return named.says(lambda one: one.kind in kinds)


def _as_told(text: str, said: Mapping[str, str], read: Callable[[str], Named]) -> Named:
    """Read a name as a person said it is to be read, if one did."""
    told = said.get(text, "") if text else ""
    return Named(f"told_{told}", text) if told in SAID else read(text)


def _first(*named: Named) -> str:
    return next((one.what for one in named if one.what), "")


def _nearness(spots: Spots, governorate: Geometry, accuracy: Column) -> tuple[np.ndarray, np.ndarray]:
    """Say which points outside are so close that the disc of their precision touches the land, and which are about another place."""
    away_m = np.zeros(len(spots.lat), dtype=float)
    degrees = away_m.copy()
    outside = np.flatnonzero(~np.isnan(spots.lat) & ~spots.inside)
    of, distinct = pd.factorize(spots.lon[outside] + 1j * spots.lat[outside])  # many rows lie at one point
    ends = get_coordinates(shortest_line(governorate, points(distinct.real, distinct.imag))).reshape(-1, 2, 2)
    degrees[outside] = np.hypot(*(ends[:, 0] - ends[:, 1]).T)[of]
    away_m[outside] = distance_m(ends[:, 0, 1], ends[:, 0, 0], ends[:, 1, 1], ends[:, 1, 0])[of]
    radius = accuracy.number(lambda code: s.DISC_RADIUS_M.get(code, 0))
    return away_m <= radius, degrees > s.FAR_DEGREES


def _refuse(out: Sheet, rows: np.ndarray, code: str, what: Column) -> None:
    if rows.any():
        out["refuse"] = out["refuse"].where(~rows, code)
        out["named"] = out["named"].where(~rows, what)


def _ask(found: Findings, rows: np.ndarray, column: str, code: str, was: Column) -> None:
    where = np.flatnonzero(rows)
    found.tell(where, column, "person", code, was.at(where), "", _SURE)
