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


def _days(span: tuple[date, date]) -> alt.Scale:
    ends = [alt.DateTime(year=d.year, month=d.month, date=d.day) for d in span]
    return alt.Scale(domain=ends, nice=False, clamp=True)


def _long(bins: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Turn bins (date, certain, possible) into rows (date, until, tone, n, text, order)."""
    ends = [*bins["date"].iloc[1:], bins["date"].iloc[-1] + (bins["date"].iloc[-1] - bins["date"].iloc[-2])]
    rows = [
        {"date": row["date"], "until": end, "tone": words.say(tone, lang), "n": row[tone], "text": words.day(row["date"], lang), "order": k}
        for row, end in zip(bins.to_dict("records"), ends, strict=True)
        for k, tone in enumerate(("certain", "possible"))
    ]
    return pd.DataFrame(rows)


def _bars(bins: pd.DataFrame, span: tuple[date, date], lang: str, axis: alt.Axis | None, count_axis: alt.Axis | None) -> alt.Chart:
    tones = alt.Scale(domain=[words.say("certain", lang), words.say("possible", lang)], range=[_HARM, _MAYBE])
    top = 1.25 * max(1, int((bins["certain"] + bins["possible"]).max()))  # room for the names of the phases
    return (
        alt.Chart(_long(bins, lang))
        .mark_bar(stroke="#fbfaf7", strokeWidth=0.5, orient="vertical")
        .encode(
            x=alt.X("date:T", axis=axis, scale=_days(span)),
            x2="until:T",
            y=alt.Y("n:Q", axis=count_axis, stack="zero", scale=alt.Scale(domainMax=top)),
            color=alt.Color("tone:N", scale=tones, legend=None),
            order="order:O",
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
            x=alt.X("date:T", axis=alt.Axis(**_MONTHS), scale=_days(span)),
            y=alt.Y("strikes:Q", axis=alt.Axis(title=words.say("declared_axis", lang), tickCount=4, **_COUNTS)),
            tooltip=[alt.Tooltip("text:N", title=" "), alt.Tooltip("strikes:Q", title=words.say("declared_axis", lang))],
        )
    )
    return _finish(alt.layer(bars))
