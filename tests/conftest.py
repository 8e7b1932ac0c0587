"""Fixtures: the shipped record, and a real server with a real Chromium that reaches nothing but this machine."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Error, Page, Playwright, Route, expect, sync_playwright

from geo.record.files import Record, read_record
from geo.settings import PROJECT

# Tests are about results; time is for the benchmark. HYPOTHESIS_PROFILE=long tries many more examples.
settings.register_profile("project", deadline=None, max_examples=30)
settings.register_profile("long", deadline=None, max_examples=400)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))

expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong

NO_BROWSER = "The browser tests need Chromium: install it (Debian: apt install chromium), or name its program in CHROMIUM_PATH."
LOCAL = ("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:", "about:")


@pytest.fixture(scope="session")
def record() -> Record:
    return read_record()


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


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh visit at 1440x900; a request to anywhere but this machine, or an error in the page, fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, permissions=["clipboard-read", "clipboard-write"])
    visit = context.new_page()
    outside: list[str] = []
    errors: list[str] = []

    def guard(route: Route) -> None:
        if route.request.url.startswith(LOCAL):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    visit.on("pageerror", lambda error: errors.append(str(error)))
    yield visit
    context.close()
    assert outside == []
    assert errors == []
