"""What did the attacker answer, by which day, and how does it stand against what was reported?

Silence is said only where the source could have recorded an answer; an answer without a date is known only as read.
"""

from datetime import date
from typing import Any

import pandas as pd

from geo import settings as s
from geo.choice.filters import Selection
from geo.count.totals import NOTHING, figure_of, sum_by, sum_subgroup
from geo.evidence.incidents import answers_of, one_answer
from geo.show.tables import Table
from geo.text import words

NOT_YET = ("answered_later", "answer_undated")  # by the day asked about, what they said is not known
STATUSES = (*s.ANSWERS, *NOT_YET)


def answers_as_of(claims: pd.DataFrame, day: date) -> pd.Series:
    """Say how each incident stood answered on a day.

    A claim's answer counts from its ``response_date``. One without a date counts from the day it was read; before that it is
    ``answer_undated``: given on a day this record does not hold. One dated later is ``answered_later``. What was still open
    or unanswered when read was so before.

    Parameters
    ----------
    claims : with incident_id, response, response_date, retrieved_at.

    Returns
    -------
    incident_id -> one of ``STATUSES``.
    """
    status = _status(claims, day)
    return status.groupby(claims["incident_id"], sort=False).agg(lambda codes: one_answer(answers_of(tuple(dict.fromkeys(codes)))))


def _status(claims: pd.DataFrame, day: date) -> pd.Series:
    """Say how each claim stood answered on a day."""
    on = pd.Timestamp(day)
    answered = claims["response"].isin(s.ANSWERED)
    dated = claims["response_date"].notna()
    status = claims["response"].mask(answered & dated & (claims["response_date"] > on), "answered_later")
    return status.mask(answered & ~dated & (claims["retrieved_at"] > on), "answer_undated")


def last_read(claims: pd.DataFrame) -> date:
    """Give the day the newest of some claims was read: the latest day about which they can say anything."""
    last: date = claims["retrieved_at"].max().date()
    return last


def status_table(selection: Selection, answers: pd.Series, lang: str) -> Table:
    """Give incidents by answer as of a day (``answers_as_of``), with the killed range of the headline and of the ungraded."""
    shown = selection.incidents
    key = shown["incident_id"].map(answers)
    every = sum_by(shown, key)
    top, rest = (shown["grading"].isin(codes) for codes in (s.HEADLINE_GRADINGS, ("ungraded",)))
    headline, ungraded = sum_by(shown[top], key[top]), sum_by(shown[rest], key[rest])
    rows = []
    for code in STATUSES:
        total = every.get(code, NOTHING)
        if total.incidents:
            figures = [figure_of(x[code], lang) if code in x else "–" for x in (headline, ungraded)]
            name = words.say(f"response_{code}", lang)
            rows.append(
                (
                    code if code in s.RESPONSES else "",
                    [name, words.number(total.certain, lang), words.number(total.possible, lang), *figures],
                )
            )
    heads = ("answer", "incidents", "possible", "headline", "ungraded")
    return Table([(h, words.say(f"column_{h}", lang)) for h in heads], rows, frozenset(heads[1:]))


def could_answer(selection: Selection, answers: pd.Series) -> pd.DataFrame:
    """Give the incidents of a selection whose sources could have recorded an answer, earliest first, with ``status``;
    what was conceded later, or on an unknown day, is not conceded yet."""
    shown = selection.incidents.assign(status=selection.incidents["incident_id"].map(answers))
    asked = shown[shown["status"] != "not_covered"].sort_values(["date_start", "incident_id"])
    then = asked["status"].isin(NOT_YET)
    return asked.assign(conceded_min=asked["conceded_min"].mask(then), conceded_max=asked["conceded_max"].mask(then))


def conceded_text(row: Any, lang: str) -> str:
    """Write what the attacker conceded about one incident by the day asked about; unknown stays "not stated"."""
    if row["status"] in NOT_YET:
        return words.say(f"response_{row['status']}", lang)
    if pd.isna(row["conceded_min"]):
        return words.say("stated_not_stated", lang)
    return words.range_text(row["conceded_min"], row["conceded_max"], row["conceded_open"], lang)


def conceded_by_month(asked: pd.DataFrame, lang: str) -> Table:
    """Give reported range against conceded number by month, Confirmed and Fair apart from every other grading.

    Only incidents whose source could have recorded an answer, with certain dates; an unknown number is not added.
    """
    say = words.say
    sure = asked[asked["certain"] & asked["date_start"].notna()]
    month = sure["date_start"].dt.to_period("M").dt.to_timestamp()
    rows = []
    for first in sorted(set(month)):
        for group in ("headline", "others"):
            top = sure["grading"].isin(s.HEADLINE_GRADINGS)
            mine = sure[(month == first) & (top if group == "headline" else ~top)]
            if mine.empty:
                continue
            one = pd.Series("", index=mine.index)
            later = int(mine["status"].isin(NOT_YET).sum())
            reported, conceded = sum_by(mine, one)[""], sum_subgroup(mine, one, "conceded")[""]
            rows.append(
                (
                    "",
                    [
                        words.month(first, lang),
                        say("grading_headline" if group == "headline" else "others_mixed", lang),
                        words.number(len(mine), lang),
                        figure_of(reported, lang) if group == "headline" else say("not_summed", lang),
                        figure_of(conceded, lang) if conceded.has_figure else say("not_known_then" if later else "stated_not_stated", lang),
                        words.number(conceded.no_figure - later, lang),
                        words.number(later, lang),
                    ],
                )
            )
    heads = ("month", "grading", "incidents", "reported", "conceded", "no_conceded", "not_known")
    return Table([(h, say(f"column_{h}", lang)) for h in heads], rows, frozenset(heads[2:]))


def stated_table(claims: pd.DataFrame, day: date, lang: str) -> Table:
    """Count, over claims whose source could have recorded it, whether an answer admitted, apologised, promised or paid.

    What an answer says is not known before the day it counts from (``answers_as_of``).
    """
    say = words.say
    could = claims[claims["response"] != "not_covered"]
    then = _status(could, day).isin(NOT_YET)
    rows = []
    for column in ("admitted", "apologised", "promised_or_paid"):
        counts = [*(int((could.loc[~then, column] == code).sum()) for code in s.STATED), int(then.sum())]
        rows.append(("", [say(f"column_{column}", lang), *(words.number(n, lang) for n in counts)]))
    heads = [("what", say("column_what", lang)), *((code, say(f"stated_{code}", lang)) for code in s.STATED)]
    return Table([*heads, ("not_known", say("not_known_then", lang))], rows, frozenset((*s.STATED, "not_known")))


def delays(claims: pd.DataFrame) -> pd.Series:
    """Give the days from an event's last day to its dated answer, for claims that have both."""
    dated = claims[claims["response"].isin(s.ANSWERED) & claims["response_date"].notna() & claims["date_end"].notna()]
    return (dated["response_date"] - dated["date_end"]).dt.days


def answers_sentence(asked: pd.DataFrame, whole: int, day: date, lang: str) -> str:
    """Write how the selection stands answered on a day: who could have said so, and what the attacker said."""
    say = words.say
    if asked.empty:
        return say("answers_none_could", lang, incidents=words.count("incidents", whole, lang))
    comma = "، " if lang == "ar" else ", "
    counts = asked["status"].value_counts()
    parts = comma.join(f"{say(f'response_{c}', lang)} {words.number(int(counts[c]), lang)}" for c in STATUSES if c in counts)
    return say(
        "answers_sentence",
        lang,
        whole=words.count("incidents", whole, lang),
        could=words.number(len(asked), lang),
        day=words.day(day, lang),
        parts=parts,
    )
