"""What was found in the cells of a file, and how is it gathered?"""

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

KINDS = ("refused", "held", "person", "fixed", "warned")  # the worst finding of a row decides what the row ends as
FINDINGS = ("position", "column", "kind", "code", "was", "became", "choices")


@dataclass
class Findings:
    """What was found, gathered a column at a time."""

    parts: list[pd.DataFrame] = field(default_factory=list)

    def tell(self, where: np.ndarray, column: str, kind: str, code: Any, was: Any, became: Any = "", choices: Any = "") -> None:
        """Note the rows at the positions ``where``; texts may be one for all or one a row."""
        if len(where):
            texts = {"column": column, "kind": kind, "code": code, "was": was, "became": became, "choices": choices}
            part = pd.DataFrame({name: _texts(told, len(where)) for name, told in texts.items()}, dtype=object, copy=False)
            part.insert(0, "position", where)
            self.parts.append(part)

    def table(self) -> pd.DataFrame:
        """All of it: ``FINDINGS``, in the order of the rows; ``choices`` is JSON, a list of cells to set."""
        parts = [part for part in self.parts if len(part)]
        if not parts:
            return pd.DataFrame({c: np.empty(0, dtype=int if c == "position" else object) for c in FINDINGS})
        return pd.concat(parts, ignore_index=True).sort_values("position", kind="stable", ignore_index=True)

    def without(self, rows: np.ndarray) -> pd.DataFrame:
        """All of it but what was found in some rows."""
        table = self.table()
        return table[~table["position"].isin(rows)] if len(rows) and len(table) else table


def _texts(told: Any, length: int) -> np.ndarray:
    """Give texts, one for all or one a row, as objects."""
    out = np.empty(length, dtype=object)
    out[:] = told
    return out


def choices_text(*sets: dict[str, str]) -> str:
    return json.dumps(list(sets), ensure_ascii=False) if sets else ""
