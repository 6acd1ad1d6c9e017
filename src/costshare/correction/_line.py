"""One member in one pool: what was billed, what it should have been, what is left."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from costshare.agreement import PoolAllocation, agreed_pool, rule_differences
from costshare.amounts import Unit, common_unit, plain
from costshare.errors import ConservationError
from costshare.fields import NO_OTHER_FIELDS, Exact, Money, Sentence, Value
from costshare.models import drivers_of
from costshare.periods import Period
from costshare.results import Column, amount_column, same_column, text_column
from costshare.words import say, say_some

Change = tuple[Exact | None, Exact | None]

PART, TOTAL = "part of the period", "total"
"""What may have changed besides drivers."""


@dataclass(frozen=True, slots=True)
class OtherCause(Sentence, Value):
    """What changes a fee besides the member's own figures and the pool's total.

    Attributes
    ----------
    kind : str
        ``model``, ``total`` (where one side has none), ``unit`` or ``rounding`` of the pool;
        ``members`` (others joined or left); ``others`` (their figures).
    message : str
        The cause in words.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class CorrectionLine(Value):
    """What a correction charges or credits one member in one pool, and why.

    Attributes
    ----------
    member, pool : str
        Names of the member and the pool.
    billed : Decimal or None
        Fee as invoiced; None if the member had none.
    restated : Decimal or None
        Fee by the complete facts; None if the member has none.
    earlier : Decimal
        Amount that earlier corrections have charged, or below zero credited.
    amount : Decimal
        Amount that is left to charge, or below zero to credit.
    changes : mapping of str to (Fraction or None, Fraction or None)
        Values before and after of what is different: the member's own drivers, its part of the
        period, and the pool's ``total``.
    causes : tuple of OtherCause
        What else changes the fee: another rule, other members, figures of others.
    own_total : (Fraction, Fraction) or None
        Own costs of a pool that takes over costs of others, before and after, if they differ.
    taken_over : mapping of str to (Fraction or None, Fraction or None)
        What such a pool takes over from others, by their names, where that differs.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    member: str
    pool: str
    billed: Money | None
    restated: Money | None
    earlier: Money
    amount: Money
    changes: Mapping[str, Change]
    causes: tuple[OtherCause, ...] = ()
    own_total: tuple[Exact, Exact] | None = None
    taken_over: Mapping[str, Change] = field(default_factory=dict)

    def check(self) -> None:
        """Prove that the amount is what the others leave, and the total changes by its parts.

        Raises
        ------
        ConservationError
            If it is not; the error names member and pool.
        """
        parts = [*self.taken_over.values(), *([self.own_total] if self.own_total else [])]
        change = _sum(parts) - _sum([self.changes[TOTAL]] if TOTAL in self.changes else [])
        if parts and change:
            msg = f"{self.member}, {self.pool}: own costs and what is taken over change by "
            raise ConservationError(f"{msg}{plain(change)} more than the total")
        left = Fraction(self.restated or 0) - Fraction(self.billed or 0) - Fraction(self.earlier)
        if Fraction(self.amount) != left:
            msg = f"{self.member}, {self.pool}: the amount is {self.amount}, but restated - billed "
            raise ConservationError(f"{msg}- earlier is {plain(left)}")


def _sum(changes: Iterable[Change]) -> Fraction:
    """Add up changes; an amount that is missing counts as nothing."""
    zero = Fraction(0)
    return sum(((now or zero) - (was or zero) for was, now in changes), zero)


def line_columns(
    lines: tuple[CorrectionLine, ...], period: Period | None, currency: str | None
) -> tuple[Column, ...]:
    """Lay out one row a line."""
    return (
        same_column("period", period, lines),
        text_column("pool", (line.pool for line in lines)),
        text_column("member", (line.member for line in lines)),
        same_column("currency", currency, lines),
        amount_column("billed", (line.billed for line in lines)),
        amount_column("restated", (line.restated for line in lines)),
        amount_column("earlier", (line.earlier for line in lines)),
        amount_column("amount", (line.amount for line in lines)),
    )


@dataclass(frozen=True)
class PoolCorrection(Value):
    """One pool of a correction.

    Attributes
    ----------
    billed, restated : PoolAllocation
        Fees before and after.
    earlier : mapping of str to Fraction
        Amounts of earlier corrections, by member.
    records : tuple of PoolAllocation
        What the fees follow from, before and after: in a cascade, with the levels before them.
    """

    billed: PoolAllocation
    restated: PoolAllocation
    earlier: Mapping[str, Fraction]
    records: tuple[PoolAllocation, PoolAllocation]

    @property
    def name(self) -> str:
        """Name of the pool."""
        return self.billed.name

    @property
    def unit(self) -> Unit:
        """The largest unit in which every amount is a whole number."""
        units = [Unit(abs(amount)) for amount in self.earlier.values() if amount]
        return common_unit([self.billed.unit, self.restated.unit, *units])

    @cached_property
    def fees(self) -> PoolAllocation:
        """Amounts that are left to charge, or below zero to credit, as a pool of agreed amounts."""
        unit = self.unit
        earlier = {name: -int(each / unit.size) for name, each in self.earlier.items()}
        return agreed_pool(
            self.name,
            "correction",
            {
                say("restated"): self.restated.counts(unit),
                say("less what was billed"): {
                    member: -units for member, units in self.billed.counts(unit).items()
                },
                say("less earlier corrections"): earlier,
            },
            unit=unit,
            billed_by=self.billed.billed_by,
            label=self.billed.label,
        )

    @property
    def lines(self) -> Iterator[CorrectionLine]:
        """A line for each member that takes part, before or after."""
        return map(self.line, self.fees.fees)

    def line(self, member: str) -> CorrectionLine:
        """Return the line of one member."""
        unit = self.unit
        was, now = (
            None if fee is None else unit.decimal(unit.whole(fee))
            for fee in (self.billed.fees.get(member), self.restated.fees.get(member))
        )
        changes = dict(self._changes(member))
        own, taken = self._passed_on
        return CorrectionLine(
            member=member,
            pool=self.name,
            billed=was,
            restated=now,
            earlier=unit.decimal(int(self.earlier.get(member, 0) / unit.size)),
            amount=self.fees.fees[member],
            changes=changes,
            # What leaves a fee as it was explains nothing.
            causes=() if was == now else tuple(self._causes(member, changes)),
            own_total=own,
            taken_over=taken,
        )

    @cached_property
    def _passed_on(self) -> tuple[tuple[Fraction, Fraction] | None, dict[str, Change]]:
        """Find what is different of the parts of a total that is partly of other pools."""
        was, now = self.records
        old, new = was.taken_over, now.taken_over
        if not (old or new):
            return None, {}
        taken = {
            name: (_fraction(old.get(name)), _fraction(new.get(name)))
            for name in {**old, **new}
            if old.get(name) != new.get(name)
        }
        own = was.own_total, now.own_total
        return None if own[0] == own[1] else own, taken

    def _facts(self, member: str) -> dict[str, Change]:
        """Find what is different of a member, by name.

        Of a member on both sides, a driver that one of the rules does not use has not changed.
        """
        was, now = (_facts(record, member) for record in self.records)
        names = was.keys() & now.keys() if was and now else {*was, *now}
        return {
            name: (was.get(name), now.get(name))
            for name in (*was, *(each for each in now if each not in was))
            if name in names and was.get(name) != now.get(name)
        }

    def _changes(self, member: str) -> Iterator[tuple[str, Change]]:
        """Find what is different for a member, by name."""
        yield from self._facts(member).items()
        # Where fees follow from prices, the total follows from them.
        was, now = self.records
        if None not in {was.method, now.method} and was.total != now.total:
            yield TOTAL, (was.total, now.total)

    def _causes(self, member: str, changes: Mapping[str, Change]) -> Iterator[OtherCause]:
        """Find what else changes the fee of a member that takes part before and after."""
        if not {member} <= self.billed.fees.keys() & self.restated.fees.keys():
            return
        before, after = self.records
        for each in rule_differences(before, after):
            if each.kind != "total" or TOTAL not in changes:
                yield OtherCause(each.kind, each.message)
        if after.method is None:
            return
        was, now = before.fees, after.fees
        if joining := [name for name in now if name not in was]:
            yield OtherCause("members", say("with {members}", members=say_some(joining, 3)))
        if leaving := [name for name in was if name not in now]:
            yield OtherCause("members", say("without {members}", members=say_some(leaving, 3)))
        has_own = any(name != TOTAL for name in changes)
        others = (name for name in now if name in was and name != member)
        if not has_own and any(self._facts(name) for name in others):
            yield OtherCause("others", say("drivers of others"))


def _fraction(fee: Decimal | None) -> Fraction | None:
    """Read a fee that may be missing."""
    return None if fee is None else Fraction(fee)


def _facts(pool: PoolAllocation, member: str) -> dict[str, Fraction]:
    """Read what the fee of a member in a pool depends on."""
    if member not in pool.fees:
        return {}
    part = pool.proration.get(member, Fraction(1))
    return {**drivers_of(pool.terms, member), PART: part}
