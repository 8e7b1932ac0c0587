"""Is a story still what it was told as, and does every step of it say what the record gives?"""

import json
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.story import StoryRefused, load_story, read_story
from geo.out.reprinted import drawn_unlike, texts_unlike
from geo.out.story import Asked, check_of, found_in, tell, write_told
from geo.out.typeset import read_held
from geo.out.verify import Difference, Verdict, bytes_unlike
from geo.record.known import Record
from geo.seals import is_whole, read_choice
from geo.text.languages import european, listed
from geo.web.story import BLOCK

_SECTION = '<section class="step" id="'
_TAGS = re.compile(r"<[^>]*>|\s+")


def holds_story(data: bytes, ending: str) -> bool:
    """Say whether a file holds a story that can be read again."""
    if ending == "html":
        return BLOCK[0].encode() in data
    return ending == "json" and b'"steps"' in data and b'"title"' in data


def verify_story(data: bytes, ending: str, record: Record) -> Verdict:
    """Hold a story against the record: each step is found again; the steps that do not agree are named, and those taken out or put in.

    ``rows`` and ``same`` of the verdict are steps.
    """
    whole = is_whole(data)
    try:
        held = load_story(_block(data, ending))
        story = read_story(held, set(record.places["area_id"]), record.area_ids)
        asked = _asked(held)
        if not all(step.found for step in story.steps) or asked is None:
            return Verdict(whole, differing=(Difference("story_plain"),))
        told = tell(record, story, asked)
    except StoryRefused as refused:
        return Verdict(whole, differing=tuple(Difference("story_part", str(p.step), p.name, p.value) for p in refused.problems))
    n, steps = len(story.steps), held["steps"]
    own = tuple(x for lang in story.langs for x in (story.title[lang], *(step.sentence.get(lang, "") for step in story.steps)) if x)
    made = write_told(record, story, ending, asked)[0]
    if made == data:
        return Verdict(whole, n, n, steps=True, own=own)
    differing = (
        [Difference("data", there=str(held.get("record")), here=record.fingerprint)] if held.get("record") != record.fingerprint else []
    )
    found: list[Difference] = list(_sealed(read_choice(data).get("story", ""), steps))
    for k, (step, one) in enumerate(zip(steps, told, strict=True), 1):
        found += [Difference("step", str(k), name, a, b) for name, a, b in _unlike(step["found"], found_in(one, story.langs))]
    if ending == "html":
        found += _shown(data, made)
    if ending == "pdf":
        found += _printed(data, made)
    wrong = {d.name for d in found if d.kind in ("step", "step_changed", "step_new", "step_shown")}
    differing += found
    return Verdict(whole, n, n - len(wrong), tuple(differing or bytes_unlike(data, made, ending)), steps=True, own=own)


def _block(data: bytes, ending: str) -> bytes:
    """Give the JSON of a story as it stands in its file."""
    if ending == "pdf":
        return json.dumps((read_held(data) or {}).get("story")).encode()
    if ending == "json" or len(data) > s.STORY_PAGE:
        return data
    return data.partition(BLOCK[0].encode())[2].partition(BLOCK[1].encode())[0]


def _asked(held: Mapping[str, Any]) -> Asked | None:
    safe, days = held.get("safe"), held.get("days")
    return Asked(safe, days) if isinstance(safe, bool) and days in voc.SHARED_DAYS else None


def _sealed(checks: str, steps: list[dict[str, Any]]) -> Iterator[Difference]:
    """Name the steps that are not those the seal lists, by the checks of them as they stand now."""
    then, now = checks.split(".") if checks else [], [check_of(step) for step in steps]
    for kind, a, b, c, d in SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        pairs = min(b - a, d - c)
        yield from (Difference("step_changed", str(c + i + 1)) for i in range(pairs))
        yield from (Difference("step_gone", str(a + i + 1)) for i in range(pairs, b - a))
        yield from (Difference("step_new", str(c + i + 1)) for i in range(pairs, d - c))


def _unlike(there: Any, here: Any, name: str = "") -> Iterator[tuple[str, str, str]]:
    """Give every part in which two plain values differ: its name, and both sides as texts."""
    if isinstance(there, dict) and isinstance(here, dict):
        for key in dict.fromkeys((*here, *there)):
            yield from _unlike(there.get(key), here.get(key), f"{name}.{key}" if name else str(key))
    elif there != here:
        yield name, _text(there), _text(here)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _shown(data: bytes, made: bytes) -> list[Difference]:
    """Name the steps whose part of the page is not what the record gives for them."""
    there, here = (_sections(page.decode("utf-8", "replace")) for page in (data, made))
    found = []
    for key in dict.fromkeys((*here, *there)):
        a, b = there.get(key, ""), here.get(key, "")
        if a != b:
            lang, _, k = key.partition("-")
            found.append(Difference("step_shown", k, lang, *_apart(_words(a), _words(b))))
    return found


def _printed(data: bytes, made: bytes) -> list[Difference]:
    """Name the steps whose printed page says what the record does not give for them; where none does, the pages drawn otherwise."""
    theirs, ours = (read_held(pdf) or {} for pdf in (data, made))
    told = []
    for name, _, there, here in texts_unlike(theirs, ours):
        lang, _, k = name.partition(" ")[0].partition("-")
        told.append(Difference("step_shown", k, lang, *_apart(there.split(), here.split())))
    return told or drawn_unlike(data, made, theirs, ours)


def _sections(page: str) -> dict[str, str]:
    """Give the part of a page that shows a step, by language and number ("en-1"); where two have the same name, both."""
    found: dict[str, str] = {}
    for part in page.split(_SECTION)[1:]:
        name, _, inner = part.partition("</section>")[0].partition('"')
        found[name] = found.get(name, "") + inner
    return found


def _words(section: str) -> list[str]:
    return _TAGS.sub(" ", section).split()


def _apart(there: list[str], here: list[str]) -> tuple[str, str]:
    """Give the words in which two texts differ, without those that both begin and end with."""
    start = next((k for k, (a, b) in enumerate(zip(there, here, strict=False)) if a != b), min(len(there), len(here)))
    there, here = there[start:], here[start:]
    end = next((k for k, (a, b) in enumerate(zip(reversed(there), reversed(here), strict=False)) if a != b), min(len(there), len(here)))
    return " ".join(there[: len(there) - end]), " ".join(here[: len(here) - end])


def strange_numbers(held: Mapping[str, Any]) -> list[tuple[int, str]]:
    """Name the numbers in somebody's sentences that nothing found for their step says: step, numbers."""
    strange = []
    for k, step in enumerate(held["steps"], 1):
        for lang, sentence in step["sentence"].items():
            known = set(re.findall(r"\d+", european(json.dumps(step["found"]["said"][lang], ensure_ascii=False))))
            odd = [n for n in dict.fromkeys(re.findall(r"\d+", european(sentence))) if n not in known]
            strange += [(k, listed(odd, lang))] if odd else []
    return list(dict.fromkeys(strange))
