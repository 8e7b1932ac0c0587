"""What may honestly be said about a selection in one sentence?

Headline = Confirmed + Fair (Airwars' rule); weak, ungraded, contested, discounted and "graded differently" stand apart and
are never added to it.
"""

from collections.abc import Mapping
from datetime import date

import pandas as pd

from geo import vocabulary as voc
from geo.choice.filters import Filters
from geo.choice.window import window_ends
from geo.count.carried import GROUPS, Carried, Carrier
from geo.count.sums import Sum
from geo.count.tally import Totals
from geo.evidence.coverage import Part, without
from geo.evidence.kinds import NOT_STATED
from geo.evidence.times import FIRST_HOUR, hours
from geo.land.places import fold
from geo.show.covered import Covered, lead_covered, stretches_text, ungraded_days
from geo.text import words
from geo.text.languages import in_parts, inside, listed


def figure_of(total: Sum, lang: str) -> str:
    """Write the killed range of a sum in words; "none" without incidents, "no figure" when no member has one."""
    if not total.incidents:
        return words.say("legend_none", lang)
    if total.possible and not total.certain:
        return words.say("range_possible", lang)
    if not total.has_figure:
        return words.say("range_none", lang)
    return words.range_text(total.least, total.killed_max, total.open_ended, lang)


def figure_or_not(total: Sum, part: Part, lang: str) -> str:
    """Write the killed range of a sum (``figure_of``); without incidents "none" only where a source could have named one, else that it is not covered."""
    return figure_of(total, lang) if total.incidents or part.silence else words.say("not_covered", lang)


def others_text(total: Sum, lang: str) -> str:
    """Write what sources that do not carry the gradings of a sum say of the same incidents; an empty text where none does."""
    if not total.others:
        return ""
    said = words.range_text(total.others_least, total.others_max, total.others_open, lang)
    return words.say("others_say", lang, incidents=words.count("incidents", total.others, lang), range=said)


def carrier_text(carrier: Carrier, lang: str) -> str:
    """Name an incident that carries a range: place, days, its own range."""
    name = words.in_language((carrier.place_name, carrier.place_name_ar), lang) or words.say("unnamed", lang)
    own = words.range_text(carrier.killed_min, carrier.killed_max, carrier.open_ended, lang)
    return words.say("carrier", lang, name=name, dates=words.days(carrier.date_start, carrier.date_end, lang), range=own)


def carriers_text(carried: Carried, lang: str) -> str:
    """Name the incidents that carry a range, the widest first."""
    return in_parts([carrier_text(c, lang) for c in carried.carriers], lang)


def without_text(carried: Carried, lang: str) -> str:
    """Write both ends of a range without the incidents that carry it."""
    return words.range_text(carried.rest_min, carried.rest_max, carried.rest_open, lang)


def carried_text(carried: Carried, group: str, lang: str) -> str:
    """Write which incidents carry the range of a grading group, how much of it, and both ends without them."""
    n = len(carried.carriers)
    told = {"n": words.number(carried.width, lang), "between": words.number(carried.between, lang), "rest": without_text(carried, lang)}
    told |= {"grading": words.say(f"grading_{group}", lang), "named": carriers_text(carried, lang)}
    return words.say("carried_one" if n == 1 else "carried_more", lang, **told)


def short_figure_of(total: Sum) -> str:
    """Write the killed range of a sum for a badge; a dash when no member has a figure."""
    if not total.has_figure:
        return "–"
    return words.range_short(total.least, total.killed_max, total.open_ended)


def window_text(filters: Filters, span: tuple[date, date], lang: str) -> str:
    """Write the window in words, the data's own first and last day where none is set."""
    first, last = window_ends((filters.start, filters.end), span)
    return words.days(pd.Timestamp(first), pd.Timestamp(last), lang)


def or_if_one(n: int, spared: int, lang: str) -> str:
    """Write, after a count of incidents, how many they are if the likely pairs are one event; nothing where that is as many."""
    return words.say("or_if_one", lang, n=words.number(n - spared, lang)) if spared else ""


def counted(total: Sum, spared: int, lang: str) -> str:
    """Write the incidents of a sum: certain, possible, and how many the certain ones are if the likely pairs are one event."""
    possible = words.say("and_possible", lang, n=words.number(total.possible, lang)) if total.possible else ""
    return words.count("incidents", total.certain, lang) + possible + or_if_one(total.certain, spared, lang)


def apart_text(totals: Totals, side: str, lang: str) -> str:
    """Write the incidents on another side of the city's line that an extent counts apart."""
    return words.say(f"apart_{side}", lang, incidents=counted(totals.apart[side], totals.apart_spared.get(side, 0), lang))


def attacks_text(attacks: Sum, lang: str) -> str:
    """Write the attacks on civilians by a named side that a choice of strikes and fighting counts apart."""
    key = "attacks_apart" if attacks.has_figure else "attacks_apart_none"
    return words.say(key, lang, incidents=counted(attacks, 0, lang), range=figure_of(attacks, lang))


def _headline_text(totals: Totals, graded: Part, chosen: bool, lang: str) -> str:
    """Write the range of the headline, and what of the window no source grades; that none is graded only over days that one grades.

    ``chosen``: whether the reader chose the sources.
    """
    headline, silent, unwatched = totals.headline, graded.silence, ungraded_days(graded, chosen, lang)
    if not headline.incidents and totals.aside_graded:
        key = "lead_no_headline_aside" if silent else "lead_headline_aside"
    elif not headline.incidents:
        part = "lead_no_headline_part_spoken" if graded.spoken else "lead_no_headline_part"
        key = "lead_no_headline" if silent else part if graded.state == "part" else ""
        unwatched = "" if key else unwatched  # says it itself
    elif not headline.certain:
        key = "lead_headline_possible" if silent else "lead_headline_only_possible"
    else:
        key = "lead_headline" if headline.has_figure else "lead_headline_no_figure"
    incidents = words.count("incidents", headline.certain or headline.possible, lang)
    told = {"incidents": incidents, "range": figure_of(headline, lang), "dates": stretches_text(graded.held, lang)}
    told["aside"] = words.count("incidents", totals.aside_graded, lang)
    return " ".join(filter(None, [words.say(key, lang, **told) if key else "", others_text(headline, lang), unwatched]))


def _left_out(totals: Totals, lang: str) -> list[str]:
    """Write what the choice counts apart for its kind, attacks on civilians and fighting without civilian dead, or for want of a time."""
    texts = [attacks_text(totals.attacks_apart, lang)] if totals.attacks_apart.incidents else []
    if totals.fighting_apart.incidents:
        texts.append(words.say("fighting_apart", lang, incidents=counted(totals.fighting_apart, 0, lang)))
    if totals.untimed_apart.incidents:
        texts.append(words.say("untimed_apart", lang, incidents=counted(totals.untimed_apart, 0, lang)))
    return texts


def graded_part(grading: str, total: Sum, lang: str) -> str:
    """Write the killed range and the incidents of one grading, as a part of what is counted apart."""
    return words.say(
        "apart_part" if total.has_figure else "apart_part_none",
        lang,
        grading=inside(words.say(f"grading_{grading}", lang), lang),
        range=figure_of(total, lang),
        incidents=words.count("incidents", total.certain - total.fighting, lang),
    )


def _fought(total: Sum, lang: str) -> list[str]:
    """Write how many incidents are fighting between named sides, and what this land's own record says of them."""
    text = words.say("fought", lang, incidents=words.count("incidents", total.fought, lang))
    return [" ".join(filter(None, (text, words.own_text("fighting_note", lang))))] if total.fought else []


def _counted_apart(totals: Totals, covered: Covered, span: tuple[date, date], lang: str) -> list[str]:
    """Write what no sum of killed holds or a reader must know beside it, a text each."""
    say, count, whole = words.say, words.count, totals.everything
    extra = []
    if whole.status_unknown:
        extra.append(say("status_unknown", lang, n=words.number(whole.status_unknown, lang)))
    if whole.differ:
        extra.append(say("figures_excluded", lang, incidents=count("incidents", whole.differ, lang)))
    if whole.no_lowest:
        extra.append(say("no_lowest", lang, incidents=count("incidents", whole.no_lowest, lang)))
    if whole.fighting:
        extra.append(say("fighting", lang, incidents=count("incidents", whole.fighting, lang)))
    extra += _fought(whole, lang)
    if totals.pairs:
        extra.append(say("pairs_apart", lang, n=words.count("pairs", totals.pairs, lang)))
    if totals.aggregates:
        extra.append(say("aggregates", lang, incidents=count("incidents", totals.aggregates, lang)))
    if totals.set_aside:
        extra.append(say("set_aside", lang, incidents=count("incidents", totals.set_aside, lang)))
    if totals.off_map:
        extra.append(say("off_map", lang, n=words.number(totals.off_map, lang)))
    if totals.undated:
        extra.append(say("undated_left_out", lang, n=words.number(totals.undated, lang)))
    extra += [apart_text(totals, side, lang) for side in voc.SIDES if side in totals.apart]
    extra += _left_out(totals, lang)
    if not covered.incidents.known:
        extra.append(say("covered_unknown", lang))
    if without(covered.incidents.window, (span,)):
        extra.append(say("outside_record", lang, dates=words.days(pd.Timestamp(span[0]), pd.Timestamp(span[1]), lang)))
    return extra


def count_text(totals: Totals, filters: Filters, span: tuple[date, date], covered: Covered, lang: str) -> str:
    """Write the first part of the lead: what of, when, how many incidents, and what of the window is covered."""
    whole = totals.everything
    text = words.say(
        "lead_count",
        lang,
        extent=listed([words.say(f"extent_{filters.extent}", lang), *filter_texts(filters, totals.names, lang)], lang),
        dates=window_text(filters, span, lang),
        incidents=words.count("incidents", whole.certain, lang),
    )
    if whole.possible:
        text += words.say("and_possible", lang, n=words.number(whole.possible, lang))
    return text + or_if_one(whole.certain, totals.spared, lang) + lead_covered(covered.incidents, lang) + "."


def beside_headline(totals: Totals, graded: Part, chosen: bool, lang: str) -> str:
    """Write what belongs to the headline's range wherever it stands: what other sources say of its incidents, and what of the window no source
    grades. ``chosen``: whether the reader chose the sources."""
    return " ".join(filter(None, [others_text(totals.headline, lang), ungraded_days(graded, chosen, lang)]))


def write_sentence(totals: Totals, filters: Filters, span: tuple[date, date], covered: Covered, lang: str) -> tuple[str, str]:
    """Write the honest sentence in two parts: the lead (counts, what of the window is covered, headline), and everything counted apart."""
    say, count = words.say, words.count
    whole = totals.everything
    lead = count_text(totals, filters, span, covered, lang)
    if whole.certain:
        lead += " " + _headline_text(totals, covered.gradings, bool(filters.source), lang)

    apart = {g: totals.by_grading[g] for g in voc.GRADINGS if g not in voc.HEADLINE_GRADINGS}
    groups = [(g, total) for g, total in apart.items() if total.certain > total.fighting]
    parts = [graded_part(g, total, lang) for g, total in groups]
    carried = {g: carried_text(totals.carried[g], g, lang) for g in GROUPS if g in totals.carried}
    rest = [carried.pop("headline")] if "headline" in carried else []
    rest += [say("apart", lang, parts=in_parts(parts, lang)), *carried.values()] if parts else []
    if whole.no_figure:
        text = say("no_figure", lang, incidents=count("incidents", whole.no_figure, lang))
        rest.append(text + ".")
    extra = _counted_apart(totals, covered, span, lang)
    if extra:
        text = in_parts(extra, lang)
        rest.append(text[0].upper() + text[1:] + ".")
    return lead, " ".join(rest)


def code_name(name: str, code: str, lang: str) -> str:
    """Name a code of a list filter: a part of the day with its hours, sides as their source names them, isolated."""
    if name == "daytime" and code in FIRST_HOUR:
        first, last = hours(code)
        return words.say("daytime_hours", lang, part=words.say(f"daytime_{code}", lang), first=first, last=last)
    if name == "sides" and code != NOT_STATED:
        return f"\u2068{code}\u2069"
    own = {"daytime": f"daytime_{code}", "infrastructure": f"infrastructure_{code}", "sides": f"sides_{code}"}
    return words.say(own.get(name, f"{name}_{code}"), lang)


def filter_texts(filters: Filters, names: Mapping[str, tuple[str, str]], lang: str) -> list[str]:
    """Write the filters that are set besides extent and window, one text each; ``names`` as in ``Totals``."""

    def named(code: str) -> str:
        return words.area_name(names, code, lang) or code

    texts = []
    if filters.source:
        texts.append(words.say("source_text", lang, names=" / ".join(words.say(f"source_{c}", lang) for c in filters.source)))
    for name in ("kind", "grading", "belligerent", "response", "infrastructure", "daytime", "sides"):
        if getattr(filters, name) not in ((), getattr(Filters, name)):
            texts.append(f"{words.say(f'filter_{name}', lang)}: {' / '.join(code_name(name, c, lang) for c in getattr(filters, name))}")
    if filters.min_killed:
        texts.append(words.say(f"min_killed_text_{filters.says}", lang, n=words.number(filters.min_killed, lang)))
    if filters.precise:
        texts.append(words.say("filter_precise", lang))
    if fold(filters.text):
        texts.append(words.say("text_asked", lang, text=filters.text))
    if filters.near:
        texts.append(words.say("near_km", lang, km=words.number(filters.km, lang), name=named(filters.near)))
    if filters.area:
        texts.append(words.say("area_only", lang, name=named(filters.area)))
    texts += _drawn_texts(filters, lang)
    if filters.near or filters.shape:
        texts.append(words.say("point_only_text", lang))
    return texts


def _drawn_texts(filters: Filters, lang: str) -> list[str]:
    """Write the shape drawn on the map and the frame of the map, by its corners in the south-west and the north-east."""
    texts = [words.say("shape_on", lang)] if filters.shape else []
    if filters.view:
        west, south, east, north = filters.view
        low, high = (f"\u2066{lat:.2f}, {lon:.2f}\u2069" for lat, lon in ((south, west), (north, east)))
        texts.append(words.say("view_on", lang, low=low, high=high))
    return texts
