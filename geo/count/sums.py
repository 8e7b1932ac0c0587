"""How are the figures of incidents added up, so that unknown stays unknown and nobody is counted twice?

Unknown is not zero: a sum names the incidents without a figure and is open-ended if a member is. Its range is that of the claims that carry
the gradings of its incidents (``evidence.ranges``); what other sources say of the same incidents is added up beside it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import pandas as pd

from geo.evidence.kinds import is_fighting
from geo.evidence.ranges import range_by


@dataclass(frozen=True)
class Sum:
    """A sum over incidents whose dates are certain, with the possible ones counted beside.

    ``incidents`` = certain + possible; killed figures and every other count but ``claims`` are of the certain ones. ``lows`` are the incidents
    with a stated lowest number, ``opens`` those that say "at least", ``no_lowest`` those with a highest one only, ``differ`` those whose claims exclude each other. ``others`` are those of which sources that do not carry their
    grading state a figure, with their range: others_min, others_max, others_open, others_lows. ``near`` are known only to about 25 km; ``fought`` are counted as fighting between named sides, with civilian dead or without a number.
    """

    incidents: int
    possible: int
    claims: int
    killed_min: int
    killed_max: int
    open_ended: bool
    no_figure: int
    status_unknown: int
    fighting: int
    lows: int = 0
    differ: int = 0
    no_lowest: int = 0
    others: int = 0
    others_min: int = 0
    others_max: int = 0
    others_open: bool = False
    others_lows: int = 0
    near: int = 0
    fought: int = 0
    opens: int = 0

    @property
    def certain(self) -> int:
        return self.incidents - self.possible

    @property
    def figures(self) -> int:
        """Incidents that state a number of civilian dead; the 0 of plain fighting is not such a number."""
        return self.certain - self.no_figure - self.fighting

    @property
    def has_figure(self) -> bool:
        return self.figures > 0

    @property
    def least(self) -> int | None:
        """The lowest end; None if no member states one: it is unknown, not 0."""
        return self.killed_min if self.lows else None

    @property
    def others_least(self) -> int | None:
        """The same of what other sources say."""
        return self.others_min if self.others_lows else None


NOTHING = Sum(0, 0, 0, 0, 0, False, 0, 0, 0)


SUMMED = (
    "incidents",
    "claims",
    "killed_min",
    "killed_max",
    "open_ended",
    "no_figure",
    "status_unknown",
    "fighting",
    "aggregates",
    "differ",
    "others_min",
    "others_max",
    "others_open",
    "figures",  # incidents with a figure: neither without one nor plain fighting
    "lows",
    "no_lowest",
    "others",
    "others_lows",
    "near",
    "fought",
)
_MADE = 7  # of these follow from several columns
_FLAGS = ("open_ended", "others_open")
_OF_CERTAIN = tuple(f.name for f in fields(Sum) if f.name not in ("incidents", "possible", "claims", "opens", *_FLAGS))


_OWN = tuple({"claims": "n_claims", "aggregates": "is_aggregate", "differ": "figures_differ"}.get(x, x) for x in SUMMED[1:-_MADE])
COUNTED = (*_OWN, "geolocation_accuracy", "event_kind")  # the columns of incidents that these are made of


def count_columns(incidents: pd.DataFrame) -> pd.DataFrame:
    """Give what each incident adds to a sum, as whole numbers: ``SUMMED``, in that order.

    An unknown number adds nothing and is counted in ``no_figure``, but for plain fighting, which is counted as such alone.
    """
    columns = {
        name: incidents[source].to_numpy(dtype="float64", na_value=0).astype(np.int64)
        for name, source in zip(SUMMED[1:-_MADE], _OWN, strict=True)
    }
    harm = columns["fighting"] == 0
    columns["no_figure"] = columns["no_figure"] * harm
    columns["figures"] = ((columns["no_figure"] == 0) & harm).astype(np.int64)
    columns["lows"] = (incidents["killed_min"].notna().to_numpy(dtype=bool) & harm).astype(np.int64)
    columns["no_lowest"] = columns["figures"] * (1 - columns["lows"]) * (1 - columns["differ"])
    for name, end in (("others", "others_max"), ("others_lows", "others_min")):
        columns[name] = incidents[end].notna().to_numpy(dtype=bool).astype(np.int64)
    columns["near"] = (incidents["geolocation_accuracy"] == "near_place").to_numpy(dtype=bool).astype(np.int64)
    columns["fought"] = (incidents["event_kind"] == "fighting").to_numpy(dtype=bool) * harm
    return pd.DataFrame({"incidents": np.ones(len(incidents), dtype=np.int64)} | columns)


def make_sum(certain: np.ndarray, possible: np.ndarray) -> Sum:
    """Make a sum of what is certain, with the possible counted beside; the values of both are those of ``SUMMED``."""
    sure, maybe = dict(zip(SUMMED, certain.tolist(), strict=True)), dict(zip(SUMMED, possible.tolist(), strict=True))
    return Sum(
        incidents=sure["incidents"] + maybe["incidents"],
        possible=maybe["incidents"],
        claims=sure["claims"] + maybe["claims"],
        opens=sure["open_ended"],
        **{name: sure[name] > 0 for name in _FLAGS},
        **{name: sure[name] for name in _OF_CERTAIN},
    )


def add_sums(sums: Iterable[Sum]) -> Sum:
    """Add up sums of incidents none of which is in two of them."""
    parts = [NOTHING, *sums]
    added = {f.name: sum(getattr(x, f.name) for x in parts) for f in fields(Sum)}
    return Sum(**(added | {name: any(getattr(x, name) for x in parts) for name in _FLAGS}))


def sum_by(incidents: pd.DataFrame, key: pd.Series) -> dict[str, Sum]:
    """Add up incidents by a key, in one pass whatever the number of groups.

    Needs what ``count_columns`` needs, and ``certain``. Keys are in order; each incident is in exactly one group.
    """
    codes, names = pd.factorize(key.to_numpy(dtype=object), sort=True)
    sure = incidents["certain"].to_numpy(dtype=bool)
    values = count_columns(incidents).to_numpy()

    def tally(rows: np.ndarray) -> np.ndarray:
        out = np.zeros((len(names), len(SUMMED)), dtype=np.int64)
        np.add.at(out, codes[rows], values[rows])
        return out

    return {str(name): make_sum(a, b) for name, a, b in zip(names, tally(sure), tally(~sure), strict=True)}


def sum_claims(claims: pd.DataFrame, certain: pd.Series) -> Sum:
    """Add up one source's claims as that source states them (certain: incident_id -> bool); several of its claims on one incident say
    the same dead, not more of them."""
    sure = claims[certain.reindex(claims["incident_id"]).to_numpy(dtype=bool)]
    key = sure["incident_id"]
    stated = range_by(key, sure["civilians_killed_min"], sure["civilians_killed_max"])
    harm = ~is_fighting(sure).groupby(key, sort=False).all().reindex(stated.index).astype(bool)
    return Sum(
        incidents=claims["incident_id"].nunique(),
        possible=claims["incident_id"].nunique() - len(stated),
        claims=len(claims),
        killed_min=int(stated["min"].sum()),
        killed_max=int(stated["max"].sum()),
        open_ended=bool(stated["open"].any()),
        opens=int(stated["open"].sum()),
        no_figure=int((stated["max"].isna() & harm).sum()),
        status_unknown=int(sure["deaths_status_unknown"].groupby(key, sort=False).max().sum()),
        fighting=int((~harm).sum()),
        lows=int((stated["min"].notna() & harm).sum()),
        no_lowest=int((stated["min"].isna() & stated["max"].notna() & harm).sum()),
        fought=int(((sure["event_kind"] == "fighting").groupby(key, sort=False).all() & harm).sum()),
        near=int((sure["geolocation_accuracy"] == "near_place").groupby(key, sort=False).all().sum()),
    )


def sum_subgroup(incidents: pd.DataFrame, key: pd.Series, who: str) -> dict[str, Sum]:
    """Add up women, children or the conceded dead by a key, as ``sum_by``; never to be added to the dead they are among."""
    columns = {"killed_min": f"{who}_min", "killed_max": f"{who}_max", "open_ended": f"{who}_open"}
    own = {name: incidents[source] for name, source in columns.items()}
    alone = {"fighting": False, "figures_differ": False, "others_min": pd.NA, "others_max": pd.NA, "others_open": False}
    return sum_by(incidents.assign(**own, **alone, no_figure=incidents[f"{who}_max"].isna()), key)


class Graded(NamedTuple):
    """The sums of an area: of every incident, of the headline (Confirmed + Fair), and of the ungraded."""

    every: Sum
    headline: Sum
    ungraded: Sum
