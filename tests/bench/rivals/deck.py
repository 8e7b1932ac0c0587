"""Points drawn by deck.gl through Streamlit's own chart: each move of the slider sends them again."""

import pydeck
import streamlit as st
from rival import begin

rows = begin()
points = rows[["longitude", "latitude"]]
layer = pydeck.Layer("ScatterplotLayer", points, get_position=["longitude", "latitude"], get_radius=300)
st.pydeck_chart(pydeck.Deck([layer], initial_view_state=pydeck.ViewState(latitude=36.0, longitude=39.0, zoom=7), map_style=None))
st.html(f'<p id="floor">{len(rows)} {rows["window"].iloc[0]}</p>')
