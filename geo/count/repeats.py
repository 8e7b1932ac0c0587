"""Which named places have more than one incident, how often, over how long, by how many sources?

An incident is at the named place nearest to its point (``land.places.nearest_place``) if it is known to a city or better and its position is
undisputed; one known less well, or with no precision stated, is counted beside its place, never as one more there.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple

import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.count.carried import Carried, carried_by
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


def key_at_place(incidents: pd.DataFrame) -> pd.Series:
    """Give each incident the code of the named place it is at; an empty text where it is at none, as far as is known."""
    return incidents["place_pcode"].where(is_at_place(incidents), "")


def repeats_of(incidents: pd.DataFrame, groups: Iterable[Collection[str]]) -> Repeats:
    """Find the places with more than one incident, possible ones among them, in a selection (incidents with ``certain``); ``groups`` are those
    of likely pairs."""
    at = is_at_place(incidents)
    here, groups = incidents[at], list(groups)
    key, sure = here["place_pcode"], incidents[incidents["certain"].astype(bool)]
    every = sum_by(here, key)
    graded = {g: sum_by(here[mine], key[mine]) for g in voc.GRADINGS if (mine := here["grading"] == g).any()}
    mark = key_at_place(sure)
    strike = sure["event_kind"] == "strike"
    fewer, struck = (_fewer(groups, sure, mark, mine) for mine in (pd.Series(True, index=sure.index), strike))
    carried = {name: _carried(sure, mark, graded, codes) for name, codes in _RANGED.items()}
    stretches, sources = _stretches(sure, mark), here["sources"].groupby(key).agg(lambda told: {x for codes in told for x in codes})
    undated, strikes = (mark[rows].value_counts() for rows in (sure["date_start"].isna(), strike))
    less = incidents.loc[~at, "place_pcode"].value_counts()
    found = [
        Repeat(
            place=code,
            every=total,
            by_grading={g: of[code] for g, of in graded.items() if code in of},
            spared=fewer.get(code, (0, 0))[0],
            elsewhere=fewer.get(code, (0, 0))[1],
            strikes=int(strikes.get(code, 0)),
            hits=int(strikes.get(code, 0)) - sum(struck.get(code, (0, 0))),
            sources=tuple(x for x in voc.SOURCES if x in sources[code]),
            stretch=stretches.get(code, _NO_STRETCH),
            undated=int(undated.get(code, 0)),
            unsure=int(less.get(code, 0)),
            carried={name: of[code] for name, of in carried.items() if code in of},
        )
        for code, total in every.items()
        if total.incidents > 1
    ]
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


_RANGED = {"headline": voc.HEADLINE_GRADINGS, "ungraded": ("ungraded",)}  # whose ranges are asked what carries them
_NO_STRETCH = Stretch(pd.NaT, pd.NaT, 0, 0)


def _carried(sure: pd.DataFrame, mark: pd.Series, graded: dict[str, dict[str, Sum]], gradings: Collection[str]) -> dict[str, Carried]:
    """Say, by place, which incidents carry the range of some gradings."""
    mine = (mark != "") & sure["grading"].isin(list(gradings))
    totals = {code: add_sums(graded.get(g, {}).get(code, NOTHING) for g in gradings) for code in mark[mine].unique()}
    return carried_by(sure[mine], mark[mine], totals)


def _stretches(sure: pd.DataFrame, mark: pd.Series) -> dict[str, Stretch]:
    """Give the stretch of each place with a dated certain incident."""
    dated = (mark != "") & sure["date_start"].notna() & sure["date_end"].notna()
    by = sure[dated].groupby(mark[dated])
    ends = by.agg(first=("date_start", "min"), last=("date_end", "max"), latest=("date_start", "max"), earliest=("date_end", "min"))
    return {
        str(code): Stretch(first, last, max((latest - earliest).days, 0), (last - first).days)
        for code, first, last, latest, earliest in ends.itertuples()
    }
