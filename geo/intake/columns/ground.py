"""What do the checks know of the land?"""

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
from shapely import Geometry

from geo import settings as s
from geo.land.regions import Regions, key_of, regions_of
from geo.territory import here


@dataclass(frozen=True)
class Ground:
    """What the checks know of the land (WGS84): the governorate's shape, the middles of areas that stand for the whole, and the
    names of districts and subdistricts by P-code, those of regions here and elsewhere, and of the places of the gazetteer
    (``regions.key_of``)."""

    governorate: Geometry
    middles: tuple[tuple[float, float, str], ...]  # latitude, longitude, accuracy it really has
    names: dict[str, dict[str, tuple[str, ...]]]
    regions: Regions
    places: frozenset[str]


def survey(areas: dict[str, gpd.GeoDataFrame], regions: pd.DataFrame, places: gpd.GeoDataFrame) -> Ground:
    """Take from a record what the checks need: its areas, the table of regions (``regions.COLUMNS``) and the gazetteer (``all_names``)."""
    whole = areas["governorate"].geometry.iloc[0]
    middles = [(lat, lon, "province_governorate") for lat, lon in here().centroids]
    for level, accuracy in (("governorate", "province_governorate"), ("district", "district"), ("subdistrict", "subdistrict")):
        shapes = areas[level].geometry
        for middle in (shapes.to_crs(here().projection).centroid.to_crs(s.WGS84), shapes.representative_point()):
            middles += [(p.y, p.x, accuracy) for p in middle]
    names: dict[str, dict[str, tuple[str, ...]]] = {
        level: {r["area_id"]: (r["name_en"], r["name_ar"]) for r in areas[level][["area_id", "name_en", "name_ar"]].to_dict("records")}
        for level in ("district", "subdistrict")
    }
    spellings = {key_of(n): str(row).split("|") for row, n in zip(places["all_names"], places["name_en"], strict=True)}
    for found in names.values():  # a town's spellings are those of the area called after it
        found |= {code: (*own, *spellings.get(key_of(own[0]), ())) for code, own in found.items()}
    own = [n for found in names.values() for every in found.values() for n in every]
    own += [n for row in places["all_names"] for n in str(row).split("|")]
    return Ground(whole, tuple(middles), names, regions_of(regions, here()), frozenset(key_of(n) for n in own) - {""})
