"""The choice and the widgets that change it.

The frozen ``Filters`` and ``View`` in the session are the truth; widgets start from them. A browser may be behind: what it says of a
widget that was changed from elsewhere since may be what was true before, and counts only when the reader said it.
"""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters, sound_kinds
from geo.evidence.kinds import ATTACK


def change(**changes: Any) -> None:
    """Change the choice: fields of ``Filters`` or ``View``; used in callbacks, before the page runs again."""
    take_answers()  # else what a widget said at the same time would be taken after it
    _set(**changes)


def _set(**changes: Any) -> None:
    st.session_state.update({"bad_params": [], "view_told": ""})
    narrowing = {f.name for f in fields(Filters)} - {"start", "end"}
    if narrowing & changes.keys():  # what was chosen on the map may be gone
        changes = {"selected": "", **changes}
    for key, kind in (("filters", Filters), ("view", View)):
        mine = {f.name: changes[f.name] for f in fields(kind) if f.name in changes}
        st.session_state[key] = replace(st.session_state[key], **mine)


def keep(name: str, value: Any, read: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Give a widget that starts from ``value`` its key; when it has another one, the choice is changed by ``read`` of it.

    No callback: where the next request comes while it runs, Streamlit ends it half-way, and does not call it again. A value changed
    from elsewhere (a preset, a reset, an address) or another language gives the widget a new key, so that what a browser
    that has not heard of it yet says of the old one is nobody's answer.
    """
    made, here = st.session_state.setdefault("made", {}), (value, st.session_state["view"].lang)
    turn, known, _ = made.get(name, (0, here, read))
    turn += known != here
    made[name] = (turn, here, read)
    return {"key": f"{name}:{turn}"}


def chosen_as(name: str, value: Any) -> dict[str, Any]:
    """Give what one value chosen of a list changes."""
    return {name: value}


def all_chosen_as(name: str, values: Any) -> dict[str, Any]:
    """Give what several values chosen of a list change; nothing chosen is no limit."""
    return {name: tuple(values or ())}


def kinds_chosen_as(values: Any) -> dict[str, Any]:
    """Give what kinds of event chosen of a list change: attacks on civilians stand by themselves, and nothing chosen is all else."""
    chosen = tuple(values or ())
    if sound_kinds(chosen):
        return {"kind": chosen}
    before = st.session_state["filters"].kind
    return {"kind": (ATTACK,) if ATTACK in chosen and ATTACK not in before else tuple(v for v in chosen if v != ATTACK) or Filters.kind}


def take_answers() -> None:
    """Change the choice by every widget whose value is no longer the one it was given."""
    made = st.session_state.get("made", {})
    for name, (turn, (value, lang), read) in list(made.items()):
        now = st.session_state.get(f"{name}:{turn}", value)
        changes = read(now) if now != value else {}
        if changes:  # of a range only the first day was said: it waits for its other half
            _set(**changes)
            made[name] = (turn, (now, lang), read)  # last: cut off before it, the next run does it again


def cleared() -> dict[str, Any]:
    """Every filter as the pages open, the window left as it is."""
    usual = opening_filters()
    return {x.name: getattr(usual, x.name) for x in fields(Filters) if x.name not in ("start", "end")}


def reset() -> None:
    """Go back to the opening view, in the same language."""
    usual = (opening_filters(), View(lang=st.session_state["view"].lang))
    change(**{x.name: getattr(of, x.name) for of in usual for x in fields(of)})
