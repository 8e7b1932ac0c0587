"""How do incidents over time look over the slider, at a glance?

Plain HTML, laid out by the page's style sheet: the opening page then needs neither the chart library's import (altair) nor its
script in the browser (Vega), which together took longer than all the rest of it.
"""

import html
from datetime import date

import pandas as pd

from geo.text import words


def strip(bins: pd.DataFrame, phases: pd.DataFrame, span: tuple[date, date], lang: str) -> str:
    """Write incidents by week as HTML: certain and possible in two tones, the phases marked by the numbers they have among the presets.

    Parameters
    ----------
    bins : from ``timeline.count_by_time`` (date, certain, possible); cut to the span, so that the axis is the slider's.
    phases : with date_start (datetime64) and the texts name_ in both languages.
    span : first and last day of the axis, the same as the slider's.
    """
    first, last = (pd.Timestamp(d) for d in span)
    ceiling = 1.25 * max(1, int((bins["certain"] + bins["possible"]).max()))  # room for the numbers of the phases

    def across(day: pd.Timestamp) -> float:
        return 100 * ((min(max(day, first), last) - first) / max(last - first, pd.Timedelta(days=1)))

    parts = []
    ends = [*bins["date"].iloc[1:], last]
    for row, end in zip(bins.to_dict("records"), ends, strict=True):
        left, low = across(row["date"]), 0
        for tone in ("certain", "possible"):
            if n := int(row[tone]):
                said = f"{words.say('week_of', lang)} {words.day(row['date'], lang)} · {words.say(tone, lang)} · {words.count('incidents', n, lang)}"
                place = (
                    f"left:{left:.2f}%;width:{across(end) - left:.2f}%;bottom:{100 * low / ceiling:.1f}%;height:{100 * n / ceiling:.1f}%"
                )
                parts.append(f'<i class="{tone}" style="{place}" title="{html.escape(said)}"></i>')
                low += n
    for k, phase in enumerate(phases.to_dict("records"), 1):
        if first <= phase["date_start"] <= last:
            name = html.escape(phase[f"name_{lang}"])
            parts.append(f'<b style="left:{across(phase["date_start"]):.2f}%" title="{name}">{k}</b>')
    return f'<div class="strip" aria-hidden="true"><div>{"".join(parts)}</div></div>'
