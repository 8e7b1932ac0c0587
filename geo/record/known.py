"""What is known: the record, read-only, and the ledger of the files it was made of."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import geopandas as gpd
import pandas as pd

from geo import territory
from geo import vocabulary as voc
from geo.choice.filters import Filters, Selection, select
from geo.evidence.answers import no_answers
from geo.evidence.coverage import Asked, Coverage, Row
from geo.evidence.groups import Groups
from geo.evidence.incidents import COLUMNS, read_days
from geo.intake.columns.ground import Ground, survey
from geo.intake.imports import Import
from geo.intake.kept import KeptFileBroken
from geo.intake.waiting import Waiting, sum_waiting, waiting_of
from geo.record.ground_pictures import GroundPicture
from geo.record.hand import Idle
from geo.record.own_ground import OwnGround
from geo.record.pieces import NO_PIECES, Pieces
from geo.record.stored import Notice


@dataclass(frozen=True)
class Input:
    """One file of the ledger: SHA-256 of its bytes, its rows, and the SHA-256 of the table of claims made of it (empty: none)."""

    name: str
    sha256: str
    rows: int
    table_sha256: str = ""


@dataclass(frozen=True)
class Facts:
    """What claims can be asked for: the sources that have one and the belligerents that one names (in the order of the vocabulary), the sides
    that they name in the words of their source (``kinds.NOT_STATED`` where one names none), the last day each source was read (private
    ones are left out)."""

    sources: tuple[str, ...]
    belligerents: tuple[str, ...]
    sides: tuple[str, ...]
    read_days: dict[str, pd.Timestamp]


def facts_of(claims: pd.DataFrame, incidents: pd.DataFrame) -> Facts:
    """Find what claims and their incidents can be asked for."""
    sources, belligerents = set(claims["source_dataset"]), {b for codes in incidents["belligerents"] for b in codes}
    return Facts(
        tuple(x for x in voc.SOURCES if x in sources),
        tuple(x for x in voc.BELLIGERENTS if x in belligerents),
        tuple(sorted({x for names in incidents["named_sides"] for x in names})),
        read_days(claims),
    )


@dataclass(frozen=True, eq=False)
class Record:
    """Everything the dashboard knows, read-only. Geometry is WGS84.

    ``span`` is the first and last day any claim names, without one the territory's campaign; ``names`` are those of all areas and places by code, English and Arabic;
    ``fingerprint`` are the first eight characters of the SHA-256 of all files read. ``inputs`` is the ledger of all
    of them. ``imports`` are the files a reader brought, ``waiting`` the judgements about claims that are not here, ``placed`` the
    places a person chose for claims, ``belongs`` the judgements whether a claim is about this land, ``broken`` the kept files that were left out: name and why, ``notices`` what else was found
    wrong with the files, ``answers`` what those accused answered (``evidence.answers.typed``, of the claims here), ``idle`` the decisions of people that could not be applied. ``covered`` says which source recorded what, where and when (``coverage``). ``pieces`` are the rest of a holding too large for memory: ``frames`` gives them with the incidents here, and ``holding.cut``
    a record without pieces; ``told`` are the facts of all of a holding, or of what a part was cut from. What is made of a record for a
    choice is kept by ``record.remembered``. ``own_ground`` are roads and waters, and ``pictures`` pictures of the land, that somebody brought to find the way by: no figure knows of them.
    """

    claims: pd.DataFrame
    incidents: pd.DataFrame
    links: pd.DataFrame
    corrections: pd.DataFrame
    areas: dict[str, gpd.GeoDataFrame]
    places: gpd.GeoDataFrame
    neighbours: gpd.GeoDataFrame
    rivers: gpd.GeoDataFrame
    lake: gpd.GeoDataFrame
    phases: pd.DataFrame
    statements: pd.DataFrame
    declared: pd.DataFrame
    quoted: pd.DataFrame
    regions: pd.DataFrame
    pairs: list[tuple[str, str]]
    groups: Groups
    parts: dict[str, set[str]]
    span: tuple[date, date]
    fingerprint: str
    names: dict[str, tuple[str, str]]
    district_of: dict[str, str]
    inputs: tuple[Input, ...]
    rows: dict[str, dict[str, str]]
    placed: pd.DataFrame
    belongs: pd.DataFrame
    waiting: pd.DataFrame
    imports: tuple[Import, ...] = ()
    pieces: Pieces = NO_PIECES
    broken: tuple[tuple[str, KeptFileBroken], ...] = ()
    notices: tuple[Notice, ...] = ()
    idle: tuple[Idle, ...] = ()
    told: Facts | None = None
    covered: tuple[Row, ...] = ()
    answers: pd.DataFrame = field(default_factory=no_answers)
    own_ground: OwnGround | None = None
    pictures: tuple[GroundPicture, ...] = ()

    def frames(self, columns: Sequence[str]) -> Iterator[tuple[int, pd.DataFrame]]:
        """Give all incidents, frame by frame: number and frame; the index is the row in it.

        Frame 0 are ``incidents``, with all their columns; a holding's pieces follow, with those asked for. A record in memory is frame 0 alone.
        """
        yield 0, self.incidents
        yield from self.pieces.scan(columns)

    @property
    def in_memory(self) -> bool:
        """Whether ``incidents`` are all there are, so that they can be shown one by one."""
        return not self.pieces.numbers

    @property
    def size(self) -> tuple[int, int]:
        """How many claims and incidents there are, those in pieces among them."""
        return len(self.claims) + self.pieces.rows_beside, len(self.incidents) + self.pieces.rows_beside

    @property
    def rows_waiting(self) -> Waiting:
        """The rows of files brought in that wait for a person, and what they would add at most."""
        return sum_waiting([*waiting_of((one.table, one.declared) for one in self.imports), self.pieces.rows_waiting])

    @cached_property
    def facts(self) -> Facts:
        """What can be asked for: told by a holding, else found in the claims here."""
        return self.told or facts_of(self.claims, self.incidents)

    @cached_property
    def coverage(self) -> Coverage:
        """Which source covers which days and areas."""
        return Coverage(self.covered, self.sources)

    def asked(self, filters: Filters) -> Asked:
        """Give what a choice asks of the coverage: its sources, kinds and accused, its side of the city's line, its area with those that hold it."""
        areas = [filters.area] if filters.area else []
        if areas and "adm3_pcode" in self.places:
            areas += self.places.loc[self.places["area_id"] == filters.area, "adm3_pcode"].tolist()
        areas += [self.district_of[a] for a in areas if a in self.district_of]
        return Asked(filters.source, filters.kind, filters.belligerent, filters.extent, tuple(a for a in areas if a))

    @property
    def read_days(self) -> dict[str, pd.Timestamp]:
        """The last day each source was read, by its code; private sources are left out."""
        return self.facts.read_days

    @property
    def sources(self) -> tuple[str, ...]:
        """The sources that have a claim here, in the order of ``vocabulary.SOURCES``."""
        return self.facts.sources

    @property
    def belligerents(self) -> tuple[str, ...]:
        """The belligerents that a claim here names."""
        return self.facts.belligerents

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides that claims here name, as their sources name them."""
        return self.facts.sides

    def select(self, filters: Filters) -> Selection:
        """Apply a choice to this record (``filters.select``); never to one with more in pieces, whose answer would be too small."""
        if not self.in_memory:
            raise TypeError("ask holding.cut for a record of the incidents wanted")
        return select(self.incidents, filters, self.span, self.places, self.parts, self.names)

    @cached_property
    def ground(self) -> Ground:
        """What the checks of an import need to know of the land."""
        return survey(self.areas, self.regions, self.places)

    @property
    def towns(self) -> dict[str, tuple[str, ...]]:
        """The towns of the governorate with every spelling of their names, by P-code."""
        names = self.places.set_index("area_id")["all_names"]
        return {code: tuple(n for n in names[code].split("|") if n) for code in territory.here().towns if code in names.index}

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

    @cached_property
    def area_ids(self) -> set[str]:
        """Every code an area filter may name: districts, subdistricts, places, sectors."""
        return {code for level in voc.LEVELS for code in self.areas[level]["area_id"]}
