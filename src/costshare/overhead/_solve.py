"""Solve a square system of whole numbers exactly, by lifting a solution modulo a power.

Fraction-free elimination needs numbers of thousands of digits in each of its n³ steps. Here the
matrix is factored once modulo a number of 255 bits, and every further step gives 255 more bits
of the solution in n² steps (Dixon 1982, "Exact solution of linear equations using p-adic
expansions", Numerische Mathematik 40, 137-141). What comes out is put into the equations, so that
it is proved.
"""

from collections.abc import Sequence
from itertools import count
from math import isqrt
from operator import mul
from typing import NamedTuple

_FIRST_MODULUS = 2**255 - 19  # a prime; larger ones take longer to factor than they save

Row = list[int]


def solve(matrix: Sequence[Row], right: Sequence[int]) -> tuple[Row, int]:
    """Solve ``matrix · x = right``, which must have one solution.

    Every leading minor of the matrix must differ from 0, as they do where each column's diagonal
    outweighs the rest of it.

    Returns
    -------
    list of int, int
        Numerators, and the denominator that they share.

    Examples
    --------
    >>> solve([[2, -1], [-1, 3]], [1, 1])
    ([4, 3], 5)
    """
    factors = _factors(matrix)
    modulus = factors.modulus
    found, power, rest = [0] * len(right), 1, list(right)
    for lifts in count(1):
        digits = factors.solve(rest)
        found = [value + power * digit for value, digit in zip(found, digits, strict=True)]
        power *= modulus
        rest = [(old - _dot(row, digits)) // modulus for old, row in zip(rest, matrix, strict=True)]
        # A try costs as much as a few lifts, so the tries are 1, 2, 4, 8, … lifts apart.
        if lifts & (lifts - 1) == 0 or not any(rest):
            candidate = _fractions(found, power)
            if candidate is not None and _holds(matrix, right, *candidate):
                return candidate
    raise AssertionError  # pragma: no cover - the numbers of lifts do not end


class _Factors(NamedTuple):
    """A matrix modulo a number as a lower times an upper triangle.

    Attributes
    ----------
    modulus : int
        Number that everything is reduced by.
    lower : list of lists
        Rows of the lower triangle, without the diagonal.
    inverses : list of int
        Inverse of each entry of its diagonal.
    upper : list of lists
        Rows of the upper triangle from the right, without the diagonal, which is 1.
    """

    modulus: int
    lower: list[Row]
    inverses: Row
    upper: list[Row]

    def solve(self, right: Row) -> Row:
        """Solve the system modulo the number, from above and then from below."""
        halfway: Row = []
        for value, row, inverse in zip(right, self.lower, self.inverses, strict=True):
            halfway.append((value - _dot(row, halfway)) * inverse % self.modulus)
        found: Row = []
        for value, row in zip(reversed(halfway), reversed(self.upper), strict=True):
            found.append((value - _dot(row, found)) % self.modulus)
        return found[::-1]


def _factors(matrix: Sequence[Row]) -> _Factors:
    """Factor a matrix modulo the first number for which each pivot has an inverse."""
    for modulus in count(_FIRST_MODULUS, -2):
        try:
            return _factors_modulo(matrix, modulus)
        except ValueError:  # a pivot has a factor in common with the modulus
            continue
    raise AssertionError  # pragma: no cover - the moduli do not end


def _factors_modulo(matrix: Sequence[Row], modulus: int) -> _Factors:
    """Factor a matrix column by column (Crout), so that each entry is reduced once."""
    lower: list[Row] = [[] for _ in matrix]  # grow to the right
    columns: list[Row] = [[] for _ in matrix]  # of the upper triangle, grow downwards
    inverses: Row = []
    for at, line in enumerate(matrix):
        own = columns[at]
        pivot = (line[at] - _dot(lower[at], own)) % modulus
        inverse = pow(pivot, -1, modulus)
        inverses.append(inverse)
        for below in range(at + 1, len(matrix)):
            column = columns[below]
            column.append((line[below] - _dot(lower[at], column)) * inverse % modulus)
            row = lower[below]
            row.append((matrix[below][at] - _dot(row, own)) % modulus)
    upper = [[column[at] for column in columns[:at:-1]] for at in range(len(matrix))]
    return _Factors(modulus, lower, inverses, upper)


def _fractions(found: Sequence[int], power: int) -> tuple[Row, int] | None:
    """Find small numerators over one small denominator that equal the residues."""
    limit, below = isqrt(power // 2), 1
    for value in found:
        residue = value * below % power
        if residue > limit:  # below zero, or a fraction
            below *= _denominator(residue, power, limit)
            if below > limit:
                return None
    above = [value * below % power for value in found]
    return [value if value <= limit else value - power for value in above], below


def _denominator(residue: int, power: int, limit: int) -> int:
    """Find the denominator of the one small fraction that equals a residue (Wang 1981)."""
    low, high, before, below = residue, power, 0, 1
    while low > limit:
        quotient, remainder = divmod(high, low)
        low, high = remainder, low
        before, below = below, before - quotient * below
    return abs(below)


def _holds(matrix: Sequence[Row], right: Sequence[int], above: Row, below: int) -> bool:
    """Return whether fractions over one denominator solve the equations."""
    return all(_dot(row, above) == value * below for row, value in zip(matrix, right, strict=True))


def _dot(row: Row, column: Row) -> int:
    """Multiply and add, as far as the shorter of two goes."""
    return sum(map(mul, row, column))
