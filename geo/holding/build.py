"""How are files too many for memory made into a holding that the dashboard opens?

Each file is one task: read, checked, joined to the areas, written as a GeoParquet piece. What depends on other files (ids that stand
twice, pairs that may be one event, the tables by area and day) follows in further tasks over small columns. A task writes whole files
or none and may run twice; what an earlier run finished is not done again. The tasks run here one after the other, or on Dask.
"""

import contextlib
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock

from geo.choice.window import day_number
from geo.evidence.coverage import spans_of
from geo.holding.engines import Engine
from geo.holding.inputs import Met, input_files, name_inputs
from geo.holding.pairing import write_pairs
from geo.holding.summing import WORK, add_up_all, facts_of, sum_piece
from geo.holding.wide import write_wide
from geo.intake.apart import read_apart
from geo.intake.columns.ground import Ground
from geo.intake.deciding import carry_decisions
from geo.intake.formats.raw import Choices, FileRefused, refusal_of
from geo.intake.imports import Import
from geo.intake.interpreting import interpret
from geo.intake.sources.mapping import Mapping
from geo.intake.sources.registry import mapping_of, source_of
from geo.land.areas import areas_mark
from geo.record.joining import gather, join, place_by_hand
from geo.record.known import Record
from geo.record.pieces import FACTS, FORMAT, SUMS, key_of, pack_frame, piece_name, read_frame, sums_name
from geo.record.stored import write_whole
from geo.territory import Territory, here, stand_on

BUCKETS = (8, 1024)  # of the index of ids, fewest and most; one for eight files between


@dataclass(frozen=True)
class Land:
    """What a task needs to know of the record the holding is built on."""

    territory: Territory
    areas: dict[str, gpd.GeoDataFrame]
    places: gpd.GeoDataFrame
    district_of: dict[str, str]
    ground: Ground
    towns: dict[str, tuple[str, ...]]
    placed: pd.DataFrame
    linked: frozenset[str]  # claims a judgement names


@dataclass(frozen=True)
class File:
    """One input: its number (that of its piece), where it is, and how it is to be read."""

    piece: int
    path: str
    source: str
    choices: Choices
    mapping: Mapping | None
    earlier: Import | None  # the kept file it is a newer version of
    today: date
    buckets: int  # of the index
    key: str  # of everything else its piece depends on


class BuildFailed(Exception):
    """Files that cannot be part of a holding: name and why, all of them."""

    def __init__(self, refused: list[tuple[str, FileRefused]]) -> None:
        super().__init__("; ".join(f"{name}: {why}" for name, why in refused))
        self.refused = refused


class CountsDiffer(RuntimeError):
    """What was written does not hold what was counted; the build is not finished."""


def read_file(file: File, land: Land, data: bytes) -> Import:
    """Read and check one file as ``geo import`` does.

    Raises
    ------
    FileRefused : it cannot be read, placed, or holds declared strikes, which are no claims.
    """
    name = Path(file.path).name
    raw = read_apart(data, name, file.choices)
    mapping = mapping_of(raw, name, file.source, file.choices.crs, file.mapping)
    if source_of(mapping.source).declares:
        raise FileRefused("declared_in_build")
    one = interpret(raw, mapping, name, hashlib.sha256(data).hexdigest(), land.ground, land.towns, file.today)
    return carry_decisions(one, file.earlier, land.ground, land.towns)[0] if file.earlier and file.earlier.decisions else one


def take_in(file: File, out: Path, land: Land) -> dict[str, Any]:
    """Make the piece of one file: claims, incidents, rows that are none, findings and keys. Give its facts; done once.

    A file that is refused gives {"refusal": code, "values": ...}: nothing of it is written.
    """
    stand_on(land.territory)  # a worker is another process
    done = out / WORK / "files" / f"{file.piece:06d}.json"
    data = Path(file.path).read_bytes()
    key = hashlib.sha256(file.key.encode() + hashlib.sha256(data).digest()).hexdigest()
    if done.exists() and (facts := json.loads(done.read_text(encoding="utf-8")))["key"] == key:
        return dict(facts)
    try:
        one = read_file(file, land, data)
    except Exception as error:  # noqa: BLE001 - whatever a file does, it is one sentence about that file
        refused = error if isinstance(error, FileRefused) else refusal_of(error)
        return {"refusal": refused.code, "values": refused.values}
    rows = one.entering()
    claims = one.claims().assign(input_sha256=one.input_sha256, raw=rows["raw"].to_numpy(), file_row=rows["row"].to_numpy())
    claims = place_by_hand(claims, land.placed, land.places)
    claims["incident_id"] = claims["claim_id"]
    incidents = gather(claims, land.areas, land.district_of)
    name = piece_name(file.piece)
    write_whole(out / "claims" / name, pack_frame(claims, geometry=True))
    write_whole(out / "incidents" / name, pack_frame(incidents, geometry=True))
    write_whole(out / "rest" / name, pack_frame(one.table[~one.table["status"].isin(("kept", "fixed"))], geometry=False))
    row_of = one.table["row"].to_numpy()
    found = one.findings.assign(row=row_of[one.findings["position"].to_numpy(dtype=int)], file=one.name)
    write_whole(out / "findings" / name, pack_frame(found.drop(columns="position"), geometry=False))
    write_whole(out / WORK / "keys" / name, _pack_keys(claims["claim_id"], file.piece, file.buckets))
    spans = [[r.source, r.what, day_number(r.first), day_number(r.last)] for r in spans_of(claims)]
    facts = {
        "key": key,
        "name": one.name,
        "source": one.source,
        "sha256": one.input_sha256,
        "table_sha256": one.table_sha256,
        "columns": list(one.file_columns),
        "claims": len(claims),
        "waiting": asdict(one.waiting),
        "spans": spans,
        "linked": np.flatnonzero(claims["claim_id"].isin(land.linked)).tolist(),
        **asdict(one.accounting()),
    }
    write_whole(done, json.dumps(facts, ensure_ascii=False).encode())
    return facts


def _pack_keys(ids: pd.Series, piece: int, buckets: int) -> bytes:
    """Write the keys of ids as a row group a bucket, so that a task can read its own bucket of every piece."""
    keys = np.array([key_of(x) for x in ids], dtype=np.uint64).reshape(-1, 2)
    frame = pd.DataFrame({"high": keys[:, 0], "low": keys[:, 1], "row": np.arange(len(ids), dtype=np.int32)})
    bucket = (frame["high"] % buckets).to_numpy()
    sink = pa.BufferOutputStream()
    schema = pa.Table.from_pandas(frame.assign(piece=np.int32(piece)), preserve_index=False).schema
    with pq.ParquetWriter(sink, schema) as writer:
        for k in range(buckets):
            writer.write_table(pa.Table.from_pandas(frame[bucket == k].assign(piece=np.int32(piece)), schema=schema, preserve_index=False))
    return bytes(sink.getvalue())


def index_bucket(bucket: int, out: Path, pieces: int) -> pd.DataFrame:
    """Write one bucket of the index of ids; give the rows (piece, row) whose id stands in an earlier row already."""
    parts = []
    for piece in range(pieces + 1):
        file = pq.ParquetFile(out / WORK / "keys" / piece_name(piece))
        parts.append(file.read_row_group(bucket).to_pandas())
    keys = pd.concat(parts, ignore_index=True).sort_values(["high", "low", "piece", "row"], ignore_index=True)
    again = keys.duplicated(["high", "low"])
    write_whole(out / "ids" / piece_name(bucket), pack_frame(keys[~again], geometry=False))
    return keys.loc[again, ["piece", "row"]]


def _check(engine: Engine, out: Path, record: Record, pieces: list[tuple[int, np.ndarray]]) -> None:
    """Hold the pieces as written against the tables made of them.

    Raises
    ------
    CountsDiffer : an incident is missing, counted twice, or in another area than its point.
    """
    found = engine.recount([out / "incidents" / piece_name(k) for k, _ in pieces], record.areas["subdistrict"])
    if found["misplaced"].sum():
        raise CountsDiffer(f"{found['misplaced'].sum()} points outside their subdistrict")
    counts = found.groupby("adm3_pcode")["rows"].sum()
    for piece, rows in pieces:
        if len(rows):
            codes = read_frame(out / "incidents" / piece_name(piece), ["adm3_pcode"]).iloc[rows]["adm3_pcode"]
            counts = counts.sub(codes.value_counts(), fill_value=0)
    tables = [read_frame(out / "sums" / sums_name(*x)) for x in SUMS if x[0] == "subdistrict"]
    summed = pd.concat(tables).groupby("area")["incidents"].sum()
    differing = counts.sub(summed, fill_value=0)
    if differing.any():
        raise CountsDiffer(str(differing[differing != 0].to_dict()))


def build(
    inputs: Sequence[Path],
    out: Path,
    record: Record,
    engine: Engine,
    today: date,
    source: str = "",
    choices: Choices | None = None,
    mapping: Mapping | None = None,
) -> dict[str, Any]:
    """Make a holding of files and the record they join, as ``files.join`` would in memory, and give its facts.

    Raises
    ------
    BuildFailed : files that cannot be read; nothing but work to be continued is left behind.
    FileExistsError : the folder holds a finished holding, or something else.
    TimeoutError : another build is writing it.
    OSError : the folder cannot be written.
    """
    with _alone_in(out):
        return _build(inputs, out, record, engine, today, source, choices or Choices(), mapping)


@contextlib.contextmanager
def _alone_in(out: Path) -> Iterator[None]:
    """Hold a folder against every other build; what a killed one leaves beside it holds nobody up."""
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.absolute().with_name(f".{out.absolute().name}.building")
    with FileLock(beside, timeout=0):
        yield
        with contextlib.suppress(OSError):  # where a file that is open cannot go, it stays
            beside.unlink()


def _build(
    inputs: Sequence[Path], out: Path, record: Record, engine: Engine, today: date, source: str, choices: Choices, mapping: Mapping | None
) -> dict[str, Any]:
    if out.exists() and any(out.iterdir()) and not (out / WORK).is_dir():
        raise FileExistsError(out)
    tables = (f"{WORK}/sums/{sums_name(*x)}" for x in SUMS)
    for folder in ("claims", "incidents", "rest", "findings", "ids", "sums", *(f"{WORK}/{x}" for x in ("files", "keys", "wide")), *tables):
        (out / folder).mkdir(parents=True, exist_ok=True)
    files, met = _files_of(inputs, record, today, source, choices, mapping)
    facts = _take_all_in(engine, files, met, out, record)
    buckets = files[0].buckets
    elsewhere = record.belongs.loc[record.belongs["decision"] == "elsewhere", "claim_id"]  # counts nowhere, as if it stood here already
    write_whole(out / WORK / "keys" / piece_name(0), _pack_keys(pd.concat([record.claims["claim_id"], elsewhere]), 0, buckets))
    late = pd.concat(engine.run("index", index_bucket, range(buckets), out, len(files)), ignore_index=True)
    core = _core(record, out, facts, late)
    pieces = _without_gone(out, facts, late)

    summed = [*engine.run("tables", sum_piece, pieces, out), facts_of(core.incidents, core.claims)]
    add_up_all(engine, out, len(files))
    write_wide(out, out / WORK / "wide", len(files))
    _check(engine, out, record, pieces)
    skipped = write_pairs(engine, out, core, pieces, summed)
    write_whole(out / "claims" / piece_name(0), pack_frame(core.claims, geometry=True))
    write_whole(out / "incidents" / piece_name(0), pack_frame(core.incidents, geometry=True))
    own = {"buckets": buckets, "already_here": len(late), "met": [asdict(x) for x in met], "pairs_skipped": skipped}
    told = _what_it_holds(record, core, facts, summed) | own
    for draft in out.rglob(".draft-*"):  # of a worker that was killed while it wrote
        draft.unlink()
    write_whole(out / FACTS, json.dumps({k: told[k] for k in _ORDER}, ensure_ascii=False, indent=1).encode())
    shutil.rmtree(out / WORK)
    return told


def _files_of(
    inputs: Sequence[Path], record: Record, today: date, source: str, choices: Choices, mapping: Mapping | None
) -> tuple[list[File], list[Met]]:
    """Number the files of a build, and give those that are here already; the key of each names all that its piece depends on besides its bytes."""
    about = json.dumps([FORMAT, record.fingerprint, source, asdict(choices), asdict(mapping) if mapping else None, today.isoformat()])
    named, met = name_inputs(input_files(inputs), record.imports, source, choices)
    buckets = min(max(len(named) // 8, BUCKETS[0]), BUCKETS[1])
    files = []
    for k, x in enumerate(named, 1):
        own = mapping or x.mapping
        depends = (own.to_json() if own else "", x.earlier.table_sha256 if x.earlier else "")
        key = "|".join((about, str(buckets), str(k), *depends))
        files.append(File(k, str(x.path), source, choices, own, x.earlier, today, buckets, key))
    return files, met


def _take_all_in(engine: Engine, files: list[File], met: list[Met], out: Path, record: Record) -> list[dict[str, Any]]:
    """Make the piece of every file, and give their facts; BuildFailed with all that were refused, or where every file is here already."""
    linked = frozenset(x for table in (record.links, record.waiting) for c in ("claim_a", "claim_b") if c in table for x in table[c])
    land = Land(here(), record.areas, record.places, record.district_of, record.ground, record.towns, record.placed, linked)
    facts = engine.run("reading", take_in, files, out, land)
    refused = [
        (Path(file.path).name, FileRefused(f["refusal"], **f["values"])) for file, f in zip(files, facts, strict=True) if "refusal" in f
    ]
    if not files:
        refused = [(x.name, FileRefused("known_already", other=x.other)) for x in met]
    if refused or not files:
        raise BuildFailed(refused)
    return facts


def _without_gone(out: Path, facts: list[dict[str, Any]], late: pd.DataFrame) -> list[tuple[int, np.ndarray]]:
    """Write which rows of the pieces do not count, and give each piece with its own: ids that stand earlier, and what is linked (in piece 0)."""
    moved = pd.DataFrame([(k, row) for k, f in enumerate(facts, 1) for row in f["linked"]], columns=["piece", "row"])
    gone = pd.concat([late, moved], ignore_index=True).drop_duplicates(ignore_index=True).astype(int)
    write_whole(out / "gone.parquet", pack_frame(gone, geometry=False))
    without = {int(k): rows.to_numpy() for k, rows in gone.groupby("piece")["row"]}
    return [(k, without.get(k, np.empty(0, dtype=int))) for k in range(1, len(facts) + 1)]


_ORDER = (
    *("format", "fingerprint", "built_on", "areas", "buckets", "incidents", "claims", "already_here", "met"),
    *("days", "sources", "belligerents", "sides", "read", "pairs_skipped", "pieces"),
)


def _what_it_holds(record: Record, core: Record, facts: list[dict[str, Any]], summed: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the facts of a holding, from those of its pieces (``summed``: of the core last)."""
    marks = "\0".join([record.fingerprint, *(f["table_sha256"] for f in facts)])
    return {
        "format": FORMAT,
        "fingerprint": hashlib.sha256(marks.encode()).hexdigest()[:8],
        "built_on": record.fingerprint,
        "areas": areas_mark(record.areas),
        "incidents": sum(f["incidents"] for f in summed),
        "claims": sum(f["incidents"] for f in summed[:-1]) + len(core.claims),
        "days": _span([*(f["days"] for f in summed[:-1]), _numbers(core.span)]),
        **{name: sorted({x for f in summed for x in f[name]}) for name in ("sources", "belligerents", "sides")},
        "read": {
            source: max(f["read"][source] for f in summed if source in f["read"])
            for source in sorted({x for f in summed for x in f["read"]})
        },
        "pieces": facts,
    }


def _core(record: Record, out: Path, facts: list[dict[str, Any]], late: pd.DataFrame) -> Record:
    """Give the record with the claims of the files that a judgement names: what is linked is one incident, wherever it came from."""
    again = set(zip(late["piece"], late["row"], strict=True))
    parts = [record.claims.assign(raw="", file_row=0)]
    for piece, fact in enumerate(facts, 1):
        rows = [row for row in fact["linked"] if (piece, row) not in again]
        if rows:
            parts.append(read_frame(out / "claims" / piece_name(piece), dtypes=record.claims.dtypes).iloc[rows])
    return join(replace(record, claims=pd.concat(parts, ignore_index=True)), ())


def _numbers(days: tuple[date, date] | None) -> list[int] | None:
    return [day_number(d) for d in days] if days else None


def _span(days: Iterable[Sequence[int] | None]) -> list[int] | None:
    """Give the first and last of several intervals of days; None if there is none."""
    known = [d for d in days if d]
    return [min(d[0] for d in known), max(d[1] for d in known)] if known else None
