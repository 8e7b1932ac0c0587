"""What each of those accused answered: the stored entries, one rule for a claim's line, and what was known on a day."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.evidence.answers import (
    FILE,
    NOT_YET,
    answers_to,
    by_accused,
    conceded_by_incident,
    faults_in,
    incident_statuses,
    known_on,
    last_statement,
    status_on,
    typed,
)
from geo.evidence.incidents import Problem
from geo.intake.parts import parts_of
from geo.out.exports import export
from geo.out.verify import verify
from geo.record.files import _read_files, _typed_answers
from geo.record.known import Record
from geo.show.accused import accused_of
from geo.show.chosen import Chosen
from geo.show.summary import to_json
from geo.territory import here
from geo.web.answer_charts import wait_chart

ENTRY = {
    **{"claim_id": "press:0", "n": "1", "accused": "us_led_coalition", "role": "suspected", "assessment": "non_credible", "reasons": ""},
    **{"statement_dates": "", "statement_urls": "", "conceded_killed_min": "", "conceded_killed_max": ""},
    **{"conceded_injured_min": "", "conceded_injured_max": "", "stated_mgrs": "", "mgrs_accuracy": "", "strike_report_url": ""},
    "source_url": "https://example.org/a",
}


def entries(*rows: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame([ENTRY | row for row in rows], dtype=object)


def about(*rows: dict[str, str]) -> pd.DataFrame:
    """Answers to claims that are one incident each, read on 26 November 2026."""
    table = typed(entries(*rows))
    return table.assign(incident_id=table["claim_id"], read_on=pd.Timestamp("2026-11-26"))


@pytest.fixture(scope="module")
def stored() -> pd.DataFrame:
    return pd.read_csv(s.DATA / FILE, dtype=str, keep_default_na=False)


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return pd.read_csv(s.DATA / "input/claims_airwars.csv", dtype=str, keep_default_na=False).set_index("claim_id")


def test_stored_answers_are_what_was_published(stored: pd.DataFrame, claims: pd.DataFrame) -> None:
    assert stored["assessment"].value_counts().to_dict() == {
        "non_credible": 843,
        "not_yet_assessed": 239,
        "credible": 82,
        "open": 22,
        "duplicate": 3,
    }
    assert len(set(claims.index) - set(stored["claim_id"])) == 13
    assert set(stored["claim_id"]) <= set(claims.index)
    assert int((stored["statement_dates"] != "").sum()) == 935
    assert stored["statement_dates"].str.split(";").explode().max() == "2023-11-30"
    dead = stored[stored["conceded_killed_min"] != ""].astype({"conceded_killed_min": int, "conceded_killed_max": int})
    assert (len(dead), dead["conceded_killed_min"].sum(), dead["conceded_killed_max"].sum()) == (72, 372, 373)
    credible = dead[dead["assessment"] == "credible"]
    assert (credible["conceded_killed_min"].sum(), credible["conceded_killed_max"].sum()) == (360, 361)
    assert set(dead.loc[dead["assessment"] != "credible", "claim_id"]) == {"airwars:CS1196", "airwars:CS952", "airwars:CS870"}
    assert stored["accused"].value_counts().to_dict() == {
        "us_led_coalition": 1_021,
        "russian_military": 84,
        "syrian_democratic_forces": 32,
        "syrian_regime": 32,
        "unknown": 16,
        "islamic_state": 4,
    }
    reported = claims[["civilians_killed_min", "civilians_killed_max"]].apply(pd.to_numeric).sum()
    assert reported.astype(int).tolist() == [4_974, 7_512]
    early = stored[stored["statement_dates"].str[:10].between("2", stored["claim_id"].map(claims["date_start"]), inclusive="neither")]
    assert early["claim_id"].tolist() == ["airwars:CS1317b"]
    assert faults_in(stored.astype(object)) == {}


def test_line_of_a_claim_follows_from_its_entries_by_one_rule(stored: pd.DataFrame, claims: pd.DataFrame) -> None:
    for claim, own in stored.groupby("claim_id"):
        line = claims.loc[str(claim)]
        took = own[own["assessment"] != "not_yet_assessed"]
        assert len(took) <= 1, claim
        assert line["response"] == (took["assessment"].iloc[0] if len(took) else "not_yet_assessed"), claim
        assert line["response_date"] == (took["statement_dates"].iloc[0].split(";")[0] if len(took) else ""), claim
        assert line["admitted"] == ("yes" if "credible" in set(own["assessment"]) else "not_stated"), claim
        for end in ("min", "max"):
            assert line[f"conceded_killed_{end}"] == max(own[f"conceded_killed_{end}"]), claim
    assert set(claims.loc[~claims.index.isin(stored["claim_id"]), "response"]) == {"none_recorded"}


def test_record_carries_the_answers_of_the_claims_that_are_here(record: Record) -> None:
    assert len(record.answers) == 1_177
    assert set(record.answers["claim_id"]) <= set(record.claims["claim_id"])
    answers = answers_to(record.claims, record.answers)
    assert last_statement(answers) == date(2023, 11, 30)
    today = incident_statuses(answers, date(2026, 11, 26))
    assert (today == record.incidents.set_index("incident_id")["answer"].reindex(today.index)).all()


def test_number_conceded_under_any_answer_is_not_known_before_its_first_statement(record: Record) -> None:
    answers = answers_to(record.claims, record.answers)
    for claim, day, conceded in (("CS1196", date(2023, 11, 3), 1), ("CS952", date(2018, 7, 26), 8), ("CS870", date(2017, 12, 28), 3)):
        mine = answers[answers["claim_id"] == f"airwars:{claim}"]
        for asked, expected in ((date.fromordinal(day.toordinal() - 1), []), (day, [conceded])):
            said = conceded_by_incident(by_accused(mine, asked))
            assert said["otherwise_max"].dropna().tolist() == expected
            assert said["conceded_max"].dropna().empty
    before = by_accused(answers, date(2016, 1, 1))
    assert before[["conceded_min", "otherwise_min"]].isna().all(axis=None)
    assert by_accused(answers, date(2026, 11, 26))[["conceded_min", "conceded_max", "otherwise_max"]].sum().tolist() == [358, 359, 12]


def test_second_statement_after_the_day_is_named_as_one_that_may_have_changed_the_first() -> None:
    answers = about({"statement_dates": "2018-07-26;2022-03-10"})
    for day, status, changed in (
        ("2018-07-25", "answered_later", False),
        ("2018-07-26", "non_credible", True),
        ("2022-03-10", "non_credible", False),
    ):
        found = by_accused(answers, date.fromisoformat(day)).iloc[0]
        assert (found["status"], found["changed_later"]) == (status, changed)


def test_two_who_concede_are_at_least_the_larger_and_at_most_both_together() -> None:
    both = {"assessment": "credible", "conceded_killed_min": "3", "conceded_killed_max": "3"}
    answers = about(both, both | {"n": "2", "accused": "russian_military", "conceded_killed_min": "5", "conceded_killed_max": "5"})
    found = conceded_by_incident(by_accused(answers, date(2026, 11, 26))).iloc[0]
    assert (found["conceded_min"], found["conceded_max"]) == (5, 8)


def test_claim_without_entries_speaks_by_its_line_and_one_answer_of_several_named_is_nobodys(record: Record) -> None:
    one = record.claims[record.claims["claim_id"] == "airwars:CS409"].assign(
        belligerent="us_led_coalition|russian_military", response="denied"
    )
    lone = answers_to(one, record.answers.iloc[:0])
    assert lone[["accused", "assessment"]].to_numpy().tolist() == [["several", "denied"]]


@pytest.mark.parametrize("ending", ["xlsx", "gpkg"])
def test_answers_leave_in_a_table_of_their_own_and_a_changed_one_is_named(record: Record, ending: str) -> None:
    choice = Filters(text="CS1526")
    data, shared = export(record, choice, View(), ending, safe=False)
    assert shared.answers["accused"].tolist() == ["us_led_coalition", "syrian_democratic_forces", "islamic_state"]
    assert shared.rows[["accused_answers", "statement_dates"]].to_numpy().tolist() == [
        ["non_credible|not_yet_assessed|not_yet_assessed", "2018-06-28||"]
    ]
    header, *rows = parts_of(data, ending)["answers"]
    assert [row[header.index("assessment")] for row in rows] == ["non_credible", "not_yet_assessed", "not_yet_assessed"]
    forged = replace(record, answers=record.answers.assign(assessment="credible"))
    differing = verify(export(forged, choice, View(), ending, safe=False)[0], f"x.{ending}", record).differing
    assert "answers" in {one.name for one in differing}


def test_summary_tells_how_the_incidents_stand_answered(record: Record) -> None:
    told = to_json(Chosen(record, Filters(text="CS952")))["answers"]
    assert isinstance(told, dict)
    assert (told["read"], told["last_statement"], told["could_be_answered"]) == ("2026-11-26", "2023-11-30", 1)
    assert told["conceded"] == {"incidents": 0, "min": None, "max": None, "open_ended": False}
    assert told["conceded_otherwise"] == {"incidents": 1, "min": 8, "max": 8, "open_ended": False}
    assert told["days_to_answer"]["median"] == (date(2018, 7, 26) - date(2017, 6, 9)).days


def test_incident_names_all_it_accuses_with_what_each_answered(record: Record) -> None:
    told = accused_of(record, "airwars:CS1317b", "en")
    assert (told[0].name, told[0].role, told[0].early) == ("US-led Coalition", "known", True)
    assert "stated" not in told[0].line("en")
    assert accused_of(record, "ucdp_ged:235804", "en") == []


DAYS = st.dates(date(2016, 1, 1), date(2024, 1, 1))
ROWS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(voc.BELLIGERENTS[:3]),
        st.sampled_from([x for x in voc.RESPONSES if x != "not_covered"]),
        st.lists(DAYS, max_size=2),
        st.integers(0, 9) | st.none(),
    ),
    min_size=1,
    max_size=12,
)


@given(ROWS, DAYS, DAYS)
def test_what_is_known_only_grows_with_the_day_and_each_incident_is_counted_once(
    rows: list[tuple[int, str, str, list[date], int | None]], one: date, other: date
) -> None:
    answers = about(
        *(
            {
                "claim_id": f"c{k}",
                "n": str(i + 1),
                "accused": accused,
                "assessment": code,
                "statement_dates": ";".join(map(str, days)),
                **({} if dead is None else {"conceded_killed_min": str(dead), "conceded_killed_max": str(dead)}),
            }
            for i, (k, accused, code, days, dead) in enumerate(rows)
        )
    )
    early, late = sorted((one, other))
    assert (known_on(answers, early) <= known_on(answers, late)).all()
    before, after = status_on(answers, early), status_on(answers, late)
    settled = ~before.isin(NOT_YET)
    assert (before[settled] == after[settled]).all()
    incidents = set(answers["incident_id"])
    for day in (early, late):
        statuses = incident_statuses(answers, day)
        assert set(statuses.index) == incidents
        assert statuses.index.is_unique
        assert sum(statuses.value_counts()) == len(incidents)
        pairs = by_accused(answers, day)
        assert not pairs.duplicated(["incident_id", "accused"]).any()
        assert set(pairs["incident_id"]) == incidents
    first, then = (conceded_by_incident(by_accused(answers, day)) for day in (early, late))
    for name in ("conceded_max", "otherwise_max"):
        assert (first[name].fillna(0) <= then[name].fillna(0)).all()


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(("accused", "nobody"), ("role", "maybe"), ("assessment", "open_incident"), ("statement_dates", "2018-02-30")),
        *(("statement_dates", "2018"), ("statement_urls", "javascript:x"), ("source_url", "https://a.example;b")),
        *(("conceded_killed_min", "many"), ("conceded_injured_max", "-1"), ("n", "0"), ("claim_id", "")),
    ],
)
def test_entry_that_cannot_be_read_is_found_with_its_column(column: str, cell: str) -> None:
    table = entries({}, {"claim_id": "press:1", column: cell})
    assert faults_in(table) == ({} if cell.endswith(";b") else {1: column})


def test_two_entries_of_one_number_and_ends_turned_round_are_found() -> None:
    assert faults_in(entries({}, {})) == {1: "n"}
    assert faults_in(entries({"conceded_killed_min": "3", "conceded_killed_max": "2"})) == {0: "conceded_killed_max"}


@pytest.mark.parametrize("break_it", ["row", "column", "gone"])
def test_faults_in_the_answers_are_told_and_never_end_the_start(tmp_path: Path, break_it: str) -> None:
    folder = tmp_path / "data"
    shutil.copytree(s.DATA, folder, ignore=shutil.ignore_patterns("output"))
    file = folder / FILE
    lines = file.read_text(encoding="utf-8").splitlines()
    if break_it == "gone":
        file.unlink()
    else:
        lines[0] = lines[0].replace("role", "rolle") if break_it == "column" else lines[0]
        lines[2] = lines[2].replace("not_yet_assessed", "perhaps") if break_it == "row" else lines[2]
        file.write_text("\n".join([*lines, ENTRY["claim_id"]] if break_it == "column" else lines) + "\n", encoding="utf-8")
    problems: list[Problem] = []
    answers, told = _typed_answers(_read_files(folder, here(), problems))
    assert problems == []
    assert len(answers) == (1_188 if break_it == "row" else 0)
    names = {"row": [f"{FILE}: 3 (assessment)"], "column": [f"{FILE}: role"], "gone": []}
    assert [(x.name, x.kind) for x in told] == [(name, "answers") for name in names[break_it]]


@pytest.mark.parametrize("accused", voc.BELLIGERENTS)
def test_asking_for_one_accused_finds_every_incident_that_accuses_it_by_its_line_or_by_an_answer(record: Record, accused: str) -> None:
    answers = answers_to(record.claims, record.answers)
    named = set(answers.loc[answers["accused"] == accused, "incident_id"])
    named |= set(record.claims.loc[record.claims["belligerent"].str.split("|").map(lambda codes: accused in codes), "incident_id"])
    found = record.select(Filters(belligerent=(accused,), extent="both", kind=voc.EVENT_KINDS, fighting=True)).incidents
    if accused == "unknown":  # where somebody is named, that somebody else is not says nothing
        assert {b for codes in found["belligerents"] for b in codes} == {"unknown"}
    else:
        assert set(found["incident_id"]) == named


@pytest.mark.parametrize(("days", "sides"), [(20, {"en": "left", "ar": "right"}), (465, {"en": "right", "ar": "left"})])
def test_label_of_a_median_runs_to_the_side_of_the_chart_that_has_room(days: int, sides: dict[str, str]) -> None:
    bins = pd.DataFrame({"first": [0, 300], "last": [299, 549], "n": [1, 1]})
    for lang, side in sides.items():
        marks = [layer["mark"] for layer in wait_chart(bins, days, lang).to_dict()["layer"]]
        assert [m["align"] for m in marks if m["type"] == "text"] == [side]
