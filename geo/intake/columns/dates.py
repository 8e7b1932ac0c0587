"""Which days does each row say, of the event and of the answer?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from geo import settings as s
from geo.evidence.alike import Column, Sheet, together
from geo.intake.cells.days import read_day_text
from geo.intake.cells.span import Span, days_text, widen_days
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.columns.hours import read_hours

_OF_THE_EVENT = ("date", "date_start", "date_end")


def read_dates(out: Sheet, order: dict[str, str], found: Findings) -> None:
    """Read the dates of an event and of an answer; what is doubtful stays as text in ``date_text`` and the row is
    undated. A time of day is that of its own column, or the hour beside the first day."""
    written = {c: out[c] for c in _OF_THE_EVENT}
    spans = {c: _read_column(out, c, order.get(c, ""), found) for c in (*_OF_THE_EVENT, "response_date", "retrieved_at")}
    each = [_both(written[c], spans[c]) for c in _OF_THE_EVENT]
    rows = together([*each, out["date_precision"]], _put_together)
    _tell_intervals(rows, written["date_end"], found)
    out["date_start"] = rows.each(lambda row: row.start.isoformat() if row.start else "")
    out["date_end"] = rows.each(lambda row: row.end.isoformat() if row.end else "")
    out["date_precision"] = rows.each(lambda row: row.precision)
    if rows.says(lambda row: row.text).any():
        out["date_text"] = out["date_text"].where(out["date_text"].filled(), rows.each(lambda row: row.text))
    if any(spans[c].says(lambda span: span.clock).any() for c in ("date", "date_start")):
        beside = together([spans["date_start"], spans["date"]], lambda first, one: first.clock or one.clock)
    else:
        beside = out.all("")
    read_hours(out, beside, found)
    for column in ("response_date", "retrieved_at"):
        out[column] = spans[column].each(lambda x: x.start.isoformat() if x.start and x.start == x.end else "")
    out["retrieved_at"] = out["retrieved_at"].where(out["retrieved_at"].filled(), out["read_on"])


def _read_column(out: Sheet, column: str, how: str, found: Findings) -> Column:
    """Read one column of dates, and tell what was mended or cannot be read; give the spans."""
    was = out[column]
    read = was.each(partial(read_day_text, order=how))
    for code in sorted({x.code for x in read.texts} - {""}):
        where = np.flatnonzero(read.says(lambda x, code=code: x.code == code and not x.doubtful))  # type: ignore[misc]
        if not (code == "date_order" and how.endswith("declared")):  # the source says how it writes dates: nothing was mended
            found.tell(where, column, "fixed", code, was.at(where), [days_text(x.start, x.end) for x in read.at(where)])
        where = np.flatnonzero(read.says(lambda x, code=code: x.code == code and x.doubtful))  # type: ignore[misc]
        choices = [choices_text(*({column: days_text(*days)} for days in x.choices)) for x in read.at(where)]
        found.tell(where, column, "person", code, was.at(where), "", choices)
    if how.endswith(" turned"):
        _warn_of_turned(column, was, read, found)
    return read


def _warn_of_turned(column: str, was: Column, read: Column, found: Findings) -> None:
    """Point at the dates of a column that a spreadsheet may have turned; the other day is offered."""
    turned: Callable[[date], date] = lambda d: date(d.year, d.day, d.month)  # noqa: E731
    where = np.flatnonzero(
        read.says(lambda x: x.start and not x.code and x.start == x.end and x.start.day <= 12 and x.start.day != x.start.month)
    )
    choices = [choices_text({column: turned(x.start).isoformat()}) for x in read.at(where)]
    found.tell(where, column, "warned", "maybe_turned", was.at(where), was.at(where), choices)


def _both(written: Column, read: Column) -> Column:
    """Give a column of dates as it is written and as it is read, in pairs."""
    return Column(read.of, list(zip(written.texts, read.texts, strict=True)))


@dataclass(frozen=True)
class _Days:
    """The days of a row, put together from its columns: first and last day, precision, what ``date_text`` says of it where it says nothing
    else, and the question that is left (``reversed``: the days it says, ``endless``: it says only its last)."""

    start: date | None
    end: date | None
    precision: str
    text: str = ""
    reversed_: tuple[date, date] | None = None
    endless: bool = False


def _put_together(whole: tuple[str, Span], lowest: tuple[str, Span], highest: tuple[str, Span], stated: str) -> _Days:
    one, first, last = whole[1], lowest[1], highest[1]
    doubted = [text for text, x in (whole, lowest, highest) if x.doubtful]
    found = _ends_of(one, first, last, doubted)
    if not found.start or not found.end:
        return found
    a, b = found.start, found.end
    if a == b and not first.start and stated in ("week", "month"):
        a, b = widen_days(a, stated)
    own = first.precision if first.start else one.precision
    said = stated or ("day" if a == b else own if own in ("month", "year") and not last.start else "range")
    return _Days(a, b, said)


def _ends_of(one: Span, first: Span, last: Span, doubted: list[str]) -> _Days:
    """Give the first and last day of one row, or where its cells contradict or say only an end."""
    a = first.start if first.start else one.start
    b = last.end if last.start else (first.end if first.start else one.end)
    if doubted:
        return _Days(None, None, "unknown", " / ".join(doubted))
    if b and not a:  # a last day alone says nothing of the first
        return _Days(None, None, "unknown", f"– {b}", endless=True)
    if a and b and a > b:
        return _Days(None, None, "unknown", f"{a} / {b}", (a, b))
    return _Days(a, b or a, "unknown")


def _tell_intervals(rows: Column, written_ends: Column, found: Findings) -> None:
    where = np.flatnonzero(rows.says(lambda row: row.reversed_))
    days = [row.reversed_ for row in rows.at(where)]
    swaps = [choices_text({"date": "", "date_start": str(b), "date_end": str(a)}) for a, b in days]
    found.tell(where, "date_start", "person", "dates_reversed", [f"{a} / {b}" for a, b in days], "", swaps)
    where = np.flatnonzero(rows.says(lambda row: row.endless))
    ends_at = [str(text) for text in written_ends.at(where)]
    found.tell(where, "date_start", "person", "no_first_day", ends_at, "", [choices_text({"date_start": text}) for text in ends_at])
    where = np.flatnonzero(rows.says(lambda row: row.start and row.end and (row.end - row.start).days > s.LONG_SPAN_DAYS))
    shown = [f"{row.start} / {row.end}" for row in rows.at(where)]
    found.tell(where, "date_end", "warned", "long_span", shown, shown)
