"""A third language is one file: made ones, longer and in other letters, from left and from right, run through every page and card."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel import Locale
from playwright.sync_api import Page, expect

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import opening_filters
from geo.out.bodies import Card
from geo.out.card import draw_card
from geo.record.known import Record
from geo.territory import FILE
from geo.text.catalogues import read_catalogue
from geo.text.languages import direction
from geo.text.words import say
from tests.conftest import start_server
from tests.crawl import PLACES, TEXTS_OF_PAGE, visit
from tests.pseudo import LETTERS, in_letters, write_pseudo
from tests.test_access import streamlits_own, words_of_data

LATIN = re.compile(r"[A-Za-z][A-Za-z'’`.-]*[A-Za-z](?: [A-Za-z][A-Za-z'’`.-]*)*")
NAMES = re.compile(r"https?://\S+|[\w.-]+\.csv|\w+:\w+|\b(?:km|MB|PNG|JPEG|GIF|WEBP|MP4|SVG|PDF)\b")
CLIPPED = """() => [...document.querySelectorAll('p, span, div, button, label, h1, h2, h3, td, th, a, summary')].filter((el) => {
  const style = getComputedStyle(el), box = el.getBoundingClientRect();
  const own = [...el.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  return own && box.width > 1 && style.visibility !== 'hidden' && style.fontSize !== '0px' && ['hidden', 'clip'].includes(style.overflowX)
    && el.scrollWidth > el.clientWidth + 1;
}).map((el) => `${el.className} ${el.textContent.trim().slice(0, 80)}`)"""


def months(lang: str) -> str:
    """Give what CLDR calls the months, which no catalogue says."""
    return "\n".join(
        f"{name} {name.rstrip('.')}" for width in ("wide", "abbreviated") for name in Locale.parse(lang).months["format"][width].values()
    )


def said_by_data(record: Record, lang: str) -> str:
    """Everything in Latin letters that no catalogue says: cells, names, sources with their ids, months."""
    sources = record.claims["source_name"] + " " + record.claims["source_id"]
    phases = record.phases["name_en"].tolist() + record.phases["short_en"].tolist()
    own_names = [say("language_name", one) for one in voc.LANGUAGES]  # each language stands in the menu by its own name
    about = " ".join(
        (s.DATA / "about.en.md").read_text(encoding="utf-8").split()
    )  # data: what editors wrote, in English where they wrote nothing else
    land = (s.DATA / FILE).read_text(encoding="utf-8")  # data too
    notes = [f"{note}." for row in record.covered for note in row.notes]
    return "\n".join([words_of_data(record), *notes, months(lang), *sources, *phases, *own_names, about, land])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = shutil.copytree(s.LOCALE, tmp_path_factory.mktemp("locale") / "locale")
    write_pseudo(made)
    return made


@pytest.fixture(scope="module")
def other(folder: Path) -> Iterator[str]:
    server, url = start_server(env={"RAQQA_LOCALE": str(folder)})
    yield url
    server.terminate()
    server.wait(10)


@pytest.fixture
def spoken(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These languages, in this process."""
    monkeypatch.setattr(s, "LOCALE", folder)
    read_catalogue.cache_clear()
    yield
    read_catalogue.cache_clear()


def test_a_text_is_longer_and_keeps_its_placeholders_and_links() -> None:
    assert in_letters("Save {n}.", "is") == "Šáüé {n} Šáü."
    assert in_letters("[More](about?lang={language})", "fa") == "[مسصه](about?lang={language})"


@pytest.mark.parametrize("lang", LETTERS)
@pytest.mark.parametrize("place", PLACES)
def test_a_page_in_another_language_has_no_english_left_and_clips_nothing(
    page: Page, other: str, record: Record, place: str, lang: str
) -> None:
    visit(page, other, place, lang)
    expect(page.locator("html")).to_have_attribute("lang", lang)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if lang == "fa" else "ltr")
    data, own = said_by_data(record, lang), streamlits_own()
    left = set()
    for frame in page.frames:
        for text in frame.evaluate(TEXTS_OF_PAGE):
            if any(text.strip() == w or (w in text and len(w) > 3) for w in own):
                continue
            left |= {(found, text.strip()[:80]) for found in LATIN.findall(NAMES.sub(" ", text)) if found.strip(" .") not in data}
    assert left == set()
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    assert [text for frame in page.frames for text in frame.evaluate(CLIPPED)] == []


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("lang", LETTERS)
@pytest.mark.parametrize("layout", voc.CARD_LAYOUTS)
def test_a_card_in_another_language_has_no_english_left_and_clips_nothing(record: Record, layout: str, lang: str) -> None:
    view = View(lang=lang, incident="airwars:CS409", versus="window:2017-02-01/2017-03-31")
    near = str(record.places["area_id"].iloc[0]) if layout == "place" else ""
    page, texts = draw_card(record, replace(opening_filters(), near=near), view, Card(layout=layout))
    render = page.figure.canvas.get_renderer()
    names = said_by_data(record, lang)
    assert page.rtl == (direction(lang) == "rtl")
    outside = []
    for text, (left, top, width, height) in page.boxes:
        box, slack = text.get_window_extent(render), 0.012 * page.w
        inside = left - slack <= box.x0 and box.x1 <= left + width + slack
        if not (inside and top - slack <= page.h - box.y1 and page.h - box.y0 <= top + height + slack):
            outside.append(text.get_text())
    assert outside == []
    english = {found for text in page.axes.texts for found in LATIN.findall(NAMES.sub(" ", text.get_text())) if found not in names}
    assert english == set()
    assert LATIN.findall(texts.alt) == [found for found in LATIN.findall(texts.alt) if found in names]
