"""What did each of those accused answer, by which day, and how does it stand against what was reported?

Silence is said only where the source could have recorded an answer, and never over days after the last one it holds.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from geo import vocabulary as voc
from geo.choice.filters import Selection
from geo.count.answered import Waits, waits_of
from geo.count.sums import NOTHING, sum_by, sum_subgroup
from geo.evidence.answers import (
    NOT_YET,
    STATUSES,
    WHICH,
    answers_to,
    by_accused,
    claim_statuses,
    conceded_by_incident,
    incident_statuses,
    last_statement,
)
from geo.show.accused import Accused
from geo.show.chosen import Chosen
from geo.show.sentence import figure_of
from geo.show.tables import Table
from geo.text import words
from geo.text.languages import inside, listed

ANSWERED = (*voc.ANSWERED, "answered_differently")
ACCUSED = (*voc.BELLIGERENTS, WHICH)
CONCEDED = ("conceded", "otherwise")  # under credible; under any other answer
_ENDS = [f"{name}_{end}" for name in CONCEDED for end in ("min", "max", "open")]


@dataclass(frozen=True, eq=False)
class Standing:
    """How the incidents of a selection stand answered on a day, by one of those accused (``accused``; empty: by all of them).

    ``claims`` are those about the selection, ``answers`` ``evidence.answers.answers_to`` them; ``last`` is the day of the last statement that the
    record holds, whatever the selection: after it, none can be known.
    """

    selection: Selection
    claims: pd.DataFrame
    answers: pd.DataFrame
    day: date
    last: date | None
    accused: str = ""

    @cached_property
    def every(self) -> pd.DataFrame:
        """Answers by incident and accused, of all accused, on the day."""
        return by_accused(self.answers, self.day)

    @property
    def pairs(self) -> pd.DataFrame:
        """The same of those asked about."""
        return self._mine(self.every)

    @cached_property
    def as_read(self) -> pd.DataFrame:
        """The same on the day the answers were last read."""
        return self._mine(by_accused(self.answers, last_read(self.claims)))

    def _mine(self, pairs: pd.DataFrame) -> pd.DataFrame:
        return pairs[pairs["accused"] == self.accused] if self.accused else pairs

    @cached_property
    def statuses(self) -> pd.Series:
        """How each incident stands answered, incident_id -> status; of one accused, those alone that accuse it."""
        return self.pairs.set_index("incident_id")["status"] if self.accused else incident_statuses(self.answers, self.day)

    @cached_property
    def asked(self) -> pd.DataFrame:
        """The incidents whose sources could have recorded an answer, each once, earliest first, with ``status``, and what was conceded by
        the day: ``conceded_*`` (credible) and ``otherwise_*`` (any other answer)."""
        shown = self.selection.incidents
        asked = shown[shown["incident_id"].isin(self.statuses.index[self.statuses != "not_covered"])]
        said = conceded_by_incident(self.pairs).reindex(asked["incident_id"]).set_axis(asked.index)
        said = said.astype({c: bool if c.endswith("open") else "Int64" for c in _ENDS})
        asked = asked.assign(status=asked["incident_id"].map(self.statuses), **{c: said[c] for c in _ENDS})
        return asked.sort_values(["date_start", "incident_id"])

    @cached_property
    def waits(self) -> Waits:
        return waits_of(self.pairs, self.selection.incidents)

    def of(self, accused: str) -> "Standing":
        """Give the same of one accused, or of all."""
        if accused == self.accused:
            return self
        one = replace(self, accused=accused)
        one.__dict__["every"] = self.every  # of all accused, whoever is asked about
        return one

    @cached_property
    def by_each(self) -> dict[str, "Standing"]:
        """The same of each of those accused, in the order of the vocabulary, and of all of them last (empty)."""
        return {code: self.of(code) for code in (*accused_here(self), "")}


def stand(selection: Selection, claims: pd.DataFrame, entries: pd.DataFrame, day: date, accused: str = "") -> Standing:
    """Say how a selection stands answered on a day. ``claims`` are those about it, ``entries`` the answers of the record."""
    answers = answers_to(claims, entries)
    last = max(filter(None, (last_statement(entries), last_statement(answers))), default=None)
    return Standing(selection, claims, answers, day, last, accused)


def last_read(claims: pd.DataFrame) -> date:
    """Give the day the newest of some claims was read: the latest day about which they can say anything."""
    last: date = claims["retrieved_at"].max().date()
    return last


def standing_of(chosen: Chosen) -> Standing:
    """Say how a choice stands answered on the last day about which its claims can say anything."""
    claims = chosen.claims
    return stand(chosen.selection, claims, chosen.record.answers, last_read(claims) if len(claims) else chosen.ends[1])


def accused_here(standing: Standing) -> tuple[str, ...]:
    """Give those accused in a selection, in the order of the vocabulary."""
    named = set(standing.every["accused"])
    return tuple(code for code in ACCUSED if code in named)


def _parts(counts: pd.Series, codes: Collection[str], lang: str) -> str:
    named = [f"{inside(words.say(f'response_{c}', lang), lang)} {words.number(int(counts[c]), lang)}" for c in codes if counts.get(c)]
    return listed(named, lang)


def answers_sentence(standing: Standing, lang: str) -> tuple[str, str]:
    """Write how a selection stands answered on a day: the message, and what limits it."""
    say, asked, whole = words.say, standing.asked, len(standing.selection.incidents)
    if asked.empty:
        return say("answers_none_could", lang, incidents=words.count("incidents", whole, lang)), ""
    counts = asked["status"].value_counts()
    answered = int(counts.reindex(list(ANSWERED), fill_value=0).sum())
    told = {"could": words.count("incidents", len(asked), lang), "who": say(f"accused_{standing.accused or 'all'}", lang)}
    told |= {"day": words.day(standing.day, lang), "n": words.number(answered, lang), "parts": _parts(counts, ANSWERED, lang)}
    lead = say("answers_message" if answered else "answers_message_none", lang, **told)
    rest = _parts(counts, [c for c in STATUSES if c not in ANSWERED], lang)
    lines = [say("answers_rest", lang, parts=rest)] if rest else []
    if changed := int(standing.pairs["changed_later"].sum()):
        lines.append(say("answers_changed", lang, n=words.number(changed, lang), day=told["day"]))
    read = words.day(last_read(standing.claims), lang)
    last = standing.last
    lines.append(say("answers_until", lang, last=words.day(last, lang), read=read) if last else say("answers_no_day", lang, read=read))
    if beyond := whole - len(asked):
        lines.append(say("answers_others", lang, incidents=words.count("incidents", beyond, lang)))
    return lead, " ".join(lines)


def status_table(standing: Standing, lang: str) -> Table:
    """Give incidents by answer on the day, with the killed range of the headline and of the ungraded."""
    asked = standing.selection.incidents
    shown = asked[asked["incident_id"].isin(standing.statuses.index)]
    key = shown["incident_id"].map(standing.statuses)
    every = sum_by(shown, key)
    top, rest = (shown["grading"].isin(codes) for codes in (voc.HEADLINE_GRADINGS, ("ungraded",)))
    headline, ungraded = sum_by(shown[top], key[top]), sum_by(shown[rest], key[rest])
    rows = []
    for code in STATUSES:
        total = every.get(code, NOTHING)
        if total.incidents:
            figures = [figure_of(x[code], lang) if code in x else "–" for x in (headline, ungraded)]
            cells = [words.say(f"response_{code}", lang), words.number(total.certain, lang), words.number(total.possible, lang), *figures]
            rows.append((code if code in voc.RESPONSES else "", cells))
    heads = ("answer", "incidents", "possible", "headline", "ungraded")
    return Table([(h, words.say(f"column_{h}", lang)) for h in heads], rows, frozenset(heads[1:]))


def accused_table(standing: Standing, lang: str) -> Table:
    """Give a row an accused: incidents that accuse it, by its answer on the day, and the dead it conceded; each incident once in the last row.

    The rows overlap where an incident accuses several: they are no parts of the last one.
    """
    say, number = words.say, words.number
    of = standing.by_each
    counts = {code: one.asked["status"].value_counts() for code, one in of.items()}
    held = [c for c in STATUSES if any(c in mine for mine in counts.values())]
    rows = []
    for code, one in of.items():
        mine = counts[code]
        answered = int(mine.reindex(list(ANSWERED), fill_value=0).sum())
        sure = one.asked[one.asked["certain"]]
        dead = [conceded_figure(sure, name, lang) for name in CONCEDED]
        name = say("answers_each_once" if not code else "accused_name_several" if code == WHICH else f"belligerent_{code}", lang)
        rows.append(
            (code, [name, number(len(one.asked), lang), number(answered, lang), *(number(int(mine.get(c, 0)), lang) for c in held), *dead])
        )
    heads = [
        ("accused", say("column_accused", lang)),
        ("incidents", say("column_incidents", lang)),
        ("answered", say("column_had_answer", lang)),
    ]
    heads += [(c, say(f"response_{c}", lang)) for c in held] + [(name, say(f"column_{name}", lang)) for name in CONCEDED]
    return Table(heads, rows, frozenset(h for h, _ in heads[1:]))


def conceded_figure(incidents: pd.DataFrame, name: str, lang: str) -> str:
    """Write what was conceded of some incidents (``asked``), under credible or otherwise; "not stated" where no number was."""
    known = incidents[incidents[f"{name}_max"].notna()]
    if known.empty:
        return words.say("stated_not_stated", lang)
    return figure_of(sum_subgroup(known, pd.Series("", index=known.index), name)[""], lang)


def conceded_text(row: Any, lang: str) -> str:
    """Write what was conceded about one incident by the day asked about; a number under another answer than credible is named as such."""
    told = []
    if pd.notna(row["conceded_max"]):
        told.append(words.range_text(row["conceded_min"], row["conceded_max"], row["conceded_open"], lang))
    if pd.notna(row["otherwise_max"]):
        other = words.range_text(row["otherwise_min"], row["otherwise_max"], row["otherwise_open"], lang)
        told.append(words.say("conceded_otherwise", lang, range=other))
    if told:
        return listed(told, lang)
    return words.say(f"response_{row['status']}" if row["status"] in NOT_YET else "stated_not_stated", lang)


def stated_table(standing: Standing, lang: str) -> Table:
    """Count, over claims whose source could have recorded it, whether an answer admitted, apologised, promised or paid.

    What an answer says is not known before the day it counts from.
    """
    say = words.say
    could = standing.claims[standing.claims["response"] != "not_covered"]
    then = could["claim_id"].map(claim_statuses(standing.answers, standing.day)).isin(NOT_YET)
    rows = []
    for column in ("admitted", "apologised", "promised_or_paid"):
        counts = [*(int((could.loc[~then, column] == code).sum()) for code in voc.STATED), int(then.sum())]
        rows.append(("", [say(f"column_{column}", lang), *(words.number(n, lang) for n in counts)]))
    heads = [("what", say("column_what", lang)), *((code, say(f"stated_{code}", lang)) for code in voc.STATED)]
    return Table([*heads, ("not_known", say("not_known_then", lang))], rows, frozenset((*voc.STATED, "not_known")))


def table_of_accused(accused: list[Accused], lang: str) -> Table:
    """Give a row an accused; what is not stated says so."""
    say = words.say
    missing = say("stated_not_stated", lang)
    rows = [
        (
            "",
            [
                a.name,
                a.role or missing,
                a.answer,
                a.statements or say("accused_no_day", lang),
                a.wait,
                *(x or missing for x in (a.dead, a.injured, a.position)),
            ],
        )
        for a in accused
    ]
    heads = ("accused", "role", "answer", "statements", "wait", "conceded_dead", "conceded_injured", "stated_mgrs")
    return Table([(h, say(f"column_{h}", lang)) for h in heads], rows)
