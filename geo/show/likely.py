"""How is it told which incidents may be one event, and what speaks for it?"""

from collections.abc import Mapping
from typing import Any

from geo.choice.address import View
from geo.count.spared import members_of, spared_by
from geo.evidence.likelihood import weights_of
from geo.land.areas import area_key
from geo.show.chosen import Chosen
from geo.show.details import figure
from geo.show.names import area_names, incident_name
from geo.show.picture import point_key
from geo.text import words


def spared_behind(chosen: Chosen, view: View) -> int:
    """Say how many of the certain incidents behind the chosen mark, or of all, are spared if the likely pairs are one event."""
    kind, _, code = view.selected.partition(":")
    if kind == "point":
        sure = chosen.selection.incidents[chosen.selection.incidents["certain"]]
        return spared_by((chosen.part or chosen.record).groups, sure, point_key(sure)).get(code, 0)
    if kind == "area" and view.show == "repeats":
        return next((x.spared for x in chosen.repeats.places if x.place == code), 0)
    if kind == "area":
        return chosen.window.spared.get(code, 0)
    beside = {f"tray:{side}": n for side, n in chosen.totals.apart_spared.items()}
    return ({"": chosen.totals.spared} | beside).get(view.selected, 0)


def groups_across(chosen: Chosen, lang: str) -> list[str]:
    """Name each group of likely pairs whose certain incidents lie in two areas of the level and more: place, area and days of each."""
    sure = chosen.selection.incidents[chosen.selection.incidents["certain"]]
    names = area_names(chosen.record, chosen.level, lang)
    members = members_of((chosen.part or chosen.record).groups, sure, area_key(sure, chosen.level))
    rows = sure.set_index("incident_id")
    lines = []
    for _, group in members.groupby("group"):
        if group["area"].nunique() > 1:
            told = []
            for one in group.itertuples(index=False):
                row = rows.loc[one.incident_id].to_dict()
                area = names.get(one.area, words.say("row_elsewhere", lang))
                told.append(f"{incident_name(row, lang)} ({area}), {words.days(row['date_start'], row['date_end'], lang)}")
            lines.append(" + ".join(told))
    return lines


def likely_lines(chosen: Chosen, lang: str) -> list[str]:
    """Name each group of likely pairs of which a choice holds an incident, the earliest first: place, days, sources and figure of each, those outside the
    choice too."""
    record, ids = chosen.part or chosen.record, chosen.ids
    groups = [group for group in record.groups if not ids.isdisjoint(group)]
    mine = record.incidents[record.incidents["incident_id"].isin({x for group in groups for x in group})]
    rows = {row["incident_id"]: row for row in mine.to_dict("records")}
    found = []
    for group in groups:
        members = sorted((rows[x] for x in group if x in rows), key=lambda row: (row["date_start"], row["incident_id"]))
        found.append((members[0]["date_start"], group, " + ".join(_member(row, lang) for row in members)))
    return [told for _, _, told in sorted(found, key=lambda x: x[:2])]


def _member(row: Mapping[str, Any], lang: str) -> str:
    sources = " + ".join(words.say(f"source_{x}", lang) for x in row["sources"])
    when = words.days(row["date_start"], row["date_end"], lang)
    return words.say("likely_member", lang, name=incident_name(row, lang), when=when, figure=figure(row, lang), sources=sources)


def speaks(pair: Mapping[str, Any], lang: str) -> tuple[list[str], list[str]]:
    """Write what speaks for, and what against, one event in a pair of ``overlaps.find_overlaps``, the weightiest first, each with its bits;
    what is not known, or weighs nothing, is left out."""
    weighed = sorted(weights_of(dict(pair)).items(), key=lambda item: -abs(item[1][1]))
    sides: tuple[list[str], list[str]] = ([], [])
    for what, (level, bits) in weighed:
        if bits:
            told = words.say(
                "speaks", lang, what=words.say(f"speaks_{what}_{level}", lang), bits=f"\u2066{bits:+g}\u2069".replace("-", "\u2212")
            )
            sides[bits < 0].append(told)
    return sides
