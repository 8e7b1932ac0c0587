"""Which of our codes does a word of people's own mean?

The words lie in ``intake/words/codes.csv``; one that is not there is never guessed, those it is like are offered.
"""

import csv
import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.incidents import CODES
from geo.intake.cells.digits import UNKNOWN_WORDS
from geo.intake.cells.numbers import WORDS
from geo.intake.sources.mapping import USUAL
from geo.land.places import fold

CODED_VALUES = CODES | {
    "strike_type": voc.STRIKE_TYPES,
    "strike_status": voc.STRIKE_STATUSES,
    "belligerent": voc.BELLIGERENTS,
    "event_kind": (*voc.EVENT_KINDS, ""),
}
_OPEN = {"graphic": ("true", "false"), "infrastructure": ("education", "healthcare")}  # columns that may hold other texts too
SEVERAL = ("belligerent",)  # columns whose cells may name more than one
_ALIKE = 72  # of 100: how like a word one of the table must be to be offered
_OFFERED = 3
_BETWEEN = re.compile(r"\s*[|;,،/&+]\s*|\s+and\s+|\s+و\s*(?=\S)", re.I)


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, str]]:
    """Give the words of the table by column, folded -> code; a code this vocabulary does not have is left out."""
    known: dict[str, dict[str, str]] = {column: {} for column in (*CODED_VALUES, *_OPEN)}
    with (WORDS / "codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["code"] in (CODED_VALUES | _OPEN)[row["column"]]:
                known[row["column"]][_plain(row["word"])] = row["code"]
    return known


def _plain(text: str) -> str:
    return fold(re.sub(r"[_.]+", " ", text)).strip(" ()\"'")


def _one(column: str, text: str) -> str | None:
    code = re.sub(r"[\s-]+", "_", text.strip().casefold())
    if code in CODED_VALUES[column]:
        return code
    plain = _plain(text)
    known = _table()[column]
    if plain in known:
        return known[plain]
    bare = plain.removeprefix("the ").removeprefix("ال")
    return known.get(bare) or known.get(f"ال{plain}")


@lru_cache(maxsize=50_000)
def code_of(column: str, text: str) -> str | None:
    """Give the code, or the codes with bars between them, that a cell of a coded column means; None if a word of it is not known."""
    if not text.strip():
        usual = USUAL.get(column, "")
        return usual if usual in CODED_VALUES[column] or column in SEVERAL or column == "date_precision" else None
    if len(text) > s.READ_CHARACTERS:
        return None
    whole = _one(column, text)
    if whole is None and column in SEVERAL:
        parts = [_one(column, part) for part in _BETWEEN.split(text) if part.strip()]
        known = [part for part in parts if part is not None]
        return "|".join(dict.fromkeys(known)) if parts and len(known) == len(parts) else None
    if whole is None and column in USUAL and (text.strip().casefold() in UNKNOWN_WORDS or fold(text) in UNKNOWN_WORDS):
        return USUAL[column]
    return whole


def open_codes(column: str, text: str) -> str:
    """Give the codes of a column that may hold other texts too, with bars between them; a word that is not known stays as it stands."""
    known = _table()[column]
    return "|".join(dict.fromkeys(known.get(_plain(part), part.strip()) for part in re.split(r"[|;,،]", text) if part.strip()))


def codes_like(column: str, text: str) -> list[str]:
    """Give the codes whose words a text is like, the likest first: to be offered, never taken."""
    plain, known = _plain(text[: s.READ_CHARACTERS]), _table()[column]
    words = {**known, **{_plain(code): code for code in CODED_VALUES[column] if code}}
    found = process.extract(plain, list(words), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=12)
    return list(dict.fromkeys(words[word] for word, _, _ in found))[:_OFFERED]


def means_mostly(column: str, texts: list[str]) -> bool:
    """Say whether most of some texts are words of a coded column."""
    filled = [text for text in texts if text.strip()]
    return bool(filled) and 2 * sum(_one(column, text) is not None for text in filled) > len(filled)
