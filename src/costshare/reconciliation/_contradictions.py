"""Rows of a frame whose amount, net amount and VAT rate contradict, many at a time."""

from collections.abc import Iterable
from fractions import Fraction

from costshare.amounts import Unit, common_unit
from costshare.reconciliation._columns import Bools, Ints, scale
from costshare.reconciliation._exact_column import Numbers

_HUNDREDTH = Unit(Fraction(1, 100))


def contradictions(amount: Numbers, net: Numbers, rates: Iterable[tuple[Fraction, Ints]]) -> Bools:
    """Find what `InvoiceLine.contradiction` finds, in rows that have both amounts."""
    step = common_unit([amount.step, net.step, _HUNDREDTH])
    one, hundredth = int(1 / step.size), int(_HUNDREDTH.size / step.size)
    gross = scale(amount.units, int(amount.step.size / step.size))
    without = scale(net.units, int(net.step.size / step.size))
    signs = ((gross > 0) & (without < 0)) | ((gross < 0) & (without > 0))
    found: Bools = (signs | (abs(without) > abs(gross))).astype(bool)
    for rate, places in rates:
        up, down = (1 + rate).numerator, (1 + rate).denominator
        exact, stated = without[places].astype(object), gross[places].astype(object)
        whole = (stated % one == 0).astype(object)  # True counts 1
        rounding = hundredth + whole * (one - hundredth)
        found[places] |= (abs(exact * up - stated * down) > rounding * down).astype(bool)
    return found
