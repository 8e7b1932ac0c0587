"""What may leave this machine, and in what form?

Share-safe is the rule unless somebody turns it off on purpose: places are snapped to a named village or known only to their
subdistrict (never moved at random), private sources, notes and the links of graphic sources are dropped. Apart from that, rows
of sources without an open licence go out as figures with the address of the incident, and ACLED rows not at all (its terms).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import settings as s
from geo.choice.filters import Selection
from geo.evidence.incidents import read_days
from geo.land.places import nearest_place
from geo.record.files import Record
from geo.text import words

NEVER_EXPORTED = ("acled",)
OPEN_LICENCES = ("CC", "Public domain")  # how an open licence begins
FREE_TEXTS = ("remarks", "date_text", "response_reason")  # not figures
NOTES = ("remarks", "date_text")
COLUMNS = [
    "incident_id",
    "claim_id",
    "source_dataset",
    "source_id",
    "certain",
    "date_start",
    "date_end",
    "date_precision",
    "date_text",
    "place_name",
    "place_name_ar",
    "place_pcode",
    "adm3_pcode",
    "adm2_pcode",
    "sector",
    "placing",
    "geolocation_accuracy",
    "latitude",
    "longitude",
    "belligerent",
    "belligerent_role",
    "strike_type",
    "grading",
    "civilians_killed_min",
    "civilians_killed_max",
    "civilians_injured_min",
    "civilians_injured_max",
    "deaths_status_unknown",
    "deaths_reported_low",
    "deaths_reported_best",
    "deaths_reported_high",
    "women_killed_min",
    "women_killed_max",
    "children_killed_min",
    "children_killed_max",
    "response",
    "response_reason",
    "response_date",
    "admitted",
    "apologised",
    "promised_or_paid",
    "conceded_killed_min",
    "conceded_killed_max",
    "is_aggregate",
    "source_name",
    "source_url",
    "archive_url",
    "remarks",
    "licence",
    "retrieved_at",
    "input_sha256",
    "table_sha256",
]


@dataclass(frozen=True)
class Shared:
    """Rows that may go out (``COLUMNS``, a point or nothing as geometry, WGS84), and what was left out: (text id, number).

    ``incidents`` are the record's own ids in the order of the rows: for grouping here, never to be written.
    """

    rows: gpd.GeoDataFrame
    left_out: tuple[tuple[str, int], ...]
    incidents: tuple[str, ...] = ()

    def told(self, lang: str) -> list[str]:
        """Write what was left out, a line each."""
        return [words.say(f"left_out_{key}", lang, n=words.number(n, lang)) for key, n in self.left_out]


def coarsen(incidents: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Snap each position to its named place, or drop it where none is near: then only its subdistrict is known.

    Parameters
    ----------
    incidents : with placing, place_pcode, adm3_pcode, latitude, longitude (WGS84 degrees), geolocation_accuracy, radius_m.
    places : gazetteer with area_id and point geometry (WGS84).
    """
    out = incidents.copy()
    spot = places.set_index("area_id").geometry
    point = out["placing"] == "point"
    named = point & (out["place_pcode"] != "")
    finer = out["radius_m"].fillna(0) < s.VILLAGE_RADIUS_M
    out["latitude"] = np.where(named, out["place_pcode"].map(spot.y), np.nan)
    out["longitude"] = np.where(named, out["place_pcode"].map(spot.x), np.nan)
    out.loc[named & finer, "geolocation_accuracy"] = "village"
    out.loc[named & finer, "radius_m"] = s.VILLAGE_RADIUS_M
    vague = point & ~named
    out.loc[vague, "placing"] = "area"
    out.loc[vague, "geolocation_accuracy"] = "subdistrict"
    out.loc[vague, "radius_m"] = np.nan
    out.loc[vague, "wide_area"] = out.loc[vague, "adm3_pcode"]
    return out


def coarsen_selection(selection: Selection, record: Record) -> Selection:
    """Give a selection whose positions may be shown to anybody; nobody is counted otherwise than before."""
    rough: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: coarsen(frame, record.places)  # noqa: E731 - a short name
    return replace(selection, incidents=rough(selection.incidents), city=rough(selection.city))


def share(record: Record, selection: Selection, safe: bool) -> Shared:
    """Give the claims of a selection as rows that may go out, and say what was left out of them."""
    incidents = coarsen(selection.incidents, record.places) if safe else selection.incidents
    of = ["incident_id", "certain", "place_pcode", "adm3_pcode", "adm2_pcode", "sector", "placing"]
    own = record.claims[record.claims["incident_id"].isin(incidents["incident_id"])]
    dropped = own["source_dataset"].isin(NEVER_EXPORTED)
    rows = own[~dropped].drop(columns=["place_pcode", "adm3_pcode", "adm2_pcode"]).merge(incidents[of], on="incident_id", how="left")
    closed = ~rows["licence"].str.startswith(OPEN_LICENCES)
    rows.loc[closed, list(FREE_TEXTS)] = ""
    ids = tuple(rows["incident_id"])
    out = [("closed", int(closed.sum())), ("acled", int(dropped.sum()))]
    if safe:
        out = [*_make_safe(rows, record.places), *out]
    rows["table_sha256"] = rows["input_sha256"].map({file.sha256: file.table_sha256 for file in record.inputs}).fillna("")
    columns = rows[list(COLUMNS)].reset_index(drop=True)
    placed = columns["latitude"].notna() & ~columns["geolocation_accuracy"].isin(s.AREA_ACCURACIES)
    points = gpd.GeoSeries(gpd.points_from_xy(columns["longitude"], columns["latitude"]), crs=s.WGS84).where(placed, None)
    return Shared(gpd.GeoDataFrame(columns, geometry=points, crs=s.WGS84), tuple((key, n) for key, n in out if n), ids)


def _snap(rows: pd.DataFrame, places: gpd.GeoDataFrame) -> None:
    """Give each claim, in place, the position of the named place next to its own; none where none is near or it had no point."""
    point = rows["latitude"].notna() & ~rows["geolocation_accuracy"].isin(s.AREA_ACCURACIES)
    own = gpd.GeoSeries(gpd.points_from_xy(rows.loc[point, "longitude"], rows.loc[point, "latitude"]), index=rows.index[point], crs=s.WGS84)
    code = nearest_place(own, places).reindex(rows.index, fill_value="")
    spot = places.set_index("area_id").geometry
    rows["latitude"], rows["longitude"] = code.map(spot.y).astype(float), code.map(spot.x).astype(float)
    finer = rows["geolocation_accuracy"].map(s.DISC_RADIUS_M) < s.VILLAGE_RADIUS_M
    rows.loc[(code != "") & finer, "geolocation_accuracy"] = "village"
    vague = point & (code == "")
    rows.loc[vague, "geolocation_accuracy"] = np.where(rows.loc[vague, "adm3_pcode"] != "", "subdistrict", "unknown")


def _make_safe(rows: pd.DataFrame, places: gpd.GeoDataFrame) -> list[tuple[str, int]]:
    """Drop in place what share-safe drops, and count it."""
    private, graphic = rows["source_private"].to_numpy(dtype=bool), rows["graphic"].to_numpy(dtype=bool)
    noted = (rows[list(NOTES)] != "").any(axis=1)
    hidden = {claim: f"private-{k}" for k, claim in enumerate(rows.loc[private, "claim_id"], 1)}
    for column in ("claim_id", "incident_id"):
        rows[column] = rows[column].replace(hidden)
    rows.loc[private, ["source_id", "source_name", "source_url", "archive_url", "source_dataset"]] = ["", "", "", "", "private"]
    rows.loc[graphic, ["source_url", "archive_url"]] = ""
    rows.loc[:, list(NOTES)] = ""
    had = rows["latitude"].notna()
    _snap(rows, places)
    return [
        ("village", int((had & rows["latitude"].notna()).sum())),
        ("subdistrict", int((had & rows["latitude"].isna()).sum())),
        ("private", int(private.sum())),
        ("graphic", int((graphic & ~private).sum())),
        ("notes", int(noted.sum())),
    ]


def licences(record: Record, selection: Selection, lang: str) -> list[str]:
    """Name each source of a selection with its licence and the day it was read, a line each; private sources are not named."""
    return licence_lines(read_days(record.claims[record.claims["incident_id"].isin(selection.incidents["incident_id"])]), lang)


def licence_lines(read: Mapping[str, pd.Timestamp], lang: str) -> list[str]:
    """Name sources with their licences and the day each was read (source -> day), a line each."""
    return [
        words.say(
            "source_line",
            lang,
            name=words.say(f"source_{code}", lang),
            licence=words.say(f"licence_{code}", lang),
            read=words.day(read[code], lang),
        )
        for code in s.SOURCES
        if code in read
    ]
