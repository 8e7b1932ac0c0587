"""The code keeps its rooms: imports go one way between them, and each foreign library has its place."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import settings as s
from geo import vocabulary as voc
from geo.record.known import Record
from geo.territory import here

# A room may import from the rooms before it, and from itself.
ORDER = (
    "settings",
    "colours",
    "seals",
    "vocabulary",
    "territory",
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
    "cli",
    "__main__",
)
PLACES = {  # library: the only modules and rooms that may import it
    "folium": {"geo/web/map.py"},
    "altair": {"geo/web/charts.py", "geo/web/answer_charts.py"},
    "argparse": {"geo/__main__.py", "geo/cli/"},
    "matplotlib": {
        f"geo/out/{x}.py"
        for x in ("bodies", "card", "cardmap", "chart", "claimed", "dots", "film", "front", "graphs", "inline", "legend", "sheet")
    },
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
    assert [library for library, homes in PLACES.items() if library in used and not name_of(path).startswith(tuple(homes))] == []


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


def test_no_module_but_that_of_a_source_names_a_source_in_its_rules() -> None:
    codes = {code for code in (*voc.SOURCES, *voc.IMPORTERS) if code not in ("own", "claims", "table", "hxl")}  # these are also plain words
    homes = (s.PROJECT / "geo" / "intake" / "sources", s.PROJECT / "geo" / "text", s.PROJECT / "geo" / "vocabulary.py")
    for path in [*MODULES, *(s.PROJECT / "pages").rglob("*.py")]:
        if not any(path == home or home in path.parents for home in homes):
            texts = {node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)}
            assert not texts & codes, path


NAMED = {  # where code names the territory it was first made for: why it stays
    **dict.fromkeys(
        ("geo/seals.py", "geo/out/exports.py", "geo/intake/parts.py", "geo/intake/kept.py"), "mark of a seal, in files that are out"
    ),
    **dict.fromkeys(("geo/intake/sources/mapping.py", "pages/parts/menu.py"), "kind of a file that people have saved"),
    **dict.fromkeys(("geo/land/regions.py", "geo/land/places.py"), "example of how names are compared"),
    "geo/settings.py": "name of a variable of the environment that people have set",
    "geo/out/sheet.py": "salt of the ids in an SVG: another would change every card",
    "pages/parts/guide.js": "where a browser remembers what was read",
}


def test_code_names_the_territory_only_in_keys_of_formats_and_in_examples(record: Record) -> None:
    land = here()
    named = set(record.places.set_index("area_id").loc[list(land.towns), "name_en"]) | {dict(land.names)["en"]}
    asked = re.compile("|".join(rf"\b{re.escape(x)}(?![a-z])" for x in sorted({land.file_prefix, *named})), re.IGNORECASE)
    code = [x for home in ("geo", "pages") for x in (s.PROJECT / home).rglob("*") if x.suffix in (".py", ".js", ".css", ".typ")]
    found = {x.relative_to(s.PROJECT).as_posix() for x in (*code, s.PROJECT / "app.py") if asked.search(x.read_text(encoding="utf-8"))}
    assert found == set(NAMED)


LINES, LINES_OF_A_FUNCTION = 400, 60
TABLES: dict[str, str] = {}  # module: why it may be longer


def too_long(name: str, source: str) -> set[str]:
    """Give a module, and each of its functions as ``module:function``, that has more lines than it may."""
    found = {name} if len(source.splitlines()) > LINES and name not in TABLES else set()
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    return found | {f"{name}:{f.name}" for f in functions if (f.end_lineno or 0) - f.lineno + 1 > LINES_OF_A_FUNCTION}


def test_no_module_and_no_function_is_longer_than_one_can_hold_in_mind() -> None:
    paths = [p for d in ("geo", "pages") for p in (s.PROJECT / d).rglob("*.py")] + [s.PROJECT / "app.py"]
    assert {x for p in paths for x in too_long(name_of(p), p.read_text(encoding="utf-8"))} == set(), "cut it by what it does"


def test_no_function_is_let_off_the_limit_of_complexity() -> None:
    rules = tomllib.loads((s.PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "C901" in rules["select"]
    assert "C901" not in str(rules.get("per-file-ignores", {})) + str(rules["ignore"])
    assert rules["mccabe"]["max-complexity"] <= 12


def test_a_long_module_and_a_long_function_are_seen_at_any_depth() -> None:
    long = "\n".join(["class A:", "    def f(self):", *["        x = 1"] * 60])
    assert too_long("a.py", long) == {"a.py:f"}
    assert too_long("a.py", "x = 1\n" * 401) == {"a.py"}
    assert too_long("a.py", "x = 1\n" * 400) == set()
