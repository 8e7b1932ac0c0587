"""Places with more than one incident: counted from named places, with likely pairs, possible dates and gradings as everywhere."""

import json
from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo import vocabulary as voc
from geo.choice.address import write_params
from geo.choice.filters import Filters, opening_filters, select
from geo.count.repeats import Repeat, is_at_place, repeats_of
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.repeats import repeats_in, repeats_sentence, repeats_table
from geo.show.summary import to_json
from tests.makers import claims_lists, wide
from tests.recount import sum_all
from tests.test_counting import PLACES, SPAN, build
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
    found = repeats_in(Chosen(record, opening_filters()))
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
    found, told = repeats_in(chosen), json.loads(json.dumps(to_json(chosen)))["repeats"]
    assert list(told["places"]) == [x.place for x in found.places]
    assert (told["sure"], told["hit_again"]) == (found.sure, found.hit_again)
    incidents = sum(x["incidents"] for x in told["places"].values())
    assert incidents + told["places_with_one"] + told["at_no_named_place"] == chosen.totals.everything.incidents
    tabqa = told["places"]["C5929"]
    assert sum(x["incidents"] for x in tabqa["by_grading"].values()) == tabqa["incidents"]
    assert set(tabqa["by_grading"]) <= set(voc.GRADINGS)


def test_table_of_places_sorts_as_asked_and_holds_the_same_rows(record: Record) -> None:
    chosen = Chosen(record, opening_filters())
    found = repeats_in(chosen)
    usual = repeats_table(chosen, found, "", "en")
    assert [row for row, _ in usual.rows] == [x.place for x in found.places]
    for sort in usual.sorts:
        for way in ("", "-"):
            table = repeats_table(chosen, found, way + sort, "ar")
            assert sorted(row for row, _ in table.rows) == sorted(row for row, _ in usual.rows)
            assert table.sort == way + sort
    nothing = Chosen(record, Filters(text="no such word"))
    assert repeats_table(nothing, repeats_in(nothing), "", "en").rows == []
    assert repeats_sentence(repeats_in(nothing), "en").startswith("No named place has more than one incident")


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
