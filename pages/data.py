"""The data: bring a file, say what its names mean, judge what overlaps, see how good it is, and check its hashes."""

import streamlit as st

from geo import settings as s
from geo.show.tables import ledger_table, quality_table
from geo.text.words import count, number, options, say
from pages import Visit, begin, keep, markup
from pages.parts.bring import show_add
from pages.parts.judge import show_overlaps, show_places
from pages.parts.session import show_told
from pages.parts.show import show_heading, show_table


def show_holding(visit: Visit) -> None:
    """Say what a holding is made of; more comes into it by building it again."""
    lang, facts = visit.lang, visit.whole.pieces.facts
    show_heading(say("holding_title", lang))
    numbers = {k: count(k, facts[k], lang) for k in ("claims", "incidents")}
    n = {"files": number(len(facts["pieces"]), lang), "already": count("rows", facts["already_here"], lang)}
    markup('<p class="lead-text">{t}</p>', t=say("holding_data", lang, **numbers, **n))
    show_table(ledger_table(visit.whole, lang), options(lang, "section", s.SECTIONS)["ledger"], "ledger_table")


def main() -> None:
    """Draw the page."""
    visit = begin("data")
    lang = visit.lang
    if visit.whole.pieces is not None:
        show_holding(visit)
        return
    names = options(lang, "section", s.SECTIONS)
    section = st.segmented_control(
        say("section", lang),
        s.SECTIONS,
        default=visit.view.section,
        format_func=names.__getitem__,
        label_visibility="collapsed",
        required=True,
        **keep("section", visit.view.section, lambda v: {"section": v}),
    )
    show_told()
    if section == "places":
        show_places(visit)
    elif section == "overlaps":
        show_overlaps(visit)
    elif section == "quality":
        markup('<p class="lead-text">{t}</p>', t=say("quality_lead", lang))
        show_table(quality_table(visit.record, lang), names["quality"], "quality_table")
    elif section == "ledger":
        markup('<p class="lead-text">{t}</p>', t=say("ledger_lead", lang, hash=visit.record.fingerprint))
        show_table(ledger_table(visit.record, lang), names["ledger"], "ledger_table")
    else:
        show_add(visit)


main()
