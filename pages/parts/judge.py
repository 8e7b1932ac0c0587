"""Judging: which pairs of claims are one event, and which place a name means. A person decides, and both can be undone."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import streamlit as st

from geo import settings as s
from geo.evidence.incidents import is_fighting
from geo.evidence.links import contradicted, contradicts
from geo.evidence.overlaps import find_overlaps
from geo.land.places import search_places
from geo.show.details import claims_of, compare_claims, who_says
from geo.show.picture import area_names, incident_name, name_of
from geo.show.tables import Table
from geo.text import words
from geo.text.words import in_language, number, say
from pages import Visit, markup, plain
from pages.parts.session import is_stored, store, told, undo
from pages.parts.show import bring_into_view, show_heading, show_table


@st.cache_data(max_entries=8, show_spinner=False, scope="session")
def _pairs(fingerprint: str, km: float, days: int, within: bool, _visit: Visit) -> pd.DataFrame:  # noqa: ARG001 - the key
    record = _visit.record
    return find_overlaps(record.claims.assign(fighting=is_fighting(record.claims)), record.links, km, days, within)


def ask_judge(lang: str, key: str) -> Callable[[], tuple[str, str] | None]:
    """Ask who decides, remembered for the session, and why; gives a function that reads both when a button is pressed."""
    left, right = st.columns([0.3, 0.7])
    with left:
        st.text_input(say("judge_who", lang), st.session_state.get("who", ""), max_chars=60, key=f"who:{key}")
    with right:
        st.text_input(say("judge_why", lang), max_chars=500, key=f"why:{key}")

    def read() -> tuple[str, str] | None:
        who, why = (str(st.session_state.get(f"{x}:{key}", "")).strip() for x in ("who", "why"))
        st.session_state["who"] = who
        if who and why:
            return who, why
        st.session_state["pair_told"] = say("judge_needs", lang)
        return None

    return read


def show_untaken(lang: str) -> None:
    """Say why a judgement was not taken, once; else what it needs."""
    text = st.session_state.pop("pair_told", "")
    if text:
        st.error(plain(text))
    else:
        st.caption(say("judge_needs", lang))


def show_overlaps(visit: Visit) -> None:
    """Show the pairs still to judge, one of them side by side, and what was judged."""
    lang, record = visit.lang, visit.record
    markup('<p class="lead-text">{t}</p>', t=say("overlaps_lead", lang))
    one, two, four, three = st.columns(4, vertical_alignment="bottom")
    with one:
        km = st.number_input(
            say("overlaps_km", lang), 0.0, float(s.KM_LIMIT), float(s.OVERLAP_KM[1]), step=1.0, format="%.0f", key="overlap_km"
        )
    with two:
        days = st.number_input(say("overlaps_days", lang), 0, 60, s.OVERLAP_DAYS[1], step=1, key="overlap_days")
    with three:
        within = st.toggle(say("overlaps_within", lang), key="overlap_within")
    st.caption(f"{say('overlaps_widened', lang)} {say('overlaps_score', lang)}")
    names = {"": say("any", lang)} | {c: say(f"source_{c}", lang) for c in record.sources}
    names |= {f"file:{x.input_sha256}": x.name for x in record.imports if not x.declared}
    with four:
        of = st.selectbox(say("overlaps_of", lang), list(names), format_func=names.__getitem__, key=f"overlap_of:{lang}")
    pairs = _pairs(record.fingerprint, float(km), int(days), within, visit)
    if of:
        column, value = ("input_sha256", of[5:]) if of.startswith("file:") else ("source_dataset", of)
        mine = set(record.claims.loc[record.claims[column] == value, "claim_id"])
        pairs = pairs[pairs["claim_a"].isin(mine) | pairs["claim_b"].isin(mine)]
    if pairs.empty:
        st.info(say("overlaps_none", lang))
    else:
        pages = -(-len(pairs) // s.OVERLAP_PAGE)
        turn = f"overlap_page:{of}:{len(pairs)}"
        page = min(int(st.session_state.get(turn) or 1), pages)
        picked = st.session_state.get("pair")
        part = pairs.iloc[(page - 1) * s.OVERLAP_PAGE : page * s.OVERLAP_PAGE]
        show_table(
            pairs_table(visit, part),
            say("section_overlaps", lang),
            "overlaps_table",
            chosen=picked or "",
            on_open=lambda code: st.session_state.update(pair=code),
        )
        if pages > 1:
            st.pagination(pages, key=turn, max_visible_pages=9)
        found = [r for r in pairs.itertuples(index=False) if f"{r.claim_a}|{r.claim_b}" == picked]
        if found:
            show_pair(visit, str(found[0].claim_a), str(found[0].claim_b))
        else:
            st.caption(say("overlaps_open", lang))
    show_judged(visit)


def claim_name(visit: Visit, claim_id: str) -> str:
    """Name a claim by its place and source; an id that is not here as it is."""
    mine = visit.record.claims[visit.record.claims["claim_id"] == claim_id]
    if mine.empty:
        return claim_id
    claim = mine.iloc[0].to_dict()
    return f"{incident_name(claim, visit.lang)} ({who_says(claim, visit.lang)})"


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


def show_pair(visit: Visit, a: str, b: str) -> None:
    """Show two claims side by side and ask what they are to each other."""
    lang, record = visit.lang, visit.record
    ids = record.claims.set_index("claim_id")["incident_id"]
    both = [next(c for c in claims_of(record, ids[x]) if c["claim_id"] == x) for x in (a, b)]
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
        show_table(Table(heads, cells), say("side_by_side", lang), "pair_table")
        read = ask_judge(lang, f"{a}|{b}")

        def judge(relation: str, first: str, second: str) -> None:
            given = read()
            if given is None:
                return
            row = {"claim_a": first, "claim_b": second, "relation": relation, "disputes": "", "reason": given[1], "decided_by": given[0]}
            row["decided_on"] = date.today().isoformat()
            if contradicts(record.links, row):
                st.session_state["pair_told"] = say("judge_contradicts", lang)
                return
            store("links", row, lang)  # first: a second click may end this before the rest is done
            st.session_state["pair"] = None
            told(
                say(
                    "judge_stored",
                    lang,
                    pair=f"{claim_name(visit, a)} + {claim_name(visit, b)}",
                    relation=say(f"relation_{relation}", lang),
                )
            )

        with st.container(horizontal=True):
            for key, relation, first, second in (
                ("judge_same", "same", a, b),
                ("judge_part_ab", "part_of", a, b),
                ("judge_part_ba", "part_of", b, a),
                ("judge_different", "different", a, b),
            ):
                st.button(say(key, lang), key=key, on_click=judge, args=(relation, first, second))
        show_untaken(lang)


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
    if record.links.empty:
        st.caption(say("judged_none", lang))
    _list_judgements(visit, record.links.iloc[::-1].head(50), "judged")


def _list_judgements(visit: Visit, links: pd.DataFrame, kind: str) -> None:
    lang = visit.lang
    for k, row in enumerate(links.to_dict("records")):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{kind}_{k}"):
            where = say("judged_stored" if is_stored(row) else "judged_session", lang)
            pair = f"{claim_name(visit, row['claim_a'])} + {claim_name(visit, row['claim_b'])}"
            line = f"{say('relation_' + row['relation'], lang)} · {row['decided_by']}, {row['decided_on']} · {where}"
            markup('<p class="fact"><b>{p}</b> {l} · {r}</p>', p=pair, l=line, r=row["reason"])
            st.space("stretch")
            own = "" if kind == "judged" else f"{kind}_"
            with st.popover(say("judged_undo", lang), key=f"undo_{own}{k}"):
                told_text = say("judge_undone", lang, pair=pair)
                st.button(
                    say("judge_sure", lang),
                    key=f"undo_{own}link_{k}",
                    type="primary",
                    on_click=take_back,
                    args=("links", row, told_text, lang),
                )


def take_back(kind: str, row: dict[str, str], text: str, lang: str) -> None:
    """Take a decision back and say so."""
    undo(kind, [row], lang)
    told(text)


def show_places(visit: Visit) -> None:
    """Search the gazetteer, and let a person say which place a claim without a position means."""
    lang, record = visit.lang, visit.record
    markup('<p class="lead-text">{t}</p>', t=say("places_lead", lang))
    text = st.text_input(say("places_search", lang), max_chars=s.TEXT_LIMIT, key="place_text")
    if text.strip():
        show_candidates(visit, text, "search_table", None)
    claims = record.claims
    lone = claims[claims["latitude"].isna() & ((claims["place_name"] != "") | (claims["place_name_ar"] != ""))]
    lone = lone[~lone["geolocation_accuracy"].isin(s.AREA_ACCURACIES)]
    show_heading(say("places_unplaced", lang), number(len(lone), lang))
    if lone.empty:
        st.caption(say("places_none", lang))
    else:
        labels = {
            r["claim_id"]: f"{' '.join(x for x in (r['place_name'], r['place_name_ar']) if x)} · {who_says(r, lang)}"
            for r in lone.head(500).to_dict("records")
        }
        picked = st.selectbox(say("places_choose", lang), list(labels), format_func=labels.__getitem__, key="place_claim")
        claim = lone[lone["claim_id"] == picked].iloc[0].to_dict()
        name = claim["place_name_ar"] or claim["place_name"]
        show_candidates(visit, name, "candidates_table", str(picked), also=claim["place_name"])
    show_placed(visit)


def show_candidates(visit: Visit, text: str, key: str, claim_id: str | None, also: str = "") -> None:
    """Show the places a name may mean; with a claim, one can be chosen."""
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
        names = " ".join(x for x in (name_of(r, lang), r["name_en"] if lang == "ar" and r["name_ar"] else r["name_ar"]) if x)
        km = say("km_away", lang, km=number(round(r["distance_m"] / 1000, 1), lang))
        cells = [names, subdistricts.get(r["adm3_pcode"], "–"), km, f"{r['score']} / 100", number(int(r["namesakes"]), lang), r["area_id"]]
        rows.append((r["area_id"], cells))
    heads = ["column_name", "column_subdistrict", "column_distance", "column_alike", "column_namesakes", "column_code"]
    chosen = st.session_state.get("place_pick") if claim_id else None
    opens = (lambda code: st.session_state.update(place_pick=code)) if claim_id else None
    show_table(
        Table([(h, say(h, lang)) for h in heads], rows), say("places_candidates", lang, name=text), key, chosen=chosen or "", on_open=opens
    )
    if claim_id and chosen in set(table["area_id"]):
        read = ask_judge(lang, f"place:{claim_id}")
        place = f"{in_language(record.names[str(chosen)], lang)} ({chosen})"

        def pick() -> None:
            given = read()
            if given is None:
                return
            row = {"claim_id": claim_id, "name": text, "place_pcode": str(chosen), "reason": given[1], "decided_by": given[0]}
            store("placed", row | {"decided_on": date.today().isoformat()}, lang)
            st.session_state["place_pick"] = None
            told(say("placed_told", lang, name=claim_name(visit, claim_id), place=place))

        st.button(plain(f"{say('places_pick', lang)}: {place}"), key="pick_place", type="primary", on_click=pick)
        show_untaken(lang)


def show_placed(visit: Visit) -> None:
    """List the places people chose, with a way back."""
    lang, record = visit.lang, visit.record
    if record.placed.empty:
        return
    show_heading(say("places_decided", lang), number(len(record.placed), lang))
    for k, row in enumerate(record.placed.to_dict("records")):
        with st.container(horizontal=True, vertical_alignment="center", key=f"placed_{k}"):
            place = in_language(record.names.get(row["place_pcode"], ("", "")), lang) or row["place_pcode"]
            line = f"{claim_name(visit, row['claim_id'])} → {place} ({row['place_pcode']})"
            markup('<p class="fact"><b>{l}</b> {r}</p>', l=line, r=f"{row['reason']} ({row['decided_by']}, {row['decided_on']})")
            st.space("stretch")
            st.button(
                say("judged_undo", lang),
                key=f"undo_place_{k}",
                type="tertiary",
                on_click=take_back,
                args=("placed", row, say("judge_undone", lang, pair=line), lang),
            )
