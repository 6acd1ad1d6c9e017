"""One member in one pool: what was billed, what it should have been, what is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from costshare.agreement import PoolAllocation
from costshare.amounts import Unit, common_unit


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """What a correction does to one member in one pool, and why.

    Parameters
    ----------
    member, pool : str
        Who, and for what.
    billed : Decimal or None
        The fee as invoiced; None where the member had none.
    restated : Decimal or None
        The fee by the complete facts; None where the member has none.
    earlier : Decimal
        What earlier corrections have charged, or below zero credited.
    amount : Decimal
        What is left to charge, or below zero to credit.
    changes : mapping of str to (Fraction or None, Fraction or None)
        What is different, before and after: the member's own drivers, its part of the period,
        and the pool's ``total``.
    """

    member: str
    pool: str
    billed: Decimal | None
    restated: Decimal | None
    earlier: Decimal
    amount: Decimal
    changes: Mapping[str, tuple[Fraction | None, Fraction | None]]


@dataclass(frozen=True, slots=True)
class PoolCorrection:
    """One pool of a correction. It has what invoice lines and fee tables need of a pool.

    Parameters
    ----------
    billed, restated : PoolAllocation
        Before and after.
    earlier : mapping of str to Fraction
        What earlier corrections came to, by member.
    """

    billed: PoolAllocation
    restated: PoolAllocation
    earlier: Mapping[str, Fraction]

    @property
    def name(self) -> str:
        """The pool's."""
        return self.billed.name

    @property
    def unit(self) -> Unit:
        """The largest unit in which everything here is whole."""
        steps = [Unit(abs(amount)) for amount in self.earlier.values() if amount]
        return common_unit([self.billed.unit, self.restated.unit, *steps])

    @property
    def parts(self) -> dict[str, dict[str, int]]:
        """What was restated, billed and corrected earlier, by member, in units of this."""
        unit = self.unit
        return {
            "restated": _counted(self.restated, unit),
            "billed": _counted(self.billed, unit),
            "earlier": {name: int(each / unit.size) for name, each in self.earlier.items()},
        }

    @property
    def units(self) -> dict[str, int]:
        """What is left to charge, or below zero to credit, by member."""
        parts = self.parts
        members = dict.fromkeys(name for part in parts.values() for name in part)
        return {
            name: parts["restated"].get(name, 0)
            - parts["billed"].get(name, 0)
            - parts["earlier"].get(name, 0)
            for name in members
        }

    def line(self, member: str) -> CorrectionLine:
        """What happens to one member."""
        unit, parts = self.unit, self.parts
        was, now, before = (
            unit.decimal(part[member]) if member in part else None
            for part in (parts["billed"], parts["restated"], parts["earlier"])
        )
        return CorrectionLine(
            member=member,
            pool=self.name,
            billed=was,
            restated=now,
            earlier=unit.decimal(0) if before is None else before,
            amount=unit.decimal(self.units[member]),
            changes=dict(self._changes(member)),
        )

    def _changes(
        self, member: str
    ) -> Iterator[tuple[str, tuple[Fraction | None, Fraction | None]]]:
        was, now = _facts(self.billed, member), _facts(self.restated, member)
        for name in dict.fromkeys((*was, *now)):
            if was.get(name) != now.get(name):
                yield name, (was.get(name), now.get(name))
        if self.billed.total != self.restated.total:
            yield "total", (self.billed.total, self.restated.total)


def _counted(pool: PoolAllocation, unit: Unit) -> dict[str, int]:
    step = int(pool.unit.size / unit.size)
    return {member: units * step for member, units in pool.units.items()}


def _facts(pool: PoolAllocation, member: str) -> dict[str, Fraction]:
    """What a member's fee in a pool goes by."""
    if member not in pool.units:
        return {}
    line = pool.line(member)
    return {**line.drivers, "part of the period": line.presence}
