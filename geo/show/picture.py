"""What does a selection look like, as plain data: marks, rings, names, legend and the words inside the frame?

Every text is plain text; the script that draws it never reads it as HTML.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pandas as pd
import xyzservices.providers as tiles

from geo import settings as s
from geo.choice.filters import Filters, Selection, View
from geo.count.totals import (
    NOTHING,
    Graded,
    Sum,
    Totals,
    city_text,
    figure_of,
    filter_texts,
    grade_by_area,
    short_figure_of,
    sum_by,
    window_text,
)
from geo.holding.open import alone
from geo.land.areas import area_key
from geo.record.files import Record
from geo.text import words

_PROVIDERS = {"osm": tiles.OpenStreetMap.Mapnik, "satellite": tiles.Esri.WorldImagery}


def name_of(row: Any, lang: str, english: str = "name_en", arabic: str = "name_ar") -> str:
    """Give a place's name in a language; an Arabic reader sees a Latin name, marked, where no Arabic one is known."""
    if lang == "ar":
        return row[arabic] or words.say("latin_mark", lang, name=row[english])
    return row[english]


def area_names(record: Record, level: str, lang: str) -> dict[str, str]:
    """Give area_id -> name at a level."""
    return record.once(("names", level, lang), lambda: _area_names(record, level, lang))


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
    if not row["place_name"] and not row["place_name_ar"]:
        return words.say("unnamed", lang)
    return name_of(row, lang, "place_name", "place_name_ar") if row["place_name"] else row["place_name_ar"]


def shade_step(value: int) -> int:
    """Give the class of a value by the fixed breaks; below the first break there is none (-1)."""
    return sum(value >= b for b in s.CLASS_BREAKS) - 1


def area_table(record: Record, selection: Selection, view: View) -> pd.DataFrame:
    """Give what the area map shows of a selection as a table (``table_of``)."""
    return table_of(record, grade_by_area(selection.incidents, view.level), view)


def table_of(record: Record, areas: Mapping[str, Graded], view: View) -> pd.DataFrame:
    """Give what the area map shows as a table: one row an area with an incident, and one for elsewhere.

    Columns: area_id, name, and the sums ``all``, ``headline``, ``ungraded`` (``totals.Sum``). The rows of ``all`` add up
    to the selection.
    """
    lang = view.lang
    names = area_names(record, view.level, lang)
    rows = [(area, names.get(area, words.say("row_elsewhere", lang)), *sums) for area, sums in areas.items()]
    rows.sort(key=lambda row: (row[0] == "", -row[2].incidents))
    return pd.DataFrame(rows, columns=["area_id", "name", "all", "headline", "ungraded"])


def source_names(record: Record, lang: str) -> str:
    """Name the sources a record has claims of, with the licence that must stand beside one of them."""
    names = {code: words.say(f"source_{code}", lang) for code in record.sources}
    if "ucdp_ged" in names:
        names["ucdp_ged"] = words.say("attribution_ucdp_ged", lang)
    return ("، " if lang == "ar" else ", ").join(names.values())


def describe(
    record: Record,
    selection: Selection | None,
    totals: Totals,
    table: pd.DataFrame,
    filters: Filters,
    view: View,
    more: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Describe the picture of a selection as plain data for the base script.

    ``table`` is from ``area_table``; the selection itself is only needed where points are shown. ``more`` is added, or takes the place of
    what is here. Its ``stamp`` is a hash of all the rest, by which the browser knows that it shows it already.
    """
    lang = view.lang
    say = words.say
    points, wide = [], []
    if view.show == "points":
        assert selection is not None
        points, wide = _point_marks(selection.incidents, lang), _wide_marks(record, selection.incidents, lang)
    whole = totals.everything
    provider = _PROVIDERS.get(view.basemap)
    picture: dict[str, Any] = {
        "lang": lang,
        "show": view.show,
        "level": view.level,
        "selected": view.selected,
        "near_radius_m": s.DISC_RADIUS_M["near_place"],
        "basemap": {
            "name": view.basemap,
            "url": provider.build_url() if provider else "",
            "attribution": provider.attribution if provider else "",
        },
        "areas": _area_marks(record, table, view) if view.show == "areas" else [],
        "points": points,
        "points_drawn": s.POINTS_DRAWN,
        "wide": wide,
        "rings": _rings(record, view),
        "city": _city_mark(totals.city, lang),
        "shape": [[y, x] for x, y in filters.shape],
        "window": [(filters.start or record.span[0]).isoformat(), (filters.end or record.span[1]).isoformat()],
        "names": _name_marks(record, lang),
        "title": {
            "what": say(f"extent_{filters.extent}", lang),
            "filters": " · ".join(filter_texts(filters, totals.names, lang)),
            "dates": window_text(filters, record.span, lang),
            "count": words.count("incidents", whole.certain, lang)
            + (say("and_possible", lang, n=words.number(whole.possible, lang)) if whole.possible else ""),
            "headline": say("title_headline", lang, range=figure_of(totals.headline, lang)) if whole.certain else "",
            "ungraded": say("title_ungraded", lang, range=figure_of(totals.by_grading["ungraded"], lang)) if whole.certain else "",
        },
        "legend": _legend(whole.possible > 0, bool(wide), filters, view),
        "words": {
            "map": say("map_label", lang),
            "attribution": say("attribution", lang, hash=record.fingerprint, sources=source_names(record, lang)),
            **{key: say(key, lang) for key in ("zoom_in", "zoom_out", "fit", "fit_results", "draw")},
            "in_view": words.template("points_in_view", lang),
            "player": _player_words(lang),
            "draw_steps": {"start": say("draw_start", lang), "cont": say("draw_more", lang), "end": say("draw_end", lang)},
        },
    }
    picture |= more or {}
    return picture | {"stamp": hashlib.sha256(json.dumps(picture).encode()).hexdigest()[:12]}


def _player_words(lang: str) -> dict[str, Any]:
    say = words.say
    return {
        **{
            key: say(key, lang)
            for key in ("player", "play", "pause", "frame_back", "frame_on", "scrub", "loop", "play_mode", "play_stop", "speed")
        },
        "modes": {m: say(f"mode_{m}", lang) for m in s.PLAY_MODES},
        "stops": {x: say(f"stop_{x}", lang) for x in s.STOPS},
        "speeds": {n: say("per_second", lang, n=n) for n in (1, 2, 5, 10, 30)},
    }


def _area_marks(record: Record, table: pd.DataFrame, view: View) -> list[dict[str, Any]]:
    lang = view.lang
    spots = record.once(("spots", view.level), lambda: _spots(record, view.level))
    marks = []
    for row in table[table["area_id"].isin(spots.keys())].itertuples(index=False):
        every, headline, ungraded = row.all, row.headline, row.ungraded
        value = {"incidents": every.certain, "headline": headline.killed_min, "ungraded": ungraded.killed_min}[view.measure]
        said = {
            "incidents": words.count("incidents", every.certain, lang),
            "headline": figure_of(headline, lang),
            "ungraded": figure_of(ungraded, lang),
        }
        marks.append(
            {
                "id": row.area_id,
                "lat": spots[row.area_id][0],
                "lon": spots[row.area_id][1],
                "n": every.certain,
                "possible": every.possible,
                "title": row.name,
                "at_place": view.level == "place",
                "headline": short_figure_of(headline) if headline.has_figure else "",
                "ungraded": short_figure_of(ungraded) if ungraded.has_figure else "",
                "step": shade_step(value),
                **{f"said_{key}": text for key, text in said.items()},
                "label": words.say("badge_label", lang, name=row.name, **said),
            }
        )
    return marks


_AREA_KEYS = (
    "id",
    "lat",
    "lon",
    "n",
    "possible",
    "title",
    "headline",
    "ungraded",
    "step",
    "said_incidents",
    "said_headline",
    "said_ungraded",
)


def packed(picture: dict[str, Any]) -> dict[str, Any]:
    """Give a picture as it travels to the browser at each change: the marks of areas as rows, their labels as one template."""
    rows = [[mark[key] for key in _AREA_KEYS] for mark in picture["areas"]]
    return picture | {"areas": {"keys": _AREA_KEYS, "rows": rows, "label": words.template("badge_label", picture["lang"])}}


def _spots(record: Record, level: str) -> dict[str, tuple[float, float]]:
    """Give area_id -> latitude and longitude of its badge (WGS84 degrees)."""
    frame = record.areas[level]
    return dict(zip(frame["area_id"], zip(frame["label_lat"].tolist(), frame["label_lon"].tolist(), strict=True), strict=True))


def off_the_map(incidents: pd.DataFrame, view: View) -> pd.Series:
    """Say which incidents have no mark in a view, so that marks and tray add up to the selection."""
    if view.show == "points":
        return (incidents["placing"] != "point") & (incidents["wide_area"] == "")
    return area_key(incidents, view.level) == ""


def point_key(incidents: pd.DataFrame) -> pd.Series:
    """Give each incident drawn as a point the key of its spot, "lat,lon" with 5 decimals; others an empty text."""
    drawn = incidents["placing"] == "point"
    lat, lon = (incidents[c].map("{:.5f}".format).astype(object) for c in ("latitude", "longitude"))  # object: also when empty
    text = lat + "," + lon
    return text.where(drawn, "")


def _point_marks(incidents: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    drawn = incidents[incidents["placing"] == "point"]
    key = point_key(drawn)
    total = sum_by(drawn, key)
    headline = sum_by(*(x[drawn["grading"].isin(s.HEADLINE_GRADINGS)] for x in (drawn, key)))
    ungraded = sum_by(*(x[drawn["grading"] == "ungraded"] for x in (drawn, key)))
    near = key[drawn["geolocation_accuracy"] == "near_place"].value_counts()
    other = set(key[drawn["grading"] != "ungraded"])
    radius = drawn.loc[drawn["geolocation_accuracy"] != "near_place", "radius_m"].groupby(key).min()
    firsts = drawn.assign(key=key).drop_duplicates("key")[["key", "latitude", "longitude", "place_name", "place_name_ar"]]
    marks = []
    for row in firsts.to_dict("records"):
        spot = row["key"]
        name = incident_name(row, lang)
        if spot not in radius.index:
            name += " (" + words.say("accuracy_near_place", lang) + ")"
        elif spot in near.index:
            name += " (" + words.say("near_count", lang, n=words.number(int(near[spot]), lang)) + ")"
        known = radius.get(spot)
        marks.append(
            {
                "id": spot,
                "lat": row["latitude"],
                "lon": row["longitude"],
                "n": total[spot].incidents,
                "certain": total[spot].certain,
                "radius_m": 0 if pd.isna(known) else int(known),
                "mark": "headline" if spot in headline else "other" if spot in other else "ungraded",
                "label": words.say(
                    "badge_label",
                    lang,
                    name=name,
                    incidents=words.count("incidents", total[spot].incidents, lang),
                    headline=figure_of(headline.get(spot, NOTHING), lang),
                    ungraded=figure_of(ungraded.get(spot, NOTHING), lang),
                ),
            }
        )
    return marks


def _wide_marks(record: Record, incidents: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    wide = incidents.loc[incidents["wide_area"] != "", "wide_area"].value_counts()
    names = {
        area: f"{name} · {words.say(f'level_one_{level}', lang)}"
        for level in WIDE_LEVELS
        for area, name in area_names(record, level, lang).items()
    }
    spots = pd.concat([record.areas[level].set_index("area_id")[["label_lat", "label_lon"]] for level in WIDE_LEVELS])
    marks = []
    for area, n in sorted(wide.items()):
        text = words.say("list_wide", lang, name=names[area]) + ": " + words.count("incidents", n, lang)
        mark = {
            "id": area,
            "lat": spots.at[area, "label_lat"],
            "lon": spots.at[area, "label_lon"],
            "n": n,
            "title": names[area],
            "label": text,
        }
        if area in set(record.areas["governorate"]["area_id"]):  # in the empty south, clear of the districts' own
            mark |= {"lat": 35.42, "lon": 38.95}
        marks.append(mark)
    return marks


def _rings(record: Record, view: View) -> list[dict[str, Any]]:
    """The position of the chosen incident; every claim's own where they disagree."""
    if not view.incident:
        return []
    record = alone(record, view.incident)
    found = record.incidents[(record.incidents["incident_id"] == view.incident) & record.incidents["placing"].isin(("point", "outside"))]
    if found.empty:
        return []
    row = found.iloc[0].to_dict()
    claims = record.claims[(record.claims["incident_id"] == view.incident) & record.claims["latitude"].notna()]
    if not row["position_disputed"]:
        claims = claims[claims["claim_id"] == row["position_claim"]]
    return [
        {
            "lat": float(c.latitude),
            "lon": float(c.longitude),
            "radius_m": s.DISC_RADIUS_M.get(c.geolocation_accuracy, 0),
            "label": f"{words.say(f'source_{c.source_dataset}', view.lang)} {c.source_id}"
            if row["position_disputed"]
            else incident_name(row, view.lang),
        }
        for c in claims.itertuples(index=False)
    ]


def _city_mark(every: Sum, lang: str) -> dict[str, Any] | None:
    if not every.incidents:
        return None
    return {
        "lat": s.CITY_CENTRE[0],
        "lon": s.CITY_CENTRE[1],
        "n": every.certain,
        "possible": every.possible,
        "title": words.say("sector_city", lang),
        "headline": "",
        "ungraded": "",
        "label": city_text(every, lang),
    }


def _name_marks(record: Record, lang: str) -> list[dict[str, Any]]:
    return record.once(("name_marks", lang), lambda: _marks_of_names(record, lang))


def _marks_of_names(record: Record, lang: str) -> list[dict[str, Any]]:
    towns = record.places.set_index("area_id").reindex([t for t in s.TOWNS if t in set(record.places["area_id"])])[
        ["name_en", "name_ar", "label_lat", "label_lon"]
    ]
    marks = [
        {"kind": "place", "text": name_of(row, lang), "lat": row["label_lat"], "lon": row["label_lon"]} for row in towns.to_dict("records")
    ]
    return marks + [{"kind": "water", "text": words.say(key, lang), "lat": lat, "lon": lon} for key, lat, lon in s.WATERS]


def _legend(possible: bool, wide: bool, filters: Filters, view: View) -> dict[str, Any]:
    lang = view.lang
    say = words.say
    rows: list[tuple[str, str]] = []
    classes: list[str] = []
    if view.show == "areas":
        rows.append(("badgekey", say("legend_badge", lang)))
        if view.level == "place":
            rows.append(("dot", say("legend_dot", lang)))
        else:
            highs = [*(b - 1 for b in s.CLASS_BREAKS[1:]), None]
            classes = [f"{low}–{high}" if high else f"{low}+" for low, high in zip(s.CLASS_BREAKS, highs, strict=True)]
    else:
        rows += [(k, say(f"legend_{k}", lang)) for k in ("headline", "ungraded", "other", "disc", "near")]
    if possible:
        rows.append(("possible", say("legend_possible", lang)))
    if wide:
        rows.append(("wide", say("legend_wide", lang)))
    if filters.extent == "countryside":
        rows.append(("city", say("legend_city", lang)))
    if view.level == "sector" and view.show == "areas":
        rows.append(("note", say("legend_sectors", lang)))
    shade = say("legend_shade", lang, measure=say(f"measure_{view.measure}", lang))
    return {"title": say("legend_title", lang), "shade": shade, "classes": classes, "rows": rows}
