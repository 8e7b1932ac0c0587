"""The parts of the map's script that compute, each by itself in a blank page: words, frames, layout, pictures."""

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from shapely import LineString, Point

from geo import vocabulary as voc
from geo.choice.filters import Filters
from geo.count.sums import NOTHING, Sum
from geo.out.layout import Mark, Round, settle
from geo.show.playback import play_words
from geo.show.sentence import counted, figure_of, window_text
from geo.text import words
from geo.web.scripts import read_asset

PURE = ("words", "frames", "layout", "along", "picture")
EPOCH = date(1970, 1, 1)
few = settings(max_examples=15)


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.evaluate("window.StrikeMap = {}")
    for name in PURE:
        page.add_script_tag(content=read_asset(f"{name}.js"))
    yield page
    page.close()


def total(certain: int, possible: int, figures: int, low: int, more: int, open_ended: bool, lows: int) -> Sum:
    figures = min(figures, certain)
    lows = min(lows, figures)
    low = low if lows else 0
    known = bool(figures)
    return replace(
        NOTHING,
        incidents=certain + possible,
        possible=possible,
        killed_min=low * known,
        killed_max=(low + more) * known,
        open_ended=open_ended and known,
        no_figure=certain - figures,
        lows=lows,
    )


counts = st.integers(0, 3)
totals = st.builds(total, st.integers(0, 1200), counts, counts, st.integers(0, 3000), counts, st.booleans(), counts)
days = st.dates(date(2016, 1, 1), date(2017, 12, 31))


def as_group(one: Sum) -> dict[str, Any]:
    figures = one.certain - one.no_figure
    return {
        "n": one.certain,
        "possible": one.possible,
        "figures": figures,
        "min": one.killed_min,
        "max": one.killed_max,
        "open": one.open_ended,
        "lows": one.lows,
    }


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@few
@given(whole=totals, headline=totals, ungraded=totals, ends=st.tuples(days, days), spared=counts)
def test_title_of_a_frame_says_what_the_server_says(
    blank: Page, lang: str, whole: Sum, headline: Sum, ungraded: Sum, ends: tuple[date, date], spared: int
) -> None:
    spared = min(spared, max(0, whole.certain - 1))
    start, end = sorted(ends)
    groups = {"headline": as_group(headline), "ungraded": as_group(ungraded)}
    told = blank.evaluate(
        "([lang, words, whole, frame]) => StrikeMap.words.speaker(lang, words).lines(whole, frame)",
        [lang, play_words(lang), as_group(whole) | groups | {"spared": spared}, [(start - EPOCH).days, (end - EPOCH).days]],
    )
    assert told == {
        "dates": window_text(Filters(start=start, end=end), (start, end), lang),
        "count": counted(whole, spared, lang),
        "headline": words.say("title_headline", lang, range=figure_of(headline, lang)) if whole.certain else "",
        "ungraded": words.say("title_ungraded", lang, range=figure_of(ungraded, lang)) if whole.certain else "",
    }


@few
@given(totals)
def test_short_figure_of_a_badge_is_the_server_s_or_nothing(blank: Page, one: Sum) -> None:
    told = blank.evaluate("(group) => StrikeMap.words.short(group)", as_group(one))
    assert told == (words.range_short(one.least, one.killed_max, one.open_ended) if one.has_figure else "")


SPAN = (0, 100)
intervals = st.tuples(st.integers(0, 100), st.integers(0, 40)).map(lambda x: (x[0], min(x[0] + x[1], 100))) | st.just((-1, -1))
rows = st.lists(st.tuples(st.integers(0, 3), intervals, st.lists(st.integers(0, 9), min_size=14, max_size=14)), max_size=12)


def play_data(table: list[tuple[int, tuple[int, int], list[int]]]) -> dict[str, Any]:
    return {
        "units": ["area:A", "area:B", "tray:city", "all:"],
        "rows": [[unit, *ends, *measures] for unit, ends, measures in table],
        "span": SPAN,
        "stops": {"week": list(range(0, 101, 7)), "month": [0, 31, 59, 90], "phase": [0, 45]},
        "measure": "incidents",
        "breaks": [1, 3, 8],
    }


@pytest.mark.parametrize("mode", ["from_start", "to_end", "window", "instant"])
@few
@given(table=rows, stop=st.sampled_from(["week", "month", "phase"]), ends=st.tuples(st.integers(0, 100), st.integers(0, 100)))
def test_each_frame_holds_what_is_certain_and_what_is_possible_in_its_days(
    blank: Page, mode: str, table: list[tuple[int, tuple[int, int], list[int]]], stop: str, ends: tuple[int, int]
) -> None:
    data, window = play_data(table), sorted(ends)
    got = blank.evaluate(
        """([data, choice, range]) => {
            const frames = StrikeMap.frames.list(data, choice, range), table = StrikeMap.frames.sums(data, frames);
            const same = frames.map((frame) => JSON.stringify(StrikeMap.frames.figures(data, StrikeMap.frames.held(data, frame), 0)));
            return frames.map((frame, k) => [frame, StrikeMap.frames.figures(data, table, k), same[k]]);
        }""",
        [data, {"mode": mode, "stop": stop}, window],
    )
    assert got
    assert all(json.loads(alone) == figures for _, figures, alone in got)  # a window under a hand, without the frames before it
    got = [(frame, figures) for frame, figures, _ in got]
    if mode == "from_start":
        assert all(frame[0] == window[0] for frame, _ in got)
    for (first, last), figures in got:
        assert mode == "window" or window[0] <= first <= last <= window[1]
        for code, name in enumerate(data["units"]):
            mine = [(a, b, m) for unit, (a, b), m in table if unit == code]
            whole = first <= SPAN[0] and last >= SPAN[1]
            sure = [m for a, b, m in mine if (a < 0 and whole) or (a >= first and b <= last and a >= 0)]
            touching = [m for a, b, m in mine if a >= 0 and a <= last and b >= first]
            dated = [m for a, b, m in mine if a >= 0 and a >= first and b <= last]
            if name == "all:":
                assert figures["whole"]["spared"] == sum(m[13] for m in sure)
                continue
            unit = figures["units"][name]
            assert unit["n"] == sum(m[0] for m in sure)
            assert unit["possible"] == sum(m[0] for m in touching) - sum(m[0] for m in dated)
            assert unit["headline"]["min"] == sum(m[3] for m in sure)
            assert unit["spared"] == sum(m[13] for m in sure)
            assert unit["ungraded"]["possible"] == sum(m[7] for m in touching) - sum(m[7] for m in dated)
        shown = [figures["units"][name] for name in data["units"] if name not in ("tray:city", "all:")]
        assert figures["whole"]["n"] == sum(x["n"] for x in shown)
        assert figures["whole"]["headline"]["max"] == sum(x["headline"]["max"] for x in shown)


marks = st.lists(
    st.fixed_dictionaries({"x": st.floats(0, 300), "y": st.floats(0, 300), "w": st.floats(10, 90), "h": st.floats(10, 50)}), max_size=12
)


def touch(a: dict[str, float], b: dict[str, float]) -> bool:
    return abs(a["x"] - b["x"]) < (a["w"] + b["w"]) / 2 and abs(a["y"] - b["y"]) < (a["h"] + b["h"]) / 2


@few
@given(marks)
def test_settled_marks_never_touch_each_other_nor_what_is_taken(blank: Page, given_marks: list[dict[str, float]]) -> None:
    spots = blank.evaluate(
        """(marks) => StrikeMap.layout.settle(marks, [{ left: 100, right: 160, top: 100, bottom: 160 }],
            [{ takes: () => true, step: 3, most: () => 400, gap: 2, good: () => true }])""",
        given_marks,
    )
    there = [mark | spot for mark, spot in zip(given_marks, spots, strict=True) if spot] + [{"x": 130, "y": 130, "w": 60, "h": 60}]
    assert not [1 for a, b in combinations(there, 2) if touch(a, b)]


@few
@given(given_marks=marks, areas=st.lists(st.tuples(st.floats(0, 200), st.floats(0, 200), st.floats(20, 150)), min_size=14, max_size=14))
def test_badges_of_a_page_stand_where_the_same_badges_of_the_map_stand(
    blank: Page, given_marks: list[dict[str, float]], areas: list[tuple[float, float, float]]
) -> None:
    named = [mark | {"id": str(k)} for k, mark in enumerate(given_marks)]
    on_map = blank.evaluate(
        """([marks, areas]) => {
            const inside = (m, x, y) => { const [l, t, w] = areas[m.id]; return x > l && x < l + w && y > t && y < t + w; };
            const wide = (m) => m.w >= 40;
            return StrikeMap.layout.settle(marks, [{ left: 100, right: 160, top: 100, bottom: 160 }], [
                { takes: () => true, step: 3, most: () => 484, gap: 2, good: inside },
                { takes: wide, step: 3, most: () => 900, gap: 2, good: () => true },
            ]);
        }""",
        [named, areas],
    )

    def inside(mark: Mark, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        left, top, wide = areas[int(mark.id)]
        return (x > left) & (x < left + wide) & (y > top) & (y < top + wide)

    def anywhere(_mark: Mark, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        return np.ones(np.broadcast(x, y).shape, dtype=bool)

    rounds = [
        Round(3, 484, 2, inside),
        Round(3, 900, 2, anywhere, takes=lambda mark: mark.w >= 40),
    ]
    on_page = settle([Mark(**mark) for mark in named], [(100, 100, 160, 160)], rounds)  # type: ignore[arg-type]
    assert [spot is None for spot in on_page] == [spot is None for spot in on_map]
    for here, there in zip(on_page, on_map, strict=True):
        assert here is None or here == pytest.approx((there["x"], there["y"]))


@few
@given(marks)
def test_names_never_touch_each_other(blank: Page, names: list[dict[str, float]]) -> None:
    sides = blank.evaluate(
        "(names) => { const taken = []; return names.map((n) => StrikeMap.layout.side({ ...n, dot: true }, taken, 7, 6)); }", names
    )
    move = {"right": (1, 0, 7), "left": (-1, 0, 7), "above": (0, -1, 6), "below": (0, 1, 6)}
    there = []
    for name, side in zip(names, sides, strict=True):
        if side:
            across, down, away = move[side]
            there.append(name | {"x": name["x"] + across * (away + name["w"] / 2), "y": name["y"] + down * (away + name["h"] / 2)})
    assert not [1 for a, b in combinations(there, 2) if touch(a, b)]
    assert len(there) >= min(len(names), 1)


def test_picture_arrives_as_it_was_sent_its_marks_with_their_labels(blank: Page) -> None:
    areas = {"keys": ["id", "title", "said_count"], "rows": [["A", "قرية", "3 حوادث"]], "label": "{name}: {count}"}
    sent = {"level": "place", "areas": areas, "words": {"attribution": "<b>"}}
    text = base64.b64encode(zlib.compress(json.dumps(sent).encode())).decode()
    got = blank.evaluate("(text) => StrikeMap.picture.read(text)", text)
    assert got["areas"] == [{"id": "A", "title": "قرية", "said_count": "3 حوادث", "at_place": True, "label": "قرية: 3 حوادث"}]
    assert got["words"] == sent["words"]


def test_only_figures_leave_the_look_of_a_picture_as_it_is(blank: Page) -> None:
    one = {"show": "areas", "lang": "en", "level": "district", "areas": [1], "stamp": "a", "words": {"attribution": "x"}}
    same = blank.evaluate("(p) => StrikeMap.picture.look(p) === StrikeMap.picture.look({ ...p, areas: [2], stamp: 'b' })", one)
    other = blank.evaluate("(p) => StrikeMap.picture.look(p) === StrikeMap.picture.look({ ...p, selected: 'area:A' })", one)
    assert (same, other) == (True, False)


@pytest.mark.parametrize("day", [date(2016, 1, 1), date(2016, 2, 29), date(2017, 10, 29)])
def test_days_are_counted_as_the_server_counts_them(blank: Page, day: date) -> None:
    number = (pd.Timestamp(day) - pd.Timestamp(0)).days
    assert blank.evaluate("(iso) => StrikeMap.words.epoch(iso)", day.isoformat()) == number
    assert blank.evaluate("(n) => StrikeMap.words.iso(n)", number) == day.isoformat()


spots = st.tuples(st.integers(-200, 900), st.integers(-200, 700))
blocks = st.tuples(st.integers(0, 600), st.integers(0, 400), st.integers(5, 120), st.integers(5, 60)).map(
    lambda b: {"left": b[0], "top": b[1], "right": b[0] + b[2], "bottom": b[1] + b[3]}
)


@few
@given(
    st.lists(st.lists(spots, min_size=2, max_size=6, unique=True), min_size=1, max_size=12),
    st.lists(blocks, max_size=10),
    st.integers(20, 140),
)
def test_names_of_roads_lie_along_them_in_the_frame_and_cover_nothing(
    blank: Page, roads: list[list[tuple[int, int]]], taken: list[dict[str, int]], width: int
) -> None:
    """Each is on its line, reads from left to right, and its boxes lie on no other and nothing that was there."""
    found = blank.evaluate(
        """([roads, taken, width]) => {
          const frame = {x: 700, y: 500}, all = taken.slice();
          return roads.flatMap(road => StrikeMap.along.within(road, frame)).map(run => {
            const spot = StrikeMap.along.place(run, width, 14, all, frame);
            return spot && {run: run, spot: spot, boxes: StrikeMap.along.boxes(spot, width, 14)};
          }).filter(Boolean);
        }""",
        [roads, taken, width],
    )
    for k, name in enumerate(found):
        line, spot = LineString(name["run"]), name["spot"]
        assert -np.pi / 2 < spot["angle"] <= np.pi / 2
        for away in (-0.5, 0, 0.5):
            on = Point(spot["x"] + away * width * np.cos(spot["angle"]), spot["y"] + away * width * np.sin(spot["angle"]))
            assert line.distance(on) < 9
        others = [*taken, *(b for j, other in enumerate(found) if j != k for b in other["boxes"])]
        for b in name["boxes"]:
            assert b["left"] >= 0
            assert b["top"] >= 0
            assert b["right"] <= 700
            assert b["bottom"] <= 500
            assert not any(
                b["left"] < o["right"] and o["left"] < b["right"] and b["top"] < o["bottom"] and o["top"] < b["bottom"] for o in others
            )


def test_a_straight_road_with_room_has_its_name_in_the_middle_and_a_crooked_one_has_none(blank: Page) -> None:
    place = "([run, taken]) => StrikeMap.along.place(run, 60, 14, taken, {x: 700, y: 500})"
    assert blank.evaluate(place, [[[400, 100], [100, 100]], []]) == {"x": 250, "y": 100, "angle": 0}
    in_the_way = {"left": 240, "right": 260, "top": 90, "bottom": 110}
    assert blank.evaluate(place, [[[400, 100], [100, 100]], [in_the_way]])["x"] in (202, 298, 178, 322)
    assert blank.evaluate(place, [[[100 + 12 * k, 100 + 30 * (k % 2)] for k in range(20)], []]) is None
    assert blank.evaluate(place, [[[100, 100], [150, 100]], []]) is None  # too short
