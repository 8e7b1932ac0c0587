"""A browser that is behind the server, or ahead of it: what the reader did last is what counts."""

import re
from datetime import UTC, date, datetime
from urllib.parse import parse_qs

from playwright.sync_api import Page, expect

from tests.test_browser import chart, drawn, open_map
from tests.wire import Visitor, run, sentence


def micros(start: date, end: date = date(2017, 6, 5)) -> list[float]:
    return [datetime(d.year, d.month, d.day, tzinfo=UTC).timestamp() * 1e6 for d in (start, end)]


def start_of(visitor: Visitor) -> str:
    return parse_qs(visitor.query)["from"][0]


def test_move_counts_although_the_browser_still_says_the_preset_and_the_address_from_before(address: str) -> None:
    async def go() -> None:
        visitor = Visitor(address)
        await visitor.open()
        await visitor.run(lang="en")
        before = visitor.query
        await visitor.turn("window_slider", micros(date(2016, 11, 9)), preset="Countryside campaign")
        told = await visitor.turn("window_slider", micros(date(2016, 11, 20)), before, preset="Countryside campaign")
        assert "20 November 2016 to 5 June 2017" in sentence(told)
        assert start_of(visitor) == "2016-11-20"
        await visitor.close()

    run(go())


def test_request_without_an_answer_does_not_bring_the_address_from_before_back(address: str) -> None:
    async def go() -> None:
        visitor = Visitor(address)
        await visitor.open()
        await visitor.run(lang="en")
        before = visitor.query
        moved = micros(date(2016, 12, 1))
        await visitor.turn("window_slider", moved)
        told = await visitor.turn("window_slider", moved, before)  # as when something is unfolded right after
        assert "1 December 2016 to 5 June 2017" in sentence(told)
        assert start_of(visitor) == "2016-12-01"
        await visitor.close()

    run(go())


def test_going_back_brings_the_address_from_before_back_whatever_the_slider_says(address: str) -> None:
    async def go() -> None:
        visitor = Visitor(address)
        await visitor.open()
        await visitor.run(lang="en")
        before = {name: values[0] for name, values in parse_qs(visitor.query).items()}
        await visitor.turn("window_slider", micros(date(2016, 12, 1)))
        told = await visitor.run(back=True, **before)
        assert "6 November 2016 to 5 June 2017" in sentence(told)
        assert start_of(visitor) == "2016-11-06"
        await visitor.close()

    run(go())


def test_presses_made_while_the_page_is_still_on_its_way_are_all_counted(page: Page, address: str) -> None:
    for _ in range(4):
        page.goto(address)
        drawn(page).wait_for(timeout=30_000)
        thumb = page.get_by_role("slider").first
        thumb.focus()
        for _ in range(40):
            page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile("from=2016-12-16"))
        expect(page.locator(".sentence .lead")).to_contain_text("16 December 2016 to 5 June 2017")
        expect(thumb).to_have_attribute("aria-valuetext", "2016-12-16")


def test_keys_pressed_while_the_page_runs_are_all_taken(page: Page, address: str) -> None:
    open_map(page, f"{address}/?from=2016-11-06&to=2017-01-01&fighting=0")
    end = page.get_by_role("slider").nth(1)
    end.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(80)  # each comes before the page has answered the one before
    chart(page).locator('.badge[data-id="area:SY110302"]').focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("to=2017-01-11.*selected=area%3ASY110302"))
