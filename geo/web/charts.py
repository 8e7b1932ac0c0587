"""How do incidents over time look as a chart?"""

from datetime import date
from typing import Any

import altair as alt
import pandas as pd

from geo import colours
from geo.colours import themed
from geo.count.timeline import histogram, tallest
from geo.evidence.coverage import NOT_SAID, Stretch, Watched, days_of
from geo.text import words
from geo.text.languages import data_language, is_rtl
from geo.web.strip import gap_text, lane_text

_MONTHS: dict[str, Any] = {
    "title": None,
    "format": "%m.%Y",
    "grid": False,
    "labelFontSize": 12,
    "labelColor": themed(colours.LABEL),
    "labelOverlap": True,
}
_COUNTS: dict[str, Any] = {
    "gridColor": themed(colours.GRID),
    "domain": False,
    "labelColor": themed(colours.LABEL),
    "titleColor": themed(colours.LABEL),
}
_LANE, _ROWS = 5, 6  # pixels from one source's lane to the next; rows of strokes that hatch a chart
_FONT = "IBM Plex Sans, IBM Plex Sans Arabic, sans-serif"


def _blocks(bins: pd.DataFrame, span: tuple[date, date], lang: str) -> pd.DataFrame:
    """Give the blocks of a histogram as rows, with their texts."""
    columns = ["left", "right", "text", "tone", "n", "low", "high", "one"]
    rows = [(b.left, b.right, words.day(b.date, lang), words.say(b.tone, lang), b.n, b.low, b.high, b.one) for b in histogram(bins, span)]
    return pd.DataFrame(rows, columns=columns)


def _lines(bins: pd.DataFrame, span: tuple[date, date], lang: str, count_axis: alt.Axis) -> alt.Chart:
    """Draw in each bar how high it is if the likely pairs are one event; where that is as high, nothing."""
    blocks = _blocks(bins, span, lang)
    fewer = blocks[blocks["one"].notna()].astype({"one": int})
    tip = [alt.Tooltip("text:N", title=words.say("week_of", lang)), alt.Tooltip("one:Q", title=words.say("column_if_one", lang))]
    line = alt.Chart(fewer).mark_rule(color=themed(colours.PAPER), strokeWidth=2)
    drawn: alt.Chart = line.encode(x="left:T", x2="right:T", y=alt.Y("one:Q", axis=count_axis), tooltip=tip)
    return drawn


def _bars(
    bins: pd.DataFrame, span: tuple[date, date], lang: str, axis: alt.Axis | None, count_axis: alt.Axis | None, top: int = 0
) -> alt.Chart:
    blocks = _blocks(bins, span, lang).drop(columns="one")
    tones = alt.Scale(
        domain=[words.say("certain", lang), words.say("possible", lang)], range=[themed(colours.CERTAIN), themed(colours.POSSIBLE)]
    )
    ceiling = 1.25 * (top or tallest(bins))  # room for the numbers of the phases
    bars: alt.Chart = (
        alt.Chart(blocks)
        .mark_rect(stroke=themed(colours.PAPER), strokeWidth=0.5)
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
    return bars


def _months(watched: Watched, **more: Any) -> alt.Axis:
    """The axis of time, with room above it for a lane a source."""
    return alt.Axis(**(_MONTHS | more | {"offset": _LANE * len(watched.lanes) + 4 if watched.lanes else 0}))


def _watching(watched: Watched, span: Stretch, top: float, lang: str) -> list[alt.Chart]:
    """Draw who was watching when: days that no source covers are hatched up to ``top`` on the chart's own axis, and each source has a thin
    lane below it, dashed where it only speaks of the days."""
    layers = []
    if watched.missing:
        every = max(1, days_of([span]) // 120)
        at = [(d, days) for days in watched.missing for d in pd.date_range(days[0], days[1], freq=f"{every}D")]
        rows = [{"day": d, "high": top * (k + 0.5) / _ROWS, "text": gap_text(days, lang)} for d, days in at for k in range(_ROWS)]
        strokes = alt.Chart(pd.DataFrame(rows)).mark_point(
            shape="stroke", angle=45, size=55, strokeWidth=1, color=themed(colours.EDGE), opacity=0.7
        )
        layers.append(strokes.encode(x="day:T", y=alt.Y("high:Q"), tooltip=alt.Tooltip("text:N", title=" ")))
    for k, (source, *kinds) in enumerate(watched.lanes):
        for tone, stretches in zip(("held", "spoken"), kinds, strict=True):
            if not stretches:
                continue
            rows = [
                {"left": pd.Timestamp(a), "right": pd.Timestamp(b) + pd.Timedelta(days=1), "text": lane_text(source, tone, (a, b), lang)}
                for a, b in stretches
            ]
            line = alt.Chart(pd.DataFrame(rows)).mark_rule(
                strokeWidth=2.5, color=themed(colours.EDGE), strokeDash=[2, 3] if tone == "spoken" else [1, 0]
            )
            height = alt.value(alt.ExprRef(f"height + {_LANE * k + 4}"))
            layers.append(line.encode(x="left:T", x2="right:T", y=height, tooltip=alt.Tooltip("text:N", title=" ")))
    return layers


def _phase_marks(phases: pd.DataFrame, lang: str) -> alt.LayerChart | alt.FacetChart:
    starts = phases.assign(label=range(1, len(phases) + 1), full=phases[f"name_{data_language(lang)}"])[["date_start", "label", "full"]]
    rule = alt.Chart(starts).mark_rule(color=themed(colours.BORDER_OUTER), strokeDash=[2, 2], strokeWidth=1)
    text = alt.Chart(starts).mark_text(align="left", dx=3, baseline="top", fontSize=11, color=themed(colours.LABEL), font=_FONT)
    return alt.layer(
        rule.encode(x="date_start:T", tooltip=alt.Tooltip("full:N", title=" ")),
        text.encode(x="date_start:T", y=alt.value(0), text="label:N"),
    )


def _finish(chart: alt.LayerChart | alt.FacetChart) -> alt.LayerChart | alt.FacetChart:
    """Set a chart on the page, in the colours of its theme: its colours are variables, which a browser follows in SVG but not on a canvas.

    Its marks are not read aloud one by one: a sentence and a table beside it say them.
    """
    finished: alt.LayerChart | alt.FacetChart = chart.configure_view(strokeWidth=0).configure(
        font=_FONT,
        background="transparent",  # the style sheet has the paper under it
        mark=alt.MarkConfig(aria=False),
        aria=False,
        axis=alt.AxisConfig(titleFontWeight="normal", tickColor=themed(colours.LINE), domainColor=themed(colours.LINE)),
        padding={"left": 14, "right": 14, "top": 0, "bottom": 0},
    )
    finished.usermeta = {"embedOptions": {"renderer": "svg"}}  # Streamlit would take a canvas for many marks
    return finished


def series_chart(
    bins: pd.DataFrame,
    record_marks: tuple[pd.DataFrame, pd.DataFrame],
    span: tuple[date, date],
    window: tuple[date, date],
    lang: str,
    watched: Watched = NOT_SAID,
) -> alt.LayerChart | alt.FacetChart:
    """Draw incidents by stretch of time, with both axes; dragging over it selects a range (parameter "brush"), a click on a bar its stretch ("bar").

    Parameters
    ----------
    bins : from ``timeline.sum_by_time`` (date, certain, possible, spared).
    record_marks : phases, numbered at their first day, and statements (date, speaker, text_), marked by a diamond.
    window : first and last day of the window chosen, shown as a band.
    """
    phases, statements = record_marks
    brush = alt.selection_interval(
        name="brush", encodings=["x"], mark=alt.BrushConfig(fill=themed(colours.INK), fillOpacity=0.12, stroke=themed(colours.INK))
    )
    counts = _axis(words.say("incidents_axis", lang))
    bars = _bars(bins, span, lang, _months(watched), counts).add_params(
        brush, alt.selection_point(name="bar", encodings=["x"], toggle=False)
    )
    said = statements.assign(
        text=[f"{words.day(d, lang)}: {x}" for d, x in zip(statements["date"], statements[f"text_{data_language(lang)}"], strict=True)]
    )
    marks = (
        alt.Chart(said[(said["date"] >= pd.Timestamp(span[0])) & (said["date"] <= pd.Timestamp(span[1]))][["date", "text"]])
        .mark_point(shape="diamond", filled=True, size=70, color=themed(colours.BLUE), opacity=1)
        .encode(x="date:T", y=alt.value(22), tooltip=alt.Tooltip("text:N", title=" "))
    )
    watching = _watching(watched, span, 1.25 * tallest(bins), lang)
    return _finish(alt.layer(_band(window), bars, _lines(bins, span, lang, counts), *watching, _phase_marks(phases, lang), marks))


def _axis(title: str) -> alt.Axis:
    """An axis of fixed width, so that charts one above the other share their time axis."""
    return alt.Axis(title=title, tickCount=4, format="d", minExtent=34, maxExtent=34, **_COUNTS)


def _band(window: tuple[date, date]) -> alt.Chart:
    days = pd.DataFrame({"left": [pd.Timestamp(window[0])], "right": [pd.Timestamp(window[1]) + pd.Timedelta(days=1)]})
    band: alt.Chart = alt.Chart(days).mark_rect(color=themed(colours.BAND), opacity=0.75).encode(x="left:T", x2="right:T")
    return band


def killed_chart(
    bins: pd.DataFrame, group: str, span: tuple[date, date], window: tuple[date, date], lang: str, watched: Watched = NOT_SAID
) -> alt.LayerChart | alt.FacetChart:
    """Draw the reported killed of a grading group as whiskers from lowest to highest, certain and possible in two tones.

    A triangle at the top means "or more", one that points down "up to": nobody states a lowest number. ``group``: "headline" or "ungraded", columns of ``timeline.sum_by_time``.
    """
    ends = [*bins["date"].iloc[1:], pd.Timestamp(span[1]) + pd.Timedelta(days=1)]
    rows = []
    for b, end in zip(bins.to_dict("records"), ends, strict=True):
        left = max(b["date"], pd.Timestamp(span[0]))
        for tone, column, share in (("certain", group, 0.4), ("possible", f"{group}_possible", 0.7)):
            total = b[column]
            if total.has_figure:
                text = words.range_text(total.least, total.killed_max, total.open_ended, lang)
                rows.append(
                    {
                        "at": left + (end - left) * share,
                        "low": total.killed_max if total.least is None else total.least,
                        "floor": total.least is not None,
                        "high": total.killed_max,
                        "open": total.open_ended,
                        "tone": words.say(tone, lang),
                        "text": text,
                        "when": words.day(left, lang),
                    }
                )
    data = pd.DataFrame(rows, columns=["at", "low", "floor", "high", "open", "tone", "text", "when"])
    tones = alt.Color(
        "tone:N",
        scale=alt.Scale(
            domain=[words.say("certain", lang), words.say("possible", lang)], range=[themed(colours.CERTAIN), themed(colours.POSSIBLE)]
        ),
        legend=None,
    )
    top = 1.15 * max([1, *data["high"]])
    y = alt.Y("low:Q", axis=_axis(words.say("killed_axis", lang)), scale=alt.Scale(domain=[0, top], nice=False))
    tip = [
        alt.Tooltip("when:N", title=words.say("week_of", lang)),
        alt.Tooltip("tone:N", title=" "),
        alt.Tooltip("text:N", title=words.say("killed_axis", lang)),
    ]
    base = alt.Chart(data).encode(x=alt.X("at:T", axis=_months(watched), scale=_days(span)), color=tones, tooltip=tip)
    return _finish(
        alt.layer(
            _band(window),
            base.mark_rule(strokeWidth=2.5).encode(y=y, y2="high:Q"),
            *_watching(watched, span, top, lang),
            base.transform_filter("datum.floor").mark_tick(thickness=2.5, size=9, orient="horizontal").encode(y=y),
            base.transform_filter("!datum.floor").mark_point(shape="triangle-down", filled=True, size=60, opacity=1).encode(y=y),
            base.transform_filter("!datum.open").mark_tick(thickness=2.5, size=9, orient="horizontal").encode(y="high:Q"),
            base.transform_filter("datum.open").mark_point(shape="triangle-up", filled=True, size=60, opacity=1).encode(y="high:Q"),
        )
    )


def _days(span: tuple[date, date]) -> alt.Scale:
    return alt.Scale(domain=[d.isoformat() for d in span], nice=False)


def small_chart(
    bins: pd.DataFrame, top: int, span: tuple[date, date], lang: str, watched: Watched = NOT_SAID
) -> alt.LayerChart | alt.FacetChart:
    """Draw incidents over time small, to stand beside others on the same scale (``top``: incidents at the top of the axis)."""
    counts = alt.Axis(title=None, tickCount=2, format="d", minExtent=22, maxExtent=22, **_COUNTS)
    months = _months(watched, labelFontSize=11, tickCount={"interval": "month", "step": 6})
    return _finish(alt.layer(_bars(bins, span, lang, months, counts, top), *_watching(watched, span, 1.25 * top, lang)))


def conceded_chart(rows: pd.DataFrame, lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw reported range against conceded number, a line an incident.

    Parameters
    ----------
    rows : label (text), low, high, open (reported; NA without a figure), conceded_low, conceded_high (NA: not stated), text.
    """
    rtl = is_rtl(lang)  # a count, unlike time, begins where reading begins
    order = alt.Y(
        "label:N",
        sort=None,
        axis=alt.Axis(
            title=None,
            labelLimit=290,
            labelOverlap=False,
            labelFontSize=12,
            labelColor=themed(colours.LABEL),
            domain=False,
            ticks=False,
            orient="right" if rtl else "left",
        ),
    )
    x_axis = alt.Axis(
        title=words.say("killed_axis", lang),
        tickCount=6,
        format="d",
        gridColor=themed(colours.GRID),
        domain=False,
        labelColor=themed(colours.LABEL),
        titleColor=themed(colours.LABEL),
    )
    x = alt.X("low:Q", axis=x_axis, scale=alt.Scale(reverse=rtl))
    tip = [alt.Tooltip("label:N", title=" "), alt.Tooltip("text:N", title=" ")]
    base = alt.Chart(rows).encode(y=order, tooltip=tip)
    known, said = "isValid(datum.low)", "isValid(datum.conceded_low)"
    return _finish(
        alt.layer(
            base.transform_filter(known).mark_rule(color=themed(colours.CERTAIN), strokeWidth=4).encode(x=x, x2="high:Q"),
            base.transform_filter(known).mark_tick(color=themed(colours.CERTAIN), thickness=3, size=11).encode(x=x),
            base.transform_filter(f"{known} && !datum.open")
            .mark_tick(color=themed(colours.CERTAIN), thickness=3, size=11)
            .encode(x="high:Q"),
            base.transform_filter(f"{known} && datum.open")
            .mark_point(shape="triangle-left" if rtl else "triangle-right", filled=True, color=themed(colours.CERTAIN), size=80, opacity=1)
            .encode(x="high:Q"),
            base.transform_filter(said)
            .mark_rule(color=themed(colours.BLUE), strokeWidth=2)
            .encode(x="conceded_low:Q", x2="conceded_high:Q"),
            base.transform_filter(said)
            .mark_point(shape="diamond", filled=True, color=themed(colours.BLUE), size=90, opacity=1)
            .encode(x="conceded_low:Q"),
        )
    )


def strikes_chart(
    strikes: pd.DataFrame, span: tuple[date, date], lang: str, watched: Watched = NOT_SAID
) -> alt.LayerChart | alt.FacetChart:
    """Draw declared strikes by month (date, strikes) in another colour than harm: they are context. Days the list does not cover are hatched."""
    bars = (
        alt.Chart(strikes.assign(text=[words.month(d, lang) for d in strikes["date"]]))
        .mark_bar(width=10, color=themed(colours.DECLARED))
        .encode(
            x=alt.X("date:T", axis=_months(watched), scale=alt.Scale(domain=[d.isoformat() for d in span])),
            y=alt.Y("strikes:Q", axis=alt.Axis(title=words.say("declared_axis", lang), tickCount=4, **_COUNTS)),
            tooltip=[alt.Tooltip("text:N", title=" "), alt.Tooltip("strikes:Q", title=words.say("declared_axis", lang))],
        )
    )
    return _finish(alt.layer(bars, *_watching(watched, span, float(strikes["strikes"].max()), lang)))


def nights_chart(rates: pd.DataFrame, nights: pd.Series, span: tuple[date, date], lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw declared strikes a covered night by stretch, and over them which nights are known: a hatched one is unknown, never 0.

    Parameters
    ----------
    rates : from ``declared.rate_by_stretch``; nights : from ``declared.nights_near``.
    """
    ends = [*rates["date"].iloc[1:], pd.Timestamp(span[1]) + pd.Timedelta(days=1)]
    bars = rates.assign(left=rates["date"].clip(lower=pd.Timestamp(span[0])), right=ends, rate=rates["rate"].astype(float))
    bars = bars.assign(text=[words.day(d, lang) for d in bars["left"]])[["left", "right", "rate", "covered", "nights", "text"]]
    missing = pd.DataFrame({"night": pd.date_range(span[0], span[1]).difference(nights.index)})
    missing["text"] = [f"{words.day(d, lang)}: {words.say('quoted_unknown', lang)}" for d in missing["night"]]
    months = alt.Axis(**_MONTHS, tickCount={"interval": "month", "step": 1})  # less than a year: ticks of weeks would name each month twice
    x = alt.X("left:T", axis=months, scale=_days(span))
    tip = [
        alt.Tooltip("text:N", title=words.say("week_of", lang)),
        alt.Tooltip("rate:Q", title=words.say("quoted_rate", lang)),
        alt.Tooltip("covered:Q", title=words.say("quoted_covered", lang)),
        alt.Tooltip("nights:Q", title=words.say("quoted_nights", lang)),
    ]
    y = alt.Y(
        "rate:Q", axis=_axis(words.say("quoted_rate", lang)), scale=alt.Scale(domain=[0, 1.3 * float(bars["rate"].max())], nice=False)
    )
    drawn = alt.Chart(bars.dropna(subset=["rate"])).mark_rect(color=themed(colours.DECLARED), stroke=themed(colours.PAPER), strokeWidth=0.5)
    hatch = alt.Chart(missing).mark_point(shape="stroke", angle=45, size=60, strokeWidth=1.2, color=themed(colours.LABEL))
    return _finish(
        alt.layer(
            drawn.encode(x=x, x2="right:T", y=y, tooltip=tip),
            hatch.encode(x=alt.X("night:T", axis=months, scale=_days(span)), y=alt.value(8), tooltip=alt.Tooltip("text:N", title=" ")),
        )
    )
