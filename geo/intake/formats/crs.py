"""Which coordinate reference system does a text name, and is it one that opens no other file?"""

import re

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo import settings as s
from geo.intake.formats.raw import FileRefused


def read_crs(text: str) -> CRS:
    """Read a coordinate reference system as people write it: 32637, EPSG:32637, a URN, or WKT; never one that names a file.

    Raises
    ------
    CRSError : it is none.
    """
    text = text.strip()
    if len(text) > s.CRS_CHARACTERS or not _CRS_TEXT.match(text) or CRS_FILE.search(text):
        raise CRSError(f"not taken: {text[:80]}")
    crs = CRS.from_user_input(int(text) if text.isdigit() else text)
    if not (crs.is_geographic or crs.is_projected):
        raise CRSError(f"no positions on a map: {text[:80]}")
    return crs


_CRS_TEXT = re.compile(
    r"[0-9]{1,6}\Z|(?:EPSG|ESRI|OGC|IAU):\w{1,12}\Z|urn:ogc:def:crs:[\w.:]{1,40}\Z|[A-Z_0-9]{4,20}\s*\[", re.ASCII | re.IGNORECASE
)
CRS_FILE = re.compile(r"grid|\+init|\+proj|EXTENSION\s*\[|PROJ4|\bNTv|\.gsb|\.tif|\.gtx|file:", re.IGNORECASE)


def check_crs(crs: CRS) -> None:
    """Refuse a coordinate reference system out of a file that would have other files opened."""
    if CRS_FILE.search(crs.to_wkt()):
        raise FileRefused("bad_crs", crs=crs.name[:80])
