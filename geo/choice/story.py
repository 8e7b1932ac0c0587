"""How is a story read: a list of saved views with a sentence each, in one or more languages?

A story is JSON: ``title`` (a text by language), ``steps`` (``view``, the address of a view or its parameters by name, and ``sentence``, a text by
language). What a story that was told holds beside that (``found``, ``check``) is kept as it stands, to be held against the record.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import PARAMS, View, read_known, write_params
from geo.choice.filters import Filters
from geo.text import words

_STORY = ("title", "steps")
_MADE = ("story", "record", "safe", "days", "seal")  # what a story that was told holds besides
_STEP = ("view", "sentence")
_TOLD = ("found", "check")
_SHOWN = 80  # characters of a value that is told
_NOT_TOLD = ("selected", "sort", "section", "present", "basemap", "split", "versus", "stop", "per")  # of a view: no step shows them


@dataclass(frozen=True)
class BadPart:
    """A part of a story that cannot be meant: its step (0: the story itself), name, value, and what is allowed (id of a text, options)."""

    step: int
    name: str
    value: str
    allowed: str
    options: tuple[str, ...] = ()

    def told(self, lang: str) -> str:
        """Write it in one line."""
        allowed = words.say(f"allowed_{self.allowed}", lang, options=", ".join(self.options))
        step = words.number(self.step, lang)
        return words.say("story_bad" if self.step else "bad_param", lang, step=step, name=self.name, value=self.value, allowed=allowed)


class StoryRefused(Exception):
    """A story cannot be told; ``problems`` says why, all of it."""

    def __init__(self, problems: list[BadPart]) -> None:
        super().__init__(problems)
        self.problems = problems


@dataclass(frozen=True)
class Step:
    """One view of a story with its sentence, language -> text; ``found`` and ``check`` are what it says it holds."""

    filters: Filters
    view: View
    sentence: Mapping[str, str]
    found: Any = None
    check: str = ""


@dataclass(frozen=True)
class Story:
    """A title, language -> text, and steps with a sentence in each of these languages."""

    title: Mapping[str, str]
    steps: tuple[Step, ...]

    @property
    def langs(self) -> tuple[str, ...]:
        """Give its languages in the order of its title."""
        return tuple(self.title)


class _Reader:
    """Takes the parts of a story one by one, and collects what is wrong with them."""

    def __init__(self, places: Collection[str], areas: Collection[str]) -> None:
        self.places, self.areas = places, areas
        self.bad: list[BadPart] = []

    def tell(self, step: int, name: str, value: Any, allowed: str, *options: str) -> None:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        self.bad.append(BadPart(step, name, text[:_SHOWN], allowed, options))

    def known(self, step: int, of: Mapping[str, Any], keys: tuple[str, ...], also: tuple[str, ...], name: str = "") -> None:
        for key in of:
            if key not in (*keys, *also):
                self.tell(step, f"{name}{key[:_SHOWN]}", of[key], "unknown_key", ", ".join(keys))

    def texts(self, step: int, name: str, of: Any, langs: tuple[str, ...], most: int) -> dict[str, str]:
        """Read a text by language; ``langs`` are those that are needed, or where there are none those that are allowed."""
        if not isinstance(of, dict) or not of:
            self.tell(step, name, of, "story_by_language", ", ".join(langs or voc.LANGUAGES))
            return {}
        self.known(step, of, langs or voc.LANGUAGES, (), f"{name}.")
        got = {}
        for lang in langs or tuple(x for x in of if x in voc.LANGUAGES):
            text = of.get(lang)
            if isinstance(text, str) and 0 < len(text.strip()) <= most:
                got[lang] = "".join(c if c.isprintable() or c in "\u200c\u200d\u2066\u2067\u2068\u2069" else " " for c in text).strip()
            else:
                self.tell(step, f"{name}.{lang}", text if text is not None else "", "story_text", str(most))
        return got

    def view(self, step: int, of: Any) -> tuple[Filters, View]:
        if isinstance(of, str) and len(of) <= s.STORY_VIEW:
            of = dict(parse_qsl(urlsplit(of).query, keep_blank_values=True))
        if not isinstance(of, dict) or not all(isinstance(x, str) for x in of.values()):
            self.tell(step, "view", of, "story_view")
            return Filters(), View()
        self.known(step, of, tuple(sorted(PARAMS)), (), "view.")
        filters, view, bad = read_known(of, Filters(), self.places, self.areas)
        self.bad += [BadPart(step, f"view.{x.name}", x.value, x.allowed, x.options) for x in bad]
        plain = View()
        return filters, replace(view, lang=plain.lang, **{name: getattr(plain, name) for name in _NOT_TOLD})

    def step(self, k: int, of: Any, langs: tuple[str, ...]) -> Step:
        if not isinstance(of, dict):
            self.tell(k, "step", of, "story_step", ", ".join(_STEP))
            return Step(Filters(), View(), {})
        self.known(k, of, _STEP, _TOLD)
        filters, view = self.view(k, of.get("view"))
        check = of.get("check", "")
        return Step(
            filters,
            view,
            self.texts(k, "sentence", of.get("sentence"), langs, s.STORY_SENTENCE),
            of.get("found"),
            check if isinstance(check, str) else "",
        )


def load_story(data: bytes) -> dict[str, Any]:
    """Read the JSON of a story, none of its parts yet.

    Raises
    ------
    StoryRefused : it is too large, or no JSON object.
    """
    if len(data) > s.STORY_BYTES:
        raise StoryRefused([BadPart(0, "size", str(len(data)), "story_size", (str(s.STORY_BYTES),))])
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not _shallow(found, s.JSON_DEPTH):
        raise StoryRefused([BadPart(0, "story", data[:_SHOWN].decode("utf-8", "replace"), "story_json", ())])
    return found


def _shallow(value: Any, most: int) -> bool:
    """Say whether a plain value is nested no deeper than so many levels."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most > 0 and all(_shallow(x, most - 1) for x in inner)


def read_story(of: Mapping[str, Any], places: Collection[str], areas: Collection[str]) -> Story:
    """Read a story from its JSON object (``load_story``); ``places`` and ``areas`` are the codes a view may name.

    Raises
    ------
    StoryRefused : some part cannot be meant; every such part is named.
    """
    reader = _Reader(places, areas)
    reader.known(0, of, _STORY, _MADE)
    title = reader.texts(0, "title", of.get("title"), (), s.STORY_TITLE)
    steps = of.get("steps")
    if not isinstance(steps, list) or not 0 < len(steps) <= s.STORY_STEPS:
        number = str(len(steps)) if isinstance(steps, list) else steps
        reader.tell(0, "steps", number, "story_steps", str(s.STORY_STEPS))
        raise StoryRefused(reader.bad)
    told = tuple(reader.step(k, step, tuple(title)) for k, step in enumerate(steps, 1))
    if reader.bad:
        raise StoryRefused(reader.bad)
    return Story(title, told)


def write_view(step: Step) -> dict[str, str]:
    """Write the view of a step as the parameters of an address, without a language."""
    return write_params(step.filters, step.view)


def plain_story(story: Story) -> dict[str, Any]:
    """Give a story as the JSON object that ``read_story`` reads, without anything found."""
    return {"title": dict(story.title), "steps": [{"view": write_view(x), "sentence": dict(x.sentence)} for x in story.steps]}
