"""Which tables does a data folder hold besides the claims, how are their files read, and what must their cells be?"""

from pathlib import Path

import geopandas as gpd
import pandas as pd

from geo import settings as s
from geo.evidence import answers
from geo.evidence.incidents import COLUMNS, WEB_ADDRESS, Problem
from geo.intake.sources.claims import bring_up
from geo.record import belongs
from geo.record.stored import read_cells
from geo.text.signs import as_meant

QUOTED = "input/declared_quoted.csv"
OPTIONAL = (belongs.FILE, QUOTED, answers.FILE)  # younger than the first data folders: one without it holds none of its rows
CORRECTION_COLUMNS = ("claim_id", "column", "was", "becomes", "reason", "decided_by", "decided_on")
PLACED_COLUMNS = ("claim_id", "name", "place_pcode", "reason", "decided_by", "decided_on")
NAMED_COLUMNS = ("place_pcode", "name_ar", "source_url", "decided_by", "decided_on")
STATEMENT_COLUMNS = ["date", "speaker", "kind", "text_en", "text_ar", "source_url"]
REGIONS = "meanings/regions.csv"  # a territory may do without: then only the names in its own file are known
TABLES = {
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
    QUOTED: ["date_start", "date_end", "location", "strikes", "quoted_figures", "added_later", "release_url"],
    "hand/corrections.csv": list(CORRECTION_COLUMNS),
    "hand/places.csv": list(PLACED_COLUMNS),
    "hand/place_names.csv": list(NAMED_COLUMNS),
    belongs.FILE: list(belongs.COLUMNS),
    answers.FILE: list(answers.COLUMNS),
}
SUBDISTRICTS = "input/subdistricts.geojson"
GEOMETRY = {SUBDISTRICTS: ["adm1_pcode", "adm2_pcode", "adm3_pcode"]}


def read_table(path: Path, columns: list[str], problems: list[Problem]) -> pd.DataFrame:
    """Read a UTF-8 CSV as text; nothing is taken for a number or for missing here."""
    name = f"{path.parent.name}/{path.name}"
    try:
        table = read_cells(path)
    except FileNotFoundError:
        problems += [Problem(name, None, "", "", "file_missing")] if name not in OPTIONAL else []
    except (OSError, ValueError) as error:  # pandas' parser errors and bad UTF-8 are ValueErrors
        problems.append(Problem(name, None, "", (getattr(error, "strerror", None) or str(error))[:120], "readable_csv"))
    else:
        lacking = [c for c in columns if c not in table.columns]
        problems += [Problem(name, 1, c, "", "column_missing") for c in lacking]
        return (table.map(as_meant) if path.parent.name == "hand" else table).astype(object)  # people edit those in a spreadsheet
    return pd.DataFrame(columns=columns, dtype=object)


def read_claims(path: Path, problems: list[Problem]) -> pd.DataFrame:
    """Read a file of claims; one in the columns of an earlier version is brought up to today's."""
    table = bring_up(read_table(path, [], problems))
    problems += [Problem(f"{path.parent.name}/{path.name}", 1, c, "", "column_missing") for c in COLUMNS if c not in table.columns]
    return table


def read_shapes(path: Path, columns: list[str], problems: list[Problem]) -> gpd.GeoDataFrame:
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


def parse_dates(table: pd.DataFrame, name: str) -> list[Problem]:
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
    "latitude": (r"-?[0-8]?[0-9](\.[0-9]+)?", "latitude_range"),
    "longitude": (r"-?(1[0-7]|[0-9])?[0-9](\.[0-9]+)?", "longitude_range"),
    "source_url": (WEB_ADDRESS, "web_address"),
    "place_pcode": (r".+", "not_empty"),
}


def check_cells(table: pd.DataFrame, name: str) -> list[Problem]:
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
