"""Claims rules once more, naively: by their definitions, for a handful of claimants."""

from fractions import Fraction
from itertools import permutations, product
from math import ceil


def proportional(estate, claims):
    whole = sum(claims)
    return [Fraction(estate * claim, whole) if whole else Fraction(0) for claim in claims]


def cea(estate, claims):
    """Hand out rounds: what is left in equal parts to all who still lack something."""
    awards = [Fraction(0) for _ in claims]
    left = Fraction(estate)
    while left:
        lacking = [at for at, claim in enumerate(claims) if awards[at] < claim]
        part = min([left / len(lacking), *(claims[at] - awards[at] for at in lacking)])
        for at in lacking:
            awards[at] += part
        left -= part * len(lacking)
    return awards


def cel(estate, claims):
    """Try how many of the largest claims get something; one answer has the right sum."""
    for count in range(1, len(claims) + 1):
        loss = Fraction(sum(sorted(claims)[-count:]) - estate, count)
        awards = [max(claim - loss, Fraction(0)) for claim in claims]
        if loss >= 0 and sum(awards) == estate:
            return awards
    return [Fraction(0) for _ in claims]


def constrained_egalitarian(estate, claims):
    """Give half of each claim, then raise the smallest awards step by step up to their claims."""
    awards = [Fraction(claim, 2) for claim in claims]
    left = estate - sum(awards)
    if left <= 0:
        return cea(estate, awards)
    while left:
        growing = [at for at, claim in enumerate(claims) if awards[at] < claim]
        smallest = min(awards[at] for at in growing)
        lowest = [at for at in growing if awards[at] == smallest]
        ends = [claims[at] for at in lowest] + [awards[at] for at in growing if at not in lowest]
        step = min([left / len(lowest), *(end - smallest for end in ends)])
        for at in lowest:
            awards[at] += step
        left -= step * len(lowest)
    return awards


def contested_garment(estate, one, other):
    """What the first of two gets: what the other concedes, and half of what both claim."""
    conceded, ceded = max(estate - other, 0), max(estate - one, 0)
    return conceded + Fraction(estate - conceded - ceded, 2)


def random_arrival(estate, claims):
    """Let claimants come in every order, each of whom takes what is left of its claim."""
    orders = list(permutations(range(len(claims))))
    awards = [Fraction(0) for _ in claims]
    for order in orders:
        left = estate
        for at in order:
            taken = min(claims[at], left)
            awards[at] += Fraction(taken, len(orders))
            left -= taken
    return awards


def minimal_overlap(estate, claims):
    """Place three claims on unit parts of an estate so that the most parts have one claimant.

    Of such placements those with the most parts that two claim. Amounts are even, so that the best
    placement is in whole parts.
    """
    one, two, three = (min(claim, estate) for claim in claims)
    found = {}
    most = range(estate + 1)
    for first, second, third, by_all in product(most, most, most, most):
        # Parts that only 1 and 2, 1 and 3, 2 and 3, and all of them claim.
        alone = (one - first - second, two - first - third, three - second - third)
        alone = tuple(each - by_all for each in alone)
        nobody = estate - sum(alone) - first - second - third - by_all
        if min(*alone, nobody) >= 0:
            awards = (
                alone[0] + Fraction(first + second, 2) + Fraction(by_all, 3),
                alone[1] + Fraction(first + third, 2) + Fraction(by_all, 3),
                alone[2] + Fraction(second + third, 2) + Fraction(by_all, 3),
            )
            found.setdefault((sum(alone), first + second + third), set()).add(awards)
    ((awards,),) = [found[max(found)]]
    return list(awards)


def is_rounded(amount, exact, unit):
    """Whether an amount is an exact one, rounded down or up to whole units."""
    quota = exact / unit
    return quota // 1 * unit <= amount <= ceil(quota) * unit
