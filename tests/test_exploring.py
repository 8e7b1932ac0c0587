"""Playback, comparison, answers, tables and saved views say no more than the record does."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import vocabulary as voc
from geo.choice.address import View, read_params, read_versus, write_params
from geo.choice.filters import Filters, facet_counts, opening_filters, select, set_filters
from geo.count.answered import waits_of
from geo.count.declared import most_quoted, nights_near, rate_by_stretch
from geo.count.spared import members_of
from geo.count.sums import NOTHING, Sum
from geo.count.tally import interval_sums
from geo.count.timeline import bin_edges, sum_by_time
from geo.evidence.answers import answers_to, by_accused, incident_statuses, no_answers
from geo.evidence.typed import parse_claims
from geo.record.known import Record
from geo.show.answers import Standing, accused_table, answers_sentence, last_read, stand, stated_table, status_table
from geo.show.chosen import Chosen
from geo.show.compare import caveats, higher, is_nested, write_difference
from geo.show.conceded import conceded_lines, conceded_sentence, conceded_table, groups_of, incident_lines, incidents_shown, wait_sentence
from geo.show.details import claim_rows, claims_of, compare_claims, dates_of, positions_of, who_says
from geo.show.playback import MEASURES, WHOLE, describe_play, play_rows
from geo.show.tables import Table, areas_table, incidents_table
from geo.text import words
from geo.web.charts import nights_chart, series_chart
from pages import plain, read_view
from tests.makers import claims_lists, raw_claims, wide
from tests.recount import sum_all
from tests.test_counting import PLACES, SPAN, build

EPOCH = pd.Timestamp(0)


@wide
@given(claims_lists, st.dates(*SPAN), st.integers(0, 400), st.integers(1, 4))
def test_playback_table_holds_what_any_window_selects(rows: list[dict[str, str]], start: date, length: int, turn: int) -> None:
    _, incidents = build(rows)
    end = date.fromordinal(start.toordinal() + length)
    picked = select(incidents, Filters(start=start, end=end), SPAN, PLACES).incidents
    groups = tuple(tuple(incidents["incident_id"].iloc[k::turn]) for k in range(turn))
    nowhere = pd.Series("", index=incidents.index)
    table = play_rows(interval_sums(incidents, nowhere), members_of(groups, incidents, nowhere))
    a, b = ((pd.Timestamp(d) - EPOCH).days for d in (start, end))
    if start <= SPAN[0] and end >= SPAN[1]:
        sure, touching = table, table
    else:
        dated = table[table["start"] >= 0]
        sure = dated[(dated["start"] >= a) & (dated["end"] <= b)]
        touching = dated[(dated["start"] <= b) & (dated["end"] >= a)]
    assert sure["n"].sum() == picked["certain"].sum()
    assert touching["n"].sum() == len(picked)
    top = sum_all(picked[picked["grading"].isin(voc.HEADLINE_GRADINGS)])
    got = sure[list(MEASURES)].sum()
    of = {x: k for k, group in enumerate(groups) for x in group}
    events = {of[x] for x in picked.loc[picked["certain"], "incident_id"]}
    assert set(sure.loc[sure["spared"] > 0, "unit"]) <= {"", WHOLE}
    assert got["spared"] == 2 * (picked["certain"].sum() - len(events))  # of the mark, and of all marks together
    assert (got["headline_min"], got["headline_max"]) == (top.killed_min, top.killed_max)
    assert (got["headline_open"] > 0, got["headline_figures"] > 0) == (top.open_ended, top.has_figure)


def test_playback_of_the_record_holds_every_incident_once(record: Record) -> None:
    for view in (*(View(level=x) for x in voc.LEVELS), View(show="points")):
        play = describe_play(Chosen(record, Filters(), view.level), view)
        assert sum(row[3] for row in play["rows"]) == (record.incidents["event_kind"] != "attack_on_civilians").sum()
    countryside = describe_play(Chosen(record, opening_filters()), View())
    shown = record.select(replace(opening_filters(), start=None, end=None))
    assert sum(row[3] for row in countryside["rows"]) == len(shown.incidents) + len(shown.apart)


def test_playback_does_not_depend_on_window_or_choice(record: Record) -> None:
    one = describe_play(Chosen(record, opening_filters()), View(selected="area:SY110100"))
    assert one == describe_play(Chosen(record, replace(opening_filters(), start=date(2017, 1, 1))), View(incident="airwars:CS409"))


def total(low: int, high: int, open_ended: bool = False) -> Sum:
    return replace(NOTHING, incidents=1, lows=1, killed_min=low, killed_max=max(low, high), open_ended=open_ended)


sums = st.builds(total, st.integers(0, 50), st.integers(0, 50), st.booleans())


@given(sums, sums)
def test_a_side_is_called_higher_only_if_every_number_in_its_range_is(a: Sum, b: Sum) -> None:
    verdict = higher(a, b)
    assert higher(b, a) == {"a": "b", "b": "a"}.get(verdict, verdict)
    complete = not (b.open_ended or b.no_figure or b.status_unknown or b.possible)
    assert (verdict == "a") == (complete and a.killed_min > b.killed_max)
    assert higher(a, NOTHING) == "unknown"


def test_taking_off_each_filter_that_is_set_leaves_window_and_extent_and_nothing_else() -> None:
    chosen = Filters(
        date(2017, 1, 1),
        date(2017, 2, 1),
        "city",
        ("rbss",),
        ("fair",),
        min_killed=3,
        says="all",
        precise=True,
        text="x",
        near="C1",
        km=4,
        area="SY1101",
    )
    off = set_filters(chosen)
    assert off.keys() == {"source", "grading", "min_killed", "precise", "text", "near", "area", "fighting"}
    left = replace(chosen, **off)
    assert replace(left, km=Filters.km, says=Filters.says) == replace(opening_filters(), start=chosen.start, end=chosen.end, extent="city")
    assert set_filters(left) == {}


def test_difference_names_figures_overlap_and_unequal_windows(record: Record) -> None:
    first = opening_filters()
    second = replace(first, start=date(2016, 9, 1), end=date(2016, 11, 5))
    sides = [Chosen(record, f) for f in (first, second)]
    lines = write_difference(*sides, ("campaign", "before"), "en")
    assert lines[0] == "campaign has more a day than before (campaign: 547, 2.58 a day; before: 12, 0.18 a day)."
    told = caveats(*sides, "en")
    assert told[0] == "The windows are 212 and 66 days long, so counts do not compare plainly."
    assert len(told) == 1  # Airwars grades both
    early = Chosen(record, replace(first, start=date(2015, 1, 1)))
    assert "unknown, not empty" in " ".join(caveats(sides[0], early, "en"))


def test_whole_is_never_called_higher_than_its_own_part(record: Record) -> None:
    first, second = opening_filters(), replace(opening_filters(), area="west")
    sides = [Chosen(record, f) for f in (first, second)]
    assert is_nested(*sides)
    lines = write_difference(*sides, ("all", "west"), "en")
    assert "higher" not in " ".join(lines)
    assert "contains the other" in " ".join(caveats(*sides, "en"))
    named = Chosen(record, replace(first, source=("rbss",)))
    assert "not of the named source alone" in " ".join(caveats(sides[0], named, "en"))


def test_points_view_of_incidents_without_a_point_is_drawn(record: Record) -> None:
    """An incident outside the governorate, and a choice that finds nothing, once broke the points view."""
    for text in ("RS1523", "CS383", "zzz"):
        play = describe_play(Chosen(record, Filters(text=text)), View(show="points"))
        assert play["picture"]["points"] == []


def test_days_outside_the_record_are_called_unknown(record: Record) -> None:
    filters = Filters(start=date(2015, 1, 1), end=date(2015, 1, 2))
    text = Chosen(record, filters).sentence("en")[1]
    assert "days outside it are unknown, not empty" in text
    assert "no source here covers these days" in Chosen(record, filters).sentence("en")[0]


def test_sentence_says_where_grading_ends(record: Record) -> None:
    early = replace(opening_filters(), start=date(2015, 12, 20))
    for filters, told in ((early, True), (opening_filters(), False)):
        text = Chosen(record, filters).sentence("en")[0]
        assert ("No source here grades days of this window outside 1 January 2016 to 5 June 2017" in text) == told
        assert ("of these days a source here covers 1 January 2016 to 5 June 2017" in text) == told


@settings(max_examples=40, deadline=None)
@given(st.dates(date(2015, 6, 1), date(2018, 6, 1)), st.integers(0, 500), st.sampled_from(("en", "ar")))
def test_none_is_called_ungraded_over_days_that_no_source_graded(record: Record, first: date, length: int, lang: str) -> None:
    """Silence is said only over days on which the source could have spoken."""
    whole = Chosen(record, replace(opening_filters(), start=first, end=first + timedelta(length)))
    said = words.say("lead_no_headline", lang)
    graded = (date(2016, 1, 1), date(2017, 12, 31))
    lead = whole.sentence(lang)[0]
    if said in lead:
        assert graded[0] <= first
        assert first + timedelta(length) <= graded[1]
    outside = first > graded[1] or first + timedelta(length) < graded[0]
    if outside and whole.totals.everything.certain and not whole.totals.headline.incidents:
        assert words.say("lead_days_not_graded", lang) in lead


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


def standing_of(record: Record, day: date | None = None, accused: str = "", filters: Filters | None = None) -> Standing:
    picked = record.select(filters or Filters())
    claims = record.claims[record.claims["incident_id"].isin(picked.incidents["incident_id"])]
    return stand(picked, claims, record.answers, day or last_read(claims), accused)


def test_dated_answer_counts_from_its_day_and_an_undated_one_from_the_day_it_was_read() -> None:
    dated, undated = answered(response_date="2017-03-01"), answered()
    for day, first, second in (
        (date(2017, 2, 28), "answered_later", "answer_undated"),
        (date(2017, 3, 1), "non_credible", "answer_undated"),
        (date(2026, 11, 22), "non_credible", "non_credible"),
    ):
        for claims, expected in ((dated, first), (undated, second)):
            assert incident_statuses(answers_to(claims, no_answers()), day).to_dict() == {"i": expected}
    took = [waits_of(by_accused(answers_to(claims, no_answers()), date(2026, 11, 22)), claims) for claims in (dated, undated)]
    assert [(w.days.tolist(), w.undated) for w in took] == [([89], 0), ([], 1)]


def test_silence_is_never_claimed_of_a_source_that_records_no_answers(record: Record) -> None:
    statuses = standing_of(record).statuses
    sources = record.incidents.set_index("incident_id")["sources"]
    silent = sources.map(lambda names: set(names) <= {"ucdp_ged", "press"})
    assert set(statuses[silent[silent].index.intersection(statuses.index)]) == {"not_covered"}
    assert (statuses == record.incidents.set_index("incident_id")["answer"].reindex(statuses.index)).all()


def test_answers_of_the_record_are_those_of_the_article_and_of_airwars(record: Record) -> None:
    standing = standing_of(record)
    counts = {row: int(cells[1].replace(",", "")) for row, cells in status_table(standing, "en").rows}
    assert counts == {
        "credible": 80,
        "non_credible": 841,
        "duplicate": 3,
        "open": 22,
        "not_yet_assessed": 112,
        "none_recorded": 14,
        "not_covered": 1_204,
        "": 1,  # answered differently: no answer one could ask for
    }
    assert counts == {
        k if k in voc.RESPONSES else "": v.certain for k, v in Chosen(record, Filters()).totals.by_answer.items() if v.incidents
    }
    assert stated_table(standing, "en").rows == [
        ("", ["Admitted", "80", "4", "993", "0"]),
        ("", ["Apologised", "0", "4", "1,073", "0"]),
        ("", ["Promised or paid", "0", "4", "1,073", "0"]),
    ]
    early = stated_table(standing_of(record, date(2018, 1, 1)), "en").rows[0][1]
    assert early[:3] == ["Admitted", "38", "4"]
    assert sum(int(x.replace(",", "")) for x in early[1:]) == 1_077


@pytest.mark.parametrize("accused", ["", "us_led_coalition", "russian_military", "islamic_state"])
@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_message_of_the_answers_says_what_limits_it(record: Record, accused: str, lang: str) -> None:
    lead, limits = answers_sentence(standing_of(record, accused=accused), lang)
    assert words.say(f"accused_{accused or 'all'}", lang) in lead
    assert words.day(date(2023, 11, 30), lang) in limits
    assert words.day(date(2026, 11, 26), lang) in limits


def test_incidents_by_accused_overlap_and_the_last_row_counts_each_once(record: Record) -> None:
    standing = standing_of(record)
    rows = dict(accused_table(standing, "en").rows)
    n = {code: int(cells[1].replace(",", "")) for code, cells in rows.items()}
    assert n[""] == standing.asked["incident_id"].nunique() == 1_073
    assert max(n.values()) <= n[""] <= sum(v for k, v in n.items() if k)
    assert (n["us_led_coalition"], n["syrian_democratic_forces"], n["islamic_state"]) == (1_028, 32, 4)
    assert rows[""][-2:] == ["358 to 359", "12"]


def test_conceded_number_is_not_conceded_before_its_answer_could_be_known(record: Record) -> None:
    for day, conceded, otherwise in ((None, 67, 3), (date(2016, 1, 1), 0, 0)):
        asked = standing_of(record, day).asked
        assert (int(asked["conceded_min"].notna().sum()), int(asked["otherwise_min"].notna().sum())) == (conceded, otherwise)
    assert "12 are conceded in 3 incidents under another answer" in conceded_sentence(standing_of(record), "en")


@pytest.mark.parametrize("split", voc.CONCEDED_BY[:3])
def test_parts_of_reported_against_conceded_are_the_whole(record: Record, split: str) -> None:
    standing = standing_of(record, date(2018, 3, 31))
    names = {"": "adm3_pcode"}
    parts = groups_of(standing.asked, split, names, "en")
    ids = [i for _, _, part in parts for i in part["incident_id"]]
    sure = standing.asked[standing.asked["certain"]]
    assert sorted(ids) == sorted(sure["incident_id"])
    *rows, (_, whole) = conceded_table(standing, split, names, "en").rows
    assert sum(int(cells[1].replace(",", "")) for _, cells in rows) == int(whole[1].replace(",", ""))
    for at in (-1, -4):
        assert sum(int(cells[at].replace(",", "")) for _, cells in rows) == int(whole[at].replace(",", ""))
    assert len(conceded_lines(standing, split, names, "en")) <= len(rows)


def test_all_gradings_together_stand_beside_each_of_them(record: Record) -> None:
    rows = {cells[0]: cells for _, cells in conceded_table(standing_of(record), "grading", {"": "adm3_pcode"}, "en").rows}
    assert list(rows) == ["Confirmed", "Fair", "Weak", "Contested", "Discounted", "Ungraded", "All gradings"]
    assert rows["All gradings"][-3:-1] == ["358 to 359", "12"]


@pytest.mark.parametrize("text", ["CS403", "CS1317b", "CS1526", "no such thing"])
def test_page_of_answers_has_words_for_one_incident_and_for_none(record: Record, text: str) -> None:
    standing = standing_of(record, filters=Filters(text=text))
    if standing.selection.incidents.empty:
        return
    assert wait_sentence(standing, "ar")
    lines, table = incident_lines(incidents_shown(standing), "en")
    assert len(lines) == len(table.rows) == len(standing.asked)
    if text == "CS1317b":
        assert "airwars:CS1317b" in wait_sentence(standing, "en")
        assert standing.waits.days.empty


# tables


@pytest.mark.parametrize("level", voc.LEVELS)
@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_areas_table_adds_up_and_keeps_elsewhere_and_the_whole_last(record: Record, level: str, lang: str) -> None:
    chosen = Chosen(record, opening_filters(), level)
    for sort in ("", "incidents", "-headline", "headline", "-first", "area", "nonsense"):
        table = areas_table(chosen, sort, lang)
        counted = [(row, int(cells[1].replace(",", ""))) for row, cells in table.rows if cells[1] != "–"]  # then those without one incident
        numbers = [n for _, n in counted]
        assert sum(numbers[:-1]) == numbers[-1] == chosen.totals.everything.certain
        assert [row for row, _ in table.rows[len(counted) :]] == [""] * len(chosen.totals.carried)
        assert "" not in [row for row, _ in counted[:-2]]
        assert {len(cells) for _, cells in table.rows} == {len(table.heads)}


def test_unknown_comes_last_whichever_way_a_table_is_sorted(record: Record) -> None:
    chosen = Chosen(record, opening_filters(), "place")
    for sort in ("headline", "-headline"):
        table = areas_table(chosen, sort, "en")
        at = [h for h, _ in table.heads].index("headline")
        known = [cells[at] not in ("–", "no figure") for row, cells in table.rows if row]
        assert known == sorted(known, reverse=True)
        assert True in known
        assert False in known


def test_rate_stands_only_where_residents_are_known(record: Record) -> None:
    table = areas_table(Chosen(record, opening_filters(), "place"), "", "en")
    people, rate = ([h for h, _ in table.heads].index(x) for x in ("residents", "rate"))
    assert all((cells[people] in ("–", "0")) == (cells[rate] == "–") for _, cells in table.rows)
    assert "rate" not in dict(areas_table(Chosen(record, opening_filters(), "district"), "", "en").heads)


@pytest.mark.parametrize("sort", ["place", "-date", "date", "-killed", "grading", "-answer", "claims", "moon"])
def test_pages_of_the_incidents_table_hold_every_incident_once(record: Record, sort: str) -> None:
    shown = record.select(opening_filters()).incidents
    seen = [row for page in range(1, 40) for row, _ in incidents_table(shown, sort, page, 25, "ar").rows]
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


def test_every_chart_of_counts_has_an_axis_that_says_what_is_counted(record: Record) -> None:
    chosen = Chosen(record, opening_filters())
    edges = bin_edges(record.span, "month", record.phases)
    bins, _ = sum_by_time(chosen.tally.rows, edges, chosen.tally.spared.intervals(["group"]))
    chart = series_chart(bins, (record.phases, record.statements), record.span, record.span, "en").to_dict()
    counted = [layer["encoding"]["y"] for layer in chart["layer"] if "field" in layer.get("encoding", {}).get("y", {})]
    assert len(counted) >= 2
    assert {y["axis"]["title"] if y.get("axis", {}) else None for y in counted} == {"Incidents"}  # one without an axis takes it from all


def test_strikes_a_covered_night_stand_over_months_and_uncovered_nights(record: Record) -> None:
    nights = nights_near(record.quoted, most_quoted(record.quoted))
    span = (date(2016, 11, 5), date(2017, 10, 18))
    rates = rate_by_stretch(nights, bin_edges(span, "month", record.phases), span)
    drawn = json.dumps(nights_chart(rates, nights, span, "en").to_dict())
    assert '"axis": null' not in drawn  # a layer without one takes it from all
