"""Tables are read whatever stands above, between and beside their rows, and files whatever their form; what is doubtful is pointed at."""

import io
import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import xlsxwriter

from geo.intake.formats.raw import Choices, FileRefused, RawTable
from geo.intake.reading import read_table
from geo.record.known import Record
from tests.test_imports import bring, ended
from tests.test_understood import cell, found, table

HEAD = ["ID", "Date", "Place", "Lat", "Lon", "Killed"]
ROW = ["1", "2016-12-09", "Alpha", "36.11", "39.18", "3"]


def workbook(*sheets: tuple[str, list[list[object]]], hidden: tuple[int, ...] = (), link: str = "") -> bytes:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory, {"in_memory": True})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for k, value in enumerate(row):
                sheet.write(i, k, value)
        for i in hidden:
            sheet.set_row(i, None, None, {"hidden": True})
        if link:
            sheet.write_url(1, len(rows[0]), link, string="see here")
    book.close()
    return memory.getvalue()


def csv_of(*rows: list[str]) -> RawTable:
    return read_table("\n".join(",".join(row) for row in rows).encode(), "t.csv")


def test_two_header_rows_are_joined_and_a_row_of_data_is_none() -> None:
    raw = csv_of(
        ["ID", "Date", "Place", "Coordinates", "", "Killed", ""],
        ["", "", "", "Lat", "Lon", "Min", "Max"],
        ["1", "x", "A", "36", "39", "2", "5"],
    )
    assert list(raw.cells.columns) == ["ID", "Date", "Place", "Coordinates Lat", "Coordinates Lon", "Killed Min", "Killed Max"]
    assert raw.numbers.tolist() == [3]
    plain = csv_of(HEAD, ["a", "b", "c", "d", "e", "f"], ROW)
    assert plain.numbers.tolist() == [2, 3]


@pytest.mark.parametrize("above", [["Source:,Local monitors", "Updated:,2017-01-05", ""], ["# made by hand, in a hurry"], ["A title"]])
def test_the_header_is_found_below_titles_and_comments(above: list[str]) -> None:
    raw = read_table("\n".join([*above, ",".join(HEAD), ",".join(ROW)]).encode(), "t.csv")
    assert (list(raw.cells.columns), raw.above) == (HEAD, len(above))
    assert raw.numbers.tolist() == [len(above) + 2]


def test_columns_without_heading_and_cells_are_dropped_and_others_stay() -> None:
    raw = csv_of([*HEAD, *[""] * 700], [*ROW, *[""] * 700])
    assert list(raw.cells.columns) == HEAD
    kept = csv_of([*HEAD, "", ""], [*ROW, "note", ""])
    assert list(kept.cells.columns) == [*HEAD, "column 7"]


@pytest.mark.parametrize("word", ["Total", "المجموع", "TOTALS:", "الإجمالي"])
def test_a_row_of_totals_waits_and_its_dead_are_counted_nowhere(record: Record, word: str) -> None:
    one = table(record, "ID,Date,Place,Lat,Lon,Killed", "1,2016-12-09,A,36.11,39.18,3", f"{word},,,,,3")
    assert ("person", "total_row") in found(one, 1)
    assert one.claims()["civilians_killed_min"].sum() == 3
    named = table(record, "ID,Date,Place,Lat,Lon,Killed", "Total,2016-12-09,A,36.11,39.18,3")
    assert ("person", "total_row") not in found(named), "a row with its day and place is an incident, whatever its id"


def test_the_sheet_with_the_table_is_read_and_the_others_are_named(record: Record) -> None:
    data = workbook(("README", [["This workbook", "v1"], ["Contact", "team"]]), ("Data", [HEAD, ROW]))
    one = bring(record, data, "t.xlsx")
    assert (one.how["sheet"], one.how["others"]) == ("Data", "README")
    assert cell(one, "place_name") == "Alpha"
    with pytest.raises(FileRefused):
        read_table(data, "t.xlsx", Choices(sheet="None"))


def test_hidden_rows_are_pointed_at_and_the_target_of_a_link_is_its_cell(record: Record) -> None:
    one = bring(record, workbook(("S", [[*HEAD, "Link"], ROW, ["2", *ROW[1:]]]), hidden=(2,), link="https://example.org/x"), "t.xlsx")
    assert ("warned", "hidden_row") not in found(one)
    assert ("warned", "hidden_row") in found(one, 1)
    linked = read_table(workbook(("S", [HEAD, ROW]), link="https://example.org/x"), "t.xlsx")
    assert "https://example.org/x" in linked.cells.iloc[0, -1]


def test_a_formula_without_a_stored_value_is_a_question(record: Record) -> None:
    data = workbook(("S", [HEAD, [*ROW[:5], "=1+2"], ["2", *ROW[1:]]]))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(b"<v>0</v>", b"") if name.endswith("sheet1.xml") else text)
    one = bring(record, out.getvalue(), "t.xlsx")
    assert ("person", "formula_no_value") in found(one)
    assert found(one, 1) == set()


def test_lines_of_a_second_encoding_are_read_and_pointed_at(record: Record) -> None:
    lines = [",".join(HEAD).encode(), *(f"{k},2016-12-09,قرية {k},36.11,39.18,2".encode("utf-8" if k < 3 else "cp1256") for k in range(5))]
    one = bring(record, b"\n".join(lines), "t.csv")
    assert one.table["place_name"].tolist() == [f"قرية {k}" for k in range(5)]
    assert [("warned", "other_encoding") in found(one, k) for k in range(5)] == [False, False, False, True, True]


@pytest.mark.parametrize("encoding", ["iso-8859-6", "cp1256", "utf-8", "utf-16"])
def test_arabic_is_read_in_each_of_its_encodings(encoding: str) -> None:
    raw = read_table("الرقم;التاريخ;المكان;القتلى\n1;2016-12-09;المعيزيلة الجديدة;3\n".encode(encoding), "t.csv")
    assert raw.cells["المكان"].tolist() == ["المعيزيلة الجديدة"]


def test_one_bad_quotation_mark_points_at_its_row_and_many_refuse_the_file(record: Record) -> None:
    rows = [",".join(HEAD), ",".join(ROW), '2,2016-12-10,"Beta" north,36.2,39.0,1']
    one = bring(record, "\n".join(rows).encode(), "t.csv")
    assert ("person", "broken_quote") in found(one, 1)
    assert ended(one)[0] == 1
    with pytest.raises(FileRefused) as refused:
        read_table("\n".join([",".join(HEAD), *(f'{k},2016-12-10,"Beta north,36.2,39.0,1' for k in range(9))]).encode(), "t.csv")
    assert refused.value.code == "open_quote"


FEATURE = {
    "type": "Feature",
    "properties": {"date": "2016-12-09", "name": "Alpha"},
    "geometry": {"type": "Point", "coordinates": [39.18, 36.11]},
}
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    "<Folder><name>2016</name><Placemark><name>Alpha</name><TimeStamp><when>2016-12-09</when></TimeStamp>"
    "<Point><coordinates>39.18,36.11,0</coordinates></Point></Placemark></Folder>"
    "<Folder><name>2017</name><Placemark><name>Beta</name><TimeSpan><begin>2017-01-01</begin><end>2017-01-03</end></TimeSpan>"
    "<Polygon><outerBoundaryIs><LinearRing><coordinates>39.0,36.2 39.01,36.2 39.01,36.21 39.0,36.2</coordinates></LinearRing>"
    "</outerBoundaryIs></Polygon></Placemark></Folder></Document></kml>"
)


def kmz() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        archive.writestr("doc.kml", KML)
        archive.writestr("files/p.png", b"x")
    return memory.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("one.geojson", json.dumps(FEATURE).encode()),
        ("list.geojson", json.dumps([FEATURE]).encode()),
        (
            "lines.jsonl",
            b'{"date": "2016-12-09", "name": "Alpha", "lat": 36.11, "lon": 39.18}\n{"date": "2016-12-10", "name": "B", "lat": 36.1, "lon": 39.1}',
        ),
        (
            "columns.json",
            json.dumps({"date": ["2016-12-09", "2016-12-10"], "name": ["Alpha", "B"], "lat": [36.11, 36.1], "lon": [39.18, 39.1]}).encode(),
        ),
        (
            "frame.json",
            json.dumps({"date": {"0": "2016-12-09"}, "name": {"0": "Alpha"}, "lat": {"0": 36.11}, "lon": {"0": 39.18}}).encode(),
        ),
        (
            "place.json",
            json.dumps([{"date": "2016-12-09", "location": {"name": "Alpha", "city": "X"}, "lat": 36.11, "lon": 39.18}]).encode(),
        ),
        (
            "esri.json",
            json.dumps(
                {
                    "geometryType": "esriGeometryPoint",
                    "spatialReference": {"wkid": 102100, "latestWkid": 3857},
                    "features": [
                        {"attributes": {"event_date": 1481241600000, "name": "Alpha"}, "geometry": {"x": 4361497.6, "y": 4315764.5}}
                    ],
                }
            ).encode(),
        ),
        ("t.kml", KML.encode()),
        ("t.kmz", kmz()),
    ],
)
def test_each_form_of_a_file_gives_the_same_first_row(record: Record, name: str, data: bytes) -> None:
    one = bring(record, data, name)
    assert (cell(one, "date_start"), cell(one, "place_name")) == ("2016-12-09", "Alpha")
    assert abs(float(cell(one, "latitude")) - 36.11) < 0.02
    assert abs(float(cell(one, "longitude")) - 39.18) < 0.01


def test_folders_times_and_areas_of_a_kml_all_come_in(record: Record) -> None:
    one = bring(record, kmz(), "t.kmz")
    assert one.table["place_name"].tolist() == ["Alpha", "Beta"]
    assert (cell(one, "date_start", 1), cell(one, "date_end", 1)) == ("2017-01-01", "2017-01-03")
    assert (cell(one, "geolocation_accuracy", 1), found(one, 1)) == ("neighbourhood_area", {("fixed", "shape_covered")})


def test_a_kml_that_declares_entities_is_refused() -> None:
    data = KML.replace("<kml ", '<!DOCTYPE k [<!ENTITY a "x">]><kml ').encode()
    with pytest.raises(FileRefused):
        read_table(data, "t.kml")


def test_every_shapefile_of_a_zip_is_named_and_can_be_chosen(tmp_path: Path) -> None:
    memory = io.BytesIO()
    for name in ("a", "b"):
        frame = gpd.GeoDataFrame({"place": [name]}, geometry=gpd.points_from_xy([39.1], [36.1]), crs="EPSG:4326")
        frame.to_file(tmp_path / f"{name}.shp", encoding="utf-8")
    with zipfile.ZipFile(memory, "w") as archive:
        for path in sorted(tmp_path.iterdir()):
            archive.write(path, f"folder/{path.name}")
    first = read_table(memory.getvalue(), "t.zip")
    assert (first.sheet, first.sheets) == ("a", ("a", "b"))
    assert read_table(memory.getvalue(), "t.zip", Choices(sheet="b")).cells["place"].tolist() == ["b"]
