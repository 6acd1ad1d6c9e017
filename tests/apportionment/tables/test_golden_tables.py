"""Published tables with published roundings: each is one, and ours is never farther away.

The tables of Cox (1987) and of Causey, Cox and Ernst (1985) themselves could not be had.
"""

from fractions import Fraction
from math import ceil, floor

import pytest

from costshare.apportionment.tables import apportion_table

# Statistics Canada, Real Time Remote Access, "Controlled rounding", its tables 2 and 4, base 100:
# https://statcan.gc.ca/en/microdata/rtra/training/controlled
STATISTICS_CANADA = (
    [["361.5", "120.5", "120.5"], ["361.5", "0", "241"]],
    [[400, 100, 100], [300, 0, 300]],
    100,
    [[400, 100, 100], [300, 0, 300]],
)
# University of Illinois, CS 473, homework 8 (C. Chekuri): round a matrix, and keep its sums. The
# .6 of the last row and the .4 of the first are nearer than what is printed.
CHEKURI = (
    [["1.2", "3.4", "2.4"], ["3.9", "4.0", "2.1"], ["7.9", "1.6", "0.5"]],
    [[1, 4, 2], [4, 4, 2], [8, 1, 1]],
    1,
    [[1, 3, 3], [4, 4, 2], [8, 2, 0]],
)
# The census figures of Kleinberg and Tardos (2006), Algorithm Design, ch. 7, exercise 39, as a
# question on a mathematics site gives them: rounded to keep their sums, and not to the nearest.
KLEINBERG_TARDOS = (
    [["11.998", "9.083", "2.919"], ["12.983", "10.872", "3.145"], ["1.019", "2.045", "0.936"]],
    [[11, 10, 3], [13, 10, 4], [2, 2, 0]],
    1,
    [[12, 9, 3], [13, 11, 3], [1, 2, 1]],
)


def sums(table):
    return [sum(row) for row in table], [sum(column) for column in zip(*table, strict=True)]


def distance(table, quotas):
    return sum(
        abs(Fraction(cell) - quota)
        for line, row in zip(table, quotas, strict=True)
        for cell, quota in zip(line, row, strict=True)
    )


@pytest.mark.parametrize(
    ("quotas", "printed", "unit", "ours"), [STATISTICS_CANADA, CHEKURI, KLEINBERG_TARDOS]
)
def test_the_printed_rounding_is_one_and_ours_is_as_near_or_nearer(quotas, printed, unit, ours):
    exact = [[Fraction(cell) for cell in row] for row in quotas]
    for line, row in zip(printed, exact, strict=True):
        for cell, quota in zip(line, row, strict=True):
            assert cell in {floor(quota / unit) * unit, ceil(quota / unit) * unit}
    rows, columns = sums(printed)
    result = apportion_table(quotas, unit=unit, rows=rows, columns=columns)
    assert result == ours
    assert sums(result) == (rows, columns)
    assert distance(result, exact) <= distance(printed, exact)
    if unit == 1:  # whole sums are kept of themselves
        assert apportion_table(quotas) == ours
