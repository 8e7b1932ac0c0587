"""What does the browser need to play a selection through time by itself?

One table of counts and killed ranges by unit (area, point or tray) and date interval. From it the browser builds, once for the
frames it plays, what is certain and what is possible in each, so that a frame costs the same whatever the number of incidents.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.window import UNDATED, day_number
from geo.count.repeats import key_at_place
from geo.count.spared import members_of, spared_intervals
from geo.count.tally import interval_sums
from geo.count.timeline import bin_edges
from geo.land.areas import area_key
from geo.show.chosen import Chosen
from geo.show.picture import describe, point_key
from geo.text import words
from geo.text.languages import month_names

# incidents, then of the headline and of the ungraded: incidents, those with a figure, lowest, highest, open-ended ones, those with a lowest;
# and incidents fewer if the likely pairs are one event; these of the whole selection stand beside the marks, at ``WHOLE``
MEASURES = ("n", *(f"{g}_{m}" for g in ("headline", "ungraded") for m in ("n", "figures", "min", "max", "open", "lows")), "spared")
WHOLE = "all:"


def unit_of(incidents: pd.DataFrame, view: View) -> pd.Series:
    """Give each incident the mark that shows it in a view, "kind:id"; an empty text if none does."""
    if view.show != "points":
        key = key_at_place(incidents) if view.show == "repeats" else area_key(incidents, view.level)
        return ("area:" + key).where(key != "", "")
    point, wide = point_key(incidents), incidents["wide_area"]
    return ("point:" + point).where(point != "", ("wide:" + wide).where(wide != "", ""))


def play_rows(sums: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Give what the browser adds up, from sums by mark, grading and date interval (``tally.interval_sums``), and from the members of
    groups of likely pairs by mark (``spared.members_of``).

    Returns
    -------
    frame with unit (the mark, or ``WHOLE``), start, end (days since 1970-01-01; -1 for undated, which only a frame over the whole record holds), and
    ``MEASURES``; an unknown number adds nothing and is not among the figures.
    """
    columns: dict[str, Any] = {"unit": sums["area"].astype(object).to_numpy(), "n": sums["incidents"].to_numpy()}
    columns |= {end: sums[end].where(sums[end] != UNDATED, -1).to_numpy() for end in ("start", "end")}
    of = {"n": "incidents", "figures": "figures", "min": "killed_min", "max": "killed_max", "open": "open_ended", "lows": "lows"}
    for group, gradings in (("headline", voc.HEADLINE_GRADINGS), ("ungraded", ("ungraded",))):
        mine = sums["grading"].isin(gradings).to_numpy()
        columns |= {f"{group}_{measure}": sums[source].to_numpy() * mine for measure, source in of.items()}
    beside = members["area"].str.startswith("tray:").to_numpy(dtype=bool)
    whole = members.assign(area=np.where(beside, members["area"], WHOLE))
    by = ["group", "area"]
    spared = pd.concat([spared_intervals(members[~beside], by), spared_intervals(whole, by)])
    fewer = spared.rename(columns={"area": "unit"}).assign(spared=1, start=spared["start"].where(spared["start"] != UNDATED, -1))
    every = pd.concat([pd.DataFrame(columns), fewer[["unit", "start", "end", "spared"]]], ignore_index=True).fillna(0)
    return every.groupby(["unit", "start", "end"], as_index=False)[list(MEASURES)].sum().astype(dict.fromkeys(MEASURES, int))


def describe_play(chosen: Chosen, view: View) -> dict[str, Any]:
    """Describe, as plain data, everything the browser needs to play what passes the filters, whatever their window.

    An incident that contains others is left out where a part of it passes the filters (``filters.select``).
    """
    lang, record = view.lang, chosen.record
    view = replace(view, selected="", incident="")
    whole = replace(chosen, filters=replace(chosen.filters, start=None, end=None))
    if view.show == "points":
        shown = whole.selection
        unit = pd.concat([unit_of(shown.incidents, view), "tray:" + shown.apart["side"]])
        every = pd.concat([shown.incidents, shown.apart])
        sums, members = interval_sums(every, unit), members_of((chosen.part or record).groups, every, unit)
    else:
        sums, members = whole.tally.every_interval(), whole.tally.every_member()
    table = play_rows(sums, members)
    gaps = [[day_number(d) for d in days] for days in chosen.watched.missing]
    units, rows = np.unique(table["unit"].to_numpy(dtype=str), return_inverse=True)
    return {
        "picture": describe(whole, view),
        "units": units.tolist(),
        "rows": np.column_stack([rows, table[["start", "end", *MEASURES]].to_numpy(dtype=int)]).tolist(),
        "span": [day_number(d) for d in record.span],
        "stops": {x: [day_number(d) for d in bin_edges(record.span, x, record.phases)] for x in voc.STOPS},
        "measure": view.measure,
        "breaks": list(s.CLASS_BREAKS),
        "words": play_words(lang, all(part.silence for part in whole.covered)) | {"gaps": gaps},
    }


def play_words(lang: str, silence: bool = True) -> dict[str, Any]:
    """Give the templates a frame of playback is told with in the browser; without ``silence``, that there is no incident of a grading is not called
    "none", since in some frames no source could have given it."""
    gaps = {x: words.say(f"frame_{x}", lang) for x in ("uncovered", "uncovered_part")}
    ranges = ("none", "possible", "one", "two", "one_open", "two_open", "up_to", "up_to_open")
    return {
        "incidents": words.forms("incidents", lang),
        "months": month_names(lang),
        **gaps,
        "ranges": {x: words.template(f"range_{x}", lang) for x in ranges}
        | {"nothing": words.template("legend_none" if silence else "range_unsaid", lang)},
        **{x: words.template(x, lang) for x in ("and_possible", "or_if_one", "title_headline", "title_ungraded", "dates")},
    }
