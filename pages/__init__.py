"""What every page shares: its beginning, the choice in the address, the controls, and the sentence.

The only module of ``pages`` that is not a page. The frozen ``Filters`` and ``View`` in the session are the truth; widgets
start from them and the address mirrors them.
"""

import contextlib
import csv
import html
import io
import json
import re
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from streamlit.components.v1 import declare_component
from streamlit.errors import StreamlitAPIException
from streamlit.runtime import exists as runtime_exists
from streamlit.runtime import get_instance

from geo import settings as s
from geo import words
from geo.charts import histogram
from geo.files import Record, read_record, stamp
from geo.filters import Filters, Selection, View, check_codes, opening_filters, read_params, select, write_params
from geo.incidents import DataProblems, problem_text
from geo.timeline import bin_by_time, bin_edges
from geo.totals import Totals, filter_texts, summarise, window_text, write_sentence
from geo.webmap import StaticFiles, write_static

ADDRESSES = {"map": "", "timeline": "timeline"}
_STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Visit:
    """One run of a page: the record, the choice, what it selects, and its totals."""

    record: Record
    files: StaticFiles
    filters: Filters
    view: View
    selection: Selection
    totals: Totals

    @property
    def lang(self) -> str:
        return self.view.lang


def language() -> str:
    """The language of the address; English if it names none."""
    lang = st.query_params.get("lang", "en")
    return lang if lang in s.LANGUAGES else "en"


_reading = threading.Lock()


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(files: tuple[tuple[str, int, int], ...], folder: str) -> tuple[Record, StaticFiles]:  # noqa: ARG001 - the stamp is the key
    """Read the record and write the static files once per state of the data folder; shared read-only by all sessions."""
    with _reading:
        record = read_record(Path(folder))
        base = "/" + st.get_option("server.baseUrlPath").strip("/") if st.get_option("server.baseUrlPath") else ""
        try:
            return record, write_static(record, s.STATIC, f"{base}/app/static")
        except OSError:  # the project folder is read-only: serve from a temporary one
            spare = Path(tempfile.mkdtemp(prefix="raqqa-map-"))
            declare_component("raqqa_static", path=str(spare))
            return record, write_static(record, spare, f"{base}/component/pages.raqqa_static")


def begin(name: str) -> Visit:
    """Begin a page: way back to the router, choice from the address, data, style, menu, selection, totals."""
    if "routed" not in st.session_state:
        with contextlib.suppress(StreamlitAPIException):  # a page run alone in a test has no router
            st.switch_page("app.py", query_params={**st.query_params, "go": name})
    lang = language()
    try:
        record, files = _load(stamp(s.DATA), str(s.DATA))
    except DataProblems as broken:
        show_style(lang, "")
        st.error(words.say("data_broken", lang))
        st.write(words.say("data_broken_next", lang))
        for problem in broken.problems[:200]:
            st.text(problem_text(problem, lang))
        st.stop()
    _read_address(record)
    filters, view = st.session_state["filters"], st.session_state["view"]
    show_style(lang, files.font_css)
    _show_menu(name, lang)
    told = [
        words.say(
            "bad_param",
            lang,
            name=bad.name,
            value=bad.value,
            allowed=words.say(f"allowed_{bad.allowed}", lang, options=", ".join(bad.options)),
        )
        for bad in st.session_state.get("bad_params", ())
    ]
    if told:
        st.warning("  \n".join(plain(line) for line in (words.say("bad_params", lang) + ":", *told)))
    selection = select(record.incidents, filters, record.span, record.places, record.parts)
    totals = summarise(selection, record.claims, record.pairs)
    return Visit(record, files, filters, view, selection, totals)


def _read_address(record: Record) -> None:
    """Take the choice from the address when it is new: a first visit, a link, or the browser's back and forward."""
    params = {k: v for k, v in st.query_params.items() if k != "go"}
    if "filters" in st.session_state and params == st.session_state.get("address"):
        return
    filters, view, bad = read_params(params, opening_filters())
    filters, unknown = check_codes(filters, set(record.places["area_id"]), record.area_ids)
    st.session_state.update({"filters": filters, "view": view, "bad_params": [*bad, *unknown]})
    write_address()


def write_address() -> None:
    """Mirror the choice in the address, so that a copied link opens the same view, cold."""
    params = write_params(st.session_state["filters"], st.session_state["view"])
    if dict(st.query_params) != params:
        st.query_params.from_dict(params)
    st.session_state["address"] = params


def change(**changes: Any) -> None:
    """Change the choice: fields of ``Filters`` or ``View``; used in callbacks, before the page runs again."""
    st.session_state["bad_params"] = []
    narrowing = {f.name for f in fields(Filters)} - {"start", "end"}
    if narrowing & changes.keys():  # what was chosen on the map may be gone
        changes = {"selected": "", **changes}
    for key, kind in (("filters", Filters), ("view", View)):
        mine = {f.name: changes[f.name] for f in fields(kind) if f.name in changes}
        st.session_state[key] = replace(st.session_state[key], **mine)
    write_address()


def keep(key: str, value: Any, read: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Give a widget its key, its value from the choice, and a callback that changes the choice by ``read(value)``."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return {"key": key, "on_change": lambda: change(**read(st.session_state[key]))}


def keep_hidden(name: str, value: Any, read: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """As ``keep``, for widgets behind a button: they are built when it is first opened, so their value is their default.

    A value changed from elsewhere (reset, an address) gives the widget a new key, else it would keep its own.
    """
    made = st.session_state.setdefault("made", {})
    turn, known = made.get(name, (0, value))
    turn += known != value
    made[name] = (turn, value)
    key = f"{name}:{turn}"

    def changed() -> None:
        made[name] = (turn, st.session_state[key])
        change(**read(st.session_state[key]))

    return {"key": key, "on_change": changed}


def plain(text: str) -> str:
    """Escape a text from data for places where Streamlit reads Markdown."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|$~:])", r"\\\1", text.replace("\n", " "))


def markup(template: str, **texts: str) -> None:
    """Show HTML of our own with texts of any origin escaped into it."""
    st.html(template.format(**{k: html.escape(v).replace("`", "&#96;").replace("$", "&#36;") for k, v in texts.items()}))


def publish(picture: dict[str, Any], place: str) -> str:
    """Put data at an address of this session and give the address; Streamlit drops it when it is no longer used.

    The media file manager is not public API of Streamlit (1.67): this is the one place that uses it.
    """
    data = json.dumps(picture, separators=(",", ":"), ensure_ascii=False).encode()
    if not runtime_exists():  # AppTest
        return "data:application/json," + quote(data)
    return get_instance().media_file_mgr.add(data, "application/json", place)


def show_style(lang: str, font_css: str) -> None:
    """Apply the style sheet, the fonts, and the direction of the language."""
    turned = ".stApp{direction:rtl} .stApp [data-testid=stMarkdownContainer],.stApp [data-testid=stCaptionContainer]{text-align:start}"
    st.html(f"<style>{font_css}\n{_STYLE}\n{turned if lang == 'ar' else ''}</style>")


def _show_menu(name: str, lang: str) -> None:
    other = "ar" if lang == "en" else "en"
    pages = st.session_state.get("routed")
    with st.container(horizontal=True, vertical_alignment="center", key="menu"):
        markup('<span class="product">{t}</span>', t=words.say("product", lang))
        params = write_params(st.session_state["filters"], st.session_state["view"])
        for page in ADDRESSES if pages else ():
            st.page_link(pages[page], label=words.say(f"page_{page}", lang), query_params=params, disabled=page == name)
        st.space("stretch")
        st.button(words.say("other_language", lang), key="language", type="tertiary", on_click=change, kwargs={"lang": other})


def show_sentence(visit: Visit) -> None:
    """Show the totals sentence: the lead large, what is counted apart smaller; the same words as ``geo summary``."""
    lead, rest = write_sentence(visit.totals, visit.filters, visit.record.span, visit.lang)
    markup('<div class="sentence" role="status"><p class="lead">{lead}</p><p class="rest">{rest}</p></div>', lead=lead, rest=rest)


def ask_filters(visit: Visit) -> None:
    """Ask for every filter but the window, in one row: extent, and the rest behind one button."""
    lang, f = visit.lang, visit.filters
    say = words.say
    st.segmented_control(
        say("extent", lang),
        s.EXTENTS,
        format_func=lambda code: say(f"extent_short_{code}", lang),
        label_visibility="collapsed",
        required=True,
        **keep("extent", f.extent, lambda v: {"extent": v}),
    )
    active = count_filters(f)
    label = say("filters_n", lang, n=active) if active else say("filters", lang)
    with st.popover(label, icon=":material/tune:"):
        st.text_input(say("filter_text", lang), f.text, max_chars=s.TEXT_LIMIT, **keep_hidden("text", f.text, lambda v: {"text": v}))
        for name, codes in (("source", s.SOURCES), ("grading", s.GRADINGS), ("belligerent", s.BELLIGERENTS), ("response", s.RESPONSES)):
            labels = words.options(lang, name, codes)
            now = list(getattr(f, name))
            st.multiselect(
                say(f"filter_{name}", lang),
                codes,
                now,
                format_func=labels.__getitem__,
                placeholder=say("any", lang),
                **keep_hidden(name, now, lambda v, name=name: {name: tuple(v)}),
            )
        least = keep_hidden("min_killed", f.min_killed, lambda v: {"min_killed": v or 0})
        st.number_input(say("filter_min_killed", lang), 0, 1_000_000, f.min_killed, step=1, **least)
        st.toggle(say("filter_precise", lang), f.precise, **keep_hidden("precise", f.precise, lambda v: {"precise": v}))
        fighting = keep_hidden("fighting", f.fighting, lambda v: {"fighting": v})
        st.toggle(say("filter_fighting", lang), f.fighting, help=say("help_fighting", lang), **fighting)
        names = dict(zip(visit.record.places["area_id"], visit.record.places["label"], strict=True))
        codes = ["", *names]
        st.selectbox(
            say("filter_near", lang),
            codes,
            codes.index(f.near),
            format_func=lambda code: names[code] if code else say("any", lang),
            **keep_hidden("near", f.near, lambda v: {"near": v or ""}),
        )
        if f.near:
            st.number_input(
                say("filter_km", lang), 1, s.KM_LIMIT, max(f.km, 1), step=1, **keep_hidden("km", f.km, lambda v: {"km": v or 1})
            )
        if f.shape:
            st.button(say("shape_clear", lang), key="shape_clear", on_click=change, kwargs={"shape": ()})
        else:
            st.caption(say("shape_hint", lang))
        if active:
            st.button(say("bring_back_filters", lang), key="clear_filters", on_click=change, kwargs=_cleared())


def _cleared() -> dict[str, Any]:
    """Every filter as the pages open, the window left as it is."""
    usual = opening_filters()
    return {x.name: getattr(usual, x.name) for x in fields(Filters) if x.name not in ("start", "end")}


def count_filters(filters: Filters) -> int:
    """Count the filters set besides window and extent."""
    usual = opening_filters()
    free = {"start", "end", "extent", "km"}
    return sum(getattr(filters, f.name) != getattr(usual, f.name) for f in fields(Filters) if f.name not in free)


@st.cache_data(max_entries=64, show_spinner=False)
def _histogram(fingerprint: str, filters: Filters, lang: str, _visit: Visit) -> dict[str, Any]:  # noqa: ARG001 - the key
    """Describe the strip over the slider; no window changes it, so moving the slider need not draw it again."""
    bins, _ = bin_by_time(_visit.selection.any_time, bin_edges(_visit.record.span, "week"))
    return histogram(bins, _visit.record.phases, _visit.record.span, lang).to_dict()


def ask_window(visit: Visit) -> None:
    """Ask for the window: histogram, slider, step buttons, presets, reset."""
    lang, f, record = visit.lang, visit.filters, visit.record
    say = words.say
    first, last = record.span
    with st.container(key="window", gap="xxsmall"):
        strip = _histogram(record.fingerprint, replace(f, start=None, end=None), lang, visit)
        st.vega_lite_chart(spec=strip, width="stretch", height=86)
        now = (min(max(f.start or first, first), last), max(min(f.end or last, last), first))
        st.slider(
            say("window", lang),
            first,
            last,
            format="YYYY-MM-DD",
            step=timedelta(days=1),
            label_visibility="collapsed",
            **keep("window_slider", now, lambda v: {"start": v[0], "end": v[1]}),
        )
        presets = {
            "campaign": (say("preset_campaign", lang), *(date.fromisoformat(d) for d in s.CAMPAIGN)),
            "all": (say("preset_all", lang), first, last),
        }
        for k, phase in enumerate(record.phases.to_dict("records"), 1):
            presets[phase["phase_id"]] = (f"{k} {phase[f'short_{lang}']}", phase["date_start"].date(), phase["date_end"].date())
        chosen = next((key for key, (_, a, b) in presets.items() if (a, b) == now), None)
        with st.container(horizontal=True, vertical_alignment="center", key="presets"):
            start, end = f.start or first, f.end or last
            span = end - start + timedelta(days=1)
            with st.container(horizontal=True, key="steps", width="content"):  # earlier stays left of later, as on the time axis
                for key, sign, icon in (("step_back", -1, "chevron_left"), ("step_forward", 1, "chevron_right")):
                    moved = (start + sign * span, end + sign * span)  # not cut to the record, so that a step back undoes a step
                    st.button(
                        "\u200b",
                        key=key,
                        icon=f":material/{icon}:",
                        help=say(key, lang),
                        disabled=moved[1] < first or moved[0] > last,
                        on_click=change,
                        kwargs={"start": moved[0], "end": moved[1]},
                    )
            st.pills(
                say("preset", lang),
                list(presets),
                format_func=lambda key: plain(presets[key][0]),
                label_visibility="collapsed",
                **keep("preset", chosen, lambda v: {"start": presets[v][1], "end": presets[v][2]} if v else {}),
            )
            st.button(say("reset", lang), key="reset", icon=":material/restart_alt:", help=say("reset_help", lang), on_click=_reset)


def _reset() -> None:
    st.session_state["filters"] = opening_filters()
    st.session_state["view"] = View(lang=st.session_state["view"].lang)
    st.session_state["bad_params"] = []
    write_address()


def show_nothing(visit: Visit) -> None:
    """Say what removed the incidents, and offer the one click that brings them back."""
    if len(visit.selection.incidents):
        return
    lang, f = visit.lang, visit.filters
    what = [words.say(f"extent_{f.extent}", lang), window_text(f, visit.record.span, lang), *filter_texts(f, visit.selection.near, lang)]
    comma = "، " if lang == "ar" else ", "
    why = words.say("nothing_why", lang, what=comma.join(what))
    markup('<div class="empty" role="status"><b>{t}</b><p>{w}</p></div>', t=words.say("nothing", lang), w=why)
    if len(visit.selection.any_time):
        first, last = visit.record.span
        label = words.say("bring_back_window", lang, n=words.number(len(visit.selection.any_time), lang))
        st.button(label, key="bring_window", type="primary", on_click=change, kwargs={"start": first, "end": last})
    else:
        st.button(words.say("bring_back_filters", lang), key="bring_filters", type="primary", on_click=change, kwargs=_cleared())


_COPY = """
export default function ({ parentElement, data }) {
  const row = parentElement.querySelector(".copy");
  row.textContent = data.lead + " ";
  for (const [label, text] of data.items) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.onclick = async () => {
      await navigator.clipboard.writeText(text === null ? window.location.href : text);
      button.textContent = label + " \\u2713 " + data.done;
      setTimeout(() => { button.textContent = label; }, 1600);
    };
    row.appendChild(button);
  }
}
"""
_COPY_STYLE = """
.copy { font: 400 13px "IBM Plex Sans", "IBM Plex Sans Arabic", sans-serif; color: #5c554a; }
.copy button { font: inherit; color: #7a1c1e; background: none; border: 1px solid #d9d4c8; border-radius: 3px; padding: 2px 9px; margin: 0 3px; cursor: pointer; }
.copy button:hover { border-color: #7a1c1e; }
.copy button:focus-visible { outline: 3px solid #1b5e8c; }
"""


def show_copy(visit: Visit, table: list[list[str]]) -> None:
    """Show the copy buttons: address of the view, table (tab-separated, for a spreadsheet), and the sentence."""
    lang = visit.lang
    text = io.StringIO()
    safe = [["'" + cell if cell[:1] in ("=", "+", "-", "@") else cell for cell in row] for row in table]  # no formulas
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(safe)
    sentence = " ".join(write_sentence(visit.totals, visit.filters, visit.record.span, lang))
    items = [
        [words.say("copy_address", lang), None],
        [words.say("copy_table", lang), text.getvalue()],
        [words.say("copy_sentence", lang), sentence],
    ]
    data = {"lead": words.say("copy", lang), "done": words.say("copied", lang), "items": items}
    mount = st.components.v2.component("copy_buttons", html='<div class="copy"></div>', css=_COPY_STYLE, js=_COPY)
    mount(data=data, key="copy")
