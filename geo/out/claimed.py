"""How do claims and incidents stand on a card, a row each: who says how many, with a bar from the lowest to the highest number?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.patches import Polygon, Rectangle, RegularPolygon

from geo import colours
from geo.colours import BLUE, HARM, INK, QUIET
from geo.out.front import Box
from geo.out.sheet import Page
from geo.show.chosen import Chosen
from geo.show.details import claim_facts, figure, who_says
from geo.show.names import incident_name
from geo.text import words
from geo.text.languages import listed

_LEADING = 1.28


@dataclass(frozen=True)
class Line:
    """A row: what it is of, what it says, and the ends of its bar (None: no number); ``mark`` is a conceded number."""

    name: str
    said: str
    low: float | None = None
    high: float | None = None
    open_ended: bool = False
    mark: float | None = None


def _known(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def claim_lines(claims: Sequence[dict[str, Any]], lang: str) -> list[Line]:
    """Give a row a claim: its source with its id and grading, its killed; and a row for what was conceded."""
    lines = []
    for claim in claims:
        facts = claim_facts(claim, lang)
        graded = "" if claim["grading"] == "ungraded" else facts["grading"]
        low, high = _known(claim["civilians_killed_min"]), _known(claim["civilians_killed_max"])
        lines.append(
            Line(
                listed([x for x in (who_says(claim, lang), graded) if x], lang),
                facts["killed"],
                low,
                high or low,
                high is None and low is not None,
            )
        )
        if facts.get("conceded"):
            given = _known(claim["conceded_killed_min"])
            lines.append(Line(words.say("card_conceded_row", lang), facts["conceded"], mark=given))
    return lines


def draw_claims(page: Page, claims: Sequence[dict[str, Any]], box: Box) -> float:
    """Write every claim of an incident; give the y below."""
    return draw_lines(page, claim_lines(claims, page.lang), box)


def _accused_lines(accused: Sequence[tuple[str, str]], page: Page) -> list[tuple[str, bool, str]]:
    head = [(words.say("card_accused_head", page.lang), True, QUIET)] if any(answer for _, answer in accused) else []
    told = [line for name, answer in accused for line in ((name, bool(answer), INK), (answer, False, INK)) if line[0]]
    return [*head, *told]


def accused_height(page: Page, accused: Sequence[tuple[str, str]], width: float) -> float:
    """Give the height that ``draw_accused`` takes."""
    size = page.size(22)
    return sum(page.needed(text, width, size, bold, _LEADING) for text, bold, _ in _accused_lines(accused, page))


def draw_accused(page: Page, accused: Sequence[tuple[str, str]], box: Box) -> None:
    """Write who is accused of an incident, and what each answered, one under the other."""
    left, y, width, height = box
    for text, bold, colour in _accused_lines(accused, page):
        y = page.paragraph((left, y, width, height), text, page.size(22), bold=bold, colour=colour, leading=_LEADING)


def draw_hits(page: Page, chosen: Chosen, box: Box) -> float:
    """Write the incidents of a choice, those with most reported killed first, those that might not lie in its window marked; give the y below."""
    lang, lines = page.lang, []
    order = ["killed_max", "date_start", "incident_id"]
    for row in chosen.selection.incidents.sort_values(order, ascending=[False, True, True], na_position="last").to_dict("records"):
        when = words.days(row["date_start"], row["date_end"], lang)
        possible = "" if row["certain"] else words.say("card_possible", lang)
        name = incident_name(row, lang) if chosen.filters.near else words.say(f"grading_{row['grading']}", lang)
        low, high = (None, None) if row["no_figure"] or row["fighting"] else (_known(row["killed_min"]), _known(row["killed_max"]))
        lines.append(Line(listed([x for x in (when, name, possible) if x], lang), figure(row, lang), low, high, bool(row["open_ended"])))
    return draw_lines(page, lines, box)


def draw_lines(page: Page, lines: Sequence[Line], box: Box) -> float:
    """Write rows with their bars on one scale, as many as fit, and how many more there are; give the y below."""
    left, y, width, height = box
    size, end = page.size(18), y + height
    columns = [min(1.02 * page.measure(line.said, size, True), 0.55 * width) for line in lines]  # the rest is for what a row is of
    cells = [
        (page.wrap(line.name, width - column - size, size), page.wrap(line.said, column, size, True))
        for line, column in zip(lines, columns, strict=True)
    ]
    tall = [max(map(len, pair)) * 1.24 * size for pair in cells]
    highest = max([n for x in lines for n in (x.low, x.high, x.mark) if n is not None], default=0)
    barred = highest > 0 and sum(tall) + 0.75 * size * len(lines) <= height  # bars where every row has one
    under = (0.75 if barred else 0.25) * size
    for k, line in enumerate(lines):
        more = 1.3 * size if k + 1 < len(lines) else 0
        if y + tall[k] + under + more > end and k:
            said = words.say("card_rows_more", page.lang, n=words.number(len(lines) - k, page.lang))
            return page.paragraph((left, y, width, 2.6 * size), said, size, colour=QUIET, leading=1.24) + 0.1 * size
        _row(page, cells[k], BLUE if line.mark is not None else INK if line.low is None else HARM, (left, y, width, size))
        y += tall[k] + 0.22 * size
        if barred:
            _bar(page, line, (left, y, width, 0.3 * size), highest)
            y += 0.53 * size
        else:
            page.axes.plot([left, left + width], [y, y], color=colours.RULE, lw=0.6 * page.line, zorder=1)
            y += 0.03 * size
    return y + 0.1 * size


def _row(page: Page, cells: tuple[list[str], list[str]], colour: str, box: Box) -> None:
    """Write what a row is of where reading begins, and what it says where it ends."""
    left, y, width, size = box
    ends = (("right", left + width), ("left", left)) if page.rtl else (("left", left), ("right", left + width))
    for texts, (ha, x), bold, ink in zip(cells, ends, (False, True), (INK, colour), strict=True):
        for j, text in enumerate(texts):
            page.text(x, y + (j + 0.5) * 1.24 * size, text, size, bold=bold, colour=ink, ha=ha)


def _bar(page: Page, line: Line, box: Box, highest: float) -> None:
    """Draw the range of a row between 0 and the highest number of all rows; an end that is open ends in a point."""
    left, top, width, height = box
    page.axes.plot([left, left + width], [top + height] * 2, color=colours.RULE, lw=0.6 * page.line, zorder=1)

    def across(n: float) -> float:
        share = 0.97 * n / highest
        return left + width * (1 - share if page.rtl else share)

    if line.low is not None and line.high is not None:
        a, b = sorted((across(line.low), across(line.high)))
        thick = max(b - a, 0.35 * height)
        page.add(Rectangle((a, top), thick, height, facecolor=colours.CERTAIN, edgecolor="none"), 2)
        if line.open_ended:
            end, way = across(line.high), -1 if page.rtl else 1
            corners = [(end, top - 0.4 * height), (end + way * 1.2 * height, top + height / 2), (end, top + 1.4 * height)]
            page.add(Polygon(corners, facecolor=colours.CERTAIN, edgecolor="none"), 2)
    if line.mark is not None:
        spot = (across(line.mark), top + height / 2)
        page.add(RegularPolygon(spot, 4, radius=0.9 * height, facecolor=BLUE, edgecolor=colours.WHITE, lw=0.6 * page.line), 3)
