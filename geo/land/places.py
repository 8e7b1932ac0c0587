"""Which named place is it, and how is a name compared across scripts and spellings?"""

import re
import unicodedata
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from rapidfuzz import fuzz
from shapely import STRtree

from geo import settings as s
from geo.land.distances import distance_m
from geo.territory import here

_ARABIC = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ة": "ه", "ى": "ي", "ـ": None})
_PLAIN = str.maketrans({**dict.fromkeys([*map(chr, range(32)), "\x7f", "`", "'"]), "-": " ", "|": " "})
_QUOTES = re.compile("[`'\u2018\u2019\u02bb\u02bc\u02be\u02bf]")


def fold(text: str) -> str:
    """Fold a name for comparison: case, diacritics, apostrophes, hyphens, and the Arabic letters أإآ ة ى."""
    if text.isascii():  # most names and every id: the same by a shorter way
        return " ".join(text[: s.FOLD_CHARACTERS].lower().translate(_PLAIN).split())
    text = unicodedata.normalize("NFKD", text[: s.FOLD_CHARACTERS].translate(_ARABIC).casefold())
    text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf", "Cc"))
    return " ".join(_QUOTES.sub("", text.translate(_ARABIC)).replace("-", " ").replace("|", " ").split())


def fold_each(texts: Sequence[str]) -> list[str]:
    """Fold many texts: those without letters beyond ASCII, as ids are, as one."""
    whole = _BETWEEN.join(texts)
    if not whole.isascii() or whole.count(_BETWEEN) != len(texts) - 1 or max(map(len, texts)) > s.FOLD_CHARACTERS:
        return [fold(text) for text in texts]
    plain = whole.lower().translate(_PLAIN)
    if " " in plain:
        plain = re.sub(f" *{_BETWEEN} *", _BETWEEN, re.sub("  +", " ", plain)).strip(" ")
    return plain.split(_BETWEEN)


_BETWEEN = "~"  # stays as it is when a text is folded


def is_arabic(text: str) -> bool:
    """Say whether a text has Arabic letters."""
    return any("\u0600" <= c <= "\u06ff" for c in text)


_ARTICLE = re.compile(r"\b(?:a[lrsdtnz]|ash|ath|adh|el|ed|er|es|et|esh)[ -](?=\w)")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
_LETTERS = str.maketrans(  # Arabic consonants as Latin ones; long vowels carry nothing between transliterations
    dict(zip("بتثجحخدذرزسشصضطظغفقكلمنهئؤ", "btTjhkdDrzsSsdtDgfkklmnh--", strict=True)) | dict.fromkeys("اويعء", None)
)
_DIGRAPHS = (("kh", "k"), ("gh", "g"), ("dh", "D"), ("th", "T"), ("sh", "S"), ("ch", "S"), ("q", "k"), ("c", "k"), ("v", "f"), ("p", "b"))


def without_article(name: str) -> str:
    """Fold a name and leave out its Latin articles (al-, ar-, el- ...)."""
    return _ARTICLE.sub("", fold(name))


def skeleton(name: str) -> str:
    """Reduce a name in either script to its consonants: Jurneyyeh, Al-Jarniyah and الجرنية are all "jrn".

    A rough key for suggesting places and matching the ten subdistricts, never a proof that two names are one place.
    """
    text = without_article(name)
    text = _ARABIC_ARTICLE.sub("", text).translate(_LETTERS).replace("-", "")
    for pair, letter in _DIGRAPHS:
        text = text.replace(pair, letter)
    words = [re.sub(r"(.)\1+", r"\1", re.sub(r"[^a-zDTS]|[aeiouwy]", "", w)).rstrip("h") for w in text.split()]
    return " ".join(w for w in words if w).replace("D", "d").replace("T", "t").replace("S", "s")


def search_places(text: str, places: gpd.GeoDataFrame, latitude: float | None = None, longitude: float | None = None) -> pd.DataFrame:
    """Suggest named places for a name in either script; a person decides, since a name alone never geocodes.

    Parameters
    ----------
    places : gazetteer from ``place_frame``.
    latitude, longitude : where to measure the distance from (WGS84 degrees); the middle of the territory if None.

    Returns
    -------
    At most ``settings.CANDIDATES`` rows, the likeliest first: area_id, label, name_en, name_ar, adm3_pcode, latitude,
    longitude, score (0-100), distance_m, namesakes (places of the gazetteer whose name reads the same, itself included).
    """
    wanted, bones = fold(text), skeleton(text)
    if not wanted:
        return places.iloc[:0].assign(latitude=0.0, longitude=0.0, score=0, distance_m=0.0, namesakes=0).drop(columns="geometry")
    names = [[fold(n) for n in str(row).split("|") if n] for row in places["all_names"]]
    scores = [
        max((100 if wanted == n else max(0.95 * fuzz.ratio(wanted, n), 0.9 * fuzz.token_set_ratio(wanted, n)) for n in own), default=0)
        for own in names
    ]
    keys = [{skeleton(n) for n in own} for own in names]
    same = [bones in k and bool(bones) for k in keys]
    scores = [
        max(x, 92 if y else 0.8 * max((fuzz.ratio(bones, z) for z in k), default=0)) for x, y, k in zip(scores, same, keys, strict=True)
    ]
    lat, lon = here().middle if latitude is None or longitude is None else (latitude, longitude)
    out = pd.DataFrame(places.drop(columns="geometry")).assign(
        latitude=places.geometry.y, longitude=places.geometry.x, score=np.round(scores).astype(int)
    )
    out["distance_m"] = distance_m(lat, lon, out["latitude"].to_numpy(), out["longitude"].to_numpy())
    counts = pd.Series([k for own in keys for k in own]).value_counts()
    out["namesakes"] = [max((int(counts[k]) for k in own), default=1) for own in keys]
    out = out[out["score"] >= 60].sort_values(["score", "distance_m"], ascending=[False, True])
    return out.head(s.CANDIDATES).reset_index(drop=True)


def places_written(text: str, places: gpd.GeoDataFrame) -> list[tuple[str, str]]:
    """Find the places one of whose spellings holds a text, to be offered beside what the text itself finds; a person chooses.

    Returns
    -------
    P-code, and the spelling that holds it (empty: the place's own name, in either script, does); whole spellings first, then the shorter.
    """
    wanted = fold(text)
    if not wanted:
        return []
    found = []
    for row in places.loc[places["search"].str.contains(wanted, regex=False), ["area_id", "name_en", "name_ar", "all_names"]].itertuples():
        holds = [name for name in row.all_names.split("|") if wanted in fold(name)]
        if holds:  # else only two names beside each other do
            best = min(holds, key=lambda name: (fold(name) != wanted, len(name)))
            own = any(wanted in fold(name) for name in (row.name_en, row.name_ar))
            found.append((fold(best) != wanted, len(best), str(row.area_id), "" if own else best))
    return [(code, spelling) for _, _, code, spelling in sorted(found)]


_ALIKE = 70  # of 100: how alike two spellings must be, letter by letter, to be one name of the same consonants
_AREA_WORDS = re.compile(r"(?i)\b(governorate|district|sub-?district|province|nahi\w*|mantiqa\w*)\b|محافظة|منطقة|ناحية")


def match_name(text: str, names: dict[str, tuple[str, ...]]) -> str:
    """Give the code of the one area that a name can mean (code -> its names in any spelling); empty if none or several.

    Spellings of one name have the same consonants and are alike letter by letter: "Iraq", "Ariqa" and "Raqqa" are three names.
    """
    plain = _AREA_WORDS.sub(" ", text)
    bones, spelled = skeleton(plain), _spelled(plain)
    found = {code for code, own in names.items() if bones and any(bones == skeleton(n) and _is_spelling(spelled, _spelled(n)) for n in own)}
    return found.pop() if len(found) == 1 else ""


def _spelled(name: str) -> str:
    return _ARABIC_ARTICLE.sub("", without_article(name)).replace(" ", "")


def _is_spelling(one: str, other: str) -> bool:
    same_start = (one[:1] in _VOWELS) == (other[:1] in _VOWELS)
    return one == other or (same_start and fuzz.ratio(one, other) >= _ALIKE)


_VOWELS = frozenset("aeiouyاويع")


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
            "all_names": (raw["name_en"] + "|" + raw["name_ar"] + "|" + raw["variants_en"] + "|" + raw["variants_ar"]),
            "search": (raw["name_en"] + " " + raw["name_ar"] + " " + raw["variants_en"] + " " + raw["variants_ar"]).map(fold),
        },
        geometry=gpd.points_from_xy(raw["longitude"].astype(float), raw["latitude"].astype(float), crs=s.WGS84),
    )


def nearest_place(points: gpd.GeoSeries, places: gpd.GeoDataFrame) -> pd.Series:
    """Give each point the P-code of the nearest named place within 2 km, else an empty text.

    A name alone never decides; the distance is this dashboard's convention. A tie goes to the smaller P-code.
    """
    ordered, projection = places.sort_values("area_id"), here().projection
    tree = STRtree(ordered.geometry.to_crs(projection).to_numpy())
    metric = points.to_crs(projection).to_numpy()
    left, right = tree.query_nearest(metric, max_distance=s.PLACE_REACH_M, all_matches=True)
    found = pd.Series(right, index=left).groupby(level=0).min()
    codes = np.full(len(points), "", dtype=object)
    codes[found.index.to_numpy(dtype=int)] = ordered["area_id"].to_numpy()[found.to_numpy()]
    return pd.Series(codes, index=points.index)


def named_near(latitude: float, longitude: float, radius_m: float, places: gpd.GeoDataFrame, most: int = 3) -> pd.DataFrame:
    """Give the named places nearest to a position (WGS84 degrees), nearest first, ties by P-code; and how far off they are if what is meant may
    lie anywhere within ``radius_m`` of it (NaN: not stated, and taken as the position given).

    Returns
    -------
    At most ``most`` rows: area_id, least_m, most_m (metres), inside (bool: within the radius).
    """
    away = distance_m(latitude, longitude, places.geometry.y.to_numpy(), places.geometry.x.to_numpy())
    radius = 0.0 if np.isnan(radius_m) else radius_m
    near = pd.DataFrame(
        {
            "area_id": places["area_id"].to_numpy(),
            "least_m": np.maximum(away - radius, 0),
            "most_m": away + radius,
            "inside": away <= radius,
        }
    )
    order = np.lexsort((near["area_id"].to_numpy(dtype=str), away))
    return near.iloc[order[:most]].reset_index(drop=True)
