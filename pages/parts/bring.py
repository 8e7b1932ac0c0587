"""Bringing a file: read it, correct how it was understood, look at every row that is not plain, and put it into the record."""

import hashlib
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.checks import CODED_VALUES
from geo.exports import harmless
from geo.files import Record, forget_import, keep_import, rewrite_kept
from geo.imports import Decision, Difference, Import, carry_decisions, compare_versions, decide, interpret
from geo.reading import ENCODINGS, SEPARATORS, Choices, FileRefused, RawTable, read_table
from geo.reports import (
    SEPARATOR_NAMES,
    accounting_text,
    choice_text,
    code_name,
    decision_text,
    describe_import,
    field_name,
    refused_text,
    report,
    why,
)
from geo.sources import CODED, MAPPABLE, Mapping, can_place, detect, guess_mapping, read_mapping, with_codes
from geo.tables import Table, findings_table, ledger_table, short
from geo.words import count, number, options, say
from pages import Visit, link, markup, plain
from pages.parts.session import brought, judgements_about, store_settled, told, undo
from pages.parts.show import show_heading, show_table

_INLINE = 2_000_000  # bytes: a larger file is read beside the page, which goes on answering
_FIRST = 14  # columns of the mapping that are asked for at once
_SHOWN = ("person", "refused", "fixed", "warned", "all")


@dataclass
class Draft:
    """A file that is being looked at; nothing of it is in the record yet."""

    file_id: str
    name: str
    data: bytes
    choices: Choices = field(default_factory=Choices)
    source: str = ""  # empty: found out
    raw: RawTable | None = None
    mapping: Mapping | None = None
    imported: Import | None = None
    refused: FileRefused | None = None
    carried: int = 0
    lapsed: int = 0
    part: float = 0.0
    worker: threading.Thread | None = None


def start(draft: Draft, record: Record, read: bool) -> None:
    """Read the file (again), and check its rows if it is known which column is which; a large one beside the page."""

    def work() -> None:
        try:
            _work(draft, record, read)
        except FileRefused as refused:
            draft.refused, draft.imported = refused, None

    draft.refused, draft.part = None, 0.0
    if len(draft.data) <= _INLINE:
        work()
        return
    draft.imported = None
    draft.worker = threading.Thread(target=work, daemon=True)
    draft.worker.start()


def _work(draft: Draft, record: Record, read: bool) -> None:
    if read or draft.raw is None:
        draft.raw = None
        draft.raw = read_table(draft.data, draft.name, draft.choices)
        source = draft.source or detect(draft.raw)
        stem = draft.name.rsplit(".", 1)[0]
        if draft.mapping is None or draft.mapping.source != source:
            draft.mapping = replace(guess_mapping(draft.raw, source), name=stem)
        draft.imported = None
    mapping, raw = draft.mapping, draft.raw
    assert mapping is not None
    if draft.choices.crs and not raw.crs:
        mapping = replace(mapping, crs=draft.choices.crs)
    if not can_place(mapping) or (read and mapping.source in ("table", "hxl")):
        return

    digest = hashlib.sha256(draft.data).hexdigest()
    tick: Callable[[float], None] = lambda part: setattr(draft, "part", part)  # noqa: E731
    imported = interpret(raw, mapping, draft.name, digest, record.ground, record.towns, date.today(), tick)
    earlier = earlier_version(record, imported)
    if earlier and earlier.decisions:
        imported, draft.lapsed = carry_decisions(imported, earlier, record.ground, record.towns)
        draft.carried = len(imported.decisions)
    draft.imported = imported


def earlier_version(record: Record, one: Import) -> Import | None:
    """Find the import of the same source whose claims this one has most of; None if there is none."""
    mine = set(one.table["claim_id"]) if not one.declared else set()
    shared = [(len(mine & set(other.table["claim_id"])), other) for other in record.imports if other.source == one.source]
    return max((x for x in shared if x[0]), key=lambda x: x[0], default=(0, None))[1]


def show_add(visit: Visit) -> None:
    """Show what was brought already, ask for a file, and lead through it."""
    lang = visit.lang
    markup('<p class="lead-text">{t}</p>', t=say("add_lead", lang))
    turn = st.session_state.setdefault("bring_turn", 0)
    file = st.file_uploader(
        say("add_file", lang), type=[e[1:] for e in s.IMPORT_ENDINGS], key=f"bring:{turn}", max_upload_size=s.IMPORT_BYTES // 1_000_000
    )
    draft: Draft | None = st.session_state.get("draft")
    if file is not None and (draft is None or draft.file_id != file.file_id):
        draft = Draft(file.file_id, file.name, file.getvalue())
        st.session_state.update({"draft": draft, "picked": None, "shown": ""})
        with st.spinner(plain(say("reading_now", lang, name=draft.name[:80]))):
            start(draft, visit.record, read=True)
    if draft is not None and file is not None and draft.file_id == file.file_id:
        show_draft(visit, draft)
    show_imports(visit)


def show_draft(visit: Visit, draft: Draft) -> None:
    """Show one file: how it was understood, its accounting, its report, and how it differs from what is here."""
    lang = visit.lang
    if draft.worker is not None and draft.worker.is_alive():
        watch(draft, lang)
        return
    if draft.refused is not None:
        st.error(plain(refused_text(draft.refused, draft.name[:80], lang)))
        ask_reading(visit, draft, opened=draft.refused.code in ("no_crs", "bad_crs", "no_sheet", "encoding"))
        return
    assert draft.mapping is not None
    if draft.imported is not None:
        sentence, _ = describe_import(draft.imported, lang).split("\n")
        markup('<p class="lead-text">{t}</p>', t=sentence)
    ask_reading(visit, draft)
    if draft.mapping.source in ("table", "hxl"):
        ask_mapping(visit, draft)
    one = draft.imported
    if one is None:
        return
    show_accounting(one, lang)
    if one.source == "acled":
        st.info(plain(say("acled_note", lang)))
    if draft.carried or draft.lapsed:
        st.caption(say("version_carried", lang, n=number(draft.carried, lang), lapsed=number(draft.lapsed, lang)))
    ask_codes(visit, draft)
    policy = show_versions(visit, one)
    ask_adding(visit, draft, policy)
    show_report(visit, one, lambda changed: setattr(draft, "imported", changed))


@st.fragment(run_every=0.5)
def watch(draft: Draft, lang: str) -> None:
    """Show how far a large file is, until it is done; the rest of the page goes on."""
    if draft.worker is None or not draft.worker.is_alive():
        st.rerun()
    key = "checking_now" if draft.part else "reading_now"
    st.progress(draft.part, plain(say(key, lang, name=draft.name[:80], n=number(round(100 * draft.part), lang))))


def ask_reading(visit: Visit, draft: Draft, opened: bool = False) -> None:
    """Ask whether to read the file otherwise: another source, sheet, encoding, separator, coordinate system, order of dates."""
    lang, raw, now = visit.lang, draft.raw, draft.choices

    def again(**changes: str) -> None:
        source = changes.pop("source", draft.source)
        draft.source, draft.choices = source, replace(draft.choices, **changes)
        st.session_state["picked"] = None
        start(draft, visit.record, read=True)

    def take(name: str, key: str) -> None:
        again(**{name: st.session_state[key] or ""})

    with st.expander(say("reading_options", lang), expanded=opened):
        columns = st.columns(3)
        found = draft.mapping.source if draft.mapping else ""
        asked: list[tuple[str, dict[str, str], str]] = [("source", options(lang, "importer", s.IMPORTERS), draft.source or found)]
        if raw is not None and raw.sheets:
            asked.append(("sheet", {x: x for x in raw.sheets}, raw.sheet))
        if raw is None or raw.kind in ("csv", "json"):
            asked.append(("encoding", {"": say("found_out", lang)} | {x: x for x in ENCODINGS}, now.encoding))
        if raw is not None and raw.kind == "csv":
            names = {x: say(f"separator_{SEPARATOR_NAMES[x]}", lang) for x in SEPARATORS}
            asked.append(("separator", names, raw.separator))
        for k, (name, labels, value) in enumerate(asked):
            key = f"read_{name}:{draft.file_id}"
            codes = list(labels)
            with columns[k % 3]:
                index = codes.index(value) if value in codes else 0
                st.selectbox(
                    say(f"ask_{name}", lang), codes, index, format_func=labels.__getitem__, key=key, on_change=take, args=(name, key)
                )
        key = f"read_crs:{draft.file_id}"
        st.text_input(say("ask_crs", lang), now.crs, key=key, max_chars=s.TEXT_LIMIT, on_change=take, args=("crs", key))


def ask_mapping(visit: Visit, draft: Draft) -> None:
    """Ask which column is which, with the first ten rows of the guess; the rows are checked when the reader says so."""
    lang, raw, mapping = visit.lang, draft.raw, draft.mapping
    assert raw is not None
    assert mapping is not None
    with st.expander(say("mapping_title", lang), expanded=draft.imported is None):
        _ask_columns(visit, draft, raw, mapping)


def _ask_columns(visit: Visit, draft: Draft, raw: RawTable, mapping: Mapping) -> None:
    lang = visit.lang
    st.caption(say("mapping_note", lang))
    opened = st.file_uploader(say("mapping_open", lang), type="json", key=f"mapping:{draft.file_id}", max_upload_size=1)
    if opened is not None and st.session_state.get("mapping_of") != opened.file_id:
        st.session_state["mapping_of"] = opened.file_id
        found = read_mapping(opened.getvalue())
        if found is None or found.source not in ("table", "hxl"):
            st.error(plain(say("mapping_bad", lang, name=opened.name[:80])))
        else:
            mapping = draft.mapping = replace(found, columns={k: v for k, v in found.columns.items() if v in raw.cells.columns})
            st.session_state["mapping_turn"] = st.session_state.get("mapping_turn", 0) + 1
            st.success(plain(say("mapping_applied", lang, name=opened.name[:80])))
    turn = st.session_state.get("mapping_turn", 0)
    names = ["", *raw.cells.columns]
    chosen: dict[str, str] = {}
    usual = mapping.columns
    ordered = sorted(MAPPABLE, key=lambda c: (c not in usual, MAPPABLE.index(c)))

    def ask(columns: list[str]) -> None:
        for k, ours in enumerate(columns):
            if k % 4 == 0:  # row by row, so that a phone shows them in this order
                grid = st.columns(4)
            value = mapping.columns.get(ours, "")
            with grid[k % 4]:
                got = st.selectbox(
                    field_name(ours, lang),
                    names,
                    names.index(value) if value in names else 0,
                    format_func=lambda c: c or say("mapping_none", lang),
                    key=f"map:{turn}:{draft.file_id}:{ours}",
                )
            if got:
                chosen[ours] = got

    first = max(_FIRST - 2, len(mapping.columns))
    ask(ordered[:first])
    if st.toggle(say("mapping_rest", lang), key=f"more:{draft.file_id}"):
        ask(ordered[first:])
    else:
        chosen |= {c: usual[c] for c in ordered[first:] if c in usual}
    one, two = st.columns(2)
    with one:
        name = st.text_input(say("table_name", lang), mapping.name, max_chars=40, key=f"table_name:{turn}:{draft.file_id}")
        orders = {"": say("order_auto", lang), "day_first": say("order_day_first", lang), "month_first": say("order_month_first", lang)}
        order = st.selectbox(
            say("ask_order", lang),
            list(orders),
            list(orders).index(mapping.order),
            format_func=orders.__getitem__,
            key=f"order:{turn}:{draft.file_id}",
        )
    with two:
        licence = st.text_input(say("table_licence", lang), mapping.licence, max_chars=s.TEXT_LIMIT, key=f"licence:{turn}:{draft.file_id}")
        private = st.checkbox(say("table_private", lang), mapping.private, key=f"private:{turn}:{draft.file_id}")
    now = replace(mapping, columns=chosen, name=name, licence=licence, order=order, private=private)
    heads = [(c, field_name(c, lang)) for c in chosen]
    show_heading(say("mapping_preview", lang))
    if can_place(now):
        rows = [("", [short(str(row[c])) for c in chosen.values()]) for row in raw.cells.head(10).to_dict("records")]
        show_table(Table(heads, rows), say("mapping_preview", lang), "mapping_table", wide=True)
    else:
        st.warning(say("mapping_nothing", lang))

    def check() -> None:
        draft.mapping = replace(now, codes=draft.mapping.codes if draft.mapping else {})
        start(draft, visit.record, read=False)

    with st.container(horizontal=True):
        st.button(say("check_rows", lang), key="check_rows", type="primary", on_click=check, disabled=not can_place(now))
        st.download_button(
            say("mapping_save", lang), now.to_json(), "mapping.json", "application/json", key="save_mapping", on_click="ignore"
        )


def show_accounting(one: Import, lang: str) -> None:
    """Show how the rows ended, as a bar and as a sentence."""
    a = one.accounting()
    parts = [(k, getattr(a, k)) for k in s.STATUSES]
    bars = "".join(f'<i class="{k}" style="flex-grow:{n}"></i>' for k, n in parts if n)
    st.html(f'<div class="accounting" aria-hidden="true">{bars}</div>')
    markup('<p class="fact" role="status">{t}</p>', t=accounting_text(one, lang))


def ask_codes(visit: Visit, draft: Draft) -> None:
    """Ask what each word means that is none of our codes; one answer settles every row that has it."""
    one, lang = draft.imported, visit.lang
    assert one is not None
    unknown = one.findings[(one.findings["code"] == "unknown_code") & (one.findings["kind"] == "person")]
    if unknown.empty:
        return
    show_heading(say("codes_title", lang), count("rows", unknown["position"].nunique(), lang))
    st.caption(say("codes_note", lang))
    answers = {}
    for k, ((column, value), rows) in enumerate(unknown.groupby(["column", "was"], sort=False)):
        if column not in CODED or k >= 30:
            continue
        codes = ["", *(c for c in CODED_VALUES[str(column)] if c)]
        label = say("codes_what", lang, column=field_name(str(column), lang), value=short(str(value), 60), n=count("rows", len(rows), lang))
        got = st.selectbox(
            plain(label),
            codes,
            format_func=lambda c, column=column: code_name(str(column), c, lang) if c else say("codes_choose", lang),
            key=f"code:{column}:{value}",
            width=480,
        )
        if got:
            answers[str(column), str(value)] = got

    def apply() -> None:
        assert draft.mapping is not None
        for (column, value), code in answers.items():
            draft.mapping = with_codes(draft.mapping, column, value, code)
        start(draft, visit.record, read=False)

    st.button(say("codes_apply", lang), key="apply_codes", on_click=apply, disabled=not answers)


def show_versions(visit: Visit, one: Import) -> str:
    """Show what a newer version adds, changes and lacks, field by field, and ask what happens; "" if nothing can be added."""
    lang, record = visit.lang, visit.record
    if one.declared:
        return "add"
    if any(x.input_sha256 == one.input_sha256 and x.table_sha256 == one.table_sha256 for x in record.imports):
        st.info(plain(say("version_same", lang)))
        return ""
    new = one.entering()
    earlier = earlier_version(record, one)
    ids = set(new["claim_id"]) | (set(earlier.entering()["claim_id"]) if earlier else set())
    before = record.claim_texts(ids)
    difference: Difference = compare_versions(before, new)
    if before.empty or not (difference.same or len(difference.changed) or difference.removed):
        return "add"
    show_heading(say("version_title", lang))
    numbers = {
        "added": len(difference.added),
        "same": difference.same,
        "changed": difference.changed["claim_id"].nunique(),
        "removed": len(difference.removed),
    }
    markup('<p class="fact">{t}</p>', t=say("version_lead", lang, **{k: number(n, lang) for k, n in numbers.items()}))
    if len(difference.changed):
        with st.expander(say("version_changed", lang)):
            rows = [
                ("", [r.claim_id, field_name(r.column, lang), short(r.was) or "–", short(r.now) or "–"])
                for r in difference.changed.rename(columns={"is": "now"}).head(500).itertuples(index=False)
            ]
            heads = [(h, say(h, lang)) for h in ("column_claim", "column_field", "column_here", "column_is")]
            show_table(Table(heads, rows), say("version_changed", lang), "changed_table")
    if difference.removed:
        with st.expander(say("version_removed", lang)):
            st.text("\n".join(difference.removed[:500]))
    policies = {"add": say("policy_add", lang), "replace": say("policy_replace", lang)}
    if earlier:
        policies["take"] = say("policy_take", lang, name=earlier.name)
    return str(
        st.radio(
            say("version_policy", lang), list(policies), format_func=lambda c: plain(policies[c]), key=f"policy:{one.input_sha256[:8]}"
        )
    )


def ask_adding(visit: Visit, draft: Draft, policy: str) -> None:
    """Offer to put the file into the record, in this session only or kept on this machine, or to let it go."""
    lang, one = visit.lang, draft.imported
    assert one is not None

    def close() -> None:
        st.session_state.update({"draft": None, "picked": None, "bring_turn": st.session_state["bring_turn"] + 1})

    def add(keep: bool) -> None:
        earlier = earlier_version(visit.record, one) if policy == "take" else None
        if earlier:
            remove(earlier)
        ready = replace(one, policy="add" if policy == "add" else "replace")
        st.session_state["imports"] = [*brought(), ready]
        told(say("added_told", lang, name=one.name, n=count("rows", len(one.entering()), lang)))
        close()
        if keep:
            keep_on_machine(ready, lang)

    empty = one.entering().empty
    with st.container(horizontal=True):
        st.button(say("add_to_record", lang), key="add_import", type="primary", on_click=add, args=(False,), disabled=empty or not policy)
        st.button(say("add_and_keep", lang), key="add_keep", on_click=add, args=(True,), disabled=empty or not policy)
        st.button(say("discard", lang), key="discard", type="tertiary", on_click=close)


def keep_on_machine(one: Import, lang: str) -> None:
    """Write an import to the data folder; if that fails it stays in the session and the reader is told why."""
    try:
        kept = keep_import(one, s.DATA)
    except OSError as error:
        told(say("keep_failed", lang, name=one.name, why=error.strerror or type(error).__name__), bad=True)
        return
    st.session_state["imports"] = [x for x in brought() if x.table_sha256 != one.table_sha256]
    told(say("kept_told", lang, name=one.name, path=f"{s.OUTPUT}/{kept.path.rsplit('/', 1)[-1]}"))
    store_settled(lang)


def remove(one: Import) -> None:
    """Take an import out of the session, or delete it from this machine."""
    if one.path:
        forget_import(one)
    st.session_state["imports"] = [x for x in brought() if x.table_sha256 != one.table_sha256]


def show_imports(visit: Visit) -> None:
    """List the files brought in, with what can be done with each."""
    lang, record = visit.lang, visit.record
    show_heading(say("imports_title", lang))
    if not record.imports:
        st.caption(say("imports_none", lang))
        with st.container(width=760):
            show_table(ledger_table(record, lang, hashes=False), say("imports_title", lang), "shipped_table")
    for k, one in enumerate(record.imports):
        with st.container(horizontal=True, vertical_alignment="center", key=f"brought_{k}"):
            where = say("import_kept" if one.path else "import_session", lang)
            markup(
                '<p class="fact"><b>{n}</b> {t}</p>',
                n=one.name,
                t=f"{say(f'importer_{one.source}', lang)} · {count('rows', len(one.table), lang)} · {where}",
            )
            st.space("stretch")
            opened = st.session_state.get("opened") == one.input_sha256
            st.button(
                say("decide_close" if opened else "import_open", lang),
                key=f"open_import_{k}",
                type="tertiary",
                on_click=_toggle,
                args=(one.input_sha256, opened),
            )
            if not one.path:
                st.button(say("import_keep", lang), key=f"keep_{k}", type="tertiary", on_click=keep_on_machine, args=(one, lang))
            with st.popover(say("import_forget", lang), key=f"forget_{k}"):
                ask_forgetting(visit, one, k)
        if opened:
            show_accounting(one, lang)
            show_report(visit, one, lambda changed, one=one: _swap(one, changed, lang))
    if record.imports:
        st.page_link(label=say("see_on_map", lang), icon=":material/map:", **link("map", section="add"))


def _toggle(digest: str, opened: bool) -> None:
    st.session_state.update({"opened": "" if opened else digest, "picked": None, "shown": ""})


def _swap(one: Import, changed: Import, lang: str) -> None:
    """Put an import that somebody decided about in the place of what it was, on this machine too if it was kept."""
    if one.path:
        try:
            rewrite_kept(one, changed)
        except OSError as error:
            told(say("keep_failed", lang, name=one.name, why=error.strerror or type(error).__name__), bad=True)
        return
    st.session_state["imports"] = [changed if x.table_sha256 == one.table_sha256 else x for x in brought()]


def ask_forgetting(visit: Visit, one: Import, k: int) -> None:
    """Ask once more before an import is deleted, and whether the judgements about its claims go with it."""
    lang = visit.lang
    about = judgements_about(visit.record, one)
    with_them = bool(len(about)) and st.checkbox(say("forget_judgements", lang, n=number(len(about), lang)), True, key=f"forget_links_{k}")

    def forget() -> None:
        if with_them:
            undo("links", about, lang)
        remove(one)
        told(say("forgot_told", lang, name=one.name))

    st.button(say("forget_sure", lang), key=f"forget_sure_{k}", type="primary", on_click=forget)


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
        key=f"report_kind:{one.input_sha256[:8]}",
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
    lang = visit.lang
    row = one.table.iloc[int(finding["position"])]
    show_heading(say("decide_title", lang, row=number(int(row["row"]), lang)), row["claim_id"])
    name = field_name(finding["column"], lang) if finding["column"] else ""
    markup('<p class="fact"><b>{c}</b> {t}</p>', c=name, t=why(finding["code"], lang))
    if finding["was"] or finding["became"]:
        empty = say("row_empty", lang)
        markup(
            '<p class="fact"><b>{a}</b> {x} <b>{b}</b> {y}</p>',
            a=say("column_was", lang),
            x=finding["was"] or empty,
            b=say("column_became", lang),
            y=finding["became"] or empty,
        )
    about = [d for d in one.decisions if d.row_sha256 == row["row_sha256"] and d.column == finding["column"]]

    def act(action: str, cells: dict[str, str] | None = None, back: Decision | None = None) -> None:
        decision = back or Decision(
            row_sha256=row["row_sha256"],
            claim_id=row["claim_id"],
            column=finding["column"],
            code=finding["code"],
            was=finding["was"],
            action=action,
            cells=cells or {},
            decided_on=date.today().isoformat(),
        )
        after = decide(one, decision, visit.record.ground, visit.record.towns, taken_back=back is not None)
        changed(after)
        same = after.findings[(after.findings["position"] == finding["position"]) & (after.findings["column"] == finding["column"])]
        st.session_state["picked"] = int(same.index[0]) if len(same) else None

    kind, code = finding["kind"], finding["code"]
    if about:
        markup('<p class="fact">{t}</p>', t=say("decided_mark", lang, what="; ".join(decision_text(d, lang) for d in about)))
        st.button(say("decide_back", lang), key="decide_back", on_click=act, args=("", None, about[-1]))
    elif kind == "refused" and finding["choices"]:
        st.button(say("decide_ours", lang), key="take_0", on_click=act, args=("accept", {"sure_of_point": "yes"}))
    elif kind == "person" and code not in ("unknown_code", "unsound"):
        sets: list[dict[str, str]] = json.loads(finding["choices"]) if finding["choices"] else []
        for k, cells in enumerate(sets):
            st.button(plain(say("decide_take", lang, what=choice_text(cells, lang))), key=f"take_{k}", on_click=act, args=("accept", cells))
        ask_value(visit, finding, act)
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
    with st.expander(say("decide_raw", lang), expanded=True):
        raw = one.raw_row(row["row_sha256"]) or {}
        cells = [("", [k, short(v, 300)]) for k, v in raw.items() if v != ""]
        show_table(
            Table([("column_field", say("column_field", lang)), ("column_cell", say("column_cell", lang))], cells),
            say("decide_raw", lang),
            "raw_table",
        )


def ask_value(visit: Visit, finding: pd.Series, act: Callable[..., None]) -> None:
    """Ask for a value written by hand, in place of a cell that cannot be read."""
    lang, column = visit.lang, finding["column"]
    if column not in MAPPABLE:
        return
    names = ("latitude", "longitude") if column == "latitude" else (column,)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        written = {c: st.text_input(field_name(c, lang), key=f"write:{c}:{finding.name}", max_chars=s.TEXT_LIMIT) for c in names}
        cells: dict[str, Any] = written | ({"mgrs": ""} if column == "latitude" else {})
        st.button(
            say("decide_write", lang),
            key="write",
            on_click=act,
            args=("accept", cells),
            disabled=not all(v.strip() for v in written.values()),
        )
