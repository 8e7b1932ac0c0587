"""Bringing a file: read it, correct how it was understood, look at every row that is not plain, and put it into the record."""

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.choice.filters import Filters
from geo.evidence.incidents import COLUMNS
from geo.intake.apart import read_apart
from geo.intake.imports import Difference, Import, KeptFileBroken, carry_decisions, compare_versions, interpret
from geo.intake.reading import ENCODINGS, SEPARATORS, Choices, FileRefused, RawTable, refusal_of
from geo.intake.reports import (
    SEPARATOR_NAMES,
    cell_text,
    describe_import,
    field_name,
    refused_text,
)
from geo.intake.sources import MAPPABLE, Mapping, can_place, detect, guess_mapping, read_mapping
from geo.record.files import Record
from geo.record.stored import keep_import, rewrite_kept
from geo.show.tables import Table, ledger_table, short
from geo.text.words import count, number, options, say
from pages import Visit, link, markup, plain
from pages.parts.report import ask_codes, show_accounting, show_report
from pages.parts.session import brought, judgements_about, store_settled, told, undo, why_not
from pages.parts.show import show_heading, show_table

_INLINE = 2_000_000  # bytes: a larger file is read beside the page, which goes on answering
_FIRST = 12  # columns of the mapping that are asked for at once


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
        except Exception as error:  # noqa: BLE001 - whatever a file does, the session goes on and the reader is told
            draft.refused, draft.imported = refusal_of(error), None

    draft.refused, draft.part = None, 0.0
    if len(draft.data) <= _INLINE:
        work()
        return
    draft.imported = None
    draft.worker = threading.Thread(target=work, daemon=True)
    draft.worker.start()


def _work(draft: Draft, record: Record, read: bool) -> None:
    before, draft.carried, draft.lapsed = draft.imported, 0, 0
    if read or draft.raw is None:
        draft.raw, draft.imported = None, None
        draft.turn += 1
        draft.raw = read_apart(draft.data, draft.name, draft.choices)
        draft.guess = draft.mapping = first_mapping(draft, record)
    mapping, raw = draft.mapping, draft.raw
    assert mapping is not None
    if draft.choices.crs and not raw.crs:
        mapping = replace(mapping, crs=draft.choices.crs)
    if not can_place(mapping) or (read and mapping.source in ("table", "hxl")):
        return
    digest = hashlib.sha256(draft.data).hexdigest()
    tick: Callable[[float], None] = lambda part: setattr(draft, "part", part)  # noqa: E731

    def check(by: Mapping) -> Import:
        return interpret(raw, by, draft.name, digest, record.ground, record.towns, date.today(), tick)

    imported = check(mapping)
    earlier = before or earlier_version(record, imported)
    if earlier and any(codes != mapping.codes.get(c) for c, codes in earlier.mapping.codes.items()):  # what words mean was said before
        imported = check(replace(mapping, codes={**earlier.mapping.codes, **mapping.codes}))
    if earlier and earlier.decisions:
        imported, draft.lapsed = carry_decisions(imported, earlier, record.ground, record.towns)
        draft.carried = 0 if before else len(imported.decisions)
    draft.mapping, draft.imported = imported.mapping, imported


def first_mapping(draft: Draft, record: Record) -> Mapping:
    """Guess which column is which; a newer version of a table is mapped as the one before, as far as it has the same columns."""
    assert draft.raw is not None
    source = draft.source or detect(draft.raw)
    guess = replace(guess_mapping(draft.raw, source), name=draft.name.rsplit(".", 1)[0][:40])
    earlier = next((x.mapping for x in record.imports if x.source == source and x.mapping.name == guess.name), None)
    if earlier is None or source not in ("table", "hxl"):
        return guess
    return replace(earlier, columns={k: v for k, v in earlier.columns.items() if v in draft.raw.cells.columns} or guess.columns)


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
        st.session_state.update({"draft": draft, "picked": None, "shown": "", "opened": ""})
        with st.spinner(plain(say("reading_now", lang, name=draft.name[:80]))):
            start(draft, visit.record, read=True)
    if draft is None:
        show_imports(visit)
        return
    if file is None:  # the reader was on another page, or took the file out of the box: nothing of it is lost
        st.info(plain(say("draft_open", lang, name=draft.name[:80])))
    show_draft(visit, draft)


def show_draft(visit: Visit, draft: Draft) -> None:
    """Show one file: how it was understood, its accounting, its report, and how it differs from what is here."""
    lang = visit.lang
    if draft.worker is not None and draft.worker.is_alive():
        watch(draft, lang)
        return
    if draft.refused is not None:
        st.error(plain(refused_text(draft.refused, draft.name[:80], lang)))
        ask_reading(visit, draft, opened=draft.refused.code in ("no_crs", "bad_crs", "no_sheet", "encoding"))
        st.button(say("discard", lang), key="discard", type="tertiary", on_click=close_draft)
        return
    assert draft.mapping is not None
    if draft.imported is not None:
        sentence, _ = describe_import(draft.imported, lang).split("\n")
        markup('<p class="lead-text">{t}</p>', t=sentence)
    ask_reading(visit, draft, opened=not can_place(draft.mapping))
    if draft.mapping.source in ("table", "hxl"):
        ask_mapping(visit, draft)
    one = draft.imported
    if one is None:
        st.button(say("discard", lang), key="discard", type="tertiary", on_click=close_draft)
        return

    def changed(after: Import) -> None:
        draft.mapping, draft.imported = after.mapping, after

    show_accounting(one, lang)
    if one.source == "acled":
        st.info(plain(say("acled_note", lang)))
    if draft.carried or draft.lapsed:
        st.caption(say("version_carried", lang, n=number(draft.carried, lang), lapsed=number(draft.lapsed, lang)))
    ask_codes(visit, one, changed)
    policy = show_versions(visit, one)
    ask_adding(visit, draft, policy)
    show_report(visit, one, changed)


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
            key = f"read_{name}:{lang}:{draft.turn}:{draft.file_id}"
            codes = list(labels)
            with columns[k % 3]:
                index = codes.index(value) if value in codes else 0
                st.selectbox(
                    say(f"ask_{name}", lang), codes, index, format_func=labels.__getitem__, key=key, on_change=take, args=(name, key)
                )
        key = f"read_crs:{draft.turn}:{draft.file_id}"
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
            mapping = draft.mapping = draft.guess = replace(
                found, columns={k: v for k, v in found.columns.items() if v in raw.cells.columns}
            )
            st.session_state["mapping_turn"] = st.session_state.get("mapping_turn", 0) + 1
            st.success(plain(say("mapping_applied", lang, name=opened.name[:80])))
    turn = f"{lang}:{draft.turn}:{st.session_state.get('mapping_turn', 0)}"
    names = ["", *raw.cells.columns]
    chosen: dict[str, str] = {}
    usual = draft.guess.columns if draft.guess else mapping.columns
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

    first = max(_FIRST, 4 * -(-len(usual) // 4))
    ask(ordered[:first])
    if st.toggle(say("mapping_rest", lang), key=f"more:{draft.file_id}"):
        ask(ordered[first:])
    else:
        chosen |= {c: mapping.columns[c] for c in ordered[first:] if c in mapping.columns}
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
    now = draft.mapping = replace(mapping, columns=chosen, name=name, licence=licence, order=order, private=private)
    heads = [(c, field_name(c, lang)) for c in chosen]
    show_heading(say("mapping_preview", lang))
    if can_place(now):
        shown = zip(raw.numbers, raw.cells.head(10).to_dict("records"), strict=False)
        rows = [("", [number(int(n), lang), *(short(str(row[c])) for c in chosen.values())]) for n, row in shown]
        show_table(Table([("row", say("column_row", lang)), *heads], rows), say("mapping_preview", lang), "mapping_table", wide=True)
    else:
        st.warning(say("mapping_nothing", lang))

    def check() -> None:
        start(draft, visit.record, read=False)

    with st.container(horizontal=True):
        st.button(say("check_rows", lang), key="check_rows", type="primary", on_click=check, disabled=not can_place(now))
        st.download_button(
            say("mapping_save", lang), now.to_json(), "mapping.json", "application/json", key="save_mapping", on_click="ignore"
        )


def show_versions(visit: Visit, one: Import) -> str:
    """Show what a newer version adds, changes and lacks, field by field, and ask what happens; "" if nothing can be added."""
    lang, record = visit.lang, visit.record
    if one.declared:
        return "add"
    if any(x.input_sha256 == one.input_sha256 and x.table_sha256 == one.table_sha256 for x in record.imports):
        st.info(plain(say("version_same", lang)))
        return ""
    new = one.table[one.table["refuse"] == ""].drop_duplicates("claim_id")  # what waits for a person is in the file too
    earlier = earlier_version(record, one)
    ids = set(new["claim_id"]) | (set(earlier.entering()["claim_id"]) if earlier else set())
    before = record.claim_texts(ids)
    if earlier:  # and what of the earlier version still waits for a person
        waiting = earlier.table.loc[earlier.table["held"] & (earlier.table["refuse"] == ""), list(COLUMNS)]
        before = pd.concat([before, waiting], ignore_index=True).drop_duplicates("claim_id", ignore_index=True)
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
                (
                    "",
                    [
                        r.claim_id,
                        field_name(r.column, lang),
                        short(cell_text(r.column, r.was, lang)),
                        short(cell_text(r.column, r.now, lang)),
                    ],
                )
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
            say("version_policy", lang),
            list(policies),
            format_func=lambda c: plain(policies[c]),
            key=f"policy:{lang}:{one.input_sha256[:8]}",
        )
    )


def close_draft() -> None:
    """Let the file go that is being looked at."""
    st.session_state.update({"draft": None, "picked": None, "bring_turn": st.session_state["bring_turn"] + 1})


def ask_adding(visit: Visit, draft: Draft, policy: str) -> None:
    """Offer to put the file into the record, in this session only or kept on this machine, or to let it go."""
    lang, one = visit.lang, draft.imported
    assert one is not None

    def add(keep: bool) -> None:
        earlier = earlier_version(visit.record, one) if policy == "take" else None
        ready = replace(one, policy="add" if policy == "add" else "replace")
        st.session_state["imports"] = [*brought(), ready]
        told(say("added_told", lang, name=one.name, n=count("rows", len(one.entering()), lang)))
        close_draft()
        kept = keep and keep_on_machine(ready, lang)
        if earlier and (kept or not earlier.path):  # what is on this machine goes only when the newer version is there
            remove(earlier, lang)

    empty, waiting = one.entering().empty, one.accounting().person
    with st.container(horizontal=True):
        st.button(say("add_to_record", lang), key="add_import", type="primary", on_click=add, args=(False,), disabled=empty or not policy)
        st.button(say("add_and_keep", lang), key="add_keep", on_click=add, args=(True,), disabled=empty or not policy)
        st.button(say("discard", lang), key="discard", type="tertiary", on_click=close_draft)
    if waiting:
        st.caption(say("waiting_rows", lang, n=count("rows", waiting, lang)))


def keep_on_machine(one: Import, lang: str) -> bool:
    """Write an import to the data folder; if that fails (False) it stays in the session and the reader is told why."""
    try:
        kept = keep_import(one, s.DATA)
    except OSError as error:
        told(say("keep_failed", lang, name=one.name, why=why_not(error, lang)), bad=True)
        return False
    st.session_state["imports"] = [x for x in brought() if x.table_sha256 != one.table_sha256]
    told(say("kept_told", lang, name=one.name, path=f"{s.OUTPUT}/{kept.path.rsplit('/', 1)[-1]}"))
    store_settled(lang)
    return True


def remove(one: Import, lang: str) -> bool:
    """Take an import out of the session, or delete it from this machine; say whether it is gone, and if not, tell the reader why."""
    if one.path:
        try:
            rewrite_kept(one, None)
        except (OSError, KeptFileBroken) as error:
            told(say("forget_failed", lang, name=one.name, why=why_not(error, lang)), bad=True)
            return False
    st.session_state["imports"] = [x for x in brought() if x.table_sha256 != one.table_sha256]
    return True


def show_imports(visit: Visit) -> None:
    """List the files brought in, with what can be done with each."""
    lang, record = visit.lang, visit.record
    show_heading(say("imports_title", lang))
    if not record.imports:
        st.caption(say("imports_none", lang))
        with st.container(width=760):
            show_table(ledger_table(record, lang, hashes=False), say("imports_title", lang), "shipped_table")
    for k, one in enumerate(record.imports):
        opened = st.session_state.get("opened") == one.input_sha256
        where = say("import_kept" if one.path else "import_session", lang)
        rows = say("import_rows", lang, rows=count("rows", len(one.table), lang), n=number(len(one.entering()), lang))
        with st.container(horizontal=True, vertical_alignment="center", key=f"brought_{k}"):
            markup(
                '<p class="fact"><b><bdi>{n}</bdi></b> {t}</p>', n=one.name, t=f"{say(f'importer_{one.source}', lang)} · {rows} · {where}"
            )
            st.space("stretch")
            label = say("decide_close" if opened else "import_open", lang)
            st.button(label, key=f"open_import_{k}", type="tertiary", on_click=_toggle, args=(one.input_sha256, opened))
            if not one.declared:
                dataset = one.source if one.source in s.SOURCES else "own"
                st.page_link(label=say("see_on_map", lang), icon=":material/map:", **link("map", Filters(source=(dataset,)), section="add"))
            if not one.path:
                st.button(say("import_keep", lang), key=f"keep_{k}", type="tertiary", on_click=keep_on_machine, args=(one, lang))
            with st.popover(say("import_forget", lang), key=f"forget_{k}"):
                ask_forgetting(visit, one, k)
        if opened:
            change_it: Callable[[Import], None] = lambda after, one=one: _swap(one, after, lang)  # type: ignore[misc] # noqa: E731
            show_accounting(one, lang)
            ask_codes(visit, one, change_it)
            show_report(visit, one, change_it)


def _toggle(digest: str, opened: bool) -> None:
    st.session_state.update({"opened": "" if opened else digest, "picked": None, "shown": ""})


def _swap(one: Import, changed: Import, lang: str) -> None:
    """Put an import that somebody decided about in the place of what it was, on this machine too if it was kept."""
    if one.path:
        try:
            rewrite_kept(one, changed)
        except (OSError, KeptFileBroken) as error:
            told(say("decision_failed", lang, name=one.name, why=why_not(error, lang)), bad=True)
        return
    st.session_state["imports"] = [changed if x.table_sha256 == one.table_sha256 else x for x in brought()]


def ask_forgetting(visit: Visit, one: Import, k: int) -> None:
    """Ask once more before an import is deleted, and whether the judgements about its claims go with it."""
    lang = visit.lang
    about = judgements_about(visit.record, one)
    with_them = bool(len(about)) and st.checkbox(say("forget_judgements", lang, n=number(len(about), lang)), True, key=f"forget_links_{k}")

    def forget() -> None:
        if not remove(one, lang):
            return
        if with_them:
            undo("links", about, lang)
        told(say("forgot_told", lang, name=one.name))

    st.button(say("forget_sure", lang), key=f"forget_sure_{k}", type="primary", on_click=forget)
