"""Claims become incidents without losing, merging away or inventing anything."""

import pandas as pd
import pytest
from hypothesis import given

from geo.evidence.incidents import is_fighting, narrowest_interval, positions_disagree, to_incidents
from geo.evidence.typed import parse_claims
from geo.text.words import range_text
from tests.makers import claims_lists, raw_claims, typed_claims, wide


def parsed(*rows: dict[str, str]) -> pd.DataFrame:
    return typed_claims(*rows).assign(incident_id="press:0")


@wide
@given(claims_lists)
def test_typed_claims_of_the_tests_are_those_that_reading_gives(rows: list[dict[str, str]]) -> None:
    read, problems = parse_claims(raw_claims(*rows), "f.csv")
    assert problems == []
    pd.testing.assert_frame_equal(typed_claims(*rows), read)


def test_unknown_number_stays_unknown() -> None:
    claims = parsed({"civilians_killed_min": "", "civilians_killed_max": ""})
    incident = to_incidents(claims).iloc[0]
    assert incident["killed_min"] is pd.NA
    assert incident["killed_max"] is pd.NA
    assert incident["no_figure"]


def test_stated_zero_is_kept_apart_from_unknown() -> None:
    incident = to_incidents(parsed({"civilians_killed_min": "0", "civilians_killed_max": "0"})).iloc[0]
    assert incident["killed_min"] == 0
    assert not incident["no_figure"]


def test_at_least_fifty_beside_eight_to_ten_reads_eight_to_fifty_or_more() -> None:
    claims = parsed({"civilians_killed_min": "8", "civilians_killed_max": "10"}, {"civilians_killed_min": "50"})
    incident = to_incidents(claims).iloc[0]
    assert (incident["killed_min"], incident["killed_max"], incident["open_ended"]) == (8, 50, True)


def test_claim_of_unknown_status_is_no_zero_for_its_incident() -> None:
    ucdp = {
        "source_dataset": "ucdp_ged",
        "deaths_status_unknown": "19",
        "deaths_reported_low": "19",
        "deaths_reported_best": "19",
        "deaths_reported_high": "19",
    }
    incident = to_incidents(parsed({"civilians_killed_min": "28", "civilians_killed_max": "28"}, ucdp)).iloc[0]
    assert (incident["killed_min"], incident["status_unknown"]) == (28, 19)


def test_ungraded_claims_do_not_change_a_grading_and_differing_ones_are_named() -> None:
    assert to_incidents(parsed({"grading": "fair"}, {"grading": "ungraded"})).iloc[0]["grading"] == "fair"
    assert to_incidents(parsed({"grading": "fair"}, {"grading": "weak"})).iloc[0]["grading"] == "graded_differently"


def test_up_to_forty_six_is_a_figure_with_an_unknown_minimum() -> None:
    incident = to_incidents(parsed({"civilians_killed_max": "46"})).iloc[0]
    assert incident["killed_min"] is pd.NA
    assert not incident["no_figure"]
    assert range_text(incident["killed_min"], incident["killed_max"], incident["open_ended"], "en") == "up to 46"


def test_fighting_needs_a_stated_zero_from_a_source_that_records_fighting() -> None:
    zero = {"civilians_killed_min": "0", "civilians_killed_max": "0", "deaths_status_unknown": "0"}
    rows = [
        zero | {"deaths_reported_low": "4", "deaths_reported_best": "4", "deaths_reported_high": "4"},
        zero,
        {"deaths_reported_low": "4", "deaths_reported_best": "4", "deaths_reported_high": "4"},
        zero | {"deaths_status_unknown": "1"},
    ]
    assert is_fighting(parsed(*rows)).tolist() == [True, False, False, False]


def test_month_says_nothing_against_a_day_but_two_days_stay_an_interval() -> None:
    days = [pd.Timestamp(d) for d in ("2016-12-09", "2016-12-10", "2016-12-01")]
    ends = [*days[:2], pd.Timestamp("2016-12-31")]
    assert narrowest_interval(days, ends) == (days[0], days[1])


def test_positions_disagree_beyond_the_sum_of_their_discs() -> None:
    near = parsed({"latitude": "36.0", "longitude": "39.0"}, {"latitude": "36.02", "longitude": "39.0"})
    far = parsed({"latitude": "36.0", "longitude": "39.0"}, {"latitude": "36.2", "longitude": "39.0"})
    radius = {"village": 1500}
    assert not positions_disagree(near.assign(radius_m=near["geolocation_accuracy"].map(radius)))
    assert positions_disagree(far.assign(radius_m=far["geolocation_accuracy"].map(radius)))


def test_most_precise_claim_gives_the_position() -> None:
    rough = {"geolocation_accuracy": "near_place", "latitude": "36.5", "longitude": "39.5"}
    sharp = {"geolocation_accuracy": "within_100m", "latitude": "36.1", "longitude": "39.1"}
    incident = to_incidents(parsed(rough, sharp)).iloc[0]
    assert (incident["latitude"], incident["position_claim"]) == (36.1, "press:1")


@pytest.mark.parametrize(
    ("row", "column", "allowed"),
    [
        ({"date_start": "9.12.2016", "date_end": "2016-12-09"}, "date_start", "date_or_empty"),
        ({"civilians_killed_min": "dozens"}, "civilians_killed_min", "whole_number_or_empty"),
        ({"civilians_killed_min": "٣"}, "civilians_killed_min", "whole_number_or_empty"),
        ({"civilians_killed_min": "-1"}, "civilians_killed_min", "whole_number_or_empty"),
        ({"civilians_killed_min": "9", "civilians_killed_max": "3"}, "civilians_killed_min", "not_above"),
        ({"latitude": "4239.00416", "longitude": "39"}, "latitude", "latitude_range"),
        ({"latitude": "35,95", "longitude": "39.0"}, "latitude", "number_or_empty"),
        ({"latitude": "36.0"}, "longitude", "both_or_neither"),
        ({"grading": "Fair"}, "grading", "one_of"),
        ({"response": "maybe"}, "response", "one_of"),
        ({"belligerent": "somebody"}, "belligerent", "one_of"),
        ({"source_url": "javascript:alert(1)"}, "source_url", "web_address"),
        ({"date_start": "2016-12-09", "date_end": "2016-12-01"}, "date_start", "not_above"),
    ],
)
def test_bad_cell_is_named_by_row_and_column(row: dict[str, str], column: str, allowed: str) -> None:
    _, problems = parse_claims(raw_claims({}, row), "claims_x.csv")
    assert (3, column, allowed) in [(p.row, p.column, p.allowed) for p in problems]
    assert all(p.file == "claims_x.csv" for p in problems)


def test_every_problem_of_a_file_is_reported_at_once() -> None:
    _, problems = parse_claims(raw_claims({"grading": "?"}, {"latitude": "x", "longitude": "1"}, {"claim_id": "press:0"}), "f.csv")
    assert {p.column for p in problems} == {"grading", "latitude", "claim_id"}


@wide
@given(claims_lists)
def test_every_claim_is_in_exactly_one_incident(rows: list[dict[str, str]]) -> None:
    claims = typed_claims(*rows)
    claims["incident_id"] = [f"i{k // 3}" for k in range(len(claims))]
    incidents = to_incidents(claims)
    assert [c for ids in incidents["claim_ids"] for c in ids] == claims["claim_id"].tolist()
    assert incidents["n_claims"].sum() == len(claims)


@wide
@given(claims_lists)
def test_incident_has_a_figure_only_if_a_claim_states_one(rows: list[dict[str, str]]) -> None:
    claims = typed_claims(*(row | {"grading": "ungraded"} for row in rows))  # every claim carries it
    claims["incident_id"] = "one"
    incident = to_incidents(claims).iloc[0]
    stated = claims["civilians_killed_min"].dropna()
    assert incident["no_figure"] == (stated.empty and claims["civilians_killed_max"].isna().all())
    if len(stated):
        assert incident["killed_min"] == stated.min()
        assert incident["killed_max"] == max(
            stated.max(), claims["civilians_killed_max"].dropna().max() if claims["civilians_killed_max"].notna().any() else 0
        )
    assert incident["open_ended"] == bool((claims["civilians_killed_min"].notna() & claims["civilians_killed_max"].isna()).any())
