"""The journeys of ``test_browser`` in Arabic, by the texts of the interface; they take minutes, so they run with ``-m long``."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.text.words import count, say
from tests.test_browser import at_rest, change_picture, chart, drag_over_the_chart, draw_four_corners, drawn, open_map, player, summary

pytestmark = pytest.mark.long


def ar(key: str, **values: object) -> str:
    return say(key, "ar", **values)


def lead(page: Page) -> str:
    return page.locator(".sentence .lead").inner_text()


def test_opening_view_says_the_words_of_the_command_line(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar")
    first, rest = (
        summary("--lang", "ar", "--extent", "countryside", "--from", "2016-11-06", "--to", "2017-06-05", "--fighting", "0")
        .strip()
        .split("\n")
    )
    expect(page.locator(".sentence .lead")).to_have_text(first)
    expect(page.locator(".sentence .rest")).to_have_text(rest)


def test_slider_moves_without_remounting(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar")
    before = lead(page)
    thumb = page.get_by_role("slider").first
    change_picture(page, lambda: (thumb.focus(), [page.keyboard.press("ArrowRight") for _ in range(40)]))
    expect(page.locator(".sentence .lead")).not_to_have_text(before)
    assert "from=2016-12-16" in page.url


def test_from_the_map_to_who_says_what_about_jarnieh(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar")
    chart(page).locator('.badge[data-id="area:SY110302"]').click()
    expect(page.locator("h2.panel").filter(has_text=count("incidents", 12, "ar"))).to_be_visible()
    page.get_by_role("button", name=re.compile("الجرنية.*8 إلى 50")).click()
    expect(page.locator(".st-key-claims")).to_contain_text("50 فأكثر")
    expect(page.locator(".st-key-claims")).to_contain_text("8 إلى 10")
    expect(page.locator(".st-key-claims")).to_contain_text(ar("response_non_credible"))
    page.get_by_role("link", name=ar("open_page")).click()
    expect(page.locator("h1.incident")).to_have_text("الجرنية", timeout=15_000)


def test_maezela_shows_every_claim_and_nowhere_a_zero(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar&incident=airwars:CS409")
    expect(page.locator(".claim")).to_have_count(5)
    texts = [t.split("\n")[-1] for t in page.locator(".claim").all_inner_texts()]
    unknown = ar("unknown_dead", dead=count("dead", 19, "ar"))
    assert texts == ["28", "17 إلى 32", unknown, "30 فأكثر", "30 فأكثر"]


def test_shape_drawn_on_the_map_becomes_a_filter_and_is_taken_away(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar")
    chart(page).get_by_role("button", name=ar("draw")).click()
    draw_four_corners(page)
    expect(page).to_have_url(re.compile("shape="), timeout=10_000)
    page.get_by_role("button", name=ar("filters_n", n=1)).click()
    page.get_by_role("button", name=ar("shape_clear")).click()
    expect(page).not_to_have_url(re.compile("shape="))


def test_empty_selection_says_why_and_one_click_brings_everything_back(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar&from=2016-01-03&to=2016-01-04")
    expect(page.locator(".empty")).to_contain_text("ريف الرقة")
    change_picture(page, lambda: page.locator(".st-key-bring_window button").click())
    expect(page.locator(".empty")).to_have_count(0)


def test_copied_sentence_and_table_are_those_on_screen(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar")
    for key, check in (
        ("copy_sentence", lambda text: text.startswith(lead(page))),
        ("copy_table", lambda text: "\nمركز الرقة\t116\t" in text),
    ):
        page.locator(".copy button", has_text=re.compile(f"^{ar(key)}$")).click()
        expect(page.locator(".copy button", has_text=ar("copied")).first).to_be_visible()
        assert check(page.evaluate("navigator.clipboard.readText()")), key


def test_reset_and_back_bring_earlier_views(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar")
    opening = lead(page)
    page.get_by_role("radio", name=ar("extent_short_city")).or_(
        page.get_by_role("button", name=ar("extent_short_city"), exact=True)
    ).first.click()
    expect(page.locator(".sentence .lead")).to_contain_text("مدينة الرقة،")
    page.go_back()
    expect(page.locator(".sentence .lead")).to_have_text(opening)
    page.go_forward()
    page.get_by_role("button", name=ar("reset")).click()
    expect(page.locator(".sentence .lead")).to_have_text(opening)


def test_player_runs_and_is_worked_by_keyboard(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar")
    player(page, "on").focus()
    page.keyboard.press("Enter")
    at_rest(page)
    expect(page).to_have_url(re.compile("to=2016-11-06"))
    for _ in range(4):
        page.keyboard.press("Enter")
    at_rest(page)
    expect(page).to_have_url(re.compile("from=2016-11-06&to=2016-12-04"))


def test_range_dragged_on_the_chart_becomes_the_window(page: Page, address: str) -> None:
    page.goto(f"{address}/timeline?lang=ar")
    drag_over_the_chart(page)
    expect(page).to_have_url(re.compile(r"from=201\d-\d\d-01&to=2017-0\d-(28|30|31)"), timeout=10_000)
    said = lead(page)
    page.get_by_role("link", name=ar("page_map"), exact=True).click()
    drawn(page).wait_for(timeout=20_000)
    expect(page.locator(".sentence .lead")).to_have_text(said)


def test_comparison_says_the_numbers_of_two_separate_summaries(page: Page, address: str) -> None:
    page.goto(f"{address}/areas?lang=ar&from=2016-11-06&to=2016-12-09&extent=countryside&fighting=0&versus=window:2016-12-10/2017-02-03")
    expect(page.locator(".grid")).to_have_count(1, timeout=20_000)
    rows = dict(row.split("\t", 1) for row in page.locator(".grid tbody tr").all_inner_texts())
    for k, window in enumerate((("2016-11-06", "2016-12-09"), ("2016-12-10", "2017-02-03"))):
        said = json.loads(summary("--json", "--extent", "countryside", "--fighting", "0", "--from", window[0], "--to", window[1]))
        assert int(rows[ar("column_incidents")].split("\t")[k]) == said["incidents"] - said["possible"]


def test_table_sorts_by_its_headers_and_opens_its_rows_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/areas?lang=ar")
    heading = ar("column_killed_of", grading=ar("grading_ungraded"))
    page.get_by_role("columnheader", name=heading).get_by_role("button").focus(timeout=20_000)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sort=-ungraded"))
    page.get_by_role("button", name="الجرنية", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".grid tr.chosen")).to_contain_text("الجرنية")


def test_facets_narrow_the_list(page: Page, address: str) -> None:
    page.goto(f"{address}/incidents?lang=ar")
    page.get_by_role("button", name="Airwars (43)").click(timeout=20_000)
    expect(page.locator(".sentence .lead")).to_contain_text(count("incidents", 43, "ar"))
    page.get_by_role("button", name=ar("facet_count", name=ar("response_credible"), n=2)).click()
    expect(page.locator(".grid tbody tr")).to_have_count(2)


def test_saved_view_reopens_and_warns_on_other_data(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/areas?lang=ar&from=2016-12-01&to=2016-12-31&level=sector")
    page.locator(".st-key-menu").get_by_role("button", name=ar("views")).click(timeout=20_000)
    with page.expect_download() as download:
        page.get_by_role("button", name=ar("save_view")).click()
    saved = json.loads(download.value.path().read_text(encoding="utf-8"))
    file = tmp_path / "other.json"
    file.write_text(json.dumps(saved | {"data": "00000000"}), encoding="utf-8")
    open_map(page, f"{address}/?lang=ar")
    page.locator(".st-key-menu").get_by_role("button", name=ar("views")).click()
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(file)
    expect(page).to_have_url(re.compile("/areas.*level=sector"), timeout=15_000)
    expect(page.get_by_text("00000000")).to_be_visible()


def test_share_safe_goes_off_only_by_two_choices(page: Page, address: str) -> None:
    page.goto(f"{address}/card?lang=ar")
    village = page.get_by_text("من المواقع معروضة بموقع أقرب مكان مسمّى")
    expect(village).to_be_visible(timeout=30_000)
    page.get_by_text(ar("safe_on"), exact=True).click()
    expect(page.get_by_text(ar("safe_is_on"))).to_be_visible()
    page.get_by_text(ar("safe_sure")).click()
    expect(village).to_have_count(0, timeout=15_000)


def test_presentation_is_entered_and_left(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar&present=16x9")
    expect(page.locator(".st-key-menu")).to_have_count(0)
    page.get_by_role("button", name=ar("present_leave")).click()
    expect(page.locator(".st-key-menu")).to_be_visible(timeout=10_000)


def test_answers_as_of_an_earlier_day_are_not_known_yet(page: Page, address: str) -> None:
    page.goto(f"{address}/answers?lang=ar&as_of=2017-12-31")
    expect(page.locator(".lead-text").filter(has_text="31 كانون الأول 2017")).to_be_visible(timeout=20_000)
    expect(page.locator(".st-key-message").filter(has_text=ar("response_answer_undated"))).to_be_visible()
