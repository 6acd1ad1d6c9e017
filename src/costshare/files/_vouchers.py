"""What an SIE 4 file holds: vouchers of transactions, and the names of accounts and objects."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from costshare.errors import CostshareError, unknown_name

if TYPE_CHECKING:
    import pandas as pd

# Rule 8.17: the reserved dimension for invoice numbers.
_INVOICES = "10"

_SIGNS = {"income": -1, "cost": 1}


@dataclass(frozen=True, slots=True)
class Transaction:
    """A line of a voucher.

    Parameters
    ----------
    account : str
        The account's number.
    amount : Decimal
        Debit is positive, credit negative.
    objects : dict of str to str
        Dimension → object, such as ``{"1": "456"}`` for cost centre 456.
    date : date
        Its own day, or the voucher's.
    text : str
        Its own text, or empty.
    row : int
        Its line in the file.
    """

    account: str
    amount: Decimal
    objects: Mapping[str, str]
    date: date
    text: str
    row: int


@dataclass(frozen=True, slots=True)
class Voucher:
    """A voucher: transactions that sum to zero.

    Parameters
    ----------
    series, number : str
        Its series and number there; each may be empty in a file for import.
    date : date
        The day that it is of.
    text : str
        What it is about.
    transactions : tuple of Transaction
        Its lines.
    row : int
        Its line in the file.
    """

    series: str
    number: str
    date: date
    text: str
    transactions: tuple[Transaction, ...]
    row: int

    @property
    def name(self) -> str:
        """Series and number, as in ``A 567``."""
        return f"{self.series} {self.number}".strip()


@dataclass(frozen=True, slots=True)
class SieFile:
    """Vouchers, and the names that the file declares.

    Parameters
    ----------
    source : str
        The file's name.
    company : str
        Whose books these are.
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
    """

    source: str
    company: str
    currency: str
    vouchers: tuple[Voucher, ...]
    accounts: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    objects: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def to_frame(self) -> "pd.DataFrame":
        """Lay out a row for each transaction, in the file's order."""
        return _frame(
            _ROW,
            (
                (
                    voucher.series,
                    voucher.number,
                    line.date,
                    line.account,
                    dict(line.objects),
                    line.amount,
                    line.text or voucher.text,
                    line.row,
                )
                for voucher in self.vouchers
                for line in voucher.transactions
            ),
        )

    def invoice_lines(
        self,
        *,
        pools: Mapping[str, str],
        dimension: str,
        members: Mapping[str, str] | None = None,
        kind: Literal["income", "cost"] = "income",
    ) -> "pd.DataFrame":
        """Turn the transactions on some accounts into invoice lines.

        Parameters
        ----------
        pools : mapping of str to str
            Account → pool. Transactions on other accounts (bank, VAT, receivables) are no lines.
        dimension : str
            The dimension whose objects are the members, such as ``"8"`` for customers.
        members : mapping of str to str, optional
            Object → member. Without it a member is called what the file calls the object.
        kind : {"income", "cost"}, default "income"
            Income stands in credit, and a credit is then a positive amount; cost in debit.

        Returns
        -------
        DataFrame
            member, pool, amount, invoice (the object of dimension 10, else None), date, then
            voucher, account, text and row: the shape that a reconciliation takes.

        Raises
        ------
        CostshareError
            Where a transaction on one of the accounts has no object in the dimension, or one
            without a member, or an account is not in the file.

        Examples
        --------
        >>> from datetime import date
        >>> from decimal import Decimal
        >>> from costshare.files import SieFile, Transaction, Voucher
        >>> day = date(2022, 3, 31)
        >>> fee = Transaction("3010", Decimal(-76100), {"8": "2582"}, day, "", 9)
        >>> paid = Transaction("1930", Decimal(76100), {}, day, "", 10)
        >>> voucher = Voucher("A", "1", day, "Grundbelopp", (fee, paid), 7)
        >>> books = SieFile("books.se", "E-nämnden", "SEK", (voucher,))
        >>> lines = books.invoice_lines(
        ...     pools={"3010": "Grundbelopp"}, dimension="8", members={"2582": "Boden"}
        ... )
        >>> lines[["member", "pool", "amount", "voucher"]]
          member         pool amount voucher
        0  Boden  Grundbelopp  76100     A 1
        """
        if kind not in _SIGNS:
            raise unknown_name("kind", kind, _SIGNS)
        used = {line.account for voucher in self.vouchers for line in voucher.transactions}
        used |= set(self.accounts)
        for account in pools:
            if account not in used:
                raise unknown_name(f"account in {self.source}", account, sorted(used))
        if members is None:
            objects = self.objects.items()
            members = {number: name for (within, number), name in objects if within == dimension}
        return _frame(
            _LINE,
            (
                (
                    self._member(line, dimension, members),
                    pools[line.account],
                    _signed(line.amount, _SIGNS[kind]),
                    line.objects.get(_INVOICES),
                    line.date,
                    voucher.name,
                    line.account,
                    line.text or voucher.text,
                    line.row,
                )
                for voucher in self.vouchers
                for line in voucher.transactions
                if line.account in pools
            ),
        )

    def _member(self, line: Transaction, dimension: str, names: Mapping[str, str]) -> str:
        place = f"{self.source}, row {line.row}: the transaction on account {line.account}"
        number = line.objects.get(dimension)
        if number is None:
            held = ", ".join(f"{each} {line.objects[each]!r}" for each in line.objects) or "none"
            msg = (
                f"{place} has no object in dimension {dimension}, so no member; its objects: {held}"
            )
            raise CostshareError(msg)
        if number not in names:
            msg = f"{place} has the object {number!r}, which is no member's; add it to members="
            raise CostshareError(msg)
        return names[number]


def _signed(amount: Decimal, sign: int) -> Decimal:
    # A minus sign before it would round it in the caller's context, and -0 is no amount.
    return amount if sign > 0 or not amount else amount.copy_negate()


_ROW = ("series", "number", "date", "account", "objects", "amount", "text", "row")
_LINE = ("member", "pool", "amount", "invoice", "date", "voucher", "account", "text", "row")


def _frame(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - pandas comes late

    frame = pd.DataFrame(list(rows), columns=list(columns), dtype=object)
    return frame.astype({"row": "int64"})
