"""CJTF-OIR: strikes the Coalition declared in its releases. Context, never claims."""

from geo.intake.sources.source import Source

CJTF_OIR = Source(
    "cjtf_oir",
    {"date": ("date",), "country": ("country",), "place_name": ("location",), "strike_count": ("number",)},
    (frozenset({"date", "location", "number", "description", "line"}),),
    order="month_first",
    declares=True,
)
