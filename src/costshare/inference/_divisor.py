"""Fees by a divisor method: no member's next unit has a better claim than another's last one.

The claim to the unit after k is quota ÷ signpost(k) (Balinski and Young, Fair Representation,
1982, appendix A). Where signposts are rational, a comparison of two claims is linear in the
quotas. Those of Huntington-Hill are square roots: its ends would be irrational, so it is refused.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cached_property

from costshare.apportionment import SIGNPOSTS
from costshare.inference._condition import Condition, compared
from costshare.inference._family import Point
from costshare.inference._interval import deepest
from costshare.inference._rule import Shared

LINEAR = tuple(name for name, signposts in SIGNPOSTS.items() if signposts.power == 1)


# A member, and two whole numbers: a post that is not zero, or a claim, over one another.
_Post = tuple[int, int, int]


class Divisor(Shared):
    """The conditions of a divisor method with rational signposts."""

    # A signpost of zero is an endless claim: each member with a quota has the first unit.

    @cached_property
    def _next(self) -> list[Fraction]:
        ratio = SIGNPOSTS[self.method].ratio
        return [Fraction(*ratio(fee)) for fee in self.fees]

    @cached_property
    def _last(self) -> list[Fraction]:
        ratio = SIGNPOSTS[self.method].ratio
        return [Fraction(*ratio(fee - 1)) if fee else Fraction(0) for fee in self.fees]

    @cached_property
    def _no_units(self) -> list[int]:
        """The members who would have a unit if they had any quota."""
        return [at for at, post in enumerate(self._next) if not post]

    @cached_property
    def _next_posts(self) -> list[_Post]:
        return _above_zero(self._next)

    @cached_property
    def _last_posts(self) -> list[_Post]:
        return _above_zero(self._last)

    def violated_by(self, quotas: Sequence[int], below: int) -> Condition | None:
        """The best claim to a next unit beside the weakest one to a last unit."""
        del below
        for at in self._no_units:
            if quotas[at] > 0:
                return self._no_quota(at)
        loser, winner = _best(self._next_posts, quotas, 1), _best(self._last_posts, quotas, -1)
        if loser is None or winner is None:
            return None
        (at, claim, post), (kept_at, kept, last) = loser, winner
        return self._pair(at, kept_at) if claim * last > kept * post else None

    def met(self, point: Point) -> Iterator[Condition]:
        """Pairs with equal claims, and members without a quota."""
        quotas, _ = self.family.at(point)
        for at, fee in enumerate(self.fees):
            if not quotas[at] and (fee or not self._next[at]):
                yield self._quota(at) if fee else self._no_quota(at)
        loser, winner = _best(self._next_posts, quotas, 1), _best(self._last_posts, quotas, -1)
        # No next unit has a better claim than a last one: equal claims are the best and weakest.
        if loser is None or winner is None or loser[1] * winner[2] != winner[1] * loser[2]:
            return
        _, claim, below = loser
        losers, winners = (
            [at for at, post, by in posts if quotas[at] * by * below == claim * post]
            for posts in (self._next_posts, self._last_posts)
        )
        yield from (self._pair(at, kept) for kept in winners for at in losers if at != kept)

    def singles(self) -> Iterator[Condition]:
        """No unit without a quota; and where the first unit is given, no quota without a unit."""
        for at, fee in enumerate(self.fees):
            if fee:
                yield self._quota(at)
            elif not self._next[at]:
                yield self._no_quota(at)

    def pair(self, one: int, other: int) -> Iterator[Condition]:
        """The next unit of one against the last unit of the other, both ways."""
        for loser, winner in ((one, other), (other, one)):
            if self._next[loser] and self._last[winner]:
                yield self._pair(loser, winner)

    def agreeing(self, point: Point) -> frozenset[int]:
        """The most fees of which each next unit has a claim below a value, each last one above."""
        quotas, _ = self.family.at(point)
        claims, kept = self._claims(self._next, quotas), self._claims(self._last, quotas)
        top = max(kept.values(), default=Fraction(0)) + 1
        spans = [(claims.get(at, Fraction(-1)), kept.get(at, top)) for at in range(len(self.fees))]
        value = deepest(spans)
        if value is None:
            return frozenset()
        return frozenset(at for at, (low, high) in enumerate(spans) if low < value < high)

    def _claims(self, posts: list[Fraction], quotas: list[int]) -> dict[int, Fraction]:
        return {at: quotas[at] / post for at, post in enumerate(posts) if post}

    def _pair(self, loser: int, winner: int) -> Condition:
        # quota of the loser ÷ its next post <= quota of the winner ÷ its last post
        following, last = self._next[loser], self._last[winner]
        claim = loser, last.numerator * following.denominator
        kept = winner, following.numerator * last.denominator
        strict = not self._keeps(winner, loser)
        return compared(self.family, claim, kept, 0, strict=strict, members=(loser, winner))

    def _no_quota(self, at: int) -> Condition:
        return compared(self.family, (at, 1), (at, 0), 0, strict=False, members=(at,))

    def _quota(self, at: int) -> Condition:
        return compared(self.family, (at, -1), (at, 0), 0, strict=True, members=(at,))


def _above_zero(posts: Sequence[Fraction]) -> list[_Post]:
    return [(at, *post.as_integer_ratio()) for at, post in enumerate(posts) if post]


def _best(posts: Sequence[_Post], quotas: Sequence[int], sign: int) -> _Post | None:
    """The best claim, quota ÷ post; with a sign of -1 the weakest. Whole numbers compare faster."""
    best, above, below = -1, 0, 0
    for at, post, by in posts:
        claim = sign * quotas[at] * by
        if best < 0 or claim * below > above * post:
            best, above, below = at, claim, post
    return None if best < 0 else (best, sign * above, below)
