"""Fixtures: the shipped record, and a real server with a real Chromium that reaches nothing but this machine."""

import gc
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from filelock import ReadWriteLock
from playwright.sync_api import Browser, Error, Page, Playwright, Request, expect, sync_playwright
from streamlit.components.v2 import manifest_scanner

from geo.cli import opening
from geo.record.files import read_record
from geo.record.frozen import freeze
from geo.record.known import Record
from geo.settings import DATA, PROJECT
from pages.parts import draft, reading
from tests.makers import read_again

expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
draft.PATIENCE_SECONDS = 300.0  # a page run without a browser is not run again by itself

NO_BROWSER = "The browser tests need Chromium: install it (Debian: apt install chromium), or name its program in CHROMIUM_PATH."
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the modules that take longest, so that at the end no process has much left while the others have nothing."""
    weights: Counter[str] = Counter()
    for item in items:
        weights[item.nodeid.split("::")[0]] += 15 if "browser" in getattr(item, "fixturenames", ()) else 1  # a journey beside another test
    items.sort(key=lambda item: (-weights[item.nodeid.split("::")[0]], item.nodeid.split("::")[0]))


def pytest_collection_finish() -> None:
    """What the tests are made of stays to the end: it is not searched for garbage again and again, and the rest less often (a tenth of the time)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(autouse=True)
def together_or_alone(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A test marked ``alone`` measures load or time: it waits until none runs in another process, and none begins beside it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    lock = ReadWriteLock(tmp_path_factory.getbasetemp().parent / "running.db")  # the folder above is the same for all processes
    with lock.write_lock() if request.node.get_closest_marker("alone") else lock.read_lock():
        yield


@pytest.fixture(scope="session", autouse=True)
def _packages_are_scanned_once() -> Iterator[None]:
    """Streamlit looks through all installed packages for components whenever an AppTest is made: once a process is enough."""
    scan = manifest_scanner.scan_component_manifests
    manifest_scanner.scan_component_manifests = cache(scan)
    yield
    manifest_scanner.scan_component_manifests = scan


@pytest.fixture(scope="session", autouse=True)
def _a_state_is_read_once() -> Iterator[None]:
    """Pages and commands that run in this process read a data folder with the same bytes in all its files once."""
    opening.read_record = reading.read_record = read_again
    reading.freeze = no_search  # of all that the tests hold, after each page; ``test_frozen`` is about the search itself
    yield
    opening.read_record = reading.read_record = read_record
    reading.freeze = freeze


def no_search() -> None:
    """Stand in for a search for garbage."""


@pytest.fixture(scope="session")
def record() -> Record:
    return read_again(DATA)


def _candidates(play: Playwright) -> Iterator[str]:
    """Programs that may be Chromium, the nearest first; each later one is only made when the earlier did not launch."""
    if os.environ.get("CHROMIUM_PATH"):
        yield os.environ["CHROMIUM_PATH"]
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"):
        if found := shutil.which(name):
            yield found
    yield play.chromium.executable_path
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True, timeout=300, check=False)
    yield play.chromium.executable_path
    on_debian = Path("/etc/debian_version").exists() and hasattr(os, "geteuid") and os.geteuid() == 0
    if os.environ.get("CI") == "true" and on_debian:
        for command in (["apt-get", "update"], ["apt-get", "install", "-y", "chromium"]):
            subprocess.run(command, capture_output=True, timeout=600, check=False, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        yield "/usr/bin/chromium"


def launch(play: Playwright) -> Browser:
    """Launch the first Chromium that really runs; RuntimeError if there is none."""
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    arguments = ["--disable-background-networking", "--disable-sync", "--no-first-run", *(["--no-sandbox"] if as_root else [])]
    arguments.append("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")  # no other machine is found
    for program in _candidates(play):
        try:
            return play.chromium.launch(executable_path=program, args=arguments)
        except Error:
            continue
    raise RuntimeError(NO_BROWSER)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        try:
            launched = launch(play)
        except RuntimeError as none:
            pytest.fail(str(none), pytrace=False)
        yield launched
        launched.close()


def start_server(folder: Path = PROJECT, script: str = "app.py", env: dict[str, str] | None = None) -> tuple[subprocess.Popen[bytes], str]:
    """Start the app as a user does, on a free port, and wait until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.headless=true", f"--server.port={port}"]
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, env={**os.environ, **(env or {})})
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/_stcore/health", timeout=2).close()
            return server, address
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    server.kill()
    server.wait(10)
    raise RuntimeError("the server did not start")


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    server, url = start_server()
    yield url
    server.terminate()
    server.wait(10)


# A tab of a usual size. Without reduced motion, placeholders that pulse while a page loads cost half of the processor that draws it.
ORDINARY: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"}


@contextmanager
def watched(visit: Page, allowed: tuple[str, ...] = LOCAL) -> Iterator[Page]:
    """A request to anywhere but this machine, or an error in the page, fails the test; the browser would not find the way there (``launch``)."""
    outside: list[str] = []
    errors: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith(allowed):
            outside.append(request.url)

    def tell(error: Error) -> None:
        errors.append(str(error))

    visit.context.on("request", note)
    visit.on("pageerror", tell)
    yield visit
    visit.context.remove_listener("request", note)
    visit.remove_listener("pageerror", tell)
    assert outside == []
    assert errors == []


@contextmanager
def guarded(browser: Browser, *answered: str, **options: Any) -> Iterator[Page]:
    """A first visit, watched, in a context of its own: it takes twice the time of a visit in a tab that has been used (``page``).

    Parameters
    ----------
    answered : addresses elsewhere that the test itself answers; they may be asked for.
    """
    context = browser.new_context(**{**ORDINARY, **options})
    try:
        with watched(context.new_page(), (*LOCAL, *answered)) as visit:
            yield visit
    finally:
        context.close()


def leave(visit: Page) -> bool:
    """Make a tab as good as new, but for the scripts it loaded: on an empty page of the server it was at, without storage or cookies.

    Where that server has ended, nobody comes back to it: the tab is closed, and the answer is no.
    """
    for other in visit.context.pages:
        if other is not visit:
            other.close()
    visit.unroute_all()
    try:
        visit.goto("/".join(visit.url.split("/")[:3]) + "/_stcore/health")
        visit.evaluate("localStorage.clear(); sessionStorage.clear()")
    except Error:
        visit.context.close()
        return False
    visit.context.clear_cookies()
    visit.emulate_media(media="null", reduced_motion="reduce")
    visit.set_viewport_size(ORDINARY["viewport"])
    visit.mouse.move(0, 0)
    return True


@pytest.fixture(scope="session")
def tabs() -> dict[str, Page]:
    """The tab that the journeys of this process have in common."""
    return {}


@pytest.fixture
def page(browser: Browser, tabs: dict[str, Page]) -> Iterator[Page]:
    """A visit, watched, with nothing left of the visits before it."""
    if "journeys" not in tabs:
        tabs["journeys"] = browser.new_context(**ORDINARY, permissions=["clipboard-read", "clipboard-write"]).new_page()
    visit = tabs.pop("journeys")
    with watched(visit):
        yield visit
    if leave(visit):  # after an error the next test begins with a new one
        tabs["journeys"] = visit
