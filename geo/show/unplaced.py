"""Which names stand for a place that nobody placed yet, in how many claims, and which of them can mean one place only?"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo import vocabulary as voc
from geo.land.places import fold, skeleton
from geo.record.known import Record
from geo.record.remembered import once


@dataclass(frozen=True)
class UnplacedName:
    """A name, in one or both scripts, with the claims that have it and no position.

    ``place_pcode`` is the one place of the gazetteer that it reads like to the letter, where no other place and no area reads alike and
    the claims' own subdistrict and district do not say otherwise; else it is empty, and a person chooses.
    """

    name: str
    name_ar: str
    claim_ids: tuple[str, ...]
    place_pcode: str = ""

    @property
    def text(self) -> str:
        return " ".join(x for x in (self.name, self.name_ar) if x)


def unplaced_names(record: Record) -> list[UnplacedName]:
    """Give the names of claims without a position, those of most claims first; a name known to its area only is none of them."""
    return once(record, ("unplaced",), lambda: _unplaced(record))


def _unplaced(record: Record) -> list[UnplacedName]:
    claims = record.claims
    lone = claims[claims["latitude"].isna() & ((claims["place_name"] != "") | (claims["place_name_ar"] != ""))]
    lone = lone[~lone["geolocation_accuracy"].isin(voc.AREA_ACCURACIES)]
    areas = {
        skeleton(name)
        for level in ("governorate", "district", "subdistrict")
        for name in record.areas[level][["name_en", "name_ar"]].to_numpy(dtype=object).ravel()
    }
    sure = sure_names(record.places, areas)
    within = record.places.set_index("area_id")["adm3_pcode"]
    groups: dict[tuple[str, ...], list[tuple[str, str, str]]] = defaultdict(list)
    for claim, name, arabic, adm3, adm2 in lone[["claim_id", "place_name", "place_name_ar", "adm3_pcode", "adm2_pcode"]].itertuples(
        index=False
    ):
        groups[fold(name), fold(arabic), adm3, adm2].append((claim, name, arabic))
    out = []
    for (name, arabic, adm3, adm2), rows in groups.items():
        codes = {sure.get(x, "") for x in (name, arabic) if x}
        code = codes.pop() if len(codes) == 1 else ""
        here = str(within.get(code, "")) if code else ""
        fits = adm3 in ("", here) and (not adm2 or record.district_of.get(here, "") == adm2)
        out.append(UnplacedName(rows[0][1], rows[0][2], tuple(x[0] for x in rows), code if fits else ""))
    return sorted(out, key=lambda x: (-len(x.claim_ids), x.text))


def sure_names(places: pd.DataFrame, areas: Iterable[str]) -> dict[str, str]:
    """Give the spellings (folded) that only one place of the gazetteer has -> its P-code; one that sounds like a name of another place, or of
    an area (``areas``: skeletons), is left out.

    Parameters
    ----------
    places : gazetteer with area_id and all_names (with bars between them).
    """
    spelled: dict[str, set[str]] = defaultdict(set)
    heard: dict[str, set[str]] = defaultdict(set)
    for code, names in places[["area_id", "all_names"]].itertuples(index=False):
        for name in filter(None, str(names).split("|")):
            spelled[fold(name)].add(str(code))
            heard[skeleton(name)].add(str(code))
    taken = {*areas, ""}
    return {
        name: next(iter(codes))
        for name, codes in spelled.items()
        if name and (bones := skeleton(name)) not in taken and len(codes) == 1 and len(heard[bones]) == 1
    }
