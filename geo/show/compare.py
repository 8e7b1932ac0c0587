"""How do two selections differ, in words that claim no more than the figures do?

An order is stated only over days that the same sources cover on both sides (``Coverage.shared``), per day where the windows differ in length,
and only where nothing that is missing, unknown, possible or open could turn it round, nor the likely pairs if they are one event.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from geo import vocabulary as voc
from geo.choice.filters import APART, Filters
from geo.count.sums import Sum, add_sums
from geo.count.tally import Totals
from geo.evidence.coverage import Shared
from geo.show.chosen import Chosen
from geo.show.covered import stretches_text
from geo.show.sentence import carriers_text, figure_or_not, window_text, without_text
from geo.show.tables import Table
from geo.text import words
from geo.text.languages import listed


def side_names(
    versus: str, sides: tuple[Filters, Filters], names: Mapping[str, tuple[str, str]], span: tuple[date, date], lang: str
) -> tuple[str, str]:
    """Name both sides by what a comparison (``View.versus``) is about: their windows, areas, or the sources that name them.

    ``names`` are those of areas by code, English and Arabic.
    """
    kind = versus.partition(":")[0]

    def named(filters: Filters) -> str:
        if kind == "window":
            return window_text(filters, span, lang)
        if kind == "area":
            return words.area_name(names, filters.area, lang) or words.say(f"extent_{filters.extent}", lang)
        sources = " / ".join(words.say(f"source_{c}", lang) for c in filters.source)
        return words.say("named_by", lang, names=sources) if sources else words.say("all_sources", lang)

    first, second = sides
    return named(first), named(second)


def higher(a: Sum, b: Sum, days: tuple[int, int] = (1, 1)) -> str:
    """Say which sum is certainly higher a day ("a", "b"); "open" where only an open end keeps it from being so, "missing" where only what the
    lower one does not know does, "overlap" where the ranges meet, "unknown" where one has no figure.

    ``days`` : of the window of each.
    """
    if not (a.has_figure and b.has_figure):
        return "unknown"
    for verdict, x, y, dx, dy in (("a", a, b, days[0], days[1]), ("b", b, a, days[1], days[0])):
        if x.killed_min * dy > y.killed_max * dx:
            unknown = y.no_figure or y.status_unknown or y.possible
            return "open" if y.open_ended else "missing" if unknown else verdict
    return "overlap"


@dataclass(frozen=True)
class Comparison:
    """Two choices side by side, the earlier first, and what may be said of them. ``names`` are those of both (``side_names``)."""

    a: Chosen
    b: Chosen
    names: tuple[str, str]

    @property
    def sides(self) -> tuple[Chosen, Chosen]:
        return self.a, self.b

    @property
    def days(self) -> tuple[int, int]:
        """The days of both windows."""
        return window_length(self.a), window_length(self.b)

    @cached_property
    def nested(self) -> bool:
        """Whether every incident of one selection is in the other."""
        return is_nested(self.a, self.b)

    def shared(self, what: str) -> Shared:
        """Say what the windows of both share for a kind of statement."""
        (a, b), record = self.sides, self.a.record
        return record.coverage.shared(what, (a.ends, record.asked(a.filters)), (b.ends, record.asked(b.filters)))

    @cached_property
    def incidents(self) -> Shared:
        return self.shared("incidents")

    @cached_property
    def gradings(self) -> Shared:
        return self.shared("gradings")

    @property
    def alike(self) -> bool:
        """Whether counts of both may be put in order: the same sources, over days that all of them cover."""
        return self.incidents.whole and self.a.filters.source == self.b.filters.source

    @cached_property
    def counts(self) -> str:
        """Which side certainly has more incidents a day: "a", "b", "same"; "undecided", or "apart" where counts may not be put in order."""
        return _counts_verdict(self)

    @cached_property
    def unplaced(self) -> tuple[int, int]:
        """How many incidents could lie on each side besides, though nothing says that they do: where two areas are compared, those of the
        choice without its area that are known to no one subdistrict or only to about 25 km."""
        if self.a.filters.area == self.b.filters.area:
            return 0, 0
        one, other = (_unplaced(replace(x, filters=replace(x.filters, area=""), only=None)) if x.filters.area else 0 for x in self.sides)
        return one, other

    @cached_property
    def no_side(self) -> tuple[Totals | None, Totals | None]:
        """The totals of what is on a side of the city's line that is not known, where a choice is of one side: it could lie on it."""
        one, other = (
            replace(x, filters=replace(x.filters, extent="unknown")).totals if "unknown" in APART[x.filters.extent] else None
            for x in self.sides
        )
        return one, other

    def single(self, side: Chosen) -> int:
        """Count the certain incidents of a side that only sources name which are no series there: no basis for "more"."""
        series = {c for c in side.record.sources if c not in (*self.incidents.single, *self.incidents.unstated)}
        if not self.incidents.single:
            return 0
        mine = side.selection.incidents
        return int((mine["certain"] & ~mine["sources"].map(lambda codes: not series.isdisjoint(codes)).astype(bool)).sum())


def _unplaced(chosen: Chosen) -> int:
    """Count what of a choice may lie in any of its areas: known to no one subdistrict, or only to about 25 km."""
    totals = chosen.totals
    return totals.wider.incidents + totals.unlocated.incidents + totals.everything.near


def _counts_verdict(pair: Comparison) -> str:
    """Say which side certainly has more incidents a day: "a", "b", "same", or "undecided"."""
    if not pair.alike:
        return "apart"
    least, most = [], []
    for side, unplaced, beside in zip(pair.sides, pair.unplaced, pair.no_side, strict=True):
        totals, could = side.totals, unplaced + (beside.everything.incidents if beside else 0)
        least.append(totals.if_one - pair.single(side) - (totals.everything.near if unplaced else 0))
        most.append(totals.everything.incidents + totals.undated + could)
    (da, db), (a, b) = pair.days, (x.totals for x in pair.sides)
    if least[0] * db > most[1] * da:
        return "a"
    if least[1] * da > most[0] * db:
        return "b"
    sure = all(low == high for low, high in zip(least, most, strict=True))
    return "same" if sure and da == db and a.everything.certain == b.everything.certain else "undecided"


def _killed_verdict(pair: Comparison, group: str, x: Sum, y: Sum) -> str:
    """Say which side certainly has more killed a day in a group of gradings, or what keeps that from being said."""
    shared = pair.incidents if group == "grading_ungraded" else pair.gradings
    if not pair.incidents.whole or pair.a.filters.source != pair.b.filters.source:
        return "not_recorded"
    if not shared.whole:
        return "not_graded"
    verdict = higher(x, y, pair.days)
    if verdict not in ("a", "b"):
        return verdict
    lower = 1 if verdict == "a" else 0
    single = group == "grading_ungraded" and pair.single(pair.sides[1 - lower])
    if pair.unplaced[lower] or pair.sides[lower].totals.undated or single:
        return "missing"
    beside = pair.no_side[lower]
    if beside is None:
        return verdict
    could = beside.headline if group == "grading_headline" else beside.by_grading["ungraded"]
    sides = (x, add_sums([y, could])) if lower else (add_sums([x, could]), y)
    return verdict if higher(*sides, pair.days) == verdict else "missing"


def write_difference(a: Chosen, b: Chosen, names: tuple[str, str], lang: str) -> list[str]:
    """Write what two choices say about each other: incidents, then the killed of the headline and of the ungraded.

    Where one contains the other nothing is said of higher or lower; nor over days that not the same sources cover on both sides, nor
    where what is possible, undated, not placed or one event with another could turn it round.
    """
    say, pair = words.say, Comparison(a, b, names)
    first, second = names
    n, m = a.totals.everything.certain, b.totals.everything.certain
    verdict, (da, db) = pair.counts, pair.days
    counts = {"a": first, "b": second, "n": words.number(n, lang), "m": words.number(m, lang)}
    rates = {"x": a_day(a, lang), "y": a_day(b, lang)}
    if pair.nested:
        out = [say("differ_counts", lang, **counts)]
    elif verdict in ("a", "b"):
        big, small = (first, second) if verdict == "a" else (second, first)
        more = words.count("incidents", abs(n - m), lang)
        key = "differ_incidents" if da == db else "differ_incidents_day"
        out = [say(key, lang, **counts, **rates, big=big, small=small, more=more)]
    else:
        key = {"apart": "differ_side_by_side", "same": "differ_same_incidents"}.get(verdict, "differ_undecided")
        out = [say(key, lang, **counts, **rates)]
    for group, x, y in (
        ("grading_headline", a.totals.headline, b.totals.headline),
        ("grading_ungraded", a.totals.by_grading["ungraded"], b.totals.by_grading["ungraded"]),
    ):
        if not (x.incidents or y.incidents):
            continue
        of = "gradings" if group == "grading_headline" else "incidents"
        told = [figure_or_not(t, getattr(side.covered, of), lang) for t, side in zip((x, y), pair.sides, strict=True)]
        text = say("differ_killed", lang, grading=say(group, lang), a=first, b=second, x=told[0], y=told[1])
        killed = "" if pair.nested else _killed_verdict(pair, group, x, y)
        if killed in ("a", "b"):
            key = "differ_higher" if da == db else "differ_higher_day"
            text += " " + say(key, lang, big=first if killed == "a" else second)
        elif killed:
            text += " " + say(f"differ_{killed}", lang)
        out.append(text)
    return out


def a_day(chosen: Chosen, lang: str) -> str:
    """Write the certain incidents a day of a choice's window."""
    return words.number(round(chosen.totals.everything.certain / window_length(chosen), 2), lang)


def same_days(a: Chosen, b: Chosen) -> bool:
    """Say whether two choices are of the same window."""
    return a.ends == b.ends


def sides_of(chosen: Chosen, other: Filters) -> tuple[Chosen, Chosen]:
    """Give both sides of a comparison, the earlier window first."""
    theirs = replace(chosen, filters=other)
    return (theirs, chosen) if theirs.ends[0] < chosen.ends[0] else (chosen, theirs)


def is_nested(a: Chosen, b: Chosen) -> bool:
    """Say whether every incident of one selection is in the other."""
    return a.ids <= b.ids or b.ids <= a.ids


def caveats(a: Chosen, b: Chosen, lang: str) -> list[str]:
    """Write what keeps two selections from being compared plainly: windows of other length, days that not the same sources cover on both
    sides; single reports; figures of other sources; incidents in both."""
    pair: Comparison = Comparison(a, b, ("", ""))
    out: list[str] = []
    if pair.days[0] != pair.days[1]:
        out.append(words.say("differ_length", lang, n=words.number(pair.days[0], lang), m=words.number(pair.days[1], lang)))
    alike = a.filters.source == b.filters.source
    out += [told for told in (_shared_text(pair, lang),) if told and alike]
    if alike and any(pair.single(x) for x in pair.sides):
        names = listed((words.say(f"source_{c}", lang) for c in pair.incidents.single), lang)
        out.append(words.say("differ_single", lang, names=names))
    if not alike:
        out.append(words.say("differ_sources", lang))
    both = len(a.ids & b.ids)
    if both and pair.nested:
        out.append(words.say("differ_nested", lang, incidents=words.count("incidents", both, lang)))
    elif both:
        out.append(words.say("differ_both", lang, incidents=words.count("incidents", both, lang)))
    return out


def _shared_text(pair: Comparison, lang: str) -> str:
    """Write which days of both sides the same sources cover, or grade, where these are not all; an empty text where they are."""
    unstated = pair.incidents.unstated
    if unstated:
        return words.say("differ_unstated", lang, names=listed((words.say(f"source_{c}", lang) for c in unstated), lang))
    what = "incidents" if not pair.incidents.whole else "gradings"
    shared = pair.shared(what)
    if shared.whole:
        return ""
    if not all(shared.days):
        return words.say(f"differ_shared_no_{what}", lang)
    first, second = (stretches_text(d, lang) for d in shared.days)
    return words.say(f"differ_shared_{what}", lang, x=first, y=second)


def cut_to_shared(a: Chosen, b: Chosen) -> tuple[Filters, Filters] | None:
    """Give both choices cut to the longest stretches that the same sources cover on both sides; None where they are so already, or share none."""
    pair = Comparison(a, b, ("", ""))
    shared = pair.incidents if not pair.incidents.whole else pair.gradings
    if shared.whole or shared.unstated or shared.cut is None:
        return None
    mine, theirs = (replace(x.filters, start=s[0], end=s[1]) for x, s in zip((a, b), shared.cut, strict=True))
    return mine, theirs


def window_length(chosen: Chosen) -> int:
    """Give the days of a choice's window, of the whole record where none is set."""
    first, last = chosen.ends
    return (last - first).days + 1


def compare_table(a: Chosen, b: Chosen, names: tuple[str, str], lang: str) -> Table:
    """Give the figures of both sides as rows, one column a side; only gradings that occur."""
    sides = (a.totals, b.totals)
    rows = [("column_incidents", [words.number(t.everything.certain, lang) for t in sides])]
    rows.append(("column_if_one", [words.number(t.if_one, lang) for t in sides]))
    rows.append(("column_possible", [words.number(t.everything.possible, lang) for t in sides]))
    rows.append(("column_days", [words.number(window_length(x), lang) for x in (a, b)]))
    rows.append(("column_per_day", [a_day(x, lang) for x in (a, b)]))
    rows.append(("column_no_figure", [words.number(t.everything.no_figure, lang) for t in sides]))
    rows.append(("column_status_unknown", [words.number(t.everything.status_unknown, lang) for t in sides]))
    held = [stretches_text(x.covered.incidents.held, lang) or words.say("no_days", lang) for x in (a, b)]
    if any(x.covered.incidents.state != "all" for x in (a, b)):
        rows.append(("column_covered", held))
    out = [("", [words.say(key, lang), *cells]) for key, cells in rows]
    for g in ("headline", *(x for x in voc.GRADINGS if x not in voc.HEADLINE_GRADINGS)):
        x, y = (t.headline if g == "headline" else t.by_grading[g] for t in sides)
        if x.incidents or y.incidents:
            label = (
                words.say("column_headline", lang)
                if g == "headline"
                else words.say("column_killed_of", lang, grading=words.say(f"grading_{g}", lang))
            )
            parts = [c.covered.incidents if g == "ungraded" else c.covered.gradings for c in (a, b)]
            out.append(("", [label, *(figure_or_not(t, part, lang) for t, part in zip((x, y), parts, strict=True))]))
            carried = [t.carried.get(g) for t in sides]
            if any(carried):
                cells = [
                    words.say("cell_without", lang, rest=without_text(c, lang), named=carriers_text(c, lang)) if c else "–" for c in carried
                ]
                out.append(("", [words.say("column_without", lang, grading=words.say(f"grading_{g}", lang)), *cells]))
    return Table([("what", words.say("column_what", lang)), ("a", names[0]), ("b", names[1])], out, frozenset({"a", "b"}))
