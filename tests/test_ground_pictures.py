"""Pictures of the land somebody brings: placed to the pixel, cut to the land, kept with day and owner, refused in one sentence, and compared on the map with a line."""

import json
import sqlite3
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect
from pyproj import Transformer
from shapely import box

from geo import settings as s
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.intake.apart import ground_apart
from geo.intake.formats.raw import FileRefused
from geo.intake.ground.picture_tiles import picture_in
from geo.intake.ground.pictures import Picture
from geo.intake.ground.placed import Placed
from geo.intake.ground.seams import HALF
from geo.out.bodies import Card
from geo.out.card import write_card
from geo.record.ground_pictures import GroundPicture, keep_picture, kept_pictures
from geo.record.known import Record
from geo.record.own_ground import kept_ground
from geo.show.chosen import Chosen
from geo.show.layers import describe_pictures
from geo.show.picture import describe
from geo.text.words import say
from geo.web.scripts import without_ground, write_static
from tests.conftest import guarded, start_server
from tests.ground_files import small_extract
from tests.makers import copy_of_data
from tests.test_browser import drawn

LAND = box(38.9, 35.9, 39.2, 36.2)
MERCATOR = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
RED, BLUE = (200, 30, 30), (30, 60, 200)
OWNER = ("--source", "Some Lab", "--licence", "CC BY 4.0")


def write_picture(
    path: Path, image: Image.Image, west: float, north: float, wide: float, high: float, world: str = "", **more: Any
) -> Path:
    """Write a picture with a world file beside it: the outer corner of its first pixel, and a pixel's width and height (positive)."""
    image.save(path, **more)
    lines = (wide, 0, 0, -high, west + wide / 2, north - high / 2)
    path.with_suffix({".png": ".pgw", ".jpg": ".jgw"}.get(path.suffix, ".wld")).write_text(
        world or "\n".join(map(repr, lines)), encoding="ascii"
    )
    return path


def plain_picture(path: Path, colour: tuple[int, ...] = RED, size: int = 100) -> Path:
    """Write a picture of one colour over ``LAND`` and half a degree around it, in degrees."""
    return write_picture(path, Image.new("RGB", (size, size), colour), 38.4, 36.7, 1.3 / size, 1.3 / size)


def write_tiles(path: Path, zoom: int, colour: tuple[int, int, int] = RED, side: int = 256, kind: str = "PNG", **told: str) -> Path:
    """Write raster MBTiles of one colour that cover ``LAND`` at a level."""
    n, out = 2**zoom, BytesIO()
    Image.new("RGB", (side, side), colour).save(out, kind)
    west, south, east, north = (
        int((x + HALF) / (2 * HALF) * n) for x in (*MERCATOR.transform(38.9, 35.9), *MERCATOR.transform(39.2, 36.2))
    )
    with sqlite3.connect(path) as tiles:
        tiles.execute("CREATE TABLE IF NOT EXISTS metadata (name text, value text)")
        tiles.execute("CREATE TABLE IF NOT EXISTS tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob)")
        tiles.executemany("INSERT INTO metadata VALUES (?, ?)", list((told or {"format": kind.lower()}).items()))
        rows = [(zoom, i, j, out.getvalue()) for i in range(west, east + 1) for j in range(south, north + 1)]
        tiles.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    tiles.close()
    return path


def found(path: Path, crs: str = "EPSG:4326", land: shapely.Geometry = LAND) -> Picture:
    picture = picture_in(path, land, crs)
    assert picture is not None
    return picture


def pixels(picture: Picture) -> np.ndarray:
    return np.asarray(Image.open(BytesIO(picture.image)).convert("RGBA")).astype(int)


def shown_at(picture: Picture, lon: float, lat: float) -> tuple[int, ...]:
    """Give the colour a picture shows at a place, as a browser stretches it: evenly in Web Mercator."""
    west, south, east, north = picture.box
    (left, low), (right, high), (x, y) = (MERCATOR.transform(*p) for p in ((west, south), (east, north), (lon, lat)))
    rows = pixels(picture)
    column = min(rows.shape[1] - 1, int((x - left) / (right - left) * rows.shape[1]))
    return tuple(rows[min(rows.shape[0] - 1, int((high - y) / (high - low) * rows.shape[0])), column])


corners = st.tuples(st.floats(-170, 170), st.floats(-75, 75), st.floats(1e-5, 0.01), st.floats(1e-5, 0.01), st.booleans())


@given(corners, st.floats(0, 5000), st.floats(0, 1000))
def test_a_pixel_and_its_place_lead_to_each_other(corner: tuple[float, float, float, float, bool], column: float, row: float) -> None:
    lon, lat, wide, high, degrees = corner
    x, y = (lon, lat) if degrees else MERCATOR.transform(lon, lat)
    place = Placed(x, y, *((wide, high) if degrees else (wide * 111_000, high * 111_000)), degrees)
    there = place.at(column, row)
    assert place.pixel(*there) == pytest.approx((column, row), abs=1e-5)
    if not degrees:  # the library of coordinate systems says the same
        assert MERCATOR.transform(*there) == pytest.approx((x + column * place.wide, y - row * place.high), abs=1e-3)


spots = st.tuples(st.floats(38.92, 39.18), st.floats(35.92, 36.18))


@given(spots, st.booleans())
def test_a_mark_in_a_picture_is_shown_where_it_lies(
    tmp_path_factory: pytest.TempPathFactory, spot: tuple[float, float], degrees: bool
) -> None:
    folder = tmp_path_factory.mktemp("p")
    west, north, step = (38.7, 36.4, 0.002) if degrees else (*MERCATOR.transform(38.7, 36.4), 220.0)
    image = Image.new("RGB", (400, 400), BLUE)
    column, row = (int(x) for x in Placed(west, north, step, step, degrees).pixel(*spot))
    ImageDraw.Draw(image).rectangle((column - 2, row - 2, column + 2, row + 2), RED)
    picture = found(write_picture(folder / "a.png", image, west, north, step, step), "EPSG:4326" if degrees else "EPSG:3857")
    red, _, blue, seen = shown_at(picture, *spot)
    assert seen == 255
    assert red > 140 > blue
    for away in ((0.02, 0), (-0.02, 0), (0, 0.02), (0, -0.02)):
        there = (spot[0] + away[0], spot[1] + away[1])
        if LAND.buffer(-0.002).contains(shapely.Point(there)):
            assert shown_at(picture, *there)[2] > 140


def test_what_lies_outside_the_land_is_see_through_and_a_pixel_keeps_its_size(tmp_path: Path) -> None:
    land = box(38.9, 35.9, 39.2, 36.2).difference(box(39.0, 36.0, 39.1, 36.1)).union(box(39.04, 36.04, 39.06, 36.06))
    picture = found(plain_picture(tmp_path / "a.png", size=1300), land=land)
    assert picture.box == pytest.approx((38.9, 35.9, 39.2, 36.2))
    assert picture.size[0] == 300
    assert [shown_at(picture, *p)[3] for p in ((38.95, 35.95), (39.02, 36.02), (39.05, 36.05))] == [255, 0, 255]
    assert picture.metres == pytest.approx(picture.finest, rel=0.01)
    clear = write_picture(tmp_path / "b.png", Image.new("RGBA", (50, 50), (*RED, 0)), 38.9, 36.05, 0.005, 0.005)
    with pytest.raises(FileRefused, match="raster_blank"):
        found(clear)


def test_jpeg_grey_palette_and_both_sizes_of_tiles_are_read(tmp_path: Path) -> None:
    grey = write_picture(tmp_path / "a.jpg", Image.new("L", (90, 90), 120), 38.8, 36.3, 0.006, 0.006)
    assert shown_at(found(grey), 39, 36) == pytest.approx((120, 120, 120, 255), abs=3)
    palette = write_picture(tmp_path / "b.png", Image.new("RGB", (90, 90), BLUE).convert("P"), 38.8, 36.3, 0.006, 0.006)
    assert shown_at(found(palette), 39, 36)[2] > 150
    for kind, side in (("PNG", 256), ("JPEG", 512)):
        tiles = found(
            write_tiles(
                tmp_path / f"{side}.mbtiles", 11, side=side, kind=kind, format=kind.lower(), attribution="<b>Lab</b>", license="CC0"
            ),
            "",
        )
        assert shown_at(tiles, 39.01, 36.01) == pytest.approx((*RED, 255), abs=8)
        assert (tiles.source, tiles.licence) == ("Lab", "CC0")
        assert tiles.finest == pytest.approx(2 * HALF / 2**11 / side * np.cos(np.radians(36.05)), rel=0.01)


def test_of_the_levels_of_tiles_the_finest_that_fits_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_tiles(tmp_path / "a.mbtiles", 10, BLUE)
    write_tiles(path, 12)
    assert shown_at(found(path, ""), 39, 36)[0] > 150
    monkeypatch.setattr(s, "RASTER_SIDE", 300)
    coarse = found(path, "")
    assert shown_at(coarse, 39, 36)[2] > 150
    assert max(coarse.size) <= 300
    assert coarse.metres > 2 * coarse.finest
    only = found(write_tiles(tmp_path / "b.mbtiles", 12), "")  # no coarser one: each tile is made smaller
    assert shown_at(only, 39, 36)[0] > 150
    monkeypatch.setattr(s, "RASTER_TILES", 3)
    with pytest.raises(FileRefused, match="raster_tiles_many"):
        found(write_tiles(tmp_path / "c.mbtiles", 13), "")


def header(width: int, height: int, depth: int = 8, colour: int = 2) -> bytes:
    """Write a PNG that states a size and holds a few bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    ihdr = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", ihdr) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")


WORLD = "0.01\n0\n0\n-0.01\n38.6\n36.4\n"


def bad_pictures(folder: Path) -> dict[str, tuple[Path, str, str]]:
    """Name -> a file, the coordinate system somebody states, and the code of its refusal."""

    def put(name: str, data: bytes, world: str = WORLD) -> Path:
        (folder / name).write_bytes(data)
        if world:
            (folder / name).with_suffix(".wld").write_text(world, encoding="ascii")
        return folder / name

    def saved(kind: str, size: tuple[int, int] = (100, 100), mode: str = "RGB") -> bytes:
        out = BytesIO()
        Image.new(mode, size).save(out, kind)
        return out.getvalue()

    def world(k: int, value: str) -> str:
        lines = WORLD.split()
        lines[k] = value
        return "\n".join(lines)

    def tiles(name: str, act: Callable[[sqlite3.Connection], object], **more: Any) -> Path:
        path = write_tiles(folder / name, 12 if name == "i.mbtiles" else 9, **more)
        with sqlite3.connect(path) as opened:
            act(opened)
        opened.close()
        return path

    png, d, m = saved("PNG"), "EPSG:4326", "EPSG:3857"
    stated = put("prj.png", png)
    stated.with_suffix(".prj").write_text('PROJCS["a",GRIDDATUM["x.gsb"]]', encoding="ascii")
    wrong = "UPDATE tiles SET tile_data = ?"
    return {
        "tiff": (put("a.tif", saved("TIFF")), d, "raster_format"),
        "webp": (put("a.webp", saved("WEBP")), d, "raster_format"),
        "webp called png": (put("b.png", saved("WEBP")), d, "raster_format"),
        "gif": (put("a.gif", saved("GIF")), d, "raster_format"),
        "no world file": (put("c.png", png, ""), d, "raster_no_world"),
        "no system": (put("d.png", png), "", "no_crs"),
        "no such system": (put("e.png", png), "EPSG:999999", "bad_crs"),
        "a system that names a file": (stated, "", "bad_crs"),
        "UTM": (put("f.png", png), "EPSG:32637", "raster_crs"),
        "turned": (put("g.png", png, world(1, "0.002")), d, "raster_turned"),
        "south up": (put("h.png", png, world(3, "0.01")), d, "raster_pixel_size"),
        "no width": (put("i.png", png, world(0, "0")), d, "raster_pixel_size"),
        "not a number": (put("j.png", png, world(4, "nan")), d, "raster_world"),
        "without end": (put("k.png", png, world(4, "inf")), d, "raster_world"),
        "a comma": (put("l.png", png, world(4, "38,6")), d, "raster_world"),
        "five lines": (put("m.png", png, "1\n2\n3\n4\n5"), d, "raster_world"),
        "a novel": (put("n.png", png, "1\n" * 50_000), d, "raster_world"),
        "metres called degrees": (put("o.png", png, "100\n0\n0\n-100\n4300000\n4300000"), d, "raster_beyond"),
        "elsewhere": (put("p.png", png, world(4, "10")), d, "raster_elsewhere"),
        "degrees called metres": (put("q.png", png), m, "raster_elsewhere"),
        "only beside the land": (put("r.png", png, "0.001\n0\n0\n-0.001\n39.2105\n36.1"), d, "raster_elsewhere"),
        "a bomb": (put("s.png", header(60_000, 60_000)), d, "raster_pixels"),
        "more than it holds": (put("t.png", header(500, 500), "0.001\n0\n0\n-0.001\n38.8\n36.3"), d, "damaged_ground"),
        "no size": (put("u.png", header(0, 0)), d, "damaged_ground"),
        "cut short": (put("v.jpg", saved("JPEG", (900, 900))[:500], "0.001\n0\n0\n-0.001\n38.6\n36.4"), d, "damaged_ground"),
        "sixteen bits": (put("w.png", saved("PNG", mode="I;16")), d, "raster_depth"),
        "tiles of webp": (tiles("a.mbtiles", lambda _: None, format="webp"), "", "raster_format"),
        "webp called png, tiles": (tiles("b.mbtiles", lambda t: t.execute(wrong, (saved("WEBP"),))), "", "raster_format"),
        "a tile that is text": (tiles("c.mbtiles", lambda t: t.execute(wrong, ("\x89PNG",))), "", "raster_tile"),
        "a tile that is nothing": (tiles("d.mbtiles", lambda t: t.execute(wrong, (None,))), "", "raster_tile"),
        "a tile that lies": (tiles("e.mbtiles", lambda t: t.execute(wrong, (header(50_000, 50_000),))), "", "raster_tile_size"),
        "a tile without pixels": (tiles("f.mbtiles", lambda t: t.execute(wrong, (header(256, 256),))), "", "raster_tile"),
        "tiles in degrees": (write_tiles(folder / "g.mbtiles", 9), d, "raster_crs"),
        "tiles elsewhere": (tiles("h.mbtiles", lambda t: t.execute("UPDATE tiles SET tile_column = 0")), "", "raster_elsewhere"),
        "half a column": (
            tiles("i.mbtiles", lambda t: t.execute("UPDATE tiles SET tile_column = tile_column + 0.25")),
            "",
            "damaged_ground",
        ),
        "no tiles": (tiles("j.mbtiles", lambda t: t.execute("DROP TABLE tiles")), "", "damaged_ground"),
        "not a database": (put("k.mbtiles", b"SQLite format 3\0" + b"\xff" * 500, ""), "", "damaged_ground"),
    }


def test_what_cannot_be_read_is_refused_with_the_value_and_the_next_step(tmp_path: Path) -> None:
    ended = {}
    for name, (path, crs, code) in bad_pictures(tmp_path).items():
        try:
            picture_in(path, LAND, crs)
            ended[name] = "taken"
        except FileRefused as refused:
            texts = [say(f"refused_{refused.code}", lang, **refused.values) for lang in ("en", "ar")]
            if refused.code != code or any("{" in text for text in texts):
                ended[name] = f"{refused.code} {refused.values}"
    assert ended == {}


def test_it_is_read_in_a_process_of_its_own_also_where_it_never_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image, about = ground_apart(plain_picture(tmp_path / "a.png"), LAND, "EPSG:4326")
    assert Image.open(BytesIO(image)).size == tuple(about["size"])
    endless = "CREATE VIEW tiles AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) "
    with sqlite3.connect(tmp_path / "b.mbtiles") as tiles:
        tiles.execute("CREATE TABLE metadata (name text, value text)")
        tiles.execute("INSERT INTO metadata VALUES ('format', 'png')")
        tiles.execute(endless + "SELECT 9 AS zoom_level, x AS tile_column, x AS tile_row, zeroblob(9) AS tile_data FROM n")
    tiles.close()
    monkeypatch.setattr(s, "READ_SECONDS", 4)
    with pytest.raises(FileRefused, match="beyond_limits_ground"):
        ground_apart(tmp_path / "b.mbtiles", LAND)


def test_the_command_keeps_pictures_beside_roads_and_says_what_takes_whose_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = copy_of_data(tmp_path)
    before = {path: path.read_bytes() for path in (data / "input").rglob("*") if path.is_file()}

    def ground(*more: str) -> tuple[int, str]:
        code = main(["ground", *more, "--data", str(data)])
        told = capsys.readouterr()
        return code, told.out + told.err

    png = str(plain_picture(tmp_path / "a.png"))
    tiles = str(write_tiles(tmp_path / "b.mbtiles", 9, format="png", attribution="Tile Lab"))
    roads = str(small_extract(tmp_path / "r.osm.pbf"))
    assert ground(png, "--crs", "EPSG:4326")[0] == 2  # whose is it?
    assert ground(png, "--crs", "EPSG:4326", *OWNER, "--date", "2016-13-01") == (
        2,
        say("picture_bad_date", "en", value="2016-13-01", today=date.today().isoformat()) + "\n",
    )
    code, told = ground(png, "--crs", "EPSG:4326", *OWNER, "--date", "2016-05-01")
    assert (code, "Before: 1 May 2016" in told, "m a pixel" in told) == (0, True, True)
    assert ground(roads, *OWNER)[0] == 0
    assert ground(roads, *OWNER, "--date", "2016-05-01", "--as", "after")[0] == 2
    code, told = ground(tiles, "--as", "after", "--date", "2015-01-01", "--licence", "CC0")
    assert (code, "2015-01-01" in told) == (2, True)  # after lies before
    code, told = ground(tiles, "--as", "after", "--licence", "CC0")
    assert (code, "After: date not stated" in told, "takes the place" in told) == (0, True, False)
    assert [(one.place, one.source, str(one.day)) for one in kept_pictures(data)] == [
        ("before", "Some Lab", "2016-05-01"),
        ("after", "Tile Lab", "None"),
    ]
    assert kept_ground(data) is not None
    code, told = ground(tiles, "--as", "after", "--licence", "CC0", "--date", "2017-10-20")
    assert (code, "takes the place" in told) == (0, True)
    told = ground()[1]
    assert all(x in told for x in ("roads 2", "Before: 1 May 2016", "After: 20 October 2017", "CC BY 4.0"))
    assert ground("--remove", "--as", "before")[0] == 0
    assert [one.place for one in kept_pictures(data)] == ["after"]
    assert kept_ground(data) is not None
    assert {path: path.read_bytes() for path in (data / "input").rglob("*") if path.is_file()} == before
    assert ground("--remove")[0] == 0
    assert (kept_pictures(data), kept_ground(data), (data / s.GROUND).exists()) == ((), None, False)


def picture(folder: Path, place: str, day: str = "") -> GroundPicture:
    out = BytesIO()
    Image.new("RGBA", (8, 8), (*RED, 255)).save(out, "WEBP")
    about = {"source": f"Lab {place}", "licence": "CC0", "date": day, "box": [38.9, 35.9, 39.2, 36.2], "size": [8, 8], "metres": 5.0}
    keep_picture(folder, place, out.getvalue(), about)
    return next(one for one in kept_pictures(folder) if one.place == place)


@pytest.mark.parametrize(
    "change", [{"box": [1, 2, 3]}, {"box": [39, 36, 38, 35]}, {"box": ["a"] * 4}, {"date": "May"}, {"source": None, "box": None}, []]
)
def test_a_picture_whose_description_is_not_whole_is_none(tmp_path: Path, change: Any) -> None:
    picture(tmp_path, "before", "2016-05-01")
    file = tmp_path / s.GROUND / "before.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **change} if change else change), encoding="utf-8")
    assert kept_pictures(tmp_path) == ()
    file.write_text('{"box": [NaN, 1, 2, 3], "date": "", "source": "a", "licence": "b", "sha256": "c"}', encoding="utf-8")
    assert kept_pictures(tmp_path) == ()


def test_day_source_and_licence_stand_beside_the_picture_in_both_languages(tmp_path: Path, record: Record) -> None:
    pictures = (picture(tmp_path, "before", "2016-05-01"), picture(tmp_path, "after"))
    two = replace(record, pictures=pictures)
    chosen = Chosen(two, Filters(text="al jarnia"))
    for lang, day, unknown in (("en", "1 May 2016", "date not stated"), ("ar", "1 أيار 2016", "التاريخ غير مذكور")):
        told = describe_pictures(two, ("/a", "/b"), lang)
        assert [one["bounds"] for one in told] == [[[35.9, 38.9], [36.2, 39.2]]] * 2
        assert day in told[0]["credit"]
        assert unknown in told[1]["credit"]
        credit = describe(chosen, View(lang=lang), {"pictures": told})["words"]["attribution"]
        assert all(x in credit for x in ("Lab before", "Lab after", "CC0", day, unknown))
    assert "Lab" not in describe(chosen, View())["words"]["attribution"]  # a map in a file of its own carries none


def test_cards_and_static_files_know_of_pictures_what_they_may(tmp_path: Path, record: Record) -> None:
    with_one = replace(record, pictures=(picture(tmp_path, "before", "2016-05-01"),))
    filters = Filters(text="al jarnia", fighting=False)
    assert write_card(with_one, filters, View(), Card(), "png")[0] == write_card(record, filters, View(), Card(), "png")[0]
    files = write_static(with_one, tmp_path / "static", "/app/static")
    assert [x.rsplit("/", 1)[0] for x in files.pictures] == ["/app/static"]
    assert (tmp_path / "static" / files.pictures[0].rsplit("/", 1)[1]).read_bytes() == with_one.pictures[0].path.read_bytes()
    without_ground(tmp_path / "static")
    assert not list((tmp_path / "static").glob("ground-*"))


CLIPS = "['before', 'after'].map(x => map.getPane('picture-' + x).style.clipPath)"


def test_before_and_after_are_compared_with_mouse_and_keyboard(browser: Browser, tmp_path: Path) -> None:
    data = copy_of_data(tmp_path)
    for place, colour, day in (("before", RED, "2016-05-01"), ("after", BLUE, "2017-10-20")):
        path = write_picture(tmp_path / f"{place}.png", Image.new("RGB", (200, 200), colour), 37.5, 37.2, 0.015, 0.015)
        assert main(["ground", str(path), "--crs", "EPSG:4326", "--as", place, "--date", day, *OWNER, "--data", str(data)]) == 0
    with guarded(browser) as page:
        server, address = start_server(env={"STRIKE_MAP_DATA": str(data)})
        try:
            asked: list[str] = []
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{address}/?lang=ar")
            drawn(page).wait_for(timeout=90_000)
            frame = next(f for f in page.frames if "streamlit_folium" in f.url)
            frame.wait_for_function(
                "() => [...document.querySelectorAll('.ground-picture')].filter(x => x.naturalWidth > 100).length === 2"
            )
            knob = frame.get_by_role("slider", name=say("swipe", "ar"))
            expect(knob).to_have_attribute("aria-valuenow", "50")
            expect(knob).to_have_attribute(
                "aria-valuetext",
                say(
                    "swipe_at",
                    "ar",
                    before=say("picture_before", "ar", day="1 أيار 2016"),
                    after=say("picture_after", "ar", day="20 تشرين الأول 2017"),
                    n=50,
                    m=50,
                ),
            )
            spot = knob.bounding_box()
            assert spot is not None
            x, y, here = spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2, frame.evaluate("map.getCenter()")
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x - 150, y, steps=5)
            page.mouse.up()
            wide = frame.evaluate("map.getSize().x")
            now = round(100 * (0.5 - 150 / wide))
            expect(knob).to_have_attribute("aria-valuenow", str(now))
            for key, by in (("ArrowRight", 2), ("ArrowRight", 2), ("ArrowLeft", -2), ("Shift+ArrowRight", 10)):
                page.keyboard.press(key)
                now += by
            expect(knob).to_have_attribute("aria-valuenow", str(now))
            assert frame.evaluate("map.getCenter()") == here  # the map stays
            clips = frame.evaluate(CLIPS)
            frame.evaluate("map.panBy([100, 0], {animate: false})")
            moved = frame.evaluate(CLIPS)
            assert all(a != b and a.startswith("polygon(") for a, b in zip(clips, moved, strict=True))  # the line stays where it is seen
            page.keyboard.press("End")
            expect(knob).to_have_attribute("aria-valuenow", "100")
            expect(frame.locator(".leaflet-control-attribution")).to_contain_text("Some Lab")
            frame.get_by_role("button", name=say("layers", "ar")).click()
            frame.get_by_role("radio", name=say("picture_after", "ar", day="20 تشرين الأول 2017")).check()
            expect(frame.locator(".ground-picture")).to_have_count(1)
            expect(frame.locator(".swipe")).to_be_hidden()
            frame.get_by_role("radio", name=say("pictures_off", "ar")).check()
            expect(frame.locator(".ground-picture")).to_have_count(0)
            assert all(url.startswith((address, "data:", "blob:", "about:")) for url in asked)
        finally:
            server.terminate()
            server.wait(10)
