"""Small things of the tests' own: claims, a square country, and Hypothesis strategies for them; a data folder read once a state."""

import hashlib
import io
import os
import shutil
import subprocess
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st
from shapely import box

from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Selection
from geo.evidence.incidents import COLUMNS, COUNT_COLUMNS, DATE_COLUMNS, FLAG_COLUMNS, NUMBER_COLUMNS, TEXT_COLUMNS
from geo.land.areas import build_areas
from geo.record.files import kept_files, open_here, read_record
from geo.record.known import Record
from geo.show.listing import is_behind
from geo.territory import Territory, here

# Tests are about results; time is for the benchmark. HYPOTHESIS_PROFILE=long tries many more examples.
settings.register_profile("project", deadline=None, max_examples=30)
settings.register_profile("long", deadline=None, max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))

CITY_CENTRE = here().middle
PLAIN = dict.fromkeys(COLUMNS, "") | {
    "source_dataset": "press",
    "date_precision": "day",
    "geolocation_accuracy": "village",
    "event_kind": "not_stated",
    "grading": "ungraded",
    "response": "not_covered",
    "admitted": "not_stated",
    "apologised": "not_stated",
    "promised_or_paid": "not_stated",
    "is_aggregate": "false",
    "source_private": "false",
    "graphic": "false",
    "retrieved_at": "2026-11-22",
}


def raw_claims(*rows: dict[str, str]) -> pd.DataFrame:
    """A claims file as read: text only; each row names just what matters to the test."""
    return pd.DataFrame([PLAIN | {"claim_id": f"press:{i}"} | row for i, row in enumerate(rows)], columns=list(COLUMNS), dtype=object)


def typed_claims(*rows: dict[str, str]) -> pd.DataFrame:
    """Give the claims of sound rows as ``parse_claims`` types them (a test compares the two), without reading and checking texts."""
    cells = [PLAIN | {"claim_id": f"press:{i}"} | row for i, row in enumerate(rows)]

    def column(name: str) -> Any:
        texts = [row[name] for row in cells]
        if name in DATE_COLUMNS:
            return pd.to_datetime(pd.Series(texts, dtype=object), format="%Y-%m-%d", errors="coerce")
        if name in NUMBER_COLUMNS:
            return np.array([float(text) if text else np.nan for text in texts])
        if name in COUNT_COLUMNS:
            return pd.array([int(text) if text else None for text in texts], dtype="Int64")
        return [text == "true" for text in texts] if name in FLAG_COLUMNS else pd.Series(texts, dtype=object)

    typed = (*TEXT_COLUMNS, *DATE_COLUMNS, *NUMBER_COLUMNS, *COUNT_COLUMNS, *FLAG_COLUMNS)
    return pd.DataFrame({name: column(name) for name in typed})


def square_country() -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Four subdistricts that share borders, in two districts, around the city centre; and no named place near."""
    lat, lon = (round(x, 2) for x in CITY_CENTRE)
    corners = {"SY110100": (-0.5, -0.5), "SY110101": (0, -0.5), "SY110200": (-0.5, 0), "SY110201": (0, 0)}
    sub = gpd.GeoDataFrame(
        [
            {
                "adm1_pcode": "SY11",
                "adm1_en": "G",
                "adm1_ar": "م",
                "adm2_pcode": code[:6],
                "adm2_en": "D",
                "adm2_ar": "م",
                "adm3_pcode": code,
                "adm3_en": "S",
                "adm3_ar": "ن",
            }
            for code in corners
        ],
        geometry=[box(lon + x, lat + y, lon + x + 0.5, lat + y + 0.5) for x, y in corners.values()],
        crs=s.WGS84,
    )
    places = gpd.GeoDataFrame(
        {"area_id": ["C1"], "name_en": ["Far"], "name_ar": [""], "search": ["far"]},
        geometry=gpd.points_from_xy([lon + 0.3], [lat + 0.3], crs=s.WGS84),
    )
    return sub, places


def square_areas() -> tuple[dict[str, gpd.GeoDataFrame], dict[str, str], gpd.GeoDataFrame]:
    """Areas by level, district of each subdistrict, and places of a made country; as many areas as the land that is open has (a city, sectors)."""
    return _square_areas(here())


@cache
def _square_areas(_land: Territory) -> tuple[dict[str, gpd.GeoDataFrame], dict[str, str], gpd.GeoDataFrame]:
    sub, places = square_country()
    return build_areas(sub, places), dict(zip(sub["adm3_pcode"], sub["adm2_pcode"], strict=True)), places


# Coordinates on a coarse grid, so that borders and corners are hit often.
_LAT, _LON = (round(x, 2) for x in CITY_CENTRE)
_STEPS = st.sampled_from([-0.6, -0.5, -0.25, -0.02, 0.0, 0.02, 0.25, 0.5, 0.6])


@st.composite
def claim(draw: st.DrawFn, kinds: tuple[str, ...] = voc.STRIKES_AND_FIGHTING) -> dict[str, str]:
    """A sound claim row as text: any mixture of known and unknown date, place, number and codes."""
    row: dict[str, str] = {
        "source_dataset": draw(st.sampled_from(voc.SOURCES)),
        "event_kind": draw(st.sampled_from(kinds)),
        "infrastructure": draw(st.sampled_from(["", "education", "healthcare|education", "bridge"])),
        "local_time": draw(st.sampled_from(["", "", "02:30", "around_midday", "at some hour"])),
        "sides": draw(st.sampled_from(["", "IS - SDF", "IS - Civilians"])),
        "grading": draw(st.sampled_from(voc.CLAIM_GRADINGS)),
        "response": draw(st.sampled_from(voc.RESPONSES)),
        "belligerent": draw(st.sampled_from(["", *voc.BELLIGERENTS, "us_led_coalition|russian_military"])),
        "geolocation_accuracy": draw(st.sampled_from(voc.ACCURACIES)),
        "place_name": draw(st.sampled_from(["", "Far", "`Abbarah", "الهيشة"])),
    }
    if draw(st.booleans()):
        row["latitude"], row["longitude"] = (f"{base + draw(_STEPS):.4f}" for base in (_LAT, _LON))
    if draw(st.booleans()):
        row["adm2_pcode"] = draw(st.sampled_from(["SY1101", "SY1102", "SY9999"]))
        row["adm3_pcode"] = draw(st.sampled_from(["", "SY110100", "SY110201"]))
    if draw(st.booleans()):
        first = draw(st.integers(0, 700))
        days = pd.Timestamp("2016-01-02") + pd.to_timedelta([first, first + draw(st.integers(0, 40))], unit="D")
        row["date_start"], row["date_end"] = (str(d.date()) for d in days)
    low = draw(st.one_of(st.none(), st.integers(0, 60)))
    if low is not None:
        row["civilians_killed_min"] = str(low)
        high = draw(st.one_of(st.none(), st.integers(low, 90)))
        row["civilians_killed_max"] = "" if high is None else str(high)
    if row["source_dataset"] == "ucdp_ged":
        row["deaths_status_unknown"] = str(draw(st.integers(0, 3)))
        row |= {f"deaths_reported_{k}": "5" for k in ("low", "best", "high")}
    return row


# Claims of one example. What pandas costs is by the call and not by the row: ten examples of up to 36 claims try as many claims as thirty of up to
# twelve did, in a third of the time, and more of them beside one another.
_MOST = 36


def _lists(one: st.SearchStrategy[dict[str, str]]) -> st.SearchStrategy[list[dict[str, str]]]:
    """Lists of every length up to the most, the short ones as likely as the long ones: without this nearly all would be short."""
    return st.integers(1, _MOST).flatmap(lambda n: st.lists(one, min_size=n, max_size=n))


wide = settings(max_examples=settings().max_examples // 3)  # of the profile
claims_lists = _lists(claim())  # without attacks, which no choice of strikes holds
claims_of_every_kind = _lists(claim(voc.EVENT_KINDS))


def behind(selection: Selection, view: View, selected: str) -> pd.DataFrame:
    """Give the incidents behind a mark: an area, a point, a hatched area or a tray; all of them if nothing is chosen."""
    if selected == "tray:undated":
        return selection.undated.assign(certain=True)
    kind, _, side = selected.partition(":")
    if kind == "tray" and side in voc.SIDES:
        return selection.apart[selection.apart["side"] == side]
    return selection.incidents[is_behind(selection.incidents, view, selected)]


def state_of(folder: Path) -> tuple[tuple[str, str], ...]:
    """Give each file of a folder, with its bytes as a hash."""
    files = sorted(x for x in folder.rglob("*") if x.is_file())
    return tuple((x.relative_to(folder).as_posix(), hashlib.sha256(x.read_bytes()).hexdigest()) for x in files)


_read: dict[tuple[object, ...], Record] = {}


def read_again(folder: Path) -> Record:
    """Read a data folder, or give what was read of one with the same bytes in every file: a record follows from these alone.

    Imports kept in a folder know where they lie: what was read of such a folder is given for the same folder alone. One that reading
    changes is always read.
    """
    open_here(folder)
    state = state_of(folder)
    key = (folder.resolve() if kept_files(folder) else None, state)
    record = _read.pop(key) if key in _read else read_record(folder)
    if state_of(folder) == state:
        _read[key] = record  # the last one asked for stands last
    if len(_read) > 6:  # they take memory
        del _read[next(iter(_read))]
    return record


def command(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run a command of ``python -m geo`` in this process; ``test_record`` and ``test_commands`` run some as processes of their own."""
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        try:
            status = main(list(arguments))
        except SystemExit as ended:  # help, or an argument that was refused
            status = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), errors.getvalue())


def copy_of_data(folder: Path) -> Path:
    """Copy the shipped data folder, without what was brought to it, into a folder."""
    return Path(shutil.copytree(s.DATA, folder / "data", ignore=shutil.ignore_patterns("output")))
