"""The map follows a hand on the slider without a request, and what it showed last is what the server then draws."""

import random
import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.test_browser import chart, drawn, open_map, title, wait_until_run

SLIDER = '.st-key-window [data-testid="stSlider"]'
MARKS = ".badge:not(.gone), .spot:not(.gone)"


def places(page: Page) -> list[tuple[str, float, float]]:
    """Give what each mark says and where it stands (CSS pixels)."""
    found = (
        chart(page)
        .locator(MARKS)
        .evaluate_all(
            "nodes => nodes.map(n => { const r = n.getBoundingClientRect(); return [n.textContent, Math.round(r.x), Math.round(r.y)]; })"
        )
    )
    return sorted(tuple(x) for x in found)


def becomes(page: Page, so: Callable[[], bool]) -> None:
    """Wait until something is so: texts of the map follow a frame at most ten times a second, and the server when it can."""
    for _ in range(150):
        if so():
            return
        page.wait_for_timeout(100)
    assert so()


def hold(page: Page, which: int) -> tuple[float, float]:
    """Press a thumb of the slider (0 the first day, 1 the last); the mouse stays down."""
    page.locator(SLIDER).hover()  # a hand comes near: the table is fetched
    page.wait_for_function(
        "() => [...document.querySelectorAll('iframe')].some(f => f.contentWindow.StrikeMap && f.contentWindow.StrikeMap.player.isReady())"
    )
    box = page.locator(f'{SLIDER} [data-testid="stSliderThumbValue"]').nth(which).locator("xpath=..").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    return x, y


@pytest.mark.parametrize(
    ("view", "thumbs"),
    [
        ("level=subdistrict", (1, 0)),
        ("level=place&lang=ar", (1,)),
        ("show=points", (0,)),
        pytest.param("level=sector", (0, 1), marks=pytest.mark.long),
    ],
)
def test_map_follows_the_thumb_without_a_request_and_the_server_draws_the_last_frame(
    page: Page, address: str, view: str, thumbs: tuple[int, ...]
) -> None:
    open_map(page, f"{address}/?{view}")
    wait_until_run(page)
    turn = random.Random(view)
    for which in thumbs:
        x, y = hold(page, which)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        frames = set()
        for _ in range(12):
            page.mouse.move(x + turn.randint(-180, 120), y)
            page.wait_for_timeout(40)
            frames.add(drawn(page).evaluate("n => n.dataset.drag || n.dataset.frame"))
        page.wait_for_timeout(250)  # the last texts follow at rest
        assert asked == []
        assert len(frames) >= 6
        shown, marks = title(page), places(page)
        page.mouse.up()
        expect(drawn(page)).not_to_have_attribute("data-drag", re.compile("."), timeout=30_000)
        expect(drawn(page)).not_to_have_attribute("data-frame", re.compile("."), timeout=30_000)
        wait_until_run(page)
        assert title(page) == shown
        assert [m[0] for m in places(page)] == [m[0] for m in marks]
        if "points" not in view:
            assert places(page) == marks


def test_thumb_that_comes_back_leaves_the_map_as_it_was_and_the_window_over_the_strip_moves_as_a_whole(page: Page, address: str) -> None:
    open_map(page, address)
    wait_until_run(page)
    before = (title(page).replace("\n", ""), places(page))
    x, y = hold(page, 1)
    page.mouse.move(x - 90, y, steps=5)
    becomes(page, lambda: title(page).replace("\n", "") != before[0])
    page.mouse.move(x, y, steps=5)
    page.mouse.up()
    expect(drawn(page)).not_to_have_attribute("data-drag", re.compile("."))
    becomes(page, lambda: (title(page).replace("\n", ""), places(page)) == before)
    box = page.locator(".strip .window").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y, steps=6)
    page.wait_for_timeout(250)
    shown = title(page)
    page.mouse.up()
    expect(page).not_to_have_url(re.compile("from=2016-11-06"), timeout=30_000)
    expect(drawn(page)).not_to_have_attribute("data-drag", re.compile("."), timeout=30_000)
    becomes(page, lambda: title(page) == shown)
    start, end = (page.locator(f"{SLIDER} input").nth(k).get_attribute("aria-valuetext") for k in (0, 1))
    assert f"from={start}&to={end}" in page.url
    assert start
    assert end
    assert (date.fromisoformat(end) - date.fromisoformat(start)).days == 211  # 6 November 2016 to 5 June 2017
