"""ACLED: event files of 2025 and older ones. Its terms forbid passing rows on."""

import numpy as np
import pandas as pd

from geo.evidence.kinds import ATTACK
from geo.intake.sources.source import Get, Source
from geo.land.places import fold

_COLUMNS = {
    "source_id": ("event_id_cnty", "data_id", "event_id_no_cnty"),
    "date": ("event_date",),
    "place_name": ("location",),
    "admin1": ("admin1",),
    "admin2": ("admin2",),
    "admin3": ("admin3",),
    "country": ("country",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "remarks": ("notes",),
    "source_name": ("source",),
}

# ACLED sub-events that are strikes or explosions; the rest of "Battles" and "Violence against civilians" names no strike.
_STRIKES = {
    "air/drone strike": "airstrike",
    "shelling/artillery/missile attack": "artillery",
    "remote explosive/landmine/ied": "ied",
    "suicide bomb": "ied",
    "grenade": "ground",
    "chemical weapon": "unknown",
    "attack": "ground",
}
_PEACEFUL = ("protests", "riots", "strategic developments", "strategic development")


def _finish(cells: pd.DataFrame, get: Get, names: set[str]) -> pd.DataFrame:  # noqa: ARG001
    """ACLED (codebook 2023): fatalities are all dead, 0 also means "no information", and actor1 is not "the perpetrator"."""
    kind, sub = get("event_type").str.strip().str.lower(), get("sub_event_type").str.strip().str.lower()
    cells["strike_type"] = sub.map(_STRIKES).fillna("unknown").where(~kind.str.startswith("battle"), "battle")
    fought, attacked = kind.str.startswith("battle"), kind == "violence against civilians"
    struck = sub.isin(("air/drone strike", "shelling/artillery/missile attack"))
    cells["event_kind"] = np.select([fought, attacked, struck], ["fighting", ATTACK, "strike"], "not_stated")
    cells["refuse"] = kind.isin(_PEACEFUL).map({True: "no_violence", False: ""})
    precision = get("time_precision").str.strip()
    cells["date_precision"] = precision.map({"1": "day", "2": "week", "3": "month"}).fillna(precision)
    dead = get("fatalities").str.strip()
    cells["deaths_reported_best"] = dead.where(~dead.isin(("0", "0.0")), "")
    geo = get("geo_precision").str.strip()
    wide = fold_equal(get("location"), get("admin1"))
    cells["geolocation_accuracy"] = [
        {"1": "town", "2": "subdistrict", "3": "province_governorate" if w else "district"}.get(g, g)
        for g, w in zip(geo, wide, strict=True)
    ]
    cells["accuracy_source"] = "ACLED geo_precision " + geo
    sides = pd.DataFrame({"a": get("actor1"), "b": get("actor2")})
    cells["sides"] = [" - ".join(x for x in (a.strip(), b.strip()) if x) for a, b in zip(sides["a"], sides["b"], strict=True)]
    cells["source_name"] = ("ACLED (" + cells["source_name"] + ")").where(cells["source_name"].str.strip() != "", "ACLED")
    cells["source_url"] = "https://acleddata.com/"
    return cells


def fold_equal(a: pd.Series, b: pd.Series) -> pd.Series:
    """Say where two columns hold the same name."""
    return pd.Series([bool(x) and fold(x) == fold(y) for x, y in zip(a, b, strict=True)], index=a.index)


ACLED = Source(
    "acled",
    _COLUMNS,
    (frozenset({"event_date", "event_type", "actor1", "fatalities"}),),
    finish=_finish,
    licence="ACLED terms of use: attribute, rows are not redistributed",
    may_leave=False,
    note="acled_note",
    note_kept="acled_own_copy",
)
