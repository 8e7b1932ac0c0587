"""When a session has ended for good, its files leave this machine's memory: by a clock, not when somebody else happens to come."""

import threading
import time

from streamlit import runtime

from geo.record.frozen import freeze

_PERIOD = 20.0  # seconds between two looks
_started = threading.Lock()


def let_go() -> int:
    """Let every session go that ended longer ago than it may be taken up again (Streamlit: two minutes); give how many there were.

    Streamlit forgets such a session only when another one ends, and what refers to itself in a circle only when somebody collects it.
    """
    if not runtime.exists():
        return 0
    kept = getattr(getattr(getattr(runtime.get_instance(), "_session_mgr", None), "_session_storage", None), "_cache", None)
    expire = getattr(kept, "expire", None)  # of the pinned version; of another one they go as Streamlit lets them go
    gone = expire() if expire else None
    if gone:
        del gone
        freeze()
        return 1
    return 0


def keep_watch() -> None:
    """Begin to look now and then; once a process."""
    if runtime.exists() and _started.acquire(blocking=False):
        threading.Thread(target=_watch, daemon=True, name="closing").start()


def _watch() -> None:
    while True:
        time.sleep(_PERIOD)
        let_go()
