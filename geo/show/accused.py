"""Who is accused of one incident, and what did each of them answer, how long after it?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from geo.evidence.answers import WHICH, addresses, answers_to
from geo.record.known import Record
from geo.text import words
from geo.text.languages import listed


@dataclass(frozen=True)
class Accused:
    """One accused of an incident, as texts in the reader's language; what is not stated is empty. ``links`` are addresses: (text, address)."""

    name: str
    role: str
    answer: str  # with its reasons
    statements: str  # the days
    later: str  # days from the incident to the first of them, in words
    dead: str
    injured: str
    position: str  # as given
    brief: str  # the answer, its days and the dead conceded, in a sentence or two; a reason only where one was given
    silent: bool  # no answer is recorded
    suspected: bool  # not "known": a source only suspects it
    early: bool  # a statement is dated before the incident
    links: tuple[tuple[str, str], ...]
    wait: str = ""  # days from the incident to the first statement

    def line(self, lang: str) -> str:
        """Write it in one line: who, in which role, what was answered, when, and the dead conceded."""
        who = f"{self.name} ({self.role})" if self.role else self.name
        dead = f"{words.say('claim_conceded', lang)}: {self.dead}" if self.dead else ""
        said = f"{self.statements} ({self.later})" if self.later else self.statements
        return listed([f"{who}: {self.answer}", *(x for x in (said, dead) if x)], lang)


def accused_of(record: Record, incident_id: str, lang: str) -> list[Accused]:
    """Give those accused of an incident, in the order of its claims; nothing of a claim whose source records no answers."""
    dates = record.incidents.loc[record.incidents["incident_id"] == incident_id, ["date_start", "date_end"]].iloc[0]
    return accused_in(record.claims[record.claims["incident_id"] == incident_id], record.answers, lang, (dates.iloc[0], dates.iloc[1]))


def accused_in(
    claims: pd.DataFrame, entries: pd.DataFrame, lang: str, dates: tuple[pd.Timestamp, pd.Timestamp] | None = None
) -> list[Accused]:
    """Give those accused in some claims; ``dates`` are the first and last day of their incident, where waits are asked for."""
    answers = answers_to(claims, entries)
    of = claims.set_index("claim_id")
    rows = answers[answers["assessment"] != "not_covered"].sort_values(["claim_id", "n"], kind="stable").to_dict("records")
    told = [_told(row, of.loc[row["claim_id"]], lang) for row in rows]
    return told if dates is None else [replace(x, wait=wait_text(row, *dates, lang)) for x, row in zip(told, rows, strict=True)]


def wait_text(answer: Mapping[str, Any], start: pd.Timestamp, end: pd.Timestamp, lang: str) -> str:
    """Write how many days lie between an incident and the first statement of an answer (``answers_to``): a range where the days of the incident
    are one; why it is not known where it is not. As in ``count.answered.waits_of``, the shortest is from its last day.
    """
    if answer["assessment"] == "none_recorded":
        return words.say("wait_none", lang, date=words.day(answer["read_on"], lang))
    said = answer["first_said"]
    if pd.isna(said):
        return words.say("accused_no_day", lang)
    if pd.isna(end):
        return words.say("wait_no_event", lang)
    if said < start:
        return words.say("wait_early", lang)
    return words.range_text(max((said - end).days, 0), (said - start).days, False, lang)


def _told(row: dict[str, Any], claim: pd.Series, lang: str) -> Accused:
    say = words.say
    answer = plain = say(f"response_{row['assessment']}", lang)
    if row["reasons"]:  # a reason the vocabulary does not have stays as the source wrote it
        named = [say(f"reason_{r}", lang) if words.has_text(f"reason_{r}") else r for r in row["reasons"].split("|")]
        answer += f" ({' / '.join(named)})"
        plain = plain if row["reasons"] == "no_reason_given" else answer
    days = [words.day(pd.Timestamp(d), lang) for d in row["statement_dates"].split(";") if d]
    waited = row["first_said"] - claim["date_end"]
    shown = not (claim["graphic"] or claim["source_private"])
    links = [(say("accused_statement", lang, n=words.number(k, lang)), url) for k, url in enumerate(addresses(row["statement_urls"]), 1)]
    if row["strike_report_url"]:
        links.append((say("claim_strike_report", lang), row["strike_report_url"]))
    later = words.count("days_later", waited.days, lang) if pd.notna(waited) and waited.days > 0 else ""
    dead = _range(row, "conceded_killed", lang)
    conceded = [say("accused_dead", lang, n=dead)] if dead else []
    return Accused(
        name=say("accused_name_several" if row["accused"] == WHICH else f"belligerent_{row['accused']}", lang),
        role=say(f"role_{row['role']}", lang) if row["role"] else "",
        answer=answer,
        statements=listed(days, lang),
        later=later,
        dead=dead,
        brief=" ".join([listed([x for x in (plain, listed(days, lang), later) if x], lang) + ".", *conceded]),
        injured=_range(row, "conceded_injured", lang),
        position=listed([x for x in (row["stated_mgrs"], row["mgrs_accuracy"]) if x], lang),
        silent=row["assessment"] == "none_recorded",
        suspected=row["role"] == "suspected",
        early=bool(row["first_said"] < claim["date_start"]),
        links=tuple(links) if shown else (),
    )


def _range(row: dict[str, Any], name: str, lang: str) -> str:
    low, high = row[f"{name}_min"], row[f"{name}_max"]
    if pd.isna(low) and pd.isna(high):
        return ""
    return words.range_text(low, low if pd.isna(high) else high, pd.isna(high), lang)
