"""What is a feature of a ground file: road of which class, railway, river, canal, water, built-up area, or name?

Known are the keys of OpenStreetMap, the ``fclass`` of Geofabrik's files, and the layers of OpenMapTiles, Shortbread and Protomaps tiles.
"""

import pandas as pd

ROAD, RAIL, RIVER, CANAL, WATER, BUILT, NAME = "road", "rail", "river", "canal", "water", "built", "name"
LAYERS = (WATER, BUILT, RIVER, CANAL, RAIL, ROAD, NAME)  # in which they are drawn
KEYS = ("highway", "waterway", "railway", "natural", "landuse", "place")  # of OpenStreetMap
KINDS = ("fclass", "kind_detail", "pmap_kind_detail", "subclass", "class", "kind", "pmap_kind")  # the finer before the coarser
NAMES = ("name", "name_ar", "name_en", "name_int", "int_name", "name_latin")
WANTED = (*KEYS, *KINDS, *NAMES)

_ROADS = (  # by class, from the widest
    ("motorway", "trunk", "motorway_link", "trunk_link"),
    ("primary", "primary_link", "highway", "major_road"),
    ("secondary", "secondary_link"),
    ("tertiary", "tertiary_link", "medium_road"),
    ("unclassified", "residential", "living_street", "road", "minor", "minor_road", "pedestrian"),
    ("service", "track", *(f"track_grade{k}" for k in range(1, 6))),
)
_RAILS = ("rail", "light_rail", "narrow_gauge", "subway", "tram", "monorail", "miniature_railway")
_RIVERS = ("river", "stream", "wadi", "riverbank")
_CANALS = ("canal", "ditch", "drain", "aqueduct")
_WATERS = (
    *("water", "reservoir", "lake", "basin", "pond", "lagoon", "river", "riverbank", "canal", "dock", "swimming_pool", "ocean", "sea"),
    *("playa", "stream", "wetland"),
)
_BUILT = ("residential", "industrial", "commercial", "retail", "suburb", "quarter", "neighbourhood", "urban_area", "garages", "military")
_PLACES = (("city",), ("town",), ("village",), ("hamlet", "suburb", "neighbourhood", "locality", "isolated_dwelling", "quarter"))


def _ranked(layer: str, *groups: tuple[str, ...]) -> dict[str, tuple[str, int]]:
    return {value: (layer, rank) for rank, group in enumerate(groups, 1) for value in group}


_WATERWAYS = _ranked(RIVER, _RIVERS[:1], _RIVERS[1:3]) | _ranked(CANAL, _CANALS[:1], _CANALS[1:])
_ROAD_VALUES, _RAIL_VALUES, _NAME_VALUES = _ranked(ROAD, *_ROADS), _ranked(RAIL, _RAILS), _ranked(NAME, *_PLACES)
_WATER_VALUES, _BUILT_VALUES = _ranked(WATER, tuple(x for x in _WATERS if x != "wetland")), _ranked(BUILT, _BUILT)
_AREAS = {"Polygon", "MultiPolygon"}
_LINES = {"LineString", "MultiLineString"}
_OF_KEY = {  # key -> kinds of geometry, and what its values mean
    "highway": (_LINES, _ROAD_VALUES),
    "railway": (_LINES, _RAIL_VALUES),
    "waterway": (_LINES | _AREAS, _WATERWAYS | _ranked(WATER, ("riverbank", "dock"))),
    "natural": (_AREAS, _ranked(WATER, ("water",))),
    "landuse": (_AREAS, _BUILT_VALUES | _ranked(WATER, ("reservoir", "basin"))),
    "place": ({"Point"}, _NAME_VALUES),
}
_Meanings = dict[str, tuple[str, int]]
_THEMES: tuple[
    tuple[tuple[str, ...], set[str], _Meanings, tuple[str, int] | None], ...
] = (  # part of a layer's name -> kinds of geometry, what its values mean, and what an unknown value is
    (("transportation_name", "street_labels", "boundar", "building", "address", "poi", "label_points"), set(), {}, None),
    (("railway", "rails", "transit"), _LINES, _RAIL_VALUES, None),
    (("transportation", "road", "street", "highway"), _LINES, _ROAD_VALUES | _RAIL_VALUES, None),
    (("waterway", "water_lines", "physical_line", "rivers", "canals"), _LINES, _WATERWAYS, None),
    (("water", "ocean", "lake"), _AREAS, _WATER_VALUES, (WATER, 1)),
    (("water",), _LINES, _WATERWAYS, None),
    (("landuse", "land", "built", "urban", "residential"), _AREAS, _BUILT_VALUES, None),
    (("place", "settlement", "localit"), {"Point"}, _NAME_VALUES, None),
)


def classified(table: pd.DataFrame, layer: str, kinds: pd.Series) -> pd.DataFrame:
    """Say of each feature of a layer what it is.

    Parameters
    ----------
    table : the columns of ``WANTED`` that the layer has, as texts; an empty text is no value.
    layer : its name in the file.
    kinds : kind of geometry of each feature ("LineString", ...).

    Returns
    -------
    DataFrame with ``layer`` (one of ``LAYERS``; empty: nothing that is drawn) and ``rank`` (1 is the most important).
    """
    found = pd.DataFrame({"layer": "", "rank": 0}, index=table.index)
    for key in KEYS:
        if key in table:
            _mark(found, table[key], kinds, *_OF_KEY[key])
    named = layer.casefold()
    values = [table[c].str.casefold() for c in KINDS if c in table]
    for parts, shapes, meanings, other in _THEMES:
        if not any(part in named for part in parts):
            continue
        if not shapes:
            return found
        for value in values:
            _mark(found, value, kinds, shapes, meanings)
        if other and not any(key in table for key in KEYS):
            free = (found["layer"] == "") & kinds.isin(shapes) & ~_holds(values, ("wetland", "glacier", "ice"), table)
            found.loc[free, ["layer", "rank"]] = list(other)
    return found


def _mark(found: pd.DataFrame, values: pd.Series, kinds: pd.Series, shapes: set[str], meanings: dict[str, tuple[str, int]]) -> None:
    told = values.isin(list(meanings)) & kinds.isin(shapes) & (found["layer"] == "")
    if told.any():
        found.loc[told, "layer"] = values[told].map(lambda v: meanings[v][0])
        found.loc[told, "rank"] = values[told].map(lambda v: meanings[v][1])


def _holds(values: list[pd.Series], words: tuple[str, ...], table: pd.DataFrame) -> pd.Series:
    any_of = pd.Series(data=False, index=table.index)
    for value in values:
        any_of |= value.isin(words)
    return any_of
