"""What a reader is told, and what leaves, is byte for byte what it was at the commit that ``frozen.json`` names; without that file nothing is held.

Takes some minutes: ``pytest -m long tests/test_freeze.py``. After a change on purpose, ``python -m tests.test_freeze`` writes the hashes
anew, and the commit says what changed; it prints which kinds did.
"""

import hashlib
import json
import random
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters, opening_filters
from geo.holding.build import build
from geo.holding.engines import Here
from geo.out.bodies import Card
from geo.out.card import write_card
from geo.out.exports import export
from geo.record.files import read_record
from geo.record.known import Record
from geo.show.chosen import Chosen
from geo.show.picture import describe
from geo.show.summary import to_json

FROZEN = Path(__file__).with_name("frozen.json")
BUILT = date(2026, 11, 25)  # a holding names the day it was built

Hashes = dict[str, str]  # "kind: what" -> the first half of a SHA-256


def short(data: bytes | str) -> str:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).hexdigest()[:32]


def plain(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)


def choices(record: Record, n: int) -> Iterator[Filters]:
    """Choices of every kind, the same each time."""
    turn = random.Random(2017)
    places, areas = sorted(record.places["area_id"]), sorted(record.area_ids)
    first, last = record.span

    def some(codes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(x for x in codes if turn.random() < 0.3)

    for _ in range(n):
        start = first + timedelta(turn.randint(0, (last - first).days))
        given: dict[str, Any] = {"start": start, "end": start + timedelta(turn.randint(0, 300))} if turn.random() < 0.7 else {}
        given |= {"extent": turn.choice(voc.EXTENTS), "fighting": turn.random() < 0.7}
        for name, codes in (("source", voc.SOURCES), ("grading", voc.CLAIM_GRADINGS), ("response", voc.RESPONSES)):
            given |= {name: some(codes)} if turn.random() < 0.2 else {}
        given |= {"area": turn.choice(areas)} if turn.random() < 0.15 else {}
        given |= {"near": turn.choice(places), "km": turn.choice((5, 25))} if turn.random() < 0.1 else {}
        given |= {"min_killed": turn.randint(1, 20)} if turn.random() < 0.1 else {}
        given |= {"precise": True} if turn.random() < 0.1 else {}
        given |= {"text": turn.choice(("jarnia", "الجرنية", "CS40", "mansoura"))} if turn.random() < 0.1 else {}
        yield Filters(**given)


def of_choices(record: Record) -> Hashes:
    out = {}
    for k, filters in enumerate(choices(record, 300)):
        chosen = Chosen(record, filters)
        out[f"figures: {k:03}"] = short(plain(to_json(chosen)))
        for lang in voc.LANGUAGES:
            out[f"sentence: {k:03} {lang}"] = short(plain(chosen.sentence(lang)))
    return out


def of_views(record: Record) -> Hashes:
    out = {}
    turn = random.Random(2016)
    for k, filters in enumerate(choices(record, 50)):
        view = View(lang=voc.LANGUAGES[k % 2], level=turn.choice(voc.LEVELS), show=turn.choice(("areas", "points")))
        out[f"picture: {k:02}"] = short(plain(describe(Chosen(record, filters, view.level), view)))
    return out


def of_cards(record: Record) -> Hashes:
    """Of each layout and size, as SVG: its bytes do not depend on the machine, as those of a PNG may."""
    more = {"incident": {"incident": "airwars:CS409"}, "before_after": {"versus": "window:2016-12-10/2017-02-03"}}
    opening = opening_filters()
    others = {"before_after": replace(opening, end=date(2016, 12, 9)), "place": replace(opening, near=sorted(record.places["area_id"])[0])}
    return {
        f"card: {layout} {size} {lang}": short(
            write_card(
                record,
                others.get(layout, opening),
                View(lang=lang, **more.get(layout, {})),
                Card(size=size, layout=layout),
                "svg",
            )[0]
        )
        for layout in voc.CARD_LAYOUTS
        for size in s.CARD_SIZES
        for lang in voc.LANGUAGES
    }


def of_exports(record: Record) -> Hashes:
    return {
        f"export: {ending} {'safe' if safe else 'exact'}": short(export(record, opening_filters(), View(), ending, safe)[0])
        for ending in voc.EXPORT_FORMATS
        for safe in (True, False)
    }


def of_a_holding(record: Record) -> Hashes:
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary) / "out"
        build([Path(__file__).parent / "samples" / "ged_49.csv"], out, record, Here(), BUILT)
        files = sorted(p for p in out.rglob("*") if p.is_file())
        return {f"holding: {p.relative_to(out).as_posix()}": short(p.read_bytes()) for p in files}


written = pytest.mark.skipif(not FROZEN.exists(), reason="write tests/frozen.json first: python -m tests.test_freeze")

PARTS = (of_choices, of_views, of_exports, of_a_holding, of_cards)


def frozen() -> dict[str, Any]:
    known: dict[str, Any] = json.loads(FROZEN.read_text(encoding="utf-8"))
    return known


def differing(known: Hashes, found: Hashes) -> dict[str, str]:
    """Tell of each kind how many differ, and the first of them."""
    kinds = {key.split(":")[0] for key in found}
    known = {key: value for key, value in known.items() if key.split(":")[0] in kinds}
    names = sorted(key for key in {*known, *found} if known.get(key) != found.get(key))
    counts = Counter(key.split(":")[0] for key in names)
    of = Counter(key.split(":")[0] for key in {*known, *found})
    return {kind: f"{n} of {of[kind]}, the first: {next(k for k in names if k.startswith(f'{kind}:'))}" for kind, n in counts.items()}


@pytest.mark.long
@written
@pytest.mark.parametrize("part", PARTS, ids=lambda f: f.__name__)
def test_nothing_differs_from_what_was_frozen(record: Record, part: Any) -> None:
    known = frozen()
    assert differing(known["hashes"], part(record)) == {}, f"frozen at {known['commit']}; meant? then python -m tests.test_freeze"


def test_a_difference_is_told_by_its_kind() -> None:
    known = {"card: a": "1", "card: b": "1", "export: csv": "1", "figures: 000": "1"}
    assert differing(known, dict(known)) == {}
    assert differing(known, {"card: a": "2", "card: c": "1", "export: csv": "1"}) == {"card": "3 of 3, the first: card: a"}
    assert differing(known, {"export: csv": "2"}) == {"export": "1 of 1, the first: export: csv"}


@written
def test_every_kind_is_frozen() -> None:
    kinds = Counter(key.split(":")[0] for key in frozen()["hashes"])
    assert (kinds["figures"], kinds["sentence"], kinds["picture"]) == (300, 300 * len(voc.LANGUAGES), 50)
    assert kinds["card"] == len(voc.CARD_LAYOUTS) * len(s.CARD_SIZES) * len(voc.LANGUAGES)
    assert kinds["export"] == 2 * len(voc.EXPORT_FORMATS)
    assert kinds["holding"] > 0


if __name__ == "__main__":
    shipped = read_record()
    made = {key: value for part in PARTS for key, value in part(shipped).items()}
    if FROZEN.exists():
        print(differing(frozen()["hashes"], made) or "nothing differs")
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=s.PROJECT, capture_output=True, text=True, check=True).stdout.strip()
    FROZEN.write_text(json.dumps({"commit": commit, "hashes": made}, indent=0) + "\n", encoding="utf-8")
