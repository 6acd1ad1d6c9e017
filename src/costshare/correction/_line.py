"""One member in one pool: what was billed, what it should have been, what is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from costshare.agreement import PoolAllocation, agreed_pool
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


@dataclass(frozen=True)
class PoolCorrection:
    """One pool of a correction.

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

    @cached_property
    def unit(self) -> Unit:
        """The largest unit in which everything here is whole."""
        steps = [Unit(abs(amount)) for amount in self.earlier.values() if amount]
        return common_unit([self.billed.unit, self.restated.unit, *steps])

    @cached_property
    def parts(self) -> dict[str, dict[str, int]]:
        """What was restated, billed and corrected earlier, by member, in units of this."""
        unit = self.unit
        return {
            "restated": self.restated.counts(unit),
            "billed": self.billed.counts(unit),
            "earlier": {name: int(each / unit.size) for name, each in self.earlier.items()},
        }

    @property
    def fees(self) -> PoolAllocation:
        """What is left to charge, or below zero to credit, as a pool of agreed amounts."""
        parts = self.parts
        billed, earlier = (
            {member: -units for member, units in parts[part].items()}
            for part in ("billed", "earlier")
        )
        return agreed_pool(
            self.name,
            "correction",
            {
                "restated": parts["restated"],
                "less what was billed": billed,
                "less earlier corrections": earlier,
            },
            unit=self.unit,
            billed_by=self.billed.billed_by,
        )

    def line(self, member: str, amount: Decimal) -> CorrectionLine:
        """What happens to one member, of whom that amount is left to charge or to credit."""
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
            amount=amount,
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


def _facts(pool: PoolAllocation, member: str) -> dict[str, Fraction]:
    """What a member's fee in a pool goes by."""
    if member not in pool.fees:
        return {}
    line = pool.line(member)
    return {**line.drivers, "part of the period": line.proration}
