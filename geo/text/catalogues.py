"""The catalogues of texts: ``read_catalogue`` gives those of a language.

``locale/texts.pot`` is the English one: ``msgctxt`` is the key that the code says a text by, ``msgid`` the text.
``locale/<language>/LC_MESSAGES/texts.po`` holds a translation. Both are gettext's format, read as they are: nothing is compiled.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py
from operator import itemgetter
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from geo import settings as s

Entry = str | tuple[str, ...]  # a text, or the forms of a counted noun in the order of the header's plural rule
ENGLISH = s.LOCALE / "texts.pot"
NUMBERS = (*range(1_003), 1_000_000)  # every plural rule of CLDR for whole numbers shows among them


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The texts of a language by their keys; the forms of a counted noun by CLDR plural category ("one", "few", ...).

    ``entries`` are both as the file has them. ``locale`` is what CLDR knows about the language that the file's header names (``ar_SY``).
    """

    locale: Locale
    texts: dict[str, str]
    counted: dict[str, dict[str, str]]
    entries: dict[str, Entry]


def path_of(lang: str) -> Path:
    """Give the file that holds a language's texts."""
    return ENGLISH if lang == s.SOURCE_LANGUAGE else s.LOCALE / lang / "LC_MESSAGES" / "texts.po"


def read_file(path: Path) -> Catalog:
    """Read a file as Babel gives it; PoFileError (Babel) says what cannot be read, and where."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def english_of(catalog: Catalog) -> dict[str, Entry]:
    """Give key -> English text, or its two forms, of any of the files."""
    return {m.context: _entry(m.id) for m in catalog if m.context}


def translated_of(catalog: Catalog) -> dict[str, Entry]:
    """Give key -> translation, of those that are finished: neither empty nor marked fuzzy."""
    return {m.context: _entry(m.string) for m in catalog if m.context and not m.fuzzy and m.string and all(m.string)}


def _entry(text: str | Iterable[str]) -> Entry:
    return text if isinstance(text, str) else tuple(text)


def form_of(catalog: Catalog) -> Callable[[int], int]:
    """Give the rule that a file's header states: for a number, the place of its plural form."""
    return c2py(catalog.plural_expr)


@lru_cache
def read_catalogue(lang: str) -> Catalogue:
    """Give the catalogue of a language.

    A text that has no finished translation, or whose English has changed since it was translated, stands there in English:
    a reader sees what is said now, not what was.
    """
    catalog = read_file(path_of(lang))
    if lang == s.SOURCE_LANGUAGE:
        return _arranged(catalog, english_of(catalog))
    english, before = read_catalogue(s.SOURCE_LANGUAGE), english_of(catalog)
    own = _arranged(catalog, {key: text for key, text in translated_of(catalog).items() if before[key] == english.entries.get(key)})
    return Catalogue(own.locale, english.texts | own.texts, english.counted | own.counted, english.entries | own.entries)


def _arranged(catalog: Catalog, entries: dict[str, Entry]) -> Catalogue:
    rule, form = catalog.locale.plural_form, form_of(catalog)
    place = {"other": catalog.num_plurals - 1} | {rule(n): form(n) for n in NUMBERS}
    return Catalogue(
        catalog.locale,
        {key: text for key, text in entries.items() if isinstance(text, str)},
        {
            key: {c: forms[k] for c, k in sorted(place.items(), key=itemgetter(1))}
            for key, forms in entries.items()
            if not isinstance(forms, str)
        },
        entries,
    )
