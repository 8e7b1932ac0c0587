"""How is the map of a picture drawn on a page: areas, badges, points with their discs, names, scale and north?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle, RegularPolygon, Wedge
from matplotlib_scalebar.scalebar import ScaleBar

from geo import colours
from geo.colours import HARM, INK, LAND, QUIET, SEA
from geo.land.areas import borders
from geo.out.chart import Chart
from geo.out.contrast import READABLE, contrast
from geo.out.dots import draw_dots, find_room, name_dots, size_in
from geo.out.front import is_roomy
from geo.out.layout import Box, around, overlaps
from geo.out.sheet import REGULAR, Page, in_arabic_digits
from geo.out.under import draw_under
from geo.record.known import Record
from geo.record.remembered import once
from geo.territory import here
from geo.text import words

_NAMES = {"water": colours.WATER_NAME, "beyond": colours.BORDER_FIRM}
_FEW = 3  # marks on a map that are drawn larger, for nothing else leads the eye


@dataclass(frozen=True)
class _Land:
    """The land of a map in metres (the territory's projection): areas by level, the lines of its neighbours, water."""

    areas: dict[str, gpd.GeoDataFrame]
    around: Any
    lake: Any
    rivers: Any


def _land_of(record: Record, level: str) -> _Land:
    projection = here().projection
    rivers = record.rivers.clip(record.areas["governorate"].geometry.iloc[0].buffer(0.15)).to_crs(projection).geometry.explode()
    return _Land(
        areas={x: record.areas[x].to_crs(projection) for x in ("governorate", "district", "subdistrict", level)},
        around=None if record.neighbours.empty else borders(record.neighbours).to_crs(projection).geometry.union_all(),
        lake=record.lake.to_crs(projection).geometry.union_all(),
        rivers=rivers[rivers.geom_type == "LineString"].union_all(),
    )


def draw_map(
    page: Page,
    record: Record,
    picture: dict[str, Any],
    box: tuple[float, float, float, float],
    palette: str,
    bounds: Sequence[float] | None = None,
) -> None:
    """Draw the map of a picture (``picture.describe``) into a box; nothing leaves the box."""
    land = once(record, ("card_land", picture["level"]), lambda: _land_of(record, picture["level"]))
    chart = Chart(box, bounds or land.areas["governorate"].geometry.iloc[0].bounds, 14 * page.u)
    frame = Rectangle(box[:2], box[2], box[3], facecolor=SEA, edgecolor=colours.FRAME, lw=0.8 * page.line)
    page.add(frame, 0)

    def shape(geometry: Any, z: float, **style: Any) -> None:
        patch = PathPatch(chart.outline(geometry), **style)
        page.add(patch, z)
        patch.set_clip_path(frame)

    inside, lake = _ground(page, picture, land, colours.SHADES[palette], shape)
    draw_under(record, shape, chart.seen(), page.u / chart.scale, page.line)
    taken: list[Box] = []
    _corner(page, chart, frame, taken, words.say)
    points = sorted(picture["points"], key=lambda m: m["n"])  # the largest on top, with its own number
    for k, mark in enumerate(points):
        _spot(page, chart, mark, taken, frame, 4 + 0.5 * k / len(points), 1 if len(points) > _FEW else 1.8)
    _badges(page, chart, picture, inside, taken)
    _rings(page, chart, picture, taken, frame)
    dark = _dark_in(picture, inside, colours.SHADES[palette])
    for name in picture["names"]:
        _name(page, chart, name, taken, lake, dark)


def _ground(
    page: Page,
    picture: dict[str, Any],
    land: _Land,
    ramp: Sequence[str],
    shape: Callable[..., None],
) -> tuple[dict[str, Any], Any]:
    """Draw land, shaded areas, water and borders; give the shapes of the areas that badges belong into, and that of the lake."""
    areas = land.areas
    if land.around is not None:
        shape(land.around, 0.9, facecolor="none", edgecolor=colours.BORDER_BEYOND, lw=0.8 * page.line)
    shape(areas["governorate"].geometry.iloc[0], 1, facecolor=LAND, edgecolor="none")
    inside: dict[str, Any] = {}
    if picture["show"] == "areas" and picture["level"] != "place":
        steps = {a["id"]: a["step"] for a in picture["areas"]}
        for row in areas[picture["level"]].itertuples(index=False):
            inside[row.area_id] = row.geometry
            step = steps.get(row.area_id, -1)
            if step >= 0:
                shape(row.geometry, 1.1, facecolor=ramp[step], edgecolor="none", alpha=0.88)
            if row.area_id in picture["uncovered"]:
                shape(row.geometry, 1.2, facecolor="none", edgecolor=colours.EDGE, hatch="..", lw=0)
    lake = land.lake
    shape(lake, 1.3, facecolor=colours.LAKE, edgecolor=colours.RIVER, lw=0.6 * page.line)
    shape(land.rivers, 1.3, facecolor="none", edgecolor=colours.RIVER, lw=1.3 * page.line)
    for level, width, colour, dash in (
        ("subdistrict", 0.6, colours.BORDER, (0, (4, 3))),
        ("district", 1.0, colours.BORDER_FIRM, "solid"),
        ("governorate", 1.6, colours.BORDER_OUTER, "solid"),
    ):
        for geometry in areas[level].geometry:
            shape(geometry, 1.5, facecolor="none", edgecolor=colour, lw=width * page.line, linestyle=dash)
    return inside, lake


def _dark_in(picture: dict[str, Any], inside: dict[str, Any], ramp: Sequence[str]) -> Any:
    """Give the areas on whose shade a name in the colour of names cannot be read (WCAG 1.4.3), as one shape in metres."""
    poor = [contrast(shade, colours.LABEL) < READABLE for shade in ramp]
    return shapely.union_all([inside[a["id"]] for a in picture["areas"] if a["id"] in inside and a["step"] >= 0 and poor[a["step"]]])


def _badges(page: Page, chart: Chart, picture: dict[str, Any], inside: dict[str, Any], taken: list[Box]) -> None:
    """Draw a badge an area, or a dot a place, and that of the city counted apart."""
    badges = [*(picture["areas"] if picture["show"] == "areas" else picture["wide"])]
    if picture["city"]:
        badges.insert(0, picture["city"] | {"id": "city", "muted": True})
    if picture["level"] == "place" and picture["show"] == "areas":
        draw_dots(page, chart, badges, taken)
        if picture.get("repeats"):
            name_dots(page, chart, badges, taken)
        return
    if not is_roomy(page):
        for mark in sorted(badges, key=lambda m: -m["n"]):
            _figure(page, chart, mark, inside.get(mark["id"]), taken)
        return
    for mark in sorted(badges, key=lambda m: (not m.get("muted", False), -m["n"])):
        _badge(page, chart, mark, inside.get(mark["id"]), taken, wide=picture["show"] == "points" and not mark.get("muted"))


def _rings(page: Page, chart: Chart, picture: dict[str, Any], taken: list[Box], frame: Rectangle) -> None:
    """Draw the circle that is asked for, and a ring around each position of the chosen incident, with its name."""
    u, lw = page.u, 1.2 * page.line
    if near := picture["around"]:
        reach = near["radius_m"] * chart.scale
        middle = chart.degrees(near["lat"], near["lon"])
        page.add(Circle(middle, reach, facecolor="none", edgecolor=INK, lw=lw, linestyle="dashed", clip_path=frame), 5)
    for ring in picture["rings"]:
        x, y = chart.degrees(ring["lat"], ring["lon"])
        if ring["radius_m"] * chart.scale > 8 * u:
            page.add(Circle((x, y), ring["radius_m"] * chart.scale, facecolor="none", edgecolor=INK, lw=lw, clip_path=frame), 5)
        page.add(Circle((x, y), 9 * u, facecolor="none", edgecolor=INK, lw=1.8 * page.line, clip_path=frame), 5)
        _name(page, chart, {"text": ring["label"], "lat": ring["lat"], "lon": ring["lon"], "kind": "ring"}, taken)


def _corner(page: Page, chart: Chart, frame: Rectangle, taken: list[Box], say: Callable[..., str]) -> None:
    """Draw scale bar and north."""
    u, lang = page.u, page.lang
    left, top, width, height = chart.box
    font = {"fname": REGULAR.get_file(), "size": page.size(13) * 72 / page.dpi}
    digits: Callable[[str], str] = lambda text: in_arabic_digits(text) if page.digits == "arabic" else text  # noqa: E731
    bar = ScaleBar(
        1 / chart.scale,
        "m",
        length_fraction=0.16,
        location="lower right",
        bbox_to_anchor=(left + width, top + height),
        bbox_transform=page.axes.transData,
        box_alpha=0,
        rotation="horizontal-only",
        color=INK,
        font_properties=font,
        width_fraction=0.003,
        border_pad=0.6,
        scale_formatter=lambda value, unit: ("\u200f" if page.rtl else "") + digits(f"{value:g} {say(f'unit_{unit}', lang)}"),
    )
    bar.set_zorder(8)
    page.axes.add_artist(bar)
    taken.append(
        (
            left + width - max((0.24 if is_roomy(page) else 0.4) * width, 4.6 * page.least),
            top + height - max(52 * u, 2.5 * page.least),
            left + width,
            top + height,
        )
    )
    if not is_roomy(page):  # north is up, and a small map has no room to say so
        return
    x, y = left + width - max(26 * u, 0.8 * page.least), top + 40 * u
    page.add(
        Polygon([(x, y - 26 * u), (x - 7 * u, y), (x, y - 6 * u), (x + 7 * u, y)], facecolor=INK, edgecolor="none", clip_path=frame), 8
    )
    size = page.size(13)
    page.text(x, y + 0.8 * size, say("north", lang), size, bold=True, ha="center")
    taken.append((x - max(20 * u, 0.7 * size), top, left + width, y + 1.6 * size))


def _figure(page: Page, chart: Chart, mark: dict[str, Any], area: Any, taken: list[Box]) -> None:
    """Write the one figure of an area on a small map, killed of the headline, where it has room inside its area; the shade tells of the others. What is
    counted apart has a ring and no figure."""
    size = page.least
    x0, y0 = chart.degrees(mark["lat"], mark["lon"])
    if mark.get("muted"):
        city = here().city
        reach = max(city.radius_m * chart.scale if city and mark.get("id") == "city" else 0, 0.3 * size)
        page.add(Circle((x0, y0), reach, facecolor=colours.MUTED, edgecolor=colours.EDGE, lw=1.2 * page.line, linestyle="dotted"), 3)
        return
    text = mark.get("headline")
    if not text or area is None:
        return
    w, h = page.measure(text, size, True) + 0.3 * size, 1.2 * size
    spot = find_room((x0, y0), (w, h), chart, taken, area, page.u, strict=True)
    if spot is None:
        page.without_room += 1
        return
    box = around(*spot, w, h)
    taken.append(box)
    rounded = f"round,pad=0,rounding_size={0.2 * size}"
    page.add(FancyBboxPatch(box[:2], w, h, boxstyle=rounded, facecolor=colours.WHITE, edgecolor="none", alpha=0.92), 6)
    drawn = page.text(*spot, text, size, bold=True, colour=HARM, ha="center")
    page.boxes.append((drawn, (box[0], box[1] - 0.2 * size, w, h + 0.4 * size)))  # the typeface's own line is higher than its letters


def _badge(page: Page, chart: Chart, mark: dict[str, Any], area: Any, taken: list[Box], wide: bool = False) -> None:
    """Draw a badge inside its area if it has room there, else beside it with a line that leads back."""
    u, lang = page.u, page.lang
    scale = (0.85 if wide else 1) * u * min(1.05, max(0.7, chart.box[2] / (850 * u)))
    count = words.number(mark["n"], lang) + (f" +{words.number(mark['possible'], lang)}" if mark.get("possible") else "")
    muted = mark.get("muted", False)
    lines: list[tuple[str, float, bool, str]] = [(count, 19, True, QUIET if muted else INK), (mark["title"], 13, False, QUIET)]
    lines += [
        (mark[key], 14 if key == "headline" else 13.5, key == "headline", colour)
        for key, colour in (("headline", HARM), ("ungraded", colours.FAINT))
        if mark.get(key)
    ]
    lines = [(text, max(size * scale, page.least), bold, colour) for text, size, bold, colour in lines]
    w = max(page.measure(text, size, bold) for text, size, bold, _ in lines) + 14 * scale
    h = sum(size for _, size, _, _ in lines) * 1.2 + 8 * scale
    x0, y0 = chart.degrees(mark["lat"], mark["lon"])
    x, y = find_room((x0, y0), (w, h), chart, taken, area, u) or (x0, y0)
    box = around(x, y, w, h)
    taken.append(box)
    if np.hypot(x - x0, y - y0) > max(w, h) / 2:
        page.axes.plot([x0, x], [y0, y], color=INK, lw=0.8 * page.line, zorder=5.5)
        page.add(Circle((x0, y0), 3 * u, facecolor=INK, edgecolor="none"), 5.5)
    edge = colours.EDGE if muted else QUIET if wide else HARM
    style = f"round,pad=0,rounding_size={3 * u}"
    page.add(
        FancyBboxPatch(
            box[:2],
            w,
            h,
            boxstyle=style,
            facecolor=colours.MUTED if muted else colours.WHITE,
            edgecolor=edge,
            lw=1.0 * page.line,
            linestyle="dashed" if wide else "solid",
        ),
        6,
    )
    down = box[1] + 1.5 * scale  # letters lie low in their line
    for text, size, bold, colour in lines:
        line = size * 1.2
        drawn = page.text(x, down + line / 2, text, size, bold=bold, colour=colour, ha="center")
        page.boxes.append((drawn, (box[0], box[1], w, h)))
        down += line


def _spot(page: Page, chart: Chart, mark: dict[str, Any], taken: list[Box], frame: Rectangle, z: float, times: float) -> None:
    """Draw a point, its mark so many ``times`` the usual, and the disc within which its place is known."""
    x, y = chart.degrees(mark["lat"], mark["lon"])
    if not chart.holds(x, y):
        return
    u = page.u
    hollow = mark["certain"] == 0
    if mark["radius_m"]:
        disc = mark["radius_m"] * chart.scale
        page.add(Circle((x, y), disc, facecolor=colours.CERTAIN, alpha=0.04 if hollow else 0.13, edgecolor="none", clip_path=frame), 2)
        page.add(Circle((x, y), disc, facecolor="none", edgecolor=HARM, lw=0.7 * page.line, alpha=0.6, clip_path=frame), 2)
    radius = min(max(22 * u, 0.9 * page.least), times * u * (4.8 + 1.7 * np.sqrt(mark["n"])))
    draw_mark(page, (x, y), radius, mark["gradings"], hollow, z)
    taken.append(around(x, y, 1.5 * radius, 1.5 * radius))
    told = words.number(mark["n"], page.lang)
    room = (1.15 if _one_grading(mark["gradings"]) is None else 1.6) * radius
    if mark["n"] > 1 and (size := size_in(page, told, room, 1.15 * radius)):
        colour = colours.WHITE if _one_grading(mark["gradings"]) == 0 and not hollow else colours.DEEP
        page.text(x, y, told, size, bold=True, colour=colour, ha="center", z=z + 1e-4)


_FACES = (colours.CERTAIN, colours.WHITE, colours.OTHER)  # headline, ungraded, other
_EDGES = (colours.WHITE, colours.CERTAIN, colours.DEEP)


def _one_grading(gradings: Sequence[int]) -> int | None:
    """Give the place of the one kind of grading that a spot has (headline, ungraded, other); None if it has several."""
    held = [k for k, n in enumerate(gradings) if n]
    return held[0] if len(held) == 1 else None


def draw_mark(page: Page, spot: tuple[float, float], radius: float, gradings: Sequence[int], hollow: bool, z: float = 4) -> None:
    """Draw a spot in the look of its grading; of several gradings as a ring split by them, never in one colour."""
    lw, kind = 1.3 * page.line, _one_grading(gradings)
    if hollow:
        page.add(Circle(spot, radius, facecolor="none", edgecolor=colours.CERTAIN, linestyle="dashed", lw=lw), z)
    elif kind == 2:
        page.add(RegularPolygon(spot, 4, radius=1.1 * radius, facecolor=_FACES[2], edgecolor=_EDGES[2], lw=lw), z)
    elif kind is not None:
        page.add(Circle(spot, radius, facecolor=_FACES[kind], edgecolor=_EDGES[kind], lw=lw), z)
    else:
        start = 90.0  # from the top, clockwise on the page, whose y runs down
        for k, n in enumerate(gradings):
            turn = 360 * n / sum(gradings)
            page.add(Wedge(spot, radius, start - 180, start - 180 + turn, facecolor=_FACES[k], edgecolor="none"), z)
            start += turn
        page.add(Circle(spot, radius, facecolor="none", edgecolor=colours.DEEP, lw=lw), z)
        page.add(Circle(spot, 0.62 * radius, facecolor=colours.WHITE, edgecolor=colours.DEEP, lw=0.8 * page.line), z)


def _name(page: Page, chart: Chart, name: dict[str, Any], taken: list[Box], lake: Any = None, dark: Any = None) -> None:
    """Write a place name beside its dot where it covers nothing, a lake's on the lake; leave it out where it would not. On dark land it is white."""
    u = page.u
    x, y = chart.degrees(name["lat"], name["lon"])
    bold = name["kind"] == "ring"
    size = page.size(14 if bold else 13)
    w, h = page.measure(name["text"], size, bold), 1.25 * size
    away = (14 if bold else 7) * u
    sides = (
        [(x + away + w / 2, y), (x - away - w / 2, y), (x, y - h / 2 - away), (x, y + h / 2 + away)]
        if name["kind"] not in ("water", "beyond")
        else [(x, y)]
    )
    left, top, width, height = chart.box
    for cx, cy in sides:
        box = around(cx, cy, w, h)
        inside = box[0] > left and box[1] > top and box[2] < left + width and box[3] < top + height
        dry = name["kind"] == "water" and not chart.on_water(box, lake)
        if inside and not dry and (not overlaps(box, taken, 2) or bold):
            taken.append(box)
            inverse = dark is not None and chart.share_of(box, dark) > 0.5
            colour = colours.WHITE if inverse else _NAMES.get(name["kind"], colours.LABEL)
            page.text(cx, cy, name["text"], size, bold=bold, colour=colour, ha="center", z=5, halo=colours.DEEP if inverse else LAND)
            if name["kind"] == "place":
                page.add(Circle((x, y), 2.2 * u, facecolor=colour, edgecolor="none"), 4.2)
            return
