"""What check, import and build share: how files are to be read as arguments, and one of them made into claims."""

import argparse
import hashlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from geo import vocabulary as voc
from geo.cli.opening import Stopped
from geo.cli.terminal import warn
from geo.evidence.incidents import COLUMNS
from geo.intake.apart import read_apart
from geo.intake.columns.ties import SAID
from geo.intake.deciding import carry_decisions
from geo.intake.formats.encodings import ENCODINGS
from geo.intake.formats.raw import Choices, FileRefused, refusal_of
from geo.intake.imports import Import
from geo.intake.interpreting import interpret
from geo.intake.reports import difference_texts, known_text, refused_text
from geo.intake.sources.mapping import read_mapping, with_code
from geo.intake.sources.registry import detect, guess_mapping, mapping_of
from geo.intake.versions import (
    Known,
    claims_before,
    claims_in,
    compare_versions,
    earlier_version,
    known_as,
    mapping_as,
    stem_of,
    table_name,
)
from geo.record.known import Record
from geo.text import words
from geo.text.signs import visible


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Add what a file does not say of itself."""
    add = parser.add_argument
    add("--source", choices=voc.IMPORTERS, help="instead of the one found out")
    add("--mapping", type=Path, metavar="FILE.json", help="a mapping saved on the page Data")
    add("--sheet", default="", metavar="NAME", help="sheet or layer (the first)")
    add("--encoding", default="", help=f"one of {', '.join(ENCODINGS)} (found out)")
    add(
        "--persons",
        choices=("", "counts"),
        default="",
        help="a list of people is read as counts by incident, place and day, without any name",
    )
    add(
        "--known-as",
        choices=("newer", "another"),
        help="a file that is called like one here, or has its rows: a newer version, or another table (found out)",
    )
    add("--untied", choices=SAID, help="what rows are about that nothing ties to this territory (they wait for a person)")
    add("--crs", default="", metavar="EPSG:N", help="coordinate reference system of the points, where the file does not say")


def add_every(parser: argparse.ArgumentParser) -> None:
    """Add that a file is read as all the tables it holds."""
    parser.add_argument(
        "--every-sheet",
        action="store_true",
        help="every sheet, layer, list or shapefile of a file, each a table of its own; those with the same headings by one mapping",
    )


@dataclass(frozen=True)
class Taken:
    """A file made into claims, what it is to those that are here, and lines that say so."""

    one: Import
    known: Known
    lines: tuple[str, ...]


def take(record: Record, path: Path, args: argparse.Namespace, before: Sequence[Import] = ()) -> Taken:
    """Read a file and make claims of it, held against the record and the files taken ``before``. Whatever it does is told in one
    sentence; then ``Stopped``."""
    try:
        return _take(record, path, args, [*record.imports, *before])
    except FileRefused as refused:
        warn(refused_text(refused, path.name, args.lang))
        raise Stopped(1) from refused
    except Exception as error:
        warn(refused_text(refusal_of(error), path.name, args.lang))
        raise Stopped(1) from error


def take_every(record: Record, path: Path, args: argparse.Namespace, before: Sequence[Import] = ()) -> list[Taken]:
    """Take a file as ``take`` does or, where ``--every-sheet`` says so, each of its tables; one that is none is told and left out."""
    if not args.every_sheet:
        return [take(record, path, args, before)]
    try:
        sheets = read_apart(path.read_bytes(), path.name, _choices(args, args.sheet)).sheets
    except (FileRefused, OSError):  # told when it is taken
        sheets = ()
    if len(sheets) < 2:
        return [take(record, path, args, before)]
    found: list[Taken] = []
    for sheet in sheets:
        try:
            found.append(_take(record, path, args, [*record.imports, *before], sheet, [x.one for x in found]))
        except Exception as error:  # noqa: BLE001 - whatever one table does, the others are read
            refused = error if isinstance(error, FileRefused) else refusal_of(error)
            warn(refused_text(refused, table_name(path.name, sheet), args.lang))
    if not found:
        raise Stopped(1)
    return found


def _choices(args: argparse.Namespace, sheet: str) -> Choices:
    return Choices(sheet=sheet, encoding=args.encoding, crs=args.crs, persons=args.persons)


def _take(
    record: Record, path: Path, args: argparse.Namespace, here: Sequence[Import], sheet: str = "", beside: Sequence[Import] = ()
) -> Taken:
    """Take a file, or one ``sheet`` of it by the mapping of the first table ``beside`` it that has the same headings."""
    try:
        data = path.read_bytes()
        mapping = read_mapping(args.mapping.read_bytes()) if args.mapping else None
    except OSError as error:
        raise FileRefused("nothing") from error
    if args.mapping and mapping is None:
        raise FileRefused("bad_mapping", name=args.mapping.name)
    raw = read_apart(data, path.name, _choices(args, sheet or args.sheet))
    name = table_name(path.name, sheet)
    digest = hashlib.sha256(data).hexdigest()
    alike = next((x.mapping for x in beside if x.file_columns == tuple(raw.cells.columns)), None)
    guess = mapping or alike or guess_mapping(raw, args.source or detect(raw))
    guess = replace(guess, name=stem_of(name)) if sheet or not mapping else guess
    known = known_as(raw, guess, digest, here)
    if args.known_as and known.kind in ("newer", "another"):
        known = Known(args.known_as, known.other)
    chosen = guess if mapping else mapping_as(known, guess, raw.cells.columns, here)
    chosen = mapping_of(raw, name, args.source or "", args.crs, chosen)
    if args.untied:
        chosen = with_code(chosen, "admin1", "", args.untied)
    with tqdm(total=100, desc=visible(name[:40]), file=sys.stderr, disable=None, bar_format="{desc} {percentage:3.0f}% {bar}") as bar:
        tick = lambda part: bar.update(round(100 * part) - bar.n)  # noqa: E731
        one = interpret(raw, chosen, name, digest, record.ground, record.towns, date.today(), progress=tick)
    return _held_against(record, one, known, here, args.lang)


def _held_against(record: Record, one: Import, known: Known, here: Sequence[Import], lang: str) -> Taken:
    """Take over what people decided about an earlier version, and tell what changed since."""
    lines = [text] if (text := known_text(known, one.mapping, lang)) else []
    earlier = known.other if known.kind in ("same", "newer") else earlier_version(here, one)
    if earlier is not None and earlier.decisions:
        one, lapsed = carry_decisions(one, earlier, record.ground, record.towns)
        lines.append(words.say("version_carried", lang, n=words.number(len(one.decisions), lang), lapsed=words.number(lapsed, lang)))
    if known.kind != "same" and not one.declared:
        new = claims_in(one)
        ids = set(new["claim_id"]) | (set(earlier.entering()["claim_id"]) if earlier else set())
        texts = [record.claim_texts(ids), *(x.entering().loc[lambda t: t["claim_id"].isin(ids), list(COLUMNS)] for x in here)]
        first = pd.concat(texts, ignore_index=True).drop_duplicates("claim_id", ignore_index=True)
        lines += difference_texts(compare_versions(claims_before(first, earlier), new), lang)
    return Taken(one, known, tuple(lines))
