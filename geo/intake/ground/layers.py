"""Which layers does a ground file have, and what of each lies in a box: whatever its format and coordinate system?"""

import contextlib
import html
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from geo import settings as s
from geo.intake.formats.crs import check_crs, read_crs
from geo.intake.formats.raw import FileRefused
from geo.intake.ground.classes import KEYS, KINDS, WANTED

DRIVERS = ("OSM", "GPKG", "ESRI Shapefile", "GeoJSON", "MBTiles", "PMTiles", "MVT", "SQLite")
_OSM_NAMES = ("name", "name:ar", "name:en", "int_name")
_OSM = {  # layer of GDAL's driver -> attributes that become columns; the rest would lie in one text, other_tags. Relations of lines repeat their ways
    "points": ("place", *_OSM_NAMES),
    "lines": ("highway", "waterway", "railway", *_OSM_NAMES),
    "multipolygons": ("natural", "landuse", "waterway", "place", *_OSM_NAMES),
}
_HTML = re.compile(r"<[^>]{0,500}>")
_BOUNDS = 1_000  # characters that a source or a licence may have


@dataclass(frozen=True)
class Layer:
    """One layer of a file: where the library finds it, its name, and the zoom level of its tiles (None: no tiles)."""

    path: Path
    name: str
    zoom: int | None
    part: str | None  # the name by which the library asks for it


@dataclass(frozen=True)
class Opened:
    """A file of the ground: kind (``osm``, ``gpkg``, ``shp``, ``geojson``, ``mbtiles``, ``pmtiles``), layers, and what it says of its source and licence."""

    kind: str
    layers: tuple[Layer, ...]
    source: str
    licence: str


def open_ground(path: Path, folder: Path) -> Opened:
    """Open a file; what is inside decides, not the name. Files of SQLite and archives are read from copies in ``folder``.

    Raises
    ------
    FileRefused : it is none of the formats, is damaged, unpacks to too much, or holds pictures instead of lines.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0 \r\n\t"):
        raise FileRefused("empty")
    kind = _kind(head)
    if kind == "shp":
        return Opened(kind, tuple(_unpacked(path, folder)), "", "")
    own = folder / f"t{_ENDINGS[kind]}"
    _place(path, own, copy=kind in ("gpkg", "mbtiles"))
    if kind == "mbtiles":
        _check_tiles(own)
    if kind == "osm":
        _configure(folder)
    try:
        return _told(kind, own)
    except FileRefused:
        raise
    except Exception as error:  # the library's own errors for damaged files all mean "not readable"
        raise FileRefused("damaged_ground", kind=kind, why=type(error).__name__) from error


_ENDINGS = {"osm": ".osm.pbf", "xml": ".osm", "gpkg": ".gpkg", "geojson": ".geojson", "mbtiles": ".mbtiles", "pmtiles": ".pmtiles"}


def _kind(head: bytes) -> str:
    if head.startswith(b"PMTiles"):
        return "pmtiles"
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg" if head[68:72] in (b"GPKG", b"GP10", b"GP11") else "mbtiles"
    if head.startswith(b"PK\x03\x04"):
        return "shp"
    if b"OSMHeader" in head[:40]:
        return "osm"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"{":
        return "geojson"
    raise FileRefused("no_ground_file", allowed=", ".join(s.GROUND_ENDINGS))


def _place(path: Path, own: Path, copy: bool) -> None:
    """Bring a file under a name of our own: the library would take parts of a name for orders."""
    if not copy:
        with contextlib.suppress(OSError, NotImplementedError):
            own.symlink_to(path.resolve())
            return
    with path.open("rb") as source, own.open("wb") as target:
        while block := source.read(1 << 22):
            target.write(block)


def _configure(folder: Path) -> None:
    """Have the library bring what is asked for out of ``other_tags``."""
    lines = ["attribute_name_laundering=yes", "closed_ways_are_polygons=natural,landuse,place"]
    for layer, attributes in _OSM.items():
        lines += [f"[{layer}]", f"attributes={','.join(attributes)}", "other_tags=no"]
    file = folder / "osm.ini"
    file.write_text("\n".join(lines) + "\n", encoding="ascii")
    pyogrio.set_gdal_config_options({"OSM_CONFIG_FILE": str(file), "CPL_TMPDIR": str(folder), "OSM_USE_CUSTOM_INDEXING": True})


def _unpacked(path: Path, folder: Path) -> Iterator[Layer]:
    """Take the Shapefiles out of a zip, under names of our own: none of the archive's paths is used."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(x.file_size for x in archive.infolist()) > s.UNPACKED_BYTES:
                raise FileRefused("unpacks_too_large", limit=s.UNPACKED_BYTES // 1_000_000)
            names = {x.lower(): x for x in archive.namelist() if not x.startswith("__MACOSX/")}
            stems = [n[:-4] for n in names if n.endswith(".shp")]
            if not stems:
                raise FileRefused("zip_without_shapefile")
            for k, stem in enumerate(stems):
                for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                    if stem + ending in names:
                        (folder / f"t{k}{ending}").write_bytes(archive.read(names[stem + ending]))
                yield Layer(folder / f"t{k}.shp", PurePosixPath(stem).name, None, None)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise FileRefused("damaged_ground", kind="zip", why=type(error).__name__) from error


def _check_tiles(path: Path) -> None:
    """Refuse tiles that are pictures."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as tiles:
            row = tiles.execute("SELECT value FROM metadata WHERE name = 'format'").fetchone()
    except sqlite3.Error as error:
        raise FileRefused("damaged_ground", kind="mbtiles", why=type(error).__name__) from error
    if row and row[0] in ("png", "jpg", "jpeg", "webp"):
        raise FileRefused("ground_is_pictures", format=row[0])


def _told(kind: str, own: Path) -> Opened:
    names = list(_OSM) if kind == "osm" else [str(row[0]) for row in pyogrio.list_layers(own)]
    if not names:
        raise FileRefused("ground_is_pictures", format=kind)
    said: dict[str, str] = {}
    if kind in ("mbtiles", "pmtiles"):
        said = pyogrio.read_info(own, layer=names[0]).get("dataset_metadata") or {}
    zoom = int(said["ZOOM_LEVEL"]) if said.get("ZOOM_LEVEL", "").isdigit() else None
    named = plain(said.get("attribution", ""))
    licence = plain(said.get("license", said.get("licence", "")))
    if not licence and "openstreetmap" in named.casefold():
        licence = "ODbL 1.0"  # under which OpenStreetMap gives everything (openstreetmap.org/copyright)
    return Opened(kind, tuple(Layer(own, name, zoom, name) for name in names), named, licence)


def plain(text: str) -> str:
    """Give a text out of a file without the marks of a web page."""
    return " ".join(html.unescape(_HTML.sub(" ", text[:_BOUNDS])).split())


def read_layer(layer: Layer, bounds: tuple[float, float, float, float], crs: str) -> gpd.GeoDataFrame | None:
    """Read what of a layer touches a box, in the layer's own coordinate system; None for one in which nothing is of use.

    Parameters
    ----------
    bounds : west, south, east, north of the box, in degrees (WGS84).
    crs : the coordinate system where the file has none.

    Returns
    -------
    GeoDataFrame with the columns of ``WANTED`` it has, as texts (without a value: empty), and geometry.

    Raises
    ------
    FileRefused : ``no_crs``, ``bad_crs``, or the library cannot read it.
    """
    try:
        info = pyogrio.read_info(layer.path, layer=layer.part, encoding=None)
        columns = {str(c): str(c).casefold().replace(":", "_") for c in info["fields"]}
        wanted = [c for c, plain_name in columns.items() if plain_name in WANTED]
        if not any(columns[c] in (*KEYS, *KINDS) for c in wanted) and not _speaks(layer.name):
            return None
        own = _system(info["crs"], crs)
        box = Transformer.from_crs(s.WGS84, own, always_xy=True).transform_bounds(*bounds, densify_pts=51)
        more: dict[str, Any] = {} if layer.zoom is None else {"ZOOM_LEVEL": str(layer.zoom)}
        frame = pyogrio.read_dataframe(layer.path, layer=layer.part, columns=wanted, bbox=box, force_2d=True, where=_where(wanted), **more)
    except (FileRefused, MemoryError):
        raise
    except Exception as error:  # as above
        raise FileRefused("damaged_ground", kind=layer.name[:40], why=type(error).__name__) from error
    geometry = gpd.GeoSeries(frame.geometry.to_numpy() if len(frame) else [], crs=own)
    texts = pd.DataFrame({columns[c]: frame[c].map(_text) for c in wanted}, index=range(len(frame)), dtype=object)
    kept = ~(geometry.isna() | geometry.is_empty).to_numpy()
    return gpd.GeoDataFrame(texts, geometry=geometry)[kept].reset_index(drop=True)


def _speaks(name: str) -> bool:
    return any(word in name.casefold() for word in ("water", "ocean", "lake"))


def _text(value: Any) -> str:
    return value[: s.READ_CHARACTERS] if isinstance(value, str) else ""


def _where(wanted: list[str]) -> str | None:
    """Ask only for features that say what they are; OpenStreetMap's are many times as many."""
    keys = [c for c in wanted if c in KEYS]
    return " OR ".join(f'"{c}" IS NOT NULL' for c in keys) if keys else None


def _system(stated: str | None, given: str) -> CRS:
    if not stated and not given:
        raise FileRefused("no_crs")
    try:
        system = read_crs(given) if given else CRS.from_user_input(stated)
    except CRSError as error:
        raise FileRefused("bad_crs", crs=(given or str(stated))[:80]) from error
    check_crs(system)
    return system


def outlines(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give features with shapes that can be cut: crossed rings mended, collections taken apart into what has extent."""
    shapes = frame.geometry.to_numpy()
    bad = ~shapely.is_valid(shapes)
    if bad.any():
        shapes = shapes.copy()
        shapes[bad] = shapely.make_valid(shapes[bad])
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
