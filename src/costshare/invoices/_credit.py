"""Credit notes for a part of an invoice: part after part, they give back exactly the invoice."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from costshare.amounts import Amount, Unit, common_unit, plain, read_amount
from costshare.apportionment import round_units
from costshare.errors import CostshareError
from costshare.fields import given_list
from costshare.invoices._line import InvoiceLine
from costshare.invoices._reading import read_day
from costshare.invoices._signed import share_signed


def credit_note(
    lines: Iterable[InvoiceLine],
    amount: Amount | None = None,
    *,
    credited: Iterable[InvoiceLine] = (),
    unit: Amount | None = None,
    invoice: str | None = None,
    date: object = None,
) -> list[InvoiceLine]:
    """Credit a part of an invoice, or what is left of it.

    The part is shared over what is left of each line, so that no line is ever credited beyond
    what it came to, and crediting the rest gives back exactly the invoice.

    Parameters
    ----------
    lines : iterable of InvoiceLine
        The invoice's.
    amount : number, optional
        How much to credit of the invoice's sum, as the lines write their amounts (with VAT where
        they have it); all that is left where left out.
    credited : iterable of InvoiceLine
        The earlier credit notes, each line in the place of the line that it credits, note after
        note.
    unit : number, optional
        The step of a credited amount; 0.01, or finer where the lines are, where left out.
    invoice : str, optional
        The credit note's number.
    date : date, datetime or ISO text, optional
        The credit note's.

    Returns
    -------
    list of InvoiceLine
        A line for each line given, of the opposite sign.

    Raises
    ------
    CostshareError
        Where more is credited than is left, or `credited` does not fit the lines.

    Examples
    --------
    >>> from costshare.invoices import InvoiceLine, credit_note
    >>> lines = [InvoiceLine(member="A", pool=pool, amount=100) for pool in "abc"]
    >>> part = credit_note(lines, 100)
    >>> rest = credit_note(lines, credited=part)
    >>> [str(line.amount) for line in part], [str(line.amount) for line in rest]
    (['-33.34', '-33.33', '-33.33'], ['-66.66', '-66.67', '-66.67'])
    """
    given = given_list(InvoiceLine, lines, "lines", "InvoiceLine")
    earlier = given_list(InvoiceLine, credited, "credited", "InvoiceLine")
    day = read_day(date, "date")
    if not given:
        msg = "no lines to credit; pass the invoice's lines"
        raise CostshareError(msg)
    if len(earlier) % len(given):
        msg = f"{len(earlier)} credited lines do not fit {len(given)} lines; keep each in its place"
        raise CostshareError(msg)
    for place, line in enumerate(earlier):
        own = given[place % len(given)]
        if (line.member, line.pool) != (own.member, own.pool):
            msg = (
                f"credited line {place} is for {line.member}, {line.pool}, not for {own.member}, "
                f"{own.pool}; keep each in the place of the line that it credits"
            )
            raise CostshareError(msg)
    left = _left(given, earlier, "amount")
    whole = sum(left, Fraction(0))
    wanted = whole if amount is None else read_amount(amount, "amount")
    if whole * wanted < 0 or abs(wanted) > abs(whole):
        msg = f"amount {plain(wanted)} is not within what is left to credit, {plain(whole)}"
        raise CostshareError(msg)
    all_of_it = wanted == whole
    nets = None
    if any(line.net is not None for line in given):
        nets = _part(_left(given, earlier, "net"), None if all_of_it else wanted / whole, unit)
    step = _step(left)
    amounts = _part(left, None if all_of_it else wanted / whole, unit, exactly=wanted)
    return [
        line.replace(
            amount=step.decimal(step.count(-part, "amount")),
            net=None if line.net is None or nets is None else plain(-nets[place]),
            invoice=invoice,
            date=day,
        )
        for place, (line, part) in enumerate(zip(given, amounts, strict=True))
    ]


def _left(
    lines: Sequence[InvoiceLine], earlier: Sequence[InvoiceLine], field: str
) -> list[Fraction]:
    """What is left of each line."""
    whole = [_number(line, field) for line in lines]
    left = list(whole)
    for place, line in enumerate(earlier):
        left[place % len(lines)] += _number(line, field)
    for line, own, rest in zip(lines, whole, left, strict=True):
        if not min(own, Fraction(0)) <= rest <= max(own, Fraction(0)):
            msg = (
                f"the credited lines leave {plain(rest)} of {plain(own)} for {line.member}, "
                f"{line.pool}; a line that credits has the opposite sign, and no more than is left"
            )
            raise CostshareError(msg)
    return left


def _number(line: InvoiceLine, field: str) -> Fraction:
    value = getattr(line, field)
    if field == "amount" and value is None:
        msg = f"a line of {line.member}, {line.pool} has no amount: {'; '.join(line.problems)}"
        raise CostshareError(msg)
    return Fraction(value or 0)


def _part(
    left: Sequence[Fraction],
    share: Fraction | None,
    unit: Amount | None,
    exactly: Fraction | None = None,
) -> list[Fraction]:
    """Take a share of what is left, in whole steps; all of it where there is no share."""
    if share is None:
        return list(left)
    step = _step(left) if unit is None else Unit.read(unit)
    quotas = [each * share / step.size for each in left]
    whole = sum(quotas, Fraction(0))
    total = round_units(whole, "half_up") if exactly is None else step.count(exactly, "amount")
    return [part * step.size for part in share_signed(total, quotas)]


def _step(amounts: Sequence[Fraction]) -> Unit:
    """The coarsest step, 0.01 at most, in which every amount is a whole number."""
    steps = [Unit(Fraction(1, each.denominator)) for each in amounts]
    return common_unit([Unit(Fraction(1, 100)), *steps])
