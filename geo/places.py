"""Which named place is it, and how is a name compared across scripts and spellings?"""

import re
import unicodedata

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import STRtree

from geo import settings as s

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": None})
_QUOTES = re.compile("[`'\u2018\u2019\u02bb\u02bc\u02be\u02bf]")


def fold(text: str) -> str:
    """Fold a name for comparison: case, diacritics, apostrophes, hyphens, and the Arabic letters أإآ ة ى."""
    text = unicodedata.normalize("NFKD", text.translate(_ARABIC).casefold())
    text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf", "Cc"))
    return " ".join(_QUOTES.sub("", text.translate(_ARABIC)).replace("-", " ").replace("|", " ").split())


def place_frame(raw: pd.DataFrame) -> gpd.GeoDataFrame:
    """Turn the gazetteer as read (text) into points: area_id (P-code), label (for menus, with variants), name_en, name_ar,
    adm3_pcode, population_2017 (Int64), search (folded names and variants)."""
    variants = (
        (raw["variants_en"] + "|" + raw["variants_ar"]).str.split("|").map(lambda v: ", ".join(sorted(filter(None, v), key=len))[:90])
    )
    label = (raw["name_en"] + " " + raw["name_ar"]).str.strip() + " (" + raw["place_pcode"] + ")"
    return gpd.GeoDataFrame(
        {
            "area_id": raw["place_pcode"],
            "label": label.where(variants == "", label + " · " + variants),
            "name_en": raw["name_en"],
            "name_ar": raw["name_ar"],
            "adm3_pcode": raw["adm3_pcode"],
            "population_2017": pd.to_numeric(raw["population_2017"], errors="coerce").astype("Int64"),
            "search": (raw["name_en"] + " " + raw["name_ar"] + " " + raw["variants_en"] + " " + raw["variants_ar"]).map(fold),
        },
        geometry=gpd.points_from_xy(raw["longitude"].astype(float), raw["latitude"].astype(float), crs=s.WGS84),
    )


def nearest_place(points: gpd.GeoSeries, places: gpd.GeoDataFrame) -> pd.Series:
    """Give each point the P-code of the nearest named place within 2 km, else an empty text.

    A name alone never decides; the distance is this dashboard's convention. A tie goes to the smaller P-code.
    """
    ordered = places.sort_values("area_id")
    tree = STRtree(ordered.geometry.to_crs(s.METRIC).to_numpy())
    metric = points.to_crs(s.METRIC).to_numpy()
    left, right = tree.query_nearest(metric, max_distance=s.PLACE_REACH_M, all_matches=True)
    found = pd.Series(right, index=left).groupby(level=0).min()
    codes = np.full(len(points), "", dtype=object)
    codes[found.index.to_numpy(dtype=int)] = ordered["area_id"].to_numpy()[found.to_numpy()]
    return pd.Series(codes, index=points.index)
