"""What does a workbook hold?"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from geo import settings as s
from geo.intake.cells.numbers import read_count
from geo.intake.formats.header import table_of
from geo.intake.formats.raw import TOLD, Choices, FileRefused, RawTable, text_of, too_many
from geo.intake.formats.workbook import Beside, beside_cells
from geo.intake.sources.headings import meaning_of

_STRIDE, _PARSED = 2_000, 0.4  # rows between two words of how far it is, and the part of reading that the library does


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


def read_sheet(data: bytes, choices: Choices) -> RawTable:
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
    sheet = choices.sheet or _likeliest(book, sheets)
    told, rows = TOLD.get(), []
    cells = cells_of(book.get_sheet_by_name(sheet))
    for k, row in enumerate(cells):
        rows.append([text_of(c) for c in row])
        if not k % _STRIDE:
            told(_PARSED + (1 - _PARSED) * k / len(cells))
    beside = beside_cells(data, sheet)
    for (i, k), target in beside.links.items():  # where a link leads is what it says
        if 0 <= i < len(rows) and 0 <= k < len(rows[i]) and rows[i][k] != target and re.match(r"https?://", target):
            rows[i][k] = target if not rows[i][k] or re.match(r"https?://", rows[i][k]) else f"{rows[i][k]} {target}"
    table, merged = _unmerged(table_of(rows, "sheet", sheet=sheet, sheets=sheets), beside)
    return replace(table, notes=(*_notes(table, beside), *merged))


def cells_of(sheet: CalamineSheet, most: int | None = None) -> list[list[Any]]:
    """Give the cells of a sheet, ``most`` rows at most; one whose cells lie too far apart is refused before room is made for all between them, which
    would end the process."""
    rows, columns = (last + 1 for last in sheet.end or (-1, -1))
    if rows * columns > s.IMPORT_CELLS:
        raise too_many(rows, columns)
    return sheet.to_python(skip_empty_area=False, nrows=most)


def _notes(table: RawTable, beside: Beside) -> Iterator[tuple[int, str, str]]:
    at = {int(number) - 1: i for i, number in enumerate(table.numbers)}
    width = table.cells.shape[1]
    for i, k in sorted(beside.formulas):
        if i in at and 0 <= k < width:
            yield at[i], "formula_no_value", str(table.cells.columns[k])
    for i in sorted(beside.hidden):
        if i in at:
            yield at[i], "hidden_row", str(i + 1)


def _unmerged(table: RawTable, beside: Beside) -> tuple[RawTable, list[tuple[int, str, str]]]:
    """Give the rows of merged cells what stands in the first, and tell it. A number that counts something is not repeated: it may be that of
    all the rows together, which a person says."""
    at = {int(number) - 1: i for i, number in enumerate(table.numbers)}
    cells, notes, last = table.cells, [], max(at, default=0)
    names = [str(c) for c in cells.columns]
    for top, left, bottom, right in beside.merged:
        if top not in at or not 0 <= left < len(names) or not (text := str(cells.iat[at[top], left])).strip():
            continue
        rows = [at[i] for i in range(top, min(bottom, last) + 1) if i in at]
        for k in range(left, min(right, len(names) - 1) + 1):
            down = k == left and len(rows) > 1
            if _counts(names[k], text):
                notes += [(i, "merged_count", names[k]) for i in rows if down or k > left]
            elif down:
                cells.iloc[rows, k] = text
                notes += [(i, "merged_filled", names[k]) for i in rows[1:]]
            elif k > left:
                notes += [(i, "merged_across", names[k]) for i in rows]
    return table, notes


_NUMBERS = ("killed", "injured", "deaths", "dead", "casualties", "fighters", "strike_count")


def _counts(heading: str, text: str) -> bool:
    """Whether a cell may count something: its heading says so, or is not known and the cell is a number."""
    meaning = meaning_of(heading)
    if meaning is None or meaning.how == "alike":
        return read_count(text).low is not None and re.search(r"[\d٠-٩]", text) is not None
    return any(word in meaning.what for word in _NUMBERS)


def _likeliest(book: CalamineWorkbook, sheets: tuple[str, ...]) -> str:
    """Choose the first sheet that has a header of known headings; the first of all if none has."""
    if len(sheets) == 1:
        return sheets[0]
    for sheet in sheets[:_SHEETS]:
        rows = [[text_of(c) for c in row] for row in cells_of(book.get_sheet_by_name(sheet), _LOOKED_AT)]
        if any(sum(bool(c.strip()) and meaning_of(c) is not None for c in row) > 2 for row in rows[:-1]):
            return sheet
    return sheets[0]


_SHEETS, _LOOKED_AT = 50, 40  # sheets, and rows of each, looked at for a header
