"""Which rows of a file wait for a person, and what would they add at most?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

WAITS = ("person", "held")  # how rows end that are in no count until somebody decides


@dataclass(frozen=True)
class Waiting:
    """Rows that are in no count until somebody decides, and the most they would add: each an incident of its own, with the highest
    number of killed it states. ``open_ended``: some state only a lowest number; ``no_figure``: incidents that state none."""

    rows: int = 0
    incidents: int = 0
    killed: int = 0
    open_ended: bool = False
    no_figure: int = 0


def waiting_in(table: pd.DataFrame, declared: bool) -> Waiting:
    """Count the waiting rows of the table of an import; declared strikes are no incidents, whatever a person decides."""
    rows = table[table["status"].isin(WAITS)]
    if declared or rows.empty:
        return Waiting(len(rows))
    low, high = (pd.to_numeric(rows[f"civilians_killed_{end}"], errors="coerce") for end in ("min", "max"))
    most = high.fillna(low)
    return Waiting(len(rows), len(rows), int(most.sum()), bool((low.notna() & high.isna()).any()), int(most.isna().sum()))


def waiting_of(imports: Iterable[tuple[pd.DataFrame, bool]]) -> list[Waiting]:
    """Count the waiting rows of several imports (table, whether declared); a row that stands in two of them with one id waits once."""
    seen: set[tuple[str, str]] = set()
    out = []
    for table, declared in imports:
        rows = table[table["status"].isin(WAITS)]
        keys = list(zip(rows["claim_id"], rows["row_sha256"], strict=True))
        out.append(waiting_in(rows[np.array([k not in seen for k in keys], dtype=bool)], declared))
        seen |= set(keys)
    return out


def waiting_in_piece(facts: Mapping[str, Any]) -> Waiting:
    """Give the waiting rows of a piece of a holding; one built before they were counted names its rows alone."""
    known = facts.get("waiting")
    return Waiting(**known) if known else Waiting(facts["held"], facts["held"], 0, False, facts["held"])


def sum_waiting(parts: Iterable[Waiting]) -> Waiting:
    """Add up what waits in several files."""
    total = Waiting()
    for one in parts:
        total = Waiting(
            total.rows + one.rows,
            total.incidents + one.incidents,
            total.killed + one.killed,
            total.open_ended or one.open_ended,
            total.no_figure + one.no_figure,
        )
    return total
