"""What do the pieces of a holding hold, added up by area and day? A task a piece, then a task a table, some pieces at a time."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from geo.choice.window import UNDATED, day_numbers
from geo.count.tallies import SUMMED_FROM, stack_sums
from geo.count.tally import KEYS, interval_sums
from geo.evidence.incidents import read_days
from geo.evidence.kinds import ATTACK
from geo.evidence.overlaps import can_pair
from geo.holding.engines import Engine
from geo.holding.wide import wide_of
from geo.land.areas import LEVEL_COLUMN, area_key
from geo.record.pieces import SUMS, pack_frame, piece_name, read_frame, sums_name
from geo.record.stored import write_whole

FOLDED = 16  # tables added up by one task
WORK = "work"  # the folder of a holding that is not finished


def sum_piece(item: tuple[int, np.ndarray], out: Path) -> dict[str, Any]:
    """Write the tables of one piece without the rows that are gone, and give its facts: numbers, days, codes."""
    piece, gone = item
    columns = [*SUMMED_FROM, *LEVEL_COLUMN.values(), "sources", "belligerents", "named_sides"]
    incidents = read_frame(out / "incidents" / piece_name(piece), columns).drop(index=gone)
    claims = read_frame(out / "claims" / piece_name(piece), ["source_dataset", "retrieved_at", "source_private"]).drop(index=gone)
    fighting, attack = incidents["fighting"].to_numpy(dtype=bool), (incidents["event_kind"] == ATTACK).to_numpy()
    none = _pack_sums(interval_sums(incidents.iloc[:0], incidents["side"].iloc[:0]))  # most tables of a small file: made once
    for level, f, side, a in SUMS:
        mine = incidents[(fighting == bool(f)) & (incidents["side"] == side).to_numpy(dtype=bool) & (attack == bool(a))]
        table = _pack_sums(interval_sums(mine, area_key(mine, level))) if len(mine) else none
        write_whole(out / WORK / "sums" / sums_name(level, f, side, a) / piece_name(piece), table)
    write_whole(out / WORK / "wide" / piece_name(piece), pack_frame(wide_of(incidents, piece), geometry=False))
    return facts_of(incidents, claims)


def facts_of(incidents: pd.DataFrame, claims: pd.DataFrame) -> dict[str, Any]:
    """Give the facts of a piece: numbers, days (first and last, since 1970-01-01), codes, the day each source was read, what can pair."""
    start, end = day_numbers(incidents["date_start"]), day_numbers(incidents["date_end"])
    dated = start != UNDATED

    def days(rows: np.ndarray) -> list[int] | None:
        return [int(start[rows].min()), int(end[rows].max())] if rows.any() else None

    return {
        "incidents": len(incidents),
        "days": days(dated),
        **{
            name: sorted({x for codes in incidents[column].unique() for x in codes})
            for name, column in {"sources": "sources", "belligerents": "belligerents", "sides": "named_sides"}.items()
        },
        "read": {source: day.isoformat() for source, day in read_days(claims).items()},
        "pairing": {"|".join(k): int(n) for k, n in can_pair(incidents)["sources"].value_counts().items()},
    }


def _pack_sums(table: pd.DataFrame) -> bytes:
    return pack_frame(table.astype(dict.fromkeys(KEYS, object)), geometry=False)


def add_up(item: tuple[Sequence[str], str]) -> str:
    """Add up stored tables into one; its size depends on areas and days."""
    paths, target = item
    full = [p for p in paths if pq.read_metadata(p).num_rows]
    summed = _pack_sums(stack_sums([read_frame(Path(p)) for p in full])) if full else Path(paths[0]).read_bytes()
    write_whole(Path(target), summed)
    return target


def add_up_all(engine: Engine, out: Path, pieces: int) -> None:
    """Add the tables of all pieces up, some at a time, until each is one."""
    rest = {sums_name(*x): [str(out / WORK / "sums" / sums_name(*x) / piece_name(k)) for k in range(1, pieces + 1)] for x in SUMS}
    turn = 0
    while any(len(paths) > FOLDED for paths in rest.values()):
        turn += 1
        tasks = [
            (paths[k : k + FOLDED], str(out / WORK / "sums" / name / f"turn{turn}-{k:06d}.parquet"))
            for name, paths in rest.items()
            for k in range(0, len(paths), FOLDED)
        ]
        added = engine.run("adding up", add_up, tasks)
        rest = {name: [p for p in added if Path(p).parent.name == name] for name in rest}
    engine.run("adding up", add_up, [(paths, str(out / "sums" / name)) for name, paths in rest.items()])
