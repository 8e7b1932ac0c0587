"""How is the map of a picture drawn on a page: areas, badges, points with their discs, names, scale and north?"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle, RegularPolygon
from matplotlib.path import Path as Outline
from matplotlib_scalebar.scalebar import ScaleBar
from pyproj import Transformer

from geo import settings as s
from geo.out.sheet import ARABIC_DIGITS, HARM, INK, LAND, QUIET, REGULAR, SEA, WATER, Page
from geo.record.files import Record
from geo.text import words

METRES = Transformer.from_crs(s.WGS84, s.METRIC, always_xy=True)


class _Chart:
    """Where metres (UTM 37N) lie in a box of the page."""

    def __init__(self, box: tuple[float, float, float, float], bounds: Sequence[float], pad: float) -> None:
        self.box = box
        left, top, width, height = box
        west, south, east, north = bounds
        self.scale = min((width - 2 * pad) / (east - west), (height - 2 * pad) / (north - south))  # pixels a metre
        self.x0 = left + width / 2 - self.scale * (west + east) / 2
        self.y0 = top + height / 2 + self.scale * (south + north) / 2

    def metres(self, x: Any, y: Any) -> tuple[Any, Any]:
        return self.x0 + self.scale * np.asarray(x), self.y0 - self.scale * np.asarray(y)

    def degrees(self, lat: float, lon: float) -> tuple[float, float]:
        x, y = self.metres(*METRES.transform(lon, lat))
        return float(x), float(y)

    def holds(self, x: float, y: float) -> bool:
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height

    def outline(self, shape: Any) -> Outline:
        """Give the outline of polygons or lines in metres as pixels."""
        paths = []
        for part in shapely.get_parts(shape):
            rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            for ring in rings:
                xy = np.column_stack(self.metres(*np.asarray(ring.coords)[:, :2].T))
                paths.append(Outline(xy, closed=part.geom_type == "Polygon"))
        return Outline.make_compound_path(*paths)


def draw_map(
    page: Page,
    record: Record,
    picture: dict[str, Any],
    box: tuple[float, float, float, float],
    palette: str,
    bounds: Sequence[float] | None = None,
) -> None:
    """Draw the map of a picture (``picture.describe``) into a box; nothing leaves the box."""
    u, say = page.u, words.say
    areas = {level: record.areas[level].to_crs(s.METRIC) for level in ("governorate", "district", "subdistrict", picture["level"])}
    land = areas["governorate"].geometry.iloc[0]
    chart = _Chart(box, bounds or land.bounds, 14 * u)
    frame = Rectangle(box[:2], box[2], box[3], facecolor=SEA, edgecolor="#b9b2a3", lw=0.8 * page.line)
    page.add(frame, 0)

    def shape(geometry: Any, z: float, **style: Any) -> None:
        patch = PathPatch(chart.outline(geometry), **style)
        page.add(patch, z)
        patch.set_clip_path(frame)

    shape(land, 1, facecolor=LAND, edgecolor="none")
    ramp = s.PALETTES[palette]
    inside: dict[str, Any] = {}
    if picture["show"] == "areas" and picture["level"] != "place":
        steps = {a["id"]: a["step"] for a in picture["areas"]}
        for row in areas[picture["level"]].itertuples(index=False):
            inside[row.area_id] = row.geometry
            step = steps.get(row.area_id, -1)
            if step >= 0:
                shape(row.geometry, 1.1, facecolor=ramp[step], edgecolor="none", alpha=0.88)
    shape(record.lake.to_crs(s.METRIC).geometry.union_all(), 1.3, facecolor=WATER, edgecolor="#9db7c0", lw=0.6 * page.line)
    rivers = record.rivers.clip(record.areas["governorate"].geometry.iloc[0].buffer(0.15)).to_crs(s.METRIC).geometry.explode()
    shape(rivers[rivers.geom_type == "LineString"].union_all(), 1.3, facecolor="none", edgecolor="#9db7c0", lw=1.3 * page.line)
    for level, width, colour, dash in (
        ("subdistrict", 0.6, "#a69e8e", (0, (4, 3))),
        ("district", 1.0, "#7d7567", "solid"),
        ("governorate", 1.6, "#5c554a", "solid"),
    ):
        for geometry in areas[level].geometry:
            shape(geometry, 1.5, facecolor="none", edgecolor=colour, lw=width * page.line, linestyle=dash)
    taken: list[tuple[float, float, float, float]] = []
    _corner(page, chart, frame, taken, say)
    for mark in picture["points"]:
        _spot(page, chart, mark, taken, frame)
    badges = [*(picture["areas"] if picture["show"] == "areas" else picture["wide"])]
    if picture["city"]:
        badges.insert(0, picture["city"] | {"id": "city", "muted": True})
    if picture["level"] == "place" and picture["show"] == "areas":
        _dots(page, chart, badges, taken)
    else:
        for mark in sorted(badges, key=lambda m: (not m.get("muted", False), -m["n"])):
            _badge(page, chart, mark, inside.get(mark["id"]), taken, wide=picture["show"] == "points" and not mark.get("muted"))
    for ring in picture["rings"]:
        x, y = chart.degrees(ring["lat"], ring["lon"])
        if ring["radius_m"] * chart.scale > 8 * u:
            page.add(
                Circle((x, y), ring["radius_m"] * chart.scale, facecolor="none", edgecolor=INK, lw=1.2 * page.line, clip_path=frame), 5
            )
        page.add(Circle((x, y), 9 * u, facecolor="none", edgecolor=INK, lw=1.8 * page.line, clip_path=frame), 5)
        _name(page, chart, {"text": ring["label"], "lat": ring["lat"], "lon": ring["lon"], "kind": "ring"}, taken)
    for name in picture["names"]:
        _name(page, chart, name, taken)


def _corner(page: Page, chart: _Chart, frame: Rectangle, taken: list[tuple[float, float, float, float]], say: Callable[..., str]) -> None:
    """Draw scale bar and north."""
    u, lang = page.u, page.lang
    left, top, width, height = chart.box
    font = {"fname": REGULAR.get_file(), "size": 13 * u * 72 / page.dpi}
    digits: Callable[[str], str] = lambda text: text.translate(ARABIC_DIGITS) if page.digits == "arabic" else text  # noqa: E731
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
    taken.append((left + width - 0.24 * width, top + height - 52 * u, left + width, top + height))
    x, y = left + width - 26 * u, top + 40 * u
    page.add(
        Polygon([(x, y - 26 * u), (x - 7 * u, y), (x, y - 6 * u), (x + 7 * u, y)], facecolor=INK, edgecolor="none", clip_path=frame), 8
    )
    page.text(x, y + 12 * u, say("north", lang), 13 * u, bold=True, ha="center")
    taken.append((x - 20 * u, top, x + 26 * u, y + 24 * u))


def _overlaps(box: tuple[float, float, float, float], taken: list[tuple[float, float, float, float]], gap: float = 2) -> bool:
    return any(box[0] < t[2] + gap and box[2] > t[0] - gap and box[1] < t[3] + gap and box[3] > t[1] - gap for t in taken)


def _around(x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


_SPIRAL = np.array([(np.sqrt(k) * np.cos(2.4 * k), np.sqrt(k) * np.sin(2.4 * k)) for k in range(5000)])


def _free_spot(
    at: tuple[float, float], size: tuple[float, float], chart: _Chart, taken: list[tuple[float, float, float, float]], area: Any, u: float
) -> tuple[float, float]:
    """Give the nearest middle for a box that covers nothing taken: inside its area if it can, else anywhere on the map."""
    left, top, width, height = chart.box
    xy = np.array(at) + 3.2 * u * _SPIRAL
    half = np.array(size) / 2
    low, high = xy - half, xy + half
    free = (low[:, 0] > left + 3) & (low[:, 1] > top + 3) & (high[:, 0] < left + width - 3) & (high[:, 1] < top + height - 3)
    if taken:
        t, gap = np.array(taken), 3 * u
        hit = (low[:, None, 0] < t[:, 2] + gap) & (high[:, None, 0] > t[:, 0] - gap)
        hit &= (low[:, None, 1] < t[:, 3] + gap) & (high[:, None, 1] > t[:, 1] - gap)
        free &= ~hit.any(axis=1)
    if area is not None:
        inside = shapely.contains_xy(area, (xy[:, 0] - chart.x0) / chart.scale, (chart.y0 - xy[:, 1]) / chart.scale)
        if (free & inside).any():
            free &= inside
    found = np.flatnonzero(free)
    x, y = xy[found[0]] if len(found) else at  # nowhere free: over its place, and whatever is there
    return float(x), float(y)


def _badge(
    page: Page, chart: _Chart, mark: dict[str, Any], area: Any, taken: list[tuple[float, float, float, float]], wide: bool = False
) -> None:
    """Draw a badge inside its area if it has room there, else beside it with a line that leads back."""
    u, lang = page.u, page.lang
    scale = (0.85 if wide else 1) * u * min(1.05, max(0.7, chart.box[2] / (850 * u)))
    count = words.number(mark["n"], lang) + (f" +{words.number(mark['possible'], lang)}" if mark.get("possible") else "")
    muted = mark.get("muted", False)
    lines: list[tuple[str, float, bool, str]] = [(count, 19, True, QUIET if muted else INK), (mark["title"], 13, False, QUIET)]
    lines += [
        (mark[key], 14 if key == "headline" else 13.5, key == "headline", colour)
        for key, colour in (("headline", HARM), ("ungraded", "#6b6457"))
        if mark.get(key)
    ]
    w = max(page.measure(text, size * scale, bold) for text, size, bold, _ in lines) + 14 * scale
    h = sum(size for _, size, _, _ in lines) * 1.2 * scale + 7 * scale
    x0, y0 = chart.degrees(mark["lat"], mark["lon"])
    x, y = _free_spot((x0, y0), (w, h), chart, taken, area, u)
    box = _around(x, y, w, h)
    taken.append(box)
    if np.hypot(x - x0, y - y0) > max(w, h) / 2:
        page.axes.plot([x0, x], [y0, y], color=INK, lw=0.8 * page.line, zorder=5.5)
        page.add(Circle((x0, y0), 3 * u, facecolor=INK, edgecolor="none"), 5.5)
    edge = "#8d8678" if muted else QUIET if wide else HARM
    style = f"round,pad=0,rounding_size={3 * u}"
    page.add(
        FancyBboxPatch(
            box[:2],
            w,
            h,
            boxstyle=style,
            facecolor="#f0ede6" if muted else "white",
            edgecolor=edge,
            lw=1.0 * page.line,
            linestyle="dashed" if wide else "solid",
        ),
        6,
    )
    down = box[1] + 3.5 * scale
    for text, size, bold, colour in lines:
        line = size * 1.2 * scale
        drawn = page.text(x, down + line / 2, text, size * scale, bold=bold, colour=colour, ha="center")
        page.boxes.append((drawn, (box[0], box[1], w, h)))
        down += line


def _dots(page: Page, chart: _Chart, badges: list[dict[str, Any]], taken: list[tuple[float, float, float, float]]) -> None:
    """Draw places as dots where they lie, as wide as they have incidents, the widest below."""
    for mark in sorted(badges, key=lambda m: -m["n"]):
        x, y = chart.degrees(mark["lat"], mark["lon"])
        radius = page.u * min(24, 4.5 + 2.1 * np.sqrt(mark["n"]))
        page.add(Circle((x, y), radius, facecolor="#6b6457" if mark.get("muted") else HARM, edgecolor="white", lw=0.8 * page.line), 6)
        taken.append(_around(x, y, 1.6 * radius, 1.6 * radius))
        if mark["n"] > 4:
            page.text(x, y, words.number(mark["n"], page.lang), 1.05 * radius, bold=True, colour="white", ha="center", z=7)


def _spot(page: Page, chart: _Chart, mark: dict[str, Any], taken: list[tuple[float, float, float, float]], frame: Rectangle) -> None:
    """Draw a point, and the disc within which its place is known."""
    x, y = chart.degrees(mark["lat"], mark["lon"])
    if not chart.holds(x, y):
        return
    u = page.u
    hollow = mark["certain"] == 0
    if mark["radius_m"]:
        disc = mark["radius_m"] * chart.scale
        page.add(Circle((x, y), disc, facecolor="#962f31", alpha=0.04 if hollow else 0.13, edgecolor="none", clip_path=frame), 2)
        page.add(Circle((x, y), disc, facecolor="none", edgecolor=HARM, lw=0.7 * page.line, alpha=0.6, clip_path=frame), 2)
    radius = u * min(22, 4.8 + 1.7 * np.sqrt(mark["n"]))
    style: dict[str, Any] = {
        "headline": {"facecolor": "#962f31", "edgecolor": "white"},
        "ungraded": {"facecolor": "white", "edgecolor": "#962f31"},
        "other": {"facecolor": "#e4bfae", "edgecolor": "#5f1519"},
    }[mark["mark"]]
    if hollow:
        style |= {"facecolor": "none", "edgecolor": "#962f31", "linestyle": "dashed"}
    kind = (
        RegularPolygon((x, y), 4, radius=1.1 * radius, lw=1.3 * page.line, **style)
        if mark["mark"] == "other"
        else Circle((x, y), radius, lw=1.3 * page.line, **style)
    )
    page.add(kind, 4)
    taken.append(_around(x, y, 1.5 * radius, 1.5 * radius))
    if mark["n"] > 1:
        colour = "white" if mark["mark"] == "headline" and not hollow else "#5f1519"
        page.text(x, y, words.number(mark["n"], page.lang), 1.15 * radius, bold=True, colour=colour, ha="center", z=4.5)


def _name(page: Page, chart: _Chart, name: dict[str, Any], taken: list[tuple[float, float, float, float]]) -> None:
    """Write a place name beside its dot where it covers nothing; leave it out where it would."""
    u = page.u
    x, y = chart.degrees(name["lat"], name["lon"])
    bold = name["kind"] == "ring"
    size = (14 if bold else 13) * u
    w, h = page.measure(name["text"], size, bold), 1.25 * size
    away = (14 if bold else 7) * u
    sides = (
        [(x + away + w / 2, y), (x - away - w / 2, y), (x, y - h / 2 - away), (x, y + h / 2 + away)]
        if name["kind"] != "water"
        else [(x, y)]
    )
    left, top, width, height = chart.box
    for cx, cy in sides:
        box = _around(cx, cy, w, h)
        inside = box[0] > left and box[1] > top and box[2] < left + width and box[3] < top + height
        if inside and (not _overlaps(box, taken) or bold):
            taken.append(box)
            page.text(cx, cy, name["text"], size, bold=bold, colour="#4d7380" if name["kind"] == "water" else "#3d382f", ha="center", z=5)
            if name["kind"] == "place":
                page.add(Circle((x, y), 2.2 * u, facecolor="#3d382f", edgecolor="none"), 4.2)
            return


def draw_legend(
    page: Page, picture: dict[str, Any], box: tuple[float, float, float, float], palette: str, columns: int, draw: bool = True
) -> float:
    """Draw what marks and shades mean into a box; give the height it takes (all that is done unless ``draw``)."""
    u = page.u
    left, top, width, height = box
    size, gap = 14 * u, 20 * u
    cell = (width - gap * (columns - 1)) / columns
    shades = picture["legend"]["classes"]
    while True:
        rows = [(kind, page.wrap(text, cell - 26 * u, size)) for kind, text in picture["legend"]["rows"]]
        per = -(-len(rows) // columns)
        tall = [sum(len(lines) * 1.3 * size + 4 * u for _, lines in rows[k : k + per]) for k in range(0, len(rows), max(per, 1))]
        need = (3.5 * size if shades else 0) + max(tall, default=0)
        if need <= height or size < 6 * u:
            break
        size *= 0.95
    if not draw:
        return need
    end = "right" if page.rtl else "left"
    if shades:
        page.text(left + width if page.rtl else left, top + 0.6 * size, picture["legend"]["shade"], size, colour=QUIET, ha=end)
        span = min(width, 420 * u) / len(shades)
        start = left + width - span * len(shades) if page.rtl else left
        for k, text in enumerate(shades):
            page.add(Rectangle((start + k * span, top + 1.4 * size), span, 0.6 * size, facecolor=s.PALETTES[palette][k], edgecolor="none"))
            page.text(start + k * span, top + 2.6 * size, text, 0.85 * size, colour=QUIET)
    for k, (kind, lines) in enumerate(rows):
        if k % per == 0:
            y = top + (3.5 * size if shades else 0)
        column = columns - 1 - k // per if page.rtl else k // per
        x = left + column * (cell + gap)
        _key(page, kind, x + cell - 8 * u if page.rtl else x + 8 * u, y + 0.65 * size)
        for j, line in enumerate(lines):
            page.text(x + cell - 26 * u if page.rtl else x + 26 * u, y + (j + 0.5) * 1.3 * size, line, size, colour=QUIET, ha=end)
        y += len(lines) * 1.3 * size + 4 * u
    return need


def _key(page: Page, kind: str, x: float, y: float) -> None:
    u = page.u
    r = 6 * u
    round_ = {
        "dot": (HARM, "white", "solid"),
        "headline": ("#962f31", "white", "solid"),
        "ungraded": ("white", "#962f31", "solid"),
        "possible": ("none", "#962f31", "dashed"),
        "disc": ("#eddcd6", HARM, "solid"),
        "near": ("none", HARM, "dashed"),
    }
    if kind in round_:
        face, edge, dash = round_[kind]
        page.add(Circle((x, y), r, facecolor=face, edgecolor=edge, lw=1.2 * page.line, linestyle=dash), 3)
    elif kind == "other":
        page.add(RegularPolygon((x, y), 4, radius=r, facecolor="#e4bfae", edgecolor="#5f1519", lw=1.2 * page.line), 3)
    elif kind == "note":
        page.axes.plot([x - r, x + r], [y, y], color="#8d8678", lw=1 * page.line)
    else:
        face = {"badgekey": "white", "city": "#f0ede6", "wide": "white"}.get(kind, "white")
        edge = {"badgekey": HARM, "wide": QUIET}.get(kind, "#8d8678")
        page.add(
            Rectangle(
                (x - r, y - 0.8 * r),
                2 * r,
                1.6 * r,
                facecolor=face,
                edgecolor=edge,
                lw=1 * page.line,
                linestyle="dashed" if kind == "wide" else "solid",
            ),
            3,
        )
