"""The texts of a column of numbers: one decimal mark, which they settle, and one currency."""

from collections.abc import Iterable
from decimal import Decimal

from costshare.errors import CostshareError
from costshare.fields import common_codes, currency_codes
from costshare.files._number import Mark, Read, chosen, common_mark, readings, shown


class NumberColumn:
    """Reads the texts of one column.

    Parameters
    ----------
    texts : iterable of str
        All texts of the column.
    decimal : {",", "."} or None
        The decimal mark, where it is known.
    mixed : bool
        Whether the currency may change from row to row, because another column names it.
    currency : str, optional
        The currency that the column must have.
    """

    def __init__(
        self,
        texts: Iterable[str],
        decimal: Mark | None,
        *,
        mixed: bool = False,
        currency: str | None = None,
    ) -> None:
        self._read = {text: readings(text) for text in dict.fromkeys(texts)}
        self._mark = decimal or common_mark(self._read.values())
        # Text → the text whose currency it contradicts.
        self._odd: dict[str, str] = {}
        self._codes = frozenset() if currency is None else currency_codes(currency)
        self._sign = ""
        self._asked = currency
        if not mixed:
            self._find_currency()

    def _find_currency(self) -> None:
        first = ""
        for text, read in self._read.items():
            if not read.money:
                continue
            codes = common_codes(read.money)
            first, self._sign = first or text, self._sign or read.money[0]
            common = self._codes & codes if self._codes else codes
            if common:
                self._codes = common
            else:
                self._odd[text] = first

    def number(self, text: str, name: str) -> Decimal:
        """Read a text of the column.

        Raises
        ------
        CostshareError
            As `read_number` does, and if the text is in another currency than those before it.
        """
        if text in self._odd and self._asked is not None:
            msg = f"{name} {shown(text)} is not in {self._asked}; convert it first"
            raise CostshareError(msg)
        if text in self._odd:
            msg = (
                f"{name} {shown(text)} is in another currency than {shown(self._odd[text])} of the "
                "same column; name the currency of each row in a column of its own, or read the "
                "rows apart"
            )
            raise CostshareError(msg)
        return chosen(self._reading(text), text, name, self._mark)

    @property
    def has_currency(self) -> bool:
        """Whether a currency stands beside any of the numbers."""
        return any(read.money for read in self._read.values())

    def is_number(self, text: str) -> bool:
        """Tell whether a text is a number, under one decimal mark at least."""
        return bool(self._reading(text).numbers)

    def currency(self, cell: object) -> str | None:
        """Give the currency of a cell, as a code where it is known, else as a sign.

        It is the one beside the number, or else the one that the whole column has.
        """
        money = self._reading(cell).money if isinstance(cell, str) else ()
        if money and (cell in self._odd or not self._codes):
            return _label(common_codes(money), money[0])
        return _label(self._codes, self._sign) if self._codes else None

    def _reading(self, text: str) -> Read:
        return self._read[text] if text in self._read else readings(text)


def _label(codes: frozenset[str], sign: str) -> str:
    return next(iter(codes)) if len(codes) == 1 else sign
