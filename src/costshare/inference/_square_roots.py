"""Fees by Huntington-Hill, where the model has no parameter.

Its signposts are square roots, so the ends of an interval of parameters would be irrational. Of
fixed quotas two claims are compared by their squares, which are whole numbers.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from costshare.apportionment import SIGNPOSTS
from costshare.inference._condition import Condition
from costshare.inference._family import Point
from costshare.inference._rule import Shared


class SquareRoots(Shared):
    """The conditions of Huntington-Hill on fixed quotas; they hold or not, whatever moves."""

    def violated_by(self, quotas: Sequence[int], below: int) -> Condition | None:
        """The best claim to a next unit beside the weakest one to a last unit."""
        del below
        fees = list(enumerate(self.fees))
        never = self._never(quotas)
        if never is not None:
            return never
        next_ones = {at: self._claim(quotas[at], fee) for at, fee in fees if fee}
        last_ones = {at: self._claim(quotas[at], fee - 1) for at, fee in fees if fee > 1}
        if not next_ones or not last_ones:
            return None
        loser = max(next_ones, key=next_ones.__getitem__)
        winner = min(last_ones, key=last_ones.__getitem__)
        over = next_ones[loser] - last_ones[winner]
        return self._broken(over, (loser, winner)) if over > 0 else None

    def met(self, point: Point) -> Iterator[Condition]:
        """Units without a quota, and pairs with equal claims whose tie would go the other way."""
        quotas, _ = self.family.at(point)
        fees = list(enumerate(self.fees))
        yield from (
            Condition((0,), 0, strict=True, members=(at,))
            for at, fee in fees
            if fee and not quotas[at]
        )
        for winner, fee in fees:
            if fee > 1:
                kept = self._claim(quotas[winner], fee - 1)
                for loser, other in fees:
                    equal = loser != winner and other and self._claim(quotas[loser], other) == kept
                    if equal and not self._keeps(winner, loser):
                        yield Condition((0,), 0, strict=True, members=(loser, winner))

    def _never(self, quotas: Sequence[int]) -> Condition | None:
        """A quota without a unit: the first unit is everyone's before anyone's second."""
        for at, fee in enumerate(self.fees):
            if quotas[at] and not fee:
                return self._broken(Fraction(1), (at,))
        return None

    @staticmethod
    def _claim(quota: int, count: int) -> Fraction:
        """The square of the claim to the unit after so many."""
        above, below = SIGNPOSTS["huntington_hill"].ratio(count)
        return Fraction(quota * quota * below, above)

    @staticmethod
    def _broken(over: Fraction, members: tuple[int, ...]) -> Condition:
        return Condition((0,), -over.numerator, members=members, scale=over.denominator)
