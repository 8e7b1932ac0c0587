"""``python -m geo export``: the claims of a selection as a file for others."""

import argparse
from pathlib import Path

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.cli.selecting import add_exact, add_filters, write_out
from geo.record.known import Record

HELP = "the claims of a selection as a file for others"
EPILOG = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=f"ends in {', '.join('.' + e for e in voc.EXPORT_FORMATS)}")
    add_exact(parser)
    add_filters(parser)


def run(args: argparse.Namespace) -> int:
    """Write the file, and tell what was left out of it."""
    from geo.out.exports import export  # heavy, and not needed for the other commands

    def make(record: Record, filters: Filters, view: View, ending: str) -> tuple[bytes, list[str]]:
        data, shared = export(record, filters, view, ending, not args.exact, args.days)
        return data, shared.told(view.lang)

    return write_out(args, voc.EXPORT_FORMATS, make)
