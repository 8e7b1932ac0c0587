"""What every page shares, gathered: each page imports from here, and ``parts`` has a module for each concern.

The only module of ``pages`` that is not a page.
"""

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.delta_generator import DeltaGenerator

from geo import settings as s
from geo.text import words
from pages.parts.address import ADDRESSES, language, link
from pages.parts.arriving import Visit, arrive, ask_login, tell_holding
from pages.parts.escaping import markup, plain
from pages.parts.menu import fill_menu, read_view
from pages.parts.reading import base_record
from pages.parts.sending import give_way, pack, publish, show_style
from pages.parts.widgets import change, cleared, keep, reset

__all__ = [
    "ADDRESSES",
    "Visit",
    "arrive",
    "ask_login",
    "base_record",
    "begin",
    "change",
    "cleared",
    "fill_menu",
    "give_way",
    "keep",
    "language",
    "link",
    "markup",
    "open_page",
    "pack",
    "plain",
    "publish",
    "read_view",
    "reset",
    "tell_holding",
]

MultiPartParser.spool_max_size = s.IMPORT_BYTES + 1_000_000  # else an upload above 1 MB lies on the disk while it arrives


def begin(name: str) -> Visit:
    """Begin a page: arrive, and open it with its menu filled."""
    visit = arrive(name)
    fill_menu(visit, open_page(visit))
    return visit


def open_page(visit: Visit) -> DeltaGenerator | None:
    """Send what every page begins with: style, the menu's place, which it gives (none in a presentation), and notices."""
    lang, record = visit.lang, visit.record
    show_style(lang, visit.files.font_css)
    here = visit.page == "map"
    menu = None if visit.view.present and here else st.container(horizontal=True, vertical_alignment="center", key="menu")
    told = [
        words.say(
            "bad_param",
            lang,
            name=bad.name,
            value=bad.value,
            allowed=words.say(f"allowed_{bad.allowed}", lang, options=", ".join(bad.options)),
        )
        for bad in st.session_state.get("bad_params", ())
    ]
    if st.session_state.get("view_told"):
        st.warning(plain(st.session_state["view_told"]))
    if told:
        st.warning("  \n".join(plain(line) for line in (words.say("bad_params", lang) + ":", *told)))
    if visit.too_many and here:
        st.info(words.say("too_many_points", lang, limit=words.number(s.CUT_LIMIT, lang)))
    for notice in record.notices:
        st.warning(plain(words.say(f"notice_{notice.kind}", lang, name=notice.name)))
    for file, why in record.broken:
        st.warning(plain(words.say("broken_kept", lang, name=file, why=why.told(lang))))
    return menu
