"""How does a selection become a finished picture, with its caption, ranges, precision, sources and licence inside the frame?

Drawn with matplotlib from the same plain description as the web map (``picture.describe``), so that both show the same figures.
Everything is placed in pixels on one page; Arabic is shaped by matplotlib and set from right to left.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from colorspacious import cspace_convert, deltaE
from matplotlib.image import imread
from matplotlib.patches import Polygon, Rectangle, RegularPolygon

from geo import settings as s
from geo.choice.filters import Filters, Selection, View, read_versus
from geo.count.timeline import bin_edges, sum_by_time
from geo.count.totals import Totals, filter_texts, summarise, write_sentence
from geo.out.cardmap import METRES, draw_legend, draw_map
from geo.out.seals import new_place, seal
from geo.out.share import coarsen_selection, licences
from geo.out.sheet import BLUE, HARM, INK, LAND, PAPER, QUIET, Page
from geo.record.files import Record
from geo.show.answers import answers_as_of, conceded_text, could_answer, last_read
from geo.show.compare import caveats, is_nested, side_names, write_difference
from geo.show.details import claim_facts, claims_of, figure, who_says
from geo.show.picture import area_table, describe, incident_name
from geo.text import words

TITLE_LIMIT = 160


@dataclass(frozen=True)
class Card:
    """What is asked of a card besides the choice: ``safe`` coarsens places and drops what share-safe drops."""

    size: str = "1080x1080"
    layout: str = "map"
    title: str = ""  # empty: generated
    digits: str = "european"
    palette: str = "red"
    safe: bool = True
    logo: bytes = b""  # PNG or JPEG


@dataclass(frozen=True)
class Texts:
    """The words of a card; ``alt`` and ``caption`` stand beside the picture."""

    title: str
    lead: str
    rest: str
    notes: tuple[str, ...]
    alt: str
    caption: str


def write_texts(record: Record, filters: Filters, view: View, card: Card) -> Texts:
    """Write the words of a card from the same sentence as every page."""
    lang, say = view.lang, words.say
    selection = record.select(filters)
    totals = summarise(selection, record.graded, record.pairs)
    lead, rest = write_sentence(totals, filters, record.span, lang)
    if card.layout == "incident":
        row, claims = _incident(record, view)
        lead = say(
            "card_incident_lead",
            lang,
            figure=figure(row, lang),
            claims=words.count("claims", len(claims), lang),
        )
        rest = ""
    if card.layout == "before_after":
        other = read_versus(view.versus, filters)
        if other is None:
            raise ValueError(say("card_needs_versus", lang))
        theirs = record.select(other)
        names = side_names(view.versus, (filters, other), record.names, record.span, view.lang)
        both = (totals, summarise(theirs, record.graded, record.pairs))
        lines = write_difference(*both, names, lang, is_nested(selection, theirs))
        lines += caveats((filters, selection), (other, theirs), totals, record.span, lang)
        lead, rest = lines[0], " ".join(lines[1:])
    comma = "، " if lang == "ar" else ", "
    usual = comma.join([say(f"extent_{filters.extent}", lang), *filter_texts(filters, record.names, lang)])
    if card.layout == "incident":
        generated = f"{incident_name(row, lang)}{comma}{words.days(row['date_start'], row['date_end'], lang)}"
    else:
        generated = (
            say("card_title_two", lang, what=" / ".join(names)) if card.layout == "before_after" else say("card_title", lang, what=usual)
        )
    own = card.title.strip()
    title = (own if len(own) <= TITLE_LIMIT else own[: TITLE_LIMIT - 1] + "…") or generated
    if card.layout == "incident":  # its own sources, not those of the whole selection
        selection = replace(selection, incidents=record.incidents[record.incidents["incident_id"] == view.incident])
    shown = licences(record, selection, lang)
    notes = (*shown, say("card_boundaries", lang), say("card_conventions", lang), *([say("card_safe", lang)] if card.safe else []))
    notes = (*notes, say("card_hash", lang, hash=record.fingerprint))
    alt = " ".join(x for x in (say("card_alt", lang, what=say(f"layout_{card.layout}", lang), title=title), lead, rest) if x)
    return Texts(title, lead, rest, notes, alt, " ".join(x for x in (lead, rest, *notes) if x))


def _incident(record: Record, view: View) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = record.incidents[record.incidents["incident_id"] == view.incident]
    if found.empty:
        raise ValueError(words.say("card_needs_incident", view.lang, id=view.incident))
    return found.iloc[0].to_dict(), claims_of(record, view.incident)


def draw_card(record: Record, filters: Filters, view: View, card: Card) -> tuple[Page, Texts]:
    """Draw a card.

    Raises
    ------
    ValueError : the layout needs an incident or another side of a comparison, and the view has none (the text says so).
    """
    texts = write_texts(record, filters, view, card)
    page = Page(card.size, view.lang, card.digits)
    u, margin = page.u, 0.045 * min(page.w, page.h)
    wide = page.w > 1.25 * page.h
    inner = page.w - 2 * margin
    foot = _footer(page, texts, margin, inner)
    logo = _logo(page, card, margin)
    if wide:
        column = 0.36 * inner
        at = page.w - margin - column if page.rtl else margin
        body = (margin if page.rtl else margin + column + 1.2 * margin, margin, inner - column - 1.2 * margin, foot - 2 * margin)
        head = (at, margin, column, foot - 2 * margin)
    else:
        head = (margin, margin, inner - (logo if logo else 0), 0.36 * page.h)
        body = None
    sizes = (36 * u, 23 * u, 15.5 * u) if not wide else (31 * u, 22 * u, 15 * u)
    left, top, width, room = head
    y = page.paragraph((left, top, width - (logo if wide else 0), 0.34 * room), texts.title, sizes[0], bold=True, leading=1.25) + 8 * u
    y = page.paragraph((left, y, width, 0.36 * room), texts.lead, sizes[1]) + 4 * u
    if texts.rest:
        y = page.paragraph((left, y, width, (0.4 if wide else 0.34) * room), texts.rest, sizes[2], colour=QUIET) + 6 * u
    if body is None:
        body = (margin, y + 6 * u, inner, foot - y - margin - 6 * u)
    legend = (left, y + 10 * u, width, foot - margin - y) if wide else None
    _BODIES[card.layout](page, record, filters, view, card, body, legend)
    return page, texts


def _footer(page: Page, texts: Texts, margin: float, width: float) -> float:
    """Write sources, licences, conventions and hash at the foot; give the y above it."""
    text = " ".join(texts.notes)
    size = 12.5 * page.u
    size, lines = page.fit(text, width, 0.13 * page.h, size)
    top = page.h - margin - len(lines) * 1.38 * size
    page.paragraph((margin, top, width, page.h - top), text, size, colour=QUIET, keep=True)
    page.axes.plot([margin, margin + width], [top - 8 * page.u] * 2, color="#c9c2b3", lw=0.8 * page.line)
    return top - 8 * page.u


def _logo(page: Page, card: Card, margin: float) -> float:
    """Put the logo in the corner where reading ends; give the width it takes."""
    if not card.logo:
        return 0
    picture = imread(io.BytesIO(card.logo), format="png" if card.logo[:4] == b"\x89PNG" else "jpg")
    high = 64 * page.u
    wide = min(high * picture.shape[1] / picture.shape[0], 200 * page.u)
    left = margin if page.rtl else page.w - margin - wide
    page.axes.imshow(picture, extent=(left, left + wide, margin + high, margin), zorder=8, aspect="auto")
    page.axes.set_xlim(0, page.w)
    page.axes.set_ylim(page.h, 0)
    return wide + margin / 2


Body = Callable[[Page, Record, Filters, View, Card, tuple[float, float, float, float], tuple[float, float, float, float] | None], None]


def _picture(record: Record, filters: Filters, view: View, card: Card) -> tuple[dict[str, Any], Selection, Totals]:
    selection = record.select(filters)
    totals = summarise(selection, record.graded, record.pairs)
    shown = coarsen_selection(selection, record) if card.safe else selection
    return _own_legend(describe(record, shown, totals, area_table(record, shown, view), filters, view)), selection, totals


def _own_legend(picture: dict[str, Any]) -> dict[str, Any]:
    """Say in the legend what the card draws otherwise than the web map."""
    own = {"wide": "card_wide", "near": "card_near", "dot": "card_dot"}
    rows = [(kind, words.say(own[kind], picture["lang"]) if kind in own else text) for kind, text in picture["legend"]["rows"]]
    if picture["show"] == "areas" and picture["level"] == "place":
        rows = [row for row in rows if row[0] != "badgekey"]
    return picture | {"legend": picture["legend"] | {"rows": rows}}


def _map_body(page: Page, record: Record, filters: Filters, view: View, card: Card, body: Any, legend: Any) -> None:
    picture, selection, _ = _picture(record, filters, replace(view, incident=""), card)
    left, top, width, height = body
    if card.layout == "map_timeline":
        strip = 0.2 * height
        _timeline(page, record, filters, selection, (left, top + height - strip, width, strip))
        height -= strip + 14 * page.u
    if legend is None:
        room = draw_legend(page, picture, (left, top, width, 0.3 * height), card.palette, 2, draw=False)
        draw_legend(page, picture, (left, top + height - room, width, room + 1), card.palette, 2)
        height -= room + 10 * page.u
    else:
        draw_legend(page, picture, legend, card.palette, 1)
    draw_map(page, record, picture, (left, top, width, height), card.palette)


def _timeline(page: Page, record: Record, filters: Filters, selection: Selection, box: tuple[float, float, float, float]) -> None:
    """Draw incidents by week, certain and possible in two tones, with the window as a band; time runs from left to right."""
    u, lang = page.u, page.lang
    left, top, width, height = box
    edges = bin_edges(record.span, "week", record.phases)
    bins, _ = sum_by_time(selection.any_time, edges)
    first, last = (pd.Timestamp(d) for d in record.span)
    across: Callable[[Any], float] = lambda day: left + width * float((pd.Timestamp(day) - first) / (last - first))  # noqa: E731
    base, high = top + height - 24 * u, height - 52 * u
    page.text(
        left + width if page.rtl else left,
        top + 10 * u,
        words.say("card_weeks", lang),
        14 * u,
        bold=True,
        ha="right" if page.rtl else "left",
    )
    a, b = across(filters.start or first), across(filters.end or last)
    a, b = max(a, left), min(b, left + width)
    if b > a:
        page.add(Rectangle((a, base - high), b - a, high, facecolor="#ece4d3", edgecolor="none"), 0.5)
    most = max(1, int((bins["certain"] + bins["possible"]).max()))
    for row, end in zip(bins.itertuples(index=False), [*edges[1:], last], strict=True):
        x0, x1, y = max(across(row.date), left), min(across(end), left + width), base
        for n, colour in ((row.certain, "#962f31"), (row.possible, "#d2968a")):
            if n:
                page.add(Rectangle((x0, y - high * n / most), x1 - x0 - 0.6 * u, high * n / most, facecolor=colour, edgecolor="none"), 1)
                y -= high * n / most
    page.axes.plot([left, left + width], [base, base], color="#8d8678", lw=0.8 * page.line)
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
            page.axes.plot([across(tick)] * 2, [base, base + 4 * u], color="#8d8678", lw=0.8 * page.line)
            page.text(across(tick), base + 14 * u, f"{tick.month}.{tick.year}", 12 * u, colour=QUIET, ha="center")


def _incident_body(page: Page, record: Record, filters: Filters, view: View, card: Card, body: Any, legend: Any) -> None:
    """Every claim a row: who, how many, when, grading, answer; and where, on the map."""
    u, lang = page.u, page.lang
    row, claims = _incident(record, view)
    left, top, width, height = legend if legend is not None else body
    heads = [words.say(key, lang) for key in ("claim_source", "claim_killed", "claim_when", "claim_grading", "claim_response")]
    shares = (0.24, 0.19, 0.19, 0.13, 0.25)
    room = (height if legend is not None else 0.5 * height) - 6 * u
    stacked = legend is not None  # narrow column: one claim under the other
    cells = []
    for claim in claims:
        facts = claim_facts(claim, lang)
        when = words.days(claim["date_start"], claim["date_end"], lang)
        cells.append([who_says(claim, lang), facts["killed"], when, facts["grading"], words.say(f"response_{claim['response']}", lang)])
    if stacked:
        size = 19 * u
        lines = [(who, f"{killed} · {when} · {grading} · {answer}") for who, killed, when, grading, answer in cells]
        need: Callable[[float], float] = lambda x: sum(  # noqa: E731
            page.needed(who, width, x, True) + page.needed(text, width, x) + 0.7 * x for who, text in lines
        )
        while need(size) > room and size > 6 * u:
            size *= 0.96
        y = top
        for who, text in lines:
            y = page.paragraph((left, y, width, room), who, size, bold=True)
            y = page.paragraph((left, y, width, room), text, size, colour=QUIET) + 0.7 * size
        end = body[1]
    else:
        size = 15 * u
        while True:
            wrapped = [
                [page.wrap(text, share * width - 10 * u, size, k == 0) for k, (text, share) in enumerate(zip(line, shares, strict=True))]
                for line in [heads, *cells]
            ]
            high = [max(len(lines) for lines in line) * 1.3 * size + 9 * u for line in wrapped]
            if sum(high) <= room or size < 8 * u:
                break
            size *= 0.96
        y = top
        for k, (line, h) in enumerate(zip(wrapped, high, strict=True)):
            x = left
            order = list(range(5))
            for j in reversed(order) if page.rtl else order:
                edge = x + shares[j] * width - 8 * u if page.rtl else x
                for i, text in enumerate(line[j]):
                    page.text(
                        edge,
                        y + (i + 0.5) * 1.3 * size + 4 * u,
                        text,
                        size,
                        bold=j == 0 or k == 0,
                        colour=QUIET if k == 0 else HARM if j == 1 else INK,
                        ha="right" if page.rtl else "left",
                    )
                x += shares[j] * width
            y += h
            page.axes.plot([left, left + width], [y, y], color="#c9c2b3", lw=0.7 * page.line)
        end = y + 12 * u
    found = record.incidents[record.incidents["incident_id"] == view.incident].assign(certain=True)
    alone = replace(record.select(filters), incidents=found, city=found.iloc[:0])
    totals = summarise(alone, record.graded, record.pairs)
    shown = coarsen_selection(alone, record) if card.safe else alone
    still = replace(view, show="points", selected="", incident="" if card.safe else view.incident)
    picture = describe(record, shown, totals, area_table(record, shown, still), filters, still)
    spots = [(m["lat"], m["lon"]) for m in [*picture["points"], *picture["rings"]]]
    box = body if stacked else (body[0], end, body[2], body[1] + body[3] - end)
    bounds = None
    if spots:
        xy = np.array([METRES.transform(lon, lat) for lat, lon in spots])
        reach = 22_000
        bounds = (xy[:, 0].min() - reach, xy[:, 1].min() - reach, xy[:, 0].max() + reach, xy[:, 1].max() + reach)
    else:
        page.text(
            box[0] + box[2] / 2,
            box[1] + box[3] / 2,
            words.say("card_outside" if row["placing"] == "outside" else "card_no_point", lang),
            14 * u,
            bold=True,
            ha="center",
        )
    if row["position_disputed"]:
        note = words.say("card_disputed", lang)
        page.paragraph((box[0] + 12 * u, box[1] + 10 * u, 0.7 * box[2], 40 * u), note, 14 * u, colour=HARM, bold=True)
    draw_map(page, record, picture, box, card.palette, bounds)


def _before_after_body(page: Page, record: Record, filters: Filters, view: View, card: Card, body: Any, legend: Any) -> None:
    other = read_versus(view.versus, filters)
    if other is None:
        raise ValueError(words.say("card_needs_versus", view.lang))
    names = side_names(view.versus, (filters, other), record.names, record.span, view.lang)
    u = page.u
    left, top, width, height = body
    pictures = [_picture(record, f, replace(view, incident="", show="areas"), card)[0] for f in (filters, other)]
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


def _conceded_body(page: Page, record: Record, filters: Filters, _view: View, _card: Card, body: Any, legend: Any) -> None:
    """Reported range against conceded number, a line an incident; those with most reported killed first, if not all fit."""
    u, lang, say = page.u, page.lang, words.say
    selection = record.select(filters)
    claims = record.claims[record.claims["incident_id"].isin(selection.incidents["incident_id"])]
    left, top, width, height = body
    key = legend or (left, top, width, 60 * u)
    y = page.paragraph(key, say("answers_reported_key", lang), 14 * u, colour=QUIET)
    if legend is None:
        top, height = y + 8 * u, height - (y - top) - 8 * u
    asked = could_answer(selection, answers_as_of(claims, last_read(claims))) if len(claims) else selection.incidents
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
    order = asked.sort_values(["killed_max", "date_start"], ascending=[False, True])
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
        if pd.notna(r["killed_min"]):
            page.axes.plot(
                [across(r["killed_min"]), across(r["killed_max"])], [mid, mid], color="#962f31", lw=3.2 * page.line, solid_capstyle="butt"
            )
            for n in (r["killed_min"], r["killed_max"]):
                page.axes.plot([across(n)] * 2, [mid - 6 * u, mid + 6 * u], color="#962f31", lw=2.2 * page.line)
            if r["open_ended"]:
                tip, way = across(r["killed_max"]), -1 if page.rtl else 1
                page.add(
                    Polygon([(tip, mid - 7 * u), (tip + way * 12 * u, mid), (tip, mid + 7 * u)], facecolor="#962f31", edgecolor="none"), 3
                )
        if pd.notna(r["conceded_min"]):
            page.add(
                RegularPolygon((across(r["conceded_min"]), mid), 4, radius=8 * u, facecolor=BLUE, edgecolor="white", lw=0.8 * page.line), 4
            )
            edge = across(max(r["conceded_min"], r["killed_max"])) + (-1 if page.rtl else 1) * 22 * u
            told = f"{say('claim_conceded', lang)}: {conceded_text(r, lang)}"
            page.text(edge, mid, told, 13 * u, colour=BLUE, bold=True, ha="right" if page.rtl else "left")
    bottom = top + len(shown) * line + 6 * u
    for n in np.unique(np.linspace(0, highest, 6).round().astype(int)):
        page.axes.plot([across(n)] * 2, [top, bottom], color="#e4dfd4", lw=0.8 * page.line, zorder=0.4)
        page.text(across(n), bottom + 12 * u, words.number(int(n), lang), 13 * u, colour=QUIET, ha="center")
    if len(order) > len(shown):
        page.text(
            left + width / 2,
            bottom + 30 * u,
            say("card_more", lang, n=words.number(len(order) - len(shown), lang)),
            13 * u,
            colour=QUIET,
            ha="center",
        )


_BODIES: dict[str, Body] = {
    "map": _map_body,
    "map_timeline": _map_body,
    "incident": _incident_body,
    "before_after": _before_after_body,
    "conceded": _conceded_body,
}


def write_card(record: Record, filters: Filters, view: View, card: Card, ending: str) -> tuple[bytes, Texts]:
    """Write a card, sealed, as PNG, SVG or PDF; the same input gives the same bytes (no dates, no random ids).

    Raises
    ------
    ValueError : as ``draw_card``; KeyError : no such format, size, layout or palette.
    """
    page, texts = draw_card(record, filters, view, card)
    place = new_place()
    about: dict[str, dict[str, Any]] = {
        "png": {"Title": texts.title, "Description": texts.alt, "Software": None, "Seal": place},
        "svg": {"Title": texts.title, "Description": texts.alt, "Identifier": place, "Date": None, "Creator": None},
        "pdf": dict.fromkeys(("CreationDate", "ModDate", "Producer", "Creator"))
        | {"Title": texts.title, "Subject": texts.alt, "Keywords": place},
    }
    memory = io.BytesIO()
    page.figure.savefig(memory, format=ending, dpi=page.dpi, metadata=about[ending], facecolor=PAPER)
    return seal(memory.getvalue(), place), texts


def contrast(a: str, b: str) -> float:
    """Give the WCAG 2 contrast ratio of two colours, 1 to 21."""

    def light(colour: str) -> float:
        rgb = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def check_palette(palette: str) -> tuple[float, dict[str, float]]:
    """Check a palette: the lowest text contrast on the card (WCAG AA asks 4.5), and for each kind of colour vision the
    smallest difference between neighbouring shades (CAM02-UCS; above about 5 two patches side by side are told apart)."""
    pairs = [(INK, PAPER), (QUIET, PAPER), (HARM, "#ffffff"), ("#6b6457", "#ffffff"), (QUIET, "#f0ede6"), (BLUE, PAPER)]
    ramp = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (LAND, *s.PALETTES[palette])], dtype=float)
    seen = {"usual": ramp}
    for kind in ("deuteranomaly", "protanomaly", "tritanomaly"):
        space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        seen[kind] = np.clip(np.asarray(cspace_convert(ramp / 255, space, "sRGB1")) * 255, 0, 255)
    steps = {kind: float(min(deltaE(a, b, input_space="sRGB255") for a, b in pairwise(c))) for kind, c in seen.items()}
    return min(contrast(a, b) for a, b in pairs), steps
