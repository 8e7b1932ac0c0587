"""Which code does each word of a coded column mean?"""

import re

import numpy as np

from geo.evidence.alike import Sheet, changed
from geo.evidence.incidents import FLAG_COLUMNS
from geo.evidence.kinds import usual_kind
from geo.intake.cells.words import CODED_VALUES, code_of, codes_like, open_codes
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.sources.mapping import CODED, USUAL


def _unwrap(text: str) -> str:
    """Take reasons out of the notation of a programming language they were stored in: ``a:1:{i:0;s:5:"other";}``."""
    pairs = re.findall(r's:\d+:"([^"]*)"|(?:^|\|)(\w+)(?=\||$)', text)
    return "|".join(dict.fromkeys(a or b for a, b in pairs))


_WRAPPED = re.compile(r"\ba:\d+:\{").search
_FLAGS = {"true": "true", "1": "true", "yes": "true", "y": "true", "نعم": "true"}
_FLAGS |= {"false": "false", "0": "false", "no": "false", "n": "false", "لا": "false"}


def read_codes(out: Sheet, found: Findings) -> np.ndarray:
    """Bring words into our codes, by the table of words. One that is not known holds its cell: it is unknown, the word stays in the remarks
    and is asked about. Where a cell cannot be unknown (whose claim it is), the row is held back."""
    held = np.zeros(len(out), dtype=bool)
    reasons = out["response_reason"]
    where = np.flatnonzero(reasons.says(_WRAPPED))
    if len(where):
        unwrapped = reasons.each(lambda text: _unwrap(text) if _WRAPPED(text) else text)
        found.tell(where, "response_reason", "fixed", "unwrapped", reasons.at(where), unwrapped.at(where))
        out["response_reason"] = unwrapped
    for column in FLAG_COLUMNS:  # spreadsheets write them in capitals
        spelled = out[column].each(lambda t: _FLAGS.get(t.strip().casefold(), t))
        where = np.flatnonzero(~spelled.is_in(("true", "false")))
        found.tell(where, column, "person", "unknown_code", out[column].at(where), out[column].at(where))
        held[where] = True
        out[column] = spelled
    for column in CODED_VALUES:
        held |= _read_column(out, column, found)
    was = out["infrastructure"]
    now = was.each(lambda text: open_codes("infrastructure", text))
    where = np.flatnonzero(changed(was, now))
    found.tell(where, "infrastructure", "fixed", "word_known", was.at(where), now.at(where))
    out["infrastructure"] = now
    usual = out["strike_type"].each(usual_kind)
    out["event_kind"] = out["event_kind"].where(out["event_kind"].filled(), usual)
    return held


def _read_column(out: Sheet, column: str, found: Findings) -> np.ndarray:
    """Read one coded column; give the rows that it holds back."""
    was = out[column]
    now = was.each(lambda text: code_of(column, text))  # each distinct word is read once
    if not any(code is None or code != text for code, text in zip(now.texts, was.texts, strict=True)):
        return np.zeros(len(out), dtype=bool)
    words = [code is not None and bool(text) and code != _spelled(text) for code, text in zip(now.texts, was.texts, strict=True)]
    where = np.flatnonzero(np.array(words, dtype=bool)[was.of])
    found.tell(where, column, "fixed", "word_known", was.at(where), now.at(where))
    bad = now.says(lambda code: code is None)
    where = np.flatnonzero(bad)
    if column not in CODED:
        found.tell(where, column, "person", "unknown_code", was.at(where), was.at(where))
        out[column] = now.where(~bad, was)
        return bad
    likely = {text: choices_text(*({column: code} for code in codes_like(column, text))) for text in set(was.at(where))}
    found.tell(where, column, "warned", "unknown_code", was.at(where), "", [likely[text] for text in was.at(where)])
    said = f"{column.replace('_', ' ')}: "
    out.add("remarks", was.each(lambda text: said + text).where(bad))
    out[column] = now.where(~bad, USUAL.get(column, ""))
    return np.zeros(len(out), dtype=bool)


def _spelled(text: str) -> str:
    """Write a cell as our codes are written, where only capitals, blanks and marks differ: that is no fix to be told."""
    parts = [re.sub(r"[\s-]+", "_", part.strip().casefold()) for part in re.split(r"[|;]", text) if part.strip()]
    return "|".join(dict.fromkeys(parts))
