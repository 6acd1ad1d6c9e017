"""The rounding line that makes an invoice whole kronor, or a multiple of another step."""

from collections.abc import Iterable, Sequence
from fractions import Fraction

from costshare.amounts import Amount, Unit, exact_sum, places_of, plain, read_amount
from costshare.apportionment import round_units
from costshare.errors import CostshareError, quoted
from costshare.fields import given_as, one_currency
from costshare.frames import AnyFrame
from costshare.invoices._amounts import with_places
from costshare.invoices._given import given_lines
from costshare.invoices._labels import ROUNDING, is_rounding
from costshare.invoices._line import InvoiceLine
from costshare.invoices._lines import InvoiceLines
from costshare.invoices._taxed import TaxedLines, invoice_of

_STEPS = {"CHF": Fraction(1, 20)}


def round_invoices(
    lines: "Iterable[InvoiceLine] | TaxedLines | AnyFrame",
    *,
    to: Amount | None = None,
    pool: str = ROUNDING,
) -> InvoiceLines:
    """Put a rounding line on each invoice that does not come to a whole amount.

    The sum of an invoice, with VAT, is rounded to the nearest multiple of `to`, halves away from
    zero. The difference is a line of its own after the lines of the invoice. It has no VAT, and
    the VAT of the other lines stays as it is. A credit note is rounded alike, in the rounding line
    that it has of its invoice.

    Parameters
    ----------
    lines : iterable of InvoiceLine, TaxedLines, or frame
        Lines of any number of invoices, with their VAT where they have it. An invoice is what has
        one number, member and issuer; without a number, one member, issuer and date. A frame of
        any library has the columns that `read_invoices` gives.
    to : positive number, optional
        Step to round to, such as ``"0.50"``. If left out, 0.05 in CHF and 1 in other currencies.
    pool : str, default "rounding"
        What the lines name as their pool: ``"rounding"``, or a word that `reconcile` knows as well,
        such as ``"Öresavrundning"``.

    Returns
    -------
    InvoiceLines
        The lines in the order given, and the rounding lines.

    Raises
    ------
    CostshareError
        If a line has no amount, the lines are in several currencies, or an invoice has a rounding
        line already and does not come to a whole amount.

    References
    ----------
    Lag (1970:1029) om avrundning av vissa öresbelopp, 2 §: 1 to 49 öre are rounded down, 50 to 99
    öre up. Skatteverket, "Avrundning av öresbelopp i fakturor" (Rättslig vägledning): the sum of
    the invoice may be rounded, and its VAT is not changed by that.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate("1234.70", cs.Flat(), {"A": {}}, unit="0.01", currency="SEK")
    >>> vat = cs.add_tax(fees.invoice_lines(number="F{n}"), "0.25")
    >>> print(cs.round_invoices(vat))
    member      pool  invoice  vat rate  net, SEK  amount, SEK
    ----------------------------------------------------------
    A            fee       F1      0.25  1 234.70     1 543.38
    A       rounding       F1         –     -0.38        -0.38
    ----------------------------------------------------------
    total                                1 234.32     1 543.00
    """
    given_as(str, pool, "pool", "a word such as 'rounding'")
    if not is_rounding(pool):
        msg = f"pool {quoted(pool)} is not a word for rounding; pass 'rounding' or 'Öresavrundning'"
        raise CostshareError(msg)
    given = (
        [each.with_tax for each in lines] if isinstance(lines, TaxedLines) else given_lines(lines)
    )
    one_currency((line.currency for line in given), "lines", "; round those of one at a time")
    step = rounding_step(next((line.currency for line in given if line.currency), None), to)
    invoices: dict[tuple[object, ...], list[int]] = {}
    for place, line in enumerate(given):
        if line.amount is None:
            problems = "; ".join(line.problems) or "it states its net amount only"
            msg = f"lines[{place}] has no amount to round: {problems}"
            raise CostshareError(msg)
        day = line.date if line.invoice is None else None
        invoices.setdefault((*invoice_of(line), day), []).append(place)
    added: dict[int, InvoiceLine] = {}
    for places in invoices.values():
        rounding = _rounding_line([given[place] for place in places], step, pool)
        if rounding is None:
            continue
        # A credit note has a place for the rounding line of its invoice.
        own = next((place for place in places if given[place].is_rounding), None)
        if own is None:
            added[places[-1]] = rounding
        else:
            given[own] = rounding.replace(pool=given[own].pool)
    # Each line with its place among those given; None for a line that is added.
    rows: list[tuple[InvoiceLine, int | None]] = []
    for place, line in enumerate(given):
        rows.append((line, place))
        if place in added:
            rows.append((added[place], None))
    others = lines.others if isinstance(lines, InvoiceLines) else {}
    return InvoiceLines(
        tuple(line for line, _ in rows),
        {
            name: tuple(None if place is None else values[place] for _, place in rows)
            for name, values in others.items()
        },
    )


def rounding_step(currency: str | None, to: Amount | None = None, what: str = "to") -> Unit:
    """Return the step that invoices are rounded to: as given, or the usual one of a currency.

    Raises
    ------
    CostshareError
        If `to`, the argument `what`, is not a positive number.

    Examples
    --------
    >>> str(rounding_step("CHF")), str(rounding_step("SEK")), str(rounding_step("DKK", "0.5"))
    ('0.05', '1', '0.5')
    """
    size = _STEPS.get(currency or "", Fraction(1)) if to is None else read_amount(to, what)
    if size <= 0:
        msg = f"{what} {plain(size)} must be positive; pass 1, '0.50' or '0.05'"
        raise CostshareError(msg)
    return Unit.read(size)


def rounding_of(total: Fraction, step: Unit) -> Fraction:
    """Return what makes a total the nearest multiple of a step; halves go away from zero."""
    return round_units(total / step.size, "half_up") * step.size - total


def _rounding_line(lines: Sequence[InvoiceLine], step: Unit, pool: str) -> InvoiceLine | None:
    """Make the rounding line of an invoice; None if it comes to a multiple of the step."""
    total = Fraction(exact_sum(line.amount for line in lines))
    rounding = rounding_of(total, step)
    last = lines[-1]
    if not rounding:
        return None
    if any(line.is_rounding and line.amount for line in lines):
        msg = (
            f"invoice {last.invoice} of {last.member} has a rounding line, and is not a multiple "
            f"of {step:f}; remove the line, or pass to= with the step that it is rounded to; "
            "if the line is a fee, rename its pool, whose name means rounding"
        )
        raise CostshareError(msg)
    amounts = [line.amount for line in lines if line.amount is not None]
    amount = with_places(rounding, max(map(places_of, amounts)))
    has_net = any(line.net is not None or line.vat_rate for line in lines)
    corrected = {line.corrects for line in lines}
    return last.replace(
        pool=pool,
        amount=amount,
        net=amount if has_net else None,
        vat_rate=None,
        corrects=last.corrects if len(corrected) == 1 else None,
    )
