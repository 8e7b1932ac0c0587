"""Which files does a build read, and is one of them another again: the same bytes, a newer version, or only called like it?"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from geo import settings as s
from geo.intake.apart import read_apart
from geo.intake.formats.raw import Choices, FileRefused, RawTable
from geo.intake.imports import Import
from geo.intake.sources.mapping import Mapping
from geo.intake.sources.registry import detect, guess_mapping, source_of
from geo.intake.versions import are_alike, free_name, known_as, mapping_as, stem_of


@dataclass(frozen=True)
class Named:
    """A file to be read, its hash, the mapping it is read with (None: found out), and the import it is a newer version of."""

    path: Path
    sha256: str
    mapping: Mapping | None = None
    earlier: Import | None = None


@dataclass(frozen=True)
class Met:
    """What a file turned out to be to another: ``kind`` as in ``versions.KNOWN``, the names of both, and the name its table got."""

    kind: str
    name: str
    other: str
    called: str = ""


def input_files(inputs: Sequence[Path]) -> list[Path]:
    """List the files of a build in a fixed order; a folder stands for the files in it that can be read."""
    out: list[Path] = []
    for path in inputs:
        within = sorted(p for p in path.rglob("*") if p.suffix.lower() in s.IMPORT_ENDINGS and p.is_file()) if path.is_dir() else [path]
        out += within
    return out


def name_inputs(paths: Sequence[Path], imports: Sequence[Import], source: str, choices: Choices) -> tuple[list[Named], list[Met]]:
    """Leave out files whose bytes stand before, and tell tables apart that have one name; only those are read for it.

    A newer version of a kept file gets its mapping; one of an earlier file of the build gets that one's name, so that an id counts once.
    """
    first: dict[str, Path] = {}
    known = {one.input_sha256: one.name for one in imports}
    met: list[Met] = []
    files: list[Named] = []
    for path in paths:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest in first or digest in known:
            met.append(Met("same", path.name, first[digest].name if digest in first else known[digest]))
            continue
        first[digest] = path
        files.append(Named(path, digest))
    stems = Counter(stem_of(f.path.name) for f in files) + Counter({one.mapping.name: 1 for one in imports})
    seen: dict[str, list[tuple[RawTable, Mapping, str]]] = {}
    taken = set(stems)
    for k, one in enumerate(files):
        stem = stem_of(one.path.name)
        if stems[stem] < 2:
            continue
        try:
            raw = read_apart(one.path.read_bytes(), one.path.name, choices)
            guess = replace(guess_mapping(raw, source or detect(raw)), name=stem, crs="" if raw.crs else choices.crs)
        except FileRefused:
            continue  # told when it is its turn
        if not source_of(guess.source).asks_columns:
            continue
        files[k], told = _tell_apart(one, raw, guess, imports, seen.setdefault(stem, []), taken)
        met += told
    return files, met


def _tell_apart(
    one: Named, raw: RawTable, guess: Mapping, imports: Sequence[Import], before: list[tuple[RawTable, Mapping, str]], taken: set[str]
) -> tuple[Named, list[Met]]:
    known = known_as(raw, guess, one.sha256, imports)
    chosen, told = guess, []
    earlier = known.other if known.kind == "newer" else None
    like = next((x for x in before if are_alike(raw.cells, x[0].cells, x[1].columns)), None)
    if earlier is not None:
        chosen = mapping_as(known, guess, raw.cells.columns, imports)
        told = [Met("newer", one.path.name, earlier.name, chosen.name)]
    elif like is not None:
        chosen = replace(guess, name=like[1].name)
        told = [Met("newer", one.path.name, like[2], chosen.name)]
    elif before or known.kind == "another":
        chosen = replace(guess, name=free_name(guess.name, taken))
        told = [Met("another", one.path.name, before[0][2] if before else one.path.name, chosen.name)]
    taken.add(chosen.name)
    before.append((raw, chosen, one.path.name))
    return replace(one, mapping=chosen, earlier=earlier), told
