"""How does a selection look as a Folium map, without the network?

The base map is constant: its scripts and geometry are files in the static folder, its key never changes, so it is
mounted once. What changes is one small JSON document beside it.
"""

import base64
import hashlib
import html
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
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

from geo import settings as s
from geo.choice.filters import read_day
from geo.record.files import Record
from geo.record.stored import write_whole

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
    """Addresses of the files the base map loads: one script and one style sheet, because the component fetches one after the other."""

    script: str
    style: str
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
    for name in _FONTS:
        font = _font(name)
        if not ((folder / name).exists() and (folder / name).stat().st_size == len(font)):
            write_whole(folder / name, font)

    def put(ending: str, own: str) -> str:
        made_of = f"{version('folium-offline')}\n{own}".encode()
        name = f"map-{hashlib.sha256(made_of).hexdigest()[:12]}.{ending}"
        if not (folder / name).exists():
            write_whole(folder / name, f"{leaflet(ending)}\n{own}".encode())
        return f"{address}/{name}"

    return StaticFiles(put("js", _own_script(record)), put("css", font_css + _map_style()), font_css)


def leaflet(ending: str) -> str:
    """Give Leaflet and its drawing tool, as a script ("js") or their styles ("css")."""
    from offlinefolium.elements import _res as offline_files  # slow to import, and not needed once the files are there

    return (";\n" if ending == "js" else "\n").join(offline_files[f"{x}.{ending}"] for x in (_LEAFLET, _DRAW))


def _own_script(record: Record) -> str:
    """Give what the map needs besides Leaflet in one script: the base geometry, the player and the map's behaviour."""
    base = json.dumps(base_geometry(record), separators=(",", ":"))
    own = [(ASSETS / name).read_text(encoding="utf-8") for name in ("player.js", "map.js")]
    return ";\n".join([f"window.RAQQA_BASE={base}", *own])


def direction_style() -> str:
    """Give the one style sheet of the direction of writing, for the pages and for the map."""
    return (ASSETS / "direction.css").read_text(encoding="utf-8")


def _map_style() -> str:
    return (ASSETS / "map.css").read_text(encoding="utf-8") + direction_style()


def _font(name: str) -> bytes:
    """Read one of ``_FONTS`` from the package that ships it."""
    package, file = _FONTS[name]
    return (Path(str(package.__file__)).parent / "files" / file).read_bytes()


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
    """Gives the base map the picture of the selection."""

    _template = Template('{% macro script(this, kwargs) %}RaqqaMap.read("{{ this.picture }}");{% endmacro %}')

    def __init__(self, picture: dict[str, Any]) -> None:
        super().__init__()
        self._name = "Shown"
        # Folium and its component rewrite what looks like their own names and placeholders; in base64 nothing does, nor like a script.
        text = json.dumps(picture, separators=(",", ":"), ensure_ascii=False)
        self.picture = base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode()


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
    base.default_js, base.default_css = [("map", files.script)], [("map", files.style)]
    chart.add_child(base)
    return chart


def build_layer(picture: dict[str, Any]) -> folium.FeatureGroup:
    """Build what is sent at each change: an (empty) feature group with the picture of the selection (plain data).

    It travels with the page's own message: an address of its own would have to wait until the server has run the whole page.
    """
    group = folium.FeatureGroup(name="selection")
    group.add_child(_Shown(picture))
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


_ALONE = """
"use strict";
window.__GLOBAL_DATA__ = { last_object_clicked_count: 0 };
window.RaqqaPick = function (kind, id) {
  if (kind === "window") return;
  const rows = document.querySelectorAll("tbody tr"), unit = kind + ":" + id;
  const known = [...rows].some(function (row) { return row.dataset.unit === unit; });
  for (const row of rows) row.hidden = known && row.dataset.unit !== unit;
  document.getElementById("all").hidden = !known;
};
document.getElementById("all").addEventListener("click", function () { window.RaqqaPick("", ""); });
const map = L.map("map_div", { center: [36.02, 38.98], zoom: 9, zoomControl: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 7, maxZoom: 17 });
RaqqaMap.start(map);
fetch(document.getElementById("picture").dataset.address).then(function (answer) { return answer.json(); }).then(RaqqaMap.show);
"""
_ALONE_STYLE = """
body { overflow: auto; background: #fbfaf7; color: #22201c; font: 400 15px/1.5 "IBM Plex Sans Arabic", "IBM Plex Sans", sans-serif; margin: 0; }
#frame { position: relative; height: min(72vh, 640px); border-block: 1px solid #b9b2a3; overflow: hidden; transform: translateZ(0); }
#map_div { height: calc(100% - var(--strip)) !important; }
#player { position: absolute; }
header, main, footer { padding: 12px 20px; max-width: 1200px; }
h1 { font-size: 1.4rem; font-weight: 600; margin: 0; }
.rest, footer { font-size: .85rem; color: #4a453c; }
table { border-collapse: collapse; width: 100%; font-size: .85rem; }
th, td { text-align: start; vertical-align: top; padding: 4px 10px; border-bottom: 1px solid #ece8de; }
.scroll { overflow-x: auto; }
a { color: #7a1c1e; }
"""


def write_page(
    record: Record, picture: dict[str, Any], play: dict[str, Any], texts: Mapping[str, str], rows: list[tuple[str, list[tuple[str, str]]]]
) -> str:
    """Write a map that stands alone: one HTML file that asks for nothing, with its table, sources and a strict policy.

    Parameters
    ----------
    picture, play : plain data of the map and of its playback (``picture.describe``, ``playback.describe_play``).
    texts : title, lead, rest, notes, all (of the button), table (its name), seal (``seals.new_place``).
    rows : the header first; for each row the mark it belongs to, and its cells as (text, web address or nothing).
    """

    def address(data: dict[str, Any]) -> str:
        return "data:application/json;base64," + base64.b64encode(json.dumps(data, separators=(",", ":")).encode()).decode()

    def cell(text: str, url: str, tag: str) -> str:
        inner = html.escape(text)
        if url.startswith(("https://", "http://")):
            inner = f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
        return f"<{tag}>{inner}</{tag}>"

    def line(unit: str, cells: list[tuple[str, str]], tag: str = "td") -> str:
        return f'<tr data-unit="{html.escape(unit)}">' + "".join(cell(text, url, tag) for text, url in cells) + "</tr>"

    script = ";\n".join([leaflet("js"), _own_script(record), _ALONE]).replace("</script", "<\\/script")
    fonts = "".join(
        f'@font-face{{font-family:"IBM Plex Sans Arabic";font-weight:{weight};src:url(data:font/ttf;base64,{base64.b64encode(_font(name)).decode()})}}'
        for weight, name in ((400, "plex-arabic-400.ttf"), (600, "plex-arabic-600.ttf"))
    )
    style = fonts + leaflet("css") + _map_style() + _ALONE_STYLE
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; font-src data:; connect-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    lang = picture["lang"]
    said = {key: html.escape(text) for key, text in texts.items()}
    notes = "".join(f"<p>{part}</p>" for part in said["notes"].split("\n"))
    shown = html.escape(address(picture | {"play": address(play), "focus": [], "together": False}))
    return f"""<!DOCTYPE html>
<html lang="{lang}" dir="{"rtl" if lang == "ar" else "ltr"}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<meta name="seal" content="{said["seal"]}"><title>{said["title"]}</title><meta name="description" content="{said["lead"]}"><style>{style}</style></head>
<body><header><h1>{said["title"]}</h1><p>{said["lead"]}</p><p class="rest">{said["rest"]}</p></header>
<div id="frame" dir="ltr"><div id="map_div"></div></div><div id="picture" data-address="{shown}" hidden></div>
<main><button id="all" type="button" hidden>{said["all"]}</button><div class="scroll"><table aria-label="{said["table"]}">
<thead>{line("", rows[0][1], "th")}</thead><tbody>{"".join(line(unit, cells) for unit, cells in rows[1:])}</tbody></table></div></main>
<footer>{notes}</footer><script>{script}</script></body></html>
"""
