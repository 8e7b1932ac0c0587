"""``python -m geo overlaps``: pairs of claims that may be one event, not yet judged."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from geo import settings as s
from geo.cli.opening import add_data, add_language, read_data
from geo.cli.terminal import tell_json, tell_row, warn
from geo.evidence.kinds import is_fighting
from geo.evidence.overlaps import find_overlaps
from geo.intake.imports import Import
from geo.intake.kept import KeptFileBroken, read_imports
from geo.record.joining import join
from geo.text import words

HELP = "pairs of claims that may be one event, not yet judged"
EPILOG = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    add = parser.add_argument
    add("--with", action="append", type=Path, default=[], metavar="FILE.parquet", dest="more", help="with this import too")
    add("--km", type=float, default=s.OVERLAP_KM[1], metavar="N", help=f"within N km ({s.OVERLAP_KM[1]})")
    add("--days", type=int, default=s.OVERLAP_DAYS[1], metavar="N", help=f"within N days ({s.OVERLAP_DAYS[1]})")
    add("--within-source", action="store_true", help="also pairs of one source")
    add("--json", action="store_true", help="as JSON")
    add_language(parser)
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Print the pairs, the likeliest first."""
    record = read_data(args.data, args.lang)
    imports: Sequence[Import] = []
    try:
        imports = [one for path in args.more for one in read_imports(path.read_bytes())]
    except KeptFileBroken as broken:
        warn(broken.told(args.lang))
        return 2
    except OSError as error:
        warn(error)
        return 2
    record = join(record, imports) if imports else record
    pairs = find_overlaps(record.claims.assign(fighting=is_fighting(record.claims)), record.links, args.km, args.days, args.within_source)
    if args.json:
        tell_json(pairs.to_json(orient="records", indent=1, force_ascii=False))
        return 0
    tell_row("score", "km", "days", "figures", "suggests", "claims")
    for row in pairs.itertuples(index=False):
        near = ["?" if pd.isna(x) else f"{x:.1f}" if name == "km" else f"{x:.0f}" for name, x in (("km", row.km), ("days", row.days))]
        tell_row(row.score, *near, words.say(f"figures_{row.figures}", args.lang), row.suggests, f"{row.claim_a} + {row.claim_b}")
    return 0
