"""The quantity that a step follows from: what was used, and the ends that it is compared with."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import count
from math import ceil

from costshare.agreement._digits import PLACES
from costshare.models import Idle, Quantity, reach_words
from costshare.results import near, number, places_shown, that_follow
from costshare.words import Figure, join, say, say_count

Prorated = Callable[[Figure, Fraction], str]
"""Write a quantity as shown; where it is prorated by days, also what it is a part of."""

_ZERO = Fraction(0)


def quantity_words(quantity: Quantity, member: str, what: str, prorated: Prorated) -> str | None:
    """Say what a member has, what of it counts, and where that lies; None if simply all counts."""
    if member not in quantity.of:
        return say("nothing used")
    if quantity.counts == "reached" and quantity.ends(member) == (None, None):
        return None  # the first tier is reached whatever is used
    said = [*_Clauses(quantity, member, prorated).said(what)]
    return join(", ", said) if len(said) > 1 else None


def idle_words(idle: Idle) -> str:
    """Say what was provided of a resource, who pays for how much of it, and what is left."""

    def left(shown: Sequence[Fraction]) -> Fraction:
        return shown[0] - shown[1] - shown[2]

    check = (left, near(idle.left, PLACES), places_shown(idle.left, PLACES))
    provided, used, promised = that_follow(
        [idle.provided, idle.used, idle.promised], PLACES, [check]
    )
    parts = [say("provided {quantity}", quantity=provided), say("used {quantity}", quantity=used)]
    if idle.promised:
        parts.append(say("committed but unused {quantity}", quantity=promised))
    return join(", ", [*parts, say("idle {quantity}", quantity=number(idle.left, PLACES))])


class _Clauses:
    """What is said of one member's quantity, in digits of which each follows from those before."""

    def __init__(self, quantity: Quantity, member: str, prorated: Prorated) -> None:
        self._quantity, self._prorated = quantity, prorated
        self._has = quantity.of[member]
        self._free = _ZERO if quantity.free is None else quantity.free[member]
        self._billable, self._counted = quantity.billable(member), quantity.counted(member)
        self._above, self._up_to = quantity.ends(member)
        self._part = quantity.compared(self._counted, self._above, self._up_to)

    def said(self, what: str) -> Iterator[str]:
        """Yield each clause."""
        has, free, billable, size, above, up_to, part = self._figures()
        yield join(" ", [what, has])
        if self._quantity.free is not None:
            limit = self._prorated(free, self._free)
            yield say("{number} above the free {quantity}", number=billable, quantity=limit)
        if self._quantity.package is not None:
            yield say_count(
                int(self._counted),
                "{count} started package of {size}",
                "{count} started packages of {size}",
                size=size,
            )
        low = None if self._above is None else self._prorated(above, self._above)
        high = None if self._up_to is None else self._prorated(up_to, self._up_to)
        counts = self._quantity.counts
        if counts == "missing" and high is not None:
            yield (
                say("{number} less than {quantity}", number=part, quantity=high)
                if self._part
                else say("not less than {quantity}", quantity=high)
            )
        elif counts in {"inside", "part"}:
            if reach := _part_reach(low, high):
                yield say("of which {number} {reach}", number=part, reach=reach)
        elif reach := _from(low, high) if counts == "from" else self._where(low, high):
            yield reach

    def _where(self, low: str | None, high: str | None) -> str | None:
        """Say on which side of the ends what is counted lies, or between them."""
        if low is not None and self._counted <= (self._above or _ZERO):
            return say("not more than {quantity}", quantity=low)
        if high is not None and self._counted > (self._up_to or _ZERO):
            return reach_words(high, None)
        return reach_words(low, high) or None

    def _figures(self) -> list[Figure]:
        """Write the numbers: results in few digits, the others in those that these follow from."""
        size = self._quantity.package or _ZERO
        places = next(each for each in count(PLACES) if self._is_alike(each))
        billable = near(self._billable, places)

        def left(shown: Sequence[Fraction]) -> Fraction:
            return max(shown[0] - shown[1], _ZERO)

        def counts(shown: Sequence[Fraction]) -> Fraction:
            return shown[0] if self._quantity.free is None else billable

        def packages(shown: Sequence[Fraction]) -> Fraction:
            return Fraction(ceil(counts(shown) / shown[2])) if size else self._counted

        def compared(shown: Sequence[Fraction]) -> Fraction:
            counted = self._counted if size else counts(shown)
            low, high = (
                None if end is None else value
                for end, value in zip(self._ends, shown[3:], strict=True)
            )
            return self._quantity.compared(counted, low, high)

        redone = ((left, self._billable), (packages, self._counted), (compared, self._part))
        has, free, *others = that_follow(
            [self._has, self._free, size, *(end or _ZERO for end in self._ends)],
            places,
            [(redo, near(value, places), places_shown(value, places)) for redo, value in redone],
        )
        return [has, free, number(self._billable, places), *others, number(self._part, places)]

    def _is_alike(self, places: int) -> bool:
        """Return whether what is shown of the billable part counts as the exact one does.

        The ends are shown with as many digits, so that what equals an end does so as shown too.
        """
        size, billable = self._quantity.package, near(self._billable, places)
        counted = billable if size is None else Fraction(ceil(billable / size))
        ends = (None if end is None else near(end, places) for end in self._ends)
        lies_there = self._quantity.compared(counted, *ends)
        return (size is None or counted == self._counted) and bool(lies_there) == bool(self._part)

    @property
    def _ends(self) -> tuple[Fraction | None, Fraction | None]:
        return self._above, self._up_to


def _part_reach(low: str | None, high: str | None) -> str | None:
    """Say between which ends a part of a quantity lies."""
    if low is not None and high is not None:
        return say("above {quantity} up to and including {end}", quantity=low, end=high)
    if low is not None:
        return say("above {quantity}", quantity=low)
    return reach_words(low, high) or None


def _from(low: str | None, high: str | None) -> str | None:
    """Say from which end on something lies, and below which."""
    if low is not None and high is not None:
        return say("from {quantity} on and below {end}", quantity=low, end=high)
    if low is not None:
        return say("from {quantity} on", quantity=low)
    return None if high is None else say("below {quantity}", quantity=high)
