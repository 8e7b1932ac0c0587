"""Which coverage do the files of a data folder state (``input/coverage.csv``, ``hand/coverage.csv``), and which of their lines cannot be used?

A folder without them states none: then nothing is claimed absent. A line that cannot be used is left aside and named; it ends no start.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

import pandas as pd

from geo import vocabulary as voc
from geo.evidence.coverage import COMPLETE, COUNTRYSIDE, EVERYWHERE, WHAT, Coverage, Row
from geo.evidence.incidents import Problem
from geo.record.stored import Notice, add_rows, remove_rows
from geo.record.tables import read_table

FILE, HAND = "input/coverage.csv", "hand/coverage.csv"
COLUMNS = (
    *("source_dataset", "what", "area", "area_en", "area_ar", "first_day", "last_day", "how_complete", "kinds", "without"),
    *("note_en", "note_ar", "source_url"),
)
HAND_COLUMNS = (*COLUMNS, "decided_by", "decided_on")
_CODES = {"source_dataset": {*voc.SOURCES, *voc.IMPORTERS}, "what": set(WHAT), "how_complete": set(COMPLETE)}
_LISTS = {"kinds": set(voc.EVENT_KINDS), "without": set(voc.BELLIGERENTS)}


def read_coverage(folder: Path) -> tuple[dict[str, pd.DataFrame], list[Notice]]:
    """Read the tables that are there, as texts, by name; one that cannot be read, or lacks a column, is named and read as empty."""
    tables, notices = {}, []
    for name, columns in ((FILE, COLUMNS), (HAND, HAND_COLUMNS)):
        problems: list[Problem] = []
        table = read_table(folder / name, list(columns), problems) if (folder / name).exists() else None
        if table is None:
            continue
        if problems:
            notices.append(_notice(name, 1, problems[0].column, problems[0].value))
            table = pd.DataFrame(columns=list(columns), dtype=object)
        tables[name] = table
    return tables, notices


def coverage_of(tables: dict[str, pd.DataFrame], areas: Collection[str]) -> tuple[tuple[Row, ...], list[Notice]]:
    """Give the lines of the tables that can be used, what people say in the place of what is shipped, and a notice for each other one.

    Parameters
    ----------
    areas : codes that an area may have, besides the whole land and the countryside.
    """
    found: dict[str, list[Row]] = {FILE: [], HAND: []}
    notices = []
    for name, table in tables.items():
        for place, cells in enumerate(table.to_dict("records"), 2):
            texts = {str(k): str(v) for k, v in cells.items()}
            if wrong := line_is_wrong(texts, areas):
                notices.append(_notice(name, place, wrong, texts[wrong]))
            else:
                found[name].append(row_of(texts, "hand" if name == HAND else "input"))
    return Coverage(tuple(found[FILE])).corrected(found[HAND]).rows, notices


def row_of(texts: dict[str, str], origin: str) -> Row:
    """Give one sound line of a table."""
    return Row(
        source=texts["source_dataset"],
        what=texts["what"],
        areas=tuple(texts["area"].split("|")),
        first=date.fromisoformat(texts["first_day"]),
        last=date.fromisoformat(texts["last_day"]),
        complete=texts["how_complete"],
        kinds=_several(texts["kinds"]),
        without=_several(texts["without"]),
        places=(texts["area_en"], texts["area_ar"]),
        notes=(texts["note_en"], texts["note_ar"]),
        source_url=texts["source_url"],
        origin=origin,
    )


def line_is_wrong(texts: dict[str, str], areas: Collection[str]) -> str:
    """Name the first column of a line (``HAND_COLUMNS``, as texts) that cannot be used; an empty text if all can."""
    codes = _CODES | _LISTS | {"area": {EVERYWHERE, COUNTRYSIDE, *areas}}
    return next((c for c in texts if _is_wrong(c, texts, codes)), "")


def say_covered(line: dict[str, str], folder: Path) -> None:
    """Add a person's line (``HAND_COLUMNS``, as texts); from then on the lines of people alone tell of that source and kind of statement.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    add_rows(HAND, HAND_COLUMNS, [line], folder)


def take_back_line(line: dict[str, str], folder: Path) -> None:
    """Take a person's line out again.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    remove_rows(HAND, HAND_COLUMNS, [line], folder)


def lines_by_hand(folder: Path) -> list[dict[str, str]]:
    """Give the lines that people added, as texts (``HAND_COLUMNS``); none where the table cannot be read."""
    table = read_coverage(folder)[0].get(HAND, pd.DataFrame(columns=list(HAND_COLUMNS), dtype=object))
    return [{c: str(row[c]) for c in HAND_COLUMNS} for row in table.to_dict("records")]


def _several(text: str) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _is_wrong(column: str, texts: dict[str, str], codes: dict[str, set[str]]) -> bool:
    """Say whether a cell cannot be used."""
    cell = texts[column]
    if column in ("first_day", "last_day"):
        return _day(cell) is None or (column == "last_day" and (_day(texts["first_day"]) or date.max) > (_day(cell) or date.min))
    if column in _CODES:
        return cell not in codes[column]
    if column in ("decided_by", "decided_on"):
        return not cell
    return column in codes and any(one not in codes[column] for one in (cell.split("|") if cell or column == "area" else ()))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def _notice(name: str, row: int, column: str, cell: str) -> Notice:
    return Notice(f"{name} {row} {column} “{cell[:40]}”", "coverage")
