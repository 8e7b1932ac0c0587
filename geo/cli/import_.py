"""``python -m geo import``: files made into claims."""

import argparse
from pathlib import Path

import pandas as pd

from geo.cli.check import EPILOG as EPILOG
from geo.cli.opening import add_data, add_language, read_data
from geo.cli.taking import add_every, add_reading, take_every
from geo.cli.terminal import tell, warn
from geo.intake.imports import Import
from geo.intake.kept import write_imports
from geo.intake.reports import describe_import, report
from geo.intake.sources.registry import source_of
from geo.intake.uses import column_uses, unused_text, uses_report
from geo.record.stored import write_whole
from geo.text import words
from geo.text.signs import harmless

HELP = "files made into claims"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.parquet", help="GeoParquet with every row, refused ones too")
    parser.add_argument("--report", type=Path, metavar="REPORT.csv", help="the findings, a row each")
    add_reading(parser)
    add_every(parser)
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Write the claims of the files as one file, and their findings as another."""
    record = read_data(args.data, args.lang)
    imports: list[Import] = []
    lines: list[tuple[str, ...]] = []
    for path in args.file:
        for taken in take_every(record, path, args, imports):
            lines.append(taken.lines)
            if not any(x is taken.known.other for x in imports) or taken.known.kind != "same":  # the same bytes are written once
                imports.append(taken.one)
    try:
        write_whole(args.out, write_imports(imports))
        if args.report:
            table = pd.concat(
                [part for one in imports for part in (uses_report(one, args.lang), report(one, args.lang))], ignore_index=True
            ).map(harmless)
            write_whole(args.report, table.to_csv(index=False).encode("utf-8-sig"))
    except OSError as error:
        warn(error)
        return 2
    for told in lines:
        tell(*told)
    for one in imports:
        tell(*describe_import(one, args.lang), *filter(None, [unused_text(column_uses(one), args.lang)]))
    for note in dict.fromkeys(source_of(one.source).note_kept for one in imports):
        if note:
            warn(words.say(note, args.lang))
    return 0
