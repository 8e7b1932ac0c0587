"""How does what was reported stand against what was conceded, by grading, month, area and incident; and how long did answers take?"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo import vocabulary as voc
from geo.count.answered import WAITS, Waits, count_by_stretch, stretch_of
from geo.count.sums import sum_by
from geo.evidence.answers import NOT_YET, POSITIONS
from geo.show.answers import CONCEDED, Standing, conceded_figure, conceded_text
from geo.show.details import figure
from geo.show.names import incident_name
from geo.show.sentence import figure_of
from geo.show.tables import Table
from geo.text import words

LINES = 40  # incidents a chart has a line each for


def _figure(incidents: pd.DataFrame, lang: str) -> str:
    return figure_of(sum_by(incidents, pd.Series("", index=incidents.index))[""], lang) if len(incidents) else "–"


def _ends(incidents: pd.DataFrame, low: str, high: str) -> dict[str, Any]:
    """Give the ends of the sum of a range over some incidents, for a chart; nothing where none states a number."""
    known = incidents[incidents[high].notna()]
    return (
        {"low": int(known[low].sum()), "high": int(known[high].sum())}
        if len(known) and known[low].notna().any()
        else {"low": None, "high": None}
    )


def groups_of(asked: pd.DataFrame, split: str, names: Mapping[str, str], lang: str) -> list[tuple[str, str, pd.DataFrame]]:
    """Part the incidents asked about (certain ones) by grading, month or area: code, name, incidents; each is in one part.

    ``names`` are those of the areas, with the column they stand in under "".
    """
    sure = asked[asked["certain"]]
    if split == "grading":
        return [(g, words.say(f"grading_{g}", lang), part) for g in voc.GRADINGS if len(part := sure[sure["grading"] == g])]
    if split == "month":
        month = sure["date_start"].dt.to_period("M").dt.to_timestamp()
        parts = [(str(m.date()), words.month(m, lang), sure[month == m]) for m in sorted(month.dropna().unique())]
        undated = sure[month.isna()]
        return [*parts, *([("", words.say("undated", lang), undated)] if len(undated) else [])]
    key = sure[names[""]]
    elsewhere = words.say("row_elsewhere", lang)
    return [(str(a), names.get(a, elsewhere) if a else elsewhere, sure[key == a]) for a in sorted(key.unique(), key=lambda a: (a == "", a))]


def conceded_table(standing: Standing, split: str, names: Mapping[str, str], lang: str) -> Table:
    """Give reported against conceded, a row a part (``groups_of``) and the whole last; only certain dates, and never without its gradings.

    By grading the reported ranges are rows, by month and area columns. An unknown number is not added.
    """
    say, number = words.say, words.number
    asked = standing.asked
    parts = groups_of(asked, split, names, lang)
    sure = asked[asked["certain"]]
    graded = [] if split == "grading" else [g for g in voc.GRADINGS if (sure["grading"] == g).any()]
    rows = []
    for code, name, part in [*parts, ("", say("answers_every_grading" if split == "grading" else "list_all", lang), sure)]:
        both = part[part["conceded_max"].notna()]
        then = int((part["status"].isin(NOT_YET)).sum())
        reported = [_figure(part[part["grading"] == g], lang) for g in graded] if graded else [_figure(part, lang), _figure(both, lang)]
        dead = [conceded_figure(part, kind, lang) for kind in CONCEDED]
        rows.append((code, [name, number(len(part), lang), *reported, number(len(both), lang), *dead, number(then, lang)]))
    heads = [("what", say(f"answers_per_{split}", lang)), ("incidents", say("column_incidents", lang))]
    if graded:
        heads += [(g, say("column_killed_of", lang, grading=say(f"grading_{g}", lang))) for g in graded]
    else:
        heads += [("reported", say("column_reported", lang)), ("reported_both", say("column_reported_both", lang))]
    heads += [("with", say("column_with_number", lang)), *((kind, say(f"column_{kind}", lang)) for kind in CONCEDED)]
    heads.append(("not_known", say("column_not_known", lang)))
    return Table(heads, rows if len(sure) else [], frozenset(h for h, _ in heads[1:]))


def conceded_lines(standing: Standing, split: str, names: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Give reported against conceded as lines of a chart (``charts.conceded_chart``); by month and area of Confirmed and Fair alone, since
    gradings are not added up."""
    asked = standing.asked
    if split != "grading":
        asked = asked[asked["grading"].isin(voc.HEADLINE_GRADINGS)]
    rows = []
    for _, name, part in groups_of(asked, split, names, lang):
        said = {f"conceded_{k}": v for k, v in _ends(part, "conceded_min", "conceded_max").items()}
        text = say_line(_figure(part, lang), conceded_figure(part, "conceded", lang), words.number(len(part), lang), lang)
        rows.append(
            {"label": name, **_ends(part, "killed_min", "killed_max"), "open": bool(part["open_ended"].any()), **said, "text": text}
        )
    return pd.DataFrame(rows, columns=["label", "low", "high", "open", "conceded_low", "conceded_high", "text"])


def say_line(reported: str, conceded: str, n: str, lang: str) -> str:
    return words.say("conceded_of", lang, reported=reported, conceded=conceded, n=n)


def incidents_shown(standing: Standing) -> pd.DataFrame:
    """Choose the incidents a chart has a line each for: all where they are few, else those with a conceded number, most conceded first."""
    asked = standing.asked
    if len(asked) <= LINES:
        return asked
    said = asked[asked["conceded_max"].notna() | asked["otherwise_max"].notna()]
    most = said[["conceded_max", "otherwise_max"]].max(axis=1)
    return said.loc[most.sort_values(ascending=False, kind="stable").index[:LINES]]


def incident_lines(incidents: pd.DataFrame, lang: str) -> tuple[pd.DataFrame, Table]:
    """Give incidents, reported against conceded, as lines of a chart and as a table whose rows open."""
    say = words.say
    rows, lines = [], []
    for r in incidents.to_dict("records"):
        reported, conceded, answer = figure(r, lang), conceded_text(r, lang), say(f"response_{r['status']}", lang)
        when = words.day(r["date_start"], lang) if pd.notna(r["date_start"]) else say("undated", lang)
        grading = say(f"grading_{r['grading']}", lang)
        lines.append((r["incident_id"], [incident_name(r, lang), when, grading, reported, conceded, answer]))
        silent = r["no_figure"] or pd.isna(r["killed_min"])
        ends = ("conceded_min", "conceded_max") if pd.notna(r["conceded_max"]) else ("otherwise_min", "otherwise_max")
        low, high = (None if pd.isna(r[end]) else int(r[end]) for end in ends)
        rows.append(
            {
                "label": f"{words.day_short(r['date_start'], lang)} · {incident_name(r, lang)}",
                "low": None if silent else int(r["killed_min"]),
                "high": None if silent else int(r["killed_max"]),
                "open": bool(r["open_ended"]),
                "conceded_low": high if low is None else low,
                "conceded_high": high,
                "text": say("conceded_line", lang, reported=reported, conceded=conceded, answer=answer),
            }
        )
    heads = ("place", "date", "grading", "reported", "conceded", "answer")
    return pd.DataFrame(rows), Table([(h, say(f"column_{h}", lang)) for h in heads], lines)


def conceded_alike(standing: Standing, lang: str) -> tuple[str, dict[str, str]] | None:
    """Give what was conceded under *credible*, and beside it, of the same incidents, what was ``reported``, in how many (``n``) of those asked about
    (``could``); None where no number is."""
    sure = standing.asked[standing.asked["certain"]]
    both = sure[sure["conceded_max"].notna()]
    if both.empty:
        return None
    told = {"could": words.number(len(sure), lang), "n": words.number(len(both), lang), "reported": _figure(both, lang)}
    return conceded_figure(both, "conceded", lang), told


def conceded_sentence(standing: Standing, lang: str, alike: bool = True) -> str:
    """Write reported against conceded in one sentence: like with like first (left out without ``alike``), then the whole with its gradings."""
    say, asked = words.say, standing.asked
    sure = asked[asked["certain"]]
    told, other = {"could": words.number(len(sure), lang)}, sure[sure["otherwise_max"].notna()]
    lines = []
    if both := conceded_alike(standing, lang):
        lines += [say("conceded_like", lang, **both[1], conceded=both[0])] if alike else []
    elif not sure["status"].isin(NOT_YET).any():
        lines.append(say("conceded_none", lang, could=told["could"]))
    if len(other):
        named = words.count("incidents", len(other), lang)
        lines.append(say("conceded_apart", lang, incidents=named, dead=conceded_figure(other, "otherwise", lang)))
    if then := int(sure["status"].isin(NOT_YET).sum()):
        lines.append(say("conceded_unknown", lang, n=words.number(then, lang), could=told["could"]))
    return " ".join(lines)


def wait_sentence(standing: Standing, lang: str) -> str:
    """Write how long answers took: range and median, and what is not in it."""
    say, number, waits = words.say, words.number, standing.waits
    if waits.days.empty:
        lines = [say("delay_none", lang)]
    else:
        spread = {"low": waits.days.min(), "high": waits.days.max(), "middle": round(waits.days.median()), "n": len(waits.days)}
        key = "delay_one" if spread["low"] == spread["high"] else "delay_sentence"
        lines = [say(key, lang, **{k: number(int(v), lang) for k, v in spread.items()}, day=words.day(standing.day, lang))]
    names = standing.selection.incidents.set_index("incident_id")
    if waits.early:
        ids = ", ".join(f"{incident_name(names.loc[i], lang)} ({i})" for i in waits.early[:5])
        lines.append(say("delay_early", lang, n=number(len(waits.early), lang), ids=ids))
    if waits.undated or waits.no_event:
        lines.append(say("delay_undated", lang, n=number(waits.undated + waits.no_event, lang)))
    if waits.waiting:
        lines.append(say("delay_waiting", lang, n=number(waits.waiting, lang)))
    return " ".join(lines)


def wait_table(waits: Waits, lang: str) -> Table:
    """Count answers by how long they took, added up: within 30 days, 91 days, ...; and what cannot be measured."""
    say, number = words.say, words.number
    n = len(waits.days)
    rows = [("", [say("within_days", lang, n=number(most, lang)), number(int((waits.days <= most).sum()), lang)]) for most in WAITS]
    rows.append(("", [say("wait_all", lang), number(n, lang)]))
    others = {"undated": waits.undated, "early": len(waits.early), "no_event": waits.no_event, "waiting": waits.waiting}
    rows += [("", [say(f"wait_{name}", lang), number(count, lang)]) for name, count in others.items() if count]
    return Table([("wait", say("column_wait", lang)), ("answers", say("column_answers", lang))], rows, frozenset({"answers"}))


def arrivals(standing: Standing) -> tuple[pd.DataFrame, str]:
    """Give dated answers by stretch of time and kind (``count_by_stretch``), and the stretch."""
    stretch = stretch_of(standing.as_read["first_said"])
    return count_by_stretch(standing.as_read, standing.day, stretch, (*POSITIONS, "answered_differently")), stretch


def stretch_text(first: pd.Timestamp, stretch: str, lang: str) -> str:
    """Name a month, or a quarter by its first and last month."""
    if stretch == "month":
        return words.month(first, lang)
    return words.say("quarter", lang, first=words.month(first, lang), last=words.month(first + pd.DateOffset(months=2), lang))


def arrivals_sentence(standing: Standing, bins: pd.DataFrame, stretch: str, lang: str) -> str:
    """Write when answers came in."""
    say, number = words.say, words.number
    by_then = bins[~bins["later"]]
    if by_then.empty:
        return say("arrivals_none", lang, day=words.day(standing.day, lang))
    of = by_then.groupby("date")["n"].sum()
    text = say(
        "arrivals_sentence",
        lang,
        n=number(int(of.sum()), lang),
        day=words.day(standing.day, lang),
        most=number(int(of.max()), lang),
        when=stretch_text(of.idxmax(), stretch, lang),
    )
    later = int(bins.loc[bins["later"], "n"].sum())
    return f"{text} {say('arrivals_later', lang, n=number(later, lang))}" if later else text


def arrivals_table(bins: pd.DataFrame, stretch: str, lang: str) -> Table:
    """Give dated answers by stretch of time, a column a kind; those after the day apart, and the whole last."""
    say, number = words.say, words.number
    kinds = [k for k in (*POSITIONS, "answered_differently") if (bins["kind"] == k).any()]
    rows = []
    for first in [*sorted(bins["date"].unique()), None]:
        mine = bins if first is None else bins[bins["date"] == first]
        name = say("wait_all", lang) if first is None else stretch_text(first, stretch, lang)
        then = mine[~mine["later"]]
        counts = [int(then.loc[then["kind"] == k, "n"].sum()) for k in kinds]
        rows.append(("", [name, *(number(x, lang) for x in (*counts, sum(counts), int(mine["n"].sum()) - sum(counts)))]))
    heads = [("when", say("column_date", lang)), *((k, say(f"response_{k}", lang)) for k in kinds)]
    heads += [("by_then", say("column_by_then", lang)), ("later", say("column_later", lang))]
    return Table(heads, rows if len(bins) else [], frozenset(h for h, _ in heads[1:]))
