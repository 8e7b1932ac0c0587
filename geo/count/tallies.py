"""How is a tally made of what passes some filters: of a record in memory, and of the pieces of a holding?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.choice.filters import APART, Filters, Parts, filter_columns, part
from geo.choice.window import day_numbers
from geo.count.carried import COLUMNS, NAMED, Carriers, Named, widths
from geo.count.spared import MEMBERS, members_of
from geo.count.sums import COUNTED, SUMMED
from geo.count.tally import KEYS, Tally, Whole, interval_sums
from geo.evidence.kinds import ATTACK
from geo.land.areas import LEVEL_COLUMN, area_key
from geo.record.known import Record
from geo.record.pieces import Pieces
from geo.record.remembered import lately

Told = Callable[[int, int], None]


class Summed(NamedTuple):
    """What the pieces of a holding add to a tally: tables of what a choice holds and counts apart, the pairs both of which it holds, the
    members of groups it holds and those counted apart, and the incidents whose own ends differ (``carried.COLUMNS``)."""

    tables: Mapping[str, list[pd.DataFrame]]
    pairs: pd.DataFrame
    groups: pd.DataFrame
    apart_groups: pd.DataFrame
    wide: pd.DataFrame


def tally_of(record: Record, filters: Filters, level: str, told: Told = lambda _done, _of: None) -> Tally:
    """Give the tally of what passes some filters, whatever its date, by areas of a level; made once, however the window moves.

    ``told`` is called with how many pieces of a holding were read, of how many, where they have to be.
    """
    anytime = replace(filters, start=None, end=None)
    return lately(record, ("tally", anytime, level), lambda: _build(record, anytime, level, told))


def _build(record: Record, filters: Filters, level: str, told: Told) -> Tally:
    held = part(record.incidents, filters, record.places)
    more = None if record.in_memory else _sum_pieces(record, filters, level, told)
    return tally_of_incidents(record, Held(*(record.incidents[mask] for mask in held)), level, more)


class Held(NamedTuple):
    """The incidents that a choice holds and counts apart, as ``filters.Parts`` names them."""

    wanted: pd.DataFrame
    apart: pd.DataFrame
    attacks: pd.DataFrame
    fighting: pd.DataFrame
    untimed: pd.DataFrame


def tally_of_incidents(record: Record, held: Held, level: str, more: Summed | None = None) -> Tally:
    """Give the tally of some incidents of a record, whatever their date, and of those counted apart.

    Parameters
    ----------
    held : rows of ``Record.incidents``.
    more : what the pieces of a holding add, with all pairs and groups.
    """
    incidents = held.wanted
    ids = incidents["incident_id"]
    named = {c for pair in record.pairs for c in pair}.union(record.parts, *record.parts.values())
    few = incidents[ids.isin(named).to_numpy()]
    days = zip(day_numbers(few["date_start"]).tolist(), day_numbers(few["date_end"]).tolist(), strict=True)
    spans = dict(zip(few["incident_id"], days, strict=True))
    parts = {w: tuple(spans[m] for m in sorted(members) if m in spans) for w, members in record.parts.items() if w in spans}
    contained = {whole: inside for whole, inside in parts.items() if inside}
    wholes = []
    for i, whole in few.loc[few["incident_id"].isin(contained.keys()), "incident_id"].items():
        one = few.loc[[i]]
        wholes.append(Whole(whole, interval_sums(one, area_key(one, level)).astype(object).iloc[0].to_dict(), contained[whole]))
    plain = incidents[~ids.isin(contained.keys()).to_numpy()]
    tables = _tables_of(held._replace(wanted=plain), level)
    wide = widths(incidents, area_key(incidents, level))
    ids_of = incidents["incident_id"].reindex(wide["row"]).to_numpy()
    wide = wide.assign(whole=[i if i in contained else "" for i in ids_of])
    if more is not None:
        tables = {name: stack_sums([table, *more.tables[name]]) for name, table in tables.items()}
        pairs, groups, apart_groups = more.pairs, more.groups, more.apart_groups
        wide = pd.concat([wide, more.wide.assign(whole="")], ignore_index=True)
    else:
        groups = members_of(record.groups, incidents, area_key(incidents, level))
        apart_groups = members_of(record.groups, held.apart, held.apart["side"])
        both = [(a, b, spans[a], spans[b]) for a, b in record.pairs if a in spans and b in spans]
        pairs = pd.DataFrame([(a, b, max(x[0], y[0]), min(x[1], y[1])) for a, b, x, y in both], columns=["a", "b", "lo", "hi"])
    rows, carriers = tables.pop("wanted"), Carriers(wide, _namer(record, incidents.loc[wide.loc[wide["piece"] == 0, "row"], list(NAMED)]))
    return Tally(rows, tables, record.span, record.names, wholes, pairs, groups, apart_groups, carriers)


def _namer(record: Record, names: pd.DataFrame) -> Named:
    """Give what names an incident by its piece and row: one of the names at hand (``carried.NAMED``), or of a piece on disk."""

    pieces, dtypes = record.pieces, record.incidents.dtypes  # a tally that held its record would keep it for ever

    def named(piece: int, row: int) -> Mapping[str, Any]:
        of = names.loc[row] if piece == 0 else pieces.rows("incidents", piece, [row], dtypes, NAMED).iloc[0]
        known: Mapping[str, Any] = of.to_dict()
        return known

    return named


def _tables_of(held: Held, level: str) -> dict[str, pd.DataFrame]:
    """Give the sums of each part of a choice; those of other sides of the city's line by side, not by area."""
    return {k: interval_sums(of, of["side"] if k == "apart" else area_key(of, level)) for k, of in held._asdict().items()}


def stack_sums(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put tables of ``interval_sums`` under each other and add up what has the same keys."""
    every = pd.concat([t.astype(dict.fromkeys(KEYS, object)) for t in tables], ignore_index=True).astype(dict.fromkeys(KEYS, "category"))
    return every.groupby([*KEYS, "start", "end"], observed=True, sort=False, as_index=False)[list(SUMMED)].sum()


# what ``interval_sums`` and ``part`` read of incidents, besides areas
SUMMED_FROM = (*KEYS[1:], "date_start", "date_end", "side", *COUNTED)


def _sum_pieces(record: Record, filters: Filters, level: str, told: Told) -> Summed:
    """Add up what the pieces hold of a choice.

    Extent, fighting, and attacks or all but these are answered by stored tables; any other filter reads the columns it needs of
    every piece.
    """
    pieces = record.pieces
    pairs, groups = pieces.pairs, pieces.groups.assign(area=area_key(pieces.groups, level))
    everything = filters.kind in (voc.STRIKES_AND_FIGHTING, (ATTACK,))
    if everything and replace(filters, extent="both", fighting=True, kind=Filters.kind, start=None, end=None) == Filters():
        return _stored_sums(pieces, filters, level, groups)
    sums: dict[str, list[pd.DataFrame]] = {name: [] for name in Parts._fields}
    wide = []
    holds = {side: np.zeros(len(pairs), dtype=bool) for side in "ab"}
    member, outer_member = (np.zeros(len(groups), dtype=bool) for _ in range(2))

    for number, frame in record.frames([*SUMMED_FROM, *filter_columns(filters, LEVEL_COLUMN[level])]):
        parts = part(frame, filters, record.places)
        for side, held in holds.items():
            held |= ((pairs[f"piece_{side}"] == number) & pairs[f"row_{side}"].isin(frame.index[parts.wanted])).to_numpy()
        for of, held in ((parts.wanted, member), (parts.apart, outer_member)):
            held |= ((groups["piece"] == number) & groups["row"].isin(frame.index[of])).to_numpy()
        if number:
            for name, table in _tables_of(Held(*(frame[mask] for mask in parts)), level).items():
                sums[name].append(table)
            wide.append(widths(frame[parts.wanted], area_key(frame[parts.wanted], level), number))
        told(number, len(pieces.numbers))
    apart_groups = groups.assign(area=groups["side"]).loc[outer_member, list(MEMBERS)]
    none = widths(record.incidents.iloc[:0], record.incidents["incident_id"].iloc[:0])
    every = pd.concat([x for x in wide if len(x)] or [none], ignore_index=True)
    return Summed(sums, pairs[holds["a"] & holds["b"]], groups.loc[member, list(MEMBERS)], apart_groups, every)


def _stored_sums(pieces: Pieces, filters: Filters, level: str, groups: pd.DataFrame) -> Summed:
    """Add up, as ``_sum_pieces``, a choice that narrows nothing but extent, fighting and attacks, by the stored tables."""
    attack = int(filters.kind == (ATTACK,))
    fights = (0, 1) if filters.fighting else (0,)
    sides, beside = voc.SIDES if filters.extent == "both" else (filters.extent,), APART[filters.extent]
    tables = {
        "wanted": [pieces.stored(level, f, side, attack) for f in fights for side in sides],
        "apart": [pieces.stored(level, f, side, attack).assign(area=side) for f in fights for side in beside],
        "attacks": [pieces.stored(level, f, side, 1) for f in (0, 1) for side in sides if not attack],
        "untimed": [],  # such a choice asks for no time
        "fighting": [pieces.stored(level, 1, side, attack) for side in sides if not filters.fighting],
    }
    pairs, kind = pieces.pairs, groups["attack"] == attack
    here = np.ones(len(pairs), dtype=bool)
    for of in "ab":
        here &= (pairs[f"side_{of}"].isin(sides) & (pairs[f"attack_{of}"] == attack)).to_numpy()
    outer = groups.assign(area=groups["side"]).loc[kind & groups["side"].isin(beside), list(MEMBERS)]
    wide = pieces.wide[(pieces.wide["attack"] == attack) & pieces.wide["side"].isin(sides)]
    mine = groups.loc[kind & groups["side"].isin(sides), list(MEMBERS)]
    return Summed(tables, pairs[here], mine, outer, wide.assign(area=area_key(wide, level))[list(COLUMNS)])
