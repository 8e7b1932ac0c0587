"""Saying what names mean: those that can mean one place only at once, the rest one name after the other; every decision can be taken back."""

from itertools import groupby

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.land.places import search_places
from geo.show.names import area_names
from geo.show.tables import Table
from geo.show.unplaced import UnplacedName, unplaced_names
from geo.text.words import count, in_both, in_language, number, say
from pages import Visit, markup, plain
from pages.parts.judge import ask_why, claim_name, show_untaken
from pages.parts.presses import once
from pages.parts.session import signed, store, told, undo
from pages.parts.show import show_heading, show_table

_LISTED = 500  # names, and decisions, that are shown


def show_places(visit: Visit) -> None:
    """Search the gazetteer, and let a person say which places the names of claims without a position mean."""
    lang, record = visit.lang, visit.record
    markup('<p class="lead-text">{t}</p>', t=say("places_lead", lang))
    text = st.text_input(say("places_search", lang), max_chars=s.TEXT_LIMIT, key="place_text")
    if text.strip():
        show_candidates(visit, text, "search_table", None)
    names = unplaced_names(record)
    show_sure(visit, [x for x in names if x.place_pcode])
    show_heading(say("places_unplaced", lang), number(sum(len(x.claim_ids) for x in names), lang))
    if not names:
        st.caption(say("places_none", lang))
    else:
        ordered = sorted(names, key=lambda x: bool(x.place_pcode))[:_LISTED]  # stable: those of most claims stay first
        by_id = {x.claim_ids[0]: x for x in ordered}
        labels = {key: f"\u2068{x.text[:120]}\u2069 · {count('claims', len(x.claim_ids), lang)}" for key, x in by_id.items()}
        picked = st.selectbox(say("places_choose", lang), list(labels), format_func=labels.__getitem__, key="place_claim")
        name = by_id[str(picked)]
        show_candidates(visit, name.name_ar or name.name, "candidates_table", name, also=name.name)
    show_placed(visit)


def show_sure(visit: Visit, names: list[UnplacedName]) -> None:
    """List the names that only one place has, and take all at once: one reason, one click, one way back."""
    lang, record = visit.lang, visit.record
    last: list[dict[str, str]] = st.session_state.get("last_placed", [])
    if last:
        with st.container(horizontal=True, vertical_alignment="center", key="sure_done"):
            st.caption(say("sure_done", lang, n=count("claims", len(last), lang)))
            st.button(say("sure_undo", lang), key="undo_sure", on_click=once(_undo_last), args=(lang,))
    if not names:
        return
    show_heading(say("sure_title", lang), number(len(names), lang))
    n = count("claims", sum(len(x.claim_ids) for x in names), lang)
    markup('<p class="fact">{t}</p>', t=say("sure_lead", lang, n=n))
    rows = []
    for x in names[:_LISTED]:
        place = in_language(record.names[x.place_pcode], lang)
        rows.append((x.place_pcode, [x.text, place, x.place_pcode, number(len(x.claim_ids), lang)]))
    heads = [(h, say(h, lang)) for h in ("column_name", "column_place", "column_code", "column_rows")]
    show_table(Table(heads, rows, numbers=frozenset({"column_rows"})), say("sure_title", lang), "sure_table")
    read = ask_why(lang, "sure")

    def accept() -> None:
        why = read()
        taken = [(key, x) for x in names for key in x.claim_ids]
        decided = [signed({"claim_id": key, "name": x.text, "place_pcode": x.place_pcode}, why) for key, x in taken]
        if not why or not store("placed", decided, lang):
            return
        st.session_state["last_placed"] = decided
        told(say("sure_told", lang, n=count("claims", len(decided), lang)))

    st.button(say("sure_accept", lang, n=number(len(names), lang)), key="accept_sure", type="primary", on_click=once(accept))
    show_untaken(lang)


def _undo_last(lang: str) -> None:
    rows = st.session_state.pop("last_placed", None)
    if not rows:  # taken back already
        return
    undo("placed", rows, lang)
    told(say("judge_undone", lang, pair=count("claims", len(rows), lang)))


def show_candidates(visit: Visit, text: str, key: str, of: UnplacedName | None, also: str = "") -> None:
    """Show the places a name may mean; for a name of claims one can be chosen, for all of them."""
    lang, record = visit.lang, visit.record
    found = [search_places(name, record.places) for name in dict.fromkeys((text, also)) if name]
    table = (
        pd.concat(found, ignore_index=True)
        .sort_values(["score", "distance_m"], ascending=[False, True])
        .drop_duplicates("area_id")
        .head(s.CANDIDATES)
    )
    show_heading(say("places_candidates", lang, name=text))
    if table.empty:
        st.caption(say("places_no_match", lang))
        return
    alike = int(table.loc[table["score"] >= 90, "namesakes"].max() or 0) if (table["score"] >= 90).any() else 0
    if alike > 1:
        st.warning(say("places_namesakes", lang, n=number(alike, lang)))
    subdistricts = area_names(record, "subdistrict", lang)
    rows = []
    for r in table.to_dict("records"):
        names = in_both((r["name_en"], r["name_ar"]), lang)
        km = say("km_away", lang, km=number(round(r["distance_m"] / 1000, 1), lang))
        cells = [names, subdistricts.get(r["adm3_pcode"], "–"), km, f"{r['score']} / 100", number(int(r["namesakes"]), lang), r["area_id"]]
        rows.append((r["area_id"], cells))
    heads = ["column_name", "column_subdistrict", "column_distance", "column_alike", "column_namesakes", "column_code"]
    chosen = st.session_state.get("place_pick") if of else None
    opens = (lambda code: st.session_state.update(place_pick=code)) if of else None
    show_table(
        Table([(h, say(h, lang)) for h in heads], rows), say("places_candidates", lang, name=text), key, chosen=chosen or "", on_open=opens
    )
    if of and chosen in set(table["area_id"]):
        ask_place(visit, text, of, str(chosen))


def ask_place(visit: Visit, text: str, of: UnplacedName, code: str) -> None:
    """Ask why a name means a place; the answer holds for every claim that has the name."""
    lang = visit.lang
    first = of.claim_ids[0]
    read = ask_why(lang, f"place:{first}")
    place = f"{in_language(visit.record.names[code], lang)} ({code})"
    what = claim_name(visit, first) if len(of.claim_ids) == 1 else f"{of.text} ({count('claims', len(of.claim_ids), lang)})"

    def pick() -> None:
        why = read()
        rows = [signed({"claim_id": key, "name": text, "place_pcode": code}, why) for key in of.claim_ids]
        if not why or not store("placed", rows, lang):
            return
        st.session_state["place_pick"] = None
        told(say("placed_told", lang, name=what, place=place))

    st.button(plain(f"{say('places_pick', lang)}: {place}"), key="pick_place", type="primary", on_click=once(pick))
    show_untaken(lang)


def show_placed(visit: Visit) -> None:
    """List the places people chose, decisions made together on one line, each with a way back."""
    lang, record = visit.lang, visit.record
    if record.placed.empty:
        return
    show_heading(say("places_decided", lang), number(len(record.placed), lang))

    def together(row: dict[str, str]) -> tuple[str, ...]:
        return (row["name"], row["place_pcode"], row["reason"], row["decided_by"], row["decided_on"])

    every = [list(rows) for _, rows in groupby(record.placed.to_dict("records"), key=together)]
    for k, rows in enumerate(every[:_LISTED]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"placed_{k}"):
            row = rows[0]
            place = in_language(record.names.get(row["place_pcode"], ("", "")), lang) or row["place_pcode"]
            what = claim_name(visit, row["claim_id"]) if len(rows) == 1 else f"{row['name']} ({count('claims', len(rows), lang)})"
            line = f"{what} → {place} ({row['place_pcode']})"
            markup('<p class="fact"><b>{l}</b> {r}</p>', l=line, r=f"{row['reason']} ({row['decided_by']}, {row['decided_on']})")
            st.space("stretch")
            st.button(
                say("judged_undo", lang),
                key=f"undo_place_{k}",
                type="tertiary",
                on_click=once(_take_back),
                args=(rows, say("judge_undone", lang, pair=line), lang),
            )


def _take_back(rows: list[dict[str, str]], text: str, lang: str) -> None:
    undo("placed", rows, lang)
    told(text)
