"""How are files too many for memory made into a holding that the dashboard opens?

Each file is one task: read, checked, joined to the areas, written as a GeoParquet piece. What depends on other files (ids that stand
twice, pairs that may be one event, the tables by area and day) follows in further tasks over small columns. A task writes whole files
or none and may run twice; what an earlier run finished is not done again. The tasks run here one after the other, or on Dask.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from tqdm import tqdm

from geo import settings as s
from geo.count.tally import KEYS, SUMMED_FROM, UNDATED, day_number, day_numbers, interval_sums, stack_sums
from geo.evidence.incidents import read_days
from geo.evidence.links import different_pairs
from geo.evidence.overlaps import can_pair, find_pairs
from geo.intake.apart import read_apart
from geo.intake.checks import Ground
from geo.intake.imports import Import, interpret
from geo.intake.reading import Choices, FileRefused, refusal_of
from geo.intake.sources import Mapping, mapping_of
from geo.land.areas import LEVEL_COLUMN, area_key, areas_mark
from geo.record.files import Record, gather, join, place_by_hand
from geo.record.pieces import FACTS, FORMAT, SUMS, key_of, pack_frame, piece_name, read_frame, sums_name
from geo.record.stored import write_whole

BUCKETS = (64, 1024)  # of the index of ids, fewest and most; one for eight files between
FOLDED = 16  # tables added up by one task
PAIR_ROWS = 50_000  # incidents of all but the commonest source that are held against the rest for pairs
_PAIRED = (
    "incident_id",
    "latitude",
    "longitude",
    "date_start",
    "date_end",
    "sources",
    "placing",
    "fighting",
    "geolocation_accuracy",
    "in_city",
)
_WORK = "work"
_CHECKED = ["adm3_pcode", "placing", "geometry"]
_COUNTED = pd.DataFrame({"adm3_pcode": pd.Series(dtype=object), "rows": pd.Series(dtype="int64"), "misplaced": pd.Series(dtype="int64")})


class Engine(Protocol):
    """Runs independent tasks: ``function(item, *shared)`` for each item, in any order; results in the order of the items.

    ``recount`` gives ``check_frame`` of GeoParquet files, one below the other.
    """

    def run(self, what: str, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]: ...

    def recount(self, paths: Sequence[Path], subdistricts: gpd.GeoDataFrame) -> pd.DataFrame: ...


class Here:
    """Runs the tasks in this process, one after the other."""

    def run(self, what: str, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]:
        return [function(item, *shared) for item in tqdm(list(items), desc=what, disable=None)]

    def recount(self, paths: Sequence[Path], subdistricts: gpd.GeoDataFrame) -> pd.DataFrame:
        return pd.concat(
            [check_frame(gpd.read_parquet(p, columns=_CHECKED), subdistricts) for p in tqdm(paths, desc="check", disable=None)]
        )


class OnDask:
    """Runs the tasks on a Dask cluster; one that fails because its worker died runs again on another.

    Parameters
    ----------
    client : ``dask.distributed.Client``; its workers need this project and the same folders.
    """

    def __init__(self, client: Any) -> None:
        self.client = client

    def run(self, what: str, function: Callable[..., Any], items: Iterable[Any], *shared: Any) -> list[Any]:
        from distributed import as_completed

        sent = [self.client.scatter(x, broadcast=True, hash=False) for x in shared]
        futures = [self.client.submit(function, item, *sent, pure=False, retries=1) for item in items]
        try:
            for done in tqdm(as_completed(futures), total=len(futures), desc=what, disable=None):
                done.result()  # the first failure ends the build
            return list(self.client.gather(futures))
        finally:
            self.client.cancel(futures)

    def recount(self, paths: Sequence[Path], subdistricts: gpd.GeoDataFrame) -> pd.DataFrame:
        import dask_geopandas

        frame = dask_geopandas.read_parquet([str(p) for p in paths], columns=_CHECKED)
        counts: pd.DataFrame = frame.map_partitions(check_frame, subdistricts, meta=_COUNTED).compute(scheduler=self.client)
        return counts


@contextmanager
def dask_engine(scheduler: str, workers: int, memory: str) -> Iterator[OnDask]:
    """Give an engine on a Dask scheduler, or on a cluster of this machine's own that no other machine can reach.

    Raises
    ------
    ImportError : Dask is not installed (requirements-scale.txt).
    OSError : the scheduler does not answer.
    """
    from distributed import Client, LocalCluster

    if scheduler:
        with Client(scheduler, timeout=20) as client:
            yield OnDask(client)
        return
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, memory_limit=memory, host="127.0.0.1", dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield OnDask(client)


@dataclass(frozen=True)
class Land:
    """What a task needs to know of the record the holding is built on."""

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


def input_files(inputs: Sequence[Path]) -> list[Path]:
    """List the files of a build in a fixed order; a folder stands for the files in it that can be read."""
    out: list[Path] = []
    for path in inputs:
        within = sorted(p for p in path.rglob("*") if p.suffix.lower() in s.IMPORT_ENDINGS and p.is_file()) if path.is_dir() else [path]
        out += within
    return out


def read_file(file: File, land: Land, data: bytes) -> Import:
    """Read and check one file as ``geo import`` does.

    Raises
    ------
    FileRefused : it cannot be read, placed, or holds declared strikes, which are no claims.
    """
    name = Path(file.path).name
    raw = read_apart(data, name, file.choices)
    mapping = mapping_of(raw, name, file.source, file.choices.crs, file.mapping)
    if mapping.source == "cjtf_oir":
        raise FileRefused("declared_in_build")
    return interpret(raw, mapping, name, hashlib.sha256(data).hexdigest(), land.ground, land.towns, file.today)


def take_in(file: File, out: Path, land: Land) -> dict[str, Any]:
    """Make the piece of one file: claims, incidents, rows that are none, findings and keys. Give its facts; done once.

    A file that is refused gives {"refusal": code, "values": ...}: nothing of it is written.
    """
    done = out / _WORK / "files" / f"{file.piece:06d}.json"
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
    incidents = gather(claims, land.areas, land.district_of, land.places)
    name = piece_name(file.piece)
    write_whole(out / "claims" / name, pack_frame(claims, geometry=True))
    write_whole(out / "incidents" / name, pack_frame(incidents, geometry=True))
    write_whole(out / "rest" / name, pack_frame(one.table[(one.table["refuse"] != "") | one.table["held"]], geometry=False))
    row_of = one.table["row"].to_numpy()
    found = one.findings.assign(row=row_of[one.findings["position"].to_numpy(dtype=int)], file=one.name)
    write_whole(out / "findings" / name, pack_frame(found.drop(columns="position"), geometry=False))
    write_whole(out / _WORK / "keys" / name, _pack_keys(claims["claim_id"], file.piece, file.buckets))
    facts = {
        "key": key,
        "name": one.name,
        "source": one.source,
        "sha256": one.input_sha256,
        "table_sha256": one.table_sha256,
        "columns": list(one.file_columns),
        "claims": len(claims),
        "held": int(one.table["held"].sum()),
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
        file = pq.ParquetFile(out / _WORK / "keys" / piece_name(piece))
        parts.append(file.read_row_group(bucket).to_pandas())
    keys = pd.concat(parts, ignore_index=True).sort_values(["high", "low", "piece", "row"], ignore_index=True)
    again = keys.duplicated(["high", "low"])
    write_whole(out / "ids" / piece_name(bucket), pack_frame(keys[~again], geometry=False))
    return keys.loc[again, ["piece", "row"]]


def sum_piece(item: tuple[int, np.ndarray], out: Path) -> dict[str, Any]:
    """Write the tables of one piece without the rows that are gone, and give its facts: numbers, days, codes."""
    piece, gone = item
    columns = [*SUMMED_FROM, *LEVEL_COLUMN.values(), "sources", "belligerents", "geolocation_accuracy"]
    incidents = read_frame(out / "incidents" / piece_name(piece), columns).drop(index=gone)
    claims = read_frame(out / "claims" / piece_name(piece), ["source_dataset", "retrieved_at", "source_private"]).drop(index=gone)
    fighting, city = incidents["fighting"].to_numpy(dtype=bool), incidents["in_city"].to_numpy(dtype=bool)
    for level, f, c in SUMS:
        mine = incidents[(fighting == bool(f)) & (city == bool(c))]
        _write_sums(out / _WORK / "sums" / sums_name(level, f, c) / piece_name(piece), interval_sums(mine, area_key(mine, level)))
    return _facts_of(incidents, claims)


def _facts_of(incidents: pd.DataFrame, claims: pd.DataFrame) -> dict[str, Any]:
    start, end = day_numbers(incidents["date_start"]), day_numbers(incidents["date_end"])
    dated, graded = start != UNDATED, (incidents["grading"] != "ungraded").to_numpy()

    def days(rows: np.ndarray) -> list[int] | None:
        return [int(start[rows].min()), int(end[rows].max())] if rows.any() else None

    return {
        "incidents": len(incidents),
        "days": days(dated),
        "graded": days(dated & graded),
        "sources": sorted({x for codes in incidents["sources"].unique() for x in codes}),
        "belligerents": sorted({x for codes in incidents["belligerents"].unique() for x in codes}),
        "read": {source: day.isoformat() for source, day in read_days(claims).items()},
        "pairing": {"|".join(k): int(n) for k, n in can_pair(incidents)["sources"].value_counts().items()},
    }


def _write_sums(path: Path, table: pd.DataFrame) -> None:
    write_whole(path, pack_frame(table.astype(dict.fromkeys(KEYS, object)), geometry=False))


def add_up(item: tuple[Sequence[str], str]) -> str:
    """Add up stored tables into one; its size depends on areas and days."""
    paths, target = item
    _write_sums(Path(target), stack_sums([read_frame(Path(p)) for p in paths]))
    return target


def pairing_rows(item: tuple[int, np.ndarray], out: Path, common: str, rarer: bool) -> pd.DataFrame:
    """Give the incidents of a piece that may pair: those of the commonest sources, or all others; with piece and row."""
    piece, gone = item
    frame = can_pair(read_frame(out / "incidents" / piece_name(piece), _PAIRED).drop(index=gone))
    mine = (frame["sources"].map("|".join) != common) == rarer
    return frame[mine].rename_axis("row").reset_index().assign(piece=piece)


def pair_piece(item: tuple[int, np.ndarray], out: Path, common: str, rare: pd.DataFrame, different: set[frozenset[str]]) -> pd.DataFrame:
    """Give the pairs (see ``pieces.Pieces.pairs``) of the commonest source's incidents in a piece with those of all others."""
    return _pairs_among(pd.concat([rare, pairing_rows(item, out, common, False)], ignore_index=True), different)


def _pairs_among(rows: pd.DataFrame, different: set[frozenset[str]]) -> pd.DataFrame:
    found = find_pairs(rows, different) if len(rows) else []
    at = rows.set_index("incident_id")
    sides = [at.reindex([pair[k] for pair in found]) for k in range(2)]
    first, last = ([day_numbers(side[c]) for side in sides] for c in ("date_start", "date_end"))
    columns: dict[str, Any] = {"a": [a for a, _ in found], "b": [b for _, b in found]}
    columns |= {"lo": np.maximum(*first), "hi": np.minimum(*last)}
    for side, frame in zip("ab", sides, strict=True):
        columns |= {f"piece_{side}": frame["piece"].to_numpy(dtype=int), f"row_{side}": frame["row"].to_numpy(dtype=int)}
        columns[f"city_{side}"] = frame["in_city"].to_numpy(dtype=bool)
    return pd.DataFrame(columns).astype({"a": object, "b": object})


def check_frame(frame: gpd.GeoDataFrame, subdistricts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Count incidents by subdistrict as their GeoParquet has them, and points that do not touch the subdistrict they are counted in.

    Returns
    -------
    frame with adm3_pcode (empty: none), rows, misplaced.
    """
    code = frame["adm3_pcode"].astype(object).reset_index(drop=True)
    point = (frame["placing"] == "point").to_numpy()
    shapes = code.map(subdistricts.set_index("area_id").geometry).to_numpy()
    missed = pd.Series(point & ~shapely.intersects(frame.geometry.to_numpy(), shapes))
    counts = missed.groupby(code).agg(["size", "sum"]).set_axis(["rows", "misplaced"], axis=1)
    return counts.astype("int64").rename_axis("adm3_pcode").reset_index().astype({"adm3_pcode": object})


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
    OSError : the folder cannot be written.
    """
    if out.exists() and any(out.iterdir()) and not (out / _WORK).is_dir():
        raise FileExistsError(out)
    tables = (f"{_WORK}/sums/{sums_name(*x)}" for x in SUMS)
    for folder in ("claims", "incidents", "rest", "findings", "ids", "sums", f"{_WORK}/files", f"{_WORK}/keys", *tables):
        (out / folder).mkdir(parents=True, exist_ok=True)
    choices = choices or Choices()
    linked = frozenset(x for table in (record.links, record.waiting) for c in ("claim_a", "claim_b") if c in table for x in table[c])
    land = Land(record.areas, record.places, record.district_of, record.ground, record.towns, record.placed, linked)
    about = json.dumps([FORMAT, record.fingerprint, source, asdict(choices), asdict(mapping) if mapping else None, today.isoformat()])
    paths = input_files(inputs)
    buckets = min(max(len(paths) // 8, BUCKETS[0]), BUCKETS[1])
    files = [File(k, str(p), source, choices, mapping, today, buckets, f"{about}|{buckets}|{k}") for k, p in enumerate(paths, 1)]
    facts = engine.run("reading", take_in, files, out, land)
    refused = [(p.name, FileRefused(f["refusal"], **f["values"])) for p, f in zip(paths, facts, strict=True) if "refusal" in f]
    if refused or not files:
        raise BuildFailed(refused)

    write_whole(out / _WORK / "keys" / piece_name(0), _pack_keys(record.claims["claim_id"], 0, buckets))
    late = pd.concat(engine.run("index", index_bucket, range(buckets), out, len(files)), ignore_index=True)
    core = _core(record, out, facts, late)
    moved = pd.DataFrame([(k, row) for k, f in enumerate(facts, 1) for row in f["linked"]], columns=["piece", "row"])
    gone = pd.concat([late, moved], ignore_index=True).drop_duplicates(ignore_index=True).astype(int)
    write_whole(out / "gone.parquet", pack_frame(gone, geometry=False))
    without = {int(k): rows.to_numpy() for k, rows in gone.groupby("piece")["row"]}
    pieces = [(k, without.get(k, np.empty(0, dtype=int))) for k in range(1, len(files) + 1)]

    summed = engine.run("tables", sum_piece, pieces, out)
    _add_up_all(engine, out, len(files))
    _check(engine, out, record, pieces)
    skipped = _write_pairs(engine, out, core, pieces, summed)
    write_whole(out / "claims" / piece_name(0), pack_frame(core.claims, geometry=True))
    write_whole(out / "incidents" / piece_name(0), pack_frame(core.incidents, geometry=True))
    every = [*summed, _facts_of(core.incidents, core.claims)]
    marks = "\0".join([record.fingerprint, *(f["table_sha256"] for f in facts)])
    told = {
        "format": FORMAT,
        "fingerprint": hashlib.sha256(marks.encode()).hexdigest()[:8],
        "built_on": record.fingerprint,
        "areas": areas_mark(record.areas),
        "buckets": buckets,
        "incidents": sum(f["incidents"] for f in every),
        "claims": sum(f["incidents"] for f in summed) + len(core.claims),
        "already_here": len(late),
        "days": _span([*(f["days"] for f in summed), _numbers(core.span)]),
        "graded": _span([*(f["graded"] for f in summed), _numbers(core.graded)]),
        "sources": sorted({x for f in every for x in f["sources"]}),
        "belligerents": sorted({x for f in every for x in f["belligerents"]}),
        "read": {
            source: max(f["read"][source] for f in every if source in f["read"]) for source in sorted({x for f in every for x in f["read"]})
        },
        "pairs_skipped": skipped,
        "pieces": facts,
    }
    for draft in out.rglob(".draft-*"):  # of a worker that was killed while it wrote
        draft.unlink()
    write_whole(out / FACTS, json.dumps(told, ensure_ascii=False, indent=1).encode())
    shutil.rmtree(out / _WORK)
    return told


def _core(record: Record, out: Path, facts: list[dict[str, Any]], late: pd.DataFrame) -> Record:
    """Give the record with the claims of the files that a judgement names: what is linked is one incident, wherever it came from."""
    again = set(zip(late["piece"], late["row"], strict=True))
    parts = [record.claims.assign(raw="", file_row=0)]
    for piece, fact in enumerate(facts, 1):
        rows = [row for row in fact["linked"] if (piece, row) not in again]
        if rows:
            parts.append(read_frame(out / "claims" / piece_name(piece), dtypes=record.claims.dtypes).iloc[rows])
    return join(replace(record, claims=pd.concat(parts, ignore_index=True)), ())


def _add_up_all(engine: Engine, out: Path, pieces: int) -> None:
    """Add the tables of all pieces up, some at a time, until each is one."""
    rest = {sums_name(*x): [str(out / _WORK / "sums" / sums_name(*x) / piece_name(k)) for k in range(1, pieces + 1)] for x in SUMS}
    turn = 0
    while any(len(paths) > FOLDED for paths in rest.values()):
        turn += 1
        tasks = [
            (paths[k : k + FOLDED], str(out / _WORK / "sums" / name / f"turn{turn}-{k:06d}.parquet"))
            for name, paths in rest.items()
            for k in range(0, len(paths), FOLDED)
        ]
        added = engine.run("adding up", add_up, tasks)
        rest = {name: [p for p in added if Path(p).parent.name == name] for name in rest}
    engine.run("adding up", add_up, [(paths, str(out / "sums" / name)) for name, paths in rest.items()])


def _write_pairs(engine: Engine, out: Path, core: Record, pieces: list[tuple[int, np.ndarray]], summed: list[dict[str, Any]]) -> bool:
    """Write the pairs that may be one event; say whether they were too many to look for.

    The commonest source pairs only with the others, so these are brought to each piece of it.
    """
    counts: dict[str, int] = {}
    for facts in (*summed, _facts_of(core.incidents, core.claims)):
        for sources, n in facts["pairing"].items():
            counts[sources] = counts.get(sources, 0) + n
    common = max(counts, key=lambda k: counts[k], default="")
    skipped = sum(counts.values()) - counts.get(common, 0) > PAIR_ROWS
    own = can_pair(core.incidents)[list(_PAIRED)].rename_axis("row").reset_index().assign(piece=0)
    parts = [_pairs_among(own.iloc[:0], set())]
    if not skipped:
        different = different_pairs(core.claims, core.links)
        others = [item for item, facts in zip(pieces, summed, strict=True) if facts["pairing"].keys() - {common}]
        rare = pd.concat([own, *engine.run("other sources", pairing_rows, others, out, common, True)], ignore_index=True)
        with_common = [item for item, facts in zip(pieces, summed, strict=True) if common in facts["pairing"]]
        parts += [_pairs_among(rare, different), *engine.run("pairs", pair_piece, with_common, out, common, rare, different)]
    pairs = pd.concat([p for p in parts if len(p)] or parts, ignore_index=True).drop_duplicates(["a", "b"], ignore_index=True)
    write_whole(out / "pairs.parquet", pack_frame(pairs, geometry=False))
    return skipped


def _numbers(days: tuple[date, date] | None) -> list[int] | None:
    return [day_number(d) for d in days] if days else None


def _span(days: Iterable[Sequence[int] | None]) -> list[int] | None:
    """Give the first and last of several intervals of days; None if there is none."""
    known = [d for d in days if d]
    return [min(d[0] for d in known), max(d[1] for d in known)] if known else None
