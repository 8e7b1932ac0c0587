"""What people write in a table is understood where it reads one way, and asked about where it does not; nothing is lost by an answer."""

import csv
import io
import json
import socket
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.intake.cells.days import read_day_text
from geo.intake.cells.numbers import WORDS, read_count
from geo.intake.cells.written import read_written
from geo.intake.deciding import decide, recode
from geo.intake.imports import Decision, Import
from geo.intake.uses import column_uses, unused_text, use_text
from geo.land.distances import distance_m
from geo.land.places import fold
from geo.record.known import Record
from tests.test_imports import bring


def table(record: Record, *lines: str, name: str = "t.csv") -> Import:
    return bring(record, "\n".join(lines).encode(), name)


def cell(one: Import, column: str, row: int = 0) -> str:
    return str(one.table[column].iloc[row])


def found(one: Import, row: int = 0) -> set[tuple[str, str]]:
    mine = one.findings[(one.findings["position"] == row) & (one.findings["code"] != "not_tied")]
    return set(zip(mine["kind"], mine["code"], strict=True))


def choices(one: Import, code: str, row: int = 0) -> list[dict[str, str]]:
    mine = one.findings[(one.findings["position"] == row) & (one.findings["code"] == code)]
    return json.loads(mine["choices"].iloc[0]) if mine["choices"].iloc[0] else []


def answer(record: Record, one: Import, code: str, cells: dict[str, str], row: int = 0) -> Import:
    f = one.findings[(one.findings["position"] == row) & (one.findings["code"] == code)].iloc[0]
    about = one.table.iloc[row]
    decision = Decision(about["row_sha256"], about["claim_id"], f["column"], code, f["was"], "accept", cells)
    return decide(one, decision, record.ground, record.towns)


# --- numbers ---


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("more than 10", "11", ""),
        (">10", "11", ""),
        ("أكثر من عشرة", "11", ""),
        ("<10", "", "9"),
        ("fewer than 3", "", "2"),
        ("أقل من ١٠", "", "9"),
        ("no more than 7", "", "7"),
        ("not less than 4", "4", ""),
        ("12 or more", "12", ""),
        ("1 200", "1200", "1200"),
        ("twenty-five", "25", "25"),
        ("خمسة وعشرون", "25", "25"),
        ("مئتان وخمسة", "205", "205"),
        ("شخصان", "2", "2"),
        ("قتيلين", "2", "2"),
        ("قتيل", "1", "1"),
        ("واحد", "1", "1"),
        ("ثلاثة مدنيين", "3", "3"),
        ("بين خمسة وسبعة", "5", "7"),
        ("من 7 إلى 14", "7", "14"),
        ("at least 5 civilians", "5", ""),
        ("5 (five)", "5", "5"),
    ],
)
def test_numbers_in_words_and_with_bounds_mean_what_they_say(text: str, low: str, high: str) -> None:
    read = read_count(text)
    assert (read.low, read.high, read.doubtful) == (low, high, False)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("dozens", [("24", "")]),
        ("a dozen", [("12", "12"), ("12", "")]),
        ("عشرات", [("20", "")]),
        ("12 or 13", [("12", "13")]),
        ("1.200", [("1200", "1200")]),
        ("none", [("0", "0")]),
        ("2 killed and 3 injured", []),
        ("twelve five", []),
    ],
)
def test_what_may_mean_several_numbers_is_asked_and_never_taken(text: str, ways: list[tuple[str, str]]) -> None:
    read = read_count(text)
    assert (read.low, read.high, read.doubtful) == ("", "", True)
    assert list(read.choices) == ways


@given(st.integers(1, 99_998))
def test_more_than_begins_one_above_and_fewer_than_ends_one_below(n: int) -> None:
    assert int(read_count(f"more than {n}").low) == n + 1 == int(read_count(f"> {n}").low)
    assert int(read_count(f"fewer than {n}").high) == n - 1 == int(read_count(f"<{n}").high)
    assert read_count(f"at least {n}").low == read_count(f"up to {n}").high == str(n)


@pytest.mark.parametrize("text", ["99", "999", "9999", "٩٩٩"])
def test_a_number_that_many_tables_write_for_unknown_is_asked_and_stands_once_somebody_says_so(record: Record, text: str) -> None:
    one = table(record, "ID,Date,Place,Killed,Injured", f"1,2016-12-09,A,{text},{text}")
    assert ("person", "missing_number") in found(one)
    assert cell(one, "civilians_killed_min") == cell(one, "civilians_killed_max") == ""
    sure, unknown = choices(one, "missing_number")
    kept = answer(record, one, "missing_number", sure)
    number = str(int(text))
    assert cell(kept, "civilians_killed_min") == cell(kept, "civilians_killed_max") == number
    assert cell(kept, "civilians_injured_min") == "", "the answer was about the dead"
    gone = answer(record, one, "missing_number", unknown)
    assert cell(gone, "civilians_killed_min") == cell(gone, "civilians_killed_max") == ""
    assert {("person", "missing_number")} <= found(gone), "the injured still wait"


@pytest.mark.parametrize(
    ("cells", "code"), [("5 fighters,", "other_people"), (",4 killed", "other_people"), ("3 children,", "other_people")]
)
def test_a_cell_that_names_other_people_than_its_column_is_not_counted_as_them(record: Record, cells: str, code: str) -> None:
    one = table(record, "ID,Date,Place,Killed,Injured", f"1,2016-12-09,A,{cells}")
    assert ("person", code) in found(one)
    assert cell(one, "civilians_killed_min") == cell(one, "civilians_injured_min") == ""
    assert cells.strip(",") in cell(one, "remarks")


# --- days ---


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("09-Dec-16", "2016-12-09", "2016-12-09"),
        ("13.11.2016", "2016-11-13", "2016-11-13"),
        ("2016/11/05 14:30 UTC", "2016-11-05", "2016-11-05"),
        ("Fri, 09 Dec 2016 10:00:00 GMT", "2016-12-09", "2016-12-09"),
        ("Saturday, December 10, 2016", "2016-12-10", "2016-12-10"),
        ("31/12/16", "2016-12-31", "2016-12-31"),
        ("1481241600000", "2016-12-09", "2016-12-09"),
        ("42713.5", "2016-12-09", "2016-12-09"),
        ("30 November - 2 December 2016", "2016-11-30", "2016-12-02"),
        ("from 9 December 2016 to 11 December 2016", "2016-12-09", "2016-12-11"),
        ("late December 2016", "2016-12-21", "2016-12-31"),
        ("mid-February 2017", "2017-02-11", "2017-02-20"),
        ("5 تشرين الثاني/نوفمبر 2016", "2016-11-05", "2016-11-05"),
        ("5 نوفمبر (تشرين الثاني) 2016", "2016-11-05", "2016-11-05"),
        ("السبت 5 تشرين الثاني 2016", "2016-11-05", "2016-11-05"),
        ("يوم الجمعة الموافق 9/12/2016", "2016-12-09", "2016-12-09"),
        ("أوائل كانون الأول 2016", "2016-12-01", "2016-12-10"),
        ("أواسط شباط ٢٠١٧", "2017-02-11", "2017-02-20"),
        ("أواخر شباط 2017", "2017-02-21", "2017-02-28"),
        ("5 صفر 1438 هـ الموافق 5 تشرين الثاني 2016م", "2016-11-05", "2016-11-05"),
    ],
)
def test_a_date_with_one_reading_is_read_in_any_usual_form(text: str, start: str, end: str) -> None:
    read = read_day_text(text, "")
    assert (str(read.start), str(read.end), read.doubtful) == (start, end, False)


@pytest.mark.parametrize(
    ("text", "code", "ways"),
    [
        ("5.11.2016", "ambiguous", ["2016-11-05", "2016-05-11"]),
        ("9/12/16", "ambiguous", ["2016-12-09", "2016-09-12"]),
        ("Dec-16", "ambiguous", ["2016-12-01 / 2016-12-31"]),
        ("9 ربيع الأول 1438", "hijri", ["2016-12-08"]),
        ("1438/3/9", "hijri", ["2016-12-08"]),
        ("رمضان 1438", "hijri", ["2017-05-27 / 2017-06-24"]),
        ("السبت 6 تشرين الثاني 2016", "weekday_differs", ["2016-11-06"]),
        ("5 تشرين الثاني/ديسمبر 2016", "two_months", ["2016-11-05", "2016-12-05"]),
        ("الأسبوع الماضي", "not_a_date", []),
        ("9 December", "not_a_date", []),
    ],
)
def test_a_date_that_needs_a_person_offers_every_day_it_may_mean_and_the_answer_is_taken(
    record: Record, text: str, code: str, ways: list[str]
) -> None:
    one = table(record, "ID,Date,Place,Killed", f"1,{text},A,3")
    assert ("person", code) in found(one)
    assert (cell(one, "date_start"), cell(one, "date_text")) == ("", text)
    assert [list(way.values()) for way in choices(one, code)] == [[day] for day in ways]
    for way in choices(one, code):
        after = answer(record, one, code, way)
        days = (cell(after, "date_start"), cell(after, "date_end"))
        assert " / ".join(dict.fromkeys(days)) == way["date"], "nothing of the choice is lost"


@pytest.mark.parametrize("text", ["2016-12-08T22:30:00Z", "2016-12-08T22:30:00.000Z", "2016-12-08 22:30:00+00", "2016-12-08 10:30 PM UTC"])
def test_an_instant_of_another_zone_is_brought_to_the_day_it_was_here_and_that_is_told(record: Record, text: str) -> None:
    one = table(record, "ID,Date,Place,Killed", f"1,{text},A,3", "2,2016-12-08T22:30:00+02:00,A,3")
    assert [cell(one, "date_start", k) for k in (0, 1)] == ["2016-12-09", "2016-12-08"]
    assert ("fixed", "utc_day") in found(one)
    assert found(one, 1) == set()


@given(st.dates(date(2012, 1, 1), date(2029, 12, 31)), st.sampled_from(["%d-%b-%y", "%d %B %Y", "%Y.%m.%d", "%A %d %B %Y", "%B %d, %Y"]))
def test_every_day_of_the_record_is_read_back_from_each_form(day: date, form: str) -> None:
    read = read_day_text(day.strftime(form), "")
    assert (read.start, read.end, read.doubtful) == (day, day, False)


@given(st.dates(date(2016, 1, 1), date(2017, 12, 31)), st.sampled_from(["", "day_first", "month_first"]))
def test_days_of_numbers_are_the_day_or_are_among_its_choices(day: date, order: str) -> None:
    text = f"{day.month}/{day.day}/{day.year}" if order == "month_first" else f"{day.day}/{day.month}/{day.year}"
    read = read_day_text(text, order)
    assert read.start == day or (day, day) in read.choices


def test_true_dates_beside_texts_that_could_not_be_turned_are_warned_about(record: Record) -> None:
    one = table(record, "ID,Date,Place,Killed", "1,2016-09-12,A,3", "2,13/12/2016,B,3", "3,2016-11-11,C,1")
    assert [cell(one, "date_start", k) for k in range(3)] == ["2016-09-12", "2016-12-13", "2016-11-11"]
    assert found(one) == {("warned", "maybe_turned")}
    assert choices(one, "maybe_turned") == [{"date": "2016-12-09"}]
    assert ("warned", "maybe_turned") not in found(one, 2), "11 November reads the same either way"
    assert cell(answer(record, one, "maybe_turned", {"date": "2016-12-09"}), "date_start") == "2016-12-09"
    plain = table(record, "ID,Date,Place,Killed", "1,2016-09-12,A,3", "2,2016-12-13,B,3")
    assert found(plain) == set()


# --- positions ---

HERE = (36.1189, 39.1816)
FORMS = [
    "36.1189, 39.1816",
    "39.1816, 36.1189",
    "36,1189; 39,1816",
    "٣٦٫١١٨٩، ٣٩٫١٨١٦",
    "36.1189 39.1816 250.0 4.5",
    "lat: 36.1189, lon: 39.1816",
    "36°07'08.0\"N 39°10'53.8\"E",
    "39°10'53.8\"E 36°07'08.0\"N",
    "36° 7' 8\" شمالاً 39° 10' 54\" شرقاً",
    "36°7.134'N 39°10.896'E",
    "360708N 0391054E",
    "POINT (39.1816 36.1189)",
    "SRID=4326;POINT(39.1816 36.1189)",
    '{"type":"Point","coordinates":[39.1816,36.1189]}',
    "37S 516339 3997151",
    "516339 3997151 37N",
    "37S EV 16339 97151",
    "https://www.google.com/maps/@36.1189,39.1816,15z",
    "https://www.google.com/maps/place/X/@36.0,39.0,15z/data=!3d36.1189!4d39.1816",
    "https://maps.google.com/?q=loc:36.1189%2C39.1816",
    "https://www.google.com/maps/place/36%C2%B007'08.0%22N+39%C2%B010'53.8%22E/",
    "https://www.openstreetmap.org/#map=15/36.1189/39.1816",
    "https://www.openstreetmap.org/?mlat=36.1189&mlon=39.1816#map=15/36.0/39.0",
]


def row_at(record: Record, **cells: str) -> Import:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["ID", "Date", "Place", *cells])
    writer.writerow(["1", "2016-12-09", "A", *cells.values()])
    return bring(record, text.getvalue().encode(), "t.csv")


def near(one: Import, metres: float = 20) -> bool:
    return float(distance_m(*HERE, float(cell(one, "latitude")), float(cell(one, "longitude")))) < metres


@pytest.mark.parametrize("text", FORMS)
def test_a_position_in_one_cell_is_read_in_any_form_and_order(record: Record, text: str) -> None:
    one = row_at(record, Coordinates=text)
    assert near(one)
    assert {kind for kind, _ in found(one)} == {"fixed"}, "told, so that it can be undone"


@pytest.mark.parametrize("column", ["Lat", "Lon"])
def test_both_in_the_column_of_one_are_read_whatever_comes_first(record: Record, column: str) -> None:
    other = {"Lat": "Lon", "Lon": "Lat"}[column]
    for text in ("36.1189, 39.1816", "39.1816, 36.1189"):
        assert near(row_at(record, **{column: text, other: ""}))
    assert near(row_at(record, Lat="39.1816, 36.1189"))


def test_degrees_and_minutes_in_columns_of_their_own_are_read(record: Record) -> None:
    assert near(row_at(record, Lat="36°07'08.0\"N", Lon="39°10'53.8\"E"))
    assert near(row_at(record, Lat="36 07 08 N", Lon="39 10 54 E"))


def test_metres_are_read_by_their_zone_and_offered_without_one(record: Record) -> None:
    assert near(row_at(record, Lat="3997151", Lon="516339", Zone="37S"))
    silent = row_at(record, Lat="3997151", Lon="516339")
    assert found(silent) == {("person", "metres")}
    assert near(answer(record, silent, "metres", choices(silent, "metres")[0]))


@pytest.mark.parametrize(
    "cells",
    [
        {"Lat": "39.1816", "Lon": "36.1189"},
        {"Lat": "39.1816N", "Lon": "36.1189E"},
        {"Lat": "39.1816 E", "Lon": "36.1189 N"},
        {"WKT": "POINT (36.1189 39.1816)"},
        {"Coordinates": "lat 39.1816 lon 36.1189"},
        {"Lat": "39°10'53.8\"", "Lon": "36°07'08.0\""},
    ],
)
def test_an_answer_about_swapped_numbers_loses_neither(record: Record, cells: dict[str, str]) -> None:
    one = row_at(record, **cells)
    assert found(one) == {("person", "swapped")}
    assert near(answer(record, one, "swapped", choices(one, "swapped")[0]))


def test_an_address_without_a_position_is_a_question_and_is_never_opened(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "socket", None)
    one = row_at(record, Coordinates="https://goo.gl/maps/abcdef")
    assert found(one) == {("person", "no_position_in_it")}


@given(st.floats(35.5, 36.4), st.floats(38.2, 39.8))
def test_every_form_of_a_position_says_the_same_place(lat: float, lon: float) -> None:
    seconds = [round(x * 3600) for x in (lat, lon)]
    minutes = [f"{x // 3600}°{x // 60 % 60}'{x % 60}\"" for x in seconds]
    texts = [
        f"{lat:.6f}, {lon:.6f}",
        f"POINT ({lon:.6f} {lat:.6f})",
        f"https://www.google.com/maps?q={lat:.6f},{lon:.6f}",
        f"geo:{lat:.6f},{lon:.6f}",
        f"{minutes[0]}N {minutes[1]}E",
    ]
    for text in texts:
        read = read_written(text)
        assert read is not None, text
        assert float(distance_m(lat, lon, read.lat, read.lon)) < 25, text


# --- headings ---


def uses(one: Import) -> dict[str, str]:
    return {use.column: use.ours or f"({use.why})" for use in column_uses(one)}


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "Date,Place,Lat,Lon,Fatalities,Casualties,Victims",
            "2016-12-09,A,36.11,39.18,4,10,3",
            {"Fatalities": "deaths_reported_best", "Casualties": "(casualties)", "Victims": "civilians_killed"},
        ),
        (
            "م,تاريخ الواقعة,اسم القرية,الإحداثيات,عدد الشهداء,عدد الجرحى,الجهة المسؤولة,المصدر,رابط",
            '1,2016-12-09,ألف,"36.11, 39.18",3,4,التحالف,ناشط,https://example.org/1',
            {
                "م": "source_id",
                "الإحداثيات": "position",
                "عدد الشهداء": "civilians_killed",
                "الجهة المسؤولة": "belligerent",
                "رابط": "source_url",
            },
        ),
        (
            "التاريخ / Date,القرية (Village),Number of killed,incidentType",
            "2016-12-09,A,3,airstrike",
            {
                "التاريخ / Date": "date",
                "القرية (Village)": "place_name",
                "Number of killed": "civilians_killed",
                "incidentType": "strike_type",
            },
        ),
        (
            "start,end,grp/date_incident,grp/village,_gps_latitude,_gps_longitude,gps,grp/number_killed,_id,_uuid",
            "2017-01-05,2017-01-05,2016-12-09,A,36.11,39.18,36.11 39.18 250.0 4.5,3,12,abc",
            {
                "start": "(form)",
                "grp/date_incident": "date",
                "_gps_latitude": "latitude",
                "gps": "(second)",
                "_id": "source_id",
                "_uuid": "(form)",
            },
        ),
        (
            "eventid,iyear,imonth,iday,provstate,city,latitude,longitude,nkill,nkillter,nwound,gname",
            "1,2016,12,9,Raqqa,A,36.11,39.18,3,1,2,Unknown",
            {"iyear": "year", "city": "place_name", "nkill": "deaths_reported_best", "nkillter": "(fighters)", "gname": "belligerent"},
        ),
        (
            "ID,Date,Place,Killed,Militants killed,Civilian casualties",
            "1,2016-12-09,A,22,20,2",
            {"Killed": "deaths_reported_best", "Militants killed": "(fighters)", "Civilian casualties": "civilians_killed"},
        ),
        (
            "ID,Date,Place,Killed,Fighters killed,Civilian casualties",
            "1,2016-12-09,A,22,20,5",
            {"Killed": "deaths_reported_best", "Civilian casualties": "(civilian_casualties)"},
        ),
        ("ID,Date,Place,Assessment,Strange", "1,2016-12-09,A,Fair,x", {"Assessment": "grading", "Strange": "(unknown)"}),
        ("ID,Date,Place,Assessment", "1,2016-12-09,A,non credible", {"Assessment": "response"}),
        ("ID,Date,Location,Killed", '1,2016-12-09,"36.11, 39.18",3', {"Location": "position"}),
    ],
)
def test_headings_are_understood_and_every_column_says_what_becomes_of_it_and_why(
    record: Record, header: str, row: str, expected: dict[str, str]
) -> None:
    one = table(record, header, row)
    assert {column: uses(one)[column] for column in expected} == expected
    assert list(uses(one)) == header.split(","), "no column goes without a word"
    for lang in ("en", "ar"):
        told = unused_text(column_uses(one), lang)
        assert all(column in told for column, what in expected.items() if what.startswith("("))
        assert all(use_text(use, lang) for use in column_uses(one))


def test_fighters_never_enter_the_civilians_whatever_stands_beside_them(record: Record) -> None:
    for header in ("Killed,Militants killed", "Fatalities,Fighters killed", "القتلى,قتلى المسلحين"):
        one = table(record, f"ID,Date,Place,{header}", "1,2016-12-09,A,22,20")
        assert cell(one, "civilians_killed_min") == cell(one, "civilians_killed_max") == ""
        assert cell(one, "deaths_reported_best") == "22"


def test_year_month_and_day_of_their_own_columns_are_one_date_and_a_0_is_not_known(record: Record) -> None:
    one = table(record, "eventid,iyear,imonth,iday,city", "1,2016,12,9,A", "2,2016,12,0,A", "3,2016,0,0,A")
    assert one.table["date_start"].tolist() == ["2016-12-09", "2016-12-01", "2016-01-01"]
    assert one.table["date_precision"].tolist() == ["day", "month", "year"]


def test_timemaps_own_csv_is_read_month_first_with_its_sources(record: Record) -> None:
    one = table(
        record,
        '"id","date","latitude","longitude","location","description","sources","associations"',
        '"C1","12/09/2016","36.11","39.18","Alpha","text","https://example.org/a,https://example.org/b","x"',
    )
    assert one.source == "timemap"
    assert (cell(one, "date_start"), cell(one, "source_url")) == ("2016-12-09", "https://example.org/a")


# --- words ---


@pytest.mark.parametrize(
    ("column", "word", "code"),
    [
        ("Perpetrator", "Coalition", "us_led_coalition"),
        ("Perpetrator", "التحالف", "us_led_coalition"),
        ("الجهة المسؤولة", "طيران التحالف الدولي", "us_led_coalition"),
        ("Perpetrator", "Russia", "russian_military"),
        ("Perpetrator", "التحالف وروسيا", "us_led_coalition|russian_military"),
        ("Perpetrator", "US-led Coalition / Russian forces", "us_led_coalition|russian_military"),
        ("Perpetrator", "داعش", "islamic_state"),
        ("Attack type", "غارة جوية", "airstrike"),
        ("Attack type", "Air raid", "airstrike"),
        ("Grading", "مقبولة", "fair"),
        ("Response", "غير موثوق", "non_credible"),
        ("Accuracy", "قرية", "village"),
    ],
)
def test_words_that_people_use_are_known_in_both_languages(record: Record, column: str, word: str, code: str) -> None:
    one = table(record, f"ID,Date,Place,{column}", f"1,2016-12-09,A,{word}")
    ours = next(use.ours for use in column_uses(one) if use.column == column)
    assert cell(one, ours) == code
    assert ("fixed", "word_known") in found(one)


def test_a_word_that_is_not_known_holds_its_cell_and_one_answer_serves_every_row(record: Record) -> None:
    one = table(record, "ID,Date,Place,Governorate,Killed,Perpetrator", *(f"{k},2016-12-09,A,Raqqa,3,Coaliton" for k in range(3)))
    assert [cell(one, "belligerent", k) for k in range(3)] == ["", "", ""]
    assert len(one.entering()) == 3, "the rows count"
    assert "Coaliton" in cell(one, "remarks")
    assert choices(one, "unknown_code") == [{"belligerent": "us_led_coalition"}], "what it is like is offered, and was not taken"
    after = recode(one, "belligerent", "Coaliton", "us_led_coalition", record.ground, record.towns)
    assert [cell(after, "belligerent", k) for k in range(3)] == ["us_led_coalition"] * 3
    back = recode(after, "belligerent", "Coaliton", "", record.ground, record.towns)
    assert [cell(back, "belligerent", k) for k in range(3)] == ["", "", ""]


def test_every_word_of_the_tables_stands_under_one_meaning() -> None:
    for name, column in (("codes.csv", "code"), ("headings.csv", "meaning"), ("counts.csv", "meaning"), ("days.csv", "meaning")):
        with (WORDS / name).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        seen: dict[tuple[str, str], set[str]] = {}
        for row in rows:
            seen.setdefault((row.get("column", ""), fold(row.get("word") or row["heading"])), set()).add(row[column])
        assert {word: meanings for word, meanings in seen.items() if len(meanings) > 1} == {}, name
