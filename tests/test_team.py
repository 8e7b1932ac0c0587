"""What the image of a container would hold starts the map by the command it would run; a backup comes back whole."""

import contextlib
import http.client
import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from geo import settings as s
from geo.__main__ import main
from geo.territory import here, stand_on

LINES = re.sub(r"\\\n", " ", (s.PROJECT / "Containerfile").read_text(encoding="utf-8")).splitlines()


def told(word: str) -> list[str]:
    return [line[len(word) + 1 :] for line in LINES if line.startswith(f"{word} ")]


def test_the_image_copies_what_is_there_and_runs_as_nobody_with_pinned_libraries() -> None:
    for copied in told("COPY"):
        *sources, _ = copied.split()
        assert [x for x in sources if not (s.PROJECT / x).exists()] == []
    assert told("USER") == ["map"]
    assert "--require-hashes" in told("RUN")[0]
    assert all((s.PROJECT / name).exists() for name in re.findall(r"-r (\S+)", told("RUN")[0]))
    ignored = (s.PROJECT / ".containerignore").read_text(encoding="utf-8").splitlines()
    assert {"data/output", ".streamlit/secrets.toml", ".git"} <= set(ignored)


def status(port: int, host: str) -> int:
    """Ask for the page under a name, as a proxy passes it on, by a websocket's handshake."""
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
        connection.putrequest("GET", "/_stcore/stream", skip_host=True)
        for name, value in {"Host": host, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}.items():
            connection.putheader(name, value)
        connection.putheader("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
        connection.endheaders()
        with connection.getresponse() as answer:
            return answer.status


def healthy(port: int) -> bool:
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
        try:
            connection.request("GET", "/_stcore/health")
            with connection.getresponse() as answer:
                return answer.status == 200
        except OSError:
            return False


@pytest.mark.skipif(sys.platform == "win32", reason="the image is Linux")
def test_what_the_image_holds_starts_by_its_command_and_takes_the_public_name_alone(tmp_path: Path) -> None:
    app, data = tmp_path / "app", tmp_path / "data"
    leave = shutil.ignore_patterns("__pycache__", "output", "map-*")
    for copied in told("COPY"):
        *sources, to = copied.split()
        for source in sources:
            goal = app / Path(to).relative_to("/app")
            if (s.PROJECT / source).is_dir():
                shutil.copytree(s.PROJECT / source, goal, ignore=leave)
            else:
                goal = goal / source if to.endswith("/") else goal
                goal.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(s.PROJECT / source, goal)
    shutil.copytree(app / "data", data)  # the volume, filled as the page says
    (app / "data").rename(tmp_path / "unused")
    for folder in (app, *(p for p in app.rglob("*") if p.is_dir())):
        folder.chmod(0o555)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable if x == "python" else x for x in json.loads(told("CMD")[-1])]
    env = dict(x.split("=", 1) for x in shlex.split(told("ENV")[0])) | {"STRIKE_MAP_DATA": str(data), "HOME": str(tmp_path)}
    env |= {"STREAMLIT_SERVER_ALLOWED_HOSTS": "localhost 127.0.0.1 map.example.org", "PATH": "/usr/bin:/bin"}
    server = subprocess.Popen([*command, f"--server.port={port}"], cwd=app, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not healthy(port) and time.monotonic() < until:
            time.sleep(0.2)
        assert status(port, f"127.0.0.1:{port}") == 101
        assert status(port, "map.example.org") == 101
        assert status(port, "other.example.org") == 403
    finally:
        server.terminate()
        server.wait(10)
        for folder in (app, *(p for p in app.rglob("*") if p.is_dir())):
            folder.chmod(0o755)


def test_a_backup_comes_back_with_the_same_hash_and_a_changed_byte_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def digest(folder: Path) -> str:
        assert main(["summary", "--json", "--data", str(folder)]) == 0
        found: str = json.loads(capsys.readouterr().out)["data"]
        return found

    before = here()
    try:
        folder, restored = tmp_path / "folder", tmp_path / "restored"
        shutil.copytree(s.DATA, folder, ignore=shutil.ignore_patterns("output"))
        (folder / s.OUTPUT).mkdir(parents=True)
        rows = tmp_path / "rows.csv"
        rows.write_text("id,title,date,latitude,longitude,civilians killed\nL1,a strike,2017-03-01,35.9,38.9,3\n", encoding="utf-8")
        assert main(["import", str(rows), "--out", str(folder / s.OUTPUT / "rows.parquet"), "--data", str(folder)]) == 0
        capsys.readouterr()
        with tarfile.open(tmp_path / "backup.tgz", "w:gz") as archive:
            archive.add(folder, ".")
        with tarfile.open(tmp_path / "backup.tgz") as archive:
            archive.extractall(restored, filter="data")
        assert digest(restored) == digest(folder)
        checked = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=restored, capture_output=True, check=False)
        assert checked.returncode == 0
        kept = restored / s.OUTPUT / "rows.parquet"
        kept.write_bytes(kept.read_bytes()[:-1] + b"\0")
        assert digest(restored) != digest(folder)
    finally:
        stand_on(before)
