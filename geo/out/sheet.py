"""How is text set on a page of pixels, in both scripts, so that it stays inside its box?"""

import functools
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_arabic
import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font
from matplotlib.patheffects import withStroke

from geo import settings as s
from geo.colours import INK, PAPER
from geo.text.languages import is_rtl

_FONTS = Path(str(fontpkg_ibm_plex_sans_arabic.__file__)).parent / "files"
REGULAR, BOLD = (FontProperties(fname=str(_FONTS / f"IBMPlexSansArabic-{w}.ttf")) for w in ("Regular", "SemiBold"))
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩", "\u2066\u2068\u2069")
_KNOWN = frozenset(FT2Font(str(_FONTS / "IBMPlexSansArabic-Regular.ttf")).get_charmap())
mpl.rcParams.update(
    {"text.hinting": "none", "svg.hashsalt": "raqqa", "svg.fonttype": "path", "pdf.fonttype": 42}
)  # the same bytes and the same widths at every size
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2066\u2067\u2068\u2069")


@functools.lru_cache(maxsize=20_000)
def _width(text: str, bold: bool) -> float:
    """Advance of a text in pixels at a size of 100 pixels (between two letters: the ink alone would be too short)."""
    canvas = FigureCanvasAgg(Figure(figsize=(1, 1), dpi=72))
    font = (BOLD if bold else REGULAR).copy()
    font.set_size(100)
    ink: Callable[[str], float] = lambda x: float(canvas.get_renderer().get_text_width_height_descent(x, font, False)[0])  # noqa: E731
    return ink(f"n{text}n") - ink("nn")


def drawable(text: str) -> str:
    """Write what the typeface cannot draw by its letter without the mark (Al Hīshah: Al Hishah); where it has none either, by a question mark: a
    visible gap, never a box."""
    return "".join(c if ord(c) in _KNOWN or c in _INVISIBLE else _plainer(c) for c in " ".join(text.split()))


def _plainer(letter: str) -> str:
    """Give a letter without its marks, if the typeface can draw that."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return bare if bare and all(ord(c) in _KNOWN for c in bare) else "?"


def in_arabic_digits(text: str) -> str:
    """Write numbers in Arabic digits; a word with Latin letters in it (CS403) is an id or a name, and keeps its own."""
    return re.sub(r"\S+", lambda word: word[0] if re.search("[A-Za-z]", word[0]) else word[0].translate(ARABIC_DIGITS), text)


def least_size(width: float, dpi: int) -> float:
    """Give the smallest legible size of a letter, in pixels of the page: on paper ``PRINT_POINTS``, on a screen what is ``PHONE_LETTER`` pixels
    where the picture is as wide as a phone."""
    if dpi >= s.PRINT_DPI:
        return s.PRINT_POINTS * dpi / 72
    return s.PHONE_LETTER * width / s.PHONE_WIDTH


class Page:
    """A page of pixels, the origin at the top left, on which no letter is smaller than ``least``. ``boxes`` keeps every text with the box it must
    stay in, and ``cut`` each text that its box had no room for, for the tests. ``height`` is another than that of the size."""

    def __init__(self, size: str, lang: str, digits: str, height: float | None = None) -> None:
        self.w, standing, self.dpi = (s.CARD_SIZES | s.FILM_SIZES)[size]
        self.h = float(standing) if height is None else height
        self.lang, self.rtl, self.digits = lang, is_rtl(lang), digits
        self.least = least_size(self.w, self.dpi)
        self.cut: list[str] = []
        self.without_room = 0  # areas of a map whose figure had none
        self.u = float(np.sqrt(self.w * self.h)) / 1080
        self.line = self.u * 72 / self.dpi  # one pixel of the 1080 card, as matplotlib measures lines
        self.figure = Figure(figsize=(self.w / self.dpi, self.h / self.dpi), dpi=self.dpi, facecolor=PAPER)
        FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_axes((0.0, 0.0, 1.0, 1.0))
        self.axes.set_xlim(0, self.w)
        self.axes.set_ylim(self.h, 0)
        self.axes.axis("off")
        self.boxes: list[tuple[Any, tuple[float, float, float, float]]] = []

    def add(self, patch: Any, z: float = 1) -> None:
        """Add a shape; not as ``add_patch``, which works out from each of its corners where the axes would end: here they are the page."""
        patch.set_zorder(z)
        self.axes.add_artist(patch)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        ha: str = "left",
        z: float = 9,
        keep: bool = False,
        halo: str = "",
    ) -> Any:
        """Write one line, ``y`` at its middle; ``size`` in pixels, never below ``least``; ``halo``: a colour around its letters, where lines cross it."""
        size = max(size, self.least)
        if self.digits == "arabic" and not keep:
            text = in_arabic_digits(text)  # a range of Arabic digits runs from right to left: without isolates
        text = drawable(text)
        font = BOLD if bold else REGULAR
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
            path_effects=[withStroke(linewidth=0.14 * size * 72 / self.dpi, foreground=halo, alpha=0.75)] if halo else None,
        )

    def size(self, of_1080: float) -> float:
        """Give the pixels of a letter that has so many on a card of 1080, or the least that is legible here."""
        return max(of_1080 * self.u, self.least)

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
        """Give the largest size, at most ``size`` and at least ``least``, at which a text fits a box, and its lines; where it does not fit even so,
        those that do, the last ending with a mark that more stands elsewhere."""
        size = max(size, self.least)
        while True:
            lines = self.wrap(text, width, size, bold)
            if len(lines) * leading * size <= height + 0.01:
                return size, lines
            if size == self.least:
                break
            size = max(0.96 * size, self.least)
        self.cut.append(text)
        held = lines[: max(int(height // (leading * size)), 1)]
        while held[-1] and self.measure(held[-1] + " …", size, bold) > width:
            held[-1] = held[-1].rpartition(" ")[0]
        return size, [*held[:-1], held[-1] + " …"]

    def paragraph(
        self,
        box: tuple[float, float, float, float],
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
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
