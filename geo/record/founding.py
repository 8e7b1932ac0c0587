"""How does another land begin? ``found`` writes a data folder with its areas, its places and an empty record; docs/territory.md tells the rest."""

import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import geopandas as gpd
import mgrs
import numpy as np
import pandas as pd
import shapely
from babel import Locale
from babel.core import get_global

from geo import settings as s
from geo.evidence.incidents import COLUMNS
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.intake.boundaries import CODE, Boundaries, Told, cleaned, plain_heading
from geo.intake.formats.raw import FileRefused, RawTable
from geo.land.areas import locate
from geo.land.distances import distance_m, utm_zone
from geo.land.places import fold, is_arabic
from geo.record.covering import HAND as COVERED
from geo.record.covering import HAND_COLUMNS as COVERED_COLUMNS
from geo.record.stored import accept_sums
from geo.record.tables import SUBDISTRICTS, TABLES
from geo.territory import FILE

PLACES = "input/places.csv"
_SIGNIFICANT = 5  # decimals of a position
_HEADINGS = {  # of a file of places, as ``plain_heading`` writes them
    "place_pcode": r"(?:place|adm4|admin4|feature|location|settlement|ppl)?p?code|pcod|adm4pcod|featurepco|placeid|uniqueid",
    "latitude": r"lat(?:itude)?(?:dd|deg|wgs84)?|y|ycoord|gpslatitude",
    "longitude": r"lon(?:g|gitude)?(?:dd|deg|wgs84)?|lng|x|xcoord|gpslongitude",
    "population": r"pop(?:ulation)?\d{0,4}|poptotal|totalpop",
}
_NAME = re.compile(
    r"(?:place|feature|adm4|admin4|location|settlement|village|town|ppl)?(?:name|nam|featureref)?(en|eng|english|ar|ara|arabic|[a-z]{2}|\d)?"
)
_NO_NAME = re.compile(r"|id|[a-z]{0,3}\d?|pc")


@dataclass(frozen=True)
class Plan:
    """What a new territory is to have; positions are WGS84 degrees.

    ``city`` is latitude, longitude and radius in metres; ``names`` are by language, ``credit`` is how the owners of the files want to be named.
    """

    boundaries: Boundaries
    names: Mapping[str, str]
    campaign: tuple[date, date]
    city: tuple[float, float, float] | None = None
    credit: str = ""
    places: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=TABLES[PLACES], dtype=object))


def land_of(boundaries: Boundaries) -> gpd.GeoDataFrame:
    """Give the subdistricts as the data folder has them: codes and names of three levels, and shapes (WGS84)."""
    return gpd.GeoDataFrame(pd.DataFrame(boundaries.rows), geometry=shapely.from_wkb(boundaries.shapes), crs=s.WGS84)


def places_of(raw: RawTable, land: gpd.GeoDataFrame) -> tuple[pd.DataFrame, list[Told]]:
    """Take the places of a land out of a table with points, or with columns of latitude and longitude.

    The subdistrict is the one the point lies in, whatever the file says. A place without a code is numbered.

    Returns
    -------
    ``tables.TABLES["input/places.csv"]`` and ``population`` (a number or NaN), and what was told.

    Raises
    ------
    FileRefused : no positions, no names, or more places than ``settings.PLACES_MOST``.
    """
    cells = raw.cells
    columns = {what: next((c for c in cells.columns if re.fullmatch(pattern, plain_heading(c))), "") for what, pattern in _HEADINGS.items()}
    if raw.point:
        columns["latitude"], columns["longitude"] = raw.point
    if not columns["latitude"] or not columns["longitude"]:
        raise FileRefused("places_without_position", columns=", ".join(list(cells.columns)[:30]))
    lat, lon = (pd.to_numeric(cells[columns[c]].str.replace(",", "."), errors="coerce") for c in ("latitude", "longitude"))
    sound = (lat.between(-90, 90) & lon.between(-180, 180)).to_numpy()
    inside = np.full(len(cells), "", dtype=object)
    areas = land.rename(columns={"adm3_pcode": "area_id"})[["area_id", "geometry"]]
    inside[sound] = locate(lon[sound].to_numpy(), lat[sound].to_numpy(), areas)
    latin, arabic = _names(cells)
    named = ((latin != "") | (arabic != "")).to_numpy()
    if not named.any():
        raise FileRefused("places_without_name", columns=", ".join(list(cells.columns)[:30]))
    own = (inside != "") & named
    if own.sum() > s.PLACES_MOST:
        raise FileRefused("too_many_places", n=int(own.sum()), limit=s.PLACES_MOST)
    code = cells[columns["place_pcode"]].str.strip() if columns["place_pcode"] else pd.Series("", index=cells.index)
    out = pd.DataFrame(
        {
            "place_pcode": code.where(code.str.fullmatch(CODE.pattern), ""),
            "name_en": latin,
            "name_ar": arabic,
            "variants_en": "",
            "variants_ar": "",
            "latitude": lat.map(lambda x: f"{x:.{_SIGNIFICANT}f}"),
            "longitude": lon.map(lambda x: f"{x:.{_SIGNIFICANT}f}"),
            "adm3_pcode": inside,
            "population_2017": "",
            "namesakes": "",
            "coord_basis": "file",
            "population": pd.to_numeric(cells[columns["population"]], errors="coerce") if columns["population"] else np.nan,
        },
        dtype=object,
    )[own]
    taken = {str(c) for k in (1, 2, 3) for c in land[f"adm{k}_pcode"]}
    twice = out["place_pcode"].isin(taken) | ((out["place_pcode"] != "") & out["place_pcode"].duplicated())
    bare = out["place_pcode"] == ""
    out = out[~twice].reset_index(drop=True)
    free = (f"P{n:05}" for n in range(1, 10**6) if f"P{n:05}" not in taken | set(code))
    out["place_pcode"] = [c or next(free) for c in out["place_pcode"]]
    key = (out["name_en"] + out["name_ar"]).map(fold)
    out["namesakes"] = key.map(key.value_counts()).astype(str)
    counted = {"places_outside": int((~own).sum()), "places_twice": int(twice.sum()), "places_numbered": int((bare & ~twice).sum())}
    return out, [Told(code, n) for code, n in counted.items() if n]


def _names(cells: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Give the names of places, in Arabic letters and in others, by the columns whose headings are those of names."""
    latin, arabic = (pd.Series("", index=cells.index, dtype=object) for _ in range(2))
    ranked = []
    for place, column in enumerate(cells.columns):
        plain = plain_heading(column)
        match = _NAME.fullmatch(plain)
        if column == "name" or (match and not _NO_NAME.fullmatch(plain)):
            ranked.append((not (match and match[1]), place, column))
    for _, _, column in sorted(ranked):
        names = cells[column].map(cleaned)
        script = names.map(is_arabic)
        latin, arabic = latin.where((latin != "") | script, names), arabic.where((arabic != "") | ~script, names)
    return latin, arabic


def found(folder: Path, plan: Plan, readme: str) -> None:
    """Write a territory as a new data folder with a README.md: whole or not at all.

    Raises
    ------
    FileExistsError : there is something in the folder; OSError : it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".draft-territory-"))
    try:
        draft.chmod(0o755)
        land = land_of(plan.boundaries)
        for name, columns in {"input/claims_own.csv": COLUMNS, "hand/links.csv": LINK_COLUMNS, COVERED: COVERED_COLUMNS, **TABLES}.items():
            path = draft / name
            path.parent.mkdir(exist_ok=True)
            table = plan.places.reindex(columns=list(columns)) if name == PLACES else pd.DataFrame(columns=list(columns))
            path.write_bytes(table.to_csv(index=False, lineterminator="\n").encode())
        (draft / SUBDISTRICTS).write_bytes(_geojson(land))
        (draft / "README.md").write_bytes(readme.encode())
        (draft / FILE).write_bytes(territory_toml(plan, land).encode())
        accept_sums(draft)
        shutil.rmtree(draft / "output", ignore_errors=True)
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _geojson(land: gpd.GeoDataFrame) -> bytes:
    features = [
        {"type": "Feature", "properties": dict(row), "geometry": shapely.geometry.mapping(shape)}
        for row, shape in zip(land.drop(columns="geometry").to_dict("records"), land.geometry, strict=True)
    ]
    lines = ",\n".join(json.dumps(f, ensure_ascii=False, separators=(",", ":")) for f in features)
    return f'{{"type":"FeatureCollection","name":"subdistricts","features":[\n{lines}\n]}}\n'.encode()


def lacking(plan: Plan) -> list[Told]:
    """Say what a new territory lacks: a text for each, with a number where it counts."""
    told, land = [Told("empty")], pd.DataFrame(plan.boundaries.rows)
    for lang in ("en", "ar"):
        bare = (
            land.drop_duplicates("adm3_pcode")[f"adm3_{lang}"].eq("").sum()
            + land.drop_duplicates("adm2_pcode")[f"adm2_{lang}"].eq("").sum()
        )
        told += [Told(f"no_{lang}", int(bare))] if bare else []
        told += [] if lang in plan.names else [Told(f"no_name_{lang}")]
    if plan.places.empty:
        told.append(Told("no_places"))
    elif no_arabic := int(plan.places["name_ar"].eq("").sum()):
        told.append(Told("places_no_ar", no_arabic))
    return (
        told
        + ([] if plan.city else [Told("no_city")])
        + [
            Told("no_layers"),
            Told("no_phases"),
            *([] if time_zone(land["adm1_pcode"].iloc[0]) else [Told("no_time_zone")]),
            *([] if plan.credit else [Told("no_licence")]),
        ]
    )


def territory_toml(plan: Plan, land: gpd.GeoDataFrame) -> str:
    """Write ``territory.toml``: what the boundaries say, and for the rest what is safe until somebody writes better."""
    west, south, east, north = land.total_bounds
    pad = max(0.1, 0.15 * max(east - west, north - south))
    corners = [[_down(south - pad, -90), _down(west - pad, -180)], [_up(north + pad, 90), _up(east + pad, 180)]]
    (low, left), (high, right) = corners
    middle = [round((low + high) / 2, 4), round((left + right) / 2, 4)]
    inside = max(shapely.get_parts(land.geometry.union_all()), key=lambda p: p.area).representative_point()
    adm1 = land["adm1_pcode"].iloc[0]
    names = [n for n in dict.fromkeys([*plan.names.values(), land["adm1_en"].iloc[0], land["adm1_ar"].iloc[0]]) if n]
    lines = [
        "# The land that this folder is about. docs/territory.md explains each key.",
        "",
        f"adm1_pcode = {_toml(adm1)}",
        f"projection = {_toml(utm_zone(*middle))}",
        f"bounds = {_toml(corners)}",
        f"opening = {_toml(middle)}",
        f"name = {_toml(dict(plan.names))}",
        *([f"time_zone = {_toml(zone)}"] if (zone := time_zone(adm1)) else []),
        f"file_prefix = {_toml(_prefix(plan.names, adm1))}",
        f"towns = {_toml(towns(plan.places, land))}",
        f"mgrs_squares = {_toml(squares(land))}",
    ]
    if plan.city:
        lines += [
            "",
            "[city]",
            f"name = {_toml(city_names(plan))}",
            f"position = {_toml(list(plan.city[:2]))}",
            f"radius_m = {_toml(plan.city[2])}",
        ]
    if plan.credit:
        lines += ["", "[texts]", f"credit = {_toml({'en': plan.credit})}"]
    lines += ["", "[campaign]", f"first = {plan.campaign[0]}", f"last = {plan.campaign[1]}"]
    codes, spellings = country(adm1, plan.boundaries.country)
    if codes:
        lines += [
            "",
            "[country]",
            f"names = {_toml(spellings)}",
            f"parts = {_toml(sorted({fold(n) for n in spellings}))}",
            f"codes = {_toml(codes)}",
        ]
    others = [n for n in plan.boundaries.others if n not in names]
    lines += ["", "[governorate]", f"names = {_toml(names)}", f"others = {_toml(others)}"]
    lines += [
        "",
        "[examples]",
        f"area = {_toml(land['adm3_pcode'].min())}",
        f"position = {_toml([round(inside.y, 4), round(inside.x, 4)])}",
        "",
    ]
    return "\n".join(lines)


def time_zone(adm1: str) -> str:
    """Give the time zone of a governorate's country, where it has one only."""
    own = [zone for zone, code in get_global("zone_territories").items() if code == adm1[:2].upper() and zone in available_timezones()]
    return str(own[0]) if len(own) == 1 else ""


def country(adm1: str, names: list[str]) -> tuple[list[str], list[str]]:
    """Give the codes (ISO, small letters) and names of a governorate's country: a P-code begins with its two or three letters.

    The names are those of the file and of CLDR in the languages that sources write. Where the letters are no country's, there are
    neither: no row is then taken for one from abroad.
    """
    aliases = get_global("territory_aliases")
    known = Locale("en").territories
    begun = adm1[:2].upper() if adm1[:2].upper() in known else ""
    if not begun:
        return [], []
    same = [alias for alias, of in aliases.items() if list(of) == [begun]]
    spelled = [str(Locale(lang).territories[begun]) for lang in _COUNTRY_LANGUAGES]
    return [begun.lower(), *sorted(x.lower() for x in same if len(x) == 3)], list(dict.fromkeys([*names, *spelled]))


_COUNTRY_LANGUAGES = ("en", "ar", "fr", "es", "pt", "ru", "tr", "fa", "ku", "uk")


def _down(degrees: float, least: float) -> float:
    return float(max(np.floor(degrees * 100) / 100, least))


def _up(degrees: float, most: float) -> float:
    return float(min(np.ceil(degrees * 100) / 100, most))


def _toml(value: Any) -> str:
    """Write a value as TOML: its texts are those of JSON."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(x)}" for key, x in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(x) for x in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _prefix(names: Mapping[str, str], adm1: str) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", fold(names.get("en", ""))).strip("-")[:30].strip("-")
    return plain or adm1.lower()


def touches(city: tuple[float, float, float], land: gpd.GeoDataFrame) -> bool:
    """Say whether the disc of a city (latitude, longitude, metres) has land of the territory in it."""
    here = gpd.GeoSeries([shapely.Point(city[1], city[0])], crs=s.WGS84).to_crs(utm_zone(*city[:2]))
    return bool(land.to_crs(here.crs).geometry.distance(here.iloc[0]).min() < city[2])


def city_names(plan: Plan) -> dict[str, str]:
    """Name the city by the nearest place within its radius; without one as the territory is named; nothing without a city."""
    if plan.city is None:
        return {}
    lat, lon, radius_m = plan.city
    if len(plan.places):
        away = distance_m(lat, lon, plan.places["latitude"].astype(float).to_numpy(), plan.places["longitude"].astype(float).to_numpy())
        if away.min() <= radius_m:
            nearest = plan.places.iloc[int(np.argmin(away))]
            return {lang: nearest[f"name_{lang}"] for lang in ("en", "ar") if nearest[f"name_{lang}"]}
    return dict(plan.names)


def towns(places: pd.DataFrame, land: gpd.GeoDataFrame) -> list[str]:
    """Choose the places that are named on the map, most important first: by population where the file has it, then those that
    subdistricts are named after."""
    if places.empty:
        return []
    by_size = places[places["population"].notna()].sort_values(["population", "place_pcode"], ascending=[False, True])
    of_area = {
        (r["adm3_pcode"], fold(r[f"adm3_{x}"]))
        for r in land.drop(columns="geometry").to_dict("records")
        for x in ("en", "ar")
        if r[f"adm3_{x}"]
    }
    centres = places[
        [
            any((a, fold(n)) in of_area for n in (x, y) if n)
            for a, x, y in places[["adm3_pcode", "name_en", "name_ar"]].itertuples(index=False)
        ]
    ].drop_duplicates("adm3_pcode")
    return list(dict.fromkeys([*by_size["place_pcode"][: s.TOWNS_NAMED], *centres["place_pcode"]]))[: s.TOWNS_NAMED]


def squares(land: gpd.GeoDataFrame) -> list[str]:
    """List the 100 km squares of the MGRS that a land touches: a reference with a mistyped square is tried in them."""
    whole = land.geometry.union_all().buffer(0.1)
    west, south, east, north = whole.bounds
    step = max(0.1, max(east - west, north - south) / 150)
    lon, lat = (x.ravel() for x in np.meshgrid(np.arange(west, east, step), np.arange(south, north, step)))
    within = shapely.contains_xy(whole, lon, lat) & (lat > -80) & (lat < 84)
    return sorted(_squares(zip(lat[within], lon[within], strict=True)))


def _squares(spots: Iterable[tuple[float, float]]) -> set[str]:
    known = mgrs.MGRS()
    return {str(known.toMGRS(float(lat), float(lon), MGRSPrecision=0)) for lat, lon in spots}
