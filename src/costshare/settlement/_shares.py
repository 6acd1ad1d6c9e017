"""Sharing an amount among members, by a basis of the policy or by what each has."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from costshare.agreement import Allocation, BrokenTie
from costshare.amounts import Unit
from costshare.apportionment import apportion_units, scale_to_whole
from costshare.errors import CostshareError, unknown_name
from costshare.models import Facts, add_terms, read_facts, terms_of
from costshare.settlement._accounts import Account
from costshare.settlement._basis import Basis, BasisName

_BASES: Mapping[BasisName, tuple[str, Callable[[Account, str], int | Fraction]]] = {
    "paid": ("the payments", Account.paid_by),
    "shares": ("the shares", lambda account, member: account.quotas.get(member, Fraction(0))),
    "flat": ("the flat shares", lambda account, member: 1),  # noqa: ARG005 - the same for all
    "final": ("the final fees", Account.final_of),
}


@dataclass(slots=True)
class Sharer:
    """Shares amounts of one account, and keeps the ties that it broke.

    Parameters
    ----------
    account : Account
        Whose amounts.
    facts : Facts
        Members and drivers, for models.
    unit : Unit
        The step.
    ties : list of BrokenTie
        Grows as amounts are shared.
    """

    account: Account
    facts: Facts
    unit: Unit
    ties: list[BrokenTie]

    def by(self, basis: Basis, amount: int, names: Sequence[str]) -> dict[str, int]:
        """Share units among some members by the basis of a policy.

        Raises
        ------
        CostshareError
            Where the basis is nothing for all of them, or has both signs.
        """
        if not amount:
            return dict.fromkeys(names, 0)
        return self._apportion(amount, self._weights(basis, amount, names))

    def by_amounts(self, amount: int, amounts: Mapping[str, int]) -> dict[str, int]:
        """Share units over those whose own amount has the same sign, in proportion to it.

        Nobody gets more than its own amount as long as these sum to at least `amount`: a part
        lies below its quota's ceiling, and the quota not above the amount.
        """
        if not amount:
            return dict.fromkeys(amounts, 0)
        sign = 1 if amount > 0 else -1
        weights = {name: Fraction(max(sign * own, 0)) for name, own in amounts.items()}
        return self._apportion(amount, weights)

    def _apportion(self, amount: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
        names = list(weights)
        whole = scale_to_whole(list(weights.values()))
        parts, ties = apportion_units(amount, whole, method="largest_remainder", ties="listed")
        self.ties += [
            BrokenTie(tuple(names[at] for at in tie.tied), tuple(names[at] for at in tie.won))
            for tie in ties
        ]
        return dict(zip(names, parts, strict=True))

    def _weights(self, basis: Basis, amount: int, names: Sequence[str]) -> dict[str, Fraction]:
        if isinstance(basis, str):
            words, weight_of = _BASES[basis]
            values = {name: Fraction(weight_of(self.account, name)) for name in names}
        else:
            words, facts = f"the quotas of {type(basis).__name__}", self._facts(names)
            values = add_terms(facts, terms_of(basis, facts, amount * self.unit.size))
        if not any(values.values()):
            msg = f"{words} are zero for all of {', '.join(names)}; share by 'flat' instead"
            raise CostshareError(msg)
        if min(values.values()) < 0 < max(values.values()):
            msg = f"{words} are above zero for some and below for others; share by 'flat' instead"
            raise CostshareError(msg)
        return {name: abs(value) for name, value in values.items()}

    def _facts(self, names: Sequence[str]) -> Facts:
        known = dict.fromkeys(self.facts.names)
        for name in names:
            if name not in known:
                raise unknown_name("member among members=…:", name, self.facts.names)
        return self.facts.only(names)


def facts_for(allocation: Allocation, members: object) -> Facts:
    """Read the members' drivers, or take those that the allocation used, and its days."""
    proration = {name: part for pool in allocation.pools for name, part in pool.proration.items()}
    if members is not None:
        given = read_facts(members)
        named = {name: given.of(name) for name in given.names}
        return Facts(named, given.proration | proration, period=allocation.period)
    drivers: dict[str, dict[str, object]] = {name: {} for name in allocation.members}
    for pool in allocation.pools:
        for term in pool.terms:
            if term.driver is not None:
                for name, value in term.driver_values.items():
                    drivers[name][term.driver] = value
    return Facts(drivers, proration, period=allocation.period)
