"""Take the items of whatever list a caller passes, and no more than memory holds."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from costshare.errors import CostshareError

# What is counted one by one in Python; many more totals at once are for arrays.
_MOST_ITEMS = 10_000_000


def take_items(values: Iterable[Any], what: str) -> list[Any]:
    """Take the items of a list, an array, a range or a generator as a list.

    Raises
    ------
    CostshareError
        On what cannot be iterated, such as an array without dimensions, and on more than ten
        million items, such as those of a generator that never ends.

    Examples
    --------
    >>> take_items(range(10**18), "weights")
    Traceback (most recent call last):
    costshare.errors.CostshareError: weights has more than 10000000 items; pass fewer at a time
    """
    try:
        items = list(islice(iter(values), _MOST_ITEMS + 1))
    except TypeError:
        msg = f"{what} of type {type(values).__name__} cannot be iterated; pass a list"
        raise CostshareError(msg) from None
    if len(items) > _MOST_ITEMS:
        msg = f"{what} has more than {_MOST_ITEMS} items; pass fewer at a time"
        raise CostshareError(msg)
    return items
