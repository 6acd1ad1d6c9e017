"""Money as people write it: Swedish and English marks, spaces of all kinds, signs on either side.

A text is read under each decimal mark, comma and point. Where both readings give one number, or
only one mark gives any, that number is meant. Where they differ the text is ambiguous: the
column's other values may settle it, else `read_number` asks.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Literal

from costshare.amounts import read_amount
from costshare.errors import CostshareError
from costshare.fields import given_as

Mark = Literal[",", "."]

_MARKS: tuple[Mark, ...] = (",", ".")
# The space bar, no-break, figure, thin and narrow no-break space: each may part thousands.
_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f]")
_CURRENCY = re.compile(r"(?i:kr|sek)? *(.*?) *(?i:kr|sek|:-)?", re.DOTALL)
_MINUS = ("-", "\N{MINUS SIGN}")


def _pattern(mark: Mark) -> re.Pattern[str]:
    # Nobody writes 0.123 for 123: a number in groups begins with another digit.
    other = "," if mark == "." else "."
    groups = rf"[1-9][0-9]{{0,2}}(?:(?: [0-9]{{3}})+|(?:{re.escape(other)}[0-9]{{3}})+)"
    return re.compile(rf"({groups}|[0-9]*)(?:{re.escape(mark)}([0-9]+))?")


_PATTERNS = {mark: _pattern(mark) for mark in _MARKS}


def read_number(text: str, *, name: str = "number", decimal: Mark | None = None) -> Decimal:
    """Read one number from the text of a cell, exactly as written.

    Read are ``76 100,00`` with any kind of space, ``76.100,00``, ``76,100.00``, ``76100``; a
    minus of either kind (- and −) before or after the digits, or parentheses around them; and
    ``kr``, ``SEK`` or ``:-`` beside them.

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
        Where the text is no number, or may mean two.

    Examples
    --------
    >>> import costshare as cs
    >>> cs.read_number("76 100,00"), cs.read_number("(1 200)"), cs.read_number("−0,50 kr")
    (Decimal('76100.00'), Decimal('-1200'), Decimal('-0.50'))
    >>> cs.read_number("1,234", name="amount")
    Traceback (most recent call last):
    costshare.errors.CostshareError: amount '1,234' may be 1.234 or 1234; pass decimal="," for \
1.234 or decimal="." for 1234
    >>> cs.read_number("1,234", decimal=",")
    Decimal('1.234')
    """
    check_mark(decimal)
    found = _readings(given_as(str, text, name, "the text of a cell"))
    if decimal is not None:
        found = {decimal: found[decimal]} if decimal in found else {}
    if not found:
        declared = f' with decimal="{decimal}"' if decimal else ""
        msg = f"{name} {text.strip()!r} is no number{declared}; write it like 76 100,50 or 76100.50"
        raise CostshareError(msg)
    numbers = {read_amount(written, name): written for written in found.values()}
    if len(numbers) > 1:
        comma, point = found[","], found["."]
        msg = (
            f"{name} {text.strip()!r} may be {comma} or {point}; "
            f'pass decimal="," for {comma} or decimal="." for {point}'
        )
        raise CostshareError(msg)
    ((exact, written),) = numbers.items()
    return Decimal(written) if exact else Decimal(written.removeprefix("-"))


def column_mark(texts: Iterable[str]) -> Mark | None:
    """Find the decimal mark that a column's texts agree on, or None where they prove none.

    They agree where one mark alone reads every text (texts that are no number at all aside), and
    under it all texts that have decimals have the same number of them: ``5,00`` beside ``1.234``
    says that the point parts thousands; beside ``1,234`` it says nothing that can be relied on.

    Examples
    --------
    >>> column_mark(["5,00", "1.234"]), column_mark(["5,00", "1,234"]), column_mark(["1.234"])
    (',', None, None)
    """
    readings = [found for text in texts if (found := _readings(text))]
    marks = [mark for mark in _MARKS if all(mark in found for found in readings)]
    if len(marks) != 1:
        return None
    written = (found[marks[0]].partition(".")[2] for found in readings)
    return marks[0] if len({len(decimals) for decimals in written if decimals}) == 1 else None


def check_mark(decimal: object) -> None:
    """Refuse what is no decimal mark."""
    if decimal is not None and not (isinstance(decimal, str) and decimal in _MARKS):
        msg = f'decimal {decimal!r} is no decimal mark; pass "," or ".", or leave it out'
        raise CostshareError(msg)


def _readings(text: str) -> dict[Mark, str]:
    """Write the number under each decimal mark that can read it, like -1234.50."""
    text = _amount_alone(_SPACES.sub(" ", text.strip()))
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = _amount_alone(text[1:-1].strip())
    if not negative and text:
        negative = text[0] in _MINUS or text[-1] in _MINUS
        if negative:
            text = (text[1:] if text[0] in _MINUS else text[:-1]).strip()
        elif text[0] == "+":
            text = text[1:].strip()
    return {
        mark: ("-" if negative else "") + _plain(match)
        for mark, pattern in _PATTERNS.items()
        if (match := pattern.fullmatch(text)) and any(match.groups())
    }


def _amount_alone(text: str) -> str:
    match = _CURRENCY.fullmatch(text)
    return match[1] if match else text


def _plain(match: re.Match[str]) -> str:
    whole = re.sub("[^0-9]", "", match[1]) or "0"
    return f"{whole}.{match[2]}" if match[2] else whole
