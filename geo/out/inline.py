"""How does a drawn map become a part of a page: small, in the page's colours and its typeface, shapes that several maps share written once?"""

import html
import io
import re
from hashlib import sha256
from typing import Any
from xml.etree import ElementTree

import matplotlib as mpl

from geo import colours
from geo.out.sheet import BOLD, Page

_SVG, _LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}href"
_LONG = 120  # characters of a shape that is worth writing once
_NUMBER = re.compile(r"-?\d+\.\d+")
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_URL = re.compile(r"url\(#([^)]+)\)")
_NAMES = {shade: f"shade-{k}" for k, shade in enumerate(colours.SHADES["red"])} | {
    value: name.replace("_", "-") for name, value in colours.by_name().items()
}
_NAMES[colours.SEA] = "outside"  # as the map in the browser, so that it has one in a dark theme


class Maps:
    """The maps of one page; ``shared`` must stand in it once, before them."""

    def __init__(self) -> None:
        self._shapes: dict[str, str] = {}  # the text of a definition -> its id
        self._known: dict[str, Any] = {}  # the elements of the map being added, by id

    def add(self, page: Page) -> str:
        """Give what was drawn on a page of pixels as SVG inside HTML, in the colours of the page it stands on (``colours.map_style``)."""
        for text in page.axes.texts:
            if text.get_fontproperties().get_file() == BOLD.get_file():
                text.set_gid("bold")
        memory = io.BytesIO()
        with mpl.rc_context({"svg.fonttype": "none"}):
            none = dict.fromkeys(("Date", "Creator", "Format", "Type"))
            page.figure.savefig(memory, format="svg", dpi=page.dpi, metadata=none)
        root = ElementTree.fromstring(memory.getvalue())
        self._known = {
            e.get("id", ""): e for e in root.iter() if e.tag in (f"{_SVG}clipPath", f"{_SVG}pattern", f"{_SVG}path") and e.get("id")
        }
        inner = "".join(self._written(e) for e in root if e.tag == f"{_SVG}g")
        return f'<svg viewBox="{root.get("viewBox")}" aria-hidden="true" focusable="false">{inner}</svg>'

    def shared(self) -> str:
        """Give the shapes that the maps share."""
        inner = "".join(text.replace("%ID%", key, 1) for text, key in self._shapes.items())
        return f'<svg class="shared" width="0" height="0" aria-hidden="true" focusable="false"><defs>{inner}</defs></svg>'

    def _shape(self, text: str) -> str:
        """Give the id of a definition, in which ``%ID%`` stands for it."""
        return self._shapes.setdefault(text, f"s{sha256(text.encode()).hexdigest()[:10]}")

    def _written(self, element: Any) -> str:
        tag = element.tag.removeprefix(_SVG)
        if tag in ("defs", "metadata", "style"):
            return ""
        given = {
            k: self._value(k, v) for k, v in element.attrib.items() if k not in ("id", "transform") or (k == "transform" and tag != "text")
        }
        if tag == "use":
            given["href"] = "#" + self._of(given.pop(_LINK, given.get("href", "")).removeprefix("#"))
        if tag == "path" and len(given.get("d", "")) > _LONG:
            tag, given["href"] = "use", "#" + self._shape(f'<path id="%ID%" d="{given.pop("d")}"/>')
        inner = "".join(self._written(e) for e in element)
        if tag == "g":
            held = f' class="{element.get("id")}"' if element.get("id") == "bold" else ""
            if not inner or not (given or held):
                return inner
            return f"<g{held}{_attributes(given)}>{inner}</g>"
        if tag == "text":
            inner = html.escape(element.text or "", quote=False)
        return f"<{tag}{_attributes(given)}>{inner}</{tag}>" if inner else f"<{tag}{_attributes(given)}/>"

    def _value(self, name: str, text: str) -> str:
        text = _NUMBER.sub(lambda m: f"{float(m[0]):.1f}".removesuffix(".0"), " ".join(text.split()))
        if name == "style":
            text = re.sub(r"font-family:[^;]*;? ?", "", text)
            text = _COLOUR.sub(lambda m: f"var(--{_NAMES[m[0]]})" if m[0] in _NAMES else m[0], text)
        return _URL.sub(lambda m: f"url(#{self._of(m[1])})", text)

    def _of(self, name: str) -> str:
        """Give the id under which a clip, a hatch or a shape of this map is shared."""
        element = self._known[name]
        tag = element.tag.removeprefix(_SVG)
        given = {k: self._value(k, v) for k, v in element.attrib.items() if k != "id"}
        inner = "".join(
            f"<{e.tag.removeprefix(_SVG)}{_attributes({k: self._value(k, v) for k, v in e.attrib.items() if k != 'id'})}/>" for e in element
        )
        return self._shape(f'<{tag} id="%ID%"{_attributes(given)}>{inner}</{tag}>')


def _attributes(of: dict[str, str]) -> str:
    return "".join(f' {name}="{html.escape(text)}"' for name, text in of.items())
