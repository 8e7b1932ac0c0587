"""Every incident is counted once: in areas, in time, in totals, under any filter, in any order."""

import re
from dataclasses import replace
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View, check_codes, read_params, write_params
from geo.choice.filters import Filters, matches, opening_filters, select
from geo.count.tally import interval_sums
from geo.count.timeline import bin_edges, sum_by_time
from geo.evidence.incidents import _gathered, to_incidents
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.links import contradicts, group_claims, parts_of, split_waiting, validate_links
from geo.evidence.overlaps import find_pairs
from geo.evidence.typed import parse_claims
from geo.land.areas import area_key, assign_areas, locate
from geo.land.places import fold
from geo.show.chosen import Chosen
from geo.show.summary import to_json
from geo.web.strip import strip
from tests.makers import CITY_CENTRE, claims_lists, raw_claims, square_areas, typed_claims, wide
from tests.recount import record_of, sum_all

SPAN = (date(2016, 1, 2), date(2017, 12, 31))
AREAS, DISTRICT_OF, PLACES = square_areas()
CITY = gpd.GeoSeries([Point(*reversed(CITY_CENTRE))], crs=s.WGS84).to_crs("EPSG:32637").buffer(5000).iloc[0]


def build(rows: list[dict[str, str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    claims = typed_claims(*rows)
    claims["incident_id"] = [f"i{k // 2}" for k in range(len(claims))]
    incidents = assign_areas(to_incidents(claims), AREAS, DISTRICT_OF)
    incidents["search"] = incidents["place_name"].fillna("").map(fold)
    return claims, incidents


def at(lat: float, lon: float) -> dict[str, str]:
    return {"latitude": str(CITY_CENTRE[0].__round__(2) + lat), "longitude": str(CITY_CENTRE[1].__round__(2) + lon)}


def test_border_incident_is_counted_once() -> None:
    _, incidents = build([at(0.25, 0.0), {}, at(0.0, 0.0)])
    assert len(incidents) == 2
    assert incidents["adm3_pcode"].tolist() == ["SY110200", "SY110100"]  # the smallest P-code that touches it


def test_incident_known_to_a_district_is_wider_and_never_a_point() -> None:
    _, incidents = build([at(0.25, 0.25) | {"geolocation_accuracy": "district", "adm2_pcode": "SY1102"}])
    row = incidents.iloc[0]
    assert (row["placing"], row["adm3_pcode"], row["adm2_pcode"], row["wide_area"]) == ("wider", "", "SY1102", "SY1102")


def test_incident_without_a_position_is_unlocated_and_one_abroad_is_outside() -> None:
    _, incidents = build([{}, {}, at(0.6, 0.6)])
    assert incidents["placing"].tolist() == ["unlocated", "outside"]


@pytest.mark.parametrize(
    ("lat", "lon", "sector"), [(0.3, 0.0, "north"), (0.0, 0.3, "east"), (-0.3, 0.05, "south"), (0, -0.3, "west"), (0, 0, "city")]
)
def test_sectors_are_quarters_around_the_city(lat: float, lon: float, sector: str) -> None:
    assert build([at(lat, lon)])[1]["sector"].tolist() == [sector]


@wide
@given(claims_lists)
def test_groups_of_every_level_add_up_to_the_total(rows: list[dict[str, str]]) -> None:
    claims, incidents = build(rows)
    incidents = incidents.assign(certain=True)
    whole = sum_all(incidents)
    record = record_of(claims, incidents, SPAN)
    for level in voc.LEVELS:
        groups = {area: of.every for area, of in Chosen(record, Filters(), level).areas.items()}
        assert sum(g.incidents for g in groups.values()) == whole.incidents
        assert sum(g.killed_min for g in groups.values()) == whole.killed_min
        assert sum(g.no_figure for g in groups.values()) == whole.no_figure
        assert area_key(incidents, level).index.equals(incidents.index)


@wide
@given(claims_lists, st.dates(*SPAN), st.integers(0, 400))
def test_areas_and_trays_of_a_summary_add_up_and_gradings_too(rows: list[dict[str, str]], start: date, length: int) -> None:
    claims, incidents = build(rows)
    chosen = Filters(start=start, end=date.fromordinal(start.toordinal() + length))
    out = to_json(Chosen(record_of(claims, incidents, SPAN), chosen))
    by_area = sum(a["incidents"] for a in out["by_area"].values())
    assert by_area + out["wider"]["incidents"] + out["unlocated"]["incidents"] + out["outside"]["incidents"] == out["incidents"]
    assert sum(g["incidents"] for g in out["by_grading"].values()) == out["incidents"]
    assert sum(d["claims"] for d in out["by_source"].values()) == out["claims"]
    assert out["possible"] <= out["incidents"]


@wide
@given(claims_lists, st.dates(*SPAN), st.integers(0, 400))
def test_window_parts_incidents_into_certain_possible_outside_and_undated(rows: list[dict[str, str]], start: date, length: int) -> None:
    _, incidents = build(rows)
    end = date.fromordinal(start.toordinal() + length)
    picked = select(incidents, Filters(start=start, end=end), SPAN, PLACES)
    ids = [*picked.incidents["incident_id"], *picked.undated["incident_id"]]
    assert len(ids) == len(set(ids))
    low, high = pd.Timestamp(start), pd.Timestamp(end)
    for row in incidents.itertuples():
        inside = row.incident_id in set(picked.incidents["incident_id"])
        if pd.isna(row.date_start):
            assert (row.incident_id in set(picked.undated["incident_id"])) != inside
        else:
            assert inside == (row.date_start <= high and row.date_end >= low)
    for row in picked.incidents[picked.incidents["date_start"].notna()].itertuples():
        assert row.certain == (row.date_start >= low and row.date_end <= high)


@wide
@given(claims_lists)
def test_every_incident_is_on_one_side_of_the_city_and_on_none_its_precision_leaves_open(rows: list[dict[str, str]]) -> None:
    claims, incidents = build(rows)
    sizes = {e: len(select(incidents, Filters(extent=e), SPAN, PLACES).incidents) for e in voc.EXTENTS}
    assert sum(sizes[side] for side in voc.SIDES) == sizes["both"] == len(incidents)  # countryside, city and what is on neither
    place = claims.set_index("claim_id").loc[incidents["position_claim"]]
    degrees = place[["longitude", "latitude"]].fillna(0.0)  # a place without a point is not asked for its distance
    spots = gpd.GeoSeries(gpd.points_from_xy(*degrees.to_numpy().T), crs=s.WGS84).to_crs("EPSG:32637")
    for row, known, away in zip(incidents.itertuples(), place["geolocation_accuracy"], spots.distance(CITY), strict=True):
        if row.placing == "point":
            wanted = ("unknown" if away <= 25_000 else "countryside") if known == "near_place" else "countryside" if away > 0 else "city"
        elif row.placing == "outside":
            wanted = "outside"
        else:  # every square and district meets the circle in the middle
            wanted = "unknown"
        assert row.side == wanted, (row.placing, known)


def test_every_square_meets_the_city() -> None:
    assert AREAS["subdistrict"].to_crs("EPSG:32637").intersects(CITY).all()


def test_countryside_tells_city_not_known_and_outside_beside_its_sums() -> None:
    wide = {"geolocation_accuracy": "near_place"}
    _, incidents = build([at(0.4, 0.4), {}, at(0, 0), {}, at(0.1, 0.1) | wide, {}, {}, {}, at(3, 3), {}, at(0.45, 0.45) | wide, {}])
    assert incidents["side"].tolist() == ["countryside", "city", "unknown", "unknown", "outside", "countryside"]
    assert incidents["sector"].tolist()[2] != "city"
    chosen = select(incidents, Filters(extent="countryside"), SPAN, PLACES)
    assert len(chosen.incidents) == 2
    assert chosen.apart["side"].value_counts().to_dict() == {"unknown": 2, "city": 1, "outside": 1}
    told = Chosen(record_of(*build([at(0.4, 0.4), {}, at(0.1, 0.1) | wide, {}]), SPAN), Filters(extent="countryside")).sentence("en")
    assert "1 incident documented" in told[0]
    assert "not known whether raqqa city or countryside, counted apart: 1 incident" in told[1].lower()
    city = select(incidents, Filters(extent="city"), SPAN, PLACES)
    assert (len(city.incidents), city.apart["side"].tolist()) == (1, ["unknown", "unknown"])


NO_GROUPS = pd.DataFrame({"start": [], "end": []}, dtype=int)
PHASES = pd.DataFrame(
    {"date_start": pd.to_datetime(["2016-11-06", "2017-02-04"]), "date_end": pd.to_datetime(["2016-12-09", "2017-04-12"])}
)


@wide
@given(claims_lists, st.sampled_from(voc.STOPS))
def test_stretches_of_time_and_the_undated_add_up_to_all(rows: list[dict[str, str]], stop: str) -> None:
    _, incidents = build(rows)
    edges = bin_edges(SPAN, stop, PHASES)
    bins, undated = sum_by_time(interval_sums(incidents, incidents["adm3_pcode"]), edges, NO_GROUPS)
    assert bins["certain"].sum() + bins["possible"].sum() + undated == len(incidents)
    ungraded = incidents[(incidents["grading"] == "ungraded") & incidents["date_start"].notna()]
    summed = sum(b.killed_min for column in ("ungraded", "ungraded_possible") for b in bins[column])
    assert summed == ungraded["killed_min"].sum()


def test_phases_cover_the_whole_span_without_a_gap() -> None:
    edges = bin_edges(SPAN, "phase", PHASES)
    assert [str(d.date()) for d in edges] == ["2016-01-02", "2016-11-06", "2016-12-10", "2017-02-04", "2017-04-13"]


FILTERS = st.lists(
    st.sampled_from(
        [
            {"source": ("airwars",)},
            {"grading": ("fair", "ungraded")},
            {"response": ("not_covered",)},
            {"belligerent": ("unknown",)},
            {"infrastructure": ("education",)},
            {"daytime": ("night", "other")},
            {"sides": ("IS - SDF",)},
            {"min_killed": 5},
            {"precise": True},
            {"fighting": False},
            {"text": "abbarah"},
            {"near": "C1", "km": 30},
            {"area": "SY1102"},
            {"shape": ((38.9, 35.8), (39.6, 35.8), (39.6, 36.6))},
        ]
    ),
    min_size=1,
    max_size=4,
)


@wide
@given(claims_lists, FILTERS)
def test_filters_commute_and_only_narrow(rows: list[dict[str, str]], chosen: list[dict[str, object]]) -> None:
    _, incidents = build(rows)
    together = Filters()
    apart = np.ones(len(incidents), dtype=bool)
    for one in {tuple(c): c for c in chosen}.values():
        before = matches(incidents, together, PLACES)
        together = replace(together, **one)
        after = matches(incidents, together, PLACES)
        assert not (after & ~before).any()
        apart &= matches(incidents, replace(Filters(), **one), PLACES)
    assert (matches(incidents, together, PLACES) == apart).all()


def test_open_minimum_keeps_every_sum_open() -> None:
    claims, incidents = build(
        [at(0.3, 0.3) | {"civilians_killed_min": "50"}, {}, {"civilians_killed_min": "2", "civilians_killed_max": "2"}]
    )
    out = to_json(Chosen(record_of(claims, incidents, SPAN), Filters()))
    assert out["by_grading"]["ungraded"]["open_ended"] is True
    assert out["by_grading"]["ungraded"]["killed_max"] == 52


def test_incident_that_contains_others_is_set_aside_only_where_a_part_is_selected() -> None:
    claims, incidents = build([{"civilians_killed_min": "100"}, {}, {"civilians_killed_min": "8", "grading": "fair"}])
    record = record_of(claims, incidents, SPAN, {"i0": {"i1"}})
    totals = Chosen(record, Filters()).totals
    assert (totals.everything.incidents, totals.everything.killed_min, totals.set_aside) == (1, 8, 1)
    alone = Chosen(record, Filters(min_killed=50)).totals
    assert (alone.everything.incidents, alone.everything.killed_min, alone.set_aside) == (1, 100, 0)


def test_sentence_never_writes_a_zero_for_fighting_or_unknown() -> None:
    fight = {
        "civilians_killed_min": "0",
        "civilians_killed_max": "0",
        "deaths_status_unknown": "0",
        "deaths_reported_low": "9",
        "deaths_reported_best": "9",
        "deaths_reported_high": "9",
    }
    claims, incidents = build([fight, fight, {}])
    lead, rest = Chosen(record_of(claims, incidents, SPAN), Filters()).sentence("en")
    assert "0 killed" not in lead + rest
    assert "ungraded 1 incident without a figure" in rest


@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_plain_name_folds_as_it_would_with_an_accent_that_folds_away(text: str) -> None:
    assert fold(text) == fold(text + "\u0301")


def test_pairs_need_two_sources_five_kilometres_and_two_days() -> None:
    day = {"date_start": "2016-12-01", "date_end": "2016-12-01"}
    later = {"date_start": "2016-12-04", "date_end": "2016-12-04"}
    airwars = at(0.2, 0.2) | day | {"source_dataset": "airwars"}
    empty: dict[str, str] = {}
    rows = [airwars, empty, at(0.22, 0.2) | day, empty, at(0.3, 0.2) | day, empty, at(0.2, 0.2) | later]
    claims, problems = parse_claims(raw_claims(rows[0], rows[2], rows[4], rows[6]), "f.csv")
    assert problems == []
    claims["incident_id"] = claims["claim_id"]
    incidents = assign_areas(to_incidents(claims), AREAS, DISTRICT_OF)
    found = find_pairs(incidents, set())
    assert list(zip(found["a"], found["b"], strict=True)) == [("press:0", "press:1")]
    assert find_pairs(incidents, {frozenset(("press:0", "press:1"))}).empty


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12))
def test_linking_is_the_same_in_any_order(pairs: list[tuple[int, int]]) -> None:
    ids = pd.Series([f"c{i}" for i in range(10)])
    links = pd.DataFrame([(f"c{a}", f"c{b}", "same") for a, b in pairs], columns=["claim_a", "claim_b", "relation"])
    one, other = group_claims(ids, links), group_claims(ids, links.iloc[::-1])
    assert one == other
    assert all(one[f"c{a}"] == one[f"c{b}"] for a, b in pairs)


def links_of(rows: list[tuple[int, int, str]]) -> pd.DataFrame:
    told = ("", "why", "who", "2026-11-22")
    return pd.DataFrame([(f"c{a}", f"c{b}", relation, *told) for a, b, relation in rows], columns=[*LINK_COLUMNS], dtype=object)


def is_sound(links: pd.DataFrame, ids: list[str]) -> bool:
    """Whether judgements can all be true: worked out anew, by following every part to all that holds it."""
    group = group_claims(pd.Series(ids), links)
    others = links[links["relation"] != "same"]
    if any(group[a] == group[b] for a, b in zip(others["claim_a"], others["claim_b"], strict=True)):
        return False
    claims = pd.DataFrame({"claim_id": ids, "incident_id": [group[c] for c in ids]})
    holds = {frozenset((whole, part)) for whole, members in parts_of(claims, links).items() for part in members}
    reach = {part: {whole for whole, members in parts_of(claims, links).items() if part in members} for part in set(group.values())}
    for _ in ids:
        reach = {part: wholes.union(*(reach[w] for w in wholes)) for part, wholes in reach.items()}
    return all(len(pair) == 2 for pair in holds) and not any(part in wholes for part, wholes in reach.items())


JUDGEMENTS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(voc.RELATIONS)), max_size=12)


@given(JUDGEMENTS)
def test_what_holds_of_any_judgements_can_all_be_true_and_what_waits_cannot_be_added_to_what_came_before(
    rows: list[tuple[int, int, str]],
) -> None:
    ids, links = [f"c{k}" for k in range(6)], links_of(rows)
    live, waiting = split_waiting(links, set(ids))
    assert len(live) + len(waiting) == len(links)
    assert is_sound(live, ids)
    earlier = links.iloc[:0]
    for k in range(len(links)):
        row = links.iloc[k].to_dict()
        both = pd.concat([earlier, links.iloc[[k]]], ignore_index=True)
        assert contradicts(earlier, row) != is_sound(both, ids)
        earlier = both if is_sound(both, ids) else earlier
    assert earlier.to_dict("records") == live.to_dict("records")


@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_a_circle_of_parts_of_any_length_is_not_closed(length: int) -> None:
    rows = [(k, (k + 1) % length, "part_of") for k in range(length)]
    live, waiting = split_waiting(links_of(rows), {f"c{k}" for k in range(length)})
    assert live.to_dict("records") == links_of(rows[:-1]).to_dict("records")
    assert waiting.to_dict("records") == links_of(rows[-1:]).to_dict("records")


def test_link_that_contradicts_another_is_a_problem() -> None:
    claims = pd.DataFrame({"claim_id": ["a", "b", "c"]})
    head = ["claim_a", "claim_b", "relation", "disputes", "reason", "decided_by", "decided_on"]
    rows = [("a", "b", "same"), ("b", "c", "same"), ("a", "c", "different"), ("a", "zz", "perhaps")]
    links = pd.DataFrame([(*r, "", "why", "who", "2026-11-22") for r in rows], columns=head)
    assert {(p.row, p.allowed) for p in validate_links(links, claims, "l.csv")} == {(5, "known_claim"), (5, "one_of")}
    assert [(p.row, p.allowed) for p in validate_links(links.iloc[:3], claims, "l.csv")] == [(4, "contradicts_same")]


VIEWS = st.builds(
    View,
    level=st.sampled_from(voc.LEVELS),
    measure=st.sampled_from(voc.MEASURES),
    show=st.sampled_from(["areas", "points"]),
    lang=st.sampled_from(voc.LANGUAGES),
    incident=st.sampled_from(["", "airwars:CS409"]),
)
CHOICES = st.builds(
    Filters,
    start=st.just(date(2016, 2, 1)),
    end=st.dates(date(2016, 2, 1), date(2018, 1, 1)),
    extent=st.sampled_from(voc.EXTENTS),
    source=st.sets(st.sampled_from(voc.SOURCES)).map(tuple),
    grading=st.sets(st.sampled_from(voc.GRADINGS)).map(tuple),
    infrastructure=st.sets(st.sampled_from(voc.INFRASTRUCTURE)).map(tuple),
    daytime=st.sets(st.sampled_from(voc.DAYTIMES)).map(tuple),
    sides=st.sets(st.sampled_from(["IS - SDF", "A, B - C", "not_stated", "داعش"])).map(tuple),
    min_killed=st.integers(0, 1_000_000),
    precise=st.booleans(),
    text=st.text(max_size=s.TEXT_LIMIT).map(lambda text: "".join(c for c in text if c.isprintable())),
    near=st.sampled_from(["", "C5710"]),
    shape=st.lists(st.tuples(st.integers(-180, 180).map(float), st.integers(-90, 90).map(float)), min_size=3, max_size=s.SHAPE_LIMIT).map(
        tuple
    ),
    fighting=st.booleans(),
    area=st.sampled_from(["", "north", "SY110100"]),
)


@given(CHOICES, VIEWS)
def test_address_reopens_the_same_choice(filters: Filters, view: View) -> None:
    assert read_params(write_params(filters, view), opening_filters()) == (filters, view, [])


@given(
    st.dictionaries(
        st.sampled_from([*write_params(opening_filters(), View()), "shape", "near", "km", "source", "level", "precise", "area"]),
        st.text(max_size=40),
    )
)
def test_any_address_is_read_without_an_error(params: dict[str, str]) -> None:
    filters, view, _ = read_params(params, opening_filters())
    assert filters.extent in voc.EXTENTS
    assert view.level in voc.LEVELS


def test_bad_value_in_the_address_is_named_and_set_aside() -> None:
    filters, _, bad = read_params({"extent": "moon", "from": "yesterday", "source": "airwars,nobody", "km": "9999"}, opening_filters())
    assert {b.name for b in bad} == {"extent", "from", "source", "km"}
    assert (filters.extent, filters.source) == ("countryside", ())


def test_unknown_place_and_area_are_set_aside_and_named() -> None:
    filters, bad = check_codes(Filters(near="C404", area="moon"), {"C1"}, {"north"})
    assert filters == Filters()
    assert [(b.name, b.value, b.allowed) for b in bad] == [("near", "C404", "place"), ("area", "moon", "area")]


@pytest.mark.parametrize(
    ("one", "other"),
    [("الهيشة", "الهيشه"), ("Al Hīshah", "al hishah"), ("`Abbarah", "ABBARAH"), ("أبو وحل", "ابو وحل"), ("Al-Thawrah", "al thawrah")],
)
def test_spellings_of_a_name_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.lists(st.tuples(st.integers(-7, 7), st.integers(-7, 7)), max_size=40))
def test_point_is_located_in_the_smallest_code_that_holds_or_touches_it(spots: list[tuple[int, int]]) -> None:
    """A sorted sweep says what asking every area about every point says; borders and corners are hit often."""
    lat, lon = (np.round(c, 2) + np.array([s_[k] for s_ in spots], dtype=float) * 0.1 for k, c in enumerate(CITY_CENTRE))
    sub = AREAS["subdistrict"]
    every = [
        [code for code, g in zip(sub["area_id"], sub.geometry, strict=True) if g.intersects(Point(x, y))]
        for x, y in zip(lon, lat, strict=True)
    ]
    assert locate(lon, lat, sub).tolist() == [min(codes, default="") for codes in every]


def test_strip_over_the_slider_draws_every_incident_once_on_the_axis_of_the_span() -> None:
    bins = pd.DataFrame({"date": pd.to_datetime(["2015-12-28", "2016-01-04", "2016-01-11"]), "certain": [2, 0, 3], "possible": [1, 0, 5]})
    bins["spared"] = [1, 0, 0]
    phases = pd.DataFrame({"date_start": pd.to_datetime(["2016-01-09", "2019-01-01"]), "name_en": ["<One>", "Two"], "name_ar": ["أ", "ب"]})
    drawn = strip(bins, phases, (date(2016, 1, 2), date(2016, 1, 16)), "en")
    bars = re.findall(r'<i class="(\w+)" style="left:([\d.]+)%;width:([\d.]+)%;bottom:([\d.]+)%;height:([\d.]+)%"', drawn)
    assert [b[0] for b in bars] == ["certain", "possible"] * 2
    assert [round(float(b[4]) / 10) for b in bars] == [2, 1, 3, 5]  # the highest week, 8, fills 80 of 100
    assert [float(b[1]) for b in bars] == pytest.approx([0, 0, 900 / 14, 900 / 14], abs=0.01)  # the first week is cut to the span
    assert float(bars[0][2]) == pytest.approx(200 / 14, abs=0.01)
    assert [float(b[3]) for b in bars] == [0, 20, 0, 30]
    assert '<b style="left:50.00%" title="&lt;One&gt;">1</b>' in drawn
    assert "Two" not in drawn
    assert (drawn.count("<s "), "2 incidents, or 1 if the likely pairs are one event" in drawn) == (1, True)


@wide
@given(claims_lists, st.data())
def test_incidents_of_one_claim_are_what_gathering_them_gives(rows: list[dict[str, str]], data: st.DataObject) -> None:
    claims = typed_claims(*rows)
    claims["incident_id"] = [f"i{data.draw(st.integers(0, 2 * len(rows)))}" for _ in rows]
    pd.testing.assert_frame_equal(to_incidents(claims), _gathered(claims))
