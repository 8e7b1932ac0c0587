"""Documents as PDF: the dossier of one incident, an atlas of a choice; where what sets them is not installed, the sentence that says what to install."""

from dataclasses import replace

import streamlit as st

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.out.typeset import can_print
from geo.record.known import Record
from geo.territory import here
from geo.text.words import say
from pages import Visit
from pages.parts.escaping import plain


def offer_dossier(visit: Visit, incident_id: str) -> None:
    """Offer the dossier of an incident, share-safe; it is made when it is asked for. Of a holding there is none: nothing could hold it against that."""
    lang, record = visit.lang, visit.record
    if not visit.whole.in_memory:
        return
    if not can_print():
        st.caption(plain(say("print_needs_typst", lang)))
        return

    def made() -> bytes:
        return _written(record, Filters(), View(lang=lang, incident=incident_id), True, True, voc.SHARED_DAYS[0])

    name = f"{here().file_prefix}-dossier-{lang}.pdf"
    st.download_button(
        say("dossier_save", lang),
        made,
        name,
        voc.PRINT_FORMATS["pdf"],
        key="save_dossier",
        on_click="ignore",
        icon=":material/picture_as_pdf:",
    )


def offer_atlas(visit: Visit, safe: bool, days: str) -> None:
    """Offer an atlas of the choice; it is made when asked for, since that takes a while."""
    lang = visit.lang
    st.caption(plain(say("atlas_help", lang)))
    if not can_print():
        st.caption(plain(say("print_needs_typst", lang)))
        return
    if not st.button(say("atlas_make", lang), key="make_atlas"):
        return
    with st.spinner(say("atlas_making", lang)):
        data = _written(visit.record, visit.filters, replace(visit.view, lang=lang), False, safe, days)
    name = f"{here().file_prefix}-atlas-{lang}.pdf"
    st.download_button(say("atlas_save", lang), data, name, voc.PRINT_FORMATS["pdf"], key="save_atlas", on_click="ignore")


def _written(record: Record, filters: Filters, view: View, dossier: bool, safe: bool, days: str) -> bytes:
    from geo.out.atlas import Atlas, write_atlas  # heavy, and not needed until then

    return write_atlas(record, filters, view, Atlas(safe, days, dossier=dossier))[0]
