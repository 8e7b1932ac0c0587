"""Likely pairs are found, weighed and grouped by rules that are worked out anew here; a likelihood is never a judgement."""

import itertools
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.choice.filters import Filters, opening_filters
from geo.evidence.groups import group_likely
from geo.evidence.likelihood import LEVELS, WEIGHTS, compare, likelihoods, odds_of, traits_of, weights_of
from geo.evidence.nearby import bustle, bustle_table, near_pairs
from geo.land.distances import distance_m
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.summary import to_json

DAY = pd.Timestamp("2017-03-01")


def rows_of(*rows: dict[str, object]) -> pd.DataFrame:
    """Claims with what a likelihood is made of; each names just what matters."""
    plain = {
        "source_dataset": "airwars",
        "date_start": DAY,
        "date_end": DAY,
        "latitude": 36.0,
        "longitude": 39.0,
        "geolocation_accuracy": "village",
        "place_name": "Abara",
        "place_name_ar": "",
        "civilians_killed_min": 5,
        "civilians_killed_max": 5,
        "deaths_status_unknown": None,
        "belligerent": "",
    }
    counts = dict.fromkeys(["civilians_killed_min", "civilians_killed_max", "deaths_status_unknown"], "Int64")
    return pd.DataFrame([plain | row for row in rows]).astype(counts)


def level(what: str, one: dict[str, object], other: dict[str, object]) -> str:
    compared = compare(traits_of(rows_of(one, other)), np.array([0]), np.array([1]))
    return weights_of(compared.iloc[0].to_dict())[what][0]


# --- what is near ---

SPOTS = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([0, 0, 0, 1, 9, 40]), st.integers(0, 8), st.sampled_from([0, 25_000])), max_size=12
)


@given(SPOTS, st.integers(0, 3), st.sampled_from([500, 5_000]))
def test_near_pairs_are_those_that_asking_each_pair_finds(spots: list[tuple[int, int, int, int]], reach_days: int, reach_m: int) -> None:
    frame = pd.DataFrame(
        {
            "date_start": [DAY + pd.Timedelta(days=d) for d, _, _, _ in spots],
            "date_end": [DAY + pd.Timedelta(days=d + n) for d, n, _, _ in spots],
            "latitude": [36 + 0.02 * x for _, _, x, _ in spots],
            "longitude": 39.0,
            "slack_m": [float(x) for _, _, _, x in spots],
        }
    ).astype({"date_start": "datetime64[ns]", "date_end": "datetime64[ns]"})
    asked = np.arange(0, len(spots), 2)
    found = {(int(i), int(j)) for a, b, _ in near_pairs(frame, asked, reach_m, reach_days) for i, j in zip(a, b, strict=True)}
    wanted = set()
    for i, j in itertools.product(asked.tolist(), range(len(spots))):
        (d, n, x, slack), (e, m, y, more) = spots[i], spots[j]
        apart = max(0, e - d - n, d - e - m)
        if apart <= reach_days and distance_m(36 + 0.02 * x, 39, 36 + 0.02 * y, 39) <= reach_m + slack + more:
            wanted.add((i, j))
    assert found == wanted


@given(SPOTS, st.data())
def test_how_busy_a_place_is_does_not_depend_on_the_pieces_a_list_is_cut_into(
    spots: list[tuple[int, int, int, int]], data: st.DataObject
) -> None:
    frame = pd.DataFrame(
        {
            "date_start": pd.Series([DAY + pd.Timedelta(days=d) for d, _, _, _ in spots], dtype="datetime64[ns]"),
            "date_end": pd.Series([DAY + pd.Timedelta(days=d + n) for d, n, _, _ in spots], dtype="datetime64[ns]"),
            "latitude": [36 + 0.004 * x for _, _, x, _ in spots],
            "longitude": 39.0,
            "sources": pd.Series([("airwars",) if k % 2 else ("ucdp_ged", "press") for k in range(len(spots))], dtype=object),
        }
    )
    cut = data.draw(st.integers(0, len(spots)))
    whole, parts = bustle_table(frame), pd.concat([bustle_table(frame.iloc[:cut]), bustle_table(frame.iloc[cut:])], ignore_index=True)
    assert bustle(frame, whole).tolist() == bustle(frame, parts).tolist()
    for i, value in enumerate(bustle(frame, whole)):  # all of these lie within the reach
        d, n, _, _ = spots[i]
        others = [e for j, (e, _, _, _) in enumerate(spots) if j % 2 != i % 2]
        near = sum((d - 10 <= e <= d - 3) + (d + n + 3 <= e <= d + n + 10) for e in others)
        assert value == pytest.approx((near + 0.5) * 5 / 16)


# --- what speaks for and against ---


@pytest.mark.parametrize(
    ("what", "one", "other", "wanted"),
    [
        ("days", {}, {"date_start": DAY - pd.Timedelta(days=9), "date_end": DAY}, "same_day"),
        ("days", {}, {"date_start": DAY + pd.Timedelta(days=2), "date_end": DAY + pd.Timedelta(days=2)}, "two_days"),
        ("days", {}, {"date_start": pd.NaT, "date_end": pd.NaT}, "unknown"),
        ("place", {}, {"latitude": 36.001}, "same_spot"),
        ("place", {}, {"latitude": 36.02}, "within_precision"),
        (
            "place",
            {"geolocation_accuracy": "exact_location"},
            {"latitude": 36.02, "geolocation_accuracy": "exact_location"},
            "beyond_precision",
        ),
        ("place", {"geolocation_accuracy": "exact_location"}, {"latitude": 36.02, "geolocation_accuracy": "near_place"}, "same_spot"),
        ("place", {}, {"latitude": None, "longitude": None}, "unknown"),
        ("place", {}, {"geolocation_accuracy": "district"}, "unknown"),
        ("names", {"place_name": "Maezela"}, {"place_name": "", "place_name_ar": "معيزيلة"}, "alike"),
        ("names", {"place_name": "Al Heisha"}, {"place_name": "Hisheh village"}, "alike"),
        ("names", {"place_name": "Abara"}, {"place_name": "Suluk town"}, "unlike"),
        ("names", {"place_name": "Abara"}, {"place_name": "village"}, "unknown"),
        ("killed", {}, {"civilians_killed_min": 4, "civilians_killed_max": 9}, "many_alike"),
        (
            "killed",
            {"civilians_killed_min": 3, "civilians_killed_max": 4},
            {"civilians_killed_min": 2, "civilians_killed_max": None},
            "some_alike",
        ),
        (
            "killed",
            {"civilians_killed_min": 1, "civilians_killed_max": 1},
            {"civilians_killed_min": 1, "civilians_killed_max": 2},
            "few_alike",
        ),
        ("killed", {}, {"civilians_killed_min": 6, "civilians_killed_max": 6}, "nearly"),
        ("killed", {}, {"civilians_killed_min": 50, "civilians_killed_max": None}, "apart"),
        ("killed", {}, {"civilians_killed_min": None, "civilians_killed_max": None}, "unknown"),
        ("killed", {}, {"civilians_killed_min": 0, "civilians_killed_max": 0}, "unknown"),
        ("killed", {}, {"civilians_killed_min": None, "civilians_killed_max": None, "deaths_status_unknown": 19}, "many_alike"),
        ("killed", {}, {"civilians_killed_min": 1, "civilians_killed_max": None, "deaths_status_unknown": 2}, "apart"),
        ("killed", {}, {"civilians_killed_min": None, "civilians_killed_max": 7}, "many_alike"),
        ("sides", {"belligerent": "russian_military"}, {"dyad": "Government of Syria - IS"}, "shared"),
        ("sides", {"belligerent": "us_led_coalition"}, {"dyad": "IS - SDF"}, "unknown"),
    ],
)
def test_two_claims_are_compared_by_what_both_state(what: str, one: dict[str, object], other: dict[str, object], wanted: str) -> None:
    assert (level(what, one, other), level(what, other, one)) == (wanted, wanted)


def test_attack_on_civilians_by_a_named_side_speaks_against_a_strike_and_an_unstated_kind_says_nothing() -> None:
    kinds = [{"event_kind": kind} for kind in ("strike", "fighting", "attack_on_civilians", "not_stated")]
    assert [level("kind", kinds[0], kind) for kind in kinds] == ["agrees", "agrees", "attack_on_civilians", "unknown"]


def test_what_is_not_known_weighs_nothing() -> None:
    assert {weights.get("unknown") for weights in WEIGHTS.values()} == {0.0}


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.floats(0.001, 1000)), max_size=12, unique_by=lambda x: x[:2]))
def test_an_event_stands_at_most_once_in_a_list_so_its_likelihoods_never_add_up_to_more_than_one(
    found: list[tuple[int, int, float]],
) -> None:
    a, b, odds = (np.array([x[k] for x in found], dtype=float if k == 2 else np.int64) for k in range(3))
    own = np.zeros(len(found), dtype=np.int64)
    chance = likelihoods(a, b + 100, odds, own, own + 1)
    for side in (a, b):
        for row in set(side.tolist()):
            assert chance[side == row].sum() <= 1
    for k, (one, other, value) in enumerate(found):
        rivals = sum(v for x, y, v in found if (x == one) != (y == other))
        assert chance[k] == pytest.approx(value / (1 + value + rivals))


def test_busy_place_makes_a_pair_less_likely() -> None:
    compared = compare(traits_of(rows_of({}, {})), np.array([0]), np.array([1]))
    assert odds_of(compared, np.array([4.0]))[0] == odds_of(compared, np.array([1.0]))[0] / 4
    assert {f"level_{what}" for what in LEVELS} < set(compared.columns)


# --- groups ---

IDS = [f"i{k}" for k in range(7)]
SOURCES = {x: (("a",), ("a", "b"), ("b",), ("c",), ("a",), ("b",), ("d",))[k] for k, x in enumerate(IDS)}
BOTH = st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)).filter(lambda x: not set(SOURCES[x[0]]) & set(SOURCES[x[1]]))
PAIRS = st.lists(
    st.tuples(BOTH, st.sampled_from([0.5, 0.7, 0.9])).map(lambda x: (*sorted(x[0]), x[1])), max_size=12, unique_by=lambda x: x[:2]
)
APART = st.sets(BOTH.map(frozenset), max_size=4)


def may_join(ids: set[str], apart: set[frozenset[str]]) -> bool:
    named = [x for i in ids for x in SOURCES[i]]
    return len(named) == len(set(named)) and not any(frozenset(two) in apart for two in itertools.combinations(ids, 2))


@given(PAIRS, APART, st.randoms())
def test_groups_are_the_pairs_joined_likeliest_first_wherever_no_source_is_twice_and_none_is_judged_different(
    pairs: list[tuple[str, str, float]], apart: set[frozenset[str]], turn: object
) -> None:
    sets = [{x} for x in IDS]
    for a, b, _ in sorted(pairs, key=lambda x: (-x[2], x[0], x[1])):
        one, other = next(x for x in sets if a in x), next(x for x in sets if b in x)
        if one is not other and may_join(one | other, apart):
            sets = [x for x in sets if x is not one and x is not other] + [one | other]
    wanted = tuple(sorted(tuple(sorted(x)) for x in sets if len(x) > 1))
    assert group_likely(pairs, SOURCES, apart) == wanted
    turn.shuffle(pairs)  # type: ignore[attr-defined]
    assert group_likely(pairs, SOURCES, apart) == wanted
    assert all(may_join(set(group), apart) for group in wanted)


@pytest.mark.parametrize(
    "filters",
    [Filters(), opening_filters(), Filters(source=("airwars",)), Filters(start=date(2016, 12, 6), end=date(2016, 12, 9), extent="both")],
)
def test_summary_says_how_many_incidents_there_are_if_the_likely_pairs_are_one(record: Record, filters: Filters) -> None:
    chosen = Chosen(record, filters)
    kept = record.select(filters).incidents
    sure = kept.loc[kept["certain"], "incident_id"]
    events = {next((group for group in record.groups if x in group), (x,)) for x in sure}
    found = to_json(chosen)
    assert found["incidents_if_pairs_are_one"] == len(events)
    assert len(events) <= chosen.totals.everything.certain == len(sure)
    if filters == Filters():
        assert len(events) < len(sure)  # the shipped lists overlap
    if filters.source:
        assert len(events) == len(sure)  # a list does not overlap with itself
