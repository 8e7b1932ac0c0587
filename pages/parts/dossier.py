"""One incident as a dossier: its sentence first, then the claims beside each other, the accused, the place, what happened near it; the rest folds."""

import html
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from geo.holding.open import knows_around
from geo.show.accused import accused_of
from geo.show.answers import conceded_text, last_read, stand, table_of_accused
from geo.show.citation import citation_of
from geo.show.details import claims_of, compare_claims, dates_of, figure, judgements, positions_of, source_links, who_says
from geo.show.dossier import incident_sentence
from geo.show.names import incident_name
from geo.show.sentence import or_if_one
from geo.show.surroundings import Near, around_texts, place_lines, rule_text
from geo.show.tables import Table
from geo.territory import here
from geo.text.languages import inside, listed
from geo.text.words import count, days, number, say
from pages import Visit, change, markup, plain
from pages.parts.carding import offer_card
from pages.parts.chips import show_left_out
from pages.parts.printing import offer_dossier
from pages.parts.show import draw_map, offer_copies, show_claim, show_fact, show_heading, show_map, show_table

_FIRST = 3  # incidents near another that are buttons; more are a table


def show_one(visit: Visit, found: pd.DataFrame) -> None:
    """Show one incident (a frame of one row) in full."""
    lang, record, row = visit.lang, visit.record, found.iloc[0].to_dict()
    claims = claims_of(record, row["incident_id"])
    sentence = incident_sentence(record, row, lang)
    markup('<h1 class="incident">{t}</h1>', t=incident_name(row, lang))
    markup('<div class="sentence"><p class="lead">{t}</p></div><p class="quiet"><bdi>{i}</bdi></p>', t=sentence, i=row["incident_id"])
    show_left_out(visit, found, "not_held_page")
    show_ways_on(visit, row, claims, sentence)
    show_heading(say("side_by_side", lang))
    show_side_by_side(visit, claims)
    show_accused(visit, row)
    left, right = st.columns([0.58, 0.42], gap="medium")
    with left:
        show_place(visit, row, claims)
    with right, st.container(key="panel", gap="xsmall"):
        show_sources(visit, claims)
        show_around(visit, row)
    show_folds(visit, row, claims)


def show_ways_on(visit: Visit, row: dict[str, Any], claims: list[dict[str, Any]], sentence: str) -> None:
    """Offer what leads on from an incident: a card of it, and what can be copied."""
    lang = visit.lang
    cited = citation_of(visit.record, row["incident_id"], lang)
    with st.container(horizontal=True, vertical_alignment="center", key="ways_on"):
        offer_card(lang, "incident", "make_card")
        items = [(say("copy_address", lang), None), (say("copy_sentence", lang), sentence)]
        offer_copies(lang, [*([(say("copy_citation", lang), cited)] if cited else []), *items])
        offer_dossier(visit, row["incident_id"])
    if any(c["source_private"] for c in claims):
        st.caption(say("cite_private", lang))


def show_side_by_side(visit: Visit, claims: list[dict[str, Any]]) -> None:
    """Show every claim in a column of its own, with what agrees and what differs."""
    lang = visit.lang
    rows = compare_claims(claims, lang)
    differ = [label for label, _, verdict in rows if verdict == "differ"]
    agree = [label for label, _, verdict in rows if verdict in ("agree", "meet")]
    n = count("claims", len(claims), lang)
    if len(claims) == 1:
        text = say("incident_sentence_one", lang)
    elif differ:
        text = say("incident_sentence", lang, claims=n, differ=listed((inside(d, lang) for d in differ), lang))
    else:
        text = say("incident_sentence_agree", lang, claims=n)
    if differ and agree:
        text += " " + say("incident_agree_on", lang, agree=listed((inside(d, lang) for d in agree), lang))
    markup('<p class="fact">{t}</p>', t=text)
    heads = [("subject", say("column_says", lang)), *((c["claim_id"], who_says(c, lang)) for c in claims)]
    if len(claims) > 1:
        heads.append(("verdict", say("column_verdict", lang)))
    cells = [
        ("", [label, *texts, *([say(f"verdict_{verdict}", lang) if verdict else ""] if len(claims) > 1 else [])])
        for label, texts, verdict in rows
    ]
    show_table(Table(heads, cells), say("side_by_side", lang), "claims_table")


def show_accused(visit: Visit, row: dict[str, Any]) -> None:
    """Show those accused of an incident, what each answered, and what was conceded of what was reported."""
    lang = visit.lang
    accused = accused_of(visit.record, row["incident_id"], lang)
    if not accused:
        return
    show_heading(say("accused_title", lang))
    chosen = replace(visit.chosen, only=frozenset((row["incident_id"],)))
    standing = stand(chosen.selection, chosen.claims, visit.record.answers, last_read(chosen.claims))
    said = standing.asked.iloc[0]
    markup('<p class="fact">{t}</p>', t=say("accused_conceded", lang, conceded=conceded_text(said, lang), reported=figure(row, lang)))
    show_table(table_of_accused(accused, lang), say("accused_title", lang), "accused_table")
    if any(a.early for a in accused):
        st.caption(say("accused_early", lang))
    for a in accused:
        show_links(a.name, a.links)


def show_links(label: str, links: tuple[tuple[str, str], ...], after: str = "") -> None:
    """Show a label, addresses on one line that tell the other side nothing, and a quiet addition."""
    if not (links or after):
        return
    one = ' · <a href="{{u{k}}}" target="_blank" rel="noopener noreferrer">{{t{k}}}</a>'
    template = "".join(one.format(k=k) for k in range(len(links))).removeprefix(" · ")
    told = {f"{name}{k}": value for k, pair in enumerate(links) for name, value in zip(("t", "u"), pair, strict=True)}
    markup(f'<p class="fact"><b><bdi>{{label}}</bdi></b> {template} <small>{{after}}</small></p>', label=label, after=after, **told)


def show_place(visit: Visit, row: dict[str, Any], claims: list[dict[str, Any]]) -> None:
    """Show where an incident lies, on the map and in words."""
    lang, record = visit.lang, visit.record
    spots = [[c["latitude"], c["longitude"]] for c in claims if pd.notna(c["latitude"])]
    if spots and row["placing"] in ("point", "outside"):
        chosen = replace(visit.chosen, only=frozenset((row["incident_id"],)))
        title = {
            "what": incident_name(row, lang),
            "dates": days(row["date_start"], row["date_end"], lang),
            "count": figure(row, lang),
        }
        show_map(draw_map(visit, "map_incident", chosen, "points", spots, title=title, height=400))
    show_heading(say("place_title", lang))
    lines = place_lines(record, row, lang)
    if len(here().extents) > 1:
        lines.append((say("claim_side", lang), say(f"side_{row['side']}", lang)))
    for label, text in lines:
        show_fact(label, text, "")
    if row["position_disputed"]:
        st.caption(say("position_disputed", lang))


def show_sources(visit: Visit, claims: list[dict[str, Any]]) -> None:
    """Show whose claims they are, with their addresses and archived copies; each claim in full behind a click."""
    lang = visit.lang
    show_heading(say("sources_and_copies", lang), number(len(claims), lang))
    for claim in claims:
        show_links(who_says(claim, lang), *source_links(claim, lang))
        with st.expander(plain(say("claim_whole", lang, who=who_says(claim, lang)))):
            show_claim(visit, claim)


def show_around(visit: Visit, row: dict[str, Any]) -> None:
    """Show what happened near an incident before, with and after it; what is not known to be near is named."""
    lang, record = visit.lang, visit.record
    show_heading(say("around_title", lang), rule_text(lang))
    others = record.incidents if visit.filters.fighting else record.incidents[~record.incidents["fighting"]]
    told = around_texts(record, others, row, lang)
    if not told.located:
        st.caption(say("nearby_unknown", lang))
    elif not knows_around(visit.whole, record, row["incident_id"]):
        st.caption(say("around_too_many", lang))
    elif not told.near:
        st.caption(say("around_none", lang))
    else:
        said = count("incidents", told.near, lang) + or_if_one(told.near, told.spared, lang)
        perhaps = " " + say("around_possible", lang, n=number(told.possible, lang)) if told.possible else ""
        markup('<p class="fact">{t}</p>', t=say("around_sentence", lang, incidents=said) + perhaps)
    if told.likely:
        st.caption(say("around_likely", lang, incidents=count("incidents", told.likely, lang)))
    for when, near in told.groups.items():
        if near:
            show_near(visit, say(f"around_{when}", lang), near, f"near:{when}")
    if pd.isna(row["date_start"]):
        st.caption(say("around_undated_self", lang))
    if not visit.whole.in_memory:
        st.caption(say("around_holding", lang))
    for key, near in (("around_unknown", told.unknown if visit.whole.in_memory else []), ("same_day", told.elsewhere)):
        if near:
            with st.expander(f"{say(key, lang)} ({number(len(near), lang)})"):
                if key == "around_unknown":
                    st.caption(say("around_unknown_why", lang))
                show_near(visit, "", near, key)


def show_near(visit: Visit, title: str, near: list[Near], key: str) -> None:
    """Show incidents that open: the first few as buttons, the rest as a table behind a click; without a title all in the table."""
    lang, first = visit.lang, near[:_FIRST] if title else []
    if title:
        markup('<p class="fact"><b>{t}</b> <small>{n}</small></p>', t=title, n=number(len(near), lang))
    for one in first:
        label = f"**{plain(one.first)}**  \n{plain(one.second)}"
        opens = {"incident": one.incident_id}
        st.button(label, key=f"{key}:{one.incident_id}", type="tertiary", width="stretch", on_click=change, kwargs=opens)
    rest = near[len(first) :]
    if not rest:
        return
    heads = [("place", say("column_place", lang)), ("what", say("column_what", lang))]
    table = Table(heads, [(one.incident_id, [one.first, one.second]) for one in rest])
    with st.expander(say("more_n", lang, n=number(len(rest), lang))) if title else st.container():
        show_table(table, title or say(key, lang), f"{key.replace(':', '_')}_table", on_open=lambda code: change(incident=code))


def show_folds(visit: Visit, row: dict[str, Any], claims: list[dict[str, Any]]) -> None:
    """Show, folded, where each claim places it, what people judged about it, and its dates in the record."""
    lang, record = visit.lang, visit.record
    with st.expander(say("positions", lang), expanded=bool(row["position_disputed"])):
        heads = ["column_says", "column_name", "column_position", "column_precision", "column_away"]
        labels = [(h, say(h if h != "column_says" else "claim_source", lang)) for h in heads]
        show_table(Table(labels, [("", cells) for cells in positions_of(claims, row, lang)]), say("positions", lang), "positions_table")
    same, apart = judgements(record, row["incident_id"])
    for heading, reasons in (("linked_because", same), ("kept_apart", [f"{claim}: {reason}" for _, claim, reason in apart])):
        if reasons:
            with st.expander(f"{say(heading, lang)} ({number(len(reasons), lang)})", expanded=bool(row["position_disputed"])):
                for reason in reasons:
                    markup('<p class="fact">{t}</p>', t=reason)
    with st.expander(say("dates_title", lang)):
        told = dates_of(record, claims, row["incident_id"], lang)
        lines = "".join(f"<li><b>{html.escape(day)}</b> {html.escape(text)}</li>" for day, text in told)
        st.html(f'<ol class="dates">{lines}</ol>')
        st.caption(say("dates_note", lang))
