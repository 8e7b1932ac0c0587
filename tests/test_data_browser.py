"""The page Data in Chromium: a dirty file from the drop to the map, by mouse and by keyboard; a large one without freezing the page."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from geo import settings as s
from geo.record.files import read_record
from geo.settings import PROJECT
from tests.conftest import start_server
from tests.test_browser import chart, drawn
from tests.test_imports import SAMPLES


@pytest.fixture
def place(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server on a copy of the project, so that what is kept and judged stays out of the record."""
    folder = tmp_path / "project"
    shutil.copytree(
        PROJECT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", "output", ".hypothesis", "tests", "docs")
    )
    server, address = start_server(folder)
    yield address, folder / "data"
    server.terminate()
    server.wait(10)


def drop(page: Page, path: Path) -> None:
    page.locator('[class*="st-key-bring"] input[type=file]').set_input_files(path)


def open_finding(page: Page, row: int, column: str) -> None:
    page.locator(".st-key-report_table tbody tr").filter(has_text=re.compile(rf"^{row}\b.*{column}")).locator("button").click()
    expect(page.locator(".st-key-decide h2")).to_contain_text(f"Row {row}")


@pytest.mark.parametrize("lang", s.LANGUAGES)
def test_dirty_file_from_the_drop_to_the_map(page: Page, place: tuple[str, Path], lang: str) -> None:
    address, folder = place
    en = lang == "en"
    page.goto(f"{address}/data?lang={lang}")
    drop(page, SAMPLES / "dirty_table.csv")
    page.locator(".st-key-check_rows button").click()
    status = page.locator('.fact[role="status"]')
    expect(status).to_contain_text(
        "11 rows in the file = 0 kept + 1 kept with a fix + 8" if en else "11 سطراً في الملف = 0 محفوظة + 1 محفوظة بعد تصحيح + 8"
    )
    row = page.locator(".st-key-report_table tbody tr").filter(has_text="38.2334, 36.1605")
    row.locator("button").click()
    expect(page.locator(".st-key-decide")).to_contain_text("Jarnieh")  # the file's own row
    page.locator(".st-key-take_0 button").click()
    expect(status).to_contain_text("0 kept + 2 kept with a fix + 7" if en else "0 محفوظة + 2 محفوظة بعد تصحيح + 7")
    page.locator(".st-key-add_keep button").click()
    expect(page.get_by_text("output/imports/table-").first).to_be_visible()

    page.locator('[data-testid="stButtonGroup"] button').nth(2).click()  # overlaps
    pair = page.locator(".st-key-overlaps_table tbody button").filter(
        has_text=re.compile("Jarnieh.*Al Jarnia|Al Jarnia.*Jarnieh|الجرنية.*الجرنية")
    )
    pair.first.click()
    expect(page.locator(".st-key-pair_table")).to_contain_text("dirty_table")
    boxes = page.locator(".st-key-pair input")
    boxes.nth(0).fill("A. B.")
    boxes.nth(0).press("Tab")
    boxes.nth(1).fill("same village and day")
    boxes.nth(1).press("Tab")
    page.locator(".st-key-judge_same button").click()
    expect(page.locator('[class*="st-key-judged_0"]')).to_contain_text("same village and day")
    assert "own:dirty_table:2" in read_record(folder).incidents.set_index("incident_id").loc["airwars:CS403", "claim_ids"]

    page.get_by_role("link", name=("Map" if en else "الخريطة"), exact=True).click()
    drawn(page).wait_for(timeout=30_000)
    chart(page).locator('.badge[data-id="area:SY110302"]').click()
    expect(page.locator("h2.panel")).to_contain_text("Jurneyyeh" if en else "الجرنية")
    page.get_by_role("button", name=re.compile("8 to 50 or more|8 إلى 50")).first.click()
    expect(page.locator(".st-key-claims")).to_contain_text("dirty_table")
    expect(page.locator(".st-key-claims .claim")).to_have_count(3)


def test_file_is_checked_decided_and_added_by_keyboard_alone(page: Page, place: tuple[str, Path]) -> None:
    page.goto(f"{place[0]}/data")
    drop(page, SAMPLES / "airwars_dirt.csv")
    expect(page.locator('.fact[role="status"]')).to_contain_text("16 rows in the file")
    row = page.locator(".st-key-report_table tbody tr").filter(has_text="37SEV008788 or 37SEV020795").locator("button")
    row.focus()
    page.keyboard.press("Enter")
    choice = page.locator(".st-key-take_1 button")
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator('.fact[role="status"]')).to_contain_text("5 kept with a fix + 7 that need a person")
    undo = page.locator(".st-key-decide_back button")
    undo.focus()
    page.keyboard.press("Enter")
    expect(page.locator('.fact[role="status"]')).to_contain_text("4 kept with a fix + 8 that need a person")
    add = page.locator(".st-key-add_import button")
    add.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("is in the record")).to_be_visible()


def test_hostile_cells_are_text_everywhere_on_the_page(page: Page, place: tuple[str, Path], tmp_path: Path) -> None:
    evil = '<img src=x onerror="window.parent.tripped=1"><script>window.tripped=1</script>${window.tripped=1}`'
    file = tmp_path / f"evil{'$'}{{x}}.csv"
    pd.DataFrame(
        {
            "id": [evil, "2"],
            evil: [evil, evil],
            "date": ["2016-12-09", evil],
            "place": [evil, "B"],
            "killed": [evil, "3"],
            "grading": [evil, "fair"],
        }
    ).to_csv(file, index=False)
    page.goto(f"{place[0]}/data")
    drop(page, file)
    page.locator(".st-key-check_rows button").click()
    page.locator(".st-key-report_table tbody button").first.click()
    expect(page.locator(".st-key-decide")).to_contain_text("onerror")
    page.locator(".st-key-add_import button").click()
    expect(page.get_by_text("is in the record")).to_be_visible()
    for section in range(1, 5):
        page.locator('[data-testid="stButtonGroup"] button').nth(section).click()
        page.wait_for_timeout(300)
    assert page.evaluate("window.tripped === undefined")
    assert page.locator("img[src=x]").count() == 0


def import_large(page: Page, address: str, folder: Path, n: int, minutes: int) -> None:
    """Bring a file of n rows; while it is read the progress moves and the rest of the page answers."""
    shape = pd.read_csv(SAMPLES / "ged_49.csv", dtype=str, keep_default_na=False).iloc[[0] * n].reset_index(drop=True)
    shape["id"] = [f"synthetic-{i}" for i in range(n)]
    shape["date_start"] = shape["date_end"] = (pd.Timestamp("2016-01-05") + pd.to_timedelta(shape.index % 700, unit="D")).strftime(
        "%Y-%m-%d"
    )
    file = folder / "large.csv"
    shape.to_csv(file, index=False)
    page.goto(f"{address}/data")
    drop(page, file)
    page.get_by_text("Reading").or_(page.get_by_text("Checking the rows")).first.wait_for(timeout=60_000)
    page.locator(".st-key-language button").click()  # the page answers while the file is read
    expect(page.get_by_text("إضافة ملف")).to_be_visible(timeout=10_000)
    page.get_by_text("يجري فحص").first.wait_for(timeout=60_000 * minutes)
    expect(page.locator('.fact[role="status"]')).to_contain_text(f"{n:,}", timeout=60_000 * minutes)
    page.locator(".st-key-add_import button").click()
    expect(page.get_by_text("في السجل").first).to_be_visible(timeout=60_000 * minutes)


def test_file_of_forty_thousand_rows_is_read_beside_the_page(page: Page, place: tuple[str, Path], tmp_path: Path) -> None:
    import_large(page, place[0], tmp_path, 40_000, 2)


@pytest.mark.long
def test_file_of_two_hundred_thousand_rows_is_read_beside_the_page(page: Page, place: tuple[str, Path], tmp_path: Path) -> None:
    import_large(page, place[0], tmp_path, 200_000, 5)
