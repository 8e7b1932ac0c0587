"""How many incidents, and how many reported killed, fall certainly or possibly into each stretch of time?"""

from datetime import date

import numpy as np
import pandas as pd

from geo import settings as s
from geo.count.totals import NOTHING, sum_by


def bin_edges(span: tuple[date, date], stop: str, phases: pd.DataFrame) -> pd.DatetimeIndex:
    """Give the first days of the stretches that cover a span without a gap.

    Parameters
    ----------
    stop : "day", "week" (from Monday), "month", or "phase" (each phase of the campaign, and what lies before, between, after).
    phases : with date_start, date_end (datetime64).
    """
    first, last = pd.Timestamp(span[0]), pd.Timestamp(span[1])
    if stop == "day":
        return pd.date_range(first, last, freq="D")
    if stop == "week":
        return pd.date_range(first - pd.Timedelta(days=first.weekday()), last, freq="7D")
    if stop == "month":
        return pd.date_range(first.replace(day=1), last, freq="MS")
    cuts = {first, *phases["date_start"], *(phases["date_end"] + pd.Timedelta(days=1))}
    return pd.DatetimeIndex(sorted(c for c in cuts if first <= c <= last))


def count_by_time(rows: pd.DataFrame, edges: pd.DatetimeIndex) -> pd.DataFrame:
    """Count incidents by stretch of time as ``sum_by_time`` does, from numbers by date interval.

    Parameters
    ----------
    rows : start, end (days since 1970-01-01), incidents; dated ones only (``tally.Tally.by_interval``).

    Returns
    -------
    frame with date (first day), certain, possible.
    """
    days = (edges - pd.Timestamp(0)).days.to_numpy()
    first, last = (np.clip(days.searchsorted(rows[c].to_numpy(), side="right") - 1, 0, len(days) - 1) for c in ("start", "end"))
    n = rows["incidents"].to_numpy()
    counts = {
        name: np.bincount(first[mine], weights=n[mine], minlength=len(days)).astype(int)
        for name, mine in (("certain", first == last), ("possible", first != last))
    }
    return pd.DataFrame({"date": edges} | counts)


def sum_by_time(incidents: pd.DataFrame, edges: pd.DatetimeIndex) -> tuple[pd.DataFrame, int]:
    """Add up incidents by stretch of time; each is counted once.

    An incident whose interval lies inside one stretch is ``certain`` there. One that spans several is counted once, as
    ``possible``, where its interval begins: a convention, so that the stretches and the undated add up to all.

    Returns
    -------
    frame (date: first day; certain, possible: incidents; headline, ungraded: ``Sum`` of those gradings, killed figures of
    the certain ones; headline_possible, ungraded_possible: ``Sum`` of the possible ones), and the number of undated incidents.
    """
    dated = incidents[incidents["date_start"].notna()]
    first = np.clip(edges.searchsorted(dated["date_start"], side="right") - 1, 0, len(edges) - 1)
    last = np.clip(edges.searchsorted(dated["date_end"], side="right") - 1, 0, len(edges) - 1)
    dated = dated.assign(bin=first, inside=first == last, certain=True)
    out = pd.DataFrame({"date": edges})
    for name, part in (("certain", dated[dated["inside"]]), ("possible", dated[~dated["inside"]])):
        out[name] = np.bincount(part["bin"], minlength=len(edges))
        for group, gradings in (("headline", s.HEADLINE_GRADINGS), ("ungraded", ("ungraded",))):
            mine = part[part["grading"].isin(gradings)]
            sums = sum_by(mine, mine["bin"].astype(str))
            column = group if name == "certain" else f"{group}_possible"
            out[column] = pd.Series([sums.get(str(k), NOTHING) for k in range(len(edges))], dtype=object)
    return out, len(incidents) - len(dated)
