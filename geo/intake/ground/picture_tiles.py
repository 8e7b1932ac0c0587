"""Which picture do the tiles of a raster MBTiles file make of this land, at the finest level that one picture can hold?"""

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import shapely
from PIL import Image

from geo import settings as s
from geo.intake.formats.raw import FileRefused
from geo.intake.ground.layers import plain
from geo.intake.ground.pictures import Picture, Raw, cut_out, elsewhere, opened, picture_kind, picture_of
from geo.intake.ground.placed import Placed, in_mercator, northing
from geo.intake.ground.seams import HALF

_LEVELS = range(24, -1, -1)
_SIDES = (256, 512)  # pixels of a tile
_VALUE = 20_000_000  # bytes of one value of the file


@dataclass(frozen=True)
class _Level:
    zoom: int
    n: int
    west: int
    east: int
    low: int  # rows count from the south
    high: int


def picture_in(path: Path, land: shapely.Geometry, crs: str) -> Picture | None:
    """Cut a file to a land (degrees), if it holds a picture or tiles that are pictures; None if it holds neither. What is inside decides, not the name.

    Raises
    ------
    FileRefused : as ``picture_of`` and ``picture_of_tiles``.
    """
    with path.open("rb") as file:
        head = file.read(128)
    if head.startswith(b"SQLite format 3\0"):
        package = head[68:72] in (b"GPKG", b"GP10", b"GP11")
        return picture_of_tiles(path, land, crs) if not package and holds_pictures(path) else None
    kind = picture_kind(head)
    return picture_of(path, kind, land, crs) if kind else None


def holds_pictures(path: Path) -> bool:
    """Say whether a file of SQLite holds tiles that are pictures.

    Raises
    ------
    FileRefused : ``damaged_ground``; ``raster_format`` for pictures that are not read.
    """
    with _tiles(path) as tiles:
        stated = _told(tiles).get("format", "").casefold()
        if stated == "webp":
            raise FileRefused("raster_format", format="WebP")
        if stated in ("png", "jpg", "jpeg", "png8"):
            return True
        if stated or not _has_tiles(tiles):
            return False
        first = tiles.execute("SELECT tile_data FROM tiles LIMIT 1").fetchone()
        return bool(first and isinstance(first[0], bytes) and picture_kind(first[0][:16]))


def picture_of_tiles(path: Path, land: shapely.Geometry, crs: str) -> Picture:
    """Cut the tiles of an MBTiles file (PNG or JPEG, in Web Mercator) to a land (degrees).

    Raises
    ------
    FileRefused : a tile is none, or of another size than the first; there are too many at every level; or none lies in the land.
    """
    in_mercator(crs)
    with _tiles(path) as tiles:
        told = _told(tiles)
        levels = [level for zoom in _LEVELS if (level := _level(tiles, zoom, land))]
        if not levels:
            raise elsewhere(_stated_box(told), land)
        side = _side(tiles, levels[0])
        chosen, shrunk = _chosen(levels, side)
        raw = _mosaic(tiles, chosen, side, shrunk)
    finest = 2 * HALF / 2 ** levels[0].zoom / side
    picture = cut_out(replace(raw, finest=finest), land)
    licence = plain(told.get("license", told.get("licence", "")))
    return replace(picture, source=plain(told.get("attribution", "")), licence=licence)


@contextlib.contextmanager
def _tiles(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file to be read: nothing is written beside it, and its views may call no function that acts."""
    try:
        with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as tiles:
            tiles.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE)
            tiles.execute("PRAGMA trusted_schema = OFF")
            tiles.text_factory = lambda value: value.decode("utf-8", "replace")
            yield tiles
    except (sqlite3.Error, OverflowError) as error:
        raise FileRefused("damaged_ground", kind="mbtiles", why=type(error).__name__) from error


def _has_tiles(tiles: sqlite3.Connection) -> bool:
    return tiles.execute("SELECT 1 FROM sqlite_master WHERE name = 'tiles'").fetchone() is not None


def _told(tiles: sqlite3.Connection) -> dict[str, str]:
    if tiles.execute("SELECT 1 FROM sqlite_master WHERE name = 'metadata'").fetchone() is None:
        return {}
    wanted = "('format', 'attribution', 'license', 'licence', 'bounds')"
    rows = tiles.execute(f"SELECT name, value FROM metadata WHERE name IN {wanted} LIMIT 20")
    return {name: value[: s.READ_CHARACTERS] for name, value in rows if isinstance(value, str)}


def _stated_box(told: dict[str, str]) -> tuple[float, ...]:
    try:
        box = tuple(float(x) for x in told.get("bounds", "").split(","))
    except ValueError:
        box = ()
    return box if len(box) == 4 else (-180.0, -85.0, 180.0, 85.0)


def _level(tiles: sqlite3.Connection, zoom: int, land: shapely.Geometry) -> _Level | None:
    """Count the tiles of a level that may touch the land; None where there are none."""
    west, south, east, north = land.bounds
    n = 1 << zoom

    def of(metres: float) -> int:
        return min(n - 1, max(0, int((metres + HALF) / (2 * HALF) * n)))

    wanted = (zoom, of(west / 180 * HALF), of(east / 180 * HALF), of(northing(south)), of(northing(north)))
    row = tiles.execute(
        "SELECT count(*), min(tile_column), max(tile_column), min(tile_row), max(tile_row) FROM tiles "
        "WHERE zoom_level = ? AND tile_column BETWEEN ? AND ? AND tile_row BETWEEN ? AND ?",
        wanted,
    ).fetchone()
    if not row[0]:
        return None
    if not all(isinstance(x, int) for x in row):
        raise FileRefused("damaged_ground", kind="mbtiles", why="tile_column, tile_row")
    return _Level(zoom, *row)


def _rows(tiles: sqlite3.Connection, level: _Level) -> Iterator[tuple[int, int, Any]]:
    yield from tiles.execute(
        "SELECT tile_column, tile_row, tile_data FROM tiles WHERE zoom_level = ? AND tile_column BETWEEN ? AND ? AND tile_row BETWEEN ? AND ?",
        (level.zoom, level.west, level.east, level.low, level.high),
    )


def _side(tiles: sqlite3.Connection, level: _Level) -> int:
    """Give how many pixels a tile has on a side; those of one file have as many."""
    column, row, data = next(_rows(tiles, level))
    with _tile(data, level.zoom, column, row) as image:
        if image.size not in [(side, side) for side in _SIDES]:
            raise FileRefused("raster_tile_size", size=f"{image.width} × {image.height}")
        return int(image.width)


def _chosen(levels: list[_Level], side: int) -> tuple[_Level, int]:
    """Give the finest level that fits, or the coarsest there is, and by what it is made smaller (a power of two)."""
    most = s.RASTER_SIDE + 2 * side

    def extent(level: _Level) -> int:
        return side * max(level.east - level.west + 1, level.high - level.low + 1)

    chosen = next((level for level in levels if extent(level) <= most), levels[-1])
    shrunk = 1
    while extent(chosen) // shrunk > most:
        shrunk *= 2
    if chosen.n > s.RASTER_TILES or shrunk > side:
        raise FileRefused("raster_tiles_many", n=chosen.n, zoom=chosen.zoom, limit=s.RASTER_TILES)
    return chosen, shrunk


def _mosaic(tiles: sqlite3.Connection, level: _Level, side: int, shrunk: int) -> Raw:
    drawn = side // shrunk
    size = (drawn * (level.east - level.west + 1), drawn * (level.high - level.low + 1))
    whole = Image.new("RGBA", size)
    for column, row, data in _rows(tiles, level):
        with _tile(data, level.zoom, column, row) as image:
            if image.size != (side, side):
                raise FileRefused("raster_tile_size", size=f"{image.width} × {image.height}")
            try:
                one = image.convert("RGBA")
            except MemoryError:
                raise
            except Exception as error:  # as in ``pictures``
                raise _no_tile(level.zoom, column, row) from error
        one = one.resize((drawn, drawn), Image.Resampling.BOX) if shrunk > 1 else one
        whole.paste(one, (drawn * (column - level.west), drawn * (level.high - row)))
    tile = 2 * HALF / 2**level.zoom
    place = Placed(level.west * tile - HALF, (level.high + 1) * tile - HALF, tile / drawn, tile / drawn, degrees=False)
    return Raw(whole, place, tile / side)


@contextlib.contextmanager
def _tile(data: Any, zoom: int, column: Any, row: Any) -> Iterator[Image.Image]:
    if not (isinstance(data, bytes) and isinstance(column, int) and isinstance(row, int)) or not picture_kind(data[:16]):
        raise _no_tile(zoom, column, row)
    with opened(BytesIO(data)) as image:
        yield image


def _no_tile(zoom: int, column: Any, row: Any) -> FileRefused:
    return FileRefused("raster_tile", tile=f"{zoom}/{str(column)[:20]}/{str(row)[:20]}")
