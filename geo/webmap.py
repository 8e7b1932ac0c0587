"""How does a selection look as a Folium map, without the network?

The base map is constant: its scripts and geometry are files in the static folder, its key never changes, so it is
mounted once. What changes is one small JSON document, fetched by the base script from an address of its own.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import folium
import fontpkg_ibm_plex_sans
import fontpkg_ibm_plex_sans_arabic
import geopandas as gpd
import shapely
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template
from offlinefolium.elements import _res as offline_files

from geo import settings as s
from geo.files import Record
from geo.filters import read_day

ASSETS = Path(__file__).parent / "assets"
_LEAFLET = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet"
_DRAW = "https://cdnjs.cloudflare.com/ajax/libs/leaflet.draw/1.0.2/leaflet.draw"
_FONTS = {
    "plex.ttf": (fontpkg_ibm_plex_sans, "IBMPlexSans[wdth,wght].ttf"),
    "plex-arabic-400.ttf": (fontpkg_ibm_plex_sans_arabic, "IBMPlexSansArabic-Regular.ttf"),
    "plex-arabic-600.ttf": (fontpkg_ibm_plex_sans_arabic, "IBMPlexSansArabic-SemiBold.ttf"),
}


@dataclass(frozen=True)
class StaticFiles:
    """Addresses of the files the base map loads, in order."""

    scripts: tuple[tuple[str, str], ...]
    styles: tuple[tuple[str, str], ...]
    font_css: str


def write_static(record: Record, folder: Path, address: str) -> StaticFiles:
    """Write the scripts, styles, fonts and base geometry, each whole or not at all; a file that is there stays.

    Parameters
    ----------
    folder : the static folder, or a temporary one when the project is read-only.
    address : what the folder is called in the browser, without a slash at the end.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    font_css = "\n".join(
        f'@font-face{{font-family:"{family}";src:url("{address}/{name}");font-weight:{weight};font-display:swap}}'
        for family, name, weight in (
            ("IBM Plex Sans", "plex.ttf", "100 700"),
            ("IBM Plex Sans Arabic", "plex-arabic-400.ttf", "400"),
            ("IBM Plex Sans Arabic", "plex-arabic-600.ttf", "600"),
        )
    )
    for name, (package, file) in _FONTS.items():
        _write(folder / name, (Path(str(package.__file__)).parent / "files" / file).read_bytes())

    def put(stem: str, ending: str, text: str) -> tuple[str, str]:
        data = text.encode()
        name = f"{stem}-{hashlib.sha256(data).hexdigest()[:12]}.{ending}"
        _write(folder / name, data)
        return stem, f"{address}/{name}"

    scripts = (
        put("leaflet", "js", offline_files[f"{_LEAFLET}.js"]),
        put("draw", "js", offline_files[f"{_DRAW}.js"]),
        put("base", "js", f"window.RAQQA_BASE={json.dumps(base_geometry(record), separators=(',', ':'))};"),
        put("player", "js", (ASSETS / "player.js").read_text(encoding="utf-8")),
        put("map", "js", (ASSETS / "map.js").read_text(encoding="utf-8")),
    )
    styles = (
        put("leaflet", "css", offline_files[f"{_LEAFLET}.css"]),
        put("draw", "css", offline_files[f"{_DRAW}.css"]),
        put("map", "css", font_css + (ASSETS / "map.css").read_text(encoding="utf-8")),
    )
    return StaticFiles(scripts, styles, font_css)


def _write(path: Path, data: bytes) -> None:
    """Write a file atomically unless it is there already with the same size (names carry a hash of their content)."""
    if path.exists() and path.stat().st_size == len(data):
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


def base_geometry(record: Record) -> dict[str, Any]:
    """Give the constant geometry: areas of every level, rivers and lake as GeoJSON, slim (4 decimals, about 10 m)."""

    def slim(frame: gpd.GeoDataFrame, ids: bool = True) -> dict[str, Any]:
        shapes = shapely.set_precision(frame.geometry.to_numpy(), 0.0001)
        codes = frame["area_id"] if ids else range(len(frame))
        return {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "id": code, "properties": {}, "geometry": shapely.geometry.mapping(shape)}
                for code, shape in zip(codes, shapes, strict=True)
            ],
        }

    land = record.areas["governorate"].geometry.iloc[0]
    near = land.buffer(0.15)
    west, south, east, north = land.bounds
    return {
        **{level: slim(record.areas[level]) for level in ("governorate", "sector", "district", "subdistrict")},
        "rivers": slim(record.rivers.clip(near), ids=False),
        "lake": slim(record.lake, ids=False),
        "bounds": [[south, west], [north, east]],
    }


class _Base(JSCSSMixin, MacroElement):
    """Loads the scripts in order and starts the behaviour of the map."""

    _template = Template("{% macro script(this, kwargs) %}RaqqaMap.start({{ this._parent.get_name() }});{% endmacro %}")


class _Shown(MacroElement):
    """Tells the base map where the picture of the selection is."""

    _template = Template("{% macro script(this, kwargs) %}RaqqaMap.show({{ this.address | tojson }});{% endmacro %}")

    def __init__(self, address: str) -> None:
        super().__init__()
        self._name = "Shown"
        self.address = address


def build_map(files: StaticFiles) -> folium.Map:
    """Build the constant base map: no tiles, no address outside the static folder."""
    chart = folium.Map(
        location=[36.02, 38.98],
        zoom_start=9,
        tiles=None,
        zoom_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        min_zoom=7,
        max_zoom=17,
        max_bounds=True,
        min_lat=s.LAND_BOUNDS[0][0] - 1,
        max_lat=s.LAND_BOUNDS[1][0] + 1,
        min_lon=s.LAND_BOUNDS[0][1] - 2,
        max_lon=s.LAND_BOUNDS[1][1] + 2,
    )
    chart.options["max_zoom"] = chart.options["maxZoom"] = 17
    chart.default_js, chart.default_css = [], []
    base = _Base()
    base.default_js, base.default_css = list(files.scripts), list(files.styles)
    chart.add_child(base)
    return chart


def build_layer(address: str) -> folium.FeatureGroup:
    """Build what is sent at each change: an (empty) feature group that names the address of the picture."""
    group = folium.FeatureGroup(name="selection")
    group.add_child(_Shown(address))
    return group


@dataclass(frozen=True)
class Click:
    """What a reader chose on the map: ``kind`` is area, point, wide, tray, shape, or window (of a frame of playback)."""

    kind: str
    id: str = ""
    shape: tuple[tuple[float, float], ...] = ()
    window: tuple[date | None, date | None] = (None, None)


def read_click(value: Mapping[str, Any] | None) -> Click | None:
    """Read what st_folium reports: a mark by kind and id, or a shape just drawn; anything else is no choice."""
    drawing = (value or {}).get("last_active_drawing") or {}
    marked = drawing.get("properties") or {}
    kind, code = marked.get("kind"), marked.get("id")
    if kind == "window":
        first, _, last = str(code).partition("/")
        window = (read_day(first), read_day(last))
        return Click("window", window=window) if window[0] and window[1] else None
    if kind in ("area", "point", "wide", "tray") and isinstance(code, str):
        return Click(kind, code[: s.TEXT_LIMIT])
    geometry = drawing.get("geometry") or {}
    if kind is None and geometry.get("type") == "Polygon":
        drawn, blur = shapely.geometry.shape(geometry), 0.0001
        while len(drawn.exterior.coords) - 1 > s.SHAPE_LIMIT:  # many corners: the same shape, told more briefly
            drawn, blur = drawn.simplify(blur), 2 * blur
        corners = tuple((round(x, 4), round(y, 4)) for x, y in drawn.exterior.coords[:-1])
        return Click("shape", shape=corners) if len(corners) >= 3 else None
    return None
