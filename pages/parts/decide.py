"""One finding with the file's own row, and what a person can decide about it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.intake.columns.ties import TIES
from geo.intake.deciding import decide, recode
from geo.intake.imports import Decision, Import
from geo.intake.reports import (
    became_text,
    choice_text,
    decision_text,
    field_name,
    why,
)
from geo.intake.sources.mapping import CODED, MAPPABLE
from geo.show.tables import Table, short
from geo.territory import here
from geo.text.words import number, say
from pages import Visit, markup, plain
from pages.parts.meaning import ask_code
from pages.parts.presses import once
from pages.parts.session import who
from pages.parts.show import bring_into_view, show_heading, show_table


@dataclass(frozen=True)
class _Opened:
    """One finding that is being looked at: its file, its row, and what to do with the file once something is decided."""

    visit: Visit
    one: Import
    finding: pd.Series
    changed: Callable[[Import], bool]

    @property
    def lang(self) -> str:
        return self.visit.lang

    @property
    def row(self) -> pd.Series:
        return self.one.table.iloc[int(self.finding["position"])]

    @property
    def choices(self) -> list[dict[str, str]]:
        """The cells that each way to read it sets."""
        return json.loads(self.finding["choices"]) if self.finding["choices"] else []

    @property
    def about(self) -> list[Decision]:
        """What was decided about it already."""
        finding, digest = self.finding, self.row["row_sha256"]
        every = finding["code"] == "said_elsewhere"
        return [d for d in self.one.decisions if d.row_sha256 == digest and (every or d.column == finding["column"])]

    def settle(self, after: Import) -> None:
        """Put the file as it now is in its place, and stay at the same cell."""
        if not self.changed(after):
            return
        same = after.findings[
            (after.findings["position"] == self.finding["position"]) & (after.findings["column"] == self.finding["column"])
        ]
        st.session_state["picked"] = int(same.index[0]) if len(same) else None

    def decision(self, action: str, cells: dict[str, str]) -> Decision:
        row, finding = self.row, self.finding
        told = (row["row_sha256"], row["claim_id"], finding["column"], finding["code"], finding["was"])
        return Decision(*told, action, cells, who(), date.today().isoformat())

    def decide(self, decision: Decision, taken_back: bool = False) -> Import:
        return decide(self.one, decision, self.visit.record.ground, self.visit.record.towns, taken_back)

    def act(self, action: str, cells: dict[str, str] | None = None) -> None:
        """Decide; nobody decides without a name."""
        if not who():
            st.session_state["decide_told"] = say("who_needed", self.lang)
            return
        self.settle(self.decide(self.decision(action, cells or {})))

    def unsay(self) -> None:
        """Take back what somebody said the word means."""
        record = self.visit.record
        self.settle(recode(self.one, self.finding["column"], self.finding["was"], "", record.ground, record.towns))

    def take_back(self) -> None:
        """Take back what was decided last."""
        self.settle(self.decide(self.about[-1], taken_back=True))


def show_finding(visit: Visit, one: Import, finding: pd.Series, changed: Callable[[Import], bool]) -> None:
    """Show one finding with the file's own row, and the decisions it allows."""
    opened, lang = _Opened(visit, one, finding, changed), visit.lang
    _tell(opened)
    _offer(opened)
    if st.session_state.get("decide_told"):
        st.error(plain(st.session_state.pop("decide_told")))
    with st.expander(say("decide_raw", lang), expanded=True):
        raw = one.raw_row(opened.row["row_sha256"]) or {}
        cells_of = [("", [k, short(v, 300)]) for k, v in raw.items() if v != ""]
        heads = [(h, say(h, lang)) for h in ("column_field", "column_cell")]
        show_table(Table(heads, cells_of), say("decide_raw", lang), "raw_table")


def _tell(opened: _Opened) -> None:
    """Say what was found in which row, what the cell was, and what it became."""
    lang, finding, row = opened.lang, opened.finding, opened.row
    column, code = finding["column"], finding["code"]
    show_heading(say("decide_title", lang, row=number(int(row["row"]), lang)), row["claim_id"])
    bring_into_view(f"{opened.one.input_sha256}:{finding.name}:{code}")
    if column:
        markup('<p class="fact"><b>{c}</b></p>', c=field_name(column, lang))
    markup('<p class="fact">{t}</p>', t=why(code, lang))
    if finding["was"]:
        markup('<p class="fact"><b>{a}</b> <bdi>{x}</bdi></p>', a=say("column_was", lang), x=finding["was"])
    if finding["kind"] == "fixed":
        became = became_text(column, code, finding["became"], lang) or say("row_empty", lang)
        markup('<p class="fact"><b>{b}</b> <bdi>{y}</bdi></p>', b=say("column_became", lang), y=became)


def _offer(opened: _Opened) -> None:
    """Offer what can be decided about the finding, or to take back what was."""
    lang, finding = opened.lang, opened.finding
    column, kind, code = finding["column"], finding["kind"], finding["code"]
    if code == "recoded":
        st.button(say("decide_back", lang), key="decide_back", on_click=once(opened.unsay))
    elif about := opened.about:
        markup('<p class="fact">{t}</p>', t=say("decided_mark", lang, what="; ".join(told_decision(d, lang) for d in about)))
        st.button(say("decide_back", lang), key="decide_back", on_click=once(opened.take_back))
    elif code == "unknown_code" and column in CODED:
        word = finding["was"]
        ask_code(opened.visit, opened.one, column, word, say("decide_word", lang), f"panel:{column}:{word}", opened.changed)
    elif kind == "warned" and opened.choices:
        _offer_choices(opened)
    elif code in TIES:
        _offer_ours(opened)
        st.button(say("decide_elsewhere", lang), key="take_1", on_click=once(opened.act), args=("accept", {"sure_of_point": "no"}))
    elif kind == "refused" and opened.choices:
        _offer_ours(opened)
    elif kind == "person" and code not in ("unknown_code", "unsound"):
        _offer_choices(opened)
        ask_value(opened)
        st.button(say(_leaving(finding), lang), key="leave", on_click=once(opened.act), args=("leave",))
    elif kind == "fixed":
        st.button(say("decide_undo", lang), key="undo", on_click=once(opened.act), args=("undo",))


def _offer_choices(opened: _Opened) -> None:
    for k, cells in enumerate(opened.choices):
        label = plain(say("decide_take", opened.lang, what=choice_text(cells, opened.lang)))
        st.button(label, key=f"take_{k}", on_click=once(opened.act), args=("accept", cells))


def _offer_ours(opened: _Opened) -> None:
    st.button(say("decide_ours", opened.lang), key="take_0", on_click=once(opened.act), args=("accept", {"sure_of_point": "yes"}))


def _leaving(finding: pd.Series) -> str:
    """Name the text that says what leaving the row as it stands means."""
    if finding["code"] == "duplicate_id":
        return "decide_leave_out"
    return "decide_leave" if finding["became"] or finding["code"] == "two_places" else "decide_leave_empty"


def told_decision(d: Decision, lang: str) -> str:
    """Write a decision, and who made it when, as far as that is known."""
    return f"{decision_text(d, lang)} ({d.decided_by}, {d.decided_on})" if d.decided_by else decision_text(d, lang)


def _example(column: str) -> str:
    """Give a value as a person would write it into a column: one that could stand in this territory's files."""
    land = here()
    known = dict(zip(("latitude", "longitude"), land.example_position, strict=True))
    known |= dict.fromkeys(("date", "date_start", "date_end"), str(land.campaign[0]))
    return known.get(column) or ("7-14" if "killed" in column or "injured" in column else "A1")


def ask_value(opened: _Opened) -> None:
    """Ask for a value written by hand, in place of a cell that cannot be read; one that cannot be read either changes nothing."""
    lang, finding = opened.lang, opened.finding
    column = finding["column"]
    if column not in MAPPABLE:
        return
    names = ("latitude", "longitude") if column == "latitude" else (column,)

    def write() -> None:
        if not who():
            st.session_state["decide_told"] = say("who_needed", lang)
            return
        cells = {c: str(st.session_state.get(f"write:{c}:{finding.name}", "")).strip() for c in names}
        extra = {"mgrs": "", "position": ""} if column == "latitude" else {}
        after = opened.decide(opened.decision("accept", cells | extra))
        left = after.findings[(after.findings["position"] == finding["position"]) & (after.findings["kind"] == "person")]
        if not all(cells.values()) or column in set(left["column"]):
            example = ", ".join(_example(c) for c in names)
            st.session_state["decide_told"] = say("decide_unread", lang, value=", ".join(cells.values()), example=example)
            return
        opened.settle(after)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        for c in names:
            st.text_input(field_name(c, lang), key=f"write:{c}:{finding.name}", max_chars=s.TEXT_LIMIT)
        st.button(say("decide_write", lang), key="write", on_click=once(write))
