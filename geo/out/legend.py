"""How does the legend of a picture read on a page: what marks and shades mean?"""

from collections.abc import Sequence
from typing import Any

from matplotlib.patches import Circle, Rectangle, RegularPolygon

from geo import colours
from geo.colours import HARM, QUIET
from geo.out.cardmap import draw_mark
from geo.out.sheet import Page
from geo.text import words


def key_text(picture: dict[str, Any], brief: bool = False) -> str:
    """Write what the marks and shades of a small map mean, in one text: only what is drawn on it; ``brief``: but for figures in the colour and kind of the
    card's own, and for discs."""
    say, lang = words.say, picture["lang"]
    areas = picture["show"] == "areas" and picture["level"] != "place"
    told = []
    if areas:
        told += [] if brief else [say("card_key_areas", lang)]
        if shades := picture["legend"]["classes"]:
            told.append(say("card_key_shade", lang, shade=picture["legend"]["shade"], least=shades[0], most=shades[-1]))
    kinds = [kind for kind, _ in picture["legend"]["rows"]]
    if not areas and picture["show"] == "points":
        told += [say("card_key_points", lang), *([] if brief else [say("card_key_disc", lang)])]
    drawn = ("gap", "city") if areas else ("dot", "perhaps", "possible", "city")
    told += [say(f"card_key_{kind}", lang) for kind in drawn if kind in kinds]
    if n := sum(mark["n"] for mark in picture["wide"]):
        told.append(say("card_key_wide", lang, n=words.number(n, lang)))
    return " ".join(told)


def draw_legend(
    page: Page, picture: dict[str, Any], box: tuple[float, float, float, float], palette: str, columns: int, draw: bool = True
) -> float:
    """Draw what marks and shades mean into a box; give the height it takes (all that is done unless ``draw``)."""
    u = page.u
    left, top, width, height = box
    size, gap = page.size(14), 20 * u
    cell = (width - gap * (columns - 1)) / columns
    shades = picture["legend"]["classes"]
    while True:
        rows = [(kind, page.wrap(text, cell - 26 * u, size)) for kind, text in picture["legend"]["rows"]]
        per = -(-len(rows) // columns)
        tall = [sum(len(lines) * 1.3 * size + 4 * u for _, lines in rows[k : k + per]) for k in range(0, len(rows), max(per, 1))]
        need = (3.5 * size if shades else 0) + max(tall, default=0)
        if need <= height or size <= page.least:
            break
        size = max(0.95 * size, page.least)
    if not draw:
        return need
    end = "right" if page.rtl else "left"
    if shades:
        _shades(page, picture, box, colours.SHADES[palette], size)
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


def _shades(page: Page, picture: dict[str, Any], box: tuple[float, float, float, float], ramp: Sequence[str], size: float) -> None:
    """Draw the classes of the shade side by side, with where each begins."""
    left, top, width, _ = box
    shades, end = picture["legend"]["classes"], "right" if page.rtl else "left"
    page.text(left + width if page.rtl else left, top + 0.6 * size, picture["legend"]["shade"], size, colour=QUIET, ha=end)
    span = min(width, 420 * page.u) / len(shades)
    start = left + width - span * len(shades) if page.rtl else left
    for k, text in enumerate(shades):
        page.add(Rectangle((start + k * span, top + 1.4 * size), span, 0.6 * size, facecolor=ramp[k], edgecolor="none"))
        page.text(start + k * span, top + 2.6 * size, text, 0.85 * size, colour=QUIET)


def _key(page: Page, kind: str, x: float, y: float) -> None:
    u = page.u
    r = 6 * u
    round_ = {
        "dot": (HARM, colours.WHITE, "solid"),
        "headline": (colours.CERTAIN, colours.WHITE, "solid"),
        "ungraded": (colours.WHITE, colours.CERTAIN, "solid"),
        "perhaps": (colours.WHITE, HARM, "dashed"),
        "possible": ("none", colours.CERTAIN, "dashed"),
        "disc": (colours.DISC, HARM, "solid"),
        "near": ("none", HARM, "dashed"),
    }
    if kind in round_:
        face, edge, dash = round_[kind]
        page.add(Circle((x, y), r, facecolor=face, edgecolor=edge, lw=1.2 * page.line, linestyle=dash), 3)
    elif kind == "other":
        page.add(RegularPolygon((x, y), 4, radius=r, facecolor=colours.OTHER, edgecolor=colours.DEEP, lw=1.2 * page.line), 3)
    elif kind == "mixed":
        draw_mark(page, (x, y), r, (1, 1, 1), hollow=False)
    elif kind == "note":
        page.axes.plot([x - r, x + r], [y, y], color=colours.EDGE, lw=1 * page.line)
    else:
        face = {"badgekey": colours.WHITE, "city": colours.MUTED, "wide": colours.WHITE}.get(kind, colours.WHITE)
        edge = {"badgekey": HARM, "wide": QUIET}.get(kind, colours.EDGE)
        page.add(
            Rectangle(
                (x - r, y - 0.8 * r),
                2 * r,
                1.6 * r,
                facecolor=face,
                edgecolor=edge,
                lw=1 * page.line,
                linestyle="dashed" if kind == "wide" else "solid",
                hatch="...." if kind == "gap" else None,
            ),
            3,
        )
