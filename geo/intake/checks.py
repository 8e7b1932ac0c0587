"""Is each cell what its column needs, what was mended, and what must a person look at?

A cell that can be read in one way only is read, and if its text had to change the change is told (``fixed``). A cell that can be read
in several ways, or in none, is left empty in the claim and told (``person``), with the ways to read it as choices; the file's
own row stays with the claim. Nothing becomes 0, nobody is placed by a guess. Each concern has its module in ``columns``.
"""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.evidence.alike import Column, Sheet, together
from geo.evidence.incidents import COUNT_COLUMNS, TEXT_COLUMNS
from geo.evidence.typed import problems_in
from geo.intake.columns.answers import point_at_early_answers
from geo.intake.columns.codes import read_codes
from geo.intake.columns.dates import read_dates
from geo.intake.columns.figures import read_counts
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.columns.ground import Ground
from geo.intake.columns.points import read_positions
from geo.intake.columns.texts import NAMES, POINT, URLS, clean_links, clean_text
from geo.intake.columns.ties import tie
from geo.intake.sources.mapping import SPLIT
from geo.land.places import fold


def clean(
    cells: Sheet, ground: Ground, order: dict[str, str], crs: str = "", said: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[Sheet, pd.DataFrame]:
    """Check the cells of ``registry.to_cells`` and write them as a claims file has them.

    Parameters
    ----------
    cells : texts.
    order : of day and month, by date column (``find_order``).
    crs : of latitude and longitude where they are not WGS84 degrees.
    said : what a person said the names of regions mean (``ties.tie``).

    Returns
    -------
    claims : texts with ``incidents.COLUMNS``, sound for ``typed.parse_claims``, ``refuse`` (why a row is no claim) and
        ``held`` (True: a code that is not ours keeps the row out of the record until a person says what it means).
    findings : ``FINDINGS``.
    """
    out, found = cells.copy(), Findings()
    out["named"] = ""
    for column in dict.fromkeys((*TEXT_COLUMNS, *NAMES, "date", "date_start", "date_end", *POINT, *SPLIT, *COUNT_COLUMNS)):
        if column in out and column not in ("claim_id", "licence"):
            clean_text(out, column, found)
    for column in URLS:
        clean_links(out, column, found)
    held = read_codes(out, found)
    read_dates(out, order, found)
    point_at_early_answers(out, found)
    spots = read_positions(out, ground, crs, found)
    tie(out, spots, ground.governorate, ground.regions, ground.places, said or {}, found)
    read_counts(out, found)
    either = out["place_name"].says(_EITHER.search) | out["place_name_ar"].says(_EITHER.search)
    where = np.flatnonzero(either)
    both = [f"{latin} {arabic}".strip() for latin, arabic in zip(out["place_name"].at(where), out["place_name_ar"].at(where), strict=True)]
    found.tell(where, "place_name", "person", "two_places", both)
    where = np.flatnonzero(_sums_up(out))
    found.tell(where, "source_id", "person", "total_row", out["source_id"].at(where))
    known = np.zeros(len(out), dtype=bool)
    for column in (*_PLACING, *(c for c in COUNT_COLUMNS if c != "source_count")):
        known |= out[column].filled()
    out["refuse"] = out["refuse"].where(known | out["refuse"].filled(), "nothing_known")
    live = np.flatnonzero(~out["refuse"].filled() & ~held)
    for problem in problems_in(out.take(live), ""):  # whatever else would break a record: duplicate ids are found in the whole file
        if problem.row is not None and problem.allowed != "unique":
            where = live[[problem.row - 2]]
            held[where] = True
            found.tell(where, problem.column, "person", "unsound", problem.value, problem.value)
    out["held"] = Column((held & ~out["refuse"].filled()).astype(np.intp), [False, True])
    return out, _with_refusals(out, found)


_PLACING = ("date_start", "place_name", "place_name_ar", "latitude", "date_text", "adm2_pcode", "adm3_pcode")


def _with_refusals(out: Sheet, found: Findings) -> pd.DataFrame:
    """Give what was found, with why each refused row is; what else was found in it is of no use."""
    refused = np.flatnonzero(out["refuse"].filled())
    final = Findings([found.without(refused)])
    why = out["refuse"].at(refused)
    choices = np.where(np.isin(why, ("elsewhere", "far_away")), choices_text({"sure_of_point": "yes"}), "")
    was = together([out[c] for c in ("admin1", "country", "place_name")], lambda *texts: next((x for x in texts if x), ""))
    final.tell(refused, "", "refused", why, was.at(refused), out["named"].at(refused), choices)
    return final.table()


_EITHER = re.compile(r"\s(?:or|أو|او)\s")
_TOTALS = frozenset(
    {"total", "totals", "grand total", "sum", "subtotal", "sub total", "المجموع", "مجموع", "الاجمالي", "اجمالي", "المجموع الكلي"}
)


def _names_a_total(text: str) -> bool:
    """Whether a text is a word for a total, alone or before a few others ("Total killed", "المجموع العام")."""
    parts = fold(text[:80]).replace(":", " ").replace(".", " ").split()
    return len(parts) <= _FEW and any(" ".join(parts[:k]) in _TOTALS for k in (1, 2, 3))


_FEW = 4


def _sums_up(out: Sheet) -> np.ndarray:
    """Say which rows of people's own tables are sums of the others: they name themselves so, and tell no single day and no place."""
    bare: np.ndarray = out["own_table"].filled() & ~out["date_precision"].is_("day") & ~out["latitude"].filled()
    named: np.ndarray = np.zeros(len(out), dtype=bool)
    if bare.any():
        for column in ("source_id", "place_name", "place_name_ar", "date_text", "remarks"):
            named |= out[column].says(_names_a_total)
    both: np.ndarray = named & bare
    return both
