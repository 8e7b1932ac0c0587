"""Which photos and films does a claim's own row name? Their addresses are kept as texts: nothing is ever loaded from them."""

import re
from typing import Any

from geo.evidence.incidents import WEB_ADDRESS
from geo.intake.sources.headings import meaning_of
from geo.record.known import Record


def media_of(record: Record, claim: dict[str, Any]) -> tuple[str, ...]:
    """Give the addresses that stand in the columns for photos and films of a claim's row; of a private source none."""
    row = {} if claim["source_private"] else record.raw_row(claim["row_sha256"]) or {}
    cells = [cell for column, cell in row.items() if (meaning := meaning_of(column)) is not None and meaning.what == "media"]
    return tuple(dict.fromkeys(address.rstrip(",;") for cell in cells for address in re.findall(WEB_ADDRESS, cell)))
