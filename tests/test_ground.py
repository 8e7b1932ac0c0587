"""The ground of the map: villages by name as one comes nearer, lands around, names of water on water."""

import re

import geopandas as gpd
import pytest
import shapely
from playwright.sync_api import Frame, Page, expect

from geo.land.areas import borders
from geo.record.files import Record
from geo.settings import WGS84
from geo.web.scripts import base_geometry
from tests.test_browser import drawn

BOXES = """() => [...document.querySelectorAll('.town:not([hidden]) span, .badge, .spot, .box')].map(e => {
  const r = e.getBoundingClientRect();
  return {village: Boolean(e.closest('.village')), text: e.textContent, left: r.left, right: r.right, top: r.top, bottom: r.bottom};
}).filter(b => b.right > b.left)"""


def chart_at(page: Page, address: str, view: str, lang: str = "en", choice: str = "") -> Frame:
    page.goto(f"{address}/?lang={lang}{choice}")
    drawn(page).wait_for(timeout=90_000)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    frame.evaluate(f"window.map.setView({view}, {{animate: false}})")
    return frame


@pytest.mark.parametrize(("lang", "name", "choice"), [("en", "Hilo Abed", "&show=points"), ("ar", "الهزيمة", "")])
def test_villages_have_their_names_near_and_cover_nothing(page: Page, address: str, lang: str, name: str, choice: str) -> None:
    frame = chart_at(page, address, "[36.13, 39.0], 11", lang, choice)
    expect(frame.locator(".village").filter(has_text=name)).to_have_count(1)
    frame.evaluate("window.map.panBy([40, -30], {animate: false})")
    found = frame.evaluate(BOXES)
    villages = [b for b in found if b["village"]]
    assert len(villages) > 12
    over = [
        (a["text"], b["text"])
        for a in villages
        for b in found
        if a is not b and a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
    ]
    assert over == []


def test_the_nearer_the_more_villages_and_from_afar_the_lands_around(page: Page, address: str) -> None:
    frame = chart_at(page, address, "[36.13, 39.0], 9")
    assert frame.locator(".village").count() == 0
    expect(frame.locator(".town.beyond").filter(has_text=re.compile("Turkey|Aleppo"))).to_have_count(2)
    counts = []
    for zoom in (10, 12):
        frame.evaluate(f"window.map.setView([36.05, 39.0], {zoom}, {{animate: false}})")
        counts.append(frame.evaluate("new Set([...document.querySelectorAll('.village')].map(v => v.dataset.place)).size"))
        shown = frame.evaluate("[...document.querySelectorAll('.village')].map(v => v.dataset.place)")
        ranked = frame.evaluate("StrikeMap.base.places.map(p => p[0])")
        assert all(ranked.index(place) < 48 * 4 ** (zoom - 9.5) for place in shown)
    assert min(counts) > 5


def test_a_latin_name_on_an_arabic_map_is_told_from_an_arabic_one(page: Page, address: str) -> None:
    frame = chart_at(page, address, "[36.13, 39.0], 11", "ar")
    for node in frame.locator(".village").all():
        latin = bool(re.search("[A-Za-z]", node.inner_text()))
        assert latin == ("other" in str(node.get_attribute("class")))
    assert "لا يُعرف لها اسم عربي" in frame.locator(".box.legend").inner_text()


def test_the_name_of_a_lake_stands_on_the_lake_or_nowhere(page: Page, address: str, record: Record) -> None:
    frame = chart_at(page, address, "[35.887, 38.41], 9")
    lake = record.lake.union_all()
    seen = []
    for zoom in (8, 9, 10, 11, 12):
        frame.evaluate(f"window.map.setView([35.887, 38.41], {zoom}, {{animate: false}})")
        corners = frame.evaluate("""() => [...document.querySelectorAll('.town.water:not([hidden]) span')].filter(e => e.textContent === 'Lake Assad').flatMap(e => {
            const r = e.getBoundingClientRect(), f = document.querySelector('#map_div').getBoundingClientRect();
            return [[r.left, (r.top + r.bottom) / 2], [r.right, (r.top + r.bottom) / 2]].map(([x, y]) => {
              const p = window.map.containerPointToLatLng([x - f.left, y - f.top]);
              return [p.lng, p.lat];
            });
          })""")
        seen.append(bool(corners))
        assert all(lake.buffer(0.002).contains(shapely.Point(c)) for c in corners), zoom
    assert seen[0] is False
    assert seen[-1] is True


def test_borders_leave_out_where_the_neighbours_were_cut() -> None:
    west, east = shapely.box(0, 0, 1, 2), shapely.box(1, 0, 2, 2).difference(shapely.Point(1.5, 2).buffer(0.3))
    lines = borders(gpd.GeoDataFrame(geometry=[west, east], crs=WGS84)).union_all()
    assert lines.distance(shapely.Point(1, 1)) == 0  # between the two
    assert lines.distance(shapely.Point(1.5, 1.7)) < 0.01  # where the land ends inside the frame
    assert lines.distance(shapely.Point(0, 1)) > 0.9
    assert lines.distance(shapely.Point(0.5, 0)) > 0.4
    nothing = gpd.GeoDataFrame(geometry=[], crs=WGS84)
    assert borders(nothing).empty


def test_places_come_by_population_and_all_of_them(record: Record) -> None:
    ranked = [p[0] for p in base_geometry(record)["places"]]
    people = record.places.set_index("area_id")["population_2017"].reindex(ranked).fillna(0).tolist()
    assert sorted(ranked) == sorted(record.places["area_id"])
    assert people == sorted(people, reverse=True)


def test_within_so_many_kilometres_of_a_place_the_map_goes_there_and_draws_the_circle(page: Page, address: str, record: Record) -> None:
    page.goto(f"{address}/?near=C5742&km=10")
    drawn(page).wait_for(timeout=90_000)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    spot = record.places.set_index("area_id").geometry["C5742"]
    expect(frame.locator("path.around")).to_have_count(1)
    assert frame.evaluate("window.map.getZoom()") > 10
    at, reach, size = frame.evaluate(
        """([lat, lon]) => {
          const p = window.map.latLngToContainerPoint([lat, lon]), box = document.querySelector("path.around").getBBox();
          return [[p.x, p.y], [box.width / 2, box.height / 2], [window.map.getSize().x, window.map.getSize().y]];
        }""",
        [spot.y, spot.x],
    )
    assert all(reach[k] <= at[k] <= size[k] - reach[k] for k in (0, 1))  # the whole circle is on the map


def test_opening_an_incident_in_the_list_brings_the_map_to_it_and_keeps_it_there(page: Page, address: str) -> None:
    page.goto(f"{address}/?lang=en")
    drawn(page).wait_for(timeout=90_000)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    page.get_by_role("button", name=re.compile("Ma'yezila")).first.click()
    expect(page.locator(".st-key-claims")).to_be_visible(timeout=20_000)
    expect(frame.locator(".ring-label").first).to_be_visible()
    assert frame.evaluate("window.map.getZoom()") > 9.5
    rings = "[...document.querySelectorAll('.ring-label')].map(r => r.getBoundingClientRect())"
    assert frame.evaluate(f"{rings}.every(r => r.left > 0 && r.top > 0 && r.right < innerWidth && r.bottom < innerHeight)")
    before = frame.evaluate("[window.map.getCenter(), window.map.getZoom()]")
    page.get_by_role("slider").last.press("ArrowLeft")
    expect(page).to_have_url(re.compile("to=2017-06-04"))
    page.wait_for_timeout(500)
    assert frame.evaluate("[window.map.getCenter(), window.map.getZoom()]") == before


def test_where_the_map_stands_is_in_the_address_and_survives_filters_back_and_a_cold_link(page: Page, address: str) -> None:
    frame = chart_at(page, address, "[36.13, 39.0], 11")
    here = re.compile(r"#map=11\.00/36\.1300/39\.0000$")
    expect(page).to_have_url(here)
    page.get_by_role("radio", name="City", exact=True).or_(page.get_by_role("button", name="City", exact=True)).first.click()
    expect(page).to_have_url(re.compile("extent=city.*#map=11"))
    frame.evaluate("window.map.setView([36.0, 38.9], 10, {animate: false})")
    expect(page).to_have_url(re.compile("extent=city.*#map=10"))
    page.go_back()
    expect(page).to_have_url(here)
    page.wait_for_function(
        "() => [...document.querySelectorAll('iframe')].some(f => f.contentWindow.StrikeMap && Math.abs(f.contentWindow.map.getZoom() - 11) < 0.01)"
    )
    page.goto("about:blank")
    page.goto(f"{address}/?extent=city#map=10.50/35.9000/38.8000")
    drawn(page).wait_for(timeout=90_000)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    assert frame.evaluate("[map.getZoom(), +map.getCenter().lat.toFixed(3), +map.getCenter().lng.toFixed(3)]") == [10.5, 35.9, 38.8]
    frame.get_by_role("button", name="Fit the whole land", exact=False).or_(frame.locator(".buttons button").nth(2)).first.click()
    expect(page).not_to_have_url(re.compile("#map"))


@pytest.mark.parametrize("height", [780, 860, 940])
def test_the_whole_land_is_on_the_map_at_every_height_of_a_window(page: Page, address: str, height: int) -> None:
    page.set_viewport_size({"width": 1280, "height": height})
    page.goto(address)
    drawn(page).wait_for(timeout=60_000)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    whole = "window.map.getSize().y === window.map.getContainer().offsetHeight && window.map.getBounds().contains(L.latLngBounds(StrikeMap.base.bounds))"
    frame.wait_for_function(whole)
    page.set_viewport_size({"width": 1280, "height": 2 * height})  # and however it changes
    frame.wait_for_function(f"window.map.getSize().y > {height} && {whole}")
    page.wait_for_timeout(400)  # the map's own limits once moved it afterwards
    assert frame.evaluate(whole)
    page.set_viewport_size({"width": 1280, "height": height})
    frame.wait_for_function(f"window.map.getSize().y < {height} && {whole}")


def test_a_map_dragged_out_of_sight_of_the_land_comes_back(page: Page, address: str) -> None:
    frame = chart_at(page, address, "[36.0, 39.0], 9")
    frame.evaluate("window.map.setView([20, 10], 9, {animate: false})")
    frame.wait_for_function("window.map.getBounds().intersects(StrikeMap.view.reach())")


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_the_credit_does_not_lie_on_the_land(page: Page, address: str, lang: str) -> None:
    page.goto(f"{address}/?lang={lang}")
    drawn(page).wait_for(timeout=90_000)
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    covered = """() => {
      const r = document.querySelector(".leaflet-control-attribution").getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
      const land = document.querySelector("path.land");
      let n = 0;
      for (let x = r.left; x <= r.right; x += 4) for (let y = r.top; y <= r.bottom; y += 4) {
        const p = map.containerPointToLayerPoint([x - frame.left, y - frame.top]);
        if (land.isPointInFill(new DOMPoint(p.x, p.y))) n += 1;
      }
      return [n, r.width * r.height > 1000];
    }"""
    assert frame.evaluate(covered) == [0, True]
