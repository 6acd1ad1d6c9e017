"""One account while it is settled: every step shares amounts and adds to the balances."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from costshare.agreement import BrokenTie
from costshare.amounts import Unit
from costshare.apportionment import apportion_units, scale_to_whole
from costshare.errors import CostshareError, unknown_name
from costshare.invoices import NO_MEMBER
from costshare.models import Facts, add_terms, terms_of
from costshare.settlement._balance import Balance, Cells, closed, closing_of
from costshare.settlement._policies import (
    BasisName,
    CarryForward,
    Policy,
    Return,
    TrueUp,
    remainder,
)

_CARRY = CarryForward()


@dataclass(slots=True)
class Account:
    """One pool to settle, or several that make one budget item, in whole units.

    Parameters
    ----------
    name : str
        Name of the item or of the pool.
    income, cost : int
        Actual income and cost.
    paid, final : mapping of pool to member to units
        Payments of the members, and their final fees for the pools that have some.
    quotas : mapping of str to Fraction
        Exact amount of each member before rounding, over the pools of the account.
    opening : mapping of str to int
        Opening balance of each holder.
    unshared : int
        Part of the opening balance that has no holders yet.
    policy : Policy
        Rule by which it is settled.
    facts : Facts
        Members and drivers, for policies that share by a model.
    unit : Unit
        Unit of all counts.
    ties : list of BrokenTie
        Ties that were broken as amounts were shared.
    """

    name: str
    income: int
    cost: int
    paid: Cells
    final: Cells
    quotas: Mapping[str, Fraction]
    opening: Mapping[str, int]
    unshared: int
    unit: Unit
    facts: Facts
    policy: Policy = _CARRY
    ties: list[BrokenTie] = field(default_factory=list, init=False)
    _columns: Cells = field(default_factory=dict, init=False)

    @property
    def members(self) -> tuple[str, ...]:
        """Names of the members that take part, in order."""
        cells = [*self.paid.values(), *self.final.values()]
        return tuple({member: None for cell in cells for member in cell})

    def paid_by(self, member: str) -> int:
        """Add what a member paid over the account's pools."""
        return sum(cell.get(member, 0) for cell in self.paid.values())

    def final_of(self, member: str) -> int:
        """Add the final fees of a member over the account's pools."""
        return sum(cell.get(member, 0) for cell in self.final.values())

    @property
    def rule(self) -> CarryForward | Return | TrueUp:
        """The policy for what is not covered from other pools."""
        return remainder(self.policy)

    @property
    def balances(self) -> dict[str, int]:
        """The balance of each holder so far."""
        return {holder: closing_of(columns) for holder, columns in self._columns.items()}

    @property
    def balance(self) -> int:
        """The balance of the account so far."""
        return sum(self.balances.values())

    def entries(self) -> dict[str, Balance]:
        """Close the balance of each holder; the row for no member is left out if it is 0."""
        entries = {name: closed(columns, self.unit) for name, columns in self._columns.items()}
        if entries.get(NO_MEMBER) == Balance() and len(entries) > 1:
            del entries[NO_MEMBER]
        return entries

    def add(self, column: str, amounts: Mapping[str, int], sign: int = 1) -> None:
        """Add amounts by holder to a column of the balance."""
        for holder, amount in amounts.items():
            row = self._columns.setdefault(holder, {})
            row[column] = row.get(column, 0) + sign * amount

    def book(self) -> None:
        """Enter opening, income and cost of each member, so that the difference has holders."""
        members = self.members
        self.add("opening", self.opening)
        paid = {member: self.paid_by(member) for member in members}
        outside = {NO_MEMBER: self.income - sum(paid.values())}
        self.add("income", paid)
        if not members:
            # No member can own the difference; it stays with the pool itself.
            self.add("opening", {NO_MEMBER: self.unshared})
            self.add("income", outside)
            self.add("cost", {NO_MEMBER: self.cost})
            return
        if any(outside.values()):
            # Income that is not a fee pays for as much of the cost.
            self.add("income", outside)
            self.add("cost", outside)
        self.add("cost", self._costs(paid, self.cost - outside[NO_MEMBER]))
        self.add("opening", self.share(self.unshared, self._weights(self.unshared, members)))

    def _costs(self, paid: dict[str, int], cost: int) -> dict[str, int]:
        """Share the cost: its difference from the payments, or by a true-up all of it."""
        rule, members = self.rule, self.members
        if not isinstance(rule, TrueUp):
            difference = sum(paid.values()) - cost
            surplus = self.share(difference, self._weights(difference, members))
            return {member: amount - surplus[member] for member, amount in paid.items()}
        if rule.by != "final":
            return self.share(cost, self._weights(cost, members))
        for pool in self.paid:
            if pool not in self.final:
                msg = f"there are no final fees for {pool}; pass final=…, or true up by 'shares'"
                raise CostshareError(msg)
        fees = {member: self.final_of(member) for member in paid}
        left = cost - sum(fees.values())
        rest = self.share(left, self._weights(left, members))
        return {member: fee + rest[member] for member, fee in fees.items()}

    def settle_leavers(self, leaving: frozenset[str]) -> None:
        """Let members that leave take their balance, or leave it to the others.

        A holder of an opening balance that takes no part any more has left.
        """
        members = dict.fromkeys(self.members)
        gone = {
            holder: own
            for holder, own in self.balances.items()
            if holder != NO_MEMBER and (holder in leaving or holder not in members)
        }
        if not any(gone.values()):
            return
        if self.rule.leavers == "take":
            self.add("returned", gone)
            return
        staying = [member for member in members if member not in gone]
        if not staying:
            msg = f"{', '.join(gone)} left, and no member stays to take over; use leavers='take'"
            raise CostshareError(msg)
        left = sum(gone.values())
        self.add("transferred", gone, -1)
        self.add("transferred", self.share(left, self._weights(left, staying)))

    def give_back(self) -> None:
        """Return or collect what the policy does not keep."""
        rule, balance = self.rule, self.balance
        if isinstance(rule, CarryForward) or not _acts(rule, balance):
            return
        keep = self.unit.count(rule.keep, "amount to keep") if rule.kind == "return" else 0
        kept = min(abs(balance), keep)
        amount = balance - kept if balance > 0 else balance + kept
        if amount and not self.members:
            word = "return to" if amount > 0 else "collect from"
            msg = f"there are no members to {word}; carry it forward, cover it, or name its pools"
            raise CostshareError(msg)
        # If nothing is kept, every member's balance becomes zero, credits and debits alike.
        self.add("returned", self.part_of_balances(amount) if keep else self.balances)

    def part_of_balances(self, amount: int) -> dict[str, int]:
        """Share units over the balances of the same sign, in proportion to them.

        No part is above its balance as long as these sum to at least `amount`: a part is at most
        the ceiling of its quota, and the quota is not above the balance.
        """
        sign = 1 if amount > 0 else -1
        weights = {name: Fraction(max(sign * own, 0)) for name, own in self.balances.items()}
        return self.share(amount, weights)

    def share(self, amount: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
        """Share units in proportion to weights, and note the ties."""
        if not amount:
            return dict.fromkeys(weights, 0)
        names = list(weights)
        whole = scale_to_whole(list(weights.values()))
        parts, ties = apportion_units(amount, whole, method="largest_remainder", ties="listed")
        self.ties += BrokenTie.named(ties, names)
        return dict(zip(names, parts, strict=True))

    def _weights(self, amount: int, names: Sequence[str]) -> Mapping[str, Fraction]:
        """Find the weights by which the policy shares an amount among some members."""
        basis = self.rule.by
        if not amount:
            return dict.fromkeys(names, Fraction(0))
        if isinstance(basis, str):
            words, weight_of = _BASES[basis]
            values = {name: Fraction(weight_of(self, name)) for name in names}
        else:
            for name in names:
                if name not in self.facts.names:
                    raise unknown_name("member among members=…:", name, self.facts.names)
            words, facts = f"the quotas of {type(basis).__name__}", self.facts.only(names)
            values = add_terms(facts, terms_of(basis, facts, amount * self.unit.size))
        if not any(values.values()):
            msg = f"{words} are zero for all of {', '.join(names)}; share by 'flat' instead"
            raise CostshareError(msg)
        if min(values.values()) < 0 < max(values.values()):
            msg = f"{words} are above zero for some and below for others; share by 'flat' instead"
            raise CostshareError(msg)
        return {name: abs(value) for name, value in values.items()}


_BASES: Mapping[BasisName, tuple[str, Callable[[Account, str], int | Fraction]]] = {
    "paid": ("the payments", Account.paid_by),
    "shares": ("the shares", lambda account, member: account.quotas.get(member, Fraction(0))),
    "flat": ("the flat shares", lambda *_: 1),
    "final": ("the final fees", Account.final_of),
}


def _acts(rule: Return | TrueUp, balance: int) -> bool:
    """Whether a rule returns or collects a balance."""
    if isinstance(rule, TrueUp) or rule.only is None:
        return True
    return balance > 0 if rule.only == "surplus" else balance < 0
