"""Reading a change in per cent."""

from fractions import Fraction

from costshare.amounts import read_amount
from costshare.errors import CostshareError


def read_percent(value: object, name: str) -> Fraction:
    """Read ``"5%"`` as 1/20; a number without the sign could mean 5 or 500 per cent.

    Raises
    ------
    CostshareError
        On anything but a number in per cent.

    Examples
    --------
    >>> read_percent("-2.5 %", "total_change")
    Fraction(-1, 40)
    """
    if isinstance(value, str) and value.rstrip().endswith("%"):
        return read_amount(value.rstrip()[:-1], f"{name} in per cent") / 100
    msg = f"{name} {value!r} is not in per cent; write it like '5%'"
    raise CostshareError(msg)
