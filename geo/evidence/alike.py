"""Which rows of a column of texts say the same? A column knows its distinct texts, so that each is read once, however many rows have it.

A file of 400,000 rows has few words of each kind. Whatever is asked of a column (is it empty, which number is it) is asked of its distinct
texts, and spread over the rows by their numbers.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from operator import ne
from typing import Any, Self

import numpy as np
import pandas as pd


class Column:
    """One column: ``texts`` (what stands in it; a text may be there twice, or in no row) and ``of`` (for each row, which of them)."""

    def __init__(self, of: np.ndarray, texts: Collection[Any] | np.ndarray) -> None:
        self.of, self.texts = of, texts if isinstance(texts, np.ndarray) else listed(texts)
        self._rows: np.ndarray | None = None
        self._filled: np.ndarray | None = None

    @classmethod
    def of_rows(cls, rows: np.ndarray | pd.Series) -> Self:
        """Find the distinct texts of rows (texts)."""
        if isinstance(rows, pd.Series):
            if isinstance(rows.dtype, pd.StringDtype):  # its own codes are found without making an object of each row
                of, texts = pd.factorize(rows.array)
                return cls(of, np.asarray(texts, dtype=object))
            rows = rows.to_numpy(dtype=object)
        return cls(*pd.factorize(rows))

    def __len__(self) -> int:
        return len(self.of)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.rows())

    def rows(self) -> np.ndarray:
        """What stands in each row (objects); not to be changed."""
        if self._rows is None:
            self._rows = self.texts[self.of]
        return self._rows

    def at(self, where: np.ndarray) -> np.ndarray:
        """What stands in some rows."""
        found: np.ndarray = self.texts[self.of[where]]
        return found

    def each(self, read: Callable[[Any], Any]) -> "Column":
        """Read every distinct text once."""
        return Column(self.of, list(map(read, self.texts)))

    def says(self, asked: Callable[[Any], Any]) -> np.ndarray:
        """Ask every distinct text once; give the answers by row."""
        answers = np.fromiter(map(bool, map(asked, self.texts)), dtype=bool, count=len(self.texts))
        if not answers.any():
            return np.zeros(len(self.of), dtype=bool)
        found: np.ndarray = answers[self.of]
        return found

    def is_in(self, texts: Iterable[Any]) -> np.ndarray:
        """Say which rows say one of some texts."""
        return self.says(frozenset(texts).__contains__)

    def is_(self, text: str) -> np.ndarray:
        return self.says(text.__eq__)

    def filled(self) -> np.ndarray:
        """Say which rows say anything; not to be changed."""
        if self._filled is None:
            self._filled = self.says(bool)
        return self._filled

    def number(self, read: Callable[[Any], float]) -> np.ndarray:
        """Give a number for each row."""
        found: np.ndarray = np.fromiter(map(read, self.texts), dtype=float, count=len(self.texts))[self.of]
        return found

    def where(self, rows: np.ndarray, other: "Column | str" = "") -> "Column":
        """Keep what these rows say; the others say what they do in another column, or one text."""
        if rows.all():
            return self
        if isinstance(other, str):
            return _compact(np.where(rows, self.of, len(self.texts)), np.append(self.texts, listed([other])))
        if not rows.any():
            return other
        return _compact(np.where(rows, self.of, other.of + len(self.texts)), np.concatenate([self.texts, other.texts]))


def _compact(of: np.ndarray, texts: np.ndarray) -> Column:
    """Make a column without the texts that no row says."""
    used = np.bincount(of, minlength=len(texts)) > 0
    return Column(of, texts) if used.all() else Column((np.cumsum(used) - 1)[of], texts[used])


def changed(was: Column, now: Column) -> np.ndarray:
    """Say which rows say another thing than before; ``now`` was read of ``was`` (``Column.each``)."""
    differ = np.fromiter(map(ne, was.texts, now.texts), dtype=bool, count=len(was.texts))
    return differ[was.of] if differ.any() else np.zeros(len(was.of), dtype=bool)


def listed(values: Collection[Any]) -> np.ndarray:
    """Put values into an array of objects; a tuple stays one."""
    return np.fromiter(values, dtype=object, count=len(values))


def together(columns: Sequence[Column], read: Callable[..., Any]) -> Column:
    """Read what rows say in several columns: each distinct row of them once."""
    several = [c for c in columns if len(c.texts) > 1]
    if not several:
        return Column(columns[0].of, [read(*(c.texts[0] for c in columns))] if len(columns[0]) else [])
    of, firsts = alike(several)
    return Column(of, [read(*row) for row in zip(*(c.at(firsts) for c in columns), strict=True)])


def alike(columns: Sequence[Column]) -> tuple[np.ndarray, np.ndarray]:
    """Find the distinct rows of some columns: for each row which of them it is, and for each of them the first row that is it."""
    of = np.asarray(columns[0].of, dtype=np.int64)
    for one in columns[1:]:
        if len(one.texts) > 1:
            of = pd.factorize(of)[0] * np.int64(len(one.texts)) + one.of
    of, found = pd.factorize(of)
    firsts = np.empty(len(found), dtype=np.int64)
    firsts[of[::-1]] = np.arange(len(of) - 1, -1, -1)
    return of, firsts


class Sheet:
    """A table of texts, its columns by name; what is set may be a column, one text for all rows, or the rows."""

    def __init__(self, length: int, columns: Mapping[str, Column] | None = None) -> None:
        self._length, self._columns = length, dict(columns or {})
        self._one = np.zeros(length, dtype=np.intp)

    @classmethod
    def of_frame(cls, frame: pd.DataFrame) -> Self:
        """Take the columns of a frame, whose names are unique."""
        return cls(len(frame), {name: Column.of_rows(frame.iloc[:, k]) for k, name in enumerate(frame.columns)})

    def __len__(self) -> int:
        return self._length

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __getitem__(self, name: str) -> Column:
        return self._columns[name]

    def __setitem__(self, name: str, column: Column | str | np.ndarray) -> None:
        if isinstance(column, str):
            column = self.all(column)
        self._columns[name] = column if isinstance(column, Column) else Column.of_rows(column)

    def all(self, text: str) -> Column:
        """Give a column that says the same in every row."""
        return Column(self._one, [text])

    def put(self, row: int, name: str, text: str) -> None:
        """Set one cell."""
        here = np.zeros(self._length, dtype=bool)
        here[row] = True
        self._columns[name] = self._columns[name].where(~here, text)

    def add(self, name: str, said: Column) -> None:
        """Write what rows have to say behind what a column says in them, after a semicolon."""
        if said.filled().any():
            self._columns[name] = together(
                [self._columns[name], said], lambda text, more: f"{text}; {more}" if text and more else text or more
            )

    def copy(self) -> "Sheet":
        return Sheet(self._length, self._columns)

    def take(self, rows: np.ndarray) -> "Sheet":
        """Give some rows, in the order of ``rows`` (positions, or a flag each)."""
        return Sheet(len(self._one[rows]), {name: Column(one.of[rows], one.texts) for name, one in self._columns.items()})

    def frame(self, names: Sequence[str] | None = None) -> pd.DataFrame:
        """Give the columns as a frame of objects, rows numbered from 0; each has its rows for itself, whatever columns were one here."""
        chosen = ((name, self._columns[name]) for name in (self._columns if names is None else names))
        return pd.DataFrame({name: one.texts[one.of] for name, one in chosen}, dtype=object, copy=False)
