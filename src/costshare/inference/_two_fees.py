"""Two fees that no price list charges together: the smallest contradiction that there can be.

One fee alone is always possible. Two exclude each other where the greater driver has the smaller
fee, or the fee grows faster than the driver, since neither base nor rate is below zero. Where no
two do, it takes three (Helly).
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from costshare.apportionment import scale_to_whole
from costshare.inference._condition import Condition
from costshare.inference._contradiction import Proof, prove
from costshare.inference._rounded import Rounded


def two_fees(
    rule: Rounded, driver: Sequence[Fraction], base: Condition, rate: Condition
) -> Proof | None:
    """Find the two fees that exclude each other by the widest gap, where there are such.

    `base` and `rate` are the conditions that each is zero or more.
    """
    sizes = scale_to_whole(driver)
    # Twice the reach is whole.
    reaches = [(int(2 * low), int(2 * high)) for low, high in rule.reaches]
    best: tuple[Fraction, Proof] | None = None
    for one, other in permutations(range(len(sizes)), 2):
        low, high = reaches[one][0], reaches[other][1]
        if sizes[one] <= sizes[other]:
            if low < high:
                continue
            gap, own = Fraction(low - high), rate
        else:
            over = low * sizes[other] - high * sizes[one]
            if over < 0:
                continue
            gap, own = Fraction(over, sizes[one]), base
        if best is None or gap > best[0]:
            at_least, at_most = rule.of_fee(one)[0], rule.of_fee(other)[1]
            proof = prove((at_least, at_most)) or prove((own, at_least, at_most))
            if proof is not None:
                best = gap, proof
    return None if best is None else best[1]
