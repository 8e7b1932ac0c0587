"""What does the browser need to play a selection through time by itself?

One table of counts and killed ranges by unit (area, point or tray) and date interval. From it the browser builds, once for the
frames it plays, what is certain and what is possible in each, so that a frame costs the same whatever the number of incidents.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo import words
from geo.areas import area_key
from geo.files import Record
from geo.filters import Filters, Selection, View
from geo.picture import area_table, describe, point_key
from geo.timeline import bin_edges
from geo.totals import summarise

# incidents, then of the headline and of the ungraded: incidents, those with a figure, lowest, highest, open-ended ones
MEASURES = ("n", *(f"{g}_{m}" for g in ("headline", "ungraded") for m in ("n", "figures", "min", "max", "open")))


def unit_of(incidents: pd.DataFrame, view: View) -> pd.Series:
    """Give each incident the mark that shows it in a view, "kind:id"; an empty text if none does."""
    if view.show == "areas":
        key = area_key(incidents, view.level)
        return ("area:" + key).where(key != "", "")
    point, wide = point_key(incidents), incidents["wide_area"]
    return ("point:" + point).where(point != "", ("wide:" + wide).where(wide != "", ""))


def interval_table(incidents: pd.DataFrame, unit: pd.Series) -> pd.DataFrame:
    """Add up incidents by unit and date interval.

    Returns
    -------
    frame with unit, start, end (days since 1970-01-01; -1 for undated, which only a frame over the whole record holds), and
    ``MEASURES``; an unknown number adds nothing and is not among the figures.
    """
    dated = incidents["date_start"].notna()
    epoch = pd.Timestamp(0)
    columns: dict[str, Any] = {"unit": unit.to_numpy()}
    for name, source in (("start", "date_start"), ("end", "date_end")):
        columns[name] = (incidents[source] - epoch).dt.days.where(dated, -1).astype(int).to_numpy()
    columns["n"] = 1
    figure = ~incidents["no_figure"].to_numpy(dtype=bool) & ~incidents["fighting"].to_numpy(dtype=bool)
    low, high = (incidents[c].to_numpy(dtype="float64", na_value=0).astype(int) for c in ("killed_min", "killed_max"))
    for group, gradings in (("headline", s.HEADLINE_GRADINGS), ("ungraded", ("ungraded",))):
        mine = incidents["grading"].isin(gradings).to_numpy()
        columns[f"{group}_n"] = mine
        columns[f"{group}_figures"] = mine & figure
        columns[f"{group}_min"] = np.where(mine, low, 0)
        columns[f"{group}_max"] = np.where(mine, high, 0)
        columns[f"{group}_open"] = mine & incidents["open_ended"].to_numpy(dtype=bool)
    table = pd.DataFrame(columns, index=incidents.index)
    return table.groupby(["unit", "start", "end"], as_index=False)[list(MEASURES)].sum()


def describe_play(
    record: Record, filters: Filters, view: View, rough: Callable[[Selection], Selection] = lambda selection: selection
) -> dict[str, Any]:
    """Describe, as plain data, everything the browser needs to play what passes the filters, whatever their window.

    ``rough`` coarsens positions first (``share.coarsen_selection``). An incident that contains others is left out where a part of it passes the filters (``filters.select``).
    """
    lang = view.lang
    filters, view = replace(filters, start=None, end=None), replace(view, selected="", incident="")
    whole = rough(record.select(filters))
    totals = summarise(whole, record.claims, record.pairs)
    unit = pd.concat([unit_of(whole.incidents, view), pd.Series("tray:city", index=whole.city.index)])
    table = interval_table(pd.concat([whole.incidents, whole.city]), unit)
    units, rows = np.unique(table["unit"].to_numpy(dtype=str), return_inverse=True)
    epoch = pd.Timestamp(0)
    ranges = ("none", "possible", "one", "two", "one_open", "two_open")
    return {
        "picture": describe(record, whole, totals, area_table(record, whole, view), filters, view),
        "units": units.tolist(),
        "rows": np.column_stack([rows, table[["start", "end", *MEASURES]].to_numpy(dtype=int)]).tolist(),
        "span": [(pd.Timestamp(d) - epoch).days for d in record.span],
        "stops": {x: (bin_edges(record.span, x, record.phases) - epoch).days.tolist() for x in s.STOPS},
        "measure": view.measure,
        "breaks": list(s.CLASS_BREAKS),
        "words": {
            "incidents": words.forms("incidents", lang),
            "months": words.month_names(lang),
            "ranges": {x: words.template(f"range_{x}", lang) for x in ranges} | {"nothing": words.template("legend_none", lang)},
            **{x: words.template(x, lang) for x in ("and_possible", "title_headline", "title_ungraded", "dates")},
        },
    }
