"""Which roads, waters and names did somebody bring to find the way by, and whose are they? Context on maps and cards, never evidence."""

import json
import shutil
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely

from geo import settings as s
from geo.record.stored import write_whole

ABOUT, LAYERS = "ground.json", "layers.parquet"


@dataclass(frozen=True)
class OwnGround:
    """The ground kept in a data folder: source and licence, the SHA-256 of its layers, and what else is told of it (``n`` features by layer, ``file``, ``file_sha256``, ``read_on``)."""

    folder: Path
    source: str
    licence: str
    sha256: str
    about: dict[str, Any] = field(compare=False)

    def layers(self) -> gpd.GeoDataFrame:
        """Read the features (WGS84), in the order in which they are drawn: ``layer`` (``intake.ground.classes.LAYERS``), ``rank`` (1 the most important), ``name_en``, ``name_ar``, geometry."""
        return gpd.read_parquet(self.folder / LAYERS)


def kept_ground(folder: Path) -> OwnGround | None:
    """Find the ground kept in a data folder; None where there is none, or where it is not whole: a map without it is right too."""
    place = folder / s.GROUND
    try:
        about = json.loads((place / ABOUT).read_text(encoding="utf-8"))
        if not (place / LAYERS).is_file():
            return None
        return OwnGround(place, str(about["source"]), str(about["licence"]), str(about["sha256"]), about)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep_ground(folder: Path, layers: bytes, about: dict[str, Any]) -> OwnGround:
    """Keep the layers of a ground (the bytes of a GeoParquet file) in a data folder, in place of any other.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    place = folder / s.GROUND
    place.mkdir(parents=True, exist_ok=True)
    (place / ABOUT).unlink(missing_ok=True)  # written last: until then there is none
    write_whole(place / LAYERS, layers)
    about = {**about, "sha256": sha256(layers).hexdigest()}
    write_whole(place / ABOUT, (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode())
    return OwnGround(place, about["source"], about["licence"], about["sha256"], about)


def remove_ground(folder: Path) -> bool:
    """Take the ground away from a data folder; say whether there was one."""
    place = folder / s.GROUND
    if not place.is_dir():
        return False
    shutil.rmtree(place)
    return True


def with_margin(land: gpd.GeoSeries, projection: str) -> shapely.Geometry:
    """Give a land, and ``GROUND_MARGIN_M`` around it, in degrees (WGS84).

    Parameters
    ----------
    projection : in metres, made for where it lies.
    """
    metres = land.to_crs(projection).union_all().buffer(s.GROUND_MARGIN_M).simplify(s.GROUND_MARGIN_M / 100)
    return gpd.GeoSeries([metres], crs=projection).to_crs(s.WGS84).iloc[0]
