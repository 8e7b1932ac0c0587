"""ACLED: event files of 2025 and older ones. Its terms forbid passing rows on."""

from collections.abc import Callable

from geo.evidence.alike import Sheet, together
from geo.evidence.kinds import ATTACK
from geo.intake.sources.source import Get, Source, recode
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


_STRUCK = ("air/drone strike", "shelling/artillery/missile attack")
_WIDTHS = {"1": "town", "2": "subdistrict"}


def _finish(cells: Sheet, get: Get, names: set[str]) -> None:  # noqa: ARG001
    """ACLED (codebook 2023): fatalities are all dead, 0 also means "no information", and actor1 is not "the perpetrator"."""
    plain: Callable[[str], str] = lambda text: text.strip().lower()  # noqa: E731
    events = [get("event_type").each(plain), get("sub_event_type").each(plain)]
    cells["strike_type"] = together(events, lambda kind, sub: "battle" if kind.startswith("battle") else _STRIKES.get(sub, "unknown"))
    cells["event_kind"] = together(events, _kind_of)
    cells["refuse"] = events[0].each(lambda kind: "no_violence" if kind in _PEACEFUL else "")
    cells["date_precision"] = recode(get("time_precision").each(str.strip), {"1": "day", "2": "week", "3": "month"})
    cells["deaths_reported_best"] = get("fatalities").each(lambda text: "" if text.strip() in ("0", "0.0") else text.strip())
    geo = get("geo_precision").each(str.strip)
    cells["geolocation_accuracy"] = together([geo, get("location"), get("admin1")], _width_of)
    cells["accuracy_source"] = geo.each(lambda code: f"ACLED geo_precision {code}")
    cells["sides"] = together([get("actor1"), get("actor2")], lambda *sides: " - ".join(side.strip() for side in sides if side.strip()))
    cells["source_name"] = cells["source_name"].each(lambda name: f"ACLED ({name})" if name.strip() else "ACLED")
    cells["source_url"] = "https://acleddata.com/"


def _kind_of(kind: str, sub: str) -> str:
    if kind.startswith("battle"):
        return "fighting"
    return ATTACK if kind == "violence against civilians" else "strike" if sub in _STRUCK else "not_stated"


def _width_of(code: str, location: str, province: str) -> str:
    """Give the accuracy that a precision stands for: of 3 the province's where the place is called like it, else the district's."""
    if code == "3":
        return "province_governorate" if location and fold(location) == fold(province) else "district"
    return _WIDTHS.get(code, code)


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
