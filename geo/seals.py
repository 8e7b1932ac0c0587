"""Is a file still what left this dashboard, and which choice does it say it holds?

A file carries the SHA-256 of itself as it was with zeros in that place, so one changed byte is found without any list. This
guards against accidents and quiet edits; whoever knows this program can seal a forgery, which ``geo.out.verify`` holds against the record.

The seal is the first or the last mark in the file, never another one: what texts of the data quote decides about nothing.
"""

import re
import secrets
import struct
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode

_MARK = "raqqa-sha256:"
_FOUND = re.compile(_MARK.encode() + rb"([0-9a-f]{64})(?:\?([A-Za-z0-9_.~%+&=-]*))?")
_ZEROS = b"0" * 64
_CHOICE = 20_000  # characters of a choice that is read


def new_place(choice: Mapping[str, str] | None = None) -> str:
    """Give the text a writer puts where the seal will stand, first or last of all marks in the file; no text of the data can be the same.

    ``choice`` says what the file holds, as the parameters of an address; it may stand in a comment of HTML.
    """
    said = urlencode(choice or {}).replace("--", "-%2D")
    return _MARK + secrets.token_hex(32) + (f"?{said}" if said else "")


def seal(data: bytes, place: str) -> bytes:
    """Put the seal in its place, wherever that stands in the file; the same content gives the same bytes.

    Raises
    ------
    ValueError : the writer did not write the place, or another mark stands both before and after it.
    """
    held = place.removeprefix(_MARK).partition("?")[0].encode()
    if held not in {m[1] for m in _ends(data)}:
        raise ValueError(place)
    blank = _mend(data.replace(held, _ZEROS))
    return _mend(data.replace(held, sha256(blank).hexdigest().encode()))


def is_whole(data: bytes) -> bool | None:
    """Say whether a sealed file is as it was sealed; None if it carries no seal."""
    ends = _ends(data)
    return any(_holds(data, m[1]) for m in ends) if ends else None


def mark_of(data: bytes) -> str:
    """Give the seal of a file as it stands there, with the choice beside it; of a changed file, what may be its seal."""
    ends = _ends(data)
    found = next((m for m in ends if _holds(data, m[1])), None) or next((m for m in ends if m[2]), None)
    if found is None:
        return ""
    end = next(
        (end for _, _, end in _chunks(data) if end > found.start()), len(data)
    )  # the check sum behind a chunk can look like more of a choice
    return data[found.start() : min(found.end(), end)].decode()


def read_choice(data: bytes) -> dict[str, str]:
    """Give the choice that stands beside the seal of a file; empty if it has none."""
    said = mark_of(data).partition("?")[2]
    return dict(parse_qsl(said[:_CHOICE], keep_blank_values=True))


def _ends(data: bytes) -> list[re.Match[bytes]]:
    """Find the first and the last mark in a file."""
    first = _FOUND.search(data)
    if first is None:
        return []
    at = data.rfind(_MARK.encode())
    last = _FOUND.match(data, at)
    while last is None:  # a mark without a hash is none
        at = data.rfind(_MARK.encode(), 0, at)
        last = _FOUND.match(data, at)
    return [first] if last.start() == first.start() else [first, last]


def _blank(data: bytes, held: bytes) -> bytes:
    return _mend(data.replace(_MARK.encode() + held, _MARK.encode() + _ZEROS))


def _holds(data: bytes, held: bytes) -> bool:
    return sha256(_blank(data, held)).hexdigest().encode() == held


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give the kind of each chunk of a PNG, where that stands, and where its content ends; nothing of any other file."""
    at = 8 if data.startswith(b"\x89PNG\r\n\x1a\n") else len(data)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        end = at + 8 + length
        if end + 4 > len(data):
            return
        yield data[at + 4 : at + 8], at + 4, end
        at = end + 4


def _mend(data: bytes) -> bytes:
    """Write the checksums of a PNG's text chunks anew; any other file stays as it is."""
    out = bytearray(data)
    for kind, at, end in _chunks(data):
        if kind == b"tEXt":
            out[end : end + 4] = struct.pack(">I", zlib.crc32(data[at:end]))
    return bytes(out)
