"""``python -m geo ground``: roads, waters, railways and names of a file under the map and the cards."""

import argparse
import hashlib
from collections import Counter
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from geo import settings as s
from geo.cli.opening import add_data, add_language, read_data
from geo.cli.terminal import tell, warn
from geo.cli.territory import bytes_of
from geo.intake.apart import ground_apart
from geo.intake.boundaries import cleaned
from geo.intake.formats.raw import FileRefused, refusal_of
from geo.intake.ground.classes import LAYERS
from geo.intake.reports import refused_text
from geo.intake.scratch import scratch
from geo.record.own_ground import keep_ground, kept_ground, remove_ground, with_margin
from geo.territory import here
from geo.text import words
from geo.text.languages import listed
from geo.web.scripts import without_ground

HELP = "roads, waters and names of a file under the map and the cards"
EPILOG = """\
FILE is an extract of OpenStreetMap (.osm.pbf), a GeoPackage, a Shapefile (its .shp, or a zip), GeoJSON, or vector tiles (.mbtiles,
.pmtiles). What of it lies in the territory, and 5 km around, is kept under output/ground of the data folder; nothing is asked of a network.
docs/ground.md tells what is known. Without FILE: what ground is there.

  python -m geo ground syria-latest.osm.pbf --source "OpenStreetMap contributors" --licence "ODbL 1.0"
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
    add("--remove", action="store_true", help="take the ground away")
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
            gone = remove_ground(args.data)
            without_ground(s.STATIC)
        except OSError as error:
            warn(error)
            return 2
        tell(words.say("ground_removed", lang) if gone else words.say("ground_none", lang, command=_COMMAND))
        return 0
    if args.file is None:
        own = kept_ground(args.data)
        tell(words.say("ground_none", lang, command=_COMMAND) if own is None else _kept_text(own.about, lang))
        return 0
    return _take(args)


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
