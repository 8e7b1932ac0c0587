"""Which letters does a printed document have, so that its text is read, searched and copied as it was written?

A typeface draws lam and alef as one shape. Readers of a PDF turn the letters of a line round, and with them the two of such a shape: they find
"ال" where "لا" stands. Here each letter keeps a shape of its own: the whole drawing for the lam, nothing but its width for the alef. Every other
joined pair of IBM Plex Sans Arabic is a matter of taste, and is left out.
"""

import functools
import io
import re
from pathlib import Path
from typing import Any

import fontpkg_ibm_plex_sans_arabic
from fontTools.otlLib.builder import buildCoverage
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

from geo.text.languages import is_rtl

FAMILY = "Strike Map Print"  # the typeface's own name is kept for the typeface as its makers made it
_FILES = Path(str(fontpkg_ibm_plex_sans_arabic.__file__)).parent / "files"
_WEIGHTS = ("Regular", "SemiBold")
_OWN_NAME = ("IBM Plex Sans Arabic", "IBMPlexSansArabic")
_LAM = ("uniFEDF", "uniFEE0")  # at the beginning, and in the middle, of a word
_ALEF = ("uniFE8E", "uniFE82", "uniFE84", "uniFE88", "uniFB51")
_SHARE = 0.4  # of the width of the shape that is the alef's
_IGNORE_MARKS = 8
_VOWELS = re.compile("[\u064b-\u0652\u0670\u0640]")  # short vowels, doubling, and the stroke that only lengthens a word
_OPEN, _CLOSE = "\u2066\u2067\u2068", "\u2069"
_STRONG = re.compile("[A-Za-z\u00c0-\u024f\u0590-\u08ff]")

Run = str | list[str]  # of a text: as the text around it runs, or, in a list, from left to right whatever stands around it


@functools.cache
def font_files() -> dict[str, bytes]:
    """Give the two typefaces of a printed document by file name; the same bytes each time."""
    return {f"{weight}.ttf": _made(_FILES / f"IBMPlexSansArabic-{weight}.ttf") for weight in _WEIGHTS}


def _made(path: Path) -> bytes:
    font: Any = TTFont(path, recalcTimestamp=False)
    table = font["GSUB"].table
    at = next(i for record in table.FeatureList.FeatureRecord if record.FeatureTag == "rlig" for i in record.Feature.LookupListIndex)
    joined = {
        (first, one.Component[0]): one.LigGlyph
        for part in table.LookupList.Lookup[at].SubTable
        for first, found in getattr(part, "ExtSubTable", part).ligatures.items()
        for one in found
        if first in _LAM and one.Component[0] in _ALEF
    }
    parts = {pair: _halves(font, k, shape) for k, (pair, shape) in enumerate(joined.items())}
    glyphs = font.getReverseGlyphMap(rebuild=True)
    lookup: Any = otTables.Lookup()
    lookup.LookupType, lookup.LookupFlag, lookup.SubTable = 6, _IGNORE_MARKS, []
    for (lam, alef), (whole, width) in parts.items():
        lookup.SubTable.append(_in_place(glyphs, "", lam, alef, _instead(table, lam, whole)))
        lookup.SubTable.append(_in_place(glyphs, whole, alef, "", _instead(table, alef, width)))
    lookup.SubTableCount = len(lookup.SubTable)
    table.LookupList.Lookup[at] = lookup
    for name in font["name"].names:
        if name.nameID in (1, 3, 4, 6, 16):
            name.string = name.toUnicode().replace(_OWN_NAME[0], FAMILY).replace(_OWN_NAME[1], FAMILY.replace(" ", ""))
    memory = io.BytesIO()
    font.save(memory)
    return memory.getvalue()


def _halves(font: Any, k: int, shape: str) -> tuple[str, str]:
    """Make two shapes of one: all of the drawing with a part of its width, moved over the width that the other has."""
    whole, width = f"lam.print{k}", f"alef.print{k}"
    advance, left = font["hmtx"][shape]
    share = round(advance * _SHARE)
    drawing, nothing, part = Glyph(), Glyph(), GlyphComponent()
    part.glyphName, part.x, part.y, part.flags = shape, -share, 0, 0x0004
    drawing.numberOfContours, drawing.components = -1, [part]
    nothing.numberOfContours = 0
    for name, glyph, metrics in ((whole, drawing, (advance - share, left - share)), (width, nothing, (share, 0))):
        font["glyf"][name] = glyph
        font["hmtx"][name] = metrics
    return whole, width


def _instead(table: Any, was: str, now: str) -> int:
    """Add that one shape stands for another; give the number of that rule."""
    lookup: Any = otTables.Lookup()
    rule: Any = otTables.SingleSubst()
    rule.mapping = {was: now}
    lookup.LookupType, lookup.LookupFlag, lookup.SubTable, lookup.SubTableCount = 1, 0, [rule], 1
    table.LookupList.Lookup.append(lookup)
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    return int(table.LookupList.LookupCount) - 1


def _in_place(glyphs: Any, before: str, this: str, after: str, number: int) -> Any:
    """Say between which shapes (none: any) a rule is followed."""

    def cover(name: str) -> list[Any]:
        return [buildCoverage([name], glyphs)] if name else []

    rule: Any = otTables.ChainContextSubst()
    record: Any = otTables.SubstLookupRecord()
    record.SequenceIndex, record.LookupListIndex = 0, number
    rule.Format = 3
    rule.BacktrackCoverage, rule.InputCoverage, rule.LookAheadCoverage = cover(before), cover(this), cover(after)
    rule.BacktrackGlyphCount, rule.InputGlyphCount, rule.LookAheadGlyphCount = len(rule.BacktrackCoverage), 1, len(rule.LookAheadCoverage)
    rule.SubstLookupRecord, rule.SubstCount = [record], 1
    return rule


def plain(text: str) -> str:
    """Write a text as it is printed: without marks of direction, short vowels, and what cannot be printed."""
    bare = _VOWELS.sub("", text)
    return " ".join(
        "".join(c if c.isprintable() else " " for c in bare if c not in _OPEN and c not in f"{_CLOSE}\u200b\u200e\u200f").split()
    )


def runs(text: str, lang: str) -> list[Run]:
    """Cut a text at its isolates: what runs from left to right within a text from right to left is a part of its own."""
    if not is_rtl(lang):
        return [plain(text)]
    found: list[Run] = []
    deep, part = 0, ""
    for c in f"{text}\0":
        if c in _OPEN or c == _CLOSE or c == "\0":
            if part and (c == "\0" or deep == (0 if c in _OPEN else 1)):
                found.append(_run(part, deep > 0))
                part = ""
            deep = max(deep + (c in _OPEN) - (c == _CLOSE), 0)
        else:
            part += c
    return found


def _run(part: str, isolated: bool) -> Run:
    """Give a part as it is printed; spaces at its ends stay, for they stand between it and others."""
    told = plain(part)
    told = f"{' ' if part[:1].isspace() else ''}{told}{' ' if told and part[-1:].isspace() else ''}"
    first = _STRONG.search(told)
    return [told] if isolated and (first is None or first[0] < "\u0590") else told
