"""How is a selection written for globes and phones (KML, KMZ): a placemark a claim, with its days, range, grading, source and precision?

Every cell of ``columns.COLUMNS`` stands in ExtendedData as it is. What a globe shows on a click is the description alone, and in it no text of
the data acts: globes read a description as HTML and fill in ``$[names]``. Nothing is loaded: no picture, no icon, no link of the network.
"""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pandas as pd

from geo import colours
from geo import settings as s
from geo.out.share import Shared
from geo.show.details import accuracy_text, claim_figure, claim_kind_text
from geo.text import words

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold
_TYPES = {"Int64": "int", "int64": "int", "float64": "double", "bool": "bool"}
_STYLES = {"known": ("ff", 1.0), "wide": ("80", 1.4)}  # a position known to a village at best is solid, a wider one is not
_LABELS = ("place", "date", "killed", "grading", "answer", "kind", "sources", "licence")


def row_texts(row: Any, lang: str) -> tuple[list[str], str]:
    """Write a row of ``Shared.rows`` for a reader: place, days, killed, grading, answer, kind, source, licence; and the address of the source."""
    say = words.say
    hidden = row["source_dataset"] == "private"
    source = say("source_hidden", lang) if hidden else f"{row['source_name']} {row['source_id']}"
    name = " ".join(x for x in (row["place_name"], row["place_name_ar"]) if x) or say("unnamed", lang)
    cells = [name, words.days(row["date_start"], row["date_end"], lang), claim_figure(row, lang)]
    cells += [
        say(f"grading_{row['grading']}", lang),
        say(f"response_{row['response']}", lang),
        claim_kind_text(row, lang),
        source,
        row["licence"],
    ]
    return cells, row["source_url"]


def row_labels(lang: str) -> list[str]:
    """Give the headings of ``row_texts``."""
    return [words.say(f"column_{c}", lang) for c in _LABELS]


def write_kml(shared: Shared, rows: pd.DataFrame, lines: list[tuple[str, str]], place: str, lang: str) -> bytes:
    """Write claims as KML 2.2.

    Parameters
    ----------
    rows : of ``shared`` as texts and numbers (``exports.plain_rows``), in its order.
    lines : what goes with them (``exports.provenance``).
    place : for the seal; empty where it stands elsewhere.
    """
    return "\n".join(_document(shared, rows, lines, place, lang)).encode()


def write_kmz(shared: Shared, rows: pd.DataFrame, lines: list[tuple[str, str]], place: str, lang: str) -> bytes:
    """Write the same as a zip with one document; its seal is the zip's comment, which is not compressed."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("doc.kml", (1980, 1, 1, 0, 0, 0)), write_kml(shared, rows, lines, "", lang), zipfile.ZIP_DEFLATED)
        archive.comment = place.encode()
    return memory.getvalue()


def _document(shared: Shared, rows: pd.DataFrame, lines: list[tuple[str, str]], place: str, lang: str) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield '<kml xmlns="http://www.opengis.net/kml/2.2">'
    if place:
        yield f"<!-- {place} -->"
    yield "<Document>"
    yield f"<name>{_xml(words.say('card_title', lang, what=words.say(f'extent_{shared.chosen.filters.extent}', lang)))}</name>"
    yield f"<description>{_described((label, text) for label, text in lines)}</description>"
    red, green, blue = (colours.HARM[k : k + 2] for k in (1, 3, 5))
    for name, (opacity, scale) in _STYLES.items():  # KML writes colours from the back: opacity, blue, green, red
        icon = f"<IconStyle><color>{opacity}{blue}{green}{red}</color><scale>{scale}</scale></IconStyle>"
        yield f'<Style id="{name}">{icon}<BalloonStyle><text>$[description]</text></BalloonStyle></Style>'
    kinds = {c: _TYPES.get(str(dtype), "string") for c, dtype in rows.dtypes.items()}
    fields = "".join(f'<SimpleField type="{kind}" name="{c}"/>' for c, kind in kinds.items())
    yield f'<Schema name="claims" id="claims">{fields}</Schema>'
    for row, cells in zip(shared.rows.to_dict("records"), rows.to_dict("records"), strict=True):
        yield _placemark(row, cells, lang)
    yield "</Document>"
    yield "</kml>\n"


def _placemark(row: dict[str, Any], cells: dict[str, Any], lang: str) -> str:
    (name, *told), _ = row_texts(row, lang)
    labels = row_labels(lang)
    about = [*zip(labels, (name, *told), strict=True), (words.say("column_precision", lang), accuracy_text(row, lang))]
    radius = s.DISC_RADIUS_M.get(row["geolocation_accuracy"], float("inf"))
    data = "".join(f'<SimpleData name="{c}">{_xml(text)}</SimpleData>' for c, v in cells.items() if (text := _text(v)))
    point = ""
    if pd.notna(row["latitude"]) and pd.notna(row["longitude"]):
        point = f"<Point><coordinates>{row['longitude']!r},{row['latitude']!r}</coordinates></Point>"
    return (
        f'<Placemark><name>{_xml(name)}</name><Snippet maxLines="0"></Snippet><description>{_described(about)}</description>'
        f"{_time(row)}<styleUrl>#{'known' if radius <= s.VILLAGE_RADIUS_M else 'wide'}</styleUrl>"
        f'<ExtendedData><SchemaData schemaUrl="#claims">{data}</SchemaData></ExtendedData>{point}</Placemark>'
    )


def _time(row: dict[str, Any]) -> str:
    """Write the days of a claim: one day is a moment, several are a span; an undated claim has none."""
    first, last = row["date_start"], row["date_end"]
    if pd.isna(first) or pd.isna(last):
        return ""
    if first == last:
        return f"<TimeStamp><when>{first:%Y-%m-%d}</when></TimeStamp>"
    return f"<TimeSpan><begin>{first:%Y-%m-%d}</begin><end>{last:%Y-%m-%d}</end></TimeSpan>"


def _text(value: Any) -> str:
    if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _xml(text: str) -> str:
    """Write a text as the content of an element, which is read back the same to the letter; what XML cannot hold is a lost character."""
    return html.escape(_NO_XML.sub("\ufffd", text), quote=False).replace("\r", "&#13;")


def _described(lines: Any) -> str:
    """Write labels and texts for a globe, which reads them as HTML: nothing in them is markup, a link or a name to be filled in."""
    plain = (f"<b>{html.escape(label)}</b> {html.escape(text).replace('$[', '$&#91;')}" for label, text in lines)
    return _xml("<br>".join(plain))
