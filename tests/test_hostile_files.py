"""Hostile files end in one sentence, within limits of memory and time; nothing else is read, left behind or broken."""

import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest

from geo import apart, scratch
from geo import settings as s
from geo.apart import read_apart
from geo.reading import FileRefused, read_table
from geo.reports import refused_text
from tests.hostile_files import hostile_files, large_files, parquet
from tests.test_imports import SAMPLES

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
        for lang in s.LANGUAGES:
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
        assert there.cells.equals(here.cells)
        assert repr(replace(there, cells=here.cells)) == repr(here)


def test_drivers_that_follow_a_file_elsewhere_are_not_there_when_it_is_read() -> None:
    left = set(pyogrio.list_drivers()) - set(apart._surroundings("x")["GDAL_SKIP"].split(","))
    assert left <= {"GPKG", "ESRI Shapefile", "GeoJSON", "KML", "LIBKML"}
    code = "import pyogrio; print(*pyogrio.list_drivers(), sep=',')"
    told = subprocess.run([sys.executable, "-c", code], env=apart._surroundings("/tmp"), capture_output=True, text=True, check=True).stdout
    assert set(told.strip().split(",")) == left


_MEASURED = """
import resource, sys
from geo.apart import read_apart
from geo.reading import FileRefused
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
