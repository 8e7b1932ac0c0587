"""Which date intervals does a window of days hold, certainly or possibly? The one place of that rule."""

from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

UNDATED = -1_000_000  # as a day: before every day there is


class Days(NamedTuple):
    """A window's first and last day (days since 1970-01-01, both inside), and whether it covers the whole record."""

    first: int
    last: int
    everything: bool


def day_number(day: date | pd.Timestamp) -> int:
    """Give a day as the number of days since 1970-01-01."""
    days: int = (pd.Timestamp(day) - pd.Timestamp(0)).days
    return days


def day_numbers(days: pd.Series) -> np.ndarray:
    """Give days as numbers of days since 1970-01-01 (int32); ``UNDATED`` where there is none."""
    known = days.notna().to_numpy()
    out = np.full(len(days), UNDATED, dtype=np.int32)
    out[known] = days[known].to_numpy().astype("datetime64[D]").astype(np.int64)
    return out


def window_ends(window: tuple[date | None, date | None], span: tuple[date, date]) -> tuple[date, date]:
    """Give the first and last day of a window (None: as far as the record goes) over a record that spans ``span``."""
    return window[0] or span[0], window[1] or span[1]


def window_days(window: tuple[date | None, date | None], span: tuple[date, date]) -> Days:
    """Give the days of a window (``window_ends``) as numbers."""
    first, last = window_ends(window, span)
    return Days(day_number(first), day_number(last), first <= span[0] and last >= span[1])


def holds(start: np.ndarray, end: np.ndarray, days: Days) -> tuple[np.ndarray, np.ndarray]:
    """Say which intervals a window holds at all, and which of these certainly (bool, both).

    An interval lies certainly inside, or only overlaps; undated ones (``UNDATED``) are held, certainly, by a window over everything alone.

    Parameters
    ----------
    start, end : days since 1970-01-01, or ``UNDATED``.
    """
    dated = start != UNDATED
    held = (dated & (start <= days.last) & (end >= days.first)) | days.everything
    return held, held & ((start >= days.first) & (end <= days.last) | days.everything)
