"""A story in the making: views added from any page, put in order, each with a sentence; saved as one page, or as JSON to go on with later."""

from typing import Any

import streamlit as st

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View, read_known, write_params
from geo.choice.filters import Filters
from geo.choice.story import StoryRefused, load_story, plain_story, read_story
from geo.record.known import Record
from geo.show.names import incident_name
from geo.show.sentence import filter_texts, window_text
from geo.territory import here
from geo.text.languages import listed
from geo.text.words import number, say
from pages.parts.escaping import markup, plain
from pages.parts.presses import once, whole

_OPENED_MB = -(-s.STORY_BYTES // 1_000_000)


def steps() -> list[dict[str, Any]]:
    """Give the steps of this session's story: ``id``, ``view`` (parameters of an address), ``sentence`` (language -> text)."""
    found: list[dict[str, Any]] = st.session_state.setdefault("story", [])
    return found


def titles() -> dict[str, str]:
    """Give the title of this session's story, language -> text."""
    found: dict[str, str] = st.session_state.setdefault("story_title", {})
    return found


def _put(view: dict[str, str], sentence: dict[str, str]) -> None:
    turn = st.session_state["story_turn"] = st.session_state.get("story_turn", 0) + 1
    steps().append({"id": turn, "view": view, "sentence": sentence})


def _add() -> None:
    params = write_params(st.session_state["filters"], st.session_state["view"])
    _put({name: text for name, text in params.items() if name != "lang"}, {})


def _move(key: int, by: int) -> None:
    every = steps()
    at = next((k for k, step in enumerate(every) if step["id"] == key), None)
    if at is not None:  # else it was taken out meanwhile
        every.insert(max(0, at + by), every.pop(at))


def _take_out(key: int) -> None:
    every = steps()
    every[:] = [step for step in every if step["id"] != key]


def offer_step(lang: str, where: str) -> None:
    """Offer to add what is shown to the story; ``where`` tells this button from others."""
    full = len(steps()) >= s.STORY_STEPS
    told = say("story_full", lang, n=number(s.STORY_STEPS, lang)) if full else None
    st.button(
        say("story_add", lang), key=f"story_add:{where}", icon=":material/playlist_add:", on_click=once(_add), disabled=full, help=told
    )
    if steps():
        st.caption(say("story_holds", lang, n=number(len(steps()), lang)))


def _open(record: Record, lang: str) -> None:
    """Take the story of the file just opened in the place of this session's; what is wrong with it is told."""
    file = st.session_state.get("story_open")
    if file is None:
        return
    try:
        story = read_story(load_story(file.getvalue()), set(record.places["area_id"]), record.area_ids)
    except StoryRefused as refused:
        st.session_state["story_told"] = [part.told(lang) for part in refused.problems]
        return
    book = st.session_state.get("story_book", 0) + 1  # else the title's widget would go on saying the title before
    st.session_state.update(story=[], story_title=dict(story.title), story_told=[], story_book=book)
    for step in plain_story(story)["steps"]:
        _put(step["view"], step["sentence"])


def _named(record: Record, params: dict[str, str], lang: str) -> str:
    """Say in a few words which view a step is."""
    filters, view, _ = read_known(params, Filters(), set(record.places["area_id"]), record.area_ids)
    if view.incident:
        rows = record.incidents[record.incidents["incident_id"] == view.incident].to_dict("records")
        return incident_name(rows[0], lang) if rows else view.incident
    texts = [say(f"extent_{filters.extent}", lang), window_text(filters, record.span, lang), *filter_texts(filters, record.names, lang)]
    return listed(texts, lang)


def show_story(record: Record, view: View, safe: bool, days: str) -> None:
    """Show the story of this session: add, order, sentences, and save."""
    lang = view.lang
    with st.expander(say("story_heading", lang), expanded=bool(steps())):
        st.caption(plain(say("story_help", lang)))
        offer_step(lang, "card")
        for line in st.session_state.get("story_told", ()):
            st.warning(plain(line))
        st.file_uploader(
            say("story_open", lang), type="json", key="story_open", on_change=whole(_open), args=(record, lang), max_upload_size=_OPENED_MB
        )
        if not steps():
            return
        own = titles()
        key = f"story_title:{st.session_state.get('story_book', 0)}:{lang}"
        own[lang] = st.text_input(say("story_title", lang), own.get(lang, ""), max_chars=s.STORY_TITLE, key=key)
        for k, step in enumerate(list(steps())):
            _show_step(record, step, k, lang)
        _show_saving(record, safe, days, lang)


def _show_step(record: Record, step: dict[str, Any], k: int, lang: str) -> None:
    key, n = step["id"], number(k + 1, lang)
    markup('<p class="fact"><b>{n}.</b> {t}</p>', n=n, t=_named(record, step["view"], lang))
    step["sentence"][lang] = st.text_area(
        say("story_own_sentence", lang, n=n),
        step["sentence"].get(lang, ""),
        max_chars=s.STORY_SENTENCE,
        key=f"story_sentence:{key}:{lang}",
        height=100,
    )
    with st.container(horizontal=True, key=f"story_step_{key}"):
        last = k == len(steps()) - 1
        st.button(say("story_up", lang, n=n), key=f"story_up:{key}", type="tertiary", disabled=k == 0, on_click=once(_move), args=(key, -1))
        st.button(
            say("story_down", lang, n=n), key=f"story_down:{key}", type="tertiary", disabled=last, on_click=once(_move), args=(key, 1)
        )
        st.button(say("story_out", lang, n=n), key=f"story_out:{key}", type="tertiary", on_click=once(_take_out), args=(key,))


def _whole() -> dict[str, Any]:
    """Give the story in every language in which it has a title and all its sentences, as ``choice.story.read_story`` reads it."""
    whole = [x for x, title in titles().items() if title.strip() and all(step["sentence"].get(x, "").strip() for step in steps())]
    return {
        "title": {x: titles()[x] for x in whole},
        "steps": [{"view": step["view"], "sentence": {x: step["sentence"][x] for x in whole}} for step in steps()],
    }


def _show_saving(record: Record, safe: bool, days: str, lang: str) -> None:
    """Make the story when asked, since that takes a while, and offer each of its files."""
    of = _whole()
    if lang not in of["title"]:
        st.caption(say("story_needs", lang))
    if not st.button(say("story_make", lang), key="story_make", disabled=not of["title"]):
        return
    from geo.out.story import Asked, write_told  # heavy, and the menu of every page imports this module
    from geo.out.typeset import can_print

    try:
        story = read_story(of, set(record.places["area_id"]), record.area_ids)
        formats = [x for x in voc.STORY_FORMATS if x != "pdf" or can_print()]
        files = {ending: write_told(record, story, ending, Asked(safe, days))[0] for ending in formats}
    except StoryRefused as refused:
        st.warning("  \n".join(plain(part.told(lang)) for part in refused.problems))
        return
    for ending, data in files.items():
        name = f"{here().file_prefix}-story.{ending}"
        st.download_button(
            say(f"story_save_{ending}", lang), data, name, voc.STORY_FORMATS[ending], key=f"story_save_{ending}", on_click="ignore"
        )
    if "pdf" not in files:
        st.caption(plain(say("print_needs_typst", lang)))
