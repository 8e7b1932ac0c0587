"""The incidents: search and sort them, and read one in full, claim beside claim."""

import html
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.show.accused import accused_of
from geo.show.answers import conceded_text, last_read, stand, table_of_accused
from geo.show.details import claims_of, compare_claims, dates_of, figure, incident_line, judgements, neighbours, positions_of, who_says
from geo.show.found import words_found
from geo.show.names import incident_name
from geo.show.sentence import or_if_one
from geo.show.tables import Table, incidents_table
from geo.territory import here
from geo.text.languages import inside, listed
from geo.text.words import count, days, number, say
from pages import Visit, begin, change, link, markup, plain
from pages.parts.ask import ask_facets, ask_filters, ask_window
from pages.parts.show import (
    back_icon,
    draw_map,
    show_claim,
    show_copy,
    show_fact,
    show_heading,
    show_map,
    show_nothing,
    show_sentence,
    show_table,
    stop_if_too_many,
)


def show_list(visit: Visit) -> None:
    """Show facets and the table of incidents, a page at a time."""
    lang, shown = visit.lang, visit.selection.incidents
    left, right = st.columns([0.27, 0.73], gap="medium")
    with left, st.container(key="facets", gap="xsmall"):
        show_heading(say("facets", lang))
        ask_facets(visit)
    with right:
        show_nothing(visit)
        if shown.empty:
            return
        pages = -(-len(shown) // s.TABLE_PAGE)
        page = min(st.session_state.get("table_at", 1), pages)
        table = incidents_table(shown, visit.view.sort, page, s.TABLE_PAGE, lang, words_found(visit.chosen.claims, visit.filters.text))
        show_heading(
            count("incidents", len(shown), lang) + or_if_one(len(shown), visit.totals.spared, lang),
            say("incidents_page_of", lang, page=number(page, lang), pages=number(pages, lang)),
        )

        def sort(column: str) -> None:
            st.session_state["table_at"] = 1
            change(sort=column)

        show_table(table, say("page_incidents", lang), "incidents_table", on_sort=sort, on_open=lambda code: change(incident=code))
        if pages > 1:
            turn = f"table_turn:{pages}"

            def go() -> None:
                st.session_state["table_at"] = st.session_state[turn]

            st.pagination(pages, default=page, key=turn, max_visible_pages=9, on_change=go)
        show_copy(visit, table.plain())


def show_side_by_side(visit: Visit, claims: list[dict[str, Any]]) -> None:
    """Show every claim in a column of its own, with what agrees and what differs."""
    lang = visit.lang
    rows = compare_claims(claims, lang)
    differ = [label for label, _, verdict in rows if verdict == "differ"]
    n = count("claims", len(claims), lang)
    if len(claims) == 1:
        text = say("incident_sentence_one", lang)
    elif differ:
        text = say("incident_sentence", lang, claims=n, differ=listed((inside(d, lang) for d in differ), lang))
    else:
        text = say("incident_sentence_agree", lang, claims=n)
    markup('<p class="fact">{t}</p>', t=text)
    heads = [("subject", say("column_says", lang)), *((c["claim_id"], who_says(c, lang)) for c in claims)]
    if len(claims) > 1:
        heads.append(("verdict", say("column_verdict", lang)))
    cells = [
        ("", [label, *texts, *([say(f"verdict_{verdict}", lang) if verdict else ""] if len(claims) > 1 else [])])
        for label, texts, verdict in rows
    ]
    show_table(Table(heads, cells), say("side_by_side", lang), "claims_table")


def show_others(visit: Visit, title: str, none: str, found: pd.DataFrame, key: str, placed: bool = True) -> None:
    """Show neighbouring incidents as buttons that open them."""
    lang = visit.lang
    known = key != "near" or placed
    show_heading(title, number(len(found), lang) if known else say("not_known", lang))
    if found.empty:
        st.caption(none)
    for row in found.head(s.LIST_PAGE).to_dict("records"):
        first, second = incident_line(row, lang)
        if pd.notna(row["km"]):
            second += " · " + say("km_away", lang, km=number(round(row["km"], 1), lang))
        label = f"**{plain(first)}**  \n{plain(second)}"
        opens = {"incident": row["incident_id"]}
        st.button(label, key=f"{key}:{row['incident_id']}", type="tertiary", width="stretch", on_click=change, kwargs=opens)
    if len(found) > s.LIST_PAGE:
        st.caption(say("more_n", lang, n=number(len(found) - s.LIST_PAGE, lang)))


def show_accused(visit: Visit, row: dict[str, Any]) -> None:
    """Show those accused of an incident, what each answered, and what was conceded of what was reported."""
    lang = visit.lang
    accused = accused_of(visit.record, row["incident_id"], lang)
    if not accused:
        return
    show_heading(say("accused_title", lang))
    chosen = replace(visit.chosen, only=frozenset((row["incident_id"],)))
    standing = stand(chosen.selection, chosen.claims, visit.record.answers, last_read(chosen.claims))
    said = standing.asked.iloc[0]
    markup('<p class="fact">{t}</p>', t=say("accused_conceded", lang, conceded=conceded_text(said, lang), reported=figure(row, lang)))
    show_table(table_of_accused(accused, lang), say("accused_title", lang), "accused_table")
    if any(a.early for a in accused):
        st.caption(say("accused_early", lang))
    for a in accused:
        for text, url in a.links:
            show_fact(a.name, text, url)


def show_one(visit: Visit, found: pd.DataFrame) -> None:
    """Show one incident (a frame of one row) in full."""
    lang, record, row = visit.lang, visit.record, found.iloc[0].to_dict()
    others = record.incidents if visit.filters.fighting else record.incidents[~record.incidents["fighting"]]
    near, same_day = neighbours(others, row)
    claims = claims_of(record, row["incident_id"])
    _, second = incident_line(row, lang)
    markup('<h1 class="incident">{t}</h1><p class="quiet">{s} · {i}</p>', t=incident_name(row, lang), s=second, i=row["incident_id"])
    show_heading(say("side_by_side", lang))
    show_side_by_side(visit, claims)
    show_accused(visit, row)
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        spots = [[c["latitude"], c["longitude"]] for c in claims if pd.notna(c["latitude"])]
        if spots and row["placing"] in ("point", "outside"):
            chosen = replace(visit.chosen, only=frozenset((*near["incident_id"], row["incident_id"])))
            when = days(row["date_start"], row["date_end"], lang)
            title = {"what": incident_name(row, lang), "dates": when, "count": figure(row, lang)}
            show_map(draw_map(visit, "map_incident", chosen, "points", spots, title=title, height=400))
        show_heading(say("positions", lang))
        if len(here().extents) > 1:
            side = row["side"]
            st.caption(f"{say('claim_side', lang)}: {say(f'side_{side}', lang)}")
        if row["position_disputed"]:
            st.caption(say("position_disputed", lang))
        heads = ["column_says", "column_name", "column_position", "column_precision", "column_away"]
        labels = [(h, say(h if h != "column_says" else "claim_source", lang)) for h in heads]
        show_table(Table(labels, [("", cells) for cells in positions_of(claims, row, lang)]), say("positions", lang), "positions_table")
        show_heading(say("dates_title", lang))
        lines = "".join(
            f"<li><b>{html.escape(day)}</b> {html.escape(text)}</li>" for day, text in dates_of(record, claims, row["incident_id"], lang)
        )
        st.html(f'<ol class="dates">{lines}</ol>')
        st.caption(say("dates_note", lang))
    with right, st.container(key="panel", gap="xsmall"):
        same, apart = judgements(record, row["incident_id"])
        for heading, reasons in (("linked_because", same), ("kept_apart", [f"{claim}: {reason}" for _, claim, reason in apart])):
            if reasons:
                show_heading(say(heading, lang))
                for reason in reasons:
                    markup('<p class="fact">{t}</p>', t=reason)
        show_heading(say("sources_and_copies", lang))
        for claim in claims:
            with st.expander(plain(who_says(claim, lang)), expanded=len(claims) == 1):
                show_claim(visit, claim)
        placed = row["placing"] == "point" and row["radius_m"] <= s.VILLAGE_RADIUS_M
        show_others(visit, say("nearby", lang), say("nearby_none" if placed else "nearby_unknown", lang), near, "near", placed)
        show_others(visit, say("same_day", lang), say("same_day_none", lang), same_day, "day")


def main() -> None:
    """Draw the page: one incident if the address names it, else the list."""
    visit = begin("incidents")
    stop_if_too_many(visit)
    lang, record, incident = visit.lang, visit.record, visit.view.incident
    if not incident:
        show_sentence(visit)
        with st.container(horizontal=True, vertical_alignment="center", key="tools"):
            ask_filters(visit)
        ask_window(visit)
        show_list(visit)
        return
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        st.button(say("back_to_list", lang), key="back", icon=back_icon(lang), type="tertiary", on_click=change, kwargs={"incident": ""})
        st.page_link(label=say("on_the_map", lang), icon=":material/map:", **link("map"))
    found = record.incidents[record.incidents["incident_id"] == incident]
    if found.empty:
        st.warning(plain(say("incident_gone", lang, id=incident)))
    else:
        show_one(visit, found)


main()
