"""A window asked of the tally says what counting every incident of it says: totals, areas, lists, strips of time."""

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters, Selection
from geo.count.spared import members_of, spared_by, spared_intervals
from geo.count.tallies import tally_of
from geo.count.tally import Window
from geo.count.timeline import bin_edges, count_by_time, sum_by_time
from geo.evidence.groups import Groups
from geo.land.areas import area_key
from geo.record.known import Record
from geo.show.listing import Listing
from tests.makers import behind, claims_lists, read_again, wide
from tests.recount import carried_one_by_one, record_of, recount, recount_areas, spared_one_by_one
from tests.test_counting import SPAN, build

WHOLE = read_again(s.DATA)
CHOICES = st.builds(
    Filters,
    extent=st.sampled_from(voc.EXTENTS),
    fighting=st.booleans(),
    grading=st.sampled_from([(), ("fair", "ungraded")]),
    daytime=st.sampled_from([(), (), ("night",), ("midday", "not_stated")]),
    min_killed=st.sampled_from([0, 5]),
    says=st.sampled_from(voc.SAYS),
)
WINDOWS = st.one_of(
    st.none(),
    st.tuples(st.dates(SPAN[0] - timedelta(9), SPAN[1] + timedelta(9)), st.integers(0, 400)).map(lambda x: (x[0], x[0] + timedelta(x[1]))),
)


def small_record(rows: list[dict[str, str]], parts: dict[str, set[str]], pairs: list[tuple[str, str]], groups: Groups = ()) -> Record:
    return record_of(*build(rows), SPAN, parts, pairs, groups)


def assert_same(record: Record, filters: Filters, level: str) -> None:
    """The tally's answer is that of counting the incidents of the window one by one."""
    picked = record.select(filters)
    tally = tally_of(record, filters, level)
    window = tally.window(filters.start, filters.end)
    assert window.totals == recount(record, filters)
    assert window.areas == recount_areas(picked.incidents, level)
    assert_spared(record, picked, window, level)
    key = area_key(picked.incidents, level)
    each = {area: carried_one_by_one(mine) for area, mine in picked.incidents.groupby(key.to_numpy())}
    told = {(area, g): x[g] for area, x in each.items() for g in ("headline", "ungraded") if g in x}
    assert tally.carried_in(window, filters.start, filters.end) == told
    assert tally.incidents == len(picked.any_time)


def assert_same_strip(record: Record, filters: Filters, level: str) -> None:
    """The strip of time, which no window changes, is that of counting incidents one by one."""
    picked, tally = record.select(filters), tally_of(record, filters, level)
    edges = bin_edges(record.span, "week", record.phases)
    rows = tally.by_interval
    binned, undated = sum_by_time(tally.rows, edges, tally.spared.intervals(["group"]))
    pd.testing.assert_frame_equal(binned[["date", "certain", "possible"]], count_by_time(rows, edges))
    dated = picked.any_time.dropna(subset="date_start")
    starts = edges.to_numpy()
    ends = [[int((starts <= d).sum()) for d in dated[c].clip(lower=edges[0]).to_numpy()] for c in ("date_start", "date_end")]
    for k in range(len(edges)):
        begun = [(a, b) for a, b in zip(*ends, strict=True) if a == k + 1]
        assert (binned.at[k, "certain"], binned.at[k, "possible"]) == (sum(a == b for a, b in begun), sum(a != b for a, b in begun))
        within = set(picked.any_time.loc[dated.index[[x == y == k + 1 for x, y in zip(*ends, strict=True)]], "incident_id"])
        events = {next((group for group in record.groups if x in group), (x,)) for x in within}
        assert binned.at[k, "spared"] == len(within) - len(events)
    assert undated == len(picked.any_time) - len(dated)


def assert_spared(record: Record, picked: Selection, window: Window, level: str) -> None:
    """By area and in all, as many incidents are spared as a plain recount of the events finds fewer; the rest lies across areas."""
    key = area_key(picked.incidents, level)
    each = {area: spared_one_by_one(record, picked.incidents[key == area]) for area in key.unique()}
    assert window.spared == {area: n for area, n in each.items() if n}
    assert window.spared_across == window.totals.spared - sum(each.values()) >= 0


def assert_same_list(record: Record, filters: Filters, view: View, by: str) -> None:
    """Every page of the list together is what is behind the mark, in the order asked for, each incident once."""
    picked = record.select(filters)
    aside = tally_of(record, filters, view.level).window(filters.start, filters.end).aside
    shown = behind(picked, view, view.selected)
    keys = ["date_start"] if by == "date" else ["said_max", "date_start"]
    wanted = shown.sort_values(keys, ascending=[k == "date_start" for k in keys])
    listing = Listing(record, filters, view, by)
    window = (filters.start, filters.end)
    found = listing.within(window, aside)
    got = pd.concat([listing.rows(record, found[k : k + 3], window) for k in range(0, len(found), 3)] or [wanted.iloc[:0]])
    assert sorted(got["incident_id"]) == sorted(wanted["incident_id"])
    assert got[keys].astype(str).to_numpy().tolist() == wanted[keys].astype(str).to_numpy().tolist()
    assert dict(zip(got["incident_id"], got["certain"], strict=True)) == dict(zip(wanted["incident_id"], wanted["certain"], strict=True))


@st.composite
def groups_of(draw: st.DrawFn, ids: list[str]) -> Groups:
    """Some incidents gathered into groups of two and more, the others alone."""
    of = [draw(st.integers(0, 4)) for _ in ids]
    groups = [tuple(x for x, k in zip(ids, of, strict=True) if k == mine) for mine in range(4)]
    return tuple(group for group in groups if len(group) > 1)


@wide
@given(claims_lists, CHOICES, WINDOWS, st.sampled_from(voc.LEVELS), st.data())
def test_any_window_holds_what_counting_one_by_one_finds(
    rows: list[dict[str, str]], filters: Filters, window: tuple[date, date] | None, level: str, data: st.DataObject
) -> None:
    ids = [f"i{k}" for k in range((len(rows) + 1) // 2)]
    two = st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True) if len(ids) > 1 else st.nothing()
    parts = {one[0]: set(one[1:]) for one in (data.draw(st.lists(two, max_size=2)) if len(ids) > 1 else [])}
    pairs = [(a, b) for a, b, *_ in (data.draw(st.lists(two, max_size=2)) if len(ids) > 1 else [])]
    record = small_record(rows, parts, pairs, data.draw(groups_of(ids)))
    if window:
        filters = replace(filters, start=window[0], end=window[1])
    assert_same(record, filters, level)
    assert_same_strip(record, filters, level)
    chosen = data.draw(
        st.sampled_from(
            [
                "",
                "area:SY110100",
                "area:",
                "area:north",
                "tray:off_map",
                "tray:undated",
                "tray:city",
                "tray:unknown",
                "tray:outside",
                "wide:SY1101",
            ]
        )
    )
    view = View(level=level, selected=chosen, show=data.draw(st.sampled_from(["areas", "points"])))
    assert_same_list(record, filters, view, data.draw(st.sampled_from(["killed", "date"])))


INTERVALS = st.tuples(st.integers(0, 9), st.integers(0, 5)).map(lambda x: (x[0], x[0] + x[1]))


@given(st.lists(st.tuples(INTERVALS, st.integers(0, 2)), min_size=1, max_size=9), INTERVALS)
def test_group_spares_a_window_all_but_one_of_the_members_it_holds(
    members: list[tuple[tuple[int, int], int]], days: tuple[int, int]
) -> None:
    dated = [(pd.Timestamp(a, unit="D"), pd.Timestamp(b, unit="D")) for (a, b), _ in members]
    incidents = pd.DataFrame(dated, columns=["date_start", "date_end"]).assign(incident_id=[f"i{k}" for k in range(len(members))])
    groups = [tuple(f"i{k}" for k, (_, mine) in enumerate(members) if mine == g) for g in range(3)]
    told = spared_intervals(members_of(groups, incidents, incidents["incident_id"]), ["group"])
    held = [(a >= days[0] and b <= days[1], g) for (a, b), g in members]
    wanted = sum(max(0, sum(sure for sure, mine in held if mine == g) - 1) for g in range(3))
    assert ((told["start"] >= days[0]) & (told["end"] <= days[1])).sum() == wanted
    sure = incidents[[x for x, _ in held]]
    assert sum(spared_by(groups, sure, pd.Series("", index=sure.index)).values()) == wanted


def test_shipped_record_says_the_same_for_many_windows(record: Record) -> None:
    strips = set()
    for turn, k in enumerate(range(0, 730, 61)):
        for length in (0, 13, 200):
            start = record.span[0] + timedelta(k)
            for extent in voc.EXTENTS[turn % 2 :: 2]:
                filters = Filters(start=start, end=start + timedelta(length), extent=extent, fighting=k % 2 == 0)
                level = voc.LEVELS[k % 4]
                assert_same(record, filters, level)
                if (extent, filters.fighting, level) not in strips:  # of every choice once: a strip is of all time
                    strips.add((extent, filters.fighting, level))
                    assert_same_strip(record, filters, level)


def test_tally_is_made_once_however_the_window_moves(record: Record) -> None:
    first = tally_of(record, Filters(start=date(2016, 12, 1), end=date(2016, 12, 9)), "place")
    assert tally_of(record, Filters(start=date(2017, 1, 1)), "place") is first
    assert tally_of(record, Filters(fighting=False), "place") is not first
