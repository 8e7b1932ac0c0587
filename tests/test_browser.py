"""Journeys in Chromium, on the shipped record, with the network closed."""

import json
import re
import shutil
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from geo.settings import PROJECT
from tests.bench.synthetic import make_project
from tests.conftest import guarded, start_server
from tests.makers import command

SENTENCE = ".sentence"


def chart(page: Page) -> FrameLocator:
    return page.frame_locator('iframe[title^="streamlit_folium"]')


def wait_until_run(page: Page) -> None:
    """Wait until the server's run of a page has ended: until then parts of it are missing, or faded as those of the run before."""
    expect(page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')).to_be_visible(timeout=60_000)


def drawn(page: Page) -> Locator:
    return chart(page).locator("#map_div[data-shown]")


def open_map(page: Page, url: str) -> None:
    page.goto(url)
    drawn(page).wait_for(timeout=60_000)


@cache
def summary(*arguments: str) -> str:
    told = command("summary", *arguments)
    assert told.returncode == 0
    return told.stdout


def change_picture(page: Page, act) -> None:  # type: ignore[no-untyped-def]
    """Do something and wait until another picture is drawn."""
    before = drawn(page).get_attribute("data-shown")
    act()
    expect(drawn(page)).not_to_have_attribute("data-shown", str(before), timeout=30_000)


def draw_four_corners(page: Page) -> None:
    """Click four corners on the map with the drawing tool, and the first again."""
    box = page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    assert box
    for x, y in ((0.42, 0.2), (0.8, 0.2), (0.8, 0.45), (0.42, 0.45), (0.42, 0.2)):
        page.mouse.move(box["x"] + box["width"] * x, box["y"] + box["height"] * y, steps=6)
        page.mouse.down()
        page.wait_for_timeout(120)  # a hand is not faster, and the drawing tool takes faster ones for a drag
        page.mouse.up()


def drag_over_the_chart(page: Page) -> None:
    """Drag a range over the timeline's chart."""
    canvas = page.locator('[data-testid="stVegaLiteChart"] canvas, [data-testid="stVegaLiteChart"] svg').first
    canvas.wait_for(timeout=30_000)
    page.wait_for_timeout(1000)
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 90)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + 95, steps=8)
    page.mouse.up()


def test_opening_view_shows_the_countryside_with_the_words_of_the_command_line(page: Page, address: str) -> None:
    open_map(page, address)
    lead, rest = summary("--extent", "countryside", "--from", "2016-11-06", "--to", "2017-06-05", "--fighting", "0").strip().split("\n")
    expect(page.locator(".sentence .lead")).to_have_text(lead)
    expect(page.locator(".sentence .rest")).to_have_text(rest)
    assert chart(page).locator(".badge:not(.muted)").count() == 10
    expect(chart(page).locator(".badge.muted")).to_contain_text("Raqqa city")
    width = page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    assert width
    assert width["width"] >= 0.6 * 1440


def test_cold_deep_link_in_arabic_reopens_the_same_view(page: Page, address: str) -> None:
    open_map(page, f"{address}/?lang=ar&from=2016-12-01&to=2016-12-31&extent=both&fighting=0&level=sector")
    expected = summary("--lang", "ar", "--extent", "both", "--from", "2016-12-01", "--to", "2016-12-31", "--fighting", "0")
    expect(page.locator(".sentence .lead")).to_have_text(expected.split("\n")[0])
    expect(chart(page).locator('.badge[data-id="area:west"]')).to_contain_text("الريف الغربي")


def test_slider_moves_without_remounting_and_keeps_the_view(page: Page, address: str) -> None:
    open_map(page, address)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    frame.evaluate("window.map.setView([36.1, 39.0], 10); window.witness = 'still here'")
    before = page.locator(".sentence .lead").inner_text()
    thumb = page.get_by_role("slider").first
    change_picture(page, lambda: (thumb.focus(), [page.keyboard.press("ArrowRight") for _ in range(40)]))
    expect(page.locator(".sentence .lead")).not_to_have_text(before)
    assert frame.evaluate("window.witness") == "still here"
    assert frame.evaluate("window.map.getZoom()") == 10
    expect(page).to_have_url(re.compile("from=2016-12-16"))


def test_area_then_incident_by_mouse(page: Page, address: str) -> None:
    open_map(page, address)
    chart(page).locator('.badge[data-id="area:SY110302"]').click()
    expect(page.locator("h2.panel")).to_contain_text("Jurneyyeh 12 incidents")
    page.get_by_role("button", name=re.compile("Al Jarnia · 8 to 10 killed; other sources: 50 or more")).click()
    expect(page.locator(".st-key-claims")).to_contain_text("50 or more")
    expect(page.locator(".st-key-claims")).to_contain_text("8 to 10")
    expect(page.locator(".st-key-claims")).to_contain_text("Assessed non-credible")


def test_area_then_incident_by_keyboard_alone(page: Page, address: str) -> None:
    open_map(page, address)
    badge = chart(page).locator('.badge[data-id="area:SY110302"]')
    badge.focus()
    page.keyboard.press("Enter")
    expect(page.locator("h2.panel")).to_contain_text("Jurneyyeh")
    expect(badge).to_be_focused()  # although the marks were drawn anew
    row = page.get_by_role("button", name=re.compile("Al Jarnia"))
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-claims")).to_contain_text("50 or more")


def test_point_opens_everything_stacked_on_it(page: Page, address: str) -> None:
    open_map(page, f"{address}/?show=points")
    spot = chart(page).locator(".spot").filter(has_text=re.compile(r"^\d{2}$")).first
    n = spot.inner_text()
    spot.click(position={"x": 4, "y": 18})  # a smaller spot may lie on its middle, never on its rim
    expect(page.locator("h2.panel")).to_contain_text(f"At this point {n} incidents")


def test_maezela_shows_every_claim_and_nowhere_a_zero(page: Page, address: str) -> None:
    open_map(page, f"{address}/?incident=airwars:CS409")
    claims = page.locator(".claim")
    expect(claims).to_have_count(5)
    texts = claims.all_inner_texts()
    assert [t.split("\n")[-1] for t in texts] == ["28", "17 to 32", "19 dead, status not stated", "30 or more", "30 or more"]


def test_no_badge_covers_another(page: Page, address: str) -> None:
    for level in ("sector", "district", "subdistrict", "place"):
        open_map(page, f"{address}/?level={level}&extent=both")
        frame = next(f for f in page.frames if "streamlit_folium" in f.url)
        covering = """() => [...document.querySelectorAll('.badge')].filter(b => {
                const r = b.getBoundingClientRect();
                const x = r.x + r.width / 2, y = r.y + r.height / 2;
                if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return false;
                const top = document.elementFromPoint(x, y);
                return !b.contains(top) && !top.closest('.box, .leaflet-control');
            }).map(b => b.dataset.id)"""
        for _ in range(20):  # at rest: badges that find their places anew pass over others
            if not (covered := frame.evaluate(covering)):
                break
            page.wait_for_timeout(250)
        assert covered == [], level


def test_shape_drawn_on_the_map_becomes_a_filter(page: Page, address: str) -> None:
    open_map(page, address)
    chart(page).get_by_role("button", name="Draw a shape to filter by").click()
    draw_four_corners(page)
    expect(page).to_have_url(re.compile("shape="), timeout=30_000)
    expect(page.get_by_role("button", name="Filters (1)")).to_be_visible()


def test_empty_selection_says_why_and_one_click_brings_everything_back(page: Page, address: str) -> None:
    open_map(page, f"{address}/?from=2016-01-03&to=2016-01-04")
    expect(page.locator(".empty")).to_contain_text("Raqqa countryside, 3 to 4 January 2016")
    change_picture(page, lambda: page.get_by_role("button", name=re.compile("Open the window to the whole record")).click())
    expect(page.locator(".empty")).to_have_count(0)


def test_copied_address_table_and_sentence_are_those_on_screen(page: Page, address: str) -> None:
    open_map(page, address)
    for name, check in (
        ("address", lambda text: text == page.url),
        ("sentence", lambda text: text.startswith(page.locator(".sentence .lead").inner_text())),
        ("table", lambda text: text.startswith("Area\tIncidents\t") and "\nAr-Raqqa\t175\t" in text),
    ):
        page.locator(".copy button", has_text=re.compile(f"^{name}$")).click()
        expect(page.locator(".copy button", has_text="copied").first).to_be_visible()
        assert check(page.evaluate("navigator.clipboard.readText()")), name


def test_reset_and_back_bring_earlier_views(page: Page, address: str) -> None:
    open_map(page, address)
    opening = page.locator(".sentence .lead").inner_text()
    page.get_by_role("radio", name="City", exact=True).or_(page.get_by_role("button", name="City", exact=True)).first.click()
    expect(page.locator(".sentence .lead")).to_contain_text("Raqqa city,")
    page.go_back()
    expect(page.locator(".sentence .lead")).to_have_text(opening)
    page.go_forward()
    expect(page.locator(".sentence .lead")).to_contain_text("Raqqa city,")
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".sentence .lead")).to_have_text(opening)


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("width", [1440, 390])
def test_nothing_is_wider_than_the_page(page: Page, address: str, lang: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    open_map(page, f"{address}/?lang={lang}")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.goto(f"{address}/timeline?lang={lang}")
    expect(page.locator("h2.panel").first).to_be_visible(timeout=30_000)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width


def test_numbers_on_the_map_add_up_to_the_sentence(page: Page, address: str) -> None:
    open_map(page, f"{address}/?extent=both&fighting=1&from=2016-01-02&to=2017-12-31")
    whole = json.loads(summary("--json"))
    numbers = chart(page).locator(".badge b").evaluate_all("all => all.map(b => Number(b.firstChild.textContent))")
    assert (
        sum(numbers) + whole["wider"]["incidents"] + whole["unlocated"]["incidents"] + whole["outside"]["incidents"] == whole["incidents"]
    )


def test_read_only_project_serves_its_scripts_from_elsewhere(page: Page, tmp_path: Path) -> None:
    skip = shutil.ignore_patterns(".venv", ".git", "static", ".*_cache")
    shutil.copytree(PROJECT, tmp_path / "project", ignore=skip)
    (tmp_path / "project/static").write_text("a file: no folder can be made here", encoding="utf-8")
    server, url = start_server(tmp_path / "project")
    try:
        open_map(page, url)
        assert chart(page).locator(".badge").count() == 11
    finally:
        server.terminate()
        server.wait(10)


def test_basemap_is_asked_for_only_after_the_reader_chose_it(browser: Browser, address: str) -> None:
    asked: list[str] = []
    with guarded(browser, "https://tile.openstreetmap.org/") as page:
        page.route("https://tile.openstreetmap.org/**", lambda route: (asked.append(route.request.url), route.abort()))
        open_map(page, address)
        chart(page).get_by_role("button", name="Layers").click()
        expect(chart(page).get_by_text("will see which places you look at")).to_be_visible()
        assert asked == []
        with page.expect_request("https://tile.openstreetmap.org/**"):
            chart(page).get_by_text("OpenStreetMap", exact=True).click()
        expect(chart(page).locator(".leaflet-control-attribution")).to_contain_text("OpenStreetMap", timeout=30_000)


def test_filters_of_a_cold_link_stand_in_their_widgets(page: Page, address: str) -> None:
    open_map(page, f"{address}/?near=C5929&km=25&min_killed=3&source=airwars")
    page.get_by_role("button", name="Filters (3)").click()
    expect(page.get_by_label("Within km")).to_have_value("25")
    expect(page.get_by_label("Killed, at least", exact=True)).to_have_value("3")
    expect(page.get_by_text("Airwars", exact=True).first).to_be_visible()
    page.get_by_role("button", name="Remove the filters").click()
    expect(page.locator(".sentence .lead")).to_contain_text("547 incidents")


def test_list_keeps_its_page_and_order_while_an_incident_is_open(page: Page, address: str) -> None:
    open_map(page, address)
    page.get_by_role("button", name="Page 3").click()
    row = page.locator(".st-key-panel button").filter(has_text="·").first
    expect(row).not_to_contain_text("Al Badiya school")  # the first of the first page
    text = row.inner_text()
    row.click()
    page.get_by_role("button", name="Back to the list").click()
    expect(row).to_have_text(text, use_inner_text=True)


def test_step_forward_and_back_returns_to_the_same_window(page: Page, address: str) -> None:
    open_map(page, address)
    lead = page.locator(".sentence .lead").inner_text()
    change_picture(page, lambda: page.locator(".st-key-step_forward button").first.click())
    change_picture(page, lambda: page.locator(".st-key-step_back button").first.click())
    expect(page.locator(".sentence .lead")).to_have_text(lead)


def test_first_click_on_a_phone_opens_the_area(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_map(page, address)
    chart(page).locator('.badge[data-id="area:SY110302"]').click()
    expect(page.locator("h2.panel")).to_contain_text("Jurneyyeh 12 incidents")


# exploring


def player(page: Page, name: str) -> Locator:
    return chart(page).locator(f"#player .{name}")


def title(page: Page) -> str:
    return chart(page).locator(".box.title").inner_text()


def at_rest(page: Page) -> None:
    """Wait until the frame was handed back and drawn by the server."""
    expect(drawn(page)).not_to_have_attribute("data-frame", re.compile("."), timeout=30_000)


def test_play_runs_ten_frames_without_asking_the_server_and_badges_change(page: Page, address: str) -> None:
    open_map(page, address)
    player(page, "speed").select_option("10")
    player(page, "go").click()
    expect(drawn(page)).to_have_attribute("data-frame", re.compile("."))  # the one table was fetched
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda socket: asked.append(socket.url))
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    frames, badges = frame.evaluate(
        """() => new Promise((done) => {
            const map = document.getElementById('map_div'), frames = new Set(), badges = new Set();
            new MutationObserver(() => {
                frames.add(map.dataset.frame);
                badges.add(document.querySelector('.badge[data-id="area:SY110100"]').textContent);
                if (frames.size >= 12) done([[...frames], [...badges]]);
            }).observe(map, { attributes: true });
        })"""
    )
    assert asked == []
    assert len(frames) >= 11
    assert len(badges) >= 5
    player(page, "go").click()
    at_rest(page)
    assert "from=2016-11-06" in page.url
    assert "to=2017-06-05" not in page.url


@pytest.mark.parametrize(
    ("mode", "lang", "stop", "view"),
    [("window", "en", "month", "level=place"), ("from_start", "ar", "phase", "show=points")],
)  # ``test_map_scripts`` holds every mode, stop and language against the server's functions
def test_frame_says_what_the_server_says_of_the_same_window(page: Page, address: str, mode: str, lang: str, stop: str, view: str) -> None:
    open_map(page, f"{address}/?lang={lang}&{view}&from=2016-10-20&to=2017-03-05&extent=countryside&fighting=1")
    player(page, "mode").select_option(mode)
    player(page, "stop").select_option(stop)
    for steps in (2, 1):
        for _ in range(steps):
            player(page, "on").click()
        expect(drawn(page)).to_have_attribute("data-frame", re.compile("."))
        marks = chart(page).locator(".badge:not(.gone), .spot:not(.gone)")
        shown, texts = title(page), marks.all_text_contents()
        at_rest(page)
        assert title(page) == shown
        assert sorted(marks.all_text_contents()) == sorted(texts)


def test_player_is_worked_by_keyboard_and_goes_on_where_it_was(page: Page, address: str) -> None:
    open_map(page, address)
    player(page, "on").focus()
    page.keyboard.press("Enter")
    at_rest(page)
    expect(page).to_have_url(re.compile("to=2016-11-06"))
    for _ in range(4):
        page.keyboard.press("Enter")
    at_rest(page)
    expect(page).to_have_url(re.compile("from=2016-11-06&to=2016-12-04"))


def test_late_answer_to_an_earlier_frame_does_not_undo_the_next_step(page: Page, address: str) -> None:
    open_map(page, address)
    player(page, "on").click()
    page.wait_for_timeout(520)  # the first frame is being handed back; its answer is on its way
    player(page, "on").click()
    at_rest(page)
    expect(page).to_have_url(re.compile("from=2016-11-06&to=2016-11-13"))


def test_answer_that_comes_after_the_next_step_was_handed_over_undoes_nothing(page: Page, address: str) -> None:
    """What the server says is held back until it has answered the first step and the second was handed over, whatever the machine does meanwhile."""
    held: list[str | bytes] = []
    sockets: list[WebSocketRoute] = []
    holding = False

    def between(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server().on_message(lambda said: held.append(said) if holding else socket.send(said))

    def answered() -> bool:
        kinds = [ForwardMsg.FromString(said) for said in held if isinstance(said, bytes)]
        return any(m.WhichOneof("type") == "script_finished" and m.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY for m in kinds)

    page.route_web_socket(re.compile("/_stcore/stream"), between)
    open_map(page, address)
    wait_until_run(page)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    handed = "(last) => ((window.__GLOBAL_DATA__.last_active_drawing || {}).id || '').endsWith(last)"
    player(page, "on").click()
    expect(drawn(page)).to_have_attribute("data-frame", "2016-11-06/2016-11-06")
    holding = True
    frame.wait_for_function(handed, arg="/2016-11-06")
    for _ in range(300):
        if answered():
            break
        page.wait_for_timeout(100)
    assert answered()
    player(page, "on").click()
    frame.wait_for_function(handed, arg="/2016-11-13")
    holding = False
    for said in held:
        sockets[-1].send(said)
    at_rest(page)
    expect(page).to_have_url(re.compile("from=2016-11-06&to=2016-11-13"))
    wait_until_run(page)
    player(page, "on").click()  # it goes on through the window it began with
    expect(page).to_have_url(re.compile("from=2016-11-06&to=2016-11-20"))


def test_range_dragged_on_the_chart_becomes_the_window_of_every_page(page: Page, address: str) -> None:
    page.goto(f"{address}/timeline")
    drag_over_the_chart(page)
    expect(page).to_have_url(re.compile(r"from=201\d-\d\d-01&to=2017-0\d-(28|30|31)"), timeout=30_000)
    expect(page.locator(".sentence .lead")).not_to_contain_text("6 November 2016")
    lead = page.locator(".sentence .lead").inner_text()
    page.get_by_role("link", name="Map").click()
    drawn(page).wait_for(timeout=30_000)
    expect(page.locator(".sentence .lead")).to_have_text(lead)
    assert lead.split(", ")[1].split(":")[0] in title(page)


def test_cold_link_to_an_incident_opens_its_claims_side_by_side(page: Page, address: str) -> None:
    page.goto(f"{address}/incidents?incident=airwars:CS409")
    expect(page.locator("h1.incident")).to_have_text("Ma'yezila", timeout=30_000)
    expect(page.locator(".grid").first).to_contain_text("19 dead, status not stated")
    drawn(page).wait_for(timeout=30_000)
    expect(chart(page).locator(".box.title")).to_contain_text("17 to 32 killed")


def test_comparison_says_the_numbers_of_two_separate_summaries(page: Page, address: str) -> None:
    page.goto(f"{address}/areas?from=2016-11-06&to=2016-12-09&extent=countryside&fighting=0&versus=window:2016-12-10/2017-02-03")
    expect(page.locator(".grid")).to_have_count(1, timeout=30_000)
    rows = dict(row.split("\t", 1) for row in page.locator(".grid tbody tr").all_inner_texts())
    for k, window in enumerate((("2016-11-06", "2016-12-09"), ("2016-12-10", "2017-02-03"))):
        said = json.loads(summary("--json", "--extent", "countryside", "--fighting", "0", "--from", window[0], "--to", window[1]))
        assert int(rows["Incidents"].split("\t")[k]) == said["incidents"] - said["possible"]
        assert rows["Killed, Confirmed + Fair"].split("\t")[k].startswith(str(said["headline"]["killed_min"]))
        assert rows["Killed, Ungraded"].split("\t")[k].startswith(str(said["by_grading"]["ungraded"]["killed_min"]))


def test_maps_of_a_comparison_move_together(page: Page, address: str) -> None:
    page.goto(f"{address}/areas?versus=source:airwars")
    frames = page.locator('iframe[title^="streamlit_folium"]')
    expect(frames).to_have_count(2, timeout=30_000)
    for k in range(2):
        frames.nth(k).content_frame.locator("#map_div[data-shown]").wait_for(timeout=30_000)
    first, second = (f for f in page.frames if "streamlit_folium" in f.url)
    first.evaluate("window.map.setView([36.2, 38.8], 10, { animate: false })")
    where = "[window.map.getZoom(), window.map.getCenter().lat.toFixed(1)]"
    assert second.evaluate(where) == [10, "36.2"]
    was = second.evaluate("window.innerWidth")
    page.set_viewport_size({"width": 1240, "height": 900})  # another size of a frame takes nobody's view away
    for frame in (first, second):
        frame.wait_for_function("(was) => window.innerWidth < was - 40 && window.map.getSize().x === window.innerWidth", arg=was)
        assert frame.evaluate(where) == [10, "36.2"]


def test_table_sorts_by_its_headers_and_opens_its_rows_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/areas")
    head = page.get_by_role("columnheader", name="Killed, Ungraded").get_by_role("button")
    head.focus(timeout=30_000)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("sort=-ungraded"))
    expect(page.locator(".grid tbody th").first).to_have_text("Al-Thawrah")
    expect(page.get_by_role("columnheader", name="Killed, Ungraded")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("button", name="Jurneyyeh", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-panel h2")).to_contain_text("Jurneyyeh")
    expect(page.locator(".grid tr.chosen")).to_contain_text("Jurneyyeh")


def test_facets_narrow_the_list_and_name_what_they_leave(page: Page, address: str) -> None:
    page.goto(f"{address}/incidents")
    page.get_by_role("button", name="Airwars (300)").click(timeout=30_000)
    expect(page.locator(".sentence .lead")).to_contain_text("300 incidents")
    page.get_by_role("button", name="Assessed credible (25)").click()
    expect(page.locator(".grid tbody tr")).to_have_count(25)
    page.get_by_label("Words or id of a claim, in English or Arabic").last.fill("الصالحية")
    page.keyboard.press("Enter")
    expect(page.locator(".grid tbody tr, .empty")).to_have_count(1)


def test_zoom_to_the_results_shows_all_marks_closer(page: Page, address: str) -> None:
    open_map(page, f"{address}/?area=SY110302&show=points")
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    before = frame.evaluate("window.map.getZoom()")
    chart(page).get_by_role("button", name="Zoom to the results").click()
    assert frame.evaluate("window.map.getZoom()") > before
    assert frame.evaluate(
        "[...document.querySelectorAll('.spot')].every(s => { const r = s.getBoundingClientRect(); return r.x > 0 && r.right < innerWidth; })"
    )


def test_saved_view_reopens_and_warns_on_other_data(page: Page, address: str, tmp_path: Path) -> None:
    page.goto(f"{address}/areas?lang=en&from=2016-12-01&to=2016-12-31&level=sector&sort=area")
    page.locator(".st-key-menu").get_by_role("button", name="Views").click(timeout=30_000)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save this view").click()
    saved = json.loads(download.value.path().read_text(encoding="utf-8"))
    assert saved["page"] == "areas"
    assert saved["params"]["level"] == "sector"
    assert saved["data"] == json.loads(summary("--json"))["data"]
    for name, hash_ in (("same.json", saved["data"]), ("other.json", "00000000")):
        file = tmp_path / name
        file.write_text(json.dumps(saved | {"data": hash_}), encoding="utf-8")
        open_map(page, address)
        page.locator(".st-key-menu").get_by_role("button", name="Views").click()
        page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(file)
        expect(page).to_have_url(re.compile("/areas.*from=2016-12-01.*level=sector"), timeout=30_000)
        expect(page.get_by_text("This view was saved on other data")).to_have_count(int(name == "other.json"))
    page.locator(".st-key-menu").get_by_role("button", name="Views").click()
    file.write_text("[1]", encoding="utf-8")
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(file)
    expect(page.get_by_text("is no view of this map")).to_be_visible()


def test_from_the_opening_map_to_who_says_what_about_jarnieh_in_three_clicks(page: Page, address: str) -> None:
    open_map(page, address)
    chart(page).locator('.badge[data-id="area:SY110302"]').click()
    expect(page.locator("h2.panel")).to_contain_text("Jurneyyeh")
    page.get_by_role("button", name=re.compile("Al Jarnia · 8 to 10 killed; other sources: 50 or more")).click()
    expect(page.locator(".st-key-claims")).to_contain_text("50 or more")  # two clicks: who says what
    expect(page.locator(".st-key-claims")).to_contain_text("Assessed non-credible")  # and what the Coalition answered
    page.get_by_role("link", name="Open its full page").click()
    expect(page.locator("h1.incident")).to_have_text("Al Jarnia", timeout=30_000)
    expect(page.locator(".grid").first).to_contain_text("Assessed non-credible (no Coalition strikes there)")


def test_incident_outside_the_governorate_opens_in_full(page: Page, address: str) -> None:
    page.goto(f"{address}/incidents?incident=airwars:CS383")
    expect(page.locator("h1.incident")).to_have_text("Al Salhiya", timeout=30_000)
    expect(page.get_by_text("Dates in the record")).to_be_visible()
    expect(page.locator(".stException")).to_have_count(0)


def test_advocate_saves_an_arabic_card_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/card?lang=ar")
    picture = page.locator("img.card")
    expect(picture).to_be_visible(timeout=30_000)
    save = page.get_by_role("button", name="حفظ البطاقة")
    save.focus()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "raqqa-map-1080x1080-ar.png"
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    expect(page.locator(".st-key-safe")).to_be_visible()


def test_the_list_turns_its_pages_and_stays_within_them_as_the_window_moves(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en")
    first = page.get_by_role("button", name=re.compile("^Al Mansoura, Al Badiya school"))
    expect(first).to_be_visible(timeout=60_000)
    turn = page.locator(".st-key-list_foot")
    turn.get_by_role("button", name=re.compile(r"\b69\b")).click()
    expect(first).to_have_count(0)
    page.get_by_text("1 North", exact=True).click()
    expect(page.locator(".sentence .lead")).to_contain_text("9 December 2016", timeout=60_000)
    expect(turn.get_by_role("button", name=re.compile(r"\b69\b"))).to_have_count(0)
    turn.get_by_role("button", name=re.compile(r"\b1\b")).first.click()
    expect(page.get_by_role("button", name=re.compile("^Al Jarnia"))).to_be_visible(timeout=60_000)
    page.get_by_text("Countryside campaign", exact=True).click()
    expect(first).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ("areas?lang=en&versus=window:2017-02-01/2017-03-31", r"^Before and after: "),
        ("areas?lang=en&selected=area:SY110302", r"^Map: "),
        ("?lang=en&incident=airwars:CS598", r"^One incident: 40 to 420 "),
    ],
)
def test_a_card_is_made_of_what_a_page_shows(page: Page, address: str, where: str, told: str) -> None:
    page.goto(f"{address}/{where}")
    page.locator(".st-key-make_card button").click(timeout=60_000)
    expect(page.locator("img.card")).to_have_attribute("alt", re.compile(told), timeout=60_000)


def test_share_safe_goes_off_only_by_two_choices(page: Page, address: str) -> None:
    page.goto(f"{address}/card?lang=en")
    page.get_by_text("The claims of this selection, as a file").click()
    village = page.get_by_text("positions are given as that of the named place")
    expect(village).to_be_visible(timeout=30_000)
    page.get_by_text("Share-safe", exact=True).click()
    expect(page.get_by_text("stays on until the box below")).to_be_visible()
    expect(village).to_be_visible()
    page.get_by_text("I mean it").click()
    expect(village).to_have_count(0, timeout=30_000)


@pytest.mark.parametrize("ratio", ["16x9", "1x1"])
def test_presentation_is_one_complete_frame(page: Page, address: str, ratio: str) -> None:
    open_map(page, f"{address}/?present={ratio}")
    box = page.locator('iframe[title^="streamlit_folium"]').bounding_box()
    assert box
    assert box["width"] / box["height"] == pytest.approx(int(ratio.split("x")[0]) / int(ratio.split("x")[1]), rel=0.02)
    assert box["y"] + box["height"] <= 900
    expect(chart(page).locator(".box.legend .row").first).to_be_visible()
    expect(chart(page).locator(".box.title")).to_contain_text("772 to 1,469")
    expect(chart(page).locator("#player")).to_be_hidden()
    expect(page.locator(".st-key-menu")).to_have_count(0)
    page.get_by_role("button", name="Leave the presentation").click()
    expect(page.locator(".st-key-menu")).to_be_visible(timeout=30_000)


def test_answers_as_of_an_earlier_day_are_not_known_yet(page: Page, address: str) -> None:
    page.goto(f"{address}/answers?as_of=2017-12-31")
    said = page.locator(".st-key-message")
    expect(said).to_contain_text("161 of 300 incidents accusing somebody had an answer by 31 December 2017", timeout=20_000)
    expect(said).to_contain_text("assessed non-credible 148")
    expect(said).to_contain_text("answered only later 117, answered, on a day this record does not hold 5")
    expect(said).to_contain_text("The last statement held here is dated 30 November 2023")
    page.goto(f"{address}/answers?from=2016-11-06&to=2016-12-31&as_of=2016-12-31")
    expect(said).to_contain_text("None of 32 incidents accusing somebody had an answer here by 31 December 2016", timeout=20_000)
    expect(said).not_to_contain_text("non-credible")


@pytest.mark.parametrize("view", ["level=place&lang=ar", "show=repeats", "level=subdistrict&extent=both&selected=area:SY110100"])
def test_map_after_moved_windows_is_what_a_fresh_visit_draws(page: Page, address: str, view: str) -> None:
    """The figures are changed in place while the window moves: nothing of an earlier window may stay."""
    seen = """() => [
        [...document.querySelectorAll(".badge")].map((n) => [n.dataset.id, n.textContent, n.title, n.getAttribute("aria-label"), n.classList.contains("chosen")].join("|")).sort(),
        [...document.querySelectorAll(".leaflet-shade-pane path")].map((n) => n.getAttribute("fill") + n.getAttribute("stroke-width")),
        document.querySelector(".box.title").innerText, document.querySelector(".box.legend").textContent,
    ]"""
    frame = lambda: next(f for f in page.frames if "streamlit_folium" in f.url)  # noqa: E731 - a short name
    open_map(page, f"{address}/?{view}&from=2016-11-06&to=2016-11-20&fighting=0")
    page.get_by_role("slider").nth(1).focus()
    for _ in range(3):
        change_picture(page, lambda: page.keyboard.press("PageUp"))
    change_picture(page, lambda: page.keyboard.press("Home"))
    page.wait_for_timeout(800)
    moved = frame().evaluate(seen)
    page.goto(page.url)
    drawn(page).wait_for(timeout=30_000)
    page.wait_for_timeout(800)
    assert frame().evaluate(seen) == moved


def test_opening_the_map_runs_the_page_once(page: Page, address: str) -> None:
    asked: list[int] = []
    page.on("websocket", lambda wire: wire.on("framesent", lambda payload: asked.append(len(payload))))
    open_map(page, address)
    page.wait_for_timeout(1500)
    assert len(asked) == 1, asked


def test_window_to_compare_with_is_picked_in_the_calendar(page: Page, address: str) -> None:
    page.goto(f"{address}/areas?versus=window:2016-03-01/2016-05-31")
    page.get_by_role("button", name="Choose date range").click()
    for day in ("7", "19"):
        page.locator('[role="gridcell"]').filter(has_text=re.compile(rf"^{day}$")).first.click()
    expect(page).to_have_url(re.compile("versus=window%3A2016-03-07%2F2016-03-19"))
    expect(page.get_by_text("7 to 19 March 2016").first).to_be_visible()


def test_chosen_preset_stays_chosen_when_pressed_again(page: Page, address: str) -> None:
    open_map(page, address)
    lead, preset = page.locator(".sentence .lead"), page.get_by_role("radio", name="Countryside campaign")
    expect(preset).to_be_checked()
    preset.click()
    page.wait_for_timeout(1000)
    expect(preset).to_be_checked()
    expect(lead).to_contain_text("6 November 2016 to 5 June 2017")
    page.get_by_role("radio", name="Whole record").click()
    expect(lead).not_to_contain_text("6 November 2016")
    preset.click()
    expect(lead).to_contain_text("6 November 2016 to 5 June 2017")


def test_of_many_points_those_in_view_are_drawn_and_the_map_says_so(page: Page, tmp_path: Path) -> None:
    server, address = start_server(make_project(tmp_path, 3000))
    try:
        open_map(page, f"{address}/?show=points&extent=both&from=2013-01-01&to=2020-12-31")
        frame = next(f for f in page.frames if "streamlit_folium" in f.url)

        def look(zoom: int) -> tuple[int, int]:
            frame.evaluate("(zoom) => window.map.setView([36.1, 39.0], zoom, { animate: false })", zoom)
            told = re.search(r"Drawn: the ([\d,]+) of ([\d,]+) spots in view", chart(page).locator(".box.title").inner_text())
            assert told
            drawn_now, every = (int(n.replace(",", "")) for n in told.groups())
            assert chart(page).locator(".spot").count() == drawn_now
            return drawn_now, every

        near, every = look(13)
        assert every > 1000
        assert 0 < near < every / 10
        assert look(8) == (every, every)
        assert look(13) == (near, every)
        chart(page).locator(".spot").first.click(force=True)  # force: others may lie on it
        expect(page.locator("h2.panel")).to_contain_text("incident")
    finally:
        server.terminate()
        server.wait(10)


def test_text_is_copied_where_the_page_has_no_clipboard_and_stands_selected_where_nothing_copies(page: Page, address: str) -> None:
    """As on a page of another machine without TLS, where ``navigator.clipboard`` is not there."""
    open_map(page, address)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })")
    button = page.locator(".copy button", has_text=re.compile(r"^sentence$"))
    button.click()
    expect(page.locator(".copy button", has_text="copied")).to_be_visible()
    page.evaluate("document.execCommand = () => false")
    expect(button).to_be_visible()
    button.click()
    expect(page.locator(".copy textarea")).to_have_value(re.compile("incidents documented so far"))
    assert page.evaluate("getSelection().toString() || document.activeElement.value").startswith("Raqqa countryside")
