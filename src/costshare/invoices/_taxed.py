"""Lines with VAT or another tax, as a result."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from costshare.amounts import exact_decimal, exact_sum
from costshare.errors import ConservationError
from costshare.fields import NO_OTHER_FIELDS, Exact, Money, Value
from costshare.invoices._fields import LINE_FIELDS
from costshare.invoices._issue import read_issuer_among
from costshare.invoices._labels import HOST, TITLES, issuer_label
from costshare.invoices._line import InvoiceLine
from costshare.invoices._lines import InvoiceLines
from costshare.invoices._numbers import InvoiceNumbers
from costshare.results import (
    Block,
    Column,
    Result,
    Table,
    amount_column,
    counted,
    exact_column,
    number,
    with_currency,
)
from costshare.words import say

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
            amount=exact_sum([self.net, self.amount]),
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
        return exact_sum([self.per_line, self.per_invoice.copy_negate()])


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
        return exact_sum(each.amount for each in self.lines)

    @property
    def difference(self) -> Decimal:
        """How much more rounding by line gives than rounding by invoice, in all."""
        return exact_sum(each.difference for each in self.invoices)

    def __iter__(self) -> Iterator[TaxedLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def check(self) -> None:
        """Add the parts of each invoice up again.

        Raises
        ------
        ConservationError
            If the parts do not sum to the tax of the invoice, or a tax does not follow from its
            rate.
        """
        groups: dict[tuple[str, str | None, str | None], list[TaxedLine]] = {}
        for each in self.lines:
            groups.setdefault(invoice_of(each.line), []).append(each)
        sums = {
            (each.billed_by, each.invoice, each.member): (each.net, each.amount)
            for each in self.invoices
        }
        for invoice in dict.fromkeys([*groups, *sums]):
            lines = groups.get(invoice, [])
            parts = exact_sum(each.net for each in lines), exact_sum(each.amount for each in lines)
            if parts != sums.get(invoice):
                msg = f"the lines of invoice {invoice} sum to {parts}, not to {sums.get(invoice)}"
                raise ConservationError(msg)
            for each in lines if all(each.rate is not None for each in lines) else ():
                if each.quota != Fraction(each.net) * (each.rate or 0):
                    msg = f"the tax of a line of {each.line.member} is not its net times its rate"
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
        return f"{counted(len(self), 'line')}, tax {total}"

    def _blocks(self) -> list[Block]:
        totals = exact_sum(each.net for each in self.invoices), self.total
        table = Table(
            [
                *(TITLES[name] for name in ("member", "invoice", "billed_by", "net")),
                with_currency(say("tax"), self.currency, ", "),
            ],
            [
                [each.member, each.invoice, issuer_label(each.billed_by), each.net, each.amount]
                for each in self.invoices
            ],
            totals=[say("total"), "", "", *totals],
        )
        if not self.difference:
            return [table]
        more = with_currency(number(self.difference), self.currency)
        return [
            table,
            say("The tax of each line, rounded on its own, comes to {amount} more.", amount=more),
        ]

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


def invoice_of(line: InvoiceLine) -> tuple[str, str | None, str | None]:
    """Name the invoice of a line: its issuer, number and member."""
    return line.billed_by, line.invoice, line.member
