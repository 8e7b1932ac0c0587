"""What does this map have to know of a source? One ``Source`` each, in a module of its own beside this one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from geo.evidence.alike import Column, Sheet

Columns = Mapping[str, tuple[str, ...]]  # our column -> the names it goes by there, the first that a file has counts
Get = Callable[[str], Column]  # a column of the file by its name in small letters; empty texts if it has none
Finish = Callable[[Sheet, Get, set[str]], None]  # sets columns


def leave(cells: Sheet, get: Get, names: set[str]) -> None:
    """Take the cells as they are."""


@dataclass(frozen=True)
class Source:
    """One source: how its files are known and read, and what its terms ask.

    ``signs`` : sets of columns (small letters) that only its files have; any of them will do.
    ``kind`` : of file it comes in (``RawTable.kind``); empty: any.
    ``finish`` : reads the source's own codes in cells that are in our columns already; gets a column of the file by name, and the
        names it has.
    ``licence`` : of a claim that names none.
    ``order`` : of day and month in dates like 3/4/2017, where the source declares it.
    ``asks_columns`` : a person says which column is which.
    ``declares`` : its rows are strikes an attacker declared: context, never claims.
    ``may_leave`` : whether its terms let rows go out; ``note`` and ``note_kept``: texts a reader sees where they do not.
    ``attribution`` : text that stands for its name beside a picture, where its licence asks for one.
    ``outlets`` : a claim is known by the name of its outlet alone, and several outlets on one event say the same dead.
    """

    code: str
    columns: Columns = field(default_factory=dict)
    signs: tuple[frozenset[str], ...] = ()
    kind: str = ""
    finish: Finish = leave
    licence: str = ""
    order: str = ""
    asks_columns: bool = False
    declares: bool = False
    may_leave: bool = True
    note: str = ""
    note_kept: str = ""
    attribution: str = ""
    outlets: bool = False


def recode(column: Column, codes: Mapping[str, str]) -> Column:
    """Give each text its code; what has none stays."""
    return column.each(lambda v: codes.get(v.strip(), v))
