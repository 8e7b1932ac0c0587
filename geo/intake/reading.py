"""What does a file hold, whatever its format, encoding and separator: one table of texts, as the file has them?

Nothing is interpreted here: no number, no date, no missing value. A file that cannot be read whole is refused whole.
"""

import io
import zipfile
from collections.abc import Callable
from pathlib import PurePath

import pyarrow as pa

from geo import settings as s
from geo.intake.formats.columnar import read_parquet
from geo.intake.formats.delimited import read_csv
from geo.intake.formats.kml import read_kml, read_kmz
from geo.intake.formats.objects import read_json
from geo.intake.formats.persons import count_persons, persons_in
from geo.intake.formats.raw import TOLD, Choices, FileRefused, RawTable, check_size
from geo.intake.formats.shapes import read_gpkg, read_zip
from geo.intake.formats.sheets import read_sheet
from geo.intake.formats.stated import check_stated

Progress = Callable[[float], None]
_HEAD = 4096  # bytes in which a file that is not empty usually says something


def check_bytes(data: bytes) -> None:
    """Refuse what is too large, or nothing, before a byte of it is looked at.

    Raises
    ------
    FileRefused : ``too_large`` or ``empty``.
    """
    if len(data) > s.IMPORT_BYTES:
        raise FileRefused("too_large", size=len(data) // 1_000_000, limit=s.IMPORT_BYTES // 1_000_000)
    if not data[:_HEAD].strip(b"\0 \r\n\t") and not data.strip(b"\0 \r\n\t"):
        raise FileRefused("empty")


def read_table(data: bytes, name: str, choices: Choices | None = None, told: Progress = lambda _: None) -> RawTable:
    """Read the bytes of a file in any format of ``settings.IMPORT_ENDINGS``; what is inside decides, not the name.

    Raises
    ------
    FileRefused : too large, not a format known here, damaged, without rows, or geometry without a coordinate reference
        system (code ``no_crs``: ask for one and call again), or a list of people (code ``persons``: it can be read as counts).
    """
    choices = choices or Choices()
    check_bytes(data)
    kind = _sniff(data, PurePath(name).suffix.lower())
    before = TOLD.set(told)
    try:
        check_stated(data, kind)
        table = _READERS[kind](data, choices)
    except (FileRefused, MemoryError):
        raise
    except Exception as error:  # each library has its own errors for damaged files; all mean "not readable"
        if type(error) is pa.ArrowException:  # of no kind: the system refused memory or a thread
            raise MemoryError from error
        raise FileRefused("damaged", kind=kind, why=type(error).__name__) from error
    finally:
        TOLD.reset(before)
    if table.cells.empty:
        raise FileRefused("no_rows")
    check_size(*table.cells.shape)
    if kind != "csv":  # a text is no longer than its bytes, and its cells were measured as they were read
        _check_characters(table)
    people = persons_in(table)
    if people is None:
        return table
    if choices.persons != "counts":
        raise FileRefused(
            "persons",
            flag="--persons counts",
            rows=len(table.cells),
            columns=", ".join(dict.fromkeys((*people.names, *people.about.values()))),
        )
    counted = count_persons(table, people)
    if counted.cells.empty:
        raise FileRefused("no_rows")
    return counted


def _check_characters(table: RawTable) -> None:
    """Refuse what unpacks to more than can be held: a few kilobytes may stand for gigabytes of the same text."""
    lengths = [table.cells[c].map(len) for c in table.cells]
    if max(int(x.max()) for x in lengths) > s.CELL_CHARACTERS:
        raise FileRefused("cell_too_large", limit=s.CELL_CHARACTERS)
    if sum(int(x.sum()) for x in lengths) > s.IMPORT_CHARACTERS:
        raise FileRefused("too_many_characters", limit=s.IMPORT_CHARACTERS // 1_000_000)


def _sniff(data: bytes, ending: str) -> str:
    """Name the format by what the bytes begin with; the ending only tells texts apart."""
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"SQLite format 3"):
        return "gpkg"
    if data.startswith(b"PK\x03\x04"):
        return _sniff_archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "sheet"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t\x1e")
    if head[:1] in (b"{", b"[") and ending not in (".csv", ".tsv", ".txt"):
        return "json"
    if head.startswith(b"<") and b"<kml" in data[:4096].lower():
        return "kml"
    if ending in (".xlsx", ".ods", ".gpkg", ".parquet", ".zip", ".kml", ".json", ".geojson"):
        raise FileRefused("damaged", kind=ending.lstrip("."), why="no such format inside")
    if head.startswith((b"<", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise FileRefused("not_a_table")
    return "csv"


def _sniff_archive(data: bytes) -> str:
    """Name what a zip holds by the names in it; one that unpacks too large is refused before it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = archive.infolist()
    except zipfile.BadZipFile as error:
        raise FileRefused("damaged", kind="zip", why="BadZipFile") from error
    if sum(x.file_size for x in inside) > s.UNPACKED_BYTES:
        raise FileRefused("unpacks_too_large", limit=s.UNPACKED_BYTES // 1_000_000)
    names = [x.filename.lower() for x in inside]
    if any(n.endswith(".shp") for n in names):
        return "shp"
    if any(n.endswith(".kml") for n in names):
        return "kmz"
    if "[content_types].xml" in names or "content.xml" in names:
        return "sheet"
    raise FileRefused("zip_without_shapefile")


_READERS = {
    "csv": read_csv,
    "sheet": read_sheet,
    "json": read_json,
    "kml": read_kml,
    "kmz": read_kmz,
    "gpkg": read_gpkg,
    "shp": read_zip,
    "parquet": read_parquet,
}
