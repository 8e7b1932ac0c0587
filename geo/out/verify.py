"""Can a file that somebody shows be traced to the record here: is it whole, and does each of its rows say what the record says?"""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePath

import pandas as pd

from geo.choice.filters import Filters, View
from geo.intake.apart import read_apart
from geo.intake.imports import KeptFileBroken, read_imports
from geo.intake.reading import FileRefused, read_table
from geo.out.exports import export
from geo.out.seals import is_whole
from geo.record.files import Record

_MOVES = ("certain", "incident_id", "export_seal")  # these follow what was selected, not the claim
_TABLES = ("csv", "xlsx", "geojson", "gpkg", "parquet")


@dataclass(frozen=True)
class Verdict:
    """What a check of one file found.

    ``whole`` says whether its bytes are as they were sealed (None: no seal). Of its rows, ``same`` say what the record here says;
    ``differing`` are (claim id, column, the file's text, the record's text); ``unknown`` are ids of claims the record does not hold.
    """

    whole: bool | None
    rows: int = 0
    same: int = 0
    differing: tuple[tuple[str, str, str, str], ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return self.whole is True and not self.differing and not self.unknown


def verify(data: bytes, name: str, record: Record) -> Verdict:
    """Check a file this dashboard wrote: its seal, and the rows of a table against the record, share-safe or exact.

    Raises
    ------
    FileRefused : it is named as a table and cannot be read as one.
    """
    whole, ending = is_whole(data), PurePath(name).suffix.lower().lstrip(".")
    if ending not in _TABLES:
        return Verdict(whole)
    if whole is None and ending == "parquet":  # an import carries hashes of its own
        try:
            return Verdict(True, sum(len(one.table) for one in read_imports(data)))
        except KeptFileBroken as broken:
            if broken.code == "changed":
                return Verdict(False)
    mine = read_apart(data, name).cells
    if not {"claim_id", "source_dataset"} <= set(mine.columns):
        raise FileRefused("no_claims", name=name)
    verdicts = [_compare(mine, _expected(record, ending, safe), whole) for safe in (True, False)]
    return max(verdicts, key=lambda v: v.same)


def _expected(record: Record, ending: str, safe: bool) -> pd.DataFrame:
    """Give every claim as an export of the same kind writes it, read by the same reader."""
    data, _ = export(record, Filters(), View(), ending, safe)
    return read_table(data, f"all.{ending}").cells


def _compare(mine: pd.DataFrame, expected: pd.DataFrame, whole: bool | None) -> Verdict:
    columns = [c for c in expected.columns if c in mine.columns and c not in _MOVES]
    known: dict[str, list[tuple[str, ...]]] = defaultdict(list)  # private claims share an id
    for key, row in zip(expected["claim_id"], expected[columns].itertuples(index=False, name=None), strict=True):
        known[key].append(row)
    same, differing, unknown = 0, [], []
    for key, row in zip(mine["claim_id"], mine[columns].itertuples(index=False, name=None), strict=True):
        if row in known[key]:
            same += 1
        elif not known[key]:
            unknown.append(key)
        else:
            differing += [(key, c, a, b) for c, a, b in zip(columns, row, known[key][0], strict=True) if a != b]
    return Verdict(whole, len(mine), same, tuple(differing), tuple(unknown))
