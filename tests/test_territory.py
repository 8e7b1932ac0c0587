"""The land is data: its file is checked whole, and what is wrong names the key, the value and the next step."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from geo import settings as s
from geo.choice.address import read_params
from geo.choice.filters import Filters, opening_filters
from geo.evidence.incidents import DataProblems, problem_text
from geo.land.areas import assign_areas
from geo.record.files import read_record
from geo.territory import FILE, TerritoryBroken, here, open_territory, read_territory, stand_on
from geo.text.words import say
from tests.makers import square_areas


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A copy of the shipped territory's file; the territory open before is open again afterwards."""
    before = here()
    shutil.copy(s.DATA / FILE, tmp_path / FILE)
    yield tmp_path
    stand_on(before)


def change(folder: Path, was: str, becomes: str) -> None:
    text = (folder / FILE).read_text(encoding="utf-8")
    assert was in text
    (folder / FILE).write_text(text.replace(was, becomes), encoding="utf-8")


FAULTS = [
    ("radius_m = 5000", "radius_m = -5", ("city.radius_m", "-5", "radius")),
    ("radius_m = 5000", 'radius_m = "far"', ("city.radius_m", "far", "radius")),
    ("position = [35.9506, 39.0094]", "position = [39.0094]", ("city.position", "[39.0094]", "latitude_longitude")),
    ("position = [35.9506, 39.0094]", "position = [39.0094, 35.9506]", ("city.position", "[39.0094, 35.9506]", "inside_bounds")),
    ("opening = [36.02, 38.98]", "opening = [136.02, 38.98]", ("opening", "136.02", "latitude_range")),
    ("first = 2016-11-06", "first = 2018-11-06", ("campaign.first", "2018-11-06", "not_above")),
    ("first = 2016-11-06", 'first = "soon"', ("campaign.first", "soon", "date")),
    ("EPSG:32637", "EPSG:4326", ("projection", "EPSG:4326", "metric_projection")),
    ("EPSG:32637", "EPSG:99999", ("projection", "EPSG:99999", "metric_projection")),
    ("EPSG:32637", "EPSG:32633", ("projection", "EPSG:32633", "projection_here")),
    ("[[35.35, 37.9], [36.95, 40.1]]", "[[36.95, 40.1], [35.35, 37.9]]", ("bounds", "[[36.95, 40.1], [35.35, 37.9]]", "two_corners")),
    ("[[35.35, 37.9], [36.95, 40.1]]", "35", ("bounds", "35", "two_corners")),
    ('file_prefix = "raqqa"', 'file_prefix = "../raqqa"', ("file_prefix", "../raqqa", "file_prefix")),
    ('rivers = "input/rivers.geojson"', 'rivers = "../../rivers.geojson"', ("layers.rivers", "../../rivers.geojson", "file_inside")),
    ("opening = [36.02", "openning = [36.02", ("openning", "", "unknown_key")),
    ("first = 2016-11-06", "frist = 2016-11-06", ("campaign.frist", "", "unknown_key")),
    ('position = [35.887, 38.41]', 'position = "lake"', ("waters[0].position", "lake", "latitude_longitude")),
    ('"37SCA"', '"37SCA1"', ("mgrs_squares", "37SCA1", "mgrs_square")),
    ('names = ["Raqqa", "Alraqqa"]', "names = 5", ("governorate.names", "5", "list_of_texts")),
    ('\nname = { en = "Raqqa", ar = "الرقة" }', "\nname = {}", ("name", "{}", "text_by_language")),
    ('"Asia/Damascus"', '"Asia/Raqqa"', ("time_zone", "Asia/Raqqa", "time_zone")),
    ("adm1_pcode", "# adm1_pcode", ("adm1_pcode", "", "code")),
    ("article = \"https://", "article = \"ftp://", ("article", "ftp://www.raqqa-sl.com/en/?p=2069", "web_address")),
]  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "fault"), FAULTS, ids=[f[2][0] + "-" + f[2][2] for f in FAULTS])
def test_a_fault_names_its_key_its_value_and_what_is_allowed_in_both_languages(
    folder: Path, was: str, becomes: str, fault: tuple[str, str, str]
) -> None:
    change(folder, was, becomes)
    with pytest.raises(TerritoryBroken) as broken:
        read_territory(folder)
    assert fault in [(f.key, f.value, f.allowed) for f in broken.value.faults]
    with pytest.raises(DataProblems) as told:
        read_record(folder)
    for lang in ("en", "ar"):
        texts = [problem_text(p, lang) for p in told.value.problems]
        assert any(FILE in t and fault[0] in t and fault[1] in t for t in texts)


def test_several_faults_are_told_at_once_and_the_land_open_before_stays_open(folder: Path) -> None:
    before = here()
    change(folder, "radius_m = 5000", "radius_m = 0")
    change(folder, "EPSG:32637", "EPSG:1")
    with pytest.raises(TerritoryBroken) as broken:
        open_territory(folder)
    assert {f.key for f in broken.value.faults} == {"city.radius_m", "projection"}
    assert here() is before


@pytest.mark.parametrize(("data", "allowed"), [(None, "territory_missing"), (b"city = [", "readable_toml"), (b"\xff\xfe", "readable_toml")])
def test_a_file_that_is_missing_or_no_toml_says_what_to_do(folder: Path, data: bytes | None, allowed: str) -> None:
    if data is None:
        (folder / FILE).unlink()
    else:
        (folder / FILE).write_bytes(data)
    with pytest.raises(TerritoryBroken) as broken:
        read_territory(folder)
    assert [f.allowed for f in broken.value.faults] == [allowed]


def test_the_shipped_territory_has_each_text_in_both_languages() -> None:
    land = read_territory(s.DATA)
    assert land.city
    assert land.middle == (land.city.latitude, land.city.longitude)
    for names in (land.names, land.city.names, *(names for _, names in land.texts)):
        assert {"en", "ar"} <= dict(names).keys()


def test_without_a_city_the_middle_is_that_of_the_map(folder: Path) -> None:
    text = (folder / FILE).read_text(encoding="utf-8")
    start = text.index("[city]")
    (folder / FILE).write_text(text[:start] + text[text.index("[campaign]") :], encoding="utf-8")
    land = read_territory(folder)
    assert land.city is None
    assert land.middle == land.opening


def test_texts_name_the_land_that_is_open_and_keep_its_braces_as_they_are() -> None:
    before = here()
    try:
        stand_on(replace(before, names=(("en", "Low{land}"),), city=None, example_area="XX0101"))
        assert say("product", "en") == "Low{land} strike map"
        assert "Low{land}" in say("product", "ar")  # no Arabic name: the other one
        assert say("extent_both", "en") == "Low{land} governorate"
        assert "XX0101" in say("allowed_area", "en")
        stand_on(before)
        assert say("product", "en") == "Raqqa countryside strike map"
    finally:
        stand_on(before)


def test_a_land_without_a_city_has_one_extent_and_no_sectors() -> None:
    before = here()
    try:
        stand_on(replace(before, city=None))
        assert opening_filters().extent == "both"
        _, _, bad = read_params({"extent": "countryside"}, Filters())
        assert [(b.name, b.options) for b in bad] == [("extent", ("both",))]
        areas, district_of, _ = square_areas()
        assert areas["sector"].empty
        counted = assign_areas(
            pd.DataFrame(
                {"latitude": [36.0], "longitude": [39.0], "geolocation_accuracy": ["village"], "adm2_pcode": [""], "adm3_pcode": [""]}
            ),
            areas,
            district_of,
        )
        assert counted["placing"].tolist() == ["point"]
        assert counted["sector"].tolist() == [""]
        assert counted["side"].tolist() == ["countryside"]
    finally:
        stand_on(before)
