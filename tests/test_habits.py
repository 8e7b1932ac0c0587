"""The documents are true: commands as they are, nothing named that is not here, the habits written down where people look."""

import ast
import re

import pytest

from geo import settings as s
from tests.commands import PAGE, page
from tests.defences import DEFENCES

CODE = sorted(p for d in ("geo", "pages", "tests") for p in (s.PROJECT / d).rglob("*.py"))
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md", "docs/territory.md", "docs/team.md"]


COMING: set[str] = set()  # named already, written with the work it belongs to


def docstrings(source: str) -> list[str]:
    tree = ast.parse(source)
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return [ast.get_docstring(node) or "" for node in ast.walk(tree) if isinstance(node, kinds)]


def missing_documents(text: str) -> list[str]:
    """Give the documents (.md) a text names that are not in the repository."""
    return [
        name
        for name in re.findall(r"[\w./-]*\w\.md\b", text.replace("LANG", "en"))
        if not any(root.joinpath(name).exists() for root in (s.PROJECT, s.PROJECT / "docs", s.PROJECT / "data"))
    ]


def test_the_reference_of_the_commands_is_what_the_commands_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.commands"


def test_docstrings_name_no_document_that_is_not_here() -> None:
    named = {
        p.relative_to(s.PROJECT): [m for d in docstrings(p.read_text(encoding="utf-8")) for m in missing_documents(d) if m not in COMING]
        for p in CODE
    }
    assert {p: m for p, m in named.items() if m} == {}
    assert missing_documents("as docs/nowhere.md and docs/scale.md say") == ["docs/nowhere.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_of_a_document_lead_to_files_that_are_here(name: str) -> None:
    document = s.PROJECT / name
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_recipe_of_the_task_file_runs_what_is_here() -> None:
    text = (s.PROJECT / "justfile").read_text(encoding="utf-8")
    assert {"dev", "test", "fast", "check", "bench"} <= set(re.findall(r"^(\w+)[^:\n]*:(?!=)", text, re.MULTILINE))
    assert [f for f in re.findall(r"(?:tests|\.ci)/[\w./]*\w", text) if not (s.PROJECT / f).exists()] == []


def test_the_changelog_keeps_a_place_for_what_comes_above_the_version_that_is_cited() -> None:
    heads = re.findall(r"^## (.+)$", (s.PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    cited = re.search(r'^version: "(.+)"$', (s.PROJECT / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    assert cited
    assert heads[0] == "Unreleased"
    assert heads[1].split()[0] == cited[1]


@pytest.mark.parametrize("name", DEFENCES)
def test_a_defence_that_can_be_taken_away_stands_once_where_it_is_said_to_and_has_its_test(name: str) -> None:
    file, stands, instead, test = DEFENCES[name]
    assert (s.PROJECT / file).read_text(encoding="utf-8").count(stands) == 1
    assert instead != stands
    where, _, called = test.partition("::")
    assert f"def {called.split('[')[0]}(" in (s.PROJECT / where).read_text(encoding="utf-8")
