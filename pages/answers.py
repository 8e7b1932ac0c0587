"""The answers: what each of those accused said about each incident, by when, and how that stands against the reports."""

from datetime import date

import pandas as pd
import streamlit as st

from geo import vocabulary as voc
from geo.choice.address import read_day
from geo.count.answered import count_by_wait
from geo.land.areas import LEVEL_COLUMN
from geo.show.answers import (
    Standing,
    accused_here,
    accused_table,
    answers_sentence,
    last_read,
    stand,
    stated_table,
    status_table,
)
from geo.show.conceded import (
    arrivals,
    arrivals_sentence,
    arrivals_table,
    conceded_lines,
    conceded_sentence,
    conceded_table,
    incident_lines,
    incidents_shown,
    stretch_text,
    wait_sentence,
    wait_table,
)
from geo.show.names import area_names
from geo.show.tables import Table
from geo.territory import here
from geo.text.words import count, day, number, own_text, say
from geo.web.answer_charts import arrivals_chart, wait_chart
from geo.web.charts import conceded_chart
from pages import Visit, begin, change, keep, markup, plain
from pages.parts.ask import ask_filters, ask_window
from pages.parts.show import show_chart, show_copy, show_fact, show_heading, show_nothing, show_sentence, show_table, stop_if_too_many
from pages.parts.widgets import chosen_as


def ask_day(visit: Visit, claims: pd.DataFrame) -> date:
    """Ask for the day by which an answer counts, from the end of the window to the day the claims were read."""
    latest = last_read(claims)
    earliest = min(visit.filters.end or visit.record.span[1], latest)
    asked = read_day(visit.view.as_of) or latest
    now = min(max(asked, earliest), latest)
    if asked != now:
        told = {"asked": asked, "first": earliest, "last": latest, "day": now}
        st.caption(say("as_of_moved", visit.lang, **{k: day(d, visit.lang) for k, d in told.items()}))
    st.date_input(
        say("as_of_label", visit.lang),
        now,
        min_value=earliest,
        max_value=latest,
        format="YYYY-MM-DD",
        width=190,
        help=say("as_of_help", visit.lang),
        **keep("as_of", now, lambda v: {"as_of": v.isoformat() if v and v != latest else ""}),
    )
    return now


def ask_accused(visit: Visit, codes: tuple[str, ...]) -> str:
    """Ask whose answers; empty: of all those accused."""
    now = visit.view.accused if visit.view.accused in codes else ""
    st.selectbox(
        say("column_accused", visit.lang),
        ("", *codes),
        ("", *codes).index(now),
        format_func=lambda c: plain(say(f"belligerent_{c}" if c else "accused_every", visit.lang)),
        width=260,
        **keep("accused", now, lambda v: chosen_as("accused", v)),
    )
    return now


def show_arrivals(visit: Visit, standing: Standing) -> None:
    """Show when answers came in, over the years."""
    lang = visit.lang
    show_heading(say("answers_arrivals", lang))
    bins, stretch = arrivals(standing)
    sentence = arrivals_sentence(standing, bins, stretch, lang)
    if bins.empty:
        st.write(sentence)
        return
    labels = {first: stretch_text(first, stretch, lang) for first in bins["date"]}
    days = (standing.day, standing.last, last_read(standing.claims))
    table = arrivals_table(bins, stretch, lang)
    show_chart(arrivals_chart(bins, stretch, days, labels, lang), sentence, table, "arrivals", lang, 260)
    st.caption(say("arrivals_key", lang))


def show_waits(visit: Visit, standing: Standing) -> None:
    """Show how long answers took."""
    lang, waits = visit.lang, standing.waits
    show_heading(say("answers_delay", lang))
    sentence = wait_sentence(standing, lang)
    if waits.days.empty:
        st.write(plain(sentence))
        return
    chart = wait_chart(count_by_wait(waits.days), float(waits.days.median()), lang)
    show_chart(chart, sentence, wait_table(waits, lang), "waits", lang, 220)


def show_conceded(visit: Visit, standing: Standing) -> None:
    """Show reported against conceded, by grading, month, area or incident."""
    lang = visit.lang
    show_heading(say("answers_reported", lang))
    split = visit.view.per
    st.segmented_control(
        say("answers_per", lang),
        voc.CONCEDED_BY,
        default=split,
        format_func=lambda code: plain(say(f"answers_per_{code}", lang)),
        required=True,
        **keep("per", split, lambda v: chosen_as("per", v)),
    )
    sentence = conceded_sentence(standing, lang)
    if split == "incident":
        shown = incidents_shown(standing)
        rows, table = incident_lines(shown, lang)
        if rows.empty:
            st.write(plain(sentence))
            return
        show_chart(conceded_chart(rows, lang), sentence, table, "conceded", lang, 60 + 19 * len(rows))
        if len(shown) < len(standing.asked):
            told = {"n": number(len(shown), lang), "could": count("incidents", len(standing.asked), lang)}
            st.caption(say("conceded_shown", lang, **told))
    else:
        level = visit.view.level
        names = {"": LEVEL_COLUMN[level], **(area_names(visit.record, level, lang) if split == "area" else {})}
        lines, table = conceded_lines(standing, split, names, lang), conceded_table(standing, split, names, lang)
        if lines.empty:
            st.write(plain(sentence))
        else:
            show_chart(conceded_chart(lines, lang), sentence, table, f"conceded_{split}", lang, 60 + 22 * len(lines))
        if split == "grading":  # a sum of all gradings is shown with each of them
            show_table(table, say("answers_reported", lang), "per_table")
        else:
            st.caption(say("conceded_headline_only", lang))
    st.caption(say("answers_reported_key", lang))


def show_doubts(lang: str) -> None:
    """Say what would overturn each figure of the page."""
    with st.expander(say("answers_doubts", lang)):
        for k in range(1, 7):
            markup("<p>{t}</p>", t=say(f"answers_doubt_{k}", lang))


def show_statuses(visit: Visit, standing: Standing, by_accused: Table) -> None:
    """Show the answers by those accused (``accused_table``), then by answer, and what the answers said."""
    lang = visit.lang
    show_heading(say("answers_by_accused", lang))
    show_table(
        by_accused,
        say("answers_by_accused", lang),
        "accused_table",
        chosen=standing.accused,
        on_open=lambda code: change(accused=code if code in voc.BELLIGERENTS else ""),
    )
    st.caption(say("answers_overlap", lang))
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        show_heading(say("answers_by_status", lang))

        def narrow(code: str) -> None:
            change(response=(code,) if code in voc.RESPONSES else ())

        show_table(status_table(standing, lang), say("answers_by_status", lang), "status_table", on_open=narrow)
        if visit.filters.response:
            st.button(say("answers_all", lang), key="all_answers", on_click=change, kwargs={"response": ()})
    with right:
        show_heading(say("answers_stated", lang))
        could = int((standing.claims["response"] != "not_covered").sum())
        note = (say("stated_sentence", lang, n=count("claims", could, lang)), own_text("stated_note", lang))
        markup('<p class="quiet">{t}</p>', t=" ".join(filter(None, note)))
        show_table(stated_table(standing, lang), say("answers_stated", lang), "stated_table")


def main() -> None:
    """Draw the page."""
    visit = begin("answers")
    stop_if_too_many(visit)
    lang, shown = visit.lang, visit.selection.incidents
    claims = visit.record.claims[visit.record.claims["incident_id"].isin(shown["incident_id"])]
    whole = stand(visit.selection, claims, visit.record.answers, last_read(claims)) if len(claims) else None
    message = st.container(key="message", gap="xsmall")
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="bottom", key="tools"):
        ask_filters(visit)
        on = ask_day(visit, claims) if whole else None
        codes = tuple(c for c in accused_here(whole) if c in voc.BELLIGERENTS) if whole else ()
        accused = ask_accused(visit, codes) if codes else ""
    ask_window(visit)
    if on is None or whole is None:
        show_nothing(visit)
        return
    standing = (whole if on == whole.day else stand(visit.selection, claims, visit.record.answers, on)).of(accused)
    lead, limits = answers_sentence(standing, lang)
    with message:
        markup('<p class="lead-text" role="status"><b>{t}</b></p><p class="quiet">{m}</p>', t=lead, m=limits)
        if said := own_text("answers_lead", lang):
            show_fact("", said, here().article)
    table = accused_table(standing, lang)
    if len(standing.asked):
        show_statuses(visit, standing, table)
        show_arrivals(visit, standing)
        show_waits(visit, standing)
        show_conceded(visit, standing)
        show_doubts(lang)
    show_copy(visit, table.plain())


main()
