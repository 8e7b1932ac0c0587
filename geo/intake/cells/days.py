"""Which day or days does a cell say?

A text that can mean two things is not read (``doubtful``), with the ways to read it as choices; nothing is guessed.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from geo import settings as s
from geo.intake.cells.digits import DIGITS
from geo.intake.cells.hours import read_hour
from geo.intake.cells.named_days import hijri_days, is_hijri_year, read_named
from geo.intake.cells.span import NO_DATE, Days, Span, asked, month_of, one_day, year_of
from geo.territory import here

_EPOCH = date(1970, 1, 1)
_EXCEL_ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar, its false 29 February 1900 counted
_LONGEST = 100  # characters of a date
_CLOCK = re.compile(
    r"(?:(?<=\d)T|[ ,]+)(\d{1,2})(?::(\d{2})(?::\d{2}(?:[.,]\d+)?)?|(?=\s*[AaPp]\.?[Mm]\.?$))"
    r"\s*([AaPp]\.?[Mm]\.?|ص|م)?\s*(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?$",
    re.ASCII | re.I,
)
_NIGHTS = ("during_the_night", "around_midnight")
_TRIPLE = re.compile(r"(\d{1,4})\s*([./\\-])\s*(\d{1,2})\s*\2\s*(\d{1,4})", re.ASCII)
_BETWEEN = re.compile(r"\s*(?:/| - | to | until | till | and | إلى | الى | حتى | و ?(?=\d)|(?<=\d)-(?=\d{1,4}[-./]))\s*")
_BEFORE = re.compile(r"(?:from|between|من|بين|ما بين)\s+", re.I)


def find_order(column: Iterable[str]) -> str:
    """Find whether day or month comes first in dates like 3/4/2017: some row of the column must say so, and none otherwise.

    Dates with a year of two digits say it only where no row can begin with its year. " turned" is added where all dates that need no
    order could have been turned by a spreadsheet: it reads 12/09 as a date of its own and leaves 13/09, which its order has no month for, as text.
    """
    texts = [t.strip().translate(DIGITS) for t in set(column) if 0 < len(t) <= _LONGEST]
    plain = [_CLOCK.sub("", t) for t in texts]
    seen = [m for m in map(_TRIPLE.fullmatch, plain) if m and len(m[1]) <= 2 and len(m[4]) in (2, 4)]
    if any(len(m[4]) == 2 for m in seen) and all(_may_begin_with_year(m) for m in seen if len(m[4]) == 2):
        seen = [m for m in seen if len(m[4]) == 4]
    firsts, seconds = any(int(m[1]) > 12 for m in seen), any(int(m[3]) > 12 for m in seen)
    order = "" if firsts == seconds else "day_first" if firsts else "month_first"
    typed = [m for m in (re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", t) for t in plain) if m]
    all_beyond = bool(seen) and all(max(int(m[1]), int(m[3])) > 12 for m in seen)
    return f"{order} turned" if order and typed and all_beyond and all(int(m[3]) <= 12 for m in typed) else order


def _may_begin_with_year(m: re.Match[str]) -> bool:
    return _sound(2000 + int(m[1]), int(m[3]), int(m[4])) is not None


def _sound(year: int, month: int, day: int) -> date | None:
    first, last = s.RECORD_YEARS
    try:
        return date(year, month, day) if first <= year <= last else None
    except ValueError:
        return None


@lru_cache(maxsize=200_000)
def read_day_text(text: str, order: str) -> Span:
    """Read a date as people write it; what can mean two days is not read (``ambiguous``), what is none is ``not_a_date``."""
    if len(text) > _LONGEST:
        return NO_DATE
    plain = " ".join(re.sub(r"(?<=\d{4})\s*م$", "", text.strip().translate(DIGITS)).split())
    if not plain:
        return Span()
    try:
        span = _read_whole(plain, order)
    except (ValueError, OverflowError):  # 31 November
        return NO_DATE
    if span.start == _EPOCH:
        return Span(code="epoch", doubtful=True)
    first, last = s.RECORD_YEARS
    if span.start and span.end and not (first <= span.start.year and span.end.year <= last):
        return Span(code="odd_year", doubtful=True)
    return span


def _read_whole(text: str, order: str) -> Span:
    if m := re.fullmatch(r"(\d{10})(\d{3})?(?:\.0+)?", text):  # seconds or thousandths since 1970, as Esri and Kobo keep time
        moment = datetime.fromtimestamp(int(m[1]), UTC)
        return replace(_local(moment.date(), moment.time(), UTC), code="unix_time")
    m = _CLOCK.search(text)
    if m and (span := _read_span(text[: m.start()].rstrip(), order)) != NO_DATE:
        return _at_hour(span, m)
    span = _read_span(text, order)
    return _beside_part(text, order) if span == NO_DATE and re.search(r"[^\W\d_]", text) else span


def _beside_part(text: str, order: str) -> Span:
    """Read a day with a time of day in words before or after it; a night belongs to two days, and only those it names both."""
    parts = text.split()
    for k in range(1, min(5, len(parts))):
        for beside, rest in ((parts[:k], parts[k:]), (parts[-k:], parts[:-k])):
            hour = read_hour(" ".join(beside).strip(",،")) if re.search(r"[^\W\d_]", " ".join(beside)) else None
            span = _read_span(" ".join(rest).strip(",،"), order) if hour else NO_DATE
            if span.start and (span.precision == "day" or hour in _NIGHTS) and (span.precision == "range" or hour not in _NIGHTS):
                return replace(span, clock=(hour or "") if span.start == span.end else "")
            if span.code == "ambiguous" and hour not in _NIGHTS:
                return span
    return NO_DATE


def _at_hour(span: Span, m: re.Match[str]) -> Span:
    """Put a day and its hour together; an instant told in another zone is brought to the day it was here."""
    hour, minute, half, zone = int(m[1]), int(m[2] or 0), (m[3] or "").lower()[:1], (m[4] or "").upper()
    if half in ("p", "م"):
        hour = hour % 12 + 12
    elif half in ("a", "ص"):
        hour %= 12
    clock = time(hour % 24 if (hour, minute) == (24, 0) else hour, minute)
    if not zone or not span.start or span.start != span.end:
        told = span.start is not None and span.start == span.end and clock != time()  # midnight alone is how programs write a day
        return replace(span, clock=f"{clock:%H:%M}" if told else "")
    digits = re.sub(r"\D", "", zone).ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:])) * (-1 if zone[0] == "-" else 1)
    local = _local(span.start, clock, timezone(offset))
    return replace(local, code="utc_day" if local.start != span.start else span.code)


def _local(day: date, clock: time, zone: timezone) -> Span:
    own = here().time_zone
    moment = datetime.combine(day, clock, zone)
    moment = moment.astimezone(ZoneInfo(own)) if own else moment
    told = clock != time() and moment.time() != time()  # midnight, there or here, is how programs write a day
    return Span(moment.date(), moment.date(), "day", clock=f"{moment:%H:%M}" if told else "")


def _read_span(text: str, order: str) -> Span:
    if m := re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\.0)?", text):
        return one_day(int(m[1]), int(m[2]), int(m[3]))
    if m := _TRIPLE.fullmatch(text):
        return _three_numbers(m[1], m[3], m[4], order)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and 40_000 <= float(text) < 48_000:
        day = _EXCEL_ZERO + timedelta(days=int(float(text)))
        return Span(day, day, "day", "excel_serial")
    if m := re.fullmatch(r"(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})", text):
        return month_of(int(m[1] or m[4]), int(m[2] or m[3]))
    if re.fullmatch(r"\d{4}(?:\.0)?", text):
        return year_of(int(text[:4]))
    span = _named(text)
    return span if span != NO_DATE else _read_range(text, order)


def _named(text: str) -> Span:
    return read_named(text) if re.search(r"[^\W\d_]", text) else NO_DATE


def _three_numbers(a: str, b: str, c: str, order: str) -> Span:
    """Read a day of three numbers by where its year stands and by the order of the column."""
    if len(a) == 4:
        year, month, day = int(a), int(b), int(c)
        return _of_other_calendar(year, [(month, day)]) if is_hijri_year(year) else one_day(year, month, day)
    if len(c) == 4:
        first, second, year = int(a), int(b), int(c)
        if is_hijri_year(year):
            return _of_other_calendar(year, [(second, first), (first, second)])
        if first > 12 or second > 12 or first == second:
            return one_day(year, *((second, first) if first > 12 else (first, second)), code="date_order" if first != second else "")
        if not order:
            return asked("ambiguous", *((d, d) for d in (date(year, second, first), date(year, first, second))))
        return one_day(year, *((second, first) if order.startswith("day_first") else (first, second)), code="date_order")
    if len(a) > 2 or len(c) > 2:
        return NO_DATE
    one, two, three = int(a), int(b), int(c)
    by_order = {"day_first": (2000 + three, two, one), "month_first": (2000 + three, one, two), "": (2000 + one, two, three)}
    if order.split(" ")[0]:
        return one_day(*by_order[order.split(" ")[0]], code="short_year")
    ways = list(dict.fromkeys(found for way in by_order.values() if (found := _sound(*way))))
    if len(ways) == 1:
        return one_day(ways[0].year, ways[0].month, ways[0].day, "short_year")
    return asked("ambiguous", *((d, d) for d in ways)) if ways else NO_DATE


def _of_other_calendar(year: int, ways: list[tuple[int, int]]) -> Span:
    found: list[Days] = [days for month, day in ways if (days := hijri_days(year, month, day))]
    return asked("hijri", *found) if found else NO_DATE


def _read_range(text: str, order: str) -> Span:
    """Read a first and a last day with a sign or word between them; the year may stand once, at the end."""
    whole = _BEFORE.sub("", text, count=1) if _BEFORE.match(text) else text
    for m in _BETWEEN.finditer(whole):
        head, tail = whole[: m.start()].strip(), whole[m.end() :].strip()
        if re.fullmatch(r"\d{1,2}", head) and (span := _from_day(int(head), _one_end(tail, order))) is not None:
            return span
        if min(len(head), len(tail)) < 3:
            continue
        last = _one_end(tail, order)
        first = _one_end(head, order) if last.start else Span()
        if last.start and not first.start:
            first = _one_end(f"{head} {last.start.year}", order)
        if first.start and last.end and not (first.doubtful or last.doubtful):
            return Span(first.start, last.end, "range", "date_range")
        both = last if last.doubtful else Span()
        other = _one_end(head, order) if both.choices else Span()
        if len(other.choices) == len(both.choices) > 0:
            return asked("ambiguous", *((a[0], b[1]) for a, b in zip(other.choices, both.choices, strict=True) if a[0] <= b[1]))
    return NO_DATE


def _from_day(first: int, last: Span) -> Span | None:
    """Read "5 to 9 December": a day of the month of the last one; None if it is none before it."""
    ways = (*([(last.start, last.end)] if last.start and last.end else []), *last.choices)
    days = [(day.replace(day=first), end) for day, end in ways if day == end and 0 < first < day.day]
    if not days:
        return None
    return Span(*days[0], "range", "date_range") if last.start and not last.doubtful else asked("ambiguous", *days)


def _one_end(text: str, order: str) -> Span:
    try:
        if m := _CLOCK.search(text):
            text = text[: m.start()]
        if m := _TRIPLE.fullmatch(text):
            return _three_numbers(m[1], m[3], m[4], order)
        if m := re.fullmatch(r"(\d{4})-(\d{1,2})", text):
            return month_of(int(m[1]), int(m[2]))
        return _named(text)
    except ValueError:
        return Span()
