"""Which signs, words, markup and addresses in a text are no part of it, or dangerous?"""

import re

import numpy as np
import pandas as pd

from geo import settings as s
from geo.evidence.incidents import COUNT_COLUMNS, WEB_ADDRESS, each_text
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


def clean_text(out: pd.DataFrame, column: str, found: Findings) -> None:
    """Take invisible characters off, write "unknown" words as an empty cell, point at markup and formulas.

    Each step is done to the distinct texts; rows are only looked at where a text of theirs changed or is pointed at.
    """
    was = out[column].to_numpy(dtype=object)
    codes, texts = pd.factorize(was)
    if not any(texts):
        return
    number = column in (*COUNT_COLUMNS, *SPLIT, *POINT)
    name = column in ("place_name", "place_name_ar")
    seen = [_INVISIBLE.sub("", t).strip() for t in texts]

    def rows_of(flags: list[bool]) -> np.ndarray:
        return np.flatnonzero(np.array(flags, dtype=bool)[codes]) if any(flags) else np.empty(0, dtype=int)

    def now(where: np.ndarray) -> np.ndarray:
        texts: np.ndarray = np.array(seen, dtype=object)[codes[where]]
        return texts

    where = rows_of([_INVISIBLE.search(t) is not None for t in texts])
    marked = [
        _INVISIBLE.sub(lambda m: f"[U+{ord(m.group()):04X}]", text[: s.READ_CHARACTERS]) for text in was[where]
    ]  # else both would look the same
    found.tell(where, column, "fixed", "invisible", marked, now(where))
    if number or column in ("place_name", "place_name_ar", "source_name", "date", "date_start", "date_end"):
        blank = [t.casefold() in UNKNOWN_WORDS or fold(t) in UNKNOWN_WORDS for t in seen]
        where = rows_of(blank)
        found.tell(where, column, "fixed", "unknown_word", was[where])
        seen = ["" if b else t for t, b in zip(seen, blank, strict=True)]
    where = rows_of(["\ufffd" in t for t in seen])
    found.tell(where, column, "warned", "lost_character", now(where), now(where))
    if name:
        where = rows_of(["ةة" in t for t in seen])
        doubled = now(where)
        seen = [re.sub("ة+", "ة", t) if "ةة" in t else t for t in seen]
        found.tell(where, column, "fixed", "doubled_letter", doubled, now(where))
    if not number and column not in URLS:
        for search, code in ((_MARKUP.search, "markup"), (_FORMULA.match, "formula")):
            where = rows_of([search(t) is not None for t in seen])
            found.tell(where, column, "warned", code, now(where), now(where))
    if seen != list(texts):
        out[column] = now(np.arange(len(was)))


def clean_links(out: pd.DataFrame, column: str, found: Findings) -> None:
    """Keep one address that begins with http or https; anything else stays in the file's row only."""

    def first(text: str) -> str:
        parts = [p for p in re.split(r"[\s;|]+|,(?=https?:)", text) if re.fullmatch(WEB_ADDRESS, p, re.I)]
        return re.sub(r"^https?", lambda m: m.group().lower(), parts[0], flags=re.I) if parts else ""

    was = out[column]
    seen = each_text(was, first)
    where = np.flatnonzero((seen != was).to_numpy())
    several = seen.iloc[where] != ""
    for code, rows in (("several_values", where[several.to_numpy()]), ("link", where[~several.to_numpy()])):
        found.tell(rows, column, "fixed", code, was.iloc[rows].to_numpy(), seen.iloc[rows].to_numpy())
    out[column] = seen
