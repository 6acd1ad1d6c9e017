"""Credit notes for a part of an invoice: part after part, they give back exactly the invoice."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from costshare.amounts import Amount, Unit, common_unit, plain, read_amount
from costshare.apportionment import round_units
from costshare.errors import CostshareError
from costshare.fields import one_currency
from costshare.frames import AnyFrame
from costshare.invoices._amounts import share_signed
from costshare.invoices._credited import left_of
from costshare.invoices._given import given_lines
from costshare.invoices._labels import member_label, pool_label
from costshare.invoices._line import InvoiceLine
from costshare.invoices._lines import InvoiceLines
from costshare.invoices._numbers import InvoiceNumbers
from costshare.invoices._reading import read_day
from costshare.periods import DayLike
from costshare.results import Block, Point, Points, number, percent
from costshare.words import join, say

_ZERO = Fraction(0)


class CreditNote(InvoiceLines):
    """The lines of a credit note, each in the place of the line that it credits.

    It is `InvoiceLines` with `remarks`.

    Examples
    --------
    >>> from costshare.invoices import InvoiceLine, credit_note
    >>> line = InvoiceLine(member="A", pool="x", amount="0.08", net="0.06", vat_rate="0.25")
    >>> note = credit_note([line], "0.07")
    >>> print(note.remarks[0].partition(";")[0])
    A, x: 0.07 is credited as 0.06 and 0.01 VAT, though 25 % of 0.06 is 0.02
    """

    __slots__ = ()
    format = "costshare.credit_note/1"

    @property
    def remarks(self) -> tuple[str, ...]:
        """A sentence for each line whose VAT is not its net amount times its rate, to 0.01.

        Then no net amount fits what is credited, or all notes would not give back the invoice.
        """
        return tuple(remark for line in self if (remark := _vat_remark(line)))

    def _blocks(self) -> list[Block]:
        points = [Point(join("", [remark, "."])) for remark in self.remarks]
        return [*super()._blocks(), *([Points(points)] if points else [])]


def credit_note(
    lines: "Iterable[InvoiceLine] | AnyFrame",
    amount: Amount | None = None,
    *,
    credited: "Iterable[InvoiceLine] | AnyFrame" = (),
    unit: Amount | None = None,
    invoice: str | None = None,
    date: DayLike | None = None,
) -> CreditNote:
    """Credit a part of an invoice, or what is left of it.

    The part is shared over what is left of each line, so that no line is ever credited beyond its
    amount, and crediting the rest gives back exactly the invoice. A rounding line is credited last,
    since a part of an invoice has no part in its rounding; `round_invoices` rounds a credit note
    like an invoice, and the last note gives back the rounding of all of them. The net amount of a
    line is that of the credited amount by the line's VAT rate, within what is left of it.

    Parameters
    ----------
    lines : iterable of InvoiceLine, or frame
        Lines of the invoice. A frame of any library has the columns that `read_invoices` gives.
    amount : number, optional
        How much to credit of the invoice's sum, as the lines write their amounts (with VAT where
        they have it); all that is left where left out.
    credited : iterable of InvoiceLine, or frame
        The earlier credit notes, each line in the place of the line that it credits, note after
        note, and with the rounding lines that `round_invoices` added.
    unit : number, optional
        Unit of a credited amount. If left out, 0.01, or a finer one where the lines need it.
    invoice : str, optional
        Number of the credit note. It may hold ``{n}``, ``{member}`` and ``{date}``, as
        `Allocation.invoice_lines` numbers invoices, if it credits several members.
    date : date, datetime or ISO text, optional
        Date of the credit note.

    Returns
    -------
    CreditNote
        A line for each line given, of the opposite sign, and a rounding line where earlier credit
        notes were rounded and the invoice was not. Its `remarks` name the lines whose VAT cannot
        be exactly that of their net amount.

    Raises
    ------
    CostshareError
        If more is credited than is left, `credited` does not fit the lines, the lines are in
        several currencies, or the unit is too coarse for a line.

    Examples
    --------
    >>> from costshare.invoices import InvoiceLine, credit_note
    >>> lines = [InvoiceLine(member="A", pool=pool, amount=100) for pool in "abc"]
    >>> part = credit_note(lines, 100)
    >>> rest = credit_note(lines, credited=part)
    >>> [str(line.amount) for line in part], [str(line.amount) for line in rest]
    (['-33.34', '-33.33', '-33.33'], ['-66.66', '-66.67', '-66.67'])
    """
    given = given_lines(lines)
    earlier = given_lines(credited, "credited")
    one_currency(
        (line.currency for line in (*given, *earlier)), "lines", "; credit an invoice in one"
    )
    day = read_day(date, "date")
    if not given:
        msg = "no lines to credit; pass the invoice's lines"
        raise CostshareError(msg)
    rest = left_of(given, earlier)
    wanted = rest.whole if amount is None else read_amount(amount, "amount")
    if rest.most * wanted < 0 or abs(wanted) > abs(rest.most):
        msg = f"amount {plain(wanted)} is not within what is left to credit, {plain(rest.most)}"
        raise CostshareError(msg)
    left = rest.amounts
    parts = left if wanted == rest.whole else _shared(rest.lines, left, wanted, unit)
    nets = [_net_left(*each) for each in zip(rest.lines, rest.credited, strict=True)]
    unit = _unit_of([*left, *parts, *nets])
    numbers = None if invoice is None else InvoiceNumbers(invoice, what="invoice")
    written = [
        line.replace(
            amount=unit.decimal(unit.count(-part, "amount")),
            net=_net(line, part, both, unit),
            invoice=None if numbers is None else _number(line, numbers, day),
            date=day,
        )
        for line, part, both in zip(rest.lines, parts, zip(left, nets, strict=True), strict=True)
    ]
    added = (line for line in written[len(given) :] if line.amount)
    return CreditNote((*written[: len(given)], *added))


def _net(
    line: InvoiceLine, part: Fraction, left: tuple[Fraction, Fraction], unit: Unit
) -> Decimal | None:
    """Write the net amount of a part, if its line has one."""
    if not _has_net(line):
        return None
    if line.is_rounding:
        return unit.decimal(unit.count(-part, "net"))
    return unit.decimal(unit.count(-_credited_net(line, part, left, unit), "net"))


def _number(line: InvoiceLine, numbers: InvoiceNumbers, day: dt.date | None) -> str:
    """Number the note: a plain number is that of all lines, a rule numbers each member's."""
    member = line.member or ""
    note = member if "{" in numbers.rule else None
    return numbers.of(note, member=member, date=day, billed_by=line.billed_by)


def _shared(
    lines: Sequence[InvoiceLine], left: Sequence[Fraction], amount: Fraction, unit: Amount | None
) -> list[Fraction]:
    """Share an amount over what is left of each line, in whole units."""
    unit = _unit_of(left) if unit is None else Unit.read(unit)
    if not amount:
        return [_ZERO for _ in lines]
    own = [_ZERO if line.is_rounding else rest for line, rest in zip(lines, left, strict=True)]
    whole = sum(own, _ZERO)
    if whole * amount <= 0 or abs(amount) > abs(whole):
        own, whole = list(left), sum(left, _ZERO)
    quotas = [each * amount / whole / unit.size for each in own]
    units = share_signed(unit.count(amount, "amount"), quotas)
    parts = [each * unit.size for each in units]
    for line, part, rest in zip(lines, parts, left, strict=True):
        if abs(part) > abs(rest):
            msg = (
                f"unit {plain(unit.size)} is too coarse: it would credit {plain(part)} to "
                f"{line.member}, {line.pool}, where {plain(rest)} is left; pass "
                f"unit={plain(_unit_of(left).size)}"
            )
            raise CostshareError(msg)
    return parts


def _unit_of(amounts: Sequence[Fraction]) -> Unit:
    """Return the coarsest unit, 0.01 at most, in which every amount is a whole number."""
    each_unit = [Unit(Fraction(1, each.denominator)) for each in amounts]
    return common_unit([Unit(Fraction(1, 100)), *each_unit])


def _has_net(line: InvoiceLine) -> bool:
    """Return whether a line has a net amount besides its amount: stated, or by its VAT rate."""
    return line.net is not None or bool(line.vat_rate and line.net_amount is not None)


def _net_left(line: InvoiceLine, credited: Sequence[InvoiceLine]) -> Fraction:
    """Work out the net amount that earlier credits leave of a line; 0 where it has none."""
    if not _has_net(line):
        return Fraction(0)
    own = left = Fraction(line.net_amount or 0)
    for each in credited:
        amount = Fraction(each.amount or 0)
        left += Fraction(each.net_amount or 0) if _has_net(each) else _by_rate(line, amount)
    return max(min(_ZERO, own), min(left, max(_ZERO, own)))


def _credited_net(
    line: InvoiceLine, gross: Fraction, left: tuple[Fraction, Fraction], unit: Unit
) -> Fraction:
    """Find the net amount of a credited gross amount by the rate of the line.

    Neither net amount nor VAT is credited beyond what is left: `left` is the gross and the net.
    """
    if gross == left[0]:
        return left[1]
    vat = left[0] - left[1]
    lowest = max(min(_ZERO, left[1]), gross - max(_ZERO, vat))
    highest = min(max(_ZERO, left[1]), gross - min(_ZERO, vat))
    return max(lowest, min(highest, _by_rate(line, gross, unit)))


def _by_rate(line: InvoiceLine, gross: Fraction, unit: Unit | None = None) -> Fraction:
    """Take the VAT out of an amount by the rate of a line, or in the proportion that it has."""
    size = (unit or _unit_of([gross])).size
    of_one = Fraction(line.amount or 0) / (Fraction(line.net_amount or 0) or 1)
    if line.vat_rate is not None and line.contradiction is None:
        of_one = 1 + Fraction(line.vat_rate)
    return round_units(gross / of_one / size, "half_up") * size if of_one else Fraction(0)


def _vat_remark(line: InvoiceLine) -> str | None:
    """Explain a VAT that is not the net amount times the rate, to the unit."""
    if line.amount is None or line.net is None or line.vat_rate is None:
        return None
    amount, net, rate = map(Fraction, (line.amount, line.net, line.vat_rate))
    unit = _unit_of([amount, net])
    right = round_units(net * rate / unit.size, "half_up") * unit.size
    if amount - net == right:
        return None
    return say(
        "{member}, {pool}: {amount} is credited as {net} and {vat} VAT, though {rate} of {net} is "
        "{right}; no net amount fits, or the notes would not give back the invoice",
        member=member_label(line.member),
        pool=pool_label(line.pool),
        amount=number(abs(amount)),
        net=number(abs(net)),
        vat=number(abs(amount - net)),
        rate=percent(rate),
        right=number(abs(right)),
    )
