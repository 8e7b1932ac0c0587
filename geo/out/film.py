"""How does a selection become a moving picture: one frame a stretch of time, each with its days, running range, coverage and sources?

The window of a frame begins where the choice begins and ends with the stretch, so that its figures are those the map shows for that
window (``picture.describe``). The last picture is a card of the whole choice, and stands still.
"""

import importlib.util
import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from geo import colours
from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.choice.window import window_ends
from geo.colours import HARM, INK, QUIET
from geo.count.timeline import bin_edges
from geo.out.bodies import Card, own_picture
from geo.out.card import chosen_for, draw_card
from geo.out.cardmap import draw_map
from geo.out.message import message_seen
from geo.out.share import choice_of
from geo.out.sheet import Page
from geo.record.known import Record
from geo.seals import new_place, seal
from geo.show.chosen import Chosen
from geo.text import words
from geo.text.languages import listed

FRAME_MS, END_MS = 250, 4000
MOST_FRAMES, MOST_STILLS = 120, 13
_RATE = 12  # pictures a second of an MP4, whose pictures are all as long


class NeedsPyav(ValueError):
    """PyAV, which writes MP4, is not installed (requirements-film.txt)."""


def film_formats() -> tuple[str, ...]:
    """Give the formats that can be written here."""
    return tuple(x for x in voc.FILM_FORMATS if x != "mp4" or importlib.util.find_spec("av") is not None)


@dataclass(frozen=True)
class Film:
    """What is asked of a moving picture besides the choice; the stretch of a frame is ``View.stop``. As ``bodies.Card`` where names are the same."""

    size: str = "1080x1080"
    digits: str = "european"
    palette: str = "red"
    safe: bool = True
    days: str = "day"

    def card(self) -> Card:
        """Give the still card at the end."""
        return Card(self.size, "map", "", self.digits, self.palette, self.safe, self.days)


def windows_of(record: Record, filters: Filters, stop: str, lang: str, most: int = MOST_FRAMES) -> list[tuple[date, date]]:
    """Give the first and last day of each frame, the last that of the choice.

    Raises
    ------
    ValueError : more than ``most``, or no day at all (the text says what to do).
    """
    first, last = window_ends((filters.start, filters.end), record.span)
    ends = [(edge - pd.Timedelta(days=1)).date() for edge in bin_edges(record.span, stop, record.phases)]
    frames = [(first, end) for end in ends if first <= end < last] + [(first, last)]
    if first > last or len(frames) > most:
        raise ValueError(words.say("film_frames", lang, n=words.number(len(frames), lang), most=words.number(most, lang)))
    return frames


def frames_of(chosen: Chosen, view: View, most: int = MOST_FRAMES) -> Iterator[Chosen]:
    """Give what each frame is made of; what passes the filters whatever its date is tallied once (``tallies.tally_of``)."""
    for first, last in windows_of(chosen.record, chosen.filters, view.stop, view.lang, most):
        yield replace(chosen, filters=replace(chosen.filters, start=first, end=last))


def draw_frame(whole: Chosen, one: Chosen, view: View, film: Film) -> tuple[Page, dict[str, Any]]:
    """Draw one frame; give its page, and the picture that is drawn on it."""
    page, lang = Page(film.size, view.lang, film.digits), view.lang
    u, margin = page.u, 0.045 * page.w
    inner, high = page.w - 2 * margin, page.h
    message = message_seen(one, view)
    picture = own_picture(one, view)
    first, last = window_ends((one.filters.start, one.filters.end), one.record.span)
    over = " · ".join((words.days(pd.Timestamp(first), pd.Timestamp(last), lang), message.place))
    y = page.paragraph((margin, 0.025 * high, inner, 0.08 * high), over, 30 * u, bold=True, leading=1.25)
    top = y
    if message.figure:
        y = page.paragraph((margin, top, inner, 0.1 * high), message.figure, 72 * u, bold=True, colour=HARM, leading=1.2) + 8 * u
    y = page.paragraph((margin, y, inner, 0.09 * high), message.what, 30 * u, bold=True, leading=1.25)
    page.paragraph((margin, y + 4 * u, inner, 0.325 * high - y), message.beside, 26 * u, leading=1.3)
    sources = [words.say(f"source_{c}", lang) for c in voc.SOURCES if c in set(whole.claims["source_dataset"])]
    said = words.say("film_sources", lang, names=listed(sources, lang))
    if film.safe:
        said = f"{said} {words.say('card_safe', lang)}"
    foot = 0.905 * high
    page.paragraph((margin, foot, inner, high - foot - 0.4 * margin), said, 26 * u, colour=QUIET, leading=1.25)
    _strip(page, whole, last, (margin, foot - 26 * u, inner, 14 * u))
    draw_map(page, one.record, picture, (margin, 0.335 * high, inner, foot - 0.335 * high - 40 * u), film.palette)
    return page, picture


def _strip(page: Page, whole: Chosen, now: date, box: tuple[float, float, float, float]) -> None:
    """Draw how far the film is; days that no source covers are hatched. Time runs from left to right, as in every chart."""
    left, top, width, height = box
    first, last = window_ends((whole.filters.start, whole.filters.end), whole.record.span)
    days = (last - first).days + 1

    def across(start: Any, end: Any) -> tuple[float, float]:
        a, b = ((pd.Timestamp(d) - pd.Timestamp(first)).days for d in (start, end))
        a, b = max(a, 0), min(b + 1, days)
        return left + width * a / days, width * (b - a) / days

    page.add(Rectangle((left, top), width, height, facecolor=colours.WHITE, edgecolor=colours.EDGE, lw=0.8 * page.line), 2)
    x, wide = across(first, now)
    page.add(Rectangle((x, top), wide, height, facecolor=INK, edgecolor="none", alpha=0.75), 3)
    for a, b in whole.watched.missing:
        x, wide = across(a, b)
        if wide > 0:
            page.add(
                Rectangle((x, top), wide, height, facecolor=colours.WHITE, edgecolor=colours.EDGE, hatch="////", lw=0.5 * page.line), 4
            )


def _image(page: Page) -> Image.Image:
    canvas: Any = page.figure.canvas
    canvas.draw()
    return Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")


def write_film(
    record: Record, filters: Filters, view: View, film: Film, ending: str, told: Callable[[int, int], None] = lambda _done, _of: None
) -> tuple[bytes, str]:
    """Write a moving picture, sealed, as GIF, WebP or MP4, or its frames one under the other as PNG; the same input gives the same bytes (of MP4:
    with the same version of PyAV).

    ``told`` is called with how many frames are drawn, of how many.

    Returns
    -------
    the bytes, and the alternative text.

    Raises
    ------
    ValueError : as ``windows_of``; NeedsPyav : MP4 without PyAV; KeyError : no such format, size or palette.
    """
    if ending not in film_formats() and ending in voc.FILM_FORMATS:
        raise NeedsPyav(words.say("film_needs_pyav", view.lang))
    view = replace(view, selected="", sort="", section="add", present="", basemap="none", split="none", incident="", versus="")
    card = film.card()
    chosen, view = chosen_for(record, filters, view, card)
    pictures, frames = [], list(frames_of(chosen, view, MOST_STILLS if ending == "png" else MOST_FRAMES))
    for one in frames:
        pictures.append(_image(draw_frame(chosen, one, view, film)[0]))
        told(len(pictures), len(frames))
    page, texts = draw_card(record, filters, view, card)
    pictures.append(_image(page))
    look = {"film": "1", "size": film.size, "digits": film.digits, "palette": film.palette}
    place = new_place(choice_of(record, filters, view, format=ending, safe=str(int(film.safe)), days=film.days, **look))
    told_as = "stills_alt" if ending == "png" else "film_alt"
    return seal(_WRITERS[ending](pictures, place), place), words.say(
        told_as, view.lang, n=words.number(len(pictures), view.lang), card=texts.alt
    )


def _times(pictures: list[Image.Image]) -> list[int]:
    return [*[FRAME_MS] * (len(pictures) - 1), END_MS]


def _gif(pictures: list[Image.Image], place: str) -> bytes:
    """Write a GIF of one palette, that of the frame with the most on it; the seal follows its end, where readers look no more."""
    known = pictures[-2].quantize(255, dither=Image.Dither.NONE)
    flat = [p.quantize(palette=known, dither=Image.Dither.NONE) for p in pictures]
    memory = io.BytesIO()
    flat[0].save(memory, "GIF", save_all=True, append_images=flat[1:], duration=_times(flat), loop=0, optimize=False)
    return memory.getvalue() + place.encode()


def _webp(pictures: list[Image.Image], place: str) -> bytes:
    memory = io.BytesIO()
    more = {"append_images": pictures[1:], "duration": _times(pictures), "loop": 0, "quality": 80, "method": 0, "xmp": place.encode()}
    pictures[0].save(memory, "WEBP", save_all=True, **more)
    return memory.getvalue()


def _mp4(pictures: list[Image.Image], place: str) -> bytes:
    """Write an MP4 (H.264); the seal stands in a free box behind its end, which players pass over."""
    import av  # optional: 107 MB, with parts under the GPL

    memory = io.BytesIO()
    with av.open(memory, "w", format="mp4", options={"fflags": "+bitexact"}) as film:
        stream = film.add_stream("libx264", rate=_RATE, options={"crf": "20", "preset": "veryfast", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = *pictures[0].size, "yuv420p"
        for picture, wait in zip(pictures, _times(pictures), strict=True):
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            for _ in range(round(wait * _RATE / 1000)):
                film.mux(stream.encode(frame))
        film.mux(stream.encode(None))
    held = place.encode()
    return memory.getvalue() + struct.pack(">I", 8 + len(held)) + b"free" + held


def _png(pictures: list[Image.Image], place: str) -> bytes:
    """Write the frames one under the other, each as large as in the film: for those who want nothing to move, and for paper."""
    width, height = pictures[0].size
    strip = Image.new("RGB", (width, height * len(pictures)))
    for k, picture in enumerate(pictures):
        strip.paste(picture, (0, k * height))
    memory, held = io.BytesIO(), PngInfo()
    held.add_text("Seal", place)
    strip.save(memory, "PNG", pnginfo=held)
    return memory.getvalue()


_WRITERS = dict(zip(voc.FILM_FORMATS, (_gif, _webp, _mp4, _png), strict=True))


def film_again(choice: dict[str, str], ending: str, record: Record, filters: Filters, view: View) -> bytes | None:
    """Make the film of a choice anew; None if the choice is none of a film's.

    Raises
    ------
    NeedsPyav : it is an MP4, and PyAV is not installed.
    """
    allowed: dict[str, Any] = {"size": s.FILM_SIZES, "digits": voc.DIGITS, "palette": colours.SHADES}
    if any(choice.get(name, "") not in codes for name, codes in allowed.items()):
        return None
    film = Film(choice["size"], choice["digits"], choice["palette"], choice["safe"] == "1", choice["days"])
    try:
        return write_film(record, filters, view, film, ending)[0]
    except NeedsPyav:
        raise
    except ValueError:  # too many frames
        return None
