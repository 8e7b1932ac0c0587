"""Everyone can use it: axe-core on every page in both languages and both themes, inside the map's frame too; direction, strings, print."""

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from geo import vocabulary as voc
from geo.record.known import Record
from geo.settings import PROJECT
from geo.show.dossier import incident_sentence
from tests.conftest import guarded
from tests.crawl import PLACES, Crawl, crawler, visit
from tests.test_browser import summary, wait_until_run

DECEMBER = "&from=2016-12-01&to=2016-12-31&extent=both&fighting=0"


@pytest.fixture(scope="module")
def see(browser: Browser, address: str) -> Crawl:
    return crawler(browser, address)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_no_serious_violation_on_any_page(see: Crawl, place: str, lang: str, scheme: str) -> None:
    # the dot of a place stands where the place is, and every dot is a row of the table beside: WCAG 2.5.8 names both exceptions
    found = see(place, lang, DECEMBER, scheme).violations
    assert [v for v in found if not (v["rule"] == "target-size" and "badge dot" in v["html"])] == []


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_cold_link_to_each_page_keeps_page_choice_and_language(see: Crawl, record: Record, place: str, lang: str) -> None:
    seen = see(place, lang, DECEMBER)
    path = PLACES[place].split("?")[0]
    assert re.search(rf"//[^/]+/{path}\?.*from=2016-12-01", seen.url)
    assert (seen.lang, seen.direction, seen.errors) == (lang, "rtl" if lang == "ar" else "ltr", 0)
    assert seen.width <= 1440
    lead = summary("--lang", lang, "--extent", "both", "--from", "2016-12-01", "--to", "2016-12-31", "--fighting", "0").split("\n")[0]
    if place == "incident":
        row = record.incidents[record.incidents["incident_id"] == "airwars:CS409"].iloc[0].to_dict()
        lead = incident_sentence(record, row, lang)
    assert seen.leads == ([] if place in ("data", "about") else [lead])


LATIN = re.compile(r"[A-Za-z][A-Za-z.'’`\u00c0-\u024f-]+(?: [A-Za-z.'’`\u00c0-\u024f-]+)*")


def streamlits_own() -> set[str]:
    """The words that docs/streamlit-strings.md lists."""
    table = (PROJECT / "docs/streamlit-strings.md").read_text(encoding="utf-8")
    return {word for row in table.splitlines() if row.startswith("| `") for word in re.findall(r"`([^`]+)`", row.split("|")[1])}


def words_of_data(record: Record) -> str:
    """Everything that stands in the data in Latin letters, as one text."""
    frames = [record.claims, record.places.drop(columns="geometry"), record.statements, record.links, record.declared]
    cells = {str(v) for f in frames for c in f.columns if not pd.api.types.is_numeric_dtype(f[c]) for v in f[c].unique()}
    areas = {str(n) for names in record.names.values() for n in names}
    cells |= {"true", "false", *(str(c) for c in record.claims.columns)}  # of the row in its file, shown as it is
    return "\n".join(cells | areas | {i.name for i in record.inputs})


@pytest.mark.parametrize("place", PLACES)
def test_no_english_word_is_left_on_an_arabic_page(see: Crawl, record: Record, place: str) -> None:
    data, own = words_of_data(record), streamlits_own()
    allowed = re.compile(
        r"(?<![A-Za-z])(Airwars|UCDP|GED|OpenStreetMap|Esri|OCHA|GeoNames|GSHHG|Natural Earth|CC|BY|IGO|CSV|UTF|SHA|GeoJSON|PNG|JPEG|GIF|WEBP|MP4|SVG|PDF|GeoPackage|GeoParquet|Excel|ACLED|"
        r"Timemap|Bellingcat|HXL|JSON|KMZ|KML|Shapefile|Parquet|ODS|EPSG|WGS84|MGRS|English|data/hand/\w+\.csv|Escape|Enter|km|MB)(?![A-Za-z])"
    )
    left = set()
    for text in see(place, "ar", DECEMBER).texts:
        if any(text.strip() == w or (w in text and len(w) > 3) for w in own):
            continue
        for found in LATIN.findall(allowed.sub(" ", re.sub(r"https?://\S+|[\w.-]+\.csv|\w+:\w+", " ", text))):
            if found.strip() not in data and not all(part in data for part in found.split()):
                left.add((found, text.strip()[:80]))
    assert left == set()


def test_document_says_its_language_and_direction_and_they_follow_the_switch(page: Page, address: str) -> None:
    visit(page, address, "answers", "en")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".st-key-language_ar button").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    page.wait_for_function("document.querySelector('.product')?.getBoundingClientRect().x > 720")  # the menu begins at the right


@pytest.mark.long
@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_runs_off_a_phone_or_a_page_zoomed_to_twice_its_size(browser: Browser, address: str, place: str, lang: str) -> None:
    for width, height in ((390, 844), (720, 450)):  # 1440x900 at 200 % is 720x450 CSS pixels
        context = browser.new_context(viewport={"width": width, "height": height})
        page = context.new_page()
        visit(page, address, place, lang)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        wide = page.evaluate(
            """width => [...document.querySelectorAll('p, h1, h2, h3, button, label, .claim')].filter(e => {
                const r = e.getBoundingClientRect();
                return r.width && (r.right > width + 1 || r.left < -1) && !e.closest('.grid, .st-key-menu, .st-key-tools, .terms, [data-testid="stButtonGroup"], [data-testid="stPagination"]');
            }).map(e => e.textContent.slice(0, 60))""",
            width,
        )
        context.close()
        assert wide == []


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_the_map_is_on_the_first_screen_of_a_phone_and_every_page_in_reach(browser: Browser, address: str, lang: str) -> None:
    with guarded(browser, viewport={"width": 390, "height": 844}) as page:
        visit(page, address, "map", lang)
        box = page.locator('iframe[title^="streamlit_folium"]').bounding_box()
        assert box
        assert box["y"] < 844 / 2
        page.locator('.st-key-menu a[href*="about"]').first.click()  # beyond the edge of the row, which scrolls
        expect(page).to_have_url(re.compile("/about"))


def test_first_visit_is_guided_once(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    visit(page, address, "map", "en")
    guide = page.locator(".guide")
    expect(guide.locator("li")).to_have_count(3)
    guide.locator("button").focus()
    page.keyboard.press("Enter")
    expect(guide).to_be_hidden()
    visit(page, address, "map", "ar")
    expect(page.locator(".guide")).to_be_hidden()
    context.close()


def test_terms_lead_to_the_page_about_the_data(page: Page, address: str) -> None:
    for term in ("grading", "answers", "precision", "ranges", "fighting", "claim"):
        page.goto(f"{address}/about?lang=ar#{term}")
        expect(page.locator(f"#{term}")).to_be_attached(timeout=20_000)
    visit(page, address, "map", "en")
    page.get_by_role("button", name="Filters").first.click()
    page.locator('[data-testid="stPopoverBody"] [data-testid="stTooltipHoverTarget"]').first.hover()
    link = page.locator('a[href*="about?lang=en#"]').first
    expect(link).to_have_attribute("target", "_blank")  # the choice and the session stay where they are


@pytest.mark.parametrize("place", ["incident", "areas"])
def test_printed_page_is_the_evidence_without_the_controls(see: Crawl, place: str) -> None:
    assert see(place, "en", DECEMBER).printed == ([], True, "visible", [])


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_reduced_motion_is_respected(see: Crawl, place: str, lang: str) -> None:
    assert see(place, lang, DECEMBER).longest < 0.01


def test_area_incident_window_and_card_by_keyboard_alone_in_arabic(page: Page, address: str) -> None:
    visit(page, address, "map", "ar")
    badge = page.frame_locator('iframe[title^="streamlit_folium"]').locator('.badge[data-id="area:SY110302"]')
    badge.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h2.panel").filter(has_text="الجرنية")).to_be_visible()
    row = page.get_by_role("button", name=re.compile("8 إلى 10"))
    row.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-claims .claim")).to_have_count(2)
    lead = page.locator(".sentence .lead").inner_text()
    page.get_by_role("slider").first.focus()
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(page.locator(".sentence .lead")).not_to_have_text(lead)
    page.get_by_role("link", name="البطاقة").focus()
    page.keyboard.press("Enter")
    save = page.locator(".st-key-save_card button")
    save.wait_for(timeout=20_000)
    save.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith("-ar.png")


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_a_page_is_cut_on_paper(see: Crawl, place: str) -> None:
    assert see(place, "en", DECEMBER).printed.cut == []


def test_a_table_wider_than_its_room_scrolls_and_shades_the_edge_where_there_is_more(page: Page, address: str) -> None:
    page.goto(f"{address}/areas")
    grid = page.locator(".grid").first
    expect(grid.locator("tbody tr").first).to_be_visible()
    wait_until_run(page)
    for width in (390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert grid.evaluate("n => n.scrollWidth > n.clientWidth && getComputedStyle(n).overflowX === 'auto'")
        assert grid.evaluate("n => getComputedStyle(n).backgroundImage.split('linear-gradient').length") == 5


def test_the_back_of_a_card_is_drawn_when_it_is_asked_for_and_a_switch_keeps_its_knob_inside(page: Page, address: str) -> None:
    visit(page, address, "card", "ar")
    track = page.locator('.st-key-safe label [data-testid="stWidgetLabel"]').locator("xpath=preceding-sibling::div[1]")
    outer, knob = track.bounding_box(), track.locator("div").bounding_box()
    assert outer
    assert knob
    assert outer["x"] <= knob["x"] < knob["x"] + knob["width"] <= outer["x"] + outer["width"]
    with page.expect_download() as saved:
        page.locator(".st-key-save_back button").click()
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")
    assert saved.value.suggested_filename.endswith("-back.png")
