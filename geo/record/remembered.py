"""What was made of a record for somebody, kept for whoever asks for the same: ``once``, ``lately``.

A record is data and keeps none of it. What is kept goes when its record goes; it must not hold the record itself, or neither would ever go.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from geo import settings as s
from geo.record.known import Record

T = TypeVar("T")


@dataclass
class _Kept:
    """Of one record: what is kept for good, the last few of each kind, and whose turn it is to make some."""

    facts: dict[Hashable, Any] = field(default_factory=dict)
    recent: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)


_kept: WeakKeyDictionary[Record, _Kept] = WeakKeyDictionary()
_lock = threading.Lock()


def _of(record: Record) -> _Kept:
    with _lock:
        return _kept.setdefault(record, _Kept())


def once(record: Record, key: Hashable, make: Callable[[], T]) -> T:
    """Give what follows from a record, made once."""
    kept = _of(record)
    with kept.lock:
        if key not in kept.facts:
            kept.facts[key] = make()
        fact: T = kept.facts[key]
        return fact


def lately(record: Record, key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """Give what follows from a record and a choice; only the last few asked for of a kind (``key[0]``; ``settings.REMEMBERED``) are kept."""
    kept = _of(record)
    with kept.lock:
        found: T = kept.recent.pop(key) if key in kept.recent else make()
        kept.recent[key] = found  # the last one used stands last
        alike = [k for k in kept.recent if k[0] == key[0]]
        if len(alike) > s.REMEMBERED[key[0]]:
            del kept.recent[alike[0]]
        return found
