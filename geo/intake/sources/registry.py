"""Whose file is it, and what becomes of its columns? The sources known here, each from its own module.

Foreign names are translated in a source's module and nowhere else. What comes out are still texts ("cells"), in our columns
and a few that ``checks`` takes apart (``civilians_killed`` holding "7-14", ``mgrs``, ``date``); nothing is judged here.
"""

import functools
import hashlib
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from geo import vocabulary as voc
from geo.evidence.alike import Column, Sheet
from geo.evidence.incidents import COLUMNS
from geo.intake.formats.raw import FileRefused, RawTable
from geo.intake.sources import hxl, table
from geo.intake.sources.acled import ACLED
from geo.intake.sources.airwars import AIRWARS
from geo.intake.sources.cjtf_oir import CJTF_OIR
from geo.intake.sources.claims import CLAIMS
from geo.intake.sources.headings import Guess, guess_columns
from geo.intake.sources.mapping import PSEUDO, USUAL, Mapping
from geo.intake.sources.press import PRESS
from geo.intake.sources.source import Source
from geo.intake.sources.timemap import TIMEMAP
from geo.intake.sources.ucdp_ged import UCDP_GED
from geo.land.places import match_name

# In the order in which a file's columns are held against them.
EVERY = (CLAIMS, ACLED, UCDP_GED, AIRWARS, CJTF_OIR, TIMEMAP, hxl.HXL, table.TABLE, PRESS)
_BY_CODE = {one.code: one for one in EVERY}
KEPT_BACK = tuple(one.code for one in EVERY if not one.may_leave)  # sources whose rows never go out
OUTLETS = tuple(one.code for one in EVERY if one.outlets)
_OWN_LICENCE = "Licence not stated; ask the owner before passing it on"


def source_of(code: str) -> Source:
    """Give what is known of a source; of one that has no rules of its own only its code."""
    return _BY_CODE.get(code, Source(code))


def dataset_of(code: str) -> str:
    """Name the ``source_dataset`` of the claims of a file read as ``code``: people's own tables are "own"."""
    return code if code in voc.SOURCES else "own"


def detect(raw: RawTable) -> str:
    """Name the source of a file by the columns it has; "table" if it is none that is known here."""
    names = {c.strip().lower() for c in raw.cells.columns}
    fits = (one.code for one in EVERY if one.kind in ("", raw.kind) and any(sign <= names for sign in one.signs))
    return next(fits, "hxl" if raw.hxl else "table")


def guess_mapping(raw: RawTable, source: str) -> Mapping:
    """Guess which column is which: by the source's own names, by HXL tags, or by headings in English and Arabic."""
    known = source_of(source)
    if not known.asks_columns:
        names = {c.strip().lower(): c for c in reversed(raw.cells.columns)}
        found = {ours: next((names[n] for n in theirs if n in names), "") for ours, theirs in known.columns.items()}
        return Mapping(source, {k: v for k, v in found.items() if v})
    return Mapping(source, hxl.columns_of(raw.hxl) if source == "hxl" else table.columns_of(raw))


@dataclass(frozen=True)
class Use:
    """What becomes of one column of a file: our column, empty if none; why (a code of a text ``use_...``) and a value for its text."""

    column: str
    ours: str
    why: str
    value: str = ""


def uses_of(names: Sequence[str], mapping: Mapping, guess: Guess | None = None) -> list[Use]:
    """Say of every column of a file what becomes of it, by the mapping it is read with; those that are not used are named too.

    Parameters
    ----------
    names : of the file's columns.
    guess : made of its cells; without it only the headings are looked at.
    """
    known = guess or guess_columns({c: ["-"] for c in names})
    ours = {theirs: own for own, theirs in mapping.columns.items()}
    asks = source_of(mapping.source).asks_columns
    read = set() if asks else _read_besides(names, mapping.source)
    return [_use(c, ours.get(c, ""), known, mapping, asks, c.strip().lower() in read) for c in names]


def _use(column: str, own: str, known: Guess, mapping: Mapping, asks: bool, read: bool) -> Use:
    if own:
        guessed = known.columns.get(own) == column and column in known.reasons and mapping.source == "table"
        why, value = known.reasons[column] if guessed else ("chosen" if asks else "of_source", "")
        return Use(column, own, "tag" if mapping.source == "hxl" else why, value)
    if read:
        return Use(column, "", "read_besides")
    why, value = known.reasons.get(column, ("unknown", ""))
    taken = column in known.columns.values()  # the guess would have taken it; a person did not
    return Use(column, "", "left_out" if taken or not asks else why, "" if taken or not asks else value)


def _read_besides(names: Sequence[str], source: str) -> set[str]:
    """Name the columns that the rules of a source read though they are no column of ours."""
    asked: set[str] = set()
    lower = {c.strip().lower() for c in names}
    nothing = Sheet(1).all("")
    cells = Sheet(1, dict.fromkeys((*COLUMNS, *PSEUDO, "refuse"), nothing))

    def get(name: str) -> Column:
        asked.add(name)
        return nothing

    source_of(source).finish(cells, get, lower)
    return asked & lower


def can_place(mapping: Mapping) -> bool:
    """Say whether a mapping has any column that puts a row in time or space; without one no row can be a claim."""
    needed = ("date", "date_start", "year", "place_name", "place_name_ar", "latitude", "mgrs", "position")
    return not source_of(mapping.source).asks_columns or any(mapping.columns.get(c) for c in needed)


def mapping_of(raw: RawTable, name: str, source: str, crs: str, mapping: Mapping | None) -> Mapping:
    """Give the mapping a file is read with where nobody is asked: the one given, or the guess for its source, which is found out if empty.

    Parameters
    ----------
    name : of the file; its stem becomes part of the ids of an own table.
    crs : of the points, where the file does not say.

    Raises
    ------
    FileRefused : no column puts a row in time or space (``unmapped``).
    """
    chosen = mapping or replace(guess_mapping(raw, source or detect(raw)), name=PurePath(name).stem)
    if crs and not raw.crs:
        chosen = replace(chosen, crs=crs)
    if not can_place(chosen):
        raise FileRefused("unmapped", columns=", ".join(raw.cells.columns[:30]))
    return chosen


def to_cells(
    raw: Sheet, mapping: Mapping, row_ids: Column, areas: dict[str, dict[str, tuple[str, ...]]], whole: Collection[str] = ()
) -> Sheet:
    """Put the cells of a file (texts) into our columns, untouched but for what the source's own codes mean.

    Parameters
    ----------
    raw : the file's columns.
    row_ids : an id for rows that have none of their own, one a row.
    areas : "district" and "subdistrict", each P-code -> names, to read a source's admin names.
    whole : the file's columns of ``are_whole`` numbers.

    Returns
    -------
    texts with ``incidents.COLUMNS`` and ``PSEUDO``, the rows of ``raw``; ``refuse`` names why a row cannot be a claim.
    """
    raw, empty = _whole_numbers(raw, whole), raw.all("")
    cells = Sheet(len(raw), dict.fromkeys((*COLUMNS, *PSEUDO, "refuse"), empty))
    for ours, theirs in mapping.columns.items():
        if theirs in raw:
            cells[ours] = raw[theirs]
    lower = {c.strip().lower(): c for c in reversed(list(raw))}
    source_of(mapping.source).finish(cells, lambda name: raw[lower[name]] if name in lower else empty, set(lower))
    if mapping.source == "claims":
        own = row_ids.each(lambda text: f"own:{text}")
        cells["claim_id"] = cells["claim_id"].where(cells["claim_id"].says(str.strip), own)
    else:
        _add_ids(cells, mapping, row_ids)
        for level, column, names in (("district", "adm2_pcode", "admin2"), ("subdistrict", "adm3_pcode", "admin3")):
            known = areas[level]
            cells[column] = cells[names].each(lambda name, known=known: match_name(name, known) if name else "")  # type: ignore[misc]
    for column, usual in USUAL.items():
        cells[column] = cells[column].each(lambda text, usual=usual: text if text.strip() else usual)  # type: ignore[misc]
    return cells


def _add_ids(cells: Sheet, mapping: Mapping, row_ids: Column) -> None:
    """Say whose claims they are, and by which ids they are known."""
    dataset = dataset_of(mapping.source)
    cells["source_dataset"] = dataset
    cells["own_table"] = "yes" if source_of(mapping.source).asks_columns else ""
    own = cells["source_id"].where(cells["source_id"].says(str.strip), row_ids)
    cells["claim_id"] = own.each(lambda text: claim_id_of(mapping, text))
    cells["licence"] = mapping.licence or source_of(dataset).licence or _OWN_LICENCE
    if dataset == "own":
        cells["source_name"] = cells["source_name"].where(cells["source_name"].says(str.strip), mapping.name or "table")
    if mapping.private:
        cells["source_private"] = "true"


WHOLE = "whole"  # where an import says which columns of its file hold such numbers, parted by a zero


def are_whole(texts: Iterable[str]) -> bool:
    """Say whether the cells of a column are whole numbers that a program made fractions of (235745.0), and nothing else."""
    first = next((text for text in texts if text), "")
    return first.endswith(".0") and all(_FRACTION(text) for text in dict.fromkeys(texts) if text)


def _whole_numbers(raw: Sheet, whole: Collection[str]) -> Sheet:
    """Write whole numbers that a program made fractions of as what they were: an id with them would be another id, and a code none."""
    out = raw.copy()
    for name in set(raw) & set(whole):
        out[name] = raw[name].each(lambda text: text.removesuffix(".0"))
    return out


_FRACTION = re.compile(r"-?\d+\.0").fullmatch


def claim_id_of(mapping: Mapping, source_id: str) -> str:
    """Give the id of a claim: its source, for an own table the table's name too, and its id there. The id of a private table's claim
    names neither: ids stand on pages and in addresses."""
    own = "_".join(source_id.split())
    if mapping.source in voc.SOURCES:
        return f"{mapping.source}:{own}"
    if mapping.private:
        named = "\0".join((mapping.name, own)).encode("utf-8", "surrogatepass")
        return f"own:{hashlib.sha256(named).hexdigest()[:16]}"
    return f"own:{_slug(mapping.name)}:{own}"


@functools.lru_cache(maxsize=100)
def _slug(name: str) -> str:
    """Make a name fit for an id; a long one keeps a trace of its end, so that two of them do not become one."""
    short = re.sub(r"[^\w.-]+", "-", name.strip()).strip("-")
    if len(short) > 40:
        short = f"{short[:33]}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    return short or "table"
