"""What is the picture of each layout of a card, beside or below its words?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from geo.choice.address import View, read_versus
from geo.colours import HARM, QUIET
from geo.out.cardmap import draw_map
from geo.out.chart import bounds_around
from geo.out.claimed import accused_height, draw_accused, draw_claims, draw_hits
from geo.out.front import TIMELINE, Box, is_roomy, is_wide, margin_of
from geo.out.graphs import draw_conceded, draw_declared, draw_timeline, draw_watching
from geo.out.legend import draw_legend, key_text
from geo.out.message import message_of_incident
from geo.out.sheet import Page
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.compare import Comparison, a_day, side_names, sides_of, window_length
from geo.show.details import claims_of
from geo.show.picture import describe
from geo.show.sentence import figure_or_not
from geo.text import words


@dataclass(frozen=True)
class Card:
    """What is asked of a card besides the choice: ``safe`` coarsens places and drops what share-safe drops."""

    size: str = "1080x1080"
    layout: str = "map"
    title: str = ""  # empty: generated
    digits: str = "european"
    palette: str = "red"
    safe: bool = True
    days: str = "day"  # how widely a safe card gives the days of private rows (``vocabulary.SHARED_DAYS``)
    logo: bytes = b""  # PNG or JPEG
    address: str = ""  # where it can be checked, given by its maker (``check_at.public_address``)


def incident_of(record: Record, view: View) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = record.incidents[record.incidents["incident_id"] == view.incident]
    if found.empty:
        raise ValueError(words.say("card_needs_incident", view.lang, id=view.incident))
    return found.iloc[0].to_dict(), claims_of(record, view.incident)


def place_of_card(chosen: Chosen, lang: str) -> tuple[float, float]:
    """Give where the one place lies that a choice is about (degrees, WGS84): the area it is narrowed to, or what it asks to be near.

    Raises
    ------
    ValueError : it is about no one place.
    """
    code = chosen.filters.near or chosen.filters.area
    row = chosen.record.places[chosen.record.places["area_id"] == code]
    if row.empty:
        raise ValueError(words.say("card_needs_place", lang))
    spot = row.geometry.iloc[0]
    return float(spot.y), float(spot.x)


Body = Callable[[Page, Chosen, View, Card, Box, Box | None], None]


def own_picture(chosen: Chosen, view: View) -> dict[str, Any]:
    """Describe the map of a choice with the legend of a drawn picture."""
    return _own_legend(describe(chosen, view))


def _own_legend(picture: dict[str, Any]) -> dict[str, Any]:
    """Say in the legend what the card draws otherwise than the web map."""
    own = {"wide": "card_wide", "near": "card_near", "dot": "card_repeat_dot" if picture.get("repeats") else "card_dot"}
    rows = [(kind, words.say(own[kind], picture["lang"]) if kind in own else text) for kind, text in picture["legend"]["rows"]]
    if picture["show"] == "areas" and picture["level"] == "place":
        rows = [row for row in rows if row[0] != "badgekey"]
    return picture | {"legend": picture["legend"] | {"rows": rows}}


def keyed_map(page: Page, record: Record, picture: dict[str, Any], box: Box, card: Card, beside: Box | None = None) -> None:
    """Draw a map, and in words what its marks and shades mean: under the words ``beside`` it where there is room, else under the map."""
    (left, top, width, height), palette = box, card.palette
    brief = not card.title.strip() and (is_wide(page) or card.layout == "map_timeline")  # under a title of one's own figures are explained
    text, size = key_text(picture, brief=brief), page.size(14)
    longer = f"{text} {words.say('card_key_some', page.lang)}" if picture["show"] == "areas" else text

    def needs(room: float) -> float:
        return page.needed(longer, room, size, leading=1.25)

    at, across, high = left, width, min(needs(width), 0.62 * height)
    if beside is not None and needs(beside[2]) <= beside[3]:
        at, across, high = beside[0], beside[2], needs(beside[2])
        below = beside[1] + beside[3] - high
    else:
        both = page.w - 2 * margin_of(page)
        if beside is not None and beside[1] <= top + height - needs(both) - 0.3 * size:  # below words and map
            at, across, high = margin_of(page), both, needs(both)
        below = top + height - high
        height -= high + 0.3 * size
    draw_map(page, record, picture, (left, top, width, height), palette)
    page.paragraph((at, below, across, high + 1), longer if page.without_room else text, size, colour=QUIET, leading=1.25)


def _map_body(page: Page, chosen: Chosen, view: View, card: Card, body: Box, legend: Box | None) -> None:
    picture = own_picture(chosen, replace(view, incident=""))
    left, top, width, height = body
    tiny = is_wide(page) and not is_roomy(page)
    if card.layout == "map_timeline" and not (tiny and view.show == "points"):
        small = not is_roomy(page)
        strip = (TIMELINE - 0.5) * page.least if small and not tiny else max(0.2 * height, 6 * page.least)
        place = (left, top + height - strip, width, strip)
        if small and not tiny:  # as wide as the card
            margin = margin_of(page)
            place = (margin, place[1], page.w - 2 * margin, strip)
        draw_timeline(page, chosen, place, brief=small)
        height -= strip + 0.5 * page.least
    if tiny and card.layout == "map_timeline" and view.show == "areas":
        draw_map(page, chosen.record, picture, (left, top, width, height), card.palette)
        return
    if not is_roomy(page):
        keyed_map(page, chosen.record, picture, (left, top, width, height), card, legend)
        return
    if legend is None:
        room = draw_legend(page, picture, (left, top, width, 0.3 * height), card.palette, 2, draw=False)
        draw_legend(page, picture, (left, top + height - room, width, room + 1), card.palette, 2)
        height -= room + 10 * page.u
    else:
        draw_legend(page, picture, legend, card.palette, 1)
    draw_map(page, chosen.record, picture, (left, top, width, height), card.palette)


_REACH = 22_000  # metres around the spots of an incident


def _incident_body(page: Page, chosen: Chosen, view: View, card: Card, body: Box, _: Box | None) -> None:
    """Every claim a row, who was accused and what they answered; and where, on the map."""
    row, claims = incident_of(chosen.record, view)
    left, top, width, height = body
    gap, end = 0.5 * page.least, body[1] + body[3]
    if is_wide(page):  # the answer stands under the figure
        y = draw_claims(page, claims, (left, top, width, 0.75 * height))
        box = (left, y + 0.3 * gap, width, end - y - 0.3 * gap)
    else:
        message = message_of_incident(chosen, row, claims, view.lang)
        y = draw_claims(page, claims, (left, top, width, 0.62 * height)) + gap
        column = 0.46 * width
        if end - y - (wide := accused_height(page, message.accused, width)) > 0.7 * width:  # a tall page: the map as wide as all of it
            draw_accused(page, message.accused, (left, y, width, wide + 1))
            box = (left, y + wide + gap, width, end - y - wide - gap)
        elif accused_height(page, message.accused, column) <= end - y:
            draw_accused(page, message.accused, (left + width - column if page.rtl else left, y, column, end - y))
            box = (left if page.rtl else left + column + gap, y, width - column - gap, end - y)
        else:
            y = page.paragraph((left, y, width, end - y), message.caveat, page.least, leading=1.26) + gap
            box = (left, y, width, end - y)
    if box[3] < 4.5 * page.least:  # a map no one could read
        return
    alone = replace(chosen, only=frozenset({view.incident}))
    picture = describe(alone, replace(view, show="points", selected="", incident="" if card.safe else view.incident))
    spots = [(m["lat"], m["lon"]) for m in [*picture["points"], *picture["rings"]]]
    draw_map(page, chosen.record, picture, box, card.palette, bounds_around(spots, _REACH) if spots else None)
    told = [] if spots else [words.say("card_outside" if row["placing"] == "outside" else "card_no_point", view.lang)]
    note = " ".join([*told, *([words.say("card_disputed", view.lang)] if row["position_disputed"] else [])])
    if note:
        inner = (box[0] + gap, box[1] + 0.5 * gap, 0.8 * box[2], 0.5 * box[3])
        page.paragraph(inner, note, page.size(16), colour=HARM, bold=True, leading=1.25)


def _place_body(page: Page, chosen: Chosen, view: View, card: Card, body: Box, _: Box | None) -> None:
    """Each incident of a place a row, in the order of time, and the place on the map."""
    lat, lon = place_of_card(chosen, view.lang)
    left, top, width, height = body
    y = draw_hits(page, chosen, (left, top, width, (0.62 if is_wide(page) else 0.5) * height)) + 0.3 * page.least
    box = (left, y, width, top + height - y)
    if box[3] < 4.5 * page.least:
        return
    reach = max(_REACH, 1300 * chosen.filters.km if chosen.filters.near else 0)
    picture = describe(chosen, replace(view, show="points", selected="", incident=""))
    draw_map(page, chosen.record, picture, box, card.palette, bounds_around([(lat, lon)], reach))


def _before_after_body(page: Page, chosen: Chosen, view: View, card: Card, body: Box, _: Box | None) -> None:
    """Both sides, the earlier first: incidents a day, how many that are, the killed of the headline, and the map of each."""
    other = read_versus(view.versus, chosen.filters)
    if other is None:
        raise ValueError(words.say("card_needs_versus", view.lang))
    both = sides_of(chosen, other)
    names = side_names(view.versus, (both[0].filters, both[1].filters), chosen.record.names, chosen.record.span, view.lang)
    pair = Comparison(*both, names)
    left, top, width, height = body
    pictures = [own_picture(side, replace(view, incident="", show="areas")) for side in both]
    text, size = key_text(pictures[0], brief=True), page.size(14)
    longer = f"{text} {words.say('card_key_some', page.lang)}"
    need = min(page.needed(longer, width, size, leading=1.25), 0.25 * height)
    laid = _one_over_the_other if height > 1.15 * width else _side_by_side
    maps = laid(page, pair, body, need + 0.3 * size)
    if not maps:
        return
    for box, picture in zip(maps, pictures, strict=True):
        draw_map(page, chosen.record, picture, box, card.palette)
    text = longer if page.without_room else text
    page.paragraph((left, top + height - need, width, need), text, size, colour=QUIET, leading=1.25)


def _side_by_side(page: Page, pair: Comparison, box: Box, foot: float) -> list[Box]:
    """Write the figures of both sides beside each other; give the boxes of their maps, below and above the ``foot``: none where no one could read them."""
    left, top, width, height = box
    gap = 0.8 * page.least
    half = (width - gap) / 2
    across = [left + (1 - k if page.rtl else k) * (half + gap) for k in (0, 1)]
    below = max(_side_head(page, pair, k, side, (across[k], top, half, height)) for k, side in enumerate(pair.sides))
    room = top + height - foot - below
    return [(x, below, half, room) for x in across] if room >= 4.5 * page.least else []


def _one_over_the_other(page: Page, pair: Comparison, box: Box, foot: float) -> list[Box]:
    """Write the figures of each side beside its map, on a page so tall that the maps are larger this way; give the boxes of the maps."""
    left, top, width, height = box
    gap, column = 0.8 * page.least, 0.3 * width
    high = (height - foot - gap) / 2
    beside = left + width - column if page.rtl else left
    maps: list[Box] = []
    for k, side in enumerate(pair.sides):
        y = top + k * (high + gap)
        _side_head(page, pair, k, side, (beside, y, column, high))
        maps.append((left if page.rtl else left + column + gap, y, width - column - gap, high))
    return maps


def _side_head(page: Page, pair: Comparison, k: int, side: Chosen, box: Box) -> float:
    """Write the figures of one side; give the y below."""
    lang, (left, y, width, height) = page.lang, box
    size, totals = page.size(20), side.totals
    told = {"n": words.count("incidents", totals.everything.certain, lang), "days": words.count("window_days", window_length(side), lang)}
    graded = totals.headline.incidents > 0
    killed = words.say("card_side_killed", lang, range=figure_or_not(totals.headline, side.covered.gradings, lang)) if graded else ""
    for text, share, bold, colour in (
        (pair.names[k], 1, True, QUIET),
        (words.say("card_side_rate", lang, n=a_day(side, lang)), 1.5, True, HARM),
        (words.say("card_side_count", lang, **told), 1, False, QUIET),
        (killed, 1, False, QUIET),
    ):
        if text:
            y = page.paragraph((left, y, width, 0.3 * height), text, share * size, bold=bold, colour=colour, leading=1.24)
    return y + 0.3 * size


def _graph(draw: Callable[[Page, Chosen, Box], None]) -> Body:
    def body(page: Page, chosen: Chosen, _view: View, _card: Card, box: Box, _legend: Box | None) -> None:
        draw(page, chosen, box)

    return body


BODIES: dict[str, Body] = {
    "map": _map_body,
    "map_timeline": _map_body,
    "incident": _incident_body,
    "place": _place_body,
    "before_after": _before_after_body,
    "conceded": _graph(draw_conceded),
    "timeline": _graph(draw_timeline),
    "watching": _graph(draw_watching),
    "declared": _graph(draw_declared),
}
