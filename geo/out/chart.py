"""Where do metres and degrees lie in a box of a page?"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from matplotlib.path import Path as Outline
from pyproj import Transformer

from geo import settings as s
from geo.out.layout import Box
from geo.territory import here

Bounds = tuple[float, float, float, float]  # west, south, east, north in metres of the territory's projection


@lru_cache(maxsize=4)
def _transformer(projection: str) -> Transformer:
    return Transformer.from_crs(s.WGS84, projection, always_xy=True)


def to_metres(longitude: Any, latitude: Any) -> tuple[Any, Any]:
    """Give degrees (WGS84) as metres of the territory's projection."""
    x, y = _transformer(here().projection).transform(longitude, latitude)
    return x, y


def bounds_around(spots: Sequence[tuple[float, float]], around_m: float) -> Bounds:
    """Give what lies within some metres around spots (latitude, longitude)."""
    xy = np.array([to_metres(lon, lat) for lat, lon in spots])
    (west, south), (east, north) = xy.min(axis=0) - around_m, xy.max(axis=0) + around_m
    return float(west), float(south), float(east), float(north)


class Chart:
    """Where metres (the territory's projection) lie in a box of the page."""

    def __init__(self, box: tuple[float, float, float, float], bounds: Sequence[float], pad: float) -> None:
        self.box = box
        left, top, width, height = box
        west, south, east, north = bounds
        self.scale = min((width - 2 * pad) / (east - west), (height - 2 * pad) / (north - south))  # pixels a metre
        self.x0 = left + width / 2 - self.scale * (west + east) / 2
        self.y0 = top + height / 2 + self.scale * (south + north) / 2

    def metres(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Give metres as pixels of the page."""
        return self.x0 + self.scale * np.asarray(x), self.y0 - self.scale * np.asarray(y)

    def degrees(self, lat: float, lon: float) -> tuple[float, float]:
        """Give degrees (WGS84) as pixels of the page."""
        x, y = self.metres(*to_metres(lon, lat))
        return float(x), float(y)

    def holds(self, x: float, y: float) -> bool:
        """Say whether a pixel lies in the box."""
        left, top, width, height = self.box
        return left <= x <= left + width and top <= y <= top + height

    def seen(self) -> tuple[float, float, float, float]:
        """Give west, south, east and north of the box, in metres."""
        left, top, width, height = self.box
        west, north = (left - self.x0) / self.scale, (self.y0 - top) / self.scale
        return west, north - height / self.scale, west + width / self.scale, north

    def on_water(self, box: Box, lake: Any) -> bool:
        """Say whether a box lies on standing water, or its middle on none: a river's name stands beside it."""
        left, top, right, bottom = box
        across, middle = (left + right) / 2, (top + bottom) / 2
        spots = np.array([(across, middle), (left, middle), (right, middle), (across, top), (across, bottom)])
        wet = shapely.contains_xy(lake, (spots[:, 0] - self.x0) / self.scale, (self.y0 - spots[:, 1]) / self.scale)
        return bool(wet.all() or not wet[0])

    def share_of(self, box: Box, shape: Any) -> float:
        """Give which share of a box of pixels lies on a shape in metres, 0 to 1."""
        left, top, right, bottom = box
        own = shapely.box(
            (left - self.x0) / self.scale, (self.y0 - bottom) / self.scale, (right - self.x0) / self.scale, (self.y0 - top) / self.scale
        )
        return float(own.intersection(shape).area / own.area)

    def outline(self, shape: Any) -> Outline:
        """Give the outline of polygons or lines in metres as pixels."""
        paths = []
        for part in shapely.get_parts(shape):
            rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            for ring in rings:
                xy = np.column_stack(self.metres(*np.asarray(ring.coords)[:, :2].T))
                paths.append(Outline(xy, closed=part.geom_type == "Polygon"))
        return Outline.make_compound_path(*paths)
