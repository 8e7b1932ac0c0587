"""The record without its pages: ``python -m geo summary``, ``card``, ``atlas``, ``film``, ``story``, ``export``, ``verify``, ``check``, ``import``, ``build``,
``overlaps``, ``bundle``, ``sign``, ``territory``, ``ground`` and ``words``."""

import argparse
import sys

from geo.cli import (
    atlas,
    build,
    bundle,
    card,
    check,
    export,
    film,
    ground,
    import_,
    overlaps,
    sign,
    story,
    summary,
    territory,
    texts,
    verify,
)
from geo.cli.opening import Stopped
from geo.cli.terminal import Parser, run_quietly

COMMANDS = {
    "summary": summary,
    "card": card,
    "atlas": atlas,
    "film": film,
    "story": story,
    "export": export,
    "check": check,
    "import": import_,
    "build": build,
    "overlaps": overlaps,
    "bundle": bundle,
    "verify": verify,
    "sign": sign,
    "territory": territory,
    "ground": ground,
    "words": texts,
}


def build_parser() -> argparse.ArgumentParser:
    """Build the command line."""
    raw = argparse.RawDescriptionHelpFormatter
    parser = Parser(prog="python -m geo", description=__doc__, epilog=summary.EPILOG, formatter_class=raw)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, command in COMMANDS.items():
        command.add_arguments(commands.add_parser(name, help=command.HELP, epilog=command.EPILOG, formatter_class=raw))
    return parser


def main(argv: list[str] | None = None) -> int:
    """Run the command line and give its exit status."""
    args = build_parser().parse_args(argv)
    try:
        return run_quietly(lambda: COMMANDS[args.command].run(args))
    except Stopped as stopped:
        return stopped.status


if __name__ == "__main__":
    sys.exit(main())
