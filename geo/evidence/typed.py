"""How do the cells of a claims file get their types, and what is wrong with them? ``parse_claims``."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from geo import vocabulary as voc
from geo.evidence.alike import Sheet
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

_COUNT = re.compile(r"[0-9]{1,7}").fullmatch
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
        lambda texts: pd.Series([int(text) if _COUNT(text) else None for text in texts], dtype="Int64"),
    ),
}


class _Told:
    """Collects the cells of a file that are not what they should be."""

    def __init__(self, raw: Sheet, file: str) -> None:
        self.raw, self.file = raw, file
        self.problems: list[Problem] = []

    def tell(self, rows: pd.Series | np.ndarray, column: str, allowed: str, options: tuple[str, ...] = ()) -> None:
        where = np.flatnonzero(np.asarray(rows, dtype=bool))
        self.problems.extend(
            Problem(self.file, int(i) + 2, column, str(text)[:80], allowed, options)
            for i, text in zip(where, self.raw[column].at(where), strict=True)
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
    texts = Sheet.of_frame(raw[list(COLUMNS)])
    told = _Told(texts, file)
    numbers = _check(texts, told)
    typed: dict[str, Any] = {c: pd.Series(texts[c].rows(), dtype=object) for c in TEXT_COLUMNS}
    typed |= {c: values.take(texts[c].of).reset_index(drop=True) for c, values in numbers.items()}
    typed |= {c: texts[c].is_("true") for c in FLAG_COLUMNS}
    return pd.DataFrame(typed, copy=False), told.problems


def problems_in(texts: Sheet, file: str) -> list[Problem]:
    """Collect what ``parse_claims`` would find wrong with a table of ``incidents.COLUMNS``."""
    told = _Told(texts, file)
    _check(texts, told)
    return told.problems


def _check(texts: Sheet, told: _Told) -> dict[str, pd.Series]:
    """Check every cell; give the dates, numbers and counts that the distinct texts of a column are, by column."""
    typed = _typed(texts, told)
    _check_codes(texts, told)
    _check_together({c: _as_numbers(values)[texts[c].of] for c, values in typed.items()}, told)
    for column in ("source_url", "archive_url", "strike_report_url"):
        told.tell(texts[column].says(lambda text: text and not re.fullmatch(WEB_ADDRESS, text)), column, "web_address")
    return typed


def _as_numbers(values: pd.Series) -> np.ndarray:
    """Give values as numbers that can be compared; what is missing is NaN."""
    if pd.api.types.is_datetime64_dtype(values.dtype):
        return np.where(values.isna(), np.nan, values.to_numpy(dtype="datetime64[s]").astype(np.int64))
    numbers: np.ndarray = values.to_numpy(dtype=float, na_value=np.nan)
    return numbers


_NONE: dict[str, pd.Series] = {}  # of each kind, the value of a column that says nothing


def _typed(raw: Sheet, told: _Told) -> dict[str, pd.Series]:
    """Read the distinct texts of each column of dates, numbers and counts; what is none is missing, and told."""
    typed: dict[str, pd.Series] = {}
    for allowed, columns, sound in _NUMBERS.values():
        for column in columns:
            texts = raw[column].texts
            if len(texts) == 1 and not texts[0]:  # most columns of most files
                typed[column] = _NONE.setdefault(allowed, sound(pd.Series([""], dtype=object)))
                continue
            distinct = pd.Series(texts, dtype=object)
            typed[column] = values = sound(distinct)
            none = (values.isna() & (distinct != "")).to_numpy()
            if none.any():
                told.tell(none[raw[column].of], column, allowed)
    for column in FLAG_COLUMNS:
        told.tell(~raw[column].is_in(("true", "false")), column, "one_of", ("true", "false"))
    return typed


def _check_codes(raw: Sheet, told: _Told) -> None:
    for column, codes in CODES.items():
        told.tell(~raw[column].is_in(codes), column, "one_of", tuple(codes))
    strange: Callable[[str], bool] = lambda text: any(n and n not in voc.BELLIGERENTS for n in text.split("|"))  # noqa: E731
    told.tell(raw["belligerent"].says(strange), "belligerent", "one_of", voc.BELLIGERENTS)
    for column in ("claim_id", "retrieved_at"):
        told.tell(~raw[column].filled(), column, "not_empty")
    twice = pd.Series(raw["claim_id"].rows(), dtype=object).duplicated(keep=False)
    told.tell(twice & raw["claim_id"].filled(), "claim_id", "unique")


def _check_together(number: dict[str, np.ndarray], told: _Told) -> None:
    """Check what only two cells of a row together can show; a number that is missing is NaN."""
    none = {column: np.isnan(values) for column, values in number.items()}
    for column in ("deaths_reported_low", "deaths_reported_high"):  # a best estimate may stand alone (ACLED), its bounds may not
        told.tell(~none[column] & none["deaths_reported_best"], column, "both_or_neither")
    told.tell(none["deaths_reported_low"] != none["deaths_reported_high"], "deaths_reported_low", "both_or_neither")
    for column, most in (("latitude", 90), ("longitude", 180)):
        told.tell(np.abs(number[column]) > most, column, f"{column}_range")
    for a, b in (("latitude", "longitude"), ("longitude", "latitude"), ("date_end", "date_start"), ("date_start", "date_end")):
        told.tell(none[a] & ~none[b], a, "both_or_neither")
    for low, high in RANGES:
        told.tell(number[low] > number[high], low, "not_above", (high,))
