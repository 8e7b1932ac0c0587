"""What is a file once it is read, before anything in it is understood: one table of texts, or a refusal?"""

import json
from collections import Counter
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s

TOLD: ContextVar[Callable[[float], None]] = ContextVar(
    "TOLD", default=lambda _: None
)  # called with the part of a file that is read, 0 to 1


class FileRefused(Exception):
    """A file that is not read at all; ``code`` is the id of the text that says why and what to do (``refused_<code>``)."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code, self.values = code, values


def refusal_of(error: Exception) -> FileRefused:
    """Make one refusal of whatever a file did that nobody foresaw: the session goes on, and the reader is told."""
    return FileRefused("damaged", kind="file", why=type(error).__name__)


# What reading a file may find in a row, and how that is told: a question keeps the row waiting.
NOTED = {
    "ragged": "person",
    "hidden_row": "warned",
    "other_encoding": "warned",
    "broken_quote": "person",
    "formula_no_value": "person",
    "merged_filled": "warned",
    "merged_across": "warned",
    "merged_count": "person",
}


@dataclass(frozen=True)
class Choices:
    """What a person decided about reading a file; empty is "find out"."""

    sheet: str = ""
    encoding: str = ""
    separator: str = ""
    crs: str = ""
    persons: str = ""  # "counts": a list of people is counted by incident, place and day


@dataclass(frozen=True)
class RawTable:
    """A file as one table of texts (an empty text is an empty cell), and how it was read.

    ``numbers`` are the rows' numbers in the file, the header being row 1. Points of a file with geometry become the columns
    ``point_latitude`` and ``point_longitude`` (WGS84 degrees), any other geometry the column ``shape`` (WKT); ``crs`` is what they were
    declared in, empty if nothing was. ``ragged`` are positions of rows with more cells than the header; ``above`` counts lines above the
    header. ``point`` names the two columns that points became. ``outlines`` are the geometries themselves (WGS84, or None), only in the
    process that read the file.
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
    above: int = 0
    point: tuple[str, str] | None = None
    outlines: np.ndarray | None = field(default=None, compare=False)
    notes: tuple[tuple[int, str, str], ...] = ()  # position of a row, code of what reading found in it (``NOTED``), and a text


def check_size(rows: int, columns: int) -> None:
    if rows > s.IMPORT_ROWS or columns > s.IMPORT_COLUMNS or rows * columns > s.IMPORT_CELLS:
        raise too_many(rows, columns)


def too_many(rows: int, columns: int) -> FileRefused:
    return FileRefused("too_many", rows=rows, columns=columns, most=s.IMPORT_ROWS, wide=s.IMPORT_COLUMNS)


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


def text_of(value: Any) -> str:
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
        return text_of(json.dumps(value.tolist() if isinstance(value, np.ndarray) else value, ensure_ascii=False, default=str))
    return str(value)
