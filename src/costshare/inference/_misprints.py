"""The fewest fees that must be wrong, where each fee puts its own conditions on the parameters.

A proof that some fees exclude each other names a few of them, and at least one of these is wrong.
So each of them is left out in turn, and what remains is solved again: first all sets of one fee,
then of two, and so on. Where nothing fits without a smaller set, that is proven.
"""

from collections.abc import Iterator
from fractions import Fraction
from itertools import accumulate

from costshare.inference._condition import Condition
from costshare.inference._interval import Interval, ends_of
from costshare.inference._proof import Proof
from costshare.inference._region import feasible
from costshare.inference._rounded import Rounded
from costshare.inference._rule import Rule

# So many groups of equal fees are looked at, beside those at the ends, and so many fees that may
# be wrong beside a group.
_MOST_GROUPS, _MOST_BESIDE = 3, 2


def fewest_wrong(
    rule: Rule, own: tuple[Condition, ...], most: int
) -> tuple[list[tuple[int, ...]], int]:
    """Find all smallest sets of fees without which the others fit; none where it takes more.

    Returns
    -------
    tuple of a list of sets and int
        The sets, and the number of fees that must be wrong as far as is proven.
    """
    proofs = _disjoint_proofs(rule, own, most)
    return _smallest_sets(rule, own, most, len(proofs))


def _smallest_sets(
    rule: Rule, own: tuple[Condition, ...], most: int, least: int
) -> tuple[list[tuple[int, ...]], int]:
    """Leave out more and more fees that proofs name, where no more than `most` must be wrong."""
    if least > most:
        return [], least
    layer: set[tuple[int, ...]] = {()}
    for count in range(most + 1):
        found, wider = [], set()
        for left_out in sorted(layer):
            kept = [at for at in range(len(rule.fees)) if at not in left_out]
            solved = feasible(rule.only(kept), own)
            if isinstance(solved, Proof):
                named = (kept[at] for at in solved.members)
                wider |= {tuple(sorted((*left_out, at))) for at in named}
            else:
                found.append(left_out)
        if found:
            return found, count
        layer = wider
    return [], most + 1


def wrong_or_bound(
    rule: Rule, own: tuple[Condition, ...], most: int
) -> tuple[list[tuple[int, ...]], int]:
    """Find the smallest sets of wrong fees, or else equal fees that a bound may set.

    Where more fees are wrong than are looked at one by one, those that equal each other are left
    out together, and up to two more.
    """
    proofs = _disjoint_proofs(rule, own, most)
    sets, least = _smallest_sets(rule, own, most, len(proofs))
    if sets:
        return sets, least
    for bound in _equal_fees(rule.fees):
        # The bound must explain all proofs but those of the fees that may be wrong beside it.
        if sum(bound.isdisjoint(each) for each in proofs) > _MOST_BESIDE:
            continue
        kept = [at for at in range(len(rule.fees)) if at not in bound]
        others, _ = fewest_wrong(rule.only(kept), own, _MOST_BESIDE)
        if others:
            wrong = ({kept[at] for at in each} for each in others)
            return [tuple(sorted(each | _beyond(rule, own, bound, each))) for each in wrong], least
    return [], least


def _beyond(
    rule: Rule, own: tuple[Condition, ...], bound: frozenset[int], wrong: set[int]
) -> frozenset[int]:
    """Those of equal fees that the others contradict: some may agree with them by themselves."""
    kept = [at for at in range(len(rule.fees)) if at not in bound | wrong]
    corner = feasible(rule.only(kept), own)
    if isinstance(corner, Proof):
        return bound
    quotas, below = rule.family.at(corner[0])
    agreeing = {at for at in bound if abs(quotas[at] - rule.fees[at] * below) < below}
    if not agreeing or isinstance(feasible(rule.only(sorted({*kept, *agreeing})), own), Proof):
        return bound
    return bound - agreeing


def _equal_fees(fees: tuple[int, ...]) -> Iterator[frozenset[int]]:
    """Members with equal fees, at most half of all: at each end, both ends, and most of others."""
    members: dict[int, list[int]] = {}
    for at, fee in enumerate(fees):
        members.setdefault(fee, []).append(at)
    groups = {fee: frozenset(each) for fee, each in members.items() if len(each) > 1}
    if not groups:
        return
    # A misprint may be the highest or the lowest fee.
    high, low = max(groups), min(groups)
    by_size = sorted(groups.values(), key=len, reverse=True)
    likely = (groups[high], groups[low], groups[high] | groups[low], *by_size[:_MOST_GROUPS])
    for group in dict.fromkeys(likely):
        if 1 < len(group) <= len(fees) // 2:
            yield group


def _disjoint_proofs(rule: Rule, own: tuple[Condition, ...], most: int) -> list[set[int]]:
    """Proofs by fees of their own, of which one each is wrong; stop beyond `most`."""
    kept, proofs = list(range(len(rule.fees))), list[set[int]]()
    while kept and len(proofs) <= most:
        solved = feasible(rule.only(kept), own)
        if not isinstance(solved, Proof):
            break
        named = {kept[at] for at in solved.members}
        proofs.append(named)
        kept = [at for at in kept if at not in named]
    return proofs


def fewest_outside(rule: Rounded) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Find each rate that most fees fit, and those that do not fit it; any number of them.

    With one rate each fee fits a span of rates. The ends of all spans are passed in order, and the
    places where most are open are kept; no other place fits more, so all sets are as large.
    """
    spans = [*_spans(rule)]
    steps = ends_of(span for span in spans if span is not None)
    open_at = [*accumulate(by for *_, by in steps)]
    most = max(open_at, default=0)
    known = set[tuple[int, ...]]()
    for at in (place for place, count in enumerate(open_at) if count == most):
        start = max(steps[at][0], Fraction(0))
        rate = (start + steps[at + 1][0]) / 2
        outside = tuple(
            row
            for row, span in enumerate(spans)
            if (rate not in span if span else not _pays_nothing(rule, row))
        )
        if outside not in known:
            known.add(outside)
            yield outside, rate


def _pays_nothing(rule: Rounded, row: int) -> bool:
    """Whether a fee fits where its driver is zero."""
    return all(each.holds((Fraction(0),)) for each in rule.of_fee(row))


def _spans(rule: Rounded) -> Iterator[Interval | None]:
    """The rates that each fee fits; None where its driver is zero."""
    for row, (slope,) in enumerate(rule.family.slopes):
        if slope:
            low, high = rule.of_fee(row)
            yield Interval(low.end, high.end, (not low.strict, not high.strict))
        else:
            yield None
