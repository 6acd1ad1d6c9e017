"""Money as people write it: Swedish and English marks, spaces of all kinds, signs and currencies.

A text is read under each decimal mark, comma and point. Where both readings give one number, or
only one mark gives any, that number is meant. Where they differ the text is ambiguous: the
column's other values may settle it; otherwise `read_number` raises.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from costshare.amounts import read_amount
from costshare.errors import CostshareError, quoted
from costshare.fields import CURRENCIES, SIGNS, common_codes, given_as

Mark = Literal[",", "."]

MARKS: tuple[Mark, ...] = get_args(Mark)
# The space bar, no-break, figure, thin and narrow no-break space: each may part thousands. So may
# an apostrophe, straight or not.
_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]")
_APOSTROPHES = re.compile("['\u2019\u02bc]")
_DIGITS = re.compile(r"[.,]?[0-9](?:.*[0-9])?", re.DOTALL)
_NO_DECIMALS = re.compile("([.,])[-\u2013\u2014]{1,2}")
# The longest first, so that kr. is not read as kr and a point.
_MONEY = "|".join(map(re.escape, sorted([*CURRENCIES, *SIGNS], key=len, reverse=True)))
_BESIDE = re.compile(
    rf" *(?:(?P<sign>[-+\u2212])|(?P<bracket>[()])|(?P<money>(?i:{_MONEY}))"
    r"|:[-\u2013\u2014]{1,2})"
)
# What may be on either side of the digits.
_SIGNS = {"|": "", "+|": "", "-|": "-", "|-": "-", "(|)": "-"}
# No amount is longer, and what is does not have to be searched.
_LONGEST = 2_000


def _pattern(mark: Mark) -> re.Pattern[str]:
    # Nobody writes 0.123 for 123: a number in groups begins with another digit.
    other = re.escape("," if mark == "." else ".")
    mark_ = re.escape(mark)
    groups = "|".join(rf"(?:{each}[0-9]{{3}})+" for each in (" ", "'", other))
    # With its decimals, a number in lakhs (1,23,456.00) lacks no digit.
    lakhs = rf"[1-9][0-9]?(?:{other}[0-9]{{2}})+{other}[0-9]{{3}}(?={mark_}[0-9])"
    whole = rf"[1-9][0-9]{{0,2}}(?:{groups})|{lakhs}|[0-9]*"
    decimals = rf"{mark_}(?:([0-9]+)|-)|:([0-9]{{2}})"
    return re.compile(rf"({whole})(?:{decimals})?|([0-9]+(?:{mark_}[0-9]+)?)[eE]([-+][0-9]{{1,4}})")


_PATTERNS = {mark: _pattern(mark) for mark in MARKS}


@dataclass(frozen=True, slots=True)
class Read:
    """What a text may mean.

    Parameters
    ----------
    numbers : dict
        The number under each decimal mark that can read it, like -1234.50.
    money : tuple of str
        The currencies beside it.
    """

    numbers: dict[Mark, str]
    money: tuple[str, ...] = ()


def read_number(text: str, *, name: str = "number", decimal: Mark | None = None) -> Decimal:
    """Read one number from the text of a cell, exactly as written.

    Read are ``76 100,00`` with any kind of space, ``76.100,00``, ``76,100.00``, ``76'100.00``,
    ``76100``, ``76 100:50``, ``76 100:-`` and ``76 100,-``; a minus of either kind (- and −) before
    or after the digits, or parentheses around them; a currency beside them, as its code or its
    sign; and ``1e-07``, as programs write a float.

    Parameters
    ----------
    text : str
        The text.
    name : str, default "number"
        What the number is, for the error message.
    decimal : {",", "."}, optional
        The decimal mark, where it is known. Without it only a text that can mean one number
        is read.

    Returns
    -------
    Decimal
        The number, with the decimals that were written.

    Raises
    ------
    CostshareError
        If the text is not a number, or may mean two.

    Examples
    --------
    >>> import costshare as cs
    >>> cs.read_number("76 100,00"), cs.read_number("(1 200)"), cs.read_number("−0,50 kr")
    (Decimal('76100.00'), Decimal('-1200'), Decimal('-0.50'))
    >>> cs.read_number("-SEK 40.165,05"), cs.read_number("CHF 1’234.50"), cs.read_number("9 €")
    (Decimal('-40165.05'), Decimal('1234.50'), Decimal('9'))
    >>> cs.read_number("1,234", name="amount")
    Traceback (most recent call last):
    costshare.errors.CostshareError: amount '1,234' may be 1.234 or 1234; pass decimal="," for \
1.234 or decimal="." for 1234
    >>> cs.read_number("1,234", decimal=",")
    Decimal('1.234')
    """
    check_mark(decimal)
    text = given_as(str, text, name, "the text of a cell")
    return chosen(readings(text), text, name, decimal)


def chosen(read: Read, text: str, name: str, decimal: Mark | None) -> Decimal:
    """Return the one number that a text means, as `read_number` does."""
    found = read.numbers
    if decimal is not None:
        found = {decimal: found[decimal]} if decimal in found else {}
    if not found:
        declared = f' with decimal="{decimal}"' if decimal else ""
        msg = f"{name} {shown(text)} is not a number{declared}; write it as 76 100,50 or 76100.50"
        raise CostshareError(msg)
    numbers = {read_amount(written, name): written for written in found.values()}
    if len(numbers) > 1:
        comma, point = found[","], found["."]
        msg = (
            f"{name} {shown(text)} may be {comma} or {point}; "
            f'pass decimal="," for {comma} or decimal="." for {point}'
        )
        raise CostshareError(msg)
    ((exact, written),) = numbers.items()
    return Decimal(written) if exact else Decimal(written.removeprefix("-"))


def column_mark(texts: Iterable[str]) -> Mark | None:
    """Find the decimal mark that a column's texts agree on, or None where they prove none.

    They agree where one mark alone reads every text (texts that are not numbers aside), and
    under it all texts that have decimals have the same number of them: ``5,00`` beside ``1.234``
    says that the point parts thousands; beside ``1,234`` it says nothing that can be relied on.

    Examples
    --------
    >>> column_mark(["5,00", "1.234"]), column_mark(["5,00", "1,234"]), column_mark(["1.234"])
    (',', None, None)
    """
    return common_mark(map(readings, texts))


def common_mark(column: Iterable[Read]) -> Mark | None:
    """Find the decimal mark of a column, as `column_mark` does."""
    found = [read.numbers for read in column if read.numbers]
    marks = [mark for mark in MARKS if all(mark in numbers for numbers in found)]
    if len(marks) != 1:
        return None
    decimals = {int(Decimal(numbers[marks[0]]).as_tuple().exponent) for numbers in found}
    return marks[0] if len([each for each in decimals if each < 0]) == 1 else None


def check_mark(decimal: object) -> None:
    """Refuse what is not a decimal mark."""
    if decimal is not None and not (isinstance(decimal, str) and decimal in MARKS):
        msg = f'decimal {quoted(decimal)} is not a decimal mark; pass "," or ".", or leave it out'
        raise CostshareError(msg)


def shown(text: str) -> str:
    """Quote the text of a cell in a message, a long one from its beginning."""
    text = text.strip()
    return repr(text if len(text) <= 80 else f"{text[:80]}…")


def readings(text: str) -> Read:
    """Find the numbers that a text may mean, and the currencies beside them."""
    text = text.strip()
    at = _DIGITS.search(text) if len(text) <= _LONGEST else None
    if at is None:
        return Read({})
    digits, after = _APOSTROPHES.sub("'", _SPACES.sub(" ", at[0])), text[at.end() :]
    if none := _NO_DECIMALS.match(after):
        # 5,- says that the comma is the decimal mark; 5:- says nothing.
        digits, after = f"{digits}{none[1]}-", after[none.end() :]
    before, after = _SPACES.sub(" ", text[: at.start()]), _SPACES.sub(" ", after)
    left, right = _beside(before), _beside(after)
    if left is None or right is None or ":" in before:
        return Read({})
    signs, money = f"{left[0]}|{right[0]}", (*left[1], *right[1])
    if signs not in _SIGNS or (money and not common_codes(money)):
        return Read({})
    return Read(
        {
            mark: _SIGNS[signs] + _plain(match)
            for mark, pattern in _PATTERNS.items()
            if (match := pattern.fullmatch(digits))
        },
        money,
    )


def _beside(text: str) -> tuple[str, list[str]] | None:
    """Read the text on one side of the digits: signs, and a currency at most."""
    signs, money, at = "", [], 0
    text = text.rstrip()
    while at < len(text):
        found = _BESIDE.match(text, at)
        if not found:
            return None
        if found["money"]:
            money.append(found["money"])
        signs += (found["sign"] or found["bracket"] or "").replace("\N{MINUS SIGN}", "-")
        at = found.end()
    return (signs, money) if len(money) < 2 else None


def _plain(match: re.Match[str]) -> str:
    whole, decimals, ore, number, power = match.groups()
    if number:
        return f"{number.replace(',', '.')}e{power}"
    whole = re.sub("[^0-9]", "", whole) or "0"
    decimals = decimals or ore
    return f"{whole}.{decimals}" if decimals else whole
