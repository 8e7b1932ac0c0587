"""What is a claim, what is an incident, and is a file of claims sound?

A claim is one source's statement about one event. An incident is one or more claims that a person judged to be
the same event (``data/hand/links.csv``). Claims are never merged away; an incident only points to its claims.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.evidence.alike import Column
from geo.evidence.kinds import NOT_STATED, is_fighting, kinds_of, one_kind
from geo.evidence.ranges import SAID, killed_ranges, own_ranges, range_by
from geo.evidence.times import daytime
from geo.land.distances import distance_m
from geo.text import words

TEXT_COLUMNS = [
    "claim_id",
    "source_dataset",
    "source_id",
    "date_precision",
    "date_text",
    "place_name",
    "place_name_ar",
    "place_pcode",
    "adm2_pcode",
    "adm3_pcode",
    "geolocation_accuracy",
    "accuracy_source",
    "belligerent",
    "belligerent_role",
    "event_kind",
    "sides",
    "strike_type",
    "strike_status",
    "infrastructure",
    "local_time",
    "grading",
    "response",
    "response_reason",
    "admitted",
    "apologised",
    "promised_or_paid",
    "source_name",
    "source_language",
    "source_url",
    "archive_url",
    "strike_report_url",
    "remarks",
    "licence",
]
DATE_COLUMNS = ("date_start", "date_end", "response_date", "retrieved_at")
NUMBER_COLUMNS = ("latitude", "longitude")
COUNT_COLUMNS = [
    "strike_count",
    "civilians_killed_min",
    "civilians_killed_max",
    "civilians_injured_min",
    "civilians_injured_max",
    "deaths_status_unknown",
    "deaths_reported_low",
    "deaths_reported_best",
    "deaths_reported_high",
    "children_killed_min",
    "children_killed_max",
    "women_killed_min",
    "women_killed_max",
    "conceded_killed_min",
    "conceded_killed_max",
    "source_count",
]
SUBGROUPS = ("women", "children", "conceded")  # each has a _killed_min and a _killed_max; they may overlap and are never added
FLAG_COLUMNS = ("is_aggregate", "source_private", "graphic")
COLUMNS = (*TEXT_COLUMNS, *DATE_COLUMNS, *NUMBER_COLUMNS, *COUNT_COLUMNS, *FLAG_COLUMNS)

# What may be shown as a link: a name that could be taken for the host ("https://known.org@other.net") or signs nobody sees are not.
WEB_ADDRESS = (
    r"https?://[^\s<>\"'@/?#\\\u200b-\u200f\u202a-\u202e\u2066-\u2069]+(?:[/?#][^\s<>\"'\u200b-\u200f\u202a-\u202e\u2066-\u2069]*)?"
)

CODES = {
    "source_dataset": voc.SOURCES,
    "date_precision": voc.DATE_PRECISIONS,
    "geolocation_accuracy": voc.ACCURACIES,
    "event_kind": voc.EVENT_KINDS,
    "grading": voc.CLAIM_GRADINGS,
    "response": voc.RESPONSES,
    "admitted": voc.STATED,
    "apologised": voc.STATED,
    "promised_or_paid": voc.STATED,
    "belligerent_role": (*voc.ROLES, ""),
}
RANGES = (
    ("civilians_killed_min", "civilians_killed_max"),
    ("civilians_injured_min", "civilians_injured_max"),
    ("children_killed_min", "children_killed_max"),
    ("women_killed_min", "women_killed_max"),
    ("conceded_killed_min", "conceded_killed_max"),
    ("date_start", "date_end"),
)


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one of the project's own files; ``allowed`` is an id of a text in ``words``."""

    file: str
    row: int | None  # as a spreadsheet numbers it: the header is row 1
    column: str
    value: str
    allowed: str
    options: tuple[str, ...] = ()


def problem_text(problem: Problem, lang: str) -> str:
    """Write one problem of a data file: where, what stands there, what is allowed."""
    allowed = words.say(f"allowed_{problem.allowed}", lang, options=", ".join(problem.options))
    key = "problem_file" if problem.row is None else "problem_at"
    return words.say(key, lang, file=problem.file, row=problem.row, column=problem.column, value=problem.value, allowed=allowed)


class DataProblems(Exception):
    """Every problem found in the project's own files, raised once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.file}:{p.row} {p.column}={p.value!r}: {p.allowed} {p.options}" for p in problems))
        self.problems = problems


_DISC = ("latitude", "longitude", "radius_m")


def narrowest_interval(starts: list[pd.Timestamp], ends: list[pd.Timestamp]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Join the dates of claims about one event.

    A claim dated "December" says nothing against one dated 9 December, so an interval that strictly contains another
    is left aside; what remains is joined. Disagreement (9 and 10 December) stays visible as an interval.
    """
    spans = list(zip(starts, ends, strict=True))
    kept = [a for a in spans if not any(b != a and a[0] <= b[0] and b[1] <= a[1] for b in spans)]
    return min(a for a, _ in kept), max(b for _, b in kept)


def to_incidents(claims: pd.DataFrame) -> pd.DataFrame:
    """Gather claims by their ``incident_id`` into incidents, one row each.

    Parameters
    ----------
    claims : typed claims with a column ``incident_id``.

    Returns
    -------
    DataFrame indexed 0..n-1 in order of ``incident_id``'s first claim: the ranges of civilians killed (``ranges.COLUMNS``: of the
    claims that carry its grading, and of others beside them), status_unknown, the range of women, children and of what was
    conceded (``women_min`` ...), grading (of graded claims only; ``graded_differently`` if they differ), event_kind (the one it is
    counted under; ``kinds`` are all its claims state), named_sides (as the sources name them), infrastructures and daytimes (codes), dates, position of the most precise claim, the
    codes of all claims, and ``answer``, the one code their responses come to.
    """
    twice = claims["incident_id"].duplicated(keep=False)
    if not twice.any():
        return _alone(claims)
    if twice.all():
        return _gathered(claims)
    both = pd.concat([_alone(claims[~twice]), _gathered(claims[twice])], ignore_index=True)
    return both.set_index("incident_id").loc[claims["incident_id"].unique()].reset_index()


def _alone(claims: pd.DataFrame) -> pd.DataFrame:
    """Give the incidents of claims that are one each: what ``_gathered`` says of them, without grouping."""
    claims = claims.reset_index(drop=True)
    columns: dict[str, Any] = {
        "incident_id": claims["incident_id"],
        "n_claims": np.ones(len(claims), dtype=np.int64),
        "date_start": claims["date_start"],
        "date_end": claims["date_end"],
        "status_unknown": claims["deaths_status_unknown"],
        "fighting": is_fighting(claims),
        "is_aggregate": claims["is_aggregate"],
    }
    for who in SUBGROUPS:
        least, most = claims[f"{who}_killed_min"], claims[f"{who}_killed_max"]
        columns |= {f"{who}_min": least, f"{who}_max": most.fillna(least), f"{who}_open": least.notna() & most.isna()}
    columns |= {c: claims[c] for c in ("latitude", "longitude", "geolocation_accuracy")}
    columns["radius_m"] = claims["geolocation_accuracy"].map(s.DISC_RADIUS_M)
    columns |= {c: claims[c] for c in ("adm2_pcode", "adm3_pcode")} | {"position_claim": claims["claim_id"]}
    columns |= {"place_name": claims["place_name"].where(claims["place_name"] != ""), "place_name_ar": claims["place_name_ar"]}
    ids = np.empty(len(claims), dtype=object)
    ids[:] = [(x,) for x in claims["claim_id"]]
    columns["claim_ids"] = ids
    columns["sources"] = each_text(claims["source_dataset"], lambda code: (code,))
    columns["responses"] = each_text(claims["response"], lambda code: answers_of((code,)))
    columns["answer"] = each_text(claims["response"], lambda code: one_answer(answers_of((code,))))
    columns["belligerents"] = each_text(claims["belligerent"], lambda text: _distinct([text], "|", "unknown"))
    columns["gradings"] = each_text(claims["grading"], lambda code: (code,))
    columns["kinds"] = each_text(claims["event_kind"], lambda code: (code,))
    columns["event_kind"] = claims["event_kind"]
    columns["infrastructures"] = each_text(claims["infrastructure"], lambda text: _distinct([text], "|", NOT_STATED))
    columns["daytimes"] = each_text(claims["local_time"], lambda text: (daytime(text),))
    columns["named_sides"] = each_text(claims["sides"], lambda text: (text or NOT_STATED,))
    killed = own_ranges(claims["civilians_killed_min"], claims["civilians_killed_max"])
    columns |= {"grading": claims["grading"], **killed, "position_disputed": False}
    return pd.DataFrame(columns)


def each_text(column: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    """Read every distinct text of a column once."""
    return pd.Series(Column.of_rows(column.to_numpy(dtype=object)).each(read).rows(), index=column.index, dtype=object)


def _gathered(claims: pd.DataFrame) -> pd.DataFrame:
    """Give the incidents of claims, whatever the number of claims of each."""
    claims = claims.assign(fighting=is_fighting(claims))
    claims["radius_m"] = claims["geolocation_accuracy"].map(s.DISC_RADIUS_M)
    groups = claims.groupby("incident_id", sort=False)
    out = groups.agg(
        n_claims=("claim_id", "size"),
        date_start=("date_start", "min"),
        date_end=("date_end", "max"),
        status_unknown=("deaths_status_unknown", "max"),
        fighting=("fighting", "all"),
        is_aggregate=("is_aggregate", "any"),
    )
    for who in SUBGROUPS:
        stated = range_by(claims["incident_id"], claims[f"{who}_killed_min"], claims[f"{who}_killed_max"])
        out[[f"{who}_{end}" for end in SAID]] = stated[list(SAID)]

    # The position: of the most precise claim that has a point; else of any claim that names an area.
    rank = claims["radius_m"].fillna(s.VILLAGE_RADIUS_M)
    rank = rank.where(claims["latitude"].notna(), np.inf)
    rank = rank.where(~claims["geolocation_accuracy"].isin(voc.AREA_ACCURACIES), 1e8)
    first = claims.assign(rank=rank).sort_values("rank", kind="stable").drop_duplicates("incident_id").set_index("incident_id")
    for column in ("latitude", "longitude", "geolocation_accuracy", "radius_m", "adm2_pcode", "adm3_pcode"):
        out[column] = first[column]
    out["position_claim"] = first["claim_id"]
    named = claims[claims["place_name"] != ""].drop_duplicates("incident_id").set_index("incident_id")
    out["place_name"] = first["place_name"].where(first["place_name"] != "", named["place_name"].reindex(first.index))
    arabic = claims[claims["place_name_ar"] != ""].drop_duplicates("incident_id").set_index("incident_id")["place_name_ar"]
    own = first["place_name_ar"]
    out["place_name_ar"] = own.where(own != "", arabic.reindex(first.index)).fillna("")

    many = {str(key): rows for key, rows in groups.indices.items() if len(rows) > 1}
    out["claim_ids"] = _gather(claims, many, out.index, "claim_id")
    out["sources"] = _gather(claims, many, out.index, "source_dataset")
    out["responses"] = _gather(claims, many, out.index, "response").map(answers_of)
    out["answer"] = out["responses"].map(one_answer).astype(object)
    out["belligerents"] = _gather(claims, many, out.index, "belligerent", split="|", empty="unknown")
    out["gradings"] = _gather(claims, many, out.index, "grading")
    out = out.assign(**_kinds_and_sides(claims, many, out.index))
    graded = out["gradings"].map(lambda codes: [c for c in codes if c != "ungraded"])
    grading = graded.map(lambda codes: "ungraded" if not codes else codes[0] if len(codes) == 1 else "graded_differently")
    out["grading"] = grading.astype(object)
    killed = killed_ranges(claims, out["grading"])
    out[list(killed.columns)] = killed
    dated = (claims["date_start"].notna() & claims["date_end"].notna()).to_numpy(dtype=bool)
    days = claims[["date_start", "date_end"]]
    spans = {key: _narrowest(days.iloc[rows[dated[rows]]]) for key, rows in many.items() if dated[rows].any()}
    for k, column in enumerate(("date_start", "date_end")):
        out.loc[list(spans), column] = [span[k] for span in spans.values()]
    discs = claims[list(_DISC)]
    placed = discs.notna().all(axis=1).to_numpy()
    apart = [key for key, rows in many.items() if placed[rows].sum() > 1 and positions_disagree(discs.iloc[rows])]
    out["position_disputed"] = out.index.isin(apart)
    return out.reset_index()


def _narrowest(days: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    return narrowest_interval(list(days["date_start"]), list(days["date_end"]))


def _kinds_and_sides(claims: pd.DataFrame, many: dict[str, np.ndarray], order: pd.Index) -> dict[str, pd.Series]:
    kinds = _gather(claims, many, order, "event_kind").map(kinds_of)
    sides = _gather(claims, many, order, "sides", empty=NOT_STATED)
    hit = _gather(claims, many, order, "infrastructure", split="|", empty=NOT_STATED)
    stated = _gather(claims, many, order, "local_time")
    times = stated.map(lambda texts: tuple(dict.fromkeys(daytime(x) for x in texts if x)) or (NOT_STATED,)).astype(object)
    kind = kinds.map(one_kind).astype(object)
    return {"kinds": kinds, "event_kind": kind, "infrastructures": hit, "daytimes": times, "named_sides": sides}


def answers_of(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Reduce the responses of an incident's claims: silence is said only where no claim of it holds an answer."""
    answers = tuple(c for c in codes if c not in ("none_recorded", "not_covered"))
    return answers or (("none_recorded",) if "none_recorded" in codes else ("not_covered",))


def one_answer(codes: tuple[str, ...]) -> str:
    """Give the one answer an incident is counted under; several different ones are ``answered_differently``."""
    return codes[0] if len(codes) == 1 else "answered_differently"


def _gather(claims: pd.DataFrame, many: dict[str, np.ndarray], order: pd.Index, column: str, split: str = "", empty: str = "") -> pd.Series:
    """Collect the distinct values of a column of each incident's claims as a tuple, in order of appearance.

    ``many`` are the rows, by position, of the incidents of several claims.
    """
    first = claims.drop_duplicates("incident_id").set_index("incident_id")[column].reindex(order)
    found = each_text(first, lambda value: _distinct([value], split, empty))
    if many:
        at = order.get_indexer(pd.Index(list(many)))
        several, cells = np.empty(len(many), dtype=object), claims[column].to_numpy(dtype=object)
        for k, rows in enumerate(many.values()):
            several[k] = _distinct(cells[rows].tolist(), split, empty)
        found.iloc[at] = several
    return found


def _distinct(values: list[str], split: str, empty: str) -> tuple[str, ...]:
    """Give the distinct codes of some texts; ``empty`` (what an empty one stands for) is left out beside another."""
    parts = [p for v in values for p in (v.split(split) if split else [v])]
    codes = tuple(dict.fromkeys(p or empty for p in parts))
    return tuple(c for c in codes if c != empty) or (empty,) if empty else codes


def positions_disagree(claims: pd.DataFrame) -> bool:
    """Say whether two claims of one incident place it further apart than the sum of their disc radii (metres)."""
    lat, lon, radius = claims[list(_DISC)].dropna().to_numpy(dtype=float).T
    return any((distance_m(lat[i], lon[i], lat[:i], lon[:i]) > radius[i] + radius[:i]).any() for i in range(1, len(lat)))


def read_days(claims: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Give the last day each source was read, by its code; private sources are left out."""
    own = claims[~claims["source_private"]]
    return dict(own.groupby("source_dataset")["retrieved_at"].max())
