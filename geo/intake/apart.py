"""How is a stranger's file read, and checked, so that it cannot take this program with it?

Every file, texts too, is read in a process of its own (``process``, ``inside``): with a limit of memory and of time, a temporary folder
that goes with it, and no driver but those of the formats offered. What comes back is a refusal, or a table of texts mapped into memory.
"""

import json
import pickle
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo import settings as s
from geo.intake.boundaries import Boundaries, Told
from geo.intake.columns.ground import Ground
from geo.intake.formats.raw import Choices, FileRefused, RawTable
from geo.intake.ground.layers import DRIVERS
from geo.intake.handing import mapped, to_frame, write_frame
from geo.intake.imports import Import
from geo.intake.inside import CELLS, PLAIN, raw_of
from geo.intake.parts import Parts
from geo.intake.process import Watch, worked_apart
from geo.intake.reading import check_bytes
from geo.intake.sources.mapping import Mapping
from geo.territory import here


def read_apart(data: bytes, name: str, choices: Choices | None = None, watch: Watch | None = None) -> RawTable:
    """Read the bytes of a file as ``reading.read_table`` does, within ``settings.READ_RESIDENT`` of memory and ``READ_SECONDS``.

    Raises
    ------
    FileRefused : as ``read_table``; code ``beyond_limits`` where reading took too much, or broke the reader;
        ``stopped`` where somebody ended it.
    """
    check_bytes(data)
    asked = {"do": "read", "name": name, "choices": asdict(choices or Choices())}
    with worked_apart(asked, [data], s.READ_SECONDS, watch) as folder:
        return raw_of(mapped(folder / CELLS), json.loads((folder / "about.json").read_text(encoding="utf-8")))


def check_apart(
    raw: RawTable,
    mapping: Mapping,
    name: str,
    input_sha256: str,
    ground: Ground,
    towns: dict[str, tuple[str, ...]],
    today: date,
    watch: Watch | None = None,
) -> Import:
    """Make claims of the rows of a table as ``interpreting.interpret`` does, in a process of its own, within ``CHECK_SECONDS``.

    Raises
    ------
    FileRefused : as ``interpret`` and ``read_apart``.
    """
    about = {key: getattr(raw, key) for key in PLAIN} | {"names": list(raw.cells.columns), "ragged": sorted(raw.ragged)}
    asked: dict[str, Any] = {"do": "check", "name": name, "digest": input_sha256, "today": today.isoformat(), "raw": about}
    known = pickle.dumps((here(), ground, towns))

    def lay(folder: Path) -> None:  # mapped there, never copied
        write_frame(_with_numbers(raw), folder / CELLS)

    with worked_apart(asked | {"mapping": asdict(mapping)}, [known], s.CHECK_SECONDS, watch, laid=lay) as folder:
        told = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        table = to_frame(mapped(folder / "rows.arrow"), told["names"])
        ended = to_frame(mapped(folder / "ended.arrow"), ["refuse", "held", "status"])
        findings = to_frame(mapped(folder / "findings.arrow"), told["found"])
        one = Import(
            name=name[:120],
            mapping=mapping,
            how=told["how"],
            file_columns=tuple(raw.cells.columns),
            input_sha256=input_sha256,
            read_on=today.isoformat(),
            table=table.assign(**ended),
            findings=findings,
            order=told["order"],
        )
    one.__dict__["table_sha256"] = told["table_sha256"]  # known already
    return one


def _with_numbers(raw: RawTable) -> pd.DataFrame:
    """Give the cells of a table, and the rows' numbers after them."""
    return pd.concat([raw.cells, pd.Series(np.asarray(raw.numbers), index=raw.cells.index)], axis=1)


def parts_apart(data: bytes, ending: str) -> Parts:
    """Take the bytes of a file apart as ``parts.parts_of`` does, within the same limits.

    Raises
    ------
    FileRefused : as ``read_apart``.
    """
    with worked_apart({"do": "parts", "ending": ending}, [data], s.READ_SECONDS) as folder:
        parts: Parts = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        return parts


def boundaries_apart(data: bytes, name: str, adm1: str, choices: Choices | None = None) -> Boundaries:
    """Find the areas of a governorate in the bytes of a file as ``boundaries.boundaries_of`` does, within the same limits.

    Raises
    ------
    FileRefused : as ``boundaries_of`` and ``read_apart``.
    """
    asked = {"do": "boundaries", "adm1": adm1, "name": name, "choices": asdict(choices or Choices())}
    with worked_apart(asked, [data], s.READ_SECONDS) as folder:
        found = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    return Boundaries(**found | {"told": [Told(**one) for one in found["told"]]})


def ground_apart(path: Path, land: Any, crs: str = "", watch: Watch | None = None) -> tuple[bytes, dict[str, Any]]:
    """Cut a ground file to a land as ``ground.cutting.ground_of`` does, in a process of its own, which reads the file itself: it may be a country's.

    Parameters
    ----------
    land : a shape in degrees (WGS84).

    Returns
    -------
    the layers as the bytes of a GeoParquet file, and ``source``, ``licence`` and ``left_out``; of a picture its bytes (WebP), and the fields of ``ground.pictures.Picture``.

    Raises
    ------
    FileRefused : as ``ground_of`` and ``read_apart``; above ``IMPORT_BYTES`` it may take ``GROUND_SECONDS``, above ``GROUND_BYTES`` it is not read.
    """
    size = path.stat().st_size
    if size > s.GROUND_BYTES:
        raise FileRefused("too_large_ground", size=size // 1_000_000, limit=s.GROUND_BYTES // 1_000_000)
    asked = {"do": "ground", "path": str(path.resolve()), "crs": crs}
    seconds = s.READ_SECONDS if size <= s.IMPORT_BYTES else s.GROUND_SECONDS
    try:
        with worked_apart(asked, [shapely.to_wkb(land)], seconds, watch, DRIVERS, 3 * size) as folder:
            about: dict[str, Any] = json.loads((folder / "about.json").read_text(encoding="utf-8"))
            made = folder / ("picture.webp" if "box" in about else "layers.parquet")
            return made.read_bytes(), about
    except FileRefused as refused:
        if refused.code in ("beyond_limits", "damaged"):  # what to do then is another thing than with a table
            raise FileRefused(f"{refused.code}_ground", **refused.values) from refused
        raise
