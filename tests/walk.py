"""The pictures of docs/walk.md and of the README, made anew in both languages: ``python -m tests.walk``, or ``just walk``.

Look at each of them before it is committed: a picture is as true as the page was when it was taken.
"""

import io
import sys
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from geo.settings import PROJECT
from geo.vocabulary import LANGUAGES
from tests.conftest import LOCAL, launch, start_server

DOCS = PROJECT / "docs"
SIZE = {"width": 1280, "height": 860}
# Each stop of the walk: its file's name, page, address, and from where down the page the picture is taken (px).
STOPS = {
    "opening-view": ("", {}, 0),
    "walk-jarnieh-map": ("", {"selected": "area:SY110302"}, 0),
    "walk-jarnieh": ("incidents", {"incident": "airwars:CS403"}, 0),
    "walk-maezela": ("incidents", {"incident": "airwars:CS409"}, 0),
    "walk-msherfa": ("incidents", {"incident": "airwars:CS407"}, 0),
    "walk-undated": ("", {"extent": "unknown", "selected": "tray:undated"}, 0),
    "walk-mansoura": ("incidents", {"incident": "airwars:CS598"}, 0),
    "walk-tabqa": ("incidents", {"incident": "airwars:CS609"}, 0),
}
COLOURS = 192  # of a picture: enough for these pages, and half of the bytes


def file_of(name: str, lang: str) -> Path:
    """Give where the picture of a stop lies in a language; the English one has no addition."""
    return DOCS / f"{name}{'' if lang == 'en' else f'-{lang}'}.png"


def take(page: Page, url: str, name: str, lang: str) -> None:
    """Take the picture of one stop in one language."""
    where, params, down = STOPS[name]
    page.set_viewport_size({"width": SIZE["width"], "height": SIZE["height"]})
    page.goto(f"{url}/{where}?{urlencode(params | ({'lang': lang} if lang != 'en' else {}))}")
    page.locator(".lead, h1.incident").first.wait_for(timeout=120_000)
    page.frame_locator("iframe").first.locator(".leaflet-container").first.wait_for(timeout=120_000)
    page.locator("[data-stale=true]").first.wait_for(state="detached", timeout=120_000)
    page.wait_for_timeout(6_000)  # the map settles, fonts are there
    close = page.locator(".guide button")
    if close.count() and close.first.is_visible():
        close.first.click()
        page.wait_for_timeout(1_000)
    page.mouse.wheel(0, down)
    page.mouse.move(0, 0)  # over nothing that answers to a pointer
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    picture.quantize(COLOURS, kmeans=2, dither=Image.Dither.NONE).save(file_of(name, lang), optimize=True)


def main(names: list[str]) -> None:
    """Take the pictures of the stops named, or of all."""
    server, url = start_server()
    with sync_playwright() as play:
        browser = launch(play)
        try:
            for lang in LANGUAGES:
                context = browser.new_context(color_scheme="light", reduced_motion="reduce")
                page = context.new_page()
                page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(LOCAL) else route.abort())
                for name in names or STOPS:
                    take(page, url, name, lang)
                context.close()
        finally:
            browser.close()
            server.terminate()
            server.wait(10)


if __name__ == "__main__":
    main(sys.argv[1:])
