"""Own ground is carried over while the map is dragged: what is then seen is, pixel by pixel, what would be drawn anew."""

import random
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Frame, expect

from geo.__main__ import main
from tests.conftest import guarded, start_server
from tests.ground_files import large_extract
from tests.makers import copy_of_data
from tests.test_browser import drawn

# Everything that is drawn now, and how far it is off what is drawn from nothing at the same place: the largest difference of a channel, the share of pixels that differ, those that have ink.
COMPARED = """async () => {
  const frame = map.getContainer();
  const whole = async () => {
    while (!frame.dataset.ownAround) await new Promise(requestAnimationFrame);
    const sheet = document.querySelector(".own-ground");
    return sheet.getContext("2d").getImageData(0, 0, sheet.width, sheet.height).data;
  };
  const carried = await whole();
  StrikeMap.own.setVisible(false);
  StrikeMap.own.setVisible(true);
  const anew = await whole();
  let most = 0, off = 0, ink = 0;
  for (let k = 0; k < anew.length; k += 4) {
    const seen = (of, c) => c < 3 ? of[k + c] * of[k + 3] / 255 : of[k + 3]; // as it is laid over the land
    const far = Math.max(...[0, 1, 2, 3].map(c => Math.abs(seen(anew, c) - seen(carried, c))));
    most = Math.max(most, far);
    off += far > 48; // less is the smoothing of an edge that a box cuts
    ink += anew[k + 3] > 0;
  }
  return [carried.length === anew.length, most, off / ink, ink];
}"""


def panned(frame: Frame, draw: random.Random) -> None:
    """Move a map as a drag does, once a little and once far, faster than it is drawn."""
    for reach in (0.15, 0.8, 0.3):
        east, south = (round(reach * draw.uniform(-900, 900)) for _ in range(2))
        frame.evaluate("([x, y]) => map.panBy([x, y], {animate: false})", [east, south])
        if draw.random() < 0.5:
            frame.wait_for_function("map.getContainer().dataset.ownAround")


@pytest.mark.parametrize("sharp", [1, 1.5])
def test_what_is_carried_over_looks_as_if_it_were_drawn_anew(browser: Browser, tmp_path: Path, sharp: float) -> None:
    data, file, draw = copy_of_data(tmp_path), tmp_path / "large.osm.pbf", random.Random(3)
    large_extract(file, [(38.99, 35.95), (39.1, 36.02), (38.8, 35.9), (38.95, 36.1)], 4_000)
    assert main(["ground", str(file), "--data", str(data), "--source", "made", "--licence", "none"]) == 0
    with guarded(browser, device_scale_factor=sharp) as page:
        server, address = start_server(env={"STRIKE_MAP_DATA": str(data)})
        try:
            page.goto(f"{address}/?lang=en#map=13.00/35.9500/38.9900")
            drawn(page).wait_for(timeout=90_000)
            frame = next(f for f in page.frames if "streamlit_folium" in f.url)
            expect(frame.locator("[data-own-around]")).to_be_attached()
            for zoom in (13.5, 11):
                frame.evaluate("zoom => map.setView([35.95, 38.99], zoom, {animate: false})", zoom)
                panned(frame, draw)
                frame.wait_for_function("map.getContainer().dataset.ownAround")
                same, most, off, ink = frame.evaluate(COMPARED)
                assert same
                assert ink > 5_000
                assert off < 0.002, (zoom, most)
        finally:
            server.terminate()
            server.wait(10)
