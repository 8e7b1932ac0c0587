"""What a press does is done whole, and once."""

import shutil
from pathlib import Path

from playwright.sync_api import Page, expect

from geo.settings import PROJECT
from pages.parts.presses import once, whole
from tests.conftest import start_server

_APP = """
import time
import streamlit as st
from pages.parts.presses import once, whole

def decide():
    st.session_state["begun"] = True
    time.sleep(1)
    st.session_state["kept"] = st.session_state.get("kept", 0) + 1

st.button("other", key="other")
st.button("decide", key="decide", on_click={decide})
st.write("kept", st.session_state.get("kept", 0), "others", st.session_state.setdefault("others", 0))
st.session_state["others"] += 1
"""


def test_what_a_press_does_is_not_ended_by_the_next_one(page: Page, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(_APP.format(decide="once(decide)"), encoding="utf-8")
    shutil.copytree(PROJECT / ".streamlit", tmp_path / ".streamlit")
    server, address = start_server(tmp_path, env={"PYTHONPATH": str(PROJECT)})
    try:
        page.goto(address)
        page.locator(".st-key-decide button").click()
        page.wait_for_timeout(200)
        page.locator(".st-key-other button").click()
        expect(page.get_by_text("kept 1")).to_be_visible()
    finally:
        server.terminate()
        server.wait(10)


def test_a_button_acts_once_for_each_time_it_is_drawn() -> None:
    done: list[int] = []
    drawn = once(done.append)
    drawn(1)
    drawn(2)
    once(done.append)(3)
    assert done == [1, 3]


def test_an_answer_acts_each_time() -> None:
    done: list[int] = []
    answer = whole(done.append)
    answer(1)
    answer(2)
    assert done == [1, 2]
