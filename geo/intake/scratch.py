"""Where do bytes lie that a library wants to have as a file: in memory where the system has such a folder, and not for long."""

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

_PREFIX = "strike-map-scratch-"
_MEMORY = Path("/dev/shm")  # of Linux: nothing in it is ever on a disk
_STALE_SECONDS = 3600  # no reading or writing takes so long: what is older belonged to a run that was killed


@contextlib.contextmanager
def scratch(size: int) -> Iterator[Path]:
    """Give a folder only this user can read, for files of about ``size`` bytes; it is gone afterwards, whatever happens inside."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=_place(size), ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _place(size: int) -> str:
    inherited = os.environ.get("TMPDIR", "")
    if Path(inherited).name.startswith(_PREFIX):  # a child's scratch lies in its parent's and goes with it
        return inherited
    roomy = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > 4 * size
    return str(_MEMORY) if roomy else tempfile.gettempdir()


def sweep() -> None:
    """Delete what runs that were killed left behind."""
    for place in {str(_MEMORY), tempfile.gettempdir()}:
        for folder in Path(place).glob(f"{_PREFIX}*"):
            with contextlib.suppress(OSError):
                if time.time() - folder.stat().st_mtime > _STALE_SECONDS:
                    shutil.rmtree(folder, ignore_errors=True)
