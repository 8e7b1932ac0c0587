"""Which of our columns does each heading of a table mean, and why is that thought?

The headings lie in ``intake/words/headings.csv``, the most telling of each column first. Some meanings are no column of ours: those of
fighters, of forms, of dead and wounded together. They are named, with the reason why they are not used.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import fuzz

from geo.intake.cells.hours import read_hour
from geo.intake.cells.numbers import WORDS, read_count
from geo.intake.cells.words import means_mostly
from geo.intake.cells.written import is_address, read_written
from geo.land.places import fold

# Meanings that become a column of ours only by what stands beside them, or not at all.
NOT_OURS = ("killed", "all_dead", "civilian_casualties", "casualties", "fighters", "assessment", "media", "form")
_ALIKE = 90  # of 100: how alike a heading must be to one of these to be guessed
_LOOSE = ("place_name", "latitude", "longitude", "source_name", "source_url", "remarks", "belligerent")  # "men killed" is like "min killed"
_COUNTED = re.compile(r"^(?:number of|no of|num of|nb of|count of|number|num|nb|n of|عدد)\s+")
_FIGHTERS = re.compile(
    r"\b(?:fighters?|militants?|combatants?|soldiers?|terrorists?|insurgents?|isis|isil|daesh|military|mil|troops|army|rebels?|gunm[ae]n|armed"
    r"|police|perpetrators?|sdf|ypg|qsd|fsa|regime|non ?civil(?:ian)?s?|not civilians?)\b"
    r"|مقاتل|مسلح|عسكري|داعش|عناصر|جنود|جيش|شرطه|قسد|تنظيم|نظام|غير (?:ال)?مدني"
)
_ALL = re.compile(r"\b(?:all|total|overall)\b|كلي|اجمالي|مجموع|جميع")
_SO_FAR = re.compile(r"\b(?:cumulative|to date|so far|running)\b|تراكمي")
_OF_WHOM = re.compile(
    r"(?:isis |enemy )?(?:fighter|militant|combatant|soldier|terrorist)s?|military|non ?combatants?|non ?civilians?|civilians?"
    r"|(?:ال)?(?:مقاتل|عسكري|مسلح|مدني)(?:ه|ون|ين|ات)?|غير مدني(?:ين|ون)?"
)
_WOUNDED = re.compile(r"injur|wound|جرح|جريح|مصاب|اصاب")
_FORMS = ("submission time", "instanceid", "formhub uuid", "xform id string", "uuid")  # what only forms have


@dataclass(frozen=True)
class Meaning:
    """What a heading means: one of our columns or of ``NOT_OURS``; how that is known ("heading", "part", "cells", "alike"); its rank among its like."""

    what: str
    how: str
    rank: int


@dataclass
class Guess:
    """Our column -> the file's, and for each of the file's columns why it is taken or not (a code and a value for its text)."""

    columns: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, tuple[str, str]] = field(default_factory=dict)

    def take(self, ours: str, theirs: str, why: str, value: str = "") -> None:
        self.columns[ours] = theirs
        self.reasons[theirs] = (why, value)


@lru_cache(maxsize=1)
def _known() -> dict[str, tuple[str, int]]:
    with (WORDS / "headings.csv").open(encoding="utf-8", newline="") as file:
        return {fold(row["heading"]): (row["meaning"], k) for k, row in reversed(list(enumerate(csv.DictReader(file))))}


def _plain(heading: str) -> str:
    return fold(re.sub(r"[_.:/()\[\]#*?\-\\]+", " ", heading))


@lru_cache(maxsize=5_000)
def meaning_of(heading: str) -> Meaning | None:
    """Say what a heading means; None if it is not known."""
    text = heading.strip()[:200]
    for whole in (text, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)):
        if found := _exact(whole, "heading"):
            return found
    parts = [part for part in re.split(r"[/|\n()،,]| - ", text) if part.strip()]
    parts += (
        re.findall(r"[\u0600-\u06ff][\u0600-\u06ff\s]*", text) + re.findall(r"[A-Za-z][A-Za-z0-9 _]*", text) if not text.isascii() else []
    )
    known = [m for part in parts if (m := _exact(part, "part"))]
    ours = {m.what for m in known if m.what not in ("casualties", "form")}
    ours = {"place_name"} if ours == {"place_name", "place_name_ar"} else ours  # the same in both languages
    if len(ours) == 1:
        return next(m for m in known if m.what in ours)
    if not known and (found := _end_of_range(_plain(text)) or _of_dotted(text)):
        return found
    ends = re.search(r"[\s_.:-](lat|latitude|lon|lng|long|longitude)$", text, re.I)  # "_place_latitude" of a form
    if ends and not known:
        found = _exact(ends[1], "part")
        return found and Meaning(found.what, found.how, found.rank + 1000)
    return _alike(_plain(text)) if not known else None


_LOWEST = ("minimum", "min", "lowest", "lower", "low", "الحد الادني", "الادني", "ادني", "اقل")
_HIGHEST = ("maximum", "max", "highest", "upper", "high", "الحد الاعلي", "الاعلي", "اعلي", "اكثر")
_RANGED = ("civilians_killed", "civilians_injured", "women_killed", "children_killed", "killed")


def _end_of_range(plain: str) -> Meaning | None:
    """Give what "civilians killed minimum" means: an end of what it means without its last, or first, word."""
    for end, known in (("min", _LOWEST), ("max", _HIGHEST)):
        for word in known:
            bare = plain.removesuffix(f" {word}") if plain.endswith(f" {word}") else plain.removeprefix(f"{word} ")
            found = _exact(bare, "heading") if bare != plain else None
            if found and found.what in _RANGED:
                return Meaning(f"{found.what if found.what != 'killed' else 'civilians_killed'}_{end}", "heading", found.rank + 500)
    return None


def _of_dotted(text: str) -> Meaning | None:
    """Give what the last part of "casualties.killed" means, where it counts, dates or places; a name of something is no name of a place."""
    head, _, last = text.rpartition(".")
    found = _exact(last, "part") if head else None
    counts = ("killed", "injured", "dead", "deaths", "date", "latitude", "longitude", "fighters", "grading")
    return found if found and any(word in found.what for word in counts) else None


def _exact(text: str, how: str) -> Meaning | None:
    plain = _plain(text)
    bare = _COUNTED.sub("", plain)
    for form in (plain, bare, bare.removeprefix("ال")):
        if form in _known():
            return Meaning(_known()[form][0], how, _known()[form][1])
    return None


def _alike(plain: str) -> Meaning | None:
    if len(plain) <= 3:
        return None
    fits = [(what, rank) for known, (what, rank) in _known().items() if what in _LOOSE and fuzz.ratio(plain, known) >= _ALIKE]
    return Meaning(*(min(fits, key=lambda x: x[1])[0], "alike", min(fits, key=lambda x: x[1])[1])) if fits else None


def guess_columns(cells: Mapping[str, Iterable[str]], point: tuple[str, str] | None = None) -> Guess:
    """Guess which column is which by headings and, where a heading can mean two things, by what stands below it.

    Parameters
    ----------
    cells : column -> some of its texts.
    point : the two columns that a file's own geometry became: they come before any column called x or lat.
    """
    guess = Guess()
    if point:
        guess.take("latitude", point[0], "geometry")
        guess.take("longitude", point[1], "geometry")
    below = {c: [t for t in texts if t.strip()] for c, texts in cells.items()}
    shapes = [c for c in cells if point and below[c] and (first := read_written(below[c][0])) and first.shape is not None]
    if shapes:  # beside its points the file has lines or areas
        guess.take("position", shapes[-1], "geometry")
    meanings = {c: m for c in cells if c not in guess.reasons and (m := _with_cells(c, below[c]))}
    if any(_plain(c) in _FORMS for c in cells):
        meanings |= {
            c: Meaning("form", "heading", 0) for c in cells if _plain(c) in ("start", "end", "date", "id") and c in ("start", "end")
        }
    meanings |= _civilians_of(list(cells), meanings, below)
    by: dict[str, list[str]] = {}
    for c, m in sorted(meanings.items(), key=lambda x: (("heading", "part", "cells", "alike").index(x[1].how), x[1].rank)):
        by.setdefault(m.what, []).append(c)
    _take_dead(guess, by, below)
    if any(_WOUNDED.search(_plain(c)) for c in by.get("fighters", ())):  # what only says wounded has fighters among them
        for c in [c for c in by.get("civilians_injured", ()) if not _CIVIL.search(_plain(c))]:
            guess.reasons[c] = ("fighters", "")
    for what, found in by.items():
        for c in found:
            if c not in guess.reasons:
                _take(guess, what, c, meanings[c].how, next(iter(by.get("latitude", ())), ""), below)
    for c in cells:
        guess.reasons.setdefault(c, ("unknown", "") if below[c] else ("empty", ""))
    return guess


_CIVIL = re.compile(r"\bcivil(?:ian)?s?\b|مدني")


def _civilians_of(names: list[str], meanings: Mapping[str, Meaning], below: Mapping[str, list[str]]) -> dict[str, Meaning]:
    """Give what columns like "of which civilians" mean, which count a part of the dead, or of the wounded, to their left."""
    found: dict[str, Meaning] = {}
    for k, c in enumerate(names):
        if (
            c in meanings
            or not _CIVIL.search(_plain(c))
            or _FIGHTERS.search(_plain(c))
            or not below[c]
            or not all(read_count(t).low or read_count(t).high for t in below[c])
        ):
            continue
        left = next((meanings[x].what for x in reversed(names[:k]) if x in meanings and _COUNTS.search(meanings[x].what)), "")
        if left in ("killed", "all_dead"):
            found[c] = Meaning("civilians_killed", "part", 800)
        elif left == "civilians_injured":
            found[c] = Meaning("civilians_injured", "heading", -1)  # before the column of all the wounded
    return found


_COUNTS = re.compile("killed|dead|injured|casualties|fighters")


def _take(guess: Guess, what: str, column: str, how: str, latitude: str, below: dict[str, list[str]]) -> None:
    beside = guess.columns.get("latitude", latitude)
    if what in NOT_OURS:
        guess.reasons[column] = (what, "")
    elif what in guess.columns:
        guess.reasons[column] = ("second", guess.columns[what])
    elif what == "position" and beside and len(below[column]) <= len(below[beside]):  # it says no more than latitude and longitude
        guess.reasons[column] = ("second", beside)
    else:
        guess.take(what, column, how)


def _with_cells(column: str, texts: list[str]) -> Meaning | None:
    """Give what a heading means, held against the cells below it."""
    found, some = meaning_of(column), texts[:200]
    plain = _plain(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))
    if some and (found is None or found.what in ("killed", "civilians_killed")) and (whom := _by_whom(plain, found, some)):
        return whom
    places = [t for t in some if read_written(t) is not None]
    if some and 2 * len(places) > len(some) and (found is None or found.what in ("place_name", "place_name_ar", "source_url")):
        return Meaning("position", "cells", 900)
    if found and found.what == "position" and some and not places and not any(is_address(t) or re.search(r"\d", t) for t in some):
        return Meaning("place_name", found.how, 900)
    if found and found.what in ("date", "local_time") and some:  # a heading like "time of incident" may stand above either
        hours = sum(bool(read_hour(t)) and re.search(r"\d", t) is not None for t in some)
        if found.what == "date" and 2 * hours > len(some):
            return Meaning("local_time", found.how, 900)
        if found.what == "local_time" and not hours and any(re.search(r"\d{4}", t) for t in some):
            return Meaning("date", found.how, 900)
    if found and found.what == "assessment":
        what = next((c for c in ("grading", "response", "strike_status") if means_mostly(c, some)), "assessment")
        return Meaning(what, found.how, 900)
    return found


def _by_whom(plain: str, found: Meaning | None, some: list[str]) -> Meaning | None:
    """Give what a heading means that names fighters, all the dead, or a sum of several events; and a column that says of each row who died."""
    if found is None:
        words = [fold(t.replace("-", " ")) for t in some]
        said = [bool(_OF_WHOM.fullmatch(t)) for t in words]
        if 2 * sum(said) > len(said) and any(_FIGHTERS.search(t) for t in words) and not re.search(r"targ|هدف", plain):
            return Meaning("fighters", "cells", 900)
        counts = _FIGHTERS.search(plain) and all(read_count(t).low or read_count(t).high for t in some)
        return Meaning("fighters", "part", 900) if counts else None
    if _SO_FAR.search(plain):
        return Meaning("casualties", "part", 900)
    if _FIGHTERS.search(plain):
        return Meaning("all_dead" if _CIVIL.search(plain) else "fighters", "part", 900)
    return Meaning("all_dead", "part", 900) if found.what == "killed" and _ALL.search(plain) else None


def _take_dead(guess: Guess, by: dict[str, list[str]], below: dict[str, list[str]]) -> None:
    """Tell all dead and civilians apart: a plain "killed" means civilians only where nothing beside it says otherwise."""
    killed, stated = by.get("killed", []), by.get("civilians_killed", [])
    dead, fighters = by.get("all_dead", []), by.get("fighters", [])
    if (
        not stated
        and fighters
        and killed
        and by.get("civilian_casualties")
        and _add_up(killed[0], fighters[0], by["civilian_casualties"][0], below)
    ):
        guess.take("civilians_killed", by["civilian_casualties"][0], "dead_of_these")
        stated = [by["civilian_casualties"][0]]
    if killed and not stated and not fighters:
        guess.take("civilians_killed", killed[0], "killed_taken")
        killed = killed[1:]
    if fighters:  # an end of a range of all the dead
        for c in (*by.get("civilians_killed_min", ()), *by.get("civilians_killed_max", ())):
            if not _CIVIL.search(_plain(c)):
                guess.reasons[c] = ("all_dead_taken", "")
    for c in (*dead, *killed):
        if "deaths_reported_best" not in guess.columns and (dead or fighters or stated):
            guess.take("deaths_reported_best", c, "all_dead_taken")
        elif c not in guess.reasons:
            taken = (
                guess.columns.get("civilians_killed")
                or guess.columns.get("deaths_reported_best")
                or next(iter(by.get("civilians_killed_min", [c])))
            )
            guess.reasons[c] = ("second", taken)


def _add_up(killed: str, fighters: str, rest: str, below: dict[str, list[str]]) -> bool:
    """Whether the dead less the fighters are, in every row, the number of the third column: then it counts dead."""
    columns = [[read_count(t).low for t in below[c]] for c in (killed, fighters, rest)]
    if not columns[0] or len({len(c) for c in columns}) != 1 or not all(all(c) for c in columns):
        return False
    return all(int(a) - int(b) == int(c) for a, b, c in zip(*columns, strict=True))
