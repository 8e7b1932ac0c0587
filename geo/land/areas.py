"""In which area does an incident lie, exactly one at each level, and which areas are there?"""

import hashlib

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import Point, Polygon, maximum_inscribed_circle

from geo import settings as s
from geo.land.distances import distance_m
from geo.land.places import nearest_place

PLACINGS = ("point", "outside", "area", "wider", "unlocated")
LEVEL_COLUMN = {"sector": "sector", "district": "adm2_pcode", "subdistrict": "adm3_pcode", "place": "place_pcode"}


def build_areas(subdistricts: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
    """Build the areas of every level from the subdistricts, in WGS84.

    Returns
    -------
    dict of level -> GeoDataFrame with area_id, name_en, name_ar (empty for sectors: the words have them), geometry,
    label_lat, label_lon (degrees, where its badge goes).
    Districts and the governorate are dissolved by P-code; sectors are the four quarters around the city centre.
    """
    sub = subdistricts.rename(columns={"adm3_pcode": "area_id", "adm3_en": "name_en", "adm3_ar": "name_ar"})
    sub = sub[["area_id", "name_en", "name_ar", "geometry"]].sort_values("area_id", ignore_index=True)
    district = subdistricts.dissolve("adm2_pcode", as_index=False)
    district = district.rename(columns={"adm2_pcode": "area_id", "adm2_en": "name_en", "adm2_ar": "name_ar"})
    whole = subdistricts.dissolve("adm1_pcode", as_index=False)
    whole = whole.rename(columns={"adm1_pcode": "area_id", "adm1_en": "name_en", "adm1_ar": "name_ar"})
    columns = ["area_id", "name_en", "name_ar", "geometry"]
    return {
        "sector": _labelled(_sectors(whole)),
        "district": _labelled(district[columns]),
        "subdistrict": _labelled(sub),
        "place": _labelled(places[columns]),
        "governorate": _labelled(whole[columns]),
    }


def areas_mark(areas: dict[str, gpd.GeoDataFrame]) -> str:
    """Give a hash of codes and shapes of all areas: what was counted by areas of one mark must not be shown on those of another."""
    digest = hashlib.sha256()
    for level in sorted(areas):
        for code, shape in zip(areas[level]["area_id"], shapely.to_wkb(areas[level].geometry.to_numpy()), strict=True):
            digest.update(f"{level}\0{code}\0".encode() + shape)
    return digest.hexdigest()[:16]


def _labelled(areas: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Add label_lat, label_lon: the middle of an area's widest part, where its badge has most room; a point is its own."""
    middle = areas.geometry.map(lambda g: g if g.geom_type == "Point" else Point(maximum_inscribed_circle(g, 0.01).coords[0]))
    return areas.assign(label_lat=middle.map(lambda p: round(p.y, 4)), label_lon=middle.map(lambda p: round(p.x, 4)))


def _sectors(whole: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut the governorate into the city disc and four quarters centred on north, east, south and west (metric, then WGS84)."""
    land = whole.to_crs(s.METRIC).geometry.iloc[0]
    lat, lon = s.CITY_CENTRE
    centre = gpd.GeoSeries([Point(lon, lat)], crs=s.WGS84).to_crs(s.METRIC).iloc[0]
    city = centre.buffer(s.CITY_RADIUS_M)
    rows = [("city", land.intersection(city))]
    for k, name in enumerate(s.SECTORS):
        corner = np.radians([90 * k - 45, 90 * k + 45])
        reach = 400_000
        wedge = Polygon([(centre.x, centre.y), *((centre.x + reach * np.sin(a), centre.y + reach * np.cos(a)) for a in corner)])
        rows.append((name, land.intersection(wedge).difference(city)))
    frame = gpd.GeoDataFrame({"area_id": [r[0] for r in rows]}, geometry=[r[1] for r in rows], crs=s.METRIC)
    return frame.assign(name_en="", name_ar="").to_crs(s.WGS84)[["area_id", "name_en", "name_ar", "geometry"]]


def locate(longitude: np.ndarray, latitude: np.ndarray, areas: gpd.GeoDataFrame) -> np.ndarray:
    """Give each point (WGS84 degrees) the area that holds or touches it, the smallest ``area_id`` where several do; else an empty text.

    Points are sorted along the longitude once, so that each area looks only at those in its box.
    """
    order = np.argsort(longitude, kind="stable")
    x, y = longitude[order], latitude[order]
    codes = np.full(len(x), "", dtype=object)
    areas = areas.sort_values("area_id", ascending=False)  # a smaller code writes over a larger one
    shapely.prepare(areas.geometry.to_numpy())
    for code, shape in zip(areas["area_id"], areas.geometry, strict=True):
        west, south, east, north = shape.bounds
        a, b = np.searchsorted(x, west, side="left"), np.searchsorted(x, east, side="right")
        near = a + np.flatnonzero((y[a:b] >= south) & (y[a:b] <= north))
        codes[near[shapely.intersects_xy(shape, x[near], y[near])]] = code
    found = np.empty(len(x), dtype=object)
    found[order] = codes
    return found


def assign_areas(incidents: pd.DataFrame, areas: dict[str, gpd.GeoDataFrame], district_of: dict[str, str]) -> pd.DataFrame:
    """Say where each incident is counted; rows and their order stay as they are.

    A point on a shared border goes to the smallest P-code among the subdistricts that touch it. An incident known only
    to an area keeps that area (``wide_area``) and is never given the point its file has.

    Parameters
    ----------
    incidents : with latitude, longitude (WGS84 degrees or NaN), geolocation_accuracy, adm2_pcode, adm3_pcode.
    areas : from ``build_areas``.
    district_of : adm3 P-code -> adm2 P-code.

    Returns
    -------
    A new frame with placing (point, area, wider, unlocated, outside), adm3_pcode, adm2_pcode, sector, place_pcode, wide_area (texts, empty when
    not known) and in_city (within 5 km of the city centre).
    """
    out = incidents.copy()
    has_point = out["latitude"].notna() & out["longitude"].notna() & ~out["geolocation_accuracy"].isin(s.AREA_ACCURACIES)
    spots = out.loc[has_point, ["longitude", "latitude"]].drop_duplicates()
    points = gpd.GeoSeries(gpd.points_from_xy(spots["longitude"], spots["latitude"]), index=spots.index, crs=s.WGS84)
    sub = areas["subdistrict"]
    code = locate(spots["longitude"].to_numpy(), spots["latitude"].to_numpy(), sub)
    lat, lon = s.CITY_CENTRE
    away = distance_m(lat, lon, spots["latitude"].to_numpy(), spots["longitude"].to_numpy())
    spots = spots.assign(
        spot_adm3=code,
        spot_city=(away <= s.CITY_RADIUS_M) & (code != ""),
        spot_sector=np.where(code == "", "", _quarter(points)),
        spot_place=np.where(code == "", "", nearest_place(points, areas["place"])),
    )
    spots.loc[spots["spot_city"], "spot_sector"] = "city"
    found = out[["longitude", "latitude"]].merge(spots, on=["longitude", "latitude"], how="left").set_index(out.index)
    found = found.where(has_point)

    known_adm3 = out["adm3_pcode"].where(out["adm3_pcode"].isin(sub["area_id"]) & (out["geolocation_accuracy"] == "subdistrict"), "")
    known_adm2 = out["adm2_pcode"].where(out["adm2_pcode"].isin(areas["district"]["area_id"]), "")
    known_adm2 = known_adm2.where(out["geolocation_accuracy"].isin(("district", "subdistrict")), "")
    by_area = out["latitude"].notna() | (known_adm2 != "") | (known_adm3 != "")
    is_area = out["geolocation_accuracy"].isin(s.AREA_ACCURACIES) & by_area
    out["placing"] = np.select(
        [has_point & (found["spot_adm3"] != ""), has_point, is_area & (known_adm3 != ""), is_area],
        PLACINGS[:-1],
        PLACINGS[-1],
    )
    out["adm3_pcode"] = found["spot_adm3"].fillna("").where(has_point, known_adm3)
    out["adm2_pcode"] = out["adm3_pcode"].map(district_of).fillna("").where(out["adm3_pcode"] != "", known_adm2)
    out.loc[out["placing"] == "outside", "adm2_pcode"] = ""
    out["sector"] = found["spot_sector"].fillna("")
    out["place_pcode"] = found["spot_place"].fillna("")
    out["in_city"] = found["spot_city"].eq(True)
    governorate = areas["governorate"]["area_id"].iloc[0]
    whole = pd.Series(np.where(out["geolocation_accuracy"] == "province_governorate", governorate, ""), index=out.index)
    out["wide_area"] = out["adm3_pcode"].where(out["adm3_pcode"] != "", out["adm2_pcode"])
    out["wide_area"] = out["wide_area"].where(out["wide_area"] != "", whole).where(out["placing"].isin(("area", "wider")), "")
    return out


def _quarter(points: gpd.GeoSeries) -> np.ndarray:
    """Name the quarter around N, E, S or W of the city centre in which each point lies (grid bearing, UTM 37N)."""
    lat, lon = s.CITY_CENTRE
    centre = gpd.GeoSeries([Point(lon, lat)], crs=s.WGS84).to_crs(s.METRIC).iloc[0]
    metric = points.to_crs(s.METRIC)
    bearing = np.degrees(np.arctan2(metric.x - centre.x, metric.y - centre.y)) % 360
    return np.array(s.SECTORS, dtype=object)[(((bearing + 45) % 360) // 90).astype(int)]


def area_key(incidents: pd.DataFrame, level: str) -> pd.Series:
    """Give each incident its area at a level; an empty text is "elsewhere": known only to a wider area, or not placed."""
    return incidents[LEVEL_COLUMN[level]]
