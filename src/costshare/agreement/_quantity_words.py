"""The quantity that a step follows from: what was used, and the ends that it is compared with."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import ceil

from costshare.agreement._digits import PLACES
from costshare.models import Idle, Quantity
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
    parts = [
        say("provided {quantity}", quantity=number(idle.provided, PLACES)),
        say("used {quantity}", quantity=number(idle.used, PLACES)),
    ]
    if idle.promised:
        promised = number(idle.promised, PLACES)
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
            if reach := _reach(low, high):
                yield say("of which {number} {reach}", number=part, reach=reach)
        elif reach := _from(low, high) if counts == "from" else self._where(low, high):
            yield reach

    def _where(self, low: str | None, high: str | None) -> str | None:
        """Say on which side of the ends what is counted lies, or between them."""
        if low is not None and self._counted <= (self._above or _ZERO):
            return say("not above {quantity}", quantity=low)
        if high is not None and self._counted > (self._up_to or _ZERO):
            return say("above {quantity}", quantity=high)
        return _reach(low, high)

    def _figures(self) -> list[Figure]:
        """Write the numbers, with enough digits to compare and to subtract them."""
        size, above, up_to = (each or _ZERO for each in (self._quantity.package, *self._ends))

        def left(shown: Sequence[Fraction]) -> Fraction:
            return max(shown[0] - shown[1], _ZERO)

        def packages(shown: Sequence[Fraction]) -> Fraction:
            return Fraction(ceil(shown[2] / shown[3])) if size else shown[2]

        def compared(shown: Sequence[Fraction]) -> Fraction:
            counted = packages(shown)
            low, high = (
                None if end is None else value
                for end, value in zip(self._ends, shown[4:6], strict=True)
            )
            return self._quantity.compared(counted, low, high)

        redone = ((left, self._billable), (packages, self._counted), (compared, self._part))
        return that_follow(
            [self._has, self._free, self._billable, size, above, up_to, self._part],
            PLACES,
            [(redo, near(value, PLACES), places_shown(value, PLACES)) for redo, value in redone],
        )

    @property
    def _ends(self) -> tuple[Fraction | None, Fraction | None]:
        return self._above, self._up_to


def _reach(low: str | None, high: str | None) -> str | None:
    """Say between which ends something lies."""
    if low is not None and high is not None:
        return say("above {quantity} and up to {end}", quantity=low, end=high)
    if low is not None:
        return say("above {quantity}", quantity=low)
    return None if high is None else say("up to {quantity}", quantity=high)


def _from(low: str | None, high: str | None) -> str | None:
    """Say from which end on something lies, and below which."""
    if low is not None and high is not None:
        return say("from {quantity} on and below {end}", quantity=low, end=high)
    if low is not None:
        return say("from {quantity} on", quantity=low)
    return None if high is None else say("below {quantity}", quantity=high)
