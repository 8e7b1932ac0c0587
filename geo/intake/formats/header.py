"""Which of the first rows of a table is its header, and what do they say beside it?"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geo import settings as s
from geo.intake.formats.raw import FileRefused, RawTable, check_size, unique_names
from geo.intake.handing import to_frame
from geo.intake.sources.headings import meaning_of

ABOVE = 100  # lines beside the rows: header, titles, tags


def table_of(rows: list[list[str]], kind: str, **how: Any) -> RawTable:
    """Make a table of rows of texts: find the header, make its names unique, note the HXL row; blank lines at the end go."""
    while rows and not any(c.strip() for c in rows[-1]):
        rows.pop()
    if not rows:
        raise FileRefused("no_rows")
    head = _head_of(rows, len(rows), lambda top: _widest(rows[top + 1 :], len(rows[top])))
    width, body, numbers = head.width, rows[head.first :], np.arange(head.first + 1, 1 + len(rows))
    check_size(len(body), width)
    if head.tagged is not None:
        body, numbers = body[: head.tagged] + body[head.tagged + 1 :], np.delete(numbers, head.tagged)
    names = unique_names(head.names)
    ragged = frozenset(i for i, row in enumerate(body) if any(c.strip() for c in row[width:]))
    if ragged:
        names.append("beyond_the_header")
        body = [[*(row + [""] * width)[:width], " ".join(row[width:])] for row in body]
    else:
        body = [row if len(row) == width else (row + [""] * width)[:width] for row in body]
    cells = pd.DataFrame(body, columns=names, dtype=object)
    return RawTable(cells, numbers, kind, hxl=head.hxl(names), ragged=ragged, above=head.top, **how)


def table_of_columns(rows: list[list[str]], columns: list[pa.ChunkedArray], kind: str, **how: Any) -> RawTable | None:
    """Make a table of columns of texts (Arrow) as ``table_of`` does of rows; ``rows`` are the first of them. None where rows go on beyond
    the header: that is told row by row."""
    length = len(columns[0])
    while length > len(rows) and not any(column[length - 1].as_py().strip() for column in columns):
        length -= 1
    if length <= len(rows):
        return table_of(rows, kind, **how)

    def widest(top: int, most: int = s.IMPORT_CELLS) -> int:
        below = (k for k in range(min(len(columns), most), 0, -1) if _says_anything(columns[k - 1].slice(top + 1)))
        return next(below, 0)

    head = _head_of(rows, length, lambda top: widest(top, len(rows[top])))
    if not head.names or widest(head.first - 1) > head.width:
        return None
    check_size(length - head.first, head.width)
    names, numbers = unique_names(head.names), np.arange(head.first + 1, 1 + length)
    body = pa.table([column.slice(head.first, length - head.first) for column in columns[: head.width]], names=names)
    if head.tagged is not None:
        numbers = np.delete(numbers, head.tagged)
        body = pa.concat_tables([body.slice(0, head.tagged), body.slice(head.tagged + 1)])
    return RawTable(to_frame(body, names), numbers, kind, hxl=head.hxl(names), above=head.top, **how)


def _says_anything(column: pa.ChunkedArray) -> bool:
    return any(text.strip() for text in pc.unique(column).to_pylist())


@dataclass(frozen=True)
class _Head:
    """What stands above the rows: in which row the header is, its names, the first row of the table, and the HXL tags by column, which may
    stand in a row of their own (``tagged``, counted from the first)."""

    top: int
    names: list[str]
    first: int
    tags: dict[int, str]
    tagged: int | None

    @property
    def width(self) -> int:
        return max(len(self.names), 1)

    def hxl(self, names: list[str]) -> dict[str, str]:
        return {names[i]: tag.strip().lower() for i, tag in self.tags.items() if i < self.width and tag.strip().startswith("#")}


def _head_of(rows: list[list[str]], length: int, widest: Callable[[int], int]) -> _Head:
    """Find what stands above the rows of a table; ``widest`` gives how many columns the rows below one have that say anything."""
    top = _top(rows)
    header = _without_end(rows[top], lambda: widest(top))
    below = rows[top + 1] if length > top + 2 else []
    joined = _joined(header, below)
    under = [k for k, c in enumerate(below) if c.strip()]
    again = _known(below) == len(under) > 2 and all(k < len(header) and header[k].strip() for k in under)  # the same in another language
    first = top + (2 if joined or again else 1)
    header = joined or _below_groups(rows, top, header)
    if _is_hxl(header):  # a file whose only header is its tags
        return _Head(top, header, first, dict(enumerate(header)), None)
    tagged = next((k for k, row in enumerate(rows[first : first + 3]) if _is_hxl(row)), None)
    return _Head(top, header, first, dict(enumerate(rows[first + tagged])) if tagged is not None else {}, tagged)


def _widest(body: list[list[str]], most: int) -> int:
    return max((k + 1 for row in body for k in range(min(most, len(row)) - 1, -1, -1) if row[k].strip()), default=0)


_LOOKED_AT = 30  # rows among which the header is


def _known(row: list[str]) -> int:
    """Count the cells of a row that are known headings."""
    return sum(1 for c in dict.fromkeys(row) if c.strip() and len(c) < 80 and (m := meaning_of(c)) and m.how != "alike")


def _top(rows: list[list[str]]) -> int:
    """Find the header: the first row with more than one cell (a title has one), unless it knows fewer headings than a row below it."""
    filled = [sum(bool(c.strip()) for c in row) for row in rows[:_LOOKED_AT]]
    first = next((i for i, n in enumerate(filled) if n > 1), next(i for i, n in enumerate(filled) if n or i == len(filled) - 1))
    if _is_hxl(rows[first]):
        return first
    known = {i: _known(rows[i]) for i in range(first, len(filled)) if filled[i] > 1 and not _is_hxl(rows[i])}
    best = max(known, key=lambda i: (known[i], -i), default=first)
    return best if known.get(best, 0) >= 2 and known[best] > 2 * known.get(first, 0) else first


def _without_end(header: list[str], widest: Callable[[], int]) -> list[str]:
    """Leave out the columns at the end that have neither a heading nor a cell."""
    width = len(header)
    while width > 1 and not header[width - 1].strip():
        width -= 1
    return header if width == len(header) else header[: max(width, widest())]


def _joined(header: list[str], below: list[str]) -> list[str] | None:
    """Join two header rows: groups above, their parts below. They are two only if each part makes a known heading with its
    group, or the second says nothing but parts."""
    parts = [k for k, c in enumerate(below) if c.strip()]
    blank = [k for k in range(1, len(header)) if not header[k].strip()]
    if not parts or not any(k in blank for k in parts) or any(re.search(r"\d", below[k]) for k in parts) or max(parts) >= len(header):
        return None
    out, group = [], ""
    for k, head in enumerate(header):
        part = below[k].strip() if k < len(below) else ""
        group = head.strip() or (group if part else "")
        out.append(f"{group} {part}".strip())
    apart = [k for k, c in enumerate(header) if c.strip() and not (k + 1 < len(header) and k + 1 in blank)]
    bare = len(apart) > 1 and not any(k < len(below) and below[k].strip() for k in apart)  # no row of a table says so little
    return out if bare or all(meaning_of(out[k]) for k in parts) else None


def _below_groups(rows: list[list[str]], top: int, header: list[str]) -> list[str]:
    """Give headings that mean nothing by themselves ("Min", "Max") the group above them, where the two make a known heading."""
    above = rows[top - 1] if top else []
    if sum(bool(c.strip()) for c in above) < 2:  # none, or a title
        return header
    out, group = list(header), ""
    for k, head in enumerate(header):
        group = above[k].strip() if k < len(above) and above[k].strip() else group
        known = meaning_of(head) if head.strip() else None
        if group and head.strip() and known is None and (joined := meaning_of(f"{group} {head.strip()}")) and joined.how == "heading":
            out[k] = f"{group} {head.strip()}"
    return out


def _is_hxl(row: list[str]) -> bool:
    filled = [c.strip() for c in row if c.strip()]
    tagged = [c for c in filled if c.startswith("#") and len(c) > 2 and c[1].isalpha()]
    return len(tagged) >= 2 and 2 * len(tagged) >= len(filled)
