"""The report of an import: how its rows ended, what was found in each, and what a person decides about it."""

import html
import json
from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.intake.checks import CODED_VALUES
from geo.intake.imports import Decision, Import, decide, recode
from geo.intake.reports import (
    accounting_text,
    became_text,
    choice_text,
    code_name,
    decision_text,
    field_name,
    report,
    why,
)
from geo.intake.sources import CODED, MAPPABLE
from geo.out.exports import harmless
from geo.show.tables import Table, findings_table, short
from geo.text.words import count, number, say
from pages import Visit, markup, plain
from pages.parts.show import bring_into_view, show_heading, show_table

_WORDS = 30  # asked about at once; the report has all of them
_SHOWN = ("person", "refused", "fixed", "warned", "all")


def show_accounting(one: Import, lang: str) -> None:
    """Show how the rows ended, as a bar with its legend and as a sentence."""
    a = one.accounting()
    parts = [(k, getattr(a, k)) for k in s.STATUSES]
    bars = "".join(f'<i class="{k}" style="flex-grow:{n}"></i>' for k, n in parts if n)
    legend = "".join(f'<span><i class="{k}"></i>{html.escape(say(f"status_{k}", lang))} {number(n, lang)}</span>' for k, n in parts)
    st.html(f'<div class="accounting" aria-hidden="true">{bars}</div><div class="accounting-legend" aria-hidden="true">{legend}</div>')
    markup('<p class="fact" role="status">{t}</p>', t=accounting_text(one, lang))


def ask_codes(visit: Visit, one: Import, changed: Callable[[Import], None]) -> None:
    """Ask what each word means that is none of our codes; one answer settles every row that has it."""
    lang = visit.lang
    unknown = one.findings[(one.findings["code"] == "unknown_code") & (one.findings["kind"] == "person")]
    unknown = unknown[unknown["column"].isin(CODED)]
    if unknown.empty:
        return
    show_heading(say("codes_title", lang), count("rows", unknown["position"].nunique(), lang))
    st.caption(say("codes_note", lang))
    for k, ((column, value), rows) in enumerate(unknown.groupby(["column", "was"], sort=False)):
        if k < _WORDS:
            label = say(
                "codes_what", lang, column=field_name(str(column), lang), value=short(str(value), 60), n=count("rows", len(rows), lang)
            )
            ask_code(visit, one, str(column), str(value), label, f"code:{column}:{value}", changed)


def ask_code(visit: Visit, one: Import, column: str, value: str, label: str, key: str, changed: Callable[[Import], None]) -> None:
    """Ask what one word means; it is applied as soon as a code is chosen, and its rows are checked again."""
    lang = visit.lang
    codes = ["", *(c for c in CODED_VALUES[column] if c)]
    key = f"{lang}:{key}"

    def apply() -> None:
        code = st.session_state[key]
        if code:
            changed(recode(one, column, value, code, visit.record.ground, visit.record.towns))
            st.session_state["picked"] = None

    st.selectbox(
        plain(label),
        codes,
        format_func=lambda c: code_name(column, c, lang) if c else say("codes_choose", lang),
        key=key,
        width=480,
        on_change=apply,
    )


def show_report(visit: Visit, one: Import, changed: Callable[[Import], None]) -> None:
    """Show the findings, a page at a time; one that is opened stands beside them with its row and what can be decided."""
    lang, found = visit.lang, one.findings
    show_heading(say("report_title", lang))
    if found.empty:
        st.caption(say("report_none", lang))
        return
    kinds = found["kind"].value_counts()
    labels = {k: f"{say(f'finding_{k}', lang)} ({number(int(kinds[k]), lang)})" for k in _SHOWN[:-1] if k in kinds}
    labels["all"] = f"{say('report_all', lang)} ({number(len(found), lang)})"
    now = st.session_state.get("shown") or next(iter(labels))  # questions first: they are the work
    shown = st.segmented_control(
        say("report_show", lang),
        list(labels),
        default=now if now in labels else next(iter(labels)),
        format_func=lambda k: plain(labels[k]),
        required=True,
        key=f"report_kind:{lang}:{one.input_sha256[:8]}",
    )
    st.session_state["shown"] = shown
    part = found if shown == "all" else found[found["kind"] == shown]
    pages = max(1, -(-len(part) // s.REPORT_PAGE))
    turn = f"report_page:{shown}:{one.input_sha256[:8]}:{pages}"
    page = min(int(st.session_state.get(turn) or 1), pages)
    with st.container(key="report"):
        left, right = st.columns([0.62, 0.38], gap="medium")
    with left:
        if part.empty:
            st.caption(say("report_empty", lang))
        table = findings_table(one, part.iloc[(page - 1) * s.REPORT_PAGE : page * s.REPORT_PAGE], lang)
        picked = st.session_state.get("picked")
        show_table(
            table,
            say("report_title", lang),
            "report_table",
            chosen=str(picked),
            on_open=lambda code: st.session_state.update(picked=int(code)),
        )
        with st.container(horizontal=True, vertical_alignment="center"):
            if pages > 1:
                st.pagination(pages, key=turn, max_visible_pages=7)
            rows = report(one, lang).map(harmless)
            data = rows.to_csv(index=False).encode("utf-8-sig")
            st.download_button(say("report_download", lang), data, "import-report.csv", "text/csv", key="save_report", on_click="ignore")
    with right, st.container(key="decide"):
        if picked is None or picked not in found.index:
            st.caption(say("decide_none", lang))
        else:
            show_finding(visit, one, found.loc[picked], changed)


def show_finding(visit: Visit, one: Import, finding: pd.Series, changed: Callable[[Import], None]) -> None:
    """Show one finding with the file's own row, and the decisions it allows."""
    lang, column, kind, code = visit.lang, finding["column"], finding["kind"], finding["code"]
    row = one.table.iloc[int(finding["position"])]
    show_heading(say("decide_title", lang, row=number(int(row["row"]), lang)), row["claim_id"])
    bring_into_view(f"{one.input_sha256}:{finding.name}:{code}")
    if column:
        markup('<p class="fact"><b>{c}</b></p>', c=field_name(column, lang))
    markup('<p class="fact">{t}</p>', t=why(code, lang))
    if finding["was"]:
        markup('<p class="fact"><b>{a}</b> <bdi>{x}</bdi></p>', a=say("column_was", lang), x=finding["was"])
    if kind == "fixed":
        became = became_text(column, code, finding["became"], lang) or say("row_empty", lang)
        markup('<p class="fact"><b>{b}</b> <bdi>{y}</bdi></p>', b=say("column_became", lang), y=became)
    about = [d for d in one.decisions if d.row_sha256 == row["row_sha256"] and d.column == column]
    ground, towns = visit.record.ground, visit.record.towns

    def settle(after: Import) -> None:
        changed(after)
        same = after.findings[(after.findings["position"] == finding["position"]) & (after.findings["column"] == column)]
        st.session_state["picked"] = int(same.index[0]) if len(same) else None

    def act(action: str, cells: dict[str, str] | None = None) -> None:
        today = date.today().isoformat()
        settle(
            decide(
                one,
                Decision(row["row_sha256"], row["claim_id"], column, code, finding["was"], action, cells or {}, "", today),
                ground,
                towns,
            )
        )

    if code == "recoded":
        st.button(
            say("decide_back", lang), key="decide_back", on_click=lambda: settle(recode(one, column, finding["was"], "", ground, towns))
        )
    elif about:
        markup('<p class="fact">{t}</p>', t=say("decided_mark", lang, what="; ".join(decision_text(d, lang) for d in about)))
        st.button(
            say("decide_back", lang), key="decide_back", on_click=lambda: settle(decide(one, about[-1], ground, towns, taken_back=True))
        )
    elif code == "unknown_code" and column in CODED:
        ask_code(visit, one, column, finding["was"], say("decide_word", lang), f"panel:{column}:{finding['was']}", changed)
    elif kind == "refused" and finding["choices"]:
        st.button(say("decide_ours", lang), key="take_0", on_click=act, args=("accept", {"sure_of_point": "yes"}))
    elif kind == "person" and code not in ("unknown_code", "unsound"):
        sets: list[dict[str, str]] = json.loads(finding["choices"]) if finding["choices"] else []
        for k, cells in enumerate(sets):
            st.button(plain(say("decide_take", lang, what=choice_text(cells, lang))), key=f"take_{k}", on_click=act, args=("accept", cells))
        ask_value(visit, one, finding, settle)
        leave = (
            "decide_leave_out"
            if code == "duplicate_id"
            else "decide_leave"
            if finding["became"] or code == "two_places"
            else "decide_leave_empty"
        )
        st.button(say(leave, lang), key="leave", on_click=act, args=("leave",))
    elif kind == "fixed":
        st.button(say("decide_undo", lang), key="undo", on_click=act, args=("undo",))
    if st.session_state.get("decide_told"):
        st.error(plain(st.session_state.pop("decide_told")))
    with st.expander(say("decide_raw", lang), expanded=True):
        raw = one.raw_row(row["row_sha256"]) or {}
        cells_of = [("", [k, short(v, 300)]) for k, v in raw.items() if v != ""]
        heads = [(h, say(h, lang)) for h in ("column_field", "column_cell")]
        show_table(Table(heads, cells_of), say("decide_raw", lang), "raw_table")


_EXAMPLES = {"latitude": "36.1189", "longitude": "39.1816", "date": "2016-12-09", "date_start": "2016-12-09", "date_end": "2016-12-10"}


def ask_value(visit: Visit, one: Import, finding: pd.Series, settle: Callable[[Import], None]) -> None:
    """Ask for a value written by hand, in place of a cell that cannot be read; one that cannot be read either changes nothing."""
    lang, column = visit.lang, finding["column"]
    if column not in MAPPABLE:
        return
    row = one.table.iloc[int(finding["position"])]
    names = ("latitude", "longitude") if column == "latitude" else (column,)

    def write() -> None:
        cells = {c: str(st.session_state.get(f"write:{c}:{finding.name}", "")).strip() for c in names}
        extra = {"mgrs": ""} if column == "latitude" else {}
        decision = Decision(
            row["row_sha256"],
            row["claim_id"],
            column,
            finding["code"],
            finding["was"],
            "accept",
            cells | extra,
            "",
            date.today().isoformat(),
        )
        after = decide(one, decision, visit.record.ground, visit.record.towns)
        left = after.findings[(after.findings["position"] == finding["position"]) & (after.findings["kind"] == "person")]
        if not all(cells.values()) or column in set(left["column"]):
            example = ", ".join(_EXAMPLES.get(c, "7-14" if "killed" in c or "injured" in c else "A1") for c in names)
            st.session_state["decide_told"] = say("decide_unread", lang, value=", ".join(cells.values()), example=example)
            return
        settle(after)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        for c in names:
            st.text_input(field_name(c, lang), key=f"write:{c}:{finding.name}", max_chars=s.TEXT_LIMIT)
        st.button(say("decide_write", lang), key="write", on_click=write)
