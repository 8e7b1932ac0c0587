"""What is on disk: read every file of ``data/``, check all of it, report once."""

import contextlib
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import geopandas as gpd
import pandas as pd

from geo import settings as s
from geo import territory
from geo.evidence import answers
from geo.evidence.incidents import (
    COLUMNS,
    DataProblems,
    Problem,
)
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.links import contradicted, split_waiting, validate_links
from geo.intake.imports import Import, hash_table
from geo.intake.kept import KeptFileBroken, read_imports
from geo.land.areas import build_areas, named_in_both
from geo.land.places import place_frame
from geo.land.regions import COLUMNS as REGION_COLUMNS
from geo.record import belongs
from geo.record.covering import coverage_of, read_coverage
from geo.record.ground_pictures import kept_pictures, listed_pictures
from geo.record.hand import misjudged, misplaced, name_places, read_corrected, without_idle
from geo.record.joining import bring
from geo.record.known import Input, Record
from geo.record.own_ground import ABOUT, kept_ground
from geo.record.pieces import FACTS
from geo.record.stored import SUMS, Notice, bytes_there, clear_drafts, compare_sums, digest_of, is_file, listed_files
from geo.record.tables import (
    GEOMETRY,
    QUOTED,
    REGIONS,
    SUBDISTRICTS,
    TABLES,
    check_cells,
    parse_dates,
    read_claims,
    read_shapes,
    read_table,
)
from geo.territory import Territory, TerritoryBroken
from geo.text import words

T = TypeVar("T")


def data_files(folder: Path = s.DATA) -> list[Path]:
    """List the files a record is made of, in a fixed order."""
    return [*listed_files(folder), *kept_files(folder)]


def kept_files(folder: Path = s.DATA) -> list[Path]:
    """List the imports kept on this machine."""
    return [x for x in sorted((folder / s.OUTPUT).glob("*.parquet")) if is_file(x)]


def stamp(folder: Path = s.DATA, holding: str = "") -> tuple[tuple[str, int, int, int], ...]:
    """Give name, size and both times of change of each file: a new stamp means "read again".

    The second time is the system's own (where it keeps one): whoever puts another file in the place of one may set the first.
    """
    out = []
    ground = (folder / s.GROUND / ABOUT, *listed_pictures(folder))
    for path in (*data_files(folder), folder / SUMS, *ground, *([Path(holding) / FACTS] if holding else ())):
        with contextlib.suppress(OSError):  # gone since it was listed
            found = path.stat()
            out.append((str(path), found.st_size, found.st_mtime_ns, found.st_ctime_ns))
    return tuple(out)


def read_record(folder: Path = s.DATA) -> Record:
    """Read and check the data folder, and open its territory.

    Raises
    ------
    DataProblems : with every problem of every file, at once.
    """
    problems: list[Problem] = []
    land = open_here(folder)
    notices = clear_drafts(folder)
    found = _read_files(folder, land, problems)
    _stop_at(problems)
    stated, aside = read_coverage(folder)
    found = replace(found, tables=found.tables | stated)
    rows, hashes = _as_written(found.raw)
    corrections = found.tables["hand/corrections.csv"]
    corrected, typed, wrong, idle = read_corrected(found.raw, corrections)
    found = replace(found, raw=corrected, tables=found.tables | {"hand/corrections.csv": without_idle(corrections, idle)})
    unsound = misjudged(found.tables[belongs.FILE])
    idle += unsound
    found = replace(found, tables=found.tables | {belongs.FILE: without_idle(found.tables[belongs.FILE], unsound)})
    problems += wrong
    claims = _claims_of(found, typed, hashes, folder, problems)
    problems += _check_tables(found.tables)
    _stop_at(problems)
    idle += name_places(found.tables["input/places.csv"], found.tables["hand/place_names.csv"])
    idle += misplaced(found.tables["hand/places.csv"], set(found.tables["input/places.csv"]["place_pcode"]))

    entries, told = _typed_answers(found)
    kept, broken = _read_kept(folder)
    inputs = tuple(_ledger(path, folder, found) for path in listed_files(folder))
    empty = _without_claims(found, land)
    covered, unread = coverage_of(stated, empty.area_ids)
    bare = replace(
        empty,
        claims=claims,
        covered=covered,
        fingerprint=fingerprint(folder),
        inputs=inputs,
        rows=rows,
        broken=broken,
        idle=tuple(idle),
        notices=(*notices, *aside, *unread, *compare_sums(folder, {one.name: one.sha256 for one in inputs}), *told),
        answers=entries,
        own_ground=kept_ground(folder),
        pictures=kept_pictures(folder),
    )
    whole = bring(bare, kept, bare.links, bare.placed)
    clashing = contradicted(whole.waiting, set(whole.claims["claim_id"]))
    more = [Notice(f"{a} + {b}", "contradicted") for a, b in zip(clashing["claim_a"], clashing["claim_b"], strict=True)]
    more += [Notice(x.name, "idle") for x in idle]
    return replace(whole, notices=(*whole.notices, *more))


def _stop_at(problems: list[Problem]) -> None:
    if problems:
        raise DataProblems(problems)


@dataclass(frozen=True)
class _Files:
    """The files of a data folder as read, by their names: tables of text, shapes, claims, and the links."""

    tables: dict[str, pd.DataFrame]
    shapes: dict[str, gpd.GeoDataFrame]
    raw: dict[str, pd.DataFrame]
    links: pd.DataFrame
    faults: tuple[Problem, ...] = ()  # of the answers


_NAMED = 5  # rows of a table that are named where they were left out


def _typed_answers(found: _Files) -> tuple[pd.DataFrame, list[Notice]]:
    """Give the answers typed, and tell which rows were left out: those that cannot be read, and those about no claim of these files."""
    table = found.tables[answers.FILE]
    wrong = answers.faults_in(table)
    known = {claim for claims in found.raw.values() for claim in claims["claim_id"]}
    wrong |= {int(row): "claim_id" for row in table.index[~table["claim_id"].isin(known)] if row not in wrong}
    rows = [f"{row + 2} ({wrong[row]})" for row in sorted(wrong)]
    more = f" + {len(rows) - _NAMED}" if len(rows) > _NAMED else ""
    named = [f"{answers.FILE}: {', '.join(rows[:_NAMED])}{more}"] if rows else []
    named += [f"{x.file}: {x.column or x.value or x.allowed}" for x in found.faults]
    return answers.typed(table.drop(index=list(wrong))), [Notice(name, "answers") for name in named]


def _read_files(folder: Path, land: Territory, problems: list[Problem]) -> _Files:
    wanted = TABLES | ({REGIONS: list(REGION_COLUMNS)} if (folder / REGIONS).exists() else {})
    faults: list[Problem] = []  # what is wrong with the answers is told, and never ends the start
    tables = {name: read_table(folder / name, columns, faults if name == answers.FILE else problems) for name, columns in wanted.items()}
    if faults:
        tables[answers.FILE] = pd.DataFrame(columns=list(answers.COLUMNS), dtype=object)
    layers: dict[str, list[str]] = {name: [] for name in (land.rivers, land.lakes) if name}
    layers |= {land.neighbours: ["adm1_en", "adm1_ar"]} if land.neighbours else {}
    shapes = {name: read_shapes(folder / name, columns, problems) for name, columns in (GEOMETRY | layers).items()}
    shapes[""] = gpd.GeoDataFrame(geometry=[], crs=s.WGS84)  # a layer the territory does not have
    claim_files = sorted((folder / "input").glob("claims_*.csv"))
    if not claim_files:
        problems.append(Problem("input/claims_*.csv", None, "", "", "file_missing"))
    raw = {f"input/{path.name}": read_claims(path, problems) for path in claim_files}
    return _Files(tables, shapes, raw, read_table(folder / "hand/links.csv", [], problems), tuple(faults))


def _as_written(raw: dict[str, pd.DataFrame]) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """Give the rows of claims as the files have them, before any correction, by hash, and the hashes of each file in its order."""
    rows: dict[str, dict[str, str]] = {}
    hashes: dict[str, list[str]] = {}
    for name, table in raw.items():
        untouched = table.to_dict("records")
        hashes[name] = [hashlib.sha256(json.dumps(list(r.values()), ensure_ascii=False).encode()).hexdigest() for r in untouched]
        rows |= dict(zip(hashes[name], untouched, strict=True))
    return rows, hashes


def _claims_of(
    found: _Files, typed: dict[str, pd.DataFrame], hashes: dict[str, list[str]], folder: Path, problems: list[Problem]
) -> pd.DataFrame:
    """Give the claims of all files typed, and hold the links against them; nothing that can be used where there are problems."""
    if problems:
        return pd.DataFrame()
    parsed = [claims.assign(row_sha256=hashes[name], input_sha256=digest_of(bytes_there(folder / name))) for name, claims in typed.items()]
    claims = pd.concat(parsed, ignore_index=True)
    twice = claims["claim_id"][claims["claim_id"].duplicated()]
    problems += [Problem("input/claims_*.csv", None, "claim_id", c, "unique") for c in twice]
    missing = [Problem("hand/links.csv", 1, c, "", "column_missing") for c in LINK_COLUMNS if c not in found.links.columns]
    problems += missing or validate_links(split_waiting(found.links, set(claims["claim_id"]))[0], claims, "hand/links.csv")
    return claims


_SAID = ("input/statements.csv", "hand/statements.csv")


def _check_tables(tables: dict[str, pd.DataFrame]) -> list[Problem]:
    """Read the days of the small tables in place, and check their cells."""
    problems = []
    for name in ("input/phases.csv", *_SAID, "input/declared_strikes.csv", QUOTED):
        problems += parse_dates(tables[name], name)
    for name in ("input/declared_strikes.csv", "input/phases.csv", *_SAID, "input/places.csv"):
        problems += check_cells(tables[name], name)
    known = tables[QUOTED]["strikes"] != ""  # a night whose quotes differ has no figure
    problems += check_cells(tables[QUOTED][known], QUOTED)
    return problems


def _typed_quoted(table: pd.DataFrame) -> pd.DataFrame:
    """Give the nights of declared strikes that are quoted their types: days, and strikes as Int64 (NA: quotes differ)."""
    strikes = pd.to_numeric(table["strikes"], errors="coerce").astype("Int64")
    return table.assign(strikes=strikes, date_start=pd.to_datetime(table["date_start"]), date_end=pd.to_datetime(table["date_end"]))


def _without_claims(found: _Files, land: Territory) -> Record:
    """Give what a record knows before any claim is in it: areas, places, layers, phases, statements, and what people decided."""
    tables, shapes, nothing = found.tables, found.shapes, pd.DataFrame()
    subdistricts = named_in_both(shapes[SUBDISTRICTS])
    places = place_frame(tables["input/places.csv"])
    areas = build_areas(subdistricts, places)
    return Record(
        claims=nothing,
        incidents=nothing,
        links=found.links,
        corrections=tables["hand/corrections.csv"],
        areas=areas,
        places=places.assign(label_lat=areas["place"]["label_lat"], label_lon=areas["place"]["label_lon"]),
        neighbours=shapes[land.neighbours],
        rivers=shapes[land.rivers],
        lake=shapes[land.lakes],
        phases=tables["input/phases.csv"],
        statements=pd.concat([tables[name] for name in _SAID], ignore_index=True).sort_values("date", kind="stable", ignore_index=True),
        declared=tables["input/declared_strikes.csv"].astype({"strikes": int}),
        quoted=_typed_quoted(tables[QUOTED]),
        regions=tables.get(REGIONS, pd.DataFrame(columns=list(REGION_COLUMNS), dtype=object)),
        pairs=[],
        groups=(),
        parts={},
        span=(date.min, date.max),
        fingerprint="",
        names=_names(areas),
        district_of=dict(zip(subdistricts["adm3_pcode"], subdistricts["adm2_pcode"], strict=True)),
        inputs=(),
        rows={},
        placed=tables["hand/places.csv"],
        belongs=tables[belongs.FILE],
        waiting=nothing,
    )


def open_here(folder: Path) -> Territory:
    """Open the territory of the folder; what is wrong with it is told like what is wrong with any file of the folder (DataProblems)."""
    try:
        return territory.open_territory(folder)
    except TerritoryBroken as broken:
        raise DataProblems([Problem(territory.FILE, None, f.key, f.value, f.allowed, f.options) for f in broken.faults]) from None


def _ledger(path: Path, folder: Path, found: _Files) -> Input:
    """Enter one file in the ledger; the table of claims is hashed as it stands after the corrections."""
    name = path.relative_to(folder).as_posix()
    digest = digest_of(bytes_there(path))
    if name in found.raw:
        return Input(name, digest, len(found.raw[name]), hash_table(found.raw[name], COLUMNS))
    if name == territory.FILE:
        return Input(name, digest, 1)  # one land
    other = found.links if name == "hand/links.csv" else found.tables.get(name, found.shapes.get(name, ()))
    return Input(name, digest, len(other))


def _read_kept(folder: Path) -> tuple[list[Import], tuple[tuple[str, KeptFileBroken], ...]]:
    """Read the imports kept on this machine; one that is damaged or changed is left out and named, the rest is shown."""
    imports: list[Import] = []
    broken = []
    for path in kept_files(folder):
        try:
            imports += read_imports(path.read_bytes(), str(path))
        except (KeptFileBroken, OSError) as error:
            broken.append((path.name, error if isinstance(error, KeptFileBroken) else KeptFileBroken("unreadable")))
    return imports, tuple(broken)


def _names(areas: dict[str, gpd.GeoDataFrame]) -> dict[str, tuple[str, str]]:
    """Give the name, English and Arabic, of every area of every level, by code."""
    named = {a: (words.say(f"sector_{a}", "en"), words.say(f"sector_{a}", "ar")) for a in areas["sector"]["area_id"]}
    for level in ("district", "subdistrict", "place"):
        named |= {r["area_id"]: (r["name_en"], r["name_ar"]) for r in areas[level][["area_id", "name_en", "name_ar"]].to_dict("records")}
    return named


def fingerprint(folder: Path = s.DATA) -> str:
    """Hash the names and bytes of all data files: eight characters of SHA-256, printed with every picture."""
    digest = hashlib.sha256()
    for path in data_files(folder):
        digest.update(path.name.encode() + b"\0" + bytes_there(path))
    return digest.hexdigest()[:8]
