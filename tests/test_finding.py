"""The search box on the map finds places in both scripts, incidents by id, and positions, without a request while one types."""

import json
import re
from collections.abc import Iterator
from typing import Any

import mgrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Frame, Page, Route, expect

from geo import vocabulary as voc
from geo.land.places import fold, skeleton
from geo.record.known import Record
from geo.show.finding import describe_find
from geo.web.map import Click, read_click
from geo.web.scripts import read_asset
from tests.test_browser import drawn, wait_until_run

BOUNDS = [[34.3, 35.9], [38.0, 42.1]]


@pytest.fixture(scope="module")
def blank(browser: Browser, record: Record) -> Iterator[Page]:
    page = browser.new_page()
    page.evaluate("window.StrikeMap = {}")
    page.add_script_tag(content=read_asset("finding.js"))
    page.evaluate("(data) => { window.index = StrikeMap.finding.ready(data) }", describe_find(record, "en"))
    yield page
    page.close()


def search(blank: Page, text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = blank.evaluate("([text, bounds]) => StrikeMap.finding.search(window.index, text, bounds)", [text, BOUNDS])
    return found


def test_a_name_is_folded_in_the_browser_as_on_the_server(blank: Page, record: Record) -> None:
    names = sorted({n for row in record.places["all_names"] for n in str(row).split("|") if n})
    assert len(names) > 1000
    told = blank.evaluate("(names) => names.map(n => [StrikeMap.finding.fold(n), StrikeMap.finding.skeleton(n)])", names)
    assert [n for n, (a, b) in zip(names, told, strict=True) if (a, b) != (fold(n), skeleton(n).lower())] == []


def test_every_place_is_found_by_each_of_its_spellings(blank: Page, record: Record) -> None:
    rows = describe_find(record, "en")["places"]
    by_name: dict[str, set[str]] = {}
    for code, _, _, names, _ in rows:
        for name in filter(None, names):
            by_name.setdefault(fold(name), set()).add(code)
    told = blank.evaluate(
        "([names, bounds]) => names.map(n => StrikeMap.finding.search(window.index, n, bounds).map(x => x.id))", [list(by_name), BOUNDS]
    )
    lost = [n for (n, codes), ids in zip(by_name.items(), told, strict=True) if not (codes & set(ids)) and not n.isdigit()]
    assert lost == []


@pytest.mark.parametrize("text", ["Jurneyyeh", "al-jarniyah", "الجرنية", "جرنيه", "JURN"])
def test_a_place_is_found_by_another_spelling_and_by_its_beginning(blank: Page, text: str) -> None:
    assert "C5965" in [x["id"] for x in search(blank, text)]


def test_a_name_without_its_article_comes_before_one_of_the_same_consonants(blank: Page) -> None:
    assert fold("المشيرفة") in [fold(name) for name in search(blank, "مشيرفة")[0]["names"]]


@pytest.mark.parametrize("text", ["CS409", "cs409", "airwars:CS409"])
def test_an_incident_is_found_by_the_id_of_a_claim_first(blank: Page, record: Record, text: str) -> None:
    incident = record.claims.loc[record.claims["claim_id"] == "airwars:CS409", "incident_id"].item()
    found = search(blank, text)
    assert (found[0]["kind"], found[0]["id"]) == ("incident", incident)


def test_every_claim_leads_to_its_incident_and_no_incident_without_a_point_has_a_position(record: Record) -> None:
    rows = describe_find(record, "en")["incidents"]
    assert {claim: row[0] for row in rows for claim in row[1] if claim in set(record.claims["claim_id"])} == dict(
        zip(record.claims["claim_id"], record.claims["incident_id"], strict=True)
    )
    placing = record.incidents.set_index("incident_id")["placing"]
    assert all((row[2] is not None) == (placing[row[0]] in ("point", "outside")) for row in rows)


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("36.13, 38.97", 36.13, 38.97),
        ("36.13 38.97", 36.13, 38.97),
        ("38.97, 36.13", 36.13, 38.97),  # longitude first: the other order lies off the map
        ("36,13 38,97", 36.13, 38.97),
        ("٣٦٫١٣، ٣٨٫٩٧", 36.13, 38.97),
        ("36°07'48\"N 38°58'12\"E", 36.13, 38.97),
        ("N 36.13 E 38.97", 36.13, 38.97),
        ("38.97E 36.13N", 36.13, 38.97),
        ("36.13 شمالاً، 38.97 شرقاً", 36.13, 38.97),
    ],
)
def test_a_position_is_read_as_it_is_written(blank: Page, text: str, lat: float, lon: float) -> None:
    (spot,) = [x for x in search(blank, text) if not x["outside"]]
    assert (round(spot["lat"], 5), round(spot["lon"], 5)) == (lat, lon)
    assert spot["swapped"] == text.startswith("38.97, ")


@pytest.mark.parametrize(
    "text", ["36.13", "36.13N 38.97", "36.13N 38.97S", "36°75' 38°10'", "96, 200", "37S ZZ 1 2", "37S EA 123 45", "61S EA 12 34"]
)
def test_what_is_no_position_is_not_made_one(blank: Page, text: str) -> None:
    assert [x for x in search(blank, text) if x["kind"] in ("position", "grid")] == []


@settings(max_examples=60, deadline=None)
@given(st.floats(-79.5, 83.5), st.floats(-179.9, 179.9), st.integers(1, 5))
def test_a_reference_of_the_mgrs_is_the_square_the_library_names(blank: Page, lat: float, lon: float, digits: int) -> None:
    known = mgrs.MGRS()
    word = known.toMGRS(lat, lon, MGRSPrecision=digits)
    middle = known.toLatLon(word)
    (square,) = blank.evaluate("(text) => StrikeMap.finding.grid(StrikeMap.finding.plain(text))", word)
    assert square["side_m"] == 10 ** (5 - digits)
    assert [square["lat"], square["lon"]] == pytest.approx(middle, abs=2e-6)


def test_a_click_may_open_an_incident() -> None:
    value = {"last_active_drawing": {"properties": {"kind": "incident", "id": "airwars:CS409"}}}
    assert read_click(value) == Click("incident", "airwars:CS409")


def frame_of(page: Page, address: str, lang: str) -> Frame:
    page.goto(f"{address}/?lang={lang}")
    drawn(page).wait_for(timeout=90_000)
    wait_until_run(page)
    return next(f for f in page.frames if "streamlit_folium" in f.url)


@pytest.mark.parametrize(("lang", "typed", "name"), [("en", "jarniya", "Jurneyyeh"), ("ar", "Jurneyyeh", "الجرنية")])
def test_a_place_is_found_with_the_keyboard_marked_and_asks_the_server_for_nothing_while_typing(
    page: Page, address: str, lang: str, typed: str, name: str
) -> None:
    frame = frame_of(page, address, lang)
    box = frame.locator(".box.find input")
    with page.expect_response(lambda answer: "/media/" in answer.url):
        box.focus()
    asked: list[str] = []
    page.on(
        "request", lambda request: None if request.url.endswith("/favicon.png") else asked.append(request.url)
    )  # the browser's own, at any time
    page.on("websocket", lambda socket: asked.append(socket.url))
    box.press_sequentially(typed)
    first = frame.locator(".box.find").get_by_role("option").first
    expect(first).to_contain_text(name)
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowUp")
    box.press("Enter")
    expect(frame.locator(".ring-label").filter(has_text=name)).to_have_count(1)
    expect(frame.locator(".box.find").get_by_role("option")).to_have_count(0)
    assert asked == []
    assert frame.evaluate("window.map.getZoom()") == 13
    box.press("Escape")
    expect(frame.locator(".ring-label")).to_have_count(0)
    assert box.input_value() == ""


def test_an_incident_is_opened_and_a_place_off_the_map_is_said_to_be_so(page: Page, address: str) -> None:
    frame = frame_of(page, address, "en")
    box = frame.locator(".box.find input")
    box.fill("48.85 2.35")
    box.press("Enter")
    expect(frame.get_by_text("is outside this map")).to_be_visible()
    box.fill("no such place")
    expect(frame.get_by_text("Nothing found for")).to_be_visible()
    box.fill("CS409")
    expect(frame.locator(".box.find").get_by_role("option").first).to_contain_text("CS409")
    box.press("Enter")
    page.wait_for_url("**incident=airwars*", timeout=30_000)
    expect(frame.locator(".ring-label")).not_to_have_count(0)


@pytest.mark.parametrize(("lang", "told"), [("en", "36.13000° N · 38.97000° E"), ("ar", "36.13000° شمالاً · 38.97000° شرقاً")])
def test_degrees_are_told_number_by_number_in_either_direction_of_writing(page: Page, address: str, lang: str, told: str) -> None:
    frame = frame_of(page, address, lang)
    frame.locator(".box.find input").fill("36.13, 38.97")
    said = frame.locator(".box.find").get_by_role("option").first.locator("b").inner_text()
    assert re.sub("[\u2066\u2069]", "", said) == told
    assert re.findall("\u2066(.*?)\u2069", said) == ["36.13000°", "38.97000°"]


def test_enter_before_the_table_has_come_jumps_when_it_comes(page: Page, address: str) -> None:
    frame = frame_of(page, address, "en")
    held: list[Route] = []
    page.route("**/media/**", lambda route: held.append(route))
    box = frame.locator(".box.find input")
    with page.expect_request("**/media/**"):
        box.focus()
    box.fill("36.13, 38.97")
    box.press("Enter")
    expect(frame.locator(".ring-label")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(frame.locator(".ring-label").filter(has_text="36.13000")).to_have_count(1)
    page.unroute("**/media/**")


def test_the_table_is_plain_data_in_each_language(record: Record) -> None:
    for lang in voc.LANGUAGES:
        told = describe_find(record, lang)
        assert len(told["places"]) == len(record.places)
        assert json.loads(json.dumps(told)) == told
