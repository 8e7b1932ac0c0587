"""How is a selection written to a file that others open?"""

import contextlib
import csv
import io
import sqlite3
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import xlsxwriter

from geo import vocabulary as voc
from geo.choice.address import View
from geo.choice.filters import Filters
from geo.intake.scratch import scratch
from geo.out.placemarks import row_labels, row_texts, write_kml, write_kmz
from geo.out.share import Shared, choice_of, licences, share
from geo.record.known import Record
from geo.seals import new_place, seal
from geo.show.covered import coverage_lines
from geo.show.picture import describe
from geo.show.playback import describe_play, unit_of
from geo.show.sentence import filter_texts, window_text
from geo.text import words
from geo.text.signs import harmless
from geo.web.alone import Tongue, write_page

SEAL_COLUMN = "export_seal"  # of a CSV, which has no other place for it
_EXCEL_CELL = 32_767  # characters (Excel specifications and limits)
_EXCEL_DAYS = pd.Timestamp("1900-03-01")  # its calendar has a 29 February 1900
_ROOM = 200_000_000  # bytes; more than any selection takes as a file


def provenance(shared: Shared, safe: bool, lang: str) -> list[tuple[str, str]]:
    """Give what must go with the rows: the sentence, filters, sources with licences, what was left out, the data hash."""
    say, chosen = words.say, shared.chosen
    record, filters = chosen.record, chosen.filters
    lines = [(say("provenance_sentence", lang), " ".join(chosen.sentence(lang)))]
    narrowed = [say(f"extent_{filters.extent}", lang), window_text(filters, record.span, lang), *filter_texts(filters, record.names, lang)]
    lines.append((say("filters", lang), " · ".join(narrowed)))
    lines += [(say("claim_source", lang), line) for line in licences(chosen.claims, lang)]
    lines += [(say("coverage", lang), line) for line in coverage_lines(record, filters, lang)]
    lines += [(say("left_out", lang), line) for line in shared.told(lang)]
    lines.append((say("share_safe", lang), say("stated_yes" if safe else "stated_no", lang)))
    lines.append((say("data_hash", lang), record.fingerprint))
    used = set(chosen.claims["input_sha256"])
    own = {one.table_sha256 for one in record.imports}
    for file in record.inputs:  # the files these rows come from; a reader's own file is not named
        if file.sha256 in used:
            name = say("column_file", lang) if file.table_sha256 in own or not file.name else file.name
            line = say("ledger_line", lang, name=name, input=file.sha256, table=file.table_sha256)
            lines.append((say("section_ledger", lang), line))
    return lines


def export(record: Record, filters: Filters, view: View, ending: str, safe: bool = True, days: str = "day") -> tuple[bytes, Shared]:
    """Write the claims of a selection, sealed, in one of ``vocabulary.EXPORT_FORMATS``; the same input gives the same bytes.

    ``days`` is how widely a share-safe export gives the days of private rows (``vocabulary.SHARED_DAYS``).

    Raises
    ------
    KeyError : no such format.
    """
    view = View(lang=view.lang, **({"level": view.level, "measure": view.measure, "show": view.show} if ending == "html" else {}))
    shared = share(record, filters, safe, days, view.level)
    lines = provenance(shared, safe, view.lang)
    write = {"csv": _csv, "geojson": _geojson, "gpkg": _gpkg, "parquet": _parquet, "xlsx": _xlsx}
    place = new_place(choice_of(record, filters, view, format=ending, safe=str(int(safe)), days=days))
    if ending == "html":
        return seal(_html(view, shared, safe, place), place), shared
    if ending in _PLACEMARKS:
        return seal(_PLACEMARKS[ending](shared, plain_rows(shared), lines, place, view.lang), place), shared
    return seal(write[ending](shared, lines, place), place), shared


_PLACEMARKS = {"kml": write_kml, "kmz": write_kmz}
_DAYS = ("date_start", "date_end", "response_date", "retrieved_at")


def plain_rows(shared: Shared) -> pd.DataFrame:
    """Give the rows as texts and numbers: dates as 2016-12-09, unknown empty."""
    rows = pd.DataFrame(shared.rows.drop(columns="geometry"))
    for column in _DAYS:
        rows[column] = rows[column].dt.strftime("%Y-%m-%d").astype(object).where(rows[column].notna(), "")
    return rows


ANSWERS = "answers"  # the second table, where a format has room for one


def plain_answers(shared: Shared) -> pd.DataFrame:
    """Give the answers as texts and numbers, unknown empty."""
    return shared.answers.astype(object).where(shared.answers.notna(), None)


def _csv(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:  # noqa: ARG001 - a CSV has no place for it but its rows
    text = io.StringIO()
    rows = plain_rows(shared).astype(object).assign(**{SEAL_COLUMN: place})
    rows = rows.where(rows.notna(), "")
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)  # whatever separator a spreadsheet believes in
    writer.writerow(rows.columns if len(rows) else [*rows.columns[:-1], place])  # without a row the seal stands in the header
    writer.writerows([harmless(cell) for cell in row] for row in rows.itertuples(index=False))
    return ("\ufeff" + text.getvalue()).encode()


def _through_file(ending: str, write: Any) -> bytes:
    with scratch(_ROOM) as folder:
        path = folder / f"claims.{ending}"
        write(path)
        return path.read_bytes()


def _flat(shared: Shared) -> Any:
    """The rows with dates as texts, for a format that has none (GeoJSON)."""
    flat = shared.rows.copy()
    rows = plain_rows(shared)
    flat[rows.columns] = rows
    return flat


def _dated(shared: Shared) -> Any:
    """The rows with days as dates, not as instants or texts; GDAL takes them so through Arrow only."""
    flat = shared.rows.copy()
    for column in _DAYS:
        flat[column] = flat[column].dt.date.astype(pd.ArrowDtype(pa.date32()))
    return flat


def _about(lines: list[tuple[str, str]]) -> str:
    return "\n".join(f"{label}: {text}" for label, text in lines)


def _geojson(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:
    about = f"{place}\n{_about(lines)}"  # before the rows: the first mark in the file
    return _through_file(
        "geojson", lambda path: _flat(shared).to_file(path, driver="GeoJSON", engine="pyogrio", layer="claims", DESCRIPTION=about)
    )


def _gpkg(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:
    about = f"{place}\n{_about(lines)}"
    last = max(shared.rows["retrieved_at"].dropna(), default=pd.Timestamp(date(2016, 1, 1)))

    def write(path: Path) -> None:
        _dated(shared).to_file(path, driver="GPKG", engine="pyogrio", layer="claims", use_arrow=True, layer_options={"DESCRIPTION": about})
        pyogrio.write_dataframe(shared.answers, path, layer=ANSWERS, driver="GPKG")
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as base:  # else the bytes change with the clock
            base.execute("UPDATE gpkg_contents SET last_change = ?", [last.strftime("%Y-%m-%dT00:00:00.000Z")])
            base.execute("VACUUM")

    return _through_file("gpkg", write)


def _parquet(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:
    memory = io.BytesIO()
    _dated(shared).to_parquet(memory)
    table, out = pq.read_table(io.BytesIO(memory.getvalue())), io.BytesIO()
    with pq.ParquetWriter(out, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"raqqa": f"{_about(lines)}\n{place}"})
    return out.getvalue()


def _fitting(cell: Any) -> Any:
    """Cut a text to what a cell of Excel holds, and show that it was cut; XlsxWriter would leave it out."""
    return f"{cell[: _EXCEL_CELL - 4]} […]" if isinstance(cell, str) and len(cell) > _EXCEL_CELL else cell


def _xlsx(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:
    memory = io.BytesIO()
    book = xlsxwriter.Workbook(
        memory, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": False}
    )
    book.set_properties({"created": pd.Timestamp("2016-11-06").to_pydatetime(), "title": lines[0][1][:250]})
    bold = book.add_format({"bold": True})
    claims, day = plain_rows(shared).astype(object), book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in (("claims", claims.where(claims.notna(), None)), (ANSWERS, plain_answers(shared))):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, list(rows.columns), bold)
        for k, row in enumerate(rows.itertuples(index=False), 1):
            sheet.write_row(k, 0, [_fitting(harmless(cell)) for cell in row])
        for column in (
            _DAYS if name == "claims" else ()
        ):  # over their texts; what a workbook has no number for (before March 1900) stays a text
            at = rows.columns.get_loc(column)
            for k, known in enumerate(shared.rows[column], 1):
                if pd.notna(known) and known > _EXCEL_DAYS:
                    sheet.write_datetime(k, at, known.to_pydatetime(), day)
        sheet.freeze_panes(1, 2)
        sheet.autofit()
    about = book.add_worksheet("provenance")
    for k, (label, text) in enumerate(lines):
        about.write_string(k, 0, label, bold)
        about.write_string(k, 1, text)
    about.set_column(0, 0, 26)
    about.set_column(1, 1, 110, book.add_format({"text_wrap": True}))
    book.close()
    with zipfile.ZipFile(memory, "a") as archive:  # its parts are compressed; its comment is not
        archive.comment = place.encode()
    return memory.getvalue()


def _html(view: View, shared: Shared, safe: bool, place: str) -> bytes:
    """Write one map that works offline by double click, in every language, that of the view first; the rows of its table belong to the marks of
    the map."""
    langs = (view.lang, *(x for x in voc.LANGUAGES if x != view.lang))
    page = write_page(shared.chosen.record, {lang: _tongue(replace(view, lang=lang), shared, safe) for lang in langs})
    return f"{page}<!-- {place} -->\n".encode()


def _tongue(view: View, shared: Shared, safe: bool) -> Tongue:
    lang, say, chosen = view.lang, words.say, shared.chosen
    lead, rest = chosen.sentence(lang)
    incidents = chosen.selection.incidents
    unit = dict(zip(incidents["incident_id"], unit_of(incidents, view), strict=True))
    rows: list[tuple[str, list[tuple[str, str]]]] = [("", [(label, "") for label in row_labels(lang)])]
    for incident, row in zip(shared.incidents, shared.rows.to_dict("records"), strict=True):
        (*cells, source, licence), address = row_texts(row, lang)
        rows.append((unit[incident], [*((c, "") for c in cells), (source, address), (licence, "")]))
    texts = {"title": map_title(chosen.filters, lang), "lead": lead, "rest": rest, "whole": say("story_sentence", lang)}
    texts |= {
        "notes": "\n".join(f"{label}: {text}" for label, text in provenance(shared, safe, lang)[1:]),
        "all": say("back_to_all", lang),
        "table": say("page_incidents", lang),
    }
    return Tongue(describe(chosen, view), {} if view.show == "repeats" else describe_play(chosen, view), texts, rows)


def map_title(filters: Filters, lang: str) -> str:
    """Write the title of a map that stands alone."""
    return words.say("card_title", lang, what=words.say(f"extent_{filters.extent}", lang))
