"""The whole chain on a second territory of another shape, place and language of names: nothing a reader sees there is of the shipped one."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import main
from geo.record.files import Record, read_record
from geo.territory import here, read_territory, stand_on
from pages import ADDRESSES
from tests.conftest import start_server
from tests.crawl import Crawl, crawler, visit
from tests.second_land import CLAIMS, NAME, NAME_AR, make
from tests.test_browser import drawn
from tests.test_data_browser import drop


def own_words() -> re.Pattern[str]:
    """Names that only the shipped territory has: of itself, its country, its areas, towns, waters and places, and its codes."""
    land = read_territory(s.DATA)
    areas = json.loads((s.DATA / "input/subdistricts.geojson").read_text(encoding="utf-8"))["features"]
    places = pd.read_csv(s.DATA / "input/places.csv", dtype=str, keep_default_na=False)
    names = {n for _, n in (*land.names, *land.city.names, *(x for w in land.waters for x in w.names))} if land.city else set()  # type: ignore[has-type]
    names |= {str(v) for f in areas for k, v in f["properties"].items() if not k.endswith("pcode")} | {*land.country_names, *land.own_names}
    named = places[places["place_pcode"].isin(land.towns)]
    names |= {n for c in ("name_en", "name_ar") for n in named[c]} | {"Raqqa", "RBSS", "Slaughtered", "تذبح", "Euphrates", "Assad", "الأسد"}
    words = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True) if len(n) > 3)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)|\bSY\d\d|\bC5\d{{3}}\b|\braqqa", re.IGNORECASE)


WORDS = own_words()


def own_words_in(texts: list[str]) -> list[str]:
    return [t[:100] for t in texts if WORDS.search(t)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The territory as it is made, empty, with the file of incidents beside it; the land open before is open again afterwards."""
    before = here()
    yield make(
        tmp_path_factory.mktemp("land"), "--from", "2021-01-01", "--to", "2021-12-31", "--credit", "Instituto Geográfico (CC BY 4.0)"
    )
    stand_on(before)


@pytest.fixture(scope="module")
def held(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The territory with its incidents kept on this machine."""
    folder = shutil.copytree(made, tmp_path_factory.mktemp("held") / "valle")
    (folder / s.OUTPUT).mkdir(parents=True)
    file, out = made.parent / "hechos.csv", folder / s.OUTPUT / "hechos.parquet"
    assert main(["import", str(file), "--out", str(out), "--data", str(made)]) == 0
    return folder


@pytest.fixture(scope="module")
def there(held: Path) -> Record:
    return read_record(held)


@pytest.fixture(scope="module")
def see(browser: Browser, held: Path) -> Iterator[Crawl]:
    server, url = start_server(env={"STRIKE_MAP_DATA": str(held)})
    yield crawler(browser, url, axe=["ar"])  # the same parts of pages as on the shipped land, where it looks in both languages
    server.terminate()
    server.wait(10)


@pytest.fixture(scope="module")
def see_empty(browser: Browser, made: Path) -> Iterator[tuple[Crawl, str]]:
    server, url = start_server(env={"STRIKE_MAP_DATA": str(made)})
    yield crawler(browser, url, axe=["en"]), url
    server.terminate()
    server.wait(10)


def test_names_of_the_shipped_land_are_found_where_they_are() -> None:
    assert own_words_in(["Near Ar-Raqqa", "خريطة الرقة", "SY110100", "the Euphrates at dawn"]) != []
    assert own_words_in(["Valle Hondo", "الوادي العميق", "EC310101", "Syringa", "Mansurah Street 5"]) == []


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("place", ADDRESSES)
def test_every_page_shows_this_land_and_nothing_of_the_other(see: Crawl, place: str, lang: str) -> None:
    seen = see(place, lang)
    assert seen.errors == 0
    assert seen.width <= 1440
    assert own_words_in(seen.texts) == []
    assert any((NAME_AR if lang == "ar" else NAME) in t for t in seen.texts)
    assert [v for v in seen.violations if not (v["rule"] == "target-size" and "badge dot" in v["html"])] == []


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("place", ADDRESSES)
def test_every_page_of_an_empty_record_opens_and_states_no_number(see_empty: tuple[Crawl, str], place: str, lang: str) -> None:
    seen = see_empty[0](place, lang)
    assert seen.errors == 0
    assert own_words_in(seen.texts) == []
    if place not in ("data", "about"):
        assert not [t for t in seen.texts if re.search(r"\b0 incidents|لا حوادث|\b0 حادثة", t)]
    assert [v for v in seen.violations if v["rule"] != "target-size"] == []


def test_a_file_brought_to_an_empty_record_is_on_the_map_at_once(page: Page, see_empty: tuple[Crawl, str], made: Path) -> None:
    visit(page, see_empty[1], "data", "en")
    file = made.parent / "hechos.csv"
    drop(page, file)
    page.locator(".st-key-check_rows button").click()
    expect(page.locator("body")).to_contain_text("9 rows in the file", timeout=30_000)
    page.locator(".st-key-add_import button").click()
    page.get_by_role("link", name="See it on the map").click()
    drawn(page).first.wait_for(timeout=30_000)
    expect(page.locator("body")).to_contain_text("8 incidents documented so far", timeout=30_000)


def test_the_rows_of_the_land_enter_and_that_of_the_neighbour_is_refused(there: Record) -> None:
    own = [c for c in CLAIMS if c[-1] == NAME]
    assert there.size[0] == len(own)
    placed = there.incidents.set_index("place_name")["adm3_pcode"].to_dict()
    assert placed["Isla Garza"] == "EC310301"  # the second part of its subdistrict
    assert placed["Vuelta Larga"] == "EC310302"
    assert "Afuera" not in placed


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_the_figures_are_those_of_the_file(held: Path, capsys: pytest.CaptureFixture[str], lang: str) -> None:
    assert main(["summary", "--data", str(held), "--lang", lang, "--extent", "both"]) == 0
    out = capsys.readouterr().out
    assert own_words_in([out]) == []
    assert (NAME_AR if lang == "ar" else NAME) in out
    assert main(["summary", "--data", str(held), "--json", "--extent", "both"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["claims"] == sum(c[-1] == NAME for c in CLAIMS)


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_cards_and_exports_of_this_land_hold_nothing_of_the_other_and_verify(
    held: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    files = [tmp_path / f"card.{e}" for e in voc.CARD_FORMATS] + [tmp_path / f"claims.{e}" for e in voc.EXPORT_FORMATS]
    for file in files:
        command = "card" if file.stem == "card" else "export"
        assert main([command, "--out", str(file), "--lang", lang, "--data", str(held)]) == 0
    out = capsys.readouterr().out
    assert own_words_in([out]) == []
    for file in files:
        assert main(["verify", str(file), "--data", str(held)]) == 0
    text = (tmp_path / "card.svg").read_text(encoding="utf-8") + (tmp_path / "claims.html").read_text(encoding="utf-8")
    keys = re.compile(r"raqqa-sha256:\S+|raqqa_\w+")  # of formats: they stay what they are in every land
    assert own_words_in(keys.sub(" ", text).splitlines()) == []
    assert "Instituto Geográfico" in text


def test_check_and_build_work_on_this_land(held: Path, made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = made.parent / "hechos.csv"
    assert main(["check", str(file), "--data", str(held)]) == 0
    assert "Pichincha" in capsys.readouterr().out
    assert main(["build", str(file), "--out", str(tmp_path / "holding"), "--data", str(made)]) == 0
    out = capsys.readouterr().out
    assert own_words_in([out]) == []
    assert main(["overlaps", "--data", str(held)]) == 0
