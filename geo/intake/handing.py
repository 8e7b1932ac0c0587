"""How does a table of texts come from one process to another: as an Arrow file that is mapped into memory, never as objects.

What is mapped lies where the file lay, and is gone with the last table that shows it; pandas reads it in place.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

TEXT = pd.StringDtype(na_value=np.nan)


def to_arrow(frame: pd.DataFrame) -> pa.Table:
    """Give a frame of texts, whole numbers and flags as an Arrow table, its columns by their places: two may have one name."""
    return pa.table([_column(frame.iloc[:, k]) for k in range(frame.shape[1])], names=[str(k) for k in range(frame.shape[1])])


def _column(column: pd.Series) -> pa.Array | pa.ChunkedArray:
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_integer_dtype(column.dtype):
        return pa.array(column.to_numpy())
    if isinstance(column.dtype, pd.StringDtype):
        return pa.chunked_array(pa.array(column)).cast(pa.large_string())
    return pa.array(column.to_numpy(dtype=object), type=pa.large_string())


def to_frame(table: pa.Table, names: Iterable[str]) -> pd.DataFrame:
    """Give a table of ``to_arrow`` as a frame whose texts stay where they lie."""
    found = table.to_pandas(types_mapper={pa.large_string(): TEXT}.get, split_blocks=True)
    found.columns = pd.Index(list(names), dtype=object)
    return found


class Writer:
    """Writes a table to an Arrow file a part at a time, so that no more than a part of it is in memory at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pa.ipc.RecordBatchFileWriter | None = None

    def add(self, frame: pd.DataFrame) -> None:
        part = to_arrow(frame)
        if self._writer is None:
            self._writer = pa.ipc.new_file(str(self._path), part.schema)
        self._writer.write_table(part)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a frame to an Arrow file."""
    writer = Writer(path)
    writer.add(frame)
    writer.close()


def mapped(path: Path) -> pa.Table:
    """Map an Arrow file into memory; on Linux and macOS the file may be deleted while the table is in use."""
    with pa.memory_map(str(path)) as source:
        return pa.ipc.open_file(source).read_all()
