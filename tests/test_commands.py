"""The commands write to a terminal what can be read there, and end quietly where nobody reads on."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geo import settings as s
from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.out.exports import export
from geo.record.known import Record
from geo.text.signs import escaped, visible

ACTS = "\x1b[2J\x9b31m\u202e\u2066\u200f\x07"  # clears the screen, colours it, turns the text round, rings
ROWS = "id,title,date,latitude,longitude\n{id},a strike,2017-03-01,35.9,38.9\n{id},twice,2017-03-02,35.9,38.9\n"
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\ud800-\udfff]")


def raw_in(text: str) -> list[str]:
    """Give the signs of an answer that act, but for the tabs between cells and its own line ends."""
    return ACTING.findall(text.replace("\t", ""))


@given(st.text(max_size=20))
@example(ACTS)
@example("\u2069 closed before it opened \u2068")
def test_what_is_visible_holds_nothing_that_acts_and_no_isolate_left_open(text: str) -> None:
    seen = visible(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e]", seen)
    depth = 0
    for sign in seen:
        depth += (sign in "\u2066\u2067\u2068") - (sign == "\u2069")
        assert depth >= 0
    assert depth == 0
    assert visible(seen) == seen


def test_names_our_own_texts_isolate_and_letters_joined_on_purpose_stay_as_they_are() -> None:
    for text in ("اسم \u2068data.csv\u2069 هنا", "می\u200cخواهم", "plain – text\u00a0…"):
        assert visible(text) == text
    assert visible("a\x1bb\nc\ud880") == "a[U+001B]b[U+000A]c[U+D880]"


@given(st.text(max_size=20))
@example(ACTS + "\U000e0041\x7f")
def test_json_with_signs_escaped_reads_as_the_same_texts(text: str) -> None:
    out = escaped(json.dumps({text: [text]}, ensure_ascii=False, indent=1))
    assert json.loads(out) == {text: [text]}
    assert not raw_in(out)


def test_check_shows_the_signs_in_names_of_files_and_columns_and_in_ids(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / f"rows{ACTS}.csv"
    file.write_text(ROWS.format(id=f"A{ACTS}").replace("title", f"title,{ACTS}column").replace("a strike", "a,strike"), encoding="utf-8")
    for lang in voc.LANGUAGES:
        assert main(["check", str(file), "--lang", lang]) == 0
        out, err = capsys.readouterr()
        assert "[U+001B][2J[U+009B]31m[U+202E]" in out
        assert raw_in(out + err) == []
    assert main(["check", str(file), "--json"]) == 0
    out = capsys.readouterr().out
    assert json.loads(out)["file"] == file.name
    assert raw_in(out) == []


def test_refusals_and_complaints_show_the_signs_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / f"no{ACTS}.bin").write_bytes(b"\x00")
    assert main(["check", str(tmp_path / f"no{ACTS}.bin")]) == 1
    assert main(["summary", "--area", ACTS]) == 2
    assert main(["verify", str(tmp_path / f"gone{ACTS}.csv")]) == 2
    with pytest.raises(SystemExit):
        main(["check", "a.csv", f"b{ACTS}.csv"])
    err = capsys.readouterr().err
    assert "U+001B" in err
    assert raw_in(err) == []


def test_verify_shows_the_signs_in_claims_and_cells(record: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data, _ = export(record, Filters(), View(), "csv", True)
    file = tmp_path / f"claims{ACTS}.csv"
    text = data.decode("utf-8").replace("ucdp_ged:", f"ucdp_ged:{ACTS}")  # ids that no claim here has
    file.write_bytes(text.replace("town", f"{ACTS}town").encode())
    assert main(["verify", str(file)]) == 1
    out = capsys.readouterr().out
    assert f"ucdp_ged:{visible(ACTS)}" in out
    assert f"{visible(ACTS)}town" in out
    assert raw_in(out) == []


@pytest.mark.skipif(sys.platform == "win32", reason="a closed pipe is told otherwise there")
def test_command_whose_reader_went_away_ends_without_a_word(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text("id,title,date,latitude,longitude\n" + "A,strike,someday,x,y\n" * 3_000, encoding="utf-8")
    command = f'{sys.executable} -m geo check "{file}" | head -n 1; echo "${{PIPESTATUS[0]}}"'
    run = subprocess.run(["bash", "-c", command], cwd=s.PROJECT, capture_output=True, text=True, check=True)
    assert "rows.csv" in run.stdout.splitlines()[0]
    assert run.stdout.splitlines()[1:] in (["141"], ["0"])  # 0 where all of it was taken before head went
    assert run.stderr == ""


def test_no_command_writes_past_the_terminals_module() -> None:
    for path in sorted((s.PROJECT / "geo").rglob("*.py")):
        if path.name == "terminal.py":
            continue
        calls = [n.func for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call)]
        assert not [c for c in calls if isinstance(c, ast.Name) and c.id == "print"], path
        assert not [c for c in calls if isinstance(c, ast.Attribute) and ast.unparse(c) in ("sys.stdout.write", "sys.stderr.write")], path
