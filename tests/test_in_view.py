"""Only what is in view: the frame of the map as a filter, how incidents lie to it, and the switch that sets it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from geo import vocabulary as voc
from geo.choice.address import read_params, read_view, write_params
from geo.choice.filters import Filters, lies, opening_filters, select
from geo.land.distances import distance_m
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.framed import Framed, framed_text
from geo.show.summary import to_json
from geo.text.words import say
from geo.web.map import read_click
from tests.conftest import guarded
from tests.makers import claims_lists, wide
from tests.test_browser import chart, open_map, wait_until_run
from tests.test_counting import PLACES, SPAN, build
from tests.test_pages import html_of, run

NEAR = (38.4, 35.72, 39.07, 35.98)
edges = st.tuples(st.integers(370, 410), st.integers(340, 375), st.integers(1, 30), st.integers(1, 30))
views = edges.map(lambda e: (e[0] / 10, e[1] / 10, (e[0] + e[2]) / 10, (e[1] + e[3]) / 10))


def lie_one_by_one(row: dict[str, object], view: tuple[float, ...]) -> str:
    """Say of one incident how it lies to a frame, by a circle of corners around it."""
    west, south, east, north = view
    if row["placing"] not in ("point", "outside"):
        return "unplaced"
    lat, lon = float(row["latitude"]), float(row["longitude"])  # type: ignore[arg-type]
    inside = south <= lat <= north and west <= lon <= east
    known = row["radius_m"] == row["radius_m"] and row["radius_m"] is not None and str(row["radius_m"]) != "<NA>"
    radius = float(row["radius_m"]) if known else 0.0  # type: ignore[arg-type]
    near_edge = min(
        *(float(distance_m(lat, lon, lat, x)) for x in (west, east)), *(float(distance_m(lat, lon, y, lon)) for y in (south, north))
    )
    if inside:
        return "whole" if known and near_edge >= radius else "edge"
    away = float(distance_m(lat, lon, min(max(lat, south), north), min(max(lon, west), east)))
    return "reaching" if known and away <= radius else "beyond"


@wide
@given(claims_lists, views)
def test_a_frame_holds_what_lies_in_it_and_parts_the_rest(rows: list[dict[str, str]], view: tuple[float, ...]) -> None:
    _, incidents = build(rows)
    lying = lies(incidents, view)
    assert (sum(x.astype(int) for x in lying) <= 1).all()
    told = [lie_one_by_one(row, view) for row in incidents.to_dict("records")]
    for name, those in lying._asdict().items():
        assert [x == name for x in told] == those.tolist(), name
    held = set(select(incidents, Filters(view=view), SPAN, PLACES).any_time["incident_id"])
    assert held == set(incidents.loc[lying.whole | lying.edge, "incident_id"])
    assert held <= set(select(incidents, Filters(), SPAN, PLACES).any_time["incident_id"])


@pytest.mark.parametrize("view", [NEAR, (37.0, 34.5, 41.0, 37.5), (40.5, 34.6, 40.6, 34.7)])
def test_what_is_said_of_a_frame_adds_up_to_the_choice_without_it(record: Record, view: tuple[float, ...]) -> None:
    wide = opening_filters()
    chosen, every = Chosen(record, replace(wide, view=view)), Chosen(record, wide).selection.incidents
    framed = chosen.framed
    assert framed is not None
    assert framed.whole + framed.edge == chosen.totals.everything.incidents == len(chosen.selection.incidents)
    assert framed.unplaced == int((~every["placing"].isin(("point", "outside"))).sum()) > 0
    assert framed.reaching + framed.unplaced + framed.whole + framed.edge <= len(every)
    assert Chosen(record, wide).framed is None


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_sentence_and_summary_say_the_frame_and_what_may_lie_outside_it(record: Record, lang: str) -> None:
    chosen = Chosen(record, replace(opening_filters(), view=NEAR))
    lead, rest = chosen.sentence(lang)
    assert "35.72, 38.40" in lead
    assert chosen.framed is not None
    assert framed_text(chosen.framed, lang) in rest
    assert to_json(chosen)["in_view"] == {k: getattr(chosen.framed, k) for k in ("whole", "edge", "reaching", "unplaced")}
    assert "in_view" not in to_json(Chosen(record, opening_filters()))
    assert framed_text(Framed(1, 2, 3, 4), lang).translate(str.maketrans("١٢٣٤", "1234")).count("3") >= 1


@given(views)
def test_a_frame_is_the_same_after_a_way_through_the_address(view: tuple[float, ...]) -> None:
    filters = Filters(view=view)
    params = write_params(filters, read_params({}, Filters())[1])
    assert read_params(params, Filters())[0].view == view


@pytest.mark.parametrize(
    "text",
    ["", "1,2,3", "39,35,38,36", "38,36,39,35", "38,35,39,95", "a,b,c,d", "38,35,39,36,37", "nan,35,39,36", "1e1,35,39,36", "٣٨,35,39,36"],
)
def test_what_is_no_frame_is_set_aside_and_told(text: str) -> None:
    assert read_view(text) is None
    filters, _, bad = read_params({"view": text}, Filters())
    assert filters.view == ()
    assert [b.allowed for b in bad] == (["view"] if text else [])


def test_the_map_tells_its_frame_or_that_none_is_wanted() -> None:
    def told(code: str) -> object:
        found = read_click({"last_active_drawing": {"properties": {"kind": "view", "id": code}}})
        return found and found.view

    assert told("38.4000,35.7200,39.0700,35.9800") == NEAR
    assert told("") == ()
    assert told("38,35,37,36") is None


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_the_list_is_of_the_frame_and_names_what_has_no_position(lang: str) -> None:
    app = run(lang=lang, view="38.4,35.72,39.07,35.98")
    text = html_of(app)
    assert say("list_in_view", lang) in text
    chosen = app.session_state["filters"]
    assert chosen.view == NEAR
    assert any("35" in b.label for b in app.button if b.key == "chip:view")
    app.button(key="chip:view").click().run()
    assert app.session_state["filters"].view == ()
    assert say("list_all", lang) in html_of(app)


def test_the_switch_keeps_list_and_sentence_to_what_is_in_view_and_follows_the_map(page: Page, address: str, browser: Browser) -> None:
    open_map(page, address)
    wait_until_run(page)
    own = next(f for f in page.frames if "streamlit_folium" in f.url)
    own.evaluate("map.setView([35.85, 38.6], 11, {animate: false})")
    switch = chart(page).get_by_label(say("only_in_view", "en"))
    switch.check()
    expect(page).to_have_url(re.compile("view=38"))
    lead = page.locator(".sentence .lead")
    expect(lead).to_contain_text("in the map's frame")
    expect(page.locator("h2.panel")).to_contain_text(say("list_in_view", "en"))
    before, steps = lead.inner_text(), page.evaluate("history.length")
    for _ in range(2):
        was = page.url
        own.evaluate("map.panBy([130, 0], {animate: false})")
        expect(page).not_to_have_url(was)
        wait_until_run(page)
    expect(lead).not_to_have_text(before)
    assert page.evaluate("history.length") == steps  # a map that is moved is no step back
    held = re.search("([0-9,]+) incidents?", lead.inner_text())
    assert held
    expect(chart(page).locator(".box.title")).to_contain_text(say("in_view_counted", "en", count=f"{held[0]}"))
    shared, told = page.url, lead.inner_text()
    with guarded(browser, viewport={"width": 900, "height": 700}) as other:  # another screen: the frame of the address counts
        open_map(other, shared)
        wait_until_run(other)
        expect(other.locator(".sentence .lead")).to_have_text(told)
        expect(chart(other).locator(".in-view")).to_have_count(1)
        assert re.search("view=[^&#]*", other.url)[0] == re.search("view=[^&#]*", shared)[0]  # type: ignore[index]
    chart(page).get_by_label(say("only_in_view", "en")).uncheck()
    expect(page).not_to_have_url(re.compile("view="))
    expect(lead).to_contain_text("547 incidents")
