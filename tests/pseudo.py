"""Languages that nobody speaks: each text in other letters and longer by 40 %, to show what is not said by a catalogue or does not fit."""

import re
import string
from pathlib import Path

from babel.messages.pofile import read_po, write_po

from geo.text.catalogues import ENGLISH, read_file
from geo.text.translating import new_head

_LATIN = string.ascii_lowercase
LETTERS = {  # code of a real language, for its months, numbers and direction -> letters; all of them are in the card's typeface
    "is": str.maketrans(_LATIN + _LATIN.upper(), "áþçðéƒøñíýæłñöóþøšßžúüöžýž" + "ÁÞÇÐÉÞØÑÍÝÆŁÑÖÓÞØŠŠŽÚÜÖŽÝŽ"),
    "fa": str.maketrans(_LATIN + _LATIN.upper(), "ابجدهوزحطيكلمنسعفصقرشتثخذض" * 2),
}
KEPT = re.compile(r"(\{\w+\}|\]\([^)]*\))")  # a placeholder, the address of a link


def in_letters(text: str, lang: str) -> str:
    """Write a text in another language's letters, its placeholders and addresses as they are, longer by 40 %."""
    words = re.sub(KEPT, " ", text)
    longer = words[: max(1, round(0.4 * len(words)))].strip()
    mark = "." if text.endswith(".") else ""
    whole = f"{text.removesuffix(mark) if mark else text} {longer}{mark}" if longer and not text.startswith("[") else text
    return "".join(part if KEPT.fullmatch(part) else part.translate(LETTERS[lang]) for part in KEPT.split(whole))


def write_pseudo(folder: Path) -> None:
    """Write the catalogues of all these languages into a folder."""
    for lang in LETTERS:
        path = folder / lang / "LC_MESSAGES" / "texts.po"
        path.parent.mkdir(parents=True)
        path.write_text(new_head(lang), encoding="utf-8")
        with path.open("rb") as file:
            catalog = read_po(file)
        for message in read_file(ENGLISH):
            if not message.context:
                continue
            if message.context.startswith("rule_"):
                string_ = {"rule_comma": "، ", "rule_semicolon": "؛ "}.get(message.context, message.id) if lang == "fa" else message.id
            elif message.pluralizable:
                string_ = tuple(in_letters(form, lang) for form in message.id)
            else:
                string_ = in_letters(message.id, lang)
            catalog.add(message.id, string_, context=message.context)
        with path.open("wb") as file:
            write_po(file, catalog)
