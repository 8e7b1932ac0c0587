"""What does a picture of the ground (an image with a world file, or tiles that are images) show of this land, as one picture in Web Mercator?"""

import contextlib
import math
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import shapely
from PIL import Image, ImageChops, ImageDraw

from geo import settings as s
from geo.intake.formats.raw import FileRefused
from geo.intake.ground.placed import Placed, latitudes, northing, placed
from geo.intake.ground.seams import HALF

READ = ("PNG", "JPEG")
_OTHERS = (  # how other pictures begin
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "BigTIFF"),
    (b"MM\0+", "BigTIFF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"\0\0\0\x0cjP", "JPEG 2000"),
    (b"\xffO\xffQ", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
    (b"%PDF", "PDF"),
)
_MODES = ("1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr")  # eight bits a channel, or less
_QUALITY = 85
_STRIDE = 256  # rows


@dataclass(frozen=True)
class Picture:
    """A picture cut to the land, in Web Mercator, see-through outside: ``image`` the bytes of a WebP file, ``size`` in pixels, ``box`` its west, south, east and north (degrees),
    ``metres`` that a pixel is wide in its middle, ``finest`` those of the file's own; ``source`` and ``licence`` as the file states them (may be empty)."""

    image: bytes
    size: tuple[int, int]
    box: tuple[float, float, float, float]
    metres: float
    finest: float
    source: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Raw:
    """A picture as it was read (RGBA), where it lies, and how wide a pixel of the file is in metres of Web Mercator."""

    image: Image.Image
    place: Placed
    finest: float


def picture_kind(head: bytes) -> str:
    """Say whether a file begins as a picture: "PNG", "JPEG", or "" if as none.

    Raises
    ------
    FileRefused : ``raster_format``, a picture of another format.
    """
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    other = next((name for sign, name in _OTHERS if head.startswith(sign)), "")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        other = "WebP"
    if head[4:12] in (b"ftypavif", b"ftypheic", b"ftypmif1"):
        other = "AVIF/HEIF"
    if other:
        raise FileRefused("raster_format", format=other)
    return ""


def picture_of(path: Path, kind: str, land: shapely.Geometry, crs: str) -> Picture:
    """Cut a PNG or JPEG with a world file to a land (degrees).

    Raises
    ------
    FileRefused : it is damaged or too large, its world file or coordinate system does not do (``placed``), or it lies elsewhere.
    """
    with path.open("rb") as file, opened(file, kind) as image:
        if image.width * image.height > s.RASTER_PIXELS:
            raise FileRefused("raster_pixels", width=image.width, height=image.height, limit=s.RASTER_PIXELS // 1_000_000)
        if image.mode not in _MODES:
            raise FileRefused("raster_depth", mode=image.mode)
        place = placed(path, kind, image.size, crs)
        west, south, east, north = land.bounds
        (left, top), (right, bottom) = place.pixel(west, north), place.pixel(east, south)
        within = (
            max(0, math.floor(left)),
            max(0, math.floor(top)),
            min(image.width, math.ceil(right)),
            min(image.height, math.ceil(bottom)),
        )
        if within[0] >= within[2] or within[1] >= within[3]:
            raise elsewhere((*place.at(0, image.height), *place.at(image.width, 0)), land)
        try:
            part = image.crop(within).convert("RGBA")
        except MemoryError:
            raise
        except Exception as error:  # the library's own errors for damaged files all mean "not readable"
            raise FileRefused("damaged_ground", kind=kind, why=type(error).__name__) from error
    there = Placed(place.west + within[0] * place.wide, place.north - within[1] * place.high, place.wide, place.high, place.degrees)
    return cut_out(Raw(part, there, place.wide / 180 * HALF if place.degrees else place.wide), land)


@contextlib.contextmanager
def opened(file: BinaryIO | BytesIO, kind: str = "image") -> Iterator[Image.Image]:
    """Open a PNG or JPEG without reading its pixels; how many it states is for who opens it to look at.

    Raises
    ------
    FileRefused : ``damaged_ground``.
    """
    most, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None  # the library's own limit tells no number
    try:
        image = Image.open(file, formats=READ)
    except MemoryError:
        raise
    except Exception as error:
        raise FileRefused("damaged_ground", kind=kind, why=type(error).__name__) from error
    finally:
        Image.MAX_IMAGE_PIXELS = most
    with image:
        yield image


def elsewhere(box: tuple[float, ...], land: shapely.Geometry) -> FileRefused:
    """Make the refusal of a picture of another place: west, south, east, north of what it shows (degrees)."""
    return FileRefused("raster_elsewhere", box=_written(box), bounds=_written(land.bounds))


def _written(box: tuple[float, ...]) -> str:
    return f"{box[1]:.4g} {box[0]:.4g} – {box[3]:.4g} {box[2]:.4g}"


def cut_out(raw: Raw, land: shapely.Geometry) -> Picture:
    """Bring a picture to Web Mercator and at most ``RASTER_SIDE`` pixels a side, and take away what lies outside a land (degrees).

    Raises
    ------
    FileRefused : ``raster_elsewhere``; ``raster_blank``, where nothing of it has a colour.
    """
    place, image = raw.place, raw.image
    full = (*place.at(0, image.height), *place.at(image.width, 0))
    west, south, east, north = (f(a, b) for f, a, b in zip((max, max, min, min), full, land.bounds, strict=True))
    if west >= east or south >= north:
        raise elsewhere(full, land)
    (left, top), (right, bottom) = place.pixel(west, north), place.pixel(east, south)
    across, down = (east - west) / 180 * HALF, northing(north) - northing(south)
    pixel = max(min(across / (right - left), down / (bottom - top)), max(across, down) / s.RASTER_SIDE)
    size = (max(1, round(across / pixel)), max(1, round(down / pixel)))
    box = (max(0.0, left), max(0.0, top), min(float(image.width), right), min(float(image.height), bottom))
    image = image.resize(size, Image.Resampling.BILINEAR, box=box, reducing_gap=3.0)
    if place.degrees:
        image = _even(image, south, north)
    mask = _mask(size, (west, south, east, north), land)
    if not mask.getbbox():
        raise elsewhere(full, land)
    image.putalpha(ImageChops.multiply(image.getchannel("A"), mask))
    if not image.getchannel("A").getbbox():
        raise FileRefused("raster_blank")
    out = BytesIO()
    image.save(out, "WEBP", quality=_QUALITY, method=2)
    middle = math.cos(math.radians((south + north) / 2))
    return Picture(out.getvalue(), size, (west, south, east, north), across / size[0] * middle, raw.finest * middle)


def _even(image: Image.Image, south: float, north: float) -> Image.Image:
    """Take rows at even steps of latitude to even steps of Web Mercator, between the same latitudes."""
    rows, high = np.asarray(image), image.height
    up = northing(north) - (np.arange(high) + 0.5) / high * (northing(north) - northing(south))
    spot = np.clip((north - latitudes(up)) / (north - south) * high - 0.5, 0, high - 1)
    first = np.minimum(spot.astype(int), max(0, high - 2))
    share = (spot - first)[:, None, None].astype(np.float32)
    out = np.empty_like(rows)
    for k in range(0, high, _STRIDE):
        mine = slice(k, k + _STRIDE)
        above, below = rows[first[mine]], rows[np.minimum(first[mine] + 1, high - 1)]
        out[mine] = np.round(above + share[mine] * (below.astype(np.float32) - above))
    return Image.fromarray(out, "RGBA")


def _mask(size: tuple[int, int], box: tuple[float, float, float, float], land: shapely.Geometry) -> Image.Image:
    """Give what of a picture lies in a land: white there, black beyond."""
    west, south, east, north = box
    top, high = northing(north), northing(north) - northing(south)
    frame = shapely.box(west - 0.01, south - 0.01, east + 0.01, north + 0.01)
    mask = Image.new("L", size, 0)
    pen = ImageDraw.Draw(mask)

    def corners(ring: Any) -> list[tuple[float, float]]:
        found = shapely.get_coordinates(ring)
        x = (found[:, 0] - west) / (east - west) * size[0]
        y = (top - np.array([northing(lat) for lat in found[:, 1]])) / high * size[1]
        return list(zip((x - 0.5).tolist(), (y - 0.5).tolist(), strict=True))

    parts = [part for part in shapely.get_parts(shapely.intersection(land, frame)) if part.geom_type == "Polygon"]
    for part in sorted(parts, key=lambda one: -one.envelope.area):  # an island in a lake after the lake
        pen.polygon(corners(part.exterior), fill=255)
        for hole in part.interiors:
            pen.polygon(corners(hole), fill=0)
    return mask
