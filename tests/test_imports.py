"""Every row of a file ends in exactly one way, nothing is guessed, nothing is lost, and what was mended can be undone."""

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.filters import Filters
from geo.evidence.alike import Column, Sheet, together
from geo.evidence.incidents import COLUMNS
from geo.evidence.typed import parse_claims
from geo.intake.cells.days import read_day_text
from geo.intake.cells.numbers import read_count
from geo.intake.checks import clean
from geo.intake.deciding import carry_decisions, decide
from geo.intake.formats.raw import Choices, FileRefused
from geo.intake.imports import Decision, Import
from geo.intake.interpreting import interpret
from geo.intake.kept import kept_path, read_imports, write_imports
from geo.intake.reading import read_table
from geo.intake.reports import report
from geo.intake.sources.mapping import Mapping, read_mapping, with_code
from geo.intake.sources.registry import claim_id_of, detect, guess_mapping, to_cells
from geo.intake.versions import compare_versions
from geo.land.distances import distance_m
from geo.record.files import read_record
from geo.record.joining import join
from geo.record.known import Record
from geo.record.stored import keep_import, rewrite_kept
from geo.show.chosen import Chosen
from tests.makers import read_again
from tests.recount import recount

SAMPLES = Path(__file__).with_name("samples")
SHARED = s.PROJECT.parent / "shared" / "samples"
TODAY = date(2026, 11, 25)


@cache
def shipped() -> Record:
    """The record, for properties: as a fixture, Hypothesis would write it out with each failing example."""
    return read_again(s.DATA)


def bring(record: Record, data: bytes, name: str, mapping: Mapping | None = None, **choices: str) -> Import:
    raw = read_table(data, name, Choices(**choices))
    mapping = mapping or replace(guess_mapping(raw, detect(raw)), name=Path(name).stem)
    return interpret(raw, mapping, name, "0" * 64, record.ground, record.towns, TODAY)


def sample(record: Record, name: str, **choices: str) -> Import:
    return bring(record, (SAMPLES / name).read_bytes(), name, **choices)


def row_of(one: Import, source_id: str) -> dict[str, str]:
    rows = one.table[one.table["source_id"] == source_id]
    assert len(rows) == 1
    return rows.iloc[0].to_dict()


def codes_of(one: Import, source_id: str) -> set[tuple[str, str]]:
    where = one.table.index[one.table["source_id"] == source_id]
    found = one.findings[one.findings["position"].isin(where)]
    return set(zip(found["kind"], found["code"], strict=True))


def ended(one: Import) -> tuple[int, int, int, int]:
    a = one.accounting()
    assert a.kept + a.fixed + a.person + a.held + a.refused == a.rows
    return a.kept, a.fixed, a.person, a.refused


# --- sources ---


def test_dirty_rows_of_airwars_end_where_they_should(record: Record) -> None:
    one = sample(record, "airwars_dirt.csv")
    assert one.source == "airwars"
    assert ended(one) == (4, 4, 7, 1)
    for code, kind, why in (
        ("CS1033", "person", "out_of_range"),
        ("RS2357", "person", "equal_coordinates"),
        ("CS2", "person", "epoch"),
        ("CS3", "fixed", "mgrs"),
        ("CS4", "person", "mgrs_elsewhere"),
        ("CS5", "person", "several_mgrs"),
        ("CS6", "fixed", "decimal_comma"),
        ("CS7", "fixed", "range_split"),
        ("CS383", "person", "outside_governorate"),
        ("CS365", "fixed", "doubled_letter"),
        ("CS9", "refused", "elsewhere"),
        ("CS10", "warned", "unknown_code"),
    ):
        assert codes_of(one, code) == {(kind, why)}, code
    assert codes_of(one, "CS414 RS1788") == set()
    for code in ("CS1033", "RS2357", "CS4", "CS5"):
        assert row_of(one, code)["latitude"] == "", code
    assert row_of(one, "CS2")["date_start"] == ""
    assert row_of(one, "CS2")["date_text"] == "1970-01-01"
    assert (row_of(one, "CS3")["latitude"], row_of(one, "CS3")["geolocation_accuracy"]) == ("36.118885", "within_100m")
    assert (row_of(one, "CS7")["civilians_killed_min"], row_of(one, "CS8")["civilians_killed_min"]) == ("0", "")
    assert row_of(one, "CS383")["latitude"] == "35.38324"  # it lies outside, in the tray, and is not moved
    assert row_of(one, "CS365")["place_name_ar"] == "الهيشة"
    assert row_of(one, "CS414 RS1788")["claim_id"] == "airwars:CS414_RS1788"
    assert row_of(one, "CS10")["grading"] == "ungraded"  # a code that is not ours never becomes one that is: it holds its cell
    assert "Likely" in row_of(one, "CS10")["remarks"]


def test_airwars_without_a_column_for_answers_is_silent_about_silence(record: Record) -> None:
    one = sample(record, "airwars_dirt.csv")
    assert set(one.table["response"]) == {"not_covered"}
    assert row_of(one, "CS414 RS1788")["belligerent"] == "russian_military|us_led_coalition"


def test_right_square_of_a_mistyped_mgrs_is_offered_and_not_taken(record: Record) -> None:
    one = sample(record, "airwars_dirt.csv")
    found = one.findings[one.findings["code"] == "mgrs_elsewhere"].iloc[0]
    offered = json.loads(found["choices"])
    assert offered == [{"latitude": "36.118885", "longitude": "39.181682", "mgrs": ""}]  # the one own square where these digits lie inside


def test_repeated_code_with_other_content_waits_for_a_person(record: Record) -> None:
    one = sample(record, "airwars_dirt.csv")
    twice = one.table[one.table["source_id"] == "TS631"]
    assert twice["held"].tolist() == [False, True]
    assert len(one.claims()) == 8
    found = one.findings[one.findings["code"] == "duplicate_id"].iloc[0]
    decision = Decision(
        row_sha256=twice["row_sha256"].iloc[1],
        claim_id="airwars:TS631",
        column="source_id",
        code="duplicate_id",
        was=found["was"],
        action="accept",
        cells=json.loads(found["choices"])[0],
    )
    apart = decide(one, decision, record.ground, record.towns)
    assert set(apart.claims()["claim_id"]) >= {"airwars:TS631", "airwars:TS631#2"}
    out = decide(one, replace(decision, action="leave", cells={}), record.ground, record.towns)
    assert len(out.claims()) == 8
    assert ended(out)[3] == 2


@pytest.mark.parametrize("name", ["acled_2025.csv", "acled_old.tsv", "acled.json"])
def test_acled_has_no_civilians_no_attacker_and_no_zero_from_no_information(record: Record, name: str) -> None:
    one = sample(record, name)
    assert one.source == "acled"
    claims = one.claims()
    assert claims["civilians_killed_min"].isna().all()
    assert claims["civilians_killed_max"].isna().all()
    assert (claims["belligerent"] == "").all()
    assert (claims["response"] == "not_covered").all()
    assert not (claims["deaths_reported_best"] == 0).any()


def test_acled_dates_widen_with_their_precision_and_battles_are_fighting(record: Record) -> None:
    one = sample(record, "acled_2025.csv")
    assert ended(one) == (4, 0, 0, 2)
    span = {c: (row_of(one, c)["date_start"], row_of(one, c)["date_end"]) for c in ("SYR1", "SYR2", "SYR3")}
    assert span == {
        "SYR1": ("2017-05-16", "2017-05-16"),
        "SYR2": ("2017-05-14", "2017-05-20"),
        "SYR3": ("2017-05-01", "2017-05-31"),
    }
    assert row_of(one, "SYR3")["geolocation_accuracy"] == "subdistrict"
    assert row_of(one, "SYR3")["adm3_pcode"] == "SY110202"
    assert row_of(one, "SYR5")["geolocation_accuracy"] == "province_governorate"
    joined = join(record, [one])
    kinds = joined.claims.set_index("claim_id")[["event_kind", "sides"]]
    rows = one.entering().set_index("claim_id")
    for code in rows.index:
        raw = one.raw_row(rows.loc[code, "row_sha256"])
        assert raw is not None
        struck = raw["sub_event_type"] in ("Air/drone strike", "Shelling/artillery/missile attack")
        fought, attacked = raw["event_type"] == "Battles", raw["event_type"] == "Violence against civilians"
        kind = "fighting" if fought else "attack_on_civilians" if attacked else "strike" if struck else "not_stated"
        assert kinds.loc[code, "event_kind"] == kind
        assert kinds.loc[code, "sides"] == " - ".join(x for x in (raw["actor1"], raw["actor2"]) if x)
    fighting = joined.incidents.set_index("incident_id")["fighting"]
    assert fighting["acled:SYR3"]
    assert not fighting["acled:SYR1"]
    assert not fighting["acled:SYR5"]


def test_ged_of_49_columns_follows_the_rules_for_civilians(record: Record) -> None:
    one = sample(record, "ged_49.csv")
    assert ended(one) == (5, 0, 0, 2)
    assert codes_of(one, "5") == {("held", "not_tied")}  # where_prec 6: the country is all it names
    get = lambda code: [row_of(one, code)[c] for c in ("civilians_killed_min", "civilians_killed_max", "deaths_status_unknown")]  # noqa: E731
    assert get("1") == ["2", "2", "0"]
    assert get("2") == ["", "", "19"]
    assert get("3") == ["4", "", "3"]
    assert {c for _, c in codes_of(one, "3")} == {"best_above_high", "low_above_high"}
    assert row_of(one, "4")["geolocation_accuracy"] == "province_governorate"
    assert row_of(one, "5")["latitude"] == ""  # where_prec 6: not mappable
    assert row_of(one, "8")["is_aggregate"] == "true"
    assert set(one.table.loc[one.table["refuse"] == "", "response"]) == {"not_covered"}


def test_declared_strikes_are_context_and_are_not_added_twice(record: Record) -> None:
    one = sample(record, "cjtf.csv")
    assert one.declared
    assert ended(one) == (2, 0, 1, 2)
    joined = join(record, [one])
    assert len(joined.claims) == len(record.claims)
    assert joined.declared["strikes"].sum() == record.declared["strikes"].sum() + 15
    assert len(join(joined, [one]).declared) == len(joined.declared)
    shipped = (s.DATA / "input/declared_strikes.csv").read_bytes().replace(b"date,location,strikes", b"date,location,number")
    mapping = Mapping("cjtf_oir", {"date": "date", "place_name": "location", "strike_count": "number"})
    again = bring(record, shipped, "again.csv", mapping)
    assert len(join(record, [again]).declared) == len(record.declared)


def test_timemap_keeps_the_web_address_and_leaves_what_is_elsewhere(record: Record) -> None:
    one = sample(record, "timemap.json")
    assert one.source == "timemap"
    assert ended(one) == (1, 0, 0, 1)
    first = row_of(one, "T1")
    assert (first["date_start"], first["source_url"], first["civilians_killed_min"]) == ("2016-12-09", "https://example.org/video", "")
    assert codes_of(one, "T2") == {("refused", "far_away")}


def test_hxl_tags_map_the_columns_and_are_no_row(record: Record) -> None:
    one = sample(record, "hxl.csv")
    assert one.source == "hxl"
    assert ended(one) == (2, 0, 0, 0)
    first = row_of(one, "H1")
    assert [first[c] for c in ("civilians_killed_min", "civilians_killed_max", "children_killed_min", "place_name", "source_name")] == [
        "8",
        "10",
        "2",
        "Jarnieh",
        "Field team",
    ]
    assert one.table["row"].tolist() == [3, 4]
    assert row_of(one, "H2")["civilians_killed_min"] == ""


def test_own_table_ends_where_it_should(record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    assert one.source == "table"
    assert ended(one) == (0, 2, 7, 2)
    by_row = {int(r): set() for r in one.table["row"]}
    for f in one.findings.itertuples():
        by_row[int(one.table["row"].iloc[f.position])].add((f.kind, f.code))
    assert ("person", "swapped") in by_row[3]
    assert ("fixed", "date_order") in by_row[3]
    assert ("person", "not_a_number") in by_row[4]
    assert ("fixed", "link") in by_row[4]
    assert by_row[5] == {("person", "zero_zero"), ("fixed", "up_to"), ("person", "two_places")}
    assert by_row[6] == {("person", "epoch"), ("person", "outside_governorate")}
    assert by_row[7] == {("person", "duplicate_id")}
    assert by_row[8] == {("fixed", "mgrs"), ("fixed", "word_known")}
    assert ("fixed", "unknown_word") in by_row[9]
    assert by_row[10] == {("refused", "empty_row")}
    assert by_row[11] == {("person", "centroid")}
    assert by_row[12] == {("refused", "duplicate_row")}
    dozens = one.table[one.table["row"] == 4].iloc[0]
    assert dozens["civilians_killed_min"] == dozens["civilians_killed_max"] == ""
    assert "dozens" in dozens["remarks"]


CONTRADICTED = [  # filed under "Ara Raqqah", Aleppo, Aleppo and Deir ez-Zor, each at a point inside
    ("airwars:CS876", "region_unknown"),
    ("airwars:RS1693", "names_contradict"),
    ("airwars:RS1697", "names_contradict"),
    ("airwars:RS1847", "names_contradict"),
]


@pytest.mark.parametrize("name", ["airwars_raqqa_2016-11_2017-06.csv", "ucdp_ged_rows.csv", "cjtf_oir_rows.csv"])
def test_shared_samples_import_with_every_row_accounted_for(record: Record, name: str) -> None:
    if not SHARED.exists():  # the project's own files above and below say the same without them
        return
    data = (SHARED / name).read_bytes()
    one = bring(record, data, name)
    with io.StringIO(data.decode("utf-8-sig")) as file:
        assert len(one.table) == sum(1 for _ in csv.DictReader(file))
    kept, fixed, person, refused = ended(one)
    asked = one.findings[one.findings["kind"] == "person"]
    waits = sorted(zip(one.table["claim_id"].iloc[asked["position"]], asked["code"], strict=True))
    assert (person, refused) == (len(waits), 0)
    assert waits == (CONTRADICTED if one.source == "airwars" else [])
    assert kept + fixed == {"airwars": 454, "ucdp_ged": 40, "cjtf_oir": 10}[one.source]
    if one.source == "ucdp_ged":  # the importer makes of the source's rows what was shipped of them
        before = record.claim_texts(set(one.table["claim_id"]))
        difference = compare_versions(before, one.entering())
        assert (difference.same, len(difference.changed)) == (40, 0)


def test_shipped_ged_rows_come_out_of_the_importer_as_they_were_shipped(record: Record) -> None:
    """Without ``../shared``: rows of the record written back in UCDP's spelling and imported."""
    rows = pd.DataFrame([r for r in record.rows.values() if r["source_dataset"] == "ucdp_ged"]).head(300)
    level = {"near_place": "2", "district": "3", "province_governorate": "4", "wider_region": "5"}
    dated = {"day": "1", "range": "2", "week": "3", "month": "4"}
    dead = rows["civilians_killed_min"].where(rows["civilians_killed_min"] != "", "0")
    district = {"SY1101": "Ar Raqqah district", "SY1102": "Tall Abyad district", "SY1103": "Ath Thawrah district", "": ""}
    foreign = pd.DataFrame(
        {
            "id": rows["source_id"],
            "type_of_violence": rows["sides"].map(lambda t: "1" if t.startswith("Government") else "3" if t.endswith("Civilians") else "2"),
            "dyad_name": rows["sides"],
            "side_a": rows["sides"].str.split(" - ").str[0],
            "number_of_sources": rows["source_count"],
            "where_prec": rows["geolocation_accuracy"].map(level).fillna("1"),
            "where_coordinates": rows["place_name"],
            "adm_1": "Ar Raqqah Governorate",
            "adm_2": rows["adm2_pcode"].map(district),
            "latitude": rows["latitude"],
            "longitude": rows["longitude"],
            "event_clarity": rows["is_aggregate"].map({"true": "2", "false": "1"}),
            "date_prec": rows["date_precision"].map(dated),
            "date_start": rows["date_start"],
            "date_end": rows["date_end"],
            "deaths_civilians": dead,
            "deaths_unknown": rows["deaths_status_unknown"],
            "low": rows["deaths_reported_low"],
            "best": rows["deaths_reported_best"],
            "high": rows["deaths_reported_high"],
        }
    )
    one = bring(record, foreign.to_csv(index=False).encode(), "ged.csv")
    assert one.source == "ucdp_ged"
    difference = compare_versions(rows, one.entering())
    assert difference.changed.to_dict("records") == []
    assert difference.same == 300


# --- formats ---

ROWS = pd.DataFrame(
    {
        "id": ["a", "b", "c"],
        "date": ["2016-12-09", "2016-12-10", ""],
        "place": ["المعيزيلة", "Jarnieh", "Abara"],
        "lat": ["36.1189", "36.1605", ""],
        "lon": ["39.1816", "38.2334", ""],
        "killed": ["28", "at least 50", "unknown"],
    }
)


def points(crs: str = s.WGS84) -> gpd.GeoDataFrame:
    rows = ROWS.iloc[:2]
    shapes = gpd.points_from_xy(rows["lon"].astype(float), rows["lat"].astype(float), crs=s.WGS84)
    return gpd.GeoDataFrame(rows[["id", "date", "place", "killed"]], geometry=shapes).to_crs(crs)


def sheet(engine: str, folder: Path) -> bytes:
    if engine == "xlsx":
        memory = io.BytesIO()
        with pd.ExcelWriter(memory, engine="xlsxwriter") as book:
            pd.DataFrame({"x": [1]}).to_excel(book, sheet_name="notes", index=False)
            ROWS.to_excel(book, sheet_name="claims", index=False)
        return memory.getvalue()
    path = folder / "t.ods"
    ROWS.to_excel(path, sheet_name="claims", index=False, engine="odf")
    return path.read_bytes()


def shapefile(folder: Path, prj: bool) -> bytes:
    points("EPSG:32637").to_file(folder / "p.shp", encoding="utf-8")
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for path in sorted(folder.glob("p.*")):
            if prj or path.suffix != ".prj":
                archive.write(path, path.name)
    return memory.getvalue()


CELL = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E) | st.sampled_from("أبتثجحخدذرزسشىة٠١٢٣،؛é–"), max_size=10)


@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=6),
    st.sampled_from(["csv", "tsv", "semicolon", "utf-16", "json", "xlsx", "parquet", "geojson"]),
)
def test_any_table_reads_back_from_every_format_as_it_was_written(rows: list[tuple[str, str, str]], kind: str) -> None:
    frame = pd.DataFrame([("x", *row) for row in rows], columns=["id", "date", "place", "notes"], dtype=object)
    memory = io.BytesIO()
    if kind == "xlsx":
        as_text = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
        with pd.ExcelWriter(memory, engine="xlsxwriter", engine_kwargs=as_text) as book:
            frame.to_excel(book, index=False)
    elif kind == "parquet":
        frame.to_parquet(memory)
    elif kind == "geojson":
        features = [
            {"type": "Feature", "properties": r, "geometry": {"type": "Point", "coordinates": [39.0, 36.2]}}
            for r in frame.to_dict("records")
        ]
        memory.write(json.dumps({"type": "FeatureCollection", "features": features}).encode())
    elif kind == "json":
        memory.write(json.dumps(frame.to_dict("records")).encode())
    else:
        separator = {"tsv": "\t", "semicolon": ";"}.get(kind, ",")
        memory.write(frame.to_csv(index=False, sep=separator).encode("utf-16" if kind == "utf-16" else "utf-8"))
        raw = read_table(memory.getvalue(), "t.csv", Choices(separator=separator))
        pd.testing.assert_frame_equal(raw.cells.astype(object), frame)
        return
    raw = read_table(memory.getvalue(), f"t.{kind}")
    pd.testing.assert_frame_equal(raw.cells[list(frame.columns)].astype(object), frame)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
def test_text_tables_in_any_usual_encoding_and_separator(record: Record, encoding: str, separator: str) -> None:
    one = bring(record, ROWS.to_csv(index=False, sep=separator).encode(encoding), "t.csv")
    assert one.table["place_name"].tolist() == ROWS["place"].tolist()
    assert one.table["civilians_killed_min"].tolist() == ["28", "50", ""]
    assert one.table["civilians_killed_max"].tolist() == ["28", "", ""]
    assert one.how["separator"] == separator


@pytest.mark.parametrize("kind", ["xlsx", "ods", "json", "geojson", "gpkg", "kml", "shp", "geoparquet", "parquet"])
def test_every_format_gives_the_same_claims(record: Record, kind: str, tmp_path: Path) -> None:
    choices: dict[str, str] = {}
    if kind in ("xlsx", "ods"):
        data, choices = sheet(kind, tmp_path), {"sheet": "claims"}
    elif kind == "json":
        data = json.dumps({"data": ROWS.to_dict("records")}).encode()
    elif kind == "shp":
        data = shapefile(tmp_path, prj=True)
    elif kind == "parquet":
        ROWS.to_parquet(tmp_path / "t.parquet")
        data = (tmp_path / "t.parquet").read_bytes()
    elif kind == "geoparquet":
        points("EPSG:32637").to_parquet(tmp_path / "t.parquet")
        data = (tmp_path / "t.parquet").read_bytes()
    else:
        path = tmp_path / f"t.{kind}"
        (points() if kind in ("geojson", "kml") else points("EPSG:32637")).to_file(
            path, engine="pyogrio", **({"driver": "KML"} if kind == "kml" else {})
        )
        data = path.read_bytes()
    name = {"shp": "t.zip", "geoparquet": "t.parquet"}.get(kind, f"t.{kind}")
    raw = read_table(data, name, Choices(**choices))
    mapping = Mapping(
        "table",
        {"source_id": "id", "date": "date", "place_name": "place", "civilians_killed": "killed"}
        | (
            {"latitude": "lat", "longitude": "lon"}
            if "lat" in raw.cells
            else {"latitude": "point_latitude", "longitude": "point_longitude"}
        ),
        name="t",
    )
    one = bring(record, data, name, mapping, **choices)
    first = one.table.iloc[:2]
    assert first["place_name"].tolist() == ["المعيزيلة", "Jarnieh"]
    assert [round(float(x), 4) for x in first["latitude"]] == [36.1189, 36.1605]
    assert [round(float(x), 4) for x in first["longitude"]] == [39.1816, 38.2334]
    assert first["civilians_killed_min"].tolist() == ["28", "50"]
    assert first["date_start"].tolist() == ["2016-12-09", "2016-12-10"]


def test_points_without_a_coordinate_system_ask_for_one(tmp_path: Path) -> None:
    data = shapefile(tmp_path, prj=False)
    with pytest.raises(FileRefused) as refused:
        read_table(data, "p.zip")
    assert refused.value.code == "no_crs"
    raw = read_table(data, "p.zip", Choices(crs="EPSG:32637"))
    assert [round(float(x), 4) for x in raw.cells["point_latitude"]] == [36.1189, 36.1605]
    with pytest.raises(FileRefused) as refused:
        read_table(data, "p.zip", Choices(crs="moon"))
    assert refused.value.code == "bad_crs"


def test_table_in_metres_is_converted_by_its_coordinate_system(record: Record) -> None:
    metres = points("EPSG:32637")
    rows = pd.DataFrame({"id": ["a", "b"], "date": "2016-12-09", "lon": metres.geometry.x, "lat": metres.geometry.y})
    mapping = Mapping("table", {"source_id": "id", "date": "date", "latitude": "lat", "longitude": "lon"}, crs="EPSG:32637")
    one = bring(record, rows.to_csv(index=False).encode(), "m.csv", mapping)
    assert [round(float(x), 4) for x in one.table["latitude"]] == [36.1189, 36.1605]
    assert {f.code for f in one.findings.itertuples()} == {"projected"}


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "t.csv", "empty"),
        (b"a,b\n", "t.csv", "no_rows"),
        (b"PK\x03\x04broken", "t.xlsx", "damaged"),
        (b"PAR1 and nothing", "t.parquet", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "t.csv", "not_a_table"),
        (b'{"a": 1}', "t.json", "json_without_rows"),
        (b"[1, 2]", "t.json", "json_without_rows"),
        (Mapping("table", {"date_start": "when"}, {"grading": {"a": "fair"}}, "x").to_json().encode(), "t.json", "json_without_rows"),
        (b"[" * 100_000, "t.json", "json_too_deep"),
        (b"no json", "t.json", "damaged"),
        (b"a\n" + b'"' + b"x" * 2_000_000, "t.csv", "cell_too_large"),
    ],
)
def test_unreadable_file_is_refused_in_words(data: bytes, name: str, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        read_table(data, name)
    assert refused.value.code == code


def test_sheet_that_is_not_there_and_encoding_that_does_not_fit_are_named(tmp_path: Path) -> None:
    with pytest.raises(FileRefused) as refused:
        read_table(sheet("xlsx", tmp_path), "t.xlsx", Choices(sheet="none"))
    assert (refused.value.code, refused.value.values["allowed"]) == ("no_sheet", "notes, claims")
    with pytest.raises(FileRefused) as refused:
        read_table("قتل\n1".encode("cp1256"), "t.csv", Choices(encoding="utf-8"))
    assert refused.value.code == "encoding"


def test_title_above_the_header_ragged_rows_and_repeated_names_lose_nothing(record: Record) -> None:
    text = "List of events\nid,date,place,place\n1,2016-12-09,A,B\n2,2016-12-10,C,D,more,cells\n3,2016-12-11\n"
    raw = read_table(text.encode(), "t.csv")
    assert list(raw.cells.columns) == ["id", "date", "place", "place (2)", "beyond_the_header"]
    assert raw.cells.iloc[1].tolist() == ["2", "2016-12-10", "C", "D", "more cells"]
    assert raw.numbers.tolist() == [3, 4, 5]
    one = bring(record, text.encode(), "t.csv")
    assert len(one.table) == 3
    assert ("person", "ragged") in codes_of(one, "2")


def test_long_cells_of_excel_dates_come_as_days(record: Record) -> None:
    memory = io.BytesIO()
    frame = pd.DataFrame(
        {
            "id": [1, 2],
            "date": [pd.Timestamp("2016-12-09"), pd.Timestamp("2016-12-10")],
            "killed": [3.0, 4.0],
            "place": ["Karama", "Jarnieh"],
        }
    )
    frame.to_excel(memory, index=False, engine="xlsxwriter")
    one = bring(record, memory.getvalue(), "t.xlsx")
    assert one.table["date_start"].tolist() == ["2016-12-09", "2016-12-10"]
    assert one.table["civilians_killed_max"].tolist() == ["3", "4"]
    assert ended(one) == (2, 0, 0, 0)


# --- cells ---


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("7-14", "7", "14"),
        ("7–14", "7", "14"),
        ("7 to 14", "7", "14"),
        ("0-0", "0", "0"),
        ("up to 46", "", "46"),
        ("at least 39", "39", ""),
        ("39+", "39", ""),
        ("أكثر من 30", "31", ""),
        ("على الأقل ٣٩", "39", ""),
        ("حتى 46", "", "46"),
        ("١٢", "12", "12"),
        ("1,200", "1200", "1200"),
        ("12.0", "12", "12"),
    ],
)
def test_numbers_of_people_are_read_as_reports_write_them(text: str, low: str, high: str) -> None:
    read = read_count(text)
    assert (read.low, read.high, read.doubtful) == (low, high, False)


@pytest.mark.parametrize("text", ["dozens", "about 30", "~30", "-3", "1.5", "12 or 13", "3,5", "عشرات", "=1+1", "7-14-20", "1e3"])
def test_text_that_is_no_number_never_becomes_one(text: str) -> None:
    read = read_count(text)
    assert (read.low, read.high, read.doubtful) == ("", "", True)


@given(st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(["-", "–", "—", " - ", " to "]))
def test_range_never_runs_together_into_one_number(a: int, b: int, dash: str) -> None:
    read = read_count(f"{a}{dash}{b}")
    assert (read.low, read.high) == (str(a), str(b))


@pytest.mark.parametrize(
    ("text", "order", "start", "end"),
    [
        ("2016-12-09", "", date(2016, 12, 9), date(2016, 12, 9)),
        ("16 May 2017", "", date(2017, 5, 16), date(2017, 5, 16)),
        ("9 كانون الأول 2016", "", date(2016, 12, 9), date(2016, 12, 9)),
        ("كانون الأول 2016", "", date(2016, 12, 1), date(2016, 12, 31)),
        ("9-10 December 2016", "", date(2016, 12, 9), date(2016, 12, 10)),
        ("42713", "", date(2016, 12, 9), date(2016, 12, 9)),
        ("9/12/2016", "day_first", date(2016, 12, 9), date(2016, 12, 9)),
        ("9/12/2016", "month_first", date(2016, 9, 12), date(2016, 9, 12)),
        ("٩/١٢/٢٠١٦", "day_first", date(2016, 12, 9), date(2016, 12, 9)),
        ("2016-12-09 / 2016-12-11", "", date(2016, 12, 9), date(2016, 12, 11)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, order: str, start: date, end: date) -> None:
    read = read_day_text(text, order)
    assert (read.start, read.end, read.doubtful) == (start, end, False)


@pytest.mark.parametrize("text", ["9/12/2016", "1970-01-01", "soon", "31/11/2016", "2016-13-45", "0009-12-16", "night of the 9th"])
def test_date_that_is_doubtful_stays_unknown(text: str) -> None:
    read = read_day_text(text, "")
    assert (read.start, read.end, read.doubtful) == (None, None, True)


def table(record: Record, header: str, *rows: str) -> Import:
    return bring(record, "\n".join([header, *rows]).encode(), "t.csv")


def test_order_of_day_and_month_is_taken_from_the_column_only_if_it_says_so(record: Record) -> None:
    told = table(record, "id,date,place", "1,03/04/2017,Karama", "2,25/04/2017,Jarnieh")
    assert told.table["date_start"].tolist() == ["2017-04-03", "2017-04-25"]
    silent = table(record, "id,date,place", "1,03/04/2017,Karama", "2,05/04/2017,Jarnieh")
    assert silent.table["date_start"].tolist() == ["", ""]
    assert {f.code for f in silent.findings.itertuples()} == {"ambiguous"}
    assert json.loads(silent.findings["choices"].iloc[0]) == [{"date": "2017-04-03"}, {"date": "2017-03-04"}]
    torn = table(record, "id,date,place", "1,03/04/2017,Karama", "2,25/04/2017,Jarnieh", "3,04/25/2017,Abara")
    assert torn.table["date_start"].tolist() == ["", "2017-04-25", "2017-04-25"]


def test_interval_that_ends_before_it_begins_and_a_long_one(record: Record) -> None:
    one = table(record, "id,date start,date end,place", "1,2017-04-09,2017-04-03,Karama", "2,2017-01-01,2017-03-01,Jarnieh")
    assert codes_of(one, "1") == {("person", "dates_reversed")}
    assert (row_of(one, "1")["date_start"], row_of(one, "1")["date_text"]) == ("", "2017-04-09 / 2017-04-03")
    assert codes_of(one, "2") == {("warned", "long_span")}
    assert row_of(one, "2")["date_end"] == "2017-03-01"


def test_lowest_above_highest_is_unknown_until_a_person_says(record: Record) -> None:
    one = table(record, "id,date,place,killed min,killed max,children", "1,2017-04-09,Karama,9,3,", "2,2017-04-09,Jarnieh,2,3,5")
    assert codes_of(one, "1") == {("person", "min_above_max")}
    assert row_of(one, "1")["civilians_killed_min"] == row_of(one, "1")["civilians_killed_max"] == ""
    assert codes_of(one, "2") == {("warned", "part_above_whole")}
    assert row_of(one, "2")["children_killed_min"] == "5"


# --- whole tables ---

CELLS = st.one_of(
    st.sampled_from(
        [
            "",
            "2016-12-09",
            "03/04/2017",
            "7-14",
            "dozens",
            "36.1",
            "39.1",
            "0",
            "Unknown",
            "=1",
            "<b>",
            "36,1",
            "javascript:x",
            "37SEV163971",
            "fair",
            "credible",
        ]
    ),
    st.text(max_size=12),
)
TABLES = st.lists(st.lists(CELLS, min_size=9, max_size=9), min_size=1, max_size=8)
HEADER = ["id", "date", "place", "lat", "lon", "killed", "grading", "response", "link"]


@given(TABLES)
def test_any_table_is_accounted_for_row_by_row_and_its_claims_are_sound(rows: list[list[str]]) -> None:
    record = shipped()
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    try:
        one = bring(record, text.getvalue().encode("utf-8", "surrogatepass"), "t.csv")
    except FileRefused:
        return
    ended(one)
    assert set(one.findings["position"]) <= set(range(len(one.table)))
    claims, problems = parse_claims(one.entering()[list(COLUMNS)], "t")
    assert problems == []
    assert not claims["claim_id"].duplicated().any()
    for position, status in enumerate(one.table["status"]):
        kinds = set(one.findings.loc[one.findings["position"] == position, "kind"])
        worst = next((k for k in ("refused", "held", "person", "fixed") if k in kinds), "kept")
        assert status == worst


@given(TABLES)
def test_checking_twice_changes_nothing(rows: list[list[str]]) -> None:
    record = shipped()
    raw = pd.DataFrame(rows, columns=HEADER, dtype=object)
    mapping = Mapping(
        "table",
        dict(
            zip(
                ("source_id", "date", "place_name", "latitude", "longitude", "civilians_killed", "grading", "response", "source_url"),
                HEADER,
                strict=True,
            )
        ),
    )
    order = dict.fromkeys(("date", "date_start", "date_end", "response_date", "retrieved_at"), "")
    ids = Column.of_rows(np.array([f"r{i}" for i in range(len(raw))], dtype=object))
    cells = to_cells(Sheet.of_frame(raw), mapping, ids, record.ground.names)
    cells["read_on"] = "2026-11-25"
    once, _ = clean(cells, record.ground, order)
    again_cells = cells.copy()
    for column in COLUMNS:
        again_cells[column] = once[column]
    for column in ("date", "mgrs", "civilians_killed", "refuse"):
        again_cells[column] = ""
    again, found = clean(again_cells, record.ground, order)
    pd.testing.assert_frame_equal(once.frame(COLUMNS), again.frame(COLUMNS))
    assert not set(found["kind"]) & {"fixed"}


@given(TABLES)
def test_rows_that_are_checked_together_end_as_each_does_alone(rows: list[list[str]]) -> None:
    record = shipped()
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows, *rows[:2]])
    try:
        raw = read_table(text.getvalue().encode("utf-8", "surrogatepass"), "t.csv")
    except FileRefused:
        return
    mapping = replace(guess_mapping(raw, detect(raw)), name="t")
    together, alone = (
        strided(stride, lambda: interpret(raw, mapping, "t", "0" * 64, record.ground, record.towns, TODAY)) for stride in (99, 1)
    )
    pd.testing.assert_frame_equal(together.table, alone.table)
    pd.testing.assert_frame_equal(together.findings, alone.findings)
    assert together.table_sha256 == alone.table_sha256
    assert together.table["raw"].tolist() == [
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in raw.cells.to_numpy().tolist()
    ]


def test_a_cell_that_is_set_in_a_frame_of_a_sheet_changes_no_other() -> None:
    frame = Sheet(2, dict.fromkeys("ab", Sheet(2).all(""))).frame()
    frame.loc[0, "a"] = "x"
    assert frame.to_numpy().tolist() == [["x", ""], ["", ""]]


@given(st.lists(st.sampled_from(["", "a", "b", "c"]), min_size=1), st.data())
def test_a_column_says_of_its_rows_what_each_says(rows: list[str], data: st.DataObject) -> None:
    keep = np.array(data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))))
    column = Column.of_rows(np.array(rows, dtype=object))
    other = column.each(lambda text: text + "!")
    assert column.where(keep, other).rows().tolist() == [text if k else f"{text}!" for text, k in zip(rows, keep, strict=True)]
    assert column.where(keep, "z").filled().tolist() == [bool(text) if k else True for text, k in zip(rows, keep, strict=True)]
    assert together([column, other, column.where(keep)], lambda *texts: texts).rows().tolist() == [
        (text, f"{text}!", text if k else "") for text, k in zip(rows, keep, strict=True)
    ]


def strided(rows: int, make: Callable[[], Import]) -> Import:
    """Make an import of a file whose rows are checked so many at once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(s, "IMPORT_STRIDE", rows)
        return make()


@pytest.mark.parametrize("name", sorted(x.name for x in SAMPLES.iterdir() if x.suffix in (".csv", ".json", ".tsv")))
def test_rows_of_a_sample_that_are_checked_together_end_as_each_does_alone(record: Record, name: str) -> None:
    together, alone = (strided(stride, lambda: sample(record, name)) for stride in (99, 1))
    pd.testing.assert_frame_equal(together.table, alone.table)
    pd.testing.assert_frame_equal(together.findings, alone.findings)


def test_number_written_as_a_fraction_is_one_id_whether_its_row_is_read_alone_or_with_the_others(record: Record) -> None:
    rows = ("id,date,place,lat,lon,killed", "7.0,2017-03-20,Mansura,36.1605,38.2334,3", "8a,2017-03-21,Mansura,38.2334,36.1605,4")
    mixed, pure = ("\n".join(rows), "\n".join(rows).replace("8a", "8.0"))
    for text, ids in ((mixed, {"7.0", "8a"}), (pure, {"7", "8"})):
        for stride in (1, 99):
            one = strided(stride, lambda text=text: bring(record, text.encode(), "t.csv"))  # type: ignore[misc]
            assert set(one.table["source_id"]) == ids
        found = finding(one, "swapped")
        after = decide(one, decision(one, found, "accept", json.loads(found["choices"])[0]), record.ground, record.towns)
        assert set(after.table["source_id"]) == ids
        assert read_imports(write_imports([after]))[0].order == after.order


@given(TABLES)
def test_kept_file_reads_back_as_it_was_written(rows: list[list[str]]) -> None:
    record = shipped()
    text = io.StringIO()
    csv.writer(text).writerows([HEADER, *rows])
    try:
        one = bring(record, text.getvalue().encode("utf-8", "surrogatepass"), "t.csv")
    except FileRefused:
        return
    back = read_imports(write_imports([one]))[0]
    pd.testing.assert_frame_equal(back.table, one.table)
    pd.testing.assert_frame_equal(back.findings, one.findings)
    assert (back.mapping, back.how, back.table_sha256) == (one.mapping, one.how, one.table_sha256)


# --- decisions ---


def finding(one: Import, code: str) -> pd.Series:
    return one.findings[one.findings["code"] == code].iloc[0]


def decision(one: Import, found: pd.Series, action: str, cells: dict[str, str] | None = None) -> Decision:
    row = one.table.iloc[found["position"]]
    return Decision(row["row_sha256"], row["claim_id"], found["column"], found["code"], found["was"], action, cells or {})


def test_accepted_choice_places_the_row_and_can_be_taken_back(record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    found = finding(one, "swapped")
    chosen = decision(one, found, "accept", json.loads(found["choices"])[0])
    after = decide(one, chosen, record.ground, record.towns)
    assert (row_of(after, "2")["latitude"], row_of(after, "2")["longitude"], row_of(after, "2")["status"]) == (
        "36.1605",
        "38.2334",
        "fixed",
    )
    assert ("fixed", "decided") in codes_of(after, "2")
    back = decide(after, chosen, record.ground, record.towns, taken_back=True)
    pd.testing.assert_frame_equal(back.table, one.table)
    pd.testing.assert_frame_equal(back.findings, one.findings)


@pytest.mark.parametrize(
    ("code", "column"), [("decimal_comma", "latitude"), ("range_split", "civilians_killed_min"), ("at_least", "civilians_injured_min")]
)
def test_undone_fix_leaves_the_cell_unknown_not_zero(record: Record, code: str, column: str) -> None:
    one = table(record, "id,date,place,lat,lon,killed,injured", '1,2016-12-09,A,"36,1189","39,1816",7-14,at least 39')
    undone = decide(one, decision(one, finding(one, code), "undo"), record.ground, record.towns)
    assert row_of(one, "1")[column] != ""
    assert row_of(undone, "1")[column] == ""
    assert row_of(undone, "1")["status"] == "person"
    ended(undone)


def test_undone_fix_of_a_text_restores_the_text(record: Record) -> None:
    one = sample(record, "airwars_dirt.csv")
    undone = decide(one, decision(one, finding(one, "doubled_letter"), "undo"), record.ground, record.towns)
    assert row_of(undone, "CS365")["place_name_ar"] == "الهيشةة"
    assert row_of(undone, "CS365")["status"] == "kept"


def test_row_left_as_it_is_needs_nobody_any_more(record: Record) -> None:
    one = sample(record, "airwars_dirt.csv")
    left = decide(one, decision(one, finding(one, "outside_governorate"), "leave"), record.ground, record.towns)
    assert row_of(left, "CS383")["status"] == "fixed"
    assert row_of(left, "CS383")["latitude"] == "35.38324"


def test_word_that_is_no_code_becomes_one_only_by_a_persons_word(record: Record) -> None:
    data = (SAMPLES / "airwars_dirt.csv").read_bytes()
    one = bring(record, data, "a.csv")
    mapped = bring(record, data, "a.csv", with_code(one.mapping, "grading", "Likely", "fair"))
    assert row_of(mapped, "CS10")["grading"] == "fair"
    assert not row_of(mapped, "CS10")["held"]


def carried(record: Record, old: Import, data: bytes) -> tuple[Import, int]:
    newer = bring(record, data, "n.csv", old.mapping)
    return carry_decisions(newer, old, record.ground, record.towns)


def test_decisions_hold_for_the_same_claim_in_a_newer_file_while_it_says_the_same(record: Record) -> None:
    data = (SAMPLES / "dirty_table.csv").read_bytes()
    one = bring(record, data, "dirty_table.csv")
    found = finding(one, "swapped")
    decided = decide(one, decision(one, found, "accept", json.loads(found["choices"])[0]), record.ground, record.towns)
    same, lapsed = carried(record, decided, data.replace(b"changed places", b"changed"))
    assert (row_of(same, "2")["latitude"], lapsed) == ("36.1605", 0)
    other, lapsed = carried(record, decided, data.replace(b"38.2334;36.1605", b"38.5;36.2"))
    assert (row_of(other, "2")["latitude"], lapsed) == ("", 1)  # it says something else now


def test_decision_never_writes_an_old_number_over_a_new_one(record: Record) -> None:
    header = "id,date,place,killed min,killed max"
    one = table(record, header, "1,2017-04-09,Karama,9,3")
    found = finding(one, "min_above_max")
    decided = decide(one, decision(one, found, "accept", json.loads(found["choices"])[0]), record.ground, record.towns)
    for new in ("90,93", "19,33", "20,30"):
        newer, lapsed = carried(record, decided, f"{header}\n1,2017-04-09,Karama,{new}\n".encode())
        low, high = new.split(",")
        row = row_of(newer, "1")
        assert (row["civilians_killed_min"], row["civilians_killed_max"], lapsed) == (low, high, 1)
        assert not {c for _, c in codes_of(newer, "1")}


def test_undone_fix_and_a_row_left_as_it_is_lapse_when_the_cell_changes(record: Record) -> None:
    header = "id,date,place,lat,lon"
    one = table(record, header, "1,2017-04-09,Man\u200bsura,35.38324,40.09991")
    undone = decide(one, decision(one, finding(one, "invisible"), "undo"), record.ground, record.towns)
    left = decide(undone, decision(undone, finding(undone, "outside_governorate"), "leave"), record.ground, record.towns)
    newer, lapsed = carried(record, left, f"{header}\n1,2017-04-09,Kara\u200bma,35.2,40.2\n".encode())
    assert (row_of(newer, "1")["place_name"], lapsed) == ("Karama", 2)
    assert ("person", "outside_governorate") in codes_of(newer, "1")


def test_decision_stays_with_its_row_though_another_has_the_same_id(record: Record) -> None:
    one = table(record, "id,date,place", "1,2017-04-09,Man\u200bsura", "1,2017-04-10,Kara\u200bma")
    first = decision(one, one.findings[one.findings["code"] == "invisible"].iloc[0], "undo")
    undone = decide(one, first, record.ground, record.towns)
    twice = finding(undone, "duplicate_id")
    both = decide(undone, decision(undone, twice, "accept", json.loads(twice["choices"])[0]), record.ground, record.towns)
    assert both.table["place_name"].tolist() == ["Man\u200bsura", "Karama"]
    back = decide(both, both.decisions[1], record.ground, record.towns, taken_back=True)
    back = decide(back, first, record.ground, record.towns, taken_back=True)
    pd.testing.assert_frame_equal(back.table, one.table)
    pd.testing.assert_frame_equal(back.findings, one.findings)


def test_id_written_for_a_repeated_one_makes_a_claim_of_its_own(record: Record) -> None:
    one = table(record, "id,date,place", "1,2017-04-09,Karama", "1,2017-04-10,Jarnieh")
    twice = finding(one, "duplicate_id")
    apart = decide(one, decision(one, twice, "accept", {"source_id": "1 b"}), record.ground, record.towns)
    assert set(apart.claims()["claim_id"]) == {"own:t:1", "own:t:1_b"}


def test_undo_touches_only_the_cell_it_is_about(record: Record) -> None:
    one = table(record, "id,date,place,killed min,killed max", "1,2017-04-09,A,٣,9")
    undone = decide(one, decision(one, finding(one, "arabic_digits"), "undo"), record.ground, record.towns)
    assert (row_of(undone, "1")["civilians_killed_min"], row_of(undone, "1")["civilians_killed_max"]) == ("", "9")
    both = table(record, "id,date,place_ar", "1,2017-04-09,الهي\u200bشةة")
    undone = decide(both, decision(both, finding(both, "invisible"), "undo"), record.ground, record.towns)
    assert row_of(undone, "1")["place_name_ar"] == "الهي\u200bشةة"
    assert codes_of(undone, "1") == {("warned", "undone")}
    grid = table(record, "id,date,place,mgrs", "1,2017-04-09,A,37SEV163971")
    undone = decide(grid, decision(grid, finding(grid, "mgrs"), "undo"), record.ground, record.towns)
    assert (row_of(undone, "1")["latitude"], row_of(undone, "1")["geolocation_accuracy"]) == ("", "unknown")


# --- what a hostile reader found ---


@pytest.mark.parametrize(
    ("header", "row", "low", "high"),
    [
        ("killed,men killed,women killed", "9,2,3", "9", "9"),
        ("killed,deaths_men", "9,2", "9", "9"),
        ("Killed,Civilians killed", "12,4", "4", "4"),
        ("Deaths,Civilian deaths", "12,4", "4", "4"),
        ("Noncivilians killed,place", "7,A", "", ""),
        ("killed,killed min", "9,2", "2", "9"),
        ("killed,killed min", "9-12,9", "9", "12"),
        ("killed min,killed max", "3,up to 9", "3", "9"),
        ("killed min,killed max", ",3-5", "3", "5"),
        ("killed min,killed max", "7-14,", "7", "14"),
    ],
)
def test_cells_of_one_number_are_put_together_and_no_other_dead_are_taken(
    record: Record, header: str, row: str, low: str, high: str
) -> None:
    one = table(record, f"id,date,{header}", f"1,2017-04-09,{row}")
    assert (row_of(one, "1")["civilians_killed_min"], row_of(one, "1")["civilians_killed_max"]) == (low, high)


@pytest.mark.parametrize("row", ["9,12", "7-14,3", "2-3,9"])
def test_cells_of_one_number_that_contradict_are_a_question(record: Record, row: str) -> None:
    one = table(record, "id,date,place,killed,killed min", f"1,2017-04-09,A,{row}")
    assert ("person", "figures_clash") in codes_of(one, "1")
    assert row_of(one, "1")["civilians_killed_min"] == row_of(one, "1")["civilians_killed_max"] == ""
    assert row.split(",")[0] in row_of(one, "1")["remarks"]


@pytest.mark.parametrize("text", ["5 and 7", "12,345,678", "３６", "1234567890"])
def test_text_that_may_be_something_else_is_no_number(text: str) -> None:
    assert read_count(text).doubtful


def test_hxl_attributes_that_say_more_are_not_civilians(record: Record) -> None:
    tags = "#event+code,#date+occurred,#date+reported,#affected+killed+militants,#affected+killed+m,#affected+killed"
    one = table(record, "a,b,c,d,e,f", tags, "1,2017-04-09,2017-05-01,40,9,3")
    row = row_of(one, "1")
    assert (row["date_start"], row["civilians_killed_min"], row["civilians_killed_max"]) == ("2017-04-09", "3", "3")
    none = table(record, "a,b,c", "#event+code,#date,#affected+combatants+killed", "1,2017-04-09,40")
    assert row_of(none, "1")["civilians_killed_min"] == ""


@pytest.mark.parametrize("text", ["2017-03-04 2017-03-09", "2017-03-04 10-12 killed", "04/03/2017 12/03/2017"])
def test_second_date_in_a_cell_is_not_dropped(text: str) -> None:
    assert read_day_text(text, "day_first").doubtful


def test_hours_and_zones_do_not_move_a_day(record: Record) -> None:
    rows = [("1", "2017-03-05T01:00:00+03:00"), ("2", "2017-03-05T01:00:00+02:00")]
    features = [
        {"type": "Feature", "properties": {"id": i, "date": d}, "geometry": {"type": "Point", "coordinates": [39.0, 36.2]}} for i, d in rows
    ]
    one = bring(record, json.dumps({"type": "FeatureCollection", "features": features}).encode(), "t.geojson")
    assert one.table["date_start"].tolist() == ["2017-03-05", "2017-03-05"]


def test_last_day_without_a_first_is_no_day_of_its_own(record: Record) -> None:
    one = table(record, "id,date start,date end,place", "1,unknown,2017-03-09,A")
    assert (row_of(one, "1")["date_start"], row_of(one, "1")["date_end"]) == ("", "")
    assert ("person", "no_first_day") in codes_of(one, "1")


def test_reference_beside_coordinates_never_moves_them(record: Record) -> None:
    header = "id,date,place,lat,lon,mgrs"
    for grid in ("see notes", "37SDA3112002021"):
        one = table(record, header, f"1,2017-04-09,A,36.16054,38.23337,{grid}")
        assert (row_of(one, "1")["latitude"], row_of(one, "1")["longitude"]) == ("36.16054", "38.23337"), grid
    far = table(record, header, "1,2017-04-09,A,36.16054,38.23337,37SEV163971")
    assert codes_of(far, "1") == {("person", "mgrs_differs")}
    assert len(json.loads(far.findings["choices"].iloc[0])) == 2


@pytest.mark.parametrize(("lat", "lon", "code"), [("0", "39.1", "zero_zero"), ("39.1W", "36.1N", "swapped"), ("36.1W", "39.1N", "swapped")])
def test_odd_coordinates_are_a_question_not_a_refusal(record: Record, lat: str, lon: str, code: str) -> None:
    one = table(record, "id,date,place,lat,lon", f"1,2017-04-09,A,{lat},{lon}")
    assert codes_of(one, "1") == {("person", code)}


def test_degree_sign_is_read_and_told(record: Record) -> None:
    one = table(record, "id,date,place,lat,lon", "1,2017-04-09,A,36.1°,39.1°")
    assert codes_of(one, "1") == {("fixed", "degree_marks")}
    assert one.claims()["latitude"].tolist() == [36.1]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "unknown",
            "N/A",
            "?",
            "Raqqa Governorate, Syria",
            "Alraqqa",
            "ريف الرقة",
            "Raqqa / الرقة",
            "SY11",
            "Raqqa, Syria",
            "Raqqa Gov.",
            "ar-Raqqah",
        ),
        *("Governorate of Raqqa", "Raqqa countryside", "Rakka", "محافظة الرقة", "Al-Raqqa Governorate", "Raqa", "Northern front"),
    ],
)
def test_row_is_not_refused_for_how_its_governorate_is_spelled(record: Record, name: str) -> None:
    one = table(record, "id,date,place,governorate", f'1,2017-04-09,A,"{name}"')
    assert row_of(one, "1")["refuse"] == ""


@pytest.mark.parametrize("name", ["Aleppo", "Deir ez-Zor Governorate", "Deir Ezzor", "حلب", "محافظة دير الزور", "Damascus"])
def test_row_about_another_governorate_is_refused_and_can_be_taken_in(record: Record, name: str) -> None:
    one = table(record, "id,date,place,governorate", f"1,2017-04-09,A,{name}")
    assert codes_of(one, "1") == {("refused", "elsewhere")}
    ours = decide(one, decision(one, finding(one, "elsewhere"), "accept", {"sure_of_point": "yes"}), record.ground, record.towns)
    assert row_of(ours, "1")["refuse"] == ""
    inside = table(record, "id,date,place,governorate,lat,lon", f"1,2017-04-09,A,{name},36.2,39.0")
    assert row_of(inside, "1")["refuse"] == ""  # a point inside says more than a label


@pytest.mark.parametrize("country", ["unknown", "N/A", "Syrian Arab Rep.", "SYR", "الجمهورية العربية السورية", "Syria, Iraq", "SYRIA"])
def test_row_is_not_refused_for_how_syria_is_spelled(record: Record, country: str) -> None:
    text = f'unique_reference_code,date,country,latitude,longitude,region,civilians_killed_min,civilians_killed_max\nX1,2017-04-09,"{country}",36.6,38.9,Raqqa,1,1\n'
    assert row_of(bring(record, text.encode(), "a.csv"), "X1")["refuse"] == ""


def test_unclosed_quotation_mark_swallows_no_row() -> None:
    raw = read_table(b'id,date,notes\n1,2017-04-09,ok\n2,2017-04-10,"he said\n3,2017-04-11,x\n4,2017-04-12,y\n', "t.csv")
    assert raw.cells["id"].tolist() == ["1", "2", "3", "4"]
    assert raw.notes == ((1, "broken_quote", "3"),)  # pointed at: a person looks at that row


def test_row_fuller_than_the_header_is_not_taken_for_it(record: Record) -> None:
    one = table(record, "id,date,place", "1,2017-04-09,A", "2,2017-04-10,B,a,b,c,d,e,f")
    assert len(one.table) == 2
    assert one.how.get("above") is None


def test_kept_files_of_two_sheets_are_two_files(record: Record, tmp_path: Path) -> None:
    data = sheet("xlsx", tmp_path)
    paths = {kept_path(bring(record, data, "t.xlsx", sheet=name), tmp_path) for name in ("notes", "claims")}
    assert len(paths) == 2


def test_tables_with_long_names_alike_keep_ids_apart() -> None:
    names = ("Raqqa_civilian_harm_incidents_database_2016", "Raqqa_civilian_harm_incidents_database_2017")
    assert len({claim_id_of(Mapping("table", name=n), "1") for n in names}) == 2


def test_import_kept_with_others_in_one_file_is_changed_and_forgotten_alone(record: Record, folder: Path) -> None:
    path = folder / s.OUTPUT / "mine.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(write_imports([sample(record, "ged_49.csv"), sample(record, "dirty_table.csv")]))
    first = next(one for one in read_record(folder).imports if one.source == "table")
    found = finding(first, "swapped")
    after = decide(first, decision(first, found, "accept", json.loads(found["choices"])[0]), record.ground, record.towns)
    rewrite_kept(first, after)
    again = read_record(folder)
    assert [one.source for one in again.imports] == ["ucdp_ged", "table"]
    assert row_of(again.imports[1], "2")["latitude"] == "36.1605"
    rewrite_kept(again.imports[1], None)
    assert [one.source for one in read_record(folder).imports] == ["ucdp_ged"]


def test_lines_and_areas_lie_in_a_disc_that_covers_them_and_stay_with_their_row(record: Record) -> None:
    shapes = [
        {"type": "Polygon", "coordinates": [[[39.2, 36.2], [39.21, 36.2], [39.21, 36.21], [39.2, 36.2]]]},
        {"type": "MultiPoint", "coordinates": [[39, 36.2]]},
        {"type": "LineString", "coordinates": [[39.0, 36.3], [39.02, 36.3]]},
        {"type": "Polygon", "coordinates": [[[37, 35], [40, 35], [40, 37], [37, 35]]]},
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"id": str(i), "x": "7", "point_latitude": "8", "date": "2017-04-09", "place": "Karama"},
            "geometry": g,
        }
        for i, g in enumerate(shapes)
    ]
    one = bring(record, json.dumps({"type": "FeatureCollection", "features": features}).encode(), "t.geojson")
    assert [row[:6] for row in one.table["latitude"]] == ["36.205", "36.2", "36.3", ""]
    assert one.table["geolocation_accuracy"].tolist() == ["neighbourhood_area", "unknown", "village", "unknown"]
    assert codes_of(one, "0") == codes_of(one, "2") == {("fixed", "shape_covered")}
    assert codes_of(one, "3") == {("person", "not_a_point")}, "wider than any disc"
    raw = one.raw_row(one.table["row_sha256"].iloc[0])
    assert raw["point_latitude"] == "8"
    for i in (0, 2):
        row, shape = one.table.iloc[i], shapely.from_wkt(one.raw_row(one.table["row_sha256"].iloc[i])["shape"])
        corners = shapely.get_coordinates(shape)
        reach = distance_m(float(row["latitude"]), float(row["longitude"]), corners[:, 1], corners[:, 0])
        assert reach.max() <= s.DISC_RADIUS_M[row["geolocation_accuracy"]]


def test_whole_numbers_beside_empty_cells_stay_exact(record: Record, tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": pd.array([12345678901234567, 12345678901234568, None], dtype="Int64"), "date": "2017-04-09", "place": "A"})
    frame.to_parquet(tmp_path / "t.parquet")
    one = bring(record, (tmp_path / "t.parquet").read_bytes(), "t.parquet")
    assert one.table["source_id"].tolist() == ["12345678901234567", "12345678901234568", ""]


def test_shapefile_in_a_folder_and_without_an_encoding_is_read(tmp_path: Path) -> None:
    points().to_file(tmp_path / "p.shp", encoding="cp1256")
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for path in sorted(tmp_path.glob("p.*")):
            if path.suffix != ".cpg":
                archive.write(path, f"inner/folder/{path.name}")
    assert read_table(memory.getvalue(), "p.zip").cells["place"].tolist() == ["المعيزيلة", "Jarnieh"]


def test_broken_bytes_and_late_arabic_do_not_garble_the_rest(record: Record) -> None:
    text = ROWS.to_csv(index=False).encode()
    one = bring(record, text.replace("ز".encode(), b"\xd8"), "t.csv")
    assert one.table["place_name"].iloc[0].startswith("المعي")
    assert ("warned", "lost_character") in codes_of(one, "a")
    late = "id,date,place\n" + "".join(f"{i},2017-04-09,Mansura\n" for i in range(15_000)) + "x,2017-04-09,معيزيلة\n"
    assert read_table(late.encode("cp1256"), "t.csv").cells["place"].iloc[-1] == "معيزيلة"


def test_half_a_surrogate_pair_is_a_text_like_any_other(record: Record) -> None:
    one = bring(record, b'[{"id": "1", "date": "2017-04-09", "place": "Karama", "notes": "\\ud800"}]', "t.json")
    assert ended(one)[0] + ended(one)[1] == 1


def test_rows_a_record_could_not_hold_are_held_back_not_fatal(record: Record) -> None:
    ged = (SAMPLES / "ged_49.csv").read_text(encoding="utf-8").splitlines()
    head = ged[0].split(",")
    cells = ged[1].split(",")
    cells[head.index("best")] = ""
    odd = bring(record, "\n".join([ged[0], ",".join(cells)]).encode(), "g.csv")
    assert codes_of(odd, "1") == {("warned", "bound_alone")}
    assert len(odd.claims()) == 1
    shipped_file = "\n".join((s.DATA / "input/claims_airwars.csv").read_text(encoding="utf-8").splitlines()[:54])
    excel = shipped_file.replace("false", "FALSE").replace(",airwars,", ",moon,", 1).replace("2026-11-26", "", 1)
    one = bring(record, excel.encode(), "claims.csv")
    assert ended(one)[3] == 0
    assert ended(one)[2] == 1
    assert len(one.claims()) == 52


@pytest.mark.parametrize("name", ["airwars_dirt.csv", "acled_2025.csv", "dirty_table.csv"])
def test_mapping_of_any_source_is_saved_and_read_again(record: Record, name: str) -> None:
    mapping = sample(record, name).mapping
    assert read_mapping(mapping.to_json().encode()) == mapping


# --- mapping ---


def test_mapping_is_saved_and_read_again_and_nonsense_is_none() -> None:
    mapping = Mapping("table", {"date": "Day"}, {"grading": {"Likely": "fair"}}, "mine", "ask me", "day_first", "EPSG:32637", True)
    assert read_mapping(mapping.to_json().encode()) == mapping
    for nonsense in (
        b"",
        b"[]",
        b"{}",
        b'{"source": "moon"}',
        b'{"source": "table", "columns": {"evil": "x"}}',
        b'{"source": "table", "order": 3}',
    ):
        assert read_mapping(nonsense) is None


def test_arabic_headings_are_guessed() -> None:
    raw = read_table("الرقم,التاريخ,المكان,عدد القتلى,ملاحظات\n1,2016-12-09,معيزيلة,٢٨,x\n".encode(), "t.csv")
    mapping = guess_mapping(raw, "table")
    assert {k: mapping.columns.get(k) for k in ("date", "place_name_ar", "civilians_killed", "remarks")} == {
        "date": "التاريخ",
        "place_name_ar": "المكان",
        "civilians_killed": "عدد القتلى",
        "remarks": "ملاحظات",
    }


# --- in the record ---


def test_import_joins_the_record_and_the_record_itself_stays(record: Record) -> None:
    before = (len(record.claims), record.fingerprint)
    one = sample(record, "dirty_table.csv")
    joined = join(record, [one])
    assert len(joined.claims) == len(record.claims) + 2  # the seven that need a person are in no count
    assert (len(record.claims), record.fingerprint) == before
    assert joined.fingerprint != record.fingerprint
    totals = recount(joined, Filters())
    groups = sum(x.every.incidents for area, x in Chosen(joined, Filters()).areas.items() if area)
    assert groups + totals.wider.incidents + totals.unlocated.incidents + totals.outside.incidents == totals.everything.incidents
    claim = joined.claims[joined.claims["claim_id"] == "own:dirty_table:1"].iloc[0]
    assert joined.raw_row(claim["row_sha256"])["Killed"] == "7-14"


def test_same_file_twice_adds_nothing(record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    joined = join(record, [one])
    assert len(join(joined, [one]).claims) == len(joined.claims)


def test_claims_that_are_here_stay_unless_the_new_file_is_to_replace_them(record: Record) -> None:
    text = "unique_reference_code,date,grading,latitude,longitude,region,civilians_killed_min,civilians_killed_max\nCS403,2016-12-05,Fair,36.16054,38.23337,Raqqa,9,11\n"
    one = bring(record, text.encode(), "new.csv")
    difference = compare_versions(record.claim_texts({"airwars:CS403"}), one.entering())
    changed = {r.column: (r.was, r[4]) for r in difference.changed.itertuples()}
    assert changed["civilians_killed_min"] == ("8", "9")
    assert changed["civilians_killed_max"] == ("10", "11")
    get = lambda r: r.claims.loc[r.claims["claim_id"] == "airwars:CS403", "civilians_killed_min"].tolist()  # noqa: E731
    assert get(join(record, [one])) == [8]
    assert get(join(record, [replace(one, policy="replace")])) == [9]


def test_newer_version_names_added_removed_and_changed_rows(record: Record) -> None:
    old = table(record, "id,date,place,killed", "1,2016-12-09,Karama,3", "2,2016-12-10,Jarnieh,4", "3,2016-12-11,Abara,5")
    new = table(record, "id,date,place,killed", "1,2016-12-09,Karama,3", "2,2016-12-10,Jarnieh,6", "4,2016-12-12,Mansura,7")
    difference = compare_versions(old.entering(), new.entering())
    assert difference.added == ("own:t:4",)
    assert difference.removed == ("own:t:3",)
    assert difference.same == 1
    assert {(r.claim_id, r.column, r.was, r[4]) for r in difference.changed.itertuples()} == {
        ("own:t:2", "civilians_killed_min", "4", "6"),
        ("own:t:2", "civilians_killed_max", "4", "6"),
    }


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(s.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("output"))
    return tmp_path / "data"


def test_kept_import_is_in_the_next_record_and_forgetting_deletes_it(record: Record, folder: Path) -> None:
    kept = keep_import(sample(record, "dirty_table.csv"), folder)
    assert Path(kept.path).exists()
    again = read_record(folder)
    assert len(again.claims) == len(record.claims) + 2
    assert again.imports[0].path == kept.path
    rewrite_kept(again.imports[0], None)
    assert list((folder / s.OUTPUT).iterdir()) == []
    assert len(read_record(folder).claims) == len(record.claims)


def test_report_names_row_column_and_reason_in_both_languages(record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    for lang in voc.LANGUAGES:
        rows = report(one, lang)
        assert len(rows) == len(one.findings)
        assert (rows["why"] != "").all()
        assert set(rows["row"]) <= set(range(2, 13))


def test_untouched_row_stays_with_every_claim_of_the_record(record: Record) -> None:
    for claim in record.claims.head(50).itertuples():
        assert record.raw_row(claim.row_sha256)["claim_id"] == claim.claim_id
    corrected = record.claims[record.claims["claim_id"] == "airwars:CS365"].iloc[0]
    assert corrected["place_name_ar"] == "الهيشة"
    assert record.raw_row(corrected["row_sha256"])["place_name_ar"] == "الهيشةة"
