"""What runs in the process of its own: it reads or checks one file within limits, and leaves what it made in its folder.

``python -m geo.intake.inside`` does one piece of work; with the number of a socket it waits to be forked, a process for each.
"""

import contextlib
import json
import os
import pickle
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import shapely

from geo import settings as s
from geo.intake.boundaries import boundaries_of
from geo.intake.formats.raw import Choices, FileRefused, RawTable
from geo.intake.ground.cutting import ground_of
from geo.intake.ground.picture_tiles import picture_in
from geo.intake.handing import Writer, mapped, to_frame, write_frame
from geo.intake.interpreting import interpret
from geo.intake.parts import parts_of
from geo.intake.reading import read_table
from geo.intake.sources.mapping import Mapping
from geo.territory import stand_on

PLAIN = ("kind", "encoding", "separator", "sheet", "sheets", "crs", "hxl", "above", "point", "notes")  # fields that JSON holds as they are
CELLS = "cells.arrow"  # a table's cells, and the rows' numbers after them
_TELL_SECONDS = 0.1  # between two words of how far it is


class _Teller:
    """Tells the parent how far the work is, now and then."""

    def __init__(self, out: int) -> None:
        self._out, self._last = out, 0.0

    def say(self, what: dict[str, Any]) -> None:
        os.write(self._out, json.dumps(what, default=str).encode() + b"\n")

    def part(self, done: float) -> None:
        if time.monotonic() - self._last > _TELL_SECONDS:
            self._last = time.monotonic()
            self.say({"part": round(min(1.0, done), 3)})


def _read(asked: dict[str, Any], data: list[bytes], folder: Path, tell: Callable[[float], None]) -> None:
    table = read_table(data[0], asked["name"], Choices(**asked["choices"]), tell)
    write_frame(table.cells.assign(**{_number_name(table): table.numbers}), folder / CELLS)
    about = {key: getattr(table, key) for key in PLAIN} | {"names": list(table.cells.columns), "ragged": sorted(table.ragged)}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _number_name(table: RawTable) -> str:
    name = "row"
    while name in table.cells.columns:
        name += "_"
    return name


def raw_of(cells: pa.Table, about: dict[str, Any]) -> RawTable:
    """Make a table that was read in another process, of its cells with the rows' numbers last, and of what is told about it."""
    frame = to_frame(cells, [*about["names"], ""])
    how = {key: about[key] for key in PLAIN}
    how |= {
        "notes": tuple((i, code, text) for i, code, text in how["notes"]),
        "sheets": tuple(how["sheets"]),
        "point": tuple(how["point"]) if how["point"] else None,
    }
    return RawTable(frame.iloc[:, :-1], frame.iloc[:, -1].to_numpy(), ragged=frozenset(about["ragged"]), **how)


def _check(asked: dict[str, Any], data: list[bytes], folder: Path, tell: Callable[[float], None]) -> None:
    territory, ground, towns = pickle.loads(data[0])
    stand_on(territory)
    raw = raw_of(mapped(folder / CELLS), asked["raw"])
    mapping, today = Mapping(**asked["mapping"]), date.fromisoformat(asked["today"])
    rows = _OnDisk(folder / "rows.arrow")
    one = interpret(raw, mapping, asked["name"], asked["digest"], ground, towns, today, tell, rows)
    ended = ["refuse", "held", "status"]
    write_frame(one.table[ended], folder / "ended.arrow")
    write_frame(one.findings, folder / "findings.arrow")
    about = {"how": one.how, "order": one.order, "names": rows.names, "found": list(one.findings.columns)}
    about["table_sha256"] = one.table_sha256
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


class _OnDisk:
    """Keeps the checked rows in a file while the others are checked."""

    def __init__(self, path: Path) -> None:
        self._path, self._rows = path, Writer(path)
        self.names: list[str] = []

    def add(self, table: pd.DataFrame) -> None:
        self.names = list(table.columns)
        self._rows.add(table)

    def table(self) -> pd.DataFrame:
        self._rows.close()
        return to_frame(mapped(self._path), self.names)


def _parts(asked: dict[str, Any], data: list[bytes], folder: Path, tell: Callable[[float], None]) -> None:  # noqa: ARG001 - all are called alike
    (folder / "about.json").write_text(json.dumps(parts_of(data[0], asked["ending"])), encoding="utf-8")


def _boundaries(asked: dict[str, Any], data: list[bytes], folder: Path, tell: Callable[[float], None]) -> None:  # noqa: ARG001
    found = boundaries_of(data[0], asked["name"], asked["adm1"], Choices(**asked["choices"]))
    (folder / "about.json").write_text(json.dumps(asdict(found)), encoding="utf-8")


def _ground(asked: dict[str, Any], data: list[bytes], folder: Path, tell: Callable[[float], None]) -> None:  # noqa: ARG001
    path, land = Path(asked["path"]), shapely.from_wkb(data[0])
    picture = picture_in(path, land, asked["crs"])
    if picture is not None:
        (folder / "picture.webp").write_bytes(picture.image)
        (folder / "about.json").write_text(json.dumps({k: v for k, v in vars(picture).items() if k != "image"}), encoding="utf-8")
        return
    found = ground_of(path, land, folder, asked["crs"])
    found.features.to_parquet(folder / "layers.parquet", index=False, compression="zstd")
    about = {"source": found.source, "licence": found.licence, "left_out": found.left_out}
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


WORK = {"ground": _ground, "read": _read, "check": _check, "parts": _parts, "boundaries": _boundaries}


def _confine(memory: int, resident: int, seconds: int) -> None:
    """Limit memory and processor time of this process; where the system has no such limits (Windows), only the parent's watch holds."""
    with contextlib.suppress(ImportError):
        import resource

        limits = [(resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)]
        if sys.platform == "linux":  # what it writes to; elsewhere this limit means less
            limits.append((resource.RLIMIT_DATA, resident))
        for limit, most in limits:
            with contextlib.suppress(ValueError, OSError):  # a system that refuses this limit has the others
                resource.setrlimit(limit, (most, most))
    pa.set_cpu_count(1)


def work(heard: int, out: int) -> int:
    """Do one piece of work that is told on a descriptor, and say on another how far it is and how it ended."""
    tell = _Teller(out)
    with open(heard, "rb") as told:
        asked = json.loads(told.readline())
        folder = Path(asked["folder"])
        tempfile.tempdir = os.environ["TMPDIR"] = os.environ["TEMP"] = os.environ["TMP"] = str(folder)
        _confine(**asked["limits"])
        if sum(asked["sizes"]) + sum(laid.stat().st_size for laid in folder.iterdir()) > s.LARGE_FILE and hasattr(os, "nice"):
            os.nice(10)  # a large file waits for the people who look at pages meanwhile
        try:
            data = [told.read(size) for size in asked["sizes"]]
            WORK[asked["do"]](asked, data, folder, tell.part)
        except FileRefused as refused:
            tell.say({"refused": refused.code, "values": refused.values})
        except MemoryError:
            return 1
        except Exception as error:  # noqa: BLE001 - what cannot be handed over is damaged; the session must not end
            if type(error) is pa.ArrowException:  # of no kind: the system refused memory or a thread
                return 1
            tell.say({"refused": "damaged", "values": {"kind": "file", "why": type(error).__name__}})
        else:
            tell.say({"done": True})
    return 0


def wait_to_be_forked(line: socket.socket, idle: int) -> None:
    """Fork a process for each piece of work that is asked for; it gets the two descriptors that are sent, and the parent its handle."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for them
    line.settimeout(idle)
    with contextlib.suppress(OSError):
        while True:
            told, ends, *_ = socket.recv_fds(line, 16, 2)
            if not told:
                return
            number = os.fork()
            if not number:
                line.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                code = 1
                with contextlib.suppress(BaseException):
                    code = work(*ends)
                os._exit(code)
            for end in ends:
                os.close(end)
            handle = os.pidfd_open(number)  # it waits for its first line: it is there
            socket.send_fds(line, [str(number).encode()], [handle])
            os.close(handle)


def main() -> int:
    if len(sys.argv) > 1:
        with socket.socket(fileno=int(sys.argv[1])) as line:
            wait_to_be_forked(line, int(sys.argv[2]))
        return 0
    return work(sys.stdin.fileno(), sys.stdout.fileno())


if __name__ == "__main__":
    sys.exit(main())
