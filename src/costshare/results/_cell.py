"""A cell of a workbook: a number with the format that shows it as it is printed, or text."""

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from costshare.results._numbers import APPROXIMATELY
from costshare.results._report import Cell, Formula, written
from costshare.words import ENGLISH, Said, Words

MOST_DIGITS = 15
"""Significant digits of a decimal that every spreadsheet keeps: a double holds no more."""
_MOST_PLACES = 30  # decimals that a number format may have
_TOO_LARGE = 10**100  # far below the largest double

_FIGURE = re.compile(rf"({APPROXIMATELY} )?([+-]?)(\d{{1,3}}(?: \d{{3}})*)(?:\.(\d+))?( %)?")


@dataclass(frozen=True, slots=True)
class Written:
    """What a cell of a sheet holds.

    Attributes
    ----------
    value : str, int or float
        Text, or a number.
    form : str
        Number format, in the signs that every language of a spreadsheet reads; empty for text.
    formula : str
        Formula that gives the value; empty if the value is stated.
    is_number : bool
        Whether people read a number, also where it has too many digits to be one.
    """

    value: str | int | float
    form: str = ""
    formula: str = ""
    is_number: bool = False

    @property
    def is_long(self) -> bool:
        """Whether it is a number that is text, since a spreadsheet would round it."""
        return self.is_number and isinstance(self.value, str) and self.value[-1:].isdigit()


def write_cell(cell: Cell, words: Words = ENGLISH) -> Written:
    """Write a cell of a table for a spreadsheet.

    Examples
    --------
    >>> write_cell(Decimal("1234.50"))
    Written(value=1234.5, form='#,##0.00', formula='', is_number=True)
    >>> write_cell("=1+1").value, write_cell(10**15 + 1).value
    ('=1+1', '1 000 000 000 000 001')
    """
    if isinstance(cell, Formula):
        plain = _number(cell.value if cell.shown is None else cell.shown, is_computed=True)
        value = _double(Fraction(cell.value))
        return Written(value, "" if plain is None else plain.form, cell.text, is_number=True)
    if _is_name(cell) or cell is None:
        return Written(written(cell, words), is_number=cell is None)
    plain = _number(cell)
    if plain is not None:
        return plain
    text = written(cell, words)
    return Written(text, is_number=not isinstance(cell, str) or text[-1:].isdigit())


def _number(cell: Cell, *, is_computed: bool = False) -> Written | None:
    """Write a number; None if it is text, or has more digits than a double.

    Of approximate numbers, and of those that a spreadsheet computes, digits may be left out.
    """
    found = _FIGURE.fullmatch(written(cell, ENGLISH))
    if found is None:
        return None
    about, sign, whole, decimals, percent = found.groups()
    whole, decimals = whole.replace(" ", ""), decimals or ""
    exact = cell if isinstance(cell, Fraction) else Fraction(f"{sign}{whole}.{decimals or '0'}")
    is_long = len((whole + decimals).strip("0")) > MOST_DIGITS
    if about or (is_long and is_computed):
        decimals, is_long = decimals[: max(0, MOST_DIGITS - len(whole))], len(whole) > MOST_DIGITS
    if is_long or len(decimals) > _MOST_PLACES or abs(exact) >= _TOO_LARGE:
        return None
    form = "#,##0" + ("." + "0" * len(decimals) if decimals else "") + ("\\ %" if percent else "")
    mark = f'"{APPROXIMATELY} "' if about else ""
    if sign == "+":
        form = f"{mark}+{form};{mark}-{form};{mark}{form}"
    elif about:
        form = f"{mark}{form};{mark}-{form}"
    return Written(_double(exact / 100 if percent else exact), form, is_number=True)


def exact_value(cell: Cell) -> Fraction | None:
    """Return the exact number that a cell shows; None for text and approximate numbers."""
    if isinstance(cell, Formula):
        return Fraction(cell.value)
    if isinstance(cell, int | Decimal | Fraction):
        return Fraction(cell)
    if cell is None or _is_name(cell) or isinstance(cell, Said):
        return None
    found = _FIGURE.fullmatch(cell)
    return None if found is None or found[1] else Fraction(cell.replace(" ", ""))


def _is_name(cell: Cell) -> bool:
    """Return whether a cell is plain text, which stays text whatever it looks like."""
    return type(cell) is str


def _double(exact: Fraction) -> int | float:
    """Return the nearest double, and a whole number as one."""
    return exact.numerator if exact.denominator == 1 else float(exact)
