"""``python -m geo bundle``: program, data and every library in one file, for a machine without a network."""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from packaging.requirements import Requirement

from geo import settings as s
from geo.cli.opening import add_data, add_language, open_land
from geo.cli.terminal import tell, warn
from geo.text import words

HELP = "program, data and every library in one file, for a machine without a network"
EPILOG = """\
Needs the network itself, through pip. On the other machine, which needs Python of the version named: unpack the file, then double click
start.bat (Windows), start.command (macOS) or start.sh (Linux); nothing is asked of a network. Every library is held against the hash that
requirements.txt has of it. What people brought and kept on this machine (output/) is not in the file.

Exit status: 0 written; 1 a library could not be fetched; 2 an argument was refused, or the file cannot be written.
"""
_MACOS = [f"macosx_{v}_0" for v in range(14, 10, -1)]
_LINUX = [f"manylinux_2_{v}" for v in range(28, 16, -1)]
PLATFORMS: dict[str, tuple[dict[str, str], list[str]]] = {  # name: what markers ask of the target, and the tags of its wheels
    "linux-x86_64": ({"sys_platform": "linux", "platform_machine": "x86_64"}, [f"{v}_x86_64" for v in (*_LINUX, "manylinux2014", "linux")]),
    "linux-aarch64": (
        {"sys_platform": "linux", "platform_machine": "aarch64"},
        [f"{v}_aarch64" for v in (*_LINUX, "manylinux2014", "linux")],
    ),
    "windows": ({"sys_platform": "win32", "platform_machine": "AMD64"}, ["win_amd64"]),
    "macos-arm64": ({"sys_platform": "darwin", "platform_machine": "arm64"}, [f"{v}_arm64" for v in _MACOS]),
    "macos-x86_64": ({"sys_platform": "darwin", "platform_machine": "x86_64"}, [f"{v}_x86_64" for v in _MACOS]),
}
_SYSTEMS = {"linux": ("Linux", "posix"), "win32": ("Windows", "nt"), "darwin": ("Darwin", "posix")}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
_LEFT_OUT = re.compile(r"(?:^|/)(?:\.git|\.venv[^/]*|__pycache__|\.\w+_cache|\.hypothesis|output|wheels)(?:/|$)|\.pyc$|^static/(?!\.)")
_TESTS_ONLY = ("tests/", ".ci/", "docs/", "justfile")
_RUN_BY_HAND = ("start.sh", "start.command", ".ci/run", ".ci/supply")  # a double click asks for this bit


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("--out", required=True, type=Path, metavar="FILE.zip", help="the file; about 150 to 250 MB")
    add("--platform", choices=PLATFORMS, default=own_platform(), help="system of the other machine (this one's)")
    add("--python", choices=PYTHONS, default=f"{sys.version_info[0]}.{sys.version_info[1]}", help="its version of Python (this one's)")
    add("--with-tests", action="store_true", help="the tests and their libraries too")
    add_language(parser)
    add_data(parser)


def own_platform() -> str:
    """Name the platform of this machine; that of Linux where it is none of those bundles are made for."""
    machine = os.uname().machine if hasattr(os, "uname") else "AMD64"
    own = {(t["sys_platform"], t["platform_machine"]): name for name, (t, _) in PLATFORMS.items()}
    return own.get((sys.platform, machine), "linux-x86_64")


def run(args: argparse.Namespace) -> int:
    """Write the bundle, whole or not at all."""
    open_land(args.data, args.lang)
    listed = s.PROJECT / ("tests/requirements.txt" if args.with_tests else "requirements.txt")
    wanted = dict(wanted_of(listed.read_text(encoding="utf-8"), target(args.platform, args.python)))
    draft = args.out.with_name(f".draft-{args.out.name}")
    try:
        with tempfile.TemporaryDirectory() as folder:
            if not fetch(wanted, Path(folder), args.platform, args.python):
                warn(words.say("bundle_not_fetched", args.lang, platform=args.platform, python=args.python))
                return 1
            wheels = sorted(Path(folder).glob("*.whl"))
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, name in files(args.data, args.with_tests):
                    add_file(archive, path, name)
                for wheel in wheels:
                    archive.write(wheel, f"wheels/{wheel.name}", zipfile.ZIP_STORED)
                archive.writestr("wheels/requirements.txt", hashed(wheels))
                archive.writestr("wheels/README.txt", f"For {args.platform}, Python {args.python}.\n")
        draft.replace(args.out)
    except OSError as error:
        warn(error)
        return 2
    finally:
        draft.unlink(missing_ok=True)
    size = words.number(round(args.out.stat().st_size / 1_000_000), args.lang)
    told = {
        "name": str(args.out),
        "n": words.number(len(wheels), args.lang),
        "size": size,
        "platform": args.platform,
        "python": args.python,
    }
    tell(words.say("bundle_done", args.lang, **told))
    return 0


def target(platform: str, python: str) -> dict[str, str]:
    """Give what markers ask of another machine: never of this interpreter."""
    asked = PLATFORMS[platform][0]
    system, name = _SYSTEMS[asked["sys_platform"]]
    return asked | {
        "platform_system": system,
        "os_name": name,
        "python_version": python,
        "python_full_version": f"{python}.0",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
        "extra": "",
    }


def wanted_of(text: str, environment: Mapping[str, str]) -> Iterator[tuple[str, list[str]]]:
    """Give the libraries of a list with hashes that a target needs: "name==version" and the hashes, without markers."""
    for entry in text.replace("\\\n", " ").splitlines():
        if not entry.strip() or entry.startswith("#"):
            continue
        library, *hashes = entry.split(" --hash=")
        needed = Requirement(library.strip())
        if needed.marker is None or needed.marker.evaluate(dict(environment)):
            yield f"{needed.name}{needed.specifier}", [h.strip() for h in hashes]


def fetch(wanted: Mapping[str, list[str]], folder: Path, platform: str, python: str) -> bool:
    """Have pip put the wheel of each library into a folder, each held against its hashes; one that comes as source only, and is Python only,
    is made into a wheel here."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    tags = [part for tag in PLATFORMS[platform][1] for part in ("--platform", tag)]
    sources = {name: hashes for name, hashes in wanted.items() if name.split("==")[0] in _AS_SOURCE}
    for what, how in (
        (
            {n: h for n, h in wanted.items() if n not in sources},
            ["download", "--only-binary=:all:", "--python-version", python, *tags, "-d"],
        ),
        (sources, ["wheel", "-w"]),
    ):
        if not what:
            continue
        listed = folder / "wanted.txt"
        listed.write_text("".join(f"{n} {' '.join(f'--hash={x}' for x in h)}\n" for n, h in what.items()), encoding="utf-8")
        command = [*pip, *how, str(folder), "--no-deps", "--require-hashes", "-r", str(listed)]
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode != 0:
            return False
    return True


_AS_SOURCE = ("odfpy",)


def hashed(wheels: list[Path]) -> str:
    """List wheels as pip installs them without asking anybody: each with the hash of exactly this file."""
    lines = []
    for wheel in wheels:
        name, version = wheel.name.split("-")[:2]
        lines.append(f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n")
    return "".join(lines)


def files(data: Path, with_tests: bool) -> Iterator[tuple[Path, str]]:
    """Give the files of the program and of a data folder, with their names in the bundle; nothing that was kept on this machine."""
    for path in sorted(s.PROJECT.rglob("*")):
        name = path.relative_to(s.PROJECT).as_posix()
        ours = not _LEFT_OUT.search(name) and not name.startswith("data/") and (with_tests or not name.startswith(_TESTS_ONLY))
        if ours and path.is_file():
            yield path, name
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        if path.is_file() and not _LEFT_OUT.search(name) and not path.name.startswith("."):
            yield path, f"data/{name}"


def add_file(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    """Add a file with the bit that lets it run, where it is one to double click, whatever the system it lies on."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.external_attr = (0o100755 if name in _RUN_BY_HAND else 0o100644) << 16
    info.create_system = 3  # Unix, which the bits above are of
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, path.read_bytes())
