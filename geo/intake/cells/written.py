"""Which position does one text say that holds all of it: a pair, degrees and minutes, WKT, UTM, or the address of a map?

An address is read as a text and never opened. A pair without letters may stand in either order: the land decides (``columns.points``).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

import shapely
from pyproj import Transformer
from shapely.errors import ShapelyError
from shapely.geometry import shape as shape_of

from geo import settings as s
from geo.intake.cells.digits import DIGITS
from geo.territory import here


@dataclass(frozen=True)
class Written:
    """A position read from one text (WGS84 degrees): ``lat`` and ``lon``, or a ``shape`` that is no point; how it was written (a code);
    ``either`` if nothing says which of the two comes first."""

    lat: float = 0.0
    lon: float = 0.0
    code: str = ""
    either: bool = False
    shape: shapely.Geometry | None = None


_NUMBER = r"[+-]?\d{1,3}(?:\.\d+)?"
_MARK_D, _MARK_M, _MARK_S = r"\s*(?:[°º˚d:]|deg)\s*", r"\s*(?:['′’ʹm:])\s*", r"\s*(?:[\"″”s]|''|′′|’’)?\s*"
_DMS = rf"(\d{{1,3}}){_MARK_D}(\d{{1,2}}(?:\.\d+)?)(?:{_MARK_M}(?:(\d{{1,2}}(?:\.\d+)?){_MARK_S})?)?"
_SIDES = {"شمالا": "N", "شمال": "N", "جنوبا": "S", "جنوب": "S", "شرقا": "E", "شرق": "E", "غربا": "W", "غرب": "W"}
_SIDES |= {"north": "N", "south": "S", "east": "E", "west": "W"}
_WORDS = re.compile("|".join(sorted(_SIDES, key=len, reverse=True)), re.I)
_ONE = re.compile(
    rf"\s*([NSEW]?)\s*(?:{_DMS}|({_NUMBER})\s*°?|(\d{{1,3}}) (\d{{1,2}}) (\d{{1,2}}(?:\.\d+)?))\s*([NSEW]?)\s*", re.I | re.ASCII
)
_PACKED = re.compile(r"(\d{2})(\d{2})(\d{2}(?:\.\d+)?)([NS])\s*[,/ ]?\s*(\d{3})(\d{2})(\d{2}(?:\.\d+)?)([EW])", re.I | re.ASCII)
_PAIR = re.compile(rf"({_NUMBER})(?:\s*[,;/|]\s*|\s+)({_NUMBER})(?:\s*[,;/ ]\s*-?\d+(?:\.\d+)?){{0,2}}", re.ASCII)
_COMMAS = re.compile(r"([+-]?\d{1,3}),(\d{3,})(?:\s*[;/|]\s*|\s*,\s+|\s+)([+-]?\d{1,3}),(\d{3,})", re.ASCII)
_COMMAS_APART = re.compile(r"([+-]?\d{1,3}),(\d{2,})(?:\s*[;/|]\s*|\s+)([+-]?\d{1,3}),(\d{2,})", re.ASCII)
_LABELS = re.compile(r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng|loc|geo)\b\s*[:=]?|خط العرض\s*:?|خط الطول\s*:?|[()\[\]]", re.I)
_UTM = re.compile(
    r"(?:utm\s*)?(?:zone\s*)?(\d{1,2})\s*([A-HJ-NP-Z])?\s*[,;]?\s*(\d{6}(?:\.\d+)?)\s*m?\s*E?\s*[,;/ ]\s*(\d{6,7}(?:\.\d+)?)\s*m?\s*N?",
    re.I | re.ASCII,
)
_UTM_LAST = re.compile(
    r"(\d{6}(?:\.\d+)?)\s*m?\s*E?\s*[,;/ ]\s*(\d{6,7}(?:\.\d+)?)\s*m?\s*N?\s*[,;]?\s*(?:zone\s*)?(\d{1,2})\s*([A-HJ-NP-Z])?",
    re.I | re.ASCII,
)
_N = r"(-?\d{1,3}\.\d+)"
_ADDRESSES = tuple(
    re.compile(p, re.I)
    for p in (
        rf"!3d{_N}!4d{_N}",  # the place itself, before the middle of the view
        rf"[?&#]m?lat(?:itude)?={_N}&m?(?:lon|lng|long|longitude)={_N}",
        rf"[?&](?:q|query|ll|sll|center|destination|daddr|cp|point|coordinate)=(?:loc:)?{_N}(?:,|~|;|\+|\s)\s*{_N}",
        rf"/(?:place|search|dir)/(?:[^@]*?/)?{_N},\s*\+?{_N}",
        rf"^geo:{_N},{_N}",
        rf"#map=\d+(?:\.\d+)?/{_N}/{_N}",
        rf"@{_N},{_N}",
    )
)
_SHAPE = re.compile(
    r"(?:SRID=(\d+);)?\s*(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*\(", re.I
)


def is_address(text: str) -> bool:
    return bool(re.match(r"\s*(?:https?://|geo:)", text, re.I))


@lru_cache(maxsize=100_000)
def read_written(text: str) -> Written | None:
    """Read a position from a text; None if there is none in it that is known here."""
    plain = text.strip()
    if not plain or len(plain) > s.CELL_CHARACTERS:
        return None
    if _SHAPE.match(plain) or plain.startswith("{") or re.fullmatch(r"0[01][0-9A-Fa-f]{40,}", plain):
        return _of_shape(plain)
    if len(plain) > s.READ_CHARACTERS:
        return None
    if is_address(plain):
        return _of_address(unquote(plain.replace("+", " ")))
    plain = " ".join(_WORDS.sub(lambda m: _SIDES[m.group().lower()], plain.translate(DIGITS).replace("،", ",").replace("ً", "")).split())
    return next((found for found in _ways(plain) if found is not None), None)


def _ways(plain: str) -> Iterator[Written | None]:
    yield _of_utm(plain)
    bare = " ".join(_LABELS.sub(" ", plain).split())
    lon_first = bool(re.match(r"\W*(?:lon|lng|خط الطول)", plain, re.I))
    labelled = bool(re.search(r"lat|خط العرض", plain, re.I))
    if m := _PACKED.fullmatch(bare):
        yield Written(_sexagesimal(m[1], m[2], m[3], m[4]), _sexagesimal(m[5], m[6], m[7], m[8]), "degrees_minutes")
    if m := _COMMAS.fullmatch(bare) or _COMMAS_APART.fullmatch(bare):
        yield _pair(f"{m[1]}.{m[2]}", f"{m[3]}.{m[4]}", labelled, lon_first)
    if m := _PAIR.fullmatch(bare):
        yield _pair(m[1], m[2], labelled, lon_first)
    yield _of_two(bare)


def _pair(one: str, other: str, labelled: bool, lon_first: bool) -> Written | None:
    """Take a pair; whole numbers alone may be anything, and are no position."""
    if not labelled and "." not in one + other:
        return None
    a, b = (other, one) if lon_first else (one, other)
    return Written(float(a), float(b), "pair_in_one_cell", either=not labelled)


def _sexagesimal(degrees: str, minutes: str, seconds: str | None, letter: str) -> float:
    value = float(degrees) + float(minutes) / 60 + float(seconds or 0) / 3600
    return -value if letter.upper() in ("S", "W") else value


def read_degrees(text: str) -> tuple[float, str, str] | None:
    """Read one coordinate with marks or letters: degrees, how it was written (a code), its letter; None if it is none, or no such minute."""
    plain = _WORDS.sub(lambda m: _SIDES[m.group().lower()], " ".join(text.translate(DIGITS).replace("ً", "").split()))
    m = _ONE.fullmatch(plain)
    if not m or (m[1] and m[9]):
        return None
    letter = (m[1] or m[9]).upper()
    if m[5] is not None:
        value = float(m[5])
        marked = bool(letter or "°" in plain)
        return (-abs(value) if letter in ("S", "W") else value), "degree_marks" if marked else "", letter
    degrees, minutes, seconds = (m[2], m[3], m[4]) if m[2] is not None else (m[6], m[7], m[8])
    if float(minutes) >= 60 or float(seconds or 0) >= 60 or (m[6] is not None and not letter):
        return None
    return _sexagesimal(degrees, minutes, seconds, letter or "N"), "degrees_minutes", letter


def _of_two(text: str) -> Written | None:
    """Read two coordinates of which at least one has marks or a letter: wherever the text parts into two that read."""
    for m in re.finditer(r"\s*[,;/|]\s*|\s+|(?<=[NSEWnsew])(?=\s*[\dNSEWnsew])", text):
        one, other = read_degrees(text[: m.start()]), read_degrees(text[m.end() :])
        if one is None or other is None or not (one[1] and other[1]):
            continue
        if one[2] and other[2] and (one[2] in "NS") == (other[2] in "NS"):
            return None
        east_first = one[2] in ("E", "W") or other[2] in ("N", "S")
        a, b = (other, one) if east_first else (one, other)
        return Written(
            a[0], b[0], "degrees_minutes" if "degrees_minutes" in (a[1], b[1]) else "pair_in_one_cell", either=not (one[2] or other[2])
        )
    return None


def read_utm(zone: str, band: str, easting: str, northing: str) -> Written | None:
    """Read a UTM pair. A letter may be a latitude band or say which half of the Earth; an S that is a band of the north is one where that lies here."""
    number = int(zone)
    if not 1 <= number <= 60 or not 100_000 <= float(easting) < 1_000_000 or float(northing) > 10_000_000:
        return None
    (south, west), (north, east) = here().bounds
    halves = (600, 700) if band.upper() == "S" else (700,) if band.upper() in "CDEFGHJKLM" and band else (600,)
    found = []
    for half in halves:
        lon, lat = _from_utm(32_000 + half + number).transform(float(easting), float(northing))
        found.append(Written(round(lat, 7), round(lon, 7), "utm"))
    return next((w for w in found if south <= w.lat <= north and west <= w.lon <= east), found[0])


@lru_cache(maxsize=16)
def _from_utm(code: int) -> Transformer:
    return Transformer.from_crs(f"EPSG:{code}", s.WGS84, always_xy=True)


def _of_utm(text: str) -> Written | None:
    if m := _UTM.fullmatch(text):
        return read_utm(m[1], m[2] or "", m[3], m[4])
    if m := _UTM_LAST.fullmatch(text):
        return read_utm(m[3], m[4] or "", m[1], m[2])
    return None


def _of_address(address: str) -> Written | None:
    for pattern in _ADDRESSES:
        if m := pattern.search(address):
            lat, lon = float(m[1]), float(m[2])
            return Written(lat, lon, "map_address") if abs(lat) <= 90 and abs(lon) <= 180 else None
    m = re.search(r"/(?:place|search)/([^/@]+)", address)
    inside = _of_two(m[1].strip()) if m else None
    return Written(inside.lat, inside.lon, "map_address") if inside else None


def _of_shape(text: str) -> Written | None:
    try:
        if text.startswith("{"):
            got = json.loads(text)
            shape = shape_of(got.get("geometry") or got)
        elif m := _SHAPE.match(text):
            if m[1] not in (None, "4326"):
                return None
            shape = shapely.from_wkt(text.split(";", 1)[-1] if m[1] else text)
        else:
            shape = shapely.from_wkb(text)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError, RecursionError, IndexError):
        return None
    if shape is None or shape.is_empty:
        return None
    if shape.geom_type == "Point":
        return Written(float(shape.y), float(shape.x), "wkt")
    return Written(code="shape_covered", shape=shapely.force_2d(shape))
