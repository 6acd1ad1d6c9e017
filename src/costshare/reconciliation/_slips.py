"""Slips of the pen: how one amount came to stand where another was meant."""

from collections.abc import Iterator
from fractions import Fraction

from costshare.amounts import Unit
from costshare.apportionment import round_units
from costshare.reconciliation._finding import HintKind

_FACTORS = (10, 100, 12)
VAT_PER_CENT = (25, 12, 6)

Slip = tuple[HintKind, str]


def slips(meant: int, found: int, step: Unit) -> Iterator[Slip]:
    """Name every slip that turns the one amount into the other exactly.

    Parameters
    ----------
    meant, found : int
        The amounts, in steps. They differ, and `meant` is not 0.
    step : Unit
        What they are counted in.
    """
    if is_transposed(meant, found):
        yield "transposed", "two digits are transposed"
    for factor in _FACTORS:
        if found == meant * factor:
            yield "factor", f"the amount is {factor} times too large"
        if meant == found * factor:
            yield "factor", f"the amount is {factor} times too small"
    for per_cent in VAT_PER_CENT:
        if _near_vat(meant, found, per_cent, step):
            contains = f"the amount contains {per_cent} % VAT"
            if found == with_vat(meant, per_cent, step):
                yield "vat_included", contains
            elif found in with_whole_vat(meant, per_cent, step):
                yield "vat_included", f"{contains}, rounded to a whole number"
    if found == -meant:
        yield "sign", "the sign is reversed"


def is_transposed(one: int, other: int) -> bool:
    """Tell whether two digits, next to each other or not, have changed places.

    Examples
    --------
    >>> is_transposed(76100, 67100), is_transposed(76100, 70600), is_transposed(76100, 67010)
    (True, False, False)
    """
    if (one < 0) != (other < 0):
        return False
    left, right = str(abs(one)), str(abs(other))
    if len(left) != len(right):
        return False
    changed = [place for place in range(len(left)) if left[place] != right[place]]
    return (
        len(changed) == 2
        and left[changed[0]] == right[changed[1]]
        and sorted(left) == sorted(right)
    )


def _near_vat(net: int, found: int, per_cent: int, step: Unit) -> bool:
    """Rule out most amounts in whole numbers: VAT is rounded by half of 1 at most."""
    off = abs(100 * found - net * (100 + per_cent))
    return abs(found) > abs(net) and off * step.size.numerator <= 50 * step.size.denominator


def with_vat(net: int, per_cent: int, step: Unit) -> int | None:
    """Add VAT to an amount, to 0.01, halves up; None where no whole steps give it."""
    hundredths = round_units(net * step.size * (100 + per_cent), "half_up")
    steps = Fraction(hundredths, 100) / step.size
    return steps.numerator if steps.denominator == 1 else None


def with_whole_vat(net: int, per_cent: int, step: Unit) -> set[Fraction]:
    """Add VAT of 1 or more, rounded to a whole number, or the whole amount so; in steps."""
    amount = net * step.size
    vat = amount * Fraction(per_cent, 100)
    if abs(vat) < 1:
        return set()
    rounded = {amount + round_units(vat, "half_up"), Fraction(round_units(amount + vat, "half_up"))}
    return {each / step.size for each in rounded}
