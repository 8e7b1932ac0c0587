"""The incidents: search and sort them, and read one in full, claim beside claim."""

import streamlit as st

from geo import settings as s
from geo.show.found import words_found
from geo.show.sentence import or_if_one
from geo.show.tables import incidents_table
from geo.text.words import count, number, say
from pages import Visit, begin, change, link, plain
from pages.parts.ask import ask_facets, ask_filters, ask_window
from pages.parts.dossier import show_one
from pages.parts.show import back_icon, show_copy, show_heading, show_nothing, show_sentence, show_table, stop_if_too_many


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
