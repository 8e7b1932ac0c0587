"""What runs the tasks of a build: this process, one after the other, or a Dask cluster?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import geopandas as gpd
import pandas as pd
import shapely
from tqdm import tqdm

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
