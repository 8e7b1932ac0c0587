"""Which files does a browser need for the map: script, style, typefaces, base geometry, all of this machine?"""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans
import fontpkg_ibm_plex_sans_arabic
import geopandas as gpd
import shapely

from geo import colours
from geo.land.areas import areas_mark, borders
from geo.record.known import Record
from geo.record.stored import write_whole
from geo.text.languages import DATA_LANGUAGES
from geo.web.own_ground import PACKED, pack

GROUND = "ground-"  # how the names of packed grounds begin
ASSETS = Path(__file__).parent / "assets"
PARTS = (  # of the map's script, in the order in which they need each other
    "words",
    "frames",
    "layout",
    "along",
    "finding",
    "picture",
    "scene",
    "choose",
    "find",
    "own",
    "pictures",
    "ground",
    "areas",
    "badges",
    "points",
    "names",
    "roads",
    "villages",
    "menu",
    "measure",
    "tools",
    "boxes",
    "view",
    "player",
    "drag",
    "hover",
    "show",
)
_LEAFLET = "https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet"
_DRAW = "https://cdnjs.cloudflare.com/ajax/libs/leaflet.draw/1.0.2/leaflet.draw"
_FONTS = {
    "plex.ttf": (fontpkg_ibm_plex_sans, "IBMPlexSans[wdth,wght].ttf"),
    "plex-arabic-400.ttf": (fontpkg_ibm_plex_sans_arabic, "IBMPlexSansArabic-Regular.ttf"),
    "plex-arabic-600.ttf": (fontpkg_ibm_plex_sans_arabic, "IBMPlexSansArabic-SemiBold.ttf"),
}


@dataclass(frozen=True)
class StaticFiles:
    """Addresses of the files the base map loads: one script and one style sheet, because the component fetches one after the other."""

    script: str
    style: str
    font_css: str
    ground: str = ""  # of the ground somebody brought; empty where there is none
    pictures: tuple[str, ...] = ()  # of the pictures of it, one each of the record's


def write_static(record: Record, folder: Path, address: str) -> StaticFiles:
    """Write the scripts, styles, fonts and base geometry, each whole or not at all; a file that is there stays.

    Parameters
    ----------
    folder : the static folder, or a temporary one when the project is read-only.
    address : what the folder is called in the browser, without a slash at the end.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    font_css = "\n".join(
        f'@font-face{{font-family:"{family}";src:url("{address}/{name}");font-weight:{weight};font-display:swap}}'
        for family, name, weight in (
            ("IBM Plex Sans", "plex.ttf", "100 700"),
            ("IBM Plex Sans Arabic", "plex-arabic-400.ttf", "400"),
            ("IBM Plex Sans Arabic", "plex-arabic-600.ttf", "600"),
        )
    )
    for name in _FONTS:
        font = read_font(name)
        if not ((folder / name).exists() and (folder / name).stat().st_size == len(font)):
            write_whole(folder / name, font)

    def put(ending: str, own: str) -> str:
        made_of = f"{version('folium-offline')}\n{own}".encode()
        name = f"map-{hashlib.sha256(made_of).hexdigest()[:12]}.{ending}"
        if not (folder / name).exists():
            write_whole(folder / name, f"{leaflet(ending)}\n{own}".encode())
        return f"{address}/{name}"

    script, style = put("js", own_script(record)), put("css", font_css + map_style() + colours.night_style())
    return StaticFiles(script, style, font_css, _write_ground(record, folder, address), _write_pictures(record, folder, address))


def _write_ground(record: Record, folder: Path, address: str) -> str:
    own = record.own_ground
    if own is None:
        return ""
    name = f"{GROUND}{hashlib.sha256(f'{PACKED} {own.sha256} {areas_mark(record.areas)}'.encode()).hexdigest()[:12]}.bin"
    if not (folder / name).exists():
        write_whole(folder / name, pack(own, record))
    return f"{address}/{name}"


def _write_pictures(record: Record, folder: Path, address: str) -> tuple[str, ...]:
    out = []
    for one in record.pictures:
        name = f"{GROUND}{one.sha256[:12]}.webp"
        if not (folder / name).exists():
            write_whole(folder / name, one.path.read_bytes())
        out.append(f"{address}/{name}")
    return tuple(out)


def without_ground(folder: Path) -> None:
    """Take the packed grounds and their pictures out of the static folder; a map that needs one has it written again."""
    for file in (*folder.glob(f"{GROUND}*.bin"), *folder.glob(f"{GROUND}*.webp")):
        file.unlink(missing_ok=True)


def leaflet(ending: str) -> str:
    """Give Leaflet and its drawing tool, as a script ("js") or their styles ("css")."""
    from offlinefolium.elements import _res as offline_files  # slow to import, and not needed once the files are there

    return (";\n" if ending == "js" else "\n").join(offline_files[f"{x}.{ending}"] for x in (_LEAFLET, _DRAW))


def own_script(record: Record) -> str:
    """Give what the map needs besides Leaflet in one script: the base geometry, and the parts of its behaviour."""
    given = {"base": base_geometry(record), "colours": colours.drawn()}
    return "\n".join([f"window.StrikeMap={json.dumps(given, separators=(',', ':'))};", *(read_asset(f"{name}.js") for name in PARTS)])


def direction_style() -> str:
    """Give the one style sheet of the direction of writing, for the pages and for the map."""
    return (ASSETS / "direction.css").read_text(encoding="utf-8")


def map_style() -> str:
    """Give the one style sheet of the map."""
    return colours.map_style() + read_asset("map.css") + direction_style()


def read_asset(name: str) -> str:
    """Read a file of the map's script or style."""
    return (ASSETS / "map" / name).read_text(encoding="utf-8")


def read_font(name: str) -> bytes:
    """Read one of ``_FONTS`` from the package that ships it."""
    package, file = _FONTS[name]
    return (Path(str(package.__file__)).parent / "files" / file).read_bytes()


def base_geometry(record: Record) -> dict[str, Any]:
    """Give the constant geometry: areas of every level, borders of the neighbours, rivers and lake as GeoJSON, slim (4 decimals, about 10 m);
    and ``places``: code, latitude, longitude, English and Arabic name of every named place, the most important first."""

    def slim(frame: gpd.GeoDataFrame, ids: bool = True) -> dict[str, Any]:
        shapes = shapely.set_precision(frame.geometry.to_numpy(), 0.0001)
        codes = frame["area_id"] if ids else range(len(frame))
        return {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "id": code, "properties": {}, "geometry": shapely.geometry.mapping(shape)}
                for code, shape in zip(codes, shapes, strict=True)
            ],
        }

    land = record.areas["governorate"].geometry.iloc[0]
    near = land.buffer(0.15)
    west, south, east, north = land.bounds
    return {
        **{level: slim(record.areas[level]) for level in ("governorate", "sector", "district", "subdistrict")},
        "borders": slim(borders(record.neighbours), ids=False),
        "places": [
            [p.area_id, round(p.geometry.y, 4), round(p.geometry.x, 4), p.name_en, p.name_ar]
            for p in by_importance(record).itertuples(index=False)
        ],
        "name_languages": list(DATA_LANGUAGES.values()),  # in the order of the two names of a place
        "rivers": slim(record.rivers.clip(near), ids=False),
        "lake": slim(record.lake, ids=False),
        "bounds": [[south, west], [north, east]],
    }


def by_importance(record: Record) -> gpd.GeoDataFrame:
    """Give the named places, the most important first: by population (2017), where none is known by the incidents recorded there, then by code."""
    there = record.incidents["place_pcode"].value_counts()
    ranked = record.places.assign(known=record.places["population_2017"].fillna(0), n=record.places["area_id"].map(there).fillna(0))
    return ranked.sort_values(["known", "n", "area_id"], ascending=[False, False, True])
