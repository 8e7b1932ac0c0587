"""Each filter that is set as a chip that takes it off, and which of them empties a selection."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from geo.choice.filters import lets_in, only_filter, set_filters
from geo.show.sentence import filter_texts, window_text
from geo.text.languages import listed
from geo.text.words import number, say
from pages import Visit, change, markup, plain


def chip_text(visit: Visit, name: str) -> str:
    """Say one filter that is set, in the words of the sentence."""
    texts = filter_texts(only_filter(visit.filters, name), visit.record.names, visit.lang)
    return texts[0] if texts else say(f"filter_{name}", visit.lang)


def show_chips(visit: Visit) -> None:
    """Show each filter that is set besides window and extent; a click takes it off."""
    for name, usual in set_filters(visit.filters).items():
        text = plain(chip_text(visit, name))
        st.button(
            text,
            key=f"chip:{name}",
            icon=":material/close:",
            help=say("chip_off", visit.lang, what=text),
            on_click=change,
            kwargs={name: usual},
        )


def offer_without(visit: Visit) -> bool:
    """Offer, of an empty selection, each filter without which the window holds incidents; says whether there is one."""
    found = False
    for name, usual in set_filters(visit.filters).items():
        n = replace(visit.chosen, filters=replace(visit.filters, **{name: usual})).totals.everything.incidents
        if n:
            found = True
            label = say("without_filter", visit.lang, what=plain(chip_text(visit, name)), n=number(n, visit.lang))
            st.button(label, key=f"without:{name}", type="primary", on_click=change, kwargs={name: usual})
    return found


def show_left_out(visit: Visit, one: pd.DataFrame, told: str = "not_held_why") -> None:
    """Say of an open incident (a frame of one row) that the choice does not hold it, and why (``told`` is the text); offer to let it in, and to close it."""
    lang, f = visit.lang, visit.filters
    changes = lets_in(one, f, visit.record.span, visit.record.places)
    if not changes:
        return
    why = [
        say(f"extent_{f.extent}", lang) if name == "extent" else chip_text(visit, name) for name in changes if name not in ("start", "end")
    ]
    if "start" in changes:
        why = [say("not_held_window", lang, days=window_text(f, visit.record.span, lang)), *why]
    markup(
        '<div class="empty" role="status"><b>{t}</b><p>{w}</p></div>',
        t=say("not_held_title", lang),
        w=say(told, lang, what=listed(why, lang)),
    )
    with st.container(horizontal=True, key="left_out"):
        st.button(say("not_held_let_in", lang), key="let_in", type="primary", on_click=change, kwargs=changes)
        st.button(say("not_held_close", lang), key="close_incident", on_click=change, kwargs={"incident": ""})
