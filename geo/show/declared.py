"""What strikes did a party declare, before the campaign and on the nights of it that are known?"""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo.count.declared import most_quoted, near_place, nights_near, rate_by_stretch, whole_by_month
from geo.count.timeline import bin_edges
from geo.record.known import Record
from geo.text import words

BEFORE = 12  # the last months of the whole list that stand beside the campaign


@dataclass(frozen=True)
class Declared:
    """Strikes declared near a place: ``nights`` of the campaign that are quoted (``declared.nights_near``) within ``span``, their ``rates`` by stretch
    (``rate_by_stretch``), and ``before``, the last months of the whole list (``whole_by_month``)."""

    place: str
    span: tuple[date, date]
    nights: pd.Series
    rates: pd.DataFrame
    before: pd.DataFrame

    def named(self, lang: str) -> dict[str, str]:
        """Write how many nights are ``covered`` of all ``nights``, strikes a covered night ``since``, and a day ``before``, where a list of before is
        here."""
        covered = int(self.rates["covered"].sum())
        told = {"covered": words.number(covered, lang), "nights": words.number(int(self.rates["nights"].sum()), lang)}
        if covered:
            told["since"] = words.number(round(float(self.rates["strikes"].sum() / covered), 1), lang)
        if len(self.before):
            told["before"] = words.number(round(float(self.before["strikes"].sum() / self.before["nights"].sum()), 1), lang)
        return told


def declared_of(record: Record, stop: str = "month") -> Declared | None:
    """Give what was declared near the place with most quoted nights, by month or phase; None where the record quotes no night."""
    if record.quoted.empty or not record.quoted["strikes"].notna().any():
        return None
    place = most_quoted(record.quoted)
    nights = nights_near(record.quoted, place)
    stated = [r.days for r in record.covered if r.what == "declared_strikes" and r.complete == "nights"]
    span = ((record.phases["date_start"].min() - pd.Timedelta(days=1)).date(), record.quoted["date_start"].max().date())
    span = (min(a for a, _ in stated), max(b for _, b in stated)) if stated else span
    edges = bin_edges(span, stop, record.phases)
    listed = near_place(record.declared, place) if len(record.declared) else record.declared
    before = whole_by_month(listed).tail(BEFORE) if len(listed) else pd.DataFrame()
    return Declared(place, span, nights, rate_by_stretch(nights, edges, span), before)
