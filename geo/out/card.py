"""How does a selection become a finished picture, with one message in front and everything else on its back?

Drawn with matplotlib from the same plain description as the web map (``picture.describe``), so that both show the same figures.
Everything is placed in pixels on one page; Arabic is shaped by matplotlib and set from right to left.
"""

import io
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.backends.backend_pdf import PdfPages

from geo.choice.address import View, read_versus
from geo.choice.filters import Filters
from geo.colours import PAPER
from geo.out.attack import Finding, attack, attack_lines
from geo.out.back import draw_back
from geo.out.bodies import BODIES, Card, incident_of, place_of_card
from geo.out.check_at import own_address, public_address
from geo.out.front import draw_foot, draw_front, draw_logo, is_roomy, is_wide, sources_in, sources_line
from geo.out.message import (
    Message,
    message_of,
    message_of_conceded,
    message_of_declared,
    message_of_incident,
    message_of_repeats,
    message_of_two,
    message_of_watching,
)
from geo.out.share import choice_of, licences, shareable, shared_id
from geo.out.sheet import Page
from geo.record.known import Record
from geo.record.stored import digest_of
from geo.seals import new_place, seal
from geo.show.chosen import Chosen
from geo.show.compare import Comparison, caveats, side_names, sides_of, write_difference
from geo.show.picture import ground_credit
from geo.show.repeats import repeats_sentence
from geo.text import words

TITLE_LIMIT = 160
_MAPLESS = ("conceded", "watching", "declared", "timeline")
_BY_LAYOUT = {"conceded": message_of_conceded, "watching": message_of_watching, "declared": message_of_declared}


@dataclass(frozen=True)
class Texts:
    """The words of a card; ``alt`` and ``caption``, with the whole sentence, stand beside the picture, in the file and on the ``back``."""

    title: str
    lead: str
    rest: str
    message: Message  # what is drawn in front
    foot: tuple[str, ...]  # the same, in short: whose figures and ground, never a total
    notes: tuple[str, ...]
    alt: str
    caption: str
    address: str  # where to check it; empty: none is given
    found: tuple[Finding, ...]  # what a hostile reader would say of it


def chosen_for(record: Record, filters: Filters, view: View, card: Card) -> tuple[Chosen, View]:
    """Give what a card is made of, a safe one of nothing but what may leave; and the view with the id its incident has there."""
    if card.safe:
        record, view = shareable(record, card.days), replace(view, incident=shared_id(record, view.incident))
    return Chosen(record, filters, view.level), view


def _message(chosen: Chosen, view: View, card: Card) -> tuple[Message, str, str]:
    """Give the message of a layout, and the whole of what it says in two parts.

    Raises
    ------
    ValueError : as ``draw_card``.
    """
    lang, say = view.lang, words.say
    lead, rest = chosen.sentence(lang)
    if card.layout == "incident":
        row, claims = incident_of(chosen.record, view)
        message = message_of_incident(chosen, row, claims, lang)
        return message, f"{message.place} · {message.days}. {message.beside}", message.caveat
    if card.layout == "before_after":
        other = read_versus(view.versus, chosen.filters)
        if other is None:
            raise ValueError(say("card_needs_versus", lang))
        mine, theirs = sides_of(chosen, other)
        names = side_names(view.versus, (mine.filters, theirs.filters), chosen.record.names, chosen.record.span, lang)
        lines = [*write_difference(mine, theirs, names, lang), *caveats(mine, theirs, lang)]
        return message_of_two(Comparison(mine, theirs, names), lang), lines[0], " ".join(lines[1:])
    if card.layout == "place":
        place_of_card(chosen, lang)
    if view.show == "repeats" and card.layout in ("map", "map_timeline"):
        message = message_of_repeats(chosen, lang)
        return message, f"{repeats_sentence(chosen.repeats, lang)} {lead}", f"{message.caveat} {rest}".strip()
    return _BY_LAYOUT.get(card.layout, message_of)(chosen, lang), lead, rest


def write_texts(chosen: Chosen, view: View, card: Card) -> Texts:
    """Write the words of a card from the same sentence as every page; ``chosen`` and ``view`` are from ``chosen_for``."""
    lang, say, whole = view.lang, words.say, chosen
    message, lead, rest = _message(chosen, view, card)
    address = public_address(card.address, lang)
    if card.layout == "incident":
        chosen = replace(chosen, only=frozenset({view.incident}))  # its own sources, not those of the whole selection
        address = address or own_address(chosen.record, view.incident)
    own = card.title.strip()
    title = (own if len(own) <= TITLE_LIMIT else own[: TITLE_LIMIT - 1] + "…") or message.title(lang)
    if own:  # words of somebody's own stand beside the whole lead, and not under the figure
        message = replace(message, figure="", what=title, beside=lead)
    safe, ground = [say("card_safe", lang)] if card.safe else [], ground_credit(chosen.record, lang)
    under = [f"{ground}."] if ground and card.layout not in _MAPLESS else []
    notes = (*licences(chosen.claims, lang), say("credit", lang), say("card_conventions", lang), *safe, *under)
    notes = (*notes, say("card_hash", lang, hash=chosen.record.fingerprint))
    declared = card.layout == "declared"
    codes = {r.source for r in chosen.record.covered if r.what == "declared_strikes"} if declared else chosen.claims["source_dataset"]
    mapped = [] if card.layout in _MAPLESS else [say("credit", lang), *under]
    foot = (sources_line(sources_in(codes), lang), *mapped, *([] if declared else [say("card_never_total", lang)]))
    told = [lead, rest]
    if card.layout in _BY_LAYOUT:
        told = [message.title(lang) + ".", message.beside, *told, message.caveat]
    alt = " ".join(x for x in (say("card_alt", lang, what=say(f"layout_{card.layout}", lang), title=title), *told) if x)
    found = tuple(attack(whole, view, card, message, title))
    return Texts(title, lead, rest, message, foot, notes, alt, " ".join(x for x in (*told, *notes) if x), address, found)


def draw_card(record: Record, filters: Filters, view: View, card: Card) -> tuple[Page, Texts]:
    """Draw the front of a card.

    Raises
    ------
    ValueError : the layout needs an incident, another side of a comparison, a place, or declared strikes, and there is none; or the address is none
        of the public web (the text says so).
    """
    chosen, view = chosen_for(record, filters, view, card)
    texts = write_texts(chosen, view, card)
    page = Page(card.size, view.lang, card.digits)
    tiny = is_wide(page) and not is_roomy(page)
    foot = draw_foot(page, texts.foot[:-1] if tiny and len(texts.foot) > 1 else texts.foot, texts.address)
    message = texts.message
    if card.layout == "incident":  # its claims say it, a row each; the answer stands beside its map where there is no column for it
        message = replace(
            message,
            beside=message.beside if card.title.strip() else "",
            caveat=message.caveat if is_wide(page) else "",
            short=message.short if is_wide(page) else "",
        )
    body, legend = draw_front(page, message, foot, draw_logo(page, card.logo), card.layout)
    BODIES[card.layout](page, chosen, view, card, body, legend)
    return page, texts


def write_card(record: Record, filters: Filters, view: View, card: Card, ending: str) -> tuple[bytes, Texts]:
    """Write a card, sealed, as PNG, SVG or PDF with its back as a second page; the same input gives the same bytes (no dates, no random ids).

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
    look |= {"address": card.address} if card.address else {}
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
    if ending == "pdf":
        with PdfPages(memory, metadata=about[ending]) as pages:
            for one in (page, draw_back(texts, card, view)):
                pages.savefig(one.figure, dpi=one.dpi, facecolor=PAPER)
    else:
        page.figure.savefig(memory, format=ending, dpi=page.dpi, metadata=about[ending], facecolor=PAPER)
    after = {"png": "", "svg": f"<!-- {place} -->\n", "pdf": f"%{place}\n"}[ending]  # a comment: the last mark in the file
    return seal(memory.getvalue() + after.encode(), place), texts


def write_back(record: Record, filters: Filters, view: View, card: Card) -> bytes:
    """Write the back of a card as PNG: the whole sentence, sources, licences, conventions and the record's hash; it carries no figure of its own.

    Raises
    ------
    ValueError : as ``draw_card``.
    """
    chosen, view = chosen_for(record, filters, view, card)
    texts = write_texts(chosen, view, card)
    page, memory = draw_back(texts, card, view), io.BytesIO()
    page.figure.savefig(memory, format="png", dpi=page.dpi, metadata={"Software": None, "Description": texts.caption}, facecolor=PAPER)
    return memory.getvalue()
