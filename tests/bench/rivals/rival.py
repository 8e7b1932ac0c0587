"""What every rival shares: incidents of a window chosen by a slider, and a map that says when it is drawn."""

import os
from datetime import date

import folium
import pandas as pd
import streamlit as st
from branca.element import MacroElement
from folium.template import Template
from streamlit_folium import st_folium


class Drawn(MacroElement):
    """The last thing the map's script does: note the window it has drawn."""

    _template = Template("{% macro script(this, kwargs) %}document.body.dataset.drawn = {{ this.text | tojson }};{% endmacro %}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self._name, self.text = "Drawn", text


@st.cache_resource
def incidents(path: str) -> pd.DataFrame:
    return pd.read_parquet(path)


def begin() -> pd.DataFrame:
    """Ask for the window, and give its incidents."""
    every = incidents(os.environ["RIVAL_ROWS"])
    a, b = st.slider("window", date(2016, 1, 2), date(2017, 12, 31), (date(2016, 11, 6), date(2017, 6, 5)))
    return every[(every["date_start"] <= pd.Timestamp(b)) & (every["date_end"] >= pd.Timestamp(a))].assign(window=f"{a} {b}")


def finish(chart: folium.Map, rows: pd.DataFrame) -> None:
    """Show the map and the count."""
    text = str(rows["window"].iloc[0])
    chart.add_child(Drawn(text))
    st_folium(chart, key="rival", width=900, height=500, returned_objects=[])
    st.html(f'<p id="floor">{len(rows)} {text}</p>')
