"""A row enters the counts only when something ties it to the territory; what waits for a person is in no count, and says what it would add."""

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.filters import Filters
from geo.intake.deciding import decide, recode
from geo.intake.imports import Import
from geo.intake.kept import read_imports, write_imports
from geo.intake.reports import accounting_text, report_json, waiting_text
from geo.intake.waiting import sum_waiting
from geo.land.places import match_name
from geo.land.regions import COLUMNS, Regions, key_of, regions_of
from geo.record.joining import join
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.summary import to_json
from geo.territory import here
from tests.makers import read_again
from tests.test_imports import codes_of, decision, table

HEAD = "id,date,place,governorate,district,subdistrict,country,lat,lon,accuracy,killed"


@cache
def shipped() -> Record:
    return read_again(s.DATA)


@cache
def few() -> Record:
    """The record with few of its claims, for properties that join to it: a join takes a tenth of the time."""
    return join(replace(shipped(), claims=shipped().claims.head(80)), [])


def row(**cells: str) -> str:
    known = {"id": "1", "date": "2016-12-09", "killed": "5"} | cells
    return ",".join(f'"{known.get(c, "")}"' for c in HEAD.split(","))


def all_of(record: Record, rows: list[dict[str, str]]) -> Import:
    """Many rows as one file: what ties one of them does not depend on the others."""
    return table(record, HEAD, *(row(id=str(k), **cells) for k, cells in enumerate(rows)))


Ended = tuple[str, set[tuple[str, str]]]  # a row's status, and kind and code of each finding


def told_otherwise(one: Import, rows: list[dict[str, str]], wanted: list[Ended]) -> list[tuple[dict[str, str], Ended]]:
    """Give the rows that ended otherwise than wanted, and how."""
    status = one.table.set_index("source_id")["status"].to_dict()
    ended = [(str(status[str(k)]), codes_of(one, str(k))) for k in range(len(rows))]
    return [(cells, is_) for cells, is_, should in zip(rows, ended, wanted, strict=True) if is_ != should]


INSIDE = {"lat": "36.1189", "lon": "39.1816"}
OUTSIDE = {"lat": "36.2", "lon": "40.0"}  # some 10 km east of the border
MOSUL = {"lat": "36.34", "lon": "43.13"}


ELSEWHERE = [
    *("Iraq", "العراق", "Arak", "IQ-NI", "Nineveh", "نينوى", "Rif Dimashq", "ريف دمشق", "Damascus countryside", "Idlib", "محافظة إدلب"),
    *(
        "Deir ez-Zor",
        "Deir Ezzor",
        "دير الزور",
        "Al-Hasakah Governorate",
        "Aleppo",
        "حلب",
        "SY02",
        "SY0203",
        "Şanlıurfa",
        "Turkey",
        "تركيا",
    ),
    *("Aleppo, Syria", "Kobani", "عين العرب", "Türkiye", "Republic of Yemen", "As-Sweida", "Baalbek-Hermel", "Gaza"),
]


def test_a_governorate_or_country_of_elsewhere_is_refused_by_its_name(record: Record) -> None:
    rows = [{"governorate": name, **where} for name in ELSEWHERE for where in ({}, MOSUL, OUTSIDE)]
    one = all_of(record, rows)
    assert told_otherwise(one, rows, [("refused", {("refused", "elsewhere")})] * len(rows)) == []
    refusals = one.findings.sort_values("position")
    assert refusals["was"].tolist() == [cells["governorate"] for cells in rows]
    assert (refusals["became"] != "").all()  # which it is, in words


OWN = [
    *(
        "Raqqa",
        "Ar-Raqqa",
        "Ar Raqqah Governorate",
        "الرقة",
        "محافظة الرقة",
        "ريف الرقة",
        "Raqqa countryside",
        "Raqqa, Syria",
        "SY11",
        "Rakka",
    ),
    *("raqqa", "AL-RAQQAH", "Raqqa Governorate, Syrian Arab Republic", "Northern Raqqa", "SY110302"),
]


def test_the_own_governorate_ties_a_row_in_any_usual_spelling(record: Record) -> None:
    rows = [{"governorate": name, **where} for name in OWN for where in ({}, INSIDE)]
    assert told_otherwise(all_of(record, rows), rows, [("kept", set())] * len(rows)) == []


def test_a_governorate_that_is_not_known_here_waits_for_a_person(record: Record) -> None:
    names = ("Taiz", "Capital", "Jabal Zawiya", "X", "الساحل")
    rows = [{"governorate": name, **where} for name in names for where in ({}, INSIDE, {"district": "Ath-Thawrah"}, {"place": "Jarnieh"})]
    assert told_otherwise(all_of(record, rows), rows, [("person", {("person", "region_unknown")})] * len(rows)) == []


ENDS = [
    (INSIDE, "kept", ""),
    ({"place": "Jarnieh"}, "kept", ""),
    ({"place": "الجرنية"}, "kept", ""),
    ({"place": "Jarnieh village, Raqqa countryside"}, "kept", ""),
    ({"place": "Invented hamlet, Raqqa"}, "kept", ""),
    ({"subdistrict": "Ein Issa"}, "kept", ""),
    ({"district": "Tall Abyad"}, "kept", ""),
    ({"place": "Invented hamlet"}, "held", "not_tied"),
    ({"place": "Al Bouayda town, Damascus countryside"}, "held", "not_tied"),
    ({"place": "Al Hasakah city"}, "held", "not_tied"),
    ({"place": "Khan Sheikhoun, Idlib"}, "held", "not_tied"),
    ({"place": "Mansura, Aleppo"}, "held", "not_tied"),
    ({"country": "Syria"}, "held", "not_tied"),
    ({"governorate": "Middle East"}, "held", "not_tied"),
    ({"country": "Iraq"}, "refused", "elsewhere"),
    ({"country": "Iraq", "place": "Jarnieh"}, "refused", "elsewhere"),
    ({"country": "YEM"}, "refused", "elsewhere"),
    ({"district": "Afrin"}, "refused", "elsewhere"),
    (MOSUL, "refused", "far_away"),
    ({"country": "Utopia"}, "person", "country_unknown"),
    (OUTSIDE, "person", "outside_governorate"),
    ({**OUTSIDE, "governorate": "Raqqa"}, "person", "outside_governorate"),
    ({**OUTSIDE, "place": "Jarnieh"}, "person", "outside_governorate"),
    ({**MOSUL, "governorate": "Raqqa"}, "person", "outside_governorate"),
    ({**OUTSIDE, "accuracy": "near_place"}, "kept", "close_outside"),
    ({**OUTSIDE, "accuracy": "town"}, "person", "outside_governorate"),
    ({**INSIDE, "governorate": "Idlib"}, "person", "names_contradict"),
    ({**INSIDE, "governorate": "Damascus", "place": "Arbeen, Ghouta"}, "person", "names_contradict"),
    ({**INSIDE, "country": "Iraq"}, "person", "names_contradict"),
    ({**INSIDE, "country": "Iraq", "governorate": "Raqqa"}, "person", "names_contradict"),
    ({**INSIDE, "place": "Kafr Nabil, Idlib"}, "person", "names_contradict"),
    ({"governorate": "Raqqa / Deir ez-Zor"}, "person", "names_contradict"),
    ({**INSIDE, "governorate": "Raqqa / Deir ez-Zor"}, "kept", ""),
    ({"governorate": "As-Sweida", "district": "Shahba", "subdistrict": "Ariqa"}, "refused", "elsewhere"),
    ({"governorate": "Aleppo", "subdistrict": "Al Mansura"}, "refused", "elsewhere"),
]


def test_what_ties_a_row_and_what_becomes_of_one_that_nothing_ties(record: Record) -> None:
    rows = [cells for cells, _, _ in ENDS]
    wanted = [(end, {("warned" if code == "close_outside" else end, code)} if code else set()) for _, end, code in ENDS]
    assert told_otherwise(all_of(record, rows), rows, wanted) == []


def test_names_of_the_same_consonants_are_different_names() -> None:
    names = {"SY1101": ("Ar-Raqqa", "الرقة"), "SY1102": ("Tell Abiad", "تل أبيض")}
    for other in ("Iraq", "Ariqa", "Arak", "العراق", "العريقة", "Ariqah district"):
        assert match_name(other, names) == ""
    for own in ("Raqqah district", "Ar-Raqqa", "الرقه", "ناحية الرقة"):
        assert match_name(own, names) == "SY1101"
    assert match_name("Tall Abyad", names) == "SY1102"


@cache
def regions() -> Regions:
    return shipped().ground.regions


def test_every_name_of_the_table_is_read_as_what_the_table_says() -> None:
    for r in shipped().regions.itertuples():
        for name in (r.name_en, r.name_ar, *r.spellings.split("|")):
            if name:
                kind = "wide" if r.level == "wider" else "own" if r.code == here().adm1_pcode else "other"
                assert regions().governorate(name).kind == kind, name


def test_a_territory_without_the_table_knows_the_names_of_its_own_file() -> None:
    bare = regions_of(pd.DataFrame(columns=list(COLUMNS)), here())
    assert bare.governorate("Raqqa").kind == "own"
    assert bare.governorate("Homs").kind == "other"
    assert bare.governorate("Nineveh").kind == "unknown"
    assert bare.country("Iraq").kind == "other"


def test_no_place_of_the_gazetteer_is_taken_for_another_governorate_unless_it_is_called_like_one() -> None:
    called = {n for names in shipped().places["all_names"] for n in names.split("|") if n}
    taken = {n for n in called if regions().place(n, shipped().ground.places).kind != "own"}
    assert {n for n in taken if key_of(n) not in regions().fellow and key_of(n, soft=True) not in regions().fellow} == set()


# --- answers ---


def test_one_answer_settles_every_row_that_nothing_ties_and_can_be_taken_back(record: Record) -> None:
    rows = [row(id=str(k), place=f"Hamlet {k}") for k in range(4)]
    one = table(record, HEAD, *rows, row(id="9", governorate="Idlib"), row(id="10", **MOSUL))
    assert one.accounting().held == 4
    ours = recode(one, "admin1", "", "here", record.ground, record.towns)
    assert len(ours.claims()) == 4
    assert codes_of(ours, "2") == {("fixed", "told_here")}
    assert codes_of(ours, "9") == {("refused", "elsewhere")}
    assert codes_of(ours, "10") == {("refused", "far_away")}
    theirs = recode(ours, "admin1", "", "elsewhere", record.ground, record.towns)
    assert theirs.accounting().refused == 6
    again = recode(theirs, "admin1", "", "", record.ground, record.towns)
    assert again.table_sha256 == one.table_sha256
    (read,) = read_imports(write_imports([ours]))
    assert read.mapping == ours.mapping
    assert len(read.claims()) == 4


def test_one_answer_settles_every_row_with_the_same_unknown_governorate(record: Record) -> None:
    one = table(record, HEAD, *[row(id=str(k), governorate="Jabal", **INSIDE) for k in range(3)], row(id="7", governorate="Taiz"))
    ours = recode(one, "admin1", "Jabal", "here", record.ground, record.towns)
    assert [codes_of(ours, i) for i in ("0", "7")] == [{("fixed", "told_here")}, {("person", "region_unknown")}]
    theirs = recode(ours, "admin1", "Jabal", "elsewhere", record.ground, record.towns)
    assert codes_of(theirs, "0") == {("refused", "said_elsewhere")}
    assert recode(theirs, "admin1", "Jabal", "", record.ground, record.towns).table_sha256 == one.table_sha256


@pytest.mark.parametrize("cells", [{"place": "Hamlet"}, {**INSIDE, "governorate": "Idlib"}, {"governorate": "Taiz"}, OUTSIDE])
def test_a_row_that_waits_enters_when_a_person_says_it_is_ours_and_not_before(record: Record, cells: dict[str, str]) -> None:
    one = table(record, HEAD, row(**cells))
    found = one.findings[one.findings["kind"].isin(("person", "held"))].iloc[0]
    before = join(record, [one])
    assert len(before.claims) == len(record.claims)
    ours = decide(one, decision(one, found, "accept", {"sure_of_point": "yes"}), record.ground, record.towns)
    assert len(join(record, [ours]).claims) == len(record.claims) + 1
    theirs = decide(one, decision(one, found, "accept", {"sure_of_point": "no"}), record.ground, record.towns)
    assert codes_of(theirs, "1") == {("refused", "said_elsewhere")}
    back = decide(theirs, theirs.decisions[0], record.ground, record.towns, taken_back=True)
    assert back.table_sha256 == one.table_sha256


# --- what waits ---


def test_what_waits_is_told_with_the_most_it_would_add_in_the_report_the_sentence_and_the_summary(record: Record) -> None:
    rows = [row(id="1", place="Hamlet", killed="7-14"), row(id="2", **OUTSIDE, killed="50"), row(id="3", governorate="Taiz", killed="")]
    one = table(record, HEAD, *rows, row(id="4", place="Jarnieh", killed="1"))
    assert (one.waiting.rows, one.waiting.incidents, one.waiting.killed, one.waiting.open_ended, one.waiting.no_figure) == (
        3,
        3,
        64,
        False,
        1,
    )
    assert report_json(one, "en")["waiting"]["killed"] == 64
    joined = join(record, [one])
    assert joined.rows_waiting == one.waiting
    for lang in voc.LANGUAGES:
        said = waiting_text(one.waiting, lang)
        assert said in accounting_text(one, lang)
        assert said in Chosen(joined, Filters()).sentence(lang)[1]
        assert said not in Chosen(record, Filters()).sentence(lang)[1]
    assert "3 rows of files brought in wait for a person" in waiting_text(one.waiting, "en")
    assert to_json(Chosen(joined, Filters()))["waiting"] == {"rows": 3, "incidents": 3, "killed": 64, "open_ended": False, "no_figure": 1}


def test_a_lowest_number_alone_leaves_what_waits_open(record: Record) -> None:
    one = table(record, HEAD, row(place="Hamlet", killed="at least 9"))
    assert (one.waiting.killed, one.waiting.open_ended) == (9, True)
    assert "9 or more" in waiting_text(one.waiting, "en")


def test_every_kind_of_question_keeps_its_row_out_of_the_record(record: Record) -> None:
    head = "id,date,place,lat,lon,killed,perpetrator"
    for cells in (
        "1,03/04/2017,Jarnieh,,,3,",
        "1,2017-04-09,Jarnieh,0,0,3,",
        "1,2017-04-09,Jarnieh,,,dozens,",
        "1,2017-04-09,Jarnieh,39.18,36.11,3,",
    ):
        one = table(record, head, cells)
        assert one.accounting().person == 1, cells
        assert one.entering().empty
        assert one.waiting.rows == 1


NAMES = st.sampled_from(["", "Raqqa", "الرقة", "Idlib", "Iraq", "Taiz", "Raqqa / Homs", "Syria", "Unknown", "SY11", "SY02", "Ariqa"])
PLACES = st.sampled_from(["", "Jarnieh", "Hamlet", "Mansura, Aleppo", "Raqqa city", "الجرنية", "A or B"])
POINTS = st.sampled_from(
    [("", ""), ("36.1189", "39.1816"), ("36.53", "37.95"), ("36.34", "43.13"), ("0", "0"), ("39.18", "36.11"), ("x", "")]
)
KILLED = st.sampled_from(["", "0", "5", "7-14", "at least 9", "dozens", "9-3"])
ROWS = st.integers(1, 30).flatmap(lambda n: st.lists(st.tuples(NAMES, NAMES, PLACES, POINTS, KILLED), min_size=n, max_size=n))


def made_of(rows: list[tuple[str, str, str, tuple[str, str], str]]) -> Import:
    lines = [row(id=str(k), governorate=g, country=c, place=p, lat=at[0], lon=at[1], killed=n) for k, (g, c, p, at, n) in enumerate(rows)]
    return table(shipped(), HEAD, *lines)


@settings(max_examples=6)  # each of these makes two records, whatever the number of its rows
@given(ROWS)
def test_rows_in_are_kept_fixed_person_held_and_refused_and_what_waits_changes_no_sum(
    rows: list[tuple[str, str, str, tuple[str, str], str]],
) -> None:
    one = made_of(rows)
    a = one.accounting()
    assert a.kept + a.fixed + a.person + a.held + a.refused == a.rows == len(rows)
    assert len(one.entering()) == a.kept + a.fixed
    assert one.waiting.rows == a.person + a.held
    waiting = set(one.table.loc[one.table["status"].isin(("person", "held")), "row_sha256"])
    without = replace(one, table=one.table[~one.table["row_sha256"].isin(waiting)].reset_index(drop=True))
    both = [to_json(Chosen(join(few(), [x]), Filters())) for x in (one, without)]
    for told in both:
        told.pop("waiting")
    assert both[0] == both[1]


@given(ROWS)
def test_no_row_enters_that_names_only_elsewhere_or_that_nothing_ties(rows: list[tuple[str, str, str, tuple[str, str], str]]) -> None:
    one = made_of(rows)
    entered = set(one.entering()["source_id"])
    for k, (governorate, country, place, at, _) in enumerate(rows):
        ties = (
            governorate in ("Raqqa", "الرقة", "SY11", "Raqqa / Homs") or at[0] == "36.1189" or place in ("Jarnieh", "Raqqa city", "الجرنية")
        )
        if governorate in ("Idlib", "Iraq", "SY02", "Taiz", "Ariqa") or "Iraq" in country or not ties:
            assert str(k) not in entered


@settings(max_examples=10)
@given(st.lists(ROWS, max_size=3))
def test_what_waits_in_several_files_is_the_sum_of_what_waits_in_each(
    files: list[list[tuple[str, str, str, tuple[str, str], str]]],
) -> None:
    imports = [made_of(rows) for rows in files]
    assert join(few(), imports).rows_waiting == sum_waiting([one.waiting for one in imports])


@settings(max_examples=8)
@given(ROWS, st.sampled_from(["here", "elsewhere"]))
def test_an_answer_taken_back_leaves_the_file_as_it_was(rows: list[tuple[str, str, str, tuple[str, str], str]], said: str) -> None:
    one = made_of(rows)
    land = (shipped().ground, shipped().towns)
    for name in ("", "Taiz"):
        assert recode(recode(one, "admin1", name, said, *land), "admin1", name, "", *land).table_sha256 == one.table_sha256
