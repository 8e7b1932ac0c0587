"""Airwars: incident pages, its table of assessments, and the tables made of them."""

import re

from geo.evidence.alike import Sheet, together
from geo.intake.sources.source import Get, Source, recode

_COLUMNS = {
    "source_id": ("unique_reference_code", "code"),
    "source_url": ("permalink", "incident_url"),
    "date_start": ("date", "incident_date"),
    "date_end": ("date_end", "incident_date_end"),
    "place_name": ("location_name", "location_en"),
    "place_name_ar": ("location_name_arabic", "location_ar"),
    "admin1": ("region", "governorate_original", "region_original", "province_original"),
    "country": ("country",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "mgrs": ("mgrs", "coordinates_mgrs"),
    "geolocation_accuracy": ("geolocation_accuracy",),
    "belligerent": ("belligerent", "belligerents", "belligerents_original"),
    "belligerent_role": ("belligerent_type", "belligerent_role"),
    "strike_type": ("strike_type", "strike_type_original"),
    "strike_status": ("strike_status", "strike_status_original"),
    "strike_count": ("total_strikes",),
    "grading": ("grading", "civilian_harm_status", "civilian_harm_status_original"),
    "civilians_killed_min": ("civilians_killed_min",),
    "civilians_killed_max": ("civilians_killed_max",),
    "civilians_injured_min": ("civilians_injured_min",),
    "civilians_injured_max": ("civilians_injured_max",),
    "children_killed_min": ("children_killed_min",),
    "children_killed_max": ("children_killed_max",),
    "women_killed_min": ("women_killed_min",),
    "women_killed_max": ("women_killed_max",),
    "conceded_killed_min": ("civilian_deaths_conceded_min", "deaths_conceded_min"),
    "conceded_killed_max": ("civilian_deaths_conceded_max", "deaths_conceded_max"),
    "response": ("belligerent_assessment",),
    "response_date": ("statement_date",),
    "strike_report_url": ("strike_report_url",),
    "infrastructure": ("infrastructure",),
    "local_time": ("local_time",),
    "attacker_mgrs": ("belligerent_mgrs_norm", "belligerent_mgrs"),
}

# Airwars' words for the Coalition's answer and for parties, beside our codes.
_CODES = {
    "response": {"open_incident": "open", "": "none_recorded"},
    "belligerent": {
        "U.S.-led Coalition": "us_led_coalition",
        "US-led Coalition": "us_led_coalition",
        "coalition": "us_led_coalition",
        "Russian Military": "russian_military",
        "russian_forces": "russian_military",
        "Syrian Regime": "syrian_regime",
        "Turkish Military": "turkish_military",
        "ISIS": "islamic_state",
        "isis": "islamic_state",
        "russia": "russian_military",
        "Syrian Democratic Forces": "syrian_democratic_forces",
        "Unknown": "unknown",
    },
    "strike_type": {"Airstrike": "airstrike", "Artillery": "artillery", "Drone Strike": "drone", "Ground operation": "ground"},
    "strike_status": {
        "Declared strike": "declared",
        "Likely strike": "likely",
        "Contested strike": "contested",
        "Single source claim": "single_source",
    },
}


def _finish(cells: Sheet, get: Get, names: set[str]) -> None:
    slugs = sorted(n.removeprefix("belligerent_") for n in names if n.startswith("belligerent_") and set(get(n).texts) <= {"0", "1", ""})
    if slugs and "belligerent" not in names and "belligerents_original" not in names:
        flags = [get(f"belligerent_{slug}") for slug in slugs]
        cells["belligerent"] = together(flags, lambda *row: "|".join(slug for slug, flag in zip(slugs, row, strict=True) if flag == "1"))
    known = _CODES["belligerent"]
    cells["belligerent"] = cells["belligerent"].each(
        lambda v: "|".join(known.get(p.strip(), p.strip()) for p in re.split(r"[,|]", v) if p.strip())
    )
    for column in ("strike_type", "strike_status"):
        cells[column] = recode(cells[column], _CODES[column])
    if "belligerent_assessment" in names:  # silence is said only where the file could have held an answer
        cells["response"] = recode(cells["response"], _CODES["response"])
        given = [get("reason_non_credible"), get("reason_credible")]
        cells["response_reason"] = together(given, lambda *both: "|".join(r for r in both if r))
        cells["admitted"] = cells["response"].each(lambda v: "yes" if v.strip() == "credible" else "not_stated")
        # the day of a statement is the day of an answer only where there is one
        cells["response_date"] = cells["response_date"].where(~cells["response"].is_in(("none_recorded", "not_yet_assessed")))
    region = cells["admin1"]
    for other in ("governorate_original", "region_original", "province_original"):
        region = region.where(region.filled(), get(other))
    cells["admin1"] = region
    cells["accuracy_source"] = cells["geolocation_accuracy"].each(lambda v: "Airwars" if v.strip() else "")
    cells["source_name"], cells["source_language"] = "Airwars", "en"
    cells["event_kind"] = "strike"  # all of Airwars' remit
    cells["remarks"] = cells["attacker_mgrs"].each(lambda said: f"Position the Coalition gave (MGRS): {said}" if said.strip() else "")


AIRWARS = Source(
    "airwars",
    _COLUMNS,
    (
        frozenset({"unique_reference_code", "civilians_killed_min", "civilians_killed_max"}),
        frozenset({"incident_date", "code", "civilians_killed_min"}),
        frozenset({"incident_url", "civilian_harm_status_original"}),
    ),
    finish=_finish,
    licence="No open licence found; cite Airwars with the address of the incident",
)
