"""How many people does each row say, and do its figures go together?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from geo.evidence.alike import Column, Sheet, together
from geo.evidence.incidents import COUNT_COLUMNS
from geo.intake.cells.numbers import MISSING, Count, join_counts, read_count
from geo.intake.columns.findings import Findings, choices_text
from geo.intake.sources.mapping import SPLIT
from geo.text import words


def _plainly(column: str) -> str:
    """Name a column in a remark, which is a text of the claim and not of the interface."""
    return column.removeprefix("civilians_").replace("_", " ")


def read_counts(out: Sheet, found: Findings) -> None:
    """Read the ranges and single counts; a text that is no number stays in the remarks and the number is unknown."""
    for base in SPLIT:
        _read_range(out, base, found)
    ranges = {f"{b}{end}" for b in SPLIT for end in ("_min", "_max")}
    for column in [c for c in COUNT_COLUMNS if c not in ranges]:
        _read_single(out, column, found)
    _compare_counts(out, found)


def _fitting(read: Count, base: str) -> Count:
    """Give a count as it stands in a column: one that names other people than the column does is not read."""
    of = read.of
    if not of or read.doubtful or of in base or (of == "killed" and base.endswith("_killed")):
        return read
    part = of in ("children", "women") and base == "civilians_killed"  # they are among the dead, and may be all of them
    return Count(code="other_people", doubtful=True, choices=((read.low, read.high), (read.low, "")) if part else ())


def _asked(out: Sheet, base: str) -> Column:
    """Mark the rows of people's own tables where a 99 is asked about: tables of their own often mean "not known" by it."""
    return together([out["own_table"], out["sure_of_figures"]], lambda own, sure: "?" if own and base not in sure.split("|") else "")


@dataclass(frozen=True)
class _Range:
    """The cells of one range, read together: its ends, what each cell was read as, and what is told of them."""

    low: str = ""
    high: str = ""
    parts: tuple[tuple[str, Count], ...] = ()
    doubts: str = ""  # for the remarks
    clash: str = ""  # the cells, where they do not agree
    above: bool = False


def _range_of(base: str, whole: str, lowest: str, highest: str, asked: str) -> _Range:
    cells = ((base, whole), (f"{base}_min", lowest), (f"{base}_max", highest))
    parts = tuple((c, _number_in(text, base, bool(asked))) for c, text in cells if text)
    if not parts:
        return _Range(lowest, highest)
    doubts = [c for c, r in parts if r.doubtful]
    a, b, clash = "", "", ""
    if not doubts:
        a, b, sound = join_counts(*(_number_in(text, base, False) for _, text in cells))
        if not sound:
            a, b, doubts = "", "", [c for c, _ in parts]
            clash = " | ".join(text for _, text in cells if text)
    said = "; ".join(f"{_plainly(c)}: {dict(cells)[c]}" for c in doubts)
    return _Range(a, b, parts, said, clash, bool(a and b and int(a) > int(b)))


def _read_range(out: Sheet, base: str, found: Findings) -> None:
    """Read the three columns that may hold one range: all of it, its lowest, its highest."""
    names = (base, f"{base}_min", f"{base}_max")
    texts = {c: out[c] for c in names}
    if not any(column.filled().any() for column in texts.values()):
        return
    read = together([*texts.values(), _asked(out, base)], partial(_range_of, base))  # rows that say the same are read once
    out.add("remarks", read.each(lambda one: one.doubts))
    _tell_counts(read, base, texts, found)
    where = np.flatnonzero(read.says(lambda one: one.above))
    ends = [(one.low, one.high) for one in read.at(where)]
    sets = [choices_text({base: "", names[1]: high, names[2]: low}) for low, high in ends]
    found.tell(where, names[1], "person", "min_above_max", [f"{low} / {high}" for low, high in ends], "", sets)
    where = np.flatnonzero(read.says(lambda one: one.clash))
    found.tell(where, names[1], "person", "figures_clash", [one.clash for one in read.at(where)])
    out[names[1]] = read.each(lambda one: "" if one.above else one.low)
    out[names[2]] = read.each(lambda one: "" if one.above else one.high)


def _number_in(text: str, base: str, asked: bool) -> Count:
    read = _fitting(read_count(text), base)
    missing = asked and read.low == read.high and read.low in MISSING
    return Count(code="missing_number", doubtful=True) if missing else read


def _told(read: Column, columns: list[str]) -> list[tuple[str, str, bool]]:
    """Give what is to be told of the cells of a range (column, code, whether doubtful), cell by cell."""
    keys = {(c, r.code, r.doubtful) for one in read.texts for c, r in one.parts if r.code}
    return sorted(keys, key=lambda key: (columns.index(key[0]), key))


def _tell_counts(read: Column, base: str, texts: dict[str, Column], found: Findings) -> None:
    """Tell what was mended, and ask what cannot be read, with the ways to read it."""
    least, most = f"{base}_min", f"{base}_max"
    for column, code, doubtful in _told(read, list(texts)):
        where = np.flatnonzero(
            read.says(lambda one, key=(column, code, doubtful): any((c, r.code, r.doubtful) == key for c, r in one.parts))  # type: ignore[misc]
        )
        was = texts[column].at(where)
        if not doubtful:
            found.tell(where, column, "fixed", code, was, [words.range_plain(one.low, one.high) for one in read.at(where)])
        elif code == "missing_number":
            either = choices_text({"sure_of_figures": base}, {base: "", least: "", most: ""})
            found.tell(where, column, "person", code, was, "", either)
        else:
            ways = [_fitting(read_count(text), base).choices for text in was]
            sets = [choices_text(*({base: "", least: a, most: b} for a, b in one)) for one in ways]
            found.tell(where, column, "person", code, was, "", sets)


def _read_single(out: Sheet, column: str, found: Findings) -> None:
    """Read a column of one number a cell; a range or a bound is none."""
    was = out[column]
    if not was.filled().any():
        return
    read = was.each(read_count)
    exact: Callable[[Count], bool] = lambda r: bool(r.low) and r.low == r.high and not r.of  # noqa: E731
    now = read.each(lambda r: r.low if exact(r) else "")
    unread = was.filled() & ~read.says(exact)
    where = np.flatnonzero(unread)
    out.add("remarks", was.each(lambda text: f"{_plainly(column)}: {text}").where(unread))
    found.tell(where, column, "person", "not_a_number", was.at(where))
    where = np.flatnonzero(read.says(lambda r: exact(r) and r.code))
    found.tell(where, column, "fixed", "thousands", was.at(where), now.at(where))
    out[column] = now


def _number(text: str) -> float:
    return float(text) if text else np.nan


def _compare_counts(out: Sheet, found: Findings) -> None:
    """Point at figures that do not go together; they stay as the source states them."""

    def number(column: str) -> np.ndarray:
        return out[column].number(_number)

    total = np.fmax(number("civilians_killed_max"), number("civilians_killed_min"))
    open_ended = out["civilians_killed_min"].filled() & ~out["civilians_killed_max"].filled()
    all_dead = np.fmax(number("deaths_reported_best"), number("deaths_reported_high"))
    least = np.fmax(number("civilians_killed_min"), 0)
    where = np.flatnonzero((least > all_dead) & out["own_table"].filled())
    shown = [f"{least[i]:g} > {all_dead[i]:g}" for i in where]
    found.tell(where, "civilians_killed_min", "warned", "civilians_above_dead", shown, shown)
    for who in ("women", "children"):
        where = np.flatnonzero((number(f"{who}_killed_min") > total) & ~open_ended)
        texts = zip(out[f"{who}_killed_min"].at(where), total[where], strict=True)
        shown = [f"{least_text} > {most:g}" for least_text, most in texts]
        found.tell(where, f"{who}_killed_min", "warned", "part_above_whole", shown, shown)
    parts = {end: out[f"deaths_reported_{end}"] for end in ("low", "best", "high")}
    low, best, high = (column.filled() for column in parts.values())
    alone = (low != high) | ((low | high) & ~best)
    where = np.flatnonzero(alone)
    if len(where):  # a bound without its fellow, or without an estimate, stays as a remark
        for end in ("low", "high"):
            out.add("remarks", parts[end].each(lambda text, end=end: f"{end} of all dead: {text}" if text else "").where(alone))  # type: ignore[misc]
            out[f"deaths_reported_{end}"] = parts[end].where(~alone)
    found.tell(where, "deaths_reported_best", "warned", "bound_alone", out["remarks"].at(where))
    for end, code in (("best", "best_above_high"), ("low", "low_above_high")):
        where = np.flatnonzero(number(f"deaths_reported_{end}") > number("deaths_reported_high"))
        pairs = zip(out[f"deaths_reported_{end}"].at(where), out["deaths_reported_high"].at(where), strict=True)
        shown = [f"{a} > {b}" for a, b in pairs]
        found.tell(where, f"deaths_reported_{end}", "warned", code, shown, shown)
