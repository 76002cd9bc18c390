"""Results of pure steps, remembered by the key of exactly what they were made from."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Memo:
    """Results of pure steps by key: of each step the newest two, safe to use from several threads."""

    def __init__(self) -> None:
        self._results: dict[str, dict[str, Any]] = {}
        self._lock = threading.RLock()

    def get(self, step: str, key: str, make: Callable[[], T]) -> T:
        """The result remembered for the step's key, or a new one from `make`."""
        with self._lock:
            known = self._results.setdefault(step, {})
            known[key] = known.pop(key) if key in known else make()  # the newest stands last
            if len(known) > 2:  # one before the last change: a slider often goes back
                del known[next(iter(known))]
            return known[key]
