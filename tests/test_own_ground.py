"""The ground somebody brings: what of a file is known, cut to the land, joined, kept with its owner, and refused in one sentence."""

import json
import sqlite3
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, expect
from shapely import LineString, Point, Polygon, box

from geo import colours
from geo import settings as s
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.intake.apart import ground_apart
from geo.intake.formats.raw import FileRefused
from geo.intake.ground.classes import LAYERS, classified
from geo.intake.ground.cutting import COLUMNS, Found, cut, ground_of, slim
from geo.intake.ground.seams import HALF, joined
from geo.out.bodies import Card
from geo.out.card import write_card
from geo.record.known import Record
from geo.record.own_ground import keep_ground, kept_ground, with_margin
from geo.settings import WGS84
from geo.show.chosen import Chosen
from geo.show.picture import describe
from geo.text.words import say
from geo.web.own_ground import WORLD, pack
from tests.conftest import guarded, start_server
from tests.ground_files import small_extract, write_extract, write_tiles
from tests.makers import copy_of_data, read_again
from tests.test_browser import drawn

LAND = box(38.9, 35.9, 39.2, 36.2)


def found_in(path: Path, land: shapely.Geometry = LAND, crs: str = "") -> Found:
    folder = path.parent / f"unpacked-{path.name}"
    folder.mkdir()
    return ground_of(path, land, folder, crs)


def told(found: Found) -> list[tuple[str, int]]:
    return sorted({(row.layer, row.rank) for row in found.features.itertuples()})


ALL = [("built", 1), ("canal", 1), ("name", 3), ("rail", 1), ("river", 1), ("road", 2), ("road", 5), ("water", 1)]


def test_an_extract_of_openstreetmap_gives_each_layer_with_both_names(tmp_path: Path) -> None:
    found = found_in(small_extract(tmp_path / "a.osm.pbf"))
    assert told(found) == ALL
    named = found.features.set_index("layer")
    assert named.loc["name", ["name_en", "name_ar"]].tolist() == ["Some Village", "قرية ما"]
    assert named.loc["canal", ["name_en", "name_ar"]].tolist() == ["", "قناة"]
    order = [LAYERS.index(x) for x in found.features["layer"]]
    assert order == sorted(order)


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp.zip"])
def test_other_formats_and_coordinate_systems_give_the_same(tmp_path: Path, ending: str) -> None:
    shapes = [LineString([(38.95, 36), (39.05, 36)]), LineString([(39, 35.95), (39, 36.05)])]
    frame = gpd.GeoDataFrame({"fclass": ["primary", "residential"], "name": ["Road", "شارع"]}, geometry=shapes, crs=WGS84)
    frame = frame if ending == "geojson" else frame.to_crs("EPSG:32637")
    path = tmp_path / f"roads.{ending}"
    if ending == "shp.zip":
        frame.to_file(tmp_path / "gis_osm_roads_free_1.shp", encoding="utf-8")
        with zipfile.ZipFile(path, "w") as archive:
            for part in tmp_path.glob("gis_osm_roads*"):
                archive.write(part, f"a/../{part.name}")
    else:
        frame.to_file(path, layer="gis_osm_roads_free")
    found = found_in(path)
    assert told(found) == [("road", 2), ("road", 5)]
    assert found.features["name_ar"].tolist() == ["", "شارع"]
    lengths = shapely.length(found.features.geometry.to_numpy())
    assert np.allclose(lengths, 0.1, atol=1e-4)


TILES = [
    ("transportation", {"class": ["primary", "minor"]}, [("road", 2), ("road", 5)]),
    ("streets", {"kind": ["motorway", "rail"]}, [("rail", 1), ("road", 1)]),
    ("roads", {"kind": ["major_road", "major_road"], "kind_detail": ["tertiary", "secondary"]}, [("road", 3), ("road", 4)]),
    ("water_lines", {"kind": ["canal", "river"]}, [("canal", 1), ("river", 1)]),
    ("boundary", {"class": ["primary", "minor"]}, []),
]


@pytest.mark.parametrize(("layer", "columns", "want"), TILES)
def test_layers_of_the_known_tile_schemas_are_known(layer: str, columns: dict[str, list[str]], want: list[tuple[str, int]]) -> None:
    table = pd.DataFrame(columns)
    known = classified(table, layer, pd.Series("LineString", index=table.index))
    assert sorted((a, b) for a, b in zip(known["layer"], known["rank"], strict=True) if a) == want


@pytest.mark.parametrize("ending", ["mbtiles", "pmtiles"])
def test_what_tiles_cut_at_their_edges_is_whole_again(tmp_path: Path, ending: str) -> None:
    path = write_tiles(tmp_path / f"t.{ending}", "transportation", 12, **{"class": ["primary", "minor"], "name": ["a", "b"]})
    found = found_in(path, box(38.7, 35.8, 39.4, 36.3))
    assert len(found.features) == 2
    assert {shape.geom_type for shape in found.features.geometry} == {"LineString"}
    ends = sorted(tuple(np.round(shape.coords[0], 2)) for shape in found.features.geometry)
    assert {(38.81, 35.93), (39.32, 36.17), (38.9, 36.11), (39.3, 36.0)} >= set(ends)
    water = write_tiles(tmp_path / f"w.{ending}", "water", 12, **{"class": ["", "", "lake"]})
    areas = found_in(water, box(38.7, 35.8, 39.4, 36.3)).features
    assert areas["layer"].tolist() == ["water"]
    assert areas.geometry.iloc[0].symmetric_difference(Polygon([(38.95, 35.95), (39.15, 35.96), (39.14, 36.1), (38.96, 36.09)])).area < 2e-5


spots = st.tuples(st.integers(0, 200), st.integers(0, 200)).map(lambda p: (38.8 + p[0] / 400, 35.8 + p[1] / 400))
lines = st.lists(spots, min_size=2, max_size=6, unique=True).map(LineString)
areas = st.tuples(spots, st.integers(1, 60)).map(lambda p: Point(p[0]).buffer(p[1] / 400, quad_segs=3))
RAGGED = shapely.union_all([LAND, Point(39.2, 36.05).buffer(0.06)]).difference(Point(39, 35.9).buffer(0.05))


@given(st.lists(lines, min_size=1, max_size=6), st.lists(areas, max_size=4))
def test_cutting_keeps_all_that_lies_in_the_land_and_nothing_beyond(roads: list[LineString], waters: list[Polygon]) -> None:
    layers = ["road"] * len(roads) + ["water"] * len(waters)
    frame = gpd.GeoDataFrame({"layer": layers, "rank": 1, "name_en": "", "name_ar": ""}, geometry=[*roads, *waters], crs=WGS84)
    kept = cut(frame, RAGGED)
    for layer, measure in (("road", shapely.length), ("water", shapely.area)):
        before, after = (x.geometry[x["layer"] == layer].to_numpy() for x in (frame, kept))
        assert measure(shapely.intersection(before, RAGGED)).sum() == pytest.approx(measure(after).sum(), abs=1e-9)
    assert all(RAGGED.buffer(1e-9).covers(shape) for shape in kept.geometry)
    thin = slim(kept)
    assert all(RAGGED.buffer(5e-5).covers(shape) for shape in thin.geometry)
    lost = shapely.difference(
        shapely.union_all(kept.geometry.to_numpy()), shapely.union_all(shapely.buffer(thin.geometry.to_numpy(), 1e-4))
    )
    assert shapely.length(lost) < 1e-9


@given(st.lists(lines, min_size=1, max_size=4), st.integers(9, 12))
def test_lines_cut_at_tiles_and_written_in_their_parts_are_joined_again(roads: list[LineString], zoom: int) -> None:
    side = 2 * HALF / 2**zoom
    metres = gpd.GeoSeries(roads, crs=WGS84).to_crs("EPSG:3857").to_numpy()
    west, south, east, north = (int(x) for x in (shapely.total_bounds(metres) + HALF) // side)
    names, parts = [], []
    for k, road in enumerate(metres):
        for i in range(west, east + 1):
            for j in range(south, north + 1):
                tile = box(i * side - HALF, j * side - HALF, (i + 1) * side - HALF, (j + 1) * side - HALF)
                for part in shapely.get_parts(road.intersection(tile)):
                    if part.geom_type == "LineString":
                        origin = np.array([i * side - HALF, j * side - HALF])
                        unit = side / 4096
                        parts.append(shapely.transform(part, lambda c, o=origin, u=unit: o + np.round((c - o) / u) * u))
                        names.append(str(k))
    frame = gpd.GeoDataFrame({"layer": "road", "rank": 1, "name_ar": "", "name_en": names}, geometry=parts, crs="EPSG:3857")
    whole = joined(frame[frame.length > 0], zoom)
    for k, road in enumerate(metres):
        if road.is_simple:
            mine = shapely.multilinestrings(whole.geometry[whole["name_en"] == str(k)].to_numpy())
            assert road.hausdorff_distance(mine) < 3 * side / 4096
            assert len(shapely.get_parts(mine)) <= len(roads) + 1


def test_it_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    layers, about = ground_apart(small_extract(tmp_path / "a.osm.pbf"), LAND)
    (tmp_path / "l.parquet").write_bytes(layers)
    frame = gpd.read_parquet(tmp_path / "l.parquet")
    assert set(frame.columns) == {*COLUMNS, "geometry"}
    assert sorted(set(zip(frame["layer"], frame["rank"], strict=True))) == ALL
    assert about == {"source": "", "licence": "", "left_out": 0}
    tiles = write_tiles(
        tmp_path / "t.mbtiles", "transportation", 11, '<a href="x">© OpenStreetMap</a> contributors', **{"class": ["primary"]}
    )
    about = ground_apart(tiles, LAND)[1]
    assert (about["source"], about["licence"]) == ("© OpenStreetMap contributors", "ODbL 1.0")


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Name -> a file and the code of its refusal."""

    def put(name: str, data: bytes) -> Path:
        (folder / name).write_bytes(data)
        return folder / name

    whole = small_extract(folder / "whole.osm.pbf").read_bytes()
    with zipfile.ZipFile(folder / "no.zip", "w") as archive:
        archive.writestr("a.txt", "a")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 50_000_000)
    with sqlite3.connect(folder / "raster.mbtiles") as tiles:
        tiles.execute("CREATE TABLE metadata (name text, value text)")
        tiles.execute("INSERT INTO metadata VALUES ('format', 'png')")
    tiles.close()
    road = gpd.GeoDataFrame({"highway": ["primary"]}, geometry=[LineString([(0, 0), (1, 1)])])
    road.set_crs(WGS84).to_file(folder / "far.gpkg")
    with pytest.warns(UserWarning, match="crs"):
        road.to_file(folder / "nowhere.gpkg")
    road.set_crs(WGS84).rename(columns={"highway": "colour"}).to_file(folder / "colours.gpkg")
    return {
        "text": (put("a.osm.pbf", b"id,name\n1,a\n"), "no_ground_file"),
        "nothing": (put("b.osm.pbf", b""), "empty"),
        "cut short": (put("c.osm.pbf", whole[: len(whole) // 2]), "damaged_ground"),
        "not json": (put("d.geojson", b'{"type": "FeatureCollection", "features": [{'), "damaged_ground"),
        "no shapefile": (folder / "no.zip", "zip_without_shapefile"),
        "more than it says": (folder / "bomb.zip", "unpacks_too_large"),
        "pictures": (folder / "raster.mbtiles", "ground_is_pictures"),
        "elsewhere": (folder / "far.gpkg", "ground_elsewhere"),
        "no system": (folder / "nowhere.gpkg", "no_crs"),
        "another subject": (folder / "colours.gpkg", "ground_elsewhere"),
        "not tiles": (put("e.pmtiles", b"PMTiles\3" + b"\xff" * 200), "damaged_ground"),
        "not a database": (put("f.gpkg", b"SQLite format 3\0" + b"\xff" * 500), "damaged_ground"),
    }


def test_what_cannot_be_read_is_refused_with_a_reason_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "UNPACKED_BYTES", 40_000_000)
    ended = {}
    for name, (path, code) in bad_files(tmp_path).items():
        try:
            found_in(path)
            ended[name] = "taken"
        except FileRefused as refused:
            if refused.code != code or "{" in say(f"refused_{refused.code}", "en", **refused.values):
                ended[name] = f"{refused.code} {refused.values}"
    assert ended == {}


def test_a_file_beyond_the_limit_of_a_country_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "GROUND_BYTES", 10)
    with pytest.raises(FileRefused, match="too_large_ground"):
        ground_apart(small_extract(tmp_path / "a.osm.pbf"), LAND)


def test_of_too_many_features_the_least_important_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "GROUND_FEATURES", 3)
    roads = [([(39 + k / 100, 36), (39 + k / 100, 36.01)], {"highway": "service" if k % 2 else "trunk"}) for k in range(6)]
    found = found_in(write_extract(tmp_path / "a.osm.pbf", roads))
    assert found.features["rank"].tolist() == [1, 1, 1]
    assert found.left_out == 3


def test_the_command_keeps_it_under_output_with_its_owner_and_takes_it_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, file = copy_of_data(tmp_path), small_extract(tmp_path / "raqqa.osm.pbf")
    before = {path: path.read_bytes() for path in (data / "input").rglob("*") if path.is_file()}
    assert main(["ground", str(file), "--data", str(data), "--source", "OpenStreetMap contributors"]) == 2
    assert "--licence" in capsys.readouterr().err
    assert kept_ground(data) is None
    assert main(["ground", str(file), "--data", str(data), "--source", "OpenStreetMap contributors", "--licence", "ODbL 1.0"]) == 0
    assert "roads 2" in capsys.readouterr().out
    own = kept_ground(data)
    assert own is not None
    assert (own.source, own.licence) == ("OpenStreetMap contributors", "ODbL 1.0")
    assert {path: path.read_bytes() for path in (data / "input").rglob("*") if path.is_file()} == before
    assert [x.relative_to(data).parts[0] for x in data.rglob("*") if "ground" in x.name] == ["output", "output"]
    assert main(["ground", "--data", str(data)]) == 0
    assert "OpenStreetMap contributors, ODbL 1.0" in capsys.readouterr().out
    (data / s.GROUND / "ground.json").write_text(json.dumps({"source": "a"}), encoding="utf-8")
    assert kept_ground(data) is None  # not whole
    assert main(["ground", "--remove", "--data", str(data)]) == 0
    assert not (data / s.GROUND).exists()
    assert main(["ground", str(file), "--remove", "--data", str(data)]) == 2


def test_the_margin_is_around_the_land() -> None:
    land = gpd.GeoSeries([LAND], crs=WGS84)
    wide = with_margin(land, "EPSG:32637")
    assert wide.covers(LAND)
    reach = gpd.GeoSeries([wide], crs=WGS84).to_crs("EPSG:32637").iloc[0].hausdorff_distance(land.to_crs("EPSG:32637").iloc[0])
    assert s.GROUND_MARGIN_M * 0.9 < reach < s.GROUND_MARGIN_M * 1.1


def test_what_a_browser_gets_unpacks_to_the_same_shapes(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    lake = Polygon([(39, 36), (39.1, 36), (39.1, 36.1), (39, 36.1)], [[(39.02, 36.02), (39.02, 36.05), (39.05, 36.05), (39.02, 36.02)]])
    shapes = [lake, LineString([(38.5, 35.5), (38.6, 35.7)]), LineString([(39, 36), (39.2, 36.1), (39.3, 36)]), Point(38.2, 35.2)]
    layers = {
        "layer": ["water", "road", "road", "name"],
        "rank": [1, 2, 2, 4],
        "name_en": ["", "", "", "Far"],
        "name_ar": ["", "", "", "بعيد"],
    }
    gpd.GeoDataFrame(layers, geometry=shapes, crs=WGS84).to_parquet(tmp_path / "l.parquet")
    own = keep_ground(data, (tmp_path / "l.parquet").read_bytes(), {"source": "a", "licence": "b"})
    record = read_again(s.DATA)
    packed = zlib.decompress(pack(own, record))
    length = int.from_bytes(packed[:4], "little")
    told, numbers = json.loads(packed[4 : 4 + length]), np.frombuffer(packed[4 + length :], "<i4")
    assert told["names"] == [[4, 35.2, 38.2, "Far", "بعيد"]]
    assert [(p["layer"], p["rank"], p["shapes"], p["corners"]) for p in told["parts"]] == [("road", 2, 2, 5), ("water", 1, 2, 9)]
    assert numbers[:2].tolist() == [2, 3]
    assert numbers[12:14].tolist() == [5, -4]  # a hole stays with its area
    x, y = np.cumsum(numbers[2:7]), np.cumsum(numbers[7:12])
    lon, lat = x / WORLD * 360 - 180, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y / WORLD))))
    want = np.vstack([shapely.get_coordinates(shapes[1]), shapely.get_coordinates(shapes[2])])
    assert np.allclose(np.column_stack([lon, lat]), want, atol=1e-5)


def test_roads_of_one_name_are_joined_where_they_meet_and_built_up_areas_have_theirs(tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    square = Polygon([(38.2, 35.2), (38.21, 35.2), (38.21, 35.21), (38.2, 35.21)])
    far = [LineString([(38.5, 35.5), (38.6, 35.5)]), LineString([(38.6, 35.5), (38.8, 35.5)]), LineString([(39, 35.5), (39.1, 35.5)])]
    layers = {
        "layer": ["built", "road", "road", "road", "road", "name"],
        "rank": [1, 2, 2, 2, 2, 4],
        "name_en": ["Quarter", "M4", "M4", "M4", "", "Quarter"],
        "name_ar": ["", "", "", "", "", ""],
    }
    shapes = [square, *far, LineString([(38, 35), (38.1, 35)]), Point(38.204, 35.204)]
    gpd.GeoDataFrame(layers, geometry=shapes, crs=WGS84).to_parquet(tmp_path / "l.parquet")
    own = keep_ground(data, (tmp_path / "l.parquet").read_bytes(), {"source": "a", "licence": "b"})
    packed = zlib.decompress(pack(own, read_again(s.DATA)))
    told = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    road = next(p for p in told["parts"] if p["layer"] == "road")
    assert told["called"] == [["M4", ""]]
    assert (road["named"], road["shapes"], road["corners"]) == ([[0, 0], [1, 0]], 3, 7)  # the longest first; what has no name last
    assert told["names"] == [[4, 35.204, 38.204, "Quarter", ""]]  # once: the point of the same name stands for the area
    layers["name_en"][-1] = "Another"
    gpd.GeoDataFrame(layers, geometry=shapes, crs=WGS84).to_parquet(tmp_path / "l.parquet")
    own = keep_ground(data, (tmp_path / "l.parquet").read_bytes(), {"source": "a", "licence": "b"})
    packed = zlib.decompress(pack(own, read_again(s.DATA)))
    told = json.loads(packed[4 : 4 + int.from_bytes(packed[:4], "little")])
    assert [(rank, name) for rank, _, _, name, _ in told["names"]] == [(4, "Another"), (5, "Quarter")]


DRAWN = """([lat, lon]) => {
  const sheet = document.querySelector(".own-ground"), box = sheet.getBoundingClientRect(), frame = map.getContainer().getBoundingClientRect();
  const p = map.latLngToContainerPoint([lat, lon]), k = sheet.width / box.width;
  return sheet.getContext("2d").getImageData((p.x + frame.left - box.left) * k, (p.y + frame.top - box.top) * k, 1, 1).data[3];
}"""


def test_from_a_file_to_a_road_on_the_map_with_its_owner_and_away_again(browser: Browser, tmp_path: Path) -> None:
    data, file = copy_of_data(tmp_path), small_extract(tmp_path / "raqqa.osm.pbf", 38.9, 36.2)
    assert main(["ground", str(file), "--data", str(data), "--source", "Some Mappers", "--licence", "ODbL 1.0"]) == 0
    with guarded(browser) as page:
        server, address = start_server(env={"STRIKE_MAP_DATA": str(data)})
        try:
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{address}/?lang=ar#map=12.50/36.2000/38.9000")
            drawn(page).wait_for(timeout=90_000)
            frame = next(f for f in page.frames if "streamlit_folium" in f.url)
            expect(frame.locator("[data-own]")).to_be_attached()
            assert frame.evaluate(DRAWN, [36.2, 38.905]) > 200  # the road
            assert frame.evaluate(DRAWN, [36.205, 38.905]) == 0  # the field beside it
            assert frame.evaluate(DRAWN, [36.23, 38.91]) > 200  # the water
            frame.evaluate("for (let k = 0; k < 40; k += 1) map.panBy([k % 2 ? 3 : -3, 1], {animate: false})")
            page.set_viewport_size({"width": 1700, "height": 1000})
            frame.wait_for_function("map.getSize().x > 1050 && document.querySelectorAll('.own-ground').length === 1")
            assert frame.evaluate(DRAWN, [36.2, 38.905]) > 200  # still, after what was begun and left
            expect(frame.locator(".village").filter(has_text="قرية ما")).to_have_count(1)
            expect(frame.locator(".road-name").filter(has_text="طريق")).not_to_have_count(0)
            assert frame.locator(".road-name.other").count() == 0
            expect(frame.locator(".leaflet-control-attribution")).to_contain_text("Some Mappers")
            assert all(url.startswith((address, "data:", "blob:", "about:")) for url in asked)
            assert main(["ground", "--remove", "--data", str(data)]) == 0
            asked.clear()
            page.goto("about:blank")
            page.goto(f"{address}/?lang=en")
            drawn(page).wait_for(timeout=90_000)
            frame = next(f for f in page.frames if "streamlit_folium" in f.url)
            expect(frame.locator(".leaflet-control-attribution")).not_to_contain_text("Some Mappers")
            assert frame.locator(".own-ground, [data-own]").count() == 0
            assert not [url for url in asked if "ground-" in url]
        finally:
            server.terminate()
            server.wait(10)


def test_a_card_draws_the_ground_and_names_its_owner(tmp_path: Path, record: Record) -> None:
    long = [([(38.2, 36.0), (39.6, 36.0)], {"highway": "trunk"}), ([(38.2, 35.7), (39.6, 35.7)], {"highway": "track"})]
    layers = found_in(write_extract(tmp_path / "a.osm.pbf", long), box(38, 35, 40, 37)).features
    layers.to_parquet(tmp_path / "l.parquet")
    own = keep_ground(tmp_path, (tmp_path / "l.parquet").read_bytes(), {"source": "Some Mappers", "licence": "ODbL 1.0"})
    filters, view = Filters(text="al jarnia", fighting=False), View()
    data, texts = write_card(replace(record, own_ground=own), filters, view, Card(), "png")
    bare, without = write_card(record, filters, view, Card(), "png")
    assert any("Some Mappers (ODbL 1.0)" in note for note in texts.notes)
    assert not any("Some Mappers" in note for note in without.notes)
    here, there = (np.asarray(Image.open(BytesIO(x)).convert("RGB")).astype(int) for x in (data, bare))
    ink = np.array([int(colours.ROAD_EDGE[k : k + 2], 16) for k in (1, 3, 5)])
    rows = (np.abs(here - ink).max(axis=2) < 40) & (np.abs(there - ink).max(axis=2) >= 40)
    assert rows[150:-250].sum(axis=1).max() > 200  # the road across the map
    assert (rows[150:-250].sum(axis=1) > 200).sum() <= 4  # and no track


def test_the_owner_of_the_ground_is_named_where_it_is_drawn(tmp_path: Path, record: Record) -> None:
    own = keep_ground(tmp_path, b"", {"source": "Some Mappers", "licence": "ODbL 1.0"})
    chosen = Chosen(replace(record, own_ground=own), Filters(text="al jarnia"))
    assert "Some Mappers" in describe(chosen, View(), {"own": {"url": "x"}})["words"]["attribution"]
    assert "Some Mappers" not in describe(chosen, View())["words"]["attribution"]  # a map in a file of its own
