"""What stands on each page of an atlas: cover, subdistricts, major incidents, sources, method? All of it from the rules of pages and cards."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

import pandas as pd

from geo.choice.address import View
from geo.land.areas import area_key
from geo.out.bodies import incident_of
from geo.out.legend import key_text
from geo.out.mapped import printed
from geo.out.message import Message, message_of, message_of_incident, message_of_watching, over
from geo.out.share import licences
from geo.out.typeset import Block, Leaf
from geo.record.known import Record
from geo.show.accused import accused_of
from geo.show.answers import answers_sentence, conceded_text, last_read, stand, standing_of, table_of_accused
from geo.show.chosen import Chosen
from geo.show.covered import coverage_cells, stretches_text
from geo.show.details import compare_claims, dates_of, figure, source_links, table_rows, who_says
from geo.show.dossier import incident_sentence
from geo.show.likely import likely_lines
from geo.show.picture import ground_credit, table_of
from geo.show.surroundings import place_lines
from geo.show.tables import incidents_table
from geo.show.terms import terms_of
from geo.text import words
from geo.text.languages import in_parts, listed

_ROWS = 8  # incidents named on the page of an area; all of them stand in the list
_LIKELY = 3  # groups of likely pairs named there
_SPOKEN = 12  # marks of a map that its alternative text names
_COLUMNS = {"place": 2.2, "date": 2.2, "killed": 2.4, "grading": 1.2, "answer": 2.3, "sources": 1.5}


@dataclass
class Maps:
    """The maps of a document, by the name its blocks call them."""

    safe: bool
    drawn: dict[str, bytes] = field(default_factory=dict)

    def block(self, chosen: Chosen, view: View, what: str, height: float) -> list[Block]:
        """Draw the map of a view; what it says stands in its alternative text and key."""
        data, picture, place = printed(chosen, view, self.safe, height)
        name = f"map-{sha256(data).hexdigest()[:12]}.svg"  # so that another map is another page
        self.drawn[name] = data
        labels = [mark["label"] for mark in (picture["areas"] or picture["points"])][:_SPOKEN]
        alt = words.say("story_alt", view.lang, what=what, marks=listed(labels, view.lang) or place)
        key = "" if view.incident else key_text(picture)
        return [{"kind": "map", "name": name, "alt": alt, "key": " ".join(x for x in (key, place) if x)}]


def text(kind: str, said: str) -> list[Block]:
    """Give a block of a text; none where there is nothing to say."""
    return [{"kind": kind, "text": said}] if said else []


def lines(heading: str, said: Sequence[Any]) -> list[Block]:
    """Give lines under a heading; nothing where there are none."""
    return [*text("heading", heading), {"kind": "lines", "lines": list(said)}] if said else []


def table(heading: str, heads: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> list[Block]:
    """Give a table under a heading; nothing where it has no row."""
    if not rows:
        return []
    return [*text("heading", heading), {"kind": "table", "heads": list(heads), "rows": [list(r) for r in rows], "widths": list(widths)}]


def _messages(message: Message) -> list[Block]:
    return [*text("figure", message.figure), *text("lead", message.what), *text("text", message.beside), *text("text", message.caveat)]


def cover(chosen: Chosen, view: View, title: str, big: tuple[int, int], foot: str) -> Leaf:
    """Give the cover: the message of the whole choice, and what is where; ``big``: how many incidents have a page, and from how many killed on."""
    lang, say = view.lang, words.say
    blocks = [
        *text("over", f"{say('product', lang)} · {say('atlas_kind', lang)}"),
        {"kind": "title", "text": title, "outlined": False},
        *_messages(message_of(chosen, lang)),
    ]
    contents: list[Block] = [*text("heading", say("atlas_contents", lang)), {"kind": "contents"}]
    own = say("atlas_major", lang, n=words.number(big[0], lang), least=words.number(big[1], lang))
    return Leaf("cover", lang, [*blocks, *contents, *text("quiet", f"{own} {say('card_conventions', lang)}")], foot)


def whole(chosen: Chosen, view: View, maps: Maps, foot: str) -> Leaf:
    """Give the page of the whole choice: its map, the table of its areas, the sentence."""
    lang, say = view.lang, words.say
    blocks = [*text("over", in_parts(over(chosen, lang), lang)), *text("title", say("list_all", lang))]
    blocks += maps.block(chosen, replace(view, show="areas"), message_of(chosen, lang).title(lang), 0.58)
    head, *rows = table_rows(table_of(chosen, view), lang, chosen.totals)
    blocks += table(say("atlas_areas", lang), head, rows, (2, 1, 1, 1, 2, 2, 1, 1))
    blocks += [*text("heading", say("story_sentence", lang)), *text("quiet", " ".join(chosen.sentence(lang)))]
    return Leaf("whole", lang, blocks, foot)


def area(chosen: Chosen, view: View, name: str, maps: Maps, foot: str) -> Leaf:
    """Give the page of an area; ``chosen`` is narrowed to it."""
    lang, say = view.lang, words.say
    message = message_of(chosen, lang)
    blocks = [*text("over", message.days), *text("title", name), *_messages(message)]
    blocks += maps.block(chosen, replace(view, show="points"), name, 0.36)
    shown = chosen.selection.incidents
    blocks += _incidents(shown, _ROWS, say("atlas_most_killed", lang), lang)
    if len(shown) > _ROWS:
        blocks += text("quiet", say("atlas_more", lang, n=words.number(len(shown) - _ROWS, lang)))
    lead, rest = answers_sentence(standing_of(chosen), lang) if not chosen.claims.empty else ("", "")
    blocks += [*text("heading", say("atlas_answers", lang)), *text("note", f"{lead} {rest}".strip())] if lead else []
    blocks += _covered(chosen, lang)
    likely = likely_lines(chosen, lang)
    blocks += lines(say("atlas_likely", lang), likely[:_LIKELY])
    if len(likely) > _LIKELY:
        blocks += text("quiet", say("atlas_more", lang, n=words.number(len(likely) - _LIKELY, lang)))
    blocks += [*text("heading", say("story_sentence", lang)), *text("quiet", " ".join(chosen.sentence(lang)))]
    return Leaf(f"area:{chosen.filters.area}", lang, blocks, foot)


def _incidents(shown: pd.DataFrame, most: int, heading: str, lang: str, sort: str = "-killed") -> list[Block]:
    """Give a table of incidents by the columns of the page Incidents, with the id of each."""
    found = incidents_table(shown, sort, 1, most, lang)
    at = [k for k, (head, _) in enumerate(found.heads) if head in _COLUMNS]
    heads = [*(found.heads[k][1] for k in at), words.say("atlas_id", lang)]
    rows = [[*(cells[k] for k in at), f"\u2066{key}\u2069"] for key, cells in found.rows]
    return table(heading, heads, rows, [*(_COLUMNS[found.heads[k][0]] for k in at), 1.9])


def _covered(chosen: Chosen, lang: str) -> list[Block]:
    """Give which days of a window sources recorded, which not, and what keeps a source from speaking."""
    watching = message_of_watching(chosen, lang)
    missing = chosen.covered.incidents.missing
    none = words.say("atlas_not_recorded", lang, dates=stretches_text(missing, lang)) if missing else ""
    told = " ".join(x for x in (watching.what.rstrip(".") + ".", none, watching.beside, watching.caveat) if x)
    return [*text("heading", words.say("atlas_not_covered", lang)), *text("note", told)]


def incident(chosen: Chosen, view: View, maps: Maps, foot: str) -> Leaf:
    """Give the page of one incident (``View.incident``): who says what, who was accused and answered, the sources with their addresses."""
    lang, say, record = view.lang, words.say, chosen.record
    row, claims = incident_of(record, view)
    message = message_of_incident(chosen, row, claims, lang)
    over_it = f"{say('product', lang)} · {say('atlas_id', lang)}: \u2066{view.incident}\u2069"
    blocks = [*text("over", over_it), *text("title", listed((message.place, message.days), lang))]
    blocks += [*text("figure", message.figure), *text("lead", message.what), *text("text", incident_sentence(record, row, lang))]
    blocks += maps.block(chosen, replace(view, show="points"), message.title(lang), 0.3)
    compared = compare_claims(claims, lang)
    heads = [say("column_says", lang), *(who_says(c, lang) for c in claims)]
    rows: list[list[str]] = [[label, *texts] for label, texts, _ in compared]
    if len(claims) > 1:
        heads.append(say("column_verdict", lang))
        rows = [[*cells, say(f"verdict_{v}", lang) if v else ""] for cells, (_, _, v) in zip(rows, compared, strict=True)]
    blocks += table(say("side_by_side", lang), heads, rows, [1.3, *[2.2] * len(claims), *([1] if len(claims) > 1 else [])])
    blocks += _accused(chosen, view, row)
    placed = in_parts([f"{label}: {told}" if label else told for label, told in place_lines(record, row, lang)], lang)
    blocks += [*text("heading", say("place_title", lang)), *text("note", placed)]
    own = replace(chosen, only=frozenset(next((g for g in record.groups if view.incident in g), (view.incident,))))
    blocks += lines(say("atlas_likely", lang), likely_lines(own, lang))
    blocks += lines(say("dates_title", lang), [f"{day}: {told}" for day, told in dates_of(record, claims, view.incident, lang)])
    blocks += lines(say("sources_and_copies", lang), [x for c in claims for x in _source(c, lang)])
    return Leaf(f"incident:{view.incident}", lang, blocks, foot)


def _accused(chosen: Chosen, view: View, row: dict[str, Any]) -> list[Block]:
    lang = view.lang
    accused = accused_of(chosen.record, view.incident, lang)
    if not accused:
        return []
    alone = replace(chosen, only=frozenset({view.incident}))
    standing = stand(alone.selection, alone.claims, chosen.record.answers, last_read(alone.claims))
    said = standing.asked.iloc[0]
    found = table_of_accused(accused, lang)
    told = words.say("accused_conceded", lang, conceded=conceded_text(said, lang), reported=figure(row, lang))
    heads, rows = [label for _, label in found.heads], [cells for _, cells in found.rows]
    blocks = table(words.say("accused_title", lang), heads, rows, (1.4, 1, 2, 1.7, 1.1, 1, 1, 1.2))
    blocks += text("text", told)
    links = [{"text": f"{one.name}, {label}: \u2066{url}\u2069", "url": url} for one in accused for label, url in one.links]
    return [*blocks, *([{"kind": "lines", "lines": list({x["url"]: x for x in links}.values())}] if links else [])]


def _source(claim: dict[str, Any], lang: str) -> list[Any]:
    """Write where a claim comes from: who, licence, the day it was read, and each address in full."""
    links, read = source_links(claim, lang)
    who = f"\u2068{who_says(claim, lang)}\u2069"
    licence = f"{words.say('claim_licence', lang)}: \u2068{claim['licence']}\u2069" if claim["licence"] else ""
    told = listed([x for x in (who, licence, read) if x], lang)
    return [told, *({"text": f"{label}: \u2066{url}\u2069", "url": url} for label, url in links)]


def elsewhere(chosen: Chosen, view: View, codes: Sequence[str], foot: str) -> list[Leaf]:
    """Give the page of what lies in none of some areas, so that all pages together hold every incident; none where that is nothing."""
    shown = chosen.selection.incidents
    rest = shown[~area_key(shown, chosen.level).isin(codes)]
    if rest.empty:
        return []
    lang, say = view.lang, words.say
    blocks = [*text("title", say("row_elsewhere", lang)), *text("text", say("atlas_elsewhere", lang))]
    return [Leaf("elsewhere", lang, [*blocks, *_incidents(rest, len(rest), "", lang, "date")], foot)]


def listing(chosen: Chosen, view: View, foot: str) -> Leaf:
    """Give every incident of the choice, and every group of likely pairs."""
    lang, say = view.lang, words.say
    shown = chosen.selection.incidents
    blocks = [*text("title", say("atlas_list", lang)), *_incidents(shown, len(shown), "", lang, "date")]
    return Leaf("list", lang, [*blocks, *lines(say("atlas_likely", lang), likely_lines(chosen, lang))], foot)


def method(chosen: Chosen, view: View, safe: bool, foot: str) -> Leaf:
    """Give sources, licences, coverage, how the figures are made, and how to hold the file against the record."""
    lang, say, record = view.lang, words.say, chosen.record
    asked = record.asked(chosen.filters)
    rows = coverage_cells([r for r in record.covered if r.touches(asked) and r.source in record.sources], lang)
    heads = [say(x, lang) for x in ("claim_source", "atlas_what", "column_place", "column_date", "atlas_how", "claim_note")]
    ground = ground_credit(record, lang)
    blocks = [*text("title", say("atlas_method", lang))]
    blocks += lines(say("about_licences", lang), [*licences(chosen.claims, lang), say("credit", lang), *([f"{ground}."] if ground else [])])
    blocks += table(say("coverage", lang), heads, rows, (1.2, 1.2, 1.2, 1.6, 1.3, 3))
    rules = [say(f"atlas_rule_{x}", lang) for x in ("claim", "range", "possible", "pairs", "covered", "graded", "answers", "places")]
    blocks += lines(say("atlas_rules", lang), [*rules, *([say("card_safe", lang)] if safe else [])])
    blocks += lines(say("atlas_apart", lang), [term.more for term in terms_of(chosen.totals, lang)])
    blocks += lines(say("atlas_check", lang), [say("atlas_verify", lang), f"{say('data_hash', lang)}: \u2066{record.fingerprint}\u2069"])
    return Leaf("method", lang, blocks, foot)


def areas_of(record: Record, area: str) -> list[str]:
    """Give the codes of the areas that have a page: every subdistrict, or those of the district a choice is narrowed to; where it is narrowed to a
    place or a sector, that alone."""
    codes = [str(code) for code in record.areas["subdistrict"]["area_id"]]
    if not area:
        return codes
    return [code for code in codes if area in (code, record.district_of.get(code))] or [area]
