"""Asking what a word of a file means that is none of our codes: one answer for every row that has it."""

from collections.abc import Callable

import streamlit as st

from geo.intake.cells.words import CODED_VALUES, codes_like
from geo.intake.deciding import recode
from geo.intake.imports import Import
from geo.intake.reports import (
    code_name,
    field_name,
)
from geo.intake.sources.mapping import CODED
from geo.show.tables import short
from geo.text.words import count, say
from pages import Visit, plain
from pages.parts.presses import whole
from pages.parts.show import show_heading

_WORDS = 30  # asked about at once; the report has all of them


def ask_codes(visit: Visit, one: Import, changed: Callable[[Import], bool]) -> None:
    """Ask what each word means that is none of our codes; one answer settles every row that has it."""
    lang = visit.lang
    unknown = one.findings[(one.findings["code"] == "unknown_code") & one.findings["column"].isin(CODED)]
    if unknown.empty:
        return
    show_heading(say("codes_title", lang), count("rows", unknown["position"].nunique(), lang))
    st.caption(say("codes_note", lang))
    for k, ((column, value), rows) in enumerate(unknown.groupby(["column", "was"], sort=False)):
        if k < _WORDS:
            label = say(
                "codes_what", lang, column=field_name(str(column), lang), value=short(str(value), 60), n=count("rows", len(rows), lang)
            )
            ask_code(visit, one, str(column), str(value), label, f"code:{column}:{value}", changed)


def ask_code(visit: Visit, one: Import, column: str, value: str, label: str, key: str, changed: Callable[[Import], bool]) -> None:
    """Ask what one word means; it is applied as soon as a code is chosen, and its rows are checked again."""
    lang = visit.lang
    codes = list(dict.fromkeys(("", *codes_like(column, value), *(c for c in CODED_VALUES[column] if c))))
    key = f"{lang}:{key}"
    hold_for_answer(visit, one, changed)
    st.selectbox(
        plain(label),
        codes,
        format_func=lambda c: code_name(column, c, lang) if c else say("codes_choose", lang),
        key=key,
        width=480,
        on_change=whole(apply_code),
        args=(column, value, key),
    )


def hold_for_answer(visit: Visit, one: Import, changed: Callable[[Import], bool]) -> None:
    """Keep the file that an answer will be about until it is let go (``bring.close_draft``): a callback may hold no file, since Streamlit
    keeps it until the session ends."""
    st.session_state["coding"] = (one, visit.record, changed)


def answer(column: str, value: str, code: str) -> None:
    """Say what a word of the file that is held means."""
    held = st.session_state.get("coding")
    if held is None:  # the file was let go meanwhile
        return
    one, record, changed = held
    if changed(recode(one, column, value, code, record.ground, record.towns)):
        st.session_state["picked"] = None


def apply_code(column: str, value: str, key: str) -> None:
    """Apply the code that was chosen for a word."""
    if code := st.session_state[key]:
        answer(column, value, code)
