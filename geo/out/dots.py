"""How do places stand on the map of a page as dots, and where is there room for a badge or a name beside its place?"""

from typing import Any

import numpy as np
import shapely
from matplotlib.patches import Circle
from shapely import LineString

from geo import colours
from geo.colours import HARM, INK, LAND, QUIET
from geo.out.chart import Chart
from geo.out.front import is_roomy
from geo.out.layout import Box, Mark, Round, around, settle
from geo.out.sheet import Page
from geo.text import words

_STEPS = 5000  # of the spiral along which a badge looks for room: some 225 pixels of a card of 1080


def find_room(
    at: tuple[float, float],
    size: tuple[float, float],
    chart: Chart,
    taken: list[Box],
    area: Any,
    u: float,
    strict: bool = False,
    steps: int = _STEPS,
) -> tuple[float, float] | None:
    """Give the nearest middle for a box that covers nothing taken: inside its area if it can, else anywhere on the map; ``strict``: else nowhere (None)."""
    left, top, width, height = chart.box

    def on_map(mark: Mark, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        across = (x - mark.w / 2 > left + 3) & (x + mark.w / 2 < left + width - 3)
        return across & (y - mark.h / 2 > top + 3) & (y + mark.h / 2 < top + height - 3)

    def in_area(mark: Mark, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        held = shapely.contains_xy(area, (x - chart.x0) / chart.scale, (chart.y0 - y) / chart.scale)
        both: np.ndarray = on_map(mark, x, y) & np.asarray(held)
        return both

    goods = (on_map,) if area is None else (in_area,) if strict else (in_area, on_map)
    found = settle([Mark(*at, *size)], list(taken), [Round(3.2 * u, steps, 3 * u, good) for good in goods])[0]
    return found or (None if strict else at)  # nowhere free: over its place, and whatever is there


def size_in(page: Page, told: str, room: float, size: float) -> float:
    """Give the size at which a number is as wide as its mark has room; 0 where it would not be legible: the mark's own size tells how many."""
    fits = size * min(1, room / max(page.measure(told, size, True), 1e-9))
    return fits if fits >= page.least else 0


def draw_dots(page: Page, chart: Chart, badges: list[dict[str, Any]], taken: list[Box]) -> None:
    """Draw places as dots where they lie, as wide as they have incidents, the widest below."""
    for k, mark in enumerate(sorted(badges, key=lambda m: -m["n"])):
        x, y = chart.degrees(mark["lat"], mark["lon"])
        radius = min(max(24 * page.u, 0.9 * page.least), page.u * (4.5 + 2.1 * np.sqrt(mark["n"])))
        face, edge = colours.FAINT if mark.get("muted") else HARM, colours.WHITE
        dash: Any = "solid"
        again = bool(mark.get("when"))
        z = 6 + 0.1 * k / len(badges) if again else 6  # a number stands on its own dot, under those that cover it
        if mark.get("doubt"):
            face, edge, dash = colours.WHITE, HARM, (0, (1.6, 1))
        page.add(
            Circle((x, y), radius, facecolor=face, edgecolor=edge, lw=(1.2 if mark.get("doubt") else 0.8) * page.line, linestyle=dash), 6
        )
        taken.append(around(x, y, 1.6 * radius, 1.6 * radius))
        told = words.number(mark["n"], page.lang)
        if mark["n"] > 4 and (size := size_in(page, told, 1.6 * radius, 1.05 * radius)):
            page.text(x, y, told, size, bold=True, colour=colours.WHITE, ha="center", z=z + 1e-4 if again else 7)


_NEAR = 1600  # of its steps: a name stands near its dot, or not at all
_NAMED = {True: 6, False: 3}  # places that are named on a map of repeats: of a roomy card (with their days), and of a small one


def name_dots(page: Page, chart: Chart, badges: list[dict[str, Any]], taken: list[Box]) -> None:
    """Name the places that have most incidents, with how many and from when to when; a line leads back to the dot."""
    u, size, roomy = page.u, page.size(13), is_roomy(page)
    often = sorted((m for m in badges if m.get("when") and not m["doubt"]), key=lambda m: (-m["n"], m["id"]))
    named: list[Box] = []
    leads: list[LineString] = []
    for mark in often[: _NAMED[roomy]]:
        x, y = chart.degrees(mark["lat"], mark["lon"])
        lines = [(f"{mark['title']} · {mark['often']}", True, INK)]
        if roomy:
            lines.append((mark["when"], False, QUIET))
        w, h = max(page.measure(text, size, bold) for text, bold, _ in lines) + 6 * u, 1.2 * size * len(lines)
        spot = find_room((x, y), (w, h), chart, taken, None, u, strict=True, steps=_NEAR)
        if spot is None:
            continue
        box = around(*spot, w, h)
        to = spot[0] + min(max(x - spot[0], -w / 2), w / 2), spot[1] + min(max(y - spot[1], -h / 2), h / 2)
        lead = LineString([(x, y), to])
        if any(lead.intersects(shapely.box(*one)) for one in named) or any(one.intersects(shapely.box(*box)) for one in leads):
            continue  # a line through a name would be read as struck out
        named.append(box)
        leads.append(lead)
        taken.append(box)
        page.axes.plot([x, to[0]], [y, to[1]], color=INK, lw=0.8 * page.line, zorder=5.9)
        for k, (text, bold, colour) in enumerate(lines):
            page.text(
                spot[0],
                spot[1] + (k + 0.5 - len(lines) / 2) * 1.2 * size,
                text,
                size,
                bold=bold,
                colour=colour,
                ha="center",
                z=6.5,
                halo=LAND,
            )
