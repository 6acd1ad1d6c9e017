"""Which accounts and objects invoice lines are booked on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from costshare.amounts import plain
from costshare.errors import CostshareError, quoted, unknown_name
from costshare.fields import (
    NOTHING_BY_NAME,
    ByName,
    Declared,
    Name,
    ReadOnly,
    SomeByName,
    find_name,
    given_as,
    name_of_label,
)
from costshare.invoices import is_rounding, read_rate

COST_CENTRE, PROJECT, CUSTOMER, INVOICE = "1", "6", "8", "10"
"""Dimensions that SIE reserves (rule 8.17)."""

_NUMBER = re.compile(r"[0-9]{1,20}")
_ANY_RATE = "any"
_ROUNDING = "3740"


def _as_text(value: object) -> object:
    """Read a whole number as text."""
    return name_of_label(value) if type(value) is int else value


def _check_number(value: str) -> str:
    """Refuse a number of an account or a dimension that has other signs than digits."""
    if not _NUMBER.fullmatch(value):
        msg = f"{quoted(value)} is not a number of up to 20 digits; write one like '3010'"
        raise CostshareError(msg)
    return value


Number = Annotated[Name, BeforeValidator(_as_text), AfterValidator(_check_number)]
Code = Annotated[Name, BeforeValidator(_as_text)]


class Posting(Declared):
    """Account and objects of the income of a pool.

    Parameters
    ----------
    account : str or int
        Number of the account.
    cost_centre, project : str or int, optional
        Objects of the dimensions 1 and 6.
    objects : mapping of str to str
        Objects of other dimensions, by the number of the dimension.

    Examples
    --------
    >>> import costshare as cs
    >>> cs.Posting(account="3010", cost_centre="410", objects={"5": "84"}).by_dimension
    {'1': '410', '5': '84'}
    """

    account: Number
    cost_centre: Code | None = None
    project: Code | None = None
    objects: ByName[Code] = Field(default_factory=ReadOnly)

    def __init__(
        self,
        *,
        account: str | int,
        cost_centre: str | int | None = None,
        project: str | int | None = None,
        objects: Mapping[str, str | int] = NOTHING_BY_NAME,
    ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        """Take a number as the account."""
        return {"account": value} if isinstance(value, str | int) else value

    @model_validator(mode="after")
    def _each_dimension_once(self) -> Self:
        """Refuse a dimension that is not a number, or has an argument of its own."""
        for dimension in self.objects:
            _check_number(dimension)
            if dimension in {COST_CENTRE, PROJECT, INVOICE}:
                msg = f"objects name dimension {dimension}, which has an argument of its own: "
                raise CostshareError(msg + "cost_centre (1), project (6), the invoice (10)")
        return self

    @property
    def by_dimension(self) -> dict[str, str]:
        """Dimension → object."""
        named = {COST_CENTRE: self.cost_centre, PROJECT: self.project, **self.objects}
        return {dimension: each for dimension, each in named.items() if each is not None}


class Accounts(Declared):
    """Accounts that invoice lines are booked on.

    Parameters
    ----------
    receivable : str or int
        Account of what the members owe.
    pools : mapping of str to Posting, str or int
        Pool → account of its income, with cost centre and project where the books have them.
    vat : str, int, or mapping of rate to account, optional
        Account of VAT; or one for each rate, such as ``{"25%": 2611, "12%": 2621}``, in which
        ``"any"`` stands for all others.
    counterparty : str or int, optional
        Dimension whose objects are the members, 8 (customers) by default. If None, the members
        are named in the texts only.
    rounding : str or int, default 3740
        Account of the rounding lines of invoices; that of the BAS chart of accounts is 3740, "Öres-
        och kronutjämning".
    names : mapping of str to str
        Account → name, for the file to declare.

    Examples
    --------
    >>> import costshare as cs
    >>> accounts = cs.Accounts(
    ...     receivable=1510,
    ...     pools={"e_arkiv": cs.Posting(account=3010, project=7001), "datacenter": 3020},
    ...     vat=2611,
    ... )
    >>> accounts.posting("datacenter").account
    '3020'
    """

    receivable: Number
    pools: SomeByName[Posting]
    vat: ByName[Number] = Field(default_factory=ReadOnly)
    counterparty: Number | None = CUSTOMER
    rounding: Number = _ROUNDING
    names: ByName[Name] = Field(default_factory=ReadOnly)

    def __init__(
        self,
        *,
        receivable: str | int,
        pools: Mapping[str, Posting | str | int],
        vat: str | int | Mapping[str, str | int] = NOTHING_BY_NAME,
        counterparty: str | int | None = CUSTOMER,
        rounding: str | int = _ROUNDING,
        names: Mapping[str, str] = NOTHING_BY_NAME,
    ) -> None: ...

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:
        """Take one account of VAT as that of any rate."""
        if isinstance(value, dict) and isinstance(value.get("vat"), str | int):
            return {**value, "vat": {_ANY_RATE: value["vat"]}}
        return value

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        """Refuse accounts and rates that have no meaning."""
        used = {
            self.receivable,
            self.rounding,
            *self.vat.values(),
            *(each.account for each in self.pools.values()),
        }
        for account in self.names:
            if account not in used:
                raise unknown_name("account in names:", account, sorted(used))
        for pool, posting in self.pools.items():
            if self.counterparty is not None and self.counterparty in posting.by_dimension:
                msg = f"pool {pool} has an object of dimension {self.counterparty}, whose objects "
                raise CostshareError(f"{msg}are the members; pass another counterparty")
        if self.counterparty == INVOICE:
            msg = f"counterparty is dimension {INVOICE}, which is that of invoices; pass another"
            raise CostshareError(msg)
        rates = [rate for rate, _ in self._rates()]
        for rate in rates:
            if rates.count(rate) > 1:
                msg = f"vat has two accounts for the rate {plain(rate)}; keep one"
                raise CostshareError(msg)
        return self

    def _rates(self) -> Iterator[tuple[Fraction, str]]:
        """Read the rates that have an account of their own."""
        for rate, account in self.vat.items():
            if rate != _ANY_RATE:
                yield Fraction(read_rate(rate, "rate in vat")), account

    def posting(self, pool: str) -> Posting:
        """Return the account and objects of a pool, or the account of rounding.

        Raises
        ------
        CostshareError
            If the pool has no account.
        """
        given_as(str, pool, "pool", "its name")
        if is_rounding(pool) and pool not in self.pools:
            return Posting(account=self.rounding)
        return self.pools[find_name("pool in accounts:", pool, self.pools)]

    def vat_account(self, rate: Decimal | None) -> str:
        """Return the account of VAT at a rate; None is a rate that is not known.

        Raises
        ------
        CostshareError
            If no account has the rate, or it is not a rate.
        """
        known = dict(self._rates())
        account = None if rate is None else known.get(Fraction(read_rate(rate, "rate")))
        account = self.vat.get(_ANY_RATE) if account is None else account
        if account is None:
            which = "of a rate that is not stated" if rate is None else f"of the rate {rate}"
            msg = f"VAT {which} has no account; pass one in Accounts(vat=…), such as vat=2611"
            raise CostshareError(msg)
        return account
