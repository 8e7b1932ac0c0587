"""Which areas does a file of boundaries hold: P-codes of three levels, names in both scripts, shapes without faults?

The file is a stranger's: ``apart.boundaries_apart`` reads and mends it in a process of its own. ``docs/territory.md`` tells the rules.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from geo import settings as s
from geo.intake.formats.raw import Choices, FileRefused, RawTable
from geo.intake.reading import read_table
from geo.land.distances import utm_zone
from geo.land.places import is_arabic

LEVELS = ("1", "2", "3")
CODE = re.compile(r"[A-Za-z0-9]{1,20}")
_CODE_HEADING = re.compile(r"adm(?:in)?([0-3])(?:pcode|pcod|pco|code)")  # Shapefile cuts a heading after ten characters
_NAME_HEADING = re.compile(r"adm(?:in)?([0-3])(?:name|nam|na|nm|n)?([a-z]{2}|eng|ara|\d{0,2})")
_DIGITS = 5  # decimals of a degree, about a metre


@dataclass(frozen=True)
class Told:
    """One thing found about a file of boundaries or places: the end of its text's key, and what it is about."""

    code: str
    n: int = 0
    what: str = ""


@dataclass(frozen=True)
class Boundaries:
    """The subdistricts of one governorate, a row each: ``adm1_pcode`` to ``adm3_pcode`` and their names (texts, empty where the file has none).

    ``shapes`` are WKB in hexadecimal digits (WGS84 degrees), ``others`` names of the other governorates of the file, ``country`` those of the country.
    """

    rows: list[dict[str, str]]
    shapes: list[str]
    others: list[str]
    country: list[str]
    told: list[Told]


def boundaries_of(data: bytes, name: str, adm1: str, choices: Choices | None = None) -> Boundaries:
    """Find the areas of a governorate in the bytes of a file (GeoJSON, GeoPackage, a Shapefile in a zip).

    Parameters
    ----------
    adm1 : P-code of the governorate.
    choices : ``sheet`` names the layer, where the one with subdistricts is not to be found out; ``crs`` where the file has none.

    Raises
    ------
    FileRefused : as ``reading.read_table``; or it has no boundaries with codes of subdistricts, none of this governorate, or too many.
    """
    raw = _layer(data, name, choices or Choices())
    codes, cells = headings(raw.cells, _CODE_HEADING), raw.cells
    level3 = cells[codes["3"]].str.strip()
    first = (
        cells[codes["1"]].str.strip() if "1" in codes else level3.map(lambda code: adm1 if code.upper().startswith(adm1.upper()) else "")
    )
    own = np.flatnonzero((first.str.upper() == adm1.upper()) & (level3 != ""))
    if not len(own):
        known = sorted(set(first[first != ""])) if "1" in codes else sorted(set(level3))
        raise FileRefused("no_such_adm1", pcode=adm1, known=", ".join(known[:20]))
    if level3.iloc[own].nunique() > s.AREAS_MOST:
        raise FileRefused("too_many_areas", n=level3.iloc[own].nunique(), limit=s.AREAS_MOST)
    rows = pd.DataFrame({f"adm{k}_pcode": cells[codes[k]].str.strip() if k in codes else "" for k in LEVELS}, index=cells.index)
    rows["adm1_pcode"] = first
    for level in LEVELS:
        rows[f"adm{level}_en"], rows[f"adm{level}_ar"] = names_of(cells, level)
    elsewhere = rows.loc[(first != "") & (first.str.upper() != adm1.upper()), ["adm1_en", "adm1_ar"]] if "1" in codes else rows.iloc[:0]
    country = {n for side in names_of(cells.iloc[own], "0") for n in side if n}
    _check_codes(rows.iloc[own])
    outlines = raw.outlines if raw.outlines is not None else np.full(len(cells), None)
    kept, shapes, told = _mended(rows.iloc[own].reset_index(drop=True), outlines[own])
    return Boundaries(
        rows=kept.to_dict("records"),
        shapes=[shapely.to_wkb(x, hex=True) for x in shapes],
        others=sorted({n for n in elsewhere.to_numpy().ravel() if n})[:200],
        country=sorted(country)[:10],
        told=told,
    )


def _layer(data: bytes, name: str, choices: Choices) -> RawTable:
    """Read the first layer that has codes of subdistricts."""
    first = read_table(data, name, choices)
    others = [] if choices.sheet else [x for x in first.sheets if x != first.sheet]
    layers: Iterator[RawTable] = (read_table(data, name, replace(choices, sheet=x)) for x in others)
    for raw in (first, *layers):
        if "3" in headings(raw.cells, _CODE_HEADING):
            return raw
    raise FileRefused("no_adm3", columns=", ".join(list(first.cells.columns)[:30]))


def plain_heading(heading: str) -> str:
    """Write a heading as it is compared: small letters and digits."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold())


def headings(cells: pd.DataFrame, pattern: re.Pattern[str]) -> dict[str, str]:
    """Give level -> the first column whose heading says it, whatever its spelling: adm3_pcode, ADM3_PCODE, Admin3_Pco."""
    found: dict[str, str] = {}
    for column in cells.columns:
        if match := pattern.fullmatch(plain_heading(column)):
            found.setdefault(match[1], column)
    return found


def names_of(cells: pd.DataFrame, level: str) -> tuple[pd.Series, pd.Series]:
    """Give the names of a level, Latin (or any other script) and Arabic, as texts; the script decides, English before other languages."""
    wanted = []
    for place, column in enumerate(cells.columns):
        match = _NAME_HEADING.fullmatch(plain_heading(column))
        if match and match[1] == level and match[2] not in ("id", "pc"):
            rank = 0 if match[2] in ("en", "eng", "ar", "ara") else 1 if not match[2] else 2
            wanted.append((rank, place, column))
    latin, arabic = (pd.Series("", index=cells.index, dtype=object) for _ in range(2))
    for _, _, column in sorted(wanted):
        names = cells[column].map(cleaned)
        script = names.map(is_arabic)
        latin = latin.where((latin != "") | script, names)
        arabic = arabic.where((arabic != "") | ~script, names)
    return latin, arabic


def cleaned(name: str) -> str:
    """Give a name without signs that act instead of being read, and without what a spreadsheet would take for a formula."""
    shown = "".join(
        " " if c.isspace() else c for c in name[:200] if c.isspace() or c == "\u200c" or not unicodedata.category(c).startswith("C")
    )
    return " ".join(shown.split()).lstrip("=+@-")[:100].strip()


def _check_codes(rows: pd.DataFrame) -> None:
    bad = [c for c in (*rows["adm1_pcode"], *rows["adm2_pcode"], *rows["adm3_pcode"]) if c and not CODE.fullmatch(c)]
    if bad:
        raise FileRefused("bad_pcode", pcode=bad[0][:40])
    if (rows["adm2_pcode"] == rows["adm3_pcode"]).any() or (rows["adm1_pcode"] == rows["adm3_pcode"]).any():
        raise FileRefused("same_pcode", pcode=rows["adm3_pcode"].iloc[0])
    parents = rows[rows["adm2_pcode"] != ""].groupby("adm3_pcode")["adm2_pcode"].nunique()
    if (parents > 1).any():
        raise FileRefused("two_parents", pcode=parents.index[parents > 1][0])


def _mended(rows: pd.DataFrame, outlines: np.ndarray) -> tuple[pd.DataFrame, list[BaseGeometry], list[Told]]:
    """Give one row a subdistrict with a valid shape of polygons, and tell what was done."""
    codes, told, shapes = rows["adm3_pcode"], [], {}
    for code, of in pd.Series(outlines, index=rows.index).groupby(codes):
        parts = [p for one in of if one is not None for p in _polygons(one)]
        if parts:
            shapes[code] = shapely.union_all(parts)
    faulty = sorted({c for c, x in zip(codes, outlines, strict=True) if x is not None and not shapely.is_valid(x)})
    bare = sorted(set(codes) - set(shapes))
    if not shapes:
        raise FileRefused("no_boundaries")
    whole = shapely.union_all(list(shapes.values()))
    west, south, east, north = whole.bounds
    if not (west >= -180 and east <= 180 and south >= -80 and north <= 84) or east - west > 180:
        raise FileRefused("not_in_one_piece", bounds=f"{south:.2f}, {west:.2f}, {north:.2f}, {east:.2f}")
    told += [Told("mended", len(faulty), _some(faulty))] if faulty else []
    told += [Told("without_shape", len(bare), _some(bare))] if bare else []
    twice = sorted(code for code, n in Counter(codes).items() if n > 1)
    told += [Told("joined", len(twice), _some(twice))] if twice else []
    overlap = _overlap_km2(list(shapes.values()), whole)
    told += [Told("overlap", round(overlap))] if overlap >= 1 else []
    slim, metres = _slim(np.array(list(shapes.values()), dtype=object))
    told += [Told("simplified", metres)] if metres else []
    kept = rows.drop_duplicates("adm3_pcode").set_index("adm3_pcode", drop=False).loc[list(shapes)].reset_index(drop=True)
    return kept, slim, told


def _some(codes: list[str]) -> str:
    return ", ".join(codes[:10]) + (" …" if len(codes) > 10 else "")


def _polygons(shape: BaseGeometry) -> list[BaseGeometry]:
    """Give the polygons of a geometry, mended where their rings cross or are turned; lines and points of it are none."""
    whole = shape if shapely.is_valid(shape) else shapely.make_valid(shape, method="structure", keep_collapsed=False)
    return [p for p in shapely.get_parts(shapely.get_parts(whole)) if p.geom_type == "Polygon" and not p.is_empty]


def _overlap_km2(shapes: list[BaseGeometry], whole: BaseGeometry) -> float:
    west, south, east, north = whole.bounds
    project = Transformer.from_crs(s.WGS84, utm_zone((south + north) / 2, (west + east) / 2), always_xy=True).transform
    metric = [shapely.transform(x, project, interleaved=False) for x in (*shapes, whole)]
    return float((sum(x.area for x in metric[:-1]) - metric[-1].area) / 1e6)


def _slim(shapes: np.ndarray) -> tuple[list[BaseGeometry], int]:
    """Round to about a metre and, where there are more corners than a page can draw, leave out some, the same on both sides of a border.

    Returns
    -------
    shapes, and the tolerance in metres (0: nothing was left out).
    """
    degrees = 0.0
    slim = _rounded(shapes)
    while shapely.get_num_coordinates(slim).sum() > s.CORNERS_MOST and degrees < 0.1:
        degrees = degrees * 2 or 0.0001
        slim = _rounded(shapely.coverage_simplify(shapes, degrees))
    return list(slim), round(degrees * 111_000)


def _rounded(shapes: Iterable[Any]) -> np.ndarray:
    rounded = [shapely.transform(x, lambda xy: np.round(xy, _DIGITS)) for x in shapes]
    return np.array([x if shapely.is_valid(x) else shapely.union_all(_polygons(x)) for x in rounded], dtype=object)


def with_districts(boundaries: Boundaries, table: pd.DataFrame | None) -> Boundaries:
    """Give every subdistrict its district, by the file's own column, else by the codes of a second table, else by half of what the
    subdistrict's code has beyond the governorate's; and names from that table where the file has none.

    Parameters
    ----------
    table : cells with codes and names of districts, of governorates, or of both.

    Raises
    ------
    FileRefused : a subdistrict's code does not say its district.
    """
    known = _known_names(table) if table is not None else {}
    told, rows = list(boundaries.told), []
    guessed = 0
    for row in boundaries.rows:
        one, code = dict(row), row["adm3_pcode"]
        if not one["adm2_pcode"]:
            guessed += 1
            begun = [c for c in known if code.startswith(c) and c not in (code, one["adm1_pcode"])]
            one["adm2_pcode"] = max(begun, key=len, default="") or _half(code, one["adm1_pcode"])
        for level in LEVELS:
            latin, arabic = known.get(one[f"adm{level}_pcode"], ("", ""))
            one[f"adm{level}_en"] = one[f"adm{level}_en"] or latin
            one[f"adm{level}_ar"] = one[f"adm{level}_ar"] or arabic
            if not one[f"adm{level}_en"] and not one[f"adm{level}_ar"]:
                one[f"adm{level}_en"] = one[f"adm{level}_pcode"]
        rows.append(one)
    told += [Told("districts_by_code", guessed)] if guessed else []
    return replace(boundaries, rows=rows, told=told)


def _half(code: str, adm1: str) -> str:
    beyond = len(code) - len(adm1)
    if not code.startswith(adm1) or beyond < 2 or beyond % 2:
        raise FileRefused("no_adm2", pcode=code)
    return code[: len(adm1) + beyond // 2]


def _known_names(table: pd.DataFrame) -> Mapping[str, tuple[str, str]]:
    """Give code -> names (Latin, Arabic) of the districts and governorates of a table."""
    columns = headings(table, _CODE_HEADING)
    found: dict[str, tuple[str, str]] = {}
    if not {"1", "2"} & set(columns):
        raise FileRefused("no_adm2_table", columns=", ".join(list(table.columns)[:30]))
    for level in ("1", "2"):
        if level in columns:
            latin, arabic = names_of(table, level)
            found |= {c.strip(): (a, b) for c, a, b in zip(table[columns[level]], latin, arabic, strict=True) if CODE.fullmatch(c.strip())}
    return found
