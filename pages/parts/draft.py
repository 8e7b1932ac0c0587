"""A file that is being looked at: it is read and checked, read otherwise as somebody says, watched while that takes long, and let go."""

import hashlib
import threading
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

import streamlit as st

from geo import settings as s
from geo.intake.apart import check_apart, read_apart
from geo.intake.deciding import carry_decisions
from geo.intake.formats.raw import Choices, FileRefused, RawTable, refusal_of
from geo.intake.imports import Import
from geo.intake.process import Watch
from geo.intake.sources.mapping import Mapping
from geo.intake.sources.registry import can_place, detect, guess_mapping, source_of
from geo.intake.versions import Known, earlier_version, known_as, mapping_as, stem_of
from geo.record.known import Record
from geo.text.words import number, say
from pages import plain
from pages.parts.presses import once

PATIENCE_SECONDS = 2.0  # that a page waits for a file; after them, and at once for a large one, it shows how far it is


@dataclass
class Draft:
    """A file that is being looked at; nothing of it is in the record yet."""

    file_id: str
    name: str
    data: bytes
    choices: Choices = field(default_factory=Choices)
    source: str = ""  # empty: found out
    raw: RawTable | None = None
    guess: Mapping | None = None  # the order in which its columns are asked for
    mapping: Mapping | None = None
    turn: int = 0  # of reading: what was asked about an earlier one is asked anew
    imported: Import | None = None
    refused: FileRefused | None = None
    known: Known = field(default_factory=Known)  # what it is to the files that are here
    said: str = ""  # what a person said it is
    carried: int = 0
    lapsed: int = 0
    part: float = 0.0
    checking: bool = False  # what ``part`` is of: of reading, or of checking the rows
    worker: threading.Thread | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def start(draft: Draft, record: Record, read: bool) -> None:
    """Read the file (again), and check its rows if it is known which column is which; a large one beside the page."""

    def work() -> None:
        try:
            _work(draft, record, read)
        except FileRefused as refused:
            draft.refused, draft.imported = refused, None
        except Exception as error:  # noqa: BLE001 - whatever a file does, the session goes on and the reader is told
            draft.refused, draft.imported = refusal_of(error), None

    draft.refused, draft.part, draft.checking = None, 0.0, False
    draft.worker = threading.Thread(target=work, daemon=True)
    draft.worker.start()
    if len(draft.data) <= s.LARGE_FILE:
        draft.worker.join(PATIENCE_SECONDS)


def _work(draft: Draft, record: Record, read: bool) -> None:
    before, draft.carried, draft.lapsed = draft.imported, 0, 0
    draft.imported = None

    def tick(part: float) -> None:
        draft.part = part

    if read or draft.raw is None:
        draft.raw = None
        draft.turn += 1
        draft.raw = read_apart(draft.data, draft.name, draft.choices, Watch(tick, draft.stopped.is_set))
        if draft.stopped.is_set():
            raise FileRefused("stopped")
        draft.guess = draft.mapping = first_mapping(draft, record)
    mapping, raw = draft.mapping, draft.raw
    assert mapping is not None
    if draft.choices.crs and not raw.crs:
        mapping = replace(mapping, crs=draft.choices.crs)
    if not can_place(mapping) or (read and source_of(mapping.source).asks_columns):
        return

    def check(by: Mapping) -> Import:
        draft.part, draft.checking = 0.0, True
        watch = Watch(tick, draft.stopped.is_set)
        return check_apart(raw, by, draft.name, draft.digest, record.ground, record.towns, date.today(), watch)

    imported = check(mapping)
    earlier = before or draft.known.other if draft.known.kind != "another" else before
    earlier = earlier or earlier_version(record.imports, imported)
    if earlier and any(codes != mapping.codes.get(c) for c, codes in earlier.mapping.codes.items()):  # what words mean was said before
        imported = check(replace(mapping, codes={**earlier.mapping.codes, **mapping.codes}))
    if earlier and earlier.decisions:
        imported, draft.lapsed = carry_decisions(imported, earlier, record.ground, record.towns)
        draft.carried = 0 if before else len(imported.decisions)
    draft.mapping, draft.imported = imported.mapping, imported


def first_mapping(draft: Draft, record: Record) -> Mapping:
    """Guess which column is which; a file that is here already, or a newer version of one, is mapped as the one before."""
    assert draft.raw is not None
    guess = replace(guess_mapping(draft.raw, draft.source or detect(draft.raw)), name=stem_of(draft.name)[:40])
    found = known_as(draft.raw, guess, draft.digest, record.imports)
    if draft.said and found.kind in ("newer", "another"):
        found = Known(draft.said, found.other)
    draft.known = found
    return mapping_as(found, guess, draft.raw.cells.columns, record.imports)


@st.fragment(run_every=0.5)
def watch(draft: Draft, lang: str) -> None:
    """Show how far a large file is, until it is done; the rest of the page goes on."""
    if draft.worker is None or not draft.worker.is_alive():
        st.rerun()
    key = "checking_now" if draft.checking else "reading_part"
    st.progress(draft.part, plain(say(key, lang, name=draft.name[:80], n=number(round(100 * draft.part), lang))))
    st.button(say("stop_reading", lang), key="stop_reading", on_click=once(stop_reading))


def stop_reading() -> None:
    """End the reading of a large file, and let it go."""
    draft: Draft | None = st.session_state.get("draft")
    if draft is not None:
        draft.stopped.set()
    close_draft()


def close_draft() -> None:
    """Let the file go that is being looked at."""
    nothing = dict.fromkeys(("draft", "picked", "at_hand", "coding"))
    st.session_state.update(nothing | {"bring_turn": st.session_state["bring_turn"] + 1})


def count_people() -> None:
    """Read a list of people as counts by incident, place and day."""
    held = st.session_state.get("at_hand")
    if held is None:  # the file was let go meanwhile
        return
    draft, record = held
    draft.choices = replace(draft.choices, persons="counts")
    start(draft, record, read=True)


def read_otherwise(name: str, key: str) -> None:
    """Read the file again as somebody said. Streamlit keeps the callback of every widget there ever was until the session ends: it may hold no file."""
    held = st.session_state.get("at_hand")
    if held is None:  # the file was let go meanwhile
        return
    draft, record = held
    said = st.session_state[key] or ""
    if name in ("source", "said"):
        setattr(draft, name, said)
    else:
        draft.choices = replace(draft.choices, **{name: said})
    st.session_state["picked"] = None
    start(draft, record, read=True)
