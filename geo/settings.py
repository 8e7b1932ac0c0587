"""Where things are, and the conventions and limits of this dashboard."""

import os
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def _named(what: str) -> str:
    """Give what the environment names, under its own name (STRIKE_MAP_...) or its older one; an empty text if nothing."""
    return os.environ.get(f"STRIKE_MAP_{what}") or os.environ.get(f"RAQQA_{what}", "")


DATA = Path(_named("DATA") or PROJECT / "data").resolve()  # the territory that is shown; a command's --data comes before it
STATIC = PROJECT / "static"
LOCALE = Path(_named("LOCALE") or PROJECT / "locale")  # a folder elsewhere: for somebody who translates

WGS84 = "EPSG:4326"

# This dashboard's own conventions, printed on the legend.
PLACE_REACH_M = 2_000  # a point belongs to the nearest named place within this distance
PAIR_REACH_M = 5_000  # claims of two sources nearer than this ...
PAIR_REACH_DAYS = 2  # ... and within these days may be one event
AROUND_M = 5_000  # beside an incident stand those nearer than this ...
AROUND_DAYS = 60  # ... that happened within these days before or after it

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
VILLAGE_RADIUS_M = DISC_RADIUS_M["village"]

CLASS_BREAKS = (1, 5, 20, 50, 100, 200)  # fixed, so a colour means the same in every window

# An incident carries the range of a sum if it makes more than a quarter of the distance between the ends; of fewer dead it is not asked.
CARRIED_PARTS = 4
CARRIED_FROM = 10

SOURCE_LANGUAGE = "en"  # in which the texts are written that translations are made of; an address that names no language has it
CARD_SIZES = {  # width, height in pixels, and dots per inch
    "1080x1080": (1080, 1080, 100),
    "1080x1350": (1080, 1350, 100),
    "1200x630": (1200, 630, 100),
    "1920x1080": (1920, 1080, 100),
    "a4-portrait": (2480, 3508, 300),
    "a4-landscape": (3508, 2480, 300),
}
PHONE_WIDTH, PHONE_LETTER = 390, 11  # pixels: a picture as wide as a phone, and the smallest letter one reads on it
PRINT_DPI, PRINT_POINTS = 300, 7  # from this resolution on a size is paper's, with letters of at least so many points
ADDRESS_LIMIT = 60  # characters of an address to check a card at, for a code a phone still reads
FILM_SIZES = {"1080x1080": (1080, 1080, 100), "1080x1920": (1080, 1920, 100)}  # as CARD_SIZES
FILM_PIXELS = 130 * 1080 * 1920  # of all frames of a moving picture that is held against the record
# Importing. The limits are stated here, and in data/README.md.
OUTPUT = "output/imports"  # under the data folder: files a reader chose to keep
IMPORT_ENDINGS = (
    ".csv",
    ".tsv",
    ".txt",
    ".xlsx",
    ".xls",
    ".ods",
    ".json",
    ".jsonl",
    ".ndjson",
    ".geojson",
    ".gpkg",
    ".zip",
    ".kml",
    ".kmz",
    ".parquet",
    ".geoparquet",
)
IMPORT_BYTES = 200_000_000  # of one file; server.maxUploadSize in .streamlit/config.toml says the same
UNPACKED_BYTES = 1_000_000_000  # of an archive's contents
IMPORT_ROWS = 1_000_000
IMPORT_COLUMNS = 500
CELL_CHARACTERS = 1_000_000
IMPORT_CELLS = 50_000_000  # rows times columns
IMPORT_CHARACTERS = 250_000_000  # of all cells together, once unpacked
AREAS_MOST = 1_000  # subdistricts of a territory made from a file of boundaries ...
CORNERS_MOST = 60_000  # ... corners of their shapes, which every browser draws ...
PLACES_MOST = 20_000  # ... and places, each a line of a menu
TOWNS_NAMED = 12  # of them on the map
READ_CHARACTERS = 1_000  # of a cell that is read as a date, number, position or region; longer is none of these
FOLD_CHARACTERS = 2_000  # of a text that is compared or searched
CRS_CHARACTERS = 10_000  # of the name of a coordinate reference system
JSON_PARTS = 10_000_000  # values of a JSON file, each of which takes about a hundred bytes while it is read ...
JSON_DEPTH = 60  # ... and how deeply they may be nested
READ_BYTES = 4_000_000_000  # address space of the process that reads or checks a file ...
READ_RESIDENT = 1_500_000_000  # ... memory of it that may be in use, watched by the parent too ...
READ_SECONDS = 120  # ... and its time: to read a file ...
CHECK_SECONDS = 600  # ... and to check its rows
LARGE_FILE = 2_000_000  # bytes; above them a file is read beside the page, and gives way to what others do meanwhile
IMPORT_STRIDE = 50_000  # rows checked between two steps of the progress bar
GROUND = "output/ground"  # under the data folder: roads, waters and names somebody brought to find the way by
GROUND_ENDINGS = (".osm.pbf", ".gpkg", ".zip, .shp (Shapefile)", ".geojson", ".mbtiles", ".pmtiles", ".png, .jpg (.pgw, .jgw, .wld)")
GROUND_BYTES = 4_000_000_000  # of the file: a country; above ``IMPORT_BYTES`` it has more time ...
GROUND_SECONDS = 1_800  # ... than READ_SECONDS
GROUND_MARGIN_M = 5_000  # kept beyond the land's border
GROUND_FEATURES = 400_000  # kept; of more, the least important are left out
RASTER_PIXELS = 80_000_000  # of a picture of the ground that is read ...
RASTER_TILES = 16_384  # ... or tiles of it ...
RASTER_SIDE = 4_096  # ... and pixels a side of what is kept: a browser unpacks it whole, 67 MB
LONG_SPAN_DAYS = 31  # an interval longer than this is pointed at
CENTROID_REACH_M = 150  # a point nearer than this to the middle of an area may stand for the whole area
MGRS_REACH_M = 5_000  # latitude and longitude further than this from an MGRS reference beside them contradict it
FAR_DEGREES = (
    1.0  # a point further than this from the governorate (about 100 km) is about another place, unless the row names the governorate
)
RECORD_YEARS = (2011, 2030)  # a year outside these is not one of this war
REPORT_PAGE = 15  # findings a page
OVERLAP_PAGE = 10  # pairs a page
OVERLAP_LIMIT = 20_000  # pairs weighed at most; more and the windows are too wide to judge by hand
OVERLAP_KM = (1, 5)
OVERLAP_DAYS = (1, 2)
CANDIDATES = 8  # places suggested for a name

REMEMBERED = {"tally": 12, "list": 12, "alone": 12, "cut": 2, "framed": 12}  # of what is made of a record for a choice, kept at once
CUT_LIMIT = 20_000  # incidents of a holding that a page shows one by one
# Seconds between a moved map and the rest of its page; at a million incidents the map is there after 94 ms, without it after 170.
HEAD_START = 0.04
POINTS_DRAWN = 1_000  # spots on the map; of more, only those in view are drawn
FIND_LIMIT = 100_000  # incidents that the search box of the map finds by their ids, in a table the browser keeps
LIST_LIMIT = 5_000_000  # incidents of any time that the list beside the map puts in order
HOLDING = _named("HOLDING")  # folder made by ``geo build``, opened instead of the data folder's own claims
LIST_PAGE = 8  # incidents a page: beside the map ...
TABLE_PAGE = 25  # ... and on the incidents page
TEXT_LIMIT = 200  # characters of a text filter
SHAPE_LIMIT = 60  # corners of a drawn shape
KM_LIMIT = 200
STORY_BYTES = 2_000_000  # of the JSON of a story, with what was found for it ...
STORY_STEPS = 40  # ... its steps ...
STORY_TITLE = 160  # ... and the characters of its title, ...
STORY_SENTENCE = 600  # ... of a sentence of a step ...
STORY_VIEW = 4_000  # ... and of the address of its view
STORY_PAGE = 30_000_000  # bytes of a page that is held against the record
ATLAS_MAJOR, ATLAS_PAGES = (
    10,
    24,
)  # civilians killed by the word of some source, from which on an incident can have a page in an atlas, and how many have one
PRINT_HELD = 30_000_000  # bytes of the plain data that a printed document keeps of itself
