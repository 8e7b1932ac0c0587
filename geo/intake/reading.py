"""What does a file hold, whatever its format, encoding and separator: one table of texts, as the file has them?

Nothing is interpreted here: no number, no date, no missing value. A file that cannot be read whole is refused whole.
"""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path, PurePath
from typing import Any
from xml.parsers import expat

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
from charset_normalizer import from_bytes
from pyproj import CRS
from pyproj.exceptions import CRSError
from python_calamine import CalamineError, CalamineWorkbook
from shapely import force_2d

from geo import settings as s
from geo.intake.scratch import scratch

SEPARATORS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8", "utf-16", "cp1256", "cp1252")  # those a reader may choose; the first that fits is taken
_LISTS = ("data", "events", "results", "incidents", "features", "rows")  # keys under which JSON exports keep their rows
_ABOVE = 100  # lines beside the rows: header, titles, tags
_BESIDE = 1_000  # cells beyond the header that are still looked at
_SAMPLE = 200_000  # bytes looked at to guess an encoding


class FileRefused(Exception):
    """A file that is not read at all; ``code`` is the id of the text that says why and what to do (``refused_<code>``)."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code, self.values = code, values


def refusal_of(error: Exception) -> FileRefused:
    """Make one refusal of whatever a file did that nobody foresaw: the session goes on, and the reader is told."""
    return FileRefused("damaged", kind="file", why=type(error).__name__)


@dataclass(frozen=True)
class Choices:
    """What a person decided about reading a file; empty is "find out"."""

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    crs: str = ""


@dataclass(frozen=True)
class RawTable:
    """A file as one table of texts (an empty text is an empty cell), and how it was read.

    ``numbers`` are the rows' numbers in the file, the header being row 1. Points of a file with geometry become the columns
    ``point_latitude`` and ``point_longitude`` (WGS84 degrees); ``crs`` is what they were declared in, empty if nothing was.
    ``ragged`` are positions of rows with more cells than the header, ``shapes`` those whose geometry is no point, with its kind; ``above``
    counts lines above the header. ``point`` names the two columns that points became.
    """

    cells: pd.DataFrame
    numbers: np.ndarray
    kind: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    crs: str = ""
    hxl: dict[str, str] = field(default_factory=dict)
    ragged: frozenset[int] = frozenset()
    shapes: dict[int, str] = field(default_factory=dict)
    above: int = 0
    point: tuple[str, str] | None = None


def read_table(data: bytes, name: str, choices: Choices | None = None) -> RawTable:
    """Read the bytes of a file in any format of ``settings.IMPORT_ENDINGS``; what is inside decides, not the name.

    Raises
    ------
    FileRefused : too large, not a format known here, damaged, without rows, or geometry without a coordinate reference
        system (code ``no_crs``: ask for one and call again).
    """
    choices = choices or Choices()
    if len(data) > s.IMPORT_BYTES:
        raise FileRefused("too_large", size=len(data) // 1_000_000, limit=s.IMPORT_BYTES // 1_000_000)
    if not data.strip(b"\0 \r\n\t"):
        raise FileRefused("empty")
    kind = _sniff(data, PurePath(name).suffix.lower())
    try:
        table = _READERS[kind](data, choices)
    except (FileRefused, MemoryError):
        raise
    except Exception as error:  # each library has its own errors for damaged files; all mean "not readable"
        raise FileRefused("damaged", kind=kind, why=type(error).__name__) from error
    if table.cells.empty:
        raise FileRefused("no_rows")
    _check_size(*table.cells.shape)
    if kind != "csv" and max(int(table.cells[c].map(len).max()) for c in table.cells) > s.CELL_CHARACTERS:
        raise FileRefused("cell_too_large", limit=s.CELL_CHARACTERS)
    return table


def _check_size(rows: int, columns: int) -> None:
    if rows > s.IMPORT_ROWS or columns > s.IMPORT_COLUMNS or rows * columns > s.IMPORT_CELLS:
        raise _too_many(rows, columns)


def _too_many(rows: int, columns: int) -> FileRefused:
    return FileRefused("too_many", rows=rows, columns=columns, most=s.IMPORT_ROWS, wide=s.IMPORT_COLUMNS)


_PACKED = (b"PAR1", b"SQLite format 3", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # Parquet, GeoPackage, zip and new spreadsheets, old ones


def is_plain_text(data: bytes) -> bool:
    """Whether a file is, at a first look, cells with separators: nothing in it is unpacked or expanded."""
    return not data.startswith(_PACKED) and data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in (b"{", b"[", b"<")


def _sniff(data: bytes, ending: str) -> str:
    """Name the format by what the bytes begin with; the ending only tells texts apart."""
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith(b"SQLite format 3"):
        return "gpkg"
    if data.startswith(b"PK\x03\x04"):
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
        if "[content_types].xml" in names or "content.xml" in names:
            return "sheet"
        raise FileRefused("zip_without_shapefile")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "sheet"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head[:1] in (b"{", b"[") and ending not in (".csv", ".tsv", ".txt"):
        return "json"
    if head.startswith(b"<") and b"<kml" in data[:4096].lower():
        return "kml"
    if ending in (".xlsx", ".ods", ".gpkg", ".parquet", ".zip", ".kml", ".json", ".geojson"):
        raise FileRefused("damaged", kind=ending.lstrip("."), why="no such format inside")
    if head.startswith((b"<", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise FileRefused("not_a_table")
    return "csv"


def decode(data: bytes, encoding: str = "") -> tuple[str, str]:
    """Turn bytes into text and name the encoding: a byte-order mark, then UTF-8, then the likeliest of the rest.

    Raises
    ------
    FileRefused : the encoding asked for does not fit (code ``encoding``).
    """
    if encoding:
        try:
            return data.decode("utf-8-sig" if encoding == "utf-8" else encoding), encoding
        except (UnicodeDecodeError, LookupError) as error:
            raise FileRefused("encoding", encoding=encoding, allowed=", ".join(ENCODINGS)) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return decode(data, "utf-16")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        read = data.decode("utf-8-sig", "replace")
        if read.count("\ufffd") * 3 < sum(c > "\x7f" for c in read):  # UTF-8 with a few broken bytes, which are pointed at
            return read, "utf-8"
        first = next(i for i, byte in enumerate(data) if byte > 0x7F)  # the guess needs letters that are not Latin
        data, whole = data[max(0, first - 1000) :], data
        found = from_bytes(data[:_SAMPLE], cp_isolation=["cp1256", "cp1252", "utf_16_le", "utf_16_be"]).best()
        # bytes of Arabic letters read as Latin ones look like "Çáåí": Windows-1256 is what Syrian spreadsheets are saved in
        if found is None or found.encoding == "cp1252":
            arabic = sum("\u0620" <= c <= "\u064a" for c in data[:_SAMPLE].decode("cp1256", "ignore"))
            high = sum(b > 0x7F for b in data[:_SAMPLE])
            return _decode_any(whole, "cp1256" if arabic > 0.8 * high else "cp1252")
        return _decode_any(whole, found.encoding.replace("_", "-"))


def _decode_any(data: bytes, encoding: str) -> tuple[str, str]:
    return data.decode(encoding, "replace"), encoding


def _separator(text: str) -> str:
    """Choose the separator that parts the first lines most evenly into most columns."""
    lines = [line for line in text[:65_536].splitlines() if line.strip()][:20]

    def score(separator: str) -> tuple[int, int]:
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator))
        except csv.Error:  # said when the whole file is read
            return 0, 0
        width, often = max(widths.items(), key=lambda x: (x[1], x[0])) if widths else (1, 0)
        return (width > 1) * often, width

    return max(SEPARATORS, key=score)


def _read_csv(data: bytes, choices: Choices) -> RawTable:
    text, encoding = decode(data, choices.encoding)
    if "\0" in text:
        raise FileRefused("not_a_table")
    csv.field_size_limit(s.CELL_CHARACTERS)
    separator = choices.separator or _separator(text)
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > s.IMPORT_ROWS + _ABOVE or len(row) > s.IMPORT_COLUMNS + _BESIDE:
                raise _too_many(len(rows), len(row))
    except csv.Error as error:
        if "field larger" in str(error):
            raise FileRefused("cell_too_large", limit=s.CELL_CHARACTERS) from error
        # an unclosed quotation mark would swallow the rows after it
        raise FileRefused("open_quote", line=reader.line_num) from error
    return _table(rows, "csv", encoding=encoding, separator=separator)


def _table(rows: list[list[str]], kind: str, **how: Any) -> RawTable:
    """Make a table of rows of texts: find the header, make its names unique, note the HXL row; blank lines at the end go."""
    while rows and not any(c.strip() for c in rows[-1]):
        rows.pop()
    if not rows:
        raise FileRefused("no_rows")
    filled = [sum(bool(c.strip()) for c in row) for row in rows[:20]]
    top = next(
        (i for i, n in enumerate(filled) if n > 1), next(i for i, n in enumerate(filled) if n or i == len(filled) - 1)
    )  # a title has one cell
    width = max(len(rows[top]), 1)
    body = rows[top + 1 :]
    _check_size(len(body), width)
    numbers = np.arange(top + 2, top + 2 + len(body))
    tags: dict[int, str] = {}
    header = rows[top]
    if _is_hxl(header):  # a file whose only header is its tags
        tags = dict(enumerate(header))
    else:
        for k, row in enumerate(body[:3]):
            if _is_hxl(row):
                tags = dict(enumerate(row))
                body, numbers = body[:k] + body[k + 1 :], np.delete(numbers, k)
                break
    names = unique_names(header)
    ragged = frozenset(i for i, row in enumerate(body) if any(c.strip() for c in row[width:]))
    if ragged:
        names.append("beyond_the_header")
        body = [[*(row + [""] * width)[:width], " ".join(row[width:])] for row in body]
    else:
        body = [row if len(row) == width else (row + [""] * width)[:width] for row in body]
    cells = pd.DataFrame(body, columns=names, dtype=object)
    hxl = {names[i]: tag.strip().lower() for i, tag in tags.items() if i < width and tag.strip().startswith("#")}
    return RawTable(cells, numbers, kind, hxl=hxl, ragged=ragged, above=top, **how)


def _is_hxl(row: list[str]) -> bool:
    filled = [c.strip() for c in row if c.strip()]
    tagged = [c for c in filled if c.startswith("#") and len(c) > 2 and c[1].isalpha()]
    return len(tagged) >= 2 and 2 * len(tagged) >= len(filled)


def unique_names(header: list[str]) -> list[str]:
    """Give every column a name of its own: blank ones are numbered, repeated ones too."""
    names: dict[str, None] = {}
    taken, turns = set(header), Counter[str]()
    for k, raw in enumerate(header, 1):
        first = name = raw.strip() or f"column {k}"
        while name in names or (name != raw and not raw.strip() and name in taken):
            turns[first] += 1
            name = f"{first} ({turns[first] + 1})"
        names[name] = None
    return list(names)


def _text(value: Any) -> str:
    """Write a cell of a typed file as text: 12.0 as 12, a day as 2016-12-09, nothing as an empty text."""
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        number = float(value)
        if np.isnan(number):
            return ""
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
    if isinstance(value, datetime):  # a pandas Timestamp is one
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str):
        return value if value.isprintable() else value.encode("utf-8", "backslashreplace").decode()  # half a surrogate pair is no text
    if isinstance(value, dict | list | tuple | np.ndarray):
        return _text(json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, ensure_ascii=False, default=str))
    return str(value)


def _check_ods(data: bytes) -> None:
    """Refuse an ODS whose contents are no whole XML, or declare entities: its reader would never end on one that is cut."""
    if not data.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "content.xml" not in archive.namelist():
            return

        def refuse(*_: object) -> None:
            raise FileRefused("damaged", kind="ods", why="it declares entities")

        parser = expat.ParserCreate()
        parser.EntityDeclHandler = refuse
        with archive.open("content.xml") as content:
            parser.ParseFile(content)


def _read_sheet(data: bytes, choices: Choices) -> RawTable:
    _check_ods(data)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        raise FileRefused("damaged", kind="spreadsheet", why=str(error)[:80]) from error
    sheets = tuple(book.sheet_names)
    if not sheets:
        raise FileRefused("no_rows")
    if choices.sheet and choices.sheet not in sheets:
        raise FileRefused("no_sheet", sheet=choices.sheet, allowed=", ".join(sheets))
    sheet = choices.sheet or sheets[0]
    rows = [[_text(c) for c in row] for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]
    return _table(rows, "sheet", sheet=sheet, sheets=sheets)


def _read_json(data: bytes, choices: Choices) -> RawTable:
    text, encoding = decode(data, choices.encoding)
    try:
        got = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileRefused("damaged", kind="JSON", why=str(error)[:80]) from error
    if isinstance(got, dict) and got.get("type") == "FeatureCollection":
        named = [v for k, v in got.items() if k.casefold() == "crs" and v is not None]
        crs = choices.crs or next((_read_geojson_crs(v) for v in named), "")
        plain = json.dumps(_without_crs(got)).encode()  # GDAL would follow an address in it, and take what it does not know for WGS84
        return _read_shapes(plain, replace(choices, crs=crs), "geojson")
    if isinstance(got, dict):
        rows = next((got[k] for k in _LISTS if isinstance(got.get(k), list)), None)
        rows = rows if rows is not None else next((v for v in got.values() if isinstance(v, list)), None)
    else:
        rows = got
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise FileRefused("json_without_rows")
    columns = list(dict.fromkeys(str(k) for r in rows for k in r))
    _check_size(len(rows), len(columns))
    cells = pd.DataFrame([[_text(r.get(c)) for c in columns] for r in rows], columns=columns, dtype=object)
    return RawTable(cells, np.arange(1, len(cells) + 1), "json", encoding=encoding)


def _without_crs(got: Any) -> Any:
    """Leave out every member "crs" that is not a property of a feature, however it is spelled."""
    if isinstance(got, dict):
        return {k: v if k == "properties" else _without_crs(v) for k, v in got.items() if k.casefold() != "crs"}
    return [_without_crs(v) for v in got] if isinstance(got, list) and got and isinstance(got[0], dict) else got


def _read_geojson_crs(crs: Any) -> str:
    """Give the name of a GeoJSON file's coordinate reference system; one that is not known, or elsewhere, refuses the file."""
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) and isinstance(crs.get("properties"), dict) else None
    try:
        if crs.get("type", "name") != "name" if isinstance(crs, dict) else True:
            raise CRSError(str(crs)[:80])
        read_crs(str(name))
    except CRSError as error:
        raise FileRefused("bad_crs", crs=str(name or crs)[:80]) from error
    return str(name)


def _dbf_encoding(data: bytes) -> str:
    """Find the encoding of a dBase table by its rows; its header says how long it is (bytes 8 and 9)."""
    return decode(data[int.from_bytes(data[8:10], "little") :].replace(b"\0", b" "))[1]


def _read_shapes(data: bytes | Path, choices: Choices, kind: str, encoding: str | None = None) -> RawTable:
    layers = [str(row[0]) for row in pyogrio.list_layers(data)]
    layers = layers if len(layers) > 1 else []
    if choices.sheet and choices.sheet not in layers:
        raise FileRefused("no_sheet", sheet=choices.sheet, allowed=", ".join(layers) or "-")
    layer = choices.sheet or (layers[0] if layers else None)
    # through Arrow whole numbers stay whole beside empty cells; days and hours stay as they are written, whatever their zone
    exact = {"use_arrow": True, "arrow_to_pandas_kwargs": {"types_mapper": pd.ArrowDtype}} if encoding is None else {}  # Arrow: UTF-8 only
    frame = pyogrio.read_dataframe(data, layer=layer, encoding=encoding, datetime_as_string=True, **exact)
    # KML and GeoJSON without a member "crs" are WGS84 by their standards, and pyogrio says so
    return _from_geometry(frame, kind, choices, sheet=layer or "", sheets=tuple(layers))


def _read_zip(data: bytes, choices: Choices) -> RawTable:
    """Read a Shapefile in a zip, in a folder or not; texts whose encoding no .cpg file states are decoded as text files are."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, scratch(len(data)) as folder:
        names = {x.lower(): x for x in archive.namelist()}
        shape = next(n for n in names if n.endswith(".shp"))
        stem = shape[:-4]
        encoding = choices.encoding or None
        if f"{stem}.cpg" not in names and f"{stem}.dbf" in names and not encoding:
            encoding = _dbf_encoding(archive.read(names[f"{stem}.dbf"]))
        for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg"):  # under names of our own: none of the archive's paths is used
            if f"{stem}{ending}" in names:
                (folder / f"t{ending}").write_bytes(archive.read(names[f"{stem}{ending}"]))
        return _read_shapes(folder / "t.shp", choices, "shp", encoding)


def _read_gpkg(data: bytes, choices: Choices) -> RawTable:
    with scratch(len(data)) as folder:  # its driver wants a file with the ending of its format
        path = folder / "t.gpkg"
        path.write_bytes(data)
        return _read_shapes(path, choices, "gpkg")


def _from_geometry(frame: Any, kind: str, choices: Choices, **how: Any) -> RawTable:
    """Make a table of a typed frame; its points become two columns, any other geometry is named and gives no position."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    spatial = isinstance(frame, gpd.GeoDataFrame)
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name)) if spatial else frame
    _check_size(*attributes.shape)
    names = unique_names([str(c) for c in attributes.columns])
    columns = [attributes.iloc[:, k] for k in range(len(names))]
    cells = pd.DataFrame({n: [_text(v) for v in c] for n, c in zip(names, columns, strict=True)}, index=range(len(frame)), dtype=object)
    numbers = np.arange(1, len(cells) + 1)
    if not spatial:
        return RawTable(cells, numbers, kind, **how)
    shapes = frame.geometry.reset_index(drop=True)
    known = (shapes.notna() & ~shapes.is_empty).to_numpy()
    if not known.any():
        return RawTable(cells, numbers, kind, **how)
    if shapes.crs is None and not choices.crs:
        raise FileRefused("no_crs")
    try:
        shapes = shapes.set_crs(read_crs(choices.crs), allow_override=True) if choices.crs else shapes
    except CRSError as error:
        raise FileRefused("bad_crs", crs=choices.crs) from error
    _check_crs(shapes.crs)
    declared = choices.crs or shapes.crs.to_string()[:80]
    shapes = gpd.GeoSeries(force_2d(shapes.to_numpy()), crs=shapes.crs).to_crs(s.WGS84)
    spots = [g.geoms[0] if k and g.geom_type == "MultiPoint" and len(g.geoms) == 1 else g for g, k in zip(shapes, known, strict=True)]
    point = [k and g.geom_type == "Point" for g, k in zip(spots, known, strict=True)]
    latitude, longitude = unique_names([*names, "point_latitude", "point_longitude"])[-2:]
    cells[latitude] = [_number(p.y) if ok else "" for p, ok in zip(spots, point, strict=True)]
    cells[longitude] = [_number(p.x) if ok else "" for p, ok in zip(spots, point, strict=True)]
    other = {i: g.geom_type for i, (g, ok, k) in enumerate(zip(spots, point, known, strict=True)) if k and not ok}
    return RawTable(cells, numbers, kind, crs=declared, shapes=other, point=(latitude, longitude), **how)


def _number(degrees: float) -> str:
    return f"{degrees:.7f}".rstrip("0").rstrip(".")


def read_crs(text: str) -> CRS:
    """Read a coordinate reference system as people write it: 32637, EPSG:32637, a URN, or WKT; never one that names a file.

    Raises
    ------
    CRSError : it is none.
    """
    text = text.strip()
    if len(text) > s.CRS_CHARACTERS or not _CRS_TEXT.match(text) or _CRS_FILE.search(text):
        raise CRSError(f"not taken: {text[:80]}")
    crs = CRS.from_user_input(int(text) if text.isdigit() else text)
    if not (crs.is_geographic or crs.is_projected):
        raise CRSError(f"no positions on a map: {text[:80]}")
    return crs


_CRS_TEXT = re.compile(
    r"[0-9]{1,6}\Z|(?:EPSG|ESRI|OGC|IAU):\w{1,12}\Z|urn:ogc:def:crs:[\w.:]{1,40}\Z|[A-Z_0-9]{4,20}\s*\[", re.ASCII | re.IGNORECASE
)
_CRS_FILE = re.compile(r"grid|\+init|\+proj|EXTENSION\s*\[|PROJ4|\bNTv|\.gsb|\.tif|\.gtx|file:", re.IGNORECASE)


def _check_crs(crs: CRS) -> None:
    """Refuse a coordinate reference system out of a file that would have other files opened."""
    if _CRS_FILE.search(crs.to_wkt()):
        raise FileRefused("bad_crs", crs=crs.name[:80])


def _read_parquet(data: bytes, choices: Choices) -> RawTable:
    exact = {"types_mapper": pd.ArrowDtype}  # whole numbers stay whole beside empty cells
    head = pq.ParquetFile(io.BytesIO(data))
    _check_size(head.metadata.num_rows, head.metadata.num_columns)
    about = (head.schema_arrow.metadata or {}).get(b"geo")
    if about is None:
        return _from_geometry(head.read().to_pandas(**exact), "parquet", choices)
    for column in json.loads(about).get("columns", {}).values():
        crs = column.get("crs")
        if isinstance(crs, str) or _CRS_FILE.search(json.dumps(crs)):  # the standard has it as PROJJSON; a text may name a file
            raise FileRefused("bad_crs", crs=str(crs)[:80])
    return _from_geometry(gpd.read_parquet(io.BytesIO(data), to_pandas_kwargs=exact), "parquet", choices)


_READERS = {
    "csv": _read_csv,
    "sheet": _read_sheet,
    "json": _read_json,
    "kml": lambda data, choices: _read_shapes(data, choices, "kml"),
    "gpkg": _read_gpkg,
    "shp": _read_zip,
    "parquet": _read_parquet,
}
