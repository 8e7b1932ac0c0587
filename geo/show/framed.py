"""What lies in the frame of a map: certainly, possibly, and what has no position that could say so?"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from geo.choice.filters import Filters, filter_columns, lies, part
from geo.choice.window import day_numbers, holds, window_days
from geo.record.known import Record
from geo.record.remembered import lately
from geo.text import words

_READ = ("date_start", "date_end", "side", "event_kind", "fighting", "grading", "placing", "latitude", "longitude", "radius_m")


@dataclass(frozen=True)
class Framed:
    """Incidents of a window by how they lie to a frame (``filters.Lying``); ``whole`` and ``edge`` are those that are counted."""

    whole: int
    edge: int
    reaching: int
    unplaced: int


def framed_of(record: Record, filters: Filters, aside: Collection[str]) -> Framed:
    """Count how the incidents that pass all else lie to the frame of a choice; ``aside`` are wholes that the choice sets aside."""
    return lately(record, ("framed", filters), lambda: _count(record, filters, aside))


def _count(record: Record, filters: Filters, aside: Collection[str]) -> Framed:
    wide, days = replace(filters, view=()), window_days((filters.start, filters.end), record.span)
    n = np.zeros(4, dtype=np.int64)
    for number, frame in record.frames([*dict.fromkeys((*_READ, *filter_columns(wide)))]):
        held = part(frame, wide, record.places).wanted & holds(day_numbers(frame["date_start"]), day_numbers(frame["date_end"]), days)[0]
        if number == 0 and aside:
            held &= ~frame["incident_id"].isin(aside).to_numpy()
        n += [int((held & those).sum()) for those in lies(frame, filters.view)]
    return Framed(*n.tolist())


def framed_text(framed: Framed, lang: str) -> str:
    """Write how many of those counted may lie outside the frame, and how many are not counted that may lie inside."""
    told = {name: words.number(getattr(framed, name), lang) for name in ("whole", "edge", "reaching", "unplaced")}
    return words.say("in_view_told", lang, **told)
