"""How soon does the map follow a hand? From the pointer's move to the painted picture, and the requests it costs."""

import os
from typing import Any

import numpy as np
from playwright.sync_api import Frame, Page

_SLIDER = '.st-key-window [data-testid="stSlider"]'
_READY = "() => [...document.querySelectorAll('iframe')].some(f => f.contentWindow.StrikeMap && f.contentWindow.StrikeMap.player.isReady())"
_HEAR = """() => {
  window.moved = [];
  document.addEventListener("pointermove", (event) => { window.moved.push(performance.timeOrigin + event.timeStamp); }, true);
}"""
# The picture is changed in a frame of the screen; the next message is answered after that frame is painted.
_WATCH = """() => {
  window.painted = [];
  const line = new MessageChannel();
  line.port1.onmessage = (said) => window.painted.push([said.data, performance.timeOrigin + performance.now()]);
  window.looking = new MutationObserver(() => line.port2.postMessage(performance.timeOrigin + performance.now()));
  window.looking.observe(document.getElementById("map_div"), {attributes: true, attributeFilter: ["data-drag"]});
}"""
_EVERY_MS = 16


def measure(page: Page, moves: int = 120) -> dict[str, Any]:
    """Drag the last thumb, then the window over the strip; give milliseconds a move (median, and for 95 of 100) until a picture that was changed after it is painted, and requests."""
    page.locator(_SLIDER).hover()
    page.wait_for_function(_READY, timeout=600_000)
    page.evaluate(_HEAR)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    out: dict[str, Any] = {}
    thumb = page.locator(f'{_SLIDER} [data-testid="stSliderThumbValue"]').nth(1).locator("xpath=..")
    for name, what in (("thumb", thumb), ("strip", page.locator(".st-key-window .strip .window"))):
        out[name] = _dragged(page, frame, what.bounding_box() or {}, moves)
        page.wait_for_timeout(4000)
    return out | {"load": os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0}


def _dragged(page: Page, frame: Frame, box: dict[str, float], moves: int) -> dict[str, float]:
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    asked: list[str] = []
    page.mouse.down()
    page.wait_for_timeout(300)

    def note(request: Any) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.evaluate("() => { window.moved = []; }")
    frame.evaluate(_WATCH)
    for k in range(moves):
        x += -3 if k % 120 < 60 else 3
        page.mouse.move(x, y)
        page.wait_for_timeout(_EVERY_MS)
    page.wait_for_timeout(500)
    page.remove_listener("request", note)
    moved, painted = page.evaluate("window.moved"), frame.evaluate("() => { looking.disconnect(); return painted; }")
    page.mouse.up()
    shown = [next((done for changed, done in painted if changed >= at), None) for at in moved]
    times = [done - at for at, done in zip(moved, shown, strict=True) if done is not None]
    return {
        "moves": len(moved),
        "pictures": len(painted),
        "median_ms": float(np.median(times)),
        "p95_ms": float(np.percentile(times, 95)),
        "requests": len(asked),
    }
