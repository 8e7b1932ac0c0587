"""What does a selection look like as tables: areas, incidents, stretches of time, answers?

Cells are texts in the reader's language; what a column is sorted by is the value behind the text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo import settings as s
from geo.choice.filters import Selection
from geo.count.totals import NOTHING, Sum, Totals, figure_of, sum_by, sum_incidents, sum_subgroup
from geo.intake.imports import Import
from geo.intake.reports import became_text, field_name, why
from geo.land.areas import area_key
from geo.record.files import Record
from geo.show.details import figure
from geo.show.picture import area_names, incident_name
from geo.text import words


@dataclass(frozen=True)
class Table:
    """``heads``: (column id, label); ``rows``: (row id, cells); ``numbers`` are set at the end of their cell."""

    heads: list[tuple[str, str]]
    rows: list[tuple[str, list[str]]]
    numbers: frozenset[str] = frozenset()
    sorts: frozenset[str] = frozenset()
    sort: str = ""

    def plain(self) -> list[list[str]]:
        """Header and rows as texts, for copying."""
        return [[label for _, label in self.heads], *(cells for _, cells in self.rows)]


def _by(column: pd.Series, sort: str, last: pd.Series | None = None) -> pd.Index:
    """Give the row order of a sort; what is unknown comes last either way, and ``last`` after that."""
    order = column.sort_values(ascending=not sort.startswith("-"), kind="stable", na_position="last").index
    return order if last is None else order[~last[order].to_numpy()].append(order[last[order].to_numpy()])


def rate_text(n: int, residents: Any, lang: str) -> str:
    """Write incidents per 10,000 residents; a dash where the number of residents is not known."""
    if pd.isna(residents) or not residents:
        return "–"
    return words.number(round(10_000 * n / int(residents), 1), lang)


def answered_text(answers: pd.Series, lang: str) -> str:
    """Write of how many incidents the attacker took a position, among those whose source could have recorded one."""
    could = int((answers != "not_covered").sum())
    if not could:
        return words.say("answer_not_covered_all", lang)
    return words.say(
        "answered_of",
        lang,
        n=words.number(int(answers.isin((*s.ANSWERED, "answered_differently")).sum()), lang),
        could=words.number(could, lang),
    )


def areas_table(record: Record, selection: Selection, totals: Totals, level: str, sort: str, lang: str) -> Table:
    """Give one row an area of a level with an incident, one for elsewhere, and the whole selection last.

    Columns: incidents, possible, claims, killed ranges of each grading that occurs, women and children (of Confirmed + Fair;
    among the dead, never added to them), answers, first and last date; at place level residents (2017) and incidents per 10,000.
    """
    say = words.say
    shown = selection.incidents
    key = area_key(shown, level)
    sums = sum_by(shown, key)
    sure = shown[shown["certain"]]
    gradings = [g for g in ("headline", *s.GRADINGS[2:]) if g == "headline" or totals.by_grading[g].incidents]
    of = {g: s.HEADLINE_GRADINGS if g == "headline" else (g,) for g in gradings}
    by_grading = {g: sum_by(shown[shown["grading"].isin(codes)], key[shown["grading"].isin(codes)]) for g, codes in of.items()}
    sure = sure[sure["grading"].isin(s.HEADLINE_GRADINGS)]  # gradings are not added up
    groups = {who: sum_subgroup(sure, key[sure.index], who) for who in ("women", "children")}
    answers, first, last = shown["answer"].groupby(key), shown["date_start"].groupby(key).min(), shown["date_end"].groupby(key).max()
    names = area_names(record, level, lang)
    residents = record.places.set_index("area_id")["population_2017"] if level == "place" else pd.Series(dtype="Int64")

    def figures(total: Sum) -> str:
        return figure_of(total, lang) if total.incidents else "–"  # a dash: quieter than "none" in a grid

    def row(
        code: str, name: str, every: Sum, grading: dict[str, Sum], who: dict[str, Sum], mine: pd.Series, span: tuple[Any, Any]
    ) -> dict[str, Any]:
        people = residents.get(code, pd.NA)
        cells = {
            "area": name,
            "incidents": words.number(every.certain, lang),
            "possible": words.number(every.possible, lang),
            "claims": words.number(every.claims, lang),
            **{g: figures(grading[g]) for g in gradings},
            **{w: figures(who[w]) if who[w].has_figure else say("stated_not_stated", lang) for w in who},
            "no_figure": words.number(every.no_figure, lang),
            "answered": answered_text(mine, lang),
            "first": words.day(span[0], lang) if pd.notna(span[0]) else say("undated", lang),
            "last": words.day(span[1], lang) if pd.notna(span[1]) else say("undated", lang),
        }
        if level == "place":
            cells |= {
                "residents": "–" if pd.isna(people) else words.number(int(people), lang),
                "rate": rate_text(every.certain, people, lang),
            }
        behind = {
            "incidents": every.certain,
            "possible": every.possible,
            "claims": every.claims,
            "no_figure": every.no_figure,
            **{g: grading[g].killed_min if grading[g].has_figure else pd.NA for g in gradings},
            **{w: who[w].killed_min if who[w].has_figure else pd.NA for w in who},
            "area": name,
            "first": span[0],
            "last": span[1],
            "residents": people,
            "rate": pd.NA if pd.isna(people) or not people else every.certain / int(people),
        }
        return {"id": code, "cells": cells, "behind": behind}

    rows = [
        row(
            code,
            names.get(code, say("row_elsewhere", lang)),
            every,
            {g: by_grading[g].get(code, NOTHING) for g in gradings},
            {w: groups[w].get(code, NOTHING) for w in groups},
            answers.get_group(code),
            (first[code], last[code]),
        )
        for code, every in sums.items()
    ]
    heads = list(rows[0]["cells"]) if rows else ["area", "incidents"]
    sorts = frozenset(set(heads) - {"answered"})
    sort = sort if sort.lstrip("-") in sorts else "-incidents"
    behind = pd.DataFrame([r["behind"] for r in rows], columns=None if rows else heads)
    order = _by(behind[sort.lstrip("-")], sort, pd.Series([r["id"] == "" for r in rows], dtype=bool))
    out = [(rows[i]["id"], list(rows[i]["cells"].values())) for i in order]
    if rows:
        by_all = {g: sum_incidents(shown[shown["grading"].isin(codes)]) for g, codes in of.items()}
        who = {w: sum_subgroup(sure, pd.Series("", index=sure.index), w).get("", NOTHING) for w in groups}
        whole = row(
            "", say("list_all", lang), totals.everything, by_all, who, shown["answer"], (shown["date_start"].min(), shown["date_end"].max())
        )
        out.append(("", list(whole["cells"].values())))
    own = {"women": "women_headline", "children": "children_headline"}
    labels = [
        (
            h,
            say(f"column_{own.get(h, h)}", lang)
            if h not in s.GRADINGS
            else say("column_killed_of", lang, grading=say(f"grading_{h}", lang)),
        )
        for h in heads
    ]
    return Table(labels, out, frozenset(heads) - {"area", "answered", "first", "last"}, sorts, sort)


def incidents_table(incidents: pd.DataFrame, sort: str, page: int, size: int, lang: str) -> Table:
    """Give one page of incidents, sorted by place, date, killed (highest number stated), grading or answer."""
    say = words.say
    columns: dict[str, Callable[[], pd.Series]] = {
        "place": lambda: pd.Series(
            [incident_name(r, lang).casefold() for r in incidents[["place_name", "place_name_ar"]].to_dict("records")],
            index=incidents.index,
        ),
        "date": lambda: incidents["date_start"],
        "killed": lambda: incidents["killed_max"].where(~incidents["fighting"].astype(bool)),
        "grading": lambda: incidents["grading"].map(s.GRADINGS.index),
        "answer": lambda: incidents["answer"].map(s.ANSWERS.index),
        "claims": lambda: incidents["n_claims"],
    }
    sort = sort if sort.lstrip("-") in columns else "-killed"
    order = incidents.loc[_by(columns[sort.lstrip("-")](), sort)]
    rows = []
    for r in order.iloc[(page - 1) * size : page * size].to_dict("records"):
        when = words.days(r["date_start"], r["date_end"], lang)
        sure = r.get("certain", True)
        rows.append(
            (
                r["incident_id"],
                [
                    incident_name(r, lang),
                    when if sure else f"{when} ({say('is_possible', lang)})",
                    figure(r, lang),
                    say(f"grading_{r['grading']}", lang),
                    say(f"response_{r['answer']}", lang),
                    words.number(r["n_claims"], lang),
                    " + ".join(say(f"source_{x}", lang) for x in r["sources"]),
                ],
            )
        )
    heads = [(h, say(f"column_{h}", lang)) for h in (*columns, "sources")]
    return Table(heads, rows, frozenset({"claims"}), frozenset(columns), sort)


def time_table(bins: pd.DataFrame, labels: list[str], lang: str) -> Table:
    """Give stretches of time (``timeline.sum_by_time``) with an incident as rows: counts and killed ranges."""
    say = words.say
    rows = []
    for label, b in zip(labels, bins.itertuples(index=False), strict=True):
        if b.certain or b.possible:
            cells = [figure_of(x, lang) if x.incidents else "–" for x in (b.headline, b.ungraded)]
            rows.append(("", [label, words.number(b.certain, lang), words.number(b.possible, lang), *cells]))
    heads = [("when", say("column_date", lang)), ("certain", say("certain", lang)), ("possible", say("possible", lang))]
    heads += [("headline", say("column_headline", lang)), ("ungraded", say("column_ungraded", lang))]
    return Table(heads, rows, frozenset({"certain", "possible", "headline", "ungraded"}))


def quality_table(record: Record, lang: str) -> Table:
    """Say how precise each source is: dates, places, numbers, addresses, as counts of its claims with their share."""
    say = words.say
    claims = record.claims
    wide = claims["geolocation_accuracy"].isin(s.AREA_ACCURACIES)
    point = claims["latitude"].notna() & ~wide
    near = claims["geolocation_accuracy"].map(s.DISC_RADIUS_M) <= s.VILLAGE_RADIUS_M
    tests = {
        "day": claims["date_precision"] == "day",
        "undated": claims["date_start"].isna(),
        "village": point & near,
        "wide": wide,
        "unplaced": claims["latitude"].isna() & ~wide,
        "no_number": claims["civilians_killed_min"].isna() & claims["civilians_killed_max"].isna(),
        "no_link": claims["source_url"] == "",
    }

    def row(name: str, mine: pd.Series) -> tuple[str, list[str]]:
        n = int(mine.sum())
        return "", [name, words.number(n, lang), *(share_text(int((mine & t).sum()), n, lang) for t in tests.values())]

    rows = [row(say(f"source_{code}", lang), claims["source_dataset"] == code) for code in record.sources]
    rows.append(row(say("quality_all", lang), pd.Series(True, index=claims.index)))
    heads = [("source", say("claim_source", lang)), ("claims", say("quality_claims", lang))]
    heads += [(t, say(f"quality_{t}", lang)) for t in tests]
    return Table(heads, rows, frozenset({"claims", *tests}))


def share_text(n: int, of: int, lang: str) -> str:
    """Write a number with its share: "26 (49 %)"; a share under 1 % is not written as 0."""
    percent = 100 * n / of if of else 0
    return words.number(n, lang) if not n else f"{words.number(n, lang)} (\u2066{'<1' if percent < 1 else round(percent)} %\u2069)"


def ledger_table(record: Record, lang: str, hashes: bool = True) -> Table:
    """List every file of the record with its SHA-256, and that of the table of claims made of it; without hashes, the files of claims."""
    say = words.say
    brought = {one.table_sha256: one for one in record.imports}
    rows = []
    for file in record.inputs:
        one = brought.get(file.table_sha256)
        if one is None:
            where = say("ledger_hand" if file.name.startswith("hand/") else "ledger_shipped", lang)
        else:
            where = say("import_kept" if one.path else "import_session", lang)
        if hashes or file.table_sha256:
            line = [file.name, words.number(file.rows, lang), where, *((file.sha256, file.table_sha256 or "\u2013") if hashes else ())]
            rows.append(("", line))
    heads = ["column_file", "column_rows", "column_kept_where", *(("column_input_hash", "column_table_hash") if hashes else ())]
    return Table([(h, say(h, lang)) for h in heads], rows, frozenset({"column_rows"}))


def findings_table(one: Import, findings: pd.DataFrame, lang: str) -> Table:
    """Give findings of an import as rows that open: row in the file, column, was, became, why; the id is the finding's index."""
    rows = []
    numbers = one.table["row"].to_numpy()
    changed = (findings["kind"] != "person").any()
    for f in findings.itertuples():
        cells = [words.number(int(numbers[f.position]), lang), words.say(f"finding_{f.kind}", lang), field_name(f.column, lang)]
        became = "" if f.kind == "person" else became_text(f.column, f.code, f.became, lang)
        cells += [short(f.was), *([short(became)] if changed else ()), why(f.code, lang)]
        rows.append((str(f.Index), cells))
    heads = [(h, words.say(f"column_{h}", lang)) for h in ("row", "outcome", "field", "was", *(("became",) if changed else ()), "why")]
    return Table(heads, rows, frozenset())


def short(text: str, most: int = 80) -> str:
    """Cut a long cell for a table; the whole of it stands in the file's own row."""
    return text if len(text) <= most else text[: most - 1] + "\u2026"
