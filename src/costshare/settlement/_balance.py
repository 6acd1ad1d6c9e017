"""A balance: opening + income - cost + transferred - returned = closing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from costshare.amounts import Unit, exact_sum
from costshare.fields import NO_OTHER_FIELDS, Money
from costshare.results import Column, amount_column
from costshare.words import say

Cells = dict[str, dict[str, int]]
"""Units by pool and member."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance from opening to closing, of a member in a pool or of several together.

    Attributes
    ----------
    opening : Decimal
        Balance that the last period left: a surplus, or below zero a deficit.
    income : Decimal
        Income; of a member, what it paid.
    cost : Decimal
        Cost; of a member, its part of the cost.
    transferred : Decimal
        Amount from other pools or members, or below zero to them.
    returned : Decimal
        Amount that the member gets back, or below zero has to pay.
    closing : Decimal
        Balance that is left for the next period.
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    opening: Money = Decimal(0)
    income: Money = Decimal(0)
    cost: Money = Decimal(0)
    transferred: Money = Decimal(0)
    returned: Money = Decimal(0)
    closing: Money = Decimal(0)

    @property
    def off(self) -> Decimal:
        """How much the closing is above what the other columns give; 0 in a right balance."""
        plus, minus = (
            exact_sum(getattr(self, column) for column, sign in SIGNS.items() if sign == side)
            for side in (1, -1)
        )
        return exact_sum([self.closing, minus, plus.copy_negate()])


COLUMNS = tuple(field.name for field in fields(Balance))
TITLES = (
    say("opening"),
    say("income"),
    say("cost"),
    say("transferred"),
    say("returned"),
    say("closing"),
)
"""The columns for people."""
SIGNS = {"opening": 1, "income": 1, "cost": -1, "transferred": 1, "returned": -1}
"""The columns that the closing follows from."""


def closing_of(columns: Mapping[str, int]) -> int:
    """Compute the closing from the other columns; a missing one is 0."""
    return sum(SIGNS[column] * amount for column, amount in columns.items())


def closed(columns: Mapping[str, int], unit: Unit) -> Balance:
    """Make a balance of columns in units; the closing follows from them."""
    units = {**dict.fromkeys(SIGNS, 0), **columns, "closing": closing_of(columns)}
    return Balance(**{column: unit.decimal(each) for column, each in units.items()})


def add_balances(balances: Iterable[Balance], unit: Unit) -> Balance:
    """Add balances, column by column."""
    every, zero = list(balances), unit.decimal(0)
    return Balance(
        **{column: exact_sum((getattr(each, column) for each in every), zero) for column in COLUMNS}
    )


def amounts_of(balance: Balance) -> list[Decimal]:
    """The amounts of a balance, in order."""
    return [getattr(balance, column) for column in COLUMNS]


def balance_columns(balances: Iterable[Balance]) -> list[Column]:
    """Lay out balances with a column for each of their amounts."""
    rows = list(map(amounts_of, balances))
    return [
        amount_column(column, (row[place] for row in rows)) for place, column in enumerate(COLUMNS)
    ]
