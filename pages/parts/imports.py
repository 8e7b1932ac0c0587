"""The files that were brought in: what is in each, keeping one on this machine, and letting it go."""

from collections.abc import Callable

import streamlit as st

from geo import settings as s
from geo.choice.filters import Filters
from geo.intake.imports import Import
from geo.intake.kept import KeptFileBroken
from geo.intake.sources.registry import dataset_of
from geo.record.stored import ChangedMeanwhile, keep_import, rewrite_kept
from geo.show.tables import ledger_table
from geo.text.words import count, number, say
from pages import Visit, link, markup
from pages.parts.meaning import ask_codes
from pages.parts.presses import once
from pages.parts.report import show_accounting, show_report
from pages.parts.session import brought, judgements_about, store_settled, told, undo, why_not
from pages.parts.show import show_heading, show_table
from pages.parts.tied import ask_tied


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
                st.page_link(
                    label=say("see_on_map", lang),
                    icon=":material/map:",
                    **link("map", Filters(source=(dataset_of(one.source),)), section="add"),
                )
            if not one.path:
                st.button(say("import_keep", lang), key=f"keep_{k}", type="tertiary", on_click=once(_keep), args=(one, lang))
            with st.popover(say("import_forget", lang), key=f"forget_{k}"):
                ask_forgetting(visit, one, k)
        if opened:
            change_it: Callable[[Import], bool] = lambda after, one=one: _swap(one, after, lang)  # type: ignore[misc] # noqa: E731
            show_accounting(one, lang)
            ask_tied(visit, one, change_it)
            ask_codes(visit, one, change_it)
            show_report(visit, one, change_it)


def _toggle(digest: str, opened: bool) -> None:
    st.session_state.update({"opened": "" if opened else digest, "picked": None, "shown": ""})


def _swap(one: Import, changed: Import, lang: str) -> bool:
    """Put an import that somebody decided about in the place of what it was, on this machine too if it was kept; say whether it stands."""
    try:
        if one.path:
            rewrite_kept(one, changed)
            return True
        if one.table_sha256 not in {x.table_sha256 for x in brought()}:
            raise ChangedMeanwhile(one.name)
    except (OSError, KeptFileBroken) as error:
        told(say("decision_failed", lang, name=one.name, why=why_not(error, lang)), bad=True)
        return False
    st.session_state["imports"] = [changed if x.table_sha256 == one.table_sha256 else x for x in brought()]
    return True


def _keep(one: Import, lang: str) -> None:
    keep_on_machine(one, lang)


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

    st.button(say("forget_sure", lang), key=f"forget_sure_{k}", type="primary", on_click=once(forget))
