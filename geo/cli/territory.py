"""``python -m geo territory``: the data folder of another land, made from a file of its boundaries."""

import argparse
import glob
import hashlib
import io
import re
import zipfile
from datetime import date
from pathlib import Path

from geo import settings as s
from geo.cli.opening import Stopped, add_language, read_data
from geo.cli.terminal import tell, warn
from geo.intake.apart import boundaries_apart, read_apart
from geo.intake.boundaries import Told, cleaned, with_districts
from geo.intake.formats.raw import Choices, FileRefused, refusal_of
from geo.intake.reports import refused_text
from geo.record.founding import Plan, city_names, found, lacking, land_of, places_of, touches
from geo.text import words
from geo.text.signs import visible

HELP = "the data folder of another land, made from its boundaries"
EPILOG = """\
BOUNDARIES has the subdistricts as areas, each with its P-code and those of its district and governorate, as OCHA's common operational
datasets have them: GeoJSON, GeoPackage, or a Shapefile (its .shp, or a zip). Headings are known in any spelling: adm3_pcode, ADM3_PCODE,
Admin3_Pco. The folder opens at once and takes imports:

  python -m geo territory boundaries.geojson --adm1 AB07 --out folder
  STRIKE_MAP_DATA=folder streamlit run app.py

What the file does not say is told, with where it goes; docs/territory.md explains each file and key.

Exit status: 0 made; 1 a file was refused; 2 an argument was refused, or the folder cannot be written.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    parser._negative_number_matcher = re.compile(r"-[\d.]")  # --city -1.2,-76,5 names a city in the south, no option
    add("boundaries", type=Path, metavar="BOUNDARIES", help="the subdistricts, as areas with P-codes")
    add("--adm1", required=True, metavar="CODE", help="P-code of the governorate")
    add("--out", required=True, type=Path, metavar="DIR", help="a new folder, or an empty one")
    add("--places", type=Path, metavar="FILE", help="places with names: points, or a table with latitude and longitude")
    add("--districts", type=Path, metavar="FILE", help="codes and names of districts and governorates, where BOUNDARIES lacks them")
    add("--city", type=_city, metavar="LAT,LON,KM", help="a city counted apart: its middle and radius; without it no extents, no sectors")
    add("--name-en", default="", metavar="NAME", help="of the territory in Latin letters (that of the governorate)")
    add("--name-ar", default="", metavar="NAME", help="of the territory in Arabic (that of the governorate)")
    add(
        "--from",
        dest="first",
        type=date.fromisoformat,
        metavar="DAY",
        help="first day of the window offered first (1 January of this year)",
    )
    add("--credit", default="", metavar="TEXT", help="source and licence of the files, as they are to be named beside every picture")
    add("--to", dest="last", type=date.fromisoformat, metavar="DAY", help="last day of it (31 December of the year of --from)")
    add("--layer", default="", metavar="NAME", help="of BOUNDARIES (the first that has subdistricts)")
    add("--crs", default="", metavar="EPSG:N", help="coordinate reference system of the files, where they do not say")
    add_language(parser)


def _city(text: str) -> tuple[float, float, float]:
    """Read "LAT,LON,KM" as degrees and metres."""
    lat, lon, km = (float(x) for x in text.split(","))
    if not (-80 <= lat <= 84 and -180 <= lon <= 180 and 0 < km <= 100):
        raise ValueError(text)
    return lat, lon, km * 1000


_city.__name__ = "LAT,LON,KM"  # argparse names the type in its complaint


def run(args: argparse.Namespace) -> int:
    """Make a territory's folder; what was mended in the files and what is missing is told."""
    first = args.first or date(args.last.year if args.last else date.today().year, 1, 1)
    last = args.last or date(first.year, 12, 31)
    if first > last:
        warn(words.say("territory_days", args.lang, first=first.isoformat(), last=last.isoformat()))
        return 2
    plan, told, hashes = _plan(args, (first, last))
    if plan.city and not touches(plan.city, land_of(plan.boundaries)):
        warn(words.say("territory_city_far", args.lang))
        return 2
    lines = _lines(plan, told, args.lang)
    try:
        found(args.out, plan, _readme(plan, hashes, lines, args.lang))
    except FileExistsError:
        warn(words.say("territory_not_empty", args.lang, name=str(args.out)))
        return 2
    except OSError as error:
        warn(error)
        return 2
    counts = {
        "areas": len(plan.boundaries.rows),
        "districts": len({r["adm2_pcode"] for r in plan.boundaries.rows}),
        "places": len(plan.places),
    }
    made = words.say("territory_made", args.lang, folder=str(args.out), **{k: words.number(n, args.lang) for k, n in counts.items()})
    read_data(args.out, args.lang)  # it opens; what would not is told here, and nothing said to be made
    tell(made, *lines, words.say("territory_next", args.lang, folder=str(args.out)))
    return 0


def _plan(args: argparse.Namespace, campaign: tuple[date, date]) -> tuple[Plan, list[Told], list[tuple[str, str]]]:
    """Read the files: what the territory is to have, what was found about them, and their names with the SHA-256 of their bytes."""
    files = []

    def take(path: Path) -> bytes:
        data = bytes_of(path)
        files.append((path.name, hashlib.sha256(data).hexdigest()))
        return data

    path = args.boundaries
    try:
        choices = Choices(sheet=args.layer, crs=args.crs)
        boundaries = boundaries_apart(take(path), _zipped(path), args.adm1.strip(), choices)
        table = None
        if path := args.districts:
            table = read_apart(take(path), _zipped(path), Choices(crs=args.crs)).cells
        boundaries = with_districts(boundaries, table)
        places, more = None, list[Told]()
        if path := args.places:
            places, more = places_of(read_apart(take(path), _zipped(path), Choices(crs=args.crs)), land_of(boundaries))
    except FileRefused as refused:
        warn(refused_text(refused, (path or args.boundaries).name, args.lang))
        raise Stopped(1) from refused
    except OSError as error:
        warn(error)
        raise Stopped(1) from error
    except Exception as error:  # whatever a file did that nobody foresaw is told in one sentence
        warn(refused_text(refusal_of(error), (path or args.boundaries).name, args.lang))
        raise Stopped(1) from error
    row = boundaries.rows[0]
    given = {lang: cleaned(getattr(args, f"name_{lang}")) or row[f"adm1_{lang}"] for lang in ("en", "ar")}
    names = {lang: name for lang, name in given.items() if name}
    plan = Plan(boundaries, names, campaign, args.city, cleaned(args.credit), *(() if places is None else (places,)))
    return plan, [*boundaries.told, *more], files


def _zipped(path: Path) -> str:
    return f"{path.name}.zip" if path.suffix.lower() == ".shp" else path.name


def bytes_of(path: Path, name: str = "t") -> bytes:
    """Read a file; a Shapefile with the files of its name beside it, as the zip that carries them under ``name``."""
    parts = sorted(path.parent.glob(f"{glob.escape(path.stem)}.*")) if path.suffix.lower() == ".shp" else [path]
    parts = [x for x in parts if x == path or x.suffix.lower() in (".shx", ".dbf", ".prj", ".cpg")]
    if (size := sum(x.stat().st_size for x in parts)) > s.IMPORT_BYTES:
        raise FileRefused("too_large", size=size // 1_000_000, limit=s.IMPORT_BYTES // 1_000_000)
    if parts == [path] and path.suffix.lower() != ".shp":
        return path.read_bytes()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in parts:
            archive.writestr(zipfile.ZipInfo(f"{name}{part.suffix.lower()}"), part.read_bytes())
    return out.getvalue()


def _lines(plan: Plan, told: list[Told], lang: str) -> list[str]:
    """Write what was found about the files, and what is missing with the place it goes to."""
    more = [Told("city_named", 0, words.in_language((name.get("en", ""), name.get("ar", "")), lang)) for name in [city_names(plan)] if name]
    said = [_said(one, lang) for one in (*told, *more)]
    return [*said, words.say("territory_missing_lead", lang), *(f"- {_said(one, lang)}" for one in lacking(plan))]


def _said(one: Told, lang: str) -> str:
    return words.say(f"territory_{one.code}", lang, n=words.number(one.n, lang), what=one.what)


def _readme(plan: Plan, files: list[tuple[str, str]], lines: list[str], lang: str) -> str:
    name = words.in_language((plan.names.get("en", ""), plan.names.get("ar", "")), lang)
    made = [words.say("territory_source", lang, name=n, digest=digest, day=words.day(date.today(), lang)) for n, digest in files]
    return "\n\n".join([f"# {visible(name)}", *map(visible, (*made, *lines))]) + "\n"
