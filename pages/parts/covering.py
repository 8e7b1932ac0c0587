"""Who covered what: what the record says of it, and how a person corrects it."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.evidence.coverage import COMPLETE, COUNTRYSIDE, EVERYWHERE, WHAT
from geo.record.covering import HAND_COLUMNS, line_is_wrong, lines_by_hand, say_covered, take_back_line
from geo.show.covered import coverage_cells
from geo.show.names import area_names
from geo.show.tables import Table
from geo.text.words import days, say
from pages import Visit, plain
from pages.parts.presses import once
from pages.parts.session import ask_who, told, who, why_not
from pages.parts.show import show_heading, show_table

_STATED = tuple(c for c in COMPLETE if c not in ("nights", "as_brought"))  # nights are quoted one by one; a file's own span is brought


def show_coverage(visit: Visit) -> None:
    """Say which source recorded what, where and when, and how completely, and let a person correct it."""
    lang, record = visit.lang, visit.record
    show_heading(say("coverage", lang))
    if record.covered:
        named = (
            ("source", say("claim_source", lang)),
            *((c, say(f"column_coverage_{c}", lang)) for c in ("what", "where", "days", "how", "note")),
        )
        cells = coverage_cells(record.covered, lang)
        show_table(Table(list(named), [("", line) for line in cells]), say("coverage", lang), "coverage_table")
    else:
        st.caption(say("covered_unknown", lang))
    with st.expander(say("cover_title", lang), expanded=bool(st.session_state.get("cover_told"))):
        st.caption(say("coverage_correct", lang))
        ask_who(lang)
        _ask_line(visit)
        _show_lines(visit)


def _ask_line(visit: Visit) -> None:
    """Ask for one line; it is stored only whole: whose record, days in order, why, and by whom."""
    lang, record = visit.lang, visit.record
    sources = tuple(dict.fromkeys((*record.sources, *(r.source for r in record.covered))))
    if not sources:
        return
    first, last = record.span
    with st.form("cover", border=False):
        rows = [st.columns(2) for _ in range(3)]  # on a phone one below the other, in this order
        menus = {
            "source_dataset": (say("claim_source", lang), {c: say(f"source_{c}", lang) for c in sources}),
            "what": (say("column_coverage_what", lang), {c: say(f"covers_{c}", lang) for c in WHAT}),
            "area": (
                say("column_coverage_where", lang),
                _wheres(visit, lang),
            ),
            "how_complete": (say("column_coverage_how", lang), {c: say(f"complete_{c}", lang) for c in _STATED}),
        }
        for k, (name, (label, codes)) in enumerate(menus.items()):
            usual = None if name == "how_complete" else 0  # the strongest word is nobody's default
            rows[k // 2][k % 2].selectbox(label, list(codes), usual, format_func=codes.__getitem__, key=f"cover_{name}")
        for k, (name, end) in enumerate((("first_day", first), ("last_day", last))):
            bounds: Any = {"min_value": date(1900, 1, 1), "max_value": date(2100, 12, 31), "format": "YYYY-MM-DD"}
            rows[2][k].date_input(say(f"cover_{name}", lang), end, key=f"cover_{name}", **bounds)
        st.text_input(say("judge_why", lang), max_chars=500, key="cover_why")
        if text := st.session_state.pop("cover_told", ""):
            st.error(plain(text))
        st.form_submit_button(say("cover_save", lang), on_click=once(_take), args=(visit,))


def _wheres(visit: Visit, lang: str) -> dict[str, str]:
    """Name what a line may be about, the largest first: the whole land, the countryside, districts, subdistricts, places."""
    named = {EVERYWHERE: say("covers_all", lang), COUNTRYSIDE: say("extent_countryside", lang)}
    for level in ("district", "subdistrict", "place"):
        areas = area_names(visit.record, level, lang)
        named |= {area: f"{name} · {say(f'level_one_{level}', lang)}" if level != "place" else name for area, name in areas.items()}
    return named


def _take(visit: Visit) -> None:
    """Store the line that was asked for, or say what is missing."""
    lang = visit.lang
    given = {
        c: st.session_state.get(f"cover_{c}") for c in ("source_dataset", "what", "area", "how_complete", "first_day", "last_day", "why")
    }
    why = str(given.pop("why") or "").strip()
    if not (who() and why and all(given.values())):
        st.session_state["cover_told"] = say("cover_needs", lang)
        return
    line = dict.fromkeys(HAND_COLUMNS, "") | {c: str(v or "") for c, v in given.items()} | {"note_en": why, "note_ar": why}
    line |= {"decided_by": who(), "decided_on": date.today().isoformat()}
    if line["area"] != EVERYWHERE:
        line |= {"area_en": _wheres(visit, "en")[line["area"]], "area_ar": _wheres(visit, "ar")[line["area"]]}
    if line_is_wrong(line, visit.record.area_ids):
        st.session_state["cover_told"] = say("cover_days", lang, first=line["first_day"], last=line["last_day"])
        return
    try:
        say_covered(line, s.DATA)
    except OSError as error:
        st.session_state["cover_told"] = say("judged_not_written", lang, why=why_not(error, lang))
        return
    st.session_state["cover_why"] = ""
    told(say("cover_saved", lang))


def _show_lines(visit: Visit) -> None:
    """List what people said, each with its way back."""
    lang = visit.lang
    for k, line in enumerate(lines_by_hand(s.DATA)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"cover_line_{k}"):
            source, what = line["source_dataset"], line["what"]
            known = source in {*visit.record.sources, *(r.source for r in visit.record.covered)} and what in WHAT
            names = (say(f"source_{source}", lang), say(f"covers_{what}", lang)) if known else (source, what)
            first, last = (pd.to_datetime(line[c], errors="coerce") for c in ("first_day", "last_day"))
            text = say(
                "cover_line",
                lang,
                source=names[0],
                what=names[1],
                days=days(first, last, lang),
                who=line["decided_by"],
                on=line["decided_on"],
            )
            st.markdown(plain(f"{text} {line['note_en']}"))
            st.button(say("decide_back", lang), key=f"cover_back_{k}", type="tertiary", on_click=once(_take_back), args=(line, lang))


def _take_back(line: dict[str, str], lang: str) -> None:
    try:
        take_back_line(line, s.DATA)
        told(say("cover_back", lang))
    except OSError as error:
        told(say("judged_not_written", lang, why=why_not(error, lang)), bad=True)
