"""What will a file unpack to, by what it states of itself? Refused before anything of it is converted, if that is more than can be held."""

import io
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo import settings as s
from geo.intake.formats.raw import FileRefused, check_size


def check_stated(data: bytes, kind: str) -> None:
    """Refuse a Parquet file whose texts are too long together, and JSON of too many or too deeply nested parts.

    Raises
    ------
    FileRefused : ``too_many``, ``cell_too_large``, ``too_many_characters``, ``json_too_deep``, ``json_too_many``.
    """
    if kind == "parquet":
        check_parquet(data)
    if kind in ("json", "geojson"):
        check_json(data)


def check_parquet(data: bytes) -> None:
    """Add the lengths of all texts of a Parquet file up, from its dictionaries: a text that stands in each row is there once."""
    head = pq.ParquetFile(io.BytesIO(data))
    check_size(head.metadata.num_rows, head.metadata.num_columns)
    texts = [f.name for f in head.schema_arrow if _is_text(f.type)]
    coded = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
    total = 0
    for group in range(coded.metadata.num_row_groups):
        for name in texts:
            for part in coded.read_row_group(group, columns=[name]).column(0).chunks:
                total += _characters(part)
                if total > s.IMPORT_CHARACTERS:
                    raise FileRefused("too_many_characters", limit=s.IMPORT_CHARACTERS // 1_000_000)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _characters(part: pa.Array) -> int:
    """Give the bytes of all texts of a column's part, each counted as often as it stands there."""
    if not pa.types.is_dictionary(part.type):
        return int(pc.sum(pc.binary_length(part)).as_py() or 0)
    lengths = np.asarray(pc.fill_null(pc.binary_length(part.dictionary), 0), dtype=np.int64)
    if not len(lengths):
        return 0
    if int(lengths.max()) > 4 * s.CELL_CHARACTERS:
        raise FileRefused("cell_too_large", limit=s.CELL_CHARACTERS)
    places = np.asarray(pc.drop_null(part.indices), dtype=np.int64)
    return int(np.bincount(places, minlength=len(lengths))[: len(lengths)] @ lengths)


_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_STEP = {b"{"[0]: 1, b"["[0]: 1, b"}"[0]: -1, b"]"[0]: -1}
_PIECE = 8_000_000  # bytes looked at together


def check_json(data: bytes) -> None:
    """Count the parts of a JSON text and how deeply they are nested, without making anything of them: three bytes may become a hundred."""
    if sum(data.count(sign) for sign in (b"{", b"[", b",")) > s.JSON_PARTS:
        bare = _STRING.sub(b"", data)  # signs inside texts are none
        if (parts := sum(bare.count(sign) for sign in (b"{", b"[", b","))) > s.JSON_PARTS:
            raise FileRefused("json_too_many", parts=parts // 1_000_000, limit=s.JSON_PARTS // 1_000_000)
    steps = np.zeros(256, dtype=np.int8)
    for sign, step in _STEP.items():
        steps[sign] = step
    depth = 0
    for first in range(0, len(data), _PIECE):
        levels = np.cumsum(steps[np.frombuffer(data, dtype=np.uint8, count=min(_PIECE, len(data) - first), offset=first)], dtype=np.int64)
        if depth + int(levels.max()) > s.JSON_DEPTH:
            _check_depth(data)
            return
        depth += int(levels[-1])


def _check_depth(data: bytes) -> None:
    """Look at the nesting alone, without the signs inside texts."""
    bare = np.frombuffer(re.sub(rb"[^{}\[\]]+", b"", _STRING.sub(b"", data)), dtype=np.uint8)
    opened = (bare == b"{"[0]) | (bare == b"["[0])
    depth = np.cumsum(np.where(opened, 1, -1).astype(np.int8), dtype=np.int64)
    if len(depth) and int(depth.max()) > s.JSON_DEPTH:
        raise FileRefused("json_too_deep", limit=s.JSON_DEPTH)
