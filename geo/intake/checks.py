"""Is each cell what its column needs, what was mended, and what must a person look at?

A cell that can be read in one way only is read, and if its text had to change the change is told (``fixed``). A cell that can be read
in several ways, or in none, is left empty in the claim and told (``person``), with the ways to read it as choices; the file's
own row stays with the claim. Nothing becomes 0, nobody is placed by a guess.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Geometry, contains_xy, distance, points

from geo import settings as s
from geo.evidence.incidents import (
    CODES,
    COLUMNS,
    COUNT_COLUMNS,
    FLAG_COLUMNS,
    TEXT_COLUMNS,
    WEB_ADDRESS,
    each_text,
    parse_claims,
    spread,
)
from geo.intake.cells import (
    UNKNOWN_WORDS,
    Span,
    days_text,
    is_abroad,
    join_counts,
    own_squares,
    read_count,
    read_day_text,
    read_position,
    read_region,
    widen_days,
)
from geo.intake.sources import SPLIT
from geo.land.distances import distance_m
from geo.land.places import fold
from geo.text import words

KINDS = ("refused", "person", "fixed", "warned")  # the worst finding of a row decides what the row ends as
FINDINGS = ("position", "column", "kind", "code", "was", "became", "choices")

_INVISIBLE = re.compile(
    "[\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\U000e0000-\U000e007f\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
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
    """Take invisible characters off, write "unknown" words as an empty cell, point at markup and formulas.

    Each step is done to the distinct texts; rows are only looked at where a text of theirs changed or is pointed at.
    """
    was = out[column].to_numpy(dtype=object)
    codes, texts = pd.factorize(was)
    if not any(texts):
        return
    number = column in (*COUNT_COLUMNS, *SPLIT, *_POINT, "mgrs")
    name = column in ("place_name", "place_name_ar")
    seen = [_INVISIBLE.sub("", t).strip() for t in texts]

    def rows_of(flags: list[bool]) -> np.ndarray:
        return np.flatnonzero(np.array(flags, dtype=bool)[codes]) if any(flags) else np.empty(0, dtype=int)

    def now(where: np.ndarray) -> np.ndarray:
        return np.array(seen, dtype=object)[codes[where]]

    where = rows_of([_INVISIBLE.search(t) is not None for t in texts])
    marked = [
        _INVISIBLE.sub(lambda m: f"[U+{ord(m.group()):04X}]", text[: s.READ_CHARACTERS]) for text in was[where]
    ]  # else both would look the same
    found.tell(where, column, "fixed", "invisible", marked, now(where))
    if number or column in ("place_name", "place_name_ar", "source_name", "date", "date_start", "date_end"):
        blank = [t.casefold() in UNKNOWN_WORDS or fold(t) in UNKNOWN_WORDS for t in seen]
        where = rows_of(blank)
        found.tell(where, column, "fixed", "unknown_word", was[where])
        seen = ["" if b else t for t, b in zip(seen, blank, strict=True)]
    where = rows_of(["\ufffd" in t for t in seen])
    found.tell(where, column, "warned", "lost_character", now(where), now(where))
    if name:
        where = rows_of(["ةة" in t for t in seen])
        doubled = now(where)
        seen = [re.sub("ة+", "ة", t) if "ةة" in t else t for t in seen]
        found.tell(where, column, "fixed", "doubled_letter", doubled, now(where))
    if not number and column not in URLS:
        for search, code in ((_MARKUP.search, "markup"), (_FORMULA.match, "formula")):
            where = rows_of([search(t) is not None for t in seen])
            found.tell(where, column, "warned", code, now(where), now(where))
    if seen != list(texts):
        out[column] = now(np.arange(len(was)))


def _clean_links(out: pd.DataFrame, column: str, found: Findings) -> None:
    """Keep one address that begins with http or https; anything else stays in the file's row only."""

    def first(text: str) -> str:
        parts = [p for p in re.split(r"[\s;|]+|,(?=https?:)", text) if re.fullmatch(WEB_ADDRESS, p, re.I)]
        return re.sub(r"^https?", lambda m: m.group().lower(), parts[0], flags=re.I) if parts else ""

    was = out[column]
    seen = each_text(was, first)
    where = np.flatnonzero((seen != was).to_numpy())
    several = seen.iloc[where] != ""
    for code, rows in (("several_values", where[several.to_numpy()]), ("link", where[~several.to_numpy()])):
        found.tell(rows, column, "fixed", code, was.iloc[rows].to_numpy(), seen.iloc[rows].to_numpy())
    out[column] = seen


def _read_dates(out: pd.DataFrame, order: dict[str, str], found: Findings) -> None:
    """Read the dates of an event and of an answer; what is doubtful stays as text in ``date_text`` and the row is undated."""
    n = len(out)
    spans: dict[str, list[Span]] = {}
    for column in ("date", "date_start", "date_end", "response_date", "retrieved_at"):
        how = order.get(column, "")
        read = each_text(out[column], partial(read_day_text, order=how))
        spans[column] = list(read)
        codes = np.array([x.code for x in read], dtype=object)
        doubtful = np.array([x.doubtful for x in read], dtype=bool)
        declared = how.endswith("declared")
        for code in set(codes) - {""}:
            here = codes == code
            if code == "date_order" and declared:  # the source says how it writes dates: nothing was mended
                continue
            where = np.flatnonzero(here & ~doubtful)
            found.tell(where, column, "fixed", code, out[column].iloc[where].to_numpy(), [days_text(read.iloc[i]) for i in where])
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
            a, b = widen_days(a, widened[i])
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


def _read_positions(out: pd.DataFrame, ground: Ground, crs: str, found: Findings) -> None:
    """Read positions and hold them against the land; a doubtful one leaves the row without a position, in the tray."""
    joined = (out["latitude"].astype(object) + "\x1f" + out["longitude"].astype(object) + "\x1f" + out["mgrs"].astype(object)).to_numpy()
    of, texts = pd.factorize(joined)  # each distinct position is read once
    distinct = [read_position(*text.split("\x1f"), crs) for text in texts]
    keys = spread([tuple(text.split("\x1f")) for text in texts], of)
    spots = spread(distinct, of)
    lat = np.array([np.nan if p.lat is None else p.lat for p in distinct], dtype=float)[of]
    lon = np.array([np.nan if p.lon is None else p.lon for p in distinct], dtype=float)[of]
    shown = spread([", ".join(x for x in text.split("\x1f") if x) for text in texts], of)
    codes = spread([p.code for p in distinct], of)
    doubtful = np.array([p.doubtful for p in distinct], dtype=bool)[of]

    def offer(i: Any) -> str:
        """Give the ways to read the doubtful position of a row, as choices."""
        ways = spots[i].choices
        if codes[i] in ("not_mgrs", "mgrs"):  # a mistyped square: the same digits in the squares of this governorate
            ways = tuple(own_squares(" ".join(keys[i]), lambda a, b: bool(contains_xy(ground.governorate, b, a))))
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
    region = each_text(out["admin1"], read_region)
    own = (region == "raqqa") | (out["adm2_pcode"] != "") | (out["adm3_pcode"] != "")
    abroad = each_text(out["country"], is_abroad).astype(bool)
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
    from_grid = spread([p.accuracy for p in distinct], of)
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
    for column, values in (("latitude", lat), ("longitude", lon)):
        texts = np.where(as_written, out[column].to_numpy(dtype=object), "").astype(object)
        for i in np.flatnonzero(~as_written & ~np.isnan(values)):
            texts[i] = f"{values[i]:.7f}".rstrip("0").rstrip(".")
        out[column] = texts


def _find_middles(
    lat: np.ndarray, lon: np.ndarray, may: np.ndarray, shown: np.ndarray, keys: np.ndarray, ground: Ground, found: Findings
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


def _alike_rows(columns: list[np.ndarray]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Give the distinct rows of some columns of texts that are not all empty, each with the places where it stands."""
    codes = [pd.factorize(c)[0] for c in columns]
    every = np.asarray(codes[0], dtype=np.int64)
    for one in codes[1:]:
        width = np.int64(one.max(initial=0) + 1)
        every = np.asarray(pd.factorize(every)[0], dtype=np.int64) * width + one
    for rows in pd.Series(range(len(every))).groupby(every, sort=False).indices.values():
        cells = tuple(c[rows[0]] for c in columns)
        if any(cells):
            yield cells, rows.tolist()


def _plainly(column: str) -> str:
    """Name a column in a remark, which is a text of the claim and not of the interface."""
    return column.removeprefix("civilians_").replace("_", " ")


def _read_counts(out: pd.DataFrame, found: Findings) -> None:
    """Read the ranges and single counts; a text that is no number stays in the remarks and the number is unknown."""
    remarks = out["remarks"].to_numpy(dtype=object).copy()
    for base in SPLIT:
        low_column, high_column = f"{base}_min", f"{base}_max"
        names = (base, low_column, high_column)
        texts = {c: out[c].to_numpy(dtype=object) for c in names}
        low, high = texts[low_column].copy(), texts[high_column].copy()
        told: dict[tuple[str, str, bool], list[int]] = {}
        above: list[int] = []
        clash: list[int] = []
        for cells, rows in _alike_rows([texts[c] for c in names]):  # rows that say the same are read once
            parts = [(c, read_count(text)) for c, text in zip(names, cells, strict=True) if text]
            for c, r in parts:
                if r.code:
                    told.setdefault((c, r.code, r.doubtful), []).extend(rows)
            if any(r.doubtful for _, r in parts):
                a = b = ""
                said = "; ".join(f"{_plainly(c)}: {texts[c][rows[0]]}" for c, r in parts if r.doubtful)
            else:
                a, b, sound = join_counts(*(read_count(text) for text in cells))
                said = "" if sound else "; ".join(f"{_plainly(c)}: {texts[c][rows[0]]}" for c, _ in parts)
                if not sound:
                    clash.extend(rows)
                    a = b = ""
            if said:
                for i in rows:
                    remarks[i] = f"{remarks[i]}; {said}" if remarks[i] else said
            low[rows], high[rows] = a, b
            if a and b and int(a) > int(b):
                above.extend(rows)
        for places in (above, clash, *told.values()):
            places.sort()
        for (column, code, doubtful), rows in told.items():
            where = np.array(rows, dtype=int)
            if doubtful:
                read = [read_count(text) for text in texts[column][where]]
                sets = [_choices(*({base: "", low_column: a, high_column: b} for a, b in r.choices)) for r in read]
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
        read = each_text(out[column], read_count)
        exact = pd.Series([bool(r.low) and r.low == r.high for r in read], index=read.index, dtype=bool)
        where = np.flatnonzero(~exact & (out[column] != ""))
        for i in where.tolist():
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
        pairs = zip(out[f"deaths_reported_{low}"].to_numpy()[where], out["deaths_reported_high"].to_numpy()[where], strict=True)
        shown = [f"{a} > {b}" for a, b in pairs]
        found.tell(where, f"deaths_reported_{low}", "warned", code, shown, shown)


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
        spelled = each_text(
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
            parts = re.split(r"[|;]", text[: s.READ_CHARACTERS]) if several else [text]
            codes = [re.sub(r"[\s-]+", "_", p.strip().casefold()) for p in parts if p.strip()] if text else []
            good = all(c in allowed for c in codes) and (bool(codes) or several or "" in allowed)
            return ("|".join(dict.fromkeys(codes)) if good else text, good)

        read = each_text(out[column], spell)
        bad = np.array([not ok for _, ok in read], dtype=bool)
        where = np.flatnonzero(bad)
        found.tell(where, column, "person", "unknown_code", out[column].iloc[where].to_numpy(), out[column].iloc[where].to_numpy())
        held |= bad
        out[column] = [text for text, _ in read]
    return held
