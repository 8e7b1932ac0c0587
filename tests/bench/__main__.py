"""Measure the product against its rivals in one run: ``python -m tests.bench [slider|drag|moves|import|kept|build|playback|memory|cold|card|ground]``.

Prints medians and the ratios between them as JSON; only the ratios mean anything on another machine.

slider    a key pressed on the slider's thumb, until the page's text and the map show the new window, for each of ``--rows``: the product
          on a data folder of that size, *floor* (a bare page with a slider and a line of text), *naive* (one marker an incident in a
          cluster), *fast* (FastMarkerCluster), *explore* (GeoDataFrame.explore, if mapclassify is installed); and the bytes the browser receives for a move
drag      from the pointer's move to the painted picture while a thumb of the slider and the window over the strip are dragged, for each of ``--rows``, and the
          requests meanwhile; in the same run *deck*, 100,000 points of deck.gl in Streamlit's own chart: a key pressed until the text after the chart is there
moves     the server's processor time for a slider move, with garbage's search frozen and without, beside the floor; its memory over ``--moves``
          moves over the websocket; and this process's memory while imports come and go
build     a holding built on two Dask workers: seconds, and the peak memory of the largest worker and of the process that drives them
import    GED-shaped rows read, checked and joined to the record, beside pandas reading the same file; the area join beside GeoPandas' own
kept      a record with so many rows in four kept files opened, beside the shipped one
playback  frames a second of the page, its script time and its requests while the map plays
memory    of the server and of the page (after collecting garbage) before and after ``--moves`` slider moves, beside *fast*
cold      from the start of the server to the interactive map, beside the floor
card      a card drawn, beside an empty page of the same size
ground    own ground of 200,000 roads under the map: milliseconds until it is drawn anew, frames a second while it is dragged and zoomed
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from offlinefolium.elements import _res as offline_files
from playwright.sync_api import Browser, CDPSession, Page, Route, sync_playwright

from geo import settings as s
from geo.choice.address import View
from geo.choice.filters import opening_filters
from geo.intake.interpreting import interpret
from geo.intake.reading import read_table
from geo.intake.sources.registry import detect, guess_mapping
from geo.land.areas import locate
from geo.out.bodies import Card
from geo.out.card import write_card
from geo.record.files import read_record
from geo.record.joining import join
from geo.record.stored import keep_import
from tests.bench.drag import measure as measure_drag
from tests.bench.ground import measure as measure_ground
from tests.bench.moves import imports_come_and_go, resident
from tests.bench.moves import moves as count_moves
from tests.bench.synthetic import cut_cells, ged_table, make_project, write_ged_files
from tests.conftest import launch, start_server

RIVALS = Path(__file__).with_name("rivals")
DECK_ROWS = 100_000
MOST = {"naive": 10_000, "explore": 10_000, "fast": 100_000}  # rows beyond which a rival takes minutes a move
IN_MEMORY = 200_000  # rows up to which a data folder is read into memory
RIVAL_COLUMNS = ["incident_id", "date_start", "date_end", "latitude", "longitude"]
MAP = 'iframe[title^="streamlit_folium"]'
WATCH = """(selector) => new Promise((done) => {
    const text = () => (document.querySelector(selector) || {}).textContent;
    const before = text();
    const look = () => text() !== before && text() ? done(performance.timeOrigin + performance.now()) : requestAnimationFrame(look);
    look();
})"""
DRAWN = """() => [...document.querySelectorAll("iframe")].map((f) => {
    try { return f.contentDocument.body.dataset.drawn || ""; } catch (error) { return ""; }
}).join("")"""


@contextlib.contextmanager
def serve(folder: Path, script: str = "app.py", **env: str) -> Iterator[tuple[int, str]]:
    """Run a server; give its process number and address."""
    server, address = start_server(folder, script, env)
    try:
        yield server.pid, address
    finally:
        server.terminate()
        server.wait(10)


def visit(browser: Browser) -> Page:
    """Open a page; what rivals ask of the network for folium's scripts is answered from this machine."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})

    def answer(route: Route) -> None:
        known = offline_files.get(route.request.url)
        if route.request.url.startswith(("http://127.0.0.1", "ws://127.0.0.1")):
            route.continue_()
        elif known is not None:
            route.fulfill(body=known, content_type="text/css" if route.request.url.endswith(".css") else "text/javascript")
        else:
            route.abort()

    page.route("**/*", answer)
    return page


def open_product(page: Page, address: str) -> None:
    page.goto(address, timeout=600_000)
    page.frame_locator(MAP).locator("#map_div[data-shown]").wait_for(timeout=600_000)
    page.wait_for_timeout(1500)


def open_rival(page: Page, address: str, with_map: bool) -> None:
    page.goto(address)
    page.locator("#floor").wait_for(timeout=600_000)
    if with_map:
        page.wait_for_function(DRAWN, timeout=600_000)
    page.wait_for_timeout(1000)


def product_move(page: Page, key: str) -> float:
    """Press a key on the slider; give the milliseconds until the sentence and the map's title both show the new window."""
    frame = next(f for f in page.frames if "streamlit_folium" in f.url)
    page.evaluate(f"void (window.bench = ({WATCH})('.sentence .lead'))")
    frame.evaluate(f"void (window.bench = ({WATCH})('#map_div .box.title'))")
    begun: float = page.evaluate("performance.timeOrigin + performance.now()")
    page.keyboard.press(key)
    ended = max(page.evaluate("window.bench"), frame.evaluate("window.bench"))
    page.wait_for_timeout(350)
    return float(ended - begun)


def floor_move(page: Page, key: str) -> float:
    page.evaluate(f"void (window.bench = ({WATCH})('#floor'))")
    begun: float = page.evaluate("performance.timeOrigin + performance.now()")
    page.keyboard.press(key)
    ended: float = page.evaluate("window.bench")
    page.wait_for_timeout(350)
    return ended - begun


def rival_move(page: Page, key: str) -> float:
    """Press a key; give the milliseconds until the rival's map has drawn another window than before."""
    was = page.evaluate(DRAWN)
    begun = time.perf_counter()
    page.keyboard.press(key)
    page.wait_for_function(f"(was) => {{ const now = ({DRAWN})(); return now && now !== was; }}", arg=was, timeout=600_000)
    took = 1000 * (time.perf_counter() - begun)
    page.wait_for_timeout(500)
    return took


def moves(page: Page, move: Callable[[Page, str], float], n: int, warm: int) -> float:
    """Give the median of some moves, after a few that warm up."""
    page.get_by_role("slider").first.focus()
    times = [move(page, "ArrowRight" if k // 100 % 2 == 0 else "ArrowLeft") for k in range(n + warm)]  # a new window at each move
    return statistics.median(times[warm:])


@contextlib.contextmanager
def counted(page: Page) -> Iterator[dict[str, int]]:
    """Count the bytes and requests that reach the page from the server."""
    seen = {"bytes": 0, "requests": 0}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.on("Network.requestWillBeSent", lambda _: seen.update(requests=seen["requests"] + 1))
    wire.on("Network.loadingFinished", lambda e: seen.update(bytes=seen["bytes"] + int(e["encodedDataLength"])))

    def frame(event: dict[str, Any]) -> None:
        response = event["response"]  # binary frames arrive as base64
        size = len(response["payloadData"]) * (3 / 4 if response["opcode"] == 2 else 1)
        seen["bytes"] += int(size)

    wire.on("Network.webSocketFrameReceived", frame)
    yield seen
    wire.detach()


def write_rival_rows(project: Path) -> int:
    """Write the positions a rival draws beside its project; give the number of all incidents."""
    incidents = read_record(project / "data").incidents
    incidents.loc[incidents["latitude"].notna(), RIVAL_COLUMNS].to_parquet(project / "rival.parquet")
    return len(incidents)


def build_command(place: Path, rows: int, out: Path) -> list[str]:
    """Write GED-shaped rows and give the command a user builds them with, on a project of 272 cells and two workers of 2 GB."""
    project, files = make_project(place, 0), place / f"files-{rows}"
    if not files.exists():
        write_ged_files(files, rows)
    command = [sys.executable, "-m", "geo", "build", str(files), "--out", str(out), "--data", str(project / "data")]
    return [*command, "--engine", "dask", "--workers", "2", "--memory", "2GB"]


def make_holding(place: Path, rows: int) -> Path:
    out = place / f"holding-{rows}"
    if not out.exists():
        subprocess.run(build_command(place, rows, out), check=True, cwd=s.PROJECT)
    return out


def built(place: Path, rows: list[int]) -> dict[str, Any]:
    out = {}
    for size in rows:
        folder = place / f"holding-{size}"
        command = build_command(place, size, folder)
        begun = time.perf_counter()
        peaks: dict[int, float] = {}
        with subprocess.Popen(command, cwd=s.PROJECT, stdout=subprocess.DEVNULL) as run:
            while run.poll() is None:
                for pid in [run.pid, *descendants(run.pid)]:
                    with contextlib.suppress(OSError, StopIteration):  # gone since it was listed
                        peaks[pid] = max(peaks.get(pid, 0), resident(pid))
                time.sleep(0.2)
            if run.returncode:
                raise RuntimeError(" ".join(command))
        took = time.perf_counter() - begun
        driver = peaks.pop(run.pid)
        mb = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6
        facts = {"s": took, "s_a_million": took / size * 1e6, "driver_mb": driver, "worker_mb": max(peaks.values()), "holding_mb": mb}
        out[str(size)] = facts
        print(size, json.dumps(facts), file=sys.stderr, flush=True)
    return out


def descendants(pid: int) -> list[int]:
    """Give the processes under a process (Linux)."""
    own = [int(x) for task in Path(f"/proc/{pid}/task").glob("*/children") for x in task.read_text().split()]
    return own + [x for child in own for x in descendants(child)]


def open_size(place: Path, size: int, as_holding: bool) -> tuple[Path, dict[str, str]]:
    """Make a project of a size; give it and what its server needs to know: beyond what memory holds, it opens a holding."""
    if not as_holding and size <= IN_MEMORY:
        return make_project(place, size), {}
    holding = make_holding(place, size)
    return place / "project-0", {"RAQQA_HOLDING": str(holding)}


def slider(browser: Browser, place: Path, rows: list[int], n: int, rivals: Collection[str], as_holding: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for size in rows:
        project, env = open_size(place, size, as_holding)
        result: dict[str, float] = {"incidents": size if env else write_rival_rows(project)}
        rivals = () if env else rivals
        with serve(project, **env) as (_, address):
            page = visit(browser)
            open_product(page, address)
            result["product_ms"] = moves(page, product_move, n, 5)
            with counted(page) as seen:
                moves(page, product_move, 4, 0)
            result["bytes"] = seen["bytes"] // 4
            page.close()
        for name in (
            "floor",
            *(x for x, most in MOST.items() if x in rivals and size <= most and (x != "explore" or find_spec("mapclassify"))),
        ):
            with serve(RIVALS, f"{name}.py", RIVAL_ROWS=str(project / "rival.parquet")) as (_, address):
                page = visit(browser)
                open_rival(page, address, name != "floor")
                result[f"{name}_ms"] = moves(page, floor_move, n, 5) if name == "floor" else moves(page, rival_move, 3, 1)
                page.close()
            ratio = result["product_ms"] / result[f"{name}_ms"]
            result["vs_floor" if name == "floor" else f"faster_than_{name}"] = ratio if name == "floor" else 1 / ratio
        out[str(size)] = result
        print(size, json.dumps(result), file=sys.stderr, flush=True)
    if len(out) > 1:
        first, last = (out[str(x)]["product_ms"] / out[str(x)]["floor_ms"] for x in (rows[0], rows[-1]))
        out["growth"] = {"rows": [rows[0], rows[-1]], "of_the_ratio_to_the_floor": last / first}
    return out


def dragged(browser: Browser, place: Path, rows: list[int], as_holding: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for size in rows:
        project, env = open_size(place, size, as_holding)
        with serve(project, **env) as (_, address):
            page = visit(browser)
            open_product(page, address)
            out[str(size)] = measure_drag(page)
            page.close()
        print(size, json.dumps(out[str(size)]), file=sys.stderr, flush=True)
    project = make_project(place, DECK_ROWS)
    n = write_rival_rows(project)
    with serve(RIVALS, "deck.py", RIVAL_ROWS=str(project / "rival.parquet")) as (_, address):
        page = visit(browser)
        open_rival(page, address, False)
        out["deck"] = {"points": n, "move_ms": moves(page, floor_move, 8, 3)}
        with counted(page) as seen:
            moves(page, floor_move, 4, 0)
        out["deck"]["bytes"] = seen["bytes"] // 4
        page.close()
    return out


def imported(place: Path, rows: list[int]) -> dict[str, Any]:
    record, out = read_record(), {}
    cells = cut_cells(gpd.read_file(s.DATA / "input" / "subdistricts.geojson")).rename(columns={"adm3_pcode": "area_id"})
    for size in rows:
        path = place / f"ged-{size}.csv"
        ged_table(size).to_csv(path, index=False)
        clock, worked = [time.perf_counter()], [time.process_time()]

        def passed(clock: list[float] = clock, worked: list[float] = worked) -> None:
            clock.append(time.perf_counter())
            worked.append(time.process_time())

        pd.read_csv(path, dtype=str, keep_default_na=False)
        passed()
        raw = read_table(path.read_bytes(), path.name)
        passed()
        one = interpret(raw, guess_mapping(raw, detect(raw)), path.name, "0" * 64, record.ground, record.towns, date(2026, 11, 25))
        passed()
        join(record, [one])
        passed()
        parts = ("pandas_read", "read", "check", "join")
        took = dict(zip(parts, np.diff(clock).tolist(), strict=True))
        cpu = dict(zip(parts, np.diff(worked).tolist(), strict=True))
        whole, processor = (sum(x[part] for part in parts[1:]) for x in (took, cpu))
        out[str(size)] = {f"{part}_s": seconds for part, seconds in took.items()} | {
            f"{part}_processor_s": seconds for part, seconds in cpu.items()
        }
        out[str(size)] |= {"import_s": whole, "import_processor_s": processor, "vs_pandas_read": processor / cpu["pandas_read"]}
        out[str(size)]["load"] = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
        print(size, json.dumps(out[str(size)]), file=sys.stderr, flush=True)
        del raw, one
    dice = np.random.default_rng(1)
    west, south, east, north = cells.total_bounds
    x, y = dice.uniform(west, east, 1_000_000), dice.uniform(south, north, 1_000_000)
    clock = [time.perf_counter()]
    found = locate(x, y, cells)
    clock.append(time.perf_counter())
    joined = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y, crs=s.WGS84)).sjoin(cells, predicate="intersects")
    clock.append(time.perf_counter())
    assert joined.index.nunique() == int((found != "").sum())
    own, theirs = np.diff(clock).tolist()
    out["area_join_1000000_points"] = {"product_s": own, "sjoin_s": theirs, "faster_than_sjoin": theirs / own}
    return out


def opened(place: Path, rows: list[int]) -> dict[str, Any]:
    """Open the record with rows in four kept files, and the shipped one, in seconds of the clock and of the processor."""
    record, out = read_record(), {}
    for size in rows:
        folder = place / f"kept-{size}"
        shutil.copytree(s.DATA, folder, ignore=shutil.ignore_patterns("output"))
        lines = ged_table(size)
        for k in range(4):
            data = lines.iloc[k::4].to_csv(index=False).encode()
            raw = read_table(data, f"{k}.csv")
            digest = hashlib.sha256(data).hexdigest()
            mapping = guess_mapping(raw, detect(raw))
            keep_import(interpret(raw, mapping, f"{k}.csv", digest, record.ground, record.towns, date(2026, 11, 25)), folder)
        times = []
        for data_folder in (s.DATA, folder):
            clock = (time.perf_counter(), time.process_time())
            read_record(data_folder)
            times.append((time.perf_counter() - clock[0], time.process_time() - clock[1]))
        (shipped, shipped_cpu), (kept, kept_cpu) = times
        out[str(size)] = {"shipped_s": shipped, "kept_s": kept, "above_s": kept - shipped, "above_processor_s": kept_cpu - shipped_cpu}
    return out


def script_seconds(wire: CDPSession) -> float:
    """Give the seconds the page has spent in scripts so far."""
    metrics = wire.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "ScriptDuration"))


def playback(browser: Browser, place: Path, rows: list[int], as_holding: bool) -> dict[str, Any]:
    out = {}
    for size in rows:
        project, env = open_size(place, size, as_holding)
        with serve(project, **env) as (_, address):
            page = visit(browser)
            open_product(page, address)
            frame = next(f for f in page.frames if "streamlit_folium" in f.url)
            frame.locator("#player .stop").select_option("day")
            frame.locator("#player .speed").select_option("30")
            frame.locator("#player .go").click()
            page.wait_for_timeout(2500)
            wire = page.context.new_cdp_session(page)
            wire.send("Performance.enable")
            with counted(page) as seen:
                before = script_seconds(wire)
                count = """() => new Promise((done) => { let n = 0; const t = performance.now(); const shown = new Set();
                    const step = () => { n += 1; shown.add(document.querySelector("#map_div").dataset.frame);
                    performance.now() - t < 5000 ? requestAnimationFrame(step) : done([n / 5, shown.size]); }; step(); })"""
                fps, frames = frame.evaluate(count)
                after = script_seconds(wire)
            script = 1000 * (after - before)
            requests = seen["requests"]
            out[str(size)] = {"fps": fps, "frames_shown": frames, "script_ms_a_screen_frame": script / (5 * fps), "requests": requests}
            page.close()
    return out


def heap(page: Page) -> float:
    """Give the page's heap after collecting garbage, in MB."""
    wire = page.context.new_cdp_session(page)
    wire.send("HeapProfiler.collectGarbage")
    used: float = wire.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    wire.detach()
    return used


def memory(browser: Browser, place: Path, rows: list[int], n: int, as_holding: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for size in rows:
        project, env = open_size(place, size, as_holding)
        result: dict[str, float] = {}
        with serve(project, **env) as (pid, address):
            pages = [visit(browser) for _ in range(5)]
            for page in pages:
                open_product(page, address)
            moves(pages[0], product_move, 10, 0)
            result |= {"server_mb": resident(pid), "page_mb": heap(pages[0])}
            moves(pages[0], product_move, n, 0)
            result |= {"server_after_mb": resident(pid), "page_after_mb": heap(pages[0])}
            for page in pages:
                page.close()
        if size <= MOST["fast"] and not env:
            write_rival_rows(project)
            with serve(RIVALS, "fast.py", RIVAL_ROWS=str(project / "rival.parquet")) as (pid, address):
                page = visit(browser)
                open_rival(page, address, True)
                moves(page, rival_move, 2, 0)
                result |= {"fast_server_mb": resident(pid), "fast_page_mb": heap(page)}
                moves(page, rival_move, n // 10, 0)
                result |= {"fast_server_after_mb": resident(pid), "fast_page_after_mb": heap(page), "fast_moves": n // 10}
                page.close()
        out[str(size)] = result | {"moves": n}
    return out


def moved(place: Path, rows: list[int], n: int, as_holding: bool) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for size in rows:
        project, env = open_size(place, size, as_holding)
        out[str(size)] = count_moves(project, env, RIVALS, n)
        print(size, json.dumps(out[str(size)]), file=sys.stderr, flush=True)
    return out | {"imports": imports_come_and_go(30)}


def cold(browser: Browser) -> dict[str, Any]:
    times: dict[str, list[float]] = {"product_ms": [], "floor_ms": []}
    for _ in range(3):
        for name, folder, script in (("product_ms", s.PROJECT, "app.py"), ("floor_ms", RIVALS, "floor.py")):
            begun = time.perf_counter()
            with serve(folder, script) as (_, address):
                page = visit(browser)
                page.goto(address)
                if name == "product_ms":
                    page.frame_locator(MAP).locator("#map_div[data-shown]").wait_for(timeout=60_000)
                else:
                    page.locator("#floor").wait_for(timeout=60_000)
                times[name].append(1000 * (time.perf_counter() - begun))
                page.close()
    medians = {k: statistics.median(v) for k, v in times.items()}
    return medians | {
        "above_floor_ms": medians["product_ms"] - medians["floor_ms"],
        "vs_floor": medians["product_ms"] / medians["floor_ms"],
    }


def cards() -> dict[str, dict[str, float]]:
    """Give the median CPU seconds of a card of each size, beside those of an empty page."""
    record = read_record()
    out = {}
    for size in ("1080x1080", "a4-portrait"):
        width, height, dpi = s.CARD_SIZES[size]
        drawn, floor = [], []
        for _ in range(4):
            begun = time.process_time()
            write_card(record, opening_filters(), View(lang="ar"), Card(size=size, layout="map_timeline"), "png")
            drawn.append(time.process_time() - begun)
            begun = time.process_time()
            Figure(figsize=(width / dpi, height / dpi), dpi=dpi).savefig(io.BytesIO(), format="png")
            floor.append(time.process_time() - begun)
        medians = {"cpu_s": statistics.median(drawn[1:]), "floor_s": statistics.median(floor[1:])}
        out[size] = medians | {"first_s": drawn[0], "vs_floor": medians["cpu_s"] / medians["floor_s"]}
    return out


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = ("slider", "drag", "moves", "import", "kept", "build", "playback", "memory", "cold", "card", "ground")
    parser.add_argument("what", nargs="?", choices=kinds, default="slider")
    parser.add_argument("--rows", type=int, nargs="+", default=[1182], help="of synthetic claims beside the shipped ones")
    parser.add_argument("--rivals", nargs="*", choices=tuple(MOST), default=tuple(MOST), help="beside the floor (slider)")
    parser.add_argument("--moves", type=int, default=25)
    parser.add_argument("--holding", action="store_true", help=f"open a holding at every size, not only above {IN_MEMORY:,} rows")
    parser.add_argument("--json", type=Path, help="write the result here too")
    parser.add_argument("--most", type=float, help="end with 1 if a slider move of the product takes more than so many times the floor")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        alone: dict[str, Callable[[], dict[str, Any]]] = {
            "card": cards,
            "import": lambda: imported(place, args.rows),
            "kept": lambda: opened(place, args.rows),
            "build": lambda: built(place, args.rows),
            "moves": lambda: moved(place, args.rows, args.moves, args.holding),
        }
        if args.what in alone:
            result = alone[args.what]()
        else:
            with sync_playwright() as play:
                browser = launch(play)
                run: dict[str, Callable[[], dict[str, Any]]] = {
                    "slider": lambda: slider(browser, place, args.rows, args.moves, args.rivals, args.holding),
                    "drag": lambda: dragged(browser, place, args.rows, args.holding),
                    "playback": lambda: playback(browser, place, args.rows, args.holding),
                    "memory": lambda: memory(browser, place, args.rows, args.moves, args.holding),
                    "cold": lambda: cold(browser),
                    "ground": lambda: measure_ground(browser),
                }
                result = run[args.what]()
                browser.close()
    text = json.dumps({args.what: result}, indent=1)
    print(text)
    if args.json:
        args.json.write_text(text, encoding="utf-8")
    slow = {k: v["vs_floor"] for k, v in result.items() if isinstance(v, dict) and "floor_ms" in v and v["vs_floor"] > (args.most or 1e9)}
    if slow:
        print(f"slower than {args.most} x the floor: {slow}", file=sys.stderr)
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
