"""The shipped record: check sums of its sources, the six places of the RBSS article, provenance, and loud failure."""

import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.evidence.incidents import DataProblems, Problem
from geo.record import files
from geo.record.files import read_record, stamp
from geo.record.known import Record
from geo.record.tables import read_table
from geo.show.chosen import Chosen
from geo.show.details import claim_figure, claim_rows, claims_of, judgements, source_rows
from geo.show.picture import describe
from geo.show.summary import to_json
from geo.web.map import read_click
from geo.web.scripts import base_geometry
from tests.makers import behind, command


def summary(record: Record, filters: Filters) -> dict:  # type: ignore[type-arg]
    return to_json(Chosen(record, filters))


def incident(record: Record, code: str):  # type: ignore[no-untyped-def]
    return record.incidents.set_index("incident_id").loc[code]


def test_check_sums_of_the_sources_hold(record: Record) -> None:
    out, attacks = summary(record, Filters()), summary(record, Filters(kind=("attack_on_civilians",)))
    assert out["claims"] + attacks["claims"] == 2_359  # 2,370, less 11 judged to be about another land
    assert {k: v["claims"] for k, v in out["by_source"].items()} == {"rbss": 4, "airwars": 1_073, "ucdp_ged": 1_208, "press": 5}
    assert {k: v["claims"] for k, v in attacks["by_source"].items() if v["claims"]} == {"ucdp_ged": 69}
    assert out["by_source"]["ucdp_ged"]["killed_min"] + attacks["by_source"]["ucdp_ged"]["killed_min"] == 4_188
    ucdp = record.claims[record.claims["source_dataset"] == "ucdp_ged"]
    sums = {k: int(ucdp[k].sum()) for k in ("deaths_status_unknown", "deaths_reported_best", "deaths_reported_low", "deaths_reported_high")}
    assert list(sums.values()) == [417, 9_076, 8_803, 10_608]
    assert int(record.incidents["fighting"].sum()) == 504  # of 506 without civilian dead, two are attacks on civilians
    assert int((ucdp["civilians_killed_min"] > 0).sum()) == 667
    assert int(ucdp["civilians_killed_min"].isna().sum()) == 104
    assert len(record.declared) == 354


def test_shipped_areas_and_trays_add_up(record: Record) -> None:
    for filters in (Filters(), opening_filters(), Filters(extent="city")):
        out = summary(record, filters)
        trays = sum(out[k]["incidents"] for k in ("wider", "unlocated", "outside"))
        assert sum(a["incidents"] for a in out["by_area"].values()) + trays == out["incidents"]


def test_maezela_keeps_every_figure_and_nowhere_a_zero(record: Record) -> None:
    texts = {c["claim_id"]: claim_figure(c, "en") for c in claims_of(record, "airwars:CS409")}
    assert texts == {
        "rbss:maezela": "28",
        "airwars:CS409": "17 to 32",
        "ucdp_ged:235483": "19 dead, status not stated",
        "press:syrian_mirror_maezela": "30 or more",
        "press:alaraby_maezela": "30 or more",
    }
    row = incident(record, "airwars:CS409")
    assert (row["said_min"], row["said_max"]) == (17, 32)


def test_jarnieh_reads_eight_to_fifty_or_more(record: Record) -> None:
    row = incident(record, "airwars:CS403")
    assert (row["said_min"], row["said_max"], row["sector"]) == (8, 50, "west")


def test_abara_of_the_6th_and_the_8th_stay_apart_with_a_reason(record: Record) -> None:
    _, apart = judgements(record, "airwars:CS404")
    assert any(other == "ucdp_ged:235804" and "two days later" in reason for other, _, reason in apart)
    assert any(other == "rbss:al_abara" for other, _, _ in apart)


def test_rival_positions_of_msherfa_are_disputed_not_smoothed(record: Record) -> None:
    assert incident(record, "airwars:CS407")["position_disputed"]
    assert {"airwars:CS407", "airwars:CS407a", "ucdp_ged:235765"} <= set(record.incidents["incident_id"])
    picture = describe(Chosen(record, Filters()), View(incident="airwars:CS407"))
    assert len(picture["rings"]) == 2


def test_ucdp_events_are_never_called_strikes_and_their_answer_is_not_covered(record: Record) -> None:
    ucdp = record.claims[record.claims["source_dataset"] == "ucdp_ged"]
    assert set(ucdp["strike_type"]) == {"unknown"}
    assert set(ucdp["response"]) == {"not_covered"}
    one_sided = ucdp["event_kind"] == "attack_on_civilians"  # alone these name an attacker, by UCDP's definition
    assert set(ucdp.loc[one_sided, "belligerent"]) == {"islamic_state"}
    assert set(ucdp.loc[~one_sided, "belligerent"]) == {""}
    assert set(ucdp["event_kind"]) == {"fighting", "attack_on_civilians"}


def test_governorate_centroid_is_never_drawn(record: Record) -> None:
    centroid = record.incidents[(record.incidents["latitude"] == 36.0) & (record.incidents["longitude"] == 38.933333)]
    assert len(centroid) == 50
    assert set(centroid["placing"]) == {"wider"}
    points = describe(Chosen(record, Filters()), View(show="points"))["points"]
    assert not [p for p in points if p["id"].startswith("36.00000,38.93333")]


def test_marks_hold_every_placed_incident_and_lists_find_them(record: Record) -> None:
    picked = record.select(opening_filters())
    for level in voc.LEVELS:
        view = View(level=level)
        chosen = Chosen(record, opening_filters(), level)
        picture = describe(chosen, view)
        assert sum(of.every.incidents for of in chosen.areas.values()) == len(picked.incidents)
        for mark in picture["areas"]:
            assert len(behind(picked, view, f"area:{mark['id']}")) == mark["n"] + mark["possible"]
        drawn = sum(m["n"] + m["possible"] for m in picture["areas"])
        assert drawn + len(behind(picked, view, "tray:off_map")) == len(picked.incidents)
    view = View(show="points")
    picture = describe(Chosen(record, opening_filters(), view.level), view)
    for kind, marks in (("point", picture["points"]), ("wide", picture["wide"])):
        for mark in marks:
            assert len(behind(picked, view, f"{kind}:{mark['id']}")) == mark["n"]
    drawn = sum(m["n"] for m in [*picture["points"], *picture["wide"]])
    assert drawn + len(behind(picked, view, "tray:off_map")) == len(picked.incidents)


def test_every_claim_leads_back_to_source_licence_and_retrieval(record: Record) -> None:
    for k, claim in enumerate(record.claims.to_dict("records")):
        rows = source_rows(record, claim, "en")
        assert k % 50 or claim_rows(record, claim, "en")[-len(rows) :] == rows  # a claim in full ends with them
        labels = {label: text for label, text, _ in rows}
        assert labels["Source"].strip()
        assert labels["Licence"]
        assert labels["Retrieved"] == ("26 November 2026" if claim["source_dataset"] == "airwars" else "22 November 2026")


def test_correction_is_applied_and_the_original_stays_visible(record: Record) -> None:
    claim = next(c for c in claims_of(record, "airwars:CS365") if c["claim_id"] == "airwars:CS365")
    assert claim["place_name_ar"] == "الهيشة"
    assert any("الهيشةة" in text for _, text, _ in claim_rows(record, claim, "en"))


def test_rbss_names_are_found_in_both_scripts(record: Record) -> None:
    for text, code in (
        ("Jarnieh", "airwars:CS403"),
        ("Maezela", "airwars:CS409"),
        ("الجرنيه", "airwars:CS403"),
        ("Heisha", "airwars:CS365"),
    ):
        found = record.select(Filters(text=text)).incidents
        assert code in set(found["incident_id"]), text


def test_provenance_table_names_every_input_with_its_rows_and_hash() -> None:
    readme = (s.DATA / "README.md").read_text(encoding="utf-8")
    for path in sorted((s.DATA / "input").iterdir()):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        row = re.search(rf"^\| `{re.escape(path.name)}` .*$", readme, re.M)
        assert row, path.name
        assert digest in row.group(), path.name
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                assert f"| {sum(1 for _ in csv.DictReader(file)):,} |" in row.group(), path.name


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(s.DATA, tmp_path / "data")
    return tmp_path / "data"


def test_broken_files_are_reported_together_with_row_column_and_value(copy: Path) -> None:
    for name, old, new in (
        ("input/claims_rbss.csv", ",50,,", ",fifty,,"),
        ("input/claims_airwars.csv", "2016-01-05,2016-01-05", "2016-01-05,5.1.2016"),
    ):
        file = copy / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataProblems) as broken:
        read_record(copy)
    told = {(p.file, p.row, p.column, p.value) for p in broken.value.problems}
    assert ("input/claims_rbss.csv", 2, "civilians_killed_min", "fifty") in told
    assert ("input/claims_airwars.csv", 2, "date_end", "5.1.2016") in told


@pytest.mark.parametrize(
    "name", ["input/subdistricts.geojson", "input/claims_press.csv", "hand/links.csv", "input/phases.csv", "input/places.csv"]
)
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00nonsense", b"a,b\n1,2\n"])
def test_unreadable_file_is_a_problem_not_a_crash(copy: Path, name: str, content: bytes) -> None:
    (copy / name).write_bytes(content)
    with pytest.raises(DataProblems) as broken:
        read_record(copy)
    assert any(name in p.file or "claim" in p.allowed for p in broken.value.problems)


def test_missing_file_is_named(copy: Path) -> None:
    (copy / "hand/corrections.csv").unlink()
    with pytest.raises(DataProblems, match=re.escape("hand/corrections.csv")):
        read_record(copy)


@pytest.mark.parametrize(
    ("name", "row", "why"),
    [
        ("corrections", "airwars:CS403,civilians_killed_min,9,12,why,who,2026-11-22", ("was", "9", "value_in_file")),
        (
            "corrections",
            "airwars:CS403,civilians_killed_min,8,many,why,who,2026-11-22",
            ("civilians_killed_min", "many", "whole_number_or_empty"),
        ),
        ("corrections", "airwars:CS403,civilians_killed_min,8,800,why,who,2026-11-22", ("civilians_killed_min", "800", "not_above")),
        ("corrections", "airwars:CS0,civilians_killed_min,8,9,why,who,2026-11-22", ("claim_id", "airwars:CS0", "known_claim")),
        ("corrections", "airwars:CS403,colour,8,9,,who,2026-11-22", ("reason", "", "not_empty")),
        ("place_names", "C0,اسم,https://a.org/,who,2026-11-22", ("place_pcode", "C0", "nameless_place")),
        ("place_names", "C5725,اسم,javascript:1,who,2026-11-22", ("source_url", "javascript:1", "web_address")),
        ("places", "rbss:maezela,معيزيلة,C0,why,who,2026-11-22", ("place_pcode", "C0", "place")),
    ],
)
def test_decision_that_cannot_be_applied_stops_nobody_and_is_named(
    copy: Path, record: Record, name: str, row: str, why: tuple[str, str, str]
) -> None:
    with (copy / f"hand/{name}.csv").open("a", encoding="utf-8") as file:
        file.write(row + "\n")
    found = read_record(copy)
    (idle,) = found.idle
    assert (idle.problem.column, idle.problem.value, idle.problem.allowed) == why
    assert (idle.name, ",".join(idle.row.values())) == (f"hand/{name}.csv", row)
    assert [n.name for n in found.notices if n.kind == "idle"] == [f"hand/{name}.csv"]
    pd.testing.assert_frame_equal(found.incidents, record.incidents)
    assert found.corrections.reset_index(drop=True).equals(record.corrections.reset_index(drop=True))


STRANGE = (
    "input/.#claims_press.csv",
    "hand/.#links.csv",
    "output/imports/x.parquet",
    "hand/coverage.csv",
    "input/answers.csv",
    "meanings/x.csv",
)


@pytest.mark.parametrize("kind", ["folder", "nowhere", "itself"])
@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_is_no_file_in_the_folder_stops_nobody(copy: Path, record: Record, name: str, kind: str) -> None:
    path = copy / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nobody@nowhere.1234" if kind == "nowhere" else path.name)  # an editor's lock leads nowhere
    stamp(copy)
    found = read_record(copy)
    assert len(found.claims) == len(record.claims)
    assert [n.name for n in found.notices if n.kind == "gone"] == [name] * (name in {x.name for x in record.inputs})


def test_file_that_is_gone_between_its_listing_and_its_reading_stops_nobody(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = files.listed_files(copy)
    monkeypatch.setattr(files, "listed_files", lambda _: [*there, copy / "input/gone.csv"])
    assert [n.name for n in read_record(copy).notices] == ["input/gone.csv"]


def test_another_file_of_the_same_size_and_time_is_read_again(copy: Path) -> None:
    path, before = copy / "hand/links.csv", stamp(copy)
    kept, text = path.stat(), path.read_bytes()
    path.write_bytes(text[:-2] + b"x\n")
    os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (kept.st_size, kept.st_mtime_ns)
    assert stamp(copy) != before


@pytest.mark.parametrize("name", ["hand/statements.csv", "hand/places.csv", "input/answers.csv"])
def test_rows_with_a_cell_more_than_the_heading_are_never_read_one_column_aside(copy: Path, name: str) -> None:
    head = (copy / name).read_text(encoding="utf-8").splitlines()[0]
    (copy / name).write_text(f"{head}\n{'x,' * len(head.split(','))}y\n", encoding="utf-8")
    problems: list[Problem] = []
    assert read_table(copy / name, head.split(","), problems).empty
    assert [(p.file, p.allowed) for p in problems] == [(name, "readable_csv")]


def test_a_territory_that_cannot_be_read_shows_no_path(copy: Path) -> None:
    (copy / "territory.toml").unlink()
    (copy / "territory.toml").mkdir()
    with pytest.raises(DataProblems) as broken:
        read_record(copy)
    assert [p.value for p in broken.value.problems] == ["Is a directory"]


def test_changed_byte_changes_the_fingerprint(copy: Path) -> None:
    before = read_record(copy).fingerprint
    with (copy / "hand/links.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert read_record(copy).fingerprint != before


def test_command_line_prints_the_documented_keys_and_refuses_with_status_two() -> None:
    run = subprocess.run([sys.executable, "-m", "geo", "summary", "--json"], cwd=s.PROJECT, capture_output=True, text=True, check=True)
    out = json.loads(run.stdout)
    text = command("--help").stdout
    for key in (*out, *out["by_grading"]["fair"]):
        if key not in ("data",):
            assert key in text, key
    assert out["claims"] + out["attacks_counted_apart"]["claims"] == 2_359
    bad = command("summary", "--from", "soon")
    assert bad.returncode == 2
    assert "soon" in bad.stderr
    gone = command("summary", "--near", "C1")
    assert gone.returncode == 2


def test_click_is_read_only_from_marks_and_shapes() -> None:
    mark = {"last_active_drawing": {"properties": {"kind": "area", "id": "SY110100"}}}
    assert read_click(mark).id == "SY110100"  # type: ignore[union-attr]
    ring = [[38.0, 36.0], [39.0, 36.0], [39.0, 37.0], [38.0, 36.0]]
    shape = {"last_active_drawing": {"properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}}
    assert read_click(shape).shape == ((38.0, 36.0), (39.0, 36.0), (39.0, 37.0))  # type: ignore[union-attr]
    for nothing in (None, {}, {"last_active_drawing": None}, {"last_active_drawing": {"properties": {"kind": "window", "id": 3}}}):
        assert read_click(nothing) is None


def test_base_geometry_is_slim(record: Record) -> None:
    base = base_geometry(record)
    assert len(json.dumps({k: v for k, v in base.items() if k != "places"})) < 120_000
    assert len(json.dumps(base["places"])) < 60_000  # names in two scripts


def test_place_the_press_contests_is_disputed_though_only_one_point_is_known(record: Record) -> None:
    for code in ("airwars:CS383", "airwars:CS407", "airwars:CS407a", "ucdp_ged:235765", "rbss:al_msherfa"):
        assert incident(record, code)["position_disputed"], code


def test_outlets_that_repeat_an_event_are_not_added_up(record: Record) -> None:
    press = summary(record, Filters())["by_source"]["press"]
    assert (press["claims"], press["incidents"], press["killed_min"], press["killed_max"]) == (5, 3, 59, 62)


def test_silence_is_said_only_where_no_claim_holds_an_answer(record: Record) -> None:
    assert incident(record, "airwars:CS409")["responses"] == ("non_credible",)
    assert incident(record, "rbss:al_abara")["responses"] == ("none_recorded",)
    assert incident(record, "ucdp_ged:235804")["responses"] == ("not_covered",)


def test_incident_only_possible_in_a_window_is_not_called_without_a_figure(record: Record) -> None:
    day = date(2016, 12, 9)
    chosen = Filters(start=day, end=day, text="maezela")
    label = describe(Chosen(record, chosen), View(show="points"))["points"][0]["label"]
    assert "only possible in this window" in label


@pytest.mark.parametrize(
    ("name", "old", "new", "column"),
    [
        ("input/declared_strikes.csv", "2016-10-17,Raqqa,1", "2016-10-17,Raqqa,1.5", "strikes"),
        ("input/places.csv", ",780,", ",many,", "population_2017"),
        ("input/places.csv", "C5675,", "C5673,", "place_pcode"),
        ("input/statements.csv", "https://anfenglish.com", "javascript:alert(1)//", "source_url"),
        ("input/claims_rbss.csv", ",2026-11-22", ",", "retrieved_at"),
    ],
)
def test_odd_cell_of_any_file_is_a_problem_not_a_crash(copy: Path, name: str, old: str, new: str, column: str) -> None:
    text = (copy / name).read_text(encoding="utf-8")
    assert old in text
    (copy / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataProblems) as broken:
        read_record(copy)
    assert {(p.file, p.column) for p in broken.value.problems} == {(name, column)}


def test_statement_added_by_hand_joins_the_others_in_order_and_a_bad_one_is_named(tmp_path: Path) -> None:
    shutil.copytree(s.DATA, tmp_path / "data")
    file = tmp_path / "data/hand/statements.csv"
    head = file.read_text(encoding="utf-8")
    file.write_text(head + "2016-12-11,A,announcement,Said,قيل,https://example.org/\n", encoding="utf-8")
    record = read_record(tmp_path / "data")
    assert record.statements["speaker"].tolist().index("A") == 2
    assert record.statements["date"].is_monotonic_increasing
    file.write_text(head + "yesterday,A,announcement,Said,قيل,javascript:1\n", encoding="utf-8")
    with pytest.raises(DataProblems) as broken:
        read_record(tmp_path / "data")
    assert {(p.file, p.column) for p in broken.value.problems} == {("hand/statements.csv", "date"), ("hand/statements.csv", "source_url")}
