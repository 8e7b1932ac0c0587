"""Which code does each word of a coded column mean?"""

import re

import numpy as np
import pandas as pd

from geo.evidence.incidents import FLAG_COLUMNS, each_text, spread
from geo.evidence.kinds import usual_kinds
from geo.intake.cells.words import CODED_VALUES, code_of, codes_like, open_codes
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.sources.mapping import CODED, USUAL


def _unwrap(text: str) -> str:
    """Take reasons out of the notation of a programming language they were stored in: ``a:1:{i:0;s:5:"other";}``."""
    pairs = re.findall(r's:\d+:"([^"]*)"|(?:^|\|)(\w+)(?=\||$)', text)
    return "|".join(dict.fromkeys(a or b for a, b in pairs))


_FLAGS = {"true": "true", "1": "true", "yes": "true", "y": "true", "نعم": "true"}
_FLAGS |= {"false": "false", "0": "false", "no": "false", "n": "false", "لا": "false"}


def read_codes(out: pd.DataFrame, found: Findings) -> np.ndarray:
    """Bring words into our codes, by the table of words. One that is not known holds its cell: it is unknown, the word stays in the remarks
    and is asked about. Where a cell cannot be unknown (whose claim it is), the row is held back."""
    held = np.zeros(len(out), dtype=bool)
    wrapped = out["response_reason"].str.contains(r"\ba:\d+:\{")
    where = np.flatnonzero(wrapped)
    unwrapped = out["response_reason"].iloc[where].map(_unwrap)
    found.tell(where, "response_reason", "fixed", "unwrapped", out["response_reason"].iloc[where].to_numpy(), unwrapped.to_numpy())
    out.iloc[where, out.columns.get_loc("response_reason")] = unwrapped.to_numpy()
    for column in FLAG_COLUMNS:  # spreadsheets write them in capitals
        spelled = each_text(out[column], lambda t: _FLAGS.get(t.strip().casefold(), t))
        where = np.flatnonzero(~spelled.isin(("true", "false")))
        found.tell(where, column, "person", "unknown_code", out[column].iloc[where].to_numpy(), out[column].iloc[where].to_numpy())
        held[where] = True
        out[column] = spelled
    for column in CODED_VALUES:
        held |= _read_column(out, column, found)
    was = out["infrastructure"]
    out["infrastructure"] = each_text(was, lambda text: open_codes("infrastructure", text))
    where = np.flatnonzero((out["infrastructure"] != was).to_numpy())
    found.tell(where, "infrastructure", "fixed", "word_known", was.iloc[where].to_numpy(), out["infrastructure"].iloc[where].to_numpy())
    silent = (out["event_kind"] == "").to_numpy()
    out["event_kind"] = np.where(silent, usual_kinds(out["strike_type"]), out["event_kind"].to_numpy(dtype=object))
    return held


def _read_column(out: pd.DataFrame, column: str, found: Findings) -> np.ndarray:
    """Read one coded column; give the rows that it holds back."""
    was = out[column].to_numpy(dtype=object)
    of, texts = pd.factorize(was)  # each distinct word is read once
    read = [code_of(column, text) for text in texts]
    if not any(code is None or code != text for code, text in zip(read, texts, strict=True)):
        return np.zeros(len(out), dtype=bool)
    codes = spread(read, of)
    bad: np.ndarray = np.array([code is None for code in read], dtype=bool)[of]
    words = [code is not None and bool(text) and code != _spelled(text) for code, text in zip(read, texts, strict=True)]
    where = np.flatnonzero(np.array(words, dtype=bool)[of])
    found.tell(where, column, "fixed", "word_known", was[where], codes[where])
    where = np.flatnonzero(bad)
    if column not in CODED:
        found.tell(where, column, "person", "unknown_code", was[where], was[where])
        out[column] = np.where(bad, was, codes)
        return bad
    likely = {text: choices_text(*({column: code} for code in codes_like(column, text))) for text in set(was[where])}
    found.tell(where, column, "warned", "unknown_code", was[where], "", [likely[text] for text in was[where]])
    remarks = out["remarks"].to_numpy(dtype=object).copy()
    for i in where.tolist():
        said = f"{column.replace('_', ' ')}: {was[i]}"
        remarks[i] = f"{remarks[i]}; {said}" if remarks[i] else said
    out["remarks"] = remarks
    out[column] = np.where(bad, USUAL.get(column, ""), codes)
    return np.zeros(len(out), dtype=bool)


def _spelled(text: str) -> str:
    """Write a cell as our codes are written, where only capitals, blanks and marks differ: that is no fix to be told."""
    parts = [re.sub(r"[\s-]+", "_", part.strip().casefold()) for part in re.split(r"[|;]", text) if part.strip()]
    return "|".join(dict.fromkeys(parts))
