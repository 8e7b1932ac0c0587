"""Files an adversary would send, made here: (name, bytes) by what they try."""

import io
import json
import sqlite3
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from shapely import Point

_XML = '<?xml version="1.0"?>'
_KML = '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>{}</name><Point><coordinates>39,36</coordinates></Point></Placemark></Document></kml>'
_LAUGHS = "<!DOCTYPE l [<!ENTITY a0 'ha'>" + "".join(f"<!ENTITY a{k} '{f'&a{k - 1};' * 10}'>" for k in range(1, 11)) + "]>"
_LONG = f"<!DOCTYPE l [<!ENTITY a '{'A' * 200_000}'>]>"  # quadratic: one long entity, very often
_OUTSIDE = '<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b SYSTEM "http://trip.invalid/x">]>'
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def zipped(parts: dict[str, bytes | str]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return memory.getvalue()


def replaced(data: bytes, name: str, part: str | bytes) -> bytes:
    """Put another text in the place of one part of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return zipped({n: archive.read(n) for n in archive.namelist()} | {name: part})


def workbook(sheet: str, before: str = _XML) -> bytes:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(memory)
    book.add_worksheet("a").write_row(0, 0, ["date", "place"])
    book.close()
    return replaced(memory.getvalue(), "xl/worksheets/sheet1.xml", before + _SHEET.format(sheet))


def opendocument(row: str, before: str = _XML) -> bytes:
    memory = io.BytesIO()
    OpenDocumentSpreadsheet().write(memory)
    name = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    spaces = " ".join(f'xmlns:{k}="{name.format(k)}"' for k in ("office", "table", "text"))
    body = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="a">{row}</table:table></office:spreadsheet></office:body></office:document-content>'
    return replaced(memory.getvalue(), "content.xml", before + body)


def lying(data: bytes, says: int) -> bytes:
    """Let every entry of an archive say another unpacked size than it has."""
    out = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        k = out.find(mark)
        while k >= 0:
            out[k + at : k + at + 4] = struct.pack("<I", says)
            k = out.find(mark, k + 4)
    return bytes(out)


def geopackage(change: Callable[[sqlite3.Connection], object]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gpkg"
        gpd.GeoDataFrame({"date": ["2017-01-01"]}, geometry=[Point(39, 36)], crs=4326).to_file(path, layer="t", driver="GPKG")
        base = sqlite3.connect(path)
        change(base)
        base.commit()
        base.close()
        return path.read_bytes()


def shapefile(**changed: bytes) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        gpd.GeoDataFrame({"date": ["2017-01-01"]}, geometry=[Point(39, 36)], crs=4326).to_file(Path(folder) / "t.shp")
        return {p.name: p.read_bytes() for p in Path(folder).iterdir()} | {f"t.{k}": v for k, v in changed.items()}


def parquet() -> bytes:
    memory = io.BytesIO()
    gpd.GeoDataFrame({"date": ["2017-01-01"] * 50}, geometry=[Point(39, 36)] * 50, crs=4326).to_parquet(memory)
    return memory.getvalue()


def geojson(geometry: object, **more: object) -> bytes:
    feature = {"type": "Feature", "properties": {"date": "2017-01-01"}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more}).encode()


def point(x: str, y: str) -> bytes:
    return geojson({"type": "Point", "coordinates": ["X", "Y"]}).replace(b'"X"', x.encode()).replace(b'"Y"', y.encode())


def _wkb(base: sqlite3.Connection, blob: bytes) -> None:
    for name in [r[0] for r in base.execute("select name from sqlite_master where type='trigger'")]:
        base.execute(f'drop trigger "{name}"')
    base.execute("update t set geom = ?", (b"GP\0\x01" + struct.pack("<i", 4326) + blob,))


def _endless(base: sqlite3.Connection) -> None:
    base.execute("create view v as with recursive n(fid) as (select 1 union all select fid + 1 from n) select fid, 'x' as date from n")
    base.execute("insert into gpkg_contents (table_name, data_type, identifier, srs_id) values ('v', 'attributes', 'v', 0)")
    base.execute("delete from gpkg_contents where table_name = 't'")
    base.execute("delete from gpkg_geometry_columns")


def hostile_files() -> dict[str, tuple[str, bytes]]:
    """Give the small ones: each is refused in one sentence, or read as the few rows it honestly holds."""
    shape = shapefile()
    big = b"\0" * 1_200_000_000
    bomb = zipped({"t.shp": big})
    del big
    bow = {"type": "Polygon", "coordinates": [[[38, 36], [39, 37], [39, 36], [38, 37], [38, 36]]]}
    billions = b"\x01" + struct.pack("<II", 2, 2_000_000_000) + struct.pack("<dd", 39, 36)
    whole = parquet()
    file_crs = {"type": "name", "properties": {"name": "file:///etc/passwd"}}
    far_crs = {"type": "link", "properties": {"href": "http://trip.invalid/crs", "type": "proj4"}}
    vrt = b"<OGRVRTDataSource><OGRVRTLayer name='t'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="{1}"><text:p>{0}</text:p></table:table-cell>'
    spaces = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{k}:1.0"' for k in ("office", "table", "text"))
    opened = f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="a">'
    cells = "".join(f'<row r="{k}"><c r="A{k}" t="inlineStr"><is><t>&a9;</t></is></c></row>' for k in (1, 2))
    return {
        "zip bomb": ("x.zip", bomb),
        "zip bomb that lies about its size": ("x.zip", lying(bomb, 100)),
        "zip in zip in zip": ("x.zip", zipped({"a.zip": zipped({"b.zip": zipped({"t.shp": b"x"})})})),
        "archive of 60,000 entries": ("x.zip", zipped({f"{k}.shp": b"" for k in range(60_000)})),
        "path traversal": ("x.zip", zipped({f"../../../../tmp/raqqa-escaped{n[1:]}": d for n, d in shape.items()})),
        "absolute names": ("x.zip", zipped({f"/tmp/raqqa-escaped{n[1:]}": d for n, d in shape.items()})),
        "no zip behind its first bytes": ("x.zip", b"PK\x03\x04" + b"x" * 1000),
        "billion laughs in KML": ("x.kml", (_XML + _LAUGHS + _KML.format("&a10;")).encode()),
        "quadratic blow-up in KML": ("x.kml", (_XML + _LONG + _KML.format("&a;" * 50_000)).encode()),
        "external entities in KML": ("x.kml", (_XML + _OUTSIDE + _KML.format("&a;&b;")).encode()),
        "network link in KML": (
            "x.kml",
            f"{_XML}<kml><NetworkLink><Link><href>http://trip.invalid/x.kml</href></Link></NetworkLink></kml>".encode(),
        ),
        "billion laughs in a workbook": ("x.xlsx", workbook(cells, _XML + _LAUGHS)),
        "external entities in a workbook": ("x.xlsx", workbook(cells.replace("&a9;", "&a;"), _XML + _OUTSIDE)),
        "workbook that says a billion rows": (
            "x.xlsx",
            workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>'),
        ),
        "workbook with an endless row number": ("x.xlsx", workbook('<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>')),
        "ODS that repeats a row a billion times": (
            "x.ods",
            opendocument(
                f'<table:table-row table:number-rows-repeated="1000000000">{cell.format("x", 16000)}</table:table-row>',
            ),
        ),
        "ODS that is cut": ("x.ods", replaced(opendocument(""), "content.xml", "<a><table:table table:name='a'>")),
        "ODS whose table is cut": ("x.ods", replaced(opendocument(""), "content.xml", opened)),
        "billion laughs in ODS": ("x.ods", opendocument(f"<table:table-row>{cell.format('&a10;', 1)}</table:table-row>", _XML + _LAUGHS)),
        "external entities in ODS": (
            "x.ods",
            opendocument(f"<table:table-row>{cell.format('&a;&b;', 1)}</table:table-row>", _XML + _OUTSIDE),
        ),
        **{f"Parquet cut at {n} of 10": ("x.parquet", whole[: len(whole) * n // 10]) for n in range(1, 10)},
        "Parquet with rubbish inside": ("x.parquet", whole[:40] + bytes(255 - b for b in whole[40:-400]) + whole[-400:]),
        "GeoPackage that is any SQLite": ("x.gpkg", b"SQLite format 3\0" + b"\xff" * 5000),
        "GeoPackage with an endless view": ("x.gpkg", geopackage(_endless)),
        "GeoPackage of two billion corners": ("x.gpkg", geopackage(lambda base: _wkb(base, billions))),
        "GeoPackage with rubbish for a point": ("x.gpkg", geopackage(lambda base: _wkb(base, b"\xff" * 40))),
        "shapefile that says a billion records": (
            "x.zip",
            zipped(shapefile(shx=shape["t.shx"][:24] + struct.pack(">i", 2_000_000_000) + shape["t.shx"][28:])),
        ),
        "dBase that says a billion rows": (
            "x.zip",
            zipped(shapefile(dbf=shape["t.dbf"][:4] + struct.pack("<I", 2**31 - 1) + shape["t.dbf"][8:])),
        ),
        "projection of ten megabytes": ("x.zip", zipped(shapefile(prj=b"GEOGCS[" * 1_400_000))),
        "GeoJSON with NaN": ("x.geojson", point("NaN", "36")),
        "GeoJSON with infinity": ("x.geojson", point("Infinity", "-Infinity")),
        "GeoJSON beyond the world": ("x.geojson", point("1e308", "-1e308")),
        "GeoJSON nested 100,000 deep": ("x.geojson", b'{"type":"FeatureCollection","features":' + b"[" * 100_000),
        "self-crossing polygon": ("x.geojson", geojson(bow)),
        "coordinate system that is a file": ("x.geojson", geojson({"type": "Point", "coordinates": [39, 36]}, crs=file_crs)),
        "coordinate system on the network": ("x.geojson", geojson({"type": "Point", "coordinates": [39, 36]}, crs=far_crs)),
        "coordinate system of a megabyte": (
            "x.geojson",
            geojson({"type": "Point", "coordinates": [39, 36]}, crs={"type": "name", "properties": {"name": "EPSG:" + "9" * 1_000_000}}),
        ),
        "VRT as KML": ("x.kml", b"<kml>" + vrt),
        "VRT as GeoJSON": ("x.geojson", vrt),
        "TopoJSON": ("x.json", b'{"type":"Topology","objects":{},"arcs":[]}'),
        "number of a million digits": ("x.json", b'[{"date":' + b"9" * 1_000_000 + b"}]"),
        "NUL bytes": ("x.csv", b"date,place\n2017-01-01,\0\n"),
        "million columns": ("x.csv", b"date" + b",x" * 1_000_000 + b"\n1\n"),
        **{
            f"{kind} called {ending}": (f"x.{ending}", data)
            for kind, data in {
                "picture": b"\x89PNG\r\n\x1a\n" + b"x" * 100,
                "program": b"\x7fELF" + b"\0" * 100,
                "text": b"date,place\n1,2\n",
            }.items()
            for ending in ("xlsx", "ods", "gpkg", "parquet", "zip", "kml", "geojson")
        },
    }


def large_files() -> Iterator[tuple[str, str, bytes]]:
    """Give, one after another, those of about 200 MB, and one workbook that unpacks to nearly all that is allowed."""
    yield "one line of a gigabyte", "x.csv", b"x" * 1_000_000_000
    yield "one line of 199 MB", "x.csv", b"x" * 199_000_000
    yield "199 MB of line ends", "x.csv", b"date,place\n" + b"\n" * 199_000_000
    yield "199 MB of commas", "x.csv", b"date,place\n" + b"," * 199_000_000
    yield "199 MB of quotation marks", "x.csv", b"date,place\n" + b'"' * 199_000_000
    yield "199 MB of empty lists", "x.json", b"[" + b"[]," * 66_000_000 + b"[]]"
    cell = f'<c t="inlineStr"><is><t>{"x" * 40}</t></is></c>'
    row = f"<row>{cell * 10}</row>"
    yield "workbook of 900 MB", "x.xlsx", workbook(row * (900_000_000 // len(row)))
    yield "cell of ten megabytes", "x.json", json.dumps([{"date": "2017-01-01", "place": "x" * 10_000_000}]).encode()
