"""UCDP GED: the Georeferenced Event Dataset, its files of one country and the global releases."""

import re

from geo.evidence.alike import Sheet, together
from geo.evidence.kinds import ATTACK
from geo.intake.sources.source import Get, Source, recode
from geo.territory import here

_COLUMNS = {
    "source_id": ("id",),
    "date_start": ("date_start",),
    "date_end": ("date_end",),
    "place_name": ("where_coordinates",),
    "admin1": ("adm_1",),
    "admin2": ("adm_2",),
    "country": ("country",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "sides": ("dyad_name",),
    "deaths_status_unknown": ("deaths_unknown",),
    "deaths_reported_low": ("low",),
    "deaths_reported_best": ("best",),
    "deaths_reported_high": ("high",),
    "source_count": ("number_of_sources",),
}


# UCDP's names of attackers that our vocabulary has; the others stand in ``sides`` alone.
_ATTACKERS = {
    "IS": "islamic_state",
    "Government of Syria": "syrian_regime",
    "Government of Russia (Soviet Union)": "russian_military",
    "Government of Turkey": "turkish_military",
    "SDF": "syrian_democratic_forces",
}


_LEVELS = {"2": "near_place", "3": "district", "4": "province_governorate", "5": "wider_region", "6": "unknown", "7": "unknown"}


def _finish(cells: Sheet, get: Get, names: set[str]) -> None:  # noqa: ARG001
    """UCDP GED: precision and dates by its codebook (version 19.1); where dead are of unknown status, the civilians among them stay open."""
    dead, unknown = get("deaths_civilians").each(str.strip), get("deaths_unknown").each(str.strip)
    none, zero = unknown.is_in(("0", "0.0")), dead.is_in(("0", "0.0", ""))
    cells["civilians_killed_min"] = dead.where(none | ~zero)
    cells["civilians_killed_max"] = dead.where(none)

    city = here().city
    cities = "|".join(re.escape(n.lower()) for n in (city.spellings if city else ())) or "(?!)"  # none: no name is that of the city

    def precise_of(name: str) -> str:
        where = name.lower()
        return "city" if re.search(rf"(?:{cities}) (?:town|city)", where) else "town" if re.search(r"\btown\b", where) else "village"

    precise = cells["place_name"].each(precise_of)
    code = get("where_prec").each(str.strip)
    cells["geolocation_accuracy"] = together([code, precise], lambda c, p: p if c == "1" else _LEVELS.get(c, c))
    mapped = code.is_in(("6", "7"))  # not mappable: the country, or waters and airspace
    for column in ("latitude", "longitude"):
        cells[column] = cells[column].where(~mapped)
    cells["accuracy_source"] = code.each(lambda c: f"UCDP GED where_prec {c}")
    cells["date_precision"] = recode(get("date_prec"), {"1": "day", "2": "range", "3": "week", "4": "month", "5": "range"})
    cells["is_aggregate"] = get("event_clarity").each(lambda v: "true" if v.strip() == "2" else "false")
    cells["event_kind"] = recode(get("type_of_violence"), {"1": "fighting", "2": "fighting", "3": ATTACK})
    # of one-sided violence, and of nothing else here, UCDP's definition says who attacked: side_a
    attacker = get("side_a").each(lambda name: _ATTACKERS.get(name.strip(), ""))
    cells["belligerent"] = attacker.where(cells["event_kind"].is_(ATTACK))
    cells["belligerent_role"] = cells["belligerent"].each(lambda name: "known" if name else "")
    cells["source_name"], cells["source_language"], cells["source_url"] = "UCDP GED", "en", "https://ucdp.uu.se/downloads/"


UCDP_GED = Source(
    "ucdp_ged",
    _COLUMNS,
    (frozenset({"type_of_violence", "dyad_name", "deaths_civilians", "where_prec"}),),
    finish=_finish,
    licence="CC BY 4.0; Sundberg and Melander 2013; UCDP GED",
    attribution="attribution_ucdp_ged",
)
