"""Every page in both languages, with data, with nothing selected, with a bad address, and with a broken file."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from geo import settings as s
from geo import vocabulary as voc
from pages import ADDRESSES


def run(page: str = "", **params: str) -> AppTest:
    app = AppTest.from_file(str(s.PROJECT / "app.py"), default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    if page:
        app.query_params["go"] = page
    app.run()
    assert not app.exception
    return app


def html_of(app: AppTest) -> str:
    return " ".join(str(x.proto.body) for x in app.get("html"))


SELECTION_PAGES = [p for p in ADDRESSES if p not in ("data", "about")]  # those two show files and texts, not a selection


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("page", SELECTION_PAGES)
def test_page_shows_the_totals_in_its_language(page: str, lang: str) -> None:
    text = html_of(run(page, lang=lang))
    assert ("547 incidents documented so far" if lang == "en" else "547 حادثة موثّقة حتى الآن") in text


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("page", SELECTION_PAGES)
def test_page_with_nothing_selected_says_why(page: str, lang: str) -> None:
    app = run(page, lang=lang, text="zzzz")
    assert ("No incident of the record passes" if lang == "en" else "لا توجد حادثة في السجل") in html_of(app)
    app.button(key="bring_filters").click().run()
    assert not app.exception
    assert "547" in html_of(app)


def test_each_filter_is_a_chip_and_the_one_that_empties_the_selection_is_named() -> None:
    app = run(text="zzzz", grading="fair")
    assert {b.key for b in app.button if b.key and b.key.startswith(("chip:", "without:"))} == {"chip:text", "chip:grading", "without:text"}
    assert app.button(key="without:text").label.startswith("Without: Claims with “zzzz” (")
    app.button(key="chip:text").click().run()
    assert not app.exception
    assert not [b for b in app.button if b.key in ("chip:text", "without:text")]
    assert app.button(key="chip:grading").label.replace("\\", "") == "Grading: Fair"


FEW = {
    "nothing": {"text": "zzzz"},
    "one incident": {"text": "CS403"},
    "two incidents": {"text": "CS40", "min_killed": "8", "says": "all"},
    "one area": {"area": "SY110302"},
    "one source": {"source": "rbss"},
    "one day": {"from": "2016-12-09", "to": "2016-12-09"},
    "one undated": {"text": "CS403", "from": "2017-03-01", "to": "2017-03-01"},
}


@pytest.mark.parametrize("few", FEW)
@pytest.mark.parametrize("page", SELECTION_PAGES)
def test_page_of_hardly_anything_opens(page: str, few: str) -> None:
    turn = list(FEW).index(few) + SELECTION_PAGES.index(page)  # each page and each choice in both languages, the halves of all
    run(page, **FEW[few], level="place", split="area", lang=voc.LANGUAGES[turn % len(voc.LANGUAGES)])


@pytest.mark.parametrize("few", ["one incident", "one day", "nothing"])
def test_hardly_anything_stands_beside_another_window(few: str) -> None:
    run("areas", **FEW[few], versus="window:2016-12-09/2016-12-09")


def test_whole_record_keeps_the_undated_and_a_window_leaves_them_out() -> None:
    app = run(extent="unknown")
    assert "undated and left out of this window: 2" in html_of(app).lower()
    app = run(**{"from": "2016-01-02", "to": "2017-12-31", "extent": "unknown"})
    assert "undated and left out" not in html_of(app).lower()


def test_switching_the_language_keeps_the_choice() -> None:
    app = run(**{"from": "2016-12-01", "to": "2016-12-31"})
    app.button(key="language_ar").click().run()
    assert app.query_params["lang"] == "ar"
    assert app.query_params["from"] == "2016-12-01"


def test_filters_reach_the_address_and_reset_clears_them() -> None:
    app = run()
    app.multiselect(key="source:0").set_value(["airwars"]).run()
    assert app.query_params["source"] == "airwars"
    assert "300 incidents documented so far" in html_of(app)
    app.button(key="reset").click().run()
    assert "source" not in app.query_params
    assert "547 incidents" in html_of(app)


def test_bad_address_is_set_aside_in_words() -> None:
    app = run(extent="moon")
    assert any("moon" in w.value and "countryside" in w.value for w in app.warning)


def test_unknown_incident_and_unknown_place_are_named() -> None:
    app = run(incident="airwars:NONE", near="C404")
    told = " ".join(w.value for w in app.warning)
    assert "NONE" in told
    assert "C404" in told


def test_incident_with_everything_known_and_one_with_nothing_known_open() -> None:
    for code in ("airwars:CS409", "airwars:CS407", "airwars:CS383", "rbss:al_abara", "ucdp_ged:235483"):
        run(incident=code)


def test_broken_file_stops_the_page_and_names_the_cell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(s.DATA, tmp_path / "data")
    file = tmp_path / "data/input/claims_rbss.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",28,28,", ",28,twenty,"), encoding="utf-8")
    monkeypatch.setattr(s, "DATA", tmp_path / "data")
    app = run()
    assert app.error[0].value.startswith("The data folder has problems")
    assert any("row 5" in t.value and "twenty" in t.value and "civilians_killed_max" in t.value for t in app.text)


def test_private_source_is_hidden_and_a_graphic_one_waits_behind_a_click(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(s.DATA, tmp_path / "data")
    for name, claim, flags in (("rbss", "rbss:maezela", "true,false"), ("airwars", "airwars:CS409", "false,true")):
        file = tmp_path / f"data/input/claims_{name}.csv"
        lines = file.read_text(encoding="utf-8").splitlines()
        lines = [line.removesuffix("false,false") + flags if line.startswith(claim + ",") else line for line in lines]
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(s, "DATA", tmp_path / "data")
    app = run("incidents", incident="airwars:CS409")
    assert any(e.label.startswith("Source hidden") for e in app.expander)
    assert any(e.label == "Graphic source: open only if you are prepared" for e in app.expander)
    assert "p2069-4" not in html_of(app)
    for e in app.expander:
        links = " ".join(str(x.proto.body) for x in e.get("html"))
        if e.label.startswith("Source hidden"):
            assert "href" not in links


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize(
    "params",
    [
        {"go": "areas", "versus": "source:rbss", "source": "airwars"},
        {"go": "areas", "versus": "area:west", "area": "north"},
        {"go": "areas", "source": "rbss,airwars,ucdp_ged,press"},
        {"go": "map", "area": "C5742"},
        {"go": "areas", "versus": "window:2016-01-05/2016-01-06"},
        {"go": "areas", "level": "place", "selected": "area:C5742", "sort": "-rate"},
        {"go": "timeline", "stop": "day", "grading": "confirmed"},
        {"go": "timeline", "split": "source"},
        {"go": "answers", "source": "ucdp_ged"},
        {"go": "incidents", "incident": "rbss:al_abara"},
        {"go": "incidents", "incident": "ucdp_ged:NONE"},
    ],
)
def test_corners_of_the_pages_show_no_error(params: dict[str, str], lang: str) -> None:
    run(**params, lang=lang)


def test_area_of_a_comparison_that_is_none_is_named() -> None:
    app = run("areas", versus="area:SY999999")
    assert any("SY999999" in w.value for w in app.warning)


def test_opening_page_does_without_the_libraries_of_charts_and_cards() -> None:
    """They take longer to import than the whole page."""
    run_it = (
        "import sys; from streamlit.testing.v1 import AppTest; app = AppTest.from_file('app.py', default_timeout=60).run(); "
        "print(not app.exception, 'pages.parts.show' in sys.modules, *{'altair', 'jsonschema', 'matplotlib'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", run_it], cwd=s.PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True"]
