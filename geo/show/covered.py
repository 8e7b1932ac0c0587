"""How is it told which days and areas the sources of a choice cover, and which words of absence may then be said?"""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from geo.choice.filters import Filters
from geo.choice.window import window_ends
from geo.evidence.coverage import Part, Row, Stretches, Watched
from geo.record.known import Record
from geo.text import words
from geo.text.languages import listed, own_first

_NAMED = 3  # stretches of days written out; of more, the first and the last day


class Covered(NamedTuple):
    """What of a choice's window its sources cover: incidents, and gradings."""

    incidents: Part
    gradings: Part


def covered_of(record: Record, filters: Filters) -> Covered:
    """Say what of a choice's window its sources cover."""
    window, asked = window_ends((filters.start, filters.end), record.span), record.asked(filters)
    return Covered(*(record.coverage.part(what, window, asked) for what in Covered._fields))


def stretches_text(stretches: Stretches, lang: str) -> str:
    """Write stretches of days; of many, how many they are and from when to when."""
    told = [words.days(pd.Timestamp(a), pd.Timestamp(b), lang) for a, b in stretches[:_NAMED]]
    if len(stretches) <= _NAMED:
        return listed(told, lang)
    whole = words.days(pd.Timestamp(stretches[0][0]), pd.Timestamp(stretches[-1][1]), lang)
    return words.say("stretches", lang, n=words.number(len(stretches), lang), dates=whole)


def lead_covered(part: Part, lang: str) -> str:
    """Write, for the first line, what of the window the sources cover; nothing where all of it is, or where nobody has said what is."""
    if part.state == "part":
        return words.say("covered_part", lang, dates=stretches_text(part.held, lang))
    if part.state == "all" or not part.known:
        return ""
    if not part.kind or not part.placed:
        return words.say("covered_nowhere", lang)
    return words.say("covered_single" if part.spoken else "covered_none", lang)


def ungraded_days(part: Part, chosen: bool, lang: str) -> str:
    """Write which days of the window no source grades; nothing where one grades all. ``chosen``: the reader chose the sources."""
    if part.state == "all":
        return ""
    if part.state == "part":
        return words.say("lead_graded_part_spoken" if part.spoken else "lead_graded_part", lang, dates=stretches_text(part.held, lang))
    if part.spoken or not part.known:
        return words.say("lead_grading_unknown", lang)
    if not part.kind:
        return words.say("lead_not_graded_kind", lang)
    return words.say("lead_days_not_graded_chosen" if chosen else "lead_days_not_graded", lang)


def title_covered(covered: Covered, lang: str) -> list[str]:
    """Write, for the title of a picture, what of the window is covered, or else graded; nothing where all of it is."""
    incidents, gradings = covered
    if incidents.state != "all":
        key = {"part": "title_covered", "none": "title_single" if incidents.spoken else "title_not_covered"}.get(incidents.state)
        return [words.say(key, lang, dates=stretches_text(incidents.held, lang))] if key else []
    if gradings.state == "part":
        return [words.say("title_graded", lang, dates=stretches_text(gradings.held, lang))]
    return [words.say("title_not_graded", lang)] if gradings.state == "none" and not gradings.spoken else []


def _complete_text(row: Row, lang: str) -> str:
    name = words.say(f"complete_{row.complete}", lang)
    return words.say("complete_by_hand", lang, how=name) if row.origin == "hand" else name


def place_of(row: Row, lang: str) -> str:
    """Write where a line of coverage is about, as its file says it."""
    return of_data(row.places, lang) or words.say("covers_all", lang)


def of_data(texts: tuple[str, str], lang: str) -> str:
    """Give a text of a line of coverage, which its file has in English and in Arabic, in the one that a reader's language reads of data."""
    return own_first(texts, lang)[0]


def coverage_cells(rows: Sequence[Row], lang: str) -> list[list[str]]:
    """Give lines of coverage as cells: source, what, where, days, how completely, note."""
    out = []
    for row in rows:
        note = of_data(row.notes, lang)
        days = words.days(pd.Timestamp(row.first), pd.Timestamp(row.last), lang)
        source = words.say(f"source_{row.source}", lang)
        out.append([source, words.say(f"covers_{row.what}", lang), place_of(row, lang), days, _complete_text(row, lang), note])
    return out


def coverage_lines(record: Record, filters: Filters, lang: str) -> list[str]:
    """Write which source of a choice covers what, a line each, for what goes with a file."""
    asked = record.asked(filters)
    rows = [r for r in record.covered if r.touches(asked) and r.source in record.sources]
    return [
        words.say("coverage_line", lang, **dict(zip(("source", "what", "where", "days", "how"), cells[:5], strict=True)))
        for cells in coverage_cells(rows, lang)
    ]


def watching_text(watched: Watched, lang: str) -> str:
    """Write what the lanes under a chart are, from the top: one a source, and what is hatched."""
    names = listed((words.say(f"source_{source}", lang) for source, *_ in watched.lanes), lang)
    return words.say("lanes_key", lang, names=names) + (" " + words.say("gaps_key", lang) if watched.missing else "")
