"""A double click starts the map: the pages that say what is missing, and a bundle for a machine without a network."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from geo import settings as s
from geo.cli.bundle import PLATFORMS, PYTHONS, add_file, files, hashed, target, wanted_of

START = s.PROJECT / "start"
LOCK = (s.PROJECT / "requirements.txt").read_text(encoding="utf-8")


@pytest.fixture
def starter() -> ModuleType:
    """start/start.py, which is no module of the program."""
    spec = importlib.util.spec_from_file_location("start", START / "start.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(platform: str, python: str = "3.11") -> set[str]:
    return {name.split("==")[0] for name, _ in wanted_of(LOCK, target(platform, python))}


def test_what_a_target_needs_is_asked_of_the_target_and_not_of_this_interpreter() -> None:
    assert "colorama" in names("windows")
    assert "colorama" not in names("linux-x86_64") | names("macos-arm64")
    assert "watchdog" in names("linux-x86_64")
    assert "watchdog" not in names("macos-arm64")
    versions = {python: {n for n, _ in wanted_of(LOCK, target("windows", python)) if n.startswith("numpy==")} for python in PYTHONS}
    assert all(len(v) == 1 for v in versions.values())
    assert versions["3.11"] != versions["3.12"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_library_of_a_bundle_is_held_against_a_hash(platform: str) -> None:
    wanted = dict(wanted_of(LOCK, target(platform, "3.12")))
    assert len(wanted) > 50
    assert all(re.fullmatch(r"[\w.-]+==[\w.+-]+", name) for name in wanted)
    assert all(hashes and all(re.fullmatch(r"sha256:[0-9a-f]{64}", h) for h in hashes) for hashes in wanted.values())


def test_macos_is_asked_for_wheels_up_to_its_version_14() -> None:
    assert PLATFORMS["macos-arm64"][1][0] == "macosx_14_0_arm64"


def test_a_bundle_names_its_wheels_with_the_hash_of_exactly_these_files(tmp_path: Path) -> None:
    wheel = tmp_path / "some_library-1.2-py3-none-any.whl"
    wheel.write_bytes(b"x")
    assert hashed([wheel]) == "some_library==1.2 --hash=sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881\n"


def test_a_bundle_holds_program_and_data_and_nothing_that_was_kept_on_this_machine(tmp_path: Path) -> None:
    data = tmp_path / "data"
    for name in ("territory.toml", "input/places.csv", "output/imports/private.parquet", "hand/links.csv", ".draft-x"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_text("x", encoding="utf-8")
    held = [name for _, name in files(data, with_tests=False)]
    assert len(held) == len(set(held))
    assert {
        "app.py",
        "geo/__main__.py",
        "locale/texts.pot",
        ".streamlit/config.toml",
        "start/start.py",
        "start.sh",
        "requirements.txt",
    } <= set(held)
    assert {name for name in held if name.startswith("data/")} == {"data/territory.toml", "data/input/places.csv", "data/hand/links.csv"}
    assert not [name for name in held if re.match(r"tests/|\.git/|\.venv|docs/|.*__pycache__", name)]
    more = {name for _, name in files(data, with_tests=True)}
    assert {"tests/test_starting.py", "docs/territory.md", ".ci/run"} <= more


def test_what_is_double_clicked_has_its_run_bit_whatever_the_system_it_was_packed_on(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("start.sh", "start.command", "start.bat"):
            add_file(archive, s.PROJECT / name, name)
        modes = {info.filename: (info.external_attr >> 16) & 0o777 for info in archive.infolist()}
    assert modes == {"start.sh": 0o755, "start.command": 0o755, "start.bat": 0o644}


def test_the_batch_file_has_the_line_ends_and_the_letters_that_windows_reads() -> None:
    data = (s.PROJECT / "start.bat").read_bytes()
    assert data.count(b"\n") == data.count(b"\r\n")
    assert data.isascii()
    assert b'in ("py -3" "python" "python3")' in data  # "python" may be the alias of a store, which is none


@pytest.mark.parametrize("page", sorted(p.name for p in START.glob("*.html")))
def test_a_page_that_says_what_is_missing_says_it_in_both_languages_and_loads_nothing(page: str) -> None:
    text = (START / page).read_text(encoding="utf-8")
    assert '<section lang="en" dir="ltr"' in text
    assert '<section lang="ar" dir="rtl"' in text
    assert not re.search(r"<script|<link|<img|src=", text)


def test_every_page_that_can_be_shown_is_there(starter: ModuleType) -> None:
    said = set(re.findall(r'"((?:no|wrong|long)-\w+)"', (START / "start.py").read_text(encoding="utf-8")))
    assert said == {p.stem for p in START.glob("*.html")}
    assert starter.NEEDED == (3, 11)


def test_libraries_come_from_the_folder_where_it_was_made_with_them(starter: ModuleType, tmp_path: Path) -> None:
    assert starter.sources(tmp_path) == (tmp_path / "requirements.txt", [])
    (tmp_path / "wheels").mkdir()
    listed, where = starter.sources(tmp_path)
    assert listed == tmp_path / "wheels" / "requirements.txt"
    assert where[:2] == ["--no-index", "--find-links"]


def test_an_environment_is_made_anew_when_the_list_or_the_python_is_another(starter: ModuleType, tmp_path: Path) -> None:
    listed = tmp_path / "requirements.txt"
    listed.write_text("a==1\n", encoding="utf-8")
    wanted = starter.stamp(listed)
    assert not starter.installed(tmp_path, wanted)
    (tmp_path / "installed.txt").write_text(wanted, encoding="ascii")
    python = Path(starter.python_of(tmp_path))
    python.parent.mkdir()
    python.write_text("", encoding="ascii")
    assert starter.installed(tmp_path, wanted)
    listed.write_text("a==2\n", encoding="utf-8")
    assert not starter.installed(tmp_path, starter.stamp(listed))


def test_an_old_python_is_told_so(starter: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("STRIKE_MAP_NO_BROWSER", "1")
    monkeypatch.setattr(starter.sys, "version_info", (3, 9, 0))
    assert starter.main([]) == 1
    assert "no-python.html" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="start.bat is for Windows")
def test_a_machine_without_python_is_shown_the_page(tmp_path: Path) -> None:
    for program in ("dirname", "sh"):
        (tmp_path / program).symlink_to(shutil.which(program) or "")
    env = {"PATH": str(tmp_path), "STRIKE_MAP_NO_BROWSER": "1"}
    run = subprocess.run([shutil.which("sh") or "sh", str(s.PROJECT / "start.sh")], env=env, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "start/no-python.html" in run.stderr


PROOF = """
ip link set lo up 2>/dev/null
python3 -c "import socket; socket.create_connection(('192.0.2.1', 9), 2)" 2>/dev/null && exit 9
./start.sh --server.headless true --server.port 8599 & started=$!
for k in $(seq 1 300); do
  "$PYTHON" -c "import urllib.request as u; u.urlopen('http://127.0.0.1:8599/_stcore/health', timeout=2)" 2>/dev/null && break; sleep 1
done
.venv/bin/python -m geo summary --json; status=$?
pkill -P $started; kill $started; exit $status
"""


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="a network is cut with Linux's namespaces")
def test_a_bundle_installs_and_starts_where_there_is_no_network(tmp_path: Path) -> None:
    file, folder = tmp_path / "map.zip", tmp_path / "map"
    made = subprocess.run([sys.executable, "-m", "geo", "bundle", "--out", str(file)], cwd=s.PROJECT, check=False)
    assert made.returncode == 0
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
        for info in archive.infolist():
            (folder / info.filename).chmod(info.external_attr >> 16 & 0o777 or 0o644)
    env = {**os.environ, "STRIKE_MAP_NO_BROWSER": "1", "PYTHON": sys.executable}
    run = subprocess.run(
        ["unshare", "-rn", "bash", "-c", PROOF], cwd=folder, env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    assert '"claims"' in run.stdout
