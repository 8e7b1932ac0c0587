"""Which time of day does each row say?"""

import numpy as np

from geo.evidence.alike import Column, Sheet, changed, together
from geo.intake.cells.hours import read_hour
from geo.intake.columns.findings import Findings


def read_hours(out: Sheet, beside: Column, found: Findings) -> None:
    """Read the times of day; one that cannot be read one way is unknown and stays in the remarks. Where a row has no cell for it and one
    day, the hour ``beside`` its day is taken."""
    was = out["local_time"]
    if was.filled().any():
        read = was.each(read_hour)
        unread = read.says(lambda hour: hour is None)
        where = np.flatnonzero(unread)
        found.tell(where, "local_time", "warned", "unknown_hour", was.at(where))
        out.add("remarks", was.each(lambda text: f"local time: {text}").where(unread))
        now = read.each(lambda hour: hour or "")
        where = np.flatnonzero(changed(was, now) & ~unread)
        found.tell(where, "local_time", "fixed", "hour_read", was.at(where), now.at(where))
        out["local_time"] = now
    silent = ~was.filled()
    if beside.filled().any():
        one_day = together([out["date_start"], out["date_end"]], lambda first, last: first == last).says(bool)
        out["local_time"] = out["local_time"].where(~silent, beside.where(one_day))
