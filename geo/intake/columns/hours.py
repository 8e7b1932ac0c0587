"""Which time of day does each row say?"""

import numpy as np
import pandas as pd

from geo.evidence.incidents import each_text
from geo.intake.cells.hours import read_hour
from geo.intake.columns.findings import Findings


def read_hours(out: pd.DataFrame, beside: pd.Series, found: Findings) -> None:
    """Read the times of day; one that cannot be read one way is unknown and stays in the remarks. Where a row has no cell for it and one
    day, the hour ``beside`` its day is taken."""
    was = out["local_time"].to_numpy(dtype=object)
    if (was != "").any():
        read = np.array([hour for (hour,) in each_text(out["local_time"], lambda text: (read_hour(text),))], dtype=object)
        unread = np.array([hour is None for hour in read], dtype=bool)
        where = np.flatnonzero(unread)
        found.tell(where, "local_time", "warned", "unknown_hour", was[where])
        remarks = out["remarks"].to_numpy(dtype=object).copy()
        for i in where.tolist():
            remarks[i] = f"{remarks[i]}; local time: {was[i]}" if remarks[i] else f"local time: {was[i]}"
        out["remarks"] = remarks
        read[unread] = ""
        where = np.flatnonzero((read != was) & ~unread)
        found.tell(where, "local_time", "fixed", "hour_read", was[where], read[where])
        out["local_time"] = read
    beside = beside.where(out["date_start"] == out["date_end"], "")
    out["local_time"] = out["local_time"].where((out["local_time"] != "") | (was != ""), beside)
