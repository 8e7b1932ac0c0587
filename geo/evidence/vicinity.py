"""What happened near an incident, before and after it? The one place of that rule.

Two incidents are near each other if their discs can be within ``settings.AROUND_M``, and their days within ``settings.AROUND_DAYS``; certainly so
if they must be. An incident whose position does not allow it (``is_located``) is near nothing: where nothing says that it is further away it is
named as not known, never dropped. The rule is symmetric: what one incident is to another, the other is to it, with before and after turned round.
"""

from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo.land.areas import has_point
from geo.land.distances import distance_m

WHEN = ("before", "meets", "after", "undated")  # "meets": the days overlap, so that no order is known


def is_located(incidents: pd.DataFrame) -> pd.Series:
    """Say which incidents have a position that allows to say what lies near (bool): a point known to a village or better, undisputed."""
    known: pd.Series = has_point(incidents) & (incidents["radius_m"] <= s.VILLAGE_RADIUS_M) & ~incidents["position_disputed"].astype(bool)
    return known


def around(incidents: pd.DataFrame, row: dict[str, Any], reach_m: int = s.AROUND_M, reach_days: int = s.AROUND_DAYS) -> pd.DataFrame:
    """Give the incidents near one, or of which it is not known whether they are.

    Parameters
    ----------
    incidents : with incident_id, latitude, longitude (WGS84 degrees), geolocation_accuracy, radius_m, position_disputed, date_start, date_end.
    row : one of them, or of another frame of the same columns.

    Returns
    -------
    Rows of ``incidents`` without itself, with ``when`` (of ``WHEN``: before it, after it, ...), ``located`` (bool: both positions allow it; else
    it is not known), ``sure`` (bool: certainly within metres and days), ``least_m``, ``most_m``, ``least_days``, ``most_days`` (how far apart at
    least and at most; NaN where not known). Nearest days first, then nearest metres, then ids. Undated ones are given where both are located.
    """
    others = incidents[incidents["incident_id"] != row["incident_id"]]
    one = pd.DataFrame([row], columns=list(incidents.columns)).astype({"radius_m": float, "latitude": float, "longitude": float})
    least_m, most_m = _metres(others, one)
    least_days, most_days, when = _days(others, row)
    both = is_located(others).to_numpy() & bool(is_located(one).iloc[0])
    away = (least_m > reach_m) | (least_days > reach_days)  # NaN: not known to be
    keep = ~away & (both | (when != "undated"))
    sure = both & (most_m <= reach_m) & (most_days <= reach_days)
    found = others.assign(when=when, located=both, sure=sure, least_m=least_m, most_m=most_m, least_days=least_days, most_days=most_days)[
        keep
    ]
    return found.sort_values(["least_days", "least_m", "incident_id"], na_position="last", kind="stable")


def _metres(others: pd.DataFrame, one: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Say how far apart the discs of incidents are at least and at most; NaN where one has no disc, or a disputed one."""
    mine = one.iloc[0]
    disc = others["radius_m"].to_numpy(dtype=float) + float(mine["radius_m"])
    placed = has_point(others).to_numpy() & bool(has_point(one).iloc[0])
    settled = ~others["position_disputed"].to_numpy(dtype=bool) & (not mine["position_disputed"])
    away = distance_m(
        float(mine["latitude"]),
        float(mine["longitude"]),
        others["latitude"].to_numpy(dtype=float),
        others["longitude"].to_numpy(dtype=float),
    )
    away = np.where(placed & settled, away, np.nan)
    return np.maximum(away - disc, 0), away + disc


def _days(others: pd.DataFrame, row: dict[str, Any]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Say how many days lie between incidents at least and at most (NaN: not known), and which of ``WHEN`` the others are."""
    gone = (row["date_start"] - others["date_end"]).dt.days.to_numpy(dtype=float)  # from its end to this one's start
    left = (others["date_start"] - row["date_end"]).dt.days.to_numpy(dtype=float)
    first = (row["date_end"] - others["date_start"]).dt.days.to_numpy(dtype=float)
    last = (others["date_end"] - row["date_start"]).dt.days.to_numpy(dtype=float)
    when = np.select([np.isnan(gone), gone > 0, left > 0], ["undated", "before", "after"], "meets").astype(object)
    return np.maximum(np.maximum(gone, left), 0), np.maximum(first, last), when
