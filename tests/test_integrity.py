"""Evidence integrity: a changed byte is noticed, in what the record is made of and in what left it."""

import contextlib
import csv
import io
import json
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from python_calamine import CalamineWorkbook

from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.intake.parts import parts_of
from geo.out.bodies import Card
from geo.out.card import write_card
from geo.out.exports import export
from geo.out.verify import verify
from geo.record import stored
from geo.record.known import Record
from geo.record.stored import accept_sums, add_rows, digest_of, keep_import, listed_files
from geo.seals import is_whole, mark_of, new_place, read_choice, seal
from tests.makers import read_again
from tests.test_imports import sample

TABLES = [e for e in voc.EXPORT_FORMATS if e != "html"]
LINK = dict.fromkeys(LINK_COLUMNS, "x") | {"claim_a": "a", "claim_b": "b", "relation": "different", "disputes": ""}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(s.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("output"))
    return tmp_path / "data"


@pytest.fixture(scope="module")
def exports(record: Record) -> dict[str, bytes]:
    made = {ending: export(record, opening_filters(), View(), ending)[0] for ending in voc.EXPORT_FORMATS}
    return made | {ending: write_card(record, opening_filters(), View(), Card(), ending)[0] for ending in voc.CARD_FORMATS}


def kinds(folder: Path) -> set[tuple[str, str]]:
    return {(x.name, x.kind) for x in read_again(folder).notices}


def test_shipped_files_are_the_ones_that_are_listed() -> None:
    listed = dict(line.split("  ")[::-1] for line in (s.DATA / "SHA256SUMS").read_text(encoding="utf-8").splitlines())
    assert listed == {p.relative_to(s.DATA).as_posix(): digest_of(p.read_bytes()) for p in listed_files(s.DATA)}


def add_line_end(path: Path) -> None:
    path.write_bytes(path.read_bytes() + (b"\n" if path.name.endswith("json") else b"\r\n"))  # still readable, and means the same


def test_one_changed_byte_of_any_input_is_noticed_at_load(folder: Path) -> None:
    names = {p.relative_to(folder).as_posix() for p in listed_files(folder)}
    for name in names:
        add_line_end(folder / name)
    assert kinds(folder) == {(name, "changed") for name in names}
    assert main(["verify", "--data", str(folder)]) == 1


@pytest.mark.parametrize("name", ["input/claims_airwars.csv", "input/subdistricts.geojson", "hand/links.csv"])
def test_one_changed_byte_is_noticed_where_no_other_is(folder: Path, name: str) -> None:
    add_line_end(folder / name)
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
    assert f"All {len(listed_files(folder))} files" in capsys.readouterr().out


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


@pytest.mark.parametrize("ending", [*voc.EXPORT_FORMATS, *voc.CARD_FORMATS])
def test_every_export_verifies_with_one_command(exports: dict[str, bytes], tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"shown.{ending}"
    path.write_bytes(exports[ending])
    assert main(["verify", str(path)]) == 0


@pytest.mark.parametrize("ending", [*voc.EXPORT_FORMATS, *voc.CARD_FORMATS])
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
    for whole in (quoted + b"\n" + place.encode(), place.encode() + b"\n" + quoted):
        sealed = seal(whole, place)
        assert quoted in sealed
        assert is_whole(sealed) is True
    with pytest.raises(ValueError, match="raqqa"):  # neither the first mark nor the last
        seal(quoted + place.encode() + quoted, place)
    assert is_whole(quoted) is False
    assert is_whole(b"no seal") is None


def test_choice_of_a_picture_is_read_to_its_end_and_not_into_the_check_sum_behind_it() -> None:
    letters = 0
    for k in range(40):
        place = new_place({"format": "png", "title": str(k)})
        text, memory = PngInfo(), io.BytesIO()
        text.add_text("Seal", place)
        Image.new("L", (1, 1)).save(memory, "PNG", pnginfo=text)
        sealed = seal(memory.getvalue(), place)
        behind = sealed[sealed.index(b"title=") + len(f"title={k}")]
        letters += chr(behind).isalnum()
        assert read_choice(sealed) == {"format": "png", "title": str(k)}
    assert letters, "no check sum here begins with what a choice may hold"


Change = Callable[[list[list[str]]], object]  # of a table, its header first


def forge(data: bytes, ending: str, change: Change, folder: Path) -> bytes:
    """Change the table of claims in an export as somebody would who has this program, and seal it again."""
    mark = mark_of(data)
    place = new_place(read_choice(data))
    if ending == "csv":
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
        change(table)
        text = io.StringIO()
        csv.writer(text, quoting=csv.QUOTE_ALL).writerows([[str(cell).replace(mark, place) for cell in row] for row in table])
        return seal(("\ufeff" + text.getvalue()).encode(), place)
    if ending == "xlsx":
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        memory = io.BytesIO()
        with xlsxwriter.Workbook(memory, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as made:
            for name in book.sheet_names:
                table = book.get_sheet_by_name(name).to_python()
                if name == "claims":
                    change(table)
                sheet = made.add_worksheet(name)
                for k, row in enumerate(table):
                    sheet.write_row(k, 0, row)
        with zipfile.ZipFile(memory, "a") as archive:
            archive.comment = place.encode()
        return seal(memory.getvalue(), place)
    if ending == "geojson":
        told = json.loads(data)
        header = list(told["features"][0]["properties"])
        table = [header, *([f["properties"][c] for c in header] for f in told["features"])]
        spots = {f["properties"]["claim_id"]: f["geometry"] for f in told["features"]}
        at = header.index("claim_id")
        change(table)
        told["features"] = [
            {"type": "Feature", "properties": Doubled(zip(table[0], row, strict=True)), "geometry": spots.get(row[at])} for row in table[1:]
        ]
        return seal(json.dumps(told, ensure_ascii=False).replace(mark, place).encode(), place)
    if ending == "parquet":
        was = pq.read_table(io.BytesIO(data))
        table = [was.column_names, *(list(row) for row in zip(*(c.to_pylist() for c in was.columns), strict=True))]
        change(table)
        columns = [pa.array(column) for column in zip(*table[1:], strict=True)]
        about = pq.read_metadata(io.BytesIO(data)).metadata
        about = {k: v.replace(mark.encode(), place.encode()) for k, v in about.items() if k != b"ARROW:schema"}
        memory = io.BytesIO()
        with pq.ParquetWriter(memory, (made := pa.table(columns, names=table[0])).schema) as writer:
            writer.write_table(made)
            writer.add_key_value_metadata(about)
        return seal(memory.getvalue(), place)
    if ending in ("kml", "kmz"):
        return forge_placemarks(data, ending, change, mark, place)
    path = folder / "forged.gpkg"
    path.write_bytes(data)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.create_function("ST_IsEmpty", 1, lambda _: 1)
        for name in ("ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):
            base.create_function(name, 1, lambda _: 0)
        found = base.execute("SELECT * FROM claims")
        table = [[c[0] for c in found.description], *(list(row) for row in found)]
        change(table)
        quoted = ", ".join(f'"{c}{" " * table[0][:k].count(c)}"' for k, c in enumerate(table[0]))  # it has no two of one name
        base.execute("DROP TABLE claims")
        base.execute(f"CREATE TABLE claims ({quoted})")
        base.executemany(f"INSERT INTO claims VALUES ({', '.join('?' * len(table[0]))})", table[1:])
        base.execute("UPDATE gpkg_contents SET description = replace(description, ?, ?)", [mark, place])
        base.execute("VACUUM")
    return seal(path.read_bytes(), place)


def forge_placemarks(data: bytes, ending: str, change: Change, mark: str, place: str) -> bytes:
    text = zipfile.ZipFile(io.BytesIO(data)).read("doc.kml").decode() if ending == "kmz" else data.decode()
    header = re.findall(r'<SimpleField type="\w+" name="(\w+)"/>', text)
    marks = re.findall(r"<Placemark>.*?</Placemark>", text, re.DOTALL)
    cells = [dict(re.findall(r'<SimpleData name="(\w+)">(.*?)</SimpleData>', m, re.DOTALL)) for m in marks]
    whole = {c["claim_id"]: m for c, m in zip(cells, marks, strict=True)}
    table, at = [header, *([c.get(h, "") for h in header] for c in cells)], header.index("claim_id")
    change(table)
    made = []
    for row in table[1:]:
        inside = "".join(f'<SimpleData name="{h}">{v}</SimpleData>' for h, v in zip(table[0], row, strict=True) if v != "")
        before, _, rest = whole.get(row[at], marks[0]).partition('<SchemaData schemaUrl="#claims">')
        made.append(f'{before}<SchemaData schemaUrl="#claims">{inside}</SchemaData>{rest.partition("</SchemaData>")[2]}')
    fields = "".join(f'<SimpleField type="string" name="{h}"/>' for h in table[0])
    text = f'{text[: text.index("<Schema ")]}<Schema name="claims" id="claims">{fields}</Schema>{"".join(made)}</Document></kml>'
    if ending == "kml":
        return seal(text.replace(mark, place).encode(), place)
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", text)
        archive.comment = place.encode()
    return seal(memory.getvalue(), place)


class Doubled(dict):
    """An object of JSON in which a member may stand twice."""

    def __init__(self, pairs: Iterable[tuple[str, object]]) -> None:
        self.pairs = list(pairs)
        super().__init__(self.pairs)

    def items(self) -> Any:
        return self.pairs


def repeat_rows(table: list[list[str]]) -> None:
    table += [list(row) for row in table[1:4]]


def rename_column(table: list[list[str]]) -> None:
    table[0][table[0].index("civilians_killed_max")] = "civilians_killed_most"


def add_column(table: list[list[str]]) -> None:
    for k, row in enumerate(table):
        row.append("killed_by" if k == 0 else "x")


def double_column(table: list[list[str]]) -> None:
    for k, row in enumerate(table):
        row.append("civilians_killed_max" if k == 0 else 9)


def one_incident(table: list[list[str]]) -> None:
    at = table[0].index("incident_id")
    for row in table[2:]:
        row[at] = table[1][at]


def raise_number(table: list[list[str]]) -> None:
    at = table[0].index("civilians_killed_max")
    next(row for row in table[1:] if row[at] not in (None, ""))[at] = 977


def invent_claim(table: list[list[str]]) -> None:
    table[1][table[0].index("claim_id")] = "airwars:invented"


def drop_row(table: list[list[str]]) -> None:
    del table[1]


FORGERIES = {  # what is told of each
    repeat_rows: {"row_twice"},
    rename_column: {"column_missing", "column_unknown"},
    add_column: {"column_unknown"},
    double_column: {"column_twice"},
    one_incident: {"row_differs"},
    raise_number: {"row_differs", "sum"},
    invent_claim: {"row_unknown", "row_missing"},
    drop_row: {"row_missing"},
}


@pytest.fixture(scope="module")
def again() -> tuple[Callable[..., Any], Callable[..., Any]]:
    """What makes the file of a choice, and what takes a file apart; both keep what they gave, as most files here differ from one they made."""
    made: dict[tuple[Any, ...], Any] = {}

    def make(record: Record, filters: Filters, view: View, *more: Any) -> Any:
        key = (id(record), record.fingerprint, filters, view, *more)  # the record lives as long as the session
        return made[key] if key in made else made.setdefault(key, export(record, filters, view, *more))

    return make, cache(parts_of)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch, again: tuple[Callable[..., Any], Callable[..., Any]]) -> None:
    """Take files apart in this process: these are the tests' own. What a choice gives is made once: the command below makes it each time."""
    make, apart = again
    monkeypatch.setattr("geo.out.verify.parts_apart", apart)
    monkeypatch.setattr("geo.out.verify.parts_of", apart)
    monkeypatch.setattr("geo.out.verify.export", make)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("ending", TABLES)
@pytest.mark.parametrize("change", FORGERIES, ids=lambda f: f.__name__)
def test_forgery_sealed_again_is_named_in_every_format(
    record: Record, exports: dict[str, bytes], tmp_path: Path, ending: str, change: Change
) -> None:
    forged = forge(exports[ending], ending, change, tmp_path)
    found = verify(forged, f"claims.{ending}", record)
    assert found.whole
    assert not found.good
    twice = (ending, change) == ("gpkg", double_column)  # a table of SQLite has no two columns of one name
    assert {d.kind for d in found.differing} >= ({"column_unknown"} if twice else FORGERIES[change])
    assert sum(d.kind.startswith("column") for d in found.differing) == (2 if change is rename_column else "column" in change.__name__)


def resealed(data: bytes, was: bytes, becomes: bytes) -> bytes:
    """Change some bytes of a file and seal it again."""
    place = new_place(read_choice(data))
    assert was in data
    return seal(data.replace(was, becomes, 1).replace(mark_of(data).encode(), place.encode()), place)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("ending", ["geojson", "parquet", "kml", "html", "svg", "pdf", "png"])
def test_changed_sentence_is_named_in_every_format_that_has_it(record: Record, exports: dict[str, bytes], ending: str) -> None:
    found = verify(resealed(exports[ending], b"772 to 1,469", b"772 to 9,469"), f"x.{ending}", record)
    assert found.whole
    assert any("772 to 9,469" in d.there and "772 to 1,469" in d.here for d in found.differing)


@pytest.mark.usefixtures("at_once")
def test_changed_provenance_of_a_workbook_and_a_geopackage_is_named(record: Record, exports: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "x.gpkg"
    path.write_bytes(exports["gpkg"])
    place = new_place(read_choice(exports["gpkg"]))
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as base:
        changes = [(mark_of(exports["gpkg"]), place), ("Share-safe: yes", "Share-safe: no")]
        for change in changes:
            base.execute("UPDATE gpkg_contents SET description = replace(description, ?, ?)", change)
    found = verify(seal(path.read_bytes(), place), path.name, record)
    assert found.whole
    assert [(d.kind, d.there, d.here) for d in found.differing] == [("line", "description Share-safe: no", "description Share-safe: yes")]
    found = verify(forge(exports["xlsx"], "xlsx", lambda _: None, tmp_path), "x.xlsx", record)
    assert not found.good  # the other sheets are as they were, and what wrote them is not
    assert found.same == found.rows > 0


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("ending", ["html", "png", "svg", "pdf"])
def test_anything_else_changed_in_a_page_or_a_picture_is_named(record: Record, exports: dict[str, bytes], ending: str) -> None:
    was, becomes = {
        "html": (b"</body>", b"<p>and more</p></body>"),
        "png": (b"IEND\xaeB`\x82", b"IEND\xaeB`\x82more"),
        "svg": (b"#fbfaf7", b"#fbfaf8"),
        "pdf": (b"/Count 2", b"/Count 3"),
    }[ending]
    found = verify(resealed(exports[ending], was, becomes), f"x.{ending}", record)
    assert found.whole
    assert found.differing


@pytest.mark.usefixtures("at_once")
def test_choice_that_is_none_or_taken_out_is_told_and_rows_are_compared_all_the_same(record: Record, exports: dict[str, bytes]) -> None:
    data, mark = exports["csv"], mark_of(exports["csv"])
    for choice, told in (
        ({}, "choice_missing"),
        (read_choice(data) | {"extent": "moon"}, "choice_unsound"),
        (read_choice(data) | {"format": "png"}, "choice_unsound"),
    ):
        place = new_place(choice)
        found = verify(seal(data.replace(mark.encode(), place.encode()), place), "x.csv", record)
        assert not found.good
        assert [d.kind for d in found.differing] == [told]
        assert found.same == found.rows == len(data.splitlines()) - 1
    narrower = new_place(read_choice(data) | {"to": "2017-01-01"})
    found = verify(seal(data.replace(mark.encode(), narrower.encode()), narrower), "x.csv", record)
    assert {d.kind for d in found.differing} >= {"row_beyond"}


@pytest.mark.usefixtures("at_once")
def test_file_made_of_other_data_says_so_first(record: Record, exports: dict[str, bytes]) -> None:
    found = verify(exports["csv"], "x.csv", replace(record, fingerprint="00000000"))
    assert [(d.kind, d.here) for d in found.differing] == [("data", "00000000")]
    assert found.same == found.rows


QUOTED = " ".join(f"raqqa-sha256:{k:064x}?format=csv&safe=0" for k in range(60))


@pytest.mark.parametrize("ending", [*voc.EXPORT_FORMATS, *voc.CARD_FORMATS])
def test_sixty_seals_quoted_in_a_place_name_decide_nothing(record: Record, ending: str) -> None:
    names = record.claims["place_name"].where(record.claims.index % 5 != 0, QUOTED)
    shown = record.incidents["place_name"].where(record.incidents.index % 5 != 0, QUOTED)
    quoting = replace(record, claims=record.claims.assign(place_name=names), incidents=record.incidents.assign(place_name=shown))
    of_a_month = replace(opening_filters(), start=date(2016, 11, 6), end=date(2016, 12, 6))
    if ending in voc.EXPORT_FORMATS:
        data = export(quoting, of_a_month, View(), ending, safe=False)[0]
        assert b"raqqa-sha256:" + b"0" * 64 in data or ending in ("xlsx", "parquet", "kmz", "html")  # these pack their texts
        choice = read_choice(export(quoting, replace(of_a_month, text=QUOTED[:150]), View(), ending)[0])
    else:
        data = write_card(quoting, of_a_month, View(show="points"), Card(title=QUOTED[:80], safe=False), ending)[0]
        choice = read_choice(data)
    assert is_whole(data)
    assert read_choice(data)["safe"] == "0"
    assert choice["format"] == ending
    assert is_whole(data + b" ") is not True


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
    mine = read_again(folder)
    data = export(mine, Filters(), View(), "xlsx", safe=False)[0]
    assert verify(data, "x.xlsx", mine).good
    assert not verify(data, "x.xlsx", record).good


def test_file_that_is_no_table_of_claims_is_refused_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["verify", str(path), str(tmp_path / "none.png")]) == 2
    assert "no table of claims" in capsys.readouterr().err


def test_kept_import_verifies_and_a_changed_one_does_not(record: Record, folder: Path) -> None:
    kept = Path(keep_import(sample(record, "dirty_table.csv"), folder).path)
    assert verify(kept.read_bytes(), kept.name, record).good
    assert stored.read_imports(kept.read_bytes())


def hide_text(table: list[list[str]]) -> None:
    table[1].append("900 killed")


def turn_order(table: list[list[str]]) -> None:
    table[1], table[3] = table[3], table[1]


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("ending", TABLES)
def test_another_order_of_rows_is_named(record: Record, exports: dict[str, bytes], tmp_path: Path, ending: str) -> None:
    found = verify(forge(exports[ending], ending, turn_order, tmp_path), f"x.{ending}", record)
    assert found.whole
    assert "order" in {d.kind for d in found.differing}


@pytest.mark.usefixtures("at_once")
def test_cell_behind_the_last_heading_is_named(record: Record, exports: dict[str, bytes], tmp_path: Path) -> None:
    found = verify(forge(exports["csv"], "csv", hide_text, tmp_path), "x.csv", record)
    assert [(d.kind, d.name, "900 killed" in d.there) for d in found.differing] == [("row_cells", "1", True)]


def sealed_json(data: bytes, change: Callable[[str], str]) -> bytes:
    place = new_place(read_choice(data))
    return seal(change(data.decode().replace(mark_of(data), place)).encode(), place)


@pytest.mark.usefixtures("at_once")
def test_second_list_of_features_is_counted_as_readers_read_it(record: Record, exports: dict[str, bytes]) -> None:
    def double(text: str) -> str:
        rows = json.loads(text)["features"]
        rows[0]["properties"]["civilians_killed_max"] = 900
        return f'{text.rstrip().removesuffix("}")}, "features": {json.dumps(rows)}}}'

    found = verify(sealed_json(exports["geojson"], double), "x.geojson", record)
    assert {"row_twice", "line"} <= {d.kind for d in found.differing}
    assert found.rows == 2 * found.same


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("was", "becomes"), [(7, "7"), ("", None)])
def test_number_that_became_a_text_is_another_value(record: Record, exports: dict[str, bytes], was: object, becomes: object) -> None:
    def retype(text: str) -> str:
        told = json.loads(text)
        for feature in told["features"]:
            feature["properties"] = {k: becomes if v == was else v for k, v in feature["properties"].items()}
        return json.dumps(told, ensure_ascii=False)

    assert "row_differs" in {d.kind for d in verify(sealed_json(exports["geojson"], retype), "x.geojson", record).differing}


@pytest.mark.usefixtures("at_once")
def test_what_a_file_says_of_its_choice_beyond_it_is_named_and_a_seal_covers_no_other_words(
    record: Record, exports: dict[str, bytes], tmp_path: Path
) -> None:
    data = exports["csv"]
    place = new_place(read_choice(data) | {"note": "900 killed"})
    found = verify(seal(data.replace(mark_of(data).encode(), place.encode()), place), "x.csv", record)
    assert [(d.name, d.there, d.here) for d in found.differing] == [("choice note", "900 killed", "–")]

    def quote(table: list[list[str]]) -> None:
        table[1][table[0].index("place_name")] += mark_of(data)

    assert [d.column for d in verify(forge(data, "csv", quote, tmp_path), "x.csv", record).differing] == ["place_name"]


def hidden_in_workbook(data: bytes, was: bytes, becomes: bytes) -> bytes:
    place, memory = new_place(read_choice(data)), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(name, old.read(name).replace(was, becomes, 1) if name.endswith(("sheet1.xml", "doc.kml")) else old.read(name))
        made.comment = place.encode()
    return seal(memory.getvalue(), place)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("ending", "was", "becomes"),
    [
        ("xlsx", b'<row r="3"', b'<row hidden="1" r="3"'),
        ("xlsx", b"</worksheet>", b"<headerFooter><oddHeader>900 killed</oddHeader></headerFooter></worksheet>"),
        ("kmz", b"<kml ", b"<!-- 900 killed --><kml "),
        ("kml", b"<kml ", b"<!-- 900 killed --><kml "),
        ("kml", b"</Document>", b"<![CDATA[   ]]></Document>"),
        ("html", b"</body>", b"<template>900 killed</template></body>"),
        ("html", b"</body>", b"<?900 killed></body>"),
        ("geojson", b'"features"', b' "features"'),
        ("csv", b"\xef\xbb\xbf", b""),
    ],
)
def test_what_taking_a_file_apart_passes_over_is_shown_where_it_stands(
    record: Record, exports: dict[str, bytes], ending: str, was: bytes, becomes: bytes
) -> None:
    data = exports[ending]
    found = verify(
        hidden_in_workbook(data, was, becomes) if ending in ("xlsx", "kmz") else resealed(data, was, becomes), f"x.{ending}", record
    )
    assert found.whole
    assert found.differing
    assert "bytes" not in {d.kind for d in found.differing}
    if b"900" in becomes:
        assert any("900 killed" in d.told(lang) for d in found.differing for lang in voc.LANGUAGES)
