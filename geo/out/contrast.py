"""Can the colours of a card be told apart and read, by every kind of colour vision?"""

from itertools import pairwise

import numpy as np
from colorspacious import cspace_convert, deltaE

from geo import colours
from geo.colours import BLUE, HARM, INK, LAND, PAPER, QUIET

READABLE = 4.5  # the contrast that WCAG 2 asks of a text (1.4.3, level AA)


def contrast(a: str, b: str) -> float:
    """Give the WCAG 2 contrast ratio of two colours, 1 to 21."""

    def light(colour: str) -> float:
        rgb = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        return float(linear @ (0.2126, 0.7152, 0.0722))

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def check_palette(palette: str) -> tuple[float, dict[str, float]]:
    """Check a palette: the lowest text contrast on the card (``READABLE`` is asked), and for each kind of colour vision the
    smallest difference between neighbouring shades (CAM02-UCS; above about 5 two patches side by side are told apart)."""
    pairs = [(INK, PAPER), (QUIET, PAPER), (HARM, colours.WHITE), (colours.FAINT, colours.WHITE), (QUIET, colours.MUTED), (BLUE, PAPER)]
    ramp = np.array([[int(c[k : k + 2], 16) for k in (1, 3, 5)] for c in (LAND, *colours.SHADES[palette])], dtype=float)
    seen = {"usual": ramp}
    for kind in ("deuteranomaly", "protanomaly", "tritanomaly"):
        space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        seen[kind] = np.clip(np.asarray(cspace_convert(ramp / 255, space, "sRGB1")) * 255, 0, 255)
    steps = {kind: float(min(deltaE(a, b, input_space="sRGB255") for a, b in pairwise(c))) for kind, c in seen.items()}
    return min(contrast(a, b) for a, b in pairs), steps
