"""Overlaps as a queue: the likeliest pair first, both claims side by side with what speaks for and against, judged by mouse or by keys."""

from itertools import combinations, pairwise

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.evidence.incidents import problem_text
from geo.evidence.kinds import is_fighting
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.links import contradicted
from geo.evidence.overlaps import find_overlaps
from geo.record.hand import HAND_COLUMNS, Idle
from geo.record.stored import forget_refusal, read_refusals, remove_rows
from geo.show.details import claims_of, compare_claims, who_says
from geo.show.likely import speaks
from geo.show.tables import Table
from geo.text import words
from geo.text.words import count, number, say
from pages import Visit, markup, plain
from pages.parts.judge import ask_why, claim_name, show_untaken, take_back
from pages.parts.presses import once
from pages.parts.session import is_stored, refusal_text, relation_name, signed, store, told, undo, why_not
from pages.parts.show import bring_into_view, show_heading, show_table

KEYS = {"judge_same": "Alt+1", "judge_part_ab": "Alt+2", "judge_part_ba": "Alt+3", "judge_different": "Alt+4"}


@st.cache_data(max_entries=8, show_spinner=False, scope="session")
def _pairs(fingerprint: str, km: float, days: int, within: bool, _visit: Visit) -> pd.DataFrame:  # noqa: ARG001 - the key
    record = _visit.record
    return find_overlaps(record.claims.assign(fighting=is_fighting(record.claims)), record.links, km, days, within)


def ask_pairs(visit: Visit) -> pd.DataFrame:
    """Ask within which windows, and give the pairs still to judge, the likeliest first."""
    lang, record = visit.lang, visit.record
    names = {"": say("any", lang)} | {c: say(f"source_{c}", lang) for c in record.sources}
    names |= {f"file:{x.input_sha256}": x.name for x in record.imports if not x.declared}
    with st.expander(say("overlaps_which", lang)):
        one, two, four, three = st.columns(4, vertical_alignment="bottom")
        with one:
            km = st.number_input(
                say("overlaps_km", lang), 0.0, float(s.KM_LIMIT), float(s.OVERLAP_KM[1]), step=1.0, format="%.0f", key="overlap_km"
            )
        with two:
            days = st.number_input(say("overlaps_days", lang), 0, 60, s.OVERLAP_DAYS[1], step=1, key="overlap_days")
        with three:
            within = st.toggle(say("overlaps_within", lang), key="overlap_within")
        with four:
            of = st.selectbox(say("overlaps_of", lang), list(names), format_func=names.__getitem__, key=f"overlap_of:{lang}")
        st.caption(f"{say('overlaps_widened', lang)} {say('overlaps_score', lang)}")
    pairs = _pairs(record.fingerprint, float(km), int(days), within, visit)
    if of:
        column, value = ("input_sha256", of[5:]) if of.startswith("file:") else ("source_dataset", of)
        mine = set(record.claims.loc[record.claims[column] == value, "claim_id"])
        pairs = pairs[pairs["claim_a"].isin(mine) | pairs["claim_b"].isin(mine)]
    return pairs


def show_overlaps(visit: Visit) -> None:
    """Show the pairs still to judge, one of them side by side, and what was judged."""
    lang, record = visit.lang, visit.record
    markup('<p class="lead-text">{t}</p>', t=say("overlaps_lead", lang))
    show_refused(lang)
    pairs = ask_pairs(visit)
    likely = int((pairs["score"] >= 50).sum())
    n = {"judged": number(len(record.links), lang), "likely": number(likely, lang), "rest": number(len(pairs) - likely, lang)}
    st.progress(len(record.links) / max(1, len(record.links) + likely), say("queue_progress", lang, **n))
    if pairs.empty:
        st.info(say("overlaps_none", lang))
    else:
        ids = [f"{a}|{b}" for a, b in zip(pairs["claim_a"], pairs["claim_b"], strict=True)]
        picked = st.session_state.get("pair")
        at = ids.index(picked) if picked in ids else 0
        show_pair(visit, pairs, ids, at)
        show_queue(visit, pairs, ids[at])
    show_judged(visit)


def show_queue(visit: Visit, pairs: pd.DataFrame, picked: str) -> None:
    """List the pairs still to judge, a page at a time; one that is clicked is opened."""
    lang, pages = visit.lang, -(-len(pairs) // s.OVERLAP_PAGE)
    show_heading(say("queue_rest", lang), number(len(pairs), lang))
    turn = f"overlap_page:{len(pairs)}"
    page = min(int(st.session_state.get(turn) or 1), pages)
    show_table(
        pairs_table(visit, pairs.iloc[(page - 1) * s.OVERLAP_PAGE : page * s.OVERLAP_PAGE]),
        say("section_overlaps", lang),
        "overlaps_table",
        chosen=picked,
        on_open=lambda code: st.session_state.update(pair=code),
    )
    if pages > 1:
        st.pagination(pages, key=turn, max_visible_pages=9)


def pairs_table(visit: Visit, pairs: pd.DataFrame) -> Table:
    """Give pairs as rows that open: names, sources and dates of both, what speaks for one event."""
    lang = visit.lang
    claims = visit.record.claims.set_index("claim_id")
    rows = []
    for r in pairs.itertuples(index=False):
        near = [say("not_known", lang) if pd.isna(x) else number(round(x, 1), lang) for x in (r.km, r.days)]
        both = [claims.loc[x] for x in (r.claim_a, r.claim_b)]
        when = " + ".join(dict.fromkeys(words.days(c["date_start"], c["date_end"], lang) for c in both))
        cells = [" + ".join(claim_name(visit, x) for x in (r.claim_a, r.claim_b)), when, f"{number(r.score, lang)} / 100", *near]
        cells += [say(f"figures_{r.figures}", lang), say(f"relation_{r.suggests}", lang)]
        rows.append((f"{r.claim_a}|{r.claim_b}", cells))
    heads = ["column_pair", "column_date", "column_speaks", "column_apart_km", "column_apart_days", "column_figures", "column_suggests"]
    return Table([(h, say(h, lang)) for h in heads], rows, frozenset({"column_speaks", "column_apart_km", "column_apart_days"}))


def show_pair(visit: Visit, pairs: pd.DataFrame, ids: list[str], at: int) -> None:
    """Show two claims side by side with what speaks for and against one event, and ask what they are to each other."""
    lang, record = visit.lang, visit.record
    row = pairs.iloc[at].to_dict()
    a, b = str(row["claim_a"]), str(row["claim_b"])
    of = record.claims.set_index("claim_id")["incident_id"]
    both = [next(c for c in claims_of(record, of[x]) if c["claim_id"] == x) for x in (a, b)]
    heads = [
        ("subject", say("column_says", lang)),
        *((c["claim_id"], who_says(c, lang)) for c in both),
        ("verdict", say("column_verdict", lang)),
    ]
    cells = [
        ("", [label, *texts, say(f"verdict_{verdict}", lang) if verdict else ""]) for label, texts, verdict in compare_claims(both, lang)
    ]
    with st.container(key="pair", border=True):
        bring_into_view(f"{a}|{b}")
        n = {"n": number(at + 1, lang), "of": number(len(ids), lang), "score": number(int(row["score"]), lang)}
        show_heading(say("queue_pair", lang, **n), f"{claim_name(visit, a)} + {claim_name(visit, b)}")
        for key, lines in zip(("speaks_for", "speaks_against"), speaks(row, lang), strict=True):
            markup('<p class="fact"><b>{l}</b> {t}</p>', l=say(key, lang), t="; ".join(lines) or say("speaks_nothing", lang))
        show_table(Table(heads, cells), say("side_by_side", lang), "pair_table")
        read = ask_why(lang, f"{a}|{b}")

        def judge(rows: list[tuple[str, str, str]], what: str) -> None:
            why = read()
            judged = [signed(dict.fromkeys(LINK_COLUMNS, "") | {"claim_a": x, "claim_b": y, "relation": r}, why) for r, x, y in rows]
            if not why or not store("links", judged, lang):  # first: a second click may end this before the rest is done
                return
            st.session_state.update(pair=ids[at + 1] if at + 1 < len(ids) else None, last_judged=judged)
            told(say("judge_stored", lang, pair=what, relation=say(f"relation_{rows[0][0]}", lang)))

        what = f"{claim_name(visit, a)} + {claim_name(visit, b)}"
        with st.container(horizontal=True):
            for key, relation, first, second in (
                ("judge_same", "same", a, b),
                ("judge_part_ab", "part_of", a, b),
                ("judge_part_ba", "part_of", b, a),
                ("judge_different", "different", a, b),
            ):
                st.button(say(key, lang), key=key, on_click=once(judge), args=([(relation, first, second)], what), shortcut=KEYS[key])
        group = next((g for g in record.groups if of[a] in g and of[b] in g), ())
        if len(group) > 2:
            names = " + ".join(claim_name(visit, x) for x in group)
            st.caption(plain(say("queue_group", lang, n=count("claims", len(group), lang), names=names)))
            with st.container(horizontal=True):
                same, apart = [("same", x, y) for x, y in pairwise(group)], [("different", x, y) for x, y in combinations(group, 2)]
                st.button(say("group_same", lang), key="group_same", on_click=once(judge), args=(same, names), shortcut="Alt+5")
                st.button(say("group_different", lang), key="group_different", on_click=once(judge), args=(apart, names), shortcut="Alt+6")
        show_untaken(lang)
        show_steps(ids, at, lang)


def show_steps(ids: list[str], at: int, lang: str) -> None:
    """Offer the pair before and after, and to take the last judgement of this session back."""

    def open_pair(k: int) -> None:
        st.session_state["pair"] = ids[k]

    def back() -> None:
        rows = st.session_state.pop("last_judged", None)
        if not rows:  # taken back already
            return
        undo("links", rows, lang)
        st.session_state["pair"] = f"{rows[0]['claim_a']}|{rows[0]['claim_b']}"
        told(say("judge_undone", lang, pair="; ".join(f"{r['claim_a']} + {r['claim_b']}" for r in rows)))

    with st.container(horizontal=True):
        st.button(say("queue_before", lang), key="queue_before", on_click=open_pair, args=(at - 1,), disabled=at == 0, shortcut="Alt+P")
        last = at + 1 >= len(ids)
        st.button(
            say("queue_next", lang),
            key="queue_next",
            on_click=open_pair,
            args=(min(at + 1, len(ids) - 1),),
            disabled=last,
            shortcut="Alt+N",
        )
        st.button(
            say("queue_undo", lang),
            key="queue_undo",
            on_click=once(back),
            disabled=not st.session_state.get("last_judged"),
            shortcut="Alt+U",
        )
    st.caption(say("queue_keys", lang))


def show_refused(lang: str) -> None:
    """Tell both sides of each decision that was not stored since another one stands, until somebody has read it."""
    for k, note in enumerate(read_refusals(s.DATA)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"refused_{k}"):
            st.warning(plain(refusal_text(note, lang)))
            st.button(say("refused_read", lang), key=f"refused_read_{k}", type="tertiary", on_click=once(_read), args=(note, lang))


def _read(note: dict[str, str], lang: str) -> None:
    try:
        forget_refusal(note, s.DATA)
    except OSError as error:
        told(say("forget_failed", lang, name=note["about"], why=why_not(error, lang)), bad=True)


def show_judged(visit: Visit) -> None:
    """List the judgements, each with who, when and why, and a way back."""
    lang, record = visit.lang, visit.record
    show_heading(say("judged_title", lang), number(len(record.links), lang))
    clashing = contradicted(record.waiting, set(record.claims["claim_id"]))
    if len(record.waiting) > len(clashing):
        st.caption(say("judged_waiting", lang, n=number(len(record.waiting) - len(clashing), lang)))
    if len(clashing):
        st.warning(say("judged_contradicted", lang))
        _list_judgements(visit, clashing, "clashing")
    show_idle(visit)
    if record.links.empty:
        st.caption(say("judged_none", lang))
    _list_judgements(visit, record.links.iloc[::-1].head(50), "judged")


def show_idle(visit: Visit) -> None:
    """List the other decisions that could not be applied, each with why and a way to take it back."""
    lang = visit.lang
    if visit.record.idle:
        st.warning(say("idle_title", lang))
    for k, one in enumerate(visit.record.idle):
        with st.container(horizontal=True, vertical_alignment="center", key=f"idle_{k}"):
            cells = " · ".join(f"{column} {cell}" for column, cell in one.row.items() if cell)
            markup('<p class="fact"><b>{n}</b> {c} · {w}</p>', n=one.name, c=cells, w=problem_text(one.problem, lang))
            st.space("stretch")
            st.button(say("judged_undo", lang), key=f"undo_idle_{k}", on_click=once(withdraw), args=(one, lang))


def withdraw(one: Idle, lang: str) -> None:
    """Take a decision that could not be applied out of its table, and say so."""
    try:
        remove_rows(one.name, HAND_COLUMNS[one.name], [one.row], s.DATA)
    except OSError as error:
        told(say("forget_failed", lang, name=one.name, why=why_not(error, lang)), bad=True)
        return
    told(say("judge_undone", lang, pair=f"{one.name}, {one.row.get('claim_id') or one.row['place_pcode']}"))


def _list_judgements(visit: Visit, links: pd.DataFrame, kind: str) -> None:
    lang = visit.lang
    for k, row in enumerate(links.to_dict("records")):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{kind}_{k}"):
            where = say("judged_stored" if is_stored(row) else "judged_session", lang)
            pair = f"{claim_name(visit, row['claim_a'])} + {claim_name(visit, row['claim_b'])}"
            line = f"{relation_name(row['relation'], lang)} · {row['decided_by']}, {row['decided_on']} · {where}"
            markup('<p class="fact"><b>{p}</b> {l} · {r}</p>', p=pair, l=line, r=row["reason"])
            st.space("stretch")
            own = "" if kind == "judged" else f"{kind}_"
            with st.popover(say("judged_undo", lang), key=f"undo_{own}{k}"):
                told_text = say("judge_undone", lang, pair=pair)
                st.button(
                    say("judge_sure", lang),
                    key=f"undo_{own}link_{k}",
                    type="primary",
                    on_click=once(take_back),
                    args=("links", row, told_text, lang),
                )
