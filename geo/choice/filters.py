"""Which incidents does the reader want to see, and how does that read in an address?"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
import pandas as pd
from shapely import Polygon, contains_xy

from geo import settings as s
from geo.land.distances import distance_m
from geo.land.places import fold

LISTS = {"source": s.SOURCES, "grading": s.GRADINGS, "belligerent": s.BELLIGERENTS, "response": s.RESPONSES}


@dataclass(frozen=True)
class Filters:
    """One frozen choice. The defaults choose everything: all claims, fighting included."""

    start: date | None = None
    end: date | None = None
    extent: str = "both"
    source: tuple[str, ...] = ()
    grading: tuple[str, ...] = ()
    belligerent: tuple[str, ...] = ()
    response: tuple[str, ...] = ()
    min_killed: int = 0
    precise: bool = False
    text: str = ""
    near: str = ""  # P-code of a place
    km: int = 10
    shape: tuple[tuple[float, float], ...] = ()  # longitude, latitude
    fighting: bool = True
    area: str = ""  # P-code of a district, subdistrict or place, or a sector


def opening_filters() -> Filters:
    """What the pages open on: the countryside, the campaign until the eve of the assault on the city, harm only."""
    return Filters(start=date.fromisoformat(s.CAMPAIGN[0]), end=date.fromisoformat(s.CAMPAIGN[1]), extent="countryside", fighting=False)


@dataclass(frozen=True)
class View:
    """How the selection is shown: everything in the address that removes no incident."""

    level: str = "subdistrict"
    measure: str = "incidents"
    show: str = "areas"
    selected: str = ""  # "area:SY110100", "point:<lat>,<lon>", "tray:undated" ...
    incident: str = ""
    basemap: str = "none"
    stop: str = "month"  # stretch of time on the timeline
    split: str = "none"  # its small multiples
    versus: str = ""  # the other side of a comparison: "window:<first day>/<last day>", "area:<code>", "source:<code>"
    as_of: str = ""  # day by which an answer counts, "2017-06-30"; empty: as last read
    present: str = ""  # aspect ratio of the presentation; empty: not presenting
    section: str = "add"  # part of the page Data
    sort: str = ""  # column of the page's table, "-" before it for descending
    lang: str = "en"


_VIEW_CODES = {
    "level": s.LEVELS,
    "measure": s.MEASURES,
    "show": ("areas", "points"),
    "basemap": s.BASEMAPS,
    "stop": s.STOPS,
    "split": s.SPLITS,
    "present": ("", *s.RATIOS),
    "section": s.SECTIONS,
    "lang": s.LANGUAGES,
}


@dataclass(frozen=True)
class BadParam:
    """A value of the address that was set aside: the name, the value, and what is allowed (a text id and options)."""

    name: str
    value: str
    allowed: str
    options: tuple[str, ...] = ()


def read_params(params: Mapping[str, str], default: Filters) -> tuple[Filters, View, list[BadParam]]:
    """Read filters and view from the parameters of an address; a bad value is set aside and reported, never guessed."""
    bad: list[BadParam] = []
    got: dict[str, object] = {}
    view: dict[str, str] = {}

    def tell(name: str, allowed: str, options: tuple[str, ...] = ()) -> None:
        bad.append(BadParam(name, str(params[name])[:80], allowed, options))

    for name, field in (("from", "start"), ("to", "end")):
        if name in params:
            day = read_day(params[name])
            if day is None or not 1900 <= day.year <= 2100:  # a step of the window leads no further than dates go
                tell(name, "date")
            else:
                got[field] = day
    if ("start" in got) != ("end" in got):  # a window open on one side
        got.setdefault("start", None)
        got.setdefault("end", None)
    start, end = got.get("start"), got.get("end")
    if isinstance(start, date) and isinstance(end, date) and start > end:
        tell("from", "not_above", (params["to"],))
        del got["start"], got["end"]
    for name, allowed in LISTS.items():
        if params.get(name):
            values = tuple(dict.fromkeys(params[name].split(",")))
            if all(v in allowed for v in values):
                got[name] = values
            else:
                tell(name, "one_of", allowed)
    if "extent" in params:
        if params["extent"] in s.EXTENTS:
            got["extent"] = params["extent"]
        else:
            tell("extent", "one_of", s.EXTENTS)
    for name, limit in (("min_killed", 1_000_000), ("km", s.KM_LIMIT)):
        if name in params:
            if re.fullmatch(r"[0-9]{1,7}", params[name]) and int(params[name]) <= limit:
                got[name] = int(params[name])
            else:
                tell(name, "whole_number_up_to", (str(limit),))
    for name in ("precise", "fighting"):
        if name in params:
            if params[name] in ("0", "1"):
                got[name] = params[name] == "1"
            else:
                tell(name, "one_of", ("0", "1"))
    if params.get("text"):
        got["text"] = "".join(c for c in params["text"][: s.TEXT_LIMIT] if c.isprintable() or c in "\u200c\u200d")
    for name in ("near", "area"):
        if params.get(name):
            if re.fullmatch(r"[A-Za-z0-9]{1,12}", params[name], re.ASCII):
                got[name] = params[name]
            else:
                tell(name, "code")
    if params.get("shape"):
        corners = _read_shape(params["shape"])
        if corners:
            got["shape"] = corners
        else:
            tell("shape", "corners", (str(s.SHAPE_LIMIT),))
    for name, allowed in _VIEW_CODES.items():
        if name in params:
            if params[name] in allowed:
                view[name] = params[name]
            else:
                tell(name, "one_of", allowed)
    if params.get("versus"):
        if read_versus(params["versus"], Filters()):
            view["versus"] = params["versus"]
        else:
            tell("versus", "versus", ("window:2016-11-06/2016-12-09", "area:SY110302", "source:airwars"))
    if params.get("as_of"):
        if read_day(params["as_of"]):
            view["as_of"] = params["as_of"]
        else:
            tell("as_of", "date")
    if params.get("sort"):
        if re.fullmatch(r"-?[a-z_]{1,20}", params["sort"], re.ASCII):
            view["sort"] = params["sort"]
        else:
            tell("sort", "column")
    if params.get("incident"):
        view["incident"] = params["incident"][: s.TEXT_LIMIT]
    if params.get("selected"):
        if re.fullmatch(
            r"((area|wide):\w{0,12}|point:-?[0-9.]{1,12},-?[0-9.]{1,12}|tray:(off_map|undated|city))", params["selected"], re.ASCII
        ):
            view["selected"] = params["selected"]
        else:
            tell("selected", "one_of", ("area:SY110100", "tray:off_map", "tray:undated", "tray:city"))
    return replace(default, **got), View(**view), bad  # type: ignore[arg-type]


def read_versus(text: str, filters: Filters) -> Filters | None:
    """Give the other side of a comparison: ``filters`` with one thing changed (``View.versus``); None if it says nothing sound."""
    kind, _, value = text.partition(":")
    if kind == "window":
        days = [read_day(part) for part in value.split("/")]
        if len(days) == 2 and days[0] and days[1] and days[0] <= days[1]:
            return replace(filters, start=days[0], end=days[1])
    if kind == "area" and re.fullmatch(r"[A-Za-z0-9]{1,12}", value, re.ASCII):
        return replace(filters, area=value)
    if kind == "source" and value in s.SOURCES:
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


PARAMS = {"from", "to"} | {f.name for kind in (Filters, View) for f in fields(kind)} - {"start", "end"}  # names in an address


def write_params(filters: Filters, view: View) -> dict[str, str]:
    """Write filters and view as the parameters of an address; what equals the dashboard's default is left out.

    Window, extent and fighting are always written, so that an address keeps its meaning if the defaults change.
    """
    out: dict[str, str] = {}
    if view.lang != "en":
        out["lang"] = view.lang
    for name, day in (("from", filters.start), ("to", filters.end)):
        if day is not None:
            out[name] = day.isoformat()
    out["extent"] = filters.extent
    out["fighting"] = str(int(filters.fighting))
    for name in LISTS:
        if getattr(filters, name):
            out[name] = ",".join(getattr(filters, name))
    for name in ("text", "near", "area"):
        if getattr(filters, name):
            out[name] = getattr(filters, name)
    if filters.near:
        out["km"] = str(filters.km)
    if filters.min_killed:
        out["min_killed"] = str(filters.min_killed)
    if filters.precise:
        out["precise"] = "1"
    if filters.shape:
        out["shape"] = ";".join(f"{x:.4f},{y:.4f}" for x, y in filters.shape)
    plain = View()
    for f in fields(View):
        if f.name != "lang" and getattr(view, f.name) != getattr(plain, f.name):
            out[f.name] = getattr(view, f.name)
    return out


def read_day(text: str) -> date | None:
    """Read a day like 2016-12-09; None if it is none."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


def _read_shape(text: str) -> tuple[tuple[float, float], ...]:
    corners = []
    for part in text.split(";")[: s.SHAPE_LIMIT + 1]:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,8})?,-?[0-9]{1,2}(\.[0-9]{1,8})?", part):
            return ()
        x, y = (round(float(v), 4) for v in part.split(","))
        corners.append((x, y))
    good = 3 <= len(corners) <= s.SHAPE_LIMIT and all(abs(x) <= 180 and abs(y) <= 90 for x, y in corners)
    return tuple(corners) if good else ()


@dataclass(frozen=True)
class Selection:
    """What a choice leaves: every incident of it is in exactly one of the frames.

    ``incidents`` have a column ``certain`` (False: the date interval only overlaps the window); ``undated`` are left out
    of a window narrower than the data; ``city`` are those of Raqqa city that a countryside choice counts apart;
    ``any_time`` are all that match whatever their date (for the histogram). ``names`` are those of areas and places a filter may
    name, by code, English and Arabic; ``aside`` is the number of wholes set aside.
    """

    incidents: pd.DataFrame
    undated: pd.DataFrame
    city: pd.DataFrame
    any_time: pd.DataFrame
    names: Mapping[str, tuple[str, str]]
    aside: int = 0


def select(
    incidents: pd.DataFrame,
    filters: Filters,
    span: tuple[date, date],
    places: pd.DataFrame,
    parts: Mapping[str, set[str]] | None = None,
    names: Mapping[str, tuple[str, str]] | None = None,
) -> Selection:
    """Apply a choice to all incidents; ``Record.select`` does it for a record as a whole.

    Parameters
    ----------
    incidents : all of them, with areas assigned.
    span : first and last day of the data; a window that covers it keeps undated incidents.
    places : gazetteer with area_id and point geometry (WGS84).
    parts : incidents that contain others, with these (``links.parts_of``); such a whole is set aside where a part of it
        is selected, so that nobody is counted twice.
    names : code -> name, English and Arabic, of every place and area a filter may name.

    Raises
    ------
    ValueError : ``near`` names no place of the gazetteer.
    """
    in_extent, apart = by_extent(incidents, matches(incidents, filters, places), filters.extent)
    wanted, city = incidents[in_extent], incidents[apart]
    inside, undated = split_by_window(wanted, filters, span)
    ids = set(inside["incident_id"])
    wholes = [whole for whole, members in (parts or {}).items() if whole in ids and members & ids]
    inside = inside[~inside["incident_id"].isin(wholes)]
    return Selection(inside, undated, split_by_window(city, filters, span)[0], wanted, names or {}, len(wholes))


def by_extent(incidents: pd.DataFrame, match: np.ndarray, extent: str) -> tuple[np.ndarray, np.ndarray]:
    """Part those that pass the filters (bool) into those of the extent, and those of the city that are counted apart."""
    in_city = incidents["in_city"].to_numpy(dtype=bool)
    wanted = match if extent == "both" else match & (in_city == (extent == "city"))
    return wanted, match & in_city if extent == "countryside" else np.zeros(len(match), dtype=bool)


def facet_counts(choose: Callable[[Filters], Selection], filters: Filters) -> dict[str, dict[str, int]]:
    """Count, for each list filter, the incidents each of its codes would leave while every other filter stays as it is."""
    counts = {}
    for name, codes in LISTS.items():
        found = choose(replace(filters, **{name: ()})).incidents  # type: ignore[arg-type]
        column = found["grading"] if name == "grading" else found[f"{name}s"].explode()
        n = column.value_counts()
        counts[name] = {code: int(n.get(code, 0)) for code in codes}
    return counts


def split_by_window(incidents: pd.DataFrame, filters: Filters, span: tuple[date, date]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give those in the window (with ``certain``), and the undated it leaves out."""
    start = pd.Timestamp(filters.start or span[0])
    end = pd.Timestamp(filters.end or span[1])
    undated = incidents["date_start"].isna()
    if start <= pd.Timestamp(span[0]) and end >= pd.Timestamp(span[1]):
        return incidents.assign(certain=True), incidents.iloc[:0]
    overlaps = (incidents["date_start"] <= end) & (incidents["date_end"] >= start)
    certain = (incidents["date_start"] >= start) & (incidents["date_end"] <= end)
    return incidents[overlaps].assign(certain=certain[overlaps]), incidents[undated]


_AREA_CODES = ["adm3_pcode", "adm2_pcode", "sector", "place_pcode"]


def filter_columns(filters: Filters, *more: str) -> list[str]:
    """Name the columns of incidents that ``matches`` reads for a choice, besides fighting and killed_min, and more."""
    lists = {"sources": filters.source, "belligerents": filters.belligerent, "responses": filters.response, "search": fold(filters.text)}
    asked = [column for column, wanted in lists.items() if wanted] + ["radius_m"] * filters.precise
    asked += _AREA_CODES if filters.area else []
    asked += ["latitude", "longitude"] if filters.near or filters.shape else []
    return list(dict.fromkeys((*asked, *more)))


def matches(incidents: pd.DataFrame, filters: Filters, places: pd.DataFrame) -> np.ndarray:
    """Say which incidents pass every filter but time and extent; each filter only narrows, in any order."""
    keep = np.ones(len(incidents), dtype=bool)
    for column, wanted in (("sources", filters.source), ("belligerents", filters.belligerent), ("responses", filters.response)):
        if wanted:
            keep &= incidents[column].map(lambda codes, wanted=set(wanted): not wanted.isdisjoint(codes)).to_numpy(dtype=bool)
    if filters.grading:
        keep &= incidents["grading"].isin(filters.grading).to_numpy()
    if filters.min_killed:
        keep &= (incidents["killed_min"] >= filters.min_killed).fillna(False).to_numpy(dtype=bool)
    if filters.precise:
        keep &= (incidents["radius_m"] <= s.VILLAGE_RADIUS_M).to_numpy() & (incidents["placing"] == "point").to_numpy()
    if not filters.fighting:
        keep &= ~incidents["fighting"].to_numpy()
    if fold(filters.text):
        keep &= incidents["search"].str.contains(fold(filters.text), regex=False).to_numpy(dtype=bool)
    if filters.area:
        codes = incidents[_AREA_CODES]
        keep &= (codes == filters.area).any(axis=1).to_numpy()
    placed = (incidents["placing"].isin(("point", "outside"))).to_numpy()
    if filters.near:
        spot = places.loc[places["area_id"] == filters.near, "geometry"]
        if spot.empty:
            raise ValueError(filters.near)
        away = distance_m(spot.iloc[0].y, spot.iloc[0].x, incidents["latitude"].to_numpy(), incidents["longitude"].to_numpy())
        keep &= placed & (away <= filters.km * 1000)
    if filters.shape:
        ring = Polygon(filters.shape)
        keep &= placed & contains_xy(ring, incidents["longitude"].to_numpy(), incidents["latitude"].to_numpy())
    return keep
