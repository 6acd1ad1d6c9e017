"""Awards in the shape of the claims: exact, or in whole units that sum to the estate."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Integral
from typing import Any, Protocol, TypeVar, cast, overload

from costshare.amounts import Amount, Labelled, Unit
from costshare.apportionment import apportion_units, share_within
from costshare.fairness.claims._problem import Problem, read_problem
from costshare.fairness.claims._shares import Share

K = TypeVar("K", bound=Hashable)


class ClaimsRule(Protocol):
    """A rule that shares an estate among claims, as type checkers see it."""

    # The overlaps are harmless: a mapping is an iterable too, and the first that fits wins.
    @overload
    def __call__(  # type: ignore[overload-overlap]
        self, estate: Amount, claims: Mapping[K, Amount], *, unit: None = None
    ) -> dict[K, Fraction]: ...
    @overload
    def __call__(
        self, estate: Amount, claims: Labelled[K], *, unit: None = None
    ) -> dict[K, Fraction]: ...
    @overload
    def __call__(
        self, estate: Amount, claims: Iterable[Amount], *, unit: None = None
    ) -> list[Fraction]: ...
    @overload
    def __call__(  # type: ignore[overload-overlap]
        self, estate: Amount, claims: Mapping[K, Amount], *, unit: Amount
    ) -> dict[K, int] | dict[K, Decimal]: ...
    @overload
    def __call__(
        self, estate: Amount, claims: Labelled[K], *, unit: Amount
    ) -> dict[K, int] | dict[K, Decimal]: ...
    @overload
    def __call__(
        self, estate: Amount, claims: Iterable[Amount], *, unit: Amount
    ) -> list[int] | list[Decimal]: ...


def claims_rule(share: Share) -> ClaimsRule:
    """Make the public function of a rule from one that shares whole numbers."""

    def award(
        estate: Amount,
        claims: Mapping[Any, Amount] | Labelled[Any] | Iterable[Amount],
        *,
        unit: Amount | None = None,
    ) -> Any:
        problem = read_problem(estate, claims)
        awards: list[Any]
        if unit is None:
            parts, scale = share(problem.estate, problem.claims)
            awards = [Fraction(part, scale * problem.scale) for part in parts]
        else:
            size = Unit.read(unit)
            counts = _whole_units(problem, size, share)
            if isinstance(estate, Integral) and isinstance(unit, Integral):
                awards = [count * int(unit) for count in counts]
            else:
                awards = [size.decimal(count) for count in counts]
        return awards if problem.names is None else dict(zip(problem.names, awards, strict=True))

    for name in ("__module__", "__name__", "__qualname__", "__doc__"):
        setattr(award, name, getattr(share, name))
    return cast("ClaimsRule", award)


def _whole_units(problem: Problem, unit: Unit, share: Share) -> list[int]:
    """Count the units of each award, which is rounded down or up and stays within its claim.

    Of equal remainders the larger claim is rounded up first.
    """
    units = unit.count(Fraction(problem.estate, problem.scale), "estate")
    parts, scale = share(problem.estate, problem.claims)
    counts = [0] * len(parts)
    if not units:
        return counts
    order = sorted(range(len(parts)), key=problem.claims.__getitem__, reverse=True)
    weights = [parts[place] for place in order]
    # A whole number of the problem is many / one units.
    many, one = unit.size.denominator, unit.size.numerator * problem.scale
    lowest = [part * many // (one * scale) for part in weights]
    highest = [-(-part * many // (one * scale)) for part in weights]
    claims = [problem.claims[place] * many // one for place in order]
    within = list(map(min, highest, claims))
    if sum(within) < units:
        # Claims are not in whole units and nearly all met: as few as can be are passed.
        lowest = within
    else:
        highest = within
    shared, _ = share_within(units, weights, lowest, highest, _by_remainders)
    for place, count in zip(order, shared, strict=True):
        counts[place] = count
    return counts


def _by_remainders(units: int, weights: Sequence[int]) -> Sequence[int]:
    """Share units by the largest remainders; of equal ones the first gets a unit."""
    return apportion_units(units, weights, method="largest_remainder", ties="listed").parts
