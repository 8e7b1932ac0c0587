"""What do the editors of a record say about it? ``read_about`` reads ``about.LANG.md`` of the data folder, one file a language."""

import re
from dataclasses import dataclass
from pathlib import Path

from geo import settings as s

_HEADING = re.compile(r"(#{1,2}) (.+?)(?: \{#([a-z]+)\})?")


@dataclass(frozen=True)
class Part:
    """A heading of a level (1, or 2 below it), its anchor, which may be empty, and the paragraphs under it."""

    level: int
    heading: str
    anchor: str
    paragraphs: tuple[str, ...]


def read_about(lang: str, folder: Path = s.DATA, **values: str) -> list[Part]:
    """Give the parts of what editors wrote in a language, in English where they wrote nothing in it; nothing without either file.

    Headings (``#``, ``##``, with ``{#anchor}`` after it) and paragraphs parted by blank lines; anything else is text. ``{name}`` in a
    paragraph is filled with the value of that name, any other brace stays.
    """
    files = [path for path in (folder / f"about.{lang}.md", folder / "about.en.md") if path.exists()]
    parts: list[Part] = []
    for block in re.split(r"\n\s*\n", files[0].read_text(encoding="utf-8").strip()) if files else ():
        text = " ".join(block.split("\n"))
        if found := _HEADING.fullmatch(text):
            parts.append(Part(len(found[1]), found[2], found[3] or "", ()))
        elif parts:
            filled = re.sub(r"\{(\w+)\}", lambda m: values.get(m[1], m[0]), text)
            parts[-1] = Part(parts[-1].level, parts[-1].heading, parts[-1].anchor, (*parts[-1].paragraphs, filled))
    return parts
