"""The way from what a page shows to a card of it."""

import streamlit as st

from geo.choice.filters import Filters
from geo.text.words import say
from pages import link


def offer_card(lang: str, layout: str, key: str, filters: Filters | None = None) -> None:
    """Offer a card of the choice as it is, or of other filters, in a layout."""
    if st.button(say("make_card", lang), key=key, icon=":material/image:"):
        st.session_state["card_layout"] = layout
        to = link("card", filters)
        st.switch_page(to["page"], query_params=to["query_params"])
