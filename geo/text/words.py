"""What the code says: texts, counted nouns, numbers, ranges and days, each in the reader's language.

The texts are those of the catalogues; a range inside Arabic text is isolated so that 8-10 is not turned round.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd

from geo import settings as s
from geo.territory import Territory, here, in_any, spoken_of
from geo.text.catalogues import Catalogue, read_catalogue
from geo.text.languages import cldr, data_language, other_language, own_first, written_day, written_number

_WITHOUT_CITY = {
    "product": "product_whole",
    "map_label": "map_label_whole",
    "extent_both": "extent_whole",
    "allowed_area": "allowed_area_whole",
}


@lru_cache(maxsize=32)
def _texts(catalogue: Catalogue, lang: str, land: Territory) -> dict[str, str]:
    """Give a catalogue's texts as they read in a land: with its name, its city's and a code of an area of it, and with its own texts.

    Where the land has no city to part a countryside from, texts that part them give way to those that do not.
    """
    own = catalogue.texts | {
        key: in_any(names, lang, data_language(lang)).replace("{", "{{").replace("}", "}}") for key, names in land.texts
    }
    if land.city is None:
        own |= {key: own[other] for key, other in _WITHOUT_CITY.items()}
    names = {
        "{land}": in_any(land.names, lang, data_language(lang)),
        "{city}": in_any(land.city.names, lang, data_language(lang)) if land.city else "",
        "{an_area}": land.example_area,
        "{credit}": in_any(dict(land.texts).get("credit", ()), lang, data_language(lang)) or catalogue.texts["credit"],
    }
    for mark, name in names.items():
        shown = name.replace("{", "{{").replace("}", "}}")
        own |= {key: text.replace(mark, shown) for key, text in own.items() if mark in text}
    return own


_said: dict[str, tuple[Catalogue, Territory, dict[str, str]]] = {}  # the last answer in each language: comparing two lands takes longer


def _text(key: str, lang: str) -> str:
    catalogue, land = read_catalogue(lang), spoken_of()
    said = _said.get(lang)
    if said is None or said[0] is not catalogue or said[1] is not land:
        said = _said[lang] = (catalogue, land, _texts(catalogue, lang, land))
    return said[2][key]


def own_text(key: str, lang: str) -> str:
    """Give a text that only a land's own record has (``territory.OWN_TEXTS``); empty where this one has none."""
    return in_any(dict(here().texts).get(key, ()), lang, data_language(lang))


def has_text(key: str) -> bool:
    """Say whether there is a text of this key: a code that a file brought need not have one."""
    return key in read_catalogue(s.SOURCE_LANGUAGE).texts


def say(key: str, lang: str, **values: object) -> str:
    """Give a text in a language with its placeholders filled; an unknown key is a programming error (KeyError)."""
    return _text(key, lang).format(**values)


def in_language(pair: tuple[str, str], lang: str) -> str:
    """Give a name (English, Arabic) in a language; where it has none in this one, the other, marked; "" where there is no name."""
    own, other = own_first(pair, lang)
    return own or (other and say(f"marked_{other_language(lang)}", lang, name=other))


def in_both(pair: tuple[str, str], lang: str) -> str:
    """Give a name in the reader's language and, where it has one in each, in the other behind it."""
    own, other = own_first(pair, lang)
    return f"{own} {other}" if own and other else in_language(pair, lang)


def area_name(names: Mapping[str, tuple[str, str]], code: str, lang: str) -> str:
    """Give an area's name: a sector's is a text of ours, any other's is one of the pairs; "" where the code has none."""
    sector = f"sector_{code}"
    return say(sector, lang) if has_text(sector) else in_language(names.get(code, ("", "")), lang)


def help_with(key: str, term: str, lang: str) -> str:
    """Give a help text with a link to where the page About the data explains the term (Markdown; opens beside this page)."""
    return f"{say(key, lang)} {say('about_link', lang, language=lang, term=term)}"


def count(key: str, n: int, lang: str) -> str:
    """Write a counted noun with the plural the language asks for: "3 incidents", "حادثتان"."""
    of = forms(key, lang)
    return of.get(cldr(lang).plural_form(n), of["other"]).format(n=number(n, lang))


def template(key: str, lang: str) -> str:
    """Give a text with its placeholders unfilled, for the script that fills them in the browser."""
    return _text(key, lang)


def forms(key: str, lang: str) -> dict[str, str]:
    """Give a counted noun's forms by CLDR plural category, for the script that counts in the browser."""
    return read_catalogue(lang).counted[key]


@lru_cache(maxsize=20_000)
def number(n: float, lang: str) -> str:
    """Write a number with grouping and European digits in both languages."""
    return written_number(n, lang)


@lru_cache(maxsize=20_000)
def day(value: date | pd.Timestamp, lang: str) -> str:
    """Write a day: "9 December 2016", "9 كانون الأول 2016"."""
    return written_day(value, "d MMMM y", lang)


def day_short(value: date | pd.Timestamp, lang: str) -> str:
    """Write a day in digits, for the label of a chart: "9.12.2016"; NaT is "undated"."""
    return say("undated", lang) if pd.isna(value) else f"\u2066{value.day}.{value.month}.{value.year}\u2069"


def month(value: date | pd.Timestamp, lang: str) -> str:
    """Write a month: "December 2016", "كانون الأول 2016"."""
    return written_day(value, "LLLL y", lang)


def days(start: pd.Timestamp, end: pd.Timestamp, lang: str) -> str:
    """Write an interval of days; one day once; NaT is "undated"."""
    if pd.isna(start):
        return say("undated", lang)
    if start == end:
        return day(start, lang)
    pattern = "d" if (start.year, start.month) == (end.year, end.month) else "d MMMM" if start.year == end.year else "d MMMM y"
    return say("dates", lang, start=written_day(start, pattern, lang), end=day(end, lang))


def range_text(low: Any, high: Any, open_ended: bool, lang: str) -> str:
    """Write a reported range: "8 to 10", "8 to 50 or more", "28", "up to 7" where nobody states a lowest number; NA is "no figure", never 0."""
    if pd.isna(low):
        up_to = "range_up_to_open" if open_ended else "range_up_to"
        return say("range_none", lang) if pd.isna(high) else say(up_to, lang, b=number(int(high), lang))
    key = ("range_one" if low == high else "range_two") + ("_open" if open_ended else "")
    return say(key, lang, a=number(int(low), lang), b=number(int(high), lang))


def range_plain(low: str, high: str) -> str:
    """Write a range in signs, the same in both languages: 7-14, 39+, <=46."""
    return low if low == high else f"{low}-{high}" if low and high else f"{low}+" if low else f"<={high}"


def range_short(low: Any, high: Any, open_ended: bool) -> str:
    """Write a range for a badge, the same in both languages: 8–50+, ?–7 without a lowest number, isolated left to right; NA is a dash."""
    if pd.isna(high):
        return "–"
    least = "?" if pd.isna(low) else f"{low:,}"
    span = least if least == f"{high:,}" else f"{least}–{high:,}"
    return f"\u2066{span}{'+' if open_ended else ''}\u2069"


def options(lang: str, prefix: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Give code -> label for a menu."""
    return {code: say(f"{prefix}_{code}", lang) for code in codes}
