"""Splink on the made lists of ``python -m tests.bench.linking --write DIR``: ``python splink_pairs.py DIR``. Wants splink 5 and pandas, in an
environment of its own; docs/linking.md says what came of it and why it is no requirement."""

import json
import logging
import sys
import warnings
from pathlib import Path

import pandas as pd
import splink.comparison_level_library as level
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator

NEAR = "abs(l.day - r.day) <= 2 and abs(l.latitude - r.latitude) < 0.05 and abs(l.longitude - r.longitude) < 0.06"
KM = "111.2 * sqrt(pow(latitude_l - latitude_r, 2) + pow(0.81 * (longitude_l - longitude_r), 2))"
MEET = "greatest(low_l, low_r) <= least(high_l, high_r)"
TRAINED = {  # how u is found: from random pairs, as its guide has it, or from the pairs near each other
    "u of random pairs": {"record_sample_proportion": 1.0},
    "u of near pairs": {
        "fix_u_probabilities": False,
        "record_sample_proportion": 1.0,
        "populate_probability_two_random_records_match_from_trained_values": True,
    },
}
BANDS = (0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0001)


def comparison(name: str, *levels: str, unknown: str = "") -> compare.CustomComparison:
    first = [level.CustomLevel(unknown, "unknown").configure(is_null_level=True)] if unknown else []
    rest = [level.CustomLevel(sql, sql) for sql in levels]
    return compare.CustomComparison(output_column_name=name, comparison_levels=[*first, *rest, level.ElseLevel()])


COMPARISONS = [
    comparison("day", "day_l = day_r", "abs(day_l - day_r) = 1"),
    comparison("place", f"{KM} < 0.5", f"{KM} < 1.5", f"{KM} < 3"),
    comparison("name", "name_l = name_r", "jaro_winkler_similarity(name_l, name_r) > 0.85", unknown="name_l is null or name_r is null"),
    comparison(
        "killed",
        f"{MEET} and greatest(low_l, low_r) >= 5",
        f"{MEET} and greatest(low_l, low_r) >= 3",
        MEET,
        "greatest(low_l, low_r) - least(high_l, high_r) <= 1",
        unknown="low_l is null or low_r is null",
    ),
]


def read(path: Path) -> pd.DataFrame:
    rows = pd.DataFrame(json.loads(path.read_text(encoding="utf-8")))
    days = pd.to_datetime(rows["date_start"]).dt.tz_localize(None)
    unstated = rows["status_unknown"].astype(float)
    low, high = rows["killed_min"].astype(float), rows["killed_max"].astype(float)
    name = rows["place_name"].str.lower().str.replace(r"^(al|ar|as|el)[ -]", "", regex=True)
    return pd.DataFrame(
        {
            "unique_id": rows["incident_id"],
            "truth": rows["truth"],
            "source": rows["source"],
            "latitude": rows["latitude"],
            "longitude": rows["longitude"],
            "day": (days - pd.Timestamp("2016-01-01")).dt.days,
            "name": name.where(name != "", None),
            "low": low.mask(unstated > 0, low.fillna(0)),
            "high": high.mask(unstated > 0, high.fillna(0) + unstated),
        }
    )[rows["geolocation_accuracy"] != "near_place"]


def main() -> None:
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    for how, training in TRAINED.items():
        shared = called = right = 0
        bands = [[0, 0.0, 0] for _ in BANDS[1:]]
        for path in sorted(Path(sys.argv[1]).glob("*.json")):
            rows = read(path)
            base = DuckDBAPI()
            lists = [base.register(rows[rows["source"] == x].drop(columns="source")) for x in "ab"]
            settings = SettingsCreator(link_type="link_only", blocking_rules_to_generate_predictions=[NEAR], comparisons=COMPARISONS)
            linker = Linker(lists, settings)
            linker.training.estimate_u_using_random_sampling(max_pairs=2e5)
            linker.training.estimate_parameters_using_expectation_maximisation(NEAR, estimate_without_term_frequencies=True, **training)
            pairs = linker.inference.predict(threshold_match_probability=0.0001).as_pandas_dataframe()
            truth = rows.set_index("unique_id")["truth"]
            pairs["right"] = truth.loc[pairs["unique_id_l"]].to_numpy() == truth.loc[pairs["unique_id_r"]].to_numpy()
            shared += len(set(rows.loc[rows["source"] == "a", "truth"]) & set(rows.loc[rows["source"] == "b", "truth"]))
            used: set[str] = set()
            for pair in pairs[pairs["match_probability"] >= 0.5].sort_values("match_probability", ascending=False).itertuples():
                if not used & {pair.unique_id_l, pair.unique_id_r}:  # an event stands at most once in a list
                    used |= {pair.unique_id_l, pair.unique_id_r}
                    called, right = called + 1, right + int(pair.right)
            for k, band in enumerate(bands):
                mine = pairs[pairs["match_probability"].between(BANDS[k], BANDS[k + 1], inclusive="left")]
                band[0] += len(mine)
                band[1] += float(mine["match_probability"].sum())
                band[2] += int(mine["right"].sum())
        print(f"{how}: called one {called}, right {right}, precision {right / called:.3f}, recall {right / shared:.3f}")
        for k, (n, said, true) in enumerate(bands):
            if n:
                print(f"  {BANDS[k]:.1f}-{min(BANDS[k + 1], 1):.1f}: {n} pairs, said {said / n:.2f}, true {true / n:.2f}")


main()
