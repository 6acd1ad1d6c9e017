"""What is behind a corrected fee in a cascade: other charges of the pools that are passed on."""

from collections.abc import Iterable, Iterator

from costshare.agreement import Allocation, levels_before
from costshare.correction._line import CorrectionLine, PoolCorrection


def level_lines(
    before: Allocation, after: Allocation, names: Iterable[str]
) -> Iterator[CorrectionLine]:
    """Yield a line for each charge that pools take over, directly or not, before and after."""
    sides = before, after
    pools = [{pool.name: pool for pool in side.pools} for side in sides]
    chosen = dict.fromkeys(names)
    levels = {
        level.name: None
        for name in chosen
        for side, own in zip(sides, pools, strict=True)
        if name in own
        for level in levels_before(side.pools, own[name])
    }
    for name in [*levels, *(each for each in chosen if each not in levels)]:
        taken = {giver: None for own in pools if name in own for giver in own[name].taken_over}
        for giver in taken:
            if giver in pools[0] and giver in pools[1]:
                records = pools[0][giver], pools[1][giver]
                yield PoolCorrection(*records, {}, records).line(name)
