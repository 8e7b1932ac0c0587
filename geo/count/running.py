"""How are sums asked for any window of days, at a cost that does not grow with the number of incidents?

What is of one day lies in running sums along the days, so that a window is the difference of two of them; intervals of several days are few
distinct ones and are looked at one by one.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from geo.choice.window import UNDATED, Days
from geo.count.sums import SUMMED


class _Days:
    """Running sums of some values along the days, by a code."""

    def __init__(self, codes: np.ndarray, days: np.ndarray, values: np.ndarray, kinds: int) -> None:
        self.first, self.last = (int(days.min()), int(days.max())) if len(days) else (0, -1)
        width = self.last - self.first + 1
        self._cells, cell = np.unique(codes * width + (days - self.first), return_inverse=True)
        summed = np.zeros((len(self._cells), values.shape[1]), dtype=np.int64)
        np.add.at(summed, cell, values)
        self._sums = np.concatenate([np.zeros((1, values.shape[1]), dtype=np.int64), np.cumsum(summed, axis=0)])
        self._base = np.arange(kinds, dtype=np.int64) * width
        self._before = self._sums[np.searchsorted(self._cells, self._base)]

    def upto(self, day: int) -> np.ndarray:
        """Give, by code, the sums of the days until one, itself included."""
        inside = min(max(day, self.first - 1), self.last) - self.first + 1
        until: np.ndarray = self._sums[np.searchsorted(self._cells, self._base + inside)] - self._before
        return until


class Running:
    """Sums of some columns (``SUMMED``) by a code, exact for every window of days, at a cost that does not grow with the number of intervals.

    What begins until a day, less what ends until it, goes on beyond it: so intervals of several days need two running sums, by first and
    by last day, and only those longer than the window are looked at one by one.
    """

    def __init__(self, codes: np.ndarray, kinds: int, rows: pd.DataFrame, columns: Sequence[str] = SUMMED) -> None:
        self.kinds, self.wide = kinds, len(columns)
        start, end = (rows[c].to_numpy() for c in ("start", "end"))
        values = rows[list(columns)].to_numpy(dtype=np.int64)
        dated = start != UNDATED
        self._starts, self._ends = (_Days(codes[dated], days[dated], values[dated], kinds) for days in (start, end))
        late = ~dated
        self.undated = self._by_code(codes[late], values[late])
        order = np.flatnonzero(dated & (end > start))
        order = order[np.argsort(start[order] - end[order], kind="stable")]  # the longest first
        self._start, self._end, self._codes, self._values = start[order], end[order], codes[order], values[order]
        self._minus_length = self._start - self._end

    def _by_code(self, codes: np.ndarray, values: np.ndarray) -> np.ndarray:
        added = np.zeros((self.kinds, self.wide), dtype=np.int64)
        np.add.at(added, codes, values)
        return added

    def window(self, days: Days) -> tuple[np.ndarray, np.ndarray]:
        """Give, by code, the sums of what lies certainly inside a window of days, and of what only overlaps it."""
        first, last, everything = days
        if everything:
            every = self._starts.upto(2**30) + self.undated
            return every, np.zeros_like(every)
        begun, ended = self._starts.upto(last), self._ends.upto(first - 1)
        left = self._starts.upto(first - 1) - ended  # over the first day
        right = begun - self._ends.upto(last)  # over the last
        longer = slice(0, int(np.searchsorted(self._minus_length, first - last, side="left")))
        over = (self._start[longer] < first) & (self._end[longer] > last)
        both = self._by_code(self._codes[longer][over], self._values[longer][over])
        touching = left + right - both
        return begun - ended - touching, touching
