"""Kinds of event stay apart, and a claim whose source contradicts itself counts only where a person decided it belongs."""

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View, read_params, write_params
from geo.choice.filters import Filters, opening_filters, part, select, sound_kinds
from geo.evidence.incidents import COLUMNS, to_incidents
from geo.evidence.kinds import is_fighting, usual_kinds
from geo.evidence.typed import parse_claims
from geo.intake.imports import HASHED, hash_table
from geo.intake.kept import read_imports, write_imports
from geo.intake.sources.claims import FORMER, bring_up
from geo.record.files import Record, read_record
from geo.record.hand import HAND_COLUMNS
from geo.record.joining import join
from geo.record.stored import remove_rows
from geo.show.chosen import Chosen
from geo.show.summary import to_json
from tests.makers import claims_of_every_kind, raw_claims, square_areas, wide
from tests.recount import record_of, recount
from tests.test_counting import SPAN, build
from tests.test_imports import sample
from tests.test_kept import rewritten

ATTACKS = ("attack_on_civilians",)
PLACES = square_areas()[2]


@pytest.mark.parametrize(
    ("claims", "kind", "shown"),
    [
        (["fighting", "strike"], "strike", ("strike", "fighting")),
        (["fighting", "attack_on_civilians"], "attack_on_civilians", ("attack_on_civilians", "fighting")),
        (["attack_on_civilians", "strike"], "strike", ("strike", "attack_on_civilians")),
        (["not_stated", "fighting"], "fighting", ("fighting",)),
        (["not_stated", "not_stated"], "not_stated", ("not_stated",)),
    ],
)
def test_an_incident_is_counted_under_one_kind_and_shows_every_kind_its_claims_state(
    claims: list[str], kind: str, shown: tuple[str, ...]
) -> None:
    typed, problems = parse_claims(raw_claims(*({"event_kind": k, "sides": "A - B" if k == "fighting" else ""} for k in claims)), "f.csv")
    assert problems == []
    row = to_incidents(typed.assign(incident_id="one")).iloc[0]
    assert (row["event_kind"], row["kinds"]) == (kind, shown)
    assert row["named_sides"] == (("A - B",) if "fighting" in claims else ("not_stated",))


@wide
@given(claims_of_every_kind)
def test_kinds_add_up_and_no_sum_about_strikes_holds_an_attack(rows: list[dict[str, str]]) -> None:
    claims, incidents = build(rows)
    record = record_of(claims, incidents, SPAN)
    whole, attacks = (to_json(Chosen(record, Filters(kind=kind))) for kind in (Filters.kind, ATTACKS))
    assert whole["incidents"] + attacks["incidents"] == len(incidents)  # type: ignore[operator]
    assert whole["attacks_counted_apart"]["incidents"] == attacks["incidents"]  # type: ignore[index]
    alone = incidents[incidents["event_kind"] != "attack_on_civilians"]
    assert sum(g["killed_min"] for g in whole["by_grading"].values()) == alone["killed_min"].sum()  # type: ignore[attr-defined]
    assert {k: v["incidents"] for k, v in whole["by_kind"].items()} == {  # type: ignore[attr-defined]
        k: int((alone["event_kind"] == k).sum()) for k in voc.EVENT_KINDS
    }


@wide
@given(claims_of_every_kind, st.booleans(), st.sampled_from(voc.EXTENTS), st.dates(*SPAN), st.integers(0, 300))
def test_what_a_choice_leaves_out_for_its_kind_is_named_with_its_number(
    rows: list[dict[str, str]], fighting: bool, extent: str, start: Any, length: int
) -> None:
    claims, incidents = build(rows)
    record = record_of(claims, incidents, SPAN)
    filters = Filters(start=start, end=min(SPAN[1], start + pd.Timedelta(days=length)), extent=extent, fighting=fighting)
    totals, again = Chosen(record, filters).totals, recount(record, filters)
    assert (totals.attacks_apart, totals.fighting_apart) == (again.attacks_apart, again.fighting_apart)
    held = part(incidents, filters, PLACES)
    assert (sum(mask.astype(int) for mask in held) <= 1).all()


def test_the_opening_sentence_names_attacks_and_fighting_and_adds_them_to_nothing(record: Record) -> None:
    rest = Chosen(record, opening_filters()).sentence("en")[1]
    assert "attacks on civilians by a named side, never added to strikes: 19 incidents (77 killed)" in rest
    assert "fighting without civilian dead, left out: 141 incidents" in rest
    alone = Chosen(record, replace(opening_filters(), kind=ATTACKS)).sentence("en")
    assert "named side, never added" not in alone[1]
    assert "19 incidents" in alone[0]


@pytest.mark.parametrize("kind", ["strike,attack_on_civilians", "strike,fighting,not_stated,attack_on_civilians", "massacre"])
def test_an_address_that_adds_attacks_to_strikes_is_set_aside_with_what_is_allowed(kind: str) -> None:
    filters, _, bad = read_params({"kind": kind}, opening_filters())
    assert filters == opening_filters()
    assert [(b.name, b.value) for b in bad] == [("kind", kind)]


def test_an_address_without_a_kind_opens_on_strikes_fighting_and_not_stated_and_keeps_its_fighting() -> None:
    for fighting in ("0", "1"):
        filters, _, bad = read_params({"fighting": fighting, "extent": "both"}, opening_filters())
        assert (filters.kind, filters.fighting, bad) == (voc.STRIKES_AND_FIGHTING, fighting == "1", [])


@given(st.lists(st.sampled_from(voc.EVENT_KINDS), min_size=1, unique=True).map(tuple).filter(sound_kinds))
def test_a_kind_survives_its_address(kind: tuple[str, ...]) -> None:
    filters = replace(opening_filters(), kind=kind)
    assert read_params(write_params(filters, View()), opening_filters())[0] == filters


def test_an_attack_without_civilian_dead_is_no_fighting() -> None:
    row = {"civilians_killed_min": "0", "civilians_killed_max": "0", "deaths_status_unknown": "0", "deaths_reported_best": "1"}
    row |= {"deaths_reported_low": "1", "deaths_reported_high": "1", "source_dataset": "ucdp_ged"}
    typed, _ = parse_claims(raw_claims(row | {"event_kind": "attack_on_civilians"}, row | {"event_kind": "fighting"}), "f.csv")
    assert is_fighting(typed).tolist() == [False, True]


def test_a_claim_that_states_no_kind_has_that_of_its_strike_type() -> None:
    types = pd.Series(voc.STRIKE_TYPES)
    assert dict(zip(types, usual_kinds(types), strict=True)) == {
        "airstrike": "strike",
        "artillery": "strike",
        "drone": "strike",
        "ied": "not_stated",
        "ground": "not_stated",
        "battle": "fighting",
        "unknown": "not_stated",
    }


# --- files of earlier versions


def former(table: pd.DataFrame) -> pd.DataFrame:
    return table.rename(columns={"sides": "dyad"})[list(FORMER)]


def test_claims_in_the_columns_of_version_1_get_the_kind_that_their_source_tells() -> None:
    now = raw_claims(
        {"source_dataset": "airwars", "event_kind": "strike"},
        {"source_dataset": "ucdp_ged", "event_kind": "attack_on_civilians", "sides": "IS - Civilians"},
        {"source_dataset": "ucdp_ged", "event_kind": "fighting", "sides": "IS - SDF"},
        {"source_dataset": "acled", "event_kind": "strike", "strike_type": "artillery"},
        {"source_dataset": "press"},
    )
    pd.testing.assert_frame_equal(bring_up(former(now))[list(COLUMNS)], now)
    pd.testing.assert_frame_equal(bring_up(now), now)


def test_a_data_folder_in_the_columns_of_version_1_opens(tmp_path: Path) -> None:
    shutil.copytree(s.DATA, tmp_path / "data")
    (tmp_path / "data/hand/belongs.csv").unlink()
    for file in (tmp_path / "data/input").glob("claims_*.csv"):
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
        former(table).to_csv(file, index=False)
    again = read_record(tmp_path / "data")
    assert len(again.claims) == 2_370
    assert again.claims["event_kind"].value_counts().to_dict() == {
        "fighting": 1_208,
        "strike": 1_088,
        "attack_on_civilians": 69,
        "not_stated": 5,
    }


def test_a_kept_import_of_version_1_opens_as_it_was(record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    table = one.table.rename(columns={"sides": "dyad"})

    def as_it_was(about: list[dict[str, Any]], cells: dict[str, list[Any]]) -> None:
        cells["dyad"] = cells.pop("sides")
        for new in ("event_kind", "infrastructure", "local_time"):
            del cells[new]
        about[0]["table_sha256"] = hash_table(table, (*FORMER, *HASHED))

    old = rewritten(write_imports([one]), as_it_was)
    assert "dyad" in pq.read_schema(io.BytesIO(old)).names
    again = read_imports(old)[0]
    pd.testing.assert_frame_equal(again.claims(), one.claims())
    assert len(join(record, [again]).claims) == len(join(record, [one]).claims)


# --- whose claim it is


def test_a_claim_judged_to_be_about_another_land_is_in_no_count_list_or_link(record: Record) -> None:
    gone = set(record.belongs.loc[record.belongs["decision"] == "elsewhere", "claim_id"])
    assert len(record.belongs) == 26
    assert len(gone) == 11
    assert not gone & set(record.claims["claim_id"])
    assert not gone & set(record.incidents["incident_id"])
    assert set(record.belongs["claim_id"]) - gone <= set(record.claims["claim_id"])


def test_every_claim_of_airwars_whose_point_contradicts_its_filing_was_decided_by_hand(record: Record) -> None:
    whole = record.areas["governorate"].geometry.iloc[0]
    raw = pd.read_csv(s.DATA / "input/claims_airwars.csv", dtype=str, keep_default_na=False)
    placed = raw[raw["latitude"] != ""]
    lat, lon = placed["latitude"].astype(float), placed["longitude"].astype(float)
    from shapely import intersects_xy

    outside = placed.loc[~intersects_xy(whole, lon.to_numpy(), lat.to_numpy()), "claim_id"]
    assert len(outside) == 19
    assert set(outside) <= set(record.belongs["claim_id"])


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("airwars:CS365,there,why,who,2026-11-26", "decision"),
        ("airwars:CS365,here,,who,2026-11-26", "reason"),
        ("airwars:CS236,elsewhere,why,who,2026-11-26", "claim_id"),
    ],
)
def test_an_unsound_decision_stops_nobody_waits_and_can_be_withdrawn(tmp_path: Path, row: str, column: str) -> None:
    usual = read_record(s.DATA)
    shutil.copytree(s.DATA, tmp_path / "data")
    with (tmp_path / "data/hand/belongs.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    record = read_record(tmp_path / "data")
    (waits,) = record.idle
    assert (waits.name, waits.problem.row, waits.problem.column) == ("hand/belongs.csv", 28, column)
    assert list(record.claims["claim_id"]) == list(usual.claims["claim_id"])
    assert len(record.belongs) == len(usual.belongs)
    remove_rows(waits.name, HAND_COLUMNS[waits.name], [waits.row], tmp_path / "data")
    assert read_record(tmp_path / "data").idle == ()


def test_a_decision_written_twice_stands_once(tmp_path: Path) -> None:
    shutil.copytree(s.DATA, tmp_path / "data")
    path = tmp_path / "data/hand/belongs.csv"
    path.write_text(path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").splitlines()[-1] + "\n", encoding="utf-8")
    record = read_record(tmp_path / "data")
    assert record.idle == ()
    assert list(record.claims["claim_id"]) == list(read_record(s.DATA).claims["claim_id"])


def test_a_claim_brought_in_again_stays_where_it_was_judged_to_be(tmp_path: Path) -> None:
    shutil.copytree(s.DATA, tmp_path / "data")
    with (tmp_path / "data/hand/belongs.csv").open("a", encoding="utf-8") as file:
        file.write("airwars:CS365,elsewhere,why,who,2026-11-26\n")
    again = read_record(tmp_path / "data")
    assert "airwars:CS365" not in set(again.claims["claim_id"])
    assert "ucdp_ged:233941" in set(again.claims["claim_id"])
    assert len(again.waiting) == 3  # what was judged about it waits


# --- the figures of the sources, from the stored rows with plain pandas


def stored(name: str) -> pd.DataFrame:
    return pd.read_csv(s.DATA / "input" / name, na_values=[""], keep_default_na=False, dtype={"source_id": str})


def test_the_stored_rows_of_airwars_add_up_to_what_was_published() -> None:
    rows = stored("claims_airwars.csv")
    assert len(rows) == 1_084
    assert rows["grading"].value_counts().to_dict() == {
        "fair": 599,
        "weak": 179,
        "contested": 165,
        "confirmed": 84,
        "discounted": 56,
        "ungraded": 1,
    }
    assert int(rows["latitude"].isna().sum()) == 51
    assert int(rows["civilians_killed_min"].isna().sum()) == 41
    assert int(rows["infrastructure"].notna().sum()) == 30
    assert rows["infrastructure"].value_counts().to_dict() == {"education": 25, "healthcare": 4, "healthcare|education": 1}
    assert int(rows["local_time"].notna().sum()) == 63
    assert (
        int(rows["conceded_killed_min"].notna().sum()),
        int(rows["conceded_killed_min"].sum()),
        int(rows["conceded_killed_max"].sum()),
    ) == (
        72,
        372,
        373,
    )
    assert rows["response"].eq("none_recorded").sum() == 13
    late = rows[rows["response_date"] < rows["date_start"]]
    assert late["source_id"].tolist() == ["CS1317b"]
    assert rows["response_date"].max() <= "2023-11-30"


def test_the_countryside_window_of_airwars_adds_up_by_point_and_grading() -> None:
    from pyproj import Transformer
    from shapely import distance, from_geojson, intersects, points, union_all

    rows = stored("claims_airwars.csv")
    rows = rows[(rows["date_end"] >= "2016-11-06") & (rows["date_start"] <= "2017-06-05")]
    assert len(rows) == 468
    shapes = json.loads((s.DATA / "input/subdistricts.geojson").read_text(encoding="utf-8"))["features"]
    land = union_all([from_geojson(json.dumps(f["geometry"])) for f in shapes])
    spot = points(rows["longitude"].to_numpy(), rows["latitude"].to_numpy())
    placed = rows["latitude"].notna().to_numpy()
    inside = placed & intersects(land, spot)
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:32637", always_xy=True).transform
    away = distance(points(*to_metres(rows["longitude"].to_numpy(), rows["latitude"].to_numpy())), points(*to_metres(39.0094, 35.9506)))
    city = inside & (away <= 5000)
    countryside = rows[inside & ~city]
    assert (len(countryside), int(city.sum()), int((~placed).sum()), int((placed & ~inside).sum())) == (305, 104, 46, 13)
    graded = [part[part["grading"].isin(("confirmed", "fair"))] for part in (countryside, rows[city])]
    figures = [(len(g), int(g["civilians_killed_min"].sum()), int(g["civilians_killed_max"].sum())) for g in graded]
    assert figures == [(177, 784, 1_484), (53, 194, 261)]


def test_the_stored_rows_of_ucdp_add_up_to_what_was_published() -> None:
    rows = stored("claims_ucdp_ged.csv")
    assert len(rows) == 1_277
    assert rows["event_kind"].value_counts().to_dict() == {"fighting": 1_208, "attack_on_civilians": 69}
    assert rows["sides"].value_counts().to_dict() == {
        "IS - SDF": 1_101,
        "Government of Syria - IS": 76,
        "IS - Civilians": 69,
        "Government of Iraq - IS": 28,
        "Government of Syria - SDF": 2,
        "Government of Turkey - IS": 1,
    }
    low, best, high = (rows[f"deaths_reported_{k}"] for k in ("low", "best", "high"))
    assert (int(low.sum()), int(best.sum()), int(high.sum())) == (8_803, 9_076, 10_608)
    assert (int((best > high).sum()), int((low > high).sum())) == (7, 7)
    assert (int(rows["civilians_killed_min"].sum()), int(rows["deaths_status_unknown"].sum())) == (4_188, 417)
    dead, unknown = rows["civilians_killed_min"] > 0, rows["deaths_status_unknown"] > 0
    assert (int(dead.sum()), int((~dead & unknown).sum()), int((~dead & ~unknown).sum())) == (667, 104, 506)
    assert len(rows[["latitude", "longitude"]].drop_duplicates()) == 138


def test_nothing_is_stored_twice_and_all_of_it_is_2370_claims() -> None:
    ids = [i for path in (s.DATA / "input").glob("claims_*.csv") for i in stored(path.name)["claim_id"]]
    assert len(ids) == len(set(ids)) == 2_370


def test_a_filter_of_kind_narrows_to_incidents_of_that_kind(record: Record) -> None:
    for kind in voc.EVENT_KINDS:
        found = select(record.incidents, Filters(kind=(kind,)), record.span, record.places).incidents
        assert set(found["event_kind"]) <= {kind}


def test_what_about_says_of_ucdp_is_what_the_stored_rows_say() -> None:
    rows = stored("claims_ucdp_ged.csv")
    both = rows[rows["sides"] == "IS - SDF"]
    assert int(both["civilians_killed_min"].sum()) == 3_739
    dead, unknown = (both[c].fillna(0) for c in ("civilians_killed_min", "deaths_status_unknown"))
    without_fighters = both["deaths_reported_best"] - dead - unknown == 0
    assert int(dead[without_fighters].sum()) == 3_608
    assert int((rows["sides"] == "Government of Iraq - IS").sum()) == 28
    about = {lang: (s.DATA / f"about.{lang}.md").read_text(encoding="utf-8") for lang in ("en", "ar")}
    for text in about.values():
        assert "3,739" in text
        assert "3,608" in text
        assert "Government of Iraq - IS" in text
