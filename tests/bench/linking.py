"""How well are likely pairs found? Two observers of one made world, so that the truth is known: ``python -m tests.bench.linking``.

The world: events at the named places of the record, more at some, more in some weeks, with as many dead as Airwars and UCDP report. Each
observer records a part of them with the errors of its kind, and some events that the other never hears of. Nothing here is evidence.
"""

import argparse
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from geo.evidence.groups import group_likely
from geo.evidence.likelihood import LIKELY, likelihoods
from geo.evidence.overlaps import can_pair, find_pairs
from geo.record.files import read_record
from geo.record.known import Record

FIRST = pd.Timestamp("2016-11-06")
BANDS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0001)
_PRECISION = {  # how each observer knows a place: code, radius in metres, share
    "a": (
        ("exact_location", 30, 0.1),
        ("nearby_landmark", 250, 0.1),
        ("neighbourhood_area", 750, 0.15),
        ("village", 1500, 0.5),
        ("town", 2500, 0.15),
    ),
    "b": (("village", 1500, 0.85), ("near_place", 25_000, 0.15)),
}
_DAYS = {"a": ((0, 0.9), (1, 0.07), (-1, 0.03)), "b": ((0, 0.78), (1, 0.12), (-1, 0.06), (2, 0.04))}


def world(record: Record, events: int, dice: np.random.Generator) -> pd.DataFrame:
    """Give what happened: place (a row of the gazetteer), day, killed; a few places and weeks have most of it."""
    places = len(record.places)
    weight = dice.pareto(1.1, places) + 0.05
    weeks = dice.pareto(1.5, 50) + 0.2
    week = dice.choice(50, events, p=weeks / weeks.sum())
    return pd.DataFrame(
        {
            "place": dice.choice(places, events, p=weight / weight.sum()),
            "day": FIRST + pd.to_timedelta(week * 7 + dice.integers(0, 7, events), unit="D"),
            "killed": np.minimum(1 + dice.pareto(1.3, events) * 2, 150).astype(int),
            "lat": dice.normal(0, 0.006, events),
            "lon": dice.normal(0, 0.007, events),
        }
    )


def observe(record: Record, events: pd.DataFrame, who: str, dice: np.random.Generator) -> pd.DataFrame:
    """Give one observer's list of some events, as incidents; ``truth`` is the event of each."""
    n = len(events)
    places = record.places.iloc[events["place"]].reset_index(drop=True)
    codes, radii, shares = zip(*_PRECISION[who], strict=True)
    kind = dice.choice(len(codes), n, p=shares)
    exact = np.array(codes, dtype=object)[kind]
    off = np.minimum(np.array(radii)[kind], 3000) * np.sqrt(dice.random(n)) / 2 / 111_000
    turn = dice.uniform(0, 2 * np.pi, n)
    at_place = np.isin(exact, ("village", "town", "near_place"))  # generic coordinates of the named place
    lat = np.where(at_place, places.geometry.y, places.geometry.y + events["lat"].to_numpy()) + np.where(at_place, 0.0, off * np.sin(turn))
    lon = np.where(at_place, places.geometry.x, places.geometry.x + events["lon"].to_numpy()) + np.where(at_place, 0.0, off * np.cos(turn))
    if who == "b":  # another gazetteer: the same village up to about a kilometre away
        lat, lon = lat + dice.normal(0, 0.005, n), lon + dice.normal(0, 0.006, n)
    moves, odds = zip(*_DAYS[who], strict=True)
    day = events["day"].reset_index(drop=True) + pd.to_timedelta(dice.choice(moves, n, p=odds), unit="D")
    longer = np.where(dice.random(n) < (0.03 if who == "a" else 0.1), dice.integers(1, 5, n), 0)
    killed = events["killed"].to_numpy()
    told = np.maximum(0, np.rint(killed * np.exp(dice.normal(0, 0.25 if who == "a" else 0.35, n)))).astype(int)
    low = np.where(dice.random(n) < 0.6, told, np.maximum(0, told - dice.integers(0, 1 + told // 3)))
    high = np.where(dice.random(n) < 0.5, low, told + dice.integers(0, 2 + told // 4)) if who == "a" else low
    unknown = dice.random(n) < (0.04 if who == "a" else 0.16)
    spellings = [[x for x in str(names).split("|") if x] for names in places["all_names"]]
    name = [x[int(dice.integers(0, len(x)))] if dice.random() < 0.6 else x[0] for x in spellings]
    name = np.where(dice.random(n) < 0.08, "", np.array(name, dtype=object))
    frame = pd.DataFrame(
        {
            "incident_id": [f"{who}{k}" for k in range(n)],
            "truth": events.index.to_numpy(),
            "latitude": lat,
            "longitude": lon,
            "date_start": day,
            "date_end": day + pd.to_timedelta(longer, unit="D"),
            "placing": "point",
            "fighting": False,
            "geolocation_accuracy": exact,
            "place_name": name,
            "place_name_ar": "",
            "open_ended": (dice.random(n) < 0.05) & ~unknown,
            "killed_min": pd.array(low, dtype="Int64"),
            "killed_max": pd.array(np.maximum(low, high), dtype="Int64"),
            "status_unknown": pd.array(np.where(unknown & (who == "b"), killed, 0), dtype="Int64"),
        }
    )
    frame.loc[unknown, ["killed_min", "killed_max"]] = pd.NA
    sources = np.empty(n, dtype=object)
    sources[:] = [("airwars",) if who == "a" else ("ucdp_ged",)] * n
    return frame.assign(sources=sources)


def two_lists(record: Record, seed: int, events: int = 1_600) -> pd.DataFrame:
    """Give both observers' lists of one world under each other: more is heard of what killed many; each hears of some alone."""
    dice = np.random.default_rng(seed)
    every = world(record, events, dice)
    reach = np.clip(0.25 + 0.12 * np.log1p(every["killed"].to_numpy()), 0, 0.85)
    both = [every[dice.random(events) < reach * share] for share in (1.0, 0.75)]
    return pd.concat([observe(record, x, who, dice) for x, who in zip(both, "ab", strict=True)], ignore_index=True)


def score(lists: pd.DataFrame, chance: pd.Series, pairs: pd.DataFrame, taken: set[tuple[str, str]]) -> dict[str, Any]:
    """Hold pairs and their likelihoods against the truth.

    Parameters
    ----------
    pairs, chance : a, b (incident ids) of each pair looked at, and its likelihood.
    taken : the pairs called one event.
    """
    truth = lists.set_index("incident_id")["truth"]
    right = (truth.loc[pairs["a"]].to_numpy() == truth.loc[pairs["b"]].to_numpy()) if len(pairs) else np.zeros(0, dtype=bool)
    known = can_pair(lists)
    shared = {who: set(known.loc[known["incident_id"].str[0] == who, "truth"]) for who in "ab"}
    every = {who: set(lists.loc[lists["incident_id"].str[0] == who, "truth"]) for who in "ab"}
    good = sum(truth[a] == truth[b] for a, b in taken)
    bands = pd.cut(chance, BANDS, right=False, labels=False)
    return {
        "rows": [len(every[who]) for who in "ab"],
        "in both": len(every["a"] & every["b"]),
        "in both, placed better than 25 km": len(shared["a"] & shared["b"]),
        "called one": len(taken),
        "right": int(good),
        "bands": [
            (int((bands == k).sum()), float(chance[bands == k].sum()), int(right[(bands == k).to_numpy()].sum()))
            for k in range(len(BANDS) - 1)
        ],
    }


def weigh(incidents: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """Give the pairs of some incidents and the likelihood of each, as a record has them."""
    pairs = find_pairs(incidents, set())
    codes, ids = pd.factorize(np.concatenate([pairs["a"], pairs["b"]]))
    kind = pd.factorize(incidents.set_index("incident_id")["sources"].reindex(ids).map("|".join))[0]
    a, b = np.split(codes, 2)
    return pairs, pd.Series(likelihoods(a, b, pairs["odds"].to_numpy(), kind[a], kind[b]))


def moved(record: Record) -> str:
    """Say how many likely pairs the record's lists have, and how many when all but the largest list are moved by 5 to 9 days, by part."""
    incidents = can_pair(record.incidents).reset_index(drop=True)
    largest = incidents["sources"].map("|".join).value_counts().index[0]
    others = (incidents["sources"].map("|".join) != largest).to_numpy()
    in_city = incidents.set_index("incident_id")["side"] == "city"
    found: dict[int, tuple[int, int]] = {}
    for days in (0, *(sign * k for k in range(5, 10) for sign in (1, -1))):
        turned = incidents.copy()
        for column in ("date_start", "date_end"):
            turned.loc[others, column] += pd.Timedelta(days=days)
        pairs, chance = weigh(turned)
        city = in_city.loc[pairs["a"]].to_numpy()
        found[days] = tuple(int(((chance >= LIKELY).to_numpy() & (city == part)).sum()) for part in (False, True))  # type: ignore[assignment]
    lines = [f"{len(incidents)} incidents that can pair, {int(others.sum())} of them not of the largest list alone"]
    for k, part in enumerate(("countryside", "city")):
        by_move = [x[k] for days, x in found.items() if days]
        lines.append(f"{part}: {found[0][k]} likely, moved {np.mean(by_move):.1f} ({min(by_move)} to {max(by_move)})")
    return "\n".join(lines)


def ours(lists: pd.DataFrame) -> dict[str, Any]:
    """Score the record's own likelihoods and groups."""
    pairs, chance = weigh(lists)
    likely = pairs[(chance >= LIKELY).to_numpy()].assign(chance=chance[chance >= LIKELY].to_numpy())
    found = group_likely(
        zip(likely["a"], likely["b"], likely["chance"], strict=True), lists.set_index("incident_id")["sources"].to_dict(), set()
    )
    return score(lists, chance, pairs, {(x[0], x[1]) for x in found})


def add_up(scores: list[dict[str, Any]]) -> str:
    """Write the scores of several worlds together."""
    total = {k: sum(x[k] for x in scores) for k in scores[0] if k not in ("rows", "bands")}
    lines = [", ".join(f"{k} {v}" for k, v in total.items())]
    both, placed = total["in both"], total["in both, placed better than 25 km"]
    lines.append(
        f"precision {total['right'] / max(1, total['called one']):.3f}, recall {total['right'] / placed:.3f} of those placed, {total['right'] / both:.3f} of all"
    )
    for k, (low, high) in enumerate(pairwise(BANDS)):
        n, mean, right = (sum(x["bands"][k][j] for x in scores) for j in range(3))
        if n:
            lines.append(f"  {low:.1f}-{min(high, 1):.1f}: {n} pairs, said {mean / n:.2f}, true {right / n:.2f}")
    return "\n".join(lines)


def main() -> None:
    """Print precision, recall and calibration over some worlds; or write their lists, for another matcher to be held against them."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--worlds", type=int, default=10)
    parser.add_argument("--write", type=Path, help="write each world's lists here as JSON lines")
    args = parser.parse_args()
    record = read_record()
    print(moved(record))
    scores = []
    for seed in range(args.worlds):
        lists = two_lists(record, seed)
        if args.write:
            args.write.mkdir(parents=True, exist_ok=True)
            plain = lists.drop(columns="sources").assign(source=lists["incident_id"].str[0])
            (args.write / f"{seed}.json").write_text(
                json.dumps(json.loads(plain.to_json(orient="records", date_format="iso"))), encoding="utf-8"
            )
        scores.append(ours(lists))
    print(add_up(scores))


if __name__ == "__main__":
    main()
