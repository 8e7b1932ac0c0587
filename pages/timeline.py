"""The timeline: how many incidents and how many reported killed, beside what was announced, said and declared."""

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from geo import vocabulary as voc
from geo.count.spared import members_of, spared_intervals
from geo.count.tally import interval_sums
from geo.count.timeline import bin_edges, count_by_time, sum_by_time
from geo.land.areas import area_key
from geo.show.compare import Comparison
from geo.show.covered import watching_text
from geo.show.declared import declared_of
from geo.show.names import area_names
from geo.show.sentence import carried_text, figure_of, filter_texts, or_if_one
from geo.show.tables import Table, time_table
from geo.text.languages import data_language, listed
from geo.text.words import count, day, days, month, number, options, say
from geo.web.charts import killed_chart, nights_chart, series_chart, small_chart, strikes_chart
from pages import Visit, begin, change, keep, plain
from pages.parts.ask import ask_filters, ask_window
from pages.parts.show import show_chart, show_fact, show_heading, show_nothing, show_sentence, stop_if_too_many
from pages.parts.widgets import chosen_as


def take_brush(edges: pd.DatetimeIndex, span: tuple[dt.date, dt.date], key: str) -> None:
    """Make the range dragged on the chart, or the bar that was clicked, the window, widened to whole stretches of time."""
    told: Any = st.session_state[key]["selection"]
    sides = next(iter(told.get("brush", {}).values()), None)
    if not sides or len(sides) != 2 or sides[0] == sides[1]:
        clicked = [bar["left"] for bar in told.get("bar", ()) if bar.get("left") is not None]
        if not clicked:
            return
        sides = [clicked[0], clicked[0] + 1]  # milliseconds: within its stretch
    first, last = (pd.Timestamp(x, unit="ms").floor("D") for x in sorted(sides))
    k = max(0, int(edges.searchsorted(first, side="right")) - 1)
    m = max(k + 1, int(edges.searchsorted(last, side="right")))
    end = edges[m] - pd.Timedelta(days=1) if m < len(edges) else pd.Timestamp(span[1])
    change(start=max(edges[k].date(), span[0]), end=max(min(end.date(), span[1]), span[0]))


def stretch_names(visit: Visit, edges: pd.DatetimeIndex) -> list[str]:
    """Name each stretch of time as its table and sentence do."""
    lang, stop = visit.lang, visit.view.stop
    if stop == "month":
        return [month(d, lang) for d in edges]
    ends = [*(edges[1:] - pd.Timedelta(days=1)), pd.Timestamp(visit.record.span[1])]
    spans = [days(max(a, pd.Timestamp(visit.record.span[0])), b, lang) for a, b in zip(edges, ends, strict=True)]
    if stop == "phase":
        named = dict(zip(visit.record.phases["date_start"], visit.record.phases[f"name_{data_language(lang)}"], strict=True))
        return [f"{named[a]}: {text}" if a in named else text for a, text in zip(edges, spans, strict=True)]
    return spans


def show_series(visit: Visit, edges: pd.DatetimeIndex, table: Table) -> None:
    """Show incidents, then reported killed by grading group, by stretch of time."""
    lang, record, f = visit.lang, visit.record, visit.filters
    bins, undated = sum_by_time(visit.chosen.tally.rows, edges, fewer := visit.chosen.tally.spared.intervals(["group"]))
    window = (f.start or record.span[0], f.end or record.span[1])
    every = bins["certain"] + bins["possible"]
    if not every.sum():
        st.write(say("timeline_empty", lang))
        return
    top = int(every.idxmax())
    ties = int((every == every[top]).sum()) - 1
    whole = Comparison(anytime := replace(visit.chosen, filters=replace(f, start=None, end=None)), anytime, ("", "")).incidents
    sentence = say(
        "series_sentence" if whole.whole else "series_sentence_apart",
        lang,
        extent=" · ".join([say(f"extent_{f.extent}", lang), *filter_texts(f, record.names, lang)]),
        stop=say(f"stop_{visit.view.stop}", lang).lower(),
        incidents=count("incidents", int(every.sum()), lang) + or_if_one(int(every.sum()), len(fewer), lang),
        undated=number(undated, lang),
        first=day(max(edges[top], pd.Timestamp(record.span[0])), lang),
        peak=count("incidents", int(every[top]), lang) + or_if_one(int(every[top]), int(bins.at[top, "spared"]), lang),
        ties=say("ties", lang, n=number(ties, lang)) if ties else "",
    )
    key = f"series:{visit.view.stop}:{window[0]}:{window[1]}"
    watched = visit.chosen.watched
    chart = series_chart(bins, (record.phases, record.statements), record.span, window, lang, watched)
    show_chart(chart, sentence, table, key, lang, on_select=lambda: take_brush(edges, record.span, key), selection_mode=("brush", "bar"))
    phases = listed((f"{k} {name}" for k, name in enumerate(record.phases[f"name_{data_language(lang)}"], 1)), lang)
    keys = [say("drag_chart", lang), plain(say("marks_key", lang, phases=phases)), say("bins_note", lang), say("bars_if_one", lang)]
    st.caption(" ".join([*keys, *([watching_text(watched, lang)] if watched.lanes else [])]))
    for group, name in (("headline", "grading_headline"), ("ungraded", "grading_ungraded")):
        show_heading(say("killed_title", lang, grading=say(name, lang)))
        known = bins[[x.has_figure for x in bins[group]]]
        if known.empty:
            st.write(say("killed_empty", lang, grading=say(name, lang)))
            continue
        best = max(known.index, key=lambda k: bins.at[k, group].killed_max)
        most = known.loc[best]
        carried = visit.chosen.tally.carried_by_stretch(bins, group)[bins.index.get_loc(best)]
        unsure = any(x.open_ended or x.no_figure for k, x in bins[group].items() if k != best) or any(
            x.incidents for x in bins[f"{group}_possible"]
        )
        text = say(
            "killed_sentence",
            lang,
            grading=say(name, lang),
            range=figure_of(most[group], lang),
            first=day(max(most["date"], pd.Timestamp(record.span[0])), lang),
            caution=say("killed_caution", lang) if unsure else "",
        )
        text = f"{text} {carried_text(carried, group, lang)}" if carried else text
        graded = record.coverage.watched("gradings", record.span, record.asked(f)) if group == "headline" else watched
        show_chart(killed_chart(bins, group, record.span, window, lang, graded), text, table, f"killed:{group}", lang, 200)


def show_multiples(visit: Visit, edges: pd.DatetimeIndex) -> None:
    """Show one small chart an area or a source, all on one scale."""
    lang, record, shown = visit.lang, visit.record, visit.selection.any_time
    if visit.view.split == "source":
        parts = {say(f"source_{c}", lang): shown[shown["sources"].map(lambda x, c=c: c in x)] for c in visit.record.sources}
    else:
        level = visit.view.level if visit.view.level != "place" else "subdistrict"
        key, names = area_key(shown, level), area_names(record, level, lang)
        parts = {names.get(a, say("row_elsewhere", lang)): shown[key == a] for a in key.value_counts().index}
    binned = {name: count_by_time(interval_sums(part, part["grading"]), edges) for name, part in parts.items() if len(part)}
    top = max((int((b["certain"] + b["possible"]).max()) for b in binned.values()), default=1)
    groups = (visit.chosen.part or record).groups if visit.view.split == "area" else ()  # a list does not overlap with itself

    watched = dict.fromkeys(parts, visit.chosen.watched)
    if visit.view.split == "source":
        f = visit.filters
        watched = {say(f"source_{c}", lang): replace(visit.chosen, filters=replace(f, source=(c,))).watched for c in record.sources}

    def fewer(name: str) -> int:
        part = parts[name]
        return len(spared_intervals(members_of(groups, part, part["grading"]), ["group"]))

    st.caption(say(f"split_{visit.view.split}_note", lang))
    for row in range(0, len(binned), 3):
        columns = st.columns(3)
        for column, (name, bins) in zip(columns, list(binned.items())[row : row + 3], strict=False):
            with column:
                n = int((bins["certain"] + bins["possible"]).sum())
                show_heading(name, count("incidents", n, lang) + or_if_one(n, fewer(name), lang))
                st.altair_chart(small_chart(bins, top, record.span, lang, watched[name]), width="stretch", height=130, theme=None)


def show_declared(visit: Visit) -> None:
    """Show the strikes that a party declared, by month: context, never harm."""
    lang = visit.lang
    show_heading(say("declared", lang))
    monthly = (
        visit.record.declared.groupby(visit.record.declared["date"].dt.to_period("M").dt.to_timestamp())["strikes"].sum().reset_index()
    )
    span = (monthly["date"].min().date(), max(visit.record.span[1], pd.Timestamp(visit.record.declared["date"].max()).date()))
    heads = [("month", say("month", lang)), ("strikes", say("declared_axis", lang))]
    table = Table(heads, [("", [month(m, lang), number(n, lang)]) for m, n in monthly.itertuples(index=False)], frozenset({"strikes"}))
    coverage = visit.record.coverage
    watched = coverage.watched("declared_strikes", span, coverage.own_places("declared_strikes"))
    show_chart(strikes_chart(monthly, span, lang, watched), say("declared_note", lang), table, "declared", lang, 150)
    if len(visit.record.quoted):
        show_quoted(visit)


def show_quoted(visit: Visit) -> None:
    """Show strikes a covered night during the campaign, by month or phase, beside the reported killed of the choice."""
    lang, record = visit.lang, visit.record
    stop = "phase" if visit.view.stop == "phase" else "month"
    told = declared_of(record, stop)
    if told is None:
        return
    rates, edges = told.rates, bin_edges(told.span, stop, record.phases)
    killed = sum_by_time(visit.chosen.tally.rows, edges, visit.chosen.tally.spared.intervals(["group"]))[0].set_index("date")["headline"]
    rows = []
    for r, first in zip(
        rates.itertuples(), stretch_names(visit, edges) if visit.view.stop == "phase" else map_months(rates, lang), strict=True
    ):
        rate = "–" if pd.isna(r.rate) else number(float(r.rate), lang)
        figure = figure_of(killed[r.date], lang) if killed[r.date].incidents else "–"
        rows.append(("", [first, number(r.nights, lang), number(r.covered, lang), number(r.strikes, lang), rate, figure]))
    keys = ("nights", "covered", "strikes", "rate", "killed")
    heads = [("when", say("column_date", lang)), *((k, say(f"quoted_{k}", lang)) for k in keys)]
    show_heading(say("quoted_title", lang, place=told.place))
    table = Table(heads, rows, frozenset(keys[:-1]))
    named = told.named(lang)
    note = say("quoted_note" if "before" in named else "card_declared_nights", lang, **named)
    show_chart(nights_chart(rates, told.nights, told.span, lang), note, table, "quoted", lang, 190)
    st.caption(say("quoted_harm", lang))


def map_months(rates: pd.DataFrame, lang: str) -> list[str]:
    """Name the months of rates."""
    return [month(d, lang) for d in rates["date"]]


def main() -> None:
    """Draw the page."""
    visit = begin("timeline")
    stop_if_too_many(visit)
    lang, record, view = visit.lang, visit.record, visit.view
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        ask_filters(visit)
        for name, codes in (("stop", voc.STOPS), ("split", voc.SPLITS)):
            st.segmented_control(
                say("play_stop" if name == "stop" else "split", lang),
                codes,
                default=getattr(view, name),
                format_func=options(lang, name, codes).__getitem__,
                label_visibility="collapsed",
                required=True,
                **keep(name, getattr(view, name), partial(chosen_as, name)),
            )
    ask_window(visit)
    show_nothing(visit)
    edges = bin_edges(record.span, view.stop, record.phases)
    show_heading(
        say("histogram_by", lang, stop=say(f"stop_{view.stop}", lang).lower()), say("phases_note", lang) if view.stop == "phase" else ""
    )
    if view.split == "none":
        bins, _ = sum_by_time(visit.chosen.tally.rows, edges, visit.chosen.tally.spared.intervals(["group"]))
        show_series(visit, edges, time_table(bins, stretch_names(visit, edges), visit.chosen.tally, lang))
    else:
        show_multiples(visit, edges)
    if len(record.statements):
        show_heading(say("statements", lang))
    for row in record.statements.to_dict("records"):
        show_fact(day(row["date"], lang), f"{row[f'text_{data_language(lang)}']} ({row['speaker']})", row["source_url"])
    if len(record.declared):
        show_declared(visit)


main()
