"""Places with more than one incident: counted from named places, with likely pairs, possible dates and gradings as everywhere."""

import base64
import json
import re
from dataclasses import replace
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from geo import vocabulary as voc
from geo.choice.address import View, read_params, write_params
from geo.choice.filters import Filters, opening_filters, select
from geo.count.repeats import Repeat, is_at_place, repeats_of
from geo.out.exports import export
from geo.out.message import message_seen
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.listing import is_behind
from geo.show.picture import describe, off_the_map, packed, table_of
from geo.show.repeat_marks import KEYS, doubt_of, place_text, repeat_lines
from geo.show.repeats import repeats_sentence, repeats_table
from geo.show.summary import to_json
from geo.text.words import say
from tests.makers import claims_lists, wide
from tests.recount import sum_all
from tests.test_browser import change_picture, chart, open_map, title, wait_until_run
from tests.test_counting import PLACES, SPAN, build
from tests.test_drag import SLIDER, hold
from tests.test_pages import html_of, run


def _recounted(at: str, picked: pd.DataFrame, groups: list[tuple[str, ...]], repeat: Repeat) -> None:
    """Hold one place against a plain count of its rows."""
    mine = picked[(picked["place_pcode"] == at) & (picked["radius_m"] <= 5_000) & ~picked["position_disputed"].astype(bool)]
    sure = mine[mine["certain"]]
    assert (repeat.every.incidents, repeat.every.certain, repeat.every.claims) == (len(mine), len(sure), mine["n_claims"].sum())
    for grading, part in mine.groupby("grading"):
        assert repeat.by_grading[grading] == sum_all(part)
    assert sum(of.incidents for of in repeat.by_grading.values()) == len(mine)
    here, every = set(sure["incident_id"]), set(picked.loc[picked["certain"], "incident_id"])
    assert repeat.spared == sum(max(len(here & set(g)) - 1, 0) for g in groups)
    assert repeat.elsewhere == sum(bool(here & set(g)) and bool((every & set(g)) - here) for g in groups)
    assert repeat.sure == (len(here) - repeat.spared - repeat.elsewhere > 1)
    struck = set(sure.loc[sure["event_kind"] == "strike", "incident_id"])
    assert repeat.strikes == len(struck)
    less = sum(max(len(struck & set(g)) - 1, 0) + (bool(struck & set(g)) and bool((every & set(g)) - here)) for g in groups)
    assert repeat.hits == len(struck) - less
    assert set(repeat.sources) == {x for codes in mine["sources"] for x in codes}
    dated = sure[sure["date_start"].notna()]
    assert repeat.undated == len(sure) - len(dated)
    if len(dated):
        assert (repeat.stretch.first, repeat.stretch.last) == (dated["date_start"].min(), dated["date_end"].max())
        assert repeat.stretch.most == (dated["date_end"].max() - dated["date_start"].min()).days
        apart = [(b["date_start"] - a["date_end"]).days for _, a in dated.iterrows() for _, b in dated.iterrows()]
        assert repeat.stretch.least == max([0, *apart])
    for group, gradings in (("headline", voc.HEADLINE_GRADINGS), ("ungraded", ("ungraded",))):
        part = sure[sure["grading"].isin(gradings) & sure["killed_max"].notna() & ~sure["fighting"].astype(bool)]
        widths = part["killed_max"] - part["killed_min"].fillna(0)
        wide = part.loc[(4 * widths > widths.sum()) & (widths.sum() >= 10), "incident_id"]
        found = {c.incident_id for c in repeat.carried[group].carriers} if group in repeat.carried else set()
        assert found == (set(wide) if len(wide) < len(part) else set())
    unsure = picked[(picked["place_pcode"] == at) & ~picked["incident_id"].isin(mine["incident_id"])]
    assert repeat.unsure == len(unsure)


@wide
@given(claims_lists, st.dates(*SPAN), st.integers(0, 700), st.integers(1, 4), st.integers(1, 3))
def test_places_hold_what_a_plain_count_of_their_rows_gives(
    rows: list[dict[str, str]], start: date, length: int, turn: int, places: int
) -> None:
    _, incidents = build(rows)
    pointed = incidents["placing"] == "point"
    names = pd.Series([f"C{k % places}" for k in range(len(incidents))], index=incidents.index)
    incidents["place_pcode"] = names.where(pointed, "")
    picked = select(incidents, Filters(start=start, end=date.fromordinal(start.toordinal() + length)), SPAN, PLACES).incidents
    groups = [tuple(incidents["incident_id"].iloc[k::turn]) for k in range(turn)]
    found = repeats_of(picked, groups)
    at = picked[is_at_place(picked)]
    sizes = at["place_pcode"].value_counts()
    assert {x.place for x in found.places} == set(sizes[sizes > 1].index)
    assert found.once == int((sizes == 1).sum())
    assert sum(x.every.incidents for x in found.places) + found.once + found.nowhere == len(picked)
    for repeat in found.places:
        _recounted(repeat.place, picked, groups, repeat)


def test_two_incidents_that_are_likely_one_are_not_called_more_than_one(record: Record) -> None:
    found = Chosen(record, opening_filters()).repeats
    unsure = [x for x in found.places if not x.sure and not x.every.possible]
    assert unsure
    assert all(x.every.certain - x.spared - x.elsewhere < 2 <= x.every.certain for x in unsure)
    assert [x.sure for x in found.places] == sorted((x.sure for x in found.places), reverse=True)
    assert found.hit_again <= len(found.places)


def test_place_known_to_25_km_is_beside_and_never_one_more(record: Record) -> None:
    shown = record.select(Filters()).incidents
    wide = shown[(shown["geolocation_accuracy"] == "near_place") & (shown["place_pcode"] != "")]
    assert len(wide)
    assert not is_at_place(wide).any()
    assert repeats_of(wide, ()).nowhere == len(wide)


def test_summary_has_the_same_places_as_the_list_and_every_range_by_its_grading(record: Record) -> None:
    chosen = Chosen(record, opening_filters())
    found, told = chosen.repeats, json.loads(json.dumps(to_json(chosen)))["repeats"]
    assert list(told["places"]) == [x.place for x in found.places]
    assert (told["sure"], told["hit_again"]) == (found.sure, found.hit_again)
    incidents = sum(x["incidents"] for x in told["places"].values())
    assert incidents + told["places_with_one"] + told["at_no_named_place"] == chosen.totals.everything.incidents
    tabqa = told["places"]["C5929"]
    assert sum(x["incidents"] for x in tabqa["by_grading"].values()) == tabqa["incidents"]
    assert set(tabqa["by_grading"]) <= set(voc.GRADINGS)


def test_table_of_places_sorts_as_asked_and_holds_the_same_rows(record: Record) -> None:
    chosen = Chosen(record, opening_filters())
    found = chosen.repeats
    usual = repeats_table(chosen, found, "", "en")
    assert [row for row, _ in usual.rows] == [x.place for x in found.places]
    for sort in usual.sorts:
        for way in ("", "-"):
            table = repeats_table(chosen, found, way + sort, "ar")
            assert sorted(row for row, _ in table.rows) == sorted(row for row, _ in usual.rows)
            assert table.sort == way + sort
    nothing = Chosen(record, Filters(text="no such word"))
    assert repeats_table(nothing, nothing.repeats, "", "en").rows == []
    assert repeats_sentence(nothing.repeats, "en").startswith("No named place has more than one incident")


def test_page_areas_lists_the_places_when_it_is_asked_to() -> None:
    app: AppTest = run("areas")
    assert [e.label for e in app.expander][:1] == ["Places with more than one incident"]
    assert "counted as a strike" not in html_of(app), "worked out only when somebody looks"


def test_order_of_the_places_stands_in_the_address_which_opens_the_list_in_it() -> None:
    app = run("areas", repeats="-span")
    assert "counted as a strike" in html_of(app)
    assert app.session_state["view"].repeats == "-span"
    assert write_params(app.session_state["filters"], app.session_state["view"])["repeats"] == "-span"
    bad = run("areas", repeats="1;drop")
    assert bad.session_state["view"].repeats == ""
    assert [x.name for x in bad.session_state["bad_params"]] == ["repeats"]


@given(st.dates(*SPAN), st.integers(0, 400), st.sampled_from(voc.EXTENTS), st.sampled_from(("", "airwars", "ucdp_ged")), st.booleans())
@settings(max_examples=12)
def test_level_of_the_map_is_the_list_over_any_choice(
    record: Record, start: date, length: int, extent: str, source: str, fighting: bool
) -> None:
    days = {"start": start, "end": date.fromordinal(start.toordinal() + length)}
    chosen = Chosen(record, Filters(**days, extent=extent, source=(source,) if source else (), fighting=fighting), "place")
    view = View(level="place", show="repeats")
    picture, table = describe(chosen, view), table_of(chosen, view)
    found = {x.place: x for x in chosen.repeats.places}
    rows = dict(repeats_table(chosen, chosen.repeats, "", "en").rows)
    marks = {mark["id"]: mark for mark in picture["areas"]}
    assert marks.keys() == found.keys() == rows.keys()
    for code, mark in marks.items():
        assert (mark["n"], mark["possible"]) == (found[code].every.certain, found[code].every.possible)
        assert [str(mark["n"]), str(mark["possible"])] == [rows[code][1], rows[code][3]]
        assert bool(mark["doubt"]) == (not found[code].sure) == (rows[code][4] == "perhaps")
        behind = chosen.selection.incidents[is_behind(chosen.selection.incidents, view, f"area:{code}")]
        assert len(behind) == mark["n"] + mark["possible"], "the list behind a mark is what its badge counts"
    off = int(off_the_map(chosen.selection.incidents, view, found.keys()).sum())
    assert sum(m["n"] + m["possible"] for m in marks.values()) + off == chosen.totals.everything.incidents
    assert sum(every.incidents for every in table["all"]) == chosen.totals.everything.incidents
    assert set(packed(picture)["areas"]["keys"]) >= set(KEYS) if marks else True
    assert picture["show"] == "areas", "a browser draws it as it draws places"


def test_what_the_words_hang_on_is_said_at_each_place_in_both_languages(record: Record) -> None:
    chosen = Chosen(record, replace(opening_filters(), start=date(2017, 3, 1), end=date(2017, 3, 31)))
    doubts = {doubt_of(x) for x in chosen.repeats.places}
    assert doubts >= {"", "one", "elsewhere"}
    for lang in voc.LANGUAGES:
        for x in chosen.repeats.places:
            told = place_text(x, lang)
            assert say(f"repeat_stands_{doubt_of(x) or 'sure'}", lang) in told
            assert "{" not in told
    lines = repeat_lines(chosen, "en")
    assert len(lines) == 3 + len(chosen.repeats.places)
    assert "may be one event" in " ".join(lines)


def test_title_and_card_of_the_level_say_how_many_places_as_a_range_and_none_of_the_whole_figures(record: Record) -> None:
    chosen = Chosen(record, opening_filters(), "place")
    view = View(level="place", show="repeats")
    repeats, title = chosen.repeats, describe(chosen, view)["title"]
    assert title["count"].startswith(f"{repeats.sure} to {len(repeats.places)} named places")
    assert "killed" not in " ".join(title.values())
    message = message_seen(chosen, view)
    assert message.figure == f"{repeats.sure} to {len(repeats.places)}"
    assert "overturn" in message.caveat
    one = Chosen(record, Filters(near="C5929", start=date(2017, 3, 20), end=date(2017, 3, 20)), "place")
    assert describe(one, view)["title"]["count"].startswith("1 named place with more")
    nothing = Chosen(record, Filters(text="no such word"), "place")
    assert message_seen(nothing, view).figure == ""
    assert describe(nothing, view)["areas"] == []


def test_level_stands_in_the_address_and_is_always_one_of_places() -> None:
    _, view, bad = read_params({"show": "repeats", "level": "district"}, Filters())
    assert (view.show, view.level, bad) == ("repeats", "place", [])
    assert write_params(Filters(), view)["show"] == "repeats"
    assert read_params(write_params(Filters(), view), Filters())[1] == view
    assert [x.name for x in read_params({"show": "twice"}, Filters())[2]] == ["show"]


def test_map_of_the_level_lists_its_places_and_a_place_its_incidents_and_what_would_overturn_it() -> None:
    app = run("", show="repeats")
    told = html_of(app)
    assert "counted as a strike" in told
    first = next(b for b in app.button if str(b.key).startswith("place:"))
    first.click().run()
    assert app.session_state["view"].selected == f"area:{str(first.key).partition(':')[2]}"
    assert any("would overturn" in c.value or "Perhaps only one" in c.value for c in app.caption)
    assert any(str(b.key).startswith("open:") for b in app.button)
    off = run("", show="repeats", selected="tray:off_map")
    assert any("at a named place with one incident" in c.value for c in off.caption)


def test_level_in_a_file_of_its_own_does_not_play(record: Record) -> None:
    page = export(record, opening_filters(), View(level="place", show="repeats"), "html")[0].decode()
    shown = re.findall(r'data-address="data:application/json;base64,([^"]+)"', page)
    pictures = [json.loads(base64.b64decode(one)) for one in shown]
    assert [p["play"] for p in pictures] == [""] * len(voc.LANGUAGES)
    assert all(p["repeats"] and p["areas"] for p in pictures)


def test_level_keeps_its_figures_while_a_hand_drags_and_is_counted_anew_when_it_lets_go(page: Page, address: str) -> None:
    """It has no table of playback, and none of the level before it may be drawn over it."""
    open_map(page, f"{address}/?level=place")
    wait_until_run(page)
    _, y = hold(page, 1)  # the table of the level of places is fetched
    page.mouse.up()
    change_picture(page, lambda: page.locator(".st-key-tools").get_by_text(say("show_repeats", "en"), exact=True).click())
    wait_until_run(page)
    before, badges = title(page), chart(page).locator(".badge.again").count()
    box = page.locator(f'{SLIDER} [data-testid="stSliderThumbValue"]').nth(1).locator("xpath=..").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    for k in range(6):
        page.mouse.move(box["x"] - 15 * k, y)
        page.wait_for_timeout(40)
    assert (title(page), chart(page).locator(".badge.again").count()) == (before, badges)
    change_picture(page, page.mouse.up)
    assert title(page) != before
    assert "named places with more than one incident" in title(page)
    expect(chart(page).locator("#player")).to_be_hidden()
