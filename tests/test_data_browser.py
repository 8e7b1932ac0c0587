"""The page Data in Chromium: a dirty file from the drop to the map, by mouse and by keyboard; a large one without freezing the page."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from geo import vocabulary as voc
from geo.record.files import read_record
from geo.settings import PROJECT
from tests.conftest import start_server
from tests.test_browser import chart, drawn, wait_until_run
from tests.test_imports import SAMPLES


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server on a copy of the project, so that what is kept and judged stays out of the record."""
    folder = tmp_path_factory.mktemp("served") / "project"
    shutil.copytree(PROJECT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "output", ".hypothesis", "tests", "docs"))
    server, address = start_server(folder)
    yield address, folder / "data"
    server.terminate()
    server.wait(10)


@pytest.fixture
def place(project: tuple[str, Path]) -> Iterator[tuple[str, Path]]:
    """The server and its data folder, which is the shipped one again for each test."""
    yield project
    folder = project[1]
    shutil.rmtree(folder)
    shutil.copytree(PROJECT / "data", folder, ignore=shutil.ignore_patterns("output"))


def drop(page: Page, path: Path) -> None:
    page.locator('[class*="st-key-bring"] input[type=file]').set_input_files(path)


def sign(page: Page, name: str = "A. B.") -> None:
    """Say once who decides."""
    page.locator(".st-key-who_name input").fill(name)
    page.locator(".st-key-who_name input").press("Enter")
    expect(page.locator(".st-key-who")).to_contain_text(name)


def open_finding(page: Page, row: int, column: str) -> None:
    page.locator(".st-key-report_table tbody tr").filter(has_text=re.compile(rf"^{row}\b.*{column}")).locator("button").click()
    expect(page.locator(".st-key-decide h2")).to_contain_text(f"Row {row}")


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_dirty_file_from_the_drop_to_the_map(page: Page, place: tuple[str, Path], lang: str) -> None:
    address, folder = place
    en = lang == "en"
    page.goto(f"{address}/data?lang={lang}")
    drop(page, SAMPLES / "dirty_table.csv")
    sign(page)
    page.locator(".st-key-check_rows button").click()
    status = page.locator('.fact[role="status"]')
    expect(status).to_contain_text(
        "11 rows in the file = 0 kept + 2 kept with a fix + 7" if en else "11 سطراً في الملف = 0 محفوظة + 2 محفوظة بعد تصحيح + 7"
    )
    row = page.locator(".st-key-report_table tbody tr").filter(has_text="38.2334, 36.1605")
    row.locator("button").click()
    expect(page.locator(".st-key-decide")).to_contain_text("Jarnieh")  # the file's own row
    page.locator(".st-key-take_0 button").click()
    expect(status).to_contain_text("0 kept + 3 kept with a fix + 6" if en else "0 محفوظة + 3 محفوظة بعد تصحيح + 6")
    wait_until_run(page)  # until then the page moves under the pointer
    page.locator(".st-key-add_keep button").click()
    expect(page.get_by_text("output/imports/table-").first).to_be_visible()

    page.locator('[data-testid="stButtonGroup"] button').nth(2).click()  # overlaps
    pair = page.locator(".st-key-overlaps_table tbody button").filter(
        has_text=re.compile("Jarnieh.*Al Jarnia|Al Jarnia.*Jarnieh|الجرنية.*الجرنية")
    )
    pair.first.click()
    expect(page.locator(".st-key-pair_table")).to_contain_text("dirty_table")
    why = page.locator(".st-key-pair input")
    why.fill("same village and day")
    why.press("Tab")
    page.locator(".st-key-judge_same button").click()
    expect(page.locator('[class*="st-key-judged_0"]')).to_contain_text("same village and day")
    assert "own:dirty_table:2" in read_record(folder).incidents.set_index("incident_id").loc["airwars:CS403", "claim_ids"]

    page.get_by_role("link", name=("Map" if en else "الخريطة"), exact=True).click()
    drawn(page).wait_for(timeout=30_000)
    chart(page).locator('.badge[data-id="area:SY110302"]').click()
    expect(page.locator("h2.panel")).to_contain_text("Jurneyyeh" if en else "الجرنية")
    page.get_by_role("button", name=re.compile("8 to 10 killed; other|8 إلى 10")).first.click()
    expect(page.locator(".st-key-claims")).to_contain_text("dirty_table")
    expect(page.locator(".st-key-claims .claim")).to_have_count(3)


@pytest.mark.parametrize("between", [5, 60])  # milliseconds that the button is held
def test_a_double_click_decides_once_and_whole(page: Page, place: tuple[str, Path], between: int) -> None:
    address, folder = place
    page.goto(f"{address}/data")
    drop(page, SAMPLES / "dirty_table.csv")
    sign(page)
    page.locator(".st-key-check_rows button").dblclick(delay=between)
    page.locator(".st-key-report_table tbody tr").filter(has_text="38.2334, 36.1605").locator("button").click()
    page.locator(".st-key-take_0 button").dblclick(delay=between)
    expect(page.locator(".st-key-decide_back")).to_be_visible()
    wait_until_run(page)
    page.locator(".st-key-add_keep button").dblclick(delay=between)
    expect(page.get_by_text("output/imports/table-").first).to_be_visible()
    wait_until_run(page)
    expect(page.get_by_test_id("stAlertContentSuccess").filter(has_text="output/imports/table-")).to_have_count(1)
    assert len(list((folder / "output" / "imports").glob("table-*"))) == 1
    assert read_record(folder).claims["claim_id"].str.startswith("own:").sum() == 3

    page.locator('[data-testid="stButtonGroup"] button').nth(2).click()  # overlaps
    page.locator(".st-key-overlaps_table tbody button").filter(has_text="dirty_table").first.click()
    before = len(read_record(folder).links)
    page.locator(".st-key-pair input").fill("same village and day")
    page.locator(".st-key-pair input").press("Tab")
    wait_until_run(page)
    page.locator(".st-key-judge_same button").dblclick(delay=between)
    expect(page.locator('[class*="st-key-judged_0"]')).to_contain_text("same village and day")
    wait_until_run(page)
    assert len(read_record(folder).links) == before + 1
    page.locator(".st-key-queue_undo button").dblclick(delay=between)
    expect(page.locator('[class*="st-key-judged_0"]')).not_to_contain_text("same village and day")
    wait_until_run(page)
    assert len(read_record(folder).links) == before
    expect(page.locator(".stException")).to_have_count(0)


def test_a_name_typed_and_a_press_right_after_it_are_both_taken(page: Page, place: tuple[str, Path]) -> None:
    page.goto(f"{place[0]}/data")
    drop(page, SAMPLES / "dirty_table.csv")
    page.locator(".st-key-check_rows button").click()
    page.locator(".st-key-report_table tbody tr").filter(has_text="38.2334, 36.1605").locator("button").click()
    expect(page.locator(".st-key-take_0")).to_be_visible()
    wait_until_run(page)
    page.locator(".st-key-who_name input").fill("A. B.")
    page.locator(".st-key-take_0 button").click()  # the name is said as the field is left
    expect(page.locator(".st-key-who")).to_contain_text("A. B.")
    expect(page.locator(".st-key-decide")).to_contain_text("A. B.,")


class Hand:
    """Clicks and typing of a person, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0

    def click(self, what: str) -> None:
        wait_until_run(self.page)  # until then the page moves under the pointer
        self.page.locator(what).first.click()
        self.clicks += 1

    def open(self, text: str) -> None:
        self.page.locator(".st-key-report_table tbody tr").filter(has_text=text).first.locator("button").click()
        self.clicks += 1


def documenters_workbook(path: Path) -> Path:
    """Write what a local documenter keeps: headings in both languages, a title above, names only, one bad number, one bad date."""
    heads = [
        "الرقم",
        "التاريخ / Date",
        "القرية (Village)",
        "المحافظة",
        "عدد القتلى Killed",
        "الجرحى",
        "الجهة المسؤولة",
        "المصدر",
        "ملاحظات",
    ]
    accused = ["التحالف", "Coalition", "Russia", "طيران التحالف الدولي", "غير معروف"]
    rows = [
        [k, f"{k + 1:02}-Dec-16", f"قرية الاختبار {k}", "الرقة", "شخصان" if k % 2 else "3", "", accused[k % 5], "ناشط", ""]
        for k in range(18)
    ]
    rows += [
        [18, "2016-12-20", "قرية الاختبار 18", "الرقة", "a dozen", "", "التحالف", "ناشط", ""],
        [19, "5/11/2016", "قرية الاختبار 19", "الرقة", "1", "", "التحالف", "ناشط", ""],
    ]
    book = pd.DataFrame([["ضحايا الريف", *[""] * 8], heads, *rows])
    book.to_excel(path, index=False, header=False, engine="xlsxwriter")
    return path


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_a_documenters_table_goes_from_the_drop_to_the_map_in_a_few_clicks(
    page: Page, place: tuple[str, Path], tmp_path: Path, lang: str
) -> None:
    address, folder = place
    hand = Hand(page)
    page.goto(f"{address}/data?lang={lang}")
    sign(page)
    drop(page, documenters_workbook(tmp_path / "list.xlsx"))
    hand.click(".st-key-check_rows button")
    status = page.locator('.fact[role="status"]')
    expect(status).to_contain_text("18 kept with a fix + 2" if lang == "en" else "18 محفوظة بعد تصحيح + 2")
    for text in ("a dozen", "5/11/2016"):
        hand.open(text)
        hand.click(".st-key-take_0 button")
        expect(page.locator(".st-key-decide_back")).to_be_visible()
    expect(status).to_contain_text("20 kept with a fix + 0" if lang == "en" else "20 محفوظة بعد تصحيح + 0")
    hand.click(".st-key-add_keep button")
    expect(page.get_by_text("output/imports/table-").first).to_be_visible()
    kept = read_record(folder).claims
    mine = kept[kept["claim_id"].str.startswith("own:list:")]
    assert len(mine) == 20
    assert mine["belligerent"].value_counts().to_dict()["us_led_coalition"] == 13
    assert mine["civilians_killed_min"].sum() == 9 * 3 + 9 * 2 + 12 + 1
    page.get_by_role("link", name=("Map" if lang == "en" else "الخريطة"), exact=True).click()
    hand.clicks += 1
    drawn(page).wait_for(timeout=30_000)
    assert hand.clicks == 7, "check, two answers of two clicks, keep, the map"


def test_file_is_checked_decided_and_added_by_keyboard_alone(page: Page, place: tuple[str, Path]) -> None:
    page.goto(f"{place[0]}/data")
    sign(page)
    drop(page, SAMPLES / "airwars_dirt.csv")
    expect(page.locator('.fact[role="status"]')).to_contain_text("16 rows in the file")
    row = page.locator(".st-key-report_table tbody tr").filter(has_text="37SEV008788 or 37SEV020795").locator("button")
    row.focus()
    page.keyboard.press("Enter")
    choice = page.locator(".st-key-take_1 button")
    choice.focus()
    page.keyboard.press("Enter")
    expect(page.locator('.fact[role="status"]')).to_contain_text("5 kept with a fix + 6 that need a person")
    undo = page.locator(".st-key-decide_back button")
    undo.focus()
    page.keyboard.press("Enter")
    expect(page.locator('.fact[role="status"]')).to_contain_text("4 kept with a fix + 7 that need a person")
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
    page.locator(".st-key-language_ar button").click()  # the page answers while the file is read
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
