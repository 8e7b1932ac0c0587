"""How do two selections differ, in words that claim no more than the figures do?"""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from geo import settings as s
from geo.choice.filters import Filters, Selection
from geo.count.totals import Sum, Totals, figure_of
from geo.show.tables import Table
from geo.text import words


def side_names(
    versus: str, sides: tuple[Filters, Filters], names: Mapping[str, tuple[str, str]], span: tuple[date, date], lang: str
) -> tuple[str, str]:
    """Name both sides by what a comparison (``View.versus``) is about: their windows, areas, or the sources that name them.

    ``names`` are those of areas by code, English and Arabic.
    """
    kind = versus.partition(":")[0]

    def named(filters: Filters) -> str:
        if kind == "window":
            return words.days(pd.Timestamp(filters.start or span[0]), pd.Timestamp(filters.end or span[1]), lang)
        if kind == "area":
            return words.in_language(names.get(filters.area, ("", "")), lang) or words.say(f"extent_{filters.extent}", lang)
        sources = " / ".join(words.say(f"source_{c}", lang) for c in filters.source)
        return words.say("named_by", lang, names=sources) if sources else words.say("all_sources", lang)

    first, second = sides
    return named(first), named(second)


def higher(a: Sum, b: Sum) -> str:
    """Say which sum is certainly higher ("a", "b"); "open" where only an open end keeps it from being so, "overlap" where the
    ranges meet, "unknown" where one has no figure."""
    if not (a.has_figure and b.has_figure):
        return "unknown"
    if a.killed_min > b.killed_max and not b.open_ended:
        return "a"
    if b.killed_min > a.killed_max and not a.open_ended:
        return "b"
    apart = a.killed_min > b.killed_max or b.killed_min > a.killed_max
    return "open" if apart else "overlap"


def write_difference(a: Totals, b: Totals, names: tuple[str, str], lang: str, nested: bool = False) -> list[str]:
    """Write what two totals say about each other: incidents, then the killed of the headline and of the ungraded.

    ``nested``: one selection contains the other, so that nothing is said of higher or lower.
    """
    say = words.say
    first, second = names
    more = a.everything.certain - b.everything.certain
    counts = {"a": first, "b": second, "n": words.number(a.everything.certain, lang), "m": words.number(b.everything.certain, lang)}
    if more:
        big, small = (first, second) if more > 0 else (second, first)
        out = [say("differ_incidents", lang, **counts, big=big, small=small, more=words.count("incidents", abs(more), lang))]
    else:
        out = [say("differ_same_incidents", lang, **counts)]
    for group, x, y in (
        ("grading_headline", a.headline, b.headline),
        ("grading_ungraded", a.by_grading["ungraded"], b.by_grading["ungraded"]),
    ):
        if x.incidents or y.incidents:
            verdict = higher(x, y)
            text = say("differ_killed", lang, grading=say(group, lang), a=first, b=second, x=figure_of(x, lang), y=figure_of(y, lang))
            if nested:
                out.append(text)
            elif verdict in ("a", "b"):
                out.append(f"{text} {say('differ_higher', lang, big=first if verdict == 'a' else second)}")
            else:
                out.append(f"{text} {say(f'differ_{verdict}', lang)}")
    return out


def is_nested(a: Selection, b: Selection) -> bool:
    """Say whether every incident of one selection is in the other."""
    first, second = (set(x.incidents["incident_id"]) for x in (a, b))
    return first <= second or second <= first


def caveats(a: tuple[Filters, Selection], b: tuple[Filters, Selection], totals: Totals, span: tuple[date, date], lang: str) -> list[str]:
    """Write what keeps two selections from being compared plainly: windows of other length, outside the record or outside
    the days of which any source graded incidents; figures of other sources; incidents in both."""
    windows = [(f.start or span[0], f.end or span[1]) for f, _ in (a, b)]
    lengths = [(last - first).days + 1 for first, last in windows]
    out = []
    if lengths[0] != lengths[1]:
        out.append(words.say("differ_length", lang, n=words.number(lengths[0], lang), m=words.number(lengths[1], lang)))
    if any(first < span[0] or last > span[1] for first, last in windows):
        out.append(words.say("differ_record", lang, dates=words.days(pd.Timestamp(span[0]), pd.Timestamp(span[1]), lang)))
    if totals.graded and any(first < totals.graded[0] or last > totals.graded[1] for first, last in windows):
        days = words.days(pd.Timestamp(totals.graded[0]), pd.Timestamp(totals.graded[1]), lang)
        out.append(words.say("differ_graded", lang, dates=days))
    if a[0].source != b[0].source:
        out.append(words.say("differ_sources", lang))
    both = len(set(a[1].incidents["incident_id"]) & set(b[1].incidents["incident_id"]))
    if both and is_nested(a[1], b[1]):
        out.append(words.say("differ_nested", lang, incidents=words.count("incidents", both, lang)))
    elif both:
        out.append(words.say("differ_both", lang, incidents=words.count("incidents", both, lang)))
    return out


def compare_table(a: Totals, b: Totals, names: tuple[str, str], lang: str) -> Table:
    """Give the figures of both sides as rows, one column a side; only gradings that occur."""
    rows = [("column_incidents", [words.number(t.everything.certain, lang) for t in (a, b)])]
    rows.append(("column_possible", [words.number(t.everything.possible, lang) for t in (a, b)]))
    out = [("", [words.say(key, lang), *cells]) for key, cells in rows]
    for g in ("headline", *(x for x in s.GRADINGS if x not in s.HEADLINE_GRADINGS)):
        x, y = (t.headline if g == "headline" else t.by_grading[g] for t in (a, b))
        if x.incidents or y.incidents:
            label = (
                words.say("column_headline", lang)
                if g == "headline"
                else words.say("column_killed_of", lang, grading=words.say(f"grading_{g}", lang))
            )
            out.append(("", [label, figure_of(x, lang), figure_of(y, lang)]))
    return Table([("what", words.say("column_what", lang)), ("a", names[0]), ("b", names[1])], out, frozenset({"a", "b"}))
