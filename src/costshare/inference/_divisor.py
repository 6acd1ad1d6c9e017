"""Fees by a divisor method: nobody's next unit has a better claim than anybody's last one.

The claim to the unit after k is quota ÷ signpost(k) (Balinski and Young, Fair Representation,
1982, appendix A). Where signposts are rational, a comparison of two claims is linear in the
quotas. Those of Huntington-Hill are square roots: its ends would be no fractions, and it is
refused.
"""

from collections.abc import Iterator
from fractions import Fraction

from costshare.apportionment import SIGNPOSTS
from costshare.inference._condition import Condition, compared
from costshare.inference._family import Point
from costshare.inference._rule import Shared

LINEAR = tuple(name for name, signposts in SIGNPOSTS.items() if signposts.power == 1)


class Divisor(Shared):
    """The conditions of a divisor method with rational signposts."""

    def _prepare(self) -> None:
        fees = self.fees
        ratio = SIGNPOSTS[self._method].ratio
        self._next = [Fraction(*ratio(fee)) for fee in fees]
        self._last = [Fraction(*ratio(fee - 1)) if fee else Fraction(0) for fee in fees]
        # A signpost of zero is an endless claim: everyone with a quota has the first unit.
        self._wanting = [at for at, post in enumerate(self._next) if post]
        self._holding = [at for at, post in enumerate(self._last) if post]

    def worst(self, point: Point) -> Condition | None:
        """The best claim to a next unit beside the weakest one to a last unit."""
        quotas, _ = self.family.at(point)
        for at, post in enumerate(self._next):
            if not post and quotas[at] > 0:
                return self._none(at)
        if not self._wanting or not self._holding:
            return None
        claims = {at: quotas[at] / self._next[at] for at in self._wanting}
        kept = {at: quotas[at] / self._last[at] for at in self._holding}
        loser = max(claims, key=claims.__getitem__)
        winner = min(kept, key=kept.__getitem__)
        return self._pair(loser, winner) if claims[loser] > kept[winner] else None

    def tight(self, point: Point) -> Iterator[Condition]:
        """Pairs with equal claims whose tie would go the other way, and units for no quota."""
        quotas, _ = self.family.at(point)
        yield from (self._some(at) for at, fee in enumerate(self.fees) if fee and not quotas[at])
        claims = {at: quotas[at] / self._next[at] for at in self._wanting}
        for winner in self._holding:
            kept = quotas[winner] / self._last[winner]
            losers = (at for at, claim in claims.items() if at != winner and claim == kept)
            pairs = (self._pair(loser, winner) for loser in losers)
            yield from (pair for pair in pairs if pair.strict)

    def singles(self) -> Iterator[Condition]:
        """Nobody has a unit without a quota; and where the first unit is given, the reverse."""
        for at, fee in enumerate(self.fees):
            if fee:
                yield self._some(at)
            elif not self._next[at]:
                yield self._none(at)

    def pairs(self) -> Iterator[Condition]:
        """Each two fees, one of them wanting and the other holding."""
        for one in range(len(self.fees)):
            for other in range(one):
                for loser, winner in ((one, other), (other, one)):
                    if self._next[loser] and self._last[winner]:
                        yield self._pair(loser, winner)

    def _pair(self, loser: int, winner: int) -> Condition:
        wanted, held = self._next[loser], self._last[winner]
        # quota of the loser ÷ wanted <= quota of the winner ÷ held
        claim = loser, held.numerator * wanted.denominator
        kept = winner, wanted.numerator * held.denominator
        line, bound, scale = compared(self.family, claim, kept, 0)
        strict = not self._keeps(winner, loser)
        return Condition(line, bound, strict, (loser, winner), scale)

    def _none(self, at: int) -> Condition:
        line, bound, scale = compared(self.family, (at, 1), (at, 0), 0)
        return Condition(line, bound, strict=False, members=(at,), scale=scale)

    def _some(self, at: int) -> Condition:
        line, bound, scale = compared(self.family, (at, -1), (at, 0), 0)
        return Condition(line, bound, strict=True, members=(at,), scale=scale)
