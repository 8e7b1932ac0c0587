"""Which governorate, district or country does a name mean, of this land or of another? Compared word by word, never by consonants alone.

The names of the region are a kept table (``data/meanings/regions.csv``), those of countries are CLDR's; what this territory calls itself
and its country stands in ``territory.toml``. A name that is in none of them is "unknown": it decides nothing, a person does.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
from babel import Locale
from babel.core import get_global

from geo import settings as s
from geo.land.places import fold
from geo.territory import Territory

COLUMNS = ("level", "country", "code", "name_en", "name_ar", "spellings")
_COUNTRY_LANGUAGES = ("en", "ar", "fr", "tr", "de", "es", "fa", "ku", "ru")  # in which files from here and about here are written
_ARTICLES = frozenset(
    ("al", "ar", "as", "ad", "at", "an", "az", "ash", "ath", "adh", "el", "er", "es", "ed", "et", "ez", "en", "esh", "the")
)
_KINDS = frozenset(  # words that say what is named and are no part of the name
    (
        *("governorate", "gov", "province", "prov", "muhafazat", "muhafazah", "mohafazat", "mohafaza", "muhafaza", "vilayet", "ili"),
        *("region", "district", "subdistrict", "sub", "nahiya", "nahiyah", "nahia", "mantiqa", "manatiq", "of"),
        *("محافظه", "ولايه", "منطقه", "ناحيه", "قضاء", "اقليم"),
    )
)
_SOFT = frozenset(  # words that narrow a name, or widen it, without making it another's
    (
        *(
            "countryside",
            "rural",
            "rif",
            "reef",
            "suburbs",
            "outskirts",
            "area",
            "city",
            "town",
            "village",
            "farm",
            "centre",
            "center",
            "near",
        ),
        *("northern", "southern", "eastern", "western", "north", "south", "east", "west"),
        *("ريف", "مدينه", "بلده", "قريه", "مزرعه", "ضواحي", "مركز", "قرب", "الشمالي", "الجنوبي", "الشرقي", "الغربي"),
    )
)
_FORMAL = frozenset(  # words of countries' formal names
    (
        *("republic", "kingdom", "state", "states", "arab", "islamic", "hashemite", "democratic", "peoples", "federal"),
        *("جمهوريه", "مملكه", "دوله", "العربيه", "الاسلاميه", "الهاشميه", "الجمهوريه", "المملكه"),
    )
)
_PARTS = re.compile(r"[/,،;؛|()\[\]:\n]|\s[-–—]\s")
UNSAID = frozenset(
    ("", "unknown", "n/a", "na", "n.a.", "null", "nan", "none", "-", "--", "?", "not known", "غير معروف", "غير معروفه", "غير محدد")
)


def words_of(name: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Give the words of a name folded, without articles and without those named; the Arabic article is taken off each word."""
    plain = fold(re.sub(r"[._'’`]", " " if "." in name or "_" in name else "", name))
    return tuple(_bare(w) for w in plain.split() if w not in _ARTICLES and w not in without)


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def key_of(name: str, soft: bool = False) -> str:
    """Give what two spellings of one name have in common: "Ar-Raqqa Governorate" and "raqqa" are one; with ``soft``, "Raqqa countryside" too."""
    return "".join(words_of(name, _KINDS | _SOFT if soft else _KINDS))


@dataclass(frozen=True)
class Named:
    """What a text names: ``kind`` is "own", "other", "both", "wide" (wider than any governorate), "unknown" or "" (nothing); ``what`` the
    other country or governorate, in words."""

    kind: str = ""
    what: str = ""


@dataclass(frozen=True)
class Regions:
    """The names a territory has, and those of elsewhere, by ``key_of``; ``other`` gives what is meant, in words."""

    own: frozenset[str]
    own_country: frozenset[str]
    pcode: str  # of the governorate; those of its areas begin with it
    country_codes: tuple[str, ...]
    country_parts: tuple[str, ...]
    other: Mapping[str, str]
    fellow: frozenset[str]  # keys of ``other`` that are governorates of the same country
    codes: Mapping[str, str]  # P-codes and ISO codes of others
    wide: frozenset[str]

    def governorate(self, text: str) -> Named:
        """Read a cell that should name a governorate: any part of it may, and a country may stand there too."""
        if _unsaid(text):
            return Named()
        return _together([self._part(p) for p in _PARTS.split(text) if p.strip()])

    def district(self, text: str) -> Named:
        """Read a cell that names a district or something smaller: what is not known here says nothing."""
        found = self.governorate(text)
        return found if found.kind == "other" else Named()

    def country(self, text: str) -> Named:
        """Read a cell that names a country, in words or as a code."""
        if _unsaid(text) or not (self.country_parts or self.country_codes):
            return Named()
        return _together([self._country(p) for p in _PARTS.split(text) if p.strip()])

    def place(self, text: str, places: frozenset[str]) -> Named:
        """Read the name of a place, which may say in which governorate it lies ("Khan Sheikhoun, Idlib"): "own" if it names this one or a
        place of the gazetteer (``places``: keys), word for word."""
        if _unsaid(text):
            return Named()
        found = []
        if any(key in places and key not in self.fellow for key in (key_of(text), key_of(text, soft=True))):
            return Named("own")
        for k, part in enumerate(p for p in _PARTS.split(re.sub(r"\s(?:or|أو|او)\s", "/", text)) if p.strip()):
            here = key_of(part, soft=True) in places or key_of(part) in places
            named = self._spoken(part)
            if here and named.kind == "other" and key_of(part, soft=True) not in self.fellow:
                named = Named("own")  # a village of this land that a province far away is called like
            found.append(Named("own") if here and not named.kind and k < 2 else named)
        return _together([x for x in found if x.kind in ("own", "other", "both")])

    def _part(self, part: str) -> Named:
        key, soft = key_of(part), key_of(part, soft=True)
        code = part.strip().upper()
        if re.fullmatch(rf"{re.escape(self.pcode)}\d*", code):
            return Named("own")
        if (found := self.codes.get(code) or self.codes.get(code[:4])) and re.fullmatch(r"[A-Z]{2}-?[A-Z0-9]{1,8}", code):
            return Named("other", found)
        if not key or key in self.own_country:
            return Named()
        for one in (key, soft):
            if one in self.own:
                return Named("own")
            if one in self.other:
                return Named("other", self.other[one])
            if one in self.wide:
                return Named("wide")
        abroad = self._country(part, written_out=True)
        if abroad.kind == "other":
            return abroad
        without = "".join(w for w in words_of(part, _KINDS | _SOFT) if w not in self.own_country)
        if without != soft:
            return self._part(without) if without else Named()
        return Named("unknown", part.strip())

    def _spoken(self, part: str) -> Named:
        """Find the names of governorates among the words of a place's name."""
        whole = self._part(part)
        if whole.kind in ("own", "other"):
            return whole
        spoken = words_of(part, _KINDS)
        runs = ["".join(spoken[a:b]) for a in range(len(spoken)) for b in range(a + 1, min(a + 3, len(spoken)) + 1)]
        own = any(run in self.own for run in runs)
        named = next((self.other[run] for run in runs if run in self.fellow), "")
        return Named("both" if own else "other", named) if named else Named("own" if own else "")

    def _country(self, part: str, written_out: bool = False) -> Named:
        plain, key = fold(part), key_of(part)
        code = part.strip().upper()
        if key in self.own_country or (not written_out and code.casefold() in self.country_codes):
            return Named()
        if any(x in plain for x in self.country_parts) and key not in _countries():
            return Named()
        if not written_out and (iso := _iso_of(code)):
            return Named() if iso.casefold() in self.country_codes else Named("other", country_name(iso))
        iso = _countries().get(key) or _countries().get("".join(words_of(part, _KINDS | _FORMAL)), "")
        if iso:
            return Named() if iso.casefold() in self.country_codes else Named("other", country_name(iso))
        return Named("unknown", part.strip())


def _unsaid(text: str) -> bool:
    return len(text) > s.READ_CHARACTERS or text.strip().casefold() in UNSAID


def _together(found: Iterable[Named]) -> Named:
    """Give what several parts of a text name together."""
    told = [x for x in found if x.kind]
    kinds = {x.kind for x in told}
    first = next((x for kind in ("other", "both") for x in told if x.kind == kind), Named())
    if "both" in kinds or {"own", "other"} <= kinds:
        return Named("both", first.what)
    return next((x for kind in ("own", "other", "unknown", "wide") for x in told if x.kind == kind), Named())


@cache
def _countries() -> dict[str, str]:
    """Give the ISO code of every country by its name in several languages (CLDR)."""
    out: dict[str, str] = {}
    for lang in _COUNTRY_LANGUAGES:
        for iso, name in Locale(lang).territories.items():
            if len(iso) == 2 and iso.isalpha() and iso not in ("EU", "EZ", "UN", "XA", "XB", "ZZ"):
                out.setdefault(key_of(name), iso)
                out.setdefault(key_of(re.sub(r"\(.*\)|（.*）", "", name)), iso)
    more = {
        "Palestine": "PS",
        "State of Palestine": "PS",
        "فلسطين": "PS",
        "USA": "US",
        "UK": "GB",
        "UAE": "AE",
        "Türkiye": "TR",
        "Turkey": "TR",
    }
    return out | {key_of(name): iso for name, iso in more.items()}


def _iso_of(code: str) -> str:
    """Give the two-letter code of a two- or three-letter or three-digit ISO code; empty if it is none."""
    if re.fullmatch(r"[A-Z]{2}", code):
        return code if code in Locale("en").territories else ""
    found: Any = get_global("territory_aliases").get(code) if re.fullmatch(r"[A-Z]{3}|\d{3}", code) else None
    return str(found[0]) if found else ""


def country_name(iso: str) -> str:
    """Name a country in both scripts."""
    return " · ".join(Locale(lang).territories.get(iso, iso) for lang in ("en", "ar"))


def regions_of(table: pd.DataFrame, land: Territory) -> Regions:
    """Make the names of a territory and of elsewhere ready for comparison.

    Parameters
    ----------
    table : texts, ``COLUMNS``: level (governorate, district, place, wider), country (ISO letters), code (P-code or ISO; that of its
        governorate for what is smaller), a name in each script, other spellings parted by ``|``. May be empty: then only the names that
        ``territory.toml`` has are known.
    """
    own = {key_of(n) for n in (*land.own_names, *(text for _, text in land.names))}
    other: dict[str, str] = {key_of(n): n for n in land.other_names}
    fellow, wide, codes = set(other), set(), dict[str, str]()
    top = {r.code: f"{r.name_en} · {r.name_ar}" for r in table.itertuples() if r.level == "governorate"}
    for r in table.itertuples():
        keys = {key_of(n) for n in (r.name_en, r.name_ar, *str(r.spellings).split("|")) if n} - {""}
        if r.level == "wider":
            wide |= keys
        elif r.code == land.adm1_pcode:
            own |= keys
        else:
            label = top.get(r.code, f"{r.name_en} · {r.name_ar}")
            where = label if r.level == "governorate" else f"{r.name_en} ({label})"
            other |= {k: where for k in keys if k not in other or (k in fellow and r.level == "governorate")}
            fellow |= keys if r.country.casefold() in land.country_codes and r.level != "place" else set()
            if r.level == "governorate":
                codes[r.code] = where
    home = {key_of(n) for n in land.country_names}
    return Regions(
        own=frozenset(own - {""}),
        own_country=frozenset(home - {""}),
        pcode=land.adm1_pcode.upper(),
        country_codes=tuple(c.casefold() for c in land.country_codes),
        country_parts=tuple(fold(x) for x in land.country_parts),
        other={k: v for k, v in other.items() if k and k not in own},
        fellow=frozenset(fellow - own - {""}),
        codes=codes,
        wide=frozenset(wide),
    )
