"""Overlaps are judged one by one or a group at a time, by keys alone, by whoever says who they are; nobody's decision is written over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as hs
from playwright.sync_api import Page, expect

from geo import vocabulary as voc
from geo.evidence.kinds import is_fighting
from geo.evidence.likelihood import LEVELS, WEIGHTS
from geo.evidence.links import COLUMNS, contradicts, split_waiting, standing_against
from geo.evidence.overlaps import find_overlaps
from geo.intake.imports import Decision
from geo.record.files import read_record
from geo.record.known import Record
from geo.record.stored import ChangedMeanwhile, add_rows, forget_refusal, keep_import, read_refusals, rewrite_kept
from geo.show.likely import speaks
from tests.makers import read_again
from tests.test_browser import wait_until_run
from tests.test_data_browser import place, project, sign  # noqa: F401 - fixtures
from tests.test_data_page import folder, judgement, open_page, plain_text, press  # noqa: F401
from tests.test_imports import sample

FIRST = "airwars:CS382|ucdp_ged:234725"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def why(app: object, text: str, pair: str = FIRST) -> None:
    app.text_input(key=f"why:{pair}").set_value(text).run()  # type: ignore[attr-defined]


# --- who stands against whom ---

IDS = [f"c{k}" for k in range(6)]
ROWS = hs.lists(
    hs.tuples(hs.sampled_from(IDS), hs.sampled_from(IDS), hs.sampled_from(voc.RELATIONS)).filter(lambda x: x[0] != x[1]), max_size=9
).map(lambda rows: pd.DataFrame([judgement(*row) for row in rows], columns=list(COLUMNS)))


@given(ROWS, hs.tuples(hs.sampled_from(IDS), hs.sampled_from(IDS), hs.sampled_from(voc.RELATIONS)).filter(lambda x: x[0] != x[1]))
def test_fewest_judgements_are_named_that_a_new_one_cannot_stand_beside(links: pd.DataFrame, new: tuple[str, str, str]) -> None:
    row = judgement(*new, who="B")
    standing = standing_against(links, [row])
    assert standing.empty != contradicts(links, row)
    if len(standing):
        assert contradicts(standing, row)
        for k in range(len(standing)):
            assert not contradicts(standing.drop(index=k), row)  # each of them is needed
        held = split_waiting(links, set(IDS))[0].to_dict("records")
        assert all(one in held for one in standing.to_dict("records"))


@pytest.mark.parametrize("column", ["relation", "disputes", "reason", "decided_by", "decided_on"])
def test_judgement_that_does_not_say_what_it_must_waits_and_stops_nobody(folder: Path, column: str) -> None:  # noqa: F811
    before = read_again(folder)
    row = judgement("airwars:CS403", "airwars:CS404", "different") | {column: "x" if column in ("relation", "disputes") else ""}
    add_rows("hand/links.csv", COLUMNS, [row], folder)
    record = read_again(folder)
    assert record.waiting.to_dict("records") == [row]
    assert len(record.links) == len(before.links)
    app = open_page("overlaps")
    press(app, "undo_clashing_link_0")
    assert read_again(folder).waiting.empty


# --- what speaks for and against ---


def test_what_speaks_for_and_against_a_pair_adds_up_to_its_weights(record: Record) -> None:
    pairs = find_overlaps(record.claims.assign(fighting=is_fighting(record.claims)), record.links)
    for lang in voc.LANGUAGES:
        for pair in pairs.head(25).to_dict("records"):
            bits = [WEIGHTS[what][LEVELS[what][int(pair[f"level_{what}"])]] for what in LEVELS]
            found = speaks(pair, lang)
            assert [len(side) for side in found] == [sum(b > 0 for b in bits), sum(b < 0 for b in bits)]


def test_every_level_that_weighs_something_has_its_words() -> None:
    for what, levels in WEIGHTS.items():
        for k, bits in enumerate(levels.values()):
            unknown = {f"level_{w}": LEVELS[w].index("unknown") for w in LEVELS}
            for lang in voc.LANGUAGES:
                assert sum(map(len, speaks(unknown | {f"level_{what}": k}, lang))) == (bits != 0)


# --- judging ---


def test_likeliest_pair_is_open_and_after_a_judgement_the_next_one(folder: Path) -> None:  # noqa: F811
    app = open_page("overlaps")
    record = read_again(folder)
    pairs = find_overlaps(record.claims.assign(fighting=is_fighting(record.claims)), record.links)
    first, second = (f"{a}|{b}" for a, b in pairs[["claim_a", "claim_b"]].head(2).itertuples(index=False))
    before = (folder / "hand/links.csv").read_bytes()
    why(app, "same night, same village", first)
    press(app, "judge_same")
    assert app.text_input(key=f"why:{second}")
    assert read_again(folder).links.iloc[-1].to_dict() | {"decided_on": ""} == dict(
        zip(COLUMNS, (*first.split("|"), "same", "", "same night, same village", "A. B.", ""), strict=True)
    )
    press(app, "queue_undo")
    assert (folder / "hand/links.csv").read_bytes() == before
    assert app.text_input(key=f"why:{first}")


def test_whole_group_is_judged_with_one_reason_all_or_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    group = ("airwars:CS382", "press:alaraby_maezela", "ucdp_ged:234725")
    monkeypatch.setattr("geo.record.joining.group_pairs", lambda *_: (group,))
    monkeypatch.setattr("tests.makers._read", {})  # no record whose groups are others
    st.cache_resource.clear()
    app = open_page("overlaps")
    app.session_state["pair"] = FIRST
    app.run()
    why(app, "one event in three lists")
    press(app, "group_different")
    judged = read_again(folder).links.tail(3)
    assert set(zip(judged["claim_a"], judged["claim_b"], strict=True)) == {(group[0], group[1]), (group[0], group[2]), (group[1], group[2])}
    assert set(judged["reason"]) == {"one event in three lists"}
    before = (folder / "hand/links.csv").read_bytes()
    other = open_page("overlaps")
    other.session_state["pair"] = FIRST  # judged meanwhile: the next one is open
    other.run()
    assert not [t for t in other.text_input if t.key == f"why:{FIRST}"]
    press(app, "queue_undo")
    assert (folder / "hand/links.csv").read_bytes() != before
    assert not read_again(folder).links["reason"].eq("one event in three lists").any()


def test_two_pages_that_judge_differently_both_learn_who_decided_what(folder: Path) -> None:  # noqa: F811
    mine, theirs = open_page("overlaps", who="Ali"), open_page("overlaps", who="Berta")
    for app in (mine, theirs):
        app.session_state["pair"] = FIRST
        app.run()
    why(mine, "one day apart, same village")
    why(theirs, "two villages of one name")
    press(mine, "judge_same")
    stored = (folder / "hand/links.csv").read_bytes()
    press(theirs, "judge_different")
    assert (folder / "hand/links.csv").read_bytes() == stored
    said = [plain_text(e.value) for e in theirs.error]
    assert any("Ali" in text and "the same event" in text and "one day apart, same village" in text for text in said)
    mine.run()
    told = [plain_text(w.value) for w in mine.warning]
    assert any("Berta" in text and "different events" in text and "two villages of one name" in text for text in told)
    press(mine, "refused_read_0")
    assert read_refusals(folder) == []
    read_again(folder)  # and nothing stopped


def test_note_of_a_refusal_is_forgotten_alone(folder: Path) -> None:  # noqa: F811
    assert read_refusals(folder) == []
    (folder / "output").mkdir(exist_ok=True)
    (folder / "output/refused.csv").write_bytes(b"\xff\xfe")
    assert read_refusals(folder) == []
    (folder / "output/refused.csv").unlink()
    app = open_page("overlaps")
    assert not app.exception
    forget_refusal(
        dict.fromkeys(("about", "tried", "reason", "by", "on", "stands", "stands_reason", "stands_by", "stands_on"), "x"), folder
    )
    assert read_refusals(folder) == []


# --- decisions about imports ---


def decided(who: str) -> Decision:
    return Decision("x", "own:1", "date", "ambiguous", "1", "leave", {}, who, "2026-11-26")


def test_keeping_a_file_again_does_not_take_another_s_decision_away(folder: Path, record: Record) -> None:  # noqa: F811
    one = sample(record, "dirty_table.csv")
    kept = keep_import(replace(one, decisions=(decided("Ali"),)), folder)
    before = Path(kept.path).read_bytes()
    with pytest.raises(ChangedMeanwhile) as refused:
        keep_import(replace(one, decisions=(decided("Berta"),)), folder)
    assert [d.decided_by for d in refused.value.theirs] == ["Ali"]
    assert Path(kept.path).read_bytes() == before
    more = keep_import(replace(one, decisions=(decided("Ali"), replace(decided("Berta"), column="place_name"))), folder)
    assert Path(more.path).read_bytes() != before
    with pytest.raises(ChangedMeanwhile) as refused:
        rewrite_kept(kept, replace(kept, policy="replace"))
    assert [d.decided_by for d in refused.value.theirs] == ["Berta"]


# --- in a browser ---


def test_queue_is_worked_through_by_keyboard_alone(page: Page, place: tuple[str, Path]) -> None:  # noqa: F811
    address, data = place
    before = len(read_record(data).links)
    page.goto(f"{address}/data?section=overlaps")
    pair = page.locator(".st-key-pair")
    expect(pair.locator("h2")).to_contain_text("Pair 1 of", timeout=30_000)
    page.locator(".st-key-who_name input").focus()
    page.keyboard.type("K. B.")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-who")).to_contain_text("K. B.")
    first = pair.locator("h2").inner_text()
    wait_until_run(page)
    page.keyboard.press("Alt+n")
    expect(pair.locator("h2")).to_contain_text("Pair 2 of")
    wait_until_run(page)  # a key pressed while the page still runs can be lost
    page.keyboard.press("Alt+p")
    expect(pair.locator("h2")).to_contain_text("Pair 1 of")
    expect(pair.locator("input")).to_have_count(1)
    pair.locator("input").focus()
    page.keyboard.type("same spot and day, numbers meet")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    wait_until_run(page)
    page.keyboard.press("Alt+1")
    expect(page.locator('[data-testid="stAlert"]', has_text="Judged:")).to_be_visible()  # the progress above says the word too
    expect(page.locator('[class*="st-key-judged_0"]')).to_contain_text("same spot and day, numbers meet")
    expect(page.locator('[class*="st-key-judged_0"]')).to_contain_text("K. B.")
    assert pair.locator("h2").inner_text() != first
    assert len(read_record(data).links) == before + 1
    page.keyboard.press("Alt+u")
    expect(page.get_by_text("Taken back:")).to_be_visible()
    assert len(read_record(data).links) == before
    expect(pair.locator("h2")).to_have_text(first)
