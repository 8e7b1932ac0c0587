"""What is on disk: read every file of ``data/``, check all of it, report once."""

import contextlib
import hashlib
import json
import threading
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import geopandas as gpd
import numpy as np
import pandas as pd

from geo import settings as s
from geo.choice.filters import Filters, Selection, select
from geo.evidence.incidents import (
    COLUMNS,
    WEB_ADDRESS,
    DataProblems,
    Problem,
    each_text,
    graded_days,
    parse_claims,
    read_days,
    to_incidents,
)
from geo.evidence.links import COLUMNS as LINK_COLUMNS
from geo.evidence.links import contradicted, different_pairs, disputed_positions, group_claims, parts_of, split_waiting, validate_links
from geo.evidence.overlaps import find_pairs
from geo.intake.checks import Ground, survey
from geo.intake.imports import Import, KeptFileBroken, hash_table, read_imports
from geo.land.areas import assign_areas, build_areas
from geo.land.places import fold, place_frame
from geo.record.pieces import FACTS, Pieces
from geo.record.stored import SUMS, Notice, clear_drafts, compare_sums, digest_of, listed_files
from geo.text import words

T = TypeVar("T")

CORRECTION_COLUMNS = ("claim_id", "column", "was", "becomes", "reason", "decided_by", "decided_on")
PLACED_COLUMNS = ("claim_id", "name", "place_pcode", "reason", "decided_by", "decided_on")
NAMED_COLUMNS = ("place_pcode", "name_ar", "source_url", "decided_by", "decided_on")
STATEMENT_COLUMNS = ["date", "speaker", "kind", "text_en", "text_ar", "source_url"]
_TABLES = {
    "input/places.csv": (
        [
            "place_pcode",
            "name_en",
            "name_ar",
            "variants_en",
            "variants_ar",
            "latitude",
            "longitude",
            "adm3_pcode",
            "population_2017",
            "namesakes",
            "coord_basis",
        ]
    ),
    "input/phases.csv": ["phase_id", "date_start", "date_end", "short_en", "short_ar", "name_en", "name_ar", "source_url"],
    "input/statements.csv": STATEMENT_COLUMNS,
    "hand/statements.csv": STATEMENT_COLUMNS,
    "input/declared_strikes.csv": ["date", "location", "strikes"],
    "hand/corrections.csv": list(CORRECTION_COLUMNS),
    "hand/places.csv": list(PLACED_COLUMNS),
    "hand/place_names.csv": list(NAMED_COLUMNS),
}
_GEOMETRY = {
    "input/subdistricts.geojson": [
        "adm1_pcode",
        "adm1_en",
        "adm1_ar",
        "adm2_pcode",
        "adm2_en",
        "adm2_ar",
        "adm3_pcode",
        "adm3_en",
        "adm3_ar",
    ],
    "input/rivers.geojson": [],
    "input/lake_assad.geojson": [],
}


@dataclass(frozen=True)
class Input:
    """One file of the ledger: SHA-256 of its bytes, its rows, and the SHA-256 of the table of claims made of it (empty: none)."""

    name: str
    sha256: str
    rows: int
    table_sha256: str = ""


@dataclass(frozen=True)
class Record:
    """Everything the dashboard knows, read-only. Geometry is WGS84.

    ``span`` is the first and last day any claim names; ``names`` are those of all areas and places by code, English and Arabic;
    ``fingerprint`` are the first eight characters of the SHA-256 of all files read. ``inputs`` is the ledger of all
    of them. ``imports`` are the files a reader brought, ``waiting`` the judgements about claims that are not here, ``placed`` the
    places a person chose for claims, ``broken`` the kept files that were left out: name and why, ``notices`` what else was found
    wrong with the files. ``pieces`` are the rest of a holding too large for memory; what asks this record for single incidents must ask
    them too, or ``holding.cut`` for a record without pieces.
    """

    claims: pd.DataFrame
    incidents: pd.DataFrame
    links: pd.DataFrame
    corrections: pd.DataFrame
    areas: dict[str, gpd.GeoDataFrame]
    places: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    lake: gpd.GeoDataFrame
    phases: pd.DataFrame
    statements: pd.DataFrame
    declared: pd.DataFrame
    pairs: list[tuple[str, str]]
    parts: dict[str, set[str]]
    span: tuple[date, date]
    fingerprint: str
    names: dict[str, tuple[str, str]]
    district_of: dict[str, str]
    inputs: tuple[Input, ...]
    rows: dict[str, dict[str, str]]
    placed: pd.DataFrame
    waiting: pd.DataFrame
    imports: tuple[Import, ...] = ()
    pieces: Pieces | None = None
    broken: tuple[tuple[str, str], ...] = ()
    notices: tuple[Notice, ...] = ()
    _facts: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _recent: dict[tuple[Any, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, init=False, repr=False, compare=False)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give a fact about this record, made once."""
        with self._lock:
            if key not in self._facts:
                self._facts[key] = make()
            fact: T = self._facts[key]
            return fact

    def lately(self, key: tuple[Any, ...], make: Callable[[], T]) -> T:
        """Give what follows from this record and a choice; only the last few asked for of a kind (``key[0]``) are kept."""
        with self._lock:
            found: T = self._recent.pop(key) if key in self._recent else make()
            self._recent[key] = found  # the last one used stands last
            alike = [k for k in self._recent if k[0] == key[0]]
            if len(alike) > s.REMEMBERED[key[0]]:
                del self._recent[alike[0]]
            return found

    @property
    def graded(self) -> tuple[date, date] | None:
        """First and last day of the claims that any source graded."""
        return self.once("graded", lambda: graded_days(self.claims))

    @property
    def size(self) -> tuple[int, int]:
        """How many claims and incidents there are, those in pieces among them."""
        if self.pieces is not None:
            return self.pieces.facts["claims"], self.pieces.facts["incidents"]
        return len(self.claims), len(self.incidents)

    @property
    def held(self) -> int:
        """How many rows of files brought in are held back."""
        own = sum(int(one.table["held"].sum()) for one in self.imports)
        return own + (sum(p["held"] for p in self.pieces.facts["pieces"]) if self.pieces is not None else 0)

    @property
    def read_days(self) -> dict[str, pd.Timestamp]:
        """The last day each source was read, by its code; private sources are left out."""
        return self.once("read_days", lambda: read_days(self.claims))

    def select(self, filters: Filters) -> Selection:
        """Apply a choice to this record (``filters.select``); never to one with more in pieces, whose answer would be too small."""
        if self.pieces is not None:
            raise TypeError("ask holding.cut for a record of the incidents wanted")
        return select(self.incidents, filters, self.span, self.places, self.parts, self.names)

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that have a claim here, in the order of ``settings.SOURCES``."""
        here = self.once("sources", lambda: set(self.claims["source_dataset"]))
        return tuple(x for x in s.SOURCES if x in here)

    @property
    def belligerents(self) -> tuple[str, ...]:
        """The belligerents that a claim here names."""
        here = self.once("belligerents", lambda: {b for codes in self.incidents["belligerents"] for b in codes})
        return tuple(x for x in s.BELLIGERENTS if x in here)

    @property
    def ground(self) -> Ground:
        """What the checks of an import need to know of the land."""
        return self.once("ground", lambda: survey(self.areas))

    @property
    def towns(self) -> dict[str, tuple[str, ...]]:
        """The towns of the governorate with every spelling of their names, by P-code."""
        names = self.places.set_index("area_id")["all_names"]
        return {code: tuple(n for n in names[code].split("|") if n) for code in s.TOWNS if code in names.index}

    def raw_row(self, row_sha256: str) -> dict[str, str]:
        """Give the row a claim was made of as its file has it, column -> cell; empty if no file here holds it."""
        if row_sha256 in self.rows:
            return self.rows[row_sha256]
        return next((row for one in self.imports if (row := one.raw_row(row_sha256)) is not None), {})

    def claim_texts(self, claim_ids: Collection[str]) -> pd.DataFrame:
        """Give claims of this record as texts (``incidents.COLUMNS``), as their files have them: to hold a newer file against."""
        here = self.claims.loc[self.claims["claim_id"].isin(claim_ids), ["claim_id", "row_sha256"]]
        own = [dict(self.rows[h]) for h in here["row_sha256"] if h in self.rows]
        parts = [pd.DataFrame(own, columns=list(COLUMNS), dtype=object)]
        wanted = set(zip(here["claim_id"], here["row_sha256"], strict=True))
        for one in self.imports:
            rows = one.entering()
            mine = [pair in wanted for pair in zip(rows["claim_id"], rows["row_sha256"], strict=True)]
            parts.append(rows.loc[mine, list(COLUMNS)])
        return pd.concat(parts, ignore_index=True).drop_duplicates("claim_id", ignore_index=True)

    @property
    def area_ids(self) -> set[str]:
        """Every code an area filter may name: districts, subdistricts, places, sectors."""
        return self.once("area_ids", self._area_ids)

    def _area_ids(self) -> set[str]:
        return {code for level in s.LEVELS for code in self.areas[level]["area_id"]}


def data_files(folder: Path = s.DATA) -> list[Path]:
    """List the files a record is made of, in a fixed order."""
    return [*listed_files(folder), *kept_files(folder)]


def kept_files(folder: Path = s.DATA) -> list[Path]:
    """List the imports kept on this machine."""
    return sorted((folder / s.OUTPUT).glob("*.parquet"))


def stamp(folder: Path = s.DATA, holding: str = "") -> tuple[tuple[str, int, int], ...]:
    """Give name, size and time of change of each file: a new stamp means "read again"."""
    out = []
    for path in (*data_files(folder), folder / SUMS, *([Path(holding) / FACTS] if holding else ())):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):  # gone since it was listed
            found = path.stat()
            out.append((str(path), found.st_size, found.st_mtime_ns))
    return tuple(out)


def read_record(folder: Path = s.DATA) -> Record:
    """Read and check the data folder.

    Raises
    ------
    DataProblems : with every problem of every file, at once.
    """
    problems: list[Problem] = []
    notices = clear_drafts(folder)
    tables = {name: _read_table(folder / name, columns, problems) for name, columns in _TABLES.items()}
    shapes = {name: _read_shapes(folder / name, columns, problems) for name, columns in _GEOMETRY.items()}
    claim_files = sorted((folder / "input").glob("claims_*.csv"))
    if not claim_files:
        problems.append(Problem("input/claims_*.csv", None, "", "", "file_missing"))
    raw = {f"input/{path.name}": _read_table(path, list(COLUMNS), problems) for path in claim_files}
    links = _read_table(folder / "hand/links.csv", [], problems)
    if problems:
        raise DataProblems(problems)

    corrections = tables["hand/corrections.csv"]
    rows: dict[str, dict[str, str]] = {}
    hashes: dict[str, list[str]] = {}
    for name, table in raw.items():  # as the file has them, before any correction
        untouched = table.to_dict("records")
        hashes[name] = [hashlib.sha256(json.dumps(list(r.values()), ensure_ascii=False).encode()).hexdigest() for r in untouched]
        rows |= dict(zip(hashes[name], untouched, strict=True))
    problems += apply_corrections(raw, corrections)
    parsed = []
    for name, table in raw.items():
        claims, found = parse_claims(table, name)
        digest = digest_of((folder / name).read_bytes())
        parsed.append(claims.assign(row_sha256=hashes[name], input_sha256=digest))
        problems += found
    if not problems:
        claims = pd.concat(parsed, ignore_index=True)
        problems += [
            Problem("input/claims_*.csv", None, "claim_id", c, "unique") for c in claims["claim_id"][claims["claim_id"].duplicated()]
        ]
        missing = [Problem("hand/links.csv", 1, c, "", "column_missing") for c in LINK_COLUMNS if c not in links.columns]
        problems += missing or validate_links(split_waiting(links, set(claims["claim_id"]))[0], claims, "hand/links.csv")
    said = ("input/statements.csv", "hand/statements.csv")
    for name in ("input/phases.csv", *said, "input/declared_strikes.csv"):
        problems += _parse_dates(tables[name], name)
    problems += _check_cells(tables["input/declared_strikes.csv"], "input/declared_strikes.csv")
    for name in ("input/phases.csv", *said):
        problems += _check_cells(tables[name], name)
    problems += _check_cells(tables["input/places.csv"], "input/places.csv")
    if not problems and claims.dropna(subset=["date_start"]).empty:
        problems.append(Problem("input/claims_*.csv", None, "date_start", "", "not_empty"))
    if problems:
        raise DataProblems(problems)

    problems += name_places(tables["input/places.csv"], tables["hand/place_names.csv"])
    if problems:
        raise DataProblems(problems)
    subdistricts = shapes["input/subdistricts.geojson"]
    places = place_frame(tables["input/places.csv"])
    areas = build_areas(subdistricts, places)
    tables["input/declared_strikes.csv"]["strikes"] = tables["input/declared_strikes.csv"]["strikes"].astype(int)
    kept, broken = _read_kept(folder)
    inputs = tuple(_ledger(path, folder, raw, tables | {"hand/links.csv": links}, shapes) for path in listed_files(folder))
    nothing = pd.DataFrame()
    record = Record(
        claims=claims,
        incidents=nothing,
        links=links,
        corrections=corrections,
        areas=areas,
        places=places.assign(label_lat=areas["place"]["label_lat"], label_lon=areas["place"]["label_lon"]),
        rivers=shapes["input/rivers.geojson"],
        lake=shapes["input/lake_assad.geojson"],
        phases=tables["input/phases.csv"],
        statements=pd.concat([tables[name] for name in said], ignore_index=True).sort_values("date", kind="stable", ignore_index=True),
        declared=tables["input/declared_strikes.csv"],
        pairs=[],
        parts={},
        span=(date.min, date.max),
        fingerprint=fingerprint(folder),
        names=_names(areas),
        district_of=dict(zip(subdistricts["adm3_pcode"], subdistricts["adm2_pcode"], strict=True)),
        inputs=inputs,
        rows=rows,
        placed=tables["hand/places.csv"],
        waiting=nothing,
        broken=broken,
        notices=(*notices, *compare_sums(folder, {one.name: one.sha256 for one in inputs})),
    )
    whole = _bring(record, kept, links, record.placed)
    clashing = contradicted(whole.waiting, set(whole.claims["claim_id"]))
    told = [Notice(f"{a} + {b}", "contradicted") for a, b in zip(clashing["claim_a"], clashing["claim_b"], strict=True)]
    return replace(whole, notices=(*whole.notices, *told))


def _ledger(
    path: Path, folder: Path, claims: dict[str, pd.DataFrame], tables: dict[str, pd.DataFrame], shapes: dict[str, gpd.GeoDataFrame]
) -> Input:
    """Enter one file in the ledger; the table of claims is hashed as it stands after the corrections."""
    name = path.relative_to(folder).as_posix()
    digest = digest_of(path.read_bytes())
    if name in claims:
        return Input(name, digest, len(claims[name]), hash_table(claims[name], COLUMNS))
    return Input(name, digest, len(tables.get(name, shapes.get(name, ()))))


def join(record: Record, imports: Sequence[Import], links: pd.DataFrame | None = None, placed: pd.DataFrame | None = None) -> Record:
    """Give the record with more files in it, and more judgements; the record itself stays as it is.

    A claim that is here already stays, unless the import's ``policy`` is to replace it; declared strikes that are here already
    are not added a second time.
    """
    more = [x.astype(object) for x in (links, placed) if x is not None and len(x)]
    marks = [one.table_sha256 + one.policy for one in imports] + [x.to_csv(index=False) for x in more]
    changed = replace(record, fingerprint=hashlib.sha256("\0".join([record.fingerprint, *marks]).encode()).hexdigest()[:8])
    every = [x for x in (record.links, record.waiting, links) if x is not None and len(x)]
    chosen = [x for x in (record.placed, placed) if x is not None and len(x)]
    return _bring(
        changed,
        imports,
        pd.concat(every, ignore_index=True).drop_duplicates(ignore_index=True) if every else record.links,
        pd.concat(chosen, ignore_index=True).drop_duplicates("claim_id", keep="last", ignore_index=True) if chosen else record.placed,
    )


def _bring(record: Record, imports: Sequence[Import], links: pd.DataFrame, placed: pd.DataFrame) -> Record:
    """Put imports into a record and derive everything that follows from the claims and the judgements about them."""
    parts, declared = [record.claims], record.declared
    for one in imports:
        if one.declared:
            declared = _add_declared(declared, one)
            continue
        new = one.claims().assign(input_sha256=one.input_sha256)
        known = pd.Index(np.concatenate([p["claim_id"].to_numpy(dtype=object) for p in parts]))
        if one.policy == "replace":
            parts = [p[~p["claim_id"].isin(new["claim_id"])] for p in parts]
        else:
            new = new[~new["claim_id"].isin(known)]
        parts.append(new)
    claims = pd.concat([p for p in parts if len(p)], ignore_index=True)
    claims = place_by_hand(claims, placed, record.places)
    live, waiting = split_waiting(links, set(claims["claim_id"]))
    claims["incident_id"] = claims["claim_id"].map(group_claims(claims["claim_id"], live))
    incidents = gather(claims, record.areas, record.district_of, record.places)
    incidents["position_disputed"] |= incidents["incident_id"].isin(disputed_positions(claims, live))
    dated = claims.dropna(subset=["date_start", "date_end"])
    return replace(
        record,
        claims=claims,
        incidents=incidents,
        links=live,
        waiting=waiting,
        placed=placed,
        declared=declared,
        pairs=find_pairs(incidents, different_pairs(claims, live)),
        parts=parts_of(claims, live),
        span=(dated["date_start"].min().date(), dated["date_end"].max().date()),
        imports=(*record.imports, *imports),
        inputs=(*record.inputs, *(Input(one.name, one.input_sha256, len(one.table), one.table_sha256) for one in imports)),
    )


def gather(claims: pd.DataFrame, areas: dict[str, gpd.GeoDataFrame], district_of: dict[str, str], places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Gather typed claims with ``incident_id`` into incidents, with their areas and the text a text filter looks in (``search``)."""
    incidents = assign_areas(to_incidents(claims), areas, district_of)
    incidents["search"] = _search_text(incidents, claims, places)
    return incidents


def _add_declared(declared: pd.DataFrame, one: Import) -> pd.DataFrame:
    """Add declared strikes, but for those that are here already: the same day, place and number, as often as they stand here."""
    rows = one.entering()
    new = pd.DataFrame(
        {
            "date": pd.to_datetime(rows["date_start"]),
            "location": rows["place_name"].astype(object),
            "strikes": rows["strike_count"].astype(int),
        }
    )
    key = ["date", "location", "strikes"]
    here = declared.groupby(key).size()
    turn = new.groupby(key).cumcount()
    had = pd.Series([here.get(tuple(row), 0) for row in new.itertuples(index=False)], index=new.index, dtype=int)
    return pd.concat([declared, new[turn >= had]], ignore_index=True)


def place_by_hand(claims: pd.DataFrame, placed: pd.DataFrame, places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Give claims without a position that of the place a person chose for them, to village level; the source's own position wins."""
    spot = places.set_index("area_id").geometry
    chosen = claims["claim_id"].map(dict(zip(placed["claim_id"], placed["place_pcode"], strict=True)))
    here = chosen.isin(spot.index) & claims["latitude"].isna()
    if not here.any():
        return claims
    out = claims.copy()
    out.loc[here, "latitude"], out.loc[here, "longitude"] = chosen[here].map(spot.y), chosen[here].map(spot.x)
    out.loc[here, "place_pcode"] = chosen[here]
    out.loc[here, "geolocation_accuracy"] = "village"
    out.loc[here, "accuracy_source"] = "gazetteer place, chosen by a person"
    return out


def _read_kept(folder: Path) -> tuple[list[Import], tuple[tuple[str, str], ...]]:
    """Read the imports kept on this machine; one that is damaged or changed is left out and named, the rest is shown."""
    imports: list[Import] = []
    broken = []
    for path in kept_files(folder):
        try:
            found = read_imports(path.read_bytes(), str(path))
            for one in found:
                one.claims()
            imports += found
        except (KeptFileBroken, OSError, AssertionError) as error:
            broken.append((path.name, error.code if isinstance(error, KeptFileBroken) else "unreadable"))
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
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:8]


def name_places(places: pd.DataFrame, named: pd.DataFrame) -> list[Problem]:
    """Give places without an Arabic name, in place, the one a person found in a source; a shipped name is never written over.

    A name needs Arabic letters, a place that has none, and the address of the source it was read in.
    """
    problems = []
    row_of = {code: i for i, code in enumerate(places["place_pcode"])}
    for i, name in enumerate(named.itertuples(index=False)):
        here = "hand/place_names.csv"
        for column in NAMED_COLUMNS:
            if not getattr(name, column):
                problems.append(Problem(here, i + 2, column, "", "not_empty"))
        if name.place_pcode not in row_of or places["name_ar"].iloc[row_of[name.place_pcode]]:
            problems.append(Problem(here, i + 2, "place_pcode", name.place_pcode, "nameless_place"))
        elif not any("\u0600" <= c <= "\u06ff" for c in name.name_ar):
            problems.append(Problem(here, i + 2, "name_ar", name.name_ar, "arabic_name"))
        else:
            places.iloc[row_of[name.place_pcode], places.columns.get_loc("name_ar")] = name.name_ar
    problems += _check_cells(named[["source_url"]], "hand/place_names.csv")
    return problems


def apply_corrections(raw: dict[str, pd.DataFrame], corrections: pd.DataFrame) -> list[Problem]:
    """Put the hand-made corrections into the tables as read; the corrected claim keeps what it was in ``corrections``.

    A correction that names no claim, no column, or another former value than the file has is a problem, never a guess.
    """
    problems = []
    for i, fix in enumerate(corrections.itertuples(index=False)):
        here = "hand/corrections.csv"
        problems += [Problem(here, i + 2, c, "", "not_empty") for c in ("reason", "decided_by", "decided_on") if not getattr(fix, c)]
        if fix.column not in COLUMNS or fix.column == "claim_id":
            problems.append(Problem(here, i + 2, "column", fix.column, "one_of", tuple(c for c in COLUMNS if c != "claim_id")))
            continue
        homes = [t for t in raw.values() if fix.claim_id in set(t["claim_id"])]
        if not homes:
            problems.append(Problem(here, i + 2, "claim_id", fix.claim_id, "known_claim"))
            continue
        rows = homes[0]["claim_id"] == fix.claim_id
        if set(homes[0].loc[rows, fix.column]) != {fix.was}:
            problems.append(Problem(here, i + 2, "was", fix.was, "value_in_file", tuple(homes[0].loc[rows, fix.column])))
            continue
        homes[0].loc[rows, fix.column] = fix.becomes
    return problems


def _read_table(path: Path, columns: list[str], problems: list[Problem]) -> pd.DataFrame:
    """Read a UTF-8 CSV as text; nothing is taken for a number or for missing here."""
    name = f"{path.parent.name}/{path.name}"
    try:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(name, None, "", "", "file_missing"))
    except (OSError, ValueError) as error:  # pandas' parser errors and bad UTF-8 are ValueErrors
        problems.append(Problem(name, None, "", (getattr(error, "strerror", None) or str(error))[:120], "readable_csv"))
    else:
        lacking = [c for c in columns if c not in table.columns]
        problems += [Problem(name, 1, c, "", "column_missing") for c in lacking]
        return table.astype(object)
    return pd.DataFrame(columns=columns, dtype=object)


def _read_shapes(path: Path, columns: list[str], problems: list[Problem]) -> gpd.GeoDataFrame:
    name = f"{path.parent.name}/{path.name}"
    empty = gpd.GeoDataFrame(columns=[*columns, "geometry"], geometry="geometry", crs=s.WGS84)
    try:
        shapes = gpd.read_file(path)
    except Exception as error:  # noqa: BLE001 - pyogrio raises many kinds; all mean "not readable"
        problems.append(Problem(name, None, "", type(error).__name__, "readable_geojson"))
        return empty
    problems += [Problem(name, 1, c, "", "column_missing") for c in columns if c not in shapes.columns]
    if shapes.geometry.isna().any() or not shapes.geometry.is_valid.all():
        problems.append(Problem(name, None, "geometry", "", "valid_geometry"))
    return shapes.to_crs(s.WGS84)


def _parse_dates(table: pd.DataFrame, name: str) -> list[Problem]:
    """Turn the date columns of a table into datetimes in place; collect those that are none."""
    problems = []
    for column in [c for c in table.columns if c.startswith("date")]:
        days = pd.to_datetime(table[column], format="%Y-%m-%d", errors="coerce")
        problems += [Problem(name, int(i) + 2, column, str(table[column][i]), "date") for i in days.index[days.isna()]]
        table[column] = days
    return problems


_CELLS = {  # column: what a cell must look like, and the text that says so
    "strikes": (r"[0-9]{1,6}", "whole_number_or_empty"),
    "population_2017": (r"([0-9]{1,9})?", "whole_number_or_empty"),
    "latitude": (r"[0-8]?[0-9](\.[0-9]+)?", "latitude_range"),
    "longitude": (r"(1[0-7]|[0-9])?[0-9](\.[0-9]+)?", "longitude_range"),
    "source_url": (WEB_ADDRESS, "web_address"),
    "place_pcode": (r".+", "not_empty"),
}


def _check_cells(table: pd.DataFrame, name: str) -> list[Problem]:
    """Collect the cells of a table that are not what their column needs; P-codes must be unique."""
    problems = []
    for column, (pattern, allowed) in _CELLS.items():
        if column in table.columns:
            bad = table.index[~table[column].str.fullmatch(pattern)]
            problems += [Problem(name, int(i) + 2, column, table[column][i], allowed) for i in bad]
    if "place_pcode" in table.columns:
        twice = table.index[table["place_pcode"].duplicated()]
        problems += [Problem(name, int(i) + 2, "place_pcode", table["place_pcode"][i], "unique") for i in twice]
    return problems


def _search_text(incidents: pd.DataFrame, claims: pd.DataFrame, places: gpd.GeoDataFrame) -> pd.Series:
    """Everything a text filter looks in, folded: names in both scripts, ids, sources, and the named place's variants."""
    folded = {}
    for column in ("place_name", "place_name_ar", "claim_id", "source_name", "dyad"):  # each distinct text is folded once
        folded[column] = each_text(claims[column], fold)
    parts = pd.Series([" ".join(texts) for texts in zip(*folded.values(), strict=True)], index=claims.index, dtype=object)
    own = claims["incident_id"]
    if own.is_unique:
        joined = parts.to_numpy()  # in the order of their claims
    else:
        several = own.duplicated(keep=False)
        of = (
            dict(zip(own[~several], parts[~several], strict=True))
            | parts[several].groupby(own[several], sort=False).agg(" ".join).to_dict()
        )
        joined = incidents["incident_id"].map(of).to_numpy(dtype=object)
    variants = places.set_index("area_id")["search"].to_dict()
    named = each_text(incidents["place_pcode"], lambda code: f" {variants.get(code, '')}")
    return pd.Series(joined, index=incidents.index, dtype=object) + named
