"""What can the search box on the map find, and in which words: places by every spelling, incidents by the ids of their claims?"""

from typing import Any

import pandas as pd

from geo import settings as s
from geo.record.known import Record
from geo.show.names import area_names
from geo.text import words
from geo.web.scripts import by_importance

_WORDS = ("found", "nothing", "place", "incident", "position", "swapped", "outside", "not_here", "unplaced", "opened", "marked")


def find_words(address: str, lang: str) -> dict[str, str]:
    """Give what a picture says of the box before anything is looked up: the address of the table, its label, and a hint."""
    return {"address": address, "label": words.say("find_label", lang), "hint": words.say("find_hint", lang)}


def describe_find(record: Record, lang: str) -> dict[str, Any]:
    """Describe all that can be found as plain data; no filter and no window changes it.

    Returns
    -------
    ``places``, the most important first: code, latitude, longitude (WGS84 degrees), spellings (English, Arabic, variants), subdistrict;
    ``incidents``: id, the ids its claims go by, latitude and longitude or None (known to an area only), English and Arabic name of
    the place, days in words; none where the record is too large to be sent (``settings.FIND_LIMIT``, or a holding); ``words``.
    """
    few = record.in_memory and len(record.incidents) <= s.FIND_LIMIT
    said = {key: words.template(f"find_{key}", lang) for key in _WORDS}
    said |= {"metres": words.template("find_metres", lang), "kilometres": words.template("find_kilometres", lang)}
    if not few or record.incidents.empty:
        said["nothing"] = words.template("find_nothing_but", lang)
    ways = [words.say(f"find_{way}", lang) for way in ("n", "s", "e", "w")]
    return {"places": _places(record, lang), "incidents": _incidents(record, lang) if few else [], "words": said | {"ways": ways}}


def _places(record: Record, lang: str) -> list[list[Any]]:
    within = area_names(record, "subdistrict", lang)
    return [
        [
            p.area_id,
            round(p.geometry.y, 5),
            round(p.geometry.x, 5),
            [p.name_en, p.name_ar, *dict.fromkeys(x for x in p.all_names.split("|") if x and x not in (p.name_en, p.name_ar))],
            within.get(p.adm3_pcode, ""),
        ]
        for p in by_importance(record).itertuples(index=False)
    ]


def _incidents(record: Record, lang: str) -> list[list[Any]]:
    incidents = record.incidents
    ids = record.claims.groupby("incident_id", observed=True, sort=False)["claim_id"].agg(list).to_dict()
    placed = incidents["placing"].isin(("point", "outside"))
    columns = ("incident_id", "latitude", "longitude", "place_name", "place_name_ar", "date_start", "date_end")
    told: dict[tuple[Any, Any], str] = {}  # most incidents share their days with others
    rows = []
    for there, code, lat, lon, latin, arabic, first, last in zip(placed, *(incidents[c] for c in columns), strict=True):
        key = (first, last)
        if key not in told:
            told[key] = words.days(first, last, lang)
        spot = [round(lat, 5), round(lon, 5)] if there and pd.notna(lat) else [None, None]
        rows.append([code, list(dict.fromkeys((code, *ids.get(code, ())))), *spot, [latin, arabic], told[key]])
    return rows
