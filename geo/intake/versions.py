"""Is a file one that is here already: the same bytes, a newer version, or another table of the same name? And what changed?

A file's name says nothing about what is in it. The same bytes under another name are the same file; a table of the same name with
other rows is another table and gets a name of its own; a newer version is known by its ids and by what its rows say.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import numpy as np
import pandas as pd

from geo.evidence.incidents import COLUMNS
from geo.intake.formats.raw import RawTable
from geo.intake.imports import Import
from geo.intake.sources.mapping import Mapping
from geo.intake.sources.registry import source_of
from geo.intake.waiting import WAITS

NOT_COMPARED = ("retrieved_at", "licence", "source_private")  # of our copy, not of the claim
KNOWN = ("new", "same", "newer", "another")
_LOOKED_AT = 2_000  # rows with an id of the other table that are held against it
_EVENT = (
    "date",
    "date_start",
    "place_name",
    "place_name_ar",
    "latitude",
    "longitude",
    "mgrs",
    "position",
)  # cells that say which event a row is about


@dataclass(frozen=True)
class Known:
    """What a file is to those that are here: ``kind`` is one of ``KNOWN``, ``other`` the file it is the same as, newer than, or called like."""

    kind: str = "new"
    other: Import | None = None


def known_as(raw: RawTable, mapping: Mapping, input_sha256: str, imports: Sequence[Import]) -> Known:
    """Say what a file is to those that are here, by its bytes, its ids and its rows; ``mapping`` is the guess it would be read with."""
    same = [x for x in imports if x.input_sha256 == input_sha256 and x.how.get("sheet", "") == raw.sheet]
    if same:
        return Known("same", same[-1])
    if not source_of(mapping.source).asks_columns:
        return Known()
    alike = [x for x in reversed(imports) if x.source == mapping.source and is_newer(raw.cells, x)]
    if alike:
        return Known("newer", alike[0])
    called = [x for x in imports if source_of(x.source).asks_columns and x.mapping.name == mapping.name]
    return Known("another", called[-1]) if called else Known()


def is_newer(cells: pd.DataFrame, other: Import) -> bool:
    """Whether the rows of a table are, by their ids and what they say, those of a file that is here: at least half of the smaller one's."""
    return are_alike(cells, _rows_of(other), other.mapping.columns)


def are_alike(cells: pd.DataFrame, before: pd.DataFrame, columns: dict[str, str]) -> bool:
    """Whether two tables of texts are versions of one, ``columns`` being ours -> those of the earlier one.

    With ids: half of the ids of the smaller one stand in both, and half of those rows have a day, a place or a position in common. Without: half
    of its rows stand in the other to the letter.
    """
    ids = columns.get("source_id", "")
    fewest = min(len(cells), len(before))
    if ids in cells.columns and ids in before.columns:
        old, new = (t[t[ids].str.strip() != ""].drop_duplicates(ids).set_index(ids) for t in (before, cells))
        both = old.index.intersection(new.index)
        event = [c for ours, c in columns.items() if ours in _EVENT and c in old.columns and c in new.columns]
        if 2 * len(both) < min(len(old), len(new)) or both.empty or not event:
            return False
        both = both[:_LOOKED_AT]
        a, b = old.loc[both, event].to_numpy(dtype=object), new.loc[both, event].to_numpy(dtype=object)
        return bool(2 * ((a == b) & (a != "")).any(axis=1).sum() >= len(both))
    shared = [c for c in before.columns if c in cells.columns]
    if not shared or 2 * len(shared) < len(before.columns):
        return False
    old, new = (set(map(tuple, t[shared].to_numpy(dtype=object).tolist())) for t in (before, cells))
    return 2 * len(old & new) >= max(1, fewest)


def _rows_of(one: Import) -> pd.DataFrame:
    return pd.DataFrame([json.loads(r) for r in one.table["raw"]], columns=list(one.file_columns), dtype=object)


def mapping_as(known: Known, guess: Mapping, columns: Iterable[str], imports: Sequence[Import]) -> Mapping:
    """Give the mapping a file is read with: that of the version before as far as it has the columns, or a name of its own."""
    if known.other is None:
        return guess
    if known.kind == "another":
        return replace(guess, name=free_name(guess.name, [x.mapping.name for x in imports]))
    there = set(columns)
    kept = {ours: theirs for ours, theirs in known.other.mapping.columns.items() if theirs in there}
    return replace(known.other.mapping, columns=kept or guess.columns) if known.other.source == guess.source else guess


def free_name(name: str, taken: Iterable[str]) -> str:
    """Give a table a name that no other has: "data", "data (2)", ..."""
    used, turn, found = set(taken), 1, name
    while found in used:
        turn += 1
        found = f"{name[:34]} ({turn})"
    return found


def stem_of(name: str) -> str:
    """Give the name a table has from its file."""
    return PurePath(name).stem


def table_name(name: str, sheet: str) -> str:
    """Name one table of a file that holds several: "data (2017).xlsx"; without a sheet the file's own name."""
    path = PurePath(name)
    return f"{path.stem} ({sheet.replace('/', '-')}){path.suffix}" if sheet else name


def earlier_version(imports: Sequence[Import], one: Import) -> Import | None:
    """Find the import of the same source whose claims this one has most of; None if there is none."""
    mine = set(one.table["claim_id"]) if not one.declared else set()
    shared = [(len(mine & set(other.table["claim_id"])), other) for other in imports if other.source == one.source]
    return max((x for x in shared if x[0]), key=lambda x: x[0], default=(0, None))[1]


@dataclass(frozen=True)
class Difference:
    """A newer file against claims already here: ids added and removed, and the cells that changed (claim_id, column, was, is)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: pd.DataFrame
    same: int

    @property
    def touches(self) -> bool:
        """Whether anything of the file is here already."""
        return bool(self.same or len(self.changed) or self.removed)


def compare_versions(before: pd.DataFrame, after: pd.DataFrame) -> Difference:
    """Hold two tables of claims (texts, ``incidents.COLUMNS``) against each other, cell by cell.

    What belongs to our copy and not to the claim (day of retrieval, licence) is not compared.
    """
    old, new = before.set_index("claim_id"), after.set_index("claim_id")
    both = new.index[new.index.isin(old.index)].tolist()
    columns = [c for c in COLUMNS if c not in ("claim_id", *NOT_COMPARED)]
    a, b = old.loc[both, columns], new.loc[both, columns]
    differs = a.to_numpy() != b.to_numpy()
    rows, cols = np.nonzero(differs)
    changed = pd.DataFrame(
        {
            "claim_id": [both[i] for i in rows],
            "column": [columns[j] for j in cols],
            "was": a.to_numpy()[rows, cols],
            "is": b.to_numpy()[rows, cols],
        }
    )
    return Difference(
        tuple(new.index[~new.index.isin(old.index)]),
        tuple(old.index[~old.index.isin(new.index)]),
        changed,
        len(both) - len(set(rows.tolist())),
    )


def claims_in(one: Import) -> pd.DataFrame:
    """Give the claims of a file as texts, those that wait for a person too: each id once."""
    return one.table[one.table["refuse"] == ""].drop_duplicates("claim_id")


def claims_before(here: pd.DataFrame, earlier: Import | None) -> pd.DataFrame:
    """Put to the claims of the record (texts) those of the earlier version that still wait for a person."""
    if earlier is None:
        return here
    waiting = earlier.table.loc[earlier.table["status"].isin(WAITS), list(COLUMNS)]
    return pd.concat([here, waiting], ignore_index=True).drop_duplicates("claim_id", ignore_index=True)
