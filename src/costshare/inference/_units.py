"""The steps that fees may have been rounded to, deduced from the fees."""

from collections.abc import Iterable
from fractions import Fraction

from costshare.amounts import Unit, common_unit

# A step is 1, 2 or 5 times a power of ten for a year, or so much a quarter or a month.
_ROUND = (1, 2, 5)
_PERIODS = (1, 4, 12)


def plausible_units(fees: Iterable[Fraction]) -> tuple[Unit, ...]:
    """The greatest common divisor of the fees, and the usual steps that divide it; largest first.

    A divisor that is a fee itself and no usual step, as where all fees are equal, is none.

    Examples
    --------
    >>> [str(unit.size) for unit in plausible_units([Fraction(2400), Fraction(3600)])][:5]
    ['1200', '600', '400', '240', '200']
    """
    sizes = [abs(fee) for fee in fees if fee]
    # Read again: a fee such as 1/3 has no step with a finite decimal.
    greatest = Unit.read(common_unit(map(Unit, sizes)).size).size
    least = Fraction(1) if greatest.denominator == 1 else Fraction(1, 100)
    steps = set() if greatest in sizes else {greatest}
    power = least
    while power <= greatest:
        steps.update(
            step
            for step in (power * by * times for by in _ROUND for times in _PERIODS)
            if (greatest / step).denominator == 1
        )
        power *= 10
    return tuple(Unit(step) for step in sorted(steps or {greatest}, reverse=True))
