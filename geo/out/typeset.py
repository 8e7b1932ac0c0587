"""How is a document set as a PDF with tags, whose text can be searched, copied and read aloud, and how is it read again?

What a document says is plain data (``Leaf``); the engine gets it as JSON, never as markup, in a folder of its own, without packages and without the
typefaces of this machine. What was set stands in the file too, before its end, where readers pass over it: ``read_held`` gives it.
"""

import base64
import importlib
import importlib.util
import json
import tempfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from geo import colours
from geo import settings as s
from geo.seals import new_place, seal
from geo.text import words
from geo.text.languages import direction

_TEMPLATE = Path(__file__).parent / "assets" / "print.typ"
_STANDARD = "ua-1"  # PDF/UA-1: the engine itself refuses what is not tagged, titled, or has no alternative text
_LINE = 200  # characters of a comment in a PDF
_MARK = b"%held "
_END = b"startxref"

Block = dict[str, Any]


class NeedsTypst(ValueError):
    """Typst, which sets documents, is not installed (requirements-print.txt)."""


@dataclass(frozen=True)
class Leaf:
    """A part of a document that begins a page: its name for whoever checks it, its language, what stands on it, and what stands under each of its pages.

    A block is plain data: ``kind`` (title, heading, over, figure, lead, text, note, quiet, lines, table, map, contents), with ``text``, or ``lines``, or
    ``heads``, ``rows`` and ``widths``, or ``name`` (of a picture), ``alt`` and ``key``. A text with an address is {"text": ..., "url": ...}.
    """

    name: str
    lang: str
    blocks: Sequence[Block]
    foot: str = ""


def can_print() -> bool:
    """Say whether documents can be set here."""
    return importlib.util.find_spec("typst") is not None


def typeset(leaves: Sequence[Leaf], title: str, pictures: Mapping[str, bytes], held: Mapping[str, Any], choice: Mapping[str, str]) -> bytes:
    """Set a document as PDF/UA-1, sealed; the same input gives the same bytes (with the same version of typst).

    Parameters
    ----------
    pictures : SVG by the name that blocks call it. held : plain data that the file keeps (``read_held``). choice : stands beside the seal.

    Raises
    ------
    NeedsTypst : it is not installed (the text says what to install).
    """
    if not can_print():
        raise NeedsTypst(words.say("print_needs_typst", leaves[0].lang))
    from geo.out.letters import FAMILY, font_files, plain  # reads the typefaces

    document = {
        "title": plain(title),
        "family": FAMILY,
        "colours": {
            "ink": colours.INK,
            "quiet": colours.QUIET,
            "harm": colours.HARM,
            "blue": colours.BLUE,
            "rule": colours.RULE,
        },
        "pages": [_page(leaf) for leaf in leaves],
    }
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("fonts", "none"):
            (root / name).mkdir()
        for name, data in font_files().items():
            (root / "fonts" / name).write_bytes(data)
        for name, data in pictures.items():
            (root / name).write_bytes(data)
        (root / "document.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        (root / "main.typ").write_bytes(_TEMPLATE.read_bytes())
        engine: Any = importlib.import_module("typst")  # optional: 82 MB
        made = engine.compile(
            str(root / "main.typ"),
            root=folder,
            font_paths=[str(root / "fonts")],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=[_STANDARD],
            package_path=str(root / "none"),
            package_cache_path=str(root / "none"),
        )
    place = new_place(choice)
    return seal(_with_comments(bytes(made), {**held, "typst": metadata.version("typst")}, place), place)


def held_of(leaves: Sequence[Leaf]) -> list[dict[str, Any]]:
    """Give what stands on pages as plain data, for the file and for whoever holds it against the record."""
    return [{"name": leaf.name, "lang": leaf.lang, "blocks": list(leaf.blocks)} for leaf in leaves]


def _page(leaf: Leaf) -> dict[str, Any]:
    return {
        "lang": leaf.lang,
        "dir": direction(leaf.lang),
        "foot": _set(leaf.foot, leaf.lang),
        "blocks": [_block(block, leaf.lang) for block in leaf.blocks],
    }


def _block(block: Block, lang: str) -> Block:
    """Give a block with its texts cut into runs; only what a reader reads is a text."""
    from geo.out.letters import plain

    told = dict(block)
    for name in ("text", "key"):
        if name in told:
            told[name] = _set(told[name], lang)
    if "alt" in told:
        told["alt"] = plain(told["alt"])
    for name in ("lines", "heads"):
        if name in told:
            told[name] = [_set(x, lang) for x in told[name]]
    if "rows" in told:
        told["rows"] = [[{"cell": _set(x, lang)} for x in row] for row in told["rows"]]
    return told


def _set(text: Any, lang: str) -> Any:
    """Give a text as runs; one with an address keeps it, if it is one of the web."""
    from geo.out.letters import runs

    if isinstance(text, dict):
        url = str(text.get("url", ""))
        return {"text": runs(text["text"], lang), "url": url if url.startswith(("https://", "http://")) else ""}
    return runs(text, lang)


def _with_comments(data: bytes, held: Mapping[str, Any], place: str) -> bytes:
    """Put what is held, and the place of the seal, before the last lines of a PDF: nothing that is pointed at moves, and readers find its end."""
    text = base64.b64encode(zlib.compress(json.dumps(held, ensure_ascii=False, default=str).encode(), 9)).decode()
    lines = [text[k : k + _LINE] for k in range(0, len(text), _LINE)]
    comments = b"".join(_MARK + line.encode() + b"\n" for line in lines) + f"%{place}\n".encode()
    at = data.rindex(_END)
    return data[:at] + comments + data[at:]


def read_held(data: bytes) -> dict[str, Any] | None:
    """Give what a PDF of this dashboard holds; None if it holds nothing that can be read."""
    lines = [line[len(_MARK) :] for line in data.split(b"\n") if line.startswith(_MARK)]
    try:
        whole = base64.b64decode(b"".join(lines), validate=True)
        opened = zlib.decompressobj()
        text = opened.decompress(whole, s.PRINT_HELD)
        found = json.loads(text) if lines and not opened.unconsumed_tail else None
    except (ValueError, zlib.error, RecursionError):
        return None
    return found if isinstance(found, dict) else None
