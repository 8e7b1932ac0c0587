"""What does a selection look like as tables: areas, incidents, stretches of time, answers?

Cells are texts in the reader's language; what a column is sorted by is the value behind the text.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.count.sums import NOTHING, Graded, Sum, sum_by, sum_subgroup
from geo.count.tally import Tally
from geo.evidence.kinds import NOT_STATED
from geo.intake.imports import Import
from geo.intake.reports import became_text, field_name, why
from geo.land.areas import area_key, has_point
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.details import figure, kind_text, own_or_said, row_without
from geo.show.names import area_names, incident_name
from geo.show.sentence import carried_text, figure_of
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
        n=words.number(int(answers.isin((*voc.ANSWERED, "answered_differently")).sum()), lang),
        could=words.number(could, lang),
    )


@dataclass(frozen=True)
class _AreaRow:
    """What a row of the areas' table is written from: sums of one area, or of the whole selection (``id`` empty in both that are no area)."""

    id: str
    name: str
    every: Sum
    fewer: int  # if the likely pairs are one event
    grading: dict[str, Sum]
    who: dict[str, Sum]  # women, children
    answers: pd.Series
    span: tuple[Any, Any]
    carried: str  # which single incidents carry its ranges
    residents: Any = pd.NA

    def cells(self, level: str, lang: str) -> dict[str, str]:
        """Write the row."""
        say, every = words.say, self.every
        figures: Callable[[Sum], str] = lambda total: figure_of(total, lang) if total.incidents else "–"  # noqa: E731 - a dash: quieter than "none"
        cells = {
            "area": self.name,
            "incidents": words.number(every.certain, lang),
            "if_one": words.number(every.certain - self.fewer, lang),
            "possible": words.number(every.possible, lang),
            "claims": words.number(every.claims, lang),
            **{g: figures(total) for g, total in self.grading.items()},
            **{w: figures(total) if total.has_figure else say("stated_not_stated", lang) for w, total in self.who.items()},
            "no_figure": words.number(every.no_figure, lang),
            "near": words.number(every.near, lang),
            "answered": answered_text(self.answers, lang),
            "first": words.day(self.span[0], lang) if pd.notna(self.span[0]) else say("undated", lang),
            "last": words.day(self.span[1], lang) if pd.notna(self.span[1]) else say("undated", lang),
            "carried": self.carried or "–",
        }
        if level == "place":
            cells |= {
                "residents": "–" if pd.isna(self.residents) else words.number(int(self.residents), lang),
                "rate": rate_text(every.certain, self.residents, lang),
            }
        return cells

    def behind(self) -> dict[str, Any]:
        """Give what the row is put in order by."""
        every, people = self.every, self.residents
        return {
            "incidents": every.certain,
            "if_one": every.certain - self.fewer,
            "possible": every.possible,
            "claims": every.claims,
            "no_figure": every.no_figure,
            "near": every.near,
            **{x: total.least if total.lows else pd.NA for x, total in (self.grading | self.who).items()},
            "area": self.name,
            "first": self.span[0],
            "last": self.span[1],
            "residents": people,
            "rate": pd.NA if pd.isna(people) or not people else every.certain / int(people),
        }


def _area_rows(chosen: Chosen, lang: str) -> tuple[list[_AreaRow], _AreaRow]:
    """Add up what the areas' table shows: a row an area of the level and one for elsewhere, and the whole selection."""
    record, totals, level = chosen.part or chosen.record, chosen.totals, chosen.level
    shown = chosen.selection.incidents
    key = area_key(shown, level)
    gradings = [g for g in ("headline", *voc.GRADINGS[2:]) if g == "headline" or totals.by_grading[g].incidents]
    by_grading = {g: {area: getattr(of, g) for area, of in chosen.areas.items()} for g in gradings if g in Graded._fields}
    by_grading |= {g: sum_by(shown[mine], key[mine]) for g in gradings if g not in by_grading for mine in [shown["grading"] == g]}
    sure = shown[shown["certain"] & shown["grading"].isin(voc.HEADLINE_GRADINGS)]  # gradings are not added up
    groups = {who: sum_subgroup(sure, key[sure.index], who) for who in ("women", "children")}
    answers = dict(iter(shown["answer"].groupby(key)))
    first, last = shown["date_start"].groupby(key).min(), shown["date_end"].groupby(key).max()
    names, carried = area_names(record, level, lang), chosen.carried_in
    residents = record.places.set_index("area_id")["population_2017"] if level == "place" else pd.Series(dtype="Int64")
    rows = [
        _AreaRow(
            code,
            names.get(code, words.say("row_elsewhere", lang)),
            of.every,
            chosen.window.spared.get(code, 0),
            {g: by_grading[g].get(code, NOTHING) for g in gradings},
            {w: groups[w].get(code, NOTHING) for w in groups},
            answers[code],
            (first[code], last[code]),
            " ".join(carried_text(carried[code, g], g, lang) for g in ("headline", "ungraded") if (code, g) in carried),
            residents.get(code, pd.NA),
        )
        for code, of in chosen.areas.items()
    ]
    whole = _AreaRow(
        "",
        words.say("list_all", lang),
        totals.everything,
        totals.spared,
        {g: totals.headline if g == "headline" else totals.by_grading[g] for g in gradings},
        {w: sum_subgroup(sure, pd.Series("", index=sure.index), w).get("", NOTHING) for w in groups},
        shown["answer"],
        (shown["date_start"].min(), shown["date_end"].max()),
        " ".join(carried_text(totals.carried[g], g, lang) for g in gradings if g in totals.carried),
    )
    return rows, whole


def areas_table(chosen: Chosen, sort: str, lang: str) -> Table:
    """Give one row an area of a level with an incident, one for elsewhere, and the whole selection last.

    Columns: incidents, how many if the likely pairs are one event, possible, claims, killed ranges of each grading that occurs, women and children (of Confirmed + Fair;
    among the dead, never added to them), answers, first and last date, which single incidents carry the ranges (``count.carried``); at place
    level residents (2017) and incidents per 10,000. After the whole a row a grading gives both ends without the incidents that carry its range.
    """
    rows, whole = _area_rows(chosen, lang)
    heads = list(rows[0].cells(chosen.level, lang)) if rows else ["area", "incidents"]
    sorts = frozenset(set(heads) - {"answered", "carried"})
    sort = sort if sort.lstrip("-") in sorts else "-incidents"
    behind = pd.DataFrame([row.behind() for row in rows], columns=None if rows else heads)
    order = _by(behind[sort.lstrip("-")], sort, pd.Series([row.id == "" for row in rows], dtype=bool))
    told = [*(rows[i] for i in order), *([whole] if rows else [])]
    out = [(row.id, list(row.cells(chosen.level, lang).values())) for row in told]
    carried = [g for g in heads if g in chosen.totals.carried]
    out += [("", row_without(chosen.totals, g, heads.index(g), len(heads), lang)) for g in carried]
    labels = [(h, _area_head(h, lang)) for h in heads]
    return Table(labels, out, frozenset(heads) - {"area", "answered", "first", "last", "carried"}, sorts, sort)


def _area_head(head: str, lang: str) -> str:
    if head in voc.GRADINGS:
        return words.say("column_killed_of", lang, grading=words.say(f"grading_{head}", lang))
    own = {"women": "women_headline", "children": "children_headline"}
    return words.say(f"column_{own.get(head, head)}", lang)


def incidents_table(
    incidents: pd.DataFrame, sort: str, page: int, size: int, lang: str, found: Mapping[str, list[str]] | None = None
) -> Table:
    """Give one page of incidents, sorted by place, date, killed (highest number stated), grading or answer; with the words of each that a
    text was found in (``found.words_found``), if any was looked for."""
    say = words.say
    columns: dict[str, Callable[[], pd.Series]] = {
        "place": lambda: pd.Series(
            [incident_name(r, lang).casefold() for r in incidents[["place_name", "place_name_ar"]].to_dict("records")],
            index=incidents.index,
        ),
        "date": lambda: incidents["date_start"],
        "killed": lambda: incidents["said_max"].where(~incidents["fighting"].astype(bool)),
        "grading": lambda: incidents["grading"].map(voc.GRADINGS.index),
        "answer": lambda: incidents["answer"].map(voc.ANSWERS.index),
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
                    kind_text(r, lang),
                    " + ".join(own_or_said(f"infrastructure_{x}", x, lang) for x in r["infrastructures"] if x != NOT_STATED) or "–",
                    " + ".join(say(f"daytime_{x}", lang) for x in r["daytimes"] if x != NOT_STATED) or "–",
                    *([" · ".join(found.get(r["incident_id"], ()))] if found else ()),
                ],
            )
        )
    heads = [
        (h, say(f"column_{h}", lang)) for h in (*columns, "sources", "kind", "infrastructure", "daytime", *(("found",) if found else ()))
    ]
    return Table(heads, rows, frozenset({"claims"}), frozenset(columns), sort)


def time_table(bins: pd.DataFrame, labels: list[str], tally: Tally, lang: str) -> Table:
    """Give stretches of time (``timeline.sum_by_time``) with an incident as rows: counts, killed ranges, and which single incidents carry these."""
    say = words.say
    rows, groups = [], ("headline", "ungraded")
    carried = [tally.carried_by_stretch(bins, group) for group in groups]
    for label, b, *of in zip(labels, bins.itertuples(index=False), *carried, strict=True):
        if b.certain or b.possible:
            cells = [figure_of(x, lang) if x.incidents else "–" for x in (b.headline, b.ungraded)]
            counts = [words.number(n, lang) for n in (b.certain, b.certain - b.spared, b.possible)]
            told = " ".join(carried_text(x, group, lang) for group, x in zip(groups, of, strict=True) if x)
            rows.append(("", [label, *counts, *cells, told or "–"]))
    heads = [("when", say("column_date", lang)), ("certain", say("certain", lang)), ("if_one", say("column_if_one", lang))]
    heads.append(("possible", say("possible", lang)))
    heads += [(x, say(f"column_{x}", lang)) for x in (*groups, "carried")]
    return Table(heads, rows, frozenset({"certain", "if_one", "possible", "headline", "ungraded"}))


def quality_table(record: Record, lang: str) -> Table:
    """Say how precise each source is: dates, places, numbers, addresses, as counts of its claims with their share."""
    say = words.say
    claims = record.claims
    wide = claims["geolocation_accuracy"].isin(voc.AREA_ACCURACIES)
    point = has_point(claims)
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
