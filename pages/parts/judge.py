"""Deciding: why somebody judges, what a claim is called, how a decision is taken back."""

from collections.abc import Callable

import streamlit as st

from geo.show.details import who_says
from geo.show.names import incident_name
from geo.text.words import say
from pages import Visit, plain
from pages.parts.session import told, undo, who


def ask_why(lang: str, key: str) -> Callable[[], str]:
    """Ask why; gives a function that reads it when a button is pressed, and is empty where who decides or why is not known."""
    st.text_input(say("judge_why", lang), max_chars=500, key=f"why:{key}")

    def read() -> str:
        why = str(st.session_state.get(f"why:{key}", "")).strip()
        if not (who() and why):
            st.session_state["pair_told"] = say("judge_needs", lang)
            return ""
        return why

    return read


def show_untaken(lang: str) -> None:
    """Say why a judgement was not taken, once; else what it needs."""
    text = st.session_state.pop("pair_told", "")
    if text:
        st.error(plain(text))
    else:
        st.caption(say("judge_needs", lang))


def claim_name(visit: Visit, claim_id: str) -> str:
    """Name a claim by its place and source; an id that is not here as it is."""
    mine = visit.record.claims[visit.record.claims["claim_id"] == claim_id]
    if mine.empty:
        return claim_id
    claim = mine.iloc[0].to_dict()
    return f"{incident_name(claim, visit.lang)} ({who_says(claim, visit.lang)})"


def take_back(kind: str, row: dict[str, str], text: str, lang: str) -> None:
    """Take a decision back and say so."""
    undo(kind, [row], lang)
    told(text)
