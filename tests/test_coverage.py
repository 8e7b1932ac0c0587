"""Who covered what, and when: the rule by which absence and order may be said, over random tables of coverage; its files; what is drawn of it."""

import contextlib
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo.evidence.coverage import (
    COMPLETE,
    SERIES,
    WHAT,
    Asked,
    Coverage,
    Row,
    Stretch,
    Stretches,
    days_of,
    in_both,
    merged,
    spans_of,
    within,
    without,
)
from geo.record import covering, stored
from geo.record.covering import COLUMNS, FILE, HAND, HAND_COLUMNS, coverage_of, lines_by_hand, read_coverage, say_covered
from geo.record.known import Record

FIRST = date(2016, 1, 1)
STRETCH = st.tuples(st.integers(0, 60), st.integers(0, 25)).map(lambda x: (FIRST + timedelta(x[0]), FIRST + timedelta(x[0] + x[1])))
ASKED = st.builds(
    Asked,
    sources=st.sampled_from([(), ("airwars",), ("press",), ("airwars", "press")]),
    kinds=st.sampled_from([(), ("strike",), ("attack_on_civilians",)]),
    belligerents=st.sampled_from([(), ("russian_military",)]),
    side=st.sampled_from(["countryside", "city", "both", "outside"]),
    areas=st.sampled_from([(), ("SY110101", "SY1101"), ("city",)]),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["airwars", "press", "ucdp_ged"]),
        st.sampled_from(["all", "countryside", "SY1101"]),
        STRETCH,
        st.sampled_from(COMPLETE),
        st.sampled_from([(), ("strike",)]),
        st.sampled_from([(), ("russian_military",)]),
    ).map(lambda x: Row(x[0], "incidents", (x[1],), *x[2], x[3], x[4], x[5])),
    max_size=7,
)


def every(stretches: Stretches) -> set[date]:
    return {a + timedelta(k) for a, b in stretches for k in range((b - a).days + 1)}


def holds(row: Row, asked: Asked) -> bool:
    """Whether a line is about all that is asked, said day by day and word by word."""
    if asked.sources and row.source not in asked.sources:
        return False
    if asked.kinds and row.kinds and not set(row.kinds) & set(asked.kinds):
        return False
    if set(row.without) & set(asked.belligerents) or asked.side == "outside":
        return False
    if row.areas == ("all",):
        return True
    if row.areas == ("countryside",):
        return asked.side == "countryside" and "city" not in asked.areas
    return "SY1101" in asked.areas


@given(st.lists(STRETCH, max_size=6), STRETCH, st.lists(STRETCH, max_size=4))
def test_stretches_are_what_their_days_are(some: list[Stretch], window: Stretch, others: list[Stretch]) -> None:
    one, other = merged(some), merged(others)
    assert every(one) == every(tuple(some))
    assert days_of(one) == len(every(one))
    assert all((b[0] - a[1]).days > 1 for a, b in pairwise(one))
    assert every(within(one, window)) == every(one) & every((window,))
    assert every(without(window, one)) == every((window,)) - every(one)
    assert every(in_both(one, other)) == every(one) & every(other)


@given(ROWS, STRETCH, ASKED)
def test_silence_is_said_only_where_on_each_day_a_series_that_holds_all_that_is_asked_covers_it(
    rows: list[Row], window: Stretch, asked: Asked
) -> None:
    part = Coverage(tuple(rows), ("airwars",)).part("incidents", window, asked)
    covering = [every(((r.first, r.last),)) for r in rows if r.complete in SERIES and holds(r, asked)]
    days = every((window,))
    assert part.silence == all(any(day in held for held in covering) for day in days)
    assert every(part.held) == {day for day in days if any(day in held for held in covering)}
    assert not every(part.held) & every(part.spoken)
    assert (part.state == "all") == part.silence
    if not asked.sources or "airwars" in asked.sources:
        assert part.known == any(r.source == "airwars" for r in rows)
    for what in WHAT[1:]:
        assert not Coverage(tuple(rows)).part(what, window, asked).held


@given(ROWS, STRETCH, STRETCH, ASKED, ASKED)
def test_an_order_is_said_only_where_each_source_that_covers_some_covers_all_of_both(
    rows: list[Row], a: Stretch, b: Stretch, one: Asked, other: Asked
) -> None:
    shared = Coverage(tuple(rows), ("airwars",)).shared("incidents", (a, one), (b, other))
    used = {"airwars", *(r.source for r in rows)}
    used = {c for c in used if any(not asked.sources or c in asked.sources for asked in (one, other))}
    held = {
        (c, k): {
            d for d in every((w,)) if any(r.source == c and r.complete in SERIES and holds(r, x) and r.first <= d <= r.last for r in rows)
        }
        for c in used
        for k, (w, x) in enumerate(((a, one), (b, other)))
    }
    series = [c for c in used if held[c, 0] or held[c, 1]]
    unstated = "airwars" in used and not any(r.source == "airwars" for r in rows)
    plain = bool(series) and all(held[c, 0] == every((a,)) and held[c, 1] == every((b,)) for c in series)
    assert shared.whole == (plain and not unstated)
    assert not set(shared.single) & set(series)
    if shared.cut and not unstated:
        first, second = shared.cut
        again = Coverage(tuple(rows), ("airwars",)).shared("incidents", (first, one), (second, other))
        assert every((first,)) <= every((a,))
        assert all(set(every((x,))) <= held[c, k] for c in series for k, x in enumerate((first, second)))
        assert again.whole


def test_a_file_that_was_brought_speaks_of_its_own_days_and_a_person_can_say_otherwise() -> None:
    claims = pd.DataFrame(
        {
            "source_dataset": ["own", "own", "own"],
            "date_start": pd.to_datetime(["2018-01-03", "2018-02-01", None]),
            "date_end": pd.to_datetime(["2018-01-03", "2018-02-09", None]),
            "grading": ["ungraded", "fair", "fair"],
            "response": ["not_covered", "not_covered", "credible"],
        }
    )
    spans = spans_of(claims)
    assert [(r.what, r.first, r.last) for r in spans] == [
        ("incidents", date(2018, 1, 3), date(2018, 2, 9)),
        ("gradings", date(2018, 2, 1), date(2018, 2, 9)),
    ]
    brought = Coverage((), ("own",)).with_rows(spans)
    window = (date(2018, 1, 3), date(2018, 2, 9))
    part = brought.part("incidents", window)
    assert (part.silence, part.held, part.spoken) == (False, (), (window,))
    said = Row("own", "incidents", ("all",), *window, "whole", origin="hand")
    assert brought.corrected([said]).part("incidents", window).silence
    assert Coverage((said,), ("own",)).with_rows(spans).part("incidents", window).silence
    assert brought.with_rows(spans) == brought


def test_the_stored_coverage_is_that_of_the_shared_list(record: Record) -> None:
    told = {(r.source, r.what, r.first.isoformat(), r.last.isoformat(), r.speaks) for r in record.covered}
    assert told == {
        ("airwars", "incidents", "2016-01-01", "2017-12-31", True),
        ("airwars", "gradings", "2016-01-01", "2017-03-23", True),  # and from the next day, but for Russia
        ("airwars", "gradings", "2017-03-24", "2017-12-31", True),
        ("airwars", "answers", "2016-01-01", "2017-12-31", True),
        ("ucdp_ged", "incidents", "2016-01-01", "2017-12-31", True),
        ("rbss", "incidents", "2016-11-06", "2016-12-10", False),
        ("press", "incidents", "2016-11-06", "2016-12-31", False),
        ("cjtf_oir", "declared_strikes", "2014-12-19", "2016-10-17", True),
        ("cjtf_oir", "declared_strikes", "2016-11-05", "2017-10-18", False),
    }
    assert all(r.notes[0] and r.notes[1] and r.places[0] and r.places[1] for r in record.covered)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (FILE, HAND):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(s.DATA / name, tmp_path / name)
    return tmp_path


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("source_dataset", "moon"),
        ("what", ""),
        ("area", "C5710|nowhere"),
        ("area", ""),
        ("first_day", "2016-13-01"),
        ("last_day", "2015-01-01"),
        ("how_complete", "mostly"),
        ("kinds", "strike|wind"),
        ("without", "nobody"),
    ],
)
def test_a_line_that_cannot_be_used_is_left_aside_and_named_and_ends_no_start(record: Record, folder: Path, column: str, cell: str) -> None:
    table = pd.read_csv(folder / FILE, dtype=str, keep_default_na=False)
    table.loc[0, column] = cell
    table.to_csv(folder / FILE, index=False)
    tables, notices = read_coverage(folder)
    rows, unread = coverage_of(tables, record.area_ids)
    assert notices == []
    assert [(x.kind, x.name) for x in unread] == [("coverage", f"{FILE} 2 {column} “{cell}”")]
    assert rows == record.covered[1:]


def test_a_file_that_is_no_table_or_lacks_a_column_is_named_and_one_that_is_not_there_states_nothing(record: Record, folder: Path) -> None:
    (folder / FILE).write_bytes(b"\xff\xfe\x00")
    pd.DataFrame(columns=list(HAND_COLUMNS[1:])).to_csv(folder / HAND, index=False)
    tables, notices = read_coverage(folder)
    assert [x.name.split()[0] for x in notices] == [FILE, HAND]
    assert coverage_of(tables, record.area_ids) == ((), [])
    for name in (FILE, HAND):
        (folder / name).unlink()
    assert read_coverage(folder) == ({}, [])
    unknown = Coverage((), ("airwars",)).part("gradings", (FIRST, FIRST))
    assert (unknown.state, unknown.silence) == ("unknown", False)


def test_what_a_person_says_takes_the_place_of_what_the_file_says(record: Record, folder: Path) -> None:
    line = dict.fromkeys(COLUMNS, "") | {"source_dataset": "press", "what": "incidents", "area": "all", "how_complete": "whole"}
    line |= {"first_day": "2016-11-01", "last_day": "2016-11-30", "decided_by": "A", "decided_on": "2026-11-26"}
    pd.DataFrame([line, line | {"decided_by": ""}]).to_csv(folder / HAND, index=False)
    rows, unread = coverage_of(read_coverage(folder)[0], record.area_ids)
    assert [(r.first.day, r.last.day, r.origin) for r in rows if r.source == "press"] == [(1, 30, "hand")]
    assert len(unread) == 1


def test_a_list_of_some_places_is_hatched_only_where_it_ends(record: Record) -> None:
    listed = [r for r in record.covered if r.what == "declared_strikes" and r.speaks]
    span = (min(r.first for r in listed), max(r.last for r in listed) + timedelta(90))
    whole, own = (record.coverage.watched("declared_strikes", span, x) for x in (Asked(), record.coverage.own_places("declared_strikes")))
    assert whole.missing == (span,)  # nobody listed the strikes on the whole land
    assert own.missing == ((span[1] - timedelta(89), span[1]),)


def test_two_people_who_say_the_first_line_at_once_both_keep_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = dict.fromkeys(HAND_COLUMNS, "") | {"source_dataset": "press", "decided_by": "A"}
    (folder / HAND).unlink()
    hold, others = stored.writing, [line | {"decided_by": "B"}]

    @contextlib.contextmanager
    def after_another(*args: Any) -> Iterator[None]:
        """Wait for the folder while somebody else says theirs."""
        if others:
            say_covered(others.pop(), folder)
        with hold(*args):
            yield

    for module in (stored, covering):
        monkeypatch.setattr(module, "writing", after_another, raising=False)
    say_covered(line, folder)
    assert sorted(x["decided_by"] for x in lines_by_hand(folder)) == ["A", "B"]
