"""Is a file still what left this dashboard?

A file carries the SHA-256 of itself as it was with zeros in that place, so one changed byte is found without any list. This
guards against accidents and quiet edits; whoever knows this program can seal a forgery, which ``geo.out.verify`` holds against the record.
"""

import re
import secrets
import struct
import zlib
from hashlib import sha256

_MARK = "raqqa-sha256:"
_FOUND = re.compile(_MARK.encode() + rb"([0-9a-f]{64})")
_ZEROS = b"0" * 64
_MOST = 50  # different marks looked at: a row may quote another file's


def new_place() -> str:
    """Give the text a writer puts where the seal will stand; no text of the data can be the same."""
    return _MARK + secrets.token_hex(32)


def seal(data: bytes, place: str) -> bytes:
    """Put the seal in its place, wherever that stands in the file; the same content gives the same bytes.

    Raises
    ------
    ValueError : the writer did not write the place.
    """
    held = place.removeprefix(_MARK).encode()
    if held not in data:
        raise ValueError(place)
    blank = _mend(data.replace(held, _ZEROS))
    return _mend(data.replace(held, sha256(blank).hexdigest().encode()))


def is_whole(data: bytes) -> bool | None:
    """Say whether a sealed file is as it was sealed; None if it carries no seal."""
    found = list(dict.fromkeys(m[1] for m in _FOUND.finditer(data)))[:_MOST]
    if not found:
        return None
    return any(sha256(_mend(data.replace(_MARK.encode() + x, _MARK.encode() + _ZEROS))).hexdigest().encode() == x for x in found)


def _mend(data: bytes) -> bytes:
    """Write the checksums of a PNG's text chunks anew; any other file stays as it is."""
    if not data.startswith(b"\x89PNG\r\n\x1a\n"):
        return data
    out, at = bytearray(data), 8
    while at + 12 <= len(out):
        (length,) = struct.unpack(">I", out[at : at + 4])
        kind, end = bytes(out[at + 4 : at + 8]), at + 8 + length
        if end + 4 > len(out):
            break
        if kind == b"tEXt":
            out[end : end + 4] = struct.pack(">I", zlib.crc32(bytes(out[at + 4 : end])))
        at = end + 4
    return bytes(out)
