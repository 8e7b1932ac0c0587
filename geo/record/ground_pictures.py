"""Which pictures of the land did somebody bring to lie under the map, of which day, and whose are they? Context beside the record, never evidence."""

import json
import math
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from geo import settings as s
from geo.record.stored import write_whole

BEFORE, AFTER = "before", "after"
PLACES = (BEFORE, AFTER)


@dataclass(frozen=True)
class GroundPicture:
    """A picture kept in a data folder: ``place`` (``PLACES``), where its WebP file lies, its source and licence, the day it shows (None: not stated),
    west, south, east and north (degrees), the SHA-256 of its bytes, and what else is told of it (``file``, ``file_sha256``, ``read_on``, ``size`` in pixels, ``metres`` a pixel)."""

    place: str
    path: Path
    source: str
    licence: str
    day: date | None
    box: tuple[float, float, float, float]
    sha256: str
    about: dict[str, Any] = field(compare=False)


def listed_pictures(folder: Path) -> tuple[Path, ...]:
    """Give the files that say which pictures there are: those of a data folder, also those that are not there."""
    return tuple(folder / s.GROUND / f"{place}.json" for place in PLACES)


def kept_pictures(folder: Path) -> tuple[GroundPicture, ...]:
    """Find the pictures kept in a data folder, the one before first; one that is not whole is none: a map without it is right too."""
    return tuple(one for place in PLACES if (one := _kept(folder / s.GROUND, place)))


def _kept(folder: Path, place: str) -> GroundPicture | None:
    try:
        about = json.loads((folder / f"{place}.json").read_text(encoding="utf-8"))
        path = folder / f"{place}.webp"
        west, south, east, north = (float(x) for x in about["box"])
        right = -180 <= west < east <= 180 and -90 < south < north < 90  # without a number it is neither
        if not (right and path.is_file()):
            return None
        day = date.fromisoformat(about["date"]) if about["date"] else None
        return GroundPicture(
            place, path, str(about["source"]), str(about["licence"]), day, (west, south, east, north), str(about["sha256"]), about
        )
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None


def keep_picture(folder: Path, place: str, image: bytes, about: dict[str, Any]) -> None:
    """Keep a picture (the bytes of a WebP file) in a data folder, in place of any other of its place.

    Parameters
    ----------
    place : one of ``PLACES``.
    about : ``source``, ``licence``, ``date`` (a day, or empty: not stated), ``box`` and what else is to be told.

    Raises
    ------
    OSError : the folder cannot be written.
    ValueError : ``box`` is no box.
    """
    if not all(math.isfinite(x) for x in about["box"]):
        raise ValueError(f"box {about['box']}: four numbers are wanted")
    to = folder / s.GROUND
    to.mkdir(parents=True, exist_ok=True)
    (to / f"{place}.json").unlink(missing_ok=True)  # written last: until then there is none
    write_whole(to / f"{place}.webp", image)
    about = {**about, "sha256": sha256(image).hexdigest()}
    write_whole(to / f"{place}.json", (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())


def remove_picture(folder: Path, place: str) -> bool:
    """Take the picture of one place away from a data folder; say whether there was one."""
    files = [folder / s.GROUND / f"{place}.{ending}" for ending in ("json", "webp")]
    there = any(file.is_file() for file in files)
    for file in files:
        file.unlink(missing_ok=True)
    return there
