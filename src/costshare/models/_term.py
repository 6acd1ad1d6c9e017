"""A term: one part of a pool with a rule of its own. A model is one or more terms."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Annotated, Literal

from costshare.amounts import decimals, plain
from costshare.apportionment import exact_total, scale_to_whole
from costshare.errors import ConservationError, CostshareError
from costshare.fields import NO_OTHER_FIELDS, Exact, OneOf, ReadOnly, Stated, Value
from costshare.models._quantity import Idle, Quantity
from costshare.models._share_rounding import ShareRounding
from costshare.results import number
from costshare.words import Figure, say

Role = Literal["share", "charge", "given", "fixed", "discount", "bound", "taken_over", "rounded"]

# The line of the bases of price lists: no resource has this name, since none is empty.
BASE = ""


@dataclass(frozen=True, slots=True)
class Term(Stated, Value):
    """An amount shared in proportion to weights, or weights times a rate.

    Explanations go by what a term states here, never by its label.

    Attributes
    ----------
    role : {"share", "charge", "given", "fixed", "discount", "bound", "taken_over", "rounded"}
        Part of the total; charge by amounts that the model states, such as prices; amount stated
        for each member, which needs no working; what is fixed for some members, while the others
        share the rest; what a discount takes off; what a bound adds or cuts off; what the other
        members take over, or are relieved of; what the rounding of a share adds or cuts off, with
        the rounded share as weight and the total as rate.
    label : str
        Name for people: ``"flat"``, ``"by population"``.
    driver : str or None
        Driver that the weights are, or follow from; None where they follow from none.
    amount : Fraction
        Sum of the quotas.
    weights : mapping of str to Fraction
        Weight of each member.
    rate : Fraction or None
        Price of one of the driver; None where the amount is shared in proportion.
    quotas : mapping of str to Fraction
        Exact amount of each member.
    prorated : bool
        Whether a weight counts for the part of the period that the member is a member.
    use : mapping of str to Fraction or None
        Driver of each member where the weights only follow from it: the use that a tier has a part
        of, the population behind a size class. None where the weights are the driver itself.
    binding : mapping of str to Fraction
        Binding bound of each member that has one, or what is fixed for it; empty where the term is
        neither. The quotas of a bound are the differences from what the model charges.
    line : str, optional
        Resource or driver that the term is charged for, where each line of a fee is rounded on
        its own: terms with the same one are parts of one line. Empty text for the base of a price
        list, None for a line by itself.
    factor : Fraction, optional
        Factor that listed prices are multiplied by so that the charges sum to the total; None where
        they are charged as listed. `rate` and `amount` include it.
    quantity : Quantity, optional
        Quantity that the weights follow from, with the ends that it is compared with; None where
        they are the driver itself.
    idle : Idle, optional
        Quantity that the amount follows from; None where it is not for idle capacity.
    share_rounding : ShareRounding, optional
        What the rounded shares follow from; None where the term is not of rounded shares.
    """

    __pydantic_config__ = NO_OTHER_FIELDS
    _SAID = "label"

    role: Annotated[Role, OneOf("role of a term", Role)]
    label: str
    driver: str | None
    amount: Exact
    weights: Mapping[str, Exact]
    rate: Exact | None
    quotas: Mapping[str, Exact]
    prorated: bool = False
    use: Mapping[str, Exact] | None = None
    binding: Mapping[str, Exact] = ReadOnly()
    line: str | None = None
    factor: Exact | None = None
    quantity: Quantity | None = None
    idle: Idle | None = None
    share_rounding: ShareRounding | None = None

    @property
    def driver_values(self) -> Mapping[str, Fraction]:
        """By member, the driver, also where the weights only follow from it."""
        return self.weights if self.use is None else self.use

    def check(self, where: str, proration: Mapping[str, Fraction]) -> None:
        """Prove that quantities give weights, and weights the quotas of a share or a charge.

        Raises
        ------
        ConservationError
            If a weight, an amount or a quota does not follow.
        """
        self._check_quantity(where)
        self._check_shares(where)
        if self.role not in {"share", "charge"} or set(self.weights) != set(self.quotas):
            return
        weights = self.weights
        if self.prorated:
            weights = {name: each * proration.get(name, 1) for name, each in weights.items()}
        each_one = self.rate
        if each_one is None:
            each_one = self.amount / (exact_total(weights.values()) or 1)
        for name, quota in self.quotas.items():
            if weights[name] * each_one != quota:
                msg = f"{where}: the quota of {name} in the term {self.label} is recorded as "
                msg += f"{plain(quota)}, but its weight gives {plain(weights[name] * each_one)}"
                raise ConservationError(msg)

    def _check_shares(self, where: str) -> None:
        """Prove that exact shares give rounded ones, and both of them the quotas."""
        rounding = self.share_rounding
        if (self.role == "rounded") != (rounding is not None):
            msg = f"{where}: role and share_rounding of the term {self.label} do not go together; "
            raise ConservationError(msg + "a term of role rounded states what it was rounded from")
        if rounding is None:
            return
        rounding.check(where, self.weights)
        for name, quota in self.quotas.items():
            changes = self.weights[name] - rounding.shares.get(name, Fraction(0))
            if changes * (self.rate or 0) != quota:
                msg = f"{where}: the quota of {name} in the term {self.label} is recorded as "
                msg += f"{plain(quota)}, but its shares give {plain(changes * (self.rate or 0))}"
                raise ConservationError(msg)

    def _check_quantity(self, where: str) -> None:
        """Prove that a stated quantity gives the weights, and one that is idle the amount."""
        if self.idle is not None and self.idle.cost != self.amount:
            msg = f"{where}: the amount of the term {self.label} is recorded as "
            msg += f"{plain(self.amount)}, but what is idle costs {plain(self.idle.cost)}"
            raise ConservationError(msg)
        if self.quantity is None:
            return
        for name, weight in self.weights.items():
            if (follows := self.quantity.weight(name)) != weight:
                msg = f"{where}: the weight of {name} in the term {self.label} is recorded as "
                msg += f"{plain(weight)}, but its quantity gives {plain(follows)}"
                raise ConservationError(msg)

    def scaled(self, share: Fraction) -> "Term":
        """Return the term at a share of its amounts."""
        return replace(
            self,
            amount=self.amount * share,
            rate=None if self.rate is None else self.rate * share,
            quotas=_times(self.quotas, share),
            binding=_times(self.binding, share),
            idle=None if self.idle is None else self.idle.scaled(share),
        )


def exactly(amount: Fraction | int) -> Figure:
    """Write a number for a label exactly: with all of its decimals, or as a ratio."""
    exact = Fraction(amount)
    return Figure(plain(exact)) if decimals(exact) is None else number(exact)


def share_words(share: Fraction) -> str:
    """Write a share exactly: in per cent, or as a ratio where it has no finite decimals.

    Examples
    --------
    >>> share_words(Fraction("0.4")), share_words(Fraction(1, 3))
    ('40 %', '1/3')
    """
    finite = decimals(share) is not None
    return say("{number} %", number=exactly(share * 100)) if finite else exactly(share)


def labelled(term: Term, share: Fraction) -> Term:
    """Name the share of a whole that a term belongs to."""
    label = say("{share} × {term}", share=share_words(share), term=term.label)
    return replace(term, label=label)


def by_days(part: str, proration: Mapping[str, Fraction]) -> str:
    """Say that a part depends on the days of a member, where they are not the whole period."""
    if all(each == 1 for each in proration.values()):
        return part
    return say("{part}, by days", part=part)


def share_difference(terms: Iterable[Term]) -> Fraction:
    """Return by how much quotas miss the total because each share was rounded on its own."""
    return exact_total(term.amount for term in terms if term.role == "rounded")


def drivers_of(terms: Iterable[Term], member: str) -> dict[str, Fraction]:
    """Return the drivers of one member in some terms, by name."""
    return {term.driver: term.driver_values[member] for term in terms if term.driver is not None}


def _times(amounts: Mapping[str, Fraction], share: Fraction) -> Mapping[str, Fraction]:
    """Multiply every amount."""
    return {name: amount * share for name, amount in amounts.items()}


def shared(
    label: str,
    driver: str | None,
    amount: Fraction,
    weights: Mapping[str, Fraction],
    proration: Mapping[str, Fraction] | None = None,
    *,
    use: Mapping[str, Fraction] | None = None,
) -> Term:
    """Share an amount in proportion to weights, prorated where proration is given."""
    counted = _prorated(weights, proration)
    whole_weights = scale_to_whole(list(counted.values()))
    whole = sum(whole_weights)
    if not whole and amount:
        which = "driver" if use is None else "every weight that follows from driver"
        msg = f"{which} {driver!r} is zero for all members, so nobody can be charged by it; "
        raise CostshareError(f"{msg}check the driver, or use Flat()")
    # Nothing can be shared also where nobody has a weight.
    below = amount.denominator * (whole or 1)
    quota_of = {each: Fraction(amount.numerator * each, below) for each in set(whole_weights)}
    quotas = dict(zip(counted, map(quota_of.__getitem__, whole_weights), strict=True))
    prorated = proration is not None
    return Term("share", label, driver, amount, weights, None, quotas, prorated, use)


def charged(
    label: str,
    driver: str | None,
    rate: Fraction,
    weights: Mapping[str, Fraction],
    proration: Mapping[str, Fraction] | None = None,
    *,
    use: Mapping[str, Fraction] | None = None,
) -> Term:
    """Charge a rate for each of a driver, prorated where proration is given."""
    quotas = {name: rate * weight for name, weight in _prorated(weights, proration).items()}
    amount = sum(quotas.values(), Fraction(0))
    prorated = proration is not None
    return Term("charge", label, driver, amount, weights, rate, quotas, prorated, use, line=driver)


def given(label: str, amounts: Mapping[str, Fraction]) -> Term:
    """Charge an amount that is stated for each member."""
    amount = sum(amounts.values(), Fraction(0))
    return Term("given", label, None, amount, amounts, Fraction(1), amounts)


def _prorated(
    weights: Mapping[str, Fraction], proration: Mapping[str, Fraction] | None
) -> Mapping[str, Fraction]:
    """Multiply weights by the part of the period that each member is a member."""
    if proration is None:
        return weights
    parts = ((name, weight, proration[name]) for name, weight in weights.items())
    # A part of the period is above 0, so it is the whole period if it has no denominator.
    return {n: weight if part.denominator == 1 else weight * part for n, weight, part in parts}


def scaled_to(
    terms: Sequence[Term], total: Fraction | None, drivers: Iterable[str]
) -> Sequence[Term]:
    """Share a total in proportion to what the terms charge; without one they stay as they are."""
    whole = sum((term.amount for term in terms), Fraction(0))
    if total is None or total == whole == 0:
        return terms
    if not whole:
        names = ", ".join(drivers)
        msg = f"{names} times their prices come to zero, so the total cannot be shared"
        raise CostshareError(f"{msg}; check use and prices, or leave the total out")
    factor = total / whole
    return [replace(term.scaled(factor), factor=factor) for term in terms]


def lines_of(terms: Sequence[Term], member: str) -> tuple[tuple[Term, ...], ...]:
    """Group the terms of a model into the lines of one member's fee.

    All that is charged for one resource is one line: tiers, a free allowance, a commitment and a
    minimum are parts of it. A bound is on the whole fee, so a fee at a bound is a single line,
    and so is one whose share is rounded.
    """
    if any(
        term.quotas[member] and (member in term.binding or term.role == "rounded") for term in terms
    ):
        return (tuple(terms),)
    lines: dict[str | int, list[Term]] = {}
    for position, term in enumerate(terms):
        lines.setdefault(position if term.line is None else term.line, []).append(term)
    return tuple(map(tuple, lines.values()))


def line_quota(line: Sequence[Term], member: str) -> Fraction:
    """Return the exact amount of one line for a member."""
    return sum((term.quotas[member] for term in line), Fraction(0))
