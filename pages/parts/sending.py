"""How data, style and language reach the browser: ``pack``, ``publish``, ``give_way``, ``show_style``."""

import json
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from streamlit.runtime import exists as runtime_exists
from streamlit.runtime import get_instance

from geo import settings as s
from geo.colours import page_style
from geo.text import words
from geo.text.languages import direction
from geo.web.scripts import direction_style

_STYLE = page_style() + Path(__file__).parents[1].joinpath("style.css").read_text(encoding="utf-8") + direction_style()
_LANGUAGE = Path(__file__).with_name("language.js").read_text(encoding="utf-8")


def pack(picture: dict[str, Any]) -> bytes:
    """Write plain data as compact JSON."""
    return json.dumps(picture, separators=(",", ":"), ensure_ascii=False).encode()


def publish(data: bytes, place: str) -> str:
    """Put JSON at an address of this session and give the address; Streamlit drops it when it is no longer used.

    The media file manager is not public API of Streamlit (1.67): this is the one place that uses it.
    """
    if not runtime_exists():  # AppTest
        return "data:application/json," + quote(data)
    return get_instance().media_file_mgr.add(data, "application/json", place)


def give_way() -> None:
    """Let the browser draw what was sent so far; it draws in one go what arrives together, and the rest of a page takes it longer."""
    if runtime_exists():
        time.sleep(s.HEAD_START)


def show_style(lang: str, font_css: str) -> None:
    """Apply the style sheet and the fonts, and tell the browser the language and direction of the page."""
    own = f":root {{ --choose-file: {json.dumps(words.say('choose_file', lang), ensure_ascii=False)}; }}"
    st.html(f"<style>{font_css}\n{_STYLE}\n{own}</style>")
    mount = st.components.v2.component("page_language", html="<span hidden></span>", js=_LANGUAGE, isolate_styles=False)
    with st.container(key="page_language"):
        mount(data={"lang": lang, "dir": direction(lang), "framed": words.say("framed", lang)}, key="page_language_of")
