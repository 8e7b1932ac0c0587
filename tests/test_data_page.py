"""The page Data: a file is read, corrected, decided about, added, kept and forgotten; nothing is lost and no error ends the session."""

import csv
import errno
import io
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import strategies as st_
from streamlit.testing.v1 import AppTest

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.links import contradicts, standing_against
from geo.record import stored
from geo.record.stored import (
    REFUSED,
    REFUSED_COLUMNS,
    DecidedOtherwise,
    NoTable,
    Notice,
    add_rows,
    forget_refusal,
    note_refusal,
    read_refusals,
    read_texts,
    remove_rows,
)
from pages.parts.session import why_not
from tests.makers import read_again
from tests.test_imports import ROWS, SAMPLES, shapefile
from tests.test_pages import html_of


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    shutil.copytree(s.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("output"))
    monkeypatch.setattr(s, "DATA", tmp_path / "data")
    st.cache_resource.clear()
    yield tmp_path / "data"
    st.cache_resource.clear()


def open_page(section: str = "add", lang: str = "en", who: str = "A. B.") -> AppTest:
    app = AppTest.from_file(str(s.PROJECT / "app.py"), default_timeout=60)
    app.session_state["who"] = who
    app.query_params["go"] = "data"
    app.query_params["section"] = section
    app.query_params["lang"] = lang
    app.run()
    assert not app.exception
    return app


def bring(app: AppTest, name: str, data: bytes) -> AppTest:
    uploader = next(u for u in app.file_uploader if str(u.key).startswith("bring:"))
    uploader.set_value((name, data, "application/octet-stream"))
    app.run()
    assert not app.exception
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert not app.exception
    return app


def visit(app: AppTest, page: str, **params: str) -> str:
    """What a page of the same session shows."""
    for name, value in params.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return html_of(app)


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("section", voc.SECTIONS)
def test_every_section_opens_in_both_languages(section: str, lang: str) -> None:
    app = open_page(section, lang)
    assert len(app.segmented_control) + len(app.get("button_group")) >= 1


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_airwars_file_is_understood_accounted_for_and_added(lang: str) -> None:
    app = bring(open_page(lang=lang), "airwars_dirt.csv", (SAMPLES / "airwars_dirt.csv").read_bytes())
    text = html_of(app)
    assert (
        "16 rows in the file = 4 kept + 4 kept with a fix + 7" if lang == "en" else "16 سطراً في الملف = 4 محفوظة + 4 محفوظة بعد تصحيح + 7"
    ) in text
    press(app, "add_import")
    assert any("airwars" in x.value for x in app.success)
    assert "airwars_dirt.csv" in html_of(app)


def test_own_table_waits_for_its_mapping_and_then_for_a_word_about_its_codes() -> None:
    data = (SAMPLES / "dirty_table.csv").read_bytes().replace(b"Coalition warplanes", b"Coaliton planes")  # no word of the table of words
    app = bring(open_page(), "dirty_table.csv", data)
    assert "11 rows in the file" not in html_of(app)
    press(app, "check_rows")
    assert "11 rows in the file = 0 kept + 2 kept with a fix + 7 that need a person + 0 tied to nothing here + 2 refused" in html_of(app)
    app.selectbox(key="en:code:belligerent:Coaliton planes").set_value("us_led_coalition").run()
    assert not app.exception
    assert "11 rows in the file = 0 kept + 2 kept with a fix + 7 that need a person + 0 tied to nothing here + 2 refused" in html_of(app)


def test_wrong_column_can_be_corrected_before_anything_is_done() -> None:
    app = bring(open_page(), "t.csv", b"id,when it was,place,killed\n1,2016-12-09,Karama,3\n")
    column = next(b for b in app.selectbox if str(b.key).endswith(":date"))
    assert column.value == ""
    column.set_value("when it was").run()
    press(app, "check_rows")
    press(app, "add_import")
    assert "not known whether Raqqa city or countryside, counted apart: 115 incidents" in visit(app, "map")  # a name places nothing


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("x.csv", b"", "it is empty"),
        ("x.xlsx", b"PK\x03\x04no", "it is damaged"),
        ("x.json", b'{"a": 1}', "holds no list of records"),
        ("x.csv", b"a,b\n", "no rows under a header"),
    ],
)
def test_bad_file_is_refused_in_words_and_the_session_goes_on(name: str, data: bytes, words: str) -> None:
    app = bring(open_page(), name, data)
    assert any(words in plain_text(e.value) for e in app.error)
    bring(app, "airwars_dirt.csv", (SAMPLES / "airwars_dirt.csv").read_bytes())
    assert "16 rows in the file" in html_of(app)
    assert not app.error


def plain_text(markdown: str) -> str:
    return markdown.replace("\\", "")


def test_file_without_a_coordinate_system_asks_for_it(tmp_path: Path) -> None:
    app = bring(open_page(), "p.zip", shapefile(tmp_path, prj=False))
    assert any("which coordinate system" in plain_text(e.value) for e in app.error)
    next(t for t in app.text_input if str(t.key).startswith("read_crs:")).set_value("EPSG:32637").run()
    assert not app.exception
    assert not app.error


def test_encoding_can_be_chosen_and_a_wrong_one_is_named() -> None:
    data = ROWS.to_csv(index=False).encode("cp1256")
    app = bring(open_page(), "t.csv", data)
    next(b for b in app.selectbox if str(b.key).startswith("read_encoding:")).set_value("utf-8").run()
    assert any("utf-8" in plain_text(e.value) for e in app.error)
    next(b for b in app.selectbox if str(b.key).startswith("read_encoding:")).set_value("cp1256").run()
    assert not app.error


def test_session_import_counts_on_every_page_and_is_gone_when_forgotten() -> None:
    app = bring(open_page(), "dirty_table.csv", (SAMPLES / "dirty_table.csv").read_bytes())
    press(app, "check_rows")
    press(app, "add_import")
    for page in ("map", "areas", "incidents", "timeline", "answers", "card"):
        assert "549 incidents documented so far" in visit(app, page), page
    visit(app, "data")
    press(app, "forget_sure_0")
    assert "547 incidents documented so far" in visit(app, "map")


def test_session_of_another_reader_sees_nothing_of_it() -> None:
    app = bring(open_page(), "dirty_table.csv", (SAMPLES / "dirty_table.csv").read_bytes())
    press(app, "check_rows")
    press(app, "add_import")
    other = AppTest.from_file(str(s.PROJECT / "app.py"), default_timeout=60)
    other.run()
    assert "547 incidents documented so far" in html_of(other)


def test_kept_import_is_there_for_the_next_session_and_says_where(folder: Path) -> None:
    app = bring(open_page(), "dirty_table.csv", (SAMPLES / "dirty_table.csv").read_bytes())
    press(app, "check_rows")
    press(app, "add_keep")
    assert any("output/imports/table-" in plain_text(x.value) for x in app.success)
    (kept,) = (folder / s.OUTPUT).glob("*.parquet")
    other = open_page()
    assert "dirty_table.csv" in html_of(other)
    press(other, "forget_sure_0")
    assert not kept.exists()


def test_folder_that_cannot_be_written_keeps_the_import_in_the_session(folder: Path) -> None:
    (folder / "output").write_bytes(b"a file where the folder should be")
    app = bring(open_page(), "dirty_table.csv", (SAMPLES / "dirty_table.csv").read_bytes())
    press(app, "check_rows")
    press(app, "add_keep")
    assert any("could not be written" in plain_text(e.value) for e in app.error)
    assert "dirty_table.csv" in html_of(app)
    assert "549 incidents" in visit(app, "map")


def test_same_file_again_cannot_be_added_and_a_newer_one_is_held_against_it() -> None:
    data = (SAMPLES / "dirty_table.csv").read_bytes()
    app = bring(open_page(), "dirty_table.csv", data)
    press(app, "check_rows")
    press(app, "add_import")
    bring(app, "dirty_table.csv", data)
    press(app, "check_rows")
    assert any("adding it again changes nothing" in plain_text(i.value) for i in app.info)
    assert app.button(key="add_import").disabled
    press(app, "discard")
    bring(app, "dirty_table.csv", data.replace(b"7-14", b"8-14"))
    press(app, "check_rows")
    text = html_of(app)
    assert "0 not here yet, 7 the same, 1 with other cells" in text
    radio = next(r for r in app.radio if str(r.key).startswith("policy:"))
    assert radio.value == "add"
    radio.set_value("take").run()
    press(app, "add_import")
    assert "549 incidents" in visit(app, "map")


@pytest.mark.parametrize("full", [False, True])
def test_newer_version_that_is_not_kept_deletes_nothing_on_this_machine(folder: Path, monkeypatch: pytest.MonkeyPatch, full: bool) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    data = (SAMPLES / "dirty_table.csv").read_bytes()
    app = bring(open_page(), "dirty_table.csv", data)
    press(app, "check_rows")
    press(app, "add_keep")
    (kept,) = (folder / s.OUTPUT).glob("*.parquet")
    was = kept.read_bytes()
    bring(app, "dirty_table.csv", data.replace(b"7-14", b"8-14"))
    press(app, "check_rows")
    next(r for r in app.radio if str(r.key).startswith("policy:")).set_value("take").run()
    if full:
        monkeypatch.setattr(stored, "write_whole", fail)
    press(app, "add_keep" if full else "add_import")
    assert kept.read_bytes() == was
    assert any("the disk is full" in plain_text(e.value) for e in app.error) == full


def test_judgement_is_stored_needs_a_reason_and_can_be_undone(folder: Path) -> None:
    app = open_page("overlaps", who="")
    before = (folder / "hand/links.csv").read_bytes()
    app.session_state["pair"] = "airwars:CS382|ucdp_ged:234725"
    app.run()
    press(app, "judge_same")  # without a name and a reason nothing is judged
    assert any("Write who decides" in plain_text(e.value) for e in app.error)
    assert (folder / "hand/links.csv").read_bytes() == before
    app.text_input(key="who_name").set_value("A. B.").run()
    app.text_input(key="why:airwars:CS382|ucdp_ged:234725").set_value("same village, one day apart").run()
    press(app, "judge_same")
    record = read_again(folder)
    assert "ucdp_ged:234725" in record.incidents.set_index("incident_id").loc["airwars:CS382", "claim_ids"]
    assert record.links.iloc[-1]["decided_by"] == "A. B."
    assert "same village, one day apart" in html_of(app)
    press(app, "undo_link_0")
    assert (folder / "hand/links.csv").read_bytes() == before


def test_judgement_that_contradicts_another_is_refused(folder: Path) -> None:
    record = read_again(folder)
    linked = record.links[record.links["relation"] == "same"].iloc[0].to_dict()
    assert contradicts(record.links, linked | {"relation": "different"})
    assert not contradicts(record.links, linked | {"claim_a": "airwars:CS382", "claim_b": "ucdp_ged:234725", "relation": "different"})


def judgement(a: str, b: str, relation: str, who: str = "A") -> dict[str, str]:
    return dict(zip(LINK_COLUMNS, (a, b, relation, "", "seen on both pages", who, "2026-11-26"), strict=True))


@pytest.mark.parametrize(
    "rows",
    [
        [judgement("airwars:CS403", "airwars:CS404", "same"), judgement("airwars:CS403", "airwars:CS404", "different", "B")],
        [judgement("airwars:CS403", "airwars:CS404", "part_of"), judgement("airwars:CS404", "airwars:CS403", "part_of", "B")],
    ],
    ids=["same and different", "each a part of the other"],
)
def test_stored_judgements_that_contradict_stop_nobody_and_the_later_one_can_be_withdrawn(folder: Path, rows: list[dict[str, str]]) -> None:
    first = read_again(folder)
    add_rows("hand/links.csv", LINK_COLUMNS, rows, folder)
    record = read_again(folder)
    assert len(record.links) == len(first.links) + 1
    assert record.waiting.to_dict("records") == [rows[1]]
    assert [n for n in record.notices if n.kind == "contradicted"] == [
        Notice(f"{rows[1]['claim_a']} + {rows[1]['claim_b']}", "contradicted")
    ]
    counted = len(record.incidents) + sum(len(parts) for parts in record.parts.values())
    assert counted >= len(first.incidents) - 1  # nothing vanished but what was joined
    app = open_page("overlaps")
    assert any(rows[1]["claim_a"] in w.value.replace("\\", "").replace("\u2060", "") for w in app.warning)
    press(app, "undo_clashing_link_0")
    assert read_again(folder).waiting.empty
    assert [n for n in read_again(folder).notices if n.kind == "contradicted"] == []


def test_a_judgement_is_held_against_what_another_page_stored_meanwhile(folder: Path) -> None:
    mine, theirs = (judgement("airwars:CS403", "airwars:CS404", relation) for relation in ("same", "different"))
    add_rows("hand/links.csv", LINK_COLUMNS, [theirs], folder)
    before = (folder / "hand/links.csv").read_bytes()
    with pytest.raises(DecidedOtherwise) as refused:
        add_rows("hand/links.csv", LINK_COLUMNS, [mine], folder, lambda table: standing_against(table, [mine]))
    assert (folder / "hand/links.csv").read_bytes() == before
    assert refused.value.standing.to_dict("records") == [theirs]


NO_TABLES = [b"\xff\xfe", b"", b"a,b\n1,2\n", (",".join(LINK_COLUMNS) + "\n" + "x," * len(LINK_COLUMNS) + "y\n").encode()]


@pytest.mark.parametrize("content", NO_TABLES)
def test_nothing_is_written_over_a_table_that_is_none_any_more(folder: Path, content: bytes) -> None:
    app = open_page("overlaps")
    pair = next(t.key for t in app.text_input if str(t.key).startswith("why:"))
    app.text_input(key=pair).set_value("why").run()
    (folder / "hand/links.csv").write_bytes(content)  # while the page is open
    app.button(key="judge_same").click().run()
    assert not app.exception
    assert (folder / "hand/links.csv").read_bytes() == content
    for change in (add_rows, remove_rows):
        with pytest.raises(NoTable, match=re.escape("links.csv")):
            change("hand/links.csv", LINK_COLUMNS, [judgement("airwars:CS403", "airwars:CS404", "different")], folder)
    for lang in voc.LANGUAGES:
        assert "links.csv" in why_not(NoTable("links.csv"), lang)


def test_what_people_wrote_beside_a_table_of_decisions_stays_there(folder: Path) -> None:
    path = folder / "hand/links.csv"
    table = read_texts(path)
    table.assign(note="=mine").to_csv(path, index=False)
    row = judgement("airwars:CS403", "airwars:CS404", "different")
    add_rows("hand/links.csv", LINK_COLUMNS, [row], folder)
    assert read_texts(path)["note"].tolist() == ["=mine"] * len(table) + [""]
    remove_rows("hand/links.csv", LINK_COLUMNS, [row], folder)
    assert read_texts(path).to_dict("records") == table.assign(note="=mine").to_dict("records")


@pytest.mark.parametrize("content", NO_TABLES)
def test_a_list_of_refusals_that_is_none_begins_anew(folder: Path, content: bytes) -> None:
    (folder / "output").mkdir(exist_ok=True)
    (folder / REFUSED).write_bytes(content)
    note = dict.fromkeys(REFUSED_COLUMNS, "x")
    note_refusal(note, folder)
    assert read_refusals(folder) == [note]
    (folder / REFUSED).write_bytes(content)
    with pytest.raises(NoTable):
        forget_refusal(note, folder)


@pytest.mark.parametrize("text", ["Ain\rIssa", "two\r\nlines", 'a "quoted",\rone', "\r"])
def test_a_stored_decision_keeps_every_line_break(folder: Path, text: str) -> None:
    before = pd.read_csv(folder / "hand/links.csv", dtype=str, keep_default_na=False)
    row = judgement("airwars:CS403", "airwars:CS404", "different") | {"reason": text}
    add_rows("hand/links.csv", LINK_COLUMNS, [row], folder)
    remove_rows("hand/links.csv", LINK_COLUMNS, [], folder)  # read and written once more
    after = read_texts(folder / "hand/links.csv")
    assert len(after) == len(before) + 1
    assert after.iloc[-1].to_dict() == row


@given(
    text=st_.text(st_.characters(codec="utf-8"), min_size=1, max_size=12)
    | st_.sampled_from(["=1+1", "'=1", "\t-2", "@x", "＝A1", "\x00", "-"])
)
def test_a_stored_decision_keeps_every_character_and_a_spreadsheet_runs_none(text: str) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        (Path(temporary) / "hand").mkdir()
        path = Path(temporary) / "hand/links.csv"
        path.write_text(",".join(LINK_COLUMNS) + "\n", encoding="utf-8")
        row = judgement(f"own:{text}", "airwars:CS404", "different", text) | {"reason": text}
        add_rows("hand/links.csv", LINK_COLUMNS, [row], Path(temporary))
        remove_rows("hand/links.csv", LINK_COLUMNS, [], Path(temporary))  # read and written once more
        assert read_texts(path).to_dict("records") == [row]
        with path.open(encoding="utf-8", newline="") as file:
            cells = next(iter(list(csv.reader(file))[1:]))
        assert not [
            c for c in cells if c.lstrip("\x00\t\r\n \ufeff\u00a0")[:1] in tuple("=+-@＝＋－＠") and c.lstrip("\x00\t\r\n \ufeff\u00a0")
        ]
        remove_rows("hand/links.csv", LINK_COLUMNS, [row], Path(temporary))
        assert read_texts(path).empty


def test_place_of_a_claim_is_chosen_by_a_person_and_can_be_undone(folder: Path) -> None:
    app = open_page("places", who="")
    app.selectbox(key="place_claim").set_value("press:alaraby_maezela").run()  # the first of two claims with this name
    app.session_state["place_pick"] = "C5742"
    app.run()
    app.text_input(key="who_name").set_value("A").run()
    app.text_input(key="why:place:press:alaraby_maezela").set_value("the only place of this name").run()
    press(app, "pick_place")
    stored = (folder / "hand/places.csv").read_text(encoding="utf-8")
    assert "rbss:maezela,معيزيلة,C5742,the only place of this name,A," in stored
    record = read_again(folder)
    assert record.claims.set_index("claim_id").loc["rbss:maezela", "latitude"] > 36
    press(app, "undo_place_0")
    assert "rbss:maezela" not in (folder / "hand/places.csv").read_text(encoding="utf-8")


def test_name_with_namesakes_warns() -> None:
    app = open_page("places")
    app.text_input(key="place_text").set_value("Al Msherfa").run()
    assert any("6 places of the gazetteer" in w.value for w in app.warning)


def test_broken_kept_file_is_named_and_the_rest_is_shown(folder: Path) -> None:
    (folder / s.OUTPUT).mkdir(parents=True)
    (folder / s.OUTPUT / "table-broken.parquet").write_bytes(b"PAR1 no")
    app = open_page("ledger")
    assert any("table-broken.parquet" in plain_text(w.value) for w in app.warning)
    assert "547 incidents" in visit(app, "map")


def test_acled_says_why_its_rows_never_leave() -> None:
    app = bring(open_page(), "acled_2025.csv", (SAMPLES / "acled_2025.csv").read_bytes())
    assert any("forbid passing its rows on" in plain_text(i.value) for i in app.info)


def opened(app: AppTest, code: str) -> int:
    """Open the first finding of a kind in the draft."""
    found = app.session_state["draft"].imported.findings
    picked = int(found.index[found["code"] == code][0])
    app.session_state["picked"] = picked
    app.run()
    assert not app.exception
    return picked


def draft(name: str) -> AppTest:
    data = (SAMPLES / name).read_bytes().replace(b"Coalition warplanes", b"Coaliton planes")  # no word of the table of words
    app = bring(open_page(), name, data)
    return press(app, "check_rows") if name == "dirty_table.csv" else app


def test_language_can_change_while_a_file_is_open() -> None:
    app = draft("dirty_table.csv")
    press(app, "language_ar")
    opened(app, "swapped")
    assert "11 سطراً في الملف = 0 محفوظة + 2" in html_of(app)
    assert not app.error
    press(app, "language_en")
    assert "11 rows in the file = 0 kept + 2" in html_of(app)


def test_coordinate_system_that_is_none_is_refused_in_words() -> None:
    app = draft("dirty_table.csv")
    next(t for t in app.text_input if str(t.key).startswith("read_crs:")).set_value("EPSG:99999").run()
    assert not app.exception
    press(app, "check_rows")
    assert any("EPSG:99999" in plain_text(e.value) for e in app.error)


def test_decisions_outlive_a_word_about_codes_a_new_check_and_another_section() -> None:
    app = draft("dirty_table.csv")
    app.session_state["who"] = ""
    opened(app, "swapped")
    press(app, "take_0")
    assert any("Write above who decides" in plain_text(e.value) for e in app.error)
    assert app.session_state["draft"].imported.decisions == ()
    app.text_input(key="who_name").set_value("A. B.").run()
    press(app, "take_0")
    (made,) = app.session_state["draft"].imported.decisions
    assert (made.decided_by, len(made.decided_on)) == ("A. B.", 10)
    assert f"(A. B., {made.decided_on})" in html_of(app)
    app.selectbox(key="en:code:belligerent:Coaliton planes").set_value("us_led_coalition").run()
    assert "0 kept + 3 kept with a fix + 6" in html_of(app)
    press(app, "check_rows")
    assert "0 kept + 3 kept with a fix + 6" in html_of(app)
    app.session_state["view"] = app.session_state["view"].__class__(section="quality")
    app.run()
    app.session_state["view"] = app.session_state["view"].__class__(section="add")
    app.run()
    assert "0 kept + 3 kept with a fix + 6" in html_of(app)


def test_word_about_a_code_can_be_taken_back_and_is_known_for_a_newer_version() -> None:
    data = (SAMPLES / "dirty_table.csv").read_bytes().replace(b"Coalition warplanes", b"Coaliton planes")
    app = draft("dirty_table.csv")
    app.selectbox(key="en:code:belligerent:Coaliton planes").set_value("us_led_coalition").run()
    opened(app, "recoded")
    press(app, "decide_back")
    assert "0 kept + 2 kept with a fix + 7" in html_of(app)
    app.selectbox(key="en:code:belligerent:Coaliton planes").set_value("us_led_coalition").run()
    press(app, "add_import")
    bring(app, "dirty_table.csv", data.replace(b"7-14", b"8-14"))
    press(app, "check_rows")
    assert "0 kept + 2 kept with a fix + 7" in html_of(app)
    assert "0 of the earlier version no longer in this file" in html_of(app)


def test_code_of_a_file_already_added_can_still_be_said() -> None:
    app = draft("dirty_table.csv")
    press(app, "add_import")
    press(app, "open_import_0")
    app.selectbox(key="en:code:belligerent:Coaliton planes").set_value("us_led_coalition").run()
    assert not app.exception
    assert "0 kept + 2 kept with a fix + 7" in html_of(app)
    assert "549 incidents" in visit(app, "map")


def test_value_that_cannot_be_read_either_changes_nothing_and_one_that_can_is_taken() -> None:
    app = draft("dirty_table.csv")
    picked = opened(app, "not_a_number")
    box = next(t for t in app.text_input if str(t.key).startswith("write:civilians_killed"))
    box.set_value("lots").run()
    press(app, "write")
    assert any("lots" in plain_text(e.value) for e in app.error)
    assert app.session_state["draft"].imported.decisions == ()
    assert app.session_state["picked"] == picked
    box = next(t for t in app.text_input if str(t.key).startswith("write:civilians_killed"))
    box.set_value("24-30").run()
    press(app, "write")
    assert not app.error
    row = app.session_state["draft"].imported.table
    assert row.loc[row["row"] == 4, ["civilians_killed_min", "civilians_killed_max"]].to_numpy().tolist() == [["24", "30"]]


def test_second_sheet_is_mapped_as_the_first_would_be() -> None:
    memory = io.BytesIO()
    with pd.ExcelWriter(memory, engine="xlsxwriter") as book:
        pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="codes", index=False)
        ROWS.to_excel(book, sheet_name="claims", index=False)
    app = bring(open_page(), "t.xlsx", memory.getvalue())
    next(b for b in app.selectbox if str(b.key).startswith("read_sheet:")).set_value("claims").run()
    assert not app.exception
    assert next(b for b in app.selectbox if str(b.key).endswith(":date")).value == "date"
    press(app, "check_rows")
    assert "3 rows in the file" in html_of(app)


def test_the_sheets_of_a_workbook_are_taken_together_and_their_sure_names_placed_and_taken_back_at_once() -> None:
    head = ["ID", "Date", "Place", "Governorate", "Killed"]
    sheets = {
        "2016": [
            head,
            ["1", "2016-12-09", "Tawi Rumman", "Raqqa", "1"],
            ["2", "2016-12-10", "Tawi Rumman", "Raqqa", "2"],
            ["3", "2016-12-11", "Al Msherfa", "Raqqa", "1"],
        ],
        "2017": [head, ["1", "2017-01-09", "Tawi Rumman", "Raqqa", "1"]],
        "notes": [["Who", "What"], ["A", "B"]],
    }
    memory = io.BytesIO()
    with pd.ExcelWriter(memory, engine="xlsxwriter") as writer:
        for name, rows in sheets.items():
            pd.DataFrame(rows).to_excel(writer, sheet_name=name, header=False, index=False)
    app = bring(open_page(), "years.xlsx", memory.getvalue())
    press(app, "check_rows")
    next(x for x in app.checkbox if str(x.key).startswith("sheets_all:")).check().run()
    press(app, "add_import")
    assert [one.name for one in app.session_state["imports"]] == ["years.xlsx", "years (2017).xlsx"]
    assert any("years (notes).xlsx" in plain_text(x.value) for x in app.error)
    visit(app, "about")
    visit(app, "data", section="places")
    app.text_input(key="why:sure").set_value("read like one place").run()
    press(app, "accept_sure")
    placed = app.session_state["placed"]
    mine = placed[placed["claim_id"].str.startswith("own:")]
    assert sorted(mine["claim_id"]) == ["own:years-2017:1", "own:years:1", "own:years:2"]
    assert set(mine["place_pcode"]) == {"C5686"}
    assert "accept_sure" not in {x.key for x in app.button}
    press(app, "undo_sure")
    assert app.session_state["placed"].empty
    assert "accept_sure" in {x.key for x in app.button}


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_a_person_says_who_was_watching_every_page_follows_and_it_can_be_taken_back(lang: str) -> None:
    app = open_page("quality", lang)
    was = read_again(s.DATA).covered
    for key, value in {"source_dataset": "airwars", "what": "gradings", "area": "all", "how_complete": "single_reports"}.items():
        app.selectbox(key=f"cover_{key}").set_value(value)
    save = next(b for b in app.button if b.form_id == "cover")
    save.click().run()
    assert any(("reason" in x.value) if lang == "en" else ("سبب" in x.value) for x in app.error)  # and a reason, or nothing is stored
    assert read_again(s.DATA).covered == was
    app.text_input(key="cover_why").set_value("Their page of 2017, read by me")
    next(b for b in app.button if b.form_id == "cover").click().run()
    assert not app.exception
    now = [r for r in read_again(s.DATA).covered if (r.source, r.what) == ("airwars", "gradings")]
    assert [(r.complete, r.origin, r.notes[0]) for r in now] == [("single_reports", "hand", "Their page of 2017, read by me")]
    assert "A\\. B\\." in " ".join(x.value for x in app.markdown)
    press(app, "cover_back_0")
    assert read_again(s.DATA).covered == was


def test_a_line_about_who_was_watching_may_be_about_one_area() -> None:
    app = open_page("quality", "ar")
    area = next(o for o in app.selectbox(key="cover_area").options if o.startswith("المنصورة"))
    app.selectbox(key="cover_area").select(area)
    for key, value in {"source_dataset": "rbss", "what": "incidents", "how_complete": "single_reports"}.items():
        app.selectbox(key=f"cover_{key}").set_value(value)
    app.text_input(key="cover_why").set_value("Their page of 2017, read by me")
    next(b for b in app.button if b.form_id == "cover").click().run()
    assert not app.exception
    assert not app.error
    (line,) = [r for r in read_again(s.DATA).covered if (r.source, r.what) == ("rbss", "incidents")]
    assert line.areas == ("SY110301",)
    assert line.places[0].startswith("Mansura")


def test_days_in_the_wrong_order_are_named_and_a_folder_without_the_table_gets_it(folder: Path) -> None:
    (folder / "hand/coverage.csv").unlink()
    app = open_page("quality")
    app.text_input(key="cover_why").set_value("read")
    next(b for b in app.button if b.form_id == "cover").click().run()
    assert any("choose each" in x.value for x in app.error)  # how completely has no default
    app.selectbox(key="cover_how_complete").set_value("as_published")
    first, last = pd.Timestamp("2017-02-01").date(), pd.Timestamp("2017-01-01").date()
    app.date_input(key="cover_first_day").set_value(first)
    app.date_input(key="cover_last_day").set_value(last)
    next(b for b in app.button if b.form_id == "cover").click().run()
    assert any("2017" in x.value and "first not after the last" in x.value.replace("\\", "") for x in app.error)
    assert not (folder / "hand/coverage.csv").exists()
    app.date_input(key="cover_last_day").set_value(pd.Timestamp("2017-03-01").date())
    app.text_input(key="cover_why").set_value("read")
    next(b for b in app.button if b.form_id == "cover").click().run()
    assert len(read_texts(folder / "hand/coverage.csv")) == 1
