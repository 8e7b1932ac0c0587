"""The floor: the least a Streamlit page with a date slider can cost."""

from datetime import date

import streamlit as st

window = st.slider("window", date(2016, 1, 2), date(2017, 12, 31), (date(2016, 11, 6), date(2017, 6, 5)))
st.html(f'<p id="floor">{window}</p>')
