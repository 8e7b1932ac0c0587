"""Which incidents of a holding may carry the range of a sum? ``write_wide``: of each piece the widest of each day, then of all."""

from pathlib import Path

import pandas as pd

from geo.count.carried import widest, widths
from geo.evidence.kinds import ATTACK
from geo.land.areas import LEVEL_COLUMN
from geo.record.pieces import pack_frame, piece_name, read_frame
from geo.record.stored import write_whole


def wide_of(incidents: pd.DataFrame, piece: int) -> pd.DataFrame:
    """Give the incidents of a piece that may carry a range (see ``pieces.Pieces.wide``); the index is the row in the piece."""
    rows = widths(incidents, incidents["side"], piece)
    mine = incidents.loc[rows["row"]].reset_index(drop=True)
    rows = rows.drop(columns="area").assign(side=mine["side"], attack=mine["event_kind"] == ATTACK)
    return _widest(rows.assign(**{c: mine[c] for c in LEVEL_COLUMN.values()}))


def write_wide(out: Path, parts: Path, pieces: int) -> None:
    """Write those of all pieces as one file, from one a piece."""
    every = pd.concat([read_frame(parts / piece_name(k)) for k in range(1, pieces + 1)], ignore_index=True)
    write_whole(out / "wide.parquet", pack_frame(_widest(every), geometry=False))


def _widest(rows: pd.DataFrame) -> pd.DataFrame:
    return widest(rows, ["grading", "side", "attack", *LEVEL_COLUMN.values()])
