"""What a reader brought and decided: in this session only, until the files it is about are kept on this machine."""

from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.links import contradicts
from geo.intake.imports import Import, KeptFileBroken
from geo.record.files import PLACED_COLUMNS, Record
from geo.record.stored import ChangedMeanwhile, DecidedOtherwise, add_rows, remove_rows
from geo.text.words import say
from pages import base_record, plain

_TABLES = {"links": ("hand/links.csv", LINK_COLUMNS), "placed": ("hand/places.csv", PLACED_COLUMNS)}


def brought() -> list[Import]:
    """The imports of this session that are not kept on this machine."""
    return list(st.session_state.get("imports", ()))


def told(text: str, bad: bool = False) -> None:
    """Leave a message for the next run of the page."""
    st.session_state.setdefault("told", []).append((text, bad))


def show_told() -> None:
    """Show the messages that were left, once."""
    for text, bad in st.session_state.pop("told", ()):
        (st.error if bad else st.success)(plain(text))


def why_not(error: Exception, lang: str) -> str:
    """Say in the reader's language why something could not be stored; no path of this machine."""
    if isinstance(error, KeptFileBroken):
        return say(f"broken_{error.code}", lang)
    if isinstance(error, ChangedMeanwhile):
        return say("why_changed_meanwhile", lang)
    if isinstance(error, TimeoutError):
        return say("why_busy", lang)
    known = {ENOSPC: "why_disk_full", EDQUOT: "why_disk_full", EROFS: "why_read_only", EACCES: "why_read_only", EPERM: "why_read_only"}
    code = known.get(getattr(error, "errno", None))
    return say(code, lang) if code else getattr(error, "strerror", None) or type(error).__name__


def store(kind: str, row: dict[str, str], lang: str) -> None:
    """Keep a decision ("links" or "placed"): on this machine if all its claims are, else in this session."""
    name, columns = _TABLES[kind]
    if _touches(row) <= set(base_record().claims["claim_id"]):
        try:
            add_rows(name, columns, [row], s.DATA, lambda table: kind == "links" and contradicts(table, row))
            return
        except DecidedOtherwise:  # another page was quicker
            told(say("judge_contradicts", lang), bad=True)
            return
        except OSError as error:
            told(say("judged_not_written", lang, why=why_not(error, lang)), bad=True)
    st.session_state[kind] = pd.concat([_here(kind), pd.DataFrame([row])], ignore_index=True)


def undo(kind: str, rows: list[dict[str, str]], lang: str) -> None:
    """Take decisions back, wherever they are kept."""
    name, columns = _TABLES[kind]
    gone = {tuple(r[c] for c in columns) for r in rows}
    here = _here(kind)
    st.session_state[kind] = here[[tuple(r) not in gone for r in here[list(columns)].itertuples(index=False)]]
    try:
        remove_rows(name, columns, rows, s.DATA)
    except OSError as error:
        told(say("judged_not_written", lang, why=why_not(error, lang)), bad=True)


def store_settled(lang: str) -> None:
    """After a file was kept: write the decisions of this session whose claims are now all on this machine."""
    known = set(base_record().claims["claim_id"])
    for kind in _TABLES:
        rows = _here(kind).to_dict("records")
        st.session_state[kind] = _here(kind).iloc[:0]
        waiting = [r for r in rows if not _touches(r) <= known]
        for row in rows:
            if row not in waiting:
                store(kind, row, lang)
        if waiting:
            st.session_state[kind] = pd.concat([_here(kind), pd.DataFrame(waiting)], ignore_index=True)


def judgements_about(record: Record, one: Import) -> list[dict[str, str]]:
    """Give the judgements about claims that only this import holds: they have no object once it is forgotten."""
    elsewhere = {row["claim_id"] for row in record.rows.values()}
    elsewhere |= {c for other in record.imports if other.table_sha256 != one.table_sha256 for c in other.table["claim_id"]}
    own = set(one.table["claim_id"]) - elsewhere
    links = record.links[record.links["claim_a"].isin(own) | record.links["claim_b"].isin(own)]
    return [{c: str(r[c]) for c in LINK_COLUMNS} for r in links.to_dict("records")]


def is_stored(row: dict[str, str]) -> bool:
    """Whether a judgement is on this machine, not only in this session."""
    return row not in _here("links").to_dict("records")


def _here(kind: str) -> pd.DataFrame:
    empty = pd.DataFrame(columns=list(_TABLES[kind][1]), dtype=object)
    return st.session_state.get(kind, empty)


def _touches(row: dict[str, str]) -> set[str]:
    return {row[c] for c in ("claim_a", "claim_b", "claim_id") if c in row}
