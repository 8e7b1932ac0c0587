"""The timeline: how many, month by month, beside what was announced and declared."""

import pandas as pd
import streamlit as st

from geo.charts import month_chart, strikes_chart
from geo.timeline import bin_by_time, bin_edges
from geo.totals import filter_texts
from geo.words import count, day, month, number, say
from pages import ask_filters, ask_window, begin, markup, show_nothing, show_sentence


def main() -> None:
    """Draw the page."""
    visit = begin("timeline")
    lang, record = visit.lang, visit.record
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        ask_filters(visit)
    ask_window(visit)
    show_nothing(visit)
    matching = visit.selection.any_time
    bins, undated = bin_by_time(matching, bin_edges(record.span, "month"))
    bins["all"] = bins["certain"] + bins["possible"]
    markup('<h2 class="panel">{t}</h2>', t=say("histogram_month", lang))
    if not bins["all"].sum():
        st.write(say("timeline_empty", lang))
    else:
        top = bins.loc[bins["all"].idxmax()]
        st.write(
            say(
                "timeline_sentence",
                lang,
                extent=" · ".join([say(f"extent_{visit.filters.extent}", lang), *filter_texts(visit.filters, visit.totals.near, lang)]),
                incidents=count("incidents", int(bins["all"].sum()), lang),
                undated=number(undated, lang),
                month=month(top["date"], lang),
                peak=count("incidents", int(top["all"]), lang),
            )
        )
        st.altair_chart(month_chart(bins, record.phases, record.span, lang), width="stretch", height=230)
        st.caption(say("bins_note", lang))
        with st.expander(say("table_of_map", lang)):
            columns = {"date": say("month", lang), "certain": say("certain", lang), "possible": say("possible", lang)}
            st.table(
                bins[list(columns)].assign(date=[month(d, lang) for d in bins["date"]]).rename(columns=columns).set_index(columns["date"])
            )

    markup('<h2 class="panel">{t}</h2>', t=say("statements", lang))
    for row in record.statements.to_dict("records"):
        markup(
            '<p class="fact"><b>{d}</b> {t} <a href="{u}" target="_blank" rel="noopener noreferrer">{s}</a></p>',
            d=day(row["date"], lang),
            t=row[f"text_{lang}"],
            u=row["source_url"],
            s=say("open_source", lang),
        )
    markup('<h2 class="panel">{t}</h2>', t=say("declared", lang))
    st.write(say("declared_note", lang))
    monthly = record.declared.groupby(record.declared["date"].dt.to_period("M").dt.to_timestamp())["strikes"].sum().reset_index()
    span = (monthly["date"].min().date(), max(record.span[1], pd.Timestamp(record.declared["date"].max()).date()))
    st.altair_chart(strikes_chart(monthly, span, lang), width="stretch", height=150)


main()
