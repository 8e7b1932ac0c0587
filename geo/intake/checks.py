"""Is each cell what its column needs, what was mended, and what must a person look at?

A cell that can be read in one way only is read, and if its text had to change the change is told (``fixed``). A cell that can be read
in several ways, or in none, is left empty in the claim and told (``person``), with the ways to read it as choices; the file's
own row stays with the claim. Nothing becomes 0, nobody is placed by a guess. Each concern has its module in ``columns``.
"""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from geo.evidence.incidents import COLUMNS, COUNT_COLUMNS, TEXT_COLUMNS, each_text
from geo.evidence.typed import parse_claims
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
    cells: pd.DataFrame, ground: Ground, order: dict[str, str], crs: str = "", said: Mapping[str, Mapping[str, str]] | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Check the cells of ``registry.to_cells`` and write them as a claims file has them.

    Parameters
    ----------
    cells : texts, index 0..n-1.
    order : of day and month, by date column (``find_order``).
    crs : of latitude and longitude where they are not WGS84 degrees.
    said : what a person said the names of regions mean (``ties.tie``).

    Returns
    -------
    claims : texts with ``incidents.COLUMNS``, sound for ``incidents.parse_claims``, ``refuse`` (why a row is no claim) and
        ``held`` (True: a code that is not ours keeps the row out of the record until a person says what it means).
    findings : ``FINDINGS``.
    """
    out, found = cells.assign(named=""), Findings()
    for column in dict.fromkeys((*TEXT_COLUMNS, *NAMES, "date", "date_start", "date_end", *POINT, *SPLIT, *COUNT_COLUMNS)):
        if column in out.columns and column not in ("claim_id", "licence"):
            clean_text(out, column, found)
    for column in URLS:
        clean_links(out, column, found)
    held = read_codes(out, found)
    read_dates(out, order, found)
    point_at_early_answers(out, found)
    spots = read_positions(out, ground, crs, found)
    tie(out, spots, ground.governorate, ground.regions, ground.places, said or {}, found)
    read_counts(out, found)
    two = [each_text(out[c], lambda text: _EITHER.search(text) is not None) for c in ("place_name", "place_name_ar")]
    where = np.flatnonzero(two[0].astype(bool) | two[1].astype(bool))
    names = (out["place_name"] + " " + out["place_name_ar"]).str.strip().iloc[where]
    found.tell(where, "place_name", "person", "two_places", names.to_numpy())
    where = np.flatnonzero(_sums_up(out))
    found.tell(where, "source_id", "person", "total_row", out["source_id"].iloc[where].to_numpy())
    known = out[["date_start", "place_name", "place_name_ar", "latitude", "date_text", "adm2_pcode", "adm3_pcode"]] != ""
    known["count"] = (out[[c for c in COUNT_COLUMNS if c != "source_count"]] != "").any(axis=1)
    nothing = ~known.any(axis=1) & (out["refuse"] == "")
    out.loc[nothing, "refuse"] = "nothing_known"
    live = np.flatnonzero((out["refuse"] == "") & ~held)
    _, unsound = parse_claims(out.iloc[live][list(COLUMNS)], "")
    for problem in unsound:  # whatever else would break a record: duplicate ids are found in the whole file
        if problem.row is not None and problem.allowed != "unique":
            where = live[[problem.row - 2]]
            held[where] = True
            found.tell(where, problem.column, "person", "unsound", problem.value, problem.value)
    table = found.table()
    refused = np.flatnonzero(out["refuse"] != "")
    table = table[~table["position"].isin(refused)]
    final = Findings([table])
    about_elsewhere = out["refuse"].iloc[refused].isin(("elsewhere", "far_away"))
    choices = np.where(about_elsewhere, choices_text({"sure_of_point": "yes"}), "")
    written = [out[c].iloc[refused].to_numpy(dtype=object) for c in ("admin1", "country", "place_name")]
    was = [next((x for x in texts if x), "") for texts in zip(*written, strict=True)]
    final.tell(refused, "", "refused", "", was, out["named"].iloc[refused].to_numpy(), choices)
    table = final.table()
    is_refusal = table["kind"] == "refused"
    table.loc[is_refusal, "code"] = out["refuse"].to_numpy()[table.loc[is_refusal, "position"]]
    return out[list(COLUMNS)].assign(refuse=out["refuse"], held=held & (out["refuse"] == "")), table


_EITHER = re.compile(r"\s(?:or|أو|او)\s")
_TOTALS = frozenset(
    {"total", "totals", "grand total", "sum", "subtotal", "sub total", "المجموع", "مجموع", "الاجمالي", "اجمالي", "المجموع الكلي"}
)


def _names_a_total(text: str) -> bool:
    """Whether a text is a word for a total, alone or before a few others ("Total killed", "المجموع العام")."""
    parts = fold(text[:80]).replace(":", " ").replace(".", " ").split()
    return len(parts) <= _FEW and any(" ".join(parts[:k]) in _TOTALS for k in (1, 2, 3))


_FEW = 4


def _sums_up(out: pd.DataFrame) -> np.ndarray:
    """Say which rows of people's own tables are sums of the others: they name themselves so, and tell no day and no place."""
    cells = ("source_id", "place_name", "place_name_ar", "date_text", "remarks")
    named = np.zeros(len(out), dtype=bool)
    if not (out["own_table"] != "").any():
        return named
    for column in cells:
        named |= each_text(out[column], _names_a_total).to_numpy(dtype=bool)
    bare: np.ndarray = (
        named & (out["own_table"] != "").to_numpy() & (out["date_start"] == "").to_numpy() & (out["latitude"] == "").to_numpy()
    )
    return bare
