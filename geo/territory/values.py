"""Takes values of ``territory.toml`` out of the parsed file, and notes what is wrong with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

Names = tuple[tuple[str, str], ...]  # language -> text


@dataclass(frozen=True)
class Fault:
    """One thing wrong in ``territory.toml``: the key, its value, and what is allowed (id of a text, and options)."""

    key: str
    value: str
    allowed: str
    options: tuple[str, ...] = ()


class Reader:
    """Takes values out of the parsed file, and notes what is wrong; what is wrong reads as the value to go on with."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self.table = table
        self.faults: list[Fault] = []
        self.asked: set[str] = set()
        self.within = ""  # which of several tables of one name this is: "waters[0]."

    def fault(self, key: str, value: object, allowed: str, *options: str) -> None:
        self.faults.append(Fault(key, "" if value is None else str(value)[:80], allowed, options))

    def get(self, key: str) -> Any:
        """Give what stands under a dotted key, None if nothing does."""
        self.asked.add(key)
        found: Any = self.table
        for part in key.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return found

    def text(
        self, key: str, pattern: str = ".+", allowed: str = "not_empty", *, needed: bool = False, options: tuple[str, ...] = ()
    ) -> str:
        value = self.get(key)
        if value is None and not needed:
            return ""
        if isinstance(value, str) and re.fullmatch(pattern, value):
            return value
        self.fault(key, value, allowed, *options)
        return ""

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(x, str) and x for x in value):
            return tuple(value)
        self.fault(key, value, "list_of_texts")
        return ()

    def names(self, key: str, needed: bool = True) -> Names:
        value = self.get(key)
        if value is None and not needed:
            return ()
        if isinstance(value, Mapping) and value and all(isinstance(x, str) and x for x in value.values()):
            return tuple(value.items())
        self.fault(key, value, "text_by_language")
        return ()

    def spot(self, key: str, value: Any, needed: bool = True) -> tuple[float, float] | None:
        """Read latitude and longitude."""
        if value is None and not needed:
            return None
        if not (isinstance(value, list) and len(value) == 2 and all(is_number(x) for x in value)):
            self.fault(key, value, "latitude_longitude")
            return None
        if not -90 <= value[0] <= 90:
            self.fault(key, value[0], "latitude_range")
        if not -180 <= value[1] <= 180:
            self.fault(key, value[1], "longitude_range")
        return float(value[0]), float(value[1])

    def spots(self, key: str) -> tuple[tuple[float, float], ...]:
        value = self.get(key)
        if not isinstance(value, list | None):
            self.fault(key, value, "latitude_longitude")
            return ()
        found = [self.spot(f"{key}[{k}]", x) for k, x in enumerate(value or [])]
        return tuple(x for x in found if x)

    def day(self, key: str) -> date:
        value = self.get(key)
        if type(value) is date:
            return value
        self.fault(key, value, "date")
        return date.min

    def tables(self, key: str, allowed: str, keys: tuple[str, ...]) -> "list[Reader]":
        """Give a reader for each table of this name; keys that are none of ``keys`` are faults."""
        found = self.get(key)
        if not isinstance(found, list | None):
            self.fault(key, found, allowed, f"[[{key}]]")
            return []
        readers = [Reader(one if isinstance(one, Mapping) else {}) for one in found or []]
        for k, own in enumerate(readers):
            own.within = f"{key}[{k}]."
            own.faults = [Fault(x, "", "unknown_key", keys) for x in own.table if x not in keys]
        return readers

    def take_over(self, own: "Reader") -> None:
        """Take over the faults of one of several tables of a name."""
        self.faults += [replace(f, key=f"{own.within}{f.key}") for f in own.faults]


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
