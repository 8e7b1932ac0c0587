"""How are features that tiles cut at their edges joined again?"""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely

HALF = 20037508.342789244  # metres of Web Mercator (EPSG:3857) from its middle to its edge
_PARTS = 4096  # of a tile's side, in which tiles write their coordinates
_ALIKE = ("layer", "rank", "name_ar", "name_en")


def joined(features: gpd.GeoDataFrame, zoom: int) -> gpd.GeoDataFrame:
    """Join lines that end, and areas that stop, at the same spot of a tile's edge, where they are the same in everything else.

    Parameters
    ----------
    features : Web Mercator, cut at the edges of tiles of this zoom level; columns ``_ALIKE`` and geometry. Points stay, each once.
    """
    side = 2 * HALF / 2**zoom
    out = []
    for values, same in features.groupby(list(_ALIKE), sort=False):
        parts = shapely.get_parts(same.geometry.to_numpy())
        for geometry in _joined(parts, side):
            out.append((*values, geometry))
    return gpd.GeoDataFrame(out, columns=[*_ALIKE, "geometry"], geometry="geometry", crs=features.crs)


def _joined(parts: np.ndarray, side: float) -> Sequence[shapely.Geometry]:
    kinds = shapely.get_type_id(parts)
    points, lines, areas = (parts[kinds == kind] for kind in (0, 1, 3))
    out: list[shapely.Geometry] = list({point.wkb: point for point in points}.values())
    if len(lines):
        out += list(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(_met(lines, side)))))
    if len(areas):
        whole = shapely.union_all(shapely.make_valid(_met(areas, side)), grid_size=side / _PARTS / 8)
        out += [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    return out


def _met(parts: np.ndarray, side: float) -> np.ndarray:
    """Move corners that lie on an edge of a tile onto it, and those that lie there at the same spot, within two parts of a tile, together."""
    near = 2.5 * side / _PARTS
    corners = shapely.get_coordinates(parts)
    for across in (0, 1):
        edges = np.round((corners[:, across] + HALF) / side)
        on = np.flatnonzero(np.abs(corners[:, across] + HALF - edges * side) < near / 5)
        if not len(on):
            continue
        corners[on, across] = edges[on] * side - HALF
        along = corners[on, 1 - across]
        order = np.lexsort((along, edges[on]))
        apart = (np.diff(edges[on][order]) != 0) | (np.diff(along[order]) > near)
        groups = np.concatenate([[0], np.cumsum(apart)])
        middle = np.bincount(groups, along[order]) / np.bincount(groups)
        corners[on[order], 1 - across] = middle[groups]
    return np.asarray(shapely.set_coordinates(parts.copy(), corners))
