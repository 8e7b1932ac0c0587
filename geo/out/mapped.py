"""What does the map of a told view show: of a choice its area, of one incident what lies around it, with nothing else named?"""

import io
from dataclasses import replace
from typing import Any

from geo.choice.address import View
from geo.out.bodies import incident_of, own_picture
from geo.out.cardmap import draw_map
from geo.out.chart import Bounds, bounds_around
from geo.out.sheet import Page
from geo.show.chosen import Chosen
from geo.show.names import incident_name
from geo.territory import here
from geo.text import words

_AROUND_M = 25_000  # shown around a place
_GRADED = ("headline", "ungraded", "other")


def picture_of(chosen: Chosen, view: View, safe: bool) -> tuple[dict[str, Any], Bounds | None, str]:
    """Describe the map of a view; give it with what it shows (None: all of the land), and a word where a mark is missing.

    ``safe`` leaves out the rings around the positions of an incident, as a card does.
    """
    lang = view.lang
    if not view.incident:
        picture = own_picture(chosen, view)
        if picture["areas"]:  # whose badges name them
            picture |= {"names": [name for name in picture["names"] if name["kind"] != "place"]}
        return picture | {"wide": []}, bounds_of(chosen), _in_words(picture)
    shown = replace(view, show="points", incident="" if safe else view.incident)
    picture = own_picture(replace(chosen, only=frozenset({view.incident})), shown)
    row = incident_of(chosen.record, view)[0]
    spots = [(m["lat"], m["lon"]) for m in [*picture["points"], *picture["rings"]]]
    if not spots:
        nowhere = words.say("card_outside" if row["placing"] == "outside" else "card_no_point", lang)
        return picture | {"wide": []}, None, _in_words(picture) or nowhere
    if not picture["rings"]:  # its name, before those of towns
        own = [{"kind": "ring", "text": incident_name(row, lang), "lat": spots[0][0], "lon": spots[0][1]}]
        picture |= {"names": [*own, *picture["names"]]}
    return picture, bounds_around(spots, _AROUND_M), words.say("card_disputed", lang) if row["position_disputed"] else ""


def _in_words(picture: dict[str, Any]) -> str:
    """Write what is known only to an area in words: a badge beside points would be too small to read on a telephone."""
    return " · ".join(mark["label"] for mark in picture["wide"])


def bounds_of(chosen: Chosen) -> Bounds | None:
    """Give what the map of a choice shows: the area, or the circle, that it asks for; None: all of the land."""
    filters, record = chosen.filters, chosen.record
    spots = record.places.set_index("area_id").geometry
    if filters.near in spots.index:
        return bounds_around([(spots[filters.near].y, spots[filters.near].x)], max(1200 * filters.km, _AROUND_M / 2))
    if filters.area in spots.index:
        return bounds_around([(spots[filters.area].y, spots[filters.area].x)], _AROUND_M)
    for level in ("sector", "district", "subdistrict"):
        mine = record.areas[level]
        if not (mine := mine[mine["area_id"] == filters.area]).empty:
            west, south, east, north = mine.to_crs(here().projection).total_bounds
            pad = 0.08 * max(east - west, north - south)
            return west - pad, south - pad, east + pad, north + pad
    return None


def legend_of(picture: dict[str, Any], alone: bool) -> list[tuple[str, str]]:
    """Give the legend of what is on a map; of one incident (``alone``) nothing else."""
    held = {"disc" if mark["radius_m"] else "near" for mark in picture["points"]}
    for mark in picture["points"]:
        kinds = [kind for kind, n in zip(_GRADED, mark["gradings"], strict=True) if n]
        held |= {*kinds, *(["mixed"] if len(kinds) > 1 else [])}
    by_presence = {*_GRADED, "mixed", "disc", "near", "wide"}
    return [(kind, text) for kind, text in picture["legend"]["rows"] if kind in held or not (alone or kind in by_presence)]


_SIZE = "1080x1080"  # pixels of a map before it is scaled to the width of a page of A4 ...
_LEAST = 16.5  # ... where so many are 7 points


def printed(chosen: Chosen, view: View, safe: bool, height: float) -> tuple[bytes, dict[str, Any], str]:
    """Draw the map of a view for a page of A4, ``height`` of its width: as SVG, with its picture, and a word where a mark is missing."""
    picture, bounds, place = picture_of(chosen, view, safe)
    page = Page(_SIZE, view.lang, "european", 1080 * height)
    page.u, page.line, page.least = 1.15, 0.9, _LEAST
    draw_map(page, chosen.record, picture, (1, 1, page.w - 2, page.h - 2), "red", bounds)
    memory = io.BytesIO()
    page.figure.savefig(memory, format="svg", dpi=page.dpi, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    return memory.getvalue(), picture, place
