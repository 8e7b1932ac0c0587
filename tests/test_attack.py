"""A hostile reader is played before a card is saved: each fault that is planted is found by its rule, and what is sound by none."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.evidence.coverage import Row
from geo.out.attack import RULES, attack, attack_lines
from geo.out.bodies import Card
from geo.out.card import chosen_for, write_card, write_texts
from geo.out.message import Message
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.text.words import has_text
from tests.makers import claims_lists, command, wide
from tests.recount import record_of
from tests.test_counting import SPAN, at, build

SOUND = at(0.3, 0.3) | {
    "source_dataset": "airwars",
    "event_kind": "strike",
    "place_name": "Far",
    "belligerent": "us_led_coalition",
    "grading": "fair",
    "response": "none_recorded",
    "date_start": "2016-12-01",
    "date_end": "2016-12-01",
    "civilians_killed_min": "3",
    "civilians_killed_max": "5",
}
ALSO = SOUND | {"source_dataset": "press", "grading": "fair"}
COVERED = tuple(
    Row(source=x, what=what, areas=("all",), first=SPAN[0], last=SPAN[1], complete="whole")
    for x in ("airwars", "press")
    for what in ("incidents", "gradings")
)
DECEMBER = Filters(date(2016, 12, 1), date(2016, 12, 31))


def found(
    rows: list[dict[str, str]], filters: Filters = DECEMBER, card: Card | None = None, view: View | None = None, **more: Any
) -> set[str]:
    """The rules that object to a card of some claims, two of them an incident."""
    record = replace(record_of(*build(rows), SPAN), covered=COVERED)
    card, view = card or Card(safe=False), view or View()
    chosen, view = chosen_for(replace(record, **more), filters, view, card)
    texts = write_texts(chosen, view, card)
    assert all(one.said and one.proposal for one in texts.found)
    return {one.rule for one in texts.found}


def test_a_sound_card_of_two_sources_is_not_objected_to_and_that_is_no_proof() -> None:
    assert found([SOUND, ALSO]) == set()
    told = attack_lines((), "en")[0]
    assert "does not make the card true" in told
    assert told.count(";") == len(RULES) - 1  # every rule is named


PLANTED: list[tuple[str, list[dict[str, str]], dict[str, Any]]] = [
    ("borrowed", [SOUND, ALSO | {"civilians_killed_min": "9", "civilians_killed_max": "20"}], {}),
    ("accused", [SOUND | {"belligerent": ""}, ALSO | {"belligerent": ""}], {}),
    ("kinds", [SOUND | {"event_kind": "fighting"}, ALSO | {"event_kind": "fighting"}], {}),
    (
        "kinds",
        [SOUND | {"event_kind": "attack_on_civilians"}, ALSO | {"event_kind": "attack_on_civilians"}],
        {"filters": replace(DECEMBER, kind=("attack_on_civilians",))},
    ),
    ("status", [SOUND | {"deaths_status_unknown": "2"}, ALSO], {}),
    ("coarse", [SOUND | {"geolocation_accuracy": "near_place"}, ALSO | {"geolocation_accuracy": "near_place"}], {}),
    ("one_source", [SOUND, SOUND], {}),
    ("late", [SOUND | {"response": "credible", "response_date": "2018-06-28"}, ALSO], {"card": Card(layout="conceded", safe=False)}),
    ("title", [SOUND, ALSO], {"card": Card(title="99 killed", safe=False)}),
    ("title", [SOUND, ALSO], {"card": Card(title="The deadliest strike", safe=False)}),
    ("title", [SOUND, ALSO], {"card": Card(title="أعنف ضربة", safe=False), "view": View(lang="ar")}),
    ("pairs", [SOUND, ALSO], {"card": Card(layout="incident", safe=False), "view": View(incident="i0"), "groups": (("i0", "i9"),)}),
]


@pytest.mark.parametrize(("rule", "rows", "more"), PLANTED, ids=[f"{k}-{rule}" for k, (rule, *_) in enumerate(PLANTED)])
def test_each_planted_fault_is_found_by_its_rule_and_by_no_other(rule: str, rows: list[dict[str, str]], more: dict[str, Any]) -> None:
    late = {"late"} if rule != "late" and any("response_date" in r for r in rows) else set()
    assert found(rows, **more) - late == {rule}


def test_days_that_nobody_covered_are_found_where_the_card_does_not_name_them() -> None:
    covered = tuple(replace(row, last=date(2016, 12, 9)) for row in COVERED)
    assert found([SOUND, ALSO], covered=covered) == set()  # the card names them by itself
    chosen, card = Chosen(replace(record_of(*build([SOUND, ALSO]), SPAN), covered=covered), DECEMBER), Card(safe=False)
    told = attack(chosen, View(), card, Message("", "December", "3 to 5", "killed in December", "", ""), "3 to 5 killed in December")
    assert {one.rule for one in told} == {"days"}
    assert "1 to 9 December 2016" in " ".join(one.said for one in told)


def test_every_rule_has_a_fault_planted_for_it_and_a_name() -> None:
    assert {"days", *(rule for rule, *_ in PLANTED)} == set(RULES)
    assert all(has_text(f"attack_rule_{rule}") for rule in RULES)


@pytest.mark.parametrize("title", ["3 to 5 killed", "Strikes near Far, December 2016", "1 incident, 3–5 killed"])
def test_a_title_made_of_the_sentence_is_not_objected_to(title: str) -> None:
    assert found([SOUND, ALSO], card=Card(title=title, safe=False)) == set()


@wide
@given(claims_lists, st.sampled_from(["map", "conceded"]), st.sampled_from(["en", "ar"]))
def test_whatever_the_claims_the_objections_count_no_more_incidents_than_there_are(
    rows: list[dict[str, str]], layout: str, lang: str
) -> None:
    record = record_of(*build(rows), SPAN)
    card = Card(layout=layout, safe=False)
    chosen, view = chosen_for(record, Filters(), View(lang=lang), card)
    rules = [one.rule for one in write_texts(chosen, view, card).found]
    incidents = chosen.selection.incidents
    assert ("one_source" in rules) == bool((incidents["sources"].map(len) == 1).any())
    assert ("status" in rules) == bool(incidents["status_unknown"].fillna(0).sum())


def test_the_opening_card_is_objected_to_in_both_languages_in_the_file_and_by_the_command(record: Record, tmp_path: Path) -> None:
    data, texts = write_card(record, opening_filters(), View(), Card(), "svg")
    assert len(texts.found) > 3
    assert texts.found[0].said.encode() in data.replace(b"&quot;", b'"')
    out = tmp_path / "card.png"
    told = command(
        "card", "--out", str(out), "--check", "--lang", "ar", "--extent", "countryside", "--from", "2016-11-06", "--to", "2017-06-05"
    )
    assert told.returncode == 1
    assert "بمصدر واحد" in told.stdout or "إلى مصدر واحد" in told.stdout
    assert command("card", "--out", str(out), "--extent", "countryside").returncode == 0
    assert command("verify", str(out)).returncode == 0
