"""A story holds what the record gives for each of its steps, and says so when it does not; it opens from a file, by keys, in each language."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from streamlit.testing.v1 import AppTest

from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import opening_filters
from geo.choice.story import BadPart, Story, StoryRefused, load_story, plain_story, read_story, write_view
from geo.out.bodies import Card
from geo.out.card import write_card
from geo.out.retold import strange_numbers
from geo.out.story import Asked, check_of, found_in, tell, write_told
from geo.out.verify import Verdict, verify
from geo.record.known import Record
from geo.seals import is_whole, new_place, read_choice, seal
from geo.settings import DATA, PROJECT
from tests.conftest import guarded
from tests.crawl import violations
from tests.makers import read_again
from tests.test_pages import run

SHORT = {
    "title": {"en": "Two views", "ar": "عرضان"},
    "steps": [
        {
            "view": "?from=2016-12-01&to=2016-12-31&extent=countryside&area=north&fighting=0",
            "sentence": {"en": "The north in December.", "ar": "الشمال في كانون الأول."},
        },
        {
            "view": {"incident": "airwars:CS403"},
            "sentence": {"en": "Jarnieh: at least 50, or 8 to 10.", "ar": "الجرنية: 50 على الأقل، أو 8 إلى 10."},
        },
        {"view": "incidents?incident=rbss:al_abara&lang=ar", "sentence": {"en": "Al Abara: no number.", "ar": "العبارة: بلا عدد."}},
    ],
}
PLAIN: dict[str, Any] = {"title": {"en": "T"}, "steps": [{"view": "?area=north", "sentence": {"en": "S"}}]}


def read(record: Record, of: dict[str, Any]) -> Story:
    return read_story(load_story(json.dumps(of).encode()), set(record.places["area_id"]), record.area_ids)


@cache
def told(ending: str) -> bytes:
    record = read_again(DATA)
    return write_told(record, read(record, SHORT), ending)[0]


def refused(record: Record, of: dict[str, Any]) -> list[BadPart]:
    with pytest.raises(StoryRefused) as found:
        read(record, of)
    return found.value.problems


def changed(ending: str, was: str, becomes: str, times: int = -1) -> bytes:
    data = told(ending).decode()
    assert was in data
    return data.replace(was, becomes, times).encode()


def resealed(held: dict[str, Any], ending: str = "json") -> bytes:
    """Seal a story as this program would, whatever it holds: what somebody who knows the program can do."""
    checks = ".".join(step["check"] for step in held["steps"])
    place = new_place({"data": held["record"], "format": ending, "safe": "1", "days": "day", "story": checks})
    return seal((json.dumps(held | {"seal": place}, ensure_ascii=False) + "\n").encode(), place)


def wrong(verdict: Verdict) -> set[tuple[str, str]]:
    return {(d.kind, d.name) for d in verdict.differing}


@pytest.mark.parametrize("ending", ["html", "json"])
def test_a_story_repeats_its_bytes_and_every_step_agrees_with_the_record(record: Record, ending: str) -> None:
    again = write_told(record, read(record, SHORT), ending)[0]
    assert again == told(ending)
    found = verify(again, f"x.{ending}", record)
    assert found.good
    assert (found.rows, found.same, found.steps) == (3, 3, True)
    assert len(read_choice(again)["story"].split(".")) == 3


def test_a_story_that_was_told_is_a_story_that_can_be_told_again(record: Record) -> None:
    first = read(record, SHORT)
    again = read_story(load_story(told("json")), set(record.places["area_id"]), record.area_ids)
    assert plain_story(again) == plain_story(first)
    assert read(record, plain_story(first)) == first
    assert write_view(first.steps[2])["incident"] == "rbss:al_abara"
    assert "lang" not in write_view(first.steps[2])


@pytest.mark.parametrize("ending", ["html", "json"])
def test_a_changed_figure_is_found_in_its_step(record: Record, ending: str) -> None:
    found = verify(changed(ending, "8 to 10", "80 to 100"), f"x.{ending}", record)
    assert found.whole is False
    assert ("step", "2") in wrong(found)
    assert found.same == 2
    figures = {d.column: (d.there, d.here) for d in found.differing if d.kind == "step"}
    assert figures["said.en.figure"] == ("\u206880 to 100\u2069", "\u20688 to 10\u2069") or figures["said.en.figure"] == (
        "80 to 100",
        "8 to 10",
    )


def test_a_figure_that_only_the_page_shows_otherwise_is_found_too(record: Record) -> None:
    page = told("html").decode()
    head, _, rest = page.partition('<section class="step" id="en-2"')
    found = verify(f'{head}<section class="step" id="en-2"{rest.replace("8 to 10", "80 to 100", 1)}'.encode(), "x.html", record)
    assert wrong(found) == {("step_shown", "2")}
    assert found.differing[0].column == "en"


def test_a_forged_figure_under_a_sound_seal_is_found_by_the_record(record: Record) -> None:
    held = json.loads(told("json"))
    step = held["steps"][1]
    step["found"]["figures"]["killed_min"] = 80
    step["check"] = check_of(step)
    forged = resealed(held)
    assert is_whole(forged)
    found = verify(forged, "x.json", record)
    assert [(d.kind, d.name, d.column, d.there, d.here) for d in found.differing] == [("step", "2", "figures.killed_min", "80", "8")]


def test_a_changed_sentence_is_found_in_its_step(record: Record) -> None:
    assert ("step_changed", "3") in wrong(verify(changed("json", "Al Abara: no number.", "Al Abara: 900 dead."), "x.json", record))
    found = verify(changed("html", "Al Abara: no number.", "Al Abara: 900 dead.", 1), "x.html", record)
    assert wrong(found) == {("step_shown", "3")}
    assert (found.differing[0].there, found.differing[0].here) == ("900 dead.", "no number.")


@pytest.mark.parametrize(("gone", "left"), [(0, 2), (1, 2), (2, 2)])
def test_a_step_that_was_taken_out_is_named(record: Record, gone: int, left: int) -> None:
    held = json.loads(told("json"))
    del held["steps"][gone]
    found = verify(json.dumps(held).encode(), "x.json", record)
    assert found.whole is False
    assert wrong(found) == {("step_gone", str(gone + 1))}
    assert found.same == left


def test_steps_in_another_order_or_put_in_are_told(record: Record) -> None:
    held = json.loads(told("json"))
    held["steps"].append(held["steps"][0])
    assert wrong(verify(json.dumps(held).encode(), "x.json", record)) == {("step_new", "4")}


def test_a_story_of_another_record_says_so(record: Record) -> None:
    held = json.loads(told("json")) | {"record": "0123abcd"}
    assert ("data", "") in wrong(verify(resealed(held), "x.json", record))


def test_a_story_without_what_was_found_proves_nothing(record: Record) -> None:
    found = verify(json.dumps(SHORT).encode(), "x.json", record)
    assert found.whole is None
    assert wrong(found) == {("story_plain", "")}


HOSTILE = '</script><script>alert(1)</script><img src=x onerror=alert(2)>"&\u202e raqqa-sha256:' + "0" * 64


def test_a_hostile_sentence_is_a_text_and_breaks_neither_page_nor_seal(record: Record) -> None:
    one = PLAIN | {"title": {"en": HOSTILE[:100]}, "steps": [{"view": "?area=north", "sentence": {"en": HOSTILE}}]}
    data = write_told(record, read(record, one), "html")[0]
    page = data.decode()
    assert "<img" not in page
    assert "<script>alert" not in page
    assert page.count("<script") == 2
    assert "\u202e" not in page
    assert verify(data, "x.html", record).good


def test_each_part_that_cannot_be_meant_is_named_with_its_step_value_and_what_is_allowed(record: Record) -> None:
    bad = {
        "title": {"en": "T", "xx": "T"},
        "colour": "red",
        "steps": [
            {"view": "?area=XX99&grading=certain&colour=red", "sentence": {"en": ""}},
            {"view": 7, "sentence": "text", "note": ""},
            "view",
        ],
    }
    told_of = {(x.step, x.name, x.value): x.allowed for x in refused(record, bad)}
    assert told_of == {
        (0, "colour", "red"): "unknown_key",
        (0, "title.xx", "T"): "unknown_key",
        (1, "view.colour", "red"): "unknown_key",
        (1, "view.area", "XX99"): "area",
        (1, "view.grading", "certain"): "one_of",
        (1, "sentence.en", ""): "story_text",
        (2, "view", "7"): "story_view",
        (2, "sentence", "text"): "story_by_language",
        (2, "note", ""): "unknown_key",
        (3, "step", "view"): "story_step",
    }


def test_what_is_too_much_is_refused_before_it_is_drawn(record: Record) -> None:
    many = PLAIN | {"steps": PLAIN["steps"] * 5000}
    assert [(x.name, x.value, x.allowed) for x in refused(record, many)] == [("steps", "5000", "story_steps")]
    long = PLAIN | {"steps": [{"view": "?area=north", "sentence": {"en": "a" * (s.STORY_SENTENCE + 1)}}]}
    assert [x.allowed for x in refused(record, long)] == ["story_text"]
    for data in (b"[" * 100_000, b'{"a":' * 500 + b"1" + b"}" * 500, b"\xff\xfe", b"[]", b" " * (s.STORY_BYTES + 1)):
        with pytest.raises(StoryRefused) as found:
            load_story(data)
        assert found.value.problems[0].allowed in ("story_json", "story_size")
    hostile = b'<script type="application/json" id="story">' + b'<section class="step" id="' * 50_000
    assert not verify(hostile, "x.html", record).good


def test_an_incident_the_record_does_not_have_is_named(record: Record) -> None:
    story = read(record, PLAIN | {"steps": [*PLAIN["steps"], {"view": "?incident=airwars:none", "sentence": {"en": "S"}}]})
    with pytest.raises(StoryRefused) as found:
        tell(record, story, Asked())
    assert [(x.step, x.name, x.value) for x in found.value.problems] == [(2, "view.incident", "airwars:none")]


def test_a_number_nobody_said_is_pointed_at(record: Record) -> None:
    one = PLAIN | {"steps": [{"view": "?incident=airwars:CS403", "sentence": {"en": "At least 50, or 8 to 10; surely 900."}}]}
    assert strange_numbers(write_told(record, read(record, one), "json")[1]) == [(1, "900")]


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_the_command_writes_a_story_and_refuses_one_in_the_readers_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    good, bad, out = (tmp_path / name for name in ("good.json", "bad.json", "told.json"))
    good.write_text(json.dumps(SHORT), encoding="utf-8")
    bad.write_text(json.dumps(PLAIN | {"steps": [{"view": "?area=XX99", "sentence": {"en": "S"}}]}), encoding="utf-8")
    assert main(["story", str(good), "--out", str(out), "--lang", lang]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main(["verify", str(out), "--lang", lang]) == 0
    assert main(["story", str(bad), "--out", str(out), "--lang", lang]) == 2
    line = capsys.readouterr().err
    assert "view.area" in line
    assert "XX99" in line
    assert {"en": "Step 1", "ar": "الخطوة 1"}[lang] in line
    assert main(["story", str(good), "--out", str(tmp_path / "x.docx"), "--lang", lang]) == 2
    assert ".html" in capsys.readouterr().err


def test_the_story_that_is_shipped_says_what_the_record_says(record: Record) -> None:
    story = PROJECT / "docs/story-four-places.json"
    page = (PROJECT / "docs/story-four-places.html").read_bytes()
    again = "run: python -m geo story docs/story-four-places.json --out docs/story-four-places.html"
    assert is_whole(page)
    assert len(page) < 1_500_000
    held = json.loads(page.partition(b'<script type="application/json" id="story">')[2].partition(b"</script>")[0])
    asked = read_story(load_story(story.read_bytes()), set(record.places["area_id"]), record.area_ids)
    assert held["record"] == record.fingerprint, again
    assert plain_story(asked) == {"title": held["title"], "steps": [{k: x[k] for k in ("view", "sentence")} for x in held["steps"]]}, again
    for step, one in zip(held["steps"], tell(record, asked, Asked()), strict=True):
        assert step["found"] == found_in(one, asked.langs), again
    assert strange_numbers(held) == []


def test_the_page_puts_views_in_order_with_sentences_and_makes_the_story() -> None:
    app = run("card", incident="airwars:CS403")
    press(app, "story_add:card")
    press(app, "story_add:menu")
    assert app.button(key="story_make").disabled
    press(app, "story_down:1")
    assert [step["id"] for step in app.session_state["story"]] == [2, 1]
    press(app, "story_out:2")
    app.text_input(key="story_title:0:en").input("One place").run()
    app.text_area(key="story_sentence:1:en").input("Jarnieh: 8 to 10.").run()
    press(app, "story_make")
    assert {d.proto.label for d in app.get("download_button")} >= {"Save the page", "Save as JSON, to go on later", "Save as PDF, to print"}
    assert app.session_state["story"][0]["view"]["incident"] == "airwars:CS403"
    app.file_uploader(key="story_open").upload("told.json", told("json"), "application/json").run()
    assert app.session_state["story_title"] == SHORT["title"]
    assert len(app.session_state["story"]) == 3
    app.file_uploader(key="story_open").upload(
        "bad.json", json.dumps({"title": {"en": "T"}, "steps": 7}).encode(), "application/json"
    ).run()
    assert any("steps" in w.value for w in app.warning)


def press(app: AppTest, key: str) -> None:
    app.button(key=key).click().run()
    assert not app.exception


def test_a_story_is_stepped_through_by_keys_in_each_language_without_any_request(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "story.html"
    file.write_bytes(told("html"))
    with guarded(browser, file.as_uri(), viewport={"width": 390, "height": 844}, color_scheme="dark", locale="en-GB") as visit:
        visit.goto(file.as_uri())
        bar = visit.locator("article:not([hidden]) nav .at")
        to: Callable[[str], None] = visit.keyboard.press
        for key, at in (
            ("ArrowRight", "1 of 3"),
            ("ArrowRight", "2 of 3"),
            ("ArrowLeft", "1 of 3"),
            ("End", "3 of 3"),
            ("ArrowRight", "3 of 3"),
        ):
            to(key)
            expect(bar).to_contain_text(at)
        expect(visit.locator("#en-3 h2")).to_be_focused()
        assert visit.evaluate("document.documentElement.scrollWidth") <= 390
        assert violations(visit.main_frame) == []
        visit.locator("article:not([hidden]) nav a.tongue").click()
        expect(visit.locator("html")).to_have_attribute("dir", "rtl")
        expect(visit).to_have_title(SHORT["title"]["ar"])  # type: ignore[index]
        to("ArrowRight")  # back, where reading runs from right to left
        expect(bar).to_contain_text("2")
        expect(visit.locator("#ar-2 h2")).to_be_focused()
        assert visit.evaluate("document.documentElement.scrollWidth") <= 390
        assert violations(visit.main_frame) == []


def test_verify_names_the_words_that_no_record_says(record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    louder = {**SHORT, "title": {"en": "900 dead", "ar": "900 قتيل"}}
    path = tmp_path / "story.json"
    path.write_bytes(write_told(record, read(record, louder), "json")[0])
    assert main(["verify", str(path)]) == 0
    said = capsys.readouterr().out
    assert "“900 dead”" in said
    assert "“Al Abara: no number.”" in said
    card = tmp_path / "card.svg"
    card.write_bytes(write_card(record, opening_filters(), View(), Card(title="900 dead"), "svg")[0])
    assert main(["verify", str(card)]) == 0
    assert "“900 dead”" in capsys.readouterr().out
    card.write_bytes(write_card(record, opening_filters(), View(), Card(), "svg")[0])
    assert main(["verify", str(card)]) == 0
    assert "Not checked" not in capsys.readouterr().out
