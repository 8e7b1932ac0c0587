"""What is on disk: read every file of ``data/``, check all of it, report once."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo import settings as s
from geo import words
from geo.areas import assign_areas, build_areas
from geo.filters import Filters, Selection, select
from geo.incidents import COLUMNS, DataProblems, Problem, parse_claims, to_incidents
from geo.links import different_pairs, disputed_positions, find_pairs, group_claims, parts_of, validate_links
from geo.places import fold, place_frame

CORRECTION_COLUMNS = ("claim_id", "column", "was", "becomes", "reason", "decided_by", "decided_on")
STATEMENT_COLUMNS = ["date", "speaker", "kind", "text_en", "text_ar", "source_url"]
_TABLES = {
    "input/places.csv": (
        [
            "place_pcode",
            "name_en",
            "name_ar",
            "variants_en",
            "variants_ar",
            "latitude",
            "longitude",
            "adm3_pcode",
            "population_2017",
            "namesakes",
            "coord_basis",
        ]
    ),
    "input/phases.csv": ["phase_id", "date_start", "date_end", "short_en", "short_ar", "name_en", "name_ar", "source_url"],
    "input/statements.csv": STATEMENT_COLUMNS,
    "hand/statements.csv": STATEMENT_COLUMNS,
    "input/declared_strikes.csv": ["date", "location", "strikes"],
    "hand/corrections.csv": list(CORRECTION_COLUMNS),
}
_GEOMETRY = {
    "input/subdistricts.geojson": [
        "adm1_pcode",
        "adm1_en",
        "adm1_ar",
        "adm2_pcode",
        "adm2_en",
        "adm2_ar",
        "adm3_pcode",
        "adm3_en",
        "adm3_ar",
    ],
    "input/rivers.geojson": [],
    "input/lake_assad.geojson": [],
}


@dataclass(frozen=True)
class Record:
    """Everything the dashboard knows, read-only. Geometry is WGS84.

    ``span`` is the first and last day any claim names; ``names`` are those of all areas and places by code, English and Arabic;
    ``fingerprint`` are the first eight characters of the SHA-256 of
    all files read.
    """

    claims: pd.DataFrame
    incidents: pd.DataFrame
    links: pd.DataFrame
    corrections: pd.DataFrame
    areas: dict[str, gpd.GeoDataFrame]
    places: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    lake: gpd.GeoDataFrame
    phases: pd.DataFrame
    statements: pd.DataFrame
    declared: pd.DataFrame
    pairs: list[tuple[str, str]]
    parts: dict[str, set[str]]
    span: tuple[date, date]
    fingerprint: str
    names: dict[str, tuple[str, str]]

    def select(self, filters: Filters) -> Selection:
        """Apply a choice to this record (``filters.select``)."""
        return select(self.incidents, filters, self.span, self.places, self.parts, self.names)

    @property
    def area_ids(self) -> set[str]:
        """Every code an area filter may name: districts, subdistricts, places, sectors."""
        return {code for level in s.LEVELS for code in self.areas[level]["area_id"]}


def data_files(folder: Path = s.DATA) -> list[Path]:
    """List the files a record is made of, in a fixed order."""
    return [*sorted((folder / "input").glob("*.*")), *sorted((folder / "hand").glob("*.csv"))]


def stamp(folder: Path = s.DATA) -> tuple[tuple[str, int, int], ...]:
    """Give name, size and time of change of each file: a new stamp means "read again"."""
    return tuple((str(p), p.stat().st_size, p.stat().st_mtime_ns) for p in data_files(folder))


def read_record(folder: Path = s.DATA) -> Record:
    """Read and check the data folder.

    Raises
    ------
    DataProblems : with every problem of every file, at once.
    """
    problems: list[Problem] = []
    tables = {name: _read_table(folder / name, columns, problems) for name, columns in _TABLES.items()}
    shapes = {name: _read_shapes(folder / name, columns, problems) for name, columns in _GEOMETRY.items()}
    claim_files = sorted((folder / "input").glob("claims_*.csv"))
    if not claim_files:
        problems.append(Problem("input/claims_*.csv", None, "", "", "file_missing"))
    raw = {f"input/{path.name}": _read_table(path, list(COLUMNS), problems) for path in claim_files}
    links = _read_table(folder / "hand/links.csv", [], problems)
    if problems:
        raise DataProblems(problems)

    corrections = tables["hand/corrections.csv"]
    problems += apply_corrections(raw, corrections)
    parsed = []
    for name, table in raw.items():
        claims, found = parse_claims(table, name)
        parsed.append(claims)
        problems += found
    if not problems:
        claims = pd.concat(parsed, ignore_index=True)
        problems += [
            Problem("input/claims_*.csv", None, "claim_id", c, "unique") for c in claims["claim_id"][claims["claim_id"].duplicated()]
        ]
        problems += validate_links(links, claims, "hand/links.csv")
    said = ("input/statements.csv", "hand/statements.csv")
    for name in ("input/phases.csv", *said, "input/declared_strikes.csv"):
        problems += _parse_dates(tables[name], name)
    problems += _check_cells(tables["input/declared_strikes.csv"], "input/declared_strikes.csv")
    for name in ("input/phases.csv", *said):
        problems += _check_cells(tables[name], name)
    problems += _check_cells(tables["input/places.csv"], "input/places.csv")
    if not problems and claims.dropna(subset=["date_start"]).empty:
        problems.append(Problem("input/claims_*.csv", None, "date_start", "", "not_empty"))
    if problems:
        raise DataProblems(problems)

    claims["incident_id"] = claims["claim_id"].map(group_claims(claims["claim_id"], links))
    places = place_frame(tables["input/places.csv"])
    subdistricts = shapes["input/subdistricts.geojson"]
    areas = build_areas(subdistricts, places)
    district_of = dict(zip(subdistricts["adm3_pcode"], subdistricts["adm2_pcode"], strict=True))
    incidents = assign_areas(to_incidents(claims), areas, district_of)
    incidents["position_disputed"] |= incidents["incident_id"].isin(disputed_positions(claims, links))
    incidents["search"] = _search_text(incidents, claims, places)
    tables["input/declared_strikes.csv"]["strikes"] = tables["input/declared_strikes.csv"]["strikes"].astype(int)
    dated = claims.dropna(subset=["date_start", "date_end"])
    return Record(
        claims=claims,
        incidents=incidents,
        links=links,
        corrections=corrections,
        areas=areas,
        places=places.assign(label_lat=areas["place"]["label_lat"], label_lon=areas["place"]["label_lon"]),
        rivers=shapes["input/rivers.geojson"],
        lake=shapes["input/lake_assad.geojson"],
        phases=tables["input/phases.csv"],
        statements=pd.concat([tables[name] for name in said]).sort_values("date", kind="stable", ignore_index=True),
        declared=tables["input/declared_strikes.csv"],
        pairs=find_pairs(incidents, different_pairs(claims, links)),
        parts=parts_of(claims, links),
        span=(dated["date_start"].min().date(), dated["date_end"].max().date()),
        fingerprint=fingerprint(folder),
        names=_names(areas),
    )


def _names(areas: dict[str, gpd.GeoDataFrame]) -> dict[str, tuple[str, str]]:
    """Give the name, English and Arabic, of every area of every level, by code."""
    named = {a: (words.say(f"sector_{a}", "en"), words.say(f"sector_{a}", "ar")) for a in areas["sector"]["area_id"]}
    for level in ("district", "subdistrict", "place"):
        named |= {r["area_id"]: (r["name_en"], r["name_ar"]) for r in areas[level][["area_id", "name_en", "name_ar"]].to_dict("records")}
    return named


def fingerprint(folder: Path = s.DATA) -> str:
    """Hash the names and bytes of all data files: eight characters of SHA-256, printed with every picture."""
    digest = hashlib.sha256()
    for path in data_files(folder):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def apply_corrections(raw: dict[str, pd.DataFrame], corrections: pd.DataFrame) -> list[Problem]:
    """Put the hand-made corrections into the tables as read; the corrected claim keeps what it was in ``corrections``.

    A correction that names no claim, no column, or another former value than the file has is a problem, never a guess.
    """
    problems = []
    for i, fix in enumerate(corrections.itertuples(index=False)):
        here = "hand/corrections.csv"
        problems += [Problem(here, i + 2, c, "", "not_empty") for c in ("reason", "decided_by", "decided_on") if not getattr(fix, c)]
        if fix.column not in COLUMNS or fix.column == "claim_id":
            problems.append(Problem(here, i + 2, "column", fix.column, "one_of", tuple(c for c in COLUMNS if c != "claim_id")))
            continue
        homes = [t for t in raw.values() if fix.claim_id in set(t["claim_id"])]
        if not homes:
            problems.append(Problem(here, i + 2, "claim_id", fix.claim_id, "known_claim"))
            continue
        rows = homes[0]["claim_id"] == fix.claim_id
        if set(homes[0].loc[rows, fix.column]) != {fix.was}:
            problems.append(Problem(here, i + 2, "was", fix.was, "value_in_file", tuple(homes[0].loc[rows, fix.column])))
            continue
        homes[0].loc[rows, fix.column] = fix.becomes
    return problems


def _read_table(path: Path, columns: list[str], problems: list[Problem]) -> pd.DataFrame:
    """Read a UTF-8 CSV as text; nothing is taken for a number or for missing here."""
    name = f"{path.parent.name}/{path.name}"
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(name, None, "", "", "file_missing"))
    except (OSError, ValueError) as error:  # pandas' parser errors and bad UTF-8 are ValueErrors
        problems.append(Problem(name, None, "", str(error)[:120], "readable_csv"))
    else:
        lacking = [c for c in columns if c not in table.columns]
        problems += [Problem(name, 1, c, "", "column_missing") for c in lacking]
        return table.astype(object)
    return pd.DataFrame(columns=columns, dtype=object)


def _read_shapes(path: Path, columns: list[str], problems: list[Problem]) -> gpd.GeoDataFrame:
    name = f"{path.parent.name}/{path.name}"
    empty = gpd.GeoDataFrame(columns=[*columns, "geometry"], geometry="geometry", crs=s.WGS84)
    try:
        shapes = gpd.read_file(path)
    except Exception as error:  # noqa: BLE001 - pyogrio raises many kinds; all mean "not readable"
        problems.append(Problem(name, None, "", type(error).__name__, "readable_geojson"))
        return empty
    problems += [Problem(name, 1, c, "", "column_missing") for c in columns if c not in shapes.columns]
    if shapes.geometry.isna().any() or not shapes.geometry.is_valid.all():
        problems.append(Problem(name, None, "geometry", "", "valid_geometry"))
    return shapes.to_crs(s.WGS84)


def _parse_dates(table: pd.DataFrame, name: str) -> list[Problem]:
    """Turn the date columns of a table into datetimes in place; collect those that are none."""
    problems = []
    for column in [c for c in table.columns if c.startswith("date")]:
        days = pd.to_datetime(table[column], format="%Y-%m-%d", errors="coerce")
        problems += [Problem(name, int(i) + 2, column, str(table[column][i]), "date") for i in days.index[days.isna()]]
        table[column] = days
    return problems


_CELLS = {  # column: what a cell must look like, and the text that says so
    "strikes": (r"[0-9]{1,6}", "whole_number_or_empty"),
    "population_2017": (r"([0-9]{1,9})?", "whole_number_or_empty"),
    "latitude": (r"[0-8]?[0-9](\.[0-9]+)?", "latitude_range"),
    "longitude": (r"(1[0-7]|[0-9])?[0-9](\.[0-9]+)?", "longitude_range"),
    "source_url": (r"https?://.+", "web_address"),
    "place_pcode": (r".+", "not_empty"),
}


def _check_cells(table: pd.DataFrame, name: str) -> list[Problem]:
    """Collect the cells of a table that are not what their column needs; P-codes must be unique."""
    problems = []
    for column, (pattern, allowed) in _CELLS.items():
        if column in table.columns:
            bad = table.index[~table[column].str.fullmatch(pattern)]
            problems += [Problem(name, int(i) + 2, column, table[column][i], allowed) for i in bad]
    if "place_pcode" in table.columns:
        twice = table.index[table["place_pcode"].duplicated()]
        problems += [Problem(name, int(i) + 2, "place_pcode", table["place_pcode"][i], "unique") for i in twice]
    return problems


def _search_text(incidents: pd.DataFrame, claims: pd.DataFrame, places: gpd.GeoDataFrame) -> pd.Series:
    """Everything a text filter looks in, folded: names in both scripts, ids, sources, and the named place's variants."""
    parts = claims[["place_name", "place_name_ar", "claim_id", "source_name", "dyad"]].agg(" ".join, axis=1).map(fold)
    joined = parts.groupby(claims["incident_id"], sort=False).agg(" ".join)
    variants = places.set_index("area_id")["search"]
    return incidents["incident_id"].map(joined) + " " + incidents["place_pcode"].map(variants).fillna("")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: to a draft beside it, to the disk, then in its place.

    Raises
    ------
    OSError : the folder cannot be written, or the disk is full.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".draft-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
