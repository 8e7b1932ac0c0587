"""What is an import: the rows of one file as they ended, what was found in them, and what people decided?

Every row ends in exactly one way: kept, fixed (kept with a fix), person (a question about it), held (nothing ties it to the territory) or
refused; they add up to the rows of the file. What waits for a person is in no count. The file's own row, as JSON, and its SHA-256 stay with what was made of it.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from geo import vocabulary as voc
from geo.evidence.incidents import COLUMNS
from geo.evidence.typed import parse_claims
from geo.intake.sources.mapping import Mapping
from geo.intake.sources.registry import source_of
from geo.intake.waiting import Waiting, waiting_in

DATES = ("date", "date_start", "date_end", "response_date", "retrieved_at")
HASHED = ("row_sha256", "status")  # besides the columns of claims


@dataclass(frozen=True)
class Decision:
    """What a person decided about one finding of one row.

    ``action``: "accept" sets ``cells`` and reads the row again; "undo" takes a fix back; "leave" says the row is right as it
    stands. It holds for that row, and for the same claim in a newer version of the file while the cell still says ``was``.
    """

    row_sha256: str
    claim_id: str
    column: str
    code: str
    was: str
    action: str
    cells: dict[str, str] = field(default_factory=dict)
    decided_by: str = ""
    decided_on: str = ""


@dataclass(frozen=True)
class Accounting:
    """How the rows of a file ended; kept + fixed + person + held + refused = rows."""

    rows: int
    kept: int
    fixed: int
    person: int
    held: int
    refused: int


@dataclass(frozen=True)
class Import:
    """One file, read and checked.

    ``table`` has a row for each row of the file: ``incidents.COLUMNS`` as texts, ``row`` (its number in the file, the header being
    1), ``raw`` (the file's cells, JSON, in the order of ``file_columns``), ``row_sha256``, ``refuse``, ``held``, ``status``.
    ``findings`` are ``checks.FINDINGS``; their ``position`` is that of the row in ``table``. ``how`` says how the file was read
    (kind, encoding, separator, sheet, crs). ``policy`` is what happens to claims already in the record: "add" keeps them,
    "replace" takes this file's.
    """

    name: str
    mapping: Mapping
    how: dict[str, str]
    file_columns: tuple[str, ...]
    input_sha256: str
    read_on: str
    table: pd.DataFrame
    findings: pd.DataFrame
    order: dict[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    policy: str = "add"
    path: str = ""  # where it is kept; empty: only in this session

    @property
    def source(self) -> str:
        return self.mapping.source

    @property
    def declared(self) -> bool:
        """Whether the rows are strikes an attacker declared: context, never claims."""
        return source_of(self.source).declares

    def accounting(self) -> Accounting:
        counts = self.table["status"].value_counts()
        return Accounting(len(self.table), *(int(counts.get(status, 0)) for status in voc.STATUSES))

    @cached_property
    def table_sha256(self) -> str:
        """SHA-256 of the normalised table: every cell of ``COLUMNS`` and how each row ended."""
        return hash_table(self.table, (*COLUMNS, *HASHED))

    def entering(self) -> pd.DataFrame:
        """The rows that go into the record, as texts: neither refused nor waiting for a person."""
        return self.table[self.table["status"].isin(("kept", "fixed"))]

    @cached_property
    def waiting(self) -> Waiting:
        """The rows that wait for a person, and what they would add at most."""
        return waiting_in(self.table, self.declared)

    def claims(self) -> pd.DataFrame:
        """The claims that go into the record, typed (``incidents.parse_claims``), with ``row_sha256``; none if declared strikes."""
        rows = self.entering().iloc[: 0 if self.declared else None]
        claims, problems = parse_claims(rows[list(COLUMNS)], self.name)
        if problems:  # ``checks.clean`` promises there are none
            raise AssertionError(problems[:3])
        return claims.assign(row_sha256=rows["row_sha256"].to_numpy())

    def raw_row(self, row_sha256: str) -> dict[str, str] | None:
        """Give the file's own row by its hash: column -> cell."""
        found = self.table.loc[self.table["row_sha256"] == row_sha256, "raw"]
        return dict(zip(self.file_columns, json.loads(found.iloc[0]), strict=True)) if len(found) else None


def hash_table(table: pd.DataFrame, columns: Sequence[str]) -> str:
    """Give the SHA-256 of the cells of some columns (texts), column by column."""
    digest = hashlib.sha256()
    for column in columns:
        digest.update(column.encode() + b"\0" + "\x1f".join(table[column].to_numpy(dtype=object)).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
