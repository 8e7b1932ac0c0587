"""Another folder is another land: every command opens the one that --data names, else the one the environment names."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from geo import settings as s
from geo.__main__ import COMMANDS, build_parser, main
from geo.territory import FILE, here, stand_on

ROWS = "id,title,date,latitude,longitude,civilians killed\nL1,a strike,2017-03-01,35.9,38.9,3\n"


@pytest.fixture
def lowland(tmp_path: Path) -> Iterator[Path]:
    """A copy of the data folder whose land has another name, another city and a claim less; the land open before is open again afterwards."""
    before = here()
    folder = tmp_path / "lowland"
    shutil.copytree(s.DATA, folder, ignore=shutil.ignore_patterns("output"))
    land = (folder / FILE).read_text(encoding="utf-8")
    named = re.sub("(?m)^name = .*", 'name = { en = "Lowland", ar = "السهل" }', land).replace('"raqqa"', '"lowland"')
    (folder / FILE).write_text(named, encoding="utf-8")
    claims = folder / "input/claims_ucdp_ged.csv"
    lines = claims.read_text(encoding="utf-8").splitlines(keepends=True)
    claims.write_text("".join(lines[:-1]), encoding="utf-8")
    yield folder
    stand_on(before)


def told(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    status = main([str(w) for w in words])
    return status, capsys.readouterr().out


def test_every_command_that_has_something_to_open_takes_the_folder() -> None:
    for name in set(COMMANDS) - {"territory"}:  # which makes one
        needed = {"card": ["--out", "x.png"], "export": ["--out", "x.csv"], "check": ["x"], "import": ["x", "--out", "y"]}
        needed |= {
            "story": ["x", "--out", "y.html"],
            "build": ["x", "--out", "y"],
            "bundle": ["--out", "x.zip"],
            "film": ["--out", "x.gif"],
            "atlas": ["--out", "x.pdf"],
            "sign": ["x", "--key", "y"],
        }
        args = build_parser().parse_args([name, *needed.get(name, []), "--data", "elsewhere"])
        assert args.data == Path("elsewhere"), name


def test_commands_that_tell_of_a_record_tell_of_that_of_the_folder(
    lowland: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _, own = told(capsys, "summary", "--json")
    _, other = told(capsys, "summary", "--json", "--data", lowland)
    assert json.loads(own)["claims"] - json.loads(other)["claims"] == 1
    assert json.loads(own)["data"] != json.loads(other)["data"]
    for lang, name in (("en", "Lowland"), ("ar", "السهل")):
        status, sentence = told(capsys, "summary", "--lang", lang, "--data", lowland)
        assert status == 0
        assert name in sentence
        assert not re.search("Raqqa|الرقة", sentence)
    status, alt = told(capsys, "card", "--out", tmp_path / "card.png", "--data", lowland)
    assert status == 0
    assert "Lowland" in alt
    assert "Raqqa" not in alt
    assert told(capsys, "export", "--out", tmp_path / "claims.csv", "--data", lowland)[0] == 0
    assert told(capsys, "verify", tmp_path / "claims.csv", "--data", lowland)[0] == 0
    assert told(capsys, "verify", tmp_path / "claims.csv", "--data", s.DATA)[0] == 1  # made of another record
    assert told(capsys, "overlaps", "--data", lowland)[0] == 0


def test_a_file_is_checked_taken_and_built_against_the_land_of_the_folder(
    lowland: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "rows.csv"
    own.write_text(ROWS, encoding="utf-8")
    land = (lowland / FILE).read_text(encoding="utf-8")
    (lowland / FILE).write_text(land.replace("[36.0, 38.933]", "[35.9, 38.9]"), encoding="utf-8")  # a centroid of that land only
    found = {}
    for folder in (s.DATA, lowland):
        status, report = told(capsys, "check", own, "--json", "--data", folder)
        assert status == 0
        found[folder] = {p["code"] for p in json.loads(report)["problems"]}
    assert found[lowland] - found[s.DATA]
    assert told(capsys, "import", own, "--out", tmp_path / "rows.parquet", "--data", lowland)[0] == 0
    assert told(capsys, "build", own, "--out", tmp_path / "holding", "--data", lowland)[0] == 0
    facts = json.loads((tmp_path / "holding/holding.json").read_text(encoding="utf-8"))
    assert facts["built_on"] == json.loads(told(capsys, "summary", "--json", "--data", lowland)[1])["data"]


def test_words_names_what_a_land_has_in_one_language_only(lowland: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, "words", "--data", lowland)[0] == 0
    land = (lowland / FILE).read_text(encoding="utf-8")
    (lowland / FILE).write_text(land.replace(', ar = "السهل" }', " }", 1), encoding="utf-8")
    status, lines = told(capsys, "words", "--data", lowland)
    assert status == 1
    assert f"{FILE}: name has no ar" in lines.splitlines()


@pytest.mark.parametrize("name", ["STRIKE_MAP_DATA", "RAQQA_DATA"])
def test_the_environment_names_the_folder_where_no_argument_does(lowland: Path, name: str) -> None:
    others = {k: v for k, v in os.environ.items() if not k.endswith("_DATA")}

    def summary(*more: str) -> str:
        command = [sys.executable, "-m", "geo", "summary", *more]
        return subprocess.run(command, env=others | {name: str(lowland)}, cwd=s.PROJECT, capture_output=True, text=True, check=True).stdout

    assert "Lowland" in summary()
    assert "Raqqa" in summary("--data", str(s.PROJECT / "data"))


def test_a_named_folder_without_a_territory_is_told_in_one_sentence_by_commands_and_app(tmp_path: Path) -> None:
    env = os.environ | {"STRIKE_MAP_DATA": str(tmp_path)}
    for command in (["summary"], ["verify"], ["words"], ["overlaps", "--lang", "ar"]):
        run = subprocess.run([sys.executable, "-m", "geo", *command], env=env, cwd=s.PROJECT, capture_output=True, text=True, check=False)
        assert run.returncode == 1
        assert "territory.toml" in run.stderr
        assert "Traceback" not in run.stderr
    script = (
        "from streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60).run()\n"
        "assert not app.exception, app.exception\n"
        "print(app.error[0].value, *(t.value for t in app.text))\n"
    )
    shown = subprocess.run([sys.executable, "-c", script], env=env, cwd=s.PROJECT, capture_output=True, text=True, check=False)
    assert shown.stdout.startswith("The data folder has problems"), shown.stderr
    assert "territory.toml" in shown.stdout
