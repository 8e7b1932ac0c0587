"""How do the words of a card stand on its front: one figure large, what it counts, where to check it; and the room that is left for its picture?"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.image import imread

from geo import colours
from geo import vocabulary as voc
from geo.colours import BLUE, HARM, INK, QUIET
from geo.out.check_at import code_of, shown
from geo.out.message import Message
from geo.out.sheet import Page
from geo.text import words
from geo.text.languages import listed

Box = tuple[float, float, float, float]  # left, top, width, height in pixels
_GAP = 0.3  # of a letter, between blocks
_CODE = 5.2  # width of a code in least letters: two pixels a dot on a phone, nearly
_STACKED = 0.62  # of the width: how high a map must be to stand under all the words
TIMELINE = 5.2  # height of the chart below a small map, in least letters
_SIDE = 0.44  # of the width, for words beside a map


@dataclass(frozen=True)
class Block:
    """A text with the size it is best at (pixels), and the smallest it may have."""

    text: str
    size: float
    least: float
    bold: bool = False
    colour: str = INK
    leading: float = 1.3
    single: bool = False  # on one line, however small that makes it


def is_roomy(page: Page) -> bool:
    """Say whether a page is paper, on which many small letters are legible."""
    return page.w > 60 * page.least


def is_wide(page: Page) -> bool:
    """Say whether words stand beside the picture, not over it."""
    return page.w > 1.25 * page.h


def margin_of(page: Page) -> float:
    return 0.045 * min(page.w, page.h)


def sources_line(codes: Sequence[str], lang: str) -> str:
    """Name sources with the code of an open licence, in short."""
    told = []
    for code in codes:
        known = words.has_text(f"licence_{code}")
        licence = re.match(r"CC[A-Z -]*\d\.\d( IGO)?|Public domain", words.say(f"licence_{code}", lang)) if known else None
        name = words.say(f"source_{code}", lang)
        told.append(f"{name} ({licence[0]})" if licence else name)
    return words.say("film_sources", lang, names=listed(told, lang)) if told else ""


def sources_in(codes: Iterable[str]) -> list[str]:
    """Give sources in the order of the vocabulary, each once; after them those that only declare."""
    held = set(codes)
    return [*(code for code in voc.SOURCES if code in held), *sorted(held - set(voc.SOURCES))]


def blocks_of(page: Page, message: Message) -> tuple[list[Block], list[list[Block]]]:
    """Give the blocks of a message: those over it and its figure; and those that explain it, all of them first, then fewer."""
    least, wide, line = page.least, is_wide(page), page.size
    small = page.rtl  # Arabic letters run higher and wider at one size
    head = []
    if over := " · ".join(x for x in (message.place, message.days) if x):
        head.append(Block(over, line(24), least, colour=QUIET))
    if message.figure:
        large = max(96 * page.u, (2.7 if wide else 4.2) * least)
        head.append(Block(message.figure, large, 1.6 * least, True, HARM if message.harm else BLUE, 1.36 if small else 1.16, single=True))
    size = max(31 * page.u, (1.1 if wide else 1.3) * least) * (1 if message.figure else 1.15)
    head.append(Block(message.what, size if not small else 0.96 * size, least, True, leading=1.22))
    beside = [Block(message.beside, line(22), least)] if message.beside else []
    caveat, short, more = ([Block(x, line(19), least, colour=QUIET)] if x else [] for x in (message.caveat, message.short, message.more))
    fewer = [[*beside, *caveat, *more], [*beside, *caveat], [*beside, *(short or caveat)], beside]
    return head, fewer


def height_of(page: Page, blocks: Sequence[Block], width: float) -> float:
    return sum(page.needed(b.text, width, b.size, b.bold, b.leading) + _GAP * min(b.size, 2 * page.size(22)) for b in blocks)


def squeeze(page: Page, choices: Sequence[Sequence[Block]], width: float, room: float) -> list[Block]:
    """Give the first of some choices of blocks that fits, each made smaller, together, as far as it is legible; else the last: what it leaves out stands
    in the text beside the card and on its back."""
    blocks: list[Block] = []
    for choice in choices:
        blocks = [_on_one_line(page, b, width) if b.single else b for b in choice]
        while height_of(page, blocks, width) > room:
            smaller = [replace(b, size=max(0.96 * b.size, min(b.least, b.size))) for b in blocks]
            if smaller == blocks:
                break
            blocks = smaller
        if height_of(page, blocks, width) <= room:
            break
    return blocks


def _on_one_line(page: Page, block: Block, width: float) -> Block:
    need = page.measure(block.text, block.size, block.bold)
    return replace(block, size=block.size * min(1, 0.99 * width / max(need, 1e-9)))


def set_blocks(page: Page, blocks: Sequence[Block], box: Box) -> float:
    """Write blocks one under the other; give the y below."""
    left, y, width, height = box
    end = y + height
    for b in blocks:
        room = max(end - y, 1.0)
        y = page.paragraph((left, y, width, room), b.text, b.size, bold=b.bold, colour=b.colour, leading=b.leading) + _GAP * min(
            b.size, 2 * page.size(22)
        )
    return y


def draw_foot(page: Page, texts: Sequence[str], address: str) -> float:
    """Write whose figures and ground these are at the foot, and beside it where to check them, as a code; give the y above it."""
    margin = margin_of(page)
    width, bottom, size = page.w - 2 * margin, page.h - margin, page.size(13)
    at = shown(address).partition("/")[0] if is_wide(page) and not is_roomy(page) else shown(address)  # the code has the whole of it
    lines = [*texts, *([words.say("card_check_at", page.lang, address=f"\u2066{at}\u2069")] if address else [])]
    side = 0.0
    if address:
        matrix = code_of(address)
        dot = max(round(_CODE * page.least / len(matrix)), 1)
        side = dot * len(matrix)
    column = width - (side + page.least if side else 0)
    text = " ".join(x for x in lines if x)
    high = max(page.needed(text, column, size, leading=1.28), side)
    top = bottom - high
    left = margin + (width - column if page.rtl and side else 0)
    page.paragraph((left, top, column, high + 1), text, size, colour=QUIET, leading=1.28, keep=True)
    if address:
        _draw_code(page, matrix, margin if page.rtl else margin + width - side, bottom - side, dot)
    rule = top - 0.3 * page.least
    page.axes.plot([margin, margin + width], [rule] * 2, color=colours.RULE, lw=0.8 * page.line)
    return rule


def _draw_code(page: Page, matrix: np.ndarray, left: float, top: float, dot: int) -> None:
    """Draw a code, each dot a whole number of pixels."""
    left, top, side = round(left), round(top), dot * len(matrix)
    shades = np.where(matrix, 0, 255).astype("uint8")
    page.axes.imshow(
        np.repeat(np.repeat(shades, dot, 0), dot, 1),
        extent=(left, left + side, top + side, top),
        cmap="gray",
        vmin=0,
        vmax=255,
        zorder=8,
        aspect="auto",
        interpolation="none",
    )
    page.axes.set_xlim(0, page.w)
    page.axes.set_ylim(page.h, 0)


def draw_logo(page: Page, logo: bytes) -> float:
    """Put a logo in the corner where reading ends; give the width it takes."""
    if not logo:
        return 0
    margin = margin_of(page)
    picture = imread(io.BytesIO(logo), format="png" if logo[:4] == b"\x89PNG" else "jpg")
    high = 64 * page.u
    wide: float = min(high * picture.shape[1] / picture.shape[0], 200 * page.u)
    left = margin if page.rtl else page.w - margin - wide
    page.axes.imshow(picture, extent=(left, left + wide, margin + high, margin), zorder=8, aspect="auto")
    page.axes.set_xlim(0, page.w)
    page.axes.set_ylim(page.h, 0)
    return wide + margin / 2


def draw_front(page: Page, message: Message, foot: float, logo: float, picture: str) -> tuple[Box, Box | None]:
    """Write a message, and give the box of its picture, and of a legend where there is a narrow column for one.

    Parameters
    ----------
    foot : the y above the foot. logo : the width a logo takes of the first lines.
    picture : the layout; a map may stand beside the words, a chart and rows of claims are as wide as the card, or as its half.
    """
    margin = margin_of(page)
    inner, top, gap = page.w - 2 * margin, margin, page.least
    head, rest = blocks_of(page, message)
    if is_wide(page) and not (picture == "before_after" and not is_roomy(page)):
        column = (0.36 if is_roomy(page) else 0.52) * inner
        at = page.w - margin - column if page.rtl else margin
        every = squeeze(page, [[*head, *x] for x in rest], column, foot - top)
        y = set_blocks(page, every, (at, top, column - (logo if logo else 0), foot - top))
        left = margin if page.rtl else margin + column + gap
        box = (left, top + (logo and 64 * page.u), inner - column - gap, foot - top - 0.4 * gap - (logo and 64 * page.u))
        return box, ((at, y, column, foot - y) if is_roomy(page) else None)
    y = set_blocks(page, squeeze(page, [head], inner - logo, 0.4 * page.h), (margin, top, inner - logo, 0.42 * page.h)) + 0.2 * gap
    strip = TIMELINE * page.least if picture == "map_timeline" else 0  # its chart runs below words and map
    under = foot - y - strip - height_of(page, rest[0], inner)
    if is_wide(page):  # two sides need the whole width
        return (margin, y, inner, foot - y - 0.4 * gap), None
    if not picture.startswith("map") or is_roomy(page) or under > _STACKED * inner:
        told = squeeze(page, rest, inner, (0.45 if picture.startswith("map") else 0.36) * (foot - y))
        y = set_blocks(page, told, (margin, y, inner, foot - y)) + 0.2 * gap
        return (margin, y, inner, foot - y - 0.4 * gap), None
    column = _SIDE * inner
    if foot - strip - y < 1.2 * (inner - column):  # what the words leave out leaves the map its height
        rest = rest[2:]  # one caveat, in few words
    at = page.w - margin - column if page.rtl else margin
    end = set_blocks(page, squeeze(page, rest, column, foot - strip - y), (at, y, column, foot - strip - y)) + 0.2 * gap
    left = margin if page.rtl else margin + column + 0.7 * gap
    return (left, y, inner - column - 0.7 * gap, foot - y - 0.4 * gap), (at, end, column, foot - strip - end - 0.4 * gap)
