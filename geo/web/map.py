"""How does a selection look as a Folium map, without the network?

The base map is constant: its scripts and geometry are files in the static folder, its key never changes, so it is
mounted once. What changes is one small JSON document beside it.
"""

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import folium
import shapely
from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.template import Template

from geo import settings as s
from geo.choice.address import read_day, read_view
from geo.territory import here
from geo.web.scripts import StaticFiles


class _Base(JSCSSMixin, MacroElement):
    """Loads the scripts in order and starts the behaviour of the map."""

    _template = Template("{% macro script(this, kwargs) %}StrikeMap.start({{ this._parent.get_name() }});{% endmacro %}")


class _Shown(MacroElement):
    """Gives the base map the picture of the selection."""

    _template = Template('{% macro script(this, kwargs) %}StrikeMap.read("{{ this.picture }}");{% endmacro %}')

    def __init__(self, picture: dict[str, Any]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # of a library without types
        self._name = "Shown"
        # Folium and its component rewrite what looks like their own names and placeholders; in base64 nothing does, nor like a script.
        text = json.dumps(picture, separators=(",", ":"), ensure_ascii=False)
        self.picture = base64.b64encode(zlib.compress(text.encode("utf-8", "surrogatepass"))).decode()

    def render(self, **_: Any) -> str:
        """Give nothing: the component asks for the script itself, and a page nobody sees need not be compiled of it with each move."""
        return ""


class _Layer(folium.FeatureGroup):
    """The group that the picture travels in; as for the picture, no page is made of it."""

    def render(self, **_: Any) -> str:
        """Give nothing."""
        return ""


def build_map(files: StaticFiles) -> folium.Map:
    """Build the constant base map: no tiles, no address outside the static folder."""
    land = here()
    chart = folium.Map(
        location=list(land.opening),
        zoom_start=9,
        tiles=None,
        zoom_control=False,
        zoom_snap=0.25,
        zoom_delta=0.5,
        min_zoom=7,
        max_zoom=17,
        track_resize=False,
    )
    chart.options["max_zoom"] = chart.options["maxZoom"] = 17
    chart.default_js, chart.default_css = [], []
    base = _Base()  # type: ignore[no-untyped-call]  # its own is that of the library
    base.default_js, base.default_css = [("map", files.script)], [("map", files.style)]
    chart.add_child(base)
    return chart


def build_layer(picture: dict[str, Any]) -> folium.FeatureGroup:
    """Build what is sent at each change: an (empty) feature group with the picture of the selection (plain data).

    It travels with the page's own message: an address of its own would have to wait until the server has run the whole page.
    """
    group = _Layer(name="selection")
    group.add_child(_Shown(picture))
    return group


@dataclass(frozen=True)
class Click:
    """What a reader chose on the map: ``kind`` is area, point, wide, tray, incident, shape, look (of the menu), window (of a frame of playback), or view (the map's frame; empty: no longer only what it holds)."""

    kind: str
    id: str = ""
    shape: tuple[tuple[float, float], ...] = ()
    window: tuple[date | None, date | None] = (None, None)
    view: tuple[float, ...] = ()


def read_click(value: Mapping[str, Any] | None) -> Click | None:
    """Read what st_folium reports: a mark by kind and id, or a shape just drawn; anything else is no choice."""
    drawing = (value or {}).get("last_active_drawing") or {}
    marked = drawing.get("properties") or {}
    kind, code = marked.get("kind"), marked.get("id")
    if kind == "window":
        first, _, last = str(code).partition("/")
        window = (read_day(first), read_day(last))
        return Click("window", window=window) if window[0] and window[1] else None
    if kind == "view":
        view = read_view(str(code)) if code else ()
        return None if view is None else Click("view", view=view)
    if kind in ("area", "point", "wide", "tray", "incident", "look") and isinstance(code, str):
        return Click(kind, code[: s.TEXT_LIMIT])
    geometry = drawing.get("geometry") or {}
    if kind is None and geometry.get("type") == "Polygon":
        drawn, blur = shapely.geometry.shape(geometry), 0.0001
        while len(drawn.exterior.coords) - 1 > s.SHAPE_LIMIT:  # many corners: the same shape, told more briefly
            drawn, blur = drawn.simplify(blur), 2 * blur
        corners = tuple((round(x, 4), round(y, 4)) for x, y in drawn.exterior.coords[:-1])
        return Click("shape", shape=corners) if len(corners) >= 3 else None
    return None
