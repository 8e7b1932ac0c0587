"""Hostile files end in one sentence, within limits of memory and time; nothing else is read, left behind or broken."""

import contextlib
import io
import json
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from pyproj.exceptions import CRSError

from geo import settings as s
from geo import vocabulary as voc
from geo.intake import process, scratch
from geo.intake.apart import parts_apart, read_apart
from geo.intake.formats.crs import read_crs
from geo.intake.formats.raw import FileRefused, unique_names
from geo.intake.interpreting import interpret
from geo.intake.kept import KeptFileBroken, read_imports
from geo.intake.reading import read_table
from geo.intake.reports import refused_text
from geo.intake.sources.mapping import read_mapping
from geo.intake.sources.registry import guess_mapping
from geo.record.known import Record
from tests.hostile_files import hostile_files, large_files, parquet, workbook
from tests.test_imports import SAMPLES, bring, row_of

FILES = hostile_files()


@pytest.fixture
def kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for temporary files, in which nothing may be left."""
    monkeypatch.setattr(scratch, "_MEMORY", tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("what", FILES)
def test_hostile_file_is_refused_in_one_sentence_or_read_as_what_it_holds(
    what: str, kept_apart: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(s, "READ_SECONDS", 5 if "endless view" in what else 60)
    name, data = FILES[what]
    try:
        table = read_apart(data, name)
    except FileRefused as refused:
        for lang in voc.LANGUAGES:
            told = refused_text(refused, name, lang)
            assert "\n" not in told
            assert len(told) < 600
            assert "/tmp" not in told
            assert "Traceback" not in told
    else:
        assert len(table.cells) <= 2
        assert not table.cells.map(lambda cell: "root:" in cell or "nobody" in cell or len(cell) > 100_000).any(axis=None)
    assert list(kept_apart.iterdir()) == []
    assert not list(Path("/tmp").glob("raqqa-escaped*"))


def test_reader_that_breaks_or_starves_is_one_sentence_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "READ_BYTES", 400_000_000)  # less than the libraries alone need
    with pytest.raises(FileRefused, match="beyond_limits"):
        read_apart(parquet(), "x.parquet")
    monkeypatch.undo()
    assert len(read_apart(parquet(), "x.parquet").cells) == 50


def test_file_read_apart_is_read_as_it_is_here() -> None:
    for name in ("acled.json", "timemap.json"):
        data = (SAMPLES / name).read_bytes()
        here, there = read_table(data, name), read_apart(data, name)
        assert there.cells.astype(object).equals(here.cells)
        assert repr(replace(there, cells=here.cells)) == repr(here)


def test_drivers_that_follow_a_file_elsewhere_are_not_there_when_it_is_read() -> None:
    left = set(pyogrio.list_drivers()) - set(process.surroundings()["GDAL_SKIP"].split(","))
    assert left <= {"GPKG", "ESRI Shapefile", "GeoJSON", "KML", "LIBKML"}
    code = "import pyogrio; print(*pyogrio.list_drivers(), sep=',')"
    told = subprocess.run([sys.executable, "-c", code], env=process.surroundings(), capture_output=True, text=True, check=True).stdout
    assert set(told.strip().split(",")) == left


_MEASURED = """
import resource, sys
from geo.intake.apart import read_apart, parts_apart
from geo.intake.formats.raw import FileRefused
try:
    read_apart(open(sys.argv[1], "rb").read(), sys.argv[1])
    print("read")
except FileRefused as refused:
    print(refused.code)
own = next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]  # a new program begins at nothing
print(max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
"""


@pytest.mark.long
def test_large_hostile_file_is_refused_within_bounded_memory_and_time(tmp_path: Path) -> None:
    for what, name, data in large_files():
        path = tmp_path / name
        path.write_bytes(data)
        told = subprocess.run(
            [sys.executable, "-c", _MEASURED, str(path)], cwd=s.PROJECT, capture_output=True, text=True, timeout=150, check=True
        )
        code, kilobytes = told.stdout.split()
        path.unlink()
        print(what, code, f"{int(kilobytes) / 1e6:.1f} GB")
        assert code != "read"
        assert int(kilobytes) * 1000 < s.READ_BYTES + len(data)
        assert list(tmp_path.iterdir()) == []


def test_cell_beyond_its_limit_is_refused_in_every_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "CELL_CHARACTERS", 1000)
    long = "x" * 1001
    for name, data in (("x.csv", f"date,place\n1,{long}\n".encode()), ("x.json", json.dumps([{"place": long}]).encode())):
        with pytest.raises(FileRefused, match="cell_too_large"):
            read_table(data, name)


def test_archive_that_unpacks_too_large_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(FileRefused, match="unpacks_too_large"):
        read_apart(FILES["zip bomb"][1], "x.zip")


@pytest.mark.parametrize("what", [x for x in FILES if x.startswith("coordinate system")])
def test_coordinate_system_that_is_not_known_is_never_taken_for_another(what: str) -> None:
    with pytest.raises(FileRefused, match="bad_crs"):
        read_apart(FILES[what][1], FILES[what][0])


FEATURES = [
    {"type": "Feature", "properties": {"date": "2017-01-01", "crs": "kept"}, "geometry": {"type": "Point", "coordinates": [39, 36]}}
]


def collection(**more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **more, "features": FEATURES}).encode()


@pytest.mark.parametrize(
    "crs",
    [
        {"CRS": {"type": "link", "properties": {"href": "ADDRESS"}}},
        {"crs": {"type": "link", "properties": {"name": "EPSG:4326", "href": "ADDRESS"}}},
        {"Crs": {"type": "url", "properties": {"name": "EPSG:4326", "url": "ADDRESS"}}},
        {"crs": {"type": "name", "properties": {"name": "EPSG:4326"}}, "CRS": {"type": "link", "properties": {"href": "ADDRESS"}}},
        {"CRS": {"type": "name", "properties": {"name": "EPSG:99999"}}},
        {"crs": {"type": "name", "properties": {"name": "+init=/etc/passwd:foo +type=crs"}}},
        {"crs": {"type": "name", "properties": {"name": "+proj=longlat +ellps=clrk66 +nadgrids=/etc/passwd +type=crs"}}},
    ],
)
def test_geojson_calls_nobody_and_opens_no_file_for_its_coordinate_system(crs: dict[str, object]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/x"
        with contextlib.suppress(FileRefused):
            table = read_apart(collection(**json.loads(json.dumps(crs).replace("ADDRESS", address))), "x.geojson")
            assert crs.keys() == {"crs", "CRS"}  # the one that names a system we know
            assert table.cells["point_latitude"].tolist() == ["36"]
        with pytest.raises(TimeoutError):
            listener.accept()


def test_geojson_in_a_known_system_is_placed_by_it_and_keeps_its_properties() -> None:
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32637"}}
    data = collection(crs=named).replace(b"[39, 36]", b"[500000, 3984000]")
    table = read_apart(data, "x.geojson")
    assert table.cells["crs"].tolist() == ["kept"]
    assert float(table.cells["point_longitude"].iloc[0]) == pytest.approx(39)
    assert 35.9 < float(table.cells["point_latitude"].iloc[0]) < 36.1


@pytest.mark.parametrize("crs", ["+init=/tmp/x:foo +type=crs", "+proj=longlat +nadgrids=/tmp/x.gsb +type=crs"])
def test_file_named_by_a_coordinate_system_is_never_opened(crs: str) -> None:
    head = pq.read_table(io.BytesIO(parquet()))
    about = json.loads(head.schema.metadata[b"geo"])
    about["columns"]["geometry"]["crs"] = crs
    out = io.BytesIO()
    pq.write_table(head.replace_schema_metadata({b"geo": json.dumps(about).encode()}), out)
    with pytest.raises(FileRefused, match="bad_crs"):
        read_apart(out.getvalue(), "x.parquet")
    with pytest.raises(CRSError):
        read_crs(crs)


@pytest.mark.parametrize(
    "cell",
    [
        b"36" + b" " * 400_000 + b"x",
        b"36.1" + b" " * 400_000 + b"x",
        b"aaaaaa/" * 100_000,
        b"2017" + b" - " * 200_000,
        ("a" + "\u0315" * 200_000 + "\u0300" * 200_000).encode(),
    ],
)
def test_one_cell_of_any_column_cannot_hang_or_break_an_import(record: Record, cell: bytes) -> None:
    data = b"id,date,place,lat,lon,belligerent,killed,country,admin1\n1," + b",".join([cell] * 8) + b"\n2,2017-01-01,x,36.3,38.9,,1,,\n"
    began = time.process_time()
    one = bring(record, data, "x.csv")
    assert time.process_time() - began < 20  # seconds; it took hours before cells had a length to be read
    assert one.accounting().rows == 2
    assert row_of(one, "2")["latitude"] == "36.3"


def test_wide_header_over_short_rows_is_refused_before_it_takes_memory() -> None:
    header = b"date,place," + b",".join(b"c%d" % i for i in range(1400))
    with pytest.raises(FileRefused, match="too_many"):
        read_apart(header + b"\n" + b"a\n" * 100_000, "x.csv")
    with pytest.raises(FileRefused, match="too_many"):
        read_apart(b",".join([b"a"] * 400) + b"\n" + b"a\n" * 200_000, "x.csv")


@pytest.mark.parametrize("cell", ["B3554503705", "XFD1048576", "ZZZZZZ2"])
def test_workbook_whose_cells_lie_too_far_apart_is_refused_in_one_sentence(cell: str) -> None:
    far = workbook(f'<row r="1"><c r="A1"><v>1</v></c></row><row><c r="{cell}"><v>1</v></c></row>')
    for read in (read_apart, parts_apart):
        with pytest.raises(FileRefused):
            read(far, "x.xlsx" if read is read_apart else "xlsx")


def test_sheet_with_one_cell_far_away_is_refused_before_room_is_made() -> None:
    with pytest.raises(FileRefused, match="too_many"):
        read_table(workbook('<row r="1"><c r="B3554503705"><v>1</v></c></row>'), "x.xlsx")


def test_many_equal_headings_are_named_at_once_and_each_differently() -> None:
    names = unique_names(["a"] * 20_000 + ["a (3)"])
    assert len(set(names)) == 20_001
    with pytest.raises(FileRefused, match="too_many"):
        read_apart(workbook("<row>" + '<c t="inlineStr"><is><t>a</t></is></c>' * 5000 + "</row>"), "x.xlsx")


def test_half_a_letter_is_written_out_and_no_mapping_holds_one() -> None:
    table = read_apart(b'[{"date":"2017-01-01","place":{"a":"\\ud800"}}]', "x.json")
    table.cells.to_csv().encode()
    assert read_mapping(json.dumps({"source": "table", "name": "\ud800", "columns": {}, "codes": {}}).encode()) is None


def test_parquet_that_is_no_import_is_not_unpacked_to_say_so() -> None:
    out = io.BytesIO()
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), ["x" * 900_000])
    pq.write_table(pa.table({"d": rows}), out, compression="zstd", store_schema=False)
    with pytest.raises(KeptFileBroken):
        read_imports(out.getvalue())


@pytest.mark.parametrize(
    "crs", ["²", "9" * 5000, '{"a":' * 20000, "\ud800", 'LOCAL_CS["x"]', "EPSG:5773", "EPSG:4978", "+proj=pipeline", "WGS 84", ""]
)
def test_text_that_is_no_coordinate_system_of_a_map_is_refused_as_such(record: Record, crs: str) -> None:
    with pytest.raises(CRSError):
        read_crs(crs)
    if crs:
        raw = read_table(b"date,place,latitude,longitude\n2016-12-01,x,500000,3978000\n", "x.csv")
        with pytest.raises(FileRefused, match="bad_crs"):
            interpret(
                raw, replace(guess_mapping(raw, "table"), name="x", crs=crs), "x.csv", "0" * 64, record.ground, record.towns, date.today()
            )
