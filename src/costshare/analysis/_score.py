"""The criteria, and what each says of a scenario."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costshare.analysis._change import Change
from costshare.analysis._measures import gini_of_rates, highest_to_lowest, paid_by_others
from costshare.analysis._stand_alone import StandAlone
from costshare.fields import Value

Criterion = Literal[
    "highest_to_lowest",
    "gini_of_rates",
    "largest_increase",
    "largest_increase_percent",
    "pay_more",
    "pay_more_than_alone",
    "largest_excess",
    "paid_by_others_percent",
]

# What is found of one scenario: a value, and who has it.
Found = tuple[Fraction | int | None, tuple[str, ...]]
_MISSING: Found = (None, ())


@dataclass(frozen=True, slots=True)
class Score(Value):
    """What one criterion says of one scenario. A lower value is better under every criterion.

    Attributes
    ----------
    scenario, criterion : str
        Names of the scenario and of the criterion.
    value : Fraction or None
        Exact value; None if it does not exist, such as an increase against the baseline itself.
    who : tuple of str
        Members with the largest increase or excess, all of them if they are equal; for an excess
        over a cost that several would share, their names with "+" between them.
    best : bool
        Whether the value is the lowest of at least two scenarios, alone or with others.
    """

    scenario: str
    criterion: Criterion
    value: Fraction | None
    who: tuple[str, ...]
    best: bool


def marked(criterion: Criterion, found: Mapping[str, Found]) -> Iterator[Score]:
    """Mark the lowest values of a criterion."""
    known = [value for value, _ in found.values() if value is not None]
    lowest = min(known) if len(known) > 1 else None
    for scenario, (value, who) in found.items():
        exact = None if value is None else Fraction(value)
        yield Score(scenario, criterion, exact, who, value is not None and value == lowest)


def spread(
    fees: Mapping[str, Decimal], driver: Mapping[str, Fraction]
) -> Iterator[tuple[Criterion, Found]]:
    """Measure how far fees per one of the driver lie apart."""
    exact = {name: Fraction(fee) for name, fee in fees.items()}
    yield "highest_to_lowest", (highest_to_lowest(exact, driver), ())
    yield "gini_of_rates", (gini_of_rates(exact, driver), ())


def increases(changes: Sequence[Change], *, is_baseline: bool) -> Iterator[tuple[Criterion, Found]]:
    """Find the largest increases, and count those who pay more."""
    if is_baseline:
        changes = ()
    amounts = [(each.member, Fraction(each.change)) for each in changes if each.change is not None]
    percents = [(each.member, each.relative) for each in changes if each.relative is not None]
    yield "largest_increase", _largest(amounts)
    yield "largest_increase_percent", _largest((name, each * 100) for name, each in percents)
    yield "pay_more", (sum(each > 0 for _, each in amounts), ()) if amounts else _MISSING


def against_alone(
    fees: Mapping[str, Decimal], costs: Iterable[StandAlone]
) -> Iterator[tuple[Criterion, Found]]:
    """Test whether members would pay less alone.

    The stand-alone test of Faulhaber, G. R., "Cross-Subsidization: Pricing in Public Enterprises",
    *American Economic Review* 65 (1975).
    """
    excesses = [(each.name, excess) for each in costs if (excess := each.excess(fees)) is not None]
    count = sum(excess > 0 for _, excess in excesses)
    yield "pay_more_than_alone", (count, ()) if excesses else _MISSING
    yield "largest_excess", _largest(excesses)


def distance(
    fees: Mapping[str, Decimal], use: Mapping[str, Fraction]
) -> Iterator[tuple[Criterion, Found]]:
    """Measure how far fees are from use, in per cent of the total."""
    part = paid_by_others({name: Fraction(fee) for name, fee in fees.items()}, use)
    yield "paid_by_others_percent", (None if part is None else part * 100, ())


def _largest(found: Iterable[tuple[str, Fraction]]) -> Found:
    """Find the largest amount above zero and who has it; zero and nobody if all are below."""
    amounts = list(found)
    if not amounts:
        return _MISSING
    largest = max(amount for _, amount in amounts)
    if largest <= 0:
        return 0, ()
    return largest, tuple(name for name, amount in amounts if amount == largest)
