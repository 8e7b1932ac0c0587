"""Which rows of two lists lie near each other in days and metres, and how busy is it there on other days?"""

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from geo import settings as s
from geo.land.distances import distance_m

_AT_ONCE = 1_000_000  # comparisons
_SHORT = 7  # days; the few longer intervals are looked through by themselves, so that one of them does not widen the search for all
_CELL = 0.02  # degrees: about 2.2 by 1.8 km here
_ALONG, _DAYS = 1 << 15, 1 << 16  # more than there are cells around a parallel, and days of a record: cell and day are one number


def near_pairs(
    frame: pd.DataFrame, rows: np.ndarray, reach_m: float, reach_days: int
) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield pairs of rows near each other, each asked row with every row near it, itself included, a part at a time.

    Parameters
    ----------
    frame : no unknown dates; latitude, longitude (WGS84 degrees), slack_m (metres by which a row's own precision widens the reach),
        date_start, date_end as datetime64. In any order.
    rows : the positions in ``frame`` to look around from.
    reach_m, reach_days : how far apart two rows may lie; intervals that meet are 0 days apart.

    Yields
    ------
    positions of the asked rows, of their neighbours, and the metres between them.
    """
    start, end = (frame[c].to_numpy(dtype="datetime64[D]").astype(np.int64) for c in ("date_start", "date_end"))
    lat, lon, slack = (frame[c].to_numpy(dtype=float) for c in ("latitude", "longitude", "slack_m"))
    order = np.argsort(start, kind="stable")
    length = (end - start)[order]
    for others in (order[length <= _SHORT], order[length > _SHORT]):
        if not len(others) or not len(rows):
            continue
        days = start[others]
        low = np.searchsorted(days, start[rows] - reach_days - (end - start)[others].max(), side="left")
        high = np.searchsorted(days, end[rows] + reach_days, side="right")
        for part in _parts(high - low):
            asked = np.repeat(rows[part], (high - low)[part])
            first = np.repeat(low[part] - np.concatenate([[0], np.cumsum((high - low)[part])[:-1]]), (high - low)[part])
            other = others[first + np.arange(len(asked))]
            reach = reach_m + slack[asked] + slack[other]
            maybe = (end[other] >= start[asked] - reach_days) & (np.abs(lat[other] - lat[asked]) * 110_000 <= reach)
            asked, other, reach = asked[maybe], other[maybe], reach[maybe]
            away = distance_m(lat[asked], lon[asked], lat[other], lon[other])
            near = away <= reach
            yield asked[near], other[near], away[near]


def _parts(counts: np.ndarray) -> Iterator[slice]:
    """Cut rows into runs of no more than ``_AT_ONCE`` comparisons, or one row."""
    done, total = 0, np.concatenate([[0], np.cumsum(counts)])
    while done < len(counts):
        upto = max(done + 1, int(np.searchsorted(total, total[done] + _AT_ONCE, side="right")) - 1)
        yield slice(done, upto)
        done = upto


def bustle_table(frame: pd.DataFrame) -> pd.DataFrame:
    """Count rows by their sources, cell and first day; such tables of several parts of a list can be put under each other.

    Parameters
    ----------
    frame : latitude, longitude (WGS84 degrees), date_start (none unknown), sources (tuples of codes).

    Returns
    -------
    sources (joined by "|"), cell (a whole number of cell and day), n.
    """
    day = frame["date_start"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    table = pd.DataFrame({"sources": frame["sources"].map("|".join).to_numpy(dtype=object), "cell": _cell(frame) * _DAYS + day})
    return table.groupby(["sources", "cell"], as_index=False, sort=False).size().rename(columns={"size": "n"})


def _cell(frame: pd.DataFrame) -> np.ndarray:
    down, along = (np.floor((frame[c].to_numpy(dtype=float) + most) / _CELL) for c, most in (("latitude", 90), ("longitude", 180)))
    cells: np.ndarray = down.astype(np.int64) * (_ALONG) + along.astype(np.int64)
    return cells


def bustle(frame: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    """Say how many rows of other sources lie by chance within reach of each row: those about ``settings.PAIR_REACH_M`` around it from 3
    to 10 days before and after, scaled to the days in which a pair is looked for, and half a row for what a quiet place hides.

    Parameters
    ----------
    frame : as in ``bustle_table``, and date_end.
    table : from ``bustle_table``, of every row there is; cells may be named several times.
    """
    start, end = (frame[c].to_numpy(dtype="datetime64[D]").astype(np.int64) for c in ("date_start", "date_end"))
    own = frame["sources"].map("|".join).to_numpy(dtype=object)
    here = _cell(frame)
    found = np.zeros(len(frame))
    of, theirs = pd.factorize(table["sources"].to_numpy(dtype=object))
    for mine in pd.unique(own):
        rows = np.flatnonzero(own == mine)
        others = table[np.array([not set(x.split("|")) & set(mine.split("|")) for x in theirs], dtype=bool)[of]]
        if others.empty:
            continue
        order = np.argsort(others["cell"].to_numpy())
        cells = others["cell"].to_numpy()[order]
        upto = np.concatenate([[0], np.cumsum(others["n"].to_numpy()[order])])
        for step in _around(float(frame["latitude"].iloc[rows].mean())):
            key = (here[rows] + step) * _DAYS
            for a, b in ((start[rows] - 10, start[rows] - 3), (end[rows] + 3, end[rows] + 10)):
                found[rows] += upto[np.searchsorted(cells, key + b, side="right")] - upto[np.searchsorted(cells, key + a, side="left")]
    return (found + 0.5) * (2 * s.PAIR_REACH_DAYS + 1) / 16


def _around(latitude: float) -> Collection[int]:
    """Give the steps to the cells whose middle lies within the reach of a cell's middle."""
    wide = _CELL * 111_195 * np.cos(np.radians(latitude))
    most = int(s.PAIR_REACH_M / wide) + 1
    steps = [(i, j) for i in range(-most, most + 1) for j in range(-most, most + 1)]
    return [i * _ALONG + j for i, j in steps if np.hypot(i * _CELL * 111_195, j * wide) <= s.PAIR_REACH_M]
