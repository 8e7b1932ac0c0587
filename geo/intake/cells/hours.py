"""Which time of day does a cell say? One hour as "HH:MM", or one of the parts of a day that Airwars names; the words lie in ``intake/words/hours.csv``."""

import csv
import re
from functools import lru_cache

from geo.intake.cells.digits import DIGITS, UNKNOWN_WORDS
from geo.intake.cells.numbers import WORDS
from geo.land.places import fold

_CLOCK = re.compile(
    r"(?:at |the |الساعه |ساعه |حوالي |about |around |approx |~ ?)*"
    r"(\d{1,2})(?: ?[:.h٫] ?(\d{2}))?(?::\d{2}(?:\.\d+)?)? ?(?:h|hrs|hours|o'?clock|lt|local(?: time)?)? ?(.*)",
    re.ASCII,
)
_HALVES = {
    "before": frozenset({"morning", "around_dawn", "during_the_night"}),  # what is said of an hour before noon ...
    "after": frozenset({"afternoon", "evening", "around_dusk", "around_midday"}),
}
_LONGEST = 60  # characters


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    with (WORDS / "hours.csv").open(encoding="utf-8", newline="") as file:
        return {fold(row["word"]): row["code"] for row in csv.DictReader(file)}


@lru_cache(maxsize=20_000)
def read_hour(text: str) -> str | None:
    """Read a time of day; empty where the cell says none, None where it cannot be read one way."""
    plain = fold(text.translate(DIGITS).replace(".m.", "m").replace("_", " "))
    if not plain or plain in UNKNOWN_WORDS or text.strip().casefold() in UNKNOWN_WORDS:
        return ""
    if len(plain) > _LONGEST:
        return None
    if (code := _words().get(plain)) is not None:
        return code
    if re.fullmatch(r"0\.\d+", plain):  # a part of a day, as spreadsheets keep an hour
        minutes = round(float(plain) * 1440)
        return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"
    if m := re.fullmatch(r"([01]\d|2[0-3])([0-5]\d) ?(?:h|hrs|hours|lt|local time)", plain):
        return f"{m[1]}:{m[2]}"
    m = _CLOCK.fullmatch(plain)
    return _of_clock(int(m[1]), m[2], m[3].strip()) if m else None


def _of_clock(hour: int, minutes: str | None, half: str) -> str | None:
    """Put an hour and the half of the day it is said of together; an hour alone ("5") is none."""
    said = {"am": "before", "pm": "after", "ص": "before", "م": "after"}.get(half)
    part = _words().get(half, "")
    said = said or next((k for k, parts in _HALVES.items() if part in parts), "")
    if (half and not said) or (not half and minutes is None) or hour > 23 or int(minutes or 0) > 59:
        return None
    if said and not 1 <= hour <= 12:
        return f"{hour:02d}:{minutes or '00'}" if (hour > 12) == (said == "after") else None
    if hour == 12 and part in ("evening", "around_dusk", "afternoon") and half not in ("pm", "p m"):
        return None  # noon, or midnight?
    if said == "after":
        hour = hour if part == "around_midday" and hour > 9 else hour % 12 + 12
    elif said == "before" and part != "during_the_night":
        hour %= 12
    elif part == "during_the_night":  # 11 at night is before midnight, 2 at night after it
        hour = hour + 12 if 6 <= hour < 12 else hour % 12
    return f"{hour % 24:02d}:{minutes or '00'}"
