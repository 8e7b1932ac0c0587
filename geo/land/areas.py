"""In which area does an incident lie, exactly one at each level, and which areas are there?"""

import hashlib

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely import Point, Polygon, maximum_inscribed_circle

from geo import settings as s
from geo import vocabulary as voc
from geo.land.distances import distance_m
from geo.land.places import nearest_place
from geo.territory import City, here

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


def named_in_both(subdistricts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give every level its names in both languages; a name the file does not have is empty, and shown in the other language."""
    columns = [f"adm{level}_{lang}" for level in (1, 2, 3) for lang in ("en", "ar")]
    had = {c: subdistricts[c] if c in subdistricts.columns else pd.Series("", index=subdistricts.index) for c in columns}
    return subdistricts.assign(**{c: names.astype(object).where(names.notna(), "") for c, names in had.items()})


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
    """Cut the governorate into the city disc and four quarters centred on north, east, south and west (metric, then WGS84).

    Without a city there are none.
    """
    territory = here()
    city = territory.city
    if city is None:
        return gpd.GeoDataFrame({"area_id": [], "name_en": [], "name_ar": []}, geometry=[], crs=s.WGS84, dtype=object)
    land = whole.to_crs(territory.projection).geometry.iloc[0]
    centre = _centre(city)
    disc = centre.buffer(city.radius_m)
    rows = [("city", land.intersection(disc))]
    for k, name in enumerate(voc.SECTORS):
        corner = np.radians([90 * k - 45, 90 * k + 45])
        reach = 400_000
        wedge = Polygon([(centre.x, centre.y), *((centre.x + reach * np.sin(a), centre.y + reach * np.cos(a)) for a in corner)])
        rows.append((name, land.intersection(wedge).difference(disc)))
    rows = [(name, shape) for name, shape in rows if not shape.is_empty]  # a quarter without land is no area
    frame = gpd.GeoDataFrame({"area_id": [r[0] for r in rows]}, geometry=[r[1] for r in rows], crs=territory.projection)
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


def has_point(rows: pd.DataFrame) -> pd.Series:
    """Say which claims or incidents have a point on the map: both degrees, and no accuracy that stands for a whole area (bool)."""
    return rows["latitude"].notna() & rows["longitude"].notna() & ~rows["geolocation_accuracy"].isin(voc.AREA_ACCURACIES)


def assign_areas(incidents: pd.DataFrame, areas: dict[str, gpd.GeoDataFrame], district_of: dict[str, str]) -> pd.DataFrame:
    """Say where each incident is counted; rows and their order stay as they are.

    A point on a shared border goes to the smallest P-code among the subdistricts that touch it. An incident known only
    to an area keeps that area (``wide_area``) and is never given the point its file has; one that names no area of ours while that point
    lies in none of ours is outside.

    Parameters
    ----------
    incidents : with latitude, longitude (WGS84 degrees or NaN), geolocation_accuracy, adm2_pcode, adm3_pcode.
    areas : from ``build_areas``.
    district_of : adm3 P-code -> adm2 P-code.

    Returns
    -------
    A new frame with placing (point, area, wider, unlocated, outside), adm3_pcode, adm2_pcode, sector, place_pcode, wide_area (texts, empty when
    not known) and side, one of ``vocabulary.SIDES`` (``_sides``).
    """
    out = incidents.copy()
    pointed = has_point(out)
    spots = out.loc[pointed, ["longitude", "latitude"]].drop_duplicates()
    points = gpd.GeoSeries(gpd.points_from_xy(spots["longitude"], spots["latitude"]), index=spots.index, crs=s.WGS84)
    sub = areas["subdistrict"]
    code = locate(spots["longitude"].to_numpy(), spots["latitude"].to_numpy(), sub)
    city = here().city
    spots = spots.assign(
        spot_adm3=code,
        spot_city=_in_city(spots, city) & (code != "") if city else False,
        spot_sector=np.where(code == "", "", _quarter(points, city)) if city else "",
        spot_place=np.where(code == "", "", nearest_place(points, areas["place"])),
    )
    spots.loc[spots["spot_city"], "spot_sector"] = "city"
    found = out[["longitude", "latitude"]].merge(spots, on=["longitude", "latitude"], how="left").set_index(out.index)
    found = found.where(pointed)

    known_adm3 = out["adm3_pcode"].where(out["adm3_pcode"].isin(sub["area_id"]) & (out["geolocation_accuracy"] == "subdistrict"), "")
    known_adm2 = out["adm2_pcode"].where(out["adm2_pcode"].isin(areas["district"]["area_id"]), "")
    known_adm2 = known_adm2.where(out["geolocation_accuracy"].isin(("district", "subdistrict")), "")
    by_area = out["latitude"].notna() | (known_adm2 != "") | (known_adm3 != "")
    is_area = out["geolocation_accuracy"].isin(voc.AREA_ACCURACIES) & by_area
    elsewhere = is_area & (known_adm3 == "") & (known_adm2 == "") & _is_elsewhere(out, sub)
    out["placing"] = np.select(
        [pointed & (found["spot_adm3"] != ""), pointed | elsewhere, is_area & (known_adm3 != ""), is_area],
        PLACINGS[:-1],
        PLACINGS[-1],
    )
    out["adm3_pcode"] = found["spot_adm3"].fillna("").where(pointed, known_adm3)
    out["adm2_pcode"] = out["adm3_pcode"].map(district_of).fillna("").where(out["adm3_pcode"] != "", known_adm2)
    out.loc[out["placing"] == "outside", "adm2_pcode"] = ""
    out["sector"] = found["spot_sector"].fillna("")
    out["place_pcode"] = found["spot_place"].fillna("")
    governorate = areas["governorate"]["area_id"].iloc[0]
    whole = pd.Series(np.where(out["geolocation_accuracy"] == "province_governorate", governorate, ""), index=out.index)
    out["wide_area"] = out["adm3_pcode"].where(out["adm3_pcode"] != "", out["adm2_pcode"])
    out["wide_area"] = out["wide_area"].where(out["wide_area"] != "", whole).where(out["placing"].isin(("area", "wider")), "")
    out["side"] = _sides(out, found["spot_city"].eq(True), areas, city)
    out.loc[(out["sector"] == "city") & (out["side"] == "unknown"), "sector"] = ""
    return out


def _sides(out: pd.DataFrame, in_city: pd.Series, areas: dict[str, gpd.GeoDataFrame], city: City | None) -> np.ndarray:
    """Say on which side of the circle around the city each incident lies, as far as that is known.

    A point decides by itself, but for one known only to about 25 km, whose disc must be clear of the circle; an incident known only to
    an area is in the countryside if the area is clear of the circle. Whatever else has no position is on no side that is known.
    """
    placing = out["placing"]
    if city is None:
        return np.where(placing == "outside", "outside", np.where(placing == "unlocated", "unknown", "countryside")).astype(object)
    circle = gpd.GeoSeries([_centre(city).buffer(city.radius_m)], crs=here().projection).to_crs(s.WGS84).iloc[0]
    clear = {
        a for level in ("subdistrict", "district") for a, g in areas[level][["area_id", "geometry"]].to_numpy() if not g.intersects(circle)
    }
    away = distance_m(city.latitude, city.longitude, out["latitude"].to_numpy(dtype=float), out["longitude"].to_numpy(dtype=float))
    meets = ((out["geolocation_accuracy"] == "near_place") & (away <= city.radius_m + s.DISC_RADIUS_M["near_place"])).to_numpy()
    point = (placing == "point").to_numpy()
    return np.select(
        [placing == "outside", point & meets, point & in_city, point, out["wide_area"].isin(clear)],
        ["outside", "unknown", "city", "countryside", "countryside"],
        "unknown",
    ).astype(object)


def _is_elsewhere(incidents: pd.DataFrame, subdistricts: gpd.GeoDataFrame) -> np.ndarray:
    """Say which incidents are known to a district or governorate, and given a point for it that lies in none of ours: it is another one."""
    stated = incidents["geolocation_accuracy"].isin(("subdistrict", "district", "province_governorate")) & incidents["latitude"].notna()
    out: np.ndarray = stated.to_numpy(dtype=bool, copy=True)
    mine = incidents[out]
    out[out] = locate(mine["longitude"].to_numpy(), mine["latitude"].to_numpy(), subdistricts) == ""
    return out


def _centre(city: City) -> Point:
    """Give the middle of the city in metres of the territory's projection."""
    return gpd.GeoSeries([Point(city.longitude, city.latitude)], crs=s.WGS84).to_crs(here().projection).iloc[0]


def _in_city(spots: pd.DataFrame, city: City) -> np.ndarray:
    """Say which spots lie within the radius of the city."""
    away = distance_m(city.latitude, city.longitude, spots["latitude"].to_numpy(), spots["longitude"].to_numpy())
    return np.asarray(away <= city.radius_m)


def _quarter(points: gpd.GeoSeries, city: City) -> np.ndarray:
    """Name the quarter around N, E, S or W of the city centre in which each point lies (grid bearing of the projection)."""
    centre = _centre(city)
    metric = points.to_crs(here().projection)
    bearing = np.degrees(np.arctan2(metric.x - centre.x, metric.y - centre.y)) % 360
    sectors: np.ndarray = np.array(voc.SECTORS, dtype=object)[(((bearing + 45) % 360) // 90).astype(int)]
    return sectors


def area_key(incidents: pd.DataFrame, level: str) -> pd.Series:
    """Give each incident its area at a level; an empty text is "elsewhere": known only to a wider area, or not placed."""
    return incidents[LEVEL_COLUMN[level]]


def borders(lands: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Give the outlines of lands (WGS84) as lines, without the straight ones along which a larger map was cut."""
    if lands.empty:
        return lands[["geometry"]]
    frame = shapely.box(*lands.total_bounds).boundary.buffer(0.001)  # degrees, about 100 m
    return gpd.GeoDataFrame(geometry=lands.boundary.difference(frame), crs=lands.crs)
