"""How are the charts of cards drawn: time, who was watching, strikes declared, reported against conceded?"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import Polygon, Rectangle, RegularPolygon

from geo import colours
from geo.colours import BLUE, INK, PAPER, QUIET
from geo.count.timeline import bin_edges, count_with_spared, histogram, tallest
from geo.evidence.coverage import Stretches, Watched
from geo.out.front import Box, is_roomy, is_wide
from geo.out.sheet import Page
from geo.show.answers import conceded_text, standing_of
from geo.show.chosen import Chosen
from geo.show.declared import declared_of
from geo.show.names import incident_name
from geo.text import words

_DAY = pd.Timedelta(days=1)


class _Axis:
    """Where days lie between two edges of a page; time runs from left to right, in every language."""

    def __init__(self, left: float, width: float, first: Any, last: Any) -> None:
        self.left, self.width = left, width
        self.first, self.last = pd.Timestamp(first), pd.Timestamp(last) + _DAY

    def at(self, day: Any) -> float:
        share = (pd.Timestamp(day) - self.first) / (self.last - self.first)
        return self.left + self.width * float(min(max(share, 0.0), 1.0))

    def draw_months(self, page: Page, y: float, size: float) -> None:
        """Write month and year under a line, as many as there is room for."""
        page.axes.plot([self.left, self.left + self.width], [y, y], color=colours.EDGE, lw=0.8 * page.line)
        room = page.measure("12.2016", size) * 1.25
        months = pd.date_range(self.first, self.last, freq="MS")
        step = next((k for k in (1, 2, 3, 4, 6, 12, 24) if len(months) == 0 or self.width / max(len(months), 1) * k >= room), 24)
        taken = -np.inf
        for tick in months:
            x = self.at(tick)
            if (tick.month - 1) % min(step, 12) or x - room / 2 < taken or x + room / 2 > page.w:
                continue
            page.axes.plot([x, x], [y, y + 0.25 * size], color=colours.EDGE, lw=0.8 * page.line)
            page.text(x, y + 0.9 * size, f"{tick.month}.{tick.year}", size, colour=QUIET, ha="center")
            taken = x + room / 2


def _label(page: Page, box: Box, text: str, size: float, colour: str = QUIET, bold: bool = False) -> float:
    return page.paragraph(box, text, size, colour=colour, bold=bold, leading=1.25)


def _hatch(page: Page, axis: _Axis, stretches: Stretches, top: float, height: float) -> None:
    for a, b in stretches:
        x0, x1 = axis.at(a), axis.at(pd.Timestamp(b) + _DAY)
        page.add(Rectangle((x0, top), x1 - x0, height, facecolor="none", edgecolor=colours.EDGE, hatch="///", lw=0), 0.6)


def draw_timeline(page: Page, chosen: Chosen, box: Box, brief: bool = False) -> None:
    """Draw incidents by week, certain and possible in two tones, with the window as a band and days no source covers hatched; ``brief``: without the second
    figure of a bar, if the likely pairs are one event."""
    lang, record, filters = page.lang, chosen.record, chosen.filters
    left, top, width, height = box
    size = page.size(14)
    bins = count_with_spared(
        chosen.tally.by_interval, bin_edges(record.span, "week", record.phases), chosen.tally.spared.intervals(["group"])
    )
    blocks, most = histogram(bins, record.span), tallest(bins)
    lanes = len(chosen.watched.lanes) if is_roomy(page) else 0  # on a small card only what no source covers; see the layout *watching*
    axis = _Axis(left, width, *record.span)
    paired = not brief and any(b.one is not None for b in blocks)
    key = words.say("card_weeks_if_one" if paired else "card_weeks", lang, n=words.number(most, lang))
    key += f" {words.say('card_weeks_gaps', lang)}" if chosen.watched.missing else ""
    y = _label(page, (left, top, width, 0.45 * height), key, size) + 0.2 * size
    base = top + height - 1.5 * size - 0.3 * size * lanes
    high = max(base - y, size)
    a, b = axis.at(filters.start or record.span[0]), axis.at(pd.Timestamp(filters.end or record.span[1]) + _DAY)
    if b > a:
        page.add(Rectangle((a, base - high), b - a, high, facecolor=colours.BAND_PRINTED, edgecolor="none"), 0.5)
    for block in blocks:
        x0, x1, scale = axis.at(block.left), axis.at(block.right) - 0.6 * page.u, high / most
        if block.n:
            colour = colours.CERTAIN if block.tone == "certain" else colours.POSSIBLE
            page.add(Rectangle((x0, base - scale * block.high), x1 - x0, scale * block.n, facecolor=colour, edgecolor="none"), 1)
        if paired and block.one is not None:
            level = base - scale * block.one
            page.axes.plot([x0, x1], [level, level], color=PAPER, lw=1.2 * page.line, solid_capstyle="butt", zorder=2)
    _hatch(page, axis, chosen.watched.missing, base - high, high)
    if lanes:
        _lanes(page, chosen.watched, axis, base, 0.3 * size)
    axis.draw_months(page, base + 0.3 * size * lanes, size)


def _lanes(page: Page, watched: Watched, axis: _Axis, base: float, step: float) -> None:
    """Draw a thin lane a source under a chart: who was watching when, dashed where it only speaks of the days."""
    for k, (_, *kinds) in enumerate(watched.lanes):
        for style, stretches in zip(("solid", (0, (1, 1.5))), kinds, strict=True):
            for a, b in stretches:
                ends, y = [axis.at(a), axis.at(pd.Timestamp(b) + _DAY)], base + step * (k + 0.6)
                page.axes.plot(ends, [y, y], color=colours.EDGE, lw=1.8 * page.line, linestyle=style, solid_capstyle="butt")


def draw_watching(page: Page, chosen: Chosen, box: Box) -> None:
    """Draw which source recorded, and graded, which days of the window: full where its silence says something, pale where it only speaks."""
    lang, record, say = page.lang, chosen.record, words.say
    left, top, width, height = box
    size = page.size(18)
    asked, axis = record.asked(chosen.filters), _Axis(left, width, *chosen.ends)
    rows: list[tuple[str, Any, Any]] = []
    for what in ("incidents", "gradings"):
        watched = record.coverage.watched(what, chosen.ends, asked)
        rows += [
            (say(f"card_watched_{what}", lang, name=say(f"source_{source}", lang)), held, spoken) for source, held, spoken in watched.lanes
        ]
        rows.append((say(f"card_unwatched_{what}", lang), None, watched.missing))
    rows = [row for row in rows if row[1] is not None or row[2]]
    key = say("card_watching_key", lang)
    need = page.needed(key, width, size, leading=1.25)
    end = top + height - need - 2.0 * size
    step = min((end - top) / max(len(rows), 1), 3.6 * size)
    bar = max(min(step - 1.5 * size, 0.7 * size), 0.2 * size)
    y = top
    for name, held, spoken in rows:
        side = left + width if page.rtl else left
        page.text(side, y + 0.5 * size, name, size, ha="right" if page.rtl else "left", colour=QUIET if held is None else INK)
        at = y + 1.3 * size
        page.add(Rectangle((left, at), width, bar, facecolor=colours.WHITE, edgecolor=colours.RULE, lw=0.6 * page.line), 0.5)
        if held is None:
            _hatch(page, axis, spoken, at, bar)
        else:
            for stretches, alpha in ((held, 0.85), (spoken, 0.3)):
                for a, b in stretches:
                    x0, x1 = axis.at(a), axis.at(pd.Timestamp(b) + _DAY)
                    page.add(Rectangle((x0, at), x1 - x0, bar, facecolor=INK, edgecolor="none", alpha=alpha), 1)
        y += step
    axis.draw_months(page, y, size)
    _label(page, (left, y + 1.7 * size, width, need + 1), key, size)


def draw_declared(page: Page, chosen: Chosen, box: Box) -> None:
    """Draw strikes declared a night, by month: of the whole list before the campaign in grey, of the quoted nights of the campaign in blue, with how many
    of a month's nights these are; months without one are hatched."""
    told = declared_of(chosen.record)
    if told is None:
        return
    lang = page.lang
    left, top, width, height = box
    size = page.size(14)
    before = told.before.rename(columns={"nights": "covered"}) if len(told.before) else None
    first = before["date"].min() if before is not None else told.rates["date"].min()
    axis = _Axis(left, width, first, told.span[1])
    key = words.say("card_declared_key", lang)
    y = _label(page, (left, top, width, 0.5 * height), key, size) + 1.5 * size
    base = top + height - 1.6 * size
    rates = [*([] if before is None else before["rate"].tolist()), *told.rates["rate"].dropna().tolist()]
    highest, high = max([float(x) for x in rates], default=1.0) or 1.0, max(base - y, size)
    for frame, colour in ((before, colours.FAINT), (told.rates, BLUE)):
        for r in [] if frame is None else frame.itertuples():
            month_end = min(pd.Timestamp(r.date) + pd.offsets.MonthEnd(0), pd.Timestamp(told.span[1])) + _DAY
            x0, x1 = axis.at(max(pd.Timestamp(r.date), axis.first)), axis.at(month_end)
            if pd.isna(r.rate):
                page.add(Rectangle((x0, base - high), x1 - x0, high, facecolor="none", edgecolor=colours.EDGE, hatch="///", lw=0), 0.6)
                continue
            tall = high * float(r.rate) / highest
            page.add(Rectangle((x0 + 1, base - tall), x1 - x0 - 2, tall, facecolor=colour, edgecolor="none"), 1)
            label = words.number(round(float(r.rate)), lang)
            if page.measure(label, size, True) < 1.15 * (x1 - x0) and r.rate > 0.08 * highest:
                page.text((x0 + x1) / 2, base - tall - 0.6 * size, label, size, bold=True, colour=QUIET, ha="center")
    if before is not None:  # between the end of the whole list and the first night that could be quoted
        ended = pd.Timestamp(chosen.record.declared["date"].max()) + _DAY
        _hatch(page, axis, ((ended.date(), (pd.Timestamp(told.span[0]) - _DAY).date()),), base - high, high)
    axis.draw_months(page, base, size)


def draw_conceded(page: Page, chosen: Chosen, box: Box) -> None:
    """Draw the reported range against the conceded number, a line an incident; those with a conceded number, then those with most reported killed, if not
    all fit."""
    lang, say = page.lang, words.say
    left, top, width, height = box
    size = page.size(14)
    y = _label(page, (left, top, width, 2.6 * size), say("card_conceded_key", lang), size) + 0.4 * size
    selection = chosen.selection
    asked = standing_of(chosen).asked if len(chosen.claims) else selection.incidents
    asked = asked[~asked["no_figure"]] if len(asked) else asked
    if asked.empty:
        none = say("answers_none_could", lang, incidents=words.count("incidents", len(selection.incidents), lang))
        _label(page, (left, y, width, height - (y - top)), none, page.size(18))
        return
    line = 1.5 * size
    most = max(1, int((top + height - y - 3.1 * size) // line))
    order = asked.assign(said=asked["conceded_max"].notna()).sort_values(
        ["said", "said_max", "date_start"], ascending=[False, False, True], kind="stable"
    )
    shown = order.head(most).sort_values(["date_start", "incident_id"])
    highest = int(shown["killed_max"].max())
    label_w = (0.55 if is_wide(page) and not is_roomy(page) else 0.42) * width
    x0, x1 = (left + label_w, left + width - 20 * page.u) if not page.rtl else (left + 20 * page.u, left + width - label_w)
    across: Callable[[float], float] = lambda n: x0 + (x1 - x0) * n / highest if not page.rtl else x1 - (x1 - x0) * n / highest  # noqa: E731
    for k, r in enumerate(shown.to_dict("records")):
        mid = y + (k + 0.5) * line
        when = f" · {words.day_short(r['date_start'], lang)}"
        name = _shortened(page, incident_name(r, lang), label_w - 0.6 * size - page.measure(when, size), size)
        told = (
            name + when
            if len(name.split()) > 1 or name == incident_name(r, lang)
            else _shortened(page, incident_name(r, lang), label_w - 0.6 * size, size)
        )
        page.text(x0 - 0.4 * size if not page.rtl else x1 + 0.4 * size, mid, told, size, ha="right" if not page.rtl else "left")
        _whisker(page, r, mid, across)
        _conceded_mark(page, r, mid, across, (left, left + width))
    bottom = y + len(shown) * line + 0.3 * size
    for n in np.unique(np.linspace(0, highest, 4).round().astype(int)):
        page.axes.plot([across(n)] * 2, [y, bottom], color=colours.GRID, lw=0.8 * page.line, zorder=0.4)
        page.text(across(n), bottom + 0.7 * size, words.number(int(n), lang), size, colour=QUIET, ha="center")
    if len(order) > len(shown):
        more = say("card_more", lang, n=words.number(len(order) - len(shown), lang))
        _label(page, (left, bottom + 1.4 * size, width, 2.6 * size), more, size)


def _shortened(page: Page, name: str, width: float, size: float) -> str:
    """Leave out the last words of a name that is wider than its room; the whole name stands in the table of the page."""
    parts = name.split()
    while len(parts) > 1 and page.measure(" ".join(parts) + " …", size) > width:
        parts.pop()
    if len(parts) == len(name.split()):
        return name
    return parts[0].rstrip(",،") if len(parts) == 1 else " ".join(parts).rstrip(",،") + " …"


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
    told, size = conceded_text(row, lang), page.size(13)
    way = -1 if page.rtl else 1
    edge, need = across(max(row["conceded_min"], row["killed_max"])) + way * 22 * u, page.measure(told, size, True)
    if edge - need > left if page.rtl else edge + need < right:
        page.text(edge, mid, told, size, bold=True, colour=BLUE, ha="right" if page.rtl else "left")
    else:  # no room beyond the range: on it, beside its mark
        at, ha = across(row["conceded_min"]) + way * 14 * u, "right" if page.rtl else "left"
        drawn = page.text(at, mid - 0.62 * size, told, size, bold=True, colour=BLUE, ha=ha)
        drawn.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.85})
