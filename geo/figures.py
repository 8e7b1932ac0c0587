"""How does a selection become a finished picture, with its caption, ranges, precision, sources and licence inside the frame?

Drawn with matplotlib from the same plain description as the web map (``picture.describe``), so that both show the same figures.
Everything is placed in pixels on one page; Arabic is shaped by matplotlib and set from right to left.
"""

import functools
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_arabic
import matplotlib as mpl
import numpy as np
import pandas as pd
import shapely
from colorspacious import cspace_convert, deltaE
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.image import imread
from matplotlib.patches import Circle, FancyBboxPatch, PathPatch, Polygon, Rectangle, RegularPolygon
from matplotlib.path import Path as Outline
from matplotlib_scalebar.scalebar import ScaleBar
from pyproj import Transformer

from geo import settings as s
from geo import words
from geo.answers import answers_as_of, conceded_text, could_answer, last_read
from geo.compare import caveats, is_nested, side_name, write_difference
from geo.details import claim_facts, claims_of, figure, who_says
from geo.files import Record
from geo.filters import Filters, Selection, View, read_versus
from geo.picture import area_table, describe, incident_name
from geo.share import coarsen_selection, licences
from geo.timeline import bin_edges, sum_by_time
from geo.totals import Totals, filter_texts, summarise, write_sentence

TITLE_LIMIT = 160
_PAPER, _INK, _QUIET, _HARM, _LAND, _SEA, _WATER = "#fbfaf7", "#22201c", "#4a453c", "#7a1c1e", "#f7f4ee", "#e9e5db", "#bfd0d5"
_BLUE = "#1b5e8c"
_FONTS = Path(str(fontpkg_ibm_plex_sans_arabic.__file__)).parent / "files"
_REGULAR, _BOLD = (FontProperties(fname=str(_FONTS / f"IBMPlexSansArabic-{w}.ttf")) for w in ("Regular", "SemiBold"))
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩", "\u2066\u2068\u2069")
_KNOWN = frozenset(FT2Font(str(_FONTS / "IBMPlexSansArabic-Regular.ttf")).get_charmap())
mpl.rcParams.update(
    {"text.hinting": "none", "svg.hashsalt": "raqqa", "svg.fonttype": "path", "pdf.fonttype": 42}
)  # the same bytes and the same widths at every size
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2066\u2067\u2068\u2069")


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


@functools.lru_cache(maxsize=20_000)
def _width(text: str, bold: bool) -> float:
    """Advance of a text in pixels at a size of 100 pixels (between two letters: the ink alone would be too short)."""
    canvas = FigureCanvasAgg(Figure(figsize=(1, 1), dpi=72))
    font = (_BOLD if bold else _REGULAR).copy()
    font.set_size(100)
    ink: Callable[[str], float] = lambda x: float(canvas.get_renderer().get_text_width_height_descent(x, font, False)[0])  # noqa: E731
    return ink(f"n{text}n") - ink("nn")


def drawable(text: str) -> str:
    """Replace what the typeface cannot draw by a question mark: a visible gap, never a box."""
    return "".join(c if ord(c) in _KNOWN or c in _INVISIBLE else "?" for c in " ".join(text.split()))


class _Page:
    """A page of pixels, the origin at the top left; ``boxes`` keeps every text with the box it must stay in, for the tests."""

    def __init__(self, size: str, lang: str, digits: str) -> None:
        self.w, self.h, self.dpi = s.CARD_SIZES[size]
        self.lang, self.rtl, self.digits = lang, lang == "ar", digits
        self.u = float(np.sqrt(self.w * self.h)) / 1080
        self.line = self.u * 72 / self.dpi  # one pixel of the 1080 card, as matplotlib measures lines
        self.figure = Figure(figsize=(self.w / self.dpi, self.h / self.dpi), dpi=self.dpi, facecolor=_PAPER)
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_xlim(0, self.w)
        self.axes.set_ylim(self.h, 0)
        self.axes.axis("off")
        self.boxes: list[tuple[Any, tuple[float, float, float, float]]] = []

    def add(self, patch: Any, z: float = 1) -> None:
        patch.set_zorder(z)
        self.axes.add_patch(patch)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = _INK,
        ha: str = "left",
        z: float = 9,
        keep: bool = False,
    ) -> Any:
        """Write one line, ``y`` at its middle; ``size`` in pixels."""
        if self.digits == "arabic" and not keep:
            text = text.translate(_ARABIC_DIGITS)  # a range of Arabic digits runs from right to left: without isolates
        text = drawable(text)
        font = _BOLD if bold else _REGULAR
        mark = "\u200f" if self.rtl else ""
        return self.axes.text(
            x,
            y,
            mark + text,
            fontproperties=font,
            fontsize=size * 72 / self.dpi,
            color=colour,
            ha=ha,
            va="center_baseline",
            zorder=z,
            parse_math=False,
        )

    def measure(self, text: str, size: float, bold: bool = False) -> float:
        return sum(_width(part, bold) for part in _parts(drawable(text))) * size / 100

    def wrap(self, text: str, width: float, size: float, bold: bool = False) -> list[str]:
        """Break a text into lines that fit a width; a word longer than a line is broken."""
        lines, line = [], ""
        for word in text.split():
            while self.measure(word, size, bold) > width:
                cut = next(k for k in range(len(word) - 1, 0, -1) if k == 1 or self.measure(word[:k], size, bold) <= width)
                if line:
                    lines.append(line)
                    line = ""
                lines.append(word[:cut])
                word = word[cut:]
            longer = f"{line} {word}" if line else word
            if line and self.measure(longer, size, bold) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        return [*lines, line] if line else lines

    def fit(
        self, text: str, width: float, height: float, size: float, bold: bool = False, leading: float = 1.38
    ) -> tuple[float, list[str]]:
        """Give the largest size, at most ``size``, at which a text fits a box, and its lines."""
        while True:
            lines = self.wrap(text, width, size, bold)
            if len(lines) * leading * size <= height or size < 4:
                return size, lines
            size *= 0.96

    def paragraph(
        self,
        box: tuple[float, float, float, float],
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = _INK,
        leading: float = 1.38,
        keep: bool = False,
    ) -> float:
        """Write a text into a box (left, top, width, height), smaller if it must be; give the y below it.

        ``keep`` leaves the digits as they are (licences, hashes).
        """
        left, top, width, height = box
        size, lines = self.fit(text, width, height, size, bold, leading)
        for k, line in enumerate(lines):
            x, ha = (left + width, "right") if self.rtl else (left, "left")
            drawn = self.text(x, top + (k + 0.5) * leading * size, line, size, bold=bold, colour=colour, ha=ha, keep=keep)
            self.boxes.append((drawn, box))
        return top + len(lines) * leading * size

    def needed(self, text: str, width: float, size: float, bold: bool = False, leading: float = 1.38) -> float:
        """Give the height a text takes at a size."""
        return len(self.wrap(text, width, size, bold)) * leading * size


def _parts(text: str) -> list[str]:
    """Cut a text into words and spaces, so that widths are measured once a word."""
    words_ = text.split(" ")
    return [part for k, word in enumerate(words_) for part in ((" ", word) if k else (word,)) if part]


def write_texts(record: Record, filters: Filters, view: View, card: Card) -> Texts:
    """Write the words of a card from the same sentence as every page."""
    lang, say = view.lang, words.say
    selection = record.select(filters)
    totals = summarise(selection, record.claims, record.pairs)
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
        names = _side_names(record, filters, other, view)
        both = (totals, summarise(theirs, record.claims, record.pairs))
        lines = write_difference(*both, names, lang, is_nested(selection, theirs))
        lines += caveats((filters, selection), (other, theirs), totals, record.span, lang)
        lead, rest = lines[0], " ".join(lines[1:])
    comma = "، " if lang == "ar" else ", "
    usual = comma.join([say(f"extent_{filters.extent}", lang), *filter_texts(filters, record.names, lang)])
    if card.layout == "incident":
        generated = f"{incident_name(row, lang)}{comma}{words.days(row['date_start'], row['date_end'], lang)}"
    else:
        generated = say("card_title_two" if card.layout == "before_after" else "card_title", lang, what=usual)
    title = card.title.strip()[:TITLE_LIMIT] or generated
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


def _side_names(record: Record, a: Filters, b: Filters, view: View) -> tuple[str, str]:
    kind, lang = view.versus.partition(":")[0], view.lang

    def named(filters: Filters) -> str:
        english, arabic = record.names.get(filters.area, ("", ""))
        return side_name(kind, filters, (arabic if lang == "ar" else "") or english, record.span, lang)

    return named(a), named(b)


def draw_card(record: Record, filters: Filters, view: View, card: Card) -> tuple[_Page, Texts]:
    """Draw a card.

    Raises
    ------
    ValueError : the layout needs an incident or another side of a comparison, and the view has none (the text says so).
    """
    texts = write_texts(record, filters, view, card)
    page = _Page(card.size, view.lang, card.digits)
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
        y = page.paragraph((left, y, width, (0.4 if wide else 0.34) * room), texts.rest, sizes[2], colour=_QUIET) + 6 * u
    if body is None:
        body = (margin, y + 6 * u, inner, foot - y - margin - 6 * u)
    legend = (left, y + 10 * u, width, foot - margin - y) if wide else None
    _BODIES[card.layout](page, record, filters, view, card, body, legend)
    return page, texts


def _footer(page: _Page, texts: Texts, margin: float, width: float) -> float:
    """Write sources, licences, conventions and hash at the foot; give the y above it."""
    text = " ".join(texts.notes)
    size = 12.5 * page.u
    size, lines = page.fit(text, width, 0.13 * page.h, size)
    top = page.h - margin - len(lines) * 1.38 * size
    page.paragraph((margin, top, width, page.h - top), text, size, colour=_QUIET, keep=True)
    page.axes.plot([margin, margin + width], [top - 8 * page.u] * 2, color="#c9c2b3", lw=0.8 * page.line)
    return top - 8 * page.u


def _logo(page: _Page, card: Card, margin: float) -> float:
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


# the map

_METRES = Transformer.from_crs(s.WGS84, s.METRIC, always_xy=True)


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
        x, y = self.metres(*_METRES.transform(lon, lat))
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


def _draw_map(
    page: _Page,
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
    frame = Rectangle(box[:2], box[2], box[3], facecolor=_SEA, edgecolor="#b9b2a3", lw=0.8 * page.line)
    page.add(frame, 0)

    def shape(geometry: Any, z: float, **style: Any) -> None:
        patch = PathPatch(chart.outline(geometry), **style)
        page.add(patch, z)
        patch.set_clip_path(frame)

    shape(land, 1, facecolor=_LAND, edgecolor="none")
    ramp = s.PALETTES[palette]
    inside: dict[str, Any] = {}
    if picture["show"] == "areas" and picture["level"] != "place":
        steps = {a["id"]: a["step"] for a in picture["areas"]}
        for row in areas[picture["level"]].itertuples(index=False):
            inside[row.area_id] = row.geometry
            step = steps.get(row.area_id, -1)
            if step >= 0:
                shape(row.geometry, 1.1, facecolor=ramp[step], edgecolor="none", alpha=0.88)
    shape(record.lake.to_crs(s.METRIC).geometry.union_all(), 1.3, facecolor=_WATER, edgecolor="#9db7c0", lw=0.6 * page.line)
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
                Circle((x, y), ring["radius_m"] * chart.scale, facecolor="none", edgecolor=_INK, lw=1.2 * page.line, clip_path=frame), 5
            )
        page.add(Circle((x, y), 9 * u, facecolor="none", edgecolor=_INK, lw=1.8 * page.line, clip_path=frame), 5)
        _name(page, chart, {"text": ring["label"], "lat": ring["lat"], "lon": ring["lon"], "kind": "ring"}, taken)
    for name in picture["names"]:
        _name(page, chart, name, taken)


def _corner(page: _Page, chart: _Chart, frame: Rectangle, taken: list[tuple[float, float, float, float]], say: Callable[..., str]) -> None:
    """Draw scale bar and north."""
    u, lang = page.u, page.lang
    left, top, width, height = chart.box
    font = {"fname": _REGULAR.get_file(), "size": 13 * u * 72 / page.dpi}
    digits: Callable[[str], str] = lambda text: text.translate(_ARABIC_DIGITS) if page.digits == "arabic" else text  # noqa: E731
    bar = ScaleBar(
        1 / chart.scale,
        "m",
        length_fraction=0.16,
        location="lower right",
        bbox_to_anchor=(left + width, top + height),
        bbox_transform=page.axes.transData,
        box_alpha=0,
        rotation="horizontal-only",
        color=_INK,
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
        Polygon([(x, y - 26 * u), (x - 7 * u, y), (x, y - 6 * u), (x + 7 * u, y)], facecolor=_INK, edgecolor="none", clip_path=frame), 8
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
    page: _Page, chart: _Chart, mark: dict[str, Any], area: Any, taken: list[tuple[float, float, float, float]], wide: bool = False
) -> None:
    """Draw a badge inside its area if it has room there, else beside it with a line that leads back."""
    u, lang = page.u, page.lang
    scale = (0.85 if wide else 1) * u * min(1.05, max(0.7, chart.box[2] / (850 * u)))
    count = words.number(mark["n"], lang) + (f" +{words.number(mark['possible'], lang)}" if mark.get("possible") else "")
    muted = mark.get("muted", False)
    lines: list[tuple[str, float, bool, str]] = [(count, 19, True, _QUIET if muted else _INK), (mark["title"], 13, False, _QUIET)]
    lines += [
        (mark[key], 14 if key == "headline" else 13.5, key == "headline", colour)
        for key, colour in (("headline", _HARM), ("ungraded", "#6b6457"))
        if mark.get(key)
    ]
    w = max(page.measure(text, size * scale, bold) for text, size, bold, _ in lines) + 14 * scale
    h = sum(size for _, size, _, _ in lines) * 1.2 * scale + 7 * scale
    x0, y0 = chart.degrees(mark["lat"], mark["lon"])
    x, y = _free_spot((x0, y0), (w, h), chart, taken, area, u)
    box = _around(x, y, w, h)
    taken.append(box)
    if np.hypot(x - x0, y - y0) > max(w, h) / 2:
        page.axes.plot([x0, x], [y0, y], color=_INK, lw=0.8 * page.line, zorder=5.5)
        page.add(Circle((x0, y0), 3 * u, facecolor=_INK, edgecolor="none"), 5.5)
    edge = "#8d8678" if muted else _QUIET if wide else _HARM
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


def _dots(page: _Page, chart: _Chart, badges: list[dict[str, Any]], taken: list[tuple[float, float, float, float]]) -> None:
    """Draw places as dots where they lie, as wide as they have incidents, the widest below."""
    for mark in sorted(badges, key=lambda m: -m["n"]):
        x, y = chart.degrees(mark["lat"], mark["lon"])
        radius = page.u * min(24, 4.5 + 2.1 * np.sqrt(mark["n"]))
        page.add(Circle((x, y), radius, facecolor="#6b6457" if mark.get("muted") else _HARM, edgecolor="white", lw=0.8 * page.line), 6)
        taken.append(_around(x, y, 1.6 * radius, 1.6 * radius))
        if mark["n"] > 4:
            page.text(x, y, words.number(mark["n"], page.lang), 1.05 * radius, bold=True, colour="white", ha="center", z=7)


def _spot(page: _Page, chart: _Chart, mark: dict[str, Any], taken: list[tuple[float, float, float, float]], frame: Rectangle) -> None:
    """Draw a point, and the disc within which its place is known."""
    x, y = chart.degrees(mark["lat"], mark["lon"])
    if not chart.holds(x, y):
        return
    u = page.u
    hollow = mark["certain"] == 0
    if mark["radius_m"]:
        disc = mark["radius_m"] * chart.scale
        page.add(Circle((x, y), disc, facecolor="#962f31", alpha=0.04 if hollow else 0.13, edgecolor="none", clip_path=frame), 2)
        page.add(Circle((x, y), disc, facecolor="none", edgecolor=_HARM, lw=0.7 * page.line, alpha=0.6, clip_path=frame), 2)
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


def _name(page: _Page, chart: _Chart, name: dict[str, Any], taken: list[tuple[float, float, float, float]]) -> None:
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


def _legend(
    page: _Page, picture: dict[str, Any], box: tuple[float, float, float, float], palette: str, columns: int, draw: bool = True
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
        page.text(left + width if page.rtl else left, top + 0.6 * size, picture["legend"]["shade"], size, colour=_QUIET, ha=end)
        span = min(width, 420 * u) / len(shades)
        start = left + width - span * len(shades) if page.rtl else left
        for k, text in enumerate(shades):
            page.add(Rectangle((start + k * span, top + 1.4 * size), span, 0.6 * size, facecolor=s.PALETTES[palette][k], edgecolor="none"))
            page.text(start + k * span, top + 2.6 * size, text, 0.85 * size, colour=_QUIET)
    for k, (kind, lines) in enumerate(rows):
        if k % per == 0:
            y = top + (3.5 * size if shades else 0)
        column = columns - 1 - k // per if page.rtl else k // per
        x = left + column * (cell + gap)
        _key(page, kind, x + cell - 8 * u if page.rtl else x + 8 * u, y + 0.65 * size)
        for j, line in enumerate(lines):
            page.text(x + cell - 26 * u if page.rtl else x + 26 * u, y + (j + 0.5) * 1.3 * size, line, size, colour=_QUIET, ha=end)
        y += len(lines) * 1.3 * size + 4 * u
    return need


def _key(page: _Page, kind: str, x: float, y: float) -> None:
    u = page.u
    r = 6 * u
    round_ = {
        "dot": (_HARM, "white", "solid"),
        "headline": ("#962f31", "white", "solid"),
        "ungraded": ("white", "#962f31", "solid"),
        "possible": ("none", "#962f31", "dashed"),
        "disc": ("#eddcd6", _HARM, "solid"),
        "near": ("none", _HARM, "dashed"),
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
        edge = {"badgekey": _HARM, "wide": _QUIET}.get(kind, "#8d8678")
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


# the bodies of the layouts

Body = Callable[[_Page, Record, Filters, View, Card, tuple[float, float, float, float], tuple[float, float, float, float] | None], None]


def _picture(record: Record, filters: Filters, view: View, card: Card) -> tuple[dict[str, Any], Selection, Totals]:
    selection = record.select(filters)
    totals = summarise(selection, record.claims, record.pairs)
    shown = coarsen_selection(selection, record) if card.safe else selection
    return _own_legend(describe(record, shown, totals, area_table(record, shown, view), filters, view)), selection, totals


def _own_legend(picture: dict[str, Any]) -> dict[str, Any]:
    """Say in the legend what the card draws otherwise than the web map."""
    own = {"wide": "card_wide", "near": "card_near", "dot": "card_dot"}
    rows = [(kind, words.say(own[kind], picture["lang"]) if kind in own else text) for kind, text in picture["legend"]["rows"]]
    if picture["show"] == "areas" and picture["level"] == "place":
        rows = [row for row in rows if row[0] != "badgekey"]
    return picture | {"legend": picture["legend"] | {"rows": rows}}


def _map_body(page: _Page, record: Record, filters: Filters, view: View, card: Card, body: Any, legend: Any) -> None:
    picture, selection, _ = _picture(record, filters, replace(view, incident=""), card)
    left, top, width, height = body
    if card.layout == "map_timeline":
        strip = 0.2 * height
        _timeline(page, record, filters, selection, (left, top + height - strip, width, strip))
        height -= strip + 14 * page.u
    if legend is None:
        room = _legend(page, picture, (left, top, width, 0.3 * height), card.palette, 2, draw=False)
        _legend(page, picture, (left, top + height - room, width, room + 1), card.palette, 2)
        height -= room + 10 * page.u
    else:
        _legend(page, picture, legend, card.palette, 1)
    _draw_map(page, record, picture, (left, top, width, height), card.palette)


def _timeline(page: _Page, record: Record, filters: Filters, selection: Selection, box: tuple[float, float, float, float]) -> None:
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
    page.add(Rectangle((max(a, left), base - high), min(b, left + width) - max(a, left), high, facecolor="#ece4d3", edgecolor="none"), 0.5)
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
        colour=_QUIET,
        ha="left" if page.rtl else "right",
    )
    for tick in pd.date_range(first, last, freq="QS"):
        if across(tick) > left + 20 * u:
            page.axes.plot([across(tick)] * 2, [base, base + 4 * u], color="#8d8678", lw=0.8 * page.line)
            page.text(across(tick), base + 14 * u, f"{tick.month}.{tick.year}", 12 * u, colour=_QUIET, ha="center")


def _incident_body(page: _Page, record: Record, filters: Filters, view: View, card: Card, body: Any, legend: Any) -> None:
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
            y = page.paragraph((left, y, width, room), text, size, colour=_QUIET) + 0.7 * size
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
                        colour=_QUIET if k == 0 else _HARM if j == 1 else _INK,
                        ha="right" if page.rtl else "left",
                    )
                x += shares[j] * width
            y += h
            page.axes.plot([left, left + width], [y, y], color="#c9c2b3", lw=0.7 * page.line)
        end = y + 12 * u
    found = record.incidents[record.incidents["incident_id"] == view.incident].assign(certain=True)
    alone = replace(record.select(filters), incidents=found, city=found.iloc[:0])
    totals = summarise(alone, record.claims, record.pairs)
    shown = coarsen_selection(alone, record) if card.safe else alone
    still = replace(view, show="points", selected="", incident="" if card.safe else view.incident)
    picture = describe(record, shown, totals, area_table(record, shown, still), filters, still)
    spots = [(m["lat"], m["lon"]) for m in [*picture["points"], *picture["rings"]]]
    box = body if stacked else (body[0], end, body[2], body[1] + body[3] - end)
    bounds = None
    if spots:
        xy = np.array([_METRES.transform(lon, lat) for lat, lon in spots])
        reach = 22_000
        bounds = (xy[:, 0].min() - reach, xy[:, 1].min() - reach, xy[:, 0].max() + reach, xy[:, 1].max() + reach)
    else:
        page.text(box[0] + box[2] / 2, box[1] + 20 * u, words.say("card_no_point", lang), 14 * u, colour=_QUIET, ha="center")
    if row["position_disputed"]:
        note = words.say("card_disputed", lang)
        page.paragraph((box[0] + 12 * u, box[1] + 10 * u, 0.7 * box[2], 40 * u), note, 14 * u, colour=_HARM, bold=True)
    _draw_map(page, record, picture, box, card.palette, bounds)


def _before_after_body(page: _Page, record: Record, filters: Filters, view: View, card: Card, body: Any, legend: Any) -> None:
    other = read_versus(view.versus, filters)
    if other is None:
        raise ValueError(words.say("card_needs_versus", view.lang))
    names = _side_names(record, filters, other, view)
    u = page.u
    left, top, width, height = body
    pictures = [_picture(record, f, replace(view, incident="", show="areas"), card)[0] for f in (filters, other)]
    if legend is None:
        room = _legend(page, pictures[0], (left, top, width, 0.3 * height), card.palette, 2, draw=False)
        _legend(page, pictures[0], (left, top + height - room, width, room + 1), card.palette, 2)
        height -= room + 8 * u
    else:
        _legend(page, pictures[0], legend, card.palette, 1)
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
        _draw_map(page, record, picture, (x, below, w, y + h - below), card.palette)


def _conceded_body(page: _Page, record: Record, filters: Filters, _view: View, _card: Card, body: Any, legend: Any) -> None:
    """Reported range against conceded number, a line an incident; those with most reported killed first, if not all fit."""
    u, lang, say = page.u, page.lang, words.say
    selection = record.select(filters)
    claims = record.claims[record.claims["incident_id"].isin(selection.incidents["incident_id"])]
    left, top, width, height = body
    key = legend or (left, top, width, 60 * u)
    y = page.paragraph(key, say("answers_reported_key", lang), 14 * u, colour=_QUIET)
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
                RegularPolygon((across(r["conceded_min"]), mid), 4, radius=8 * u, facecolor=_BLUE, edgecolor="white", lw=0.8 * page.line), 4
            )
            edge = across(max(r["conceded_min"], r["killed_max"])) + (-1 if page.rtl else 1) * 22 * u
            told = f"{say('claim_conceded', lang)}: {conceded_text(r, lang)}"
            page.text(edge, mid, told, 13 * u, colour=_BLUE, bold=True, ha="right" if page.rtl else "left")
    bottom = top + len(shown) * line + 6 * u
    for n in np.unique(np.linspace(0, highest, 6).round().astype(int)):
        page.axes.plot([across(n)] * 2, [top, bottom], color="#e4dfd4", lw=0.8 * page.line, zorder=0.4)
        page.text(across(n), bottom + 12 * u, words.number(int(n), lang), 13 * u, colour=_QUIET, ha="center")
    if len(order) > len(shown):
        page.text(
            left + width / 2,
            bottom + 30 * u,
            say("card_more", lang, n=words.number(len(order) - len(shown), lang)),
            13 * u,
            colour=_QUIET,
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
    """Write a card as PNG, SVG or PDF; the same input gives the same bytes (no dates, no random ids).

    Raises
    ------
    ValueError : as ``draw_card``; KeyError : no such format, size, layout or palette.
    """
    page, texts = draw_card(record, filters, view, card)
    about: dict[str, dict[str, Any]] = {
        "png": {"Title": texts.title, "Description": texts.alt, "Software": None},
        "svg": {"Title": texts.title, "Description": texts.alt, "Date": None, "Creator": None},
        "pdf": {"Title": texts.title, "Subject": texts.alt, "CreationDate": None, "ModDate": None, "Producer": None, "Creator": None},
    }
    memory = io.BytesIO()
    page.figure.savefig(memory, format=ending, dpi=page.dpi, metadata=about[ending], facecolor=_PAPER)
    return memory.getvalue(), texts


# is the palette safe?


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
    pairs = [(_INK, _PAPER), (_QUIET, _PAPER), (_HARM, "#ffffff"), ("#6b6457", "#ffffff"), (_QUIET, "#f0ede6"), (_BLUE, _PAPER)]
    ramp = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (_LAND, *s.PALETTES[palette])], dtype=float)
    seen = {"usual": ramp}
    for kind in ("deuteranomaly", "protanomaly", "tritanomaly"):
        space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        seen[kind] = np.clip(np.asarray(cspace_convert(ramp / 255, space, "sRGB1")) * 255, 0, 255)
    steps = {kind: float(min(deltaE(a, b, input_space="sRGB255") for a, b in pairwise(c))) for kind, c in seen.items()}
    return min(contrast(a, b) for a, b in pairs), steps
