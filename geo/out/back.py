"""What stands on the back of a card: everything that is not the one message, in letters one can read."""

from typing import TYPE_CHECKING

from geo.choice.address import View
from geo.colours import INK, QUIET
from geo.out.attack import attack_lines
from geo.out.bodies import Card
from geo.out.front import Block, height_of, margin_of, set_blocks
from geo.out.sheet import Page
from geo.text import words

if TYPE_CHECKING:
    from geo.out.card import Texts


def draw_back(texts: "Texts", card: Card, view: View) -> Page:
    """Draw the back of a card, as wide as its front and as high as its words need."""
    lang, say = view.lang, words.say
    page = Page(card.size, lang, card.digits)
    size = page.size(19)
    parts = [
        (texts.title, 1.25, True, INK),
        (texts.lead, 1, False, INK),
        (texts.rest, 1, False, INK),
        (say("attack_back", lang), 1, True, INK),
        *((line, 1, False, INK) for line in attack_lines(texts.found, lang)),
        (say("card_back_sources", lang), 1, True, INK),
        *((note, 1, False, QUIET) for note in texts.notes),
        (texts.address and say("card_check_at", lang, address=f"\u2066{texts.address}\u2069"), 1, False, INK),
    ]
    blocks = [Block(text, share * size, page.least, bold, colour, 1.36) for text, share, bold, colour in parts if text]
    margin = margin_of(page)
    inner = page.w - 2 * margin
    need = height_of(page, blocks, inner)
    page = Page(card.size, lang, card.digits, height=max(page.h, round(need + 2 * margin + size)))
    set_blocks(page, blocks, (margin, margin, inner, page.h - 2 * margin))
    return page
