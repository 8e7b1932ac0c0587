"""Which few figures stand under the one message, each with the words that say what it is? Everything else folds behind them."""

from dataclasses import dataclass

from geo import vocabulary as voc
from geo.count.tally import Totals
from geo.show.sentence import apart_text, carried_text, graded_part, short_figure_of
from geo.text import words
from geo.text.languages import in_parts

MOST = 5  # figures one can take in at a glance


@dataclass(frozen=True)
class Term:
    """A figure, its label of a few words, and the sentence that explains it: a reader opens it."""

    figure: str
    label: str
    more: str


def terms_of(totals: Totals, lang: str) -> list[Term]:
    """Give the few figures that stand beside the headline, never added to it, the weightiest first: how much of its range few incidents make, killed in ungraded incidents,
    incidents graded otherwise, without a number, on other sides of the city's line, pairs that may be one event, in no one subdistrict. What is nothing is left out;
    what comes after ``MOST`` stands in the sentence alone."""
    say, count, number = words.say, words.count, words.number
    told = {g: totals.by_grading[g].certain - totals.by_grading[g].fighting for g in voc.GRADINGS if g not in voc.HEADLINE_GRADINGS}
    others = [g for g, n in told.items() if n and g != "ungraded"]
    whole = totals.everything
    found = []
    if carried := totals.carried.get("headline"):
        key = "carried" if len(carried.carriers) == 1 else "carried_more"
        found.append((key, number(carried.width, lang), carried_text(carried, "headline", lang)))
    if told["ungraded"]:
        found.append(
            (
                "ungraded",
                short_figure_of(totals.by_grading["ungraded"]),
                say("apart", lang, parts=graded_part("ungraded", totals.by_grading["ungraded"], lang)),
            )
        )
    if others:
        n = sum(told[g] for g in others)
        found.append(
            (
                "apart",
                number(n, lang),
                say("apart", lang, parts=in_parts([graded_part(g, totals.by_grading[g], lang) for g in others], lang)),
            )
        )
    if whole.no_figure:
        found.append(
            ("no_figure", number(whole.no_figure, lang), say("no_figure", lang, incidents=count("incidents", whole.no_figure, lang)))
        )
    sides = [side for side in voc.SIDES if side in totals.apart]
    if sides:
        n = sum(totals.apart[side].certain for side in sides)
        found.append(
            (sides[0] if len(sides) == 1 else "sides", number(n, lang), in_parts([apart_text(totals, side, lang) for side in sides], lang))
        )
    if totals.pairs:
        found.append(("pairs", number(totals.pairs, lang), say("pairs_apart", lang, n=count("pairs", totals.pairs, lang))))
    if totals.off_map:
        found.append(("off_map", number(totals.off_map, lang), say("off_map", lang, n=number(totals.off_map, lang))))
    return [Term(figure, say(f"term_{key}", lang), more[0].upper() + more[1:]) for key, figure, more in found[:MOST]]
