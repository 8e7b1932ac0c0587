"""What several pages show: the sentence, the map, charts and tables, claims, and why a selection is empty."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st
from folium import FeatureGroup
from streamlit_folium import st_folium

from geo import settings as s
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.show.chosen import Chosen
from geo.show.covered import title_covered
from geo.show.details import claim_rows
from geo.show.finding import describe_find, find_words
from geo.show.found import places_meant
from geo.show.layers import describe_in_view, describe_layers, describe_pictures, read_look
from geo.show.media import media_of
from geo.show.picture import describe, packed, table_of
from geo.show.playback import describe_play
from geo.show.sentence import counted, filter_texts, window_text
from geo.show.tables import Table
from geo.show.terms import terms_of
from geo.territory import here
from geo.text.languages import is_rtl, listed
from geo.text.signs import harmless
from geo.text.words import number, say
from geo.web.map import build_layer, build_map, read_click
from geo.web.scripts import StaticFiles
from pages import Visit, change, cleared, link, markup, pack, plain, publish
from pages.parts.ask import ask_filters, ask_window
from pages.parts.chips import offer_without

_TABLE, _COPY, _VIEW, _GUIDE = (
    Path(__file__).with_name(f"{name}.js").read_text(encoding="utf-8") for name in ("table", "copy", "view", "guide")
)
MAP_KEY = "countryside_map"


def show_sentence(visit: Visit) -> None:
    """Show the totals sentence, in the words of ``geo summary``: the lead large, the figures beside it as a row that opens, the rest folded."""
    lead, rest = visit.chosen.sentence(visit.lang)
    terms = terms_of(visit.totals, visit.lang)
    one = '<details name="terms"><summary><b>{{figure{k}}}</b> {{label{k}}}</summary><p>{{more{k}}}</p></details>'
    row = "".join(one.format(k=k) for k in range(len(terms)))
    fold = '<details name="terms"><summary>{whole}</summary><p class="rest">{rest}</p></details>' if rest else ""
    said = {f"{name}{k}": getattr(term, name) for k, term in enumerate(terms) for name in ("figure", "label", "more")}
    template = f'<div class="sentence" role="status"><p class="lead">{{lead}}</p><div class="terms">{row}{fold}</div></div>'
    markup(template, lead=lead, rest=rest, whole=say("term_whole", visit.lang), **said)
    offer_places(visit)


def offer_places(visit: Visit) -> None:
    """Offer, apart from what a text finds, the places it may mean by another spelling; a person chooses."""
    lang, text = visit.lang, visit.filters.text
    places = places_meant(visit.whole, text, lang)
    if not places:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="places_meant"):
        st.caption(say("places_meant", lang, text=plain(text)))
        for code, name in places:
            st.button(plain(name), key=f"meant:{code}", type="tertiary", on_click=change, kwargs={"text": "", "area": code})


def show_heading(text: str, small: str = "") -> None:
    """Show the heading of a section, with a quiet addition."""
    markup('<h2 class="panel">{t} <small>{s}</small></h2>', t=text, s=small)


def back_icon(lang: str) -> str:
    """Give the arrow that leads back: against the direction of reading."""
    return f":material/arrow_{'forward' if is_rtl(lang) else 'back'}:"


def show_nothing(visit: Visit) -> None:
    """Say what removed the incidents, and offer the one click that brings them back."""
    if visit.totals.everything.incidents:
        return
    lang, f = visit.lang, visit.filters
    if visit.chosen.empty:
        markup('<div class="empty" role="status"><b>{t}</b><p>{w}</p></div>', t=say("no_claims_title", lang), w=say("no_claims_next", lang))
        st.page_link(label=say("page_data", lang), icon=":material/upload_file:", **link("data"))
        return
    what = [say(f"extent_{f.extent}", lang), window_text(f, visit.record.span, lang), *filter_texts(f, visit.record.names, lang)]
    why = " ".join([say("nothing_why", lang, what=listed(what, lang)), *(f"{x}." for x in title_covered(visit.chosen.covered, lang))])
    markup('<div class="empty" role="status"><b>{t}</b><p>{w}</p></div>', t=say("nothing", lang), w=why)
    offer_without(visit)
    if visit.chosen.tally.incidents:
        first, last = visit.record.span
        label = say("bring_back_window", lang, n=number(visit.chosen.tally.incidents, lang))
        st.button(label, key="bring_window", type="primary", on_click=change, kwargs={"start": first, "end": last})
    else:
        st.button(say("bring_back_filters", lang), key="bring_filters", type="primary", on_click=change, kwargs=cleared())


def stop_if_too_many(visit: Visit) -> None:
    """End a page that shows incidents one by one where the choice holds more of a holding than that, and let it be narrowed."""
    if not visit.too_many:
        return
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        ask_filters(visit)
    ask_window(visit)
    text = say("too_many", visit.lang, limit=number(s.CUT_LIMIT, visit.lang))
    markup('<div class="empty" role="status"><b>{t}</b><p>{w}</p></div>', t=say("too_many_title", visit.lang), w=text)
    st.page_link(label=say("page_map", visit.lang), icon=":material/map:", **link("map"))
    st.stop()


def take_click(key: str) -> None:
    """Turn what a map reports into the choice; only here, because the component repeats its last report on later runs."""
    click = read_click(st.session_state.get(key))
    if click is None:
        return
    if click.kind == "shape":
        change(shape=click.shape)
    elif click.kind == "window":
        change(start=click.window[0], end=click.window[1])
    elif click.kind == "view":
        change(view=click.view, selected=st.session_state["view"].selected)
        st.session_state["list_at"] = 1
    elif click.kind == "look":
        change(**read_look(click.id))
    elif click.kind == "incident":
        change(incident=click.id)
    else:
        change(selected=f"{click.kind}:{click.id}", incident="")
        st.session_state["list_at"] = 1


@st.cache_data(max_entries=24, show_spinner=False, scope="session")
def _play(fingerprint: str, filters: Filters, view: View, _visit: Visit) -> bytes:  # noqa: ARG001 - the key
    """Write what playback needs; no window and no choice on the map changes it, so moving the slider does not write it again."""
    return pack(describe_play(Chosen(_visit.whole, filters, view.level, _visit.record), view))


@st.cache_data(max_entries=4, show_spinner=False, scope="session")
def _find(fingerprint: str, lang: str, _visit: Visit) -> bytes:  # noqa: ARG001 - the key
    """Write what the map's search box looks up; neither window nor filter changes it."""
    return pack(describe_find(_visit.whole, lang))


class Drawing(NamedTuple):
    """A map before it is sent."""

    key: str
    files: StaticFiles
    table: pd.DataFrame  # what it shows
    layer: FeatureGroup
    height: int
    present: str


def draw_map(
    visit: Visit,
    key: str = MAP_KEY,
    chosen: Chosen | None = None,
    show: str = "",
    focus: list[list[float]] | None = None,
    together: bool = False,
    plays: bool = True,
    title: dict[str, str] | None = None,
    present: str = "",
    height: int = 470,
) -> Drawing:
    """Draw a map; nothing is sent yet. The base never changes; what playback needs is fetched by address.

    Parameters
    ----------
    chosen : another choice than the visit's, for comparing.
    show : one of ``vocabulary.SHOWS`` where the page, not the reader, decides.
    focus : positions (latitude, longitude) to zoom to.
    together : this map and its neighbours on the page move as one.
    plays : whether it has a player; stopping it changes the visit's window, so only the map of the visit's choice does.
    title : lines (what, dates, count) instead of those of the selection, for a picture of one incident, which does not play.
    present : aspect ratio of a presentation: no buttons, no playback, everything inside the frame.
    """
    view = replace(visit.view, show=show or visit.view.show)
    chosen = chosen or visit.chosen
    still = View(level=view.level, measure=view.measure, show=view.show, basemap=view.basemap, lang=view.lang)
    whole = replace(chosen.filters, start=None, end=None)
    plays = plays and not (title or present) and view.show != "repeats"
    plays = plays and (view.show == "areas" or visit.whole.in_memory)  # a million points are too many
    play = "" if not plays else publish(_play(visit.record.fingerprint, whole, still, visit), f"{key}-play")
    find = (
        find_words(publish(_find(visit.whole.fingerprint, visit.lang, visit), f"{key}-find"), visit.lang)
        if plays and key == MAP_KEY
        else None
    )
    own: dict[str, Any] = {"title": {"filters": "", "headline": "", "ungraded": ""} | title} if title else {}
    if key == MAP_KEY:
        own["layers"] = describe_layers(visit.view)
        held = counted(visit.totals.everything, visit.totals.spared, visit.lang) if visit.filters.view else ""
        own["in_view"] = describe_in_view(visit.filters, visit.lang, held)
    if visit.files.ground:
        own["own"] = {"url": visit.files.ground}
    if visit.files.pictures:
        own["pictures"] = describe_pictures(visit.record, visit.files.pictures, visit.lang)
    more = {"focus": focus or [], "together": together, "present": present, "play": play, "find": find} | own
    picture = describe(chosen, view, more)
    return Drawing(key, visit.files, table_of(chosen, view), build_layer(packed(picture)), height, present)


def show_map(drawing: Drawing) -> None:
    """Show a map."""
    key = drawing.key
    with st.container(key=f"present_{drawing.present}" if drawing.present else f"frame_{key}"):
        st_folium(
            build_map(drawing.files),
            key=key,
            height=drawing.height,
            use_container_width=True,
            returned_objects=["last_active_drawing", "last_object_clicked_count"],
            feature_group_to_add=drawing.layer,
            render=False,  # of the whole page that a map of folium is by itself, which nobody sees
            on_change=lambda: take_click(key),
        )


def show_table(
    table: Table,
    label: str,
    key: str,
    chosen: str = "",
    on_sort: Callable[[str], None] | None = None,
    on_open: Callable[[str], None] | None = None,
    wide: bool = False,
) -> None:
    """Show a table whose headers sort and whose rows open, as its callbacks say; the server keeps the order.

    A ``wide`` table keeps each cell on one line and scrolls.
    """

    def told(name: str, act: Callable[[str], None] | None) -> None:
        value = getattr(st.session_state[key], name, None)
        if act and isinstance(value, str):
            act(value[: s.TEXT_LIMIT])

    data = {
        "heads": table.heads,
        "rows": [(row if on_open else "", cells) for row, cells in table.rows],
        "numbers": sorted(table.numbers),
        "sorts": sorted(table.sorts) if on_sort else [],
        "sort": table.sort,
        "chosen": chosen,
        "label": label,
        "wide": wide,
    }
    mount = st.components.v2.component("data_table", html='<div class="grid"></div>', js=_TABLE, isolate_styles=False)
    mount(data=data, key=key, on_sort_change=lambda: told("sort", on_sort), on_open_change=lambda: told("open", on_open))


def show_chart(chart: Any, sentence: str, table: Table, key: str, lang: str, height: int = 230, **select: Any) -> None:
    """Show a chart with the sentence that says it, and the same as a table."""
    markup("<p>{t}</p>", t=sentence)
    st.altair_chart(chart, width="stretch", height=height, key=key, theme=None, **select)
    with st.expander(say("table_of_map", lang)):
        show_table(table, sentence, f"{key}_table")
        show_download(table, key, lang)


def show_download(table: Table, key: str, lang: str) -> None:
    """Offer a table as a CSV file."""
    rows = pd.DataFrame(table.plain()).map(harmless)
    data = rows.to_csv(index=False, header=False).encode("utf-8-sig")
    name = f"{here().file_prefix}-{key.split(':')[0]}.csv"
    st.download_button(say("table_download", lang), data, name, "text/csv", key=f"{key}_save", on_click="ignore")


def show_guide(lang: str) -> None:
    """Show three short steps on a first visit; the browser remembers that they were read."""
    mount = st.components.v2.component("first_visit", html='<div class="guide" hidden></div>', js=_GUIDE, isolate_styles=False)
    steps = [say(f"guide_{k}", lang) for k in (1, 2, 3)]
    mount(data={"title": say("guide_title", lang), "steps": steps, "close": say("guide_close", lang)}, key="first_visit")


def bring_into_view(of: str) -> None:
    """Scroll to what was just opened, where it is out of sight (a phone), and give it the focus; once for each ``of``."""
    mount = st.components.v2.component("into_view", html="<span></span>", js=_VIEW, isolate_styles=False)
    mount(data={"of": of}, key="into_view")


def show_fact(label: str, text: str, url: str) -> None:
    """Show one line of a claim; an address as a link that tells the other side nothing."""
    if url:
        markup('<p class="fact"><b>{l}</b> <a href="{u}" target="_blank" rel="noopener noreferrer">{t}</a></p>', l=label, t=text, u=url)
    else:
        markup('<p class="fact"><b>{l}</b> {t}</p>', l=label, t=text)


def show_claim(visit: Visit, claim: dict[str, Any]) -> None:
    """Show one claim in full; the addresses of a graphic source only behind a click."""
    rows = claim_rows(visit.record, claim, visit.lang)
    for row in rows:
        if not (row[2] and claim["graphic"]):
            show_fact(*row)
    own = visit.record.raw_row(claim["row_sha256"]) if not claim["source_private"] and not claim["graphic"] else {}
    if own:
        with st.expander(say("claim_row", visit.lang)):
            cells = [("", [column, cell]) for column, cell in own.items() if cell != ""]
            heads = [(h, say(h, visit.lang)) for h in ("column_field", "column_cell")]
            show_table(Table(heads, cells), say("claim_row", visit.lang), f"row:{claim['claim_id']}")
    if claim["graphic"] and any(url for _, _, url in rows):
        with st.expander(say("graphic_click", visit.lang)):
            for row in rows:
                if row[2]:
                    show_fact(*row)
    if media := media_of(visit.record, claim):  # as texts: who opens one copies it
        with st.expander(say("media_title", visit.lang, n=number(len(media), visit.lang))):
            st.caption(say("media_graphic" if claim["graphic"] else "media_lead", visit.lang))
            for address in media:
                markup('<p class="fact" dir="ltr">{t}</p>', t=address)


def show_copy(visit: Visit, table: list[list[str]]) -> None:
    """Show the copy buttons: address of the view, table (tab-separated, for a spreadsheet), and the sentence."""
    lang = visit.lang
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows([harmless(cell) for cell in row] for row in table)
    sentence = " ".join(visit.chosen.sentence(lang))
    offer_copies(
        lang, [(say("copy_address", lang), None), (say("copy_table", lang), text.getvalue()), (say("copy_sentence", lang), sentence)]
    )


def offer_copies(lang: str, items: list[tuple[str, str | None]], key: str = "copy") -> None:
    """Show buttons that copy a text each; None is the address of the page. ``key`` tells them from others on the page."""
    data = {"lead": say("copy", lang), "done": say("copied", lang), "items": items}
    mount = st.components.v2.component("copy_buttons", html='<div class="copy"></div>', js=_COPY, isolate_styles=False)
    mount(data=data, key=key)
