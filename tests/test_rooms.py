"""The code keeps its rooms: imports go one way between them, and each foreign library has its place."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import settings as s

# A room may import from the rooms before it, and from itself.
ORDER = (
    "settings",
    "text",
    "land",
    "evidence",
    "choice",
    "intake",
    "record",
    "count",
    "holding",
    "web",
    "show",
    "out",
    "__main__",
)
PLACES = {  # library: the only modules that may import it
    "folium": {"geo/web/map.py"},
    "altair": {"geo/web/charts.py"},
    "argparse": {"geo/__main__.py"},
    "matplotlib": {"geo/out/card.py", "geo/out/cardmap.py", "geo/out/sheet.py"},
}
MODULES = [p for p in sorted((s.PROJECT / "geo").rglob("*.py")) if p != s.PROJECT / "geo" / "__init__.py"]


def name_of(path: Path) -> str:
    return path.relative_to(s.PROJECT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(s.PROJECT / "geo").parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """Give every module a source imports, also inside functions, as a dotted name with what is taken from it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports name their room"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def backwards(source: str, room: str) -> list[str]:
    """Give the imports of a module of a room that lead to a later room, or to none."""
    own = [m.split(".")[1] for m in imported(source) if m.startswith("geo.")]
    return [other for other in own if other not in ORDER or ORDER.index(other) > ORDER.index(room)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_rooms_before_its_own(path: Path) -> None:
    assert backwards(path.read_text(encoding="utf-8"), room_of(path)) == []


def test_an_import_into_a_later_room_is_seen_at_any_depth() -> None:
    assert backwards("def f():\n    from geo.out.share import coarsen\n", "evidence") == ["out"]
    assert backwards("from geo.text.words import say\nfrom geo import settings\n", "evidence") == []
    assert backwards("import geo.cellar.rats\n", "out") == ["cellar"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_geo_knows_no_interface_and_each_library_has_its_place(path: Path) -> None:
    used = {m.split(".")[0] for m in imported(path.read_text(encoding="utf-8"))}
    assert not used & {"streamlit", "streamlit_folium", "pages"}
    assert [library for library, homes in PLACES.items() if library in used and name_of(path) not in homes] == []


def test_only_app_and_pages_import_streamlit() -> None:
    files = [p for p in s.PROJECT.glob("*.py") if p.name != "app.py"]
    assert [p.name for p in files if "streamlit" in p.read_text(encoding="utf-8")] == []


def test_the_document_names_every_room_in_the_order_the_code_keeps_and_every_module_in_its_room() -> None:
    text = (s.PROJECT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)/?` \| [^|]+ \|([^|]*)\|$", text, re.MULTILINE)
    assert [room for room, _ in rows] == list(ORDER)
    for room, modules in rows:
        inside = {p.stem for p in MODULES if room_of(p) == room} - {"__init__", room}
        assert set(re.findall(r"`(\w+)`", modules)) == inside, room
