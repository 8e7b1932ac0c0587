"""What do the claims about one incident say of its dead: those that carry its grading, and the others beside them?

A grading is of one source's figures: what another source says of the same event stands beside it, and is no part of it. A lowest number that
nobody stated is unknown, never 0.
"""

from typing import Any

import numpy as np
import pandas as pd

SAID = ("min", "max", "open")  # the ends of a range, and whether a claim says "at least"
# Columns of incidents that ``killed_ranges`` gives.
COLUMNS = (
    *("killed_min", "killed_max", "open_ended", "no_figure"),
    *("others_min", "others_max", "others_open"),
    *("said_min", "said_max", "figures_differ"),
)

_ABOVE, _BELOW = np.iinfo(np.int64).max, np.iinfo(np.int64).min  # of nothing stated: the lowest, and the highest


def range_by(key: pd.Series, low: pd.Series, high: pd.Series) -> pd.DataFrame:
    """Join what claims state into one range for each key: the lowest minimum, the highest number stated, and whether one says "at least".

    Where a claim that states no minimum ("up to 10") stays below the lowest minimum of the others, no lowest number is left that all
    of them could mean.

    Parameters
    ----------
    key : what the range is of, never missing. low, high : Int64 beside it; NA is not stated.

    Returns
    -------
    frame by key, in order of first appearance, with ``SAID``; min and max are Int64, NA where no claim states one.
    """
    codes, keys = pd.factorize(key)
    has_low, has_high = (x.notna().to_numpy(dtype=bool) for x in (low, high))
    lows, highs = (x.to_numpy(dtype=np.int64, na_value=0) for x in (low, high))
    least, top, open_ended = np.full(len(keys), _ABOVE), np.full(len(keys), _ABOVE), np.zeros(len(keys), dtype=bool)
    most = np.full(len(keys), _BELOW)
    np.minimum.at(least, codes[has_low], lows[has_low])
    np.minimum.at(top, codes[has_high & ~has_low], highs[has_high & ~has_low])
    np.maximum.at(most, codes[has_low], lows[has_low])
    np.maximum.at(most, codes[has_high], highs[has_high])
    open_ended[codes[has_low & ~has_high]] = True
    ends = {"min": (least, (least == _ABOVE) | (top < least)), "max": (most, most == _BELOW)}
    known = {end: pd.arrays.IntegerArray(np.where(none, 0, number), none) for end, (number, none) in ends.items()}
    return pd.DataFrame({**known, "open": open_ended}, index=pd.Index(keys, name=key.name))


def carries(claims: pd.DataFrame, grading: pd.Series) -> pd.Series:
    """Say which claims carry the grading of their incident (``grading``: incident_id -> code): every claim of an ungraded one, every graded
    claim where gradings differ."""
    of = claims["incident_id"].map(grading)
    return (of == "ungraded") | (claims["grading"] == of) | ((of == "graded_differently") & (claims["grading"] != "ungraded"))


def killed_ranges(claims: pd.DataFrame, grading: pd.Series) -> pd.DataFrame:
    """Give the ranges of civilians killed of incidents of several claims.

    Parameters
    ----------
    claims : with incident_id, grading, civilians_killed_min, civilians_killed_max (Int64).
    grading : incident_id -> the grading the incident is counted under.

    Returns
    -------
    frame by incident_id with ``COLUMNS``: killed_min, killed_max, open_ended and no_figure of the claims that carry the grading
    (``carries``); others_min, others_max and others_open of the rest; said_min, the number that every claim with a figure says at least,
    and said_max, the highest that one states; and whether two of the claims that carry the grading exclude each other.
    """
    low, high, key = claims["civilians_killed_min"], claims["civilians_killed_max"], claims["incident_id"]
    own = carries(claims, grading)
    order = pd.Index(key.unique(), name="incident_id")
    mine = range_by(key[own], low[own], high[own]).reindex(order)
    rest = range_by(key[~own], low[~own], high[~own]).reindex(order)
    every = range_by(key, low, high)
    silent = (low.isna() & high.notna()).groupby(key, sort=False).any()  # some claim with a figure states no lowest number
    floor = low[own].groupby(key[own], sort=False).max().reindex(order)
    ceiling = high[own].groupby(key[own], sort=False).min().reindex(order)
    return pd.DataFrame(
        {
            "killed_min": mine["min"],
            "killed_max": mine["max"],
            "open_ended": mine["open"].eq(True),
            "no_figure": mine["max"].isna(),
            "others_min": rest["min"].astype("Int64"),
            "others_max": rest["max"].astype("Int64"),
            "others_open": rest["open"].eq(True),
            "said_min": low.groupby(key, sort=False).min().mask(silent),
            "said_max": every["max"],
            "figures_differ": (floor > ceiling).fillna(False).astype(bool),
        }
    )


def own_ranges(low: pd.Series, high: pd.Series) -> dict[str, Any]:
    """Give ``COLUMNS`` of incidents of one claim each."""
    nothing = pd.Series(pd.NA, index=low.index, dtype="Int64")
    top = low.where(high.isna() | (low > high).fillna(False), high)
    return {
        "killed_min": low,
        "killed_max": top,
        "open_ended": low.notna() & high.isna(),
        "no_figure": low.isna() & high.isna(),
        "others_min": nothing,
        "others_max": nothing,
        "others_open": np.zeros(len(low), dtype=bool),
        "said_min": low,
        "said_max": top,
        "figures_differ": np.zeros(len(low), dtype=bool),
    }
