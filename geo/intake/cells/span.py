"""What is a date cell once it is read?"""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

Days = tuple[date, date]  # first and last


@dataclass(frozen=True)
class Span:
    """A date cell read: first and last day (None: not known), precision, and why it is doubtful or what was done (a code).

    ``choices`` are the days it may mean; ``clock`` is the time of day in the territory's own time, "HH:MM", where the cell has one.
    """

    start: date | None = None
    end: date | None = None
    precision: str = "unknown"
    code: str = ""
    doubtful: bool = False
    choices: tuple[Days, ...] = ()
    clock: str = ""


NO_DATE = Span(code="not_a_date", doubtful=True)


def one_day(year: int, month: int, day: int, code: str = "") -> Span:
    found = date(year, month, day)
    return Span(found, found, "day", code)


def month_of(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def year_of(year: int) -> Span:
    return Span(date(year, 1, 1), date(year, 12, 31), "year")


def asked(code: str, *ways: Days) -> Span:
    """Give a cell that is not read, with the days it may mean."""
    return Span(code=code, doubtful=True, choices=tuple(dict.fromkeys(ways)))


def doubted(span: Span, code: str) -> Span:
    """Make a question of a span that was read: its days become the one choice."""
    return asked(code, (span.start, span.end)) if span.start and span.end else replace(span, code=code, doubtful=True)


def widen_days(day: date, precision: str) -> Days:
    """Give the days that a date known to the week or month may mean (ACLED codebook: the middle of the week is entered)."""
    if precision == "week":
        return day - timedelta(days=3), day + timedelta(days=3)
    month = month_of(day.year, day.month)
    assert month.start
    assert month.end
    return month.start, month.end


def days_text(first: date | None, last: date | None) -> str:
    """Write days as a cell has them."""
    return "" if not first else first.isoformat() if first == last else f"{first} / {last}"
