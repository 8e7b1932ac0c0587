"""How did each row of a file end, with the rows that stand in it twice?"""

import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from geo.intake.columns.findings import FINDINGS, KINDS, Findings
from geo.intake.formats.raw import NOTED
from geo.intake.imports import Decision, Import
from geo.intake.waiting import WAITS


def settle(imported: Import) -> Import:
    """Find rows that stand twice in the whole file, and say how each row ended."""
    table, found = imported.table.copy(), imported.findings
    found = found[~found["code"].isin(("duplicate_row", "duplicate_id", "left_duplicate_id"))]
    table["refuse"] = table["refuse"].where(~table["refuse"].isin(("duplicate_row", "left_out")), "")
    found = _noted(found, table["row_sha256"], imported.decisions)
    more = Findings([found])
    live = (table["refuse"] == "").to_numpy()
    again = live & table["row_sha256"].where(table["refuse"] == "").duplicated().to_numpy()
    first_row = dict(zip(table["row_sha256"][::-1], table["row"][::-1], strict=True))
    where = np.flatnonzero(again)
    table.iloc[where, table.columns.get_loc("refuse")] = "duplicate_row"
    more.tell(where, "", "refused", "duplicate_row", [f"\u2190 {first_row[h]}" for h in table["row_sha256"].iloc[where]])
    live = live & ~again
    ids = table["claim_id"].where(live)
    later = live & ids.duplicated().to_numpy()
    if not imported.declared:
        left = {d.row_sha256 for d in imported.decisions if d.code == "duplicate_id" and d.action == "leave"}
        first_id = dict(zip(ids[live][::-1], table["row"][live][::-1], strict=True))
        where = np.flatnonzero(later)
        gone = table["row_sha256"].iloc[where].isin(left).to_numpy()
        table.iloc[where[gone], table.columns.get_loc("refuse")] = "left_out"
        twin = {i: f"{table['source_id'].iloc[i]} \u2190 {first_id[table['claim_id'].iloc[i]]}" for i in where.tolist()}
        more.tell(where[gone], "source_id", "refused", "left_out", [twin[i] for i in where[gone].tolist()])
        asked = where[~gone]
        twice = ids[live].groupby(ids[live]).cumcount()
        sets = [json.dumps([{"claim_id": f"{table['claim_id'].iloc[i]}#{twice[i] + 1}"}]) for i in asked]
        more.tell(asked, "source_id", "person", "duplicate_id", [twin[i] for i in asked.tolist()], "", sets)
    findings = more.table()
    refused = np.flatnonzero(table["refuse"] != "")  # what was found in a row that is refused is of no use any more
    findings = findings[(findings["kind"] == "refused") | ~findings["position"].isin(refused)].reset_index(drop=True)
    levels = {kind: k for k, kind in enumerate(reversed(KINDS))}
    worst = findings["kind"].map(levels).groupby(findings["position"]).max()
    level = pd.Series(0, index=range(len(table)))
    level.loc[worst.index] = worst
    ends = dict(enumerate(("kept", "fixed", "person", "held", "refused")))
    table["status"] = level.map(ends).to_numpy()
    table["held"] = table["status"].isin(WAITS)
    texts = findings.astype({"position": int} | dict.fromkeys(FINDINGS[1:], object))
    return replace(imported, table=table.astype({"status": object}), findings=texts)


def _noted(found: pd.DataFrame, hashes: pd.Series, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Give what reading the file found, with what people decided about it: such a finding is the file's, and is not found again."""
    mine = np.flatnonzero(found["code"].isin(NOTED))
    if not len(mine):
        return found
    settled = {(d.row_sha256, d.code) for d in decisions}
    of = hashes.iloc[found["position"].iloc[mine].to_numpy(dtype=int)]
    kinds = ["fixed" if (h, code) in settled else NOTED[code] for h, code in zip(of, found["code"].iloc[mine], strict=True)]
    out = found.copy()
    out.iloc[mine, out.columns.get_loc("kind")] = kinds
    return out
