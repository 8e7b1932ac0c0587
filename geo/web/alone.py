"""How does a map stand alone, in one file that asks for nothing?"""

import base64
import hashlib
import html
import json
from collections.abc import Mapping
from typing import Any

from geo.record.known import Record
from geo.text.languages import direction
from geo.web.scripts import leaflet, map_style, own_script, read_asset, read_font


def write_page(
    record: Record, picture: dict[str, Any], play: dict[str, Any], texts: Mapping[str, str], rows: list[tuple[str, list[tuple[str, str]]]]
) -> str:
    """Write a map that stands alone: one HTML file that asks for nothing, with its table, sources and a strict policy.

    Parameters
    ----------
    picture, play : plain data of the map and of its playback (``picture.describe``, ``playback.describe_play``).
    texts : title, lead, rest, notes, all (of the button), table (its name).
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
    lang = picture["lang"]
    said = {key: html.escape(text) for key, text in texts.items()}
    notes = "".join(f"<p>{part}</p>" for part in said["notes"].split("\n"))
    shown = html.escape(address(picture | {"play": address(play), "focus": [], "together": False}))
    return f"""<!DOCTYPE html>
<html lang="{lang}" dir="{direction(lang)}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>{said["title"]}</title><meta name="description" content="{said["lead"]}"><style>{style}</style></head>
<body><header><h1>{said["title"]}</h1><p>{said["lead"]}</p><p class="rest">{said["rest"]}</p></header>
<div id="frame" dir="ltr"><div id="map_div"></div></div><div id="picture" data-address="{shown}" hidden></div>
<main><button id="all" type="button" hidden>{said["all"]}</button><div class="scroll"><table aria-label="{said["table"]}">
<thead>{line("", rows[0][1], "th")}</thead><tbody>{"".join(line(unit, cells) for unit, cells in rows[1:])}</tbody></table></div></main>
<footer>{notes}</footer><script>{script}</script></body></html>
"""
