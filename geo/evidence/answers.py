"""What did each of those accused of an incident answer, and what of it was known on a day?

An incident can accuse several parties, each with an answer of its own (``data/input/answers.csv``). A claim without entries there
speaks for itself by its one line (``response`` ...). An answer, and a number conceded in it, is known from the day of its first
statement; a later one may have changed it.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.evidence.alike import Column
from geo.evidence.incidents import WEB_ADDRESS, answers_of, one_answer
from geo.evidence.ranges import range_by

FILE = "input/answers.csv"
COUNTS = ("conceded_killed_min", "conceded_killed_max", "conceded_injured_min", "conceded_injured_max")
CODES = ("claim_id", "accused", "role", "assessment")
COLUMNS = (
    *("claim_id", "n", "accused", "role", "assessment", "reasons", "statement_dates", "statement_urls"),
    *(*COUNTS, "stated_mgrs", "mgrs_accuracy", "strike_report_url", "source_url"),
)
WHICH = "several"  # accused: a claim names several and has one answer; whose it is is not said
NOT_YET = ("answered_later", "answer_undated")  # by the day asked about, what was said is not known
POSITIONS = (*voc.ANSWERED, "open")  # what a dated statement can have said about civilians
STATUSES = (*voc.ANSWERS, *NOT_YET)
_LOUD = {"not_covered": 0, "none_recorded": 1, "not_yet_assessed": 2}  # of one claim: what says least gives way

_ADDRESS = re.compile(WEB_ADDRESS)
_BETWEEN = re.compile(r";(?=https?://)")  # a semicolon may stand in an address
_DAYS = re.compile(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}(?:;[0-9]{4}-[0-9]{2}-[0-9]{2})*)?")
_SHAPES = {  # column: what a cell of the file must look like
    "claim_id": re.compile(r".+"),
    "n": re.compile(r"[1-9][0-9]{0,3}"),
    "accused": re.compile("|".join(voc.BELLIGERENTS)),
    "role": re.compile("|".join((*voc.ROLES, ""))),
    "assessment": re.compile("|".join(x for x in voc.RESPONSES if x != "not_covered")),
    "statement_dates": _DAYS,
    **dict.fromkeys(COUNTS, re.compile(r"[0-9]{0,6}")),
}
_LINKS = ("statement_urls", "strike_report_url", "source_url")


def no_answers() -> pd.DataFrame:
    """Give a frame of no entries."""
    return typed(pd.DataFrame(columns=list(COLUMNS), dtype=object))


def faults_in(table: pd.DataFrame) -> dict[int, str]:
    """Find the rows of the file that cannot be taken: row (index) -> the column that is wrong."""
    found: dict[int, str] = {}
    for column, shape in _SHAPES.items():
        for row in table.index[~table[column].map(lambda cell, shape=shape: bool(shape.fullmatch(cell)))]:
            found.setdefault(int(row), column)
    for column in _LINKS:
        for row in table.index[~table[column].map(lambda cell: all(_ADDRESS.fullmatch(x) for x in addresses(cell)))]:
            found.setdefault(int(row), column)
    sound = table.drop(index=list(found))
    days = pd.to_datetime(
        sound["statement_dates"][sound["statement_dates"] != ""].str.split(";").explode(), format="%Y-%m-%d", errors="coerce"
    )
    found |= {int(row): "statement_dates" for row in days.index[days.isna()]}
    for low, high in (COUNTS[:2], COUNTS[2:]):
        ends = sound[[low, high]].apply(pd.to_numeric)
        found |= {int(row): high for row in sound.index[ends[low] > ends[high]] if int(row) not in found}
    twice = sound.index[sound.duplicated(["claim_id", "n"])]
    return {int(row): "n" for row in twice} | found


def addresses(cell: str) -> list[str]:
    """Give the addresses that a cell lists; they stand in no order that ties them to the days of the statements."""
    return _BETWEEN.split(cell) if cell else []


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """Give sound rows of the file their types, with ``first_said`` and ``last_said``, the days of the first and the last statement."""
    out = table[list(COLUMNS)].reset_index(drop=True)
    days = out["statement_dates"].map(lambda cell: sorted(cell.split(";")) if cell else [""])
    said = {name: pd.to_datetime(days.str[end], format="%Y-%m-%d", errors="coerce") for name, end in (("first_said", 0), ("last_said", -1))}
    numbers = {c: pd.to_numeric(out[c], errors="coerce").astype("Int64") for c in COUNTS}
    return out.assign(n=pd.to_numeric(out["n"]).astype("int64"), **numbers, **{k: v.astype("datetime64[ns]") for k, v in said.items()})


def of_claims(entries: pd.DataFrame, claim_ids: Collection[str]) -> pd.DataFrame:
    """Give the entries about some claims."""
    return entries[entries["claim_id"].isin(claim_ids)].reset_index(drop=True)


def with_accused(incidents: pd.DataFrame, claims: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """Give incidents whose ``belligerents`` are all those accused of them: those the line of a claim names, and those whose answers its source lists
    beside it, which can be more (``data/README.md``); *unknown* only where nobody else is.

    Parameters
    ----------
    incidents : of ``incidents.to_incidents``. claims : typed, with incident_id. entries : ``typed``.
    """
    of = claims.set_index("claim_id")["incident_id"]
    more = entries[["claim_id", "accused"]].assign(incident_id=entries["claim_id"].map(of)).groupby("incident_id")["accused"].agg(tuple)
    listed: dict[str, tuple[str, ...]] = more.to_dict()
    every = Column.of_rows(incidents["belligerents"].to_numpy(dtype=object))  # most incidents name the same few
    named = every.each(lambda own: _without_unknown(own) or own).rows().copy()
    for i in np.flatnonzero(incidents["incident_id"].isin(listed)).tolist():
        named[i] = _without_unknown((*every.rows()[i], *listed[incidents["incident_id"].iloc[i]])) or every.rows()[i]
    return incidents.assign(belligerents=pd.Series(named, index=incidents.index, dtype=object))


def _without_unknown(accused: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(b for b in dict.fromkeys(accused) if b != "unknown")


def answers_to(claims: pd.DataFrame, entries: pd.DataFrame) -> pd.DataFrame:
    """Give every answer to some claims, a row an accused; of a claim without entries, its one line.

    Parameters
    ----------
    claims : typed, with incident_id. entries : ``typed``.

    Returns
    -------
    the columns of ``typed``, with incident_id and ``read_on``, the day the claim was read. ``accused`` is ``WHICH`` where one answer stands beside
    several named, and empty where the source records no answers.
    """
    mine = entries[entries["claim_id"].isin(claims["claim_id"])]
    rest = claims[~claims["claim_id"].isin(mine["claim_id"])]
    named = rest["belligerent"].mask(rest["belligerent"] == "", "unknown").mask(rest["belligerent"].str.contains("|", regex=False), WHICH)
    said = rest["response_date"].where(rest["response"].isin(POSITIONS))
    lines: dict[str, Any] = {
        "claim_id": rest["claim_id"],
        "n": 1,
        "accused": named.mask(rest["response"] == "not_covered", ""),
        "role": rest["belligerent_role"],
        "assessment": rest["response"],
        "reasons": rest["response_reason"],
        "statement_dates": said.dt.strftime("%Y-%m-%d").fillna(""),
        "statement_urls": "",
        **{c: rest[c] if c in rest else pd.array([pd.NA] * len(rest), dtype="Int64") for c in COUNTS},
        **dict.fromkeys(("stated_mgrs", "mgrs_accuracy"), ""),
        "strike_report_url": rest["strike_report_url"],
        "source_url": rest["source_url"],
        "first_said": said,
        "last_said": said,
    }
    both = [x for x in (mine, pd.DataFrame(lines, index=rest.index)) if len(x)]
    every = pd.concat(both, ignore_index=True) if both else mine.reset_index(drop=True)
    of = claims.set_index("claim_id")[["incident_id", "retrieved_at"]].reindex(every["claim_id"])
    return every.assign(incident_id=of["incident_id"].to_numpy(dtype=object), read_on=of["retrieved_at"].to_numpy())


def known_on(answers: pd.DataFrame, day: date) -> pd.Series:
    """Say which answers were known on a day: from their first statement, without a date from the day they were read."""
    return answers["first_said"].fillna(answers["read_on"]) <= pd.Timestamp(day)


def status_on(answers: pd.DataFrame, day: date) -> pd.Series:
    """Say how each answer stood on a day, as one of ``STATUSES``.

    A position (``POSITIONS``) counts from its first statement; before, it is ``answered_later``. One without a date counts from the
    day it was read; before, it is ``answer_undated``. What was still open without a date, or unanswered, when read was so before.
    """
    known, code, dated = known_on(answers, day), answers["assessment"], answers["first_said"].notna()
    status = code.mask(code.isin(POSITIONS) & dated & ~known, "answered_later")
    return status.mask(code.isin(voc.ANSWERED) & ~dated & ~known, "answer_undated")


def _one_each(status: pd.Series, key: pd.Series) -> pd.Series:
    """Reduce statuses to one a key: what says least gives way; several positions are ``answered_differently``."""
    ids, names = pd.factorize(key)
    loud = status.map(_LOUD).fillna(9).to_numpy()
    most = np.zeros(len(names))
    np.maximum.at(most, ids, loud)
    codes, texts = pd.factorize(status)
    first, last = np.full(len(names), len(texts)), np.full(len(names), -1)
    heard = loud == most[ids]
    np.minimum.at(first, ids[heard], codes[heard])
    np.maximum.at(last, ids[heard], codes[heard])
    said = [*texts.tolist(), "answered_differently"]
    return pd.Series([said[-1 if a != b else a] for a, b in zip(first, last, strict=True)], index=pd.Index(names), dtype=object)


def claim_statuses(answers: pd.DataFrame, day: date) -> pd.Series:
    """Give how each claim stood answered on a day (claim_id -> status): the position that one of those accused took, if any did."""
    return _one_each(status_on(answers, day), answers["claim_id"])


def incident_statuses(answers: pd.DataFrame, day: date) -> pd.Series:
    """Give how each incident stood answered on a day (incident_id -> status), each once whatever the number of accused."""
    status = claim_statuses(answers, day)
    incident = answers.drop_duplicates("claim_id").set_index("claim_id")["incident_id"].reindex(status.index)
    several = incident.duplicated(keep=False)
    own = pd.Series(status[~several].to_numpy(), index=pd.Index(incident[~several], name="incident_id"), dtype=object)
    joined = status[several].groupby(incident[several], sort=False).agg(lambda codes: one_answer(answers_of(tuple(dict.fromkeys(codes)))))
    return pd.concat([own, joined]).astype(object)


def by_accused(answers: pd.DataFrame, day: date) -> pd.DataFrame:
    """Gather answers by incident and accused, as they stood on a day.

    Returns
    -------
    incident_id, accused, status; ``first_said`` of the positions taken, whatever the day (NaT: none is dated); ``changed_later``: known, but a
    statement after the day may have changed it; ``conceded_*`` (credible) and ``otherwise_*`` (any other answer): min, max (Int64) and
    open of the dead conceded by the day. Answers that no source could have recorded are left out.
    """
    could = answers[answers["assessment"] != "not_covered"]
    pair = could["incident_id"] + "\0" + could["accused"]
    took, known = could["assessment"].isin(POSITIONS), known_on(could, day)
    out = pd.DataFrame({"status": _one_each(status_on(could, day), pair)})
    out["first_said"] = could["first_said"].where(took).groupby(pair, sort=False).min()
    out["changed_later"] = (took & known & (could["last_said"] > pd.Timestamp(day))).groupby(pair, sort=False).any()
    credible = could["assessment"] == "credible"
    for name, mine in (("conceded", known & credible), ("otherwise", known & ~credible)):
        ends = range_by(pair[mine], could.loc[mine, COUNTS[0]], could.loc[mine, COUNTS[1]]).reindex(out.index)
        out[[f"{name}_min", f"{name}_max"]] = ends[["min", "max"]].astype("Int64")
        out[f"{name}_open"] = ends["open"].eq(True)
    first = could.assign(pair=pair).drop_duplicates("pair")[["incident_id", "accused"]]
    out.insert(0, "accused", first["accused"].to_numpy())
    out.insert(0, "incident_id", first["incident_id"].to_numpy())
    return out.reset_index(drop=True)


def conceded_by_incident(pairs: pd.DataFrame) -> pd.DataFrame:
    """Give what was conceded of each incident (``by_accused``): at least what one of those accused conceded, at most what all did together."""
    groups = pairs.groupby("incident_id", sort=False)
    out = pd.DataFrame(index=pd.Index(pairs["incident_id"].unique(), name="incident_id"))
    for name in ("conceded", "otherwise"):
        out[f"{name}_min"] = groups[f"{name}_min"].max()
        out[f"{name}_max"] = groups[f"{name}_max"].sum(min_count=1)
        out[f"{name}_open"] = groups[f"{name}_open"].any()
    return out


def last_statement(answers: pd.DataFrame) -> date | None:
    """Give the day of the last dated statement: after it, nothing here shows whether somebody answered."""
    last = answers["last_said"].max()
    return None if pd.isna(last) else last.date()
