"""All sums of some rows, in exact numbers, and the rows that are orthogonal to them."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm


class Span:
    """All sums of multiples of the rows that were added (Gauss and Jordan).

    Parameters
    ----------
    size : int
        How many coefficients a row has.

    Examples
    --------
    >>> span = Span(3)
    >>> span.add((1, 1, 1)), span.add((1, 0, 0)), span.add((0, 2, 2))
    (True, True, False)
    >>> span.rank, span.orthogonal()
    (2, [(0, -1, 1)])
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._rows: dict[int, list[Fraction]] = {}

    @property
    def rank(self) -> int:
        """How many independent rows there are."""
        return len(self._rows)

    def __contains__(self, row: Sequence[Fraction | int]) -> bool:
        return not any(self._rest(row))

    def add(self, row: Sequence[Fraction | int]) -> bool:
        """Add a row; False if it is a sum of the others already."""
        rest = self._rest(row)
        at = next((at for at, value in enumerate(rest) if value), None)
        if at is None:
            return False
        rest = [value / rest[at] for value in rest]
        for place, own in self._rows.items():
            self._rows[place] = _less(own, own[at], rest)
        self._rows[at] = rest
        return True

    def orthogonal(self) -> list[tuple[int, ...]]:
        """Independent whole rows whose products with every row of the span are zero."""
        found = []
        for free in range(self.size):
            if free not in self._rows:
                row = [
                    -self._rows[at][free] if at in self._rows else Fraction(int(at == free))
                    for at in range(self.size)
                ]
                scale = lcm(*(value.denominator for value in row))
                found.append(tuple(int(value * scale) for value in row))
        return found

    def _rest(self, row: Sequence[Fraction | int]) -> list[Fraction]:
        """What is left of a row when the sum that is nearest to it is taken away."""
        rest = [Fraction(value) for value in row]
        for at, own in self._rows.items():
            rest = _less(rest, rest[at], own)
        return rest


def _less(row: list[Fraction], factor: Fraction, other: list[Fraction]) -> list[Fraction]:
    """A row less a multiple of another."""
    if not factor:
        return row
    return [value - factor * each for value, each in zip(row, other, strict=True)]
