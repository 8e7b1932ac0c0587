"""How do incidents over time look as a chart?"""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from geo import words

_HARM = "#962f31"
_MAYBE = "#d2968a"
_MONTHS: dict[str, Any] = {
    "title": None,
    "format": "%m.%Y",
    "grid": False,
    "labelFontSize": 12,
    "labelColor": "#3d382f",
    "labelOverlap": True,
}
_COUNTS: dict[str, Any] = {"gridColor": "#e4dfd4", "domain": False, "labelColor": "#3d382f", "titleColor": "#3d382f"}
_FONT = "IBM Plex Sans, IBM Plex Sans Arabic, sans-serif"


def _blocks(bins: pd.DataFrame, span: tuple[date, date], lang: str) -> pd.DataFrame:
    """Turn bins (date, certain, possible) into the corners of blocks, cut to the span so that the axis is the slider's."""
    first, last = (pd.Timestamp(d) for d in span)
    ends = [*bins["date"].iloc[1:], last]
    rows = []
    for row, end in zip(bins.to_dict("records"), ends, strict=True):
        sides = {"left": max(row["date"], first), "right": min(max(end, first), last), "text": words.day(row["date"], lang)}
        low = 0
        for tone in ("certain", "possible"):
            rows.append(sides | {"tone": words.say(tone, lang), "n": int(row[tone]), "low": low, "high": low + int(row[tone])})
            low += int(row[tone])
    return pd.DataFrame(rows)


def _bars(bins: pd.DataFrame, span: tuple[date, date], lang: str, axis: alt.Axis | None, count_axis: alt.Axis | None) -> alt.Chart:
    blocks = _blocks(bins, span, lang)
    tones = alt.Scale(domain=[words.say("certain", lang), words.say("possible", lang)], range=[_HARM, _MAYBE])
    top = 1.25 * max(1, int(blocks["high"].max()))  # room for the numbers of the phases
    return (
        alt.Chart(blocks)
        .mark_rect(stroke="#fbfaf7", strokeWidth=0.5)
        .encode(
            x=alt.X("left:T", axis=axis, scale=alt.Scale(nice=False)),
            x2="right:T",
            y=alt.Y("low:Q", axis=count_axis, scale=alt.Scale(domain=[0, top], nice=False)),
            y2="high:Q",
            color=alt.Color("tone:N", scale=tones, legend=None),
            tooltip=[
                alt.Tooltip("text:N", title=words.say("week_of", lang)),
                alt.Tooltip("tone:N", title=" "),
                alt.Tooltip("n:Q", title=words.say("incidents_axis", lang)),
            ],
        )
    )


def _phase_marks(phases: pd.DataFrame, lang: str) -> alt.LayerChart | alt.FacetChart:
    starts = phases.assign(label=range(1, len(phases) + 1), full=phases[f"name_{lang}"])[["date_start", "label", "full"]]
    rule = alt.Chart(starts).mark_rule(color="#5c554a", strokeDash=[2, 2], strokeWidth=1)
    text = alt.Chart(starts).mark_text(align="left", dx=3, baseline="top", fontSize=11, color="#3d382f", font=_FONT)
    return alt.layer(
        rule.encode(x="date_start:T", tooltip=alt.Tooltip("full:N", title=" ")),
        text.encode(x="date_start:T", y=alt.value(0), text="label:N"),
    )


def _finish(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart | alt.FacetChart:
    return chart.configure_view(strokeWidth=0).configure(
        font=_FONT, background="transparent", padding={"left": 14, "right": 14, "top": 0, "bottom": 0}
    )


def histogram(bins: pd.DataFrame, phases: pd.DataFrame, span: tuple[date, date], lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw incidents by week as a strip over the slider: certain and possible in two tones, the phases marked by the
    numbers they have among the presets.

    Parameters
    ----------
    bins : from ``timeline.bin_by_time`` (date, certain, possible).
    phases : with date_start (datetime64) and the texts short_ and name_ in both languages.
    span : first and last day of the axis, the same as the slider's.
    """
    return _finish(alt.layer(_bars(bins, span, lang, None, None), _phase_marks(phases, lang)))


def month_chart(bins: pd.DataFrame, phases: pd.DataFrame, span: tuple[date, date], lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw incidents by month with both axes; parameters as in ``histogram``."""
    counts = alt.Axis(title=words.say("incidents_axis", lang), tickCount=5, **_COUNTS)
    return _finish(alt.layer(_bars(bins, span, lang, alt.Axis(**_MONTHS), counts), _phase_marks(phases, lang)))


def strikes_chart(strikes: pd.DataFrame, span: tuple[date, date], lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw declared strikes by month (date, strikes) in another colour than harm: they are context."""
    bars = (
        alt.Chart(strikes.assign(text=[words.month(d, lang) for d in strikes["date"]]))
        .mark_bar(width=10, color="#6f7f86")
        .encode(
            x=alt.X("date:T", axis=alt.Axis(**_MONTHS), scale=alt.Scale(domain=[d.isoformat() for d in span])),
            y=alt.Y("strikes:Q", axis=alt.Axis(title=words.say("declared_axis", lang), tickCount=4, **_COUNTS)),
            tooltip=[alt.Tooltip("text:N", title=" "), alt.Tooltip("strikes:Q", title=words.say("declared_axis", lang))],
        )
    )
    return _finish(alt.layer(bars))
