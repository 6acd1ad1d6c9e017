"""One error for all rows that cannot be shared: how many, the first few of them, and why."""

from collections.abc import Iterable, Sequence
from typing import Any

from costshare.errors import CostshareError, shown

_MOST_REASONS = 3
_MOST_ROWS = 5


class BadRows:
    """The rows found bad so far, by reason.

    `labels` name the rows, in order. A bad row is shared as if it were harmless, so that all of
    them are found; then `refuse` raises.
    """

    def __init__(self, labels: Sequence[Any]) -> None:
        self._labels = labels
        self._seen: set[int] = set()
        self._first: dict[str, list[int]] = {}
        self._by_reason: dict[str, int] = {}

    def add(self, rows: Iterable[int], reason: str) -> None:
        """Add rows that are bad for one reason."""
        found = [row for row in rows if row not in self._seen]
        self._seen.update(found)
        if not found or (reason not in self._first and len(self._first) == _MOST_REASONS):
            return
        named = self._first.setdefault(reason, [])
        named += found[: _MOST_ROWS - len(named)]
        self._by_reason[reason] = self._by_reason.get(reason, 0) + len(found)

    def refuse(self) -> None:
        """Raise where any row is bad."""
        count = len(self._seen)
        if not count:
            return
        reasons = "; ".join(f"{self._named(reason)}: {reason}" for reason in self._first)
        others = count - sum(self._by_reason.values())
        more = f"; and {others} more for other reasons" if others else ""
        how_many = "" if count == 1 else f"{count} of {len(self._labels)} rows are bad; "
        raise CostshareError(f"{how_many}{reasons}{more}")

    def _named(self, reason: str) -> str:
        rows, count = self._first[reason], self._by_reason[reason]
        listed = ", ".join(shown(self._labels[row]) for row in rows)
        more = f" and {count - len(rows)} more" if count > len(rows) else ""
        return f"row{'s' if count > 1 else ''} {listed}{more}"
