"""The dossier of an incident: one sentence, what lies near it by one rule, and a citation that leaves nothing private."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.vicinity import WHEN, around
from geo.land.distances import distance_m
from geo.land.places import named_near
from geo.record.known import Record
from geo.show.accused import accused_of, wait_text
from geo.show.citation import citation_of
from geo.show.details import claims_of, figure, source_links, who_says
from geo.show.dossier import incident_sentence
from geo.show.surroundings import around_texts, km_text, place_lines
from geo.text import words
from tests.makers import claims_lists, wide
from tests.test_counting import build
from tests.test_pages import html_of, run

_TURNED = {"before": "after", "after": "before", "meets": "meets", "undated": "undated"}


def row_of(record: Record, incident_id: str) -> dict[str, object]:
    return record.incidents.set_index("incident_id", drop=False).loc[incident_id].to_dict()


def _ends(a: pd.Series, b: pd.Series) -> tuple[float, float, float, float]:
    """Metres and days between two incidents, at least and at most, worked out by hand; NaN: not known."""
    metres = days = (math.nan, math.nan)
    if not any(pd.isna(x["latitude"]) or x["position_disputed"] or x["geolocation_accuracy"] in voc.AREA_ACCURACIES for x in (a, b)):
        away = float(distance_m(a["latitude"], a["longitude"], b["latitude"], b["longitude"]))
        discs = float(a["radius_m"]) + float(b["radius_m"])
        metres = (max(away - discs, 0) if not math.isnan(discs) else math.nan, away + discs)
    if not (pd.isna(a["date_start"]) or pd.isna(b["date_start"])):
        every = [abs((x - y).days) for x in (a["date_start"], a["date_end"]) for y in (b["date_start"], b["date_end"])]
        meet = a["date_start"] <= b["date_end"] and b["date_start"] <= a["date_end"]
        days = (0 if meet else min(every), max(every))
    return *metres, *days


@wide
@given(claims_lists, st.sampled_from([2_000, 5_000, 40_000]), st.sampled_from([0, 30, 300]))
def test_what_is_near_is_so_from_both_sides_and_only_where_both_positions_allow_it(
    rows: list[dict[str, str]], metres: int, days: int
) -> None:
    _, incidents = build(rows)
    of = incidents.set_index("incident_id", drop=False)
    seen = {}
    for row in incidents.to_dict("records"):
        found = around(incidents, row, metres, days)
        assert row["incident_id"] not in set(found["incident_id"])
        assert set(found["when"]) <= set(WHEN)
        seen |= {(row["incident_id"], r["incident_id"]): r for r in found.to_dict("records")}
    for a in of.index:
        for b in of.index:
            if a == b:
                continue
            least_m, most_m, least_days, most_days = _ends(of.loc[a], of.loc[b])
            precise = all(of.loc[x]["radius_m"] <= s.VILLAGE_RADIUS_M for x in (a, b)) and not math.isnan(least_m)
            far = least_m > metres or least_days > days
            dated = not math.isnan(least_days)
            assert ((a, b) in seen) == (not far and (precise or dated)), "not known is named, not dropped"
            if (a, b) in seen:
                one, other = seen[a, b], seen[b, a]
                assert one["located"] == other["located"] == precise
                assert one["sure"] == other["sure"] == (precise and most_m <= metres and most_days <= days)
                assert one["when"] == _TURNED[other["when"]]
                assert np.isclose([one["least_m"], one["most_m"]], [other["least_m"], other["most_m"]], equal_nan=True).all()


def test_incident_without_a_position_is_near_nothing_and_names_what_is_not_known(record: Record) -> None:
    wide = row_of(record, record.incidents.loc[record.incidents["placing"] == "wider", "incident_id"].iloc[0])
    told = around_texts(record, record.incidents, wide, "en")
    assert not told.located
    assert not told.near
    assert told.unknown
    jarnia = around_texts(record, record.incidents, row_of(record, "airwars:CS403"), "en")
    assert [x.incident_id for x in jarnia.groups["before"]] == ["airwars:CS346", "airwars:CS338"]
    ids = [x.incident_id for group in (*jarnia.groups.values(), jarnia.unknown, jarnia.elsewhere) for x in group]
    assert len(ids) == len(set(ids))
    assert "airwars:CS403" not in ids


def test_incidents_near_that_are_likely_one_event_are_told_as_so_many_fewer(record: Record) -> None:
    group = next(g for g in record.groups if all(row_of(record, x)["radius_m"] <= s.VILLAGE_RADIUS_M for x in g))
    told = around_texts(record, record.incidents, row_of(record, group[0]), "en")
    near = {x.incident_id: x.second for g in told.groups.values() for x in g}
    assert all("likely the same event" in near[x] for x in group[1:])
    assert sum("likely the same event" in x for x in near.values()) == len(group) - 1


def test_named_places_nearest_come_in_order_and_a_disc_makes_their_distance_a_range(record: Record) -> None:
    row = row_of(record, "airwars:CS403")
    near = named_near(row["latitude"], row["longitude"], row["radius_m"], record.places)
    away = distance_m(row["latitude"], row["longitude"], record.places.geometry.y, record.places.geometry.x)
    assert near["area_id"].tolist() == record.places["area_id"].iloc[np.argsort(away.to_numpy())[:3]].tolist()
    assert np.allclose(near["most_m"] - near["least_m"], np.minimum(2 * 1_500, near["most_m"]))
    assert near["inside"].tolist() == [True, False, False]
    assert km_text(300, 3_300, "en") == "0.3 to 3.3 km away"
    lines = dict(place_lines(record, row, "en"))
    assert lines["Area"] == "Jurneyyeh (subdistrict), Ath-Thawrah (district)"
    assert lines["Named places nearest"].startswith("Jurneyyeh (inside the disc), ")
    nowhere = dict(place_lines(record, row_of(record, "rbss:al_abara"), "en"))
    assert nowhere["Area"] == "in no area: its place is not known"
    assert "Named places nearest" not in nowhere


def test_sentence_keeps_the_figures_of_two_sources_apart_and_names_who_says_them(record: Record) -> None:
    said = incident_sentence(record, row_of(record, "airwars:CS403"), "en").translate({0x2068: None, 0x2069: None})
    assert said == (
        "Al Jarnia, 5 December 2016 (strike): civilians reported killed: 8 to 10 (graded Fair, Airwars CS403); "
        "Raqqa is Being Slaughtered Silently p2069-1: 50 or more; accused: US-led Coalition, answer: assessed non-credible, 29 September 2017."
    )
    early = incident_sentence(record, row_of(record, "airwars:CS1317b"), "en")
    assert early.endswith("answer: assessed credible, 28 February 2017, dated before the incident.")


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_every_sentence_says_the_figure_of_its_incident_and_nothing_of_a_private_source(record: Record, lang: str) -> None:
    few = record.incidents.groupby(["event_kind", "placing", "no_figure", "grading"]).head(1)
    for row in few.to_dict("records"):
        said = incident_sentence(record, row, lang)
        assert said.count(".") >= 1
        if not row["no_figure"] and not row["fighting"]:
            assert words.range_text(row["killed_min"], row["killed_max"], row["open_ended"], lang) in said
        if row["no_figure"]:
            assert "0 " not in figure(row, lang)
        hidden = replace(record, claims=record.claims.assign(source_private=True))
        names = {x["source_name"] for x in claims_of(record, row["incident_id"])}
        assert not any(name in incident_sentence(hidden, row, lang) for name in names)


def test_wait_is_a_range_where_the_days_of_the_incident_are_one_and_never_less_than_nothing(record: Record) -> None:
    day = pd.Timestamp
    answer = {"assessment": "credible", "first_said": day("2017-01-10"), "read_on": day("2026-11-26")}
    assert wait_text(answer, day("2017-01-01"), day("2017-01-01"), "en") == "9"
    assert wait_text(answer, day("2017-01-01"), day("2017-01-31"), "en") == "0 to 9"
    assert wait_text(answer, day("2017-02-01"), day("2017-02-01"), "en") == "Dated before the incident"
    assert wait_text(answer, pd.NaT, pd.NaT, "en") == "The incident has no date"
    assert wait_text(answer | {"first_said": pd.NaT}, day("2017-01-01"), day("2017-01-01"), "en") == "no date stated"
    silent = answer | {"assessment": "none_recorded", "first_said": pd.NaT}
    assert wait_text(silent, day("2017-01-01"), day("2017-01-01"), "en") == "none recorded, as read on 26 November 2026"
    assert sorted(x.wait for x in accused_of(record, "airwars:CS403", "en")) == ["298", "none recorded, as read on 22 November 2026"]


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_citation_holds_source_id_address_day_of_reading_and_the_hash_of_the_record(record: Record, lang: str) -> None:
    for row in record.incidents[record.incidents["n_claims"] > 1].to_dict("records"):
        cited = citation_of(record, row["incident_id"], lang)
        assert row["incident_id"] in cited
        assert record.fingerprint in cited
        for claim in claims_of(record, row["incident_id"]):
            lines = cited.splitlines()
            assert claim["source_url"] in lines, "an address stands bare on its line"
            assert who_says(claim, lang) in cited
            assert words.day(claim["retrieved_at"], lang) in cited
            assert claim["licence"] in cited


def test_citation_leaves_out_private_sources_their_ids_and_their_places(record: Record) -> None:
    claims = record.claims
    mine = claims["incident_id"] == "airwars:CS403"
    own = replace(record, claims=claims.assign(source_private=mine & (claims["claim_id"] == "airwars:CS403")))
    cited = citation_of(own, "airwars:CS403", "en")
    assert "CS403" not in cited
    assert "5 December 2016" not in cited
    assert "rbss:jarnieh" in cited
    assert citation_of(replace(record, claims=claims.assign(source_private=mine)), "airwars:CS403", "en") == ""


def test_links_of_a_source_say_that_no_copy_is_held_and_wait_behind_a_click_where_it_is_graphic(record: Record) -> None:
    claim = claims_of(record, "airwars:CS403")[1]
    links, after = source_links(claim, "en")
    assert links == (("At the source", claim["source_url"]),)
    assert after == "no archived copy is held here, as read on 26 November 2026"
    copied = claim | {"archive_url": "https://web.archive.org/x"}
    assert source_links(copied, "en") == (
        (("At the source", claim["source_url"]), ("Archived copy", "https://web.archive.org/x")),
        "as read on 26 November 2026",
    )
    assert source_links(copied | {"graphic": True}, "en")[0] == ()
    assert source_links(copied | {"source_private": True}, "en")[0] == ()


def test_page_of_an_incident_begins_with_its_sentence_and_leads_to_its_card_and_to_what_is_near() -> None:
    app = run("incidents", incident="airwars:CS598")
    shown = html_of(app)
    assert "civilians reported killed: 40 to 420" in shown
    assert shown.index("civilians reported killed: 40 to 420") < shown.index("Claims side by side")
    assert any(b.label == "Make a card" for b in app.button)
    assert sum(b.key.startswith("near:before:") for b in app.button if b.key) == 3, "the rest is a table behind a click"
    assert any(e.label.startswith("Not known to be near (") for e in app.expander)
