"""One cold visit to each page, language and theme, and all that several tests ask of it: a page is loaded once for all of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import axe_playwright_python
from playwright.sync_api import Browser, Frame, Page

from geo import vocabulary as voc
from pages import ADDRESSES
from tests.conftest import ORDINARY, leave, watched
from tests.test_browser import drawn, wait_until_run

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
PLACES = {"map": "", "incident": "incidents?incident=airwars:CS409", **{p: a for p, a in ADDRESSES.items() if p != "map"}}
TEXTS_OF_PAGE = """() => {
  const out = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode, el = node.parentElement;
    if (!el || ["SCRIPT", "STYLE"].includes(el.tagName) || el.closest('[data-testid="stIconMaterial"], svg')) continue;
    const box = el.getBoundingClientRect(), style = getComputedStyle(el);
    if (box.width && style.visibility !== "hidden" && style.fontSize !== "0px") out.push(node.textContent);
  }
  for (const el of document.querySelectorAll("[aria-label], [title], [placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"]) if (el.getAttribute(name) && !el.closest("svg")) out.push(el.getAttribute(name));
  return out;
}"""
PRINTED = """() => {
  const shown = (e) => !!e && e.getBoundingClientRect().width > 0 && getComputedStyle(e).visibility !== "hidden";
  const grid = document.querySelector(".grid");
  const beyond = (e) => { const b = e.getBoundingClientRect(); return b.width > 0 && (b.right > innerWidth + 1 || b.left < -1); };
  const cut = [...document.querySelectorAll(".grid td, .grid th, p, h1, h2, h3, summary, svg, img, iframe")].filter(beyond);
  return [[".st-key-menu", ".st-key-tools"].filter((name) => shown(document.querySelector(name))), shown(grid), grid ? getComputedStyle(grid).overflowY : "", cut.map((e) => e.outerHTML.slice(0, 80))];
}"""
LONGEST = "Math.max(...[...document.querySelectorAll('*')].map(e => parseFloat(getComputedStyle(e).transitionDuration) || 0))"


class Printed(NamedTuple):
    """What paper would show of a page."""

    controls: list[str]
    grid: bool
    overflow: str  # of the grid
    cut: list[str]  # what reaches beyond the edge of the paper


@dataclass(frozen=True)
class Seen:
    """What a page was when its run had ended: its address, language, texts, width, what axe-core finds against WCAG 2.2 AA, and printed."""

    url: str
    lang: str | None
    direction: str | None
    leads: list[str]  # of the sentence; none on a page that has no selection
    texts: list[str]
    width: int  # CSS pixels
    errors: int
    longest: float  # seconds of a transition
    violations: list[dict[str, Any]]
    printed: Printed


def visit(page: Page, address: str, place: str, lang: str, choice: str = "") -> None:
    path = PLACES[place]
    page.goto(f"{address}/{path}{'&' if '?' in path else '?'}lang={lang}{choice}")
    page.locator(".st-key-menu").wait_for(timeout=30_000)
    page.locator(f'html[lang="{lang}"][dir]').wait_for(state="attached", timeout=30_000)  # a component tells the document its language
    wait_until_run(page)
    if place in ("map", "areas", "incident"):
        page.wait_for_selector('.empty, iframe[title^="streamlit_folium"]', state="attached", timeout=30_000)
    if place in ("map", "incident") or (place == "areas" and not page.locator(".empty").count()):  # nothing chosen: no map beside the table
        drawn(page).first.wait_for(timeout=30_000)
    page.wait_for_timeout(400)  # components of the page are drawn after it


def violations(frame: Page | Frame) -> list[dict[str, Any]]:
    frame.evaluate(AXE)
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], "iframes": False, "resultTypes": ["violations"]}
    found = frame.evaluate("options => axe.run(document, options)", options)
    return [
        {"rule": v["id"], "impact": v["impact"], "target": n["target"], "html": n["html"][:160], "why": n["failureSummary"][:200]}
        for v in found["violations"]
        for n in v["nodes"]
    ]


def on_paper(page: Page) -> Printed:
    """Show a page as it is printed; last of all, as it stays so."""
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 950})  # A4 within its margins, at 96 points an inch
    return Printed(*page.evaluate(PRINTED))


Crawl = Callable[..., Seen]


def crawler(browser: Browser, address: str, axe: Sequence[str] = voc.LANGUAGES) -> Crawl:
    """Give what looks at a place in a language, with a choice (a part of an address) and in a theme, once; each theme has one tab.

    ``axe``: the languages in which axe-core looks too.
    """

    @cache
    def tab(scheme: Literal["light", "dark"]) -> Page:
        return browser.new_context(**ORDINARY, color_scheme=scheme).new_page()

    def see(place: str, lang: str, choice: str = "", scheme: Literal["light", "dark"] = "light") -> Seen:
        return once(place, lang, choice, scheme)

    @cache  # by every argument: one left out is another key than the same one given
    def once(place: str, lang: str, choice: str, scheme: Literal["light", "dark"]) -> Seen:
        with watched(tab(scheme)) as page:
            visit(page, address, place, lang, choice)
            html = page.locator("html")
            seen = Seen(
                url=page.url,
                lang=html.get_attribute("lang"),
                direction=html.get_attribute("dir"),
                leads=page.locator(".sentence .lead").all_inner_texts(),
                texts=[text for frame in page.frames for text in frame.evaluate(TEXTS_OF_PAGE)],
                width=page.evaluate("document.documentElement.scrollWidth"),
                errors=page.locator(".stException").count(),
                longest=page.evaluate(LONGEST),
                violations=[found for frame in page.frames if lang in axe for found in violations(frame)],
                printed=on_paper(page),
            )
            leave(page)
            return seen

    return see
