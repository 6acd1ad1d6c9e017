"""Take the items of whatever list a caller passes, and no more than memory holds."""

from collections.abc import Iterator, Mapping
from itertools import islice
from operator import length_hint
from typing import Any

from costshare.amounts._columns import exact_values
from costshare.amounts._frames import is_any_column
from costshare.errors import CostshareError

# What is counted one by one in Python; many more totals at once are for arrays.
_MOST_ITEMS = 2_000_000


def take_items(
    values: object, what: str, of: str = "numbers", *, most: int = _MOST_ITEMS
) -> list[Any]:
    """Take the items of a list, an array, a column of any library or a generator as a list.

    Parameters
    ----------
    values : iterable
        What the caller passed.
    what : str
        What it is, for the error message.
    of : str, default "numbers"
        What a list of it holds, for the error message.
    most : int, default 2 000 000
        How many items it may have.

    Raises
    ------
    CostshareError
        If the value is not a list, such as text, a mapping or an array without dimensions, or if
        it has more items than allowed, such as a generator that never ends.

    Examples
    --------
    >>> take_items(range(10**18), "weights")
    Traceback (most recent call last):
    costshare.errors.CostshareError: weights has more than 2000000 items; pass fewer at a time
    """
    if isinstance(values, list | tuple):
        return list(values)
    iterator = _iterator(values)
    if iterator is None:
        msg = f"{what} is of type {type(values).__name__}; pass a list of {of}"
        raise CostshareError(msg)
    try:
        is_long = length_hint(values) > most
    except OverflowError:
        is_long = True
    if not is_long and is_any_column(values):
        iterator = iter(exact_values(values))
    items = [] if is_long else list(islice(iterator, most + 1))
    if is_long or len(items) > most:
        msg = f"{what} has more than {most} items; pass fewer at a time"
        raise CostshareError(msg)
    return items


def _iterator(values: Any) -> Iterator[Any] | None:
    # A declared thing, such as an invoice line, iterates over its own fields.
    is_one_thing = isinstance(values, str | bytes | bytearray | Mapping | type)
    if is_one_thing or hasattr(type(values), "model_fields"):
        return None
    try:
        iterator: Iterator[Any] = iter(values)
    except TypeError:
        return None
    return iterator
