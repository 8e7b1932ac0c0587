"""Large inputs for the benchmark, made from shipped events by seeded jitter; every one is marked synthetic."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import MultiPoint, voronoi_polygons

from geo import settings as s
from geo.record.stored import accept_sums
from geo.territory import here

POSITIONS = 5_000  # real data has few distinct ones
AREAS = 272
_GED = Path(__file__).parents[1] / "samples" / "ged_49.csv"
_EVENTS = "input/claims_ucdp_ged.csv"


def _spots(dice: np.random.Generator, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Give rows positions (texts of latitude and longitude) out of 5,000, in the box around the governorate."""
    (south, west), (north, east) = here().bounds
    of = dice.integers(0, POSITIONS, rows)
    lat, lon = dice.uniform(south + 0.3, north - 0.3, POSITIONS), dice.uniform(west + 0.4, east - 0.4, POSITIONS)
    return np.char.mod("%.6f", lat)[of].astype(object), np.char.mod("%.6f", lon)[of].astype(object)


def ged_table(rows: int, seed: int = 1) -> pd.DataFrame:
    """Give GED-shaped rows (texts): those of the sample with other ids, days and positions; a tenth are intervals of days."""
    dice = np.random.default_rng(seed)
    sample = pd.read_csv(_GED, dtype=str, keep_default_na=False)
    table = sample.iloc[dice.integers(0, len(sample), rows)].reset_index(drop=True)
    table["id"] = np.arange(rows).astype(str)
    table["relid"] = "SYNTHETIC-" + table["id"]
    table["latitude"], table["longitude"] = _spots(dice, rows)
    start = pd.Timestamp("2016-11-06") + pd.to_timedelta(dice.integers(0, 400, rows), unit="D")
    length = np.where(dice.random(rows) < 0.1, dice.integers(1, 31, rows), 0)
    table["date_start"] = start.strftime("%Y-%m-%d")
    table["date_end"] = (start + pd.to_timedelta(length, unit="D")).strftime("%Y-%m-%d")
    return table


def claims_table(folder: Path, rows: int, seed: int = 1) -> pd.DataFrame:
    """Give claims (texts) made of the shipped UCDP events: other ids, days moved by up to a month, other positions."""
    dice = np.random.default_rng(seed)
    events = pd.read_csv(folder / _EVENTS, dtype=str, keep_default_na=False)
    table = events.iloc[dice.integers(0, len(events), rows)].reset_index(drop=True)
    table["source_id"] = "SYNTHETIC-" + pd.Series(np.arange(rows).astype(str), dtype=object)
    table["claim_id"] = "ucdp_ged:" + table["source_id"]
    table["remarks"] = "synthetic"
    moved = pd.to_timedelta(dice.integers(-30, 31, rows), unit="D")
    first, last = pd.Timestamp("2016-01-02"), pd.Timestamp("2017-12-31")
    for column in ("date_start", "date_end"):
        days = (pd.to_datetime(table[column], errors="coerce") + moved).clip(first, last)
        table[column] = days.dt.strftime("%Y-%m-%d").fillna("")
    table["latitude"], table["longitude"] = _spots(dice, rows)
    return table


def cut_cells(subdistricts: gpd.GeoDataFrame, seed: int = 1) -> gpd.GeoDataFrame:
    """Cut the governorate into 272 seeded Voronoi cells (WGS84), with the columns of ``input/subdistricts.geojson``."""
    land = subdistricts.union_all()
    west, south, east, north = land.bounds
    dice = np.random.default_rng(seed)
    middles = gpd.GeoSeries(gpd.points_from_xy(dice.uniform(west, east, 4 * AREAS), dice.uniform(south, north, 4 * AREAS)), crs=s.WGS84)
    middles = middles[middles.within(land)].iloc[:AREAS]
    cells = [cell.intersection(land) for cell in voronoi_polygons(MultiPoint(list(middles)), extend_to=land).geoms]
    frame = gpd.GeoDataFrame({"adm3_pcode": [f"SY11{k % 3 + 1:02d}{k:03d}" for k in range(AREAS)]}, geometry=cells, crs=s.WGS84)
    frame["adm2_pcode"] = frame["adm3_pcode"].str[:6]
    named = {"adm1_pcode": "SY11", "adm1_en": "Synthetic", "adm1_ar": "اصطناعي", "adm2_en": "Synthetic", "adm2_ar": "اصطناعي"}
    return frame.assign(**named, adm3_en="S" + frame["adm3_pcode"].str[6:], adm3_ar="ص" + frame["adm3_pcode"].str[6:])


FILE_ROWS = 100_000


def write_ged_files(place: Path, rows: int) -> list[Path]:
    """Write GED-shaped rows as CSV files of up to 100,000, each with ids of its own."""
    out = []
    place.mkdir(parents=True, exist_ok=True)
    for k, first in enumerate(range(0, rows, FILE_ROWS)):
        table = ged_table(min(FILE_ROWS, rows - first), seed=k + 1)
        table["id"] = np.arange(first, first + len(table)).astype(str)
        table["relid"] = "SYNTHETIC-" + table["id"]
        out.append(place / f"ged-{k:04d}.csv")
        table.to_csv(out[-1], index=False)
    return out


def make_project(place: Path, rows: int) -> Path:
    """Copy the project with a data folder of so many synthetic claims (0: none) in 272 cells beside the shipped ones; give the copy."""
    folder = place / f"project-{rows}"
    if folder.exists():
        return folder
    leave = shutil.ignore_patterns(
        ".git", ".venv", "output", ".*_cache", ".hypothesis", "docs"
    )  # with what Python compiled: its server starts sooner
    shutil.copytree(s.PROJECT, folder, ignore=leave)
    data = folder / "data"
    if rows:
        claims_table(data, rows).to_csv(data / "input" / "claims_synthetic.csv", index=False)
    shapes = cut_cells(gpd.read_file(data / "input" / "subdistricts.geojson"))
    (data / "input" / "subdistricts.geojson").write_text(json.dumps(json.loads(shapes.to_json())), encoding="utf-8")
    accept_sums(data)
    return folder
