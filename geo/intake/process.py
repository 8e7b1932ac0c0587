"""How is one piece of work done in a process of its own: started, fed, watched while it works, and ended?

The process reads a line of JSON and some bytes from its standard input, and writes to its standard output how far it is; what it made lies in
a folder of its own. It may crash, starve or hang: the parent says so in one sentence. Where the system can fork, one process that has
loaded the readers waits to be forked (15 ms instead of more than a second); it never sees a file itself.
"""

import atexit
import contextlib
import ctypes
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pyogrio

from geo import settings as s
from geo.intake.formats.raw import FileRefused
from geo.intake.scratch import scratch

_DRIVERS = ("GPKG", "ESRI Shapefile", "GeoJSON", "KML", "LIBKML")
_LOOK_SECONDS = 0.1  # between two looks at the process that works
_IDLE_SECONDS = 600  # the process that waits to be forked ends itself after so long without work
_PROGRAM = (sys.executable, "-m", "geo.intake.inside")
ABILITY = hasattr(os, "fork") and hasattr(os, "pidfd_open")  # a process is ended by its handle, so that no other is ever hit


@dataclass
class Watch:
    """What somebody who waits wants to know and to say: ``told`` is called with the part done, 0 to 1; ``stopped`` says to end it."""

    told: Callable[[float], None] = lambda _: None
    stopped: Callable[[], bool] = lambda: False


@contextlib.contextmanager
def worked_apart(
    asked: dict[str, Any],
    data: Sequence[Any],
    seconds: int,
    watch: Watch | None = None,
    drivers: Sequence[str] = (),
    room: int = 0,
    laid: Callable[[Path], None] = lambda _: None,
) -> Iterator[Path]:
    """Have a process of its own do what is asked with some bytes, and give the folder where what it made lies; it is gone afterwards.

    Parameters
    ----------
    asked : JSON; ``do`` names the work (``inside.WORK``).
    data : bytes, fed one after the other; the process is told the length of each.
    seconds : after which it is ended.
    drivers : of the library of maps, where the work needs others than tables do; it is then started anew.
    room : bytes it may need in its folder, if more than ``UNPACKED_BYTES``.
    laid : puts what is too much for a pipe into its folder before it begins.

    Raises
    ------
    FileRefused : as the work does; ``beyond_limits`` where it took too much, or broke; ``stopped`` where somebody ended it.
    """
    # the driver of extracts reserves a gigabyte it hardly touches: there only the watch on what is in use holds
    resident = s.READ_BYTES if drivers else s.READ_RESIDENT
    limits = {"memory": s.READ_BYTES, "resident": resident, "seconds": seconds}
    with scratch(max(s.UNPACKED_BYTES, room)) as folder:
        laid(folder)
        sizes = [memoryview(part).nbytes for part in data]
        line = json.dumps(asked | {"limits": limits, "folder": str(folder), "sizes": sizes}).encode() + b"\n"
        with _started(drivers) as child:
            feeder = threading.Thread(target=_feed, args=(child.fed, (line, *data)), daemon=True)
            feeder.start()
            try:
                last = _watched(child, seconds, watch or Watch())
            finally:
                child.end()
                feeder.join()
        if "refused" in last:
            raise FileRefused(last["refused"], **last["values"])
        if "done" not in last:
            raise _beyond(seconds)
        yield folder


@dataclass
class _Child:
    number: int
    fed: IO[bytes]
    heard: IO[bytes]
    end: Callable[[], None]


@contextlib.contextmanager
def _started(drivers: Sequence[str]) -> Iterator[_Child]:
    child = _forked() if ABILITY and not drivers else None
    if child is not None:
        with child.heard:
            yield child
        return
    with subprocess.Popen(
        _PROGRAM, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=s.PROJECT, env=surroundings(drivers)
    ) as process:
        fed, process.stdin = process.stdin, None
        assert fed is not None
        assert process.stdout is not None
        yield _Child(process.pid, fed, process.stdout, process.kill)


def _feed(pipe: IO[bytes], parts: Sequence[Any]) -> None:
    """Write to a process and close; one that has ended takes no more."""
    with contextlib.suppress(OSError):
        for part in parts:
            pipe.write(part)
    with contextlib.suppress(OSError):
        pipe.close()


def _watched(child: _Child, seconds: int, watch: Watch) -> dict[str, Any]:
    """Wait for the last word of a process, and end the waiting where it takes too long or too much, or somebody wants it no more."""
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=_listen, args=(child.heard, lines), daemon=True).start()
    until = time.monotonic() + seconds
    said: dict[str, Any] = {}
    while True:
        if watch.stopped():
            raise FileRefused("stopped")
        if time.monotonic() > until or resident_bytes(child.number) > s.READ_RESIDENT:
            raise _beyond(seconds)
        with contextlib.suppress(queue.Empty):
            line = lines.get(timeout=_LOOK_SECONDS)
            if not line:
                return said
            said = json.loads(line)
            if "part" in said:
                watch.told(said["part"])


def _listen(pipe: IO[bytes], lines: "queue.Queue[bytes]") -> None:
    """Hand on each line of a process, and an empty one once it has ended."""
    with contextlib.suppress(OSError, ValueError):  # closed meanwhile
        for line in pipe:
            lines.put(line)
    lines.put(b"")


def resident_bytes(process: int) -> int:
    """Give the memory a process has in use, on Linux without the files it maps, which others may map too; 0 where the system does not say (there only the limits it sets itself hold)."""
    try:
        if sys.platform == "win32":
            return _resident_on_windows(process)
        if sys.platform == "darwin":
            told = subprocess.run(["/bin/ps", "-o", "rss=", "-p", str(process)], capture_output=True, text=True, check=True)
            return 1024 * int(told.stdout)
        _, resident, shared, *_ = map(int, Path(f"/proc/{process}/statm").read_text(encoding="ascii").split())
        return (resident - shared) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError, subprocess.SubprocessError):
        return 0


def _resident_on_windows(process: int) -> int:
    """Ask Windows for the working set of a process (``GetProcessMemoryInfo``)."""

    class Counters(ctypes.Structure):
        _fields_ = [("cb", ctypes.c_uint32), ("faults", ctypes.c_uint32)] + [(f"n{k}", ctypes.c_size_t) for k in range(8)]

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there
    found = Counters(cb=ctypes.sizeof(Counters))
    handle = kernel.OpenProcess(0x1000 | 0x0010, False, process)
    try:
        return int(found.n1) if kernel.K32GetProcessMemoryInfo(ctypes.c_void_p(handle), ctypes.byref(found), found.cb) else 0
    finally:
        kernel.CloseHandle(ctypes.c_void_p(handle))


def _beyond(seconds: int) -> FileRefused:
    return FileRefused("beyond_limits", memory=s.READ_RESIDENT / 1_000_000_000, seconds=seconds)


def surroundings(drivers: Sequence[str] = ()) -> dict[str, str]:
    """Give the environment of the process: one thread, no driver that follows a file to others or to the network."""
    others = ",".join(x for x in pyogrio.list_drivers() if x not in (drivers or _DRIVERS))
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS", "GDAL_NUM_THREADS"), "1")
    nowhere = dict.fromkeys(
        ("GDAL_HTTP_PROXY", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"
    )
    # Arrow's usual pool, and the parts of the C library's, reserve a gigabyte that they do not use, and that counts
    pools = {"ARROW_DEFAULT_MEMORY_POOL": "system", "MALLOC_ARENA_MAX": "1"}
    grids = {"PROJ_NETWORK": "OFF", "GDAL_HTTP_TIMEOUT": "1", "CPL_VSIL_CURL_ALLOWED_FILENAME": "none"}
    return {**os.environ, **one, **nowhere, **pools, **grids, "no_proxy": "", "NO_PROXY": "", "GDAL_SKIP": others, "OGR_SKIP": others}


class _Ready:
    """The process that has loaded the readers and is forked for each piece of work; started when first asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def fork(self, fed: int, heard: int) -> tuple[int, int]:
        """Give the number and the handle of a new process that reads from one descriptor and writes to the other.

        Raises
        ------
        OSError : there is none to be forked, and none can be started.
        """
        with self._lock:
            for again in (True, False):
                line = self._running()
                try:
                    socket.send_fds(line, [b"work"], [fed, heard])
                    told, handles, *_ = socket.recv_fds(line, 32, 1)
                    if handles:
                        return int(told), handles[0]
                except OSError:
                    if not again:
                        raise
                self._leave()  # it ended itself, or was ended
        raise OSError("no process to fork")

    def _running(self) -> socket.socket:
        if self._line is not None and self._owner == os.getpid() and self._process is not None and self._process.poll() is None:
            return self._line
        self._leave()
        own, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [*_PROGRAM, str(theirs.fileno()), str(_IDLE_SECONDS)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=s.PROJECT,
                env=surroundings(),
                pass_fds=[theirs.fileno()],
            )
        own.settimeout(60)
        self._line, self._owner = own, os.getpid()
        return own

    def _leave(self) -> None:
        if self._line is not None:
            self._line.close()  # it ends when nobody is at the other end
            if self._process is not None and self._owner == os.getpid():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(5)
        self._line, self._process = None, None


_ready = _Ready()
atexit.register(_ready._leave)  # the process that waits ends with this one, not when it notices


def _forked() -> _Child | None:
    """Have the waiting process forked; None where that does not work."""
    inner_in, outer_in = os.pipe()
    outer_out, inner_out = os.pipe()
    try:
        number, handle = _ready.fork(inner_in, inner_out)
    except (OSError, ValueError):
        os.close(outer_in)
        os.close(outer_out)
        return None
    finally:
        os.close(inner_in)
        os.close(inner_out)
    left = [handle]

    def end() -> None:
        if left:
            with contextlib.suppress(OSError):  # it has ended
                signal.pidfd_send_signal(left[0], signal.SIGKILL)
            os.close(left.pop())

    return _Child(number, open(outer_in, "wb", buffering=0), open(outer_out, "rb"), end)  # noqa: PTH123 - closed by who uses it
