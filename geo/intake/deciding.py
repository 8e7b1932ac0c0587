"""What becomes of a row once a person decided about it, and of the decisions when a newer version of its file comes?"""

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from geo.evidence.alike import Sheet
from geo.intake.columns.ground import Ground
from geo.intake.columns.ties import ASKED
from geo.intake.ends import settle
from geo.intake.formats.raw import NOTED
from geo.intake.imports import Decision, Import
from geo.intake.interpreting import check_rows
from geo.intake.sources.mapping import REGIONAL, SPLIT, with_code


def decide(imported: Import, decision: Decision, ground: Ground, towns: dict[str, tuple[str, ...]], taken_back: bool = False) -> Import:
    """Add a decision, or take one back, and read the row it is about again.

    A new decision about the same finding takes the place of the old one.
    """
    same: Callable[[Decision], bool] = lambda d: (d.row_sha256, d.column, d.code) == (decision.row_sha256, decision.column, decision.code)  # noqa: E731
    kept = tuple(d for d in imported.decisions if not same(d))
    changed = replace(imported, decisions=kept if taken_back else (*kept, decision))
    return _read_again(changed, {decision.row_sha256}, ground, towns)


def recode(imported: Import, column: str, value: str, code: str, ground: Ground, towns: dict[str, tuple[str, ...]]) -> Import:
    """Say what a word of a coded column means, in every row that has it; an empty code takes that back.

    In the columns of ``REGIONAL`` a name is "here" or "elsewhere", and the empty text stands for every row that nothing ties.
    """
    found = imported.findings
    if column in REGIONAL:
        mine = found["code"].isin((*ASKED, "told_here", "said_elsewhere"))
    else:
        mine = found["code"].isin(("unknown_code", "recoded")) & (found["column"] == column) & (found["was"] == value)
    hashes = set(imported.table["row_sha256"].iloc[found.loc[mine, "position"].to_numpy(dtype=int)])
    return _read_again(replace(imported, mapping=with_code(imported.mapping, column, value, code)), hashes, ground, towns)


def carry_decisions(newer: Import, earlier: Import, ground: Ground, towns: dict[str, tuple[str, ...]]) -> tuple[Import, int]:
    """Take decisions over from an earlier version of a file; give the import with them, and how many no longer fit.

    A decision fits a row that is the same to the letter, or the one row with the same claim id if every cell of the file that the
    decision is about still says the same.
    """
    hashes = set(newer.table["row_sha256"])
    places = newer.table.groupby("claim_id").indices
    fitting = []
    for d in earlier.decisions:
        if d.row_sha256 in hashes:
            fitting.append(d)
            continue
        spots = places.get(d.claim_id, ())
        before = earlier.raw_row(d.row_sha256)
        if len(spots) != 1 or before is None:
            continue
        row = newer.table.iloc[int(spots[0])]
        after = dict(zip(newer.file_columns, json.loads(row["raw"]), strict=True))
        behind = {newer.mapping.columns.get(c, "") for c in _about(d)} - {""}
        if all(before.get(c) == after.get(c) for c in behind):
            fitting.append(replace(d, row_sha256=row["row_sha256"]))
    changed = replace(newer, decisions=tuple(fitting))
    if fitting:
        changed = _read_again(changed, {d.row_sha256 for d in fitting}, ground, towns)
    return changed, len(earlier.decisions) - len(fitting)


def _about(d: Decision) -> set[str]:
    """Name the cells a decision is about: its own, those it sets, and those that are read together with them."""
    named = {d.column, *d.cells}
    for group in (("latitude", "longitude", "mgrs", "position", "utm_zone", "geolocation_accuracy"), ("date", "date_start", "date_end")):
        if named & set(group):
            named |= set(group)
    for base in SPLIT:
        if named & {base, f"{base}_min", f"{base}_max"}:
            named |= {base, f"{base}_min", f"{base}_max"}
    return named


def _read_again(imported: Import, hashes: set[str], ground: Ground, towns: dict[str, tuple[str, ...]]) -> Import:
    """Check some rows again, named by their hashes, with the decisions about them."""
    where = np.flatnonzero(imported.table["row_sha256"].isin(hashes))
    raw = pd.DataFrame([json.loads(r) for r in imported.table["raw"].iloc[where]], columns=list(imported.file_columns), dtype=object)
    own = imported.table.iloc[where][["row", "row_sha256", "raw"]].astype({"row_sha256": object, "raw": object})
    table, found = check_rows(imported, where, own, Sheet.of_frame(raw), ground, towns)
    whole = imported.table.copy()
    for column in table.columns:
        whole.iloc[where, whole.columns.get_loc(column)] = table[column].to_numpy()
    about_file = imported.findings["position"].isin(where) & imported.findings["code"].isin(NOTED)
    findings = pd.concat(
        [imported.findings[~imported.findings["position"].isin(where)], found, imported.findings[about_file]], ignore_index=True
    )
    return settle(replace(imported, table=whole, findings=findings.sort_values("position", kind="stable", ignore_index=True)))
