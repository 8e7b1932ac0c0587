"""Cards: every letter is legible where it will be read, nothing is cut or leaves its page, and the code on it leads where it says."""

import io
import ipaddress
from dataclasses import replace

import numpy as np
import pandas as pd
import pypdfium2
import pytest
import zxingcpp
from hypothesis import example, given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib_scalebar.scalebar import ScaleBar
from PIL import Image

from geo import colours
from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.colours import SEA
from geo.count.declared import nights_near
from geo.evidence.coverage import days_of
from geo.out.back import draw_back
from geo.out.bodies import Card
from geo.out.card import draw_card, write_back, write_card, write_texts
from geo.out.check_at import public_address
from geo.out.contrast import contrast
from geo.out.film import Film, draw_frame
from geo.out.message import message_of_watching
from geo.out.posts import write_posts
from geo.out.sheet import Page, least_size
from geo.out.verify import verify
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.details import who_says
from geo.show.sentence import short_figure_of

INCIDENTS = ("airwars:CS409", "airwars:CS598")


def choice_for(record: Record, layout: str, lang: str) -> tuple[Filters, View]:
    filters = opening_filters()
    if layout == "place":
        filters = replace(filters, near=str(record.places["area_id"].iloc[0]), km=10)
    return filters, View(lang=lang, incident=INCIDENTS[lang == "ar"], versus="window:2017-02-01/2017-03-31")


def check_page(page: Page) -> None:
    """Hold every letter of a page against the smallest that is legible, and against the edges of the page."""
    page.figure.canvas.draw()
    sizes = {text.get_text(): text.get_fontsize() for text in page.figure.findobj(Text) if text.get_text().strip()}
    bars = [bar for bar in page.axes.artists if isinstance(bar, ScaleBar)]
    sizes |= {f"scale bar {k}": bar.font_properties.get_size_in_points() for k, bar in enumerate(bars)}
    least = least_size(page.w, page.dpi) * 72 / page.dpi
    assert {text: size for text, size in sizes.items() if size < least - 1e-6} == {}
    assert page.cut == []
    render = page.figure.canvas.get_renderer()
    for text in page.axes.texts:
        box = text.get_window_extent(render)
        assert box.x0 >= -1, text.get_text()
        assert box.x1 <= page.w + 1, text.get_text()
        assert box.y0 >= -1, text.get_text()
        assert box.y1 <= page.h + 1, text.get_text()


def test_the_smallest_letter_is_eleven_pixels_on_a_phone_and_seven_points_on_paper() -> None:
    assert least_size(1080, 100) * 390 / 1080 == pytest.approx(11)
    assert least_size(1080, 100) > 30
    assert least_size(1920, 100) * 390 / 1920 == pytest.approx(11)
    assert least_size(2480, 300) * 72 / 300 == pytest.approx(7)


@pytest.mark.parametrize("layout", voc.CARD_LAYOUTS)
def test_every_letter_of_every_card_is_legible_and_nothing_is_cut(record: Record, layout: str) -> None:
    for k, size in enumerate(s.CARD_SIZES):
        lang = voc.LANGUAGES[(k + voc.CARD_LAYOUTS.index(layout)) % 2]
        filters, view = choice_for(record, layout, lang)
        check_page(draw_card(record, filters, view, Card(layout=layout, size=size))[0])
        if layout == "map":
            check_page(draw_card(record, filters, replace(view, show="points"), Card(layout=layout, size=size))[0])


@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_every_letter_of_a_moving_picture_is_legible(record: Record, lang: str) -> None:
    chosen, view = Chosen(record, opening_filters()), View(lang=lang)
    page, _ = draw_frame(chosen, chosen, view, Film())
    check_page(page)


def test_a_source_has_its_name_in_the_cards_language_and_an_own_table_its_owners(record: Record) -> None:
    claim = record.claims[record.claims["source_dataset"] == "rbss"].iloc[0].to_dict()
    assert who_says(claim, "ar").startswith("الرقة تذبح بصمت ")
    assert who_says(claim, "en").startswith(claim["source_name"])
    own = claim | {"source_dataset": "own", "source_name": "Village list", "source_id": "7"}
    assert {who_says(own, lang) for lang in voc.LANGUAGES} == {"Village list 7"}


def test_a_text_without_room_is_cut_at_a_word_with_a_mark_and_told() -> None:
    page = Page("1080x1080", "en", "european")
    page.paragraph((0, 0, 300, 40), "one two three four five six seven eight", 40)
    assert page.cut
    assert page.axes.texts[-1].get_text().endswith("…")


@pytest.mark.parametrize(
    ("size", "layout"), [("1080x1080", "incident"), ("1200x630", "incident"), ("1920x1080", "map"), ("1080x1350", "map")]
)
def test_a_phone_reads_the_code_of_a_card(record: Record, size: str, layout: str) -> None:
    given_ = "" if layout == "incident" else "https://records.example.org/raqqa/strikes/2017-03-20/card-1234"[: s.ADDRESS_LIMIT]
    data, texts = write_card(
        record, opening_filters(), View(incident="airwars:CS598"), Card(size=size, layout=layout, address=given_), "png"
    )
    assert texts.address == (given_ or "https://airwars.org/civilian-casualties/cs598-march-20-2017/")
    picture = Image.open(io.BytesIO(data)).convert("L")
    on_a_phone = picture.resize((s.PHONE_WIDTH, round(picture.height * s.PHONE_WIDTH / picture.width)), Image.Resampling.LANCZOS)
    assert [code.text for code in zxingcpp.read_barcodes(np.asarray(on_a_phone))] == [texts.address]


def test_the_address_is_part_of_what_is_sealed_and_held_against_the_record(record: Record) -> None:
    data, _ = write_card(record, opening_filters(), View(), Card(address="example.net/raqqa"), "svg")
    assert verify(data, "card.svg", record).good
    plain, _ = write_card(record, opening_filters(), View(), Card(), "svg")
    assert data != plain


@given(
    st.one_of(
        st.ip_addresses(v=4, network="10.0.0.0/8"), st.ip_addresses(v=4, network="192.168.0.0/16"), st.ip_addresses(v=6, network="fd00::/8")
    )
)
@example(ipaddress.ip_address("127.0.0.1"))
def test_an_address_of_a_private_network_is_refused(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    for text in (host, f"http://{host}:8501/Card", f"https://{host}/a?b=c"):
        with pytest.raises(ValueError, match="public web"):
            public_address(text, "en")


@pytest.mark.parametrize(
    "text",
    ["localhost:8501", "http://laptop/x", "https://a.b.local/", "file:///home/x", "https://u:p@example.org/", "javascript:alert(1)", "127.1",
     "https://example.org/" + "x" * s.ADDRESS_LIMIT, "https://exa mple.org", "http://0x7f.1/", "https://example..org", "https://مثال.سوريا"],
)  # fmt: skip
def test_what_is_no_address_of_the_public_web_is_refused_with_what_is_allowed(text: str) -> None:
    for lang in voc.LANGUAGES:
        with pytest.raises(ValueError, match=str(s.ADDRESS_LIMIT)):
            public_address(text, lang)


def test_an_address_without_scheme_is_one_of_the_web_and_an_empty_one_is_none() -> None:
    assert public_address(" airwars.org/cs598 ", "en") == "https://airwars.org/cs598"
    assert public_address("", "ar") == ""


def test_the_address_of_a_private_row_is_never_printed(record: Record) -> None:
    mine = record.claims["incident_id"] == "airwars:CS598"
    hidden = replace(record, claims=record.claims.assign(source_private=record.claims["source_private"] | mine))
    view, card = View(incident="airwars:CS598"), Card(layout="incident", safe=False)
    assert write_texts(Chosen(hidden, Filters()), view, card).address == ""
    assert write_texts(Chosen(record, Filters()), view, card).address


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("size", ["1080x1080", "a4-portrait"])
def test_the_back_has_everything_in_letters_one_can_read(record: Record, size: str, lang: str) -> None:
    view, card = View(lang=lang), Card(size=size)
    texts = write_texts(Chosen(record, opening_filters()), view, card)
    page = draw_back(texts, card, view)
    check_page(page)
    told = " ".join(" ".join(t.get_text().replace("\u200f", "") for t in page.axes.texts).split())
    for part in (texts.title, texts.lead, texts.rest, *texts.notes, *(one.said for one in texts.found), record.fingerprint):
        assert " ".join(part.split()) in told
    assert write_back(record, opening_filters(), view, card).startswith(b"\x89PNG")


def test_a_pdf_has_its_back_as_second_page(record: Record) -> None:
    data, _ = write_card(record, opening_filters(), View(), Card(layout="watching", size="a4-portrait"), "pdf")
    pdf = pypdfium2.PdfDocument(data)
    assert len(pdf) == 2
    assert record.fingerprint in pdf[1].get_textpage().get_text_range().replace("\r\n", " ")


@given(st.dates(pd.Timestamp("2016-01-01").date(), pd.Timestamp("2017-12-31").date()), st.integers(0, 300), st.sampled_from(voc.SOURCES))
def test_the_card_of_who_was_watching_counts_days_as_the_coverage_does(record: Record, start: object, days: int, source: str) -> None:
    first = pd.Timestamp(start)
    last = min(first + pd.Timedelta(days=days), pd.Timestamp("2017-12-31"))
    filters = replace(opening_filters(), start=first.date(), end=last.date(), source=(source,))
    chosen = Chosen(record, filters)
    covered = set()
    for row in record.covered:
        if row.what == "incidents" and row.source == source and row.complete in ("whole", "as_published"):
            covered |= set(pd.date_range(max(pd.Timestamp(row.first), first), min(pd.Timestamp(row.last), last)))
    assert days_of(chosen.covered.incidents.held) == len(covered)
    said = message_of_watching(chosen, "en").what
    assert str((last - first).days + 1) in said
    assert str(len(covered)) in said


def test_the_card_of_declared_strikes_gives_known_nights_alone_and_says_why_they_may_be_the_heavier(record: Record) -> None:
    page, texts = draw_card(record, opening_filters(), View(), Card(layout="declared"))
    nights = nights_near(record.quoted, str(record.quoted["location"].value_counts().index[0]))
    first, last = next(r.days for r in record.covered if r.what == "declared_strikes" and r.complete == "nights")
    nights = nights[(nights.index >= pd.Timestamp(first)) & (nights.index <= pd.Timestamp(last))]
    assert f"{len(nights)} are known" in texts.message.beside
    assert texts.message.figure.endswith(f"{round(nights.sum() / len(nights), 1):g}")
    shown = " ".join(" ".join(t.get_text() for t in page.axes.texts).split())
    assert "may be the heavier ones" in shown
    assert "who was killed" in shown
    with pytest.raises(ValueError, match="quotes none"):
        draw_card(replace(record, quoted=record.quoted.iloc[:0]), opening_filters(), View(), Card(layout="declared"))


def test_the_card_of_a_place_needs_one_and_lists_what_was_reported_there(record: Record) -> None:
    with pytest.raises(ValueError, match="choose a place"):
        draw_card(record, opening_filters(), View(), Card(layout="place"))
    filters = replace(opening_filters(), near=str(record.places["area_id"].iloc[0]), km=10)
    chosen = Chosen(record, filters)
    page, texts = draw_card(record, filters, View(), Card(layout="place", size="a4-portrait", safe=False))
    assert texts.message.what
    assert len(chosen.selection.incidents) > 0
    check_page(page)


@given(st.sampled_from(voc.LANGUAGES), st.dates(pd.Timestamp("2016-01-01").date(), pd.Timestamp("2017-12-01").date()), st.integers(0, 200))
def test_a_post_never_parts_the_figure_from_what_must_stand_beside_it(record: Record, lang: str, start: object, days: int) -> None:
    last = min(pd.Timestamp(start) + pd.Timedelta(days=days), pd.Timestamp("2017-12-31")).date()
    view, card = View(lang=lang), Card()
    texts = write_texts(Chosen(record, replace(opening_filters(), start=pd.Timestamp(start).date(), end=last)), view, card)
    posts = write_posts(record, texts, view)
    for text in (posts.short, posts.long, posts.thread[0]):
        assert texts.title in text
        assert texts.message.beside in text
    assert record.fingerprint in posts.thread[2]
    assert record.fingerprint in posts.citation
    assert all(note in posts.citation for note in texts.notes)


def test_a_map_says_where_an_area_has_no_room_for_its_figure(record: Record) -> None:
    for size in ("1080x1080", "1920x1080"):
        page, _ = draw_card(record, opening_filters(), View(), Card(size=size))
        shown = " ".join(" ".join(t.get_text() for t in page.axes.texts).split())
        figures = {short_figure_of(area.headline) for area in Chosen(record, opening_filters()).areas.values() if area.headline.has_figure}
        drawn = {f for f in figures if any(t.get_text() == f for t in page.axes.texts)}
        assert ("Some figures have no room" in shown) == (drawn < figures)
        assert drawn < figures or size != "1920x1080"


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize(("layout", "share"), [("map", 0.45), ("map_timeline", 0.24)])
def test_the_map_of_a_square_card_is_as_high_as_its_words_leave_it(record: Record, layout: str, share: float, lang: str) -> None:
    page, _ = draw_card(record, opening_filters(), View(lang=lang), Card(layout=layout))
    frames = [p for p in page.axes.findobj(Rectangle) if to_hex(p.get_facecolor()) == to_hex(SEA)]
    assert max(p.get_height() for p in frames) > share * page.h


def test_an_accused_whose_answer_one_source_found_is_not_called_silent_for_another(record: Record) -> None:
    told = write_texts(Chosen(record, Filters()), View(incident="airwars:CS409"), Card(layout="incident")).message
    assert [name for name, _ in told.accused] == ["US-led Coalition (suspected)"]
    assert "Assessed non-credible" in told.accused[0][1]
    for text in (told.caveat, told.short, told.accused[0][1]):
        assert "No answer recorded" not in text
    assert "(suspected)" in told.short


@pytest.mark.parametrize(("code", "how"), [("airwars:CS409", "in an air strike"), ("airwars:CS598", "in a strike")])
def test_a_card_says_by_what_kind_of_strike_only_where_every_source_that_says_so_agrees(record: Record, code: str, how: str) -> None:
    assert write_texts(Chosen(record, Filters()), View(incident=code), Card(layout="incident")).message.what.endswith(how)
    mixed = record.claims["incident_id"] == code
    two = record.claims.assign(
        strike_type=record.claims["strike_type"].mask(mixed & (record.claims["source_dataset"] == "airwars"), "artillery")
    )
    two.loc[two.index[mixed & (record.claims["source_dataset"] != "airwars")][:1], "strike_type"] = "drone"
    said = write_texts(Chosen(replace(record, claims=two), Filters()), View(incident=code), Card(layout="incident")).message.what
    assert said.endswith("in a strike" if mixed.sum() > 1 else "by artillery")


def test_a_place_name_on_a_dark_shade_is_white(record: Record) -> None:
    page, _ = draw_card(record, opening_filters(), View(), Card("a4-portrait"))
    page.figure.canvas.draw()
    picture = np.asarray(page.figure.canvas.buffer_rgba())[..., :3]
    render, inverse = page.figure.canvas.get_renderer(), 0
    for text in page.axes.texts:
        if text.get_color() not in (colours.WHITE, colours.LABEL) or text.get_path_effects() == []:
            continue
        box = text.get_window_extent(render)
        rows = picture[int(page.h - box.y1) : int(page.h - box.y0), int(box.x0) : int(box.x1)].reshape(-1, 3)
        ground = "#" + "".join(f"{int(v):02x}" for v in np.median(rows, axis=0))  # more of a box is ground than letters
        assert contrast(text.get_color(), ground) > 3, text.get_text()
        inverse += text.get_color() == colours.WHITE
    assert inverse


def test_on_a_tall_page_the_map_of_an_incident_is_as_wide_as_its_words(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[tuple[float, ...]] = []
    monkeypatch.setattr("geo.out.bodies.draw_map", lambda *of: boxes.append(of[3]))
    page, _ = draw_card(record, opening_filters(), View(incident="airwars:CS598"), Card("a4-portrait", "incident"))
    draw_card(record, opening_filters(), View(versus="window:2016-12-10/2017-02-03"), Card("a4-portrait", "before_after"))
    alone, one, other = boxes
    assert alone[2] > 0.85 * page.w
    assert one[0] == other[0]
    assert one[1] + one[3] <= other[1]
    assert one[2] > 0.6 * page.w
