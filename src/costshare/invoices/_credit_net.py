"""The net amounts of what is credited: those of the gross amounts, within what is left."""

from collections.abc import Sequence
from fractions import Fraction

from costshare.amounts import Unit, common_unit, plain
from costshare.apportionment import round_units
from costshare.invoices._line import InvoiceLine

_ZERO = Fraction(0)


def step_of(amounts: Sequence[Fraction]) -> Unit:
    """Return the coarsest step, 0.01 at most, in which every amount is a whole number."""
    steps = [Unit(Fraction(1, each.denominator)) for each in amounts]
    return common_unit([Unit(Fraction(1, 100)), *steps])


def has_net(line: InvoiceLine) -> bool:
    """Tell whether a line has a net amount besides its amount: stated, or by its VAT rate."""
    return line.net is not None or bool(line.vat_rate and line.net_amount is not None)


def net_left(line: InvoiceLine, credited: Sequence[InvoiceLine]) -> Fraction:
    """Work out the net amount that earlier credits leave of a line; 0 where it has none."""
    if not has_net(line):
        return Fraction(0)
    own = left = Fraction(line.net_amount or 0)
    for each in credited:
        amount = Fraction(each.amount or 0)
        left += Fraction(each.net_amount or 0) if has_net(each) else _by_rate(line, amount)
    return max(min(_ZERO, own), min(left, max(_ZERO, own)))


def credited_net(
    line: InvoiceLine, gross: Fraction, left: tuple[Fraction, Fraction], step: Unit
) -> Fraction:
    """Find the net amount of a credited gross amount by the rate of the line.

    Neither net amount nor VAT is credited beyond what is left: `left` is the gross and the net.
    """
    if gross == left[0]:
        return left[1]
    vat = left[0] - left[1]
    lowest = max(min(_ZERO, left[1]), gross - max(_ZERO, vat))
    highest = min(max(_ZERO, left[1]), gross - min(_ZERO, vat))
    return max(lowest, min(highest, _by_rate(line, gross, step)))


def _by_rate(line: InvoiceLine, gross: Fraction, step: Unit | None = None) -> Fraction:
    """Take the VAT out of an amount by the rate of a line, or in the proportion that it has."""
    size = (step or step_of([gross])).size
    of_one = Fraction(line.amount or 0) / (Fraction(line.net_amount or 0) or 1)
    if line.vat_rate is not None and line.contradiction is None:
        of_one = 1 + Fraction(line.vat_rate)
    return round_units(gross / of_one / size, "half_up") * size if of_one else Fraction(0)


def vat_remark(line: InvoiceLine) -> str | None:
    """Say that the VAT of a line is not its net amount times its rate, to the step."""
    if line.amount is None or line.net is None or line.vat_rate is None:
        return None
    amount, net, rate = map(Fraction, (line.amount, line.net, line.vat_rate))
    step = step_of([amount, net])
    right = round_units(net * rate / step.size, "half_up") * step.size
    if amount - net == right:
        return None
    return (
        f"{line.member}, {line.pool}: {plain(abs(amount))} is credited as {plain(abs(net))} and "
        f"{plain(abs(amount - net))} VAT, though {plain(100 * rate)} % of {plain(abs(net))} is "
        f"{plain(abs(right))}; no net amount fits, or the notes would not give back the invoice"
    )
