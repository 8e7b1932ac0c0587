"""Which claims may be one event, or one that contains others, and what speaks for it? A person decides; nothing is merged here."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from geo import settings as s
from geo.evidence.groups import Groups, group_likely
from geo.evidence.likelihood import LEVELS, LIKELY, Traits, compare, likelihoods, odds_of, traits_of
from geo.evidence.links import group_claims
from geo.evidence.nearby import bustle, bustle_table, near_pairs
from geo.land.distances import distance_m
from geo.land.places import skeleton

COLUMNS = ("claim_a", "claim_b", "suggests", "score", "km", "days", "figures", "names")
WEIGHED = tuple(f"level_{what}" for what in LEVELS)
_FIGURES = np.array(["meet", "meet", "meet", "differ", "differ", "unknown"], dtype=object)  # by level of ``likelihood.LEVELS["killed"]``


def can_pair(incidents: pd.DataFrame) -> pd.DataFrame:
    """Give the incidents that take part in ``find_pairs``."""
    return incidents[
        (incidents["placing"] == "point")
        & ~incidents["fighting"]
        & incidents["date_start"].notna()
        & (incidents["geolocation_accuracy"] != "near_place")
    ]


def find_pairs(incidents: pd.DataFrame, different: Collection[frozenset[str]], busy: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find pairs of incidents of different sources that may be one event and that nobody has judged.

    A pair has no source in common, lies within 5 km and 2 days, and both sides report harm. Positions
    known only to an area or to about 25 km take no part: they would pair with everything.

    Parameters
    ----------
    incidents : with latitude, longitude (WGS84 degrees), dates, sources, placing, fighting, and what ``likelihood.traits_of`` compares.
    different : pairs of incident ids judged not to be the same.
    busy : ``nearby.bustle_table`` of every incident that can pair, where these are a part of them.

    Returns
    -------
    a, b (incident ids, a first in alphabetical order), odds (that they are one event, before rivals are looked at); in order of ids.
    """
    part = can_pair(incidents).reset_index(drop=True)
    sources = part["sources"].tolist()
    ids = part["incident_id"].to_numpy(dtype=object)
    kinds, of = np.unique(np.array(["|".join(x) for x in sources], dtype=object), return_inverse=True)
    apart = np.array([[not set(x.split("|")) & set(y.split("|")) for y in kinds] for x in kinds], dtype=bool).reshape(
        len(kinds), len(kinds)
    )
    found = [
        (i[keep], j[keep])
        for i, j, _ in near_pairs(part.assign(slack_m=0.0), _rarer(of), s.PAIR_REACH_M, s.PAIR_REACH_DAYS)
        if len(keep := np.flatnonzero(apart[of[i], of[j]]))
    ]
    one, other = (np.concatenate([f[k] for f in found]) if found else np.empty(0, dtype=np.int64) for k in range(2))
    turned = ids[one] > ids[other]
    one, other = np.where(turned, other, one), np.where(turned, one, other)
    one, other = np.divmod(np.unique(one.astype(np.int64) * max(len(part), 1) + other), max(len(part), 1))
    if different:
        keep = np.array([frozenset(x) not in different for x in zip(ids[one], ids[other], strict=True)], dtype=bool)
        one, other = one[keep], other[keep]
    crowd = bustle(part, bustle_table(part) if busy is None else busy)
    odds = odds_of(compare(traits_of(part), one, other), np.maximum(crowd[one], crowd[other]))
    table = pd.DataFrame({"a": ids[one], "b": ids[other], "odds": odds}).astype({"a": object, "b": object})
    return table.sort_values(["a", "b"], ignore_index=True)


def group_pairs(pairs: pd.DataFrame, sources: pd.Series, different: Collection[frozenset[str]]) -> Groups:
    """Give the groups of incidents that are one event if the likely pairs are (``groups.group_likely``).

    Parameters
    ----------
    pairs : from ``find_pairs``, every pair of the record.
    sources : the sources (tuples) of each incident, by its id.
    """
    if pairs.empty:
        return ()
    codes, ids = pd.factorize(np.concatenate([pairs["a"], pairs["b"]]))
    kinds = pd.factorize(sources.reindex(ids).map("|".join))[0]
    a, b = np.split(codes, 2)
    chance = likelihoods(a, b, pairs["odds"].to_numpy(), kinds[a], kinds[b])
    likely = pairs[chance >= LIKELY].assign(chance=chance[chance >= LIKELY])
    found = zip(likely["a"], likely["b"], likely["chance"], strict=True)
    return group_likely(found, sources[sources.index.isin(ids)].to_dict(), different)


def _rarer(of: np.ndarray) -> np.ndarray:
    """Give the rows to look around from: all but those of the commonest source alone, which pairs only with the others."""
    return np.flatnonzero(of != np.bincount(of).argmax()) if len(of) else np.empty(0, dtype=np.int64)


def find_overlaps(
    claims: pd.DataFrame, links: pd.DataFrame, km: float = s.OVERLAP_KM[1], days: int = s.OVERLAP_DAYS[1], within_source: bool = False
) -> pd.DataFrame:
    """Rank pairs of claims that may be one event, or of which one may contain the other, and that nobody has judged.

    Each claim's own precision widens the reach: the radius of its disc, and its date interval. A claim without a position
    pairs by name and date; one without a date too pairs by name alone, and that is said (``days`` is unknown).

    Parameters
    ----------
    claims : typed claims of the record, with incident_id and ``fighting`` (rows that report no harm take no part).
    links : judgements (``links.COLUMNS``); a pair they decide is not asked again.
    km, days : the windows.
    within_source : also pairs of one source.

    At most ``settings.OVERLAP_LIMIT`` pairs, the likeliest, are given.

    Returns
    -------
    ``COLUMNS`` and ``WEIGHED``, likeliest first: suggests ("same" or "part_of": a is part of b), score (the likelihood, 0-100), km and days
    apart (NaN: not known), figures ("meet", "differ", "unknown"), names (0-100, how alike), and the levels that ``likelihood`` weighs.
    """
    part = claims[~claims["fighting"]].reset_index(drop=True)
    part["sources"] = [(x,) for x in part["source_dataset"]]
    traits = traits_of(part)
    one, other = _candidates(part, traits, km, days)
    incident, source = (pd.factorize(part[c])[0] for c in ("incident_id", "source_dataset"))
    keep = incident[one] != incident[other]
    if not within_source:
        keep &= source[one] != source[other]
    one, other = one[keep], other[keep]
    keep = ~_judged(part["claim_id"].to_numpy(dtype=object), one, other, claims["claim_id"], links)
    one, other = one[keep], other[keep]
    levels = compare(traits, one, other)
    crowd = _crowd(part, traits, one, other)
    chance = likelihoods(one, other, odds_of(levels, np.maximum(crowd[one], crowd[other])), source[one], source[other])
    inside = _suggest(part, traits, one, other)
    first, second = np.where(inside == -1, other, one), np.where(inside == -1, one, other)
    ids = part["claim_id"].to_numpy(dtype=object)
    away = distance_m(traits.lat[one], traits.lon[one], traits.lat[other], traits.lon[other]) / 1000
    table = pd.DataFrame(
        {
            "claim_a": ids[first],
            "claim_b": ids[second],
            "suggests": np.where(inside == 0, "same", "part_of").astype(object),
            "score": np.round(100 * chance).astype(int),
            "km": np.where(traits.placed[one] & traits.placed[other], away, np.nan),
            "days": levels["days"].to_numpy(),
            "figures": _FIGURES[levels["level_killed"].to_numpy()],
            "names": levels["alike"].round().astype(int),
            **{column: levels[column].to_numpy() for column in WEIGHED},
            "chance": chance,
        }
    ).astype({"claim_a": object, "claim_b": object})
    order = ["chance", "claim_a", "claim_b"]
    table = table.sort_values(order, ascending=[False, True, True], kind="stable", ignore_index=True)
    return table.head(s.OVERLAP_LIMIT).drop(columns="chance")


def _candidates(part: pd.DataFrame, traits: Traits, km: float, days: int) -> tuple[np.ndarray, np.ndarray]:
    """Give the positions of claims near each other in place and time, and of those without one of the two that share a name; each pair once,
    in order of ids."""
    spot = np.flatnonzero(traits.placed & traits.dated)
    placed = part.iloc[spot].assign(slack_m=traits.radius_m[spot])
    found = [(spot[i], spot[j]) for i, j, _ in near_pairs(placed, np.arange(len(spot)), km * 1000, days)]
    keys = pd.Series([skeleton(a) or skeleton(b) for a, b in zip(part["place_name"], part["place_name_ar"], strict=True)], dtype=object)
    named = keys[keys != ""].rename("key").rename_axis("row").reset_index()
    lone = named[~(traits.placed & traits.dated)[named["row"]]]
    both = lone.merge(named, on="key", suffixes=("", "_other"))
    i, j = both["row"].to_numpy(dtype=np.int64), both["row_other"].to_numpy(dtype=np.int64)
    meet = (traits.start[i] <= traits.end[j] + days) & (traits.end[i] >= traits.start[j] - days)
    near = meet | ~(traits.dated[i] & traits.dated[j])
    found.append((i[near], j[near]))
    one, other = (np.concatenate([f[k] for f in found]) for k in range(2))
    rank = np.empty(len(part), dtype=np.int64)
    order = np.argsort(part["claim_id"].to_numpy(dtype=object), kind="stable")
    rank[order] = np.arange(len(part))
    low, high = np.minimum(rank[one], rank[other]), np.maximum(rank[one], rank[other])
    low, high = np.divmod(np.unique((low * max(len(part), 1) + high)[low != high]), max(len(part), 1))
    return order[low], order[high]


def _judged(ids: np.ndarray, one: np.ndarray, other: np.ndarray, known: pd.Series, links: pd.DataFrame) -> np.ndarray:
    """Say which pairs are decided: themselves, or the incidents of which they are claims."""
    head = group_claims(known, links)
    done = {frozenset((a, b)) for a, b in zip(links["claim_a"], links["claim_b"], strict=True)}
    apart = links[links["relation"] != "same"]
    heads = {frozenset((head.get(a, a), head.get(b, b))) for a, b in zip(apart["claim_a"], apart["claim_b"], strict=True)}
    if not done:
        return np.zeros(len(one), dtype=bool)
    pairs = zip(ids[one], ids[other], strict=True)
    return np.array([frozenset((a, b)) in done or frozenset((head[a], head[b])) in heads for a, b in pairs], dtype=bool)


def _crowd(part: pd.DataFrame, traits: Traits, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Say how many rows of other sources lie there by chance (``nearby.bustle``); without a place or a day, as many as share the name."""
    crowd = (np.bincount(one, minlength=len(part)) + np.bincount(other, minlength=len(part))).astype(float)
    spot = np.flatnonzero(traits.placed & traits.dated)
    placed = part.iloc[spot]
    crowd[spot] = bustle(placed, bustle_table(placed))
    expected: np.ndarray = np.maximum(crowd, 0.1)
    return expected


def _suggest(part: pd.DataFrame, t: Traits, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Say which pairs are rather a part and its whole: 1 if the first may be part of the second, -1 the other way round, else 0.

    A whole is a claim its source calls an aggregate, or one that spans at least a week more and counts at least as many dead.
    """
    aggregate, least = part["is_aggregate"].to_numpy(dtype=bool), part["civilians_killed_min"].to_numpy(dtype=float, na_value=np.nan)
    found = np.zeros(len(one), dtype=np.int64)
    for a, b, which in ((one, other, 1), (other, one, -1)):
        wider = (t.end[b] - t.start[b]) - (t.end[a] - t.start[a]) >= 6
        holds = t.dated[a] & t.dated[b] & (t.start[b] <= t.start[a]) & (t.end[a] <= t.end[b]) & wider & (least[b] >= least[a])
        found[(aggregate[b] & ~aggregate[a]) | holds] = which
    return found
