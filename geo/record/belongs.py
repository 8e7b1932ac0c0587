"""Which claims are about this land, where their source contradicts itself, and by whose judgement (``hand/belongs.csv``)?"""

import pandas as pd

from geo.evidence.incidents import Problem

FILE = "hand/belongs.csv"
COLUMNS = ("claim_id", "decision", "reason", "decided_by", "decided_on")
DECISIONS = ("here", "elsewhere")  # elsewhere: in no count of this land


def check_belongs(table: pd.DataFrame) -> list[Problem]:
    """Collect what is wrong with a table of judgements: another decision, an empty cell, another one about a claim that is judged already.

    A judgement about a claim that is not here waits for the file that holds it.
    """
    problems = [
        Problem(FILE, int(i) + 2, "decision", table["decision"][i], "one_of", DECISIONS) for i in _rows(~table["decision"].isin(DECISIONS))
    ]
    for column in ("claim_id", "reason", "decided_by", "decided_on"):
        problems += [Problem(FILE, int(i) + 2, column, "", "not_empty") for i in _rows(table[column] == "")]
    twice = table["claim_id"].duplicated() & (table["claim_id"] != "") & ~table.duplicated()
    return problems + [Problem(FILE, int(i) + 2, "claim_id", table["claim_id"][i], "unique") for i in _rows(twice)]


def _rows(mask: pd.Series) -> pd.Index:
    return mask.index[mask]


def those_here(claims: pd.DataFrame, belongs: pd.DataFrame) -> pd.DataFrame:
    """Give the claims without those that a person judged to be about another land."""
    gone = claims["claim_id"].isin(belongs.loc[belongs["decision"] == "elsewhere", "claim_id"])
    return claims[~gone].reset_index(drop=True) if gone.any() else claims
