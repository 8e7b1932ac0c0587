"""How many incidents, and how many reported killed, fall certainly or possibly into each stretch of time?"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.choice.window import UNDATED
from geo.count.sums import SUMMED, make_sum


def bin_edges(span: tuple[date, date], stop: str, phases: pd.DataFrame) -> pd.DatetimeIndex:
    """Give the first days of the stretches that cover a span without a gap.

    Parameters
    ----------
    stop : "day", "week" (from Monday), "month", or "phase" (each phase of the campaign, and what lies before, between, after).
    phases : with date_start, date_end (datetime64).
    """
    first, last = pd.Timestamp(span[0]), pd.Timestamp(span[1])
    if stop == "day":
        return pd.date_range(first, last, freq="D")
    if stop == "week":
        return pd.date_range(first - pd.Timedelta(days=first.weekday()), last, freq="7D")
    if stop == "month":
        return pd.date_range(first.replace(day=1), last, freq="MS")
    cuts = {first, *phases["date_start"], *(phases["date_end"] + pd.Timedelta(days=1))}
    return pd.DatetimeIndex(sorted(c for c in cuts if first <= c <= last))


def count_by_time(rows: pd.DataFrame, edges: pd.DatetimeIndex) -> pd.DataFrame:
    """Count incidents by stretch of time; each is counted once.

    An incident whose interval lies inside one stretch is ``certain`` there. One that spans several is counted once, as
    ``possible``, where its interval begins: a convention, so that the stretches and the undated add up to all.

    Parameters
    ----------
    rows : start, end (days since 1970-01-01, ``window.UNDATED``), incidents (``tally.Tally.by_interval``).

    Returns
    -------
    frame with date (first day), certain, possible.
    """
    dated = rows[rows["start"] != UNDATED]
    first, last = _stretches(dated, edges)
    n = dated["incidents"].to_numpy()
    counts = {
        name: np.bincount(first[mine], weights=n[mine], minlength=len(edges)).astype(int)
        for name, mine in (("certain", first == last), ("possible", first != last))
    }
    return pd.DataFrame({"date": edges} | counts)


def count_with_spared(rows: pd.DataFrame, edges: pd.DatetimeIndex, spared: pd.DataFrame) -> pd.DataFrame:
    """Give ``count_by_time`` with spared: certain incidents fewer if the likely pairs are one event (``spared``: from ``spared.spared_intervals``)."""
    return count_by_time(rows, edges).assign(spared=count_by_time(spared.assign(incidents=1), edges)["certain"])


@dataclass(frozen=True)
class Block:
    """One block of a histogram: incidents of one tone ("certain" or "possible") of a stretch of time that begins at ``date``.

    ``left`` and ``right`` are where it stands on the axis (cut to the span), ``low`` and ``high`` its lower and upper edge in incidents; ``one`` is
    its upper edge if the likely pairs are one event, None where that is no other.
    """

    date: pd.Timestamp
    left: pd.Timestamp
    right: pd.Timestamp
    tone: str
    low: int
    high: int
    one: int | None = None

    @property
    def n(self) -> int:
        return self.high - self.low


def histogram(bins: pd.DataFrame, span: tuple[date, date]) -> list[Block]:
    """Lay counts by stretch of time out as blocks, the possible ones upon the certain ones; a block of nothing has no height.

    Parameters
    ----------
    bins : from ``count_by_time`` (date, certain, possible), perhaps with spared (``sum_by_time``).
    span : first and last day of the axis.
    """
    first, last = (pd.Timestamp(d) for d in span)
    out = []
    for row, end in zip(bins.to_dict("records"), [*bins["date"].iloc[1:], last], strict=True):
        sure, every = int(row["certain"]), int(row["certain"] + row["possible"])
        sides = (row["date"], max(row["date"], first), min(max(end, first), last))
        one = sure - int(row["spared"]) if row.get("spared") else None
        out += [Block(*sides, "certain", 0, sure, one), Block(*sides, "possible", sure, every)]
    return out


def tallest(bins: pd.DataFrame) -> int:
    """Give the most incidents that one stretch of time has; 1 where none has any, so that an axis has a length."""
    return max(1, int((bins["certain"] + bins["possible"]).max())) if len(bins) else 1


def sum_by_time(rows: pd.DataFrame, edges: pd.DatetimeIndex, spared: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Add up incidents by stretch of time as ``count_by_time`` counts them.

    Parameters
    ----------
    rows : from ``tally.interval_sums``.
    spared : the intervals of the groups of likely pairs (``spared.spared_intervals``).

    Returns
    -------
    frame (date: first day; certain, possible: incidents; spared: certain ones fewer if the likely pairs are one event; headline, ungraded: ``Sum`` of those gradings, killed figures of
    the certain ones; headline_possible, ungraded_possible: ``Sum`` of the possible ones), and the number of undated incidents.
    """
    out = count_with_spared(rows, edges, spared)
    dated = rows[rows["start"] != UNDATED]
    first, last = _stretches(dated, edges)
    values = dated[list(SUMMED)].to_numpy(dtype=np.int64)
    nothing = np.zeros(len(SUMMED), dtype=np.int64)
    for group, gradings in (("headline", voc.HEADLINE_GRADINGS), ("ungraded", ("ungraded",))):
        of = dated["grading"].isin(gradings).to_numpy()
        for column, mine in ((group, of & (first == last)), (f"{group}_possible", of & (first != last))):
            added = np.zeros((len(edges), len(SUMMED)), dtype=np.int64)
            np.add.at(added, first[mine], values[mine])
            out[column] = pd.Series([make_sum(x, nothing) for x in added], dtype=object)
    return out, int(rows["incidents"].sum() - dated["incidents"].sum())


def _stretches(dated: pd.DataFrame, edges: pd.DatetimeIndex) -> tuple[np.ndarray, np.ndarray]:
    """Give the stretch in which each interval begins, and that in which it ends."""
    days = (edges - pd.Timestamp(0)).days.to_numpy()
    first, last = (np.clip(days.searchsorted(dated[c].to_numpy(), side="right") - 1, 0, len(days) - 1) for c in ("start", "end"))
    return first, last
