"""Which incidents are behind a mark, in the order of a list? Of a holding too, a page at a time: ``listing_of``."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters, filter_columns, part
from geo.choice.window import UNDATED, day_numbers, window_days
from geo.count.repeats import key_at_place
from geo.evidence.ranges import COLUMNS as RANGES
from geo.land.areas import LEVEL_COLUMN, PLACINGS, area_key
from geo.record.known import Record
from geo.record.remembered import lately, once
from geo.show.picture import off_the_map, point_key

# what ``incident_line`` reads
_NAMED = (
    "incident_id",
    "place_name",
    "place_name_ar",
    "date_start",
    "date_end",
    "sources",
    "grading",
    "kinds",
    "event_kind",
    "named_sides",
    "belligerents",
)
_PLACED = ("placing", "latitude", "longitude", "radius_m", "wide_area")  # what ``spots_of`` reads
_FIGURES = (*RANGES, "status_unknown", "fighting")
_SHOWN = [*_NAMED, *_FIGURES, *_PLACED]
_LISTED = (
    "date_start",
    "date_end",
    "side",
    "event_kind",
    "fighting",
    "said_min",
    "said_max",
    "grading",
    "placing",
    "wide_area",
    "radius_m",
    "position_disputed",
    "latitude",
    "longitude",
)


def is_behind(incidents: pd.DataFrame, view: View, selected: str, shown: Collection[str] = ()) -> np.ndarray:
    """Say which incidents of a selection are behind a mark (bool); ``shown``: as ``picture.off_the_map``."""
    kind, _, code = selected.partition(":")
    mine = pd.Series(True, index=incidents.index)
    if kind == "area":
        mine = (key_at_place(incidents) if view.show == "repeats" else area_key(incidents, view.level)) == code
    elif kind == "point":
        mine = point_key(incidents) == code
    elif kind == "wide":
        mine = incidents["wide_area"] == code
    elif selected == "tray:off_map":
        mine = off_the_map(incidents, view, shown)
    behind: np.ndarray = mine.to_numpy(dtype=bool)
    return behind


class Listing:
    """The incidents behind a mark whatever their date, in the order of a list, to be shown a page of a window at a time.

    Only where each stands (piece, row), its days and its placing are kept; a page is fetched when it is asked for.
    """

    def __init__(self, record: Record, filters: Filters, view: View, by: str, shown: Collection[str] = ()) -> None:
        self.span, self.undated = record.span, view.selected == "tray:undated"
        columns = [*_LISTED, *filter_columns(filters, *LEVEL_COLUMN.values())]
        found = [_behind(number, frame, record.places, filters, view, shown) for number, frame in record.frames(columns)]
        mine = pd.concat(found, ignore_index=True)
        late = mine["start"].where(mine["start"] != UNDATED, 2**31 - 1).to_numpy()  # the undated and the unknown stand last
        order = np.lexsort((late,) if by == "date" else (late, -mine["killed"].to_numpy()))
        ordered = mine.iloc[order]
        self.piece, self.row, self.start, self.end = (ordered[c].to_numpy() for c in ("piece", "row", "start", "end"))
        self.placing = ordered["placing"].array
        own = np.flatnonzero(self.piece == 0)
        self._place_of = dict(zip(record.incidents["incident_id"].to_numpy()[self.row[own]], own.tolist(), strict=True))

    def within(self, window: tuple[date | None, date | None], aside: Collection[str]) -> np.ndarray:
        """Give the places in the list of what a window holds, but for what is set aside (``tally.Window``)."""
        first, last, everything = window_days(window, self.span)
        if self.undated:
            here = (self.start == UNDATED) & (not everything)
        else:
            here = (self.start <= last) & (self.end >= first) & (self.start != UNDATED) | everything
        here[[self._place_of[i] for i in aside if i in self._place_of]] = False
        return np.flatnonzero(here)

    def rows(self, record: Record, at: np.ndarray, window: tuple[date | None, date | None]) -> pd.DataFrame:
        """Give the incidents at some places of the list, made of this record, with ``certain``."""
        first, last, everything = window_days(window, self.span)
        certain = (self.start[at] >= first) & (self.end[at] <= last) | everything | self.undated
        own = once(record, "listed", lambda: record.incidents[_SHOWN])
        pieces, row = self.piece[at], self.row[at]
        if not pieces.any():
            return own.iloc[row].set_axis(np.arange(len(at))).assign(certain=certain)
        parts = []
        for piece in np.unique(pieces).tolist():
            mine = np.flatnonzero(pieces == piece)
            rows = row[mine].tolist()
            frame = own.iloc[rows] if piece == 0 else record.pieces.rows("incidents", piece, rows, record.incidents.dtypes, _SHOWN)
            parts.append(frame.set_axis(mine))
        found = pd.concat(parts).sort_index()
        return found.assign(certain=certain)


def spots_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[float] | str]:
    """Give where each incident of a list is, by its id: latitude, longitude (WGS84 degrees) and radius in metres (0: not stated) of what is
    placed, the code of its area for what is known only to that; what has no position is not there."""
    spots: dict[str, list[float] | str] = {}
    for row in rows:
        if row["placing"] in ("point", "outside"):
            radius = 0.0 if pd.isna(row["radius_m"]) else float(row["radius_m"])
            spots[row["incident_id"]] = [round(float(row["latitude"]), 5), round(float(row["longitude"]), 5), radius]
        elif row["wide_area"]:
            spots[row["incident_id"]] = str(row["wide_area"])
    return spots


def _behind(piece: int, every: pd.DataFrame, places: pd.DataFrame, filters: Filters, view: View, shown: Collection[str]) -> pd.DataFrame:
    """Give what a list keeps of the incidents of one frame that are behind the mark."""
    held = part(every, filters, places)
    kind, _, side = view.selected.partition(":")
    beside = kind == "tray" and side in voc.SIDES
    mine = every[held.apart & (every["side"] == side).to_numpy() if beside else held.wanted]
    mine = mine[is_behind(mine, view, view.selected, shown)] if not beside and view.selected != "tray:undated" else mine
    return pd.DataFrame(
        {
            "piece": np.full(len(mine), piece, dtype=np.int32),
            "row": mine.index.to_numpy().astype(np.int32),
            "start": day_numbers(mine["date_start"]),
            "end": day_numbers(mine["date_end"]),
            "killed": mine["said_max"].fillna(-1).to_numpy(dtype=np.int32),
            "placing": pd.Categorical(mine["placing"], categories=PLACINGS),
        }
    )


def listing_of(record: Record, filters: Filters, view: View, by: str, shown: Collection[str] = ()) -> Listing:
    """Give the list of what is behind the chosen mark, or of everything; made once, however the window moves (but for what has no mark on the level of
    repeats, whose ``shown`` places change with it)."""
    anytime = replace(filters, start=None, end=None)
    key = ("list", anytime, view.show, view.level, view.selected, by, tuple(shown))
    return lately(record, key, lambda: Listing(record, anytime, view, by, shown))
