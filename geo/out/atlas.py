"""How does a choice become an atlas: one page a subdistrict and one a major incident; and one incident a dossier?"""

from dataclasses import dataclass, replace

from geo import settings as s
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.out.bodies import Card, incident_of
from geo.out.card import chosen_for
from geo.out.leaves import Maps, area, areas_of, cover, elsewhere, incident, listing, method, whole
from geo.out.message import over
from geo.out.share import choice_of
from geo.out.typeset import Leaf, held_of, typeset
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.names import incident_name
from geo.text import words
from geo.text.languages import in_parts, listed


@dataclass(frozen=True)
class Atlas:
    """What is asked of an atlas besides the choice; as ``bodies.Card`` where names are the same. An incident that some source says killed ``major``
    civilians has a page (0: as many as ``ATLAS_PAGES`` admits). ``dossier``: nothing but the incident of the view."""

    safe: bool = True
    days: str = "day"
    major: int = 0
    dossier: bool = False


def major_in(chosen: Chosen, least: int) -> tuple[list[str], int]:
    """Give the ids of the incidents of a choice that some source says killed so many civilians, in the order of time, and how many that is; 0 asks for the
    least number, ``ATLAS_MAJOR`` and more, that at most ``ATLAS_PAGES`` incidents reach."""
    shown = chosen.selection.incidents
    said = shown["said_max"].where(~shown["fighting"].astype(bool))
    if not least:
        highest = sorted((int(n) for n in said.dropna()), reverse=True)
        least = max(s.ATLAS_MAJOR, highest[s.ATLAS_PAGES] + 1 if len(highest) > s.ATLAS_PAGES else 0)
    found = shown[(said >= least).fillna(False).to_numpy(dtype=bool)].sort_values(["date_start", "incident_id"])
    return [str(x) for x in found["incident_id"]], least


def leaves_of(chosen: Chosen, view: View, asked: Atlas) -> tuple[str, list[Leaf], dict[str, bytes]]:
    """Give the title of a document, its pages, and the maps on them; ``chosen`` and ``view`` are from ``card.chosen_for``."""
    lang, maps = view.lang, Maps(asked.safe)
    if asked.dossier:
        row = incident_of(chosen.record, view)[0]
        name = listed((incident_name(row, lang), words.days(row["date_start"], row["date_end"], lang)), lang)
        title = words.say("dossier_title", lang, name=name)
        foot = _foot(title, chosen, lang)
        alone = replace(chosen, only=frozenset({view.incident}))
        return title, [incident(chosen, view, maps, foot), method(alone, view, asked.safe, foot)], maps.drawn
    title = words.say("atlas_title", lang, what=in_parts(over(chosen, lang), lang))
    foot, plain = _foot(title, chosen, lang), replace(view, incident="")
    big, least = major_in(chosen, asked.major)
    leaves = [cover(chosen, plain, title, (len(big), least), foot), whole(chosen, plain, maps, foot)]
    codes = areas_of(chosen.record, chosen.filters.area)
    names = chosen.totals.names
    for code in codes:
        mine = chosen if code == chosen.filters.area else Chosen(chosen.record, replace(chosen.filters, area=code), chosen.level)
        leaves.append(area(mine, plain, words.area_name(names, code, lang) or code, maps, foot))
    if len(codes) > 1 or codes != [chosen.filters.area]:
        leaves += elsewhere(chosen, plain, codes, foot)
    leaves += [incident(chosen, replace(view, incident=key), maps, foot) for key in big]
    return title, [*leaves, listing(chosen, plain, foot), method(chosen, plain, asked.safe, foot)], maps.drawn


def _foot(title: str, chosen: Chosen, lang: str) -> str:
    return listed((title, words.say("card_hash", lang, hash=f"\u2066{chosen.record.fingerprint}\u2069").rstrip(".")), lang)


def write_atlas(record: Record, filters: Filters, view: View, asked: Atlas) -> tuple[bytes, list[str]]:
    """Write an atlas, or a dossier, as a sealed PDF; the same input gives the same bytes.

    Returns
    -------
    the bytes, and the titles of its pages.

    Raises
    ------
    NeedsTypst : typst is not installed; ValueError : a dossier of an incident that the record does not have.
    """
    view = replace(view, selected="", sort="", section="add", present="", basemap="none", split="none", stop="month", versus="")
    view = replace(view, level="subdistrict", incident=view.incident if asked.dossier else "")
    chosen, view = chosen_for(record, filters, view, Card(layout="incident", safe=asked.safe, days=asked.days))
    title, leaves, maps = leaves_of(chosen, view, asked)
    made = {"print": "dossier" if asked.dossier else "atlas", "major": str(asked.major)}
    choice = choice_of(record, filters, view, format="pdf", safe=str(int(asked.safe)), days=asked.days, **made)
    held = {"print": made["print"], "record": record.fingerprint, "title": title, "pages": held_of(leaves)}
    titles = [block["text"] for leaf in leaves for block in leaf.blocks if block["kind"] == "title"]
    return typeset(leaves, title, maps, held, choice), titles
