"""Thirty sessions at once: none fails, none sees another's window or file, memory stays bounded; latency is printed (-s)."""

import asyncio
import os
import random
import statistics
import subprocess
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect

from geo.choice.filters import opening_filters
from geo.record.files import read_record
from geo.record.known import Record
from geo.show.covered import covered_of
from geo.show.sentence import write_sentence
from tests.conftest import LOCAL, start_server
from tests.recount import recount
from tests.test_browser import drawn
from tests.test_data_browser import SAMPLES, drop
from tests.wire import Visitor, sentence

FIRST = date(2016, 1, 10)


def micros(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1e6


async def visit(record: Record, address: str, number: int, until: float, times: list[tuple[float, float]], seen: list[str]) -> None:
    """Move one session's slider over windows no other session uses, and hold every answer against its own window."""
    rng, visitor = random.Random(number), Visitor(address)
    await visitor.open()
    seen.append(await visitor.run(lang="en"))
    while time.monotonic() < until:
        start = FIRST + timedelta(days=number + 30 * rng.randrange(12))
        end = start + timedelta(days=40 + number)  # the length of the window is this session's own
        begun = time.monotonic()
        told = await visitor.turn("window_slider", [micros(start), micros(end)])
        times.append((begun, time.monotonic() - begun))
        assert visitor.failed == ""
        assert f"from={start}&to={end}" in visitor.query
        filters = replace(opening_filters(), start=start, end=end)
        assert sentence(told) == write_sentence(recount(record, filters), filters, record.span, covered_of(record, filters), "en")[0], (
            number
        )
        seen.append(told)
        await asyncio.sleep(1)
    await visitor.close()


def memory_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1000


def own_file(folder: Path, k: int) -> Path:
    path = folder / f"visitor{k}.csv"
    rows = [
        f"{m},2016-{m:02}-{10 + d},Marker{k}village,36.3,38.9" for m in range(1, 13) for d in (0, 5)
    ]  # in every window a session asks for
    path.write_text("\n".join(["id,date,place,latitude,longitude", *rows]), encoding="utf-8")
    return path


def large_file(folder: Path, megabytes: int) -> Path:
    """Write a list shaped like UCDP's GED of so many megabytes."""
    shape = pd.read_csv(SAMPLES / "ged_49.csv", dtype=str, keep_default_na=False).iloc[[0]]
    rows = int(megabytes * 1e6 / len(shape.to_csv(index=False, header=False).encode()))
    table = shape.iloc[[0] * rows].reset_index(drop=True)
    table["id"] = [f"synthetic-{i:06}" for i in range(rows)]
    table.to_csv(folder / "large.csv", index=False)
    return folder / "large.csv"


def bring(browser: Browser, address: str, file: Path) -> Page:
    """Begin to import a file in a browser of its own."""
    page = browser.new_page()
    page.goto(f"{address}/data")
    drop(page, file)
    return page


def of_moves(times: list[float], when: str) -> dict[str, float]:
    """Give the median of how long moves took, and what 95 of 100 of them do not exceed, in seconds."""
    return {f"{when}median_s": statistics.median(times), f"{when}p95_s": sorted(times)[int(0.95 * len(times))]}


def hold(
    server: "subprocess.Popen[bytes]", address: str, browser: Browser, folder: Path, sessions: int, seconds: float, megabytes: int = 0
) -> dict[str, float]:
    """Hold ``sessions`` sessions, three of them browsers that brought a file each; give the figures.

    In the middle of it another browser imports a file of ``megabytes``; moves begun meanwhile are counted apart.
    """
    record = read_record()
    large = large_file(folder, megabytes) if megabytes else None
    importing: list[float] = []
    bringing: Page | None = None
    times: list[tuple[float, float]] = []
    errors: list[str] = []
    seen: list[list[str]] = [[] for _ in range(sessions - 3)]

    async def all_of_them() -> None:
        await asyncio.gather(*(visit(record, address, k, until, times, seen[k]) for k in range(sessions - 3)))

    def run() -> None:
        try:
            asyncio.run(all_of_them())
        except BaseException as error:  # noqa: BLE001 - told to the test below
            errors.append(repr(error))

    pages: list[Page] = []
    for k in range(3):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        context.route("**/*", lambda route: route.continue_() if route.request.url.startswith(LOCAL) else route.abort())
        page = context.new_page()
        page.goto(f"{address}/data")
        drop(page, own_file(folder, k))
        page.locator(".st-key-check_rows button").click()
        page.locator(".st-key-add_import button").click()
        expect(page.get_by_text("only in this session").first).to_be_visible(timeout=60_000)
        page.get_by_role("link", name="See it on the map").click()  # this session's own source only
        drawn(page).wait_for(timeout=60_000)
        page.locator('[data-testid="stPageLink"] a[href*="incidents?"][href*="source=own"]').click(timeout=60_000)
        expect(page.get_by_text(f"Marker{k}village").first).to_be_visible(timeout=60_000)
        pages.append(page)
    until = time.monotonic() + seconds
    worker = threading.Thread(target=run)
    worker.start()
    memory, turn = [memory_mb(server.pid)], 0
    while worker.is_alive():
        k = turn % 3
        page, turn = pages[k], turn + 1
        page.get_by_role("slider").first.press("ArrowRight" if turn % 2 else "ArrowLeft", timeout=60_000)
        page.wait_for_timeout(1500)
        expect(page.get_by_text(f"Marker{k}village").first).to_be_visible(timeout=60_000)
        body = page.locator("body").inner_text(timeout=60_000)
        assert not any(f"Marker{other}village" in body for other in range(3) if other != k)
        memory.append(memory_mb(server.pid))
        if large and not importing and time.monotonic() > until - seconds / 2:
            importing.append(time.monotonic())
            bringing = bring(browser, address, large)
        if bringing and len(importing) == 1 and bringing.locator('.fact[role="status"]').count():
            importing.append(time.monotonic())
    worker.join()
    for page in pages:
        page.context.close()
    assert errors == []
    assert not any("village" in text and "Marker" in text for texts in seen for text in texts)
    calm = memory[: int(0.45 * len(memory))] if importing else memory  # before a large file is held by its session
    half = len(calm) // 2
    figures = {
        "sessions": sessions,
        "moves": len(times),
        **of_moves([took for begun, took in times if not importing or begun < importing[0]], ""),
        "memory_start_mb": memory[0],
        "memory_most_mb": max(memory),
        "memory_growth": statistics.median(calm[-5:]) / statistics.median(calm[half : half + 5]),
    }
    if importing:
        end = importing[-1] if len(importing) > 1 else until
        figures["importing_s"] = end - importing[0]
        figures |= of_moves([took for begun, took in times if importing[0] <= begun < end], "importing_")
    print({k: round(v, 2) for k, v in figures.items()})
    return figures


@pytest.mark.alone
@pytest.mark.long
def test_thirty_sessions_for_five_minutes_see_only_their_own(browser: Browser, tmp_path: Path) -> None:
    server, address = start_server()
    try:
        figures = hold(server, address, browser, tmp_path, 30, 60 * float(os.environ.get("LOAD_MINUTES", "5")), 100)
        assert server.poll() is None
    finally:
        server.kill()
        server.wait(10)
    assert figures["memory_most_mb"] < 2_500
    assert figures["memory_growth"] < 1.15


def test_six_sessions_see_only_their_own(browser: Browser, tmp_path: Path) -> None:
    server, address = start_server()
    try:
        hold(server, address, browser, tmp_path, 6, 6)
    finally:
        server.kill()
        server.wait(10)
