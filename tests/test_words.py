"""Texts come in pairs, with the same placeholders, and none is unused."""

import re
import string

import pandas as pd
import pytest

from geo import settings as s
from geo.text import words

SOURCES = [*sorted((s.PROJECT / "geo").rglob("*.py")), *sorted((s.PROJECT / "pages").rglob("*.py")), s.PROJECT / "app.py"]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", words.TEXTS)
def test_pair_is_complete_and_has_the_same_placeholders(key: str) -> None:
    english, arabic = words.TEXTS[key]
    assert english.strip()
    assert arabic.strip()
    assert placeholders(english) == placeholders(arabic)


@pytest.mark.parametrize("key", words.TEXTS)
def test_no_english_word_is_left_in_the_arabic_texts(key: str) -> None:
    allowed = r"python -m geo (?:build|verify(?: --accept)?)|RAQQA_HOLDING|Dask|pip install -r requirements-scale\.txt|--engine|--memory|data/SHA256SUMS|source_dataset|Airwars|UCDP|GED|OpenStreetMap|Esri|OCHA|GeoNames|GSHHG|Natural Earth|CC|BY|IGO|CSV|UTF|GeoJSON|QGIS|Escape|SY110100|north|east|south|west|city|same|claim_id|http|https|PNG|JPEG|GeoPackage|GeoParquet|Excel|ACLED|Timemap|Bellingcat|HXL|JSON|KML|Shapefile|Parquet|ODS|EPSG|WGS84|SHA|UTM|MGRS|data/hand/(?:places|links|corrections)\.csv|--mapping|shp|dbf|shx|prj|data|events"
    text = re.sub(r"\{\w+\}", "", words.TEXTS[key][1])
    text = re.sub(r"\(about\?lang=#\)", "", text)
    if key != "other_language":
        assert not re.findall(r"[A-Za-z]{2,}", re.sub(allowed, "", text))


def test_every_code_has_a_text() -> None:
    for prefix, codes in (
        ("grading", s.GRADINGS),
        ("source", s.SOURCES),
        ("response", s.RESPONSES),
        ("belligerent", s.BELLIGERENTS),
        ("accuracy", s.ACCURACIES),
        ("stated", s.STATED),
        ("role", s.ROLES),
        ("extent", s.EXTENTS),
        ("level", s.LEVELS),
        ("measure", s.MEASURES),
        ("basemap", s.BASEMAPS),
    ):
        for code in codes:
            assert f"{prefix}_{code}" in words.TEXTS


def test_no_text_is_unused() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in SOURCES if not p.name.startswith("words"))
    code += (s.PROJECT / "geo/text/words.py").read_text(encoding="utf-8").split("def say")[1]
    families = [m.group(1) for m in re.finditer(r'f["\'](\w+_)\{', code)] + [
        "grading_",
        "source_",
        "belligerent_",
        "response_",
        "range_",
        "legend_",
        "column_",
        "copy_",
        "compare_",
        "size_",
        "format_",
        "layout_",
        "digits_",
        "palette_",
        "section_",
        "strike_",
        "precision_",
    ]
    unused = [k for k in words.TEXTS if f'"{k}"' not in code and f"'{k}'" not in code and not k.startswith(tuple(families))]
    assert unused == []


@pytest.mark.parametrize(
    ("n", "text"), [(1, "حادثة واحدة"), (2, "حادثتان"), (3, "3 حوادث"), (11, "11 حادثة"), (100, "100 حادثة"), (103, "103 حوادث")]
)
def test_arabic_plurals(n: int, text: str) -> None:
    assert words.count("incidents", n, "ar") == text


def test_ranges_keep_unknown_and_open_ends() -> None:
    assert words.range_text(8, 50, True, "en") == "8 to 50 or more"
    assert words.range_text(28, 28, False, "en") == "28"
    assert words.range_text(pd.NA, pd.NA, False, "en") == "no figure"
    assert words.range_short(8, 50, True) == "\u20668–50+\u2069"


def test_dates_use_levantine_months_and_shorten_intervals() -> None:
    first, last = pd.Timestamp("2016-12-09"), pd.Timestamp("2016-12-10")
    assert words.days(first, last, "en") == "9 to 10 December 2016"
    assert words.days(first, last, "ar") == "من 9 إلى 10 كانون الأول 2016"
    assert words.days(pd.NaT, pd.NaT, "en") == "Undated"
