"""Hostile cells in Chromium: brought in, then looked at on every page, in every export; nothing runs, loads, or becomes markup."""

import csv
import io
import re
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page, expect

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.evidence.incidents import COLUMNS
from geo.out.bodies import Card
from geo.out.card import write_card
from geo.out.exports import export
from geo.record.files import read_record
from geo.record.joining import join
from pages import ADDRESSES
from tests.conftest import guarded
from tests.payloads import hostile_claims, payloads
from tests.test_browser import drawn, wait_until_run
from tests.test_data_browser import drop, place, project  # noqa: F401 - fixtures
from tests.test_imports import bring

EVIL_NAME = "‮vsc.<img src=x onerror=window.tripped=1>`${window.tripped=1}`.csv"
_LOOK = """() => {
    const bad = [], own = (x) => x.split("\\n")[0].slice(0, 120);
    if (window.tripped || window.top.tripped) bad.push("tripped");
    for (const e of document.querySelectorAll("*")) {
        for (const a of e.attributes) {
            if (/^on/i.test(a.name)) bad.push(e.tagName + " " + a.name + "=" + own(a.value));
            if (/^(href|src|action|srcdoc|xlink:href)$/i.test(a.name)) {
                let at = {}; try { at = new URL(a.value, document.baseURI); } catch { at = {}; }
                if (/javascript|vbscript|file/.test(at.protocol) && !a.value.startsWith("#") && location.protocol !== "file:"
                    || /^data:text/.test(a.value) || at.hostname === "trip.invalid" || at.username) bad.push(e.tagName + " " + a.name + "=" + own(a.value));
            }
        }
        if (e.tagName === "A" && e.target === "_blank" && /^https?:/.test(e.getAttribute("href") || "")
            && !/noopener/.test(e.rel + " noopener".repeat(/noreferrer/.test(e.rel)))) bad.push("opener " + own(e.outerHTML));
        if (e.tagName === "SCRIPT" && /tripped/.test(e.textContent) && !e.dataset.whole) bad.push("script " + own(e.textContent));
    }
    return bad;
}"""


def hostile_csv() -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(hostile_claims())
    return text.getvalue().encode()


def look(page: Page) -> None:
    """Look for anything that ran, or became markup, in the page and every frame in it."""
    for frame in page.frames:
        assert frame.evaluate(_LOOK) == [], frame.url


def test_there_are_at_least_two_hundred_different_payloads() -> None:
    assert len(set(payloads())) >= 200


@pytest.fixture
def brought(page: Page, place: tuple[str, Path], tmp_path: Path) -> str:  # noqa: F811
    """The address of a server whose record holds every payload, brought in through the page Data."""
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    address, _ = place
    path = tmp_path / EVIL_NAME.replace("/", "")
    path.write_bytes(hostile_csv())
    page.goto(f"{address}/data")
    drop(page, path)
    expect(page.locator('.fact[role="status"]')).to_contain_text("225 rows in the file", timeout=60_000)
    look(page)
    page.locator(".st-key-add_keep button").click()
    expect(page.get_by_text("output/imports/").first).to_be_visible(timeout=60_000)
    look(page)
    return address


def every_address(step: int) -> list[str]:
    views = ["?source=own", "?source=own&show=points", "?source=own&level=place", "?source=own&lang=ar"]
    pages = [name for name in ADDRESSES.values() if name]
    views += [
        f"{name}?source=own&lang={lang}"
        for k, name in enumerate(pages)
        for lang in (voc.LANGUAGES if step == 1 else voc.LANGUAGES[k % 2 :: 2])
    ]
    views += [f"incidents?source=own&page={k}" for k in range(2, 10, step)] + [f"data?section={x}" for x in voc.SECTIONS]
    texts = payloads()[:: 27 * step] + payloads()[5 :: 54 * step]
    views += [f"?text={quote(x)}&near={quote(x)}&area={quote(x)}&versus={quote(x)}&lang=en" for x in texts]
    return views


def walk(page: Page, brought: str, ids: range) -> None:
    for view in every_address(40 if len(ids) < 20 else 1):
        page.goto(f"{brought}/{view}")
        wait_until_run(page)
        if view.startswith("?source"):
            drawn(page).wait_for(timeout=60_000)
        look(page)
    for k in ids:
        page.goto(f"{brought}/incidents?source=own&incident=own:hostile:{k}")
        expect(page.locator(".fact").first).to_be_visible(timeout=60_000)
        wait_until_run(page)
        look(page)


def test_hostile_cells_are_text_on_every_page(page: Page, brought: str) -> None:
    walk(page, brought, range(0, 225, 75))
    image = next(k for k, text in enumerate(payloads()) if text.startswith("<img src=x"))
    page.goto(f"{brought}/incidents?source=own&incident=own:hostile:{image}")
    heading = page.locator("h1.incident")  # HTML of our own: what cleans it in the browser would drop the picture, and with it the text
    expect(heading).to_contain_text("<img src=x onerror=")


@pytest.mark.long
def test_every_hostile_incident_opened_is_text(page: Page, brought: str) -> None:
    walk(page, brought, range(225))


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_hostile_cells_are_text_in_the_map_that_stands_alone(browser: Browser, tmp_path: Path, lang: str) -> None:
    record = read_record()
    one = bring(record, hostile_csv(), "x.csv")
    hostile = join(record, [one])
    asked: list[str] = []
    with guarded(browser, tmp_path.as_uri()) as page:
        page.on("request", lambda request: asked.append(request.url))
        for safe in (True, False):
            data, _ = export(hostile, Filters(source=("own",)), View(lang=lang, show="points"), "html", safe)
            path = tmp_path / "alone.html"
            path.write_bytes(data)
            page.goto(path.as_uri())
            page.locator("#map_div[data-shown]").wait_for()
            found = [x for x in page.evaluate(_LOOK) if not x.startswith("script ")]  # its own script, the only one its policy allows
            assert found == []
            assert page.locator("script").count() == 1
            assert [x for x in asked if not x.startswith(("data:", "blob:", path.as_uri()))] == []
            assert "unsafe" not in re.sub(r"style-src[^;]*", "", page.locator("meta[http-equiv]").get_attribute("content") or "unsafe")
            refused = page.evaluate(
                """async () => { const s = document.createElement("script"); s.textContent = "window.ran = 1"; document.body.append(s);
                document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran=1'>"); await new Promise(r => setTimeout(r, 200));
                return [window.ran, await fetch("https://trip.invalid").then(() => "fetched", () => "refused")]; }"""
            )
            assert refused == [None, "refused"]
            asked.clear()


@pytest.mark.parametrize("ending", voc.CARD_FORMATS)
def test_hostile_cells_make_a_card_and_no_script(ending: str) -> None:
    record = read_record()
    hostile = join(record, [bring(record, hostile_csv(), "x.csv")])
    for k in (0, 20, 60, 100):
        filters, view = Filters(source=("own",)), View(incident=f"own:hostile:{k}")
        data, texts = write_card(hostile, filters, view, Card(layout="incident", title=payloads()[k], safe=False), ending)
        assert texts.title
        if ending == "svg":
            for element in ElementTree.fromstring(data).iter():
                assert not element.tag.endswith(("}script", "}a", "}foreignObject"))
                assert not any(k.startswith("on") or (v.startswith(("javascript:", "http")) and "href" in k) for k, v in element.items())
        if ending == "pdf":
            assert b"/JavaScript" not in data
            assert b"/URI" not in data
