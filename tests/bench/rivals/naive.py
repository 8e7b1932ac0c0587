"""The script most people write: one marker an incident in a cluster."""

import folium
from folium.plugins import MarkerCluster
from rival import begin, finish

rows = begin()
chart = folium.Map(location=[36.0, 39.0], zoom_start=8)
cluster = MarkerCluster().add_to(chart)
for row in rows.itertuples():
    folium.Marker([row.latitude, row.longitude], popup=row.incident_id).add_to(cluster)
finish(chart, rows)
