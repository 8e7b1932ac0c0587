"""The record read once for all sessions, and with what one of them brought: ``read``, ``base_record``, ``with_session``."""

import atexit
import shutil
import tempfile
import threading
from pathlib import Path

import streamlit as st
from streamlit.components.v1 import declare_component

from geo import settings as s
from geo.holding.open import open_holding
from geo.intake.scratch import sweep
from geo.record.files import read_record, stamp
from geo.record.frozen import freeze
from geo.record.joining import join
from geo.record.known import Record
from geo.text import words
from geo.web.scripts import StaticFiles, write_static
from pages.parts.closing import keep_watch

_reading = threading.Lock()


def read() -> tuple[Record, StaticFiles]:
    """Give the record on this machine and its static files, read anew only when a file of the data folder changes."""
    return _load(stamp(s.DATA, s.HOLDING), str(s.DATA), s.HOLDING)


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(files: tuple[tuple[str, int, int, int], ...], folder: str, holding: str) -> tuple[Record, StaticFiles]:  # noqa: ARG001 - the stamp is the key
    """Read the record and write the static files once per state of the data folder; shared read-only by all sessions."""
    with _reading:
        sweep()
        keep_watch()
        record = read_record(Path(folder))
        if holding:
            record = open_holding(Path(holding), record)
        freeze()
        base = "/" + st.get_option("server.baseUrlPath").strip("/") if st.get_option("server.baseUrlPath") else ""
        try:
            return record, write_static(record, s.STATIC, f"{base}/app/static")
        except OSError:  # the project folder is read-only: serve from a temporary one
            spare = Path(tempfile.mkdtemp(prefix="strike-map-"))  # constant scripts and borders, nothing of the record
            atexit.register(shutil.rmtree, spare, ignore_errors=True)
            declare_component("strike_map_static", path=str(spare))
            return record, write_static(record, spare, f"{base}/component/{__name__}.strike_map_static")


def base_record() -> Record:
    """The record on this machine, without what this session brought."""
    return read()[0]


def with_session(record: Record, lang: str) -> Record:
    """Give the record with the files and decisions of this session in it; made anew only when one of them changes."""
    imports, links, placed = (st.session_state.get(k) for k in ("imports", "links", "placed"))
    if not imports and (links is None or links.empty) and (placed is None or placed.empty):
        if st.session_state.pop("joined", None):
            freeze()
        return record
    texts = tuple("" if x is None else x.to_csv(index=False) for x in (links, placed))
    key = (record.fingerprint, tuple((one.table_sha256, one.policy) for one in imports or ()), texts)
    if st.session_state.get("joined", ((), None))[0] != key:
        with st.spinner(words.say("joining_now", lang)):
            st.session_state["joined"] = (key, join(record, imports or (), links, placed))
            freeze()
    joined: Record = st.session_state["joined"][1]
    return joined
