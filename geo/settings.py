"""Where things are, which codes are allowed, and the conventions and limits of this dashboard."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "data"
STATIC = PROJECT / "static"

WGS84 = "EPSG:4326"
METRIC = "EPSG:32637"  # UTM zone 37N: the governorate lies inside it

# This dashboard's own conventions, printed on the legend.
CITY_CENTRE = (35.9506, 39.0094)  # latitude, longitude of Raqqa city (Airwars' generic point of the city)
CITY_RADIUS_M = 5_000
PLACE_REACH_M = 2_000  # a point belongs to the nearest named place within this distance
PAIR_REACH_M = 5_000  # claims of two sources nearer than this ...
PAIR_REACH_DAYS = 2  # ... and within these days may be one event

# Radius of the disc drawn for each accuracy, metres. near_place: UCDP codebook, about 25 km.
DISC_RADIUS_M = {
    "exact_location": 30,
    "within_1m": 30,
    "within_100m": 100,
    "within_150m": 150,
    "nearby_landmark": 250,
    "street": 500,
    "neighbourhood_area": 750,
    "village": 1_500,
    "town": 2_500,
    "city": 5_000,
    "near_place": 25_000,
}
AREA_ACCURACIES = ("subdistrict", "district", "province_governorate", "wider_region")
ACCURACIES = (*DISC_RADIUS_M, *AREA_ACCURACIES, "unknown")
VILLAGE_RADIUS_M = DISC_RADIUS_M["village"]

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
BELLIGERENTS = ("us_led_coalition", "russian_military", "syrian_regime", "turkish_military", "islamic_state", "unknown")
STRIKE_TYPES = ("airstrike", "artillery", "drone", "ied", "ground", "battle", "unknown")  # battle: fighting, no strike is recorded
STRIKE_STATUSES = ("declared", "likely", "single_source", "contested", "")
DATE_PRECISIONS = ("day", "range", "week", "month", "year", "unknown")
STATED = ("yes", "no", "not_stated")
RELATIONS = ("same", "part_of", "different")
ROLES = ("suspected", "known")

EXTENTS = ("countryside", "city", "both")
LEVELS = ("sector", "district", "subdistrict", "place")
SECTORS = ("north", "east", "south", "west")  # clockwise from north
LANGUAGES = ("en", "ar")
MEASURES = ("incidents", "headline", "ungraded")
CLASS_BREAKS = (1, 5, 20, 50, 100, 200)  # fixed, so a colour means the same in every window

# The window offered first: from the announcement of the campaign to the eve of the assault on the city.
CAMPAIGN = ("2016-11-06", "2017-06-05")
LAND_BOUNDS = ((35.35, 37.9), (36.95, 40.1))  # south-west, north-east of what the map may show

CARD_LAYOUTS = ("map", "map_timeline", "incident", "before_after", "conceded")
CARD_SIZES = {  # width, height in pixels, and dots per inch
    "1080x1080": (1080, 1080, 100),
    "1080x1350": (1080, 1350, 100),
    "1200x630": (1200, 630, 100),
    "1920x1080": (1920, 1080, 100),
    "a4-portrait": (2480, 3508, 300),
    "a4-landscape": (3508, 2480, 300),
}
CARD_FORMATS = {"png": "image/png", "svg": "image/svg+xml", "pdf": "application/pdf"}
DIGITS = ("european", "arabic")
PALETTES = {  # light to dark, one colour a class
    "red": ("#f0ddd2", "#e4bfae", "#d2968a", "#b9625a", "#962f31", "#5f1519"),
    "grey": ("#e6e4df", "#cfccc5", "#b0aca3", "#87837a", "#5c5850", "#2e2b27"),
}
EXPORT_FORMATS = {  # ending: what it is called in a browser
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}

# Importing. The limits are stated here, and in data/README.md.
OUTPUT = "output/imports"  # under the data folder: files a reader chose to keep
IMPORT_ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".json", ".geojson", ".gpkg", ".zip", ".kml", ".parquet", ".geoparquet")
IMPORT_BYTES = 200_000_000  # of one file; server.maxUploadSize in .streamlit/config.toml says the same
UNPACKED_BYTES = 1_000_000_000  # of an archive's contents
IMPORT_ROWS = 1_000_000
IMPORT_COLUMNS = 500
CELL_CHARACTERS = 1_000_000
IMPORT_CELLS = 50_000_000  # rows times columns
READ_CHARACTERS = 1_000  # of a cell that is read as a date, number, position or region; longer is none of these
FOLD_CHARACTERS = 2_000  # of a text that is compared or searched
CRS_CHARACTERS = 10_000  # of the name of a coordinate reference system
READ_BYTES = 4_000_000_000  # memory of the process that reads a file which is not plain text ...
READ_SECONDS = 120  # ... and its time
IMPORT_STRIDE = 20_000  # rows checked between two steps of the progress bar
LONG_SPAN_DAYS = 31  # an interval longer than this is pointed at
CENTROID_REACH_M = 150  # a point nearer than this to the middle of an area may stand for the whole area
MGRS_REACH_M = 5_000  # latitude and longitude further than this from an MGRS reference beside them contradict it
FAR_DEGREES = 1.0  # a point further than this from the governorate (about 100 km) is about another place, unless the row names Raqqa
RECORD_YEARS = (2011, 2030)  # a year outside these is not one of this war
SECTIONS = ("add", "places", "overlaps", "quality", "ledger")  # of the page Data
REPORT_PAGE = 15  # findings a page
OVERLAP_PAGE = 10  # pairs a page
OVERLAP_LIMIT = 20_000  # pairs weighed at most; more and the windows are too wide to judge by hand
STATUSES = ("kept", "fixed", "person", "refused")
OVERLAP_KM = (1, 5)
OVERLAP_DAYS = (1, 2)
CANDIDATES = 8  # places suggested for a name

REMEMBERED = {"tally": 12, "list": 12, "alone": 12, "cut": 2}  # of what is made of a record for a choice, kept at once
CUT_LIMIT = 20_000  # incidents of a holding that a page shows one by one
# Seconds between a moved map and the rest of its page; at a million incidents the map is there after 94 ms, without it after 170.
HEAD_START = 0.04
POINTS_DRAWN = 1_000  # spots on the map; of more, only those in view are drawn
LIST_LIMIT = 5_000_000  # incidents of any time that the list beside the map puts in order
HOLDING = os.environ.get("RAQQA_HOLDING", "")  # folder made by ``geo build``, opened instead of the data folder's own claims
LIST_PAGE = 8  # incidents a page: beside the map ...
TABLE_PAGE = 25  # ... and on the incidents page
STOPS = ("day", "week", "month", "phase")
RATIOS = ("16x9", "4x5", "1x1")  # of the presentation of the map
SPLITS = ("none", "area", "source")
PLAY_MODES = ("instant", "window", "from_start", "to_end")
TEXT_LIMIT = 200  # characters of a text filter
SHAPE_LIMIT = 60  # corners of a drawn shape
KM_LIMIT = 200
BASEMAPS = ("none", "osm", "satellite")

# Names drawn on the map, most important first: subdistrict centres, and the places of the RBSS article.
TOWNS = (
    "C5710",  # Ar-Raqqa
    "C5929",  # Al-Thawrah (Tabqa)
    "C5792",  # Tell Abiad
    "C5905",  # Ein Issa
    "C5843",  # Suluk
    "C5965",  # Jurneyyeh
    "C5942",  # Mansura
    "C5787",  # Maadan
    "C5766",  # Karama
    "C5747",  # Sabka
    "C5742",  # Moezleh
    "C5721",  # Abbara
    "C5927",  # Hisheh
)
WATERS = (("town_lake", 36.02, 38.28), ("town_river", 35.745, 39.72))  # text id, latitude, longitude of the label
