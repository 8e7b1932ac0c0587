"""Each filter that is set as a chip that takes it off, and which of them empties a selection."""

from dataclasses import replace

import streamlit as st

from geo.choice.filters import only_filter, set_filters
from geo.show.sentence import filter_texts
from geo.text.words import number, say
from pages import Visit, change, plain


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
