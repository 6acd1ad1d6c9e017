"""What earlier credit notes leave of each line of an invoice, and of its rounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from costshare.amounts import plain
from costshare.errors import CostshareError
from costshare.invoices._line import InvoiceLine

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to credit.

    Attributes
    ----------
    lines : list of InvoiceLine
        Lines of the invoice, and a rounding line for each member that has none and whose credit
        notes were rounded.
    amounts : list of Fraction
        What is left of each; of a rounding line, what makes the rounding of all of them zero.
    credited : list of list of InvoiceLine
        Earlier credits of each line.
    is_rounded : bool
        Whether a credit note was rounded.
    """

    lines: list[InvoiceLine]
    amounts: list[Fraction]
    credited: list[list[InvoiceLine]]
    is_rounded: bool

    @property
    def whole(self) -> Fraction:
        """What is left in all."""
        return sum(self.amounts, _ZERO)

    @property
    def most(self) -> Fraction:
        """What may be credited: all that is left, or all but its rounding if that is more."""
        pairs = zip(self.lines, self.amounts, strict=True)
        fees = sum((amount for line, amount in pairs if not line.is_rounding), _ZERO)
        is_less = abs(self.whole) < abs(fees) or self.whole * fees < 0
        return fees if self.is_rounded and is_less else self.whole


def left_of(given: Sequence[InvoiceLine], earlier: Sequence[InvoiceLine]) -> Left:
    """Find what earlier credits, note after note, leave of the lines of an invoice.

    Raises
    ------
    CostshareError
        If the credits do not fit the lines, or credit more than a line came to.
    """
    credited, roundings = _in_places(given, earlier)
    lines = list(given)
    for each in roundings:
        key = _of_whom(each)
        place = next(
            (at for at, line in enumerate(lines) if line.is_rounding and _of_whom(line) == key),
            None,
        )
        if place is None:
            lines.append(each.replace(amount=0, net=None if each.net is None else 0))
            credited.append([each])
        else:
            credited[place].append(each)
    amounts = [
        amount_of(line) + sum(map(amount_of, its), _ZERO)
        for line, its in zip(lines, credited, strict=True)
    ]
    for line, rest in zip(lines, amounts, strict=True):
        own = amount_of(line)
        # Credit notes are rounded for themselves, so that rounding goes both ways.
        if not line.is_rounding and not min(own, _ZERO) <= rest <= max(own, _ZERO):
            msg = (
                f"the credited lines leave {plain(rest)} of {plain(own)} for {line.member}, "
                f"{line.pool}; a line that credits has the opposite sign, and no more than is left"
            )
            raise CostshareError(msg)
    is_rounded = any(each.amount and each.is_rounding for its in credited for each in its)
    return Left(lines, amounts, credited, is_rounded)


def amount_of(line: InvoiceLine) -> Fraction:
    """Return the amount of a line, which must have one."""
    if line.amount is None:
        msg = f"a line of {line.member}, {line.pool} has no amount: {'; '.join(line.problems)}"
        raise CostshareError(msg)
    return Fraction(line.amount)


def _of_whom(line: InvoiceLine) -> tuple[str | None, str]:
    """Return whose rounding a line has, and of which issuer."""
    return line.member, line.billed_by


def _in_places(
    given: Sequence[InvoiceLine], earlier: Sequence[InvoiceLine]
) -> tuple[list[list[InvoiceLine]], list[InvoiceLine]]:
    """Put each credit to the line that it credits; rounding lines that were added come besides."""
    credited: list[list[InvoiceLine]] = [[] for _ in given]
    roundings: list[InvoiceLine] = []
    members = {line.member for line in given}
    place = 0
    for at, line in enumerate(earlier):
        own = given[place]
        if (line.member, line.pool) == (own.member, own.pool):
            credited[place].append(line)
            place = (place + 1) % len(given)
        elif line.is_rounding and line.member in members:
            roundings.append(line)
        else:
            msg = (
                f"credited line {at} is for {line.member}, {line.pool}, not for {own.member}, "
                f"{own.pool}; keep each in the place of the line that it credits"
            )
            raise CostshareError(msg)
    if place:
        count = len(earlier) - len(roundings)
        msg = f"{count} credited lines do not fit {len(given)} lines; keep each in its place"
        raise CostshareError(msg)
    return credited, roundings
