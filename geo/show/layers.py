"""What does the menu on the map offer: shading, background and presentation, and which of each is shown?"""

from typing import Any

from geo import vocabulary as voc
from geo.choice.address import View
from geo.text.words import say


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


def read_look(text: str) -> dict[str, str]:
    """Read what the menu sends, "key=value", as a change of the view; nothing where it is none that the menu offers."""
    key, _, value = text.partition("=")
    allowed = {"measure": voc.MEASURES, "basemap": voc.BASEMAPS, "present": ("", *voc.RATIOS)}
    return {key: value} if value in allowed.get(key, ()) else {}
