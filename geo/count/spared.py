"""How many incidents fewer are there, in any window, if the likely pairs are one event?

Two lists that overlap are no count of events. A group of likely pairs (``evidence.groups``) of which a window certainly holds m incidents
spares it m - 1 of them. A group of k is told by k - 1 intervals of days: the window spares as many as it holds of these certainly, so
groups are rows of the tally like incidents, and cost as little. What a window may set aside (a whole) is looked at singly.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from geo.choice.window import UNDATED, Days, day_numbers, holds
from geo.count.running import Running

MEMBERS = ("group", "incident_id", "area", "start", "end")


def members_of(groups: Iterable[Collection[str]], incidents: pd.DataFrame, mark: pd.Series) -> pd.DataFrame:
    """Give the incidents that are members of a group, each with its mark (an area, a point) and days.

    Returns
    -------
    ``MEMBERS``: group (a number), incident_id, area (the mark), start, end (days since 1970-01-01; ``UNDATED``).
    """
    of = {x: k for k, group in enumerate(groups) for x in group}
    mine = incidents["incident_id"].isin(of.keys()).to_numpy()
    found = incidents[mine]
    members = {
        "group": found["incident_id"].map(of).to_numpy(dtype=np.int64),
        "incident_id": found["incident_id"].to_numpy(dtype=object),
        "area": mark[mine].to_numpy(dtype=object),
        "start": day_numbers(found["date_start"]),
        "end": day_numbers(found["date_end"]),
    }
    return pd.DataFrame(members)


def spared_intervals(members: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Give the intervals that tell how many incidents fewer there are: a window spares as many as it holds certainly.

    A window holds a member certainly if it begins by its first day and ends from its last. Taken from the latest first day on, each member
    after the first is spared where it is held beside one before: from its own first day, until its own last day or the earliest one
    before it, whichever is later.

    Parameters
    ----------
    members : ``MEMBERS``.
    by : what incidents have in common that may be one: ["group"], or ["group", "area"] within each area.
    """
    if members.empty:
        return members.reset_index(drop=True)
    order = members.sort_values([*by, "start", "end"], ascending=[*(True for _ in by), False, True], kind="stable", ignore_index=True)
    first = ~order.duplicated(by)
    earliest = order.groupby(by, sort=False)["end"].cummin().shift(fill_value=UNDATED)
    return order.assign(end=np.maximum(order["end"], earliest))[~first].reset_index(drop=True)


class Spared:
    """How many incidents of some groups a window spares, in all and by area; made once, however the window moves.

    Parameters
    ----------
    members : ``MEMBERS``, of what passes the filters whatever its date.
    wholes : ids of incidents that a window may set aside.
    """

    def __init__(self, members: pd.DataFrame, wholes: Collection[str] = ()) -> None:
        singly = members["group"].isin(members.loc[members["incident_id"].isin(list(wholes)), "group"])
        self.members = members
        self._singly = {name: members.loc[singly, name].to_numpy() for name in MEMBERS}
        rest = members[~singly]
        self._whole = _Counted(spared_intervals(rest, ["group"]).assign(area=""))
        self._areas = _Counted(spared_intervals(rest, ["group", "area"]))

    def intervals(self, by: list[str], without: Collection[str] = ()) -> pd.DataFrame:
        """Give ``spared_intervals`` of all members but some."""
        return spared_intervals(self.members[~self.members["incident_id"].isin(list(without))], by)

    def window(self, days: Days, aside: Collection[str]) -> tuple[int, dict[str, int]]:
        """Say how many incidents a window spares in all, and in each area that holds two of a group or more.

        The areas may add up to less: a group that lies across two areas is spared in the total alone.
        """
        one, without = self._singly, set(aside)
        held = [k for k in np.flatnonzero(holds(one["start"], one["end"], days)[1]) if one["incident_id"][k] not in without]
        within = self._areas.window(days)
        for (_, area), n in Counter((one["group"][k], str(one["area"][k])) for k in held).items():
            within[area] = within.get(area, 0) + n - 1
        whole = self._whole.window(days).get("", 0) + len(held) - len({one["group"][k] for k in held})
        return whole, {area: n for area, n in within.items() if n}


class _Counted:
    """Intervals counted by area for any window."""

    def __init__(self, intervals: pd.DataFrame) -> None:
        codes, areas = pd.factorize(intervals["area"])
        self._areas = [str(x) for x in areas]
        self._running = Running(codes.astype(np.int64), len(areas), intervals.assign(spared=1), ("spared",))

    def window(self, days: Days) -> dict[str, int]:
        certain, _ = self._running.window(days)
        return dict(zip(self._areas, certain[:, 0].tolist(), strict=True))


def spared_by(groups: Iterable[Collection[str]], certain: pd.DataFrame, mark: pd.Series) -> Mapping[str, int]:
    """Say, by mark, how many of some incidents, all of them certain, are spared."""
    members = members_of(groups, certain, mark)
    return {str(k): int(n) for k, n in (members.groupby(["area", "group"]).size() - 1).groupby("area").sum().items() if n}
