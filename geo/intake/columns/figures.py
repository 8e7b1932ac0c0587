"""How many people does each row say, and do its figures go together?"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from geo.evidence.incidents import COUNT_COLUMNS, each_text, spread
from geo.intake.cells.numbers import MISSING, Count, join_counts, read_count
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.sources.mapping import SPLIT
from geo.text import words


def _alike_rows(columns: list[np.ndarray]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Give the distinct rows of some columns of texts that are not all empty, each with the places where it stands."""
    codes = [pd.factorize(c)[0] for c in columns]
    every = np.asarray(codes[0], dtype=np.int64)
    for one in codes[1:]:
        width = np.int64(one.max(initial=0) + 1)
        every = np.asarray(pd.factorize(every)[0], dtype=np.int64) * width + one
    for rows in pd.Series(range(len(every))).groupby(every, sort=False).indices.values():
        cells = tuple(c[rows[0]] for c in columns)
        if any(cells):
            yield cells, rows.tolist()


def _plainly(column: str) -> str:
    """Name a column in a remark, which is a text of the claim and not of the interface."""
    return column.removeprefix("civilians_").replace("_", " ")


def read_counts(out: pd.DataFrame, found: Findings) -> None:
    """Read the ranges and single counts; a text that is no number stays in the remarks and the number is unknown."""
    remarks = out["remarks"].to_numpy(dtype=object).copy()
    for base in SPLIT:
        _read_range(out, base, remarks, found)
    ranges = {f"{b}{end}" for b in SPLIT for end in ("_min", "_max")}
    for column in [c for c in COUNT_COLUMNS if c not in ranges]:
        _read_single(out, column, remarks, found)
    out["remarks"] = remarks
    _compare_counts(out, found)


def _note(remarks: np.ndarray, rows: list[int], said: str) -> None:
    for i in rows:
        remarks[i] = f"{remarks[i]}; {said}" if remarks[i] else said


def _fitting(read: Count, base: str) -> Count:
    """Give a count as it stands in a column: one that names other people than the column does is not read."""
    of = read.of
    if not of or read.doubtful or of in base or (of == "killed" and base.endswith("_killed")):
        return read
    part = of in ("children", "women") and base == "civilians_killed"  # they are among the dead, and may be all of them
    return Count(code="other_people", doubtful=True, choices=((read.low, read.high), (read.low, "")) if part else ())


def _asked(out: pd.DataFrame, base: str) -> np.ndarray:
    """Mark the rows of people's own tables where a 99 is asked about: tables of their own often mean "not known" by it."""
    sure = each_text(out["sure_of_figures"], lambda text: base in text.split("|")).astype(bool)
    return np.where((out["own_table"] != "") & ~sure, "?", "").astype(object)


def _read_range(out: pd.DataFrame, base: str, remarks: np.ndarray, found: Findings) -> None:
    """Read the three columns that may hold one range: all of it, its lowest, its highest."""
    names = (base, f"{base}_min", f"{base}_max")
    texts = {c: out[c].to_numpy(dtype=object) for c in names}
    low, high = texts[names[1]].copy(), texts[names[2]].copy()
    told: dict[tuple[str, str, bool], list[int]] = {}
    above: list[int] = []
    clash: list[int] = []
    for (*cells, asked), rows in _alike_rows([*(texts[c] for c in names), _asked(out, base)]):  # rows that say the same are read once
        parts = [(c, _number_in(text, base, bool(asked))) for c, text in zip(names, cells, strict=True) if text]
        if not parts:
            continue
        for c, r in parts:
            if r.code:
                told.setdefault((c, r.code, r.doubtful), []).extend(rows)
        a = b = ""
        doubts = [c for c, r in parts if r.doubtful]
        if not doubts:
            a, b, sound = join_counts(*(_number_in(text, base, False) for text in cells))
            if not sound:
                clash.extend(rows)
                a, b, doubts = "", "", [c for c, _ in parts]
        if doubts:
            _note(remarks, rows, "; ".join(f"{_plainly(c)}: {texts[c][rows[0]]}" for c in doubts))
        low[rows], high[rows] = a, b
        if a and b and int(a) > int(b):
            above.extend(rows)
    for places in (above, clash, *told.values()):
        places.sort()
    _tell_counts(told, base, texts, low, high, found)
    where = np.array(above, dtype=int)
    sets = [choices_text({base: "", names[1]: high[i], names[2]: low[i]}) for i in where]
    found.tell(where, names[1], "person", "min_above_max", [f"{low[i]} / {high[i]}" for i in where], "", sets)
    low[where] = high[where] = ""
    where = np.array(clash, dtype=int)
    shown = [" | ".join(f"{texts[c][i]}" for c in names if texts[c][i]) for i in where]
    found.tell(where, names[1], "person", "figures_clash", shown)
    out[names[1]], out[names[2]] = low, high


def _number_in(text: str, base: str, asked: bool) -> Count:
    read = _fitting(read_count(text), base)
    missing = asked and read.low == read.high and read.low in MISSING
    return Count(code="missing_number", doubtful=True) if missing else read


def _tell_counts(
    told: dict[tuple[str, str, bool], list[int]],
    base: str,
    texts: dict[str, np.ndarray],
    low: np.ndarray,
    high: np.ndarray,
    found: Findings,
) -> None:
    """Tell what was mended, and ask what cannot be read, with the ways to read it."""
    least, most = f"{base}_min", f"{base}_max"
    for (column, code, doubtful), rows in told.items():
        where = np.array(rows, dtype=int)
        if not doubtful:
            found.tell(where, column, "fixed", code, texts[column][where], [words.range_plain(low[i], high[i]) for i in where])
        elif code == "missing_number":
            either = choices_text({"sure_of_figures": base}, {base: "", least: "", most: ""})
            found.tell(where, column, "person", code, texts[column][where], "", either)
        else:
            ways = [_fitting(read_count(text), base).choices for text in texts[column][where]]
            sets = [choices_text(*({base: "", least: a, most: b} for a, b in one)) for one in ways]
            found.tell(where, column, "person", code, texts[column][where], "", sets)


def _read_single(out: pd.DataFrame, column: str, remarks: np.ndarray, found: Findings) -> None:
    """Read a column of one number a cell; a range or a bound is none."""
    was = out[column].to_numpy(dtype=object)
    of, texts = pd.factorize(was)
    read = [read_count(text) for text in texts]
    exact = [bool(r.low) and r.low == r.high and not r.of for r in read]
    now = spread([r.low if ok else "" for r, ok in zip(read, exact, strict=True)], of)
    where = np.flatnonzero(np.array([not ok and bool(text) for ok, text in zip(exact, texts, strict=True)], dtype=bool)[of])
    for i in where.tolist():
        _note(remarks, [i], f"{_plainly(column)}: {was[i]}")
    found.tell(where, column, "person", "not_a_number", was[where])
    mended = np.flatnonzero(np.array([ok and bool(r.code) for r, ok in zip(read, exact, strict=True)], dtype=bool)[of])
    found.tell(mended, column, "fixed", "thousands", was[mended], now[mended])
    out[column] = now


def _compare_counts(out: pd.DataFrame, found: Findings) -> None:
    """Point at figures that do not go together; they stay as the source states them."""

    def number(column: str) -> np.ndarray:
        of, texts = pd.factorize(out[column].to_numpy(dtype=object))
        values: np.ndarray = pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce").to_numpy(dtype=float)[of]
        return values

    total = np.fmax(number("civilians_killed_max"), number("civilians_killed_min"))
    open_ended = (out["civilians_killed_min"] != "").to_numpy() & (out["civilians_killed_max"] == "").to_numpy()
    all_dead = np.fmax(number("deaths_reported_best"), number("deaths_reported_high"))
    least = np.fmax(number("civilians_killed_min"), 0)
    where = np.flatnonzero((least > all_dead) & (out["own_table"] != "").to_numpy())
    shown = [f"{least[i]:g} > {all_dead[i]:g}" for i in where]
    found.tell(where, "civilians_killed_min", "warned", "civilians_above_dead", shown, shown)
    for who in ("women", "children"):
        where = np.flatnonzero((number(f"{who}_killed_min") > total) & ~open_ended)
        shown = [f"{out[f'{who}_killed_min'].iloc[i]} > {total[i]:g}" for i in where]
        found.tell(where, f"{who}_killed_min", "warned", "part_above_whole", shown, shown)
    parts = {end: (out[f"deaths_reported_{end}"] != "").to_numpy() for end in ("low", "best", "high")}
    alone = (parts["low"] != parts["high"]) | ((parts["low"] | parts["high"]) & ~parts["best"])
    where = np.flatnonzero(alone)
    for i in where:  # a bound without its fellow, or without an estimate, stays as a remark
        said = "; ".join(f"{end} of all dead: {out[f'deaths_reported_{end}'].iloc[i]}" for end in ("low", "high") if parts[end][i])
        out.iloc[i, out.columns.get_loc("remarks")] = f"{out['remarks'].iloc[i]}; {said}" if out["remarks"].iloc[i] else said
        out.iloc[i, [out.columns.get_loc(f"deaths_reported_{end}") for end in ("low", "high")]] = ""
    found.tell(where, "deaths_reported_best", "warned", "bound_alone", out["remarks"].iloc[where].to_numpy())
    for low, code in (("best", "best_above_high"), ("low", "low_above_high")):
        where = np.flatnonzero(number(f"deaths_reported_{low}") > number("deaths_reported_high"))
        pairs = zip(out[f"deaths_reported_{low}"].to_numpy()[where], out["deaths_reported_high"].to_numpy()[where], strict=True)
        shown = [f"{a} > {b}" for a, b in pairs]
        found.tell(where, f"deaths_reported_{low}", "warned", code, shown, shown)
