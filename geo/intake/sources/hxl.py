"""HXL: tables with a row of hashtags that say what each column is."""

from collections.abc import Mapping

from geo.intake.sources.source import Source
from geo.intake.sources.table import finish_table

# HXL hashtags with the attributes that must be there, most telling first (HXL 1.1).
_TAGS: tuple[tuple[str, tuple[str, ...], str], ...] = (
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
    ("#geo", ("latitude",), "latitude"),
    ("#geo", ("longitude",), "longitude"),
    ("#geo", ("coord",), "position"),
    ("#geo", ("precision",), "geolocation_accuracy"),
    ("#event", (), "strike_type"),
    ("#cause", (), "strike_type"),
    ("#loc", ("village",), "place_name"),
    ("#loc", ("town",), "place_name"),
    ("#country", ("name",), "country"),
    ("#country", (), "country"),
    ("#affected", ("dead",), "civilians_killed"),
    ("#affected", ("deaths",), "civilians_killed"),
    ("#affected", ("wounded",), "civilians_injured"),
    ("#group", ("perpetrator",), "belligerent"),
    ("#meta", ("link",), "source_url"),
    ("#meta", ("source", "name"), "source_name"),
    ("#status", (), "grading"),
    ("#geo", ("lon",), "longitude"),
    ("#country", ("name",), "country"),
    ("#country", ("code",), "country"),
    ("#country", (), "country"),
    *((f"#adm{k}", need, f"admin{k}") for k in (1, 2, 3) for need in (("name",), ())),
    *(
        ("#affected", (*kind, *who, *end), f"{column}_{verb}{suffix}")
        for verb, kind in (("killed", ("killed",)), ("injured", ("injured",)))
        for who, column in (
            (("children",), "children"),
            (("child",), "children"),
            (("f",), "women"),
            (("women",), "women"),
            ((), "civilians"),
        )
        if verb == "killed" or column == "civilians"
        for end, suffix in ((("min",), "_min"), (("max",), "_max"), ((), ""))
    ),
    ("#group", ("name",), "belligerent"),
    ("#group", (), "belligerent"),
    ("#meta", ("source",), "source_name"),
    ("#meta", ("url",), "source_url"),
    ("#description", (), "remarks"),
)

_NEUTRAL = {"occurred", "civilian", "civilians", "num", "en", "text", "main", "event", "total"}  # attributes that change nothing


def columns_of(tags: Mapping[str, str]) -> dict[str, str]:
    """Give our column -> the file's, by its hashtags (column -> tag); of two that mean the same the first counts."""
    columns: dict[str, str] = {}
    for column, tag in tags.items():
        head, *attributes = (part.rstrip() for part in tag.split("+"))
        extra = set(attributes) - _NEUTRAL
        ours = next((o for h, need, o in _TAGS if h == head and set(need) == extra), "")  # +militants is not about civilians
        if ours:
            columns.setdefault(ours, column)
    return columns


HXL = Source("hxl", finish=finish_table, asks_columns=True)
