"""Bringing a file: read it, correct how it was understood, look at every row that is not plain, and put it into the record."""

from dataclasses import replace

import streamlit as st

from geo import settings as s
from geo import vocabulary as voc
from geo.intake.formats.delimited import SEPARATORS
from geo.intake.formats.encodings import ENCODINGS
from geo.intake.imports import Import
from geo.intake.reports import (
    SEPARATOR_NAMES,
    cell_text,
    describe_import,
    field_name,
    known_text,
    refused_text,
)
from geo.intake.sources.registry import can_place, source_of
from geo.intake.uses import column_uses, unused_text, uses_table
from geo.intake.versions import Known, claims_before, claims_in, compare_versions, earlier_version
from geo.show.tables import Table, short
from geo.text.words import count, number, options, say
from pages import Visit, markup, plain
from pages.parts.columns import ask_mapping
from pages.parts.draft import Draft, close_draft, count_people, read_otherwise, start, watch
from pages.parts.imports import keep_on_machine, remove, show_imports
from pages.parts.meaning import ask_codes
from pages.parts.presses import once, whole
from pages.parts.report import show_accounting, show_report
from pages.parts.session import brought, told
from pages.parts.sheets import ask_rest, read_rest
from pages.parts.show import show_heading, show_table
from pages.parts.tied import ask_tied


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
        if draft.refused.code == "persons":
            st.session_state["at_hand"] = (draft, visit.record)
            st.button(say("persons_count", lang), key="persons_count", type="primary", on_click=once(count_people))
        ask_reading(visit, draft, opened=draft.refused.code in ("no_crs", "bad_crs", "no_sheet", "encoding", "wrong_cpg"))
        st.button(say("discard", lang), key="discard", type="tertiary", on_click=once(close_draft))
        return
    assert draft.mapping is not None
    if draft.imported is not None:
        sentence, _ = describe_import(draft.imported, lang)
        markup('<p class="lead-text">{t}</p>', t=sentence)
    ask_known(visit, draft)
    ask_reading(visit, draft, opened=not can_place(draft.mapping))
    if source_of(draft.mapping.source).asks_columns:
        ask_mapping(visit, draft)
    one = draft.imported
    if one is None:
        st.button(say("discard", lang), key="discard", type="tertiary", on_click=once(close_draft))
        return

    def changed(after: Import) -> bool:
        if draft.imported is not one:  # decided about as it was before another answer, which would be lost
            told(say("decision_failed", lang, name=one.name, why=say("why_changed_meanwhile", lang)), bad=True)
            return False
        draft.mapping, draft.imported = after.mapping, after
        return True

    show_accounting(one, lang)
    show_uses(visit, one)
    if note := source_of(one.source).note:
        st.info(plain(say(note, lang)))
    if draft.carried or draft.lapsed:
        st.caption(say("version_carried", lang, n=number(draft.carried, lang), lapsed=number(draft.lapsed, lang)))
    ask_tied(visit, one, changed)
    ask_codes(visit, one, changed)
    policy = show_versions(visit, one)
    ask_adding(visit, draft, policy)
    show_report(visit, one, changed)


def show_uses(visit: Visit, one: Import) -> None:
    """Name the columns that are not used, and say of each column why it is read as it is."""
    lang, uses = visit.lang, column_uses(one)
    if left := unused_text(uses, lang):
        markup('<p class="fact">{t}</p>', t=left)
    with st.expander(say("columns_title", lang)):
        heads = [(key, say(key, lang)) for key in ("column_heading", "column_read_as", "column_why")]
        show_table(
            Table(heads, [("", [short(x, 200) for x in line]) for line in uses_table(uses, lang)]), say("columns_title", lang), "uses_table"
        )


def ask_reading(visit: Visit, draft: Draft, opened: bool = False) -> None:
    """Ask whether to read the file otherwise: another source, sheet, encoding, separator, coordinate system, order of dates."""
    lang, raw, now = visit.lang, draft.raw, draft.choices
    st.session_state["at_hand"] = (draft, visit.record)
    with st.expander(say("reading_options", lang), expanded=opened):
        columns = st.columns(3)
        found = draft.mapping.source if draft.mapping else ""
        asked: list[tuple[str, dict[str, str], str]] = [("source", options(lang, "importer", voc.IMPORTERS), draft.source or found)]
        if raw is not None and raw.sheets:
            asked.append(("sheet", {x: x for x in raw.sheets}, raw.sheet))
        if raw is None or raw.kind in ("csv", "json", "shp"):
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
                    say(f"ask_{name}", lang),
                    codes,
                    index,
                    format_func=labels.__getitem__,
                    key=key,
                    on_change=whole(read_otherwise),
                    args=(name, key),
                )
        key = f"read_crs:{draft.turn}:{draft.file_id}"
        st.text_input(say("ask_crs", lang), now.crs, key=key, max_chars=s.TEXT_LIMIT, on_change=whole(read_otherwise), args=("crs", key))


def ask_known(visit: Visit, draft: Draft) -> None:
    """Say what the file is to those that are here, and ask where its name or its rows are one's: a newer version, or another table?"""
    lang, known = visit.lang, draft.known
    if known.other is None or draft.mapping is None:
        return
    if known.kind != "same" or draft.imported is None:
        st.info(plain(known_text(known, draft.mapping, lang)))
    if known.kind not in ("newer", "another"):
        return
    labels = {kind: say(f"known_as_{kind}", lang, name=known.other.name) for kind in ("newer", "another")}
    key = f"known:{lang}:{draft.turn}:{draft.file_id}"
    st.session_state["at_hand"] = (draft, visit.record)
    st.radio(
        say("known_ask", lang),
        list(labels),
        list(labels).index(known.kind),
        format_func=lambda c: plain(labels[c]),
        key=key,
        on_change=whole(read_otherwise),
        args=("said", key),
    )


def show_versions(visit: Visit, one: Import) -> str:
    """Show what a newer version adds, changes and lacks, field by field, and ask what happens; "" if nothing can be added."""
    lang, record = visit.lang, visit.record
    if one.declared:
        return "add"
    twin = next((x for x in record.imports if x.input_sha256 == one.input_sha256 and x.mapping == one.mapping), None)
    earlier = earlier_version(record.imports, one)
    new = claims_in(one)
    ids = set(new["claim_id"]) | (set(earlier.entering()["claim_id"]) if earlier else set())
    before = claims_before(record.claim_texts(ids), earlier)
    difference = compare_versions(before, new)
    if twin is not None and not len(difference.changed):
        st.info(plain(known_text(Known("same", twin), one.mapping, lang)))
        return ""
    if before.empty or not difference.touches:
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


def ask_adding(visit: Visit, draft: Draft, policy: str) -> None:
    """Offer to put the file into the record, in this session only or kept on this machine, or to let it go."""
    lang, one = visit.lang, draft.imported
    assert one is not None
    st.session_state["at_hand"] = (draft, visit.record)
    rest = ask_rest(draft, lang)
    empty, waiting = one.entering().empty and not one.waiting.rows, one.waiting.rows
    with st.container(horizontal=True):
        st.button(
            say("add_to_record", lang),
            key="add_import",
            type="primary",
            on_click=once(add_import),
            args=(policy, lang, False, rest),
            disabled=empty or not policy,
        )
        st.button(
            say("add_and_keep", lang),
            key="add_keep",
            on_click=once(add_import),
            args=(policy, lang, True, rest),
            disabled=empty or not policy,
        )
        st.button(say("discard", lang), key="discard", type="tertiary", on_click=once(close_draft))
    if waiting:
        st.caption(say("waiting_rows", lang, n=count("rows", waiting, lang)))


def add_import(policy: str, lang: str, keep: bool, rest: bool) -> None:
    """Put the file that an answer is about into the record; a callback that held the file would keep it until the session ends (``draft``)."""
    held = st.session_state.get("at_hand")
    if held is None or held[0].imported is None:  # the file was let go meanwhile, or is being read otherwise
        return
    draft, record = held
    one = draft.imported
    earlier = earlier_version(record.imports, one) if policy == "take" else None
    ready = replace(one, policy="add" if policy == "add" else "replace")
    more = read_rest(draft, record, one, lang) if rest else []
    st.session_state["imports"] = [*brought(), ready, *more]
    for each in (one, *more):
        told(say("added_told", lang, name=each.name, n=count("rows", len(each.entering()), lang)))
    close_draft()
    done = [keep_on_machine(each, lang) for each in (ready, *more)] if keep else [False]
    kept = all(done)
    if earlier and (kept or not earlier.path):  # what is on this machine goes only when the newer version is there
        remove(earlier, lang)
