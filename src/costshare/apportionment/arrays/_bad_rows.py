"""One error for all rows that cannot be shared: how many, the first few of them, and why."""

from collections.abc import Iterable, Sequence
from heapq import nsmallest
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from costshare.errors import CostshareError, shown

_MOST_REASONS = 3
_MOST_ROWS = 5


class BadRows:
    """The rows found bad so far, by reason.

    `labels` name the rows, in order; `noun` is the word for one of them. A bad row is shared as if
    it were harmless, so that all of them are found; then `refuse` raises.
    """

    def __init__(self, labels: Sequence[Any], noun: str = "row") -> None:
        self._labels = labels
        self._noun = noun
        self._seen: set[int] = set()
        self._by_reason: dict[str, list[int]] = {}

    def add(self, rows: Iterable[int], reason: str) -> None:
        """Add rows that are bad for one reason."""
        found = [row for row in rows if row not in self._seen]
        self._seen.update(found)
        if found and (reason in self._by_reason or len(self._by_reason) < _MOST_REASONS):
            self._by_reason.setdefault(reason, []).extend(found)

    def refuse(self, *others: "BadRows") -> None:
        """Raise where any row is bad, here or in the others."""
        found = list(filter(None, (bad.message() for bad in (self, *others))))
        if found:
            raise CostshareError("; ".join(found))

    def message(self) -> str:
        """Count and name the bad rows; empty where there are none."""
        count = len(self._seen)
        if not count:
            return ""
        reasons = "; ".join(f"{self._named(reason)}: {reason}" for reason in self._by_reason)
        others = count - sum(map(len, self._by_reason.values()))
        more = f"; and {others} more for other reasons" if others else ""
        how_many = "" if count == 1 else f"{count} of {len(self._labels)} {self._noun}s are bad; "
        return f"{how_many}{reasons}{more}"

    def _named(self, reason: str) -> str:
        rows = self._by_reason[reason]
        listed = ", ".join(shown(self._labels[row]) for row in nsmallest(_MOST_ROWS, rows))
        more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
        return f"{self._noun}{'s' if len(rows) > 1 else ''} {listed}{more}"


class BadPlaces(NamedTuple):
    """Bad rows of a selection, reported by their numbers in the whole."""

    bad: "Finding"
    numbers: Sequence[int] | npt.NDArray[np.int64]

    def add(self, rows: Iterable[int], reason: str) -> None:
        """Add rows of the selection that are bad for one reason."""
        self.bad.add([int(self.numbers[row]) for row in rows], reason)


class Finding(Protocol):
    """Where bad rows are reported to."""

    def add(self, rows: Iterable[int], reason: str) -> None:
        """Add rows that are bad for one reason."""
