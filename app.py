"""The router: it names the pages, and runs the one that was asked for."""

import streamlit as st

from geo.record.pieces import NotAHolding
from geo.text.words import say
from pages import ADDRESSES, ask_login, language, tell_holding

st.set_page_config(layout="wide", initial_sidebar_state="collapsed", page_title=say("product", language()))
ask_login(language())
pages = {
    name: st.Page(f"pages/{name}.py", title=say(f"page_{name}", language()), url_path=address, default=not address)
    for name, address in ADDRESSES.items()
}
current = st.navigation(list(pages.values()), position="hidden")
st.session_state["routed"] = pages
asked = st.query_params.get("go")
if asked in pages:
    # A cold deep link ran its page without this router; it asked for its way back.
    st.switch_page(pages[asked], query_params={k: v for k, v in st.query_params.items() if k != "go"})
try:
    current.run()
except NotAHolding as none:
    tell_holding(none, language())
