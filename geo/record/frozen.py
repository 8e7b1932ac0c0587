"""What does the search for garbage leave alone, since it stays? ``freeze``, ``freeze_again``.

Streamlit searches everything that the process holds for garbage after each run of a page; with a record in memory that is most of a run.
"""

import gc
import threading
import time

_PERIOD = 60.0  # seconds after which what was frozen is looked through again
_lock = threading.Lock()
_frozen_at = 0.0


def freeze() -> None:
    """Collect all garbage, also of what was frozen before, and leave what remains out of later searches; call it when a record was made.

    What is frozen is still freed when nothing refers to it any more; only what refers to itself in a circle waits for the next call.
    """
    global _frozen_at
    with _lock:
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        _frozen_at = time.monotonic()


def freeze_again() -> None:
    """``freeze`` if the last time is a minute ago, so that records and sessions that ended since are found; else nothing."""
    if _frozen_at and time.monotonic() - _frozen_at > _PERIOD:
        freeze()
