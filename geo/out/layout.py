"""Where do badges stand so that none covers another? The rule of the browser's map (``geo/web/assets/map/layout.js``), for a page.

Boxes are (left, top, right, bottom), in pixels of the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Mark:
    """A badge that looks for a place: the middle it belongs to, its size, and what a round asks about it."""

    x: float
    y: float
    w: float
    h: float
    id: str = ""


@dataclass(frozen=True)
class Round:
    """One rule for finding a place: ``steps`` of ``step`` pixels along a spiral, ``gap`` pixels to what is taken, and which spots are good."""

    step: float
    steps: int
    gap: float
    good: Callable[[Mark, np.ndarray, np.ndarray], np.ndarray]
    takes: Callable[[Mark], bool] = lambda _: True


def around(x: float, y: float, w: float, h: float) -> Box:
    """Give the box of a size around its middle."""
    return x - w / 2, y - h / 2, x + w / 2, y + h / 2


def overlaps(box: Box, taken: Sequence[Box], gap: float) -> bool:
    """Say whether a box comes nearer than ``gap`` to one that is taken."""
    return any(box[0] < t[2] + gap and box[2] > t[0] - gap and box[1] < t[3] + gap and box[3] > t[1] - gap for t in taken)


def find_spot(mark: Mark, taken: Sequence[Box], rule: Round) -> tuple[float, float] | None:
    """Give the nearest good spot, outwards along a spiral, at which a mark covers nothing; None if there is none."""
    k = np.arange(rule.steps)
    x = mark.x + rule.step * (np.sqrt(k) * np.cos(2.4 * k))
    y = mark.y + rule.step * (np.sqrt(k) * np.sin(2.4 * k))
    free = np.ones(len(k), dtype=bool)
    if taken:
        t = np.array(taken)
        hit = (x[:, None] - mark.w / 2 < t[:, 2] + rule.gap) & (x[:, None] + mark.w / 2 > t[:, 0] - rule.gap)
        hit &= (y[:, None] - mark.h / 2 < t[:, 3] + rule.gap) & (y[:, None] + mark.h / 2 > t[:, 1] - rule.gap)
        free = ~hit.any(axis=1)
    found = np.flatnonzero(free & rule.good(mark, x, y))
    return (float(x[found[0]]), float(y[found[0]])) if len(found) else None


def settle(marks: Sequence[Mark], taken: list[Box], rounds: Sequence[Round]) -> list[tuple[float, float] | None]:
    """Find a place for each mark, in the order of their weight, one round of rules after the other; ``taken`` grows by what was found."""
    spots: list[tuple[float, float] | None] = [None] * len(marks)
    for rule in rounds:
        for k, mark in enumerate(marks):
            if spots[k] is not None or not rule.takes(mark):
                continue
            found = spots[k] = find_spot(mark, taken, rule)
            if found:
                taken.append(around(*found, mark.w, mark.h))
    return spots
