"""What a language asks for: direction, marks between the parts of a list, capitals, digits, months, the names it reads.

Direction, digits and months are CLDR's (through Babel), for the locale the catalogue's header names; what CLDR does not have are entries
of the catalogue whose keys begin with ``rule_``. Numbers keep European digits in every language.
"""

import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

import pandas as pd
from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal

from geo.text.catalogues import read_catalogue


def _rule(key: str, lang: str) -> str:
    return read_catalogue(lang).texts[f"rule_{key}"]


def cldr(lang: str) -> Locale:
    """Give what CLDR knows about a language."""
    return read_catalogue(lang).locale


def is_rtl(lang: str) -> bool:
    """Say whether a language is written from right to left."""
    return cldr(lang).text_direction == "rtl"


def direction(lang: str) -> str:
    """Give a language's direction as HTML has it: "rtl" or "ltr"."""
    return "rtl" if is_rtl(lang) else "ltr"


def listed(texts: Iterable[str], lang: str) -> str:
    """Write texts one after the other, a comma between them."""
    return _rule("comma", lang).join(texts)


def in_parts(texts: Iterable[str], lang: str) -> str:
    """Write parts of a sentence one after the other, a semicolon between them."""
    return _rule("semicolon", lang).join(texts)


def inside(label: str, lang: str) -> str:
    """Write a label as it stands inside a sentence: without its capital where the language drops it."""
    return label[:1].lower() + label[1:] if _rule("inside", lang) == "lower" else label


DATA_LANGUAGES = {
    "Latn": "en",
    "Arab": "ar",
}  # by script (ISO 15924): the languages that names in the data are in; the first is for every other script


@lru_cache
def data_language(lang: str) -> str:
    """Give the language whose names in the data (``DATA_LANGUAGES``) a reader reads: that of the script of the reader's language."""
    usual = get_global("likely_subtags").get(cldr(lang).language, "")
    scripts = (cldr(lang).script, *usual.split("_"))
    first, *others = DATA_LANGUAGES
    return DATA_LANGUAGES[next((x for x in others if x in scripts), first)]


@lru_cache
def other_language(lang: str) -> str:
    """Give the language of the data's names that a reader does not read (``data_language``)."""
    return next(x for x in DATA_LANGUAGES.values() if x != data_language(lang))


def own_first(texts: tuple[str, str], lang: str) -> tuple[str, str]:
    """Give a pair of texts of the data, in the order of ``DATA_LANGUAGES``, with the one that a reader reads first."""
    of = dict(zip(DATA_LANGUAGES.values(), texts, strict=True))
    return of[data_language(lang)], of[other_language(lang)]


def has_arabic_digits(lang: str) -> bool:
    """Say whether a language is also written with the digits ٠ to ٩."""
    return bool(cldr(lang).default_numbering_system == "arab")


def european(text: str) -> str:
    """Write digits of any script as European ones."""
    return text if text.isascii() else "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def written_day(value: date | pd.Timestamp, pattern: str, lang: str) -> str:
    """Write a day by a pattern of CLDR's, with the language's month names."""
    return european(str(format_date(value, pattern, locale=cldr(lang))))


def written_number(n: float, lang: str) -> str:
    """Write a number with the language's grouping."""
    return str(format_decimal(n, locale=cldr(lang), numbering_system="latn"))


def month_names(lang: str) -> list[str]:
    """Give the names of the twelve months as they stand in a date."""
    return [written_day(date(2016, m, 1), "MMMM", lang) for m in range(1, 13)]
