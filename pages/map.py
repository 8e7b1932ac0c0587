"""The map: where and when, who says so, and how sure."""

import streamlit as st
from streamlit_folium import st_folium

from geo import settings as s
from geo.details import behind, claim_figure, claim_rows, claims_of, incident_line, judgements, table_rows
from geo.picture import area_names, area_table, describe, incident_name, off_the_map, wide_names
from geo.webmap import build_layer, build_map, read_click
from geo.words import count, number, say
from pages import (
    Visit,
    ask_filters,
    ask_window,
    begin,
    change,
    keep,
    keep_hidden,
    markup,
    plain,
    publish,
    show_copy,
    show_nothing,
    show_sentence,
)

MAP_KEY = "countryside_map"


def take_click() -> None:
    """Turn what the map reports into the choice; only here, because the component repeats its last report on later runs."""
    click = read_click(st.session_state.get(MAP_KEY))
    if click is None:
        return
    if click.kind == "shape":
        change(shape=click.shape)
    else:
        change(selected=f"{click.kind}:{click.id}", incident="")
        st.session_state["list_at"] = 1


def ask_view(visit: Visit) -> None:
    """Ask how the selection is drawn: level or points, shading, background."""
    lang, view = visit.lang, visit.view
    levels = (*s.LEVELS, "points")
    labels = {level: say(f"level_{level}", lang) for level in s.LEVELS} | {"points": say("show_points", lang)}
    now = view.level if view.show == "areas" else "points"

    def read(value: str) -> dict[str, str]:
        choice = {"show": "points"} if value == "points" else {"show": "areas", "level": value}
        return choice | {"selected": "", "incident": ""}

    st.segmented_control(
        say("group_by", lang),
        levels,
        format_func=labels.__getitem__,
        label_visibility="collapsed",
        required=True,
        **keep("level", now, read),
    )
    with st.popover(say("shade_by", lang), icon=":material/layers:"):
        if view.show == "areas" and view.level != "place":
            measures = {m: say(f"measure_{m}", lang) for m in s.MEASURES}
            read_measure = keep_hidden("measure", view.measure, lambda v: {"measure": v})
            st.radio(say("shade_by", lang), s.MEASURES, s.MEASURES.index(view.measure), format_func=measures.__getitem__, **read_measure)
        maps = {m: say(f"basemap_{m}", lang) for m in s.BASEMAPS}
        tiles = keep_hidden("basemap", view.basemap, lambda v: {"basemap": v})
        st.radio(say("basemap", lang), s.BASEMAPS, s.BASEMAPS.index(view.basemap), format_func=maps.__getitem__, **tiles)
        st.caption(say("basemap_warning", lang))


def show_map(visit: Visit) -> list[list[str]]:
    """Show the map and give its table. The base never changes; the picture of the selection is fetched by address."""
    table = area_table(visit.record, visit.selection, visit.view)
    picture = describe(visit.record, visit.selection, visit.totals, table, visit.filters, visit.view)
    st_folium(
        build_map(visit.files),
        key=MAP_KEY,
        height=470,
        use_container_width=True,
        returned_objects=["last_active_drawing", "last_object_clicked_count"],
        feature_group_to_add=build_layer(publish(picture, "countryside-map")),
        on_change=take_click,
    )
    return table_rows(table, visit.lang, visit.totals)


def remember(name: str, key: str) -> None:
    """Keep a widget's value while its page does not draw it."""
    st.session_state[name] = st.session_state[key]
    if name == "list_by":
        st.session_state["list_at"] = 1


def show_list(visit: Visit) -> None:
    """Show what is behind the chosen mark, or everything in view, a page of buttons at a time."""
    lang, view = visit.lang, visit.view
    shown = behind(visit.selection, view, view.selected)
    kind, _, code = view.selected.partition(":")
    names = area_names(visit.record, view.level, lang) if kind == "area" else {}
    title = {
        "area": names.get(code, say("list_elsewhere", lang)),
        "point": say("list_point", lang),
        "wide": say("list_wide", lang, name=wide_names(visit.record, lang).get(code, code)),
        "tray": say(f"tray_{code}_title", lang) if code in ("off_map", "undated") else say("extent_city", lang),
    }.get(kind, say("list_all", lang))
    markup('<h2 class="panel">{t} <small>{n}</small></h2>', t=title, n=count("incidents", len(shown), lang))
    if view.selected:
        st.button(say("back_to_all", lang), key="all", icon=":material/close:", type="tertiary", on_click=change, kwargs={"selected": ""})
    if view.selected == "tray:off_map":
        kinds = shown["placing"].value_counts()
        off = {kind: number(int(kinds.get(kind, 0)), lang) for kind in ("wider", "unlocated", "outside", "point")}
        st.caption(say("tray_off_map_why", lang, **off))
    if shown.empty:
        return
    by_date = st.session_state.get("list_by") == "date"
    order = shown.sort_values("date_start") if by_date else shown.sort_values(["killed_max", "date_start"], ascending=[False, True])
    pages = -(-len(order) // s.LIST_PAGE)
    page = min(st.session_state.get("list_at", 1), pages)
    for row in order.iloc[(page - 1) * s.LIST_PAGE : page * s.LIST_PAGE].to_dict("records"):
        first, second = incident_line(row, lang)
        st.button(
            f"**{plain(first)}**  \n{plain(second)}",
            key=f"open:{row['incident_id']}",
            type="tertiary",
            width="stretch",
            on_click=change,
            kwargs={"incident": row["incident_id"]},
        )
    with st.container(horizontal=True, vertical_alignment="center", key="list_foot"):
        if pages > 1:
            turn = f"turn:{view.selected}:{pages}"
            st.pagination(pages, default=page, key=turn, max_visible_pages=7, on_change=remember, args=("list_at", turn))
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
    lang, record = visit.lang, visit.record
    found = record.incidents[record.incidents["incident_id"] == visit.view.incident]
    st.button(
        say("back_to_list", lang),
        key="back",
        icon=f":material/arrow_{'back' if lang == 'en' else 'forward'}:",
        type="tertiary",
        on_click=change,
        kwargs={"incident": ""},
    )
    if found.empty:
        st.warning(plain(say("incident_gone", lang, id=visit.view.incident)))
        return
    row = found.iloc[0].to_dict()
    _, second = incident_line(row, lang)
    markup('<h2 class="panel">{t}</h2><p class="quiet">{s}</p>', t=incident_name(row, lang), s=second)
    if row["position_disputed"]:
        st.caption(say("position_disputed", lang))
    claims = claims_of(record, row["incident_id"])
    markup('<h3 class="panel">{t} <small>{k}</small></h3>', t=say("who_says_what", lang), k=say("claim_killed", lang))
    with st.container(key="claims", gap="small"):
        for claim in claims:
            markup(
                '<div class="claim"><span>{who}</span><strong>{figure}</strong></div>',
                who=f"{claim['source_name']} {claim['source_id']}" if claim["source_dataset"] != "press" else claim["source_name"],
                figure=claim_figure(claim, lang),
            )
            answer = f"{say('claim_response', lang)}: {say('response_' + claim['response'], lang)}"
            with st.expander(answer, expanded=len(claims) == 1):
                for label, text, url in claim_rows(record, claim, lang):
                    if url:
                        markup(
                            '<p class="fact"><b>{l}</b> <a href="{u}" target="_blank" rel="noopener noreferrer">{t}</a></p>',
                            l=label,
                            t=text,
                            u=url,
                        )
                    else:
                        markup('<p class="fact"><b>{l}</b> {t}</p>', l=label, t=text)
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


def show_trays(visit: Visit) -> None:
    """Show the trays that hold what is not drawn."""
    off = int(off_the_map(visit.selection.incidents, visit.view).sum())
    sizes = {"off_map": off, "undated": visit.totals.undated, "city": visit.totals.city.incidents}
    with st.container(horizontal=True, key="trays"):
        for code, n in sizes.items():
            if n:
                label = say(f"tray_{code}", visit.lang, n=number(n, visit.lang))
                st.button(label, key=f"tray_{code}", on_click=change, kwargs={"selected": f"tray:{code}", "incident": ""})


def main() -> None:
    """Draw the page."""
    visit = begin("map")
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        ask_filters(visit)
        ask_view(visit)
    left, right = st.columns([0.7, 0.3], gap="small")
    with left:
        table = show_map(visit)
        ask_window(visit)
    with right, st.container(key="panel", gap="xsmall"):
        if visit.view.incident:
            show_incident(visit)
        elif len(visit.selection.incidents) or visit.view.selected:
            show_list(visit)
        else:
            show_nothing(visit)
        show_trays(visit)
        show_copy(visit, table)
    with st.expander(say("table_of_map", visit.lang)):
        st.table([dict(zip(table[0], map(plain, row), strict=True)) for row in table[1:]])


main()
