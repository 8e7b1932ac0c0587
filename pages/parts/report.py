"""The report of an import: how its rows ended, and what was found in each."""

import html
from collections.abc import Callable

import pandas as pd
import streamlit as st

from geo import settings as s
from geo import vocabulary as voc
from geo.intake.imports import Import
from geo.intake.reports import (
    accounting_text,
    report,
)
from geo.intake.uses import uses_report
from geo.show.tables import findings_table
from geo.text.signs import harmless
from geo.text.words import number, say
from pages import Visit, markup, plain
from pages.parts.decide import show_finding
from pages.parts.show import show_heading, show_table

_SHOWN = ("person", "held", "refused", "fixed", "warned", "all")


def show_accounting(one: Import, lang: str) -> None:
    """Show how the rows ended, as a bar with its legend and as a sentence."""
    a = one.accounting()
    parts = [(k, getattr(a, k)) for k in voc.STATUSES]
    bars = "".join(f'<i class="{k}" style="flex-grow:{n}"></i>' for k, n in parts if n)
    legend = "".join(f'<span><i class="{k}"></i>{html.escape(say(f"status_{k}", lang))} {number(n, lang)}</span>' for k, n in parts)
    st.html(f'<div class="accounting" aria-hidden="true">{bars}</div><div class="accounting-legend" aria-hidden="true">{legend}</div>')
    markup('<p class="fact" role="status">{t}</p>', t=accounting_text(one, lang))


def show_report(visit: Visit, one: Import, changed: Callable[[Import], bool]) -> None:
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
            rows = pd.concat([uses_report(one, lang), report(one, lang)], ignore_index=True).map(harmless)
            data = rows.to_csv(index=False).encode("utf-8-sig")
            st.download_button(say("report_download", lang), data, "import-report.csv", "text/csv", key="save_report", on_click="ignore")
    with right, st.container(key="decide"):
        if picked is None or picked not in found.index:
            st.caption(say("decide_none", lang))
        else:
            show_finding(visit, one, found.loc[picked], changed)
