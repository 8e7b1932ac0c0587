"""What does one cell say: a day, a number of people, a position, a governorate?

A text that can mean two things is not read (``doubtful``), with the ways to read it as choices; nothing is guessed.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import mgrs
import numpy as np
from pyproj import Transformer

from geo import settings as s
from geo.intake.reading import read_crs
from geo.land.distances import distance_m
from geo.land.places import fold, skeleton
from geo.text import words

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬–—−", "01234567890123456789.,---")
UNKNOWN_WORDS = {
    "unknown",
    "n/a",
    "na",
    "n.a.",
    "null",
    "nan",
    "-",
    "--",
    "?",
    "not known",
    "غير معروف",
    "غير معروفه",
    "غير محدد",
    "مجهول",
    "لا يعرف",
}
_EPOCH = date(1970, 1, 1)
_EXCEL_ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar, its false 29 February 1900 counted


_NOT_A_NAME = re.compile(
    r"(?i)\b(governorate|gov|province|muhafa[zd]at?|countryside|rural|of|the|syria|syrian arab republic)\b\.?|محافظة|ريف|سوريا|سورية|الجمهورية العربية السورية"
)
_OTHER_GOVERNORATES = (
    *(
        "Aleppo",
        "Halab",
        "Idlib",
        "Idleb",
        "Homs",
        "Hama",
        "Hamah",
        "Latakia",
        "Lattakia",
        "Tartus",
        "Tartous",
        "Damascus",
        "Dimashq",
        "Deir ez-Zor",
        "Deir ez Zor",
    ),
    *(
        "Dayr az Zawr",
        "Deir Ezzor",
        "Deir al Zour",
        "Hasakah",
        "Al-Hasakeh",
        "Daraa",
        "Dara",
        "As-Sweida",
        "As Suwayda",
        "Quneitra",
        "حلب",
        "إدلب",
        "حمص",
        "حماة",
    ),
    *("اللاذقية", "طرطوس", "دمشق", "دير الزور", "الحسكة", "درعا", "السويداء", "القنيطرة"),
)
_OTHER = {skeleton(n).replace(" ", "") for n in _OTHER_GOVERNORATES}


def read_region(name: str) -> str:
    """Say which governorate an admin name means, in any usual spelling: "raqqa", "other" (a governorate of Syria that is not it),
    or "" (none, unknown, or a name that is not known here: it refuses nothing)."""
    if not name.strip() or len(name) > s.READ_CHARACTERS or name.strip().casefold() in UNKNOWN_WORDS:
        return ""
    if name.strip().upper().startswith("SY11"):
        return "raqqa"
    parts = [skeleton(_NOT_A_NAME.sub(" ", p)).replace(" ", "") for p in re.split(r"[/,|،;()]", name)]
    if any(p in ("rk", "lrk") for p in parts):
        return "raqqa"
    return "other" if any(p in _OTHER for p in parts) else ""


def is_abroad(country: str) -> bool:
    """Say whether a country is named and it is not Syria."""
    plain = fold(country)
    return bool(plain) and plain not in UNKNOWN_WORDS and not re.search(r"syr|سوري", plain) and plain not in ("sy", "760", "652")


_MONTHS = {
    **{fold(name): m for lang in s.LANGUAGES for m, name in enumerate(words.month_names(lang), 1)},
    **{name[:3].lower(): m for m, name in enumerate(words.month_names("en"), 1)},
    "sept": 9,
    **{fold(n): m for n, m in (("تشرين أول", 10), ("تشرين ثاني", 11), ("كانون أول", 12), ("كانون ثاني", 1))},
    **{
        fold(n): m
        for m, n in enumerate(
            ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"], 1
        )
    },
}
_TIME = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2}|[AaPp]\.?[Mm]\.?)?)?"  # the hour of a day says nothing more of the day
_NUMERIC = re.compile(rf"(\d{{1,2}})[./-](\d{{1,2}})[./-](\d{{4}}){_TIME}", re.ASCII)


@dataclass(frozen=True)
class Span:
    """A date cell read: first and last day (None: not known), precision, and why it is doubtful or what was done (a code)."""

    start: date | None = None
    end: date | None = None
    precision: str = "unknown"
    code: str = ""
    doubtful: bool = False
    choices: tuple[date, ...] = ()


def find_order(column: Iterable[str]) -> str:
    """Find whether day or month comes first in dates like 3/4/2017: some row of the column must say so, and none otherwise."""
    seen = [_NUMERIC.fullmatch(t.strip().translate(_DIGITS)) for t in set(column) if len(t) <= s.READ_CHARACTERS]
    firsts = any(m and int(m[1]) > 12 for m in seen)
    seconds = any(m and int(m[2]) > 12 for m in seen)
    return "" if firsts == seconds else "day_first" if firsts else "month_first"


@lru_cache(maxsize=200_000)
def read_day_text(text: str, order: str) -> Span:
    """Read a date as people write it; what can mean two days is not read (``ambiguous``), what is none is ``not_a_date``."""
    if len(text) > s.READ_CHARACTERS:
        return Span(code="not_a_date", doubtful=True)
    plain = " ".join(text.translate(_DIGITS).split())
    if not plain:
        return Span()
    try:
        span = _read_span(plain, order)
    except ValueError:  # 31 November
        return Span(code="not_a_date", doubtful=True)
    if span.start == _EPOCH:
        return Span(code="epoch", doubtful=True)
    first, last = s.RECORD_YEARS
    if span.start and span.end and not (first <= span.start.year and span.end.year <= last):
        return Span(code="odd_year", doubtful=True)
    return span


def _read_span(text: str, order: str) -> Span:
    if m := re.fullmatch(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", text, re.ASCII):
        return _one_day(int(m[1]), int(m[2]), int(m[3]))
    if m := re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\.0)?", text):
        return _one_day(int(m[1]), int(m[2]), int(m[3]))
    if m := _NUMERIC.fullmatch(text):
        a, b, year = int(m[1]), int(m[2]), int(m[3])
        if a > 12 or b > 12 or a == b:
            return _one_day(year, *((b, a) if a > 12 else (a, b)), code="date_order" if a != b else "")
        if not order:
            return Span(code="ambiguous", doubtful=True, choices=(date(year, b, a), date(year, a, b)))
        return _one_day(year, *((b, a) if order.startswith("day_first") else (a, b)), code="date_order")
    if re.fullmatch(r"\d{5}(?:\.0+)?", text) and 40_000 <= float(text) < 48_000:
        day = _EXCEL_ZERO + timedelta(days=int(float(text)))
        return Span(day, day, "day", "excel_serial")
    if m := re.fullmatch(r"(\d{4})-(\d{1,2})|(\d{1,2})[-/](\d{4})", text):
        return _month(int(m[1] or m[4]), int(m[2] or m[3]))
    if m := re.fullmatch(r"\d{4}", text):
        return Span(date(int(text), 1, 1), date(int(text), 12, 31), "year")
    if m := re.fullmatch(r"(.{6,}?)\s*(?:/| - | to | until | إلى | الى |-(?=\d{4}-))\s*(.{6,})", text):
        ends = [_read_span(part, order) for part in m.groups()]
        if all(e.start and not e.doubtful for e in ends):
            return Span(ends[0].start, ends[1].end, "range", "date_range")
    return _with_month_name(text)


def _with_month_name(text: str) -> Span:
    plain = fold(re.sub(r"(?<=\d)(st|nd|rd|th)\b|[,.]", " ", text)).replace(" of ", " ")
    plain = re.sub(r"\s*-\s*", "-", plain)
    names = "|".join(sorted((re.escape(n) for n in _MONTHS), key=len, reverse=True))
    if m := re.fullmatch(rf"(?:(\d{{1,2}})(?:[- ](\d{{1,2}}))? )?({names}) (?:(\d{{1,2}})(?:[- ](\d{{1,2}}))? )?(\d{{4}})", plain):
        year, month = int(m[6]), _MONTHS[m[3]]
        first, last = m[1] or m[4], m[2] or m[5]
        if not first:
            return _month(year, month)
        if last:
            return Span(date(year, month, int(first)), date(year, month, int(last)), "range", "date_range")
        return _one_day(year, month, int(first))
    return Span(code="not_a_date", doubtful=True)


def _one_day(year: int, month: int, day: int, code: str = "") -> Span:
    found = date(year, month, day)
    return Span(found, found, "day", code)


def _month(year: int, month: int) -> Span:
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]), "month")


def widen_days(day: date, precision: str) -> tuple[date, date]:
    """Give the days that a date known to the week or month may mean (ACLED codebook: the middle of the week is entered)."""
    if precision == "week":
        return day - timedelta(days=3), day + timedelta(days=3)
    month = _month(day.year, day.month)
    assert month.start
    assert month.end
    return month.start, month.end


def days_text(span: Span) -> str:
    return "" if not span.start else span.start.isoformat() if span.start == span.end else f"{span.start} / {span.end}"


_MGRS_TEXT = re.compile(r"(\d{1,2})\s*([C-HJ-NP-Xc-hj-np-x])\s*([A-HJ-NP-Za-hj-np-z]{2})\s*((?:\d\s*){2,10})")
_GRID = mgrs.MGRS()
_GOVERNORATE_SQUARES = ("CA", "CV", "DA", "DV", "EA", "EV", "FA", "FV")  # 100 km squares of 37S from 37.5 to 40.3 E, 35 to 37 N
_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*°?\s*([NSEWnsew])?", re.ASCII)


def read_mgrs(text: str) -> list[tuple[str, float, float, str]]:
    """Read every MGRS reference in a text: as one word, latitude and longitude (of its south-west corner), accuracy it allows."""
    out = []
    for m in _MGRS_TEXT.finditer(text.translate(_DIGITS)):
        digits = re.sub(r"\s", "", m[4])
        if len(digits) % 2:
            continue
        word = f"{m[1]}{m[2]}{m[3]}{digits}".upper()
        try:
            lat, lon = _GRID.toLatLon(word)
        except mgrs.core.MGRSError:
            continue
        accuracy = {2: "unknown", 4: "neighbourhood_area", 6: "within_100m", 8: "within_100m", 10: "within_1m"}[len(digits)]
        out.append((word, round(lat, 6), round(lon, 6), accuracy))
    return out


@dataclass(frozen=True)
class Spot:
    """A position read: degrees or None, the accuracy MGRS allows, what was done or why it is doubtful, and the ways to read it."""

    lat: float | None = None
    lon: float | None = None
    accuracy: str = ""
    code: str = ""
    doubtful: bool = False
    choices: tuple[tuple[str, str], ...] = ()


def _degrees(text: str) -> tuple[float | None, str, str]:
    """Read one coordinate: number or None, code of what was done, and the compass letter beside it, if any."""
    plain = text.translate(_DIGITS).strip()
    code = "arabic_digits" if plain != text.strip() else ""
    if re.fullmatch(r"[+-]?\d{1,3},\d+", plain, re.ASCII):
        plain, code = plain.replace(",", "."), "decimal_comma"
    m = _NUMBER.fullmatch(plain)
    if not m:
        return None, "", ""
    value, letter = float(m[1]), (m[2] or "").upper()
    if letter or "°" in plain:
        value, code = (-abs(value) if letter in ("S", "W") else value), code or "degree_marks"
    return value, code, letter


@lru_cache(maxsize=100_000)
def read_position(latitude: str, longitude: str, grid: str, crs: str) -> Spot:
    """Read latitude and longitude, or an MGRS reference, as texts; the land is not looked at yet."""
    if not latitude and not longitude and not grid:
        return Spot()
    if max(len(latitude), len(longitude), len(grid)) > s.READ_CHARACTERS:
        return Spot(code="not_a_number", doubtful=True)
    pair = re.fullmatch(r"\s*([+-]?\d{1,3}\.\d+)\s*[,;/ ]\s*([+-]?\d{1,3}\.\d+)\s*", latitude.translate(_DIGITS), re.ASCII)
    code = ""
    if pair and (not longitude or longitude == latitude):
        latitude, longitude, code = pair[1], pair[2], "pair_in_one_cell"
    if not grid and (read_mgrs(latitude) or read_mgrs(longitude)):  # a reference in the column of a coordinate
        latitude, longitude, grid = "", "", f"{latitude} {longitude}"
    if grid:
        found = read_mgrs(grid)
        if not latitude and not longitude:
            if len(found) == 1:
                return Spot(*found[0][1:], code="mgrs")
            ways = tuple((f"{a:.6f}", f"{b:.6f}") for _, a, b, _ in found)
            return Spot(code="several_mgrs" if found else "not_mgrs", doubtful=True, choices=ways)
        stated = read_position(latitude, longitude, "", crs)
        if stated.lat is None or stated.lon is None or len(found) != 1:
            return stated
        _, grid_lat, grid_lon, _ = found[0]
        if distance_m(stated.lat, stated.lon, grid_lat, grid_lon) <= s.MGRS_REACH_M:
            return stated
        ways = ((latitude, longitude), (f"{grid_lat:.6f}", f"{grid_lon:.6f}"))
        return Spot(code="mgrs_differs", doubtful=True, choices=ways)
    if not latitude or not longitude:
        return Spot(code="half_a_position", doubtful=True)
    (lat, how, north), (lon, also, east) = _degrees(latitude), _degrees(longitude)
    if lat is None or lon is None:
        return Spot(code="not_a_number", doubtful=True)
    code = code or how or also
    if north in ("E", "W") or east in ("N", "S"):
        return Spot(code="swapped", doubtful=True, choices=((longitude, latitude),))
    if crs:
        lon, lat = _to_degrees(crs).transform(lon, lat)
        if not (np.isfinite(lat) and np.isfinite(lon)):
            return Spot(code="out_of_range", doubtful=True)
        return Spot(round(lat, 7), round(lon, 7), code="projected")
    if lat == 0 or lon == 0:
        return Spot(code="zero_zero", doubtful=True)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        return Spot(code="out_of_range", doubtful=True, choices=((longitude, latitude),) if abs(lon) <= 90 and abs(lat) <= 180 else ())
    if lat == lon:
        return Spot(code="equal_coordinates", doubtful=True)
    return Spot(lat, lon, code=code)


@lru_cache(maxsize=8)
def _to_degrees(crs: str) -> Transformer:
    return Transformer.from_crs(read_crs(crs), s.WGS84, always_xy=True)


def own_squares(text: str, inside: Callable[[float, float], bool]) -> list[tuple[str, str]]:
    """Give the positions that the digits of an MGRS reference have in the squares of UTM zone 37 that this governorate touches."""
    written = _MGRS_TEXT.search(text[: s.READ_CHARACTERS].translate(_DIGITS))
    if not written:
        return []
    found = [spot for square in _GOVERNORATE_SQUARES for spot in read_mgrs(f"37S{square}{written[4]}")]
    return [(f"{lat:.6f}", f"{lon:.6f}") for _, lat, lon, _ in found if inside(lat, lon)]


@dataclass(frozen=True)
class Count:
    """A number cell read: lowest and highest, as text, empty when not stated; what was done or why it is doubtful."""

    low: str = ""
    high: str = ""
    code: str = ""
    doubtful: bool = False
    choices: tuple[tuple[str, str], ...] = ()


_DASH = "\ue000"  # stands for the dash of a range while ``fold`` takes hyphens away: 7-14 must never become 714
_N = r"(\d{1,3}(?:,\d{3})+|\d{1,7})"
_MOST = 9_999_999  # more dead than this in one event is no number of people
_AT_LEAST = rf"(?:at least|no fewer than|more than|over|min(?:imum)?|>=?|≥|ما لا يقل عن|علي الاقل|لا يقل عن|اكثر من)\s*{_N}|{_N}\s*(?:\+|or more|at least|علي الاقل|فاكثر|\bاو اكثر)"
_UP_TO = rf"(?:up to|at most|max(?:imum)?|no more than|fewer than|<=?|≤|حتي|ما لا يزيد عن|لا يزيد عن)\s*{_N}"
_ABOUT = rf"(?:about|around|approximately|approx\.?|some|circa|ca\.?|~|نحو|حوالي|قرابه)\s*{_N}|{_N}\s*(?:approx\.?|\?)"


@lru_cache(maxsize=200_000)
def read_count(text: str) -> Count:
    """Read a number of people as reports write it: 12, 7-14, "at least 39", "up to 46"; "dozens" is no number."""
    read = _read_count(text) if len(text) <= s.READ_CHARACTERS else Count(code="not_a_number", doubtful=True)
    if any(end and int(end) > _MOST for end in (read.low, read.high)):
        return Count(code="not_a_number", doubtful=True)
    return read


def _read_count(text: str) -> Count:
    plain = text.translate(_DIGITS).strip()
    if not plain:
        return Count()
    code = "arabic_digits" if any("٠" <= c <= "٩" or "۰" <= c <= "۹" for c in text) else ""
    if m := re.fullmatch(r"(\d{1,7})(?:\.0+)?", plain, re.ASCII):
        return Count(str(int(m[1])), str(int(m[1])), code)
    loose = fold(plain.replace("-", _DASH)).replace(_DASH, "-")

    def number(m: re.Match[str]) -> str:
        return str(int(next(g for g in m.groups() if g).replace(",", "")))

    if m := re.fullmatch(r"\d{1,3}(?:,\d{3})+", plain, re.ASCII):
        return Count(m[0].replace(",", ""), m[0].replace(",", ""), "thousands")
    if m := re.fullmatch(rf"{_N}\s*(?:-|to|الي)\s*{_N}|between {_N} and {_N}", loose, re.ASCII):
        low, high = (str(int(g.replace(",", ""))) for g in m.groups() if g)
        return Count(low, high, "range_split")
    if m := re.fullmatch(_AT_LEAST, loose, re.ASCII):
        return Count(number(m), "", "at_least")
    if m := re.fullmatch(_UP_TO, loose, re.ASCII):
        return Count("", number(m), "up_to")
    if m := re.fullmatch(_ABOUT, loose, re.ASCII):
        return Count(code="about", doubtful=True, choices=((number(m), number(m)), (number(m), "")))
    if re.fullmatch(r"-\s*\d+(\.\d+)?", plain, re.ASCII):
        return Count(code="negative", doubtful=True)
    if re.fullmatch(r"\d+\.\d+|\d+,\d{1,2}", plain, re.ASCII):
        return Count(code="fraction", doubtful=True)
    return Count(code="not_a_number", doubtful=True)


def join_counts(whole: Count, lowest: Count, highest: Count) -> tuple[str, str, bool]:
    """Put the cells of one range together: a cell with all of it, one with its lowest, one with its highest (empty: not there).

    Returns
    -------
    low, high, and whether the cells agree; a bound that only one cell has is taken from it, two that differ are no range.
    """
    nothing = Count()
    lows = [c.low for c in (lowest, whole) if c != nothing and c.low]
    highs = [c.high for c in (highest, whole) if c != nothing and c.high]
    if lowest != nothing and lowest.code in ("range_split", "up_to") and (highest == nothing or highest.high == lowest.high):
        highs.insert(0, lowest.high)  # a range written into the first of two cells
    if highest != nothing and highest.code in ("range_split", "at_least") and (lowest == nothing or lowest.low == highest.low):
        lows.insert(0, highest.low)
    odd = (lowest.code == "range_split" and highest not in (nothing, Count(lowest.high, lowest.high))) or (
        highest.code == "at_least" and lowest != nothing
    )
    low, high = (lows[0] if lows else ""), (highs[0] if highs else "")
    if whole != nothing:
        inside = [end for end in (whole.low, whole.high) if end]
        if whole.low and whole.high and whole.low != whole.high:  # a range: what is said of its ends must be its ends
            odd |= (low, high) != (whole.low, whole.high)
        odd |= any((low and int(end) < int(low)) or (high and int(end) > int(high)) for end in inside)
    if highest.code == "at_least":
        high = ""
    return low, high, not odd
