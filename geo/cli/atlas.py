"""``python -m geo atlas``: a selection as a printed document."""

import argparse
from pathlib import Path

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.cli.selecting import add_exact, add_filters, write_out
from geo.record.known import Record

HELP = "an atlas of a selection, or the dossier of one incident, as PDF"
EPILOG = """\
A4: contents, the whole selection, a page a subdistrict, a page a major incident, the list of all incidents, sources, method and hash. The PDF has tags
(PDF/UA-1), its text can be searched, copied and read aloud, and it carries its seal (`geo verify` names the page that differs).
It is set with typst (pip install -r requirements-print.txt: 82 MB). docs/atlas.md tells more.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("--out", required=True, type=Path, metavar="FILE", help=f"ends in {', '.join('.' + e for e in voc.PRINT_FORMATS)}")
    add(
        "--major",
        type=int,
        default=0,
        metavar="N",
        help=f"an incident that some source says killed N civilians has a page (the least N, {s.ATLAS_MAJOR} or more, that {s.ATLAS_PAGES} incidents reach)",
    )
    add("--incident", metavar="ID", help="the dossier of this incident, and nothing else")
    add_exact(parser)
    add_filters(parser)


def run(args: argparse.Namespace) -> int:
    """Write the document, and tell what its pages are."""
    from geo.out.atlas import Atlas, write_atlas  # heavy, and not needed for the other commands

    def make(record: Record, filters: Filters, view: View, _ending: str) -> tuple[bytes, list[str]]:
        return write_atlas(record, filters, view, Atlas(not args.exact, args.days, max(args.major, 0), bool(args.incident)))

    return write_out(args, voc.PRINT_FORMATS, make)
