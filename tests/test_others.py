"""Files of the same kinds as those that once failed, written differently: what they do not say is never counted, and no day or number is turned."""

import json

import pytest

from geo.intake.cells.days import read_day_text
from geo.intake.cells.numbers import read_count
from geo.intake.cells.words import code_of
from geo.intake.cells.written import read_written
from geo.intake.formats.header import table_of
from geo.intake.formats.persons import persons_in
from geo.intake.imports import Import
from geo.intake.reading import read_table
from geo.intake.sources.headings import guess_columns
from geo.intake.sources.table import columns_of
from geo.record.known import Record
from tests.test_imports import bring, codes_of

HEAD = "id,date,country,governorate,district,subdistrict,place,lat,lon,killed"


def one_row(record: Record, **cells: str) -> Import:
    known = {"id": "1", "date": "2016-12-09", "killed": "5"} | cells
    return bring(record, "\n".join((HEAD, ",".join(f'"{known.get(c, "")}"' for c in HEAD.split(",")))).encode(), "t.csv")


def ended(one: Import) -> tuple[str, bool]:
    """How the first row ended, and whether it was asked about because its names contradict each other."""
    return str(one.table["status"].iloc[0]), ("person", "names_contradict") in codes_of(one, "1")


# --- what ties a row ---


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"district": "Deir ez-Zor", "subdistrict": "Karama"}, "refused"),
        ({"district": "Manbij", "subdistrict": "Ain Issa"}, "refused"),
        ({"country": "Iraq", "subdistrict": "Karama"}, "refused"),
        ({"country": "Yemen", "district": "Tell Abiad"}, "refused"),
        ({"country": "Iraq", "governorate": "Raqqa"}, "person"),
        ({"subdistrict": "Karama"}, "kept"),
        ({"district": "Tell Abiad"}, "kept"),
    ],
)
def test_a_smaller_name_never_overrules_a_larger_one_of_elsewhere(record: Record, cells: dict[str, str], status: str) -> None:
    assert ended(one_row(record, **cells)) == (status, status == "person")


@pytest.mark.parametrize(
    ("cells", "asked"),
    [
        ({"district": "Aleppo"}, True),
        ({"place": "Douma, Rural Damascus"}, True),
        ({"place": "Ain Issa, Raqqa"}, False),
        ({"place": "a village nobody knows"}, False),
        ({"place": "Douma, Rural Damascus", "lat": "36.1189", "lon": "39.1801"}, False),
    ],
)
def test_a_governorate_and_a_smaller_name_of_another_are_a_question(record: Record, cells: dict[str, str], asked: bool) -> None:
    assert ended(one_row(record, governorate="Raqqa", **cells)) == ("person" if asked else "kept", asked)


@pytest.mark.parametrize("place", ["between Raqqa and Deir ez-Zor", "طريق الرقة دير الزور", "Road Raqqa Hasakah"])
def test_a_road_between_two_governorates_ties_no_row(record: Record, place: str) -> None:
    assert ended(one_row(record, place=place))[0] == "held"


# --- whom a number counts ---


def mapped(*names: str, **cells: str) -> dict[str, str]:
    return guess_columns({name: [cells.get(name.replace(" ", "_"), "6")] for name in names}).columns


@pytest.mark.parametrize(
    "other",
    [
        *("MilKilled", "Mil_Killed", "killed_mil", "SDF killed", "YPG", "police", "rebels", "Regime forces killed"),
        *("Non-Civilians", "of which non civilian", "غير المدنيين", "قتلى قسد", "من التنظيم"),
    ],
)
def test_a_column_of_fighters_by_any_name_makes_the_dead_beside_it_all_the_dead(other: str) -> None:
    assert mapped("killed", other) == {"deaths_reported_best": "killed"}


def test_ends_of_a_range_beside_fighters_are_no_civilians() -> None:
    assert mapped("killed_min", "killed_max", "fighters killed") == {}
    assert set(mapped("civilians_killed_min", "civilians_killed_max", "fighters killed")) == {
        "civilians_killed_min",
        "civilians_killed_max",
    }


def test_the_wounded_beside_wounded_fighters_are_no_civilians() -> None:
    assert "civilians_injured" not in mapped("nkill", "nwound", "nwoundte")
    assert mapped("civilians injured", "fighters injured") == {"civilians_injured": "civilians injured"}


@pytest.mark.parametrize("name", ["killed (all)", "القتلى (الكلي)", "killed (civilians + fighters)"])
def test_a_heading_that_says_all_counts_all_the_dead(name: str) -> None:
    assert mapped(name) == {"deaths_reported_best": name}


def test_a_sum_of_several_events_is_the_number_of_none() -> None:
    assert mapped("civilians killed (cumulative)") == {}


def test_a_column_that_says_of_each_row_who_died_keeps_fighters_out_of_the_civilians() -> None:
    assert mapped("killed", "type of victim", type_of_victim="Fighters")["deaths_reported_best"] == "killed"
    assert mapped("killed", "target type", target_type="military") == {"civilians_killed": "killed"}


# --- shapes of tables ---


def test_a_second_header_row_of_parts_is_joined_though_no_part_is_known() -> None:
    rows = [["id", "date", "Killed", "", ""], ["", "", "Men", "Fighters", "Civilians"], ["1", "2016-12-09", "3", "4", "1"]]
    table = table_of(rows, "csv")
    assert table.cells.columns.tolist() == ["id", "date", "Killed Men", "Killed Fighters", "Killed Civilians"]
    assert columns_of(table)["civilians_killed"] == "Killed Civilians"


def test_headings_in_a_second_language_below_the_first_are_no_row() -> None:
    rows = [
        ["id", "date", "place", "killed"],
        ["الرقم", "التاريخ", "المكان", "القتلى"],
        ["1", "2016-12-09", "Suluk", "5"],
        ["2", "", "", ""],
    ]
    table = table_of(rows, "csv")
    assert (table.cells["id"].tolist(), table.numbers.tolist()) == (["1", "2"], [3, 4])


def test_a_row_with_more_cells_than_the_header_waits_for_a_person(record: Record) -> None:
    text = "id,date,governorate,killed,injured\n1,2016-12-09,Raqqa,1,200,30\n2,2016-12-09,Raqqa,5,2\n"
    assert bring(record, text.encode(), "t.csv").table["status"].tolist() == ["person", "kept"]


def test_a_subtotal_of_a_month_is_no_incident(record: Record) -> None:
    text = "id,date,governorate,place,killed\n1,2016-12-09,Raqqa,Ain Issa,5\n,Dec 2016,Raqqa,Subtotal December,5\n"
    assert bring(record, text.encode(), "t.csv").table["status"].tolist() == ["kept", "person"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Full Name (English),Full name (Arabic),Date of Death,Governorate", "Ahmad M,أحمد,2016-12-09,Raqqa"),
        ("Name,Nationality,Date,Place", "Ahmad Ali,Syrian,2016-12-09,Ain Issa"),
        ("م,الاسم الثلاثي,المواليد,تاريخ الاستشهاد", "1,أحمد محمد علي,1990,2016-12-09"),
    ],
)
def test_lists_of_people_are_known_by_other_headings_too(lines: tuple[str, str]) -> None:
    raw = table_of([line.split(",") for line in lines], "csv")
    assert persons_in(raw) is not None


def test_a_table_of_places_with_their_dead_is_no_list_of_people() -> None:
    read_table(b"Name,Date of death,killed\nAin Issa,2016-12-09,5\n", "t.csv")


ROW = {"id": 1, "date": "2016-12-09", "place": "Ain Issa", "killed": 5}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(ROW),
        json.dumps({"a1": ROW, "a2": ROW}),
        json.dumps({"meta": {"by": "x"}, "response": {"incidents": [ROW, ROW]}}),
        f"\x1e{json.dumps(ROW)}\n\x1e{json.dumps(ROW)}\n",
        json.dumps(ROW | {"place": "Ain\u2028Issa"}, ensure_ascii=False) + "\n" + json.dumps(ROW),
    ],
)
def test_json_of_one_row_by_keys_deeper_or_with_other_ends_of_lines_is_read(text: str) -> None:
    cells = read_table(text.encode(), "t.json").cells
    assert cells["killed"].tolist() == ["5"] * (1 if text == json.dumps(ROW) else 2)
    assert cells["date"].iloc[0] == "2016-12-09"


def test_utm_may_be_named() -> None:
    found = read_written("UTM 37S 516217 3997193")
    assert found is not None
    assert (round(found.lat, 3), round(found.lon, 3)) == (36.119, 39.18)


# --- days, words, headings ---


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("9 & 10 December 2016", ("2016-12-09", "2016-12-10")),
        ("December 9 & 10, 2016", ("2016-12-09", "2016-12-10")),
        ("13\\12\\2016", ("2016-12-13", "2016-12-13")),
        ("فجر 9 كانون الأول 2016", ("2016-12-09", "2016-12-09")),
        ("9 كانون الأول 2016 الساعة 3 فجرا", ("2016-12-09", "2016-12-09")),
        ("evening of 9 December 2016", ("2016-12-09", "2016-12-09")),
        ("ليلة 9-10 كانون الأول 2016", ("2016-12-09", "2016-12-10")),
        ("night of 9-10 December 2016", ("2016-12-09", "2016-12-10")),
        ("ليلة 9 كانون الأول 2016", None),
        ("fajr 9 December 2016", None),
        ("before 9 December 2016", None),
    ],
)
def test_a_day_keeps_both_its_ends_and_its_hour(text: str, days: tuple[str, str] | None) -> None:
    span = read_day_text(text, "")
    assert (span.start and (str(span.start), str(span.end))) == days
    assert not days or not span.doubtful


def test_the_hour_beside_a_day_is_kept() -> None:
    assert read_day_text("9 كانون الأول 2016 الساعة 3 فجرا", "").clock == "03:00"
    assert read_day_text("فجر 9 كانون الأول 2016", "").clock == "around_dawn"


def test_when_a_form_was_filled_in_is_no_day_of_an_event() -> None:
    assert mapped("Timestamp", "village") == {"place_name": "village"}


def test_the_country_in_words_comes_before_its_code() -> None:
    assert mapped("country", "country_txt")["country"] == "country_txt"


@pytest.mark.parametrize(
    ("heading", "ours"),
    [
        *(
            ("تاريخ الحادث", "date"),
            ("وقت الحادث", "local_time"),
            ("اسم القرية أو البلدة", "place_name_ar"),
            ("الجهة المتهمة", "belligerent"),
        ),
        *(("CivKilled", "civilians_killed"), ("Civ_Wounded", "civilians_injured"), ("Inc_Date", "date"), ("Gov.", "admin1")),
        *(("How many civilians were killed?", "civilians_killed"), ("Alleged perpetrator", "belligerent"), ("S/N", "source_id")),
    ],
)
def test_headings_of_forms_and_short_ones_are_known(heading: str, ours: str) -> None:
    assert mapped(heading) == {ours: heading}


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [
        ("belligerent", "International coalition forces", "us_led_coalition"),
        ("belligerent", "U.S.", "us_led_coalition"),
        ("belligerent", "الطيران الحربي الروسي", "russian_military"),
        ("belligerent", "قوات سوريا الديموقراطية", "syrian_democratic_forces"),
        ("belligerent", "Russia or Regime", None),
        ("strike_type", "انفجار لغم", "ied"),
        ("admitted", "TRUE", "yes"),
        ("grading", "Verified", None),  # by whom is not said: "confirmed" is an attacker's own word
    ],
)
def test_words_that_people_use_are_known(column: str, word: str, code: str | None) -> None:
    assert code_of(column, word) == code


def test_men_are_people_and_more_words_open_a_range() -> None:
    ends = {
        text: (read_count(text).low, read_count(text).high)
        for text in ("رجلان", "in excess of 10", "as many as 10", "10 plus", "لا يتجاوز 7")
    }
    assert ends == {
        "رجلان": ("2", "2"),
        "in excess of 10": ("11", ""),
        "as many as 10": ("", "10"),
        "10 plus": ("10", ""),
        "لا يتجاوز 7": ("", "7"),
    }
