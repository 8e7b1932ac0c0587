"""Which codes are allowed: the words of this field as columns, addresses and choices write them."""

from geo import settings as s

AREA_ACCURACIES = ("subdistrict", "district", "province_governorate", "wider_region")
ACCURACIES = (*s.DISC_RADIUS_M, *AREA_ACCURACIES, "unknown")

SOURCES = ("rbss", "airwars", "ucdp_ged", "press", "acled", "timemap", "own")
IMPORTERS = ("airwars", "acled", "ucdp_ged", "cjtf_oir", "timemap", "hxl", "claims", "table")
HEADLINE_GRADINGS = ("confirmed", "fair")  # Airwars' own headline rule
CLAIM_GRADINGS = (*HEADLINE_GRADINGS, "weak", "contested", "discounted", "ungraded")
GRADINGS = (*CLAIM_GRADINGS, "graded_differently")
RESPONSES = (
    "credible",
    "non_credible",
    "duplicate",
    "denied",
    "open",
    "not_yet_assessed",
    "none_recorded",
    "not_covered",
)
ANSWERED = ("credible", "non_credible", "duplicate", "denied")  # the attacker took a position
UNANSWERED = ("none_recorded", "not_yet_assessed", "open")  # the source could have recorded one
ANSWERS = (*RESPONSES, "answered_differently")
BELLIGERENTS = (
    "us_led_coalition",
    "russian_military",
    "syrian_regime",
    "turkish_military",
    "islamic_state",
    "syrian_democratic_forces",
    "unknown",
)
EVENT_KINDS = ("strike", "attack_on_civilians", "fighting", "not_stated")  # the first that a claim states decides for its incident
INFRASTRUCTURE = ("education", "healthcare", "not_stated")  # what was hit, as sources code it; another code stays as it stands
DAYTIMES = ("night", "morning", "midday", "afternoon", "evening", "other", "not_stated")  # hours: ``evidence.times``
STRIKES_AND_FIGHTING = ("strike", "fighting", "not_stated")  # what the map of strikes opens on; attacks are counted apart
STRIKE_TYPES = ("airstrike", "artillery", "drone", "ied", "ground", "battle", "unknown")  # battle: fighting, no strike is recorded
STRIKE_STATUSES = ("declared", "likely", "single_source", "contested", "")
DATE_PRECISIONS = ("day", "range", "week", "month", "year", "unknown")
STATED = ("yes", "no", "not_stated")
RELATIONS = ("same", "part_of", "different")
ROLES = ("suspected", "known")

SAYS = ("any", "all")  # who says that at least so many were killed
SIDES = ("countryside", "city", "unknown", "outside")  # of the line around the city; outside: of the land
EXTENTS = (*SIDES, "both")
LEVELS = ("sector", "district", "subdistrict", "place")
SHOWS = ("areas", "repeats", "points")  # of a map: areas of a level; named places with more than one incident; every position
SECTORS = ("north", "east", "south", "west")  # clockwise from north
LANGUAGES = (s.SOURCE_LANGUAGE, *sorted(p.parent.parent.name for p in s.LOCALE.glob("*/LC_MESSAGES/texts.po")))
MEASURES = ("incidents", "headline", "ungraded")

CARD_LAYOUTS = ("map", "map_timeline", "incident", "place", "before_after", "conceded", "timeline", "watching", "declared")
CARD_FORMATS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
FILM_FORMATS = {"gif": "image/gif", "webp": "image/webp", "mp4": "video/mp4", "png": "image/png"}  # the last: a strip of stills
STORY_FORMATS = {"html": "text/html", "json": "application/json", "pdf": "application/pdf"}
PRINT_FORMATS = {"pdf": "application/pdf"}
DIGITS = ("european", "arabic")
SHARED_DAYS = ("day", "week", "month")  # how widely what is shared gives the days of private rows
EXPORT_FORMATS = {  # ending: what it is called in a browser
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "kml": "application/vnd.google-earth.kml+xml",
    "kmz": "application/vnd.google-earth.kmz",
    "html": "text/html",
}


SECTIONS = ("add", "places", "overlaps", "quality", "ledger")  # of the page Data
STATUSES = ("kept", "fixed", "person", "held", "refused")
STOPS = ("day", "week", "month", "phase")
RATIOS = ("16x9", "4x5", "1x1")  # of the presentation of the map
SPLITS = ("none", "area", "source")
CONCEDED_BY = ("grading", "month", "area", "incident")  # how reported is parted against conceded
PLAY_MODES = ("instant", "window", "from_start", "to_end")
BASEMAPS = ("none", "osm", "satellite")
