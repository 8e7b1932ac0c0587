"""Arriving on a page: login, way back to the router, data, the choice; the page gets them as a ``Visit``."""

import contextlib
from dataclasses import dataclass, replace
from functools import cached_property

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from geo import settings as s
from geo.choice.address import View, read_versus
from geo.choice.filters import LISTS, Filters, Selection
from geo.count.tally import Totals
from geo.evidence.incidents import DataProblems, problem_text
from geo.holding.open import TooMany, around, cut
from geo.record.frozen import freeze_again
from geo.record.known import Record
from geo.record.pieces import NotAHolding
from geo.show.chosen import Chosen
from geo.text import words
from geo.web.scripts import StaticFiles
from pages.parts.address import language, read_address
from pages.parts.escaping import markup, plain
from pages.parts.reading import read, with_session
from pages.parts.sending import show_style
from pages.parts.widgets import take_answers


@dataclass(frozen=True)
class Visit:
    """One run of a page: the record and the choice, and from them, when asked for, what it selects and its totals."""

    whole: Record
    record: Record  # of a holding, the part of it that the page shows one by one; else the whole
    files: StaticFiles
    filters: Filters
    view: View
    page: str
    place: DeltaGenerator | None  # of a holding: where it says that it is being read
    too_many: bool = False  # the choice holds more than a page can show one by one: ``record`` is the whole

    @cached_property
    def chosen(self) -> Chosen:
        """What the choice holds: its selection, totals, areas and sentence."""

        def told(done: int, of: int) -> None:
            text = words.say("reading_pieces", self.lang, n=words.number(done, self.lang), of=words.number(of, self.lang))
            if self.place is not None:
                self.place.progress(done / of, text) if done < of else self.place.empty()

        return Chosen(self.whole, self.filters, self.view.level, self.record, told)

    @property
    def totals(self) -> Totals:
        return self.chosen.totals

    @property
    def selection(self) -> Selection:
        return self.chosen.selection

    @property
    def lang(self) -> str:
        return self.view.lang


def ask_login(lang: str) -> None:
    """Where a login is configured (``[auth]`` in .streamlit/secrets.toml), show nothing but its button to whoever is not logged in."""
    if st.user.get("is_logged_in", True):
        return
    show_style(lang, "")
    markup('<h2 class="panel">{h}</h2><p class="lead-text">{t}</p>', h=words.say("product", lang), t=words.say("login_needed", lang))
    st.button(words.say("log_in", lang), key="log_in", type="primary", on_click=st.login)
    st.stop()


def arrive(name: str) -> Visit:
    """Find out what a page is asked for: login, way back to the router, data, the choice. Unless it ends here, nothing is sent yet:
    what a browser gets in one piece, it draws once."""
    ask_login(language())
    freeze_again()
    if "routed" not in st.session_state:
        with contextlib.suppress(StreamlitAPIException):  # a page run alone in a test has no router
            st.switch_page("app.py", query_params={**st.query_params, "go": name})
    lang = language()
    try:
        # In every run, so that nothing after it changes its place on the page: it would be made anew, the map with it.
        place = st.empty() if s.HOLDING else None
        with contextlib.ExitStack() as opening:
            if place is not None and "filters" not in st.session_state:
                opening.enter_context(place)
                opening.enter_context(st.spinner(words.say("opening", lang)))
            record, files = read()
    except DataProblems as broken:
        show_style(lang, "")
        st.error(words.say("data_broken", lang))
        st.write(words.say("data_broken_next", lang))
        for problem in broken.problems[:200]:
            st.text(problem_text(problem, lang))
        st.stop()
    except NotAHolding as none:
        show_style(lang, "")
        tell_holding(none, lang)
        st.stop()
    if record.in_memory:  # a holding takes more in by being built again
        record = with_session(record, lang)
    take_answers()
    read_address(record, name)
    filters, view = st.session_state["filters"], st.session_state["view"]
    part, too_many = _fit(name, record, filters, view)
    if too_many and name == "map":
        view = replace(view, show="areas")
    return Visit(record, part, files, filters, view, name, place, too_many)


def tell_holding(none: NotAHolding, lang: str) -> None:
    """Say why a holding cannot be shown, or no further: a piece may vanish while pages are open."""
    st.error(plain(words.say(f"holding_{none.reason}", lang, name=s.HOLDING)))


def _fit(name: str, record: Record, filters: Filters, view: View) -> tuple[Record, bool]:
    """Give the part of a holding that a page shows one by one, or the whole and that it is too many for that."""
    points = name == "map" and view.show != "areas"
    if record.in_memory or (name in ("map", "data", "about") and not points):
        return record, False
    if name == "incidents" and view.incident:
        return around(record, view.incident), False
    choices = [filters, *(x for x in (read_versus(view.versus, filters),) if x)]
    if name == "incidents":  # a facet counts what each list alone leaves out
        choices += [replace(filters, **{x: ()}) for x in LISTS if getattr(filters, x)]  # type: ignore[arg-type]
    try:
        with st.spinner(words.say("opening", view.lang)):
            part = cut(record, choices, whole_time=name in ("timeline", "card"))
    except TooMany:
        return record, True
    return (record if points else part), False
