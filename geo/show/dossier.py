"""What is said of one incident in one sentence: where, when, how many, who says so, who is accused and what they answered?"""

from typing import Any

import pandas as pd

from geo import settings as s
from geo.evidence.answers import WHICH, answers_to, by_accused
from geo.evidence.kinds import NOT_STATED
from geo.evidence.ranges import carries
from geo.record.known import Record
from geo.show.details import accuracy_text, claims_of, figure, who_says
from geo.show.names import incident_name
from geo.show.sentence import code_name
from geo.text import words
from geo.text.languages import in_parts, inside, listed

_SAYS_ITSELF = ("ungraded", "graded_differently")  # no "graded" before it


def incident_sentence(record: Record, row: dict[str, Any], lang: str) -> str:
    """Write one incident as one sentence; what is not known is said to be so, and figures of several sources are never joined.

    ``row`` is one of ``record.incidents``; the range is that of the claims that carry its grading, others stand beside it with their names.
    """
    claims = claims_of(record, row["incident_id"])
    own = carries(pd.DataFrame(claims), pd.Series({row["incident_id"]: row["grading"]})).tolist()
    parts = [_lead(row, [c for c, mine in zip(claims, own, strict=True) if mine], lang)]
    if pd.notna(row["others_max"]):
        others = [c for c, mine in zip(claims, own, strict=True) if not mine and _has_figure(c)]
        said = words.range_text(row["others_min"], row["others_max"], row["others_open"], lang)
        parts.append(words.say("dossier_others", lang, who=_sources(others, lang), range=said))
    if row["is_aggregate"]:
        parts.append(inside(words.say("claim_aggregate", lang), lang))
    return words.say("dossier_sentence", lang, parts=in_parts([*parts, *_accused(record, row, lang)], lang))


def _has_figure(claim: dict[str, Any]) -> bool:
    return bool(pd.notna(claim["civilians_killed_min"]) or pd.notna(claim["civilians_killed_max"]))


def _lead(row: dict[str, Any], carrying: list[dict[str, Any]], lang: str) -> str:
    """Write place, days, kind and figure, with who gives it."""
    say = words.say
    place, when = incident_name(row, lang), words.days(row["date_start"], row["date_end"], lang)
    if row["position_disputed"]:
        place = say("dossier_where", lang, place=place, precision=say("dossier_disputed", lang))
    elif not row["radius_m"] <= s.VILLAGE_RADIUS_M:
        place = say("dossier_where", lang, place=place, precision=inside(accuracy_text(row, lang), lang))
    sides = [code_name("sides", x, lang) for x in row["named_sides"] if x != NOT_STATED]
    kind = " + ".join(inside(say(f"kind_{k}" if k != NOT_STATED else "dossier_no_kind", lang), lang) for k in row["kinds"])
    grading = say(f"grading_{row['grading']}", lang)
    grading = inside(grading, lang) if row["grading"] in _SAYS_ITSELF else say("dossier_graded", lang, grading=grading)
    told = {"place": place, "when": inside(when, lang) if pd.isna(row["date_start"]) else when, "kind": listed([kind, *sides], lang)}
    return say("dossier_lead", lang, **told, figure=civilians_text(row, lang), who=listed([grading, _sources(carrying, lang)], lang))


def civilians_text(row: dict[str, Any], lang: str) -> str:
    """Write how many civilians are reported killed, as the claims that carry the grading of an incident state it."""
    if row["fighting"] or (row["no_figure"] and pd.notna(row["status_unknown"]) and row["status_unknown"]):
        return inside(figure(row | {"others_max": pd.NA}, lang), lang)
    if row["no_figure"]:
        return words.say("dossier_no_figure", lang)
    said = words.say("dossier_killed", lang, range=words.range_text(row["killed_min"], row["killed_max"], row["open_ended"], lang))
    return words.say("figure_differs", lang, figure=said) if row["figures_differ"] else said


def _sources(claims: list[dict[str, Any]], lang: str) -> str:
    """Name the sources of some claims, each isolated: a Latin name inside Arabic text would take the number after it along."""
    return " + ".join(dict.fromkeys(f"\u2068{who_says(c, lang)}\u2069" for c in claims))


def _accused(record: Record, row: dict[str, Any], lang: str) -> list[str]:
    """Write each accused with its answer and the day; that a source records no answers is no silence of the accused."""
    say = words.say
    mine = record.claims[record.claims["incident_id"] == row["incident_id"]]
    read = mine["retrieved_at"].max()
    pairs = by_accused(answers_to(mine, record.answers), read.date())
    told = []
    for one in pairs.to_dict("records"):
        name = say("accused_name_several" if one["accused"] == WHICH else f"belligerent_{one['accused']}", lang)
        parts = [inside(say(f"response_{one['status']}", lang), lang)]
        if one["status"] == "none_recorded":
            parts.append(say("as_read", lang, date=words.day(read, lang)))
        elif pd.notna(one["first_said"]):
            parts.append(words.day(one["first_said"], lang))
            if one["first_said"] < row["date_start"]:
                parts.append(inside(say("wait_early", lang), lang))
        told.append(say("dossier_accused", lang, who=name, answer=listed(parts, lang)))
    silent = [b for b in row["belligerents"] if b != "unknown" and b not in set(pairs["accused"])]
    if silent and WHICH not in set(pairs["accused"]):
        told.append(say("dossier_accused_silent", lang, who=listed([say(f"belligerent_{b}", lang) for b in silent], lang)))
    return told or ([] if row["fighting"] else [say("dossier_accused_none", lang)])
