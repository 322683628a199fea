"""Counts of requests in the process's memory."""

from threading import Lock

from homelab.aws.retrieval_api.function.client_limit import WINDOW
from homelab.aws.retrieval_api.function.counters import Counts


class MemoryCounters:
    """Counts for some threads at the same time, of the last two minutes."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._items: dict[str, tuple[int, dict[int, int]]] = {}
        self._lock = Lock()

    def read(self, key: str) -> Counts:
        """Counts of an item; none if it is not there."""
        with self._lock:
            return {**self._items[key][1]} if key in self._items else {}

    def add(self, key: str, second: int, most: int, expires: int) -> Counts | None:
        """Count a request, unless the item has as many as permitted."""
        with self._lock:
            self._items = {each: item for each, item in self._items.items() if item[0] >= expires - WINDOW}
            _, counts = self._items.setdefault(key, (expires, {}))
            if sum(counts.values()) >= most:
                return {**counts}
            counts[second] = counts.get(second, 0) + 1
            return None
