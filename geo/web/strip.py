"""How do incidents over time look over the slider, at a glance?

Plain HTML, laid out by the page's style sheet: the opening page then needs neither the chart library's import (altair) nor its
script in the browser (Vega), which together took longer than all the rest of it.
"""

import html
from datetime import date

import pandas as pd

from geo.count.timeline import histogram, tallest
from geo.evidence.coverage import NOT_SAID, Stretch, Watched
from geo.text import words
from geo.text.languages import data_language


def strip(bins: pd.DataFrame, phases: pd.DataFrame, span: tuple[date, date], lang: str, watched: Watched = NOT_SAID) -> str:
    """Write incidents by week as HTML: certain and possible in two tones, the phases marked by the numbers they have among the presets; days
    that no source covers are hatched, and a thin lane a source says who was watching when.

    Parameters
    ----------
    bins : from ``timeline.count_with_spared``: a line across a week says how many its certain ones are if the likely pairs are one event; cut to the span, so that the axis is the slider's.
    phases : with date_start (datetime64) and the texts name_ in both languages.
    span : first and last day of the axis, the same as the slider's.
    """
    first, last = (pd.Timestamp(d) for d in span)
    ceiling = 1.25 * tallest(bins)  # room for the numbers of the phases

    def across(day: pd.Timestamp) -> float:
        share: float = 100 * ((day - first) / max(last - first, pd.Timedelta(days=1)))
        return share

    def stretch(days: Stretch) -> str:
        left, right = across(pd.Timestamp(days[0])), min(across(pd.Timestamp(days[1]) + pd.Timedelta(days=1)), 100)
        return f"left:{left:.2f}%;width:{right - left:.2f}%"

    parts = [f'<s class="gap" style="{stretch(days)}" title="{gap_text(days, lang)}"></s>' for days in watched.missing]
    for k, (source, *kinds) in enumerate(watched.lanes):
        for tone, stretches in zip(("held", "spoken"), kinds, strict=True):
            for days in stretches:
                said = html.escape(lane_text(source, tone, days, lang))
                parts.append(f'<u class="{tone}" style="{stretch(days)};--lane:{k}" title="{said}"></u>')
    for block in histogram(bins, span):
        if block.n:
            left, right = across(block.left), across(block.right)
            low, high = (100 * x / ceiling for x in (block.low, block.n))
            said = f"{words.say('week_of', lang)} {words.day(block.date, lang)} · {words.say(block.tone, lang)} · {words.count('incidents', block.n, lang)}"
            if block.one is not None:
                said += words.say("or_if_one", lang, n=words.number(block.one, lang))
            place = f"left:{left:.2f}%;width:{right - left:.2f}%;bottom:{low:.1f}%;height:{high:.1f}%"
            parts.append(f'<i class="{block.tone}" style="{place}" title="{html.escape(said)}"></i>')
        if block.one is not None:
            parts.append(
                f'<s style="left:{across(block.left):.2f}%;width:{right - left:.2f}%;bottom:{100 * block.one / ceiling:.1f}%"></s>'
            )
    for k, phase in enumerate(phases.to_dict("records"), 1):
        if first <= phase["date_start"] <= last:
            name = html.escape(phase[f"name_{data_language(lang)}"])
            parts.append(f'<b style="left:{across(phase["date_start"]):.2f}%" title="{name}">{k}</b>')
    return f'<div class="strip" style="--lanes:{len(watched.lanes)}" aria-hidden="true"><div>{"".join(parts)}</div></div>'


def gap_text(days: Stretch, lang: str) -> str:
    """Say of a stretch of days that no source covers them."""
    return words.say("gap_days", lang, dates=words.days(pd.Timestamp(days[0]), pd.Timestamp(days[1]), lang))


def lane_text(source: str, tone: str, days: Stretch, lang: str) -> str:
    """Say who was watching on a stretch of days ("held"), or only speaks of them ("spoken")."""
    dates = words.days(pd.Timestamp(days[0]), pd.Timestamp(days[1]), lang)
    return words.say(f"lane_{tone}", lang, source=words.say(f"source_{source}", lang), dates=dates)
