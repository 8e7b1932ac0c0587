"""What the headline would be under other readings is what a plain recount of the claims that are left gives."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from geo import vocabulary as voc
from geo.choice.filters import Filters, opening_filters
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.what_if import likely_as_one, readings, what_if_rows, what_if_table, without_source
from geo.text import words
from geo.web.charts import conceded_chart
from tests.test_pages import run

CHOICES = [Filters(), opening_filters(), Filters(start=date(2016, 12, 1), end=date(2016, 12, 31)), Filters(text="nothing has this name")]


def graded_of(incidents: pd.DataFrame) -> pd.DataFrame:
    return incidents[incidents["certain"] & incidents["grading"].isin(voc.HEADLINE_GRADINGS)]


@pytest.mark.parametrize("filters", CHOICES)
def test_each_reading_is_what_a_plain_recount_gives(record: Record, filters: Filters) -> None:
    told = {(x.key, x.source): x.headline for x in readings(Chosen(record, filters))}
    shown = record.select(filters).incidents
    plain = {
        ("as_is", ""): graded_of(shown),
        ("two_sources", ""): graded_of(shown[shown["sources"].map(len) > 1]),
        ("exact", ""): graded_of(record.select(replace(filters, precise=True)).incidents),
    }
    for source in record.sources:
        plain["without", source] = graded_of(without_source(record, source).select(filters).incidents)
    plain["pairs_one", ""] = graded_of(likely_as_one(record).select(filters).incidents)
    assert told.keys() == plain.keys()
    for key, rows in plain.items():
        assert (told[key].certain, told[key].killed_min, told[key].killed_max) == (
            len(rows),
            rows["killed_min"].sum(),
            rows["killed_max"].sum(),
        ), key


def test_without_a_source_none_of_its_claims_is_left_and_nobody_else_s_is_lost(record: Record) -> None:
    for source in record.sources:
        rest = without_source(record, source)
        wanted = record.claims[record.claims["source_dataset"] != source]
        assert sorted(rest.claims["claim_id"]) == sorted(wanted["claim_id"])
        assert not any(source in codes for codes in rest.incidents["sources"])
        assert len(record.claims) > len(rest.claims)  # and the record stays as it is


def test_likely_pairs_as_one_have_the_second_figure_s_incidents(record: Record) -> None:
    joined = likely_as_one(record)
    assert len(joined.incidents) == len(record.incidents) - sum(len(group) - 1 for group in record.groups)
    assert len(joined.claims) == len(record.claims)


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_readings_stand_in_chart_and_table_alike(record: Record, lang: str) -> None:
    told = readings(Chosen(record, opening_filters()))
    rows, table = what_if_rows(told, lang), what_if_table(told, lang)
    assert rows["label"].tolist() == [cells[0] for _, cells in table.rows]
    assert rows["text"].tolist() == [cells[2] for _, cells in table.rows]
    assert conceded_chart(rows, lang).to_dict()


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_page_works_it_out_only_when_somebody_looks(lang: str) -> None:
    app = run("areas", lang=lang)
    label = words.say("what_if_two_sources", lang)
    folded = [c for c in app.get("vega_lite_chart") if label in str(c.proto)]
    assert folded == []
    app.session_state["what_if_fold"] = True
    app.run()
    assert not app.exception
    assert any(words.say("what_if_note", lang)[:20] in c.value for c in app.caption)
