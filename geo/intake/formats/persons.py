"""Is a table a list of people, and how many are they by incident, place and day, without any name?

People are not incidents. A list of victims has their names (or a number for each) and their age, sex or day of birth; what it says of
an event can be counted. Names, ages and everything else about one person stay in the file: they are in no table made of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from geo.intake.cells.numbers import read_count
from geo.intake.formats.raw import RawTable
from geo.intake.sources.headings import meaning_of
from geo.land.places import fold

_OF_PEOPLE = frozenset(  # words that say whose name or age it is
    (
        *(
            "victim",
            "victims",
            "person",
            "persons",
            "people",
            "martyr",
            "martyrs",
            "deceased",
            "casualty",
            "dead",
            "of",
            "the",
            "s",
            "at",
            "death",
            "in",
            "years",
        ),
        *("الضحيه", "ضحيه", "الضحايا", "الشهيد", "الشهداء", "القتيل", "المتوفي", "عند", "الوفاه", "بالسنوات"),
    )
)
_NAMES = frozenset(
    (
        *(
            "",
            "name",
            "full name",
            "name en",
            "name ar",
            "en name",
            "ar name",
            "name english",
            "name arabic",
            "first name",
            "last name",
            "surname",
        ),
        *(
            "family name",
            "father name",
            "fathers name",
            "mother name",
            "mothers name",
            "names",
            "اسم",
            "الاسم",
            "الاسم الكامل",
            "الاسم الثلاثي",
            "الاسم الرباعي",
        ),
        *(
            "الاسم واللقب",
            "الكنيه",
            "اسم الاب",
            "اسم الام",
            "الاسم العربي",
            "id",
            "no",
            "number",
            "national id",
            "id number",
            "رقم",
            "رقم الهويه",
            "الرقم الوطني",
        ),
    )
)
_ABOUT = {
    "age": frozenset(("age", "ages", "age group", "age range", "العمر", "عمر", "السن", "الفئه العمريه")),
    "born": frozenset(
        ("date birth", "birth date", "birthdate", "dob", "year birth", "birth year", "تاريخ الميلاد", "تاريخ الولاده", "مواليد", "المواليد")
    ),
    "sex": frozenset(("sex", "gender", "الجنس", "جنس")),
    "family": frozenset(("father", "father name", "fathers name", "mother name", "mothers name", "اسم الاب", "اسم الام", "اسم الوالد")),
    "work": frozenset(("occupation", "profession", "job", "المهنه", "مهنه")),
    "nation": frozenset(("nationality", "citizenship", "الجنسيه")),
    "married": frozenset(("marital status", "الحاله الاجتماعيه", "الوضع العائلي")),
}
_OUTCOME = frozenset(
    ("killed or injured", "outcome", "fate", "status", "killed injured", "type", "case", "الحاله", "المصير", "نوع الاصابه")
)
_STANDING = frozenset(
    ("civilian status", "civilian", "standing", "military status", "civilian or military", "status", "الصفه", "صفه", "مدني او عسكري")
)
_EVENT = {  # what a list may say of an event -> its heading there
    "incident id": frozenset(
        ("incident id", "incident", "event id", "incident code", "incident no", "رقم الحادثه", "رمز الحادثه", "الحادثه")
    ),
    "date": frozenset(
        (
            "date",
            "incident date",
            "event date",
            "date death",
            "date incident",
            "day",
            "date martyrdom",
            "التاريخ",
            "تاريخ",
            "تاريخ الاستشهاد",
            "تاريخ الحادثه",
            "تاريخ القتل",
        )
    ),
    "place": frozenset(
        (
            *("place", "location", "place death", "village", "town", "site", "area", "incident location", "location name"),
            *("المكان", "مكان", "مكان الاستشهاد", "القريه", "الموقع", "مكان الحادثه"),
        )
    ),
    "governorate": frozenset(("governorate", "province", "admin1", "المحافظه")),
    "district": frozenset(("district", "admin2", "المنطقه")),
    "subdistrict": frozenset(("subdistrict", "admin3", "الناحيه")),
    "latitude": frozenset(("latitude", "lat", "point latitude", "خط العرض")),
    "longitude": frozenset(("longitude", "lon", "lng", "point longitude", "خط الطول")),
}
_KILLED = frozenset(
    (
        "k",
        "killed",
        "dead",
        "died",
        "death",
        "martyr",
        "martyred",
        "deceased",
        "fatality",
        "قتيل",
        "قتل",
        "شهيد",
        "متوفي",
        "استشهد",
        "قتيله",
        "شهيده",
    )
)
_INJURED = frozenset(("i", "injured", "wounded", "w", "injury", "جريح", "مصاب", "جرح", "جريحه", "مصابه"))
_NEITHER = frozenset(("missing", "detained", "arrested", "kidnapped", "survived", "unharmed", "alive", "مفقود", "معتقل", "مخطوف", "ناج"))
_FIGHTERS = frozenset(
    ("military", "non civilian", "noncivilian", "fighter", "combatant", "militant", "soldier", "عسكري", "مقاتل", "غير مدني", "جندي")
)
_CIVILIANS = frozenset(("civilian", "civil", "مدني", "مدنيه"))
_FEMALE = frozenset(("f", "female", "woman", "girl", "adult female", "child female", "انثي", "امراه", "بنت", "طفله"))
_OF_DEATH = re.compile(r"death|died|killed|martyr|deceased|victim|fatal|شهيد|شهداء|استشهاد|قتل|وفاه|ضحي")


@dataclass(frozen=True)
class Persons:
    """The columns of a list of people: those about a person (never looked into but to count), and those about the event."""

    names: tuple[str, ...]
    about: dict[str, str]
    outcome: str
    standing: str
    event: dict[str, str]
    all_dead: bool  # its headings say that the people in it died


def persons_in(raw: RawTable) -> Persons | None:
    """Say whether a table is a list of people, by its headings and what they hold; None if it is none."""
    heads = {c: fold(re.sub(r"[_.:/()\[\]\\-]+", " ", c)) for c in raw.cells.columns}
    plain = {c: " ".join(w for w in head.split() if w not in _OF_PEOPLE) for c, head in heads.items()}
    event = {
        ours: found for ours, names in _EVENT.items() if (found := next((c for c in heads if heads[c] in names or plain[c] in names), ""))
    }
    free = [c for c in heads if c not in event.values()]
    names = tuple(
        c
        for c in free
        if _IN_LANGUAGE.sub("", plain[c]) in _NAMES and (plain[c] not in ("", "id", "no", "number", "رقم") or heads[c] != plain[c])
    )
    about = {what: found for what, known in _ABOUT.items() if (found := next((c for c in free if plain[c] in known), ""))}
    if "age" in about and not _are_ages(raw.cells[about["age"]]):
        del about["age"]
    if not names or not (about or _name_people(raw, names, heads, plain)):
        return None
    outcome = next((c for c in free if heads[c] in _OUTCOME and _speak_of(raw.cells[c], _KILLED | _INJURED | _NEITHER)), "")
    standing = next((c for c in free if c != outcome and heads[c] in _STANDING and _speak_of(raw.cells[c], _FIGHTERS | _CIVILIANS)), "")
    return Persons(names, about, outcome, standing, event, any(_OF_DEATH.search(h) for h in heads.values()))


def _name_people(raw: RawTable, names: tuple[str, ...], heads: dict[str, str], plain: dict[str, str]) -> bool:
    """Whether columns hold names of people though nothing is said of their age or sex: a first and a last name, or the name of a martyr in a
    table that counts nobody."""
    if {"first name", "last name"} <= set(plain.values()) or {"first name", "surname"} <= set(plain.values()):
        return True
    whole = [c for c in names if _IN_LANGUAGE.sub("", plain[c]) in _OWN]
    counts = [m.what for c in heads if c not in names and (m := meaning_of(c)) and re.search("killed|dead|casualties|injured", m.what)]
    own = [c for c in names if heads[c] != plain[c] and plain[c] in _OWN]
    own += whole if any(_ONES_DEATH.search(h) for h in heads.values()) else []
    return not counts and any(_are_names(raw.cells[c]) for c in own)


_OWN = ("", "name", "full name", "names", "اسم", "الاسم", "الاسم الكامل", "الاسم الثلاثي", "الاسم الرباعي")
_IN_LANGUAGE = re.compile(r"^(?:english|arabic|en|ar) | (?:english|arabic|en|ar|عربي|بالعربيه|بالانكليزيه)$")
_ONES_DEATH = re.compile(r"\b(?:date|cause|place|location|manner) (?:of )?(?:death|martyrdom)\b|استشهاد|وفاه")


def _are_names(cells: pd.Series) -> bool:
    filled = cells[cells.str.strip() != ""]
    said = {text: read_count(text) for text in filled.unique()}
    numbers = filled.map(lambda text: bool(re.search(r"[\d٠-٩]", text) or said[text].low or said[text].high or said[text].choices))
    return bool(len(filled)) and bool(2 * numbers.sum() < len(filled))


def _are_ages(cells: pd.Series) -> bool:
    filled = cells[cells.str.strip() != ""]
    ages = filled.str.fullmatch(
        r"\s*(?:1[0-2]\d|\d{1,2})(?:\.0)?\s*(?:[-–]\s*\d{1,3})?\s*(?:years?|months?|days?|سنة|سنوات|عاما?|شهرا?|أشهر)?\s*"
        r"|\s*(?i:adult|child|children|minor|infant|baby|teen\w*|elderly|senior|youth|under \d+|\d+\+)\s*"
        r"|\s*(?:بالغ|بالغة|طفل|طفلة|رضيع|رضيعة|مسن|مسنة|قاصر)\s*"
    )
    return bool(len(filled)) and bool(2 * ages.sum() >= len(filled))


def _speak_of(cells: pd.Series, words: frozenset[str]) -> bool:
    return any(fold(text) in words for text in cells.unique())


def count_persons(raw: RawTable, persons: Persons) -> RawTable:
    """Count the people of a list by incident, place and day: a table without a name, an age or a number of anybody.

    Columns: those of the event, ``killed``, ``injured``, ``children killed``, ``women killed`` (texts; "2-3" where it is not said of everybody,
    "at least 1" where an age or a sex is missing, empty where nothing says who died), ``persons``. Fighters are not among them.
    """
    cells = raw.cells
    keys = pd.DataFrame({ours: cells[theirs].str.strip() for ours, theirs in persons.event.items()}, index=cells.index)
    group = (
        keys.groupby(list(keys.columns), sort=False, dropna=False).ngroup().to_numpy()
        if len(keys.columns)
        else np.zeros(len(cells), dtype=int)
    )
    first = pd.Series(np.arange(len(cells))).groupby(group).min().to_numpy()
    each = pd.DataFrame({"group": group} | _facts(cells, persons))
    each = each[~each["fighter"]]
    counts = {int(k): _count(rows, persons) for k, rows in each.groupby("group")}
    first = first[list(counts)]
    counted = keys.iloc[first].reset_index(drop=True).astype(object)
    told = pd.DataFrame(list(counts.values()), columns=list(_COUNTED), dtype=object)
    return replace(raw, cells=pd.concat([counted, told], axis=1), numbers=raw.numbers[first], ragged=frozenset(), hxl={}, point=None)


_COUNTED = ("killed", "injured", "children killed", "women killed", "persons")


def _facts(cells: pd.DataFrame, persons: Persons) -> dict[str, np.ndarray]:
    def word(column: str) -> np.ndarray:
        return cells[column].map(fold).to_numpy(dtype=object) if column else np.full(len(cells), "", dtype=object)

    outcome, standing, sex = word(persons.outcome), word(persons.standing), word(persons.about.get("sex", ""))
    years = cells[persons.about["age"]].str.extract(r"(\d+)", expand=False) if "age" in persons.about else pd.Series("", index=cells.index)
    ages = pd.to_numeric(years, errors="coerce").to_numpy(dtype=float)
    small = (
        cells[persons.about["age"]].str.contains(r"month|day|شهر|يوم").to_numpy()
        if "age" in persons.about
        else np.zeros(len(cells), dtype=bool)
    )
    said = np.isin(outcome, list(_KILLED | _INJURED | _NEITHER))
    return {
        "killed": np.isin(outcome, list(_KILLED)) if persons.outcome else np.full(len(cells), persons.all_dead),
        "injured": np.isin(outcome, list(_INJURED)),
        "unsaid": ~said if persons.outcome else np.full(len(cells), not persons.all_dead),
        "fighter": np.isin(standing, list(_FIGHTERS)),
        "child": (ages < 18) | small,
        "woman": np.isin(sex, list(_FEMALE)) & ~((ages < 18) | small),
        "no_age": np.isnan(ages) & ~small,
        "no_sex": sex == "",
    }


def _count(group: pd.DataFrame, persons: Persons) -> tuple[str, ...]:
    killed, unsaid = int(group["killed"].sum()), int(group["unsaid"].sum())
    if not persons.outcome and not persons.all_dead:
        return "", "", "", "", str(len(group))
    dead = group[group["killed"]]

    def part(who: str, lacking: tuple[str, ...]) -> str:
        n = int(dead[who].sum())
        open_ = unsaid or bool(dead[list(lacking)].any(axis=None))
        return (f"at least {n}" if n else "") if open_ else str(n)

    injured = int(group["injured"].sum())
    span: Callable[[int], str] = lambda n: f"{n}-{n + unsaid}" if unsaid else str(n)  # noqa: E731
    return (
        span(killed),
        span(injured) if persons.outcome else "",
        part("child", ("no_age",)),
        part("woman", ("no_age", "no_sex")),
        str(len(group)),
    )
