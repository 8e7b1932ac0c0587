"""Of what does a file of this dashboard consist: its tables with their exact headers, and every other part, as texts?

Nothing is left out and nothing is made unique, so that two files with the same parts say the same. A file may be a stranger's:
``apart.parts_apart`` asks in a process of its own.
"""

import csv
import hashlib
import io
import json
import re
import sqlite3
import struct
import zipfile
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq
from PIL import Image, ImageSequence
from python_calamine import CalamineWorkbook

from geo import settings as s
from geo.intake.formats.raw import FileRefused
from geo.intake.formats.sheets import cells_of
from geo.seals import mark_of

CLAIMS = "claims"  # the part with a row a claim, its header first
Parts = dict[str, list[list[str]]]
_ABSENT = "(absent)"  # a member that only other features have
_KML = "{http://www.opengis.net/kml/2.2}"


def parts_of(data: bytes, ending: str) -> Parts:
    """Take a file apart: the name of each part -> its rows of texts.

    Raises
    ------
    FileRefused : the file is not of the format its ending names, or larger than a file that is read here may be.
    """
    if len(data) > s.IMPORT_BYTES:
        raise FileRefused("too_large", size=len(data) // 1_000_000, limit=s.IMPORT_BYTES // 1_000_000)
    try:
        return _TAKERS[ending](data)
    except (FileRefused, MemoryError):
        raise
    except Exception as error:  # each library has its own errors for damaged files; all mean "not readable"
        raise FileRefused("damaged", kind=ending, why=type(error).__name__) from error


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _text(value: Any) -> str:
    """Write a value so that two different ones never read the same: a text that reads as nothing, as a number or as bytes is put in quotes."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return value if isinstance(value, str) and not _reads_otherwise(value) else json.dumps(value, ensure_ascii=False, default=str)


def _reads_otherwise(text: str) -> bool:
    if not text or text.startswith("x'"):
        return True
    if text[0] not in '"[{-0123456789tfnIN':
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    except RecursionError:
        return True
    return True


def _lines(name: str, text: str) -> list[list[str]]:
    return [[name, line] for line in text.split("\n")]


def _csv(data: bytes) -> Parts:
    return {CLAIMS: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))}


def _xlsx(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(x.file_size for x in archive.infolist()) > s.UNPACKED_BYTES:
            raise FileRefused("unpacks_too_large", limit=s.UNPACKED_BYTES // 1_000_000)
        told = re.compile(r"xl/(worksheets/sheet\d+|sharedStrings)\.xml")  # what these say is told cell by cell
        files = [[x.filename, "" if told.fullmatch(x.filename) else _digest(archive.read(x))] for x in archive.infolist()]
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {"files": files} | {
        name: [[_text(None if cell == "" else cell) for cell in row] for row in cells_of(book.get_sheet_by_name(name))]
        for name in book.sheet_names
    }


class _Pairs(list[tuple[str, Any]]):
    """The members of a JSON object in their order, doubled ones too."""


def _geojson(data: bytes) -> Parts:
    got = json.loads(data.decode("utf-8"), object_pairs_hook=_Pairs)
    lists = [v for k, v in got if k == "features"]  # some readers take the first of two, some the last
    members = [line for k, v in got if k != "features" for line in _lines(k, _text(_plain(v)))]
    members += [["features", str(len(features))] for features in lists[1:]]
    rows = [list(_feature(feature)) for features in lists for feature in features]
    most: Counter[str] = Counter()
    for row in rows:
        most |= Counter(k for k, _ in row)
    header = [k for k, n in most.items() for _ in range(n)]
    return {"said": members, CLAIMS: [header, *(_aligned(row, header) for row in rows)]}


def _feature(feature: Any) -> Iterator[tuple[str, str]]:
    if not isinstance(feature, _Pairs):
        yield "feature", _text(_plain(feature))
        return
    for name, value in feature:
        if name == "properties" and isinstance(value, _Pairs):
            yield from ((k, _text(_plain(v))) for k, v in value)
        else:
            yield f"feature {name}", _text(_plain(value))


def _plain(value: Any) -> Any:
    """Make of pairs a list that JSON can write; a single text or number stays."""
    if isinstance(value, _Pairs):
        return [[k, _plain(v)] for k, v in value]
    return [_plain(v) for v in value] if isinstance(value, list) else value


def _aligned(row: list[tuple[str, str]], header: list[str]) -> list[str]:
    held: dict[str, list[str]] = {}
    for name, text in row:
        held.setdefault(name, []).append(text)
    return [held[name].pop(0) if held.get(name) else _ABSENT for name in header]


def _gpkg(data: bytes) -> Parts:
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(data)
        made = base.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        parts: Parts = {"tables": [[_text(x) for x in row] for row in made]}
        for kind, name, _, sql in made:
            if kind == "table" and not (sql or "").upper().startswith("CREATE VIRTUAL"):  # its rows lie in tables of their own
                found = base.execute('SELECT * FROM "{}"'.format(name.replace('"', '""')))
                header = [column[0] for column in found.description]
                parts[name] = [header, *([_text(x) for x in row] for row in found)]
        about = parts.pop("gpkg_contents", [[]])
        parts["said"] = [line for row in about for cell in row for line in _lines("description", cell)]
        return parts
    finally:
        base.close()


def _parquet(data: bytes) -> Parts:
    head = pq.ParquetFile(io.BytesIO(data))
    if head.metadata.num_rows > s.IMPORT_ROWS or head.metadata.num_columns > s.IMPORT_COLUMNS:
        raise FileRefused(
            "too_many", rows=head.metadata.num_rows, columns=head.metadata.num_columns, most=s.IMPORT_ROWS, wide=s.IMPORT_COLUMNS
        )
    table = head.read()
    columns = [[_text(x) for x in column.to_pylist()] for column in table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    about = head.metadata.metadata or {}
    said = _lines("raqqa", about.get(b"raqqa", b"").decode("utf-8", "backslashreplace"))
    return {
        CLAIMS: [list(table.column_names), *rows],
        "types": [[field.name, str(field.type)] for field in table.schema],
        "said": said,
        "made": [[k.decode("utf-8", "backslashreplace"), _digest(v)] for k, v in about.items() if k != b"raqqa"],
    }


def _kml(data: bytes) -> Parts:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FileRefused("damaged", kind="kml", why="it declares entities")
    root = ET.fromstring(data, ET.XMLParser(target=ET.TreeBuilder(insert_comments=True, insert_pis=True)))
    rows: list[list[tuple[str, str]]] = []
    top = [("", _text(dict(root.attrib)))] if root.attrib else []
    top += [("", root.text or "")] if (root.text or "").strip() else []
    said = [line for name, text in (*top, *_elements(root, "", rows)) for line in _lines(name or _tag(root), text)]
    fields = [x.get("name", "") for x in root.iter() if isinstance(x.tag, str) and x.tag.endswith("}SimpleField")]
    most: Counter[str] = Counter(fields)
    for row in rows:
        most |= Counter(k for k, _ in row)
    header = [k for k, n in most.items() for _ in range(n)]
    return {"said": said, CLAIMS: [header, *(["" if x == _ABSENT else x for x in _aligned(row, header)] for row in rows)]}


def _tag(element: ET.Element) -> str:
    """Name an element; one of another namespace by its whole name."""
    return element.tag.removeprefix(_KML) if isinstance(element.tag, str) else "comment"


def _elements(element: ET.Element, path: str, rows: list[list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """Give every element below one, with its attributes and texts; those of placemarks go to ``rows``, the cells under their own names."""
    for child in element:
        tag = _tag(child)
        if tag == "Placemark":
            row: list[list[tuple[str, str]]] = []
            own = [("placemark", _text(dict(child.attrib)))] if child.attrib else []
            rows.append([*own, *_elements(child, "placemark ", row)])
            rows += row
            continue
        if tag == "SimpleData" and list(child.attrib) == ["name"] and not len(child):
            yield child.attrib["name"], child.text or ""
        else:
            yield f"{path}{tag}", f"{_text(dict(child.attrib)) if child.attrib else ''}{child.text or ''}"
            yield from _elements(child, f"{path}{tag} ", rows)
        if (child.tail or "").strip():
            yield f"{path}{tag} after", child.tail or ""


def _kmz(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(x.file_size for x in archive.infolist()) > s.UNPACKED_BYTES:
            raise FileRefused("unpacks_too_large", limit=s.UNPACKED_BYTES // 1_000_000)
        files = [[x.filename, "" if x.filename == "doc.kml" else _digest(archive.read(x))] for x in archive.infolist()]
        return {"files": files} | _kml(archive.read("doc.kml"))


class _Page(HTMLParser):
    """Reads the rows of the table, what else a page says, and what its scripts, styles and attributes are."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.said: list[list[str]] = []
        self.made: list[list[str]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if not attrs:
            self.made.append([tag, ""])
        for name, value in attrs:
            if tag == "a" and self.rows:
                self.rows[-1].append(f"{name}={value}")
            elif name == "content" and ("name", "description") in attrs:  # the sentence: words, whatever their length
                self.said.append(["description", value or ""])
            elif len(value or "") > 200:
                self.made.append([f"{tag} {name}", _digest((value or "").encode())])
            else:
                self.made.append([f"{tag} {name}", value or ""])

    def handle_endtag(self, tag: str) -> None:
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        tag = self.open[-1] if self.open else ""
        if tag in ("script", "style"):
            self.made.append([tag, _digest(data.encode())])
        elif "tr" in self.open:
            self.rows[-1].append(data)
        else:
            self.said.append([tag, data])

    def handle_comment(self, data: str) -> None:
        self.said.append(["comment", data])

    def handle_pi(self, data: str) -> None:
        self.said.append(["instruction", data])


def _html(data: bytes) -> Parts:
    page = _Page()
    page.feed(data.decode("utf-8"))
    page.close()
    return {"rows": page.rows, "said": page.said, "made": page.made}


def _png(data: bytes) -> Parts:
    said, made, at = [], [], 8
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8].decode("latin-1"), data[at + 8 : at + 8 + length]
        if kind in ("tEXt", "iTXt"):
            name, _, text = body.partition(b"\0")
            said.append([name.decode("latin-1"), text.strip(b"\0").decode("latin-1" if kind == "tEXt" else "utf-8", "backslashreplace")])
        else:
            made.append([kind, _digest(body)])
        at += 12 + length
    return {"said": said, "picture": [*made, ["rest", _digest(data[at:])]]}


def _frames(data: bytes) -> Parts:
    """Take a moving picture apart: each frame by its number, with how long it stands; whatever else it holds as one."""
    with Image.open(io.BytesIO(data), formats=("GIF", "WEBP")) as film:
        if film.width * film.height * getattr(film, "n_frames", 1) > s.FILM_PIXELS:
            raise FileRefused("unpacks_too_large", limit=3 * s.FILM_PIXELS // 1_000_000)
        frames = []
        for k, one in enumerate(ImageSequence.Iterator(film), start=1):
            picture = one.convert("RGB").tobytes()
            frames.append([f"frame {k}", _digest(picture), _text(one.info.get("duration"))])
    own_hash = mark_of(data).partition("?")[0].encode()
    return {"picture": [*frames, ["bytes", _digest(data.replace(own_hash, b""))]]}


def _boxes(data: bytes) -> Parts:
    """Take an MP4 apart by its boxes (ISO/IEC 14496-12: size, four letters, content), undecoded."""
    own_hash, boxes, at = mark_of(data).partition("?")[0].encode(), [], 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        end = at + size if size >= 8 else len(data)
        boxes.append([_text(name.decode("latin-1")), _digest(data[at:end].replace(own_hash, b""))])
        at = end
    return {"picture": [*boxes, ["rest", _digest(data[at:])]]}


def _svg(data: bytes) -> Parts:
    lines = data.decode("utf-8").split("\n")
    said = [line for line in lines if re.match(r"\s*(<!--|<dc:|<title>|<cc:)", line)]
    rest = "\n".join(line for line in lines if line not in set(said))
    return {"said": [["text", line.strip()] for line in said], "picture": [["lines", _digest(rest.encode())]]}


def _pdf(data: bytes) -> Parts:
    lines = data.split(b"\n")
    said = [line for line in lines if re.match(rb"(?:<< )?/(?:Title|Subject) ", line)]
    rest = b"\n".join(line for line in lines if line not in said)
    return {"said": [["text", line.decode("latin-1")] for line in said], "picture": [["lines", _digest(rest)]]}


_TAKERS = {
    "csv": _csv,
    "xlsx": _xlsx,
    "geojson": _geojson,
    "gpkg": _gpkg,
    "parquet": _parquet,
    "kml": _kml,
    "kmz": _kmz,
    "html": _html,
    "png": _png,
    "gif": _frames,
    "webp": _frames,
    "mp4": _boxes,
    "svg": _svg,
    "pdf": _pdf,
}
