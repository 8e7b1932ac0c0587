"""What is it called in a reader's language: a place, an area, an incident, and which names stand on the map?"""

from typing import Any

import pandas as pd
import shapely

from geo.record.known import Record
from geo.record.remembered import once
from geo.territory import here, in_any
from geo.text import words
from geo.text.languages import data_language


def name_of(row: Any, lang: str, english: str = "name_en", arabic: str = "name_ar") -> str:
    """Give a place's name in a language; in the other one, marked, where it has none in this."""
    return words.in_language((row[english], row[arabic]), lang)


def area_names(record: Record, level: str, lang: str) -> dict[str, str]:
    """Give area_id -> name at a level."""
    return once(record, ("names", level, lang), lambda: _area_names(record, level, lang))


def _area_names(record: Record, level: str, lang: str) -> dict[str, str]:
    if level == "sector":
        return {a: words.say(f"sector_{a}", lang) for a in record.areas["sector"]["area_id"]}
    frame = record.areas[level]
    return {row["area_id"]: name_of(row, lang) for row in frame[["area_id", "name_en", "name_ar"]].to_dict("records")}


WIDE_LEVELS = ("subdistrict", "district", "governorate")


def wide_names(record: Record, lang: str) -> dict[str, str]:
    """Give area_id -> name of every area an incident may be known to only as a whole."""
    return {area: name for level in WIDE_LEVELS for area, name in area_names(record, level, lang).items()}


def incident_name(row: Any, lang: str) -> str:
    """Give an incident's place name as its most precise claim has it."""
    latin = "" if pd.isna(row["place_name"]) else row["place_name"]
    if not latin and not row["place_name_ar"]:
        return words.say("unnamed", lang)
    return name_of(row, lang, "place_name", "place_name_ar") if latin else str(row["place_name_ar"])


def names_all(record: Record, lang: str) -> bool:
    """Say whether every named place has a name in the letters that a reader reads; else some stand there in the other ones, marked."""
    return once(record, ("names_all", data_language(lang)), lambda: bool((record.places[f"name_{data_language(lang)}"] != "").all()))


def name_marks(record: Record, lang: str) -> list[dict[str, Any]]:
    return once(record, ("name_marks", lang), lambda: _marks_of_names(record, lang))


def _marks_of_names(record: Record, lang: str) -> list[dict[str, Any]]:
    towns = record.places.set_index("area_id").reindex([t for t in here().towns if t in set(record.places["area_id"])])[
        ["name_en", "name_ar", "label_lat", "label_lon"]
    ]
    marks = [
        {"kind": "place", "id": code, "text": name_of(row, lang), "lat": row["label_lat"], "lon": row["label_lon"]}
        for code, row in towns.to_dict("index").items()
    ]
    for kind, labels in (("water", here().waters), ("beyond", here().countries)):
        marks += [{"kind": kind, "text": in_any(x.names, lang, data_language(lang)), "lat": x.latitude, "lon": x.longitude} for x in labels]
    return marks + _neighbour_marks(record, lang)


def _neighbour_marks(record: Record, lang: str) -> list[dict[str, Any]]:
    """Name each land around where it is widest near this one."""
    if record.neighbours.empty:
        return []
    near = shapely.box(*record.areas["governorate"].total_bounds).buffer(0.35, join_style="mitre")
    seen = record.neighbours.assign(geometry=record.neighbours.intersection(near))
    seen = seen[~seen.is_empty]
    return [
        {"kind": "beyond", "text": name_of(row, lang, "adm1_en", "adm1_ar"), "lat": spot.y, "lon": spot.x}
        for row, shape in zip(seen.drop(columns="geometry").to_dict("records"), seen.geometry, strict=True)
        for spot in [shapely.get_point(shapely.maximum_inscribed_circle(shape), 0)]
    ]
