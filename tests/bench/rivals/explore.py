"""What GeoPandas draws by itself."""

import geopandas as gpd
from rival import begin, finish

rows = begin()
points = gpd.GeoDataFrame(rows[["incident_id"]], geometry=gpd.points_from_xy(rows["longitude"], rows["latitude"]), crs=4326)
finish(points.explore(), rows)
