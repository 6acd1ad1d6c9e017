"""Amounts from giver to receiver: exact, with what they follow from, and in whole units."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from costshare.amounts import Unit
from costshare.apportionment.tables import apportion_table
from costshare.fields import Exact, Name
from costshare.overhead._passes import Pass
from costshare.overhead._read import ByDepartment, Services


@dataclass(frozen=True, slots=True)
class Flow:
    """Amount that one department passes on to another: ``passed_on · quantity / of``.

    Attributes
    ----------
    giver, receiver : str
        Names of the departments.
    part : str or None
        "fixed" or "variable"; None if there is one rate.
    passed_on : Fraction
        All that the giver passes on with the same receivers.
    quantity, of : Fraction
        What the giver serves this receiver, and what it serves all of these receivers.
    amount : Fraction
        Exact amount.
    """

    giver: Name
    receiver: Name
    part: Name | None
    passed_on: Exact
    quantity: Exact
    of: Exact
    amount: Exact

    @property
    def follows(self) -> bool:
        """Whether the amount is what the other numbers give."""
        return self.amount * self.of == self.passed_on * self.quantity


def flows_of(
    passes: Iterable[Pass], services: Services, capacity: Services | None
) -> Iterator[Flow]:
    """Derive each flow; what one department passes on in several rounds counts as one amount."""
    alike: dict[tuple[str, str | None, tuple[str, ...]], Fraction] = {}
    for each in passes:
        key = (each.giver, each.part, tuple(each.to))
        alike[key] = alike.get(key, Fraction(0)) + each.amount
    for (giver, part, receivers), passed_on in alike.items():
        own = (capacity if part == "fixed" and capacity is not None else services)[giver]
        of = sum((own[name] for name in receivers), Fraction(0))
        rate = passed_on / of
        for name in receivers:
            yield Flow(giver, name, part, passed_on, own[name], of, rate * own[name])


def round_matrix(
    matrix: Services, costs: ByDepartment, passed_on: ByDepartment, unit: Unit
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
