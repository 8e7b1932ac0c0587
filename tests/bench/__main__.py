"""Measure the product against the floor in one run: ``python -m tests.bench [slider|card] [--moves N] [--json OUT]``.

Prints medians in milliseconds and the ratio between them; only the ratio means anything on another machine. A move is a
key pressed on the slider's thumb; it ends when the page's text, and for the product also the map, shows the new window. A card is
drawn three times; its floor is an empty page of the same size.
"""

import argparse
import io
import json
import statistics
import sys
import time
from pathlib import Path

from matplotlib.figure import Figure
from playwright.sync_api import Page, sync_playwright

from geo import settings as s
from geo.figures import Card, write_card
from geo.files import read_record
from geo.filters import View, opening_filters
from tests.conftest import launch, start_server

FLOOR = Path(__file__).with_name("floor.py")
WATCH = """(selector) => new Promise((done) => {
    const text = () => (document.querySelector(selector) || {}).textContent;
    const before = text();
    const look = () => text() !== before && text() ? done(performance.timeOrigin + performance.now()) : requestAnimationFrame(look);
    look();
})"""


def measure(page: Page, moves: int, text: str, with_map: bool) -> list[float]:
    """Give the milliseconds of each move, after five that warm up."""
    frame = next((f for f in page.frames if "streamlit_folium" in f.url), None)
    thumb = page.get_by_role("slider").first
    thumb.focus()
    times = []
    for k in range(moves + 5):
        page.evaluate(f"void (window.bench = ({WATCH})({text!r}))")
        if with_map and frame:
            frame.evaluate(f"void (window.bench = ({WATCH})('#map_div .box.title'))")
        begun = page.evaluate("performance.timeOrigin + performance.now()")
        page.keyboard.press("ArrowRight" if k % 2 == 0 else "ArrowLeft")
        ended = [page.evaluate("window.bench")]
        if with_map and frame:
            ended.append(frame.evaluate("window.bench"))
        if k >= 5:
            times.append(max(ended) - begun)
        page.wait_for_timeout(350)
    return times


def cards() -> dict[str, dict[str, float]]:
    """Give the median CPU seconds of a card of each size, beside those of an empty page."""
    record = read_record()
    out = {}
    for size in ("1080x1080", "a4-portrait"):
        width, height, dpi = s.CARD_SIZES[size]
        drawn, floor = [], []
        for _ in range(4):
            begun = time.process_time()
            write_card(record, opening_filters(), View(lang="ar"), Card(size=size, layout="map_timeline"), "png")
            drawn.append(time.process_time() - begun)
            begun = time.process_time()
            Figure(figsize=(width / dpi, height / dpi), dpi=dpi).savefig(io.BytesIO(), format="png")
            floor.append(time.process_time() - begun)
        medians = {"cpu_s": statistics.median(drawn[1:]), "floor_s": statistics.median(floor[1:])}
        out[size] = medians | {"first_s": drawn[0], "vs_floor": medians["cpu_s"] / medians["floor_s"]}
    return out


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("slider", "card"), default="slider")
    parser.add_argument("--moves", type=int, default=25)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    result = {"card": cards()} if args.what == "card" else {"slider": slider(args.moves)}
    print(json.dumps(result, indent=1))
    if args.json:
        args.json.write_text(json.dumps(result, indent=1), encoding="utf-8")
    return 0


def slider(moves: int) -> dict[str, dict[str, float]]:
    """Give the medians of a slider move on the map page and on the bare page."""
    servers = [start_server(), start_server(script=str(FLOOR))]
    medians = {}
    try:
        with sync_playwright() as play:
            browser = launch(play)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(servers[0][1])
            page.frame_locator('iframe[title^="streamlit_folium"]').locator("#map_div[data-shown]").wait_for()
            page.wait_for_timeout(1500)
            medians["product_ms"] = statistics.median(measure(page, moves, ".sentence .lead", True))
            page.goto(servers[1][1])
            page.locator("#floor").wait_for()
            medians["floor_ms"] = statistics.median(measure(page, moves, "#floor", False))
            browser.close()
    finally:
        for server, _ in servers:
            server.terminate()
            server.wait(10)
    return {"1339": medians | {"vs_floor": medians["product_ms"] / medians["floor_ms"]}}


if __name__ == "__main__":
    sys.exit(main())
