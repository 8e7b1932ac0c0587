"""The same file twice changes nothing, any two files are two tables, and a newer version keeps what was decided and shows what changed."""

import hashlib
import json
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import settings as s
from geo.__main__ import main
from geo.choice.filters import Filters
from geo.holding.inputs import name_inputs
from geo.intake.deciding import decide, recode
from geo.intake.formats.raw import Choices
from geo.intake.imports import Import
from geo.intake.interpreting import interpret
from geo.intake.kept import read_imports
from geo.intake.reading import read_table
from geo.intake.sources.registry import detect, guess_mapping
from geo.intake.versions import free_name, known_as, mapping_as, stem_of
from geo.record.files import read_record
from geo.record.joining import join
from geo.record.known import Record
from geo.record.stored import keep_import
from geo.show.chosen import Chosen
from geo.show.summary import to_json
from tests.makers import read_again
from tests.test_imports import decision, finding

HEAD = "ID,Date,Place,Lat,Lon,Killed"
FIRST = f"{HEAD}\n1,2016-12-09,Karama,36.11,39.18,3\n2,2016-12-10,Jarnieh,36.2,39.0,1\n".encode()
OTHER = f"{HEAD}\n1,2016-12-19,Mansura,36.31,39.38,30\n2,2016-12-20,Abara,36.25,39.05,10\n".encode()
NEWER = FIRST.replace(b"39.18,3", b"39.18,4") + b"3,2016-12-11,Hisheh,36.4,38.9,7\n"


@cache
def shipped() -> Record:
    return read_again(s.DATA)


def bring(data: bytes, name: str, here: tuple[Import, ...] = ()) -> Import:
    """Read a file as the page and the commands do, held against those that are here."""
    raw = read_table(data, name)
    digest = hashlib.sha256(data).hexdigest()
    guess = replace(guess_mapping(raw, detect(raw)), name=stem_of(name))
    known = known_as(raw, guess, digest, here)
    chosen = mapping_as(known, guess, raw.cells.columns, here)
    return interpret(raw, chosen, name, digest, shipped().ground, shipped().towns, date(2026, 11, 26))


def kind(data: bytes, name: str, *here: Import) -> str:
    raw = read_table(data, name)
    guess = replace(guess_mapping(raw, detect(raw)), name=stem_of(name))
    return known_as(raw, guess, hashlib.sha256(data).hexdigest(), here).kind


def told(record: Record) -> dict[str, object]:
    return to_json(Chosen(record, Filters()))


def test_the_same_bytes_are_known_under_any_name_and_change_nothing() -> None:
    one = bring(FIRST, "report.csv")
    again = bring(FIRST, "report (1).csv", (one,))
    assert kind(FIRST, "report (1).csv", one) == "same"
    assert list(again.table["claim_id"]) == list(one.table["claim_id"])
    assert told(join(shipped(), [one, again])) == told(join(shipped(), [one]))


def test_another_file_of_the_same_name_is_another_table_and_loses_nothing() -> None:
    one = bring(FIRST, "data.csv")
    other = bring(OTHER, "data.csv", (one,))
    assert kind(OTHER, "data.csv", one) == "another"
    assert len(join(shipped(), [one, other]).claims) == len(shipped().claims) + 4


@pytest.mark.parametrize("name", ["data.csv", "data_v2.csv"])
def test_a_newer_version_is_known_by_its_ids_and_rows_whatever_its_name(name: str) -> None:
    one = bring(FIRST, "data.csv")
    assert kind(NEWER, name, one) == "newer"
    newer = bring(NEWER, name, (one,))
    assert newer.mapping.name == "data"
    assert len(join(shipped(), [one, newer]).claims) == len(shipped().claims) + 3


def test_a_newer_version_without_ids_is_known_by_the_rows_that_are_the_same() -> None:
    rows = [f"2016-12-{d:02},Karama,{d}" for d in range(1, 9)]
    old = bring("\n".join(["date,place,killed", *rows]).encode(), "a.csv")
    assert kind("\n".join(["date,place,killed", *rows[:6], "2017-01-01,Jarnieh,3"]).encode(), "b.csv", old) == "newer"
    assert (
        kind("\n".join(["date,place,killed", *rows[:1], *(f"2017-02-{d:02},Abara,1" for d in range(1, 9))]).encode(), "b.csv", old) == "new"
    )


def test_a_sheet_that_was_not_read_is_not_the_same_file() -> None:
    one = replace(bring(FIRST, "book.csv"), how={"kind": "sheet", "sheet": "2016"})
    raw = replace(read_table(FIRST, "book.csv"), sheet="2017")
    guess = replace(guess_mapping(raw, "table"), name="book")
    assert known_as(raw, guess, one.input_sha256, [one]).kind != "same"


@given(st.lists(st.sampled_from(["data", "data (2)", "x" * 60, ""]), max_size=8))
def test_free_names_are_never_taken(names: list[str]) -> None:
    used: list[str] = []
    for name in names:
        used.append(free_name(name, used))
    assert len(set(used)) == len(used)


TABLES = st.lists(
    st.tuples(st.integers(1, 6), st.integers(1, 28), st.sampled_from(["Karama", "Jarnieh", "Hamlet", "Abara"]), st.integers(0, 40)),
    min_size=1,
    max_size=6,
    unique_by=lambda r: r[0],
)


def written(rows: list[tuple[int, int, str, int]]) -> bytes:
    return "\n".join(["id,date,place,killed", *(f"{i},2016-12-{d:02},{p},{n}" for i, d, p, n in rows)]).encode()


@settings(max_examples=6)
@given(TABLES, st.sampled_from(["t.csv", "u.csv"]))
def test_the_same_file_twice_changes_nothing(rows: list[tuple[int, int, str, int]], name: str) -> None:
    one = bring(written(rows), "t.csv")
    again = bring(written(rows), name, (one,))
    once, twice = join(shipped(), [one]), join(shipped(), [one, again])
    assert list(twice.claims["claim_id"]) == list(once.claims["claim_id"])
    assert twice.rows_waiting == once.rows_waiting


@given(TABLES, TABLES, st.sampled_from(["t.csv", "u.csv"]))
def test_two_files_are_two_tables_unless_the_second_is_a_version_of_the_first(
    a: list[tuple[int, int, str, int]], b: list[tuple[int, int, str, int]], name: str
) -> None:
    one = bring(written(a), "t.csv")
    other = bring(written(b), name, (one,))
    shared = set(one.table["claim_id"]) & set(other.table["claim_id"])
    met = kind(written(b), name, one)
    assert bool(shared) == (met in ("same", "newer"))
    assert (other.mapping.name == one.mapping.name) == (met in ("same", "newer"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    import shutil

    shutil.copytree(s.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("output"))
    return tmp_path / "data"


def write(path: Path, data: bytes) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return str(path)


def test_import_tells_what_each_file_is_to_the_others_and_loses_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path / "a" / "data.csv", FIRST), write(tmp_path / "b" / "data.csv", OTHER), write(tmp_path / "copy.csv", FIRST)]
    assert main(["import", *files, "--out", str(tmp_path / "out.parquet")]) == 0
    said = capsys.readouterr().out
    assert "This is “data.csv”, here since" in said
    assert "another table, and is called “data (2)”" in said
    imports = read_imports((tmp_path / "out.parquet").read_bytes())
    assert [one.mapping.name for one in imports] == ["data", "data (2)"]
    assert len(join(shipped(), imports).claims) == len(shipped().claims) + 4


def test_a_newer_version_of_a_kept_file_keeps_mapping_words_and_decisions_and_shows_what_changed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = b"no,on,where,dead,by\n"
    first = head + b"1,2016-12-09,Karama,dozens,Warplanes\n2,2016-12-10,Hamlet,2,Warplanes\n"
    raw = read_table(first, "mine.csv")
    columns = {"source_id": "no", "date": "on", "place_name": "where", "civilians_killed": "dead", "belligerent": "by"}
    mapping = replace(guess_mapping(raw, "table"), name="mine", columns=columns)
    land = (shipped().ground, shipped().towns)
    one = interpret(raw, mapping, "mine.csv", hashlib.sha256(first).hexdigest(), *land, date(2026, 11, 25))
    one = recode(recode(one, "belligerent", "Warplanes", "us_led_coalition", *land), "admin1", "", "here", *land)
    one = decide(one, decision(one, finding(one, "not_a_number"), "accept", {"civilians_killed": "24-30"}), *land)
    assert len(one.entering()) == 2
    keep_import(one, folder)
    newer = write(tmp_path / "mine final.csv", first.replace(b"Hamlet,2", b"Hamlet,5") + b"3,2016-12-11,Jarnieh,1,Warplanes\n")
    assert main(["check", newer, "--data", str(folder), "--json"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert got["known"]["as"] == "newer"
    assert got["known"]["file"] == "mine.csv"
    assert (got["needs_person"], got["held"], got["refused"]) == (0, 0, 0)
    assert any("own:mine:2" in line and "2 → 5" in line for line in got["known"]["lines"])
    assert main(["check", newer, "--data", str(folder), "--lang", "ar"]) == 0
    assert "إصداراً أحدث" in capsys.readouterr().out
    named, met = name_inputs([Path(newer)], read_record(folder).imports, "", Choices())
    assert [n.earlier for n in named] == [None]  # a build reads a file twice only where names are alike
    same = write(tmp_path / "mine.csv", Path(newer).read_bytes())
    named, met = name_inputs([Path(same)], read_record(folder).imports, "", Choices())
    assert [m.kind for m in met] == ["newer"]
    assert named[0].mapping is not None
    assert named[0].mapping.codes == one.mapping.codes


def test_a_person_may_say_that_a_file_is_another_table_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [write(tmp_path / "a" / "data.csv", FIRST), write(tmp_path / "b" / "data.csv", NEWER)]
    assert main(["import", *files, "--known-as", "another", "--out", str(tmp_path / "out.parquet")]) == 0
    capsys.readouterr()
    assert [one.mapping.name for one in read_imports((tmp_path / "out.parquet").read_bytes())] == ["data", "data (2)"]


def test_a_build_reads_the_same_bytes_once_and_tells_tables_of_one_name_apart(tmp_path: Path) -> None:
    files = [
        Path(write(tmp_path / where, data))
        for where, data in (("a/data.csv", FIRST), ("b/data.csv", OTHER), ("c/data.csv", NEWER), ("copy.csv", FIRST))
    ]
    named, met = name_inputs(files, (), "", Choices())
    assert [(m.kind, m.name) for m in met] == [("same", "copy.csv"), ("another", "data.csv"), ("newer", "data.csv")]
    assert [n.mapping.name if n.mapping else "" for n in named] == ["data", "data (2)", "data"]
