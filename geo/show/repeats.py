"""Which places have more than one incident, in words and as a table?"""

from collections.abc import Callable
from typing import Any

import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.count.repeats import Repeat, Repeats
from geo.count.sums import NOTHING
from geo.show.chosen import Chosen
from geo.show.names import area_names
from geo.show.sentence import carried_text, figure_of
from geo.show.tables import Table
from geo.text import words

_SORTS: dict[str, Callable[[Repeat], Any]] = {
    "incidents": lambda x: x.every.certain,
    "if_one": lambda x: x.every.certain - x.spared,
    "possible": lambda x: x.every.possible,
    "claims": lambda x: x.every.claims,
    "span": lambda x: x.stretch.most,
    "first": lambda x: x.stretch.first,
    "last": lambda x: x.stretch.last,
    "strikes": lambda x: x.strikes,
    "headline": lambda x: x.headline.killed_max if x.headline.has_figure else -1,
}


def repeats_sentence(repeats: Repeats, lang: str) -> str:
    """Write how many named places have more than one incident, and in how many that is not certain."""
    say, number = words.say, words.number
    every, sure = len(repeats.places), repeats.sure
    if not every:
        return say("repeats_none", lang, nowhere=words.count("incidents", repeats.nowhere, lang))
    told = say("repeats_sentence", lang, n=number(sure, lang), hit=number(repeats.hit_again, lang))
    if every > sure:
        told += " " + say("repeats_perhaps", lang, n=number(every - sure, lang))
    return f"{told} {say('repeats_beside', lang, once=number(repeats.once, lang), nowhere=words.count('incidents', repeats.nowhere, lang))}"


def repeats_note(lang: str) -> str:
    """Write by what rule an incident is at a place."""
    return words.say("repeats_rule", lang, km=words.number(s.PLACE_REACH_M / 1000, lang))


def repeats_table(chosen: Chosen, repeats: Repeats, sort: str, lang: str) -> Table:
    """Give a row a place: certain incidents, how many if the likely pairs are one event, possible ones, strikes among them, days from first to
    last, sources and claims, and the killed range of each grading that occurs, with the single incidents that carry it;
    gradings are not added up. Sorted as asked, or the surest first.
    """
    say, number = words.say, words.number
    names = area_names(chosen.record, "place", lang)
    gradings = [g for g in voc.GRADINGS if g not in voc.HEADLINE_GRADINGS and any(g in x.by_grading for x in repeats.places)]
    heads = ["place", "incidents", "if_one", "possible", "sure", "strikes", "span", "first", "last", "sources", "claims", "headline"]
    heads += [*gradings, "no_figure", "unsure", "carried"]
    key = _SORTS.get(sort.lstrip("-"))
    ordered = list(repeats.places)
    if key:
        known = [x for x in ordered if not pd.isna(key(x))]
        ordered = [*sorted(known, key=key, reverse=sort.startswith("-")), *(x for x in ordered if pd.isna(key(x)))]
    rows = []
    for x in ordered:
        dated = pd.notna(x.stretch.first)
        figures = [x.headline, *(x.by_grading.get(g, NOTHING) for g in gradings)]
        cells = [
            names.get(x.place, x.place),
            number(x.every.certain, lang),
            number(x.every.certain - x.spared, lang),
            number(x.every.possible, lang),
            say("repeats_sure" if x.sure else "repeats_unsure", lang),
            number(x.strikes, lang),
            words.range_text(x.stretch.least, x.stretch.most, False, lang) if dated else say("undated", lang),
            words.day(x.stretch.first, lang) if dated else say("undated", lang),
            words.day(x.stretch.last, lang) if dated else say("undated", lang),
            " + ".join(say(f"source_{c}", lang) for c in x.sources),
            number(x.every.claims, lang),
            *(figure_of(f, lang) if f.incidents else "–" for f in figures),
            number(x.every.no_figure, lang),
            number(x.unsure, lang),
            " ".join(carried_text(one, group, lang) for group, one in x.carried.items()) or "–",
        ]
        rows.append((x.place, cells))
    own = {g: say("column_killed_of", lang, grading=say(f"grading_{g}", lang)) for g in gradings}
    labels = [(h, own.get(h) or say(f"column_{h}", lang)) for h in heads]
    numbers = frozenset(heads) - {"place", "sure", "first", "last", "sources", "carried"}
    return Table(labels, rows, numbers, frozenset(_SORTS), sort if key else "")
