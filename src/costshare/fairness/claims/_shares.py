"""The rules in whole numbers: awards by position, over one denominator.

Every rule sorts the claims once and walks through them. A claim is halved by doubling the estate
and the denominator, so that no fraction is computed within a loop.
"""

from collections.abc import Callable, Sequence
from math import lcm

from costshare.errors import UnsolvedError

Shares = tuple[list[int], int]
"""Awards times a denominator, and the denominator."""
Share = Callable[[int, Sequence[int]], Shares]

_MOST_NESTED = 2_000


def share_proportionally(estate: int, claims: Sequence[int]) -> Shares:
    """Give each the same share of its claim."""
    return [estate * claim for claim in claims], max(sum(claims), 1)


def share_equally(estate: int, claims: Sequence[int]) -> Shares:
    """Give each the same amount, but at most its claim."""
    left, count = estate, len(claims)
    for claim in sorted(claims):
        if claim * count > left:
            return [min(each * count, left) for each in claims], count
        left -= claim
        count -= 1
    return list(claims), 1


def dual(share: Share) -> Share:
    """Share the losses by a rule: what the estate lacks, instead of the estate."""

    def share_losses(estate: int, claims: Sequence[int]) -> Shares:
        losses, scale = share(sum(claims) - estate, claims)
        return [claim * scale - loss for claim, loss in zip(claims, losses, strict=True)], scale

    return share_losses


def self_dual(share: Share) -> Share:
    """Share the smaller of estate and loss by a rule: awards if it is the estate, else losses."""
    share_losses = dual(share)

    def share_smaller(estate: int, claims: Sequence[int]) -> Shares:
        return (share if 2 * estate <= sum(claims) else share_losses)(estate, claims)

    return share_smaller


def _of_halves(share: Share) -> Share:
    """Share an estate by a rule, with half of each claim in place of the claim."""

    def share_halves(estate: int, claims: Sequence[int]) -> Shares:
        awards, scale = share(2 * estate, claims)
        return awards, 2 * scale

    return share_halves


share_losses_equally = dual(share_equally)
share_by_talmud = self_dual(_of_halves(share_equally))
share_by_reverse_talmud = self_dual(_of_halves(share_losses_equally))


def share_by_piniles(estate: int, claims: Sequence[int]) -> Shares:
    """Give equal awards up to half of each claim, and then equal awards again."""
    over = 2 * estate - sum(claims)
    if over <= 0:
        return _of_halves(share_equally)(estate, claims)
    awards, scale = share_equally(over, claims)
    halves = (claim * scale for claim in claims)
    return [half + award for half, award in zip(halves, awards, strict=True)], 2 * scale


def share_by_constrained_egalitarian(estate: int, claims: Sequence[int]) -> Shares:
    """Give equal awards up to half of each claim; then raise the smallest awards to one level."""
    given = sum(claims)
    if 2 * estate <= given:
        return _of_halves(share_equally)(estate, claims)
    # In halves: an award rises from the claim to twice the claim while the level lies between.
    turns = sorted([(claim, 1) for claim in claims] + [(2 * claim, -1) for claim in claims])
    level = rising = 0
    for turn, change in turns:
        rise = rising * (turn - level)
        if given + rise >= 2 * estate:
            break
        given, level, rising = given + rise, turn, rising + change
    reached = level * rising + 2 * estate - given
    awards = [max(claim * rising, min(2 * claim * rising, reached)) for claim in claims]
    return awards, 2 * rising


def share_with_least_overlap(estate: int, claims: Sequence[int]) -> Shares:
    """Let claims overlap as little as possible, and split each part among those who claim it.

    Each claims some parts of the estate. Claims overlap least where claims up to some amount lie
    within each other, and what a claim has beyond it is claimed by nobody else.
    """
    order = sorted(range(len(claims)), key=claims.__getitem__)
    if len(order) > _MOST_NESTED:
        msg = (
            f"claims of {len(order)} claimants are too many for minimal overlap, whose awards have "
            f"too many digits beyond {_MOST_NESTED}; use talmud, or share by group first"
        )
        raise UnsolvedError(msg)
    within, scale = _nested(estate, [claims[place] for place in order])
    common = scale * lcm(*range(1, len(order) + 1))
    awards, shared, before = [0] * len(claims), 0, 0
    for rank, place in enumerate(order):
        claim = min(claims[place], estate) * scale
        nested = min(claim, within)
        shared += (nested - before) * (common // scale // (len(order) - rank))
        before = nested
        awards[place] = shared + (claim - nested) * (common // scale)
    return awards, common


def _nested(estate: int, ascending: Sequence[int]) -> tuple[int, int]:
    """Find up to which amount claims lie within each other, times a scale, and the scale.

    What the claims have beyond it fills the rest of the estate.
    """
    if not ascending or ascending[-1] >= estate:
        return estate, 1
    claimed = ascending[-1]
    for count in range(1, len(ascending)):
        claimed += ascending[-1 - count]
        lower = ascending[-2 - count] if count + 1 < len(ascending) else 0
        if claimed - estate >= count * lower:
            break
    return claimed - estate, count
