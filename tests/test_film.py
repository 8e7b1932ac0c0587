"""Moving pictures: a frame says and shades what the map shows for its window, names what is not covered, and the file is held against the record."""

import io
import json
from dataclasses import replace
from datetime import date

import av
import numpy as np
import pytest
from PIL import Image

from geo import vocabulary as voc
from geo.__main__ import main
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.out.bodies import own_picture
from geo.out.card import chosen_for
from geo.out.film import MOST_FRAMES, MOST_STILLS, Film, draw_frame, film_formats, frames_of, windows_of, write_film
from geo.out.verify import verify
from geo.record.known import Record
from geo.seals import read_choice
from geo.show.chosen import Chosen
from geo.show.covered import title_covered
from geo.show.picture import describe
from geo.show.sentence import figure_of
from tests.test_pages import run

SHORT = replace(opening_filters(), start=date(2017, 3, 1), end=date(2017, 5, 31))
SPARSE = replace(opening_filters(), source=("airwars",))


@pytest.mark.parametrize("show", ["areas", "points"])
def test_a_frame_shows_what_the_map_shows_for_its_window(record: Record, show: str) -> None:
    view, film = View(show=show), Film()
    chosen, view = chosen_for(record, opening_filters(), view, film.card())
    for one in list(frames_of(chosen, view))[::6]:
        fresh = Chosen(chosen.record, one.filters, view.level)
        drawn = draw_frame(chosen, one, view, film)[1]
        known = describe(fresh, view)
        for part in ("areas", "points", "wide", "city", "uncovered"):
            assert json.dumps(drawn[part], default=str) == json.dumps(known[part], default=str)
        assert one.totals == fresh.totals
        assert own_picture(fresh, view)["legend"] == drawn["legend"]


@pytest.mark.parametrize("lang", voc.LANGUAGES)
@pytest.mark.parametrize("size", ["1080x1080", "1080x1920"])
def test_each_frame_names_its_range_and_keeps_every_word_inside(record: Record, lang: str, size: str) -> None:
    view, film = View(lang=lang), Film(size=size)
    chosen, view = chosen_for(record, SHORT, view, film.card())
    for one in frames_of(chosen, view):
        page, _ = draw_frame(chosen, one, view, film)
        page.figure.canvas.draw()
        renderer = page.figure.canvas.get_renderer()
        for text, (left, top, width, height) in page.boxes:
            box = text.get_window_extent(renderer)
            assert left - 2 <= box.x0
            assert box.x1 <= left + width + 2
            assert top - 4 <= page.h - box.y1
            assert page.h - box.y0 <= top + height + 8
        if one.totals.headline.certain and one.totals.headline.has_figure:
            assert any(figure_of(one.totals.headline, lang) in text.get_text() for text, _ in page.boxes)


def test_a_frame_names_the_days_that_are_not_covered_and_says_none_of_nothing(record: Record) -> None:
    view, film = View(), Film()
    chosen, view = chosen_for(record, SPARSE, view, film.card())
    seen = 0
    for one in frames_of(chosen, view):
        page, _ = draw_frame(chosen, one, view, film)
        said = " ".join(text.get_text() for text, _ in page.boxes)
        if title_covered(one.covered, "en") and one.covered.incidents.state in ("part", "none"):
            seen += 1
            assert "cover" in said
            assert "none" not in said.lower()
    assert seen or all(one.covered.incidents.state == "all" for one in frames_of(chosen, view))


@pytest.mark.parametrize("ending", voc.FILM_FORMATS)
def test_a_film_repeats_its_bytes_and_is_held_against_the_record(record: Record, ending: str) -> None:
    data, alt = write_film(record, SHORT, View(), Film(), ending)
    assert data == write_film(record, SHORT, View(), Film(), ending)[0]
    assert alt
    frames = len(windows_of(record, SHORT, "month", "en")) + 1
    if ending == "mp4":
        with av.open(io.BytesIO(data)) as film:
            assert sum(1 for _ in film.decode(video=0)) == 3 * (frames - 1) + 48  # a quarter of a second each, the last four seconds
    elif ending == "png":
        assert Image.open(io.BytesIO(data)).size == (1080, 1080 * frames)
    else:
        assert Image.open(io.BytesIO(data)).n_frames == frames
    assert read_choice(data)["film"] == "1"
    assert verify(data, f"x.{ending}", record).good
    assert verify(data.replace(b"to=2017-05-31", b"to=2017-05-30"), f"x.{ending}", record).whole is False


def test_an_mp4_without_its_library_is_refused_and_never_said_to_differ(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    data, _ = write_film(record, SHORT, View(), Film(), "mp4")
    monkeypatch.setattr("geo.out.film.importlib.util.find_spec", lambda _: None)
    assert film_formats() == ("gif", "webp", "png")
    with pytest.raises(ValueError, match=r"requirements-film\.txt"):
        write_film(record, SHORT, View(), Film(), "mp4")
    found = verify(data, "x.mp4", record)
    assert found.whole
    assert not found.good
    assert "was not held against the record" in found.differing[0].told("en")


def test_too_many_frames_are_refused_with_their_number(record: Record) -> None:
    with pytest.raises(ValueError, match=str(MOST_FRAMES)):
        windows_of(record, Filters(), "day", "en")


def test_a_still_of_the_strip_is_the_frame_of_the_film(record: Record) -> None:
    strip = Image.open(io.BytesIO(write_film(record, SHORT, View(), Film(), "png")[0]))
    film = Image.open(io.BytesIO(write_film(record, SHORT, View(), Film(), "webp")[0]))
    for k in range(film.n_frames):
        film.seek(k)
        still = np.asarray(strip.crop((0, 1080 * k, 1080, 1080 * (k + 1))), dtype=int)
        assert np.abs(still - np.asarray(film.convert("RGB"), dtype=int)).mean() < 3  # WebP loses a little
    with pytest.raises(ValueError, match=f"1 to {MOST_STILLS} frames"):
        write_film(record, SHORT, View(stop="day"), Film(), "png")


def test_another_format_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["film", "--out", "x.mov"]) == 2
    assert ".gif" in capsys.readouterr().err


def test_the_page_makes_a_film_when_asked() -> None:
    app = run("card", **{"from": "2017-03-01", "to": "2017-04-30"})
    next(b for b in app.button if b.key == "make_film").click().run()
    assert not app.exception
    assert any("Moving picture of 3 frames" in c.value for c in app.caption)
