"""Tables of people's own: which column is which is guessed by its heading, and a person sees the guess before anything is done with it."""

from geo.evidence.alike import Sheet, together
from geo.intake.formats.raw import RawTable
from geo.intake.sources.headings import Guess, guess_columns
from geo.intake.sources.source import Get, Source

_LOOKED_AT = 2_000  # rows below a heading


def guess_of(raw: RawTable) -> Guess:
    """Guess our column -> the file's by headings in English and Arabic and by the cells below them, each with its reason."""
    some = raw.cells.head(_LOOKED_AT)
    return guess_columns({c: some[c].tolist() for c in some.columns}, raw.point)


def columns_of(raw: RawTable) -> dict[str, str]:
    """Give the guess alone."""
    return guess_of(raw).columns


_MONTHS_AND_DAYS = ("year", "month", "day")


def finish_table(cells: Sheet, get: Get, names: set[str]) -> None:  # noqa: ARG001 - all are called alike
    """Say of an accuracy that the file itself states it, and put a date together whose year, month and day stand apart."""
    cells["accuracy_source"] = cells["geolocation_accuracy"].each(lambda v: "as stated in the file" if v.strip() else "")
    apart = cells["year"].filled() & ~cells["date"].filled() & ~cells["date_start"].filled()
    if apart.any():
        cells["date"] = cells["date"].where(~apart, together([cells[c] for c in _MONTHS_AND_DAYS], _joined))


def _joined(year: str, month: str, day: str) -> str:
    """Write year, month and day as one date; a 0 stands for one that is not known (GTD)."""
    y, m, d = (text.strip().removesuffix(".0") for text in (year, month, day))
    if not m.isdigit():
        return " ".join(x for x in (d if d != "0" else "", m, y) if x)  # a month by its name
    return y if int(m) == 0 else f"{y}-{m:0>2}" if not d.isdigit() or int(d) == 0 else f"{y}-{m:0>2}-{d:0>2}"


TABLE = Source("table", finish=finish_table, asks_columns=True)
