"""A window asked of the tally says what counting every incident of it says: totals, areas, lists, strips of time."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo.choice.filters import Filters, View
from geo.count.tally import UNDATED, tally_of
from geo.count.timeline import bin_edges, count_by_time, sum_by_time
from geo.count.totals import grade_by_area, summarise
from geo.record.files import Record, read_record
from geo.show.details import Listing
from tests.makers import behind, claims_lists
from tests.test_counting import AREAS, PLACES, SPAN, build

WHOLE = read_record()
CHOICES = st.builds(
    Filters,
    extent=st.sampled_from(s.EXTENTS),
    fighting=st.booleans(),
    grading=st.sampled_from([(), ("fair", "ungraded")]),
    min_killed=st.sampled_from([0, 5]),
)
WINDOWS = st.one_of(
    st.none(),
    st.tuples(st.dates(SPAN[0] - timedelta(9), SPAN[1] + timedelta(9)), st.integers(0, 400)).map(lambda x: (x[0], x[0] + timedelta(x[1]))),
)


def small_record(rows: list[dict[str, str]], parts: dict[str, set[str]], pairs: list[tuple[str, str]]) -> Record:
    claims, incidents = build(rows)
    incidents["radius_m"] = incidents["radius_m"].astype(float)
    return replace(WHOLE, claims=claims, incidents=incidents, areas=AREAS, places=PLACES, parts=parts, pairs=pairs, span=SPAN, names={})


def assert_same(record: Record, filters: Filters, level: str) -> None:
    """The tally's answer is that of counting the incidents of the window one by one."""
    picked = record.select(filters)
    tally = tally_of(record, filters, level)
    window = tally.window(filters.start, filters.end)
    assert window.totals == summarise(picked, record.graded, record.pairs)
    assert window.areas == grade_by_area(picked.incidents, level)
    assert tally.incidents == len(picked.any_time)
    edges = bin_edges(record.span, "week", record.phases)
    rows = tally.by_interval
    binned = count_by_time(rows[rows["start"] != UNDATED], edges)
    one_by_one, undated = sum_by_time(picked.any_time, edges)
    pd.testing.assert_frame_equal(binned, one_by_one[["date", "certain", "possible"]])
    assert rows.loc[rows["start"] == UNDATED, "incidents"].sum() == undated


def assert_same_list(record: Record, filters: Filters, view: View, by: str) -> None:
    """Every page of the list together is what is behind the mark, in the order asked for, each incident once."""
    picked = record.select(filters)
    aside = tally_of(record, filters, view.level).window(filters.start, filters.end).aside
    shown = behind(picked, view, view.selected)
    keys = ["date_start"] if by == "date" else ["killed_max", "date_start"]
    wanted = shown.sort_values(keys, ascending=[k == "date_start" for k in keys])
    listing = Listing(record, filters, view, by)
    window = (filters.start, filters.end)
    found = listing.within(window, aside)
    got = pd.concat([listing.rows(found[k : k + 3], window) for k in range(0, len(found), 3)] or [wanted.iloc[:0]])
    assert sorted(got["incident_id"]) == sorted(wanted["incident_id"])
    assert got[keys].astype(str).to_numpy().tolist() == wanted[keys].astype(str).to_numpy().tolist()
    assert dict(zip(got["incident_id"], got["certain"], strict=True)) == dict(zip(wanted["incident_id"], wanted["certain"], strict=True))


@given(claims_lists, CHOICES, WINDOWS, st.sampled_from(s.LEVELS), st.data())
def test_any_window_holds_what_counting_one_by_one_finds(
    rows: list[dict[str, str]], filters: Filters, window: tuple[date, date] | None, level: str, data: st.DataObject
) -> None:
    ids = [f"i{k}" for k in range((len(rows) + 1) // 2)]
    two = st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True) if len(ids) > 1 else st.nothing()
    parts = {one[0]: set(one[1:]) for one in (data.draw(st.lists(two, max_size=2)) if len(ids) > 1 else [])}
    pairs = [(a, b) for a, b, *_ in (data.draw(st.lists(two, max_size=2)) if len(ids) > 1 else [])]
    record = small_record(rows, parts, pairs)
    if window:
        filters = replace(filters, start=window[0], end=window[1])
    assert_same(record, filters, level)
    chosen = data.draw(
        st.sampled_from(["", "area:SY110100", "area:", "area:north", "tray:off_map", "tray:undated", "tray:city", "wide:SY1101"])
    )
    view = View(level=level, selected=chosen, show=data.draw(st.sampled_from(["areas", "points"])))
    assert_same_list(record, filters, view, data.draw(st.sampled_from(["killed", "date"])))


def test_shipped_record_says_the_same_for_many_windows(record: Record) -> None:
    for k in range(0, 730, 37):
        for length in (0, 13, 200):
            start = record.span[0] + timedelta(k)
            for extent in s.EXTENTS:
                filters = Filters(start=start, end=start + timedelta(length), extent=extent, fighting=k % 2 == 0)
                assert_same(record, filters, s.LEVELS[k % 4])


def test_tally_is_made_once_however_the_window_moves(record: Record) -> None:
    first = tally_of(record, Filters(start=date(2016, 12, 1), end=date(2016, 12, 9)), "place")
    assert tally_of(record, Filters(start=date(2017, 1, 1)), "place") is first
    assert tally_of(record, Filters(fighting=False), "place") is not first
