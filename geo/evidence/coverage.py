"""Which source covers which days and areas, for which kind of statement, and may its silence be said?

Silence is claimed only where a source could have spoken. A source *covers* days as a series where somebody says that its record of them is
whole, or whole as published: then a day without a row says something. Single reports, one article, and files whose completeness nobody has
stated *speak* of days, and their silence states nothing. Everything that states absence or order asks here: ``Part.silence`` for absence,
``Shared.whole`` for order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd

from geo import vocabulary as voc

Stretch = tuple[date, date]  # first and last day, both inside
Stretches = tuple[Stretch, ...]  # in order, apart by a day at least

WHAT = ("incidents", "gradings", "answers", "declared_strikes")
SERIES = ("whole", "as_published")  # how complete: only of these does silence say anything
COMPLETE = (*SERIES, "one_article", "single_reports", "nights", "as_brought")  # nights: single ones, see the quoted strikes
EVERYWHERE, COUNTRYSIDE = "all", "countryside"
_DAY = timedelta(days=1)


def merged(stretches: Iterable[Stretch]) -> Stretches:
    """Give stretches of days in order, those that touch or overlap as one."""
    out: list[Stretch] = []
    for first, last in sorted(s for s in stretches if s[0] <= s[1]):
        if out and (out[-1][1] == date.max or first <= out[-1][1] + _DAY):
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return tuple(out)


def within(stretches: Iterable[Stretch], window: Stretch) -> Stretches:
    """Give the part of stretches that lies in a window."""
    return merged((max(a, window[0]), min(b, window[1])) for a, b in stretches)


def without(window: Stretch, stretches: Stretches) -> Stretches:
    """Give the days of a window that lie in none of some stretches (``merged``)."""
    out, first = [], window[0]
    for a, b in within(stretches, window):
        if first < a:
            out.append((first, a - _DAY))
        if b >= window[1]:
            return tuple(out)
        first = b + _DAY
    return (*out, (first, window[1])) if first <= window[1] else tuple(out)


def in_both(one: Stretches, other: Stretches) -> Stretches:
    """Give the days that lie in both of two lists of stretches."""
    return merged(x for window in one for x in within(other, window))


def days_of(stretches: Iterable[Stretch]) -> int:
    """Count the days of stretches."""
    return sum((b - a).days + 1 for a, b in stretches)


@dataclass(frozen=True)
class Asked:
    """What is asked about: of which sources (empty: of any here), kinds of event and accused, on which side of the city's line ("both":
    the whole land), and in which area: its code and those of the areas that hold it, or of none."""

    sources: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    belligerents: tuple[str, ...] = ()
    side: str = "both"
    areas: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line: a source's record of a kind of statement (``WHAT``), where (a side, or codes of areas), from when to when, and how complete
    (``COMPLETE``). ``kinds`` are the kinds of event it records (empty: any), ``without`` the accused of whom it is not complete. ``notes`` and ``places``
    are texts, English and Arabic; ``origin``: input, hand (a person says so), or import."""

    source: str
    what: str
    areas: tuple[str, ...]
    first: date
    last: date
    complete: str
    kinds: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    places: tuple[str, str] = ("", "")
    notes: tuple[str, str] = ("", "")
    source_url: str = ""
    origin: str = "input"

    @property
    def days(self) -> Stretch:
        return self.first, self.last

    @property
    def speaks(self) -> bool:
        """Whether silence of this source on these days says anything."""
        return self.complete in SERIES

    def touches(self, asked: Asked) -> bool:
        """Say whether the line is about some of what is asked."""
        if asked.sources and self.source not in asked.sources:
            return False
        if asked.kinds and self.kinds and not set(asked.kinds) & set(self.kinds):
            return False
        return not (self.areas == (COUNTRYSIDE,) and (asked.side == "city" or "city" in asked.areas))

    def reaches(self, asked: Asked) -> bool:
        """Say whether the line is about all the area that is asked about, and every accused."""
        if not self.touches(asked) or (asked.belligerents and set(asked.belligerents) & set(self.without)):
            return False
        if asked.side == "outside":
            return False  # of the land: nobody recorded what lies there as such
        if EVERYWHERE in self.areas or set(self.areas) & set(asked.areas):
            return True
        return COUNTRYSIDE in self.areas and (asked.side == "countryside" or not set(asked.areas).isdisjoint(voc.SECTORS))


@dataclass(frozen=True)
class Part:
    """What of a window is covered: ``held``, days that a source covers as a series; ``spoken``, further days of which one speaks without
    being complete. ``known`` is False where nobody has said what a source here covers, ``placed`` where none covers the area at all,
    ``kind`` where none records such a statement about events of the kinds asked about."""

    window: Stretch
    held: Stretches
    spoken: Stretches
    known: bool = True
    placed: bool = True
    kind: bool = True

    @property
    def missing(self) -> Stretches:
        """The days of the window that no source covers as a series."""
        return without(self.window, self.held)

    @property
    def state(self) -> str:
        """How much is covered: "all", "part", "none", or "unknown"."""
        if not self.missing:
            return "all"
        return "part" if self.held else "none" if self.known else "unknown"

    @property
    def silence(self) -> bool:
        """Whether what is not recorded in the window may be called absent. The one place of that rule."""
        return self.state == "all"


class Watched(NamedTuple):
    """Who was watching when, to be drawn: for each source its days as a series and those of which it only speaks, and the days of which no
    source is a series (none where nobody has said what any covers)."""

    lanes: tuple[tuple[str, Stretches, Stretches], ...] = ()
    missing: Stretches = ()


NOT_SAID = Watched()


@dataclass(frozen=True)
class Shared:
    """What two windows share: the days of each (``days``) that every source covers that covers any of both; the sources that are no series
    there (``single``), and those of which nobody has said what they cover (``unstated``)."""

    windows: tuple[Stretch, Stretch]
    days: tuple[Stretches, Stretches]
    single: tuple[str, ...] = ()
    unstated: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether counts and figures of both may be put in order. The one place of that rule."""
        return not self.unstated and all(d == (w,) for d, w in zip(self.days, self.windows, strict=True))

    @property
    def cut(self) -> tuple[Stretch, Stretch] | None:
        """The longest stretch of each that is shared; None where one side has none."""
        if not all(self.days):
            return None
        first, second = (max(of, key=lambda x: (x[1] - x[0], x[0])) for of in self.days)
        return first, second


@dataclass(frozen=True)
class Coverage:
    """What is known of who covered what (``rows``), for the sources that a record has claims of (``sources``)."""

    rows: tuple[Row, ...] = ()
    sources: tuple[str, ...] = ()

    def about(self, what: str, asked: Asked = Asked()) -> tuple[Row, ...]:
        """Give the lines about a kind of statement that are about some of what is asked."""
        return tuple(r for r in self.rows if r.what == what and r.touches(asked))

    def own_places(self, what: str) -> Asked:
        """Ask about the places alone that a kind of statement is recorded of: a list of some places misses nothing of the others."""
        return Asked(areas=tuple(dict.fromkeys(a for r in self.about(what) for a in r.areas)))

    def part(self, what: str, window: Stretch, asked: Asked = Asked()) -> Part:
        """Say what of a window is covered for a kind of statement, by any of the sources asked about."""
        rows = self.about(what, asked)
        reaching = [r for r in rows if r.reaches(asked)]
        held = within((r.days for r in reaching if r.speaks), window)
        spoken = merged(x for s in within((r.days for r in rows), window) for x in without(s, held))
        told = {r.source for r in self.rows}
        known = told.issuperset(c for c in self.sources if not asked.sources or c in asked.sources)
        kind = bool(rows) or not self.about(what, replace(asked, kinds=()))
        return Part(window, held, spoken, known, bool(reaching) or not rows, kind)

    def lanes(self, what: str, span: Stretch, asked: Asked = Asked()) -> tuple[tuple[str, Stretches, Stretches], ...]:
        """Give, for each source that says anything, who was watching when: its days as a series, and those of which it only speaks."""
        rows, out = self.about(what, asked), []
        for source in dict.fromkeys(r.source for r in rows):
            mine = [r for r in rows if r.source == source]
            held = within((r.days for r in mine if r.speaks), span)
            spoken = merged(x for s in within((r.days for r in mine), span) for x in without(s, held))
            if held or spoken:
                out.append((source, held, spoken))
        return tuple(out)

    def watched(self, what: str, span: Stretch, asked: Asked = Asked()) -> Watched:
        """Give who was watching when over a span, to be drawn."""
        lanes = self.lanes(what, span, asked)
        return Watched(lanes, self.part(what, span, asked).missing if lanes else ())

    def shared(self, what: str, a: tuple[Stretch, Asked], b: tuple[Stretch, Asked]) -> Shared:
        """Say what two windows share for a kind of statement: a source that covers part of one must cover both, or its days are no basis."""
        sides = (a, b)
        every = tuple(dict.fromkeys((*self.sources, *(r.source for r in self.rows if r.what == what))))
        chosen = [c for c in every if any(not asked.sources or c in asked.sources for _, asked in sides)]
        days: list[Stretches] = [(w,) for w, _ in sides]
        series, single, unstated = False, [], []
        for source in chosen:
            mine = [r for r in self.rows if r.source == source and r.what == what]
            if not any(r.source == source for r in self.rows):
                unstated.append(source)
                continue
            held = [within((r.days for r in mine if r.speaks and r.reaches(asked)), w) for w, asked in sides]
            if any(held):
                series = True
                days = [in_both(d, h) for d, h in zip(days, held, strict=True)]
            elif any(within((r.days for r in mine if r.touches(asked)), w) for w, asked in sides):
                single.append(source)
        if not series:
            days = [(), ()]
        return Shared((a[0], b[0]), (days[0], days[1]), tuple(single), tuple(unstated))

    def with_rows(self, more: Iterable[Row]) -> "Coverage":
        """Give the coverage with the spans of files that were brought, each once; what a person said of a source stands."""
        said = {(r.source, r.what) for r in self.rows if r.origin == "hand"}
        fresh = [r for r in more if (r.source, r.what) not in said and r not in self.rows]
        return replace(self, rows=(*self.rows, *sorted(set(fresh), key=lambda r: (r.source, r.what, r.first, r.last))))

    def corrected(self, hand: Iterable[Row]) -> "Coverage":
        """Give the coverage with what people say of it in the place of every other line about the same source and kind of statement."""
        told = tuple(hand)
        said = {(r.source, r.what) for r in told}
        return replace(self, rows=(*(r for r in self.rows if (r.source, r.what) not in said), *told))


def spans_of(claims: pd.DataFrame) -> list[Row]:
    """Give the span of a file's own rows, first to last day, per source and kind of statement: what it speaks of; nobody has said how completely.

    Parameters
    ----------
    claims : typed, with source_dataset, date_start, date_end, grading, response.
    """
    needed = claims[["source_dataset", "date_start", "date_end", "grading", "response"]]
    dated = needed[needed["date_start"].notna() & needed["date_end"].notna()]
    rows = []
    for what, mine in (
        ("incidents", dated),
        ("gradings", dated[dated["grading"] != "ungraded"]),
        ("answers", dated[dated["response"] != "not_covered"]),
    ):
        ends = mine.groupby("source_dataset", observed=True).agg(first=("date_start", "min"), last=("date_end", "max"))
        rows += [
            as_brought(str(source), what, r.first.date(), r.last.date()) for source, r in zip(ends.index, ends.itertuples(), strict=True)
        ]
    return rows


def as_brought(source: str, what: str, first: date, last: date) -> Row:
    """Give the line of a file that was brought: it speaks of the days from its first to its last row, of the whole land."""
    return Row(source, what, (EVERYWHERE,), first, last, "as_brought", origin="import")
