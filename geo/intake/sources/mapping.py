"""How do a file's columns and codes become ours, and how is that kept as a small file?"""

import json
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from geo import vocabulary as voc
from geo.evidence.incidents import COLUMNS

# Cells that ``checks`` turns into our columns.
SPLIT = ("civilians_killed", "civilians_injured", "women_killed", "children_killed", "conceded_killed")  # one cell with a range
PSEUDO = (
    "date",
    "mgrs",
    "position",
    "utm_zone",
    "admin1",
    "admin2",
    "admin3",
    "country",
    "attacker_mgrs",
    "sure_of_point",
    "sure_of_figures",
    "own_table",
    "read_on",
    *("year", "month", "day"),
    *SPLIT,
)
# What a person may map by hand, in the order the page asks for it.
MAPPABLE = (
    "source_id",
    "date",
    "date_start",
    "date_end",
    "date_text",
    *("year", "month", "day"),
    "local_time",
    "place_name",
    "place_name_ar",
    "latitude",
    "longitude",
    "mgrs",
    "position",
    "utm_zone",
    "geolocation_accuracy",
    "country",
    "admin1",
    "admin2",
    "admin3",
    *(
        f"{who}{end}"
        for who in ("civilians_killed", "civilians_injured", "women_killed", "children_killed")
        for end in ("", "_min", "_max")
    ),
    "deaths_status_unknown",
    "deaths_reported_best",
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
    "graphic",
    "infrastructure",
    "remarks",
)
REGIONAL = ("admin1", "country")  # what is said of a name there is whether it is of this territory: "here" or "elsewhere"
CODED = (  # columns of codes whose words a person may say the meaning of
    *("geolocation_accuracy", "grading", "response", "belligerent", "belligerent_role", "strike_type", "strike_status", "date_precision"),
    *("admitted", "apologised", "promised_or_paid", "event_kind"),
)
USUAL = {  # what an empty cell of a coded column means
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
    if not isinstance(got, dict) or got.get("source") not in voc.IMPORTERS or not _is_text(got):
        return None
    texts = {f.name: got.get(f.name, "") for f in fields(Mapping) if f.type == "str" or f.type is str}
    columns, codes = got.get("columns", {}), got.get("codes", {})
    sound = (
        all(isinstance(v, str) for v in texts.values())
        and isinstance(columns, dict)
        and all(k in (*COLUMNS, *PSEUDO) and isinstance(v, str) for k, v in columns.items())
        and isinstance(codes, dict)
        and all(k in (*CODED, *REGIONAL) and isinstance(v, dict) and all(isinstance(x, str) for x in v.values()) for k, v in codes.items())
        and texts["order"] in ("", "day_first", "month_first")
    )
    return Mapping(**texts, columns=columns, codes=codes, private=got.get("private") is True) if sound else None


def with_code(mapping: Mapping, column: str, value: str, code: str) -> Mapping:
    """Give the mapping with one more decision, what a value of a coded column means; an empty code takes the decision back."""
    codes: dict[str, Any] = {k: dict(v) for k, v in mapping.codes.items()}
    if code:
        codes.setdefault(column, {})[value] = code
    else:
        codes.get(column, {}).pop(value, None)
    return replace(mapping, codes={k: v for k, v in codes.items() if v})
