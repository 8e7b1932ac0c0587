"""A kept import is believed only as it was written: every byte, and every value, null and type in it."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import vocabulary as voc
from geo.intake.kept import KeptFileBroken, _are_plain_lists, read_imports, write_imports
from geo.out.verify import verify
from geo.record.files import read_record
from geo.record.known import Record
from geo.record.stored import keep_import
from geo.seals import is_whole, new_place, seal
from tests.test_imports import folder, sample  # noqa: F401 - a fixture


@pytest.fixture(scope="module")
def kept(record: Record) -> bytes:
    return write_imports([sample(record, "dirty_table.csv"), sample(record, "cjtf.csv")])


def rewritten(data: bytes, change: Callable[[list[dict[str, Any]], dict[str, list[Any]]], object]) -> bytes:
    """Change what a kept file says of itself, or its cells, as somebody would who has this program, and seal it again."""
    table, metadata = pq.read_table(io.BytesIO(data)), pq.read_metadata(io.BytesIO(data)).metadata
    about, cells = json.loads(metadata[b"raqqa_imports"]), table.to_pydict()
    change(about, cells)
    arrays = {}
    for name, values in cells.items():
        same = name in table.schema.names and all(v is None or isinstance(v, type(table[name][0].as_py())) for v in values)
        arrays[name] = pa.array(values, table.schema.field(name).type if same or name == "geometry" else None)
    place, out = new_place(), io.BytesIO()
    with pq.ParquetWriter(out, (made := pa.table(arrays)).schema) as writer:
        writer.write_table(made)
        writer.add_key_value_metadata({b"raqqa_imports": json.dumps(about), b"raqqa_seal": place})
    return seal(out.getvalue(), place)


def put(column: str, value: object, at: int = 0) -> Callable[[Any, dict[str, list[Any]]], object]:
    return lambda _, cells: cells[column].__setitem__(at, value)


def say(**fields: object) -> Callable[[list[dict[str, Any]], Any], object]:
    return lambda about, _: about[0].update(fields)


@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_no_changed_byte_of_a_kept_import_is_read(kept: bytes, where: float, flip: int) -> None:
    data = bytearray(kept)
    data[int(where * len(data))] ^= flip
    with pytest.raises(KeptFileBroken):
        read_imports(bytes(data))


def test_kept_imports_come_back_as_they_were_and_to_the_same_bytes(record: Record, kept: bytes) -> None:
    back = read_imports(kept)
    assert [len(one.table) for one in back] == [len(sample(record, name).table) for name in ("dirty_table.csv", "cjtf.csv")]
    assert write_imports(back) == kept
    assert read_imports(rewritten(kept, lambda *_: None))  # the forger's own tools change nothing of themselves


BROKEN = {  # what is changed, and what the sentence names
    "a null": (put("place_name", None), "place_name"),
    "a null row": (put("raw", None), "raw"),
    "a null number": (put("row", None), "row"),
    "a null flag": (put("held", None), "held"),
    "a number of a row that is none": (put("row", -3), "-3"),
    "a row of another file": (put("raw", '["x"]'), "row_sha256"),
    "another hash": (put("row_sha256", "0" * 64), "0" * 64),
    "a word for a number": (put("civilians_killed_min", "seven"), "seven"),
    "a date that is none": (put("date_start", "2017-02-30"), "2017-02-30"),
    "a code that is none": (put("grading", "certain"), "certain"),
    "an import that is not there": (put("import_no", 9), "9"),
    "a status that is none": (put("status", "done"), "done"),
    "kept and refused": (put("refuse", "empty_row"), "status"),
    "findings that are no JSON": (put("findings", "["), "findings"),
    "a finding without its parts": (put("findings", '[{"code": "x"}]'), "findings"),
    "a finding of no kind": (
        put("findings", json.dumps([dict.fromkeys(("column", "kind", "code", "was", "became", "choices"), "")])),
        "findings",
    ),
    "numbers for texts": (lambda _, cells: cells.update(place_name=[1] * len(cells["row"])), "place_name"),
    "texts for flags": (lambda _, cells: cells.update(held=["no"] * len(cells["row"])), "held"),
    "a column less": (lambda _, cells: cells.pop("remarks"), "remarks"),
    "a column more": (lambda _, cells: cells.update(more=["x"] * len(cells["row"])), "more"),
    "no description": (lambda about, _: about.clear(), "raqqa_imports"),
    "a name that is none": (say(name=None), "name"),
    "a mapping that is none": (say(mapping={"source": "moon"}), "mapping"),
    "a mapping of null": (say(mapping=None), "mapping"),
    "a way of reading that is a list": (say(how=[]), "how"),
    "columns that are numbers": (say(file_columns=[1, 2]), "file_columns"),
    "fewer columns than cells": (say(file_columns=["x"]), "raw"),
    "a hash that is none": (say(input_sha256="x"), "input_sha256"),
    "another hash of the table": (say(table_sha256="0" * 64), ""),
    "a day that is none": (say(read_on="yesterday"), "yesterday"),
    "an order that is none": (say(order={}), "order"),
    "a decision that is none": (say(decisions=[{"action": "accept"}]), "decisions"),
    "a policy that is none": (say(policy="erase"), "erase"),
    "more about itself": (say(more="x"), "more"),
    "no strikes": (lambda _, cells: cells["strike_count"].__setitem__(cells["import_no"].index(1) + 1, ""), "strike_count"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_value_null_or_type_is_named_in_one_sentence(kept: bytes, name: str) -> None:
    change, named = BROKEN[name]
    data = rewritten(kept, change)
    assert is_whole(data)
    with pytest.raises(KeptFileBroken) as broken:
        read_imports(data)
    for lang in voc.LANGUAGES:
        told = broken.value.told(lang)
        assert named[:80] in told
        assert "\n" not in told


def test_kept_file_with_one_null_cell_is_named_and_the_rest_is_shown(record: Record, folder: Path) -> None:  # noqa: F811
    path = Path(keep_import(sample(record, "dirty_table.csv"), folder).path)
    whole = path.read_bytes()
    for data, code in (
        (rewritten(whole, put("place_name", None)), "cell"),
        (whole.replace(b"dirty_table", b"other_table"), "changed"),
        (b"PAR1 broken", "unreadable"),
    ):
        path.write_bytes(data)
        again = read_record(folder)
        assert [(name, why.code) for name, why in again.broken] == [(path.name, code)]
        assert len(again.claims) == len(record.claims)
        assert again.imports == ()


def test_verify_names_what_is_broken_and_a_point_that_is_elsewhere_than_its_row(record: Record, kept: bytes) -> None:
    assert verify(kept, "x.parquet", record).good
    found = verify(rewritten(kept, put("place_name", None)), "x.parquet", record)
    assert "place_name" in found.differing[0].told("en")
    moved = rewritten(kept, lambda _, cells: cells["geometry"].__setitem__(slice(None), [None] * len(cells["row"])))
    assert [d.kind for d in verify(moved, "x.parquet", record).differing] == ["bytes"]


def test_seals_quoted_in_a_kept_import_decide_nothing(record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    quoted = " ".join(f"raqqa-sha256:{k:064x}" for k in range(60))
    one.table["remarks"] = quoted
    assert len(read_imports(write_imports([one]))[0].table) == len(one.table)


PIECES = st.lists(st.sampled_from(['["', '"]', '","', '"', ",", "[", "]", "a", "ب", "\\", "\\n", "\n", " ", "1", '", "']), max_size=8)


@given(
    st.lists(
        st.one_of(PIECES.map("".join), PIECES.map(lambda cells: json.dumps(cells, ensure_ascii=False, separators=(",", ":")))), min_size=1
    )
)
def test_a_row_that_is_taken_for_a_plain_list_is_one(rows: list[str]) -> None:
    for wide in (0, 1, 2, 3):
        for row, plain in zip(rows, _are_plain_lists([row.encode() for row in rows], wide), strict=True):
            if plain:
                cells = json.loads(row)
                assert (len(cells), {type(cell) for cell in cells}) == (wide, {str})


def test_a_row_as_imports_write_it_is_known_without_reading_it() -> None:
    rows = [json.dumps(cells, ensure_ascii=False, separators=(",", ":")).encode() for cells in (["a", ""], ["", "ب,[x]"], ['"', "a"])]
    assert _are_plain_lists(rows, 2).tolist() == [True, True, False]
