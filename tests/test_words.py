"""Every text stands in every language, is used, and says the same with the same placeholders."""

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from geo import settings as s
from geo import vocabulary as voc
from geo.settings import PROJECT
from geo.text import languages, translating, words
from geo.text.catalogues import ENGLISH, NUMBERS, english_of, form_of, path_of, read_catalogue, read_file

TRANSLATIONS = [lang for lang in voc.LANGUAGES if lang != "en"]


def test_every_text_is_used_and_stands_in_every_language_with_the_same_placeholders() -> None:
    assert translating.problems() == []


def test_no_english_word_is_left_in_the_arabic_texts() -> None:
    allowed = r"gdal(?:warp|_translate|addo) [\w:.= -]+|MBTiles|Web Mercator|\.(?:pgw|jgw|wld)|--[a-z]+(?:-[a-z]+)*|(?:input|hand)/\w+\.\w+|(?i:adm)\d_\w+|README\.md|\[(?:city|layers|texts)\]|preset_campaign|start\.(?:bat|command|sh)|pip(?! install)|credit|time_zone|\[\[camps\]\]|words|northern|name_(?:en|ar)|latitude|longitude|STRIKE_MAP_DATA= streamlit run app\.py|python -m geo (?:build|territory|verify(?: --accept| FILE)?)|typst|PDF|territory\.toml|docs/(?:story|territory)\.md|input/rivers\.geojson|TOML|en = \"North\", ar =|\[\[waters\]\]|bounds|37SDA|name|position|STRIKE_MAP_HOLDING|Dask|pip install -r requirements-(?:film|print|scale|sign)\.txt|PyAV|MP4|GIF|WebP|py-minisign|minisign|NAME\.pub|--engine|--memory|data/SHA256SUMS|source_dataset|Airwars|UCDP|GED|OpenStreetMap|Esri|OCHA|GeoNames|GSHHG|Natural Earth|CC|BY|IGO|CSV|UTF|GeoJSON|QGIS|Escape|north|east|south|west|city|same|claim_id|http|https|PNG|JPEG|GeoPackage|GeoParquet|Excel|ACLED|Timemap|Bellingcat|HXL|JSON|KMZ|KML|\.cpg|Shapefile|Parquet|ODS|EPSG|WGS84|SHA|UTM|WKT|MGRS|data/hand/(?:places|links|corrections)\.csv|--mapping|attack_on_civilians|--data|shp|dbf|shx|prj|data|events|maintainers|Alt|Enter"
    left = {}
    for key, text in read_catalogue("ar").texts.items():
        plain = re.sub(r"\(about\?lang=#\)", "", re.sub(r"\{\w+\}", "", text))
        found = re.findall(r"[A-Za-z]{2,}", re.sub(allowed, "", plain))
        if found and not key.startswith("rule_"):
            left[key] = found
    assert left == {}


def test_every_code_has_a_text() -> None:
    missing = []
    for prefix, codes in (
        ("grading", voc.GRADINGS),
        ("source", voc.SOURCES),
        ("response", voc.RESPONSES),
        ("belligerent", voc.BELLIGERENTS),
        ("accuracy", voc.ACCURACIES),
        ("stated", voc.STATED),
        ("role", voc.ROLES),
        ("extent", voc.EXTENTS),
        ("level", voc.LEVELS),
        ("measure", voc.MEASURES),
        ("basemap", voc.BASEMAPS),
    ):
        missing += [f"{prefix}_{code}" for code in codes if not words.has_text(f"{prefix}_{code}")]
    assert missing == []


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_the_plural_rule_of_a_catalogue_parts_numbers_as_cldr_does(lang: str) -> None:
    rule, form = languages.cldr(lang).plural_form, form_of(read_file(path_of(lang)))
    category_of = {form(n): rule(n) for n in NUMBERS}
    assert [(n, rule(n), category_of[form(n)]) for n in range(1_003) if category_of[form(n)] != rule(n)] == []
    assert len(set(category_of.values())) == len(category_of)


def catalog(
    *entries: str, rule: str = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
) -> Catalog:
    """Read an Arabic file of some entries; each is its lines, parted by |."""
    head = f'msgid ""|msgstr ""|"Language: ar\\n"|"Content-Type: text/plain; charset=utf-8\\n"|"Plural-Forms: {rule}\\n"|'
    return read_po(io.BytesIO("|\n".join([head, *entries]).replace("|", "\n").encode()))


def test_each_fault_of_a_translation_is_named() -> None:
    texts = {"one": "A {x}", "two": "B", "three": "C", "four": "D", "five": "E {x}"}
    found = translating.translation_problems(
        texts,
        catalog(
            'msgctxt "one"|msgid "A {x}"|msgstr "أ {y}"|',
            'msgctxt "two"|msgid "B once"|msgstr "ب"|',
            'msgctxt "three"|msgid "C"|msgstr ""|',
            'msgctxt "five"|msgid "E {x}"|msgstr "هـ {x"|',
            'msgctxt "six"|msgid "F"|msgstr "و"|',
        ),
    )
    assert list(found) == [
        "one has the placeholders ['y'], its English text ['x']",
        "two was made from an English text that has changed",
        "three is not translated",
        "four is missing",
        "five has a brace that opens or closes nothing (expected '}' before end of string)",
        "six is no text any more",
    ]


def test_babels_own_plural_rule_for_arabic_is_named_as_not_cldrs() -> None:
    assert list(translating.translation_problems({}, catalog())) == []
    (found,) = translating.translation_problems({}, catalog(rule=get_plural("ar").plural_forms))
    assert "form 4 is other, form 5 is many" in found


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of catalogues that may be changed."""
    shutil.copytree(s.LOCALE, tmp_path / "locale")
    monkeypatch.setattr(s, "LOCALE", tmp_path / "locale")
    read_catalogue.cache_clear()
    yield tmp_path / "locale"
    read_catalogue.cache_clear()


@pytest.mark.usefixtures("folder")
def test_an_update_changes_no_text_where_nothing_is_new_and_a_second_one_no_byte() -> None:
    for lang in TRANSLATIONS:
        before = read_catalogue(lang).texts
        first = translating.update_translation(lang).read_bytes()
        read_catalogue.cache_clear()
        assert read_catalogue(lang).texts == before
        assert translating.update_translation(lang).read_bytes() == first


@pytest.mark.usefixtures("folder")
def test_an_update_keeps_what_is_translated_marks_what_has_changed_and_begins_what_is_new() -> None:
    path = path_of("ar")
    text = path.read_text(encoding="utf-8")
    text = text.replace('msgid "Map"\nmsgstr', 'msgid "The map"\nmsgstr')
    text = text.replace('msgctxt "page_timeline"\nmsgid "Timeline"\nmsgstr "الخط الزمني"\n\n', "")
    path.write_text(text, encoding="utf-8")
    translating.update_translation("ar")
    after = path.read_text(encoding="utf-8")
    assert '#, fuzzy\nmsgctxt "page_map"\nmsgid "Map"\nmsgstr "الخريطة"' in after
    assert 'msgctxt "page_timeline"\nmsgid "Timeline"\nmsgstr ""' in after
    assert words.say("page_map", "ar") == "Map"  # what is not sure to be said today is said in English
    assert words.say("page_areas", "ar") == "المناطق"


@pytest.mark.parametrize("lang", ["tr", "fr", "ku", "ru"])
def test_a_language_begins_as_one_file_and_reads_english_until_it_is_translated(folder: Path, lang: str) -> None:
    path = translating.update_translation(lang)
    assert sorted(p.name for p in folder.rglob("*") if lang in p.parts and p.is_file()) == [path.name]
    found = translating.translation_problems(english_of(read_file(ENGLISH)), read_file(path))
    assert [p for p in found if not p.endswith("is not translated")] == []
    assert words.say("page_map", lang) == "Map"
    assert words.count("incidents", 1, lang) == "1 incident"
    assert words.count("incidents", 5, lang) == "5 incidents"
    assert not languages.is_rtl(lang)


@pytest.mark.usefixtures("folder")
def test_a_language_that_cldr_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="xx: CLDR knows no such language"):
        translating.update_translation("xx")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("lang", "script", "rtl"), [("ckb", "ar", True), ("fa", "ar", True), ("he", "en", True), ("ku", "en", False)])
def test_direction_digits_and_the_names_read_follow_the_language(lang: str, script: str, rtl: bool) -> None:
    translating.update_translation(lang)
    assert (languages.data_language(lang), languages.is_rtl(lang)) == (script, rtl)
    assert re.fullmatch(r"9 \D+ 2016", words.day(pd.Timestamp("2016-12-09"), lang))


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


def test_no_module_asks_which_language_it_is() -> None:
    """A rule of a language is an entry of its catalogue, CLDR's, or of the script that the data's names are in (``languages.DATA_LANGUAGES``)."""
    asks = re.compile(r"""[!=]==?\s*["'](?:en|ar)["']|["'](?:en|ar)["']\s*[!=]==?""")
    files = [p for room in ("geo", "pages") for end in ("py", "js") for p in (PROJECT / room).rglob(f"*.{end}") if "intake" not in p.parts]
    assert [f"{p.name}: {line.strip()}" for p in files for line in p.read_text(encoding="utf-8").splitlines() if asks.search(line)] == []


def test_a_name_in_both_letters_has_the_readers_own_first_and_the_other_is_marked_where_it_stands_alone() -> None:
    assert words.in_both(("Jarniyeh", "الجرنية"), "ar") == "الجرنية Jarniyeh"
    assert words.in_both(("Jarniyeh", "الجرنية"), "en") == "Jarniyeh الجرنية"
    assert (
        words.in_both(("Jarniyeh", ""), "ar") == words.in_language(("Jarniyeh", ""), "ar") == words.say("marked_en", "ar", name="Jarniyeh")
    )
    assert words.in_both(("", "الجرنية"), "en") == words.say("marked_ar", "en", name="الجرنية")
    assert words.in_both(("", ""), "en") == ""
