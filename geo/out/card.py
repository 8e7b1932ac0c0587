"""How does a selection become a finished picture, with its caption, ranges, precision, sources and licence inside the frame?

Drawn with matplotlib from the same plain description as the web map (``picture.describe``), so that both show the same figures.
Everything is placed in pixels on one page; Arabic is shaped by matplotlib and set from right to left.
"""

import io
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.image import imread

from geo import colours
from geo.choice.address import View, read_versus
from geo.choice.filters import Filters
from geo.colours import HARM, PAPER, QUIET
from geo.out.attack import Finding, attack, attack_lines
from geo.out.bodies import BODIES, Card, incident_of
from geo.out.message import Message, message_of, message_of_incident
from geo.out.share import choice_of, licences, shareable, shared_id
from geo.out.sheet import Page
from geo.record.known import Record
from geo.record.stored import digest_of
from geo.seals import new_place, seal
from geo.show.chosen import Chosen
from geo.show.compare import caveats, side_names, sides_of, write_difference
from geo.show.details import figure
from geo.show.picture import ground_credit
from geo.text import words

TITLE_LIMIT = 160


@dataclass(frozen=True)
class Texts:
    """The words of a card; ``alt`` and ``caption``, with the whole sentence, stand beside the picture and in the file."""

    title: str
    lead: str
    rest: str
    message: Message  # what is drawn of them
    notes: tuple[str, ...]
    alt: str
    caption: str
    found: tuple[Finding, ...]  # what a hostile reader would say of it


def chosen_for(record: Record, filters: Filters, view: View, card: Card) -> tuple[Chosen, View]:
    """Give what a card is made of, a safe one of nothing but what may leave; and the view with the id its incident has there."""
    if card.safe:
        record, view = shareable(record, card.days), replace(view, incident=shared_id(record, view.incident))
    return Chosen(record, filters, view.level), view


def write_texts(chosen: Chosen, view: View, card: Card) -> Texts:
    """Write the words of a card from the same sentence as every page; ``chosen`` and ``view`` are from ``chosen_for``."""
    lang, say, record, whole = view.lang, words.say, chosen.record, chosen
    lead, rest = chosen.sentence(lang)
    if card.layout == "incident":
        row, claims = incident_of(record, view)
        lead, rest = say("card_incident_lead", lang, figure=figure(row, lang), claims=words.count("claims", len(claims), lang)), ""
        message = message_of_incident(chosen, row, claims, lead, lang)
        chosen = replace(chosen, only=frozenset({view.incident}))  # its own sources, not those of the whole selection
    elif card.layout == "before_after":
        other = read_versus(view.versus, chosen.filters)
        if other is None:
            raise ValueError(say("card_needs_versus", lang))
        mine, theirs = sides_of(chosen, other)
        names = side_names(view.versus, (mine.filters, theirs.filters), record.names, record.span, view.lang)
        lines = [*write_difference(mine, theirs, names, lang), *caveats(mine, theirs, lang)]
        lead, rest = lines[0], " ".join(lines[1:])
        message = Message("", say("card_title_two", lang, what=" / ".join(names)), lead, rest)
    else:
        message = message_of(chosen, lang)
    own = card.title.strip()
    title = (own if len(own) <= TITLE_LIMIT else own[: TITLE_LIMIT - 1] + "…") or message.title(lang)
    if own:  # words of somebody's own stand beside the whole lead, and not under the figure
        message = replace(message, figure="", what=title, beside=lead)
    shown = licences(chosen.claims, lang)
    notes = (*shown, say("credit", lang), say("card_conventions", lang), *([say("card_safe", lang)] if card.safe else []))
    if card.layout != "conceded" and (ground := ground_credit(chosen.record, lang)):  # which has no map
        notes = (*notes, f"{ground}.")
    notes = (*notes, say("card_hash", lang, hash=record.fingerprint))
    said = [lead, rest] if card.layout != "incident" else [lead, message.caveat]
    alt = " ".join(x for x in (say("card_alt", lang, what=say(f"layout_{card.layout}", lang), title=title), *said) if x)
    found = tuple(attack(whole, view, card, message, title))
    return Texts(title, lead, rest, message, notes, alt, " ".join(x for x in (*said, *notes) if x), found)


def draw_card(record: Record, filters: Filters, view: View, card: Card) -> tuple[Page, Texts]:
    """Draw a card.

    Raises
    ------
    ValueError : the layout needs an incident or another side of a comparison, and the view has none (the text says so).
    """
    chosen, view = chosen_for(record, filters, view, card)
    texts = write_texts(chosen, view, card)
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
    large, bold, plain, small = (84 * u, 31 * u, 22 * u, 19 * u) if not wide else (66 * u, 28 * u, 21 * u, 18 * u)
    left, top, width, room = head
    message, y, beside = texts.message, top, width - (logo if wide else 0)
    if message.figure:
        y = page.paragraph((left, y, beside, 0.38 * room), message.figure, large, bold=True, colour=HARM)
    y = page.paragraph((left, y, beside, 0.3 * room), message.what, bold if message.figure else 1.2 * bold, bold=True, leading=1.25) + 8 * u
    y = page.paragraph((left, y, width, 0.36 * room), message.beside, plain) + 6 * u
    if message.caveat:
        y = page.paragraph((left, y, width, (0.4 if wide else 0.34) * room), message.caveat, small, colour=QUIET) + 6 * u
    if body is None:
        body = (margin, y + 6 * u, inner, foot - y - margin - 6 * u)
    legend = (left, y + 10 * u, width, foot - margin - y) if wide else None
    BODIES[card.layout](page, chosen, view, card, body, legend)
    return page, texts


def _footer(page: Page, texts: Texts, margin: float, width: float) -> float:
    """Write sources, licences, conventions and hash at the foot; give the y above it."""
    text = " ".join(texts.notes)
    size = 12.5 * page.u
    size, lines = page.fit(text, width, 0.13 * page.h, size)
    top = page.h - margin - len(lines) * 1.38 * size
    page.paragraph((margin, top, width, page.h - top), text, size, colour=QUIET, keep=True)
    page.axes.plot([margin, margin + width], [top - 8 * page.u] * 2, color=colours.RULE, lw=0.8 * page.line)
    return top - 8 * page.u


def _logo(page: Page, card: Card, margin: float) -> float:
    """Put the logo in the corner where reading ends; give the width it takes."""
    if not card.logo:
        return 0
    picture = imread(io.BytesIO(card.logo), format="png" if card.logo[:4] == b"\x89PNG" else "jpg")
    high = 64 * page.u
    wide: float = min(high * picture.shape[1] / picture.shape[0], 200 * page.u)
    left = margin if page.rtl else page.w - margin - wide
    page.axes.imshow(picture, extent=(left, left + wide, margin + high, margin), zorder=8, aspect="auto")
    page.axes.set_xlim(0, page.w)
    page.axes.set_ylim(page.h, 0)
    return wide + margin / 2


def write_card(record: Record, filters: Filters, view: View, card: Card, ending: str) -> tuple[bytes, Texts]:
    """Write a card, sealed, as PNG, SVG or PDF; the same input gives the same bytes (no dates, no random ids).

    Raises
    ------
    ValueError : as ``draw_card``; KeyError : no such format, size, layout or palette.
    """
    view = replace(view, selected="", sort="", section="add", present="", basemap="none", split="none", stop="month")
    if card.layout != "incident":
        view = replace(view, incident="")
    page, texts = draw_card(record, filters, view, card)
    view = chosen_for(record, filters, view, card)[1]
    look = {"size": card.size, "layout": card.layout, "title": card.title, "digits": card.digits, "palette": card.palette}
    logo = {"logo": digest_of(card.logo)} if card.logo else {}
    place = new_place(choice_of(record, filters, view, format=ending, safe=str(int(card.safe)), days=card.days, **look, **logo))
    checked = " ".join(attack_lines(texts.found, view.lang))
    about: dict[str, dict[str, Any]] = {
        "png": {"Seal": place, "Title": texts.title, "Description": texts.alt, "Comment": checked, "Software": None},
        "svg": {"Title": texts.title, "Description": texts.alt, "Keywords": checked, "Date": None, "Creator": None},
        "pdf": dict.fromkeys(("CreationDate", "ModDate", "Producer", "Creator"))
        | {"Title": texts.title, "Subject": texts.alt, "Keywords": checked},
    }
    memory = io.BytesIO()
    page.figure.savefig(memory, format=ending, dpi=page.dpi, metadata=about[ending], facecolor=PAPER)
    after = {"png": "", "svg": f"<!-- {place} -->\n", "pdf": f"%{place}\n"}[ending]  # a comment: the last mark in the file
    return seal(memory.getvalue() + after.encode(), place), texts
