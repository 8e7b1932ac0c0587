"""Files for others: read back they are the selection, or the coarsened one; what was left out is nowhere in their bytes."""

import io
import json
import shutil
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook

from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.intake.reading import read_table
from geo.out.columns import COLUMNS
from geo.out.exports import export, plain_rows
from geo.out.share import Shared, coarsen, share
from geo.record.files import read_record
from geo.record.joining import join
from geo.record.known import Record
from geo.seals import is_whole
from geo.text.signs import as_meant, harmless
from geo.web.alone import FRAMES, frame_line
from tests.conftest import guarded
from tests.makers import claims_lists, read_again, wide
from tests.recount import sum_all
from tests.test_counting import PLACES, build
from tests.test_imports import bring, sample
from tests.test_pages import run as run_page

DAYS = ("date_start", "date_end", "response_date", "retrieved_at")
TABLES = [e for e in voc.EXPORT_FORMATS if e != "html"]


def read_back(data: bytes, ending: str, folder: Path) -> pd.DataFrame:
    file = folder / f"back.{ending}"
    file.write_bytes(data)
    if ending == "csv":
        return pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if ending == "xlsx":
        return pd.read_excel(file, dtype=str, keep_default_na=False, engine="calamine").replace(r" 00:00:00$", "", regex=True)
    if ending == "parquet":
        return gpd.read_parquet(file)
    if ending == "kmz":
        return read_table(data, "x.kmz").cells
    return gpd.read_file(file, layer="claims" if ending == "gpkg" else None)


def as_texts(rows: pd.DataFrame) -> pd.DataFrame:
    """One way of writing for all formats: unknown is empty, numbers without a needless .0, true and false in one spelling."""

    def text(cell: object) -> str:
        if cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, float) and pd.isna(cell)):
            return ""
        if isinstance(cell, date):  # a pandas Timestamp is one
            return cell.strftime("%Y-%m-%d")
        if isinstance(cell, str) and cell.startswith("'"):
            cell = cell[1:]
        try:
            return f"{round(float(str(cell)), 6):g}"
        except ValueError:
            return str(cell).upper() if str(cell).lower() in ("true", "false") else str(cell)

    return rows[list(COLUMNS)].map(text).reset_index(drop=True)


@cache
def opening(ending: str, safe: bool = True) -> tuple[bytes, Shared]:
    """Give the opening view's file, made once for the tests that only read it."""
    return export(read_again(s.DATA), opening_filters(), View(), ending, safe)


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("ending", TABLES)
def test_exported_file_reads_back_as_the_selection(record: Record, tmp_path: Path, ending: str, safe: bool) -> None:
    data, shared = opening(ending, safe)
    back, rows = as_texts(read_back(data, ending, tmp_path)), as_texts(plain_rows(shared))
    pd.testing.assert_frame_equal(back, rows, check_dtype=False)
    picked = record.select(opening_filters())
    assert set(back["incident_id"]) == set(picked.incidents["incident_id"])
    if not safe:
        own = record.claims.set_index("claim_id").loc[back["claim_id"]].reset_index()
        own = as_texts(own.assign(**{c: "" for c in COLUMNS if c not in own.columns}))
        for column in ("latitude", "civilians_killed_min", "civilians_killed_max", "date_start", "grading", "licence", "source_url"):
            assert rows[column].tolist() == own[column].tolist()


@pytest.mark.parametrize("ending", voc.EXPORT_FORMATS)
def test_same_selection_gives_the_same_bytes(record: Record, ending: str) -> None:
    assert export(record, opening_filters(), View(), ending)[0] == opening(ending)[0]


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """The record with a private source, a graphic one, notes, formulas, and an exact position."""
    folder = tmp_path_factory.mktemp("secret") / "data"
    shutil.copytree(s.DATA, folder)
    changes = {
        "rbss": (
            "rbss:jarnieh",
            {"source_private": "true", "source_name": "Hidden Person", "remarks": "NOTE-A", "source_url": "https://hidden.example/"},
        ),
        "airwars": ("airwars:CS403", {"graphic": "true", "source_url": "https://graphic.example/x", "remarks": "NOTE-B"}),
        "ucdp_ged": ("ucdp_ged:235483", {"remarks": "NOTE-C", "latitude": "36.118312", "place_name": "=cmd|' /C calc'!A0"}),
    }
    for name, (claim, cells) in changes.items():
        file = folder / f"input/claims_{name}.csv"
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        for column, value in cells.items():
            table.loc[table["claim_id"] == claim, column] = value
        table.to_csv(file, index=False)
    return read_record(folder)


@pytest.mark.parametrize("ending", voc.EXPORT_FORMATS)
def test_nothing_that_share_safe_drops_is_anywhere_in_the_file(secret: Record, ending: str) -> None:
    data, shared = export(secret, Filters(), View(), ending)
    raw = data
    if ending in ("xlsx", "kmz"):
        with ZipFile(io.BytesIO(data)) as book:
            raw = b"".join(book.read(name) for name in book.namelist())
    for value in ("Hidden Person", "hidden.example", "graphic.example", "NOTE-A", "NOTE-B", "NOTE-C", "rbss:jarnieh", "36.118312"):
        assert value.encode() not in raw, value
    assert dict(shared.left_out)["private"] == 1
    assert dict(shared.left_out)["graphic"] == 1


def test_exact_export_holds_what_share_safe_drops_but_texts_without_an_open_licence(secret: Record) -> None:
    exact, _ = export(secret, Filters(), View(), "csv", safe=False)
    assert b"Hidden Person" in exact
    assert b"NOTE-C" in exact
    assert b"NOTE-B" not in exact  # no open licence: figures and address only


def test_spreadsheets_run_nothing(secret: Record) -> None:
    for cell in ("=1+1", "+1", "-1", "@x", "\tx"):
        assert harmless(cell) == "'" + cell
    assert harmless("Al Jarnia") == "Al Jarnia"
    assert harmless(-3.5) == -3.5
    data, _ = export(secret, Filters(), View(), "csv", safe=False)
    assert b"'=cmd|" in data
    book, _ = export(secret, Filters(), View(), "xlsx", safe=False)
    with ZipFile(io.BytesIO(book)) as parts:
        assert not any(b"<f>" in parts.read(n) for n in parts.namelist() if n.startswith("xl/worksheets"))


def test_workbook_has_its_provenance(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "x.xlsx"
    file.write_bytes(opening("xlsx")[0])
    about = pd.read_excel(file, sheet_name="provenance", header=None, engine="calamine").astype(str).agg(" ".join, axis=1).str.cat(sep="\n")
    assert "772 to 1,469" in about
    assert record.fingerprint in about
    assert "UCDP GED (CC BY 4.0" in about
    assert "no open licence" in about


def test_acled_rows_are_never_written(record: Record) -> None:
    claims = record.claims.copy()
    claims.loc[claims["claim_id"] == "ucdp_ged:235483", "source_dataset"] = "acled"
    from dataclasses import replace

    shared = share(replace(record, claims=claims), Filters(), safe=False)
    assert "ucdp_ged:235483" not in set(shared.rows["claim_id"])
    assert dict(shared.left_out)["acled"] == 1


@wide
@given(claims_lists)
def test_coarsening_moves_points_only_to_named_places_and_loses_nobody(rows: list[dict[str, str]]) -> None:
    _, incidents = build(rows)
    incidents = incidents.assign(certain=True)
    rough = coarsen(incidents, PLACES)
    before, after = sum_all(incidents), sum_all(rough)
    assert after.near <= before.near  # what had no named place near is known to its subdistrict only, and says so instead
    assert replace(after, near=before.near) == before
    spots = {(p.y, p.x) for p in PLACES.geometry}
    placed = rough[rough["latitude"].notna()]
    assert {(r["latitude"], r["longitude"]) for r in placed.to_dict("records")} <= spots
    assert coarsen(rough, PLACES)["latitude"].equals(rough["latitude"])


def test_export_command_says_what_it_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "claims.geojson"
    assert main(["export", "--out", str(out), "--source", "airwars", "--lang", "en"]) == 0
    assert "no open licence" in capsys.readouterr().out
    assert len(json.loads(out.read_text(encoding="utf-8"))["features"]) == 1_084
    assert main(["export", "--out", str(tmp_path / "claims.doc")]) == 2


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_map_that_stands_alone_opens_from_a_file_without_any_request(browser: Browser, record: Record, tmp_path: Path, lang: str) -> None:
    file = tmp_path / "map.html"
    file.write_bytes(export(record, opening_filters(), View(lang=lang), "html")[0])
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda r: asked.append(r.url))
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.goto(file.as_uri())
    page.locator("#map_div[data-shown]").wait_for(timeout=10_000)
    assert page.locator(".badge").count() == 11
    whole = page.locator("main:visible tbody tr").count()
    page.locator('.badge[data-id="area:SY110302"]').click()
    assert page.locator("tbody tr:visible").count() == 13
    page.locator(".all:visible").click()
    assert page.locator("tbody tr:visible").count() == whole == len(share(record, opening_filters(), safe=True).rows)
    page.locator("#player .go").click()
    page.locator("#map_div[data-frame]").wait_for()
    assert page.evaluate("document.documentElement.dir") == ("rtl" if lang == "ar" else "ltr")
    assert [u for u in asked if not u.startswith(("file:", "data:"))] == []
    assert errors == []
    page.close()


def test_a_map_framed_in_another_page_begins_with_the_map_and_speaks_the_language_of_that_page(
    browser: Browser, record: Record, tmp_path: Path
) -> None:
    (tmp_path / "the map.html").write_bytes(export(record, opening_filters(), View(), "html")[0])
    lines = [frame_line("the map.html", "A <map>", lang, *size) for lang, size in zip(("en", "ar"), FRAMES, strict=True)]
    (tmp_path / "host.html").write_text(f"<!DOCTYPE html><body>{''.join(lines)}", encoding="utf-8")
    with guarded(browser, tmp_path.as_uri(), viewport={"width": 1200, "height": 1000}) as page:
        page.goto((tmp_path / "host.html").as_uri())
        for at, (lang, size) in enumerate(zip(("en", "ar"), FRAMES, strict=True)):
            frame = page.frame_locator("iframe").nth(at)
            frame.locator("#map_div[data-shown]").wait_for(timeout=30_000)
            assert frame.locator(f'html[lang="{lang}"][dir]').count() == 1
            assert frame.locator(".badge").count() == 11
            assert frame.locator("main:visible tbody tr:visible").count() == 0  # folded
            box = frame.locator("#frame").bounding_box()
            outer = page.locator("iframe").nth(at).bounding_box()
            assert box
            assert outer
            assert (round(outer["width"]), round(outer["height"])) == size
            assert box["y"] == outer["y"]
            assert box["height"] >= 0.85 * size[1]
            assert frame.locator("html").evaluate("e => e.scrollWidth") <= size[0]


def test_the_page_gives_the_line_that_frames_the_map_once_its_file_is_the_one_chosen() -> None:
    app = run_page("card", lang="ar")
    line = "raqqa-claims.html"
    said = lambda: any(line in c.value.replace("\\", "") for c in app.caption)  # noqa: E731
    assert not said()
    app.selectbox(key="export_format").select("html").run()
    assert not app.exception
    assert said()
    assert '#lang=ar"' in frame_line(line, "T", "ar", *FRAMES[0])


def test_rival_position_is_snapped_to_its_own_place_and_not_to_the_others(record: Record) -> None:
    rows = share(record, Filters(), safe=True).rows.set_index("claim_id")
    places = {(round(p.y, 5), round(p.x, 5)) for p in record.places.geometry}
    one, other = rows.loc["airwars:CS407"], rows.loc["ucdp_ged:235805"]
    assert abs(one["longitude"] - other["longitude"]) > 0.15  # they lie 20 km apart, and stay so
    placed = rows[rows["latitude"].notna()]
    assert {(round(a, 5), round(b, 5)) for a, b in zip(placed["latitude"], placed["longitude"], strict=True)} <= places
    assert rows.loc["airwars:CS383", "geolocation_accuracy"] == "unknown"  # its point lies outside the governorate


def test_rows_of_acled_are_in_no_export(record: Record) -> None:
    joined = join(record, [sample(record, "acled_2025.csv")])
    assert {"SYR1", "SYR2", "SYR3", "SYR5"} <= {c.split(":")[-1] for c in joined.claims["claim_id"] if c.startswith("acled:")}
    for safe in (True, False):
        for ending in voc.EXPORT_FORMATS:
            data, shared = export(joined, Filters(source=("acled", "rbss", "press")), View(), ending, safe)
            assert ("acled", 3) in shared.left_out  # of four one is an attack on civilians, which a choice of strikes leaves out
            assert b"SYR1" not in data
            assert b"made up" not in data


@pytest.mark.parametrize("ending", TABLES)
def test_own_export_imports_again_as_the_claims_it_holds(record: Record, ending: str) -> None:
    data, shared = export(record, Filters(source=("airwars", "rbss", "press")), View(), ending, safe=False)
    one = bring(record, data, f"claims.{ending}")
    assert one.source == "claims"
    assert one.accounting().refused == 0
    back = one.table.set_index("claim_id")
    texts = plain_rows(shared).set_index("claim_id")
    assert set(back.index) == set(texts.index)
    for column in ("civilians_killed_min", "civilians_killed_max", "date_start", "place_name", "grading", "response", "source_url"):
        was = texts[column].map(lambda v: "" if pd.isna(v) else str(v))
        assert (back.loc[was.index, column] == was).all(), column


def test_days_are_dates_in_every_format_that_has_them(record: Record, tmp_path: Path) -> None:
    made = {ending: export(record, Filters(source=("rbss",)), View(), ending)[0] for ending in ("gpkg", "xlsx", "parquet", "kml")}
    (tmp_path / "x.gpkg").write_bytes(made["gpkg"])
    kinds = dict(zip(*(pyogrio.read_info(tmp_path / "x.gpkg", layer="claims")[k] for k in ("fields", "dtypes")), strict=True))
    assert {kinds[c] for c in DAYS} == {"datetime64[D]"}
    schema = pq.read_schema(io.BytesIO(made["parquet"]))
    assert {str(schema.field(c).type) for c in DAYS} == {"date32[day]"}
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made["xlsx"])).get_sheet_by_name("claims").to_python()
    days = [row[rows[0].index("date_start")] for row in rows[1:]]
    assert any(days)
    assert all(isinstance(day, date) for day in days if day != "")
    assert b"<TimeStamp><when>2016-12-" in made["kml"] or b"<TimeSpan><begin>2016-12-" in made["kml"]


def test_a_day_no_workbook_has_a_number_for_stays_a_text(record: Record) -> None:
    old = record.claims.assign(retrieved_at=pd.Timestamp("1899-12-31").as_unit(record.claims["retrieved_at"].dt.unit))
    data, _ = export(replace(record, claims=old), Filters(source=("rbss",)), View(), "xlsx")
    assert set(read_table(data, "x.xlsx").cells["retrieved_at"]) == {"1899-12-31"}


def test_what_a_globe_shows_of_a_claim_runs_nothing_and_stays_exact_beside_it(record: Record) -> None:
    evil = "<img src=x onerror=alert(1)> $[claim_id] \x0b & ]]> Ain\rIssa"
    rbss = (record.claims["source_dataset"] == "rbss").to_numpy()
    claims = record.claims.assign(
        place_name=record.claims["place_name"].mask(rbss, evil),
        date_start=record.claims["date_start"].mask(rbss, pd.Timestamp("2016-12-09")),
        date_end=record.claims["date_end"].mask(rbss, pd.Timestamp("2016-12-11")),
    )
    data, shared = export(replace(record, claims=claims), Filters(source=("rbss",)), View(), "kml", safe=False)
    root = ElementTree.fromstring(data)
    marks = root.findall(".//{*}Placemark")
    assert len(marks) == len(shared.rows)
    mine = [mark for mark in marks if mark.findtext(".//{*}SimpleData[@name='source_dataset']") == "rbss"]
    assert mine
    for mark in mine:
        shown = mark.findtext("{*}description") or ""
        assert "<img" not in shown
        assert "$[" not in shown
        assert mark.findtext(".//{*}SimpleData[@name='place_name']") == evil.replace("\x0b", "\ufffd")
        assert (mark.findtext("{*}TimeSpan/{*}begin"), mark.findtext("{*}TimeSpan/{*}end")) == ("2016-12-09", "2016-12-11")
    assert {x.tag.rpartition("}")[2] for x in root.iter()}.isdisjoint({"href", "Icon", "NetworkLink", "GroundOverlay", "Link", "script"})
    assert root.findtext(".//{*}BalloonStyle/{*}text") == "$[description]"  # and not the cells beside it


def test_a_claim_without_a_day_or_a_point_has_none_in_a_kml(record: Record) -> None:
    claims = record.claims.assign(date_start=pd.NaT, date_end=pd.NaT, latitude=np.nan, longitude=np.nan)
    claims = claims.astype({c: record.claims[c].dtype for c in ("date_start", "date_end")})
    data, _ = export(replace(record, claims=claims), Filters(source=("rbss",)), View(), "kml", safe=False)
    assert b"<Placemark>" in data
    assert b"<Time" not in data
    assert b"<Point>" not in data


@given(st.text(max_size=20))
def test_guarded_cell_comes_back_as_it_was(text: str) -> None:
    guarded = harmless(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r"))
    cells = pd.Series([guarded], dtype=object)
    taken = cells.map(as_meant)
    assert taken.iloc[0] == text


def test_ledger_goes_with_every_export_that_has_a_place_for_it(record: Record) -> None:
    joined = join(record, [sample(record, "ged_49.csv")])
    used = joined.claims["input_sha256"].iloc[0]
    for ending in ("geojson", "html", "parquet", "csv", "kml"):
        data, _ = export(joined, Filters(), View(), ending, safe=True)
        assert used.encode() in data, ending
    with ZipFile(io.BytesIO(export(joined, Filters(), View(), "xlsx", safe=True)[0])) as book:
        assert any(used.encode() in book.read(n) for n in book.namelist())


@pytest.mark.parametrize("text", ["\n=cmd", "\u00a0=1+1", "＝1+1", "\x0b-1", "  @x", "'\u00a0=x"])
def test_formula_behind_blanks_or_in_wide_letters_is_guarded_too(text: str) -> None:
    assert harmless(text) == "'" + text
    assert as_meant(harmless(text)) == text


def test_text_longer_than_a_cell_of_excel_is_cut_and_not_lost(record: Record) -> None:
    claims = record.claims.assign(place_name=record.claims["place_name"].where(record.claims.index != 0, "x" * 40_000))
    data, _ = export(replace(record, claims=claims), Filters(), View(), "xlsx", safe=False)
    cells = read_table(data, "x.xlsx").cells["place_name"]
    assert cells.map(len).max() == 32_767
    assert cells[cells.map(len) == 32_767].str.endswith(" […]").all()


def test_selection_of_nothing_that_may_leave_is_still_a_sealed_file(record: Record) -> None:
    data, _ = export(record, Filters(source=("acled",)), View(), "csv")
    assert is_whole(data)
