"""Fees and figures of members: numbers, and what to do about text and numbered rows."""

from collections.abc import Container, Iterable
from fractions import Fraction

from costshare.amounts import read_amount
from costshare.errors import CostshareError

_MARKS = (",", ".")


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


def are_numbered(names: Iterable[str], known: Container[str]) -> bool:
    """Whether names are the numbers of rows, 0, 1, 2 …, and none of the known names."""
    names = [*names]
    rows = {str(place) for place in range(len(names))}
    return {*names} == rows and not any(name in known for name in names)
