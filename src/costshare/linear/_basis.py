"""A corner of a linear program: as many conditions, held with equality, as there are unknowns.

The dual simplex method (Lemke 1954) in whole numbers over one denominator, which is exact and needs
no fractions to be reduced (Edmonds 1967, Bareiss 1968). The caller looks for a condition that the
corner violates and enters it; so conditions that no corner violates are never written down. Ties
between multipliers are broken by those of the rows at the start, so that no corner comes twice
(Dantzig, Orden and Wolfe 1955).
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from math import lcm
from operator import mul

from costshare.errors import CostshareError

Number = int | Fraction


class Basis:
    """Independent conditions ``row · x <= bound``, and the multipliers by which they make a goal.

    Parameters
    ----------
    rows : sequence of sequences of int
        The coefficients of the conditions at the start, as many as there are unknowns.
    goal : sequence of int or Fraction
        What is made as large as the conditions allow: a sum of rows times multipliers of zero or
        more, but for conditions that may never leave.

    Raises
    ------
    CostshareError
        If the rows are not independent of each other.

    Examples
    --------
    The largest x + y where x <= 3 and y <= 4, and then also x + 2 y <= 5:

    >>> basis = Basis([(1, 0), (0, 1)], goal=(1, 1))
    >>> basis.corner([3, 4])
    (Fraction(3, 1), Fraction(4, 1))
    >>> basis.enter((1, 2)), basis.corner([3, 5])
    (1, (Fraction(3, 1), Fraction(1, 1)))
    """

    def __init__(self, rows: Sequence[Sequence[int]], goal: Sequence[Number]) -> None:
        self.rows = [tuple(row) for row in rows]
        self._goals = [_whole(goal)[0], *self.rows]
        self._inverse, self._scale = _inverted(self.rows)

    def times(self, values: Sequence[Number]) -> list[Fraction]:
        """The multiplier of each condition in the sum that makes these coefficients."""
        whole, by = _whole(values)
        return [Fraction(each, by * self._scale) for each in self._scaled(whole)]

    def corner(self, bounds: Sequence[Number]) -> tuple[Fraction, ...]:
        """The point where every condition holds with equality."""
        return tuple(Fraction(sum(map(mul, row, bounds))) / self._scale for row in self._inverse)

    def whole_corner(self, bounds: Sequence[int]) -> tuple[list[int], int]:
        """The same point for whole bounds, in whole numbers over one denominator above zero."""
        return [sum(map(mul, row, bounds)) for row in self._inverse], self._scale

    def enter(self, row: Sequence[int], *, stay: Collection[int] = ()) -> int | None:
        """Put a violated condition in the place of another one, and return that place.

        Parameters
        ----------
        row : sequence of int
            Its coefficients.
        stay : collection of int, optional
            Places of conditions that may not leave: those that hold with equality everywhere.

        Returns
        -------
        int or None
            None if no point fulfils the condition beside the others: it is then a sum of them,
            by the multipliers of `times`, none of which is above zero.
        """
        by = self._scaled(row)
        places = [at for at, value in enumerate(by) if value > 0 and at not in stay]
        if not places:
            return None
        # By the multipliers of the goal; in a tie, by those of each row at the start.
        for goal in self._goals:
            if len(places) == 1:
                break
            multipliers = self._scaled(goal)
            first = places[0]
            for at in places[1:]:
                if multipliers[at] * by[first] < multipliers[first] * by[at]:
                    first = at
            least, below = multipliers[first], by[first]
            places = [at for at in places if multipliers[at] * below == least * by[at]]
        leaving = places[0]
        self.rows[leaving] = tuple(row)
        self._scale = _exchange(self._inverse, self._scale, by, leaving)
        return leaving

    def _scaled(self, values: Sequence[int]) -> list[int]:
        """The multipliers that make a row, times the common denominator."""
        total = [0] * len(self._inverse)
        for value, row in zip(values, self._inverse, strict=True):
            if value == 1:
                total = [have + each for have, each in zip(total, row, strict=True)]
            elif value:
                total = [have + value * each for have, each in zip(total, row, strict=True)]
        return total


def _whole(values: Sequence[Number]) -> tuple[tuple[int, ...], int]:
    """Whole numbers, and what they are to be divided by."""
    by = lcm(*(value.denominator for value in values))
    return tuple(value.numerator * (by // value.denominator) for value in values), by


def _inverted(rows: Sequence[Sequence[int]]) -> tuple[list[list[int]], int]:
    """The multipliers of rows that make each unknown, in whole numbers over one denominator."""
    size = len(rows)
    inverse = [[int(at == other) for other in range(size)] for at in range(size)]
    scale, places = 1, dict.fromkeys(range(size))
    order = [0] * size
    for at, row in enumerate(rows):
        by = [sum(map(mul, row, column)) for column in zip(*inverse, strict=True)]
        place = next((each for each in places if by[each]), None)
        if place is None:
            msg = f"row {at} of a basis is a sum of the rows before it; pass independent rows"
            raise CostshareError(msg)
        del places[place]
        order[at] = place
        scale = _exchange(inverse, scale, by, place)
    return [[row[place] for place in order] for row in inverse], scale


def _exchange(inverse: list[list[int]], scale: int, by: Sequence[int], leaving: int) -> int:
    """Express every unknown by the condition that enters; return the denominator above zero."""
    pivot = by[leaving]
    sign = 1 if pivot > 0 else -1
    for at, row in enumerate(inverse):
        part = row[leaving]
        if part:
            # What is divided is a multiple: numerators are minors of the rows (Bareiss).
            changed = [
                (each * pivot - part * up) // scale for each, up in zip(row, by, strict=True)
            ]
            changed[leaving] = part
        else:
            changed = [each * pivot // scale for each in row]
        inverse[at] = changed if sign > 0 else [-each for each in changed]
    return pivot * sign
