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
    refuse = table["refuse"].to_numpy(dtype=object).copy()
    refuse[np.isin(refuse, ("duplicate_row", "left_out"))] = ""
    hashes, rows = table["row_sha256"].to_numpy(dtype=object), table["row"].to_numpy()
    more = Findings([_noted(found, hashes, imported.decisions)])
    live = refuse == ""
    again, first = _seen_before(hashes, live)
    refuse[again] = "duplicate_row"
    more.tell(again, "", "refused", "duplicate_row", [f"\u2190 {row}" for row in rows[first]])
    live[again] = False
    if not imported.declared:
        refuse = _ask_of_ids(imported, table, refuse, live, more)
    findings = more.table()
    refused = np.flatnonzero(refuse != "")  # what was found in a row that is refused is of no use any more
    kept = (findings["kind"] == "refused") | ~findings["position"].isin(refused)
    findings = findings if kept.all() else findings[kept].reset_index(drop=True)
    level = np.zeros(len(table), dtype=np.intp)
    worst = {kind: k for k, kind in enumerate(reversed(KINDS))}
    np.maximum.at(level, findings["position"].to_numpy(dtype=int), findings["kind"].map(worst).to_numpy(dtype=np.intp))
    status = np.array(("kept", "fixed", "person", "held", "refused"), dtype=object)[level]
    texts = findings.astype({"position": int} | dict.fromkeys(FINDINGS[1:], object))
    ended = {"refuse": pd.Series(refuse, dtype=object), "status": pd.Series(status, dtype=object), "held": np.isin(status, WAITS)}
    return replace(imported, table=table.assign(**ended), findings=texts)


def _seen_before(texts: np.ndarray, live: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the places where a text stands that a place before it has, and the first of those places; only live places count."""
    places = np.flatnonzero(live)
    of, _ = pd.factorize(texts[places])
    firsts = np.empty(of.max(initial=-1) + 1, dtype=np.intp)
    firsts[of[::-1]] = places[::-1]
    later = firsts[of] != places
    return places[later], firsts[of[later]]


def _ask_of_ids(imported: Import, table: pd.DataFrame, refuse: np.ndarray, live: np.ndarray, found: Findings) -> np.ndarray:
    """Ask about claims whose id an earlier row has, unless a person left one out; give why rows are refused."""
    ids = table["claim_id"].to_numpy(dtype=object)
    later, first = _seen_before(ids, live)
    if not len(later):
        return refuse
    twin = np.array(
        [f"{x} \u2190 {row}" for x, row in zip(table["source_id"].iloc[later], table["row"].iloc[first], strict=True)], dtype=object
    )
    left = {d.row_sha256 for d in imported.decisions if d.code == "duplicate_id" and d.action == "leave"}
    gone = table["row_sha256"].iloc[later].isin(left).to_numpy()
    refuse[later[gone]] = "left_out"
    found.tell(later[gone], "source_id", "refused", "left_out", twin[gone])
    twice = pd.Series(ids[live]).groupby(ids[live]).cumcount()
    turn = np.empty(len(ids), dtype=np.intp)
    turn[live] = twice
    sets = [json.dumps([{"claim_id": f"{ids[i]}#{turn[i] + 1}"}]) for i in later[~gone]]
    found.tell(later[~gone], "source_id", "person", "duplicate_id", twin[~gone], "", sets)
    return refuse


def _noted(found: pd.DataFrame, hashes: np.ndarray, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Give what reading the file found, with what people decided about it: such a finding is the file's, and is not found again."""
    mine = np.flatnonzero(found["code"].isin(NOTED))
    if not len(mine):
        return found
    settled = {(d.row_sha256, d.code) for d in decisions}
    of = hashes[found["position"].iloc[mine].to_numpy(dtype=int)]
    kinds = ["fixed" if (h, code) in settled else NOTED[code] for h, code in zip(of, found["code"].iloc[mine], strict=True)]
    out = found.copy()
    out.iloc[mine, out.columns.get_loc("kind")] = kinds
    return out
