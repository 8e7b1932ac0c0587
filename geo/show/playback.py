"""What does the browser need to play a selection through time by itself?

One table of counts and killed ranges by unit (area, point or tray) and date interval. From it the browser builds, once for the
frames it plays, what is certain and what is possible in each, so that a frame costs the same whatever the number of incidents.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo.choice.filters import Filters, Selection, View
from geo.count.tally import CITY, UNDATED, day_number, interval_sums, tally_of
from geo.count.timeline import bin_edges
from geo.count.totals import summarise
from geo.land.areas import area_key
from geo.record.files import Record
from geo.show.picture import area_table, describe, point_key, table_of
from geo.text import words

# incidents, then of the headline and of the ungraded: incidents, those with a figure, lowest, highest, open-ended ones
MEASURES = ("n", *(f"{g}_{m}" for g in ("headline", "ungraded") for m in ("n", "figures", "min", "max", "open")))


def unit_of(incidents: pd.DataFrame, view: View) -> pd.Series:
    """Give each incident the mark that shows it in a view, "kind:id"; an empty text if none does."""
    if view.show == "areas":
        key = area_key(incidents, view.level)
        return ("area:" + key).where(key != "", "")
    point, wide = point_key(incidents), incidents["wide_area"]
    return ("point:" + point).where(point != "", ("wide:" + wide).where(wide != "", ""))


def play_rows(sums: pd.DataFrame) -> pd.DataFrame:
    """Give what the browser adds up, from sums by mark, grading and date interval (``tally.interval_sums``).

    Returns
    -------
    frame with unit (the mark), start, end (days since 1970-01-01; -1 for undated, which only a frame over the whole record holds), and
    ``MEASURES``; an unknown number adds nothing and is not among the figures.
    """
    columns: dict[str, Any] = {"unit": sums["area"].astype(object).to_numpy(), "n": sums["incidents"].to_numpy()}
    columns |= {end: sums[end].where(sums[end] != UNDATED, -1).to_numpy() for end in ("start", "end")}
    of = {"n": "incidents", "figures": "figures", "min": "killed_min", "max": "killed_max", "open": "open_ended"}
    for group, gradings in (("headline", s.HEADLINE_GRADINGS), ("ungraded", ("ungraded",))):
        mine = sums["grading"].isin(gradings).to_numpy()
        columns |= {f"{group}_{measure}": sums[source].to_numpy() * mine for measure, source in of.items()}
    return pd.DataFrame(columns).groupby(["unit", "start", "end"], as_index=False)[list(MEASURES)].sum()


def describe_play(record: Record, filters: Filters, view: View, shown: Selection | None = None) -> dict[str, Any]:
    """Describe, as plain data, everything the browser needs to play what passes the filters, whatever their window.

    ``shown`` is that selection where its positions were coarsened (``share.coarsen_selection``). An incident that contains others is
    left out where a part of it passes the filters (``filters.select``).
    """
    lang = view.lang
    filters, view = replace(filters, start=None, end=None), replace(view, selected="", incident="")
    if shown is None and view.show == "points":
        shown = record.select(filters)
    if shown is None:
        tally = tally_of(record, filters, view.level)
        whole = tally.window(None, None)
        totals, marks, sums = whole.totals, table_of(record, whole.areas, view), tally.every_interval()
    else:
        totals, marks = summarise(shown, record.graded, record.pairs), area_table(record, shown, view)
        unit = pd.concat([unit_of(shown.incidents, view), pd.Series(CITY, index=shown.city.index)])
        sums = interval_sums(pd.concat([shown.incidents, shown.city]), unit)
    table = play_rows(sums)
    units, rows = np.unique(table["unit"].to_numpy(dtype=str), return_inverse=True)
    ranges = ("none", "possible", "one", "two", "one_open", "two_open")
    return {
        "picture": describe(record, shown, totals, marks, filters, view),
        "units": units.tolist(),
        "rows": np.column_stack([rows, table[["start", "end", *MEASURES]].to_numpy(dtype=int)]).tolist(),
        "span": [day_number(d) for d in record.span],
        "stops": {x: [day_number(d) for d in bin_edges(record.span, x, record.phases)] for x in s.STOPS},
        "measure": view.measure,
        "breaks": list(s.CLASS_BREAKS),
        "words": {
            "incidents": words.forms("incidents", lang),
            "months": words.month_names(lang),
            "ranges": {x: words.template(f"range_{x}", lang) for x in ranges} | {"nothing": words.template("legend_none", lang)},
            **{x: words.template(x, lang) for x in ("and_possible", "title_headline", "title_ungraded", "dates")},
        },
    }
