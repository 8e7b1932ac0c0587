"""A holding built of files says what the same files say in memory, on either engine, whatever stops a build; pages never say less."""

import hashlib
import json
import os
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import streamlit as st
from distributed.scheduler import KilledWorker
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as hs
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.count.tallies import tally_of
from geo.evidence.vicinity import around as near
from geo.holding import build as building
from geo.holding import pairing
from geo.holding.build import BuildFailed, CountsDiffer, build
from geo.holding.engines import Here, OnDask, dask_engine
from geo.holding.open import TooMany, alone, around, cut, knows_around, open_holding
from geo.intake.interpreting import interpret
from geo.intake.reading import read_table
from geo.intake.sources.registry import detect, guess_mapping
from geo.record.joining import join
from geo.record.known import Record
from geo.record.pieces import NotAHolding, open_pieces, piece_name
from geo.show.chosen import Chosen
from geo.show.details import claims_of
from geo.show.listing import Listing, listing_of
from geo.show.playback import describe_play
from geo.text.words import count
from tests.conftest import start_server
from tests.makers import behind, claims_lists, raw_claims, read_again
from tests.recount import recount, recount_areas
from tests.test_browser import change_picture, drawn

TODAY = date(2026, 11, 25)
BASE = read_again(s.DATA)


def in_memory(paths: list[Path], base: Record) -> Record:
    """The same files joined as the page Data does it."""
    imports = []
    for path in paths:
        raw = read_table(path.read_bytes(), path.name)
        mapping = replace(guess_mapping(raw, detect(raw)), name=path.stem)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        imports.append(interpret(raw, mapping, path.name, digest, base.ground, base.towns, TODAY))
    return join(base, imports)


def rows_of(first: int, n: int, **more: str) -> list[dict[str, str]]:
    """Claims of Airwars and UCDP around the city, some on one day and spot, with ids of their own."""
    out = []
    for k in range(first, first + n):
        source = ("airwars", "ucdp_ged", "own")[k % 3]
        days = {"date_start": str(date(2016, 11, 6) + timedelta(k % 40)), "date_end": str(date(2016, 11, 6) + timedelta(k % 40 + k % 4))}
        spot = {"latitude": f"{35.95 + 0.01 * (k % 30):.4f}", "longitude": f"{39.0 + 0.02 * (k % 17):.4f}"}
        dead = {"civilians_killed_min": str(k % 9), "civilians_killed_max": "" if k % 5 == 0 else str(k % 9 + 3)}
        graded = {"grading": ("fair", "weak")[k % 2]} if source == "airwars" else {}
        row = {
            "claim_id": f"{source}:T{k}",
            "source_id": f"T{k}",
            "source_dataset": source,
            "source_name": "Test",
            **days,
            **dead,
            **graded,
        }
        out.append(row | (spot if k % 7 else {}) | {"place_name": f"Place {k % 13}"} | more)
    return out


def write_files(folder: Path, *parts: list[dict[str, str]]) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"claims_{k}.csv" for k in range(len(parts))]
    for path, rows in zip(paths, parts, strict=True):
        raw_claims(*rows).to_csv(path, index=False)
    return paths


def linked(base: Record, *links: tuple[str, str, str]) -> Record:
    """The record with judgements, some about claims that are not in it yet."""
    own = {"disputes": "", "reason": "one event", "decided_by": "test", "decided_on": "2026-11-25"}
    rows = [{"claim_a": a, "claim_b": b, "relation": relation} | own for a, b, relation in links]
    return join(base, (), links=pd.DataFrame(rows, dtype=object)) if rows else base


LINKS = (("airwars:T0", "ucdp_ged:T1", "same"), ("airwars:T3", "ucdp_ged:T61", "same"), ("ucdp_ged:T4", "airwars:T60", "part_of"))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Three files; the second repeats rows of the first and of the shipped record."""
    folder = tmp_path_factory.mktemp("files")
    return write_files(folder, rows_of(0, 60), rows_of(40, 60), rows_of(200, 30))


@pytest.fixture(scope="module")
def base() -> Record:
    return linked(BASE, *LINKS)


@pytest.fixture(scope="module")
def folder(files: list[Path], base: Record, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("holding") / "out"
    build(files, out, base, Here(), TODAY)
    return out


@pytest.fixture(scope="module")
def holding(folder: Path, base: Record) -> Record:
    return open_holding(folder, base)


@pytest.fixture(scope="module")
def memory(files: list[Path], base: Record) -> Record:
    return in_memory(files, base)


CHOICES = [
    Filters(),
    opening_filters(),
    Filters(extent="city", fighting=False),
    Filters(source=("airwars",), grading=("fair", "weak")),
    Filters(text="place 3", start=date(2016, 11, 10), end=date(2016, 11, 30)),
    Filters(area="SY110100", min_killed=3),
    Filters(near="C5710", km=20, precise=True),
    Filters(response=("not_covered",), belligerent=("unknown",)),
    Filters(view=(38.4, 35.7, 39.1, 36.0), grading=("fair", "confirmed")),
]


def assert_same_record(left: Record, right: Record) -> None:
    for name, key in (("incidents", "incident_id"), ("claims", "claim_id")):
        a, b = (getattr(x, name).sort_values(key, ignore_index=True) for x in (left, right))
        pd.testing.assert_frame_equal(a[b.columns], b)
    assert set(left.pairs) == set(right.pairs)
    assert left.groups == right.groups
    assert (left.parts, left.span, left.covered, left.sources, left.belligerents, left.sides) == (
        right.parts,
        right.span,
        right.covered,
        right.sources,
        right.belligerents,
        right.sides,
    )


def assert_same_answers(holding: Record, memory: Record, filters: Filters, levels: Iterable[str]) -> None:
    picked, totals = memory.select(filters), recount(memory, filters)  # no level changes these
    assert recount(cut(holding, [filters], whole_time=False), filters) == totals
    assert Chosen(holding, filters).framed == Chosen(memory, filters).framed
    for level in levels:
        window = tally_of(holding, filters, level).window(filters.start, filters.end)
        assert window.totals == totals
        assert window.areas == recount_areas(picked.incidents, level)


@settings(max_examples=5, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])  # a build takes a second
@given(claims_lists, hs.integers(0, 36), hs.data())
def test_holding_says_row_for_row_what_the_files_say_in_memory(rows: list[dict[str, str]], at: int, data: hs.DataObject) -> None:
    named = [row | {"claim_id": f"{row['source_dataset']}:T{k}", "source_id": f"T{k}", "source_name": "Test"} for k, row in enumerate(rows)]
    again = data.draw(hs.lists(hs.sampled_from(named), max_size=3, unique_by=lambda r: r["claim_id"]))
    ids = [row["claim_id"] for row in named]
    same = [
        (ids[a], ids[b], "same")
        for a, b in data.draw(hs.lists(hs.sampled_from([(0, len(ids) - 1), (1, 2)]), max_size=2, unique=True))
        if a < b < len(ids)
    ]
    base = linked(BASE, *same)
    with tempfile.TemporaryDirectory() as temporary:
        parts = [part for part in (named[:at], [*named[at:], *again]) if part]
        paths = write_files(Path(temporary) / "in", *parts)
        out = Path(temporary) / "out"
        told = build(paths, out, base, Here(), TODAY)
        holding, memory = open_holding(out, base), in_memory(paths, base)
        assert_same_record(cut(holding, [Filters()], whole_time=True), memory)
        assert (told["incidents"], told["claims"]) == (len(memory.incidents), len(memory.claims))
        filters = data.draw(hs.sampled_from(CHOICES))
        assert_same_answers(holding, memory, filters, [data.draw(hs.sampled_from(voc.LEVELS))])


def test_piece_without_any_place_name_says_what_the_file_says_in_memory(tmp_path: Path) -> None:
    row = {"source_dataset": "ucdp_ged", "claim_id": "ucdp_ged:T0", "source_id": "T0", "source_name": "Test", "place_name": ""}
    row |= {"grading": "weak", "response": "open", "geolocation_accuracy": "nearby_landmark", "civilians_killed_min": "6"}
    row |= {"civilians_killed_max": "", "deaths_status_unknown": "0", "belligerent": "syrian_regime"}
    row |= {"deaths_reported_low": "5", "deaths_reported_best": "5", "deaths_reported_high": "5"}
    paths = write_files(tmp_path / "in", [row])
    build(paths, tmp_path / "out", BASE, Here(), TODAY)
    assert_same_record(cut(open_holding(tmp_path / "out", BASE), [Filters()], whole_time=True), in_memory(paths, BASE))


@pytest.mark.parametrize("filters", CHOICES, ids=repr)
def test_every_choice_gives_the_same_totals_areas_and_part(holding: Record, memory: Record, filters: Filters) -> None:
    assert_same_answers(holding, memory, filters, voc.LEVELS)


def test_the_frames_of_a_holding_hold_each_incident_of_its_files_once(holding: Record, memory: Record) -> None:
    ids = [x for _, frame in holding.frames(["incident_id"]) for x in frame["incident_id"]]
    assert sorted(ids) == sorted(memory.incidents["incident_id"])
    assert holding.size == (len(memory.claims), len(memory.incidents))
    assert not holding.in_memory


def test_all_of_a_holding_is_the_record_in_memory(holding: Record, memory: Record) -> None:
    assert_same_record(cut(holding, [Filters()], whole_time=True), memory)
    assert len(memory.pairs) > len(BASE.pairs)  # the files do bring pairs
    assert len(memory.groups) > len(BASE.groups)
    assert holding.size == (len(memory.claims), len(memory.incidents))
    assert holding.read_days == memory.read_days


@pytest.mark.parametrize("by", ["killed", "date"])
@pytest.mark.parametrize("selected", ["", "area:SY110100", "tray:off_map", "tray:undated", "tray:city"])
def test_list_of_a_holding_shows_each_incident_once_in_the_order_asked_for(holding: Record, memory: Record, selected: str, by: str) -> None:
    filters = opening_filters()
    window = (filters.start, filters.end)
    view = View(selected=selected)
    listing = Listing(holding, filters, view, by)
    found = listing.within(window, tally_of(holding, filters, "subdistrict").window(*window).aside)
    shown = pd.concat([listing.rows(holding, found[k : k + 8], window) for k in range(0, len(found), 8)] or [memory.incidents.iloc[:0]])
    wanted = behind(memory.select(filters), view, selected)
    assert sorted(shown["incident_id"]) == sorted(wanted["incident_id"])
    keys = ["date_start"] if by == "date" else ["said_max", "date_start"]
    ordered = wanted.sort_values(keys, ascending=[k == "date_start" for k in keys])
    assert shown[keys].astype(str).to_numpy().tolist() == ordered[keys].astype(str).to_numpy().tolist()


def test_playback_of_a_holding_is_that_of_the_record(holding: Record, memory: Record) -> None:
    for level in voc.LEVELS:
        of = [describe_play(Chosen(r, opening_filters(), level), View(level=level)) for r in (holding, memory)]
        assert of[0]["units"] == of[1]["units"]
        assert sorted(of[0]["rows"]) == sorted(of[1]["rows"])


def test_single_incident_is_found_with_its_claims_row_and_neighbours(holding: Record, memory: Record) -> None:
    for incident_id in ("own:T2", "ucdp_ged:T202", "airwars:T0", "airwars:CS409"):
        one, whole = alone(holding, incident_id), memory.incidents[memory.incidents["incident_id"] == incident_id]
        found = one.incidents[one.incidents["incident_id"] == incident_id]
        pd.testing.assert_frame_equal(found.reset_index(drop=True), whole.reset_index(drop=True))
        assert [c["claim_id"] for c in claims_of(one, incident_id)] == [c["claim_id"] for c in claims_of(memory, incident_id)]
        row = whole.iloc[0].to_dict()
        mine, theirs = (near(x.incidents, row) for x in (around(holding, incident_id), memory))
        assert sorted(mine.loc[mine["located"], "incident_id"]) == sorted(theirs.loc[theirs["located"], "incident_id"])
        assert knows_around(holding, around(holding, incident_id), incident_id)
    claim = claims_of(alone(holding, "own:T2"), "own:T2")[0]
    assert alone(holding, "own:T2").raw_row(claim["row_sha256"])["claim_id"] == "own:T2"
    linked_claim = next(c for c in claims_of(holding, "airwars:T0") if c["claim_id"] == "ucdp_ged:T1")
    assert holding.raw_row(linked_claim["row_sha256"])["claim_id"] == "ucdp_ged:T1"
    assert not (alone(holding, "own:none").incidents["incident_id"] == "own:none").any()


@pytest.mark.parametrize("filters", CHOICES[:3])
def test_places_with_more_than_one_incident_of_a_holding_are_those_of_the_record(holding: Record, memory: Record, filters: Filters) -> None:
    mine, theirs = (Chosen(record, filters).repeats for record in (holding, memory))
    assert len(mine.places) > 1
    assert replace(mine, places=()) == replace(theirs, places=())
    for a, b in zip(mine.places, theirs.places, strict=True):
        assert replace(a, carried={}) == replace(b, carried={})
        assert a.carried.keys() == b.carried.keys()
    view = View(level="place", show="repeats")
    shown = [x.place for x in theirs.places]
    for selected in (f"area:{shown[0]}", "tray:off_map"):
        lists = [listing_of(record, filters, replace(view, selected=selected), "date", shown) for record in (holding, memory)]
        assert len({len(one.within((filters.start, filters.end), ())) for one in lists}) == 1


def test_record_with_pieces_refuses_to_be_counted_as_if_it_were_whole(holding: Record) -> None:
    with pytest.raises(TypeError):
        holding.select(Filters())


def test_part_that_is_too_large_is_refused_not_cut_short(holding: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "CUT_LIMIT", 20)
    with pytest.raises(TooMany):
        cut(holding, [Filters(fighting=False)], whole_time=True)


def tree(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def dask() -> Iterator[OnDask]:
    with dask_engine("", 2, "2GB") as engine:
        yield engine


@pytest.mark.filterwarnings("default")  # of a library's own
def test_dask_writes_byte_for_byte_what_one_process_writes(
    files: list[Path], base: Record, folder: Path, dask: OnDask, tmp_path: Path
) -> None:
    build(files, tmp_path / "out", base, dask, TODAY)
    assert tree(tmp_path / "out") == tree(folder)


@pytest.mark.filterwarnings("default")
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs a system that can kill a process")
def test_build_ends_right_when_a_worker_is_killed_half_way(
    files: list[Path], base: Record, folder: Path, dask: OnDask, tmp_path: Path
) -> None:
    killed: list[int] = []
    out = tmp_path / "out"

    def kill() -> None:
        while not any((out / "claims").glob("*.parquet")):
            time.sleep(0.005)
        pid = next(iter(dask.client.run(os.getpid).values()))
        os.kill(pid, signal.SIGKILL)
        killed.append(pid)

    killer = threading.Thread(target=kill, daemon=True)
    killer.start()
    build(files, out, base, dask, TODAY)
    killer.join(30)
    assert killed
    assert tree(out) == tree(folder)


class Stops(Here):
    """An engine that fails before a step."""

    def __init__(self, before: str) -> None:
        self.before = before

    def run(self, what: str, *more: Any) -> list[Any]:
        if what == self.before:
            raise RuntimeError(what)
        return super().run(what, *more)


def test_stopped_build_is_no_holding_and_goes_on_where_it_stopped(
    files: list[Path], base: Record, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    for step in ("index", "tables", "adding up", "pairs"):  # each goes on from the stop before
        with pytest.raises(RuntimeError, match=step):
            build(files, out, base, Stops(step), TODAY)
        with pytest.raises(NotAHolding, match="unfinished"):
            open_pieces(out)
        (out / "claims" / f".draft-000001.parquet-{step[:3]}").write_bytes(b"half")  # as a killed worker leaves it
        monkeypatch.setattr(building, "read_file", lambda *_: pytest.fail("a finished file is read again"))
    build(files, out, base, Here(), TODAY)
    assert tree(out) == tree(folder)


def test_changed_file_is_read_again_after_a_stop(files: list[Path], base: Record, tmp_path: Path) -> None:
    mine = [Path(shutil.copy(p, tmp_path)) for p in files]
    with pytest.raises(RuntimeError):
        build(mine, tmp_path / "out", base, Stops("tables"), TODAY)
    write_files(tmp_path, rows_of(500, 10))
    told = build(mine, tmp_path / "out", base, Here(), TODAY)
    assert told["pieces"][0]["claims"] == 10


def test_refused_file_is_named_and_nothing_is_finished(files: list[Path], base: Record, tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(BuildFailed) as failed:
        build([*files, tmp_path / "notes.csv"], tmp_path / "out", base, Here(), TODAY)
    assert [name for name, _ in failed.value.refused] == ["notes.csv"]
    assert not (tmp_path / "out" / "holding.json").exists()


def test_every_row_of_every_file_ends_in_exactly_one_way(folder: Path) -> None:
    facts = json.loads((folder / "holding.json").read_text(encoding="utf-8"))
    for k, piece in enumerate(facts["pieces"], 1):
        assert piece["kept"] + piece["fixed"] + piece["person"] + piece["refused"] == piece["rows"]
        claims, rest = (len(pd.read_parquet(folder / kind / piece_name(k))) for kind in ("claims", "rest"))
        assert claims + rest == piece["rows"]
    assert facts["already_here"] == 20  # rows 40 to 59 stand in both files


def test_incident_that_left_its_area_on_disk_stops_the_build(files: list[Path], base: Record, tmp_path: Path) -> None:
    class Moves(Here):
        def recount(self, paths: Any, subdistricts: gpd.GeoDataFrame) -> pd.DataFrame:
            frame = gpd.read_parquet(paths[0])
            frame.loc[frame["placing"] == "point", "adm3_pcode"] = "SY110203"
            frame.to_parquet(paths[0])
            return super().recount(paths, subdistricts)

    with pytest.raises(CountsDiffer, match="outside their subdistrict"):
        build(files, tmp_path / "out", base, Moves(), TODAY)


def test_too_many_sources_to_pair_are_said_not_passed_over(
    files: list[Path], base: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing, "PAIR_ROWS", 5)
    build(files, tmp_path / "out", base, Here(), TODAY)
    assert [n.kind for n in open_holding(tmp_path / "out", base).notices if n not in base.notices] == ["pairs_skipped"]


def test_holding_of_another_state_of_the_data_folder_says_so(folder: Path, base: Record) -> None:
    changed = open_holding(folder, replace(base, fingerprint="00000000"))
    assert [n.kind for n in changed.notices if n not in base.notices] == ["stale"]


def test_holding_counted_by_other_areas_is_refused(folder: Path, base: Record) -> None:
    sectors = base.areas["sector"].iloc[::-1].assign(area_id=base.areas["sector"]["area_id"].to_numpy())  # the same codes, other shapes
    with pytest.raises(NotAHolding, match="areas"):
        open_holding(folder, replace(base, areas=base.areas | {"sector": sectors}))


def test_command_builds_and_refuses_in_words(files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = str(tmp_path / "out")
    assert main(["build", str(files[0].parent), "--out", out]) == 0
    assert "files: 3; rows: 150, of them" in capsys.readouterr().out
    assert main(["build", str(files[0]), "--out", out]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["build", str(tmp_path / "none.csv"), "--out", str(tmp_path / "other")]) == 2
    (tmp_path / "notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert main(["build", str(tmp_path / "notes.csv"), "--out", str(tmp_path / "third")]) == 1
    assert "notes.csv" in capsys.readouterr().err


def test_command_says_what_stopped_a_build_and_how_to_go_on(
    files: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any) -> None:
        raise KilledWorker("take_in", SimpleNamespace(address="tcp://127.0.0.1:1"), 3)  # as Dask does when a task kills its workers

    monkeypatch.setattr(building, "index_bucket", dies)
    assert main(["build", str(files[0]), "--out", str(tmp_path / "out")]) == 1
    assert "Run the same command again to go on" in capsys.readouterr().err


def test_file_that_breaks_its_reader_is_named(files: list[Path], base: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "interpret", lambda *_: 1 // 0)
    with pytest.raises(BuildFailed) as failed:
        build(files[:1], tmp_path / "out", base, Here(), TODAY)
    assert [(name, why.code) for name, why in failed.value.refused] == [(files[0].name, "damaged")]


def open_page(monkeypatch: pytest.MonkeyPatch, folder: Path, page: str, fresh: bool = True, **params: str) -> AppTest:
    """Run a page; a fresh one remembers nothing of those before it, which may have had other limits."""
    if fresh:
        st.cache_resource.clear()
    monkeypatch.setattr(s, "HOLDING", str(folder))
    app = AppTest.from_file(str(s.PROJECT / "app.py"), default_timeout=60)
    for name, value in ({"go": page} | params).items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def html_of(app: AppTest) -> str:
    return " ".join(str(x.proto.body) for x in app.get("html"))


@pytest.fixture(scope="module")
def shown(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A holding built on the shipped record as it is."""
    out = tmp_path_factory.mktemp("shown") / "out"
    build(files, out, BASE, Here(), TODAY)
    yield out
    st.cache_resource.clear()


@pytest.fixture(scope="module")
def opening_count(files: list[Path]) -> int:
    """The incidents of the opening view, recounted in memory."""
    return recount(in_memory(files, BASE), opening_filters()).everything.certain


PAGES = ("map", "timeline", "areas", "incidents", "answers", "card")


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_of_a_holding_shows_the_totals_of_all_of_it(
    page: str, lang: str, shown: Path, opening_count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = opening_count
    assert n > 400
    word = "documented so far" if lang == "en" else "حتى الآن"
    assert re.search(
        rf"{re.escape(count('incidents', n, lang))} \S*\s?{word}", html_of(open_page(monkeypatch, shown, page, fresh=False, lang=lang))
    )


@pytest.mark.parametrize("page", PAGES[1:])
def test_page_says_that_a_choice_is_too_many_and_keeps_its_totals(page: str, shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "CUT_LIMIT", 5)
    text = html_of(open_page(monkeypatch, shown, page))
    assert "Too many incidents to show one by one" in text
    assert "incidents documented so far" in text


def test_points_of_too_many_incidents_are_areas_and_that_is_said(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not open_page(monkeypatch, shown, "map", show="points").info
    monkeypatch.setattr(s, "CUT_LIMIT", 5)
    assert "are drawn for up to 5 incidents" in open_page(monkeypatch, shown, "map", show="points").info[0].value


def test_list_of_too_many_is_not_put_in_order_and_that_is_said(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(s, "LIST_LIMIT", 100)
    app = open_page(monkeypatch, shown, "map")
    assert any("More than 100 incidents pass the filters" in c.value for c in app.caption)
    assert not [b for b in app.button if str(b.key).startswith("open:")]


def test_incident_of_a_piece_opens_on_the_map_and_on_its_page(shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for page in ("map", "incidents"):
        assert "Place 2" in html_of(open_page(monkeypatch, shown, page, incident="own:T2"))


@pytest.mark.parametrize("page", ["data", "about"])
def test_page_about_the_data_counts_all_of_a_holding(page: str, shown: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claims = json.loads((shown / "holding.json").read_text(encoding="utf-8"))["claims"]
    assert f"{claims:,} claims" in html_of(open_page(monkeypatch, shown, page))


def test_folder_that_is_no_holding_is_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, words in ((tmp_path / "none", "There is no folder"), (tmp_path, "holds no finished holding")):
        assert words in open_page(monkeypatch, folder, "map").error[0].value
    (tmp_path / "holding.json").write_text('{"format": 0}', encoding="utf-8")
    assert "another version" in open_page(monkeypatch, tmp_path, "map").error[0].value
    st.cache_resource.clear()


def damage(folder: Path, how: str) -> None:
    """Do to a holding what a full disk, a careless hand or an adversary does."""
    incidents, facts = folder / "incidents" / piece_name(1), folder / "holding.json"
    if how == "gone":
        incidents.unlink()
    elif how == "cut":
        incidents.write_bytes(incidents.read_bytes()[:-100])
    elif how == "folder":
        incidents.unlink()
        incidents.mkdir()
    elif how == "other columns":
        pd.DataFrame({"x": [1]}).to_parquet(incidents)
    elif how == "tables gone":
        shutil.rmtree(folder / "sums")
    elif how == "facts":
        facts.write_text(json.dumps({"format": json.loads(facts.read_text(encoding="utf-8"))["format"]}), encoding="utf-8")
    elif how == "null":
        facts.write_text(facts.read_text(encoding="utf-8").replace('"pieces": [', '"pieces": [null, ', 1), encoding="utf-8")


@pytest.mark.parametrize("how", ["gone", "cut", "folder", "other columns", "tables gone", "facts", "null"])
def test_damaged_holding_is_told_in_one_sentence_whether_it_was_open_or_not(
    how: str, shown: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "holding"
    shutil.copytree(shown, mine)
    record = open_holding(mine, BASE)  # as a page has it that is open
    damage(mine, how)
    if how in ("gone", "cut", "folder", "other columns"):
        with pytest.raises(NotAHolding, match="damaged"):
            list(record.pieces.scan(["date_start"]))
    app = open_page(monkeypatch, mine, "incidents" if how != "tables gone" else "areas")
    assert [x for x in app.error if "is damaged" in x.value]
    assert len(app.error) == 1


def test_second_build_into_a_folder_is_refused_and_the_first_ends_right(
    files: list[Path], base: Record, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, told = tmp_path / "out", []

    class Disturbed(Here):
        def run(self, what: str, *more: Any) -> list[Any]:
            with pytest.raises(TimeoutError):
                build(files[:1], out, base, Here(), TODAY)
            if what == "reading":
                told.append(main(["build", str(files[0]), "--out", str(out)]))
            return super().run(what, *more)

    build(files, out, base, Disturbed(), TODAY)
    assert tree(out) == tree(folder)
    assert told == [2]
    assert "Another build is writing" in capsys.readouterr().err
    assert [x.name for x in tmp_path.iterdir()] == ["out"]


def test_map_of_a_holding_stays_mounted_while_its_pieces_are_read(page: Page, shown: Path) -> None:
    server, address = start_server(env={"RAQQA_HOLDING": str(shown)})
    try:
        page.goto(address)
        drawn(page).wait_for(timeout=60_000)
        frame = next(f for f in page.frames if "streamlit_folium" in f.url)
        frame.evaluate("window.witness = 'still here'")
        page.get_by_role("button", name="Filters").click()
        field = page.get_by_test_id("stNumberInputField")
        change_picture(page, lambda: (field.fill("3"), field.press("Enter")))
        expect(page.locator(".sentence .lead")).to_contain_text("at least 3 were killed")
        page.keyboard.press("Escape")
        thumb = page.get_by_role("slider").first
        change_picture(page, lambda: (thumb.focus(), thumb.press("ArrowRight")))
        assert frame.evaluate("window.witness") == "still here"
    finally:
        server.terminate()
        server.wait(10)
