"""The data folder as an argument, and its record read for a command."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from geo import settings as s
from geo import vocabulary as voc
from geo.cli.terminal import warn
from geo.evidence.incidents import DataProblems, problem_text
from geo.record.files import open_here, read_record
from geo.record.known import Record
from geo.territory import Territory
from geo.text import words

T = TypeVar("T")


class Stopped(Exception):
    """A command cannot go on; why was told already.

    Parameters
    ----------
    status : its exit status.
    """

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add the language of the texts."""
    parser.add_argument("--lang", choices=voc.LANGUAGES, default=s.SOURCE_LANGUAGE, help=f"language of the texts ({s.SOURCE_LANGUAGE})")


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add the data folder."""
    parser.add_argument(
        "--data", metavar="DIR", type=Path, default=s.DATA, help="data folder: the territory (STRIKE_MAP_DATA, or the project's own)"
    )


def read_data(folder: Path, lang: str) -> Record:
    """Read the data folder. Its problems are told, all of them; then ``Stopped``."""
    return _read(lambda: read_record(folder), lang)


def open_land(folder: Path, lang: str) -> Territory:
    """Open the territory of the data folder, and read nothing else of it. Its problems are told, all of them; then ``Stopped``."""
    return _read(lambda: open_here(folder), lang)


def _read(read: Callable[[], T], lang: str) -> T:
    try:
        return read()
    except DataProblems as broken:
        warn(words.say("data_broken", lang), *(problem_text(p, lang) for p in broken.problems))
        raise Stopped(1) from broken
