"""Asking which column of a file is which, with the first ten rows of the guess."""

from dataclasses import replace

import streamlit as st

from geo import settings as s
from geo.intake.formats.raw import RawTable
from geo.intake.reports import (
    field_name,
)
from geo.intake.sources.mapping import MAPPABLE, Mapping, read_mapping
from geo.intake.sources.registry import can_place, source_of
from geo.show.tables import Table, short
from geo.text.words import number, say
from pages import Visit, plain
from pages.parts.draft import Draft, start
from pages.parts.presses import once
from pages.parts.show import show_heading, show_table

_FIRST = 12  # columns of the mapping that are asked for at once


def ask_mapping(visit: Visit, draft: Draft) -> None:
    """Ask which column is which, with the first ten rows of the guess; the rows are checked when the reader says so."""
    lang, raw, mapping = visit.lang, draft.raw, draft.mapping
    assert raw is not None
    assert mapping is not None
    with st.expander(say("mapping_title", lang), expanded=draft.imported is None):
        _ask_columns(visit, draft, raw, mapping)


def _ask_columns(visit: Visit, draft: Draft, raw: RawTable, mapping: Mapping) -> None:
    lang = visit.lang
    st.caption(say("mapping_note", lang))
    mapping = open_mapping(draft, raw, mapping, lang)
    turn = f"{lang}:{draft.turn}:{st.session_state.get('mapping_turn', 0)}:{draft.file_id}"
    chosen = choose_columns(draft, raw, mapping, turn, lang)
    now = draft.mapping = ask_about_table(replace(mapping, columns=chosen), turn, lang)
    show_guess(raw, now, lang)

    def check() -> None:
        start(draft, visit.record, read=False)

    with st.container(horizontal=True):
        st.button(say("check_rows", lang), key="check_rows", type="primary", on_click=once(check), disabled=not can_place(now))
        st.download_button(
            say("mapping_save", lang), now.to_json(), "mapping.json", "application/json", key="save_mapping", on_click="ignore"
        )


def open_mapping(draft: Draft, raw: RawTable, mapping: Mapping, lang: str) -> Mapping:
    """Offer to take a mapping that was saved; give it with the columns that this file has, or the one there was."""
    opened = st.file_uploader(say("mapping_open", lang), type="json", key=f"mapping:{draft.file_id}", max_upload_size=1)
    if opened is None or st.session_state.get("mapping_of") == opened.file_id:
        return mapping
    st.session_state["mapping_of"] = opened.file_id
    found = read_mapping(opened.getvalue())
    if found is None or not source_of(found.source).asks_columns:
        st.error(plain(say("mapping_bad", lang, name=opened.name[:80])))
        return mapping
    mapping = draft.mapping = draft.guess = replace(found, columns={k: v for k, v in found.columns.items() if v in raw.cells.columns})
    st.session_state["mapping_turn"] = st.session_state.get("mapping_turn", 0) + 1
    st.success(plain(say("mapping_applied", lang, name=opened.name[:80])))
    return mapping


def choose_columns(draft: Draft, raw: RawTable, mapping: Mapping, turn: str, lang: str) -> dict[str, str]:
    """Ask which column of the file each of ours is, those guessed first; the others stand behind a switch."""
    names = ["", *raw.cells.columns]
    chosen: dict[str, str] = {}
    usual = draft.guess.columns if draft.guess else mapping.columns
    ordered = sorted(MAPPABLE, key=lambda c: (c not in usual, MAPPABLE.index(c)))

    def ask(columns: list[str]) -> None:
        for k, ours in enumerate(columns):
            if k % 4 == 0:  # row by row, so that a phone shows them in this order
                grid = st.columns(4)
            value = mapping.columns.get(ours, "")
            with grid[k % 4]:
                got = st.selectbox(
                    field_name(ours, lang),
                    names,
                    names.index(value) if value in names else 0,
                    format_func=lambda c: c or say("mapping_none", lang),
                    key=f"map:{turn}:{ours}",
                )
            if got:
                chosen[ours] = got

    first = max(_FIRST, 4 * -(-len(usual) // 4))
    ask(ordered[:first])
    if st.toggle(say("mapping_rest", lang), key=f"more:{draft.file_id}"):
        ask(ordered[first:])
    else:
        chosen |= {c: mapping.columns[c] for c in ordered[first:] if c in mapping.columns}
    return chosen


def ask_about_table(mapping: Mapping, turn: str, lang: str) -> Mapping:
    """Ask for what holds of the whole table: its name, the order of day and month, its licence, whether it is private."""
    one, two = st.columns(2)
    with one:
        name = st.text_input(say("table_name", lang), mapping.name, max_chars=40, key=f"table_name:{turn}")
        orders = {"": say("order_auto", lang), "day_first": say("order_day_first", lang), "month_first": say("order_month_first", lang)}
        order = st.selectbox(
            say("ask_order", lang),
            list(orders),
            list(orders).index(mapping.order),
            format_func=orders.__getitem__,
            key=f"order:{turn}",
        )
    with two:
        licence = st.text_input(say("table_licence", lang), mapping.licence, max_chars=s.TEXT_LIMIT, key=f"licence:{turn}")
        private = st.checkbox(say("table_private", lang), mapping.private, key=f"private:{turn}")
    return replace(mapping, name=name, licence=licence, order=order, private=private)


def show_guess(raw: RawTable, mapping: Mapping, lang: str) -> None:
    """Show the first ten rows as they are understood, or say that nothing in them can be placed."""
    show_heading(say("mapping_preview", lang))
    if not can_place(mapping):
        st.warning(say("mapping_nothing", lang))
        return
    heads = [(c, field_name(c, lang)) for c in mapping.columns]
    shown = zip(raw.numbers, raw.cells.head(10).to_dict("records"), strict=False)
    rows = [("", [number(int(n), lang), *(short(str(row[c])) for c in mapping.columns.values())]) for n, row in shown]
    show_table(Table([("row", say("column_row", lang)), *heads], rows), say("mapping_preview", lang), "mapping_table", wide=True)
