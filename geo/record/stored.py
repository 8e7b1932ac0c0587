"""How is something stored so that nothing is lost, and how is it noticed that a stored file is not what it was?

Every write goes to a draft beside the file, to the disk, then in its place; writers of the data folder wait for each other.
``data/SHA256SUMS`` (as ``sha256sum -c`` reads it) lists the shipped files and the tables of people's decisions.
"""

import contextlib
import csv
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pandas as pd
from filelock import FileLock

from geo import settings as s
from geo.intake.imports import Decision, Import
from geo.intake.kept import KeptFileBroken, kept_path, read_imports, write_imports
from geo.territory import FILE
from geo.text.signs import as_meant, harmless

SUMS = "SHA256SUMS"
REFUSED = "output/refused.csv"  # decisions that were not stored: what was tried, by whom and when, and what stands instead
MADE = (REFUSED, "hand/coverage.csv")  # tables that a folder may lack: the first row makes them
REFUSED_COLUMNS = ("about", "tried", "reason", "by", "on", "stands", "stands_reason", "stands_by", "stands_on")
_DRAFT = re.compile(r"\.draft-(.+)-[a-z0-9_]{8}")


@dataclass(frozen=True)
class Notice:
    """What a start found wrong in the data folder: a file, and ``kind``: changed, unlisted, gone, unlistable, or cut_short; or
    two claims the judgement about which is contradicted by an earlier one."""

    name: str
    kind: str


@contextlib.contextmanager
def writing(folder: Path, wait: float = 10) -> Iterator[None]:
    """Hold the data folder against every other writer of this machine.

    Raises
    ------
    OSError : the folder cannot be written, or another writer did not end within ``wait`` seconds.
    """
    lock = folder / "output" / ".lock"
    lock.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(lock, timeout=wait):
        yield


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: to a draft beside it, to the disk, then in its place.

    Raises
    ------
    OSError : the folder cannot be written, or the disk is full.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".draft-{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
    if hasattr(os, "O_DIRECTORY"):  # the new name is on the disk too
        entry = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def clear_drafts(folder: Path) -> tuple[Notice, ...]:
    """Delete what writers that were stopped half-way left behind, and name the files it was for; these stand as they were."""
    cut: list[Notice] = []
    if not any(folder.rglob(".draft-*")):
        return ()
    with contextlib.suppress(OSError), writing(folder, wait=0):  # a draft of a writer at work is none of these
        for draft in sorted(folder.rglob(".draft-*")):
            draft.unlink()
            known = _DRAFT.fullmatch(draft.name)
            cut.append(Notice((draft.parent / (known[1] if known else draft.name)).relative_to(folder).as_posix(), "cut_short"))
    return tuple(dict.fromkeys(cut))


def listed_files(folder: Path) -> list[Path]:
    """The files ``SHA256SUMS`` is about: the shipped ones, the tables of people's decisions, those of what words mean, and the land's own.

    A folder is none, and neither is a name that leads nowhere, as an editor leaves it beside a file that is open in it.
    """
    rooms = (("input", "*.*"), ("hand", "*.csv"), ("meanings", "*.csv"), ("", FILE))
    return [x for room, kind in rooms for x in sorted((folder / room).glob(kind)) if is_file(x)]


def is_file(path: Path) -> bool:
    """Say whether a file is there; what cannot be looked at (a name that leads to itself) is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def bytes_there(path: Path) -> bytes:
    """Give the bytes of a file of the folder; none where it cannot be read, or is gone since it was listed."""
    try:
        return path.read_bytes()
    except OSError:
        return b""


def digest_of(data: bytes) -> str:
    """Give the SHA-256 of some bytes, as 64 hexadecimal digits."""
    return sha256(data).hexdigest()


def _read_sums(folder: Path) -> dict[str, set[str]] | None:
    """Read the listed hashes by name; a file that is just being written has two, before and after."""
    try:
        lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    sums: dict[str, set[str]] = {}
    for line in lines:
        digest, _, name = line.partition("  ")
        if re.fullmatch(r"[0-9a-f]{64}", digest) and name:
            sums.setdefault(name, set()).add(digest)
    return sums


def compare_sums(folder: Path, digests: Mapping[str, str]) -> tuple[Notice, ...]:
    """Hold the hashes of the files as read against the list: what changed, is not listed, or is gone."""
    sums = _read_sums(folder)
    if sums is None:
        return (Notice(SUMS, "unlistable"),)
    found = [Notice(n, "changed" if n in sums else "unlisted") for n, digest in digests.items() if digest not in sums.get(n, ())]
    return (*found, *(Notice(name, "gone") for name in sums if name not in digests))


def accept_sums(folder: Path) -> None:
    """List the files as they are now: what was changed is taken as meant.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    with writing(folder):
        _write_sums(folder, {p.relative_to(folder).as_posix(): {digest_of(p.read_bytes())} for p in listed_files(folder)})


def _write_sums(folder: Path, sums: Mapping[str, set[str]]) -> None:
    lines = [f"{digest}  {name}\n" for name in sorted(sums) for digest in sorted(sums[name])]
    write_whole(folder / SUMS, "".join(lines).encode())


def keep_import(one: Import, folder: Path = s.DATA) -> Import:
    """Write an import to this machine, whole or not at all, and give it with its path.

    Raises
    ------
    OSError : the folder cannot be written, or the disk is full; nothing is left behind. ChangedMeanwhile if it is kept already with
        decisions that this one does not have: nobody's decision is written over.
    """
    path = kept_path(one, folder)
    with writing(folder):
        path.parent.mkdir(parents=True, exist_ok=True)
        if theirs := _decisions_in(path, one):
            raise ChangedMeanwhile(path.name, theirs)
        write_whole(path, write_imports([one]))
    return replace(one, path=str(path))


def _decisions_in(path: Path, without: Import) -> list[Decision]:
    """Give the decisions about rows of a kept file that an import does not have; a file that cannot be believed holds none."""
    try:
        kept = read_imports(path.read_bytes()) if path.exists() else []
    except KeptFileBroken:
        return []
    return [d for one in kept for d in one.decisions if d not in without.decisions]


class ChangedMeanwhile(OSError):
    """Somebody else wrote what was to be written over, since it was read; ``theirs`` are the decisions of it that would be lost."""

    def __init__(self, name: str, theirs: Sequence[Decision] = ()) -> None:
        super().__init__(name)
        self.theirs = tuple(theirs)


class DecidedOtherwise(OSError):
    """What is stored by now, perhaps by somebody else, does not allow what was to be written; ``standing`` is what stands against it."""

    def __init__(self, name: str, standing: pd.DataFrame) -> None:
        super().__init__(name)
        self.standing = standing


class NoTable(OSError):
    """A table of people's decisions on the disk is none any more, or lacks a column: nothing is written over it."""


def rewrite_kept(was: Import, becomes: Import | None) -> None:
    """Put an import in the place of another in the file that keeps it, or take it out; the file goes with the last one in it.

    Raises
    ------
    OSError : the file cannot be written; ChangedMeanwhile if it no longer holds the import as it was read.
    KeptFileBroken : the file is damaged.
    """
    path = Path(was.path)
    with writing(path.parent.parent.parent):  # ``settings.OUTPUT`` is two folders deep
        rest = read_imports(path.read_bytes()) if path.exists() else []
        mine = [x for x in rest if (x.table_sha256, x.decisions, x.policy) == (was.table_sha256, was.decisions, was.policy)]
        if not mine:
            raise ChangedMeanwhile(path.name, [d for x in rest for d in x.decisions if d not in was.decisions])
        left = [y for x in rest if (y := becomes if x is mine[0] else x) is not None]
        if left:
            write_whole(path, write_imports(left))
        else:
            path.unlink(missing_ok=True)


def add_rows(
    name: str,
    columns: Sequence[str],
    rows: list[dict[str, str]],
    folder: Path = s.DATA,
    against: Callable[[pd.DataFrame], pd.DataFrame] = lambda table: table.iloc[:0],
) -> None:
    """Add rows to a table of people's decisions (``hand/links.csv``), whole or not at all; two writers wait for each other. A row that
    stands there already (a second click) is not added again.

    ``against`` is asked with the table as it stands on the disk, while no other writer can change it, for the rows that do not allow these.

    Raises
    ------
    OSError : the folder cannot be written; DecidedOtherwise if ``against`` names a row; NoTable if what is there is no such table.
    """
    more = pd.DataFrame(rows).reindex(columns=list(columns), fill_value="").fillna("")

    def added(table: pd.DataFrame) -> pd.DataFrame:
        if len(standing := against(table)):
            raise DecidedOtherwise(name, standing)
        return pd.concat([table, more], ignore_index=True).drop_duplicates()

    _rewrite(folder, name, list(columns), added)


def note_refusal(row: dict[str, str], folder: Path = s.DATA) -> None:
    """Note that a decision was not stored, since another one stands (``REFUSED_COLUMNS``), until somebody has read it (``forget_refusal``).

    Raises
    ------
    OSError : the folder cannot be written.
    """
    try:
        add_rows(REFUSED, REFUSED_COLUMNS, [row], folder)
    except NoTable:  # it holds notes alone: a new list begins
        with writing(folder):
            (folder / REFUSED).unlink(missing_ok=True)
        add_rows(REFUSED, REFUSED_COLUMNS, [row], folder)


def read_refusals(folder: Path = s.DATA) -> list[dict[str, str]]:
    """Give the decisions that were not stored, since another one stands; none if the list cannot be read."""
    with contextlib.suppress(OSError, ValueError):
        rows = read_texts(folder / REFUSED).reindex(columns=list(REFUSED_COLUMNS), fill_value="")
        return [{c: str(r[c]) for c in REFUSED_COLUMNS} for r in rows.to_dict("records")]
    return []


def forget_refusal(row: dict[str, str], folder: Path = s.DATA) -> None:
    """Take a refusal that was read off the list.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    remove_rows(REFUSED, REFUSED_COLUMNS, [row], folder)


def remove_rows(name: str, columns: Sequence[str], rows: list[dict[str, str]], folder: Path = s.DATA) -> None:
    """Take rows out of a table of people's decisions again; those that are not in it are passed over.

    Raises
    ------
    OSError : the folder cannot be written.
    """
    gone = {tuple(row[c] for c in columns) for row in rows}
    _rewrite(folder, name, list(columns), lambda t: t[[tuple(r) not in gone for r in t[list(columns)].itertuples(index=False)]])


def read_cells(path: Path) -> pd.DataFrame:
    """Read a UTF-8 CSV as texts, none of them taken for a number or for missing.

    Raises
    ------
    OSError, ValueError : it cannot be read. Where every row has a cell more than the heading, pandas would take the first for a name of
        the row, and every other for that of the column beside it.
    """
    table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if not isinstance(table.index, pd.RangeIndex):
        wide = table.shape[1]
        raise pd.errors.ParserError(f"Expected {wide} fields in line 2, saw {wide + table.index.nlevels}")
    return table


def read_texts(path: Path) -> pd.DataFrame:
    """Read a table of people's decisions as texts, none of them taken for a number, for missing, or for a formula.

    Raises
    ------
    OSError, ValueError : it cannot be read.
    """
    return read_cells(path).map(as_meant).astype(object)


def _table_there(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read a table that is to be written again, and see that it has its columns."""
    try:
        table = read_texts(path)
    except ValueError as error:
        raise NoTable(path.name) from error
    if not set(columns) <= set(table.columns):
        raise NoTable(path.name)
    return table


def _rewrite(folder: Path, name: str, columns: list[str], change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    path = folder / name
    with writing(folder):
        here = path.exists() or name not in MADE
        was, table = (path.read_bytes(), _table_there(path, columns)) if here else (b"", pd.DataFrame(columns=columns, dtype=object))
        every = [*columns, *(c for c in table.columns if c not in columns)]  # people edit these in a spreadsheet, and write beside
        changed = change(table).reindex(columns=every, fill_value="").fillna("").map(harmless)
        # the writer quotes a bare carriage return of its own accord only from Python 3.13, and the reader would end the row there
        breaks = changed.apply(lambda cells: cells.str.contains("\r", regex=False)).to_numpy().any()
        quoting = csv.QUOTE_ALL if breaks else csv.QUOTE_MINIMAL
        becomes = changed.to_csv(index=False, lineterminator="\n", quoting=quoting).encode("utf-8", "replace")  # half a character is none
        sums = _read_sums(folder) or {}
        known = digest_of(was) in sums.get(name, ())  # a change made elsewhere stays noticed until a person accepts it
        if known:  # stopped between the two files, neither the old nor the new table is taken for a stranger's
            _write_sums(folder, sums | {name: {digest_of(was), digest_of(becomes)}})
        write_whole(path, becomes)
        if known:
            _write_sums(folder, sums | {name: {digest_of(becomes)}})
