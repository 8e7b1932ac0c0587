"""How does the ground somebody brought come to a browser: packed once, in a file of this machine that only a map with such ground asks for?"""

import json
import zlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.intake.ground.classes import BUILT, NAME, ROAD, WATER
from geo.land.distances import distance_m
from geo.record.known import Record
from geo.record.own_ground import OwnGround

WORLD = 2**26  # units of the whole world's width in Web Mercator: about 0.5 m here; own.js knows the same number
PACKED = 2  # counts the ways in which a ground was packed: a file packed otherwise is written anew
BUILT_RANK = 5  # after the places that have a point of their own
NAMED_APART_M = 1_000  # a name nearer than this to a named place of the record is that place's


def pack(own: OwnGround, record: Record) -> bytes:
    """Pack the layers for the map's script, deflated.

    Uncompressed: the length of a JSON text as four bytes, the text, then whole numbers of 32 bits (little endian). The text has ``parts``,
    for each layer and rank: ``layer``, ``rank``, ``shapes``, ``corners``, and of roads ``named``: number of a shape, number of its name in ``called`` (English and Arabic);
    and ``names``: rank, latitude, longitude, English and Arabic name. The numbers are, a part
    after the other: the corners of each shape (negative: a ring that is a hole in the shape before), all steps east, all steps south, in units of ``WORLD``, each from the corner before.
    """
    frame = own.layers()
    parts: list[dict[str, Any]] = []
    numbers: list[np.ndarray] = []
    called: dict[tuple[str, str], int] = {}
    for (layer, rank), same in frame[frame["layer"] != NAME].groupby(["layer", "rank"], sort=True):
        drawn, named = _whole_roads(same, called) if layer == ROAD else (same.geometry.to_numpy(), [])
        counts, corners = _shapes(drawn, layer in (WATER, BUILT))
        parts.append(
            {"layer": layer, "rank": int(rank), "shapes": len(counts), "corners": len(corners)} | ({"named": named} if named else {})
        )
        steps = np.diff(_world(corners), axis=0, prepend=[[0, 0]])
        numbers += [counts, steps[:, 0], steps[:, 1]]
    told = {"parts": parts, "called": list(called), "names": _names(frame, record)}
    text = json.dumps(told, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 4)  # numbers lie on whole words
    packed = np.concatenate(numbers) if numbers else np.zeros(0)
    return zlib.compress(len(text).to_bytes(4, "little") + text + packed.astype("<i4").tobytes(), 6)


def _whole_roads(roads: gpd.GeoDataFrame, called: dict[tuple[str, str], int]) -> tuple[np.ndarray, list[list[int]]]:
    """Give the lines of one class of roads, and which of them have which name (``called`` grows): those of one name joined where they meet, the longest first,
    so that a name finds room that no piece between two crossings has."""
    names = pd.Series(list(zip(roads["name_en"], roads["name_ar"], strict=True)), index=roads.index)
    has = names.map(any).astype(bool)
    joined = [
        (name, line)
        for name, lines in roads.geometry[has].groupby(names[has], sort=True)
        for line in shapely.get_parts(shapely.line_merge(shapely.multilinestrings(lines.to_numpy())))
    ]
    joined.sort(key=lambda one: (-shapely.length(one[1]), one[0]))
    named = [[k, called.setdefault(name, len(called))] for k, (name, _) in enumerate(joined)]
    return np.array([*(line for _, line in joined), *roads.geometry[~has]], dtype=object), named


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


def _names(frame: gpd.GeoDataFrame, record: Record) -> list[list[Any]]:
    """Give the names of places and of built-up areas where the record has none near, the most important first."""
    areas = frame[(frame["layer"] == BUILT) & ((frame["name_en"] != "") | (frame["name_ar"] != ""))]
    inside = areas.set_geometry(areas.geometry.representative_point()).assign(rank=BUILT_RANK)
    names = pd.concat([frame[frame["layer"] == NAME], inside])
    places = record.places.geometry
    lat, lon = places.y.to_numpy(), places.x.to_numpy()
    out: list[list[Any]] = []
    for row in names.sort_values("rank", kind="stable").itertuples(index=False):
        x, y = row.geometry.x, row.geometry.y
        if len(lat) and np.min(distance_m(lat, lon, y, x)) < NAMED_APART_M:
            continue
        if any(
            (row.name_en, row.name_ar) == (en, ar) and distance_m(a, o, y, x) < NAMED_APART_M
            for _, a, o, en, ar in out
            if row.rank == BUILT_RANK
        ):
            continue  # an area around a point of the same name
        out.append([int(row.rank), round(y, 5), round(x, 5), row.name_en, row.name_ar])
    return out
