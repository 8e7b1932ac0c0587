"""Ground files of the real layouts, made small: an extract of OpenStreetMap, tiles, a GeoPackage."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import osmium
from osmium.osm.mutable import Node, Way
from shapely import LineString, Point, Polygon

from geo.settings import WGS84

Corners = Iterable[tuple[float, float]]


def write_extract(
    path: Path, ways: Iterable[tuple[Corners, dict[str, str]]], points: Iterable[tuple[float, float, dict[str, str]]] = ()
) -> Path:
    """Write an .osm.pbf: ways as corners (longitude, latitude) with tags, and points with tags. A way that ends where it began is closed."""
    lines, number = [], 0
    with osmium.SimpleWriter(path) as out:
        for x, y, tags in points:
            number += 1
            out.add_node(Node(id=number, version=1, location=(x, y), tags=tags))
        for corners, tags in ways:
            known: dict[tuple[float, float], int] = {}
            nodes = []
            for spot in corners:
                if spot not in known:
                    number += 1
                    known[spot] = number
                    out.add_node(Node(id=number, version=1, location=spot))
                nodes.append(known[spot])
            lines.append((nodes, tags))
        for k, (nodes, tags) in enumerate(lines, 1):
            out.add_way(Way(id=k, version=1, nodes=nodes, tags=tags))
    return path


def small_extract(path: Path, x: float = 39.0, y: float = 36.0) -> Path:
    """Write an extract with one of each layer around a spot (degrees)."""

    def line(*steps: tuple[float, float]) -> list[tuple[float, float]]:
        return [(round(x + a, 6), round(y + b, 6)) for a, b in steps]

    ring = line((0, 0.02), (0.02, 0.02), (0.02, 0.04), (0, 0.04), (0, 0.02))
    return write_extract(
        path,
        [
            (line((-0.1, 0), (0.1, 0)), {"highway": "primary", "name": "طريق", "name:en": "Road"}),
            (line((0, -0.1), (0, 0.1)), {"highway": "residential"}),
            (line((-0.1, -0.05), (0.1, -0.05)), {"railway": "rail"}),
            (line((-0.1, 0.06), (0.1, 0.06)), {"waterway": "canal", "name:ar": "قناة"}),
            (line((-0.1, 0.08), (0.1, 0.08)), {"waterway": "river"}),
            (ring, {"natural": "water"}),
            ([(a + 0.05, b) for a, b in ring], {"landuse": "residential"}),
            (line((0.2, 0), (0.3, 0)), {"power": "line"}),
        ],
        [(x, y, {"place": "village", "name": "قرية ما", "name:en": "Some Village"})],
    )


def write_tiles(path: Path, layer: str, zoom: int, attribution: str = "", **columns: list[str]) -> Path:
    """Write two long lines, a square that crosses tiles, and a point, cut into vector tiles (.mbtiles or .pmtiles)."""
    driver = "PMTiles" if path.suffix == ".pmtiles" else "MBTiles"
    shapes = [
        LineString([(38.81, 35.93), (39.32, 36.17)]),
        LineString([(38.9, 36.11), (39.2, 35.96), (39.3, 36.0)]),
        Polygon([(38.95, 35.95), (39.15, 35.96), (39.14, 36.1), (38.96, 36.09)]),
        Point(39.01, 36.01),
    ]
    shown = shapes[: len(next(iter(columns.values())))]
    gpd.GeoDataFrame(columns, geometry=shown, crs=WGS84).to_file(path, driver=driver, layer=layer, MINZOOM=zoom - 1, MAXZOOM=zoom)
    if attribution and driver == "MBTiles":
        with sqlite3.connect(path) as tiles:
            tiles.execute("INSERT OR REPLACE INTO metadata VALUES ('attribution', ?)", (attribution,))
    return path


_SHARES = (("trunk", 0.01), ("primary", 0.02), ("secondary", 0.04), ("tertiary", 0.08), ("residential", 0.45), ("track", 0.4))


def large_extract(path: Path, spots: Sequence[tuple[float, float]], roads: int = 200_000, seed: int = 7) -> Path:
    """Write an extract with so many roads of three to six corners: a third around towns (``spots``, longitude and latitude), the rest between them."""
    draw = np.random.default_rng(seed)
    towns = np.asarray(spots)
    low, high = towns.min(axis=0), towns.max(axis=0)
    kinds = draw.choice([k for k, _ in _SHARES], roads, p=[p for _, p in _SHARES])
    near = draw.random(roads) < 1 / 3
    starts = np.where(
        near[:, None],
        towns[draw.integers(len(towns), size=roads)] + draw.normal(0, 0.012, (roads, 2)),
        low + draw.random((roads, 2)) * (high - low),
    )
    steps = {"trunk": 0.03, "primary": 0.02, "secondary": 0.012, "tertiary": 0.008}

    def ways() -> Iterator[tuple[Corners, dict[str, str]]]:
        for kind, start in zip(kinds, starts, strict=True):
            reach = steps.get(kind, 0.002)
            turns = np.cumsum(draw.normal(0, 0.4, int(draw.integers(2, 6)))) + draw.random() * 2 * np.pi
            bends = start + np.cumsum(reach * np.column_stack([np.cos(turns), np.sin(turns)]), axis=0)
            yield [tuple(x) for x in np.round([start, *bends], 6).tolist()], {"highway": str(kind)}

    return write_extract(path, ways())
