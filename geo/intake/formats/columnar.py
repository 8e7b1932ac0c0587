"""What does a Parquet file hold?"""

import io
import json

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq

from geo.intake.formats.crs import CRS_FILE
from geo.intake.formats.raw import Choices, FileRefused, RawTable, check_size
from geo.intake.formats.shapes import from_geometry


def read_parquet(data: bytes, choices: Choices) -> RawTable:
    exact = {"types_mapper": pd.ArrowDtype}  # whole numbers stay whole beside empty cells
    head = pq.ParquetFile(io.BytesIO(data))
    check_size(head.metadata.num_rows, head.metadata.num_columns)
    about = (head.schema_arrow.metadata or {}).get(b"geo")
    if about is None:
        return from_geometry(head.read().to_pandas(**exact), "parquet", choices)
    for column in json.loads(about).get("columns", {}).values():
        crs = column.get("crs")
        if isinstance(crs, str) or CRS_FILE.search(json.dumps(crs)):  # the standard has it as PROJJSON; a text may name a file
            raise FileRefused("bad_crs", crs=str(crs)[:80])
    return from_geometry(gpd.read_parquet(io.BytesIO(data), to_pandas_kwargs=exact), "parquet", choices)
