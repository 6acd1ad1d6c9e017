"""From a question to the rule, the region of parameters, and the proof where there is none."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import cast

from costshare.apportionment import MethodName
from costshare.inference._condition import Condition
from costshare.inference._contradiction import Proof
from costshare.inference._cumulative import Cumulative
from costshare.inference._divisor import LINEAR, Divisor
from costshare.inference._family import Family, Point, blend, mixed, tariff
from costshare.inference._interval import Interval, solve_interval
from costshare.inference._largest_remainder import LargestRemainder
from costshare.inference._least_change import Nearest, nearest_share
from costshare.inference._nearest_tariff import most_fees
from costshare.inference._polygon import Polygon, solve_polygon
from costshare.inference._question import Kind, Question
from costshare.inference._rounded import Rounded
from costshare.inference._roundest import roundest
from costshare.inference._rule import Shared
from costshare.inference._smallest import conflicts, smallest_contradiction
from costshare.inference._two_fees import two_fees

_ZERO, _ONE = Fraction(0), Fraction(1)

_SHARED: Mapping[str, type[Shared]] = {
    "largest_remainder": LargestRemainder,
    **dict.fromkeys(LINEAR, Divisor),
    "cumulative": Cumulative,
}

# The flat shares that a kind of model may have.
SHARES: Mapping[Kind, tuple[Fraction, Fraction]] = {
    "flat": (_ONE, _ONE),
    "proportional": (_ZERO, _ZERO),
    "per_capita": (_ZERO, _ZERO),
    "mixed": (_ZERO, _ONE),
}

_ZERO_OR_MORE = (
    Condition((-1, 0), 0, strict=False, members=()),
    Condition((0, -1), 0, strict=False, members=()),
)
_ONE_AT_MOST = Condition((1, 1), 1, strict=False, members=())


class Search:
    """One question, and everything that is worked out of it.

    Parameters
    ----------
    question : Question
        What was asked.
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self._columns = list(question.drivers.values())
        self.rule = self._rule()

    def _rule(self) -> Shared | Rounded:
        question, fees = self.question, self.question.sizes
        if question.rounding is not None:
            return Rounded(self._family(), fees, question.rounding)
        method: MethodName = question.method or "largest_remainder"
        total = abs(question.total)
        return _SHARED[method](self._family(), fees, method, question.ties, total)

    def _family(self) -> Family:
        question, total = self.question, abs(self.question.total)
        if question.kind == "tariff":
            return tariff(question.unit.size, self._columns[0])
        if question.kind == "blend":
            return blend(total, self._columns)
        column = self._columns[0] if self._columns else [_ONE] * len(question.members)
        return mixed(total, column)

    def region(self) -> Interval | Polygon | Proof | None:
        """The parameters that reproduce the fees; a proof where that came up on the way."""
        if self.question.over:
            return None
        if self.question.kind in SHARES:
            return solve_interval(self.rule, *SHARES[self.question.kind])
        return solve_polygon(self.rule, *self._triangle())

    def _triangle(self) -> tuple[tuple[Point, Point, Point], tuple[Condition, ...]]:
        if self.question.kind == "blend":
            return ((_ZERO, _ZERO), (_ONE, _ZERO), (_ZERO, _ONE)), (*_ZERO_OR_MORE, _ONE_AT_MOST)
        return _under_the_greatest(self._rounded(), self._columns[0])

    def _rounded(self) -> Rounded:
        return cast("Rounded", self.rule)

    def smallest_proof(self, found: Proof | None) -> tuple[Proof, bool]:
        """The proof by the fewest fees, and whether none is by fewer."""
        kind = self.question.kind
        proof = found
        if kind in SHARES:
            proof = smallest_contradiction(cast("Shared", self.rule), *SHARES[kind])
        elif kind == "tariff":
            base, rate = _ZERO_OR_MORE
            proof = two_fees(self._rounded(), self._columns[0], base, rate) or found
        # Where there is no region there is a proof.
        return cast("Proof", proof), kind != "blend"

    def conflicts(self) -> list[int] | None:
        """With how many others each fee contradicts; None where that is not counted."""
        kind = self.question.kind
        if kind not in SHARES or self.question.method == "cumulative":
            return None
        return conflicts(cast("Shared", self.rule), *SHARES[kind])

    def nearest(self) -> Nearest | None:
        """The model's fees that differ from the published ones in the fewest."""
        kind = self.question.kind
        if kind in SHARES:
            return nearest_share(self.rule, *SHARES[kind])
        if kind == "blend":
            return None
        fitting, proven = most_fees(self._rounded(), _ZERO_OR_MORE)
        point = self._fitting(fitting)
        fees = tuple(self._rounded().parts(point))
        changed = sum(a != b for a, b in zip(fees, self.rule.fees, strict=True))
        return Nearest(point, fees, changed, changed if proven else 1)

    def _fitting(self, places: tuple[int, ...]) -> Point:
        """The roundest base and rate that reproduce some of the fees."""
        if not any(self._columns[0][at] for at in places):
            return self.rule.fees[places[0]] * self.question.unit.size, _ZERO
        some = self._rounded().only(places)
        sides = _under_the_greatest(some, [self._columns[0][at] for at in places])
        # These fees were chosen for having a common point.
        region = cast("Polygon", solve_polygon(some, *sides))
        point = roundest(region, lambda point: some.parts(point) == list(some.fees))
        return point or region.middle

    def reproduces(self, point: Point) -> bool:
        """Whether the model at a point gives the fees."""
        return self.rule.parts(point) == list(self.rule.fees)


def _under_the_greatest(
    rule: Rounded, driver: Sequence[Fraction]
) -> tuple[tuple[Point, Point, Point], tuple[Condition, ...]]:
    """The triangle of prices that the fee of the greatest driver leaves: it bounds both numbers."""
    top = max(range(len(driver)), key=driver.__getitem__)
    side = rule.of_fee(top)[1]
    corners = ((_ZERO, _ZERO), (side.end, _ZERO), (_ZERO, side.end / driver[top]))
    return corners, (*_ZERO_OR_MORE, side)
