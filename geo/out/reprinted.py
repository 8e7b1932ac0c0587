"""Is each page of a printed document what the record gives for it?

The document is made again from the record and the choice beside its seal. If the two are not the same bytes, what both hold of themselves is compared page
by page, and then what is drawn on each page.
"""

import json
import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from geo import vocabulary as voc
from geo.choice.address import PARAMS, read_known
from geo.choice.filters import Filters
from geo.out.atlas import Atlas, write_atlas
from geo.out.typeset import NeedsTypst, read_held
from geo.out.verify import Difference, Verdict
from geo.record.known import Record
from geo.seals import is_whole, read_choice

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_CONTENT = re.compile(rb"/Contents (\d+) 0 R")
_PAGE = re.compile(rb"/Type/Page\b(?!s)")


def verify_printed(data: bytes, record: Record) -> Verdict:
    """Hold an atlas or a dossier against the record; ``rows`` and ``same`` of the verdict are its pages.

    Raises
    ------
    NeedsTypst : it is not installed.
    """
    whole, made = is_whole(data), _made_again(read_choice(data), record)
    if made is None:
        return Verdict(whole, differing=(Difference("choice_unsound"),))
    ours: dict[str, Any] = read_held(made) or {}
    n = len(ours.get("pages", ()))
    if made == data:
        return Verdict(whole, n, n, pages=True)
    theirs = read_held(data) or {}
    found = (
        [Difference("data", there=str(theirs.get("record")), here=record.fingerprint)] if theirs.get("record") != record.fingerprint else []
    )
    told, wrong = pages_unlike(theirs, ours)
    found += told
    if not told:
        found += drawn_unlike(data, made, theirs, ours)
    return Verdict(whole, n, max(n - len(wrong), 0), tuple(found or [Difference("bytes")]), pages=True)


def _made_again(choice: dict[str, str], record: Record) -> bytes | None:
    """Make the document of a choice anew; None if the choice is none of a document."""
    params = {k: v for k, v in choice.items() if k in PARAMS}
    filters, view, bad = read_known(params, Filters(), set(record.places["area_id"]), record.area_ids)
    major, kind = choice.get("major", ""), choice.get("print")
    sound = choice.get("safe") in ("0", "1") and choice.get("days") in voc.SHARED_DAYS and kind in ("atlas", "dossier")
    if bad or not sound or not (major.isascii() and major.isdigit() and len(major) < 7):
        return None
    try:
        return write_atlas(record, filters, view, Atlas(choice["safe"] == "1", choice["days"], int(major), kind == "dossier"))[0]
    except NeedsTypst:
        raise
    except ValueError:  # no such incident
        return None


def pages_unlike(theirs: dict[str, Any], ours: dict[str, Any]) -> tuple[list[Difference], set[str]]:
    """Compare what two documents hold of themselves; give every text that differs, with the title of its page, and the names of these pages."""
    there, here = (_pages(held) for held in (theirs, ours))
    found = [Difference("page_gone", _title(here[name]) or name) for name in here if name not in there]
    found += [Difference("page_new", _title(there[name]) or name) for name in there if name not in here]
    unlike = list(texts_unlike(theirs, ours))
    found += [Difference("page", _title(here[name]) or name, kind, a, b) for name, kind, a, b in unlike if name in there and name in here]
    return found, {name for name, *_ in unlike}


def texts_unlike(theirs: dict[str, Any], ours: dict[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give every text in which the pages of two documents differ: the name of the page, the kind of its block, and both texts."""
    there, here = (_pages(held) for held in (theirs, ours))
    for name in dict.fromkeys((*here, *there)):
        if there.get(name) != here.get(name):
            pairs = zip_longest(_texts(there.get(name)), _texts(here.get(name)), fillvalue=("", "\u2013"))
            yield from ((name, b[0] or a[0], a[1], b[1]) for a, b in pairs if a != b)


def _pages(held: dict[str, Any]) -> dict[str, Any]:
    pages = held.get("pages")
    if not isinstance(pages, list):
        return {}
    return {f"{page.get('name')} {page.get('lang')}": page.get("blocks") for page in pages if isinstance(page, dict)}


def _title(blocks: Any) -> str:
    return next((text for kind, text in _texts(blocks) if kind == "title"), "")


def _texts(blocks: Any) -> Iterator[tuple[str, str]]:
    """Give the texts of a page in order, each with the kind of its block; rows of a table and lines by themselves."""
    for block in blocks if isinstance(blocks, list) else ():
        if not isinstance(block, dict):
            yield "", json.dumps(block, ensure_ascii=False)
            continue
        parts = {name: block[name] for name in ("rows", "lines") if isinstance(block.get(name), list)}
        kind = str(block.get("kind", ""))
        rest = {name: value for name, value in block.items() if name not in (*parts, "kind")}
        yield kind, str(rest["text"]) if rest.keys() == {"text"} else json.dumps(rest, ensure_ascii=False)
        for line in (line for part in parts.values() for line in part):
            yield kind, " | ".join(map(str, line)) if isinstance(line, list) else str(line)


def drawn_unlike(data: bytes, made: bytes, theirs: dict[str, Any], ours: dict[str, Any]) -> list[Difference]:
    """Name the pages, by their number, that are drawn otherwise than they are made here; of another version of typst that can not be said."""
    if theirs.get("typst") != ours.get("typst"):
        return [Difference("print_version", there=str(theirs.get("typst")), here=str(ours.get("typst")))]
    there, here = (dict(_OBJECT.findall(pdf)) for pdf in (data, made))
    leaves = [
        (k, found[1])
        for k, (_, body) in enumerate(((n, b) for n, b in here.items() if _PAGE.search(b)), 1)
        if (found := _CONTENT.search(body))
    ]
    return [Difference("page_drawn", str(k)) for k, content in leaves if there.get(content) != here[content]]
