"""How does a told story stand on pages: one a step in each of its languages, with its map, figure, claims and notes?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from geo.choice.address import View
from geo.choice.story import Story
from geo.out.leaves import Maps, lines, table, text
from geo.out.typeset import Leaf, held_of, typeset
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.text import words


@dataclass(frozen=True)
class Paged:
    """One step as it is set: what it is made of, the addresses of its claims, and its notes (a label with its lines) by language."""

    chosen: Chosen
    view: View
    addresses: Sequence[str]
    notes: Mapping[str, Sequence[tuple[str, Sequence[str]]]]


def write_pages(
    record: Record,
    story: Story,
    steps: Sequence[Paged],
    held: Mapping[str, Any],
    feet: Mapping[str, Sequence[str]],
    choice: Mapping[str, str],
) -> bytes:
    """Set a told story (``story.hold``) as PDF, its languages one after the other.

    Parameters
    ----------
    feet : what goes with the whole of it, by language. choice : stands beside the seal.

    Raises
    ------
    NeedsTypst : typst is not installed.
    """
    maps, leaves = Maps(bool(held["safe"])), []
    for lang in story.langs:
        title = story.title[lang]
        foot = f"{title} · {words.say('card_hash', lang, hash=record.fingerprint).rstrip('.')}"
        told = [f"{words.number(k, lang)}. {step['sentence'][lang]}" for k, step in enumerate(held["steps"], 1)]
        leaves.append(
            Leaf(f"{lang}-0", lang, [*text("title", title), *lines("", told), *lines(words.say("atlas_check", lang), feet[lang])], foot)
        )
        for k, (step, one) in enumerate(zip(held["steps"], steps, strict=True), 1):
            at = words.say("story_at", lang, n=words.number(k, lang), of=words.number(len(steps), lang))
            leaves.append(_leaf(f"{lang}-{k}", lang, at, step, one, maps, foot))
    return typeset(leaves, next(iter(story.title.values())), maps.drawn, {"story": held, "pages": held_of(leaves)}, choice)


def _leaf(name: str, lang: str, at: str, step: Mapping[str, Any], one: Paged, maps: Maps, foot: str) -> Leaf:
    said = step["found"]["said"][lang]
    what = " ".join(x for x in (said["figure"], said["what"]) if x)
    blocks = [
        *text("over", at),
        {"kind": "title", "text": step["sentence"][lang], "size": 14},
        *text("over", words.say("story_from", lang)),
    ]
    blocks += [*text("figure", said["figure"]), *text("lead", said["what"])]
    blocks += maps.block(one.chosen, replace(one.view, lang=lang), what, 0.42)
    blocks += [*text("text", said["beside"]), *text("text", said["caveat"])]
    if said["claims"]:
        heads, *rows = said["claims"]
        cells = [[{"text": row[0], "url": url}, *row[1:]] for row, url in zip(rows, one.addresses, strict=True)]
        blocks += table(words.say("story_claims", lang), heads, cells, (2, 1.6, 1.8, 1.2, 2))
        blocks += lines("", [{"text": f"\u2066{url}\u2069", "url": url} for url in dict.fromkeys(one.addresses) if url])
    for label, told in one.notes[lang]:
        blocks += [*text("heading", label), *text("quiet", told[0])] if len(told) == 1 else lines(label, told)
    return Leaf(name, lang, blocks, foot)
