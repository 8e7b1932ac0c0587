"""How many strikes did the Coalition declare a night, over the nights that are known, month by month or phase by phase?

Two records: the whole list of releases until 17 October 2016, and the nights of the campaign whose release is quoted on Airwars' pages. A
night that is not quoted is unknown, never 0, and was perhaps a quieter one: rates are of covered nights alone, and say how many these are.
"""

from datetime import date

import pandas as pd

from geo.land.places import skeleton, without_article


def most_quoted(quoted: pd.DataFrame) -> str:
    """Name the place near which most nights are quoted."""
    return str(quoted["location"].value_counts().index[0])


def near_place(declared: pd.DataFrame, place: str) -> pd.DataFrame:
    """Give the lines of the whole list near a place that the quotes name, however either writes it; all of them if none is near it."""
    mine = declared["location"].map(lambda name: skeleton(without_article(name)) == skeleton(without_article(place)))
    return declared[mine] if mine.any() else declared


def nights_near(quoted: pd.DataFrame, location: str) -> pd.Series:
    """Give the strikes of each covered night near a place by its first day; a night whose quotes differ has no figure and is not covered.

    Parameters
    ----------
    quoted : date_start (datetime64), location, strikes (Int64; NA: quotes differ).
    """
    mine = quoted[(quoted["location"] == location) & quoted["strikes"].notna()]
    return mine.groupby("date_start")["strikes"].max().astype(int)


def rate_by_stretch(nights: pd.Series, edges: pd.DatetimeIndex, span: tuple[date, date]) -> pd.DataFrame:
    """Add up covered nights by stretch of time.

    Parameters
    ----------
    nights : from ``nights_near``.
    edges : first days of the stretches; the last ends with the span.
    span : first and last night that could be covered.

    Returns
    -------
    frame (date: first day; nights: of the stretch within the span; covered; strikes: of covered nights; rate: strikes a covered night,
    missing without one), only stretches with a night.
    """
    days = pd.DataFrame({"day": pd.date_range(span[0], span[1], freq="D")})
    days["strikes"] = days["day"].map(nights).astype("Int64")
    days["date"] = edges[(edges.searchsorted(days["day"], side="right") - 1).clip(0)]
    by = days.groupby("date")
    out = pd.DataFrame({"nights": by.size(), "covered": by["strikes"].count(), "strikes": by["strikes"].sum()}).reset_index()
    return out.assign(rate=(out["strikes"] / out["covered"].where(out["covered"] > 0)).astype("Float64").round(1))


def whole_by_month(declared: pd.DataFrame) -> pd.DataFrame:
    """Give, from the whole list (date, strikes), each month: date (its first day), nights (days until the list ends), strikes and rate, strikes a
    day, days without a strike among them."""
    month = declared["date"].dt.to_period("M")
    strikes = declared.groupby(month)["strikes"].sum()
    every = strikes.reindex(pd.period_range(strikes.index.min(), strikes.index.max(), freq="M"), fill_value=0)
    days = pd.Series(every.index.days_in_month, index=every.index)
    days.iloc[-1] = declared["date"].max().day
    days.iloc[0] -= declared["date"].min().day - 1
    out = pd.DataFrame({"date": every.index.to_timestamp(), "nights": days.to_numpy(), "strikes": every.to_numpy(dtype=int)})
    return out.assign(rate=(out["strikes"] / out["nights"]).round(1))
