"""What would the headline be if one took the evidence otherwise: only what two sources name, only exact places, without one source?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.count.sums import NOTHING, Sum, sum_by
from geo.evidence.links import COLUMNS
from geo.record.joining import bring, join
from geo.record.known import Record
from geo.record.remembered import once
from geo.show.chosen import Chosen
from geo.show.sentence import figure_of
from geo.show.tables import Table
from geo.text import words


@dataclass(frozen=True)
class Reading:
    """One way to take the evidence: what it is called (a text id, and the source it leaves out), and the headline it gives."""

    key: str
    headline: Sum
    source: str = ""

    def label(self, lang: str) -> str:
        """Write what is taken otherwise."""
        return words.say(f"what_if_{self.key}", lang, name=words.say(f"source_{self.source}", lang) if self.source else "")


def readings(chosen: Chosen) -> list[Reading]:
    """Give the headline of a choice as it is, and under each other way to take the evidence.

    Without a source, incidents are gathered anew from the claims that are left; with likely pairs as one, from the claims of both.
    """
    record = chosen.part or chosen.record
    told = [Reading("as_is", chosen.totals.headline)]
    told.append(Reading("two_sources", _of(chosen, lambda shown: shown["sources"].map(len).to_numpy() > 1)))
    told.append(Reading("exact", replace(chosen, filters=replace(chosen.filters, precise=True)).totals.headline))
    told.append(Reading("pairs_one", _under(chosen, once(record, "likely_as_one", lambda: likely_as_one(record)))))
    if len(record.sources) > 1:
        for source in record.sources:
            rest = once(record, ("without", source), lambda source=source: without_source(record, source))  # type: ignore[misc]
            told.append(Reading("without", _under(chosen, rest), source))
    return told


def _of(chosen: Chosen, wanted: Callable[[pd.DataFrame], np.ndarray]) -> Sum:
    shown = chosen.selection.incidents
    mine = shown[wanted(shown) & shown["grading"].isin(voc.HEADLINE_GRADINGS).to_numpy()]
    return sum_by(mine, pd.Series("", index=mine.index)).get("", NOTHING)


def _under(chosen: Chosen, record: Record) -> Sum:
    return Chosen(record, chosen.filters, chosen.level).totals.headline


def likely_as_one(record: Record) -> Record:
    """Give the record as it would be if somebody had judged every group of likely pairs to be one event."""
    same = dict.fromkeys(COLUMNS, "-") | {"relation": "same", "disputes": ""}
    rows = [same | {"claim_a": a, "claim_b": b} for group in record.groups for a, b in pairwise(group)]
    return replace(join(record, (), pd.DataFrame(rows, columns=list(COLUMNS))), span=record.span)


def without_source(record: Record, source: str) -> Record:
    """Give the record as it would be if one source had said nothing."""
    claims = record.claims[record.claims["source_dataset"] != source].reset_index(drop=True)
    links = pd.concat([x for x in (record.links, record.waiting) if len(x)] or [record.links], ignore_index=True)
    return replace(bring(replace(record, claims=claims, told=None), (), links, record.placed), span=record.span)


def what_if_table(told: list[Reading], lang: str) -> Table:
    """Give each reading as a row: what is taken otherwise, incidents, and the range of the headline."""
    rows = [("", [x.label(lang), words.number(x.headline.certain, lang), figure_of(x.headline, lang)]) for x in told]
    heads = [("what", words.say("column_what", lang)), ("incidents", words.say("column_incidents", lang))]
    return Table([*heads, ("headline", words.say("column_headline", lang))], rows, frozenset({"incidents", "headline"}))


def what_if_rows(told: list[Reading], lang: str) -> pd.DataFrame:
    """Give each reading for ``charts.conceded_chart``; without a figure its ends are missing."""
    rows = []
    for x in told:
        known = x.headline.has_figure
        ends = {"low": x.headline.least if known else None, "high": x.headline.killed_max if known else None}
        rows.append({"label": x.label(lang), **ends, "open": known and x.headline.open_ended, "text": figure_of(x.headline, lang)})
    return pd.DataFrame(rows).assign(conceded_low=None, conceded_high=None)
