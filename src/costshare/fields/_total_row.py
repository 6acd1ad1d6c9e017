"""The row of a total among members: it has a name for that, and the sum of all others."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from costshare.errors import CostshareError

TOTALS = ("summa", "totalt", "total", "totalsumma", "delsumma", "sum", "subtotal")

# Fewer other members may sum to one of them by chance.
_FEWEST_OTHERS = 3


def says_total(name: str) -> bool:
    """Whether a word of a name says that it is a total: ``Grand total``, ``Summa:``."""
    return any(word.strip(":()") in TOTALS for word in name.casefold().split())


def refuse_total_row(columns: Sequence[Mapping[str, Fraction]], what: str) -> None:
    """Refuse a member that is named as a total and has the sum of all others in each column.

    Raises
    ------
    CostshareError
        If there is one, beside three others that have an amount.

    Examples
    --------
    >>> refuse_total_row([{"A": 1, "B": 2, "C": 3, "Total": 6}], "fees")
    Traceback (most recent call last):
    costshare.errors.CostshareError: Total in fees is the sum of all others: a total row is not a \
member; leave it out
    """
    name = sum_of_others(columns)
    if name is not None and says_total(name):
        msg = f"{name} in {what} is the sum of all others: a total row is not a member; leave it "
        raise CostshareError(f"{msg}out")


def sum_of_others(columns: Sequence[Mapping[str, Fraction]]) -> str | None:
    """The member that has the sum of all others in each column, where these are three or more.

    Examples
    --------
    >>> sum_of_others([{"A": 1, "B": 2, "C": 3, "County": 6}])
    'County'
    """
    first = columns[0]
    total = sum(first.values())
    if sum(map(bool, first.values())) <= _FEWEST_OTHERS:
        return None
    found = [name for name, amount in first.items() if 2 * amount == total]
    others = all(2 * each.get(name, 0) == sum(each.values()) for name in found for each in columns)
    return found[0] if found and others else None
