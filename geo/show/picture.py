"""What does a selection look like, as plain data: marks, rings, names, legend and the words inside the frame?

Every text is plain text; the script that draws it never reads it as HTML.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import xyzservices.providers as tiles

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.count.spared import spared_by
from geo.count.sums import NOTHING, Sum, sum_by
from geo.count.tally import Totals
from geo.holding.open import alone
from geo.intake.sources.registry import source_of
from geo.land.areas import area_key
from geo.record.known import Record
from geo.record.remembered import once
from geo.show import repeat_marks as again
from geo.show.chosen import Chosen
from geo.show.covered import title_covered
from geo.show.layers import frame_words
from geo.show.names import WIDE_LEVELS, area_names, incident_name, name_marks, names_all
from geo.show.sentence import apart_text, counted, figure_or_not, filter_texts, or_if_one, short_figure_of, window_text
from geo.territory import here
from geo.text import words
from geo.text.languages import data_language, direction, listed, other_language

_PROVIDERS = {"osm": tiles.OpenStreetMap.Mapnik, "satellite": tiles.Esri.WorldImagery}


def near_text(total: Sum, lang: str) -> str:
    """Write how many incidents of an area are known only to about 25 km, and may lie in the next; nothing where none is."""
    return words.say("near_in_badge", lang, n=words.number(total.near, lang)) if total.near else ""


def shade_step(value: int) -> int:
    """Give the class of a value by the fixed breaks; below the first break there is none (-1)."""
    return sum(value >= b for b in s.CLASS_BREAKS) - 1


def table_of(chosen: Chosen, view: View) -> pd.DataFrame:
    """Give what the area map shows as a table: one row an area with an incident, and one for elsewhere.

    Columns: area_id, name, the sums ``all``, ``headline``, ``ungraded`` (``sums.Sum``), and ``spared`` (``tally.Window``). The rows of
    ``all`` add up to the selection; those of ``spared`` may not.
    """
    lang, spared = view.lang, chosen.window.spared
    names = area_names(chosen.record, view.level, lang)
    held: list[tuple[Any, ...]] = [(area, *sums, spared.get(area, 0)) for area, sums in chosen.areas.items()]
    if view.show == "repeats":
        held = list(again.sums_of(chosen))
    rows = [(area, names.get(area, words.say("row_elsewhere", lang)), *rest) for area, *rest in held]
    rows.sort(key=lambda row: (row[0] == "", -row[2].incidents))
    return pd.DataFrame(rows, columns=["area_id", "name", "all", "headline", "ungraded", "spared"])


def source_names(record: Record, lang: str) -> str:
    """Name the sources a record has claims of, with the licence that must stand beside one of them."""
    named = listed((words.say(source_of(code).attribution or f"source_{code}", lang) for code in record.sources), lang)
    return named or words.say("no_claims", lang)


def ground_credit(record: Record, lang: str) -> str:
    """Name whose the ground is that somebody brought; nothing where nobody did."""
    own = record.own_ground
    return words.say("ground_credit", lang, source=own.source, licence=own.licence) if own else ""


def describe(chosen: Chosen, view: View, more: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Describe the picture of a choice as plain data for the base script.

    ``more`` is added, or takes the place of what is here. Its ``stamp`` is a hash of all the rest, by which the browser knows that it
    shows it already.
    """
    record, filters, totals, lang = chosen.record, chosen.filters, chosen.totals, view.lang
    say = words.say
    points, wide = [], []
    if view.show == "points":
        points, wide = (
            _point_marks(chosen, lang),
            _wide_marks(chosen.part or record, chosen.selection.incidents, lang),
        )
    credit = say("attribution", lang, hash=record.fingerprint, sources=source_names(record, lang))
    if more and "own" in more:  # the address of own ground: a map in a file of its own has none, and names none
        credit = " · ".join(filter(None, (credit, ground_credit(record, lang))))
    credit = " · ".join((credit, *(one["credit"] for one in (more or {}).get("pictures", ()))))
    provider = _PROVIDERS.get(view.basemap)
    picture: dict[str, Any] = {
        "lang": lang,
        "dir": direction(lang),
        "show": "points" if view.show == "points" else "areas",
        "level": view.level,
        "selected": view.selected,
        "near_radius_m": s.DISC_RADIUS_M["near_place"],
        "basemap": {
            "name": view.basemap,
            "url": provider.build_url() if provider else "",
            "attribution": provider.attribution if provider else "",
        },
        "areas": [] if view.show == "points" else _area_marks(chosen, view),
        "uncovered": (gaps := _uncovered(chosen, view)),
        "points": points,
        "points_drawn": s.POINTS_DRAWN,
        "wide": wide,
        "rings": _rings(chosen.part or record, view),
        "city": _city_mark(totals, lang),
        "around": _around(record, filters),
        "shape": [[y, x] for x, y in filters.shape],
        "window": [day.isoformat() for day in chosen.ends],
        "names": name_marks(record, lang),
        "title": _title(chosen, view),
        "legend": _legend(chosen, bool(wide), bool(gaps), view),
        "names_in": data_language(lang),
        "words": {
            "map": say("map_label", lang),
            "attribution": credit,
            **frame_words(lang),
        },
    }
    if view.show == "repeats":
        picture["repeats"] = True
    if within := _within(chosen.part or record, view):
        picture["within"] = within
    picture |= more or {}
    return picture | {"stamp": hashlib.sha256(json.dumps(picture).encode()).hexdigest()[:12]}


def _title(chosen: Chosen, view: View) -> dict[str, str]:
    """Write the lines of a picture's title: what, filters and what of the window is covered, dates, counts, killed ranges."""
    say, lang, record, filters, totals = words.say, view.lang, chosen.record, chosen.filters, chosen.totals
    whole = totals.everything
    title = {
        "what": say(f"extent_{filters.extent}", lang),
        "filters": " · ".join((*filter_texts(filters, totals.names, lang), *title_covered(chosen.covered, lang))),
        "dates": window_text(filters, record.span, lang),
        "count": say("no_claims", lang) if chosen.empty else counted(whole, totals.spared, lang),
        "headline": say("title_headline", lang, range=figure_or_not(totals.headline, chosen.covered.gradings, lang))
        if whole.certain
        else "",
        "ungraded": say("title_ungraded", lang, range=figure_or_not(totals.by_grading["ungraded"], chosen.covered.incidents, lang))
        if whole.certain
        else "",
    }
    return title | again.title_of(chosen, lang) if view.show == "repeats" and not chosen.empty else title


def _area_marks(chosen: Chosen, view: View) -> list[dict[str, Any]]:
    lang, record = view.lang, chosen.record
    spots = once(record, ("spots", view.level), lambda: _spots(record, view.level))
    if view.show == "repeats":
        return again.marks_of(chosen, spots, lang)
    marks, table = [], table_of(chosen, view)
    for row in table[table["area_id"].isin(spots.keys())].itertuples(index=False):
        every, headline, ungraded = row.all, row.headline, row.ungraded
        value = {"incidents": every.certain, "headline": headline.killed_min, "ungraded": ungraded.killed_min}[view.measure]
        said = {
            "incidents": words.count("incidents", every.certain, lang) + or_if_one(every.certain, row.spared, lang),
            "headline": figure_or_not(headline, chosen.covered.gradings, lang),
            "ungraded": figure_or_not(ungraded, chosen.covered.incidents, lang),
            "near": near_text(every, lang),
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
    *("id", "lat", "lon", "n", "possible", "title", "headline", "ungraded", "step"),
    *("said_incidents", "said_headline", "said_ungraded", "said_near"),
)


def packed(picture: dict[str, Any]) -> dict[str, Any]:
    """Give a picture as it travels to the browser at each change: the marks of areas as rows, their labels as one template."""
    keys, label = ((*_AREA_KEYS, *again.KEYS), "repeat_label") if picture.get("repeats") else (_AREA_KEYS, "badge_label")
    rows = [[mark[key] for key in keys] for mark in picture["areas"]]
    return picture | {"areas": {"keys": keys, "rows": rows, "label": words.template(label, picture["lang"])}}


def _spots(record: Record, level: str) -> dict[str, tuple[float, float]]:
    """Give area_id -> latitude and longitude of its badge (WGS84 degrees)."""
    frame = record.areas[level]
    return dict(zip(frame["area_id"], zip(frame["label_lat"].tolist(), frame["label_lon"].tolist(), strict=True), strict=True))


def off_the_map(incidents: pd.DataFrame, view: View, shown: Collection[str] = ()) -> pd.Series:
    """Say which incidents have no mark in a view, so that marks and tray add up to the selection; ``shown`` are the places of the level of repeats."""
    if view.show == "repeats":
        return again.off_level(incidents, shown)
    if view.show == "points":
        return (incidents["placing"] != "point") & (incidents["wide_area"] == "")
    return area_key(incidents, view.level) == ""


def point_key(incidents: pd.DataFrame) -> pd.Series:
    """Give each incident drawn as a point the key of its spot, "lat,lon" with 5 decimals; others an empty text."""
    drawn = incidents["placing"] == "point"
    lat, lon = (incidents[c].map("{:.5f}".format).astype(object) for c in ("latitude", "longitude"))  # object: also when empty
    text = lat + "," + lon
    return text.where(drawn, "")


def _point_marks(chosen: Chosen, lang: str) -> list[dict[str, Any]]:
    record, incidents = chosen.part or chosen.record, chosen.selection.incidents
    drawn = incidents[incidents["placing"] == "point"]
    key = point_key(drawn)
    total = sum_by(drawn, key)
    sure = drawn["certain"].to_numpy(dtype=bool)
    spared = spared_by(record.groups, drawn[sure], key[sure])
    headline = sum_by(*(x[drawn["grading"].isin(voc.HEADLINE_GRADINGS)] for x in (drawn, key)))
    ungraded = sum_by(*(x[drawn["grading"] == "ungraded"] for x in (drawn, key)))
    near = key[drawn["geolocation_accuracy"] == "near_place"].value_counts()
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
        counted = [of.get(spot, NOTHING).incidents for of in (headline, ungraded)]
        marks.append(
            {
                "id": spot,
                "lat": row["latitude"],
                "lon": row["longitude"],
                "n": total[spot].incidents,
                "certain": total[spot].certain,
                "radius_m": 0 if pd.isna(known) else int(known),
                "gradings": [*counted, total[spot].incidents - sum(counted)],  # headline, ungraded, other: certain and possible
                "label": words.say(
                    "badge_label",
                    lang,
                    name=name,
                    incidents=words.count("incidents", total[spot].incidents, lang)
                    + or_if_one(total[spot].incidents, spared.get(spot, 0), lang),
                    headline=figure_or_not(headline.get(spot, NOTHING), chosen.covered.gradings, lang),
                    ungraded=figure_or_not(ungraded.get(spot, NOTHING), chosen.covered.incidents, lang),
                    near="",
                ),
            }
        )
    return marks


def _wide_marks(record: Record, incidents: pd.DataFrame, lang: str) -> list[dict[str, Any]]:
    known = incidents[incidents["wide_area"] != ""]
    wide, sure = known["wide_area"].value_counts(), known[known["certain"].to_numpy(dtype=bool)]
    spared = spared_by(record.groups, sure, sure["wide_area"])
    names = {
        area: f"{name} · {words.say(f'level_one_{level}', lang)}"
        for level in WIDE_LEVELS
        for area, name in area_names(record, level, lang).items()
    }
    spots = pd.concat([record.areas[level].set_index("area_id")[["label_lat", "label_lon"]] for level in WIDE_LEVELS])
    marks = []
    for area, n in sorted(wide.items()):
        text = words.say("list_wide", lang, name=names[area]) + ": " + words.count("incidents", n, lang)
        text += or_if_one(n, spared.get(str(area), 0), lang)
        mark = {
            "id": area,
            "lat": spots.at[area, "label_lat"],
            "lon": spots.at[area, "label_lon"],
            "n": n,
            "title": names[area],
            "label": text,
        }
        own = here().governorate_label
        if own and area in set(record.areas["governorate"]["area_id"]):  # where the territory wants it, clear of the districts' own
            mark |= {"lat": own[0], "lon": own[1]}
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


def _within(record: Record, view: View) -> str:
    """The code of the area of the chosen incident, where it is known only to that; else an empty text."""
    if not view.incident:
        return ""
    own = alone(record, view.incident).incidents
    areas = own.loc[own["incident_id"] == view.incident, "wide_area"]
    return "" if areas.empty else str(areas.iloc[0])


def _around(record: Record, filters: Filters) -> dict[str, float] | None:
    """Give the circle within which incidents are asked for: its middle (WGS84 degrees) and radius in metres."""
    if not filters.near:
        return None
    spot = record.places.loc[record.places["area_id"] == filters.near, "geometry"]
    return None if spot.empty else {"lat": spot.iloc[0].y, "lon": spot.iloc[0].x, "radius_m": filters.km * 1000}


def _city_mark(totals: Totals, lang: str) -> dict[str, Any] | None:
    every, city = totals.apart.get("city", NOTHING), here().city
    if not every.incidents or city is None:
        return None
    return {
        "lat": city.latitude,
        "lon": city.longitude,
        "n": every.certain,
        "possible": every.possible,
        "title": words.say("sector_city", lang),
        "headline": "",
        "ungraded": "",
        "label": apart_text(totals, "city", lang),
    }


def _uncovered(chosen: Chosen, view: View) -> list[str]:
    """Name the areas that no source of the choice covers as a series on any day of its window: without a badge they are unknown, not empty."""
    coverage, asked = chosen.record.coverage, chosen.record.asked(chosen.filters)
    if view.show != "areas" or view.level == "place" or not chosen.covered.incidents.known:
        return []
    areas: list[str] = chosen.record.areas[view.level]["area_id"].tolist()
    asks = {a: replace(asked, areas=tuple(x for x in (a, chosen.record.district_of.get(a)) if x)) for a in areas}
    return [a for a in areas if not coverage.part("incidents", chosen.ends, asks[a]).held]


def _legend(chosen: Chosen, wide: bool, gaps: bool, view: View) -> dict[str, Any]:
    lang = view.lang
    say = words.say
    rows: list[tuple[str, str]] = []
    classes: list[str] = []
    if view.show == "repeats":
        rows += again.legend_of(chosen.repeats, lang)
    elif view.show == "areas":
        rows.append(("badgekey", say("legend_badge", lang)))
        if view.level == "place":
            rows.append(("dot", say("legend_dot", lang)))
        else:
            highs = [*(b - 1 for b in s.CLASS_BREAKS[1:]), None]
            classes = [words.range_short(low, high or low, high is None) for low, high in zip(s.CLASS_BREAKS, highs, strict=True)]
    else:
        rows += [(k, say(f"legend_{k}", lang)) for k in ("headline", "ungraded", "other", "mixed", "disc", "near")]
    if not names_all(chosen.record, lang):
        rows.append(("note", say(f"legend_marked_{other_language(lang)}", lang)))
    if chosen.totals.everything.possible and view.show != "repeats":
        rows.append(("possible", say("legend_possible", lang)))
    if wide:
        rows.append(("wide", say("legend_wide", lang)))
    if gaps:
        rows.append(("gap", say("legend_gap", lang)))
    city = here().city
    if chosen.filters.extent == "countryside" and city:
        rows.append(("city", say("legend_city", lang, km=words.number(city.radius_m / 1000, lang))))
        rows.append(("note", say("legend_sides", lang)))
    if view.level == "sector" and view.show == "areas":
        rows.append(("note", say("legend_sectors", lang)))
    shade = say("legend_shade", lang, measure=say(f"measure_{view.measure}", lang))
    return {"title": say("legend_title", lang), "shade": shade, "classes": classes, "rows": rows}
