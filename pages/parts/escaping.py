"""Texts from anywhere shown as texts: ``plain`` for Markdown, ``markup`` for HTML of our own."""

import html
import re

import streamlit as st

from geo.text.signs import unturned


def plain(text: str) -> str:
    """Escape a text from data for places where Streamlit reads Markdown.

    After unescaping, Streamlit makes links of addresses, pictures of :names: and arrows of ->: an invisible word joiner prevents it.
    """
    joined = re.sub(r"(?i)(?<=:)(?=[a-z/+_-])|(?<=www)(?=\.)|(?<=@)|(?<=[-<>=~])(?=[-<>=~])", "\u2060", unturned(text).replace("\n", " "))
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|$~:&])", r"\\\1", joined)


def markup(template: str, **texts: str) -> None:
    """Show HTML of our own with texts of any origin escaped into it."""
    st.html(template.format(**{k: html.escape(unturned(v)).replace("`", "&#96;").replace("$", "&#36;") for k, v in texts.items()}))
