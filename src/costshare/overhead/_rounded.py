"""Whole units of every flow, so that each support department passes on exactly what it has."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from costshare.amounts import Unit
from costshare.apportionment.tables import apportion_table
from costshare.overhead._read import ByDepartment

Matrix = Mapping[str, Mapping[str, Fraction]]


def round_matrix(
    matrix: Matrix, costs: ByDepartment, passed_on: ByDepartment, unit: Unit
) -> dict[str, dict[str, Decimal]]:
    """Round what each giver passes on to each department.

    A flow on a network becomes a table (Orden 1956, "The transhipment problem", Management Science
    2, 276-285): the cell of a giver's own row and column holds what its total lacks to the next
    whole unit. Rows, and the columns of support departments, then have whole sums, which controlled
    rounding keeps, whatever becomes of that cell.

    Raises
    ------
    CostshareError
        If the costs of a department are not a multiple of the unit.
    """
    for name, amount in costs.items():
        unit.count(amount, f"costs of {name}")
    table = {giver: dict(own) for giver, own in matrix.items()}
    for giver, own in table.items():
        total = passed_on[giver] / unit.size
        # Away from zero, so that a credit is the mirror image of a charge.
        own[giver] = ((ceil(total) if total > 0 else floor(total)) - total) * unit.size
    whole = apportion_table(table, unit=unit)
    return {giver: own | {giver: unit.decimal(0)} for giver, own in whole.items()}
