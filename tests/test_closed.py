"""Closed by default: this machine only, nothing sent, nothing left, nothing told; and a login that holds where one is set up."""

import contextlib
import json
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import websockets
from playwright.sync_api import Browser, Page, expect

from geo import settings as s
from geo import vocabulary as voc
from pages import ADDRESSES
from tests.conftest import guarded, start_server
from tests.test_browser import drawn, wait_until_run
from tests.test_data_browser import drop
from tests.wire import Visitor, run

MARKER = "Zmarkerville"
# Loaded by Python before anything else: notes every address that is asked for or connected to.
_NOTE = """
import os, socket
def note(what):
    with open(os.environ["NOTED"], "a") as out:
        out.write(str(what) + "\\n")
real, named = socket.socket.connect, socket.getaddrinfo
def connect(self, where):
    note(where)
    return real(self, where)
def getaddrinfo(host, *args, **more):
    note((host,))
    return named(host, *args, **more)
socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
"""


def refused(address: str, origin: str | None, host: str | None) -> int:
    """Try to connect and give the status of the refusal; 0 if the server took the visitor in."""

    async def attempt() -> int:
        visitor = Visitor(address)
        try:
            await visitor.open(origin, host)
        except websockets.InvalidStatus as answer:
            return answer.response.status_code
        await visitor.close()
        return 0

    return run(attempt())


def test_nothing_but_this_machine_can_connect(address: str) -> None:
    port = int(address.rsplit(":", 1)[1])
    listening = [line.split() for name in ("tcp", "tcp6") for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    mine = [x[1].split(":")[0] for x in listening if x[3] == "0A" and int(x[1].split(":")[1], 16) == port]
    assert mine == ["0100007F"]  # 127.0.0.1


def test_other_host_and_other_origin_are_refused(address: str) -> None:
    assert refused(address, address, None) == 0
    assert refused(address, None, "rebound.invalid:8501") == 403  # DNS rebinding, from a client that names no origin
    assert refused(address, "http://rebound.invalid:8501", "rebound.invalid:8501") == 403
    assert refused(address, "https://other.invalid", None) == 403


def test_another_site_cannot_upload(address: str) -> None:
    for headers in ({}, {"Origin": "https://other.invalid"}, {"X-Xsrftoken": "guessed", "Cookie": "_streamlit_xsrf=other"}):
        ask = urllib.request.Request(f"{address}/_stcore/upload_file/session/file", b"x", headers, method="PUT")
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(ask, timeout=10)


def test_browser_is_told_to_send_no_usage_figures(address: str) -> None:
    async def told() -> bool:
        visitor = Visitor(address)
        await visitor.open()
        await visitor.run(lang="en")
        await visitor.close()
        return visitor.usage_figures

    assert run(told()) is False


def test_page_inside_another_site_shows_nothing(browser: Browser, address: str, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(f'<iframe src="{address}" width=900 height=600>', encoding="utf-8")
    site = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    page = browser.new_page()
    page.goto(f"http://127.0.0.1:{site.server_port}/")
    inside = page.frame_locator("iframe").locator("body")
    expect(inside).to_contain_text("does not run inside another page", timeout=30_000)
    expect(inside.locator("button")).to_have_count(0)
    page.close()
    site.shutdown()
    site.server_close()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(s.PROJECT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "output", ".hypothesis", "tests", "docs"))
    return folder


@contextlib.contextmanager
def served(project: Path, **env: str) -> Iterator[str]:
    server, address = start_server(project, env=env)
    try:
        yield address
    finally:
        server.terminate()
        server.wait(10)


def test_server_asks_nothing_of_the_network_and_a_brought_file_leaves_nothing_behind(page: Page, project: Path, tmp_path: Path) -> None:
    notes, temporary = tmp_path / "notes", tmp_path / "temporary"
    (tmp_path / "site").mkdir()
    temporary.mkdir()
    notes.touch()
    (tmp_path / "site/sitecustomize.py").write_text(_NOTE, encoding="utf-8")
    brought = tmp_path / f"{MARKER}.json"
    brought.write_text(
        json.dumps([{"id": "1", "date": "2017-02-03", "place": MARKER, "latitude": "36.3", "longitude": "38.9"}]), encoding="utf-8"
    )
    began = time.time()
    with served(project, PYTHONPATH=str(tmp_path / "site"), NOTED=str(notes), TMPDIR=str(temporary)) as address:
        for name in ADDRESSES.values():
            page.goto(f"{address}/{name}")
            wait_until_run(page)
        page.goto(f"{address}/data")
        drop(page, brought)
        page.locator(".st-key-check_rows button").click()
        page.locator(".st-key-add_import button").click()
        expect(page.get_by_text("only in this session").first).to_be_visible(timeout=60_000)
    asked = [line for line in notes.read_text().splitlines() if "127.0.0.1" not in line and "localhost" not in line and "/" not in line]
    assert asked == []
    assert list(temporary.iterdir()) == []
    for place in (project, temporary, Path("/dev/shm")):
        for path in place.rglob("*"):
            if path.is_file() and path.stat().st_mtime >= began:
                assert MARKER.encode() not in path.read_bytes(), path


def test_no_error_shows_a_path_or_a_traceback(page: Page, project: Path) -> None:
    with served(project) as address:
        page.goto(address)
        drawn(page).wait_for(timeout=30_000)
        for name, data in (("input/claims_rbss.csv", b"\xff\xfe\0\0"), ("input/rivers.geojson", b"{"), ("hand/links.csv", b"a,b\n1,2\n")):
            path = project / "data" / name
            was = path.read_bytes()
            path.write_bytes(data)
            page.reload()
            expect(page.get_by_text("The data folder has problems")).to_be_visible(timeout=30_000)
            told = page.locator("body").inner_text()
            assert str(project) not in told
            assert "Traceback" not in told
            assert "geo/" not in told
            path.write_bytes(was)


SECRETS = """[auth]
redirect_uri = "http://127.0.0.1:1/oauth2callback"
cookie_secret = "not a secret, a test"
client_id = "test"
client_secret = "test"
server_metadata_url = "http://127.0.0.1:1/.well-known/openid-configuration"
"""


def test_visitor_who_is_not_logged_in_gets_nothing(browser: Browser, project: Path) -> None:
    (project / ".streamlit/secrets.toml").write_text(SECRETS, encoding="utf-8")
    frames: list[bytes | str] = []
    with served(project) as address:
        with guarded(browser) as page:
            page.on("websocket", lambda opened: opened.on("framereceived", lambda frame: frames.append(frame)))
            for name, lang in zip(("", "incidents"), voc.LANGUAGES, strict=True):
                page.goto(f"{address}/{name}?lang={lang}&incident=airwars:CS403")
                expect(page.locator(".st-key-log_in button")).to_be_visible(timeout=30_000)
        told = run(_read_all(address))
        kept = subprocess.run(["cat", *map(str, (project / "static").glob("*.js"))], capture_output=True, check=False).stdout
    for secret in (b"airwars:", b"CS403", b"Jarnia", b"incidents documented", b"Coalition", "حادثة".encode()):
        assert not any(secret in (f if isinstance(f, bytes) else f.encode()) for f in frames), secret
        assert secret.decode() not in told
    assert b"CS403" not in kept
    assert frames


async def _read_all(address: str) -> str:
    told = []
    for name in ADDRESSES.values():
        for lang in voc.LANGUAGES:
            visitor = Visitor(address)
            await visitor.open()
            told.append(await visitor.run(at=name, lang=lang, extent="both", incident="airwars:CS403"))
            await visitor.close()
            assert "log_in" in " ".join(visitor.widgets)
    return "\n".join(told)


@pytest.mark.long
def test_journeys_end_well_with_the_network_cut() -> None:
    """In a network namespace of their own, where nothing but loopback exists; needs the right to make one."""
    chosen = ["tests/test_browser.py", "tests/test_data_browser.py"]
    inside = f"ip link set lo up && exec {sys.executable} -m pytest -q -x -p no:cacheprovider {' '.join(chosen)}"
    told = subprocess.run(["unshare", "-n", "sh", "-c", inside], cwd=s.PROJECT, capture_output=True, text=True, timeout=1200, check=False)
    assert told.returncode == 0, told.stdout[-3000:]
    assert " passed" in told.stdout
