"""Beats for many in the background, until it is closed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class Feeder:
    """Hands that beat, and a thread that spreads the beats of all evenly over each interval."""

    def __init__(self, hands: int) -> None:
        self._pool = ThreadPoolExecutor(hands)
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def _feed(self, every: float, all_of_them: list, beat: Callable[[list], None]) -> None:
        """Beats on until `close`; who joins the list meanwhile is fed too."""
        def feed() -> None:
            slices = max(1, int(every * 4))
            while not self._end.is_set():
                for part in range(slices):
                    due = time.monotonic() + every / slices
                    beat(all_of_them[part::slices])
                    if self._end.wait(max(0.0, due - time.monotonic())):
                        return
        self._thread = threading.Thread(target=feed, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._end.set()
        if self._thread:
            self._thread.join(30)
        self._pool.shutdown()
