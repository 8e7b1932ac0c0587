"""What the search for garbage leaves alone is still found once nothing uses it: memory stays flat."""

import gc
import time
import weakref
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import streamlit as st

from geo.record import frozen
from pages.parts import bring as bringing
from pages.parts import reading
from tests.test_data_page import bring, open_page, press
from tests.test_pages import run


class Circle:
    """Something that refers to itself: only the search for garbage frees it."""

    def __init__(self) -> None:
        self.myself = self


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()
    gc.unfreeze()


def test_what_was_frozen_and_dropped_is_collected_at_the_next_freeze() -> None:
    circle = Circle()
    frozen.freeze()
    left = weakref.ref(circle)
    del circle
    gc.collect()
    assert left() is not None, "it was not frozen"
    frozen.freeze()
    assert left() is None


def test_what_was_frozen_is_looked_through_again_only_after_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    circle = Circle()
    frozen.freeze()
    left, now = weakref.ref(circle), time.monotonic()
    del circle
    monkeypatch.setattr(time, "monotonic", lambda: now + 50)
    frozen.freeze_again()
    assert left() is not None
    monkeypatch.setattr(time, "monotonic", lambda: now + 70)
    frozen.freeze_again()
    assert left() is None


def test_imports_that_come_and_go_leave_no_file_and_no_record_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    records: list[weakref.ref[Any]] = []
    drafts: list[weakref.ref[Any]] = []
    join, start = reading.join, bringing.start

    def joining(*args: Any) -> Any:
        record = join(*args)
        records.append(weakref.ref(record))
        return record

    def starting(draft: Any, *args: Any, **kwargs: Any) -> None:
        drafts.append(weakref.ref(draft))
        start(draft, *args, **kwargs)

    monkeypatch.setattr(reading, "join", joining)
    app = open_page()
    monkeypatch.setattr(bringing, "start", starting)
    for k in range(2):
        bring(app, f"t{k}.csv", b"id,date,place,killed,belligerent\n1,2016-12-09,A,3,Somebody\n")
        press(app, "check_rows")
        app.selectbox(key="en:code:belligerent:Somebody").set_value("russian_military").run()
        press(app, "add_import")
        press(app, "forget_sure_0")
    bring(app, "last.csv", b"id,date,place\n1,2016-12-09,A\n")
    assert len(records) >= 2
    gc.collect()
    assert [one() for one in records if one()] == []
    assert len({id(one()) for one in drafts if one()}) == 1, "the file that is open, and no other"


def test_slider_moves_leave_no_objects_behind() -> None:
    app = run("map")

    def move(k: int) -> int:
        first, last = date(2016, 2, 1) + timedelta(days=k), date(2017, 5, 1) + timedelta(days=k)
        slider = next(x for x in app.slider if "window_slider" in str(x.key))
        slider.set_value((first, last)).run()
        assert not app.exception
        gc.unfreeze()
        gc.collect()
        kinds = [type(x) for x in gc.get_objects()]
        gc.freeze()
        return len(kinds) - kinds.count(weakref.ReferenceType)  # pandas lets lists of these grow to 500 before it clears them

    before = [move(k) for k in range(3)][-1]
    after = [move(k) for k in range(3, 8)][-1]
    assert after - before < 5 * 10, "ten objects a move"
