"""Fees and figures of members: numbers, and what to do about text and rows of totals."""

from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction

from costshare.amounts import read_amount
from costshare.errors import CostshareError

_MARKS = (",", ".")

# Fewer other members may sum to one of them by chance.
_FEWEST_OTHERS = 3


def read_figure(value: object, what: str) -> Fraction:
    """Read a number; the error about a text as people write it says how to read the column.

    Raises
    ------
    CostshareError
        As `read_amount`.

    Examples
    --------
    >>> read_figure("56 463", "fee of Ames")
    Traceback (most recent call last):
    costshare.errors.CostshareError: fee of Ames '56 463' is not a plain number; write it as \
1234.50, or read each text of the column with costshare.read_number
    """
    try:
        return read_amount(value, what)
    except CostshareError as error:
        way_out = _way_out(value) if isinstance(value, str) else ""
        if not way_out:
            raise
        raise CostshareError(f"{error}{way_out}") from None


def _way_out(text: str) -> str:
    """How to read a text that may be a number, as people write it."""
    # late: the readers of files are needed for this error alone
    from costshare.files import read_number

    found = {}
    for mark in _MARKS:
        try:
            found[mark] = read_number(text, decimal=mark)  # type: ignore[arg-type]
        except CostshareError:
            continue
    if not found:
        return ""
    way_out = ", or read each text of the column with costshare.read_number"
    if len({*found.values()}) == 1:
        return way_out
    return (
        f'{way_out}: it is {found[","]:f} with decimal=",", and {found["."]:f} with decimal="."; '
        "pandas.read_csv has decimal= and thousands="
    )


def refuse_total_row(amounts: Mapping[str, Fraction], what: str) -> None:
    """Refuse a member that is named as a total and has the sum of all others.

    Raises
    ------
    CostshareError
        If there is one, beside three others that have an amount.

    Examples
    --------
    >>> refuse_total_row({"A": 1, "B": 2, "C": 3, "Total": 6}, "fees")
    Traceback (most recent call last):
    costshare.errors.CostshareError: Total in fees is the sum of all others: a total row is not a \
member; leave it out
    """
    name = sum_of_others([amounts])
    if name is None:
        return
    # late: in few tables a member has the sum of all others
    from costshare.files import TOTALS

    words = {word.strip(":()") for word in name.casefold().split()}
    if not words.isdisjoint(TOTALS):
        msg = f"{name} in {what} is the sum of all others: a total row is not a member; leave it "
        raise CostshareError(f"{msg}out")


def sum_of_others(columns: Sequence[Mapping[str, Fraction]]) -> str | None:
    """The member that has the sum of all others in each column, where these are three or more."""
    first = columns[0]
    total = sum(first.values())
    if sum(map(bool, first.values())) <= _FEWEST_OTHERS:
        return None
    found = [name for name, amount in first.items() if 2 * amount == total]
    others = all(2 * each.get(name, 0) == sum(each.values()) for name in found for each in columns)
    return found[0] if found and others else None


def are_numbered(names: Iterable[str], known: Container[str]) -> bool:
    """Whether names are the numbers of rows, 0, 1, 2 …, and none of the known names."""
    names = [*names]
    rows = {str(place) for place in range(len(names))}
    return {*names} == rows and not any(name in known for name in names)
