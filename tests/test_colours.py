"""Every colour has one place and a name; what browsers, cards and the configuration show is written from there."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from geo import colours
from geo import settings as s
from geo.record.known import Record
from geo.web.scripts import map_style, own_script

LITERAL = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b(?!\w)|\brgba?\(\s*\d|\bhsla?\(")
WRITTEN = [p for d in ("geo", "pages") for ending in ("py", "js", "css") for p in sorted((s.PROJECT / d).rglob(f"*.{ending}"))]
OWN = s.PROJECT / "geo" / "colours.py"


@pytest.mark.parametrize("path", [p for p in WRITTEN if p != OWN], ids=lambda p: p.relative_to(s.PROJECT).as_posix())
def test_no_colour_is_written_but_in_the_palette(path: Path) -> None:
    assert LITERAL.findall(path.read_text(encoding="utf-8")) == []


def test_no_two_names_are_the_same_colour() -> None:
    assert len(set(colours.by_name().values())) == len(colours.by_name())


def test_every_name_that_a_style_sheet_or_a_script_uses_is_a_colour(record: Record) -> None:
    scripts = [p.read_text(encoding="utf-8") for p in WRITTEN if p.suffix != ".css"]
    given = {name for text in scripts for name in re.findall(r"--[\w-]+", text)}  # lengths and texts, set where they are known
    for style in (map_style(), colours.page_style() + (s.PROJECT / "pages" / "style.css").read_text(encoding="utf-8")):
        defined = set(re.findall(r"(--[\w-]+):", style))
        assert set(re.findall(r"var\((--[\w-]+)\)", style)) - defined <= given
    script = own_script(record)
    sent = json.loads(script[: script.index("\n")].removeprefix("window.StrikeMap=").removesuffix(";"))["colours"]
    used = set(re.findall(r"StrikeMap\.colours\.(\w+)", script))
    assert used
    assert used <= sent.keys()
    assert sent["shades"] == list(colours.SHADES["red"])


def test_every_colour_is_used() -> None:
    texts = "\n".join(p.read_text(encoding="utf-8") for p in WRITTEN)
    for name in colours.by_name():
        uses = rf"\b{name.upper()}\b|--{name.replace('_', '-')}\b(?!:)|colours\.{name}\b"
        assert len(re.findall(uses, texts)) > 1 or name == "primary", name  # once is where it is made; the configuration has this one


def test_the_configuration_shows_the_same_colours_in_both_themes() -> None:
    theme = tomllib.loads((s.PROJECT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    names = {
        "primaryColor": "primary",
        "backgroundColor": "page",
        "secondaryBackgroundColor": "muted",
        "textColor": "ink",
        "borderColor": "line",
        "linkColor": "harm",
    }
    light = colours.by_name() | colours.PAGES
    for which, of in (("light", light), ("dark", colours.DARK)):
        shown = {k: v for k, v in theme[which].items() if k.endswith("Color")}
        assert shown == {k: of[name] for k, name in names.items() if k in shown}
        assert shown.keys() == names.keys()
