"""Signs that do something instead of being read, written as what they are: ``unturned`` for a page, ``visible`` for a terminal, ``escaped`` for JSON,
``harmless`` for a spreadsheet (``as_meant`` reads that back)."""

import json
import re
from typing import Any

# what moves a cursor or ends a line, turns or hides the text after it, or is half a character
_ACTING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
_FORMULA = re.compile(
    r"'*[\s\x00-\x20\u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]"
)  # what a spreadsheet would run (OWASP, CSV injection), already guarded or not
_TURNING = re.compile("[\u061c\u202a-\u202e\u2066-\u206f]")


def unturned(text: str) -> str:
    """Write every sign that turns the text after it round as ``[U+202E]``; an isolate that is closed stays (our texts hold names in them)."""
    return _written_out(_TURNING, text)


def visible(text: str) -> str:
    """Write every sign that acts instead of being read as ``[U+001B]``, those that end a line too; an isolate that is closed stays."""
    return _written_out(_ACTING, text)


def _written_out(signs: re.Pattern[str], text: str) -> str:
    opened: list[re.Match[str]] = []
    closed: set[int] = set()
    for found in re.finditer("[\u2066-\u2069]", text):
        if found.group() != "\u2069":
            opened.append(found)
        elif opened:
            last = opened.pop()
            closed |= {last.start(), found.start()} if last.group() != "\u2067" else set()  # none of our texts turns a name by force
    return signs.sub(lambda m: m.group() if m.start() in closed else f"[U+{ord(m.group()):04X}]", text)


def escaped(text: str) -> str:
    """Give JSON with every sign that acts in its texts escaped: who reads it gets the same texts; its own line ends stay."""
    return _ACTING.sub(lambda m: m.group() if m.group() == "\n" else json.dumps(m.group())[1:-1], text)


def harmless(cell: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula: an apostrophe before it says "text"; ``as_meant`` takes it off again."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def as_meant(text: str) -> str:
    """Give a text as it was before ``harmless``."""
    return text[1:] if text[:1] == "'" and _FORMULA.match(text) else text
