"""What does a KML or KMZ file hold: its placemarks, with folders, times and fields?"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree as ET

import pandas as pd
from numpy import arange

from geo import settings as s
from geo.intake.formats.raw import Choices, FileRefused, RawTable, check_size, unique_names

_SIMPLE = ("name", "description", "address", "phoneNumber")
_TIMES = ("when", "begin", "end")


def read_kmz(data: bytes, choices: Choices) -> RawTable:
    """Read a document of a KMZ, a zip with KML in it: the one named, else ``doc.kml`` or the first. Its pictures are not looked at."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = tuple(x.filename for x in archive.infolist() if x.filename.lower().endswith(".kml"))
        if choices.sheet and choices.sheet not in names:
            raise FileRefused("no_sheet", sheet=choices.sheet, allowed=", ".join(names))
        name = choices.sheet or ("doc.kml" if "doc.kml" in names else names[0])
        table = read_kml(archive.read(name), choices)
    return replace(table, sheet=name, sheets=names) if len(names) > 1 else table


def read_kml(data: bytes, choices: Choices) -> RawTable:  # noqa: ARG001 - all readers are called alike
    """Read every placemark of a KML, whatever folder it lies in.

    Raises
    ------
    FileRefused : no whole XML, or one that declares entities (code ``damaged``).
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise FileRefused("damaged", kind="kml", why="it declares entities")
    root = ET.fromstring(data)
    rows = list(_placemarks(root, ()))
    declared = [x.get("name", "") for x in root.iter() if _tag(x) == "SimpleField"] if rows else []
    columns = list(dict.fromkeys((*(k for row in rows for k in row if not k.startswith("\0")), *(name for name in declared if name))))
    check_size(len(rows), len(columns) + 3)
    names = unique_names([*columns, "point_latitude", "point_longitude", "shape"])
    cells = pd.DataFrame({n: [row.get(c, "") for row in rows] for n, c in zip(names, columns, strict=False)}, dtype=object)
    latitude, longitude, shape = names[-3:]
    cells[latitude] = [row.get("\0lat", "") for row in rows]
    cells[longitude] = [row.get("\0lon", "") for row in rows]
    if any("\0shape" in row for row in rows):
        cells[shape] = [row.get("\0shape", "") for row in rows]
    return RawTable(cells.astype(object), arange(1, len(rows) + 1), "kml", crs=s.WGS84, point=(latitude, longitude))


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: ET.Element | None) -> str:
    return (element.text or "").strip() if element is not None else ""


def _placemarks(element: ET.Element, folders: tuple[str, ...]) -> Iterator[dict[str, str]]:
    for child in element:
        kind = _tag(child)
        if kind == "Placemark":
            yield _row(child, folders)
        elif kind in ("Folder", "Document"):
            name = next((_text(x) for x in child if _tag(x) == "name"), "")
            yield from _placemarks(child, (*folders, name) if kind == "Folder" and name else folders)


def _row(mark: ET.Element, folders: tuple[str, ...]) -> dict[str, str]:
    row = {"folder": " / ".join(folders)} if folders else {}
    for child in mark:
        kind = _tag(child)
        if kind in _SIMPLE:
            row[{"name": "Name", "description": "Description"}.get(kind, kind)] = _text(child)
        elif kind in ("TimeStamp", "TimeSpan"):
            row |= {_tag(x): _text(x) for x in child if _tag(x) in _TIMES and _text(x)}
        elif kind == "ExtendedData":
            for x in child.iter():
                if _tag(x) == "Data":
                    row[x.get("name", "")] = _text(next((v for v in x if _tag(v) == "value"), None))
                elif _tag(x) == "SimpleData":
                    row[x.get("name", "")] = _text(x)
    return row | _geometry(mark)


def _geometry(mark: ET.Element) -> dict[str, str]:
    shapes = [x for x in mark.iter() if _tag(x) in ("Point", "LineString", "Polygon")]
    if len(shapes) == 1 and _tag(shapes[0]) == "Point":
        spots = _spots(shapes[0])
        return {"\0lat": spots[0][1], "\0lon": spots[0][0]} if spots else {}
    texts = [text for x in shapes if (text := _wkt(x))]
    return {"\0shape": texts[0] if len(texts) == 1 else f"GEOMETRYCOLLECTION ({', '.join(texts)})"} if texts else {}


def _spots(element: ET.Element) -> list[tuple[str, str]]:
    text = next((x.text or "" for x in element.iter() if _tag(x) == "coordinates"), "")
    parts = [spot.split(",") for spot in text.split()]
    return [(p[0], p[1]) for p in parts if len(p) >= 2]


def _wkt(element: ET.Element) -> str:
    spots = _spots(element)  # of a polygon: its outer ring comes first
    line = ", ".join(f"{lon} {lat}" for lon, lat in spots)
    if _tag(element) == "Point":
        return f"POINT ({line})" if spots else ""
    if _tag(element) == "LineString":
        return f"LINESTRING ({line})" if len(spots) > 1 else ""
    return f"POLYGON (({line}))" if len(spots) > 3 else ""
