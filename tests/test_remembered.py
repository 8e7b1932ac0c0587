"""A record is data: what is made of it lies beside it, is made once, and goes with it."""

import gc
import weakref
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.count.tallies import tally_of
from geo.out.share import shareable
from geo.record.remembered import lately, once
from geo.show.listing import listing_of
from geo.show.names import area_names
from tests.makers import read_again

RECORD = read_again(s.DATA)


def test_a_record_has_no_field_that_changes_when_it_is_asked() -> None:
    copy = replace(RECORD)
    before = {f.name: id(getattr(copy, f.name)) for f in fields(copy)}
    tally_of(copy, Filters(), "subdistrict")
    listing_of(copy, Filters(), View(), "date")
    assert {f.name: id(getattr(copy, f.name)) for f in fields(copy)} == before


def test_what_is_made_of_a_record_is_made_once_and_goes_with_it() -> None:
    copy = replace(RECORD)
    assert tally_of(copy, Filters(), "subdistrict") is tally_of(copy, Filters(), "subdistrict")
    assert listing_of(copy, Filters(), View(), "date") is listing_of(copy, Filters(), View(), "date")
    assert shareable(copy) is shareable(copy)
    assert area_names(copy, "place", "en") is area_names(copy, "place", "en")
    assert tally_of(copy, Filters(), "subdistrict") is not tally_of(replace(copy), Filters(), "subdistrict")
    left = [
        weakref.ref(x)
        for x in (copy, tally_of(copy, Filters(), "subdistrict"), listing_of(copy, Filters(), View(), "date"), shareable(copy))
    ]
    gc.disable()  # nothing refers to itself in a circle: all of it goes without a search for garbage
    try:
        del copy
        assert [x() for x in left] == [None] * len(left)
    finally:
        gc.enable()


@given(st.lists(st.integers(0, 20), max_size=60))
def test_the_last_few_of_a_kind_are_kept_and_no_more(asked: list[int]) -> None:
    record = replace(RECORD)
    made: list[int] = []
    kept: list[int] = []
    for n in asked:
        before = len(made)
        assert lately(record, ("cut", n), lambda n=n: made.append(n) or n) == n  # type: ignore[misc]
        assert (len(made) == before) == (n in kept)
        kept = [*(x for x in kept if x != n), n][-s.REMEMBERED["cut"] :]
        assert once(record, "for good", lambda: 5) == 5


def test_a_record_in_memory_is_one_frame_whatever_columns_are_asked_for() -> None:
    assert RECORD.in_memory
    assert [(number, frame is RECORD.incidents) for number, frame in RECORD.frames(["grading"])] == [(0, True)]
    assert RECORD.size == (len(RECORD.claims), len(RECORD.incidents))
