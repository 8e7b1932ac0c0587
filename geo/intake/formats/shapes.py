"""What does a file with geometry hold, and where do its points lie?"""

import codecs
import contextlib
import io
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
from pyproj.exceptions import CRSError
from shapely import force_2d, to_wkt

from geo import settings as s
from geo.intake.formats.crs import check_crs, read_crs
from geo.intake.formats.encodings import decode
from geo.intake.formats.raw import TOLD, Choices, FileRefused, RawTable, check_size, text_of, unique_names
from geo.intake.scratch import scratch

_PARSED = 0.3  # the part of reading that the library does


def _dbf_encoding(data: bytes) -> str:
    """Find the encoding of a dBase table by its rows; its header says how long it is (bytes 8 and 9)."""
    return decode(data[int.from_bytes(data[8:10], "little") :].replace(b"\0", b" "))[1]


def read_shapes(data: bytes | Path, choices: Choices, kind: str, encoding: str | None = None) -> RawTable:
    layers = [str(row[0]) for row in pyogrio.list_layers(data)]
    layers = layers if len(layers) > 1 else []
    if choices.sheet and choices.sheet not in layers:
        raise FileRefused("no_sheet", sheet=choices.sheet, allowed=", ".join(layers) or "-")
    layer = choices.sheet or (layers[0] if layers else None)
    # through Arrow whole numbers stay whole beside empty cells; days and hours stay as they are written, whatever their zone
    exact = {"use_arrow": True, "arrow_to_pandas_kwargs": {"types_mapper": pd.ArrowDtype}} if encoding is None else {}  # Arrow: UTF-8 only
    frame = pyogrio.read_dataframe(data, layer=layer, encoding=encoding, datetime_as_string=True, **exact)
    # KML and GeoJSON without a member "crs" are WGS84 by their standards, and pyogrio says so
    return from_geometry(frame, kind, choices, sheet=layer or "", sheets=tuple(layers))


def read_zip(data: bytes, choices: Choices) -> RawTable:
    """Read a Shapefile in a zip, in a folder or not: of several the one named, else the first. Texts whose encoding no .cpg file states
    are decoded as text files are; one whose .cpg file makes other letters of them than they are is asked about (``wrong_cpg``)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive, scratch(len(data)) as folder:
        names = {x.lower(): x for x in archive.namelist()}
        stems = _shapefiles(names)
        if choices.sheet and choices.sheet not in stems:
            raise FileRefused("no_sheet", sheet=choices.sheet, allowed=", ".join(stems))
        name = choices.sheet or next(iter(stems))
        stem = stems[name]
        encoding = choices.encoding or None
        if f"{stem}.dbf" in names and not encoding:
            stated = archive.read(names[f"{stem}.cpg"]) if f"{stem}.cpg" in names else b""
            encoding = _encoding_of(archive.read(names[f"{stem}.dbf"]), _codec(stated))
        for ending in (".shp", ".shx", ".dbf", ".prj", ".cpg"):  # under names of our own: none of the archive's paths is used
            if f"{stem}{ending}" in names:
                (folder / f"t{ending}").write_bytes(archive.read(names[f"{stem}{ending}"]))
        table = read_shapes(folder / "t.shp", replace(choices, sheet=""), "shp", encoding)
        return replace(table, sheet=name, sheets=tuple(stems)) if len(stems) > 1 else table


def _shapefiles(names: dict[str, str]) -> dict[str, str]:
    """Give name -> path without ending of each Shapefile of an archive; two of one name in two folders keep their folders."""
    paths = [n[:-4] for n in names if n.endswith(".shp") and not n.startswith("__macosx/")]
    twice = {stem for stem, n in Counter(PurePosixPath(path).name for path in paths).items() if n > 1}
    own = {path: PurePosixPath(names[f"{path}.shp"]).with_suffix("") for path in paths}
    return {str(shown if PurePosixPath(path).name in twice else shown.name): path for path, shown in own.items()}


_SHOWN = 40  # characters of a text that two encodings read otherwise


def _codec(stated: bytes) -> str:
    """Give the encoding a .cpg file states (UTF-8, 1256, ANSI 1256, 88596, ISO 8859-6) by the name Python knows; empty if it states none."""
    text = stated.decode("ascii", "ignore").strip().casefold()
    digits = "".join(c for c in text if c.isdigit())
    known = {"65001": "utf-8", "8": "utf-8"} | {f"8859{k}": f"iso-8859-{k}" for k in range(1, 16)}
    for name in filter(None, (known.get(digits), f"cp{digits}", text)):
        with contextlib.suppress(LookupError):
            return codecs.lookup(name).name
    return ""


def _encoding_of(data: bytes, stated: str) -> str | None:
    """Give the encoding of a dBase table by what its .cpg file states and by its letters; None for UTF-8.

    Raises
    ------
    FileRefused : the stated one makes signs of the letters (``wrong_cpg``, with a text in both).
    """
    found = _dbf_encoding(data)
    if not stated:
        return None if found == "utf-8" else found
    rows = data[int.from_bytes(data[8:10], "little") :].replace(b"\0", b" ")
    read, other = (rows.decode(name, "replace") for name in (stated, found))
    sure = found == "utf-8" or "\ufffd" in read or (_arabic(other) and not _arabic(read))  # what else is Latin cannot be told apart
    if rows.isascii() or read == other or not sure:
        return None if stated == "utf-8" else stated  # GDAL does not know every name of it
    at = next((k for k, (a, b) in enumerate(zip(read, other, strict=False)) if a != b), 0)
    shown = [" ".join(text[max(0, at - 2) : at + _SHOWN].split()) for text in (read, other)]
    raise FileRefused("wrong_cpg", stated=stated, was=shown[0], found=found, read=shown[1], flag=f"--encoding {found}")


def _arabic(text: str) -> bool:
    """Whether most letters beyond ASCII are Arabic ones."""
    beyond = [c for c in text if c > "\x7f" and not c.isspace()]
    return 5 * sum("\u0600" <= c <= "\u06ff" for c in beyond) > 4 * len(beyond) > 0


def read_gpkg(data: bytes, choices: Choices) -> RawTable:
    with scratch(len(data)) as folder:  # its driver wants a file with the ending of its format
        path = folder / "t.gpkg"
        path.write_bytes(data)
        return read_shapes(path, choices, "gpkg")


def from_geometry(frame: Any, kind: str, choices: Choices, **how: Any) -> RawTable:
    """Make a table of a typed frame; its points become two columns, any other geometry a column of texts."""
    if any(name is not None for name in frame.index.names):
        frame = frame.reset_index()
    spatial = isinstance(frame, gpd.GeoDataFrame)
    attributes = pd.DataFrame(frame.drop(columns=frame.geometry.name)) if spatial else frame
    check_size(*attributes.shape)
    names = unique_names([str(c) for c in attributes.columns])
    columns = [attributes.iloc[:, k] for k in range(len(names))]
    told, texts = TOLD.get(), {}
    for k, (name, column) in enumerate(zip(names, columns, strict=True)):
        told(_PARSED + (1 - _PARSED) * k / len(names))
        texts[name] = [text_of(v) for v in column]
    cells = pd.DataFrame(texts, index=range(len(frame)), dtype=object)
    numbers = np.arange(1, len(cells) + 1)
    if not spatial:
        return RawTable(cells, numbers, kind, **how)
    shapes = frame.geometry.reset_index(drop=True)
    known = (shapes.notna() & ~shapes.is_empty).to_numpy()
    if not known.any():
        return RawTable(cells, numbers, kind, **how)
    if shapes.crs is None and not choices.crs:
        raise FileRefused("no_crs")
    try:
        shapes = shapes.set_crs(read_crs(choices.crs), allow_override=True) if choices.crs else shapes
    except CRSError as error:
        raise FileRefused("bad_crs", crs=choices.crs) from error
    check_crs(shapes.crs)
    declared = choices.crs or shapes.crs.to_string()[:80]
    shapes = gpd.GeoSeries(force_2d(shapes.to_numpy()), crs=shapes.crs).to_crs(s.WGS84)
    spots = [g.geoms[0] if k and g.geom_type == "MultiPoint" and len(g.geoms) == 1 else g for g, k in zip(shapes, known, strict=True)]
    point = [k and g.geom_type == "Point" for g, k in zip(spots, known, strict=True)]
    latitude, longitude = unique_names([*names, "point_latitude", "point_longitude"])[-2:]
    cells[latitude] = [_number(p.y) if ok else "" for p, ok in zip(spots, point, strict=True)]
    cells[longitude] = [_number(p.x) if ok else "" for p, ok in zip(spots, point, strict=True)]
    other = [k and not ok for ok, k in zip(point, known, strict=True)]
    if any(other):  # a line or an area stays with its row, as text
        column = unique_names([*cells.columns, "shape"])[-1]
        cells[column] = [to_wkt(g, rounding_precision=7) if ok else "" for g, ok in zip(spots, other, strict=True)]
    return RawTable(cells, numbers, kind, crs=declared, point=(latitude, longitude), outlines=shapes.to_numpy(), **how)


def _number(degrees: float) -> str:
    return f"{degrees:.7f}".rstrip("0").rstrip(".")
