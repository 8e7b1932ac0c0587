"""Whoever writes texts asks: what is missing, unused or not sound (``problems``), and what is new since (``update_translation``).

The keys in use are read out of the code itself: a text is used where its key stands as a literal, where an f-string can make it
(``f"grading_{code}"``), or where it is one of a family that a table names (``FAMILIES``).
"""

import ast
import io
import re
import string
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from babel.plural import to_gettext

from geo import settings as s
from geo import vocabulary as voc
from geo.territory import FILE, Territory
from geo.text.catalogues import ENGLISH, NUMBERS, Entry, english_of, form_of, path_of, read_file, translated_of
from geo.text.languages import data_language

FAMILIES = ("precision", "rule", "split", "strike")  # beginnings of keys that a table of the code puts before a code
CATEGORIES = ("zero", "one", "two", "few", "many", "other")  # of CLDR, in its order
_SAYING = ("say", "count", "template", "forms", "help_with")  # functions whose first argument is a key
_WIDTH = 140
_HEAD = """# The texts in {name}.
msgid ""
msgstr ""
"Language: {locale}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {rule}\\n"

"""


def problems(languages: Collection[str] = voc.LANGUAGES) -> list[str]:
    """Give every problem of the catalogues, a line each: texts missing, unused or unsound, in the English one and in each translation."""
    english = read_file(ENGLISH)
    texts = english_of(english)
    literals, patterns = used_keys()
    known = "|".join([*patterns, *(rf"{f}_[\w-]+" for f in FAMILIES)])
    found = [f"texts.pot: {key} is said in the code, and has no text" for key in sorted(said_keys() - set(texts))]
    found += [f"texts.pot: {key} is used nowhere" for key in texts if key not in literals and not re.fullmatch(known, key)]
    found += [f"texts.pot: {line}" for line in (*_twice(english), *_unsound_plurals(english))]
    for lang in sorted(languages):
        if lang != s.SOURCE_LANGUAGE:
            found += [f"{lang}: {line}" for line in translation_problems(texts, read_file(path_of(lang)))]
    return found


def land_problems(land: Territory, languages: Collection[str] = voc.LANGUAGES) -> list[str]:
    """Give the names and texts of a land that a language reads in another one's words, a line each.

    Names are data: a language reads its own, or that of its script (``languages.data_language``).
    """
    named = {"name": land.names} | {f"texts.{key}": names for key, names in land.texts}
    named |= {"city.name": land.city.names} if land.city else {}
    named |= {
        f"{key}[{k}].name": label.names
        for key, own in (("waters", land.waters), ("countries", land.countries))
        for k, label in enumerate(own)
    }
    return [
        f"{FILE}: {key} has no {lang}"
        for key, names in named.items()
        for lang in sorted(languages)
        if not {lang, data_language(lang)} & {x for x, _ in names}
    ]


def _twice(catalog: Catalog) -> Iterator[str]:
    keys = Counter(m.context for m in catalog if m.context)
    yield from (f"{key} stands there {n} times" for key, n in keys.items() if n > 1)


def translation_problems(texts: dict[str, Entry], catalog: Catalog) -> Iterator[str]:
    """Say what is wrong with a translation of some English texts (by key)."""
    yield from _twice(catalog)
    yield from _unsound_plurals(catalog)
    done, of = translated_of(catalog), english_of(catalog)
    for key, english in texts.items():
        if key not in of:
            yield f"{key} is missing"
        elif of[key] != english:
            yield f"{key} was made from an English text that has changed"
        elif key not in done:
            yield f"{key} is not translated"
        elif isinstance(english, tuple) != isinstance(done[key], tuple):
            yield f"{key} needs {'one form a plural' if isinstance(english, tuple) else 'one text'}"
        else:
            yield from _placeholder_problems(key, english, done[key])
    yield from (f"{key} is no text any more" for key in of if key not in texts)


def _placeholder_problems(key: str, english: Entry, own: Entry) -> Iterator[str]:
    wanted = placeholders(english)
    for text in _all(own):
        try:
            has = placeholders(text)
        except ValueError as error:
            yield f"{key} has a brace that opens or closes nothing ({error})"
            continue
        # a form for one number, "two incidents", need not repeat it
        if has - wanted or (isinstance(own, str) and wanted - has):
            yield f"{key} has the placeholders {sorted(has)}, its English text {sorted(wanted)}"


def _unsound_plurals(catalog: Catalog) -> Iterator[str]:
    """Compare the header's plural rule with CLDR's: the same parts of the numbers, in CLDR's order (Babel's own for Arabic is not)."""
    rule, form = catalog.locale.plural_form, form_of(catalog)
    pairs = sorted({(form(n), rule(n)) for n in NUMBERS})
    if [category for _, category in pairs] != [c for c in CATEGORIES if c in {category for _, category in pairs}]:
        yield f"the header's plural rule is not CLDR's: {', '.join(f'form {k} is {c}' for k, c in pairs)}"


def _all(entry: Entry) -> tuple[str, ...]:
    return (entry,) if isinstance(entry, str) else entry


def placeholders(entry: Entry) -> set[str]:
    """Give the names in braces of a text, or of all its forms; ValueError where a brace has no partner."""
    return {name for text in _all(entry) for _, name, _, _ in string.Formatter().parse(text) if name}


@cache
def _trees() -> tuple[ast.Module, ...]:
    folders = (s.PROJECT / "geo", s.PROJECT / "pages")
    files = [s.PROJECT / "app.py", *(p for f in folders for p in sorted(f.rglob("*.py")) if p.name != Path(__file__).name)]
    return tuple(ast.parse(p.read_text(encoding="utf-8")) for p in files)


def _nodes() -> Iterator[ast.AST]:
    for tree in _trees():
        yield from ast.walk(tree)


def used_keys() -> tuple[set[str], set[str]]:
    """Give what the code may say: every literal text, and a pattern for each f-string that begins like a key or menu of options."""
    literals, patterns = set(), set()
    for node in _nodes():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            literals.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            patterns |= _pattern_of(node)
        elif _called(node, ("options",)) and isinstance(node, ast.Call) and isinstance(node.args[1], ast.Constant):
            patterns.add(f"{node.args[1].value!s}" + r"_[\w-]+")
    return literals, patterns


def _pattern_of(node: ast.JoinedStr) -> set[str]:
    parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w-]*" for p in node.values]
    return {"".join(parts)} if re.match(r"[a-z]\w*_", parts[0]) else set()


def said_keys() -> set[str]:
    """Give the keys that stand as literals where a text is said."""
    calls = [n for n in _nodes() if isinstance(n, ast.Call) and n.args and _called(n, _SAYING)]
    return {str(n.args[0].value) for n in calls if isinstance(n.args[0], ast.Constant)}


def _called(node: ast.AST, names: Iterable[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    if isinstance(function, ast.Attribute):
        return function.attr in names and getattr(function.value, "id", "") == "words"
    return getattr(function, "id", "") in names


def update_translation(lang: str) -> Path:
    """Bring a translation in step with the English texts, or begin one; give its file.

    Texts that are new stand there empty; one whose English has changed keeps its translation, marked fuzzy; one that is no more goes.
    The header stays as it is; a new one states CLDR's plural rule, or ValueError where CLDR does not know the language.
    """
    path = path_of(lang)
    text = path.read_text(encoding="utf-8") if path.exists() else new_head(lang)
    head = text.partition("\n\n")[0] + "\n"
    old = {m.context: m for m in _read_text(text) if m.context}
    new = _read_text(head)
    for message in read_file(ENGLISH):
        was = old.get(message.context or "")
        if was and was.pluralizable == message.pluralizable:
            stale = any(was.string or ()) and (was.fuzzy or was.id != message.id)
            new.add(message.id, was.string, context=message.context, flags={"fuzzy"} if stale else (), user_comments=was.user_comments)
        elif message.context:
            new.add(message.id, ("",) * new.num_plurals if message.pluralizable else "", context=message.context)
    body = io.BytesIO()
    write_po(body, new, omit_header=True, width=_WIDTH)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{head}\n{body.getvalue().decode().lstrip()}", encoding="utf-8")
    return path


def _read_text(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), abort_invalid=True)


def new_head(lang: str) -> str:
    """Give the header of a language's file, with CLDR's plural rule; ValueError where CLDR does not know the language."""
    try:
        locale = Locale.parse(lang)
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"{lang}: CLDR knows no such language; use a code such as tr, fr, ku or pt_BR") from error
    return _HEAD.format(
        name=locale.english_name, locale=lang, rule=re.sub(r"\be\b", "0", to_gettext(locale.plural_form))
    )  # e: of numbers like 1e6
