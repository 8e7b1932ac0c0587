"""Strikes a night are told of nights that are known, and a night that nobody quoted is never 0."""

from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo import settings as s
from geo.count.declared import nights_near, rate_by_stretch, whole_by_month
from geo.count.timeline import bin_edges
from geo.record.files import Record

FIRST, LAST = date(2016, 11, 5), date(2017, 10, 18)


def quoted(rows: list[tuple[date, int | None]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date_start": pd.to_datetime([d for d, _ in rows]),
            "location": "Ar-Raqqa",
            "strikes": pd.array([n for _, n in rows], dtype="Int64"),
        }
    )


def test_a_night_without_a_quote_or_with_two_is_in_no_rate() -> None:
    rows = [(date(2016, 11, 6), 3), (date(2016, 11, 8), None), (date(2016, 11, 9), 5)]
    nights = nights_near(quoted(rows), "Ar-Raqqa")
    out = rate_by_stretch(nights, pd.DatetimeIndex(["2016-11-01", "2016-12-01"]), (FIRST, date(2016, 12, 31)))
    assert out[["nights", "covered", "strikes"]].to_numpy().tolist() == [[26, 2, 8], [31, 0, 0]]
    assert out["rate"].iloc[0] == 4
    assert pd.isna(out["rate"].iloc[1])


@given(st.dictionaries(st.dates(FIRST, LAST), st.integers(1, 50), max_size=40), st.sampled_from(("month", "phase")))
def test_stretches_add_up_to_all_nights_and_all_strikes(record: Record, nights: dict[date, int], stop: str) -> None:
    known = nights_near(quoted(list(nights.items())), "Ar-Raqqa")
    out = rate_by_stretch(known, bin_edges((FIRST, LAST), stop, record.phases), (FIRST, LAST))
    assert out["nights"].sum() == (LAST - FIRST).days + 1
    assert (out["covered"].sum(), out["strikes"].sum()) == (len(nights), sum(nights.values()))
    assert (out["covered"] <= out["nights"]).all()


def test_the_stored_nights_of_the_campaign_are_those_that_were_quoted() -> None:
    rows = pd.read_csv(s.DATA / "input/declared_quoted.csv", dtype=str, keep_default_na=False)
    assert len(rows) == 326
    assert rows["location"].value_counts().to_dict() == {"Ar-Raqqa": 269, "At-Tabqa": 40, "Ayn Isa": 17}
    assert int((rows["strikes"] == "").sum()) == 6
    raqqa = rows[(rows["location"] == "Ar-Raqqa") & (rows["strikes"] != "") & rows["date_start"].between("2016-11-05", "2017-10-18")]
    assert len(raqqa) == 261
    means = raqqa.groupby(raqqa["date_start"].str[:7])["strikes"].agg(lambda x: round(x.astype(int).mean(), 1)).tolist()
    assert means == [2.4, 3.1, 11.5, 9.2, 6.9, 4.5, 7.6, 16.4, 11.9, 18.6, 25.4, 21.2]
    nights = (date(2017, 10, 18) - date(2016, 11, 5)) // timedelta(days=1) + 1
    assert nights == 348


def test_the_record_tells_the_same_rates_as_the_stored_rows(record: Record) -> None:
    out = rate_by_stretch(nights_near(record.quoted, "Ar-Raqqa"), bin_edges((FIRST, LAST), "month", record.phases), (FIRST, LAST))
    assert (out["nights"].sum(), out["covered"].sum()) == (348, 261)
    assert [float(x) for x in out["rate"]] == [2.4, 3.1, 11.5, 9.2, 6.9, 4.5, 7.6, 16.4, 11.9, 18.6, 25.4, 21.2]


def test_the_whole_list_counts_days_without_a_strike(record: Record) -> None:
    months = whole_by_month(record.declared)
    assert months["strikes"].sum() == record.declared["strikes"].sum()
    assert months["nights"].sum() == (record.declared["date"].max() - record.declared["date"].min()).days + 1
    assert months["date"].iloc[-1] == pd.Timestamp("2016-10-01")
    assert months["nights"].iloc[-1] == 17
