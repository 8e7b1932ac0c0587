"""How many incidents fall certainly, and how many possibly, into each stretch of time?"""

from datetime import date

import numpy as np
import pandas as pd


def bin_edges(span: tuple[date, date], step: str) -> pd.DatetimeIndex:
    """Give the first days of the bins that cover a span; ``step`` is "week" (from Monday) or "month"."""
    first, last = pd.Timestamp(span[0]), pd.Timestamp(span[1])
    if step == "week":
        return pd.date_range(first - pd.Timedelta(days=first.weekday()), last, freq="7D")
    return pd.date_range(first.replace(day=1), last, freq="MS")


def bin_by_time(incidents: pd.DataFrame, edges: pd.DatetimeIndex) -> tuple[pd.DataFrame, int]:
    """Count incidents by stretch of time; each is counted once.

    An incident whose interval lies inside one bin is ``certain`` there. One that spans several is counted once, as
    ``possible``, in the bin where its interval begins: a convention, so that the bins and the undated add up to all.

    Returns
    -------
    frame (date, certain, possible: incidents) and the number of undated incidents.
    """
    dated = incidents[incidents["date_start"].notna()]
    first = np.clip(edges.searchsorted(dated["date_start"], side="right") - 1, 0, len(edges) - 1)
    last = np.clip(edges.searchsorted(dated["date_end"], side="right") - 1, 0, len(edges) - 1)
    same = first == last
    counts = {
        "certain": np.bincount(first[same], minlength=len(edges)),
        "possible": np.bincount(first[~same], minlength=len(edges)),
    }
    return pd.DataFrame({"date": edges, **counts}), len(incidents) - len(dated)
