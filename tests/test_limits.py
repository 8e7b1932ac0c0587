"""A file cannot take more memory, time or patience than somebody allows: it is refused in one sentence, or ended at once."""

import csv
import io
import json
import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit import runtime

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.alike import Sheet
from geo.intake import inside, process
from geo.intake.apart import check_apart, read_apart
from geo.intake.cells.days import read_day_text
from geo.intake.formats import columnar, delimited, objects
from geo.intake.formats.raw import Choices, FileRefused, RawTable
from geo.intake.formats.stated import check_json
from geo.intake.handing import TEXT
from geo.intake.interpreting import interpret, rows_as_json
from geo.intake.process import Watch, resident_bytes
from geo.intake.reading import read_table
from geo.intake.reports import refused_text
from geo.intake.sources.registry import detect, guess_mapping
from geo.record.known import Record
from pages.parts import closing
from tests.test_imports import SAMPLES


def parquet(rows: int, characters: int) -> bytes:
    memory = io.BytesIO()
    pd.DataFrame({"id": [str(k) for k in range(rows)], "notes": ["x" * characters] * rows}).to_parquet(memory)
    return memory.getvalue()


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_before_it_is_handed_over() -> None:
    data = parquet(32_000, 8_000)
    assert len(data) < 1_000_000
    with pytest.raises(FileRefused) as refused:
        read_apart(data, "amp.parquet")
    assert refused.value.code == "too_many_characters"
    assert resident_bytes(os.getpid()) < 3_000_000_000
    for lang in voc.LANGUAGES:
        assert "250" in refused_text(FileRefused("too_many_characters", limit=s.IMPORT_CHARACTERS // 1_000_000), "amp.parquet", lang)


def test_characters_are_counted_over_all_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    from geo.intake.reading import read_table

    monkeypatch.setattr(s, "IMPORT_CHARACTERS", 1_000)
    with pytest.raises(FileRefused, match="too_many_characters"):
        read_table(parquet(11, 100), "t.parquet")
    assert len(read_table(parquet(9, 100), "t.parquet").cells) == 9


def test_a_reader_that_takes_too_much_memory_is_ended_and_the_limit_named(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc/self/statm").exists():  # elsewhere the limit of the address space holds
        return
    monkeypatch.setattr(s, "READ_RESIDENT", 1_000_000)
    with pytest.raises(FileRefused) as refused:
        read_apart(parquet(10, 10), "t.parquet")
    assert refused.value.code == "beyond_limits"


def test_reading_ends_when_somebody_wants_it_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "_LOOK_SECONDS", 0.01)
    before = time.monotonic()
    with pytest.raises(FileRefused, match="stopped"):
        read_apart(parquet(10, 10), "t.parquet", watch=Watch(stopped=lambda: True))
    assert time.monotonic() - before < 10
    assert len(read_apart(parquet(10, 10), "t.parquet", watch=Watch(stopped=lambda: False)).cells) == 10


def test_a_file_read_apart_is_the_file_read_here() -> None:
    data = parquet(3, 5)
    assert read_apart(data, "t.parquet").cells.astype(object).equals(bring_cells(data))


def bring_cells(data: bytes) -> pd.DataFrame:
    from geo.intake.reading import read_table

    return read_table(data, "t.parquet").cells


def test_every_refusal_of_a_limit_is_told_in_both_languages() -> None:
    for code, values in (("stopped", {}), ("too_many_characters", {"limit": 250}), ("beyond_limits", {"memory": 1.5, "seconds": 120})):
        for lang in voc.LANGUAGES:
            assert "{" not in refused_text(FileRefused(code, **values), "x", lang)


def test_a_file_larger_than_a_pipe_holds_reaches_a_reader_that_is_slow_to_begin() -> None:
    memory = io.BytesIO()
    pd.DataFrame({"id": [str(k) for k in range(3_000)], "notes": [os.urandom(60).hex() for _ in range(3_000)]}).to_parquet(memory)
    assert len(memory.getvalue()) > 200_000
    began = time.monotonic()
    assert len(read_apart(memory.getvalue(), "own.parquet").cells) == 3_000
    assert time.monotonic() - began < s.READ_SECONDS / 2  # it used to wait for the rest of the file until its time was over


def never(*_: object, **__: object) -> None:
    raise AssertionError("not in this process, or not at all")


def test_texts_too_are_read_in_another_process_and_come_back_mapped_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inside, "read_table", never)
    raw = read_apart(b"id,date,place\n1,2016-12-09,Karama\n", "t.csv")
    assert raw.cells.iloc[0].tolist() == ["1", "2016-12-09", "Karama"]
    assert set(raw.cells.dtypes) == {TEXT}, "texts of an Arrow file, no objects"


@pytest.mark.parametrize("name", ["dirty_table.csv", "airwars_dirt.csv"])
def test_rows_are_checked_apart_as_they_are_here(record: Record, name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    raw = read_apart(data, name)
    mapping = guess_mapping(raw, detect(raw))
    told: list[float] = []
    there = check_apart(raw, mapping, name, "0" * 64, record.ground, record.towns, date(2026, 11, 25), Watch(told.append))
    here = interpret(read_table(data, name), mapping, name, "0" * 64, record.ground, record.towns, date(2026, 11, 25))
    assert told
    assert (there.table_sha256, there.accounting(), there.how, there.order) == (here.table_sha256, here.accounting(), here.how, here.order)
    for one, other in ((there.table, here.table), (there.findings, here.findings)):
        assert list(one.columns) == list(other.columns)
        assert all((one[c].to_numpy(dtype=object) == other[c].to_numpy(dtype=object)).all() for c in one)


def test_reading_says_how_far_it_is_and_ends_when_it_is_wanted_no_more() -> None:
    data = b"id,date,place\n" + b"1,2016-12-09,Karama\n" * 60_000
    told: list[float] = []
    read_apart(data, "t.csv", watch=Watch(told.append))
    assert told == sorted(told)
    assert len(set(told)) >= 2, "a bar that moves"
    with pytest.raises(FileRefused, match="stopped"):
        read_apart(data, "t.csv", watch=Watch(told.append, stopped=lambda: len(told) > 0))


def test_a_process_that_waits_to_be_forked_is_started_again_when_it_has_ended() -> None:
    read_apart(b"id,date,place\n1,2016-12-09,Karama\n", "t.csv")
    if process.ABILITY:
        assert process._ready._process is not None
        process._ready._process.kill()
    assert len(read_apart(b"id,date,place\n1,2016-12-09,Karama\n", "t.csv").cells) == 1


def test_what_can_not_fork_begins_a_process_for_each_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "ABILITY", False)
    assert len(read_apart(b"id,date,place\n1,2016-12-09,Karama\n", "t.csv").cells) == 1


def test_parquet_is_refused_by_its_stated_lengths_before_any_of_it_is_converted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "IMPORT_CHARACTERS", 1_000)
    monkeypatch.setattr(columnar, "from_geometry", never)
    coded = io.BytesIO()  # a text that stands in each row is there once
    pd.DataFrame({"id": range(200), "notes": pd.Categorical(["x" * 100] * 200)}).to_parquet(coded)
    for data in (parquet(200, 100), coded.getvalue()):
        with pytest.raises(FileRefused, match="too_many_characters"):
            read_table(data, "t.parquet")


def test_json_of_too_many_or_too_deeply_nested_values_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "_parsed", never)
    monkeypatch.setattr(s, "JSON_PARTS", 1_000)
    for data in (b"[" + b"[]," * 1_100 + b"[]]", b'[{"a":' * 400, b'{"a":{' * 100):
        with pytest.raises(FileRefused, match="json_too_"):
            read_table(data, "t.json")
    for code, limit in (("json_too_many", 10), ("json_too_deep", 60)):
        for lang in voc.LANGUAGES:
            assert str(limit) in refused_text(FileRefused(code, parts=30, limit=limit), "t.json", lang)


def test_signs_inside_texts_are_no_nesting_and_no_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "JSON_PARTS", 5)
    check_json(json.dumps([{"a": "[" * 500 + '\\"{' * 500 + "," * 500, "b": "\\"}]).encode())
    check_json(b"[1]")
    with pytest.raises(FileRefused, match="json_too_many"):
        check_json(json.dumps([1] * 9).encode())


@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), min_size=1, max_size=9))
def test_every_byte_of_the_files_own_rows_is_kept(rows: list[list[str]]) -> None:
    written = rows_as_json(Sheet.of_frame(pd.DataFrame(np.array(rows, dtype=object))))
    assert written == [json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows]


LINES = st.lists(
    st.lists(st.sampled_from(["", " ", "id", "date", "place", "1", "2", "Karama", "#date", "#loc+name", "x,y"]), max_size=5), max_size=30
)


@given(LINES, st.booleans())
def test_a_text_is_the_same_table_whether_its_rows_are_kept_as_rows_or_as_columns(lines: list[list[str]], shaped: bool) -> None:
    text, body = io.StringIO(), [*lines, *[["1", "2017-01-01"]] * 40, *lines]
    csv.writer(text).writerows([["id", "date", "place"], *(row[:3] for row in body)] if shaped else body)

    def read(stride: int) -> RawTable | str:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delimited, "_STRIDE", stride)
            try:
                return delimited.read_csv(text.getvalue().encode(), Choices(separator=","))
            except FileRefused as refused:
                return str(refused)

    apart, whole = read(36), read(1_000)
    if isinstance(apart, str) or isinstance(whole, str):
        assert apart == whole
        return
    assert apart.cells.to_numpy().tolist() == whole.cells.to_numpy().tolist()
    assert apart.numbers.tolist() == whole.numbers.tolist()
    assert list(apart.cells) == list(whole.cells)
    assert replace(apart, cells=whole.cells, numbers=whole.numbers) == whole


def test_a_long_text_is_kept_as_columns_and_never_as_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_STRIDE", 50)
    rows = "".join(f'{k},2017-01-{k % 28 + 1:02d},"Kara, ma"\n' for k in range(200))
    cells = delimited.read_csv(f"title\nid,date,place\n{rows}\n\n".encode(), Choices()).cells
    assert cells.shape == (200, 3)
    assert set(cells.dtypes) == {TEXT}
    assert cells["place"].tolist() == ["Kara, ma"] * 200


@pytest.mark.parametrize("text", ["\ufdfa/" * 50, "2017" + " - " * 32, "a1-1-" * 20, "5 \u0648 1" * 16, "abc - " * 16])
def test_no_date_takes_long_to_be_none(text: str) -> None:
    began = time.process_time()
    assert read_day_text(text[:100], "").doubtful
    assert time.process_time() - began < 0.25  # seconds; one took 0.7


def test_a_session_that_ended_is_let_go_by_a_clock_and_not_by_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    class Kept:
        def __init__(self) -> None:
            self.gone = [("session", object())]

        def expire(self) -> list[tuple[str, object]]:
            found, self.gone = self.gone, []
            return found

    kept = Kept()
    made = type("Runtime", (), {"_session_mgr": type("M", (), {"_session_storage": type("S", (), {"_cache": kept})})})
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: made)
    assert closing.let_go() == 1
    assert closing.let_go() == 0
    assert kept.gone == []


def test_checking_a_table_needs_no_more_than_its_rows(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "READ_RESIDENT", 700_000_000)  # Arrow's usual pool reserves a gigabyte at the first stride
    rows = "".join(f"{k},2017-01-{k % 28 + 1:02d},Karama,note {k}\n" for k in range(20_000))
    raw = read_apart(f"id,date,place,notes\n{rows}".encode(), "t.csv")
    one = check_apart(raw, guess_mapping(raw, detect(raw)), "t.csv", "0" * 64, record.ground, record.towns, date(2026, 11, 25))
    assert one.accounting().rows == len(raw.cells) == 20_000
