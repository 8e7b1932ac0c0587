"""How many people does a cell say?

A text that can mean two things is not read (``doubtful``), with the ways to read it as choices; nothing is guessed. The words for
numbers, bounds and people lie in ``intake/words/counts.csv``.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from geo import settings as s
from geo.intake.cells.digits import DIGITS
from geo.land.places import fold

WORDS = Path(__file__).parents[1] / "words"
ENDS = ("range_split", "at_least", "more_than", "up_to", "fewer_than")  # codes of a cell that says both ends of a range, or an open one
MISSING = frozenset({"99", "999", "9999", "99999"})  # numbers that many tables write for "not known"


@dataclass(frozen=True)
class Count:
    """A number cell read: lowest and highest, as text, empty when not stated; what was done or why it is doubtful; whom the cell itself
    names (killed, injured, children, women, fighters), if anybody."""

    low: str = ""
    high: str = ""
    code: str = ""
    doubtful: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    of: str = ""


_DASH = "\ue000"  # stands for the dash of a range while ``fold`` takes hyphens away: 7-14 must never become 714
_MOST = 9_999_999  # more dead than this in one event is no number of people
_SIGNS = {
    ">=": "A",
    "=>": "A",
    "≥": "A",
    "+": "A",
    ">": "M",
    "<=": "U",
    "=<": "U",
    "≤": "U",
    "<": "F",
    "~": "~",
    "≈": "~",
    "?": "~",
    "-": "T",
}
_LETTERS = {
    "at_least": "A",
    "more_than": "M",
    "up_to": "U",
    "fewer_than": "F",
    "about": "~",
    "to": "T",
    "between": "B",
    "and": "&",
    "dozen": "D",
}
_TOKEN = re.compile(r"\d{1,3}(?:[, ]\d{3})+(?!\d)|\d+|[><]=|=[><]|[^\W\d_]+\.?|\S")
_PEOPLE = ("people", "civilians", "killed", "injured", "children", "women", "fighters")


@lru_cache(maxsize=1)
def _words() -> dict[tuple[str, ...], str]:
    """Give the words of the table, folded and in parts -> what each means."""
    with (WORDS / "counts.csv").open(encoding="utf-8", newline="") as file:
        return {tuple(fold(row["word"]).split()): row["meaning"] for row in csv.DictReader(file)}


@lru_cache(maxsize=200_000)
def read_count(text: str) -> Count:
    """Read a number of people as reports write it: 12, 7-14, "at least 39", "more than 10" (11 or more), "شخصان"; "dozens" is no number."""
    read = _read_count(text) if len(text) <= s.READ_CHARACTERS else Count(code="not_a_number", doubtful=True)
    if any(end and int(end) > _MOST for end in (read.low, read.high)):
        return Count(code="not_a_number", doubtful=True)
    return read


def _read_count(text: str) -> Count:
    plain = text.translate(DIGITS).strip()
    if not plain:
        return Count()
    if m := re.fullmatch(r"(\d{1,7})(?:\.0+)?", plain, re.ASCII):
        number = str(int(m[1]))
        return Count(number, number, "arabic_digits" if any("٠" <= c <= "٩" or "۰" <= c <= "۹" for c in text) else "")
    if re.fullmatch(r"-\s*\d+(\.\d+)?", plain, re.ASCII):
        return Count(code="negative", doubtful=True)
    if re.fullmatch(r"\d+\.\d+|\d+,\d{1,2}", plain, re.ASCII):
        grouped = plain.replace(".", "")
        ways = ((grouped, grouped),) if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+", plain) else ()
        return Count(code="fraction", doubtful=True, choices=ways)
    if m := re.fullmatch(r"\+\s*(\d{1,7})", plain, re.ASCII):  # five, or "5+" as a line from right to left shows it
        return Count(code="about", doubtful=True, choices=((m[1], m[1]), (m[1], "")))
    loose = fold(plain.replace("-", _DASH)).replace(_DASH, "-")
    if re.sub(r"\D", "", loose) != re.sub(r"[^0-9]", "", plain):  # digits that only folding made
        return Count(code="not_a_number", doubtful=True)
    return _by_shape(list(_items(loose)), plain)


def _items(text: str) -> Iterator[tuple[str, str]]:
    """Give the parts of a text as letters of its shape, each with its number or its people; "x" is a part that is not understood."""
    tokens = _TOKEN.findall(re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", " ", text).strip(" .،,;:"))
    known, at = _words(), 0
    while at < len(tokens):
        token = tokens[at]
        if token[0].isdigit():
            yield "n", re.sub(r"[, ]", "", token)
        elif token in _SIGNS:
            yield _SIGNS[token], ""
        elif token in "()":
            yield "", ""
        else:
            size = next((k for k in (4, 3, 2, 1) if tuple(tokens[at : at + k]) in known), 0)
            if size:
                yield _item(known[tuple(tokens[at : at + size])])
                at += size
                continue
            bare = tuple(token.rstrip(".").split())
            rest = next(
                (r for r in (token.removeprefix("و"), token.removeprefix("ال"), token.removeprefix("وال")) if r != token and (r,) in known),
                "",
            )
            if bare in known or rest:
                if rest and token.startswith("و"):
                    yield "&", ""
                yield _item(known[(rest,)] if rest else known[bare])
            else:
                yield "x", ""
        at += 1


def _item(meaning: str) -> tuple[str, str]:
    if meaning.isdigit():
        return "w", meaning
    head, _, tail = meaning.partition(" ")
    if head == "vague":
        return "V", tail
    if head in ("one", "two"):
        return head[0] + "p", tail  # "op": one of these people, where no number stands beside it; "tp": two of them
    return ("p", meaning) if meaning in _PEOPLE else (_LETTERS[meaning], "")


def _value(words: list[int]) -> int | None:
    """Give the number that number words say together (two hundred five, خمسة وعشرون); None if they are no one number."""
    total, sizes = 0, set[int]()
    for word in words:
        if word in (100, 1000) and 0 < total < word:
            total, sizes = total * word, {len(str(total * word))}
            continue
        mine = {1, 2} if 10 < word < 20 else {len(str(word))}
        if sizes & mine:
            return None
        sizes |= mine
        total += word
    return total


def _joined(items: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Put number words that stand together into one number each; the "and" inside goes with them."""
    out: list[tuple[str, str]] = []
    run: list[int] = []
    waiting = False  # an "and" that may stand inside a number

    def close() -> None:
        nonlocal waiting
        if run:
            out.append(("n", str(_value(run))))
            run.clear()
        if waiting:
            out.append(("&", ""))
        waiting = False

    for letter, text in items:
        if letter == "w" and (not run or _value([*run, int(text)]) is not None):
            run.append(int(text))
            waiting = False
        elif letter == "&" and run and not waiting:
            waiting = True
        elif letter == "w":
            close()
            run.append(int(text))
        else:
            close()
            out.append((letter, text))
    close()
    return out


def _by_shape(items: list[tuple[str, str]], plain: str) -> Count:
    """Read the parts of a text by the order they stand in."""
    named = [text for letter, text in items if letter.endswith("p")]
    worded = any(letter in ("w", "op", "tp") for letter, _ in items) or bool(named)
    parts = _joined(items)
    counted = any(letter in ("n", "D", "V") for letter, _ in parts)
    parts = [("n", "2") if letter == "tp" else ("n", "1") if letter == "op" and not counted else (letter, text) for letter, text in parts]
    shape = "".join(letter for letter, _ in parts if letter not in ("p", "op"))
    numbers = [int(text) for letter, text in parts if letter == "n"]
    whom = set(named) - {"people", "civilians"}
    if len(whom) > 1:
        return Count(code="not_a_number", doubtful=True)
    of = next(iter(whom), "")
    if "B" in shape and shape not in ("BnTn", "Bn&n"):
        shape = shape.replace("B", "")  # "three of the civilians" in Arabic
    if shape in ("nn", "nnn") and len(set(numbers)) == 1:
        shape, numbers = "n", numbers[:1]
    vague = [int(text) for letter, text in parts if letter == "V"]
    return _of_shape(shape, numbers, vague, of, "in_words" if worded else "thousands", plain)


def _of_shape(shape: str, numbers: list[int], vague: list[int], of: str, code: str, plain: str) -> Count:
    first, last = (str(numbers[0]), str(numbers[-1])) if numbers else ("", "")
    if shape == "n":
        return Count(first, first, code, of=of)
    if shape in ("nTn", "BnTn", "Bn&n", "nUn", "AnUn", "An&Un") and " or " not in plain and " أو " not in plain:
        return Count(first, last, "range_split", of=of)
    if shape in ("An", "nA"):
        return Count(first, "", "at_least", of=of)
    if shape == "Mn":
        return Count(str(numbers[0] + 1), "", "more_than", of=of)
    if shape in ("Un", "nU"):
        return Count("", first, "up_to", of=of)
    if shape == "Fn" and numbers[0]:
        return Count("", str(numbers[0] - 1), "fewer_than", of=of)
    if shape in ("~n", "n~"):
        return Count(code="about", doubtful=True, choices=((first, first), (first, "")), of=of)
    ways: tuple[tuple[str, str], ...] = ()
    if shape == "nTn":
        ways = ((first, last),)
    elif shape in ("D", "nD"):
        dozens = str(12 * (numbers[0] if numbers else 1))
        ways = ((dozens, dozens), (dozens, ""))
    elif shape == "V":
        ways = ((str(vague[0]), ""),) if vague[0] else (("0", "0"),)
    return Count(code="not_a_number", doubtful=True, choices=ways, of=of)


def join_counts(whole: Count, lowest: Count, highest: Count) -> tuple[str, str, bool]:
    """Put the cells of one range together: a cell with all of it, one with its lowest, one with its highest (empty: not there).

    Returns
    -------
    low, high, and whether the cells agree; a bound that only one cell has is taken from it, two that differ are no range.
    """
    nothing = Count()
    lows = [c.low for c in (lowest, whole) if c != nothing and c.low]
    highs = [c.high for c in (highest, whole) if c != nothing and c.high]
    if lowest != nothing and lowest.code in ("range_split", "up_to", "fewer_than") and (highest == nothing or highest.high == lowest.high):
        highs.insert(0, lowest.high)  # a range written into the first of two cells
    if highest != nothing and highest.code in ("range_split", "at_least", "more_than") and (lowest == nothing or lowest.low == highest.low):
        lows.insert(0, highest.low)
    odd = (lowest.code == "range_split" and highest not in (nothing, Count(lowest.high, lowest.high))) or (
        highest.code in ("at_least", "more_than") and lowest != nothing
    )
    low, high = (lows[0] if lows else ""), (highs[0] if highs else "")
    if whole != nothing:
        inside = [end for end in (whole.low, whole.high) if end]
        if whole.low and whole.high and whole.low != whole.high:  # a range: what is said of its ends must be its ends
            odd |= (low, high) != (whole.low, whole.high)
        odd |= any((low and int(end) < int(low)) or (high and int(end) > int(high)) for end in inside)
    if highest.code in ("at_least", "more_than"):
        high = ""
    return low, high, not odd
