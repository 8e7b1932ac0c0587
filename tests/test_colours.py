"""Every colour has one place and a name; what browsers, cards and the configuration show is written from there."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from geo import colours
from geo import settings as s
from geo.choice.filters import opening_filters
from geo.count.timeline import bin_edges, sum_by_time
from geo.out.contrast import READABLE
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.what_if import readings, what_if_rows
from geo.web.answer_charts import _KINDS as ANSWERS
from geo.web.charts import conceded_chart, killed_chart, series_chart
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
    assert len(sent["shades"]) == len(colours.SHADES["red"]) == len(colours.NIGHT_SHADES)
    assert {sent[name] for name in used - {"shades", "names_turn"}} | set(sent["shades"]) <= {
        f"var({name})" for name in re.findall(r"(--[\w-]+):", map_style())
    }


def luminance(colour: str) -> float:
    """Of WCAG 2.1, from 0 (black) to 1."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    r, g, b = (x / 12.92 if x <= 0.03928 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("ink", "quiet", "faint", "harm", "label") for ground in ("white", "paper", "land")),
        *(
            ("ink", "muted"),
            ("quiet", "muted"),
            ("quiet", "chosen"),
            ("village", "land"),
            ("water_name", "lake"),
            ("border_outer", "white"),
        ),
        *(("white", "harm"), ("white", "certain"), ("deepest", "other"), ("border_firm", "outside")),
    ],
)
def test_what_is_read_on_the_map_at_night_stands_out_from_its_ground(text: str, ground: str) -> None:
    night = colours.by_name() | colours.NIGHT
    assert contrast(night[text], night[ground]) >= 4.5


def test_at_night_land_and_badges_are_dark_and_more_harm_is_lighter() -> None:
    night = colours.by_name() | colours.NIGHT
    assert max(luminance(night[name]) for name in ("outside", "land", "bare", "white", "paper", "lake", "muted")) < 0.05
    steps = [luminance(colour) for colour in colours.NIGHT_SHADES]
    assert steps == sorted(steps)
    assert all(contrast(a, b) >= 1.2 for a, b in zip(colours.NIGHT_SHADES, colours.NIGHT_SHADES[1:], strict=False))
    assert set(colours.NIGHT) <= colours.by_name().keys()


@pytest.mark.parametrize(
    ("name", "least"), [("label", 4.5), ("ink", 4.5), *((m, 3) for m in ("certain", "declared", "blue", "edge")), ("possible", 2)]
)
def test_what_a_chart_draws_at_night_stands_out_from_its_paper(name: str, least: float) -> None:
    night = colours.by_name() | colours.CHARTS_NIGHT
    assert contrast(night[name], night["paper"]) >= least


def test_kinds_of_answers_are_told_apart_at_night_as_by_day() -> None:
    for palette in (colours.by_name(), colours.by_name() | colours.CHARTS_NIGHT):
        kinds = [palette[re.sub(r"var\(--(\w+)\)", r"\1", colour)] for colour in ANSWERS.values()]
        assert len(set(kinds)) == len(ANSWERS)
        assert min(contrast(kind, palette["paper"]) for kind in kinds) >= 1.5


def test_a_chart_is_drawn_in_the_colours_of_the_page_s_theme(record: Record) -> None:
    chosen = Chosen(record, opening_filters())
    bins, _ = sum_by_time(chosen.tally.rows, bin_edges(record.span, "month", record.phases), chosen.tally.spared.intervals(["group"]))
    charts = [
        series_chart(bins, (record.phases, record.statements), record.span, record.span, "en", chosen.watched),
        killed_chart(bins, "headline", record.span, record.span, "en", chosen.watched),
        conceded_chart(what_if_rows(readings(chosen), "en"), "en"),
    ]
    held = set(re.findall(r"(--[\w-]+):", colours.page_style()))
    for chart in charts:
        drawn = json.dumps(chart.to_dict())
        assert LITERAL.findall(drawn) == []
        assert set(re.findall(r"var\((--[\w-]+)\)", drawn)) <= held
        assert chart.to_dict()["usermeta"]["embedOptions"]["renderer"] == "svg"  # a canvas knows no variables
    style = colours.page_style()
    night = style[style.index("[data-testid=stVegaLiteChart]") :]
    assert f"--certain: {colours.CHARTS_NIGHT['certain']};" in night[: night.index("}")]


def test_no_module_of_charts_writes_a_colour_past_the_theme() -> None:
    for name in ("charts", "answer_charts"):
        text = (s.PROJECT / "geo" / "web" / f"{name}.py").read_text(encoding="utf-8")
        assert len(re.findall(r"colours\.[A-Z]", text)) == len(re.findall(r"themed\(colours\.[A-Z]", text)) > 0


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


@pytest.mark.parametrize(("label", "shades"), [(colours.LABEL, colours.SHADES["red"]), (colours.NIGHT["label"], colours.NIGHT_SHADES)])
def test_a_name_turns_its_colour_from_the_first_shade_on_which_it_cannot_be_read(label: str, shades: tuple[str, ...]) -> None:
    assert [contrast(label, shade) < READABLE for shade in shades] == [k >= colours.NAMES_TURN for k in range(len(shades))]
