"""What does a page get of a holding: the record it stands for, and the part of it that fits in memory?"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.filters import Filters, filter_columns, part
from geo.choice.window import day_numbers, window_days
from geo.evidence.coverage import Coverage, Row, as_brought
from geo.evidence.kinds import ATTACK
from geo.evidence.links import parts_of, split_waiting
from geo.land.areas import areas_mark
from geo.record.known import Facts, Input, Record
from geo.record.pieces import DAMAGED, NO_PIECES, NotAHolding, Pieces, open_pieces, piece_name, read_frame
from geo.record.remembered import lately
from geo.record.stored import Notice

_EPOCH = date(1970, 1, 1)


class TooMany(Exception):
    """More incidents than a page that shows them one by one can hold (``settings.CUT_LIMIT``)."""


def open_holding(folder: Path, base: Record) -> Record:
    """Give the record a holding stands for: its piece 0 in memory, the rest in ``Record.pieces``.

    Parameters
    ----------
    base : the record of the data folder; areas, places, phases and statements are taken from it.

    Raises
    ------
    pieces.NotAHolding : the folder is none, is not finished, is damaged, or was built on other areas than those of the data folder.
    """
    try:
        return _opened(open_pieces(folder), base)
    except DAMAGED as error:
        raise NotAHolding(folder, "damaged") from error


def _opened(pieces: Pieces, base: Record) -> Record:
    folder, facts = pieces.folder, pieces.facts
    if facts["areas"] != areas_mark(base.areas):
        raise NotAHolding(folder, "areas")
    types = {"claims": base.claims.dtypes, "incidents": base.incidents.dtypes}
    claims, incidents = (read_frame(folder / kind / piece_name(0), dtypes=types[kind]) for kind in ("claims", "incidents"))
    raw = _file_rows(pieces, claims[claims["raw"] != ""])  # brought by the files; linked, and therefore in piece 0
    claims = claims[base.claims.columns]
    first, last = (_EPOCH + timedelta(d) for d in facts["days"])
    every = pd.concat([base.links, base.waiting], ignore_index=True) if len(base.waiting) else base.links
    links, waiting = split_waiting(every, set(claims["claim_id"]))
    told = [Notice(f"{folder.name} ({facts['built_on']} ≠ {base.fingerprint})", "stale")] * (facts["built_on"] != base.fingerprint)
    told += [Notice(folder.name, "pairs_skipped")] * facts["pairs_skipped"]
    inputs = tuple(Input(p["name"], p["sha256"], p["rows"], p["table_sha256"]) for p in facts["pieces"])
    return replace(
        base,
        claims=claims,
        incidents=incidents,
        links=links,
        waiting=waiting,
        parts=parts_of(claims, links),
        pairs=[],
        groups=(),
        span=(first, last),
        fingerprint=facts["fingerprint"],
        inputs=(*base.inputs, *inputs),
        notices=(*base.notices, *told),
        rows=base.rows | raw,
        pieces=pieces,
        told=_facts(facts),
        covered=Coverage(base.covered).with_rows(_spans(facts)).rows,
    )


def _spans(told: Mapping[str, Any]) -> list[Row]:
    """Read which days the files of a holding speak of."""
    every = (span for piece in told["pieces"] for span in piece["spans"])
    return [as_brought(source, what, _EPOCH + timedelta(a), _EPOCH + timedelta(b)) for source, what, a, b in every]


def _facts(told: Mapping[str, Any]) -> Facts:
    """Read what a holding tells of all its claims."""
    return Facts(
        tuple(x for x in voc.SOURCES if x in told["sources"]),
        tuple(x for x in voc.BELLIGERENTS if x in told["belligerents"]),
        tuple(sorted(told["sides"])),
        {source: pd.Timestamp(day) for source, day in told["read"].items()},
    )


def cut(record: Record, choices: Sequence[Filters], whole_time: bool) -> Record:
    """Give the part of a record that some choices hold, with everything about it, as a record without pieces.

    Parameters
    ----------
    whole_time : whatever the window of the choices; else their windows, and the undated.

    Raises
    ------
    TooMany : they hold more than ``settings.CUT_LIMIT``.
    """
    if record.in_memory:
        return record
    asked = tuple(replace(f, start=None, end=None) if whole_time else f for f in choices)
    return lately(record, ("cut", asked), lambda: _cut(record, asked))


def _cut(record: Record, choices: Sequence[Filters]) -> Record:
    columns = ["date_start", "date_end", "side", "event_kind", "fighting", "grading", "placing"]
    columns = list(dict.fromkeys([*columns, *(c for f in choices for c in filter_columns(f))]))
    wanted_rows: dict[int, list[int]] = {}
    for piece, frame in record.pieces.scan(columns):  # what is in memory stays in the part, whatever the choice
        wanted = np.zeros(len(frame), dtype=bool)
        for choice in choices:
            wanted |= _held(record, frame, choice)
        wanted_rows[piece] = frame.index[wanted].tolist()
        if sum(map(len, wanted_rows.values())) > s.CUT_LIMIT:
            raise TooMany
    incidents, claims = [record.incidents], [record.claims]
    for piece, rows in wanted_rows.items():
        if rows:
            incidents.append(record.pieces.rows("incidents", piece, rows, record.incidents.dtypes))
            claims.append(record.pieces.rows("claims", piece, rows, record.claims.dtypes)[record.claims.columns])
    return _part(record, pd.concat(incidents, ignore_index=True), pd.concat(claims, ignore_index=True))


def _held(record: Record, frame: pd.DataFrame, choice: Filters) -> np.ndarray:
    """Say which incidents a choice holds, what it counts apart and the undated it leaves out among them."""
    held = part(frame, choice, record.places)
    first, last, everything = window_days((choice.start, choice.end), record.span)
    start, end = day_numbers(frame["date_start"]), day_numbers(frame["date_end"])
    dated: np.ndarray = ((start <= last) & (end >= first)) | frame["date_start"].isna().to_numpy() | everything
    inside: np.ndarray = (held.wanted | held.apart) & dated
    return inside


def _part(record: Record, incidents: pd.DataFrame, claims: pd.DataFrame) -> Record:
    ids = set(incidents["incident_id"])
    pieces, pairs = record.pieces, record.pieces.pairs
    pairs = pairs[pairs["a"].isin(ids) & pairs["b"].isin(ids)]
    members = pieces.groups[pieces.groups["incident_id"].isin(ids)]
    groups = tuple(sorted(tuple(sorted(x)) for _, x in members.groupby("group")["incident_id"] if len(x) > 1))
    both = sorted(zip(pairs["a"], pairs["b"], strict=True))
    # what may be asked for does not shrink with the part
    return replace(record, incidents=incidents, claims=claims, pairs=both, groups=groups, pieces=NO_PIECES, told=record.facts)


def alone(record: Record, incident_id: str) -> Record:
    """Give a record without pieces that holds one incident and all that is judged about it; it holds no such incident if there is none."""
    if record.in_memory:
        return record
    return lately(record, ("alone", incident_id), lambda: _alone(record, incident_id))


def _alone(record: Record, incident_id: str) -> Record:
    pieces = record.pieces
    found = None if (record.incidents["incident_id"] == incident_id).any() else pieces.find(incident_id)
    if found is None:
        return _part(record, record.incidents, record.claims)
    piece, row = found
    incident = pieces.rows("incidents", piece, [row], record.incidents.dtypes)
    claim = pieces.rows("claims", piece, [row], record.claims.dtypes, [*record.claims.columns, "raw"])
    incidents = pd.concat([record.incidents, incident], ignore_index=True)
    claims = pd.concat([record.claims, claim[record.claims.columns]], ignore_index=True)
    return replace(_part(record, incidents, claims), rows=record.rows | _file_rows(pieces, claim))


def _file_rows(pieces: Pieces, claims: pd.DataFrame) -> dict[str, dict[str, str]]:
    """Give the rows claims were made of as their files have them, by hash (``Record.rows``)."""
    columns_of = {p["sha256"]: p["columns"] for p in pieces.facts["pieces"]}
    return {c.row_sha256: dict(zip(columns_of[c.input_sha256], json.loads(c.raw), strict=True)) for c in claims.itertuples()}


def around(record: Record, incident_id: str) -> Record:
    """Give a record without pieces that holds one incident and what is near it (``evidence.vicinity``): all in a square around it, whatever
    their days and kind, and those whose dates touch its dates; itself alone if these are too many to show (``knows_around``)."""
    one = alone(record, incident_id)
    found = one.incidents[one.incidents["incident_id"] == incident_id]
    if record.in_memory or found.empty:
        return one
    row = found.iloc[0]
    choices = []
    if pd.notna(row["date_start"]):
        choices.append(Filters(start=row["date_start"].date(), end=row["date_end"].date()))
    if pd.notna(row["latitude"]):
        up = (s.AROUND_M + 2 * s.VILLAGE_RADIUS_M) / 110_000  # degrees, a little more than is asked for
        right = up / np.cos(np.radians(row["latitude"]))
        corners = ((-right, -up), (right, -up), (right, up), (-right, up))
        choices.append(Filters(shape=tuple((row["longitude"] + x, row["latitude"] + y) for x, y in corners)))
    choices += [replace(x, kind=(ATTACK,)) for x in choices]
    try:
        return replace(cut(record, choices, whole_time=False), rows=one.rows) if choices else one
    except TooMany:
        return one


def knows_around(whole: Record, part: Record, incident_id: str) -> bool:
    """Say whether the part of a holding that is shown beside an incident (``around``) holds what is near it; a record in memory does."""
    return whole.in_memory or part is not alone(whole, incident_id)
