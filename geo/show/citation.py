"""How is an incident cited: source, id, place, days, address, the day it was read, and the record it stands in?"""

from typing import Any

import pandas as pd

from geo.record.known import Record
from geo.show.details import claims_of, who_says
from geo.show.names import name_of
from geo.text import words
from geo.text.languages import inside


def citation_of(record: Record, incident_id: str, lang: str) -> str:
    """Write how to cite an incident, a paragraph a claim and the record last; it leaves this machine, so nothing in it is of a private source.

    A claim: its source and id there, place and days as that source has them, its address, its licence, its archived copy where one is held, the
    day it was read. The record: the id of the incident and the hash of the data. An empty text where every claim is private.
    """
    shown = [c for c in claims_of(record, incident_id) if not c["source_private"]]
    if not shown:
        return ""
    ids = {c["claim_id"] for c in shown}
    known = incident_id if incident_id in ids else str(shown[0]["claim_id"])  # an id may name a private source
    held = words.say(
        "cite_record", lang, product=words.say("product", lang), id=f"\u2066{known}\u2069", hash=f"\u2066{record.fingerprint}\u2069"
    )
    return "\n\n".join([*(_cite(c, lang) for c in shown), held])


def _cite(claim: dict[str, Any], lang: str) -> str:
    """Cite one claim; addresses stand on lines of their own, bare, so that they can be opened."""
    say = words.say
    when = words.days(claim["date_start"], claim["date_end"], lang)
    place = name_of(claim, lang, "place_name", "place_name_ar") or say("unnamed", lang)
    told = {
        "who": f"\u2068{who_says(claim, lang)}\u2069",
        "place": place,
        "when": inside(when, lang) if pd.isna(claim["date_start"]) else when,
    }
    lines = [say("cite_claim", lang, **told, read=words.day(claim["retrieved_at"], lang))]
    if claim["graphic"]:
        lines.append(say("cite_graphic", lang))
    lines.append(claim["source_url"] or say("cite_no_address", lang))
    lines.append(f"{say('claim_licence', lang)}: {claim['licence']}")
    if claim["archive_url"]:
        lines.append(f"{say('claim_archive', lang)}:\n{claim['archive_url']}")
    return "\n".join(lines)
