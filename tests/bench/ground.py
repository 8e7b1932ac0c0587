"""Ground of a country's size on the map: frames while the map is dragged and zoomed, and what drawing it anew takes; each beside the same map without it."""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Frame, Page

from geo import settings as s
from geo.__main__ import main
from geo.record.files import read_record
from tests.conftest import start_server
from tests.ground_files import large_extract
from tests.makers import copy_of_data

_VIEWS = ((35.95, 38.99, 9), (35.95, 38.99, 11), (35.95, 38.99, 12), (35.95, 38.99, 13.5))
_FRAMES = """() => { window.frames_at = []; const look = t => { frames_at.push(t); window.looking = requestAnimationFrame(look); }; look(performance.now()); }"""
_STOP = "() => { cancelAnimationFrame(window.looking); return frames_at.slice(2).map((t, k) => t - frames_at[k + 1]); }"
# Until all that is in view is there: from another zoom level, where nothing can be carried over, or after a drag by a part of the map's width.
_ANEW = """([lat, lon, zoom, part]) => new Promise(done => {
  const frame = map.getContainer();
  delete frame.dataset.own;
  const began = performance.now();
  if (part) map.panBy([Math.round(part * map.getSize().x), Math.round(part / 2 * map.getSize().y)], {animate: false});
  else map.setView([lat, lon], zoom, {animate: false});
  const look = () => frame.dataset.own || !StrikeMap.own.isVisible() ? requestAnimationFrame(() => done([performance.now() - began, +(frame.dataset.own || "0/").split("/")[0]])) : requestAnimationFrame(look);
  look();
})"""
# Frames from the press until the map stands at the next level: what comes then is the drawing anew.
_ZOOM = """() => new Promise(done => {
  const at = [];
  let ended = false;
  map.once("zoomend", () => { ended = true; });
  const look = t => { at.push(t); if (ended) done(at.slice(1).map((t, k) => t - at[k])); else requestAnimationFrame(look); };
  requestAnimationFrame(look);
  map.zoomIn(0.5);
})"""


def measure(browser: Browser, roads: int = 230_000, rounds: int = 7) -> dict[str, Any]:
    """Give, by zoom level, the median milliseconds until the map is on the screen again, and frames a second while it is dragged and zoomed, with the ground and without."""
    with tempfile.TemporaryDirectory() as place:
        data, file = copy_of_data(Path(place)), Path(place) / "large.osm.pbf"
        spots = read_record(data).places.geometry
        large_extract(file, list(zip(spots.x, spots.y, strict=True)), roads)
        assert main(["ground", str(file), "--data", str(data), "--source", "made", "--licence", "none"]) == 0
        server, address = start_server(s.PROJECT, env={"STRIKE_MAP_DATA": str(data)})
        try:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"{address}/?lang=en")
            page.wait_for_function(
                "() => [...document.querySelectorAll('iframe')].some(f => f.contentDocument && f.contentDocument.querySelector('[data-own]'))"
            )
            return {str(view[2]): _at(page, view, rounds) for view in _VIEWS}
        finally:
            server.terminate()
            server.wait(10)


def _at(page: Page, view: tuple[float, float, float], rounds: int) -> dict[str, float]:
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    with_ground = _once(page, frame, view, rounds)
    frame.evaluate("StrikeMap.own.setVisible(false)")
    without = _once(page, frame, view, rounds)
    frame.evaluate("StrikeMap.own.setVisible(true)")
    page.wait_for_timeout(500)
    return with_ground | {f"{name}_without": value for name, value in without.items() if name not in ("corners", "drawing_ms")}


def _once(page: Page, frame: Frame, view: tuple[float, float, float], rounds: int) -> dict[str, float]:
    """Measure the map as it is now: drawn anew, dragged, zoomed."""
    times = []
    for _ in range(rounds):
        frame.evaluate(_ANEW, [view[0], view[1], view[2] - 0.5, 0])
        times.append(frame.evaluate(_ANEW, [*view, 0]))
    page.wait_for_timeout(300)
    corners = int(str(frame.evaluate("map.getContainer().dataset.own || '0/0'")).split("/")[1])
    dragged = []
    for k in range(rounds):
        page.wait_for_timeout(200)
        dragged.append(frame.evaluate(_ANEW, [*view, 0.5 if k % 4 < 2 else -0.5]))
    outer = page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    assert outer is not None
    x, y = outer["x"] + 0.6 * outer["width"], outer["y"] + 0.8 * outer["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    frame.evaluate(_FRAMES)
    for k in range(60):
        page.mouse.move(x - 3 * k, y - k)
    dragging = frame.evaluate(_STOP)
    page.mouse.up()
    zooming = []
    for _ in range(rounds):
        frame.evaluate("([lat, lon, zoom]) => map.setView([lat, lon], zoom, {animate: false})", list(view))
        page.wait_for_timeout(500)
        zooming.append(frame.evaluate(_ZOOM))
    return {
        "corners": corners,
        "anew_ms": round(statistics.median(t[0] for t in times)),
        "dragged_ms": round(statistics.median(t[0] for t in dragged)),
        "drawing_ms": round(statistics.median(t[1] for t in times)),
        "fps_dragging": round(1000 / statistics.mean(dragging)),
        "fps_zooming": round(1000 / statistics.median(statistics.mean(gaps) for gaps in zooming)),
        "slowest_frame_ms": round(max(*dragging, *(max(gaps) for gaps in zooming))),
    }
