"""Asking which rows of a file are about this territory: one answer for every row that says the same, or that says nothing."""

from collections.abc import Callable

import streamlit as st

from geo.intake.columns.ties import ASKED, SAID
from geo.intake.imports import Import
from geo.intake.reports import field_name
from geo.show.tables import short
from geo.text.words import count, options, say
from pages import Visit, plain
from pages.parts.meaning import answer, hold_for_answer
from pages.parts.presses import whole
from pages.parts.show import show_heading

_NAMES = 30  # asked about at once; the report has all of them


def ask_tied(visit: Visit, one: Import, changed: Callable[[Import], bool]) -> None:
    """Ask about each governorate or country that is not known here, and about all rows that nothing ties, or show what was said."""
    lang = visit.lang
    found = one.findings[one.findings["code"].isin(ASKED) & one.findings["kind"].isin(("person", "held"))]
    said = {(column, name): told for column in set(ASKED.values()) for name, told in one.mapping.codes.get(column, {}).items()}
    if found.empty and not said:
        return
    show_heading(say("tied_title", lang), count("rows", found["position"].nunique(), lang))
    st.caption(say("tied_note", lang))
    hold_for_answer(visit, one, changed)
    asked: dict[tuple[str, str], int] = {}
    for finding in found.itertuples():
        what = (str(finding.column), "" if finding.code == "not_tied" else str(finding.was))
        asked[what] = asked.get(what, 0) + 1
    for (column, name), rows in list((dict.fromkeys(said, 0) | asked).items())[:_NAMES]:
        n = count("rows", rows, lang)
        label = (
            say("codes_what", lang, column=field_name(column, lang), value=short(name, 60), n=n) if name else say("tied_untied", lang, n=n)
        )
        labels = {code: plain(text) for code, text in ({"": say("codes_choose", lang)} | options(lang, "tied", SAID)).items()}
        key = f"tied:{lang}:{one.input_sha256[:8]}:{column}:{name}"
        codes = list(labels)
        st.selectbox(
            plain(label),
            codes,
            codes.index(said.get((column, name), "")),
            format_func=labels.__getitem__,
            key=key,
            width=480,
            on_change=whole(apply_tie),
            args=(column, name, key),
        )


def apply_tie(column: str, name: str, key: str) -> None:
    """Apply what was said of a name, also that nothing is said any more."""
    answer(column, name, st.session_state[key])
