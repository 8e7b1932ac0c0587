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

    def tell(self, where: np.ndarray, column: str, kind: str, code: str, was: Any, became: Any = "", choices: Any = "") -> None:
        """Note the rows at the positions ``where``; texts may be one for all or one a row."""
        if len(where):
            columns = {"position": where, "column": column, "kind": kind, "code": code, "was": was, "became": became, "choices": choices}
            self.parts.append(pd.DataFrame(columns))

    def table(self) -> pd.DataFrame:
        """All of it: ``FINDINGS``, in the order of the rows; ``choices`` is JSON, a list of cells to set."""
        if not self.parts:
            return pd.DataFrame(columns=list(FINDINGS)).astype({"position": int})
        return pd.concat(self.parts, ignore_index=True).sort_values("position", kind="stable", ignore_index=True)


def choices_text(*sets: dict[str, str]) -> str:
    return json.dumps(list(sets), ensure_ascii=False) if sets else ""
