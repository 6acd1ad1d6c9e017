"""The fewest fees that must be wrong, where each fee puts its own conditions on the parameters.

A proof that some fees exclude each other names a few of them, and at least one of these is wrong.
So each of them is left out in turn, and what remains is solved again: first all sets of one fee,
then of two, and so on. Where nothing fits without a smaller set, that is proven.
"""

from collections.abc import Collection, Iterator
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

# A rule of more members than these is told from one that fits by chance.
_FEWEST = 2


class _Conflicts:
    """Proofs that some fees exclude each other, so that one of them is wrong.

    A proof that is known holds whatever other fees are left out, so it is not looked for again.
    """

    def __init__(self, rule: Rule, own: tuple[Condition, ...]) -> None:
        self.rule, self.own = rule, own
        self.known: list[frozenset[int]] = []

    def beside(self, left_out: Collection[int]) -> frozenset[int] | None:
        """The fees of a proof that needs none of some fees; None where all others fit."""
        known = [each for each in self.known if each.isdisjoint(left_out)]
        if known:
            return min(known, key=len)
        kept = [at for at in range(len(self.rule.fees)) if at not in left_out]
        solved = feasible(self.rule.only(kept), self.own)
        if not isinstance(solved, Proof):
            return None
        self.known.append(frozenset(kept[at] for at in solved.members))
        return self.known[-1]

    def apart(self, most: int) -> list[frozenset[int]]:
        """Proofs by fees of their own, of which one each is wrong; stop beyond `most`."""
        proofs: list[frozenset[int]] = []
        named: frozenset[int] = frozenset()
        while len(proofs) <= most and len(named) < len(self.rule.fees):
            proof = self.beside(named)
            if proof is None:
                break
            proofs.append(proof)
            named |= proof
        return proofs

    def need_more(self, left_out: Collection[int], most: int) -> bool:
        """Whether known proofs apart from each other need more fees left out than so many more."""
        named, needed = {*left_out}, 0
        for each in sorted(self.known, key=len):
            if each.isdisjoint(named):
                named |= each
                needed += 1
        return needed > most

    def sets(self, least: int, most: int) -> tuple[list[tuple[int, ...]], int]:
        """Find all smallest sets of fees without which the others fit, and their size.

        Parameters
        ----------
        least : int
            So many fees are wrong at least.
        most : int
            No larger set is looked for.
        """
        for size in range(least, most + 1):
            layer: set[tuple[int, ...]] = {()}
            for count in range(1, size + 1):
                wider = set[tuple[int, ...]]()
                for left_out in sorted(layer):
                    # Without fewer fees than `size` the others do not fit.
                    named = self.beside(left_out) or ()
                    wider |= {tuple(sorted((*left_out, at))) for at in named}
                layer = {each for each in wider if not self.need_more(each, size - count)}
            found = [each for each in sorted(layer) if self.beside(each) is None]
            if found:
                return found, size
        return [], max(least, most + 1)


def fewest_wrong(
    rule: Rule, own: tuple[Condition, ...], most: int
) -> tuple[list[tuple[int, ...]], int]:
    """Find all smallest sets of fees without which the others fit; none where it takes more.

    Returns
    -------
    tuple of a list of sets and int
        The sets, and the number of fees that must be wrong as far as is proven.
    """
    conflicts = _Conflicts(rule, own)
    return conflicts.sets(len(conflicts.apart(most)), most)


def wrong_or_bound(
    rule: Rule, own: tuple[Condition, ...], most: int
) -> tuple[list[tuple[int, ...]], int]:
    """Find the smallest sets of wrong fees, or else equal fees that a bound may set.

    Where more fees are wrong than are looked at one by one, those that equal each other are left
    out together, and up to two more.
    """
    conflicts = _Conflicts(rule, own)
    proofs = conflicts.apart(most)
    sets, least = conflicts.sets(len(proofs), most)
    if sets:
        return sets, least
    for bound in _equal_fees(rule.fees):
        # The bound must explain all proofs but those of the fees that may be wrong beside it.
        if conflicts.need_more(bound, _MOST_BESIDE):
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


def fewest_outside(rule: Rounded) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    """Find each rate that most fees fit, and those that do not fit it; any number of them.

    With one rate each fee fits a span of rates. The ends of all spans are passed in order, and the
    places where most are open are kept; no other place fits more, so all sets are as large.

    A rate that only those fit who pay nothing says nothing of those who pay: then it is the rates
    that most of these fit.
    """
    spans = [*_spans(rule)]
    steps = ends_of(span for span in spans if span is not None)
    open_at = [*accumulate(by for *_, by in steps)]
    most = max(open_at, default=0)
    known = set[tuple[int, ...]]()
    rates = [
        (max(steps[at][0], Fraction(0)) + steps[at + 1][0]) / 2
        for at, count in enumerate(open_at)
        if count == most
    ]
    paying = [at for at, fee in enumerate(rule.fees) if fee]
    charged = [span for span in map(spans.__getitem__, paying) if span]
    if charged and len(paying) < len(spans):
        fit = [rate for rate in rates if any(rate in span for span in charged)]
        if not fit and len(paying) > _FEWEST:
            fit = [rate for _, rate in fewest_outside(rule.only(paying))]
        rates = fit or rates
    for rate in rates:
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
