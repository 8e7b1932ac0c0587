"""Which columns may an export hold, and of which rows? One line a column; what is not listed never leaves.

A new column of ``incidents.COLUMNS`` leaves only when it has a line here. ``EVERY`` is for codes, numbers and days alone: a text that
somebody wrote is ``PUBLIC`` or less. ``tests/test_leaving.py`` builds every export from this table.
"""

# What keeps a column back: the row's source is private, its pictures are graphic, it has no open licence, or the export is share-safe.
EVERY: frozenset[str] = frozenset()
PUBLIC = frozenset({"private"})
LINK = frozenset({"private", "graphic"})
TEXT = frozenset({"private", "closed"})
NOTE = frozenset({"private", "closed", "safe"})
EXACT = frozenset({"private", "safe"})

COLUMNS: dict[str, frozenset[str]] = {
    "incident_id": EVERY,  # ids of private rows are numbered anew
    "claim_id": EVERY,
    "source_dataset": EVERY,  # of a private row: "private"
    "source_id": PUBLIC,
    "certain": EVERY,
    "date_start": EVERY,
    "date_end": EVERY,
    "date_precision": EVERY,
    "date_text": NOTE,
    "place_name": PUBLIC,  # of a private row: the named place its position is snapped to
    "place_name_ar": PUBLIC,
    "place_pcode": EVERY,
    "adm3_pcode": EVERY,
    "adm2_pcode": EVERY,
    "sector": EVERY,
    "placing": EVERY,
    "side": EVERY,  # of the city's line
    "geolocation_accuracy": EVERY,
    "latitude": EVERY,  # share-safe: of a named place, or none
    "longitude": EVERY,
    "belligerent": EVERY,
    "belligerent_role": EVERY,
    "event_kind": EVERY,
    "sides": PUBLIC,
    "strike_type": EVERY,
    "infrastructure": PUBLIC,
    "local_time": PUBLIC,
    "grading": EVERY,
    "civilians_killed_min": EVERY,
    "civilians_killed_max": EVERY,
    "civilians_injured_min": EVERY,
    "civilians_injured_max": EVERY,
    "deaths_status_unknown": EVERY,
    "deaths_reported_low": EVERY,
    "deaths_reported_best": EVERY,
    "deaths_reported_high": EVERY,
    "women_killed_min": EVERY,
    "women_killed_max": EVERY,
    "children_killed_min": EVERY,
    "children_killed_max": EVERY,
    "response": EVERY,
    "response_reason": TEXT,
    "response_date": PUBLIC,
    "admitted": EVERY,
    "apologised": EVERY,
    "promised_or_paid": EVERY,
    "conceded_killed_min": EVERY,
    "conceded_killed_max": EVERY,
    "accused": EVERY,  # these three of several accused: codes parted by "|", in one order; the table of answers has them in full
    "accused_answers": EVERY,
    "statement_dates": PUBLIC,
    "is_aggregate": EVERY,
    "source_name": PUBLIC,
    "source_url": LINK,
    "archive_url": LINK,
    "remarks": NOTE,
    "licence": PUBLIC,
    "retrieved_at": PUBLIC,
    "input_sha256": PUBLIC,
    "table_sha256": PUBLIC,
}

ANSWERS: dict[str, frozenset[str]] = {  # of the table of answers, a row an accused
    "incident_id": EVERY,
    "claim_id": EVERY,
    "accused": EVERY,
    "role": EVERY,
    "assessment": EVERY,
    "reasons": TEXT,
    "statement_dates": PUBLIC,
    "statement_urls": LINK,
    "conceded_killed_min": EVERY,
    "conceded_killed_max": EVERY,
    "conceded_injured_min": EVERY,
    "conceded_injured_max": EVERY,
    "stated_mgrs": EXACT,  # a position
    "mgrs_accuracy": EXACT,
    "source_url": LINK,
}
