"""An incident that a reader points at, opens, and leaves out: marked, in view, and said to be left out, with both ways on."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters, lets_in, opening_filters, select
from geo.evidence.kinds import ATTACK
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.listing import listing_of, spots_of
from geo.show.picture import describe
from geo.text.words import say
from tests.makers import claims_lists, wide
from tests.test_browser import chart, open_map, wait_until_run
from tests.test_counting import PLACES, SPAN, build
from tests.test_pages import html_of, run

choices = st.builds(
    Filters,
    start=st.dates(*SPAN),
    end=st.just(SPAN[1]),
    extent=st.sampled_from(("countryside", "city", "both")),
    source=st.sampled_from(((), ("rbss",), ("airwars", "ucdp_ged"))),
    grading=st.sampled_from(((), ("fair",))),
    min_killed=st.integers(0, 5),
    precise=st.booleans(),
    text=st.sampled_from(("", "zzzz")),
    fighting=st.booleans(),
    kind=st.sampled_from((Filters.kind, ("strike",), (ATTACK,))),
)


@wide
@given(claims_lists, choices)
def test_what_lets_an_incident_in_is_nothing_for_those_held_and_enough_for_all_others(rows: list[dict[str, str]], filters: Filters) -> None:

    _, incidents = build(rows)
    held = set(select(incidents, filters, SPAN, PLACES).incidents["incident_id"])
    for k in range(len(incidents)):
        one = incidents.iloc[k : k + 1]
        changes = lets_in(one, filters, SPAN, PLACES)
        assert (not changes) == (one["incident_id"].iloc[0] in held)
        assert len(select(one, replace(filters, **changes), SPAN, PLACES).incidents) == 1


def test_the_list_says_where_its_rows_are_and_nothing_of_what_has_no_position(record: Record) -> None:
    filters = Filters()
    listing = listing_of(record, filters, View(), "killed")
    rows = listing.rows(record, listing.within((None, None), ()), (None, None))
    spots = spots_of(rows.to_dict("records"))
    placed = set(rows.loc[rows["placing"].isin(("point", "outside")), "incident_id"])
    area = set(rows.loc[rows["wide_area"] != "", "incident_id"])
    assert {k for k, v in spots.items() if isinstance(v, list)} == placed
    assert {k for k, v in spots.items() if isinstance(v, str)} == area
    assert placed
    assert area
    assert set(rows["incident_id"]) - placed - area  # no mark is drawn for these


def test_an_incident_known_only_to_an_area_has_that_outlined_and_no_other_picture_changes(record: Record) -> None:
    wide = record.incidents.loc[record.incidents["wide_area"] != ""].iloc[0]
    chosen = Chosen(record, opening_filters())
    assert describe(chosen, View(incident=wide["incident_id"]))["within"] == wide["wide_area"]
    assert "within" not in describe(chosen, View())
    assert "within" not in describe(chosen, View(incident="airwars:CS598"))


@pytest.mark.parametrize("where", ["", "incidents"])
@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_an_open_incident_that_the_choice_leaves_out_is_said_to_be_and_let_in(lang: str, where: str) -> None:
    app = run(where, lang=lang, incident="airwars:CS598", source="rbss", **{"from": "2017-04-10", "to": "2017-06-05"})
    assert say("not_held_title", lang) in html_of(app)
    app.button(key="let_in").click().run()
    assert not app.exception
    assert say("not_held_title", lang) not in html_of(app)
    filters = app.session_state["filters"]
    assert (filters.start, filters.end, filters.source) == (date(2017, 3, 20), date(2017, 6, 5), ())
    assert app.session_state["view"].incident == "airwars:CS598"


@pytest.mark.parametrize("where", ["", "incidents"])
def test_an_open_incident_that_the_choice_leaves_out_can_be_closed_instead(where: str) -> None:
    app = run(where, incident="airwars:CS598", **{"from": "2017-04-10", "to": "2017-06-05"})
    app.button(key="close_incident").click().run()
    assert app.session_state["view"].incident == ""
    assert app.session_state["filters"].start == date(2017, 4, 10)


def test_a_row_under_the_pointer_is_marked_on_the_map_and_a_click_brings_its_incident_into_view(page: Page, address: str) -> None:
    open_map(page, address)
    wait_until_run(page)
    frame = chart(page)
    rows = page.locator('.st-key-panel [class*="st-key-open-"] button')
    mark = frame.locator(".hovered")
    expect(mark).to_be_hidden()
    rows.nth(1).hover()
    expect(frame.locator("#map_div")).to_have_attribute("data-hovered", "airwars-CS609")
    expect(mark).to_be_visible()
    page.mouse.move(5, 5)
    expect(mark).to_be_hidden()
    rows.nth(0).focus()  # by keyboard as by pointer
    expect(frame.locator("#map_div")).to_have_attribute("data-hovered", "airwars-CS598")
    rows.nth(0).click()
    ring = frame.locator(".ring-label")
    expect(ring).to_have_text("Al Mansoura, Al Badiya school")
    own = next(f for f in page.frames if "streamlit_folium" in f.url)
    assert own.evaluate("map.getBounds().contains([35.81629, 38.75647]) && map.getZoom() >= 10.5")
    page.get_by_role("button", name=say("back_to_list", "en")).click()
    expect(rows.nth(1)).to_be_visible()
    rows.nth(1).hover()  # it lies beyond the map's edge now
    expect(mark).to_have_class("hovered away")


def test_both_sides_of_a_comparison_have_buttons_for_the_phases() -> None:
    app = run("areas", versus="window:2016-04-08/2016-11-05")
    app.button(key="versus:4").click().run()
    assert not app.exception
    assert app.session_state["view"].versus == "window:2017-04-13/2017-06-05"
    assert app.button(key="versus:4").disabled
    presets = next(p for p in app.get("button_group") if "4 Jalab" in str(p.proto))
    assert presets
