"""What surrounds one incident: its position and area, the named places nearest to it, and what else happened near it?"""

from typing import Any, NamedTuple

import pandas as pd

from geo import settings as s
from geo.evidence.vicinity import WHEN, around, is_located
from geo.land.areas import has_point
from geo.land.places import named_near
from geo.record.known import Record
from geo.show.details import accuracy_text, incident_line, who_says
from geo.show.names import area_names, name_of, wide_names
from geo.text.languages import listed
from geo.text.words import number, say


def km_text(least_m: float, most_m: float, lang: str) -> str:
    """Write how far apart two things are, in km; a range where the precision of a position leaves one."""
    least, most = (round(m / 1000, 1) for m in (least_m, most_m))
    text = number(least, lang) if least == most else say("range_two", lang, a=number(least, lang), b=number(most, lang))
    return say("km_away", lang, km=text)


def place_lines(record: Record, row: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    """Write where an incident lies as (label, text): position, precision, area, named places nearest to it."""
    one = pd.DataFrame([row])
    pointed = bool(has_point(one).iloc[0])
    spot = f"\u2066{row['latitude']:.5f}, {row['longitude']:.5f}\u2069" if pointed else say("no_position", lang)
    if pointed and row["position_disputed"]:
        claim = record.claims[record.claims["claim_id"] == row["position_claim"]].iloc[0].to_dict()
        spot = say("place_disputed", lang, spot=spot, who=f"\u2068{who_says(claim, lang)}\u2069")
    lines = [(say("column_position", lang), spot), (say("column_precision", lang), accuracy_text(row, lang))]
    lines.append((say("place_area", lang), _area(record, row, lang)))
    if pointed:
        lines.append((say("place_nearest", lang), _nearest(record, row, lang)))
    return lines


def _area(record: Record, row: dict[str, Any], lang: str) -> str:
    """Write the smallest area an incident is counted in, with those that hold it; or why there is none."""
    if row["placing"] in ("outside", "unlocated"):
        return say(f"place_{row['placing']}", lang)
    codes = [("subdistrict", row["adm3_pcode"]), ("district", row["adm2_pcode"])]
    named = [f"{area_names(record, level, lang)[code]} ({say(f'level_one_{level}', lang)})" for level, code in codes if code]
    return listed(named, lang) or wide_names(record, lang).get(row["wide_area"], say("not_known", lang))


def _nearest(record: Record, row: dict[str, Any], lang: str) -> str:
    """Name the places nearest to a position, each with its distance; what lies inside the disc may itself be meant."""
    near = named_near(row["latitude"], row["longitude"], row["radius_m"], record.places)
    names = record.places.set_index("area_id")[["name_en", "name_ar"]]
    told = []
    for one in near.to_dict("records"):
        name = name_of(names.loc[one["area_id"]].to_dict(), lang)
        far = say("place_inside", lang) if one["inside"] else km_text(one["least_m"], one["most_m"], lang)
        told.append(say("place_one", lang, name=name, far=far))
    return listed(told, lang)


class Near(NamedTuple):
    """One incident near another, as texts: its id, two lines for a list."""

    incident_id: str
    first: str
    second: str


class Around(NamedTuple):
    """What happened near an incident: ``groups`` by ``vicinity.WHEN`` where the positions say so, the ``unknown`` of which none says whether they are
    near, the ``elsewhere`` whose days meet its days further away; whether its own position allows it (``located``); how many incidents the groups
    spare if the likely pairs are one event, and how many of them are only possibly near; how many are ``likely`` the same event as it."""

    groups: dict[str, list[Near]]
    unknown: list[Near]
    elsewhere: list[Near]
    located: bool
    spared: int
    possible: int
    likely: int

    @property
    def near(self) -> int:
        return sum(len(x) for x in self.groups.values())


def around_texts(record: Record, others: pd.DataFrame, row: dict[str, Any], lang: str) -> Around:
    """Write what happened near an incident (``row``) among ``others``, by the rule of ``evidence.vicinity``."""
    found = around(others, row)
    near = found[found["located"]]
    own = next((frozenset(g) for g in record.groups if row["incident_id"] in g), frozenset())
    groups = {w: [_near(r, own, lang) for r in near[near["when"] == w].to_dict("records")] for w in WHEN}
    unknown = [_near(r, own, lang) for r in found[~found["located"]].to_dict("records")]
    touching = (others["date_start"] <= row["date_end"]) & (others["date_end"] >= row["date_start"])
    away = others[touching & ~others["incident_id"].isin([row["incident_id"], *found["incident_id"]])]
    elsewhere = [_near(r, own, lang) for r in away.to_dict("records")]
    ids = set(near["incident_id"])
    spared = sum(max(len(ids & set(g)) - 1, 0) for g in record.groups)
    return Around(
        groups, unknown, elsewhere, bool(is_located(pd.DataFrame([row])).iloc[0]), spared, int((~near["sure"]).sum()), max(len(own) - 1, 0)
    )


def _near(row: dict[str, Any], own: frozenset[str], lang: str) -> Near:
    """Write one incident; what is not certain is marked, and what is likely the same event."""
    first, second = incident_line(row | {"certain": True}, lang)
    told = [second]
    if row.get("located", False):
        told.append(km_text(row["least_m"], row["most_m"], lang))
        if not row["sure"]:
            told.append(say("is_possible", lang))
    if row["incident_id"] in own:
        told.append(say("near_likely_same", lang))
    return Near(row["incident_id"], first, " · ".join(told))


def rule_text(lang: str) -> str:
    """Write the distance and the days within which incidents stand beside another."""
    return say("around_rule", lang, km=number(s.AROUND_M / 1000, lang), days=number(s.AROUND_DAYS, lang))
