"""How likely is it that two claims, or two incidents, are about one event, and what speaks for and against it?

Evidence is weighed as Fellegi and Sunter do: what two rows have in common counts by how much oftener it is found in pairs that are one
event than in pairs that lie side by side by chance, as bits that add up. From the sum is taken how busy the place is: where the other
source tells of three events on any other days as well, one on the same day proves little. A likelihood suggests; a person decides.
"""

import re
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from geo import settings as s
from geo.evidence.incidents import each_text
from geo.land.areas import has_point
from geo.land.distances import distance_m
from geo.land.places import skeleton, without_article
from geo.territory import here

# Bits for (above 0) and against one event, set by hand to halves after the Airwars and UCDP lists of 2016 and 2017: their pairs against the
# pairs of the same lists with one of them moved by 5 to 9 days, of which none is one event. docs/linking.md shows the counts.
WEIGHTS: dict[str, dict[str, float]] = {
    "days": {"same_day": 1.0, "one_day": -1.0, "two_days": -2.0, "more_days": -4.0, "unknown": 0.0},  # more: no fit
    "place": {"same_spot": 1.0, "within_precision": 0.0, "beyond_precision": -2.0, "far": -4.0, "unknown": 0.0},  # far: no fit
    "names": {"alike": 0.5, "unlike": -1.5, "unknown": 0.0},
    "killed": {"many_alike": 3.0, "some_alike": 2.5, "few_alike": 1.0, "nearly": -0.5, "apart": -2.0, "unknown": 0.0},
    "kind": {"agrees": 0.0, "attack_on_civilians": -2.0, "unknown": 0.0},
    "sides": {"shared": 1.0, "unknown": 0.0},  # 7 pairs: too few for a fit
}
PRIOR = -0.5  # bits: about 4 in 10 of the shorter list's events stand in the other one too
LIKELY = 0.5
LEVELS = {what: tuple(weights) for what, weights in WEIGHTS.items()}
_BITS = {what: np.array(list(weights.values())) for what, weights in WEIGHTS.items()}
ALIKE = 75  # of 100; UCDP and Airwars write one village differently
SAME_SPOT = 0.1  # of the two stated precisions together
# What names no place of its own in a place's name.
_GENERIC = re.compile(
    r"\b(?:village|town|city|area|neighbou?rhood|farms?|near|the|of|outskirts|countryside|(?:sub)?district|governorate|province|"
    r"(?:north|south|east|west)(?:ern)?)\b"
)


@dataclass(frozen=True)
class Traits:
    """What is compared of rows, as arrays, one value a row.

    ``start``, ``end`` : days since 1970-01-01; ``dated`` says where they are known. ``lat``, ``lon``, ``radius_m`` : WGS84 degrees and the
    precision stated, in metres; ``placed`` says where a point is known. ``low``, ``high`` : civilians killed, those of unknown status
    as possible ones (NaN: not known; inf: open). ``names`` : codes into ``spellings``. ``kind``, ``sides`` : codes, tuples.
    """

    start: np.ndarray
    end: np.ndarray
    dated: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    radius_m: np.ndarray
    placed: np.ndarray
    low: np.ndarray
    high: np.ndarray
    names: np.ndarray
    spellings: list[tuple[tuple[str, ...], frozenset[str]]]
    kind: np.ndarray
    sides: np.ndarray


def traits_of(rows: pd.DataFrame) -> Traits:
    """Give what is compared of claims or of incidents (their columns of civilians killed and of sides have different names)."""
    of_claims = "civilians_killed_min" in rows
    low, high = (
        rows[f"civilians_killed_{x}" if of_claims else f"killed_{x}"].to_numpy(dtype=float, na_value=np.nan) for x in ("min", "max")
    )
    is_open = ~np.isnan(low) & np.isnan(high) if of_claims else rows["open_ended"].to_numpy(dtype=bool)
    unstated = rows["deaths_status_unknown" if of_claims else "status_unknown"].to_numpy(dtype=float, na_value=0.0)
    most = np.fmax(np.nan_to_num(low), np.nan_to_num(high)) + unstated  # any number of those of unknown status may be civilians
    high = np.where(unstated > 0, most, np.where(is_open, np.inf, high))
    low = np.where(np.isnan(low) & ~np.isnan(high), 0.0, low)
    names, spellings = pd.factorize(pd.Series(list(zip(rows["place_name"].fillna(""), rows["place_name_ar"].fillna(""), strict=True))))
    dated = (rows["date_start"].notna() & rows["date_end"].notna()).to_numpy(dtype=bool)
    start, end = (rows[c].fillna(pd.Timestamp(0)).to_numpy(dtype="datetime64[D]").astype(np.int64) for c in ("date_start", "date_end"))
    placed = has_point(rows).to_numpy(dtype=bool)
    radius = rows["geolocation_accuracy"].map(s.DISC_RADIUS_M).fillna(s.VILLAGE_RADIUS_M).to_numpy(dtype=float)
    lat, lon = (rows[c].to_numpy(dtype=float) for c in ("latitude", "longitude"))
    kind = rows["event_kind"].to_numpy(dtype=object) if "event_kind" in rows else np.full(len(rows), "not_stated", dtype=object)
    return Traits(start, end, dated, lat, lon, radius, placed, low, high, names, [_spell(*x) for x in spellings], kind, _sides(rows))


def _spell(name: str, arabic: str) -> tuple[tuple[str, ...], frozenset[str]]:
    """Give the folded names of a place (a cell may list several) without what is no name, and their consonants."""
    latin = [" ".join(_GENERIC.sub(" ", without_article(part)).split()) for part in re.split(r"[,/()|;]", name)]
    keys = frozenset(skeleton(x) for x in (*latin, *re.split(r"[,/()|;،]", arabic)))
    return tuple(x for x in latin if x), keys - {""}


def _sides(rows: pd.DataFrame) -> np.ndarray:
    """Give the sides in the war that each row's columns name, in whatever form (codes, tuples of codes, "A - B")."""
    found = np.empty(len(rows), dtype=object)
    found[:] = [frozenset()] * len(rows)
    for column in ("belligerent", "belligerents", "sides", "named_sides", "dyad"):
        if column in rows:
            named = each_text(rows[column], lambda value: _camps(" ".join(value) if isinstance(value, tuple | list) else str(value)))
            found = found | named.to_numpy()
    return found


def _camps(text: str) -> frozenset[int]:
    """Give the camps of this war that a text names (``Territory.camps``, by their place in it)."""
    plain = " ".join(re.split(r"[^a-z]+", text.lower()))
    found = set()
    for k, camp in enumerate(here().camps):
        rest = reduce(lambda left, name: left.replace(name, " "), camp.but, plain)
        if not set(camp.words).isdisjoint(rest.split()):
            found.add(k)
    return frozenset(found)


def compare(traits: Traits, a: np.ndarray, b: np.ndarray) -> pd.DataFrame:
    """Compare pairs of rows.

    Parameters
    ----------
    a, b : positions of the rows of each pair.

    Returns
    -------
    a column for each of ``LEVELS``: the place of the pair's level in it; and days (apart; NaN: not known) and alike (0-100: names).
    """
    t = traits
    gap = np.maximum(np.maximum(t.start[a], t.start[b]) - np.minimum(t.end[a], t.end[b]), 0)
    dated = t.dated[a] & t.dated[b]
    alike = _alike(t, a, b)
    out = {
        "days": np.where(dated, np.minimum(gap, 3), 4),
        "place": _places(t, a, b),
        "names": np.select([np.isnan(alike), alike >= ALIKE], [2, 0], 1),
        "killed": _killed(t.low[a], t.high[a], t.low[b], t.high[b]),
        "kind": _kinds(t.kind[a], t.kind[b]),
        "sides": np.array([0 if x & y else 1 for x, y in zip(t.sides[a], t.sides[b], strict=True)], dtype=np.int64),
    }
    levels = pd.DataFrame(out).astype(np.int8).add_prefix("level_")
    return levels.assign(days=np.where(dated, gap, np.nan), alike=np.nan_to_num(alike))


def _alike(t: Traits, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Say how alike the names of each pair are, 0 to 100; NaN where one has none. Each pair of spellings is compared once."""
    codes = np.minimum(t.names[a], t.names[b]).astype(np.int64) * len(t.spellings) + np.maximum(t.names[a], t.names[b])
    distinct, at = np.unique(codes, return_inverse=True)
    scores = [_alike_names(t.spellings[code // len(t.spellings)], t.spellings[code % len(t.spellings)]) for code in distinct.tolist()]
    return np.array(scores, dtype=float)[at]


def _alike_names(one: tuple[tuple[str, ...], frozenset[str]], other: tuple[tuple[str, ...], frozenset[str]]) -> float:
    (these, keys), (those, bones) = one, other
    if not keys or not bones:
        return float("nan")
    shared = max(map(len, keys & bones), default=0)
    if shared > 2:
        return 100.0
    spelled = max((fuzz.ratio(x, y) for x in these for y in those), default=100.0 if shared else 0.0)
    return max(spelled, ALIKE) if shared and spelled > 50 else spelled  # two consonants alone are shared by many names


def _places(t: Traits, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    away = distance_m(t.lat[a], t.lon[a], t.lat[b], t.lon[b])
    stated = t.radius_m[a] + t.radius_m[b]
    levels = [~(t.placed[a] & t.placed[b]), away <= SAME_SPOT * stated, away <= stated, away <= np.maximum(s.PAIR_REACH_M, stated)]
    found: np.ndarray = np.select(levels, [4, 0, 1, 2], 3)
    return found


def _killed(low_a: np.ndarray, high_a: np.ndarray, low_b: np.ndarray, high_b: np.ndarray) -> np.ndarray:
    """Compare ranges of civilians killed; that two name 15 says more than that two name 1. A stated 0 beside dead is not taken for a
    contradiction: many sources count only some of those hit."""
    known = ~(np.isnan(low_a) | np.isnan(low_b) | (high_a == 0) | (high_b == 0))
    least, most = np.fmax(low_a, low_b), np.fmin(high_a, high_b)
    larger = np.fmax(np.where(np.isinf(high_a), low_a, (low_a + high_a) / 2), np.where(np.isinf(high_b), low_b, (low_b + high_b) / 2))
    nearly = (least - most <= 1) | (larger <= 1.5 * most)
    meet = least <= most
    found: np.ndarray = np.select([~known, meet & (least >= 5), meet & (least >= 3), meet, nearly], [5, 0, 1, 2, 3], 4)
    return found


def _kinds(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Compare kinds: what one source calls fighting may be another's strike, an attack on civilians by a named side is no strike."""
    attack = "attack_on_civilians"
    unknown = (a == "not_stated") | (b == "not_stated")
    found: np.ndarray = np.select([unknown, (a == attack) != (b == attack)], [2, 1], 0)
    return found


def odds_of(levels: pd.DataFrame, busy: np.ndarray) -> np.ndarray:
    """Give the odds that pairs are one event, before rivals are looked at.

    Parameters
    ----------
    levels : from ``compare``.
    busy : how many rows of the other source lie there by chance (``nearby.bustle``), the larger number of the two sides.
    """
    bits = PRIOR - np.log2(busy)
    for what, weights in _BITS.items():
        bits = bits + weights[levels[f"level_{what}"].to_numpy()]
    odds: np.ndarray = np.exp2(bits)
    return odds


def likelihoods(a: np.ndarray, b: np.ndarray, odds: np.ndarray, source_a: np.ndarray, source_b: np.ndarray) -> np.ndarray:
    """Give the likelihood of pairs, each weighed against its rivals: an event stands at most once in a source's list.

    Parameters
    ----------
    a, b : the two rows of each pair, as numbers; every pair there is of a row must be among them.
    odds : from ``odds_of``.
    source_a, source_b : the source of each side, as a number.
    """
    most = int(max(source_a.max(initial=0), source_b.max(initial=0))) + 1
    with_rivals = -odds
    for mine, source in ((a, source_b), (b, source_a)):
        key = mine.astype(np.int64) * most + source
        distinct, at = np.unique(key, return_inverse=True)
        with_rivals = with_rivals + np.bincount(at, odds, len(distinct))[at]
    likely: np.ndarray = odds / (1 + with_rivals)
    return likely


def weights_of(levels: dict[str, Any]) -> dict[str, tuple[str, float]]:
    """Name what speaks for and against a pair: the level of each comparison of one row of ``compare``, and its bits."""
    return {what: (LEVELS[what][int(levels[f"level_{what}"])], float(_BITS[what][int(levels[f"level_{what}"])])) for what in LEVELS}
