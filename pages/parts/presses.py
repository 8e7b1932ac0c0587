"""Presses that decide something: whole, and once for each time their button is drawn.

Streamlit ends what a press does half-way when the next request comes (a second click, a slider), and calls it again for a second click on
a button that is gone by then.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec

from streamlit.runtime.scriptrunner import get_script_run_ctx

P = ParamSpec("P")


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the next request wait: every look into the session's state is where Streamlit would end this one for it."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        yield
        return
    state = context.session_state
    usual = state._yield_callback  # no public way; a journey of double clicks fails without it
    object.__setattr__(state, "_yield_callback", lambda: None)
    try:
        yield
    finally:
        object.__setattr__(state, "_yield_callback", usual)


def whole(act: Callable[P, None]) -> Callable[P, None]:
    """Give what an answer does so that nothing ends it half-way."""

    @wraps(act)
    def do(*args: P.args, **kwargs: P.kwargs) -> None:
        with _undisturbed():
            act(*args, **kwargs)

    return do


def once(act: Callable[P, None]) -> Callable[P, None]:
    """Give what a button does so that nothing ends it half-way, and that a second press of the button as it was drawn does nothing."""
    presses: list[None] = []

    @wraps(act)
    def do(*args: P.args, **kwargs: P.kwargs) -> None:
        if not presses:
            presses.append(None)
            whole(act)(*args, **kwargs)

    return do
