"""What becomes of each column of a file, and how is that told? Every column that is not used is named."""

import json
from typing import Any

import pandas as pd

from geo.intake.imports import Import
from geo.intake.reports import field_name
from geo.intake.sources.headings import guess_columns
from geo.intake.sources.registry import Use, uses_of
from geo.text import words
from geo.text.languages import listed

_LOOKED_AT = 2_000  # rows below a heading


def column_uses(one: Import) -> list[Use]:
    """Say of every column of an import's file what became of it."""
    rows = [json.loads(row) for row in one.table["raw"].head(_LOOKED_AT)]
    cells = dict(zip(one.file_columns, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(one.file_columns, ())
    return uses_of(one.file_columns, one.mapping, guess_columns(cells) if one.source == "table" else None)


def use_text(use: Use, lang: str) -> str:
    """Write why a column is read as it is, or why it is not used."""
    return words.say(f"use_{use.why}", lang, **({"column": use.value} if use.value else {}))


def unused(uses: list[Use]) -> list[Use]:
    """Give the columns that nothing was read from."""
    return [use for use in uses if not use.ours and use.why != "read_besides"]


def unused_text(uses: list[Use], lang: str) -> str:
    """Name the columns that are not used, in a sentence; an empty text if there is none."""
    names = [use.column for use in unused(uses)]
    return words.say("columns_unused", lang, n=words.number(len(names), lang), names=listed(names, lang)) if names else ""


def uses_json(uses: list[Use], lang: str) -> list[dict[str, Any]]:
    """Give the uses as plain data: column, used_as (null where it is not), why."""
    return [{"column": use.column, "used_as": use.ours or None, "why": use_text(use, lang)} for use in uses]


def uses_report(one: Import, lang: str) -> pd.DataFrame:
    """Give the columns that are not used as rows of the report."""
    left = unused(column_uses(one))
    said = words.say("finding_unused", lang)
    rows = [{"file": one.name, "column": use.column, "what": said, "why": use_text(use, lang)} for use in left]
    return pd.DataFrame(
        rows, columns=["file", "row", "claim_id", "outcome", "column", "what", "was", "became", "why"], dtype=object
    ).fillna("")


def uses_table(uses: list[Use], lang: str) -> list[list[str]]:
    """Give the uses as lines of a table: column, what it is read as, why."""
    return [
        [use.column, field_name(use.ours, lang) if use.ours else words.say("columns_not_used", lang), use_text(use, lang)] for use in uses
    ]
