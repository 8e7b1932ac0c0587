"""How does a choice, and how it is shown, read in an address?"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import partial
from typing import Any

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.filters import LISTS, Filters, sound_kinds
from geo.territory import here


@dataclass(frozen=True)
class View:
    """How the selection is shown: everything in the address that removes no incident."""

    level: str = "subdistrict"
    measure: str = "incidents"
    show: str = "areas"
    selected: str = ""  # "area:<code>", "point:<lat>,<lon>", "tray:undated" ...
    incident: str = ""
    basemap: str = "none"
    stop: str = "month"  # stretch of time on the timeline
    split: str = "none"  # its small multiples
    versus: str = ""  # the other side of a comparison: "window:<first day>/<last day>", "area:<code>", "source:<code>"
    as_of: str = ""  # day by which an answer counts, "2017-06-30"; empty: as last read
    accused: str = ""  # whose answers; empty: of all those accused
    per: str = "grading"  # how reported is parted against conceded
    present: str = ""  # aspect ratio of the presentation; empty: not presenting
    section: str = "add"  # part of the page Data
    sort: str = ""  # column of the page's table, "-" before it for descending
    repeats: str = ""  # column of the list of places hit more than once, "-" before it for descending; empty: the surest first
    lang: str = s.SOURCE_LANGUAGE


_VIEW_CODES = {
    "measure": voc.MEASURES,
    "show": voc.SHOWS,
    "basemap": voc.BASEMAPS,
    "stop": voc.STOPS,
    "split": voc.SPLITS,
    "accused": ("", *voc.BELLIGERENTS),
    "per": voc.CONCEDED_BY,
    "present": ("", *voc.RATIOS),
    "section": voc.SECTIONS,
    "lang": voc.LANGUAGES,
}


@dataclass(frozen=True)
class BadParam:
    """A value of the address that was set aside: the name, the value, and what is allowed (a text id and options)."""

    name: str
    value: str
    allowed: str
    options: tuple[str, ...] = ()


class _Reader:
    """Takes parameters one by one; a value that is not sound is left out and told."""

    def __init__(self, params: Mapping[str, str]) -> None:
        self.params = params
        self.bad: list[BadParam] = []

    def tell(self, name: str, allowed: str, options: tuple[str, ...] = ()) -> None:
        self.bad.append(BadParam(name, str(self.params[name])[:80], allowed, options))

    def read(
        self, name: str, sound: Callable[[str], object], allowed: str, options: tuple[str, ...] = (), empty: bool = True
    ) -> dict[str, Any]:
        """Give the value by its name; nothing if there is none, or if ``sound`` makes None of it. ``empty``: an empty text is a value too."""
        text = self.params.get(name)
        if text is None or not (text or empty):
            return {}
        value = sound(text)
        if value is None:
            self.tell(name, allowed, options)
            return {}
        return {name: value}

    def one_of(self, name: str, codes: tuple[str, ...]) -> dict[str, Any]:
        return self.read(name, lambda text: text if text in codes else None, "one_of", codes)

    def whole(self, name: str, limit: int) -> dict[str, Any]:
        number: Callable[[str], int | None] = lambda text: (  # noqa: E731
            int(text) if re.fullmatch(r"[0-9]{1,7}", text) and int(text) <= limit else None
        )
        return self.read(name, number, "whole_number_up_to", (str(limit),))

    def like(self, name: str, pattern: str, allowed: str, options: tuple[str, ...] = ()) -> dict[str, Any]:
        return self.read(name, lambda text: text if re.fullmatch(pattern, text, re.ASCII) else None, allowed, options, empty=False)


def read_params(params: Mapping[str, str], default: Filters) -> tuple[Filters, View, list[BadParam]]:
    """Read filters and view from the parameters of an address; a bad value is set aside and reported, never guessed."""
    reader = _Reader(params)
    filters, view = _read_filters(reader), _read_view(reader)
    return replace(default, **filters), View(**view), reader.bad


def _read_filters(reader: _Reader) -> dict[str, Any]:
    got = _read_window(reader)
    for name, codes in LISTS.items():
        got |= reader.read(name, partial(_listed, codes), "one_of", codes, empty=False)
    got |= reader.read("sides", _read_sides, "sides", empty=False)
    if "kind" in got and not sound_kinds(got["kind"]):
        reader.tell("kind", "kinds", voc.STRIKES_AND_FIGHTING)
        del got["kind"]
    got |= reader.one_of("extent", here().extents)
    got |= reader.whole("min_killed", 1_000_000) | reader.whole("km", s.KM_LIMIT)
    got |= reader.one_of("says", voc.SAYS)
    if got.get("min_killed") and "says" not in reader.params:
        got["says"] = "all"  # an address from before it was asked who says so
    for name in ("precise", "fighting"):
        got |= reader.read(name, {"0": False, "1": True}.get, "one_of", ("0", "1"))
    if text := reader.params.get("text"):
        got["text"] = "".join(c for c in text[: s.TEXT_LIMIT] if c.isprintable() or c in "\u200c\u200d")
    for name in ("near", "area"):
        got |= reader.like(name, r"[A-Za-z0-9]{1,12}", "code")
    got |= reader.read("view", read_view, "view", empty=False)
    return got | reader.read("shape", lambda text: _read_shape(text) or None, "corners", (str(s.SHAPE_LIMIT),), empty=False)


def _read_sides(text: str) -> tuple[str, ...] | None:
    """Read sides as their sources name them, "|" between them: any words, for no list of them is closed."""
    sides = tuple(dict.fromkeys(x.strip() for x in text[: 10 * s.TEXT_LIMIT].split("|") if x.strip()))
    return sides if sides and all(x.isprintable() and len(x) <= s.TEXT_LIMIT for x in sides) else None


def _read_window(reader: _Reader) -> dict[str, Any]:
    got: dict[str, Any] = {}
    for name, field in (("from", "start"), ("to", "end")):
        if found := reader.read(name, _within_reach, "date"):
            got[field] = found[name]
    if len(got) == 1:  # a window open on one side
        got = {"start": None, "end": None} | got
    start, end = got.get("start"), got.get("end")
    if start and end and start > end:
        reader.tell("from", "not_above", (reader.params["to"],))
        return {}
    return got


def _within_reach(text: str) -> date | None:
    day = read_day(text)
    return day if day and 1900 <= day.year <= 2100 else None  # a step of the window leads no further than dates go


def _listed(codes: tuple[str, ...], text: str) -> tuple[str, ...] | None:
    values = tuple(dict.fromkeys(text.split(",")))
    return values if all(v in codes for v in values) else None


def _read_view(reader: _Reader) -> dict[str, str]:
    land = here()
    got: dict[str, str] = {}
    for name, codes in (_VIEW_CODES | {"level": land.levels}).items():
        got |= reader.one_of(name, codes)
    versus = (f"window:{land.campaign[0]}/{land.campaign[1]}", f"area:{land.example_area}", "source:airwars")
    got |= reader.read("versus", lambda text: text if read_versus(text, Filters()) else None, "versus", versus, empty=False)
    got |= reader.read("as_of", lambda text: text if read_day(text) else None, "date", empty=False)
    for name in ("sort", "repeats"):
        got |= reader.like(name, r"-?[a-z_]{1,20}", "column")
    if got.get("show") == "repeats":
        got["level"] = "place"  # it is one of named places, whatever level the address names beside it
    if incident := reader.params.get("incident"):
        got["incident"] = incident[: s.TEXT_LIMIT]
    marks = (f"area:{land.example_area}", "tray:off_map", "tray:undated", "tray:city", "tray:unknown", "tray:outside")
    return got | reader.like("selected", _MARK, "one_of", marks)


_MARK = r"((area|wide):\w{0,12}|point:-?[0-9.]{1,12},-?[0-9.]{1,12}|tray:(off_map|undated|city|unknown|outside))"


def read_versus(text: str, filters: Filters) -> Filters | None:
    """Give the other side of a comparison: ``filters`` with one thing changed (``View.versus``); None if it says nothing sound."""
    kind, _, value = text.partition(":")
    if kind == "window":
        days = [read_day(part) for part in value.split("/")]
        if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
            return replace(filters, start=days[0], end=days[1])
    if kind == "area" and re.fullmatch(r"[A-Za-z0-9]{1,12}", value, re.ASCII):
        return replace(filters, area=value)
    if kind == "source" and value in voc.SOURCES:
        return replace(filters, source=(value,))
    return None


def check_versus(view: View, areas: Collection[str]) -> tuple[View, list[BadParam]]:
    """Set aside the other side of a comparison if it names an area that the record does not have, and report it."""
    other = read_versus(view.versus, Filters())
    if other and other.area and other.area not in areas:
        return replace(view, versus=""), [BadParam("versus", view.versus, "area")]
    return view, []


def check_codes(filters: Filters, places: Collection[str], areas: Collection[str]) -> tuple[Filters, list[BadParam]]:
    """Set aside a place or an area that the record does not have, and report it."""
    bad = []
    for name, known in (("near", places), ("area", areas)):
        code = getattr(filters, name)
        if code and code not in known:
            bad.append(BadParam(name, code, "place" if name == "near" else "area"))
            filters = replace(filters, near="") if name == "near" else replace(filters, area="")
    return filters, bad


def read_known(
    params: Mapping[str, str], default: Filters, places: Collection[str], areas: Collection[str]
) -> tuple[Filters, View, list[BadParam]]:
    """Read filters and view as ``read_params`` does, and set aside too what names a place or an area that the record does not have."""
    filters, view, bad = read_params(params, default)
    filters, unknown = check_codes(filters, places, areas)
    view, unsound = check_versus(view, areas)
    return filters, view, [*bad, *unknown, *unsound]


PARAMS = {"from", "to"} | {f.name for kind in (Filters, View) for f in fields(kind)} - {"start", "end"}  # names in an address


def write_params(filters: Filters, view: View) -> dict[str, str]:
    """Write filters and view as the parameters of an address; what equals the dashboard's default is left out.

    Window, extent, fighting and kind are always written, so that an address keeps its meaning if the defaults change.
    """
    written = {
        "lang": view.lang if view.lang != s.SOURCE_LANGUAGE else "",
        "from": filters.start.isoformat() if filters.start else "",
        "to": filters.end.isoformat() if filters.end else "",
        "extent": filters.extent,
        "fighting": str(int(filters.fighting)),
        **{name: ",".join(getattr(filters, name)) for name in LISTS},
        **{name: getattr(filters, name) for name in ("text", "near", "area")},
        "sides": "|".join(filters.sides),
        "km": str(filters.km) if filters.near else "",
        "min_killed": str(filters.min_killed or ""),
        "says": filters.says if filters.min_killed else "",
        "precise": "1" if filters.precise else "",
        "view": ",".join(f"{x:.4f}" for x in filters.view),
        "shape": ";".join(f"{x:.4f},{y:.4f}" for x, y in filters.shape),
    }
    plain = View()
    shown = {f.name: getattr(view, f.name) for f in fields(View) if f.name != "lang" and getattr(view, f.name) != getattr(plain, f.name)}
    return {name: text for name, text in written.items() if text} | shown


def read_day(text: str) -> date | None:
    """Read a day like 2016-12-09; None if it is none."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def read_view(text: str) -> tuple[float, ...] | None:
    """Read the frame of a map, "west,south,east,north" in degrees; None if it is none."""
    parts = text.split(",")
    if len(parts) != 4 or not all(re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,8})?", part, re.ASCII) for part in parts):
        return None
    west, south, east, north = (round(float(part), 4) for part in parts)
    return (west, south, east, north) if -180 <= west < east <= 180 and -90 <= south < north <= 90 else None


def _read_shape(text: str) -> tuple[tuple[float, float], ...]:
    corners = []
    for part in text.split(";")[: s.SHAPE_LIMIT + 1]:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,8})?,-?[0-9]{1,2}(\.[0-9]{1,8})?", part):
            return ()
        x, y = (round(float(v), 4) for v in part.split(","))
        corners.append((x, y))
    good = 3 <= len(corners) <= s.SHAPE_LIMIT and all(abs(x) <= 180 and abs(y) <= 90 for x, y in corners)
    return tuple(corners) if good else ()
