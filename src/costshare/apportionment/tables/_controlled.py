"""Controlled rounding in units: everyone the floor, and one more for the dearest fitting cells.

If the sums of a side are rounded too, the table gets one line more, which holds what each sum
lacks to its ceiling. To round such a cell up is to round the sum down, and the corner of two such
lines is the grand total; so a table of free margins becomes one of fixed ones (Cox and Ernst
1982, INFOR 20, 423-432).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor, lcm

from costshare.amounts import Unit
from costshare.apportionment.tables._flow import Misfit, dearest_choice
from costshare.apportionment.tables._misfit import misfit_error
from costshare.apportionment.tables._side import Side, check_sides

# 2 ** -256 of a unit is finer than any difference that an account could mean. Fractions with a
# longer common denominator are compared cut to that.
_MOST_BITS = 256


def controlled(
    quotas: Sequence[Sequence[Fraction]], rows: Side, columns: Side, unit: Unit
) -> list[list[int]]:
    """Round quotas, in units, so that the sums of both sides fit.

    A table whose grand total, or else first amount, is negative is rounded as its mirror image
    and mirrored back: a credit note takes back exactly what was charged (sign symmetry).
    """
    sign = _sign(quotas, rows)
    if sign < 0:
        mirrored = [[-quota for quota in line] for line in quotas]
        cells = _rounded(mirrored, rows.mirrored(), columns.mirrored(), unit, sign)
        return [[-cell for cell in line] for line in cells]
    return _rounded(quotas, rows, columns, unit, sign)


def _sign(quotas: Sequence[Sequence[Fraction]], rows: Side) -> int:
    total = sum(rows.exact)
    first = total or next((quota for line in quotas for quota in line if quota), 0)
    return -1 if first < 0 else 1


def _rounded(
    quotas: Sequence[Sequence[Fraction]], rows: Side, columns: Side, unit: Unit, sign: int
) -> list[list[int]]:
    check_sides(rows, columns, unit, sign)
    values = _values(quotas, rows, columns)
    row_needs, column_needs = _needs(rows, columns)
    turned = len(column_needs) > len(row_needs)
    if turned:
        found = dearest_choice(_turned(values, len(column_needs)), column_needs, row_needs)
    else:
        found = dearest_choice(values, row_needs, column_needs)
    if isinstance(found, Misfit):
        sides = (columns, rows) if turned else (rows, columns)
        bounds = [[(floor(quota), ceil(quota)) for quota in line] for line in quotas]
        if turned:
            bounds = [list(line) for line in zip(*bounds, strict=True)]
        raise misfit_error(found, *sides, bounds, unit=unit, sign=sign)
    cells = [[floor(quota) for quota in line] for line in quotas]
    for one, chosen in enumerate(found):
        for other in chosen:
            row, column = (other, one) if turned else (one, other)
            # Cells of the extra lines round sums, not quotas.
            if row < len(rows.names) and column < len(columns.names):
                cells[row][column] += 1
    return cells


def _turned(values: Sequence[dict[int, int]], size: int) -> list[dict[int, int]]:
    turned: list[dict[int, int]] = [{} for _ in range(size)]
    for row, line in enumerate(values):
        for column, value in line.items():
            turned[column][row] = value
    return turned


def _values(
    quotas: Sequence[Sequence[Fraction]], rows: Side, columns: Side
) -> list[dict[int, int]]:
    """Return the worth of rounding up each cell: twice its fraction less one, as a whole number.

    That is how much nearer up is than down. Sums weigh more than all cells together, and the
    grand total more than all sums.
    """
    row_gaps = [] if rows.fixed else [ceil(value) - value for value in rows.exact]
    column_gaps = [] if columns.fixed else [ceil(value) - value for value in columns.exact]
    total = sum(rows.exact, Fraction(0)) if row_gaps and column_gaps else Fraction(0)
    values = (*row_gaps, *column_gaps, total, *(quota for line in quotas for quota in line))
    scale = 1
    for below in {value.denominator for value in values}:
        scale = lcm(scale, below)
        if scale.bit_length() > _MOST_BITS:
            scale = 1 << _MOST_BITS
            break

    def line(fractions: Sequence[Fraction], weight: int) -> dict[int, int]:
        return {
            position: weight * (2 * _cut(value, scale) - scale)
            for position, value in enumerate(fractions)
            if value.denominator > 1
        }

    # Two choices differ by at most this much in all their cells together.
    weight = 2 * scale * len(rows.names) * len(columns.names) + 1
    lines = [line(quotas_of_row, 1) for quotas_of_row in quotas]
    if row_gaps:
        for row, value in line(row_gaps, weight).items():
            lines[row][len(columns.names)] = value
    if column_gaps:
        lines.append(line(column_gaps, weight))
        heaviest = weight * (2 * scale * (len(rows.names) + len(columns.names)) + 1)
        for value in line([total], heaviest).values():
            lines[-1][len(columns.names)] = value
    return lines


def _cut(value: Fraction, scale: int) -> int:
    """Scale the fractional part of a number, and cut it to a whole number."""
    return value.numerator % value.denominator * scale // value.denominator


def _needs(rows: Side, columns: Side) -> tuple[list[int], list[int]]:
    """Count the cells to round up in each line, the extra lines last."""
    row_needs = [most - low for most, low in zip(rows.most, rows.low, strict=True)]
    column_needs = [most - low for most, low in zip(columns.most, columns.low, strict=True)]
    fixed = rows.fixed or columns.fixed
    # Of two free sides the corner holds the fraction of the grand total, so its floor is kept.
    total = sum(fixed) if fixed else floor(sum(rows.exact))
    if not rows.fixed:
        column_needs.append(sum(rows.most) - total)
    if not columns.fixed:
        row_needs.append(sum(columns.most) - total)
    return row_needs, column_needs
