"""A range is what the claims that carry a grading state; what nobody stated is unknown, and every total counts it alike."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.choice.address import View, read_params, write_params
from geo.choice.filters import Filters, matches
from geo.count.answered import waits_of
from geo.count.sums import sum_by, sum_claims, sum_subgroup
from geo.evidence.answers import answers_to, by_accused, no_answers
from geo.evidence.incidents import to_incidents
from geo.evidence.typed import parse_claims
from geo.intake.interpreting import interpret
from geo.intake.reading import read_table
from geo.intake.sources.registry import detect, guess_mapping
from geo.land.areas import assign_areas
from geo.record.joining import join
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.details import claim_rows, claims_of, compare_claims, figure, incident_line
from geo.show.sentence import figure_of, others_text, short_figure_of
from geo.show.summary import to_json
from geo.show.tables import areas_table
from geo.text import words
from tests.makers import claims_lists, raw_claims, typed_claims, wide
from tests.recount import record_of, sum_all
from tests.test_counting import AREAS, DISTRICT_OF, PLACES, SPAN, at, build

KILLED = {"min": "civilians_killed_min", "max": "civilians_killed_max"}


def killed(low: str = "", high: str = "", **more: str) -> dict[str, str]:
    return {KILLED["min"]: low, KILLED["max"]: high} | more


def gathered(*rows: dict[str, str]) -> dict[str, object]:
    """The one incident of some claims."""
    claims = typed_claims(*rows)
    return to_incidents(claims.assign(incident_id="i0")).iloc[0].to_dict()


def test_grading_has_the_range_of_the_claims_that_carry_it_and_others_stand_beside() -> None:
    one = gathered(killed("8", "10", grading="fair"), killed("50"), killed("9", "9"))
    assert (one["killed_min"], one["killed_max"], one["open_ended"]) == (8, 10, False)
    assert (one["others_min"], one["others_max"], one["others_open"]) == (9, 50, True)
    assert (one["said_min"], one["said_max"]) == (8, 50)
    assert figure(one, "en") == "8 to 10 killed; other sources: 9 to 50 or more"


def test_sum_of_a_grading_holds_nothing_an_ungraded_source_says_and_tells_it_beside() -> None:
    claims, incidents = build([killed("8", "10", grading="fair"), killed("50"), killed("2", "2", grading="fair"), {}])
    record = record_of(claims, incidents, SPAN)
    headline = Chosen(record, Filters()).totals.headline
    assert figure_of(headline, "en") == "10 to 12"
    assert others_text(headline, "en") == "Other sources on 1 incident of these: 50 or more killed."
    assert "Other sources on 1 incident of these: 50 or more killed." in Chosen(record, Filters()).sentence("en")[0]


def test_claims_of_two_gradings_all_carry_what_is_graded_differently() -> None:
    one = gathered(killed("1", "2", grading="fair"), killed("4", "5", grading="weak"), killed("9", "9"))
    assert one["grading"] == "graded_differently"
    assert (one["killed_min"], one["killed_max"], one["others_min"]) == (1, 5, 9)


def test_lowest_number_that_nobody_stated_is_unknown_in_every_total() -> None:
    claims, incidents = build([killed("", "7", grading="weak"), {}])
    record = record_of(claims, incidents, SPAN)
    chosen = Chosen(record, Filters())
    weak = chosen.totals.by_grading["weak"]
    assert (figure_of(weak, "en"), short_figure_of(weak), weak.has_figure) == ("up to 7", "\u2066?–7\u2069", True)
    told = " ".join(chosen.sentence("en"))
    assert "weak up to 7 killed in 1 incident" in told
    assert "0 to 7" not in told
    source = sum_claims(claims, pd.Series(True, index=incidents["incident_id"]))
    assert (source.no_figure, source.lows, source.killed_max) == (0, 0, 7)
    assert to_json(chosen)["by_grading"]["weak"]["killed_min"] is None  # type: ignore[index]


def test_sum_of_an_upper_bound_and_a_number_says_what_the_lower_end_leaves_out() -> None:
    claims, incidents = build([killed("", "46", grading="fair"), {}, killed("5", "5", grading="fair"), {}])
    chosen = Chosen(record_of(claims, incidents, SPAN), Filters())
    assert figure_of(chosen.totals.headline, "en") == "5 to 51"
    assert "with a highest number only, which adds nothing to the lower end: 1 incident" in chosen.sentence("en")[1].lower()


@pytest.mark.parametrize("who", ["women", "children", "conceded"])
def test_up_to_three_of_a_subgroup_is_a_figure_too(who: str) -> None:
    claims, incidents = build([killed("5", "5", **{f"{who}_killed_max": "3"}), {}])
    total = sum_subgroup(incidents.assign(certain=True), pd.Series("", index=incidents.index), who)[""]
    assert (figure_of(total, "en"), total.no_figure) == ("up to 3", 0)
    assert any("up to 3" in text for _, text, _ in claim_rows(record_of(claims, incidents, SPAN), claims.iloc[0].to_dict(), "en"))


def test_claims_that_exclude_each_other_leave_no_lower_end_and_say_so() -> None:
    one = gathered(killed("50", "", grading="fair"), killed("", "10", grading="fair"))
    assert pd.isna(one["killed_min"])
    assert (one["killed_max"], one["open_ended"], one["figures_differ"]) == (50, True, True)
    assert figure(one, "en") == "up to 50 or more killed (claims exclude each other)"
    claims, incidents = build([killed("50", "", grading="fair"), killed("", "10", grading="fair")])
    assert (
        "whose claims exclude each other's figures: 1 incident"
        in Chosen(record_of(claims, incidents, SPAN), Filters()).sentence("en")[1].lower()
    )
    assert compare_claims(claims.to_dict("records"), "en")[0][2] == "differ"


def test_claims_that_can_both_be_true_do_not_exclude_each_other() -> None:
    one = gathered(killed("5", "10", grading="fair"), killed("", "7", grading="fair"))
    assert (one["killed_min"], one["killed_max"], one["figures_differ"]) == (5, 10, False)


def test_battle_without_a_column_for_civilians_hides_no_figure_beside_it() -> None:
    battle = {"source_dataset": "acled", "strike_type": "battle", "deaths_reported_best": "3"}
    claims, incidents = build([battle, {}, battle, {}, killed("10", "10"), {}])
    claims["incident_id"] = [f"i{k}" for k in range(6)]
    few = claims.iloc[[0, 2, 4]]
    incidents = assign_areas(to_incidents(few), AREAS, DISTRICT_OF).assign(search="")
    chosen = Chosen(record_of(few, incidents, SPAN), Filters())
    ungraded = chosen.totals.by_grading["ungraded"]
    assert (figure_of(ungraded, "en"), ungraded.no_figure, ungraded.fighting) == ("10", 0, 2)
    assert "ungraded 10 killed in 1 incident" in chosen.sentence("en")[1]
    assert "Without a number" not in chosen.sentence("en")[1]


def test_whole_that_is_graded_and_set_aside_beside_an_ungraded_part_is_not_denied() -> None:
    claims, incidents = build([killed("100", "100", grading="confirmed"), {}, killed("8", "8"), {}])
    told = Chosen(record_of(claims, incidents, SPAN, {"i0": {"i1"}}), Filters()).sentence("en")[0]
    assert "None of them" not in told
    assert "None of those counted here is graded Confirmed or Fair; of those left out because they contain others: 1 incident." in told


def test_answer_before_its_event_takes_no_time_and_is_counted_apart() -> None:
    rows = [
        {"response": "credible", "response_date": day, "date_start": "2017-03-20", "date_end": "2017-03-22"}
        for day in ("2017-02-28", "2017-03-21", "2017-04-22")
    ]
    claims, _ = parse_claims(raw_claims(*rows), "f.csv")
    claims = claims.assign(incident_id=claims["claim_id"])
    waits = waits_of(by_accused(answers_to(claims, no_answers()), date(2026, 11, 26)), claims)
    assert (waits.days.tolist(), waits.early) == ([0, 31], ("press:0",))


def imported(record: Record, text: str, name: str = "file.csv") -> object:
    raw = read_table(text.encode(), name)
    return interpret(raw, guess_mapping(raw, detect(raw)), name, "0" * 64, record.ground, record.towns, date(2026, 11, 26))


def test_answer_before_its_event_is_pointed_at_in_an_import(record: Record) -> None:
    head = "unique_reference_code,permalink,country,date,region,grading,latitude,longitude,geolocation_accuracy,civilians_killed_min,civilians_killed_max,belligerent,belligerent_assessment,statement_date,location_name"
    one = imported(
        record,
        f"{head}\nXA1,https://example.org/1,Syria,2017-08-02,Raqqa,Fair,36.12,39.05,village,2,2,U.S.-led Coalition,credible,20170228,Test\n",
    )
    assert "answer_early" in set(one.findings["code"])  # type: ignore[attr-defined]
    assert one.table["response_date"].tolist() == ["2017-02-28"]  # type: ignore[attr-defined]


def test_governorate_of_a_point_elsewhere_is_not_ours() -> None:
    far = {"latitude": "33.5", "longitude": "36.3", "geolocation_accuracy": "province_governorate"}
    near = at(0.25, 0.25) | {"geolocation_accuracy": "province_governorate"}
    _, incidents = build([far, {}, near, {}])
    assert incidents["placing"].tolist() == ["outside", "wider"]
    assert incidents["wide_area"].tolist() == ["", "SY11"]


def test_correction_is_no_longer_told_of_a_row_that_took_the_place_of_the_corrected_one(record: Record) -> None:
    fixed = record.corrections["claim_id"].iloc[0]
    claim = record.claims[record.claims["claim_id"] == fixed]
    head = "unique_reference_code,date,region,grading,latitude,longitude,geolocation_accuracy,civilians_killed_min,civilians_killed_max"
    code = claim["source_id"].iloc[0]
    one = imported(record, f"{head}\n{code},2016-12-05,Raqqa,Fair,36.16054,38.23337,village,9,11\n")
    if claim["source_dataset"].iloc[0] != "airwars":
        pytest.fail("choose a corrected claim of a source whose file is written here")
    newer = join(record, [replace(one, policy="replace")])  # type: ignore[type-var]
    told = [
        text for c in claims_of(newer, claim["incident_id"].iloc[0]) if c["claim_id"] == fixed for _, text, _ in claim_rows(newer, c, "en")
    ]
    assert told
    assert not [text for text in told if text.startswith("Corrected by hand")]


def test_least_number_asks_which_end_and_the_top_of_the_list_stays() -> None:
    _, incidents = build([killed("40", "420", grading="fair"), {}, killed("60", "60"), killed("80", "90")])
    somebody = matches(incidents, Filters(min_killed=100), PLACES)
    everybody = matches(incidents, Filters(min_killed=60, says="all"), PLACES)
    assert (somebody.tolist(), everybody.tolist()) == ([True, False], [False, True])
    assert matches(incidents, Filters(min_killed=60, says="any"), PLACES).all()


@wide
@given(claims_lists, st.integers(1, 90))
def test_somebody_says_at_least_n_cuts_the_list_below_and_never_from_its_top(rows: list[dict[str, str]], n: int) -> None:
    _, incidents = build(rows)
    kept = matches(incidents, Filters(min_killed=n), PLACES)
    said = incidents["said_max"].fillna(-1).to_numpy()
    assert not kept.any() or kept.all() or said[kept].min() > said[~kept].max()
    assert not (matches(incidents, Filters(min_killed=n, says="all"), PLACES) & ~kept).any()


def test_address_from_before_it_was_asked_who_says_so_keeps_its_meaning() -> None:
    old, _, bad = read_params({"min_killed": "5"}, Filters())
    assert (old.says, bad) == ("all", [])
    for says in ("any", "all"):
        chosen = Filters(min_killed=5, says=says)
        assert read_params(write_params(chosen, View()), Filters())[0] == chosen
    assert read_params({"min_killed": "0"}, Filters())[0] == Filters()  # nothing is asked, and nobody says so
    assert read_params({"min_killed": "5", "says": "god"}, Filters())[2][0].options == ("any", "all")


@wide
@given(claims_lists)
def test_sums_of_ranges_hold_every_claim_that_states_a_number(rows: list[dict[str, str]]) -> None:
    claims, incidents = build(rows)
    top = claims[["civilians_killed_min", "civilians_killed_max"]].max(axis=1).groupby(claims["incident_id"]).max()
    said = incidents.set_index("incident_id")["said_max"]
    assert said.isna().equals(top.reindex(said.index).isna())
    assert (said.dropna() == top.reindex(said.dropna().index)).all()
    both = incidents[["killed_max", "others_max"]].max(axis=1)
    assert both.fillna(-1).tolist() == incidents["said_max"].fillna(-1).tolist()
    total = sum_all(incidents.assign(certain=True))
    assert total.figures == int((~incidents["no_figure"] & ~incidents["fighting"]).sum())
    assert total.lows <= total.figures
    assert 0 <= total.no_lowest <= total.figures - total.lows
    assert total.no_lowest == int(
        (~incidents["no_figure"] & ~incidents["fighting"] & incidents["killed_min"].isna() & ~incidents["figures_differ"]).sum()
    )


def test_list_sorts_by_the_highest_number_anybody_states() -> None:
    claims, incidents = build([killed("8", "10", grading="fair"), killed("50"), killed("20", "20"), {}])
    chosen = Chosen(record_of(claims, incidents, SPAN), Filters())
    assert incident_line(chosen.selection.incidents.iloc[0].to_dict(), "en")[0].endswith("8 to 10 killed; other sources: 50 or more")
    assert areas_table(chosen, "", "en").rows


def test_range_without_a_lowest_number_is_written_alike_everywhere() -> None:
    assert words.range_text(pd.NA, 46, False, "en") == "up to 46"
    assert words.range_text(None, 263, True, "en") == "up to 263 or more"
    assert words.range_text(None, 263, True, "ar") == "حتى 263 فأكثر"
    assert words.range_short(pd.NA, 46, True) == "\u2066?–46+\u2069"


@wide
@given(claims_lists)
def test_source_counts_figures_and_lower_ends_as_the_whole_does(rows: list[dict[str, str]]) -> None:
    claims, _ = build(rows)
    alone = claims.assign(incident_id=claims["claim_id"])
    sure = pd.Series(True, index=alone["incident_id"])
    whole = sum_by(to_incidents(alone).assign(certain=True), pd.Series("", index=range(len(alone))))[""]
    assert sum_claims(alone, sure) == whole
