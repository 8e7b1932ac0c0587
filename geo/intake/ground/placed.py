"""Where on the earth does a pixel of a picture lie: what do its world file, and the coordinate system somebody states, say?"""

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo import settings as s
from geo.intake.formats.crs import read_crs
from geo.intake.formats.raw import FileRefused
from geo.intake.ground.seams import HALF

WORLD_ENDINGS = {"PNG": (".pgw", ".pngw", ".wld"), "JPEG": (".jgw", ".jpgw", ".jpegw", ".wld")}
_WORLD_BYTES = 4_000  # of a world file: six numbers
_TAKEN = "WGS84 (EPSG:4326), Web Mercator (EPSG:3857)"


@dataclass(frozen=True)
class Placed:
    """Where the outer corner of a picture's first pixel lies, and how wide and high a pixel is (both positive): in degrees (WGS84), or in metres of Web Mercator."""

    west: float
    north: float
    wide: float
    high: float
    degrees: bool

    def at(self, column: float, row: float) -> tuple[float, float]:
        """Give longitude and latitude (degrees) of a point of the picture, in pixels from its first corner."""
        x, y = self.west + column * self.wide, self.north - row * self.high
        return (x, y) if self.degrees else (x / HALF * 180, latitude(y))

    def pixel(self, lon: float, lat: float) -> tuple[float, float]:
        """Give the point of the picture, in pixels from its first corner, that lies at a longitude and latitude (degrees)."""
        x, y = (lon, lat) if self.degrees else (lon / 180 * HALF, northing(lat))
        return (x - self.west) / self.wide, (self.north - y) / self.high


def northing(lat: float) -> float:
    """Give the metres of Web Mercator north of the equator."""
    return math.asinh(math.tan(math.radians(lat))) / math.pi * HALF


def latitude(north: float) -> float:
    """Give the latitude (degrees) so many metres of Web Mercator north of the equator."""
    return math.degrees(math.atan(math.sinh(north / HALF * math.pi)))


def latitudes(north: np.ndarray) -> np.ndarray:
    """Give the latitude (degrees) of each, as ``latitude`` does."""
    return np.degrees(np.arctan(np.sinh(north / HALF * np.pi)))


def placed(path: Path, kind: str, size: tuple[int, int], crs: str) -> Placed:
    """Place a picture by the world file beside it.

    Parameters
    ----------
    kind : PNG or JPEG.
    size : of the picture, in pixels.
    crs : its coordinate system, where no ``.prj`` beside it states one.

    Raises
    ------
    FileRefused : there is no world file, it holds no six numbers, it turns or mirrors the picture, or its coordinate system is
        none, another, or none that its numbers fit.
    """
    a, turned, again, e, x, y = _numbers(_beside(path, WORLD_ENDINGS[kind], kind))
    if turned or again:
        raise FileRefused("raster_turned", values=f"{turned:g}, {again:g}")
    if not (a > 0 > e):
        raise FileRefused("raster_pixel_size", values=f"{a:g}, {e:g}")
    degrees = _in_degrees(_stated(path, crs))
    found = Placed(x - a / 2, y - e / 2, a, -e, degrees)  # a world file places the middle of the first pixel
    far = (found.west, found.west + size[0] * a, found.north, found.north + size[1] * e)
    most = (180.0001, 90.0001) if degrees else (HALF * 1.0001, HALF * 1.0001)
    if max(abs(far[0]), abs(far[1])) > most[0] + a or max(abs(far[2]), abs(far[3])) > most[1] - e:
        where = f"{far[0]:g} – {far[1]:g}, {far[3]:g} – {far[2]:g}"
        raise FileRefused("raster_beyond", where=where, crs="EPSG:4326" if degrees else "EPSG:3857")
    return found


def in_mercator(crs: str) -> None:
    """Refuse a coordinate system that somebody states for tiles, if it is not theirs: Web Mercator."""
    if crs and _in_degrees(_read(crs)):
        raise FileRefused("raster_crs", crs=crs[:80], allowed="Web Mercator (EPSG:3857)")


def _beside(path: Path, endings: tuple[str, ...], kind: str) -> Path:
    for ending in endings:
        for one in (path.with_suffix(ending), path.with_suffix(ending.upper()), path.with_name(path.name + "w")):
            if one.is_file():
                return one
    raise FileRefused("raster_no_world", kind=kind, looked=", ".join(path.stem[:60] + x for x in endings))


def _numbers(path: Path) -> list[float]:
    with path.open("rb") as file:
        lines = file.read(_WORLD_BYTES).decode("ascii", "replace").split()
    if len(lines) != 6:
        raise FileRefused("raster_world", name=path.name[:80], line=min(len(lines), 6) + 1, value=(lines[6:] or [""])[0][:40])
    numbers = []
    for k, line in enumerate(lines, 1):
        try:
            number = float(line)
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or abs(number) > 1e9 or "_" in line:
            raise FileRefused("raster_world", name=path.name[:80], line=k, value=line[:40])
        numbers.append(number)
    return numbers


def _stated(path: Path, crs: str) -> CRS:
    beside = path.with_suffix(".prj")
    if crs or not beside.is_file():
        return _read(crs)
    with beside.open("rb") as file:
        return _read(file.read(s.CRS_CHARACTERS).decode("utf-8", "replace"))


def _read(crs: str) -> CRS:
    if not crs.strip():
        raise FileRefused("no_crs")
    try:
        return read_crs(crs)
    except CRSError as error:
        raise FileRefused("bad_crs", crs=crs[:80]) from error


def _in_degrees(system: CRS) -> bool:
    """Say which of the two it is: degrees of WGS84, or metres of Web Mercator."""
    for code, degrees in (("EPSG:4326", True), ("OGC:CRS84", True), ("EPSG:3857", False)):
        if system.equals(CRS(code), ignore_axis_order=True):
            return degrees
    number = system.to_epsg(min_confidence=70)  # as other programs write the same one in a .prj
    if number in (4326, 3857):
        return number == 4326
    raise FileRefused("raster_crs", crs=(system.name or "?")[:80], allowed=_TAKEN)
