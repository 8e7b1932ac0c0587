"""The line that puts a saved map into another page."""

import streamlit as st

from geo.choice.filters import Filters
from geo.out.exports import map_title
from geo.text.words import number, say
from geo.web.alone import FRAMES, frame_line
from pages.parts.escaping import plain
from pages.parts.show import offer_copies


def offer_frames(name: str, filters: Filters, lang: str) -> None:
    """Offer, for each size the saved map is made to fit, the line that frames it; ``name`` is that of its file."""
    st.caption(plain(say("frame_help", lang, name=name)))
    lines = [
        (
            say("frame_size", lang, width=number(width, lang), height=number(height, lang)),
            frame_line(name, map_title(filters, lang), lang, width, height),
        )
        for width, height in FRAMES
    ]
    offer_copies(lang, [(label, line) for label, line in lines], key="copy_frames")
