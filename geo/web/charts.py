"""How do incidents over time look as a chart?"""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from geo.text import words

_PAPER = "#fbfaf7"
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


def _bars(
    bins: pd.DataFrame, span: tuple[date, date], lang: str, axis: alt.Axis | None, count_axis: alt.Axis | None, top: int = 0
) -> alt.Chart:
    blocks = _blocks(bins, span, lang)
    tones = alt.Scale(domain=[words.say("certain", lang), words.say("possible", lang)], range=[_HARM, _MAYBE])
    ceiling = 1.25 * max(1, top or int(blocks["high"].max()))  # room for the numbers of the phases
    return (
        alt.Chart(blocks)
        .mark_rect(stroke=_PAPER, strokeWidth=0.5)
        .encode(
            x=alt.X("left:T", axis=axis, scale=alt.Scale(nice=False)),
            x2="right:T",
            y=alt.Y("low:Q", axis=count_axis, scale=alt.Scale(domain=[0, ceiling], nice=False)),
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
    """Set a chart on paper, in a dark theme too. Its marks are not read aloud one by one: a sentence and a table beside it say them."""
    return chart.configure_view(strokeWidth=0).configure(
        font=_FONT,
        background=_PAPER,
        mark=alt.MarkConfig(aria=False),
        aria=False,
        axis=alt.AxisConfig(titleFontWeight="normal", tickColor="#d9d4c8", domainColor="#d9d4c8"),
        padding={"left": 14, "right": 14, "top": 0, "bottom": 0},
    )


def series_chart(
    bins: pd.DataFrame, record_marks: tuple[pd.DataFrame, pd.DataFrame], span: tuple[date, date], window: tuple[date, date], lang: str
) -> alt.LayerChart | alt.FacetChart:
    """Draw incidents by stretch of time, with both axes; dragging over it selects a range (parameter "brush").

    Parameters
    ----------
    bins : from ``timeline.sum_by_time`` (date, certain, possible).
    record_marks : phases, numbered at their first day, and statements (date, speaker, text_), marked by a diamond.
    window : first and last day of the window chosen, shown as a band.
    """
    phases, statements = record_marks
    brush = alt.selection_interval(name="brush", encodings=["x"], mark=alt.BrushConfig(fill="#22201c", fillOpacity=0.12, stroke="#22201c"))
    bars = _bars(bins, span, lang, alt.Axis(**_MONTHS), _axis(words.say("incidents_axis", lang))).add_params(brush)
    said = statements.assign(
        text=[f"{words.day(d, lang)}: {x}" for d, x in zip(statements["date"], statements[f"text_{lang}"], strict=True)]
    )
    marks = (
        alt.Chart(said[(said["date"] >= pd.Timestamp(span[0])) & (said["date"] <= pd.Timestamp(span[1]))][["date", "text"]])
        .mark_point(shape="diamond", filled=True, size=70, color="#1b5e8c", opacity=1)
        .encode(x="date:T", y=alt.value(22), tooltip=alt.Tooltip("text:N", title=" "))
    )
    return _finish(alt.layer(_band(window), bars, _phase_marks(phases, lang), marks))


def _axis(title: str) -> alt.Axis:
    """An axis of fixed width, so that charts one above the other share their time axis."""
    return alt.Axis(title=title, tickCount=4, format="d", minExtent=34, maxExtent=34, **_COUNTS)


def _band(window: tuple[date, date]) -> alt.Chart:
    days = pd.DataFrame({"left": [pd.Timestamp(window[0])], "right": [pd.Timestamp(window[1]) + pd.Timedelta(days=1)]})
    return alt.Chart(days).mark_rect(color="#e9e2d2", opacity=0.75).encode(x="left:T", x2="right:T")


def killed_chart(
    bins: pd.DataFrame, group: str, span: tuple[date, date], window: tuple[date, date], lang: str
) -> alt.LayerChart | alt.FacetChart:
    """Draw the reported killed of a grading group as whiskers from lowest to highest, certain and possible in two tones.

    A triangle at the top means "or more". ``group``: "headline" or "ungraded", columns of ``timeline.sum_by_time``.
    """
    ends = [*bins["date"].iloc[1:], pd.Timestamp(span[1]) + pd.Timedelta(days=1)]
    rows = []
    for b, end in zip(bins.to_dict("records"), ends, strict=True):
        left = max(b["date"], pd.Timestamp(span[0]))
        for tone, column, share in (("certain", group, 0.4), ("possible", f"{group}_possible", 0.7)):
            total = b[column]
            if total.has_figure:
                text = words.range_text(total.killed_min, total.killed_max, total.open_ended, lang)
                rows.append(
                    {
                        "at": left + (end - left) * share,
                        "low": total.killed_min,
                        "high": total.killed_max,
                        "open": total.open_ended,
                        "tone": words.say(tone, lang),
                        "text": text,
                        "when": words.day(left, lang),
                    }
                )
    data = pd.DataFrame(rows, columns=["at", "low", "high", "open", "tone", "text", "when"])
    tones = alt.Color(
        "tone:N", scale=alt.Scale(domain=[words.say("certain", lang), words.say("possible", lang)], range=[_HARM, _MAYBE]), legend=None
    )
    y = alt.Y("low:Q", axis=_axis(words.say("killed_axis", lang)), scale=alt.Scale(domain=[0, 1.15 * max([1, *data["high"]])], nice=False))
    tip = [
        alt.Tooltip("when:N", title=words.say("week_of", lang)),
        alt.Tooltip("tone:N", title=" "),
        alt.Tooltip("text:N", title=words.say("killed_axis", lang)),
    ]
    base = alt.Chart(data).encode(x=alt.X("at:T", axis=alt.Axis(**_MONTHS), scale=_days(span)), color=tones, tooltip=tip)
    return _finish(
        alt.layer(
            _band(window),
            base.mark_rule(strokeWidth=2.5).encode(y=y, y2="high:Q"),
            base.mark_tick(thickness=2.5, size=9, orient="horizontal").encode(y=y),
            base.transform_filter("!datum.open").mark_tick(thickness=2.5, size=9, orient="horizontal").encode(y="high:Q"),
            base.transform_filter("datum.open").mark_point(shape="triangle-up", filled=True, size=60, opacity=1).encode(y="high:Q"),
        )
    )


def _days(span: tuple[date, date]) -> alt.Scale:
    return alt.Scale(domain=[d.isoformat() for d in span], nice=False)


def small_chart(bins: pd.DataFrame, top: int, span: tuple[date, date], lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw incidents over time small, to stand beside others on the same scale (``top``: incidents at the top of the axis)."""
    counts = alt.Axis(title=None, tickCount=2, format="d", minExtent=22, maxExtent=22, **_COUNTS)
    months = _MONTHS | {"labelFontSize": 11, "tickCount": {"interval": "month", "step": 6}}
    return _finish(alt.layer(_bars(bins, span, lang, alt.Axis(**months), counts, top)))


def conceded_chart(rows: pd.DataFrame, lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw reported range against conceded number, a line an incident.

    Parameters
    ----------
    rows : label (text), low, high, open (reported; NA without a figure), conceded_low, conceded_high (NA: not stated), text.
    """
    rtl = lang == "ar"  # a count, unlike time, begins where reading begins
    order = alt.Y(
        "label:N",
        sort=None,
        axis=alt.Axis(
            title=None,
            labelLimit=200,
            labelOverlap=False,
            labelFontSize=12,
            labelColor="#3d382f",
            domain=False,
            ticks=False,
            orient="right" if rtl else "left",
        ),
    )
    x_axis = alt.Axis(
        title=words.say("killed_axis", lang),
        tickCount=6,
        format="d",
        gridColor="#e4dfd4",
        domain=False,
        labelColor="#3d382f",
        titleColor="#3d382f",
    )
    x = alt.X("low:Q", axis=x_axis, scale=alt.Scale(reverse=rtl))
    tip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("text:N", title=" ")]
    base = alt.Chart(rows).encode(y=order, tooltip=tip)
    known, said = "isValid(datum.low)", "isValid(datum.conceded_low)"
    return _finish(
        alt.layer(
            base.transform_filter(known).mark_rule(color=_HARM, strokeWidth=4).encode(x=x, x2="high:Q"),
            base.transform_filter(known).mark_tick(color=_HARM, thickness=3, size=11).encode(x=x),
            base.transform_filter(f"{known} && !datum.open").mark_tick(color=_HARM, thickness=3, size=11).encode(x="high:Q"),
            base.transform_filter(f"{known} && datum.open")
            .mark_point(shape="triangle-left" if rtl else "triangle-right", filled=True, color=_HARM, size=80, opacity=1)
            .encode(x="high:Q"),
            base.transform_filter(said).mark_rule(color="#1b5e8c", strokeWidth=2).encode(x="conceded_low:Q", x2="conceded_high:Q"),
            base.transform_filter(said)
            .mark_point(shape="diamond", filled=True, color="#1b5e8c", size=90, opacity=1)
            .encode(x="conceded_low:Q"),
        )
    )


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
