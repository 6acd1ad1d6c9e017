"""Invoice lines with one of them changed, as an error in the books would."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from costshare.agreement import Allocation
from costshare.amounts import EXACT, exact_decimal
from costshare.errors import CostshareError
from costshare.invoices import InvoiceLine


class Slip(NamedTuple):
    """What one line became.

    Attributes
    ----------
    what : str
        What was changed, in words.
    line : InvoiceLine
        The line as it should be.
    booked : tuple of InvoiceLine
        What is in the books in its place: nothing, a changed line, or the line twice.
    """

    what: str
    line: InvoiceLine
    booked: tuple[InvoiceLine, ...]

    def __str__(self) -> str:
        line = self.line
        return f"{line.member}, {line.pool}, {line.amount} is {self.what}"

    def __repr__(self) -> str:
        return f"<{self}>"


def slips_of(
    line: InvoiceLine, fees: Allocation, least: Fraction = Fraction(1, 100)
) -> Iterator[Slip]:
    """Change a line in every way that matters; one of zero may as well be missing."""
    if line.amount is None:
        msg = f"a line of {line.member}, {line.pool} has no amount to change: {line.problems}"
        raise CostshareError(msg)
    if line.amount:
        yield Slip("missing", line, ())
        yield Slip("there twice", line, (line, line))
    for sign, word in ((1, "too much"), (-1, "too little")):
        change = exact_decimal(sign * least, "least")
        net = None if line.net is None else EXACT.add(line.net, change)
        wrong = line.replace(amount=EXACT.add(line.amount, change), net=net)
        yield Slip(f"{exact_decimal(least, 'least')} {word}", line, (wrong,))
    for field, names in (("member", fees.members), ("pool", [pool.name for pool in fees.pools])):
        other = _next(getattr(line, field), names)
        if other is not None and line.amount:
            yield Slip(f"for {field} {other}", line, (line.replace(**{field: other}),))
    if line.date is not None and fees.period is not None and line.corrects is None:
        late = fees.period.last + timedelta(days=1)
        yield Slip(f"dated {late}", line, (line.replace(date=late),))


def _next(name: str | None, names: Sequence[str]) -> str | None:
    """Choose another name: the next one."""
    others = [*names[names.index(name) + 1 :], *names] if name in names else list(names)
    return next((each for each in others if each != name), None)
