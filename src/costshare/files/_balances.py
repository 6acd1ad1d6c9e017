"""Balances and budgets of accounts in an SIE file, and what they sum to by pool and member."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from costshare.amounts import exact_sum
from costshare.errors import CostshareError, some_of, unknown_name
from costshare.invoices import NO_MEMBER
from costshare.periods import Period

BalanceKind = Literal["opening", "closing", "result", "period", "budget"]

LABELS: Mapping[str, BalanceKind] = {
    "#IB": "opening",
    "#OIB": "opening",
    "#UB": "closing",
    "#OUB": "closing",
    "#RES": "result",
    "#PSALDO": "period",
    "#PBUDGET": "budget",
}
"""Record → what it states."""

MONTHLY = ("period", "budget")


@dataclass(frozen=True, slots=True)
class SieBalance:
    """A balance or a budget of an account, or of the account and an object.

    Attributes
    ----------
    kind : str
        ``opening`` (#IB, #OIB), ``closing`` (#UB, #OUB) or ``result`` (#RES) of a year; ``period``
        (#PSALDO), the change in a month; ``budget`` (#PBUDGET) of a month.
    year : int
        0 for the year of the file, -1 for the year before, and so on.
    month : Period or None
        Month; None for balances of a year.
    account : str
        Number of the account.
    objects : dict of str to str
        Dimension → object; empty for the whole account.
    amount : Decimal
        Debit is positive, credit negative.
    quantity : Decimal or None
        Quantity, where it is stated.
    row : int
        Line number in the file.
    """

    kind: BalanceKind
    year: int
    month: Period | None
    account: str
    objects: Mapping[str, str]
    amount: Decimal
    quantity: Decimal | None
    row: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """Balances of some accounts, and what messages call them.

    Attributes
    ----------
    source : str
        Name of the file.
    balances : sequence of SieBalance
        Balances of one kind and year.
    pools : mapping of str to str
        Account → pool.
    sign : int
        1 for amounts in debit, -1 for amounts in credit.
    """

    source: str
    balances: Sequence[SieBalance]
    pools: Mapping[str, str]
    sign: int

    def by_pool(self) -> dict[str, Decimal]:
        """Add up whole accounts by pool."""
        return {
            pool: self._sum(each for account in accounts for each in self._rows(account, None))
            for pool, accounts in self._accounts().items()
        }

    def by_member(
        self, dimension: str, members: Mapping[str, str], *, keep: bool
    ) -> dict[str, dict[str, Decimal]]:
        """Add up the objects of a dimension by pool and member; the rest of an account may stay.

        Raises
        ------
        CostshareError
            If an object is not a member, or an account has more or less than its objects.
        """
        sums: dict[str, dict[str, Decimal]] = {}
        for pool, accounts in self._accounts().items():
            rows: dict[str, list[SieBalance]] = {}
            for account in accounts:
                own = list(self._rows(account, dimension))
                for each in own:
                    number = each.objects[dimension]
                    if number not in members and not keep:
                        msg = f"{self._place(each)}: object {number!r} is not a member; name it in "
                        raise CostshareError(f"{msg}members=, or pass missing='keep'")
                    rows.setdefault(members.get(number, number), []).append(each)
            sums[pool] = {member: self._sum(each) for member, each in rows.items()}
            whole = self._sum(
                each
                for account in accounts
                for each in self._rows(account, None, otherwise=dimension)
            )
            rest = exact_sum([whole, *(each.copy_negate() for each in sums[pool].values())])
            if rest and not keep:
                msg = (
                    f"{self.source}: {pool} comes to {whole:f}, and its objects of dimension "
                    f"{dimension} to {exact_sum(sums[pool].values()):f}; pass missing='keep' to "
                    f"have the rest as {NO_MEMBER!r}"
                )
                raise CostshareError(msg)
            if rest:
                sums[pool][NO_MEMBER] = rest
        return sums

    def _accounts(self) -> dict[str, list[str]]:
        """List the accounts of each pool."""
        accounts: dict[str, list[str]] = {}
        for account, pool in self.pools.items():
            accounts.setdefault(pool, []).append(account)
        return accounts

    def _sum(self, rows: Iterable[SieBalance]) -> Decimal:
        """Add up amounts; credit is positive where the sign says so."""
        return signed(exact_sum(each.amount for each in rows), self.sign)

    def _rows(
        self, account: str, dimension: str | None, *, otherwise: str | None = None
    ) -> Iterator[SieBalance]:
        """Yield the rows of an account that make it up once, month by month.

        A file may state an account as a whole, and by objects of one dimension or of several
        together, so that not all rows may be added. The rows are those of the whole account (of
        the dimension alone), or where there are none, those of the only combination of dimensions.
        """
        months: dict[Period | None, dict[frozenset[str], list[SieBalance]]] = {}
        for each in self.balances:
            if each.account == account:
                by_dimensions = months.setdefault(each.month, {})
                by_dimensions.setdefault(frozenset(each.objects), []).append(each)
        exactly = frozenset() if dimension is None else frozenset({dimension})
        for by_dimensions in months.values():
            fitting = {key: rows for key, rows in by_dimensions.items() if exactly <= key}
            if exactly not in fitting and otherwise is not None:
                preferred = {key: rows for key, rows in fitting.items() if otherwise in key}
                fitting = preferred or fitting
            best = exactly if exactly in fitting else frozenset({otherwise or ""})
            if best in fitting:
                yield from fitting[best]
            elif len(fitting) > 1:
                rows = sorted(each.row for own in fitting.values() for each in own)
                msg = (
                    f"{self.source}: account {account} is stated by several combinations of "
                    f"dimensions (rows {some_of(list(map(str, rows)), 5)}), which may overlap; add "
                    "those that you want from balances"
                )
                raise CostshareError(msg)
            else:
                yield from (each for own in fitting.values() for each in own)

    def _place(self, balance: SieBalance) -> str:
        """Name the file and the row."""
        return f"{self.source}, row {balance.row}"


def signed(amount: Decimal, sign: int) -> Decimal:
    """Return an amount in debit (1) or in credit (-1), exactly; -0 is not an amount."""
    # A minus sign before it would round it in the caller's context.
    return amount if sign > 0 or not amount else amount.copy_negate()


def choose(
    balances: Sequence[SieBalance],
    kind: BalanceKind,
    *,
    source: str,
    year: int,
    period: Period | None,
) -> list[SieBalance]:
    """Choose the balances of a kind and year, and of the months of a period.

    Raises
    ------
    CostshareError
        If the file has none of this kind and year, the kind has no months, or the period is not
        made of whole months.
    """
    chosen = [each for each in balances if each.kind == kind and each.year == year]
    if not chosen:
        known = sorted({f"{each.kind} of year {each.year}" for each in balances})
        raise unknown_name(f"balances in {source}:", f"{kind} of year {year}", known)
    if period is None:
        return chosen
    if kind not in MONTHLY:
        msg = f"{kind} is of a year, and period is {period}; leave period out, or pass 'period'"
        raise CostshareError(msg)
    if period.months is None or period.first.day != 1:
        msg = f"period {period} is not made of whole months; the file has amounts by month"
        raise CostshareError(msg)
    return [each for each in chosen if each.month is not None and period.overlaps(each.month)]
