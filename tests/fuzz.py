"""Throw coverage-guided rubbish at every reader and at the address: ``python -m tests.fuzz [TARGET ...] [--share 1.0]``.

Each target runs its number of cases (times the share) in a process of its own, from seeds of the project's own samples. A case may end in
a refusal or in a sound result; an uncaught exception, or a table that is not sound, ends the run with status 1 and the bytes that did it.
"""

import argparse
import atexit
import contextlib
import io
import logging
import signal
import subprocess
import sys
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["geo", "json", "csv", "zipfile", "charset_normalizer"]):
    from geo import settings as s
    from geo.choice.address import check_codes, check_versus, read_params, write_params
    from geo.choice.filters import Filters, opening_filters
    from geo.intake.formats.raw import FileRefused, RawTable
    from geo.intake.interpreting import interpret
    from geo.intake.reading import read_table
    from geo.intake.sources.mapping import read_mapping
    from geo.intake.sources.registry import can_place, detect, guess_mapping
    from geo.record.files import read_record

from tests.hostile_files import geopackage, opendocument, parquet, replaced, shapefile, workbook, zipped

SAMPLES = Path(__file__).with_name("samples")
PARAMS = ("from", "to", "extent", "source", "grading", "belligerent", "response", "text", "near", "km", "area", "min_killed", "precise")
PARAMS += (
    "fighting",
    "shape",
    "view",
    "level",
    "measure",
    "show",
    "selected",
    "incident",
    "basemap",
    "stop",
    "split",
    "versus",
    "as_of",
    "accused",
    "per",
    "present",
)
PARAMS += ("section", "sort", "repeats", "lang")
Target = Callable[[bytes], None]


def sound(table: RawTable) -> None:
    """What every table that was read must be."""
    assert len(table.numbers) == len(table.cells) > 0
    assert table.cells.columns.is_unique
    assert all(isinstance(cell, str) for column in table.cells for cell in table.cells[column])


def reading(ending: str, wrap: Callable[[bytes], bytes] = bytes) -> Target:
    def target(data: bytes) -> None:
        with contextlib.suppress(FileRefused):
            sound(read_table(wrap(data), f"x.{ending}"))

    return target


def importing() -> Target:
    record, today = read_record(), date(2026, 11, 25)

    def target(data: bytes) -> None:
        try:
            raw = read_table(data, "x.csv")
        except FileRefused:
            return
        mapping = replace(guess_mapping(raw, detect(raw)), name="x")
        if can_place(mapping):
            one = interpret(raw, mapping, "x.csv", "0" * 64, record.ground, record.towns, today)
            n = one.accounting()
            assert n.kept + n.fixed + n.person + n.held + n.refused == n.rows == len(raw.cells)
            one.claims()

    return target


def address() -> Target:
    record = read_record()
    areas, places = record.area_ids, set(record.places["area_id"])
    turn = [0]

    def target(data: bytes) -> None:
        texts = data.decode("utf-8", "replace").split("\n")
        params = {PARAMS[(k + len(data)) % len(PARAMS)]: text for k, text in enumerate(texts)}
        filters, view, _ = read_params(params, opening_filters())
        filters, _ = check_codes(filters, places, areas)
        view, _ = check_versus(view, areas)
        filters = filters if filters.near else replace(filters, km=Filters().km)  # a distance from nowhere is not written
        again = read_params(write_params(filters, view), Filters())
        assert again == (filters, view, []), (again, filters, view)
        turn[0] += 1
        if turn[0] % 50 == 0:
            record.select(filters)

    return target


def mapping() -> Target:
    def target(data: bytes) -> None:
        read_mapping(data)

    return target


def saved_view() -> Target:
    from pages import read_view

    def target(data: bytes) -> None:
        found = read_view(data)
        if found:
            read_params(found[1], opening_filters())

    return target


def in_archive(made: bytes, name: str) -> Callable[[bytes], bytes]:
    """Put mutated bytes into one part of a sound archive."""
    return lambda data: replaced(made, name, data)


def packed(name: str) -> Callable[[bytes], bytes]:
    """Put mutated bytes into one part of an otherwise sound archive, so that they get past its checksums."""
    shape = shapefile()
    return lambda data: zipped(shape | {name: data})


def seeds(*names: str) -> list[bytes]:
    return [(SAMPLES / n).read_bytes()[:6000] for n in names]


def inner(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET, BODY = "xl/worksheets/sheet1.xml", "content.xml"
_ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>date</t></is></c><c r="B1"><v>1</v></c></row>'
_ODS = "<table:table-row><table:table-cell office:value-type='string'><text:p>date</text:p></table:table-cell></table:table-row>"
_KML = b'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>x</name><Point><coordinates>39,36</coordinates></Point></Placemark></Document></kml>'
_GEOJSON = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"date":"2017-01-01"},"geometry":{"type":"Point","coordinates":[39,36]}}]}'

# target: how it is made, cases in the recorded run, seeds
TARGETS: dict[str, tuple[Callable[[], Target], int, Callable[[], list[bytes]]]] = {
    "address": (address, 40_000, lambda: [b"2016-11-06\n2017-06-05\nboth\nrbss", b"window:2016-11-06/2016-12-09\n39,36;39,37;38,36"]),
    "saved_view": (saved_view, 15_000, lambda: [b'{"view_of":"x","page":"map","params":{"from":"2016-11-06"},"data":"x"}']),
    "mapping": (mapping, 15_000, lambda: [b'{"mapping_of":"x","source":"table","name":"x","columns":{"date":"date"},"codes":{},"crs":""}']),
    "csv": (lambda: reading("csv"), 15_000, lambda: seeds("dirty_table.csv", "hxl.csv", "acled_old.tsv")),
    "json": (lambda: reading("json"), 15_000, lambda: [*seeds("acled.json", "timemap.json"), _GEOJSON]),
    "import": (importing, 600, lambda: seeds("dirty_table.csv", "airwars_dirt.csv", "ged_49.csv", "cjtf.csv", "acled_2025.csv")),
    "xlsx": (
        lambda: reading("xlsx", in_archive(workbook(_ROW), SHEET)),
        3_000,
        lambda: [inner(workbook(_ROW), SHEET)],
    ),
    "ods": (
        lambda: reading("ods", in_archive(opendocument(_ODS), BODY)),
        1_500,
        lambda: [inner(opendocument(_ODS), BODY)],
    ),
    "xls": (lambda: reading("xls", lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + data), 3_000, lambda: [b"\0" * 600]),
    "kml": (lambda: reading("kml"), 3_000, lambda: [_KML]),
    "parquet": (lambda: reading("parquet"), 3_000, lambda: [parquet()]),
    "gpkg": (lambda: reading("gpkg"), 600, lambda: [geopackage(lambda _: None)]),
    "shp": (lambda: reading("zip", packed("t.shp")), 600, lambda: [shapefile()["t.shp"]]),
    "dbf": (lambda: reading("zip", packed("t.dbf")), 600, lambda: [shapefile()["t.dbf"]]),
}


def fuzz(name: str, cases: int, corpus: Path) -> None:
    """Run one target in this process; does not return."""
    make, _, seed = TARGETS[name]
    for k, data in enumerate(seed()):
        (corpus / f"seed{k}").write_bytes(data)
    warnings.simplefilter("ignore")
    logging.disable()
    target = make()
    atexit.register(
        signal.setitimer, signal.ITIMER_REAL, 0
    )  # the engine's watch for cases that hang would end the leaving process, too (status 142)
    atheris.Setup(
        [
            name,
            f"-atheris_runs={cases}",
            "-max_len=8192",
            "-seed=7",
            "-verbosity=0",
            "-timeout=60",
            f"-artifact_prefix={corpus}/",
            str(corpus),
        ],
        target,
    )
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", nargs="*", choices=[*TARGETS, []])
    parser.add_argument("--share", type=float, default=1.0, help="of the cases of the recorded run")
    parser.add_argument("--here", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.here:
        fuzz(args.target[0], max(20, round(TARGETS[args.target[0]][1] * args.share)), args.here)
        return 0
    total, bad = 0, 0
    for name in args.target or TARGETS:
        cases = max(20, round(TARGETS[name][1] * args.share))
        with tempfile.TemporaryDirectory(prefix="raqqa-fuzz-") as folder:
            command = [sys.executable, "-m", "tests.fuzz", name, "--share", str(args.share), "--here", folder]
            ran = subprocess.run(command, cwd=s.PROJECT, capture_output=True, text=True, check=False)
            total += cases
            print(f"{name}: {cases} cases, {'no fault' if ran.returncode == 0 else f'FAULT, status {ran.returncode}'}", flush=True)
            if ran.returncode != 0:
                bad += 1
                print(ran.stdout[-2000:], ran.stderr[-3000:])
                for crash in Path(folder).glob("crash-*"):
                    print(repr(crash.read_bytes()[:2000]))
    print(f"{total} cases, {bad} targets with a fault")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
