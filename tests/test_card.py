"""Cards: words inside their boxes, the same bytes for the same input, figures of the record, and what share-safe keeps back."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Wedge
from PIL import Image
from playwright.sync_api import Browser

from geo import colours
from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import COMMANDS, main
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.colours import SHADES
from geo.out.bodies import Card, own_picture
from geo.out.card import TITLE_LIMIT, chosen_for, draw_card, write_card, write_texts
from geo.out.cardmap import draw_mark
from geo.out.contrast import check_palette, contrast
from geo.out.message import message_of
from geo.out.sheet import Page, drawable, in_arabic_digits
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.picture import off_the_map
from tests.makers import read_again

REFERENCE = Path(__file__).parent / "reference"
BEFORE = replace(opening_filters(), end=date(2016, 12, 9))
CARDS = {
    "map-en": (opening_filters(), View(), Card()),
    "map-ar": (opening_filters(), View(lang="ar"), Card(digits="arabic")),
    "points-ar-wide": (opening_filters(), View(lang="ar", show="points"), Card(size="1920x1080", layout="map_timeline")),
    "incident-en": (opening_filters(), View(incident="airwars:CS409"), Card(size="1080x1350", layout="incident")),
    "before-after-ar": (BEFORE, View(lang="ar", versus="window:2016-12-10/2017-02-03"), Card(layout="before_after")),
    "conceded-en": (opening_filters(), View(), Card(size="1200x630", layout="conceded", palette="grey")),
}


def small(data: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    picture.thumbnail((480, 480))
    return np.asarray(picture, dtype=float)


@pytest.mark.parametrize("name", CARDS)
def test_card_looks_like_its_reference(record: Record, name: str) -> None:
    data, _ = write_card(record, *CARDS[name], "png")
    drawn = small(data)
    path = REFERENCE / f"{name}.png"
    known = np.asarray(Image.open(path).convert("RGB"), dtype=float)
    assert drawn.shape == known.shape
    away = np.abs(drawn - known).max(axis=2)
    assert away.mean() < 3, f"{path.name} is out of date: look at the card, then write it anew with python -m tests.test_card"
    assert (away > 60).mean() < 0.01


ONE = Filters(text="al jarnia", fighting=False)


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("size", s.CARD_SIZES)
@pytest.mark.parametrize(("filters", "title"), [(ONE, "ب" * TITLE_LIMIT), (Filters(), "Wide words " * 14)])
def test_every_text_stays_inside_its_box(record: Record, size: str, lang: str, filters: Filters, title: str) -> None:
    for layout in ("map_timeline", "conceded", "watching") if size == "1080x1080" else ("map", "timeline"):
        page, _ = draw_card(record, filters, View(lang=lang), Card(size=size, layout=layout, title=title))
        render = page.figure.canvas.get_renderer()
        assert page.boxes
        for text, (left, top, width, height) in page.boxes:
            extent = text.get_window_extent(render)
            slack = 0.012 * page.w
            assert extent.x0 >= left - slack, text.get_text()
            assert extent.x1 <= left + width + slack, text.get_text()
            assert page.h - extent.y1 >= top - slack, text.get_text()
            assert page.h - extent.y0 <= top + height + slack, text.get_text()


@pytest.mark.parametrize("ending", voc.CARD_FORMATS)
def test_same_input_gives_the_same_bytes(record: Record, ending: str) -> None:
    card = CARDS["points-ar-wide"]
    assert write_card(record, *card, ending)[0] == write_card(record, *card, ending)[0]


@pytest.mark.parametrize("size", s.CARD_SIZES)
def test_picture_has_the_pixels_and_the_resolution_it_says(record: Record, size: str) -> None:
    data, _ = write_card(record, opening_filters(), View(), Card(size=size), "png")
    picture = Image.open(io.BytesIO(data))
    width, height, dpi = s.CARD_SIZES[size]
    assert picture.size == (width, height)
    assert round(picture.info["dpi"][0]) == dpi


def test_pdf_and_svg_carry_the_sentence_and_can_be_drawn(record: Record) -> None:
    filters, view, card = CARDS["map-ar"]
    texts = write_texts(Chosen(record, filters, view.level), view, card)
    pdf = pypdfium2.PdfDocument(write_card(record, filters, view, card, "pdf")[0])
    about = pdf.get_metadata_dict()
    assert (about["Title"], about["Subject"]) == (texts.title, texts.alt)
    assert about["CreationDate"] == ""
    drawn = np.asarray(pdf[0].render(scale=1).to_pil().convert("L"))
    assert 0.01 < (drawn < 128).mean() < 0.6
    svg = write_card(record, filters, view, card, "svg")[0].decode()
    assert texts.lead in svg
    assert "<dc:date>" not in svg
    png = Image.open(io.BytesIO(write_card(record, filters, view, card, "png")[0]))
    assert png.info["Description"] == texts.alt


def test_card_says_the_sentence_the_sources_the_conventions_and_the_hash(record: Record) -> None:
    texts = write_texts(Chosen(record, opening_filters(), "subdistrict"), View(), Card())
    for part in (
        "772 to 1,469",
        "UCDP GED (CC BY 4.0",
        "Airwars (no open licence",
        "read 22 November 2026",
        record.fingerprint,
        "village or subdistrict",
    ):
        assert part in texts.caption
    assert "village or subdistrict" not in write_texts(Chosen(record, opening_filters(), "subdistrict"), View(), Card(safe=False)).caption


def test_letters_the_typeface_lacks_become_a_visible_mark_and_never_a_box(record: Record) -> None:
    assert drawable("تل 中 A") == "تل ? A"
    write_card(record, ONE, View(), Card(title="中文 <b>$x_1$ {y}</b> \u202e"), "png")  # a warning about a missing glyph would fail


def test_every_name_of_the_record_can_be_written_without_a_gap(record: Record) -> None:
    frames = (record.claims, record.places.drop(columns="geometry"), record.statements, record.phases)
    texts = {str(v) for f in frames for c in f if not pd.api.types.is_numeric_dtype(f[c]) for v in f[c].unique()}
    gaps = sorted(x for x in texts if drawable(x).count("?") > x.count("?"))
    assert gaps == []
    assert drawable("Al Hīshah") == "Al Hishah"


def test_arabic_digits_are_for_numbers_and_never_in_an_id() -> None:
    assert in_arabic_digits("8 إلى 10 في CS403، data a0f9122a") == "٨ إلى ١٠ في CS403، data a0f9122a"
    page = Page("1080x1080", "ar", "arabic")
    page.text(10, 10, "Airwars CS403: 28", 12)
    assert "CS403: ٢٨" in page.axes.texts[-1].get_text()


def test_a_point_of_several_gradings_is_split_by_them_and_never_in_one_colour(record: Record) -> None:
    chosen = Chosen(record, opening_filters())
    incidents = chosen.selection.incidents
    spot = incidents["latitude"].map("{:.5f}".format) + "," + incidents["longitude"].map("{:.5f}".format)
    groups = incidents["grading"].map(lambda g: 0 if g in voc.HEADLINE_GRADINGS else 1 if g == "ungraded" else 2)
    marks = own_picture(chosen, View(show="points"))["points"]
    for mark in marks:
        mine = groups[(spot == mark["id"]) & (incidents["placing"] == "point")]
        assert mark["gradings"] == [int((mine == k).sum()) for k in range(3)]
    mixed = next(m for m in marks if min(m["gradings"]) > 0 and m["certain"])
    page = Page("1080x1080", "en", "european")
    draw_mark(page, (100, 100), 20, mixed["gradings"], hollow=False)
    faces = [to_hex(p.get_facecolor()) for p in page.axes.patches if isinstance(p, Wedge)]
    turns = [round((p.theta2 - p.theta1) / 360 * mixed["n"]) for p in page.axes.patches if isinstance(p, Wedge)]
    assert faces == [colours.CERTAIN, colours.WHITE, colours.OTHER]
    assert turns == mixed["gradings"]
    draw_mark(page, (100, 100), 20, (0, 4, 0), hollow=False)
    assert to_hex(page.axes.patches[-1].get_facecolor()) == colours.WHITE


def test_layouts_that_need_more_say_what_and_where(record: Record) -> None:
    with pytest.raises(ValueError, match="page Incidents"):
        write_card(record, opening_filters(), View(), Card(layout="incident"), "png")
    with pytest.raises(ValueError, match="صفحة المناطق"):
        write_card(record, opening_filters(), View(lang="ar"), Card(layout="before_after"), "png")


def told_on(page: Page) -> str:
    """All that is written on a card, as one line."""
    return " ".join(" ".join(x.get_text().split()) for x in page.axes.texts)


def test_card_has_one_message_with_what_it_counts_and_the_caveat_that_matters_most(record: Record) -> None:
    page, texts = draw_card(record, opening_filters(), View(), Card())
    shown = told_on(page)
    largest = max(page.axes.texts, key=lambda x: x.get_fontsize())
    assert largest.get_text() == texts.message.figure == "772 to 1,469"
    assert texts.title == "772 to 1,469 civilians reported killed in 174 incidents graded Confirmed or Fair"
    for part in ("547 incidents documented so far, or 420 if", "6 November 2016 to 5 June 2017", "(20 March 2017): 732 to 1,049"):
        assert part in shown
    for part in ("attacks on civilians by a named side", "Dead whose status is not stated"):  # beside the picture and in the file
        assert part in texts.alt
        assert part in texts.caption
        assert part not in shown


@given(st.dates(date(2016, 1, 1), date(2017, 12, 31)), st.integers(0, 200), st.sampled_from(voc.EXTENTS), st.booleans())
def test_a_card_never_shows_a_bare_number_where_there_is_a_range_or_a_second_figure(
    start: date, days: int, extent: str, weak: bool
) -> None:
    end = min(date.fromordinal(start.toordinal() + days), date(2017, 12, 31))
    filters = replace(opening_filters(), start=start, end=end, extent=extent, grading=("weak",) if weak else ())
    chosen = Chosen(read_again(s.DATA), filters)
    message, headline, whole = message_of(chosen, "en"), chosen.totals.headline, chosen.totals.everything
    if message.figure:
        assert headline.certain
        assert (
            headline.killed_min == headline.killed_max
            or " to " in message.figure
            or "or more" in message.figure
            or "up to" in message.figure
        )
        assert "graded Confirmed or Fair" in message.what
    elif whole.incidents and chosen.totals.spared:
        assert "if the likely pairs are one event" in message.what
    if whole.certain and chosen.covered.incidents.state == "part":
        assert "covered" in message.beside or "cover" in message.beside


def test_words_of_somebodys_own_stand_beside_the_whole_lead_and_not_under_the_figure(record: Record) -> None:
    page, texts = draw_card(record, opening_filters(), View(), Card(title="Everybody is dead"))
    assert (texts.message.figure, texts.message.beside) == ("", texts.lead)
    assert "Everybody is dead" in told_on(page)


@pytest.mark.parametrize(("code", "said"), [("airwars:CS598", "28 June 2018"), ("airwars:CS403", "Coalition")])
def test_incident_card_names_who_was_accused_and_what_they_answered(record: Record, code: str, said: str) -> None:
    page, texts = draw_card(record, opening_filters(), View(incident=code), Card(layout="incident"))
    assert "Accused, and the answer US-led Coalition" in told_on(page)
    for text in (texts.alt, texts.caption):
        assert "Accused, and their answer: US-led Coalition" in text
    for text in (told_on(page), texts.alt, texts.caption):
        assert said in text
    if code == "airwars:CS598":
        assert "465 days later" in told_on(page)


def test_conceded_numbers_stay_inside_the_card(record: Record) -> None:
    for lang in voc.LANGUAGES:
        page, _ = draw_card(record, opening_filters(), View(lang=lang), Card(size="1200x630", layout="conceded"))
        render = page.figure.canvas.get_renderer()
        for text in page.axes.texts:
            extent = text.get_window_extent(render)
            assert extent.x0 >= -1, text.get_text()
            assert extent.x1 <= page.w + 1, text.get_text()


def test_incident_card_shows_every_claim_and_no_average(record: Record) -> None:
    page, texts = draw_card(record, *CARDS["incident-en"])
    shown = " ".join(t.get_text() for t in page.axes.texts)
    for figure in ("28", "17 to 32", "19 dead, status not stated", "30 or more"):
        assert figure in shown
    assert "17 to 32 killed; other sources: 28 to 30 or more" in texts.lead


def test_incident_card_cites_its_own_sources_and_says_where_its_position_lies(record: Record) -> None:
    page, texts = draw_card(record, opening_filters(), View(incident="airwars:CS383"), Card(layout="incident"))
    assert "Airwars" in texts.caption
    assert "UCDP" not in texts.caption
    assert "Its position lies outside the governorate." in told_on(page)


def test_area_that_is_none_is_refused_as_the_other_side(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "card.png")
    assert main(["card", "--out", out, "--layout", "before_after", "--versus", "area:nowhere"]) == 2
    assert "area:nowhere" in capsys.readouterr().err


def test_safe_card_puts_points_only_on_named_places(record: Record) -> None:
    places = {(round(p.y, 5), round(p.x, 5)) for p in record.places.geometry}
    spots = {}
    for safe in (True, False):
        chosen = chosen_for(record, opening_filters(), View(), Card(safe=safe))[0]
        picture, selection = own_picture(chosen, View(show="points")), chosen.selection
        spots[safe] = {(round(m["lat"], 5), round(m["lon"], 5)) for m in picture["points"]}
        drawn = sum(m["n"] for m in picture["points"]) + sum(m["n"] for m in picture["wide"])
        assert drawn == len(selection.incidents) - int(off_the_map(selection.incidents, View(show="points")).sum())
    assert spots[True] <= places
    assert not spots[False] <= places
    exact, _ = draw_card(record, opening_filters(), View(incident="airwars:CS407"), Card(layout="incident", safe=False))
    rough, _ = draw_card(record, opening_filters(), View(incident="airwars:CS407"), Card(layout="incident"))
    named = [{t.get_text() for t in page.axes.texts if t.get_text().startswith(("Airwars", "UCDP"))} for page in (exact, rough)]
    rings = len([t for t in exact.axes.texts if t.get_text() == "UCDP GED 235805"])
    assert named[1] <= named[0]
    assert rings == 2  # in the table and at its rival position; the safe card has it in the table only
    assert len([t for t in rough.axes.texts if t.get_text() == "UCDP GED 235805"]) == 1


def test_svg_opens_as_a_picture_in_a_browser(browser: Browser, record: Record, tmp_path: Path) -> None:
    file = tmp_path / "card.svg"
    file.write_bytes(write_card(record, *CARDS["map-ar"], "svg")[0])
    page = browser.new_page(viewport={"width": 800, "height": 800})
    page.goto(file.as_uri())
    drawn = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("L"))
    page.close()
    assert 0.01 < (drawn < 128).mean() < 0.6


@pytest.mark.parametrize("palette", SHADES)
def test_palette_passes_its_own_check(palette: str) -> None:
    lowest, steps = check_palette(palette)
    assert lowest >= 4.5
    assert min(steps.values()) > 4
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_logo_is_drawn_in_the_card(record: Record) -> None:
    memory = io.BytesIO()
    Image.new("RGB", (90, 30), "#00a000").save(memory, "PNG")
    data, _ = write_card(record, ONE, View(), Card(logo=memory.getvalue()), "png")
    pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).reshape(-1, 3)
    assert (np.abs(pixels - (0, 160, 0)).max(axis=1) < 8).sum() > 1000


def test_card_command_writes_a_picture_and_refuses_what_it_cannot(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "card.svg"
    assert main(["card", "--out", str(out), "--lang", "ar", "--size", "1200x630", "--from", "2016-12-01", "--to", "2016-12-31"]) == 0
    assert "كانون الأول 2016" in capsys.readouterr().out
    assert out.read_bytes().startswith(b"<?xml")
    assert main(["card", "--out", str(tmp_path / "card.gif")]) == 2
    assert ".png, .svg, .pdf" in capsys.readouterr().err
    assert main(["card", "--out", str(tmp_path / "none" / "card.png")]) == 2
    assert main(["card", "--out", str(tmp_path / "card.png"), "--layout", "incident", "--incident", "airwars:NONE"]) == 2
    assert "airwars:NONE" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["card.svg"]


def test_every_command_is_in_the_readme() -> None:
    readme = (s.PROJECT / "README.md").read_text(encoding="utf-8")
    for command in COMMANDS:
        assert f"geo {command}" in readme


if __name__ == "__main__":  # write the references anew, after looking at the cards
    from geo.record.files import read_record

    shipped = read_record()
    for name_, card_ in CARDS.items():
        Image.fromarray(small(write_card(shipped, *card_, "png")[0]).astype("uint8")).save(REFERENCE / f"{name_}.png", optimize=True)
