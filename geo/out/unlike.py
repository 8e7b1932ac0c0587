"""Where do two files whose parts say the same first part, letter by letter?

What taking a file apart passes over (a hidden row, a comment before the first element, a word outside every step) stands there all the same.
"""

import io
import zipfile

from geo import settings as s
from geo.seals import mark_of

_PACKED = ("xlsx", "kmz")
_WRITTEN = ("csv", "geojson", "json", "kml", "svg", "html")
_SHOWN = 70  # bytes


def first_unlike(there: bytes, here: bytes, ending: str) -> list[tuple[str, str, str]]:
    """Give the first place of each member of a packed file, or of a file that is text, at which it is not what it should be: where (member and line),
    and what both say from there on; nothing of other formats, or where only packing differs."""
    if ending in _PACKED:
        return _packed_unlike(there, here)
    pair = (data.replace(mark_of(data).encode(), b"(seal)") if mark_of(data) else data for data in (there, here))
    return _written_unlike(*pair) if ending in _WRITTEN else []


def _packed_unlike(there: bytes, here: bytes) -> list[tuple[str, str, str]]:
    """Compare the members of two archives; of one name the last, as those read it that open them."""
    members: list[dict[str, bytes]] = []
    for data in (there, here):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(x.file_size for x in archive.infolist()) > s.UNPACKED_BYTES:
                return []
            members.append({x.filename: archive.read(x) for x in archive.infolist()})
    theirs, ours = members
    return [
        (f"{name} {where}", a, b)
        for name in dict.fromkeys((*ours, *theirs))
        for where, a, b in _written_unlike(theirs.get(name, b""), ours.get(name, b""))
    ]


def _written_unlike(there: bytes, here: bytes) -> list[tuple[str, str, str]]:
    if there == here:
        return []
    low, high = 0, min(len(there), len(here))  # where they part, found by halves: files are large
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if there[low:middle] == here[low:middle] else (low, middle - 1)
    start = max(low - _SHOWN // 3, 0)
    a, b = (data[start : low + _SHOWN].decode("utf-8", "replace").strip("\ufffd") for data in (there, here))
    return [(str(there.count(b"\n", 0, low) + 1), a, b)]
