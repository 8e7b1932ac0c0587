"""``python -m geo check``: what an import would make of a file."""

import argparse
import json
from pathlib import Path

from geo.cli.opening import add_data, add_language, read_data
from geo.cli.taking import Taken, add_every, add_reading, take_every
from geo.cli.terminal import tell, tell_json, tell_row
from geo.intake.imports import Import
from geo.intake.reports import describe_import, report, report_json
from geo.intake.uses import column_uses, unused, unused_text, use_text, uses_json

HELP = "what an import would make of a file"
EPILOG = """\
check reads a file and says how each row would end; import does the same and writes the rows to a file. Put that file into
data/output/imports to have it in the record of this machine.

JSON keys of check (--json; with --every-sheet a list, one entry a table):
  file, source, rows     how the file was understood, and its rows
  kept, fixed, needs_person, held, refused
                         kept + fixed + needs_person + held + refused = rows; only kept and fixed ones enter a count;
                         held: nothing ties them to this territory
  waiting                needs_person + held (rows), and the most they would add: incidents, killed,
                         open_ended ("or more"), no_figure (that state none)
  known                  what the file is to those in the data folder: as (new, same, newer, another), the file and since
                         when it is here, and lines that tell what changed
  sha256                 of the file
  how                    format, encoding, separator, sheet, coordinate system
  columns                one entry a column of the file: column, used_as (null: not used), why
  problems               one entry a finding: row, column, kind (fixed, person, held, refused, warned), code, was, became, choices, why

Exit status: 0 the file was read, however its rows ended; 1 the file was refused as a whole; 2 an argument was refused.
"""
_SHOWN = 200  # findings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="everything as JSON")
    add_reading(parser)
    add_every(parser)
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Say how a file would be read, and how each row would end."""
    every = take_every(read_data(args.data, args.lang), args.file, args)
    if args.json:
        data = [report_json(x.one, args.lang) | {"known": _known(x), "columns": uses_json(column_uses(x.one), args.lang)} for x in every]
        tell_json(json.dumps(data if args.every_sheet else data[0], ensure_ascii=False, indent=1))
        return 0
    for taken in every:
        tell(*taken.lines)
        _tell_findings(taken.one, args.lang)
    return 0


def _known(taken: Taken) -> dict[str, object]:
    other = taken.known.other
    return {"as": taken.known.kind, "file": other.name if other else "", "since": other.read_on if other else "", "lines": taken.lines}


def _tell_findings(one: Import, lang: str) -> None:
    uses = column_uses(one)
    tell(*describe_import(one, lang), *filter(None, [unused_text(uses, lang)]))
    for use in unused(uses):
        tell_row(use.column, use_text(use, lang))
    found = report(one, lang)
    for row in found.head(_SHOWN).to_dict("records"):
        tell_row(row["row"], row["what"], row["column"], f"{row['was']!s:.60}", f"{row['became']!s:.60}", row["why"])
    if len(found) > _SHOWN:
        tell(f"... {len(found) - _SHOWN}")
