"""How do the cells of a claims file get their types, and what is wrong with them? ``parse_claims``."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.evidence.incidents import (
    CODES,
    COLUMNS,
    COUNT_COLUMNS,
    DATE_COLUMNS,
    FLAG_COLUMNS,
    NUMBER_COLUMNS,
    RANGES,
    TEXT_COLUMNS,
    WEB_ADDRESS,
    Problem,
)

_NUMBERS: dict[str, tuple[str, tuple[str, ...], Callable[[pd.Series], Any]]] = {  # kind: what is allowed, its columns, their values by text
    "date": ("date_or_empty", DATE_COLUMNS, lambda texts: pd.to_datetime(texts, format="%Y-%m-%d", errors="coerce")),
    "number": (
        "number_or_empty",
        NUMBER_COLUMNS,
        lambda texts: pd.to_numeric(texts, errors="coerce").replace([np.inf, -np.inf], np.nan),
    ),
    "count": (
        "whole_number_or_empty",
        tuple(COUNT_COLUMNS),
        lambda texts: pd.to_numeric(texts.where(texts.str.fullmatch(r"[0-9]{1,7}"), ""), errors="coerce").astype("Int64"),
    ),
}


class _Told:
    """Collects the cells of a file that are not what they should be."""

    def __init__(self, raw: pd.DataFrame, file: str) -> None:
        self.raw, self.file = raw, file
        self.problems: list[Problem] = []

    def tell(self, rows: pd.Series | np.ndarray, column: str, allowed: str, options: tuple[str, ...] = ()) -> None:
        self.problems.extend(
            Problem(self.file, int(i) + 2, column, str(self.raw[column].iloc[i])[:80], allowed, options)
            for i in np.flatnonzero(np.asarray(rows, dtype=bool))
        )


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
    absent = [c for c in COLUMNS if c not in raw.columns]
    if absent:
        return raw, [Problem(file, 1, c, "", "column_missing") for c in absent]
    raw = raw.reset_index(drop=True)
    told = _Told(raw, file)
    claims = _typed(raw, told)
    _check_codes(raw, told)
    _check_together(claims, told)
    for column in ("source_url", "archive_url", "strike_report_url"):
        told.tell(raw[column].isin([x for x in raw[column].unique() if x and not re.fullmatch(WEB_ADDRESS, x)]), column, "web_address")
    return claims, told.problems


def _typed(raw: pd.DataFrame, told: _Told) -> pd.DataFrame:
    """Give each column its type by its distinct texts; what is none is missing, and told."""
    typed: dict[str, Any] = {c: raw[c].astype(object) for c in TEXT_COLUMNS}
    for allowed, columns, sound in _NUMBERS.values():
        for column in columns:
            codes, texts = pd.factorize(raw[column].to_numpy(dtype=object))
            distinct = pd.Series(texts, dtype=object)
            values = sound(distinct)
            typed[column] = values.take(codes).reset_index(drop=True)
            told.tell((values.isna() & (distinct != "")).to_numpy()[codes], column, allowed)
    for column in FLAG_COLUMNS:
        told.tell(~raw[column].isin(("true", "false")), column, "one_of", ("true", "false"))
        typed[column] = raw[column] == "true"
    return pd.DataFrame(typed)


def _check_codes(raw: pd.DataFrame, told: _Told) -> None:
    for column, codes in CODES.items():
        told.tell(~raw[column].isin(codes), column, "one_of", tuple(codes))
    strange = [b for b in raw["belligerent"].unique() if any(n and n not in voc.BELLIGERENTS for n in b.split("|"))]
    told.tell(raw["belligerent"].isin(strange), "belligerent", "one_of", voc.BELLIGERENTS)
    for column in ("claim_id", "retrieved_at"):
        told.tell(raw[column] == "", column, "not_empty")
    told.tell(raw["claim_id"].duplicated(keep=False) & (raw["claim_id"] != ""), "claim_id", "unique")


def _check_together(claims: pd.DataFrame, told: _Told) -> None:
    """Check what only two cells of a row together can show."""
    for column in ("deaths_reported_low", "deaths_reported_high"):  # a best estimate may stand alone (ACLED), its bounds may not
        told.tell(claims[column].notna() & claims["deaths_reported_best"].isna(), column, "both_or_neither")
    told.tell(claims["deaths_reported_low"].isna() != claims["deaths_reported_high"].isna(), "deaths_reported_low", "both_or_neither")
    for column, most in (("latitude", 90), ("longitude", 180)):
        told.tell(claims[column].notna() & ~claims[column].between(-most, most), column, f"{column}_range")
    for a, b in (("latitude", "longitude"), ("longitude", "latitude"), ("date_end", "date_start"), ("date_start", "date_end")):
        told.tell(claims[a].isna() & claims[b].notna(), a, "both_or_neither")
    for low, high in RANGES:
        told.tell((claims[low] > claims[high]).fillna(False), low, "not_above", (high,))
