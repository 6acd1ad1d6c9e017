"""Many amounts in little memory, as a value."""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Self, overload

from pydantic import PlainSerializer, PlainValidator

from costshare.amounts import Unit, decimals
from costshare.errors import CostshareError, quoted
from costshare.fields import NO_OTHER_FIELDS, given_as

_MOST_INT64 = 2**63 - 1
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True, slots=True, repr=False)
class Amounts(Sequence[Decimal]):
    """Amounts with the same number of decimals: 8 bytes each where they fit.

    Examples
    --------
    >>> amounts = Amounts.of([250, 50], Unit("0.01"))
    >>> list(amounts), amounts == Amounts.read("2.50 0.50")
    ([Decimal('2.50'), Decimal('0.50')], True)
    """

    __pydantic_config__ = NO_OTHER_FIELDS

    _places: int
    _whole: Sequence[int]  # an array of 64 bits, or a tuple: amounts times 10 ** places

    @classmethod
    def of(cls, counts: Iterable[int], unit: Unit) -> Self:
        """Make amounts of counts of a unit."""
        places = decimals(unit.size) or 0
        size = int(unit.size * 10**places)
        return cls._fitting([each * size for each in counts], places)

    @classmethod
    def read(cls, text: object) -> Self:
        """Read amounts from numbers with spaces between them."""
        words = given_as(str, text, "amounts", "numbers with spaces between them").split(" ")
        for word in words:
            if not _NUMBER.fullmatch(word):
                msg = f"amount {quoted(word)} is not a plain number; write it as 1234.50"
                raise CostshareError(msg)
        places = {len(word.partition(".")[2]) for word in words}
        if len(places) > 1:
            msg = "amounts do not have the same number of decimals; write them alike"
            raise CostshareError(msg)
        return cls._fitting([int(word.replace(".", "")) for word in words], places.pop())

    @classmethod
    def _fitting(cls, whole: list[int], places: int) -> Self:
        fits = all(abs(each) <= _MOST_INT64 for each in whole)
        return cls(places, array("q", whole) if fits else tuple(whole))

    def text(self) -> str:
        """Write numbers with spaces between them."""
        whole = not self._places and isinstance(self._whole, array)
        return " ".join(map(str, self._whole) if whole else (f"{each:f}" for each in self))

    def counts(self, unit: Unit) -> list[int]:
        """Count the amounts in units.

        Raises
        ------
        CostshareError
            If one of them is not a whole multiple of the unit.
        """
        size = unit.size * 10**self._places
        up, down = size.numerator, size.denominator
        if any(each * down % up for each in self._whole):
            amount = next(amount for amount in self if Fraction(amount) % unit.size)
            msg = f"amount {amount} is not a whole multiple of unit {unit}; correct it"
            raise CostshareError(msg)
        return [each * down // up for each in self._whole]

    @overload
    def __getitem__(self, place: int) -> Decimal: ...
    @overload
    def __getitem__(self, place: slice) -> "list[Decimal]": ...
    def __getitem__(self, place: int | slice) -> "Decimal | list[Decimal]":
        unit = Unit("1" if not self._places else f"0.{'1'.zfill(self._places)}")
        if isinstance(place, slice):
            return [unit.decimal(each) for each in self._whole[place]]
        return unit.decimal(self._whole[place])

    def __iter__(self) -> Iterator[Decimal]:
        return iter(self[:])

    def __len__(self) -> int:
        return len(self._whole)

    def __hash__(self) -> int:
        """Hash by value."""
        return hash((self._places, tuple(self._whole)))

    def __repr__(self) -> str:
        """Say how many there are."""
        return f"<{len(self)} amounts>"


AmountsField = Annotated[
    Amounts, PlainValidator(Amounts.read), PlainSerializer(Amounts.text, return_type=str)
]
