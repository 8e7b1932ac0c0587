"""How do answers look as charts: when they came in, and how long they took?"""

from datetime import date

import altair as alt
import pandas as pd

from geo import colours
from geo.colours import themed
from geo.text import words
from geo.text.languages import is_rtl
from geo.web.charts import _COUNTS, _MONTHS, _axis, _finish

_KINDS = {  # told apart by the legend, the tip and the table too
    "credible": themed(colours.BLUE),
    "denied": themed(colours.INK),
    "non_credible": themed(colours.EDGE),
    "duplicate": themed(colours.RULE),
    "open": themed(colours.LAKE),
    "answered_differently": themed(colours.RIVER),
}


def arrivals_chart(
    bins: pd.DataFrame, stretch: str, days: tuple[date, date | None, date], labels: dict[pd.Timestamp, str], lang: str
) -> alt.LayerChart | alt.FacetChart:
    """Draw when dated answers came in, stacked by kind; those after the day asked about are pale, and days after the last statement hatched.

    Parameters
    ----------
    bins : ``answered.count_by_stretch``. days : the day asked about, the last statement, and the day the answers were read.
    labels : the name of each stretch.
    """
    day, last, read = days
    order = list(_KINDS)
    rows, tops = [], dict.fromkeys(bins["date"], 0)
    for b in sorted(bins.to_dict("records"), key=lambda b: (b["date"], b["later"], order.index(b["kind"]))):
        low = tops[b["date"]]
        tops[b["date"]] = low + b["n"]
        right = b["date"] + pd.DateOffset(months=3 if stretch == "quarter" else 1)
        kind = words.say(f"response_{b['kind']}", lang)
        told = words.say("response_answered_later", lang) if b["later"] else ""
        rows.append((b["date"], right, low, low + b["n"], b["n"], kind, 0.35 if b["later"] else 1.0, labels[b["date"]], told))
    data = pd.DataFrame(rows, columns=["left", "right", "low", "high", "n", "kind", "tone", "when", "later"])
    held = [k for k in order if (bins["kind"] == k).any()]
    kinds = alt.Scale(domain=[words.say(f"response_{k}", lang) for k in held], range=[_KINDS[k] for k in held])
    ceiling = alt.Scale(domain=[0, 1.1 * max([1, *tops.values()])], nice=False)
    tip = [alt.Tooltip("when:N", title=" "), alt.Tooltip("kind:N", title=" "), alt.Tooltip("n:Q", title=words.say("column_answers", lang))]
    ends = [min([day, *(d.date() for d in data["left"])]).isoformat(), read.isoformat()]
    x = alt.X("left:T", axis=alt.Axis(**_MONTHS), scale=alt.Scale(domain=ends, nice=False))
    bars = (
        alt.Chart(data)
        .mark_rect(stroke=themed(colours.PAPER), strokeWidth=0.5)
        .encode(
            x=x,
            x2="right:T",
            y=alt.Y("low:Q", axis=_axis(words.say("column_answers", lang)), scale=ceiling),
            y2="high:Q",
            color=alt.Color(
                "kind:N",
                scale=kinds,
                legend=alt.Legend(orient="top", title=None, labelColor=themed(colours.LABEL), labelLimit=260, columns=2),
            ),
            opacity=alt.Opacity("tone:Q", scale=None, legend=None),
            tooltip=[*tip, alt.Tooltip("later:N", title=" ")],
        )
    )
    chosen = pd.DataFrame({"left": [pd.Timestamp(day)], "text": [words.say("as_of", lang, date=words.day(day, lang))]})
    rule = (
        alt.Chart(chosen)
        .mark_rule(color=themed(colours.INK), strokeWidth=1.5, strokeDash=[4, 3])
        .encode(x=x, tooltip=alt.Tooltip("text:N", title=" "))
    )
    after = pd.DataFrame({"left": pd.date_range(last + pd.Timedelta(days=15), read, freq="30D") if last else pd.DatetimeIndex([])})
    after["text"] = words.say("arrivals_beyond", lang)
    hatch = alt.Chart(after).mark_point(shape="stroke", angle=45, size=120, strokeWidth=1.2, color=themed(colours.LABEL))
    return _finish(alt.layer(bars, hatch.encode(x=x, y=alt.value(8), tooltip=alt.Tooltip("text:N", title=" ")), rule))


def wait_chart(bins: pd.DataFrame, median: float, lang: str) -> alt.LayerChart | alt.FacetChart:
    """Draw how many answers took how long, with a line at the median.

    Parameters
    ----------
    bins : ``answered.count_by_wait``. median : in days.
    """
    rtl = is_rtl(lang)
    told = [
        words.say("wait_span", lang, first=words.number(a, lang), last=words.number(b, lang))
        for a, b in zip(bins["first"], bins["last"], strict=True)
    ]
    data = bins.assign(right=bins["last"] + 1, zero=0, text=told)
    axis = alt.Axis(
        title=words.say("column_wait", lang),
        format="d",
        grid=False,
        labelColor=themed(colours.LABEL),
        titleColor=themed(colours.LABEL),
        labelOverlap=True,
    )
    x = alt.X("first:Q", axis=axis, scale=alt.Scale(nice=False, reverse=rtl))
    count = alt.Axis(title=words.say("column_answers", lang), tickCount=4, format="d", orient="right" if rtl else "left", **_COUNTS)
    tip = [alt.Tooltip("text:N", title=" "), alt.Tooltip("n:Q", title=words.say("column_answers", lang))]
    ceiling = alt.Scale(domain=[0, 1.2 * max(1, int(data["n"].max()))], nice=False)  # room for the label
    bars = alt.Chart(data).mark_rect(color=themed(colours.EDGE), stroke=themed(colours.PAPER), strokeWidth=0.5)
    middle = pd.DataFrame({"first": [median], "text": [words.say("wait_median", lang, n=words.number(round(median), lang))]})
    rule = alt.Chart(middle).mark_rule(color=themed(colours.BLUE), strokeWidth=2)
    inwards = (median > data["right"].max() / 2) != rtl  # the label runs to the side that has more room
    label = alt.Chart(middle).mark_text(
        align="right" if inwards else "left", dx=-6 if inwards else 6, baseline="top", color=themed(colours.LABEL), fontSize=12
    )
    return _finish(
        alt.layer(
            bars.encode(x=x, x2="right:Q", y=alt.Y("zero:Q", axis=count, scale=ceiling), y2="n:Q", tooltip=tip),
            rule.encode(x=x, tooltip=alt.Tooltip("text:N", title=" ")),
            label.encode(x=x, y=alt.value(2), text="text:N"),
        )
    )
