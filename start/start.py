"""Makes the environment beside this folder, installs into it, and starts the map: what start.sh, start.command and start.bat run.

Only the standard library, and nothing newer than Python 3.6: an old Python must get as far as saying so.
"""

import hashlib
import os
import subprocess
import sys
import webbrowser
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
NEEDED = (3, 11)
LONGEST_FOLDER = 120  # characters; Windows refuses paths above 260, and libraries have long ones


def problem(name: str) -> int:
    """Show the page that says in both languages what is missing (a Windows console neither shapes nor orders Arabic); give an exit status."""
    page = HERE / (name + ".html")
    sys.stderr.write("See {}\n".format(page))  # noqa: UP032 - as old a Python as may be here
    if not os.environ.get("STRIKE_MAP_NO_BROWSER"):
        webbrowser.open(page.as_uri())
    return 1


def python_of(folder: Path) -> str:
    """Give the interpreter of a virtual environment."""
    return str(folder / "Scripts" / "python.exe" if os.name == "nt" else folder / "bin" / "python")


def sources(project: Path = PROJECT) -> tuple:
    """Give the list of libraries to install, and what pip is told of where they are: in this folder, where it was made with them."""
    wheels = project / "wheels"
    if wheels.is_dir():
        return wheels / "requirements.txt", ["--no-index", "--find-links", str(wheels)]
    return project / "requirements.txt", []


def stamp(requirements: Path) -> str:
    """Name what is installed: the list, and the Python it is for."""
    return hashlib.sha256(requirements.read_bytes()).hexdigest() + " " + sys.version.split()[0]


def installed(folder: Path, wanted: str) -> bool:
    """Say whether an environment holds what is wanted: then nothing is asked of the network."""
    try:
        return (folder / "installed.txt").read_text(encoding="ascii") == wanted and Path(python_of(folder)).exists()
    except OSError:
        return False


def install(folder: Path, requirements: Path, where: list, wanted: str) -> str:
    """Make the environment anew and install into it; the name of the page that says what went wrong, or an empty text."""
    if subprocess.call([sys.executable, "-m", "venv", "--clear", str(folder)]) != 0:
        return "no-venv"
    pip = [python_of(folder), "-m", "pip", "--disable-pip-version-check", "install", "--require-hashes", "-r", str(requirements)]
    if subprocess.call([*pip, *where]) != 0:
        return "wrong-bundle" if where else "no-network"
    (folder / "installed.txt").write_text(wanted, encoding="ascii")
    return ""


def main(arguments: list) -> int:
    """Start the map; ``arguments`` go to ``streamlit run``."""
    if sys.version_info[:2] < NEEDED:
        return problem("no-python")
    if os.name == "nt" and len(str(PROJECT)) > LONGEST_FOLDER:
        return problem("long-path")
    folder = Path(os.environ.get("STRIKE_MAP_VENV") or PROJECT / ".venv")
    requirements, where = sources()
    wanted = stamp(requirements)
    if not installed(folder, wanted):
        failed = install(folder, requirements, where, wanted)
        if failed:
            return problem(failed)
    return subprocess.call([python_of(folder), "-m", "streamlit", "run", "app.py", *arguments], cwd=str(PROJECT))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(0)
