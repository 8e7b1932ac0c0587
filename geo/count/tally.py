"""What does a window of time hold, at a cost that does not grow with the number of incidents?

Incidents are added up once by mark and date interval; every total of a selection is read from such sums.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.choice.window import UNDATED, Days, day_numbers, holds, window_days
from geo.count.carried import Carried, Carriers
from geo.count.running import Running
from geo.count.spared import Spared
from geo.count.sums import NOTHING, SUMMED, Graded, Sum, add_sums, count_columns, make_sum

KEYS = ("area", "grading", "answer", "placing")
_CLASSES = ("headline", "ungraded", "others")
_CLASS_OF = {g: 0 if g in voc.HEADLINE_GRADINGS else 1 if g == "ungraded" else 2 for g in voc.GRADINGS}

_KINDS = (
    dict.fromkeys(KEYS, pd.CategoricalDtype(np.array([], dtype=object)))
    | dict.fromkeys(("start", "end"), np.int32)
    | dict.fromkeys(SUMMED, np.int64)
)
# what adding nothing up gives; pandas takes as long over it as over thousands of rows
_NO_SUMS = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _KINDS.items()})


def interval_sums(incidents: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Add up incidents, with areas assigned, by ``KEYS`` and date interval; ``area`` is that of a level, or another mark.

    Returns
    -------
    One row a distinct combination: ``KEYS`` (categories), start, end (days since 1970-01-01; ``UNDATED``), and ``sums.SUMMED``.
    """
    if incidents.empty:
        return _NO_SUMS.copy()
    columns = count_columns(incidents).assign(
        area=area.to_numpy(),
        **{key: incidents[key].to_numpy() for key in KEYS[1:]},
        start=day_numbers(incidents["date_start"]),
        end=day_numbers(incidents["date_end"]),
    )
    columns = columns.astype(dict.fromkeys(KEYS, "category"))
    return columns.groupby([*KEYS, "start", "end"], observed=True, sort=False, as_index=False)[list(SUMMED)].sum()


@dataclass(frozen=True)
class Totals:
    """The figures of one selection; every number the dashboard shows about a selection comes from here."""

    everything: Sum
    headline: Sum
    by_grading: dict[str, Sum]
    by_answer: dict[str, Sum]
    wider: Sum
    unlocated: Sum
    outside: Sum
    undated: int
    apart: dict[str, Sum]  # by side of the city's line, what the extent counts apart (``filters.APART``)
    attacks_apart: Sum  # on civilians, by a named side: left out only for their kind
    fighting_apart: Sum  # without civilian dead: left out only for that
    untimed_apart: Sum  # without a time of the day: left out only for that
    aggregates: int
    set_aside: int
    aside_graded: int  # of those set aside, the ones a headline grading is given to
    pairs: int
    carried: Mapping[str, Carried]  # by grading group (``carried.GROUPS``), where single incidents carry the distance of its range
    spared: int  # certain incidents fewer if the likely pairs are one event (``count.spared``)
    apart_spared: dict[str, int]  # the same of what is counted apart, by side
    names: Mapping[str, tuple[str, str]]  # of places and areas a filter may name, by code, English and Arabic

    @property
    def if_one(self) -> int:
        """Certain incidents if the likely pairs are one event; no lower bound, since one grouping serves the whole record."""
        return self.everything.certain - self.spared

    @property
    def off_map(self) -> int:
        """Incidents in no subdistrict: known only to a wider area, not placed, or outside the governorate."""
        return self.wider.incidents + self.unlocated.incidents + self.outside.incidents


@dataclass(frozen=True)
class Window:
    """What a window holds: its totals, the sums of each area ("" is elsewhere), the ids of the wholes it sets aside, and by area how many
    incidents fewer there are if the likely pairs within it are one event."""

    totals: Totals
    areas: Mapping[str, Graded]
    aside: frozenset[str]
    spared: Mapping[str, int]

    @property
    def spared_across(self) -> int:
        """How many incidents are spared in the total alone, since their groups lie across areas."""
        return self.totals.spared - sum(self.spared.values())


@dataclass(frozen=True)
class Whole:
    """An incident that contains others and passes the filters: its row of ``interval_sums``, and the date intervals of its parts
    that pass them too."""

    incident_id: str
    row: dict[str, Any]
    parts: tuple[tuple[int, int], ...]

    @property
    def days(self) -> tuple[np.ndarray, np.ndarray]:
        """First and last days of the parts."""
        first, last = np.array(self.parts).T
        return first, last


class Tally:
    """Everything that passes some filters, whatever its date, ready to be asked for any window.

    Parameters
    ----------
    rows : from ``interval_sums``, without the wholes, and without what is counted apart.
    tables : of what is counted apart, the same, by its name in ``filters.Parts``; that of other sides of the city's line has the side as
        its area.
    span : first and last day of the record; a window that covers it holds the undated too, and everything certainly.
    names : as in ``Totals``.
    wholes : set aside in a window that holds one of their parts (``filters.select``).
    pairs : ids a, b of incidents that may be one event; lo, hi (later first day, earlier last day): a window that holds both begins by
        hi and ends from lo.
    groups, apart_groups : members (``spared.MEMBERS``) of the groups of likely pairs, of what is counted and of what is counted apart.
    carriers : what carries a range, of what is counted.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        tables: Mapping[str, pd.DataFrame],
        span: tuple[date, date],
        names: Mapping[str, tuple[str, str]],
        wholes: Sequence[Whole],
        pairs: pd.DataFrame,
        groups: pd.DataFrame,
        apart_groups: pd.DataFrame,
        carriers: Carriers,
    ) -> None:
        self.span, self.names, self.wholes = span, names, wholes
        self._rows, self._apart_rows = rows, (apart := tables["apart"])
        maybe_aside = [w.incident_id for w in wholes]
        self._carriers = carriers
        self._pairs = pairs[["lo", "hi"]]
        self._pair_wholes = pairs[pairs["a"].isin(maybe_aside) | pairs["b"].isin(maybe_aside)]
        self._running: dict[str, tuple[list[str], Running]] = {}
        for key in KEYS:
            column = rows[key].cat.remove_unused_categories()
            codes, kinds = column.cat.codes.to_numpy().astype(np.int64), [str(c) for c in column.cat.categories]
            if key == "area":  # and by class of grading within each area
                codes = codes * len(_CLASSES) + rows["grading"].astype(object).map(_CLASS_OF).to_numpy(dtype=np.int64)
            self._running[key] = (kinds, Running(codes, len(kinds) * (len(_CLASSES) if key == "area" else 1), rows))
        sides = apart["area"].cat.remove_unused_categories()
        self._sides = [str(x) for x in sides.cat.categories]
        self._apart = Running(sides.cat.codes.to_numpy().astype(np.int64), len(self._sides), apart)
        self._left = {k: Running(np.zeros(len(t), dtype=np.int64), 1, t) for k, t in tables.items() if k != "apart"}
        self.spared, self.apart_spared = Spared(groups, maybe_aside), Spared(apart_groups)
        every = pd.concat([rows[["start", "end", "incidents"]], *(pd.DataFrame([w.row])[["start", "end", "incidents"]] for w in wholes)])
        self.by_interval = every.groupby(["start", "end"], as_index=False)["incidents"].sum()

    @cached_property
    def rows(self) -> pd.DataFrame:
        """What passes the filters whatever its date, wholes among it, as ``interval_sums`` gives it."""
        return self._rows_and(self.wholes)

    def _rows_and(self, wholes: Sequence[Whole]) -> pd.DataFrame:
        return pd.concat([self._rows.astype(dict.fromkeys(KEYS, object)), *(pd.DataFrame([w.row]) for w in wholes)], ignore_index=True)

    def every_interval(self) -> pd.DataFrame:
        """Give the sums by mark ("area:<code>", "tray:<side>" of what is counted apart, or an empty text for elsewhere), grading and date
        interval, for playback."""
        aside = self.window(None, None).aside
        rows = self._rows_and([w for w in self.wholes if w.incident_id not in aside])
        marks = ("area:" + rows["area"]).where(rows["area"] != "", "")
        return pd.concat(
            [rows.assign(area=marks), self._apart_rows.assign(area="tray:" + self._apart_rows["area"].astype(object))], ignore_index=True
        )

    def every_member(self) -> pd.DataFrame:
        """Give the members of groups of likely pairs by the same marks, for playback."""
        aside = list(self.window(None, None).aside)
        members = self.spared.members[~self.spared.members["incident_id"].isin(aside)]
        marks = ("area:" + members["area"]).where(members["area"] != "", "")
        beside = self.apart_spared.members
        return pd.concat([members.assign(area=marks), beside.assign(area="tray:" + beside["area"])], ignore_index=True)

    @property
    def incidents(self) -> int:
        """How many incidents there are at any time."""
        return int(self.by_interval["incidents"].sum())

    def window(self, start: date | None, end: date | None) -> Window:
        """Ask for a window (first and last day, both inside; None: as far as the record goes)."""
        days = window_days((start, end), self.span)
        sums: dict[str, dict[str, Sum]] = {}
        areas: dict[str, Graded] = {}
        for key, (kinds, running) in self._running.items():
            certain, possible = running.window(days)
            if key == "area":
                areas = _grade_areas(kinds, certain, possible)
            else:
                sums[key] = {kind: make_sum(c, p) for kind, c, p in zip(kinds, certain, possible, strict=True)}
        aggregates = int((certain + possible).sum(axis=0)[SUMMED.index("aggregates")])
        undated = 0 if days.everything else int(self._running["grading"][1].undated[:, 0].sum())
        aside, late, aside_graded = set(), 0, 0
        for whole in self.wholes:
            held, sure = (bool(x[0]) for x in holds(np.array([whole.row["start"]]), np.array([whole.row["end"]]), days))
            late += whole.row["start"] == UNDATED and not days.everything
            if held and holds(*whole.days, days)[0].any():
                aside.add(whole.incident_id)
                aside_graded += whole.row["grading"] in voc.HEADLINE_GRADINGS
            elif held:
                aggregates += whole.row["aggregates"]
                _add_whole(whole.row, sure, sums, areas)
        by_grading = {g: sums["grading"].get(g, NOTHING) for g in voc.GRADINGS}
        headline = add_sums(by_grading[g] for g in voc.HEADLINE_GRADINGS)
        spared, spared_in = self.spared.window(days, aside)
        totals = Totals(
            everything=add_sums(by_grading.values()),
            headline=headline,
            by_grading=by_grading,
            by_answer={code: sums["answer"].get(code, NOTHING) for code in voc.ANSWERS},
            **{placing: sums["placing"].get(placing, NOTHING) for placing in ("wider", "unlocated", "outside")},
            undated=undated + late,
            apart={k: x for k, c, p in zip(self._sides, *self._apart.window(days), strict=True) if (x := make_sum(c, p)).incidents},
            **{f"{k}_apart": make_sum(*(x[0] for x in running.window(days))) for k, running in self._left.items()},
            aggregates=aggregates,
            set_aside=len(aside),
            aside_graded=aside_graded,
            pairs=self._count_pairs(days, aside),
            carried=self._carriers.window(days, aside, by_grading | {"headline": headline}),
            spared=spared,
            apart_spared=self.apart_spared.window(days, ())[1],
            names=self.names,
        )
        return Window(totals, areas, frozenset(aside), spared_in)

    def carried_in(self, window: Window, start: date | None, end: date | None) -> dict[tuple[str, str], Carried]:
        """Say which single incidents carry the range of an area in a window that was asked for: by area and group, headline or ungraded."""
        return self._carriers.by_area(window_days((start, end), self.span), window.aside, window.areas)

    def carried_by_stretch(self, bins: pd.DataFrame, group: str) -> list[Carried | None]:
        """Say which single incidents carry the range of each stretch of time (``timeline.sum_by_time``) in a group, "headline" or "ungraded"."""
        ends = [*(bins["date"].iloc[1:] - pd.Timedelta(days=1)), pd.Timestamp(self.span[1])]
        stretches = [(max(a.date(), self.span[0]), b.date()) for a, b in zip(bins["date"], ends, strict=True)]
        return [self._carriers.of_sum(window_days(x, self.span), group, of) for x, of in zip(stretches, bins[group], strict=True)]

    def _count_pairs(self, days: Days, aside: set[str]) -> int:
        """Count the pairs both of which the window holds, without those of a whole that is set aside."""

        def held(pairs: pd.DataFrame) -> int:
            return int(((pairs["lo"] <= days.last) & (pairs["hi"] >= days.first) | days.everything).sum())

        out = self._pair_wholes
        return held(self._pairs) - held(out[out["a"].isin(aside) | out["b"].isin(aside)])


def _add_whole(row: Mapping[str, Any], sure: bool, sums: dict[str, dict[str, Sum]], areas: dict[str, Graded]) -> None:
    """Add one incident that contains others to the sums by key and by area."""
    values = np.array([row[name] for name in SUMMED], dtype=np.int64)
    one = make_sum(values * sure, values * (not sure))
    for key, of in sums.items():
        of[row[key]] = add_sums([of.get(row[key], NOTHING), one])
    mine = (one, *(one if _CLASS_OF[row["grading"]] == k else NOTHING for k in range(2)))
    areas[row["area"]] = Graded(*(add_sums(both) for both in zip(areas.get(row["area"], _NONE), mine, strict=True)))


def _grade_areas(names: list[str], certain: np.ndarray, possible: np.ndarray) -> dict[str, Graded]:
    """Gather the sums of each area from those of its classes of grading; areas that hold nothing are left out."""
    sure, maybe = (x.reshape(len(names), len(_CLASSES), len(SUMMED)) for x in (certain, possible))
    every = zip(sure.sum(axis=1), maybe.sum(axis=1), strict=True)
    return {
        name: Graded(make_sum(*both), *(make_sum(sure[k, j], maybe[k, j]) for j in range(2)))
        for k, (name, both) in enumerate(zip(names, every, strict=True))
        if (both[0] + both[1])[0]
    }


_NONE = Graded(NOTHING, NOTHING, NOTHING)
