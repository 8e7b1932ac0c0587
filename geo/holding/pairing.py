"""Which incidents of a holding may be one event? ``write_pairs``: the commonest source is held against all others, piece by piece."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.choice.window import day_numbers
from geo.evidence.kinds import ATTACK
from geo.evidence.links import different_pairs
from geo.evidence.nearby import bustle_table
from geo.evidence.overlaps import can_pair, find_pairs, group_pairs
from geo.holding.engines import Engine
from geo.land.areas import LEVEL_COLUMN
from geo.record.known import Record
from geo.record.pieces import pack_frame, piece_name, read_frame
from geo.record.stored import write_whole

PAIR_ROWS = 50_000  # incidents of all but the commonest source that are held against the rest for pairs
_PAIRED = (
    "incident_id",
    "latitude",
    "longitude",
    "date_start",
    "date_end",
    "sources",
    "placing",
    "fighting",
    "event_kind",
    "geolocation_accuracy",
    "side",
    *LEVEL_COLUMN.values(),
    *("place_name", "place_name_ar", "belligerents", "named_sides"),  # what their likelihood is made of
    *("killed_min", "killed_max", "open_ended", "status_unknown"),
)


def pairing_rows(item: tuple[int, np.ndarray], out: Path, common: str, rarer: bool) -> pd.DataFrame:
    """Give the incidents of a piece that may pair: those of the commonest sources, or all others; with piece and row."""
    piece, gone = item
    frame = can_pair(read_frame(out / "incidents" / piece_name(piece), _PAIRED).drop(index=gone))
    mine = (frame["sources"].map("|".join) != common) == rarer
    return frame[mine].rename_axis("row").reset_index().assign(piece=piece)


def bustle_piece(item: tuple[int, np.ndarray], out: Path) -> pd.DataFrame:
    """Count the incidents of a piece that may pair by sources, place and day."""
    piece, gone = item
    return bustle_table(can_pair(read_frame(out / "incidents" / piece_name(piece), _PAIRED).drop(index=gone)))


def pair_piece(
    item: tuple[int, np.ndarray], out: Path, common: str, rare: pd.DataFrame, different: set[frozenset[str]], busy: pd.DataFrame
) -> pd.DataFrame:
    """Give the pairs (see ``pieces.Pieces.pairs``) of the commonest source's incidents in a piece with those of all others."""
    return _pairs_among(pd.concat([rare, pairing_rows(item, out, common, False)], ignore_index=True), different, busy)


_SIDE = ("piece", "row", "side", "attack", "start", "end", "sources", *LEVEL_COLUMN.values())


def _pairs_among(rows: pd.DataFrame, different: set[frozenset[str]], busy: pd.DataFrame) -> pd.DataFrame:
    pairs = find_pairs(rows, different, busy)
    at = rows.assign(
        attack=rows["event_kind"] == ATTACK,
        start=day_numbers(rows["date_start"]),
        end=day_numbers(rows["date_end"]),
        sources=rows["sources"].map("|".join).astype(object),
    )
    at = at.set_index("incident_id")[list(_SIDE)]
    sides = [at.loc[pairs[side]].add_suffix(f"_{side}").reset_index(drop=True) for side in "ab"]
    return pd.concat([pairs, *sides], axis=1)


def _grouped(pairs: pd.DataFrame, different: set[frozenset[str]]) -> pd.DataFrame:
    """Give the members of each group of likely pairs (see ``pieces.Pieces.groups``)."""
    sides = [pairs[[side, *(f"{c}_{side}" for c in _SIDE)]].set_axis(["incident_id", *_SIDE], axis=1) for side in "ab"]
    each = pd.concat(sides, ignore_index=True).drop_duplicates("incident_id")
    sources = each.set_index("incident_id")["sources"].str.split("|").map(tuple)
    members = [(k, x) for k, group in enumerate(group_pairs(pairs, sources, different)) for x in group]
    named = pd.DataFrame(members, columns=["group", "incident_id"]).astype({"group": np.int64, "incident_id": object})
    return named.merge(each.drop(columns="sources"), on="incident_id")


def write_pairs(engine: Engine, out: Path, core: Record, pieces: list[tuple[int, np.ndarray]], summed: list[dict[str, Any]]) -> bool:
    """Write the pairs that may be one event, and the groups of the likely ones; say whether they were too many to look for.

    The commonest source pairs only with the others, so these are brought to each piece of it.

    Parameters
    ----------
    summed : facts of the pieces in their order, and of the core last.
    """
    counts: dict[str, int] = {}
    for facts in summed:
        for sources, n in facts["pairing"].items():
            counts[sources] = counts.get(sources, 0) + n
    common = max(counts, key=lambda k: counts[k], default="")
    skipped = sum(counts.values()) - counts.get(common, 0) > PAIR_ROWS
    own = can_pair(core.incidents)[list(_PAIRED)].rename_axis("row").reset_index().assign(piece=0)
    different = different_pairs(core.claims, core.links)
    parts = [_pairs_among(own.iloc[:0], set(), bustle_table(own))]
    if not skipped:
        others = [item for item, facts in zip(pieces, summed[:-1], strict=True) if facts["pairing"].keys() - {common}]
        rare = pd.concat([own, *engine.run("other sources", pairing_rows, others, out, common, True)], ignore_index=True)
        with_common = [item for item, facts in zip(pieces, summed[:-1], strict=True) if common in facts["pairing"]]
        busy = pd.concat([bustle_table(own), *engine.run("other days", bustle_piece, pieces, out)], ignore_index=True)
        busy = busy.groupby(["sources", "cell"], as_index=False)["n"].sum()
        parts += [_pairs_among(rare, different, busy), *engine.run("pairs", pair_piece, with_common, out, common, rare, different, busy)]
    pairs = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True).drop_duplicates(["a", "b"], ignore_index=True)
    write_whole(out / "groups.parquet", pack_frame(_grouped(pairs, different), geometry=False))
    pairs = pairs.assign(lo=pairs[["start_a", "start_b"]].max(axis=1), hi=pairs[["end_a", "end_b"]].min(axis=1))
    kept = ["a", "b", "lo", "hi", *(f"{c}_{side}" for side in "ab" for c in ("piece", "row", "side", "attack"))]
    write_whole(out / "pairs.parquet", pack_frame(pairs[kept], geometry=False))
    return skipped
