"""What a reader brought and decided, and who decides: in this session only, until the files it is about are kept on this machine."""

import contextlib
from datetime import date
from errno import EACCES, EDQUOT, ENOSPC, EPERM, EROFS

import pandas as pd
import streamlit as st

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.incidents import DataProblems
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.links import standing_against
from geo.intake.imports import Import
from geo.intake.kept import KeptFileBroken
from geo.intake.reports import decision_text
from geo.record.known import Record
from geo.record.stored import ChangedMeanwhile, DecidedOtherwise, NoTable, add_rows, note_refusal, remove_rows
from geo.record.tables import PLACED_COLUMNS
from geo.text.words import say
from pages import base_record, plain
from pages.parts.presses import whole

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
        return error.told(lang)
    if isinstance(error, ChangedMeanwhile) and error.theirs:
        told_by = "; ".join(
            f"{d.decided_by or say('who_unknown', lang)}, {d.decided_on}: {d.claim_id}, {decision_text(d, lang)}" for d in error.theirs
        )
        return say("why_decided_meanwhile", lang, what=told_by)
    if isinstance(error, ChangedMeanwhile):
        return say("why_changed_meanwhile", lang)
    if isinstance(error, NoTable):
        return say("why_no_table", lang, name=str(error))
    if isinstance(error, TimeoutError):
        return say("why_busy", lang)
    known = {ENOSPC: "why_disk_full", EDQUOT: "why_disk_full", EROFS: "why_read_only", EACCES: "why_read_only", EPERM: "why_read_only"}
    code = known.get(getattr(error, "errno", None) or 0)
    return say(code, lang) if code else getattr(error, "strerror", None) or type(error).__name__


def who() -> str:
    """Give the name under which this session decides; empty until it was asked."""
    return str(st.session_state.get("who", ""))


def ask_who(lang: str) -> None:
    """Ask once a session who decides: a name, or the maintainers, who name the rule they apply; both are stored with every decision."""
    if who() and not st.session_state.get("who_open"):
        with st.container(horizontal=True, vertical_alignment="center", key="who"):
            st.caption(plain(say("who_is", lang, who=who())))
            st.button(say("who_change", lang), key="who_change", type="tertiary", on_click=lambda: st.session_state.update(who_open=True))
        return

    def take(name: str) -> None:
        st.session_state.update(who=name.strip() or who(), who_open=False)

    @whole  # a press right after it would end it half-way
    def take_typed() -> None:
        take(str(st.session_state["who_name"]))

    with st.container(horizontal=True, vertical_alignment="bottom", key="who"):
        st.text_input(
            say("judge_who", lang),
            who(),
            max_chars=60,
            key="who_name",
            on_change=take_typed,
            width=320,
        )
        st.button(say("who_maintainers", lang), key="who_maintainers", on_click=whole(take), args=("maintainers",))
    st.caption(say("who_why", lang))


def signed(row: dict[str, str], reason: str) -> dict[str, str]:
    """Give a decision with why, who and when."""
    return row | {"reason": reason, "decided_by": who(), "decided_on": date.today().isoformat()}


def _against(kind: str, rows: list[dict[str, str]], table: pd.DataFrame) -> pd.DataFrame:
    """Give the stored decisions that some new ones cannot stand beside."""
    if kind == "links":
        return standing_against(table, rows)
    chosen = {row["claim_id"]: row["place_pcode"] for row in rows}
    return table[[chosen.get(r.claim_id, r.place_pcode) != r.place_pcode for r in table.itertuples(index=False)]]


def store(kind: str, rows: list[dict[str, str]], lang: str) -> bool:
    """Keep decisions ("links" or "placed"), all or none: on this machine if all their claims are, else in this session. Say whether they
    are kept; if others stand against them, both sides are told who decided what."""
    name, columns = _TABLES[kind]
    try:
        base = base_record()
    except DataProblems as broken:  # since the page was drawn; it says all of it when it is drawn again
        told(say("judged_not_written", lang, why=why_not(NoTable(broken.problems[0].file), lang)), bad=True)
        return False
    if {x for row in rows for x in _touches(row)} <= set(base.claims["claim_id"]):
        try:
            add_rows(name, columns, rows, s.DATA, lambda table: _against(kind, rows, table))
            return True
        except DecidedOtherwise as refused:
            _tell_both(rows, refused.standing, lang)
            return False
        except OSError as error:
            told(say("judged_not_written", lang, why=why_not(error, lang)), bad=True)
    every = [x for x in (base.links if kind == "links" else base.placed, _here(kind)) if len(x)]
    if every and len(standing := _against(kind, rows, pd.concat(every, ignore_index=True))):
        _tell_both(rows, standing, lang)
        return False
    st.session_state[kind] = pd.concat([_here(kind), pd.DataFrame(rows)], ignore_index=True)
    return True


def _tell_both(rows: list[dict[str, str]], standing: pd.DataFrame, lang: str) -> None:
    """Tell this reader who decided otherwise, and leave a note for whoever did."""
    for other in standing.to_dict("records"):
        mine = next((r for r in rows if _touches(r) & _touches(other)), rows[0])
        note = {"about": _about(mine), "tried": _what(mine), "reason": mine["reason"], "by": mine["decided_by"], "on": mine["decided_on"]}
        note |= {"stands": f"{_about(other)}: {_what(other)}", "stands_reason": other["reason"], "stands_by": other["decided_by"]}
        note |= {"stands_on": other["decided_on"]}
        told(refusal_text(note, lang), bad=True)
        with contextlib.suppress(OSError):  # the reader is told all the same
            note_refusal(note, s.DATA)


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
                store(kind, [row], lang)
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


def _about(row: dict[str, str]) -> str:
    return f"{row['claim_a']} + {row['claim_b']}" if "claim_a" in row else row["claim_id"]


def _what(row: dict[str, str]) -> str:
    return row.get("relation") or row["place_pcode"]


def relation_name(code: str, lang: str) -> str:
    """Name what a judgement says two claims are to each other; a word that is none of ours, or a place's code, as it is."""
    return say(f"relation_{code}", lang) if code in voc.RELATIONS else code


def refusal_text(note: dict[str, str], lang: str) -> str:
    """Write who wanted to store what, and who decided what stands instead."""
    about, _, stands = note["stands"].rpartition(": ")
    told_of = {"tried": relation_name(note["tried"], lang), "stands": f"{about}, {relation_name(stands, lang)}"}
    return say("refused_line", lang, **note | told_of)


def _touches(row: dict[str, str]) -> set[str]:
    return {row[c] for c in ("claim_a", "claim_b", "claim_id") if c in row}
