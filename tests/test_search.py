"""A text finds a claim's own words and ids; how a place is also written is offered apart, and a person chooses."""

from dataclasses import replace

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from geo.choice.filters import Filters
from geo.land.places import fold, place_frame, places_written
from geo.record.joining import SEARCHED, search_text
from geo.record.known import Record
from geo.show.found import found_text, places_meant, words_found
from geo.show.tables import incidents_table
from tests.test_pages import run

PLACES = place_frame(
    pd.DataFrame(
        [
            ("C1", "Tabqa", "الطبقة", "Thawra|Tabqa School Quarter", "الثورة"),
            ("C2", "Schoolfield", "", "", ""),
            ("C3", "Mansoura", "المنصورة", "Al Mansoura", ""),
        ],
        columns=["place_pcode", "name_en", "name_ar", "variants_en", "variants_ar"],
    ).assign(adm3_pcode="", population_2017="", latitude="36", longitude="39")
)
CELLS = st.sampled_from(["", "Al Mansoura School", "مدرسة المنصورة", "Tabqa", "CS598", "school-yard", "AL", "mansoura x"])
CLAIMS = st.lists(st.tuples(st.integers(0, 3), st.booleans(), *(CELLS for _ in SEARCHED)), min_size=1, max_size=8).map(
    lambda rows: pd.DataFrame(rows, columns=["incident_id", "source_private", *SEARCHED]).assign(
        incident_id=lambda t: "i" + t["incident_id"].astype(str)
    )
)


def test_places_are_found_by_any_spelling_and_the_spelling_is_named() -> None:
    assert places_written("school", PLACES) == [("C2", ""), ("C1", "Tabqa School Quarter")]
    assert places_written("الثوره", PLACES) == [("C1", "الثورة")]
    assert places_written("tabqa", PLACES) == [("C1", "")]
    assert places_written("al mansoura", PLACES) == [("C3", "Al Mansoura")]
    assert places_written("thawra tabqa", PLACES) == []  # two spellings beside each other are no name
    assert places_written(" - ", PLACES) == []


@given(CLAIMS, st.sampled_from(["school", "المنصوره", "cs598", "tabqa", "yard", "school cs598", "l"]))
def test_incident_is_found_by_the_words_that_are_shown_and_by_no_others(claims: pd.DataFrame, text: str) -> None:
    incidents = claims[["incident_id"]].drop_duplicates(ignore_index=True)
    search = search_text(incidents, claims)
    why = words_found(claims, text)
    for incident_id, told in zip(incidents["incident_id"], search, strict=True):
        own = claims[claims["incident_id"] == incident_id]
        visible = [
            cell
            for row in own.to_dict("records")
            for c, cell in row.items()
            if c in SEARCHED and (c[:10] == "place_name" or not row["source_private"])
        ]
        wanted = {cell for cell in visible if fold(text) in fold(cell)}
        assert (fold(text) in told) == bool(wanted)
        assert set(why.get(incident_id, ())) == wanted


def test_variant_of_a_place_finds_no_incident_but_offers_the_place(record: Record) -> None:
    rows = record.places.assign(all_names=record.places["all_names"] + "|Quarter of the Lighthouse")
    rows["search"] = rows["all_names"].map(fold)
    known = set(record.incidents["place_pcode"]) - {""}
    offered = places_meant(
        replace(record, places=rows),
        "lighthouse",
        "en",
    )
    assert record.select(Filters(text="lighthouse")).incidents.empty
    assert offered
    assert {code for code, _ in offered} <= known
    assert all(name.endswith("also written “Quarter of the Lighthouse”") for _, name in offered)


def test_list_says_in_which_words_a_text_was_found(record: Record) -> None:
    found = record.select(Filters(text="cs403")).incidents
    why = words_found(record.claims, "cs403")
    assert len(found) == 1
    assert found_text(why[found["incident_id"].iloc[0]], "en") == "Found in: airwars:CS403 · CS403"
    table = incidents_table(found, "", 1, 10, "en", why)
    assert (table.heads[-1], table.rows[0][1][-1]) == (("found", "Found in"), "airwars:CS403 · CS403")
    assert "found" not in dict(incidents_table(found, "", 1, 10, "en", {}).heads)


def test_reader_chooses_the_place_and_the_text_goes() -> None:
    app: AppTest = run("map", text="jarniyah")
    name = next(b for b in app.button if b.key and b.key.startswith("meant:"))
    assert "also written" in name.label
    name.click().run()
    assert app.session_state["filters"].text == ""
    assert app.session_state["filters"].area == name.key.partition(":")[2]
    assert not app.exception
