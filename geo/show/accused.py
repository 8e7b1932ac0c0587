"""Who is accused of one incident, and what did each of them answer?"""

from dataclasses import dataclass
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
    dead: str
    injured: str
    position: str  # as given
    early: bool  # a statement is dated before the incident
    links: tuple[tuple[str, str], ...]

    def line(self, lang: str) -> str:
        """Write it in one line: who, in which role, what was answered, when, and the dead conceded."""
        who = f"{self.name} ({self.role})" if self.role else self.name
        dead = f"{words.say('claim_conceded', lang)}: {self.dead}" if self.dead else ""
        return listed([f"{who}: {self.answer}", *(x for x in (self.statements, dead) if x)], lang)


def accused_of(record: Record, incident_id: str, lang: str) -> list[Accused]:
    """Give those accused of an incident, in the order of its claims; nothing of a claim whose source records no answers."""
    return accused_in(record.claims[record.claims["incident_id"] == incident_id], record.answers, lang)


def accused_in(claims: pd.DataFrame, entries: pd.DataFrame, lang: str) -> list[Accused]:
    """Give those accused in some claims."""
    answers = answers_to(claims, entries)
    of = claims.set_index("claim_id")
    rows = answers[answers["assessment"] != "not_covered"].sort_values(["claim_id", "n"], kind="stable").to_dict("records")
    return [_told(row, of.loc[row["claim_id"]], lang) for row in rows]


def _told(row: dict[str, Any], claim: pd.Series, lang: str) -> Accused:
    say = words.say
    answer = say(f"response_{row['assessment']}", lang)
    if row["reasons"]:  # a reason the vocabulary does not have stays as the source wrote it
        named = [say(f"reason_{r}", lang) if words.has_text(f"reason_{r}") else r for r in row["reasons"].split("|")]
        answer += f" ({' / '.join(named)})"
    days = [words.day(pd.Timestamp(d), lang) for d in row["statement_dates"].split(";") if d]
    shown = not (claim["graphic"] or claim["source_private"])
    links = [(say("accused_statement", lang, n=words.number(k, lang)), url) for k, url in enumerate(addresses(row["statement_urls"]), 1)]
    if row["strike_report_url"]:
        links.append((say("claim_strike_report", lang), row["strike_report_url"]))
    return Accused(
        name=say("accused_name_several" if row["accused"] == WHICH else f"belligerent_{row['accused']}", lang),
        role=say(f"role_{row['role']}", lang) if row["role"] else "",
        answer=answer,
        statements=listed(days, lang),
        dead=_range(row, "conceded_killed", lang),
        injured=_range(row, "conceded_injured", lang),
        position=listed([x for x in (row["stated_mgrs"], row["mgrs_accuracy"]) if x], lang),
        early=bool(row["first_said"] < claim["date_start"]),
        links=tuple(links) if shown else (),
    )


def _range(row: dict[str, Any], name: str, lang: str) -> str:
    low, high = row[f"{name}_min"], row[f"{name}_max"]
    if pd.isna(low) and pd.isna(high):
        return ""
    return words.range_text(low, low if pd.isna(high) else high, pd.isna(high), lang)
