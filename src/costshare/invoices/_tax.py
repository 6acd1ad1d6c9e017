"""VAT and other taxes that follow the lines they are on, and sum to the invoice's."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costshare.amounts import Amount, Unit, exact_decimal, read_amount
from costshare.apportionment import RoundingRule, read_rounding, round_units
from costshare.errors import ConservationError, CostshareError, unknown_name
from costshare.fields import (
    NO_OTHER_FIELDS,
    Exact,
    Money,
    Value,
    given_list,
    has_names,
    one_currency,
    read_by_name,
    read_word,
)
from costshare.invoices._amounts import add_up, places_of, share_signed, with_places
from costshare.invoices._fields import LINE_FIELDS
from costshare.invoices._issue import HOST, read_issuer_among
from costshare.invoices._line import InvoiceLine
from costshare.invoices._lines import InvoiceLines
from costshare.invoices._numbers import InvoiceNumbers
from costshare.invoices._reading import read_rate
from costshare.results import (
    Block,
    Column,
    Result,
    Table,
    amount_column,
    exact_column,
    number,
    with_currency,
)

ChargePer = Literal["line", "invoice"]


@dataclass(frozen=True, slots=True)
class TaxedLine(Value):
    """A line, and its part of the tax.

    Attributes
    ----------
    line : InvoiceLine
        Line as given.
    net : Decimal
        Amount that the tax is on.
    rate : Fraction or None
        Rate of the line; None where the invoice states its tax and the line has no rate.
    quota : Fraction
        Exact tax before rounding.
    amount : Decimal
        Part of the tax.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    line: InvoiceLine
    net: Money
    rate: Exact | None
    quota: Exact
    amount: Money

    @property
    def with_tax(self) -> InvoiceLine:
        """The line with `amount` and `net`, and the rate where it has one."""
        return self.line.replace(
            amount=add_up([self.net, self.amount]),
            net=self.net,
            vat_rate=None if self.rate is None else exact_decimal(self.rate, "rate"),
        )


@dataclass(frozen=True, slots=True)
class TaxedInvoice(Value):
    """The tax of an invoice, and what either way of rounding gives.

    Attributes
    ----------
    invoice, member : str or None
        Number of the invoice, and its member; None where the lines state none.
    billed_by : str
        Issuer of the invoice.
    net : Decimal
        Amount that the tax is on.
    amount : Decimal
        Tax; the parts of the lines sum to it.
    per_line, per_invoice : Decimal
        Tax when each line is rounded, and when the sum for each rate is.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    invoice: str | None
    member: str | None
    billed_by: str
    net: Money
    amount: Money
    per_line: Money
    per_invoice: Money

    @property
    def difference(self) -> Decimal:
        """How much more the lines give than the invoice when each is rounded on its own."""
        return add_up([self.per_line, self.per_invoice.copy_negate()])


@dataclass(frozen=True, slots=True, repr=False)
class TaxedLines(Result):
    """What `add_tax` found: a part of the tax for each line, and a sum for each invoice.

    Iterating gives the lines.

    Attributes
    ----------
    per : {"line", "invoice"}
        What was rounded.
    lines : tuple of TaxedLine
        Lines in the order given.
    invoices : tuple of TaxedInvoice
        Invoices in the order of their first lines.

    Examples
    --------
    >>> import costshare as cs
    >>> fees = cs.allocate("1.01", cs.Flat(), {"A": {}, "B": {}}, unit="0.01", currency="SEK")
    >>> print(cs.add_tax(fees.invoice_lines(number="7-{n}"), "0.25"))
    member  invoice  billed by   net  tax, SEK
    ------------------------------------------
    A           7-1       host  0.51      0.13
    B           7-2       host  0.50      0.13
    ------------------------------------------
    total                       1.01      0.26
    """

    format = "costshare.taxed_lines/1"

    per: ChargePer
    lines: tuple[TaxedLine, ...]
    invoices: tuple[TaxedInvoice, ...]

    @property
    def currency(self) -> str | None:
        """Currency of every amount; None if it is not stated."""
        return next((each.line.currency for each in self.lines if each.line.currency), None)

    @property
    def total(self) -> Decimal:
        """Sum of the tax."""
        return add_up(each.amount for each in self.lines)

    @property
    def difference(self) -> Decimal:
        """How much more rounding by line gives than rounding by invoice, in all."""
        return add_up(each.difference for each in self.invoices)

    def __iter__(self) -> Iterator[TaxedLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def check(self) -> None:
        """Add the parts of each invoice up again.

        Raises
        ------
        ConservationError
            If the parts do not sum to the tax of the invoice.
        """
        groups: dict[object, list[TaxedLine]] = {}
        for each in self.lines:
            groups.setdefault(_invoice_of(each.line), []).append(each)
        sums = {
            (each.billed_by, each.invoice, each.member): (each.net, each.amount)
            for each in self.invoices
        }
        for invoice in {**groups, **sums}:
            lines = groups.get(invoice, [])
            parts = add_up(each.net for each in lines), add_up(each.amount for each in lines)
            if parts != sums.get(invoice):
                msg = f"the lines of invoice {invoice} sum to {parts}, not to {sums.get(invoice)}"
                raise ConservationError(msg)

    def invoice_lines(
        self, *, number: str = "{n}", first: int = 1, billed_by: str | None = None
    ) -> InvoiceLines:
        """Make the lines with the tax: `amount` with it, `net` without, and the rate.

        Parameters
        ----------
        number : str, default "{n}"
            How invoices without a number are numbered, as in `Allocation.invoice_lines`. Lines
            that others than the host bill get none, unless `billed_by` names the issuer.
        first : int, default 1
            The first running number.
        billed_by : str, optional
            Issuer whose lines to make; everybody's if left out.

        Returns
        -------
        InvoiceLines
            Lines in the order given.

        Raises
        ------
        CostshareError
            If no line is billed by the issuer, or the rule gives two invoices the same number.
        """
        known = dict.fromkeys([HOST, *(each.line.billed_by for each in self.lines)])
        issuer = HOST if billed_by is None else read_issuer_among(billed_by, known)
        numbers = InvoiceNumbers(number, first)
        lines = [each.with_tax for each in self.lines if billed_by in {None, each.line.billed_by}]
        return InvoiceLines(
            tuple(
                line.replace(
                    invoice=numbers.of(
                        line.member, member=line.member or "", date=line.date, billed_by=issuer
                    )
                )
                if line.invoice is None and line.billed_by == issuer
                else line
                for line in lines
            )
        )

    def _about(self) -> str:
        total = with_currency(number(self.total), self.currency)
        return f"{len(self.lines)} line{'s' * (len(self.lines) != 1)}, tax {total}"

    def _blocks(self) -> list[Block]:
        totals = add_up(each.net for each in self.invoices), self.total
        table = Table(
            ["member", "invoice", "billed by", "net", with_currency("tax", self.currency, ", ")],
            [
                [each.member, each.invoice, each.billed_by, each.net, each.amount]
                for each in self.invoices
            ],
            totals=["total", "", "", *totals],
        )
        if not self.difference:
            return [table]
        more = with_currency(number(self.difference), self.currency)
        return [table, f"The tax of each line, rounded on its own, comes to {more} more."]

    def _columns(self) -> list[Column]:
        def names(name: str) -> Column:
            kind = LINE_FIELDS[name]
            return kind.column(name, (getattr(each.line, name) for each in self.lines))

        return [
            *map(names, ("member", "pool", "invoice", "date", "billed_by", "currency")),
            exact_column("rate", (each.rate for each in self.lines)),
            exact_column("quota", (each.quota for each in self.lines)),
            amount_column("net", (each.net for each in self.lines)),
            amount_column("tax", (each.amount for each in self.lines)),
        ]


def _invoice_of(line: InvoiceLine) -> tuple[str, str | None, str | None]:
    """Name the invoice of a line: its issuer, number and member."""
    return line.billed_by, line.invoice, line.member


def add_tax(
    lines: Iterable[InvoiceLine],
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
    lines : iterable of InvoiceLine
        Of any number of invoices. An invoice is what has one number, member and issuer.
    rate : number or mapping of pool to number, optional
        The tax as a share of the net amount; each line's `vat_rate` where left out.
    stated : mapping of invoice number to amount, optional
        The tax that an invoice prints. Its lines' parts then sum to that, in proportion to
        their exact taxes (to their net amounts where there is no rate).
    per : {"invoice", "line"}
        What the contract rounds: the invoice's sum for each rate, which the lines then share by
        largest remainder; or each line.
    unit : number, default "0.01"
        The step of the tax.
    rounding : str, default "half_up"
        How it is rounded to the step.

    Returns
    -------
    TaxedLines
        With a part for each line, a sum for each invoice, and the difference between the two ways.

    Raises
    ------
    CostshareError
        Where a line has no readable amount, or no rate, and where lines are in several currencies.

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
    given = given_list(InvoiceLine, lines, "lines", "InvoiceLine")
    one_currency((line.currency for line in given), "lines", "; charge those of each apart")
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
        groups.setdefault(_invoice_of(line), []).append(place)
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
    """How every invoice is charged."""

    rate: object
    per: ChargePer
    step: Unit
    rule: RoundingRule


def _charge(
    lines: Sequence[InvoiceLine], stated: Fraction | None, way: _Way
) -> tuple[list[TaxedLine], TaxedInvoice]:
    """Charge one invoice."""
    step, rule = way.step, way.rule
    nets = [_net(line) for line in lines]
    rates = [_rate(line, way.rate, needed=stated is None) for line in lines]
    if stated is not None and None in rates:
        whole = sum(nets, Fraction(0))
        if not whole:
            msg = f"invoice {lines[0].invoice} sums to 0, so its lines have no shares; pass a rate"
            raise CostshareError(msg)
        quotas = [stated * net / whole for net in nets]
    else:
        quotas = [net * (each or 0) for net, each in zip(nets, rates, strict=True)]
    units = [quota / step.size for quota in quotas]
    by_line = [round_units(quota, rule) for quota in units]
    by_rate = {
        each: [place for place, other in enumerate(rates) if other == each] for each in rates
    }
    sums = {
        each: round_units(sum((units[place] for place in places), Fraction(0)), rule)
        for each, places in by_rate.items()
    }
    if stated is not None:
        parts = _follow(step.count(stated, "tax"), units, lines[0])
    elif way.per == "line":
        parts = by_line
    else:
        parts = [0] * len(lines)
        for each, places in by_rate.items():
            shared = share_signed(sums[each], [units[place] for place in places])
            for place, part in zip(places, shared, strict=True):
                parts[place] = part
    written = [
        with_places(net, max(places_of(line.amount), places_of(line.net)))
        for line, net in zip(lines, nets, strict=True)
    ]
    charged = [
        TaxedLine(line, net, each, quota, step.decimal(part))
        for line, net, each, quota, part in zip(lines, written, rates, quotas, parts, strict=True)
    ]
    invoice = TaxedInvoice(
        invoice=lines[0].invoice,
        member=lines[0].member,
        billed_by=lines[0].billed_by,
        net=add_up(written),
        amount=step.decimal(sum(parts)),
        per_line=step.decimal(sum(by_line)),
        per_invoice=step.decimal(sum(sums.values())),
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
    if line.net_amount is None:
        msg = f"a line of invoice {line.invoice} has no amount: {'; '.join(line.problems)}"
        raise CostshareError(msg)
    return Fraction(line.net_amount)


def _rate(line: InvoiceLine, rate: object, *, needed: bool) -> Fraction | None:
    given = rate
    if isinstance(rate, Mapping):
        if line.pool not in rate:
            raise unknown_name("pool with a rate:", line.pool, rate)
        given = rate[line.pool]
    elif rate is None:
        given = line.vat_rate
    if given is not None:
        return Fraction(read_rate(given, f"rate of {line.pool}"))
    if needed:
        msg = f"a line of {line.member}, {line.pool} has no rate; pass rate='0.25', or its vat_rate"
        raise CostshareError(msg)
    return None
