"""Where is each row, held against the land?"""

import re
from dataclasses import dataclass

import numpy as np
from shapely import contains_xy

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.alike import Column, Sheet, together
from geo.intake.cells.positions import Spot, own_squares, read_position
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.columns.ground import Ground
from geo.intake.columns.ties import Spots
from geo.land.distances import distance_m

_CELLS = ("latitude", "longitude", "mgrs", "position", "utm_zone")  # those that say where a row is


@dataclass
class _Places:
    """The positions of the rows as read, row by row: what they say, and what the checks make of them in place (NaN: none)."""

    keys: Column  # of texts: ``_CELLS``
    spots: Column
    shown: Column
    codes: np.ndarray
    allowed: np.ndarray  # accuracy that a reference or a shape allows
    doubtful: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    inside: np.ndarray  # as they were read

    def drop(self, where: np.ndarray) -> None:
        self.lat[where] = np.nan
        self.lon[where] = np.nan

    def key(self, i: int) -> tuple[str, ...]:
        key: tuple[str, ...] = self.keys.texts[self.keys.of[i]]
        return key

    def spot(self, i: int) -> Spot:
        spot: Spot = self.spots.texts[self.spots.of[i]]
        return spot

    def set_to(self, i: int, latitude: str, longitude: str) -> dict[str, str]:
        """Give the cells that put row ``i`` at a position, whatever its cells hold now."""
        lat, lon, grid, written, _ = self.key(i)
        return (
            {"latitude": latitude, "longitude": longitude}
            | ({"mgrs": ""} if grid or not (lat or lon) else {})
            | ({"position": ""} if written else {})
        )


def _read_places(out: Sheet, crs: str, ground: Ground) -> _Places:
    keys = together([out[c] for c in _CELLS], lambda *cells: cells)  # each distinct position is read once
    read = keys.each(lambda key: read_position(*key[:3], crs, *key[3:]))
    of, lat, lon = (read.of, *(np.array([getattr(p, axis) for p in read.texts], dtype=float) for axis in ("lat", "lon")))  # None: NaN
    has = ~np.isnan(lat)
    has[has] = contains_xy(ground.governorate, lon[has], lat[has])
    return _Places(
        keys=keys,
        spots=read,
        shown=keys.each(lambda key: ", ".join(x for x in key[:4] if x)[: s.READ_CHARACTERS]),
        codes=read.each(lambda p: p.code).rows(),
        allowed=read.each(lambda p: p.accuracy).rows(),
        doubtful=read.says(lambda p: p.doubtful),
        lat=lat[of],
        lon=lon[of],
        inside=has[of],
    )


def read_positions(out: Sheet, ground: Ground, crs: str, found: Findings) -> Spots:
    """Read positions and hold them against the land; a doubtful one leaves the row without a position."""
    at = _read_places(out, crs, ground)
    _ask_doubtful(at, ground, found)
    has = ~np.isnan(at.lat)
    inside = at.inside.copy()
    outside = _turn(at, has & ~inside, inside, ground, found)
    grid = at.codes == "mgrs"
    where = np.flatnonzero(outside & grid)
    found.tell(where, "latitude", "person", "mgrs_elsewhere", at.shown.at(where), "", [_offer(at, i, ground) for i in where.tolist()])
    at.drop(where)
    outside &= ~grid
    sure = out["sure_of_point"].filled()
    given = at.doubtful | ~np.isnan(at.lat) | has
    accuracy = _accuracies(out, at)
    _find_middles(at, has & inside & ~sure & ~np.isin(accuracy, voc.AREA_ACCURACIES), ground, found)
    for code in _codes(at):  # what was mended, where it stands after all of the above
        where = np.flatnonzero((at.codes == code) & ~at.doubtful & ~np.isnan(at.lat))
        found.tell(where, "latitude", "fixed", code, at.shown.at(where), [f"{at.lat[i]:.7g}, {at.lon[i]:.7g}" for i in where])
    out["geolocation_accuracy"] = accuracy
    _write_degrees(out, at)
    stays = ~np.isnan(at.lat)
    choices = lambda i: choices_text({"sure_of_point": "yes"}, at.set_to(i, "", "") | {"mgrs": ""})  # noqa: E731
    return Spots(at.lat, at.lon, inside & stays, given & ~stays, at.shown, choices)


def _offer(at: _Places, i: int, ground: Ground) -> str:
    """Give the ways to read the doubtful position of a row, as choices."""
    ways = at.spot(i).choices
    if at.codes[i] in ("not_mgrs", "mgrs"):  # a mistyped square: the same digits in the squares of this governorate
        ways = tuple(own_squares(" ".join(at.key(i)[:3]), lambda a, b: bool(contains_xy(ground.governorate, b, a))))
    return choices_text(*(at.set_to(i, a, b) | {"mgrs": ""} for a, b in ways))


def _codes(at: _Places) -> list[str]:
    return sorted({"pair_turned", *(spot.code for spot in at.spots.texts)} - {""})


def _ask_doubtful(at: _Places, ground: Ground, found: Findings) -> None:
    for code in _codes(at):
        where = np.flatnonzero((at.codes == code) & at.doubtful)
        found.tell(where, "latitude", "person", code, at.shown.at(where), "", [_offer(at, i, ground) for i in where.tolist()])


def _turn(at: _Places, outside: np.ndarray, inside: np.ndarray, ground: Ground, found: Findings) -> np.ndarray:
    """Find the positions that lie here only if their two numbers change places, and give those that are outside all the same.

    Two numbers in one cell, with nothing that says which comes first, have one reading here: they are turned. In columns of their own,
    or beside letters, they are a question; the choice holds both numbers.
    """
    turned = np.zeros(len(outside), dtype=bool)
    turned[outside] = contains_xy(ground.governorate, at.lat[outside], at.lon[outside])
    either = at.spots.says(lambda spot: spot.either) if turned.any() else turned
    where = np.flatnonzero(turned & either)
    at.lat[where], at.lon[where] = at.lon[where].copy(), at.lat[where].copy()
    at.codes[where] = "pair_turned"
    inside[where] = True
    where = np.flatnonzero(turned & ~either)
    sets = []
    for i in where.tolist():
        lat, lon = at.key(i)[:2]
        plain = all(
            re.fullmatch(r"-?\d+(?:\.\d+)?", text, re.ASCII) for text in (lat, lon)
        )  # as it is written, so that nothing is lost to rounding
        sets.append(choices_text(at.set_to(i, *((lon, lat) if plain else (f"{at.lon[i]:.7f}", f"{at.lat[i]:.7f}")))))
    found.tell(where, "latitude", "person", "swapped", at.shown.at(where), "", sets)
    at.drop(where)
    return outside & ~turned


def _accuracies(out: Sheet, at: _Places) -> np.ndarray:
    """Give the accuracy of each row: the stated one, else what its reference allows; a shape's is never narrower than the shape."""
    stated = out["geolocation_accuracy"].rows()
    wider = out["geolocation_accuracy"].is_in(("", "unknown"))
    shaped = at.codes == "shape_covered"
    for i in np.flatnonzero(shaped & ~wider).tolist():
        wider[i] = s.DISC_RADIUS_M.get(stated[i], np.inf) < s.DISC_RADIUS_M[at.allowed[i]]
    taken = (at.allowed != "") & wider & ((at.codes == "mgrs") | shaped) & ~np.isnan(at.lat)
    for code, name in (("mgrs", "MGRS"), ("shape_covered", "the shape in the file")):
        out["accuracy_source"] = out["accuracy_source"].where(~(taken & (at.codes == code)), name)
    return np.where(taken, at.allowed, stated)


def _write_degrees(out: Sheet, at: _Places) -> None:
    """Write the positions; what the file wrote stays as it is written, so that nothing is lost to rounding."""
    as_written = (at.codes == "") & ~np.isnan(at.lat) & out["latitude"].filled()
    for column, values in (("latitude", at.lat), ("longitude", at.lon)):
        out[column] = out[column].where(as_written)
        others = np.flatnonzero(~as_written & ~np.isnan(values))
        if len(others):
            texts = out[column].rows().copy()
            for i in others.tolist():
                texts[i] = f"{values[i]:.7f}".rstrip("0").rstrip(".")
            out[column] = texts


def _find_middles(at: _Places, may: np.ndarray, ground: Ground, found: Findings) -> None:
    """Take away, in place, points that stand for the middle of an area though nothing says so; a person says which it is."""
    for middle_lat, middle_lon, accuracy in ground.middles:
        near = np.zeros(len(at.lat), dtype=bool)
        candidates = may & (np.abs(at.lat - middle_lat) < 0.01)
        near[candidates] = distance_m(middle_lat, middle_lon, at.lat[candidates], at.lon[candidates]) <= s.CENTROID_REACH_M
        where = np.flatnonzero(near)
        sets = [choices_text({"geolocation_accuracy": accuracy}, _as_it_is(at, i) | {"sure_of_point": "yes"}) for i in where.tolist()]
        found.tell(where, "geolocation_accuracy", "person", "centroid", at.shown.at(where), "", sets)
        at.drop(where)
        may = may & ~near


def _as_it_is(at: _Places, i: int) -> dict[str, str]:
    return {"latitude": at.key(i)[0], "longitude": at.key(i)[1]}
