"""Which roads, waters, built-up areas, railways and names of a ground file lie in this land, slim enough to be drawn?"""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo import settings as s
from geo.intake.boundaries import cleaned
from geo.intake.formats.raw import FileRefused
from geo.intake.ground.classes import BUILT, LAYERS, NAME, NAMES, WATER, classified
from geo.intake.ground.layers import Layer, open_ground, outlines, read_layer
from geo.intake.ground.seams import joined
from geo.land.places import is_arabic

COLUMNS = ("layer", "rank", "name_en", "name_ar")
_BLUR = 0.00002  # degrees, about two metres: corners nearer than this to the line between their neighbours are left out
_DIGITS = 5  # decimals of a degree, about a metre
_SMALLEST = 1e-9  # square degrees, about ten square metres


@dataclass(frozen=True)
class Found:
    """Slim layers of the land (WGS84): a row a feature, ``COLUMNS`` and geometry; ``source`` and ``licence`` as the file states them (may be empty),
    ``left_out`` are features that were too many, the least important first."""

    features: gpd.GeoDataFrame
    source: str
    licence: str
    left_out: int


def ground_of(path: Path, land: shapely.Geometry, folder: Path, crs: str = "") -> Found:
    """Cut a ground file to a land.

    Parameters
    ----------
    land : the area to be kept, in degrees (WGS84).
    folder : for what has to be unpacked.

    Raises
    ------
    FileRefused : it cannot be read, or nothing in it is known here, or lies in the land.
    """
    opened = open_ground(path, folder)
    kept, seen = [], 0
    for layer in opened.layers:
        frame = read_layer(layer, land.bounds, crs)
        if frame is None:
            continue
        seen += len(frame)
        features = _told(frame, layer)
        if layer.zoom is not None and len(features):
            features = joined(features, layer.zoom)
        kept.append(cut(features.to_crs(s.WGS84), land))
    features = pd.concat(kept, ignore_index=True) if kept else gpd.GeoDataFrame(columns=[*COLUMNS, "geometry"])
    if features.empty:
        names = ", ".join(layer.name for layer in opened.layers)[:300]
        west, south, east, north = land.bounds
        bounds = f"{south:.2f} {west:.2f} – {north:.2f} {east:.2f}"
        raise FileRefused("ground_unknown" if seen else "ground_elsewhere", layers=names, bounds=bounds, page="docs/ground.md")
    features = _once(slim(features))
    most = features.sort_values("rank", kind="stable").iloc[: s.GROUND_FEATURES]
    order = pd.Categorical(most["layer"], LAYERS)
    most = most.assign(_order=order).sort_values(["_order", "rank"], kind="stable", ignore_index=True).drop(columns="_order")
    return Found(most, opened.source, opened.licence, len(features) - len(most))


def _told(frame: gpd.GeoDataFrame, layer: Layer) -> gpd.GeoDataFrame:
    """Keep the features of a layer that are drawn, with what they are and their names."""
    table = pd.DataFrame(frame.drop(columns="geometry"))
    known = classified(table, layer.name, frame.geometry.geom_type)
    own = (known["layer"] != "").to_numpy()
    table = table[own]
    names = {column: table[column].map(cleaned) if column in table else pd.Series("", index=table.index) for column in NAMES}
    arabic, latin = names["name_ar"], names["name_en"]
    script = names["name"].map(is_arabic).astype(bool)
    arabic = arabic.where((arabic != "") | ~script, names["name"])
    for column in ("name_int", "int_name", "name_latin"):
        latin = latin.where(latin != "", names[column])
    latin = latin.where((latin != "") | script, names["name"])
    out = known[own].assign(name_en=latin, name_ar=arabic)
    frame = gpd.GeoDataFrame(out, geometry=frame.geometry[own])
    nameless = (frame["layer"] == NAME) & (frame["name_en"] == "") & (frame["name_ar"] == "")
    return outlines(frame[~nameless].reset_index(drop=True))


def cut(features: gpd.GeoDataFrame, land: shapely.Geometry) -> gpd.GeoDataFrame:
    """Cut features to a land, both in one coordinate system: nothing beyond it, and nothing within it is lost. A row a line, an area or a point."""
    shapely.prepare(land)
    shapes = features.geometry.to_numpy()
    whole, touched = shapely.covers(land, shapes), shapely.intersects(land, shapes)
    crossing = touched & ~whole
    shapes = shapes.copy()
    shapes[crossing] = shapely.intersection(shapes[crossing], land)
    kept = features.set_geometry(gpd.GeoSeries(shapes, index=features.index, crs=features.crs))[touched]
    dimension = kept["layer"].map(lambda x: 0 if x == NAME else 2 if x in (WATER, BUILT) else 1).to_numpy()
    parts, rows = shapely.get_parts(kept.geometry.to_numpy(), return_index=True)
    deeper, again = shapely.get_parts(parts, return_index=True)  # a collection may hold another
    rows = rows[again]
    fits = shapely.get_dimensions(deeper) == dimension[rows]
    out = pd.DataFrame(kept.drop(columns="geometry")).iloc[rows[fits]].reset_index(drop=True)
    return gpd.GeoDataFrame(out, geometry=gpd.GeoSeries(deeper[fits], crs=features.crs))


def slim(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out corners nobody would see, write the others to a metre, and leave out what then has no extent."""
    shapes = shapely.simplify(features.geometry.to_numpy(), _BLUR)
    shapes = shapely.transform(shapes, lambda corners: np.round(corners, _DIGITS))
    areas, lines = shapely.get_type_id(shapes) == 3, shapely.get_type_id(shapes) == 1
    kept = ~(areas & (shapely.area(shapes) < _SMALLEST)) & ~(lines & (shapely.length(shapes) == 0)) & ~shapely.is_empty(shapes)
    return features.set_geometry(gpd.GeoSeries(shapes, index=features.index, crs=features.crs))[kept].reset_index(drop=True)


def _once(features: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Leave out what stands twice, in two layers of a file: a river that is a line and a way of its area."""
    key = pd.Series(shapely.to_wkb(features.geometry.to_numpy()), index=features.index)
    return features[~pd.DataFrame({"layer": features["layer"], "shape": key}).duplicated()].reset_index(drop=True)
