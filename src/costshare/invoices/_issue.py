"""The invoice lines that an allocation should lead to."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Literal, Protocol

from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as
from costshare.invoices._dates import invoice_dates
from costshare.invoices._instalments import PoolFees, split_fees
from costshare.invoices._line import InvoiceLine
from costshare.periods import Period

Per = Literal["member", "member_pool"]
_PER = ("member", "member_pool")


class Fees(Protocol):
    """What is needed of an allocation. `Allocation` has it; nothing here imports it."""

    @property
    def period(self) -> Period | None:
        """What the fees are for."""

    @property
    def members(self) -> Sequence[str]:
        """In order."""

    @property
    def pools(self) -> Sequence[PoolFees]:
        """In order."""


def invoice_lines(
    allocation: Fees,
    *,
    per: Per = "member_pool",
    number: str = "{n}",
    first: int = 1,
    dates: object = None,
    instalments: int = 1,
    unit: object = None,
    named: Mapping[str, object] | None = None,
) -> list[InvoiceLine]:
    """Make the lines that should be sent, so that a reconciliation has something to hold on to.

    Parameters
    ----------
    allocation : Allocation
        The fees. A fee of zero gets no line.
    per : {"member_pool", "member"}
        Whether each fee has an invoice of its own, or a member's fees stand on one. Lines from
        different senders never share an invoice.
    number : str, default "{n}"
        How invoices are numbered: any text with ``{n}`` (the running number, each sender's own;
        ``{n:04}`` pads it),
        ``{period}``, ``{member}``, ``{pool}``, ``{instalment}``, ``{billed_by}``.
    first : int, default 1
        The first running number of each sender.
    dates : date, or list of dates, optional
        One for each instalment. Left out, the first days of equal parts of the period, and of
        the membership where that begins within one.
    instalments : int, default 1
        In how many parts each fee is invoiced. They sum to it exactly and differ by one step at
        most, and so do the parts of each pool in all; extra steps are spread over the year. Who
        is a member for a part of the period has instalments in that part alone, each by its days
        there.
    unit : number, optional
        The step of an instalment: 1 where left out, or the pool's unit where that is finer.
    named : mapping of str to anything, optional
        What else `number` may name, as a correction's own number.

    Returns
    -------
    list of InvoiceLine
        By instalment, then member, then pool. Amounts are without VAT.

    Raises
    ------
    CostshareError
        On a rule that gives two invoices the same number, dates that do not fit, a fee that is no
        whole multiple of the step, and a member of whom it cannot be told which instalments are
        within its membership.

    Examples
    --------
    >>> import costshare as cs
    >>> from costshare.invoices import invoice_lines
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}})
    >>> for line in invoice_lines(fees, number="2022-{n:03}", dates="2022-01-31"):
    ...     print(line.invoice, line.member, line.amount)
    2022-001 A 34
    2022-002 B 33
    2022-003 C 33
    """
    given_as(str, per, "per", " or ".join(map(repr, _PER)))
    if per not in _PER:
        raise unknown_name("per", per, _PER)
    if type(instalments) is not int or instalments < 1:
        msg = f"instalments {quoted(instalments)} is no whole number from 1; pass 1, 2, 4 or 12"
        raise CostshareError(msg)
    if type(first) is not int:
        msg = f"first {quoted(first)} is no whole number; pass the first invoice's, such as 1"
        raise CostshareError(msg)
    days = invoice_dates(dates, allocation.period, instalments)
    parts = {
        (member, pool.name): [step.decimal(part) for part in line]
        for pool in allocation.pools
        for step, lines in [split_fees(pool, instalments, unit, allocation.period)]
        for member, line in lines.items()
    }
    period = "" if allocation.period is None else str(allocation.period)
    numbers = _Numbers(number, first, {**(named or {}), "period": period})
    return [
        InvoiceLine(
            member=member,
            pool=pool.name,
            amount=part,
            invoice=numbers.of(
                (position, member, pool.billed_by, pool.name if per == "member_pool" else None)
            ),
            date=day if dates is not None else _after(day, pool.memberships.get(member)),
            billed_by=pool.billed_by,
        )
        for position, day in enumerate(days)
        for member in allocation.members
        for pool in allocation.pools
        for part in _sent(parts, member, pool.name, position)
    ]


def _after(day: dt.date | None, membership: Period | None) -> dt.date | None:
    """Date nothing before a membership begins."""
    return day if day is None or membership is None else max(day, membership.first)


def _sent(
    parts: Mapping[tuple[str, str], list[Decimal]], member: str, pool: str, position: int
) -> Iterator[Decimal]:
    """Give the part of a fee if there is one to send."""
    if (member, pool) in parts and parts[member, pool][position]:
        yield parts[member, pool][position]


class _Numbers:
    """Gives each invoice its number in its sender's series; refuses a rule that repeats one."""

    def __init__(self, rule: str, first: int, named: Mapping[str, object]) -> None:
        self.rule, self.first, self.named = rule, first, named
        self.sent: Counter[str] = Counter()
        self.given: dict[tuple[int, str, str, str | None], str] = {}
        self.used: set[tuple[str, str]] = set()

    def of(self, invoice: tuple[int, str, str, str | None]) -> str:
        if invoice not in self.given:
            position, member, billed_by, pool = invoice
            try:
                text = self.rule.format(
                    n=self.first + self.sent[billed_by],
                    member=member,
                    pool=pool or "",
                    instalment=position + 1,
                    billed_by=billed_by,
                    **self.named,
                )
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                msg = f"number {self.rule!r} is no rule ({error}); write it like '2022-{{n:04}}'"
                raise CostshareError(msg) from None
            if (billed_by, text) in self.used:
                msg = f"number {self.rule!r} gives two invoices the number {text}; put {{n}} in it"
                raise CostshareError(msg)
            self.sent[billed_by] += 1
            self.used.add((billed_by, text))
            self.given[invoice] = text
        return self.given[invoice]
