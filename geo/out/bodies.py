"""What fills each layout of a card below its words?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import Polygon, Rectangle, RegularPolygon

from geo import colours
from geo.choice.address import View, read_versus
from geo.colours import BLUE, HARM, INK, PAPER, QUIET
from geo.count.timeline import bin_edges, count_with_spared, histogram, tallest
from geo.evidence.coverage import Watched
from geo.out.cardmap import draw_map, to_metres
from geo.out.legend import draw_legend
from geo.out.sheet import Page
from geo.record.known import Record
from geo.show.answers import conceded_text, last_read, stand
from geo.show.chosen import Chosen
from geo.show.compare import side_names, sides_of
from geo.show.details import claim_facts, claim_kind_text, claims_of, who_says
from geo.show.names import incident_name
from geo.show.picture import describe
from geo.text import words


@dataclass(frozen=True)
class Card:
    """What is asked of a card besides the choice: ``safe`` coarsens places and drops what share-safe drops."""

    size: str = "1080x1080"
    layout: str = "map"
    title: str = ""  # empty: generated
    digits: str = "european"
    palette: str = "red"
    safe: bool = True
    days: str = "day"  # how widely a safe card gives the days of private rows (``vocabulary.SHARED_DAYS``)
    logo: bytes = b""  # PNG or JPEG


def incident_of(record: Record, view: View) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = record.incidents[record.incidents["incident_id"] == view.incident]
    if found.empty:
        raise ValueError(words.say("card_needs_incident", view.lang, id=view.incident))
    return found.iloc[0].to_dict(), claims_of(record, view.incident)


Body = Callable[[Page, Chosen, View, Card, tuple[float, float, float, float], tuple[float, float, float, float] | None], None]


def own_picture(chosen: Chosen, view: View) -> dict[str, Any]:
    """Describe the map of a choice with the legend of a drawn picture."""
    return _own_legend(describe(chosen, view))


def _own_legend(picture: dict[str, Any]) -> dict[str, Any]:
    """Say in the legend what the card draws otherwise than the web map."""
    own = {"wide": "card_wide", "near": "card_near", "dot": "card_dot"}
    rows = [(kind, words.say(own[kind], picture["lang"]) if kind in own else text) for kind, text in picture["legend"]["rows"]]
    if picture["show"] == "areas" and picture["level"] == "place":
        rows = [row for row in rows if row[0] != "badgekey"]
    return picture | {"legend": picture["legend"] | {"rows": rows}}


def _map_body(page: Page, chosen: Chosen, view: View, card: Card, body: Any, legend: Any) -> None:
    picture = own_picture(chosen, replace(view, incident=""))
    left, top, width, height = body
    if card.layout == "map_timeline":
        strip = 0.2 * height
        _timeline(page, chosen, (left, top + height - strip, width, strip))
        height -= strip + 14 * page.u
    if legend is None:
        room = draw_legend(page, picture, (left, top, width, 0.3 * height), card.palette, 2, draw=False)
        draw_legend(page, picture, (left, top + height - room, width, room + 1), card.palette, 2)
        height -= room + 10 * page.u
    else:
        draw_legend(page, picture, legend, card.palette, 1)
    draw_map(page, chosen.record, picture, (left, top, width, height), card.palette)


def _timeline(page: Page, chosen: Chosen, box: tuple[float, float, float, float]) -> None:
    """Draw incidents by week, certain and possible in two tones, with the window as a band; time runs from left to right."""
    u, lang, record, filters = page.u, page.lang, chosen.record, chosen.filters
    left, top, width, height = box
    edges = bin_edges(record.span, "week", record.phases)
    bins = count_with_spared(chosen.tally.by_interval, edges, chosen.tally.spared.intervals(["group"]))
    blocks, most = histogram(bins, record.span), tallest(bins)
    first, last = (pd.Timestamp(d) for d in record.span)
    across: Callable[[Any], float] = lambda day: left + width * float((pd.Timestamp(day) - first) / (last - first))  # noqa: E731
    lanes = len(chosen.watched.lanes)
    base, high = top + height - (24 + 4 * lanes) * u, height - (52 + 4 * lanes) * u
    page.text(
        left + width if page.rtl else left,
        top + 10 * u,
        words.say("card_weeks_if_one" if any(b.one is not None for b in blocks) else "card_weeks", lang),
        14 * u,
        bold=True,
        ha="right" if page.rtl else "left",
    )
    a, b = across(filters.start or first), across(filters.end or last)
    a, b = max(a, left), min(b, left + width)
    if b > a:
        page.add(Rectangle((a, base - high), b - a, high, facecolor=colours.BAND_PRINTED, edgecolor="none"), 0.5)
    for block in blocks:
        x0, x1, scale = across(block.left), across(block.right) - 0.6 * u, high / most
        if block.n:
            colour = colours.CERTAIN if block.tone == "certain" else colours.POSSIBLE
            page.add(Rectangle((x0, base - scale * block.high), x1 - x0, scale * block.n, facecolor=colour, edgecolor="none"), 1)
        if block.one is not None:
            y = base - scale * block.one
            page.axes.plot([x0, x1], [y, y], color=PAPER, lw=1.2 * page.line, solid_capstyle="butt", zorder=2)
    _watching(page, chosen.watched, across, base, high)
    page.axes.plot([left, left + width], [base, base], color=colours.EDGE, lw=0.8 * page.line)
    page.text(
        left + width if not page.rtl else left,
        top + 10 * u,
        words.say("card_most", lang, n=words.number(most, lang)),
        12.5 * u,
        colour=QUIET,
        ha="left" if page.rtl else "right",
    )
    for tick in pd.date_range(first, last, freq="QS"):
        if across(tick) > left + 20 * u:
            below = base + 4 * u * (lanes + 1)
            page.axes.plot([across(tick)] * 2, [below - 4 * u, below], color=colours.EDGE, lw=0.8 * page.line)
            page.text(across(tick), below + 10 * u, f"{tick.month}.{tick.year}", 12 * u, colour=QUIET, ha="center")


def _watching(page: Page, watched: Watched, across: Callable[[Any], float], base: float, high: float) -> None:
    """Hatch the days that no source covers, and draw under the axis a lane a source: who was watching when, dashed where it only speaks of the days."""
    u, day = page.u, pd.Timedelta(days=1)
    for a, b in watched.missing:
        x0, x1 = across(a), across(pd.Timestamp(b) + day)
        page.add(Rectangle((x0, base - high), x1 - x0, high, facecolor="none", edgecolor=colours.EDGE, hatch="///", lw=0), 0.6)
    for k, (_, *kinds) in enumerate(watched.lanes):
        y = base + 4 * u * (k + 0.8)
        for style, stretches in zip(("solid", (0, (1, 1.5))), kinds, strict=True):
            for a, b in stretches:
                ends = [across(a), across(pd.Timestamp(b) + day)]
                page.axes.plot(ends, [y, y], color=colours.EDGE, lw=1.6 * page.line, linestyle=style, solid_capstyle="butt")


def _incident_body(page: Page, chosen: Chosen, view: View, card: Card, body: Any, legend: Any) -> None:
    """Every claim a row: who, how many, when, grading, answer; and where, on the map."""
    row, claims = incident_of(chosen.record, view)
    if legend is not None:  # a narrow column: one claim under the other
        _stack_claims(page, claims, legend)
        box = body
    else:
        end = _grid_claims(page, claims, (body[0], body[1], body[2], 0.5 * body[3]))
        box = (body[0], end, body[2], body[1] + body[3] - end)
    alone = replace(chosen, only=frozenset({view.incident}))
    picture = describe(alone, replace(view, show="points", selected="", incident="" if card.safe else view.incident))
    spots = [(m["lat"], m["lon"]) for m in [*picture["points"], *picture["rings"]]]
    bounds = None
    u, lang = page.u, page.lang
    if spots:
        xy = np.array([to_metres(lon, lat) for lat, lon in spots])
        reach = 22_000
        bounds = (xy[:, 0].min() - reach, xy[:, 1].min() - reach, xy[:, 0].max() + reach, xy[:, 1].max() + reach)
    else:
        nowhere = words.say("card_outside" if row["placing"] == "outside" else "card_no_point", lang)
        page.text(box[0] + box[2] / 2, box[1] + box[3] / 2, nowhere, 14 * u, bold=True, ha="center")
    if row["position_disputed"]:
        note = words.say("card_disputed", lang)
        page.paragraph((box[0] + 12 * u, box[1] + 10 * u, 0.7 * box[2], 40 * u), note, 14 * u, colour=HARM, bold=True)
    draw_map(page, chosen.record, picture, box, card.palette, bounds)


def _said(claim: dict[str, Any], lang: str) -> list[str]:
    """Write what one claim says: who, how many, when, grading, answer, and what it was: kind, sides, accused, what was hit, local time."""
    facts = claim_facts(claim, lang)
    when = words.days(claim["date_start"], claim["date_end"], lang)
    answer = words.say(f"response_{claim['response']}", lang)
    return [who_says(claim, lang), facts["killed"], when, facts["grading"], answer, claim_kind_text(claim, lang)]


def _stack_claims(page: Page, claims: list[dict[str, Any]], box: tuple[float, float, float, float]) -> None:
    """Write the claims one under the other, as large as all of them fit."""
    u, (left, top, width, height) = page.u, box
    room, size = height - 6 * u, 19 * u
    lines = [(who, " · ".join(rest)) for who, *rest in (_said(claim, page.lang) for claim in claims)]
    need: Callable[[float], float] = lambda x: sum(  # noqa: E731
        page.needed(who, width, x, True) + page.needed(text, width, x) + 0.7 * x for who, text in lines
    )
    while need(size) > room and size > 6 * u:
        size *= 0.96
    y = top
    for who, text in lines:
        y = page.paragraph((left, y, width, room), who, size, bold=True)
        y = page.paragraph((left, y, width, room), text, size, colour=QUIET) + 0.7 * size


_SHARES = (0.18, 0.16, 0.15, 0.12, 0.19, 0.2)  # of the width, a column each


def _grid_claims(page: Page, claims: list[dict[str, Any]], box: tuple[float, float, float, float]) -> float:
    """Write the claims as a table, as large as it fits, and give where what follows may begin."""
    u, lang, (left, top, width, height) = page.u, page.lang, box
    heads = [
        words.say(key, lang) for key in ("claim_source", "claim_killed", "claim_when", "claim_grading", "claim_response", "claim_kind")
    ]
    cells = [heads, *(_said(claim, lang) for claim in claims)]
    room, size = height - 6 * u, 15 * u
    while True:
        wrapped = [
            [page.wrap(text, share * width - 10 * u, size, k == 0) for k, (text, share) in enumerate(zip(line, _SHARES, strict=True))]
            for line in cells
        ]
        high = [max(len(lines) for lines in line) * 1.3 * size + 9 * u for line in wrapped]
        if sum(high) <= room or size < 8 * u:
            break
        size *= 0.96
    y = top
    for k, (line, h) in enumerate(zip(wrapped, high, strict=True)):
        x = left
        order = list(range(len(_SHARES)))
        for j in reversed(order) if page.rtl else order:
            edge = x + _SHARES[j] * width - 8 * u if page.rtl else x
            colour = QUIET if k == 0 else HARM if j == 1 else INK
            for i, text in enumerate(line[j]):
                at = y + (i + 0.5) * 1.3 * size + 4 * u
                page.text(edge, at, text, size, bold=j == 0 or k == 0, colour=colour, ha="right" if page.rtl else "left")
            x += _SHARES[j] * width
        y += h
        page.axes.plot([left, left + width], [y, y], color=colours.RULE, lw=0.7 * page.line)
    return y + 12 * u


def _before_after_body(page: Page, chosen: Chosen, view: View, card: Card, body: Any, legend: Any) -> None:
    record, filters = chosen.record, chosen.filters
    other = read_versus(view.versus, filters)
    if other is None:
        raise ValueError(words.say("card_needs_versus", view.lang))
    both = sides_of(chosen, other)
    names = side_names(view.versus, (both[0].filters, both[1].filters), record.names, record.span, view.lang)
    u = page.u
    left, top, width, height = body
    pictures = [own_picture(side, replace(view, incident="", show="areas")) for side in both]
    if legend is None:
        room = draw_legend(page, pictures[0], (left, top, width, 0.3 * height), card.palette, 2, draw=False)
        draw_legend(page, pictures[0], (left, top + height - room, width, room + 1), card.palette, 2)
        height -= room + 8 * u
    else:
        draw_legend(page, pictures[0], legend, card.palette, 1)
    side_by_side = width > 0.9 * height
    for k, (name, picture) in enumerate(zip(names, pictures, strict=True)):
        place = k if not (page.rtl and side_by_side) else 1 - k
        if side_by_side:
            half = (width - 14 * u) / 2
            box = (left + place * (half + 14 * u), top, half, height)
        else:
            half = (height - 10 * u) / 2
            box = (left, top + place * (half + 10 * u), width, half)
        x, y, w, h = box
        below = page.paragraph((x, y, w, 60 * u), f"{name}: {picture['title']['count']}", 17 * u, bold=True) + 4 * u
        draw_map(page, record, picture, (x, below, w, y + h - below), card.palette)


def _conceded_body(page: Page, chosen: Chosen, _view: View, _card: Card, body: Any, legend: Any) -> None:
    """Reported range against conceded number, a line an incident; those with most reported killed first, if not all fit."""
    u, lang, say = page.u, page.lang, words.say
    selection, claims = chosen.selection, chosen.claims
    left, top, width, height = body
    key = legend or (left, top, width, 60 * u)
    y = page.paragraph(key, say("answers_reported_key", lang), 14 * u, colour=QUIET)
    if legend is None:
        top, height = y + 8 * u, height - (y - top) - 8 * u
    asked = stand(selection, claims, chosen.record.answers, last_read(claims)).asked if len(claims) else selection.incidents
    asked = asked[~asked["no_figure"]] if len(asked) else asked
    if asked.empty:
        page.paragraph(
            (left, top, width, 100 * u),
            say("answers_none_could", lang, incidents=words.count("incidents", len(selection.incidents), lang)),
            18 * u,
        )
        return
    line = 27 * u
    most = max(1, int((height - 44 * u) // line))
    order = asked.sort_values(["said_max", "date_start"], ascending=[False, True])
    shown = order.head(most).sort_values(["date_start", "incident_id"])
    highest = int(shown["killed_max"].max())
    label_w = 0.36 * width
    x0, x1 = (left + label_w, left + width - 20 * u) if not page.rtl else (left + 20 * u, left + width - label_w)
    across: Callable[[float], float] = lambda n: x0 + (x1 - x0) * n / highest if not page.rtl else x1 - (x1 - x0) * n / highest  # noqa: E731
    for k, r in enumerate(shown.to_dict("records")):
        mid = top + (k + 0.5) * line
        text = f"{incident_name(r, lang)} · {words.day_short(r['date_start'], lang)}"
        size = 14 * u
        while page.measure(text, size) > label_w - 16 * u and size > 7 * u:
            size *= 0.95
        page.text(x0 - 10 * u if not page.rtl else x1 + 10 * u, mid, text, size, ha="right" if not page.rtl else "left")
        _whisker(page, r, mid, across)
        _conceded_mark(page, r, mid, across, (left, left + width))
    bottom = top + len(shown) * line + 6 * u
    for n in np.unique(np.linspace(0, highest, 6).round().astype(int)):
        page.axes.plot([across(n)] * 2, [top, bottom], color=colours.GRID, lw=0.8 * page.line, zorder=0.4)
        page.text(across(n), bottom + 12 * u, words.number(int(n), lang), 13 * u, colour=QUIET, ha="center")
    if len(order) > len(shown):
        more = say("card_more", lang, n=words.number(len(order) - len(shown), lang))
        page.text(left + width / 2, bottom + 30 * u, more, 13 * u, colour=QUIET, ha="center")


def _whisker(page: Page, row: dict[str, Any], mid: float, across: Callable[[float], float]) -> None:
    """Draw the reported range of an incident; a triangle means "or more"."""
    u = page.u
    if pd.isna(row["killed_min"]):
        return
    ends = (row["killed_min"], row["killed_max"])
    page.axes.plot([across(n) for n in ends], [mid, mid], color=colours.CERTAIN, lw=3.2 * page.line, solid_capstyle="butt")
    for n in ends:
        page.axes.plot([across(n)] * 2, [mid - 6 * u, mid + 6 * u], color=colours.CERTAIN, lw=2.2 * page.line)
    if row["open_ended"]:
        tip, way = across(row["killed_max"]), -1 if page.rtl else 1
        corners = [(tip, mid - 7 * u), (tip + way * 12 * u, mid), (tip, mid + 7 * u)]
        page.add(Polygon(corners, facecolor=colours.CERTAIN, edgecolor="none"), 3)


def _conceded_mark(page: Page, row: dict[str, Any], mid: float, across: Callable[[float], float], edges: tuple[float, float]) -> None:
    """Draw the number conceded for an incident, and say it beside, between the edges of the chart."""
    u, lang, (left, right) = page.u, page.lang, edges
    if pd.isna(row["conceded_min"]):
        return
    spot = (across(row["conceded_min"]), mid)
    page.add(RegularPolygon(spot, 4, radius=8 * u, facecolor=BLUE, edgecolor=colours.WHITE, lw=0.8 * page.line), 4)
    told = f"{words.say('claim_conceded', lang)}: {conceded_text(row, lang)}"
    way, size = -1 if page.rtl else 1, 13 * u
    edge, need = across(max(row["conceded_min"], row["killed_max"])) + way * 22 * u, page.measure(told, size, True)
    if edge - need > left if page.rtl else edge + need < right:
        page.text(edge, mid, told, size, bold=True, colour=BLUE, ha="right" if page.rtl else "left")
    else:  # no room beyond the range: above its line, inside its end
        page.text(
            across(row["killed_max"]) - way * 8 * u, mid - 12 * u, told, size, bold=True, colour=BLUE, ha="left" if page.rtl else "right"
        )


BODIES: dict[str, Body] = {
    "map": _map_body,
    "map_timeline": _map_body,
    "incident": _incident_body,
    "before_after": _before_after_body,
    "conceded": _conceded_body,
}
