"""The answers: what the attacker said about each incident, by when, and how that stands against the reports."""

from datetime import date

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.choice.filters import read_day
from geo.show.answers import (
    NOT_YET,
    answers_as_of,
    answers_sentence,
    conceded_by_month,
    conceded_text,
    could_answer,
    delays,
    last_read,
    stated_table,
    status_table,
)
from geo.show.details import figure
from geo.show.picture import incident_name
from geo.show.tables import Table
from geo.text.words import count, day, day_short, number, say
from geo.web.charts import conceded_chart
from pages import Visit, begin, change, keep, markup
from pages.parts.ask import ask_filters, ask_window
from pages.parts.show import show_chart, show_copy, show_fact, show_heading, show_nothing, show_sentence, show_table, stop_if_too_many

_ARTICLE = "https://www.raqqa-sl.com/en/?p=2069"


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


def show_conceded(visit: Visit, asked: pd.DataFrame) -> Table:
    """Show reported range against conceded number, a line an incident."""
    lang = visit.lang
    rows, lines = [], []
    for r in asked.to_dict("records"):
        reported, conceded, answer = figure(r, lang), conceded_text(r, lang), say(f"response_{r['status']}", lang)
        when = day(r["date_start"], lang) if pd.notna(r["date_start"]) else say("undated", lang)
        lines.append((r["incident_id"], [incident_name(r, lang), when, reported, conceded, answer]))
        rows.append(
            {
                "label": f"{day_short(r['date_start'], lang)} · {incident_name(r, lang)}",
                "low": None if r["no_figure"] or pd.isna(r["killed_min"]) else int(r["killed_min"]),
                "high": None if r["no_figure"] else int(r["killed_max"]),
                "open": bool(r["open_ended"]),
                "conceded_low": None if pd.isna(r["conceded_min"]) else int(r["conceded_min"]),
                "conceded_high": None if pd.isna(r["conceded_min"]) else int(r["conceded_max"]),
                "text": say("conceded_line", lang, reported=reported, conceded=conceded, answer=answer),
            }
        )
    said = [r for r in asked.to_dict("records") if pd.notna(r["conceded_min"])]
    semicolon = "؛ " if lang == "ar" else "; "
    listed = semicolon.join(
        say("conceded_one", lang, name=incident_name(r, lang), reported=figure(r, lang), conceded=conceded_text(r, lang))
        for r in said[: s.LIST_PAGE]
    )
    more = semicolon + say("more_n", lang, n=number(len(said) - s.LIST_PAGE, lang)) if len(said) > s.LIST_PAGE else ""
    n = {"n": number(len(said), lang), "could": number(len(asked), lang)}
    later = int(asked["status"].isin(NOT_YET).sum())
    sentence = (
        say("conceded_sentence", lang, **n, list=listed + more) if said else "" if later else say("conceded_none", lang, could=n["could"])
    )
    if later:
        sentence = f"{sentence} {say('conceded_unknown', lang, n=number(later, lang), could=n['could'])}".strip()
    heads = [
        ("place", "column_place"),
        ("date", "column_date"),
        ("killed", "column_reported"),
        ("conceded", "column_conceded"),
        ("answer", "column_answer"),
    ]
    table = Table([(h, say(label, lang)) for h, label in heads], lines)
    show_chart(conceded_chart(pd.DataFrame(rows), lang), sentence, table, "conceded", lang, 60 + 19 * len(rows))
    st.caption(say("answers_reported_key", lang))
    return table


def main() -> None:
    """Draw the page."""
    visit = begin("answers")
    stop_if_too_many(visit)
    lang, shown = visit.lang, visit.selection.incidents
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="bottom", key="tools"):
        ask_filters(visit)
        claims = visit.record.claims[visit.record.claims["incident_id"].isin(shown["incident_id"])]
        on = ask_day(visit, claims) if len(claims) else None
    ask_window(visit)
    if on is None:
        show_nothing(visit)
        return
    answers = answers_as_of(claims, on)
    asked = could_answer(visit.selection, answers)
    show_fact("", say("answers_lead", lang), _ARTICLE)
    markup('<p class="lead-text">{t}</p>', t=answers_sentence(asked, len(shown), on, lang))
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        show_heading(say("answers_by_status", lang))
        statuses = status_table(visit.selection, answers, lang)

        def narrow(code: str) -> None:
            change(response=(code,) if code in s.RESPONSES else ())

        show_table(statuses, say("answers_by_status", lang), "status_table", on_open=narrow)
        if visit.filters.response:
            st.button(say("answers_all", lang), key="all_answers", on_click=change, kwargs={"response": ()})
    with right:
        show_heading(say("answers_stated", lang))
        could = int((claims["response"] != "not_covered").sum())
        markup('<p class="quiet">{t}</p>', t=say("stated_sentence", lang, n=count("claims", could, lang)))
        show_table(stated_table(claims, on, lang), say("answers_stated", lang), "stated_table")
    if len(asked):
        show_heading(say("answers_reported", lang))
        show_conceded(visit, asked)
        show_heading(say("answers_month", lang))
        show_table(conceded_by_month(asked, lang), say("answers_month", lang), "month_table")
    show_heading(say("answers_delay", lang))
    took = delays(claims)
    if took.empty:
        st.write(say("delay_none", lang))
    else:
        spread = {"low": int(took.min()), "high": int(took.max()), "middle": int(took.median()), "n": len(took)}
        st.write(say("delay_sentence", lang, **{k: number(v, lang) for k, v in spread.items()}))
    show_copy(visit, statuses.plain())


main()
