"""The content of an SIE 4 file: vouchers, balances, and the names of accounts and objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Integral
from typing import TYPE_CHECKING, Literal, overload

from costshare.amounts import exact_sum
from costshare.errors import ConservationError, CostshareError, some_of, unknown_name
from costshare.fields import given_as, given_mapping, name_of_label, read_by_name, read_word
from costshare.files._balances import BalanceKind, Chosen, SieBalance, choose, signed
from costshare.files._vouchers import Transaction, Voucher, objects_in, with_objects
from costshare.invoices import InvoiceLine, InvoiceLines
from costshare.periods import Period, PeriodLike

if TYPE_CHECKING:
    import pandas as pd

EntryKind = Literal["income", "cost"]
Missing = Literal["error", "keep"]

_SIGNS: Mapping[EntryKind, int] = {"income": -1, "cost": 1}


@dataclass(frozen=True, slots=True)
class SieFile:
    """Vouchers, balances, and the names that the file declares.

    Attributes
    ----------
    source : str
        The file's name.
    company : str
        Name of the company whose books these are.
    currency : str
        Currency of all amounts; SEK where the file does not state it, by the SIE standard.
    accounts : dict of str to str
        Account → name.
    dimensions : dict of str to str
        Dimension → name.
    objects : dict of (str, str) to str
        (Dimension, object) → name.
    vouchers : tuple of Voucher
        In the file's order.
    years : dict of int to Period
        Year → its days, as #RAR declares it: 0 is the year of the file, -1 the year before.
    balances : tuple of SieBalance
        Balances and budgets of accounts, in the file's order.
    """

    source: str
    company: str
    currency: str
    vouchers: tuple[Voucher, ...]
    accounts: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)
    years: Mapping[int, Period] = field(default_factory=dict)
    balances: tuple[SieBalance, ...] = ()

    def check(self) -> None:
        """Prove that each voucher balances.

        Raises
        ------
        ConservationError
            If the transactions of a voucher do not sum to 0; the error has the difference.
        """
        for voucher in self.vouchers:
            off = exact_sum(line.amount for line in voucher.transactions)
            if off:
                msg = f"{self.source}: voucher {voucher.name or voucher.text} of {voucher.date} "
                raise ConservationError(f"{msg}does not balance: it sums to {off:f}, not 0")

    def to_frame(self) -> "pd.DataFrame":
        """Return a frame with a row for each transaction, in the file's order."""
        import pandas as pd

        rows = [
            {
                "series": voucher.series,
                "number": voucher.number,
                "date": line.date,
                "account": line.account,
                "objects": dict(line.objects),
                "amount": line.amount,
                "text": line.text or voucher.text,
                "row": line.row,
            }
            for voucher in self.vouchers
            for line in voucher.transactions
        ]
        columns = ["series", "number", "date", "account", "objects", "amount", "text", "row"]
        return pd.DataFrame(rows, columns=columns, dtype=object).astype({"row": "int64"})

    def balance_frame(self) -> "pd.DataFrame":
        """Return a frame with a row for each balance and budget, in the file's order."""
        import pandas as pd

        columns = ["kind", "year", "month", "account", "objects", "quantity", "amount", "row"]
        rows = [
            {name: getattr(each, name) for name in columns}
            | {"month": None if each.month is None else str(each.month)}
            | {"objects": dict(each.objects)}
            for each in self.balances
        ]
        whole = {"year": "int64", "row": "int64"}
        return pd.DataFrame(rows, columns=columns, dtype=object).astype(whole)

    @overload
    def amounts(
        self,
        of: BalanceKind,
        *,
        pools: Mapping[str, str],
        dimension: None = None,
        members: Mapping[str, str] | None = None,
        year: int = 0,
        period: PeriodLike | None = None,
        kind: EntryKind = "income",
        missing: Missing = "error",
    ) -> dict[str, Decimal]: ...
    @overload
    def amounts(
        self,
        of: BalanceKind,
        *,
        pools: Mapping[str, str],
        dimension: str | int,
        members: Mapping[str, str] | None = None,
        year: int = 0,
        period: PeriodLike | None = None,
        kind: EntryKind = "income",
        missing: Missing = "error",
    ) -> dict[str, dict[str, Decimal]]: ...
    def amounts(
        self,
        of: BalanceKind,
        *,
        pools: Mapping[str, str],
        dimension: str | int | None = None,
        members: Mapping[str, str] | None = None,
        year: int = 0,
        period: PeriodLike | None = None,
        kind: EntryKind = "income",
        missing: Missing = "error",
    ) -> dict[str, Decimal] | dict[str, dict[str, Decimal]]:
        """Add up balances or budgets of accounts by pool, or by pool and member.

        They are what a budget of a reconciliation, an item of a budget report and the opening of a
        settlement are made of. A file may state an account as a whole and by objects as well;
        nothing is added twice.

        Parameters
        ----------
        of : {"opening", "closing", "result", "period", "budget"}
            Kind of balance, as in `SieBalance`.
        pools : mapping of str to str
            Account → pool. Other accounts are left out.
        dimension : str or int, optional
            Dimension whose objects are the members; amounts are by pool alone if left out.
        members : mapping of str to str, optional
            Object → member. Without it a member is called what the file calls the object.
        year : int, default 0
            Year: 0 is that of the file, -1 the one before.
        period : str or two dates, optional
            Months to add up, of ``"period"`` and ``"budget"``; all of the year by default.
        kind : {"income", "cost"}, default "income"
            Income is in credit, as is what is owed to members, and a credit is then a positive
            amount; cost is in debit.
        missing : {"error", "keep"}, default "error"
            What to do with what belongs to no member: raise an error, or keep it under the name of
            the object, and the rest of an account as ``"(no member)"``, as a settlement does.

        Returns
        -------
        dict
            Pool → amount, or pool → member → amount.

        Raises
        ------
        CostshareError
            If the file has no such balances or accounts, an amount belongs to no member, or rows
            of an account may overlap.

        Examples
        --------
        >>> from decimal import Decimal
        >>> from costshare.files import SieBalance, SieFile
        >>> owed = SieBalance("opening", 0, None, "2890", {}, Decimal(-500), None, 7)
        >>> books = SieFile("books.se", "E-nämnden", "SEK", (), balances=(owed,))
        >>> books.amounts("opening", pools={"2890": "office"})
        {'office': Decimal('500')}
        """
        read_word(of, "of", BalanceKind)
        read_word(kind, "kind", EntryKind)
        read_word(missing, "missing", Missing)
        named = _texts(pools, "pools", "account")
        given_as(int, year, "year", "0, or -1 for the year before")
        during = None if period is None else Period.read(period)
        chosen = choose(self.balances, of, source=self.source, year=year, period=during)
        self._check_accounts(named, (each.account for each in self.balances))
        found = Chosen(self.source, chosen, named, _SIGNS[kind])
        if dimension is None:
            return found.by_pool()
        dimension = _dimension(dimension)
        names = self._names(dimension) if members is None else _texts(members, "members", "object")
        return found.by_member(dimension, names, keep=missing == "keep")

    def _check_accounts(self, named: Iterable[str], used: Iterable[str]) -> None:
        """Raise if an account is neither used nor declared."""
        known = {*self.accounts, *used}
        for account in named:
            if account not in known:
                raise unknown_name(f"account in {self.source}", account, sorted(known))

    def _names(self, dimension: str) -> dict[str, str]:
        """Return what the file calls the objects of a dimension."""
        return {
            number: name for (within, number), name in self.objects.items() if within == dimension
        }

    def invoice_lines(
        self,
        *,
        pools: Mapping[str, str],
        dimension: str | int,
        members: Mapping[str, str] | None = None,
        kind: EntryKind = "income",
        missing: Missing = "error",
    ) -> InvoiceLines:
        """Turn the transactions on some accounts into invoice lines.

        The member is the transaction's own object. If it has none, as where the customer is on
        the receivable only, it is the one object that the voucher has in the dimension. The
        invoice is found in the same way, among the rows of that customer.

        Parameters
        ----------
        pools : mapping of str to str
            Account → pool. Transactions on other accounts (bank, VAT, receivables) are left out.
        dimension : str or int
            The dimension whose objects are the members, such as ``"8"`` for customers.
        members : mapping of str to str, optional
            Object → member. Without it a member is called what the file calls the object.
        kind : {"income", "cost"}, default "income"
            Income is in credit, and a credit is then a positive amount; cost is in debit.
        missing : {"error", "keep"}, default "error"
            What to do with lines that lack a member: name them all in one error, or keep them.
            A kept line has the object's name in the file, or its number, as its member, and None
            if the voucher has no object or several. A reconciliation reports both.

        Returns
        -------
        InvoiceLines
            A line for each transaction, in the currency of the file; its invoice is the object of
            dimension 10. `others` are the voucher, account, text and row of each.

        Raises
        ------
        CostshareError
            If lines lack a member, all of them named by their rows, or an account or the dimension
            is not in the file.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> from costshare.files import SieFile, Transaction, Voucher
        >>> day = date(2022, 3, 31)
        >>> owed = Transaction("1510", Decimal(76100), {"8": "2582"}, day, "", 9)
        >>> fee = Transaction("3010", Decimal(-76100), {}, day, "", 10)
        >>> voucher = Voucher("A", "1", day, "Grundbelopp", (owed, fee), 7)
        >>> books = SieFile("books.se", "E-nämnden", "SEK", (voucher,))
        >>> lines = books.invoice_lines(
        ...     pools={"3010": "Grundbelopp"}, dimension="8", members={"2582": "Boden"}
        ... )
        >>> lines.to_frame()[["member", "pool", "amount", "voucher"]]
          member         pool  amount voucher
        0  Boden  Grundbelopp   76100     A 1
        """
        read_word(kind, "kind", EntryKind)
        read_word(missing, "missing", Missing)
        given_mapping(pools, "pools", "a mapping of account to pool")
        dimension = _dimension(dimension)
        self._check_accounts(
            pools, (line.account for voucher in self.vouchers for line in voucher.transactions)
        )
        names = self._names(dimension)
        if members is None:
            members = names
        given_mapping(members, "members", "a mapping of object to member")
        lines = [
            (voucher, line, number, invoice)
            for voucher in self.vouchers
            for line, number, invoice in with_objects(voucher, dimension)
            if line.account in pools
        ]
        lacking = [each[:3] for each in lines if each[2] not in members]
        if lacking and missing == "error":
            self._refuse(lacking, dimension)
        read = (
            InvoiceLine(
                member=None if number is None else members.get(number, names.get(number, number)),
                pool=pools[line.account],
                amount=signed(line.amount, _SIGNS[kind]),
                invoice=invoice,
                date=line.date,
                currency=self.currency,
            )
            for _, line, number, invoice in lines
        )
        others: dict[str, tuple[str | int | None, ...]] = {
            "voucher": tuple(voucher.name for voucher, *_ in lines),
            "account": tuple(line.account for _, line, *_ in lines),
            "text": tuple(line.text or voucher.text for voucher, line, *_ in lines),
            "row": tuple(line.row for _, line, *_ in lines),
        }
        return InvoiceLines(tuple(read), others)

    def _refuse(
        self, lacking: list[tuple[Voucher, Transaction, str | None]], dimension: str
    ) -> None:
        """Name all transactions that lack a member, those of one reason together."""
        known = {*self.dimensions, *(within for within, _ in self.objects)}
        for voucher in self.vouchers:
            known.update(*(line.objects for line in voucher.transactions))
        if known and dimension not in known:
            listed = sorted(known, key=lambda each: (len(each), each))
            raise unknown_name(f"dimension in {self.source}:", dimension, listed)
        rows: dict[str, list[str]] = {}
        objects = {voucher.row: sorted(objects_in(voucher, dimension)) for voucher, _, _ in lacking}
        for voucher, line, number in lacking:
            reason = f"the voucher has no object in dimension {dimension}"
            if number is not None:
                reason = f"object {number!r} is not a member"
            elif several := some_of(objects[voucher.row], 5):
                reason = f"the voucher has several objects in dimension {dimension}: {several}"
            rows.setdefault(reason, []).append(f"{line.row} (account {line.account})")
        each = (f"{reason}, row {some_of(places, 100)}" for reason, places in rows.items())
        count = f"{len(lacking)} transaction{'s lack' if len(lacking) > 1 else ' lacks'}"
        msg = (
            f"{self.source}: {count} a member: {'; '.join(each)}. Name the members in members=, or "
            "pass missing='keep'"
        )
        raise CostshareError(msg)


def _texts(given: Mapping[str, str], what: str, key: str) -> dict[str, str]:
    """Read a mapping of text to name."""
    read = read_by_name(given, what, name=f"{key} in {what}")
    return {each: given_as(str, name, f"{what}[{each!r}]", "a name") for each, name in read.items()}


def _dimension(given: str | int) -> str:
    """Read the number of a dimension."""
    if not isinstance(given, Integral):
        given_as(str, given, "dimension", "its number")
    return name_of_label(given, what="dimension")
