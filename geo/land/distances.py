"""How far apart are two positions?"""

from typing import Any

import numpy as np


def distance_m(lat1: Any, lon1: Any, lat2: Any, lon2: Any) -> Any:
    """Great-circle distance in metres between WGS84 degrees; scalars or arrays (sphere of 6,371,009 m)."""
    p1, p2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((p2 - p1) / 2) ** 2 + np.cos(p1) * np.cos(p2) * np.sin(np.radians(np.subtract(lon2, lon1)) / 2) ** 2
    return 2 * 6_371_009 * np.arcsin(np.sqrt(half))


def utm_zone(latitude: float, longitude: float) -> str:
    """Give the projection in metres that is made for a point (WGS84 degrees, latitude -80 to 84): the UTM zone it lies in, as EPSG code."""
    zone = min(int((longitude + 180) // 6) + 1, 60)
    return f"EPSG:{(32600 if latitude >= 0 else 32700) + zone}"
