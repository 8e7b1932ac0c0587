"""The menu above every page: the pages, saved views, the language, the way out."""

import json

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import PARAMS, write_params
from geo.territory import here
from geo.text import words
from pages.parts.address import ADDRESSES
from pages.parts.arriving import Visit
from pages.parts.escaping import markup
from pages.parts.presses import whole
from pages.parts.sending import pack
from pages.parts.telling import offer_step
from pages.parts.widgets import change

_VIEW_LIMIT = 100_000  # bytes of a saved view


def fill_menu(visit: Visit, menu: DeltaGenerator | None) -> None:
    """Fill the menu in its place."""
    if menu is not None:
        with menu:
            _show_menu(visit.page, visit.lang, visit.record.fingerprint)


def _show_menu(name: str, lang: str, fingerprint: str) -> None:
    pages = st.session_state.get("routed", {})
    markup('<span class="product">{t}</span>', t=words.say("product", lang))
    params = write_params(st.session_state["filters"], st.session_state["view"])
    for page in ADDRESSES if pages else ():
        st.page_link(pages[page], label=words.say(f"page_{page}", lang), query_params=params, disabled=page == name)
    st.space("stretch")
    _show_views(name, lang, fingerprint)
    if st.user.get("is_logged_in", False):
        st.button(words.say("log_out", lang), key="log_out", type="tertiary", on_click=st.logout)
    for other in voc.LANGUAGES:
        if other != lang:
            label = words.say("language_name", other)
            st.button(label, key=f"language_{other}", type="tertiary", on_click=change, kwargs={"lang": other})


def _show_views(name: str, lang: str, fingerprint: str) -> None:
    """Offer to save the choice as a small file without data, and to open one; opening on other data warns."""
    say = words.say
    params = write_params(st.session_state["filters"], st.session_state["view"])
    with st.popover(say("views", lang), icon=":material/bookmark:"):
        st.caption(say("views_help", lang))
        saved = pack({"view_of": "raqqa countryside strike map", "page": name, "params": params, "data": fingerprint})
        st.download_button(
            say("save_view", lang), saved, f"{here().file_prefix}-view.json", "application/json", key="save_view", on_click="ignore"
        )
        st.file_uploader(
            say("open_view", lang), type="json", key="open_view", on_change=whole(_open_view), args=(lang, fingerprint), max_upload_size=1
        )
        offer_step(lang, "menu")


def read_view(data: bytes) -> tuple[str, dict[str, str], str] | None:
    """Read a saved view: page, parameters of its address, hash of its data; None if it is none."""
    try:
        got = json.loads(data[:_VIEW_LIMIT])
    except (ValueError, RecursionError):
        return None
    if not isinstance(got, dict) or str(got.get("page")) not in ADDRESSES or not isinstance(got.get("params"), dict):
        return None
    params = {k: v for k, v in got["params"].items() if k in PARAMS and isinstance(v, str) and v.isprintable()}
    if params.get("lang", s.SOURCE_LANGUAGE) not in voc.LANGUAGES:
        del params["lang"]
    return got["page"], params, str(got.get("data", ""))[:64]


def _open_view(lang: str, fingerprint: str) -> None:
    """Take the choice of the file just opened; the page runs again with it, on the page it was saved from."""
    file = st.session_state.get("open_view")
    if file is None:
        return
    found = read_view(file.getvalue())
    if found is None:
        st.session_state["view_told"] = words.say("view_bad", lang, name=file.name[:80])
        return
    page, params, was = found
    st.query_params.from_dict(params | {"go": page})
    st.session_state.pop("address", None)
    if was != fingerprint:
        st.session_state["view_told"] = words.say("view_other_data", params.get("lang", lang), was=was or "?", now=fingerprint)
