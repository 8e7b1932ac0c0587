"""The tasks of ``docs/tasks.md``, done in a browser by who has never seen the map, and counted: at most four actions each."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect

from geo.settings import PROJECT
from geo.text.words import say
from tests.test_browser import chart, drawn, open_map, wait_until_run

MOST = 4


class Hand:
    """Does what a newcomer does, and counts it: a click, a drag, a word typed and confirmed."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.actions = page, 0
        open_map(page, address)
        wait_until_run(page)

    def click(self, what: Locator) -> None:
        self.actions += 1
        what.click()

    def press(self, name: str, exact: bool = True) -> None:
        self.click(self.page.get_by_role("button", name=name, exact=exact))

    def go(self, page: str) -> None:
        self.click(self.page.locator(".st-key-menu").get_by_role("link", name=say(f"page_{page}", "en"), exact=True))
        wait_until_run(self.page)

    def type(self, field: Locator, text: str) -> None:
        self.actions += 1
        field.fill(text)
        expect(self.page.get_by_role("option").first).to_contain_text(text)
        field.press("Enter")


@pytest.fixture
def hand(page: Page, address: str) -> Hand:
    return Hand(page, address)


def test_the_list_of_tasks_says_ten_of_at_most_four_actions() -> None:
    rows = re.findall(r"^\| (\d+) \|.*\| (\d+) \|$", (PROJECT / "docs" / "tasks.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert [int(k) for k, _ in rows] == list(range(1, 11))
    assert max(int(n) for _, n in rows) <= MOST


def told(task: int) -> int:
    """How many actions the list says a task takes."""
    found = re.search(rf"^\| {task} \|.*\| (\d+) \|$", (PROJECT / "docs" / "tasks.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert found
    return int(found[1])


def test_the_deadliest_incident_of_march_2017_and_who_says_so(hand: Hand) -> None:
    hand.go("timeline")
    bars = hand.page.locator('[data-testid="stVegaLiteChart"]').first.locator("svg .mark-rect path")
    expect(bars.nth(20)).to_be_attached()
    tall = bars.evaluate_all(
        "all => all.map((n, k) => [k, n.getBoundingClientRect()]).filter(([k, b]) => b.width < 100 && b.height > 90).map(x => x[0])"
    )
    hand.click(bars.nth(tall[0]))  # March, April and May stand out
    expect(hand.page).to_have_url(re.compile("from=2017-03-01&to=2017-03-31"))
    wait_until_run(hand.page)
    hand.go("map")
    hand.click(hand.page.locator('.st-key-panel [class*="st-key-open-"] button').first)
    panel = hand.page.locator(".st-key-panel")
    expect(panel).to_contain_text("Airwars CS598")
    expect(panel).to_contain_text("40 to 420")
    assert hand.actions == told(1)


def test_the_first_phase_against_the_fourth(hand: Hand) -> None:
    hand.go("areas")
    hand.click(hand.page.get_by_text(say("compare_window", "en"), exact=True))
    expect(hand.page.locator(".st-key-versus_days")).to_be_visible()
    hand.click(hand.page.locator(".st-key-presets").get_by_text("1 North"))
    expect(hand.page).to_have_url(re.compile("from=2016-11-06&to=2016-12-09"))
    wait_until_run(hand.page)
    hand.click(hand.page.locator(".st-key-versus_days").get_by_text("4 Jalab"))
    expect(hand.page.locator("h2.panel").filter(has_text="13 April to 5 June 2017")).to_be_visible()
    assert hand.actions == told(2)


def test_villages_hit_more_than_once(hand: Hand) -> None:
    hand.click(hand.page.locator(".st-key-tools").get_by_text(say("show_repeats", "en"), exact=True))
    expect(hand.page).to_have_url(re.compile("show=repeats"))
    wait_until_run(hand.page)
    panel = hand.page.locator(".st-key-panel")
    expect(panel.get_by_role("button").filter(has_text=re.compile(r"· [0-9]+ incidents")).first).to_be_visible()
    expect(panel).to_contain_text("What would overturn")
    expect(drawn(hand.page).locator(".badge.again.perhaps").first).to_be_attached()
    assert hand.actions == told(3)


def test_ten_kilometres_around_a_village(hand: Hand) -> None:
    hand.press(say("filters", "en"), exact=False)
    near = hand.page.get_by_role("combobox", name=say("filter_near", "en"))
    hand.click(near)
    hand.type(near, "Mansura")
    expect(hand.page).to_have_url(re.compile("near="))
    expect(hand.page.locator(".sentence .lead")).to_contain_text("10 km")
    expect(chart(hand.page).locator("path.around")).to_have_count(1)
    assert hand.actions == told(4)


def test_a_corner_of_the_map_then_what_one_sees_for_somebody_else_and_how_it_moved(hand: Hand) -> None:
    frame = chart(hand.page)
    hand.click(frame.get_by_role("button", name=say("zoom_in", "en")))
    hand.click(frame.get_by_label(say("only_in_view", "en")))
    expect(hand.page.locator(".sentence .lead")).to_contain_text("in the map's frame")
    assert hand.actions == told(5)
    wait_until_run(hand.page)
    hand.actions = 0
    hand.click(hand.page.locator(".copy").get_by_role("button", name=say("copy_address", "en")))
    expect(hand.page.locator(".copy")).to_contain_text(say("copied", "en"))
    shared = hand.page.evaluate("navigator.clipboard.readText()")
    assert "view=" in unquote(shared)
    assert "#map=" in shared
    assert hand.actions == told(9)
    hand.actions = 0
    hand.click(frame.locator("#player .go, .go").first)
    expect(drawn(hand.page)).to_have_attribute("data-frame", re.compile("."))
    assert hand.actions == told(8)


def test_schools_then_answers_then_a_picture(hand: Hand) -> None:
    hand.go("incidents")
    hand.click(hand.page.locator(".st-key-facets").get_by_text(re.compile(f"^{say('infrastructure_education', 'en')}")))
    expect(hand.page).to_have_url(re.compile("infrastructure=education"))
    assert hand.actions == told(6)
    wait_until_run(hand.page)
    hand.actions = 0
    hand.go("answers")
    expect(hand.page.locator(".st-key-message, .stMarkdown, p").filter(has_text="had an answer").first).to_be_visible()
    assert hand.actions == told(7)
    hand.actions = 0
    hand.go("card")
    with hand.page.expect_download(timeout=90_000):
        hand.press(say("card_download", "en"))
    assert hand.actions == told(10)
