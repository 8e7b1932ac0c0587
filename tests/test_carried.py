"""A sum says what carries it, and incidents say what was hit, at what time of the day, and who fought whom."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo import vocabulary as voc
from geo.choice.address import View, read_params, write_params
from geo.choice.filters import Filters, facet_counts, opening_filters
from geo.count.timeline import bin_edges, sum_by_time
from geo.evidence.times import FIRST_HOUR, daytime, hours
from geo.out.share import shareable
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.compare import compare_table
from geo.show.details import claims_of, compare_claims, incident_line, table_rows
from geo.show.picture import table_of
from geo.show.summary import to_json
from geo.show.tables import areas_table, incidents_table, time_table
from geo.text.words import say
from tests.recount import record_of, recount
from tests.test_counting import SPAN, build

MANSOURA = "airwars:CS598"


def test_the_opening_sum_names_mansoura_and_gives_both_ends_without_it(record: Record) -> None:
    chosen = Chosen(record, opening_filters())
    rows = record.incidents[record.incidents["incident_id"].isin(chosen.ids) & record.incidents["grading"].isin(voc.HEADLINE_GRADINGS)]
    without = rows[rows["incident_id"] != MANSOURA]
    ends = [int(without[c].fillna(0).sum()) for c in ("killed_min", "killed_max")]
    told = to_json(chosen)["carried"]["headline"]  # type: ignore[index]
    between = int(rows["killed_max"].fillna(0).sum() - rows["killed_min"].fillna(0).sum())
    own = {"incident_id": MANSOURA, "killed_min": 40, "killed_max": 420, "open_ended": False}
    assert told == {"incidents": [own], "killed": 380, "between": between, "rest_min": ends[0], "rest_max": ends[1], "rest_open": False}
    assert between < 4 * 380
    for lang, name in (("en", "Al Mansoura, Al Badiya school, 20 March 2017 (40 to 420 killed)"), ("ar", "المنصورة، 20 آذار 2017")):
        rest = chosen.sentence(lang)[1]
        assert name in rest.split(".")[0]
        assert all(f"{n:,}" in rest for n in ends)
    view = View()
    last = table_rows(table_of(chosen, view), "en", chosen.totals)[-1]
    table = areas_table(chosen, "", "en")
    wanted = f"{ends[0]:,} to {ends[1]:,}"
    assert (last[0].startswith("Without Al Mansoura"), last[4]) == (True, wanted)
    heads = [h for h, _ in table.heads]
    assert wanted in [cells[heads.index("headline")] for _, cells in table.rows]
    mansoura = dict(table.rows)[rows.set_index("incident_id").at[MANSOURA, "adm3_pcode"]]
    assert "Al Mansoura, Al Badiya school" in mansoura[heads.index("carried")]


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_an_incident_without_a_name_that_carries_a_sum_is_called_unnamed(record: Record, lang: str) -> None:
    mine = record.incidents["incident_id"] == MANSOURA
    unnamed = record.incidents.assign(
        place_name=record.incidents["place_name"].mask(mine, None), place_name_ar=record.incidents["place_name_ar"].mask(mine, "")
    )
    chosen = Chosen(replace(record, incidents=unnamed), opening_filters())
    assert chosen.totals.carried["headline"].carriers[0].place_name == ""  # what is missing is not equal to itself
    assert chosen.totals == recount(chosen.record, chosen.filters)
    assert say("unnamed", lang) in chosen.sentence(lang)[1]


@pytest.mark.parametrize(
    ("ends", "named"),
    [
        ([(40, 420)], 0),  # it is all there is
        ([(40, 420), (3, 3)], 1),
        ([(40, 420), (40, 420), (3, 3)], 2),
        ([(0, 100)] * 4, 0),  # a quarter each, not more
        ([(1, 6), (2, 2)], 0),  # under ten dead
        ([(None, 60), (5, 10), (4, 4)], 1),
    ],
)
def test_what_makes_more_than_a_quarter_of_the_distance_is_named_where_something_is_left(
    ends: list[tuple[int | None, int]], named: int
) -> None:
    rows = [
        {"civilians_killed_min": "" if a is None else str(a), "civilians_killed_max": str(b), "grading": "fair"}
        for a, b in ends
        for _ in "ab"
    ]  # two claims an incident
    carried = Chosen(record_of(*build(rows), SPAN), Filters()).totals.carried
    assert len(carried["headline"].carriers if carried else ()) == named


@pytest.mark.parametrize("stop", ["month", "phase", "week"])
def test_a_stretch_of_time_names_what_carries_it_as_its_own_window_does(record: Record, stop: str) -> None:
    chosen = Chosen(record, opening_filters())
    edges = bin_edges(record.span, stop, record.phases)
    bins, _ = sum_by_time(chosen.tally.rows, edges, chosen.tally.spared.intervals(["group"]))
    for group in ("headline", "ungraded"):
        found = chosen.tally.carried_by_stretch(bins, group)
        for k, carried in enumerate(found):
            start = max(edges[k].date(), record.span[0])
            end = (edges[k + 1] - pd.Timedelta(days=1)).date() if k + 1 < len(edges) else record.span[1]
            window = replace(chosen, filters=replace(chosen.filters, start=start, end=end)).totals.carried
            assert carried == window.get(group), (group, start)
        assert group == "ungraded" or any(found)
    rows = dict.fromkeys(" ".join(cells) for _, cells in time_table(bins, [str(d) for d in edges], chosen.tally, "en").rows)
    assert any("Al Mansoura, Al Badiya school, 20 March 2017" in row for row in rows)


@pytest.mark.parametrize(("lang", "name"), [("en", "Al Mansoura, Al Badiya school"), ("ar", "المنصورة")])
def test_a_comparison_gives_the_ends_without_what_carries_one_side(record: Record, lang: str, name: str) -> None:
    one, other = (replace(opening_filters(), start=date(2017, m, 1), end=date(2017, m, 28)) for m in (2, 3))
    a, b = (Chosen(record, x) for x in (one, other))
    rows = {cells[0]: cells[1:] for _, cells in compare_table(a, b, ("a", "b"), lang).rows}
    march = rows[say("column_without", lang, grading=say("grading_headline", lang))][1]
    carried = b.totals.carried["headline"]
    assert name in march
    assert f"{carried.rest_min}" in march
    assert f"{carried.rest_max}" in march


def test_every_hour_of_the_day_has_one_part_and_its_label_says_the_hours() -> None:
    parts = [daytime(f"{hour:02}:{minute}") for hour in range(24) for minute in ("00", "59")]
    assert set(parts) == set(FIRST_HOUR)
    for part in FIRST_HOUR:
        first, last = hours(part)
        assert daytime(first) == daytime(last) == part
        assert parts.count(part) == 2 * ((int(last[:2]) - int(first[:2])) % 24 + 1)
    assert [daytime(x) for x in ("", "25:00", "at dinner", "around_dusk")] == ["not_stated", "other", "other", "evening"]


def test_what_was_hit_and_the_time_of_the_day_stand_on_the_incident_and_narrow(record: Record) -> None:
    claims = record.claims
    for code in ("education", "healthcare"):
        mine = set(claims.loc[claims["infrastructure"].str.split("|").map(lambda x, code=code: code in x), "incident_id"])
        found = record.select(Filters(infrastructure=(code,))).incidents
        assert set(found["incident_id"]) == mine
    timed = set(claims.loc[claims["local_time"] != "", "incident_id"])
    night = Chosen(record, Filters(daytime=("night",)))
    stated = [replace(night, filters=Filters(daytime=(part,))).ids for part in voc.DAYTIMES if part != "not_stated"]
    assert set.union(*map(set, stated)) == timed
    untimed = night.totals.untimed_apart
    assert untimed.incidents == len(record.select(Filters()).incidents) - len(timed)
    assert f"no time of the day stated, left out for that alone: {untimed.incidents:,} incidents" in night.sentence("en")[1].lower()
    school = claims_of(record, MANSOURA)
    assert ("What was hit", ["School"], "one") in compare_claims(school, "en")
    cells = dict(incidents_table(record.incidents[record.incidents["incident_id"] == MANSOURA], "", 1, 5, "ar").rows)[MANSOURA]
    assert "مدرسة" in cells


def test_sides_and_kind_are_facets_that_say_what_choosing_them_leaves(record: Record) -> None:
    counts = facet_counts(record.select, opening_filters())
    for name, code in (("sides", "IS - SDF"), ("kind", "fighting"), ("infrastructure", "education"), ("daytime", "night")):
        assert counts[name][code] == len(record.select(replace(opening_filters(), **{name: (code,)})).incidents)  # type: ignore[arg-type]
    attack = record.incidents[record.incidents["event_kind"] == "attack_on_civilians"].iloc[0].to_dict()
    assert "Attack on civilians by a named side; \u2068IS - Civilians\u2069" in incident_line(attack, "en")[1]
    fight = Chosen(record, replace(opening_filters(), sides=("IS - SDF",)))
    assert (
        f"in fighting between named sides: {fight.totals.everything.fought} incidents (part of them may be Coalition"
        in fight.sentence("en")[1]
    )


@pytest.mark.parametrize("sides", [("IS - SDF",), ("A, B - C", "not_stated"), ("داعش - قسد",)])
def test_sides_survive_their_address_and_words_that_are_none_are_set_aside(sides: tuple[str, ...]) -> None:
    filters = replace(opening_filters(), sides=sides)
    assert read_params(write_params(filters, View()), opening_filters())[0] == filters
    for bad in ("|", "A\x07B", "x" * 300):
        assert [b.name for b in read_params({"sides": bad}, opening_filters())[2]] == ["sides"]


def test_what_a_private_row_says_of_what_was_hit_and_when_does_not_leave() -> None:
    mine = {"infrastructure": "Hamdan's bakery", "local_time": "when the bus came", "source_private": "true", "source_dataset": "own"}
    claims, incidents = build([mine | {"date_start": "2017-01-01", "date_end": "2017-01-01"}])
    small = record_of(claims.assign(row_sha256="", input_sha256="", table_sha256=""), incidents.assign(search=""), SPAN)
    safe = shareable(small)
    for frame in (safe.claims, safe.incidents):
        assert not frame.astype(str).apply(lambda column: column.str.contains("Hamdan|bus came")).to_numpy().any()
    assert (safe.incidents["infrastructures"].tolist(), safe.incidents["daytimes"].tolist()) == ([("not_stated",)], [("not_stated",)])
