"""What is the one message of a card: its figure, what that counts, where and when, and the one caveat that matters most for it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo.choice.address import View
from geo.count.tally import Totals
from geo.evidence.coverage import days_of
from geo.show.accused import Accused, accused_in
from geo.show.answers import standing_of
from geo.show.chosen import Chosen
from geo.show.compare import Comparison, caveats
from geo.show.conceded import conceded_alike, conceded_sentence
from geo.show.covered import lead_covered, of_data, ungraded_days
from geo.show.declared import declared_of
from geo.show.details import figure
from geo.show.names import incident_name
from geo.show.repeat_marks import message_text
from geo.show.repeats import repeats_sentence
from geo.show.sentence import carriers_text, figure_of, filter_texts, or_if_one, others_text, window_text, without_text
from geo.show.terms import terms_of
from geo.text import words
from geo.text.languages import listed

_TYPES = {"airstrike", "artillery", "drone"}  # of strikes, that have a wording of their own


@dataclass(frozen=True)
class Message:
    """``place`` and ``days`` stand over it; ``figure`` stands large (empty: there is none), ``what`` says what it counts, ``beside`` what must stand
    with it, ``caveat`` what would overturn it most (``short``: the same in few words, for a small card). ``more`` is drawn where there is room for it."""

    place: str
    days: str
    figure: str
    what: str
    beside: str
    caveat: str
    more: str = ""
    short: str = ""
    accused: tuple[tuple[str, str], ...] = ()  # of one incident: who, and what they answered
    named: bool = False  # place and days belong into its one line
    harm: bool = True  # the figure is of people killed, or of places hit; else of what a party declared or conceded, and has another colour

    def title(self, lang: str) -> str:
        """Write figure and what it counts in one line."""
        told = words.say("card_message_title", lang, figure=self.figure, what=self.what) if self.figure else self.what
        return words.say("card_title_named", lang, title=told, name=listed((self.place, self.days), lang)) if self.named else told


def over(chosen: Chosen, lang: str) -> tuple[str, str]:
    """Write where and when a choice is: its extent with every other filter, and its window."""
    filters = chosen.filters
    place = listed([words.say(f"extent_{filters.extent}", lang), *filter_texts(filters, chosen.totals.names, lang)], lang)
    return place, window_text(filters, chosen.record.span, lang)


def message_of(chosen: Chosen, lang: str) -> Message:
    """Give the message of a selection: the range of its headline, else how many incidents it has; never a bare number where there is a range."""
    totals, covered = chosen.totals, chosen.covered
    place, days = over(chosen, lang)
    documented = _documented(totals, lang)
    graded = ungraded_days(covered.gradings, bool(chosen.filters.source), lang) if totals.everything.certain else ""
    if not (totals.headline.certain and totals.headline.has_figure):
        what = documented if totals.everything.incidents else words.say("card_title", lang, what=place)
        return Message(place, days, "", what, chosen.sentence(lang)[0], caveat_of(chosen, lang))
    what = words.say("card_message_killed", lang, incidents=words.count("incidents", totals.headline.certain, lang))
    beside = f"{documented}{lead_covered(covered.incidents, lang)}. {graded}".strip()
    figure = figure_of(totals.headline, lang)
    return Message(place, days, figure, what, beside, caveat_of(chosen, lang), others_text(totals.headline, lang), _short(totals, lang))


def message_seen(chosen: Chosen, view: View) -> Message:
    """Give the message of a selection as its map shows it: of the places of its level of repeats, else of the whole."""
    return message_of_repeats(chosen, view.lang) if view.show == "repeats" else message_of(chosen, view.lang)


def message_of_repeats(chosen: Chosen, lang: str) -> Message:
    """Give the message of the map's level of repeats: how many named places have more than one incident, a range where that is not certain, and what
    would overturn it."""
    place, days = over(chosen, lang)
    repeats = chosen.repeats
    if not repeats.places:
        return Message(place, days, "", words.say("repeat_none", lang), repeats_sentence(repeats, lang), "")
    told = {"n": words.number(repeats.sure, lang), "hit": words.number(repeats.hit_again, lang)}
    beside = f"{words.say('repeat_beside', lang, **told)}{lead_covered(chosen.covered.incidents, lang)}."
    figure, what = message_text(repeats, lang)
    return Message(place, days, figure, what, beside, words.say("repeat_overturns", lang))


def _documented(totals: Totals, lang: str) -> str:
    """Write how many incidents are documented so far, certain and possible, and how many if the likely pairs are one event."""
    whole = totals.everything
    possible = words.say("and_possible", lang, n=words.number(whole.possible, lang)) if whole.possible else ""
    told = words.say("card_message_documented", lang, incidents=words.count("incidents", whole.certain, lang))
    return told + possible + or_if_one(whole.certain, totals.spared, lang)


def caveat_of(chosen: Chosen, lang: str) -> str:
    """Write what would overturn the headline of a choice most: the incidents that carry its range, else its weightiest term."""
    totals = chosen.totals
    if carried := totals.carried.get("headline"):
        told = {"n": words.number(carried.width, lang), "between": words.number(carried.between, lang)}
        told |= {"named": carriers_text(carried, lang), "rest": without_text(carried, lang)}
        return words.say("card_carried_one" if len(carried.carriers) == 1 else "card_carried_more", lang, **told)
    terms = terms_of(totals, lang)
    return terms[0].more if terms else ""


def _short(totals: Totals, lang: str) -> str:
    """Write the ends of the headline without the incidents that carry its range, in few words; nothing where none does."""
    carried = totals.carried.get("headline")
    if carried is None:
        return ""
    names = listed(
        (
            f"{words.in_language((c.place_name, c.place_name_ar), lang) or words.say('unnamed', lang)} ({words.days(c.date_start, c.date_end, lang)})"
            for c in carried.carriers
        ),
        lang,
    )
    return words.say("card_carried_short", lang, named=names, rest=without_text(carried, lang))


def message_of_conceded(chosen: Chosen, lang: str) -> Message:
    """Give the message of reported against conceded, like with like: what was conceded in incidents with a number, and what was reported there."""
    place, days = over(chosen, lang)
    told = conceded_alike(standing_of(chosen), lang)
    if told is None:
        whole = message_of(chosen, lang)
        return replace(whole, beside=" ".join(x for x in (whole.beside, _answered(chosen, lang)) if x))
    figure, alike = told
    what = words.say("card_conceded_what", lang, **alike)
    return Message(place, days, figure, what, _answered(chosen, lang), words.say("card_conceded_caveat", lang), harm=False)


def _answered(chosen: Chosen, lang: str) -> str:
    return conceded_sentence(standing_of(chosen), lang, alike=False)


def message_of_two(pair: Comparison, lang: str) -> Message:
    """Give the message of two selections: which certainly has more incidents a day, or that neither has; and what keeps them from comparing plainly."""
    a, b = pair.sides
    verdict = pair.counts
    big = pair.names[0 if verdict == "a" else 1]
    key = "nested" if pair.nested else {"a": "more", "b": "more"}.get(verdict, verdict)
    lines = caveats(a, b, lang)
    place = over(a, lang)[0] if over(a, lang)[0] == over(b, lang)[0] else words.say("card_two", lang)
    return Message(place, "", "", words.say(f"card_two_{key}", lang, big=big), " ".join(lines[:1]), "", " ".join(lines[1:]))


def message_of_watching(chosen: Chosen, lang: str) -> Message:
    """Give the message of who was watching: on how many days of a window a source recorded, and graded, what happened."""
    place, days = over(chosen, lang)
    parts = {"n": chosen.covered.incidents, "k": chosen.covered.gradings}
    told = {name: words.number(days_of(part.held), lang) for name, part in parts.items()}
    first, last = chosen.ends
    every = (last - first).days + 1
    told["m"] = words.number(every, lang)
    whole = all(days_of(part.held) == every for part in parts.values())
    key = "covered_unknown" if not chosen.covered.incidents.known else "card_watching_all" if whole else "card_watching"
    asked = chosen.record.asked(chosen.filters)
    limits = [
        of_data(row.notes, lang).rstrip(".") + "."
        for row in chosen.record.covered
        if row.without and row.touches(asked) and row.first <= last and row.last >= first
    ]
    return Message(place, days, "", words.say(key, lang, **told), words.say("card_watching_note", lang), " ".join(limits))


def message_of_declared(chosen: Chosen, lang: str) -> Message:
    """Give the message of the strikes a party declared: a night before the campaign and since, and why the two are not quite alike.

    Raises
    ------
    ValueError : the record quotes no night (the text says so).
    """
    told = declared_of(chosen.record)
    if told is None:
        raise ValueError(words.say("card_needs_declared", lang))
    named = told.named(lang)
    when = words.days(pd.Timestamp(told.span[0]), pd.Timestamp(told.span[1]), lang)
    place = words.say("card_declared_place", lang, place=told.place)
    if "before" not in named:
        figure = named["since"]
        return Message(
            place, when, figure, words.say("card_declared_since", lang), words.say("card_declared_nights", lang, **named), "", harm=False
        )
    what = words.say("card_declared_what", lang)
    beside, caveat = words.say("card_declared_nights", lang, **named), words.say("card_declared_caveat", lang)
    return Message(place, when, words.say("card_declared_figure", lang, **named), what, beside, caveat, harm=False)


def message_of_incident(chosen: Chosen, row: dict[str, Any], claims: list[dict[str, Any]], lang: str) -> Message:
    """Give the message of one incident: its range, where and when; how many claims say so, who was accused and what they answered.

    Parameters
    ----------
    row : of ``Record.incidents``. claims : its claims.
    """
    place, days = incident_name(row, lang), words.days(row["date_start"], row["date_end"], lang)
    told = words.say("card_incident_lead", lang, figure=figure(row, lang), claims=words.count("claims", len(claims), lang))
    mine = chosen.record.claims[chosen.record.claims["claim_id"].isin([c["claim_id"] for c in claims])]
    accused = accused_in(mine, chosen.record.answers, lang)
    answered = {x.name for x in accused if not x.silent}
    accused = [x for x in accused if not (x.silent and x.name in answered)]  # one source found the answer that another did not
    lines = list(dict.fromkeys(x.line(lang) for x in accused))
    named = any(c["belligerent"] not in ("", "unknown") for c in claims)
    caveat = words.say("card_accused", lang, lines="; ".join(lines)) if lines else "" if named else words.say("card_no_accused", lang)
    brief = listed(dict.fromkeys(f"{_named(x)}: {x.answer.partition(' (')[0]}" for x in accused), lang)
    whole = Message(place, days, "", listed((place, days), lang), told, caveat, short=brief, accused=_accused_blocks(accused, named, lang))
    if row["no_figure"] or row["fighting"]:
        return whole
    range_ = words.range_text(row["killed_min"], row["killed_max"], row["open_ended"], lang)
    return replace(whole, figure=range_, what=words.say(f"card_killed_{_kind_of(row, claims)}", lang), named=True)


def _kind_of(row: dict[str, Any], claims: Sequence[Mapping[str, Any]]) -> str:
    """Give the kind of an incident, and of a strike its type, where every claim that states one states the same."""
    types = {c["strike_type"] for c in claims} - {"unknown"}
    return types.pop() if row["event_kind"] == "strike" and len(types) == 1 and types <= _TYPES else str(row["event_kind"])


def _accused_blocks(accused: Sequence[Accused], named: bool, lang: str) -> tuple[tuple[str, str], ...]:
    """Give those accused of an incident, each once, with what they answered; *suspected* stays with a name, for it is less than *known*."""
    if not accused:
        return () if named else ((words.say("card_no_accused", lang), ""),)
    return tuple(dict.fromkeys((_named(x), x.brief) for x in accused))


def _named(one: Accused) -> str:
    return f"{one.name} ({one.role})" if one.suspected else one.name
