"""What is a claim, what is an incident, and is a file of claims sound?

A claim is one source's statement about one event. An incident is one or more claims that a person judged to be
the same event (``data/hand/links.csv``). Claims are never merged away; an incident only points to its claims.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from geo import settings as s
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
    "dyad",
    "strike_type",
    "strike_status",
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
    "source_dataset": s.SOURCES,
    "date_precision": s.DATE_PRECISIONS,
    "geolocation_accuracy": s.ACCURACIES,
    "grading": s.CLAIM_GRADINGS,
    "response": s.RESPONSES,
    "admitted": s.STATED,
    "apologised": s.STATED,
    "promised_or_paid": s.STATED,
    "belligerent_role": (*s.ROLES, ""),
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


def parse_claims(raw: pd.DataFrame, file: str) -> tuple[pd.DataFrame, list[Problem]]:
    """Give the columns of a claims file their types, and collect everything wrong with them.

    Parameters
    ----------
    raw : DataFrame of str, as read; an empty string is "not stated" and never becomes 0.
    file : name used in the problems.

    Returns
    -------
    claims with text as str, dates as datetime64 (NaT = unknown), counts as Int64 (NA = unknown), and the problems.
    """
    problems: list[Problem] = []

    def tell(rows: pd.Series | np.ndarray, column: str, allowed: str, options: tuple[str, ...] = ()) -> None:
        problems.extend(
            Problem(file, int(i) + 2, column, str(raw[column].iloc[i])[:80], allowed, options)
            for i in np.flatnonzero(np.asarray(rows, dtype=bool))
        )

    absent = [c for c in COLUMNS if c not in raw.columns]
    if absent:
        return raw, [Problem(file, 1, c, "", "column_missing") for c in absent]
    raw = raw.reset_index(drop=True)
    typed: dict[str, Any] = {c: raw[c].astype(object) for c in TEXT_COLUMNS}

    def read(column: str, allowed: str, sound: Callable[[pd.Series], Any], options: tuple[str, ...] = ()) -> None:
        """Give a column its type by its distinct texts; ``sound`` gives the values, missing where a text is none."""
        codes, texts = pd.factorize(raw[column].to_numpy(dtype=object))
        distinct = pd.Series(texts, dtype=object)
        values = sound(distinct)
        typed[column] = values.take(codes).reset_index(drop=True)
        tell((values.isna() & (distinct != "")).to_numpy()[codes], column, allowed, options)

    for column in DATE_COLUMNS:
        read(column, "date_or_empty", lambda texts: pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce"))
    for column in NUMBER_COLUMNS:
        read(column, "number_or_empty", lambda texts: pd.to_numeric(texts, errors="coerce").replace([np.inf, -np.inf], np.nan))
    for column in COUNT_COLUMNS:
        read(
            column,
            "whole_number_or_empty",
            lambda texts: pd.to_numeric(texts.where(texts.str.fullmatch(r"[0-9]{1,7}"), ""), errors="coerce").astype("Int64"),
        )
    for column in FLAG_COLUMNS:
        tell(~raw[column].isin(("true", "false")), column, "one_of", ("true", "false"))
        typed[column] = raw[column] == "true"
    claims = pd.DataFrame(typed)
    for column, codes in CODES.items():
        tell(~raw[column].isin(codes), column, "one_of", tuple(codes))
    strange = [b for b in raw["belligerent"].unique() if any(n and n not in s.BELLIGERENTS for n in b.split("|"))]
    tell(raw["belligerent"].isin(strange), "belligerent", "one_of", s.BELLIGERENTS)
    tell(raw["claim_id"] == "", "claim_id", "not_empty")
    tell(raw["retrieved_at"] == "", "retrieved_at", "not_empty")
    for column in ("deaths_reported_low", "deaths_reported_high"):  # a best estimate may stand alone (ACLED), its bounds may not
        tell(claims[column].notna() & claims["deaths_reported_best"].isna(), column, "both_or_neither")
    tell(claims["deaths_reported_low"].isna() != claims["deaths_reported_high"].isna(), "deaths_reported_low", "both_or_neither")
    tell(raw["claim_id"].duplicated(keep=False) & (raw["claim_id"] != ""), "claim_id", "unique")
    tell(claims["latitude"].notna() & ~claims["latitude"].between(-90, 90), "latitude", "latitude_range")
    tell(claims["longitude"].notna() & ~claims["longitude"].between(-180, 180), "longitude", "longitude_range")
    tell(claims["latitude"].isna() & claims["longitude"].notna(), "latitude", "both_or_neither")
    tell(claims["longitude"].isna() & claims["latitude"].notna(), "longitude", "both_or_neither")
    tell(claims["date_end"].isna() & claims["date_start"].notna(), "date_end", "both_or_neither")
    tell(claims["date_start"].isna() & claims["date_end"].notna(), "date_start", "both_or_neither")
    for low, high in RANGES:
        tell((claims[low] > claims[high]).fillna(False), low, "not_above", (high,))
    for column in ("source_url", "archive_url", "strike_report_url"):
        tell(raw[column].isin([x for x in raw[column].unique() if x and not re.fullmatch(WEB_ADDRESS, x)]), column, "web_address")
    return claims, problems


def is_fighting(claims: pd.DataFrame) -> pd.Series:
    """Say which claims record fighting and no harm to civilians: a stated 0, and nobody of unknown status.

    Only sources that record fighting (deaths_reported_best is filled) can say so; rule for UCDP GED in VOCABULARY. Where a
    source has no column for civilians (ACLED), its word for a battle says so, unless the claim has a number of them.
    """
    none_harmed = (
        (claims["civilians_killed_max"] == 0).fillna(False)
        & (claims["deaths_status_unknown"] == 0).fillna(False)
        & claims["deaths_reported_best"].notna()
    )
    battle = (claims["strike_type"] == "battle") & claims["civilians_killed_min"].isna() & claims["civilians_killed_max"].isna()
    return (none_harmed | battle).astype(bool)


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
    DataFrame indexed 0..n-1 in order of ``incident_id``'s first claim: killed_min (lowest stated minimum), killed_max
    (highest number stated, minima included), open_ended, no_figure, status_unknown, the same range of women, children and
    of what was conceded (``women_min`` ...), grading (of graded claims only; ``graded_differently`` if they differ), dates,
    position of the most precise claim, the codes of all claims, and ``answer``, the one code their responses come to.
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
    low, high = claims["civilians_killed_min"], claims["civilians_killed_max"]
    columns: dict[str, Any] = {
        "incident_id": claims["incident_id"],
        "n_claims": np.ones(len(claims), dtype=np.int64),
        "date_start": claims["date_start"],
        "date_end": claims["date_end"],
        "killed_min": low,
        "status_unknown": claims["deaths_status_unknown"],
        "fighting": is_fighting(claims),
        "is_aggregate": claims["is_aggregate"],
        "killed_max": low.where(high.isna() | (low > high).fillna(False), high),
        "open_ended": low.notna() & high.isna(),
        "no_figure": low.isna() & high.isna(),
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
    columns |= {"grading": claims["grading"], "position_disputed": False}
    return pd.DataFrame(columns)


def each_text(column: pd.Series, read: Callable[[str], Any]) -> pd.Series:
    """Read every distinct text of a column once."""
    codes, texts = pd.factorize(column.to_numpy(dtype=object))
    return pd.Series(spread([read(text) for text in texts], codes), index=column.index, dtype=object)


def spread(values: list[Any], of: np.ndarray) -> np.ndarray:
    """Give each row the value of its distinct text (objects; a tuple stays one)."""
    known = np.empty(len(values), dtype=object)
    for k, value in enumerate(values):
        known[k] = value
    return known[of]


def _gathered(claims: pd.DataFrame) -> pd.DataFrame:
    """Give the incidents of claims, whatever the number of claims of each."""
    claims = claims.assign(fighting=is_fighting(claims))
    claims["radius_m"] = claims["geolocation_accuracy"].map(s.DISC_RADIUS_M)
    groups = claims.groupby("incident_id", sort=False)
    out = groups.agg(
        n_claims=("claim_id", "size"),
        date_start=("date_start", "min"),
        date_end=("date_end", "max"),
        killed_min=("civilians_killed_min", "min"),
        highest_min=("civilians_killed_min", "max"),
        highest_max=("civilians_killed_max", "max"),
        status_unknown=("deaths_status_unknown", "max"),
        fighting=("fighting", "all"),
        is_aggregate=("is_aggregate", "any"),
    )
    out["killed_max"] = out[["highest_min", "highest_max"]].max(axis=1).astype("Int64")
    claims["open"] = claims["civilians_killed_min"].notna() & claims["civilians_killed_max"].isna()
    out["open_ended"] = groups["open"].any()
    out["no_figure"] = out["killed_max"].isna()
    for who in SUBGROUPS:
        low, high = claims[f"{who}_killed_min"], claims[f"{who}_killed_max"]
        out[f"{who}_min"] = low.groupby(claims["incident_id"], sort=False).min()
        out[f"{who}_max"] = high.fillna(low).groupby(claims["incident_id"], sort=False).max()
        out[f"{who}_open"] = (low.notna() & high.isna()).groupby(claims["incident_id"], sort=False).any()

    # The position: of the most precise claim that has a point; else of any claim that names an area.
    rank = claims["radius_m"].fillna(s.VILLAGE_RADIUS_M)
    rank = rank.where(claims["latitude"].notna(), np.inf)
    rank = rank.where(~claims["geolocation_accuracy"].isin(s.AREA_ACCURACIES), 1e8)
    first = claims.assign(rank=rank).sort_values("rank", kind="stable").drop_duplicates("incident_id").set_index("incident_id")
    for column in ("latitude", "longitude", "geolocation_accuracy", "radius_m", "adm2_pcode", "adm3_pcode"):
        out[column] = first[column]
    out["position_claim"] = first["claim_id"]
    named = claims[claims["place_name"] != ""].drop_duplicates("incident_id").set_index("incident_id")
    out["place_name"] = first["place_name"].where(first["place_name"] != "", named["place_name"].reindex(first.index))
    arabic = claims[claims["place_name_ar"] != ""].drop_duplicates("incident_id").set_index("incident_id")["place_name_ar"]
    own = first["place_name_ar"]
    out["place_name_ar"] = own.where(own != "", arabic.reindex(first.index)).fillna("")

    several = claims[claims["incident_id"].isin(out.index[out["n_claims"] > 1])]
    many = {str(key): part for key, part in several.groupby("incident_id", sort=False)}
    out["claim_ids"] = _gather(claims, many, out.index, "claim_id")
    out["sources"] = _gather(claims, many, out.index, "source_dataset")
    out["responses"] = _gather(claims, many, out.index, "response").map(answers_of)
    out["answer"] = out["responses"].map(one_answer).astype(object)
    out["belligerents"] = _gather(claims, many, out.index, "belligerent", split="|", empty="unknown")
    out["gradings"] = _gather(claims, many, out.index, "grading")
    graded = out["gradings"].map(lambda codes: [c for c in codes if c != "ungraded"])
    grading = graded.map(lambda codes: "ungraded" if not codes else codes[0] if len(codes) == 1 else "graded_differently")
    out["grading"] = grading.astype(object)
    out["position_disputed"] = False
    for key, part in many.items():
        dated = part.dropna(subset=["date_start", "date_end"])
        if len(dated):
            span = narrowest_interval(list(dated["date_start"]), list(dated["date_end"]))
            out.loc[key, "date_start"], out.loc[key, "date_end"] = span
        out.loc[key, "position_disputed"] = positions_disagree(part)
    return out.drop(columns=["highest_min", "highest_max"]).reset_index()


def answers_of(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Reduce the responses of an incident's claims: silence is said only where no claim of it holds an answer."""
    answers = tuple(c for c in codes if c not in ("none_recorded", "not_covered"))
    return answers or (("none_recorded",) if "none_recorded" in codes else ("not_covered",))


def one_answer(codes: tuple[str, ...]) -> str:
    """Give the one answer an incident is counted under; several different ones are ``answered_differently``."""
    return codes[0] if len(codes) == 1 else "answered_differently"


def _gather(
    claims: pd.DataFrame, many: dict[str, pd.DataFrame], order: pd.Index, column: str, split: str = "", empty: str = ""
) -> pd.Series:
    """Collect the distinct values of a column of each incident's claims as a tuple, in order of appearance."""
    first = claims.drop_duplicates("incident_id").set_index("incident_id")[column].reindex(order)
    found = each_text(first, lambda value: _distinct([value], split, empty))
    if many:
        at = order.get_indexer(pd.Index(list(many)))
        several = np.empty(len(many), dtype=object)
        for k, part in enumerate(many.values()):
            several[k] = _distinct(part[column].tolist(), split, empty)
        found.iloc[at] = several
    return found


def _distinct(values: list[str], split: str, empty: str) -> tuple[str, ...]:
    """Give the distinct codes of some texts; ``empty`` (what an empty one stands for) is left out beside another."""
    parts = [p for v in values for p in (v.split(split) if split else [v])]
    codes = tuple(dict.fromkeys(p or empty for p in parts))
    return tuple(c for c in codes if c != empty) or (empty,) if empty else codes


def positions_disagree(claims: pd.DataFrame) -> bool:
    """Say whether two claims of one incident place it further apart than the sum of their disc radii (metres)."""
    placed = claims[claims["latitude"].notna() & claims["radius_m"].notna()]
    for i in range(len(placed)):
        for j in range(i):
            a, b = placed.iloc[i], placed.iloc[j]
            gap = distance_m(a["latitude"], a["longitude"], b["latitude"], b["longitude"])
            if float(gap) > a["radius_m"] + b["radius_m"]:
                return True
    return False


def graded_days(claims: pd.DataFrame) -> tuple[date, date] | None:
    """Give the first and last day of the claims that any source graded; None without one."""
    graded = claims[(claims["grading"] != "ungraded") & claims["date_start"].notna()]
    return (graded["date_start"].min().date(), graded["date_end"].max().date()) if len(graded) else None


def read_days(claims: pd.DataFrame) -> dict[str, pd.Timestamp]:
    """Give the last day each source was read, by its code; private sources are left out."""
    own = claims[~claims["source_private"]]
    return dict(own.groupby("source_dataset")["retrieved_at"].max())
