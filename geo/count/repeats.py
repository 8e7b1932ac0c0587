"""Which named places have more than one incident, how often, over how long, by how many sources?

An incident is at the named place nearest to its point (``land.places.nearest_place``) if it is known to a city or better and its position is
undisputed; one known less well, or with no precision stated, is counted beside its place, never as one more there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.count.carried import Carried, carried_among
from geo.count.spared import members_of, spared_by
from geo.count.sums import NOTHING, Sum, add_sums, sum_by


class Stretch(NamedTuple):
    """First and last day of the dated certain incidents of a place (NaT: none), and how many days lie between the first and the last of them, at
    least and at most: incidents whose days are not known to one day leave a range."""

    first: pd.Timestamp
    last: pd.Timestamp
    least: int
    most: int


@dataclass(frozen=True)
class Repeat:
    """A named place with more than one incident.

    ``every`` and ``by_grading`` are sums as everywhere; ``spared`` how many of the certain incidents fewer if the likely pairs at this place are
    one event, ``elsewhere`` how many of those left may be an incident that another place has; ``strikes`` the certain ones
    counted as strikes, ``hits`` how many of these are left however the likely pairs turn out; ``undated`` the certain ones in no ``stretch``; ``unsure`` those that may be here, known less well (certain and possible ones);
    ``carried`` which single incidents carry the range of the headline or of the ungraded.
    """

    place: str
    every: Sum
    by_grading: dict[str, Sum]
    spared: int
    elsewhere: int
    strikes: int
    hits: int
    sources: tuple[str, ...]
    stretch: Stretch
    undated: int
    unsure: int
    carried: dict[str, Carried]

    @property
    def headline(self) -> Sum:
        return add_sums(self.by_grading.get(g, NOTHING) for g in voc.HEADLINE_GRADINGS)

    @property
    def sure(self) -> bool:
        """Whether it is more than one however the likely pairs and the possible dates turn out."""
        return self.every.certain - self.spared - self.elsewhere > 1

    @property
    def hit_again(self) -> bool:
        """Whether more than one of them is counted as a strike, however the likely pairs turn out."""
        return self.hits > 1


@dataclass(frozen=True)
class Repeats:
    """The places with more than one incident, the surest and most frequent first; how many places have one; how many incidents are at
    no named place, as far as is known (``nowhere``)."""

    places: tuple[Repeat, ...]
    once: int
    nowhere: int

    @property
    def sure(self) -> int:
        return sum(x.sure for x in self.places)

    @property
    def hit_again(self) -> int:
        return sum(x.hit_again for x in self.places)


def is_at_place(incidents: pd.DataFrame) -> pd.Series:
    """Say which incidents are at a named place, known well enough (bool)."""
    known: pd.Series = (
        (incidents["place_pcode"] != "")
        & (incidents["radius_m"].astype(float) <= s.DISC_RADIUS_M["city"])
        & ~incidents["position_disputed"].astype(bool)
    )
    return known


def repeats_of(incidents: pd.DataFrame, groups: Iterable[Collection[str]]) -> Repeats:
    """Find the places with more than one incident, possible ones among them, in a selection (incidents with ``certain``); ``groups`` are those
    of likely pairs."""
    at = is_at_place(incidents)
    here, groups = incidents[at], list(groups)
    key, sure = here["place_pcode"], incidents[incidents["certain"].astype(bool)]
    every = sum_by(here, key)
    graded = {g: sum_by(here[mine], key[mine]) for g in voc.GRADINGS if (mine := here["grading"] == g).any()}
    mark = sure["place_pcode"].where(is_at_place(sure), "")
    strike = sure["event_kind"] == "strike"
    fewer, struck = (_fewer(groups, sure, mark, mine) for mine in (pd.Series(True, index=sure.index), strike))
    less = incidents.loc[~at, "place_pcode"].value_counts()
    found = []
    for code, mine in here.groupby("place_pcode"):
        if len(mine) > 1:
            certain = mine[mine["certain"].astype(bool)]
            by_grading = {g: of[code] for g, of in graded.items() if code in of}
            spared, elsewhere = fewer.get(str(code), (0, 0))
            strikes = int((certain["event_kind"] == "strike").sum())
            sources = {x for codes in mine["sources"] for x in codes}
            found.append(
                Repeat(
                    place=str(code),
                    every=every[str(code)],
                    by_grading=by_grading,
                    spared=spared,
                    elsewhere=elsewhere,
                    strikes=strikes,
                    hits=strikes - sum(struck.get(str(code), (0, 0))),
                    sources=tuple(x for x in voc.SOURCES if x in sources),
                    stretch=_stretch(certain),
                    undated=int(certain["date_start"].isna().sum()),
                    unsure=int(less.get(code, 0)),
                    carried=_carried(certain, by_grading),
                )
            )
    found.sort(key=lambda x: (not x.sure, -x.every.certain, -x.every.possible, x.place))
    return Repeats(tuple(found), len(every) - len(found), int((~at).sum()))


def _fewer(groups: list[Collection[str]], sure: pd.DataFrame, mark: pd.Series, mine: pd.Series) -> dict[str, tuple[int, int]]:
    """Say, by place, how many of some of the certain incidents (``mine``) are spared there, and how many of those left may be one with an
    incident somewhere else, of whatever kind."""
    placed = mine & (mark != "")
    spared = spared_by(groups, sure[placed], mark[placed])
    members = members_of(groups, sure, mark)
    split = members.groupby("group")["area"].nunique()
    wide = members[members["group"].isin(split[split > 1].index) & members["incident_id"].isin(sure.loc[placed, "incident_id"])]
    across = wide.drop_duplicates(["group", "area"])["area"].value_counts()
    return {code: (spared.get(code, 0), int(across.get(code, 0))) for code in mark[placed].unique()}


def _carried(certain: pd.DataFrame, by_grading: dict[str, Sum]) -> dict[str, Carried]:
    """Say which incidents carry the ranges of a place, by group."""
    found = {}
    for group, gradings in (("headline", voc.HEADLINE_GRADINGS), ("ungraded", ("ungraded",))):
        total = add_sums(by_grading.get(g, NOTHING) for g in gradings)
        if one := carried_among(certain[certain["grading"].isin(gradings)], total):
            found[group] = one
    return found


def _stretch(certain: pd.DataFrame) -> Stretch:
    dated = certain.dropna(subset=["date_start", "date_end"])
    if dated.empty:
        return Stretch(pd.NaT, pd.NaT, 0, 0)
    first, last = dated["date_start"].min(), dated["date_end"].max()
    least = max((dated["date_start"].max() - dated["date_end"].min()).days, 0)
    return Stretch(first, last, least, int(np.maximum((last - first).days, 0)))
