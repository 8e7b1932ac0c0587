"""How does a map stand alone, in one file that asks for nothing?"""

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from geo.record.known import Record
from geo.text.languages import direction
from geo.web.scripts import leaflet, map_style, own_script, read_asset, read_font

FRAMES = ((700, 450), (350, 500))  # width and height in pixels of the frames in another page that the map is made to fit


@dataclass(frozen=True)
class Tongue:
    """A map that stands alone in one language.

    Parameters
    ----------
    picture, play : plain data of the map and of its playback (``picture.describe``, ``playback.describe_play``; empty: it does not play).
    texts : title, lead, rest, notes, all (of the button), table (its name), whole (what unfolds the rest).
    rows : the header first; for each row the mark it belongs to, and its cells as (text, web address or nothing).
    """

    picture: dict[str, Any]
    play: dict[str, Any]
    texts: Mapping[str, str]
    rows: list[tuple[str, list[tuple[str, str]]]]


def frame_line(name: str, title: str, lang: str, width: int, height: int) -> str:
    """Write the line that puts a map into another page, beside which its file lies; ``lang`` is the language it opens in."""
    address = html.escape(f"{quote(name)}#lang={lang}")
    return (
        f'<iframe src="{address}" title="{html.escape(title)}" width="{width}" height="{height}" '
        'style="border:0;max-width:100%" loading="lazy" allowfullscreen></iframe>'
    )


def write_page(record: Record, tongues: Mapping[str, Tongue]) -> str:
    """Write a map that stands alone: one HTML file that asks for nothing, with its table, sources and a strict policy.

    It opens in the first of its languages, or in the one that its address names (``#lang=ar``, ``?lang=ar``): so a page that frames it chooses.
    """
    script = ";\n".join([leaflet("js"), own_script(record), read_asset("alone.js")]).replace("</script", "<\\/script")
    fonts = "".join(
        f'@font-face{{font-family:"IBM Plex Sans Arabic";font-weight:{weight};src:url(data:font/ttf;base64,{base64.b64encode(read_font(name)).decode()})}}'
        for weight, name in ((400, "plex-arabic-400.ttf"), (600, "plex-arabic-600.ttf"))
    )
    style = fonts + leaflet("css") + map_style() + read_asset("alone.css")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; font-src data:; connect-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    lang = next(iter(tongues))
    said = {key: html.escape(text) for key, text in tongues[lang].texts.items()}
    above, below = zip(*(_parts(x, one, x != lang) for x, one in tongues.items()), strict=True)
    return f"""<!DOCTYPE html>
<html lang="{lang}" dir="{direction(lang)}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>{said["title"]}</title><meta name="description" content="{said["lead"]}"><style>{style}</style></head>
<body>{"".join(above)}
<div id="frame" dir="ltr"><div id="map_div"></div></div>
{"".join(below)}<script>{script}</script></body></html>
"""


def _address(data: dict[str, Any]) -> str:
    return "data:application/json;base64," + base64.b64encode(json.dumps(data, separators=(",", ":")).encode()).decode()


def _parts(lang: str, one: Tongue, hidden: bool) -> tuple[str, str]:
    """Write what stands above the map in one language, and what stands below it, its picture with it."""
    said = {key: html.escape(text) for key, text in one.texts.items()}
    notes = "".join(f"<p>{part}</p>" for part in said["notes"].split("\n"))
    shown = html.escape(_address(one.picture | {"play": _address(one.play) if one.play else "", "focus": [], "together": False}))
    own = f'lang="{lang}" dir="{direction(lang)}"{" hidden" if hidden else ""}'
    rest = f'<details class="rest"><summary>{said["whole"]}</summary><p>{said["rest"]}</p></details>' if said["rest"] else ""
    above = f"<header {own}><h1>{said['title']}</h1><p>{said['lead']}</p>{rest}</header>"
    rows = f"<thead>{_line('', one.rows[0][1], 'th')}</thead><tbody>{''.join(_line(unit, cells) for unit, cells in one.rows[1:])}</tbody>"
    below = f"""<main {own} data-address="{shown}"><details class="list" open><summary>{said["table"]}</summary>
<button class="all" type="button" hidden>{said["all"]}</button><div class="scroll"><table aria-label="{said["table"]}">
{rows}</table></div></details></main>
<footer {own}>{notes}</footer>"""
    return above, below


def _line(unit: str, cells: list[tuple[str, str]], tag: str = "td") -> str:
    return f'<tr data-unit="{html.escape(unit)}">' + "".join(_cell(text, url, tag) for text, url in cells) + "</tr>"


def _cell(text: str, url: str, tag: str) -> str:
    inner = html.escape(text)
    if url.startswith(("https://", "http://")):
        inner = f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
    return f"<{tag}>{inner}</{tag}>"
