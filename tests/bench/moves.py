"""What does a slider move cost the server, and does its memory stay flat? Moves come over the websocket, without a browser."""

import asyncio
import contextlib
import os
import statistics
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.testing.v1 import AppTest

from geo import settings as s
from tests.conftest import start_server
from tests.test_load import micros
from tests.wire import Visitor

FIRST = date(2016, 1, 10)
UNFROZEN = "import gc\ngc.freeze = lambda: None\n"  # as sitecustomize: the product as it would be without the freeze


def resident(pid: int) -> float:
    """Give the resident memory of a process, in MB (Linux)."""
    return int(next(x for x in Path(f"/proc/{pid}/status").read_text().splitlines() if x.startswith("VmRSS")).split()[1]) / 1000


def cpu_ms(pid: int) -> float:
    """Give the processor time a process has used, in milliseconds (Linux)."""
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) * 1000 / os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def serve(folder: Path, script: str, frozen: bool, env: dict[str, str]) -> Iterator[tuple[int, str]]:
    """Run a server with or without the freeze; give its process number and address."""
    with tempfile.TemporaryDirectory() as without:
        if not frozen:
            Path(without, "sitecustomize.py").write_text(UNFROZEN)
            env = env | {"PYTHONPATH": without}
        server, address = start_server(folder, script, env)
        try:
            yield server.pid, address
        finally:
            server.terminate()
            server.wait(10)


def window(k: int) -> list[float]:
    """Give a window of the slider that no move of the last 1,500 asked for."""
    start = FIRST + timedelta(days=k % 50)
    return [micros(start), micros(start + timedelta(days=60 + k // 50 % 30))]


async def drive(pid: int, address: str, slider: str, n: int) -> dict[str, float]:
    """Move the slider ``n`` times after 20 that warm up."""
    visitor = Visitor(address)
    await visitor.open()
    await visitor.run(lang="en")
    for k in range(20):
        await visitor.turn(slider, window(k))
    memory, used = [resident(pid)], [cpu_ms(pid)]
    for k in range(20, 20 + n):
        await visitor.turn(slider, window(k))
        if (k - 19) % max(n // 10, 1) == 0:
            memory.append(resident(pid))
            used.append(cpu_ms(pid))
    assert not visitor.failed, visitor.failed
    await visitor.close()
    return {"cpu_ms_a_move": (used[-1] - used[0]) / n, "mb": memory[0], "mb_half_way": memory[len(memory) // 2], "mb_after": memory[-1]}


def moves(project: Path, env: dict[str, str], rivals: Path, n: int) -> dict[str, Any]:
    """Measure the product with the freeze and without it, and the floor."""
    out: dict[str, Any] = {}
    for name, folder, script, slider, frozen in (
        ("product", project, "app.py", "window_slider", True),
        ("without_freeze", project, "app.py", "window_slider", False),
        ("floor", rivals, "floor.py", "", True),
    ):
        with serve(folder, script, frozen, env) as (pid, address):
            many = n if frozen else min(n, 100)  # of the way it was, enough to know
            out[name] = asyncio.run(drive(pid, address, slider, many)) | {"moves": many}
    return out


def imports_come_and_go(times: int) -> dict[str, float]:
    """Bring a file of 2,000 rows, look at the map with it, and forget it, again and again; give the memory of this process."""
    rows = "\n".join(f"x{k},2016-{k % 12 + 1:02}-{k % 28 + 1:02},Somewhere,36.{k % 90:02},38.9" for k in range(2000))
    data = ("id,date,place,latitude,longitude\n" + rows).encode()
    app = AppTest.from_file(str(s.PROJECT / "app.py"), default_timeout=120)
    app.query_params["go"] = "data"
    app.run()
    memory = []
    for k in range(times):
        uploader = next(u for u in app.file_uploader if str(u.key).startswith("bring:"))
        uploader.set_value((f"t{k}.csv", data, "text/csv")).run()
        app.button(key="check_rows").click().run()
        app.button(key="add_import").click().run()
        app.switch_page("pages/map.py").run()
        app.switch_page("pages/data.py").run()
        app.button(key="forget_sure_0").click().run()
        assert not app.exception
        memory.append(resident(os.getpid()))
    st.cache_resource.clear()
    return {"mb": statistics.median(memory[2:5]), "mb_after": statistics.median(memory[-3:]), "imports": times}
