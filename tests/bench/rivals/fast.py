"""The fast cluster of folium: positions as one array."""

import folium
from folium.plugins import FastMarkerCluster
from rival import begin, finish

rows = begin()
chart = folium.Map(location=[36.0, 39.0], zoom_start=8)
FastMarkerCluster(rows[["latitude", "longitude"]].to_numpy().tolist()).add_to(chart)
finish(chart, rows)
