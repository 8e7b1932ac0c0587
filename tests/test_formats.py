"""Every table that one file holds can be read, and nothing of it is silently blank: merged and hidden cells, layers, encodings, hours, photos."""

import io
import json
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from geo import settings as s
from geo.__main__ import main
from geo.intake.cells.hours import read_hour
from geo.intake.formats.raw import Choices, FileRefused
from geo.intake.imports import Import
from geo.intake.reading import read_table
from geo.intake.uses import column_uses
from geo.intake.versions import table_name
from geo.land.places import fold, skeleton
from geo.record.joining import join
from geo.record.known import Record
from geo.show.media import media_of
from geo.show.unplaced import sure_names, unplaced_names
from tests.test_imports import bring
from tests.test_tables_read import HEAD, ROW, workbook
from tests.test_understood import cell, found, table

# --- merged cells, hidden rows, formulas ---


def merged(*blocks: tuple[int, int, int, int, object], rows: int = 3) -> bytes:
    """A workbook of three rows in which some cells are one: first row and column, last row and column, what stands there."""
    memory = io.BytesIO()
    with xlsxwriter.Workbook(memory, {"in_memory": True}) as book:
        sheet = book.add_worksheet("S")
        covered = {(i, k) for a, b, c, d, _ in blocks for i in range(a, c + 1) for k in range(b, d + 1)}
        for i, row in enumerate([HEAD, *([str(n), *ROW[1:]] for n in range(1, rows + 1))]):
            for k, text in enumerate(row):
                if (i, k) not in covered:
                    sheet.write(i, k, text)
        for first, left, last, right, text in blocks:
            sheet.merge_range(first, left, last, right, text)
    return memory.getvalue()


def test_a_place_merged_over_rows_stands_in_each_of_them_and_is_told(record: Record) -> None:
    one = bring(record, merged((1, 2, 3, 2, "Alpha"), (2, 1, 3, 1, "2017-01-05")), "t.xlsx")
    assert one.table["place_name"].tolist() == ["Alpha"] * 3
    assert one.table["date_start"].tolist() == ["2016-12-09", "2017-01-05", "2017-01-05"]
    assert ("warned", "merged_filled") not in found(one)
    assert ("warned", "merged_filled") in found(one, 1)


def test_a_number_of_dead_merged_over_rows_is_asked_about_and_counted_nowhere(record: Record) -> None:
    one = bring(record, merged((1, 5, 2, 5, 10)), "t.xlsx")
    assert [("person", "merged_count") in found(one, k) for k in range(3)] == [True, True, False]
    assert one.claims()["civilians_killed_min"].sum() == 3
    assert one.table["civilians_killed_min"].tolist()[:2] == ["10", ""]


def test_cells_merged_across_columns_are_pointed_at(record: Record) -> None:
    one = bring(record, merged((1, 1, 1, 2, "2016-12-09")), "t.xlsx")
    assert ("warned", "merged_across") in found(one)
    assert found(one, 1) == set()


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:'
    'opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<office:body><office:spreadsheet><table:table table:name="S">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
)


def ods(*rows: str) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", ODS.format(rows="".join(rows)))
    return memory.getvalue()


def of_ods(*cells: str, attributes: str = "") -> str:
    told = [
        x if x.startswith("<") else f'<table:table-cell office:value-type="string"><text:p>{x}</text:p></table:table-cell>' for x in cells
    ]
    return f"<table:table-row{attributes}>{''.join(told)}</table:table-row>"


def test_an_ods_tells_its_merged_cells_hidden_rows_and_formulas_too(record: Record) -> None:
    place = '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>Alpha</text:p></table:table-cell>'
    data = ods(
        of_ods(*HEAD),
        of_ods("1", "2016-12-09", place, *ROW[3:]),
        of_ods("2", "2016-12-10", "<table:covered-table-cell/>", *ROW[3:5], '<table:table-cell table:formula="of:=1+2"/>'),
        of_ods("3", *ROW[1:], attributes=' table:visibility="collapse"'),
    )
    one = bring(record, data, "t.ods")
    assert one.table["place_name"].tolist() == ["Alpha"] * 3
    assert found(one, 1) == {("warned", "merged_filled"), ("person", "formula_no_value")}
    assert found(one, 2) == {("warned", "hidden_row")}


@pytest.mark.parametrize("stored", [b"<v></v>", b"<v/>", b""])
def test_a_formula_whose_value_is_an_empty_element_has_none(record: Record, stored: bytes) -> None:
    data = workbook(("S", [HEAD, [*ROW[:5], "=1+2"]]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"<v>0</v>", stored) if name.endswith("sheet1.xml") else text)
    assert ("person", "formula_no_value") in found(bring(record, out.getvalue(), "t.xlsx"))


# --- several tables in one file ---


def shapefiles(folder: Path, cpg: str | None = None, encoding: str = "utf-8", **names: str) -> bytes:
    """A zip of Shapefiles: path in it -> name of the one place in it."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for k, (path, place) in enumerate(names.items()):
            frame = gpd.GeoDataFrame(
                {"id": [f"{k}"], "date": ["2016-12-09"], "place": [place]}, geometry=[Point(39.18, 36.11)], crs=s.WGS84
            )
            frame.to_file(folder / "t.shp", encoding=encoding)
            for part in sorted(folder.glob("t.*")):
                if part.suffix == ".cpg" and cpg is not None:
                    part.write_text(cpg)
                archive.write(part, f"{path.replace('__', '/')}{part.suffix}")
    return memory.getvalue()


def test_two_shapefiles_of_one_name_in_two_folders_are_two(tmp_path: Path) -> None:
    data = shapefiles(tmp_path, north__strikes="Alpha", south__strikes="Beta", more="Gamma")
    first = read_table(data, "t.zip")
    assert first.sheets == ("north/strikes", "south/strikes", "more")
    places = [read_table(data, "t.zip", Choices(sheet=x)).cells["place"].iloc[0] for x in first.sheets]
    assert places == ["Alpha", "Beta", "Gamma"]


@pytest.mark.parametrize(("cpg", "encoding"), [("ISO-8859-1", "utf-8"), ("UTF-8", "cp1256"), ("1252", "cp1256"), ("1256", "utf-8")])
def test_a_cpg_that_makes_signs_of_the_letters_is_asked_about_with_both(tmp_path: Path, cpg: str, encoding: str) -> None:
    data = shapefiles(tmp_path, cpg, encoding, strikes="المعيزيلة الجديدة")
    with pytest.raises(FileRefused) as refused:
        read_table(data, "t.zip")
    assert refused.value.code == "wrong_cpg"
    assert "المعيزيلة" in str(refused.value.values["read"])
    assert "المعيزيلة" not in str(refused.value.values["was"])
    chosen = read_table(data, "t.zip", Choices(encoding=str(refused.value.values["found"])))
    assert chosen.cells["place"].tolist() == ["المعيزيلة الجديدة"]


@pytest.mark.parametrize(
    ("cpg", "encoding", "place"),
    [
        ("UTF-8", "utf-8", "الجرنية"),
        ("1256", "cp1256", "الجرنية"),
        ("ANSI 1256", "cp1256", "الجرنية"),
        ("ISO-8859-1", "iso-8859-1", "Café"),
        ("", "cp1256", "المعيزيلة"),
        ("nonsense", "utf-8", "الجرنية"),
    ],
)
def test_a_cpg_that_is_right_or_says_nothing_is_not_asked_about(tmp_path: Path, cpg: str, encoding: str, place: str) -> None:
    data = shapefiles(tmp_path, cpg, encoding, strikes=place)
    assert read_table(data, "t.zip").cells["place"].tolist() == [place]


def test_lists_beside_each_other_in_json_and_documents_of_a_kmz_are_offered() -> None:
    row = {"date": "2016-12-09", "name": "Alpha", "lat": 36.11, "lon": 39.18}
    data = json.dumps({"incidents": [row], "victims": [{"name": "x", "incident": 1}]}).encode()
    assert read_table(data, "t.json").sheets == ("incidents", "victims")
    assert list(read_table(data, "t.json", Choices(sheet="victims")).cells.columns) == ["name", "incident"]
    mark = "<kml><Document><Placemark><name>{}</name><Point><coordinates>39.18,36.11</coordinates></Point></Placemark></Document></kml>"
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name in ("a.kml", "b/b.kml"):
            archive.writestr(name, mark.format(name))
    first = read_table(memory.getvalue(), "t.kmz")
    assert (first.sheet, first.sheets) == ("a.kml", ("a.kml", "b/b.kml"))
    assert read_table(memory.getvalue(), "t.kmz", Choices(sheet="b/b.kml")).cells["Name"].tolist() == ["b/b.kml"]
    with pytest.raises(FileRefused):
        read_table(memory.getvalue(), "t.kmz", Choices(sheet="c.kml"))


def test_every_sheet_is_a_table_of_its_own_by_one_mapping_and_one_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = workbook(("2016", [HEAD, ROW]), ("README", [["Made by hand"]]), ("2017", [HEAD, ["1", "2017-02-03", *ROW[2:]]]))
    file = tmp_path / "years.xlsx"
    file.write_bytes(data)
    assert main(["check", str(file), "--every-sheet", "--json"]) == 0
    told = capsys.readouterr()
    got = json.loads(told.out)
    assert [one["file"] for one in got] == ["years (2016).xlsx", "years (2017).xlsx"]
    assert [one["kept"] for one in got] == [1, 1]
    assert got[0]["columns"] == got[1]["columns"]
    assert "years (README).xlsx" in told.err
    out = tmp_path / "out.parquet"
    assert main(["import", str(file), "--every-sheet", "--out", str(out)]) == 0
    ids = pd.read_parquet(out)["claim_id"].tolist()
    assert len(ids) == len(set(ids)) == 2, "the same id in two sheets is two claims"


def test_names_of_sheets_never_cut_a_name() -> None:
    assert table_name("a.xlsx", "north/2017") == "a (north-2017).xlsx"
    assert table_name("a.csv", "") == "a.csv"


# --- hours ---


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14:30", "14:30"),
        ("2:30 p.m.", "14:30"),
        ("3pm", "15:00"),
        ("12 am", "00:00"),
        ("12:15 pm", "12:15"),
        ("0330 hrs", "03:30"),
        ("15h30", "15:30"),
        ("٣:٣٠ مساءً", "15:30"),
        ("الساعة 3 فجراً", "03:00"),
        ("11:30 ظهراً", "11:30"),
        ("1 ظهرا", "13:00"),
        ("2 at night", "02:00"),
        ("11 ليلاً", "23:00"),
        ("0.604166667", "14:30"),
        ("ليلاً", "during_the_night"),
        ("بعد منتصف الليل", "during_the_night"),
        ("around_midday", "around_midday"),
        ("around 3pm", "15:00"),
        ("unknown", ""),
        ("غير معروف", ""),
        ("5", None),
        ("12 مساءً", None),
        ("24:00", None),
        ("25:10", None),
        ("13:00 am", None),
        ("10pm-11pm", None),
        ("after iftar", None),
    ],
)
def test_an_hour_is_read_where_it_reads_one_way(text: str, hour: str | None) -> None:
    assert read_hour(text) == hour


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{1,4}[:. ]?[0-9]{0,2} ?(am|pm|م|ص|ليلا)?", fullmatch=True))
def test_what_is_read_as_an_hour_is_one_or_a_part_of_the_day(text: str) -> None:
    read = read_hour(text)
    assert read is None or re.fullmatch(r"|(?:[01]\d|2[0-3]):[0-5]\d|[a-z_]+", read)
    if read:
        assert read_hour(read) == read


def test_hours_come_from_their_column_or_from_beside_the_day_and_midnight_is_none(record: Record) -> None:
    head = "ID,Date,Time,Place,Lat,Lon"
    one = table(record, head, "1,2016-12-09,2:30 pm,A,36.11,39.18", "2,2016-12-10,after iftar,A,36.11,39.18", "3,2016-12-11,,A,36.11,39.18")
    assert one.table["local_time"].tolist() == ["14:30", "", ""]
    assert ("fixed", "hour_read") in found(one)
    assert found(one, 1) == {("warned", "unknown_hour")}
    assert "after iftar" in cell(one, "remarks", 1)
    instants = ["2016-12-09 23:30:00", "2016-12-09 00:00:00", "2016-12-09T22:30:00Z", "2016-12-09T00:00:00Z", "2016-12-09"]
    beside = table(record, "ID,Date,Place,Lat,Lon", *(f"{k},{x},A,36.11,39.18" for k, x in enumerate(instants)))
    assert beside.table["local_time"].tolist() == ["23:30", "", "00:30", "", ""]
    assert beside.table["date_start"].tolist()[2] == "2016-12-10"


def test_a_heading_that_can_be_day_or_hour_is_held_against_its_cells(record: Record) -> None:
    hours = table(record, "ID,Date,Time of incident,Place,Lat,Lon", "1,2016-12-09,14:30,A,36.11,39.18")
    assert (cell(hours, "date_start"), cell(hours, "local_time")) == ("2016-12-09", "14:30")
    days = table(record, "ID,Time,Place,Lat,Lon", "1,2016-12-09 14:30,A,36.11,39.18")
    assert (cell(days, "date_start"), cell(days, "local_time")) == ("2016-12-09", "14:30")


# --- photos, films, what was hit ---


def with_media(record: Record, *more: str) -> Import:
    head = "ID,Date,Place,Lat,Lon,Source link,Photos,الفيديو,Graphic"
    return table(
        record, head, *more or ['1,2016-12-09,A,36.11,39.18,https://s.example/1,"https://p.example/1.jpg, https://p.example/2.jpg",,yes']
    )


def test_photos_and_films_are_kept_as_addresses_and_never_taken_for_the_source(record: Record) -> None:
    one = with_media(record)
    assert cell(one, "source_url") == "https://s.example/1"
    assert cell(one, "graphic") == "true"
    assert {u.column: u.why for u in column_uses(one)}["Photos"] == "media"
    joined = join(record, [one])
    claim = joined.claims[joined.claims["claim_id"] == cell(one, "claim_id")].iloc[0].to_dict()
    assert media_of(joined, claim) == ("https://p.example/1.jpg", "https://p.example/2.jpg")
    assert media_of(joined, claim | {"source_private": True}) == ()
    shipped = record.claims.iloc[0].to_dict()
    assert media_of(record, shipped) == ()


def test_what_was_hit_becomes_our_code_or_stays_as_it_stands(record: Record) -> None:
    one = table(
        record,
        "ID,Date,Place,Lat,Lon,Infrastructure",
        *(f"{k},2016-12-09,A,36.11,39.18,{x}" for k, x in enumerate(["مدرسة", "Hospital; school", "bakery"])),
    )
    assert one.table["infrastructure"].tolist() == ["education", "healthcare|education", "bakery"]


# --- names of places ---


def named(record: Record, *rows: str) -> Record:
    return join(record, [table(record, "ID,Date,Place,Place (Arabic),Governorate,Sub district,Killed", *rows)])


def test_names_that_only_one_place_has_are_told_from_the_rest(record: Record) -> None:
    areas = {
        skeleton(n) for k in ("governorate", "district", "subdistrict") for n in record.areas[k][["name_en", "name_ar"]].to_numpy().ravel()
    }
    sure = sure_names(record.places, areas)
    assert len(sure) > 50
    assert fold("Al Msherfa") not in sure, "six places are called so"
    assert fold("Ar-Raqqa") not in sure, "a governorate, a district and a city"
    name, code = next((n, c) for n, c in sure.items() if n.isascii() and len(n) > 6)
    own = record.places.set_index("area_id").loc[code]
    other = next(
        x
        for x in record.areas["subdistrict"]["name_en"]
        if x and own["adm3_pcode"] not in set(record.areas["subdistrict"].loc[record.areas["subdistrict"]["name_en"] == x, "area_id"])
    )
    joined = named(
        record,
        f"1,2016-12-09,{name},,Ar-Raqqa,,1",
        f"2,2016-12-10,{name.upper()},,Ar-Raqqa,,2",
        "3,2016-12-09,Al Msherfa,,Ar-Raqqa,,1",
        f"4,2016-12-09,{name},,Ar-Raqqa,{other},1",
    )
    mine = [x for x in unplaced_names(joined) if x.claim_ids[0].startswith("own:t:")]
    by_first = {x.claim_ids[0].rpartition(":")[2]: x for x in mine}
    assert by_first["1"].place_pcode == code
    assert [c.rpartition(":")[2] for c in by_first["1"].claim_ids] == ["1", "2"]
    assert by_first["3"].place_pcode == ""
    assert by_first["4"].place_pcode == "", "its row names another subdistrict"


@given(st.lists(st.sampled_from(["Alpha", "Al Alpha", "Beta", "ألفا", "Gamma|Delta", "Betta"]), min_size=1, max_size=6))
def test_a_sure_name_is_one_of_its_place_and_of_no_other(names: list[str]) -> None:
    places = pd.DataFrame({"area_id": [f"C{k}" for k in range(len(names))], "all_names": names})
    for name, code in sure_names(places, set()).items():
        holders = [
            c
            for c, every in zip(places["area_id"], places["all_names"], strict=True)
            if skeleton(name) in {skeleton(n) for n in every.split("|")}
        ]
        assert holders == [code]


def test_the_order_of_unplaced_names_is_by_number_of_claims_and_loses_none(record: Record) -> None:
    joined = named(
        record, "1,2016-12-09,Nowhere Hill,,Ar-Raqqa,,1", "2,2016-12-10,Nowhere hill,,Ar-Raqqa,,2", "3,2016-12-10,Other Hill,,Ar-Raqqa,,2"
    )
    names = unplaced_names(joined)
    sizes = [len(x.claim_ids) for x in names]
    assert sizes == sorted(sizes, reverse=True)
    every = [c for x in names for c in x.claim_ids]
    assert len(every) == len(set(every))
    assert {f"own:t:{k}" for k in (1, 2, 3)} <= set(every)
    assert unplaced_names(replace(joined)) is not names


# --- the meaning of a table ---


@pytest.mark.parametrize(
    "lines",
    [
        ["Event,,Where,,,Civilians killed,", "Code,Date,Village,Latitude,Longitude,Lowest,Highest"],
        ["الحادثة,,الموقع,,,القتلى المدنيون,", "الرمز,التاريخ,القرية,خط العرض,خط الطول,الحد الأدنى,الحد الأعلى"],
        ["Event,,Where,,,Killed,", "Code,Date,Village,Latitude,Longitude,Min,Max"],
        ["Code,Date,Village,Latitude,Longitude,Minimum civilians killed,Maximum civilians killed"],
    ],
)
def test_both_ends_of_a_range_are_read_under_their_group(record: Record, lines: list[str]) -> None:
    one = table(record, *lines, "1,2016-12-09,Alpha,36.11,39.18,2,5")
    assert (cell(one, "civilians_killed_min"), cell(one, "civilians_killed_max")) == ("2", "5")
    assert (cell(one, "date_start"), cell(one, "latitude")) == ("2016-12-09", "36.11")


@pytest.mark.parametrize(
    "heads",
    ["Deaths,Daesh fighters", "Killed,Soldiers among them", "عدد القتلى,عناصر داعش", "القتلى,مسلحون منهم"],
)
def test_all_the_dead_beside_fighters_of_any_name_are_no_civilians(record: Record, heads: str) -> None:
    one = table(record, f"ID,Date,Place,Lat,Lon,{heads}", "1,2016-12-09,A,36.11,39.18,22,20")
    assert (cell(one, "civilians_killed_min"), cell(one, "deaths_reported_best")) == ("", "22")


def test_civilians_of_the_dead_are_those_that_are_counted(record: Record) -> None:
    one = table(record, "ID,Date,Place,Lat,Lon,Killed,Of which civilians,Injured,of them civilian", "1,2016-12-09,A,36.11,39.18,22,2,30,4")
    assert [cell(one, c) for c in ("civilians_killed_min", "deaths_reported_best", "civilians_injured_min")] == ["2", "22", "4"]
    arabic = table(record, "ID,Date,Place,Lat,Lon,القتلى,منهم مدنيون", "1,2016-12-09,A,36.11,39.18,22,2")
    assert cell(arabic, "civilians_killed_min") == "2"


@pytest.mark.parametrize(
    "lines",
    [
        ["id,victim,age_group,cause,date,location", "1,Ahmad X,adult,airstrike,2016-12-09,Tabqa"],
        ["First Name,Last Name,Date,Village", "Ahmad,X,2016-12-09,Tabqa"],
        ["الاسم,اسم الأب,تاريخ الاستشهاد,المكان", "أحمد,محمد,2016-12-09,الطبقة"],
        ["Martyr name,Date,Place", "Ahmad X,2016-12-09,Tabqa"],
        ["Name of victim,Occupation,Date,Place", "Ahmad X,teacher,2016-12-09,Tabqa"],
    ],
)
def test_a_list_of_people_is_one_whatever_it_says_of_them(lines: list[str]) -> None:
    with pytest.raises(FileRefused) as refused:
        read_table("\n".join(lines).encode(), "t.csv")
    assert refused.value.code == "persons"


@pytest.mark.parametrize(
    "lines",
    [
        ["ID,Date,Place,Victims", "1,2016-12-09,Tabqa,5 civilians"],
        ["ID,Date,Place,Killed,Names of victims", "1,2016-12-09,Tabqa,2,Ahmad X and Sara Y"],
        ["Name,Date,Lat,Lon", "Strike on Alpha,2016-12-09,36.11,39.18"],
    ],
)
def test_a_list_of_incidents_is_none_of_people(lines: list[str]) -> None:
    assert len(read_table("\n".join(lines).encode(), "t.csv").cells) == 1


def test_whole_numbers_that_became_fractions_are_the_ids_and_codes_they_were(record: Record) -> None:
    head = "id,type_of_violence,dyad_name,where_prec,where_coordinates,latitude,longitude,event_clarity,date_prec,date_start,date_end,deaths_civilians,deaths_unknown,best,low,high,side_a,side_b"
    rows = [
        f"{n},3{x},IS - Civilians,2{x},Alpha village,36.12,39.05,2{x},4{x},2016-12-06,2016-12-06,3{x},0{x},3{x},3{x},3{x},IS,Civilians"
        for n, x in (("501", ""), ("501.0", ".0"))
    ]
    plain, floats = (table(record, head, row) for row in rows)
    columns = [
        "claim_id",
        "is_aggregate",
        "event_kind",
        "date_precision",
        "geolocation_accuracy",
        "civilians_killed_min",
        "civilians_killed_max",
    ]
    assert plain.table[columns].to_dict("records") == floats.table[columns].to_dict("records")
    assert cell(floats, "is_aggregate") == "true"
    own = table(record, "id,date,place,lat,lon", "7.0,2016-12-09,A,36.11,39.18", "7.5,2016-12-10,B,36.12,39.18")
    assert own.table["source_id"].tolist() == ["7.0", "7.5"], "a column with true fractions stays as it is"


@pytest.mark.parametrize("word", ["Total killed", "Grand total: 2 incidents", "المجموع العام", "إجمالي القتلى"])
def test_a_row_of_totals_waits_even_where_it_names_the_governorate(record: Record, word: str) -> None:
    one = table(record, "ID,Date,Place,Governorate,Lat,Lon,Killed", "1,2016-12-09,A,Raqqa,36.11,39.18,3", f",,{word},Raqqa,,,3")
    assert ("person", "total_row") in found(one, 1)
    assert one.claims()["civilians_killed_min"].sum() == 3


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("between 5 and 9 December 2016", "2016-12-05", "2016-12-09"),
        ("من 5 إلى 9 كانون الأول 2016", "2016-12-05", "2016-12-09"),
        ("09 Dec 2016 11pm", "2016-12-09", "2016-12-09"),
    ],
)
def test_more_days_that_read_one_way(record: Record, text: str, first: str, last: str) -> None:
    one = table(record, "ID,Date,Place,Lat,Lon", f"1,{text},A,36.11,39.18")
    assert (cell(one, "date_start"), cell(one, "date_end")) == (first, last)


def test_a_range_of_days_in_numbers_offers_both_readings_whole(record: Record) -> None:
    one = table(record, "ID,Date,Place,Lat,Lon", "1,5-9/12/2016,A,36.11,39.18")
    ways = json.loads(one.findings["choices"].iloc[0])
    assert [w["date"] for w in ways] == ["2016-12-05 / 2016-12-09", "2016-09-05 / 2016-09-12"]


@pytest.mark.parametrize("pair", ["36,11 39,18", "36,11; 39,18", "39,18 | 36,11"])
def test_pairs_with_decimal_commas_are_read(record: Record, pair: str) -> None:
    one = table(record, "ID,Date,Place,Coordinates", f'1,2016-12-09,A,"{pair}"')
    assert (cell(one, "latitude"), cell(one, "longitude")) == ("36.11", "39.18")


# --- bytes and forms ---


def test_a_mark_that_is_never_closed_points_at_the_row_it_opens_in(record: Record) -> None:
    rows = [",".join(HEAD), '1,2016-12-09,"Alpha,36.11,39.18,3', *(f"{k},2016-12-09,B,36.11,39.18,1" for k in range(2, 6))]
    one = bring(record, "\n".join(rows).encode(), "t.csv")
    assert found(one) == {("person", "broken_quote")}
    assert one.claims()["civilians_killed_min"].sum() == 4
    with pytest.raises(FileRefused) as refused:
        read_table("\n".join([rows[0], rows[2], f'7,2016-12-10,"C,36.1,39.1,2,more{rows[1][0]}']).encode(), "t.csv")
    assert refused.value.values["line"] == 3


@pytest.mark.parametrize(("encoding", "name"), [("cp1256", "قرية ثانية"), ("cp1252", "Café Nord")])
def test_lines_of_another_encoding_are_told_with_it(record: Record, encoding: str, name: str) -> None:
    lines = [
        ",".join(HEAD).encode(),
        *(f"{k},2016-12-09,قرية {k},36.11,39.18,2".encode() for k in range(3)),
        f"9,2016-12-09,{name},36.11,39.18,2".encode(encoding),
    ]
    one = bring(record, b"\n".join(lines), "t.csv")
    assert cell(one, "place_name", 3) == name
    assert one.findings.loc[one.findings["code"] == "other_encoding", "was"].tolist() == [encoding]


@given(st.lists(st.sampled_from(["قرية", "Alpha", "Al-Bab"]), min_size=1, max_size=8))
def test_a_text_that_is_all_utf_8_is_of_no_second_encoding(names: list[str]) -> None:
    raw = read_table("\n".join(["Name,Date", *(f"{n},2016-12-09" for n in names)]).encode(), "t.csv")
    assert raw.notes == ()
    assert raw.cells["Name"].tolist() == names


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_two_bytes_a_letter_are_read_without_the_mark_too(encoding: str) -> None:
    raw = read_table("ID\tDate\tPlace\n1\t2016-12-09\tالمعيزيلة الجديدة\n".encode(encoding), "t.tsv")
    assert raw.cells["Place"].tolist() == ["المعيزيلة الجديدة"]


@pytest.mark.parametrize(
    "got",
    [
        {"columns": ["date", "name", "lat", "lon"], "index": [0], "data": [["2016-12-09", "Alpha", 36.11, 39.18]]},
        [["date", "name", "lat", "lon"], ["2016-12-09", "Alpha", 36.11, 39.18]],
        {"features": [{"attributes": {"date": "2016-12-09", "name": "Alpha"}, "geometry": {"x": 39.18, "y": 36.11}}]},
        [{"date": "2016-12-09", "name": "Alpha", "lat": 36.11, "lon": 39.18, "casualties": {"killed": 3, "injured": 2}}],
    ],
)
def test_more_forms_of_json_give_the_same_row(record: Record, got: object) -> None:
    one = bring(record, json.dumps(got).encode(), "t.json")
    assert [cell(one, c) for c in ("date_start", "place_name", "latitude")] == ["2016-12-09", "Alpha", "36.11"]
    assert cell(one, "civilians_killed_min") == ("3" if "casualties" in json.dumps(got) else "")


def test_features_in_metres_that_name_no_system_are_asked_about() -> None:
    got = {"features": [{"attributes": {"date": "2016-12-09"}, "geometry": {"x": 4361497.6, "y": 4315764.5}}]}
    with pytest.raises(FileRefused) as refused:
        read_table(json.dumps(got).encode(), "t.json")
    assert refused.value.code == "no_crs"
    assert (
        abs(float(read_table(json.dumps(got).encode(), "t.json", Choices(crs="EPSG:3857")).cells["point_latitude"].iloc[0]) - 36.11) < 0.02
    )
