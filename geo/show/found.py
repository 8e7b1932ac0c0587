"""Why was an incident found by a text, and which place may a reader mean by it?"""

import pandas as pd

from geo.land.places import fold, places_written
from geo.record.joining import searched
from geo.record.known import Record
from geo.record.remembered import once
from geo.show.names import name_of
from geo.text import words

OFFERED = 5  # places


def words_found(claims: pd.DataFrame, text: str) -> dict[str, list[str]]:
    """Give, by incident, the words and ids of its claims in which a text was found, as they stand there, each once."""
    wanted = fold(text)
    found: dict[str, list[str]] = {}
    if wanted:
        cells = searched(claims)
        for column in cells:
            distinct = {x for x in cells[column].unique() if wanted in fold(x)}
            mine = cells[column].isin(distinct)
            for incident_id, cell in zip(claims.loc[mine, "incident_id"], cells.loc[mine, column], strict=True):
                if cell not in (here := found.setdefault(incident_id, [])):
                    here.append(cell)
    return found


def found_text(found: list[str], lang: str) -> str:
    """Write which words of an incident's claims were found; an empty text without any."""
    return words.say("found_in", lang, found=" · ".join(found)) if found else ""


def places_meant(record: Record, text: str, lang: str) -> list[tuple[str, str]]:
    """Give code and name of the places that a text may mean, by any of their spellings, where an incident of the record lies."""
    if not text:
        return []
    written = places_written(text, record.places)
    if record.in_memory:
        here = once(record, "named_places", lambda: frozenset(record.incidents["place_pcode"]))
        written = [(code, spelling) for code, spelling in written if code in here]
    rows = record.places.set_index("area_id")[["name_en", "name_ar"]]
    out = []
    for code, spelling in written[:OFFERED]:
        name = name_of(rows.loc[code].to_dict(), lang)
        key = "place_meant_written" if spelling else "place_meant"
        out.append((code, words.say(key, lang, name=name, spelling=spelling)))
    return out
