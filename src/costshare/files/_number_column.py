"""The cells of a column of numbers: one decimal mark, which they settle, and one currency."""

from collections.abc import Iterable
from decimal import Decimal

from costshare.errors import CostshareError
from costshare.fields import common_codes
from costshare.files._grid import Money, cell_text
from costshare.files._headers import header_currency
from costshare.files._number import Mark, Read, chosen, common_mark, readings, shown
from costshare.files._regular import alike, numbers_alike


class NumberColumn:
    """Reads the texts of one column.

    Parameters
    ----------
    cells : iterable of str or Money
        All texts of the column, and its numbers with a currency.
    decimal : {",", "."} or None
        The decimal mark, where it is known.
    mixed : bool
        Whether the currency may change from row to row, because another column names it.
    header : str, optional
        The column's header, which may state the currency.

    Attributes
    ----------
    regular : dict of str to Decimal
        The texts of the column that are plain numbers, without a currency, read at once.
    """

    def __init__(
        self,
        cells: Iterable[str | Money],
        decimal: Mark | None,
        *,
        mixed: bool = False,
        header: str = "",
    ) -> None:
        different = dict.fromkeys(cells)
        groups, odd = alike([cell for cell in different if isinstance(cell, str)])
        # A text of each group stands for all of it.
        first = [readings(group[0]) for group in groups]
        self._read = {text: readings(text) for text in odd}
        self._mark = decimal or common_mark([*first, *self._read.values()])
        self.regular: dict[str, Decimal] = {}
        for group, read in zip(groups, first, strict=True):
            self.regular |= numbers_alike(group, read, self._mark)
        self._stated = header_currency(header)
        self._money = {
            cell: money
            for cell in different
            # A text of a regular form has no currency.
            if (cell in self._read or isinstance(cell, Money)) and (money := self._beside(cell))
        }
        # Cell → the place that it contradicts.
        self._odd: dict[str | Money, str] = {}
        self._codes: frozenset[str] = frozenset()
        self._sign = ""
        self._mixed = mixed
        if not mixed:
            self._find_currency(header)

    def _find_currency(self, header: str) -> None:
        first = ""
        if self._stated:
            first, self._sign = f"its header {header!r}", self._stated
            self._codes = common_codes([self._stated])
        for cell, money in self._money.items():
            codes = common_codes(money)
            first = first or f"{shown(cell_text(cell))} of the same column"
            self._sign = self._sign or money[0]
            common = self._codes & codes if self._codes else codes
            if common:
                self._codes = common
            else:
                self._odd[cell] = first

    def number(self, text: str, name: str) -> Decimal:
        """Read a text of the column.

        Raises
        ------
        CostshareError
            As `read_number` does, and if the text is in another currency than those before it.
        """
        if text in self.regular:
            return self.regular[text]
        self.check_currency(text, name)
        return chosen(self._reading(text), text, name, self._mark)

    def check_currency(self, cell: str | Money, name: str) -> None:
        """Refuse a cell in another currency than the column's.

        Raises
        ------
        CostshareError
            If the cells before it, or the header, state another one.
        """
        if cell in self._odd:
            beside = f" in {cell.currency}" if isinstance(cell, Money) else ""
            msg = (
                f"{name} {shown(cell_text(cell))}{beside} is in another currency than "
                f"{self._odd[cell]}; name the currency of each row in a column of its own, or read "
                "the rows apart"
            )
            raise CostshareError(msg)

    @property
    def has_currency(self) -> bool:
        """Whether the header or a cell states a currency."""
        return bool(self._money or self._stated)

    def states_currency(self, cell: object) -> bool:
        """Return whether a currency is beside the number in a cell."""
        return bool(self._beside(cell))

    def statements(self, cell: object, field: str) -> list[tuple[str, str]]:
        """List the currencies that a cell and its header state, and where each of them is."""
        beside = self.currency(cell)
        stated = [(beside, field)] if beside else []
        if self._mixed and self._stated:
            stated.append((self._stated, f"the header of {field}"))
        return stated

    def is_number(self, text: str) -> bool:
        """Return whether a text is a number, under one decimal mark at least."""
        return text in self.regular or bool(self._reading(text).numbers)

    def currency(self, cell: object) -> str | None:
        """Return the currency of a cell, as a code where it is known, else as a sign.

        It is the one beside the number, or else the one that the whole column has.
        """
        money = self._beside(cell)
        if money and (cell in self._odd or not self._codes):
            return _label(common_codes(money), money[0])
        return _label(self._codes, self._sign) if self._codes else None

    def _beside(self, cell: object) -> tuple[str, ...]:
        """Find the currencies that a cell states."""
        if isinstance(cell, Money):
            return (cell.currency,)
        if not isinstance(cell, str) or cell in self.regular:
            return ()
        return self._reading(cell).money

    def _reading(self, text: str) -> Read:
        return self._read[text] if text in self._read else readings(text)


def _label(codes: frozenset[str], sign: str) -> str:
    return next(iter(codes)) if len(codes) == 1 else sign
