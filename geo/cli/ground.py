"""``python -m geo ground``: roads, waters, railways and names of a file under the map and the cards, pictures of the land under the map."""

import argparse
import hashlib
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from geo import settings as s
from geo.choice.address import read_day
from geo.cli.opening import add_data, add_language, read_data
from geo.cli.terminal import tell, warn
from geo.cli.territory import bytes_of
from geo.intake.apart import ground_apart
from geo.intake.boundaries import cleaned
from geo.intake.formats.raw import FileRefused, refusal_of
from geo.intake.ground.classes import LAYERS
from geo.intake.reports import refused_text
from geo.intake.scratch import scratch
from geo.record.ground_pictures import BEFORE, PLACES, keep_picture, kept_pictures, remove_picture
from geo.record.own_ground import keep_ground, kept_ground, remove_ground, with_margin
from geo.territory import here
from geo.text import words
from geo.text.languages import listed
from geo.web.scripts import without_ground

HELP = "roads, waters and names of a file, or a picture of the land, under the map"
EPILOG = """\
FILE is an extract of OpenStreetMap (.osm.pbf), a GeoPackage, a Shapefile (its .shp, or a zip), GeoJSON, or vector tiles (.mbtiles,
.pmtiles). Or it is a picture of the land: PNG or JPEG with a world file beside it (.pgw, .jgw, .wld), or MBTiles of PNG or JPEG, in WGS84
(EPSG:4326) or Web Mercator (EPSG:3857). What of it lies in the territory, and 5 km around, is kept under output/ground of the data folder;
nothing is asked of a network. docs/ground.md tells what is known. Without FILE: what ground is there.

Roads and pictures lie one on the other: a file of roads takes the place of the roads, a picture that of the picture of its place (--as), and
neither that of the other. Pictures are drawn on the map alone, not on cards and not in exports.

  python -m geo ground syria-latest.osm.pbf --source "OpenStreetMap contributors" --licence "ODbL 1.0"
  python -m geo ground may.png --crs EPSG:4326 --date 2016-05-01 --source "Sentinel-2" --licence "CC BY-SA 3.0 IGO"
  python -m geo ground october.mbtiles --as after --date 2017-10-20 --source "Some Lab" --licence "CC BY 4.0"
  python -m geo ground --remove

Exit status: 0 done; 1 the file was refused; 2 an argument was refused, source or licence are missing, or the folder cannot be written.
"""
_COMMAND = "python -m geo ground FILE"
_EXAMPLE = '--source "OpenStreetMap contributors" --licence "ODbL 1.0"'


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("file", nargs="?", type=Path, metavar="FILE", help="the ground")
    add("--source", default="", metavar="TEXT", help="who made it, as it is named beside every picture (what the file states)")
    add("--licence", default="", metavar="TEXT", help="under which it is given (what the file states)")
    add("--crs", default="", metavar="EPSG:N", help="coordinate reference system, where the file states none")
    add("--date", default="", metavar="YYYY-MM-DD", help='of a picture: the day it shows (without it: "date not stated")')
    add("--as", dest="place", choices=PLACES, help="of a picture: which of two it is; the map shows both with a line to move (before)")
    add("--remove", action="store_true", help="take all ground away; with --as that picture alone")
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Keep, take away or name the ground of a data folder."""
    lang = args.lang
    if args.remove:
        if args.file:
            warn(words.say("ground_remove_alone", lang, name=str(args.file)))
            return 2
        try:
            gone = remove_picture(args.data, args.place) if args.place else remove_ground(args.data)
            without_ground(s.STATIC)
        except OSError as error:
            warn(error)
            return 2
        if gone and args.place:
            tell(words.say("picture_removed", lang, place=f"--as {args.place}"))
        else:
            tell(words.say("ground_removed", lang) if gone else words.say("ground_none", lang, command=_COMMAND))
        return 0
    if args.file is None:
        own = kept_ground(args.data)
        told = [_kept_text(own.about, lang)] if own else []
        told += [_picture_text(one.place, one.about, lang) for one in kept_pictures(args.data)]
        tell(*(told or [words.say("ground_none", lang, command=_COMMAND)]))
        return 0
    if not (problem := _bad_date(args)):
        return _take(args)
    warn(problem)
    return 2


def _bad_date(args: argparse.Namespace) -> str:
    """Say what is wrong with the day of a picture: it is none, lies ahead, or before and after are the wrong way round; empty if nothing."""
    if not args.date:
        return ""
    lang, day, place = args.lang, read_day(args.date), args.place or BEFORE
    if day is None or day > date.today():
        return words.say("picture_bad_date", lang, value=args.date[:40], today=date.today().isoformat())
    for one in kept_pictures(args.data):
        if one.place != place and one.day and (one.day <= day if place == BEFORE else day <= one.day):
            first, last = (day, one.day) if place == BEFORE else (one.day, day)
            return words.say("picture_order", lang, before=first.isoformat(), after=last.isoformat(), place=f"--as {place}")
    return ""


def _take(args: argparse.Namespace) -> int:
    lang, land = args.lang, read_data(args.data, args.lang).areas["governorate"].geometry
    try:
        digest = _digest(args.file)
        layers, told = _layers(args.file, with_margin(land, here().projection), args.crs)
    except FileRefused as refused:
        warn(refused_text(refused, args.file.name, lang))
        return 1
    except OSError as error:
        warn(error)
        return 1
    except Exception as error:  # noqa: BLE001 - whatever a file did that nobody foresaw is told in one sentence
        warn(refused_text(refusal_of(error), args.file.name, lang))
        return 1
    source, licence = cleaned(args.source) or cleaned(told["source"]), cleaned(args.licence) or cleaned(told["licence"])
    missing = [flag for flag, value in (("--source", source), ("--licence", licence)) if not value]
    if missing:
        warn(words.say("ground_unsigned", lang, name=args.file.name, flags=listed(missing, lang), example=_EXAMPLE))
        return 2
    if "box" in told:
        return _take_picture(args, layers, told, source, licence, digest)
    if asked := [flag for flag, value in (("--date", args.date), ("--as", args.place)) if value]:
        warn(words.say("ground_no_picture", lang, name=args.file.name, flags=listed(asked, lang)))
        return 2
    n = Counter(pd.read_parquet(BytesIO(layers), columns=["layer"])["layer"])
    about = {
        "source": source,
        "licence": licence,
        "file": cleaned(args.file.name),
        "file_sha256": digest,
        "read_on": date.today().isoformat(),
        "n": {layer: n[layer] for layer in LAYERS if n[layer]},
    }
    try:
        keep_ground(args.data, layers, about)
    except OSError as error:
        warn(error)
        return 2
    tell(_kept_text(about, lang))
    if told["left_out"]:
        most = words.number(s.GROUND_FEATURES, lang)
        tell(words.say("ground_left_out", lang, n=words.number(told["left_out"], lang), most=most))
    return 0


def _take_picture(args: argparse.Namespace, image: bytes, told: dict[str, Any], source: str, licence: str, digest: str) -> int:
    """Keep a picture that was read, and say of what day it is, whose, and how fine."""
    lang, place = args.lang, args.place or BEFORE
    about = {
        **{"source": source, "licence": licence, "date": args.date, "file": cleaned(args.file.name), "file_sha256": digest},
        **{"read_on": date.today().isoformat(), "box": told["box"], "size": told["size"], "metres": told["metres"]},
    }
    try:
        replaced = remove_picture(args.data, place)
        keep_picture(args.data, place, image, about)
    except OSError as error:
        warn(error)
        return 2
    tell(_picture_text(place, about, lang))
    if replaced:
        tell(words.say("picture_replaced", lang, place=f"--as {place}"))
    if told["metres"] > 1.05 * told["finest"]:
        now, was = (words.number(round(told[k], 1), lang) for k in ("metres", "finest"))
        tell(words.say("picture_coarser", lang, now=now, was=was, side=words.number(s.RASTER_SIDE, lang)))
    return 0


def _picture_text(place: str, about: dict[str, Any], lang: str) -> str:
    stated = read_day(about["date"])
    shown = words.day(stated, lang) if stated else words.say("picture_undated", lang)
    title = words.say(f"picture_{place}", lang, day=shown)
    metres = words.number(round(about["metres"], 1), lang)
    return words.say("picture_kept", lang, title=title, file=about["file"], source=about["source"], licence=about["licence"], metres=metres)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _layers(path: Path, land: Any, crs: str) -> tuple[bytes, dict[str, Any]]:
    """Cut a file; a Shapefile as the zip that carries the files of its name."""
    if path.suffix.lower() != ".shp":
        return ground_apart(path, land, crs)
    data = bytes_of(path, path.stem)
    with scratch(len(data)) as folder:
        (folder / "t.zip").write_bytes(data)
        return ground_apart(folder / "t.zip", land, crs)


def _kept_text(about: dict[str, Any], lang: str) -> str:
    counted = [f"{words.say(f'ground_{layer}', lang)} {words.number(n, lang)}" for layer, n in about["n"].items()]
    return words.say(
        "ground_kept", lang, file=about["file"], source=about["source"], licence=about["licence"], layers=listed(counted, lang)
    )
