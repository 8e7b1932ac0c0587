"""The card: a picture with its evidence inside, and files for others; share-safe unless somebody says otherwise twice."""

import base64
import io
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st
from PIL import Image, UnidentifiedImageError

from geo import colours
from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.out.attack import Finding, attack_lines
from geo.out.bodies import Card
from geo.out.card import TITLE_LIMIT, Texts, write_back, write_card
from geo.out.contrast import check_palette
from geo.out.exports import export
from geo.out.film import Film, film_formats, write_film
from geo.out.posts import write_posts
from geo.show.declared import declared_of
from geo.territory import here
from geo.text.languages import has_arabic_digits
from geo.text.words import number, options, say
from pages import Visit, begin, markup, plain
from pages.parts.ask import ask_filters, ask_view, ask_window
from pages.parts.framing import offer_frames
from pages.parts.printing import offer_atlas
from pages.parts.show import offer_copies, show_heading, show_nothing, show_sentence, stop_if_too_many
from pages.parts.telling import show_story

_PREVIEW = 1400  # pixels of the wider side shown on the page; the file has all of them


@st.cache_data(max_entries=12, show_spinner=False, scope="session")
def _card(fingerprint: str, filters: Filters, view: View, card: Card, ending: str, _visit: Visit) -> tuple[bytes, Texts]:  # noqa: ARG001 - the key
    """Draw a card once per choice."""
    return write_card(_visit.record, filters, view, card, ending)


@st.cache_data(max_entries=6, show_spinner=False, scope="session")
def _export(fingerprint: str, filters: Filters, view: View, ending: str, safe: bool, days: str, _visit: Visit) -> tuple[bytes, list[str]]:  # noqa: ARG001
    data, shared = export(_visit.record, filters, view, ending, safe, days)
    return data, shared.told(view.lang)


def ask_safe(lang: str) -> bool:
    """Ask whether to stay share-safe; turning it off takes two deliberate choices."""
    on = st.toggle(say("safe_on", lang), value=True, key="safe", help=say("safe_help", lang))
    if on:
        return True
    st.warning(say("safe_is_on", lang))
    return not st.checkbox(say("safe_sure", lang), key="safe_sure")


def ask_days(visit: Visit, safe: bool) -> str:
    """Ask how widely the days of private rows are given, where there are any."""
    lang, ids = visit.lang, visit.selection.incidents["incident_id"]
    claims = visit.record.claims
    if not safe or not (claims["source_private"] & claims["incident_id"].isin(ids)).any():
        return voc.SHARED_DAYS[0]
    names = options(lang, "shared_days", voc.SHARED_DAYS)
    return st.radio(say("shared_days", lang), voc.SHARED_DAYS, format_func=names.__getitem__, horizontal=True, key="shared_days")


def read_logo(lang: str) -> bytes:
    """Take a logo, drawn anew as a small PNG so that nothing but its picture goes on; a file that is none is refused."""
    file = st.file_uploader(say("card_logo", lang), type=["png", "jpg", "jpeg"], key="logo", max_upload_size=1)
    if file is None:
        return b""
    try:
        with Image.open(io.BytesIO(file.getvalue()), formats=("PNG", "JPEG")) as picture:
            picture.thumbnail((600, 300))
            memory = io.BytesIO()
            picture.convert("RGBA").save(memory, "PNG")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        st.error(plain(say("card_bad_logo", lang, name=file.name[:80])))
        return b""
    return memory.getvalue()


def ask_card(visit: Visit, safe: bool, days: str) -> Card:
    """Ask how the card looks."""
    lang = visit.lang
    usable = usable_layouts(visit)
    layout = st.selectbox(
        say("card_layout", lang), usable, format_func=options(lang, "layout", voc.CARD_LAYOUTS).__getitem__, key="card_layout"
    )
    if len(usable) < len(voc.CARD_LAYOUTS):
        st.caption(say("card_more_layouts", lang))
    size = st.selectbox(
        say("card_size", lang), tuple(s.CARD_SIZES), format_func=options(lang, "size", tuple(s.CARD_SIZES)).__getitem__, key="card_size"
    )
    with st.expander(say("card_looks", lang)):
        return Card(size, layout, safe=safe, days=days, **ask_looks(lang))


def ask_looks(lang: str) -> dict[str, Any]:
    """Ask for what most cards need no word of: a title of one's own, digits, colours, an address, a logo."""
    title = st.text_input(say("card_own_title", lang), key="card_title", max_chars=TITLE_LIMIT)
    digits = voc.DIGITS[0]
    if has_arabic_digits(lang):
        digits = st.radio(
            say("card_digits", lang), voc.DIGITS, format_func=options(lang, "digits", voc.DIGITS).__getitem__, horizontal=True, key="digits"
        )
    names = options(lang, "palette", tuple(colours.SHADES))
    palette = st.radio(say("card_palette", lang), tuple(colours.SHADES), format_func=names.__getitem__, horizontal=True, key="palette")
    address = st.text_input(
        say("card_address", lang),
        key="card_address",
        max_chars=s.ADDRESS_LIMIT,
        help=say("card_address_help", lang, most=number(s.ADDRESS_LIMIT, lang)),
    )
    return {"title": title, "digits": digits, "palette": palette, "address": address, "logo": read_logo(lang)}


def usable_layouts(visit: Visit) -> list[str]:
    """Give the layouts that this choice has what is needed for; the one asked for by an address first."""
    f, codes = visit.filters, set(visit.record.places["area_id"])
    has = {
        "incident": bool(visit.view.incident),
        "before_after": bool(visit.view.versus),
        "place": bool(f.near) or f.area in codes,
        "declared": declared_of(visit.record) is not None,
    }
    return [x for x in voc.CARD_LAYOUTS if has.get(x, True)]


def show_card(visit: Visit, card: Card) -> None:
    """Show the card, and save it in the format chosen."""
    lang = visit.lang
    key = (visit.record.fingerprint, visit.filters, visit.view, card)
    try:
        with st.spinner(say("card_making", lang)):
            picture, texts = _card(*key, "png", visit)
    except ValueError as problem:  # the words say what is missing and where to get it
        st.warning(plain(str(problem)))
        return
    show_attack(texts.found, lang)
    with st.container(horizontal=True, vertical_alignment="bottom", key="save"):
        ending = st.segmented_control(
            say("card_format", lang),
            tuple(voc.CARD_FORMATS),
            default="png",
            format_func=str.upper,
            required=True,
            label_visibility="collapsed",
            key="card_format",
        )
        data, _ = _card(*key, ending, visit)
        name = f"{here().file_prefix}-{card.layout}-{card.size}-{lang}.{ending}"
        st.download_button(
            say("card_download", lang), data, name, voc.CARD_FORMATS[ending], key="save_card", type="primary", on_click="ignore"
        )
        back = f"{here().file_prefix}-{card.layout}-{card.size}-{lang}-back.png"
        of = (visit.record, visit.filters, visit.view, card)  # drawn when it is asked for, on no session's thread
        st.download_button(say("card_save_back", lang), partial(write_back, *of), back, "image/png", key="save_back", on_click="ignore")
    with Image.open(io.BytesIO(picture)) as shown:
        shown.thumbnail((_PREVIEW, _PREVIEW))
        memory = io.BytesIO()
        shown.save(memory, "PNG")
    shown_as = base64.b64encode(memory.getvalue()).decode()
    markup('<img class="card" src="data:image/png;base64,{d}" alt="{a}">', d=shown_as, a=texts.alt)
    show_posts(visit, texts)
    lowest, steps = check_palette(card.palette)
    figures = {
        "contrast": number(round(lowest, 1), lang),
        "usual": number(round(steps["usual"]), lang),
        "red": number(round(min(steps["deuteranomaly"], steps["protanomaly"])), lang),
        "blue": number(round(steps["tritanomaly"]), lang),
    }
    st.caption(say("card_check", lang, **figures))


def show_posts(visit: Visit, texts: Texts) -> None:
    """Offer what can be posted with the card, and the words that stand beside it."""
    lang, posts = visit.lang, write_posts(visit.record, texts, visit.view)
    show_heading(say("post_heading", lang))
    named = {"post_short": posts.short, "post_long": posts.long, "card_copy_alt": texts.alt}
    named |= {"post_thread": "\n\n".join(posts.thread), "post_cite": posts.citation, "card_copy_caption": texts.caption}
    offer_copies(lang, [(say(key, lang), text) for key, text in named.items()])
    markup('<p class="fact">{t}</p>', t=posts.short)
    with st.expander(say("card_beside", lang)):
        markup('<p class="fact">{t}</p>', t=texts.caption)


def show_attack(found: Sequence[Finding], lang: str) -> None:
    """Say, before it is saved, what a hostile reader would say of the card."""
    title = say("attack_found", lang, n=number(len(found), lang)) if found else say("attack_none", lang)
    with st.expander(title):
        for one in found:
            markup('<p class="fact"><b>{said}</b> {proposal}</p>', said=one.said, proposal=one.proposal)
        if not found:
            markup('<p class="fact">{t}</p>', t=attack_lines(found, lang)[0])


def show_export(visit: Visit, safe: bool, days: str) -> None:
    """Save the claims of the selection for others, and say before what is left out."""
    lang = visit.lang
    names = options(lang, "format", tuple(voc.EXPORT_FORMATS))
    ending = st.selectbox(
        say("card_format", lang),
        tuple(voc.EXPORT_FORMATS),
        format_func=names.__getitem__,
        key="export_format",
        label_visibility="collapsed",
    )
    data, left_out = _export(visit.record.fingerprint, visit.filters, visit.view, ending, safe, days, visit)
    show_heading(say("left_out", lang))
    for line in left_out or [say("left_out_none", lang)]:
        markup('<p class="fact">{t}</p>', t=line)
    st.download_button(
        say("export_save", lang),
        data,
        f"{here().file_prefix}-claims.{ending}",
        voc.EXPORT_FORMATS[ending],
        key="save_export",
        on_click="ignore",
    )
    st.caption(plain(say("sealed_note", lang)))
    if ending == "html":
        offer_frames(f"{here().file_prefix}-claims.html", visit.filters, lang)


def show_film(visit: Visit, card: Card) -> None:
    """Offer the choice as a moving picture; it is made when asked for, since that takes a while."""
    lang = visit.lang
    stops = options(lang, "stop", voc.STOPS)
    st.caption(plain(say("film_note", lang, stop=stops[visit.view.stop])))
    size = card.size if card.size in s.FILM_SIZES else "1080x1080"
    size = st.radio(
        say("card_size", lang),
        tuple(s.FILM_SIZES),
        tuple(s.FILM_SIZES).index(size),
        format_func=lambda x: x.replace("x", " × "),
        horizontal=True,
        key="film_size",
        label_visibility="collapsed",
    )
    ending = st.radio(
        say("card_format", lang),
        film_formats(),
        format_func=lambda x: say("film_png", lang) if x == "png" else x.upper(),
        horizontal=True,
        key="film_format",
        label_visibility="collapsed",
    )
    if not st.button(say("film_make", lang), key="make_film"):
        return
    bar = st.progress(0.0, say("film_making", lang))

    def told(done: int, of: int) -> None:
        bar.progress(done / of)

    try:
        film = Film(size, card.digits, card.palette, card.safe, card.days)
        data, alt = write_film(visit.record, visit.filters, visit.view, film, ending, told)
    except ValueError as refused:
        st.warning(plain(str(refused)))
        return
    finally:
        bar.empty()
    name = f"{here().file_prefix}-film.{ending}"
    st.download_button(say("film_save", lang), data, name, voc.FILM_FORMATS[ending], key="save_film", on_click="ignore")
    st.caption(plain(alt))


def main() -> None:
    """Draw the page."""
    visit = begin("card")
    stop_if_too_many(visit)
    show_sentence(visit)
    with st.container(horizontal=True, vertical_alignment="center", key="tools"):
        ask_filters(visit)
        ask_view(visit)
    ask_window(visit)
    show_nothing(visit)
    if visit.selection.incidents.empty and not visit.view.incident:
        return
    left, right = st.columns([0.3, 0.7], gap="medium")
    with left:
        safe = ask_safe(visit.lang)
        days = ask_days(visit, safe)
        card = ask_card(visit, safe, days)
    with right:
        show_card(visit, card)
    show_heading(say("card_more_out", visit.lang))
    with st.expander(say("atlas_heading", visit.lang)):
        offer_atlas(visit, safe, days)
    with st.expander(say("export_title", visit.lang)):
        show_export(visit, safe, days)
    with st.expander(say("film_heading", visit.lang), expanded=bool(st.session_state.get("make_film"))):
        show_film(visit, card)
    show_story(visit.record, visit.view, safe, days)


main()
