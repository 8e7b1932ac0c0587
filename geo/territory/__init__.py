"""Which land does this dashboard show? Everything about it is in ``territory.toml`` of the data folder, checked whole, and opened once.

One folder is one territory, and one process shows one: ``open_territory`` reads it, ``here`` gives it.
"""

import re
import threading
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

from pyproj import CRS
from pyproj.exceptions import CRSError

from geo import settings as s
from geo import vocabulary as voc
from geo.territory.values import Fault, Names, Reader, is_number

FILE = "territory.toml"
OWN_TEXTS = (  # texts about this land's own record; the first four have a general one in the catalogues
    "credit",
    "preset_campaign",
    "declared",
    "declared_note",
    "areas_waiting",
    "answers_lead",
    "stated_note",
    "fighting_note",
)


@dataclass(frozen=True)
class City:
    """The disc that is counted apart from the countryside, and around which the quarters lie (WGS84 degrees, metres)."""

    names: Names
    latitude: float
    longitude: float
    radius_m: float
    spellings: tuple[str, ...] = ()  # as sources write it before "town" or "city"


@dataclass(frozen=True)
class Label:
    """A name written on the map, and where (WGS84 degrees)."""

    names: Names
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Camp:
    """Words of sides' names (small Latin letters) that mean one camp in this war; ``but`` are longer names that only contain them."""

    words: tuple[str, ...]
    but: tuple[str, ...] = ()


@dataclass(frozen=True)
class Territory:
    """One land: what ``territory.toml`` says of it. Positions are WGS84 degrees, latitude first; docs/territory.md describes each key.

    ``camps`` tell which sides belong together. ``texts`` are those of ``OWN_TEXTS`` that the land has, by key and language. ``country_parts`` are parts of a folded name that only this country has,
    ``own_names`` and ``other_names`` spellings of the governorate's name and of those of the country's other governorates.
    """

    adm1_pcode: str
    projection: str
    bounds: tuple[tuple[float, float], tuple[float, float]]
    opening: tuple[float, float]
    file_prefix: str
    names: Names
    campaign: tuple[date, date]
    city: City | None = None
    towns: tuple[str, ...] = ()
    waters: tuple[Label, ...] = ()
    countries: tuple[Label, ...] = ()
    camps: tuple[Camp, ...] = ()
    governorate_label: tuple[float, float] | None = None
    centroids: tuple[tuple[float, float], ...] = ()
    squares: tuple[str, ...] = ()
    country_names: tuple[str, ...] = ()
    country_parts: tuple[str, ...] = ()
    country_codes: tuple[str, ...] = ()
    own_names: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
    texts: tuple[tuple[str, Names], ...] = ()
    article: str = ""
    time_zone: str = ""
    rivers: str = ""
    lakes: str = ""
    neighbours: str = ""
    example_area: str = ""
    example_position: tuple[str, str] = ("", "")

    def __hash__(self) -> int:  # asked at every text; two that are equal have the same
        return hash((self.adm1_pcode, self.file_prefix))

    @property
    def extents(self) -> tuple[str, ...]:
        """The parts of the land that can be chosen: without a city only the whole."""
        return voc.EXTENTS if self.city else ("both",)

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of areas there are: without a city there are no sectors around it."""
        return voc.LEVELS if self.city else tuple(x for x in voc.LEVELS if x != "sector")

    @property
    def middle(self) -> tuple[float, float]:
        """Where distances are measured from when nothing else is said: the city, or the middle of the map (latitude, longitude)."""
        return (self.city.latitude, self.city.longitude) if self.city else self.opening


def in_any(names: Names, *langs: str) -> str:
    """Give a text in the first of these languages that it has; where it has none of them, the English one, else any."""
    known = dict(names)
    return next((known[x] for x in (*langs, s.SOURCE_LANGUAGE, *known) if x in known), "")


class TerritoryBroken(ValueError):
    """Everything wrong with a territory's file, raised once."""

    def __init__(self, folder: Path, faults: list[Fault]) -> None:
        super().__init__(f"{folder / FILE}: " + "; ".join(f"{f.key}={f.value!r}: {f.allowed} {', '.join(f.options)}" for f in faults))
        self.folder = folder
        self.faults = faults


def read_territory(folder: Path) -> Territory:
    """Read and check the territory of a data folder.

    Raises
    ------
    TerritoryBroken : with everything that is wrong with its file, at once; also when there is none.
    """
    try:
        table = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise TerritoryBroken(folder, [Fault("", "", "territory_missing")]) from None
    except (OSError, ValueError) as why:  # a broken line, or bytes that are no text
        raise TerritoryBroken(folder, [Fault("", getattr(why, "strerror", None) or str(why), "readable_toml")]) from None
    read = Reader(table)
    territory = _read(read)
    _check_whole(read, territory)
    if read.faults:
        raise TerritoryBroken(folder, read.faults)
    return territory


def _read(read: Reader) -> Territory:
    city = read.get("city")
    corners = read.spots("bounds")
    if len(corners) != 2:
        read.fault("bounds", read.get("bounds"), "two_corners")
        corners = ((-90.0, -180.0), (90.0, 180.0))
    position = read.spot("examples.position", read.get("examples.position"), needed=False)
    return Territory(
        adm1_pcode=read.text("adm1_pcode", r"[A-Za-z0-9]{1,12}", "code", needed=True),
        projection=read.text("projection", r"EPSG:\d{4,6}", "metric_projection", needed=True),
        bounds=(corners[0], corners[1]),
        opening=read.spot("opening", read.get("opening")) or (0.0, 0.0),
        file_prefix=read.text("file_prefix", r"[a-z0-9][a-z0-9_-]{0,30}", "file_prefix", needed=True),
        names=read.names("name"),
        campaign=(read.day("campaign.first"), read.day("campaign.last")),
        city=_read_city(read) if city is not None else None,
        towns=read.texts("towns"),
        waters=_read_labels(read, "waters"),
        countries=_read_labels(read, "countries"),
        camps=_read_camps(read),
        governorate_label=read.spot("governorate_label", read.get("governorate_label"), needed=False),
        centroids=read.spots("centroids"),
        squares=_each(read, "mgrs_squares", r"\d{1,2}[C-HJ-NP-X][A-HJ-NP-Z]{2}", "mgrs_square"),
        country_names=read.texts("country.names"),
        country_parts=read.texts("country.parts"),
        country_codes=read.texts("country.codes"),
        own_names=read.texts("governorate.names"),
        other_names=read.texts("governorate.others"),
        texts=tuple((key, names) for key in OWN_TEXTS if (names := read.names(f"texts.{key}", needed=False))),
        article=read.text("article", r"https?://\S+", "web_address"),
        time_zone=read.text("time_zone", r"[A-Z]\w+(?:/[\w+-]+){0,2}", "time_zone"),
        rivers=read.text("layers.rivers", _INSIDE, "file_inside"),
        lakes=read.text("layers.lakes", _INSIDE, "file_inside"),
        neighbours=read.text("layers.neighbours", _INSIDE, "file_inside"),
        example_area=read.text("examples.area", r"[A-Za-z0-9]{1,12}", "code"),
        example_position=(f"{position[0]}", f"{position[1]}") if position else ("", ""),
    )


_INSIDE = r"input/[\w.-]+\.geojson"


def _each(read: Reader, key: str, pattern: str, allowed: str) -> tuple[str, ...]:
    found = read.texts(key)
    for one in found:
        if not re.fullmatch(pattern, one):
            read.fault(key, one, allowed)
    return found


def _read_city(read: Reader) -> City:
    spot = read.spot("city.position", read.get("city.position")) or (0.0, 0.0)
    radius = read.get("city.radius_m")
    if not is_number(radius) or not 0 < radius <= 100_000:
        read.fault("city.radius_m", radius, "radius")
        radius = 1
    return City(read.names("city.name"), *spot, radius, read.texts("city.spellings"))


def _read_labels(read: Reader, key: str) -> tuple[Label, ...]:
    out = []
    for own in read.tables(key, "list_of_labels", ("name", "position")):
        spot = own.spot("position", own.get("position"))
        out.append(Label(own.names("name"), *(spot or (0.0, 0.0))))
        read.take_over(own)
    return tuple(out)


def _read_camps(read: Reader) -> tuple[Camp, ...]:
    out = []
    for own in read.tables("camps", "list_of_camps", ("words", "but")):
        words, but = (tuple(x.lower() for x in own.texts(key)) for key in ("words", "but"))
        if not words:
            own.fault("words", own.get("words"), "list_of_texts")
        out.append(Camp(words, but))
        read.take_over(own)
    return tuple(out)


def _check_whole(read: Reader, land: Territory) -> None:
    """Check what only several values together can show, and that no key is misspelt."""
    known = {part for key in read.asked for part in (key, key.split(".")[0])}
    for key, value in read.table.items():
        own = [f"{key}.{x}" for x in value] if isinstance(value, dict) and key not in read.asked - {"city"} else []
        read.faults += [
            Fault(x, "", "unknown_key", tuple(sorted(k for k in known if "." in k or k not in _TABLES)))
            for x in (key, *own)
            if x not in known
        ]
    (south, west), (north, east) = land.bounds
    if south >= north or west >= east:
        read.fault("bounds", read.get("bounds"), "two_corners")
    if land.campaign[0] > land.campaign[1]:
        read.fault("campaign.first", land.campaign[0], "not_above", str(land.campaign[1]))
    inside: Callable[[tuple[float, float]], bool] = lambda spot: south <= spot[0] <= north and west <= spot[1] <= east  # noqa: E731
    for key, spot in (("opening", land.opening), ("city.position", land.middle)):
        if not inside(spot):
            read.fault(key, list(spot), "inside_bounds", str(read.get("bounds")))
    if land.projection:
        _check_projection(read, land)
    if land.time_zone and land.time_zone not in available_timezones():
        read.fault("time_zone", land.time_zone, "time_zone")


_TABLES = ("texts", "campaign", "city", "country", "governorate", "layers", "examples")


def _check_projection(read: Reader, land: Territory) -> None:
    """A projection must measure metres, and be made for where the land lies: distances elsewhere would be wrong."""
    try:
        crs = CRS.from_user_input(land.projection)
    except CRSError:
        read.fault("projection", land.projection, "metric_projection")
        return
    if not crs.is_projected or any(axis.unit_name != "metre" for axis in crs.axis_info):
        read.fault("projection", land.projection, "metric_projection")
        return
    lat, lon = ((a + b) / 2 for a, b in zip(*land.bounds, strict=True))
    area = crs.area_of_use
    if area and not (area.south <= lat <= area.north and area.west <= lon <= area.east):
        read.fault("projection", land.projection, "projection_here", f"{lat:.2f}, {lon:.2f}")


_lock = threading.Lock()
_opened: Territory | None = None


def open_territory(folder: Path = s.DATA) -> Territory:
    """Read the territory of a data folder and make it the one that all of this process shows.

    Raises
    ------
    TerritoryBroken : its file has faults; the one open before stays.
    """
    return stand_on(read_territory(folder))


def stand_on(territory: Territory) -> Territory:
    """Make a territory that was read (perhaps in another process) the one that all of this process shows."""
    global _opened
    with _lock:
        _opened = territory
    return territory


def here() -> Territory:
    """Give the territory that is open; the data folder's own if none was opened yet (TerritoryBroken if it has faults)."""
    return _opened or open_territory()


_NOWHERE = Territory(
    adm1_pcode="",
    projection="",
    bounds=((-90.0, -180.0), (90.0, 180.0)),
    opening=(0.0, 0.0),
    file_prefix="",
    names=(("en", "…"),),
    campaign=(date.min, date.max),
)


def spoken_of() -> Territory:
    """Give the territory that texts are about: ``here``, or a land without a name where its file has faults, for these are told in texts too."""
    try:
        return here()
    except TerritoryBroken:
        return _NOWHERE
