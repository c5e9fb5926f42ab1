"""Waiting for a thing, with a deadline; nothing here ever just sleeps and hopes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def eventually(thing: str, probe: Callable[[], Any], *, within: float = 10.0, every: float = 0.05) -> Any:
    """The first true value of `probe`; an assertion or a lookup that fails inside it means not yet."""
    deadline = time.monotonic() + within
    last: Any = None
    while True:
        try:
            last = probe()
            if last:
                return last
        except (AssertionError, OSError, LookupError, ValueError, TypeError, StopIteration) as error:
            last = error
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {within} s: {thing}; at last: {last!r}")
        time.sleep(every)


def throughout(thing: str, probe: Callable[[], Any], *, seconds: float, every: float = 0.1) -> None:
    """`probe` stays true for the whole time: for what must not happen."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert probe(), f"did not hold: {thing}"
        time.sleep(every)
