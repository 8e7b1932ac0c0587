"""What would a hostile reader say of a card? ``attack`` plays one, by rules that are named, before the card is saved.

Nothing found means that these rules found nothing, never that a card is true.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from geo.choice.address import View, read_versus
from geo.evidence.answers import answers_to
from geo.out.bodies import Card
from geo.out.message import Message
from geo.show.chosen import Chosen
from geo.show.compare import side_names, sides_of
from geo.show.covered import lead_covered, ungraded_days
from geo.show.names import incident_name
from geo.text import words
from geo.text.languages import in_parts, listed

_NAMED = 3  # incidents that a finding names


@dataclass(frozen=True)
class Finding:
    """One objection: the ``rule`` that made it, what it ``said``, and what to do about it (``proposal``)."""

    rule: str
    said: str
    proposal: str


@dataclass(frozen=True)
class _Case:
    """What a rule looks at: the choice, the card, the words drawn on it, its incidents (rows of ``Record.incidents``) and their claims."""

    chosen: Chosen
    card: Card
    view: View
    drawn: str
    incidents: pd.DataFrame
    claims: pd.DataFrame

    @property
    def lang(self) -> str:
        return self.view.lang

    def number(self, n: int) -> str:
        return words.number(n, self.lang)

    def some(self, rows: pd.DataFrame) -> str:
        """Name some incidents, the first of them."""
        names = [incident_name(r, self.lang) for r in rows.head(_NAMED).to_dict("records")]
        return listed(names, self.lang) + ("" if len(rows) <= _NAMED else ", …")


Rule = Callable[[_Case], Iterator[dict[str, str]]]  # the values of the text of each finding; "key" where it is not the rule's own


def attack(chosen: Chosen, view: View, card: Card, message: Message, title: str) -> list[Finding]:
    """Give what a hostile reader would find in a card, by every rule of ``RULES`` in their order.

    Parameters
    ----------
    chosen, view : from ``card.chosen_for``. message, title : what is drawn.
    """
    lang = view.lang
    drawn = " ".join((title, message.figure, message.what, message.beside, message.caveat))
    other = read_versus(view.versus, chosen.filters) if card.layout == "before_after" else None
    if other is None:
        return _of_one(chosen, view, card, drawn)
    mine, theirs = sides_of(chosen, other)
    names = side_names(view.versus, (mine.filters, theirs.filters), chosen.record.names, chosen.record.span, lang)
    told = [
        Finding(f.rule, words.say("attack_side", lang, name=name, said=f.said) if f.rule != "title" else f.said, f.proposal)
        for name, side in zip(names, (mine, theirs), strict=True)
        for f in _of_one(side, view, card, drawn)
    ]
    return list(dict.fromkeys(told))


def _of_one(chosen: Chosen, view: View, card: Card, drawn: str) -> list[Finding]:
    every = chosen.record.incidents if card.layout == "incident" else chosen.selection.incidents
    incidents = every[every["incident_id"] == view.incident] if card.layout == "incident" else every
    record = chosen.part or chosen.record
    claims = record.claims[record.claims["incident_id"].isin(incidents["incident_id"])]
    case = _Case(chosen, card, view, drawn, incidents, claims)
    return [
        Finding(rule, words.say(f"attack_{key}", view.lang, **values), words.say(f"attack_{key}_do", view.lang))
        for rule, finds in RULES.items()
        for values in finds(case)
        for key in [values.pop("key", rule)]
    ]


def attack_lines(found: Sequence[Finding], lang: str) -> list[str]:
    """Write what was found, a line each with its proposal; where nothing was, that these rules, named, found nothing."""
    if found:
        return [f"{one.said} {one.proposal}" for one in found]
    return [words.say("attack_nothing", lang, rules=in_parts([words.say(f"attack_rule_{rule}", lang) for rule in RULES], lang))]


def _days(case: _Case) -> Iterator[dict[str, str]]:
    """Days that no source chosen recorded, or graded, and that the card does not name."""
    if case.card.layout == "incident":
        return
    covered = case.chosen.covered
    for text in (lead_covered(covered.incidents, case.lang), ungraded_days(covered.gradings, bool(case.chosen.filters.source), case.lang)):
        if text and text not in case.drawn:
            yield {"text": text.strip()}


def _borrowed(case: _Case) -> Iterator[dict[str, str]]:
    """Ranges whose two ends are of different sources: no one of them says the range."""
    several = case.incidents[case.incidents["n_claims"] > 1]
    grading = several.set_index("incident_id")["grading"]
    mine = case.claims[case.claims["incident_id"].isin(grading.index)].dropna(subset=["civilians_killed_min"])
    of = mine["incident_id"].map(grading)
    mine = mine[(mine["grading"] == of) | of.isin(("ungraded", "graded_differently"))]
    least, most = mine["civilians_killed_min"], mine["civilians_killed_max"].fillna(mine["civilians_killed_min"])
    groups = mine.assign(least=least, most=most).groupby("incident_id", sort=False)
    borrowed = [
        key
        for key, rows in groups
        if rows["source_dataset"].nunique() > 1
        and not ((rows["least"] == rows["least"].min()) & (rows["most"] == rows["most"].max())).any()
    ]
    if borrowed:
        rows = several[several["incident_id"].isin(borrowed)]
        yield {"n": case.number(len(rows)), "names": case.some(rows)}


def _accused(case: _Case) -> Iterator[dict[str, str]]:
    silent = case.incidents["belligerents"].map(lambda codes: set(codes) <= {"unknown"})
    if silent.any():
        yield {"n": case.number(int(silent.sum())), "of": case.number(len(case.incidents))}


def _kinds(case: _Case) -> Iterator[dict[str, str]]:
    for key, kinds in (("attacks", ("attack_on_civilians",)), ("kinds", ("fighting", "not_stated"))):
        n = int(case.incidents["event_kind"].isin(kinds).sum())
        if n:
            yield {"key": key, "n": case.number(n), "of": case.number(len(case.incidents))}


def _pairs(case: _Case) -> Iterator[dict[str, str]]:
    if case.card.layout == "incident":
        near = {x for group in case.chosen.record.groups if case.view.incident in group for x in group} - {case.view.incident}
        if near:
            rows = case.chosen.record.incidents
            yield {"key": "pair", "names": case.some(rows[rows["incident_id"].isin(near)])}
        return
    totals = case.chosen.totals
    if totals.spared and case.number(totals.if_one) not in case.drawn:
        yield {"n": case.number(totals.everything.certain), "one": case.number(totals.if_one)}


def _status(case: _Case) -> Iterator[dict[str, str]]:
    n = int(case.incidents["status_unknown"].fillna(0).sum())
    if n:
        yield {"n": case.number(n)}


def _coarse(case: _Case) -> Iterator[dict[str, str]]:
    coarse = (case.incidents["placing"] != "point") | (case.incidents["geolocation_accuracy"] == "near_place")
    if coarse.any():
        yield {"n": case.number(int(coarse.sum())), "of": case.number(len(case.incidents))}


def _one_source(case: _Case) -> Iterator[dict[str, str]]:
    single = case.incidents["sources"].map(len) == 1
    if single.any():
        yield {"n": case.number(int(single.sum())), "of": case.number(len(case.incidents))}


def _late(case: _Case) -> Iterator[dict[str, str]]:
    """Answers that came after the last day the card names, where the card shows answers and not their day."""
    if case.card.layout not in ("incident", "conceded") or case.incidents.empty:
        return
    last = case.chosen.ends[1] if case.card.layout == "conceded" else None
    said = answers_to(case.claims, case.chosen.record.answers)["first_said"].dropna()
    end = pd.Timestamp(last) if last else case.incidents["date_end"].max()
    late = [d for d in said[said > end] if words.day(d, case.lang) not in case.drawn]
    if late:
        yield {"n": case.number(len(late)), "day": words.day(end, case.lang), "first": words.day(min(late), case.lang)}


def _title(case: _Case) -> Iterator[dict[str, str]]:
    """A title of somebody's own with a number that the record does not give for this choice, or with a word that says more than figures can."""
    own = case.card.title.strip()
    if not own:
        return
    beside = case.drawn.replace(own, "")  # the title is drawn twice: as itself, and in the place of what the figure counts
    given = " ".join((*case.chosen.sentence(case.lang), beside))
    known = set(_numbers(given)) | {str(d.year) for d in case.chosen.ends}
    if strange := [n for n in _numbers(own) if n not in known]:
        yield {"key": "title_number", "numbers": listed(strange, case.lang)}
    bold = [w for w in words.say("attack_bold_words", case.lang).split("|") if _has_word(own, w) and not _has_word(beside, w)]
    if bold:
        yield {"key": "title_word", "words": listed(bold, case.lang)}


def _has_word(text: str, word: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE))


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")


def _numbers(text: str) -> list[str]:
    """Give the numbers of a text, without the marks between their digits."""
    return [re.sub(r"[,٬.٫\u202f ]", "", n) for n in re.findall(r"\d+(?:[,٬]\d{3})*", text.translate(_DIGITS))]


RULES: dict[str, Rule] = {
    "days": _days,
    "borrowed": _borrowed,
    "accused": _accused,
    "kinds": _kinds,
    "pairs": _pairs,
    "status": _status,
    "coarse": _coarse,
    "one_source": _one_source,
    "late": _late,
    "title": _title,
}
