"""How far apart are two positions?"""

import numpy as np


def distance_m(lat1, lon1, lat2, lon2):  # type: ignore[no-untyped-def]
    """Great-circle distance in metres between WGS84 degrees; scalars or arrays (sphere of 6,371,009 m)."""
    p1, p2 = np.radians(lat1), np.radians(lat2)
    half = np.sin((p2 - p1) / 2) ** 2 + np.cos(p1) * np.cos(p2) * np.sin(np.radians(np.subtract(lon2, lon1)) / 2) ** 2
    return 2 * 6_371_009 * np.arcsin(np.sqrt(half))
