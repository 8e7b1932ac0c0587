"""Names suggest, overlaps are ranked, a person decides; what is decided is data, can be undone, and survives a re-import."""

import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo.evidence.kinds import is_fighting
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.overlaps import find_overlaps
from geo.intake.kept import read_imports
from geo.land.places import match_name, search_places, skeleton
from geo.record.files import read_record
from geo.record.joining import join
from geo.record.known import Record
from geo.record.stored import add_rows, remove_rows
from geo.record.tables import PLACED_COLUMNS
from tests.makers import command
from tests.test_imports import SAMPLES, bring, sample, table

NO_LINKS = pd.DataFrame(columns=list(LINK_COLUMNS), dtype=object)


def link(a: str, b: str, relation: str = "same") -> dict[str, str]:
    return {"claim_a": a, "claim_b": b, "relation": relation, "disputes": "", "reason": "r", "decided_by": "t", "decided_on": "2026-11-25"}


def overlaps(record: Record, **windows: float) -> pd.DataFrame:
    return find_overlaps(record.claims.assign(fighting=is_fighting(record.claims)), record.links, **windows)  # type: ignore[arg-type]


# --- names ---


@pytest.mark.parametrize(
    ("names", "bones"),
    [
        (("Jurneyyeh", "Al-Jarniyah", "Jarnieh", "الجرنية"), "jrn"),
        (("Tall Abyad", "Tell Abiad", "تل أبيض"), "tl bd"),
        (("Maezela", "Ma'yezila", "Moezleh", "معيزيلة"), "mzl"),
        (("Ein Issa", "Ayn Isa", "عين عيسى"), "n s"),
    ],
)
def test_spellings_of_one_name_in_both_scripts_fold_to_one_key(names: tuple[str, ...], bones: str) -> None:
    assert {skeleton(n) for n in names} == {bones}


@pytest.mark.parametrize(
    ("text", "code"),
    [("Jarnieh", "C5965"), ("الجرنية", "C5965"), ("Al Maezela", "C5742"), ("معيزيلة", "C5742"), ("العبارة", "C5721"), ("إلعباره", "C5721")],
)
def test_place_is_suggested_first_under_any_spelling(record: Record, text: str, code: str) -> None:
    assert search_places(text, record.places)["area_id"].iloc[0] == code


def test_name_with_six_namesakes_names_them_all(record: Record) -> None:
    found = search_places("Al Msherfa", record.places)
    assert set(found.loc[found["score"] >= 90, "namesakes"]) == {6}
    assert int((found["score"] >= 90).sum()) == 6
    assert found["distance_m"].notna().all()
    assert found["adm3_pcode"].notna().all()


def test_nothing_is_suggested_for_nothing(record: Record) -> None:
    assert search_places("  ", record.places).empty
    assert search_places("zzqqxx", record.places).empty


def test_admin_name_that_fits_none_or_several_matches_none() -> None:
    names = {"A": ("Karama",), "B": ("Karma",), "C": ("Suluk", "سلوك")}
    assert match_name("Suluk subdistrict", names) == "C"
    assert match_name("ناحية سلوك", names) == "C"
    assert match_name("Karama", names) == ""
    assert match_name("Mosul", names) == ""


@given(st.text(max_size=30))
def test_any_text_can_be_searched(text: str) -> None:
    assert isinstance(skeleton(text), str)
    assert skeleton(skeleton(text)) == skeleton(text)


def test_no_import_is_placed_by_its_name(record: Record) -> None:
    one = table(record, "id,date,place", "1,2016-12-09,Jarnieh", "2,2016-12-09,Al Abara")
    incidents = join(record, [one]).incidents.set_index("incident_id")
    assert incidents.loc[["own:t:1", "own:t:2"], "placing"].tolist() == ["unlocated", "unlocated"]


def test_place_chosen_by_a_person_places_the_claim_and_only_that_one(record: Record) -> None:
    placed = pd.DataFrame([dict(zip(PLACED_COLUMNS, ("rbss:maezela", "Maezela", "C5742", "why", "t", "2026-11-25"), strict=True))])
    joined = join(record, (), None, placed)
    claim = joined.claims[joined.claims["claim_id"] == "rbss:maezela"].iloc[0]
    assert (claim["geolocation_accuracy"], claim["accuracy_source"]) == ("village", "gazetteer place, chosen by a person")
    assert claim["latitude"] == pytest.approx(record.places.set_index("area_id").geometry["C5742"].y)
    changed = joined.claims["latitude"].notna() != record.claims["latitude"].notna()
    assert changed.sum() == 1
    own = pd.DataFrame([dict(zip(PLACED_COLUMNS, ("airwars:CS409", "x", "C5710", "why", "t", "2026-11-25"), strict=True))])
    kept = join(record, (), None, own).claims.set_index("claim_id").loc["airwars:CS409", "latitude"]
    assert kept == record.claims.set_index("claim_id").loc["airwars:CS409", "latitude"]  # the source's own position wins


# --- overlaps ---


def two(record: Record, a: str, b: str) -> pd.DataFrame:
    """One claim each of two tables beside the record, and the pair they make, if any."""
    header = "id,date,place,lat,lon,killed"
    one, other = (bring(record, f"{header}\n{row}\n".encode(), f"{name}.csv") for name, row in (("a", a), ("b", b)))
    found = overlaps(join(record, [one, other]), within_source=True)
    return found[(found["claim_a"].isin(("own:a:1", "own:b:1"))) & (found["claim_b"].isin(("own:a:1", "own:b:1")))]


def test_near_claims_on_one_day_are_offered_and_far_ones_are_not(record: Record) -> None:
    near = two(record, "1,2016-03-20,Here,36.50,39.50,5", "1,2016-03-21,Here,36.51,39.51,5")
    assert near["figures"].tolist() == ["meet"]
    assert near["days"].tolist() == [1]
    assert near["score"].iloc[0] > 80
    assert two(record, "1,2016-03-20,Here,36.50,39.50,5", "1,2016-03-21,There,36.70,39.50,5").empty
    assert two(record, "1,2016-03-20,Here,36.50,39.50,5", "1,2016-03-29,Here,36.50,39.50,5").empty


def test_precision_of_a_claim_widens_the_reach(record: Record) -> None:
    header = "id,date,place,lat,lon,killed,accuracy"
    rough = bring(record, f"{header}\n1,2016-03-20,Here,36.50,39.50,5,near_place\n".encode(), "a.csv")
    other = bring(record, f"{header}\n1,2016-03-20,Else,36.70,39.50,5,exact_location\n".encode(), "b.csv")
    found = overlaps(join(record, [rough, other]), within_source=True)
    assert (("own:a:1", "own:b:1")) in set(zip(found["claim_a"], found["claim_b"], strict=True))


def test_claim_without_position_or_date_is_offered_by_its_name(record: Record) -> None:
    found = overlaps(join(replace(record, links=record.links.iloc[:0]), ()))  # what a person judged is not offered
    abara = found[(found["claim_a"] == "rbss:al_abara") | (found["claim_b"] == "rbss:al_abara")]
    assert len(abara) >= 1
    assert abara["km"].isna().all()
    assert abara["days"].isna().all()


def test_claim_that_spans_another_and_counts_more_may_contain_it(record: Record) -> None:
    pair = two(record, "1,2016-03-01 - 2016-03-20,Here,36.50,39.50,50", "1,2016-03-10,Here,36.50,39.50,5")
    assert pair[["claim_a", "claim_b", "suggests"]].to_numpy().tolist() == [["own:b:1", "own:a:1", "part_of"]]


def test_judged_pair_is_not_asked_again_and_comes_back_when_undone(record: Record) -> None:
    first = overlaps(record).iloc[0]
    for relation in ("same", "different", "part_of"):
        judged = join(record, (), pd.DataFrame([link(first["claim_a"], first["claim_b"], relation)]))
        again = overlaps(judged)
        assert (first["claim_a"], first["claim_b"]) not in set(zip(again["claim_a"], again["claim_b"], strict=True))
    assert (overlaps(record).iloc[0] == first).all()


def test_pairs_are_symmetric_and_none_is_offered_twice(record: Record) -> None:
    found = overlaps(record, km=10, days=5)
    pairs = [frozenset(p) for p in zip(found["claim_a"], found["claim_b"], strict=True)]
    assert len(pairs) == len(set(pairs))
    assert all(len(p) == 2 for p in pairs)
    incident = record.claims.set_index("claim_id")["incident_id"]
    assert all(incident[a] != incident[b] for a, b in pairs)
    wider, narrower = set(pairs), {frozenset(p) for p in overlaps(record, km=1, days=1)[["claim_a", "claim_b"]].to_numpy().tolist()}
    assert narrower <= wider


def test_linked_claims_of_an_import_become_one_incident_and_are_counted_once(record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    before = join(record, [one])
    after = join(record, [one], pd.DataFrame([link("own:dirty_table:1", "airwars:CS409")]))
    assert len(after.incidents) == len(before.incidents) - 1
    assert len(after.claims) == len(before.claims)
    maezela = after.incidents[after.incidents["incident_id"] == "airwars:CS409"].iloc[0]
    assert set(maezela["claim_ids"]) >= {"own:dirty_table:1", "airwars:CS409"}
    assert (maezela["killed_min"], maezela["others_min"], maezela["said_min"]) == (
        17,
        7,
        7,
    )  # ungraded, it stands beside the grading's range


def test_judgement_about_a_claim_that_is_not_here_waits_and_applies_after_the_import(record: Record) -> None:
    judged = join(record, (), pd.DataFrame([link("own:dirty_table:1", "airwars:CS409")]))
    assert len(judged.waiting) == 1
    assert len(judged.incidents) == len(record.incidents)
    again = join(judged, [sample(record, "dirty_table.csv")])
    assert again.waiting.empty
    assert "own:dirty_table:1" in again.incidents.set_index("incident_id").loc["airwars:CS409", "claim_ids"]


def test_no_shipped_judgement_waits(record: Record) -> None:
    assert record.waiting.empty


# --- on disk ---


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(s.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("output"))
    return tmp_path / "data"


def test_stored_judgement_is_in_the_next_record_and_undoing_restores_the_file(folder: Path) -> None:
    before = (folder / "hand/links.csv").read_bytes()
    row = link("airwars:CS382", "ucdp_ged:234725")
    add_rows("hand/links.csv", LINK_COLUMNS, [row], folder)
    again = read_record(folder)
    assert "ucdp_ged:234725" in again.incidents.set_index("incident_id").loc["airwars:CS382", "claim_ids"]
    remove_rows("hand/links.csv", LINK_COLUMNS, [row], folder)
    assert (folder / "hand/links.csv").read_bytes() == before


def test_two_writers_at_once_lose_no_judgement(folder: Path) -> None:
    rows = [link(f"airwars:x{i}", f"ucdp_ged:y{i}", "different") for i in range(24)]
    before = len(pd.read_csv(folder / "hand/links.csv", dtype=str))
    workers = [threading.Thread(target=add_rows, args=("hand/links.csv", LINK_COLUMNS, [row], folder)) for row in rows]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    stored = pd.read_csv(folder / "hand/links.csv", dtype=str, keep_default_na=False)
    assert {r["claim_a"] for r in rows} <= set(stored["claim_a"])
    assert len(stored) == before + 24


# --- command line ---


def test_check_prints_the_documented_keys_and_says_refusal_by_its_status(tmp_path: Path) -> None:
    done = command("check", str(SAMPLES / "airwars_dirt.csv"), "--json")
    assert done.returncode == 0
    out = json.loads(done.stdout)
    assert out["kept"] + out["fixed"] + out["needs_person"] + out["refused"] == out["rows"] == 16
    assert (out["source"], out["kept"], out["fixed"], out["needs_person"], out["refused"], out["held"]) == ("airwars", 4, 4, 7, 1, 0)
    told = command("check", "--help").stdout
    for key in (*out, *out["problems"][0]):
        assert key in told, key
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04no")
    for path in (broken, tmp_path / "none.csv"):
        refused = command("check", str(path), "--lang", "ar")
        assert refused.returncode == 1
        assert path.name in refused.stderr
        assert "Traceback" not in refused.stderr
    assert command("check", str(broken), "--source", "moon").returncode == 2


def test_source_can_be_overridden_and_a_table_without_known_columns_is_refused(tmp_path: Path) -> None:
    out = json.loads(command("check", str(SAMPLES / "hxl.csv"), "--source", "table", "--json").stdout)
    assert (out["source"], out["rows"]) == ("table", 2)
    odd = tmp_path / "odd.csv"
    odd.write_text("q,w\n1,2\n", encoding="utf-8")
    refused = command("check", str(odd))
    assert refused.returncode == 1
    assert "q, w" in refused.stderr


def test_import_writes_a_file_that_reads_back_and_a_report(tmp_path: Path) -> None:
    out, report = tmp_path / "o.parquet", tmp_path / "r.csv"
    files = [str(SAMPLES / n) for n in ("airwars_dirt.csv", "ged_49.csv", "cjtf.csv")]
    done = command("import", *files, "--out", str(out), "--report", str(report))
    assert done.returncode == 0, done.stderr
    assert [(i.source, len(i.table)) for i in read_imports(out.read_bytes())] == [("airwars", 16), ("ucdp_ged", 8), ("cjtf_oir", 5)]
    rows = pd.read_csv(report, dtype=str, keep_default_na=False)
    assert set(rows["file"]) == {"airwars_dirt.csv", "ged_49.csv", "cjtf.csv"}
    with_it = command("overlaps", "--with", str(out), "--json")
    assert with_it.returncode == 0
    assert {"claim_a", "claim_b", "score", "suggests"} <= set(json.loads(with_it.stdout)[0])


def test_overlaps_follow_the_windows() -> None:
    narrow, wide = (json.loads(command("overlaps", "--km", km, "--days", d, "--json").stdout) for km, d in (("1", "1"), ("5", "2")))
    assert 0 < len(narrow) < len(wide)
    text = command("overlaps").stdout.splitlines()
    assert len(text) == len(wide) + 1
