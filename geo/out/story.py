"""How is a story told: what each of its steps holds in the record, and the page, or the JSON, that carries it?

Everything a step says but its own sentence is made by the rules that every page and card follow. What was found stands in the file, with a check of
each step, so that ``geo.out.retold`` can hold it against the record.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

import pandas as pd

from geo.choice.address import View
from geo.choice.story import BadPart, Step, Story, StoryRefused, write_view
from geo.out.bodies import Card, incident_of
from geo.out.card import chosen_for
from geo.out.cardmap import draw_map
from geo.out.inline import Maps
from geo.out.mapped import legend_of, picture_of
from geo.out.message import Message, message_of_incident, message_seen
from geo.out.paged import Paged, write_pages
from geo.out.share import licences
from geo.out.sheet import Page
from geo.record.known import Record
from geo.seals import new_place, seal
from geo.show.answers import answers_sentence, last_read, stand
from geo.show.chosen import Chosen
from geo.show.covered import coverage_lines, title_covered
from geo.show.details import claim_facts, claims_of, who_says
from geo.show.sentence import filter_texts, window_text
from geo.text import words
from geo.text.languages import listed
from geo.web.story import Shown, write_story

_SIZE = "1080x1080"  # pixels of a map before it is scaled ...
_LARGER = {"areas": 3.4, "points": 2.6}  # ... whose texts must be read on a telephone; badges are drawn smaller than names
_SPOKEN = 12  # marks of a map that its alternative text names


@dataclass(frozen=True)
class Asked:
    """How a story leaves: as ``bodies.Card``, where names are the same."""

    safe: bool = True
    days: str = "day"


@dataclass(frozen=True)
class Telling:
    """One step with what was found for it: ``chosen`` and ``view`` are from ``card.chosen_for``."""

    step: Step
    chosen: Chosen
    view: View

    def row(self) -> dict[str, Any]:
        """Give the incident that the step is about, a row of ``Record.incidents``."""
        return incident_of(self.chosen.record, self.view)[0]

    def mine(self) -> Chosen:
        """Give what the step is about: its choice, or the one incident of it."""
        return replace(self.chosen, only=frozenset({self.view.incident})) if self.view.incident else self.chosen


def tell(record: Record, story: Story, asked: Asked) -> list[Telling]:
    """Find what each step of a story is made of.

    Raises
    ------
    StoryRefused : a step is about an incident that the record does not have.
    """
    told, bad = [], []
    for k, step in enumerate(story.steps, 1):
        layout = "incident" if step.view.incident else "map"
        chosen, view = chosen_for(record, step.filters, step.view, Card(layout=layout, safe=asked.safe, days=asked.days))
        if view.incident and view.incident not in set(chosen.record.incidents["incident_id"]):
            bad.append(BadPart(k, "view.incident", step.view.incident, "story_incident"))
        told.append(Telling(replace(step, view=view), chosen, view))
    if bad:
        raise StoryRefused(bad)
    return told


def found_in(telling: Telling, langs: Sequence[str]) -> dict[str, Any]:
    """Give what the record holds for a step, as plain data: figures, and what is said of them in each language."""
    return {"figures": _figures(telling), "said": {lang: _said(telling, lang) for lang in langs}}


def _whole(value: Any) -> int | None:
    return None if value is None or pd.isna(value) else int(value)


def _figures(telling: Telling) -> dict[str, Any]:
    """Give the numbers of a step: of a choice its incidents and the range of its headline, of one incident its own range. None: not known."""
    if telling.view.incident:
        row = telling.row()
        known = not (row["no_figure"] or row["fighting"])
        low, high = (row["killed_min"], row["killed_max"]) if known else (None, None)
        return {
            "claims": len(claims_of(telling.chosen.record, telling.view.incident)),
            **_range(low, high, bool(known and row["open_ended"])),
        }
    totals = telling.chosen.totals
    whole, head = totals.everything, totals.headline
    low, high = (head.least, head.killed_max) if head.has_figure else (None, None)
    return {
        "incidents": whole.certain,
        "possible": whole.possible,
        "graded": head.certain,
        **_range(low, high, head.has_figure and head.open_ended),
    }


def _range(low: Any, high: Any, open_ended: bool) -> dict[str, Any]:
    return {"killed_min": _whole(low), "killed_max": _whole(high), "or_more": bool(open_ended)}


def _said(telling: Telling, lang: str) -> dict[str, Any]:
    """Write what is said of a step: texts, the claims of an incident with their headings, and the notes."""
    chosen, record, say = telling.chosen, telling.chosen.record, words.say
    message, claims = _message(telling, lang), []
    if telling.view.incident:
        heads = [say(f"claim_{key}", lang) for key in ("source", "killed", "when", "grading", "response")]
        claims = [heads, *(_claim(c, lang) for c in claims_of(record, telling.view.incident))]
    filters, mine = chosen.filters, telling.mine()
    narrowed = [say(f"extent_{filters.extent}", lang), window_text(filters, record.span, lang), *filter_texts(filters, record.names, lang)]
    over = listed([x for x in (message.place, message.days) if x], lang)
    return {
        "figure": message.figure,
        "what": f"{message.what}: {over}" if message.named else message.what,
        "beside": message.beside
        if message.named or not message.figure
        else " ".join(x for x in (f"{over}: {message.beside}", message.more) if x),
        "caveat": message.caveat,
        "claims": claims,
        "filters": "" if telling.view.incident else " · ".join([*narrowed, *title_covered(chosen.covered, lang)]),
        "sentence": "" if telling.view.incident else " ".join(chosen.sentence(lang)),
        "coverage": coverage_lines(record, filters, lang),
        "sources": licences(mine.claims, lang),
    }


def _claim(claim: dict[str, Any], lang: str) -> list[str]:
    """Write who says what: source, killed, when, grading, answer."""
    facts = claim_facts(claim, lang)
    when = words.days(claim["date_start"], claim["date_end"], lang)
    return [who_says(claim, lang), facts["killed"], when, facts["grading"], words.say(f"response_{claim['response']}", lang)]


def _message(telling: Telling, lang: str) -> Message:
    if not telling.view.incident:
        return _answers(telling, lang) or message_seen(telling.chosen, replace(telling.view, lang=lang))
    row, claims = incident_of(telling.chosen.record, telling.view)
    return message_of_incident(telling.chosen, row, claims, lang)


def _answers(telling: Telling, lang: str) -> Message | None:
    """Give how a choice stands answered as its message, where the view asks for it: by an accused, or on a day."""
    view, chosen = telling.view, telling.chosen
    if not (view.accused or view.as_of) or chosen.claims.empty:
        return None
    day = date.fromisoformat(view.as_of) if view.as_of else last_read(chosen.claims)
    lead, rest = answers_sentence(stand(chosen.selection, chosen.claims, chosen.record.answers, day, view.accused), lang)
    return Message("", "", "", lead, rest, "")


def _shown(telling: Telling, said: dict[str, Any], lang: str, maps: Maps, asked: Asked) -> Shown:
    """Give one step in one language as its page shows it."""
    picture, bounds, place = picture_of(telling.chosen, replace(telling.view, lang=lang), asked.safe)
    page = Page(_SIZE, lang, "european")
    page.u, page.line = page.u * _LARGER[picture["show"]], page.line * 1.5
    page.least /= 2  # it is no picture that shrinks to a phone: the page it stands on is read at its own size
    draw_map(page, telling.chosen.record, picture, (0, 0, page.w, page.h), "red", bounds)
    labels = [mark["label"] for mark in (picture["areas"] or picture["points"])][:_SPOKEN]
    alt = words.say("story_alt", lang, what=" ".join(filter(None, (said["figure"], said["what"]))), marks=listed(labels, lang) or place)
    texts = {key: said[key] for key in ("figure", "what", "beside", "caveat")}
    texts |= {
        "sentence": telling.step.sentence[lang],
        "place": place,
        "alt": alt,
        "shade": picture["legend"]["shade"] if picture["areas"] else "",
    }
    urls = ["", *_addresses(telling)] if said["claims"] else []
    classes = picture["legend"]["classes"] if picture["areas"] else []
    return Shown(
        texts,
        list(zip(said["claims"], urls, strict=True)),
        _notes(telling, said, lang),
        legend_of(picture, bool(telling.view.incident)),
        classes,
        maps.add(page),
    )


def _notes(telling: Telling, said: dict[str, Any], lang: str) -> list[tuple[str, list[str]]]:
    """Give what folds under a step: a label with its lines."""
    return [
        (words.say("story_sentence", lang), [said["sentence"]] if said["sentence"] else []),
        (words.say("filters", lang), [said["filters"]] if said["filters"] else []),
        (words.say("coverage", lang), said["coverage"]),
        (words.say("claim_source", lang), said["sources"]),
        (words.say("data_hash", lang), [telling.chosen.record.fingerprint]),
    ]


def _addresses(telling: Telling) -> list[str]:
    return [_address(c) for c in claims_of(telling.chosen.record, telling.view.incident)] if telling.view.incident else []


def _address(claim: dict[str, Any]) -> str:
    return "" if claim["source_private"] or claim["graphic"] else str(claim["source_url"])


def check_of(step: Mapping[str, Any]) -> str:
    """Give the check of a step of a told story: a hash of its view, sentence, and what was found."""
    plain = json.dumps({key: step.get(key) for key in ("view", "sentence", "found")}, ensure_ascii=False, sort_keys=True, default=str)
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def hold(record: Record, story: Story, told: Sequence[Telling], asked: Asked) -> dict[str, Any]:
    """Give a told story as plain data: what ``choice.story.read_story`` reads, with what was found for each step and its check."""
    steps: list[dict[str, Any]] = []
    for one in told:
        step = {"view": write_view(one.step), "sentence": dict(one.step.sentence), "found": found_in(one, story.langs)}
        steps.append(step | {"check": check_of(step)})
    return {
        "story": 1,
        "record": record.fingerprint,
        "safe": asked.safe,
        "days": asked.days,
        "title": dict(story.title),
        "steps": steps,
    }


def write_told(record: Record, story: Story, ending: str, asked: Asked | None = None) -> tuple[bytes, dict[str, Any]]:
    """Write a story, sealed, as one page ("html"), as JSON with what was found ("json") or to be printed ("pdf"); the same input gives the same bytes.

    Returns
    -------
    the bytes, and the told story as plain data (``hold``).

    Raises
    ------
    StoryRefused : as ``tell``; NeedsTypst : a PDF without typst; KeyError : no such format.
    """
    asked = asked or Asked()
    told = tell(record, story, asked)
    held = hold(record, story, told, asked)
    checks = ".".join(step["check"] for step in held["steps"])
    made = {"format": ending, "safe": str(int(asked.safe)), "days": asked.days, "story": checks}
    choice = {"data": record.fingerprint, **made}
    if ending == "pdf":
        pages = [_paged(one, step, story.langs) for one, step in zip(told, held["steps"], strict=True)]
        return write_pages(record, story, pages, held, {lang: _foot(record, asked, lang) for lang in story.langs}, choice), held
    place = new_place(choice)
    data = {"html": _page, "json": _json}[ending](record, story, told, held, asked, place)
    return seal(data, place), held


def _foot(record: Record, asked: Asked, lang: str) -> list[str]:
    """Give what goes with the whole story."""
    safe = [words.say("card_safe", lang)] if asked.safe else []
    return [words.say("credit", lang), words.say("card_conventions", lang), *safe, words.say("story_verify", lang, hash=record.fingerprint)]


def _paged(telling: Telling, step: Mapping[str, Any], langs: Sequence[str]) -> Paged:
    notes = {lang: _notes(telling, step["found"]["said"][lang], lang)[:-1] for lang in langs}  # the hash stands under each page
    return Paged(telling.chosen, telling.view, _addresses(telling), notes)


def _json(_record: Record, _story: Story, _told: Sequence[Telling], held: dict[str, Any], _asked: Asked, place: str) -> bytes:
    return (json.dumps({"seal": place, **held}, ensure_ascii=False, indent=1) + "\n").encode()


def _page(record: Record, story: Story, told: Sequence[Telling], held: dict[str, Any], asked: Asked, place: str) -> bytes:
    maps = Maps()
    tongues = {}
    for lang in story.langs:
        steps = [_shown(one, step["found"]["said"][lang], lang, maps, asked) for one, step in zip(told, held["steps"], strict=True)]
        tongues[lang] = ({"title": story.title[lang], "foot": "\n".join(_foot(record, asked, lang))}, steps)
    return f"{write_story(tongues, maps.shared(), held)}<!-- {place} -->\n".encode()
