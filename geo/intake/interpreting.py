"""What does each row of a file become, by its mapping and by what people decided about it?"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from json.encoder import encode_basestring
from typing import Protocol

import numpy as np
import pandas as pd
from pyproj.exceptions import ProjError

from geo import settings as s
from geo.evidence.alike import Column, Sheet
from geo.evidence.incidents import COLUMNS, TEXT_COLUMNS
from geo.intake.cells.days import find_order
from geo.intake.cells.numbers import ENDS
from geo.intake.checks import clean
from geo.intake.columns.findings import Findings
from geo.intake.columns.ground import Ground
from geo.intake.columns.texts import URLS
from geo.intake.ends import settle
from geo.intake.formats.crs import read_crs
from geo.intake.formats.raw import NOTED, FileRefused, RawTable
from geo.intake.imports import DATES, Decision, Import
from geo.intake.sources.mapping import REGIONAL, SPLIT, Mapping
from geo.intake.sources.registry import WHOLE, are_whole, claim_id_of, source_of, to_cells
from geo.land.places import match_name

Progress = Callable[[float], None]
_BLANK = re.compile(r"[^\S\x0b\x0c\x1c-\x1f]*")
_TEXTS = ("row_sha256", "raw", "refuse")


def interpret(
    raw: RawTable,
    mapping: Mapping,
    name: str,
    input_sha256: str,
    ground: Ground,
    towns: dict[str, tuple[str, ...]],
    today: date,
    progress: Progress = lambda _: None,
    gather: "Gather | None" = None,
) -> Import:
    """Make claims of a file's rows, by the mapping, and say of each row how it ended.

    Parameters
    ----------
    raw : from ``reading.read_table``.
    name : of the file, for the report.
    ground : from ``checks.survey``.
    towns : places of the governorate by P-code, with their names, to tell declared strikes near them.
    today : the day written as ``retrieved_at``.
    progress : called with the part done, 0 to 1.
    gather : keeps the rows that are checked while the others are; in memory if there is none.

    Raises
    ------
    FileRefused : the mapping names a coordinate reference system that is none (``bad_crs``).
    """
    if mapping.crs:
        try:
            read_crs(mapping.crs)
        except ProjError as error:
            raise FileRefused("bad_crs", crs=mapping.crs) from error
    start, kept = _begin(raw, mapping, name, input_sha256, today), gather or Together()
    findings = []
    for first in range(0, len(raw.cells), s.IMPORT_STRIDE):
        part = np.arange(first, min(first + s.IMPORT_STRIDE, len(raw.cells)))
        cells = Sheet.of_frame(raw.cells.iloc[part])
        table, found = check_rows(start, part, _own_rows(cells, raw.numbers[part]), cells, ground, towns)
        kept.add(table)
        findings.append(found)
        progress(min(1.0, (first + len(part)) / len(raw.cells)))
    return settle(replace(start, table=kept.table(), findings=_with_notes(raw, findings)))


class Gather(Protocol):
    """Keeps checked rows, a part at a time, and gives all of them."""

    def add(self, table: pd.DataFrame) -> None: ...

    def table(self) -> pd.DataFrame: ...


class Together:
    """Keeps checked rows in memory."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []

    def add(self, table: pd.DataFrame) -> None:
        self._parts.append(table)

    def table(self) -> pd.DataFrame:
        return pd.concat(self._parts, ignore_index=True)


def _own_rows(cells: Sheet, numbers: np.ndarray) -> pd.DataFrame:
    """Give the file's own rows: number, hash, and the cells as they are."""
    rows = rows_as_json(cells)
    hashes = [hashlib.sha256(row.encode("utf-8", "surrogatepass")).hexdigest() for row in rows]
    return pd.DataFrame({"row": numbers, "row_sha256": pd.Series(hashes, dtype=object), "raw": pd.Series(rows, dtype=object)})


def _begin(raw: RawTable, mapping: Mapping, name: str, input_sha256: str, today: date) -> Import:
    """Give the import before a row is checked."""
    how = {
        "kind": raw.kind,
        "encoding": raw.encoding,
        "separator": raw.separator,
        "sheet": raw.sheet,
        "others": ", ".join(x for x in raw.sheets if x != raw.sheet),
        "crs": raw.crs,
        "above": str(raw.above or ""),
    }
    return Import(
        name=name[:120],
        mapping=mapping,
        how={k: v for k, v in how.items() if v},
        file_columns=tuple(raw.cells.columns),
        input_sha256=input_sha256,
        read_on=today.isoformat(),
        table=pd.DataFrame(),
        findings=pd.DataFrame(),
        order=_orders(raw, mapping),
    )


_MERGED = 4_000  # distinct texts of two columns beside each other that are written as one


def rows_as_json(cells: Sheet) -> list[str]:
    """Write each row of a table of texts as a JSON list without blanks; each distinct text of a column is written once, and so is what
    columns beside each other say together, where that is little."""
    parts: list[Column] = []
    for name in cells:
        column = cells[name].each(encode_basestring)
        if parts and len(parts[-1].texts) * len(column.texts) <= _MERGED:
            column = _merged(parts.pop(), column)
        parts.append(column)
    return [f"[{','.join(row)}]" for row in zip(*(part.rows().tolist() for part in parts), strict=True)]


def _merged(left: Column, right: Column) -> Column:
    """Make one column of two, with a comma between their texts."""
    width = len(right.texts)
    of = left.of * width + right.of
    used = np.bincount(of, minlength=len(left.texts) * width) > 0
    pairs = np.flatnonzero(used)
    texts = [f"{a},{b}" for a, b in zip(left.texts[pairs // width], right.texts[pairs % width], strict=True)]
    return Column((np.cumsum(used) - 1)[of], texts)


def _orders(raw: RawTable, mapping: Mapping) -> dict[str, str]:
    """Say of each column of days in which order its days and months stand: as somebody said, as its source does, or as its cells show; and which
    columns of the file hold whole numbers written as fractions (``registry.are_whole``): of a part of the rows it could seem otherwise."""
    order = dict.fromkeys(DATES, "")
    for ours in DATES:
        column = mapping.columns.get(ours, "")
        if column in raw.cells.columns:
            found = find_order(raw.cells[column].unique())
            declared = source_of(mapping.source).order
            turned = " turned" if found.endswith(" turned") else ""
            order[ours] = f"{mapping.order}{turned}" if mapping.order else f"{declared} declared" if declared else found
    return order | {WHOLE: "\0".join(name for name in raw.cells.columns if are_whole(raw.cells[name].unique()))}


def _with_notes(raw: RawTable, findings: list[pd.DataFrame]) -> pd.DataFrame:
    """Add what reading the file found to what was found in its cells."""
    extra = Findings(findings)
    where = np.array(sorted(raw.ragged), dtype=int)
    extra.tell(where, "", NOTED["ragged"], "ragged", raw.cells.iloc[where, -1].to_numpy() if len(where) else "")
    for position, code, text in raw.notes:
        extra.tell(np.array([position]), "", NOTED[code], code, text, text if NOTED[code] == "warned" else "")
    return extra.table()


def check_rows(
    imported: Import,
    where: np.ndarray,
    own: pd.DataFrame,
    raw: Sheet,
    ground: Ground,
    towns: dict[str, tuple[str, ...]],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make claims of some rows of a file, decisions included; positions are those of the whole file.

    Parameters
    ----------
    imported : how the file is read, and what was decided.
    where : positions of the rows in the file.
    own : row, row_sha256, raw of each.
    raw : their cells.
    """
    own = own.reset_index(drop=True)
    hashes = own["row_sha256"].to_numpy(dtype=object)
    ids = Column(np.arange(len(raw)), [text[:12] for text in hashes])
    whole = imported.order.get(WHOLE)  # of a file kept before this was stored its rows say it, as they did
    columns = [name for name in raw if are_whole(raw[name].texts)] if whole is None else whole.split("\0")
    cells = to_cells(raw, imported.mapping, ids, ground.names, columns)
    cells["refuse"] = cells["refuse"].where(_says_anything(raw), "empty_row")
    cells["read_on"] = imported.read_on
    if imported.declared:
        near = cells["place_name"].says(lambda name: match_name(name, towns))
        cells["refuse"] = cells["refuse"].where(near | cells["refuse"].filled(), "elsewhere")
        cells["sure_of_point"] = "yes"  # a place of this territory is all that ties such a row
    decided = [(int(i), d) for d in imported.decisions for i in np.flatnonzero(hashes == d.row_sha256)]
    _set_decided(cells, decided, imported.mapping)
    meant = Findings()
    words = {c: codes for c, codes in imported.mapping.codes.items() if c not in REGIONAL}
    for column, codes in words.items():  # what a person said a word means
        was = cells[column]
        here = np.flatnonzero(was.is_in(codes))
        cells[column] = was.each(lambda v, codes=codes: codes.get(v, v))  # type: ignore[misc]
        meant.tell(here, column, "fixed", "recoded", was.at(here), cells[column].at(here))
    said = {c: codes for c, codes in imported.mapping.codes.items() if c in REGIONAL}
    claims, found = clean(cells, ground, imported.order, imported.mapping.crs, said)
    found = Findings([found, meant.without(np.flatnonzero(claims["refuse"].filled()))]).table()
    if imported.declared:
        short = ~claims["refuse"].filled() & ~(claims["strike_count"].filled() & claims["date_start"].filled())
        lacking = np.flatnonzero(short)
        claims["held"] = Column((claims["held"].says(bool) | short).astype(np.intp), [False, True])
        more = Findings([found])
        more.tell(lacking, "strike_count", "person", "lacking", cells["strike_count"].at(lacking))
        found = more.table()
    table = pd.concat([own[["row", *_TEXTS[:2]]], claims.frame([*COLUMNS, "refuse", "held"]).astype({"held": bool})], axis=1)
    for i, d in decided:
        found = _apply(table, found, i, d, str(cells[d.column].at(np.array(i))) if d.column in cells else "")
    found["position"] = where[found["position"].to_numpy(dtype=int)]
    return table, found


def _set_decided(cells: Sheet, decided: list[tuple[int, Decision]], mapping: Mapping) -> None:
    """Set the cells of rows that a person decided about."""
    for i, d in decided:
        if d.action == "accept":
            for column, value in d.cells.items():  # of one row several figures may be decided about
                was = cells[column].at(np.array(i))
                cells.put(i, column, f"{was}|{value}" if column == "sure_of_figures" else value)
            if "source_id" in d.cells:
                cells.put(i, "claim_id", claim_id_of(mapping, d.cells["source_id"]))


def _says_anything(raw: Sheet) -> np.ndarray:
    """Say which rows have a cell that is not blank; a control sign is no blank."""
    found = np.zeros(len(raw), dtype=bool)
    for name in sorted(raw, key=lambda name: len(raw[name].texts)):
        found |= raw[name].says(lambda text: not _BLANK.fullmatch(text))
        if found.all():
            break
    return found


_VALUES = {"latitude": ("latitude", "longitude"), "longitude": ("latitude", "longitude")}


def _apply(claims: pd.DataFrame, found: pd.DataFrame, i: int, d: Decision, original: str) -> pd.DataFrame:
    """Note a decision among the findings of row ``i``, and take an undone fix back; ``original`` is the cell as the file has it."""
    mine = (found["position"] == i) & (found["column"] == d.column) & (found["code"] == d.code)
    if d.action == "accept":
        more = Findings([found])
        more.tell(np.array([i]), d.column, "fixed", "decided", d.was, json.dumps(d.cells, ensure_ascii=False))
        return more.table()
    if d.action == "leave":
        found.loc[mine, "kind"] = "fixed"
        found.loc[mine, "became"] = found.loc[mine, "became"].where(found.loc[mine, "became"] != "", "–")
        found.loc[mine, "code"] = "left_" + d.code if d.code in ("duplicate_id",) else "left"
        return found
    fixes = mine & (found["kind"] == "fixed")
    if not fixes.any():
        return found
    if d.column in TEXT_COLUMNS and d.column not in (*URLS, "response_reason"):
        # a text stands as the file has it, whatever else was mended in it
        claims.loc[i, d.column] = original
        every = (found["position"] == i) & (found["column"] == d.column) & (found["kind"] == "fixed")
        found.loc[every, ["kind", "code", "became"]] = ["warned", "undone", original]
        return found[~(every & every.cumsum().gt(1))].reset_index(drop=True)
    columns: tuple[str, ...] = _VALUES.get(d.column, (d.column,))
    base = d.column.removesuffix("_min").removesuffix("_max")
    if base in SPLIT and (d.column == base or d.code in ENDS):
        columns = (f"{base}_min", f"{base}_max")
    if d.column in ("date", "date_start", "date_end"):
        columns = ("date_start", "date_end")
        claims.loc[i, "date_precision"] = "unknown"
        claims.loc[i, "date_text"] = claims.loc[i, "date_text"] or d.was
    if "latitude" in columns and claims.loc[i, "accuracy_source"] == "MGRS":
        claims.loc[i, ["geolocation_accuracy", "accuracy_source"]] = ["unknown", ""]
    for column in columns:
        if column in claims.columns and column != "retrieved_at":
            claims.loc[i, column] = ""
    found.loc[fixes, ["kind", "code", "became"]] = ["person", "undone", ""]
    return found
