"""What did an import make of each row of a file, what did a person decide, and what changed since the version before?

Every row ends in exactly one way: kept, fixed (kept with a fix), person (needs a person) or refused; they add up to the rows of the
file. The file's own row, as JSON, and its SHA-256 stay with what was made of it.
"""

import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj.exceptions import ProjError

from geo import settings as s
from geo.evidence.incidents import COLUMNS, TEXT_COLUMNS, parse_claims
from geo.intake.cells import find_order
from geo.intake.checks import FINDINGS, URLS, Findings, Ground, clean
from geo.intake.reading import FileRefused, RawTable, read_crs
from geo.intake.sources import DECLARED_ORDER, SPLIT, Mapping, claim_id_of, to_cells, with_code
from geo.land.places import match_name

Progress = Callable[[float], None]
_DATES = ("date", "date_start", "date_end", "response_date", "retrieved_at")
_KEY = b"raqqa_imports"
_NOT_COMPARED = ("retrieved_at", "licence", "source_private")  # of our copy, not of the claim
_TEXTS = ("row_sha256", "raw", "refuse")


@dataclass(frozen=True)
class Decision:
    """What a person decided about one finding of one row.

    ``action``: "accept" sets ``cells`` and reads the row again; "undo" takes a fix back; "leave" says the row is right as it
    stands. It holds for that row, and for the same claim in a newer version of the file while the cell still says ``was``.
    """

    row_sha256: str
    claim_id: str
    column: str
    code: str
    was: str
    action: str
    cells: dict[str, str] = field(default_factory=dict)
    decided_by: str = ""
    decided_on: str = ""


@dataclass(frozen=True)
class Accounting:
    """How the rows of a file ended; kept + fixed + person + refused = rows."""

    rows: int
    kept: int
    fixed: int
    person: int
    refused: int


@dataclass(frozen=True)
class Import:
    """One file, read and checked.

    ``table`` has a row for each row of the file: ``incidents.COLUMNS`` as texts, ``row`` (its number in the file, the header being
    1), ``raw`` (the file's cells, JSON, in the order of ``file_columns``), ``row_sha256``, ``refuse``, ``held``, ``status``.
    ``findings`` are ``checks.FINDINGS``; their ``position`` is that of the row in ``table``. ``how`` says how the file was read
    (kind, encoding, separator, sheet, crs). ``policy`` is what happens to claims already in the record: "add" keeps them,
    "replace" takes this file's.
    """

    name: str
    mapping: Mapping
    how: dict[str, str]
    file_columns: tuple[str, ...]
    input_sha256: str
    read_on: str
    table: pd.DataFrame
    findings: pd.DataFrame
    order: dict[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    policy: str = "add"
    path: str = ""  # where it is kept; empty: only in this session

    @property
    def source(self) -> str:
        return self.mapping.source

    @property
    def declared(self) -> bool:
        """Whether the rows are strikes an attacker declared: context, never claims."""
        return self.source == "cjtf_oir"

    def accounting(self) -> Accounting:
        counts = self.table["status"].value_counts()
        return Accounting(len(self.table), *(int(counts.get(status, 0)) for status in s.STATUSES))

    @cached_property
    def table_sha256(self) -> str:
        """SHA-256 of the normalised table: every cell of ``COLUMNS`` and how each row ended."""
        return hash_table(self.table, (*COLUMNS, "row_sha256", "status"))

    def entering(self) -> pd.DataFrame:
        """The rows that go into the record, as texts: not refused, not held back."""
        return self.table[(self.table["refuse"] == "") & ~self.table["held"]]

    def claims(self) -> pd.DataFrame:
        """The claims that go into the record, typed (``incidents.parse_claims``), with ``row_sha256``; none if declared strikes."""
        rows = self.entering().iloc[: 0 if self.declared else None]
        claims, problems = parse_claims(rows[list(COLUMNS)], self.name)
        if problems:  # ``checks.clean`` promises there are none
            raise AssertionError(problems[:3])
        return claims.assign(row_sha256=rows["row_sha256"].to_numpy())

    def raw_row(self, row_sha256: str) -> dict[str, str] | None:
        """Give the file's own row by its hash: column -> cell."""
        found = self.table.loc[self.table["row_sha256"] == row_sha256, "raw"]
        return dict(zip(self.file_columns, json.loads(found.iloc[0]), strict=True)) if len(found) else None


def hash_table(table: pd.DataFrame, columns: Sequence[str]) -> str:
    """Give the SHA-256 of the cells of some columns (texts), column by column."""
    digest = hashlib.sha256()
    for column in columns:
        digest.update(column.encode() + b"\0" + "\x1f".join(table[column]).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def interpret(
    raw: RawTable,
    mapping: Mapping,
    name: str,
    input_sha256: str,
    ground: Ground,
    towns: dict[str, tuple[str, ...]],
    today: date,
    progress: Progress = lambda _: None,
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

    Raises
    ------
    FileRefused : the mapping names a coordinate reference system that is none (``bad_crs``).
    """
    if mapping.crs:
        try:
            read_crs(mapping.crs)
        except ProjError as error:
            raise FileRefused("bad_crs", crs=mapping.crs) from error
    order = dict.fromkeys(_DATES, "")
    for ours in _DATES:
        column = mapping.columns.get(ours, "")
        if column in raw.cells.columns:
            found = find_order(raw.cells[column])
            declared = DECLARED_ORDER.get(mapping.source, "")
            order[ours] = mapping.order or (f"{declared} declared" if declared else found)
    cells = [raw.cells[c].tolist() for c in raw.cells.columns]
    write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    rows = [write(row) for row in zip(*cells, strict=True)]
    hashes = [hashlib.sha256(row.encode("utf-8", "surrogatepass")).hexdigest() for row in rows]
    start = Import(
        name=name[:120],
        mapping=mapping,
        how={
            k: v
            for k, v in (
                ("kind", raw.kind),
                ("encoding", raw.encoding),
                ("separator", raw.separator),
                ("sheet", raw.sheet),
                ("others", ", ".join(x for x in raw.sheets if x != raw.sheet)),
                ("crs", raw.crs),
                ("above", str(raw.above or "")),
            )
            if v
        },
        file_columns=tuple(raw.cells.columns),
        input_sha256=input_sha256,
        read_on=today.isoformat(),
        table=pd.DataFrame({"row": raw.numbers, "row_sha256": hashes, "raw": rows}),
        findings=pd.DataFrame(),
        order=order,
    )
    tables, findings = [], []
    for first in range(0, len(rows), s.IMPORT_STRIDE):
        part = np.arange(first, min(first + s.IMPORT_STRIDE, len(rows)))
        table, found = _check_rows(start, part, raw.cells.iloc[part], ground, towns)
        tables.append(table)
        findings.append(found)
        progress(min(1.0, (first + len(part)) / len(rows)))
    extra = Findings(findings)
    where = np.array(sorted(raw.ragged), dtype=int)
    extra.tell(where, "", "warned", "ragged", raw.cells.iloc[where, -1].to_numpy() if len(where) else "")
    where = np.array(sorted(raw.shapes), dtype=int)
    extra.tell(where, "latitude", "person", "not_a_point", [raw.shapes[i] for i in where])
    return _settle(replace(start, table=pd.concat(tables, ignore_index=True), findings=extra.table()))


def _check_rows(
    imported: Import, where: np.ndarray, raw: pd.DataFrame, ground: Ground, towns: dict[str, tuple[str, ...]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make claims of some rows of a file, decisions included; positions are those of the whole file."""
    own = imported.table.iloc[where].reset_index(drop=True)
    raw = raw.reset_index(drop=True)
    cells = to_cells(raw, imported.mapping, own["row_sha256"].str[:12], ground.names)
    cells["refuse"] = cells["refuse"].where(~own["raw"].str.fullmatch(r'\[(?:"(?:\s|\\[nrt])*",?)*\]'), "empty_row")
    cells["read_on"] = imported.read_on
    if imported.declared:
        near = {name: match_name(name, towns) for name in cells["place_name"].unique()}
        far = ~cells["place_name"].map(lambda n: bool(near[n])) & (cells["refuse"] == "")
        cells["refuse"] = cells["refuse"].where(~far, "elsewhere")
    decided = [(int(i), d) for d in imported.decisions for i in np.flatnonzero(own["row_sha256"] == d.row_sha256)]
    for i, d in decided:
        if d.action == "accept":
            for column, value in d.cells.items():
                cells.loc[i, column] = value
            if "source_id" in d.cells:
                cells.loc[i, "claim_id"] = claim_id_of(imported.mapping, d.cells["source_id"])
    meant = Findings()
    for column, codes in imported.mapping.codes.items():  # what a person said a word means
        here = np.flatnonzero(cells[column].isin(list(codes)))
        was = cells[column].iloc[here].to_numpy()
        meant.tell(here, column, "fixed", "recoded", was, [codes[v] for v in was])
        cells[column] = cells[column].map(lambda v, codes=codes: codes.get(v, v))
    untouched = cells
    claims, found = clean(cells, ground, imported.order, imported.mapping.crs)
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
    if base in SPLIT and (d.column == base or d.code in ("range_split", "at_least", "up_to")):
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


def _settle(imported: Import) -> Import:
    """Find rows that stand twice in the whole file, and say how each row ended."""
    table, found = imported.table.copy(), imported.findings
    found = found[~found["code"].isin(("duplicate_row", "duplicate_id", "left_duplicate_id"))]
    table["refuse"] = table["refuse"].where(~table["refuse"].isin(("duplicate_row", "left_out")), "")
    more = Findings([found])
    live = (table["refuse"] == "").to_numpy()
    again = live & table["row_sha256"].where(table["refuse"] == "").duplicated().to_numpy()
    first_row = dict(zip(table["row_sha256"][::-1], table["row"][::-1], strict=True))
    where = np.flatnonzero(again)
    table.iloc[where, table.columns.get_loc("refuse")] = "duplicate_row"
    more.tell(where, "", "refused", "duplicate_row", [f"\u2190 {first_row[h]}" for h in table["row_sha256"].iloc[where]])
    live = live & ~again
    ids = table["claim_id"].where(live)
    later = live & ids.duplicated().to_numpy()
    if not imported.declared:
        left = {d.row_sha256 for d in imported.decisions if d.code == "duplicate_id" and d.action == "leave"}
        first_id = dict(zip(ids[live][::-1], table["row"][live][::-1], strict=True))
        where = np.flatnonzero(later)
        gone = table["row_sha256"].iloc[where].isin(left).to_numpy()
        table.iloc[where[gone], table.columns.get_loc("refuse")] = "left_out"
        twin = {i: f"{table['source_id'].iloc[i]} \u2190 {first_id[table['claim_id'].iloc[i]]}" for i in where.tolist()}
        more.tell(where[gone], "source_id", "refused", "left_out", [twin[i] for i in where[gone].tolist()])
        asked = where[~gone]
        twice = ids[live].groupby(ids[live]).cumcount()
        sets = [json.dumps([{"claim_id": f"{table['claim_id'].iloc[i]}#{twice[i] + 1}"}]) for i in asked]
        more.tell(asked, "source_id", "person", "duplicate_id", [twin[i] for i in asked.tolist()], "", sets)
        table["held"] = _held_by_code(table, found)
        table.iloc[asked, table.columns.get_loc("held")] = True
    findings = more.table()
    refused = np.flatnonzero(table["refuse"] != "")  # what was found in a row that is refused is of no use any more
    findings = findings[(findings["kind"] == "refused") | ~findings["position"].isin(refused)].reset_index(drop=True)
    worst = findings["kind"].map({"refused": 3, "person": 2, "fixed": 1, "warned": 0}).groupby(findings["position"]).max()
    level = pd.Series(0, index=range(len(table)))
    level.loc[worst.index] = worst
    table["status"] = level.map({0: "kept", 1: "fixed", 2: "person", 3: "refused"}).to_numpy()
    texts = findings.astype({"position": int} | dict.fromkeys(FINDINGS[1:], object))
    return replace(imported, table=table.astype({"status": object}), findings=texts)


def _held_by_code(table: pd.DataFrame, found: pd.DataFrame) -> np.ndarray:
    held = np.zeros(len(table), dtype=bool)
    held[found.loc[(found["kind"] == "person") & found["code"].isin(("unknown_code", "unsound")), "position"].to_numpy(dtype=int)] = True
    return held & (table["refuse"] == "").to_numpy()


def decide(imported: Import, decision: Decision, ground: Ground, towns: dict[str, tuple[str, ...]], taken_back: bool = False) -> Import:
    """Add a decision, or take one back, and read the row it is about again.

    A new decision about the same finding takes the place of the old one.
    """
    same = lambda d: (d.row_sha256, d.column, d.code) == (decision.row_sha256, decision.column, decision.code)  # noqa: E731
    kept = tuple(d for d in imported.decisions if not same(d))
    changed = replace(imported, decisions=kept if taken_back else (*kept, decision))
    return _read_again(changed, {decision.row_sha256}, ground, towns)


def _read_again(imported: Import, hashes: set[str], ground: Ground, towns: dict[str, tuple[str, ...]]) -> Import:
    """Check some rows again, named by their hashes, with the decisions about them."""
    where = np.flatnonzero(imported.table["row_sha256"].isin(hashes))
    raw = pd.DataFrame([json.loads(r) for r in imported.table["raw"].iloc[where]], columns=list(imported.file_columns), dtype=object)
    table, found = _check_rows(imported, where, raw, ground, towns)
    whole = imported.table.copy()
    for column in table.columns:
        whole.iloc[where, whole.columns.get_loc(column)] = table[column].to_numpy()
    about_file = imported.findings["position"].isin(where) & imported.findings["code"].isin(("ragged", "not_a_point"))
    findings = pd.concat(
        [imported.findings[~imported.findings["position"].isin(where)], found, imported.findings[about_file]], ignore_index=True
    )
    return _settle(replace(imported, table=whole, findings=findings.sort_values("position", kind="stable", ignore_index=True)))


def recode(imported: Import, column: str, value: str, code: str, ground: Ground, towns: dict[str, tuple[str, ...]]) -> Import:
    """Say what a word of a coded column means, in every row that has it; an empty code takes that back."""
    found = imported.findings
    mine = found["code"].isin(("unknown_code", "recoded")) & (found["column"] == column) & (found["was"] == value)
    hashes = set(imported.table["row_sha256"].iloc[found.loc[mine, "position"].to_numpy(dtype=int)])
    return _read_again(replace(imported, mapping=with_code(imported.mapping, column, value, code)), hashes, ground, towns)


def carry_decisions(newer: Import, earlier: Import, ground: Ground, towns: dict[str, tuple[str, ...]]) -> tuple[Import, int]:
    """Take decisions over from an earlier version of a file; give the import with them, and how many no longer fit.

    A decision fits a row that is the same to the letter, or the one row with the same claim id if every cell of the file that the
    decision is about still says the same.
    """
    hashes = set(newer.table["row_sha256"])
    places = newer.table.groupby("claim_id").indices
    fitting = []
    for d in earlier.decisions:
        if d.row_sha256 in hashes:
            fitting.append(d)
            continue
        spots = places.get(d.claim_id, ())
        before = earlier.raw_row(d.row_sha256)
        if len(spots) != 1 or before is None:
            continue
        row = newer.table.iloc[int(spots[0])]
        after = dict(zip(newer.file_columns, json.loads(row["raw"]), strict=True))
        behind = {newer.mapping.columns.get(c, "") for c in _about(d)} - {""}
        if all(before.get(c) == after.get(c) for c in behind):
            fitting.append(replace(d, row_sha256=row["row_sha256"]))
    changed = replace(newer, decisions=tuple(fitting))
    if fitting:
        changed = _read_again(changed, {d.row_sha256 for d in fitting}, ground, towns)
    return changed, len(earlier.decisions) - len(fitting)


def _about(d: Decision) -> set[str]:
    """Name the cells a decision is about: its own, those it sets, and those that are read together with them."""
    named = {d.column, *d.cells}
    for group in (("latitude", "longitude", "mgrs", "geolocation_accuracy"), ("date", "date_start", "date_end")):
        if named & set(group):
            named |= set(group)
    for base in SPLIT:
        if named & {base, f"{base}_min", f"{base}_max"}:
            named |= {base, f"{base}_min", f"{base}_max"}
    return named


@dataclass(frozen=True)
class Difference:
    """A newer file against claims already here: ids added and removed, and the cells that changed (claim_id, column, was, is)."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: pd.DataFrame
    same: int


def compare_versions(before: pd.DataFrame, after: pd.DataFrame) -> Difference:
    """Hold two tables of claims (texts, ``incidents.COLUMNS``) against each other, cell by cell.

    What belongs to our copy and not to the claim (day of retrieval, licence) is not compared.
    """
    old, new = before.set_index("claim_id"), after.set_index("claim_id")
    both = [c for c in new.index if c in old.index]
    columns = [c for c in COLUMNS if c not in ("claim_id", *_NOT_COMPARED)]
    a, b = old.loc[both, columns], new.loc[both, columns]
    differs = a.to_numpy() != b.to_numpy()
    rows, cols = np.nonzero(differs)
    changed = pd.DataFrame(
        {
            "claim_id": [both[i] for i in rows],
            "column": [columns[j] for j in cols],
            "was": a.to_numpy()[rows, cols],
            "is": b.to_numpy()[rows, cols],
        }
    )
    return Difference(
        tuple(c for c in new.index if c not in old.index),
        tuple(c for c in old.index if c not in new.index),
        changed,
        len(both) - len(set(rows)),
    )


def write_imports(imports: Sequence[Import]) -> bytes:
    """Write imports as one GeoParquet: all rows, refused ones too, with findings, decisions and hashes; ``read_imports`` reads it."""
    parts, about = [], []
    for k, one in enumerate(imports):
        told: dict[int, list[dict[str, str]]] = {}
        for finding in one.findings.to_dict("records"):
            told.setdefault(finding.pop("position"), []).append(finding)
        texts = [json.dumps(told[i], ensure_ascii=False) if i in told else "" for i in range(len(one.table))]
        parts.append(one.table.assign(import_no=k, findings=texts))
        about.append(
            {
                "name": one.name,
                "mapping": asdict(one.mapping),
                "how": one.how,
                "file_columns": one.file_columns,
                "input_sha256": one.input_sha256,
                "table_sha256": one.table_sha256,
                "read_on": one.read_on,
                "order": one.order,
                "decisions": [asdict(d) for d in one.decisions],
                "policy": one.policy,
            }
        )
    table = pd.concat(parts, ignore_index=True)
    lat, lon = (pd.to_numeric(table[c], errors="coerce") for c in ("latitude", "longitude"))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=s.WGS84).where(lat.notna() & lon.notna(), None)
    memory = io.BytesIO()
    gpd.GeoDataFrame(table, geometry=points, crs=s.WGS84).to_parquet(memory)
    written = pq.read_table(io.BytesIO(memory.getvalue()))
    metadata = {**(written.schema.metadata or {}), _KEY: json.dumps(about, ensure_ascii=False).encode()}
    out = io.BytesIO()
    pq.write_table(written.replace_schema_metadata(metadata), out)
    return out.getvalue()


class KeptFileBroken(ValueError):
    """A kept file that cannot be trusted: ``code`` is "unreadable", or "changed" where its rows no longer have their hash."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_imports(data: bytes, path: str = "") -> list[Import]:
    """Read what ``write_imports`` wrote, and hold it against its own hashes.

    Raises
    ------
    KeptFileBroken : not such a file, damaged, or changed since it was written.
    """
    try:
        head = pq.ParquetFile(io.BytesIO(data))
        about: list[dict[str, Any]] = json.loads(head.schema_arrow.metadata[_KEY])
        if head.metadata.num_rows > s.IMPORT_ROWS * len(about) or head.metadata.num_columns > s.IMPORT_COLUMNS:
            raise ValueError("larger than an import can be")
        stored = head.read()
        table = stored.drop_columns(["geometry"]).to_pandas()
        imports = []
        for k, one in enumerate(about):
            mine = table[table["import_no"] == k].reset_index(drop=True)
            mine = mine.astype(dict.fromkeys((*COLUMNS, *_TEXTS, "status"), object))
            found = [{"position": i} | finding for i, text in enumerate(mine["findings"]) if text for finding in json.loads(text)]
            imports.append(
                Import(
                    name=one["name"],
                    mapping=Mapping(**one["mapping"]),
                    how=one["how"],
                    file_columns=tuple(one["file_columns"]),
                    input_sha256=one["input_sha256"],
                    read_on=one["read_on"],
                    table=mine[["row", "row_sha256", "raw", *COLUMNS, "refuse", "held", "status"]],
                    findings=pd.DataFrame(found, columns=list(FINDINGS)).astype({"position": int} | dict.fromkeys(FINDINGS[1:], object)),
                    order=one["order"],
                    decisions=tuple(Decision(**d) for d in one["decisions"]),
                    policy=one["policy"],
                    path=path,
                )
            )
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
        raise KeptFileBroken("unreadable") from error
    if any(one.table_sha256 != a["table_sha256"] for one, a in zip(imports, about, strict=True)):
        raise KeptFileBroken("changed")
    return imports


def kept_path(imported: Import, folder: Path) -> Path:
    """Say where an import is kept: its source and a hash of the file, its sheet and its name; not the file's name itself."""
    what = "\0".join((imported.input_sha256, imported.how.get("sheet", ""), imported.mapping.name))
    return folder / s.OUTPUT / f"{imported.source}-{hashlib.sha256(what.encode()).hexdigest()[:12]}.parquet"
