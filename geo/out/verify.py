"""Can a file that somebody shows be traced to the record here: is it whole, and is it what the record gives for the choice it names?

The file is made again from the record and the choice beside its seal. If the two are not the same bytes, both are taken apart, and
every part that differs is named: columns, rows (each counted once), sums, the sentence, the provenance, and whatever else it holds.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import PurePath

from geo import colours
from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import PARAMS, View, read_known
from geo.choice.filters import Filters
from geo.intake.apart import parts_apart
from geo.intake.formats.raw import FileRefused
from geo.intake.kept import KeptFileBroken, holds_imports, read_imports, write_imports
from geo.intake.parts import CLAIMS, Parts, parts_of
from geo.out.exports import SEAL_COLUMN, export
from geo.out.unlike import first_unlike
from geo.record.known import Record
from geo.seals import is_whole, mark_of, read_choice
from geo.text import words

_TABLES = ("csv", "xlsx", "geojson", "gpkg", "parquet", "kml", "kmz")
_SHOWN = 200  # characters
_SEAL = "(seal)"
_MOVES = ("certain", "incident_id", SEAL_COLUMN, "fid")  # these follow what was selected, not the claim


@dataclass(frozen=True)
class Difference:
    """One thing in which a file is not what the record gives; ``kind`` is the id of a text (``verify_<kind>``).

    ``name`` is a claim id, or the part of the file; ``there`` is the file's text, ``here`` the record's.
    """

    kind: str
    name: str = ""
    column: str = ""
    there: str = ""
    here: str = ""
    broken: KeptFileBroken | None = None

    def told(self, lang: str) -> str:
        """Write it in one sentence; long texts are cut."""
        if self.broken is not None:
            return self.broken.told(lang)
        there, here = self.there[:_SHOWN], self.here[:_SHOWN]
        return words.say(f"verify_{self.kind}", lang, name=self.name, column=self.column, there=there, here=here)


@dataclass(frozen=True)
class Verdict:
    """What a check of one file found.

    ``whole`` says whether its bytes are as they were sealed (None: no seal). Of its ``rows``, ``same`` are the record's, each counted once.
    """

    whole: bool | None
    rows: int = 0
    same: int = 0
    differing: tuple[Difference, ...] = ()
    steps: bool = False  # what is counted are the steps of a story ...
    pages: bool = False  # ... or the pages of a printed document
    own: tuple[str, ...] = ()  # words of whoever made it, which no record says: they are not checked

    @property
    def good(self) -> bool:
        return self.whole is True and not self.differing


class _ToolMissing(Exception):
    """What makes such a file is not installed here."""


def verify(data: bytes, name: str, record: Record) -> Verdict:
    """Check a file this dashboard wrote: its seal, and everything in it against what the record gives for its choice.

    Raises
    ------
    FileRefused : it cannot be read as what its name says, or is a table without claims.
    """
    whole, ending = is_whole(data), PurePath(name).suffix.lower().lstrip(".")
    if ending == "parquet" and holds_imports(data):
        return _by_itself(data, whole)
    if ending in ("html", "json"):
        from geo.out.retold import holds_story, verify_story  # heavy

        if holds_story(data, ending):
            return verify_story(data, ending, record)
    if ending in voc.PRINT_FORMATS and (kind := printed_as(data)):
        return _verify_printed(data, kind, record)
    if ending not in (*voc.EXPORT_FORMATS, *voc.CARD_FORMATS, *voc.FILM_FORMATS):
        return Verdict(whole)
    choice = read_choice(data)
    try:
        made = _make_again(choice, ending, record) if choice else None
    except _ToolMissing:
        return Verdict(whole, differing=(Difference("film_tool"),))
    if made is None:
        return _by_claims(data, ending, record, whole, Difference("choice_unsound" if choice else "choice_missing"))
    ours = _stripped(parts_of(made, ending), mark_of(made))
    rows = max(0, len(ours.get(CLAIMS, ())) - 1)
    own = (choice["title"],) if ending in voc.CARD_FORMATS and choice.get("title") else ()
    if made == data:
        return Verdict(whole, rows, rows, own=own)
    theirs = _stripped(parts_apart(data, ending), mark_of(data))
    told, count, same = [], 0, 0
    if choice.get("data") != record.fingerprint:
        told.append(Difference("data", there=choice.get("data", ""), here=record.fingerprint))
    told += _compare_choices(choice, read_choice(made))
    if CLAIMS in ours:
        count = max(0, len(theirs.get(CLAIMS, ())) - 1)
        same, found = _compare_rows(theirs.get(CLAIMS) or [[]], ours[CLAIMS], set(record.claims["claim_id"]))
        told += found
    if "logo" in choice:
        told.append(Difference("logo"))
    told += [d for part in dict.fromkeys((*ours, *theirs)) if part != CLAIMS for d in _compare_lines(part, theirs, ours)]
    return Verdict(whole, count, same, tuple(told or bytes_unlike(data, made, ending)), own=own)


def bytes_unlike(data: bytes, made: bytes, ending: str) -> list[Difference]:
    """Name where a file first is not what this program writes, when all its parts say what the record gives; or that its bytes are not the same."""
    return [Difference("place", where, there=a, here=b) for where, a, b in first_unlike(data, made, ending)] or [Difference("bytes")]


def _compare_choices(theirs: dict[str, str], ours: dict[str, str]) -> list[Difference]:
    """Name what a file says of its own choice and no file of that choice says; the data and the logo are told apart from it."""
    names = [x for x in dict.fromkeys((*ours, *theirs)) if x not in ("data", "logo") and theirs.get(x) != ours.get(x)]
    return [Difference("line", f"choice {x}", there=theirs.get(x, "–"), here=ours.get(x, "–")) for x in names]


def printed_as(data: bytes) -> str:
    """Say which printed document a PDF is by its seal: "atlas", "dossier" or "story"; a card is none."""
    choice = read_choice(data)
    return choice.get("print", "") or ("story" if "story" in choice else "")


def _verify_printed(data: bytes, kind: str, record: Record) -> Verdict:
    from geo.out.reprinted import verify_printed  # heavy
    from geo.out.retold import verify_story
    from geo.out.typeset import NeedsTypst

    try:
        return verify_story(data, "pdf", record) if kind == "story" else verify_printed(data, record)
    except NeedsTypst:
        return Verdict(is_whole(data), differing=(Difference("print_tool"),))


def _by_itself(data: bytes, whole: bool | None) -> Verdict:
    """Check a file of imports: it is not made from the record, so its own seal and what an import writes are all there is."""
    try:
        imports = read_imports(data)
    except KeptFileBroken as broken:
        return Verdict(whole, differing=() if broken.code in ("changed", "unsealed") else (Difference("kept", broken=broken),))
    n = sum(len(one.table) for one in imports)
    return Verdict(whole, n, n, () if write_imports(imports) == data else (Difference("bytes"),))


def _make_again(choice: dict[str, str], ending: str, record: Record) -> bytes | None:
    """Make the file of a choice anew; None if the choice is none that this dashboard writes."""
    params = {k: v for k, v in choice.items() if k in PARAMS}
    filters, view, bad = read_known(params, Filters(), set(record.places["area_id"]), record.area_ids)
    if bad or choice.get("format") != ending or choice.get("safe") not in ("0", "1"):
        return None
    if choice.get("days") not in voc.SHARED_DAYS:
        return None
    if ending in voc.FILM_FORMATS and (choice.get("film") or ending not in voc.CARD_FORMATS):
        from geo.out.film import NeedsPyav, film_again  # heavy, and of no use for other files

        try:
            return film_again(choice, ending, record, filters, view)
        except NeedsPyav as missing:
            raise _ToolMissing from missing
    if ending in voc.CARD_FORMATS:
        return _draw_again(choice, ending, record, filters, view)
    return export(record, filters, view, ending, choice["safe"] == "1", choice["days"])[0]


def _draw_again(choice: dict[str, str], ending: str, record: Record, filters: Filters, view: View) -> bytes | None:
    from geo.out.bodies import Card
    from geo.out.card import TITLE_LIMIT, write_card

    allowed = {"size": s.CARD_SIZES, "layout": voc.CARD_LAYOUTS, "digits": voc.DIGITS, "palette": colours.SHADES}
    look = {name: choice.get(name, "") for name in allowed}
    if any(look[name] not in codes for name, codes in allowed.items()) or len(choice.get("title", "")) > TITLE_LIMIT:
        return None
    try:
        card = Card(
            look["size"],
            look["layout"],
            choice.get("title", ""),
            look["digits"],
            look["palette"],
            choice["safe"] == "1",
            choice["days"],
            address=choice.get("address", ""),
        )
        return write_card(record, filters, view, card, ending)[0]
    except ValueError:  # no such incident, or no other side of a comparison
        return None


def _stripped(parts: Parts, mark: str) -> Parts:
    """Put one word for the seal, which is another one for every other byte: where it stands without being one is a difference."""
    if not mark:
        return parts
    return {name: [[cell.replace(mark, _SEAL) if mark in cell else cell for cell in row] for row in rows] for name, rows in parts.items()}


def _by_claims(data: bytes, ending: str, record: Record, whole: bool | None, why: Difference) -> Verdict:
    """Hold the rows of a table that names no sound choice against all claims, share-safe or exact; of anything else only the seal is known."""
    if ending not in _TABLES:
        return Verdict(whole, differing=(why,))
    theirs = parts_apart(data, ending).get(CLAIMS) or [[]]
    if not {"claim_id", "source_dataset"} <= set(theirs[0]):
        raise FileRefused("no_claims", name=f"*.{ending}")
    known, best = set(record.claims["claim_id"]), Verdict(whole)
    for safe in (True, False):
        ours = parts_of(export(record, Filters(), View(), ending, safe)[0], ending)[CLAIMS]
        same, found = _compare_rows(theirs, ours, known, [c for c in ours[0] if c in theirs[0] and c not in _MOVES])
        told = [d for d in found if d.kind in ("row_differs", "row_unknown", "row_twice")]
        best = max(best, Verdict(whole, len(theirs) - 1, same, (why, *told)), key=lambda v: (v.same, v.rows))
    return best


def _compare_rows(
    theirs: list[list[str]], ours: list[list[str]], known: set[str], columns: list[str] | None = None
) -> tuple[int, list[Difference]]:
    """Hold two tables against each other, headers first; each row of ours stands for one row of theirs and no more.

    Returns the number of rows that are the same, and what differs.
    """
    found = list(_compare_headers(theirs[0], ours[0])) if columns is None else []
    columns = [c for c in ours[0] if c in theirs[0]] if columns is None else columns
    if columns == list(ours[0]):  # each of two tables that the same program writes has a cell for every heading
        wide = len(theirs[0])
        found += [
            Difference("row_cells", str(k), there=" ".join(row[wide:] or row)) for k, row in enumerate(theirs[1:], 1) if len(row) != wide
        ]
    if "claim_id" not in columns:
        return 0, found
    left: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    mine, here = (_picked(table, columns) for table in (theirs, ours))
    at = columns.index("claim_id")
    for row in here:
        left[row[at]].append(row)
    listed, rest = set(left), []
    for row in mine:
        if row in left[row[at]]:
            left[row[at]].remove(row)
        else:
            rest.append(row)
    for row in rest:
        key = row[at]
        if left[key]:
            other = left[key].pop(0)
            found += [Difference("row_differs", key, c, a, b) for c, a, b in zip(columns, row, other, strict=True) if a != b]
        else:
            found.append(Difference("row_twice" if key in listed else "row_beyond" if key in known else "row_unknown", key))
    found += [Difference("row_missing", key) for key, rows in left.items() for _ in rows]
    if not rest and columns == list(ours[0]):
        found += _compare_order([(row[at], row) for row in mine], [(row[at], row) for row in here])
    found += _compare_sums(mine, here, columns)
    return len(mine) - len(rest), found


def _compare_headers(theirs: list[str], ours: list[str]) -> Iterator[Difference]:
    there, here = Counter(theirs), Counter(ours)
    yield from (Difference("column_missing", column=c) for c in here if c not in there)
    yield from (Difference("column_unknown", column=c) for c in there if c not in here)
    yield from (Difference("column_twice", column=c) for c, n in there.items() if c in here and n > here[c])
    if there == here and theirs != ours:
        yield Difference("column_order", there=", ".join(theirs), here=", ".join(ours))


def _picked(table: list[list[str]], columns: list[str]) -> list[tuple[str, ...]]:
    spots = [table[0].index(c) for c in columns]
    return [tuple(row[k] if k < len(row) else "" for k in spots) for row in table[1:]]


def _compare_sums(theirs: list[tuple[str, ...]], ours: list[tuple[str, ...]], columns: list[str]) -> Iterator[Difference]:
    """Add up the columns of people killed on both sides."""
    for k, column in enumerate(columns):
        if column.endswith(("_killed_min", "_killed_max")):
            there, here = (sum(float(row[k]) for row in rows if row[k].replace(".", "", 1).isdigit()) for rows in (theirs, ours))
            if there != here:
                yield Difference("sum", column=column, there=f"{there:.0f}", here=f"{here:.0f}")


def _compare_lines(part: str, theirs: Parts, ours: Parts) -> list[Difference]:
    """Name the lines of a part that only one of two files has, in pairs as they come."""
    there, here = ([tuple(row) for row in parts.get(part, ())] for parts in (theirs, ours))
    only_there, only_here = list((Counter(there) - Counter(here)).elements()), list((Counter(here) - Counter(there)).elements())
    if not only_there and not only_here:
        return _compare_order([(" ".join(row), row) for row in there], [(" ".join(row), row) for row in here], f"{part}: ")
    return [Difference("line", part, there=" ".join(a), here=" ".join(b)) for a, b in zip_longest(only_there, only_here, fillvalue=("–",))]


def _compare_order(theirs: Sequence[tuple[str, object]], ours: Sequence[tuple[str, object]], part: str = "") -> list[Difference]:
    """Name the first of two orders of the same rows (name, row) at which they part."""
    apart = (
        Difference("order", f"{part}{k}", there=a, here=b)
        for k, ((a, x), (b, y)) in enumerate(zip(theirs, ours, strict=False), 1)
        if x != y
    )
    return list(islice(apart, 1))
