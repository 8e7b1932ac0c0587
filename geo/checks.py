"""Is each cell what its column needs, what was mended, and what must a person look at?

A cell that can be read in one way only is read, and if its text had to change the change is told (``fixed``). A cell that can be read
in several ways, or in none, is left empty in the claim and told (``person``), with the ways to read it as choices; the file's
own row stays with the claim. Nothing becomes 0, nobody is placed by a guess.
"""

import json
import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Any

import geopandas as gpd
import mgrs
import numpy as np
import pandas as pd
from pyproj import Transformer
from shapely import Geometry, contains_xy, distance, points

from geo import settings as s
from geo import words
from geo.incidents import CODES, COLUMNS, COUNT_COLUMNS, FLAG_COLUMNS, TEXT_COLUMNS, distance_m, parse_claims
from geo.places import fold, skeleton
from geo.reading import read_crs
from geo.sources import SPLIT

KINDS = ("refused", "person", "fixed", "warned")  # the worst finding of a row decides what the row ends as
FINDINGS = ("position", "column", "kind", "code", "was", "became", "choices")

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬–—−", "01234567890123456789.,---")
_UNKNOWN = {
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
_MARKUP = re.compile(r"<[A-Za-z/!]|\$\{|`|&[a-z]+;|javascript:", re.I)
_FORMULA = re.compile(r"[=+@](?=\S)|-(?=[^\s\d-])")
URLS = ("source_url", "archive_url", "strike_report_url")
_NAMES = ("place_name", "place_name_ar", "date_text", "admin1", "admin2", "admin3")
CODED_VALUES = CODES | {
    "strike_type": s.STRIKE_TYPES,
    "strike_status": s.STRIKE_STATUSES,
    "belligerent": s.BELLIGERENTS,
}
_POINT = ("latitude", "longitude")
_EPOCH = date(1970, 1, 1)
_EXCEL_ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar, its false 29 February 1900 counted
_KNOWN_CENTROIDS = ((36.0, 38.933),)  # UCDP's point for the whole governorate: open land (VOCABULARY)


@dataclass(frozen=True)
class Ground:
    """What the checks know of the land (WGS84): the governorate's shape, the middles of areas that stand for the whole, and the
    names of districts and subdistricts by P-code."""

    governorate: Geometry
    middles: tuple[tuple[float, float, str], ...]  # latitude, longitude, accuracy it really has
    names: dict[str, dict[str, tuple[str, ...]]]


def survey(areas: dict[str, gpd.GeoDataFrame]) -> Ground:
    """Take from the areas of a record what the checks need."""
    whole = areas["governorate"].geometry.iloc[0]
    middles = [(lat, lon, "province_governorate") for lat, lon in _KNOWN_CENTROIDS]
    for level, accuracy in (("governorate", "province_governorate"), ("district", "district"), ("subdistrict", "subdistrict")):
        shapes = areas[level].geometry
        for middle in (shapes.to_crs(s.METRIC).centroid.to_crs(s.WGS84), shapes.representative_point()):
            middles += [(p.y, p.x, accuracy) for p in middle]
    names: dict[str, dict[str, tuple[str, ...]]] = {
        level: {r["area_id"]: (r["name_en"], r["name_ar"]) for r in areas[level][["area_id", "name_en", "name_ar"]].to_dict("records")}
        for level in ("district", "subdistrict")
    }
    return Ground(whole, tuple(middles), names)


@dataclass
class Findings:
    """What was found, gathered a column at a time."""

    parts: list[pd.DataFrame] = field(default_factory=list)

    def tell(self, where: np.ndarray, column: str, kind: str, code: str, was: Any, became: Any = "", choices: Any = "") -> None:
        """Note the rows at the positions ``where``; texts may be one for all or one a row."""
        if len(where):
            columns = {"position": where, "column": column, "kind": kind, "code": code, "was": was, "became": became, "choices": choices}
            self.parts.append(pd.DataFrame(columns))

    def table(self) -> pd.DataFrame:
        """All of it: ``FINDINGS``, in the order of the rows; ``choices`` is JSON, a list of cells to set."""
        if not self.parts:
            return pd.DataFrame(columns=list(FINDINGS)).astype({"position": int})
        return pd.concat(self.parts, ignore_index=True).sort_values("position", kind="stable", ignore_index=True)


def _choices(*sets: dict[str, str]) -> str:
    return json.dumps(list(sets), ensure_ascii=False) if sets else ""


def _each(column: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    """Read every distinct text of a column once."""
    known = {text: read(text) for text in column.unique()}
    return pd.Series([known[text] for text in column], index=column.index, dtype=object)


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
    if not name.strip() or name.strip().casefold() in _UNKNOWN:
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
    return bool(plain) and plain not in _UNKNOWN and not re.search(r"syr|سوري", plain) and plain not in ("sy", "760", "652")


def clean(cells: pd.DataFrame, ground: Ground, order: dict[str, str], crs: str = "") -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check the cells of ``sources.to_cells`` and write them as a claims file has them.

    Parameters
    ----------
    cells : texts, index 0..n-1.
    order : of day and month, by date column (``find_order``).
    crs : of latitude and longitude where they are not WGS84 degrees.

    Returns
    -------
    claims : texts with ``incidents.COLUMNS``, sound for ``incidents.parse_claims``, ``refuse`` (why a row is no claim) and
        ``held`` (True: a code that is not ours keeps the row out of the record until a person says what it means).
    findings : ``FINDINGS``.
    """
    out, found = cells.copy(), Findings()
    for column in dict.fromkeys((*TEXT_COLUMNS, *_NAMES, "date", "date_start", "date_end", "mgrs", *SPLIT, *COUNT_COLUMNS, *_POINT)):
        if column in out.columns and column not in ("claim_id", "licence"):
            _clean_text(out, column, found)
    for column in URLS:
        _clean_links(out, column, found)
    _read_dates(out, order, found)
    _read_positions(out, ground, crs, found)
    _read_counts(out, found)
    held = _read_codes(out, found)
    two = out["place_name"].str.contains(r"\s(?:or|أو|او)\s") | out["place_name_ar"].str.contains(r"\s(?:or|أو|او)\s")
    where = np.flatnonzero(two)
    names = (out["place_name"] + " " + out["place_name_ar"]).str.strip().iloc[where]
    found.tell(where, "place_name", "person", "two_places", names.to_numpy())
    known = out[["date_start", "place_name", "place_name_ar", "latitude", "date_text", "adm2_pcode", "adm3_pcode"]] != ""
    known["count"] = (out[[c for c in COUNT_COLUMNS if c != "source_count"]] != "").any(axis=1)
    nothing = ~known.any(axis=1) & (out["refuse"] == "")
    out.loc[nothing, "refuse"] = "nothing_known"
    live = np.flatnonzero((out["refuse"] == "") & ~held)
    _, unsound = parse_claims(out.iloc[live][list(COLUMNS)], "")
    for problem in unsound:  # whatever else would break a record: duplicate ids are found in the whole file
        if problem.row is not None and problem.allowed != "unique":
            where = live[[problem.row - 2]]
            held[where] = True
            found.tell(where, problem.column, "person", "unsound", problem.value, problem.value)
    table = found.table()
    refused = np.flatnonzero(out["refuse"] != "")
    table = table[~table["position"].isin(refused)]
    final = Findings([table])
    about_elsewhere = out["refuse"].iloc[refused].isin(("elsewhere", "far_away"))
    choices = np.where(about_elsewhere, _choices({"sure_of_point": "yes"}), "")
    final.tell(refused, "", "refused", "", out["admin1"].iloc[refused].to_numpy(), "", choices)
    table = final.table()
    is_refusal = table["kind"] == "refused"
    table.loc[is_refusal, "code"] = out["refuse"].to_numpy()[table.loc[is_refusal, "position"]]
    return out[list(COLUMNS)].assign(refuse=out["refuse"], held=held & (out["refuse"] == "")), table


def _clean_text(out: pd.DataFrame, column: str, found: Findings) -> None:
    """Take invisible characters off, write "unknown" words as an empty cell, point at markup and formulas."""
    was = out[column]
    if not (was != "").any():
        return
    number = column in (*COUNT_COLUMNS, *SPLIT, *_POINT, "mgrs")
    seen = _each(was, lambda t: _INVISIBLE.sub("", t).strip())
    where = np.flatnonzero(_each(was, lambda t: _INVISIBLE.search(t) is not None).astype(bool))
    marked = [_INVISIBLE.sub(lambda m: f"[U+{ord(m.group()):04X}]", text) for text in was.iloc[where]]  # else both would look the same
    found.tell(where, column, "fixed", "invisible", marked, seen.iloc[where].to_numpy())
    if number or column in ("place_name", "place_name_ar", "source_name", "date", "date_start", "date_end"):
        blank = _each(seen, lambda t: t.casefold() in _UNKNOWN or fold(t) in _UNKNOWN).astype(bool)
        where = np.flatnonzero(blank)
        found.tell(where, column, "fixed", "unknown_word", was.iloc[where].to_numpy())
        seen = seen.where(~blank, "")
    where = np.flatnonzero(seen.str.contains("\ufffd", regex=False))
    found.tell(where, column, "warned", "lost_character", seen.iloc[where].to_numpy(), seen.iloc[where].to_numpy())
    if column in ("place_name", "place_name_ar"):
        doubled = seen.str.contains("ةة", regex=False)
        where = np.flatnonzero(doubled)
        mended = seen.str.replace("ة+", "ة", regex=True)
        found.tell(where, column, "fixed", "doubled_letter", seen.iloc[where].to_numpy(), mended.iloc[where].to_numpy())
        seen = seen.where(~doubled, mended)
    if not number and column not in URLS:
        for pattern, code in ((_MARKUP, "markup"), (_FORMULA, "formula")):
            known = {text for text in seen.unique() if (pattern.search if code == "markup" else pattern.match)(text)}
            where = np.flatnonzero(seen.isin(known))
            found.tell(where, column, "warned", code, seen.iloc[where].to_numpy(), seen.iloc[where].to_numpy())
    out[column] = seen


def _clean_links(out: pd.DataFrame, column: str, found: Findings) -> None:
    """Keep one address that begins with http or https; anything else stays in the file's row only."""

    def first(text: str) -> str:
        parts = [p for p in re.split(r"[\s;|]+|,(?=https?:)", text) if re.match(r"https?://[^\s<>\"']+\Z", p, re.I)]
        return re.sub(r"^https?", lambda m: m.group().lower(), parts[0], flags=re.I) if parts else ""

    was = out[column]
    seen = _each(was, first)
    where = np.flatnonzero((seen != was).to_numpy())
    several = seen.iloc[where] != ""
    for code, rows in (("several_values", where[several.to_numpy()]), ("link", where[~several.to_numpy()])):
        found.tell(rows, column, "fixed", code, was.iloc[rows].to_numpy(), seen.iloc[rows].to_numpy())
    out[column] = seen


# --- dates ---

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
    seen = [_NUMERIC.fullmatch(t.strip().translate(_DIGITS)) for t in set(column)]
    firsts = any(m and int(m[1]) > 12 for m in seen)
    seconds = any(m and int(m[2]) > 12 for m in seen)
    return "" if firsts == seconds else "day_first" if firsts else "month_first"


@lru_cache(maxsize=200_000)
def read_day_text(text: str, order: str) -> Span:
    """Read a date as people write it; what can mean two days is not read (``ambiguous``), what is none is ``not_a_date``."""
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


def _read_dates(out: pd.DataFrame, order: dict[str, str], found: Findings) -> None:
    """Read the dates of an event and of an answer; what is doubtful stays as text in ``date_text`` and the row is undated."""
    n = len(out)
    spans: dict[str, list[Span]] = {}
    for column in ("date", "date_start", "date_end", "response_date", "retrieved_at"):
        how = order.get(column, "")
        read = _each(out[column], partial(read_day_text, order=how))
        spans[column] = list(read)
        codes = np.array([x.code for x in read], dtype=object)
        doubtful = np.array([x.doubtful for x in read], dtype=bool)
        declared = how.endswith("declared")
        for code in set(codes) - {""}:
            here = codes == code
            if code == "date_order" and declared:  # the source says how it writes dates: nothing was mended
                continue
            where = np.flatnonzero(here & ~doubtful)
            found.tell(where, column, "fixed", code, out[column].iloc[where].to_numpy(), [_days_text(read.iloc[i]) for i in where])
            where = np.flatnonzero(here & doubtful)
            choices = [_choices(*({column: d.isoformat()} for d in read.iloc[i].choices)) for i in where]
            found.tell(where, column, "person", code, out[column].iloc[where].to_numpy(), "", choices)
    starts: list[date | None] = [None] * n
    ends: list[date | None] = [None] * n
    precision = out["date_precision"].to_numpy(dtype=object).copy()
    texts = out["date_text"].to_numpy(dtype=object).copy()
    originals = {c: out[c].to_numpy(dtype=object) for c in ("date", "date_start", "date_end")}
    reversed_: dict[int, tuple[date, date]] = {}
    endless = []
    widened = out["date_precision"].to_numpy(dtype=object)
    for i in range(n):
        one, first, last = spans["date"][i], spans["date_start"][i], spans["date_end"][i]
        a = first.start if first.start else one.start
        b = last.end if last.start else (first.end if first.start else one.end)
        bad = [c for c, x in (("date", one), ("date_start", first), ("date_end", last)) if x.doubtful]
        if bad:
            a = b = None
            texts[i] = texts[i] or " / ".join(str(originals[c][i]) for c in bad)
        if a and not b:
            b = a
        if b and not a:  # a last day alone says nothing of the first
            if not bad:
                endless.append(i)
            texts[i] = texts[i] or f"– {b}"
            b = None
        if a and b and a > b:
            reversed_[i] = (a, b)
            texts[i] = texts[i] or f"{a} / {b}"
            a = b = None
        if a and b and a == b and not first.start and widened[i] in ("week", "month"):
            a, b = _widen(a, widened[i])
        starts[i], ends[i] = a, b
        if not a or not b:
            precision[i] = "unknown"
        elif precision[i] == "":
            own = first.precision if first.start else one.precision
            precision[i] = "day" if a == b else own if own in ("month", "year") and not last.start else "range"
    turned = sorted(reversed_)
    where = np.array(turned, dtype=int)
    shown = [" / ".join(str(d) for d in reversed_[i]) for i in turned]
    swaps = [_choices({"date": "", "date_start": str(reversed_[i][1]), "date_end": str(reversed_[i][0])}) for i in turned]
    found.tell(where, "date_start", "person", "dates_reversed", shown, "", swaps)
    where = np.array(endless, dtype=int)
    ends_at = [str(originals["date_end"][i]) for i in where]
    found.tell(where, "date_start", "person", "no_first_day", ends_at, "", [_choices({"date_start": text}) for text in ends_at])
    long = np.array([i for i in range(n) if (a := starts[i]) and (b := ends[i]) and (b - a).days > s.LONG_SPAN_DAYS], dtype=int)
    shown = [f"{starts[i]} / {ends[i]}" for i in long]
    found.tell(long, "date_end", "warned", "long_span", shown, shown)
    out["date_start"] = [d.isoformat() if d else "" for d in starts]
    out["date_end"] = [d.isoformat() if d else "" for d in ends]
    out["date_precision"], out["date_text"] = precision, texts
    for column in ("response_date", "retrieved_at"):
        out[column] = [x.start.isoformat() if x.start and x.start == x.end else "" for x in spans[column]]
    out["retrieved_at"] = out["retrieved_at"].where(out["retrieved_at"] != "", out["read_on"])


def _widen(day: date, precision: str) -> tuple[date, date]:
    """Give the days that a date known to the week or month may mean (ACLED codebook: the middle of the week is entered)."""
    if precision == "week":
        return day - timedelta(days=3), day + timedelta(days=3)
    month = _month(day.year, day.month)
    assert month.start
    assert month.end
    return month.start, month.end


def _days_text(span: Span) -> str:
    return "" if not span.start else span.start.isoformat() if span.start == span.end else f"{span.start} / {span.end}"


# --- positions ---

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


def read_position(latitude: str, longitude: str, grid: str, crs: str) -> Spot:
    """Read latitude and longitude, or an MGRS reference, as texts; the land is not looked at yet."""
    if not latitude and not longitude and not grid:
        return Spot()
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


def _squares(text: str, inside: Callable[[float, float], bool]) -> list[tuple[str, str]]:
    """Give the positions that the digits of an MGRS reference have in the squares of UTM zone 37 that this governorate touches."""
    written = _MGRS_TEXT.search(text.translate(_DIGITS))
    if not written:
        return []
    found = [spot for square in _GOVERNORATE_SQUARES for spot in read_mgrs(f"37S{square}{written[4]}")]
    return [(f"{lat:.6f}", f"{lon:.6f}") for _, lat, lon, _ in found if inside(lat, lon)]


def _read_positions(out: pd.DataFrame, ground: Ground, crs: str, found: Findings) -> None:
    """Read positions and hold them against the land; a doubtful one leaves the row without a position, in the tray."""
    keys = list(zip(out["latitude"], out["longitude"], out["mgrs"], strict=True))
    known = {k: read_position(*k, crs) for k in set(keys)}
    spots = [known[k] for k in keys]
    lat = np.array([np.nan if p.lat is None else p.lat for p in spots], dtype=float)
    lon = np.array([np.nan if p.lon is None else p.lon for p in spots], dtype=float)
    shown = [", ".join(x for x in k if x) for k in keys]
    codes = np.array([p.code for p in spots], dtype=object)
    doubtful = np.array([p.doubtful for p in spots], dtype=bool)

    def offer(i: Any) -> str:
        """Give the ways to read the doubtful position of a row, as choices."""
        ways = spots[i].choices
        if codes[i] in ("not_mgrs", "mgrs"):  # a mistyped square: the same digits in the squares of this governorate
            ways = tuple(_squares(" ".join(keys[i]), lambda a, b: bool(contains_xy(ground.governorate, b, a))))
        return _choices(*({"latitude": a, "longitude": b, "mgrs": ""} for a, b in ways))

    for code in set(codes) - {""}:
        where = np.flatnonzero((codes == code) & doubtful)
        found.tell(where, "latitude", "person", code, [shown[i] for i in where], "", [offer(i) for i in where])

    def within(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return np.asarray(contains_xy(ground.governorate, b, a))

    def drop(where: np.ndarray) -> None:
        lat[where] = np.nan
        lon[where] = np.nan

    has = ~np.isnan(lat)
    inside = np.zeros(len(out), dtype=bool)
    inside[has] = within(lat[has], lon[has])
    outside = has & ~inside
    turned = np.zeros(len(out), dtype=bool)
    turned[outside] = within(lon[outside], lat[outside])
    where = np.flatnonzero(turned)
    sets = [_choices({"latitude": keys[i][1], "longitude": keys[i][0]}) for i in where]
    found.tell(where, "latitude", "person", "swapped", [shown[i] for i in where], "", sets)
    drop(where)
    outside &= ~turned
    grid = codes == "mgrs"
    where = np.flatnonzero(outside & grid)
    found.tell(where, "latitude", "person", "mgrs_elsewhere", [shown[i] for i in where], "", [offer(i) for i in where])
    drop(where)
    outside &= ~grid
    region = _each(out["admin1"], read_region)
    own = (region == "raqqa") | (out["adm2_pcode"] != "") | (out["adm3_pcode"] != "")
    abroad = _each(out["country"], is_abroad).astype(bool)
    sure = (out["sure_of_point"] != "").to_numpy()
    elsewhere = ((region == "other") & ~own | abroad) & ~inside & ~sure  # a point inside says more than a label
    out["refuse"] = out["refuse"].where((out["refuse"] != "") | ~elsewhere, "elsewhere")
    away = np.zeros(len(out), dtype=bool)
    away[outside] = distance(ground.governorate, points(lon[outside], lat[outside])) > s.FAR_DEGREES
    far = away & ~own.to_numpy() & ~sure & (out["refuse"] == "").to_numpy()  # nothing says Raqqa, and nothing is near it
    out["refuse"] = out["refuse"].where(~far, "far_away")
    where = np.flatnonzero(outside & (out["refuse"] == "") & (out["sure_of_point"] == ""))
    sets = [_choices({"sure_of_point": "yes"}, {"latitude": "", "longitude": "", "mgrs": ""}) for _ in where]
    found.tell(where, "latitude", "person", "outside_governorate", [shown[i] for i in where], [shown[i] for i in where], sets)
    accuracy = out["geolocation_accuracy"].to_numpy(dtype=object).copy()
    from_grid = np.array([p.accuracy for p in spots], dtype=object)
    stated = ~np.isin(accuracy, ("", "unknown"))
    accuracy = np.where(grid & ~stated & (from_grid != ""), from_grid, accuracy)
    _find_middles(lat, lon, has & inside & ~sure & ~np.isin(accuracy, s.AREA_ACCURACIES), shown, keys, ground, found)
    for code in set(codes) - {""}:  # what was mended, where it stands after all of the above
        where = np.flatnonzero((codes == code) & ~doubtful & ~np.isnan(lat))
        found.tell(where, "latitude", "fixed", code, [shown[i] for i in where], [f"{lat[i]:.7g}, {lon[i]:.7g}" for i in where])
    out["geolocation_accuracy"] = accuracy
    out.loc[(grid & ~stated) & (from_grid != "") & ~np.isnan(lat), "accuracy_source"] = "MGRS"
    # what the file wrote stays as it is written, so that nothing is lost to rounding
    as_written = (codes == "") & ~np.isnan(lat) & (out["latitude"] != "").to_numpy()
    out["latitude"] = [
        keys[i][0] if as_written[i] else "" if np.isnan(v) else f"{v:.7f}".rstrip("0").rstrip(".") for i, v in enumerate(lat)
    ]
    out["longitude"] = [
        keys[i][1] if as_written[i] else "" if np.isnan(v) else f"{v:.7f}".rstrip("0").rstrip(".") for i, v in enumerate(lon)
    ]


def _find_middles(
    lat: np.ndarray, lon: np.ndarray, may: np.ndarray, shown: list[str], keys: list[tuple[str, str, str]], ground: Ground, found: Findings
) -> None:
    """Take away, in place, points that stand for the middle of an area though nothing says so; a person says which it is."""
    for middle_lat, middle_lon, accuracy in ground.middles:
        near = np.zeros(len(lat), dtype=bool)
        candidates = may & (np.abs(lat - middle_lat) < 0.01)
        near[candidates] = distance_m(middle_lat, middle_lon, lat[candidates], lon[candidates]) <= s.CENTROID_REACH_M
        where = np.flatnonzero(near)
        sets = [
            _choices({"geolocation_accuracy": accuracy}, {"latitude": keys[i][0], "longitude": keys[i][1], "sure_of_point": "yes"})
            for i in where
        ]
        found.tell(where, "geolocation_accuracy", "person", "centroid", [shown[i] for i in where], "", sets)
        lat[where] = np.nan
        lon[where] = np.nan
        may = may & ~near


# --- numbers ---


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
    read = _read_count(text)
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


def _plainly(column: str) -> str:
    """Name a column in a remark, which is a text of the claim and not of the interface."""
    return column.removeprefix("civilians_").replace("_", " ")


def _read_counts(out: pd.DataFrame, found: Findings) -> None:
    """Read the ranges and single counts; a text that is no number stays in the remarks and the number is unknown."""
    remarks = out["remarks"].to_numpy(dtype=object).copy()
    for base in SPLIT:
        low_column, high_column = f"{base}_min", f"{base}_max"
        whole, lows, highs = (_each(out[c], read_count).to_numpy() for c in (base, low_column, high_column))
        texts = {c: out[c].to_numpy(dtype=object) for c in (base, low_column, high_column)}
        low, high = texts[low_column].copy(), texts[high_column].copy()
        told: dict[tuple[str, str, bool], list[int]] = {}
        above, clash = [], []
        for i in np.flatnonzero((out[[base, low_column, high_column]] != "").any(axis=1)):
            parts = [(c, r) for c, r in ((base, whole[i]), (low_column, lows[i]), (high_column, highs[i])) if texts[c][i]]
            for c, r in parts:
                if r.code:
                    told.setdefault((c, r.code, r.doubtful), []).append(int(i))
            if any(r.doubtful for _, r in parts):
                low[i] = high[i] = ""
                said = "; ".join(f"{_plainly(c)}: {texts[c][i]}" for c, r in parts if r.doubtful)
                remarks[i] = f"{remarks[i]}; {said}" if remarks[i] else said
                continue
            low[i], high[i], sound = join_counts(whole[i], lows[i], highs[i])
            if not sound:
                clash.append(int(i))
                said = "; ".join(f"{_plainly(c)}: {texts[c][i]}" for c, _ in parts)
                remarks[i] = f"{remarks[i]}; {said}" if remarks[i] else said
                low[i] = high[i] = ""
            if low[i] and high[i] and int(low[i]) > int(high[i]):
                above.append(int(i))
        for (column, code, doubtful), rows in told.items():
            where = np.array(rows, dtype=int)
            read = {base: whole, low_column: lows, high_column: highs}[column]
            if doubtful:
                sets = [_choices(*({base: "", low_column: a, high_column: b} for a, b in read[i].choices)) for i in where]
                found.tell(where, column, "person", code, texts[column][where], "", sets)
            else:
                became = [words.range_plain(low[i], high[i]) for i in where]
                found.tell(where, column, "fixed", code, texts[column][where], became)
        where = np.array(above, dtype=int)
        sets = [_choices({base: "", low_column: high[i], high_column: low[i]}) for i in where]
        found.tell(where, low_column, "person", "min_above_max", [f"{low[i]} / {high[i]}" for i in where], "", sets)
        low[where] = high[where] = ""
        where = np.array(clash, dtype=int)
        shown = [" | ".join(f"{texts[c][i]}" for c in (base, low_column, high_column) if texts[c][i]) for i in where]
        found.tell(where, low_column, "person", "figures_clash", shown)
        out[low_column], out[high_column] = low, high
    ranges = {f"{b}{end}" for b in SPLIT for end in ("_min", "_max")}
    for column in [c for c in COUNT_COLUMNS if c not in ranges]:
        read = _each(out[column], read_count)
        exact = pd.Series([bool(r.low) and r.low == r.high for r in read], index=read.index, dtype=bool)
        where = np.flatnonzero(~exact & (out[column] != ""))
        for i in where:
            remarks[i] = (
                f"{remarks[i]}; {_plainly(column)}: {out[column].iloc[i]}" if remarks[i] else f"{_plainly(column)}: {out[column].iloc[i]}"
            )
        found.tell(where, column, "person", "not_a_number", out[column].iloc[where].to_numpy())
        mended = np.flatnonzero(exact & read.map(lambda r: bool(r.code)).astype(bool))
        found.tell(mended, column, "fixed", "thousands", out[column].iloc[mended].to_numpy(), [read.iloc[i].low for i in mended])
        out[column] = [r.low if ok else "" for r, ok in zip(read, exact, strict=True)]
    out["remarks"] = remarks
    _compare_counts(out, found)


def _compare_counts(out: pd.DataFrame, found: Findings) -> None:
    """Point at figures that do not go together; they stay as the source states them."""

    def number(column: str) -> np.ndarray:
        return pd.to_numeric(out[column], errors="coerce").to_numpy(dtype=float)

    total = np.fmax(number("civilians_killed_max"), number("civilians_killed_min"))
    open_ended = (out["civilians_killed_min"] != "").to_numpy() & (out["civilians_killed_max"] == "").to_numpy()
    for who in ("women", "children"):
        where = np.flatnonzero((number(f"{who}_killed_min") > total) & ~open_ended)
        shown = [f"{out[f'{who}_killed_min'].iloc[i]} > {total[i]:g}" for i in where]
        found.tell(where, f"{who}_killed_min", "warned", "part_above_whole", shown, shown)
    parts = {end: (out[f"deaths_reported_{end}"] != "").to_numpy() for end in ("low", "best", "high")}
    alone = (parts["low"] != parts["high"]) | ((parts["low"] | parts["high"]) & ~parts["best"])
    where = np.flatnonzero(alone)
    for i in where:  # a bound without its fellow, or without an estimate, stays as a remark
        said = "; ".join(f"{end} of all dead: {out[f'deaths_reported_{end}'].iloc[i]}" for end in ("low", "high") if parts[end][i])
        out.iloc[i, out.columns.get_loc("remarks")] = f"{out['remarks'].iloc[i]}; {said}" if out["remarks"].iloc[i] else said
        out.iloc[i, [out.columns.get_loc(f"deaths_reported_{end}") for end in ("low", "high")]] = ""
    found.tell(where, "deaths_reported_best", "warned", "bound_alone", out["remarks"].iloc[where].to_numpy())
    for low, code in (("best", "best_above_high"), ("low", "low_above_high")):
        where = np.flatnonzero(number(f"deaths_reported_{low}") > number("deaths_reported_high"))
        shown = [f"{out[f'deaths_reported_{low}'].iloc[i]} > {out['deaths_reported_high'].iloc[i]}" for i in where]
        found.tell(where, f"deaths_reported_{low}", "warned", code, shown, shown)


# --- codes ---


def _unwrap(text: str) -> str:
    """Take reasons out of the notation of a programming language they were stored in: ``a:1:{i:0;s:5:"other";}``."""
    pairs = re.findall(r's:\d+:"([^"]*)"|(?:^|\|)(\w+)(?=\||$)', text)
    return "|".join(dict.fromkeys(a or b for a, b in pairs))


def _read_codes(out: pd.DataFrame, found: Findings) -> np.ndarray:
    """Bring codes into our spelling; one that is not ours stays as it is and holds its row back."""
    held = np.zeros(len(out), dtype=bool)
    wrapped = out["response_reason"].str.contains(r"\ba:\d+:\{")
    where = np.flatnonzero(wrapped)
    unwrapped = out["response_reason"].iloc[where].map(_unwrap)
    found.tell(where, "response_reason", "fixed", "unwrapped", out["response_reason"].iloc[where].to_numpy(), unwrapped.to_numpy())
    out.iloc[where, out.columns.get_loc("response_reason")] = unwrapped.to_numpy()
    for column in FLAG_COLUMNS:  # spreadsheets write them in capitals
        spelled = _each(
            out[column],
            lambda t: {"true": "true", "1": "true", "yes": "true", "false": "false", "0": "false", "no": "false"}.get(
                t.strip().casefold(), t
            ),
        )
        where = np.flatnonzero(~spelled.isin(("true", "false")))
        found.tell(where, column, "person", "unknown_code", out[column].iloc[where].to_numpy(), out[column].iloc[where].to_numpy())
        held[where] = True
        out[column] = spelled
    for column, allowed in CODED_VALUES.items():
        several = column == "belligerent"

        def spell(text: str, allowed: tuple[str, ...] = tuple(allowed), several: bool = several) -> tuple[str, bool]:
            parts = re.split(r"\s*[|;]\s*", text) if several else [text]
            codes = [re.sub(r"[\s-]+", "_", p.strip().casefold()) for p in parts if p.strip()] if text else []
            good = all(c in allowed for c in codes) and (bool(codes) or several or "" in allowed)
            return ("|".join(dict.fromkeys(codes)) if good else text, good)

        read = _each(out[column], spell)
        bad = np.array([not ok for _, ok in read], dtype=bool)
        where = np.flatnonzero(bad)
        found.tell(where, column, "person", "unknown_code", out[column].iloc[where].to_numpy(), out[column].iloc[where].to_numpy())
        held |= bad
        out[column] = [text for text, _ in read]
    return held
