"""What does a window of time hold, at a cost that does not grow with the number of incidents?

Incidents are added up once by mark and date interval. Those of one day lie in running sums along the days, so that a window is the
difference of two of them; intervals of several days are few distinct ones and are looked at one by one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo.choice.filters import Filters, by_extent, filter_columns, matches
from geo.count.totals import NOTHING, SUMMED, Graded, Sum, Totals, add_sums, count_columns, make_sum
from geo.land.areas import LEVEL_COLUMN, area_key
from geo.record.files import Record
from geo.record.pieces import Pieces

Told = Callable[[int, int], None]
UNDATED = -1_000_000  # as a day: before every day there is
CITY = "tray:city"
KEYS = ("area", "grading", "answer", "placing")
_CLASSES = ("headline", "ungraded", "others")
_CLASS_OF = {g: 0 if g in s.HEADLINE_GRADINGS else 1 if g == "ungraded" else 2 for g in s.GRADINGS}


def day_number(day: date | pd.Timestamp) -> int:
    """Give a day as the number of days since 1970-01-01."""
    return (pd.Timestamp(day) - pd.Timestamp(0)).days


def day_numbers(days: pd.Series) -> np.ndarray:
    """Give days as numbers of days since 1970-01-01 (int32); ``UNDATED`` where there is none."""
    known = days.notna().to_numpy()
    out = np.full(len(days), UNDATED, dtype=np.int32)
    out[known] = days[known].to_numpy().astype("datetime64[D]").astype(np.int64)
    return out


def window_days(window: tuple[date | None, date | None], span: tuple[date, date]) -> tuple[int, int, bool]:
    """Give a window's first and last day as numbers (None: as far as the record goes), and whether it covers the whole record."""
    first, last = (chosen or end for chosen, end in zip(window, span, strict=True))
    return day_number(first), day_number(last), first <= span[0] and last >= span[1]


def interval_sums(incidents: pd.DataFrame, area: pd.Series) -> pd.DataFrame:
    """Add up incidents, with areas assigned, by ``KEYS`` and date interval; ``area`` is that of a level, or another mark.

    Returns
    -------
    One row a distinct combination: ``KEYS`` (categories), start, end (days since 1970-01-01; ``UNDATED``), and ``totals.SUMMED``.
    """
    columns = count_columns(incidents).assign(
        area=area.to_numpy(),
        **{key: incidents[key].to_numpy() for key in KEYS[1:]},
        start=day_numbers(incidents["date_start"]),
        end=day_numbers(incidents["date_end"]),
    )
    columns = columns.astype(dict.fromkeys(KEYS, "category"))
    return columns.groupby([*KEYS, "start", "end"], observed=True, sort=False, as_index=False)[list(SUMMED)].sum()


class _Days:
    """Running sums of some values along the days, by a code."""

    def __init__(self, codes: np.ndarray, days: np.ndarray, values: np.ndarray, kinds: int) -> None:
        self.first, self.last = (int(days.min()), int(days.max())) if len(days) else (0, -1)
        width = self.last - self.first + 1
        self._cells, cell = np.unique(codes * width + (days - self.first), return_inverse=True)
        summed = np.zeros((len(self._cells), values.shape[1]), dtype=np.int64)
        np.add.at(summed, cell, values)
        self._sums = np.concatenate([np.zeros((1, values.shape[1]), dtype=np.int64), np.cumsum(summed, axis=0)])
        self._base = np.arange(kinds, dtype=np.int64) * width
        self._before = self._sums[np.searchsorted(self._cells, self._base)]

    def upto(self, day: int) -> np.ndarray:
        """Give, by code, the sums of the days until one, itself included."""
        inside = min(max(day, self.first - 1), self.last) - self.first + 1
        until: np.ndarray = self._sums[np.searchsorted(self._cells, self._base + inside)] - self._before
        return until


class _Running:
    """Sums of ``SUMMED`` by a code, exact for every window of days, at a cost that does not grow with the number of intervals.

    What begins until a day, less what ends until it, goes on beyond it: so intervals of several days need two running sums, by first and
    by last day, and only those longer than the window are looked at one by one.
    """

    def __init__(self, codes: np.ndarray, kinds: int, rows: pd.DataFrame) -> None:
        self.kinds = kinds
        start, end = (rows[c].to_numpy() for c in ("start", "end"))
        values = rows[list(SUMMED)].to_numpy(dtype=np.int64)
        dated = start != UNDATED
        self._starts, self._ends = (_Days(codes[dated], days[dated], values[dated], kinds) for days in (start, end))
        late = ~dated
        self.undated = self._by_code(codes[late], values[late])
        order = np.flatnonzero(dated & (end > start))
        order = order[np.argsort(start[order] - end[order], kind="stable")]  # the longest first
        self._start, self._end, self._codes, self._values = start[order], end[order], codes[order], values[order]
        self._minus_length = self._start - self._end

    def _by_code(self, codes: np.ndarray, values: np.ndarray) -> np.ndarray:
        added = np.zeros((self.kinds, len(SUMMED)), dtype=np.int64)
        np.add.at(added, codes, values)
        return added

    def window(self, first: int, last: int, everything: bool) -> tuple[np.ndarray, np.ndarray]:
        """Give, by code, the sums of what lies certainly inside a window of days, and of what only overlaps it."""
        if everything:
            every = self._starts.upto(2**30) + self.undated
            return every, np.zeros_like(every)
        begun, ended = self._starts.upto(last), self._ends.upto(first - 1)
        left = self._starts.upto(first - 1) - ended  # over the first day
        right = begun - self._ends.upto(last)  # over the last
        longer = slice(0, int(np.searchsorted(self._minus_length, first - last, side="left")))
        over = (self._start[longer] < first) & (self._end[longer] > last)
        both = self._by_code(self._codes[longer][over], self._values[longer][over])
        touching = left + right - both
        return begun - ended - touching, touching


@dataclass(frozen=True)
class Window:
    """What a window holds: its totals, the sums of each area ("" is elsewhere), and the ids of the wholes it sets aside."""

    totals: Totals
    areas: Mapping[str, Graded]
    aside: frozenset[str]


@dataclass(frozen=True)
class Whole:
    """An incident that contains others and passes the filters: its row of ``interval_sums``, and the date intervals of its parts
    that pass them too."""

    incident_id: str
    row: dict[str, Any]
    parts: tuple[tuple[int, int], ...]


class Tally:
    """Everything that passes some filters, whatever its date, ready to be asked for any window.

    Parameters
    ----------
    rows : from ``interval_sums``, without the wholes, and without the city where that is counted apart.
    city : the same, of Raqqa city where it is counted apart.
    span : first and last day of the record; a window that covers it holds the undated too, and everything certainly.
    graded, names : as in ``Totals``.
    wholes : set aside in a window that holds one of their parts (``filters.select``).
    pairs : ids a, b of incidents that may be one event; lo, hi (later first day, earlier last day): a window that holds both begins by
        hi and ends from lo.
    """

    def __init__(
        self,
        rows: pd.DataFrame,
        city: pd.DataFrame,
        span: tuple[date, date],
        graded: tuple[date, date] | None,
        names: Mapping[str, tuple[str, str]],
        wholes: Sequence[Whole],
        pairs: pd.DataFrame,
    ) -> None:
        self.span, self.graded, self.names, self.wholes = span, graded, names, wholes
        self._rows, self._city_rows = rows, city
        maybe_aside = [w.incident_id for w in wholes]
        self._pair_days = pairs[["lo", "hi"]].to_numpy()
        self._pair_wholes = pairs[pairs["a"].isin(maybe_aside) | pairs["b"].isin(maybe_aside)]
        self._running: dict[str, tuple[list[str], _Running]] = {}
        for key in KEYS:
            column = rows[key].cat.remove_unused_categories()
            codes, kinds = column.cat.codes.to_numpy().astype(np.int64), [str(c) for c in column.cat.categories]
            if key == "area":  # and by class of grading within each area
                codes = codes * len(_CLASSES) + rows["grading"].astype(object).map(_CLASS_OF).to_numpy(dtype=np.int64)
            self._running[key] = (kinds, _Running(codes, len(kinds) * (len(_CLASSES) if key == "area" else 1), rows))
        self._city = _Running(np.zeros(len(city), dtype=np.int64), 1, city)
        every = pd.concat([rows[["start", "end", "incidents"]], *(pd.DataFrame([w.row])[["start", "end", "incidents"]] for w in wholes)])
        self.by_interval = every.groupby(["start", "end"], as_index=False)["incidents"].sum()

    def every_interval(self) -> pd.DataFrame:
        """Give the sums by mark ("area:<code>", ``CITY``, or an empty text for elsewhere), grading and date interval, for playback."""
        aside = self.window(None, None).aside
        whole = [pd.DataFrame([w.row]) for w in self.wholes if w.incident_id not in aside]
        rows = pd.concat([self._rows.astype(dict.fromkeys(KEYS, object)), *whole], ignore_index=True)
        marks = ("area:" + rows["area"]).where(rows["area"] != "", "")
        return pd.concat([rows.assign(area=marks), self._city_rows.assign(area=CITY)], ignore_index=True)

    @property
    def incidents(self) -> int:
        """How many incidents there are at any time."""
        return int(self.by_interval["incidents"].sum())

    def window(self, start: date | None, end: date | None) -> Window:
        """Ask for a window (first and last day, both inside; None: as far as the record goes)."""
        a, b, everything = window_days((start, end), self.span)

        def holds(span: tuple[int, int]) -> bool:
            return everything or (span[0] != UNDATED and span[0] <= b and span[1] >= a)

        sums: dict[str, dict[str, Sum]] = {}
        areas: dict[str, Graded] = {}
        for key, (kinds, running) in self._running.items():
            certain, possible = running.window(a, b, everything)
            if key == "area":
                areas = _grade_areas(kinds, certain, possible)
            else:
                sums[key] = {kind: make_sum(c, p) for kind, c, p in zip(kinds, certain, possible, strict=True)}
        added = (certain + possible).sum(axis=0)
        aggregates = int(added[SUMMED.index("aggregates")])
        undated = 0 if everything else int(self._running["grading"][1].undated[:, 0].sum())
        aside = set()
        for whole in self.wholes:
            row, span = whole.row, (whole.row["start"], whole.row["end"])
            if not holds(span):
                undated += span[0] == UNDATED
                continue
            if any(holds(part) for part in whole.parts):
                aside.add(whole.incident_id)
                continue
            values = np.array([row[name] for name in SUMMED], dtype=np.int64)
            sure = everything or (span[0] >= a and span[1] <= b)
            one = make_sum(values * sure, values * (not sure))
            aggregates += row["aggregates"]
            for key, of in sums.items():
                of[row[key]] = add_sums([of.get(row[key], NOTHING), one])
            mine = (one, *(one if _CLASS_OF[row["grading"]] == k else NOTHING for k in range(2)))
            had = areas.get(row["area"], _NONE)
            areas[row["area"]] = Graded(*(add_sums(both) for both in zip(had, mine, strict=True)))
        by_grading = {g: sums["grading"].get(g, NOTHING) for g in s.GRADINGS}
        totals = Totals(
            everything=add_sums(by_grading.values()),
            headline=add_sums(by_grading[g] for g in s.HEADLINE_GRADINGS),
            by_grading=by_grading,
            by_answer={code: sums["answer"].get(code, NOTHING) for code in s.ANSWERS},
            **{placing: sums["placing"].get(placing, NOTHING) for placing in ("wider", "unlocated", "outside")},
            undated=undated,
            city=make_sum(*(x[0] for x in self._city.window(a, b, everything))),
            aggregates=aggregates,
            set_aside=len(aside),
            pairs=self._count_pairs(a, b, everything, aside),
            graded=self.graded,
            names=self.names,
        )
        return Window(totals, areas, frozenset(aside))

    def _count_pairs(self, first: int, last: int, everything: bool, aside: set[str]) -> int:
        """Count the pairs both of which the window holds, without those of a whole that is set aside."""

        def held(lo: np.ndarray, hi: np.ndarray) -> np.ndarray:
            return (lo <= last) & (hi >= first) | everything

        of = self._pair_wholes
        out = of[of["a"].isin(aside) | of["b"].isin(aside)]
        return int(held(*self._pair_days.T).sum()) - int(held(out["lo"].to_numpy(), out["hi"].to_numpy()).sum())


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


def tally_of(record: Record, filters: Filters, level: str, told: Told = lambda _done, _of: None) -> Tally:
    """Give the tally of what passes some filters, whatever its date, by areas of a level; made once, however the window moves.

    ``told`` is called with how many pieces of a holding were read, of how many, where they have to be.
    """
    anytime = replace(filters, start=None, end=None)
    return record.lately(("tally", anytime, level), lambda: _build(record, anytime, level, told))


def _build(record: Record, filters: Filters, level: str, told: Told) -> Tally:
    incidents, ids = record.incidents, record.incidents["incident_id"]
    wanted, apart = by_extent(incidents, matches(incidents, filters, record.places), filters.extent)
    named = {c for pair in record.pairs for c in pair}.union(record.parts, *record.parts.values())
    few = incidents[wanted & ids.isin(named).to_numpy()]
    days = zip(day_numbers(few["date_start"]).tolist(), day_numbers(few["date_end"]).tolist(), strict=True)
    spans = dict(zip(few["incident_id"], days, strict=True))
    contained = {whole: tuple(spans[m] for m in sorted(members) if m in spans) for whole, members in record.parts.items() if whole in spans}
    is_whole = few["incident_id"].isin(contained.keys())
    wholes = []
    for i, whole in few.loc[is_whole, "incident_id"].items():
        one = few.loc[[i]]
        row = interval_sums(one, area_key(one, level)).astype(object).iloc[0].to_dict()
        wholes.append(Whole(whole, row, contained[whole]))
    plain, city = incidents[wanted & ~ids.isin(contained.keys()).to_numpy()], incidents[apart]
    rows, city_rows = interval_sums(plain, area_key(plain, level)), interval_sums(city, area_key(city, level))
    both = [(a, b, spans[a], spans[b]) for a, b in record.pairs if a in spans and b in spans]
    pairs = pd.DataFrame([(a, b, max(x[0], y[0]), min(x[1], y[1])) for a, b, x, y in both], columns=["a", "b", "lo", "hi"])
    if record.pieces is not None:
        more, more_city, pairs = _sum_pieces(record, record.pieces, filters, level, wanted, told)
        rows, city_rows = stack_sums([rows, *more]), stack_sums([city_rows, *more_city])
    return Tally(rows, city_rows, record.span, record.graded, record.names, wholes, pairs)


def stack_sums(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of ``interval_sums`` under each other and add up what has the same keys."""
    every = pd.concat([t.astype(dict.fromkeys(KEYS, object)) for t in tables], ignore_index=True).astype(dict.fromkeys(KEYS, "category"))
    return every.groupby([*KEYS, "start", "end"], observed=True, sort=False, as_index=False)[list(SUMMED)].sum()


# what ``interval_sums`` and ``by_extent`` read of incidents, besides areas
SUMMED_FROM = (
    "grading",
    "answer",
    "placing",
    "date_start",
    "date_end",
    "in_city",
    "n_claims",
    "killed_min",
    "killed_max",
    "open_ended",
    "no_figure",
    "status_unknown",
    "fighting",
    "is_aggregate",
)


def _sum_pieces(
    record: Record, pieces: Pieces, filters: Filters, level: str, wanted: np.ndarray, told: Told
) -> tuple[list[pd.DataFrame], list[pd.DataFrame], pd.DataFrame]:
    """Add up what the pieces hold of a choice: tables of it, those of the city counted apart, and the pairs both of which it holds.

    Extent and fighting are answered by stored tables; any other filter reads the columns it needs of every piece.

    Parameters
    ----------
    wanted : which incidents of the record itself the choice holds (piece 0).
    """
    pairs = pieces.pairs
    if replace(filters, extent="both", fighting=True, start=None, end=None) == Filters():
        fights = (0, 1) if filters.fighting else (0,)
        cities = {"countryside": (0,), "city": (1,), "both": (0, 1)}[filters.extent]
        rows = [pieces.stored(level, f, c) for f in fights for c in cities]
        apart = [pieces.stored(level, f, 1) for f in fights if filters.extent == "countryside"]
        here = np.ones(len(pairs), dtype=bool)
        for side in "ab":
            here &= pairs[f"city_{side}"].isin([bool(c) for c in cities]).to_numpy()
        return rows, apart, pairs[here]
    sums: list[pd.DataFrame] = []
    city: list[pd.DataFrame] = []
    holds = {side: np.zeros(len(pairs), dtype=bool) for side in "ab"}

    def mark(piece: int, rows: np.ndarray) -> None:
        for side, held in holds.items():
            held |= ((pairs[f"piece_{side}"] == piece) & pairs[f"row_{side}"].isin(rows)).to_numpy()

    mark(0, np.flatnonzero(wanted))
    for piece, frame in pieces.scan([*SUMMED_FROM, *filter_columns(filters, LEVEL_COLUMN[level])]):
        inside, apart_ = by_extent(frame, matches(frame, filters, record.places), filters.extent)
        for mine, into in ((frame[inside], sums), (frame[apart_], city)):
            into.append(interval_sums(mine, area_key(mine, level)))
        mark(piece, frame.index[inside].to_numpy())
        told(piece, len(pieces.numbers))
    return sums, city, pairs[holds["a"] & holds["b"]]
