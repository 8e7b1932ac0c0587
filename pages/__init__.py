"""What every page shares: its beginning, the choice in the address, the controls, and the sentence.

The only module of ``pages`` that is not a page. The frozen ``Filters`` and ``View`` in the session are the truth; widgets
start from them and the address mirrors them. A browser may be behind: what it says of the address, or of a widget that was
changed from elsewhere since, may be what was true before, and counts only when the reader said it.
"""

import atexit
import contextlib
import html
import json
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import streamlit as st
from starlette.formparsers import MultiPartParser
from streamlit.components.v1 import declare_component
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException
from streamlit.runtime import exists as runtime_exists
from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

from geo import settings as s
from geo.choice.filters import (
    LISTS,
    PARAMS,
    Filters,
    Selection,
    View,
    check_codes,
    check_versus,
    opening_filters,
    read_params,
    read_versus,
    write_params,
)
from geo.count.tally import Tally, Window, tally_of
from geo.count.totals import Totals
from geo.evidence.incidents import DataProblems, problem_text
from geo.holding.open import TooMany, around, cut, open_holding
from geo.intake.scratch import sweep
from geo.record.files import Record, join, read_record, stamp
from geo.record.pieces import NotAHolding
from geo.text import words
from geo.web.map import StaticFiles, direction_style, write_static

ADDRESSES = {
    "map": "",
    "timeline": "timeline",
    "areas": "areas",
    "incidents": "incidents",
    "answers": "answers",
    "card": "card",
    "data": "data",
    "about": "about",
}
MultiPartParser.spool_max_size = s.IMPORT_BYTES + 1_000_000  # else an upload above 1 MB lies on the disk while it arrives
_VIEW_LIMIT = 100_000  # bytes of a saved view
_STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8") + direction_style()
_LANGUAGE = Path(__file__).with_name("parts").joinpath("language.js").read_text(encoding="utf-8")


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
    def tally(self) -> Tally:
        """What passes the filters whatever its date: made once, however the window moves."""

        def told(done: int, of: int) -> None:
            text = words.say("reading_pieces", self.lang, n=words.number(done, self.lang), of=words.number(of, self.lang))
            if self.place is not None:
                self.place.progress(done / of, text) if done < of else self.place.empty()

        return tally_of(self.whole, self.filters, self.view.level, told)

    @cached_property
    def window(self) -> Window:
        """What the window holds: totals and areas, at a cost that does not grow with the number of incidents."""
        return self.tally.window(self.filters.start, self.filters.end)

    @property
    def totals(self) -> Totals:
        return self.window.totals

    @cached_property
    def selection(self) -> Selection:
        """The incidents themselves; only for what cannot do with sums."""
        return cut(self.record, [self.filters], whole_time=False).select(self.filters)

    @property
    def lang(self) -> str:
        return self.view.lang


def language() -> str:
    """The language of the choice; of the address when that is new; English if it names none."""
    if "view" in st.session_state and not _is_addressed():
        return str(st.session_state["view"].lang)
    lang = st.query_params.get("lang", "en")
    return lang if lang in s.LANGUAGES else "en"


def _is_addressed() -> bool:
    """Say whether the reader came by the address: a first visit, a saved view, or the browser's back and forward."""
    run = get_script_run_ctx()
    return "address" not in st.session_state or (run is not None and run.is_history_navigation)


_reading = threading.Lock()


@st.cache_resource(max_entries=2, show_spinner=False)
def _load(files: tuple[tuple[str, int, int], ...], folder: str, holding: str) -> tuple[Record, StaticFiles]:  # noqa: ARG001 - the stamp is the key
    """Read the record and write the static files once per state of the data folder; shared read-only by all sessions."""
    with _reading:
        sweep()
        record = read_record(Path(folder))
        if holding:
            record = open_holding(Path(holding), record)
        base = "/" + st.get_option("server.baseUrlPath").strip("/") if st.get_option("server.baseUrlPath") else ""
        try:
            return record, write_static(record, s.STATIC, f"{base}/app/static")
        except OSError:  # the project folder is read-only: serve from a temporary one
            spare = Path(tempfile.mkdtemp(prefix="raqqa-map-"))  # constant scripts and borders, nothing of the record
            atexit.register(shutil.rmtree, spare, ignore_errors=True)
            declare_component("raqqa_static", path=str(spare))
            return record, write_static(record, spare, f"{base}/component/pages.raqqa_static")


def base_record() -> Record:
    """The record on this machine, without what this session brought."""
    return _load(stamp(s.DATA, s.HOLDING), str(s.DATA), s.HOLDING)[0]


def _with_session(record: Record, lang: str) -> Record:
    """Give the record with the files and decisions of this session in it; made anew only when one of them changes."""
    imports, links, placed = (st.session_state.get(k) for k in ("imports", "links", "placed"))
    if not imports and (links is None or links.empty) and (placed is None or placed.empty):
        st.session_state.pop("joined", None)
        return record
    texts = tuple("" if x is None else x.to_csv(index=False) for x in (links, placed))
    key = (record.fingerprint, tuple((one.table_sha256, one.policy) for one in imports or ()), texts)
    if st.session_state.get("joined", ((), None))[0] != key:
        with st.spinner(words.say("joining_now", lang)):
            st.session_state["joined"] = (key, join(record, imports or (), links, placed))
    return st.session_state["joined"][1]


def ask_login(lang: str) -> None:
    """Where a login is configured (``[auth]`` in .streamlit/secrets.toml), show nothing but its button to whoever is not logged in."""
    if st.user.get("is_logged_in", True):
        return
    show_style(lang, "")
    markup('<h2 class="panel">{h}</h2><p class="lead-text">{t}</p>', h=words.say("product", lang), t=words.say("login_needed", lang))
    st.button(words.say("log_in", lang), key="log_in", type="primary", on_click=st.login)
    st.stop()


def begin(name: str) -> Visit:
    """Begin a page: arrive, and open it with its menu filled."""
    visit = arrive(name)
    fill_menu(visit, open_page(visit))
    return visit


def arrive(name: str) -> Visit:
    """Find out what a page is asked for: login, way back to the router, data, the choice. Unless it ends here, nothing is sent yet:
    what a browser gets in one piece, it draws once."""
    ask_login(language())
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
            record, files = _load(stamp(s.DATA, s.HOLDING), str(s.DATA), s.HOLDING)
    except DataProblems as broken:
        show_style(lang, "")
        st.error(words.say("data_broken", lang))
        st.write(words.say("data_broken_next", lang))
        for problem in broken.problems[:200]:
            st.text(problem_text(problem, lang))
        st.stop()
    except NotAHolding as none:
        show_style(lang, "")
        st.error(plain(words.say(f"holding_{none.reason}", lang, name=s.HOLDING)))
        st.stop()
    if record.pieces is None:  # a holding takes more in by being built again
        record = _with_session(record, lang)
    _take_answers()
    _read_address(record, name)
    filters, view = st.session_state["filters"], st.session_state["view"]
    part, too_many = _fit(name, record, filters, view)
    if too_many and name == "map":
        view = replace(view, show="areas")
    return Visit(record, part, files, filters, view, name, place, too_many)


def open_page(visit: Visit) -> DeltaGenerator | None:
    """Send what every page begins with: style, the menu's place, which it gives (none in a presentation), and notices."""
    lang, record = visit.lang, visit.record
    show_style(lang, visit.files.font_css)
    here = visit.page == "map"
    menu = None if visit.view.present and here else st.container(horizontal=True, vertical_alignment="center", key="menu")
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
    if st.session_state.get("view_told"):
        st.warning(plain(st.session_state["view_told"]))
    if told:
        st.warning("  \n".join(plain(line) for line in (words.say("bad_params", lang) + ":", *told)))
    if visit.too_many and here:
        st.info(words.say("too_many_points", lang, limit=words.number(s.CUT_LIMIT, lang)))
    for notice in record.notices:
        st.warning(plain(words.say(f"notice_{notice.kind}", lang, name=notice.name)))
    for file, why in record.broken:
        st.warning(plain(words.say("broken_kept", lang, name=file, why=words.say(f"broken_{why}", lang))))
    return menu


def _fit(name: str, record: Record, filters: Filters, view: View) -> tuple[Record, bool]:
    """Give the part of a holding that a page shows one by one, or the whole and that it is too many for that."""
    points = name == "map" and view.show == "points"
    if record.pieces is None or (name in ("map", "data", "about") and not points):
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


def _read_address(record: Record, page: str) -> None:
    """Take the choice from the address where the reader came by it, or by a link to another page; then mirror the choice in it."""
    params = {k: v for k, v in st.query_params.items() if k != "go"}
    came = _is_addressed() or st.session_state.get("page") != page
    st.session_state["page"] = page
    if came and params != st.session_state.get("address"):
        filters, view, bad = read_params(params, opening_filters())
        filters, unknown = check_codes(filters, set(record.places["area_id"]), record.area_ids)
        view, unsound = check_versus(view, record.area_ids)
        st.session_state.update({"filters": filters, "view": view, "bad_params": [*bad, *unknown, *unsound]})
    _write_address()


def link(name: str, filters: Filters | None = None, **changes: Any) -> dict[str, Any]:
    """Give what ``st.page_link`` needs to open a page with the choice as it is, or other filters, but for some fields of the view."""
    pages = st.session_state.get("routed", {})
    params = write_params(filters or st.session_state["filters"], replace(st.session_state["view"], **changes))
    return {"page": pages.get(name, "app.py"), "query_params": params}


def _write_address() -> None:
    """Mirror the choice in the address, so that a copied link opens the same view, cold."""
    params = write_params(st.session_state["filters"], st.session_state["view"])
    if dict(st.query_params) != params:
        st.query_params.from_dict(params)
    st.session_state["address"] = params


def change(**changes: Any) -> None:
    """Change the choice: fields of ``Filters`` or ``View``; used in callbacks, before the page runs again."""
    _take_answers()  # else what a widget said at the same time would be taken after it
    _set(**changes)


def _set(**changes: Any) -> None:
    st.session_state.update({"bad_params": [], "view_told": ""})
    narrowing = {f.name for f in fields(Filters)} - {"start", "end"}
    if narrowing & changes.keys():  # what was chosen on the map may be gone
        changes = {"selected": "", **changes}
    for key, kind in (("filters", Filters), ("view", View)):
        mine = {f.name: changes[f.name] for f in fields(kind) if f.name in changes}
        st.session_state[key] = replace(st.session_state[key], **mine)


def keep(name: str, value: Any, read: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """Give a widget that starts from ``value`` its key; when it has another one, the choice is changed by ``read`` of it.

    No callback: where the next request comes while it runs, Streamlit ends it half-way, and does not call it again. A value changed
    from elsewhere (a preset, a reset, an address) or another language gives the widget a new key, so that what a browser
    that has not heard of it yet says of the old one is nobody's answer.
    """
    made, here = st.session_state.setdefault("made", {}), (value, st.session_state["view"].lang)
    turn, known, _ = made.get(name, (0, here, read))
    turn += known != here
    made[name] = (turn, here, read)
    return {"key": f"{name}:{turn}"}


def _take_answers() -> None:
    """Change the choice by every widget whose value is no longer the one it was given."""
    made = st.session_state.get("made", {})
    for name, (turn, (value, lang), read) in list(made.items()):
        now = st.session_state.get(f"{name}:{turn}", value)
        changes = read(now) if now != value else {}
        if changes:  # of a range only the first day was said: it waits for its other half
            _set(**changes)
            made[name] = (turn, (now, lang), read)  # last: cut off before it, the next run does it again


_TURNS = re.compile("[\u061c\u202a-\u202e\u2067\u206a-\u206f]")  # signs that turn the text after them round


def seen(text: str) -> str:
    """Write signs that would turn neighbouring text round as what they are."""
    return _TURNS.sub(lambda m: f"[U+{ord(m.group()):04X}]", text)


def plain(text: str) -> str:
    """Escape a text from data for places where Streamlit reads Markdown.

    After unescaping, Streamlit makes links of addresses, pictures of :names: and arrows of ->: an invisible word joiner prevents it.
    """
    joined = re.sub(r"(?i)(?<=:)(?=[a-z/+_-])|(?<=www)(?=\.)|(?<=@)|(?<=[-<>=~])(?=[-<>=~])", "\u2060", seen(text).replace("\n", " "))
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|$~:&])", r"\\\1", joined)


def markup(template: str, **texts: str) -> None:
    """Show HTML of our own with texts of any origin escaped into it."""
    st.html(template.format(**{k: html.escape(seen(v)).replace("`", "&#96;").replace("$", "&#36;") for k, v in texts.items()}))


def pack(picture: dict[str, Any]) -> bytes:
    """Write plain data as compact JSON."""
    return json.dumps(picture, separators=(",", ":"), ensure_ascii=False).encode()


def give_way() -> None:
    """Let the browser draw what was sent so far; it draws in one go what arrives together, and the rest of a page takes it longer."""
    if runtime_exists():
        time.sleep(s.HEAD_START)


def publish(data: bytes, place: str) -> str:
    """Put JSON at an address of this session and give the address; Streamlit drops it when it is no longer used.

    The media file manager is not public API of Streamlit (1.67): this is the one place that uses it.
    """
    if not runtime_exists():  # AppTest
        return "data:application/json," + quote(data)
    return get_instance().media_file_mgr.add(data, "application/json", place)


def show_style(lang: str, font_css: str) -> None:
    """Apply the style sheet and the fonts, and tell the browser the language and direction of the page."""
    st.html(f"<style>{font_css}\n{_STYLE}</style>")
    mount = st.components.v2.component("page_language", html="<span hidden></span>", js=_LANGUAGE, isolate_styles=False)
    with st.container(key="page_language"):
        mount(data={"lang": lang, "framed": words.say("framed", lang)}, key="page_language_of")


def fill_menu(visit: Visit, menu: DeltaGenerator | None) -> None:
    """Fill the menu in its place."""
    if menu is not None:
        with menu:
            _show_menu(visit.page, visit.lang, visit.record.fingerprint)


def _show_menu(name: str, lang: str, fingerprint: str) -> None:
    other = "ar" if lang == "en" else "en"
    pages = st.session_state.get("routed")
    markup('<span class="product">{t}</span>', t=words.say("product", lang))
    params = write_params(st.session_state["filters"], st.session_state["view"])
    for page in ADDRESSES if pages else ():
        st.page_link(pages[page], label=words.say(f"page_{page}", lang), query_params=params, disabled=page == name)
    st.space("stretch")
    _show_views(name, lang, fingerprint)
    if st.user.get("is_logged_in", False):
        st.button(words.say("log_out", lang), key="log_out", type="tertiary", on_click=st.logout)
    st.button(words.say("other_language", lang), key="language", type="tertiary", on_click=change, kwargs={"lang": other})


def _show_views(name: str, lang: str, fingerprint: str) -> None:
    """Offer to save the choice as a small file without data, and to open one; opening on other data warns."""
    say = words.say
    params = write_params(st.session_state["filters"], st.session_state["view"])
    with st.popover(say("views", lang), icon=":material/bookmark:"):
        st.caption(say("views_help", lang))
        saved = pack({"view_of": "raqqa countryside strike map", "page": name, "params": params, "data": fingerprint})
        st.download_button(say("save_view", lang), saved, "raqqa-view.json", "application/json", key="save_view", on_click="ignore")
        st.file_uploader(
            say("open_view", lang), type="json", key="open_view", on_change=_open_view, args=(lang, fingerprint), max_upload_size=1
        )


def read_view(data: bytes) -> tuple[str, dict[str, str], str] | None:
    """Read a saved view: page, parameters of its address, hash of its data; None if it is none."""
    try:
        got = json.loads(data[:_VIEW_LIMIT])
    except (ValueError, RecursionError):
        return None
    if not isinstance(got, dict) or str(got.get("page")) not in ADDRESSES or not isinstance(got.get("params"), dict):
        return None
    params = {k: v for k, v in got["params"].items() if k in PARAMS and isinstance(v, str) and v.isprintable()}
    if params.get("lang", "en") not in s.LANGUAGES:
        del params["lang"]
    return got["page"], params, str(got.get("data", ""))[:64]


def _open_view(lang: str, fingerprint: str) -> None:
    """Take the choice of the file just opened; the page runs again with it, on the page it was saved from."""
    file = st.session_state.get("open_view")
    if file is None:
        return
    found = read_view(file.getvalue())
    if found is None:
        st.session_state["view_told"] = words.say("view_bad", lang, name=file.name[:80])
        return
    page, params, was = found
    st.query_params.from_dict(params | {"go": page})
    st.session_state.pop("address", None)
    if was != fingerprint:
        st.session_state["view_told"] = words.say("view_other_data", params.get("lang", lang), was=was or "?", now=fingerprint)


def cleared() -> dict[str, Any]:
    """Every filter as the pages open, the window left as it is."""
    usual = opening_filters()
    return {x.name: getattr(usual, x.name) for x in fields(Filters) if x.name not in ("start", "end")}


def reset() -> None:
    """Go back to the opening view, in the same language."""
    usual = (opening_filters(), View(lang=st.session_state["view"].lang))
    change(**{x.name: getattr(of, x.name) for of in usual for x in fields(of)})
