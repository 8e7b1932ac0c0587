"""Playback, comparison, answers, tables and saved views say no more than the record does."""

import json
import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo.choice.filters import Filters, View, facet_counts, opening_filters, read_params, read_versus, select, write_params
from geo.count.tally import interval_sums
from geo.count.totals import NOTHING, Sum, sum_incidents, summarise, write_sentence
from geo.evidence.incidents import parse_claims
from geo.record.files import Record
from geo.show.answers import answers_as_of, conceded_by_month, could_answer, delays, last_read, stated_table, status_table
from geo.show.compare import caveats, higher, is_nested, write_difference
from geo.show.details import claim_rows, claims_of, compare_claims, dates_of, neighbours, positions_of, who_says
from geo.show.playback import MEASURES, describe_play, play_rows
from geo.show.tables import Table, areas_table, incidents_table
from pages import plain, read_view
from tests.makers import claims_lists, raw_claims
from tests.test_counting import PLACES, SPAN, build

EPOCH = pd.Timestamp(0)


@given(claims_lists, st.dates(*SPAN), st.integers(0, 400))
def test_playback_table_holds_what_any_window_selects(rows: list[dict[str, str]], start: date, length: int) -> None:
    _, incidents = build(rows)
    end = date.fromordinal(start.toordinal() + length)
    picked = select(incidents, Filters(start=start, end=end), SPAN, PLACES).incidents
    table = play_rows(interval_sums(incidents, pd.Series("", index=incidents.index)))
    a, b = ((pd.Timestamp(d) - EPOCH).days for d in (start, end))
    if start <= SPAN[0] and end >= SPAN[1]:
        sure, touching = table, table
    else:
        dated = table[table["start"] >= 0]
        sure = dated[(dated["start"] >= a) & (dated["end"] <= b)]
        touching = dated[(dated["start"] <= b) & (dated["end"] >= a)]
    assert sure["n"].sum() == picked["certain"].sum()
    assert touching["n"].sum() == len(picked)
    top = sum_incidents(picked[picked["grading"].isin(s.HEADLINE_GRADINGS)])
    got = sure[list(MEASURES)].sum()
    assert (got["headline_min"], got["headline_max"]) == (top.killed_min, top.killed_max)
    assert (got["headline_open"] > 0, got["headline_figures"] > 0) == (top.open_ended, top.has_figure)


def test_playback_of_the_record_holds_every_incident_once(record: Record) -> None:
    for view in (*(View(level=x) for x in s.LEVELS), View(show="points")):
        play = describe_play(record, Filters(), view)
        assert sum(row[3] for row in play["rows"]) == len(record.incidents)
    countryside = describe_play(record, opening_filters(), View())
    shown = record.select(replace(opening_filters(), start=None, end=None))
    assert sum(row[3] for row in countryside["rows"]) == len(shown.incidents) + len(shown.city)


def test_playback_does_not_depend_on_window_or_choice(record: Record) -> None:
    one = describe_play(record, opening_filters(), View(selected="area:SY110100"))
    assert one == describe_play(record, replace(opening_filters(), start=date(2017, 1, 1)), View(incident="airwars:CS409"))


def total(low: int, high: int, open_ended: bool = False) -> Sum:
    return replace(NOTHING, incidents=1, killed_min=low, killed_max=max(low, high), open_ended=open_ended)


sums = st.builds(total, st.integers(0, 50), st.integers(0, 50), st.booleans())


@given(sums, sums)
def test_a_side_is_called_higher_only_if_every_number_in_its_range_is(a: Sum, b: Sum) -> None:
    verdict = higher(a, b)
    assert higher(b, a) == {"a": "b", "b": "a"}.get(verdict, verdict)
    assert (verdict == "a") == (not b.open_ended and a.killed_min > b.killed_max)
    assert higher(a, NOTHING) == "unknown"


def test_difference_names_figures_overlap_and_unequal_windows(record: Record) -> None:
    first = opening_filters()
    second = replace(first, start=date(2016, 9, 1), end=date(2016, 11, 5))
    sides = [record.select(f) for f in (first, second)]
    totals = [summarise(x, record.graded, record.pairs) for x in sides]
    lines = write_difference(totals[0], totals[1], ("campaign", "before"), "en")
    assert lines[0] == "campaign has 351 incidents more than before (campaign: 360; before: 9)."
    assert "Even the lowest reported for campaign is above the highest for the other." in lines[1]
    assert "no upper end" in lines[2]
    told = caveats((first, sides[0]), (second, sides[1]), totals[0], record.span, "en")
    assert told[0] == "The windows are 212 and 66 days long, so counts do not compare plainly."
    assert "only for 2 November to 30 December 2016" in told[1]  # Airwars rows end there
    assert len(told) == 2
    early = replace(first, start=date(2015, 1, 1))
    assert "unknown, not empty" in " ".join(caveats((first, sides[0]), (early, sides[0]), totals[0], record.span, "en"))


def test_whole_is_never_called_higher_than_its_own_part(record: Record) -> None:
    first, second = opening_filters(), replace(opening_filters(), area="west")
    sides = [record.select(f) for f in (first, second)]
    totals = [summarise(x, record.graded, record.pairs) for x in sides]
    assert is_nested(*sides)
    lines = write_difference(totals[0], totals[1], ("all", "west"), "en", nested=True)
    assert "higher" not in " ".join(lines)
    assert "contains the other" in " ".join(caveats((first, sides[0]), (second, sides[1]), totals[0], record.span, "en"))
    named = replace(first, source=("rbss",))
    assert "not of the named source alone" in " ".join(
        caveats((first, sides[0]), (named, record.select(named)), totals[0], record.span, "en")
    )


def test_points_view_of_incidents_without_a_point_is_drawn(record: Record) -> None:
    """An incident outside the governorate, and a choice that finds nothing, once broke the points view."""
    for text in ("RS1523", "CS383", "zzz"):
        play = describe_play(record, Filters(text=text), View(show="points"))
        assert play["picture"]["points"] == []


def test_days_outside_the_record_are_called_unknown(record: Record) -> None:
    filters = Filters(start=date(2015, 1, 1), end=date(2015, 1, 2))
    text = write_sentence(summarise(record.select(filters), record.graded, record.pairs), filters, record.span, "en")[1]
    assert "days outside it are unknown, not empty" in text


def test_sentence_says_where_grading_ends(record: Record) -> None:
    inside = replace(opening_filters(), end=date(2016, 12, 20))
    for filters, told in ((opening_filters(), True), (inside, False)):
        totals = summarise(record.select(filters), record.graded, record.pairs)
        text = write_sentence(totals, filters, record.span, "en")[1]
        assert ("raded incidents are in this record only for 2 November to 30 December 2016" in text) == told


@given(st.dates(*SPAN), st.dates(*SPAN))
def test_other_side_of_a_comparison_survives_its_address(a: date, b: date) -> None:
    text = f"window:{min(a, b)}/{max(a, b)}"
    view = View(versus=text, stop="week", split="area", as_of="2017-06-30", sort="-killed")
    assert read_params(write_params(Filters(), view), Filters())[1:] == (view, [])
    other = read_versus(text, Filters())
    assert other == Filters(start=min(a, b), end=max(a, b))


@pytest.mark.parametrize("text", ["window:2017-01-01/2016-01-01", "window:x/y", "source:moon", "area:;", "moon:1", "window:2016-01-01"])
def test_unsound_other_side_is_set_aside_and_named(text: str) -> None:
    _, view, bad = read_params({"versus": text}, Filters())
    assert view.versus == ""
    assert [b.name for b in bad] == ["versus"]


# answers


def answered(**row: str) -> pd.DataFrame:
    usual = {"response": "non_credible", "retrieved_at": "2026-11-22", "date_start": "2016-12-01", "date_end": "2016-12-02"}
    claims, problems = parse_claims(raw_claims(usual | row), "f.csv")
    assert problems == []
    return claims.assign(incident_id="i")


def test_dated_answer_counts_from_its_day_and_an_undated_one_from_the_day_it_was_read() -> None:
    dated, undated = answered(response_date="2017-03-01"), answered()
    for day, first, second in (
        (date(2017, 2, 28), "answered_later", "answer_undated"),
        (date(2017, 3, 1), "non_credible", "answer_undated"),
        (date(2026, 11, 22), "non_credible", "non_credible"),
    ):
        assert answers_as_of(dated, day)["i"] == first
        assert answers_as_of(undated, day)["i"] == second
    assert delays(dated).tolist() == [89]
    assert delays(undated).empty


def test_silence_is_never_claimed_of_a_source_that_records_no_answers(record: Record) -> None:
    answers = answers_as_of(record.claims, last_read(record.claims))
    sources = record.incidents.set_index("incident_id")["sources"]
    silent = sources.map(lambda names: set(names) <= {"ucdp_ged", "press"})
    assert set(answers[silent[silent].index]) == {"not_covered"}
    assert (answers == record.incidents.set_index("incident_id")["answer"].reindex(answers.index)).all()


def test_answers_of_the_record_are_those_of_the_article_and_of_airwars(record: Record) -> None:
    picked = record.select(Filters())
    answers = answers_as_of(record.claims, last_read(record.claims))
    counts = {row: int(cells[1].replace(",", "")) for row, cells in status_table(picked, answers, "en").rows}
    assert counts == {"credible": 3, "non_credible": 45, "not_yet_assessed": 3, "none_recorded": 4, "not_covered": 1273}
    assert counts == {k: v.certain for k, v in summarise(picked, record.graded, record.pairs).by_answer.items() if v.incidents}
    today = last_read(record.claims)
    assert stated_table(record.claims, today, "en").rows == [
        ("", ["Admitted", "3", "4", "50", "0"]),
        ("", ["Apologised", "0", "4", "53", "0"]),
        ("", ["Promised or paid", "0", "4", "53", "0"]),
    ]
    assert stated_table(record.claims, date(2018, 1, 1), "en").rows[0] == ("", ["Admitted", "0", "4", "5", "48"])


def test_conceded_number_is_not_conceded_before_its_answer_could_be_known(record: Record) -> None:
    picked = record.select(Filters())
    for day, conceded in ((last_read(record.claims), 4), (date(2018, 1, 1), 0)):
        asked = could_answer(picked, answers_as_of(record.claims, day))
        assert int(asked["conceded_min"].notna().sum()) == conceded
    table = conceded_by_month(could_answer(picked, answers_as_of(record.claims, last_read(record.claims))), "en")
    assert [cells[3] for _, cells in table.rows if cells[1] == "Other gradings"] == ["not summed across gradings"] * 2


# tables


@pytest.mark.parametrize("level", s.LEVELS)
@pytest.mark.parametrize("lang", s.LANGUAGES)
def test_areas_table_adds_up_and_keeps_elsewhere_and_the_whole_last(record: Record, level: str, lang: str) -> None:
    picked = record.select(opening_filters())
    totals = summarise(picked, record.graded, record.pairs)
    for sort in ("", "incidents", "-headline", "headline", "-first", "area", "nonsense"):
        table = areas_table(record, picked, totals, level, sort, lang)
        numbers = [int(cells[1].replace(",", "")) for _, cells in table.rows]
        assert sum(numbers[:-1]) == numbers[-1] == totals.everything.certain
        ids = [row for row, _ in table.rows[:-1]]
        assert "" not in ids[:-1]
        assert {len(cells) for _, cells in table.rows} == {len(table.heads)}


def test_unknown_comes_last_whichever_way_a_table_is_sorted(record: Record) -> None:
    picked = record.select(opening_filters())
    totals = summarise(picked, record.graded, record.pairs)
    for sort in ("headline", "-headline"):
        table = areas_table(record, picked, totals, "place", sort, "en")
        at = [h for h, _ in table.heads].index("headline")
        known = [cells[at] not in ("–", "no figure") for row, cells in table.rows if row]
        assert known == sorted(known, reverse=True)
        assert True in known
        assert False in known


def test_rate_stands_only_where_residents_are_known(record: Record) -> None:
    picked = record.select(opening_filters())
    table = areas_table(record, picked, summarise(picked, record.graded, record.pairs), "place", "", "en")
    people, rate = ([h for h, _ in table.heads].index(x) for x in ("residents", "rate"))
    assert all((cells[people] in ("–", "0")) == (cells[rate] == "–") for _, cells in table.rows)
    assert "rate" not in dict(areas_table(record, picked, summarise(picked, record.graded, record.pairs), "district", "", "en").heads)


@pytest.mark.parametrize("sort", ["place", "-date", "date", "-killed", "grading", "-answer", "claims", "moon"])
def test_pages_of_the_incidents_table_hold_every_incident_once(record: Record, sort: str) -> None:
    shown = record.select(opening_filters()).incidents
    seen = [row for page in range(1, 20) for row, _ in incidents_table(shown, sort, page, 25, "ar").rows]
    assert sorted(seen) == sorted(shown["incident_id"])


def test_facet_counts_are_what_choosing_a_code_leaves(record: Record) -> None:
    chosen = replace(opening_filters(), source=("airwars",))
    counts = facet_counts(record.select, chosen)
    assert counts["source"]["ucdp_ged"] == len(record.select(replace(chosen, source=("ucdp_ged",))).incidents)
    assert counts["grading"]["fair"] == len(record.select(replace(chosen, grading=("fair",))).incidents)
    assert counts["response"]["non_credible"] == len(record.select(replace(chosen, response=("non_credible",))).incidents)


# one incident


def test_claims_of_maezela_stand_side_by_side_and_say_where_they_differ(record: Record) -> None:
    rows = {label: verdict for label, _, verdict in compare_claims(claims_of(record, "airwars:CS409"), "en")}
    assert rows["Civilians killed"] == "differ"
    assert rows["When"] == "differ"
    assert rows["Attributed to"] == "agree"
    assert rows["Where"] == "meet"
    msherfa = {label: verdict for label, _, verdict in compare_claims(claims_of(record, "airwars:CS407"), "en")}
    assert msherfa["Where"] == "differ"
    assert rows["Injured"] == "one"
    cells = next(cells for label, cells, _ in compare_claims(claims_of(record, "airwars:CS409"), "en") if label == "Civilians killed")
    assert cells == ["28", "17 to 32", "19 dead, status not stated", "30 or more", "30 or more"]


@pytest.mark.parametrize(
    ("a", "b", "verdict"),
    [
        (("8", "10"), ("50", ""), "differ"),
        (("8", "10"), ("9", ""), "meet"),
        (("8", "10"), ("8", "10"), "agree"),
        (("8", "10"), ("", ""), "one"),
        (("", ""), ("", ""), ""),
    ],
)
def test_ranges_that_overlap_are_not_called_a_difference(a: tuple[str, str], b: tuple[str, str], verdict: str) -> None:
    claims, _ = parse_claims(raw_claims(*({"civilians_killed_min": x, "civilians_killed_max": y} for x, y in (a, b))), "f.csv")
    found = {label: v for label, _, v in compare_claims(claims.to_dict("records"), "en")}
    assert found["Civilians killed"] == verdict


def test_private_source_is_never_named_nor_linked(record: Record) -> None:
    claim = claims_of(record, "airwars:CS409")[1] | {"source_private": True, "archive_url": "https://web.archive.org/x"}
    text = (
        str(claim_rows(record, claim, "en")) + who_says(claim, "en") + str(positions_of([claim], record.incidents.iloc[0].to_dict(), "en"))
    )
    assert "Source hidden" in text
    assert "Airwars CS409" not in text
    assert claim["source_url"] not in text
    assert "archive.org" not in text


def test_rival_positions_and_dates_of_an_incident_are_all_listed(record: Record) -> None:
    for incident in ("airwars:CS407", "airwars:CS383", "airwars:CS409"):
        claims = claims_of(record, incident)
        row = record.incidents.set_index("incident_id", drop=False).loc[incident].to_dict()
        positions = positions_of(claims, row, "en")
        assert len(positions) == len(claims)
        assert sum(p[4] == "shown on the map" for p in positions) == 1
        assert len(dates_of(record, claims, incident, "en")) >= 2 * len([c for c in claims if pd.notna(c["date_start"])])


def test_neighbours_are_near_or_of_the_same_days_and_never_the_incident_itself(record: Record) -> None:
    row = record.incidents.set_index("incident_id", drop=False).loc["airwars:CS409"].to_dict()
    near, same_day = neighbours(record.incidents, row)
    assert (near["km"] <= 5).all()
    assert "airwars:CS409" not in {*near["incident_id"], *same_day["incident_id"]}
    assert not set(near["incident_id"]) & set(same_day["incident_id"])
    assert ((same_day["date_start"] <= row["date_end"]) & (same_day["date_end"] >= row["date_start"])).all()
    wide = record.incidents[record.incidents["placing"] == "wider"].iloc[0].to_dict()
    assert neighbours(record.incidents, wide)[0].empty


# saved views


@pytest.mark.parametrize(
    "data",
    [
        b'{"page":{},"params":{}}',
        b"",
        b"[]",
        b"\xff",
        b'{"page": "moon", "params": {}}',
        b'{"page": "map"}',
        b'{"page": "map", "params": [1]}',
        b"{" * 5000,
        b"[" * 90_000,
    ],
)
def test_file_that_is_no_view_is_refused(data: bytes) -> None:
    assert read_view(data) is None


def test_view_keeps_only_texts_and_never_the_hand_back() -> None:
    found = read_view(b'{"page": "areas", "params": {"level": "sector", "go": "map", "x": 1}, "data": "abc"}')
    assert found == ("areas", {"level": "sector"}, "abc")


def test_table_as_texts_has_its_header_first() -> None:
    assert Table([("a", "A"), ("b", "B")], [("x", ["1", "2"])]).plain() == [["A", "B"], ["1", "2"]]


def test_view_keeps_only_names_and_values_an_address_can_have() -> None:
    saved = {"page": "map", "data": "x", "params": {"embed": "true", "lang": "xx", "text": "\ud800", "extent": "city", "go": "data"}}
    found = read_view(json.dumps(saved).encode())
    assert found == ("map", {"extent": "city"}, "x")


def test_window_beyond_any_calendar_is_set_aside_and_said() -> None:
    filters, _, bad = read_params({"from": "0001-01-01", "to": "9999-12-31"}, opening_filters())
    assert filters == opening_filters()
    assert {b.name for b in bad} == {"from", "to"}


@pytest.mark.parametrize(
    "text", ["&colon;&sol;", "https&colon;//x.org", ":streamlit: :material/home:", "-> <- >= --", "a@b.c", "x\u202egpj.csv"]
)
def test_text_of_data_in_a_message_stays_as_it_is(text: str) -> None:
    shown = plain(text)
    assert not re.search(r"(?<!\\)&|:(?=[a-z/])|->|>=|--|@(?=\w)|\u202e", shown)
    assert re.sub(r"\\([^\w\s])", r"\1", shown).replace("\u2060", "").replace("[U+202E]", "\u202e") == text
