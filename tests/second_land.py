"""A second territory, made up: long where the first is broad, south and west of both zeros, named in Spanish, with few Arabic names."""

import json
from pathlib import Path

import pandas as pd

from geo.__main__ import main

ADM1 = "EC31"
NAME, NAME_AR = "Valle Hondo", "الوادي العميق"
CITY = "-1.25,-76.05,6"
# code, district, its name, name, Arabic name, ring (longitude, latitude)
AREAS = [
    ("EC310101", "Poniente", "Peña Alta", "", [(-77.6, -1.1), (-77.0, -0.7), (-76.9, -1.5), (-77.4, -1.7)]),
    ("EC310102", "Poniente", "Río Blanco", "النهر الأبيض", [(-77.0, -0.7), (-76.4, -0.8), (-76.4, -1.4), (-76.9, -1.5)]),
    ("EC310201", "Centro", "Santa Brígida", "", [(-76.4, -0.8), (-75.8, -0.9), (-75.8, -1.6), (-76.4, -1.4)]),
    ("EC310202", "Centro", "Ñandú", "", [(-75.8, -0.9), (-75.3, -0.7), (-75.2, -1.3), (-75.8, -1.6)]),
    ("EC310301", "Oriente", "Los Álamos", "", [(-75.3, -0.7), (-74.6, -0.9), (-74.8, -1.4), (-75.2, -1.3)]),
    ("EC310302", "Oriente", "Quebrada Honda", "", [(-75.2, -1.3), (-74.8, -1.4), (-74.5, -2.0), (-75.1, -1.9)]),
]
ISLAND = [(-74.5, -0.6), (-74.3, -0.6), (-74.3, -0.75), (-74.5, -0.75)]  # the second part of Los Álamos
PLACES = [
    ("EC31P01", "Santa Brígida", "سانتا بريخيدا", -1.25, -76.05, 41000),
    ("EC31P02", "El Tamarindo", "", -1.2, -76.7, 900),
    ("EC31P03", "Los Álamos", "", -1.0, -75.0, 5200),
    ("EC31P04", "La Ceiba", "", -1.3, -77.2, 300),
    ("EC31P05", "Vuelta Larga", "", -1.6, -74.9, None),
    ("EC31P06", "Isla Garza", "جزيرة البلشون", -0.68, -74.4, 150),
    ("EC31P07", "Lejos", "", -3.5, -76.0, 10),  # outside
]
CLAIMS = [
    ("2021-03-02", "El Tamarindo", -1.201, -76.702, "3", "5", "Valle Hondo"),
    ("2021-03-09", "El Tamarindo", -1.2, -76.7, "2", "2", "Valle Hondo"),
    ("2021-04-17", "Los Álamos", -1.0, -75.0, "7", "", "Valle Hondo"),
    ("2021-05-01", "Santa Brígida", -1.25, -76.05, "1", "4", "Valle Hondo"),
    ("2021-05-23", "Vuelta Larga", -1.6, -74.9, "", "", "Valle Hondo"),
    ("2021-06-30", "Isla Garza", -0.68, -74.4, "12", "15", "Valle Hondo"),
    ("", "La Ceiba", -1.3, -77.2, "4", "4", "Valle Hondo"),
    ("2021-07-04", "sin lugar", None, None, "2", "3", "Valle Hondo"),
    ("2021-07-05", "Afuera", -0.2, -78.5, "6", "6", "Pichincha"),
]


def feature(code: str, district: str, name: str, arabic: str, parts: list[list[tuple[float, float]]]) -> dict[str, object]:
    names = {"ADM1_ES": NAME, "ADM2_ES": district, "ADM3_ES": name, "ADM3_AR": arabic or None, "ADM1_AR": NAME_AR, "ADM0_ES": "Ecuador"}
    codes = {"ADM1_PCODE": ADM1, "ADM2_PCODE": code[:6], "ADM3_PCODE": code}
    shape = {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]] for ring in parts]}
    return {"type": "Feature", "properties": codes | names, "geometry": shape}


def boundaries() -> dict[str, object]:
    """The file of boundaries, with a subdistrict of a neighbour."""
    features = [feature(code, d, n, a, [ring, ISLAND] if n == "Los Álamos" else [ring]) for code, d, n, a, ring in AREAS]
    other = feature("EC170101", "Norte", "Vecino", "", [[(-78, 0), (-77, 0), (-77, 0.5), (-78, 0.5)]])
    other["properties"] |= {"ADM1_PCODE": "EC17", "ADM1_ES": "Pichincha", "ADM1_AR": None}  # type: ignore[operator]
    return {"type": "FeatureCollection", "features": [*features, other]}


def write_files(folder: Path) -> tuple[Path, Path, Path]:
    """Write the boundaries, the places, and a list of incidents."""
    folder.mkdir(exist_ok=True)
    paths = folder / "limites.geojson", folder / "lugares.csv", folder / "hechos.csv"
    paths[0].write_text(json.dumps(boundaries(), ensure_ascii=False), encoding="utf-8")
    columns = ["pcode", "name", "name_ar", "latitude", "longitude", "population"]
    pd.DataFrame(PLACES, columns=columns).astype({"population": "Int64"}).to_csv(paths[1], index=False)
    columns = ["date", "location", "latitude", "longitude", "killed_min", "killed_max", "region"]
    pd.DataFrame(CLAIMS, columns=columns).assign(id=range(1, len(CLAIMS) + 1)).to_csv(paths[2], index=False)
    return paths


def make(folder: Path, *more: str, city: bool = True) -> Path:
    """Make the territory in a new folder under this one, and give it."""
    areas, places, _ = write_files(folder)
    out = folder / "valle"
    asked = ["--city", CITY] if city else []
    assert main(["territory", str(areas), "--places", str(places), "--adm1", ADM1, "--out", str(out), *asked, *more]) == 0
    return out
