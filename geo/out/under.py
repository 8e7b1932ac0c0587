"""What of the ground somebody brought is drawn under a card's map, as large as it is? Roads and waters; never its pictures, which stay on this machine's map."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import geopandas as gpd
import numpy as np

from geo import colours
from geo.record.known import Record
from geo.record.own_ground import OwnGround
from geo.territory import here

_LOOKS: dict[
    tuple[str, int], tuple[float, float, str]
] = {  # layer, rank -> metres a pixel from which it is drawn, width, colour; as own.js
    ("built", 1): (125, 0, colours.BUILT),
    ("water", 1): (500, 0, colours.LAKE),
    ("canal", 1): (125, 0.5, colours.RIVER),
    ("river", 1): (500, 0.8, colours.RIVER),
    ("road", 5): (31, 0.6, colours.ROAD_SMALL),
    ("road", 4): (90, 0.7, colours.ROAD_EDGE),
    ("rail", 1): (180, 0.7, colours.RAIL),
    ("road", 3): (180, 0.8, colours.ROAD_EDGE),
    ("road", 2): (500, 1.0, colours.ROAD_EDGE),
    ("road", 1): (1000, 1.4, colours.ROAD_EDGE),
}


@lru_cache(maxsize=1)
def _metric(own: OwnGround, projection: str) -> gpd.GeoDataFrame:
    return own.layers().to_crs(projection)


def draw_under(record: Record, shape: Callable[..., None], box: Sequence[float], metres: float, line: float) -> None:
    """Draw the own ground of a record between its areas and its borders; nothing where nobody brought one.

    Parameters
    ----------
    shape : draws a geometry in metres: geometry, order, and its look.
    box : west, south, east, north of what is seen, in metres of the territory's projection.
    metres : that a pixel of a card of 1080 stands for.
    line : width of a line of one pixel.
    """
    if record.own_ground is None:
        return
    frame = _metric(record.own_ground, here().projection)
    west, south, east, north = box
    bounds = frame.geometry.bounds.to_numpy()
    near = (bounds[:, 0] < east) & (bounds[:, 2] > west) & (bounds[:, 1] < north) & (bounds[:, 3] > south)
    layer, rank = frame["layer"].to_numpy(), frame["rank"].to_numpy()
    for k, ((name, grade), (most, width, colour)) in enumerate(_LOOKS.items()):
        found: Any = frame.geometry.to_numpy()[near & (layer == name) & (rank == grade)]
        if metres <= most and len(found):
            look = {"facecolor": "none", "edgecolor": colour, "lw": width * line} if width else {"facecolor": colour, "edgecolor": "none"}
            shape(np.asarray(found), 1.35 + k / 1000, **look)
