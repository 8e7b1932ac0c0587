"""Files this dashboard wrote itself, and tables of the record's own columns."""

import numpy as np
import pandas as pd

from geo.evidence.alike import Sheet
from geo.evidence.incidents import COLUMNS
from geo.evidence.kinds import ATTACK, usual_kinds
from geo.intake.sources.source import Get, Source
from geo.text.signs import as_meant

_NEW = ("event_kind", "infrastructure", "local_time")
FORMER = tuple("dyad" if c == "sides" else c for c in COLUMNS if c not in _NEW)  # the columns until version 1.0, in their order


def bring_up(table: pd.DataFrame) -> pd.DataFrame:
    """Give claims in the columns until version 1.0 (``FORMER``, texts) those of today; a table that has these stays as it is.

    The kind of an event follows from its source's rule: all that Airwars lists are strikes; UCDP's dyads of a side and civilians are
    attacks, the others fighting. Whatever else is kept tells it by the type of strike.
    """
    if not {"source_dataset", "strike_type"} <= set(table.columns) or {"event_kind", "sides"} <= set(table.columns):
        return table
    new = table.rename(columns={} if "sides" in table else {"dyad": "sides"})
    new = new.assign(**{c: "" for c in ("sides", *_NEW) if c not in new})
    if "event_kind" not in table:
        source, one_sided = new["source_dataset"], new["sides"].str.endswith(" - Civilians")
        rules = [source == "airwars", (source == "ucdp_ged") & one_sided, source == "ucdp_ged"]
        new["event_kind"] = np.select(rules, ["strike", ATTACK, "fighting"], usual_kinds(new["strike_type"]))
    return new.astype(dict.fromkeys(("sides", *_NEW), object))


def _finish(cells: Sheet, get: Get, names: set[str]) -> None:  # noqa: ARG001
    """Files this dashboard wrote: the apostrophe that kept a spreadsheet from running a cell is taken off again, and positions were
    looked at before."""
    for column in COLUMNS:
        cells[column] = cells[column].each(as_meant)
    cells["sure_of_point"] = "yes"
    if "event_kind" not in names:
        former = cells.frame([c for c in COLUMNS if c != "event_kind"])
        cells["event_kind"] = bring_up(former)["event_kind"].to_numpy(dtype=object)


CLAIMS = Source(
    "claims",
    {c: (c,) for c in COLUMNS} | {"sides": ("sides", "dyad")},
    (frozenset({"claim_id", "source_dataset", "civilians_killed_min", "geolocation_accuracy"}),),
    finish=_finish,
)
