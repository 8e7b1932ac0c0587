"""Totals worked out anew, incident by incident, to hold the tally against."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.filters import Filters, Selection, select
from geo.count.carried import ENDS, NAMED, Carried, Carrier
from geo.count.sums import NOTHING, Graded, Sum, sum_by
from geo.count.tally import Totals
from geo.evidence.groups import Groups
from geo.land.areas import area_key
from geo.record.files import read_record
from geo.record.known import Record
from tests.makers import square_areas


@cache
def _whole() -> Record:
    return read_record(s.DATA)


def record_of(
    claims: pd.DataFrame,
    incidents: pd.DataFrame,
    span: tuple[object, object],
    parts: dict[str, set[str]] | None = None,
    pairs: Iterable[tuple[str, str]] = (),
    groups: Groups = (),
) -> Record:
    """Give a record that holds some claims and their incidents on the square areas, and nothing else."""
    areas, _, places = square_areas()
    incidents = incidents.assign(radius_m=incidents["radius_m"].astype(float))
    mine = {
        "claims": claims,
        "incidents": incidents,
        "areas": areas,
        "places": places,
        "parts": parts or {},
        "pairs": list(pairs),
        "groups": groups,
    }
    return replace(_whole(), **mine, span=span, names={})


def recount(record: Record, filters: Filters) -> Totals:
    """Give the totals of a choice of a record in memory."""
    return replace(
        recount_selection(record.select(filters), record),
        attacks_apart=_left_out(record, filters, replace(filters, kind=("attack_on_civilians",), fighting=True)),
        untimed_apart=_without_time(record, filters),
        fighting_apart=NOTHING if filters.fighting else _without_harm(record, filters),
    )


def _left_out(record: Record, filters: Filters, others: Filters) -> Sum:
    """Add up what a choice of other kinds holds, where the choice does not hold these kinds."""
    return NOTHING if set(others.kind) <= set(filters.kind or others.kind) else sum_all(_plainly(record, others))


def _plainly(record: Record, filters: Filters) -> pd.DataFrame:
    """Give the incidents of a choice, wholes and their parts among them."""
    return select(record.incidents, filters, record.span, record.places).incidents


def _without_harm(record: Record, filters: Filters) -> Sum:
    """Add up the fighting without civilian dead that a choice leaves out only for that."""
    every = _plainly(record, replace(filters, fighting=True))
    return sum_all(every[every["fighting"].astype(bool)])


def _without_time(record: Record, filters: Filters) -> Sum:
    """Add up the incidents that a choice of times of the day leaves out only because they state none."""
    if not filters.daytime or "not_stated" in filters.daytime:
        return NOTHING
    every = _plainly(record, replace(filters, daytime=()))
    return sum_all(every[every["daytimes"] == ("not_stated",)])


def recount_selection(selection: Selection, record: Record) -> Totals:
    """Give the totals of a selection, one incident after the other."""
    kept = selection.incidents
    ids = set(kept["incident_id"])
    by = {key: sum_by(kept, kept[key]) for key in ("grading", "answer", "placing")}
    return Totals(
        everything=sum_all(kept),
        headline=sum_all(kept[kept["grading"].isin(voc.HEADLINE_GRADINGS)]),
        by_grading={g: by["grading"].get(g, NOTHING) for g in voc.GRADINGS},
        by_answer={a: by["answer"].get(a, NOTHING) for a in voc.ANSWERS},
        **{placing: by["placing"].get(placing, NOTHING) for placing in ("wider", "unlocated", "outside")},
        undated=len(selection.undated),
        apart={side: sum_all(mine) for side, mine in selection.apart.groupby("side")},
        attacks_apart=NOTHING,
        fighting_apart=NOTHING,
        untimed_apart=NOTHING,
        aggregates=int(kept["is_aggregate"].sum()),
        set_aside=selection.aside,
        aside_graded=selection.aside_graded,
        pairs=sum(a in ids and b in ids for a, b in record.pairs),
        carried=carried_one_by_one(kept),
        spared=spared_one_by_one(record, kept),
        apart_spared={side: n for side, mine in selection.apart.groupby("side") if (n := spared_one_by_one(record, mine))},
        names=selection.names,
    )


def carried_one_by_one(incidents: pd.DataFrame) -> dict[str, Carried]:
    """Find, by grading group, the certain incidents that each make more than a quarter of the distance, and the ends without them."""
    sure = incidents[
        incidents["certain"].to_numpy(dtype=bool)
        & ~incidents["fighting"].to_numpy(dtype=bool)
        & ~incidents["no_figure"].to_numpy(dtype=bool)
    ]
    return carried_of(sure[[*NAMED, *ENDS, "grading"]].to_dict("records"))


def carried_of(rows: list[dict[str, Any]]) -> dict[str, Carried]:
    """Do so for plain rows that state a figure."""
    groups: dict[str, list[tuple[Carrier, int | None]]] = {}
    for r in rows:
        low = None if pd.isna(r["killed_min"]) else r["killed_min"]
        named = ("" if c.startswith("place_name") and pd.isna(r[c]) else r[c] for c in NAMED)
        one = Carrier(*named, low, r["killed_max"], r["open_ended"])
        groups.setdefault("headline" if r["grading"] in voc.HEADLINE_GRADINGS else r["grading"], []).append((one, low))
    out = {}
    for group, mine in groups.items():
        wide = [(one.killed_max - (low or 0), one) for one, low in mine]
        between = sum(width for width, _ in wide)
        found = sorted((x for x in wide if x[0] > between / 4 and between >= 10), key=lambda x: -x[0])
        rest = [one for width, one in wide if not (width > between / 4 and between >= 10)]
        if found and rest:
            lows = [one.killed_min for one in rest if one.killed_min is not None]
            ends = (sum(lows) if lows else None, sum(one.killed_max for one in rest), any(one.open_ended for one in rest))
            out[group] = Carried(tuple(one for _, one in found), between, *ends)
    return out


def spared_one_by_one(record: Record, incidents: pd.DataFrame) -> int:
    """Count the certain incidents of a frame that are not the first of their group in it."""
    sure = set(incidents.loc[incidents["certain"], "incident_id"])
    return len(sure) - len({next((group for group in record.groups if x in group), (x,)) for x in sure})


def sum_all(incidents: pd.DataFrame) -> Sum:
    """Add up all incidents of a frame (with ``certain``)."""
    return sum_by(incidents, pd.Series("", index=incidents.index)).get("", NOTHING)


def recount_areas(incidents: pd.DataFrame, level: str) -> dict[str, Graded]:
    """Add up incidents by area of a level, the headline and the ungraded apart; the key "" is elsewhere."""
    key = area_key(incidents, level)
    every, headline, ungraded = (
        sum_by(incidents[rows], key[rows])
        for rows in (key.notna(), incidents["grading"].isin(voc.HEADLINE_GRADINGS), incidents["grading"] == "ungraded")
    )
    return {area: Graded(total, headline.get(area, NOTHING), ungraded.get(area, NOTHING)) for area, total in every.items()}
