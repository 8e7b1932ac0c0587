"""How is a stranger's file read so that it cannot take this program with it?

Formats whose readers unpack, expand or run native code are read in a process of their own: with a limit of memory and of time, a
temporary folder that goes with it, and no driver but those of the formats offered. What comes back is a table of texts, or a refusal.
Texts with separators are read here: their limits hold while they are read.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
from dataclasses import asdict
from typing import IO

import numpy as np
import pyarrow as pa
import pyogrio

from geo import settings as s
from geo.intake.reading import Choices, FileRefused, RawTable, is_plain_text, read_table
from geo.intake.scratch import scratch

_DRIVERS = ("GPKG", "ESRI Shapefile", "GeoJSON", "KML", "LIBKML")
_PLAIN = ("kind", "encoding", "separator", "sheet", "sheets", "crs", "hxl", "above", "point")  # fields that JSON holds as they are


def read_apart(data: bytes, name: str, choices: Choices | None = None) -> RawTable:
    """Read the bytes of a file as ``reading.read_table`` does, within ``settings.READ_BYTES`` of memory and ``READ_SECONDS``.

    Raises
    ------
    FileRefused : as ``read_table``; code ``beyond_limits`` where reading took too much, or broke the reader.
    """
    if is_plain_text(data) or len(data) > s.IMPORT_BYTES:  # one that is too large is refused there before a byte is looked at
        try:
            return read_table(data, name, choices)
        except MemoryError as error:
            raise _beyond() from error
    limits = {"memory": s.READ_BYTES, "seconds": s.READ_SECONDS}
    asked = json.dumps({"name": name, "choices": asdict(choices or Choices()), "limits": limits}).encode() + b"\n"
    with scratch(s.UNPACKED_BYTES) as folder:
        command = [sys.executable, "-m", "geo.intake.apart"]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=s.PROJECT, env=_surroundings(str(folder))
        ) as child:
            try:
                answer, _ = child.communicate(asked + data, timeout=s.READ_SECONDS)
            except subprocess.TimeoutExpired as error:
                raise _beyond() from error
            finally:
                child.kill()
    if child.returncode != 0:
        raise _beyond()
    return _take(io.BytesIO(answer))


def _beyond() -> FileRefused:
    return FileRefused("beyond_limits", memory=s.READ_BYTES // 1_000_000_000, seconds=s.READ_SECONDS)


def _surroundings(folder: str) -> dict[str, str]:
    """Give the environment of the child: its own temporary folder, one thread, no driver that follows a file to others or to the network."""
    others = ",".join(x for x in pyogrio.list_drivers() if x not in _DRIVERS)
    one = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS", "GDAL_NUM_THREADS"), "1")
    paths = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder)
    nowhere = dict.fromkeys(
        ("GDAL_HTTP_PROXY", "http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9"
    )
    grids = {"PROJ_NETWORK": "OFF", "GDAL_HTTP_TIMEOUT": "1", "CPL_VSIL_CURL_ALLOWED_FILENAME": "none"}
    return {**os.environ, **one, **paths, **nowhere, **grids, "no_proxy": "", "NO_PROXY": "", "GDAL_SKIP": others, "OGR_SKIP": others}


def _confine(memory: int, seconds: int) -> None:
    """Limit memory and processor time of this process; where the system has no such limits (Windows), only the parent's clock holds."""
    with contextlib.suppress(ImportError):
        import resource

        for limit, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
            with contextlib.suppress(ValueError, OSError):  # a system that refuses this limit has the others
                resource.setrlimit(limit, (most, most))
    pa.set_cpu_count(1)


def _give(table: RawTable, out: IO[bytes]) -> None:
    about = {key: getattr(table, key) for key in _PLAIN} | {
        "names": list(table.cells.columns),
        "ragged": sorted(table.ragged),
        "shapes": list(table.shapes.items()),
    }
    out.write(json.dumps(about).encode() + b"\n")
    columns = [pa.array(table.cells.iloc[:, k], type=pa.large_string()) for k in range(table.cells.shape[1])]
    sent = pa.table([pa.array(table.numbers, type=pa.int64()), *columns], names=[str(k) for k in range(len(columns) + 1)])
    with pa.ipc.new_stream(out, sent.schema) as writer:
        writer.write_table(sent)


def _take(answer: IO[bytes]) -> RawTable:
    about = json.loads(answer.readline())
    if "refused" in about:
        raise FileRefused(about["refused"], **about["values"])
    got = pa.ipc.open_stream(answer).read_all()
    cells = got.drop_columns(["0"]).rename_columns(about["names"]).to_pandas().astype(object)
    how = {key: about[key] for key in _PLAIN}
    how |= {"sheets": tuple(how["sheets"]), "point": tuple(how["point"]) if how["point"] else None}
    return RawTable(
        cells, np.array(got["0"]), ragged=frozenset(about["ragged"]), shapes={int(k): kind for k, kind in about["shapes"]}, **how
    )


def main() -> int:
    """Read one file from standard input, and write what it holds to standard output."""
    asked = json.loads(sys.stdin.buffer.readline())
    _confine(**asked["limits"])
    out = io.BytesIO()
    try:
        _give(read_table(sys.stdin.buffer.read(), asked["name"], Choices(**asked["choices"])), out)
    except FileRefused as refused:
        out = io.BytesIO(json.dumps({"refused": refused.code, "values": refused.values}, default=str).encode() + b"\n")
    except MemoryError:
        return 1
    except Exception as error:  # noqa: BLE001 - what cannot be handed over is damaged; the session must not end
        refusal = {"refused": "damaged", "values": {"kind": "file", "why": type(error).__name__}}
        out = io.BytesIO(json.dumps(refusal).encode() + b"\n")
    sys.stdout.buffer.write(out.getbuffer())
    return 0


if __name__ == "__main__":
    sys.exit(main())
