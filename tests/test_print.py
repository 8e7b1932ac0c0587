"""Printed documents: their text is found as it was written, in both scripts; every incident is in them once; each page is held against the record."""

import json
import re
import subprocess
import zlib
from collections.abc import Iterator
from ctypes import c_double
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest

from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.choice.story import load_story, read_story
from geo.land.areas import area_key
from geo.out.atlas import Atlas, leaves_of, major_in, write_atlas
from geo.out.bodies import Card
from geo.out.card import chosen_for
from geo.out.letters import font_files, plain, runs
from geo.out.story import write_told
from geo.out.typeset import Leaf, read_held, typeset
from geo.out.verify import verify
from geo.record.known import Record
from geo.seals import is_whole, read_choice
from geo.settings import DATA
from geo.text import words
from geo.text.words import range_text
from tests.makers import read_again
from tests.test_pages import run
from tests.test_story import SHORT

KARAMA = replace(opening_filters(), area="SY110102")
ARABIC = re.compile("[\u0621-\u064a]+")


@cache
def atlas(lang: str) -> bytes:
    return write_atlas(read_again(DATA), KARAMA, View(lang=lang), Atlas(major=20))[0]


def spread(leaves: list[dict[str, Any]]) -> Iterator[str]:
    """Every text a reader reads on some pages, cells of tables by themselves."""
    for block in (block for leaf in leaves for block in leaf["blocks"]):
        for name in ("text", "key"):
            yield from [block[name]] if name in block else []
        for one in (*block.get("heads", ()), *block.get("lines", ()), *(cell for row in block.get("rows", ()) for cell in row)):
            yield one["text"] if isinstance(one, dict) else one


def seen(data: bytes) -> str:
    """The letters of a PDF as they stand on its pages, from left to right, a line each: where the reader's own program puts them is left out."""
    lines, x, y = [], c_double(), c_double()
    for page in pdfium.PdfDocument(data):
        text, letters = page.get_textpage(), []
        for k in range(text.count_chars()):
            code = pdfium.raw.FPDFText_GetUnicode(text, k)
            if code > 32 and not pdfium.raw.FPDFText_IsGenerated(text, k):
                pdfium.raw.FPDFText_GetCharOrigin(text, k, x, y)
                letters.append((round(y.value), x.value, chr(code)))
        rows: dict[int, list[tuple[float, str]]] = {}
        for at, left, letter in letters:
            rows.setdefault(next((b for b in (at, at - 1, at + 1) if b in rows), at), []).append((left, letter))
        lines += ["".join(letter for _, letter in sorted(row)) for _, row in sorted(rows.items(), reverse=True)]
    return "\n".join(lines)


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_an_atlas_repeats_its_bytes_is_sealed_and_is_what_the_record_gives(record: Record, lang: str) -> None:
    data = atlas(lang)
    assert data == write_atlas(record, KARAMA, View(lang=lang), Atlas(major=20))[0]
    assert is_whole(data)
    assert read_choice(data)["print"] == "atlas"
    found = verify(data, "x.pdf", record)
    assert (found.good, found.pages, found.rows) == (True, True, found.same)
    assert found.rows == len((read_held(data) or {})["pages"])


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_every_word_range_and_id_of_an_atlas_stands_on_its_pages_letter_by_letter(lang: str) -> None:
    """What runs from left to right is sought as it is, an Arabic word from right to left: so it lies on the page, and no letter is doubled or turned."""
    data = atlas(lang)
    shown = seen(data)
    for text in spread((read_held(data) or {})["pages"]):
        for word in plain(text).split():
            for part in re.findall("[\u0621-\u064a]+|[0-9A-Za-z]+(?:[:.,][0-9A-Za-z]+)*", word):
                assert (part[::-1] if ARABIC.fullmatch(part) else part) in shown or len(part) > 20, (part, text)


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_the_headline_of_an_atlas_is_read_in_the_order_it_is_spoken(record: Record, lang: str) -> None:
    chosen, _ = chosen_for(record, KARAMA, View(lang=lang), Card())
    head = chosen.totals.headline
    text = plain(range_text(head.least, head.killed_max, head.open_ended, lang)).split()
    assert len(text) > 2
    assert "".join(x[::-1] if ARABIC.fullmatch(x) else x for x in (text[::-1] if lang == "ar" else text)) in seen(atlas(lang))


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_no_shape_of_a_printed_letter_stands_for_two_letters(lang: str) -> None:
    """A reader of a PDF turns the letters of a line round, and would turn the two of such a shape with them."""
    maps = [zlib.decompress(x) for x in re.findall(rb"/CMap[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", atlas(lang), re.DOTALL)]
    pairs = [code for one in maps for code in re.findall(rb"<[0-9A-F]{4}> <([0-9A-F]+)>", one)]
    assert len(pairs) > 50
    assert [code for code in pairs if code.startswith(b"06") and code[4:6] == b"06"] == []


def test_lam_and_alef_keep_their_one_shape_and_are_two_letters(record: Record) -> None:
    text = "لا إله إلا الله، الأرض والإسلام والآن، فلا سلام في ريف الرقة أكثر"
    data = typeset([Leaf("x", "ar", [{"kind": "title", "text": text}])], "x", {}, {}, {"print": "x"})
    assert [w for w in re.findall(ARABIC, text) if w[::-1] not in seen(data)] == []
    assert font_files()["Regular.ttf"] == font_files.__wrapped__()["Regular.ttf"]
    assert record


@pytest.mark.long  # needs poppler's pdftotext; the tests above ask the same of the pages themselves
def test_pdftotext_reads_arabic_names_ranges_and_ids_in_their_order(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(atlas("ar"))
    done = subprocess.run(["pdftotext", str(tmp_path / "x.pdf"), "-"], capture_output=True, check=True)
    said = re.sub(r"\s+", " ", re.sub("[\u202a-\u202e\u200e\u200f]", "", done.stdout.decode()))
    held = read_held(atlas("ar")) or {}
    texts = [plain(x) for x in spread(held["pages"])]
    for name in {t for t in texts if re.fullmatch("[\u0621-\u064a ]{4,24}", t)}:
        assert name in said, name
    for found in {x for t in texts for x in re.findall(r"airwars:\w+|(?<![\d–:])\d+ إلى \d+(?!\d|\+)", t)}:
        assert re.sub(r"\s+", "", found) in re.sub(r"\s+", "", said), found


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_an_atlas_has_tags_a_title_its_language_and_an_alternative_text_for_each_map(lang: str) -> None:
    data = atlas(lang)
    opened = pdfium.PdfDocument(data)
    assert pdfium.raw.FPDFCatalog_IsTagged(opened.raw)
    assert opened.get_metadata_dict()["Title"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"/Lang(" + lang.encode() + b")" in data
    held = read_held(data) or {}
    maps = [b for leaf in held["pages"] for b in leaf["blocks"] if b["kind"] == "map"]
    assert all(b["alt"] for b in maps)
    assert len(re.findall(rb"/Alt[ (<]", data)) >= len(maps) > 2


def test_what_the_data_says_is_never_markup() -> None:
    text = '#panic("x") $x$ *b* _i_ <a> @b `c` // d #import "@preview/x:0.1.0" \\ [e] {f}'
    for lang in voc.LANGUAGES:
        leaf = Leaf("x", lang, [{"kind": kind, "text": text} for kind in ("title", "text")])
        data = typeset([leaf], text, {}, {}, {"print": "x"})
        for word in ('#panic("x")', '"@preview/x:0.1.0"') if lang == "en" else ("panic", "preview/x:0.1.0"):
            assert word in seen(data)


def test_a_text_is_cut_where_another_direction_begins_and_ends() -> None:
    assert runs("في \u20688–10+\u2069 أو (\u2068A 1\u2069)", "ar") == ["في ", ["8–10+"], " أو (", ["A 1"], ")"]
    assert runs("\u2068المنصورة \u20668\u2069\u2069 قُتل", "ar") == ["المنصورة 8", " قتل"]
    assert runs("a \u2068b\u2069", "en") == ["a b"]
    assert plain("قُتِل  \u202e\u0000x") == "قتل x"


def test_every_incident_of_a_choice_is_on_the_page_of_one_area_or_of_elsewhere_and_once_in_the_list(record: Record) -> None:
    filters = opening_filters()
    chosen, view = chosen_for(record, filters, View(), Card())
    _, leaves, maps = leaves_of(chosen, view, Atlas(major=400))
    names = [leaf.name for leaf in leaves]
    codes = list(record.areas["subdistrict"]["area_id"])
    assert [x for x in names if x.startswith("area:")] == [f"area:{code}" for code in codes]
    rows = {leaf.name: [row[-1] for b in leaf.blocks if b["kind"] == "table" for row in b["rows"]] for leaf in leaves}
    shown = chosen.selection.incidents
    ids = [f"\u2066{x}\u2069" for x in shown["incident_id"]]
    assert sorted(rows["list"]) == sorted(ids)
    outside = shown[~area_key(shown, "subdistrict").isin(codes)]
    assert sorted(rows["elsewhere"]) == sorted(f"\u2066{x}\u2069" for x in outside["incident_id"])
    assert len(maps) == 1 + len(codes) + sum(x.startswith("incident:") for x in names)


def test_the_incidents_with_a_page_are_all_that_reach_a_number_and_no_more_than_fit(record: Record) -> None:
    chosen, _ = chosen_for(record, opening_filters(), View(), Card())
    ids, least = major_in(chosen, 0)
    assert 0 < len(ids) <= 24
    asked = replace(opening_filters(), min_killed=least)
    assert set(ids) == set(record.select(asked).incidents["incident_id"])
    assert len(record.select(replace(asked, min_killed=least - 1)).incidents) > 24


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_every_part_of_an_atlas_begins_a_page_of_its_own_and_a_subdistrict_takes_one_or_two(record: Record, lang: str) -> None:
    filters = replace(opening_filters(), area="SY1103")
    data = write_atlas(record, filters, View(lang=lang), Atlas(major=400))[0]
    at = [item.get_dest().get_index() for item in pdfium.PdfDocument(data).get_toc() if item.level == 0]
    leaves = [leaf["name"] for leaf in (read_held(data) or {})["pages"]]
    assert at == sorted(set(at))
    assert len(at) == len(leaves)
    areas = [k for k, name in enumerate(leaves) if name.startswith("area:")]
    assert len(areas) > 2
    assert {at[k + 1] - at[k] for k in areas} <= {1, 2}


def test_a_dossier_is_of_one_incident_with_its_sources_in_full(record: Record) -> None:
    view = View(incident="airwars:CS403")
    data, titles = write_atlas(record, Filters(), view, Atlas(dossier=True))
    assert len(titles) == 2
    held = read_held(data) or {}
    assert held["print"] == "dossier"
    told = " ".join(spread(held["pages"]))
    for claim in record.claims[record.claims["incident_id"] == "airwars:CS403"].to_dict("records"):
        assert claim["source_url"] in told
    assert verify(data, "x.pdf", record).good
    with pytest.raises(ValueError, match="nobody:1"):
        write_atlas(record, Filters(), View(incident="nobody:1"), Atlas(dossier=True))


def test_without_typst_one_sentence_says_what_to_install(
    record: Record, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    data = atlas("en")
    monkeypatch.setattr("geo.out.typeset.can_print", lambda: False)
    assert main(["atlas", "--out", str(tmp_path / "x.pdf"), "--area", "SY110102"]) == 2
    said = capsys.readouterr().err.strip()
    assert "pip install -r requirements-print.txt" in said
    assert "\n" not in said
    assert not (tmp_path / "x.pdf").exists()
    found = verify(data, "x.pdf", record)
    assert found.whole
    assert not found.good
    assert found.differing[0].kind == "print_tool"
    assert words.say("verify_print_tool", "ar")


def forged(record: Record, was: str, becomes: str) -> bytes:
    """An atlas in whose pages a text is another, set and sealed as if it had been so."""
    chosen, view = chosen_for(record, KARAMA, View(), Card())
    title, leaves, maps = leaves_of(replace(chosen, level="subdistrict"), view, Atlas(major=20))
    mine = [replace(x, blocks=[_other(b, was, becomes) for b in x.blocks]) for x in leaves]
    choice = read_choice(atlas("en"))
    held = {**(read_held(atlas("en")) or {}), "pages": [{"name": x.name, "lang": x.lang, "blocks": list(x.blocks)} for x in mine]}
    return typeset(mine, title, maps, held, choice)


def _other(block: dict[str, Any], was: str, becomes: str) -> dict[str, Any]:
    return block | ({"text": block["text"].replace(was, becomes)} if "text" in block and block["kind"] == "figure" else {})


def test_a_figure_that_the_record_does_not_give_is_named_with_its_page(record: Record) -> None:
    figure = next(b["text"] for leaf in (read_held(atlas("en")) or {})["pages"] for b in leaf["blocks"] if b["kind"] == "figure")
    data = forged(record, figure, "1 to 9,999")
    found = verify(data, "x.pdf", record)
    assert found.whole
    assert not found.good
    assert {(d.kind, d.here, d.there) for d in found.differing} == {("page", figure, "1 to 9,999")}
    assert "Karama" in " ".join(d.name for d in found.differing)
    assert found.same < found.rows


def test_a_page_that_is_drawn_otherwise_is_named_by_its_number(record: Record) -> None:
    """What the file holds of itself is left as it was; only what a reader sees of a page is another."""
    data = atlas("en")
    honest, other = (dict(re.findall(rb"\n(\d+) 0 obj\n(.*?)\nendobj", x, re.DOTALL)) for x in (data, forged(record, "to", "bis")))
    pages = [n for n, body in honest.items() if b"/FlateDecode" in body and other.get(n) not in (None, body) and b"/CMap" not in body]
    for k, number in ((1, pages[0]), (3, pages[1])):
        found = verify(data.replace(honest[number], other[number]), "x.pdf", record)
        assert found.whole is False
        assert [(d.kind, d.name) for d in found.differing] == [("page_drawn", str(k))]


def test_another_ending_or_number_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["atlas", "--out", "x.docx"]) == 2
    assert ".pdf" in capsys.readouterr().err


@cache
def story() -> tuple[bytes, dict[str, Any]]:
    record = read_again(DATA)
    told = read_story(load_story(json.dumps(SHORT).encode()), set(record.places["area_id"]), record.area_ids)
    return write_told(record, told, "pdf")


def test_a_printed_story_says_what_the_record_gives_for_each_step_in_each_language(record: Record) -> None:
    data, held = story()
    found = verify(data, "x.pdf", record)
    assert (found.good, found.steps, found.rows, found.same) == (True, True, 3, 3)
    shown = re.sub(r"\s", "", seen(data))
    for step in held["steps"]:
        assert re.sub(r"\s", "", plain(step["sentence"]["en"])) in shown
        assert all(w[::-1] in shown for w in ARABIC.findall(plain(step["sentence"]["ar"])))
        assert re.sub(r"\s", "", step["found"]["said"]["en"]["figure"]) in shown


def test_a_printed_story_whose_figure_is_another_names_the_step(record: Record) -> None:
    data, held = story()
    told = json.loads(json.dumps(held).replace("8 to 10 ", "80 to 100 "))
    bad = typeset([Leaf("en-0", "en", [{"kind": "title", "text": "x"}])], "x", {}, {"story": told, "pages": []}, read_choice(data))
    found = verify(bad, "x.pdf", record)
    assert found.whole
    assert not found.good
    assert ("step_changed", "2") in {(d.kind, d.name) for d in found.differing}
    assert ("step", "2") in {(d.kind, d.name) for d in found.differing}


def test_the_command_writes_a_story_as_pdf_beside_it_and_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "views.json").write_text(json.dumps(SHORT | {"steps": SHORT["steps"][1:2]}), encoding="utf-8")
    asked = ["story", str(tmp_path / "views.json"), "--out", str(tmp_path / "x.html"), "--pdf"]
    assert main(asked) == 0
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "x.html").exists()
    monkeypatch.setattr("geo.out.typeset.can_print", lambda: False)
    assert main([*asked[:3], str(tmp_path / "y.pdf")]) == 2
    assert "pip install -r requirements-print.txt" in capsys.readouterr().err


def test_the_pages_offer_a_dossier_and_an_atlas_or_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    app = run("incidents", incident="airwars:CS403")
    assert "Dossier as PDF" in {d.proto.label for d in app.get("download_button")}
    app = run("card", area="SY110103", **{"from": "2017-03-01", "to": "2017-04-30"})
    next(b for b in app.button if b.key == "make_atlas").click().run(timeout=60)
    assert not app.exception
    assert "Save the atlas" in {d.proto.label for d in app.get("download_button")}
    monkeypatch.setattr("geo.out.typeset.importlib.util.find_spec", lambda _: None)
    app = run("incidents", incident="airwars:CS403")
    assert "Dossier as PDF" not in {d.proto.label for d in app.get("download_button")}
    assert any("requirements-print.txt" in c.value.replace("\\", "") for c in app.caption)
