"""Which decisions of people apply, and what of them cannot? What cannot waits, is named, and can be taken back: it stops nobody."""

import re
from dataclasses import dataclass

import pandas as pd

from geo.evidence.incidents import COLUMNS, WEB_ADDRESS, Problem
from geo.evidence.typed import parse_claims
from geo.land.places import is_arabic
from geo.record import belongs
from geo.record.tables import CORRECTION_COLUMNS, NAMED_COLUMNS, PLACED_COLUMNS

HAND_COLUMNS = {
    "hand/corrections.csv": CORRECTION_COLUMNS,
    "hand/places.csv": PLACED_COLUMNS,
    "hand/place_names.csv": NAMED_COLUMNS,
    belongs.FILE: belongs.COLUMNS,
}
_CORRECTIONS = "hand/corrections.csv"


@dataclass(frozen=True)
class Idle:
    """A decision that could not be applied: its table, its row as it stands there, and why."""

    name: str
    row: dict[str, str]
    problem: Problem


def _idle(name: str, table: pd.DataFrame, problems: list[Problem]) -> list[Idle]:
    """Give the rows of a table that something is wrong with, each once, with the first thing."""
    first = {p.row: p for p in reversed(problems)}
    rows = table.to_dict("records")
    return [Idle(name, {str(k): str(v) for k, v in rows[row - 2].items()}, p) for row, p in sorted(first.items()) if row]


def without_idle(table: pd.DataFrame, idle: list[Idle]) -> pd.DataFrame:
    """Give a table of decisions without those that are not applied."""
    gone = [x.row for x in idle]
    return table[[row not in gone for row in table.to_dict("records")]] if gone else table


def misplaced(placed: pd.DataFrame, places: set[str]) -> list[Idle]:
    """Give the places chosen for claims that are none of the gazetteer's."""
    name = "hand/places.csv"
    wrong = [Problem(name, i + 2, "place_pcode", code, "place") for i, code in enumerate(placed["place_pcode"]) if code not in places]
    return _idle(name, placed, wrong)


def misjudged(judged: pd.DataFrame) -> list[Idle]:
    """Give the judgements about this land that cannot be applied; the first about a claim stands, another one about it waits."""
    return _idle(belongs.FILE, judged, belongs.check_belongs(judged))


def name_places(places: pd.DataFrame, named: pd.DataFrame) -> list[Idle]:
    """Give places without an Arabic name, in place, the one a person found in a source; a shipped name is never written over.

    A name needs Arabic letters, a place that has none, and the address of the source it was read in; else it is not applied, and given.
    """
    problems = []
    row_of = {code: i for i, code in enumerate(places["place_pcode"])}
    for i, name in enumerate(named.itertuples(index=False)):
        here = "hand/place_names.csv"
        for column in NAMED_COLUMNS:
            if not getattr(name, column):
                problems.append(Problem(here, i + 2, column, "", "not_empty"))
        bad_address = not re.fullmatch(WEB_ADDRESS, name.source_url)
        if bad_address:
            problems.append(Problem(here, i + 2, "source_url", name.source_url, "web_address"))
        if name.place_pcode not in row_of or places["name_ar"].iloc[row_of[name.place_pcode]]:
            problems.append(Problem(here, i + 2, "place_pcode", name.place_pcode, "nameless_place"))
        elif not is_arabic(name.name_ar):
            problems.append(Problem(here, i + 2, "name_ar", name.name_ar, "arabic_name"))
        elif not bad_address and all(getattr(name, c) for c in NAMED_COLUMNS):
            places.iloc[row_of[name.place_pcode], places.columns.get_loc("name_ar")] = name.name_ar
    return _idle("hand/place_names.csv", named, problems)


def read_corrected(
    raw: dict[str, pd.DataFrame], corrections: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], dict[str, pd.DataFrame], list[Problem], list[Idle]]:
    """Give the tables as read with the hand-made corrections in them, and typed (``typed.parse_claims``).

    Returns
    -------
    the corrected tables, the typed ones, what is wrong with the files themselves, and the corrections that are not applied: those that name
    no claim, no column, or another former value than the file has, and those after which their claim is no longer sound.
    """
    idle: list[Idle] = []
    while True:
        tables = {name: table.copy() for name, table in raw.items()}
        found = _apply_corrections(tables, without_idle(corrections, idle))
        typed, problems = {}, []
        for name, table in tables.items():
            typed[name], wrong = parse_claims(table, name)
            problems += wrong
            corrected = set(corrections["claim_id"])
            for problem in wrong:
                claim = table["claim_id"].iloc[problem.row - 2] if problem.row and problem.row > 1 else ""
                for row in corrections[corrections["claim_id"] == claim].to_dict("records") if claim in corrected else ():
                    found.append(Idle(_CORRECTIONS, row, problem))
        more = [x for x in found if x.row not in [y.row for y in idle]]
        if not more:
            return tables, typed, problems, idle
        idle += more


def _apply_corrections(raw: dict[str, pd.DataFrame], corrections: pd.DataFrame) -> list[Idle]:
    """Put corrections into the tables, in place; give those that do not fit: never a guess."""
    problems = []
    for i, fix in enumerate(corrections.itertuples(index=False)):
        here = _CORRECTIONS
        problems += [Problem(here, i + 2, c, "", "not_empty") for c in ("reason", "decided_by", "decided_on") if not getattr(fix, c)]
        if fix.column not in COLUMNS or fix.column == "claim_id":
            problems.append(Problem(here, i + 2, "column", fix.column, "one_of", tuple(c for c in COLUMNS if c != "claim_id")))
            continue
        homes = [t for t in raw.values() if fix.claim_id in set(t["claim_id"])]
        if not homes:
            problems.append(Problem(here, i + 2, "claim_id", fix.claim_id, "known_claim"))
            continue
        rows = homes[0]["claim_id"] == fix.claim_id
        if set(homes[0].loc[rows, fix.column]) != {fix.was}:
            problems.append(Problem(here, i + 2, "was", fix.was, "value_in_file", tuple(homes[0].loc[rows, fix.column])))
            continue
        homes[0].loc[rows, fix.column] = fix.becomes
    return _idle(_CORRECTIONS, corrections, problems)
