"""Dates as people write them. The order of day and month is never guessed."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from costshare.errors import CostshareError, quoted

# Exports stamp a time on the day; the day is what an invoice has.
_TIME = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?Z?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_DIGITS = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST = re.compile(r"([0-9]{1,2})[-/.] ?([0-9]{1,2})[-/. ] ?([0-9]{4})")
_NAMED = re.compile(r"([0-9]{1,2})\.? ([^\W\d_]{3,})\.? ([0-9]{4})")
_MONTHS = (
    ("januari", "january"),
    ("februari", "february"),
    ("mars", "march"),
    ("april",),
    ("maj", "may"),
    ("juni", "june"),
    ("juli", "july"),
    ("augusti", "august"),
    ("september",),
    ("oktober", "october"),
    ("november",),
    ("december",),
)


def read_date(value: object, name: str, *, day_first: bool | None = None) -> date:
    """Read a day from a date or a text.

    Read are ``2022-03-31``, ``2022/3/31``, ``20220331``, ``31 mars 2022``, and ``31/3 2022`` or
    ``31.3.2022`` where only one order of day and month gives a date, or `day_first` states it.

    Raises
    ------
    CostshareError
        If the value is not a date, or may be two.

    Examples
    --------
    >>> read_date("31/3 2022", "date")
    datetime.date(2022, 3, 31)
    >>> read_date("3/4 2022", "date")
    Traceback (most recent call last):
    costshare.errors.CostshareError: date '3/4 2022' may be 2022-04-03 or 2022-03-04; pass \
day_first=True or day_first=False
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _single_blanks(value) if isinstance(value, str) else ""
    days = possible_days(text, day_first)
    if not days:
        shown = repr(text) if isinstance(value, str) else value
        msg = f"{name} {shown} is not a date; write it as 2022-03-31"
        raise CostshareError(msg)
    if len(days) > 1:
        msg = (
            f"{name} {text!r} may be {days[0]} or {days[1]}; pass day_first=True or day_first=False"
        )
        raise CostshareError(msg)
    return days[0]


def check_day_first(day_first: object) -> None:
    """Refuse what does not say whether the day comes before the month."""
    if day_first is not None and not isinstance(day_first, bool):
        msg = (
            f"day_first {quoted(day_first)} is not True or False; pass one of them, or leave it out"
        )
        raise CostshareError(msg)


def column_day_first(texts: Iterable[str]) -> bool | None:
    """Find the order of day and month that a column's texts agree on, or None.

    They agree if one order alone makes a day of every text that ends in the year, and all of these
    are written with the same signs: ``31/3 2022`` says that ``3/4 2022`` is in April.

    Examples
    --------
    >>> column_day_first(["31/3 2022", "3/4 2022"]), column_day_first(["3/4 2022", "4/5 2022"])
    (True, None)
    """
    found = [text for text in map(_single_blanks, texts) if _YEAR_LAST.fullmatch(text)]
    if len({_signs(text) for text in found}) != 1:
        return None
    orders = [order for order in (True, False) if all(possible_days(text, order) for text in found)]
    return orders[0] if len(orders) == 1 else None


def _single_blanks(text: str) -> str:
    return re.sub(r"\s+", " ", text.strip())


def _signs(text: str) -> str:
    """Return what parts the numbers of a date."""
    return re.sub("[0-9 ]", "", text)


def _only_order(text: str) -> tuple[str, bool] | None:
    """Return the signs of a text, and the one order in which it is a day; None if not one."""
    text = _single_blanks(text)
    if not _YEAR_LAST.fullmatch(text):
        return None
    orders = [order for order in (True, False) if possible_days(text, order)]
    return (_signs(text), orders[0]) if len(orders) == 1 else None


def _contradict(texts: Iterable[str]) -> bool:
    """Return whether dates with the same signs can be read in different orders only."""
    orders = dict.fromkeys(map(_only_order, texts))
    return any(found and (found[0], not found[1]) in orders for found in orders)


class DayOrder:
    """The order of day and month in a column of dates.

    Parameters
    ----------
    texts : iterable of str
        The texts of the column.
    day_first : bool or None
        The order, where it is known.
    """

    def __init__(self, texts: Iterable[str], day_first: bool | None) -> None:
        texts = list(dict.fromkeys(texts))
        self.day_first = column_day_first(texts) if day_first is None else day_first
        # Whether some dates can be read with the day first only, and others only with the month.
        self.contradicts = self.day_first is None and _contradict(texts)
        # Signs and order → where such a date was read first.
        self._seen: dict[tuple[str, bool], str] = {}

    def check(self, text: str, name: str) -> None:
        """Refuse a date whose order contradicts that of one read before.

        Raises
        ------
        CostshareError
            If the two, written with the same signs, can be read in different orders only.
        """
        found = _only_order(text) if self.day_first is None else None
        if found is None:
            return
        text, signs, order = _single_blanks(text), *found
        self._seen.setdefault((signs, order), f"{name} {text!r}")
        if other := self._seen.get((signs, not order)):
            words = ("the day", "the month") if order else ("the month", "the day")
            msg = (
                f"{name} {text!r} has {words[0]} first, but {other} has {words[1]} first; write "
                "the dates of a column in one order, such as 2022-03-31"
            )
            raise CostshareError(msg)


def possible_days(text: str, day_first: bool | None) -> list[date]:
    """List the days that a text may mean, the one with the day first before the other."""
    if found := _YEAR_FIRST.fullmatch(text):
        tries = [(found[1], found[3], found[4])]
    elif found := _DIGITS.fullmatch(text):
        tries = [(found[1], found[2], found[3])]
    elif found := _NAMED.fullmatch(text):
        tries = [(found[3], str(month_number(found[2])), found[1])]
    elif found := _YEAR_LAST.fullmatch(text):
        one, other, year = found.groups()
        tries = [] if day_first is False else [(year, other, one)]
        tries += [] if day_first or (one == other and tries) else [(year, one, other)]
    else:
        tries = []
    return [day for each in tries if (day := _day(*map(int, each)))]


def month_number(word: str) -> int:
    """Return the number of a month by its name or the beginning of it; 0 for another word."""
    word = word.casefold()
    named = (at for at, names in enumerate(_MONTHS, 1) if any(n.startswith(word) for n in names))
    return next(named, 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
