"""Which claims may be one event, or one that contains others, and what speaks for it? A person decides; nothing is merged here."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from rapidfuzz import fuzz

from geo import settings as s
from geo.evidence.links import group_claims
from geo.land.distances import distance_m
from geo.land.places import fold, skeleton

COLUMNS = ("claim_a", "claim_b", "suggests", "score", "km", "days", "figures", "names")


def neighbours(frame: pd.DataFrame, rows: np.ndarray, reach_m: float, reach_days: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each asked row with the rows near it in time and space, itself included; positions in ``frame``.

    Parameters
    ----------
    frame : sorted by date_start, no unknown dates; latitude, longitude (WGS84 degrees), slack_m (metres by which a row's own
        precision widens the reach), dates as datetime64.
    reach_m, reach_days : how far apart two rows may lie; intervals that meet are 0 days apart.
    """
    start, end = (frame[c].to_numpy(dtype="datetime64[D]") for c in ("date_start", "date_end"))
    lat, lon, slack = (frame[c].to_numpy(dtype=float) for c in ("latitude", "longitude", "slack_m"))
    reach = np.timedelta64(reach_days, "D")
    longest = (end - start).max() if len(frame) else reach
    for i in rows:
        low = np.searchsorted(start, start[i] - reach - longest, side="left")
        high = np.searchsorted(start, end[i] + reach, side="right")
        part = np.arange(low, high)
        part = part[end[part] >= start[i] - reach]
        away = distance_m(lat[i], lon[i], lat[part], lon[part])
        yield int(i), part[away <= reach_m + slack[i] + slack[part]]


def can_pair(incidents: pd.DataFrame) -> pd.DataFrame:
    """Give the incidents that take part in ``find_pairs``."""
    return incidents[
        (incidents["placing"] == "point")
        & ~incidents["fighting"]
        & incidents["date_start"].notna()
        & (incidents["geolocation_accuracy"] != "near_place")
    ]


def find_pairs(incidents: pd.DataFrame, different: set[frozenset[str]]) -> list[tuple[str, str]]:
    """Find pairs of incidents of different sources that may be one event and that nobody has judged.

    A pair has no source in common, lies within 5 km and 2 days, and both sides report harm (DESIGN, totals). Positions
    known only to an area or to about 25 km take no part: they would pair with everything.

    Parameters
    ----------
    incidents : with latitude, longitude (WGS84 degrees), dates, sources, placing, fighting.
    different : pairs of incident ids judged not to be the same.
    """
    part = can_pair(incidents).sort_values("date_start", kind="stable")
    sources = [frozenset(x) for x in part["sources"]]
    ids = part["incident_id"].to_numpy()
    pairs: set[tuple[str, str]] = set()
    for i, near in neighbours(part.assign(slack_m=0.0), _rarer(sources), s.PAIR_REACH_M, s.PAIR_REACH_DAYS):
        for j in near:
            if not sources[i] & sources[j]:
                a, b = sorted((str(ids[i]), str(ids[j])))
                if frozenset((a, b)) not in different:
                    pairs.add((a, b))
    return sorted(pairs)


def _rarer(sources: list[frozenset[str]]) -> np.ndarray:
    """Give the rows to look around from: all but those of the commonest source alone, which pairs only with the others."""
    counts = pd.Series(sources, dtype=object).value_counts()
    common = counts.index[0] if len(counts) else None
    return np.array([i for i, names in enumerate(sources) if names != common], dtype=int)


def find_overlaps(
    claims: pd.DataFrame, links: pd.DataFrame, km: float = s.OVERLAP_KM[1], days: int = s.OVERLAP_DAYS[1], within_source: bool = False
) -> pd.DataFrame:
    """Rank pairs of claims that may be one event, or of which one may contain the other, and that nobody has judged.

    Each claim's own precision widens the reach: the radius of its disc, and its date interval. A claim without a position
    pairs by name and date; one without a date too pairs by name alone, and that is said (``days`` is unknown).

    Parameters
    ----------
    claims : typed claims of the record, with incident_id and ``fighting`` (rows that report no harm take no part).
    links : judgements (``links.COLUMNS``); a pair they decide is not asked again.
    km, days : the windows.
    within_source : also pairs of one source.

    At most ``settings.OVERLAP_LIMIT`` pairs are looked at.

    Returns
    -------
    ``COLUMNS``, best first: suggests ("same" or "part_of": a is part of b), score 0-100, km and days apart (NaN: not known),
    figures ("meet", "differ", "unknown"), names (0-100, how alike).
    """
    part = claims[~claims["fighting"]].copy()
    part["slack_m"] = part["geolocation_accuracy"].map(s.DISC_RADIUS_M).fillna(s.VILLAGE_RADIUS_M)
    part["point"] = part["latitude"].notna() & ~part["geolocation_accuracy"].isin(s.AREA_ACCURACIES)
    part["key"] = [skeleton(a) or skeleton(b) for a, b in zip(part["place_name"], part["place_name_ar"], strict=True)]
    dated = part[part["date_start"].notna()].sort_values("date_start", kind="stable", ignore_index=True)
    placed = dated[dated["point"]].reset_index(drop=True)
    sources = [frozenset((x,)) for x in placed["source_dataset"]]
    rows = np.arange(len(placed)) if within_source else _rarer(sources)
    found: dict[tuple[str, str], tuple[pd.Series, pd.Series]] = {}

    def add(a: pd.Series, b: pd.Series) -> None:
        if a["claim_id"] != b["claim_id"] and (within_source or a["source_dataset"] != b["source_dataset"]):
            first, second = sorted((a, b), key=lambda r: str(r["claim_id"]))
            found.setdefault((first["claim_id"], second["claim_id"]), (first, second))

    incident, source = placed["incident_id"].to_numpy(), placed["source_dataset"].to_numpy()
    for i, near in neighbours(placed, rows, km * 1000, days):
        for j in near:
            if incident[i] != incident[j] and (within_source or source[i] != source[j]):
                add(placed.iloc[i], placed.iloc[j])
        if len(found) >= s.OVERLAP_LIMIT:
            break
    reach = pd.Timedelta(days=days)
    for _, lone in part[(~part["point"] | part["date_start"].isna()) & (part["key"] != "")].iterrows():
        alike = part[(part["key"] == lone["key"]) & (part["incident_id"] != lone["incident_id"])]
        if pd.notna(lone["date_start"]):
            near_day = (alike["date_start"] <= lone["date_end"] + reach) & (alike["date_end"] >= lone["date_start"] - reach)
            alike = alike[near_day | alike["date_start"].isna()]
        for _, other in alike.iterrows():
            add(lone, other)
    judged = {frozenset(p) for p in zip(links["claim_a"], links["claim_b"], strict=True)}
    head = group_claims(claims["claim_id"], links)
    judged |= {
        frozenset((head.get(a, a), head.get(b, b)))
        for a, b, r in zip(links["claim_a"], links["claim_b"], links["relation"], strict=True)
        if r != "same"
    }
    pairs = [
        _weigh(a, b, km, days)
        for (one, other), (a, b) in found.items()
        if frozenset((one, other)) not in judged and frozenset((head[one], head[other])) not in judged and head[one] != head[other]
    ]
    table = pd.DataFrame(pairs, columns=list(COLUMNS))
    return table.sort_values(["score", "claim_a", "claim_b"], ascending=[False, True, True], kind="stable", ignore_index=True)


def _weigh(a: pd.Series, b: pd.Series, km: float, days: int) -> tuple[str, str, str, int, float, float, str, int]:
    """Say how much speaks for one event: nearness 30, dates 25, names 25, figures 20 of 100; what is not known counts half."""
    away = float("nan")
    near = 0.5
    if a["point"] and b["point"]:
        away = float(distance_m(a["latitude"], a["longitude"], b["latitude"], b["longitude"])) / 1000
        near = 1 - away / (km + (a["slack_m"] + b["slack_m"]) / 1000 + 1e-9)
    gap, close = float("nan"), 0.5
    if pd.notna(a["date_start"]) and pd.notna(b["date_start"]):
        gap = float(max(0, (max(a["date_start"], b["date_start"]) - min(a["date_end"], b["date_end"])).days))
        close = 1 - gap / (days + 1)
    names = max(_alike(a["place_name"], b["place_name"]), _alike(a["place_name_ar"], b["place_name_ar"]))
    if a["key"] and a["key"] == b["key"]:
        names = max(names, 90)
    spans = [(c["civilians_killed_min"], float("inf") if pd.isna(c["civilians_killed_max"]) else c["civilians_killed_max"]) for c in (a, b)]
    known = all(pd.notna(low) for low, _ in spans)
    figures = "unknown" if not known else "meet" if max(x[0] for x in spans) <= min(x[1] for x in spans) else "differ"
    score = round(30 * near + 25 * close + 25 * names / 100 + 20 * {"unknown": 0.5, "meet": 1.0, "differ": 0.0}[figures])
    one, other, suggests = a, b, "same"
    for small, large in ((a, b), (b, a)):
        longer = pd.notna(small["date_start"]) and pd.notna(large["date_start"]) and _inside(small, large)
        if (large["is_aggregate"] and not small["is_aggregate"]) or longer:
            one, other, suggests = small, large, "part_of"
    return (one["claim_id"], other["claim_id"], suggests, int(score), away, gap, figures, int(names))


def _inside(small: pd.Series, large: pd.Series) -> bool:
    """Whether one claim spans at least a week more and counts at least as many dead: it may hold the other."""
    wider = (large["date_end"] - large["date_start"]).days - (small["date_end"] - small["date_start"]).days
    holds = large["date_start"] <= small["date_start"] and small["date_end"] <= large["date_end"]
    few, many = small["civilians_killed_min"], large["civilians_killed_min"]
    return bool(holds and wider >= 6 and pd.notna(few) and pd.notna(many) and many >= few)


def _alike(a: str, b: str) -> int:
    return round(fuzz.token_set_ratio(fold(a), fold(b))) if a and b else 0
