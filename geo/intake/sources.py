"""Whose file is it, and which of its columns is which of ours?

Foreign names are translated here and nowhere else: one entry a source. What comes out are still texts ("cells"), in our columns
and a few that ``checks`` takes apart (``civilians_killed`` holding "7-14", ``mgrs``, ``date``); nothing is judged here.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import PurePath
from typing import Any

import pandas as pd
from rapidfuzz import fuzz

from geo import settings as s
from geo.evidence.incidents import COLUMNS, WEB_ADDRESS, each_text
from geo.intake.reading import FileRefused, RawTable
from geo.land.places import fold, match_name

# Cells that ``checks`` turns into our columns.
SPLIT = ("civilians_killed", "civilians_injured", "women_killed", "children_killed", "conceded_killed")  # one cell with a range
PSEUDO = ("date", "mgrs", "admin1", "admin2", "admin3", "country", "attacker_mgrs", "sure_of_point", "read_on", *SPLIT)
# What a person may map by hand, in the order the page asks for it.
MAPPABLE = (
    "source_id",
    "date",
    "date_start",
    "date_end",
    "date_text",
    "place_name",
    "place_name_ar",
    "latitude",
    "longitude",
    "mgrs",
    "geolocation_accuracy",
    "admin1",
    "admin2",
    "admin3",
    *(
        f"{who}{end}"
        for who in ("civilians_killed", "civilians_injured", "women_killed", "children_killed")
        for end in ("", "_min", "_max")
    ),
    "deaths_status_unknown",
    "belligerent",
    "belligerent_role",
    "strike_type",
    "strike_count",
    "grading",
    "response",
    "response_date",
    "admitted",
    "apologised",
    "promised_or_paid",
    "source_name",
    "source_language",
    "source_url",
    "archive_url",
    "remarks",
)
CODED = ("geolocation_accuracy", "grading", "response", "belligerent", "belligerent_role", "strike_type", "date_precision")

LICENCES = {
    "airwars": "No open licence found; cite Airwars with the address of the incident",
    "acled": "ACLED terms of use: attribute, rows are not redistributed",
    "ucdp_ged": "CC BY 4.0; Sundberg and Melander 2013; UCDP GED",
    "timemap": "Licence not stated in the file; ask its publisher",
    "own": "Licence not stated; ask the owner before passing it on",
}


@dataclass(frozen=True)
class Mapping:
    """How a file's columns become ours; can be saved as a small file and used again.

    ``columns``: our column -> the file's. ``codes``: our column -> the file's value -> our code (a person's decision).
    ``name`` is part of the ids of a table's claims. ``order`` of day and month in dates like 3/4/2017: "day_first",
    "month_first", or empty to find out. ``crs`` of latitude and longitude where they are not degrees. ``private`` keeps the
    source's name out of what is shared.
    """

    source: str
    columns: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    name: str = ""
    licence: str = ""
    order: str = ""
    crs: str = ""
    private: bool = False

    def to_json(self) -> str:
        return json.dumps({"mapping_for": "raqqa countryside strike map"} | asdict(self), ensure_ascii=False, indent=1, sort_keys=True)


def _is_text(got: Any) -> bool:
    """Whether JSON can be written again: half of a surrogate pair cannot."""
    try:
        json.dumps(got, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def read_mapping(data: bytes) -> Mapping | None:
    """Read a saved mapping; None if the file is none."""
    try:
        got = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(got, dict) or got.get("source") not in s.IMPORTERS or not _is_text(got):
        return None
    texts = {f.name: got.get(f.name, "") for f in fields(Mapping) if f.type == "str" or f.type is str}
    columns, codes = got.get("columns", {}), got.get("codes", {})
    sound = (
        all(isinstance(v, str) for v in texts.values())
        and isinstance(columns, dict)
        and all(k in (*COLUMNS, *PSEUDO) and isinstance(v, str) for k, v in columns.items())
        and isinstance(codes, dict)
        and all(k in CODED and isinstance(v, dict) and all(isinstance(x, str) for x in v.values()) for k, v in codes.items())
        and texts["order"] in ("", "day_first", "month_first")
    )
    return Mapping(**texts, columns=columns, codes=codes, private=got.get("private") is True) if sound else None


_AIRWARS: dict[str, tuple[str, ...]] = {
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
    "attacker_mgrs": ("belligerent_mgrs_norm", "belligerent_mgrs"),
}
_ACLED: dict[str, tuple[str, ...]] = {
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
_UCDP: dict[str, tuple[str, ...]] = {
    "source_id": ("id",),
    "date_start": ("date_start",),
    "date_end": ("date_end",),
    "place_name": ("where_coordinates",),
    "admin1": ("adm_1",),
    "admin2": ("adm_2",),
    "country": ("country",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "dyad": ("dyad_name",),
    "deaths_status_unknown": ("deaths_unknown",),
    "deaths_reported_low": ("low",),
    "deaths_reported_best": ("best",),
    "deaths_reported_high": ("high",),
    "source_count": ("number_of_sources",),
}
_CJTF: dict[str, tuple[str, ...]] = {"date": ("date",), "country": ("country",), "place_name": ("location",), "strike_count": ("number",)}
_TIMEMAP: dict[str, tuple[str, ...]] = {
    "source_id": ("id",),
    "date": ("date",),
    "place_name": ("location",),
    "latitude": ("latitude",),
    "longitude": ("longitude",),
    "remarks": ("description",),
}
_TABLES: dict[str, dict[str, tuple[str, ...]]] = {
    "airwars": _AIRWARS,
    "acled": _ACLED,
    "ucdp_ged": _UCDP,
    "cjtf_oir": _CJTF,
    "timemap": _TIMEMAP,
}
_CLAIMS: dict[str, tuple[str, ...]] = {c: (c,) for c in COLUMNS}

# Columns that no other source has, all of a set: the first that fits decides.
_SIGNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("claims", frozenset({"claim_id", "source_dataset", "civilians_killed_min", "geolocation_accuracy"})),
    ("acled", frozenset({"event_date", "event_type", "actor1", "fatalities"})),
    ("ucdp_ged", frozenset({"type_of_violence", "dyad_name", "deaths_civilians", "where_prec"})),
    ("airwars", frozenset({"unique_reference_code", "civilians_killed_min", "civilians_killed_max"})),
    ("airwars", frozenset({"incident_date", "code", "civilians_killed_min"})),
    ("airwars", frozenset({"incident_url", "civilian_harm_status_original"})),
    ("cjtf_oir", frozenset({"date", "location", "number", "description", "line"})),
    ("timemap", frozenset({"id", "date", "latitude", "longitude", "sources"})),
)


def detect(raw: RawTable) -> str:
    """Name the source of a file by the columns it has; "table" if it is none that is known here."""
    names = {c.strip().lower() for c in raw.cells.columns}
    for code, sign in _SIGNS:
        if sign <= names and (code != "timemap" or raw.kind == "json"):
            return code
    return "hxl" if raw.hxl else "table"


# HXL hashtags with the attributes that must be there, most telling first (HXL 1.1).
_HXL: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("#date", ("start",), "date_start"),
    ("#date", ("end",), "date_end"),
    ("#date", (), "date"),
    ("#event", ("code",), "source_id"),
    ("#event", ("id",), "source_id"),
    ("#event", ("type",), "strike_type"),
    ("#event", ("type", "sub"), "strike_type"),
    ("#loc", ("name", "ar"), "place_name_ar"),
    ("#loc", ("ar",), "place_name_ar"),
    ("#loc", ("name",), "place_name"),
    ("#loc", (), "place_name"),
    ("#geo", ("lat",), "latitude"),
    ("#geo", ("lon",), "longitude"),
    *((f"#adm{k}", need, f"admin{k}") for k in (1, 2, 3) for need in (("name",), ())),
    *(
        ("#affected", (*kind, *who, *end), f"{column}_{verb}{suffix}")
        for verb, kind in (("killed", ("killed",)), ("injured", ("injured",)))
        for who, column in ((("children",), "children"), (("f",), "women"), ((), "civilians"))
        if verb == "killed" or column == "civilians"
        for end, suffix in ((("min",), "_min"), (("max",), "_max"), ((), ""))
    ),
    ("#group", ("name",), "belligerent"),
    ("#group", (), "belligerent"),
    ("#meta", ("source",), "source_name"),
    ("#meta", ("url",), "source_url"),
    ("#description", (), "remarks"),
)

_HXL_NEUTRAL = {"occurred", "civilian", "civilians", "num", "en", "text", "main"}  # attributes that change nothing

# Headings as people write them, folded; a mapping is a guess a person sees before anything is done with it.
_HEADINGS: dict[str, tuple[str, ...]] = {
    "source_id": ("id", "code", "ref", "reference", "incident id", "event id", "record id", "رقم", "الرمز", "رمز الحادثه"),
    "date": ("date", "day", "event date", "incident date", "date of incident", "التاريخ", "تاريخ", "تاريخ الحادثه"),
    "date_start": ("date start", "start date", "from", "date from", "من تاريخ"),
    "date_end": ("date end", "end date", "to", "until", "date to", "الي تاريخ"),
    "place_name": ("place", "location", "village", "town", "site", "place name", "location name", "name en", "المكان en"),
    "place_name_ar": ("place ar", "location ar", "arabic name", "place name ar", "name ar", "المكان", "القريه", "الموقع", "اسم المكان"),
    "latitude": ("latitude", "lat", "y", "point latitude", "lat dd", "خط العرض", "العرض"),
    "longitude": ("longitude", "lon", "lng", "long", "x", "point longitude", "خط الطول", "الطول"),
    "mgrs": ("mgrs", "grid", "grid reference", "mgrs coordinates"),
    "geolocation_accuracy": ("accuracy", "precision", "geolocation accuracy", "geo precision", "الدقه"),
    "admin1": ("governorate", "province", "admin1", "adm1", "region", "المحافظه"),
    "admin2": ("district", "admin2", "adm2", "المنطقه"),
    "admin3": ("subdistrict", "sub district", "admin3", "adm3", "الناحيه"),
    "civilians_killed": (
        *("civilians killed", "civilian deaths", "civilians dead", "civilian fatalities", "القتلي المدنيون", "القتلي المدنيين"),
        *("killed", "number killed", "deaths", "dead", "القتلي", "عدد القتلي"),
    ),
    "civilians_killed_min": ("killed min", "min killed", "civilians killed min", "deaths min", "القتلي الحد الادني"),
    "civilians_killed_max": ("killed max", "max killed", "civilians killed max", "deaths max", "القتلي الحد الاعلي"),
    "civilians_injured": ("injured", "wounded", "civilians injured", "number injured", "الجرحي", "عدد الجرحي"),
    "civilians_injured_min": ("injured min", "min injured", "civilians injured min"),
    "civilians_injured_max": ("injured max", "max injured", "civilians injured max"),
    "women_killed": ("women", "women killed", "نساء", "النساء"),
    "women_killed_min": ("women killed min",),
    "women_killed_max": ("women killed max",),
    "children_killed": ("children", "children killed", "اطفال", "الاطفال"),
    "children_killed_min": ("children killed min",),
    "children_killed_max": ("children killed max",),
    "belligerent": (
        "belligerent",
        "perpetrator",
        "attacker",
        "suspected belligerent",
        "responsible party",
        "الطرف",
        "الجهه المنفذه",
        "المنفذ",
    ),
    "strike_type": ("strike type", "attack type", "weapon", "type of strike", "نوع الضربه"),
    "strike_count": ("strikes", "number of strikes", "strike count", "عدد الضربات"),
    "grading": ("grading", "harm status", "civilian harm status", "التصنيف"),
    "response": ("response", "assessment", "belligerent assessment", "الرد"),
    "source_name": ("source", "source name", "reported by", "المصدر"),
    "source_url": ("url", "link", "source url", "source link", "address", "الرابط"),
    "archive_url": ("archive", "archive url", "archived"),
    "remarks": ("notes", "remarks", "description", "comments", "details", "ملاحظات", "الوصف", "التفاصيل"),
}
_ALIKE = 90  # of 100: how alike a heading must be to one of these to be guessed
_LOOSE = ("place_name", "latitude", "longitude", "source_name", "source_url", "remarks", "belligerent")  # "men killed" is like "min killed"


def guess_mapping(raw: RawTable, source: str) -> Mapping:
    """Guess which column is which: by the source's own names, by HXL tags, or by headings in English and Arabic."""
    names = {c.strip().lower(): c for c in reversed(raw.cells.columns)}
    if source in _TABLES or source == "claims":
        table = _TABLES.get(source, _CLAIMS)
        found = {ours: next((names[n] for n in theirs if n in names), "") for ours, theirs in table.items()}
        return Mapping(source, {k: v for k, v in found.items() if v})
    columns: dict[str, str] = {}
    if source == "hxl":
        for column, tag in raw.hxl.items():
            head, *attributes = (part.rstrip() for part in tag.split("+"))
            extra = set(attributes) - _HXL_NEUTRAL
            ours = next((o for h, need, o in _HXL if h == head and set(need) == extra), "")  # +militants is not about civilians
            if ours:
                columns.setdefault(ours, column)
        return Mapping(source, columns)
    if raw.point:  # a file's own geometry before any column called x or lat
        columns |= dict(zip(("latitude", "longitude"), raw.point, strict=True))
    taken: set[str] = set(columns.values())
    heads = {c: fold(re.sub(r"[_.:/()\[\]]+", " ", c)) for c in raw.cells.columns}
    for exact in (True, False):
        for ours in MAPPABLE:
            known = (*_HEADINGS.get(ours, ()), fold(ours.replace("_", " ")))
            if ours in columns or not (exact or ours in _LOOSE):
                continue
            fits = [
                c for k in known for c, head in heads.items() if c not in taken and _fits(head, k, exact)
            ]  # the most telling heading first
            if fits:
                columns[ours] = fits[0]
                taken.add(fits[0])
    return Mapping(source, columns)


def _fits(head: str, known: str, exact: bool) -> bool:
    return head == known if exact else len(head) > 3 and fuzz.ratio(head, known) >= _ALIKE


def can_place(mapping: Mapping) -> bool:
    """Say whether a mapping has any column that puts a row in time or space; without one no row can be a claim."""
    needed = ("date", "date_start", "place_name", "place_name_ar", "latitude", "mgrs")
    return mapping.source not in ("table", "hxl") or any(mapping.columns.get(c) for c in needed)


def mapping_of(raw: RawTable, name: str, source: str, crs: str, mapping: Mapping | None) -> Mapping:
    """Give the mapping a file is read with where nobody is asked: the one given, or the guess for its source, which is found out if empty.

    Parameters
    ----------
    name : of the file; its stem becomes part of the ids of an own table.
    crs : of the points, where the file does not say.

    Raises
    ------
    FileRefused : no column puts a row in time or space (``unmapped``).
    """
    chosen = mapping or replace(guess_mapping(raw, source or detect(raw)), name=PurePath(name).stem)
    if crs and not raw.crs:
        chosen = replace(chosen, crs=crs)
    if not can_place(chosen):
        raise FileRefused("unmapped", columns=", ".join(raw.cells.columns[:30]))
    return chosen


def to_cells(raw: pd.DataFrame, mapping: Mapping, row_ids: pd.Series, areas: dict[str, dict[str, tuple[str, ...]]]) -> pd.DataFrame:
    """Put the cells of a file (texts) into our columns, untouched but for what the source's own codes mean.

    Parameters
    ----------
    raw : the file's columns.
    row_ids : an id for rows that have none of their own, one a row.
    areas : "district" and "subdistrict", each P-code -> names, to read a source's admin names.

    Returns
    -------
    Frame of texts with ``incidents.COLUMNS`` and ``PSEUDO``, same index as ``raw``; ``refuse`` names why a row cannot be a claim.
    """
    empty = pd.Series("", index=raw.index, dtype=object)
    cells = pd.DataFrame(dict.fromkeys((*COLUMNS, *PSEUDO, "refuse"), empty), index=raw.index)
    for ours, theirs in mapping.columns.items():
        if theirs in raw.columns:
            cells[ours] = raw[theirs].astype(object)
    finish = _FINISH.get(mapping.source, _finish_table)
    lower = {c.strip().lower(): c for c in reversed(raw.columns)}
    cells = finish(cells, lambda name: raw[lower[name]].astype(object) if name in lower else empty, set(lower))
    if mapping.source == "claims":
        cells["claim_id"] = cells["claim_id"].where(_filled(cells["claim_id"]), "own:" + row_ids)
    else:
        dataset = mapping.source if mapping.source in s.SOURCES else "own"
        cells["source_dataset"] = dataset
        own = cells["source_id"].where(_filled(cells["source_id"]), row_ids)
        prefix = claim_id_of(mapping, "")
        cells["claim_id"] = [prefix + "_".join(text.split()) for text in own]
        cells["licence"] = mapping.licence or LICENCES[dataset]
        if dataset == "own":
            cells["source_name"] = cells["source_name"].where(_filled(cells["source_name"]), mapping.name or "table")
        if mapping.private:
            cells["source_private"] = "true"
        for level, column in (("district", "adm2_pcode"), ("subdistrict", "adm3_pcode")):
            names = cells["admin2" if level == "district" else "admin3"]
            known = {n: match_name(n, areas[level]) if n else "" for n in names.unique()}
            cells[column] = names.map(known)
    for column, usual in _USUAL.items():
        cells[column] = each_text(cells[column], lambda text, usual=usual: text if text.strip() else usual)  # type: ignore[misc]
    return cells


def _filled(column: pd.Series) -> pd.Series:
    """Say which texts hold more than blanks."""
    return each_text(column, lambda text: bool(text.strip())).astype(bool)


_USUAL = {  # what an empty cell of a coded column means
    "geolocation_accuracy": "unknown",
    "grading": "ungraded",
    "response": "not_covered",
    "strike_type": "unknown",
    "admitted": "not_stated",
    "apologised": "not_stated",
    "promised_or_paid": "not_stated",
    "is_aggregate": "false",
    "source_private": "false",
    "graphic": "false",
}

Get = Callable[[str], pd.Series]


def claim_id_of(mapping: Mapping, source_id: str) -> str:
    """Give the id of a claim: its source, for an own table the table's name too, and its id there."""
    prefix = mapping.source if mapping.source in s.SOURCES else f"own:{_slug(mapping.name)}"
    return f"{prefix}:{'_'.join(source_id.split())}"


def _slug(name: str) -> str:
    """Make a name fit for an id; a long one keeps a trace of its end, so that two of them do not become one."""
    short = re.sub(r"[^\w.-]+", "-", name.strip()).strip("-")
    if len(short) > 40:
        short = f"{short[:33]}-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
    return short or "table"


def _finish_table(cells: pd.DataFrame, get: Get, names: set[str]) -> pd.DataFrame:  # noqa: ARG001 - all are called alike
    cells["accuracy_source"] = cells["geolocation_accuracy"].map(lambda v: "as stated in the file" if v.strip() else "")
    return cells


# Airwars' words for the Coalition's answer and for parties, beside our codes.
_AIRWARS_CODES = {
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


def _recode(column: pd.Series, codes: dict[str, str]) -> pd.Series:
    return each_text(column, lambda v: codes.get(v.strip(), v))


def _finish_airwars(cells: pd.DataFrame, get: Get, names: set[str]) -> pd.DataFrame:
    slugs = sorted(n.removeprefix("belligerent_") for n in names if n.startswith("belligerent_") and set(get(n)) <= {"0", "1", ""})
    if slugs and "belligerent" not in names and "belligerents_original" not in names:
        flags = pd.DataFrame({slug: get(f"belligerent_{slug}") == "1" for slug in slugs})
        cells["belligerent"] = ["|".join(slug for slug in slugs if row[slug]) for row in flags.to_dict("records")]
    known = _AIRWARS_CODES["belligerent"]
    cells["belligerent"] = cells["belligerent"].map(
        lambda v: "|".join(known.get(p.strip(), p.strip()) for p in re.split(r"[,|]", v) if p.strip())
    )
    for column in ("strike_type", "strike_status"):
        cells[column] = _recode(cells[column], _AIRWARS_CODES[column])
    if "belligerent_assessment" in names:  # silence is said only where the file could have held an answer
        cells["response"] = _recode(cells["response"], _AIRWARS_CODES["response"])
        given = zip(get("reason_non_credible"), get("reason_credible"), strict=True)
        cells["response_reason"] = ["|".join(r for r in both if r) for both in given]
        cells["admitted"] = cells["response"].map(lambda v: "yes" if v.strip() == "credible" else "not_stated")
        # the day of a statement is the day of an answer only where there is one
        cells["response_date"] = cells["response_date"].where(~cells["response"].isin(("none_recorded", "not_yet_assessed")), "")
    region = cells["admin1"]
    for other in ("governorate_original", "region_original", "province_original"):
        region = region.where(region != "", get(other))
    cells["admin1"] = region
    cells["accuracy_source"] = cells["geolocation_accuracy"].map(lambda v: "Airwars" if v.strip() else "")
    cells["source_name"], cells["source_language"] = "Airwars", "en"
    said = cells["attacker_mgrs"]
    cells["remarks"] = ("Position the Coalition gave (MGRS): " + said).where(said.str.strip() != "", "")
    return cells


def _finish_ucdp(cells: pd.DataFrame, get: Get, names: set[str]) -> pd.DataFrame:  # noqa: ARG001
    """UCDP GED: the rules for civilians, precision and dates are those of VOCABULARY (codebook of version 19.1)."""
    dead, unknown = each_text(get("deaths_civilians"), str.strip), each_text(get("deaths_unknown"), str.strip)
    none = unknown.isin(("0", "0.0"))
    zero = dead.isin(("0", "0.0", ""))
    cells["civilians_killed_min"] = dead.where(none | ~zero, "")
    cells["civilians_killed_max"] = dead.where(none, "")

    def precise_of(name: str) -> str:
        where = name.lower()
        return "city" if re.search(r"raqqah? (?:town|city)", where) else "town" if re.search(r"\btown\b", where) else "village"

    precise = each_text(cells["place_name"], precise_of)
    code = each_text(get("where_prec"), str.strip)
    levels = {"1": "", "2": "near_place", "3": "district", "4": "province_governorate", "5": "wider_region", "6": "unknown", "7": "unknown"}
    cells["geolocation_accuracy"] = [p if c == "1" else levels.get(c, c) for c, p in zip(code, precise, strict=True)]
    mapped = code.isin(("6", "7"))  # not mappable: the country, or waters and airspace
    cells.loc[mapped, ["latitude", "longitude"]] = ""
    cells["accuracy_source"] = "UCDP GED where_prec " + code
    cells["date_precision"] = _recode(get("date_prec"), {"1": "day", "2": "range", "3": "week", "4": "month", "5": "range"})
    cells["is_aggregate"] = each_text(get("event_clarity"), lambda v: "true" if v.strip() == "2" else "false")
    cells["source_name"], cells["source_language"], cells["source_url"] = "UCDP GED", "en", "https://ucdp.uu.se/downloads/"
    return cells


# ACLED sub-events that are strikes or explosions; the rest of "Battles" and "Violence against civilians" names no strike.
_ACLED_STRIKES = {
    "air/drone strike": "airstrike",
    "shelling/artillery/missile attack": "artillery",
    "remote explosive/landmine/ied": "ied",
    "suicide bomb": "ied",
    "grenade": "ground",
    "chemical weapon": "unknown",
    "attack": "ground",
}
_ACLED_PEACEFUL = ("protests", "riots", "strategic developments", "strategic development")


def _finish_acled(cells: pd.DataFrame, get: Get, names: set[str]) -> pd.DataFrame:  # noqa: ARG001
    """ACLED (codebook 2023): fatalities are all dead, 0 also means "no information", and actor1 is not "the perpetrator"."""
    kind, sub = get("event_type").str.strip().str.lower(), get("sub_event_type").str.strip().str.lower()
    cells["strike_type"] = sub.map(_ACLED_STRIKES).fillna("unknown").where(~kind.str.startswith("battle"), "battle")
    cells["refuse"] = kind.isin(_ACLED_PEACEFUL).map({True: "no_violence", False: ""})
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
    cells["dyad"] = [" - ".join(x for x in (a.strip(), b.strip()) if x) for a, b in zip(sides["a"], sides["b"], strict=True)]
    cells["source_name"] = ("ACLED (" + cells["source_name"] + ")").where(cells["source_name"].str.strip() != "", "ACLED")
    cells["source_url"] = "https://acleddata.com/"
    return cells


def fold_equal(a: pd.Series, b: pd.Series) -> pd.Series:
    """Say where two columns hold the same name."""
    return pd.Series([bool(x) and fold(x) == fold(y) for x, y in zip(a, b, strict=True)], index=a.index)


def _finish_timemap(cells: pd.DataFrame, get: Get, names: set[str]) -> pd.DataFrame:  # noqa: ARG001
    """Timemap (Forensic Architecture, Bellingcat): sources are a list; the first web address among them leads back."""

    def first(cell: str) -> str:
        try:
            found = json.loads(cell) if cell.startswith("[") else [cell]
        except (ValueError, RecursionError):
            return ""
        paths = [x.get("path", "") if isinstance(x, dict) else x for x in found]
        return next((p for p in paths if isinstance(p, str) and re.fullmatch(WEB_ADDRESS, p)), "")

    cells["source_url"] = get("sources").map(first)
    cells["source_name"] = "Timemap"
    return cells


GUARD = r"'+[\s\x00-\x20\u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]"  # how ``exports.harmless`` writes a cell that a spreadsheet would run


def _finish_claims(cells: pd.DataFrame, get: Get, names: set[str]) -> pd.DataFrame:  # noqa: ARG001
    """Files this dashboard wrote: the apostrophe that kept a spreadsheet from running a cell is taken off again, and positions were
    looked at before."""
    for column in COLUMNS:
        cells[column] = each_text(cells[column], lambda text: text[1:] if re.match(GUARD, text) else text)
    cells["sure_of_point"] = "yes"
    return cells


_FINISH: dict[str, Callable[[pd.DataFrame, Get, set[str]], pd.DataFrame]] = {
    "airwars": _finish_airwars,
    "acled": _finish_acled,
    "ucdp_ged": _finish_ucdp,
    "timemap": _finish_timemap,
    "claims": _finish_claims,
}
# The order of day and month in dates like 3/4/2017 that a source declares itself.
DECLARED_ORDER = {"cjtf_oir": "month_first", "timemap": "month_first"}


def with_code(mapping: Mapping, column: str, value: str, code: str) -> Mapping:
    """Give the mapping with one more decision, what a value of a coded column means; an empty code takes the decision back."""
    codes: dict[str, Any] = {k: dict(v) for k, v in mapping.codes.items()}
    if code:
        codes.setdefault(column, {})[value] = code
    else:
        codes.get(column, {}).pop(value, None)
    return replace(mapping, codes={k: v for k, v in codes.items() if v})
