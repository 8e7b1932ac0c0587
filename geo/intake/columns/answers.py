"""Can the answer that a row states be one to its event?"""

import numpy as np

from geo.evidence.alike import Sheet, together
from geo.intake.columns.findings import Findings


def point_at_early_answers(out: Sheet, found: Findings) -> None:
    """Point at answers dated before the first day of their event: one of the two dates is wrong, and nobody here knows which."""
    days = [out["response_date"], out["date_start"]]
    shown = together(days, lambda answer, event: f"{answer} / {event}" if answer and event and answer < event else "")
    where = np.flatnonzero(shown.filled())
    found.tell(where, "response_date", "warned", "answer_early", shown.at(where), shown.at(where))
