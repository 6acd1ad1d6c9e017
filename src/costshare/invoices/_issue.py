"""The invoice lines that an allocation should lead to."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Literal, NamedTuple, Protocol

from costshare.amounts import Amount
from costshare.apportionment.tables import limit_parts
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import given_as, read_word
from costshare.invoices._instalments import PoolFees, split_fees
from costshare.invoices._labels import HOST
from costshare.invoices._line import known_lines
from costshare.invoices._lines import InvoiceLines
from costshare.invoices._numbers import InvoiceNumbers
from costshare.invoices._reading import read_day, read_issuer, read_label
from costshare.periods import DayLike, MemberDays, Period, Spans

Per = Literal["member", "member_pool"]


class Fees(Protocol):
    """What is needed of fees; an `Allocation` has it."""

    @property
    def period(self) -> Period | None:
        """Period of the fees."""

    @property
    def currency(self) -> str | None:
        """Currency of the fees."""

    @property
    def members(self) -> Sequence[str]:
        """Names of the members, in order."""

    @property
    def pools(self) -> Sequence[PoolFees]:
        """Fees of each pool, in order."""


def invoice_lines(
    allocation: Fees,
    *,
    per: Per = "member_pool",
    number: str = "{n}",
    first: int = 1,
    date: DayLike | Sequence[DayLike | None] | None = None,
    instalments: int = 1,
    unit: Amount | None = None,
    billed_by: str | None = None,
) -> InvoiceLines:
    """Make the invoice lines that should be sent.

    Parameters
    ----------
    allocation : Allocation
        The fees. A fee of zero gets no line.
    per : {"member_pool", "member"}
        Whether each fee has an invoice of its own, or a member's fees stand on one. Lines of
        different issuers never share an invoice.
    number : str, default "{n}"
        How invoices are numbered: any text with ``{n}`` (the running number; ``{n:04}`` pads
        it), ``{member}`` and ``{date}``, and with no other braces. Lines of
        pools that others than the host bill have no number, unless `billed_by` names the issuer.
    first : int, default 1
        The first running number.
    date : date, or list of dates, optional
        Date of all invoices, or a list with one for each instalment. If left out, the
        first days of equal parts of the period, and of the membership where that begins within
        one.
    instalments : int, default 1
        In how many parts each fee is invoiced. They sum to it exactly and differ by one unit at
        most, and so do the parts of each pool; extra units are spread over the year. A member
        for a part of the period has instalments in that part alone, each by its days there.
    unit : number, optional
        Unit of an instalment. If left out, 1, or the unit of the pool where that is finer.
    billed_by : str, optional
        Issuer whose lines to make, such as ``"host"``. If left out, those of every issuer.

    Returns
    -------
    InvoiceLines
        By date, then member, then pool. Amounts are without VAT.

    Raises
    ------
    CostshareError
        If the issuer bills no pool, the rule gives two invoices the same number, the dates do not
        fit, a fee is not a whole multiple of the unit, or the days of a membership are unknown.

    Examples
    --------
    >>> import costshare as cs
    >>> from costshare.invoices import invoice_lines
    >>> fees = cs.allocate(100, cs.Flat(), {"A": {}, "B": {}, "C": {}})
    >>> for line in invoice_lines(fees, number="2022-{n:03}", date="2022-01-31"):
    ...     print(line.invoice, line.member, line.amount)
    2022-001 A 34
    2022-002 B 33
    2022-003 C 33
    """
    read_word(per, "per", Per)
    if type(instalments) is not int or instalments < 1:
        msg = f"instalments {quoted(instalments)} is not a whole number from 1; pass 1, 2, 4 or 12"
        raise CostshareError(msg)
    limit_parts(instalments, "instalments")
    pools = _billed(allocation.pools, billed_by)
    days = _dates(date, allocation.period, instalments)
    fees = _split(allocation, pools, instalments, unit)
    # Numbers of fees and not the fees: Python's collector need not look into such tuples again.
    drafts = [
        (day if date is not None else _after(day, fee.membership), position, at)
        for position, day in enumerate(days)
        for at, fee in enumerate(fees)
        if fee.amounts[position] is not None
    ]
    drafts.sort(key=lambda draft: draft[0] or dt.date.min)
    lines = [fees[at] for _, _, at in drafts]
    # Names and amounts of an allocation are read already.
    columns: dict[str, Iterable[object]] = {
        "member": [fee.member for fee in lines],
        "pool": [fee.pool for fee in lines],
        "amount": [fees[at].amounts[position] for _, position, at in drafts],
        "invoice": _numbered(drafts, lines, InvoiceNumbers(number, first), per, billed_by or HOST),
        "date": [sent for sent, _, _ in drafts],
        "billed_by": [fee.issuer for fee in lines],
        "currency": repeat(allocation.currency, len(drafts)),
    }
    return InvoiceLines(tuple(known_lines(len(drafts), columns)))


class _Fee(NamedTuple):
    """What a member pays for a pool each time.

    Attributes
    ----------
    billed_by, issuer : str
        Issuer as the pool names it, and as its lines do.
    amounts : list of Decimal or None
        Amount of each instalment; None if it is zero.
    membership : Period, optional
        Days of a member for a part of the period.
    """

    member: str
    pool: str
    billed_by: str
    issuer: str
    amounts: list[Decimal | None]
    membership: MemberDays | None


def _numbered(
    drafts: Sequence[tuple[dt.date | None, int, int]],
    fees: Sequence[_Fee],
    numbers: InvoiceNumbers,
    per: Per,
    issuer: str,
) -> list[str | None]:
    """Number the invoices of one issuer; each line has its own, or a member's lines of a time."""
    invoices: list[str | None] = []
    for (sent, position, _), fee in zip(drafts, fees, strict=True):
        if fee.billed_by != issuer:
            invoices.append(None)
        elif per == "member_pool":
            invoices.append(read_label(numbers.of_new(member=fee.member, date=sent)))
        else:
            number = numbers.of((position, fee.member), member=fee.member, date=sent)
            invoices.append(read_label(number))
    return invoices


def _split(
    allocation: Fees, pools: Sequence[PoolFees], instalments: int, unit: object
) -> list[_Fee]:
    """Split all fees, in order of members and pools."""
    fees: dict[str, list[_Fee]] = {member: [] for member in allocation.members}
    for pool in pools:
        size, lines = split_fees(pool, instalments, unit, allocation.period)
        issuer, memberships = read_issuer(pool.billed_by), pool.memberships
        for member, counts in lines.items():
            if member not in fees:
                continue
            # The instalments of a fee are mostly of two amounts.
            amounts = {units: size.decimal(units) for units in set(counts) if units}
            fees[member].append(
                _Fee(
                    member,
                    pool.name,
                    pool.billed_by,
                    issuer,
                    [amounts.get(units) for units in counts],
                    memberships.get(member),
                )
            )
    return [fee for own in fees.values() for fee in own]


def _billed(pools: Sequence[PoolFees], billed_by: str | None) -> Sequence[PoolFees]:
    """Choose the pools of one issuer, or all of them."""
    if billed_by is None:
        return pools
    issuer = read_issuer_among(billed_by, [HOST, *(pool.billed_by for pool in pools)])
    return [pool for pool in pools if pool.billed_by == issuer]


def read_issuer_among(billed_by: str, known: Iterable[str]) -> str:
    """Read the name of an issuer who bills something."""
    given_as(str, billed_by, "billed_by", "the issuer, such as 'host'")
    if billed_by not in (issuers := dict.fromkeys(known)):
        raise unknown_name("billed_by", billed_by, issuers)
    return billed_by


def _after(day: dt.date | None, membership: MemberDays | None) -> dt.date | None:
    """Date nothing before a membership begins, or begins again."""
    if day is None or membership is None:
        return day
    spans = membership if isinstance(membership, Spans) else (membership,)
    return next((max(day, each.first) for each in spans if day <= each.last), day)


def _dates(date: object, period: Period | None, instalments: int) -> list[dt.date | None]:
    """Find a date for each instalment: as given, or the first day of its part of the period."""
    if date is None:
        return _by_period(period, instalments)
    listed = list(date) if isinstance(date, list | tuple) else [date]
    read: list[dt.date | None] = [read_day(value, "date") for value in listed]
    if len(read) != instalments:
        msg = f"{len(read)} dates for {instalments} instalments; give each its own"
        raise CostshareError(msg)
    if len(set(read)) < len(read):
        msg = "two instalments have the same date; give each its own"
        raise CostshareError(msg)
    return read


def _by_period(period: Period | None, instalments: int) -> list[dt.date | None]:
    """Give the first days of equal parts of the period."""
    if period is None:
        return [None] * instalments
    try:
        return [part.first for part in period.parts(instalments)]
    except CostshareError as error:
        msg = f"{error}; or pass date=[…], one for each instalment"
        raise CostshareError(msg) from None
