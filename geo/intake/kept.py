"""How is an import kept as a file, and can a kept file be believed: is it whole, and is everything in it what an import writes?"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from geo import settings as s
from geo import vocabulary as voc
from geo.choice.address import read_day
from geo.evidence.alike import Column, Sheet
from geo.evidence.incidents import COLUMNS
from geo.evidence.typed import problems_in
from geo.intake.columns.findings import FINDINGS, KINDS
from geo.intake.imports import DATES, HASHED, Decision, Import, hash_table
from geo.intake.sources.claims import FORMER, bring_up
from geo.intake.sources.mapping import PSEUDO, read_mapping
from geo.intake.sources.registry import WHOLE
from geo.seals import is_whole, new_place, seal
from geo.text import words

_KEY, _SEAL = b"raqqa_imports", b"raqqa_seal"
_NUMBERS = {"row": pa.int64(), "held": pa.bool_(), "import_no": pa.int64()}
_TEXTS = ("row_sha256", "raw", *COLUMNS, "refuse", "status", "findings")
_TABLE = ["row", "row_sha256", "raw", *COLUMNS, "refuse", "held", "status"]


class KeptFileBroken(ValueError):
    """A kept file that cannot be believed; ``code`` is the id of the text that says why (``broken_<code>``), ``values`` go into it."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code, self.values = code, values

    def told(self, lang: str) -> str:
        """Write why, in one sentence."""
        return words.say(f"broken_{self.code}", lang, **{name: str(value)[:80] for name, value in self.values.items()})


def write_imports(imports: Sequence[Import]) -> bytes:
    """Write imports as one GeoParquet, sealed: all rows, refused ones too, with findings, decisions and hashes."""
    parts, about = [], []
    for k, one in enumerate(imports):
        told: dict[int, list[dict[str, str]]] = {}
        for finding in one.findings.to_dict("records"):
            told.setdefault(finding.pop("position"), []).append(finding)
        texts = [json.dumps(told[i], ensure_ascii=False) if i in told else "" for i in range(len(one.table))]
        parts.append(one.table[_TABLE].assign(import_no=k, findings=pd.Series(texts, index=one.table.index, dtype=object)))
        about.append(
            {
                "name": one.name,
                "mapping": asdict(one.mapping),
                "how": one.how,
                "file_columns": one.file_columns,
                "input_sha256": one.input_sha256,
                "table_sha256": one.table_sha256,
                "read_on": one.read_on,
                "order": one.order,
                "decisions": [asdict(d) for d in one.decisions],
                "policy": one.policy,
            }
        )
    table = pd.concat(parts, ignore_index=True)
    lat, lon = (pd.to_numeric(table[c], errors="coerce") for c in ("latitude", "longitude"))
    points = gpd.GeoSeries(gpd.points_from_xy(lon, lat), crs=s.WGS84).where(lat.notna() & lon.notna(), None)
    memory = io.BytesIO()
    gpd.GeoDataFrame(table, geometry=points, crs=s.WGS84).to_parquet(memory)
    written = pq.read_table(io.BytesIO(memory.getvalue()))
    place, out = new_place(), io.BytesIO()
    with pq.ParquetWriter(out, written.schema) as writer:
        writer.write_table(written)
        writer.add_key_value_metadata({_KEY: json.dumps(about, ensure_ascii=False), _SEAL: place})
    return seal(out.getvalue(), place)


def holds_imports(data: bytes) -> bool:
    """Say whether a Parquet file is one of imports."""
    try:
        return _KEY in (pq.read_metadata(io.BytesIO(data)).metadata or {})
    except (pa.ArrowException, OSError, ValueError):
        return False


def read_imports(data: bytes, path: str = "") -> list[Import]:
    """Read what ``write_imports`` wrote: its seal covers every byte, and whatever an import does not write is refused by name.

    Raises
    ------
    KeptFileBroken : not such a file, damaged, changed since it was written, or with a value that no import writes.
    """
    if not holds_imports(data):
        raise KeptFileBroken("unreadable")
    whole = is_whole(data)
    if not whole:
        raise KeptFileBroken("changed" if whole is False else "unsealed")
    try:
        head = pq.ParquetFile(io.BytesIO(data))
        about = json.loads(head.metadata.metadata[_KEY])
        _refuse(next(_unsound_about(about), None))
        if head.metadata.num_rows > s.IMPORT_ROWS * len(about) or head.metadata.num_columns > s.IMPORT_COLUMNS:
            raise KeptFileBroken("unreadable")
        _refuse(next(_unsound_columns(head.schema_arrow), None))
        stored = head.read(columns=[name for name in head.schema_arrow.names if name != "geometry"])
        _refuse(next(_nulls(stored), None))
        former = "dyad" in stored.schema.names
        old = bring_up(stored.to_pandas()) if former else None
        texts = Sheet(len(stored), {c: Column.of_rows(old[c]) if old is not None else _column(stored[c]) for c in _TEXTS})
        row, held, number = (stored[c].to_numpy() for c in _NUMBERS)
    except (pa.ArrowException, OSError, ValueError, TypeError, RecursionError) as error:
        raise error if isinstance(error, KeptFileBroken) else KeptFileBroken("unreadable") from error
    lost = np.flatnonzero((number < 0) | (number >= len(about)))
    if len(lost):
        raise KeptFileBroken("cell", row=row[lost[0]], column="import_no", value=number[lost[0]])
    imports = []
    for k, one in enumerate(about):
        mine = np.flatnonzero(number == k)
        part = texts if len(mine) == len(texts) else texts.take(mine)
        imports.append(_read_one(one, part, _table_of(part, row[mine], held[mine]), former, path))
    return imports


def _column(stored: pa.ChunkedArray) -> Column:
    """Give a column of texts; each distinct text becomes an object once."""
    found = stored.combine_chunks().dictionary_encode()
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    return Column(found.indices.to_numpy(), found.dictionary.to_pylist())


def _table_of(texts: Sheet, row: np.ndarray, held: np.ndarray) -> pd.DataFrame:
    table = texts.frame([c for c in _TABLE if c in texts])
    table.insert(0, "row", row)
    table.insert(_TABLE.index("held"), "held", held.astype(bool))
    return table


def _read_one(one: dict[str, Any], texts: Sheet, table: pd.DataFrame, former: bool, path: str) -> Import:
    _refuse(next(_unsound_rows(one, texts, table), None))
    mapping = read_mapping(json.dumps(one["mapping"]).encode())
    assert mapping is not None  # ``_unsound_about``
    made = Import(
        name=one["name"],
        mapping=mapping,
        how=one["how"],
        file_columns=tuple(one["file_columns"]),
        input_sha256=one["input_sha256"],
        read_on=one["read_on"],
        table=table,
        findings=_findings_of(texts["findings"]),
        order=one["order"],
        decisions=tuple(Decision(**d) for d in one["decisions"]),
        policy=one["policy"],
        path=path,
    )
    entering = np.flatnonzero(texts["status"].is_in(("kept", "fixed")))
    if made.declared:
        rows = made.entering()
        lacking = ~(rows["strike_count"].str.fullmatch("[0-9]{1,7}") & rows["date_start"].map(read_day).notna())
        _refuse(next((_cell(table, int(i), "strike_count") for i in rows.index[lacking]), None))
    else:
        problem = next(iter(problems_in(texts.take(entering), made.name)), None)
        if problem is not None:
            row = 0 if problem.row is None else int(table["row"].iloc[entering[problem.row - 2]])
            raise KeptFileBroken("cell", row=row, column=problem.column, value=problem.value)
    if one["table_sha256"] != (
        hash_table(made.table.rename(columns={"sides": "dyad"}), (*FORMER, *HASHED)) if former else made.table_sha256
    ):
        raise KeptFileBroken("changed")
    return made


def _findings_of(told: Column) -> pd.DataFrame:
    """Read what was found in the rows, a text a row; ``_unsound_rows`` looked at it."""
    read = told.each(lambda text: _json(text) if text else ())
    where = np.flatnonzero(read.filled())
    lists = read.at(where).tolist()
    found: dict[str, Any] = {"position": np.repeat(where, [len(one) for one in lists])}
    found |= {name: pd.Series([finding[name] for one in lists for finding in one], dtype=object) for name in FINDINGS[1:]}
    return pd.DataFrame(found).astype({"position": int})


def _refuse(broken: KeptFileBroken | None) -> None:
    if broken is not None:
        raise broken


def _cell(table: pd.DataFrame, i: int, column: str) -> KeptFileBroken:
    return KeptFileBroken("cell", row=table["row"].iloc[i], column=column, value=table[column].iloc[i])


def _is_texts(value: Any) -> bool:
    return isinstance(value, dict) and {*map(type, value), *map(type, value.values())} <= {str}


def _is_decision(value: Any) -> bool:
    names = {f.name for f in fields(Decision)}
    return (
        isinstance(value, dict)
        and set(value) == names
        and _is_texts({k: v for k, v in value.items() if k != "cells"})
        and _is_texts(value["cells"])
        and set(value["cells"]) <= {*COLUMNS, *PSEUDO, "claim_id"}
        and value["action"] in ("accept", "undo", "leave")
    )


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


_SOUND: dict[str, Callable[[Any], bool]] = {  # what an import writes about itself
    "name": lambda v: isinstance(v, str),
    "mapping": lambda v: isinstance(v, dict) and (m := read_mapping(json.dumps(v).encode())) is not None and asdict(m) == v,
    "how": _is_texts,
    "file_columns": lambda v: isinstance(v, list) and all(isinstance(x, str) for x in v),
    "input_sha256": _is_hash,
    "table_sha256": _is_hash,
    "read_on": lambda v: isinstance(v, str) and read_day(v) is not None,
    "order": lambda v: _is_texts(v) and set(DATES) <= set(v) <= {*DATES, WHOLE},
    "decisions": lambda v: isinstance(v, list) and all(map(_is_decision, v)),
    "policy": lambda v: v in ("add", "replace"),
}


def _unsound_about(about: Any) -> Iterator[KeptFileBroken]:
    if not isinstance(about, list) or not about or not all(isinstance(one, dict) for one in about):
        yield KeptFileBroken("field", field=_KEY.decode(), value=about)
        return
    for one in about:
        yield from (KeptFileBroken("field", field=name, value=one.get(name)) for name, sound in _SOUND.items() if not sound(one.get(name)))
        yield from (KeptFileBroken("field", field=name, value=one[name]) for name in one if name not in _SOUND)


def _unsound_columns(schema: pa.Schema) -> Iterator[KeptFileBroken]:
    columns = FORMER if "dyad" in schema.names else COLUMNS
    expected = [*(c for c in _TABLE if c not in COLUMNS), *columns, "import_no", "findings", "geometry"]
    for name in sorted(set(schema.names) ^ set(expected)):
        yield KeptFileBroken("columns", column=name)
    if len(schema.names) != len(expected):
        yield KeptFileBroken("columns", column=next(name for name in schema.names if schema.names.count(name) > 1))
    for field in schema:
        text = pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        if (field.name in _TEXTS and not text) or _NUMBERS.get(field.name, field.type) != field.type:
            yield KeptFileBroken("type", column=field.name, value=field.type)


def _nulls(stored: pa.Table) -> Iterator[KeptFileBroken]:
    for name in (*_TEXTS, *_NUMBERS, "dyad"):
        if name in stored.column_names and stored[name].null_count:
            at = stored[name].is_null().index(True).as_py()
            yield KeptFileBroken("cell", row=stored["row"][at].as_py(), column=name, value="–")


def _unsound_rows(one: dict[str, Any], texts: Sheet, table: pd.DataFrame) -> Iterator[KeptFileBroken]:
    """Find rows of one import that no import writes: hash and number of the cells of its own row, how it ended, what was found in it."""
    wide = len(one["file_columns"])
    written = [text.encode("utf-8", "surrogatepass") for text in table["raw"]]
    plain = np.zeros(len(written), dtype=bool)
    for k in range(0, len(written), _AT_ONCE):
        plain[k : k + _AT_ONCE] = _are_plain_lists(written[k : k + _AT_ONCE], wide)
    hashes = [hashlib.sha256(raw).hexdigest() for raw in written]
    same = np.array(hashes, dtype=object) == table["row_sha256"].to_numpy(dtype=object)
    for i in np.flatnonzero(~(same & plain)).tolist():
        if not same[i]:
            yield _cell(table, i, "row_sha256")
        cells = _json(table["raw"].iloc[i])
        if not isinstance(cells, list) or len(cells) != wide or not set(map(type, cells)) <= {str}:
            yield _cell(table, i, "raw")
    ended = texts["status"].is_in(voc.STATUSES) & (texts["status"].is_("refused") == texts["refuse"].filled())
    yield from (_cell(table, int(i), "status") for i in np.flatnonzero(~ended))
    yield from (_cell(table, int(i), "row") for i in table.index[table["row"] < 1])
    sound: dict[str, bool] = {}  # many findings have the same choices
    told = texts["findings"].says(lambda text: not text or _are_findings(_json(text), sound))
    yield from (
        KeptFileBroken("cell", row=table["row"].iloc[i], column="findings", value=texts["findings"].rows()[i])
        for i in np.flatnonzero(~told)
    )


_AT_ONCE = 20_000  # rows


def _are_plain_lists(rows: Sequence[bytes], wide: int) -> np.ndarray:
    """Say which rows are JSON lists of so many texts without a blank, a control sign or a backslash: nothing else needs reading."""
    ends = np.cumsum([len(row) for row in rows])
    starts = np.concatenate([[0], ends[:-1]])
    letters = np.frombuffer(b"".join(rows), dtype=np.uint8)
    marks = np.flatnonzero(letters == ord('"'))
    first = np.searchsorted(marks, starts)
    plain: np.ndarray = np.searchsorted(marks, ends) - first == 2 * wide
    plain[np.searchsorted(ends, np.flatnonzero((letters == ord("\\")) | (letters < ord(" "))), side="right")] = False
    if not wide or not plain.any():
        return np.zeros(len(rows), dtype=bool)
    here = np.flatnonzero(plain)
    at = marks[first[here, None] + np.arange(2 * wide)]
    opens, closes = at[:, 2::2], at[:, 1:-1:2]
    plain[here] = (
        (letters[starts[here]] == ord("["))
        & (at[:, 0] == starts[here] + 1)
        & (letters[ends[here] - 1] == ord("]"))
        & (at[:, -1] == ends[here] - 2)
        & (opens - closes == 2).all(axis=1)
        & (letters[closes + 1] == ord(",")).all(axis=1)
    )
    return plain


def _are_findings(found: Any, sound: dict[str, bool]) -> bool:
    return isinstance(found, list) and all(_is_finding(one, sound) for one in found)


def _is_finding(value: Any, sound: dict[str, bool]) -> bool:
    if not _is_texts(value) or value.keys() != _FOUND:
        return False
    key = "\0".join((value["choices"], value["became"] if value["code"] == "decided" else ""))
    if key not in sound:
        choices = _json(value["choices"]) if value["choices"] else []
        became = _json(value["became"]) if value["code"] == "decided" else {}
        sound[key] = isinstance(choices, list) and all(map(_is_texts, choices)) and _is_texts(became)
    return bool(sound[key] and value["kind"] in KINDS and words.has_text(f"why_{value['code']}"))


_FOUND = set(FINDINGS[1:])
_decode = json.JSONDecoder().raw_decode


def _json(text: str) -> Any:
    """Read a text as JSON; None where it is none."""
    try:
        value, end = _decode(text)  # what ``json.loads`` does where no blanks stand around the value
        return value if end == len(text) else json.loads(text)
    except RecursionError:
        return None
    except ValueError:
        return _json(text.lstrip()) if text[:1].isspace() else None


def kept_path(imported: Import, folder: Path) -> Path:
    """Say where an import is kept: its source and a hash of the file, its sheet and its name; not the file's name itself."""
    what = "\0".join((imported.input_sha256, imported.how.get("sheet", ""), imported.mapping.name))
    return folder / s.OUTPUT / f"{imported.source}-{hashlib.sha256(what.encode()).hexdigest()[:12]}.parquet"
