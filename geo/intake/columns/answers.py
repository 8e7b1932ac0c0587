"""Can the answer that a row states be one to its event?"""

import numpy as np
import pandas as pd

from geo.intake.columns.findings import Findings


def point_at_early_answers(out: pd.DataFrame, found: Findings) -> None:
    """Point at answers dated before the first day of their event: one of the two dates is wrong, and nobody here knows which."""
    answer, event = out["response_date"], out["date_start"]
    where = np.flatnonzero((answer != "") & (event != "") & (answer < event))
    shown = [f"{a} / {e}" for a, e in zip(answer.iloc[where], event.iloc[where], strict=True)]
    found.tell(where, "response_date", "warned", "answer_early", shown, shown)
