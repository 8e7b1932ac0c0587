"""What does a choice hold? Its selection, totals, areas and sentence, made once and taken by page, card, export and comparison."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from geo.choice.filters import Filters, Selection
from geo.choice.window import window_ends
from geo.count.carried import Carried
from geo.count.repeats import Repeats, repeats_of
from geo.count.sums import Graded
from geo.count.tallies import Held, Told, tally_of, tally_of_incidents
from geo.count.tally import Tally, Totals, Window
from geo.evidence.coverage import Watched
from geo.holding.open import cut
from geo.intake.reports import waiting_text
from geo.record.known import Record
from geo.show.covered import Covered, covered_of
from geo.show.framed import Framed, framed_of, framed_text
from geo.show.sentence import write_sentence
from geo.text import words


@dataclass(frozen=True, eq=False)
class Chosen:
    """A record and what is chosen of it; everything else follows, when it is asked for.

    Parameters
    ----------
    level : of the areas, one of ``vocabulary.LEVELS``.
    part : of a holding, the part of it that is shown one by one; the selection is made of it (else of the record itself).
    told : see ``tally.tally_of``.
    only : ids of incidents, where the choice is these and no others, whatever the filters.
    """

    record: Record
    filters: Filters
    level: str = "subdistrict"
    part: Record | None = None
    told: Told = lambda _done, _of: None
    only: frozenset[str] | None = None

    @cached_property
    def tally(self) -> Tally:
        """What passes the filters whatever its date: made once, however the window moves."""
        if self.only is None:
            return tally_of(self.record, self.filters, self.level, self.told)
        anytime = self._select(replace(self.filters, start=None, end=None), whole=True)
        none = anytime.any_time.iloc[:0]
        return tally_of_incidents(self.record, Held(anytime.any_time, anytime.apart, none, none, none), self.level)

    @cached_property
    def window(self) -> Window:
        """What the window holds: totals and areas, at a cost that does not grow with the number of incidents."""
        return self.tally.window(self.filters.start, self.filters.end)

    @property
    def totals(self) -> Totals:
        return self.window.totals

    @property
    def areas(self) -> Mapping[str, Graded]:
        return self.window.areas

    @cached_property
    def carried_in(self) -> Mapping[tuple[str, str], Carried]:
        """Which single incidents carry the range of an area: by area and group, headline or ungraded."""
        return self.tally.carried_in(self.window, self.filters.start, self.filters.end)

    @cached_property
    def selection(self) -> Selection:
        """The incidents themselves; only for what cannot do with sums."""
        return self._select(self.filters)

    def _select(self, filters: Filters, whole: bool = False) -> Selection:
        record = cut(self.part or self.record, [filters], whole_time=whole)
        if self.only is None:
            return record.select(filters)
        mine = record.incidents[record.incidents["incident_id"].isin(self.only)]
        none = mine.iloc[:0].assign(certain=True)
        return Selection(mine.assign(certain=True), none, none, mine, record.names)

    @property
    def ends(self) -> tuple[date, date]:
        """First and last day of the window, of the whole record where none is set."""
        return window_ends((self.filters.start, self.filters.end), self.record.span)

    @cached_property
    def covered(self) -> Covered:
        """What of the window the sources of the choice cover."""
        return covered_of(self.record, self.filters)

    @cached_property
    def framed(self) -> Framed | None:
        """How what is chosen lies to the frame of the map; None where the choice is not of a frame."""
        return framed_of(self.record, self.filters, self.window.aside) if self.filters.view and self.only is None else None

    @cached_property
    def repeats(self) -> Repeats:
        """The named places with more than one incident of the selection: the list, and the level of the map."""
        held = cut(self.part or self.record, [self.filters], whole_time=False)  # of a holding, with the groups of what it holds
        return repeats_of(self.selection.incidents, held.groups)

    @cached_property
    def watched(self) -> Watched:
        """Which of the sources chosen recorded incidents when, over the whole record."""
        return self.record.coverage.watched("incidents", self.record.span, self.record.asked(self.filters))

    @cached_property
    def ids(self) -> frozenset[str]:
        """The ids of the incidents of the selection."""
        return frozenset(self.selection.incidents["incident_id"])

    @cached_property
    def claims(self) -> pd.DataFrame:
        """The claims about the incidents of the selection."""
        every = (self.part or self.record).claims
        return every[every["incident_id"].isin(self.ids)]

    @property
    def empty(self) -> bool:
        """Whether the record holds no claim at all: then no number of it says anything, not even 0."""
        return not self.record.size[0]

    def sentence(self, lang: str) -> tuple[str, str]:
        """Give the honest sentence in two parts: the lead, and everything counted apart, with what waits for a person."""
        if self.empty:
            lead, rest = words.say("sentence_empty", lang, extent=words.say(f"extent_{self.filters.extent}", lang)), ""
        else:
            lead, rest = write_sentence(self.totals, self.filters, self.record.span, self.covered, lang)
        framed = framed_text(self.framed, lang) if self.framed and not self.empty else ""
        return lead, " ".join(x for x in (framed, rest, waiting_text(self.record.rows_waiting, lang)) if x)
