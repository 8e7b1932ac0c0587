"""The data: bring a file, say what its names mean, judge what overlaps, see how good it is, and check its hashes."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from geo import vocabulary as voc
from geo.show.tables import ledger_table, quality_table
from geo.text.words import count, number, options, say
from pages import Visit, begin, keep, markup
from pages.parts.bring import show_add
from pages.parts.covering import show_coverage
from pages.parts.placing import show_places
from pages.parts.queue import show_overlaps
from pages.parts.session import ask_who, show_told
from pages.parts.show import show_heading, show_table


def show_holding(visit: Visit, facts: Mapping[str, Any]) -> None:
    """Say what a holding is made of; more comes into it by building it again."""
    lang = visit.lang
    show_heading(say("holding_title", lang))
    numbers = {k: count(k, facts[k], lang) for k in ("claims", "incidents")}
    n = {"files": number(len(facts["pieces"]), lang), "already": count("rows", facts["already_here"], lang)}
    markup('<p class="lead-text">{t}</p>', t=say("holding_data", lang, **numbers, **n))
    show_table(ledger_table(visit.whole, lang), options(lang, "section", voc.SECTIONS)["ledger"], "ledger_table")


def main() -> None:
    """Draw the page."""
    visit = begin("data")
    lang = visit.lang
    if not visit.whole.in_memory:
        show_holding(visit, visit.whole.pieces.facts)
        return
    names = options(lang, "section", voc.SECTIONS)
    section = st.segmented_control(
        say("section", lang),
        voc.SECTIONS,
        default=visit.view.section,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        required=True,
        **keep("section", visit.view.section, lambda v: {"section": v}),
    )
    show_told()
    if section in ("add", "places", "overlaps"):
        ask_who(lang)
    if section == "places":
        show_places(visit)
    elif section == "overlaps":
        show_overlaps(visit)
    elif section == "quality":
        markup('<p class="lead-text">{t}</p>', t=say("quality_lead", lang))
        show_table(quality_table(visit.record, lang), names["quality"], "quality_table")
        show_coverage(visit)
    elif section == "ledger":
        markup('<p class="lead-text">{t}</p>', t=say("ledger_lead", lang, hash=visit.record.fingerprint))
        show_table(ledger_table(visit.record, lang), names["ledger"], "ledger_table")
    else:
        show_add(visit)


main()
