"""How long did answers take, and when did they come in?

An answer is counted once for each incident and accused (``evidence.answers.by_accused``), from its first dated statement.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from geo import vocabulary as voc

LONGEST_BY_MONTH = 30  # months of dated answers up to which a chart counts by month, else by quarter
WAITS = (30, 91, 183, 365, 730, 1_096, 1_826)  # days up to which answers are counted together
WAIT_BIN = 91  # days a bar


@dataclass(frozen=True)
class Waits:
    """How long positions known on a day took, in ``days`` from the last day of the incident to the first dated statement, ascending.

    ``undated`` have no date of a statement; ``no_event`` are about an incident without a date; ``early`` are the ids of incidents with a
    statement dated before their first day: one of the two dates is wrong, and it is told, not mended. ``waiting`` had no answer by the day.
    """

    days: pd.Series
    undated: int
    no_event: int
    early: tuple[str, ...]
    waiting: int

    @property
    def answered(self) -> int:
        """All that had answered: those measured, and those that cannot be."""
        return len(self.days) + self.undated + self.no_event + len(self.early)


def waits_of(pairs: pd.DataFrame, incidents: pd.DataFrame) -> Waits:
    """Measure how long answers took.

    Parameters
    ----------
    pairs : ``by_accused`` on a day. incidents : with incident_id, date_start, date_end.
    """
    took = pairs["status"].isin((*voc.ANSWERED, "answered_differently"))
    mine = pairs[took].merge(incidents[["incident_id", "date_start", "date_end"]], on="incident_id")
    dated = mine["first_said"].notna()
    placed = dated & mine["date_end"].notna()
    early = placed & (mine["first_said"] < mine["date_start"])
    days = (mine["first_said"] - mine["date_end"]).dt.days[placed & ~early].clip(lower=0)
    return Waits(
        days.astype("int64").sort_values(ignore_index=True),
        int((~dated).sum()),
        int((dated & ~placed).sum()),
        tuple(dict.fromkeys(mine.loc[early, "incident_id"])),
        int((~took).sum()),
    )


def count_by_wait(days: pd.Series) -> pd.DataFrame:
    """Count answers by how long they took, in bars of ``WAIT_BIN`` days: first and last day (inclusive) and n, empty ones too."""
    bars = days // WAIT_BIN
    counts = bars.value_counts().reindex(range(int(bars.max()) + 1 if len(bars) else 0), fill_value=0)
    first = pd.Series(counts.index, dtype="int64") * WAIT_BIN
    return pd.DataFrame({"first": first, "last": first + WAIT_BIN - 1, "n": counts.to_numpy()})


def stretch_of(first_said: pd.Series) -> str:
    """Say whether answers are counted by "month" or by "quarter"."""
    days = first_said.dropna()
    if days.empty:
        return "quarter"
    months = (days.max().to_period("M") - days.min().to_period("M")).n
    return "month" if months < LONGEST_BY_MONTH else "quarter"


def count_by_stretch(pairs: pd.DataFrame, day: date, stretch: str, kinds: Collection[str]) -> pd.DataFrame:
    """Count dated answers by when their first statement came and by kind.

    Parameters
    ----------
    pairs : ``by_accused`` as last read, so that the kind of what came after ``day`` is known too.

    Returns
    -------
    date (first day of the stretch), kind, later (after ``day``), n; one row for each that has any, in order.
    """
    dated = pairs[pairs["first_said"].notna() & pairs["status"].isin(kinds)]
    first = dated["first_said"].dt.to_period({"month": "M", "quarter": "Q"}[stretch]).dt.to_timestamp()
    key = {"date": first, "kind": dated["status"], "later": dated["first_said"] > pd.Timestamp(day)}
    counts = dated.assign(**key).groupby(list(key), sort=True).size()
    return counts.rename("n").reset_index()
