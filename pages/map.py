"""The map: where and when, who says so, and how sure."""

import json
from dataclasses import replace

import pandas as pd
import streamlit as st

from geo import settings as s
from geo import vocabulary as voc
from geo.holding.open import alone
from geo.show.details import claim_figure, claims_of, incident_line, judgements, table_rows, who_says
from geo.show.dossier import incident_sentence
from geo.show.found import found_text, words_found
from geo.show.framed import framed_text
from geo.show.likely import spared_behind
from geo.show.listing import listing_of, spots_of
from geo.show.names import area_names, incident_name, wide_names
from geo.show.picture import off_the_map
from geo.show.repeat_marks import doubt_of, place_text, when_text
from geo.show.repeats import repeats_note, repeats_sentence, repeats_table
from geo.show.sentence import apart_text, counted, or_if_one
from geo.show.tables import Table
from geo.text.words import count, number, say
from pages import Visit, arrive, change, fill_menu, give_way, link, markup, open_page, plain
from pages.parts.ask import ask_filters, ask_view, ask_window
from pages.parts.carding import offer_card
from pages.parts.chips import show_left_out
from pages.parts.show import (
    MAP_KEY,
    back_icon,
    draw_map,
    show_claim,
    show_copy,
    show_download,
    show_guide,
    show_heading,
    show_map,
    show_nothing,
    show_sentence,
    show_table,
)


def remember(name: str, key: str) -> None:
    """Keep a widget's value while its page does not draw it."""
    st.session_state[name] = st.session_state[key]
    if name == "list_by":
        st.session_state["list_at"] = 1


def show_rows(visit: Visit, rows: pd.DataFrame) -> None:
    """Show incidents of the list as buttons that open them, and tell the map where they are: it marks the one under the pointer."""
    lang = visit.lang
    told, every = visit.record.claims, rows.to_dict("records")
    why = words_found(told[told["incident_id"].isin(rows["incident_id"])], visit.filters.text) if visit.filters.text else {}
    for row in every:
        first, second = incident_line(row, lang)
        third = found_text(why.get(row["incident_id"], []), lang)
        st.button(
            "  \n".join((f"**{plain(first)}**", plain(second), *([plain(third)] if third else []))),
            key=f"open:{row['incident_id']}",
            type="tertiary",
            width="stretch",
            on_click=change,
            kwargs={"incident": row["incident_id"]},
        )
    markup('<span class="listed" hidden data-spots="{spots}"></span>', spots=json.dumps(spots_of(every)))


def unframed(visit: Visit) -> Visit:
    """Give a visit as the map draws it: of what is chosen beyond its own frame too. List and sentence are of what lies in it, where a reader wants that."""
    return replace(visit, filters=replace(visit.filters, view=())) if visit.filters.view else visit


def show_list(visit: Visit) -> None:
    """Show what is behind the chosen mark, or everything in view, a page of buttons at a time."""
    lang, view = visit.lang, visit.view
    if view.selected == "tray:off_map":  # what no mark stands for lies in no frame
        visit = unframed(visit)
    if not visit.whole.in_memory and visit.chosen.tally.incidents > s.LIST_LIMIT:
        st.caption(say("too_many_to_list", lang, limit=number(s.LIST_LIMIT, lang)))
        return
    by_date = st.session_state.get("list_by") == "date"
    repeats = visit.chosen.repeats.places if view.show == "repeats" else ()
    shown = [x.place for x in repeats] if view.selected == "tray:off_map" else []
    listing = listing_of(visit.record, visit.filters, view, "date" if by_date else "killed", shown)
    window = (visit.filters.start, visit.filters.end)
    found = listing.within(window, visit.chosen.window.aside)
    pages = max(1, -(-len(found) // s.LIST_PAGE))
    page = min(st.session_state.get("list_at", 1), pages)
    kind, _, code = view.selected.partition(":")
    names = area_names(visit.record, view.level, lang) if kind == "area" else {}
    title = {
        "area": names.get(code, say("list_elsewhere", lang)),
        "point": say("list_point", lang),
        "wide": say("list_wide", lang, name=wide_names(visit.record, lang).get(code, code)),
        "tray": say(f"extent_{code}", lang) if code in voc.SIDES else say(f"tray_{code}_title", lang) if kind == "tray" else "",
    }.get(kind, say("list_in_view" if visit.filters.view else "list_all", lang))
    show_heading(title, count("incidents", len(found), lang) + or_if_one(len(found), spared_behind(visit.chosen, view), lang))
    if visit.chosen.framed:
        st.caption(plain(framed_text(visit.chosen.framed, lang)))
    if view.selected:
        st.button(say("back_to_all", lang), key="all", icon=":material/close:", type="tertiary", on_click=change, kwargs={"selected": ""})
    told = [place_text(x, lang) for x in repeats if view.selected == f"area:{x.place}"]
    if told:
        st.caption(plain(told[0]))
    if view.selected == "tray:off_map" and view.show == "repeats":
        once, nowhere = (number(n, lang) for n in (visit.chosen.repeats.once, visit.chosen.repeats.nowhere))
        st.caption(say("tray_off_repeats_why", lang, once=once, nowhere=nowhere))
    elif view.selected == "tray:off_map":
        off = {kind: number(int((listing.placing[found] == kind).sum()), lang) for kind in ("wider", "unlocated", "outside", "point")}
        st.caption(say("tray_off_map_why", lang, **off))
    if not len(found):
        return
    rows = listing.rows(visit.whole, found[(page - 1) * s.LIST_PAGE : page * s.LIST_PAGE], window)
    show_rows(visit, rows)
    with st.container(horizontal=True, vertical_alignment="center", key="list_foot"):
        if pages > 1:
            turn = f"turn:{view.selected}"  # one widget, however many pages: Streamlit keeps what it knows of each for ever
            st.session_state[turn] = page
            st.pagination(pages, key=turn, max_visible_pages=7, on_change=remember, args=("list_at", turn))
        sorts = {"killed": say("sort_killed", lang), "date": say("sort_date", lang)}
        sort = f"sort:{lang}"
        st.selectbox(
            say("sort", lang),
            list(sorts),
            int(by_date),
            format_func=sorts.__getitem__,
            key=sort,
            label_visibility="collapsed",
            width=220,
            on_change=remember,
            args=("list_by", sort),
        )


def show_incident(visit: Visit) -> None:
    """Show one incident: its claims side by side, then each in full, and what a person decided about it."""
    lang, record = visit.lang, alone(visit.record, visit.view.incident)
    visit = replace(visit, record=record)
    found = record.incidents[record.incidents["incident_id"] == visit.view.incident]
    st.button(
        say("back_to_list", lang),
        key="back",
        icon=back_icon(lang),
        type="tertiary",
        on_click=change,
        kwargs={"incident": ""},
    )
    if found.empty:
        st.warning(plain(say("incident_gone", lang, id=visit.view.incident)))
        return
    row = found.iloc[0].to_dict()
    markup('<h2 class="panel">{t}</h2><p class="fact">{s}</p>', t=incident_name(row, lang), s=incident_sentence(record, row, lang))
    show_left_out(visit, found.iloc[:1])
    if row["placing"] not in ("point", "outside"):
        area = wide_names(record, lang).get(row["wide_area"])
        st.caption(plain(say("open_within", lang, name=area) if area else say("open_unplaced", lang)))
    if row["position_disputed"]:
        st.caption(say("position_disputed", lang))
    claims = claims_of(record, row["incident_id"])
    markup('<h3 class="panel">{t} <small>{k}</small></h3>', t=say("who_says_what", lang), k=say("claim_killed", lang))
    with st.container(key="claims", gap="small"):
        for claim in claims:
            markup(
                '<div class="claim"><span>{who}</span><strong>{figure}</strong></div>',
                who=who_says(claim, lang),
                figure=claim_figure(claim, lang),
            )
            answer = f"{say('claim_response', lang)}: {say('response_' + claim['response'], lang)}"
            with st.expander(answer, expanded=len(claims) == 1):
                show_claim(visit, claim)
    st.page_link(label=say("open_page", lang), icon=":material/open_in_full:", **link("incidents"))
    same, apart = judgements(record, row["incident_id"])
    if same:
        with st.expander(say("linked_because", lang)):
            for reason in same:
                markup('<p class="fact">{t}</p>', t=reason)
    if apart:
        with st.expander(say("kept_apart", lang), expanded=True):
            for k, (other, claim_id, reason) in enumerate(apart):
                st.button(plain(claim_id), key=f"apart:{k}", type="tertiary", on_click=change, kwargs={"incident": other})
                markup('<p class="fact">{t}</p>', t=reason)


def show_places(visit: Visit) -> None:
    """Show the places of the level of repeats as buttons that open their incidents, by what rule they are there, and what would overturn it."""
    lang, repeats = visit.lang, visit.chosen.repeats
    names = area_names(visit.record, "place", lang)
    show_heading(say("repeats", lang), "")
    markup('<p class="fact">{t}</p>', t=repeats_sentence(repeats, lang))
    for x in repeats.places[: s.LIST_PAGE]:
        doubt = doubt_of(x)
        lines = [when_text(x, lang), say(f"repeat_doubt_{doubt}", lang) if doubt else ""]
        st.button(
            f"**{plain(names.get(x.place, x.place))} · {plain(counted(x.every, x.spared, lang))}**  \n{plain(' · '.join(filter(None, lines)))}",
            key=f"place:{x.place}",
            type="tertiary",
            width="stretch",
            on_click=change,
            kwargs={"selected": f"area:{x.place}"},
        )
    if len(repeats.places) > s.LIST_PAGE:
        st.caption(say("more_n", lang, n=number(len(repeats.places) - s.LIST_PAGE, lang)))
    st.caption(f"{say('repeat_overturns', lang)} {repeats_note(lang)} {say('repeat_still', lang)}")


def show_trays(visit: Visit) -> None:
    """Show the trays that hold what is not drawn."""
    drawn = unframed(visit).chosen
    if visit.view.show != "areas":
        shown = [x.place for x in drawn.repeats.places] if visit.view.show == "repeats" else []
        off = int(off_the_map(drawn.selection.incidents, visit.view, shown).sum())
    else:
        off = drawn.areas[""].every.incidents if "" in drawn.areas else 0
    sizes = {"off_map": off, "undated": visit.totals.undated} | {
        side: visit.totals.apart[side].incidents for side in voc.SIDES if side in visit.totals.apart
    }
    with st.container(horizontal=True, key="trays"):
        for code, n in sizes.items():
            if n:
                label = say(f"tray_{code}", visit.lang, n=number(n, visit.lang))
                told = apart_text(visit.totals, code, visit.lang) if code in visit.totals.apart else None
                st.button(
                    label,
                    key=f"tray_{code}",
                    help=told and plain(told),
                    on_click=change,
                    kwargs={"selected": f"tray:{code}", "incident": ""},
                )


def main() -> None:
    """Draw the page."""
    visit = arrive("map")
    drawn = unframed(visit).chosen
    drawing = draw_map(visit, "map_present" if visit.view.present else MAP_KEY, drawn, present=visit.view.present)
    menu = open_page(visit)
    if visit.view.present:
        show_map(drawing)
        st.button(say("present_leave", visit.lang), key="leave", type="tertiary", on_click=change, kwargs={"present": ""})
        return
    # What a moved slider changes is ready before anything is sent, and sent first, whatever stands above it on the page.
    sentence, tools = st.container(), st.container(horizontal=True, vertical_alignment="center", key="tools")
    left, right = st.columns([0.7, 0.3], gap="small")
    with sentence:
        show_sentence(visit)
    with left:
        show_map(drawing)
        give_way()
        ask_window(visit)
    table = table_rows(drawing.table, visit.lang, drawn.totals)
    fill_menu(visit, menu)
    with tools:
        ask_filters(visit)
        ask_view(visit, layers=False)
    with right, st.container(key="panel", gap="xsmall"):
        show_guide(visit.lang)
        if visit.view.incident:
            show_incident(visit)
        elif visit.view.show == "repeats" and not visit.view.selected and visit.chosen.repeats.places:
            show_places(visit)
        elif visit.totals.everything.incidents or visit.view.selected:
            show_list(visit)
        else:
            show_nothing(visit)
        show_trays(visit)
        show_copy(visit, table)
        offer_card(visit.lang, "incident" if visit.view.incident else "map", "make_card")
    folded = st.expander(say("table_of_map", visit.lang), key="map_table_fold", on_change="rerun")
    if not folded.open:
        return  # its rows need not travel with every move
    with folded:
        if visit.view.show == "repeats":
            listed = repeats_table(drawn, drawn.repeats, "", visit.lang)
            show_table(listed, say("repeats", visit.lang), "map_repeats", wide=True)
            show_download(listed, "repeats", visit.lang)
            return
        show_table(
            Table([(h, h) for h in table[0]], [("", row) for row in table[1:]], frozenset(table[0][1:])),
            say("map_label", visit.lang),
            "map_table",
        )


main()
