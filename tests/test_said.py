"""No sentence, card caption or comparison states absence or order over days that its source did not cover.

The days are worked out here from the stored file of coverage with plain pandas, day by day, not with the product's own functions.
"""

import os
import random
import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pandas as pd
import pytest

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.count.sums import NOTHING
from geo.out.bodies import Card
from geo.out.card import chosen_for, write_texts
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.compare import caveats, cut_to_shared, higher, sides_of, write_difference
from geo.show.picture import describe
from geo.text import words
from tests.recount import record_of
from tests.test_counting import SPAN, at, build

# 500 choices, or 120 of them; those that ask the same stand together, since all windows of them are read from one tally.
ASKED, WINDOWS = 25 if os.environ.get("HYPOTHESIS_PROFILE") == "long" else 6, 20
# Words of absence and order. Arabic: none, nothing, no incident, more, less, above, below, rose, fell, empty of.
WORDS = {
    "en": r"\b(none|no incidents?|nobody|more|less|fewer|higher|lower|above|below|rose|fell|most|least|absent|same number)\b",
    "ar": r"(ليس بينها|لا حوادث|لا شيء|أكثر|أقل|أعلى|أدنى|ارتفع|انخفض|العدد نفسه|ولا واحد)",
}
# Texts in which such a word states neither: a range without an upper end, or that nothing is said.
UNSAID = (
    *("range_one_open", "range_two_open", "range_up_to_open", "no_lowest", "covered_unknown", "card_conventions", "and_possible"),
    *(
        "differ_side_by_side",
        "differ_undecided",
        "differ_open",
        "differ_overlap",
        "differ_unknown",
        "differ_missing",
        "differ_not_recorded",
    ),
    *("differ_not_graded", "differ_nested", "differ_single", "differ_unstated", "differ_shared_gradings", "differ_shared_incidents"),
    *("carried_one", "carried_more"),  # the ends of one range, not two sides
    *("aggregates", "min_killed_text_any", "min_killed_text_all", "fighting", "pairs_apart", "figures_excluded"),
)
PARTLY = ("lead_no_headline_part", "lead_no_headline_part_spoken")  # that none is graded, of days it names


def choices() -> list[Filters]:
    """Random choices, the same ones each time: a window in, over or beyond the record, a side, an area, sources, kinds, accused."""
    dice = random.Random(17)
    out = []
    for _ in range(ASKED):
        found = Filters(extent=dice.choice(voc.EXTENTS), fighting=dice.random() < 0.2)
        source = dice.choice([(), (), (), ("airwars",), ("ucdp_ged",), ("rbss",), ("press",), ("airwars", "press")])
        kind = dice.choice([Filters.kind] * 5 + [("attack_on_civilians",)])
        party = dice.choice([(), (), (), ("russian_military",), ("us_led_coalition",)])
        area = dice.choice(["", "", "", "north", "city", "SY110101"])
        found = replace(found, source=source, kind=kind, belligerent=party, area=area)
        for _ in range(WINDOWS):
            first = date(2015, 9, 1) + timedelta(dice.randrange(1000))
            start, end = dice.choice([(first, first + timedelta(dice.choice([0, 6, 30, 200])))] * 5 + [(None, None)])
            out.append(replace(found, start=start, end=end))
    return out


def pattern(key: str, lang: str) -> re.Pattern[str]:
    """Match a text, whatever is filled in."""
    return re.compile(".+?".join(re.escape(x) for x in re.split(r"\{\w+\}", words.template(key, lang))))


@cache
def unsaid(lang: str) -> re.Pattern[str]:
    return re.compile("|".join(pattern(key, lang).pattern for key in UNSAID))


def told(text: str, lang: str) -> list[str]:
    """Give the words of absence and order in a text, but for those of ``UNSAID``."""
    return [x if isinstance(x, str) else x[0] for x in re.findall(WORDS[lang], unsaid(lang).sub(" ", text))]


@cache
def stored() -> pd.DataFrame:
    return pd.read_csv(s.DATA / "input/coverage.csv", dtype=str, keep_default_na=False)


def days_by_source(what: str, f: Filters, window: tuple[date, date]) -> dict[str, set[date]]:
    """Give, for each source chosen, the days of a window that it covers as a series for all that is asked."""
    out: dict[str, set[date]] = {}
    for r in stored().to_dict("records"):
        if r["what"] != what or (f.source and r["source_dataset"] not in f.source) or r["how_complete"] not in ("whole", "as_published"):
            continue
        kinds = {x for x in r["kinds"].split("|") if x}
        asked = (not kinds or kinds & set(f.kind)) and not set(r["without"].split("|")) & set(f.belligerent)
        if asked and f.extent != "outside" and r["area"] == "all":
            first, last = max(r["first_day"], window[0].isoformat()), min(r["last_day"], window[1].isoformat())
            out.setdefault(r["source_dataset"], set()).update(d.date() for d in pd.date_range(first, last))
    return {source: days for source, days in out.items() if days}


def days_in(window: tuple[date, date]) -> set[date]:
    return {window[0] + timedelta(k) for k in range((window[1] - window[0]).days + 1)}


def watched(what: str, f: Filters, window: tuple[date, date]) -> bool:
    """Whether on each day of a window some source could have spoken."""
    return set().union(*days_by_source(what, f, window).values()) >= days_in(window)


def alike(what: str, sides: tuple[Chosen, Chosen]) -> bool:
    """Whether the same sources could have spoken on each day of both sides."""
    held = [days_by_source(what, x.filters, x.ends) for x in sides]
    whole = all(h[c] >= days_in(x.ends) for h, x in zip(held, sides, strict=True) for c in h)
    return bool(held[0]) and held[0].keys() == held[1].keys() and whole


def check_absence(chosen: Chosen, text: str, lang: str) -> None:
    """Fail on a word of absence or order in a sentence or caption about days not covered."""
    found = told(text, lang)
    graded = watched("gradings", chosen.filters, chosen.ends)
    if not graded and found:
        assert any(pattern(key, lang).search(text) for key in PARTLY), (chosen.filters, found, text)
        named = [d for days in days_by_source("gradings", chosen.filters, chosen.ends).values() for d in days]
        for day in (min(named), max(named)):
            assert words.day(pd.Timestamp(day), lang).split()[0] in text, (chosen.filters, text)
    if not watched("incidents", chosen.filters, chosen.ends):
        assert any(pattern(k, lang).search(text) for k in ("covered_part", "covered_none", "covered_nowhere", "covered_single")), text


def check_order(sides: tuple[Chosen, Chosen], line: str, lang: str) -> None:
    """Fail on a word of order in a line of a comparison over days not covered alike, and on "none" of a side whose days no source covers."""
    what = "gradings" if words.say("grading_headline", lang) in line else "incidents"
    for name, side in zip("AB", sides, strict=True):
        none = f"{name}: {words.say('legend_none', lang)}"
        if none in line:
            assert watched(what, side.filters, side.ends), (side.filters, line)
            line = line.replace(none, "")
    if told(line, lang):
        assert alike("incidents", sides), (sides[0].filters, sides[1].ends, line)
        assert what == "incidents" or alike("gradings", sides), (sides[0].filters, sides[1].ends, line)


def test_no_word_of_absence_or_order_is_said_of_days_nobody_covered(record: Record) -> None:
    every = choices()
    assert len(every) in (120, 500)
    for k, (mine, theirs) in enumerate(zip(every, every[1:] + every[:1], strict=True)):
        chosen, card = Chosen(record, mine), Card()
        sides = sides_of(chosen, replace(mine, start=theirs.start, end=theirs.end))
        for lang in ("en", "ar"):
            check_absence(chosen, " ".join(chosen.sentence(lang)), lang)
            for line in (*write_difference(*sides, ("A", "B"), lang), *caveats(*sides, lang)):
                check_order(sides, line, lang)
        safe, view = chosen_for(record, mine, View(lang=("en", "ar")[k % 2]), card)
        check_absence(safe, write_texts(safe, view, card).caption, view.lang)


def test_a_word_outside_coverage_is_seen() -> None:
    """The test above can fail: each word counts, and is passed over only inside its own text."""
    assert told("None of them is graded Confirmed or Fair.", "en") == []
    for text in ("none of them", "B has more", "fewer than", "it fell", "rose", "no incident"):
        assert told(text, "en"), text
    assert told("784 to 1,484 or more; B has more", "en") == ["more"]
    assert told("ليس بينها ما هو مصنّف", "ar")
    assert told("948 إلى 949 فأكثر", "ar") == []


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_map_says_none_only_where_a_source_could_have_graded(record: Record, lang: str) -> None:
    none, hidden = words.say("legend_none", lang), words.say("not_covered", lang)
    graded = Filters(date(2017, 3, 4), date(2017, 3, 4))
    for filters, silent in ((graded, True), (replace(graded, kind=("attack_on_civilians",), start=date(2016, 1, 1)), False)):
        picture = describe(Chosen(record, filters), View(lang=lang))
        headline = words.say("title_headline", lang, range=none if silent else hidden)
        assert picture["title"]["headline"] == headline
        said = {mark["said_headline"] for mark in picture["areas"]}
        assert (none in said, hidden in said) == (silent, not silent)
    days = words.say("title_graded", lang, dates="")[:4]
    assert days not in describe(Chosen(record, Filters()), View(lang=lang))["title"]["filters"]


def test_both_sides_can_be_cut_to_days_covered_alike(record: Record) -> None:
    early, late = (
        Filters(*d, extent="countryside") for d in ((date(2015, 11, 1), date(2016, 2, 1)), (date(2016, 11, 6), date(2017, 6, 5)))
    )
    a, b = sides_of(Chosen(record, late), early)
    assert "not called more or fewer" in write_difference(a, b, ("A", "B"), "en")[0]
    assert any("1 January to 1 February 2016; and 6 November 2016 to 5 June 2017" in line for line in caveats(a, b, "en"))
    cut = cut_to_shared(a, b)
    assert cut is not None
    assert [(x.start, x.end) for x in cut] == [(date(2016, 1, 1), date(2016, 2, 1)), (late.start, late.end)]
    a, b = (Chosen(record, x) for x in cut)
    assert cut_to_shared(a, b) is None
    assert write_difference(a, b, ("A", "B"), "en")[0].startswith("B has more a day than A")


def test_figures_of_the_lower_side_that_could_overturn_an_order_leave_it_open() -> None:
    high, low = (replace(NOTHING, incidents=1, claims=1, killed_min=n, killed_max=n, lows=1) for n in (20, 10))
    assert higher(high, low) == "a"
    assert higher(low, high) == "b"
    assert higher(high, replace(low, open_ended=True)) == "open"
    for change in ({"incidents": 2, "possible": 1}, {"incidents": 2, "no_figure": 1}, {"status_unknown": 3}):
        assert higher(high, replace(low, **change)) == "missing"
    assert higher(high, low, (40, 10)) == "b"  # a day
    assert higher(high, low, (15, 10)) == "a"
    assert higher(high, low, (20, 10)) == "overlap"


def test_possible_incidents_of_the_lower_side_leave_the_order_open() -> None:
    days = {"date_start": "2016-12-05", "date_end": "2016-12-05", "source_dataset": "airwars"}
    wide = days | {"date_start": "2016-12-01", "date_end": "2016-12-31"}
    rows = [at(-0.3, -0.3) | days, {}, at(-0.3, -0.3) | days, {}, at(0.3, 0.3) | days, {}, at(0.3, 0.3) | wide, {}]
    record = record_of(*build(rows), SPAN)
    window = Filters(date(2016, 12, 5), date(2016, 12, 6))
    a, b = (Chosen(record, replace(window, area=code)) for code in ("SY110100", "SY110201"))
    assert "neither is certainly more" in write_difference(a, b, ("A", "B"), "en")[0]
    early = Filters(date(2015, 1, 1), date(2016, 12, 6))
    a, b = (Chosen(record, replace(early, area=code)) for code in ("SY110100", "SY110201"))
    told = write_difference(a, b, ("A", "B"), "en")
    assert "not called more or fewer" in told[0]
    assert all("nothing is said of higher or lower" in line for line in told[1:])


def test_likely_pairs_of_the_higher_side_leave_the_order_open() -> None:
    """Three incidents in an area, of which two may be one event, are not more than two elsewhere."""
    day = {"date_start": "2016-12-05", "date_end": "2016-12-05", "source_dataset": "airwars"}
    rows = [x for place in ((-0.3, -0.3),) * 3 + ((0.3, 0.3),) * 2 for x in (at(*place) | day, {})]
    claims, incidents = build(rows)
    window = Filters(date(2016, 12, 5), date(2016, 12, 6))
    ids = incidents["incident_id"].tolist()
    for groups, more in (((), True), (((ids[0], ids[1]),), False)):
        record = record_of(claims, incidents, SPAN, groups=groups)
        a, b = (Chosen(record, replace(window, area=code)) for code in ("SY110100", "SY110201"))
        first = write_difference(a, b, ("A", "B"), "en")[0]
        assert ("A has 1 incident more than B" in first, "neither is certainly more" in first) == (more, not more)
