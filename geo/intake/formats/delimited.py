"""What does a text with separators hold?"""

import csv
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from geo import settings as s
from geo.intake.formats.encodings import decode, mixed_lines
from geo.intake.formats.header import ABOVE, table_of, table_of_columns
from geo.intake.formats.raw import TOLD, Choices, FileRefused, RawTable, too_many

SEPARATORS = (",", ";", "\t", "|")
_STRIDE, _PARSED = 5_000, 0.7  # rows between two words of how far it is, and the part of reading that parting the text is
_BESIDE = 1_000  # cells beyond the header that are still looked at


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


def read_csv(data: bytes, choices: Choices) -> RawTable:
    """Read a text with separators. Lines of a second encoding, and lines with a quotation mark out of place, are read and pointed at."""
    mixed = None if choices.encoding or data.startswith((b"\xff\xfe", b"\xfe\xff")) else mixed_lines(data)
    text, encoding = (mixed[0], "utf-8") if mixed else decode(data, choices.encoding)
    if "\0" in text:
        raise FileRefused("not_a_table")
    csv.field_size_limit(s.CELL_CHARACTERS)
    separator = choices.separator or _separator(text)
    read, ends, broken = _rows(text, separator)
    del text
    table = read.table(encoding=encoding, separator=separator)
    if not mixed and not broken:
        return table
    at = {int(number): i for i, number in enumerate(table.numbers)}
    of_line = {line: row for row, end in enumerate(ends, 1) for line in range(ends[row - 2] + 1 if row > 1 else 1, end + 1)}
    told = {of_line.get(line, 0): encoding for line, encoding in (mixed[1] if mixed else {}).items()}
    notes = [(at[row], "other_encoding", encoding) for row, encoding in told.items() if row in at]
    notes += [(at[row], "broken_quote", str(row)) for row in broken if row in at]
    return replace(table, notes=tuple(notes))


class _Read:
    """The rows of a text as they are read. Of many, all but the first are kept as columns: as objects they take several times the file."""

    def __init__(self) -> None:
        self.count = 0
        self._first: list[list[str]] = []
        self._last: list[list[str]] = []
        self._parts: list[pa.RecordBatch] = []
        self._lengths = array("i")  # of the rows in the parts: those that are shorter than others are filled up there
        self._wide = 0  # cells of the longest of the first rows; 0: all rows stay rows

    def add(self, row: list[str]) -> None:
        self._last.append(row)
        self.count += 1
        if len(self._last) == _STRIDE:
            self._put_away()

    def _put_away(self) -> None:
        """Make columns of the last rows, unless one is longer than all of the first were."""
        rows, self._last = self._last, []
        if not self._first:
            self._first, self._wide = rows, max(map(len, rows))
        elif self._wide and max(map(len, rows)) <= self._wide:
            for part in (rows,) if self._parts else (self._first, rows):
                self._parts.append(_columns_of(part, self._wide))
                self._lengths.extend(map(len, part))
        else:
            self._first, self._parts, self._wide = [*self._rows(), *rows], [], 0  # kept as rows from now on

    def _rows(self) -> list[list[str]]:
        """Give all rows but the last as rows."""
        if not self._parts:
            return self._first
        whole = zip(*(column.to_pylist() for column in pa.Table.from_batches(self._parts).columns), strict=True)
        return [list(row[:length]) for row, length in zip(whole, self._lengths, strict=True)]

    def table(self, **how: Any) -> RawTable:
        if self._last:
            self._put_away()
        if self._parts:
            found = table_of_columns(self._first, pa.Table.from_batches(self._parts).columns, "csv", **how)
            if found is not None:
                return found
        return table_of(self._rows(), "csv", **how)


def _columns_of(rows: list[list[str]], wide: int) -> pa.RecordBatch:
    whole = [row if len(row) == wide else row + [""] * (wide - len(row)) for row in rows]
    columns = [pa.array(column, type=pa.large_string()) for column in zip(*whole, strict=True)]
    return pa.record_batch(columns, names=[str(k) for k in range(len(columns))])


def _rows(text: str, separator: str) -> tuple[_Read, Sequence[int], list[int]]:
    """Give the rows, the number of the last line of each, and the rows with a quotation mark out of place."""
    read, ends = _Read(), array("q")
    lines = 1 + text.count("\n") + text.count("\r")
    told = TOLD.get()
    reader = csv.reader(_lines(text), delimiter=separator, strict=True)
    try:
        for row in reader:
            read.add(row)
            ends.append(reader.line_num)
            if not read.count % _STRIDE:
                told(min(_PARSED, _PARSED * read.count / lines))
            if read.count > s.IMPORT_ROWS + ABOVE or len(row) > s.IMPORT_COLUMNS + _BESIDE:
                raise too_many(read.count, len(row))
    except csv.Error as error:
        if "field larger" in str(error):
            raise FileRefused("cell_too_large", limit=s.CELL_CHARACTERS) from error
        by_line = _line_by_line(text, separator)
        if by_line is None:  # an unclosed quotation mark would swallow the rows after it
            raise FileRefused("open_quote", line=ends[-1] + 1 if ends else 1) from error
        read = _Read()
        for row in by_line[0]:
            read.add(row)
        return read, range(1, len(by_line[0]) + 1), by_line[1]
    return read, ends, []


_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+\Z")


def _lines(text: str) -> Iterator[str]:
    """Give the lines of a text with their ends, one at a time: ``io.StringIO`` would hold it a second time, with four bytes a letter."""
    return (m.group() for m in _LINE.finditer(text))


def _line_by_line(text: str, separator: str) -> tuple[list[list[str]], list[int]] | None:
    """Read a text where each line is a row, whatever its quotation marks: the rows and the numbers of those that are not sound by themselves.
    None if they are many, or do not have the cells of the others."""
    rows: list[list[str]] = []
    broken: list[int] = []
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        try:
            rows.append(next(csv.reader([line], delimiter=separator, strict=True), []))
        except csv.Error:
            rows.append(next(csv.reader([line], delimiter=separator), []))
            broken.append(number)
    often = Counter(len(row) for k, row in enumerate(rows, 1) if row and k not in set(broken)).most_common(1)
    width = often[0][0] if often else 0
    for k in broken:  # a mark that is never closed is a letter like others, where the cells are then those of the other rows
        if len(rows[k - 1]) != width:
            rows[k - 1] = lines[k - 1].split(separator)
    sound = all(len(rows[k - 1]) == width for k in broken) and 20 * len(broken) <= max(20, len(rows))
    whole = bool(width) and all(len(row) in (0, width) for row in rows)
    return (rows, broken) if sound and whole else None
