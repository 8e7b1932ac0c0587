"""Which days does a date with words say: months of either calendar, weekdays, parts of a month?

The words lie in ``intake/words/days.csv``.
"""

import csv
import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from hijridate import Gregorian, Hijri

from geo import settings as s
from geo import vocabulary as voc
from geo.intake.cells.numbers import WORDS
from geo.intake.cells.span import NO_DATE, Days, Span, asked, doubted, month_of, one_day
from geo.land.places import fold
from geo.text.languages import month_names

_PARTS = {"early": (1, 10), "mid": (11, 20), "late": (21, 31)}  # this dashboard's own convention, told with each date read by it


@dataclass(frozen=True)
class _Words:
    meanings: dict[str, str]  # folded -> what it means
    pattern: re.Pattern[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    with (WORDS / "days.csv").open(encoding="utf-8", newline="") as file:
        known = {fold(row["word"]): row["meaning"] for row in csv.DictReader(file)}
    for lang in voc.LANGUAGES:  # and of every language there is a catalogue of
        known = {fold(name): f"month {k}" for k, name in enumerate(month_names(lang), 1)} | known
    longest = sorted(known, key=len, reverse=True)
    return _Words(known, re.compile(rf"(?<![^\W\d_])(?:{'|'.join(map(re.escape, longest))})(?![^\W\d_])"))


def read_named(text: str) -> Span:
    """Read a date that has words in it; what is none is ``not_a_date``.

    Raises
    ------
    ValueError : a day that its month does not have.
    """
    text = re.sub(r"[@#<]", "?", text.replace("&", " and "))  # signs of this module's own
    plain = fold(re.sub(r"(?<=\d)(st|nd|rd|th)\b", " ", text))
    signs, weekdays = _signs(re.sub(r"[.,،()/'’]+", " ", plain))
    parts = [part.strip() for part in signs.split("&") if part.strip()]
    if len(parts) == 2:
        return _of_both(parts[0], parts[1], weekdays)
    return _on(_read(parts[0]), weekdays) if len(parts) == 1 else NO_DATE


def _signs(plain: str) -> tuple[str, set[int]]:
    """Write a folded text with each word as a sign: @11 a month, #9 a Hijri month, <early a part of one; weekdays are taken out."""
    known, weekdays = _words(), set[int]()

    def sign(m: re.Match[str]) -> str:
        kind, _, what = known.meanings[m.group()].rpartition(" ")
        if kind == "weekday":
            weekdays.add(int(what))
        return {"month": f" @{what} ", "hijri": f" #{what} ", "part": f" <{what} ", "era": " ~ "}.get(
            kind, " & " if what == "also" else " "
        )

    text = known.pattern.sub(sign, plain)
    text = " ".join(re.sub(r"(?<=\d)ه\b|(?<=\d)م\b", lambda m: " ~ " if m.group() == "ه" else " ", text).split())
    return re.sub(r"(@\d+)(?: \1)+\b", r"\1", text), weekdays  # both names of one month stand side by side


def _read(signs: str) -> Span:
    era = "~" in signs
    text = " ".join(signs.replace("~", " ").split())
    if era or "#" in text:
        return _hijri(text)
    if m := re.fullmatch(r"(\d{1,2}) @(\d+) @(\d+) (\d{4})", text):  # two names that are not one month
        return asked("two_months", *((d, d) for d in (date(int(m[4]), int(m[k]), int(m[1])) for k in (2, 3))))
    if m := re.fullmatch(r"<(\w+) @(\d+) (\d{4})", text):
        return _part(m[1], int(m[3]), int(m[2]))
    if m := re.fullmatch(r"@(\d+) (\d{4})|(\d{4}) @(\d+)", text):
        return month_of(int(m[2] or m[3]), int(m[1] or m[4]))
    if m := re.fullmatch(r"@(\d+) (\d{2})", text):  # Dec-16: a month, or a day without its year
        span = month_of(2000 + int(m[2]), int(m[1]))
        return doubted(span, "ambiguous")
    if m := re.fullmatch(r"(\d{1,2}) @(\d+) (\d{4}|\d{2})|@(\d+) (\d{1,2}) (\d{4}|\d{2})|(\d{4}) @(\d+) (\d{1,2})", text):
        day, month, year = (m[1], m[2], m[3]) if m[1] else (m[5], m[4], m[6]) if m[4] else (m[9], m[8], m[7])
        short = len(year) == 2
        return one_day(int(year) + 2000 * short, int(month), int(day), "short_year" if short else "")
    if m := re.fullmatch(r"(?:(\d{1,2}) (?:و ?|to |and )?(\d{1,2}) @(\d+)|@(\d+) (\d{1,2}) (?:to |and )?(\d{1,2})) (\d{4})", text):
        first, last, month, year = int(m[1] or m[5]), int(m[2] or m[6]), int(m[3] or m[4]), int(m[7])
        return Span(date(year, month, first), date(year, month, last), "range", "date_range")
    return _numbers(text)


def _part(name: str, year: int, month: int) -> Span:
    whole = month_of(year, month)
    assert whole.end
    first, last = _PARTS[name]
    return Span(date(year, month, first), min(date(year, month, min(last, whole.end.day)), whole.end), "range", "part_of_month")


def is_hijri_year(year: int) -> bool:
    """Whether a year is one of the Hijri calendar in which the years of this record lie."""
    first, last = s.RECORD_YEARS
    return Gregorian(first, 1, 1).to_hijri().year <= year <= Gregorian(last, 12, 31).to_hijri().year


def hijri_days(year: int, month: int, day: int = 0) -> Days | None:
    """Give a Hijri day, or month, in our calendar (Umm al-Qura: the day that was seen may be the one before or after)."""
    try:
        first = Hijri(year, month, day or 1)
        last = first if day else Hijri(year, month, first.month_length())
    except (ValueError, OverflowError):
        return None
    (a, b) = (date(*one.to_gregorian().datetuple()) for one in (first, last))
    return a, b


def _hijri(text: str) -> Span:
    if m := re.fullmatch(r"(?:(\d{1,2}) )?#(\d+) (\d{4})", text):
        day, month, year = int(m[1] or 0), int(m[2]), int(m[3])
    elif m := re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4})", text):
        day, month, year = int(m[1]), int(m[2]), int(m[3])
    elif m := re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})", text):
        day, month, year = int(m[3]), int(m[2]), int(m[1])
    else:
        return NO_DATE
    days = hijri_days(year, month, day) if is_hijri_year(year) else None
    return asked("hijri", days) if days else NO_DATE


def _of_both(one: str, other: str, weekdays: set[int]) -> Span:
    """Read a day that is given in both calendars: ours counts where the two agree to a day."""
    spans = [_read(one), _read(other)]
    ours = next((x for x in spans if not x.doubtful), None)
    theirs = next((x for x in spans if x.code == "hijri"), None)
    if ours is None:
        ways = [days for x in spans for days in x.choices]
        return asked("hijri", *ways) if ways else NO_DATE
    if theirs is not None and ours.start and abs((theirs.choices[0][0] - ours.start).days) > 1:
        return asked("hijri", (ours.start, ours.end or ours.start), *theirs.choices)
    return _on(ours, weekdays)


def _numbers(text: str) -> Span:
    if m := re.fullmatch(r"(\d{4}) (\d{1,2}) (\d{1,2})", text):
        return one_day(int(m[1]), int(m[2]), int(m[3]))
    if m := re.fullmatch(r"(\d{1,2}) (\d{1,2}) (\d{4})", text):
        a, b, year = int(m[1]), int(m[2]), int(m[3])
        if a > 12 or b > 12 or a == b:
            return one_day(year, *((b, a) if a > 12 else (a, b)))
        return asked("ambiguous", *((d, d) for d in (date(year, b, a), date(year, a, b))))
    return NO_DATE


def _on(span: Span, weekdays: set[int]) -> Span:
    """Hold a day against the weekday beside it; of the days it may mean the weekday chooses."""
    if not weekdays:
        return span
    if span.start and span.start == span.end:
        return span if span.start.weekday() in weekdays else doubted(span, "weekday_differs")
    fitting = [days for days in span.choices if days[0] == days[1] and days[0].weekday() in weekdays]
    if span.code == "ambiguous" and len(fitting) == 1:
        return Span(*fitting[0], "day", "date_order")
    return replace(span, choices=tuple(fitting) or span.choices)
