"""How is a selection written to a file that others open?"""

import csv
import io
import os
import re
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import xlsxwriter

from geo.choice.filters import Filters, Selection, View
from geo.count.totals import filter_texts, summarise, window_text, write_sentence
from geo.intake.scratch import scratch
from geo.out.seals import new_place, seal
from geo.out.share import Shared, coarsen_selection, licences, share
from geo.record.files import Record
from geo.show.details import claim_figure
from geo.show.picture import area_table, describe
from geo.show.playback import describe_play, unit_of
from geo.text import words
from geo.web.map import write_page

SEAL_COLUMN = "export_seal"  # of a CSV, which has no other place for it
_EXCEL_CELL = 32_767  # characters (Excel specifications and limits)
_ROOM = 200_000_000  # bytes; more than any selection takes as a file
_FORMULA = re.compile(
    r"'*[\s\x00-\x20\u00a0\ufeff]*[=+\-@\t\r\n＝＋－＠]"
)  # what a spreadsheet would run (OWASP, CSV injection), already guarded or not


def harmless(cell: Any) -> Any:
    """Keep a spreadsheet from running a text as a formula: an apostrophe before it says "text"; ``sources`` takes it off again."""
    return "'" + cell if isinstance(cell, str) and _FORMULA.match(cell) else cell


def provenance(record: Record, selection: Selection, filters: Filters, shared: Shared, safe: bool, lang: str) -> list[tuple[str, str]]:
    """Give what must go with the rows: the sentence, filters, sources with licences, what was left out, the data hash."""
    say = words.say
    totals = summarise(selection, record.graded, record.pairs)
    lines = [(say("provenance_sentence", lang), " ".join(write_sentence(totals, filters, record.span, lang)))]
    chosen = [say(f"extent_{filters.extent}", lang), window_text(filters, record.span, lang), *filter_texts(filters, record.names, lang)]
    lines.append((say("filters", lang), " · ".join(chosen)))
    lines += [(say("claim_source", lang), line) for line in licences(record, selection, lang)]
    lines += [(say("left_out", lang), line) for line in shared.told(lang)]
    lines.append((say("share_safe", lang), say("stated_yes" if safe else "stated_no", lang)))
    lines.append((say("data_hash", lang), record.fingerprint))
    used = set(record.claims.loc[record.claims["incident_id"].isin(selection.incidents["incident_id"]), "input_sha256"])
    own = {one.table_sha256 for one in record.imports}
    for file in record.inputs:  # the files these rows come from; a reader's own file is not named
        if file.sha256 in used:
            name = say("column_file", lang) if file.table_sha256 in own else file.name
            line = say("ledger_line", lang, name=name, input=file.sha256, table=file.table_sha256)
            lines.append((say("section_ledger", lang), line))
    return lines


def export(record: Record, filters: Filters, view: View, ending: str, safe: bool = True) -> tuple[bytes, Shared]:
    """Write the claims of a selection, sealed, in one of ``settings.EXPORT_FORMATS``; the same input gives the same bytes.

    Raises
    ------
    KeyError : no such format.
    """
    selection = record.select(filters)
    shared = share(record, selection, safe)
    lines = provenance(record, selection, filters, shared, safe, view.lang)
    write = {"csv": _csv, "geojson": _geojson, "gpkg": _gpkg, "parquet": _parquet, "xlsx": _xlsx}
    place = new_place()
    if ending == "html":
        return seal(_html(record, filters, view, selection, shared, lines, safe, place), place), shared
    return seal(write[ending](shared, lines, place), place), shared


def plain_rows(shared: Shared) -> pd.DataFrame:
    """Give the rows as texts and numbers: dates as 2016-12-09, unknown empty."""
    rows = pd.DataFrame(shared.rows.drop(columns="geometry"))
    for column in ("date_start", "date_end", "response_date", "retrieved_at"):
        rows[column] = rows[column].dt.strftime("%Y-%m-%d").astype(object).where(rows[column].notna(), "")
    return rows


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
    """The rows with dates as texts, for formats whose dates differ between readers."""
    flat = shared.rows.copy()
    rows = plain_rows(shared)
    flat[rows.columns] = rows
    return flat


def _about(lines: list[tuple[str, str]], place: str) -> str:
    return "\n".join([place, *(f"{label}: {text}" for label, text in lines)])


def _geojson(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:
    about = _about(lines, place)
    return _through_file(
        "geojson", lambda path: _flat(shared).to_file(path, driver="GeoJSON", engine="pyogrio", layer="claims", DESCRIPTION=about)
    )


def _gpkg(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:
    about = _about(lines, place)
    last = max(shared.rows["retrieved_at"].dropna(), default=pd.Timestamp(date(2016, 1, 1)))
    was = os.environ.get("OGR_CURRENT_DATE")
    os.environ["OGR_CURRENT_DATE"] = last.strftime("%Y-%m-%dT00:00:00.000Z")  # else the bytes change with the clock
    try:
        return _through_file(
            "gpkg",
            lambda path: _flat(shared).to_file(path, driver="GPKG", engine="pyogrio", layer="claims", layer_options={"DESCRIPTION": about}),
        )
    finally:
        os.environ.pop("OGR_CURRENT_DATE") if was is None else os.environ.update(OGR_CURRENT_DATE=was)


def _parquet(shared: Shared, lines: list[tuple[str, str]], place: str) -> bytes:
    memory = io.BytesIO()
    shared.rows.to_parquet(memory)
    table, out = pq.read_table(io.BytesIO(memory.getvalue())), io.BytesIO()
    with pq.ParquetWriter(out, table.schema) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({"raqqa": _about(lines, place)})
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
    rows = plain_rows(shared).astype(object)
    rows = rows.where(rows.notna(), None)
    sheet = book.add_worksheet("claims")
    sheet.write_row(0, 0, list(rows.columns), bold)
    for k, row in enumerate(rows.itertuples(index=False), 1):
        sheet.write_row(k, 0, [_fitting(harmless(cell)) for cell in row])
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


def _html(
    record: Record,
    filters: Filters,
    view: View,
    selection: Selection,
    shared: Shared,
    lines: list[tuple[str, str]],
    safe: bool,
    place: str,
) -> bytes:
    """Write one map that works offline by double click; the rows of its table belong to the marks of the map."""
    lang, say = view.lang, words.say
    view = replace(view, selected="", incident="", basemap="none")
    shown = coarsen_selection(selection, record) if safe else selection
    totals = summarise(selection, record.graded, record.pairs)
    picture = describe(record, shown, totals, area_table(record, shown, view), filters, view)
    lead, rest = write_sentence(totals, filters, record.span, lang)
    unit = dict(zip(shown.incidents["incident_id"], unit_of(shown.incidents, view), strict=True))
    columns = ("place", "date", "killed", "grading", "answer", "sources", "licence")
    rows: list[tuple[str, list[tuple[str, str]]]] = [("", [(say(f"column_{c}", lang), "") for c in columns])]
    for incident, row in zip(shared.incidents, shared.rows.to_dict("records"), strict=True):
        hidden = row["source_dataset"] == "private"
        source = say("source_hidden", lang) if hidden else f"{row['source_name']} {row['source_id']}"
        name = " ".join(x for x in (row["place_name"], row["place_name_ar"]) if x) or say("unnamed", lang)
        cells = [name, words.days(row["date_start"], row["date_end"], lang), claim_figure(row, lang)]
        cells += [say(f"grading_{row['grading']}", lang), say(f"response_{row['response']}", lang)]
        rows.append((unit[incident], [*((c, "") for c in cells), (source, row["source_url"]), (row["licence"], "")]))
    texts = {"title": say("card_title", lang, what=say(f"extent_{filters.extent}", lang)), "lead": lead, "rest": rest}
    texts |= {
        "notes": "\n".join(f"{label}: {text}" for label, text in lines[1:]),
        "all": say("back_to_all", lang),
        "table": say("page_incidents", lang),
        "seal": place,
    }
    played = coarsen_selection(record.select(replace(filters, start=None, end=None)), record) if safe else None
    return write_page(record, picture, describe_play(record, filters, view, played), texts, rows).encode()
