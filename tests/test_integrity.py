"""Evidence integrity: a changed byte is noticed, in what the record is made of and in what left it."""

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from geo import settings as s
from geo.__main__ import main
from geo.choice.filters import Filters, View, opening_filters
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.out.card import Card, write_card
from geo.out.exports import export
from geo.out.seals import is_whole, new_place, seal
from geo.out.verify import verify
from geo.record import stored
from geo.record.files import Record, read_record
from geo.record.stored import accept_sums, add_rows, digest_of, keep_import, listed_files
from tests.test_imports import sample

LINK = dict.fromkeys(LINK_COLUMNS, "x") | {"claim_a": "a", "claim_b": "b", "relation": "different", "disputes": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(s.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("output"))
    return tmp_path / "data"


@pytest.fixture(scope="module")
def exports(record: Record) -> dict[str, bytes]:
    made = {ending: export(record, opening_filters(), View(), ending)[0] for ending in s.EXPORT_FORMATS}
    return made | {ending: write_card(record, opening_filters(), View(), Card(), ending)[0] for ending in s.CARD_FORMATS}


def kinds(folder: Path) -> set[tuple[str, str]]:
    return {(x.name, x.kind) for x in read_record(folder).notices}


def test_shipped_files_are_the_ones_that_are_listed() -> None:
    listed = dict(line.split("  ")[::-1] for line in (s.DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert listed == {p.relative_to(s.DATA).as_posix(): digest_of(p.read_bytes()) for p in listed_files(s.DATA)}


@pytest.mark.parametrize("name", [p.relative_to(s.DATA).as_posix() for p in listed_files(s.DATA)])
def test_one_changed_byte_of_any_input_is_noticed_at_load(folder: Path, name: str) -> None:
    path = folder / name
    path.write_bytes(path.read_bytes() + (b"\n" if name.endswith("json") else b"\r\n"))  # still readable, and means the same
    assert kinds(folder) == {(name, "changed")}
    assert main(["verify", "--data", str(folder)]) == 1


def test_file_nobody_listed_and_file_that_is_gone_are_noticed(folder: Path) -> None:
    (folder / "hand/more.csv").write_text("a\n1\n", encoding="utf-8")
    assert kinds(folder) == {("hand/more.csv", "unlisted")}
    accept_sums(folder)
    assert kinds(folder) == set()
    (folder / "hand/more.csv").unlink()
    assert kinds(folder) == {("hand/more.csv", "gone")}


def test_without_its_list_nobody_claims_the_files_are_whole(folder: Path) -> None:
    (folder / "SHA256SUMS").write_bytes(b"\xff\xfe")
    assert kinds(folder) == {("SHA256SUMS", "unlistable")}


def test_change_a_person_meant_is_accepted_with_one_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "hand/statements.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert main(["verify", "--data", str(folder), "--accept"]) == 0
    assert "All 16 files" in capsys.readouterr().out


def test_decision_made_here_is_no_strange_change(folder: Path, record: Record) -> None:
    a, b = record.claims["claim_id"].iloc[:2]
    add_rows("hand/links.csv", LINK_COLUMNS, [LINK | {"claim_a": a, "claim_b": b}], folder)
    assert kinds(folder) == set()


def test_decision_made_twice_is_written_once(folder: Path, record: Record) -> None:
    a, b = record.claims["claim_id"].iloc[:2]
    before = len((folder / "hand/links.csv").read_text(encoding="utf-8").splitlines())
    for _ in range(2):
        add_rows("hand/links.csv", LINK_COLUMNS, [LINK | {"claim_a": a, "claim_b": b}], folder)
    assert len((folder / "hand/links.csv").read_text(encoding="utf-8").splitlines()) == before + 1


def test_decision_made_here_does_not_hide_a_change_made_elsewhere(folder: Path, record: Record) -> None:
    a, b = record.claims["claim_id"].iloc[:2]
    path = folder / "hand/links.csv"
    path.write_bytes(path.read_bytes().replace(b"Airwars", b"Airwarz", 1) + b"\n")
    add_rows("hand/links.csv", LINK_COLUMNS, [LINK | {"claim_a": a, "claim_b": b}], folder)
    assert kinds(folder) == {("hand/links.csv", "changed")}


@pytest.mark.parametrize("ending", [*s.EXPORT_FORMATS, *s.CARD_FORMATS])
def test_every_export_verifies_with_one_command(exports: dict[str, bytes], tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"shown.{ending}"
    path.write_bytes(exports[ending])
    assert main(["verify", str(path)]) == 0


@pytest.mark.parametrize("ending", [*s.EXPORT_FORMATS, *s.CARD_FORMATS])
@given(where=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_changed_byte_of_an_export_is_found(exports: dict[str, bytes], ending: str, where: float, flip: int) -> None:
    data = bytearray(exports[ending])
    data[int(where * len(data))] ^= flip
    assert not is_whole(bytes(data))  # None: the seal itself was hit


def test_sealed_picture_still_opens_and_sealed_workbook_too(exports: dict[str, bytes]) -> None:
    with Image.open(io.BytesIO(exports["png"])) as image:
        image.verify()
    with zipfile.ZipFile(io.BytesIO(exports["xlsx"])) as archive:
        assert archive.testzip() is None


def test_text_of_the_data_that_looks_like_a_seal_neither_breaks_nor_makes_one() -> None:
    place = new_place()
    quoted = b"raqqa-sha256:" + b"0" * 64 + b" raqqa-sha256:" + b"ab" * 32
    sealed = seal(quoted + b"\n" + place.encode(), place)
    assert sealed.startswith(quoted)
    assert is_whole(sealed) is True
    assert is_whole(quoted) is False
    assert is_whole(b"no seal") is None


def test_forged_row_is_named_though_somebody_sealed_it_again(record: Record) -> None:
    data, _ = export(record, opening_filters(), View(), "csv")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    at = rows[0].index("civilians_killed_max")
    next(row for row in rows[1:] if row[at])[at] = "977"
    place, text = new_place(), io.StringIO()
    csv.writer(text).writerows([*row[:-1], place] if k else row for k, row in enumerate(rows))
    forged = seal(text.getvalue().encode(), place)
    found = verify(forged, "claims.csv", record)
    assert found.whole
    assert not found.good
    assert [(c, there) for _, c, there, _ in found.differing] == [("civilians_killed_max", "977")]
    assert found.same == found.rows - 1


def test_invented_claim_is_named(record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, _ = export(record, opening_filters(), View(), "geojson")
    told = json.loads(data)
    told["features"][0]["properties"]["claim_id"] = "airwars:invented"
    path = tmp_path / "claims.geojson"
    path.write_text(json.dumps(told), encoding="utf-8")
    assert main(["verify", str(path)]) == 1
    out = capsys.readouterr().out
    assert "CHANGED" in out
    assert "airwars:invented: not in the record here" in out


def test_exact_export_with_an_import_in_it_verifies_too(record: Record, folder: Path) -> None:
    keep_import(sample(record, "dirty_table.csv"), folder)
    mine = read_record(folder)
    assert verify(export(mine, Filters(), View(), "xlsx", safe=False)[0], "x.xlsx", mine).good
    assert not verify(export(mine, Filters(), View(), "xlsx", safe=False)[0], "x.xlsx", record).good


def test_file_that_is_no_table_of_claims_is_refused_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["verify", str(path), str(tmp_path / "none.png")]) == 2
    assert "no table of claims" in capsys.readouterr().err


def test_kept_import_verifies_and_a_changed_one_does_not(record: Record, folder: Path) -> None:
    kept = Path(keep_import(sample(record, "dirty_table.csv"), folder).path)
    assert verify(kept.read_bytes(), kept.name, record).good
    assert stored.read_imports(kept.read_bytes())
