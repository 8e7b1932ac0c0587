"""How soon does the map follow a hand? From the pointer's move to the painted picture, and the requests it costs."""

import os
from typing import Any

import numpy as np
from playwright.sync_api import Frame, Page

_SLIDER = '.st-key-window [data-testid="stSlider"]'
_READY = "() => [...document.querySelectorAll('iframe')].some(f => f.contentWindow.StrikeMap && f.contentWindow.StrikeMap.player.isReady())"
# A hand moves on whether or not the page keeps up: a move in each frame of the screen, made in the page, since the driver sends one only when the last is answered.
_MOVE = """async ([x, y, moves]) => {
  const at = [], under = document.elementFromPoint(x, y);
  for (let k = 0; k < moves; k++) {
    await new Promise(requestAnimationFrame);
    x += k % 120 < 60 ? -3 : 3;
    at.push(performance.timeOrigin + performance.now());
    const how = {bubbles: true, cancelable: true, composed: true, clientX: x, clientY: y, pointerId: 1, pointerType: "mouse", isPrimary: true, buttons: 1};
    under.dispatchEvent(new PointerEvent("pointermove", how));
    under.dispatchEvent(new MouseEvent("mousemove", how));
  }
  await new Promise((rest) => setTimeout(rest, 500));
  return at;
}"""
# The picture is changed in a frame of the screen; the next message is answered after that frame is painted.
_WATCH = """() => {
  window.painted = [];
  const line = new MessageChannel();
  line.port1.onmessage = (said) => window.painted.push([said.data, performance.timeOrigin + performance.now()]);
  window.looking = new MutationObserver(() => line.port2.postMessage(performance.timeOrigin + performance.now()));
  window.looking.observe(document.getElementById("map_div"), {attributes: true, attributeFilter: ["data-drag"]});
}"""


def measure(page: Page, moves: int = 120) -> dict[str, Any]:
    """Drag the last thumb, then the window over the strip; give milliseconds a move (median, and for 95 of 100) until a picture that was changed after it is painted, and requests."""
    page.locator(_SLIDER).hover()
    page.wait_for_function(_READY, timeout=600_000)
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
    frame.evaluate(_WATCH)
    moved = page.evaluate(_MOVE, [x, y, moves])
    page.remove_listener("request", note)
    painted = frame.evaluate("() => { looking.disconnect(); return painted; }")
    page.mouse.up()
    shown = [next((done for changed, done in painted if changed >= at), None) for at in moved]
    times = [done - at for at, done in zip(moved, shown, strict=True) if done is not None]
    return {
        "moves": len(moved),
        "pictures": len(painted),
        "median_ms": float(np.median(times)),
        "p95_ms": float(np.percentile(times, 95)),
        "moves_a_second": 1000 * (len(moved) - 1) / (moved[-1] - moved[0]),
        "requests": len(asked),
    }
