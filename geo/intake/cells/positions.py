"""Which position do the cells of a row say?

A text that can mean two things is not read (``doubtful``), with the ways to read it as choices; the land is not looked at yet.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import mgrs
import numpy as np
import shapely
from pyproj import Transformer
from shapely import Geometry

from geo import settings as s
from geo.intake.cells.digits import DIGITS
from geo.intake.cells.written import Written, is_address, read_degrees, read_utm, read_written
from geo.intake.formats.crs import read_crs
from geo.land.distances import distance_m
from geo.territory import here

_MGRS_TEXT = re.compile(r"(\d{1,2})\s*([C-HJ-NP-Xc-hj-np-x])\s*([A-HJ-NP-Za-hj-np-z]{2})\s*((?:\d\s*){2,10})")
_GRID = mgrs.MGRS()


def read_mgrs(text: str) -> list[tuple[str, float, float, str]]:
    """Read every MGRS reference in a text: as one word, latitude and longitude (of the middle of its square), accuracy it allows."""
    out = []
    for m in _MGRS_TEXT.finditer(text.translate(DIGITS)):
        digits = re.sub(r"\s", "", m[4])
        if len(digits) % 2:
            continue
        word = f"{m[1]}{m[2]}{m[3]}{digits}".upper()
        try:
            lat, lon = _GRID.toLatLon(word)
        except mgrs.core.MGRSError:
            continue
        accuracy = {2: "unknown", 4: "neighbourhood_area", 6: "within_100m", 8: "within_100m", 10: "within_1m"}[len(digits)]
        out.append((word, round(lat, 6), round(lon, 6), accuracy))
    return out


@dataclass(frozen=True)
class Spot:
    """A position read: degrees or None, the accuracy that its reference or shape allows, what was done or why it is doubtful, the ways to
    read it, and ``either`` if nothing says which of its two numbers is the latitude."""

    lat: float | None = None
    lon: float | None = None
    accuracy: str = ""
    code: str = ""
    doubtful: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    either: bool = False


def _degrees(text: str) -> tuple[float | None, str, str]:
    """Read one coordinate: number or None, code of what was done, and the compass letter beside it, if any."""
    plain = text.translate(DIGITS).strip()
    code = "arabic_digits" if plain != text.strip() else ""
    if re.fullmatch(r"[+-]?\d{1,3},\d+", plain, re.ASCII):
        plain, code = plain.replace(",", "."), "decimal_comma"
    if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", plain, re.ASCII):
        return float(plain), code, ""
    read = read_degrees(plain)
    return (read[0], code or read[1], read[2]) if read else (None, "", "")


@lru_cache(maxsize=100_000)
def read_position(latitude: str, longitude: str, grid: str, crs: str, written: str = "", zone: str = "") -> Spot:
    """Read latitude and longitude, an MGRS reference, or one text that holds all of it (``written``), as texts; the land is not looked at yet.

    ``zone`` is the UTM zone of coordinates that are metres.
    """
    if not (latitude or longitude or grid or written):
        return Spot()
    if max(len(latitude), len(longitude), len(grid)) > s.READ_CHARACTERS:
        return Spot(code="not_a_number", doubtful=True)
    for text, other in ((latitude, longitude), (longitude, latitude)):  # both in the cell of one
        if text and (not other or other == text) and (whole := read_written(text)):
            return _of_written(whole)
    if not grid and (read_mgrs(latitude) or read_mgrs(longitude)):  # a reference in the column of a coordinate
        latitude, longitude, grid = "", "", f"{latitude} {longitude}"
    if grid:
        return _of_grid(latitude, longitude, grid, crs)
    if not latitude and not longitude:
        return _of_text(written)
    if not latitude or not longitude:
        return Spot(code="half_a_position", doubtful=True)
    return _of_pair(latitude, longitude, crs, zone)


def _of_written(whole: Written) -> Spot:
    if whole.shape is not None:
        return _of_shape(whole.shape)
    checked = _within_range(whole.lat, whole.lon, whole.code, whole.either)
    return replace(checked, either=whole.either)


def _of_text(written: str) -> Spot:
    """Read one text with all of it; a reference may stand there too, and an address that holds no position is a question."""
    if whole := read_written(written):
        return _of_written(whole)
    found = read_mgrs(written[: s.READ_CHARACTERS]) if not is_address(written) else []
    if len(found) == 1:
        return Spot(*found[0][1:], code="mgrs")
    ways = tuple((f"{a:.6f}", f"{b:.6f}") for _, a, b, _ in found)
    return Spot(code="several_mgrs" if found else "no_position_in_it", doubtful=True, choices=ways)


def _of_shape(shape: Geometry) -> Spot:
    """Place what is no point by the circle around it: its accuracy is the narrowest one whose disc covers the whole shape."""
    circle = shapely.minimum_bounding_circle(shapely.transform(shape, _metres, include_z=False))
    radius = shapely.minimum_bounding_radius(shapely.transform(shape, _metres, include_z=False))
    wide = [(metres, name) for name, metres in s.DISC_RADIUS_M.items() if metres >= radius]
    if not wide or not np.isfinite(radius):
        return Spot(code="not_a_point", doubtful=True)
    lon, lat = _to_degrees(here().projection).transform(circle.centroid.x, circle.centroid.y)
    return Spot(round(lat, 6), round(lon, 6), min(wide)[1], "shape_covered")


def _metres(degrees: np.ndarray) -> np.ndarray:
    return np.column_stack(_to_metres(here().projection).transform(degrees[:, 0], degrees[:, 1]))


def _of_grid(latitude: str, longitude: str, grid: str, crs: str) -> Spot:
    found = read_mgrs(grid)
    if not latitude and not longitude:
        if len(found) == 1:
            return Spot(*found[0][1:], code="mgrs")
        ways = tuple((f"{a:.6f}", f"{b:.6f}") for _, a, b, _ in found)
        return Spot(code="several_mgrs" if found else "not_mgrs", doubtful=True, choices=ways)
    stated = read_position(latitude, longitude, "", crs)
    if stated.lat is None or stated.lon is None or len(found) != 1:
        return stated
    _, grid_lat, grid_lon, _ = found[0]
    if distance_m(stated.lat, stated.lon, grid_lat, grid_lon) <= s.MGRS_REACH_M:
        return stated
    ways = ((f"{stated.lat:.7g}", f"{stated.lon:.7g}"), (f"{grid_lat:.6f}", f"{grid_lon:.6f}"))
    return Spot(code="mgrs_differs", doubtful=True, choices=ways)


def _of_pair(latitude: str, longitude: str, crs: str, zone: str) -> Spot:
    (lat, how, north), (lon, also, east) = _degrees(latitude), _degrees(longitude)
    if lat is None or lon is None:
        return Spot(code="not_a_number", doubtful=True)
    if north in ("E", "W") or east in ("N", "S"):
        return Spot(code="swapped", doubtful=True, choices=((longitude, latitude),))
    if crs:
        lon, lat = _to_degrees(crs).transform(lon, lat)
        if not (np.isfinite(lat) and np.isfinite(lon)):
            return Spot(code="out_of_range", doubtful=True)
        return Spot(round(lat, 7), round(lon, 7), code="projected")
    if abs(lat) > 180 and abs(lon) > 180:
        return _of_metres(lat, lon, zone)
    return _within_range(lat, lon, how or also, False, ((longitude, latitude),))


def _of_metres(northing: float, easting: float, zone: str) -> Spot:
    """Read metres by their UTM zone; where none is named, the zone of this land's own map is offered."""
    m = re.fullmatch(r"\s*(?:UTM|zone)?\s*(\d{1,2})\s*([A-Za-z])?\s*", zone, re.I)
    whole = read_utm(m[1], m[2] or "", f"{easting}", f"{northing}") if m else None
    if whole:
        return _of_written(whole)
    lon, lat = _to_degrees(here().projection).transform(easting, northing)
    (south, west), (north, east) = here().bounds
    near = south <= lat <= north and west <= lon <= east
    return Spot(code="metres", doubtful=True, choices=((f"{lat:.6f}", f"{lon:.6f}"),) if near else ())


def _within_range(lat: float, lon: float, code: str, either: bool, other: tuple[tuple[str, str], ...] = ()) -> Spot:
    if lat == 0 or lon == 0:
        return Spot(code="zero_zero", doubtful=True)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        turns = abs(lon) <= 90 and abs(lat) <= 180
        if either and turns:
            return Spot(lon, lat, code="pair_turned")
        return Spot(code="out_of_range", doubtful=True, choices=(other or ((f"{lon}", f"{lat}"),)) if turns else ())
    if lat == lon:
        return Spot(code="equal_coordinates", doubtful=True)
    return Spot(lat, lon, code=code)


@lru_cache(maxsize=4)
def _to_metres(crs: str) -> Transformer:
    return Transformer.from_crs(s.WGS84, read_crs(crs), always_xy=True)


@lru_cache(maxsize=8)
def _to_degrees(crs: str) -> Transformer:
    return Transformer.from_crs(read_crs(crs), s.WGS84, always_xy=True)


def own_squares(text: str, inside: Callable[[float, float], bool]) -> list[tuple[str, str]]:
    """Give the positions that the digits of an MGRS reference have in the 100 km squares that this governorate touches."""
    written = _MGRS_TEXT.search(text[: s.READ_CHARACTERS].translate(DIGITS))
    if not written:
        return []
    found = [spot for square in here().squares for spot in read_mgrs(f"{square}{written[4]}")]
    return [(f"{lat:.6f}", f"{lon:.6f}") for _, lat, lon, _ in found if inside(lat, lon)]
