"""Largest remainder in whole numbers that are small enough for the doubles of a spreadsheet.

The bounds, and the proof that formulas within them are exact: ``docs/explanation/workbooks.md``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Self

from costshare.agreement._pool_allocation import PoolAllocation
from costshare.amounts import places_of
from costshare.apportionment import METHOD_WORDS, TieRule
from costshare.models import Term
from costshare.results import number
from costshare.words import say

SAFE = 10**15
"""Whole numbers up to here are exact in a spreadsheet, which shows and compares 15 digits."""
_MOST_MEMBERS = 2_000  # a formula for each place compares the remainder with all others


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a total, shared in proportion to whole weights.

    A member gets ``amount × weight ÷ divisor`` units, where ``amount ÷ divided`` units are shared
    and the divisor is `divided` times the sum of the weights.

    Attributes
    ----------
    term : Term
        Term of the model.
    weights : mapping of str to int
        Weight of each member: the figure of the term, for the days of the member, times `scale`.
    scale : int
        Factor that makes the weights whole.
    of_total : int or None
        Factor by which the total in units gives the amount; None if the amount is a value.
    amount, divided : int
        Units to share, as a ratio of whole numbers.
    """

    term: Term
    weights: Mapping[str, int]
    scale: int
    of_total: int | None
    amount: int
    divided: int

    @classmethod
    def of(cls, term: Term, pool: PoolAllocation, units: int) -> "Self | None":
        """Choose numbers that doubles compute with exactly; None if there are none."""
        counted = _counted(term, pool)
        scale = lcm(*(each.denominator for each in counted.values()))
        weights = {name: int(each * scale) for name, each in counted.items()}
        share, alone = term.amount / pool.total, abs(term.amount) / pool.unit.size
        up, down = share.numerator, share.denominator
        for part in (
            cls(term, weights, scale, up, units * up, down),
            cls(term, weights, scale, None, alone.numerator, alone.denominator),
        ):
            if part.amount <= SAFE and part.gives_exact(max(weights.values())):
                return part
        return None

    @property
    def divisor(self) -> int:
        """What the products of amount and weight are divided by."""
        return self.divided * sum(self.weights.values())

    def gives_exact(self, quotient: int) -> bool:
        """Return whether a division by the divisor is exact if its quotient is up to this one."""
        power: int = 10 ** len(str(quotient))
        return self.divisor * power <= SAFE

    def split(self, name: str) -> tuple[int, int]:
        """Return the whole units of a member, and the remainder over the divisor."""
        return divmod(self.amount * self.weights[name], self.divisor)

    @property
    def has_own_weights(self) -> bool:
        """Whether the weights are the figures of the term as they are."""
        return self.weights == self.term.weights


@dataclass(frozen=True, slots=True)
class Parts:
    """A total shared by largest remainder, in whole units."""

    units: int
    parts: tuple[Part, ...]

    @property
    def common(self) -> int:
        """Common multiple of the divisors, in which remainders are added and compared."""
        return lcm(*(part.divisor for part in self.parts))

    def split(self, name: str) -> tuple[int, int]:
        """Return the floor of a member in units, and the remainder over the common multiple."""
        halves = [part.split(name) for part in self.parts]
        common = self.common
        rests = sum(
            rest * (common // part.divisor)
            for part, (_, rest) in zip(self.parts, halves, strict=True)
        )
        more, remainder = divmod(rests, common)
        return sum(whole for whole, _ in halves) + more, remainder

    def places(self, ties: TieRule | None) -> dict[str, int]:
        """Rank the remainders, the largest first; equal ones by the tie rule, then as listed."""
        order = {"largest": -1, "smallest": 1}.get(str(ties), 0)
        keys = {}
        for name in self.parts[0].weights:
            whole, remainder = self.split(name)
            keys[name] = (-remainder, order * whole)
        ranked = sorted(keys, key=keys.__getitem__)
        return {name: place for place, name in enumerate(ranked, start=1)}


def whole_parts(pool: PoolAllocation) -> Parts | str:
    """Find the whole numbers of a derivation, or say why a workbook has values only."""
    terms = [term for term in pool.terms if term.amount]
    reason = _why_values(pool, terms)
    if reason is not None:
        return reason
    units = abs(pool.unit.count(pool.total, "total"))
    found = [Part.of(term, pool, units) for term in terms]
    parts = Parts(units, tuple(part for part in found if part is not None))
    if len(parts.parts) == len(found) and _is_exact(parts, pool):
        return parts
    return say(
        "Values, not formulas: the derivation has whole numbers of more digits than a spreadsheet "
        "computes with exactly."
    )


def _why_values(pool: PoolAllocation, terms: Sequence[Term]) -> str | None:
    """Say why a pool is not shared by quotas and largest remainder alone; None if it is."""
    if pool.method is None or pool.method == "each" or pool.solved:
        no_total = say("Values, not formulas: the pool has no total to share.")
        alone = say("Values, not formulas: each fee is rounded on its own.")
        together = say("Values, not formulas: pools that charge each other are rounded together.")
        return together if pool.solved else no_total if pool.method is None else alone
    if pool.method != "largest_remainder":
        method = METHOD_WORDS[pool.method]
        return say("Values, not formulas: the method is {method}.", method=method)
    roles = {term.role for term in pool.terms}
    if pool.bounds or not roles.isdisjoint({"discount", "bound", "taken_over", "rounded"}):
        share = say("Values, not formulas: shares are rounded before they are multiplied.")
        discount = say("Values, not formulas: what discounts take off is shared by the others.")
        bound = say(
            "Values, not formulas: fees have bounds, within which the rest is shared again."
        )
        return share if "rounded" in roles else discount if "discount" in roles else bound
    if len(pool.fees) > _MOST_MEMBERS:
        most = number(_MOST_MEMBERS)
        return say("Values, not formulas: the pool has more than {most} members.", most=most)
    if not terms or not all(_is_shared(term, pool) for term in terms):
        return say(
            "Values, not formulas: the amounts are stated, or charge some and credit others."
        )
    return None


def _counted(term: Term, pool: PoolAllocation) -> dict[str, Fraction]:
    """Return the weights that count: those of a member for a part of the period in part."""
    parts = pool.proration if term.prorated else {}
    return {name: weight * parts.get(name, 1) for name, weight in term.weights.items()}


def _is_shared(term: Term, pool: PoolAllocation) -> bool:
    """Return whether the amount of a term is shared in proportion to weights of one sign."""
    if term.amount * pool.total < 0 or any(weight < 0 for weight in term.weights.values()):
        return False
    counted = _counted(term, pool)
    whole = sum(counted.values(), Fraction(0))
    return all(term.amount * counted[name] == quota * whole for name, quota in term.quotas.items())


def _is_exact(parts: Parts, pool: PoolAllocation) -> bool:
    """Return whether sums, remainders and fees have few enough digits."""
    counted = max(10, len(pool.fees)) * len(parts.parts)
    fees = parts.units * pool.unit.size * 10 ** places_of(pool.unit)
    return parts.units <= SAFE and fees <= SAFE and counted * parts.common <= SAFE
