"""How does the ground somebody brought come to a browser: packed once, in a file of this machine that only a map with such ground asks for?"""

import json
import zlib

import geopandas as gpd
import numpy as np
import shapely

from geo.intake.ground.classes import BUILT, NAME, WATER
from geo.land.distances import distance_m
from geo.record.known import Record
from geo.record.own_ground import OwnGround

WORLD = 2**26  # units of the whole world's width in Web Mercator: about 0.5 m here; own.js knows the same number
NAMED_APART_M = 1_000  # a name nearer than this to a named place of the record is that place's


def pack(own: OwnGround, record: Record) -> bytes:
    """Pack the layers for the map's script, deflated.

    Uncompressed: the length of a JSON text as four bytes, the text, then whole numbers of 32 bits (little endian). The text has ``parts``,
    for each layer and rank: ``layer``, ``rank``, ``shapes``, ``corners``; and ``names``: rank, latitude, longitude, English and Arabic name. The numbers are, a part
    after the other: the corners of each shape (negative: a ring that is a hole in the shape before), all steps east, all steps south, in units of ``WORLD``, each from the corner before.
    """
    frame = own.layers()
    parts, numbers = [], []
    for (layer, rank), same in frame[frame["layer"] != NAME].groupby(["layer", "rank"], sort=True):
        counts, corners = _shapes(same.geometry.to_numpy(), layer in (WATER, BUILT))
        parts.append({"layer": layer, "rank": int(rank), "shapes": len(counts), "corners": len(corners)})
        steps = np.diff(_world(corners), axis=0, prepend=[[0, 0]])
        numbers += [counts, steps[:, 0], steps[:, 1]]
    text = json.dumps({"parts": parts, "names": _names(frame[frame["layer"] == NAME], record)}, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)  # numbers lie on whole words
    packed = np.concatenate(numbers) if numbers else np.zeros(0)
    return zlib.compress(len(text).to_bytes(4, "little") + text + packed.astype("<i4").tobytes(), 6)


def _shapes(shapes: np.ndarray, areas: bool) -> tuple[np.ndarray, np.ndarray]:
    """Give how many corners each line or ring has, and all corners (degrees)."""
    if not areas:
        return shapely.get_num_coordinates(shapes), shapely.get_coordinates(shapes)
    turned = shapely.orient_polygons(shapes)  # holes turn the other way, so that areas that overlap stay filled
    rings, rows = shapely.get_rings(turned, return_index=True)
    counts = shapely.get_num_coordinates(rings)
    hole = np.concatenate([[False], rows[1:] == rows[:-1]]) if len(rows) else np.zeros(0, dtype=bool)
    return np.where(hole, -counts, counts), shapely.get_coordinates(rings)


def _world(degrees: np.ndarray) -> np.ndarray:
    """Give longitude and latitude as units from the north-western corner of the world's map."""
    x = (degrees[:, 0] + 180) / 360
    y = 0.5 - np.arctanh(np.sin(np.radians(degrees[:, 1]))) / (2 * np.pi)
    return np.round(np.column_stack([x, y]) * WORLD).astype(np.int64)


def _names(names: gpd.GeoDataFrame, record: Record) -> list[list[object]]:
    """Give the names where the record has none near, the most important first."""
    places = record.places.geometry
    lat, lon = places.y.to_numpy(), places.x.to_numpy()
    out = []
    for row in names.sort_values("rank", kind="stable").itertuples(index=False):
        x, y = row.geometry.x, row.geometry.y
        if len(lat) and np.min(distance_m(lat, lon, y, x)) < NAMED_APART_M:
            continue
        out.append([int(row.rank), round(y, 5), round(x, 5), row.name_en, row.name_ar])
    return out
