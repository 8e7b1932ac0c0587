"""What does a workbook (.xlsx, .ods) say of a sheet beside its cells: formulas without a stored value, hidden rows, merged cells, where links lead?"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from geo import settings as s

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")
Attributes = dict[str, str]


@dataclass
class Beside:
    """Rows and columns count from 0. ``links`` are the targets of cells whose text is not the address itself; ``merged`` are the first
    row and column and the last of cells that are one, whose text stands in the first alone."""

    formulas: set[tuple[int, int]] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)


def beside_cells(data: bytes, sheet: str) -> Beside:
    """Read what a workbook says of one sheet; of another format nothing."""
    if not data.startswith(b"PK"):
        return Beside()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "content.xml" in names:
            ods = _Ods(sheet)
            _walk(archive, "content.xml", ods.start)
            return ods.found
        path = _path_of(archive, names, sheet)
        if path not in names:
            return Beside()
        folder, _, file = path.rpartition("/")
        xlsx = _Xlsx(_relations(archive, names, f"{folder}/_rels/{file}.rels"))
        _walk(archive, path, xlsx.start, xlsx.text)
        return xlsx.found


class _Xlsx:
    """Hears the elements of one sheet of an .xlsx."""

    def __init__(self, targets: Attributes) -> None:
        self.found, self.targets = Beside(), targets
        self.at, self.in_value, self.is_text = (-1, -1), False, False

    def start(self, kind: str, element: Attributes) -> None:
        self.in_value = kind == "v"
        if kind == "row" and element.get("hidden") in ("1", "true"):
            self.found.hidden.add(int(element.get("r", "1")) - 1)
        elif kind == "c":
            self.at, self.is_text = _place(element.get("r", "")), element.get("t") == "str"
        elif kind == "f":
            self.found.formulas.add(self.at)
        elif kind == "v" and self.is_text:  # an empty text is a value, too
            self.found.formulas.discard(self.at)
        elif kind == "mergeCell":
            first, _, last = element.get("ref", "").partition(":")
            self.found.merged.append((*_place(first), *_place(last or first)))
        elif kind == "hyperlink":
            target = next((self.targets.get(v, "") for k, v in element.items() if k.endswith(":id")), "")
            if target:
                self.found.links[_place(element.get("ref", "").split(":")[0])] = target

    def text(self, text: str) -> None:
        if self.in_value and text.strip():
            self.found.formulas.discard(self.at)


class _Ods:
    """Hears the elements of an .ods, of which one table is the sheet."""

    def __init__(self, sheet: str) -> None:
        self.found, self.sheet, self.here = Beside(), sheet, False
        self.row = self.next_row = self.column = self.next_column = 0

    def start(self, kind: str, element: Attributes) -> None:
        if kind == "table":
            self.here, self.next_row = element.get("table:name") == self.sheet, 0
        elif not self.here:
            return
        elif kind == "table-row":
            self.row, self.next_column = self.next_row, 0
            self.next_row = self.row + _number(element, "table:number-rows-repeated")
            if element.get("table:visibility", "visible") != "visible":
                self.found.hidden |= set(range(self.row, min(self.next_row, s.IMPORT_ROWS)))
        elif kind in ("table-cell", "covered-table-cell"):
            self.column = self.next_column
            self.next_column += _number(element, "table:number-columns-repeated")
            if "table:formula" in element and "office:value-type" not in element:
                self.found.formulas.add((self.row, self.column))
            down, across = (_number(element, f"table:number-{x}-spanned") for x in ("rows", "columns"))
            if (down, across) != (1, 1):
                self.found.merged.append((self.row, self.column, self.row + down - 1, self.column + across - 1))
        elif kind == "a" and element.get("xlink:href"):
            self.found.links[(self.row, self.column)] = element["xlink:href"]


def _number(element: Attributes, name: str) -> int:
    text = element.get(name, "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1


def _place(reference: str) -> tuple[int, int]:
    m = _CELL.fullmatch(reference)
    if not m:
        return -1, -1
    column = 0
    for letter in m[1]:
        column = 26 * column + ord(letter) - 64
    return int(m[2]) - 1, column - 1


def _walk(archive: zipfile.ZipFile, path: str, start: Callable[[str, Attributes], None], text: Callable[[str], None] | None = None) -> None:
    """Have the elements of a part of a workbook heard, with their attributes; one that declares entities has none."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.CharacterDataHandler = text
    with archive.open(path) as part:
        if b"<!DOCTYPE" in part.read(1000):
            return
    with archive.open(path) as part:
        parser.ParseFile(part)


def _relations(archive: zipfile.ZipFile, names: set[str], path: str) -> Attributes:
    found: Attributes = {}

    def take(kind: str, a: Attributes) -> None:
        if kind == "Relationship":
            found[a.get("Id", "")] = a.get("Target", "")

    if path in names:
        _walk(archive, path, take)
    return found


def _path_of(archive: zipfile.ZipFile, names: set[str], sheet: str) -> str:
    if "xl/workbook.xml" not in names:
        return ""
    targets = _relations(archive, names, "xl/_rels/workbook.xml.rels")
    paths: list[str] = []

    def take(kind: str, a: Attributes) -> None:
        if kind == "sheet" and a.get("name") == sheet:
            target = next((targets.get(v, "") for k, v in a.items() if k.endswith(":id")), "")
            paths.append(target.lstrip("/") if target.startswith("/") else f"xl/{target}")

    _walk(archive, "xl/workbook.xml", take)
    return paths[0] if paths else ""
