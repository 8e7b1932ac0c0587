"""How does a story stand alone: one file that asks for nothing, in each of its languages, read by scrolling or a step at a time?"""

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo import colours
from geo.text.languages import direction
from geo.text.words import number, say
from geo.web.scripts import ASSETS, read_font

BLOCK = ('<script type="application/json" id="story">', "</script>")  # around what a page holds, as JSON


@dataclass(frozen=True)
class Shown:
    """One step as it is shown in one language: all plain texts but ``drawn``, an SVG of this program's own.

    Parameters
    ----------
    said : sentence, figure, what, beside, caveat, place, alt, shade; what is empty is not shown.
    claims : headings first, then who says what, a row a claim: cells, and the web address of the first.
    notes : what folds: a label with its lines.
    key : the legend: kind of mark, what it means. classes : of the shades, where each begins.
    """

    said: Mapping[str, str]
    claims: Sequence[tuple[Sequence[str], str]]
    notes: Sequence[tuple[str, Sequence[str]]]
    key: Sequence[tuple[str, str]]
    classes: Sequence[str]
    drawn: str


def write_story(tongues: Mapping[str, tuple[Mapping[str, str], Sequence[Shown]]], shared: str, held: Mapping[str, Any]) -> str:
    """Write the page of a story.

    Parameters
    ----------
    tongues : language -> its texts (title, foot) and its steps.
    shared : the shapes that the maps share (SVG). held : what the page holds, to be read again.
    """
    script = _asset("story.js")
    fonts = "".join(
        f'@font-face{{font-family:"IBM Plex Sans Arabic";font-weight:{weight};src:url(data:font/ttf;base64,{base64.b64encode(read_font(name)).decode()})}}'
        for weight, name in ((400, "plex-arabic-400.ttf"), (600, "plex-arabic-600.ttf"))
    )
    style = fonts + colours.map_style() + colours.night_style() + _asset("story.css")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
    )
    first = next(iter(tongues))
    title = html.escape(tongues[first][0]["title"])
    return f"""<!DOCTYPE html>
<html lang="{first}" dir="{direction(first)}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>{title}</title><style>{style}</style></head>
<body>{shared}
{"".join(_tongue(lang, texts, steps, tuple(tongues)) for lang, (texts, steps) in tongues.items())}
{BLOCK[0]}{_plain(held)}{BLOCK[1]}
<script>{script}</script></body></html>
"""


def _asset(name: str) -> str:
    return (ASSETS / "story" / name).read_text(encoding="utf-8")


def _plain(held: Mapping[str, Any]) -> str:
    """Write JSON that ends no element and begins none."""
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _tongue(lang: str, texts: Mapping[str, str], steps: Sequence[Shown], langs: Sequence[str]) -> str:
    """Write a story in one language: its title, its steps, what goes with them, and the bar to step by."""
    of = number(len(steps), lang)
    others = "".join(
        f'<a class="tongue" href="#{other}" lang="{other}" hreflang="{other}">{html.escape(say("language_name", other))}</a>'
        for other in langs
        if other != lang
    )
    foot = "".join(f"<p>{html.escape(line)}</p>" for line in texts["foot"].split("\n"))
    live = html.escape(say("story_at", lang, n="{n}", of=of))
    return f"""<article id="{lang}" lang="{lang}" dir="{direction(lang)}" data-live="{live}">
<header><h1>{html.escape(texts["title"])}</h1>{others}</header>
<main aria-label="{html.escape(texts["title"])}">{"".join(_step(step, k, of, lang) for k, step in enumerate(steps, 1))}</main>
<footer>{foot}</footer>
<nav aria-label="{html.escape(say("story_nav", lang))}" hidden><button type="button" data-by="-1">{html.escape(say("story_back", lang))}</button>
<span class="at" role="status" aria-live="polite"></span><button type="button" data-by="1">{html.escape(say("story_on", lang))}</button>{others}</nav>
</article>"""


def _said(step: Shown, name: str, tag: str = "p") -> str:
    text = step.said.get(name, "")
    return f'<{tag} class="{name}">{html.escape(text)}</{tag}>' if text else ""


def _step(step: Shown, k: int, of: str, lang: str) -> str:
    key = f"{lang}-{k}"
    at = html.escape(say("story_at", lang, n=number(k, lang), of=of))
    notes = "".join(
        f"<h3>{html.escape(label)}</h3>" + "".join(f"<p>{html.escape(x)}</p>" for x in lines) for label, lines in step.notes if lines
    )
    return f"""<section class="step" id="{key}" aria-labelledby="{key}-h">
<div class="head"><p class="count">{at}</p><h2 id="{key}-h" tabindex="-1">{html.escape(step.said["sentence"])}</h2>
<p class="from">{html.escape(say("story_from", lang))}</p>{_said(step, "figure")}{_said(step, "what")}</div>
<figure><div class="map" role="img" aria-label="{html.escape(step.said["alt"])}">{step.drawn}</div>
<figcaption>{_said(step, "place")}{_key(step)}</figcaption></figure>
<div class="rest">{_said(step, "beside")}{_said(step, "caveat")}{_claims(step, lang)}
<details><summary>{html.escape(say("story_notes", lang))}</summary>{notes}</details></div></section>
"""


def _claims(step: Shown, lang: str) -> str:
    if not step.claims:
        return ""

    def cell(text: str, url: str, tag: str) -> str:
        inner = html.escape(text)
        if url.startswith(("https://", "http://")):
            inner = f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">{inner}</a>'
        return f"<{tag}>{inner}</{tag}>"

    def line(cells: Sequence[str], url: str, tag: str) -> str:
        return "<tr>" + "".join(cell(text, "" if k else url, tag) for k, text in enumerate(cells)) + "</tr>"

    (heads, _), *rows = step.claims
    label = html.escape(say("story_claims", lang))
    body = "".join(line(cells, url, "td") for cells, url in rows)
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{label}"><table><thead>{line(heads, "", "th")}</thead><tbody>{body}</tbody></table></div>'


def _key(step: Shown) -> str:
    """Write what marks and shades mean."""
    shades = "".join(f'<li><i style="background:var(--shade-{k})"></i>{html.escape(text)}</li>' for k, text in enumerate(step.classes))
    ramp = f'{_said(step, "shade")}<ul class="ramp" dir="ltr">{shades}</ul>' if shades else ""
    marks = "".join(f'<li><i class="k-{kind}"></i>{html.escape(text)}</li>' for kind, text in step.key)
    return ramp + (f'<ul class="key">{marks}</ul>' if marks else "")
