"""How do the places with more than one incident stand on a map: a mark a place, what its badge tells, and what would overturn it?

The level and the list are of one finding (``chosen.Chosen.repeats``): a place has a mark where it has a row.
"""

from collections.abc import Collection
from typing import Any

import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.count.repeats import Repeat, Repeats, key_at_place
from geo.count.sums import NOTHING, Sum, sum_by
from geo.show.chosen import Chosen
from geo.show.names import area_names
from geo.show.repeats import repeats_note, repeats_sentence
from geo.show.sentence import counted, figure_or_not
from geo.text import words
from geo.text.languages import listed

KEYS = ("often", "when", "doubt", "said_when", "said_strikes", "said_sources", "said_stands")  # of a mark, beside those of every area's


def doubt_of(repeat: Repeat) -> str:
    """Say why a place is perhaps not one of more than one incident: "possible" (days that lie only in part in the window), "one" (likely pairs at the place),
    "elsewhere" (likely pairs with an incident of another place); empty where it is one however these turn out."""
    if repeat.sure:
        return ""
    if repeat.every.certain < 2:
        return "possible"
    return "one" if repeat.every.certain - repeat.spared < 2 else "elsewhere"


def stands_text(repeat: Repeat, lang: str) -> str:
    """Write what the words "more than once" hang on at a place, and what would overturn them."""
    return words.say(f"repeat_stands_{doubt_of(repeat) or 'sure'}", lang)


def when_text(repeat: Repeat, lang: str) -> str:
    """Write first and last day of the dated certain incidents of a place; where there is none, that the days are not known."""
    return words.days(repeat.stretch.first, repeat.stretch.last, lang)


def place_text(repeat: Repeat, lang: str) -> str:
    """Write over how long, by how many sources, how many are counted as strikes, and what would overturn it; how often stands before it (``counted``)."""
    return words.say("repeat_told", lang, **_said(repeat, lang))


def _said(repeat: Repeat, lang: str) -> dict[str, str]:
    stretch, number = repeat.stretch, words.number
    when = when_text(repeat, lang)
    if pd.notna(stretch.first) and stretch.most:
        between = words.range_text(stretch.least, stretch.most, False, lang)
        when = words.say("repeat_when", lang, when=when, days=between)
    if repeat.undated and pd.notna(stretch.first):
        when = words.say("repeat_undated", lang, when=when, n=number(repeat.undated, lang))
    sources = listed((words.say(f"source_{x}", lang) for x in repeat.sources), lang)
    return {
        "incidents": counted(repeat.every, repeat.spared, lang),
        "when": when,
        "strikes": number(repeat.strikes, lang),
        "sources": words.say("repeat_sources", lang, claims=words.count("claims", repeat.every.claims, lang), sources=sources),
        "stands": stands_text(repeat, lang),
    }


def marks_of(chosen: Chosen, spots: dict[str, tuple[float, float]], lang: str) -> list[dict[str, Any]]:
    """Give a mark a place, the keys of an area's mark and ``KEYS``; ``spots`` are latitude and longitude (WGS84 degrees) by code."""
    names = area_names(chosen.record, "place", lang)
    marks = []
    for repeat in chosen.repeats.places:
        code, doubt = repeat.place, doubt_of(repeat)
        said = _said(repeat, lang) | {
            "headline": figure_or_not(repeat.headline, chosen.covered.gradings, lang),
            "ungraded": figure_or_not(repeat.by_grading.get("ungraded", NOTHING), chosen.covered.incidents, lang),
            "near": "",
        }
        name = names.get(code, code)
        marks.append(
            {
                "id": code,
                "lat": spots[code][0],
                "lon": spots[code][1],
                "n": repeat.every.certain,
                "possible": repeat.every.possible,
                "title": name,
                "at_place": True,
                "headline": "",
                "ungraded": "",
                "step": -1,
                "often": words.range_short(repeat.every.certain - repeat.spared, repeat.every.certain, False),
                "when": when_text(repeat, lang),
                "doubt": words.say(f"repeat_doubt_{doubt}", lang) if doubt else "",
                **{f"said_{key}": text for key, text in said.items()},
                "label": words.say("repeat_label", lang, name=name, **said),
            }
        )
    return marks


def off_level(incidents: pd.DataFrame, shown: Collection[str]) -> pd.Series:
    """Say which incidents have no mark on this level, of which these places are ``shown`` (bool)."""
    return ~key_at_place(incidents).isin(list(shown))


def sums_of(chosen: Chosen) -> list[tuple[str, Sum, Sum, Sum, int]]:
    """Give code, sums (all, headline, ungraded) and spared of each place of the level; with an empty code those of all that has no mark there, if any."""
    repeats, every = chosen.repeats.places, chosen.selection.incidents
    rows = [(x.place, x.every, x.headline, x.by_grading.get("ungraded", NOTHING), x.spared) for x in repeats]
    rest = every[off_level(every, [x.place for x in repeats])]
    if rest.empty:
        return rows
    parts = (rest, rest[rest["grading"].isin(voc.HEADLINE_GRADINGS)], rest[rest["grading"] == "ungraded"])
    whole, headline, ungraded = (sum_by(part, pd.Series("", index=part.index, dtype=object)).get("", NOTHING) for part in parts)
    return [*rows, ("", whole, headline, ungraded, 0)]


def repeat_lines(chosen: Chosen, lang: str) -> list[str]:
    """Write the list in lines: first how many places it has and by what rule, then each place by name and code, and what would overturn it there."""
    names = area_names(chosen.record, "place", lang)
    lines = [repeats_sentence(chosen.repeats, lang), repeats_note(lang), words.say("repeat_overturns", lang)]
    return lines + [
        f"{names.get(x.place, x.place)} ({x.place}): {counted(x.every, x.spared, lang)}; {place_text(x, lang)}"
        for x in chosen.repeats.places
    ]


def message_text(repeats: Repeats, lang: str) -> tuple[str, str]:
    """Write how many named places have more than one incident, a range where that is not certain, as figure and as what it counts."""
    most = len(repeats.places)
    return words.range_text(repeats.sure, most, False, lang), words.say(
        "repeat_message_one" if repeats.sure == most == 1 else "repeat_message", lang
    )


def title_of(chosen: Chosen, lang: str) -> dict[str, str]:
    """Write the lines of the map's title that are of this level alone: no figure of the whole selection, for the map draws only a part of it."""
    repeats = chosen.repeats
    beside = chosen.totals.everything.incidents - sum(x.every.incidents for x in repeats.places)
    if not repeats.places:
        return {"count": words.say("repeat_none", lang), "headline": "", "ungraded": ""}
    figure, what = message_text(repeats, lang)
    told = words.say("repeat_title_beside", lang, incidents=words.count("incidents", beside, lang)) if beside else ""
    return {"count": words.say("card_message_title", lang, figure=figure, what=what), "headline": told, "ungraded": ""}


def legend_of(repeats: Repeats, lang: str) -> list[tuple[str, str]]:
    """Give the rows of the legend, (kind of key, text): what a badge tells, what is dashed, and what would overturn it."""
    rows = [("badgekey", words.say("repeat_legend_badge", lang)), ("dot", words.say("repeat_legend_dot", lang))]
    if repeats.sure < len(repeats.places):
        rows.append(("perhaps", words.say("repeat_legend_perhaps", lang)))
    return [*rows, ("note", words.say("repeat_legend_rule", lang, km=words.number(s.PLACE_REACH_M / 1000, lang)))]
