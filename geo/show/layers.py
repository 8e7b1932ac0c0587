"""Which words stand on the map's own buttons, and what does its menu offer: shading, background and presentation, and which of each is shown?"""

from collections.abc import Sequence
from typing import Any

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.record.known import Record
from geo.text.words import day, say, template

_BUTTONS = (
    *("zoom_in", "zoom_out", "fit", "fit_results", "draw", "layers", "measure", "measure_how", "full_screen"),
    *("own_ground", "pictures", "pictures_off", "pictures_both", "pictures_note", "swipe", "copy_position", "two_fingers"),
)


def describe_layers(view: View) -> dict[str, Any]:
    """Give the menu as plain data: ``groups`` with the key of the view, its label, what is chosen (``now``), values with labels, and a note."""
    groups: list[dict[str, Any]] = []

    def add(key: str, label: str, now: str, options: list[tuple[str, str]], note: str = "") -> None:
        groups.append({"key": key, "label": label, "now": now, "options": options, "note": note})

    lang = view.lang
    if view.show == "areas" and view.level != "place":
        add("measure", say("shade_by", lang), view.measure, [(m, say(f"measure_{m}", lang)) for m in voc.MEASURES])
    maps = [(m, say(f"basemap_{m}", lang)) for m in voc.BASEMAPS]
    add("basemap", say("basemap", lang), view.basemap, maps, say("basemap_warning", lang))
    ratios = [("", say("present_off", lang)), *((r, r.replace("x", ":")) for r in voc.RATIOS)]
    add("present", say("present", lang), view.present, ratios)
    return {"groups": groups}


def describe_pictures(record: Record, addresses: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """Give the pictures somebody brought as plain data, the one before first.

    Each has ``url``, ``place`` (``ground_pictures.PLACES``), ``bounds`` (two corners, latitude and longitude), ``title`` with its day, ``owner``
    (source and licence) and ``credit`` with all of it.
    """
    out: list[dict[str, Any]] = []
    for one, url in zip(record.pictures, addresses, strict=False):
        shown = say("picture_undated", lang) if one.day is None else day(one.day, lang)
        title = say(f"picture_{one.place}" if len(record.pictures) > 1 else "picture_alone", lang, day=shown)
        owner = say("picture_owner", lang, source=one.source, licence=one.licence)
        west, south, east, north = one.box
        told = {"title": title, "owner": owner, "credit": say("picture_credit", lang, title=title, owner=owner)}
        out.append({"url": url, "place": one.place, "bounds": [[south, west], [north, east]], **told})
    return out


def describe_in_view(filters: Filters, lang: str, counted: str = "") -> dict[str, Any]:
    """Give the switch of the map that keeps list and sentence to what is in view: its label, the frame that is set
    (west, south, east, north; empty: none), and what they count in it (``counted``, as words): the map itself draws and counts beyond it too."""
    told = say("in_view_counted", lang, count=counted) if filters.view and counted else ""
    return {"label": say("only_in_view", lang), "box": list(filters.view), "told": told}


def read_look(text: str) -> dict[str, str]:
    """Read what the menu sends, "key=value", as a change of the view; nothing where it is none that the menu offers."""
    key, _, value = text.partition("=")
    allowed = {"measure": voc.MEASURES, "basemap": voc.BASEMAPS, "present": ("", *voc.RATIOS)}
    return {key: value} if value in allowed.get(key, ()) else {}


def frame_words(lang: str) -> dict[str, Any]:
    """Give the words of the map's buttons, of its player, and of what is told while one draws or measures."""
    return {
        **{key: say(key, lang) for key in _BUTTONS},
        **{key: template(key, lang) for key in ("measured", "position_copied", "swipe_at")},
        "in_view": template("points_in_view", lang),
        "player": _player_words(lang),
        "draw_steps": {"start": say("draw_start", lang), "cont": say("draw_more", lang), "end": say("draw_end", lang)},
    }


def _player_words(lang: str) -> dict[str, Any]:
    return {
        **{
            key: say(key, lang)
            for key in ("player", "play", "pause", "frame_back", "frame_on", "scrub", "loop", "play_mode", "play_stop", "speed")
        },
        "modes": {m: say(f"mode_{m}", lang) for m in voc.PLAY_MODES},
        "stops": {x: say(f"stop_{x}", lang) for x in voc.STOPS},
        "speeds": {n: say("per_second", lang, n=n) for n in (1, 2, 5, 10, 30)},
    }
