"""Which signs, words, markup and addresses in a text are no part of it, or dangerous?"""

import re
from functools import lru_cache

import numpy as np

from geo import settings as s
from geo.evidence.alike import Column, Sheet, changed, listed
from geo.evidence.incidents import COUNT_COLUMNS, WEB_ADDRESS
from geo.intake.cells.digits import UNKNOWN_WORDS
from geo.intake.columns.findings import Findings
from geo.intake.sources.mapping import SPLIT
from geo.land.places import fold

_INVISIBLE = re.compile(
    "[\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\U000e0000-\U000e007f\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_MARKUP = re.compile(r"<[A-Za-z/!]|\$\{|`|&[a-z]+;|javascript:", re.I)
_FORMULA = re.compile(r"[=+@](?=\S)|-(?=[^\s\d-])")
URLS = ("source_url", "archive_url", "strike_report_url")
NAMES = ("place_name", "place_name_ar", "date_text", "admin1", "admin2", "admin3")
POINT = ("latitude", "longitude", "mgrs", "position", "utm_zone")


def clean_text(out: Sheet, column: str, found: Findings) -> None:
    """Take invisible characters off, write "unknown" words as an empty cell, point at markup and formulas.

    Each step is done to the distinct texts; rows are only looked at where a text of theirs changed or is pointed at.
    """
    was = out[column]
    texts = was.texts
    if not any(texts):
        return
    number = column in (*COUNT_COLUMNS, *SPLIT, *POINT)
    name = column in ("place_name", "place_name_ar")
    every = "\n".join(texts)  # looked at as one: most columns have nothing of what is looked for

    def rows_of(flags: list[bool]) -> np.ndarray:
        return np.flatnonzero(np.array(flags, dtype=bool)[was.of]) if any(flags) else np.empty(0, dtype=int)

    def now(where: np.ndarray) -> np.ndarray:
        texts: np.ndarray = listed(seen)[was.of[where]] if len(where) else np.empty(0, dtype=object)
        return texts

    seen = [t.strip() for t in texts]
    if _INVISIBLE.search(every):
        seen = [_INVISIBLE.sub("", t).strip() for t in texts]
        where = rows_of([_INVISIBLE.search(t) is not None for t in texts])
        marked = [
            _INVISIBLE.sub(lambda m: f"[U+{ord(m.group()):04X}]", text[: s.READ_CHARACTERS]) for text in was.at(where)
        ]  # else both would look the same
        found.tell(where, column, "fixed", "invisible", marked, now(where))
    if number or column in ("place_name", "place_name_ar", "source_name", "date", "date_start", "date_end"):
        blank = list(map(_says_unknown, seen))
        where = rows_of(blank)
        found.tell(where, column, "fixed", "unknown_word", was.at(where))
        seen = ["" if b else t for t, b in zip(seen, blank, strict=True)]
    if "\ufffd" in every:
        where = rows_of(["\ufffd" in t for t in seen])
        found.tell(where, column, "warned", "lost_character", now(where), now(where))
    if name:
        where = rows_of(["ةة" in t for t in seen])
        doubled = now(where)
        seen = [re.sub("ة+", "ة", t) if "ةة" in t else t for t in seen]
        found.tell(where, column, "fixed", "doubled_letter", doubled, now(where))
    if not number and column not in URLS:
        every = "\n".join(seen)
        for pattern, code in ((_MARKUP, "markup"), (_FORMULA, "formula")):
            if pattern.search(every):
                where = rows_of([pattern.match(t) is not None if code == "formula" else pattern.search(t) is not None for t in seen])
                found.tell(where, column, "warned", code, now(where), now(where))
    if seen != list(texts):
        out[column] = Column(was.of, seen)


@lru_cache(maxsize=50_000)
def _says_unknown(text: str) -> bool:
    return text.casefold() in UNKNOWN_WORDS or fold(text) in UNKNOWN_WORDS


def clean_links(out: Sheet, column: str, found: Findings) -> None:
    """Keep one address that begins with http or https; anything else stays in the file's row only."""

    def first(text: str) -> str:
        parts = [p for p in re.split(r"[\s;|]+|,(?=https?:)", text) if re.fullmatch(WEB_ADDRESS, p, re.I)]
        return re.sub(r"^https?", lambda m: m.group().lower(), parts[0], flags=re.I) if parts else ""

    was = out[column]
    seen = was.each(first)
    where = np.flatnonzero(changed(was, seen))
    several = seen.at(where) != ""
    for code, rows in (("several_values", where[several]), ("link", where[~several])):
        found.tell(rows, column, "fixed", code, was.at(rows), seen.at(rows))
    out[column] = seen
