"""The other tables of a file that holds several: those with the same headings are taken at once, by the same mapping, each a table of its own."""

from dataclasses import replace
from datetime import date

import streamlit as st

from geo.intake.apart import check_apart, read_apart
from geo.intake.formats.raw import FileRefused
from geo.intake.imports import Import
from geo.intake.reports import refused_text
from geo.intake.versions import stem_of, table_name
from geo.record.known import Record
from geo.text.languages import listed
from geo.text.words import count, say
from pages import plain
from pages.parts.draft import Draft
from pages.parts.session import told

_NAMED = 20  # other tables that are named


def ask_rest(draft: Draft, lang: str) -> bool:
    """Ask whether the other tables of a file are taken with the one that is looked at; False if it has no others."""
    others = _others(draft)
    if not others:
        return False
    return st.checkbox(
        plain(say("sheets_all", lang, n=count("sheets", len(others), lang), names=listed(others[:_NAMED], lang))),
        key=f"sheets_all:{draft.turn}:{draft.file_id}",
    )


def _others(draft: Draft) -> list[str]:
    return [x for x in draft.raw.sheets if x != draft.raw.sheet] if draft.raw is not None else []


def read_rest(draft: Draft, record: Record, one: Import, lang: str) -> list[Import]:
    """Read the other tables of a file as the one that was looked at; those with other headings, and those that are none, are told and left out."""
    found = []
    for sheet in _others(draft):
        name = table_name(draft.name, sheet)
        try:
            raw = read_apart(draft.data, draft.name, replace(draft.choices, sheet=sheet))
            if tuple(raw.cells.columns) != one.file_columns:
                told(say("sheets_other", lang, name=name[:80]), bad=True)
                continue
            mapping = replace(one.mapping, name=stem_of(name)[:40])
            found.append(check_apart(raw, mapping, name, draft.digest, record.ground, record.towns, date.today()))
        except FileRefused as refused:
            told(refused_text(refused, name[:80], lang), bad=True)
    return found
