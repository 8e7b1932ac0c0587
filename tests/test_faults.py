"""The process is killed, the disk is full, the folder is gone or read-only: nothing stored is lost or half-written, and it is said."""

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from geo import settings as s
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.intake.imports import Decision
from geo.intake.scratch import scratch, sweep
from geo.out.exports import export
from geo.record import stored
from geo.record.files import read_record
from geo.record.known import Record
from geo.record.stored import ChangedMeanwhile, add_rows, clear_drafts, keep_import, remove_rows, rewrite_kept, write_whole
from tests.conftest import start_server
from tests.makers import read_again
from tests.test_browser import drawn
from tests.test_data_browser import drop, place, project  # noqa: F401 - fixtures
from tests.test_imports import SAMPLES, sample

STEPS = ("fsync", "replace", "chmod", "unlink", "write")  # what a write is made of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(s.DATA, tmp_path / "data", ignore=shutil.ignore_patterns("output"))
    return tmp_path / "data"


def link(record: Record, k: int) -> dict[str, str]:
    """One judgement of many different ones; ``reason`` tells them apart."""
    alone = record.claims[~record.claims["incident_id"].duplicated(keep=False)]  # no judgement can contradict this one
    a, b = alone["claim_id"].iloc[[k, k + 1]]
    why = {"claim_a": a, "claim_b": b, "relation": "different", "reason": f"fault {k}", "decided_by": "test", "decided_on": "2026-11-25"}
    return dict.fromkeys(LINK_COLUMNS, "") | why


def in_a_process(work: Callable[[], object]) -> int:
    """Run something in a process of its own and give its exit status (negative: the signal that ended it)."""
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            work()
            code = 0
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def dying_at(step: str, turn: int, work: Callable[[], object]) -> Callable[[], object]:
    """Do something, and die the moment before its n-th use of a system call."""

    def run() -> None:
        real, count = getattr(os, step), [0]

        def fatal(*args: object, **more: object) -> object:
            count[0] += 1
            if count[0] == turn:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*args, **more)

        setattr(os, step, fatal)
        work()

    return run


def reasons(folder: Path) -> list[str]:
    return [x for x in pd.read_csv(folder / "hand/links.csv", dtype=str)["reason"] if x.startswith("fault")]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_judgement_killed_at_any_step_is_stored_whole_or_not_at_all(folder: Path, record: Record, step: str, turn: int) -> None:
    add_rows("hand/links.csv", LINK_COLUMNS, [link(record, 0)], folder)
    in_a_process(dying_at(step, turn, lambda: add_rows("hand/links.csv", LINK_COLUMNS, [link(record, 10)], folder)))
    again = read_again(folder)
    assert reasons(folder) in (["fault 0"], ["fault 0", "fault 10"])
    assert {x.kind for x in again.notices} <= {"cut_short"}
    assert not list(folder.rglob(".draft-*"))
    remove_rows("hand/links.csv", LINK_COLUMNS, [link(record, 0)], folder)  # and no lock is left
    assert "fault 0" not in reasons(folder)
    assert read_again(folder).notices == ()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("turn", [1, 2])
def test_import_killed_while_it_is_kept_or_changed_is_there_whole_or_as_before(folder: Path, record: Record, step: str, turn: int) -> None:
    one = sample(record, "dirty_table.csv")
    in_a_process(dying_at(step, turn, lambda: keep_import(one, folder)))
    first = read_again(folder)
    assert first.broken == ()
    assert len(first.imports) in (0, 1)
    kept = keep_import(one, folder)
    changed = replace(kept, policy="replace")
    in_a_process(dying_at(step, turn, lambda: rewrite_kept(kept, changed)))
    again = read_again(folder)
    assert again.broken == ()
    assert [x.policy for x in again.imports] in (["add"], ["replace"])


def test_start_after_a_cut_says_what_was_being_written(folder: Path, record: Record) -> None:
    status = in_a_process(dying_at("replace", 2, lambda: add_rows("hand/links.csv", LINK_COLUMNS, [link(record, 0)], folder)))
    assert status == -signal.SIGKILL
    assert [(x.name, x.kind) for x in read_again(folder).notices] == [("hand/links.csv", "cut_short")]
    assert read_again(folder).notices == ()


def test_draft_of_a_writer_at_work_is_left_alone(folder: Path) -> None:
    draft = folder / "hand/.draft-links.csv-abcdefgh"
    draft.write_bytes(b"x")
    with stored.writing(folder):
        assert in_a_process(lambda: clear_drafts(folder)) == 0
        assert draft.exists()
    assert [x.name for x in clear_drafts(folder)] == ["hand/links.csv"]
    assert not draft.exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "gpkg"])
def test_export_killed_at_any_moment_leaves_the_old_file_or_the_new(tmp_path: Path, record: Record, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    path.write_bytes(b"old")
    whole = export(record, opening_filters(), View(), ending)[0]
    for step in ("fsync", "replace", "chmod"):
        in_a_process(dying_at(step, 1, lambda: write_whole(path, whole)))
        assert path.read_bytes() in (b"old", whole)


def test_no_acknowledged_judgement_is_lost_over_many_kills(folder: Path, record: Record, tmp_path: Path) -> None:
    told, rng, kills = tmp_path / "told", random.Random(7), 0
    for turn in range(12):
        child = os.fork()
        if child == 0:
            with told.open("a") as out:
                for k in range(1000):
                    add_rows("hand/links.csv", LINK_COLUMNS, [link(record, turn * 50 + k % 50) | {"reason": f"fault {turn}.{k}"}], folder)
                    out.write(f"fault {turn}.{k}\n")
                    out.flush()
            os._exit(0)
        time.sleep(0.02 + 0.3 * rng.random())
        os.kill(child, signal.SIGKILL)
        kills += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        clear_drafts(folder)
        assert set(told.read_text().split("\n")[:-1]) <= set(reasons(folder))
    assert kills == 12
    assert read_again(folder).notices == ()


def full_disk(work: Callable[[], object]) -> int:
    """Do something where files can grow no further than the links table is now (as on a full disk: the write fails half-way)."""

    def run() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            work()
        except OSError:
            os._exit(7)

    return in_a_process(run)


def test_full_disk_loses_nothing_and_is_an_error_that_can_be_said(folder: Path, record: Record) -> None:
    one = sample(record, "dirty_table.csv")
    kept = keep_import(one, folder)
    before = {p: p.read_bytes() for p in folder.rglob("*.*") if p.is_file()}
    for work in (
        lambda: add_rows("hand/links.csv", LINK_COLUMNS, [link(record, 0)], folder),
        lambda: keep_import(sample(record, "ged_49.csv"), folder),
        lambda: rewrite_kept(kept, replace(kept, policy="replace")),
    ):
        assert full_disk(work) == 7
        assert {p: p.read_bytes() for p in folder.rglob("*.*") if p.is_file()} == before


@pytest.mark.long
def test_full_disk_for_real_loses_nothing(tmp_path: Path, record: Record) -> None:
    """On a small file system of its own; needs the right to mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", disk], check=True)
    try:
        shutil.copytree(s.DATA, disk / "data", ignore=shutil.ignore_patterns("output"))
        folder = disk / "data"
        kept = keep_import(sample(record, "dirty_table.csv"), folder)
        with contextlib.suppress(OSError), (disk / "fill").open("wb") as fill:
            while True:
                fill.write(b"x" * 4096)
        stored_before = {p: p.read_bytes() for p in folder.rglob("*.*") if p.is_file()}
        for work in (
            lambda: add_rows("hand/links.csv", LINK_COLUMNS, [link(record, 0)], folder),
            lambda: keep_import(sample(record, "ged_49.csv"), folder),
            lambda: rewrite_kept(kept, replace(kept, policy="replace")),
        ):
            with pytest.raises(OSError, match="No space left"):
                work()
            assert {p: p.read_bytes() for p in folder.rglob("*.*") if p.is_file()} == stored_before
        assert read_again(folder).broken == ()
    finally:
        subprocess.run(["umount", disk], check=True)


def test_second_window_does_not_write_over_what_the_first_decided(folder: Path, record: Record) -> None:
    kept = keep_import(sample(record, "dirty_table.csv"), folder)
    mine, other = replace(kept, policy="replace"), replace(kept, decisions=(Decision("x", "x", "date", "ambiguous", "1", "leave"),))
    rewrite_kept(kept, mine)
    with pytest.raises(ChangedMeanwhile):
        rewrite_kept(kept, other)
    assert [x.policy for x in read_again(folder).imports] == ["replace"]


def test_scratch_is_for_this_user_only_and_gone_after_an_error() -> None:
    with contextlib.suppress(ValueError), scratch(10) as here:
        assert here.stat().st_mode & 0o077 == 0
        (here / "x").write_bytes(b"x")
        raise ValueError
    assert not here.exists()
    here.mkdir()
    os.utime(here, (0, 0))
    sweep()
    assert not here.exists()


def test_data_folder_that_goes_and_comes_back_ends_no_session(page: Page, place: tuple[str, Path]) -> None:  # noqa: F811
    address, folder = place
    page.goto(address)
    drawn(page).wait_for(timeout=30_000)
    away = folder.with_name("away")
    folder.rename(away)
    page.get_by_role("link", name="Incidents", exact=True).click()
    expect(page.get_by_text("The data folder has problems")).to_be_visible(timeout=30_000)
    expect(page.get_by_text(str(folder))).to_have_count(0)
    away.rename(folder)
    page.reload()
    expect(page.locator(".sentence .lead")).to_contain_text("547 incidents", timeout=30_000)


def test_server_killed_while_a_file_is_read_says_nothing_wrong_at_the_next_start(
    page: Page,
    tmp_path: Path,
) -> None:
    copy = tmp_path / "project"
    shutil.copytree(s.PROJECT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "output", ".hypothesis", "tests", "docs"))
    server, address = start_server(copy)
    page.goto(f"{address}/data")
    big = tmp_path / "big.csv"
    head, *rows = (SAMPLES / "dirty_table.csv").read_text(encoding="utf-8").splitlines()
    big.write_text("\n".join([head, *(rows * 6000)]), encoding="utf-8")
    drop(page, big)
    page.wait_for_timeout(1500)
    server.send_signal(signal.SIGKILL)
    server.wait(10)
    assert not list((copy / "data").rglob(".draft-*"))
    again = read_record(copy / "data")
    assert (again.notices, again.broken, again.imports) == ((), (), ())


def test_filters_still_select_everything_after_a_cut(folder: Path, record: Record) -> None:
    in_a_process(dying_at("replace", 2, lambda: add_rows("hand/links.csv", LINK_COLUMNS, [link(record, 0)], folder)))
    assert len(read_again(folder).select(Filters()).incidents) == len(record.select(Filters()).incidents)
