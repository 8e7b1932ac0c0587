"""``python -m geo film``: a selection as a moving picture."""

import argparse
from pathlib import Path

from geo import colours
from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.cli.selecting import add_exact, add_filters, write_out
from geo.record.known import Record

HELP = "a selection as a moving picture (GIF, WebP, MP4), or its frames as a strip of stills (PNG)"
EPILOG = """\
A frame a stretch of time, from the first day of the choice to the last of the stretch, with its days, running range, what is not
covered, and the sources; a card of the whole choice stands at the end. The file carries its seal (`geo verify`).
MP4 needs PyAV (pip install -r requirements-film.txt: 107 MB, with parts under the GPL), also to be held against the record.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("--out", required=True, type=Path, metavar="FILE", help=f"ends in {', '.join('.' + e for e in voc.FILM_FORMATS)}")
    add("--size", choices=tuple(s.FILM_SIZES), default="1080x1080")
    add("--stop", help=f"the stretch a frame adds: one of {', '.join(voc.STOPS)} (month)")
    add("--digits", choices=voc.DIGITS, default="european")
    add("--palette", choices=tuple(colours.SHADES), default="red")
    add("--level", help=f"one of {', '.join(voc.LEVELS)} (subdistrict)")
    add("--show", help=f"one of {', '.join(voc.SHOWS)} (areas); repeats: the named places with more than one incident")
    add_exact(parser)
    add_filters(parser)


def run(args: argparse.Namespace) -> int:
    """Write the film, and tell what it shows."""
    from geo.out.film import Film, write_film  # heavy, and not needed for the other commands

    def make(record: Record, filters: Filters, view: View, ending: str) -> tuple[bytes, list[str]]:
        data, alt = write_film(record, filters, view, Film(args.size, args.digits, args.palette, not args.exact, args.days), ending)
        return data, [alt]

    return write_out(args, voc.FILM_FORMATS, make)
