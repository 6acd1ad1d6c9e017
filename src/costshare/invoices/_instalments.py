"""A pool's fees in instalments: every fee and every instalment in all exact, in whole steps."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Protocol

from costshare.amounts import Unit, common_unit
from costshare.apportionment.tables import instalments


class PoolFees(Protocol):
    """What is needed of a pool's fees: who pays how many units, and who sends the invoice."""

    @property
    def name(self) -> str:
        """The pool's."""

    @property
    def unit(self) -> Unit:
        """The smallest step of a fee."""

    @property
    def units(self) -> Mapping[str, int]:
        """By member: the fee, in units."""

    @property
    def billed_by(self) -> str:
        """Who sends the invoices."""


def split_fees(pool: PoolFees, count: int, unit: object) -> tuple[Unit, dict[str, list[int]]]:
    """Split each fee of a pool; give the step, and by member the number of steps each time.

    The step is 1 where `unit` is None, or the pool's unit where that is finer.

    Raises
    ------
    CostshareError
        On a fee that is no whole multiple of the step.
    """
    if count == 1:
        return pool.unit, {member: [units] for member, units in pool.units.items()}
    step = common_unit([pool.unit, Unit(Fraction(1))]) if unit is None else Unit.read(unit)
    steps = [
        step.count(units * pool.unit.size, f"fee in pool {pool.name}")
        for units in pool.units.values()
    ]
    return step, dict(zip(pool.units, instalments(steps, count), strict=True))
