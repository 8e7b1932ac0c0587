"""People are not incidents: a list of victims is refused as incidents and offered as counts, and no name in it becomes a place or leaves."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.__main__ import main
from geo.intake.formats.persons import persons_in
from geo.intake.formats.raw import Choices, FileRefused, RawTable
from geo.intake.reading import read_table

LIST = (
    "incident_id,incident_date,victim_id,name_en,name_ar,age_years,killed_or_injured\n"
    "K1,2016-12-09,1,Somebody Invented,شخص متخيل,12,k\n"
    "K1,2016-12-09,2,Another Invented,آخر متخيل,30,k\n"
    "K2,2016-12-10,1,Third Invented,ثالث متخيل,8,i\n"
)
SECRET = ("Invented", "متخيل", "Somebody")


def counted(text: str) -> RawTable:
    return read_table(text.encode(), "list.csv", Choices(persons="counts"))


@pytest.mark.parametrize(
    "head",
    [
        "incident_id,incident_date,victim_id,name_en,name_ar,age_years,killed_or_injured",
        "Name,Sex,Age,Date of death,Province,Area,Cause of death",
        "index,name,en_name,id,dob,sex,age",
        "الاسم الكامل,العمر,الجنس,تاريخ الاستشهاد,مكان الاستشهاد",
        "اسم الشهيد,تاريخ الميلاد,المحافظة",
        "Victim name,Gender,Village,Date",
        "full name,marital status,date",
    ],
)
def test_a_list_of_people_is_known_by_its_headings_and_refused_as_incidents(head: str) -> None:
    row = ["7" if h in ("age_years", "Age", "age", "العمر") else "x" for h in head.split(",")]
    with pytest.raises(FileRefused) as refused:
        read_table(f"{head}\n{','.join(row)}\n".encode(), "list.csv")
    assert refused.value.code == "persons"


@pytest.mark.parametrize(
    "head",
    [
        "id,date,place,killed,women,children",
        "name en,name ar,lat,lon,date,killed",
        "place name,date,killed,average age",
        "code,location_name,date,civilians_killed_min,civilians_killed_max",
        "id,date,village,sex ratio",
    ],
)
def test_a_table_of_incidents_is_none(head: str) -> None:
    assert persons_in(read_table(f"{head}\n{','.join('3' for _ in head.split(','))}\n".encode(), "t.csv")) is None


def test_people_are_counted_by_incident_place_and_day_without_any_name() -> None:
    raw = counted(LIST)
    assert raw.cells.to_dict("records") == [
        {
            "incident id": "K1",
            "date": "2016-12-09",
            "killed": "2",
            "injured": "0",
            "children killed": "1",
            "women killed": "at least 0",
            "persons": "2",
        }
        | {"women killed": ""},
        {
            "incident id": "K2",
            "date": "2016-12-10",
            "killed": "0",
            "injured": "1",
            "children killed": "0",
            "women killed": "0",
            "persons": "1",
        },
    ]
    assert raw.numbers.tolist() == [2, 4]


def test_what_a_list_does_not_say_stays_open_and_fighters_are_no_civilians() -> None:
    head = "name,age,sex,outcome,standing,place\n"
    rows = [
        "a,40,f,killed,civilian,Karama",
        "b,,f,killed,civilian,Karama",
        "c,9,m,,civilian,Karama",
        "d,30,m,killed,fighter,Karama",
        "e,30,m,killed,fighter,Abara",
    ]
    (one,) = counted(head + "\n".join(rows)).cells.to_dict("records")
    assert (one["place"], one["killed"], one["injured"], one["persons"]) == ("Karama", "2-3", "0-1", "3")
    assert (one["children killed"], one["women killed"]) == ("", "at least 2")


def test_a_list_that_does_not_say_who_died_gives_no_number_of_killed() -> None:
    (one,) = counted("name,age,place\na,40,Karama\nb,9,Karama\n").cells.to_dict("records")
    assert (one["killed"], one["persons"]) == ("", "2")
    (one,) = counted("name,age,place of death\na,40,Karama\nb,9,Karama\n").cells.to_dict("records")
    assert (one["killed"], one["children killed"]) == ("2", "1")


def test_no_name_is_in_the_report_the_import_or_anything_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert "list of 3 people" in (said := capsys.readouterr().err)
    assert not any(name in said for name in SECRET)
    out, report = tmp_path / "out.parquet", tmp_path / "report.csv"
    assert main(["import", str(path), "--persons", "counts", "--out", str(out), "--report", str(report)]) == 0
    assert main(["check", str(path), "--persons", "counts", "--json"]) == 0
    said = capsys.readouterr().out
    assert json.loads(said[said.index("{\n") :])["rows"] == 2
    for text in (said, report.read_text(encoding="utf-8-sig"), out.read_bytes().decode("utf-8", "ignore")):
        assert not any(name in text for name in SECRET)


PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(["A1", "A2", ""]),
        st.sampled_from(["Karama", "Abara"]),
        st.integers(0, 90),
        st.sampled_from(["k", "i", "missing", "?"]),
    ),
    min_size=1,
    max_size=20,
)


@given(PEOPLE)
def test_everybody_is_counted_once(people: list[tuple[str, str, int, str]]) -> None:
    rows = [f"{i},{p},Person {k},{a},{o}" for k, (i, p, a, o) in enumerate(people)]
    cells = counted("incident id,place,name,age,outcome\n" + "\n".join(rows)).cells if any(o != "?" for *_, o in people) else None
    if cells is None:
        return
    assert cells["persons"].astype(int).sum() == len(people)
    assert len(cells) == len({(i, p) for i, p, _, _ in people})
    low = cells["killed"].str.extract(r"^(\d+)", expand=False).astype(int).sum()
    high = cells["killed"].str.extract(r"(\d+)$", expand=False).astype(int).sum()
    assert low == sum(o == "k" for *_, o in people)
    assert high == sum(o in ("k", "?") for *_, o in people)
    assert not cells.map(lambda text: "Person" in text).any(axis=None)
