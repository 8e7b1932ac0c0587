"""Timemap (Forensic Architecture, Bellingcat): events as JSON, or as the CSV its own tools write."""

import json
import re

from geo.evidence.alike import Sheet
from geo.evidence.incidents import WEB_ADDRESS
from geo.intake.sources.source import Get, Source

_COLUMNS = {
    "source_id": ("id",),
    "date": ("date",),
    "local_time": ("time",),
    "place_name": ("location",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "remarks": ("description",),
}


def _finish(cells: Sheet, get: Get, names: set[str]) -> None:  # noqa: ARG001
    """Timemap (Forensic Architecture, Bellingcat): sources are a list; the first web address among them leads back."""

    def first(cell: str) -> str:
        try:
            found = json.loads(cell) if cell.startswith("[") else re.split(r"[\s,;|]+(?=https?:)", cell)
        except (ValueError, RecursionError):
            return ""
        paths = [x.get("path", "") if isinstance(x, dict) else x for x in found]
        return next((p for p in paths if isinstance(p, str) and re.fullmatch(WEB_ADDRESS, p)), "")

    cells["source_url"] = get("sources").each(first)
    cells["source_name"] = "Timemap"


TIMEMAP = Source(
    "timemap",
    _COLUMNS,
    (
        frozenset({"id", "date", "latitude", "longitude", "sources", "associations"}),
        frozenset({"id", "date", "latitude", "longitude", "sources", "time"}),
    ),
    finish=_finish,
    licence="Licence not stated in the file; ask its publisher",
    order="month_first",
)
