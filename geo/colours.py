"""Which colours are there, and what does each mean? Map, charts, cards and pages take them from here; ``map_style`` and ``page_style`` write them for a browser.

Harm has one strong colour, in tones; nothing else is red. ``.streamlit/config.toml`` repeats some of them: a test compares.
"""

from collections.abc import Mapping

# Surfaces, from the page to what lies on it.
WHITE = "#ffffff"
PAPER = "#fbfaf7"
LAND = "#f7f4ee"
PANEL = "#f6f3ec"
BARE = "#f4f1ea"  # an area of the map with nothing in it
CHOSEN = "#f3ece0"
MUTED = "#f0ede6"  # a badge that is no sum of the choice
HAIR = "#ece8de"
OUTSIDE = "#eeebe2"  # the lands around the territory
SEA = "#e9e5db"
BAND = "#e9e2d2"  # the window, on a chart ...
BAND_PRINTED = "#ece4d3"  # ... and on a card
LAKE = "#bfd0d5"
RIVER = "#9db7c0"
BUILT = "#e4dccb"  # houses, on ground somebody brought; small roads, the edge and the middle of large ones, railways
ROAD_SMALL = "#cdc4b2"
ROAD_EDGE = "#b4aa97"
ROAD = "#fffdf9"
RAIL = "#8a8477"
# Lines, from faint to firm.
GRID = "#e4dfd4"
LINE = "#d9d4c8"
RULE = "#c9c2b3"
FRAME = "#b9b2a3"
BORDER_BEYOND = "#c9c2b2"
BORDER = "#a69e8e"  # of a subdistrict; of a district; of the governorate
EDGE = "#8d8678"
BORDER_FIRM = "#7d7567"
HATCH = "#6d655a"
BORDER_OUTER = "#5c554a"
# Texts.
INK = "#22201c"
VILLAGE = "#2f2b24"
LABEL = "#3d382f"
QUIET = "#4a453c"
FAINT = "#6b6457"  # ungraded
WATER_NAME = "#4d7380"
# Harm: what is said strongly, what is certain, possible, of another grading.
HARM = "#7a1c1e"
CERTAIN = "#962f31"
POSSIBLE = "#d2968a"
OTHER = "#e4bfae"
DISC = "#eddcd6"
DEEP = "#5f1519"
DEEPEST = "#3c0f11"
PRIMARY = "#8c1d1f"  # a button
UNDERLINE = "#d9b9b3"
# What is no harm: statements and the keyboard's place, declared strikes, rows that were mended.
BLUE = "#1b5e8c"
DECLARED = "#6f7f86"
FIXED = "#6f7f8c"

SHADES = {  # light to dark, one colour a class (``settings.CLASS_BREAKS``)
    "red": ("#f0ddd2", OTHER, POSSIBLE, "#b9625a", CERTAIN, DEEP),
    "grey": ("#e6e4df", "#cfccc5", "#b0aca3", "#87837a", "#5c5850", "#2e2b27"),
}
NAMES_TURN = 3  # from this class of the shading on a name on the map is written in the colour of paper: its own cannot be read there (a test holds both)
PAGES = {"page": PAPER, "quiet": "#4f493f", "focus": BLUE, "paper_ink": INK}  # what pages name otherwise
DARK = {  # the pages in a dark theme; cards stay on paper
    "harm": "#eba9a4",
    "quiet": "#c4beb2",
    "hair": "#35322d",
    "line": "#4b4740",
    "page": "#1b1a18",
    "ink": "#efece5",
    "focus": "#8cc4ec",
    "panel": "#24221f",
    "chosen": "#37322a",
    "underline": "#7d5753",
    "fixed": "#93a5b4",
    "primary": "#e07b77",
    "muted": "#2a2825",
}
NIGHT = {  # the map, and the strip over the slider, in a dark theme: the more harm the lighter, so that nothing glares but what is meant
    "white": "#2a2825",  # a badge
    "paper": "#1f1e1b",
    "outside": DARK["page"],
    "land": "#2c2a26",
    "bare": "#2e2c28",
    "hair": DARK["hair"],
    "line": DARK["line"],
    "frame": "#5a554c",
    "muted": "#3a372f",
    "chosen": "#3f392f",
    "lake": "#21363d",
    "river": "#47707d",
    "built": "#39352e",
    "road_small": "#4c473d",
    "road_edge": "#655e51",
    "road": "#8b8271",
    "rail": "#787163",
    "border_beyond": "#4d493f",
    "border": "#6b655a",
    "edge": "#857f72",
    "border_firm": "#9a9384",
    "border_outer": "#b5ad9d",
    "hatch": "#a49c8c",
    "ink": DARK["ink"],
    "village": "#e6e1d6",
    "label": "#d6d0c3",
    "quiet": DARK["quiet"],
    "faint": "#aaa294",
    "water_name": "#93b9c6",
    "harm": DARK["harm"],
    "certain": "#d9817c",
    "possible": "#84504b",
    "other": "#5c3b36",
    "deep": "#f1c6c1",
    "deepest": "#f8dedb",
    "blue": DARK["focus"],
}
NIGHT_SHADES = ("#463330", "#5e3d39", "#7c4844", "#9f5550", "#c97570", "#f0b0ab")  # dark to light, a class as in ``SHADES``
CHARTS_NIGHT = NIGHT | {  # charts in a dark theme: what the map does not have, or has as a ground where a chart has marks
    "grid": NIGHT["hair"],
    "band": "#3a3427",
    "declared": "#8fa1a9",
    "rule": "#6b655a",
    "lake": "#44626c",
    "river": "#6d9bab",
}
PRINT = {"page": WHITE, "ink": "#000000", "quiet": "#333333", "harm": HARM}  # pages printed, from either theme
_SEE_THROUGH = ("white", "land", "paper", "muted", "certain", "ink")  # written as channels too


def by_name() -> dict[str, str]:
    """Give every single colour by its name in small letters."""
    return {name.lower(): value for name, value in globals().items() if name.isupper() and isinstance(value, str)}


def channels(colour: str) -> str:
    """Write a colour's red, green and blue for ``rgba()``: "251, 250, 247"."""
    return ", ".join(str(int(colour[k : k + 2], 16)) for k in (1, 3, 5))


def map_style() -> str:
    """Write the colours as variables of the map's style sheet: ``var(--name)``, and ``rgba(var(--name-rgb), .5)`` for those seen through."""
    return _root(_seen(by_name()) | _steps(SHADES["red"])) + "\n"


def night_style() -> str:
    """Write those of the map that are others in a dark theme; a page that stands alone has none of them, and stays on paper."""
    night = _root(_seen(by_name() | NIGHT) | _steps(NIGHT_SHADES))
    return f"@media screen and (prefers-color-scheme: dark) {{ {night} :root {{ color-scheme: dark; }} }}\n"


def drawn() -> dict[str, str | int | list[str]]:
    """Give what the map's script draws with: each colour, and the classes of its shading, as the variable that holds it in this theme."""
    own: dict[str, str | int | list[str]] = {name: f"var(--{name.replace('_', '-')})" for name in by_name()}
    return own | {"shades": [f"var(--{k})" for k in _steps(NIGHT_SHADES)], "names_turn": NAMES_TURN}


def themed(colour: str) -> str:
    """Give a colour as the variable that holds it in the reader's theme, for what a browser draws: "var(--certain)"."""
    name = next(name for name, value in by_name().items() if value == colour)
    return f"var(--{name.replace('_', '-')})"


def _steps(shades: tuple[str, ...]) -> dict[str, str]:
    return {f"shade-{k}": colour for k, colour in enumerate(shades)}


def _seen(of: Mapping[str, str]) -> dict[str, str]:
    return {**of, **{f"{name}_rgb": channels(of[name]) for name in _SEE_THROUGH}}


def page_style() -> str:
    """Write the colours as variables of the pages' style sheet, with those of a dark theme, where a browser asks for it, and of print."""
    dark, printed = (
        f"@media {where} {{ {_root(of)} }}\n" for where, of in (("screen and (prefers-color-scheme: dark)", DARK), ("print", PRINT))
    )
    parts = f"{_root(NIGHT, '.strip')} {_root(CHARTS_NIGHT, '[data-testid=stVegaLiteChart]')}"
    own = f"@media screen and (prefers-color-scheme: dark) {{ {parts} }}\n"
    return f"{_root(by_name() | PAGES)}\n{dark}{own}{printed}"


def _root(of: Mapping[str, str], where: str = ":root") -> str:
    return f"{where} {{ " + " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in of.items()) + " }"
