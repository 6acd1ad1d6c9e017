"""The fees of one pool: quotas, units and ties, and the derivation of each fee."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Annotated, Any

from pydantic import AfterValidator

from costshare.agreement._rounded import PoolMethod, RoundEach, Rule
from costshare.amounts import Unit, exact_sum, plain
from costshare.apportionment import RoundingRule, TieRule, exact_total, round_units
from costshare.errors import ConservationError, CostshareError, quoted, unknown_name
from costshare.fields import (
    NO_OTHER_FIELDS,
    Exact,
    Money,
    Name,
    OneOf,
    UnitSize,
    Value,
    find_name,
    name_of_label,
)
from costshare.models import Bounds, BrokenTie, Term, drivers_of, read_written, share_difference
from costshare.periods import Day, MemberDaysField, Period


def _with_kind(model: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read the model of a record again, without corrections that were added to its fees."""
    if "kind" not in model:
        msg = "the model's kind is missing; it states where the quotas come from"
        raise CostshareError(msg)
    read_written({name: value for name, value in model.items() if name != "corrections"})
    return model


@dataclass(frozen=True, slots=True)
class FeeLine(Value):
    """One member's fee in one pool.

    Attributes
    ----------
    member : str
        Name of the member.
    drivers : mapping of str to Fraction
        Drivers that the model used.
    quota : Fraction
        Exact amount before rounding.
    floor : Decimal
        Largest multiple of the unit that is not above the quota.
    extra_unit : int
        Units by which the fee is above the floor: 0 or 1 if the method keeps quota.
    fee : Decimal
        Amount to pay.
    proration : Fraction
        The part of the period that it is a member.
    """

    member: str
    drivers: Mapping[str, Fraction]
    quota: Fraction
    floor: Decimal
    extra_unit: int
    fee: Decimal
    proration: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class PoolAllocation(Value):
    """The fees of one pool, with everything needed to derive them again.

    Attributes
    ----------
    name : str
        Name of the pool.
    total : Fraction
        Amount that was shared; the sum of the fees if there was no total to share.
    unit : Unit
        Smallest amount that fees move by.
    method, ties : str or None
        Rules by which the quotas became fees; None if there was no total to share. By
        ``"each"`` every quota was rounded on its own, without ties.
    rounding : str or None
        Rule by which each quota was rounded on its own; None if the fees sum to the total by a
        method, and for agreed amounts, which are not rounded.
    billed_by : str
        Issuer of the invoices.
    model : mapping
        Model as data.
    terms : tuple of Term
        Parts of the model, with weights and quotas by member.
    quotas : mapping of str to Fraction
        Exact amount of each member, the sum of its quotas in the terms.
    fees : mapping of str to Decimal
        Fee of each member.
    broken_ties : tuple of BrokenTie
        Ties that the tie rule decided.
    proration : mapping of str to Fraction
        Part of the period, for members that belong to the agreement for a part of it only.
    memberships : mapping of str to Period or Spans
        Days of the same members in the period, if they are known: several periods of one that
        leaves and comes back.
    reference_dates : mapping of str to date
        Date of each driver that was taken by date; of a mean, the last one.
    averaged_dates : mapping of str to tuple of date
        Dates of each driver that is the mean of several.
    round_each : {"fee", "line"}
        What `rounding` rounds: each fee, or each line of it; the terms name their `line`.
    bounds : mapping of str to Bounds
        Least and most that a member pays, for members with bounds.
    unrounded_total, round_total : Fraction and str, or None
        The total before it was rounded to the unit, and the rule that rounded it. The last term is
        what the rounding adds or takes off.
    label : str or None
        What people read for the pool, if it is not the name.
    driver_labels : mapping of str to str
        What people read for drivers, where it is not the name.
    taken_over : mapping of str to Decimal
        What the member of the pool's name is charged in other pools, by pool. It is part of the
        total here, and passed on to the members of this pool.
    solved : tuple of str
        Pools that charge each other and were solved together, this one among them; empty if it is
        in no circle. `unrounded_total` is then what the equations give, and the last term leads to
        whole units inside the circle.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    name: str
    total: Exact
    unit: UnitSize
    method: PoolMethod | None
    ties: TieRule | None
    rounding: RoundingRule | None
    billed_by: str
    model: Annotated[Mapping[str, Any], AfterValidator(_with_kind)]
    terms: tuple[Term, ...]
    quotas: Mapping[str, Exact]
    fees: Mapping[str, Money]
    broken_ties: tuple[BrokenTie, ...]
    proration: Mapping[str, Exact] = field(default_factory=dict)
    reference_dates: Mapping[str, Day] = field(default_factory=dict)
    round_each: Annotated[RoundEach, OneOf("thing to round", RoundEach)] = "fee"
    memberships: Mapping[str, MemberDaysField] = field(default_factory=dict)
    bounds: Mapping[str, Bounds] = field(default_factory=dict)
    unrounded_total: Exact | None = None
    round_total: Annotated[RoundingRule, OneOf("rounding of a total", RoundingRule)] | None = None
    label: Name | None = None
    driver_labels: Mapping[str, Name] = field(default_factory=dict)
    averaged_dates: Mapping[str, tuple[Day, ...]] = field(default_factory=dict)
    taken_over: Mapping[str, Money] = field(default_factory=dict)
    solved: tuple[Name, ...] = ()

    @property
    def title(self) -> str:
        """What people read for the pool: its label, or its name where it has none.

        Examples
        --------
        >>> import costshare as cs
        >>> pool = cs.Pool(name="e-archive", label="E-arkiv", total=10, model=cs.Flat())
        >>> boden = cs.Member(name="Boden")
        >>> board = cs.Agreement(name="A", period="2022", members=[boden], pools=[pool])
        >>> board.allocate().pool("e-archive").title
        'E-arkiv'
        """
        return self.label or self.name

    @property
    def shared_total(self) -> Fraction | None:
        """The total that quotas are shares of, before it is rounded; None where fees give it."""
        return None if self.method is None else self.exact_total

    @property
    def own_total(self) -> Fraction:
        """The direct cost: the total without what is taken over from other pools."""
        return self.total - exact_total(map(Fraction, self.taken_over.values()))

    @property
    def exact_total(self) -> Fraction:
        """The total before it was rounded to the unit, if it was."""
        return self.total if self.unrounded_total is None else self.unrounded_total

    def exact_quota(self, member: str) -> Fraction:
        """Return the exact amount of a member before the total was rounded, if it was."""
        before = self.terms if self.unrounded_total is None else self.terms[:-1]
        return exact_total(term.quotas[member] for term in before)

    def label_of(self, driver: str) -> str:
        """Return what people read for a driver: its label, or its name where it has none."""
        return self.driver_labels.get(driver, driver)

    @property
    def rounding_difference(self) -> Fraction:
        """Fees less a total that was shared, or less the quotas where there was none.

        Zero by every method but ``"each"``.
        """
        due = self.total if self.method is not None else exact_total(self.quotas.values())
        return self._fees - due

    @property
    def _fees(self) -> Fraction:
        """Sum of the fees."""
        return Fraction(self.amount)

    @property
    def corrected(self) -> tuple[Period, ...]:
        """Periods that are corrected in these fees, if `Correction.applied_to` made them."""
        held = self.model.get("corrections", ())
        if not isinstance(held, list | tuple) or not all(
            isinstance(each, Mapping)
            and "period" in each
            and isinstance(each.get("amounts"), Mapping)
            for each in held
        ):
            msg = f"pool {self.name}: corrections of the model {quoted(held)} are not a list of "
            raise CostshareError(f"{msg}corrections; load a record that to_dict wrote")
        periods = [each["period"] for each in held]
        return tuple(Period.read(period) for period in periods if period is not None)

    def fee(self, member: str) -> Decimal | None:
        """Return the fee of a member; None if it takes no part."""
        return self.fees.get(name_of_label(member, what="member"))

    def count(self, member: str) -> int:
        """Count one member's fee in units of the pool."""
        return self.unit.whole(self.fees[member])

    def counts(self, unit: Unit | None = None) -> dict[str, int]:
        """Count the fees in units, those of the pool or smaller ones, by member."""
        count = (unit or self.unit).whole
        return {member: count(fee) for member, fee in self.fees.items()}

    @property
    def amount(self) -> Decimal:
        """Sum of the fees, with the decimals of the unit."""
        return exact_sum(self.fees.values(), self.unit.decimal(0))

    @property
    def lines(self) -> Iterator[FeeLine]:
        """Derivation of each fee, one line a member."""
        return map(self.line, self.fees)

    def line(self, member: str) -> FeeLine:
        """Return the derivation of one member's fee.

        Raises
        ------
        CostshareError
            If the member takes no part in the pool.
        """
        member = find_name(f"member in pool {self.name}:", member, self.fees)
        quota, fee = self.quotas[member], self.fees[member]
        below = floor(quota / self.unit.size)
        return FeeLine(
            member=member,
            drivers=drivers_of(self.terms, member),
            quota=quota,
            floor=self.unit.decimal(below),
            extra_unit=self.count(member) - below,
            fee=fee,
            proration=self.proration.get(member, Fraction(1)),
        )

    @property
    def dates(self) -> Mapping[str, tuple[date, ...]]:
        """Dates of each driver that was taken by date: one, or those of a mean."""
        days = self.reference_dates.items()
        return {driver: self.averaged_dates.get(driver, (day,)) for driver, day in days}

    @property
    def rule(self) -> Rule:
        """Rule by which the quotas became fees."""
        return Rule(self.method, self.ties, self.rounding, self.round_each)

    @property
    def units_without_bounds(self) -> Mapping[str, int]:
        """Fees that the method alone would give, in units; the same fees if there are no bounds.

        A rule that refuses ties breaks them by the order of the list here.
        """
        if not self.bounds:
            return self.counts()
        return self._rounded("listed" if self.ties == "error" else self.ties, {})[0]

    def _rounded(
        self, ties: TieRule | None, bounds: Mapping[str, Bounds]
    ) -> tuple[Mapping[str, int], tuple[BrokenTie, ...]]:
        rule = replace(self.rule, ties=ties)
        return rule.units(self.quotas, self.unit, self.total, self.terms, bounds)

    def check(self) -> None:
        """Add everything up again, and round the quotas again by the recorded rule.

        Raises
        ------
        ConservationError
            If a member is missing, if the terms do not sum to the quotas, if the quotas or the
            fees do not sum to the total, or if a fee or a tie is not what the rule gives.
        """
        tables = [
            each
            for term in self.terms
            for each in (term.weights, term.quotas, term.use)
            if each is not None
        ]
        if any(set(table) != set(self.quotas) for table in (self.fees, *tables)):
            msg = f"pool {self.name}: fees, quotas and terms do not name the same members"
            raise ConservationError(msg)
        self._check_proration()
        self._check_dates()
        _ = self.corrected  # raises if they cannot be read
        for member in self.bounds:
            self._known(member, "bounds")
        for term in self.terms:
            for member in term.binding:
                self._known(member, f"a bound of the term {term.label}")
            amount = exact_total(term.quotas.values())
            self._same(amount, term.amount, f"quotas of the term {term.label}", "its amount")
            term.check(f"pool {self.name}", self.proration)
        for member, quota in self.quotas.items():
            each_term = [term.quotas[member] for term in self.terms]
            parts = sum(each_term[1:], each_term[0]) if each_term else Fraction(0)
            self._same(parts, quota, f"terms of {member}", "the quota")
        self._check_total()
        if self.method is not None:
            quotas = exact_total(self.quotas.values())
            off = share_difference(self.terms) if self.method == "each" else 0
            self._same(quotas - off, self.total, "quotas", "the total")
        if self.method != "each":
            self._same(self._fees, self.total, "fees", "the total")
        self._check_rounding()

    def _check_total(self) -> None:
        if self.unrounded_total is None and self.round_total is None:
            return
        if self.unrounded_total is None or self.round_total is None:
            msg = f"pool {self.name}: unrounded_total and round_total go together; state both"
            raise ConservationError(msg)
        units = round_units(self.unrounded_total / self.unit.size, self.round_total)
        self._same(units * self.unit.size, self.total, "the units of the unrounded total", "the")
        before = exact_total(term.amount for term in self.terms[:-1])
        self._same(before, self.unrounded_total, "terms before the rounding", "the total")

    def _check_rounding(self) -> None:
        if not self.rule.is_consistent:
            msg = (
                f"pool {self.name}: method {self.method}, ties {self.ties} and rounding "
                f"{self.rounding} do not go together; a total is shared by method and ties, and a "
                "single quota rounded by rounding, with method each where it has a total"
            )
            raise ConservationError(msg)
        units, ties = self._rounded(self.ties, self.bounds)
        for member, fee in self.fees.items():
            by_rule = self.unit.decimal(units[member])
            if by_rule != fee:
                msg = (
                    f"pool {self.name}: the fee of {member} is recorded as {fee}, but its quota "
                    f"and the pool's rule give {by_rule}"
                )
                raise ConservationError(msg)
        if ties != self.broken_ties:
            msg = f"pool {self.name}: the recorded ties are not those that the quotas lead to"
            raise ConservationError(msg)

    def _check_proration(self) -> None:
        for member, part in self.proration.items():
            self._known(member, "a proration")
            if not 0 < part <= 1:
                msg = f"pool {self.name}: proration of {member} is {plain(part)}; it is a part of 1"
                raise ConservationError(msg)

        for member in self.memberships:
            self._known(member, "a membership")

    def _check_dates(self) -> None:
        for driver, days in self.averaged_dates.items():
            if driver not in self.reference_dates:
                raise unknown_name(
                    f"driver with averaged dates in pool {self.name}:", driver, self.reference_dates
                )
            if not days or self.reference_dates[driver] != days[-1]:
                msg = f"pool {self.name}: the last averaged date of {driver} is not its reference "
                raise ConservationError(msg + f"date {self.reference_dates[driver]}")

    def _known(self, member: str, has: str) -> None:
        if member not in self.quotas:
            raise unknown_name(f"member with {has} in pool {self.name}:", member, self.quotas)

    def _same(self, one: Fraction, other: Fraction, what: str, whole: str) -> None:
        if one != other:
            msg = (
                f"pool {self.name}: {what} sum to {plain(one)}, not to {whole} {plain(other)}: "
                f"{plain(abs(one - other))} too {'much' if one > other else 'little'}"
            )
            raise ConservationError(msg)


def labels_of(pools: Iterable[PoolAllocation]) -> dict[str, str]:
    """Return what people read for pools, where it is not the name."""
    return {pool.name: pool.label for pool in pools if pool.label is not None}
