"""What does a JSON file hold?"""

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from pyproj import Transformer
from pyproj.exceptions import CRSError

from geo import settings as s
from geo.intake.formats.crs import read_crs
from geo.intake.formats.encodings import decode
from geo.intake.formats.header import table_of
from geo.intake.formats.raw import TOLD, Choices, FileRefused, RawTable, check_size, text_of, unique_names
from geo.intake.formats.shapes import read_shapes
from geo.intake.sources.headings import meaning_of

_STRIDE, _PARSED = 5_000, 0.3  # rows between two words of how far it is, and the part of reading that parsing is
_OURS = {"mapping_for", "view_of"}  # what is saved here beside records holds no rows
_LISTS = ("data", "events", "results", "incidents", "features", "rows")  # keys under which JSON exports keep their rows


def read_json(data: bytes, choices: Choices) -> RawTable:
    """Read rows as objects: in a list, under a key, one a line, or as columns; GeoJSON of any form, and features as Esri writes them."""
    text, encoding = decode(data, choices.encoding)
    got = _parsed(text)
    if isinstance(got, dict) and isinstance(got.get("features"), list) and _is_esri(got):
        return _of_esri(got, choices, encoding)
    features = _features(got)
    if features is not None:
        named = [v for k, v in features.items() if k.casefold() == "crs" and v is not None]
        crs = choices.crs or next((_read_geojson_crs(v) for v in named), "")
        plain = json.dumps(_without_crs(features)).encode()  # GDAL would follow an address in it, and take what it does not know for WGS84
        return flattened(read_shapes(plain, replace(choices, crs=crs), "geojson"))
    if (lines := _of_lines(got)) is not None:
        return table_of(lines, "json", encoding=encoding)
    lists = _lists(got)
    if choices.sheet and choices.sheet not in lists:
        raise FileRefused("no_sheet", sheet=choices.sheet, allowed=", ".join(lists) or "-")
    name = choices.sheet or next((k for k in _LISTS if k in lists), next(iter(lists), ""))
    table = flattened(_of_rows(lists[name] if name else _rows(got), encoding))
    return replace(table, sheet=name, sheets=tuple(lists)) if len(lists) > 1 else table


def _is_esri(got: dict[str, Any]) -> bool:
    first = next((x for x in got["features"] if isinstance(x, dict)), {})
    return "geometryType" in got or "spatialReference" in got or isinstance(first.get("attributes"), dict)


def _of_lines(got: Any) -> list[list[str]] | None:
    """Give rows that are lists of cells, the headings first or under "columns" (pandas' "split"); None if they are not so."""
    if isinstance(got, dict) and isinstance(got.get("columns"), list) and isinstance(got.get("data"), list):
        got = [got["columns"], *got["data"]]
    if not isinstance(got, list) or len(got) < 2 or not all(isinstance(row, list) for row in got):
        return None
    check_size(len(got), max(len(row) for row in got))
    return [[text_of(cell) for cell in row] for row in got]


def _lists(got: Any) -> dict[str, list[dict[str, Any]]]:
    """Give the lists of rows that stand beside each other in one object, by their keys."""
    if not isinstance(got, dict):
        return {}
    found = {k: v for k, v in got.items() if isinstance(v, list) and v and all(isinstance(x, dict) for x in v)}
    wrapped = [v for v in got.values() if isinstance(v, dict)] if not found else []
    return next((inside for v in wrapped if (inside := _lists(v)) and not _telling(got)), found)


def _telling(keys: Iterable[str]) -> bool:
    """Whether some names are headings of a table: more than one is known."""
    return sum(meaning_of(str(k)) is not None for k in islice(keys, 200)) > 1


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        lines = [line for line in re.split(r"[\r\n\x1e]+", text) if line.strip()]  # a text may hold other ends of lines
        if lines and all(line.lstrip().startswith("{") for line in lines[:20]):  # an object a line
            try:
                return [json.loads(line) for line in lines]
            except (ValueError, RecursionError) as inner:
                raise FileRefused("damaged", kind="JSON", why=str(inner)[:80]) from inner
        raise FileRefused("damaged", kind="JSON", why=str(error)[:80]) from error


def _features(got: Any) -> dict[str, Any] | None:
    """Give GeoJSON as a collection: it may be one feature, or a list of them."""
    if isinstance(got, dict) and got.get("type") == "FeatureCollection":
        return got
    one = [got] if isinstance(got, dict) else got
    whole = isinstance(one, list) and bool(one) and all(isinstance(x, dict) and x.get("type") == "Feature" for x in one)
    return {"type": "FeatureCollection", "features": one} if whole else None


def _rows(got: Any) -> list[dict[str, Any]]:
    rows: Any = got
    if isinstance(got, dict) and _OURS & got.keys():
        raise FileRefused("json_without_rows")
    if isinstance(got, dict):
        if _telling(got) and not any(isinstance(v, list) for v in got.values()) and not all(isinstance(v, dict) for v in got.values()):
            return [got]  # one row
        if not _telling(got) and got and all(isinstance(v, dict) and _telling(v) for v in got.values()):
            return list(got.values())  # rows by their keys
        columns = [v for v in got.values() if isinstance(v, list | dict)]
        if len(columns) == len(got) > 1 and not any(isinstance(x, dict) for v in columns if isinstance(v, list) for x in v[:1]):
            return _of_columns(got)
        rows = next((got[k] for k in _LISTS if isinstance(got.get(k), list)), None)
        rows = rows if rows is not None else next((v for v in got.values() if isinstance(v, list)), None)
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise FileRefused("json_without_rows")
    return rows


def _of_columns(got: dict[str, Any]) -> list[dict[str, Any]]:
    """Make rows of columns: lists of one length, or objects with the same keys."""
    if all(isinstance(v, list) for v in got.values()) and len({len(v) for v in got.values()}) == 1:
        return [dict(zip(got, row, strict=True)) for row in zip(*got.values(), strict=True)]
    if all(isinstance(v, dict) for v in got.values()):
        keys = list(dict.fromkeys(k for v in got.values() for k in v))
        if not any(isinstance(v.get(k), dict | list) for v in got.values() for k in keys[:20]):
            return [{c: v.get(k) for c, v in got.items()} for k in keys]
    raise FileRefused("json_without_rows")


def _of_rows(rows: list[dict[str, Any]], encoding: str) -> RawTable:
    columns = list(dict.fromkeys(str(k) for r in rows for k in r))
    check_size(len(rows), len(columns))
    told, texts = TOLD.get(), []
    for k, row in enumerate(rows):
        texts.append([text_of(row.get(c)) for c in columns])
        if not k % _STRIDE:
            told(_PARSED + (1 - _PARSED) * k / len(rows))
    cells = pd.DataFrame(texts, columns=columns, dtype=object)
    return RawTable(cells, np.arange(1, len(cells) + 1), "json", encoding=encoding)


def _of_esri(got: dict[str, Any], choices: Choices, encoding: str) -> RawTable:
    """Read features as ArcGIS writes them: attributes apart from x and y, in the coordinate system the file names."""
    reference = got.get("spatialReference") or {}
    code = reference.get("latestWkid") or reference.get("wkid") or 4326
    features = [f for f in got["features"] if isinstance(f, dict)]
    if not reference and not choices.crs and not all(_in_degrees(f.get("geometry") or {}) for f in features):
        raise FileRefused("no_crs")
    crs = choices.crs or f"EPSG:{3857 if code == 102100 else code}"
    table = _of_rows([f.get("attributes") or {} for f in features], encoding)
    try:
        turn = Transformer.from_crs(read_crs(crs), s.WGS84, always_xy=True)
    except CRSError as error:
        raise FileRefused("bad_crs", crs=crs[:80]) from error
    latitude, longitude, shape = unique_names([*table.cells.columns, "point_latitude", "point_longitude", "shape"])[-3:]
    spots = [_esri_spot(f.get("geometry") or {}, turn) for f in features]
    cells = table.cells.assign(**{latitude: [a for a, _, _ in spots], longitude: [b for _, b, _ in spots]})
    if any(text for *_, text in spots):
        cells[shape] = [text for *_, text in spots]
    return replace(table, cells=cells.astype(object), crs=crs, point=(latitude, longitude))


def _in_degrees(geometry: dict[str, Any]) -> bool:
    x, y = geometry.get("x"), geometry.get("y")
    return not isinstance(x, int | float) or not isinstance(y, int | float) or (abs(x) <= 180 and abs(y) <= 90)


def _esri_spot(geometry: dict[str, Any], turn: Transformer) -> tuple[str, str, str]:
    """Give a geometry as latitude and longitude, or as the text of a shape."""
    if isinstance(geometry.get("x"), int | float) and isinstance(geometry.get("y"), int | float):
        lon, lat = turn.transform(geometry["x"], geometry["y"])
        return f"{lat:.7f}".rstrip("0").rstrip("."), f"{lon:.7f}".rstrip("0").rstrip("."), ""
    lines = geometry.get("rings") or geometry.get("paths") or []
    texts = [", ".join("{:.7f} {:.7f}".format(*turn.transform(p[0], p[1])) for p in line) for line in lines if len(line) > 1]
    if not texts:
        return "", "", ""
    return "", "", f"POLYGON (({texts[0]}))" if "rings" in geometry else f"LINESTRING ({texts[0]})"


def flattened(table: RawTable) -> RawTable:
    """Put the members of objects that stand in cells into columns of their own: ``location`` becomes ``location.name`` and so on."""
    cells = table.cells
    for column in list(cells.columns):
        texts = [t for t in cells[column] if t]
        if not texts or not all(t.startswith("{") and t.endswith("}") for t in texts):
            continue
        try:
            objects = [json.loads(t) if t else {} for t in cells[column]]
        except (ValueError, RecursionError):
            continue
        keys = list(dict.fromkeys(str(k) for o in objects for k in o))
        if "coordinates" in keys or any(isinstance(v, dict | list) for o in objects for v in o.values()):
            continue
        check_size(len(cells), cells.shape[1] + len(keys))
        names = unique_names([*cells.columns, *(f"{column}.{k}" for k in keys)])[cells.shape[1] :]
        parts = {n: [text_of(o.get(k)) for o in objects] for n, k in zip(names, keys, strict=True)}
        cells = pd.concat([cells.drop(columns=column), pd.DataFrame(parts, dtype=object)], axis=1)
    return table if cells is table.cells else replace(table, cells=cells)


def _without_crs(got: Any) -> Any:
    """Leave out every member "crs" that is not a property of a feature, however it is spelled."""
    if isinstance(got, dict):
        return {k: v if k == "properties" else _without_crs(v) for k, v in got.items() if k.casefold() != "crs"}
    return [_without_crs(v) for v in got] if isinstance(got, list) and got and isinstance(got[0], dict) else got


def _read_geojson_crs(crs: Any) -> str:
    """Give the name of a GeoJSON file's coordinate reference system; one that is not known, or elsewhere, refuses the file."""
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) and isinstance(crs.get("properties"), dict) else None
    try:
        if crs.get("type", "name") != "name" if isinstance(crs, dict) else True:
            raise CRSError(str(crs)[:80])
        read_crs(str(name))
    except CRSError as error:
        raise FileRefused("bad_crs", crs=str(name or crs)[:80]) from error
    return str(name)
