"""Which single incidents carry the distance between the ends of a sum's range, and what are the ends without them?

A range of hundreds reads as doubt about every incident of it; where one makes more than a quarter of the distance, that is said of it. At
most three can, so the three widest of each day say it of any window.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.window import Days, day_numbers, holds
from geo.count.sums import Graded, Sum

WIDEST = 3  # incidents that can each make more than a quarter of a distance
ENDS = ("killed_min", "killed_max", "open_ended")
COLUMNS = ("piece", "row", "area", "grading", "start", "end", "width", *ENDS)
NAMED = ("incident_id", "place_name", "place_name_ar", "date_start", "date_end")
GROUPS = ("headline", *(g for g in voc.GRADINGS if g not in voc.HEADLINE_GRADINGS))
Named = Callable[[int, int], Mapping[str, Any]]  # ``NAMED`` of a row of a piece


@dataclass(frozen=True)
class Carrier:
    """One incident that makes more than a quarter of a distance: what names it, and its own range (``killed_min`` None: nobody states one)."""

    incident_id: str
    place_name: str
    place_name_ar: str
    date_start: pd.Timestamp
    date_end: pd.Timestamp
    killed_min: int | None
    killed_max: int
    open_ended: bool

    @property
    def width(self) -> int:
        return self.killed_max - (self.killed_min or 0)


@dataclass(frozen=True)
class Carried:
    """The incidents that carry a sum's range, the widest first, the distance between its ends, and the ends without them."""

    carriers: tuple[Carrier, ...]
    between: int
    rest_min: int | None
    rest_max: int
    rest_open: bool

    @property
    def width(self) -> int:
        """How much of the distance they make."""
        return sum(c.width for c in self.carriers)


def names_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Give what names an incident (``NAMED``) of a row; a name nobody gives is an empty text, as a table may hold it as missing."""
    return {c: "" if c.startswith("place_name") and pd.isna(row[c]) else row[c] for c in NAMED}


def distance(total: Sum) -> int:
    """Give the distance between the ends of a sum's range, as stated; an end that is open is no number."""
    return total.killed_max - total.killed_min


def carries(width: Any, between: Any) -> Any:
    """Say whether an incident carries a distance: it makes more than a quarter of it. The one place of that rule; a distance under
    ``settings.CARRIED_FROM`` is too short to be asked about."""
    return (s.CARRIED_PARTS * width > between) & (between >= s.CARRIED_FROM)


def widths(incidents: pd.DataFrame, area: pd.Series, piece: int = 0) -> pd.DataFrame:
    """Give the incidents whose own ends differ, as ``COLUMNS``; the index of ``incidents`` is the row in the piece."""
    low, high = (incidents[c].fillna(0).to_numpy(dtype=np.int64) for c in ENDS[:2])
    wide = (high > low) & ~incidents["fighting"].to_numpy(dtype=bool)
    mine = incidents[wide]
    columns = {
        "piece": np.full(len(mine), piece, dtype=np.int64),
        "row": mine.index.to_numpy(dtype=np.int64),
        "area": area[wide].to_numpy(dtype=object),
        "grading": mine["grading"].to_numpy(dtype=object),
        "start": day_numbers(mine["date_start"]),
        "end": day_numbers(mine["date_end"]),
        "width": (high - low)[wide],
        "killed_min": mine["killed_min"].to_numpy(dtype="float64", na_value=np.nan),
        "killed_max": mine["killed_max"].to_numpy(dtype=np.int64),
        "open_ended": mine["open_ended"].to_numpy(dtype=bool),
    }
    return pd.DataFrame(columns)


def widest(rows: pd.DataFrame, by: Collection[str]) -> pd.DataFrame:
    """Keep the three widest of the rows that have some columns and their days in common: no other can carry a distance of any window."""
    order = rows.sort_values(["width", "piece", "row"], ascending=[False, True, True], kind="stable")
    return order[order.groupby([*by, "start", "end"], sort=False, dropna=False).cumcount() < WIDEST].reset_index(drop=True)


class _Rows:
    """Rows of ``Carriers`` as plain columns, to be asked for a window."""

    def __init__(self, rows: pd.DataFrame, key: np.ndarray) -> None:
        self.key = key
        self.start, self.end, self.width = (rows[c].to_numpy() for c in ("start", "end", "width"))
        self.whole = rows["whole"].to_numpy(dtype=object)
        self._may_go = np.flatnonzero(self.whole != "")
        self.rows = rows

    def found(self, days: Days, aside: Collection[str], between: np.ndarray) -> np.ndarray:
        """Give the places of the rows that a window holds certainly, without what it sets aside, and that carry the distance of their key,
        the widest first."""
        mine = carries(self.width, between[self.key]) & holds(self.start, self.end, days)[1]
        for k in self._may_go if aside else ():
            mine[k] &= self.whole[k] not in aside
        return np.flatnonzero(mine)


class Carriers:
    """What carries the ranges of a choice in any window; made once, however the window moves.

    Parameters
    ----------
    rows : ``COLUMNS``, and whole (the id of an incident that a window may set aside, else empty).
    named : what names a row.
    """

    def __init__(self, rows: pd.DataFrame, named: Named) -> None:
        self._named = cache(named)
        groups = rows["grading"].where(~rows["grading"].isin(voc.HEADLINE_GRADINGS), "headline").astype(object)
        rows = rows.assign(group=groups.map(GROUPS.index).astype(np.int64))
        whole = widest(rows, ["group", "whole"])
        self._whole = _Rows(whole, whole["group"].to_numpy())
        self._of_area = {}
        for group in ("headline", "ungraded"):
            mine = widest(rows[rows["group"] == GROUPS.index(group)], ["area", "whole"])
            codes, areas = pd.factorize(mine["area"].to_numpy(dtype=object))
            self._of_area[group] = ([str(a) for a in areas], _Rows(mine, codes))

    def window(self, days: Days, aside: Collection[str], sums: Mapping[str, Sum]) -> dict[str, Carried]:
        """Give what carries the range of each grading group (``GROUPS``, with its sum) in a window."""
        found = self._whole.found(days, aside, np.array([distance(sums[g]) for g in GROUPS]))
        return self._told(self._whole, found, GROUPS, sums)

    def of_sum(self, days: Days, group: str, total: Sum) -> Carried | None:
        """Give what carries the range of a sum over days that holds, of a grading group, what lies in them certainly."""
        between = np.zeros(len(GROUPS), dtype=np.int64)
        between[GROUPS.index(group)] = distance(total)
        return self._told(self._whole, self._whole.found(days, (), between), GROUPS, dict.fromkeys(GROUPS, total)).get(group)

    def by_area(self, days: Days, aside: Collection[str], areas: Mapping[str, Graded]) -> dict[tuple[str, str], Carried]:
        """Give what carries the range of the headline and of the ungraded in each area, by area and group."""
        out = {}
        for group, (names, rows) in self._of_area.items():
            sums = {a: getattr(of, group) for a, of in areas.items()}
            between = np.array([distance(sums[a]) if a in sums else 0 for a in names], dtype=np.int64)
            told = self._told(rows, rows.found(days, aside, between), names, sums)
            out.update({(area, group): carried for area, carried in told.items()})
        return out

    def _told(self, rows: _Rows, found: np.ndarray, names: Sequence[str], sums: Mapping[str, Sum]) -> dict[str, Carried]:
        """Tell of the rows found, by the name of their key; not where they are all that states a figure."""
        by: dict[str, list[Carrier]] = {}
        for k in found.tolist():
            r = rows.rows.iloc[k]
            low = None if pd.isna(r["killed_min"]) else int(r["killed_min"])
            named = names_of(self._named(int(r["piece"]), int(r["row"])))
            one = Carrier(**named, killed_min=low, killed_max=int(r["killed_max"]), open_ended=bool(r["open_ended"]))
            by.setdefault(names[rows.key[k]], []).append(one)
        return {name: _without(tuple(mine), sums[name]) for name, mine in by.items() if len(mine) < sums[name].figures}


def carried_by(certain: pd.DataFrame, key: pd.Series, totals: Mapping[str, Sum]) -> dict[str, Carried]:
    """Give what carries the range of each sum of certain incidents by a key; nothing where it is all that states a figure."""
    rows = widths(certain.reset_index(drop=True), key.reset_index(drop=True))
    between = rows["area"].map({name: distance(total) for name, total in totals.items()}).fillna(0)
    found: dict[str, list[Carrier]] = {}
    for r in rows[carries(rows["width"], between)].sort_values(["width", "row"], ascending=[False, True]).itertuples(index=False):
        low = None if pd.isna(r.killed_min) else int(r.killed_min)
        named = names_of(certain.iloc[r.row])
        one = Carrier(**named, killed_min=low, killed_max=int(r.killed_max), open_ended=bool(r.open_ended))
        found.setdefault(str(r.area), []).append(one)
    return {name: _without(tuple(mine), totals[name]) for name, mine in found.items() if len(mine) < totals[name].figures}


def _without(carriers: tuple[Carrier, ...], total: Sum) -> Carried:
    """Tell what is left of a sum without the incidents that carry it."""
    lows = total.lows - sum(c.killed_min is not None for c in carriers)
    return Carried(
        carriers,
        distance(total),
        total.killed_min - sum(c.killed_min or 0 for c in carriers) if lows else None,
        total.killed_max - sum(c.killed_max for c in carriers),
        total.opens > sum(c.open_ended for c in carriers),
    )
