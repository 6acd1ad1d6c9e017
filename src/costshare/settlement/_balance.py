"""A balance: opening + income - cost + transferred - returned = closing."""

from dataclasses import dataclass, fields
from decimal import Decimal
from operator import attrgetter

from costshare.amounts import Unit
from costshare.fields import NO_OTHER_FIELDS

NO_MEMBER = "(no member)"
"""Who holds what belongs to no member: a pool without members, and income that is no fee."""


@dataclass(frozen=True, slots=True)
class Balance:
    """One balance from opening to closing, of a member in a pool or of several together.

    Parameters
    ----------
    opening : Decimal
        What the last period left: a surplus, or below zero a deficit.
    income : Decimal
        What came in; for a member, what it paid.
    cost : Decimal
        What went out; for a member, its part of that.
    transferred : Decimal
        What came from other pools or members, or below zero went to them.
    returned : Decimal
        What the member gets back, or below zero what it has to pay.
    closing : Decimal
        What stays for the next period.
    """

    opening: Decimal
    income: Decimal
    cost: Decimal
    transferred: Decimal
    returned: Decimal
    closing: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """The same in whole units, to compute with."""

    __pydantic_config__ = NO_OTHER_FIELDS

    opening: int = 0
    income: int = 0
    cost: int = 0
    transferred: int = 0
    returned: int = 0
    closing: int = 0

    def __add__(self, other: "Entry") -> "Entry":
        return Entry(*(one + two for one, two in zip(_counts(self), _counts(other), strict=True)))

    @property
    def off(self) -> int:
        """How far the closing lies above what the identity says."""
        moved = self.income - self.cost + self.transferred - self.returned
        return self.closing - self.opening - moved

    def balance(self, unit: Unit) -> Balance:
        """The same in the currency."""
        return Balance(*map(unit.decimal, _counts(self)))


COLUMNS = tuple(field.name for field in fields(Entry))

_counts = attrgetter(*COLUMNS)
