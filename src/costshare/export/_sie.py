"""Vouchers of invoice lines, as an SIE file that accounting programs import."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from costshare.amounts import EXACT, exact_decimal, exact_sum, places_of
from costshare.errors import CostshareError, quoted, some_of
from costshare.export._accounts import COST_CENTRE, CUSTOMER, INVOICE, PROJECT, Accounts
from costshare.export._sie_text import ENCODING, Texts, head_of, rows_of
from costshare.fields import NOTHING_BY_NAME, given_as, one_currency, read_path
from costshare.files import SieFile, Transaction, Voucher
from costshare.frames import AnyFrame
from costshare.invoices import Customers, InvoiceLine, given_lines, read_day
from costshare.periods import DayLike
from costshare.results import write_whole

# The format is Swedish, and so are the names of its own dimensions.
_DIMENSIONS = {
    COST_CENTRE: "Kostnadsställe",
    PROJECT: "Projekt",
    CUSTOMER: "Kund",
    INVOICE: "Faktura",
}
_PLACES = 2
_CENT = Decimal("0.01")
_MOST_DIGITS = 30  # that `read_sie` reads


def write_sie(
    lines: "Iterable[InvoiceLine] | AnyFrame",
    path: str | Path,
    *,
    accounts: Accounts,
    company: str,
    series: str = "",
    date: DayLike | None = None,
    customers: Customers | None = None,
    replace: Mapping[str, str] = NOTHING_BY_NAME,
) -> SieFile:
    r"""Write invoice lines as vouchers of an SIE 4I file, which accounting programs import.

    Each invoice is a voucher: the receivable in debit, the income of each line and its VAT in
    credit; a credit note the other way round. Vouchers have no numbers, since the program that
    imports them gives them its own.

    Parameters
    ----------
    lines : iterable of InvoiceLine, or frame
        Lines of one issuer: of an allocation, a settlement, a correction, a credit note, or with
        VAT of `TaxedLines.invoice_lines`.
    path : str or Path
        File to write, usually ``….si``; an old one is replaced whole or not at all.
    accounts : Accounts
        Accounts, cost centres and projects of the pools.
    company : str
        Name of the company in whose books the vouchers belong.
    series : str
        Series of the vouchers; that of the importing program if left out.
    date : date, datetime or ISO text, optional
        Day of the file, and of lines that have none. If left out, the file has the last day of
        the lines.
    customers : Customers, optional
        Customer numbers, which are then the objects of the members; else their names are.
    replace : mapping of str to str
        Character → text to write in its place, for those that the format cannot hold.

    Returns
    -------
    SieFile
        What was written, equal to what `read_sie` reads.

    Raises
    ------
    CostshareError
        If a line has no amount, date or account, or more than two decimals; if the lines have
        several currencies or issuers; or if a text has a character that code page 437 does not
        have. Nothing is written then.
    OSError
        If the file cannot be written.

    References
    ----------
    SIE-gruppen, "SIE filformat, utgåva 4B", 2008-09-30.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import costshare as cs
    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "fees.si")
    >>> fees = cs.allocate(200, cs.Flat(), {"Boden": {}, "Kiruna": {}}, pool="office")
    >>> lines = fees.invoice_lines(number="F{n}", date="2022-03-31")
    >>> accounts = cs.Accounts(receivable=1510, pools={"office": 3010})
    >>> books = cs.write_sie(lines, path, accounts=accounts, company="E-nämnden")
    >>> for line in books.vouchers[0].transactions:
    ...     print(line.account, line.amount, dict(line.objects), line.text)
    1510 100 {'8': 'Boden', '10': 'F1'} Boden F1
    3010 -100 {'8': 'Boden'} office
    >>> cs.read_sie(path) == books
    True
    >>> folder.cleanup()
    """
    path = read_path(path)
    given_as(Accounts, accounts, "accounts", "an Accounts")
    texts = Texts(replace)
    members = _Members(accounts, customers, texts)
    given, day = given_lines(lines), read_day(date, "date")
    currency = _check_alike(given)
    invoices: dict[tuple[dt.date, str, str | None], list[InvoiceLine]] = {}
    for place, line in enumerate(given):
        on, member = _check_line(line, f"lines[{place}]", day)
        invoices.setdefault((on, member, line.invoice), []).append(line)
    vouchers = [
        Voucher(
            series=texts.read(series, "series"),
            number="",
            date=on,
            text=texts.read(_title(member, invoice), "text of a voucher"),
            transactions=tuple(_booked(own, on, accounts, members)),
            row=0,
        )
        for (on, member, invoice), own in invoices.items()
    ]
    used = {number for each in vouchers for line in each.transactions for number in line.objects}
    named = {**_DIMENSIONS, **({accounts.counterparty: "Motpart"} if accounts.counterparty else {})}
    books = SieFile(
        source=path.name,
        company=texts.read(company, "company"),
        currency=texts.read(currency, "currency"),
        vouchers=tuple(vouchers),
        accounts={
            account: texts.read(name, "name of an account")
            for account, name in accounts.names.items()
        },
        dimensions={
            number: _DIMENSIONS.get(number, name)
            for number, name in named.items()
            if number in used
        },
        objects=members.objects,
    )
    books.check()
    rows = head_of(books, day or max(each.date for each in vouchers))
    placed = []
    for each in vouchers:
        row, count = len(rows) + 1, len(each.transactions)
        numbered = zip(each.transactions, range(row + 2, row + 2 + count), strict=True)
        placed.append(
            dataclasses.replace(
                each,
                row=row,
                transactions=tuple(dataclasses.replace(line, row=at) for line, at in numbered),
            )
        )
        rows.extend(rows_of(each))
    write_whole(path, "".join(f"{row}\r\n" for row in rows).encode(ENCODING))
    return dataclasses.replace(books, vouchers=tuple(placed))


def _check_alike(lines: Sequence[InvoiceLine]) -> str:
    """Refuse lines that do not belong in the same books, and return their currency."""
    if not lines:
        msg = "no lines to write; pass invoice lines"
        raise CostshareError(msg)
    stated = [line.currency for line in lines if line.currency is not None]
    one_currency(stated, "lines", "; write a file for each currency")
    issuers = list(dict.fromkeys(line.billed_by for line in lines))
    if len(issuers) > 1:
        msg = f"lines are billed by {some_of(issuers)}; write the books of one issuer at a time, "
        raise CostshareError(f"{msg}such as invoice_lines(billed_by={quoted(issuers[0])})")
    return stated[0] if stated else "SEK"  # which the format says where no currency is stated


def _check_line(line: InvoiceLine, what: str, day: dt.date | None) -> tuple[dt.date, str]:
    """Return the day and the member of a line; refuse one that cannot be booked."""
    if line.amount is None or line.net_amount is None or line.member is None or line.pool is None:
        problems = "; ".join(line.problems) or "it states its net amount only"
        msg = f"{what} cannot be booked: {problems}; correct it"
        raise CostshareError(msg)
    for amount in (line.amount, line.net_amount):
        exact = Fraction(amount) * 10**_PLACES
        if exact.denominator > 1 or abs(exact) >= 10**_MOST_DIGITS:
            msg = f"{what} of {line.member} has the amount {amount:f}; an SIE file holds two "
            raise CostshareError(f"{msg}decimals and up to {_MOST_DIGITS - _PLACES} digits before")
    on = line.date or day
    if on is None:
        msg = f"{what} of {line.member} has no date; pass date="
        raise CostshareError(msg)
    return on, line.member


class _Members:
    """Gives each member its object in the dimension of counterparties."""

    __slots__ = ("_customers", "_dimension", "_names", "objects", "texts")

    def __init__(self, accounts: Accounts, customers: Customers | None, texts: Texts) -> None:
        self._dimension, self.texts = accounts.counterparty, texts
        self._customers = (
            None
            if customers is None
            else given_as(Customers, customers, "customers", "a Customers")
        )
        self._names: dict[str, str] = {}
        self.objects: dict[tuple[str, str], str] = {}

    def object_of(self, member: str) -> dict[str, str]:
        """Return the object of a member, by its dimension; empty where members have none."""
        if self._dimension is None:
            return {}
        number = member if self._customers is None else self._customers.number(member)
        if number is None:
            msg = f"{member} has no number in customers; add it"
            raise CostshareError(msg)
        number = self.texts.read(number, "object")
        other = self._names.setdefault(number, member)
        if other != member:
            msg = f"{other} and {member} are both written {quoted(number)}; pass customers="
            raise CostshareError(msg)
        self.objects[self._dimension, number] = self.texts.read(member, "name of a member")
        return {self._dimension: number}


def _title(member: str, invoice: str | None) -> str:
    """Write the text of a voucher."""
    return member if invoice is None else f"{member} {invoice}"


def _booked(
    lines: Sequence[InvoiceLine], on: dt.date, accounts: Accounts, members: _Members
) -> Iterator[Transaction]:
    """Book an invoice: the receivable, the income of each line, the VAT of each account."""
    first = lines[0]
    member = str(first.member)
    counterparty, read = members.object_of(member), members.texts.read

    def entry(account: str, amount: Decimal, objects: Mapping[str, str], text: str) -> Transaction:
        return Transaction(account, amount, objects, on, read(text, "text"), 0)

    invoice = {} if first.invoice is None else {INVOICE: read(first.invoice, "invoice")}
    owed = exact_sum(line.amount for line in lines)
    title = _title(member, first.invoice)
    yield entry(accounts.receivable, _written(Fraction(owed)), {**counterparty, **invoice}, title)
    vat: dict[str, list[Decimal]] = {}
    for line in lines:
        net, pool = exact_sum([line.net_amount]), str(line.pool)
        posting = accounts.posting(pool)
        objects = {
            dimension: read(each, "object") for dimension, each in posting.by_dimension.items()
        }
        text = pool if line.corrects is None else f"{pool} {line.corrects}"
        yield entry(posting.account, _written(-Fraction(net)), {**objects, **counterparty}, text)
        tax = exact_sum([line.amount, net.copy_negate()])
        if tax:
            vat.setdefault(accounts.vat_account(line.vat_rate), []).append(tax)
    for account, taxes in vat.items():
        yield entry(account, _written(-Fraction(exact_sum(taxes))), counterparty, title)


def _written(amount: Fraction) -> Decimal:
    """Write an amount as the file holds it: whole, or with two decimals."""
    exact = exact_decimal(amount, "amount")
    return EXACT.quantize(exact, _CENT) if places_of(exact) else exact
