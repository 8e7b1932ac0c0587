"""Which days does each row say, of the event and of the answer?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from geo import settings as s
from geo.evidence.incidents import each_text
from geo.intake.cells.days import read_day_text
from geo.intake.cells.span import Span, days_text, widen_days
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.columns.hours import read_hours

_OF_THE_EVENT = ("date", "date_start", "date_end")


def read_dates(out: pd.DataFrame, order: dict[str, str], found: Findings) -> None:
    """Read the dates of an event and of an answer; what is doubtful stays as text in ``date_text`` and the row is
    undated. A time of day is that of its own column, or the hour beside the first day."""
    spans = {c: _read_column(out, c, order.get(c, ""), found) for c in (*_OF_THE_EVENT, "response_date", "retrieved_at")}
    rows = _put_together(out, spans)
    _tell_intervals(rows, out["date_end"].to_numpy(dtype=object), found)
    out["date_start"] = [d.isoformat() if d else "" for d in rows.starts]
    out["date_end"] = [d.isoformat() if d else "" for d in rows.ends]
    out["date_precision"], out["date_text"] = rows.precision, rows.texts
    beside = [first.clock or one.clock for one, first in zip(spans["date"], spans["date_start"], strict=True)]
    read_hours(out, pd.Series(beside, index=out.index, dtype=object), found)
    for column in ("response_date", "retrieved_at"):
        out[column] = [x.start.isoformat() if x.start and x.start == x.end else "" for x in spans[column]]
    out["retrieved_at"] = out["retrieved_at"].where(out["retrieved_at"] != "", out["read_on"])


def _read_column(out: pd.DataFrame, column: str, how: str, found: Findings) -> list[Span]:
    """Read one column of dates, and tell what was mended or cannot be read."""
    read = each_text(out[column], partial(read_day_text, order=how))
    codes = np.array([x.code for x in read], dtype=object)
    doubtful = np.array([x.doubtful for x in read], dtype=bool)
    was = out[column].to_numpy(dtype=object)
    for code in sorted(set(codes) - {""}):
        mine = codes == code
        where = np.flatnonzero(mine & ~doubtful)
        if not (code == "date_order" and how.endswith("declared")):  # the source says how it writes dates: nothing was mended
            found.tell(where, column, "fixed", code, was[where], [days_text(read.iloc[i].start, read.iloc[i].end) for i in where])
        where = np.flatnonzero(mine & doubtful)
        choices = [choices_text(*({column: days_text(*days)} for days in read.iloc[i].choices)) for i in where]
        found.tell(where, column, "person", code, was[where], "", choices)
    if how.endswith(" turned"):
        _warn_of_turned(column, was, read, found)
    return list(read)


def _warn_of_turned(column: str, was: np.ndarray, read: pd.Series, found: Findings) -> None:
    """Point at the dates of a column that a spreadsheet may have turned; the other day is offered."""
    turned: Callable[[date], date] = lambda d: date(d.year, d.day, d.month)  # noqa: E731
    where = np.flatnonzero(
        [bool(x.start) and not x.code and x.start == x.end and x.start.day <= 12 and x.start.day != x.start.month for x in read]
    )
    choices = [choices_text({column: turned(read.iloc[i].start).isoformat()}) for i in where]
    found.tell(where, column, "warned", "maybe_turned", was[where], was[where], choices)


@dataclass
class _Rows:
    """The days of each row, put together from its columns, and the rows where that leaves a question."""

    starts: list[date | None]
    ends: list[date | None]
    precision: np.ndarray
    texts: np.ndarray
    reversed_: dict[int, tuple[date, date]] = field(default_factory=dict)
    endless: list[int] = field(default_factory=list)


def _put_together(out: pd.DataFrame, spans: dict[str, list[Span]]) -> _Rows:
    n = len(out)
    stated = out["date_precision"].to_numpy(dtype=object)
    rows = _Rows([None] * n, [None] * n, stated.copy(), out["date_text"].to_numpy(dtype=object).copy())
    originals = [out[c].to_numpy(dtype=object) for c in _OF_THE_EVENT]
    for i, (one, first, last) in enumerate(zip(*(spans[c] for c in _OF_THE_EVENT), strict=True)):
        doubted = [str(texts[i]) for texts, x in zip(originals, (one, first, last), strict=True) if x.doubtful]
        a, b = _ends_of(rows, i, one, first, last, doubted)
        if a and b and a == b and not first.start and stated[i] in ("week", "month"):
            a, b = widen_days(a, stated[i])
        rows.starts[i], rows.ends[i] = a, b
        if not a or not b:
            rows.precision[i] = "unknown"
        elif stated[i] == "":
            own = first.precision if first.start else one.precision
            rows.precision[i] = "day" if a == b else own if own in ("month", "year") and not last.start else "range"
    return rows


def _ends_of(rows: _Rows, i: int, one: Span, first: Span, last: Span, doubted: list[str]) -> tuple[date | None, date | None]:
    """Give the first and last day of one row, and note where its cells contradict or say only an end."""
    a = first.start if first.start else one.start
    b = last.end if last.start else (first.end if first.start else one.end)
    if doubted:
        rows.texts[i] = rows.texts[i] or " / ".join(doubted)
        return None, None
    if b and not a:  # a last day alone says nothing of the first
        rows.endless.append(i)
        rows.texts[i] = rows.texts[i] or f"– {b}"
        return None, None
    if a and b and a > b:
        rows.reversed_[i] = (a, b)
        rows.texts[i] = rows.texts[i] or f"{a} / {b}"
        return None, None
    return a, b or a


def _tell_intervals(rows: _Rows, written_ends: np.ndarray, found: Findings) -> None:
    turned = sorted(rows.reversed_)
    where = np.array(turned, dtype=int)
    shown = [" / ".join(str(d) for d in rows.reversed_[i]) for i in turned]
    swaps = [choices_text({"date": "", "date_start": str(rows.reversed_[i][1]), "date_end": str(rows.reversed_[i][0])}) for i in turned]
    found.tell(where, "date_start", "person", "dates_reversed", shown, "", swaps)
    where = np.array(rows.endless, dtype=int)
    ends_at = [str(written_ends[i]) for i in where]
    found.tell(where, "date_start", "person", "no_first_day", ends_at, "", [choices_text({"date_start": text}) for text in ends_at])
    spans = list(zip(rows.starts, rows.ends, strict=True))
    long = np.array([i for i, (a, b) in enumerate(spans) if a and b and (b - a).days > s.LONG_SPAN_DAYS], dtype=int)
    shown = [f"{rows.starts[i]} / {rows.ends[i]}" for i in long]
    found.tell(long, "date_end", "warned", "long_span", shown, shown)
