"""How is what an import did told: in a sentence, row by row, and as data?"""

import json
from dataclasses import asdict
from typing import Any

import pandas as pd

from geo import settings as s
from geo import vocabulary as voc
from geo.intake.formats.raw import FileRefused
from geo.intake.imports import Decision, Import
from geo.intake.sources.mapping import Mapping
from geo.intake.versions import Difference, Known
from geo.intake.waiting import Waiting
from geo.text import words
from geo.text.languages import listed

_CODE_TEXTS = {  # coded column: how the ids of its codes' texts begin
    "geolocation_accuracy": "accuracy",
    "grading": "grading",
    "response": "response",
    "belligerent": "belligerent",
    "belligerent_role": "role",
    "event_kind": "kind",
    "strike_type": "strike",
    "strike_status": "status_of",
    "date_precision": "precision",
    "admitted": "stated",
    "apologised": "stated",
    "promised_or_paid": "stated",
}
SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def refused_text(refused: FileRefused, name: str, lang: str) -> str:
    """Write why a file was not read, and what to do."""
    values: dict[str, Any] = {"allowed": ", ".join(s.IMPORT_ENDINGS)} | refused.values
    return words.say("refused_lead", lang, name=name, why=words.say(f"refused_{refused.code}", lang, **values))


def describe_import(one: Import, lang: str) -> tuple[str, str]:
    """Write in two sentences, one a line, how a file was read and how its rows ended."""
    how = [words.say(f"kind_{one.how['kind']}", lang)]
    if "encoding" in one.how:
        how.append(words.say("how_encoding", lang, x=one.how["encoding"]))
    if "separator" in one.how:
        how.append(words.say("how_separator", lang, x=words.say(f"separator_{SEPARATOR_NAMES[one.how['separator']]}", lang)))
    if "sheet" in one.how:
        how.append(words.say("how_sheet", lang, x=one.how["sheet"]))
    if "crs" in one.how:
        how.append(words.say("how_crs", lang, x=one.how["crs"]))
    how += [words.say(f"how_{k}", lang, x=one.how[k]) for k in ("others", "above") if k in one.how]
    first = words.say("understood", lang, name=one.name, source=words.say(f"importer_{one.source}", lang), how=listed(how, lang))
    return first, accounting_text(one, lang)


def accounting_text(one: Import, lang: str) -> str:
    """Write how the rows of a file ended, and how many go to the map."""
    a = one.accounting()
    numbers = {k: words.number(getattr(a, k), lang) for k in voc.STATUSES}
    text = words.say("accounting", lang, rows=words.count("rows", a.rows, lang), **numbers)
    n = words.number(len(one.entering()), lang)
    key = "entering_declared" if one.declared else "entering_all"
    return " ".join(x for x in (text, words.say(key, lang, n=n), waiting_text(one.waiting, lang)) if x)


def known_text(known: Known, mapping: Mapping, lang: str) -> str:
    """Write what a file is to one that is here already; an empty text if it is new."""
    if known.other is None:
        return ""
    day = words.day(pd.Timestamp(known.other.read_on), lang)
    return words.say(f"known_{known.kind}", lang, name=known.other.name, day=day, new=mapping.name)


def difference_texts(difference: Difference, lang: str) -> list[str]:
    """Write what a file adds to claims that are here, and what it changes, field by field; nothing if it touches none."""
    if not difference.touches:
        return []
    numbers = {"added": len(difference.added), "same": difference.same, "removed": len(difference.removed)}
    numbers["changed"] = difference.changed["claim_id"].nunique()
    lines = [words.say("version_lead", lang, **{k: words.number(n, lang) for k, n in numbers.items()})]
    for claim, column, was, now in difference.changed.head(_CHANGES).itertuples(index=False, name=None):
        lines.append(f"{claim} · {field_name(column, lang)}: {cell_text(column, was, lang)} → {cell_text(column, now, lang)}")
    more = len(difference.changed) - _CHANGES
    return [*lines, f"... {more}"] if more > 0 else lines


_CHANGES = 200  # cells told at once


def waiting_text(waiting: Waiting, lang: str) -> str:
    """Write how many rows wait for a person, and what they would add at most; an empty text if none does."""
    if not waiting.rows:
        return ""
    rows = words.count("rows", waiting.rows, lang)
    if not waiting.incidents:
        return words.say("waiting_note_declared", lang, rows=rows)
    most = words.range_text(waiting.killed, waiting.killed, waiting.open_ended, lang)
    without = waiting.no_figure
    key = "waiting_no_number" if without == waiting.incidents else "waiting_some_number" if without else "waiting_killed"
    told = words.say(key, lang, range=most, n=words.number(without, lang))
    return words.say("waiting_note", lang, rows=rows, incidents=words.count("incidents", waiting.incidents, lang), range=told)


def report(imported: Import, lang: str) -> pd.DataFrame:
    """Write the findings as texts, a row each: row, claim_id, outcome, column, what, was, became, why; kept rows have none."""
    found = imported.findings
    rows = imported.table.iloc[found["position"].to_numpy(dtype=int)]
    return pd.DataFrame(
        {
            "file": imported.name,
            "row": rows["row"].to_numpy(),
            "claim_id": rows["claim_id"].to_numpy(),
            "outcome": [words.say(f"status_{x}", lang) for x in rows["status"]],
            "column": [words.say(f"field_{c}", lang) if words.has_text(f"field_{c}") else c for c in found["column"]],
            "what": [words.say(f"finding_{k}", lang) for k in found["kind"]],
            "was": found["was"].to_numpy(),
            "became": [became_text(c, k, b, lang) for c, k, b in zip(found["column"], found["code"], found["became"], strict=True)],
            "why": [why(code, lang) for code in found["code"]],
        }
    )


def became_text(column: str, code: str, became: str, lang: str) -> str:
    """Write what a cell became: a decision in words, a code by its name."""
    if code == "decided":
        return choice_text(json.loads(became), lang)
    return listed((code_name(column, x, lang) for x in became.split("|")), lang) if code in ("recoded", "word_known") else became


def why(code: str, lang: str) -> str:
    """Write the reason of a finding."""
    return words.say(f"why_{code}", lang)


def report_json(one: Import, lang: str) -> dict[str, Any]:
    """Give an import as plain data, with the keys documented in ``python -m geo check --help``."""
    rows, names = one.table["row"].to_numpy(), ("kept", "fixed", "needs_person", "held", "refused")
    accounting = one.accounting()
    ended = dict(zip(names, (accounting.kept, accounting.fixed, accounting.person, accounting.held, accounting.refused), strict=True))
    waiting = asdict(one.waiting)
    problems = [
        {"row": int(rows[f["position"]])}
        | {k: f[k] for k in ("column", "kind", "code", "was", "became")}
        | {"choices": json.loads(f["choices"] or "[]"), "why": why(f["code"], lang)}
        for f in one.findings.to_dict("records")
    ]
    about = {"file": one.name, "source": one.source, "rows": accounting.rows} | ended | {"waiting": waiting}
    return about | {"sha256": one.input_sha256, "how": one.how, "problems": problems}


def field_name(column: str, lang: str) -> str:
    """Name one of our columns in a language."""
    key = f"field_{column}"
    return words.say(key, lang) if words.has_text(key) else column


def code_name(column: str, code: str, lang: str) -> str:
    """Name a code of a coded column in a language; a code without a text is shown as it is."""
    prefix = _CODE_TEXTS[column]
    key = f"{prefix}_{code}"
    return words.say(key, lang) if words.has_text(key) else code or words.say("stated_not_stated", lang)


def cell_text(column: str, cell: str, lang: str) -> str:
    """Write a cell of one of our columns: codes by their names, nothing as a dash."""
    return code_name(column, cell, lang) if column in _CODE_TEXTS and cell else cell or "–"


def choice_text(cells: dict[str, str], lang: str) -> str:
    """Write one way to read a doubtful cell, as it stands on a button."""
    say = words.say
    if cells.get("sure_of_point"):
        return say("choice_sure", lang)
    if cells.get("sure_of_figures"):
        return say("choice_sure_figure", lang)
    if "latitude" in cells:
        if not cells["latitude"]:
            return say("choice_no_point", lang)
        return say("choice_point", lang, lat=f"\u2066{cells['latitude']}\u2069", lon=f"\u2066{cells['longitude']}\u2069")
    if "geolocation_accuracy" in cells:
        return say("choice_wide", lang, what=code_name("geolocation_accuracy", cells["geolocation_accuracy"], lang))
    if "claim_id" in cells:
        return say("choice_id", lang, id=cells["claim_id"])
    if any(k.endswith("_min") for k in cells):
        low, high = (next((v for k, v in cells.items() if k.endswith(end)), "") for end in ("_min", "_max"))
        if not low and not high:
            return say("choice_no_figure", lang)
        return say("choice_range", lang, range=f"\u2066{words.range_plain(low, high)}\u2069")
    days = [
        words.day(pd.Timestamp(day), lang) if _is_day(day) else day
        for k, v in cells.items()
        if k.startswith("date") and v
        for day in v.split(" / ")
    ]
    return " – ".join(days) or ", ".join(f"{field_name(k, lang)}: {v}" for k, v in cells.items())


def _is_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit()


def decision_text(decision: Decision, lang: str) -> str:
    """Write what a person decided about a finding."""
    if decision.action == "undo":
        return words.say("why_undone", lang)
    if decision.action == "leave":
        return words.say("why_left_out" if decision.code == "duplicate_id" else "why_left", lang)
    return choice_text(decision.cells, lang)
