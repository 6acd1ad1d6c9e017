"""How messages name the rows of a log: counted from 1, or by their numbers in a file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True)
class Places:
    """Names of rows.

    Parameters
    ----------
    source : str
        Name of the file; empty for rows in memory.
    numbers : sequence of int
        The number of each row in the file.
    above : int
        How many rows come before those of the part at hand.
    """

    source: str = ""
    numbers: Sequence[int] = ()
    above: int = 0

    def after(self, count: int) -> Self:
        """Name the rows that come after so many."""
        return replace(self, above=count)

    def number(self, at: int) -> int:
        """Number a row by its position in the part."""
        at += self.above
        return self.numbers[at] if self.source else at + 1

    def __call__(self, *rows: int) -> str:
        """Name one row or several."""
        words = (
            f"row{'s' if len(rows) > 1 else ''} {' and '.join(map(str, map(self.number, rows)))}"
        )
        return f"{words} of {self.source}" if self.source else words
