"""The few figures under the message say what the sentence says, and nothing twice."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from geo import vocabulary as voc
from geo.choice.filters import Filters, opening_filters
from geo.record.files import Record
from geo.show.chosen import Chosen
from geo.show.terms import MOST, terms_of
from geo.text import words
from tests.test_browser import drawn

CHOICES = [
    opening_filters(),
    Filters(),
    replace(opening_filters(), extent="city"),
    replace(opening_filters(), area="SY110302"),
    Filters(text="zzzz"),
]


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("filters", CHOICES)
def test_every_figure_beside_the_headline_stands_in_the_sentence_too(record: Record, filters: Filters, lang: str) -> None:
    chosen = Chosen(record, filters)
    rest = chosen.sentence(lang)[1].lower()
    for term in terms_of(chosen.totals, lang):
        told = term.more.lower().removesuffix(".")
        start = words.say("apart", lang, parts="").lower().rstrip(". ")  # two terms share the beginning of one part of the sentence
        assert all(part.strip() in rest for part in re.split("[;؛]", told.removeprefix(start)))
        assert term.label


def test_figures_count_the_incidents_they_name(record: Record) -> None:
    totals = Chosen(record, opening_filters()).totals
    told = {t.label: t.figure for t in terms_of(totals, "en")}
    others = [g for g in voc.GRADINGS if g not in (*voc.HEADLINE_GRADINGS, "ungraded")]
    assert told["graded otherwise"] == str(sum(totals.by_grading[g].certain - totals.by_grading[g].fighting for g in others))
    assert told["without a number"] == str(totals.everything.no_figure)
    assert told["elsewhere or not known, apart"] == str(sum(one.certain for one in totals.apart.values()))
    assert len(totals.apart) > 1
    assert len(told) <= MOST
    assert terms_of(Chosen(record, Filters(text="zzzz")).totals, "en") == []


def test_a_figure_opens_by_keyboard_and_the_whole_sentence_is_one_step_away(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en")
    drawn(page).wait_for(timeout=30_000)
    terms = page.locator(".terms summary")
    expect(page.locator(".sentence .rest")).to_be_hidden()
    terms.filter(has_text="killed, ungraded").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".terms details[open] p")).to_contain_text("Counted apart, never added to that: ungraded")
    terms.last.click()
    expect(page.locator(".sentence .rest")).to_be_visible()
    expect(page.locator(".terms details[open]")).to_have_count(1)
