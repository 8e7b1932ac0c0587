"""Another land is made from a file of its boundaries: in any spelling and format, mended and told, and it opens at once."""

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon, box

from geo import settings as s
from geo.__main__ import main
from geo.intake.boundaries import boundaries_of, cleaned, with_districts
from geo.intake.formats.raw import FileRefused
from geo.intake.reports import refused_text
from geo.land.distances import utm_zone
from geo.record.files import SUBDISTRICTS, read_record
from geo.record.founding import Plan, land_of, territory_toml
from geo.territory import FILE, here, read_territory, stand_on
from geo.text.words import say
from tests import second_land
from tests.second_land import ADM1, NAME, NAME_AR, make, write_files


@pytest.fixture(autouse=True)
def _same_land() -> Iterator[None]:
    """The territory open before is open again afterwards."""
    before = here()
    yield
    stand_on(before)


def data_of(features: list[dict[str, Any]]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def area(code: str, shape: Any, **names: str) -> dict[str, Any]:
    codes = {"adm1_pcode": code[:4], "adm2_pcode": code[:6], "adm3_pcode": code}
    return {"type": "Feature", "properties": codes | names, "geometry": shapely.geometry.mapping(shape) if shape is not None else None}


def told_of(found: Any) -> dict[str, tuple[int, str]]:
    return {one.code: (one.n, one.what) for one in found.told}


@pytest.mark.parametrize("code", ["adm{}_pcode", "ADM{}_PCODE", "Admin{}_Pco", "admin{}Pcode", "ADM{}PCODE"])
@pytest.mark.parametrize("name", ["adm{}_{}", "ADM{}_{}", "admin{}Name_{}", "Adm{} Name {}"])
def test_headings_in_any_spelling_give_the_same_areas(code: str, name: str) -> None:
    features = second_land.boundaries()["features"]
    plain = boundaries_of(data_of(features), "a.geojson", ADM1)
    spelled = []
    for one in features:  # type: ignore[attr-defined]
        cells = {}
        for key, value in one["properties"].items():
            level, kind = key[3], key[5:]
            cells[code.format(level) if kind == "PCODE" else name.format(level, kind.lower())] = value
        spelled.append(one | {"properties": cells})
    assert boundaries_of(data_of(spelled), "a.geojson", ADM1) == plain
    assert [r["adm3_en"] for r in plain.rows] == [a[2] for a in second_land.AREAS]
    assert {(r["adm1_en"], r["adm1_ar"]) for r in plain.rows} == {(NAME, NAME_AR)}
    assert plain.others == ["Pichincha"]
    assert plain.country == ["Ecuador"]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The territory as the GeoJSON gives it."""
    before = here()
    made = make(tmp_path_factory.mktemp("plain"))
    stand_on(before)
    return made


@pytest.mark.parametrize("kind", ["gpkg", "shp", "two shapefiles"])
def test_every_format_gives_the_same_areas(tmp_path: Path, plain: Path, kind: str) -> None:
    areas, _, _ = write_files(tmp_path)
    frame = gpd.read_file(areas)
    file = areas
    if kind == "gpkg":  # the second of two layers
        file = tmp_path / "a.gpkg"
        gpd.GeoDataFrame({"note": ["x"]}, geometry=[box(-76, -2, -75, -1)], crs=s.WGS84).to_file(file, layer="frame")
        frame.to_file(file, layer="adm3", mode="a")
    else:
        file = tmp_path / "shapes" / "a.shp"
        file.parent.mkdir()
        frame.to_file(file, encoding="utf-8")
        if kind != "shp":
            packed = tmp_path / "a.zip"
            frame[["ADM0_ES", "geometry"]].to_file(file.parent / "0.shp")
            with zipfile.ZipFile(packed, "w") as archive:
                for part in sorted(file.parent.iterdir()):
                    archive.write(part, f"folder/{part.name}")
            file = packed
    assert main(["territory", str(file), "--adm1", ADM1.lower(), "--out", str(tmp_path / "made")]) == 0
    one, other = (gpd.read_file(x / SUBDISTRICTS).sort_values("adm3_pcode", ignore_index=True) for x in (tmp_path / "made", plain))
    assert one.drop(columns="geometry").equals(other.drop(columns="geometry"))
    assert one.geometry.geom_equals(other.geometry).all()


BOW = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


def test_crossed_rings_are_mended_rows_of_one_code_joined_and_what_has_no_area_left_out_and_all_of_it_told() -> None:
    data = data_of(
        [
            area("XA010101", BOW, adm3_en="Bow"),
            area("XA010102", box(2, 0, 3, 1), adm3_en="Two"),
            area("XA010102", box(3, 0, 4, 1), adm3_en="Two"),
            area("XA010103", None, adm3_en="None"),
            area("XA010104", shapely.LineString([(5, 0), (6, 1)]), adm3_en="Line"),
        ]
    )
    found = boundaries_of(data, "a.geojson", "XA01")
    told = told_of(found)
    assert told["mended"] == (1, "XA010101")
    assert told["joined"] == (1, "XA010102")
    assert told["without_shape"] == (2, "XA010103, XA010104")
    shapes = dict(zip([r["adm3_pcode"] for r in found.rows], shapely.from_wkb(found.shapes), strict=True))
    assert set(shapes) == {"XA010101", "XA010102"}
    assert all(x.is_valid for x in shapes.values())
    assert shapes["XA010102"].area == pytest.approx(2)
    assert shapes["XA010101"].area == pytest.approx(0.5)


def test_areas_that_overlap_are_told_with_their_size() -> None:
    found = boundaries_of(data_of([area("XA010101", box(0, 0, 1, 1)), area("XA010102", box(0.9, 0, 2, 1))]), "a.geojson", "XA01")
    assert 1100 < told_of(found)["overlap"][0] < 1300  # 0.1 degree by 1 degree, at the equator
    apart = boundaries_of(data_of([area("XA010101", box(0, 0, 1, 1)), area("XA010102", box(1, 0, 2, 1))]), "a.geojson", "XA01")
    assert "overlap" not in told_of(apart)


def test_more_corners_than_a_page_draws_are_left_out_the_same_on_both_sides_of_a_border(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "CORNERS_MOST", 300)
    edge = [(1 + 0.01 * ((k * 7919) % 13 - 6) / 6, k / 400) for k in range(401)]  # a ragged border
    west, east = Polygon([(0, 0), *edge, (0, 1)]), Polygon([(2, 0), *edge, (2, 1)])
    found = boundaries_of(data_of([area("XA010101", west), area("XA010102", east)]), "a.geojson", "XA01")
    shapes = shapely.from_wkb(found.shapes)
    assert told_of(found)["simplified"][0] > 0
    assert shapely.get_num_coordinates(shapes).sum() <= 300
    assert shapes[0].intersection(shapes[1]).area == 0
    assert shapes[0].union(shapes[1]).area == pytest.approx(2, rel=1e-3)


def test_districts_come_from_the_column_else_the_second_file_else_half_of_the_code() -> None:
    def without(features: list[dict[str, Any]]) -> bytes:
        for one in features:
            del one["properties"]["adm2_pcode"]
        return data_of(features)

    odd = boundaries_of(without([area("XA01001002", box(0, 0, 1, 1), adm3_en="One")]), "a.geojson", "XA01")
    assert [r["adm2_pcode"] for r in with_districts(odd, None).rows] == ["XA01001"]
    table = pd.DataFrame({"ADM2_PCODE": ["XA0100", "XA010"], "ADM2_EN": ["Long", "Short"], "ADM2_AR": ["طويل", ""]})
    named = with_districts(odd, table)
    assert [(r["adm2_pcode"], r["adm2_en"], r["adm2_ar"]) for r in named.rows] == [("XA0100", "Long", "طويل")]
    assert told_of(named)["districts_by_code"] == (1, "")
    uneven = boundaries_of(without([area("XA01001", box(0, 0, 1, 1))]), "a.geojson", "XA01")
    with pytest.raises(FileRefused, match="no_adm2"):
        with_districts(uneven, None)


def test_an_area_that_nobody_names_is_called_by_its_code() -> None:
    rows = with_districts(boundaries_of(data_of([area("XA010101", box(0, 0, 1, 1))]), "a.geojson", "XA01"), None).rows
    assert {k: v for k, v in rows[0].items() if k.endswith("_en")} == {"adm1_en": "XA01", "adm2_en": "XA0101", "adm3_en": "XA010101"}


REFUSED: list[tuple[bytes, str, str]] = [
    (data_of([area("XA010101", box(0, 0, 1, 1))]), "XB01", "no_such_adm1"),
    (data_of([area("XA01 0101", box(0, 0, 1, 1))]), "XA01", "bad_pcode"),
    (data_of([area("XA010101", None)]), "XA01", "no_boundaries"),
    (data_of([area("XA010101", box(-179, 0, 179, 1))]), "XA01", "not_in_one_piece"),
    (data_of([area("XA010101", box(300, 0, 301, 1))]), "XA01", "not_in_one_piece"),
    (data_of([area("XA0101", box(0, 0, 1, 1))]), "XA01", "same_pcode"),
    (data_of([{"type": "Feature", "properties": {"name": "x"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}]), "XA01", "no_adm3"),
    (b"adm3_pcode,adm1_pcode,adm2_pcode\nXA010101,XA01,XA0101\n", "XA01", "no_boundaries"),
    (b'{"type":"FeatureCollection","features":[', "XA01", "damaged"),
    (b"PK\x03\x04 no zip", "XA01", "damaged"),
    (b"", "XA01", "empty"),
]


@pytest.mark.parametrize(("data", "adm1", "code"), REFUSED, ids=[f"{code} {k}" for k, (_, _, code) in enumerate(REFUSED)])
def test_a_file_that_holds_no_such_land_is_refused_in_one_sentence(data: bytes, adm1: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        boundaries_of(data, "limits.csv" if data.startswith(b"adm3") else "limits.geojson", adm1)
    assert refused.value.code == code
    for lang in ("en", "ar"):
        assert len(refused_text(refused.value, "limits", lang).splitlines()) == 1


def test_a_refusal_names_what_there_is_and_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    areas, _, _ = write_files(tmp_path / "in")
    for lang in ("en", "ar"):
        assert main(["territory", str(areas), "--adm1", "SY99", "--out", str(tmp_path / "out"), "--lang", lang]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert all(x in err for x in (areas.name, "SY99", "EC17, EC31"))
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_a_file_that_would_take_the_reader_with_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "READ_SECONDS", 3)
    deep = tmp_path / "deep.geojson"
    deep.write_bytes(b'{"type":"FeatureCollection","features":' + b"[" * 3_000_000)
    assert main(["territory", str(deep), "--adm1", "XA01", "--out", str(tmp_path / "out")]) == 1
    assert not (tmp_path / "out").exists()


def test_more_areas_or_places_than_can_be_shown_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    areas, places, _ = write_files(tmp_path)
    monkeypatch.setattr(s, "PLACES_MOST", 5)
    assert main(["territory", str(areas), "--places", str(places), "--adm1", ADM1, "--out", str(tmp_path / "out")]) == 1
    monkeypatch.setattr(s, "AREAS_MOST", 5)
    with pytest.raises(FileRefused, match="too_many_areas"):
        boundaries_of(areas.read_bytes(), "a.geojson", ADM1)
    assert not (tmp_path / "out").exists()


def test_names_lose_what_acts_and_what_a_spreadsheet_would_run() -> None:
    assert cleaned("  Río\n\tBlanco\u202e\x1b ") == "Río Blanco"
    assert cleaned("=cmd|' /C calc'!A0") == "cmd|' /C calc'!A0"
    assert cleaned("+-@=Alto") == "Alto"
    assert len(cleaned("x" * 10_000)) == 100


@pytest.mark.parametrize("name", ['Quote"d', "Back\\slash", "New\nline", "]]#", "{land}", "الاسم", "\x7f", "<b>bold</b>"])
def test_a_name_in_any_signs_stays_one_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.geojson"
    file.write_bytes(data_of([area("XA010101", box(0, 0, 1, 1), adm1_en=name, adm3_en=name)]))
    assert main(["territory", str(file), "--adm1", "XA01", "--out", str(tmp_path / "out")]) == 0
    land = read_territory(tmp_path / "out")
    assert set(dict(land.names).values()) == {cleaned(name) or "XA01"}
    assert say("extent_both", "en")


def test_a_folder_that_holds_something_is_left_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    areas, _, _ = write_files(tmp_path)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x", encoding="utf-8")
    assert main(["territory", str(areas), "--adm1", ADM1, "--out", str(tmp_path / "out")]) == 2
    assert str(tmp_path / "out") in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["mine"]


@pytest.mark.parametrize("city", ["-1.25,-76.05", "91,0,5", "a,b,c", "-1.25,-76.05,500"])
def test_a_city_that_is_none_is_a_complaint_about_the_argument(tmp_path: Path, city: str) -> None:
    areas, _, _ = write_files(tmp_path)
    with pytest.raises(SystemExit):
        main(["territory", str(areas), "--adm1", ADM1, "--out", str(tmp_path / "out"), "--city", city])


def test_a_city_far_from_the_land_and_days_turned_round_are_refused(tmp_path: Path) -> None:
    areas, _, _ = write_files(tmp_path)
    asked = ["territory", str(areas), "--adm1", ADM1, "--out", str(tmp_path / "out")]
    assert main([*asked, "--city", "35.95,39.01,5"]) == 2
    assert main([*asked, "--from", "2021-02-01", "--to", "2021-01-01"]) == 2
    assert not (tmp_path / "out").exists()


def test_a_city_at_the_edge_leaves_out_the_sectors_without_land(tmp_path: Path) -> None:
    record = read_record(make(tmp_path, "--city", "-1.4,-77.55,10"))
    assert 1 <= len(record.areas["sector"]) < 5
    assert not record.areas["sector"].geometry.is_empty.any()


def test_a_new_land_opens_empty_over_the_days_given_and_says_where_it_lies(tmp_path: Path) -> None:
    folder = make(tmp_path, "--from", "2021-02-01", "--to", "2021-08-31")
    record, land = read_record(folder), here()
    assert record.size == (0, 0)
    assert [d.isoformat() for d in record.span] == ["2021-02-01", "2021-08-31"]
    assert land.projection == "EPSG:32718"
    assert dict(land.names) == {"en": NAME, "ar": NAME_AR}
    assert land.city
    assert dict(land.city.names)["en"] == "Santa Brígida"
    assert land.towns[:2] == ("EC31P01", "EC31P03")  # the largest first
    assert set(land.squares) > {"18MVE", "18MTD"}
    assert land.country_codes[:1] == ("ec",)
    assert "Pichincha" in land.other_names
    assert record.notices == ()  # every file is listed
    assert not (folder / "output").exists()


def test_without_a_city_there_are_no_extents_and_no_sectors_and_the_year_is_this_one(tmp_path: Path) -> None:
    record = read_record(make(tmp_path, city=False))
    assert here().extents == ("both",)
    assert record.areas["sector"].empty
    assert record.span[0].isoformat().endswith("-01-01")
    assert record.span[1].isoformat().endswith("-12-31")


def test_names_that_the_file_lacks_are_shown_in_the_other_language_marked(tmp_path: Path) -> None:
    features = [area("XA010101", box(0, 0, 1, 1), adm3_ar="الغربية"), area("XA010102", box(1, 0, 2, 1), adm3_en="East")]
    file = tmp_path / "a.geojson"
    file.write_bytes(data_of(features))
    assert main(["territory", str(file), "--adm1", "XA01", "--out", str(tmp_path / "out")]) == 0
    from geo.show.names import area_names  # after the land is open

    record = read_record(tmp_path / "out")
    assert area_names(record, "subdistrict", "en") == {"XA010101": "الغربية (Arabic)", "XA010102": "East"}
    assert area_names(record, "subdistrict", "ar") == {"XA010101": "الغربية", "XA010102": "East (بالحروف اللاتينية)"}


def test_a_missing_column_of_names_does_not_end_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(s.DATA, folder, ignore=shutil.ignore_patterns("output"))
    file = folder / SUBDISTRICTS
    file.write_text(file.read_text(encoding="utf-8").replace('"adm2_ar"', '"other"'), encoding="utf-8")
    record = read_record(folder)
    assert set(record.areas["district"]["name_ar"]) == {""}
    assert set(record.areas["subdistrict"]["name_ar"]) != {""}


def test_places_lie_where_their_points_do_and_their_codes_are_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    areas, places, _ = write_files(tmp_path)
    table = pd.read_csv(places, dtype=str).assign(adm3_pcode="EC310101")  # which is wrong for most
    more = pd.DataFrame(
        {"pcode": ["EC31P02", "EC310201", ""], "name": ["Again", "Area", "=Bare"], "latitude": "-1.2", "longitude": "-76.7"}, dtype=str
    )
    pd.concat([table, more]).to_csv(places, index=False)
    assert main(["territory", str(areas), "--places", str(places), "--adm1", ADM1, "--out", str(tmp_path / "out")]) == 0
    out = capsys.readouterr().out
    made = pd.read_csv(tmp_path / "out" / "input/places.csv", dtype=str, keep_default_na=False).set_index("place_pcode")
    assert made.loc["EC31P03", "adm3_pcode"] == "EC310301"
    assert made.loc["EC31P01", "name_ar"] == "سانتا بريخيدا"
    assert made.loc["P00001", "name_en"] == "Bare"
    assert len(made) == 7
    assert set(made["population_2017"]) == {""}  # the file's population is of no stated year
    for code, n in (("outside", 1), ("twice", 2), ("numbered", 1)):
        assert say(f"territory_places_{code}", "en", n=n) in out


@given(st.floats(-79.5, 83.5), st.floats(-179.4, 179.4), st.floats(0.05, 0.5))
def test_the_projection_chosen_by_position_is_one_the_territory_may_have(
    tmp_path_factory: Any, lat: float, lon: float, size: float
) -> None:
    west, south = max(lon - size, -180), max(lat - size, -80)
    shape = box(west, south, min(lon + size, 180), min(lat + size, 84))
    found = with_districts(boundaries_of(data_of([area("XA010101", shape)]), "a.geojson", "XA01"), None)
    land = land_of(found)
    folder = tmp_path_factory.mktemp("land")
    first = pd.Timestamp("2020-01-01").date()
    (folder / FILE).write_text(territory_toml(Plan(found, {"en": "X"}, (first, first)), land), encoding="utf-8")
    read = read_territory(folder)  # TerritoryBroken if any of its values is wrong
    assert read.projection.startswith("EPSG:32")
    assert utm_zone(lat, lon).startswith("EPSG:326" if lat >= 0 else "EPSG:327")


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=15, unique=True), st.integers(1, 4))
def test_every_code_stands_once_and_no_land_is_lost_or_added(cells: list[tuple[int, int]], wide: int) -> None:
    squares = {f"XA01{x:02}{y:02}": box(x, y, x + 1, y + 1) for x, y in cells}
    rows = [area(code, shape) for code, shape in squares.items() for _ in range(wide)]
    found = boundaries_of(data_of(rows), "a.geojson", "XA01")
    assert sorted(r["adm3_pcode"] for r in found.rows) == sorted(squares)
    land = shapely.union_all(shapely.from_wkb(found.shapes))
    assert land.symmetric_difference(shapely.union_all(list(squares.values()))).area < 1e-6
