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
from geo.evidence.incidents import COLUMNS, TEXT_COLUMNS, each_text, spread
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
from geo.intake.sources.registry import claim_id_of, source_of, to_cells
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
        cells = raw.cells.iloc[part]
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


def _own_rows(cells: pd.DataFrame, numbers: np.ndarray) -> pd.DataFrame:
    """Give the file's own rows: number, hash, and the cells as they are."""
    rows = rows_as_json(cells)
    hashes = [hashlib.sha256(row.encode("utf-8", "surrogatepass")).hexdigest() for row in rows]
    return pd.DataFrame({"row": numbers, "row_sha256": np.array(hashes, dtype=object), "raw": np.array(rows, dtype=object)})


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


def rows_as_json(cells: pd.DataFrame) -> list[str]:
    """Write each row of a table of texts as a JSON list without blanks; each distinct text of a column is written once."""
    columns = []
    for k in range(cells.shape[1]):
        of, texts = pd.factorize(cells.iloc[:, k].to_numpy(dtype=object))
        columns.append(spread([encode_basestring(text) for text in texts], of).tolist())
    return [f"[{','.join(row)}]" for row in zip(*columns, strict=True)]


def _orders(raw: RawTable, mapping: Mapping) -> dict[str, str]:
    """Say of each column of days in which order its days and months stand: as somebody said, as its source does, or as its cells show."""
    order = dict.fromkeys(DATES, "")
    for ours in DATES:
        column = mapping.columns.get(ours, "")
        if column in raw.cells.columns:
            found = find_order(raw.cells[column].unique())
            declared = source_of(mapping.source).order
            turned = " turned" if found.endswith(" turned") else ""
            order[ours] = f"{mapping.order}{turned}" if mapping.order else f"{declared} declared" if declared else found
    return order


def _with_notes(raw: RawTable, findings: list[pd.DataFrame]) -> pd.DataFrame:
    """Add what reading the file found to what was found in its cells."""
    extra = Findings(findings)
    where = np.array(sorted(raw.ragged), dtype=int)
    extra.tell(where, "", "warned", "ragged", raw.cells.iloc[where, -1].to_numpy() if len(where) else "")
    for position, code, text in raw.notes:
        extra.tell(np.array([position]), "", NOTED[code], code, text, text if NOTED[code] == "warned" else "")
    return extra.table()


def check_rows(
    imported: Import,
    where: np.ndarray,
    own: pd.DataFrame,
    raw: pd.DataFrame,
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
    raw = raw.reset_index(drop=True)
    cells = to_cells(raw, imported.mapping, own["row_sha256"].str[:12], ground.names)
    cells["refuse"] = cells["refuse"].where(_says_anything(raw), "empty_row")
    cells["read_on"] = imported.read_on
    if imported.declared:
        near = {name: match_name(name, towns) for name in cells["place_name"].unique()}
        far = ~cells["place_name"].map(lambda n: bool(near[n])) & (cells["refuse"] == "")
        cells["refuse"] = cells["refuse"].where(~far, "elsewhere")
        cells["sure_of_point"] = "yes"  # a place of this territory is all that ties such a row
    decided = [(int(i), d) for d in imported.decisions for i in np.flatnonzero(own["row_sha256"] == d.row_sha256)]
    for i, d in decided:
        if d.action == "accept":
            for column, value in d.cells.items():  # of one row several figures may be decided about
                cells.loc[i, column] = f"{cells.loc[i, column]}|{value}" if column == "sure_of_figures" else value
            if "source_id" in d.cells:
                cells.loc[i, "claim_id"] = claim_id_of(imported.mapping, d.cells["source_id"])
    meant = Findings()
    words = {c: codes for c, codes in imported.mapping.codes.items() if c not in REGIONAL}
    for column, codes in words.items():  # what a person said a word means
        here = np.flatnonzero(cells[column].isin(list(codes)))
        was = cells[column].iloc[here].to_numpy()
        meant.tell(here, column, "fixed", "recoded", was, [codes[v] for v in was])
        cells[column] = cells[column].map(lambda v, codes=codes: codes.get(v, v))
    untouched = cells
    said = {c: codes for c, codes in imported.mapping.codes.items() if c in REGIONAL}
    claims, found = clean(cells, ground, imported.order, imported.mapping.crs, said)
    live = claims.index[claims["refuse"] == ""]
    told = meant.table()
    found = Findings([found, told[told["position"].isin(live)]]).table()
    if imported.declared:
        lacking = np.flatnonzero((claims["refuse"] == "") & ((claims["strike_count"] == "") | (claims["date_start"] == "")))
        claims.loc[lacking, "held"] = True
        found = Findings([found])
        found.tell(lacking, "strike_count", "person", "lacking", cells["strike_count"].iloc[lacking].to_numpy())
        found = found.table()
    for i, d in decided:
        found = _apply(claims, found, i, d, str(untouched[d.column].iloc[i]) if d.column in untouched else "")
    table = pd.concat([own[["row", "row_sha256", "raw"]], claims], axis=1)
    found["position"] = where[found["position"].to_numpy(dtype=int)]
    return table.astype(dict.fromkeys((*COLUMNS, *_TEXTS), object)), found


def _says_anything(raw: pd.DataFrame) -> np.ndarray:
    """Say which rows have a cell that is not blank; a control sign is no blank."""
    found = np.zeros(len(raw), dtype=bool)
    for k in range(raw.shape[1]):
        found |= each_text(raw.iloc[:, k], lambda text: not _BLANK.fullmatch(text)).to_numpy(dtype=bool)
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
