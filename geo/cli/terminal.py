"""The one place where commands write: ``tell``, ``tell_row``, ``tell_json`` the answer, ``warn`` what stands beside it.

Names of columns and files, ids and cells come from anywhere. What in them would move the cursor, forge a line or turn the text round
is written as what it is.
"""

import argparse
import os
import sys
from collections.abc import Callable
from typing import NoReturn

from geo.text.signs import escaped, visible

GONE = 141  # exit status where the reader of the output went away, as a shell gives it


def tell(*lines: object) -> None:
    """Write each argument as one line."""
    for line in lines:
        print(visible(str(line)))


def tell_row(*cells: object) -> None:
    """Write one row of a table, with tabs between its cells."""
    print(*(visible(str(cell)) for cell in cells), sep="\t")


def tell_json(text: str) -> None:
    """Write a text that is JSON."""
    print(escaped(text))


def warn(*lines: object) -> None:
    """Write each argument as one line to the errors."""
    for line in lines:
        print(visible(str(line)), file=sys.stderr)


def run_quietly(command: Callable[[], int]) -> int:
    """Run a command and give its exit status; where the reader of its output goes away (``| head``), it ends without a word."""
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter complains as it ends
        return GONE
    return status


class Parser(argparse.ArgumentParser):
    """A command line whose complaints are written here: names of files stand in them too."""

    def error(self, message: str) -> NoReturn:
        super().error(visible(message))
