"""The choice in the address: read where the reader came by it, mirrored wherever the choice is made, given to links.

A browser may be behind: what it says of the address may be what was true before, and counts only when the reader came by it.
"""

from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import read_known, write_params
from geo.choice.filters import Filters, opening_filters
from geo.record.known import Record

ADDRESSES = {
    "map": "",
    "timeline": "timeline",
    "areas": "areas",
    "incidents": "incidents",
    "answers": "answers",
    "card": "card",
    "data": "data",
    "about": "about",
}


def language() -> str:
    """The language of the choice; of the address when that is new; English if it names none."""
    if "view" in st.session_state and not _is_addressed():
        return str(st.session_state["view"].lang)
    lang = st.query_params.get("lang", s.SOURCE_LANGUAGE)
    return lang if lang in voc.LANGUAGES else s.SOURCE_LANGUAGE


def _is_addressed() -> bool:
    """Say whether the reader came by the address: a first visit, a saved view, or the browser's back and forward."""
    run = get_script_run_ctx()
    return "address" not in st.session_state or (run is not None and run.is_history_navigation)


def read_address(record: Record, page: str) -> None:
    """Take the choice from the address where the reader came by it, or by a link to another page; then mirror the choice in it."""
    params = {k: v for k, v in st.query_params.items() if k != "go"}
    came = _is_addressed() or st.session_state.get("page") != page
    st.session_state["page"] = page
    if came and params != st.session_state.get("address"):
        filters, view, bad = read_known(params, opening_filters(), set(record.places["area_id"]), record.area_ids)
        st.session_state.update({"filters": filters, "view": view, "bad_params": bad})
    _write_address()


def _write_address() -> None:
    """Mirror the choice in the address, so that a copied link opens the same view, cold."""
    params = write_params(st.session_state["filters"], st.session_state["view"])
    if dict(st.query_params) != params:
        st.query_params.from_dict(params)
    st.session_state["address"] = params


def link(name: str, filters: Filters | None = None, **changes: Any) -> dict[str, Any]:
    """Give what ``st.page_link`` needs to open a page with the choice as it is, or other filters, but for some fields of the view."""
    pages = st.session_state.get("routed", {})
    params = write_params(filters or st.session_state["filters"], replace(st.session_state["view"], **changes))
    return {"page": pages.get(name, "app.py"), "query_params": params}
