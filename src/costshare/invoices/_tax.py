"""VAT and other taxes that follow the lines they are on, and sum to the invoice's."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Amount, Unit, exact_sum, places_of, read_amount
from costshare.apportionment import RoundingRule, read_rounding, round_units
from costshare.errors import CostshareError, unknown_name
from costshare.fields import has_names, one_currency, read_by_name, read_word
from costshare.frames import AnyFrame
from costshare.invoices._amounts import share_signed, with_places
from costshare.invoices._given import given_lines
from costshare.invoices._line import InvoiceLine
from costshare.invoices._reading import read_rate
from costshare.invoices._taxed import ChargePer, TaxedInvoice, TaxedLine, TaxedLines, invoice_of


def add_tax(
    lines: "Iterable[InvoiceLine] | AnyFrame",
    rate: Amount | Mapping[str, Amount] | None = None,
    *,
    stated: Mapping[str, Amount] | None = None,
    per: ChargePer = "invoice",
    unit: Amount = "0.01",
    rounding: RoundingRule = "half_up",
) -> TaxedLines:
    """Put VAT, or another tax, on the lines of invoices.

    Parameters
    ----------
    lines : iterable of InvoiceLine, or frame
        Of any number of invoices. An invoice is what has one number, member and issuer. A frame
        of any library has the columns that `read_invoices` gives.
    rate : number or mapping of pool to number, optional
        The tax as a share of the net amount; each line's `vat_rate` where left out.
    stated : mapping of invoice number to amount, optional
        The tax that an invoice prints. Its lines' parts then sum to that, in proportion to
        their exact taxes (to their net amounts where there is no rate).
    per : {"invoice", "line"}
        What the contract rounds: the invoice's sum for each rate, which the lines then share by
        largest remainder; or each line.
    unit : number, default "0.01"
        Unit of the tax.
    rounding : str, default "half_up"
        How it is rounded to the unit.

    Returns
    -------
    TaxedLines
        With a part for each line, a sum for each invoice, and the difference between the two ways.

    Raises
    ------
    CostshareError
        If a line has no readable amount or no rate, the lines are in several currencies, or one
        of them is a rounding line.

    Examples
    --------
    >>> from costshare.invoices import InvoiceLine, add_tax
    >>> lines = [
    ...     InvoiceLine(member="A", pool=pool, amount="0.50", invoice="1") for pool in "abc"
    ... ]
    >>> vat = add_tax(lines, "0.25")
    >>> [str(each.amount) for each in vat.lines], str(vat.total), str(vat.difference)
    (['0.13', '0.13', '0.12'], '0.38', '0.01')
    >>> str(add_tax(lines, "0.25", per="line").total)
    '0.39'
    """
    read_word(per, "per", ChargePer)
    if has_names(rate):
        rate = read_by_name(rate, "rate")
    way = _Way(rate, per, Unit.read(unit), read_rounding(rounding))
    given = given_lines(lines)
    one_currency((line.currency for line in given), "lines", "; tax those of one at a time")
    for place, line in enumerate(given):
        if line.is_rounding:
            msg = f"lines[{place}] is a rounding line, which has no VAT; add the tax to the lines "
            raise CostshareError(f"{msg}first, then pass the result to round_invoices")
    sums = {} if stated is None else stated
    sums = read_by_name(
        sums, "stated", name="invoice in stated", way_out="a mapping of invoice number to amount"
    )
    wanted = {
        number: read_amount(value, f"tax of invoice {number}") for number, value in sums.items()
    }
    numbers = {line.invoice for line in given}
    unknown = [number for number in wanted if number not in numbers]
    if unknown:
        raise unknown_name("invoice", unknown[0], sorted(map(str, numbers)))
    groups: dict[tuple[str, str | None, str | None], list[int]] = {}
    for place, line in enumerate(given):
        groups.setdefault(invoice_of(line), []).append(place)
    charged: dict[int, TaxedLine] = {}
    invoices = []
    for places in groups.values():
        own = [given[place] for place in places]
        stated_here = wanted.get(own[0].invoice or "")
        parts, invoice = _charge(own, stated_here, way)
        charged.update(zip(places, parts, strict=True))
        invoices.append(invoice)
    result = TaxedLines(per, tuple(charged[place] for place in range(len(given))), tuple(invoices))
    result.check()
    return result


@dataclass(frozen=True, slots=True)
class _Way:
    """How every invoice is charged; `read` has the rates that are read already."""

    rate: object
    per: ChargePer
    unit: Unit
    rule: RoundingRule
    read: dict[str | Decimal, Fraction] = field(default_factory=dict)


def _charge(
    lines: Sequence[InvoiceLine], stated: Fraction | None, way: _Way
) -> tuple[list[TaxedLine], TaxedInvoice]:
    """Charge one invoice."""
    unit, rule = way.unit, way.rule
    nets = [_net(line) for line in lines]
    rates = [_rate(line, way, needed=stated is None) for line in lines]
    if stated is not None and None in rates:
        whole = sum(nets, Fraction(0))
        if not whole:
            msg = f"invoice {lines[0].invoice} sums to 0, so its lines have no shares; pass a rate"
            raise CostshareError(msg)
        quotas = [stated * net / whole for net in nets]
    else:
        quotas = [net * (each or 0) for net, each in zip(nets, rates, strict=True)]
    units = [quota / unit.size for quota in quotas]
    by_line = [round_units(quota, rule) for quota in units]
    by_rate = {
        each: [place for place, other in enumerate(rates) if other == each] for each in rates
    }
    sums = {
        each: round_units(sum((units[place] for place in places), Fraction(0)), rule)
        for each, places in by_rate.items()
    }
    if stated is not None:
        parts = _follow(unit.count(stated, "tax"), units, lines[0])
    elif way.per == "line":
        parts = by_line
    else:
        parts = [0] * len(lines)
        for each, places in by_rate.items():
            shared = share_signed(sums[each], [units[place] for place in places])
            for place, part in zip(places, shared, strict=True):
                parts[place] = part
    written = [
        with_places(
            net, max(places_of(each) for each in (line.amount, line.net) if each is not None)
        )
        for line, net in zip(lines, nets, strict=True)
    ]
    charged = [
        TaxedLine(line, net, each, quota, unit.decimal(part))
        for line, net, each, quota, part in zip(lines, written, rates, quotas, parts, strict=True)
    ]
    invoice = TaxedInvoice(
        invoice=lines[0].invoice,
        member=lines[0].member,
        billed_by=lines[0].billed_by,
        net=exact_sum(written),
        amount=unit.decimal(sum(parts)),
        per_line=unit.decimal(sum(by_line)),
        per_invoice=unit.decimal(sum(sums.values())),
    )
    return charged, invoice


def _follow(total: int, units: Sequence[Fraction], line: InvoiceLine) -> list[int]:
    """Share a stated tax in proportion to the exact ones."""
    whole = sum(units, Fraction(0))
    if whole:
        return share_signed(total, [quota * total / whole for quota in units])
    if total:
        msg = f"invoice {line.invoice} states a tax of {total} units, but its lines have none"
        raise CostshareError(msg)
    return share_signed(0, units)


def _net(line: InvoiceLine) -> Fraction:
    """Return the net amount of a line, which must have one."""
    if line.net_amount is None:
        msg = f"a line of invoice {line.invoice} has no amount: {'; '.join(line.problems)}"
        raise CostshareError(msg)
    return Fraction(line.net_amount)


def _rate(line: InvoiceLine, way: _Way, *, needed: bool) -> Fraction | None:
    """Return the rate of a line: as given, of its pool, or its own."""
    given = rate = way.rate
    if isinstance(rate, Mapping):
        if line.pool not in rate:
            raise unknown_name("pool with a rate:", line.pool, rate)
        given = rate[line.pool]
    elif rate is None:
        given = line.vat_rate
    if given is not None:
        if isinstance(given, str | Decimal) and given in way.read:
            return way.read[given]
        read = Fraction(read_rate(given, f"rate of {line.pool}"))
        if isinstance(given, str | Decimal):
            way.read[given] = read
        return read
    if needed:
        msg = f"a line of {line.member}, {line.pool} has no rate; pass rate='0.25', or its vat_rate"
        raise CostshareError(msg)
    return None
