"""What can be posted with a card, in its language: made from the words of the card by rules, so that no post says more than the card does."""

from dataclasses import dataclass

from geo.choice.address import View
from geo.out.card import Texts
from geo.record.known import Record
from geo.text import words

POST = 280  # characters the shortest of the usual networks takes


@dataclass(frozen=True)
class Posts:
    """``short`` and ``long`` captions, a ``thread`` of three, and how to cite the card."""

    short: str
    long: str
    thread: tuple[str, str, str]
    citation: str


def write_posts(record: Record, texts: Texts, view: View) -> Posts:
    """Write what can be posted with a card.

    The message comes first, with what must stand beside it (days not covered, the count if likely pairs are one event), whole, even where that is
    longer than ``POST``: a figure is never cut from its limits. Then what would overturn it, then whose figures these are.
    """
    lang, say, message = view.lang, words.say, texts.message
    over = ", ".join(x for x in (message.place, message.days) if x)
    first = " ".join(x for x in (f"{over}: {texts.title}." if over and over not in texts.title else f"{texts.title}.", message.beside) if x)
    second = " ".join(x for x in (message.caveat, message.more) if x) or texts.foot[-1]
    check = say("card_check_at", lang, address=texts.address) if texts.address else ""
    third = " ".join(x for x in (*texts.foot, say("card_hash", lang, hash=record.fingerprint), check) if x)
    short = " ".join(x for x in (first, check) if x)
    numbers = [say("post_of", lang, k=words.number(k, lang), n=words.number(3, lang)) for k in (1, 2, 3)]
    thread = tuple(f"{text} {k}" for text, k in zip((first, second, third), numbers, strict=True))
    cited = say("post_citation", lang, product=say("product", lang), title=f"{over}: {texts.title}" if over else texts.title)
    return Posts(
        short=short,
        long="\n\n".join(x for x in (first, second, " ".join(x for x in (*texts.foot, check) if x)) if x),
        thread=(thread[0], thread[1], thread[2]),
        citation=f"{cited} {' '.join(x for x in (*texts.notes, check) if x)}",
    )
