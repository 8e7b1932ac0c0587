"""In which part of the day was it, by the local time that a source states? The one place of that rule."""

import re

# First hour of each part of the day; the night goes on until the morning begins.
FIRST_HOUR = {"morning": 5, "midday": 11, "afternoon": 14, "evening": 17, "night": 21}
_SAID = {
    "during_the_night": "night",
    "around_midnight": "night",
    "around_dawn": "morning",
    "around_midday": "midday",
    "around_dusk": "evening",
    **{part: part for part in FIRST_HOUR},
}


def daytime(local_time: str) -> str:
    """Give the part of the day (``vocabulary.DAYTIMES``) of a local time: of an hour ("19:30") or of a word that means one part; "other"
    where what is stated means none of them, "not_stated" of an empty text."""
    if not local_time:
        return "not_stated"
    found = re.fullmatch(r"([01]?[0-9]|2[0-3]):[0-5][0-9]", local_time)
    if not found:
        return _SAID.get(local_time, "other")
    begun = [part for part, first in FIRST_HOUR.items() if int(found[1]) >= first]
    return begun[-1] if begun else "night"


def hours(part: str) -> tuple[str, str]:
    """Give the first and last minute of a part of the day, as "05:00" and "10:59"."""
    order = list(FIRST_HOUR)
    after = FIRST_HOUR[order[(order.index(part) + 1) % len(order)]]
    return f"{FIRST_HOUR[part]:02}:00", f"{(after - 1) % 24:02}:59"
