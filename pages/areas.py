"""The areas: what is recorded in each, and how two selections differ."""

import datetime as dt
from dataclasses import replace
from typing import Any

import streamlit as st

from geo.choice.address import read_versus
from geo.choice.filters import Filters
from geo.land.areas import area_key
from geo.show.chosen import Chosen
from geo.show.compare import caveats, compare_table, cut_to_shared, side_names, sides_of, write_difference
from geo.show.likely import groups_across
from geo.show.repeats import repeats_note, repeats_sentence, repeats_table
from geo.show.sentence import or_if_one
from geo.show.tables import Table, areas_table
from geo.show.what_if import readings, what_if_rows, what_if_table
from geo.territory import here
from geo.text.languages import data_language
from geo.text.words import area_name, count, number, options, own_text, say
from geo.web.charts import conceded_chart
from pages import Visit, begin, change, keep, link, markup, plain
from pages.parts.ask import area_menu, ask_filters, ask_view, ask_window
from pages.parts.carding import offer_card
from pages.parts.show import (
    draw_map,
    show_chart,
    show_copy,
    show_download,
    show_fact,
    show_heading,
    show_map,
    show_nothing,
    show_sentence,
    show_table,
    stop_if_too_many,
)

KINDS = ("none", "window", "area", "source")
_REPEATS_SHOWN = 100  # places of the list; the file has all


def before(visit: Visit) -> str:
    """Give the window just before the one chosen, as long; an empty text where the record does not reach so far back."""
    first, last = visit.record.span
    start, end = visit.filters.start or first, visit.filters.end or last
    length = end - start + dt.timedelta(days=1)
    return f"window:{start - length}/{start - dt.timedelta(days=1)}" if start - length >= first else ""


def other_areas(visit: Visit) -> list[str]:
    """Give the codes of the areas to compare with, the usual first: quarters, or districts and their parts where there are none."""
    areas = visit.record.areas
    return [code for level in ("sector", "district", "subdistrict") for code in areas[level]["area_id"]]


def ask_kind(visit: Visit) -> str:
    """Ask what the two sides of a comparison differ in; "none" is no comparison."""
    lang, f = visit.lang, visit.filters
    first, last = visit.record.span
    usual = {  # the other side a reader sees first
        "none": "",
        "window": before(visit) or f"window:{first}/{last}",
        "area": "area:" + next((a for a in other_areas(visit) if a not in (f.area, "city")), f.area),
        "source": "source:" + next((c for c in visit.record.sources if c not in f.source), "own"),
    }
    now = visit.view.versus.partition(":")[0] or "none"
    kind = st.segmented_control(
        say("compare", lang),
        KINDS,
        default=now,
        format_func=options(lang, "compare", KINDS).__getitem__,
        label_visibility="collapsed",
        required=True,
        **keep("compare", now, lambda v: {"versus": usual[v]}),
    )
    return str(kind)


def ask_sides(visit: Visit, kind: str, other: Filters) -> None:
    """Ask for the two sides: the first is the choice every page shows, the second is the page's own."""
    lang, f, record = visit.lang, visit.filters, visit.record
    left, right = st.columns(2)
    if kind == "window":
        with left:
            st.caption(say("compare_window_first", lang))
        with right:
            first, last = record.span
            start, end = (min(max(d or first, first), last) for d in (other.start, other.end))
            now = (start, end)
            read: Any = lambda v: {"versus": f"window:{v[0]}/{v[1]}"} if len(v) == 2 else {}  # noqa: E731
            st.date_input(
                say("compare_second", lang), now, min_value=first, max_value=last, format="YYYY-MM-DD", **keep("versus_window", now, read)
            )
            with st.container(horizontal=True, key="versus_days"):
                for k, phase in enumerate(record.phases.to_dict("records"), 1):
                    asked = f"window:{phase['date_start'].date()}/{phase['date_end'].date()}"
                    name = plain(f"{k} {phase[f'short_{data_language(lang)}']}")
                    st.button(name, key=f"versus:{k}", on_click=change, kwargs={"versus": asked}, disabled=visit.view.versus == asked)
                earlier = before(visit)
                st.button(
                    say("compare_before", lang),
                    key="before",
                    on_click=change,
                    kwargs={"versus": earlier},
                    disabled=not earlier or visit.view.versus == earlier,
                )
        return
    names = area_menu(visit) if kind == "area" else options(lang, "source", visit.record.sources)
    if kind == "area" and other.area not in names:
        names[other.area] = area_name(record.names, other.area, lang)
    if kind == "source":
        names |= options(lang, "source", tuple(c for c in (*f.source, *other.source) if c not in names))
    mine = f.area if kind == "area" else (f.source[0] if len(f.source) == 1 else "")
    theirs = other.area if kind == "area" else other.source[0]
    whole = say(f"extent_{f.extent}" if kind == "area" else "all_sources", lang)
    with left:
        pick: Any = lambda v: {"area": v} if kind == "area" else {"source": (v,) if v else ()}  # noqa: E731
        codes = ["", *names]
        st.selectbox(
            say("compare_first", lang), codes, codes.index(mine), format_func=lambda c: names.get(c, whole), **keep("side_a", mine, pick)
        )
    with right:
        st.selectbox(
            say("compare_second", lang),
            list(names),
            list(names).index(theirs),
            format_func=names.__getitem__,
            **keep("side_b", theirs, lambda v: {"versus": f"{kind}:{v}"}),
        )


def show_comparison(visit: Visit, kind: str, other: Filters) -> None:
    """Show both sides: maps that move together, sentences, and the difference in words and as a table."""
    lang, record = visit.lang, visit.record
    ask_sides(visit, kind, other)
    mine, theirs = sides_of(visit.chosen, other)
    names = side_names(visit.view.versus, (mine.filters, theirs.filters), record.names, record.span, lang)
    table = compare_table(mine, theirs, names, lang)
    show_heading(say("compare_says", lang))
    for line in [*write_difference(mine, theirs, names, lang), *caveats(mine, theirs, lang)]:
        markup('<p class="fact">{t}</p>', t=line)
    ask_cut(visit, mine, theirs)
    offer_card(lang, "before_after", "make_card")
    for column, side, name, key in zip(st.columns(2), (mine, theirs), names, ("map_a", "map_b"), strict=True):
        with column:
            show_heading(name)
            show_map(draw_map(visit, key, side, "areas", together=True, plays=side is visit.chosen, height=440))
            st.write(plain(side.sentence(lang)[0]))
    show_table(table, say("compare_says", lang), "compare_table")
    show_copy(visit, table.plain())


def ask_cut(visit: Visit, a: Chosen, b: Chosen) -> None:
    """Offer to cut both sides to days that the same sources cover, where they are not."""
    cut = cut_to_shared(a, b)
    if cut is None:
        return
    mine, theirs = cut if a is visit.chosen else (cut[1], cut[0])
    asked: dict[str, Any] = {"start": mine.start, "end": mine.end}
    if visit.view.versus.startswith("window:"):
        asked["versus"] = f"window:{theirs.start}/{theirs.end}"
    st.button(say("compare_cut", visit.lang), key="cut", icon=":material/content_cut:", on_click=change, kwargs=asked)


def show_area(visit: Visit, table: Table) -> None:
    """Show what is recorded in the area chosen on the map or in the table."""
    lang, view = visit.lang, visit.view
    code = view.selected.partition(":")[2] if view.selected.startswith("area:") else ""
    found = next((cells for row, cells in table.rows if row == code), None) if code else None
    if not found:
        shown = [(row, cells) for row, cells in table.rows if row]
        if shown:
            key = area_key(visit.selection.incidents, view.level)
            top = key[key != ""].value_counts().index[0]
            name = next(cells[0] for row, cells in shown if row == top)
            n = int((key == top).sum())
            most = count("incidents", n, lang) + or_if_one(n, visit.chosen.window.spared.get(top, 0), lang)
            told = "areas_sentence" if visit.chosen.covered.incidents.silence else "areas_sentence_apart"
            markup('<p class="fact">{t}</p>', t=say(told, lang, n=number(len(shown), lang), name=name, incidents=most))
        st.caption(say("area_none_chosen", lang))
    else:
        show_heading(found[0], say(f"level_one_{view.level}", lang))
        for (_, label), text in list(zip(table.heads, found, strict=True))[1:]:
            if text not in ("–", say("stated_not_stated", lang)):
                show_fact(label, text, "")
        st.page_link(label=say("area_open_list", lang), icon=":material/map:", **link("map"))
        st.button(say("area_only_button", lang), key="only", on_click=change, kwargs={"area": code})
        offer_card(lang, "place" if view.level == "place" else "map", "make_card", replace(visit.filters, area=code))
    if visit.filters.area:
        st.button(say("area_all_button", lang), key="every", on_click=change, kwargs={"area": ""})
    if waiting := own_text("areas_waiting", lang):
        show_fact("", waiting, here().article)


def show_across(visit: Visit) -> None:
    """Name the groups of likely pairs that lie across areas, and are spared in the total alone."""
    lang, n = visit.lang, visit.chosen.window.spared_across
    if not n:
        return
    st.caption(say("areas_across", lang, incidents=count("incidents", n, lang)))
    with st.expander(say("areas_across_which", lang)):
        for line in groups_across(visit.chosen, lang):
            markup('<p class="fact">{t}</p>', t=line)


def show_what_if(visit: Visit) -> None:
    """Show, when it is asked for, what the headline would be if one took the evidence otherwise."""
    lang = visit.lang
    folded = st.expander(say("what_if", lang), key="what_if_fold", on_change="rerun")
    if not folded.open:
        return  # it is worked out only when somebody looks
    with folded:
        told = readings(visit.chosen)
        rows = what_if_rows(told, lang)
        show_chart(conceded_chart(rows, lang), say("what_if_lead", lang), what_if_table(told, lang), "what_if", lang, 60 + 22 * len(rows))
        st.caption(say("what_if_note", lang))


def show_repeats(visit: Visit) -> None:
    """Show, when it is asked for or its order stands in the address, which places were hit more than once; a row opens its place on the map."""
    lang = visit.lang
    folded = st.expander(say("repeats", lang), expanded=bool(visit.view.repeats), key="repeats_fold", on_change="rerun")
    if not folded.open:
        return
    with folded:
        found = visit.chosen.repeats
        markup('<p class="fact">{t}</p>', t=repeats_sentence(found, lang))
        st.caption(f"{repeats_note(lang)} {say('repeats_reads', lang)}")
        if not found.places:
            return

        def open_place(code: str) -> None:
            st.session_state["repeats_fold"] = False  # the place stands below it
            change(level="place", selected=f"area:{code}")

        table = repeats_table(visit.chosen, found, visit.view.repeats, lang)
        shown = replace(table, rows=table.rows[:_REPEATS_SHOWN])
        chosen = visit.view.selected.partition(":")[2] if visit.view.level == "place" else ""
        show_table(
            shown,
            say("repeats", lang),
            "repeats_table",
            chosen,
            on_sort=lambda column: change(repeats=column),
            on_open=open_place,
            wide=True,
        )
        if len(table.rows) > _REPEATS_SHOWN:
            st.caption(say("more_n", lang, n=number(len(table.rows) - _REPEATS_SHOWN, lang)))
        show_download(table, "repeats", lang)


def main() -> None:
    """Draw the page."""
    visit = begin("areas")
    stop_if_too_many(visit)
    lang, record, view = visit.lang, visit.record, visit.view
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        ask_filters(visit)
        ask_view(visit, points=False)
        kind = ask_kind(visit)
    ask_window(visit)
    other = read_versus(view.versus, visit.filters)
    if other:
        show_comparison(visit, kind, other)
        return
    show_nothing(visit)
    if visit.selection.incidents.empty:
        return
    table = areas_table(visit.chosen, view.sort, lang)
    show_repeats(visit)
    show_what_if(visit)
    left, right = st.columns([0.45, 0.55], gap="small")
    with left:
        show_map(draw_map(visit, "map_areas", show="areas", height=500))
        with st.container(key="panel", gap="xsmall"):
            show_area(visit, table)
    with right:
        show_table(
            table,
            say("page_areas", lang),
            "areas_table",
            view.selected.partition(":")[2],
            on_sort=lambda column: change(sort=column),
            on_open=lambda code: change(selected=f"area:{code}"),
            wide=True,
        )
        if view.level == "place" and (known := int(record.places["population_2017"].notna().sum())):
            st.caption(say("areas_residents", lang, known=number(known, lang), all=number(len(record.places), lang)))
        st.caption(say("areas_subgroups", lang))
        show_across(visit)
        show_copy(visit, table.plain())


main()
