"""What a reader does on the map besides looking: its menu, measuring, positions, the whole screen, and fingers."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from geo.show.layers import read_look
from geo.text.words import say
from tests.conftest import guarded
from tests.test_browser import drawn
from tests.test_ground import chart_at


def test_the_menu_of_the_map_holds_shading_background_and_presentation_and_the_address_follows(page: Page, address: str) -> None:
    frame = chart_at(page, address, "[36.0, 39.0], 10")
    opener = frame.get_by_role("button", name="Layers", exact=True)
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    menu = frame.get_by_role("group", name="Layers")
    assert menu.locator("legend").all_inner_texts() == ["Shade by", "Background map", "Present, as"]
    expect(menu.get_by_label("Incidents", exact=True)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page).to_have_url(re.compile("measure=headline"))
    expect(frame.locator(".legend")).to_contain_text("Killed, Confirmed")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(opener).to_be_focused()
    opener.click()
    menu.get_by_label("16:9").check()
    expect(page.get_by_role("button", name="Leave the presentation")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("measure=headline", {"measure": "headline"}),
        ("present=", {"present": ""}),
        ("basemap=evil", {}),
        ("lang=ar", {}),
        ("", {}),
        ("measure", {}),
    ],
)
def test_the_menu_changes_nothing_but_what_it_offers(text: str, change: dict[str, str]) -> None:
    assert read_look(text) == change


def test_a_distance_is_measured_by_click_and_by_keyboard_and_chooses_nothing(page: Page, address: str) -> None:
    frame = chart_at(page, address, "[36.0, 39.0], 11")
    button = frame.get_by_role("button", name="Measure a distance")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    told = frame.locator(".measured")
    expect(told).to_have_text(say("measure_how", "en"))
    page.keyboard.press("Enter")
    frame.evaluate("map.panBy([300, 0], {animate: false})")
    page.keyboard.press("Enter")
    expect(told).to_have_text(re.compile(r"^18\.5 km along 2 points$"))  # 300 pixels of 61.8 m at this zoom and latitude
    assert told.get_attribute("role") == "status"
    page.keyboard.press("Backspace")
    expect(told).to_have_text(say("measure_how", "en"))
    frame.evaluate("map.setView([36.0, 39.0], 11, {animate: false})")
    frame.locator(".badge").filter(has_text="175").click()
    expect(told).to_have_text(re.compile("km along 2 points"))
    page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    assert "selected" not in page.url


def test_positions_are_shown_and_copied(browser: Browser, address: str) -> None:
    with guarded(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        frame = chart_at(page, address, "[36.0, 39.0], 11")
        spot = frame.locator(".pointed")
        expect(spot).to_have_text("36.00000, 39.00000")
        spot.click()
        expect(frame.locator(".told-here")).to_have_text("36.00000, 39.00000 copied")
        assert page.evaluate("navigator.clipboard.readText()") == "36.00000, 39.00000"


def test_the_map_fills_the_screen_and_leaves_it(page: Page, address: str) -> None:
    frame = chart_at(page, address, "[36.0, 39.0], 11")
    button = frame.get_by_role("button", name="Full screen")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => document.fullscreenElement && document.fullscreenElement.tagName === 'IFRAME'")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")


def test_on_a_phone_one_finger_scrolls_the_page_and_two_move_the_map(browser: Browser, address: str) -> None:
    with guarded(browser, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True) as page:
        page.goto(f"{address}/?lang=ar")
        drawn(page).wait_for(timeout=90_000)
        frame = next(f for f in page.frames if "streamlit_folium" in f.url)
        assert frame.evaluate("getComputedStyle(map.getContainer()).touchAction") == "pan-x pan-y"
        assert frame.evaluate("[map.dragging.enabled(), map.touchZoom.enabled()]") == [False, True]
        frame.evaluate("""() => {
          const on = map.getContainer(), finger = new Touch({identifier: 1, target: on, clientX: 200, clientY: 300});
          on.dispatchEvent(new TouchEvent("touchmove", {touches: [finger], bubbles: true}));
        }""")
        expect(frame.locator(".told-here")).to_have_text(say("two_fingers", "ar"))
