"""What lies in the pieces of a holding, and how is it read without reading all of it?

A holding is a folder made by ``geo.holding.build`` of files too many for memory: GeoParquet pieces of claims and incidents, tables summed up
by area and day, and an index of ids. ``holding.json`` is written last; a folder without it is not finished.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from hashlib import blake2b
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.alike import listed
from geo.intake.waiting import Waiting, sum_waiting, waiting_in_piece
from geo.land.areas import has_point

P = ParamSpec("P")
T = TypeVar("T")
FORMAT = 7
FACTS = "holding.json"
SEPARATOR = "\x1f"
TUPLES = ("claim_ids", "sources", "responses", "belligerents", "gradings", "kinds", "named_sides", "infrastructures", "daytimes")
# level, fighting, side of the city's line, attack
SUMS = [(level, f, side, a) for level in voc.LEVELS for f in (0, 1) for side in voc.SIDES for a in (0, 1)]
GROUP_ROWS = 4_000  # of a row group: what is read to show one incident


class NotAHolding(Exception):
    """A folder that holds no finished holding of this format; ``reason``: missing, unfinished, format, areas, damaged."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(f"{folder}: {reason}")
        self.reason = reason


DAMAGED = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, pa.ArrowException)  # what reading half a file may end with


def piece_name(piece: int) -> str:
    return f"{piece:06d}.parquet"


def sums_name(level: str, fighting: int, side: str, attack: int) -> str:
    """Name the stored table of incidents at a level, with or without civilian harm, on one side of the city's line, of attacks on
    civilians by a named side or of all else."""
    return f"{level}-{'fighting' if fighting else 'harm'}-{side}{'-attacks' if attack else ''}.parquet"


def key_of(claim_id: str) -> tuple[int, int]:
    """Give the key of an id in the index: 128 bits of BLAKE2, as two whole numbers."""
    digest = blake2b(claim_id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:], "big")


def pack_frame(frame: pd.DataFrame, geometry: bool) -> bytes:
    """Write a frame as (Geo)Parquet; tuples of codes become one text. A point is written only where the source names one (WGS84)."""
    tuples = {c: frame[c].map(SEPARATOR.join) for c in TUPLES if c in frame}
    sink = pa.BufferOutputStream()
    table = frame.assign(**tuples)
    how = {"compression": "zstd", "row_group_size": GROUP_ROWS, "index": False}
    if geometry:
        spot = has_point(frame)
        points = gpd.GeoSeries(gpd.points_from_xy(frame["longitude"], frame["latitude"], crs=s.WGS84)).where(spot.to_numpy())
        gpd.GeoDataFrame(table, geometry=points.to_numpy(), crs=s.WGS84).to_parquet(sink, **how)
    else:
        table.to_parquet(sink, **how)
    return bytes(sink.getvalue())


def read_frame(source: Path | pa.Table, columns: Sequence[str] | None = None, dtypes: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """Read columns of a piece as they were before writing; texts are plain Python texts, one object for each distinct one."""
    table = (
        pq.read_table(source, columns=None if columns is None else list(columns), memory_map=True) if isinstance(source, Path) else source
    )
    table = table.drop_columns([c for c in ("geometry",) if c in table.column_names])
    kinds = {c: table.schema.field(c).type for c in table.column_names}
    # a column without any text was written without a type
    texts = [c for c, kind in kinds.items() if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)]
    frame = table.drop_columns(texts).to_pandas()
    for name in texts:
        frame[name] = _objects(table[name], name in TUPLES)
    frame = frame[table.column_names]
    return frame.astype({c: t for c, t in dtypes.items() if c in frame.columns and frame[c].dtype != t}) if dtypes is not None else frame


def _objects(column: pa.ChunkedArray, tuples: bool) -> np.ndarray:
    coded = column.combine_chunks().dictionary_encode()
    values = coded.dictionary.to_pylist()
    known = [tuple(v.split(SEPARATOR)) for v in values] if tuples else values
    each: np.ndarray = listed([*known, float("nan")])[coded.indices.fill_null(len(values)).to_numpy(zero_copy_only=False)]
    return each


def _told(read: Callable[Concatenate["Pieces", P], T]) -> Callable[Concatenate["Pieces", P], T]:
    """Have a piece that is gone, cut or changed since the holding was opened told as such (NotAHolding)."""

    @wraps(read)
    def do(self: "Pieces", /, *args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return read(self, *args, **kwargs)
        except DAMAGED as error:
            raise NotAHolding(self.folder, "damaged") from error

    return do


@dataclass(frozen=True)
class Pieces:
    """The pieces of a holding on disk, read-only. Piece 0 is the record it was built on (``holding.open_holding``); a row of another
    piece is one claim and its incident, at the same place in both files.

    ``facts`` is what ``holding.json`` says.
    """

    folder: Path
    facts: Mapping[str, Any]

    @property
    def numbers(self) -> range:
        """The pieces besides piece 0."""
        return range(1, len(self.facts["pieces"]) + 1)

    @property
    def rows_beside(self) -> int:
        """How many claims, an incident each, count besides those of piece 0."""
        return self.facts["incidents"] - self.core if self.numbers else 0

    @property
    def rows_waiting(self) -> Waiting:
        """The rows of the files it was built of that wait for a person, and what they would add at most."""
        return sum_waiting(waiting_in_piece(p) for p in self.facts["pieces"])

    @cached_property
    @_told
    def core(self) -> int:
        """How many incidents piece 0 has."""
        rows: int = pq.read_metadata(self.folder / "incidents" / piece_name(0)).num_rows
        return rows

    @cached_property
    @_told
    def gone(self) -> dict[int, np.ndarray]:
        """Rows of a piece that do not count there, sorted: claims that are in an earlier piece already, or linked (in piece 0)."""
        path = self.folder / "gone.parquet"
        table = pd.read_parquet(path)
        return {int(piece): np.sort(rows.to_numpy()) for piece, rows in table.groupby("piece")["row"]}

    def scan(self, columns: Sequence[str]) -> Iterator[tuple[int, pd.DataFrame]]:
        """Give some columns of the incidents that count, piece by piece; the index is the row in the piece."""
        for piece in self.numbers:
            frame = self._frame(piece, columns)
            yield piece, frame.drop(index=self.gone[piece]) if piece in self.gone else frame

    @_told
    def _frame(self, piece: int, columns: Sequence[str]) -> pd.DataFrame:
        return read_frame(self.folder / "incidents" / piece_name(piece), columns)

    @_told
    def stored(self, level: str, fighting: int, side: str, attack: int) -> pd.DataFrame:
        """Give a stored table: ``tally.interval_sums`` of the incidents of all pieces but piece 0."""
        return read_frame(self.folder / "sums" / sums_name(level, fighting, side, attack))

    @cached_property
    @_told
    def pairs(self) -> pd.DataFrame:
        """Pairs of incidents that may be one event: ids a, b; lo, hi (last first day, first last day: a window between holds both);
        for each of both piece_, row_, side_ (of the city's line) and attack_."""
        return read_frame(self.folder / "pairs.parquet")

    @cached_property
    @_told
    def groups(self) -> pd.DataFrame:
        """Members of the groups of likely pairs (``groups.group_likely``): group (a number), incident_id, piece, row, side, attack (bool), the
        area of each level, and start, end as ``tally.interval_sums`` has them."""
        return read_frame(self.folder / "groups.parquet")

    @cached_property
    @_told
    def wide(self) -> pd.DataFrame:
        """Incidents whose own ends differ, the widest of each day, that may carry the range of a sum (``carried.COLUMNS`` but area), with side,
        attack (bool) and the area of each level."""
        return read_frame(self.folder / "wide.parquet")

    @_told
    def rows(self, kind: str, piece: int, rows: Sequence[int], dtypes: Mapping[str, Any], columns: Sequence[str] = ()) -> pd.DataFrame:
        """Read single rows of a piece of "incidents" or "claims", only the row groups that hold them; the columns of ``dtypes``, or some."""
        file = pq.ParquetFile(self.folder / kind / piece_name(piece), memory_map=True)
        sizes = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        of = np.searchsorted(starts, rows, side="right") - 1
        groups = np.unique(of)
        before = np.concatenate([[0], np.cumsum([sizes[k] for k in groups])])  # rows read in front of each group
        place = np.asarray(rows) - starts[of] + before[np.searchsorted(groups, of)]
        wanted = [c for c in file.schema_arrow.names if c in (columns or dtypes)]
        return read_frame(file.read_row_groups(groups.tolist(), columns=wanted).take(place), dtypes=dtypes)

    @_told
    def find(self, incident_id: str) -> tuple[int, int] | None:
        """Find an incident besides those of piece 0: its piece and row."""
        if not self.numbers:
            return None
        high, low = key_of(incident_id)
        path = self.folder / "ids" / piece_name(high % self.facts["buckets"])
        if not path.exists():
            return None
        table = pq.read_table(path, filters=[("high", "=", np.uint64(high)), ("low", "=", np.uint64(low))])
        for piece, row in zip(table["piece"].to_pylist(), table["row"].to_pylist(), strict=True):
            if piece and row not in set(self.gone.get(piece, ())):
                return int(piece), int(row)
        return None


NO_PIECES = Pieces(Path(), {"pieces": ()})  # of a record that is all in memory


def open_pieces(folder: Path) -> Pieces:
    """Open a finished folder.

    Raises
    ------
    NotAHolding : it is none.
    """
    if not folder.is_dir():
        raise NotAHolding(folder, "missing")
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NotAHolding(folder, "unfinished") from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT:
        raise NotAHolding(folder, "format")
    return Pieces(folder, facts)
