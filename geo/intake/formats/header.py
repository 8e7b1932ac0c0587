"""Which of the first rows of a table is its header, and what do they say beside it?"""

import re
from typing import Any

import numpy as np
import pandas as pd

from geo.intake.formats.raw import FileRefused, RawTable, check_size, unique_names
from geo.intake.sources.headings import meaning_of

ABOVE = 100  # lines beside the rows: header, titles, tags


def table_of(rows: list[list[str]], kind: str, **how: Any) -> RawTable:
    """Make a table of rows of texts: find the header, make its names unique, note the HXL row; blank lines at the end go."""
    while rows and not any(c.strip() for c in rows[-1]):
        rows.pop()
    if not rows:
        raise FileRefused("no_rows")
    top = _top(rows)
    header = _without_end(rows[top], rows[top + 1 :])
    below = rows[top + 1] if len(rows) > top + 2 else []
    joined = _joined(header, below)
    taken = 2 if joined else 1
    header = joined or _below_groups(rows, top, header)
    width = max(len(header), 1)
    body = rows[top + taken :]
    check_size(len(body), width)
    numbers = np.arange(top + taken + 1, top + taken + 1 + len(body))
    tags: dict[int, str] = {}
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


def _without_end(header: list[str], body: list[list[str]]) -> list[str]:
    """Leave out the columns at the end that have neither a heading nor a cell."""
    width = len(header)
    while width > 1 and not header[width - 1].strip():
        width -= 1
    if width == len(header):
        return header
    wide = max((k + 1 for row in body for k in range(len(header) - 1, width - 1, -1) if k < len(row) and row[k].strip()), default=width)
    return header[: max(width, wide)]


def _joined(header: list[str], below: list[str]) -> list[str] | None:
    """Join two header rows: groups above, their parts below. They are two only if each part makes a known heading with its group."""
    parts = [k for k, c in enumerate(below) if c.strip()]
    blank = [k for k in range(1, len(header)) if not header[k].strip()]
    if not parts or not any(k in blank for k in parts) or any(re.search(r"\d", below[k]) for k in parts) or max(parts) >= len(header):
        return None
    out, group = [], ""
    for k, head in enumerate(header):
        part = below[k].strip() if k < len(below) else ""
        group = head.strip() or (group if part else "")
        out.append(f"{group} {part}".strip())
    return out if all(meaning_of(out[k]) for k in parts) else None


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
