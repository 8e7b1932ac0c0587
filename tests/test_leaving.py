"""What leaves is chosen: every export, page and card for others is built from the columns, and holds nothing that they do not name."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.choice.story import Step, Story
from geo.evidence.incidents import CODES, COLUMNS, TEXT_COLUMNS
from geo.intake.interpreting import interpret
from geo.intake.parts import parts_of
from geo.intake.reading import read_table
from geo.intake.sources.mapping import Mapping
from geo.out import columns as leaving
from geo.out.atlas import Atlas, write_atlas
from geo.out.bodies import Card
from geo.out.card import chosen_for, write_card, write_texts
from geo.out.exports import export
from geo.out.share import count_telling, share, shareable, shared_id
from geo.out.story import write_told
from geo.out.typeset import read_held
from geo.out.verify import verify
from geo.record.joining import gather, join
from geo.record.known import Record
from geo.text import words

KINDS = ("private", "graphic", "closed", "open")
CODED = {*CODES, "belligerent", "strike_type", "strike_status", "claim_id", "adm2_pcode", "adm3_pcode", "place_pcode"}
WRITTEN = [c for c in TEXT_COLUMNS if c not in CODED]  # what somebody wrote, of no list of ours
DAYS = {"response_date": 1, "retrieved_at": 2}


def mark(kind: str, column: str) -> str:
    if column in DAYS:
        return f"20{10 + KINDS.index(kind)}-0{DAYS[column]}-03"
    text = f"MARK.{kind}.{column}"
    return (
        f"https://{text.lower().replace('_', '-')}.example/"
        if column.endswith("_url")
        else f"CC {text}"
        if column == "licence" and kind != "closed"
        else text
    )


@pytest.fixture(scope="module")
def marked(record: Record) -> Record:
    """Four incidents of one claim each, alike but for what keeps something back; every written cell is a mark of its row and column."""
    claims = record.claims[record.claims["source_dataset"] == "airwars"].head(len(KINDS)).reset_index(drop=True)
    cells: dict[str, list[Any]] = {c: [mark(kind, c) for kind in KINDS] for c in WRITTEN}
    cells |= {c: [pd.Timestamp(mark(kind, c)) for kind in KINDS] for c in DAYS}
    at = range(len(KINDS))
    cells |= {"latitude": [36.1181231 + k / 1e4 for k in at], "longitude": [38.8181231 + k / 1e4 for k in at]}  # beside a named place
    cells |= {"source_count": [4_000_001 + k for k in at], "strike_count": [5_000_001 + k for k in at]}
    cells |= {"row_sha256": [f"{k}a" * 32 for k in at], "input_sha256": [f"{k}b" * 32 for k in at]}
    cells |= {"geolocation_accuracy": ["within_1m"] * len(KINDS), "claim_id": [f"own:{kind}-table:7{k}" for k, kind in enumerate(KINDS)]}
    cells |= {c: [k + 3 for k in at] for c in ("civilians_killed_min", "civilians_killed_max")}
    claims = claims.assign(**{c: pd.Series(values, dtype=claims[c].dtype) for c, values in cells.items()})
    claims["incident_id"] = claims["claim_id"]
    claims["source_private"], claims["graphic"] = (claims.index == KINDS.index(kind) for kind in ("private", "graphic"))
    claims["date_start"] = claims["date_end"] = pd.Timestamp("2017-03-08")
    incidents = gather(claims, record.areas, record.district_of)
    return replace(record, claims=claims, incidents=incidents, pairs=[], parts={}, links=record.links.iloc[:0])


def cells_of(data: bytes, ending: str) -> str:
    """Everything an export says, as one text."""
    parts = parts_of(data, ending)
    raw = data.decode("utf-8", "replace")
    if ending in ("xlsx", "kmz"):
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            raw = "".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return "\n".join([raw, *(cell for rows in parts.values() for row in rows for cell in row)])


def expected(safe: bool) -> dict[tuple[str, str], bool]:
    """Whether each mark may leave, from the table of columns alone."""
    active = {kind: ({kind, "safe"} if safe else {kind} & {"closed"}) for kind in KINDS}
    return {(kind, c): c in leaving.COLUMNS and not leaving.COLUMNS[c] & active[kind] for kind in KINDS for c in (*WRITTEN, *DAYS)}


@pytest.mark.parametrize("safe", [True, False])
@pytest.mark.parametrize("ending", voc.EXPORT_FORMATS)
def test_every_export_holds_what_its_columns_name_and_nothing_else(marked: Record, ending: str, safe: bool) -> None:
    said = cells_of(export(marked, Filters(), View(show="points"), ending, safe)[0], ending)
    for (kind, column), may in expected(safe).items():
        here = mark(kind, column) in said
        assert not here or may, (kind, column)
        assert here or not may or ending == "html", (kind, column)  # its table has few of the columns
    for number in ("4000001", "5000001", "0a0a0a"):
        assert number not in said  # no column of the exports
    if safe:
        for known in ("36.118123", "38.818123", "own:private-table", "private-table", "0b0b0b"):
            assert known not in said


def test_no_text_that_somebody_wrote_leaves_of_a_private_row() -> None:
    assert [c for c in WRITTEN if "private" not in leaving.COLUMNS.get(c, leaving.PUBLIC)] == []
    assert set(leaving.COLUMNS) - {*COLUMNS} == {
        *("incident_id", "certain", "sector", "placing", "side", "input_sha256", "table_sha256"),
        *("accused", "accused_answers", "statement_dates"),
    }


def texts_in(value: Any) -> Iterator[str]:
    """Everything a record holds of claims, as texts."""
    if isinstance(value, pd.DataFrame):
        yield value.drop(columns="geometry", errors="ignore").to_csv()
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for text in texts_in(list(pair)))
    elif isinstance(value, list | tuple | set):
        yield from (text for one in value for text in texts_in(one))
    else:
        yield str(value)


def test_record_that_is_shared_holds_nothing_private_in_any_of_its_tables(marked: Record) -> None:
    private, public = "own:private-table:70", "own:open-table:73"
    joined = replace(marked, pairs=[(private, public)], groups=((private, public),), parts={private: {public}, public: {private}})
    reduced = shareable(joined)
    assert reduced.pairs == [("private-1", public)]
    for field in fields(Record):
        if field.init:
            said = "\n".join(texts_in(getattr(reduced, field.name)))
            assert not re.search(r"(?i)mark.private|private-table|2010-0[12]-03|4000001|36\.118123", said), field.name


@pytest.mark.parametrize("layout", ["map_timeline", "incident", "conceded"])
@pytest.mark.parametrize("lang", voc.LANGUAGES)
def test_safe_card_says_nothing_private(marked: Record, layout: str, lang: str) -> None:
    view = View(lang=lang, incident="own:private-table:70")
    card = Card(layout=layout)
    texts = write_texts(*chosen_for(marked, Filters(), view, card), card)
    svg = write_card(marked, Filters(), view, card, "svg")[0].decode()
    for said in (svg, texts.caption, texts.alt, texts.title):
        assert "mark.private" not in said.lower()
        assert "private-table" not in said
    exact = Card(layout="incident", safe=False)
    assert "MARK.private" in write_texts(*chosen_for(marked, Filters(), view, exact), exact).title


def printed(data: bytes) -> str:
    """All that a printed document says: what it holds of itself, which is what was set, and its links."""
    links = re.findall(rb"/URI\((.*?)\)", data)
    return json.dumps(read_held(data), ensure_ascii=False) + b" ".join(links).decode()


@pytest.mark.parametrize("kind", KINDS)
def test_safe_dossier_and_atlas_say_nothing_private_and_can_be_held_against_the_record(marked: Record, kind: str) -> None:
    asked = Atlas(dossier=True) if kind != "open" else Atlas(major=1)
    filters = Filters(text="mark" if kind == "open" else "")
    data = write_atlas(marked, filters, View(incident=f"own:{kind}-table:7{KINDS.index(kind)}"), asked)[0]
    page = printed(data).lower()
    for told in ("mark.private", "mark-private", "private-table", "mark.graphic.source_url", "36.118"):
        assert told not in page
    assert "mark-graphic-source-url" not in page.replace(".", "-")
    assert verify(data, "x.pdf", marked).good


@pytest.mark.parametrize("ending", voc.STORY_FORMATS)
def test_safe_story_says_nothing_private_and_can_be_held_against_the_record(marked: Record, ending: str) -> None:
    ids = [f"own:{kind}-table:7{k}" for k, kind in enumerate(KINDS)]
    steps = tuple(Step(Filters(), View(incident=x), {"en": "A sentence."}) for x in ids)
    story = Story({"en": "A title"}, (*steps, Step(Filters(), View(show="points"), {"en": "A sentence."})))
    data = write_told(marked, story, ending)[0]
    page = (printed(data) if ending == "pdf" else data.decode()).lower()
    assert "mark.private" not in page
    assert "mark-private" not in page
    assert "private-table" not in page
    assert "mark.graphic.source_url" not in page
    assert "mark-graphic-source-url" not in page.replace(".", "-")
    assert "36.118" not in page
    assert verify(data, f"x.{ending}", marked).good


@pytest.mark.parametrize("text", ["MARK.private.source_name", "own:private-table", "MARK.private.sides", "private-table:70"])
def test_text_filter_finds_no_private_source(marked: Record, text: str) -> None:
    assert len(marked.select(Filters(text=text)).incidents) == 0
    assert len(marked.select(Filters(text=text.replace("private", "open"))).incidents) == (0 if ":7" in text else 1)
    assert len(marked.select(Filters(text="MARK.private.place_name")).incidents) == 1  # its owner finds it by its place ...
    assert len(share(marked, Filters(text="MARK.private.place_name"), safe=True).rows) == 0  # ... and shares nothing by that


def test_shape_around_the_exact_place_of_a_private_row_does_not_tell_that_it_is_there(marked: Record) -> None:
    lat, lon = marked.claims.loc[0, ["latitude", "longitude"]]
    shape = tuple((lon + x, lat + y) for x, y in ((-1e-4, -1e-4), (1e-4, -1e-4), (1e-4, 1e-4), (-1e-4, 1e-4)))
    filters = Filters(shape=shape)
    assert "own:private-table:70" in set(marked.select(filters).incidents["incident_id"])
    shared = share(marked, filters, safe=True)
    assert len(shared.rows) == 0
    assert dict(shared.left_out)["fell_out"] == len(marked.select(filters).incidents)


def test_everybody_is_counted_where_they_were(record: Record, marked: Record) -> None:
    for whole in (record, marked):
        reduced = shareable(whole)
        assert len(reduced.select(Filters()).incidents) == len(whole.select(Filters()).incidents)
        for column in (
            "sector",
            "adm3_pcode",
            "adm2_pcode",
            "killed_min",
            "killed_max",
            "grading",
            "answer",
            "date_start",
            "date_end",
        ):
            assert reduced.incidents[column].tolist() == whole.incidents[column].tolist(), column


def test_row_alone_with_its_day_and_number_is_told_and_a_wider_day_hides_it(marked: Record) -> None:
    claims = marked.claims.copy()
    claims.loc[1, ["civilians_killed_min", "civilians_killed_max"]] = claims.loc[
        0, ["civilians_killed_min", "civilians_killed_max"]
    ].to_numpy()
    for column in ("date_start", "date_end"):
        claims.loc[1, column] = pd.Timestamp("2017-03-09")  # the next day, of the same week
    alike = replace(marked, claims=claims, incidents=gather(claims, marked.areas, marked.district_of))
    told = {days: dict(share(alike, Filters(), safe=True, days=days).left_out).get("telling", 0) for days in voc.SHARED_DAYS}
    assert told == {"day": 1, "week": 0, "month": 0}
    assert count_telling(alike, alike.claims.iloc[:0], "day") == 0
    rows = share(alike, Filters(), safe=True, days="week").rows
    mine = rows[rows["source_dataset"] == "private"].iloc[0]
    assert (str(mine["date_start"].date()), str(mine["date_end"].date()), mine["date_precision"]) == ("2017-03-06", "2017-03-12", "week")
    assert set(rows.loc[rows["source_dataset"] != "private", "date_precision"]) == {"day"}
    window = Filters(start=date(2017, 3, 8), end=date(2017, 3, 8))
    shared = share(alike, window, safe=True, days="month").rows  # a window of one day does not tell the day either
    assert not shared.loc[shared["source_dataset"] == "private", "certain"].any()


def test_said_before_saving_in_both_languages(marked: Record) -> None:
    shared = share(marked, Filters(), safe=True)
    assert dict(shared.left_out)["telling"] == 1
    for lang in voc.LANGUAGES:
        assert words.say("left_out_telling", lang, n="1") in shared.told(lang)


def test_safe_files_with_private_rows_verify_too(marked: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.out.verify.parts_apart", parts_of)
    for days in voc.SHARED_DAYS:
        assert verify(export(marked, Filters(), View(), "csv", days=days)[0], "x.csv", marked).good
    card = write_card(marked, Filters(), View(incident="own:private-table:70"), Card(layout="incident", days="week"), "svg")[0]
    assert verify(card, "x.svg", marked).good
    assert shared_id(marked, "own:private-table:70") == "private-1"


def test_private_table_is_named_in_no_id(record: Record) -> None:
    raw = read_table(b"id,date,place\nA1 field notes,2017-04-09,Hazima\n,2017-04-10,Hazima\n", "x.csv")
    mapping = Mapping("table", {"source_id": "id", "date": "date", "place_name": "place"}, name="Witness list", private=True)
    one = interpret(raw, mapping, "witness.csv", "0" * 64, record.ground, record.towns, date(2026, 11, 22))
    ids = join(record, [one]).claims["claim_id"].tail(2)
    assert ids.str.fullmatch(r"own:[0-9a-f]{16}").all()
    assert ids.is_unique
    assert list(interpret(raw, mapping, "y.csv", "1" * 64, record.ground, record.towns, date(2026, 11, 22)).table["claim_id"]) == list(ids)
