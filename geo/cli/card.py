"""``python -m geo card``: an evidence card of a selection."""

import argparse
from pathlib import Path

from geo import colours
from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.cli.selecting import add_exact, add_filters, write_out
from geo.record.known import Record

HELP = "an evidence card of a selection, as PNG, SVG or PDF"
EPILOG = """\
With --check it also tells what a hostile reader would say of the card, by rules that are named, with a proposal each. Nothing found means that
these rules found nothing, never that the card is true.

Exit status: 0 written (with --check: and nothing found); 1 with --check: something was found; 2 an argument was refused, or the file
cannot be written.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("--out", required=True, type=Path, metavar="FILE", help=f"ends in {', '.join('.' + e for e in voc.CARD_FORMATS)}")
    add("--size", choices=tuple(s.CARD_SIZES), default="1080x1080")
    add("--layout", choices=voc.CARD_LAYOUTS, default="map")
    add("--title", default="", help="instead of the generated one")
    add("--digits", choices=voc.DIGITS, default="european")
    add("--palette", choices=tuple(colours.SHADES), default="red")
    add("--logo", type=Path, metavar="FILE", help="PNG or JPEG")
    add(
        "--address",
        default="",
        help=f"where it can be checked, printed with a code: of the public web, at most {s.ADDRESS_LIMIT} characters",
    )
    add("--back", action="store_true", help="write its back too, beside it: FILE-back.png (a PDF has it as its second page)")
    add("--check", action="store_true", help="tell what a hostile reader would say of it")
    add("--incident", metavar="ID", help="for the layout incident")
    add("--versus", metavar="OTHER", help="for before_after: window:DATE/DATE, area:CODE or source:CODE")
    add("--level", help=f"one of {', '.join(voc.LEVELS)} (subdistrict)")
    add("--show", help=f"one of {', '.join(voc.SHOWS)} (areas); repeats: the named places with more than one incident")
    add_exact(parser)
    add_filters(parser)


def run(args: argparse.Namespace) -> int:
    """Write the card, and tell what it says."""
    from geo.out.attack import attack_lines  # heavy, and not needed for the other commands
    from geo.out.bodies import Card
    from geo.out.card import write_back, write_card

    found: list[bool] = []

    def make(record: Record, filters: Filters, view: View, ending: str) -> tuple[bytes, list[str]]:
        logo = args.logo.read_bytes() if args.logo else b""
        card = Card(args.size, args.layout, args.title, args.digits, args.palette, not args.exact, args.days, logo, args.address)
        data, texts = write_card(record, filters, view, card, ending)
        found.append(bool(texts.found))
        if args.back:
            args.out.with_name(f"{args.out.stem}-back.png").write_bytes(write_back(record, filters, view, card))
        return data, [texts.alt, *(attack_lines(texts.found, view.lang) if args.check else [])]

    status = write_out(args, voc.CARD_FORMATS, make)
    return status or int(args.check and any(found))
